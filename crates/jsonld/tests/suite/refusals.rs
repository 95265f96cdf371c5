//! What is refused, and with which words.

use crate::*;

fn refused(text: &str, wanted: &str) {
    let error = read(text.as_bytes()).unwrap_err().to_string();
    assert!(error.contains(wanted), "{error}");
}

#[test]
fn what_cannot_be_read_is_refused_with_the_place() {
    let good = document(&torture::torture());
    refused("{\"@graph\":[", "line 1");
    refused("{\"a\":1,\"a\":2}", "stands twice");
    refused("[]", "describes 0 datasets");
    refused("7", "object");
    refused(r#"{"@context":"http://169.254.169.254/","@graph":[]}"#, "fetches nothing");
    refused(r#"{"@context":[{},{"rr":"http://evil.example/"}],"@graph":[]}"#, "of 2 parts");
    refused(&good.replacen("\"@prefix\":true", "\"@prefix\":false", 1), "otherwise");
    refused(
        &good.replacen("\"Person\":{\"@id\":\"rr:Person\"", "\"Person\":{\"@id\":\"rr:Place\"", 1),
        "otherwise",
    );
    refused(
        &good.replacen("\"kind\":\"rr:", "\"knid\":\"rr:", 1),
        "@graph[1].knid: the context does not define",
    );
    refused(r#"[{"@type":["https://w3id.org/rapporteur/ns#Dataset"]}]"#, "blank node");
    refused(r#"[{"@id":"_:b"}]"#, "blank node");
    refused(r#"[{"@id":"x/y"}]"#, "not an absolute IRI");
    refused(r#"[{"@id":"urn:x","urn:p":[{"@list":[1]}]}]"#, "lists");
    refused(r#"[{"@id":"urn:x","urn:p":[1.5]}]"#, "not whole");
    refused(r#"[{"@id":"urn:x","urn:p":null}]"#, "null");
    refused(r#"[{"@id":"urn:x","@reverse":{}}]"#, "`@reverse` is not read");
    refused(r#"[{"@id":"urn:x","urn:p":[{"@id":"urn:y","@context":{}}]}]"#, "inside the document");
    let without: String =
        good.lines().filter(|l| !l.contains("record/concept-c\",\"kind")).collect();
    refused(&without, "may have been cut off");
    refused(
        &good.replacen("\"type\":[\"Claim\",\"prov:Entity\"]", "\"type\":\"Agent\"", 1),
        "does not define",
    );
    refused(
        &good.replacen("\"kind\":\"rr:source-kind.", "\"kind\":\"rr:person-kind.", 1),
        "source-kind",
    );
    // Keys are the same with escapes and without.
    refused("{\"a\":1,\"\\u0061\":2}", "the key `a` stands twice");
    let dataset = torture::torture();
    let escaped = good
        .replacen("\"@graph\":", "\"\\u0040graph\":", 1)
        .replace("\"kind\":", "\"k\\u0069nd\":");
    assert_same(&read(escaped.as_bytes()).unwrap(), &dataset);
    let doubled = format!("{good}\n{}", document(&built_in()));
    assert!(matches!(read(doubled.as_bytes()), Err(ReadError::Datasets { found: 2 })));
    assert!(read(&good.as_bytes()[..good.len() / 2]).is_err());
    assert_same(&read(good.as_bytes()).unwrap(), &dataset);
}

#[test]
fn a_claim_without_a_passage_does_not_become_a_value() {
    let good = document(&torture::torture());
    let at = good.find("\"type\":[\"Reading\"").unwrap();
    let (before, after) = good.split_at(at);
    let start = after.find(",\"cite\":[").unwrap();
    let end = start + after[start..].find(']').unwrap() + 1;
    let bad = format!("{before}{}{}", &after[..start], &after[end..]);
    assert!(read(bad.as_bytes()).is_err());
}

/// What was changed in one node is complained of by the name of that node.
#[test]
fn errors_name_the_node() {
    let dataset = torture::torture();
    let graph = in_form(&dataset, Form::NQuads);
    let base = dataset.meta.base.as_str();
    // The first statement with this property about a node of this kind.
    let about = |kind: &str, property: &str| -> String {
        let (start, middle) = (format!("<{base}{kind}"), format!("{property}> "));
        let found = graph.lines().find(|line| line.starts_with(&start) && line.contains(&middle));
        found.unwrap().to_owned()
    };
    let subject = |line: &str| line[1..line.find('>').unwrap()].to_owned();
    let without = |line: &str| graph.replacen(&format!("{line}\n"), "", 1);
    let with = |line: &str, object: &str| {
        let mut words = line.splitn(3, ' ');
        let (subject, property) = (words.next().unwrap(), words.next().unwrap());
        graph.replacen(line, &format!("{subject} {property} {object} ."), 1)
    };
    let property = about("claim/", "ns#property");
    let member = about("reading/", "#hadMember");
    let basis = about("reading/", "ns#basis");
    let kind = about("record/person-b", "dc/terms/type");
    let cite = about("reading/", "#wasDerivedFrom");
    let number = about("quantity/", "schema.org/value");
    for (line, changed, wanted) in [
        (&property, without(&property), "no rr:property"),
        (&property, with(&property, "<urn:x-none>"), "has the property <urn:x-none>"),
        (&member, with(&member, &format!("<{base}claim/none>")), "is not a claim"),
        (&basis, with(&basis, "<https://w3id.org/rapporteur/ns#role.chair>"), "the list `basis`"),
        (&kind, without(&kind), "no dcterms:type"),
        (&cite, with(&cite, "<urn:x-elsewhere>"), "does not begin with"),
        (&cite, with(&cite, "\"source-a#1\""), "which is an IRI"),
        (
            &number,
            graph.replacen(&*number, &format!("{number}\n{}", number.replace("> \"", "> \"9")), 1),
            "values of schema:value",
        ),
    ] {
        let error = read(changed.as_bytes()).unwrap_err().to_string();
        assert!(error.contains(wanted), "{wanted}: {error}");
        assert!(error.contains(&subject(line)), "{}: {error}", subject(line));
    }
}

#[test]
fn what_is_not_our_graph_is_refused_in_every_syntax_of_rdf() {
    let dataset = torture::torture();
    let nquads = in_form(&dataset, Form::NQuads);
    let turtle = in_form(&dataset, Form::Turtle);
    refused("<urn:a> <urn:b> _:c .", "blank node");
    refused("_:a <urn:b> <urn:c> .", "statement 1: the blank node");
    refused("@prefix a: <urn:a:> .\na:b a:c [ a:d a:e ] .", "blank node");
    refused(
        "<urn:a> <urn:b> <urn:c> .\n<urn:a> <urn:b> <urn:d> <urn:g> .",
        "statement 2: it stands in the graph <urn:g>",
    );
    refused("<urn:a> <urn:b> \"c .\n", "line 1");
    refused("@prefix a: <urn:a:> .\na:b a:c d:e .", "line 2");
    refused("PREFIX a: <urn:a:>\na:b a:c a:d", "line 2");
    refused("hello", "not N-Quads, Turtle or TriG, at line 1");
    refused("", "describes 0 datasets");
    refused("# nothing\n", "describes 0 datasets");
    // Cut off, at a line or in the middle of one.
    let half = nquads.len() / 2;
    assert!(read(&nquads.as_bytes()[..half]).is_err());
    assert!(read(&turtle.as_bytes()[..turtle.len() - 20]).is_err());
    // An IRI with a space, which some readers drop in silence.
    let line = nquads.lines().find(|line| line.contains("ns#basis> ")).unwrap();
    let broken = nquads.replacen(line, &line.replace("basis.", "ba sis."), 1);
    let at = nquads.lines().position(|other| other == line).unwrap() + 1;
    refused(&broken, &format!("at line {at}"));
}

/// Each document of a stream takes as long as it is long, wherever it stands.
#[test]
fn many_documents_take_no_longer_each_than_few() {
    let time = |documents: usize| {
        let stream: String = (0..documents)
            .map(|n| format!("{{\"@id\":\"urn:x:{n}\",\"urn:p\":\"v\"}}\n"))
            .collect();
        let begun = std::time::Instant::now();
        assert!(matches!(read(stream.as_bytes()), Err(ReadError::Datasets { found: 0 })));
        begun.elapsed()
    };
    // A machine that does something else meanwhile is asked again.
    assert!((0..5).any(|_| time(80_000) < 8 * time(20_000)));
}

/// The place of a fault is that in the file, in whichever document it is.
#[test]
fn a_fault_in_a_stream_has_its_place_in_the_file() {
    let good = "{\"@id\":\"urn:x\",\"urn:p\":\"v\"}";
    for (stream, wanted) in [
        (format!("{good}\n{good}\n{{\"@id\":7 7}}"), "at line 3, column 10"),
        (format!("{good} {good}\t{{\"@id\":7 7}}"), "at line 1, column 66"),
        (format!("{good}\r\n\n{good}\n  ?\n"), "at line 4, column 3"),
        (format!("{good}\u{c}{good}"), "at line 1, column 28"),
        (format!("{good}\n{{\"a\":1,\n\"a\":2}}"), "at line 3, column 3"),
    ] {
        refused(&stream, wanted);
    }
    refused(&format!(" {good}\r\n\t{good}\n "), "describes 0 datasets");
}

#[test]
fn a_context_of_others_is_refused_wherever_it_stands() {
    let dataset = torture::torture();
    let lines =
        String::from_utf8(export(&dataset, &options(Context::Linked, Form::Lines))).unwrap();
    let remote = "http://169.254.169.254/latest/";
    // In the third line of a stream.
    let mut all: Vec<String> = lines.lines().map(str::to_owned).collect();
    all[2] = all[2].replacen(CONTEXT_URL, remote, 1);
    refused(&all.join("\n"), remote);
    refused(&all.join("\n"), "fetches nothing");
    // Where every line has the whole context, one that differs is seen too, and a fault
    // in it has its place in the file.
    let lines = in_form(&dataset, Form::Lines);
    let mut all: Vec<String> = lines.lines().map(str::to_owned).collect();
    assert!(all[0].starts_with("{\"@context\":{") && all[2].starts_with("{\"@context\":{"));
    let whole = all[2].clone();
    all[2] = whole.replacen("\"@prefix\":true", "\"@prefix\":false", 1);
    refused(&all.join("\n"), "otherwise");
    all[2] = whole.replacen("{\"@context\":{", "{\"@context\":{\"@version\":1.1,", 1);
    refused(&all.join("\n"), "the key `@version` stands twice in one object");
    refused(&all.join("\n"), "at line 3, column 38");
    // Inside a node, with its place.
    let good = document(&dataset);
    let inside = good.replacen(
        "\"type\":[\"Claim\"",
        &format!("\"@context\":\"{remote}\",\"type\":[\"Claim\""),
        1,
    );
    refused(&inside, "@graph[1].claims[0]: a context stands inside the document");
    // In a list after ours.
    let listed = good.replacen("{\"@context\":{", &format!("{{\"@context\":[\"{remote}\",{{"), 1);
    assert!(read(listed.as_bytes()).is_err());
    // By import and propagation keywords, which no context of ours has.
    for word in ["@import", "@vocab", "@base", "@propagate", "@language"] {
        let with =
            good.replacen("{\"@version\"", &format!("{{\"{word}\":\"{remote}\",\"@version\""), 1);
        refused(&with, word);
    }
}

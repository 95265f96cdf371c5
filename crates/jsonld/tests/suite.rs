//! Round trips, the graph as another processor reads it, and refusals.
#![expect(clippy::unwrap_used, reason = "a test that cannot be built fails")]

mod common;

use std::{collections::BTreeSet, path::Path};

use oxjsonld::{JsonLdParser, JsonLdSerializer};
use rapporteur_apparatus::Summary;
use rapporteur_jsonld::{
    CONTEXT_URL, Context, Form, Options, ReadError, context, read, shapes, vocabulary, write,
    write_nquads,
};
use rapporteur_schema::{Dataset, Register, canonical, view::Atom};
use serde_json::Value;

fn built_in() -> Dataset {
    let folder = concat!(env!("CARGO_MANIFEST_DIR"), "/../../data/china-hr-cooperation");
    rapporteur_schema::load(Path::new(folder)).dataset.unwrap()
}

fn options(context: Context, form: Form) -> Options {
    let mut options = Options::default();
    options.context = context;
    options.form = form;
    options
}

#[expect(clippy::disallowed_methods, reason = "half a file harms no test")]
fn keep(path: &Path, bytes: &[u8]) {
    std::fs::write(path, bytes).unwrap();
}

fn export(dataset: &Dataset, options: &Options) -> Vec<u8> {
    let mut out = Vec::new();
    write(dataset, options, &mut out).unwrap();
    out
}

fn document(dataset: &Dataset) -> String {
    String::from_utf8(export(dataset, &Options::default())).unwrap()
}

/// The statements as another processor reads them.
fn quads(json: &[u8]) -> Vec<oxrdf::Quad> {
    JsonLdParser::new().for_slice(json).collect::<Result<_, _>>().unwrap()
}

fn assert_same(again: &Dataset, dataset: &Dataset) {
    let (a, b) = (canonical::bytes(again), canonical::bytes(dataset));
    let (a, b) = (String::from_utf8(a).unwrap(), String::from_utf8(b).unwrap());
    for (a, b) in a.lines().zip(b.lines()) {
        assert_eq!(a, b);
    }
    assert!(a == b, "one dataset has more records than the other");
}

#[test]
fn every_form_reads_back_the_same() {
    let dataset = common::torture();
    // For the processors of others: see tests/conform/jsonld.py.
    if let Some(folder) = std::env::var_os("RAPPORTEUR_KEEP_TORTURE") {
        let folder = Path::new(&folder);
        let mut nquads = Vec::new();
        write_nquads(&dataset, &mut nquads).unwrap();
        keep(&folder.join("torture.jsonld"), &export(&dataset, &Options::default()));
        keep(&folder.join("torture.nq"), &nquads);
    }
    for context in [Context::Embedded, Context::Linked] {
        for form in [Form::Document, Form::Lines] {
            assert_same(&read(&export(&dataset, &options(context, form))).unwrap(), &dataset);
        }
    }
}

#[test]
fn the_built_in_dataset_reads_back_the_same() {
    let dataset = built_in();
    assert_same(&read(document(&dataset).as_bytes()).unwrap(), &dataset);
}

#[test]
fn everything_is_counted_and_the_same_bytes_come_twice() {
    for dataset in [common::torture(), built_in()] {
        let mut out = Vec::new();
        let summary = write(&dataset, &Options::default(), &mut out).unwrap();
        assert_eq!(summary, Summary::of(&dataset));
        assert!(out == export(&dataset.clone(), &Options::default()));
        let mut nquads = Vec::new();
        assert_eq!(write_nquads(&dataset, &mut nquads).unwrap(), summary);
    }
}

#[test]
fn another_processor_reads_the_graph_that_is_written_as_nquads() {
    for dataset in [common::torture(), built_in()] {
        let json = document(&dataset);
        let quads = quads(json.as_bytes());
        let mut graph: oxrdf::Dataset = quads.iter().cloned().collect();
        // No statement is lost or doubled: leaves of the JSON against statements.
        let whole: Value = serde_json::from_str(&json).unwrap();
        assert_eq!(leaves(&whole["@graph"], true), quads.len());
        assert_eq!(graph.len(), quads.len(), "a statement stands twice");
        graph.canonicalize(oxrdf::dataset::CanonicalizationAlgorithm::Rdfc10 {
            hash_algorithm: oxrdf::dataset::CanonicalizationHashAlgorithm::Sha256,
        });
        let theirs: BTreeSet<String> = graph.iter().map(|quad| format!("{quad} .")).collect();
        let mut ours = Vec::new();
        write_nquads(&dataset, &mut ours).unwrap();
        let ours = String::from_utf8(ours).unwrap();
        assert_eq!(ours.lines().count(), quads.len());
        let ours: BTreeSet<String> = ours.lines().map(str::to_owned).collect();
        assert_eq!(ours.difference(&theirs).collect::<Vec<_>>(), Vec::<&String>::new());
        assert_eq!(theirs.difference(&ours).collect::<Vec<_>>(), Vec::<&String>::new());
        assert!(!json.contains("\"_:") || dataset.meta.id.as_str() == "torture");
    }
}

/// How many statements the JSON must make: every value once, and every node that
/// stands in place once more for what leads to it.
fn leaves(value: &Value, top: bool) -> usize {
    match value {
        Value::Array(items) => items.iter().map(|item| leaves(item, top)).sum(),
        Value::Object(members) => {
            let inner: usize =
                members.iter().filter(|(key, _)| *key != "id").map(|(_, v)| leaves(v, false)).sum();
            inner + usize::from(members.contains_key("id") && !top)
        }
        _ => 1,
    }
}

#[test]
fn expanded_flattened_and_shuffled_forms_read_back() {
    for dataset in [common::torture(), built_in()] {
        let mut quads = quads(document(&dataset).as_bytes());
        // By subject, as the serializer wants them, but in an order of its own.
        quads.sort_by_cached_key(|quad| {
            (quad.subject.to_string().bytes().rev().collect::<Vec<u8>>(), quad.object.to_string())
        });
        let mut serializer = JsonLdSerializer::new().for_writer(Vec::new());
        for quad in &quads {
            serializer.serialize_quad(quad).unwrap();
        }
        let expanded = serializer.finish().unwrap();
        assert!(String::from_utf8_lossy(&expanded).contains("@value"));
        assert_same(&read(&expanded).unwrap(), &dataset);
    }
}

#[test]
fn reversed_and_renamed_but_equal_json_reads_back() {
    fn reverse(value: &mut Value) {
        match value {
            Value::Array(items) => {
                items.reverse();
                items.iter_mut().for_each(reverse);
            }
            Value::Object(members) => {
                if let Some(id) = members.remove("id") {
                    members.insert("@id".into(), id);
                }
                members.values_mut().for_each(reverse);
            }
            _ => {}
        }
    }
    let dataset = common::torture();
    let mut json: Value = serde_json::from_str(&document(&dataset)).unwrap();
    reverse(&mut json["@graph"]);
    assert_same(&read(json.to_string().as_bytes()).unwrap(), &dataset);
}

#[test]
fn what_is_contested_is_not_said_in_plain_words() {
    let dataset = common::torture();
    let json: Value = serde_json::from_str(&document(&dataset)).unwrap();
    let fixed = [
        "type",
        "id",
        "kind",
        "inDataset",
        "cite",
        "citeOrder",
        "access",
        "readings",
        "claims",
        "entries",
    ];
    for record in dataset.records() {
        let iri = format!("{}record/{}", dataset.meta.base.as_str(), record.id());
        let nodes = json["@graph"].as_array().unwrap();
        let node = nodes.iter().find(|node| node["id"] == iri).unwrap();
        let plain: BTreeSet<&str> = node
            .as_object()
            .unwrap()
            .keys()
            .map(String::as_str)
            .filter(|k| !fixed.contains(k))
            .collect();
        for field in record.fields() {
            let name = field.def.name;
            if field.is_contested() {
                assert!(!plain.contains(name), "{iri} {name}");
                assert!(!(name == "date" && plain.contains("earliest")), "{iri} {name}");
                assert!(!(name == "names" && plain.contains("alternateNames")), "{iri} {name}");
            } else if name == "ordinal" {
                assert!(plain.contains(name), "{iri} {name}");
            }
        }
    }
}

#[test]
fn every_claim_has_its_passage_and_every_value_is_text_or_whole() {
    fn look(value: &Value, claims: &mut usize) {
        match value {
            Value::Object(members) => {
                if members.get("type").is_some_and(|t| t[0] == "Claim") {
                    assert!(!members["cite"].as_array().unwrap().is_empty());
                    *claims += 1;
                }
                if let Some(first) = members.keys().next()
                    && members.contains_key("id")
                {
                    assert!(members.contains_key("type"), "{first}");
                }
                members.values().for_each(|value| look(value, claims));
            }
            Value::Array(items) => {
                assert!(!items.is_empty());
                for item in items {
                    look(item, claims);
                }
            }
            Value::Number(n) => assert!(n.is_u64()),
            Value::Bool(b) => assert!(b),
            Value::String(text) => assert!(!text.is_empty()),
            Value::Null => panic!("null"),
        }
    }
    for dataset in [common::torture(), built_in()] {
        let text = document(&dataset);
        let json: Value = serde_json::from_str(&text).unwrap();
        let mut claims = 0;
        look(&json["@graph"], &mut claims);
        assert_eq!(claims, dataset.totals().claims);
        assert!(
            !text.contains([
                '\u{2028}', '\u{2029}', '\u{85}', '\u{7F}', '\u{202E}', '\u{FEFF}', '\r'
            ])
        );
        assert_eq!(text.lines().count(), dataset.len() + 3 + schemes(&json));
    }
}

fn schemes(json: &Value) -> usize {
    let nodes = json["@graph"].as_array().unwrap();
    nodes.iter().filter(|node| node["type"][0] == "CodeList").count()
}

#[test]
fn the_context_defines_what_is_used_and_nothing_is_used_undefined() {
    fn used(value: &Value, out: &mut BTreeSet<(String, String)>) {
        match value {
            Value::Object(members) => {
                let class = match &members.get("type") {
                    Some(Value::Array(types)) => types[0].as_str().unwrap(),
                    Some(Value::String(only)) => only,
                    _ => "",
                };
                for (key, value) in members {
                    if !class.is_empty() {
                        out.insert((class.to_owned(), key.clone()));
                    }
                    used(value, out);
                }
            }
            Value::Array(items) => items.iter().for_each(|item| used(item, out)),
            _ => {}
        }
    }
    let context: Value = serde_json::from_str(&context()).unwrap();
    let mut defined = BTreeSet::new();
    for (class, definition) in context["@context"].as_object().unwrap() {
        for key in definition["@context"].as_object().into_iter().flatten() {
            if !key.0.starts_with('@') {
                defined.insert((class.clone(), key.0.clone()));
            }
        }
    }
    let mut found = BTreeSet::new();
    for dataset in [common::torture(), built_in()] {
        let json: Value = serde_json::from_str(&document(&dataset)).unwrap();
        used(&json["@graph"], &mut found);
    }
    found.retain(|(_, key)| key != "id" && key != "type");
    assert_eq!(found.difference(&defined).collect::<Vec<_>>(), Vec::<&(String, String)>::new());
    // What only a later model could use: marks on items that nobody marks today.
    let later = |(class, key): &&(String, String)| {
        class == "Entry"
            && matches!(key.as_str(), "asPrinted" | "basis" | "asOf" | "saidBy" | "note" | "access")
    };
    let unused: Vec<_> = defined.difference(&found).filter(|pair| !later(pair)).collect();
    assert_eq!(unused, Vec::<&(String, String)>::new());
}

#[test]
fn the_context_is_closed_and_safe() {
    let text = context();
    for word in ["@vocab", "@base", "@import", "@nest", "@json", "@list"] {
        assert!(!text.contains(word), "{word}");
    }
    let json: Value = serde_json::from_str(&text).unwrap();
    assert_eq!(json["@context"]["@protected"], true);
    let embedded: Value = serde_json::from_str(&document(&common::torture())).unwrap();
    assert_eq!(embedded["@context"], json["@context"]);
    let linked = export(&common::torture(), &options(Context::Linked, Form::Document));
    let linked: Value = serde_json::from_slice(&linked).unwrap();
    assert_eq!(linked["@context"], CONTEXT_URL);
}

#[test]
fn the_files_in_schema_are_those_that_the_code_makes() {
    let folder = Path::new(env!("CARGO_MANIFEST_DIR")).join("../../schema");
    for (name, made) in
        [("context-v1.jsonld", context()), ("vocab.ttl", vocabulary()), ("shapes.ttl", shapes())]
    {
        let kept = std::fs::read_to_string(folder.join(name)).unwrap_or_default();
        assert!(
            kept == made,
            "schema/{name} is not what the code makes: run the schema task of xtask"
        );
    }
}

#[test]
fn the_properties_of_a_register_are_told_apart() {
    let json: Value = serde_json::from_str(&context()).unwrap();
    let text = vocabulary();
    for register in Register::ALL {
        let mut class = register.name().to_owned();
        class.get_mut(..1).unwrap().make_ascii_uppercase();
        let terms = json["@context"][&class]["@context"].as_object().unwrap();
        let iris: Vec<&str> = terms
            .values()
            .filter_map(|term| term.as_str().or_else(|| term["@id"].as_str()))
            .collect();
        assert_eq!(iris.iter().collect::<BTreeSet<_>>().len(), iris.len(), "{class}");
        for iri in iris.iter().filter(|iri| iri.starts_with("rr:")) {
            assert!(text.contains(&format!("\n{iri} a rdf:Property ;")), "{iri}");
        }
    }
}

fn refused(text: &str, wanted: &str) {
    let error = read(text.as_bytes()).unwrap_err().to_string();
    assert!(error.contains(wanted), "{error}");
}

#[test]
fn what_cannot_be_read_is_refused_with_the_place() {
    let good = document(&common::torture());
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
    let dataset = common::torture();
    let doubled = format!("{good}\n{}", document(&built_in()));
    assert!(matches!(read(doubled.as_bytes()), Err(ReadError::Datasets { found: 2 })));
    assert!(read(&good.as_bytes()[..good.len() / 2]).is_err());
    assert_same(&read(good.as_bytes()).unwrap(), &dataset);
}

#[test]
fn a_claim_without_a_passage_does_not_become_a_value() {
    let good = document(&common::torture());
    let at = good.find("\"type\":[\"Reading\"").unwrap();
    let (before, after) = good.split_at(at);
    let start = after.find(",\"cite\":[").unwrap();
    let end = start + after[start..].find(']').unwrap() + 1;
    let bad = format!("{before}{}{}", &after[..start], &after[end..]);
    assert!(read(bad.as_bytes()).is_err());
}

#[test]
fn hostile_text_stays_text() {
    let dataset = common::torture();
    let mut nquads = Vec::new();
    write_nquads(&dataset, &mut nquads).unwrap();
    let nquads = String::from_utf8(nquads).unwrap();
    assert!(nquads.lines().all(|line| line.starts_with("<https://") && line.ends_with(" .")));
    assert!(!nquads.lines().any(|line| line.starts_with("<http://evil.example/s>")));
    let texts = dataset.records().flat_map(|record| {
        record.fields().into_iter().flat_map(|f| f.readings).flat_map(|r| r.items).flat_map(|i| {
            i.parts.into_iter().filter_map(|(_, atom)| match atom {
                Atom::Plain(text) => Some(text.to_owned()),
                _ => None,
            })
        })
    });
    let statements = quads(document(&dataset).as_bytes());
    let literals: BTreeSet<String> = statements
        .iter()
        .filter_map(|quad| match &quad.object {
            oxrdf::Term::Literal(literal) => Some(literal.value().to_owned()),
            _ => None,
        })
        .collect();
    for text in texts {
        assert!(literals.contains(&text), "{text:?}");
    }
}

//! The context, the vocabulary and the shapes.

use crate::*;

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
    for dataset in [torture::torture(), built_in()] {
        let json: Value = serde_json::from_str(&document(&dataset)).unwrap();
        used(&json["@graph"], &mut found);
    }
    found.retain(|(_, key)| key != "id" && key != "type");
    assert_eq!(found.difference(&defined).collect::<Vec<_>>(), Vec::<&(String, String)>::new());
    let unused: Vec<_> = defined.difference(&found).collect();
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
    let embedded: Value = serde_json::from_str(&document(&torture::torture())).unwrap();
    assert_eq!(embedded["@context"], json["@context"]);
    let linked = export(&torture::torture(), &options(Context::Linked, Form::Document));
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

/// The keys of the context and what each stands for, one a line: `Claim cite {…}`.
fn meanings() -> BTreeSet<String> {
    let json: Value = serde_json::from_str(&context()).unwrap();
    let mut lines = BTreeSet::new();
    for (name, value) in json["@context"].as_object().unwrap() {
        match value.get("@context") {
            None => drop(lines.insert(format!("{name} {value}"))),
            Some(terms) => {
                lines.insert(format!("{name} {}", value["@id"]));
                for (term, meaning) in terms.as_object().unwrap() {
                    lines.insert(format!("{name} {term} {meaning}"));
                }
            }
        }
    }
    lines
}

/// What version 1 of the context has said stays true: files out there rely on it.
/// `RAPPORTEUR_BLESS=1` adds new terms to the list, and takes none from it.
#[test]
fn no_term_of_the_published_context_goes_or_changes() {
    let path = Path::new(env!("CARGO_MANIFEST_DIR")).join("tests/context-v1.txt");
    let kept = std::fs::read_to_string(&path).unwrap_or_default();
    let kept: BTreeSet<String> = kept.lines().map(str::to_owned).collect();
    let now = meanings();
    let gone: Vec<_> = kept.difference(&now).collect();
    assert!(
        gone.is_empty(),
        "terms of context-v1 were removed or changed; that takes a context-v2: {gone:#?}"
    );
    if std::env::var_os("RAPPORTEUR_BLESS").is_some() {
        let lines: String = now.iter().map(|line| format!("{line}\n")).collect();
        keep(&path, lines.as_bytes());
    } else {
        let new: Vec<_> = now.difference(&kept).collect();
        assert!(new.is_empty(), "new terms, to be added to {}: {new:#?}", path.display());
    }
}

#[test]
fn every_own_term_has_label_definition_and_domain() {
    let mut subjects: BTreeSet<String> = BTreeSet::new();
    let mut said: BTreeSet<(String, String)> = BTreeSet::new();
    for triple in oxttl::TurtleParser::new().for_slice(&vocabulary()) {
        let triple = triple.unwrap();
        let subject = triple.subject.to_string();
        if triple.object.to_string().ends_with("rdf-syntax-ns#Property>") {
            subjects.insert(subject.clone());
        }
        said.insert((subject, triple.predicate.as_str().to_owned()));
    }
    assert!(subjects.len() > 60);
    for subject in &subjects {
        let has = |iri: &str| said.contains(&(subject.clone(), iri.to_owned()));
        assert!(has("http://www.w3.org/2000/01/rdf-schema#label"), "{subject}");
        assert!(has("http://www.w3.org/2004/02/skos/core#definition"), "{subject}");
        assert!(
            has("http://www.w3.org/2000/01/rdf-schema#domain")
                || has("https://schema.org/domainIncludes"),
            "{subject}"
        );
    }
    // And every own term that a file uses is among what the vocabulary describes.
    let described: BTreeSet<&str> = said.iter().map(|(subject, _)| subject.as_str()).collect();
    for dataset in [torture::torture(), built_in()] {
        for quad in quads(document(&dataset).as_bytes()) {
            let object = quad.object.to_string();
            for iri in [quad.predicate.to_string(), object] {
                if iri.starts_with("<https://w3id.org/rapporteur/ns#") {
                    assert!(described.contains(iri.as_str()), "{iri}");
                }
            }
        }
    }
}

//! Text that looks like something else stays text.

use crate::*;

#[test]
fn hostile_text_stays_text() {
    let dataset = torture::torture();
    let nquads = in_form(&dataset, Form::NQuads);
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

/// Keys are terms of the context, ids lie under the base or in the vocabulary, and no
/// context stands below the outermost.
#[test]
fn hostile_text_adds_no_terms_no_contexts_and_no_ids() {
    fn look(value: &Value, class: &str, defined: &Value, base: &str, seen: &mut usize) {
        let Value::Object(members) = value else {
            if let Value::Array(items) = value {
                for item in items {
                    look(item, class, defined, base, seen);
                }
            }
            return;
        };
        let Some(id) = members.get("id") else {
            // A map of texts: its keys are language tags.
            for (tag, text) in members {
                let is_tag =
                    tag == "@none" || tag.parse::<rapporteur_schema::LanguageTag>().is_ok();
                assert!(is_tag && (text.is_string() || text.is_array()), "{class} {tag:?}");
            }
            return;
        };
        *seen += 1;
        let id = id.as_str().unwrap();
        assert!(id.starts_with(base) || id.starts_with("https://w3id.org/rapporteur/ns#"), "{id}");
        oxrdf::NamedNode::new(id).unwrap();
        let class = match &members["type"] {
            Value::Array(types) => types[0].as_str().unwrap(),
            one => one.as_str().unwrap(),
        };
        let terms = &defined["@context"][class]["@context"];
        for (key, value) in members.iter().filter(|(key, _)| !matches!(key.as_str(), "id" | "type"))
        {
            assert!(terms.get(key).is_some(), "{class} {key:?}");
            look(value, class, defined, base, seen);
        }
    }
    let dataset = torture::torture();
    let defined: Value = serde_json::from_str(&context()).unwrap();
    let json: Value = serde_json::from_str(&document(&dataset)).unwrap();
    let keys: Vec<&String> = json.as_object().unwrap().keys().collect();
    assert_eq!(keys, ["@context", "@graph"]);
    let mut seen = 0;
    look(&json["@graph"], "", &defined, dataset.meta.base.as_str(), &mut seen);
    assert!(seen > 5_000, "{seen}");
}

/// A dataset of which a processor would do what its text says would have other
/// statements about nodes than ours has.
#[test]
fn every_statement_is_about_a_node_of_ours() {
    let dataset = torture::torture();
    let base = dataset.meta.base.as_str();
    for quad in quads(document(&dataset).as_bytes()) {
        let subject = quad.subject.to_string();
        assert!(
            subject.starts_with(&format!("<{base}"))
                || subject.starts_with("<https://w3id.org/rapporteur/ns#"),
            "{subject}"
        );
        assert!(quad.graph_name.is_default_graph());
    }
}

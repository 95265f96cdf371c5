//! The graph, counted and as another processor reads it.

use crate::*;

#[test]
fn another_processor_reads_the_graph_that_is_written_as_nquads() {
    for dataset in [torture::torture(), built_in()] {
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
        let ours = in_form(&dataset, Form::NQuads);
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
fn what_is_contested_is_not_said_in_plain_words() {
    let dataset = torture::torture();
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
    for dataset in [torture::torture(), built_in()] {
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

/// Every syntax says the same, and the sorted N-Quads are the canonical form byte by byte.
#[test]
fn every_form_is_the_same_graph() {
    let dataset = torture::torture();
    let sorted = |text: &str| {
        let mut lines: Vec<&str> = text.lines().collect();
        lines.sort_unstable();
        lines.join("\n")
    };
    let ours = sorted(&in_form(&dataset, Form::NQuads));
    for form in [Form::NQuads, Form::Turtle, Form::TriG] {
        let mut options = options(Context::Embedded, form);
        options.named_graph = form == Form::TriG;
        let text = export(&dataset, &options);
        let mut graph = oxrdf::Dataset::new();
        let mut read = 0;
        let quads: Vec<oxrdf::Quad> = if form == Form::NQuads {
            oxttl::NQuadsParser::new().for_slice(&text).collect::<Result<_, _>>().unwrap()
        } else {
            oxttl::TriGParser::new().for_slice(&text).collect::<Result<_, _>>().unwrap()
        };
        for mut quad in quads {
            assert_eq!(quad.graph_name.is_default_graph(), form != Form::TriG);
            quad.graph_name = oxrdf::GraphName::DefaultGraph;
            graph.insert(&quad);
            read += 1;
        }
        assert_eq!(read, graph.len(), "{form:?} says something twice");
        graph.canonicalize(oxrdf::dataset::CanonicalizationAlgorithm::Rdfc10 {
            hash_algorithm: oxrdf::dataset::CanonicalizationHashAlgorithm::Sha256,
        });
        let theirs: Vec<String> = graph.iter().map(|quad| format!("{quad} .")).collect();
        assert!(sorted(&theirs.join("\n")) == ours, "{form:?}");
    }
}

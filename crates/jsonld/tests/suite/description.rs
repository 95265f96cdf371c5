//! The description for search engines, and the files in the dataset's own node.

use rapporteur_jsonld::write_description;

use crate::*;

fn described(dataset: &Dataset, files: &[Distribution]) -> (String, Value) {
    let mut out = Vec::new();
    write_description(dataset, files, &mut out).unwrap();
    let text = String::from_utf8(out).unwrap();
    let json = serde_json::from_str(&text).unwrap();
    (text, json)
}

#[test]
fn a_search_engine_finds_what_it_asks_for() {
    let dataset = built_in();
    let (_, json) = described(&dataset, &files());
    assert_eq!(json["@context"], "https://schema.org/");
    assert_eq!(json["@type"], "Dataset");
    assert_eq!(json["@id"], dataset.meta.base.as_str());
    assert_eq!(json["name"], dataset.meta.title.best("en"));
    assert_eq!(json["description"], dataset.meta.description.as_ref().unwrap().best("en"));
    assert_eq!(json["license"], "https://spdx.org/licenses/CC-BY-4.0");
    assert_eq!(json["version"], dataset.meta.version.as_str());
    assert_eq!(json["dateModified"], dataset.meta.created.as_ref().unwrap().as_str());
    assert_eq!(json["creator"][0]["name"], dataset.meta.publisher.as_ref().unwrap().best("en"));
    assert_eq!(json["spatialCoverage"][0]["name"], "China");
    let years = dataset.events().iter().flat_map(|event| {
        event.readings(&event.date).into_iter().filter_map(|witness| witness.value)
    });
    let first = years.filter_map(|date| date.earliest()).map(|day| day.year).min().unwrap();
    assert!(json["temporalCoverage"].as_str().unwrap().starts_with(&format!("{first}/")));
    assert_eq!(json["citation"].as_array().unwrap().len(), dataset.sources().len());
    for (source, cited) in dataset.sources().iter().zip(json["citation"].as_array().unwrap()) {
        assert!(cited["@id"].as_str().unwrap().ends_with(&format!("record/{}", source.id)));
        let title = source.title.as_ref().unwrap();
        assert_eq!(cited["name"], title.agreed().unwrap().best("en"));
    }
    let kinds: BTreeSet<&str> = dataset.figures().iter().map(|f| f.kind.label()).collect();
    let measured = json["variableMeasured"].as_array().unwrap();
    assert_eq!(
        measured.iter().map(|m| m["name"].as_str().unwrap()).collect::<BTreeSet<_>>(),
        kinds
    );
    let keywords = json["keywords"].as_array().unwrap();
    assert!(keywords.contains(&Value::from("Treaty bodies")));
    let file = &json["distribution"][0];
    assert_eq!(file["encodingFormat"], "application/tei+xml");
    assert_eq!(file["contentUrl"], "https://example.org/files/a.tei.xml?x=1&y=2");
    assert_eq!(file["contentSize"], "6208802 B");
    assert_eq!(file["sha256"].as_str().unwrap().len(), 64);
    assert_eq!(json["distribution"][1].get("contentUrl"), None);
}

#[test]
fn nothing_in_it_ends_a_script() {
    let mut dataset = torture::torture();
    dataset.meta.title = serde_json::from_value(serde_json::json!({
        "en": "</script><!--<script>&\u{2028}]]>\u{202E}\"\\", "ar": "<ب>"
    }))
    .unwrap();
    let hostile = Distribution::new("</script>", "<!--", 1);
    let (text, json) = described(&dataset, &[hostile]);
    assert!(!text.contains(['<', '>', '&', '\u{2028}', '\u{202E}']), "{text}");
    // And nothing is lost by it.
    let titles = json["name"].as_array().unwrap();
    let of = |tag: &str| titles.iter().find(|t| t["@language"] == tag).unwrap()["@value"].clone();
    assert_eq!(of("en"), dataset.meta.title.best("en"));
    assert_eq!(of("ar"), "<ب>");
    assert_eq!(json["distribution"][0]["name"], "</script>");
}

#[test]
fn the_files_stand_in_the_catalogue_too() {
    let dataset = built_in();
    let mut options = options(Context::Embedded, Form::NQuads);
    options.distributions = files();
    let graph = String::from_utf8(export(&dataset, &options)).unwrap();
    let base = dataset.meta.base.as_str();
    for line in [
        format!("<{base}> <http://www.w3.org/ns/dcat#distribution> <{base}file/a.tei.xml> ."),
        format!(
            "<{base}file/a.tei.xml> <http://www.w3.org/ns/dcat#byteSize> \"6208802\"^^<http://www.w3.org/2001/XMLSchema#nonNegativeInteger> ."
        ),
        format!(
            "<{base}file/a.tei.xml> <http://www.w3.org/ns/dcat#mediaType> <https://www.iana.org/assignments/media-types/application/tei+xml> ."
        ),
        format!(
            "<{base}file/a.tei.xml> <http://www.w3.org/ns/dcat#downloadURL> <https://example.org/files/a.tei.xml?x=1&y=2> ."
        ),
        format!(
            "<{base}checksum/a.tei.xml> <http://spdx.org/rdf/terms#algorithm> <http://spdx.org/rdf/terms#checksumAlgorithm_sha256> ."
        ),
    ] {
        assert!(graph.lines().any(|l| l == line), "{line}");
    }
    assert_same(&read(graph.as_bytes()).unwrap(), &dataset);
}

//! There and back, hostile text, edits, and what is wrong by its place.

use rapporteur_schema::{Dataset, Record, Register, canonical};
use serde_json::{Value, json};

use super::*;

const HOSTILE: [&str; 14] = [
    "=HYPERLINK(\"http://evil.example\",\"x\")",
    "+1+1",
    "-2",
    "@SUM(A1)",
    "a\ttab",
    "two\nlines",
    "a \"quoted\" word",
    "comma, comma",
    "_x0041_",
    "007",
    "NA",
    "TRUE",
    "罗艳华 𠮷",
    "a | b \\| c",
];

fn meta() -> rapporteur_schema::DatasetMeta {
    serde_json::from_value(json!({
        "schema_version": "1.0", "id": "small", "title": {"en": "Small", "fr": "Petit"},
        "base": "https://example.org/small/", "license": "CC0-1.0", "languages": ["en"],
        "version": "1", "publisher": {"en": "P"}, "editors": ["A & B"]
    }))
    .unwrap()
}

fn record(register: Register, json: &Value) -> Record {
    Record::from_json(register, json.to_string().as_bytes()).unwrap()
}

fn small() -> Dataset {
    let passages =
        json!([{"key": "1", "sha256": "0".repeat(64)}, {"key": "2", "sha256": "0".repeat(64)}]);
    let mut records = vec![
        record(
            Register::Source,
            &json!({
                "id": "s", "kind": "report", "siglum": "S", "title": {"en": "T"}, "published": "2020", "passages": passages,
                "languages": ["en"], "standpoint": {"en": "Its own."}, "cite": ["s#1"]
            }),
        ),
        record(
            Register::Event,
            &json!({
                "id": "e", "kind": "hrc-session", "names": [{"text": "E"}], "ordinal": 3,
                "date": {"readings": [{"value": "2009-05", "cite": ["s#1"]}, {"value": "2009", "cite": ["s#2"]}]},
                "participants": [{"who": "p", "role": "chair"}],
                "figures": [{"measure": "participants", "quantity": {"n": "1.50"}}], "cite": ["s#1"]
            }),
        ),
        record(
            Register::Person,
            &json!({"id": "p", "kind": "named", "names": [{"text": "P"}], "cite": ["s#1"]}),
        ),
    ];
    for (n, text) in HOSTILE.iter().enumerate() {
        records.push(record(Register::Person, &json!({
            "id": format!("h-{n}"), "kind": "named", "names": [{"text": text, "as_printed": text}],
            "note": {"en": text}, "cite": ["s#2"]
        })));
    }
    Dataset::from_records(meta(), records).unwrap()
}

fn written(dataset: &Dataset) -> Vec<(String, Vec<u8>)> {
    let options = Options::default();
    let package = Package::new(dataset, &options);
    assert_eq!(package.summary(), Summary::of(dataset));
    let files = package.files();
    files
        .into_iter()
        .map(|name| {
            let mut bytes = Vec::new();
            package.write_file(&name, &mut bytes).unwrap();
            (name, bytes)
        })
        .collect()
}

/// The files after something was done to the text of one.
fn changed(dataset: &Dataset, file: &str, from: &str, to: &str) -> Vec<(String, Vec<u8>)> {
    let mut files = written(dataset);
    let (_, bytes) = files.iter_mut().find(|(name, _)| name == file).unwrap();
    let text = String::from_utf8(bytes.clone()).unwrap();
    assert_eq!(text.matches(from).count(), 1, "{from} in {file}:\n{text}");
    *bytes = text.replace(from, to).into_bytes();
    files
}

fn built_in() -> Dataset {
    let folder = concat!(env!("CARGO_MANIFEST_DIR"), "/../../data/china-hr-cooperation");
    rapporteur_schema::load(std::path::Path::new(folder)).dataset.unwrap()
}

#[test]
fn everything_comes_back_and_twice_is_the_same() {
    for dataset in [small(), built_in(), Dataset::new(meta())] {
        let files = written(&dataset);
        assert_eq!(written(&dataset), files, "not deterministic");
        let edited = read_edited(files.clone(), &dataset).unwrap();
        assert_eq!(edited.changes, []);
        assert_eq!(canonical::bytes(&read(files).unwrap()), canonical::bytes(&dataset));
    }
}

#[test]
fn programs_may_change_line_ends_and_add_a_mark() {
    let dataset = small();
    let files = written(&dataset).into_iter().map(|(name, bytes)| {
        let text = String::from_utf8(bytes).unwrap().replace("\r\n", "\n");
        (format!("package/{name}"), format!("\u{FEFF}{text}").into_bytes())
    });
    assert_eq!(read(files).unwrap(), dataset);
}

#[test]
fn values_stand_as_they_are() {
    let files = written(&small());
    let names = files.iter().find(|(name, _)| name == "names.csv").unwrap();
    let mut reader = csv::Reader::from_reader(names.1.as_slice());
    let column = reader.headers().unwrap().iter().position(|h| h == "text").unwrap();
    let texts: Vec<String> = reader.records().map(|r| r.unwrap()[column].to_owned()).collect();
    for text in HOSTILE {
        assert!(texts.iter().any(|t| t == text), "{text:?} in {texts:?}");
    }
    for (name, bytes) in &files {
        let text = std::str::from_utf8(bytes).unwrap();
        if name != DESCRIPTOR {
            assert!(text.ends_with("\r\n") && !text.starts_with('\u{FEFF}'), "{name}");
        }
    }
}

#[test]
fn the_descriptor_names_every_file_and_column() {
    let dataset = small();
    let options = Options::default();
    let package = Package::new(&dataset, &options);
    let files = written(&dataset);
    let descriptor: Value = serde_json::from_slice(&files[0].1).unwrap();
    let resources = descriptor["resources"].as_array().unwrap();
    assert_eq!(resources.len(), files.len() - 1);
    for (resource, (name, bytes)) in resources.iter().zip(&files[1..]) {
        assert_eq!(resource["path"], json!(name));
        let mut reader = csv::Reader::from_reader(bytes.as_slice());
        let header: Vec<String> = reader.headers().unwrap().iter().map(ToOwned::to_owned).collect();
        let fields = resource["schema"]["fields"].as_array().unwrap();
        let names: Vec<&str> = fields.iter().map(|f| f["name"].as_str().unwrap()).collect();
        assert_eq!(names, header, "{name}");
    }
    // A key for every table from which the dataset is read back.
    for table in &package.tables {
        let resource = resources.iter().find(|r| r["title"] == json!(table.title)).unwrap();
        let keyed = resource["schema"].get("primaryKey").is_some();
        assert_eq!(keyed, table.columns.iter().any(|c| c.is_key()) || table.name == "Codelists");
    }
    assert_eq!(package.context.count(&package.tables[0]), dataset.len());
}

#[test]
fn edits_are_taken_back() {
    let dataset = small();
    let files = changed(
        &dataset,
        "names.csv",
        "\r\ne,event,E,names,1,1,E,",
        "\r\ne,event,E,names,1,1,Event,",
    );
    let edited = read_edited(files, &dataset).unwrap();
    let said: Vec<String> = edited.changes.iter().map(ToString::to_string).collect();
    assert_eq!(said, ["changed events/e: names: E → Event (names.csv:20, column text)"]);
    let label = edited.dataset.label("e", "en");
    assert_eq!(label, "Event");
}

#[test]
fn errors_name_the_place() {
    let dataset = small();
    let wrong = changed(&dataset, "participants.csv", ",p,P,chair,", ",p,P,char,");
    let errors = read_edited(wrong, &dataset).unwrap_err().to_string();
    assert_eq!(
        errors,
        "participants.csv:2, column role: `char` is no code of the list role; did you mean `chair`?"
    );
    let semicolons = changed(
        &dataset,
        "given_fields.csv",
        "record,register,label,field,item,value,exact,open",
        "record;register;label",
    );
    let error = read(semicolons).unwrap_err().to_string();
    assert!(error.starts_with("given_fields.csv:"), "{error}");
    let mut files = written(&dataset);
    files.retain(|(name, _)| name != "dataset.csv");
    assert_eq!(read(files).unwrap_err(), ReadError::NoTable("Dataset".into()));
    let mut files = written(&dataset);
    files[1].1 = b"\xFF\xFE".to_vec();
    // Records are not read back.
    assert_eq!(read(files.clone()).unwrap(), dataset);
    for (name, bytes) in files.iter_mut().filter(|(name, _)| name == "events.csv") {
        bytes.insert(0, b'\xFF');
        let _ = name;
    }
    let error = read(files).unwrap_err().to_string();
    assert!(error.starts_with("events.csv:1: not UTF-8"), "{error}");
}

#[test]
fn there_is_no_other_file() {
    let dataset = small();
    let options = Options::default();
    let package = Package::new(&dataset, &options);
    let error = package.write_file("else.csv", &mut Vec::new()).unwrap_err();
    assert_eq!(error.to_string(), "the package has no file `else.csv`");
}

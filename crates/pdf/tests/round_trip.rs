//! What is written reads back, to the same bytes in canonical form.

use rapporteur_pdf::{Options, read, write};
use rapporteur_schema::{Dataset, Register, canonical, model::Record};

type Failure = Box<dyn std::error::Error>;

/// A small dataset with readings that differ, no value, an open list and hostile text.
fn small() -> Result<Dataset, Failure> {
    let meta = serde_json::from_str(
        r#"{"schema_version": "1.0", "id": "trial", "title": {"en": "A <trial> & (more) \\ \"all\""},
            "base": "https://example.org/", "license": "CC0-1.0", "languages": ["en"],
            "version": "3", "created": "2026-05-01"}"#,
    )?;
    let records = [
        (
            Register::Source,
            r#"{"id": "a", "kind": "report", "siglum": "A 2020", "title": {"en": "First"}, "cite": ["a#1"]}"#,
        ),
        (
            Register::Person,
            r#"{"id": "luo", "kind": "named", "names": [{"text": "Luo\tYanhua\nand one line more", "lang": "zh-Latn"},
                {"text": "罗艳华", "lang": "zh-Hans"}, {"text": "Ленин", "lang": "ru"}], "cite": ["a#2"]}"#,
        ),
        (
            Register::Event,
            r#"{"id": "forum", "kind": "forum-edition", "names": [{"text": "Forum", "lang": "en"}],
                "date": {"readings": [{"value": "2009-05-12", "cite": ["a#3"]},
                    {"value": "2010", "as_printed": "2O10 ]", "basis": "proposed", "cite": ["a#4"]}]},
                "participants": {"items": [{"who": "luo", "role": "chair"}], "open": true},
                "outcome": {"readings": [{"absent": "unknown", "cite": ["a#3"]}]},
                "cite": ["a#3"]}"#,
        ),
    ];
    let records: Result<Vec<Record>, _> = records
        .iter()
        .map(|(register, json)| Record::from_json(*register, json.as_bytes()))
        .collect();
    Ok(Dataset::from_records(meta, records?)?)
}

fn back_and_forth(dataset: &Dataset) -> Result<(), Failure> {
    let mut bytes = Vec::new();
    let summary = write(dataset, &Options::default(), &mut bytes)?;
    assert_eq!(summary, rapporteur_apparatus::Summary::of(dataset));
    assert!(canonical::bytes(&read(&bytes)?) == canonical::bytes(dataset), "not the same dataset");
    let mut again = Vec::new();
    write(dataset, &Options::default(), &mut again)?;
    assert!(bytes == again, "the same dataset makes other bytes");
    Ok(())
}

#[test]
fn a_small_dataset_comes_back() -> Result<(), Failure> {
    back_and_forth(&small()?)
}

#[test]
fn the_built_in_dataset_comes_back() -> Result<(), Failure> {
    let folder = concat!(env!("CARGO_MANIFEST_DIR"), "/../../data/china-hr-cooperation");
    let loaded = rapporteur_schema::load(std::path::Path::new(folder));
    back_and_forth(&loaded.dataset.ok_or("the dataset cannot be read")?)
}

#[test]
fn a_dataset_without_records_comes_back() -> Result<(), Failure> {
    back_and_forth(&Dataset::new(small()?.meta))
}

#[test]
fn without_the_attachment_nothing_comes_back() -> Result<(), Failure> {
    let mut options = Options::default();
    options.attach = false;
    options.annex = false;
    let mut bytes = Vec::new();
    let summary = write(&small()?, &options, &mut bytes)?;
    assert!(!summary.notices.is_empty());
    assert!(read(&bytes).is_err());
    Ok(())
}

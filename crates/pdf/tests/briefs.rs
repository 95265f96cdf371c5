//! Which briefs a dataset has, how they are asked for, and that each is written whole.

use std::collections::BTreeSet;

use rapporteur_apparatus::Summary;
use rapporteur_pdf::{Brief, Error, Options, Renderer, read};
use rapporteur_schema::{Dataset, Register, canonical, codes::Mechanism, model::Record};

type Failure = Box<dyn std::error::Error>;

/// Two states that hold a dialogue, a third that is only spoken of, a person, a source.
fn small() -> Result<Dataset, Failure> {
    let meta = serde_json::from_str(
        r#"{"schema_version": "1.0", "id": "trial", "title": {"en": "A trial"}, "subject": ["here"],
            "base": "https://example.org/", "license": "CC0-1.0", "languages": ["en"], "version": "1"}"#,
    )?;
    let state = |id: &str, code: &str| {
        format!(
            r#"{{"id": "{id}", "kind": "state", "names": [{{"text": "{id}", "lang": "en"}}],
                "identifiers": [{{"scheme": "iso3166-1-alpha-2", "value": "{code}"}}], "cite": ["a#1"]}}"#
        )
    };
    let records = [
        (
            Register::Source,
            r#"{"id": "a", "kind": "report", "title": {"en": "A report"}, "cite": ["a#1"]}"#
                .to_owned(),
        ),
        (Register::Organisation, state("here", "HE")),
        (Register::Organisation, state("there", "TH")),
        (Register::Organisation, state("elsewhere", "EL")),
        (
            Register::Person,
            r#"{"id": "luo", "kind": "named", "names": [{"text": "Luo"}], "cite": ["a#2"]}"#.to_owned(),
        ),
        (
            Register::Event,
            r#"{"id": "talks", "kind": "dialogue-series", "names": [{"text": "Talks"}],
                "participants": [{"who": "here", "role": "party"}, {"who": "there", "role": "party"}],
                "cite": ["a#3"]}"#
                .to_owned(),
        ),
        (
            Register::Event,
            r#"{"id": "assembly", "kind": "un-session", "names": [{"text": "Assembly"}],
                "participants": [{"who": "elsewhere", "role": "speaker"}, {"who": "luo", "role": "chair"}],
                "cite": ["a#4"]}"#
                .to_owned(),
        ),
    ];
    let records: Result<Vec<Record>, _> = records
        .iter()
        .map(|(register, json)| Record::from_json(*register, json.as_bytes()))
        .collect();
    Ok(Dataset::from_records(meta, records?)?)
}

fn built_in() -> Result<Dataset, Failure> {
    let folder = concat!(env!("CARGO_MANIFEST_DIR"), "/../../data/china-hr-cooperation");
    let loaded = rapporteur_schema::load(std::path::Path::new(folder));
    Ok(loaded.dataset.ok_or("the dataset cannot be read")?)
}

fn suffixes(dataset: &Dataset, text: &str) -> Result<Vec<String>, Failure> {
    let briefs = Brief::parse(dataset, text)?;
    Ok(briefs.iter().map(|brief| brief.suffix(dataset)).collect())
}

#[test]
fn all_that_a_dataset_has() -> Result<(), Failure> {
    let dataset = small()?;
    let all = suffixes(&dataset, "all")?;
    let wanted = [
        "overview",
        "mechanism-un-sessions",
        "mechanism-dialogues",
        "partner-th",
        "person-luo",
        "source-a",
    ];
    // The subject is no partner, nor is a state that only speaks in an assembly.
    assert_eq!(all, wanted);
    assert_eq!(suffixes(&dataset, "partner:*")?, ["partner-th"]);
    assert_eq!(suffixes(&dataset, "mechanism:*")?.len(), 2);
    assert_eq!(suffixes(&dataset, "person:*")?, ["person-luo"]);
    assert_eq!(suffixes(&dataset, "source:*")?, ["source-a"]);
    Ok(())
}

#[test]
fn a_partner_is_asked_for_by_id_or_code() -> Result<(), Failure> {
    let dataset = small()?;
    for text in ["partner:there", "partner:th", "partner:TH", " partner:there "] {
        assert_eq!(Brief::parse(&dataset, text)?, [Brief::Partner("there".parse()?)], "{text}");
    }
    Ok(())
}

#[test]
fn what_there_is_not_is_an_error_that_offers_what_there_is() -> Result<(), Failure> {
    let dataset = small()?;
    let said = |text: &str| match Brief::parse(&dataset, text) {
        Ok(found) => Err(format!("{text}: {found:?}")),
        Err(error) => Ok(error.to_string()),
    };
    for (text, part) in [
        ("overveiw", "did you mean `overview`?"),
        ("mechanism:dialogue", "did you mean `mechanism:dialogues`?"),
        ("mechanism:urp", "did you mean `mechanism:upr`?"),
        ("partner:ther", "did you mean `partner:there`?"),
        ("person:here", "person:luo"),
        ("source:luo", "source:a"),
        ("", "overview"),
        ("nonsense", "mechanism:*"),
    ] {
        let said = said(text)?;
        assert!(said.contains(&format!("`{text}`")) && said.contains(part), "{text}: {said}");
    }
    Ok(())
}

#[test]
fn a_brief_on_what_is_not_there_is_an_error() -> Result<(), Failure> {
    let dataset = small()?;
    for brief in [
        Brief::Partner("nobody".parse()?),
        Brief::Partner("luo".parse()?),
        Brief::Person("here".parse()?),
        Brief::Source("here".parse()?),
    ] {
        let mut options = Options::default();
        options.brief = brief;
        let mut bytes = Vec::new();
        let error = rapporteur_pdf::write(&dataset, &options, &mut bytes).err();
        assert!(matches!(error, Some(Error::Brief(_))), "{error:?}");
        assert!(bytes.is_empty());
    }
    Ok(())
}

/// Every brief carries the whole dataset, counts it, and has the same bytes again.
fn whole(dataset: &Dataset, briefs: Vec<Brief>) -> Result<(), Failure> {
    let mut options = Options::default();
    let renderer = Renderer::new(&options)?;
    let bytes_of = canonical::bytes(dataset);
    for brief in briefs {
        options.brief = brief;
        let mut bytes = Vec::new();
        let summary = renderer.write(dataset, &options, &mut bytes)?;
        let counts = Summary { notices: Vec::new(), ..summary };
        assert_eq!(counts, Summary::of(dataset), "{}", options.brief.suffix(dataset));
        assert!(canonical::bytes(&read(&bytes)?) == bytes_of, "{}", options.brief.suffix(dataset));
        let mut again = Vec::new();
        rapporteur_pdf::write(dataset, &options, &mut again)?;
        assert!(bytes == again, "{} has other bytes", options.brief.suffix(dataset));
    }
    Ok(())
}

#[test]
fn every_brief_is_whole() -> Result<(), Failure> {
    let dataset = small()?;
    let mut briefs = Brief::all(&dataset);
    // One for which the dataset has nothing is written all the same.
    briefs.push(Brief::Mechanism(Mechanism::Upr));
    whole(&dataset, briefs)
}

#[test]
fn briefs_of_the_built_in_dataset_are_whole() -> Result<(), Failure> {
    let dataset = built_in()?;
    let all = Brief::all(&dataset);
    let names: BTreeSet<String> = all.iter().map(|brief| brief.suffix(&dataset)).collect();
    assert_eq!(names.len(), all.len(), "two briefs have one name");
    for brief in &all {
        assert!(!brief.title(&dataset).is_empty(), "{} has no title", brief.suffix(&dataset));
        let text = brief.to_string();
        assert_eq!(Brief::parse(&dataset, &text)?, std::slice::from_ref(brief), "{text}");
    }
    let some: BTreeSet<&str> = ["overview", "mechanism", "partner", "person", "source"].into();
    let first =
        |sort: &&str| all.iter().find(|brief| brief.suffix(&dataset).starts_with(*sort)).cloned();
    whole(&dataset, some.iter().filter_map(first).collect())
}

#[test]
fn the_brief_of_a_source_has_less_than_forty_pages() -> Result<(), Failure> {
    let dataset = built_in()?;
    let mut options = Options::default();
    let renderer = Renderer::new(&options)?;
    for brief in Brief::parse(&dataset, "source:*")? {
        let name = brief.to_string();
        options.brief = brief;
        let mut pdf = Vec::new();
        renderer.write(&dataset, &options, &mut pdf)?;
        let pages = lopdf::Document::load_mem(&pdf)?.get_pages().len();
        // A source that grows may need more of them: then its brief must tell less.
        assert!(pages <= 38, "{name} has {pages} pages");
    }
    Ok(())
}

#[test]
fn a_dataset_without_records_has_an_overview() -> Result<(), Failure> {
    let empty = Dataset::new(small()?.meta);
    assert_eq!(Brief::all(&empty), [Brief::Overview]);
    whole(&empty, vec![Brief::Overview, Brief::Mechanism(Mechanism::Dialogues)])
}

//! The brief over the built-in dataset and over hand-made ones.

use std::collections::BTreeSet;

use rapporteur_schema::{Dataset, Register, claims, model::Record};

use super::overview;
use crate::{
    Options,
    block::{Block, Brief, Chart, Link, Mark, Span, Style},
};

type Failure = Box<dyn std::error::Error>;

fn dataset(records: &[(Register, &str)]) -> Result<Dataset, Failure> {
    let meta = serde_json::from_str(
        r#"{"schema_version": "1.0", "id": "trial", "title": {"en": "A trial"},
            "subject": ["here"], "base": "https://example.org/", "license": "CC0-1.0",
            "languages": ["en"], "version": "3", "created": "2026-05-01",
            "note": {"fr": "Une note."}}"#,
    )?;
    let records: Result<Vec<Record>, _> = records
        .iter()
        .map(|(register, json)| Record::from_json(*register, json.as_bytes()))
        .collect();
    Ok(Dataset::from_records(meta, records?)?)
}

/// A small dataset in which everything differs, lacks or is hostile somewhere.
fn torture() -> Result<Dataset, Failure> {
    dataset(&[
        (
            Register::Source,
            r#"{"id": "a", "kind": "report", "siglum": "A 2020", "title": {"en": "First"},
            "standpoint": {"en": "The one side."},
            "gaps": [{"what": {"en": "A table is missing."}, "cite": ["a#4"]}],
            "passages": [{"key": "1", "heading": ["I", "Ia"], "sha256": "0000000000000000000000000000000000000000000000000000000000000000"}],
            "cite": ["a#1"]}"#,
        ),
        (
            Register::Source,
            r#"{"id": "b", "kind": "report", "siglum": "B 2021", "title": {"fr": "Second"}, "cite": ["b#1"]}"#,
        ),
        (
            Register::Organisation,
            r#"{"id": "here", "kind": "state", "names": [{"text": "Here", "lang": "en"}], "cite": ["a#1"]}"#,
        ),
        (
            Register::Organisation,
            r#"{"id": "there", "kind": "state", "names": [{"text": "There", "lang": "en"}], "cite": ["a#1"]}"#,
        ),
        (
            Register::Person,
            r#"{"id": "luo", "kind": "named", "names": [{"text": "Luo Yanhua", "lang": "zh-Latn"},
            {"text": "罗艳华", "lang": "zh-Hans", "cite": ["b#7"]}], "cite": ["a#2"]}"#,
        ),
        (
            Register::Event,
            r#"{"id": "election", "kind": "hrc-election", "names": [{"text": "Election\nof\t2009", "lang": "en"}],
            "date": {"readings": [{"value": "2009-05-12", "cite": ["a#3"]}, {"value": "2010", "as_printed": "2O10", "basis": "proposed",
                "as_of": "2011", "said_by": "luo", "note": {"en": "Why so."}, "cite": ["b#3"]}]},
            "participants": {"items": [{"who": "here", "role": "elected"}, {"who": "luo", "role": "chair", "side": "there",
                "capacity": {"en": "Chair <of> & \"all\""}, "cite": ["b#5"]}], "open": true},
            "figures": {"readings": [{"value": [{"measure": "votes-for", "quantity": {"n": 152}}], "cite": ["a#3"]},
                {"value": [{"measure": "votes-for", "quantity": {"n": 154}}], "cite": ["b#3"]}]},
            "outcome": {"readings": [{"absent": "unknown", "cite": ["a#3"]}]},
            "cite": ["a#3"]}"#,
        ),
        (
            Register::Event,
            r#"{"id": "round-1", "kind": "dialogue-round", "names": [{"text": "Round", "lang": "en"}], "ordinal": 1,
            "date": "2012", "participants": [{"who": "here", "role": "party"}, {"who": "there", "role": "party"}], "cite": ["a#5"]}"#,
        ),
        (
            Register::Statement,
            r#"{"id": "said", "kind": "view", "by": ["luo"], "text": {"en": "Words.", "de": "Worte."}, "contested": true, "cite": ["b#6"]}"#,
        ),
        (
            Register::Figure,
            r#"{"id": "total", "kind": "editions", "names": [{"text": "rounds held", "lang": "en"}], "quantity": {"n": 5},
            "counts": {"events": ["dialogue-round"]}, "access": "restricted", "cite": ["a#6"]}"#,
        ),
        (
            Register::Difference,
            r#"{"id": "why", "kind": "conflict", "about": [{"record": "election", "field": "date"}],
            "explanation": {"en": "One of them errs."}}"#,
        ),
    ])
}

fn built_in() -> Result<Dataset, Failure> {
    let folder = concat!(env!("CARGO_MANIFEST_DIR"), "/../../data/china-hr-cooperation");
    rapporteur_schema::load(std::path::Path::new(folder)).dataset.ok_or_else(|| "unreadable".into())
}

fn make(dataset: &Dataset) -> Brief {
    overview(dataset, &Options::default()).0
}

fn text(spans: &[Span]) -> String {
    spans.iter().map(|span| span.text.as_str()).collect()
}

/// The runs of a block, paragraph by paragraph.
fn runs(block: &Block) -> Vec<&[Span]> {
    match block {
        Block::Cover { standfirst, .. } => vec![standfirst],
        Block::Paragraph { spans, .. } => vec![spans],
        Block::List(items) => items.iter().map(Vec::as_slice).collect(),
        Block::Table(table) => {
            table.rows.iter().flat_map(|row| row.iter().map(Vec::as_slice)).collect()
        }
        Block::Figure { caption, .. } => vec![caption],
        _ => Vec::new(),
    }
}

fn all_text(brief: &Brief) -> String {
    let mut out = String::new();
    for block in &brief.blocks {
        for spans in runs(block) {
            out.push_str(&text(spans));
            out.push('\n');
        }
    }
    out
}

/// What holds for every brief.
fn sound(brief: &Brief) {
    let mut headings = BTreeSet::new();
    for block in &brief.blocks {
        match block {
            Block::Heading { id, text, .. } => {
                assert!(headings.insert(id.clone()), "the heading {id} is there twice");
                assert!(!text.is_empty());
            }
            Block::Table(table) => {
                assert!(!table.caption.is_empty() && !table.rows.is_empty());
                for row in &table.rows {
                    assert_eq!(row.len(), table.columns.len(), "{}", table.caption);
                    assert!(row.iter().all(|cell| !text(cell).trim().is_empty()), "{row:?}");
                }
            }
            Block::Figure { alt, .. } => assert!(!alt.is_empty()),
            _ => {}
        }
    }
    let mut next = 1;
    for block in &brief.blocks {
        for spans in runs(block) {
            for span in spans {
                assert!(!span.text.is_empty());
                assert!(!span.text.contains(char::is_control), "{span:?}");
                match &span.link {
                    Some(Link::Note(n)) => {
                        assert_eq!(span.style, Style::NoteNumber);
                        assert!(*n <= next, "the note {n} is cited before {next}");
                        next = next.max(n + 1);
                    }
                    Some(Link::Heading(id)) => assert!(headings.contains(id), "no heading {id}"),
                    _ => {}
                }
            }
        }
    }
    assert_eq!(next - 1, brief.notes.len(), "every note is cited");
    assert!(brief.notes.iter().all(|note| !note.spans.is_empty()));
}

/// The blocks of the annex.
fn annex(brief: &Brief) -> Vec<String> {
    let mut blocks = brief.blocks.iter();
    blocks.by_ref().find(|block| matches!(block, Block::Heading { id, .. } if id == "annex"));
    blocks.flat_map(runs).map(text).collect()
}

/// Every record with every passage of every claim stands in the annex.
fn holds_everything(dataset: &Dataset, brief: &Brief) {
    let text = annex(brief).join("\n");
    for record in dataset.records() {
        assert!(text.contains(record.id().as_str()), "{} is missing", record.id());
        for claim in claims(record) {
            let label = rapporteur_apparatus::cite::labels(dataset, claim.cite);
            assert!(text.contains(&label), "{}: {label}", claim.id);
            let remarks = [claim.as_printed, claim.note.map(|note| note.best("en"))];
            for remark in remarks.into_iter().flatten() {
                let remark = super::line::clean(remark);
                assert!(text.contains(&remark), "{}: {remark}", claim.id);
            }
        }
    }
}

#[test]
fn the_built_in_brief_is_sound_and_holds_everything() -> Result<(), Failure> {
    let dataset = built_in()?;
    let brief = make(&dataset);
    sound(&brief);
    holds_everything(&dataset, &brief);
    Ok(())
}

#[test]
fn the_hand_made_brief_is_sound_and_holds_everything() -> Result<(), Failure> {
    let dataset = torture()?;
    let (brief, summary) = overview(&dataset, &Options::default());
    sound(&brief);
    holds_everything(&dataset, &brief);
    assert_eq!(summary, rapporteur_apparatus::Summary::of(&dataset));
    let text = all_text(&brief);
    for wanted in [
        "\u{A0}/ 2010 (proposed; as of 2011; attributed to Luo Yanhua)",
        "Party: Here, There",
        "罗艳华",
        "printed “2O10”",
        "(editors: Why so.)",
        "One of them errs.",
        "Words. [de] Worte.",
        "; and others",
        "Election of 2009",
        "Counts†: events=dialogue-round",
        "This brief holds restricted matter.",
    ] {
        assert!(text.contains(wanted), "{wanted} is missing in\n{text}");
    }
    Ok(())
}

#[test]
fn votes_that_differ_are_two_bars() -> Result<(), Failure> {
    let brief = make(&torture()?);
    let bars = brief.blocks.iter().find_map(|block| match block {
        Block::Figure { chart: Chart::Bars(bars), .. } => Some(bars),
        _ => None,
    });
    let shown: Vec<(&str, &str, bool)> = bars
        .into_iter()
        .flatten()
        .map(|b| (b.label.as_str(), b.text.as_str(), b.differs))
        .collect();
    assert_eq!(shown, [("2009 (A 2020)", "152", true), ("2009 (B 2021)", "154", true)]);
    Ok(())
}

#[test]
fn what_differs_bears_its_mark() -> Result<(), Failure> {
    let brief = make(&torture()?);
    let marks = brief.blocks.iter().find_map(|block| match block {
        Block::Figure { chart: Chart::Timeline { from, to, lanes }, .. } => {
            let marks: Vec<Mark> =
                lanes.iter().flat_map(|lane| lane.marks.iter().map(|(_, mark)| *mark)).collect();
            Some((*from, *to, marks))
        }
        _ => None,
    });
    assert_eq!(marks, Some((2009, 2012, vec![Mark::Differs, Mark::OneSource])));
    Ok(())
}

#[test]
fn names_in_their_own_script_come_first() -> Result<(), Failure> {
    let brief = make(&torture()?);
    let table = brief.blocks.iter().find_map(|block| match block {
        Block::Table(table) if table.caption.starts_with("People") => Some(table),
        _ => None,
    });
    let cell = table.and_then(|t| t.rows.first()).and_then(|row| row.first());
    let spans = cell.ok_or("no people")?;
    assert!(text(spans).starts_with("罗艳华"));
    assert_eq!(spans.first().and_then(|span| span.language.as_deref()), Some("zh-Hans"));
    Ok(())
}

#[test]
fn an_empty_dataset_makes_a_brief() -> Result<(), Failure> {
    let brief = make(&dataset(&[])?);
    sound(&brief);
    Ok(())
}

#[test]
fn without_annex_no_record_is_listed_and_the_summary_says_so() -> Result<(), Failure> {
    let options = Options { annex: false, attach: false, ..Options::default() };
    let (brief, summary) = overview(&torture()?, &options);
    sound(&brief);
    assert!(annex(&brief).is_empty());
    assert_eq!((summary.notices.len(), summary.records), (1, 0));
    Ok(())
}

#[test]
fn the_same_dataset_makes_the_same_brief() -> Result<(), Failure> {
    let (a, b) = (make(&torture()?), make(&torture()?));
    assert_eq!(format!("{a:?}"), format!("{b:?}"));
    Ok(())
}

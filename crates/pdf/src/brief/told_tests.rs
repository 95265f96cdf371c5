//! How a brief tells what it tells: lists, dates, statements, points, notes.

use rapporteur_schema::{Dataset, Register, model::Record};

use super::Brief;
use crate::{
    Options,
    block::{self, Block, Chart, Link, RowKind, Span},
};

type Failure = Box<dyn std::error::Error>;

/// Two sources, a subject, nine states, a person, and what they have to do with one another.
fn dataset() -> Result<Dataset, Failure> {
    let meta = serde_json::from_str(
        r#"{"schema_version": "1.0", "id": "trial", "title": {"en": "A trial"},
            "subject": ["here"], "base": "https://example.org/", "license": "CC0-1.0",
            "languages": ["en"], "version": "3"}"#,
    )?;
    let mut records = vec![
        (
            Register::Source,
            r#"{"id": "b", "kind": "report", "siglum": "Beta 2020", "title": {"en": "First"},
                "passages": [
                    {"key": "1", "sha256": "0000000000000000000000000000000000000000000000000000000000000000"},
                    {"key": "2", "heading": ["I", "Ia"], "sha256": "0000000000000000000000000000000000000000000000000000000000000000"},
                    {"key": "3", "heading": ["I", "Ib"], "sha256": "0000000000000000000000000000000000000000000000000000000000000000"}],
                "cite": ["b#1"]}"#.to_owned(),
        ),
        (
            Register::Source,
            r#"{"id": "a", "kind": "report", "siglum": "Alpha 2021", "title": {"en": "Second"}, "authors": ["luo"], "cite": ["a#1"]}"#.to_owned(),
        ),
        (
            Register::Person,
            r#"{"id": "luo", "kind": "named", "names": [{"text": "Luo", "lang": "en"}], "cite": ["a#2"]}"#.to_owned(),
        ),
    ];
    let state = |id: &str| {
        format!(
            r#"{{"id": "{id}", "kind": "state", "names": [{{"text": "State {id}", "lang": "en"}}], "cite": ["b#1"]}}"#
        )
    };
    let others: Vec<String> = (1..=8).map(|n| format!("s{n}")).collect();
    records.extend(["here"].into_iter().map(|id| (Register::Organisation, state(id))));
    records.extend(others.iter().map(|id| (Register::Organisation, state(id))));
    let list = |ids: &[String]| -> String {
        let items: Vec<String> =
            ids.iter().map(|id| format!(r#"{{"who": "{id}", "role": "partner"}}"#)).collect();
        format!("[{}]", items.join(", "))
    };
    let events = [
        // Two lists, which differ in a state that is not the first.
        format!(
            r#"{{"id": "all", "kind": "dialogue-series", "names": [{{"text": "All dialogues", "lang": "en"}}],
                "participants": {{"readings": [{{"value": {}, "cite": ["b#2"]}}, {{"value": {}, "cite": ["a#3"]}}]}},
                "cite": ["b#2"]}}"#,
            list(&others),
            list(&others[..7]),
        ),
        // A date that one says less precisely, and one on which they differ.
        r#"{"id": "round", "kind": "dialogue-round", "names": [{"text": "First round", "lang": "en"}], "ordinal": 1,
            "date": {"readings": [{"value": "2006", "cite": ["a#4"]}, {"value": "2006-05-09", "cite": ["b#3"]}]},
            "participants": [{"who": "here", "role": "party"}, {"who": "s1", "role": "party"},
                {"who": "luo", "role": "chair", "capacity": {"en": "Envoy"}}], "cite": ["b#3"]}"#.to_owned(),
        r#"{"id": "second", "kind": "dialogue-round", "names": [{"text": "Second round", "lang": "en"}], "ordinal": 2,
            "date": {"readings": [{"value": "2008", "cite": ["a#5"]}, {"value": "2009", "cite": ["b#3"]}]},
            "participants": [{"who": "here", "role": "party"}, {"who": "s1", "role": "party"}], "cite": ["b#3"]}"#.to_owned(),
        r#"{"id": "aid", "kind": "foreign-aid", "names": [{"text": "Relief", "lang": "en"}],
            "date": "[2004..2018]", "cite": ["b#1"]}"#.to_owned(),
    ];
    records.extend(events.into_iter().map(|json| (Register::Event, json)));
    for year in 2001..=2008 {
        let json = format!(
            r#"{{"id": "meeting-{year}", "kind": "meeting", "names": [{{"text": "Meeting", "lang": "en"}}],
                "date": "{year}", "cite": ["b#1"]}}"#
        );
        records.push((Register::Event, json));
    }
    for (id, about, by) in [("x", "round", "luo"), ("y", "second", "luo"), ("z", "round", "luo")] {
        let more = if id == "x" { r#", "contested": true"# } else { "" };
        let json = format!(
            r#"{{"id": "said-{id}", "kind": "view", "by": ["{by}"], "about": [{{"what": "{about}"}}],
                "text": {{"en": "Words {id}."}}{more}, "cite": ["b#2"]}}"#
        );
        records.push((Register::Statement, json));
    }
    let records: Result<Vec<Record>, _> = records
        .iter()
        .map(|(register, json)| Record::from_json(*register, json.as_bytes()))
        .collect();
    Ok(Dataset::from_records(meta, records?)?)
}

fn brief(text: &str) -> Result<block::Brief, Failure> {
    let dataset = dataset()?;
    let brief = Brief::parse(&dataset, text)?.remove(0);
    Ok(super::make(
        &dataset,
        &Options { brief, ..Options::default() },
        &rapporteur_schema::canonical::hash(&dataset),
    )?
    .0)
}

fn text(spans: &[Span]) -> String {
    let text: String = spans.iter().map(|span| span.text.as_str()).collect();
    // What only keeps names whole.
    text.replace('\u{a0}', " ").replace('\u{2060}', "")
}

/// The rows of every table, each as a line; heads and feet in brackets.
fn rows(brief: &block::Brief) -> Vec<String> {
    let tables = brief.blocks.iter().filter_map(|block| match block {
        Block::Table(table) => Some(table),
        _ => None,
    });
    let line = |row: &block::Row| {
        let cells: Vec<String> = row.cells.iter().map(|cell| text(cell)).collect();
        let line = cells.join(" | ").replace('\u{a0}', " ");
        match row.kind {
            RowKind::Head | RowKind::Foot => format!("[{line}]"),
            RowKind::Plain | RowKind::Close => line,
        }
    };
    tables.flat_map(|table| table.rows.iter().map(line)).collect()
}

fn has(rows: &[String], part: &str) {
    assert!(rows.iter().any(|row| row.contains(part)), "{part}\n{}", rows.join("\n"));
}

#[test]
fn a_long_list_has_those_whom_the_brief_is_about() -> Result<(), Failure> {
    let partner = rows(&brief("partner:s1")?);
    has(&partner, "Partner: State s1 (among 8 named)");
    has(&partner, "Partner: State s1 (among 7 named)");
    assert!(!partner.iter().any(|row| row.contains("State s2")), "{partner:?}");
    let mechanism = rows(&brief("mechanism:dialogues")?);
    has(&mechanism, "State s7, State s8");
    Ok(())
}

#[test]
fn a_point_stands_where_it_concerns_the_subject() -> Result<(), Failure> {
    // State s1 is in both lists, state s8 in one.
    let one = rows(&brief("partner:s1")?);
    assert!(!one.iter().any(|row| row.contains("(participants)")), "{one:?}");
    has(&one, "[1. Second round (date)");
    has(&rows(&brief("partner:s8")?), "[1. All dialogues (participants)");
    let said = format!("{:?}", brief("partner:s1")?.blocks);
    assert!(said.contains("One more point is about records that only name State s1"), "{said}");
    Ok(())
}

#[test]
fn a_point_has_a_line_for_each_reading_and_a_number_in_the_tables() -> Result<(), Failure> {
    let rows = rows(&brief("mechanism:dialogues")?);
    let at = rows.iter().position(|row| row.starts_with("[2. Second round (date)"));
    let at = at.or_else(|| rows.iter().position(|row| row.contains("Second round (date)")));
    let at = at.ok_or("no point")?;
    let number: String = rows[at].chars().filter(char::is_ascii_digit).take(1).collect();
    assert!(rows[at + 1].starts_with("Alpha 2021") && rows[at + 1].ends_with("| 2008"), "{rows:?}");
    assert!(rows[at + 2].starts_with("Beta 2020") && rows[at + 2].ends_with("| 2009"), "{rows:?}");
    let event = rows.iter().find(|row| row.contains("| Second round")).ok_or("no event")?;
    assert!(event.contains(&format!("(see point {number})")), "{event}");
    Ok(())
}

#[test]
fn what_is_less_precise_stands_in_brackets() -> Result<(), Failure> {
    let rows = rows(&brief("mechanism:dialogues")?);
    let date = |name: &str| {
        let row = rows.iter().find(|row| row.contains(name) && !row.starts_with('['));
        row.and_then(|row| row.split(" | ").next()).unwrap_or_default().to_owned()
    };
    let letters =
        |text: String| -> String { text.chars().filter(|c| "/()".contains(*c)).collect() };
    assert_eq!(letters(date("First round")), "()");
    assert_eq!(letters(date("Second round")), "/");
    Ok(())
}

#[test]
fn statements_stand_under_their_subject_and_their_speaker() -> Result<(), Failure> {
    let rows = rows(&brief("mechanism:dialogues")?);
    let at = rows.iter().position(|row| row.starts_with("[About: First round · Luo"));
    let at = at.ok_or_else(|| rows.join("\n"))?;
    assert!(rows[at].contains("as Beta 2020 reports"), "{}", rows[at]);
    assert!(rows[at + 1].starts_with("View (contested) | Words x."), "{rows:?}");
    assert!(rows[at + 2].starts_with("View | Words z."), "{rows:?}");
    assert!(rows[at + 3].starts_with("[About: Second round · Luo"), "{rows:?}");
    // In a brief on the speaker the name is not said again.
    has(&self::rows(&brief("person:luo")?), "[About: First round · as Beta 2020 reports]");
    Ok(())
}

#[test]
fn a_vague_date_is_a_span_and_no_mark() -> Result<(), Failure> {
    let brief = brief("source:b")?;
    let lanes = brief.blocks.iter().find_map(|block| match block {
        Block::Figure { chart: Chart::Timeline { lanes, .. }, .. } => Some(lanes),
        _ => None,
    });
    let lanes = lanes.ok_or("no timeline")?;
    let aid = lanes.iter().find(|lane| lane.label.starts_with("Aid")).ok_or("no lane")?;
    assert!(aid.marks.is_empty(), "{aid:?}");
    assert!(matches!(aid.spans.as_slice(), [(from, to, 1)] if *from < 2004.1 && *to > 2018.0));
    assert_eq!(lanes.iter().map(|lane| lane.marks.len()).sum::<usize>(), 10);
    Ok(())
}

#[test]
fn the_notes_are_those_of_each_source_in_order() -> Result<(), Failure> {
    let brief = brief("mechanism:dialogues")?;
    let notes: Vec<String> = brief.notes.iter().map(|note| text(&note.spans)).collect();
    let mut sorted = notes.clone();
    sorted.sort();
    assert_eq!(notes, sorted);
    let over: Vec<String> =
        brief.notes.iter().flat_map(|note| &note.over).map(|spans| text(spans)).collect();
    assert_eq!(over, ["Alpha 2021", "Beta 2020", "I › Ia", "› Ib"]);
    // The numbers in the text are those of the list.
    let cited = |number: usize| {
        let found = format!("{:?}", Link::Note(number));
        format!("{:?}", brief.blocks).contains(&found)
    };
    assert!((1..=notes.len()).all(cited));
    Ok(())
}

#[test]
fn a_person_begins_with_office_and_writings() -> Result<(), Failure> {
    let brief = brief("person:luo")?;
    let points = brief.blocks.iter().find_map(|block| match block {
        Block::List(points) => Some(points.iter().map(|spans| text(spans)).collect::<Vec<_>>()),
        _ => None,
    });
    let points = points.ok_or("no points")?;
    // The number of the note stands behind the source.
    has(&points, "Author of Alpha 20211.");
    has(&points, "Chaired, as Envoy, First round");
    has(&points, "View (contested) · About: First round: Words x. (Beta 2020");
    Ok(())
}

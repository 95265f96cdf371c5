//! The three rules that every place of a brief keeps: years, marks, and whose a value is.

use rapporteur_schema::{Dataset, RecordRef, Register};

use super::{Brief, credit, data::Data, events, line, marks::Marks, notes::Notes, parties, years};
use crate::{Options, block::Style};

type Failure = Box<dyn std::error::Error>;

fn dataset(events: &[&str]) -> Result<Dataset, Failure> {
    let source = |id: &str, siglum: &str| {
        format!(
            r#"{{"id": "{id}", "kind": "report", "siglum": "{siglum}", "title": {{"en": "{siglum}"}}, "cite": ["{id}#1"]}}"#
        )
    };
    let (a, b) = (source("a", "Ada"), source("b", "Bo"));
    let state = r#"{"id": "x", "kind": "state", "names": [{"text": "Xland", "lang": "en"}], "cite": ["a#1"]}"#;
    let mut records = vec![
        (Register::Source, a.as_str()),
        (Register::Source, b.as_str()),
        (Register::Organisation, state),
    ];
    records.extend(events.iter().map(|json| (Register::Event, *json)));
    super::tests::dataset(&records)
}

const TWO_YEARS: &str = r#"{"id": "e", "kind": "seminar", "date": {"readings": [
    {"value": "[2011..2012]", "cite": ["a#1"]}, {"value": "2011", "cite": ["b#1"]}]},
    "cite": ["a#1", "b#1"]}"#;

#[test]
fn a_year_that_only_another_source_has_is_not_counted_for_a_source() -> Result<(), Failure> {
    let dataset = dataset(&[TWO_YEARS])?;
    for (brief, year) in [("source:a", None), ("source:b", Some(2011)), ("overview", Some(2011))] {
        let brief = Brief::parse(&dataset, brief)?.pop().ok_or("no brief")?;
        let options = Options { brief, ..Options::default() };
        let data = Data::new(&dataset, &options);
        let entry = data.timeline.first().ok_or("no event")?;
        assert_eq!(years::year(&data, entry), year, "{}", options.brief);
        let counted = years::span(&data, data.timeline.iter()).map_or(0, |years| years.dated);
        assert_eq!(counted, usize::from(year.is_some()), "{}", options.brief);
    }
    Ok(())
}

#[test]
fn what_lasts_is_until_and_what_is_done_is_by() -> Result<(), Failure> {
    let event = |id: &str, kind: &str| {
        format!(
            r#"{{"id": "{id}", "kind": "{kind}", "participants": [{{"who": "x", "role": "member"}}],
            "date": {{"readings": [{{"value": "../2014", "basis": "inferred", "note": {{"en": "So."}}, "cite": ["a#1"]}}]}},
            "cite": ["a#1"]}}"#
        )
    };
    let (term, act) = (event("t", "hrc-membership"), event("u", "initiative"));
    let dataset = dataset(&[&term, &act])?;
    let options = Options::default();
    let data = Data::new(&dataset, &options);
    for (id, said) in [("t", "until 2014"), ("u", "by 2014")] {
        let record = dataset.get(id).ok_or("no event")?;
        let spans = events::date(&data, &mut Notes::new(), record);
        let text: String = spans.iter().map(|span| span.text.as_str()).collect();
        assert!(text.contains(said), "{id}: {text}");
    }
    assert_eq!(years::span(&data, data.timeline.iter()), None);
    Ok(())
}

const FORUM: &str = r#"{"id": "e", "kind": "seminar", "participants": {"readings": [
    {"value": [{"who": "x", "role": "organiser"}], "cite": ["a#1"]},
    {"value": [{"who": "x", "role": "host"}], "cite": ["b#1"]}]},
    "date": {"readings": [{"value": "2011", "cite": ["a#1"]}, {"value": "2012", "cite": ["a#2"]},
        {"value": "2013", "cite": ["b#1"]}]}, "cite": ["a#1", "b#1"]}"#;

#[test]
fn a_stroke_stands_between_sources_and_values_of_one_thing() -> Result<(), Failure> {
    let dataset = dataset(&[FORUM])?;
    let options = Options::default();
    let data = Data::new(&dataset, &options);
    let record = dataset.get("e").ok_or("no event")?;
    let date = record.field("date").ok_or("no date")?;
    let marks = Marks::of(&data, record, &date);
    assert!(marks.differs());
    assert_eq!(marks.style(), Style::Differs);
    let [one, again, other] = date.readings.as_slice() else { return Err("readings".into()) };
    assert_eq!(marks.between(record, &[one], &[again]), "; ");
    assert_eq!(marks.between(record, &[again], &[other]), "\u{a0}/ ");
    let who = parties::who(&data, &mut Notes::new(), record).spans();
    assert!(who.iter().all(|span| !span.text.contains("\u{a0}/ ")), "{who:?}");
    // In a sentence as in a row.
    let said = line::dates(&data, &mut Notes::new(), record, &date, &[]).spans();
    assert!(said.iter().any(|span| span.style == Style::Differs), "{said:?}");
    Ok(())
}

const CONCLUDED: &str = r#"{"id": "e", "kind": "seminar", "date": {"readings": [
    {"value": "2011", "basis": "inferred", "note": {"en": "So."}, "cite": ["a#1", "b#1"]}]},
    "cite": ["a#1", "b#1"]}"#;

#[test]
fn what_the_editors_conclude_from_several_is_credited_to_none() -> Result<(), Failure> {
    let dataset = dataset(&[CONCLUDED])?;
    let options = Options::default();
    let data = Data::new(&dataset, &options);
    let record = dataset.get("e").ok_or("no event")?;
    assert!(matches!(record, RecordRef::Event(_)));
    let date = record.field("date").ok_or("no date")?;
    let reading = date.readings.first().ok_or("no reading")?;
    assert_eq!(credit::credited(record, "date", reading).len(), 2);
    assert!(credit::named(&data, record, "date", reading).is_empty());
    let said = line::dates(&data, &mut Notes::new(), record, &date, &[]).spans();
    let text: String = said.iter().map(|span| span.text.as_str()).collect();
    assert!(text.starts_with("2011 (inferred)"), "{text}");
    Ok(())
}

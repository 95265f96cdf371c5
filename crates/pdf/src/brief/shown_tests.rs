//! That nothing which a reader needs is hidden: other readings, other dates, the notes of all
//! that is counted.

use rapporteur_schema::Dataset;

use super::cited_tests::{brief, event, events, has, has_not, lines, with};

use crate::block;

type Failure = Box<dyn std::error::Error>;

fn dataset(json: &[String]) -> Result<Dataset, Failure> {
    with(&events(json))
}

#[test]
fn beside_what_the_editors_propose_stands_what_is_printed() -> Result<(), Failure> {
    let list = |who: &str, more: &str| {
        format!(
            r#"{{"value": [{{"who": "here", "role": "party"}}, {{"who": "{who}", "role": "party"}}]{more}, "cite": ["a#3"]}}"#
        )
    };
    let more = r#", "basis": "proposed", "note": {"en": "So it seems."}"#;
    let both = [list("s1", ""), list("s2", more)].join(", ");
    let rest = format!(r#""participants": {{"readings": [{both}]}}, "cite": ["a#3"]"#);
    let dataset = dataset(&[event("e", "legal-exchange", &rest)])?;
    let lines = lines(&brief(&dataset, "partner:s2")?);
    has(&lines, "State s1[A 2020#3]; or Party: State here, State s2 (proposed");
    // And beside what is printed what they propose.
    has(&self::lines(&brief(&dataset, "partner:s1")?), "or Party: State here, State s2 (proposed");
    Ok(())
}

#[test]
fn a_part_that_is_only_proposed_is_counted_as_such() -> Result<(), Failure> {
    let part = |who: &str, more: &str| {
        let rest = format!(
            r#""participants": {{"readings": [{{"value": [{{"who": "s2", "role": "party"}}]{more}, "cite": ["a#3"]}}]}}, "cite": ["a#3"]"#
        );
        event(who, "legal-exchange", &rest)
    };
    let more = r#", "basis": "proposed", "note": {"en": "So it seems."}"#;
    let names = r#"{"id": "s2-too", "kind": "state", "part_of": ["s2"], "names": [{"text": "Part", "lang": "en"}], "cite": ["a#1"]}"#;
    let json = [part("e", more), part("f", "")];
    let mut records = events(&json);
    records.push((rapporteur_schema::Register::Organisation, names));
    let lines = lines(&brief(&with(&records)?, "partner:s2")?);
    has(&lines, "Party (2, 1 proposed)");
    Ok(())
}

#[test]
fn a_source_that_names_a_partner_in_the_name_of_an_event_names_it() -> Result<(), Failure> {
    let rest = r#""participants": {"readings": [
        {"value": [{"who": "s1", "role": "party"}], "cite": ["a#3"]},
        {"value": [{"who": "office", "role": "organiser"}], "cite": ["b#3"]},
        {"value": [{"who": "here", "role": "organiser"}], "cite": ["c#3"]}]},
        "cite": ["a#3", "b#3", "c#3"]"#;
    let json = format!(
        r#"{{"id": "e", "kind": "forum-series", "names": [{{"text": "The symposium", "lang": "en", "cite": ["a#3"]}},
            {{"text": "Seminar with State s1", "lang": "en", "kind": "variant", "cite": ["b#3"]}}], {rest}}}"#
    );
    let lines = lines(&brief(&dataset(&[json])?, "partner:s1")?);
    has(&lines, "Organiser: Office");
    has(&lines, "(C 2022 does not list State s1)");
    Ok(())
}

#[test]
fn a_date_of_a_source_that_does_not_name_a_person_stands_beside() -> Result<(), Failure> {
    let rest = r#""date": {"readings": [{"value": "2019-05-13", "cite": ["a#3"]}, {"value": "2019-05-16", "cite": ["b#3"]}]},
        "participants": {"readings": [{"value": [{"who": "luo", "role": "speaker"}], "cite": ["a#3"]},
            {"value": [{"who": "s1", "role": "speaker"}], "cite": ["b#3"]}]}, "cite": ["a#3", "b#3"]"#;
    let dataset = dataset(&[event("e", "meeting", rest)])?;
    let lines = lines(&brief(&dataset, "person:luo")?);
    has(&lines, "13 May 2019[A 2020#3] (B 2021: 16 May 2019[B 2021#3])");
    Ok(())
}

#[test]
fn a_sum_has_the_notes_of_all_that_it_counts() -> Result<(), Failure> {
    let series = r#""participants": [{"who": "here", "role": "party"}, {"who": "s1", "role": "party"}], "cite": ["a#1"]"#;
    let round = |n: usize| {
        let rest = format!(
            r#""part_of": ["series"], "ordinal": {n}, "date": "200{n}", "cite": ["a#{n}"]"#
        );
        event(&format!("r{n}"), "dialogue-round", &rest)
    };
    let json = [event("series", "dialogue-series", series), round(4), round(5), round(6)];
    let lines = lines(&brief(&dataset(&json)?, "overview")?);
    has(&lines, "State s1, 3 rounds, which A 2020[A 2020#4][A 2020#5][A 2020#6] reports.");
    Ok(())
}

#[test]
fn what_another_source_says_of_a_source_has_its_note() -> Result<(), Failure> {
    let json = [event("e", "meeting", r#""date": "2001", "cite": ["b#3"]"#)];
    let lines = lines(&brief(&dataset(&json)?, "overview")?);
    has(&lines, "(A 2020)[A 2020#90]");
    Ok(())
}

/// The notes of a brief that nothing calls.
pub(super) fn uncalled(brief: &block::Brief) -> Vec<usize> {
    let blocks = format!("{:?}", brief.blocks);
    (1..=brief.notes.len()).filter(|n| !blocks.contains(&format!("Note({n})"))).collect()
}

#[test]
fn whose_a_sentence_is_stands_before_its_stop() -> Result<(), Failure> {
    let rest = r#""date": "2001", "summary": {"readings": [
        {"value": {"en": "They met."}, "cite": ["a#3"]}, {"value": {"en": "The U.N. sent no one to the U.N."}, "cite": ["b#3"]}]},
        "cite": ["a#3", "b#3"]"#;
    let lines = lines(&brief(&dataset(&[event("e", "meeting", rest)])?, "overview")?);
    has(
        &lines,
        "They met[A 2020#3] (A 2020). The U.N. sent no one to the U.N.[B 2021#3] (B 2021).",
    );
    Ok(())
}

#[test]
fn what_is_stated_dates_before_what_the_editors_conclude() -> Result<(), Failure> {
    let stage = r#""date": {"readings": [{"value": "1991/2003", "cite": ["a#3"]},
        {"value": "1990/", "basis": "inferred", "note": {"en": "So."}, "cite": ["b#3"]}]}, "cite": ["a#3", "b#3"]"#;
    // Of what one source has without an end nobody knows one.
    let open = r#""date": {"readings": [{"value": "2009", "cite": ["a#4"]}, {"value": "2010/2012", "cite": ["b#4"]},
        {"value": "2010/", "cite": ["c#4"]}]}, "cite": ["a#4", "b#4", "c#4"]"#;
    let dataset = dataset(&[event("s", "stage", stage), event("o", "meeting", open)])?;
    let options = crate::Options::default();
    let data = super::data::Data::new(&dataset, &options);
    let year = |id: &str| {
        let entry = data.timeline.iter().find(|entry| entry.event.id.as_str() == id);
        entry.map(|entry| (super::years::year(&data, entry), entry.end.map(|end| end.year)))
    };
    assert_eq!(year("s"), Some((Some(1991), Some(2003))));
    assert_eq!(year("o"), Some((Some(2009), None)));
    Ok(())
}

#[test]
fn the_brief_of_a_source_says_what_is_not_of_that_source() -> Result<(), Failure> {
    let rest = r#""date": {"readings": [{"value": "2006", "cite": ["b#3"]}]}, "summary": {"en": "In its place."},
        "figures": [{"measure": "seats", "quantity": {"n": 15}, "cite": ["a#5", "b#5"]}], "cite": ["a#3"]"#;
    let dataset = dataset(&[event("e", "founding", rest)])?;
    let lines = lines(&brief(&dataset, "source:b")?);
    has(&lines, "In its place (A 2020).[A 2020#3]");
    // At its own values a source has its own notes.
    has(&lines, "Seats: 15[B 2021#5]");
    has_not(&lines, "Seats: 15[A 2020#5]");
    Ok(())
}

#[test]
fn what_a_thing_may_be_the_same_as_stands_with_it() -> Result<(), Failure> {
    let other = r#""date": "2001", "possibly_same_as": [{"record": "e", "reason": {"en": "One name, and no year."}}], "cite": ["b#3"]"#;
    let json =
        [event("e", "meeting", r#""date": "2001", "cite": ["a#3"]"#), event("f", "meeting", other)];
    let lines = lines(&brief(&dataset(&json)?, "source:b")?);
    has(&lines, "The editors: May be the same as “Event e”. One name, and no year.");
    Ok(())
}

#[test]
fn a_list_that_the_editors_join_is_inferred() -> Result<(), Failure> {
    let list: Vec<String> = ["s1", "s2", "s3", "s4", "there"]
        .map(|who| format!(r#"{{"who": "{who}", "role": "partner"}}"#))
        .into();
    let rest = format!(
        r#""participants": {{"readings": [{{"value": [{}], "basis": "inferred", "note": {{"en": "Two lists."}}, "cite": ["a#3"]}}]}}, "cite": ["a#3"]"#,
        list.join(", ")
    );
    let lines = lines(&brief(&dataset(&[event("e", "dialogue-series", &rest)])?, "partner:s1")?);
    has(&lines, "names State s1 among 5 (inferred; partner).");
    Ok(())
}

#[test]
fn a_bare_date_is_of_all_who_report_the_event() -> Result<(), Failure> {
    let rest = r#""date": "2013-10", "summary": {"readings": [{"value": {"en": "They met."}, "cite": ["b#3"]}]},
        "cite": ["a#3", "b#3"]"#;
    let lines = lines(&brief(&dataset(&[event("e", "meeting", rest)])?, "overview")?);
    has(&lines, "Event e, October 2013 (A 2020 and B 2021)[A 2020#3][B 2021#3]. They met");
    Ok(())
}

#[test]
fn what_is_said_in_a_text_of_a_mechanism_belongs_to_it() -> Result<(), Failure> {
    use rapporteur_schema::Register;
    let review = event(
        "r",
        "upr-review",
        r#""ordinal": 1, "participants": [{"who": "here", "role": "reviewed-state"}], "cite": ["a#3"]"#,
    );
    let report = r#"{"id": "report", "kind": "report", "names": [{"text": "The report", "lang": "en"}], "about": [{"what": "r"}], "cite": ["a#3"]}"#;
    let said = r#"{"id": "said", "kind": "view", "by": ["luo"], "work": "report", "text": {"en": "So it is."}, "cite": ["a#4"]}"#;
    let json = [review];
    let mut records = events(&json);
    records.push((Register::Work, report));
    records.push((Register::Statement, said));
    has(&lines(&brief(&with(&records)?, "mechanism:upr")?), "So it is");
    Ok(())
}

#[test]
fn a_bare_value_is_not_of_all_who_date_the_event() -> Result<(), Failure> {
    let rest = r#""date": {"readings": [{"value": "2006-03-15", "cite": ["b#3"]}]},
        "summary": {"en": "In its place."}, "cite": ["a#3"]"#;
    let dataset = dataset(&[event("e", "founding", rest)])?;
    has(&lines(&brief(&dataset, "mechanism:policy")?), "In its place.[A 2020#3]");
    Ok(())
}

#[test]
fn a_day_that_another_source_has_dates_the_event_of_a_partner() -> Result<(), Failure> {
    let vote = |id: &str, day: &str| {
        let rest = format!(
            r#""date": {{"readings": [{{"value": "{day}", "cite": ["b#3"]}}]}}, "participants": {{"readings": [{{"value":
                [{{"who": "s1", "role": "voted-yes"}}], "cite": ["a#3"]}}]}}, "cite": ["a#3", "b#3"]"#
        );
        event(id, "un-vote", &rest)
    };
    let dataset = dataset(&[vote("a-later", "2019-12-06"), vote("b-first", "2019-12-05")])?;
    let lines = lines(&brief(&dataset, "partner:s1")?);
    let at = |day: &str| lines.iter().position(|line| line.starts_with(day));
    assert!(at("5 December 2019").is_some() && at("5 December 2019") < at("6 December 2019"));
    // Who only dates it has no list in which a name could be missing.
    has_not(&lines, "does not list");
    let bare = r#""date": "2019-12-04", "participants": {"readings": [{"value":
        [{"who": "s1", "role": "voted-yes"}], "cite": ["a#3"]}]}, "cite": ["b#3"]"#;
    let dataset = self::dataset(&[event("one", "un-vote", bare)])?;
    has(&self::lines(&brief(&dataset, "partner:s1")?), "4 December 2019[B 2021#3] |");
    Ok(())
}

#[test]
fn briefs_of_a_sort_of_which_there_is_none_are_an_error() -> Result<(), Failure> {
    let dataset = dataset(&[])?;
    let error = super::Brief::parse(&dataset, "overview,partner:*").err().ok_or("no error")?;
    assert!(error.to_string().contains("asked for by its name"), "{error}");
    Ok(())
}

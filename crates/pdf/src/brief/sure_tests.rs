//! That what only the editors conclude is not told as what a source says: of whom a statement may
//! be, whom an event names, what somebody is called; and that a mechanism has what is said of it.

use rapporteur_schema::{Dataset, Register};

use super::cited_tests::{brief, event, events, has, has_not, lines, with};

type Failure = Box<dyn std::error::Error>;

/// A statement, `by` whom it is and what it is about.
fn statement(id: &str, by: &str, about: &str) -> String {
    format!(
        r#"{{"id": "{id}", "kind": "assessment", "by": {by}, "about": [{{"what": "{about}"}}],
            "text": {{"en": "Text of {id}"}}, "cite": ["a#7"]}}"#
    )
}

/// The dataset with another person and some statements.
fn spoken(json: &[String]) -> Result<Dataset, Failure> {
    let other = r#"{"id": "yu", "kind": "named", "names": [{"text": "Yu", "lang": "en"}], "cite": ["a#1"]}"#;
    let mut records = vec![(Register::Person, other)];
    records.extend(json.iter().map(|json| (Register::Statement, json.as_str())));
    with(&records)
}

/// Two whom the editors take for the speaker, from one passage.
const EITHER: &str = r#"{"readings": [
    {"value": ["yu"], "basis": "inferred", "note": {"en": "If the quotation ends later."}, "cite": ["a#7"]},
    {"value": ["luo"], "basis": "inferred", "note": {"en": "If it ends before."}, "cite": ["a#7"]}]}"#;

#[test]
fn a_statement_that_may_be_of_one_or_another_is_counted_as_of_neither() -> Result<(), Failure> {
    let mut json: Vec<String> =
        (1..=4).map(|n| statement(&format!("w{n}"), r#"["luo"]"#, "s1")).collect();
    json.push(statement("x", EITHER, "s1"));
    let dataset = spoken(&json)?;
    let lines = self::lines(&brief(&dataset, "person:luo")?);
    has(&lines, "A 2020 reports 4 statements of Luo.");
    // It stands there, with both.
    has(&lines, "Yu (inferred; editors: If the quotation ends later)");
    has(&lines, "; or Luo (inferred; editors: If it ends before)");
    Ok(())
}

#[test]
fn what_may_be_of_the_author_of_a_text_is_still_told_as_reported() -> Result<(), Failure> {
    let author = r#"{"id": "d", "kind": "report", "siglum": "D 2023", "title": {"en": "Fourth"},
        "authors": ["luo"], "cite": ["d#1"]}"#;
    let own = statement("own", r#"["luo"]"#, "s1").replace("a#7", "d#7");
    let either = statement("either", EITHER, "s2").replace("a#7", "d#7");
    let other = r#"{"id": "yu", "kind": "named", "names": [{"text": "Yu", "lang": "en"}], "cite": ["a#1"]}"#;
    let dataset = with(&[
        (Register::Source, author),
        (Register::Person, other),
        (Register::Statement, &own),
        (Register::Statement, &either),
    ])?;
    let said = |partner: &str| -> Result<String, Failure> {
        let lines = lines(&brief(&dataset, partner)?);
        Ok(lines.into_iter().filter(|line| line.starts_with('[')).collect())
    };
    assert!(!said("partner:s1")?.contains("as D 2023 reports"));
    assert!(said("partner:s2")?.contains("as D 2023 reports"));
    Ok(())
}

#[test]
fn what_names_somebody_by_a_conclusion_alone_is_counted_as_such() -> Result<(), Failure> {
    let part = |id: &str, more: &str| {
        let rest = format!(
            r#""participants": {{"readings": [{{"value": [{{"who": "s2", "role": "party"}}]{more}, "cite": ["a#3"]}}]}}, "cite": ["a#3"]"#
        );
        event(id, "legal-exchange", &rest)
    };
    let proposed = r#", "basis": "proposed", "note": {"en": "So it seems."}"#;
    let mut json: Vec<String> = (1..=8).map(|n| part(&format!("e{n}"), "")).collect();
    json.extend([part("p1", proposed), part("p2", proposed)]);
    let lines = lines(&brief(&with(&events(&json))?, "partner:s2")?);
    has(&lines, "Ten events, which A 2020 alone reports. In 2, State s2 is only proposed.");
    Ok(())
}

#[test]
fn that_one_source_names_a_partner_is_not_that_an_event_rests_on_it() -> Result<(), Failure> {
    let both = r#""participants": {"readings": [
        {"value": [{"who": "s1", "role": "party"}], "cite": ["a#3"]},
        {"value": [{"who": "office", "role": "organiser"}], "cite": ["b#3"]}]}, "cite": ["a#3", "b#3"]"#;
    let mut json = vec![event("e", "forum-series", both)];
    let part = r#""participants": [{"who": "s1", "role": "party"}], "cite": ["c#3"]"#;
    json.extend((1..=8).map(|n| event(&format!("f{n}"), "legal-exchange", part)));
    let lines = lines(&brief(&with(&events(&json))?, "partner:s1")?);
    has(&lines, "In each, one source alone names State s1.");
    has_not(&lines, "rests on one source");
    Ok(())
}

#[test]
fn a_mechanism_has_what_is_said_of_the_organ_whose_name_it_bears() -> Result<(), Failure> {
    let organ = r#"{"id": "organ", "kind": "un-organ", "names": [
        {"text": "The organ", "lang": "en"},
        {"text": "UN Commission on Human Rights", "lang": "en", "kind": "variant"}], "cite": ["a#1"]}"#;
    let body = r#"{"id": "cat", "kind": "treaty-body", "names": [{"text": "A body", "lang": "en"}], "cite": ["a#1"]}"#;
    let of = |id: &str, about: &str| statement(id, r#"["here"]"#, about);
    let part = r#"{"id": "part", "kind": "un-office", "part_of": ["organ"], "names": [{"text": "Its office", "lang": "en"}], "cite": ["a#1"]}"#;
    let (of_organ, of_body, of_part) =
        (of("of-organ", "organ"), of("of-body", "cat"), of("of-part", "part"));
    let json = [
        event(
            "seat",
            "chr-membership",
            r#""date": "1982", "participants": [{"who": "here", "role": "member"}], "cite": ["a#2"]"#,
        ),
        event(
            "review",
            "treaty-review",
            r#""date": "1983", "participants": [{"who": "here", "role": "reviewed-state"}, {"who": "cat", "role": "body"}], "cite": ["a#2"]"#,
        ),
    ];
    let mut records = events(&json);
    records.extend([
        (Register::Organisation, organ),
        (Register::Organisation, body),
        (Register::Organisation, part),
    ]);
    records
        .extend([&of_organ, &of_body, &of_part].map(|json| (Register::Statement, json.as_str())));
    let dataset = with(&records)?;
    let organs = lines(&brief(&dataset, "mechanism:commission-on-human-rights")?);
    has(&organs, "Text of of-organ");
    has(&organs, "Text of of-part");
    has_not(&organs, "Text of of-body");
    let bodies = lines(&brief(&dataset, "mechanism:treaty-bodies")?);
    has(&bodies, "Text of of-body");
    has_not(&bodies, "Text of of-organ");
    Ok(())
}

#[test]
fn what_bears_the_name_of_a_state_is_of_that_state() -> Result<(), Failure> {
    // Too many take part in it to be of each of them.
    let part = |id: &str| format!(r#"{{"who": "{id}", "role": "organiser"}}"#);
    let all = ["here", "there", "s1", "s2", "s3", "s4", "office"].map(part).join(", ");
    let event = format!(
        r#"{{"id": "e", "kind": "forum-series", "participants": [{all}],
            "names": [{{"text": "Symposium with State s1", "lang": "en"}}], "cite": ["a#3"]}}"#
    );
    let figure = r#"{"id": "f", "kind": "editions", "names": [{"text": "Number", "lang": "en"}],
        "about": [{"what": "e"}], "quantity": {"n": 5}, "cite": ["a#7"]}"#;
    let dataset = with(&[(Register::Event, &event), (Register::Figure, figure)])?;
    has(&lines(&brief(&dataset, "partner:s1")?), "Number | 5");
    has_not(&lines(&brief(&dataset, "partner:s2")?), "Number | 5");
    Ok(())
}

#[test]
fn a_mechanism_has_what_is_said_of_its_numbers() -> Result<(), Failure> {
    let json = [event(
        "e",
        "dialogue-series",
        r#""participants": [{"who": "here", "role": "party"}], "cite": ["a#2"]"#,
    )];
    let figure = |id: &str, about: &str| {
        format!(
            r#"{{"id": "{id}", "kind": "rounds", "names": [{{"text": "Number {id}", "lang": "en"}}],
                "about": [{{"what": "{about}"}}], "quantity": {{"n": 5}}, "cite": ["a#7"]}}"#
        )
    };
    let (all, some) = (figure("all", "e"), figure("some", "all"));
    let (said, other) =
        (statement("said", r#"["here"]"#, "some"), statement("other", r#"["here"]"#, "s1"));
    let mut records = events(&json);
    records.extend([&all, &some].map(|json| (Register::Figure, json.as_str())));
    records.extend([&said, &other].map(|json| (Register::Statement, json.as_str())));
    let lines = lines(&brief(&with(&records)?, "mechanism:dialogues")?);
    has(&lines, "Number some");
    has(&lines, "Text of said");
    has_not(&lines, "Text of other");
    Ok(())
}

#[test]
fn two_inferred_numbers_of_two_times_can_both_be_meant() -> Result<(), Failure> {
    let of = |second: &str| {
        let reading = |n: u8, year: &str| {
            format!(
                r#"{{"value": {{"n": {n}}}, "as_of": "{year}", "basis": "inferred", "note": {{"en": "Counted."}}, "cite": ["a#7"]}}"#
            )
        };
        let (one, two) = (reading(5, "2011"), reading(3, second));
        format!(
            r#"{{"id": "f", "kind": "rounds", "names": [{{"text": "Number", "lang": "en"}}],
                "about": [{{"what": "s1"}}], "quantity": {{"readings": [{one}, {two}]}}, "cite": ["a#7"]}}"#
        )
    };
    for (second, or) in [("2012", false), ("2011", true)] {
        let json = of(second);
        let dataset = with(&[(Register::Figure, &json)])?;
        let lines = lines(&brief(&dataset, "partner:s1")?);
        let row = lines.iter().find(|line| line.starts_with("Number |"));
        let row = row.ok_or_else(|| lines.join("\n"))?;
        assert_eq!(row.contains("; or 3"), or, "{row}");
    }
    Ok(())
}

#[test]
fn a_name_that_the_editors_propose_says_so_where_it_stands() -> Result<(), Failure> {
    let person = r#"{"id": "kofler", "kind": "named", "names": [
        {"text": "Bärbel", "lang": "en", "as_printed": "B?rbel", "basis": "proposed"},
        {"text": "B?rbel", "lang": "en", "kind": "as-printed"},
        {"text": "Babs", "lang": "en", "kind": "variant"}], "cite": ["a#1"]}"#;
    let json = [event(
        "e",
        "meeting",
        r#""date": "2001", "participants": [{"who": "kofler", "role": "speaker", "capacity": {"en": "Commissioner"}}], "cite": ["a#2"]"#,
    )];
    let mut records = events(&json);
    records.push((Register::Person, person));
    let brief = brief(&with(&records)?, "person:kofler")?;
    has(&lines(&brief), "Bärbel (name proposed; Commissioner)");
    let cover = format!("{:?}", brief.blocks.first());
    let at = |part: &str| cover.find(part).ok_or_else(|| format!("{part}: {cover}"));
    assert!(at("Name proposed.")? < at("Also named ")? && at("Babs")? < at("Also printed as ")?);
    assert!(at("Also printed as ")? < at("B?rbel")?);
    // Whom nothing else names is not printed so as well.
    let alone = person.replace(
        r#",
        {"text": "Babs", "lang": "en", "kind": "variant"}"#,
        "",
    );
    records.pop();
    records.push((Register::Person, &alone));
    let brief = self::brief(&with(&records)?, "person:kofler")?;
    let cover = format!("{:?}", brief.blocks.first());
    assert!(cover.contains("Printed as ") && !cover.contains("Also"), "{cover}");
    Ok(())
}

#[test]
fn no_kind_of_several_that_are_as_many_is_named_alone() -> Result<(), Failure> {
    let of = |id: String, kind: &str| {
        event(
            &id,
            kind,
            r#""date": "2001", "participants": [{"who": "s1", "role": "party"}], "cite": ["a#2"]"#,
        )
    };
    let kinds = [
        ("legal-exchange", 4),
        ("dialogue-series", 3),
        ("side-event", 2),
        ("forum-series", 2),
        ("peacekeeping-deployment", 2),
    ];
    let json: Vec<String> = kinds
        .iter()
        .flat_map(|(kind, n)| (0..*n).map(move |i| of(format!("{kind}-{i}"), kind)))
        .collect();
    let lines = lines(&brief(&with(&events(&json))?, "overview")?);
    let line = lines.iter().find(|line| line.contains("most are filed under"));
    let line = line.ok_or_else(|| lines.join("\n"))?;
    assert!(line.contains("(7)") && !line.contains("(2)"), "{line}");
    Ok(())
}

//! That the numbers of notes stand behind what they belong to, and that who says a thing is said
//! where another might be meant.

use rapporteur_schema::{Dataset, Register, canonical::hash};

use super::{Brief, data::Data, tests::dataset, years};
use crate::{
    Options,
    block::{self, Block, Link, RowKind, Span},
};

type Failure = Box<dyn std::error::Error>;

const SOURCES: [(Register, &str); 3] = [
    (
        Register::Source,
        r#"{"id": "a", "kind": "report", "siglum": "A 2020", "title": {"en": "First"}, "cite": ["a#1"]}"#,
    ),
    (
        Register::Source,
        r#"{"id": "b", "kind": "report", "siglum": "B 2021", "title": {"en": "Second"},
            "authors": [{"ref": "office", "cite": ["a#90"]}],
            "published": {"readings": [{"value": "2018-12", "cite": ["a#90"]}]}, "cite": ["b#1"]}"#,
    ),
    (
        Register::Source,
        r#"{"id": "c", "kind": "report", "siglum": "C 2022", "title": {"en": "Third"}, "cite": ["c#1"]}"#,
    ),
];

/// The sources, a subject, an office, states, a person, and some records more.
pub(super) fn with(records: &[(Register, &str)]) -> Result<Dataset, Failure> {
    let state = |id: &str| {
        format!(
            r#"{{"id": "{id}", "kind": "state", "names": [{{"text": "State {id}", "lang": "en"}}], "cite": ["a#1"]}}"#
        )
    };
    let states: Vec<String> = ["here", "there", "s1", "s2", "s3", "s4"].map(state).into();
    let office = r#"{"id": "office", "kind": "ministry", "names": [{"text": "Office", "lang": "en"}], "cite": ["a#1"]}"#;
    let person = r#"{"id": "luo", "kind": "named", "names": [{"text": "Luo", "lang": "en"}], "cite": ["a#1"]}"#;
    let mut all: Vec<(Register, &str)> = SOURCES.to_vec();
    all.extend(states.iter().map(|json| (Register::Organisation, json.as_str())));
    all.push((Register::Organisation, office));
    all.push((Register::Person, person));
    all.extend(records);
    dataset(&all)
}

/// An event with a name.
pub(super) fn event(id: &str, kind: &str, rest: &str) -> String {
    format!(
        r#"{{"id": "{id}", "kind": "{kind}", "names": [{{"text": "Event {id}", "lang": "en"}}], {rest}}}"#
    )
}

pub(super) fn events(json: &[String]) -> Vec<(Register, &str)> {
    json.iter().map(|json| (Register::Event, json.as_str())).collect()
}

pub(super) fn brief(dataset: &Dataset, text: &str) -> Result<block::Brief, Failure> {
    let brief = Brief::parse(dataset, text)?.remove(0);
    let options = Options { brief, ..Options::default() };
    Ok(super::make(dataset, &options, &hash(dataset))?.0)
}

/// Text in which the number of a note is the passage: `[B 2021#7]`.
fn cited(brief: &block::Brief, spans: &[Span]) -> String {
    let passage = |number: usize| -> String {
        let note = number.checked_sub(1).and_then(|n| brief.notes.get(n));
        let text: String = note.into_iter().flat_map(|one| &one.spans).map(|s| &*s.text).collect();
        format!("[{}]", text.replace(", passage ", "#"))
    };
    let text: String = spans
        .iter()
        .map(|span| match span.link {
            Some(Link::Note(number)) => passage(number),
            _ => span.text.clone(),
        })
        .collect();
    text.replace('\u{a0}', " ").replace('\u{2060}', "")
}

/// Every list item, entry, paragraph and row of a brief, each as a line; heads in brackets.
pub(super) fn lines(brief: &block::Brief) -> Vec<String> {
    let mut lines: Vec<String> = Vec::new();
    for block in &brief.blocks {
        match block {
            Block::List(items) => lines.extend(items.iter().map(|item| cited(brief, item))),
            Block::Entries(items) => lines.extend(items.iter().map(|(_, item)| cited(brief, item))),
            Block::Paragraph { spans, .. } => lines.push(cited(brief, spans)),
            Block::Table(table) => {
                for row in &table.rows {
                    let cells: Vec<String> =
                        row.cells.iter().map(|cell| cited(brief, cell)).collect();
                    let line = cells.join(" | ");
                    let head = row.kind == RowKind::Head;
                    lines.push(if head { format!("[{line}]") } else { line });
                }
            }
            _ => {}
        }
    }
    lines
}

pub(super) fn has(lines: &[String], part: &str) {
    assert!(lines.iter().any(|line| line.contains(part)), "{part}\n{}", lines.join("\n"));
}

pub(super) fn has_not(lines: &[String], part: &str) {
    assert!(!lines.iter().any(|line| line.contains(part)), "{part}\n{}", lines.join("\n"));
}

const ELECTION: &str = r#"
    "date": {"readings": [{"value": "2006", "cite": ["a#4"]}, {"value": "2006-05-09", "cite": ["b#4"]}]},
    "participants": [{"who": "here", "role": "candidate"}, {"who": "there", "role": "elected"}],
    "figures": [{"measure": "votes-for", "quantity": {"n": 96}, "cite": ["a#5"]},
                {"measure": "majority", "quantity": {"n": 97}, "cite": ["b#5"]},
                {"measure": "seats", "quantity": {"n": 2}}],
    "cite": ["a#4", "b#4"]"#;

#[test]
fn each_figure_has_its_number_and_its_source() -> Result<(), Failure> {
    let json = [event("election", "hrc-election", ELECTION)];
    let dataset = with(&events(&json))?;
    let all = lines(&brief(&dataset, "mechanism:human-rights-council")?);
    has(
        &all,
        "State here was not elected[A 2020#4][B 2021#4] (A 2020 and B 2021). Votes in favour",
    );
    has(&all, "Votes in favour: 96[A 2020#5] (A 2020); Majority required: 97[B 2021#5] (B 2021)");
    // The brief of a source tells what that source has.
    let all = lines(&brief(&dataset, "source:b")?);
    has(
        &all,
        "not elected.[B 2021#4] Majority required: 97[B 2021#5]; Seats: 2[B 2021#4] (B 2021)",
    );
    Ok(())
}

#[test]
fn the_dates_at_the_ends_of_time_have_their_own_numbers() -> Result<(), Failure> {
    let mut json = vec![event("election", "hrc-election", ELECTION)];
    json.extend((1..=6).map(|n| {
        event(&format!("m{n}"), "meeting", &format!(r#""date": "201{n}", "cite": ["c#{n}"]"#))
    }));
    let dataset = with(&events(&json))?;
    let all = lines(&brief(&dataset, "overview")?);
    has(&all, "“Event election”: 9 May 2006[B 2021#4] (B 2021); 2006[A 2020#4] (A 2020). C 2022");
    has(&all, "“Event m6”: 2016[C 2022#6].");
    Ok(())
}

#[test]
fn a_statement_has_the_numbers_of_a_source_behind_its_own_words() -> Result<(), Failure> {
    let statement = r#"{"id": "said", "kind": "view", "by": ["luo"],
        "text": {"readings": [{"value": {"en": "Words."}, "cite": ["a#7"]},
                              {"value": {"en": "Other words."}, "cite": ["b#7"]}]},
        "note": {"en": "Said twice."}, "cite": ["a#6", "b#7"]}"#;
    let whole = r#"{"id": "whole", "kind": "view", "by": [{"ref": "office", "cite": ["a#90"]}],
        "text": {"en": "More."}, "note": {"en": "Said once."}, "cite": ["b#8"]}"#;
    let dataset = with(&[(Register::Statement, statement), (Register::Statement, whole)])?;
    let all = lines(&brief(&dataset, "source:a")?);
    has(&all, "Words.[A 2020#6][A 2020#7] Other words (B 2021).[B 2021#7] The editors: Said twice");
    // Who the speaker is another source says.
    let all = lines(&brief(&dataset, "source:b")?);
    has(&all, "Office (A 2020)[A 2020#90]");
    has(&all, "More.[B 2021#8] The editors: Said once");
    let all = lines(&brief(&dataset, "person:luo")?);
    has(&all, "(A 2020[A 2020#6][A 2020#7] and B 2021[B 2021#7])");
    Ok(())
}

#[test]
fn all_who_name_a_partner_are_named_with_their_numbers() -> Result<(), Failure> {
    let part = |who: &str| format!(r#"{{"who": "{who}", "role": "visited"}}"#);
    let list = |all: &[&str]| all.iter().map(|who| part(who)).collect::<Vec<_>>().join(", ");
    let json = [event(
        "visits",
        "meeting",
        &format!(
            r#""participants": {{"readings": [
                {{"value": [{}], "note": {{"en": "One twice."}}, "cite": ["a#7"]}},
                {{"value": [{}], "cite": ["b#7"]}}, {{"value": [{}], "cite": ["c#7"]}}]}},
                "cite": ["a#7", "b#7", "c#7"]"#,
            list(&["there", "s1", "s2", "s3", "s4", "s4"]),
            list(&["there", "s1", "s2", "s3", "s4"]),
            list(&["there", "s1", "s2", "here"]),
        ),
    )];
    let dataset = with(&events(&json))?;
    let all = lines(&brief(&dataset, "partner:there")?);
    has(
        &all,
        "A 2020[A 2020#7] and B 2021[B 2021#7] each name State there among 5; C 2022[C 2022#7] \
         among 4 (visited). The editors: A 2020: One twice.",
    );
    // In the rows too a name that is printed twice is one.
    let json = [event(
        "tour",
        "meeting",
        &format!(
            r#""participants": [{}], "cite": ["a#7"]"#,
            list(&["there", "s1", "s2", "s3", "s4", "here", "office", "s4"])
        ),
    )];
    let all = lines(&brief(&with(&events(&json))?, "partner:there")?);
    has(&all, "Visited: State there (among 7 named)");
    Ok(())
}

#[test]
fn a_point_sets_out_every_reading_of_its_field() -> Result<(), Failure> {
    let forum = event(
        "forum",
        "forum-series",
        r#""participants": [
            {"who": "s1", "role": "organiser", "cite": ["a#7", "b#7"]},
            {"who": "s2", "role": "organiser", "cite": ["a#7"]},
            {"who": "s3", "role": "organiser", "cite": ["b#7"]},
            {"who": "here", "role": "host", "cite": ["c#7"]},
            {"who": "luo", "role": "participant", "cite": ["c#8"]}], "cite": ["a#7", "b#7", "c#7"]"#,
    );
    let why = r#"{"id": "why", "kind": "conflict", "about": [{"record": "forum", "field": "participants"}],
        "explanation": {"en": "One has a host alone."}}"#;
    let dataset = with(&[(Register::Event, &forum), (Register::Difference, why)])?;
    for name in ["mechanism:forums", "source:c", "source:a"] {
        let all = lines(&brief(&dataset, name)?);
        has(&all, "C 2022[C 2022#7] | State here (Host)");
        has(&all, "State s2 (Organiser)");
        // Who took part is not the matter of the point.
        has_not(&all, "Luo (Participant)");
    }
    Ok(())
}

#[test]
fn the_overview_has_all_conflicts_or_says_of_how_many() -> Result<(), Failure> {
    let long = "Long ".repeat(120);
    let conflict = |n: usize| {
        let id = format!("m{n}");
        let rest = r#""date": {"readings": [{"value": "2001", "cite": ["a#4"]}, {"value": "2002", "cite": ["b#4"]}]},
            "cite": ["a#4", "b#4"]"#;
        let why = format!(
            r#"{{"id": "why-{n}", "kind": "conflict", "about": [{{"record": "{id}", "field": "date"}}],
            "explanation": {{"en": "{long}one errs."}}}}"#
        );
        (event(&id, "meeting", rest), why)
    };
    for (number, shown, says) in [(5, 5, "All stand here."), (14, 12, "12 of 14 conflicts first")] {
        let all: Vec<(String, String)> = (1..=number).map(conflict).collect();
        let mut records: Vec<(Register, &str)> = Vec::new();
        for (event, why) in &all {
            records
                .extend([(Register::Event, event.as_str()), (Register::Difference, why.as_str())]);
        }
        let all = lines(&brief(&with(&records)?, "overview")?);
        let heads = all.iter().filter(|line| line.ends_with("(date) · conflict]")).count();
        assert_eq!(heads, shown, "{}", all.join("\n"));
        has(&all, says);
    }
    Ok(())
}

#[test]
fn that_nothing_differs_is_said_only_where_no_point_touches_it() -> Result<(), Failure> {
    let json = event(
        "vote",
        "hrc-election",
        r#""figures": [{"measure": "seats", "quantity": {"n": 14}, "cite": ["a#7"]},
            {"measure": "seats", "quantity": {"n": 12}, "cite": ["b#7"]}], "cite": ["a#7", "b#7", "c#7"]"#,
    );
    let why = r#"{"id": "why", "kind": "counting-basis", "about": [{"record": "vote", "field": "figures"}],
        "explanation": {"en": "New ones alone."}}"#;
    let none = "the sources do not differ";
    let dataset = with(&[(Register::Event, &json), (Register::Difference, why)])?;
    has_not(&lines(&brief(&dataset, "source:c")?), none);
    let dataset = with(&[(Register::Event, &json)])?;
    has(&lines(&brief(&dataset, "source:c")?), none);
    Ok(())
}

const INFERRED: &str = r#"
    "date": {"readings": [{"value": "1979", "cite": ["c#4"]},
        {"value": "1978", "basis": "inferred", "note": {"en": "The paper is of that year."}, "cite": ["b#9", "a#9"]}]},
    "cite": ["b#9", "c#4"]"#;

#[test]
fn who_helps_to_date_stands_with_the_note_and_not_in_the_point() -> Result<(), Failure> {
    let json = [event("reform", "meeting", INFERRED)];
    let all = lines(&brief(&with(&events(&json))?, "mechanism:exchanges")?);
    has(&all, "B 2021[B 2021#9] | 1978 (inferred)");
    has_not(&all, "1978 (inferred)[A 2020#9]");
    has(&all, "B 2021: The paper is of that year[A 2020#9]");
    Ok(())
}

#[test]
fn a_note_on_one_reading_says_whose_it_is() -> Result<(), Failure> {
    let json = [event(
        "vote",
        "meeting",
        r#""date": {"readings": [{"value": "2022", "basis": "inferred", "note": {"en": "No date on the page."},
            "cite": ["b#4"]}]}, "cite": ["a#4", "b#4"]"#,
    )];
    let all = lines(&brief(&with(&events(&json))?, "mechanism:exchanges")?);
    has(&all, "The editors: B 2021: No date on the page.");
    let json = [json[0].replace(r#""cite": ["a#4", "b#4"]"#, r#""cite": ["b#4"]"#)];
    let all = lines(&brief(&with(&events(&json))?, "mechanism:exchanges")?);
    has(&all, "The editors: No date on the page.");
    Ok(())
}

#[test]
fn what_another_says_of_a_source_says_so() -> Result<(), Failure> {
    let json = [event("call", "meeting", r#""date": "2018", "cite": ["a#4", "b#4"]"#)];
    let dataset = with(&events(&json))?;
    for name in ["overview", "mechanism:exchanges", "source:a"] {
        let all = lines(&brief(&dataset, name)?);
        has(&all, "by Office (A 2020)[A 2020#90] · published: December 2018 (A 2020)[A 2020#90]");
    }
    Ok(())
}

#[test]
fn a_name_beside_a_number_says_what_it_lacks() -> Result<(), Failure> {
    let reviews = r#"{"id": "reviews", "kind": "reviews", "names": [{"text": "reviews", "lang": "en"}],
        "quantity": {"n": 3}, "cite": ["a#7"]}"#;
    let cycle = event("cycle", "meeting", r#""cite": ["b#7"]"#);
    let why = r#"{"id": "why", "kind": "as-of", "about": [{"record": "reviews"}, {"record": "cycle"}],
        "explanation": {"en": "One counts, the other does not."}}"#;
    let dataset = with(&[
        (Register::Figure, reviews),
        (Register::Event, &cycle),
        (Register::Difference, why),
    ])?;
    let all = lines(&brief(&dataset, "mechanism:exchanges")?);
    has(&all, "B 2021[B 2021#7] | Event cycle: not dated");
    Ok(())
}

#[test]
fn a_milestone_that_was_only_announced_says_so() -> Result<(), Failure> {
    let json = [event(
        "visit",
        "meeting",
        r#""date": "2019-03-03", "note": {"en": "Announced; nobody says that it was."}, "cite": ["a#4"]"#,
    )];
    let all = lines(&brief(&with(&events(&json))?, "overview")?);
    let told = |line: &&String| line.contains("Event visit") && line.contains("3 March 2019");
    let told: Vec<&String> = all.iter().filter(told).collect();
    assert!(told.len() > 1, "{all:?}");
    assert!(told.iter().all(|line| line.contains("The editors: Announced; nobody")), "{told:?}");
    Ok(())
}

#[test]
fn what_is_put_in_the_place_of_damaged_print_is_not_inferred() -> Result<(), Failure> {
    let dated = |id: &str, basis: &str| {
        let date = format!(
            r#""date": {{"readings": [{{"value": "2014", "basis": "{basis}", "cite": ["a#4"]}}]}}, "cite": ["a#4"]"#
        );
        event(id, "meeting", &date)
    };
    let json = [dated("x", "proposed"), dated("y", "inferred")];
    let options = Options::default();
    for (json, inferred, proposed) in [(&json[..1], 1, 1), (&json[1..], 1, 0), (&json[..], 2, 1)] {
        let dataset = with(&events(json))?;
        let data = Data::new(&dataset, &options);
        let years = years::span(&data, data.timeline.iter()).ok_or("no years")?;
        assert_eq!((years.inferred, years.proposed), (inferred, proposed));
    }
    Ok(())
}

#[test]
fn a_part_in_an_event_says_what_came_of_it_and_by_whom() -> Result<(), Failure> {
    let json = [
        event(
            "seat",
            "treaty-body-election",
            r#""date": "2013", "participants": [{"who": "luo", "role": "elected"}],
                "outcome": {"en": "Re-elected."}, "cite": ["a#4"]"#,
        ),
        event(
            "talk",
            "meeting",
            r#""date": {"readings": [{"value": "2012-12-08", "cite": ["b#4"]}, {"value": "2012-12-08", "cite": ["a#5"]}]},
                "participants": [{"who": "luo", "role": "speaker", "cite": ["b#4"]},
                    {"who": "luo", "role": "chair", "cite": ["a#5"]}], "cite": ["a#5", "b#4"]"#,
        ),
    ];
    let all = lines(&brief(&with(&events(&json))?, "person:luo")?);
    has(&all, "Was elected: Event seat[A 2020#4], 2013 (A 2020). Outcome: Re-elected.");
    has(&all, "Spoke at Event talk[B 2021#4] (B 2021), 8 December 2012[A 2020#5][B 2021#4].");
    Ok(())
}

#[test]
fn a_note_on_a_name_in_one_source_is_no_point_between_two() -> Result<(), Failure> {
    let json = [
        event("round", "dialogue-round", r#""date": "2018", "cite": ["a#4"]"#),
        event("series", "dialogue-series", r#""date": "2016/2018", "cite": ["a#5", "b#5"]"#),
    ];
    let why = |cite: &str| {
        format!(
            r#"{{"id": "why", "kind": "naming", "about": [{{"record": "round", "field": "names"}}, {{"record": "series"}}],
            "explanation": {{"en": "An odd word."}}, "cite": [{cite}]}}"#
        )
    };
    for (cite, counted) in [(r#""a#4""#, false), (r#""a#4", "b#5""#, true)] {
        let why = why(cite);
        let mut records = events(&json);
        records.push((Register::Difference, &why));
        let all = brief(&with(&records)?, "mechanism:dialogues")?;
        let told = all.blocks.iter().any(
            |block| matches!(block, Block::KeyFigures(all) if all.iter().any(|one| one.differs)),
        );
        assert_eq!(told, counted);
        // What the first page counts its sentences tell.
        let said =
            lines(&all).iter().filter(|line| line.starts_with("The sources differ on one")).count();
        assert_eq!(said > 1, counted);
    }
    Ok(())
}

#[test]
fn statements_on_many_subjects_have_no_head_each() -> Result<(), Failure> {
    let json: Vec<String> =
        (1..=6).map(|n| event(&format!("m{n}"), "meeting", r#""cite": ["a#4"]"#)).collect();
    let said = |n: usize| {
        let date = if n > 3 { r#""date": "2012", "# } else { "" };
        format!(
            r#"{{"id": "said-{n}", "kind": "view", "by": ["luo"], "about": [{{"what": "m{n}"}}], {date}
            "text": {{"en": "Words {n}."}}, "cite": ["a#7"]}}"#
        )
    };
    let said: Vec<String> = (1..=6).map(said).collect();
    let mut records = events(&json);
    records.extend(said.iter().map(|json| (Register::Statement, json.as_str())));
    let all = lines(&brief(&with(&records)?, "person:luo")?);
    has(&all, "View | About: Event m1. Words 1. |");
    has(&all, "View | About: Event m6. Words 6. |");
    let heads: Vec<&String> = all.iter().filter(|line| line.starts_with('[')).collect();
    assert_eq!(heads, ["[2012, as A 2020 reports]", "[As A 2020 reports]"]);
    Ok(())
}

#[test]
fn a_point_on_numbers_of_several_events_has_all_of_them() -> Result<(), Failure> {
    let review = |id: &str, figures: &str, cite: &str| {
        event(id, "meeting", &format!(r#""figures": [{figures}], "cite": ["{cite}"]"#))
    };
    let number =
        |measure: &str, n: u32| format!(r#"{{"measure": "{measure}", "quantity": {{"n": {n}}}}}"#);
    let json = [
        review("r1", &number("speakers-approving", 7), "a#4"),
        review("r2", &number("countries", 137), "a#5"),
        review(
            "r3",
            &format!("{}, {}", number("speakers-approving", 120), number("speakers-listed", 150)),
            "b#4",
        ),
    ];
    let about = |id: &str| format!(r#"{{"record": "{id}", "field": "figures"}}"#);
    let why = format!(
        r#"{{"id": "why", "kind": "counting-basis", "about": [{}, {}, {}],
        "explanation": {{"en": "By other rules."}}}}"#,
        about("r1"),
        about("r2"),
        about("r3")
    );
    let mut records = events(&json);
    records.push((Register::Difference, &why));
    let all = lines(&brief(&with(&records)?, "mechanism:exchanges")?);
    has(&all, "Event r2: Countries: 137");
    has(&all, "Speakers listed: 150");
    // Of one event only what one measure counts.
    let json = [event(
        "vote",
        "hrc-election",
        r#""figures": [{"measure": "seats", "quantity": {"n": 14}, "cite": ["a#7"]},
            {"measure": "seats", "quantity": {"n": 12}, "cite": ["b#7"]},
            {"measure": "votes-for", "quantity": {"n": 134}, "cite": ["c#7"]}], "cite": ["a#7", "b#7", "c#7"]"#,
    )];
    let why = r#"{"id": "why", "kind": "counting-basis", "about": [{"record": "vote", "field": "figures"}],
        "explanation": {"en": "New ones alone."}}"#;
    let mut records = events(&json);
    records.push((Register::Difference, why));
    let all = lines(&brief(&with(&records)?, "mechanism:human-rights-council")?);
    has(&all, "B 2021[B 2021#7] | Seats: 12");
    has_not(&all, "| Votes in favour: 134");
    Ok(())
}

#[test]
fn what_a_list_has_is_not_named_again() -> Result<(), Failure> {
    let work = |id: &str, cite: &str| {
        format!(
            r#"{{"id": "{id}", "kind": "resolution", "names": [{{"text": "Text {id}", "lang": "en"}}], "cite": ["{cite}"]}}"#
        )
    };
    let (one, two) = (work("one", "a#4"), work("two", "b#4"));
    let list = event(
        "adoptions",
        "meeting",
        r#""about": [{"what": "one"}, {"what": "two"}], "cite": ["a#4"]"#,
    );
    let why = r#"{"id": "why", "kind": "counting-basis", "about": [{"record": "adoptions", "field": "about"},
        {"record": "one"}, {"record": "two"}], "explanation": {"en": "One is no text."}}"#;
    let mut records = events(std::slice::from_ref(&list));
    records.extend([(Register::Work, one.as_str()), (Register::Work, two.as_str())]);
    records.push((Register::Difference, why));
    let all = lines(&brief(&with(&records)?, "mechanism:exchanges")?);
    has(&all, "A 2020[A 2020#4] | Text one; Text two");
    has_not(&all, "| Text one; Text two\nText one");
    has(&all, "B 2021[B 2021#4] | Text two");
    Ok(())
}

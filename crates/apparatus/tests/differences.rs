//! What is a difference and what is not.

#![expect(clippy::unwrap_used, reason = "a test that cannot set up its data has failed")]

use rapporteur_apparatus::{Disagreement, Layer, differences, summary};
use rapporteur_schema::{Dataset, Record, Register};

fn dataset(records: &[(Register, &str)]) -> Dataset {
    let meta = r#"{"schema_version":"1.0","id":"d","title":{"en":"D"},"subject":["us"],"base":"https://example.org/","license":"CC0-1.0","languages":["en"],"version":"1"}"#;
    let records = records.iter().map(|(register, json)| {
        Record::from_json(*register, json.as_bytes())
            .unwrap_or_else(|error| panic!("{error}: {json}"))
    });
    Dataset::from_records(serde_json::from_str(meta).unwrap(), records).unwrap()
}

fn event(fields: &str) -> String {
    format!(r#"{{"id":"e","kind":"seminar",{fields},"cite":["a#1"]}}"#)
}

fn readings(a: &str, b: &str) -> String {
    format!(r#"{{"readings":[{{"value":{a},"cite":["a#1"]}},{{"value":{b},"cite":["b#1"]}}]}}"#)
}

fn found(field: &str, a: &str, b: &str) -> Vec<Disagreement> {
    let json = event(&format!(r#""{field}":{}"#, readings(a, b)));
    differences(&dataset(&[(Register::Event, &json)]))
}

#[test]
fn what_only_rounds_or_is_less_precise_is_no_difference() {
    assert!(found("date", r#""2009-05-12""#, r#""2009""#).is_empty());
    assert!(found("date", r#""2009-05""#, r#""2009-05-12/2009-05-13""#).is_empty());
    assert!(
        found("summary", r#"{"en":"They met."}"#, r#"{"en":"A meeting was held."}"#).is_empty()
    );
    let figure = |n: &str| format!(r#"[{{"measure":"participants","quantity":{n}}}]"#);
    assert!(
        found("figures", &figure(r#"{"n":73}"#), &figure(r#"{"n":70,"bound":"more-than"}"#))
            .is_empty()
    );
    assert!(
        found("figures", &figure(r#"{"n":98}"#), &figure(r#"{"n":100,"bound":"nearly"}"#))
            .is_empty()
    );
}

#[test]
fn what_contradicts_is_a_difference_with_both_sides() {
    let dates = found("date", r#""2009-05-12""#, r#""2009-06-12""#);
    assert_eq!(dates.len(), 1);
    assert_eq!(dates[0].layer, Layer::Readings);
    let sides: Vec<&str> = dates[0].variants.iter().map(|v| v.value.as_str()).collect();
    assert_eq!(sides, ["12 May 2009", "12 June 2009"]);
    assert_eq!(found("ordinal", "5", "6").len(), 1);
    let figure = |n: &str| format!(r#"[{{"measure":"participants","quantity":{n}}}]"#);
    assert_eq!(
        found("figures", &figure(r#"{"n":137}"#), &figure(r#"{"n":40,"bound":"more-than"}"#)).len(),
        1
    );
    assert_eq!(found("figures", &figure(r#"{"n":26}"#), &figure(r#"{"n":27}"#)).len(), 1);
}

#[test]
fn readings_that_say_the_same_stand_together() {
    let json = event(
        r#""ordinal":{"readings":[{"value":5,"cite":["a#1"]},{"value":5,"cite":["b#2"],"note":{"en":"n"}},{"value":6,"cite":["c#3"]}]}"#,
    );
    let all = differences(&dataset(&[(Register::Event, &json)]));
    assert_eq!(all[0].variants.len(), 2);
    assert_eq!(all[0].variants[0].cite.len(), 2);
}

const ELECTIONS: [(Register, &str); 3] = [
    (
        Register::Event,
        r#"{"id":"e1","kind":"hrc-election","date":"2006-05-09","participants":[{"who":"us","role":"elected"}],"cite":["a#1"]}"#,
    ),
    (
        Register::Event,
        r#"{"id":"e2","kind":"hrc-election","date":"2020","participants":[{"who":"us","role":"elected"}],"cite":["a#1"]}"#,
    ),
    (
        Register::Event,
        r#"{"id":"e3","kind":"hrc-election","date":"2016","participants":[{"who":"others","role":"elected"}],"cite":["a#1"]}"#,
    ),
];

fn with_total(quantity: &str) -> Vec<Disagreement> {
    let figure = format!(
        r#"{{"id":"f","kind":"elections","quantity":{quantity},"counts":{{"events":["hrc-election"],"participant":"us","role":"elected"}},"cite":["a#1"]}}"#
    );
    let mut records = ELECTIONS.to_vec();
    records.push((Register::Figure, &figure));
    differences(&dataset(&records))
}

#[test]
fn a_total_is_set_beside_what_is_listed() {
    assert!(with_total(r#"{"n":2}"#).is_empty());
    assert!(with_total(r#"{"n":1,"bound":"more-than"}"#).is_empty());
    let short = with_total(r#"{"n":4}"#);
    assert_eq!((short.len(), short[0].layer), (1, Layer::Total));
    assert!(short[0].variants[1].value.starts_with('2'));
    // A total that holds at a date is set beside what had happened by then.
    let dated = r#"{"readings":[{"value":{"n":1},"as_of":"2018-12","cite":["a#1"]}]}"#;
    assert!(with_total(dated).is_empty());
}

#[test]
fn a_note_explains_what_it_is_about() {
    let json = event(&format!(r#""ordinal":{}"#, readings("5", "6")));
    let note = r#"{"id":"n","kind":"misprint","about":[{"record":"e","field":"ordinal"}],"explanation":{"en":"A slip."}}"#;
    let all = differences(&dataset(&[(Register::Event, &json), (Register::Difference, note)]));
    assert_eq!(all.len(), 1, "{all:#?}");
    assert_eq!(all[0].explanation.as_deref(), Some("A slip."));
    assert_eq!(all[0].note.as_deref(), Some("n"));
}

#[test]
fn votes_show_every_reading() {
    let json = r#"{"id":"e","kind":"hrc-election","date":"2009","participants":[{"who":"us","role":"elected"}],"figures":{"readings":[{"value":[{"measure":"votes-for","quantity":{"n":167}}],"cite":["a#1"]},{"value":[{"measure":"votes-for","quantity":{"n":166}}],"cite":["b#1"]}]},"cite":["a#1"]}"#;
    let dataset = dataset(&[(Register::Event, json)]);
    let votes = summary::votes_by_election(&dataset);
    assert_eq!(votes.len(), 1);
    assert_eq!(votes[0].readings.len(), 2);
    assert_eq!(summary::timeline(&dataset)[0].standing, summary::Standing::Differ);
}

#[test]
fn a_resolution_that_was_voted_on_is_no_election() {
    let record = |id: &str, kind: &str, rest: &str| {
        format!(
            r#"{{"id":"{id}","kind":"{kind}","date":"2021",{rest}"figures":[{{"measure":"votes-for","quantity":{{"n":43}}}}],"cite":["a#1"]}}"#
        )
    };
    let elected = r#""participants":[{"who":"us","role":"elected"}],"#;
    let election = record("e", "hrc-election", elected);
    let adoption = record("f", "hrc-adoption", r#""about":[{"text":{"en":"A right"}}],"#);
    let dataset = dataset(&[(Register::Event, &election), (Register::Event, &adoption)]);
    let ids = |votes: Vec<summary::Votes<'_>>| -> Vec<String> {
        votes.iter().map(|vote| vote.event.id.to_string()).collect()
    };
    assert_eq!(ids(summary::votes_by_election(&dataset)), ["e"]);
    assert_eq!(ids(summary::votes(&dataset)), ["e", "f"]);
}

#[test]
fn items_with_citations_of_their_own_are_sides_of_their_own() {
    let json = event(
        r#""names":[{"lang":"en","text":"Group"},{"lang":"en","text":"Team","kind":"variant","cite":["b#2"]}]"#,
    );
    let note = r#"{"id":"n","kind":"naming","about":[{"record":"e","field":"names"}],"explanation":{"en":"Two names."}}"#;
    let all = differences(&dataset(&[(Register::Event, &json), (Register::Difference, note)]));
    assert_eq!(all.len(), 1, "{all:#?}");
    let cites: Vec<String> =
        all[0].variants.iter().map(|side| format!("{:?}", side.cite)).collect();
    assert_eq!(cites.len(), 2, "{cites:?}");
    assert!(cites[0].contains("a#1") && !cites[0].contains("b#2"), "{cites:?}");
    assert!(cites[1].contains("b#2"), "{cites:?}");
}

#[test]
fn a_note_over_several_records_stands_once_and_shows_every_side() {
    let json = event(&format!(r#""ordinal":{}"#, readings("5", "6")));
    let other = r#"{"id":"f","kind":"seminar","ordinal":7,"cite":["c#1"]}"#;
    let note = r#"{"id":"n","kind":"conflict","about":[{"record":"e","field":"ordinal"},{"record":"f","field":"ordinal"}],"explanation":{"en":"They conflict."},"cite":["d#9"]}"#;
    let all = differences(&dataset(&[
        (Register::Event, &json),
        (Register::Event, other),
        (Register::Difference, note),
    ]));
    assert_eq!(all.len(), 1, "{all:#?}");
    assert_eq!(all[0].records, ["e", "f"]);
    let cites: Vec<&str> =
        all[0].variants.iter().flat_map(|v| &v.cite).map(|c| c.as_str()).collect();
    assert_eq!(cites, ["a#1", "b#1", "c#1", "d#9"]);
}

#[test]
fn what_the_editors_worked_out_is_no_reported_total() {
    let inferred = r#"{"readings":[{"value":{"n":4},"basis":"inferred","cite":["a#1"]}]}"#;
    assert!(with_total(inferred).is_empty());
    assert!(with_total(r#"{"n":4,"bound":"not-counted"}"#).is_empty());
}

#[test]
fn a_list_that_is_longer_than_its_total_is_counted_otherwise() {
    let long = with_total(r#"{"n":1}"#);
    assert_eq!(long[0].class.map(|class| class.code()), Some("counting-basis"));
    let short = with_total(r#"{"n":9}"#);
    assert_eq!(short[0].class.map(|class| class.code()), Some("coverage"));
}

#[test]
fn what_the_editors_conclude_says_so_on_its_side() {
    let json = event(
        r#""date":{"readings":[{"value":"2009","basis":"inferred","cite":["a#1"]},{"value":"2010","said_by":"us","cite":["b#1"]},{"value":"2011","cite":["b#2"]}]},
           "participants":[{"who":"us","role":"party"},{"who":"they","role":"party","basis":"proposed","cite":["b#3"]}]"#,
    );
    let state = |id: &str| {
        format!(
            r#"{{"id":"{id}","kind":"state","names":[{{"text":"State {id}","lang":"en"}}],"cite":["a#1"]}}"#
        )
    };
    let (us, they) = (state("us"), state("they"));
    let note = r#"{"id":"n","kind":"misprint","about":[{"record":"e","field":"participants"}],"explanation":{"en":"A slip."}}"#;
    let all = differences(&dataset(&[
        (Register::Event, &json),
        (Register::Organisation, &us),
        (Register::Organisation, &they),
        (Register::Difference, note),
    ]));
    let values: Vec<Vec<&str>> = all
        .iter()
        .map(|found| found.variants.iter().map(|side| side.value.as_str()).collect())
        .collect();
    assert_eq!(
        values,
        [
            vec!["2009 (inferred)", "2010 (attributed to State us)", "2011"],
            vec!["State us (Party)", "State they (Party; proposed)"],
        ]
    );
    assert!(
        all.iter()
            .flat_map(|found| &found.variants)
            .all(|side| { side.record.as_deref() == Some("e") && side.items.len() == 1 })
    );
}

#[test]
fn a_beginning_and_an_end_are_no_difference() {
    assert!(found("date", r#""2011-06/..""#, r#""/2014""#).is_empty());
    assert!(found("date", r#""/2014""#, r#""2011-06/..""#).is_empty());
    assert_eq!(found("date", r#""2015/..""#, r#""/2014""#).len(), 1);
    assert_eq!(found("date", r#""2011/..""#, r#""2010/..""#).len(), 0);
}

#[test]
fn partners_who_were_at_a_listed_round_are_not_without_rounds() {
    let records = |round: &str| {
        let party = |who: &str| format!(r#"{{"who":"{who}","role":"party"}}"#);
        let all = ["us", "them", "others"].map(party).join(",");
        dataset(&[
            (
                Register::Event,
                &format!(
                    r#"{{"id":"series","kind":"dialogue-series","participants":[{all}],"cite":["a#1"]}}"#
                ),
            ),
            (
                Register::Event,
                &format!(
                    r#"{{"id":"round","kind":"dialogue-round","date":"2009","part_of":["series"]{round},"cite":["a#1"]}}"#
                ),
            ),
        ])
    };
    let without = |dataset: &Dataset| -> Vec<String> {
        let found = summary::partners_without_rounds(dataset);
        found.into_iter().map(|(_, id)| id.to_owned()).collect()
    };
    // A round that does not say with whom it was is one with all partners of its series.
    assert!(without(&records("")).is_empty());
    let own = r#","participants":[{"who":"them","role":"party"}]"#;
    assert_eq!(without(&records(own)), ["others"]);
    let both = r#","participants":[{"who":"them","role":"party"},{"who":"others","role":"party"}]"#;
    assert!(without(&records(both)).is_empty());
}

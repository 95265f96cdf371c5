//! Picking records out of a dataset, and joining datasets.

#![expect(clippy::unwrap_used, reason = "a test fails by panicking")]

use std::{
    collections::BTreeSet,
    path::{Path, PathBuf},
};

use rapporteur_schema::{
    Dataset, Record, RecordRef, Register, Severity, canonical,
    check::check,
    select::{Expression, Passages, merge, pick, select},
};

fn data() -> PathBuf {
    Path::new(env!("CARGO_MANIFEST_DIR")).join("../../data")
}

fn brazil() -> Dataset {
    let folder = Path::new(env!("CARGO_MANIFEST_DIR")).join("tests/data/brazil-un-human-rights");
    Dataset::open(folder).unwrap_or_else(|problems| panic!("{problems}"))
}

fn expression(text: &str) -> Expression {
    text.parse().unwrap_or_else(|error| panic!("{text}: {error}"))
}

fn picked<'a>(dataset: &'a Dataset, text: &str) -> Vec<&'a str> {
    pick(dataset, &expression(text)).unwrap().into_iter().collect()
}

fn errors(dataset: &Dataset) -> Vec<String> {
    let findings = check(dataset).into_iter().filter(|finding| finding.severity == Severity::Error);
    findings.map(|finding| format!("{}: {}", finding.code, finding.message)).collect()
}

#[test]
fn every_key_picks_what_it_says() {
    let dataset = brazil();
    for (text, wanted) in [
        ("kind=mandate-visit", &["visit-alston-brazil-2007", "visit-mendez-brazil-2015"][..]),
        ("kind=mandate-visit and date=2015..", &["visit-mendez-brazil-2015"]),
        ("kind=mandate-visit and not date=2015..", &["visit-alston-brazil-2007"]),
        ("register=place", &["place-brazil"]),
        ("id=brazil,crc", &["brazil", "crc"]),
        (
            "source=decree-99710-1990 and register=event",
            &["entry-into-force-crc-brazil", "ratification-crc-brazil"],
        ),
        ("mechanism=human-rights-council and date=..2010", &["election-hrc-2006"]),
        ("body=special-rapporteur-torture and register=event", &["visit-mendez-brazil-2015"]),
        // What is part of a body counts as the body.
        ("body=hrc and kind=upr-session and date=2008", &[]),
        ("body=hrc and kind=upr-review and date=2008", &["upr-brazil-2008"]),
        (
            "state=br and register=figure",
            &["figure-recommending-states-upr-2008", "figure-recommending-states-upr-2012"],
        ),
        ("state=BRA and kind!=mandate-visit and date=2015-08", &[]),
        (
            "(kind=signature or kind=accession) and date=1992..2008",
            &[
                "accession-iccpr-brazil",
                "accession-icescr-brazil",
                "signature-crpd-brazil",
                "signature-icpped-brazil",
            ],
        ),
    ] {
        assert_eq!(picked(&dataset, text), wanted, "{text}");
    }
}

#[test]
fn values_that_the_dataset_does_not_have_are_told() {
    let dataset = brazil();
    for (text, wanted) in [
        ("state=bra and state=chile", "the dataset has no state `chile`"),
        (
            "body=un-general-asembly",
            "the dataset has no body `un-general-asembly`; did you mean `un-general-assembly`?",
        ),
        (
            "source=decree-99710",
            "the dataset has no source `decree-99710`; did you mean `decree-99710-1990`?",
        ),
        ("not id=brasil", "the dataset has no record `brasil`; did you mean `brazil`?"),
    ] {
        let error = select(&dataset, &expression(text), Passages::Cited).unwrap_err();
        assert_eq!(error.to_string(), wanted);
    }
}

#[test]
fn a_selection_is_a_valid_dataset_of_whole_records() {
    let mut datasets = vec![brazil()];
    datasets.extend(Dataset::open(data().join("china-hr-cooperation")).ok());
    for dataset in &datasets {
        for text in [
            "register=event and date=2015..",
            "register=statement",
            "kind=mandate-visit,upr-review",
            "register=difference",
            "register=figure",
            "register=source",
            "mechanism=upr or mechanism=treaties",
            "not register=event",
        ] {
            let selection = select(dataset, &expression(text), Passages::Cited).unwrap();
            assert_eq!(errors(&selection), [] as [&str; 0], "{text}");
            for id in picked(dataset, text) {
                assert!(selection.get(id).is_some(), "{text}: {id}");
            }
            for record in selection.records() {
                match (record, dataset.get(record.id().as_str()).unwrap()) {
                    (RecordRef::Source(_), RecordRef::Source(_)) => {}
                    (here, there) => assert_eq!(here, there),
                }
            }
            // To pick again changes nothing, and what is whole stays whole.
            let again = select(&selection, &expression(text), Passages::Cited).unwrap();
            assert_eq!(canonical::bytes(&again), canonical::bytes(&selection), "{text}");
            let whole = select(dataset, &expression(text), Passages::All).unwrap();
            assert!(whole.sources().iter().all(|s| dataset.source(s.id.as_str()) == Some(s)));
        }
    }
}

#[test]
fn passages_nobody_cites_stay_behind() {
    let dataset = brazil();
    let visits =
        select(&dataset, &expression("kind=mandate-visit and date=2015.."), Passages::Cited)
            .unwrap();
    let passages = |dataset: &Dataset| -> usize {
        dataset
            .sources()
            .iter()
            .flat_map(|source| source.passages.iter())
            .map(|list| list.len())
            .sum()
    };
    assert!(passages(&visits) < passages(&dataset) && passages(&visits) >= 2);
    assert_eq!(visits.meta.subject, dataset.meta.subject);
    let nothing = select(&dataset, &expression("kind=exhibition"), Passages::Cited).unwrap();
    assert!(nothing.is_empty() && nothing.meta.subject.is_none() && errors(&nothing).is_empty());
    // A note goes with the records that it is about.
    let crc =
        select(&dataset, &expression("id=entry-into-force-crc-brazil"), Passages::Cited).unwrap();
    assert!(crc.get("difference-crc-entry-into-force").is_some());
}

#[test]
fn parts_join_to_the_whole() {
    let dataset = brazil();
    let a = select(&dataset, &expression("register=event"), Passages::Cited).unwrap();
    let b = select(&dataset, &expression("not register=event"), Passages::Cited).unwrap();
    let joined = merge(a.clone(), b.clone()).unwrap();
    let other = merge(b, a).unwrap();
    let whole =
        select(&dataset, &expression("register=event or not register=event"), Passages::Cited)
            .unwrap();
    assert_eq!(canonical::bytes(&joined.dataset), canonical::bytes(&whole));
    assert_eq!(canonical::bytes(&other.dataset), canonical::bytes(&whole));
    let with_itself = merge(dataset.clone(), dataset.clone()).unwrap();
    assert_eq!((with_itself.dataset, with_itself.joined), (dataset, 0));
}

/// The same dataset as other sources tell it, of which the ids end with `-b`.
fn retold(dataset: &Dataset, change: impl Fn(&str, String) -> String) -> Dataset {
    let records = dataset.records().map(|record| {
        let mut json = record.to_json();
        for source in dataset.sources() {
            let id = &source.id;
            json = json.replace(&format!("\"{id}#"), &format!("\"{id}-b#"));
            if record.id() == id {
                json = json.replacen(&format!("\"id\":\"{id}\""), &format!("\"id\":\"{id}-b\""), 1);
            }
        }
        let json = change(record.id().as_str(), json);
        Record::from_json(record.register(), json.as_bytes()).unwrap_or_else(|_| panic!("{json}"))
    });
    Dataset::from_records(dataset.meta.clone(), records.collect::<Vec<_>>()).unwrap()
}

/// Every value with every passage that it rests on.
fn claims(dataset: &Dataset) -> BTreeSet<String> {
    let mut claims = BTreeSet::new();
    for record in dataset.records() {
        for field in record.fields() {
            for reading in &field.readings {
                let open = (reading.open, reading.absent, reading.meta.basis);
                for item in &reading.items {
                    let parts: Vec<String> = item.parts.iter().map(|(_, a)| a.to_text()).collect();
                    let cites = item.meta.cite.or(reading.meta.cite);
                    for cite in cites.into_iter().flatten() {
                        let name = field.def.name;
                        claims.insert(format!("{} {name} {parts:?} {open:?} {cite}", record.id()));
                    }
                }
            }
        }
        for cite in record.cite().into_iter().flatten() {
            claims.insert(format!("{} {cite}", record.id()));
        }
    }
    claims
}

#[test]
fn what_others_tell_of_the_same_records_is_joined_and_nothing_is_lost_or_added() {
    let a = brazil();
    let alike = retold(&a, |_, json| json);
    let otherwise = retold(&a, |id, json| match id {
        "election-hrc-2019" => json.replacen("153", "154", 1),
        _ => json,
    });
    for (b, differ) in [(alike, 0), (otherwise, 1)] {
        let ab = merge(a.clone(), b.clone()).unwrap();
        let ba = merge(b.clone(), a.clone()).unwrap();
        let own = a.records().filter(|record| record.cite().is_some()).count();
        assert_eq!(ab.joined, own - a.sources().len());
        assert_eq!(ba.joined, ab.joined);
        let wanted: BTreeSet<String> = claims(&a).union(&claims(&b)).cloned().collect();
        assert_eq!(claims(&ab.dataset), wanted);
        assert_eq!(claims(&ba.dataset), wanted);
        assert_eq!(errors(&ab.dataset), [] as [&str; 0]);
        assert_eq!(errors(&ba.dataset), [] as [&str; 0]);
        let Some(RecordRef::Event(event)) = ab.dataset.get("election-hrc-2019") else { panic!() };
        let Some(RecordRef::Event(before)) = a.get("election-hrc-2019") else { panic!() };
        let (now, before) = (event.readings(&event.figures), before.readings(&before.figures));
        assert_eq!(now.len(), before.len() + differ);
        // What has come in already changes nothing any more.
        let again = merge(ab.dataset.clone(), b).unwrap();
        assert_eq!(claims(&again.dataset), wanted);
        // The shortest form says the same: what is written is what is read again.
        let text = canonical::bytes(&ab.dataset);
        assert_eq!(text, canonical::bytes(&merge(ab.dataset.clone(), ab.dataset).unwrap().dataset));
    }
}

#[test]
fn clashes_are_all_told() {
    let dataset = brazil();
    let changed = |id: &str, from: &str, to: &str| {
        let records = dataset.records().map(|record| {
            let json = record.to_json();
            let json = if record.id().as_str() == id { json.replacen(from, to, 1) } else { json };
            Record::from_json(record.register(), json.as_bytes()).unwrap()
        });
        Dataset::from_records(dataset.meta.clone(), records.collect::<Vec<_>>()).unwrap()
    };
    let error = merge(dataset.clone(), changed("election-hrc-2019", "153", "154")).unwrap_err();
    assert_eq!(error.to_string(), "both datasets have `election-hrc-2019`, with another figures");
    let passage = |dataset: &Dataset| {
        dataset.source("a-hrc-8-27").unwrap().passages.as_ref().unwrap()[1].sha256.to_string()
    };
    let other = changed("a-hrc-8-27", &passage(&dataset), &"0".repeat(64));
    assert_eq!(
        merge(dataset.clone(), other).unwrap_err().to_string(),
        "both datasets have `a-hrc-8-27`, with another passages 2"
    );
    let twin = Record::from_json(
        Register::Concept,
        br#"{"id":"brazil","kind":"theme","cite":["a-hrc-8-27#1"]}"#,
    )
    .unwrap();
    let other = Dataset::from_records(dataset.meta.clone(), [twin]).unwrap();
    assert_eq!(
        merge(dataset.clone(), other).unwrap_err().to_string(),
        "both datasets have `brazil`, with another register"
    );
}

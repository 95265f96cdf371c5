//! Rules between records: rings, references that lead nowhere, and many of them.

#![expect(clippy::unwrap_used, reason = "a test that cannot set up its data has failed")]
#![expect(clippy::disallowed_methods, reason = "a test's own files")]

use std::fs;

use rapporteur_schema::{
    Dataset, Record, Register,
    canonical::Layout,
    check::{Finding, check},
    load,
};

fn findings(records: &[(Register, String)]) -> Vec<Finding> {
    let meta = r#"{"schema_version":"1.0","id":"d","title":{"en":"D"},"base":"https://example.org/","license":"CC0-1.0","languages":["en"],"version":"1","created":"2024"}"#;
    let source = r#"{"id":"s","kind":"report","siglum":"S","title":{"en":"S"},"passages":[{"key":"1","sha256":"0000000000000000000000000000000000000000000000000000000000000000"}],"cite":["s#1"]}"#;
    let source = (Register::Source, source.to_owned());
    let all = records.iter().chain([&source]);
    let all = all.map(|(register, json)| Record::from_json(*register, json.as_bytes()).unwrap());
    check(&Dataset::from_records(serde_json::from_str(meta).unwrap(), all).unwrap())
}

fn event(id: &str, rest: &str) -> (Register, String) {
    let json = format!(
        r#"{{"id":"{id}","kind":"meeting","names":[{{"text":"M"}}],"date":"2019"{rest},"participants":[{{"who":"body","role":"party"}}],"cite":["s#1"]}}"#
    );
    (Register::Event, json)
}

fn part_of(id: &str, whole: &[&str]) -> (Register, String) {
    event(id, &format!(r#","part_of":{}"#, serde_json::to_string(whole).unwrap()))
}

fn body() -> (Register, String) {
    let json = r#"{"id":"body","kind":"ngo","names":[{"text":"B"}],"cite":["s#1"]}"#;
    (Register::Organisation, json.to_owned())
}

fn rings(records: &[(Register, String)]) -> Vec<String> {
    let found = findings(records).into_iter();
    found
        .map(|finding| {
            assert_eq!(finding.code, "E107", "{}", finding.message);
            finding.message
        })
        .collect()
}

#[test]
fn every_ring_is_found_once_and_what_meets_again_is_no_ring() {
    // Two ways to the same whole.
    let diamond =
        [part_of("a", &["b", "c"]), part_of("b", &["d"]), part_of("c", &["d"]), event("d", "")];
    assert!(rings(&[&diamond[..], &[body()]].concat()).is_empty());

    let own = [part_of("a", &["a"]), body()];
    assert_eq!(rings(&own), ["`a` is part of itself: a → a"]);

    let two = [
        part_of("a", &["b"]),
        part_of("b", &["c"]),
        part_of("c", &["b"]),
        part_of("d", &["a"]),
        part_of("e", &["f"]),
        part_of("f", &["e"]),
        body(),
    ];
    assert_eq!(
        rings(&two),
        ["`c` is part of itself: b → c → b", "`f` is part of itself: e → f → e"]
    );
}

#[test]
fn a_ring_of_many_is_found_without_a_stack_to_match_and_told_in_short() {
    let many = 20_000;
    let mut records: Vec<_> =
        (0..many).map(|n| part_of(&format!("e{n}"), &[&format!("e{}", (n + 1) % many)])).collect();
    records.push(body());
    let told = rings(&records);
    assert_eq!(told.len(), 1);
    assert!(told.iter().all(|told| told.ends_with("→ 19988 more → e0") && told.len() < 200));
}

#[test]
fn what_leads_nowhere_is_all_told_and_the_first_slips_are_guessed() {
    let mut records: Vec<_> = (0..3_000)
        .map(|n| {
            let (register, json) = event(&format!("e{n}"), "");
            (register, json.replace(r#""who":"body""#, &format!(r#""who":"bodyy-{n}""#)))
        })
        .collect();
    records.push(body());
    let found = findings(&records);
    assert_eq!(found.len(), 3_000);
    assert!(found.iter().all(|finding| finding.code == "E102"));
    let guessed = found.iter().filter(|f| f.help.as_ref().is_some_and(|h| h.contains("did you")));
    // Each guess looks at every id that is there: their number is bounded.
    assert_eq!(guessed.count(), 200);
}

#[test]
fn of_citations_that_name_no_source_the_first_slips_are_guessed() {
    let known =
        r#"{"id":"yearbook","kind":"report","siglum":"Y","title":{"en":"Y"},"cite":["s#1"]}"#;
    let mut records: Vec<_> = (0..3_000)
        .map(|n| {
            let (register, json) = event(&format!("e{n}"), "");
            (register, json.replace("s#1", &format!("yearbok-{n}#1")))
        })
        .collect();
    records.extend([body(), (Register::Source, known.to_owned())]);
    let found = findings(&records);
    assert_eq!(found.len(), 3_000);
    assert!(found.iter().all(|finding| finding.code == "E104"));
    let guessed: Vec<&str> = found.iter().filter_map(|f| f.help.as_deref()).collect();
    assert!(guessed.iter().all(|help| *help == "did you mean `yearbook#1`?"));
    assert_eq!(guessed.len(), 200);
}

/// `export` writes into `dist`, and a dataset is often the folder in which one stands.
#[test]
fn an_export_in_the_folder_of_its_dataset_is_no_stranger() {
    let folder = tempfile::tempdir().unwrap();
    let meta = r#"{"schema_version":"1.0","id":"d","title":{"en":"D"},"base":"https://example.org/","license":"CC0-1.0","languages":["en"],"version":"1","created":"2024"}"#;
    std::fs::write(folder.path().join("dataset.json"), meta).unwrap();
    let dist = folder.path().join("dist");
    std::fs::create_dir(&dist).unwrap();
    let codes = || {
        let loaded = rapporteur_schema::load(folder.path());
        loaded.problems.iter().map(|problem| problem.code).collect::<Vec<_>>()
    };
    assert_eq!(codes(), ["W006"], "it could be anything");
    std::fs::write(dist.join("ro-crate-metadata.json"), "{}").unwrap();
    assert_eq!(codes(), [""; 0]);
}

/// A name far from that of every register gets all of them; a folder that is no dataset is
/// told that alone.
#[test]
fn a_folder_that_is_no_register_is_told_which_there_are() {
    let folder = tempfile::tempdir().unwrap();
    for name in ["persons", "event"] {
        std::fs::create_dir(folder.path().join(name)).unwrap();
    }
    let told = || {
        let loaded = rapporteur_schema::load(folder.path());
        let told = loaded.problems.iter().map(|p| (p.code, p.help.clone().unwrap_or_default()));
        told.collect::<Vec<_>>()
    };
    let codes: Vec<&str> = told().iter().map(|(code, _)| *code).collect();
    assert_eq!(codes, ["E001"]);
    let meta = r#"{"schema_version":"1.0","id":"d","title":{"en":"D"},"base":"https://example.org/","license":"CC0-1.0","languages":["en"],"version":"1","created":"2024"}"#;
    std::fs::write(folder.path().join("dataset.json"), meta).unwrap();
    let told = told();
    assert_eq!(told[0], ("W006", "did you mean `events`?".to_owned()));
    assert_eq!(told[1].0, "W006");
    assert!(told[1].1.starts_with("the registers are sources, people, "), "{}", told[1].1);
}

#[test]
fn a_dataset_says_when_it_was_made() {
    let codes = |created: &str| -> Vec<String> {
        let meta = format!(
            r#"{{"schema_version":"1.0","id":"d","title":{{"en":"D"}},"base":"https://example.org/","license":"CC0-1.0","languages":["en"],"version":"1"{created}}}"#
        );
        let dataset = Dataset::new(serde_json::from_str(&meta).unwrap());
        let found = check(&dataset).into_iter();
        found.map(|finding| format!("{} {}", finding.code, finding.message)).collect()
    };
    let neither = "W202 the dataset does not say when it was made, nor who publishes it";
    assert_eq!(codes(""), [neither]);
    let date_alone = "W202 the dataset does not say when it was made";
    assert_eq!(codes(r#","publisher":{"en":"P"}"#), [date_alone]);
    // No first day is no date to show.
    assert_eq!(codes(r#","publisher":{"en":"P"},"created":"/2024""#), [date_alone]);
    assert!(codes(r#","created":"2024-01""#).is_empty());
}

/// A copy of the small dataset in which these texts of one file stand otherwise.
fn changed(file: &str, changes: &[(&str, &str)]) -> (tempfile::TempDir, rapporteur_schema::Loaded) {
    let place = tempfile::tempdir().unwrap();
    let folder = place.path().join("data");
    let dataset = Dataset::open("tests/data/brazil-un-human-rights").unwrap();
    dataset.save(&folder, Layout::Files).unwrap();
    let mut text = fs::read_to_string(folder.join(file)).unwrap();
    for (from, to) in changes {
        assert!(text.contains(from), "{from}");
        text = text.replace(from, to);
    }
    fs::write(folder.join(file), text).unwrap();
    let loaded = load(&folder);
    (place, loaded)
}

#[cfg(feature = "registries")]
#[test]
fn what_is_well_formed_and_known_to_nobody_is_told_with_a_proposal() {
    let (_place, loaded) =
        changed("dataset.json", &[("\"CC-BY-4.0\"", "\"CCBY\""), ("[\"en\"]", "[\"english\"]")]);
    let told: Vec<_> = loaded.problems.iter().map(|p| (p.code, p.help.as_deref())).collect();
    let wanted =
        [("W204", Some("did you mean `CC-BY-4.0`?")), ("W203", Some("did you mean `en`?"))];
    assert!(wanted.iter().all(|one| told.contains(one)) && told.len() == 2, "{told:?}");
    assert!(!loaded.has_errors(), "a newer list may know them");
    let (_place, loaded) = changed("places/place-brazil.json", &[("\"en\"", "\"chinese\"")]);
    let [problem] = loaded.problems.as_slice() else { panic!("{:?}", loaded.problems) };
    let excerpt = problem.place.excerpt.as_ref().unwrap();
    assert_eq!((problem.code, &excerpt.text[excerpt.marked.clone()]), ("W203", "\"chinese\""));
    assert_eq!(problem.help.as_deref(), Some("did you mean `zh`?"));
}

#[test]
fn a_date_in_words_is_told_with_the_date_that_was_meant() {
    let file = "events/election-hrc-2023.json";
    let day = "\"2023-10-10\"";
    let (_place, loaded) = changed(file, &[(day, "\"10 October 2023\"")]);
    let [problem] = loaded.problems.as_slice() else { panic!("{:?}", loaded.problems) };
    assert!(problem.message.ends_with("did you mean 2023-10-10?"), "{}", problem.message);
}

//! `export --where` and `merge`.

use std::{fs, path::Path};

use crate::{built_in, code, run, starter, stderr, stdout};

fn brazil() -> String {
    concat!(env!("CARGO_MANIFEST_DIR"), "/../schema/tests/data/brazil-un-human-rights").to_owned()
}

#[test]
fn a_selection_is_a_dataset_of_its_own() {
    let folder = tempfile::tempdir().unwrap();
    let path = |name: &str| folder.path().join(name).to_str().unwrap().to_owned();
    let out = path("out");
    let output = run(&[
        "export",
        &brazil(),
        "--where",
        "kind=mandate-visit and date=2015..",
        "--to",
        "jsonld,pdf,csv",
        "--out",
        &out,
    ]);
    assert_eq!(code(&output), 0, "{}", stderr(&output));
    let whole = run(&["export", &brazil(), "--to", "jsonld", "--out", &path("whole")]);
    assert_eq!(code(&whole), 0);
    let file = format!("{out}/brazil-un-human-rights-selection.jsonld");
    assert!(Path::new(&format!("{out}/brazil-un-human-rights-selection.overview.pdf")).is_file());
    // It comes back, valid, with what it needs and no more; and says what it is.
    let back = path("back");
    assert_eq!(code(&run(&["import", &file, "--into", &back])), 0);
    assert_eq!(code(&run(&["check", &back])), 0);
    let kept: Vec<String> = fs::read_dir(format!("{back}/events"))
        .unwrap()
        .map(|entry| entry.unwrap().file_name().to_string_lossy().into_owned())
        .collect();
    assert!(kept.contains(&"visit-mendez-brazil-2015.json".to_owned()), "{kept:?}");
    assert!(!kept.contains(&"visit-alston-brazil-2007.json".to_owned()), "{kept:?}");
    let meta = fs::read_to_string(format!("{back}/dataset.json")).unwrap();
    assert!(meta.contains("[kind=mandate-visit and date=2015..]"), "{meta}");
    // It cannot take the place of the whole.
    let copy = path("copy");
    assert_eq!(
        code(&run(&["import", &path("whole/brazil-un-human-rights.jsonld"), "--into", &copy])),
        0
    );
    assert_eq!(code(&run(&["import", &file, "--into", &copy])), 2);
    let named = run(&[
        "export",
        &brazil(),
        "--where",
        "state=br",
        "--as",
        "brazil-un-human-rights",
        "--out",
        &out,
    ]);
    assert_eq!(code(&named), 2);
    assert!(stderr(&named).contains("give another with --as"), "{}", stderr(&named));
}

#[test]
fn what_an_expression_lacks_is_told() {
    for (expression, end, words) in [
        ("kind=upr-reviw", 2, "did you mean `upr-review`?"),
        ("kin=upr-review", 2, "at character 1: there is no key `kin`"),
        ("source=luo-2018", 2, "the dataset has no source `luo-2018`"),
        ("kind=stage and not kind=stage", 1, "no record is picked"),
    ] {
        let folder = tempfile::tempdir().unwrap();
        let out = folder.path().join("out");
        let output = run(&[
            "export",
            built_in().to_str().unwrap(),
            "--where",
            expression,
            "--out",
            out.to_str().unwrap(),
        ]);
        assert!(!out.exists());
        assert_eq!(code(&output), end, "{}", stderr(&output));
        assert!(stderr(&output).contains(words), "{words} in {}", stderr(&output));
    }
}

#[test]
fn what_has_no_date_is_told_where_a_date_is_asked_for() {
    let folder = tempfile::tempdir().unwrap();
    let path = |name: &str| folder.path().join(name).to_str().unwrap().to_owned();
    let table = path("votes.csv");
    #[expect(clippy::disallowed_methods, reason = "a test's own file")]
    fs::write(&table, "symbol,when\nA/1,2012-05-01\nA/2,\n").unwrap();
    let mapping = path("votes.json");
    let json = r#"{
        "version": 1,
        "id": "votes",
        "dataset": {
            "schema_version": "1.0", "id": "votes", "title": { "en": "Votes" },
            "base": "https://example.org/votes/", "license": "NOASSERTION",
            "languages": ["en"], "version": "1"
        },
        "tables": [{
            "name": "votes",
            "source": {
                "id": "votes-table", "kind": "dataset",
                "fields": { "siglum": "Votes", "title": { "en": "Votes" }, "languages": ["en"] }
            },
            "records": [{
                "register": "event", "id": "{symbol|slug}", "kind": "un-vote",
                "fields": {
                    "names": [{ "text": "{symbol}", "lang": "en" }],
                    "date": "{when}"
                }
            }]
        }]
    }"#;
    #[expect(clippy::disallowed_methods, reason = "a test's own file")]
    fs::write(&mapping, json).unwrap();
    let dataset = path("dataset");
    let import = run(&["import", &table, "--mapping", &mapping, "--into", &dataset, "--strict"]);
    assert_eq!(code(&import), 0, "{}", stderr(&import));
    for (expression, end, told) in
        [("date=2012", 0, true), ("date=2013", 1, true), ("kind=un-vote", 0, false)]
    {
        let export =
            ["export", &dataset, "--where", expression, "--to", "jsonld", "--out", &path("out")];
        let output = run(&export);
        assert_eq!(code(&output), end, "{}", stderr(&output));
        let words = "1 of 2 events and statements have no date";
        assert_eq!(stderr(&output).contains(words), told, "{}", stderr(&output));
    }
}

#[test]
fn two_datasets_are_joined() {
    let folder = tempfile::tempdir().unwrap();
    let path = |name: &str| folder.path().join(name).to_str().unwrap().to_owned();
    // Two parts that share records, one as a file and one as a folder.
    for (name, expression) in [("visits", "kind=mandate-visit"), ("rest", "not kind=mandate-visit")]
    {
        let export = [
            "export",
            &brazil(),
            "--where",
            expression,
            "--as",
            name,
            "--to",
            "jsonld",
            "--out",
            &path("out"),
        ];
        assert_eq!(code(&run(&export)), 0);
    }
    let (visits, rest) = (path("out/visits.jsonld"), path("rest"));
    assert_eq!(code(&run(&["import", &path("out/rest.jsonld"), "--into", &rest])), 0);
    let out = path("both");
    let merged = run(&["merge", &rest, &visits, "--out", &out]);
    assert_eq!(code(&merged), 0, "{}", stderr(&merged));
    assert_eq!(code(&run(&["check", &out])), 0);
    assert_eq!(code(&run(&["fmt", &out, "--check"])), 0);
    let events = |folder: &str| fs::read_dir(format!("{folder}/events")).unwrap().count();
    assert_eq!(events(&out), events(&brazil()));
    let again = run(&["merge", &rest, &visits, "--out", &out]);
    assert_eq!(code(&again), 2);
    assert!(stderr(&again).contains("is not empty"), "{}", stderr(&again));
}

#[test]
fn clashes_are_told_and_nothing_is_written() {
    let (folder, one) = starter();
    let other = folder.path().join("other").to_str().unwrap().to_owned();
    assert_eq!(code(&run(&["new", &other, "--subject", "Exampleland"])), 0);
    let file = format!("{other}/events/dialogue-eu.json");
    let text = fs::read_to_string(&file).unwrap();
    let changed = text.replacen("European Union\"", "EU\"", 1);
    assert_ne!(text, changed);
    #[expect(clippy::disallowed_methods, reason = "a test's own file")]
    fs::write(&file, changed).unwrap();
    let out = folder.path().join("both").to_str().unwrap().to_owned();
    let merged = run(&["merge", &one, &other, "--out", &out]);
    assert_eq!(code(&merged), 1, "{}", stdout(&merged));
    let words = "both datasets have `dialogue-eu`, with another names";
    assert!(stderr(&merged).contains(words), "{}", stderr(&merged));
    assert!(!Path::new(&out).exists());
}

#[test]
fn what_two_tables_say_of_one_record_is_joined() {
    let folder = tempfile::tempdir().unwrap();
    let path = |name: &str| folder.path().join(name).to_str().unwrap().to_owned();
    for name in ["votes", "reviews"] {
        #[expect(clippy::disallowed_methods, reason = "a test's own file")]
        fs::write(path(&format!("{name}.csv")), "id,name\nbrazil,Brazil\n").unwrap();
        let json = r#"{
            "version": 1, "id": "NAME",
            "dataset": {
                "schema_version": "1.0", "id": "NAME", "title": { "en": "NAME" },
                "base": "https://example.org/NAME/", "license": "NOASSERTION",
                "languages": ["en"], "version": "1", "created": "2024"
            },
            "tables": [{
                "name": "NAME",
                "source": {
                    "id": "NAME-table", "kind": "dataset",
                    "fields": { "siglum": "NAME", "title": { "en": "NAME" }, "languages": ["en"] }
                },
                "records": [{
                    "register": "organisation", "id": "{id}", "kind": "state",
                    "fields": { "names": [{ "text": "{name}", "lang": "en" }] }
                }]
            }]
        }"#;
        #[expect(clippy::disallowed_methods, reason = "a test's own file")]
        fs::write(path(&format!("{name}.json")), json.replace("NAME", name)).unwrap();
        let (table, mapping) = (path(&format!("{name}.csv")), path(&format!("{name}.json")));
        let import = run(&["import", &table, "--mapping", &mapping, "--into", &path(name)]);
        assert_eq!(code(&import), 0, "{}", stderr(&import));
    }
    let out = path("both");
    let merged = run(&["merge", &path("votes"), &path("reviews"), "--out", &out, "--json"]);
    assert_eq!(code(&merged), 0, "{}", stderr(&merged));
    assert!(stderr(&merged).contains("1 record of both joined"), "{}", stderr(&merged));
    let report: serde_json::Value = serde_json::from_str(&stdout(&merged)).unwrap();
    assert_eq!(report["joined"], 1);
    assert_eq!(code(&run(&["check", &out])), 0);
    assert_eq!(code(&run(&["fmt", &out, "--check"])), 0);
    let shown = fs::read_to_string(format!("{out}/organisations/brazil.json")).unwrap();
    assert!(shown.contains("votes-table#") && shown.contains("reviews-table#"), "{shown}");
}

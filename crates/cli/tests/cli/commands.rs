//! The other commands.

use std::{fs, path::Path};

use crate::{built_in, code, run, starter, stderr, stdout};

#[test]
fn a_new_dataset_is_valid_canonical_and_verified() {
    let (_folder, path) = starter();
    let check = run(&["check", &path]);
    assert_eq!(
        (code(&check), stderr(&check).contains("nothing wrong")),
        (0, true),
        "{}",
        stderr(&check)
    );
    assert_eq!(code(&run(&["fmt", &path, "--check"])), 0);
    let verify = run(&["verify", &path, "--texts", &format!("{path}/texts")]);
    assert_eq!(code(&verify), 0, "{}", stdout(&verify));
    assert!(stdout(&verify).contains("4 unchanged"), "{}", stdout(&verify));
    assert!(Path::new(&path).join("GUIDE.md").is_file());
    // It is not made over something else.
    let again = run(&["new", &path]);
    assert_eq!(code(&again), 2);
    assert!(stderr(&again).contains("not empty"), "{}", stderr(&again));
}

#[test]
fn verify_names_what_has_changed() {
    let (_folder, path) = starter();
    let text = format!("{path}/texts/example-report.txt");
    let changed = fs::read_to_string(&text).unwrap().replace("140 votes", "141 votes");
    #[expect(clippy::disallowed_methods, reason = "a test's own file")]
    fs::write(&text, changed).unwrap();
    let verify = run(&["verify", &path, "--texts", &format!("{path}/texts")]);
    assert_eq!(code(&verify), 1);
    assert!(stdout(&verify).contains("changed or gone: 3"), "{}", stdout(&verify));
    assert!(stderr(&verify).contains("`rapporteur passages TEXT`"), "{}", stderr(&verify));
}

#[test]
fn fmt_goes_from_files_to_lines_and_back() {
    let (_folder, path) = starter();
    let before = fs::read_to_string(format!("{path}/events/dialogue-eu.json")).unwrap();
    assert_eq!(code(&run(&["fmt", &path, "--layout", "lines"])), 0);
    assert!(Path::new(&path).join("events.jsonl").is_file());
    assert!(!Path::new(&path).join("events").exists());
    assert_eq!(code(&run(&["check", &path])), 0);
    assert_eq!(code(&run(&["fmt", &path, "--check"])), 0, "the layout is kept");
    assert_eq!(code(&run(&["fmt", &path, "--layout", "files"])), 0);
    assert_eq!(fs::read_to_string(format!("{path}/events/dialogue-eu.json")).unwrap(), before);
    assert!(!Path::new(&path).join("events.jsonl").exists());
}

#[test]
fn fmt_makes_canonical_what_was_written_by_hand() {
    let (_folder, path) = starter();
    let file = format!("{path}/places/brussels.json");
    let canonical = fs::read_to_string(&file).unwrap();
    // Decomposed, badly laid out, and with a reading where a bare value would do.
    let by_hand = "{\"cite\":[\"example-report#4\"],\n\n \"names\":{\"readings\":[{\"cite\":[\"example-report#4\"],\
                   \"value\":[{\"lang\":\"en\",\"kind\":\"preferred\",\"text\":\"Brusse\u{301}ls\"}]}]},\"kind\":\"city\",\"id\":\"brussels\"}";
    #[expect(clippy::disallowed_methods, reason = "a test's own file")]
    fs::write(&file, by_hand).unwrap();
    let check = run(&["check", &path]);
    assert_eq!(code(&check), 1);
    assert!(stderr(&check).contains("not in Unicode form NFC"), "{}", stderr(&check));
    assert_eq!(code(&run(&["fmt", &path, "--check"])), 1);
    assert_eq!(code(&run(&["fmt", &path])), 0);
    assert_eq!(fs::read_to_string(&file).unwrap(), canonical.replace("Brussels", "Bruss\u{E9}ls"));
}

#[test]
fn fmt_writes_nothing_when_a_record_cannot_be_read() {
    let (_folder, path) = starter();
    let file = format!("{path}/places/brussels.json");
    #[expect(clippy::disallowed_methods, reason = "a test's own file")]
    fs::write(&file, "{\"id\": \"brussels\"}").unwrap();
    let fmt = run(&["fmt", &path, "--layout", "lines"]);
    assert_eq!(code(&fmt), 1);
    assert!(stderr(&fmt).contains("nothing was written"), "{}", stderr(&fmt));
    assert!(Path::new(&file).is_file());
    assert!(!Path::new(&path).join("places.jsonl").exists());
}

/// One slip is told once: what refers to a record that cannot be read is not at fault.
#[test]
fn a_record_that_cannot_be_read_is_not_said_to_be_missing() {
    let (_folder, path) = starter();
    for (register, id) in [("sources", "example-report"), ("organisations", "hrc")] {
        let file = format!("{path}/{register}/{id}.json");
        let text = fs::read_to_string(&file).unwrap();
        #[expect(clippy::disallowed_methods, reason = "a test's own file")]
        fs::write(&file, text.replace("\"kind\": \"", "\"kind\": \"some-other-")).unwrap();
    }
    let check = run(&["check", &path]);
    assert_eq!(code(&check), 1);
    let said = stderr(&check);
    assert!(said.contains("2 errors"), "{said}");
    for words in [
        "`some-other-report` is not in the code list `source-kind`",
        "`some-other-un-organ` is not in the code list",
    ] {
        assert!(said.contains(words), "{words}: {said}");
    }
}

#[test]
fn the_built_in_dataset_is_sound() {
    let dataset = built_in();
    let dataset = dataset.to_str().unwrap();
    let check = run(&["check", dataset]);
    assert_eq!(code(&check), 0, "{}", stderr(&check));
    assert_eq!(code(&run(&["fmt", dataset, "--check"])), 0, "run `cargo xtask fmt`");
}

#[test]
fn a_mechanism_without_a_record_is_no_fault_unless_one_asks() {
    let (_folder, small) = starter();
    let table = run(&["coverage", &small]);
    assert_eq!((code(&table), stderr(&table).as_str()), (0, ""));
    let asked = run(&["coverage", &small, "--require-all"]);
    assert_eq!((code(&asked), stdout(&asked)), (1, stdout(&table)));
    assert!(stderr(&asked).contains("no record of:"), "{}", stderr(&asked));
    assert!(stderr(&asked).contains("Universal Periodic Review"), "{}", stderr(&asked));
    let dataset = built_in();
    let whole = run(&["coverage", dataset.to_str().unwrap(), "--require-all"]);
    assert_eq!((code(&whole), stderr(&whole).as_str()), (0, ""));
}

#[test]
fn compare_shows_both_readings_with_their_sources() {
    let dataset = built_in();
    let dataset = dataset.to_str().unwrap();
    let output = run(&["compare", dataset]);
    assert_eq!(code(&output), 0);
    let text = stdout(&output);
    let at = text.find("Elections of China to the Human Rights Council: quantity").unwrap_or_else(
        || panic!("the two counts of elections are not among the differences:\n{text}"),
    );
    let point = &text[at..at + 400];
    for words in ["- 5\n", "Luo 2021", "- 4\n", "White paper 2018"] {
        assert!(point.contains(words), "{words} in {point}");
    }
    let json = run(&["compare", dataset, "--json"]);
    assert!(stdout(&json).contains("\"variants\""));
}

#[test]
fn show_gives_readings_and_passages() {
    let dataset = built_in();
    let dataset = dataset.to_str().unwrap();
    let output = run(&["show", "election-hrc-2009", dataset]);
    assert_eq!(code(&output), 0, "{}", stderr(&output));
    for words in ["12 May 2009", "167", "Luo 2019, passage 44"] {
        assert!(stdout(&output).contains(words), "{words} in {}", stdout(&output));
    }
    let missing = run(&["show", "hrc-2009", dataset]);
    assert_eq!(code(&missing), 1);
    assert!(stderr(&missing).contains("election-hrc-2009"), "{}", stderr(&missing));
}

#[test]
fn show_says_that_a_record_is_in_no_export() {
    let (_folder, path) = starter();
    let file = format!("{path}/places/brussels.json");
    let text = fs::read_to_string(&file).unwrap();
    let open = run(&["show", "brussels", &path]);
    assert!(!stdout(&open).contains("restricted"), "{}", stdout(&open));
    let closed = text.replace(r#""cite":"#, r#""access": "restricted", "cite":"#);
    #[expect(clippy::disallowed_methods, reason = "a test's own file")]
    fs::write(&file, closed).unwrap();
    let output = run(&["show", "brussels", &path]);
    assert!(stdout(&output).contains("restricted: in no export"), "{}", stdout(&output));
}

#[test]
fn passages_of_a_text_can_be_put_into_a_source() {
    let (_folder, path) = starter();
    let output = run(&["passages", &format!("{path}/texts/example-report.txt")]);
    assert_eq!(code(&output), 0);
    let source = fs::read_to_string(format!("{path}/sources/example-report.json")).unwrap();
    let hashes: Vec<String> = stdout(&output)
        .lines()
        .filter(|line| line.contains("sha256"))
        .map(|line| line.split('"').nth(3).unwrap().to_owned())
        .collect();
    assert_eq!(hashes.len(), 4);
    assert!(hashes.iter().all(|hash| source.contains(hash)));
}

#[test]
fn every_export_reads_back_to_the_same_dataset() {
    let (folder, path) = starter();
    let out = folder.path().join("out");
    assert_eq!(code(&run(&["export", &path, "--out", out.to_str().unwrap()])), 0);
    let original = fs::read_to_string(format!("{path}/events/dialogue-eu-2.json")).unwrap();
    for name in ["record.jsonld", "record.tei.xml", "record.overview.pdf", "record.xlsx"] {
        let into = folder.path().join(format!("back-{name}"));
        let into = into.to_str().unwrap();
        let output = run(&["import", out.join(name).to_str().unwrap(), "--into", into]);
        assert_eq!(code(&output), 0, "{name}: {}", stderr(&output));
        assert_eq!(
            fs::read_to_string(format!("{into}/events/dialogue-eu-2.json")).unwrap(),
            original,
            "{name}"
        );
        assert_eq!(code(&run(&["check", into])), 0, "{name}");
    }
}

#[test]
fn help_names_every_command() {
    let help = stdout(&run(&["--help"]));
    for command in
        ["export", "check", "fmt", "compare", "verify", "show", "new", "import", "Exit codes"]
    {
        assert!(help.contains(command), "{command} in {help}");
    }
    assert_eq!(code(&run(&["exprot"])), 2);
}

#[test]
fn a_workbook_that_nobody_edited_changes_nothing() {
    let (folder, path) = starter();
    let out = folder.path().join("out");
    let arguments = ["export", &path, "--to", "xlsx,csv", "--profile", "edit", "--out"];
    let output = run(&[&arguments[..], &[out.to_str().unwrap()]].concat());
    assert_eq!(code(&output), 0, "{}", stderr(&output));
    for name in ["record.xlsx", "record.csv"] {
        let file = out.join(name);
        let output = run(&["import", file.to_str().unwrap(), "--into", &path, "--dry-run"]);
        assert_eq!(code(&output), 0, "{name}: {}", stderr(&output));
        assert_eq!(stdout(&output), "", "{name}");
        assert!(stderr(&output).contains("no change"), "{name}: {}", stderr(&output));
    }
}

#[test]
fn an_edit_of_a_table_is_shown_and_written_or_refused_with_its_place() {
    let (folder, path) = starter();
    let out = folder.path().join("out");
    let output = run(&["export", &path, "--to", "csv", "--out", out.to_str().unwrap()]);
    assert_eq!(code(&output), 0, "{}", stderr(&output));
    let package = out.join("record.csv");
    let events = package.join("events.csv");
    let text = fs::read_to_string(&events).unwrap();
    let date = text.split(',').find(|cell| cell.len() == 10 && cell.starts_with("20")).unwrap();
    let import = |arguments: &[&str]| {
        run(&[&["import", package.to_str().unwrap(), "--into", &path], arguments].concat())
    };
    let before = fs::read_to_string(format!("{path}/events/dialogue-eu-2.json")).unwrap();
    let wrong = text.replace(date, "Febuary 2009");
    rapporteur::files::replace(&events, wrong.as_bytes()).unwrap();
    let output = import(&[]);
    assert_eq!(code(&output), 1, "{}", stderr(&output));
    assert!(stderr(&output).contains("events.csv:"), "{}", stderr(&output));
    assert!(stderr(&output).contains("nothing was written"), "{}", stderr(&output));
    let now = fs::read_to_string(format!("{path}/events/dialogue-eu-2.json")).unwrap();
    assert_eq!(now, before);
    let right = text.replacen(date, "2009-02", 1);
    rapporteur::files::replace(&events, right.as_bytes()).unwrap();
    let output = import(&[]);
    assert_eq!(code(&output), 0, "{}", stderr(&output));
    assert!(stderr(&output).contains("; 1 file written, 0 removed in "), "{}", stderr(&output));
}

#[test]
fn diff_shows_what_changed_between_two_versions() {
    let (folder, path) = starter();
    let out = folder.path().join("out");
    let output = run(&["export", &path, "--to", "jsonld", "--out", out.to_str().unwrap()]);
    assert_eq!(code(&output), 0, "{}", stderr(&output));
    let old = out.join("record.jsonld");
    let output = run(&["diff", old.to_str().unwrap(), &path]);
    assert_eq!((code(&output), stdout(&output).as_str()), (0, ""), "{}", stderr(&output));
    let file = format!("{path}/events/dialogue-eu-2.json");
    let text = fs::read_to_string(&file).unwrap();
    let changed = text.replacen("\"ordinal\": 2", "\"ordinal\": 3", 1);
    rapporteur::files::replace(Path::new(&file), changed.as_bytes()).unwrap();
    let output = run(&["diff", old.to_str().unwrap(), &path]);
    assert_eq!(code(&output), 0, "{}", stderr(&output));
    let shown = stdout(&output);
    assert!(shown.contains("events/dialogue-eu-2") && shown.contains("ordinal"), "{shown}");
}

#[test]
fn edits_leave_restricted_matter_where_it_is() {
    let (folder, path) = starter();
    let hidden = format!("{path}/events/dialogue-eu-2.json");
    let text = fs::read_to_string(&hidden).unwrap();
    let open_end = text.rfind("\n}").unwrap();
    let text = format!("{},\n  \"access\": \"restricted\"\n}}\n", &text[..open_end]);
    rapporteur::files::replace(Path::new(&hidden), text.as_bytes()).unwrap();
    assert_eq!(code(&run(&["fmt", &path])), 0);
    assert_eq!(code(&run(&["check", &path])), 0);
    let before = fs::read_to_string(&hidden).unwrap();
    let out = folder.path().join("out");
    let output = run(&["export", &path, "--to", "csv", "--out", out.to_str().unwrap()]);
    assert_eq!(code(&output), 0, "{}", stderr(&output));
    let package = out.join("record.csv");
    let names = package.join("names.csv");
    let text = fs::read_to_string(&names).unwrap();
    assert!(!text.contains("dialogue-eu-2"), "the record was exported");
    let text = text.replacen(",European Union,en,", ",European union,en,", 1);
    rapporteur::files::replace(&names, text.as_bytes()).unwrap();
    let output = run(&["import", package.to_str().unwrap(), "--into", &path]);
    assert_eq!(code(&output), 0, "{}", stderr(&output));
    assert_eq!(stdout(&output).lines().count(), 1, "{}", stdout(&output));
    assert!(stdout(&output).contains("European union"), "{}", stdout(&output));
    assert_eq!(fs::read_to_string(&hidden).unwrap(), before);
}

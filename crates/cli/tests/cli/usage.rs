//! The program in scripts and by hand: colour, pipes, wrong usage, versions.

use std::{fs, process::Command};

use crate::{code, program, run, starter, stderr, stdout};

/// Escape sequences come only where they are wanted.
#[test]
fn colour_is_for_terminals_and_for_whom_asks() {
    let (_folder, path) = starter();
    let show = |name: &str, value: &str| {
        let mut command = Command::new(env!("CARGO_BIN_EXE_rapporteur"));
        command.env_remove("NO_COLOR").env_remove("CLICOLOR_FORCE").env(name, value);
        stdout(&command.args(["show", "dialogue-eu-2", &path]).output().unwrap())
    };
    assert!(!show("RAPPORTEUR_NOTHING", "1").contains('\u{1b}'), "a pipe has no colour");
    assert!(show("CLICOLOR_FORCE", "1").contains('\u{1b}'), "colour that is asked for");
    let mut both = Command::new(env!("CARGO_BIN_EXE_rapporteur"));
    both.env("NO_COLOR", "1").env_remove("CLICOLOR_FORCE");
    let both = both.args(["show", "dialogue-eu-2", &path]).output().unwrap();
    assert!(!stdout(&both).contains('\u{1b}'));
}

#[test]
fn data_goes_to_standard_output_and_words_to_standard_error() {
    let (folder, path) = starter();
    let out = folder.path().join("out");
    for args in [
        vec!["check", &path],
        vec!["fmt", &path],
        vec!["migrate", &path],
        vec!["export", &path, "--to", "tei", "--out", out.to_str().unwrap()],
    ] {
        let output = run(&args);
        assert_eq!((code(&output), stdout(&output).as_str()), (0, ""), "{args:?}");
        assert!(!stderr(&output).is_empty(), "{args:?}");
    }
    for args in [vec!["codes", "role"], vec!["show", "hrc", &path], vec!["completions", "bash"]] {
        let output = run(&args);
        assert_eq!((code(&output), stderr(&output).as_str()), (0, ""), "{args:?}");
        assert!(!stdout(&output).is_empty(), "{args:?}");
    }
}

#[test]
fn wrong_usage_suggests_the_right_one() {
    let (folder, path) = starter();
    for (args, advice) in [
        (vec!["exprot"], "export"),
        (vec!["validate"], "'check'"),
        (vec!["convert"], "'export'"),
        (vec!["init"], "'new'"),
        (vec!["export", "--format", "pdf"], "'--to'"),
        (vec!["export", "--output", "x"], "'--out'"),
        (vec!["export", "--to", "excel"], "xlsx"),
        (vec!["export", "--to", "word"], "xlsx"),
        (vec!["codes", "roles"], "did you mean `role`?"),
        (vec!["export", "--wher", "kind=stage"], "--where"),
        (vec!["show", "dialoge-eu-2", &path], "did you mean `dialogue-eu-2`?"),
        (vec!["audit", &path], "name the folder that `rapporteur export` wrote"),
        (vec!["import", &path, "--into", "x"], "`rapporteur merge` joins two datasets"),
        (vec!["export"], "name the folder of a dataset"),
    ] {
        let output = program().current_dir(folder.path()).args(&args).output().unwrap();
        assert_ne!(code(&output), 0, "{args:?}");
        assert!(stderr(&output).contains(advice), "{args:?}: {}", stderr(&output));
    }
}

/// What the list of commands has no room for.
#[test]
fn help_of_a_command_says_the_rest() {
    use clap::CommandFactory as _;
    for (command, words) in [
        ("audit", "compares what is found in it"),
        ("check", "All problems are told in one run"),
        ("import", "the mapping says which rows make which records"),
        ("merge", "says of itself what the first says"),
        ("verify", "whatever its name"),
    ] {
        let long = stdout(&run(&[command, "--help"])).replace('\n', " ");
        assert!(long.contains(words), "{command}: {long}");
        let short = stdout(&run(&[command, "-h"])).replace('\n', " ");
        assert!(!short.contains(words), "{command}: {short}");
    }
    for command in rapporteur_cli::Cli::command().get_subcommands() {
        assert!(command.get_long_about().is_some(), "{}", command.get_name());
    }
}

#[test]
fn what_is_to_be_done_next_can_be_copied() {
    let folder = tempfile::tempdir().unwrap();
    let new = program().current_dir(folder.path()).args(["new", "My record"]).output().unwrap();
    assert!(stderr(&new).contains("next: rapporteur check 'My record'"), "{}", stderr(&new));
}

#[test]
fn codes_are_found_by_a_word() {
    let visits = run(&["codes", "--find", "visit"]);
    for code in ["mandate-visit", "state-visit", "visitor"] {
        assert!(stdout(&visits).contains(code), "{code}");
    }
    assert!(stdout(&visits).contains("needs participants:visitor"), "{}", stdout(&visits));
    assert!(stdout(&run(&["codes"])).lines().count() > 15);
    assert_eq!(code(&run(&["codes", "--find", "xyzzy"])), 1);
    // With `--json` there is a report, whatever the end.
    let none = run(&["codes", "--find", "xyzzy", "--json"]);
    assert_eq!(code(&none), 1);
    let report: serde_json::Value = serde_json::from_str(&stdout(&none)).unwrap();
    assert_eq!(report["lists"], serde_json::json!([]));
}

/// The list of passages becomes a whole record, which `check` accepts.
#[test]
fn a_text_becomes_a_source_to_begin_with() {
    let (_folder, path) = starter();
    let text = format!("{path}/texts/monitor-2023.txt");
    #[expect(clippy::disallowed_methods, reason = "a test's own file")]
    fs::write(&text, "Monitor of commitments\n\nTwo pledges of nine were kept.\n").unwrap();
    let record = run(&["passages", &text, "--record"]);
    assert_eq!(code(&record), 0, "{}", stderr(&record));
    #[expect(clippy::disallowed_methods, reason = "a test's own file")]
    fs::write(format!("{path}/sources/monitor-2023.json"), stdout(&record)).unwrap();
    assert_eq!(code(&run(&["check", &path])), 0);
    assert_eq!(code(&run(&["fmt", &path, "--check"])), 0, "it is canonical");
    let verify = run(&["verify", &path, "--texts", &format!("{path}/texts")]);
    assert!(stdout(&verify).contains("2 listed, 2 unchanged"), "{}", stdout(&verify));
}

#[test]
fn a_dataset_of_another_version_is_refused_with_advice() {
    let (_folder, path) = starter();
    let meta = format!("{path}/dataset.json");
    let text = fs::read_to_string(&meta).unwrap();
    for (version, advice) in [
        ("2.0", "a newer one is needed"),
        ("1.7", "a newer one is needed"),
        ("0.3", "1.0 is the first version"),
        ("one", "two numbers with a dot"),
    ] {
        let other = text
            .replace(r#""schema_version": "1.0""#, &format!(r#""schema_version": "{version}""#));
        assert_ne!(other, text);
        #[expect(clippy::disallowed_methods, reason = "a test's own file")]
        fs::write(&meta, &other).unwrap();
        for command in ["check", "migrate"] {
            let output = run(&[command, &path]);
            assert_eq!(code(&output), 1, "{command} {version}: {}", stderr(&output));
            assert!(stderr(&output).contains(advice), "{command} {version}: {}", stderr(&output));
        }
        assert_eq!(fs::read_to_string(&meta).unwrap(), other, "nothing is written");
    }
}

#[test]
fn a_changelog_names_what_came_changed_and_went() {
    let (folder, path) = starter();
    let newer = folder.path().join("newer");
    let newer = newer.to_str().unwrap();
    assert_eq!(code(&run(&["new", newer, "--id", "record", "--subject", "Exampleland"])), 0);
    let event = format!("{newer}/events/election-hrc-2022.json");
    let text = fs::read_to_string(&event).unwrap();
    #[expect(clippy::disallowed_methods, reason = "a test's own file")]
    fs::write(&event, text.replace("140", "141")).unwrap();
    let place = r#"{"id":"geneva","kind":"city","names":[{"text":"Geneva","lang":"en"}],"cite":["example-report#4"]}"#;
    #[expect(clippy::disallowed_methods, reason = "a test's own file")]
    fs::write(format!("{newer}/places/geneva.json"), place).unwrap();
    fs::remove_file(format!("{newer}/events/dialogue-eu-2.json")).unwrap();
    let meta = format!("{newer}/dataset.json");
    let text = fs::read_to_string(&meta).unwrap();
    #[expect(clippy::disallowed_methods, reason = "a test's own file")]
    fs::write(&meta, text.replace(r#""version": "0.1.0""#, r#""version": "0.2.0""#)).unwrap();
    let output = run(&["diff", &path, newer, "--changelog"]);
    assert_eq!(code(&output), 0, "{}", stderr(&output));
    let expected = "## 0.2.0\n\nSince 0.1.0; 9 records, before 9.\n\n- dataset.json: version\n\n\
                    ### Added\n\n- 1 places: `geneva`\n\n\
                    ### Changed\n\n- 1 events: `election-hrc-2022` (figures)\n\n\
                    ### Removed\n\n- 1 events: `dialogue-eu-2`\n";
    assert_eq!(stdout(&output), expected);
}

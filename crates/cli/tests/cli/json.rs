//! What programs read: every command's `--json` is as its published schema says.

use std::{fs, path::Path, process::Output};

use clap::CommandFactory as _;
use serde_json::Value;

use crate::{code, program, run, starter, stderr, stdout};

/// The one JSON document on standard output, held to the schema of its command.
fn valid(schema: &str, output: &Output) -> Value {
    let document: Value = serde_json::from_str(&stdout(output))
        .unwrap_or_else(|error| panic!("{schema}: {error}: {}{}", stdout(output), stderr(output)));
    hold(schema, &document);
    document
}

fn hold(schema: &str, document: &Value) {
    let path = Path::new(env!("CARGO_MANIFEST_DIR")).join("../../schema").join(schema);
    let schema: Value = serde_json::from_str(&fs::read_to_string(path).unwrap()).unwrap();
    let validator = jsonschema::validator_for(&schema).unwrap();
    let errors: Vec<String> = validator
        .iter_errors(document)
        .map(|error| format!("{}: {error}", error.instance_path()))
        .collect();
    assert!(errors.is_empty(), "{}: {errors:#?}", schema["$id"]);
}

#[test]
fn every_command_has_json_but_the_one_that_writes_a_script() {
    let program = rapporteur_cli::Cli::command();
    let without: Vec<&str> = program
        .get_subcommands()
        .filter(|command| command.get_arguments().all(|arg| arg.get_id() != "json"))
        .map(clap::Command::get_name)
        .collect();
    assert_eq!(without, ["completions"]);
}

#[test]
fn every_schema_is_one_and_refuses_what_it_does_not_name() {
    for (name, text) in rapporteur_cli::report::schemas() {
        let schema: Value = serde_json::from_str(&text).unwrap();
        assert!(jsonschema::meta::is_valid(&schema), "{name}");
        let validator = jsonschema::validator_for(&schema).unwrap();
        assert!(
            !validator.is_valid(&serde_json::json!({"report_version": 1, "other": 1})),
            "{name}"
        );
    }
}

#[test]
fn reports_on_a_dataset_are_as_their_schemas_say() {
    let (folder, path) = starter();
    let texts = format!("{path}/texts");
    let out = folder.path().join("out");
    let out = out.to_str().unwrap();

    let check = valid("report-check.schema.json", &run(&["check", &path, "--json"]));
    assert_eq!(check["problems"].as_array().map(Vec::len), Some(0));
    valid("report-codes.schema.json", &run(&["codes", "--json"]));
    valid("report-coverage.schema.json", &run(&["coverage", &path, "--json"]));
    valid(
        "report-passages.schema.json",
        &run(&["passages", &format!("{texts}/example-report.txt"), "--json"]),
    );
    let verify =
        valid("report-verify.schema.json", &run(&["verify", &path, "--texts", &texts, "--json"]));
    assert_eq!(verify["holds"], true);
    valid("report-fmt.schema.json", &run(&["fmt", &path, "--check", "--json"]));
    let migrate = valid("report-migrate.schema.json", &run(&["migrate", &path, "--json"]));
    assert_eq!((&migrate["from"], &migrate["written"]), (&"1.0".into(), &false.into()));
    let show = run(&["show", "dialogue-eu-2", &path, "--json"]);
    valid("event.schema.json", &show);

    let export = run(&["export", &path, "--to", "jsonld,csv", "--out", out, "--json"]);
    let export = valid("report-export.schema.json", &export);
    assert_eq!(export["records"], 9);
    let audit = valid("report-audit.schema.json", &run(&["audit", out, "--json"]));
    assert_eq!(audit["holds"], true);

    let document = format!("{out}/record.jsonld");
    valid("report-diff.schema.json", &run(&["diff", &path, &document, "--json"]));
    let back = folder.path().join("back");
    let back = back.to_str().unwrap();
    valid("report-import.schema.json", &run(&["import", &document, "--into", back, "--json"]));
    let both = folder.path().join("both");
    let merge = ["merge", &path, back, "--out", both.to_str().unwrap(), "--json"];
    let merge = valid("report-merge.schema.json", &run(&merge));
    assert_eq!((&merge["records"], &merge["written"]), (&9.into(), &true.into()));

    let at = |name: &str| folder.path().join(name).to_str().unwrap().to_owned();
    let split = run(&["split", &path, "--into", "2", "--out", &at("split"), "--json"]);
    valid("report-split.schema.json", &split);
    for part in ["1/2", "2/2"] {
        let part = ["export", &at("split"), "--partition", part, "--to", "nquads", "--json"];
        let part = run(&[&part[..], &["--out", &at("parts")]].concat());
        valid("report-export-partition.schema.json", &part);
    }
    let merged = run(&["merge-parts", &at("parts"), "--out", &at("merged"), "--json"]);
    valid("report-export.schema.json", &merged);
    let pipe = ["pipe", "--outline", &at("split"), "--to", "nquads", "--only", "head", "--json"];
    hold("report-pipe.schema.json", &serde_json::from_str(&stderr(&run(&pipe))).unwrap());

    let new = folder.path().join("new");
    valid("report-new.schema.json", &run(&["new", new.to_str().unwrap(), "--json"]));
    let man = folder.path().join("man");
    valid("report-man.schema.json", &run(&["man", man.to_str().unwrap(), "--json"]));
}

#[test]
fn reports_on_what_is_wrong_are_as_their_schemas_say() {
    let (folder, path) = starter();
    let other = folder.path().join("other");
    let other = other.to_str().unwrap();
    let files: Vec<_> = fs::read_dir(&path).unwrap().map(|entry| entry.unwrap().path()).collect();
    assert!(files.len() > 5);
    assert_eq!(code(&run(&["fmt", &path, "--layout", "lines"])), 0);
    assert_eq!(code(&run(&["new", other, "--id", "record", "--subject", "Exampleland"])), 0);

    // The same dataset, in which an election had other votes: it differs and it clashes.
    let event = format!("{other}/events/election-hrc-2022.json");
    let text = fs::read_to_string(&event).unwrap();
    #[expect(clippy::disallowed_methods, reason = "a test's own file")]
    fs::write(&event, text.replace("140", "141")).unwrap();
    let diff = valid("report-diff.schema.json", &run(&["diff", &path, other, "--json"]));
    assert_eq!(diff["changes"].as_array().map(Vec::len), Some(1), "{diff:#}");
    let both = folder.path().join("both");
    let merge = run(&["merge", &path, other, "--out", both.to_str().unwrap(), "--json"]);
    assert_eq!(code(&merge), 1);
    let merge = valid("report-merge.schema.json", &merge);
    assert_eq!(merge["clashes"][0]["id"], "election-hrc-2022");

    // Two readings that differ.
    #[expect(clippy::disallowed_methods, reason = "a test's own file")]
    fs::write(&event, text.replace(r#""date": "2022-05-12""#, r#""date": {"readings": [
        {"value": "2022-05-12", "cite": ["example-report#3"]}, {"value": "2022-05-13", "cite": ["example-report#4"]}]}"#))
        .unwrap();
    let compare = valid("report-compare.schema.json", &run(&["compare", other, "--json"]));
    assert_eq!(compare["differences"].as_array().map(Vec::len), Some(1));

    // A slip, with its place.
    #[expect(clippy::disallowed_methods, reason = "a test's own file")]
    fs::write(&event, text.replace("votes-for", "votes")).unwrap();
    let check = run(&["check", other, "--json"]);
    assert_eq!(code(&check), 1);
    let check = valid("report-check.schema.json", &check);
    assert_eq!(check["problems"][0]["code"], "E005");
    assert_eq!(
        check["problems"][0]["excerpt"]["text"].as_str().map(|text| text.contains("votes")),
        Some(true)
    );

    // A file of an export that somebody changed.
    let out = folder.path().join("out");
    let out = out.to_str().unwrap();
    assert_eq!(code(&run(&["export", &path, "--to", "tei", "--out", out])), 0);
    let tei = format!("{out}/record.tei.xml");
    let text = fs::read_to_string(&tei).unwrap();
    #[expect(clippy::disallowed_methods, reason = "a test's own file")]
    fs::write(&tei, text.replace("Brussels", "Bruges")).unwrap();
    let audit = run(&["audit", out, "--json"]);
    assert_eq!(code(&audit), 1);
    assert_eq!(valid("report-audit.schema.json", &audit)["holds"], false);
}

#[test]
fn a_report_on_tables_of_others_is_as_its_schema_says() {
    let folder = tempfile::tempdir().unwrap();
    let examples = Path::new(env!("CARGO_MANIFEST_DIR")).join("../rapporteur/examples/import");
    let into = folder.path().join("into");
    let import = program()
        .current_dir(&examples)
        .args(["import", "treaty-actions.csv", "--mapping", "treaty-actions.json", "--json"])
        .arg("--into")
        .arg(&into)
        .output()
        .unwrap();
    let report = valid("report-import-mapping.schema.json", &import);
    assert!(report["inputs"][0]["rows"].as_u64() > Some(0));
    assert!(!report["changes"]["added"].as_array().unwrap().is_empty());
}

#[test]
fn progress_is_a_line_of_json_for_each_step() {
    let (folder, path) = starter();
    let out = folder.path().join("out");
    let out = out.to_str().unwrap();
    let quiet = run(&["export", &path, "--to", "jsonld,tei", "--out", out]);
    assert!(!stderr(&quiet).contains('{'), "{}", stderr(&quiet));
    let told = run(&["export", &path, "--to", "jsonld,tei", "--out", out, "--progress", "json"]);
    assert_eq!(code(&told), 0);
    assert_eq!(stdout(&told), "");
    let said = stderr(&told);
    let lines: Vec<Value> = said
        .lines()
        .filter(|line| line.starts_with('{'))
        .map(|line| serde_json::from_str(line).unwrap())
        .collect();
    assert_eq!(lines.len(), 4, "{said}");
    for line in &lines {
        hold("report-progress.schema.json", line);
    }
    let finished: Vec<&Value> = lines.iter().filter(|line| line["event"] == "finished").collect();
    let mut done: Vec<u64> = finished.iter().map(|line| line["done"].as_u64().unwrap()).collect();
    done.sort_unstable();
    assert_eq!(done, [1, 2]);

    // An audit reads everything back, and tells of that in the same way.
    let told = run(&["audit", out, "--progress", "json", "--json"]);
    assert_eq!(code(&told), 0, "{}", stderr(&told));
    valid("report-audit.schema.json", &told);
    let said = stderr(&told);
    let lines = said.lines().filter(|line| line.starts_with('{'));
    let lines: Vec<Value> = lines.map(|line| serde_json::from_str(line).unwrap()).collect();
    for line in &lines {
        hold("report-progress.schema.json", line);
    }
    let told: Vec<(&str, &str)> = lines
        .iter()
        .map(|line| (line["event"].as_str().unwrap(), line["format"].as_str().unwrap()))
        .collect();
    for format in ["jsonld", "tei"] {
        assert!(
            told.contains(&("begun", format)) && told.contains(&("finished", format)),
            "{said}"
        );
    }
    let last = lines.last().unwrap();
    assert_eq!(last["done"], last["of"], "{said}");
}

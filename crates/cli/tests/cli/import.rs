//! `import --mapping`: tables of others.

use std::{fs, path::Path, process::Output};

use tempfile::TempDir;

use crate::{code, program, run, stderr, stdout};

fn examples() -> String {
    concat!(env!("CARGO_MANIFEST_DIR"), "/../rapporteur/examples/import").to_owned()
}

/// A folder with the mapping and the table that come with the program.
struct Desk(TempDir);

impl Desk {
    fn new() -> Self {
        let desk = Self(tempfile::tempdir().unwrap());
        for file in ["treaty-actions.json", "treaty-actions.csv"] {
            fs::copy(format!("{}/{file}", examples()), desk.path(file)).unwrap();
        }
        desk
    }

    fn path(&self, name: &str) -> String {
        self.0.path().join(name).to_str().unwrap().to_owned()
    }

    #[expect(clippy::disallowed_methods, reason = "a test's own file")]
    fn put(&self, name: &str, bytes: impl AsRef<[u8]>) {
        fs::write(self.path(name), bytes).unwrap();
    }

    /// Replaces bytes in one of the files.
    fn edit(&self, name: &str, from: &str, to: &str) {
        let bytes = fs::read(self.path(name)).unwrap();
        let (text, ..) = (bytes.iter().map(|b| char::from(*b)).collect::<String>(),);
        assert!(text.contains(from), "{name} has no `{from}`");
        let edited: Vec<u8> =
            text.replace(from, to).chars().map(|c| u8::try_from(u32::from(c)).unwrap()).collect();
        self.put(name, edited);
    }

    fn import(&self, tables: &[&str], more: &[&str]) -> Output {
        let mut command = program();
        command.current_dir(self.0.path()).arg("import").args(tables);
        command.args(["--mapping", "treaty-actions.json", "--into", "out"]).args(more);
        command.output().unwrap()
    }

    fn has(&self, name: &str) -> bool {
        Path::new(&self.path(name)).exists()
    }
}

#[test]
fn a_table_becomes_a_dataset_and_again_changes_nothing() {
    let desk = Desk::new();
    let dry = desk.import(&["treaty-actions.csv"], &["--dry-run"]);
    assert_eq!(code(&dry), 0, "{}", stderr(&dry));
    assert!(stdout(&dry).contains("+ accession-iccpr-brazil"), "{}", stdout(&dry));
    assert!(!desk.has("out"), "a dry run writes nothing");

    let first = desk.import(&["treaty-actions.csv"], &["--rejects", "rejects.csv"]);
    assert_eq!(code(&first), 0, "{}", stderr(&first));
    for words in [
        "treaty-actions.csv (actions): csv, windows-1252 (detected), lines end in CRLF, cells end in `;`",
        "9 rows: 9 mapped, 0 skipped, 0 rejected",
        "records: 9 events, 5 organisations, 1 source, 2 works",
        "17 records",
    ] {
        assert!(stderr(&first).contains(words), "{words} in {}", stderr(&first));
    }
    assert_eq!(fs::read_to_string(desk.path("rejects.csv")).unwrap(), "file,row,line,reason\r\n");
    let check = run(&["check", &desk.path("out")]);
    assert_eq!(code(&check), 0, "{}", stderr(&check));
    let show = run(&["show", "cote-d-ivoire", &desk.path("out")]);
    assert!(stdout(&show).contains("Côte d’Ivoire"), "{}", stdout(&show));

    let again = desk.import(&["treaty-actions.csv"], &[]);
    assert_eq!(code(&again), 0, "{}", stderr(&again));
    assert!(stderr(&again).contains("0 files written, 0 removed"), "{}", stderr(&again));
    assert!(stdout(&again).contains("0 added, 0 changed, 0 removed, 17 unchanged"));
}

/// The members of `ro-crate-metadata.json` of an export as JSON-LD that say when and by whom.
fn crate_of(desk: &Desk) -> (Option<String>, bool) {
    let into = desk.path("out");
    let out = desk.path("dist");
    let export = run(&["export", &into, "--to", "jsonld", "--out", &out]);
    assert_eq!(code(&export), 0, "{}", stderr(&export));
    let text = fs::read_to_string(desk.path("dist/ro-crate-metadata.json")).unwrap();
    let manifest: serde_json::Value = serde_json::from_str(&text).unwrap();
    let mut entities = manifest["@graph"].as_array().unwrap().iter();
    let root = entities.find(|entity| entity["@id"] == "./").unwrap();
    (root["datePublished"].as_str().map(str::to_owned), !root["publisher"].is_null())
}

#[test]
fn who_imports_says_when_the_dataset_is_made_and_who_publishes_it() {
    let desk = Desk::new();
    let without = desk.import(&["treaty-actions.csv"], &[]);
    assert_eq!(code(&without), 0, "{}", stderr(&without));
    assert!(stderr(&without).contains("say it with --created DATE"), "{}", stderr(&without));
    let check = run(&["check", &desk.path("out")]);
    let words = "[W202]: the dataset does not say when it was made, nor who publishes it";
    assert_eq!(code(&check), 0);
    assert!(stderr(&check).contains(words), "{}", stderr(&check));
    assert!(stderr(&check).contains("datePublished"), "{}", stderr(&check));
    assert_eq!(crate_of(&desk), (None, false));
    // Also of a dataset that is there already; the records stay as they are.
    let said = ["--created", "2024-01-31", "--publisher", "Nobody"];
    let with = desk.import(&["treaty-actions.csv"], &said);
    assert_eq!(code(&with), 0, "{}", stderr(&with));
    assert!(stderr(&with).contains("1 file written, 0 removed"), "{}", stderr(&with));
    assert!(!stderr(&with).contains("--created"), "{}", stderr(&with));
    let check = run(&["check", &desk.path("out")]);
    assert!(stderr(&check).contains("nothing wrong"), "{}", stderr(&check));
    assert!(!stderr(&check).contains("W202"), "{}", stderr(&check));
    assert_eq!(crate_of(&desk), (Some("2024-01-31".to_owned()), true));
    // It stays.
    let again = desk.import(&["treaty-actions.csv"], &[]);
    assert!(stderr(&again).contains("0 files written, 0 removed"), "{}", stderr(&again));
    let wrong = desk.import(&["treaty-actions.csv"], &["--created", "31 January"]);
    assert_eq!(code(&wrong), 2, "{}", stderr(&wrong));
}

#[test]
fn a_newer_table_updates_and_spares_what_editors_changed() {
    let desk = Desk::new();
    assert_eq!(code(&desk.import(&["treaty-actions.csv"], &[])), 0);
    let kenya = "out/events/accession-iccpr-kenya.json";
    let text = fs::read_to_string(desk.path(kenya)).unwrap();
    desk.put(
        kenya,
        text.replace(
            "\"participants\"",
            "\"summary\": { \"en\": \"By hand\" },\n  \"participants\"",
        ),
    );
    desk.edit("treaty-actions.csv", "30/07/1990", "31/07/1990");
    let newer = desk.import(&["treaty-actions.csv"], &[]);
    assert_eq!(code(&newer), 0, "{}", stderr(&newer));
    let words = "~ ratification-crc-kenya.date: \"1990-07-30\" → \"1990-07-31\"";
    assert!(stdout(&newer).contains(words), "{}", stdout(&newer));
    assert!(stdout(&newer).contains("(edited in the dataset; stays)"), "{}", stdout(&newer));
    assert!(fs::read_to_string(desk.path(kenya)).unwrap().contains("By hand"));
    assert_eq!(code(&run(&["check", &desk.path("out")])), 0);
}

#[test]
fn rows_that_cannot_be_mapped_are_told_and_kept() {
    let desk = Desk::new();
    assert_eq!(code(&desk.import(&["treaty-actions.csv"], &[])), 0);
    desk.edit("treaty-actions.csv", "24/01/1992", "24.01.1992");
    desk.edit("treaty-actions.csv", "South Africa;", "Korea;");
    let before = fs::read(desk.path("out/.import/treaty-actions.txt")).unwrap();

    let strict = desk.import(&["treaty-actions.csv"], &["--strict", "--rejects", "r.csv"]);
    assert_eq!(code(&strict), 1, "{}", stderr(&strict));
    assert!(stderr(&strict).contains("3 of 9 rows cannot be mapped"), "{}", stderr(&strict));
    assert_eq!(fs::read(desk.path("out/.import/treaty-actions.txt")).unwrap(), before);

    let lax = desk.import(&["treaty-actions.csv"], &["--rejects", "r.csv"]);
    assert_eq!(code(&lax), 0, "{}", stderr(&lax));
    for words in [
        "9 rows: 6 mapped, 0 skipped, 3 rejected",
        "treaty-actions.csv:8: column `Date`, day: `24.01.1992` is not a date",
        "treaty-actions.csv:6: column `State`, state: `Korea` is doubtful",
    ] {
        assert!(stderr(&lax).contains(words), "{words} in {}", stderr(&lax));
    }
    let rejects = fs::read_to_string(desk.path("r.csv")).unwrap();
    assert_eq!(rejects.lines().count(), 4, "{rejects}");
    assert!(rejects.contains("treaty-actions.csv,7,8,"), "{rejects}");
    // What may stand in a rejected row is not removed.
    let brazil = "out/events/accession-iccpr-brazil.json";
    assert!(desk.has(brazil), "{}", stdout(&lax));
    assert!(stdout(&lax).contains("in a row that could not be mapped; stays"), "{}", stdout(&lax));
    // Once every row can be mapped again, it is known what is gone.
    desk.edit("treaty-actions.csv", "Korea;", "Republic of Korea;");
    desk.edit("treaty-actions.csv", "24.01.1992", "24/01/1992");
    let mended = desk.import(&["treaty-actions.csv"], &["--strict"]);
    assert_eq!(code(&mended), 0, "{}", stderr(&mended));
    assert!(stdout(&mended).contains("- south-africa\n"), "{}", stdout(&mended));
    assert!(desk.has(brazil));
    assert_eq!(code(&run(&["check", &desk.path("out")])), 0);
}

#[test]
fn every_fault_of_a_mapping_is_told_with_its_place() {
    let desk = Desk::new();
    desk.edit("treaty-actions.json", "\"version\": 1,", "\"version\": 1, \"colour\": 2,");
    desk.edit("treaty-actions.json", "\"role\": \"state-party\"", "\"role\": \"state-partey\"");
    desk.edit("treaty-actions.json", "\"date\": \"DD/MM/YYYY\"", "\"date\": \"DD/NN/YYYY\"");
    let wrong = desk.import(&["treaty-actions.csv"], &[]);
    assert_eq!(code(&wrong), 1, "{}", stderr(&wrong));
    for words in ["error[M002]", "did you mean `state-party`?", "treaty-actions.json:", "3 errors"]
    {
        assert!(stderr(&wrong).contains(words), "{words} in {}", stderr(&wrong));
    }
    let desk = Desk::new();
    desk.edit("treaty-actions.csv", "State;Treaty", "States;Treaty");
    let wrong = desk.import(&["treaty-actions.csv"], &[]);
    assert_eq!(code(&wrong), 1);
    for words in ["error[M006]", "has no column `State`", "did you mean `States`?"] {
        assert!(stderr(&wrong).contains(words), "{words} in {}", stderr(&wrong));
    }
    assert!(!desk.has("out"));
}

#[test]
fn what_is_used_wrongly_is_told() {
    let desk = Desk::new();
    for (tables, more, end, words) in [
        (vec!["nowhere.csv"], vec![], 3, "cannot read `nowhere.csv`"),
        (vec!["acts=treaty-actions.csv"], vec![], 2, "no table `acts`; its tables are actions"),
        (vec!["treaty-actions.csv", "actions=treaty-actions.csv"], vec![], 2, "two tables"),
        (vec!["treaty-actions.csv"], vec!["--encoding", "utf-8"], 1, "looks like windows-1252"),
        (
            vec!["treaty-actions.csv"],
            vec!["--encoding", "ebcdic"],
            1,
            "not the name of an encoding",
        ),
    ] {
        let wrong = desk.import(&tables, &more);
        assert_eq!(code(&wrong), end, "{}", stderr(&wrong));
        assert!(stderr(&wrong).contains(words), "{words} in {}", stderr(&wrong));
        assert!(!desk.has("out"));
    }
    // Options of tables mean nothing for exported files.
    let wrong = run(&["import", "a.jsonld", "--into", "b", "--strict"]);
    assert_eq!((code(&wrong), stderr(&wrong).contains("--mapping")), (2, true));
}

#[test]
fn an_import_is_of_all_its_tables() {
    let desk = Desk::new();
    let header = "State;Treaty;Action;Date;Remark\r\n";
    desk.put(
        "second.csv",
        format!("{header}Peru;Convention on the Rights of the Child;Ratification;04/09/1990;\r\n"),
    );
    assert_eq!(code(&desk.import(&["treaty-actions.csv", "second.csv"], &[])), 0);
    let part = desk.import(&["second.csv"], &[]);
    assert_eq!(code(&part), 2, "{}", stderr(&part));
    assert!(stderr(&part).contains("read also `treaty-actions.csv`"), "{}", stderr(&part));
    assert!(desk.has("out/organisations/kenya.json"));
    let part = desk.import(&["second.csv"], &["--forget"]);
    assert_eq!(code(&part), 0, "{}", stderr(&part));
    assert!(!desk.has("out/organisations/kenya.json") && desk.has("out/organisations/peru.json"));
    assert_eq!(code(&run(&["check", &desk.path("out")])), 0);
}

#[test]
fn the_report_is_json_for_scripts() {
    let desk = Desk::new();
    let output = desk.import(&["treaty-actions.csv"], &["--json"]);
    let json: serde_json::Value = serde_json::from_str(&stdout(&output)).unwrap();
    assert_eq!(json["inputs"][0]["encoding"], "windows-1252");
    assert_eq!(json["inputs"][0]["mapped"], 9);
    assert_eq!(json["changes"]["added"].as_array().unwrap().len(), 17);
    assert_eq!((&json["written"], &json["report_version"]), (&true.into(), &1.into()));
}

#[test]
fn a_sheet_of_a_workbook_is_a_table() {
    let desk = Desk::new();
    let brazil =
        concat!(env!("CARGO_MANIFEST_DIR"), "/../schema/tests/data/brazil-un-human-rights");
    let out = desk.path("book");
    assert_eq!(code(&run(&["export", brazil, "--to", "xlsx", "--out", &out])), 0);
    let mapping = r#"{
  "version": 1, "id": "sheet",
  "dataset": {
    "schema_version": "1.0", "id": "sheet", "title": { "en": "A sheet" },
    "base": "https://example.org/sheet/", "license": "CC0-1.0", "languages": ["en"], "version": "1"
  },
  "tables": [{
    "name": "events", "sheet": "Events", "skip_lines": 3,
    "source": { "id": "book", "kind": "dataset", "fields": { "siglum": "Book" } },
    "records": [{ "register": "concept", "id": "copy-{id}", "kind": "theme",
      "fields": { "names": [{ "text": "{id}", "lang": "en" }] } }]
  }]
}"#;
    desk.put("treaty-actions.json", mapping);
    let book = format!("{out}/brazil-un-human-rights.xlsx");
    let made = desk.import(&[&book], &[]);
    assert_eq!(code(&made), 0, "{}", stderr(&made));
    assert!(stderr(&made).contains("0 rejected"), "{}", stderr(&made));
    assert!(desk.has("out/concepts/copy-upr-brazil-2008.json"));
    assert_eq!(code(&run(&["check", &desk.path("out")])), 0);
    desk.edit("treaty-actions.json", "\"sheet\": \"Events\"", "\"sheet\": \"Event\"");
    let wrong = desk.import(&[&book], &[]);
    assert_eq!(code(&wrong), 1);
    assert!(stderr(&wrong).contains("no sheet `Event`; its sheets are"), "{}", stderr(&wrong));
}

#[test]
fn rows_are_verified_against_the_table() {
    let desk = Desk::new();
    assert_eq!(code(&desk.import(&["treaty-actions.csv"], &[])), 0);
    let (out, texts, mapping) =
        (desk.path("out"), desk.path("texts"), desk.path("treaty-actions.json"));
    fs::create_dir(&texts).unwrap();
    fs::copy(desk.path("treaty-actions.csv"), format!("{texts}/treaty-actions.csv")).unwrap();
    let verify = || run(&["verify", &out, "--texts", &texts, "--mapping", &mapping]);
    let fine = verify();
    assert_eq!(code(&fine), 0, "{}{}", stdout(&fine), stderr(&fine));
    assert!(stdout(&fine).contains("9 listed, 9 unchanged"), "{}", stdout(&fine));
    desk.edit("texts/treaty-actions.csv", "30/07/1990", "31/07/1990");
    let changed = verify();
    assert_eq!(code(&changed), 1, "{}", stdout(&changed));
    assert!(stdout(&changed).contains("changed or gone: 9"), "{}", stdout(&changed));
}

#[test]
fn all_files_of_an_export_may_be_named() {
    let desk = Desk::new();
    assert_eq!(code(&desk.import(&["treaty-actions.csv"], &[])), 0);
    let out = run(&["export", &desk.path("out"), "--to", "jsonld,csv", "--out", &desk.path("e")]);
    assert_eq!(code(&out), 0, "{}", stderr(&out));
    // As a shell has it for `e/*.json*`: the manifest is among them.
    let manifest = desk.path("e/ro-crate-metadata.json");
    let files = [desk.path("e/treaty-actions.jsonld"), manifest.clone()];
    let back = run(&["import", &files[0], &files[1], "--into", &desk.path("back")]);
    assert_eq!(code(&back), 0, "{}", stderr(&back));
    let alone = run(&["import", &manifest, "--into", &desk.path("back")]);
    assert_eq!(code(&alone), 2);
    assert!(stderr(&alone).contains("says what an export holds, and holds no dataset"));
    // The folder of an export that is a CSV package alone.
    let out = run(&["export", &desk.path("out"), "--to", "csv", "--out", &desk.path("c")]);
    assert_eq!(code(&out), 0, "{}", stderr(&out));
    let back = run(&["import", &desk.path("c"), "--into", &desk.path("package")]);
    assert_eq!(code(&back), 0, "{}", stderr(&back));
    let whole = |folder: &str| fs::read(desk.path(&format!("{folder}/dataset.json"))).unwrap();
    assert_eq!(whole("package"), whole("out"));
}

/// A table of so many meetings, and a mapping for it.
fn meetings(desk: &Desk, rows: usize, fields: &str) {
    let mapping = format!(
        r#"{{"version": 1, "id": "meetings",
        "dataset": {{"schema_version": "1.0", "id": "meetings", "title": {{"en": "Meetings"}},
            "base": "https://example.org/m/", "license": "CC0-1.0", "languages": ["en"], "version": "1"}},
        "tables": [{{"name": "m", "source": {{"id": "list", "kind": "dataset", "fields": {{"title": {{"en": "L"}}, "siglum": "L"}}}},
        "records": [{{"register": "event", "id": "m-{{n}}", "kind": "meeting", "fields": {{{fields}}}}}]}}]}}"#
    );
    desk.put("meetings.json", mapping);
    let rows: String = (0..rows).map(|n| format!("{n},2019\n")).collect();
    desk.put("meetings.csv", format!("n,year\n{rows}"));
}

#[test]
fn very_many_records_are_lines_and_stay_lines() {
    let desk = Desk::new();
    meetings(&desk, 1200, r#""date": "{year}""#);
    let import = |into: &str, files: &[&str]| {
        let mut args = vec!["import"];
        args.extend(files);
        let into = desk.path(into);
        args.extend(["--into", &into]);
        let done = run(&args);
        assert_eq!(code(&done), 0, "{}", stderr(&done));
        stderr(&done)
    };
    let (table, mapping) = (desk.path("meetings.csv"), desk.path("meetings.json"));
    import("big", &[&table, "--mapping", &mapping]);
    let out = desk.path("e");
    let export = run(&["export", &desk.path("big"), "--to", "jsonld", "--out", &out]);
    assert_eq!(code(&export), 0, "{}", stderr(&export));
    let file = desk.path("e/meetings.jsonld");
    import("back", &[&file]);
    assert!(desk.has("back/events.jsonl") && !desk.has("back/events"));
    assert!(import("back", &[&file]).contains("0 files written, 0 removed"));
    // Few records that stand in lines stay so, too.
    meetings(&desk, 3, r#""date": "{year}""#);
    import("big", &[&table, "--mapping", &mapping]);
    assert!(desk.has("big/events.jsonl") && !desk.has("big/events"));
}

#[test]
fn what_is_wrong_with_many_records_alike_is_told_once() {
    let desk = Desk::new();
    meetings(&desk, 40, r#""date": "{year}", "part_of": ["nowhere"]"#);
    let (table, mapping) = (desk.path("meetings.csv"), desk.path("meetings.json"));
    let done = run(&["import", &table, "--mapping", &mapping, "--into", &desk.path("big")]);
    assert_eq!(code(&done), 1);
    let told = stderr(&done);
    let errors: Vec<&str> = told.lines().filter(|line| line.starts_with("error")).collect();
    assert_eq!(errors.len(), 1, "{told}");
    assert!(errors[0].contains("and 39 records more so"), "{told}");
    assert!(!desk.has("big"));
}

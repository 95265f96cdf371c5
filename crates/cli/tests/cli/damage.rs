//! Damaged datasets: each kind gives a clear error with its place, and never a panic.

use std::{
    fs,
    io::{BufWriter, Write as _},
    path::Path,
};

use crate::{code, run, starter, stderr, stdout};

/// Damages a fresh dataset, checks it, and expects these words in what is printed.
fn damaged(damage: impl FnOnce(&Path), expected: &[&str]) {
    let (_folder, path) = starter();
    damage(Path::new(&path));
    let output = run(&["check", &path]);
    let said = stderr(&output);
    assert_eq!(code(&output), 1, "{said}");
    assert!(!said.contains("panicked"), "{said}");
    for words in expected {
        assert!(said.contains(words), "expected `{words}` in:\n{said}");
    }
    // The same as data.
    let json = stdout(&run(&["check", &path, "--json"]));
    assert!(json.contains("\"code\": \"E"), "{json}");
    // And nothing is exported.
    let out = format!("{path}-out");
    assert_eq!(code(&run(&["export", &path, "--out", &out])), 1);
    assert!(!Path::new(&out).exists());
}

fn replace(file: &Path, from: &str, to: &str) {
    let text = fs::read_to_string(file).unwrap();
    assert!(text.contains(from), "`{from}` is not in {}: {text}", file.display());
    write(file, text.replacen(from, to, 1).as_bytes());
}

fn write(file: &Path, bytes: &[u8]) {
    #[expect(clippy::disallowed_methods, reason = "a test's own file")]
    fs::write(file, bytes).unwrap();
}

const ELECTION: &str = "events/election-hrc-2022.json";

#[test]
fn a_cut_line() {
    damaged(
        |dataset| {
            let file = dataset.join(ELECTION);
            let text = fs::read_to_string(&file).unwrap();
            let cut = text.find("\"figures\"").unwrap() + 14;
            write(&file, &text.as_bytes()[..cut]);
        },
        &["election-hrc-2022.json:", "E004", "not JSON", "ends too early"],
    );
}

#[test]
fn an_unknown_field() {
    damaged(
        |dataset| {
            replace(&dataset.join(ELECTION), "\"date\"", "\"dtae\"");
        },
        &["election-hrc-2022.json:5:3", "no field `dtae`", "did you mean `date`?"],
    );
}

#[test]
fn a_dangling_id() {
    damaged(
        |dataset| {
            replace(&dataset.join("events/dialogue-eu-2.json"), "\"brussels\"", "\"brusels\"");
        },
        &["dialogue-eu-2.json:", "E102", "no record `brusels`", "did you mean `brussels`?"],
    );
}

#[test]
fn a_reference_into_the_wrong_register() {
    damaged(
        |dataset| {
            replace(&dataset.join("events/dialogue-eu-2.json"), "\"brussels\"", "\"hrc\"");
        },
        &["dialogue-eu-2.json:", "E103", "`hrc` is in the register `organisations`"],
    );
}

#[test]
fn a_duplicate_id() {
    damaged(
        |dataset| {
            let text = fs::read_to_string(dataset.join("places/brussels.json")).unwrap();
            fs::create_dir_all(dataset.join("concepts")).unwrap();
            let concept = text.replace("\"city\"", "\"theme\"");
            write(&dataset.join("concepts/brussels.json"), concept.as_bytes());
        },
        &["E101", "the id `brussels` is used already", "brussels.json:1"],
    );
}

#[test]
fn a_bad_date() {
    damaged(
        |dataset| {
            replace(&dataset.join(ELECTION), "2022-05-12", "2022-02-30");
        },
        &["election-hrc-2022.json:5:11", "`2022-02-30` is not a date in EDTF", "2019-04-01"],
    );
}

#[test]
fn a_citation_of_a_missing_passage() {
    damaged(
        |dataset| {
            replace(&dataset.join(ELECTION), "example-report#3", "example-report#33");
        },
        &["election-hrc-2022.json:", "E105", "lists no passage `33`"],
    );
}

#[test]
fn a_citation_of_a_missing_source() {
    damaged(
        |dataset| {
            replace(&dataset.join(ELECTION), "example-report#3", "exmaple-report#3");
        },
        &["E104", "names a source that is not there", "did you mean `example-report#3`?"],
    );
}

#[test]
fn a_value_without_citation() {
    damaged(
        |dataset| {
            let file = dataset.join(ELECTION);
            replace(&file, "\"2022-05-12\"", "{\"readings\": [{\"value\": \"2022-05-12\"}]}");
        },
        &["election-hrc-2022.json:5:", "missing field `cite`"],
    );
}

#[test]
fn a_record_without_citation() {
    damaged(
        |dataset| {
            let file = dataset.join("places/brussels.json");
            let text = fs::read_to_string(&file).unwrap();
            let at = text.find(",\n  \"cite\"").unwrap();
            write(&file, format!("{}\n}}\n", &text[..at]).as_bytes());
        },
        &["brussels.json:1:1", "the field `cite` is missing", "no value without a citation"],
    );
}

#[test]
fn a_null() {
    damaged(
        |dataset| replace(&dataset.join(ELECTION), "\"2022-05-12\"", "null"),
        &["election-hrc-2022.json:5:11", "`null` says nothing"],
    );
}

#[test]
fn a_nul_in_a_name() {
    damaged(
        |dataset| {
            replace(&dataset.join("places/brussels.json"), "\"Brussels\"", "\"Bru\\u0000ssels\"");
        },
        &["brussels.json:", "U+0000", "at its character 4"],
    );
    damaged(
        |dataset| {
            replace(&dataset.join("places/brussels.json"), "\"Brussels\"", "\"Bru\0ssels\"");
        },
        &["brussels.json:", "E004", "control character"],
    );
}

#[test]
fn invalid_utf_8() {
    damaged(
        |dataset| {
            let file = dataset.join("places/brussels.json");
            let mut bytes = fs::read(&file).unwrap();
            let at = bytes.windows(8).position(|w| w == b"Brussels").unwrap();
            bytes[at] = 0xFF;
            write(&file, &bytes);
        },
        &["brussels.json:", "E003", "the byte 0xFF"],
    );
}

#[test]
fn a_line_of_300_megabytes() {
    damaged(
        |dataset| {
            fs::remove_dir_all(dataset.join("places")).unwrap();
            #[expect(clippy::disallowed_methods, reason = "a test's own file")]
            let file = fs::File::create(dataset.join("places.jsonl")).unwrap();
            let mut file = BufWriter::new(file);
            let line = vec![b'x'; 1 << 20];
            file.write_all(b"{\"id\":\"brussels\",\"kind\":\"city\",\"names\":[{\"text\":\"B\"}],\"cite\":[\"example-report#4\"]}\n").unwrap();
            for _ in 0..300 {
                file.write_all(&line).unwrap();
            }
            file.write_all(b"\n{\"id\":\"x\"}\n").unwrap();
            file.flush().unwrap();
        },
        // The line is named, and what comes after it is still looked at.
        &[
            "places.jsonl:2:1",
            "E002",
            "longer than 16 MiB",
            "places.jsonl:3:1",
            "the field `kind` is missing",
        ],
    );
}

#[test]
fn json_nested_a_million_deep() {
    damaged(
        |dataset| {
            let (open, close) = ("[".repeat(1_000_000), "]".repeat(1_000_000));
            let deep = format!("{{\"id\": \"brussels\", \"names\": {open}1{close}}}");
            write(&dataset.join("places/brussels.json"), deep.as_bytes());
        },
        &["brussels.json:1:31", "invalid type: sequence, expected text"],
    );
}

#[test]
fn all_problems_in_one_run() {
    damaged(
        |dataset| {
            let file = dataset.join("events/dialogue-eu-2.json");
            replace(&file, "\"2023-10-03/2023-10-04\"", "\"soon\"");
            replace(&file, "\"participants\"", "\"participant\"");
            replace(&dataset.join(ELECTION), "\"elected\"", "\"elcted\"");
            replace(&dataset.join(ELECTION), "\"body\"", "\"bodyy\"");
            replace(&dataset.join("dataset.json"), "\"schema_version\"", "\"schemaversion\"");
        },
        &[
            "`soon` is not a date",
            "`participant` is not in the code list `measure`",
            "did you mean `elected`?",
            "did you mean `body`?",
            "unknown field `schemaversion`",
            "5 errors",
        ],
    );
}

#[test]
fn a_ring_of_references() {
    damaged(
        |dataset| {
            let file = dataset.join("events/dialogue-eu.json");
            replace(
                &file,
                "\"participants\"",
                "\"part_of\": [\"dialogue-eu-2\"],\n  \"participants\"",
            );
        },
        &["E107", "is part of itself", "→"],
    );
}

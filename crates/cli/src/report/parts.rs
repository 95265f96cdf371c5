//! The reports of what is done in parts.

use serde_json::{Value, json};

use super::{count, counts, list, object, report, sha256, string, strings};

/// The members of a file of a part.
fn file() -> Vec<(&'static str, Value)> {
    let mut members = vec![
        ("name", string("The file of the whole export to which it belongs.")),
        ("piece", string("Its own name.")),
        ("format", string("The format.")),
        ("options", string("What of the format was asked for.")),
    ];
    members.extend(counts());
    members.extend([
        ("bytes", count("Its size.")),
        ("sha256", sha256("The SHA-256 of its bytes.")),
        ("warnings", strings("What a user should know about it.")),
    ]);
    members
}

/// What a part of an export is: the manifest that stands beside its files.
pub(super) fn part() -> (String, Value) {
    let mut members = vec![
        ("parts_version", json!({"const": rapporteur::parts::PARTS_VERSION})),
        ("generator", string("The program that wrote the files.")),
        ("dataset", string("The id of the dataset.")),
        ("version", string("Its version.")),
        ("sha256", sha256("The SHA-256 of the canonical bytes of the whole dataset.")),
    ];
    members.extend(counts());
    members.extend([
        ("of", count("In how many parts the export is.")),
        ("part", count("Which part it is, counted from 1.")),
        ("files", list("The files, in the order of the formats.", &object(&file(), &[]))),
        ("meta", json!({"type": "object", "description": "What the dataset says of itself."})),
    ]);
    let what = "What `export --partition --json` writes: the files of a part";
    report("export-partition", what, &members, &[])
}

pub(super) fn pipe() -> (String, Value) {
    let what = "What `pipe --json` writes to standard error: what went to standard output";
    report("pipe", what, &file(), &[])
}

pub(super) fn split() -> (String, Value) {
    let part = object(
        &[
            ("file", string("Its name in the folder.")),
            ("records", count("How many records are in it.")),
            ("bytes", count("Its size.")),
            ("sha256", sha256("The SHA-256 of its bytes.")),
        ],
        &[],
    );
    report(
        "split",
        "What `split --json` writes: the files of the records of a dataset",
        &[
            ("dataset", string("The id of the dataset.")),
            ("version", string("Its version.")),
            ("sha256", sha256("The SHA-256 of its canonical bytes.")),
            ("records", count("How many records it has.")),
            ("parts", list("The files, in the order of the records.", &part)),
        ],
        &[],
    )
}

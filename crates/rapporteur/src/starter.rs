//! A small dataset to begin with.

use std::{
    path::{Path, PathBuf},
    sync::atomic::AtomicBool,
};

use rapporteur_schema::{
    Dataset, Id, Record, Register, canonical,
    model::{passage_hash, passage_lines},
};
use serde_json::{Value, json};

use crate::{
    change::write_new_files,
    files::{FileError, fail},
    layout::Changes,
};

/// Why a dataset could not be begun.
#[derive(Debug, thiserror::Error)]
#[non_exhaustive]
pub enum StarterError {
    /// The folder has something in it.
    #[error("`{}` is not empty: name a folder that is new or empty", .0.display())]
    NotEmpty(PathBuf),
    /// The name gives no identifier.
    #[error("`{}` has no letter or digit to make an id of: give one with --id", .0.escape_debug())]
    NoId(String),
    /// A file could not be written.
    #[error(transparent)]
    File(#[from] FileError),
    /// What was made is not a dataset: a defect of the program.
    #[error("the new dataset is not valid: {0}")]
    Invalid(String),
}

/// An identifier made of a name: `South Sudan` gives `south-sudan`.
///
/// ```
/// use rapporteur::starter::slug;
/// assert_eq!(slug("Côte d’Ivoire").as_deref(), Some("cote-d-ivoire"));
/// assert_eq!(slug("…"), None);
/// ```
pub fn slug(name: &str) -> Option<String> {
    use unicode_normalization::UnicodeNormalization as _;
    let mut slug = String::new();
    for c in name.nfd().filter(|c| !('\u{300}'..='\u{36F}').contains(c)) {
        if c.is_ascii_alphanumeric() {
            slug.push(c.to_ascii_lowercase());
        } else if !slug.is_empty() && !slug.ends_with('-') {
            slug.push('-');
        }
        if slug.len() == 60 {
            break;
        }
    }
    let slug = slug.trim_end_matches('-');
    if slug.is_empty() {
        return None;
    }
    let begins = slug.starts_with(|c: char| c.is_ascii_lowercase());
    Some(if begins { slug.to_owned() } else { format!("x{slug}") })
}

/// Makes a small, valid dataset about a state, with the text of its one invented
/// source and a guide beside it; the files that were made.
pub fn begin(folder: &Path, id: &Id, subject: &str) -> Result<Vec<PathBuf>, StarterError> {
    if folder.exists() {
        let mut entries = std::fs::read_dir(folder).map_err(fail("list", folder))?;
        if entries.next().is_some() {
            return Err(StarterError::NotEmpty(folder.to_owned()));
        }
    }
    let subject_id = slug(subject).ok_or_else(|| StarterError::NoId(subject.to_owned()))?;
    let text = source_text(subject);
    let dataset = dataset(id, subject, &subject_id, &text)?;
    let mut files = canonical::files(&dataset, canonical::Layout::Files);
    files.push(("texts/example-report.txt".into(), text.into_bytes()));
    files.push(("GUIDE.md".into(), include_bytes!("../assets/GUIDE.md").to_vec()));
    files.push(("README.md".into(), readme(subject).into_bytes()));
    let changes = Changes { write: files, remove: Vec::new() };
    write_new_files(folder, &changes, &AtomicBool::new(false))?;
    Ok(changes.write.into_iter().map(|(path, _)| path).collect())
}

fn source_text(subject: &str) -> String {
    format!(
        "Example report (invented; replace it with a source of yours)\n\n\
         Ministry of Examples, 14 March 2024\n\n\
         On 12 May 2022 {subject} was elected to the Human Rights Council with 140 votes.\n\n\
         On 3 and 4 October 2023 {subject} held the second round of its human-rights dialogue with the \
         European Union in Brussels; more than 30 officials took part.\n"
    )
}

fn readme(subject: &str) -> String {
    format!(
        "# {subject}: a record\n\n\
         A small dataset to begin with. Everything in it is invented: replace it, record by record.\n\n\
         | file | holds |\n|---|---|\n\
         | `dataset.json` | what the dataset says of itself |\n\
         | `sources/`, `organisations/`, `events/` … | the records |\n\
         | `texts/` | the texts of the sources; not part of the dataset, and not to be published without leave |\n\
         | `GUIDE.md` | how to record |\n\n\
         ```\nrapporteur check .\nrapporteur verify . --texts texts\nrapporteur show election-hrc-2022 .\n\
         rapporteur export . --out dist\n```\n\n\
         A new source: save its text as `texts/NAME.txt` and run\n\
         `rapporteur passages texts/NAME.txt --record > sources/NAME.json`; then correct its kind and title, and say who\n\
         speaks. `rapporteur codes` lists the codes, `rapporteur codes --find visit` looks for a word.\n\n\
         `dataset.json` still says that everything is invented: give it a description, a version and a date of your own.\n"
    )
}

#[expect(clippy::too_many_lines, reason = "it is one list of records")]
fn dataset(id: &Id, subject: &str, subject_id: &str, text: &str) -> Result<Dataset, StarterError> {
    let invalid = |error: &dyn std::fmt::Display| StarterError::Invalid(error.to_string());
    let meta = json!({
        "schema_version": "1.0",
        "id": id,
        "title": {"en": format!("{subject} and the international human-rights system")},
        "description": {"en": "A dataset to begin with; everything in it is invented."},
        "subject": [subject_id],
        "base": format!("https://example.org/{id}/"),
        "license": "CC-BY-4.0",
        "languages": ["en"],
        "version": "0.1.0",
        "created": "2024-01-01",
    });
    let passages: Vec<Value> = passage_lines(text)
        .map(|(n, line)| json!({"key": n.to_string(), "sha256": passage_hash(line).as_str()}))
        .collect();
    let name = |text: &str| json!([{"text": text, "lang": "en"}]);
    let records = [
        (
            Register::Source,
            json!({
                "id": "example-report",
                "kind": "report",
                "siglum": "Example report",
                "title": {"en": "Example report"},
                "authors": ["ministry-of-examples"],
                "published": {"readings": [{"value": "2024-03-14", "cite": ["example-report#2"]}]},
                "languages": ["en"],
                "standpoint": {"en": "An invented ministry speaks of its own state."},
                "passages": passages,
                "cite": ["example-report#1"],
            }),
        ),
        (
            Register::Organisation,
            json!({
                "id": "ministry-of-examples", "kind": "ministry", "names": name("Ministry of Examples"),
                "cite": ["example-report#2"],
            }),
        ),
        (
            Register::Organisation,
            json!({
                "id": subject_id, "kind": "state", "names": name(subject), "cite": ["example-report#3"],
            }),
        ),
        (
            Register::Organisation,
            json!({
                "id": "hrc", "kind": "un-organ", "names": name("Human Rights Council"),
                "cite": ["example-report#3"],
            }),
        ),
        (
            Register::Organisation,
            json!({
                "id": "european-union", "kind": "intergovernmental", "names": name("European Union"),
                "cite": ["example-report#4"],
            }),
        ),
        (
            Register::Place,
            json!({
                "id": "brussels", "kind": "city", "names": name("Brussels"), "cite": ["example-report#4"],
            }),
        ),
        (
            Register::Event,
            json!({
                "id": "election-hrc-2022", "kind": "hrc-election",
                "names": name("Election to the Human Rights Council, 2022"),
                "date": "2022-05-12",
                "participants": [
                    {"who": subject_id, "role": "elected"},
                    {"who": "hrc", "role": "body"},
                ],
                "figures": [{"measure": "votes-for", "quantity": {"n": 140}}],
                "cite": ["example-report#3"],
            }),
        ),
        (
            Register::Event,
            json!({
                "id": "dialogue-eu", "kind": "dialogue-series",
                "names": name("Human-rights dialogue with the European Union"),
                "participants": [
                    {"who": subject_id, "role": "party"},
                    {"who": "european-union", "role": "party"},
                ],
                "cite": ["example-report#4"],
            }),
        ),
        (
            Register::Event,
            json!({
                "id": "dialogue-eu-2", "kind": "dialogue-round",
                "names": name("Second round of the human-rights dialogue with the European Union"),
                "ordinal": 2,
                "date": "2023-10-03/2023-10-04",
                "place": ["brussels"],
                "part_of": ["dialogue-eu"],
                "figures": [{"measure": "participants", "quantity": {"n": 30, "bound": "more-than"},
                             "of": {"en": "officials"}}],
                "cite": ["example-report#4"],
            }),
        ),
    ];
    let meta = serde_json::from_value(meta).map_err(|error| invalid(&error))?;
    let mut made = Vec::new();
    for (register, json) in records {
        let record = Record::from_json(register, json.to_string().as_bytes());
        made.push(record.map_err(|error| invalid(&format!("{json}: {error}")))?);
    }
    Dataset::from_records(meta, made).map_err(|error| invalid(&error))
}

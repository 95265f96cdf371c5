//! The canonical form: one meaning, one sequence of bytes.
//!
//! UTF-8, NFC, LF; keys in the order of the schema; nothing that says nothing. A
//! record is a line of compact JSON in the *lines* layout, and a file of its own,
//! laid out for reading, in the *files* layout. Two datasets are equal when their
//! lines are.
//!
//! ```
//! # let dataset = rapporteur_schema::Dataset::open("tests/data/brazil-un-human-rights")?;
//! use rapporteur_schema::canonical::{self, Layout};
//! // What `rapporteur fmt` writes: a path in the folder of the dataset, and the bytes.
//! for (path, bytes) in canonical::files(&dataset, Layout::Files) {
//!     println!("{}: {} bytes", path.display(), bytes.len());
//! }
//! # Ok::<(), Box<dyn std::error::Error>>(())
//! ```

use std::path::PathBuf;

use serde_json::value::RawValue;

use crate::{
    Dataset, locate,
    model::{RecordRef, Sha256},
    register::Register,
};

/// How a dataset stands on disk.
///
/// ```
/// # let dataset = rapporteur_schema::Dataset::open("tests/data/brazil-un-human-rights")?;
/// use rapporteur_schema::canonical::{self, Layout};
/// // A file of lines for each register that has records, and `dataset.json`.
/// let files = canonical::files(&dataset, Layout::Lines);
/// assert!(files.iter().any(|(path, _)| path.ends_with("events.jsonl")));
/// # Ok::<(), Box<dyn std::error::Error>>(())
/// ```
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
#[non_exhaustive]
pub enum Layout {
    /// A folder a register, a file a record: for editing and for version control.
    Files,
    /// A file of JSON Lines a register, sorted by id: for size, streams, releases.
    Lines,
}

/// The widest line of a laid-out record that is not broken, in characters.
const WIDTH: usize = 100;

/// A record laid out for reading: what fits on a line of 100 characters stands on
/// one line, everything else is broken at its members. Ends with a line feed.
///
/// ```
/// # let dataset = rapporteur_schema::Dataset::open("tests/data/brazil-un-human-rights")?;
/// let record = dataset.get("accession-iccpr-brazil").ok_or("not there")?;
/// let text = rapporteur_schema::canonical::pretty(record);
/// assert!(text.starts_with("{\n  \"id\": \"accession-iccpr-brazil\",\n"));
/// # Ok::<(), Box<dyn std::error::Error>>(())
/// ```
pub fn pretty(record: RecordRef<'_>) -> String {
    pretty_json(&record.to_json())
}

/// JSON laid out for reading, in the order in which it stands.
pub(crate) fn pretty_json(json: &str) -> String {
    let mut out = String::with_capacity(json.len() * 2);
    lay_out(json, 0, 0, &mut out);
    out.push('\n');
    out
}

/// Lays out one value, which begins after `used` characters of its line.
fn lay_out(json: &str, indent: usize, used: usize, out: &mut String) {
    let flat = one_line(json);
    // The outermost value is always broken, so that a record never is one line.
    if indent > 0 && used + flat.chars().count() < WIDTH {
        out.push_str(&flat);
        return;
    }
    let pad = "  ".repeat(indent + 1);
    let members: Vec<(Option<String>, &RawValue)> = locate::members(json);
    let (open, close) = if json.starts_with('{') { ('{', '}') } else { ('[', ']') };
    if members.is_empty() || !json.starts_with(['{', '[']) {
        out.push_str(&flat);
        return;
    }
    out.push(open);
    for (n, (key, value)) in members.iter().enumerate() {
        out.push_str(if n == 0 { "\n" } else { ",\n" });
        out.push_str(&pad);
        let mut used = pad.len();
        if let Some(key) = key {
            let key = serde_json::to_string(key).unwrap_or_default();
            used += key.chars().count() + 2;
            out.push_str(&key);
            out.push_str(": ");
        }
        lay_out(value.get(), indent + 1, used, out);
    }
    out.push('\n');
    out.push_str(&"  ".repeat(indent));
    out.push(close);
}

/// Compact JSON with a space after each comma and colon and inside braces.
fn one_line(json: &str) -> String {
    let mut out = String::with_capacity(json.len() + json.len() / 4);
    let mut in_text = false;
    let mut escaped = false;
    for c in json.chars() {
        if in_text {
            out.push(c);
            in_text = escaped || c != '"';
            escaped = !escaped && c == '\\';
            continue;
        }
        match c {
            '"' => {
                in_text = true;
                out.push(c);
            }
            ',' | ':' => {
                out.push(c);
                out.push(' ');
            }
            '{' => out.push_str("{ "),
            '}' => out.push_str(" }"),
            c if c.is_ascii_whitespace() => {}
            c => out.push(c),
        }
    }
    out
}

/// The files of a dataset, with their paths relative to its folder, in a fixed order.
///
/// `dataset.json` comes first.
///
/// ```
/// # let dataset = rapporteur_schema::Dataset::open("tests/data/brazil-un-human-rights")?;
/// use rapporteur_schema::canonical::{Layout, files};
/// let lines = files(&dataset, Layout::Lines);
/// let names: Vec<_> = lines.iter().map(|(path, _)| path.display().to_string()).collect();
/// assert_eq!(names[..2], ["dataset.json", "sources.jsonl"]);
/// // A record a file, and dataset.json.
/// assert_eq!(files(&dataset, Layout::Files).len(), dataset.len() + 1);
/// # Ok::<(), Box<dyn std::error::Error>>(())
/// ```
pub fn files(dataset: &Dataset, layout: Layout) -> Vec<(PathBuf, Vec<u8>)> {
    let meta = serde_json::to_string(&dataset.meta).unwrap_or_default();
    let mut files = vec![(PathBuf::from("dataset.json"), pretty_json(&meta).into_bytes())];
    for register in Register::ALL {
        match layout {
            Layout::Files => files.extend(dataset.register(register).map(|record| {
                let path = PathBuf::from(register.folder()).join(format!("{}.json", record.id()));
                (path, pretty(record).into_bytes())
            })),
            Layout::Lines => {
                let mut lines = Vec::new();
                for record in dataset.register(register) {
                    lines.extend_from_slice(record.to_json().as_bytes());
                    lines.push(b'\n');
                }
                if !lines.is_empty() {
                    files.push((PathBuf::from(format!("{}.jsonl", register.folder())), lines));
                }
            }
        }
    }
    files
}

/// The whole dataset as one sequence of bytes: `dataset.json` on the first line,
/// then every record on a line that begins with its register, a space between.
///
/// Two datasets are equal when these bytes are; the hash of a dataset is the
/// SHA-256 of them.
///
/// ```
/// # let dataset = rapporteur_schema::Dataset::open("tests/data/brazil-un-human-rights")?;
/// use rapporteur_schema::canonical;
/// let bytes = canonical::bytes(&dataset);
/// assert_eq!(canonical::from_bytes(&bytes)?, dataset);
/// # Ok::<(), Box<dyn std::error::Error>>(())
/// ```
pub fn bytes(dataset: &Dataset) -> Vec<u8> {
    let mut out = serde_json::to_vec(&dataset.meta).unwrap_or_default();
    out.push(b'\n');
    for record in dataset.records() {
        out.extend_from_slice(record.register().name().as_bytes());
        out.push(b' ');
        out.extend_from_slice(record.to_json().as_bytes());
        out.push(b'\n');
    }
    out
}

/// The SHA-256 of what [`bytes`] returns, made record by record, so that a dataset of
/// any size takes no more memory.
///
/// ```
/// # use rapporteur_schema::{Dataset, canonical, model::Sha256};
/// # let dataset = Dataset::open("tests/data/brazil-un-human-rights")?;
/// # let dataset = &dataset;
/// assert_eq!(canonical::hash(dataset), Sha256::of(&canonical::bytes(dataset)));
/// # Ok::<(), Box<dyn std::error::Error>>(())
/// ```
pub fn hash(dataset: &Dataset) -> Sha256 {
    let mut stream = Sha256::stream();
    stream.update(&serde_json::to_vec(&dataset.meta).unwrap_or_default());
    stream.update(b"\n");
    for record in dataset.records() {
        stream.update(record.register().name().as_bytes());
        stream.update(b" ");
        stream.update(record.to_json().as_bytes());
        stream.update(b"\n");
    }
    stream.finish()
}

/// Reads what [`bytes`] wrote.
///
/// ```
/// # let dataset = rapporteur_schema::Dataset::open("tests/data/brazil-un-human-rights")?;
/// use rapporteur_schema::canonical;
/// assert_eq!(canonical::from_bytes(&canonical::bytes(&dataset))?, dataset);
/// assert!(canonical::from_bytes(b"{}").is_err());
/// # Ok::<(), Box<dyn std::error::Error>>(())
/// ```
pub fn from_bytes(bytes: &[u8]) -> Result<Dataset, String> {
    let text = std::str::from_utf8(bytes).map_err(|error| error.to_string())?;
    let mut lines = text.lines();
    let meta = serde_json::from_str(lines.next().unwrap_or_default())
        .map_err(|error| format!("line 1: {error}"))?;
    let mut records = Vec::new();
    for (n, line) in lines.enumerate() {
        let at = |error: &dyn std::fmt::Display| format!("line {}: {error}", n + 2);
        let (register, json) = line.split_once(' ').ok_or_else(|| at(&"no register"))?;
        let register: Register = register.parse().map_err(|error| at(&error))?;
        let record = crate::model::Record::from_json(register, json.as_bytes())
            .map_err(|error| at(&error))?;
        records.push(record);
    }
    Dataset::from_records(meta, records).map_err(|error| error.to_string())
}

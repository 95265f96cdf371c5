//! Whether a dataset's own words are its own.
//!
//! Facts and names carry over from a source; sentences do not. This finds runs of
//! words that a dataset's text shares with the texts of its sources, outside names
//! and titles.

use std::{collections::BTreeSet, fs, path::Path};

use rapporteur_schema::{Dataset, RecordRef, view::Atom};
use serde::Serialize;

use crate::files::{FileError, fail};

/// So many words in a row are too many.
pub const RUN: usize = 8;

/// A run of words that a text shares with a source.
#[derive(Debug, Clone, PartialEq, Eq, Serialize)]
#[non_exhaustive]
pub struct SharedRun {
    /// The record.
    pub record: String,
    /// The field.
    pub field: &'static str,
    /// The words.
    pub words: String,
}

fn words(text: &str) -> Vec<String> {
    text.split(|c: char| !c.is_alphanumeric())
        .filter(|word| !word.is_empty())
        .map(str::to_lowercase)
        .collect()
}

/// The runs of a text, as it stands and with its hyphens taken out: old line ends
/// leave hyphens within words.
fn runs_of(text: &str, runs: &mut BTreeSet<Vec<String>>) {
    for text in [text.to_owned(), text.replace('-', "")] {
        runs.extend(words(&text).windows(RUN).map(<[String]>::to_vec));
    }
}

/// Every run of at least [`RUN`] words that the dataset shares with a text in the
/// folder, outside names and titles and outside what is kept as printed.
pub fn shared_runs(dataset: &Dataset, texts: &Path) -> Result<Vec<SharedRun>, FileError> {
    let mut known = BTreeSet::new();
    for entry in fs::read_dir(texts).map_err(fail("list", texts))? {
        let path = entry.map_err(fail("list", texts))?.path();
        if !path.is_file() {
            continue;
        }
        let bytes = fs::read(&path).map_err(fail("read", &path))?;
        for line in String::from_utf8_lossy(&bytes).lines() {
            runs_of(line, &mut known);
        }
    }
    let names = names(dataset);
    let mut found = Vec::new();
    for record in dataset.records() {
        for field in record.fields() {
            if matches!(field.def.name, "names" | "title" | "symbol") {
                continue;
            }
            let mut look = |text: &str| {
                if let Some(run) = longest_run(&mask(words(text), &names), &known) {
                    found.push(SharedRun {
                        record: record.id().to_string(),
                        field: field.def.name,
                        words: run,
                    });
                }
            };
            for reading in &field.readings {
                let notes =
                    reading.items.iter().map(|item| item.meta.note).chain([reading.meta.note]);
                for (_, text) in notes.flatten().flat_map(|note| note.iter()) {
                    look(text);
                }
                for (part, atom) in reading.items.iter().flat_map(|item| &item.parts) {
                    // The title under which somebody took part is a title.
                    if let Atom::Text(text) = atom
                        && part.name != "capacity"
                    {
                        text.iter().for_each(|(_, text)| look(text));
                    }
                }
            }
        }
    }
    Ok(found)
}

/// Every name and title, as words, the longest first.
fn names(dataset: &Dataset) -> Vec<Vec<String>> {
    let mut names = BTreeSet::new();
    for record in dataset.records() {
        for field in record.fields() {
            if !matches!(field.def.name, "names" | "title") {
                continue;
            }
            for (_, atom) in field.readings.iter().flat_map(|r| &r.items).flat_map(|i| &i.parts) {
                match atom {
                    Atom::Plain(text) => {
                        names.insert(words(text));
                    }
                    Atom::Text(text) => names.extend(text.iter().map(|(_, text)| words(text))),
                    _ => {}
                }
            }
        }
        if let RecordRef::Source(source) = record {
            let headings =
                source.passages.iter().flat_map(|p| p.iter()).filter_map(|p| p.heading.as_ref());
            names.extend(headings.flat_map(|list| list.iter()).map(|text| words(text.as_str())));
        }
    }
    let mut names: Vec<Vec<String>> = names.into_iter().filter(|name| name.len() > 1).collect();
    names.sort_by_key(|name| std::cmp::Reverse(name.len()));
    names
}

/// The words with every name replaced by one empty word, which is in no run.
fn mask(words: Vec<String>, names: &[Vec<String>]) -> Vec<String> {
    let mut masked = words;
    for name in names {
        while let Some(at) = masked.windows(name.len()).position(|window| window == name) {
            masked.splice(at..at + name.len(), [String::new()]);
        }
    }
    masked
}

/// The first run of known words, as long as it goes.
fn longest_run(words: &[String], known: &BTreeSet<Vec<String>>) -> Option<String> {
    let shared: Vec<bool> = words.windows(RUN).map(|window| known.contains(window)).collect();
    let start = shared.iter().position(|shared| *shared)?;
    let more = shared.iter().skip(start).take_while(|shared| **shared).count();
    Some(words.get(start..start + more + RUN - 1)?.join(" "))
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_run_is_found_and_a_name_is_not() {
        let mut known = BTreeSet::new();
        runs_of(
            "The com-mittee on the rights of the child met in the old town hall twice.",
            &mut known,
        );
        let names = [words("committee on the rights of the child")];
        let run = |text: &str| longest_run(&mask(words(text), &names), &known);
        assert_eq!(run("They say the Committee on the Rights of the Child met in the town"), None);
        assert_eq!(
            longest_run(&words("yes of the child met in the old town hall no"), &known).as_deref(),
            Some("of the child met in the old town hall")
        );
    }
}

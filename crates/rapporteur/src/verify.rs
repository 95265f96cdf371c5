//! Confirming citations against the texts of the sources.

use std::{
    collections::{BTreeMap, BTreeSet},
    fs,
    path::{Path, PathBuf},
};

use rapporteur_schema::{
    Dataset, RecordRef, all_cites,
    model::{Source, passage_hash, passage_lines},
};
use serde::Serialize;

use crate::files::{FileError, fail};

/// What came of comparing a dataset with the texts of its sources.
#[derive(Debug, Clone, Default, Serialize)]
#[non_exhaustive]
pub struct Verification {
    /// Each source.
    pub sources: Vec<SourceVerification>,
    /// How many citations there are, counted wherever they are written.
    pub citations: usize,
    /// How many of them name a passage whose text was found unchanged.
    pub confirmed: usize,
}

/// What came of comparing one source.
#[derive(Debug, Clone, Serialize)]
#[non_exhaustive]
pub struct SourceVerification {
    /// The source.
    pub source: String,
    /// The file that holds its text; `None` if none of the files does.
    pub file: Option<PathBuf>,
    /// How many passages the source lists.
    pub passages: usize,
    /// How many of them were found unchanged.
    pub unchanged: usize,
    /// Passages whose text is another than when they were recorded, or is gone.
    pub changed: Vec<String>,
    /// Passages of the text that the source does not list.
    pub unlisted: Vec<String>,
    /// Passages that no record cites and that do not say why.
    pub uncited: Vec<String>,
    /// How many passages say why no record cites them.
    pub excused: usize,
}

impl Verification {
    /// Whether every citation was confirmed and every text found.
    pub fn holds(&self) -> bool {
        self.confirmed == self.citations
            && self.sources.iter().all(|source| source.file.is_some() && source.changed.is_empty())
    }
}

/// Compares a dataset with the texts in a folder.
///
/// A source's text is the file that holds most of its passages, whatever its name.
/// Files that are not UTF-8 text are passed over.
pub fn verify(dataset: &Dataset, texts: &Path) -> Result<Verification, FileError> {
    verify_with_tables(dataset, texts, Vec::new())
}

/// As [`verify()`], where some of the sources are tables: `tables` has their passages
/// ([`mapped::passages`](crate::mapped::passages)).
pub fn verify_with_tables(
    dataset: &Dataset,
    texts: &Path,
    tables: Vec<Text>,
) -> Result<Verification, FileError> {
    let mut all = tables;
    all.extend(read_texts(texts)?);
    let texts = all;
    let mut cited: BTreeMap<&str, BTreeMap<&str, usize>> = BTreeMap::new();
    for record in dataset.records() {
        for cite in all_cites(record).into_iter().flatten() {
            *cited.entry(cite.source()).or_default().entry(cite.passage()).or_default() += 1;
        }
    }
    // A source cites itself for its title and dates; only other records count as use.
    let mut used: BTreeMap<&str, BTreeSet<&str>> = BTreeMap::new();
    for record in dataset.records().filter(|record| !matches!(record, RecordRef::Source(_))) {
        for cite in all_cites(record).into_iter().flatten() {
            used.entry(cite.source()).or_default().insert(cite.passage());
        }
    }
    let mut result = Verification::default();
    for source in dataset.sources() {
        let id = source.id.as_str();
        let checked = check(source, &texts, used.get(id), cited.get(id));
        let counts = cited.get(id).into_iter().flatten();
        for (passage, times) in counts {
            result.citations += times;
            let sound = checked.file.is_some() && !checked.changed.iter().any(|key| key == passage);
            result.confirmed += if sound { *times } else { 0 };
        }
        result.sources.push(checked);
    }
    Ok(result)
}

/// The hashes of the passages of a text, by key.
type Hashes = BTreeMap<String, String>;

/// A text that a source may have.
#[derive(Debug, Clone)]
#[non_exhaustive]
pub struct Text {
    /// The file, or the folder of several.
    pub path: PathBuf,
    /// The source, if it can be no other.
    pub source: Option<String>,
    /// The hash of each passage, by its key.
    pub passages: BTreeMap<String, String>,
}

impl Text {
    /// The text of a source that is a table.
    pub fn of_table(path: PathBuf, source: &Source) -> Self {
        let passages = source.passages.iter().flat_map(|list| list.iter());
        let passages = passages.map(|p| (p.key.to_string(), p.sha256.to_string())).collect();
        Self { path, source: Some(source.id.to_string()), passages }
    }
}

fn read_texts(folder: &Path) -> Result<Vec<Text>, FileError> {
    let entries = fs::read_dir(folder).map_err(fail("list", folder))?;
    let mut paths = entries
        .map(|entry| entry.map(|entry| entry.path()))
        .collect::<Result<Vec<_>, _>>()
        .map_err(fail("list", folder))?;
    paths.sort();
    let mut texts = Vec::new();
    for path in paths.into_iter().filter(|path| path.is_file()) {
        let bytes = fs::read(&path).map_err(fail("read", &path))?;
        let Ok(text) = String::from_utf8(bytes) else { continue };
        let passages = passage_lines(&text)
            .map(|(n, line)| (n.to_string(), passage_hash(line).as_str().to_owned()))
            .collect();
        texts.push(Text { path, source: None, passages });
    }
    Ok(texts)
}

fn check(
    source: &Source,
    texts: &[Text],
    used: Option<&BTreeSet<&str>>,
    cited: Option<&BTreeMap<&str, usize>>,
) -> SourceVerification {
    let passages = || source.passages.iter().flat_map(|list| list.iter());
    let found = |hashes: &Hashes| {
        passages()
            .filter(|p| hashes.get(p.key.as_str()).is_some_and(|h| h == p.sha256.as_str()))
            .count()
    };
    let best = texts
        .iter()
        .filter(|text| text.source.as_ref().is_none_or(|id| id == source.id.as_str()))
        .map(|text| (found(&text.passages), &text.path, &text.passages))
        .filter(|(hits, ..)| *hits > 0)
        // The first of several equals, so that nothing depends on chance.
        .rev()
        .max_by_key(|(hits, ..)| *hits);
    let mut checked = SourceVerification {
        source: source.id.to_string(),
        file: best.map(|(_, path, _)| path.clone()),
        passages: passages().count(),
        unchanged: best.map_or(0, |(hits, ..)| hits),
        changed: Vec::new(),
        unlisted: Vec::new(),
        uncited: Vec::new(),
        excused: passages().filter(|p| p.uncited.is_some()).count(),
    };
    let listed: BTreeSet<&str> = passages().map(|p| p.key.as_str()).collect();
    if let Some((.., hashes)) = best {
        for passage in passages() {
            if hashes.get(passage.key.as_str()).map(String::as_str) != Some(passage.sha256.as_str())
            {
                checked.changed.push(passage.key.to_string());
            }
        }
        checked.unlisted =
            hashes.keys().filter(|key| !listed.contains(key.as_str())).cloned().collect();
        checked.unlisted.sort_by_key(|key| key.parse::<u64>().unwrap_or(u64::MAX));
    }
    for passage in passages() {
        let key = passage.key.as_str();
        let by_record = used.is_some_and(|keys| keys.contains(key));
        let by_source = cited.is_some_and(|keys| keys.contains_key(key));
        if passage.uncited.is_none() && !by_record && !by_source {
            checked.uncited.push(key.to_owned());
        }
    }
    checked
}

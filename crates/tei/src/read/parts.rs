//! Putting the files of a divided edition together again.

use std::collections::BTreeMap;

use rapporteur_schema::Dataset;

use super::{Gathered, Imported, ReadError, dom::Element};

/// Which part of an edition a document says that it is.
#[derive(Debug, Default)]
pub(super) struct Stated {
    /// The name of its file.
    pub(super) file: String,
    number: Option<usize>,
    of: Option<usize>,
}

/// Whether an element says something of the edition of which a document is a part.
pub(super) fn is_wanted(name: &str, element: &Element) -> bool {
    match name {
        "biblScope" | "measure" => element.attribute("unit") == "file",
        "list" => element.attribute("type") == "files",
        _ => false,
    }
}

impl Stated {
    pub(super) fn take(&mut self, element: &Element) {
        match element.name.as_str() {
            "biblScope" => self.number = element.attribute("n").parse().ok(),
            "measure" => self.of = element.attribute("quantity").parse().ok(),
            _ => self.file = element.text(),
        }
    }

    /// Its number, counted from 1, and how many parts there are.
    pub(super) fn place(&self) -> Option<(usize, usize)> {
        self.number.zip(self.of)
    }
}

/// The files that the list of contents names.
pub(super) fn files(list: &Element) -> Vec<String> {
    let items = list.elements().filter(|child| child.name == "item");
    let links = items.flat_map(|item| item.elements().filter(|child| child.name == "ref"));
    links.map(|link| link.attribute("target").to_owned()).collect()
}

/// Reads the files of a divided edition, each with its name, in any order. The names
/// are for messages: files may have been renamed.
///
/// All files must be there; what is missing, given twice or of another edition is
/// told by name. A document that holds the whole dataset is read alone.
///
/// ```
/// let none: [(&str, &[u8]); 0] = [];
/// let error = rapporteur_tei::read_parts(none).unwrap_err();
/// assert_eq!(error.to_string(), "no file of an edition was given");
/// ```
pub fn read_parts<N, B>(files: impl IntoIterator<Item = (N, B)>) -> Result<Dataset, ReadError>
where
    N: AsRef<str>,
    B: AsRef<[u8]>,
{
    put_together(files).map(|(dataset, _)| dataset)
}

/// As [`read_parts`], and says whether somebody has changed the data since the files
/// were made.
pub fn inspect_parts<N, B>(files: impl IntoIterator<Item = (N, B)>) -> Result<Imported, ReadError>
where
    N: AsRef<str>,
    B: AsRef<[u8]>,
{
    put_together(files).map(|(dataset, hash)| Imported::new(dataset, hash))
}

impl Gathered {
    /// Adds what another document of the same edition holds.
    fn add(&mut self, other: Self) {
        self.meta = self.meta.take().or(other.meta);
        self.records.extend(other.records);
        if !other.files.is_empty() {
            self.files = other.files;
        }
    }
}

fn put_together<N, B>(
    files: impl IntoIterator<Item = (N, B)>,
) -> Result<(Dataset, Option<String>), ReadError>
where
    N: AsRef<str>,
    B: AsRef<[u8]>,
{
    let mut all = Gathered::default();
    let mut given: BTreeMap<usize, String> = BTreeMap::new();
    let mut edition: Option<(String, usize, Option<String>)> = None;
    for (name, bytes) in files {
        let name = name.as_ref().to_owned();
        let mut one = Gathered::default();
        let gathered = one.gather(bytes.as_ref());
        gathered
            .map_err(|error| ReadError::InPart { file: name.clone(), error: Box::new(error) })?;
        let (number, of) = one.part.place().unwrap_or((1, 1));
        let first = edition.get_or_insert_with(|| (name.clone(), of, one.hash.clone()));
        let other = |reason: &str| ReadError::OtherEdition {
            file: name.clone(),
            first: first.0.clone(),
            reason: reason.to_owned(),
        };
        if of != first.1 {
            return Err(other(&format!("it is one of {of} files, the other one of {}", first.1)));
        }
        if one.hash != first.2 {
            return Err(other("they were made from different datasets, as their hashes say"));
        }
        if number == 0 || number > of {
            return Err(other(&format!("it says that it is file {number} of {of}")));
        }
        if let Some(before) = given.insert(number, name.clone()) {
            return Err(ReadError::PartTwice { first: before, second: name, number });
        }
        all.add(one);
    }
    let (_, of, hash) = edition.ok_or(ReadError::NoParts)?;
    let missing: Vec<String> = (1..=of)
        .filter(|number| !given.contains_key(number))
        .map(|number| {
            let name = number.checked_sub(1).and_then(|at| all.files.get(at));
            name.map_or_else(|| format!("file {number} of {of}"), |name| format!("`{name}`"))
        })
        .take(20)
        .collect();
    if !missing.is_empty() {
        return Err(ReadError::MissingParts { missing, of });
    }
    all.hash = hash;
    all.finish()
}

//! Reading back what [`write`](crate::write) wrote.
//!
//! Authoritative are: what the dataset says of itself (`xenoData`), the passages of
//! the sources (`sourceDesc`), and the annotations (`standOff`). Everything else is
//! made from these and is not looked at.

mod dom;
mod parts;
mod value;

pub use parts::{inspect_parts, read_parts};

use std::{collections::BTreeMap, fmt};

use rapporteur_schema::{
    Dataset, DuplicateId, Register, canonical,
    draft::{Draft, DraftField, DraftItem, DraftReading},
    model::{DatasetMeta, Record},
};

use self::dom::Element;
use crate::write::ids;

/// A place in a document.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
#[non_exhaustive]
pub struct Position {
    /// The line, counted from 1.
    pub line: usize,
    /// The column, in characters, counted from 1.
    pub column: usize,
}

impl Position {
    fn of(text: &str, at: usize) -> Self {
        let before = text.get(..at.min(text.len())).unwrap_or(text);
        let line = before.bytes().filter(|b| *b == b'\n').count() + 1;
        let start = before.rfind('\n').map_or(0, |end| end + 1);
        let column = before.get(start..).map_or(0, |rest| rest.chars().count()) + 1;
        Self { line, column }
    }
}

impl fmt::Display for Position {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(f, "line {}, column {}", self.line, self.column)
    }
}

/// Why a document is not a dataset.
#[derive(Debug, Clone, PartialEq, Eq, thiserror::Error)]
#[non_exhaustive]
pub enum ReadError {
    /// The document is not in UTF-8.
    #[error("the document is not in UTF-8: byte {at} is not part of a character; save it as UTF-8")]
    NotUtf8 {
        /// How many bytes stand before the place.
        at: usize,
    },
    /// The document is not well-formed XML.
    #[error("{position}: not well-formed XML: {message}")]
    Xml {
        /// Where.
        position: Position,
        /// Why.
        message: String,
    },
    /// The document declares a document type, by which it could name other files.
    #[error("{position}: the document has a DOCTYPE, which is refused: remove it")]
    Doctype {
        /// Where.
        position: Position,
    },
    /// The document uses an entity that XML does not define.
    #[error("{position}: the entity `&{name};` is not one that XML defines: write the character")]
    Entity {
        /// Where.
        position: Position,
        /// The name of the entity.
        name: String,
    },
    /// The document is not a TEI document.
    #[error(
        "{position}: not a TEI document: its first element is {}, not `TEI` in the namespace http://www.tei-c.org/ns/1.0",
        found.as_ref().map_or_else(|| "missing".to_owned(), |name| format!("`{name}`"))
    )]
    NotTei {
        /// Where.
        position: Position,
        /// The name of the first element.
        found: Option<String>,
    },
    /// The document is TEI, but was not made from a dataset.
    #[error("the document has no `xenoData` of the type `dataset`: it was not made by Rapporteur")]
    NoDataset,
    /// What the dataset says of itself cannot be read.
    #[error("{position}: the `xenoData` of the dataset: {reason}")]
    Meta {
        /// Where.
        position: Position,
        /// Why.
        reason: String,
    },
    /// A record cannot be read.
    #[error("{position}: the record `{record}`: {reason}")]
    Record {
        /// Where.
        position: Position,
        /// Which.
        record: String,
        /// Why.
        reason: String,
    },
    /// The document is one of several that belong together.
    #[error(
        "`{file}` is file {number} of {of} of a divided edition: give all of them, they make one dataset"
    )]
    OnlyPart {
        /// The name of the file, as it says itself.
        file: String,
        /// Which of the files it is.
        number: usize,
        /// How many there are.
        of: usize,
    },
    /// No file was given.
    #[error("no file of an edition was given")]
    NoParts,
    /// Files of an edition are not there.
    #[error("of the {of} files of the edition {} missing: {}", if missing.len() == 1 { "one is" } else { "several are" }, missing.join(", "))]
    MissingParts {
        /// Their names; their numbers, where no file tells their names.
        missing: Vec<String>,
        /// How many there should be.
        of: usize,
    },
    /// Two files are the same part of an edition.
    #[error(
        "`{first}` and `{second}` are both file {number} of the edition: leave one of them out"
    )]
    PartTwice {
        /// The one.
        first: String,
        /// The other.
        second: String,
        /// Which of the files they are.
        number: usize,
    },
    /// Files that do not belong together.
    #[error("`{file}` does not belong to the edition of `{first}`: {reason}")]
    OtherEdition {
        /// The one that does not belong.
        file: String,
        /// The first that was given.
        first: String,
        /// How that shows.
        reason: String,
    },
    /// One of several files cannot be read.
    #[error("{file}: {error}")]
    InPart {
        /// The name of the file.
        file: String,
        /// Why not.
        error: Box<ReadError>,
    },
    /// Two records have the same identifier.
    #[error(transparent)]
    Twice(#[from] DuplicateId),
}

/// A dataset with what its document says about its origin.
#[derive(Debug, Clone, PartialEq, Eq)]
#[non_exhaustive]
pub struct Imported {
    /// The dataset.
    pub dataset: Dataset,
    /// The SHA-256 of the dataset from which the document was made, as it says.
    pub stated_sha256: Option<String>,
    /// Whether the dataset still is the one from which the document was made;
    /// `None` if the document does not say.
    pub unchanged: Option<bool>,
}

/// Reads a document that [`write`](crate::write) wrote, in any layout.
///
/// What was reformatted since is read all the same, as long as the text in it is
/// what it was. The errors name the place.
///
/// ```
/// let error = rapporteur_tei::read(b"<html/>").unwrap_err();
/// assert!(error.to_string().starts_with("line 1, column 1: not a TEI document"));
/// ```
pub fn read(bytes: &[u8]) -> Result<Dataset, ReadError> {
    document(bytes).map(|(dataset, _)| dataset)
}

/// As [`read`], and says whether somebody has changed the data since the document
/// was made: an editor may want to know before taking it over.
///
/// ```
/// # fn take_over(document: &[u8]) -> Result<(), rapporteur_tei::ReadError> {
/// let imported = rapporteur_tei::inspect(document)?;
/// match imported.unchanged {
///     Some(true) => println!("the dataset as it was exported"),
///     Some(false) => println!("edited since"),
///     None => println!("the document does not say from what it was made"),
/// }
/// # Ok(())
/// # }
/// ```
pub fn inspect(bytes: &[u8]) -> Result<Imported, ReadError> {
    let (dataset, stated_sha256) = document(bytes)?;
    Ok(Imported::new(dataset, stated_sha256))
}

impl Imported {
    fn new(dataset: Dataset, stated_sha256: Option<String>) -> Self {
        let unchanged =
            stated_sha256.as_ref().map(|stated| canonical::hash(&dataset).as_str() == stated);
        Self { dataset, stated_sha256, unchanged }
    }
}

/// What was gathered from one document, or from several that belong together.
#[derive(Default)]
struct Gathered {
    meta: Option<DatasetMeta>,
    hash: Option<String>,
    passages: BTreeMap<String, DraftReading>,
    records: Vec<Record>,
    part: parts::Stated,
    /// The names of all files of an edition, in order.
    files: Vec<String>,
}

fn document(bytes: &[u8]) -> Result<(Dataset, Option<String>), ReadError> {
    let mut gathered = Gathered::default();
    gathered.gather(bytes)?;
    if let Some((number, of)) = gathered.part.place().filter(|(_, of)| *of > 1) {
        return Err(ReadError::OnlyPart { file: gathered.part.file, number, of });
    }
    gathered.finish()
}

fn is_wanted(element: &Element) -> bool {
    let kind = element.attribute("type");
    match element.name.as_str() {
        "xenoData" => kind == "dataset",
        "idno" => kind == "file" || kind == "sha256" && element.attribute("subtype") == "canonical",
        "note" => kind == "passages",
        "listAnnotation" => kind == "record",
        name => parts::is_wanted(name, element),
    }
}

impl Gathered {
    /// Adds what a document holds.
    fn gather(&mut self, bytes: &[u8]) -> Result<(), ReadError> {
        let text = std::str::from_utf8(bytes)
            .map_err(|error| ReadError::NotUtf8 { at: error.valid_up_to() })?;
        let text = text.strip_prefix('\u{FEFF}').unwrap_or(text);
        dom::each(text, is_wanted, |element, around| self.take(text, &element, around))
    }

    fn finish(self) -> Result<(Dataset, Option<String>), ReadError> {
        let meta = self.meta.ok_or(ReadError::NoDataset)?;
        Ok((Dataset::from_records(meta, self.records)?, self.hash))
    }

    fn take(&mut self, text: &str, element: &Element, around: &str) -> Result<(), ReadError> {
        let position = || Position::of(text, element.at);
        match element.name.as_str() {
            "xenoData" => {
                let reason = |reason: String| ReadError::Meta { position: position(), reason };
                let meta = serde_json::from_str(&element.text());
                let meta = meta.map_err(|error| reason(error.to_string()))?;
                if self.meta.replace(meta).is_some() {
                    return Err(reason("it stands twice".into()));
                }
            }
            "idno" if element.attribute("type") == "sha256" => self.hash = Some(element.text()),
            "idno" | "biblScope" | "measure" => self.part.take(element),
            "list" => self.files = parts::files(element),
            "note" => {
                let mut reading = DraftReading {
                    bare: true,
                    open: element.attribute("subtype") == "open",
                    ..DraftReading::default()
                };
                passages(element, &mut reading.items).map_err(|reason| ReadError::Record {
                    position: position(),
                    record: around.to_owned(),
                    reason,
                })?;
                self.passages.insert(around.to_owned(), reading);
            }
            _ => {
                let id = value::record(element.attribute("corresp"));
                let record = id.clone().unwrap_or_default();
                let fail = |(at, reason): (usize, String)| ReadError::Record {
                    position: Position::of(text, at),
                    record: record.clone(),
                    reason,
                };
                let id = id.map_err(|reason| fail((element.at, reason)))?;
                let draft = self.draft(element, id).map_err(fail)?;
                let finished = draft.finish();
                let finished =
                    finished.map_err(|error| fail((element.at, error.reasons.join("; "))))?;
                self.records.push(finished);
            }
        }
        Ok(())
    }

    fn draft(&mut self, element: &Element, id: String) -> Result<Draft, (usize, String)> {
        let register = element.attribute("subtype").parse::<Register>();
        let mut draft = Draft {
            register: register.map_err(|error| (element.at, error.to_string()))?,
            id,
            kind: String::new(),
            fields: Vec::new(),
            cite: Vec::new(),
            access: None,
        };
        for child in flat(element) {
            let fail = |reason: String| (child.at, reason);
            if child.name == "listAnnotation" {
                let (name, reading) = reading(child)?;
                add(&mut draft, name.map_err(fail)?, reading);
                continue;
            }
            if value::is_identity(child) {
                let said = value::said(child).map_err(fail)?;
                draft.kind = said.kind.ok_or_else(|| fail("its kind is not said".into()))?;
                draft.cite = said.item.meta.cite;
                draft.access = said.item.meta.access;
                continue;
            }
            let name = field_of(child).map_err(fail)?;
            if child.elements().any(|e| e.name == "ref" && e.attribute("target").starts_with("#L."))
            {
                let reading = self.passages_of(&draft.id, child).map_err(fail)?;
                add(&mut draft, name, reading);
                continue;
            }
            let said = value::said(child).map_err(fail)?;
            add_bare(&mut draft, name, said.item);
        }
        Ok(draft)
    }

    /// The passages of a source, which must all be there.
    fn passages_of(&mut self, source: &str, annotation: &Element) -> Result<DraftReading, String> {
        let reading = self.passages.remove(source).unwrap_or_default();
        let (there, stated) = (reading.items.len(), annotation.attribute("n"));
        if there.to_string() == stated {
            return Ok(reading);
        }
        Err(format!(
            "{there} passages stand in its `biblStruct`, and its annotation says that they are {}",
            stated.escape_debug()
        ))
    }
}

fn passages(element: &Element, items: &mut Vec<DraftItem>) -> Result<(), String> {
    for child in element.elements() {
        match child.name.as_str() {
            "item" if child.attribute("n").is_empty() => passages(child, items)?,
            "item" => items.push(value::said(child)?.item),
            "list" => passages(child, items)?,
            _ => {}
        }
    }
    Ok(())
}

/// Annotations and lists in order, those in parts of a long list among them.
fn flat(element: &Element) -> Vec<&Element> {
    let mut all = Vec::new();
    for child in element.elements() {
        match child.name.as_str() {
            "listAnnotation" if child.attribute("type") == "part" => all.extend(flat(child)),
            "listAnnotation" | "annotation" => all.push(child),
            _ => {}
        }
    }
    all
}

/// The name of the field to which an annotation or a list of them belongs.
fn field_of(element: &Element) -> Result<&str, String> {
    let pointers = element.attribute("ana").split_ascii_whitespace();
    let mut names = pointers.filter_map(ids::field_of);
    names.next().ok_or_else(|| {
        let name = &element.name;
        format!("a `{name}` does not say in its attribute `ana` of which field it is")
    })
}

/// A reading more of a field.
fn add(draft: &mut Draft, name: &str, reading: DraftReading) {
    match draft.fields.iter_mut().find(|field| field.name == name) {
        Some(field) => field.readings.push(reading),
        None => draft.fields.push(DraftField { name: name.to_owned(), readings: vec![reading] }),
    }
}

/// An item more of the bare value of a field.
fn add_bare(draft: &mut Draft, name: &str, item: DraftItem) {
    let field = draft.fields.iter_mut().find(|field| field.name == name);
    match field.and_then(|field| field.readings.last_mut()) {
        Some(reading) if reading.bare => reading.items.push(item),
        _ => {
            let bare = DraftReading { bare: true, items: vec![item], ..DraftReading::default() };
            add(draft, name, bare);
        }
    }
}

type Named<'e> = (Result<&'e str, String>, DraftReading);

/// A reading with a list of its own.
fn reading(list: &Element) -> Result<Named<'_>, (usize, String)> {
    let mut reading = DraftReading {
        bare: list.attribute("type") == "bare",
        open: list.attribute("subtype") == "open",
        ..DraftReading::default()
    };
    let mut apart = false;
    for annotation in flat(list) {
        let fail = |reason: String| (annotation.at, reason);
        let said = value::said(annotation).map_err(fail)?;
        if annotation.attribute("xml:id").starts_with("R.") {
            reading.meta = said.item.meta;
            apart = true;
            continue;
        }
        reading.absent = reading.absent.or(said.absent);
        let mut item = said.item;
        // Without an annotation of its own, a reading speaks through its one claim.
        if !apart && !reading.bare {
            reading.meta = std::mem::take(&mut item.meta);
        }
        if reading.absent.is_none() {
            reading.items.push(item);
        }
    }
    Ok((field_of(list), reading))
}

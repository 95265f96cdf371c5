//! An export in parts, made by programs that know nothing of each other, on as many machines as
//! one likes: what they write is, one after the other, byte for byte what one program writes.
//!
//! Whatever runs the parts (a shell, a batch system, Spark) needs to know three things. A part is
//! named by its [`Partition`], and a part that is made again is the same. Its files are moved
//! into place when all of them are complete, and last of all its [`PartManifest`], so that a part
//! with a manifest is done. [`merge`] puts parts together, and refuses those that are not the
//! parts of one export.
//!
//! | what | in parts | a part is made from |
//! |---|---|---|
//! | linked data in every syntax | by record | its records and the [`Outline`] |
//! | CSV | by record | the whole dataset |
//! | TEI in several documents | by document | the whole dataset |
//! | briefs | by brief | the whole dataset |
//! | TEI as one document, a workbook | not at all: a file of one machine | |

mod facts;
mod joined;
mod make;
mod merge;
mod split;
mod stream;

use std::{
    fmt,
    ops::Range,
    path::{Path, PathBuf},
    str::FromStr,
};

use rapporteur_jsonld::{Codes, Share, Whole};
use rapporteur_schema::{Dataset, DatasetMeta, Problem, canonical};
use serde::{Deserialize, Serialize};

use crate::{
    export::{ExportError, GENERATOR},
    files::{FileError, fail},
    manifest::Counts,
};

pub use facts::{FactsReport, Joined, facts, join};
pub use make::{export_part, export_part_of};
pub use merge::merge;
pub use split::{Split, split};
pub use stream::{Filter, Form, Piece};

/// The file of an [`Outline`] in a folder that [`split()`] wrote.
pub const OUTLINE: &str = "outline.json";

/// The version of the form of outlines and of manifests of parts.
pub const PARTS_VERSION: u32 = 1;

/// The most parts that something can have.
pub const MAX_PARTS: usize = 99_999;

/// Which of how many parts.
///
/// ```
/// use rapporteur::parts::Partition;
/// let part: Partition = "3/7".parse()?;
/// assert_eq!(part.to_string(), "part-00003-of-00007");
/// assert_eq!(part.range(100), 28..42);
/// assert!("8/7".parse::<Partition>().is_err());
/// # Ok::<(), rapporteur::parts::InvalidPartition>(())
/// ```
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct Partition {
    part: usize,
    of: usize,
}

/// A text that does not say which of how many parts.
#[derive(Debug, Clone, PartialEq, Eq, thiserror::Error)]
#[error(
    "`{0}` is no part of something: write I/N, the I-th of N parts, counted from 1, N at most {MAX_PARTS}"
)]
pub struct InvalidPartition(String);

impl FromStr for Partition {
    type Err = InvalidPartition;

    fn from_str(text: &str) -> Result<Self, InvalidPartition> {
        let (part, of) = text.split_once('/').unwrap_or((text, ""));
        match (part.parse(), of.parse()) {
            (Ok(part), Ok(of)) => Self::new(part, of),
            _ => None,
        }
        .ok_or_else(|| InvalidPartition(text.to_owned()))
    }
}

/// The name that its files have: `part-00003-of-00007`.
impl fmt::Display for Partition {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(f, "part-{:05}-of-{:05}", self.part, self.of)
    }
}

impl Partition {
    /// The part with this number, counted from 1; `None` if there is none.
    pub fn new(part: usize, of: usize) -> Option<Self> {
        ((1..=of).contains(&part) && of <= MAX_PARTS).then_some(Self { part, of })
    }

    /// All of so many.
    fn all(of: usize) -> impl Iterator<Item = Self> {
        (1..=of).filter_map(move |part| Self::new(part, of))
    }

    /// Its number, counted from 1.
    pub const fn part(self) -> usize {
        self.part
    }

    /// How many parts there are.
    pub const fn of(self) -> usize {
        self.of
    }

    /// Its share of so many things: parts have equally many, but for one.
    pub const fn range(self, things: usize) -> Range<usize> {
        things * (self.part - 1) / self.of..things * self.part / self.of
    }

    /// Its share of a file: the first part has the beginning, the last the end.
    pub const fn share(self) -> Share {
        Share { begin: self.part == 1, end: self.part == self.of }
    }
}

/// Of which dataset something is a part.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
#[non_exhaustive]
pub struct Identity {
    /// The version of this form.
    pub parts_version: u32,
    /// The program that wrote it.
    pub generator: String,
    /// The id of the dataset.
    pub dataset: String,
    /// Its version.
    pub version: String,
    /// The SHA-256 of its canonical bytes.
    pub sha256: String,
    /// How much the whole dataset holds.
    #[serde(flatten)]
    pub counts: Counts,
    /// In how many parts it is.
    pub of: usize,
}

impl Identity {
    /// Why it is of nothing: a file that was edited may say any number of parts.
    fn no_number(&self) -> Option<String> {
        let of = self.of;
        let known = (1..=MAX_PARTS).contains(&of);
        (!known)
            .then(|| format!("it is of {of} parts, and there are 1 to {MAX_PARTS}; write it again"))
    }
}

/// What every part needs to know of the whole dataset: as much as a few of its records.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
#[non_exhaustive]
pub struct Outline {
    /// Of which dataset.
    #[serde(flatten)]
    pub identity: Identity,
    /// What the dataset says of itself.
    pub meta: DatasetMeta,
    /// The ids of its sources, in their order.
    pub sources: Vec<String>,
    /// The codes that occur in it, by list.
    pub codes: Codes,
    /// The files of its records, in their order.
    pub parts: Vec<SplitPart>,
}

/// A file with the records of a part: lines of the canonical form.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
#[non_exhaustive]
pub struct SplitPart {
    /// Its name, in the folder of the outline.
    pub file: String,
    /// How many records are in it.
    pub records: usize,
    /// Its size in bytes.
    pub bytes: u64,
    /// The SHA-256 of its bytes.
    pub sha256: String,
}

impl Outline {
    /// Of a dataset that is all there, in so many parts.
    pub fn of(dataset: &Dataset, of: usize) -> Result<Self, PartsError> {
        let mut outline = Self::without_codes(dataset, of);
        outline.codes = rapporteur_jsonld::codes_of(dataset.records())?;
        Ok(outline)
    }

    /// As much as all parts but the last need.
    fn without_codes(dataset: &Dataset, of: usize) -> Self {
        let meta = &dataset.meta;
        Self {
            identity: Identity {
                parts_version: PARTS_VERSION,
                generator: GENERATOR.to_owned(),
                dataset: meta.id.to_string(),
                version: meta.version.to_string(),
                sha256: canonical::hash(dataset).as_str().to_owned(),
                counts: Counts::from(&rapporteur_apparatus::Summary::of(dataset)),
                of,
            },
            meta: meta.clone(),
            sources: dataset.sources().iter().map(|source| source.id.to_string()).collect(),
            codes: Codes::new(),
            parts: Vec::new(),
        }
    }

    /// Reads the outline of a folder that [`split()`] wrote, or such a file itself.
    ///
    /// # Errors
    /// When it cannot be read, is not of this version, or says a number of parts that nothing has.
    pub fn open(path: &Path) -> Result<Self, PartsError> {
        let path = if path.is_dir() { path.join(OUTLINE) } else { path.to_owned() };
        let bytes = std::fs::read(&path).map_err(fail("read", &path))?;
        let outline: Self = read_json(&path, &bytes)?;
        match outline.identity.no_number() {
            Some(why) => Err(PartsError::Json { path, why }),
            None => Ok(outline),
        }
    }

    /// The file with the records of a part; `path` is where they are looked for.
    fn part(&self, partition: Partition, path: &Path) -> Result<&SplitPart, PartsError> {
        let of = self.identity.of;
        let part = self.parts.get(partition.part() - 1);
        part.filter(|_| partition.of() == of && self.parts.len() == of)
            .ok_or_else(|| PartsError::Number { path: path.to_owned(), of })
    }

    /// What the beginning of a file says of the dataset.
    pub(crate) fn whole(&self) -> Whole<'_> {
        Whole {
            meta: &self.meta,
            sources: self.sources.iter().map(String::as_str).collect(),
            records: self.identity.counts.records,
        }
    }
}

/// Reads an outline or a manifest, of this version of its form.
fn read_json<T: serde::de::DeserializeOwned>(path: &Path, bytes: &[u8]) -> Result<T, PartsError> {
    let broken = |why: String| PartsError::Json { path: path.to_owned(), why };
    let value: serde_json::Value =
        serde_json::from_slice(bytes).map_err(|error| broken(error.to_string()))?;
    match value.get("parts_version").and_then(serde_json::Value::as_u64) {
        Some(version) if version == u64::from(PARTS_VERSION) => {}
        Some(version) => {
            return Err(broken(format!(
                "it is of version {version}; this program reads version {PARTS_VERSION}"
            )));
        }
        None => return Err(broken("it has no `parts_version`".to_owned())),
    }
    // Once more from the text, for the line and column.
    serde_json::from_slice(bytes).map_err(|error| broken(error.to_string()))
}

/// An outline or a manifest as it is written.
fn to_bytes(value: &impl Serialize) -> Result<Vec<u8>, PartsError> {
    let mut bytes = serde_json::to_vec_pretty(value).map_err(std::io::Error::other)?;
    bytes.push(b'\n');
    Ok(bytes)
}

/// What a part of an export is: beside its files, written after them.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
#[non_exhaustive]
pub struct PartManifest {
    /// Of which dataset.
    #[serde(flatten)]
    pub identity: Identity,
    /// Which part it is, counted from 1.
    pub part: usize,
    /// Its files, in the order of formats.
    pub files: Vec<PartFile>,
    /// What the dataset says of itself.
    pub meta: DatasetMeta,
}

impl PartManifest {
    /// Of these files.
    pub fn new(outline: &Outline, partition: Partition, files: Vec<PartFile>) -> Self {
        Self {
            identity: outline.identity.clone(),
            part: partition.part(),
            files,
            meta: outline.meta.clone(),
        }
    }

    /// The bytes of its file.
    ///
    /// # Errors
    /// None that is known: every key is a text.
    pub fn to_bytes(&self) -> Result<Vec<u8>, PartsError> {
        to_bytes(self)
    }

    /// The name of its file.
    pub fn file_name(partition: Partition) -> String {
        format!("{partition}.json")
    }
}

/// A file of a part of an export.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
#[non_exhaustive]
pub struct PartFile {
    /// The file of the whole export to which it belongs.
    pub name: String,
    /// Its own name: that of the file of the whole, if that is all in this part.
    pub piece: String,
    /// The format.
    pub format: String,
    /// What of the format was asked for.
    pub options: String,
    /// How much of the dataset is in it.
    #[serde(flatten)]
    pub counts: Counts,
    /// Its size in bytes.
    pub bytes: u64,
    /// The SHA-256 of its bytes.
    pub sha256: String,
    /// What a user should know about it.
    pub warnings: Vec<String>,
}

/// Why something could not be done in parts. Nothing was written.
#[derive(Debug, thiserror::Error)]
#[non_exhaustive]
pub enum PartsError {
    /// A format that has no parts, or not here.
    #[error("{format} cannot be written in parts{why}")]
    Format {
        /// The format.
        format: &'static str,
        /// Why, and what to do.
        why: &'static str,
    },
    /// A part of a dataset that was split into another number of parts.
    #[error("`{}` is split into {of} parts: ask for one of these, or split the dataset again", path.display())]
    Number {
        /// The folder.
        path: PathBuf,
        /// In how many.
        of: usize,
    },
    /// Records that are not those of the part.
    #[error(
        "{}: these are not the records of part {part}: their SHA-256 is {found}, and `{OUTLINE}` says {expected}; split the dataset again",
        path.display()
    )]
    Foreign {
        /// Where they come from.
        path: PathBuf,
        /// Which part.
        part: usize,
        /// Their hash.
        found: String,
        /// What it should be.
        expected: String,
    },
    /// Records that cannot be read.
    #[error("{} cannot be read", if .0.len() == 1 { "a record" } else { "some records" })]
    Records(Vec<Problem>),
    /// An outline or a manifest that cannot be read.
    #[error("{}: {why}", path.display())]
    Json {
        /// The file.
        path: PathBuf,
        /// What is wrong.
        why: String,
    },
    /// Parts that are not those of one export: everything that is wrong with them.
    #[error("{}", .0.join("\n"))]
    Parts(Vec<String>),
    /// The lines of facts cannot be joined.
    #[error("{}:{line}: {why}; write the facts of the part again", path.display())]
    Facts {
        /// The file.
        path: PathBuf,
        /// The line, counted from 1.
        line: usize,
        /// What is wrong.
        why: String,
    },
    /// Linked data could not be written.
    #[error(transparent)]
    JsonLd(#[from] rapporteur_jsonld::Error),
    /// The part could not be exported.
    #[error(transparent)]
    Export(#[from] ExportError),
    /// A file could not be written.
    #[error(transparent)]
    File(#[from] FileError),
    /// What comes in could not be read, or what goes out written.
    #[error("{0}")]
    Io(#[from] std::io::Error),
}

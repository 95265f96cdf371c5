#![doc = include_str!("../README.md")]

mod block;
mod brief;
mod charts;
mod finish;
mod fonts;
mod layout;
mod paint;
#[cfg(test)]
mod tests;

use std::io;

use rapporteur_apparatus::Summary;
use rapporteur_schema::{Dataset, canonical, model::Sha256};

/// Which brief is written.
#[derive(Debug, Clone, Copy, Default, PartialEq, Eq)]
#[non_exhaustive]
pub enum Brief {
    /// The dataset as a whole: timelines, counts, where the sources differ, a section
    /// for each mechanism, people and organisations, sources.
    #[default]
    Overview,
}

/// What a PDF holds.
///
/// ```
/// let mut options = rapporteur_pdf::Options::default();
/// assert!(options.annex && options.attach);
/// options.annex = false; // a short brief; the dataset is still attached
/// ```
#[derive(Debug, Clone, PartialEq, Eq)]
#[non_exhaustive]
pub struct Options {
    /// Which brief is written.
    pub brief: Brief,
    /// Whether an annex shows every record with every reading and its citations.
    pub annex: bool,
    /// Whether the dataset itself is attached, in its canonical form. Without it the
    /// file cannot be read back.
    pub attach: bool,
}

impl Default for Options {
    fn default() -> Self {
        Self { brief: Brief::Overview, annex: true, attach: true }
    }
}

/// Why a brief could not be written.
#[derive(Debug, thiserror::Error)]
#[non_exhaustive]
pub enum Error {
    /// None of the fonts has this character.
    #[error(
        "no font has the character U+{:04X} `{character}`, which stands in {}`{text}`; the fonts \
         have Latin, Greek, Cyrillic, Arabic, Hebrew and Chinese (GB 2312 and Big5)",
        u32::from(*.character),
        .record.as_ref().map_or_else(String::new, |record| format!("{record}: "))
    )]
    Glyph {
        /// The character.
        character: char,
        /// The text round it, as it stands in the brief.
        text: String,
        /// The first record that has the character: its register and id.
        record: Option<String>,
    },
    /// A font that comes with the program cannot be used.
    #[error("the font {0} cannot be read or subset")]
    Font(&'static str),
    /// A link of the brief leads nowhere.
    #[error("a link of the brief leads nowhere: {0}")]
    Link(String),
    /// The pages do not form a document.
    #[error("the pages do not form a document: {0}")]
    Pdf(String),
    /// The output cannot be written.
    #[error("the PDF cannot be written: {0}")]
    Write(#[source] io::Error),
}

/// Why a dataset could not be read from a PDF.
#[derive(Debug, thiserror::Error)]
#[non_exhaustive]
pub enum ReadError {
    /// The bytes are no PDF.
    #[error("this is no PDF that can be read: {0}")]
    Pdf(String),
    /// The PDF has no dataset with it.
    #[error(
        "no dataset is attached to this PDF (a file whose name ends with `{}`)",
        finish::SUFFIX
    )]
    NoDataset,
    /// What is attached is no dataset.
    #[error("the dataset that is attached cannot be read: {0}")]
    Dataset(String),
}

/// Writes a brief of a dataset as a PDF.
///
/// The same dataset and the same options make the same bytes.
pub fn write(
    dataset: &Dataset,
    options: &Options,
    out: &mut dyn io::Write,
) -> Result<Summary, Error> {
    let Brief::Overview = options.brief;
    let (brief, summary) = brief::overview(dataset, options);
    let bytes = canonical::bytes(dataset);
    let hash = Sha256::of(&bytes);
    let name = format!("{}{}", dataset.meta.id, finish::SUFFIX);
    let publisher = dataset.meta.publisher.as_ref();
    let document = layout::Document {
        id_hash: hash.as_str(),
        created: dataset.meta.created.as_ref().and_then(|date| date.earliest()),
        title: &brief.title,
        author: publisher.map(|text| text.best(&brief.language).to_owned()),
        attachment: options.attach.then_some((name.as_str(), bytes.as_slice())),
    };
    let pdf = layout::typeset(&brief, &document).map_err(|error| in_its_record(error, dataset))?;
    out.write_all(&pdf).map_err(Error::Write)?;
    Ok(summary)
}

/// A missing character, with the record in which it stands.
fn in_its_record(error: Error, dataset: &Dataset) -> Error {
    let Error::Glyph { character, text, .. } = error else { return error };
    let found = dataset.records().find(|record| record.to_json().contains(character));
    let record = found.map(|record| format!("{}/{}", record.register().folder(), record.id()));
    Error::Glyph { character, text, record }
}

/// Reads the dataset that is attached to a brief.
pub fn read(bytes: &[u8]) -> Result<Dataset, ReadError> {
    let attached = finish::extract(bytes).map_err(ReadError::Pdf)?.ok_or(ReadError::NoDataset)?;
    canonical::from_bytes(&attached).map_err(ReadError::Dataset)
}

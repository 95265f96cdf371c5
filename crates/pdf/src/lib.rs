#![doc = include_str!("../README.md")]

mod block;
mod brief;
mod charts;
mod finish;
mod fonts;
mod layout;
mod paint;
mod render;
#[cfg(test)]
mod tests;
mod visible;

use std::{io, path::PathBuf};

use rapporteur_apparatus::Summary;
use rapporteur_schema::{Dataset, canonical};

pub use brief::{Brief, Selection, UnknownBrief};
pub use fonts::MissingGlyph;
pub use render::Renderer;
pub use visible::{Census, census, strings};

/// The size of the pages.
#[derive(Debug, Clone, Copy, Default, PartialEq, Eq)]
#[non_exhaustive]
pub enum Page {
    /// 210 by 297 millimetres.
    #[default]
    A4,
    /// 8.5 by 11 inches.
    Letter,
}

/// What a PDF holds.
///
/// ```
/// let mut options = rapporteur_pdf::Options::default();
/// assert!(options.brief == rapporteur_pdf::Brief::Overview && options.attach);
/// options.annex = true; // a long brief: every record with every reading
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
    /// The size of the pages.
    pub page: Page,
    /// Folders with further fonts (`.ttf`, `.otf`, `.ttc`, `.otc`), for characters that
    /// those of the program do not have. They are tried in the order of the folders, in
    /// each in the order of the paths.
    pub font_dirs: Vec<PathBuf>,
    /// Whether a character that no other font has is taken from those of the system.
    /// The bytes of such a brief depend on what is installed there.
    pub system_fonts: bool,
}

impl Default for Options {
    fn default() -> Self {
        Self {
            brief: Brief::Overview,
            annex: false,
            attach: true,
            page: Page::A4,
            font_dirs: Vec::new(),
            system_fonts: false,
        }
    }
}

/// Why a brief could not be written.
#[derive(Debug, thiserror::Error)]
#[non_exhaustive]
pub enum Error {
    /// The dataset has nothing that the brief could be of.
    #[error(transparent)]
    Brief(#[from] UnknownBrief),
    /// None of the fonts has these characters.
    #[error("{}", fonts::list(.0))]
    Glyphs(Vec<MissingGlyph>),
    /// Fonts of [`Options::font_dirs`] that cannot be used: the path, and why.
    #[error("these fonts cannot be used:\n  {}\n  take them out, or name other folders", .0.join("\n  "))]
    FontFiles(Vec<String>),
    /// A font cannot be used.
    #[error("the font {0} cannot be read or subset")]
    Font(String),
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
///
/// # Errors
/// [`Error::Glyphs`] names every character that no font has, and what would bring it.
/// Nothing is written when anything is wrong.
pub fn write(
    dataset: &Dataset,
    options: &Options,
    out: &mut dyn io::Write,
) -> Result<Summary, Error> {
    Renderer::new(options)?.write(dataset, options, out)
}

/// Reads the dataset that is attached to a brief.
pub fn read(bytes: &[u8]) -> Result<Dataset, ReadError> {
    let attached = finish::extract(bytes).map_err(ReadError::Pdf)?.ok_or(ReadError::NoDataset)?;
    canonical::from_bytes(&attached).map_err(ReadError::Dataset)
}

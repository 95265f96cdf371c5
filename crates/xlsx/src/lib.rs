#![doc = include_str!("../README.md")]

mod book;
mod chart;
mod finish;
mod front;
mod plan;
mod read;
mod sheet;

use rapporteur_apparatus::Summary;
use rapporteur_schema::Dataset;

pub use rapporteur_tables::{
    ReadError,
    edit::{Change, EditError, EditErrors, Edited},
};
pub use read::{grid, read, read_edited};

/// What a workbook is for.
#[derive(Debug, Clone, Copy, Default, PartialEq, Eq)]
#[non_exhaustive]
pub enum Profile {
    /// To read and to cite. It can be edited and sent back, too, as long as the dataset
    /// has not changed meanwhile. Nothing in it is hidden.
    #[default]
    Publish,
    /// To correct the dataset: codes have drop-down lists, and a hidden sheet holds the
    /// dataset as it was, so that the edits can be merged into one that has changed.
    Edit,
}

/// How a workbook is made.
///
/// ```
/// let mut options = rapporteur_xlsx::Options::default();
/// options.language = "fr".to_owned();
/// options.charts = false;
/// ```
#[derive(Debug, Clone, PartialEq, Eq)]
#[non_exhaustive]
pub struct Options {
    /// What the workbook is for.
    pub profile: Profile,
    /// The language (BCP 47) in which labels and values in words are given, where the
    /// dataset has it; every other language of a text is in the workbook all the same.
    pub language: String,
    /// Whether the sheets of summaries have charts.
    pub charts: bool,
    /// Whether ids are linked to the rows of the records. A sheet that would have more
    /// links than the format allows has none, and the summary says so.
    pub links: bool,
    /// How hard the file is compressed, from 1 to 9; `None` takes 6, and 3 for more
    /// than 100,000 rows, which halves the time for a file a tenth larger.
    pub compression: Option<u8>,
}

impl Default for Options {
    fn default() -> Self {
        Self {
            profile: Profile::Publish,
            language: "en".to_owned(),
            charts: true,
            links: true,
            compression: None,
        }
    }
}

/// Why a workbook could not be written.
#[derive(Debug, thiserror::Error)]
#[non_exhaustive]
pub enum Error {
    /// The workbook could not be made.
    #[error("the workbook cannot be made: {0}")]
    Workbook(#[from] rust_xlsxwriter::XlsxError),
    /// The finished workbook could not be written out.
    #[error("the workbook cannot be written: {0}")]
    Output(#[from] std::io::Error),
}

/// Writes a dataset as a workbook, and says what was written.
///
/// The same dataset and options give the same bytes. What is written reads back,
/// with [`read`], to the same dataset.
///
/// # Errors
/// When the workbook cannot be made, or `out` does not take it.
pub fn write(
    dataset: &Dataset,
    options: &Options,
    out: &mut dyn std::io::Write,
) -> Result<Summary, Error> {
    write_within(dataset, options, &sheet::Limits::default(), out)
}

/// As [`write()`], with limits that tests can lower.
fn write_within(
    dataset: &Dataset,
    options: &Options,
    limits: &sheet::Limits,
    out: &mut dyn std::io::Write,
) -> Result<Summary, Error> {
    let plan = plan::plan(dataset, options, limits);
    let (book, tables) = book::build(&plan, options, limits)?;
    finish::finish(book, &tables, out)?;
    out.flush()?;
    Ok(plan.summary)
}

#[cfg(test)]
mod tests;

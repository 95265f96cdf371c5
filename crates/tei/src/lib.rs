#![doc = include_str!("../README.md")]

mod read;
mod write;

pub use read::{Imported, Position, ReadError, inspect, read};
pub use write::write;

/// Where the registers stand.
#[derive(Debug, Clone, Copy, Default, PartialEq, Eq)]
#[non_exhaustive]
pub enum Layout {
    /// In divisions of the body, where every reader of TEI shows them.
    #[default]
    Body,
    /// In the `standOff`, for programs that look for registers there.
    StandOff,
}

/// What can be chosen.
///
/// ```
/// use rapporteur_tei::{Layout, Options};
/// let mut options = Options::default();
/// options.layout = Layout::StandOff;
/// ```
#[derive(Debug, Clone, PartialEq, Eq)]
#[non_exhaustive]
pub struct Options {
    /// Where the registers stand.
    pub layout: Layout,
    /// Whether the body tells what happened by mechanism and year, and where
    /// sources differ. Without it a document is smaller by about a tenth.
    pub narrative: bool,
}

impl Default for Options {
    fn default() -> Self {
        Self { layout: Layout::default(), narrative: true }
    }
}

/// Why a document could not be written.
#[derive(Debug, thiserror::Error)]
#[non_exhaustive]
pub enum Error {
    /// The file or stream could not be written to.
    #[error("the TEI document could not be written: {0}")]
    Write(#[from] std::io::Error),
}

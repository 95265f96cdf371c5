#![doc = include_str!("../README.md")]

mod profile;
mod read;
mod write;

pub use profile::{relax_ng, schematron};
pub use read::{Imported, Position, ReadError, inspect, inspect_parts, read, read_parts};
pub use write::{
    parts::{Part, Role, Split, parts, write_part},
    write,
};

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
    /// Below how many bytes a part of a divided edition stays, so that a browser can
    /// show it: 1,000,000. A record that is larger than that alone is not divided.
    pub part_size: usize,
}

impl Default for Options {
    fn default() -> Self {
        Self { layout: Layout::default(), narrative: true, part_size: 1_000_000 }
    }
}

/// Why a document could not be written.
#[derive(Debug, thiserror::Error)]
#[non_exhaustive]
pub enum Error {
    /// The file or stream could not be written to.
    #[error("the TEI document could not be written: {0}")]
    Write(#[from] std::io::Error),
    /// The part is not one of this dataset with these options.
    #[error(
        "`{file}` is no part of this edition: take the parts from the same dataset and options"
    )]
    NoSuchPart {
        /// The name of its file.
        file: String,
    },
}

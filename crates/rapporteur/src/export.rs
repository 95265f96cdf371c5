//! Exporting: every format asked for, complete or not at all.

use std::{
    io::{self, Write},
    path::{Path, PathBuf},
    sync::atomic::{AtomicBool, Ordering},
};

use rapporteur_apparatus::Summary;
use rapporteur_schema::{Dataset, canonical, model::Sha256};
use rayon::prelude::*;
use serde::Serialize;

use crate::{
    files::{self, FileError, Staging},
    format::{self, Format, WriteError},
};

/// The name of the file that lists the others.
pub const MANIFEST: &str = "manifest.json";

/// What was exported.
#[derive(Debug, Clone, Serialize)]
#[non_exhaustive]
pub struct Report {
    /// The version of this report's own form.
    pub report_version: u32,
    /// The program that wrote the files.
    pub generator: String,
    /// The id of the dataset.
    pub dataset: String,
    /// Its version.
    pub version: String,
    /// The SHA-256 of its canonical bytes.
    pub sha256: String,
    /// How many records it holds.
    pub records: usize,
    /// How many readings of fields that sources report.
    pub readings: usize,
    /// How many claims.
    pub claims: usize,
    /// How many citations.
    pub citations: usize,
    /// The files, in the order of the formats.
    pub files: Vec<FileReport>,
}

/// A file that was written.
#[derive(Debug, Clone, Serialize)]
#[non_exhaustive]
pub struct FileReport {
    /// Its name in the output folder.
    pub name: String,
    /// Its format.
    pub format: &'static str,
    /// Its media type.
    pub media_type: &'static str,
    /// Its size in bytes.
    pub bytes: u64,
    /// The SHA-256 of its bytes.
    pub sha256: String,
    /// What a user should know about it.
    #[serde(skip_serializing_if = "Vec::is_empty")]
    pub warnings: Vec<String>,
}

/// Why an export failed. Nothing was written to the output folder.
#[derive(Debug, thiserror::Error)]
#[non_exhaustive]
pub enum ExportError {
    /// A format could not be written.
    #[error("cannot write {format}: {source}")]
    Format {
        /// The format.
        format: &'static str,
        /// Why.
        source: WriteError,
    },
    /// A format did not carry all that the dataset holds.
    #[error(
        "the {format} export is incomplete: it carries {written} of {held} {what}; this is a defect of the program, please report it"
    )]
    Incomplete {
        /// The format.
        format: &'static str,
        /// Of what something is missing.
        what: &'static str,
        /// How many were written.
        written: usize,
        /// How many there are.
        held: usize,
    },
    /// A file could not be written.
    #[error(transparent)]
    File(#[from] FileError),
    /// The export was interrupted.
    #[error("interrupted; nothing was written")]
    Interrupted,
}

/// What to tell of the progress of an export.
#[derive(Debug, Clone, Copy)]
#[non_exhaustive]
pub enum Progress<'a> {
    /// A format is begun.
    Begun(&'a Format),
    /// A format is finished.
    Finished(&'a Format),
}

/// Counts and hashes what goes through it, and stops when it is told to.
struct Counting<'a, W> {
    inner: W,
    hash: sha2_stream::Hash,
    bytes: u64,
    stop: &'a AtomicBool,
}

impl<W: Write> Write for Counting<'_, W> {
    fn write(&mut self, buffer: &[u8]) -> io::Result<usize> {
        if self.stop.load(Ordering::Relaxed) {
            return Err(io::Error::other("interrupted"));
        }
        let written = self.inner.write(buffer)?;
        self.hash.update(buffer.get(..written).unwrap_or_default());
        self.bytes += written as u64;
        Ok(written)
    }

    fn flush(&mut self) -> io::Result<()> {
        self.inner.flush()
    }
}

mod sha2_stream {
    //! SHA-256 of a stream.
    use std::fmt::Write as _;

    use sha2::{Digest, Sha256};

    pub(super) struct Hash(Sha256);

    impl Hash {
        pub(super) fn new() -> Self {
            Self(Sha256::new())
        }

        pub(super) fn update(&mut self, bytes: &[u8]) {
            self.0.update(bytes);
        }

        pub(super) fn finish(self) -> String {
            let mut hex = String::with_capacity(64);
            for byte in self.0.finalize() {
                // Writing to a string does not fail.
                let _ = write!(hex, "{byte:02x}");
            }
            hex
        }
    }
}

/// Writes a dataset in several formats to a folder, several at once, and a manifest
/// beside them. The folder gets all of the files or, when something fails, none.
///
/// `stop` may be set from elsewhere to give up; `progress` is called from several
/// threads.
pub fn export(
    dataset: &Dataset,
    formats: &[Format],
    out: &Path,
    stop: &AtomicBool,
    progress: &(dyn Fn(Progress<'_>) + Sync),
) -> Result<Report, ExportError> {
    let staging = Staging::beside(out)?;
    let held = Summary::of(dataset);
    let written: Vec<Result<FileReport, ExportError>> = formats
        .par_iter()
        .map(|format| {
            progress(Progress::Begun(format));
            let file = write_one(dataset, format, &staging, &held, stop);
            progress(Progress::Finished(format));
            file
        })
        .collect();
    if stop.load(Ordering::Relaxed) {
        return Err(ExportError::Interrupted);
    }
    let files = written.into_iter().collect::<Result<Vec<_>, _>>()?;
    let report = Report {
        report_version: 1,
        generator: concat!("Rapporteur ", env!("CARGO_PKG_VERSION")).to_owned(),
        dataset: dataset.meta.id.to_string(),
        version: dataset.meta.version.to_string(),
        sha256: Sha256::of(&canonical::bytes(dataset)).as_str().to_owned(),
        records: held.records,
        readings: held.readings,
        claims: held.claims,
        citations: held.citations,
        files,
    };
    let mut manifest = serde_json::to_vec_pretty(&report).unwrap_or_default();
    manifest.push(b'\n');
    staging.write(Path::new(MANIFEST), &manifest)?;
    let mut names: Vec<PathBuf> =
        report.files.iter().map(|file| PathBuf::from(&file.name)).collect();
    // Last, so that a folder with a manifest is complete.
    names.push(MANIFEST.into());
    staging.publish(names.iter().map(PathBuf::as_path))?;
    Ok(report)
}

fn write_one(
    dataset: &Dataset,
    format: &Format,
    staging: &Staging,
    held: &Summary,
    stop: &AtomicBool,
) -> Result<FileReport, ExportError> {
    let name = format.name();
    let file_name = format!("{}{}", dataset.meta.id, name.suffix());
    let path = Path::new(&file_name);
    let mut out =
        Counting { inner: staging.create(path)?, hash: sha2_stream::Hash::new(), bytes: 0, stop };
    let summary = format::write(dataset, format, &mut out)
        .map_err(|source| ExportError::Format { format: name.name(), source })?;
    let Counting { inner, hash, bytes, .. } = out;
    files::finish(inner, path)?;
    let counts = [
        ("records", summary.records, held.records),
        ("readings", summary.readings, held.readings),
        ("claims", summary.claims, held.claims),
        ("citations", summary.citations, held.citations),
    ];
    for (what, written, held) in counts {
        if written != held {
            return Err(ExportError::Incomplete { format: name.name(), what, written, held });
        }
    }
    Ok(FileReport {
        name: file_name,
        format: name.name(),
        media_type: name.media_type(),
        bytes,
        sha256: hash.finish(),
        warnings: summary.notices,
    })
}

//! Exporting: every format asked for, complete or not at all.

use std::{
    io::{self, Write},
    path::{Path, PathBuf},
    sync::atomic::{AtomicBool, Ordering},
};

use rapporteur_apparatus::Summary;
use rapporteur_jsonld::Distribution;
use rapporteur_schema::{
    Dataset, canonical,
    model::{Sha256, Sha256Stream},
};
use rayon::prelude::*;
use serde::Serialize;

use crate::{
    files::{self, FileError, Staging, fail},
    format::{Format, WriteError},
    leak::{self, Leak, Secrets},
    manifest::{self, Counts, MANIFEST},
};

/// The end of the name of the description for search engines.
pub(crate) const DESCRIPTION: &str = ".schema-org.json";

/// The program that writes the files.
pub(crate) const GENERATOR: &str = concat!("Rapporteur ", env!("CARGO_PKG_VERSION"));

/// What to export.
#[derive(Debug, Clone, Default)]
#[non_exhaustive]
pub struct Plan {
    /// The formats, each with its options.
    pub formats: Vec<Format>,
    /// A description of the dataset and of the files for search engines, in the terms
    /// of schema.org, to stand in a web page.
    pub description: bool,
    /// Where on the web the files will be published, ending with `/`, for the
    /// description.
    pub at: Option<String>,
    /// What must not occur in any file: the export fails if it does.
    pub secrets: Option<Secrets>,
}

impl Plan {
    /// These formats, and nothing beside them.
    pub fn new(formats: impl IntoIterator<Item = Format>) -> Self {
        Self { formats: formats.into_iter().collect(), ..Self::default() }
    }
}

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
    /// How much it holds.
    #[serde(flatten)]
    pub counts: Counts,
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
    /// What it is, in words.
    #[serde(skip)]
    pub(crate) what: &'static str,
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
    /// The description could not be written.
    #[error("cannot write the description: {0}")]
    Description(rapporteur_jsonld::Error),
    /// Something restricted occurs in what was to be published.
    #[error("{}", leak::list(.0))]
    Leak(Vec<Leak>),
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
pub(crate) struct Counting<'a, W> {
    pub(crate) inner: W,
    pub(crate) hash: Sha256Stream,
    pub(crate) bytes: u64,
    stop: &'a AtomicBool,
    /// Why the file took no more: the formats know no more of it than that it did not.
    pub(crate) failed: Option<io::Error>,
}

impl<W: Write> Write for Counting<'_, W> {
    fn write(&mut self, buffer: &[u8]) -> io::Result<usize> {
        if self.stop.load(Ordering::Relaxed) {
            return Err(io::Error::other("interrupted"));
        }
        let written = self.inner.write(buffer).map_err(|error| self.fail(error))?;
        self.hash.update(buffer.get(..written).unwrap_or_default());
        self.bytes += written as u64;
        Ok(written)
    }

    fn flush(&mut self) -> io::Result<()> {
        self.inner.flush().map_err(|error| self.fail(error))
    }
}

impl<'a, W> Counting<'a, W> {
    pub(crate) fn new(inner: W, stop: &'a AtomicBool) -> Self {
        Self { inner, hash: Sha256::stream(), bytes: 0, stop, failed: None }
    }

    /// Keeps what the system said, and says it as well.
    fn fail(&mut self, error: io::Error) -> io::Error {
        let said = io::Error::new(error.kind(), error.to_string());
        if error.kind() != io::ErrorKind::Interrupted {
            self.failed = Some(error);
        }
        said
    }
}

/// Writes a file of a staging folder through `write`; what that says, with the size of the file
/// and its hash.
pub(crate) fn counted<T, E: From<FileError>>(
    staging: &Staging,
    name: &Path,
    stop: &AtomicBool,
    write: impl FnOnce(&mut dyn Write) -> Result<T, E>,
) -> Result<(T, (u64, Sha256Stream)), E> {
    let target = staging.target(name);
    let mut out = Counting::new(staging.create(name)?, stop);
    let written = write(&mut out);
    let Counting { inner, hash, bytes, failed, .. } = out;
    // What the system said of a file says more than that it took no more.
    if let Some(error) = failed {
        return Err(fail("write", &target)(error).into());
    }
    let written = written?;
    files::finish(inner, &target)?;
    Ok((written, (bytes, hash)))
}

/// Writes a dataset in several formats to a folder, several at once, and a manifest
/// beside them. The folder gets all of the files or, when something fails, none.
///
/// `stop` may be set from elsewhere to give up; `progress` is called from several
/// threads.
pub fn export(
    dataset: &Dataset,
    plan: &Plan,
    out: &Path,
    stop: &AtomicBool,
    progress: &(dyn Fn(Progress<'_>) + Sync),
) -> Result<Report, ExportError> {
    // What stands in the dataset is named by its place there; the files are searched too.
    if let Some(secrets) = &plan.secrets {
        leak::refuse(secrets.in_dataset(dataset))?;
    }
    let staging = Staging::beside(out)?;
    let held = Summary::of(dataset);
    let written: Vec<Result<Vec<FileReport>, ExportError>> = plan
        .formats
        .par_iter()
        .map(|format| {
            progress(Progress::Begun(format));
            let files = write_one(dataset, format, &staging, &held, stop);
            progress(Progress::Finished(format));
            files
        })
        .collect();
    if stop.load(Ordering::Relaxed) {
        return Err(ExportError::Interrupted);
    }
    let mut files: Vec<FileReport> =
        written.into_iter().collect::<Result<Vec<_>, _>>()?.into_iter().flatten().collect();
    if plan.description {
        files.push(describe(dataset, plan, &files, &staging)?);
    }
    let names_context = |format: &Format| matches!(format, Format::JsonLd(o) if o.names_context());
    if plan.formats.iter().any(names_context) {
        files.push(context_file(&staging)?);
    }
    let report = Report {
        report_version: 1,
        generator: GENERATOR.to_owned(),
        dataset: dataset.meta.id.to_string(),
        version: dataset.meta.version.to_string(),
        sha256: canonical::hash(dataset).as_str().to_owned(),
        counts: Counts::from(&held),
        files,
    };
    staging.write(Path::new(MANIFEST), &manifest::write(&dataset.meta, &report))?;
    let mut names: Vec<PathBuf> =
        report.files.iter().map(|file| PathBuf::from(&file.name)).collect();
    names.push(MANIFEST.into());
    if let Some(secrets) = &plan.secrets {
        leak::refuse(leak::in_files(secrets, &names, &staging)?)?;
    }
    // The manifest last, so that a folder with a manifest is complete.
    staging.publish(&names)?;
    Ok(report)
}

/// Writes the description of the dataset and of the files that were written.
fn describe(
    dataset: &Dataset,
    plan: &Plan,
    files: &[FileReport],
    staging: &Staging,
) -> Result<FileReport, ExportError> {
    let distributions = files.iter().map(|file| {
        let distribution =
            Distribution::new(&file.name, file.media_type, file.bytes).with_sha256(&file.sha256);
        match &plan.at {
            Some(at) => distribution.at(format!("{at}{}", file.name)),
            None => Ok(distribution),
        }
    });
    let distributions: Vec<Distribution> =
        distributions.collect::<Result<_, _>>().map_err(ExportError::Description)?;
    let mut bytes = Vec::new();
    rapporteur_jsonld::write_description(dataset, &distributions, &mut bytes)
        .map_err(ExportError::Description)?;
    let name = format!("{}{DESCRIPTION}", dataset.meta.id);
    let what = "A description of the dataset for search engines, in the terms of schema.org";
    beside(name, "schema-org", what, &bytes, staging)
}

/// Writes the context of linked data beside the files that name it, so that nobody has to
/// fetch it.
pub(crate) fn context_file(staging: &Staging) -> Result<FileReport, ExportError> {
    let what = "The context that linked data names: what its keys mean";
    let context = rapporteur_jsonld::context();
    beside(rapporteur_jsonld::CONTEXT_FILE.to_owned(), "context", what, context.as_bytes(), staging)
}

/// Writes a document of linked data that stands beside the data.
fn beside(
    name: String,
    format: &'static str,
    what: &'static str,
    bytes: &[u8],
    staging: &Staging,
) -> Result<FileReport, ExportError> {
    staging.write(Path::new(&name), bytes)?;
    Ok(FileReport {
        name,
        format,
        media_type: "application/ld+json",
        bytes: bytes.len() as u64,
        sha256: Sha256::of(bytes).as_str().to_owned(),
        warnings: Vec::new(),
        what,
    })
}

fn write_one(
    dataset: &Dataset,
    format: &Format,
    staging: &Staging,
    held: &Summary,
    stop: &AtomicBool,
) -> Result<Vec<FileReport>, ExportError> {
    let name = format.name();
    let mut files = Vec::new();
    let mut all = Summary::default();
    format.write(dataset, |file_name, writer| {
        let (summary, (bytes, hash)) = counted(staging, Path::new(file_name), stop, |out| {
            writer(out).map_err(|source| ExportError::Format { format: name.name(), source })
        })?;
        files.push(FileReport {
            name: file_name.to_owned(),
            format: name.name(),
            media_type: name.media_type(),
            bytes,
            sha256: hash.finish().as_str().to_owned(),
            warnings: summary.notices.clone(),
            what: name.description(),
        });
        all += summary;
        Ok::<_, ExportError>(())
    })?;
    let counts = [
        ("records", all.records, held.records),
        ("readings", all.readings, held.readings),
        ("claims", all.claims, held.claims),
        ("citations", all.citations, held.citations),
    ];
    for (what, written, held) in counts {
        if written != held {
            return Err(ExportError::Incomplete { format: name.name(), what, written, held });
        }
    }
    Ok(files)
}

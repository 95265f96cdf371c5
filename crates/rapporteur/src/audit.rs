//! Auditing an export: what the files hold, read from the files themselves.
//!
//! An export counts what it writes; an audit does not believe it. It takes the size and
//! the hash of every file that the [manifest](crate::manifest) lists, reads each file
//! back with the reader of its format, and compares what it finds with what the
//! manifest says of the dataset: the number of records, readings, claims and citations,
//! and the hash of the canonical form. In a brief with an annex it also looks at what a
//! reader sees: every record and every text of it must stand on the pages.

use std::{
    collections::BTreeMap,
    fs,
    path::{Component, Path},
};

use rapporteur_apparatus::Summary;
use rapporteur_schema::{Dataset, canonical, model::Sha256};
use serde::Serialize;

use crate::{
    files::{FileError, fail},
    format::FormatName,
    incoming::Incoming,
    manifest::{Counts, Listed, MANIFEST, Manifest, ManifestError},
};

/// How many problems of one kind are named one by one.
const NAMED: usize = 5;

/// What an audit found.
#[derive(Debug, Clone, Serialize)]
#[non_exhaustive]
pub struct Audit {
    /// The version of this report's own form.
    pub report_version: u32,
    /// The name of the dataset.
    pub dataset: String,
    /// Its version.
    pub version: String,
    /// The program that wrote the files, as the manifest has it.
    pub generator: String,
    /// The SHA-256 of the canonical bytes of the dataset, as the manifest has it.
    pub sha256: String,
    /// How much the dataset holds, as the manifest has it.
    #[serde(flatten)]
    pub counts: Counts,
    /// What was read: a file, or files that belong together.
    pub parts: Vec<Part>,
    /// Files of the folder that the manifest does not list.
    pub unlisted: Vec<String>,
    /// Whether everything is as the manifest says.
    pub holds: bool,
}

/// A file, or files that together hold the dataset.
#[derive(Debug, Clone, Serialize)]
#[non_exhaustive]
pub struct Part {
    /// The files.
    pub files: Vec<String>,
    /// Their format; none for a file that holds no dataset.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub format: Option<&'static str>,
    /// How much was found in them, if a dataset could be read.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub found: Option<Counts>,
    /// How many texts of the dataset were looked for on the pages of a brief, and found.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub visible: Option<usize>,
    /// What is wrong with them.
    pub problems: Vec<String>,
}

/// Why a folder cannot be audited.
#[derive(Debug, thiserror::Error)]
#[non_exhaustive]
pub enum AuditError {
    /// The manifest, or the folder, cannot be read.
    #[error(transparent)]
    File(#[from] FileError),
    /// The manifest says nothing that could be audited.
    #[error(transparent)]
    Manifest(#[from] ManifestError),
}

/// How far an audit has come: a file, or files that are read together, is begun or finished.
///
/// ```
/// # let place = tempfile::tempdir()?;
/// # let folder = place.path().join("out");
/// # let dataset = rapporteur::schema::Dataset::open("../schema/tests/data/brazil-un-human-rights")?;
/// # let formats = ["jsonld", "csv"].map(|name| name.parse().map(rapporteur::FormatName::with_defaults));
/// # let plan = rapporteur::Plan::new(formats.into_iter().collect::<Result<Vec<_>, _>>()?);
/// # rapporteur::export(&dataset, &plan, &folder, &false.into(), &|_| {})?;
/// use rapporteur::audit::audit_telling;
/// let mut last = None;
/// let found = audit_telling(&folder, &mut |step| last = Some(step))?;
/// let last = last.ok_or("nothing was told")?;
/// assert!(found.holds && last.finished && last.done == last.of);
/// # Ok::<(), Box<dyn std::error::Error>>(())
/// ```
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
#[non_exhaustive]
pub struct Step {
    /// Their format; none for a file that holds no dataset.
    pub format: Option<FormatName>,
    /// Whether they have been read.
    pub finished: bool,
    /// How many of these steps are finished.
    pub done: usize,
    /// Of how many.
    pub of: usize,
}

/// As [`audit`], and tells of each [`Step`]: reading everything back takes as long as an export.
///
/// # Errors
/// As those of [`audit`].
pub fn audit_telling(folder: &Path, told: &mut dyn FnMut(Step)) -> Result<Audit, AuditError> {
    let path = folder.join(MANIFEST);
    let manifest = Manifest::read(&fs::read(&path).map_err(fail("read", &path))?)?;
    let mut groups: BTreeMap<Group, Vec<&Listed>> = BTreeMap::new();
    for (n, file) in manifest.files.iter().enumerate() {
        groups.entry(Group::of(file, n)).or_default().push(file);
    }
    let of = groups.len();
    let mut parts: Vec<Part> = Vec::with_capacity(of);
    for (done, (group, files)) in groups.into_iter().enumerate() {
        let format = group.format();
        told(Step { format, finished: false, done, of });
        parts.push(look(folder, &manifest, &group, &files));
        told(Step { format, finished: true, done: done + 1, of });
    }
    let unlisted = unlisted(folder, &manifest)?;
    let holds = !parts.is_empty() && parts.iter().all(|part| part.problems.is_empty());
    let Manifest { name: dataset, version, generator, sha256, counts, .. } = manifest;
    let report_version = 1;
    Ok(Audit {
        report_version,
        dataset,
        version,
        generator,
        sha256,
        counts,
        parts,
        unlisted,
        holds,
    })
}

/// Audits a folder that an export wrote.
///
/// # Errors
/// When there is no manifest, or it cannot be read. Whatever is wrong with the files is
/// in what is returned.
pub fn audit(folder: &Path) -> Result<Audit, AuditError> {
    audit_telling(folder, &mut |_| {})
}

/// Which files are read together.
#[derive(Debug, PartialEq, Eq, PartialOrd, Ord)]
enum Group {
    /// A file that holds the dataset by itself, at its place in the manifest.
    Alone(FormatName, usize),
    /// The files of an edition or of a package.
    Together(FormatName, String),
    /// A file that holds no dataset.
    Other(usize),
}

impl Group {
    fn of(file: &Listed, n: usize) -> Self {
        let folder = file.name.rsplit_once('/').map_or("", |(folder, _)| folder).to_owned();
        match FormatName::of_file(&file.name) {
            Some(format @ (FormatName::Tei | FormatName::Csv)) => Self::Together(format, folder),
            Some(format) => Self::Alone(format, n),
            None => Self::Other(n),
        }
    }

    fn format(&self) -> Option<FormatName> {
        match self {
            Self::Alone(format, _) | Self::Together(format, _) => Some(*format),
            Self::Other(_) => None,
        }
    }
}

/// Looks at files that are read together.
fn look(folder: &Path, manifest: &Manifest, group: &Group, listed: &[&Listed]) -> Part {
    let mut part = Part {
        files: listed.iter().map(|file| file.name.clone()).collect(),
        format: group.format().map(FormatName::name),
        found: None,
        visible: None,
        problems: Vec::new(),
    };
    let mut files = Vec::new();
    for file in listed {
        match bytes(folder, file) {
            Ok(bytes) => {
                if bytes.len() as u64 != file.bytes {
                    let now = bytes.len();
                    part.problems.push(format!(
                        "{}: {now} bytes, where the manifest has {}",
                        file.name, file.bytes
                    ));
                } else if Sha256::of(&bytes).as_str() != file.sha256 {
                    part.problems.push(format!(
                        "{}: its SHA-256 is not the one in the manifest: it has been changed",
                        file.name
                    ));
                }
                let name = file.name.rsplit('/').next().unwrap_or_default().to_owned();
                files.push((name, bytes));
            }
            Err(problem) => part.problems.push(problem),
        }
    }
    let Some(format) = group.format().filter(|_| files.len() == listed.len()) else { return part };
    let pages = match (format, files.as_slice()) {
        (FormatName::Pdf, [(_, bytes)]) => Some(bytes.clone()),
        _ => None,
    };
    match Incoming::new(format, files).read() {
        Ok(dataset) => {
            compare(manifest, &dataset, &mut part);
            if let Some(bytes) = pages {
                see(&bytes, &dataset, &mut part);
            }
        }
        Err(error) => part.problems.push(format!("it cannot be read back: {error}")),
    }
    part
}

/// The bytes of a file of the manifest.
fn bytes(folder: &Path, file: &Listed) -> Result<Vec<u8>, String> {
    let relative = Path::new(&file.name);
    // A manifest comes from anywhere: it must not make us read elsewhere.
    if !relative.components().all(|part| matches!(part, Component::Normal(_))) {
        return Err(format!("{}: it is listed with a path that leaves the folder", file.name));
    }
    fs::read(folder.join(relative)).map_err(|error| format!("{}: {error}", file.name))
}

/// Compares the dataset that was read with what the manifest says of it.
fn compare(manifest: &Manifest, dataset: &Dataset, part: &mut Part) {
    let found = Counts::from(&Summary::of(dataset));
    for ((what, found), (_, listed)) in found.named().into_iter().zip(manifest.counts.named()) {
        if found != listed {
            part.problems.push(format!("{found} {what}, where the manifest has {listed}"));
        }
    }
    if canonical::hash(dataset).as_str() != manifest.sha256 {
        part.problems.push(
            "the dataset in it is not the one of the manifest: its canonical form has another \
             SHA-256"
                .to_owned(),
        );
    }
    part.found = Some(found);
}

/// Looks for what a brief with an annex must show.
fn see(bytes: &[u8], dataset: &Dataset, part: &mut Part) {
    match rapporteur_pdf::census(bytes, dataset) {
        Ok(census) => {
            part.visible = Some(census.found);
            let missing = census.missing.len();
            for (record, text) in census.missing.iter().take(NAMED) {
                part.problems.push(format!("{record}: “{text}” stands on no page"));
            }
            if missing > NAMED {
                part.problems.push(format!("and {} more stand on no page", missing - NAMED));
            }
        }
        Err(error) => part.problems.push(format!("its pages cannot be read: {error}")),
    }
}

/// The files of the folder that the manifest does not list.
fn unlisted(folder: &Path, manifest: &Manifest) -> Result<Vec<String>, FileError> {
    let mut all = Vec::new();
    let mut folders = vec![(folder.to_owned(), String::new())];
    while let Some((path, prefix)) = folders.pop() {
        for entry in fs::read_dir(&path).map_err(fail("read", &path))? {
            let entry = entry.map_err(fail("read", &path))?;
            let name = format!("{prefix}{}", entry.file_name().to_string_lossy());
            // A link is a file to us: what it leads to may be anywhere.
            if entry.file_type().is_ok_and(|kind| kind.is_dir()) {
                folders.push((entry.path(), format!("{name}/")));
            } else if name != MANIFEST && !manifest.files.iter().any(|file| file.name == name) {
                all.push(name);
            }
        }
    }
    all.sort();
    Ok(all)
}

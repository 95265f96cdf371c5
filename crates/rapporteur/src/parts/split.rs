//! A dataset in files of records, with what each needs to know of the others.

use std::{
    path::{Path, PathBuf},
    sync::atomic::AtomicBool,
};

use rapporteur_schema::Dataset;
use serde::Serialize;

use super::{Form, OUTLINE, Outline, Partition, PartsError, Piece, SplitPart, stream::write_some};
use crate::{
    export::counted,
    files::Staging,
    leak::{self, Secrets},
};

/// What was split, and into what.
#[derive(Debug, Clone, Serialize)]
#[non_exhaustive]
pub struct Split {
    /// The id of the dataset.
    pub dataset: String,
    /// Its version.
    pub version: String,
    /// The SHA-256 of its canonical bytes.
    pub sha256: String,
    /// How many records it has.
    pub records: usize,
    /// The files of its records.
    pub parts: Vec<SplitPart>,
}

/// Writes a dataset into a folder, in so many parts: files of lines of the canonical form, one
/// after the other, and the [`Outline`]. The folder gets all or nothing.
///
/// # Errors
/// When something that must not be published stands in it, or the folder cannot be written.
pub fn split(
    dataset: &Dataset,
    into: usize,
    secrets: Option<&Secrets>,
    out: &Path,
) -> Result<Split, PartsError> {
    if let Some(secrets) = secrets {
        leak::refuse(secrets.in_dataset(dataset))?;
    }
    let mut outline = Outline::of(dataset, into)?;
    let staging = Staging::beside(out)?;
    let mut records = dataset.records();
    let stop = AtomicBool::new(false);
    for partition in Partition::all(into) {
        let file = format!("{partition}.records");
        let own = records.by_ref().take(partition.range(dataset.len()).len());
        let (summary, (bytes, hash)) = counted(&staging, Path::new(&file), &stop, |out| {
            write_some(&outline, &Form::Canonical, Piece::Records.share(), own, out)
        })?;
        let sha256 = hash.finish().as_str().to_owned();
        outline.parts.push(SplitPart { file, records: summary.records, bytes, sha256 });
    }
    staging.write(Path::new(OUTLINE), &super::to_bytes(&outline)?)?;
    let mut names: Vec<PathBuf> = outline.parts.iter().map(|part| (&part.file).into()).collect();
    names.push(OUTLINE.into());
    staging.publish(&names)?;
    let Outline { identity, parts, .. } = outline;
    Ok(Split {
        dataset: identity.dataset,
        version: identity.version,
        sha256: identity.sha256,
        records: identity.counts.records,
        parts,
    })
}

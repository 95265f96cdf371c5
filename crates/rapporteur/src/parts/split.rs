//! A dataset in files of records, with what each needs to know of the others.

use std::path::{Path, PathBuf};

use rapporteur_schema::{Dataset, model::Sha256};
use serde::Serialize;

use super::{OUTLINE, Outline, Partition, PartsError, SplitPart};
use crate::{
    files::{self, Staging},
    leak::Secrets,
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
    let leaks = secrets.map(|all| all.in_dataset(dataset)).unwrap_or_default();
    if !leaks.is_empty() {
        return Err(PartsError::Leak(leaks));
    }
    let mut outline = Outline::of(dataset, into)?;
    let staging = Staging::beside(out)?;
    let mut records = dataset.records();
    for partition in (1..=into).filter_map(|part| Partition::new(part, into)) {
        let file = format!("{partition}.records");
        let path = staging.target(Path::new(&file));
        let mut target = staging.create(Path::new(&file))?;
        let mut part = SplitPart { file, records: 0, bytes: 0, sha256: String::new() };
        let mut hash = Sha256::stream();
        for record in records.by_ref().take(partition.range(dataset.len()).len()) {
            let line = format!("{} {}\n", record.register().name(), record.to_json());
            std::io::Write::write_all(&mut target, line.as_bytes())
                .map_err(files::fail("write", &path))?;
            hash.update(line.as_bytes());
            part.records += 1;
            part.bytes += line.len() as u64;
        }
        files::finish(target, &path)?;
        hash.finish().as_str().clone_into(&mut part.sha256);
        outline.parts.push(part);
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

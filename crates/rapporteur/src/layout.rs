//! The files of a dataset in canonical form, and what must change for them to stand so;
//! [`Held::apply`](crate::change::Held::apply) carries it out.

use std::{
    collections::BTreeMap,
    fs,
    path::{Path, PathBuf},
};

use rapporteur_schema::{
    Dataset, Register,
    canonical::{self, Layout},
};

use crate::files::{FileError, fail};

/// What has to change on disk for a dataset to stand in canonical form.
#[derive(Debug, Clone, Default, PartialEq, Eq)]
#[non_exhaustive]
pub struct Changes {
    /// Files to write, with their bytes.
    pub write: Vec<(PathBuf, Vec<u8>)>,
    /// Files to remove: records that stand elsewhere now.
    pub remove: Vec<PathBuf>,
}

impl Changes {
    /// Whether the dataset stands in canonical form already.
    pub fn is_empty(&self) -> bool {
        self.write.is_empty() && self.remove.is_empty()
    }
}

/// The layout in which a dataset stands: lines if any register is a file of lines.
pub fn layout_of(folder: &Path) -> Layout {
    let lines = |register: Register| {
        folder.join(format!("{}.jsonl", register.folder())).is_file()
            || files_in(&folder.join(register.folder())).is_ok_and(|files| {
                files.iter().any(|file| file.extension().is_some_and(|e| e == "jsonl"))
            })
    };
    if Register::ALL.into_iter().any(lines) { Layout::Lines } else { Layout::Files }
}

/// A new dataset of more records than this is a file of lines for each register.
const MANY: usize = 1_000;

/// The layout in which a dataset is to be written into a folder: that of the dataset that
/// stands there; of a new one with very many records, lines.
pub fn layout_for(dataset: &Dataset, folder: &Path) -> Layout {
    match folder.join("dataset.json").is_file() {
        true => layout_of(folder),
        false if dataset.len() > MANY => Layout::Lines,
        false => Layout::Files,
    }
}

fn files_in(folder: &Path) -> Result<Vec<PathBuf>, FileError> {
    if !folder.is_dir() {
        return Ok(Vec::new());
    }
    let mut files = fs::read_dir(folder)
        .and_then(|entries| entries.map(|entry| Ok(entry?.path())).collect::<Result<Vec<_>, _>>())
        .map_err(fail("list", folder))?;
    files.sort();
    Ok(files)
}

/// What has to change for `dataset` to stand in `folder` in canonical form.
pub fn changes(dataset: &Dataset, folder: &Path, layout: Layout) -> Result<Changes, FileError> {
    let wanted: BTreeMap<PathBuf, Vec<u8>> =
        canonical::files(dataset, layout).into_iter().collect();
    let mut changes = Changes::default();
    for register in Register::ALL {
        let mut present = files_in(&folder.join(register.folder()))?;
        present.push(folder.join(format!("{}.jsonl", register.folder())));
        for path in present {
            let data = path.extension().is_some_and(|e| e == "json" || e == "jsonl");
            let hidden =
                path.file_name().is_some_and(|name| name.to_string_lossy().starts_with('.'));
            let relative = path.strip_prefix(folder).unwrap_or(&path).to_owned();
            if data && !hidden && path.is_file() && !wanted.contains_key(&relative) {
                changes.remove.push(relative);
            }
        }
    }
    for (path, bytes) in wanted {
        let present = fs::read(folder.join(&path)).ok();
        if present.as_deref() != Some(bytes.as_slice()) {
            changes.write.push((path, bytes));
        }
    }
    Ok(changes)
}

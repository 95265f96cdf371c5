//! What tests, validators and benches over more than one crate share: datasets made
//! from a seed, and targets of fuzzers. The tests themselves are in `suite/`.

#![expect(clippy::unwrap_used, reason = "only tests and chores of the repository use this")]
#![expect(clippy::missing_panics_doc, reason = "only tests and chores of the repository use this")]

pub mod fuzz;
pub mod generate;
pub mod grow;

use std::{
    fs, io,
    path::{Path, PathBuf},
};

/// Every file below a folder, by its path in it, with its bytes.
///
/// # Errors
/// When a folder or a file cannot be read.
pub fn tree(folder: &Path) -> Result<Vec<(PathBuf, Vec<u8>)>, String> {
    let mut files = Vec::new();
    let mut folders = vec![folder.to_owned()];
    while let Some(next) = folders.pop() {
        let told = |error: io::Error| format!("{}: {error}", next.display());
        for entry in fs::read_dir(&next).map_err(told)? {
            let path = entry.map_err(told)?.path();
            if path.is_dir() {
                folders.push(path);
            } else {
                let bytes = fs::read(&path).map_err(told)?;
                files.push((path.strip_prefix(folder).unwrap_or(&path).to_owned(), bytes));
            }
        }
    }
    files.sort();
    Ok(files)
}

//! Tests that need more than one crate.

#![expect(clippy::unwrap_used, reason = "a test that cannot set up its data has failed")]
#![expect(clippy::print_stdout, reason = "tests say what they skip, and the figures of long runs")]

mod fuzz;
mod graph;
mod grow;
mod json_schema;
mod parts;
mod roundtrip;
mod shipped;
mod sources;
mod torture;

pub(crate) use rapporteur_tests::generate;

use std::path::{Path, PathBuf};

/// The root of the repository.
fn root() -> PathBuf {
    Path::new(env!("CARGO_MANIFEST_DIR")).parent().unwrap().to_owned()
}

/// The dataset that the commands of `xtask` are about.
fn built_in() -> rapporteur_schema::Dataset {
    rapporteur_schema::Dataset::open(root().join("data/china-hr-cooperation")).unwrap()
}

/// Every dataset that comes with the repository, with the name of its folder.
fn shipped() -> Vec<(String, rapporteur_schema::Dataset)> {
    folders()
        .into_iter()
        .map(|folder| {
            let name = folder.file_name().unwrap().to_string_lossy().into_owned();
            (name, rapporteur_schema::Dataset::open(&folder).unwrap())
        })
        .collect()
}

/// The folders in `data`, in order.
fn folders() -> Vec<PathBuf> {
    let entries = std::fs::read_dir(root().join("data")).unwrap();
    let mut folders: Vec<PathBuf> = entries.map(|entry| entry.unwrap().path()).collect();
    folders.retain(|path| path.is_dir());
    folders.sort();
    folders
}

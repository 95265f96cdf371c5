//! Tests that need more than one crate.

#![expect(clippy::unwrap_used, reason = "a test that cannot set up its data has failed")]

mod graph;
mod json_schema;
mod roundtrip;
mod sources;

pub(crate) use rapporteur_tests::generate;

use std::path::{Path, PathBuf};

/// The root of the repository.
fn root() -> PathBuf {
    Path::new(env!("CARGO_MANIFEST_DIR")).parent().unwrap().to_owned()
}

/// The dataset that comes with the repository.
fn built_in() -> rapporteur_schema::Dataset {
    rapporteur_schema::Dataset::open(root().join("data/china-hr-cooperation")).unwrap()
}

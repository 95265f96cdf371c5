//! `fuzz-corpus`: what fuzzers begin with.

use std::{path::Path, process::ExitCode};

use rapporteur::{
    files,
    schema::{Dataset, Id},
    starter,
};
use rapporteur_tests::fuzz::{PDF, TARGETS, corpus};

use super::say;

/// Write a small corpus for each target of `fuzz/`, made from the dataset that `new` makes.
#[derive(Debug, clap::Args)]
pub(crate) struct FuzzCorpusArgs {}

impl FuzzCorpusArgs {
    #[expect(clippy::unused_self, reason = "as every chore")]
    pub(crate) fn run(self, root: &Path) -> ExitCode {
        match write(root) {
            Ok(count) => {
                say(&format!("{count} files in fuzz/corpus"));
                ExitCode::SUCCESS
            }
            Err(error) => {
                say(&error);
                ExitCode::FAILURE
            }
        }
    }
}

fn write(root: &Path) -> Result<usize, String> {
    let folder = tempfile::tempdir().map_err(|error| error.to_string())?;
    let record = folder.path().join("record");
    let id: Id = "record".parse().map_err(|_| "the id of the dataset is none".to_owned())?;
    starter::begin(&record, &id, "Exampleland").map_err(|error| error.to_string())?;
    let dataset = Dataset::open(&record).map_err(|problems| problems.to_string())?;
    let mappings = root.join("crates/rapporteur/examples/import");
    let mut count = 0;
    for target in TARGETS.into_iter().chain([PDF]) {
        for (n, input) in corpus(target, &dataset, &mappings).iter().enumerate() {
            let path = root.join("fuzz/corpus").join(target).join(format!("{n:03}"));
            files::replace(&path, input).map_err(|error| error.to_string())?;
            count += 1;
        }
    }
    Ok(count)
}

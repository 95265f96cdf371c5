//! `lint-wording`: whether the built-in dataset's words are its own.

use std::{
    path::{Path, PathBuf},
    process::ExitCode,
};

use rapporteur::{schema::Dataset, wording};

use super::say;

/// Find sentences of the sources in the dataset: runs of eight words or more
/// outside names and titles.
#[derive(Debug, clap::Args)]
pub(crate) struct LintWordingArgs {
    /// The folder of the dataset; the built-in one, if not given
    dataset: Option<PathBuf>,
    /// The folder with the texts of the sources
    #[arg(long, value_name = "DIR")]
    texts: PathBuf,
}

impl LintWordingArgs {
    pub(crate) fn run(self, root: &Path) -> ExitCode {
        let folder = self.dataset.unwrap_or_else(|| root.join("data").join(crate::DATASET));
        let dataset = match Dataset::open(&folder) {
            Ok(dataset) => dataset,
            Err(problems) => {
                say(&problems.to_string());
                return 1.into();
            }
        };
        match wording::shared_runs(&dataset, &self.texts) {
            Ok(runs) => {
                for run in &runs {
                    say(&format!("{}.{}: {}", run.record, run.field, run.words));
                }
                say(&format!("{} runs of {} words or more", runs.len(), wording::RUN));
                if runs.is_empty() { ExitCode::SUCCESS } else { ExitCode::FAILURE }
            }
            Err(error) => {
                say(&error.to_string());
                3.into()
            }
        }
    }
}

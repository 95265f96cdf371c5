//! `bench`: how fast every command is at several sizes, beside the writers underneath and
//! beside what others use.

use std::{
    fs,
    path::{Path, PathBuf},
    process::{Command, ExitCode},
};

use rapporteur::{
    files,
    schema::{
        Dataset,
        canonical::{self, Layout},
    },
};
use rapporteur_tests::grow::grown;

use super::{cargo, run, say};

/// Time every command as a whole process, beside the writers underneath; writes target/bench
#[derive(Debug, clap::Args)]
pub(crate) struct BenchArgs {
    /// How many records the datasets have, separated by commas
    #[arg(long, value_delimiter = ',', default_values_t = [10_000, 100_000, 1_000_000])]
    sizes: Vec<usize>,
    /// Leave out the bare writers underneath
    #[arg(long)]
    whole_only: bool,
}

/// The benches of the crates, each with what is asked of it; each prints how it fares
/// beside the bare writer or reader underneath.
const BENCHES: [(&str, &str, &[&str]); 4] = [
    ("rapporteur-schema", "load", &[]),
    ("rapporteur-jsonld", "write", &[]),
    ("rapporteur-tei", "write", &["10000", "100000"]),
    ("rapporteur-xlsx", "workbook", &["100000"]),
];

impl BenchArgs {
    pub(crate) fn run(self, root: &Path, dataset: &str) -> ExitCode {
        match self.measure(root, &root.join("data").join(dataset)) {
            Ok(()) => ExitCode::SUCCESS,
            Err(reason) => {
                say(&format!("bench: {reason}"));
                ExitCode::FAILURE
            }
        }
    }

    fn measure(mut self, root: &Path, built_in: &Path) -> Result<(), String> {
        let out = root.join("target/bench");
        let built = run(Command::new(cargo()).current_dir(root).args([
            "build",
            "--release",
            "--quiet",
            "-p",
            "rapporteur-cli",
        ]));
        if !built {
            return Err("the optimised program cannot be built".into());
        }
        let original = Dataset::open(built_in).map_err(|problems| problems.to_string())?;
        self.sizes.sort_unstable();
        let mut datasets = Vec::new();
        for size in self.sizes {
            datasets.push(make(&original, size, &out.join("data"))?);
        }
        let whole = run(Command::new("python3")
            .arg(root.join("tests/bench/whole.py"))
            .arg(root.join("target/release/rapporteur"))
            .arg(&out)
            .args(&datasets));
        if !whole {
            return Err("the table was not finished".into());
        }
        if !self.whole_only {
            for (package, bench, args) in BENCHES {
                say(&format!("{package}, beside the bare writer or reader:"));
                let mut command = Command::new(cargo());
                command.current_dir(root);
                command.args(["bench", "--quiet", "-p", package, "--bench", bench]);
                if !run(command.arg("--").args(args)) {
                    return Err(format!("the bench of {package} failed"));
                }
            }
        }
        say(&format!("the table is in {}", out.join("whole.md").display()));
        Ok(())
    }
}

/// Makes a dataset of that size, in a folder of its own.
fn make(original: &Dataset, size: usize, below: &Path) -> Result<PathBuf, String> {
    let folder = below.join(size.to_string());
    let told = |error: std::io::Error| format!("{}: {error}", folder.display());
    if folder.exists() {
        fs::remove_dir_all(&folder).map_err(told)?;
    }
    let dataset = grown(original, size);
    say(&format!("a dataset of {} records: {}", dataset.len(), folder.display()));
    for (path, bytes) in canonical::files(&dataset, Layout::Lines) {
        files::replace(&folder.join(path), &bytes).map_err(|error| error.to_string())?;
    }
    Ok(folder)
}

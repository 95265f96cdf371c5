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

use super::{cargo, conform::install::install_environment, run, say};

/// Time every command as a whole process, beside the writers underneath and what others use.
///
/// Writes target/bench: tables, a plot, the figures as JSON; and the table in README.md, with the
/// machine. Of a million records the N-Quads alone are 11 GB, as long as they are measured; files
/// are read back up to 200,000 records.
#[derive(Debug, clap::Args)]
pub(crate) struct BenchArgs {
    /// How many records the datasets have, separated by commas
    #[arg(long, value_delimiter = ',', default_values_t = [10_000, 100_000, 1_000_000])]
    sizes: Vec<usize>,
    /// Leave out the bare writers underneath
    #[arg(long)]
    whole_only: bool,
    /// How many records the tools are given that others use; 0 for none of them
    #[arg(long, value_name = "N", default_value_t = 2_000)]
    others: usize,
    /// Do not write the table into README.md
    #[arg(long)]
    no_readme: bool,
}

/// The benches of the crates, each with what is asked of it: a number of records or readings or,
/// as `@`, the folder of the smallest dataset, as `@@`, those of all. Each prints how it fares
/// beside the bare writer or reader underneath.
const BENCHES: [(&str, &str, &[&str]); 4] = [
    ("rapporteur-schema", "load", &["@@"]),
    ("rapporteur-jsonld", "write", &["@"]),
    ("rapporteur-tei", "write", &["10000", "100000"]),
    ("rapporteur-xlsx", "workbook", &["1000000"]),
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
        let program = root.join("target/release/rapporteur");
        let script = |python: &Path, name: &str| {
            let mut command = Command::new(python);
            command.arg(root.join("tests/bench").join(name));
            command
        };
        let whole = run(script("python3".as_ref(), "whole.py")
            .args([&program, &out, &built_in.to_owned()])
            .args(&datasets));
        if !whole {
            return Err("the table was not finished".into());
        }
        if !self.whole_only {
            bare(root, &datasets, &out.join("bare.txt"))?;
        }
        let mut python = PathBuf::from("python3");
        if self.others > 0 {
            let requirements = root.join("tests/bench/requirements.txt");
            python = install_environment(&requirements, &out.join("venv"))?;
            let dataset = make(&original, self.others, &out.join("data"))?;
            let mut others = script(&python, "others.py");
            others.args([&program, &dataset, &out, Path::new("--brief"), built_in]);
            if !run(&mut others) {
                return Err("the tools that others use were not measured".into());
            }
        }
        let readme = if self.no_readme { out.join("README.md") } else { root.join("README.md") };
        if self.no_readme {
            let copied = fs::copy(root.join("README.md"), &readme);
            copied.map_err(|error| format!("{}: {error}", readme.display()))?;
        }
        if !run(script(&python, "table.py").args([&out, &readme])) {
            return Err("the tables were not made".into());
        }
        say(&format!("the table is in {}", out.join("bench.md").display()));
        Ok(())
    }
}

/// Runs the benches of the crates, and keeps what they print.
fn bare(root: &Path, datasets: &[PathBuf], to: &Path) -> Result<(), String> {
    let mut all = String::new();
    for (package, bench, args) in BENCHES {
        say(&format!("{package}, beside the bare writer or reader:"));
        let mut command = Command::new(cargo());
        command.current_dir(root);
        command.args(["bench", "--quiet", "-p", package, "--bench", bench, "--"]);
        for arg in args {
            match (*arg, datasets.first()) {
                ("@", Some(folder)) => command.arg(folder),
                ("@", None) => &mut command,
                ("@@", _) => command.args(datasets),
                (other, _) => command.arg(other),
            };
        }
        let output = command.output().map_err(|error| error.to_string())?;
        let text = String::from_utf8_lossy(&output.stdout);
        say(&text);
        if !output.status.success() {
            say(&String::from_utf8_lossy(&output.stderr));
            return Err(format!("the bench of {package} failed"));
        }
        all.push_str(&text);
    }
    files::replace(to, all.as_bytes()).map_err(|error| error.to_string())
}

/// Makes a dataset of that size, in a folder of its own.
pub(crate) fn make(original: &Dataset, size: usize, below: &Path) -> Result<PathBuf, String> {
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

//! Parts of an export made by a Spark cluster that loses a machine.

use std::{
    path::{Path, PathBuf},
    process::Command,
};

use rapporteur::schema::Dataset;

use super::{
    Outcome, Verdict,
    install::install_environment,
    log::{run, say},
};
use crate::chore::bench;

/// Runs the export on a cluster on this machine, over a dataset of so many records.
pub(super) fn spark(root: &Path, work: &Path, records: usize, missing: &[&str]) -> Outcome {
    let name = format!("Parts: {records} records by Spark, of which a worker is killed");
    let verdict = if missing.contains(&"javac") {
        Verdict::NotRun("missing: a Java runtime".into())
    } else {
        match prepare(root, work, records) {
            Ok((python, dataset, program)) => {
                say(&format!("\n── {name}"));
                let mut command = Command::new(python);
                command
                    .arg(root.join("tests/conform/spark.py"))
                    .arg(program)
                    .arg(dataset)
                    .arg(root.join("docs/scale/spark_export.py"))
                    .arg(work.join("spark-run"));
                if run(&mut command) { Verdict::Passed } else { Verdict::Failed }
            }
            Err(reason) => Verdict::NotRun(reason),
        }
    };
    Outcome { name, verdict }
}

/// A Python with Spark, a dataset, and the program: this one, which knows its commands, so that
/// nothing else has to be built.
fn prepare(
    root: &Path,
    work: &Path,
    records: usize,
) -> Result<(PathBuf, PathBuf, PathBuf), String> {
    let program = std::env::current_exe().map_err(|error| error.to_string())?;
    let python = install_environment(
        &root.join("tests/conform/requirements-spark.txt"),
        &work.join("spark"),
    )?;
    let original = Dataset::open(root.join("data").join(crate::DATASET))
        .map_err(|problems| problems.to_string())?;
    let folder = bench::make(&original, records, &work.join("spark-dataset"))?;
    Ok((python, folder, program))
}

//! The mappings that ship, on the tables of others for which they were written.
//!
//! The tables are not part of the project; where they are not at hand, these tests
//! say so and hold nothing.

#![expect(clippy::unwrap_used, reason = "a test fails by panicking")]

#[expect(clippy::disallowed_types, reason = "it is only asked, never walked over")]
use std::collections::HashMap;
use std::{
    collections::BTreeMap,
    path::{Path, PathBuf},
};

use rapporteur_import::{
    Baseline, ImportError, Imported, Input, Mapping, Options, Plan, import, table,
};
use rapporteur_schema::{
    Dataset, Field, Register, Severity,
    check::check,
    codes::{Measure, Role},
    model::{Event, Statement},
};

mod finance;
mod upr;
mod votes;

fn root() -> PathBuf {
    Path::new(env!("CARGO_MANIFEST_DIR")).join("../..")
}

/// The tables of others, or a notice that they are not here.
#[expect(clippy::print_stderr, reason = "a test that holds nothing says so")]
fn data(folder: &str) -> Option<PathBuf> {
    let path = root().join("../shared/data").join(folder);
    if path.is_dir() {
        return Some(path);
    }
    eprintln!("skipped: the tables `{folder}` are not here");
    None
}

fn mapping(name: &str) -> Mapping {
    let file = root().join("crates/rapporteur/examples/import").join(name);
    let text = std::fs::read_to_string(&file).unwrap();
    Mapping::read(&text, Path::new(name)).unwrap_or_else(|problems| panic!("{problems}"))
}

fn inputs(mapping: &Mapping, files: &[PathBuf]) -> Vec<Input<'static>> {
    files
        .iter()
        .map(|file| {
            let name = file.file_name().unwrap().to_str().unwrap();
            let table = mapping.table_for(name).unwrap();
            let rows =
                table::open(name, std::fs::read(file).unwrap(), mapping.reading(table).unwrap());
            Input::new(table, name, rows.unwrap())
        })
        .collect()
}

fn imported(mapping: &Mapping, files: &[PathBuf], options: &Options<'_>) -> Imported {
    match import(mapping, inputs(mapping, files), options) {
        Ok(imported) => imported,
        Err(ImportError::Mapping(problems)) => panic!("{problems}"),
        Err(error) => panic!("{error}"),
    }
}

/// Every row is mapped, skipped or rejected.
fn adds_up(imported: &Imported) {
    for input in &imported.report.inputs {
        assert_eq!(input.rows, input.mapped + input.skipped + input.rejected, "{}", input.file);
    }
    assert_eq!(imported.report.rejected(), imported.rejects.len() as u64);
}

/// The dataset that an import makes from nothing; it must be valid, and a second
/// import must change nothing.
fn made(mapping: &Mapping, files: &[PathBuf], imported: Imported) -> Dataset {
    let plan = Plan::new(None, imported.records, None);
    let (dataset, baseline) = plan.apply(None, mapping.dataset().unwrap().clone()).unwrap();
    let errors: Vec<_> =
        check(&dataset).into_iter().filter(|finding| finding.severity == Severity::Error).collect();
    assert!(errors.is_empty(), "{} findings, such as {:?}", errors.len(), errors.first());
    let baseline = Baseline::parse(&baseline.to_text()).unwrap();
    let mut options = Options::default();
    options.existing = Some(&dataset);
    options.baseline = Some(&baseline);
    let again = self::imported(mapping, files, &options);
    let plan = Plan::new(Some(&dataset), again.records, Some(&baseline));
    assert!(plan.is_empty() && plan.conflicts.is_empty() && plan.kept.is_empty(), "{plan}");
    assert_eq!(plan.unchanged, dataset.len());
    dataset
}

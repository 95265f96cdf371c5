//! The programs in `examples/` run over the built-in dataset, and say what they should.

#![expect(clippy::unwrap_used, reason = "a test that cannot set up its files has failed")]

use std::{
    path::{Path, PathBuf},
    process::Command,
};

use rapporteur_schema::Dataset;

fn built_in() -> PathBuf {
    Path::new(env!("CARGO_MANIFEST_DIR")).join("../../data/china-hr-cooperation")
}

/// What an example prints. Cargo builds the examples of a package with its tests, unless
/// it is asked for some of the tests alone.
fn run(example: &str, arguments: &[&str]) -> String {
    let this = std::env::current_exe().unwrap();
    let folder = this.parent().and_then(Path::parent).unwrap().join("examples");
    let program = folder.join(example).with_extension(std::env::consts::EXE_EXTENSION);
    if !program.exists() {
        let mut build = Command::new(env!("CARGO"));
        build.args(["build", "--quiet", "--offline", "--example", example]);
        assert!(build.current_dir(env!("CARGO_MANIFEST_DIR")).status().unwrap().success());
    }
    let output = Command::new(&program).args(arguments).output();
    let output = output.unwrap_or_else(|error| panic!("{}: {error}", program.display()));
    let errors = String::from_utf8_lossy(&output.stderr);
    assert!(output.status.success(), "{example}: {errors}");
    String::from_utf8(output.stdout).unwrap()
}

#[test]
fn each_example_does_what_it_says() {
    let folder = built_in();
    let dataset = Dataset::open(&folder).unwrap();
    let folder = folder.to_str().unwrap();

    let met = run("who_met_whom", &[folder]);
    let (first, second) = (met.lines().next().unwrap(), met.lines().nth(1).unwrap());
    let count = |line: &str| line.split_whitespace().next().unwrap().parse::<u32>().unwrap();
    assert!(count(first) >= count(second) && count(first) > 3, "{first}\n{second}");

    let timeline = run("timeline", &[folder, "upr"]);
    let events = dataset.events().iter().filter(|event| event.kind.mechanism().code() == "upr");
    assert_eq!(timeline.lines().count(), events.count());

    let contested = dataset
        .records()
        .flat_map(|record| record.fields())
        .filter(|field| field.is_contested())
        .count();
    let places = run("disagreement", &[folder]);
    let mut places: Vec<&str> = places.lines().filter(|line| line.starts_with("    ")).collect();
    places.sort_unstable();
    places.dedup();
    assert_eq!(places.len(), contested);

    assert_eq!(run("changes", &[folder, folder]), "");
}

/// The smallest exporter loses nothing either: that is what the general view is for.
#[test]
fn a_fifth_format_carries_every_record_reading_and_citation() {
    let folder = built_in();
    let dataset = Dataset::open(&folder).unwrap();
    let text = run("to_markdown", &[folder.to_str().unwrap()]);
    assert_eq!(text.matches("\n## ").count(), dataset.len());
    let readings: usize = dataset
        .records()
        .flat_map(|record| record.fields())
        .map(|field| field.readings.len())
        .sum();
    assert_eq!(text.matches("\n  - ").count(), readings);
    let notes = text.lines().filter(|line| line.starts_with("[^")).count();
    let mut cited = std::collections::BTreeSet::new();
    for record in dataset.records() {
        let cites = rapporteur_schema::all_cites(record);
        cited.extend(cites.into_iter().flat_map(|cites| cites.iter()).map(ToString::to_string));
    }
    assert_eq!(notes, cited.len());
    for n in 1..=notes {
        assert!(text.contains(&format!("[^{n}]")), "note {n}");
    }
}

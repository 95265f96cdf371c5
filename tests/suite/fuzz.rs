//! Mutations of good inputs through every parser.
//!
//! Longer: `RAPPORTEUR_FUZZ_SECONDS=600 cargo test --release -p rapporteur-tests --test suite
//! fuzz -- --nocapture`, so many seconds for each target; other inputs with another number as
//! `RAPPORTEUR_FUZZ_SEED`. With a nightly compiler and cargo-fuzz there is better: see
//! `fuzz/README.md`.

use std::{
    panic::{AssertUnwindSafe, catch_unwind},
    time::{Duration, Instant},
};

use fastrand::Rng;
use rapporteur_schema::Dataset;
use rapporteur_tests::fuzz::{PDF, TARGETS, corpus, feed, mutate};

use crate::root;

/// How long a target may take for one input; on a busy machine, too.
const PATIENCE: Duration = Duration::from_secs(20);

fn small() -> Dataset {
    let folder = tempfile::tempdir().unwrap();
    let id = "record".parse().unwrap();
    let path = folder.path().join("record");
    rapporteur::starter::begin(&path, &id, "Exampleland").unwrap();
    Dataset::open(path).unwrap()
}

fn fuzz(target: &str, fewest: usize, dataset: &Dataset) {
    let seconds = std::env::var("RAPPORTEUR_FUZZ_SECONDS").ok().and_then(|n| n.parse().ok());
    let inputs = corpus(target, dataset, &root().join("crates/rapporteur/examples/import"));
    assert!(!inputs.is_empty(), "{target} has no corpus");
    for input in &inputs {
        assert!(feed(target, input), "{target} refuses its corpus");
    }
    let begun = Instant::now();
    let mut accepted = 0_usize;
    let seed = std::env::var("RAPPORTEUR_FUZZ_SEED").ok().and_then(|n| n.parse().ok());
    let mut rng = Rng::with_seed(seed.unwrap_or(7));
    for n in 0.. {
        let enough = match seconds {
            Some(seconds) => begun.elapsed() >= Duration::from_secs(seconds),
            None => n == fewest,
        };
        if enough {
            let took = begun.elapsed();
            println!("{target}: {n} inputs, {accepted} accepted, in {took:?}");
            return;
        }
        let input = mutate(target, &inputs[rng.usize(0..inputs.len())], &mut rng);
        let one = Instant::now();
        let Ok(was) = catch_unwind(AssertUnwindSafe(|| feed(target, &input))) else {
            let kept = std::env::temp_dir().join(format!("rapporteur-fuzz-{target}-{n}"));
            rapporteur::files::replace(&kept, &input).unwrap();
            panic!("{target}: input {n} breaks a promise; it is kept as {}", kept.display());
        };
        accepted += usize::from(was);
        assert!(one.elapsed() < PATIENCE, "{target}: input {n} took {:?}", one.elapsed());
    }
}

#[test]
fn changed_inputs_break_no_parser() {
    let dataset = small();
    for target in TARGETS {
        fuzz(target, if target == "xlsx" { 25 } else { 150 }, &dataset);
    }
}

#[test]
fn changed_briefs_break_no_parser() {
    fuzz(PDF, 30, &small());
}

//! How fast a dataset is read and checked, beside bare `serde_json` reading the same
//! lines into the same types and doing nothing else.
//!
//! `cargo bench -p rapporteur-schema --bench load` for the built-in dataset;
//! `cargo bench -p rapporteur-schema --bench load -- FOLDER…` for others, as
//! `cargo xtask bench` makes them. Times are the best of several runs, of the processor
//! where the system tells them (Linux), else by the clock.

#![expect(
    clippy::print_stdout,
    clippy::expect_used,
    clippy::disallowed_methods,
    reason = "a benchmark talks, may stop, and writes to a folder of its own"
)]

#[path = "../../../tests/bench/clock.rs"]
mod clock;

use std::{
    fs,
    hint::black_box,
    path::{Path, PathBuf},
    time::{Duration, Instant},
};

use rapporteur_schema::{
    Dataset, Register, canonical,
    check::check,
    load,
    model::{Record, RecordRef},
};

use clock::used;

/// The best of several runs; what a run makes is thrown away outside the time.
fn best<T>(times: usize, mut run: impl FnMut() -> T) -> Duration {
    let clock = Instant::now();
    (0..times).map(|_| once(clock, &mut run)).min().unwrap_or_default()
}

/// The best of several runs, each of both in turn, so that both have the same weather.
fn race<T, U>(times: usize, mut a: impl FnMut() -> T, mut b: impl FnMut() -> U) -> [Duration; 2] {
    let clock = Instant::now();
    let mut best = [Duration::MAX; 2];
    for _ in 0..times {
        best[0] = best[0].min(once(clock, &mut a));
        best[1] = best[1].min(once(clock, &mut b));
    }
    best
}

fn once<T>(clock: Instant, run: &mut impl FnMut() -> T) -> Duration {
    let begun = used(clock);
    let made = black_box(run());
    let took = used(clock).saturating_sub(begun);
    drop(made);
    took
}

#[expect(clippy::cast_precision_loss, reason = "a speed")]
fn compare(folder: &Path) {
    let dataset = Dataset::open(folder).expect("a dataset without errors");
    // The same records, a line each: what the disk and the layout cost is not asked here.
    let lines: Vec<(Register, Vec<String>)> = Register::ALL
        .into_iter()
        .map(|register| {
            let records = dataset.register(register);
            let line = |record: RecordRef<'_>| record.to_json();
            (register, records.map(line).collect())
        })
        .collect();
    let bytes: usize = lines.iter().flat_map(|(_, lines)| lines).map(|line| line.len() + 1).sum();
    let times = (200_000_000 / bytes.max(1)).clamp(3, 40);
    let copy = tempfile::tempdir().expect("a folder");
    fs::copy(folder.join("dataset.json"), copy.path().join("dataset.json")).expect("a copy");
    for (register, lines) in &lines {
        let file = copy.path().join(register.folder()).with_extension("jsonl");
        if !lines.is_empty() {
            fs::write(file, lines.join("\n") + "\n").expect("a file");
        }
    }
    println!("{}: {} records, {bytes} bytes", folder.display(), dataset.len());
    let into_records = || {
        let mut all: Vec<Record> = Vec::new();
        for (register, lines) in &lines {
            let record = |line: &String| Record::from_json(*register, line.as_bytes());
            all.extend(lines.iter().map(|line| record(line).expect("a record")));
        }
        all
    };
    let [bare, loaded] = race(times, into_records, || load(copy.path()));
    let show = |name: &str, took: Duration| {
        let speed = bytes as f64 / took.as_secs_f64() / 1e6;
        let share = bare.as_secs_f64() / took.as_secs_f64();
        println!("  {name:<16} {speed:7.0} MB/s  {share:5.2} of bare  {took:?}");
    };
    show("bare serde_json", bare);
    show("load and check", loaded);
    show("check alone", best(times, || check(&dataset)));
    show("written again", best(times, || canonical::bytes(&dataset)));
}

fn main() {
    let named: Vec<PathBuf> =
        std::env::args().skip(1).filter(|word| !word.starts_with('-')).map(PathBuf::from).collect();
    let built_in = Path::new(env!("CARGO_MANIFEST_DIR")).join("../../data/china-hr-cooperation");
    if named.is_empty() {
        compare(&built_in);
    }
    for folder in &named {
        compare(folder);
    }
}

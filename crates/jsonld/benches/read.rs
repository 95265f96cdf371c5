//! How fast the reader is, beside bare `serde_json`.
//!
//! `cargo bench -p rapporteur-jsonld --bench read [-- DATASET]` writes the built-in dataset, or the
//! one in a folder, as JSON-LD, and reads the same bytes back, in turns, as a tree of
//! `serde_json` and as a dataset. It prints the median of each by the clock, and how many
//! times the one is the other.

use std::{
    error::Error,
    io::{self, Write as _},
    path::Path,
    time::{Duration, Instant},
};

use rapporteur_jsonld::{Options, read, write};
use rapporteur_schema::Dataset;

const RUNS: usize = 7;

fn main() -> Result<(), Box<dyn Error>> {
    let folder = std::env::args().skip(1).find(|argument| !argument.starts_with('-'));
    let built_in = Path::new(env!("CARGO_MANIFEST_DIR")).join("../../data/china-hr-cooperation");
    let dataset = Dataset::open(folder.map_or(built_in, Into::into))?;
    let mut bytes = Vec::new();
    write(&dataset, &Options::default(), &mut bytes)?;
    let (mut bare, mut ours) = (Vec::new(), Vec::new());
    for _ in 0..RUNS {
        let begun = Instant::now();
        let tree: serde_json::Value = serde_json::from_slice(&bytes)?;
        bare.push(begun.elapsed());
        drop(tree);
        let begun = Instant::now();
        let found = read(&bytes)?;
        ours.push(begun.elapsed());
        if found.len() != dataset.len() {
            return Err("what was read is another dataset".into());
        }
    }
    bare.sort_unstable();
    ours.sort_unstable();
    let middle = |times: &[Duration]| times.get(RUNS / 2).map_or(0.0, Duration::as_secs_f64);
    let (bare, ours) = (middle(&bare), middle(&ours));
    let mut out = io::stdout().lock();
    writeln!(out, "{} bytes", bytes.len())?;
    writeln!(out, "serde_json, a tree   {bare:.3} s")?;
    writeln!(out, "read, a dataset      {ours:.3} s, {:.2} times as long", ours / bare)?;
    Ok(())
}

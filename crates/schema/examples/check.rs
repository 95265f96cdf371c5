//! Reads a dataset and prints what is wrong with it, and what it holds.
//!
//! `cargo run -p rapporteur-schema --example check -- data/china-hr-cooperation`

#![expect(clippy::print_stdout, reason = "an example talks to its reader")]

use std::path::PathBuf;

fn main() {
    let folder = std::env::args_os().nth(1).map_or_else(|| PathBuf::from("."), PathBuf::from);
    let loaded = rapporteur_schema::load(&folder);
    for problem in &loaded.problems {
        println!("{problem}");
        if let Some(help) = &problem.help {
            println!("    {help}");
        }
    }
    if let Some(dataset) = loaded.dataset {
        println!("{:#?}", dataset.totals());
    }
}

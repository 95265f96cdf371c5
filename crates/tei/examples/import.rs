//! Reads TEI files and says of each whether its data are what was exported: whether the
//! canonical bytes of what comes back have the SHA-256 that the document states. Fails if
//! one has not.
//!
//! `cargo run --release -p rapporteur-tei --example import -- FILE...`

#![expect(clippy::print_stdout, reason = "an example talks to its reader")]

use std::process::ExitCode;

fn main() -> Result<ExitCode, Box<dyn std::error::Error>> {
    let mut all_good = true;
    for path in std::env::args().skip(1) {
        let words = match rapporteur_tei::inspect(&std::fs::read(&path)?) {
            Ok(found) => {
                let same = found.unchanged == Some(true);
                all_good &= same;
                let records = found.dataset.len();
                format!("{records} records, {}", if same { "unchanged" } else { "CHANGED" })
            }
            Err(error) => {
                all_good = false;
                error.to_string()
            }
        };
        println!("{path}: {words}");
    }
    Ok(if all_good { ExitCode::SUCCESS } else { ExitCode::FAILURE })
}

//! Reads TEI files and says of each whether its data are what was exported.
//!
//! `cargo run --release -p rapporteur-tei --example import -- FILE...`

#![expect(clippy::print_stdout, reason = "an example talks to its reader")]

fn main() -> Result<(), Box<dyn std::error::Error>> {
    for path in std::env::args().skip(1) {
        match rapporteur_tei::inspect(&std::fs::read(&path)?) {
            Ok(found) => {
                println!(
                    "{path}: {} records, unchanged: {:?}",
                    found.dataset.len(),
                    found.unchanged
                );
            }
            Err(error) => println!("{path}: {error}"),
        }
    }
    Ok(())
}

//! Exports a dataset as TEI and reads it back.
//!
//! `cargo run --release -p rapporteur-tei --example export_tei -- DATASET [body|standoff] > OUT.xml`

#![expect(clippy::print_stderr, reason = "an example talks to its reader")]

use std::{error::Error, io::Write, time::Instant};

use rapporteur_tei::{Layout, Options};

fn main() -> Result<(), Box<dyn Error>> {
    let args: Vec<String> = std::env::args().skip(1).collect();
    let [folder, rest @ ..] = args.as_slice() else {
        return Err("usage: export DATASET [body|standoff] > OUT.xml".into());
    };
    let dataset = rapporteur_schema::load(folder.as_ref()).dataset;
    let dataset = dataset.ok_or("the dataset cannot be read")?;
    let mut options = Options::default();
    if rest.first().is_some_and(|layout| layout == "standoff") {
        options.layout = Layout::StandOff;
    }
    let mut document = Vec::new();
    let begun = Instant::now();
    let summary = rapporteur_tei::write(&dataset, &options, &mut document)?;
    eprintln!("{summary:?}\nwritten in {:?}, {} bytes", begun.elapsed(), document.len());
    let begun = Instant::now();
    let imported = rapporteur_tei::inspect(&document)?;
    eprintln!("read back in {:?}, unchanged: {:?}", begun.elapsed(), imported.unchanged);
    std::io::stdout().write_all(&document)?;
    Ok(())
}

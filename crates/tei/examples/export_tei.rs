//! Exports a dataset as TEI and reads it back: as one document, or as several files.
//!
//! `cargo run --release -p rapporteur-tei --example export_tei -- DATASET OUT.tei.xml [body|standoff] [short]`\
//! `cargo run --release -p rapporteur-tei --example export_tei -- DATASET FOLDER [body|standoff] [short]`

#![expect(clippy::print_stderr, reason = "an example talks to its reader")]

use std::{error::Error, fs::OpenOptions, io::Write, path::Path, time::Instant};

use rapporteur_tei::{Layout, Options, Split};

fn main() -> Result<(), Box<dyn Error>> {
    let args: Vec<String> = std::env::args().skip(1).collect();
    let [folder, out, rest @ ..] = args.as_slice() else {
        return Err("usage: export_tei DATASET OUT.tei.xml|FOLDER [body|standoff] [short]".into());
    };
    let dataset = rapporteur_schema::load(folder.as_ref()).dataset;
    let dataset = dataset.ok_or("the dataset cannot be read")?;
    let mut options = Options::default();
    if rest.iter().any(|word| word == "standoff") {
        options.layout = Layout::StandOff;
    }
    options.narrative = !rest.iter().any(|word| word == "short");
    let out = Path::new(out);
    let begun = Instant::now();
    if out.is_dir() {
        let split = Split::new(&dataset, &options);
        for part in split.parts() {
            let mut document = Vec::new();
            split.write(part, &mut document)?;
            eprintln!("{:>9} {}: {}", document.len(), part.file, part.title);
            save(&out.join(&part.file), &document)?;
        }
        eprintln!("written in {:?}", begun.elapsed());
        return Ok(());
    }
    let mut document = Vec::new();
    let summary = rapporteur_tei::write(&dataset, &options, &mut document)?;
    eprintln!("{summary:?}\nwritten in {:?}, {} bytes", begun.elapsed(), document.len());
    let begun = Instant::now();
    let imported = rapporteur_tei::inspect(&document)?;
    eprintln!("read back in {:?}, unchanged: {:?}", begun.elapsed(), imported.unchanged);
    save(out, &document)
}

fn save(path: &Path, document: &[u8]) -> Result<(), Box<dyn Error>> {
    let mut file = OpenOptions::new().create(true).write(true).truncate(true).open(path)?;
    Ok(file.write_all(document)?)
}

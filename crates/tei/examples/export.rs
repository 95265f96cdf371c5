//! Exports a dataset as TEI: `export DATASET OUT.xml [body|standoff] [times]`.

use std::{error::Error, fs, time::Instant};

use rapporteur_tei::{Layout, Options};

fn main() -> Result<(), Box<dyn Error>> {
    let args: Vec<String> = std::env::args().collect();
    let [_, folder, out, rest @ ..] = args.as_slice() else {
        return Err("usage: export DATASET OUT.xml [body|standoff] [times]".into());
    };
    let loaded = rapporteur_schema::load(folder.as_ref());
    let dataset = loaded.dataset.ok_or("the dataset cannot be loaded")?;
    let mut options = Options::default();
    if rest.first().is_some_and(|layout| layout == "standoff") {
        options.layout = Layout::StandOff;
    }
    let times: u32 = rest.get(1).map_or(Ok(1), |n| n.parse())?;
    let mut document = Vec::new();
    let begun = Instant::now();
    for _ in 0..times {
        document.clear();
        let summary = rapporteur_tei::write(&dataset, &options, &mut document)?;
        println!("{summary:?}");
    }
    println!("written in {:?}, {} bytes", begun.elapsed() / times.max(1), document.len());
    let begun = Instant::now();
    let imported = rapporteur_tei::inspect(&document)?;
    println!("read back in {:?}, unchanged: {:?}", begun.elapsed(), imported.unchanged);
    fs::write(out, document)?;
    Ok(())
}

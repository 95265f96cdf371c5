//! Exports a dataset: `export DATASET OUT [--linked] [--lines] [--nquads] [--check] [--time]`.

use std::{error::Error, fs::File, io::BufWriter, path::Path};

use rapporteur_jsonld::{Context, Form, Options, read, write, write_nquads};
use rapporteur_schema::{canonical, load};

#[expect(clippy::disallowed_methods, reason = "an example for trying things")]
fn main() -> Result<(), Box<dyn Error>> {
    let args: Vec<String> = std::env::args().skip(1).collect();
    let (flags, paths): (Vec<&String>, Vec<&String>) =
        args.iter().partition(|arg| arg.starts_with("--"));
    let [folder, file] = paths.as_slice() else {
        return Err(
            "usage: export DATASET OUT [--linked] [--lines] [--nquads] [--check] [--time]".into()
        );
    };
    let has = |flag: &str| flags.iter().any(|f| f.as_str() == flag);
    let loaded = load(Path::new(folder));
    let dataset = loaded.dataset.ok_or("the dataset cannot be read")?;
    let mut options = Options::default();
    if has("--linked") {
        options.context = Context::Linked;
    }
    if has("--lines") {
        options.form = Form::Lines;
    }
    if has("--time") {
        // How fast the writer alone is, without a disk.
        let start = std::time::Instant::now();
        for _ in 0..20 {
            if has("--nquads") {
                write_nquads(&dataset, &mut std::io::sink())?;
            } else {
                write(&dataset, &options, &mut std::io::sink())?;
            }
        }
        writeln(&format!("{:?} each", start.elapsed() / 20))?;
        // What it costs to take the records apart into claims, with nothing written.
        let start = std::time::Instant::now();
        let claims: usize = (0..20)
            .flat_map(|_| dataset.records())
            .map(|record| record.fields().len() + rapporteur_schema::claims(record).len())
            .sum();
        writeln(&format!("{:?} each for {claims} claims alone", start.elapsed() / 20))?;
    }
    let mut out = BufWriter::new(File::create(file)?);
    let summary = if has("--nquads") {
        write_nquads(&dataset, &mut out)?
    } else {
        write(&dataset, &options, &mut out)?
    };
    drop(out);
    writeln(&format!("{summary:?}"))?;
    if has("--check") {
        let again = read(&std::fs::read(file)?)?;
        let same = canonical::bytes(&again) == canonical::bytes(&dataset);
        writeln(if same { "reads back the same" } else { "DOES NOT READ BACK" })?;
    }
    Ok(())
}

fn writeln(line: &str) -> std::io::Result<()> {
    use std::io::Write as _;
    writeln!(std::io::stdout(), "{line}")
}

//! Exports a dataset: `export_jsonld DATASET OUT [--linked] [--graph] [--check]`. What OUT
//! ends in says the form: `.jsonld`, `.ndjsonld`, `.nq`, `.ttl` or `.trig`.

use std::{error::Error, fs::File, io::BufWriter, path::Path};

use rapporteur_jsonld::{Context, Form, Options, read, write};
use rapporteur_schema::{canonical, load};

#[expect(clippy::disallowed_methods, reason = "an example for trying things")]
fn main() -> Result<(), Box<dyn Error>> {
    let args: Vec<String> = std::env::args().skip(1).collect();
    let (flags, paths): (Vec<&String>, Vec<&String>) =
        args.iter().partition(|arg| arg.starts_with("--"));
    let [folder, file] = paths.as_slice() else {
        return Err("usage: export_jsonld DATASET OUT [--linked] [--graph] [--check]".into());
    };
    let has = |flag: &str| flags.iter().any(|f| f.as_str() == flag);
    let loaded = load(Path::new(folder));
    let dataset = loaded.dataset.ok_or("the dataset cannot be read")?;
    let mut options = Options::default();
    if has("--linked") {
        options.context = Context::Linked;
    }
    options.named_graph = has("--graph");
    options.form = Form::ALL
        .into_iter()
        .rev()
        .find(|form| file.ends_with(form.suffix()))
        .ok_or("the name of the file does not end as that of any form")?;
    let mut out = BufWriter::new(File::create(file)?);
    let summary = write(&dataset, &options, &mut out)?;
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

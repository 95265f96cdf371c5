//! Makes a dataset of tables: `import_tables MAPPING [--out LINES] TABLE...`
//!
//! Prints the report and the plan; with `--out`, writes the records as JSON Lines.

use std::{io::Write as _, path::Path, process::ExitCode};

use rapporteur_import::{Input, Mapping, Options, Plan, import, rejects_csv, table};

fn run() -> Result<(), Box<dyn std::error::Error>> {
    let mut arguments: Vec<String> = std::env::args().skip(1).collect();
    let out = match arguments.iter().position(|argument| argument == "--out") {
        Some(at) => arguments.drain(at..(at + 2).min(arguments.len())).nth(1),
        None => None,
    };
    let (file, tables) = arguments.split_first().ok_or("name a mapping and tables")?;
    let mapping = Mapping::read(&std::fs::read_to_string(file)?, Path::new(file))?;
    let mut inputs = Vec::new();
    for path in tables {
        let name = Path::new(path).file_name().and_then(|name| name.to_str()).unwrap_or(path);
        let table = mapping.table_for(name)?;
        let reading = mapping.reading(table).cloned().unwrap_or_default();
        inputs.push(Input::new(table, name, table::open(name, std::fs::read(path)?, &reading)?));
    }
    let imported = import(&mapping, inputs, &Options::default())?;
    let mut stdout = std::io::stdout().lock();
    write!(stdout, "{}", imported.report)?;
    write!(stdout, "{}", rejects_csv(&imported.rejects))?;
    let plan = Plan::new(None, imported.records, None);
    writeln!(stdout, "{} records to add", plan.added.len())?;
    if let (Some(out), Some(meta)) = (out, mapping.dataset()) {
        let (dataset, _) = plan.apply(None, meta.clone())?;
        let mut file = std::io::BufWriter::new(tempfile(&out)?);
        for record in dataset.records() {
            writeln!(file, "{}", record.to_json())?;
        }
    }
    Ok(())
}

#[expect(clippy::disallowed_methods, reason = "an example; a program stages its files")]
fn tempfile(path: &str) -> std::io::Result<std::fs::File> {
    std::fs::File::create(path)
}

fn main() -> ExitCode {
    match run() {
        Ok(()) => ExitCode::SUCCESS,
        Err(error) => {
            let _ = writeln!(std::io::stderr(), "{error}");
            ExitCode::FAILURE
        }
    }
}

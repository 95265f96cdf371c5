//! Writes briefs of a dataset: `export_pdf DATASET OUT [--brief WHICH] [--annex]
//! [--font-dir DIR]`.
//!
//! DATASET is a folder, or a file with the canonical form of a dataset.
//! WHICH is what `Brief::parse` reads, `overview` by default. One brief is written to
//! the file OUT, several to files in the folder OUT that bear their names. Beside them
//! stands the dataset in canonical form, for checks of what is attached.
#![expect(
    clippy::print_stdout,
    clippy::print_stderr,
    clippy::disallowed_methods,
    reason = "a program to try things with"
)]

use std::{
    env, fs,
    path::{Path, PathBuf},
    process::ExitCode,
    time::Instant,
};

use rapporteur_pdf::{Brief, Options, Renderer, read};
use rapporteur_schema::canonical;

type Failure = Box<dyn std::error::Error>;

fn main() -> ExitCode {
    match run() {
        Ok(()) => ExitCode::SUCCESS,
        Err(error) => {
            eprintln!("{error}");
            ExitCode::FAILURE
        }
    }
}

fn run() -> Result<(), Failure> {
    let usage = "usage: export_pdf DATASET OUT [--brief WHICH] [--annex] [--font-dir DIR]";
    let mut options = Options::default();
    let mut which = "overview".to_owned();
    let mut places: Vec<String> = Vec::new();
    let mut args = env::args().skip(1);
    while let Some(arg) = args.next() {
        match arg.as_str() {
            "--annex" => options.annex = true,
            "--font-dir" => options.font_dirs.push(args.next().ok_or(usage)?.into()),
            "--brief" => which = args.next().ok_or(usage)?,
            _ => places.push(arg),
        }
    }
    let [folder, out] = places.as_slice() else { return Err(usage.into()) };
    let dataset = if Path::new(folder).is_file() {
        canonical::from_bytes(&fs::read(folder)?)?
    } else {
        let loaded = rapporteur_schema::load(Path::new(folder));
        loaded.dataset.ok_or_else(|| format!("{folder} cannot be read"))?
    };
    let whole = canonical::bytes(&dataset);
    let briefs = Brief::parse(&dataset, &which)?;
    let single = briefs.len() == 1;
    let out = Path::new(out);
    if !single {
        fs::create_dir_all(out)?;
    }
    let renderer = Renderer::new(&options)?;
    for brief in briefs {
        let file: PathBuf = if single {
            out.to_owned()
        } else {
            out.join(format!("{}.pdf", brief.suffix(&dataset)))
        };
        options.brief = brief;
        let begin = Instant::now();
        let mut bytes = Vec::new();
        let summary = renderer.write(&dataset, &options, &mut bytes)?;
        let written = begin.elapsed();
        fs::write(&file, &bytes)?;
        let same = canonical::bytes(&read(&bytes)?) == whole;
        println!(
            "{}: {} bytes in {written:?}; {} records come back, the same: {same}",
            file.display(),
            bytes.len(),
            summary.records,
        );
    }
    let beside =
        if single { out.with_extension("pdf.canonical.txt") } else { out.join("canonical.txt") };
    fs::write(&beside, &whole)?;
    println!("the dataset in canonical form: {}", beside.display());
    Ok(())
}

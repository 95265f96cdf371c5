//! Writes the overview brief of a dataset: `export FOLDER FILE [--no-annex]`.
#![expect(
    clippy::print_stdout,
    clippy::print_stderr,
    clippy::disallowed_methods,
    reason = "a program to try things with"
)]

use std::{env, path::Path, process::ExitCode, time::Instant};

use rapporteur_schema::canonical;

fn main() -> ExitCode {
    let args: Vec<String> = env::args().skip(1).collect();
    let (folder, file, annex) = match args.as_slice() {
        [folder, file] => (folder, file, true),
        [folder, file, flag] if flag == "--no-annex" => (folder, file, false),
        _ => {
            eprintln!("usage: export FOLDER FILE [--no-annex]");
            return ExitCode::FAILURE;
        }
    };
    let loaded = rapporteur_schema::load(Path::new(folder));
    let Some(dataset) = loaded.dataset else {
        eprintln!("{folder} cannot be read");
        return ExitCode::FAILURE;
    };
    let begin = Instant::now();
    let mut bytes = Vec::new();
    let mut options = rapporteur_pdf::Options::default();
    options.annex = annex;
    match rapporteur_pdf::write(&dataset, &options, &mut bytes) {
        Ok(summary) => println!("{summary:#?}"),
        Err(error) => {
            eprintln!("{error}");
            return ExitCode::FAILURE;
        }
    }
    println!("written in {:?}, {} bytes", begin.elapsed(), bytes.len());
    if let Err(error) = std::fs::write(file, &bytes) {
        eprintln!("{error}");
        return ExitCode::FAILURE;
    }
    let begin = Instant::now();
    match rapporteur_pdf::read(&bytes) {
        Ok(again) => {
            let same = canonical::bytes(&again) == canonical::bytes(&dataset);
            println!("read back in {:?}, the same: {same}", begin.elapsed());
        }
        Err(error) => {
            eprintln!("{error}");
            return ExitCode::FAILURE;
        }
    }
    let beside = format!("{file}.canonical.txt");
    if let Err(error) = std::fs::write(&beside, canonical::bytes(&dataset)) {
        eprintln!("{error}");
        return ExitCode::FAILURE;
    }
    println!("the dataset in canonical form: {beside}");
    ExitCode::SUCCESS
}

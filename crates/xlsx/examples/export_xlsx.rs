//! Writes the workbook of a dataset: `export_xlsx [--edit] FOLDER FILE`.
#![expect(
    clippy::print_stdout,
    clippy::print_stderr,
    clippy::disallowed_methods,
    reason = "a program to try things with"
)]

use std::{env, path::Path, process::ExitCode, time::Instant};

fn main() -> ExitCode {
    let (flags, args): (Vec<String>, Vec<String>) =
        env::args().skip(1).partition(|arg| arg.starts_with("--"));
    let [folder, file] = args.as_slice() else {
        eprintln!("usage: export_xlsx [--edit] FOLDER FILE");
        return ExitCode::FAILURE;
    };
    let loaded = rapporteur_schema::load(Path::new(folder));
    let Some(dataset) = loaded.dataset else {
        eprintln!("{folder} cannot be read");
        return ExitCode::FAILURE;
    };
    let begin = Instant::now();
    let mut bytes = Vec::new();
    let mut options = rapporteur_xlsx::Options::default();
    if flags.iter().any(|flag| flag == "--edit") {
        options.profile = rapporteur_xlsx::Profile::Edit;
    }
    match rapporteur_xlsx::write(&dataset, &options, &mut bytes) {
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
    match rapporteur_xlsx::read(&bytes) {
        Ok(again) => {
            let same = rapporteur_schema::canonical::bytes(&again)
                == rapporteur_schema::canonical::bytes(&dataset);
            println!("read back in {:?}, the same: {same}", begin.elapsed());
        }
        Err(error) => eprintln!("{error}"),
    }
    ExitCode::SUCCESS
}

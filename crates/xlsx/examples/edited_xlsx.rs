//! Takes an edited workbook back: `edited_xlsx FOLDER FILE OUT` prints what the workbook
//! changes in the dataset of a folder, and writes the dataset that comes of it, in its
//! canonical form, to a file. The folder stays as it is.
#![expect(
    clippy::print_stdout,
    clippy::print_stderr,
    clippy::disallowed_methods,
    reason = "a program to try things with"
)]

use std::{env, error::Error, fs, process::ExitCode};

use rapporteur_schema::{Dataset, canonical};

fn run() -> Result<(), Box<dyn Error>> {
    let args: Vec<String> = env::args().skip(1).collect();
    let [folder, file, out] = args.as_slice() else {
        return Err("usage: edited_xlsx FOLDER FILE OUT".into());
    };
    let present = Dataset::open(folder)?;
    let edited = rapporteur_xlsx::read_edited(&fs::read(file)?, &present)?;
    for notice in &edited.notices {
        eprintln!("note: {notice}");
    }
    for change in &edited.changes {
        println!("{change}");
    }
    fs::write(out, canonical::bytes(&edited.dataset))?;
    Ok(())
}

fn main() -> ExitCode {
    match run() {
        Ok(()) => ExitCode::SUCCESS,
        Err(error) => {
            eprintln!("{error}");
            ExitCode::FAILURE
        }
    }
}

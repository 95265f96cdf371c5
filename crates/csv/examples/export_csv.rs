//! Writes the data package of a dataset: `export_csv FOLDER OUT`, or reads one back and
//! says whether it is the same dataset: `export_csv --read FOLDER OUT`.
#![expect(
    clippy::print_stdout,
    clippy::print_stderr,
    clippy::disallowed_methods,
    reason = "a program to try things with"
)]

use std::{env, error::Error, fs, path::Path, process::ExitCode};

use rapporteur_csv::{Options, Package};
use rapporteur_schema::Dataset;

fn run() -> Result<bool, Box<dyn Error>> {
    let args: Vec<String> = env::args().skip(1).collect();
    let (back, folder, out) = match args.as_slice() {
        [folder, out] => (false, folder, out),
        [flag, folder, out] if flag == "--read" => (true, folder, out),
        _ => return Err("usage: export_csv [--read] FOLDER OUT".into()),
    };
    let dataset = Dataset::open(folder)?;
    if back {
        let mut files = Vec::new();
        for entry in fs::read_dir(out)? {
            let path = entry?.path();
            let name = path.file_name().unwrap_or_default().to_string_lossy().into_owned();
            files.push((name, fs::read(&path)?));
        }
        let same = rapporteur_csv::read(files)? == dataset;
        println!("the same: {same}");
        return Ok(same);
    }
    let options = Options::default();
    let package = Package::new(&dataset, &options);
    fs::create_dir_all(out)?;
    for name in package.files() {
        let mut bytes = Vec::new();
        package.write_file(&name, &mut bytes)?;
        println!("{name}: {} bytes", bytes.len());
        fs::write(Path::new(out).join(&name), bytes)?;
    }
    Ok(true)
}

fn main() -> ExitCode {
    match run() {
        Ok(true) => ExitCode::SUCCESS,
        Ok(false) => ExitCode::FAILURE,
        Err(error) => {
            eprintln!("{error}");
            ExitCode::FAILURE
        }
    }
}

//! The program `rapporteur`.

use std::process::ExitCode;

use clap::Parser as _;
use rapporteur_cli::{Cli, Context, advise};

fn main() -> ExitCode {
    match Cli::try_parse() {
        Ok(cli) => cli.run(&Context::for_program()).into(),
        Err(error) => advise(error).exit(),
    }
}

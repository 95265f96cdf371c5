//! The program `rapporteur`.

use std::process::ExitCode;

use clap::Parser as _;
use rapporteur_cli::{Cli, Context};

fn main() -> ExitCode {
    Cli::parse().run(&Context::for_program()).into()
}

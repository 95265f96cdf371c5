//! The commands of Rapporteur on the built-in dataset, and the repository's own chores.
//!
//! `cargo xtask --help`

mod chore;

use std::{path::PathBuf, process::ExitCode};

use clap::{Parser, Subcommand};
use rapporteur_cli::Context;

/// The built-in dataset, below `data/`.
const DATASET: &str = "china-hr-cooperation";

/// Rapporteur's commands on the built-in dataset, and the chores of this repository.
#[derive(Debug, Parser)]
#[command(name = "cargo xtask", bin_name = "cargo xtask", max_term_width = 100)]
#[command(
    after_help = "Exit codes: 0 fine; 1 the data has problems, or a check failed; 2 the command was used \
wrongly; 3 a file could not be read or written."
)]
struct Xtask {
    #[command(subcommand)]
    task: Task,
}

#[derive(Debug, Subcommand)]
enum Task {
    #[command(flatten)]
    Product(rapporteur_cli::Command),
    /// Write the generated files of `schema/`, or fail if they are out of date
    Schema(chore::schema::SchemaArgs),
    /// Write the parts of the pages that are made from the dataset, or fail if they are out of date
    Docs(chore::docs::DocsArgs),
    /// Run every test
    Test(chore::test::TestArgs),
    /// Find sentences of the sources in the dataset
    LintWording(chore::lint_wording::LintWordingArgs),
    /// Confirm licences, sources and doubles of what the program is built from
    Deny(chore::deny::DenyArgs),
    /// Write what fuzzers begin with
    FuzzCorpus(chore::fuzz_corpus::FuzzCorpusArgs),
    /// Make the pictures of the README anew
    Pictures(chore::pictures::PicturesArgs),
    /// Pack every crate, and compare interfaces with those of an earlier revision
    Release(chore::release::ReleaseArgs),
    /// Confirm that everything builds with the oldest Rust that is promised
    Msrv(chore::release::MsrvArgs),
    /// Bring tables of others in, at real size, through every format and back
    Proof(chore::proof::ProofArgs),
    /// Time every command at several sizes, beside the writers underneath
    Bench(chore::bench::BenchArgs),
    /// Count the instructions of small cases, and fail when they have become more
    Counts(chore::counts::CountsArgs),
    /// Run other people's validators over the exported files
    Conform(chore::conform::ConformArgs),
}

/// The root of the repository.
fn root() -> PathBuf {
    let here = PathBuf::from(env!("CARGO_MANIFEST_DIR"));
    here.parent().map_or(here.clone(), ToOwned::to_owned)
}

fn main() -> ExitCode {
    let xtask = match Xtask::try_parse() {
        Ok(xtask) => xtask,
        Err(error) => rapporteur_cli::advise(error).exit(),
    };
    match xtask.task {
        Task::Product(command) => command.run(&Context::for_repository(&root(), DATASET)).into(),
        Task::Schema(args) => args.run(&root()),
        Task::Docs(args) => args.run(&root()),
        Task::Test(args) => args.run(&root()),
        Task::LintWording(args) => args.run(&root()),
        Task::Deny(args) => args.run(&root()),
        Task::FuzzCorpus(args) => args.run(&root()),
        Task::Pictures(args) => args.run(&root()),
        Task::Release(args) => args.run(&root()),
        Task::Msrv(args) => args.run(&root()),
        Task::Proof(args) => args.run(&root()),
        Task::Bench(args) => args.run(&root(), DATASET),
        Task::Counts(args) => args.run(&root()),
        Task::Conform(args) => args.run(&root()),
    }
}

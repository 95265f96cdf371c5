#![doc = include_str!("../README.md")]

mod command;
mod context;
mod diagnostics;
mod output;

use clap::{Parser, Subcommand};

pub use command::{
    AuditArgs, CheckArgs, CompareArgs, CompletionsArgs, CoverageArgs, DiffArgs, ExportArgs,
    FmtArgs, ImportArgs, ManArgs, MergeArgs, NewArgs, PassagesArgs, ShowArgs, VerifyArgs,
};
pub use command::{coverage, export};
pub use context::{Context, Exit};

/// Publishable files from records of public affairs in which every value names the
/// passage that reports it.
#[derive(Debug, Parser)]
#[command(name = "rapporteur", version, max_term_width = 100)]
#[command(
    after_help = "Exit codes: 0 fine; 1 the data has problems; 2 the command was used wrongly; 3 a file \
could not be read or written.\nData goes to standard output, words to standard error."
)]
pub struct Cli {
    /// What to do.
    #[command(subcommand)]
    pub command: Command,
}

impl Cli {
    /// Does it.
    pub fn run(self, context: &Context) -> Exit {
        self.command.run(context)
    }
}

/// The commands.
#[derive(Debug, Subcommand)]
#[non_exhaustive]
pub enum Command {
    /// Write a dataset as JSON-LD, TEI, PDF, XLSX and other formats
    Export(ExportArgs),
    /// Confirm that exported files hold what their manifest says
    Audit(AuditArgs),
    /// Say everything that is wrong with a dataset, and where
    Check(CheckArgs),
    /// Write a dataset in canonical form
    Fmt(FmtArgs),
    /// Show where the sources differ
    Compare(CompareArgs),
    /// Confirm citations against the texts of the sources
    Verify(VerifyArgs),
    /// Show a record with its readings and passages
    Show(ShowArgs),
    /// Show how much each source contributes to each mechanism
    Coverage(CoverageArgs),
    /// Begin a new dataset
    New(NewArgs),
    /// List the passages of a text, for a source record
    Passages(PassagesArgs),
    /// Bring tables into a dataset, read one back from exported files, or take in edits
    Import(ImportArgs),
    /// Show what differs between two versions of a dataset
    Diff(DiffArgs),
    /// Join two datasets, or say which ids clash
    Merge(MergeArgs),
    /// Write what a shell needs to complete commands and options
    Completions(CompletionsArgs),
    /// Write manual pages
    Man(ManArgs),
}

impl Command {
    /// Does it.
    pub fn run(self, context: &Context) -> Exit {
        match self {
            Self::Export(args) => args.run(context),
            Self::Audit(args) => args.run(context),
            Self::Check(args) => args.run(context),
            Self::Fmt(args) => args.run(context),
            Self::Compare(args) => args.run(context),
            Self::Verify(args) => args.run(context),
            Self::Show(args) => args.run(context),
            Self::Coverage(args) => args.run(context),
            Self::New(args) => args.run(context),
            Self::Passages(args) => args.run(context),
            Self::Import(args) => args.run(context),
            Self::Diff(args) => args.run(context),
            Self::Completions(args) => args.run(context),
            Self::Man(args) => args.run(context),
            Self::Merge(args) => args.run(context),
        }
    }
}

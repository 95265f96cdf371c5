#![doc = include_str!("../README.md")]

mod command;
mod context;
mod diagnostics;
mod output;
pub mod report;
mod usage;

use clap::{Parser, Subcommand};

pub use command::{
    AuditArgs, CheckArgs, CodesArgs, CompareArgs, CompletionsArgs, CoverageArgs, DiffArgs,
    ExportArgs, FmtArgs, ImportArgs, ManArgs, MergeArgs, MergePartsArgs, MigrateArgs, NewArgs,
    PassagesArgs, PipeArgs, ShowArgs, SplitArgs, VerifyArgs,
};
pub use command::{coverage, export};
pub use context::{Context, Exit};
pub use usage::advise;

/// What `--help` says after the commands.
const AFTER: &str = "\
Begin with:
  rapporteur new kenya --subject Kenya   a small dataset about any state, with a guide
  rapporteur check kenya                 everything that is wrong, where, and what to do
  rapporteur export kenya --out dist     JSON-LD, TEI, PDF and XLSX; all of them or none

DATASET is a folder with a dataset.json; where it is not given, the folder in which one stands.
`rapporteur help COMMAND` says the rest of a command. With --json a command writes one JSON document, \
as schema/report-COMMAND.schema.json says.

Exit codes: 0 fine; 1 the data has problems; 2 the command was used wrongly; 3 a file could not be read \
or written. Data goes to standard output, words to standard error; colour only to a terminal, and never \
with NO_COLOR.";

/// Publish records of public affairs in which every value names the passage that reports it.
#[derive(Debug, Parser)]
#[command(name = "rapporteur", version, max_term_width = 100, after_help = AFTER)]
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

/// What `--help` says of a command: in the list of commands it has one line.
fn the_rest<A: clap::Args>() -> clap::builder::StyledStr {
    let command = A::augment_args(clap::Command::new(""));
    command.get_long_about().or(command.get_about()).cloned().unwrap_or_default()
}

/// The commands.
#[derive(Debug, Subcommand)]
#[non_exhaustive]
pub enum Command {
    /// Begin a new dataset
    #[command(long_about = the_rest::<NewArgs>())]
    New(NewArgs),
    /// Say everything that is wrong with a dataset, and where
    #[command(long_about = the_rest::<CheckArgs>())]
    Check(CheckArgs),
    /// Write a dataset in canonical form
    #[command(long_about = the_rest::<FmtArgs>())]
    Fmt(FmtArgs),
    /// List the codes that records may use, with what each means
    #[command(long_about = the_rest::<CodesArgs>())]
    Codes(CodesArgs),
    /// List the passages of a text, for a source record
    #[command(long_about = the_rest::<PassagesArgs>())]
    Passages(PassagesArgs),
    /// Show a record with its readings and passages
    #[command(long_about = the_rest::<ShowArgs>())]
    Show(ShowArgs),
    /// Show where the sources differ
    #[command(long_about = the_rest::<CompareArgs>())]
    Compare(CompareArgs),
    /// Show how much each source contributes to each mechanism
    #[command(long_about = the_rest::<CoverageArgs>())]
    Coverage(CoverageArgs),
    /// Confirm citations against the texts of the sources
    #[command(long_about = the_rest::<VerifyArgs>())]
    Verify(VerifyArgs),
    /// Write a dataset as JSON-LD, TEI, PDF, XLSX and other formats
    #[command(long_about = the_rest::<ExportArgs>())]
    Export(ExportArgs),
    /// Confirm that exported files hold what their manifest says
    #[command(long_about = the_rest::<AuditArgs>())]
    Audit(AuditArgs),
    /// Bring tables into a dataset, read one back from exported files, or take in edits
    #[command(long_about = the_rest::<ImportArgs>())]
    Import(ImportArgs),
    /// Show what differs between two versions of a dataset
    #[command(long_about = the_rest::<DiffArgs>())]
    Diff(DiffArgs),
    /// Join two datasets, or say which ids clash
    #[command(long_about = the_rest::<MergeArgs>())]
    Merge(MergeArgs),
    /// Bring a dataset to the present version of the model
    #[command(long_about = the_rest::<MigrateArgs>())]
    Migrate(MigrateArgs),
    /// Split a dataset into files of records, for programs that each export a part
    #[command(long_about = the_rest::<SplitArgs>())]
    Split(SplitArgs),
    /// Write records from standard input in a format to standard output
    #[command(long_about = the_rest::<PipeArgs>())]
    Pipe(PipeArgs),
    /// Put the parts of an export together
    #[command(long_about = the_rest::<MergePartsArgs>())]
    MergeParts(MergePartsArgs),
    /// Write what a shell needs to complete commands and options
    #[command(long_about = the_rest::<CompletionsArgs>())]
    Completions(CompletionsArgs),
    /// Write manual pages
    #[command(long_about = the_rest::<ManArgs>())]
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
            Self::Codes(args) => args.run(context),
            Self::Migrate(args) => args.run(context),
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
            Self::Split(args) => args.run(context),
            Self::Pipe(args) => args.run(context),
            Self::MergeParts(args) => args.run(context),
        }
    }
}

//! The commands, one module each.

mod audit;
mod check;
mod codes;
mod compare;
mod completions;
pub mod coverage;
mod diff;
pub mod export;
mod fmt;
mod import;
mod merge;
mod migrate;
mod new;
mod parts;
mod passages;
mod progress;
mod show;
mod verify;

pub use audit::AuditArgs;
pub use check::CheckArgs;
pub use codes::CodesArgs;
pub use compare::CompareArgs;
pub use completions::{CompletionsArgs, ManArgs};
pub use coverage::CoverageArgs;
pub use diff::DiffArgs;
pub use export::ExportArgs;
pub use fmt::FmtArgs;
pub use import::ImportArgs;
pub use merge::MergeArgs;
pub use migrate::MigrateArgs;
pub use new::NewArgs;
pub use parts::{MergePartsArgs, PipeArgs, SplitArgs};
pub use passages::PassagesArgs;
pub use show::ShowArgs;
pub use verify::VerifyArgs;

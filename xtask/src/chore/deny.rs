//! `deny`: what the program is built from.

use std::{
    path::Path,
    process::{Command, ExitCode},
};

use super::{run, tool};

/// The version of cargo-deny that is installed when there is none, or another.
const VERSION: &str = "0.20.2";

/// Confirm licences, sources, bans and doubles with cargo-deny, as deny.toml says.
///
/// Builds cargo-deny into target/tools when it is not there, which takes some minutes.
#[derive(Debug, clap::Args)]
pub(crate) struct DenyArgs {
    /// Also look for known weaknesses; needs the network
    #[arg(long)]
    advisories: bool,
}

impl DenyArgs {
    pub(crate) fn run(self, root: &Path) -> ExitCode {
        let Some(program) = tool(root, "cargo-deny", VERSION) else { return ExitCode::FAILURE };
        let mut deny = Command::new(program);
        deny.current_dir(root).args(["--workspace", "--locked", "check"]);
        deny.args(["licenses", "bans", "sources"]);
        if self.advisories {
            deny.arg("advisories");
        }
        if run(&mut deny) { ExitCode::SUCCESS } else { ExitCode::FAILURE }
    }
}

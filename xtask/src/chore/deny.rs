//! `deny`: what the program is built from.

use std::{
    path::Path,
    process::{Command, ExitCode},
};

use super::{cargo, run, say};

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
        let tools = root.join("target/tools");
        let program = tools.join("bin/cargo-deny");
        let said = Command::new(&program).arg("--version").output();
        let known = said.is_ok_and(|said| said.stdout.trim_ascii().ends_with(VERSION.as_bytes()));
        if !known {
            say(&format!("building cargo-deny {VERSION} into target/tools"));
            let mut install = Command::new(cargo());
            install.args(["install", "--locked", "--quiet", "--force", "--version", VERSION]);
            install.arg("cargo-deny");
            if !run(install.arg("--root").arg(&tools)) {
                say("missing: cargo-deny cannot be built: is there a network?");
                return ExitCode::FAILURE;
            }
        }
        let mut deny = Command::new(program);
        deny.current_dir(root).args(["--workspace", "--locked", "check"]);
        deny.args(["licenses", "bans", "sources"]);
        if self.advisories {
            deny.arg("advisories");
        }
        if run(&mut deny) { ExitCode::SUCCESS } else { ExitCode::FAILURE }
    }
}

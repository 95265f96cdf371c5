//! `release`: what must hold of the crates before they are published.

use std::{
    path::Path,
    process::{Command, ExitCode},
};

use super::{cargo, run, say};

/// The version of cargo-semver-checks that is installed when there is none.
const VERSION: &str = "0.51.0";

/// Pack every crate that is published, and compare the interface of rapporteur-schema with
/// that of an earlier revision.
///
/// The comparison builds cargo-semver-checks into target/tools when it is not there, which
/// takes some minutes.
#[derive(Debug, clap::Args)]
pub(crate) struct ReleaseArgs {
    /// The revision with whose interface that of now is compared: the tag of the last
    /// release; without it, nothing is compared
    #[arg(long, value_name = "REV")]
    baseline: Option<String>,
}

impl ReleaseArgs {
    pub(crate) fn run(self, root: &Path) -> ExitCode {
        let mut package = Command::new(cargo());
        package.current_dir(root).args(["package", "--workspace", "--no-verify", "--allow-dirty"]);
        package.args(["--exclude", "xtask", "--exclude", "rapporteur-tests", "--quiet"]);
        if !run(&mut package) {
            return ExitCode::FAILURE;
        }
        say("every crate can be packed");
        let Some(baseline) = self.baseline else { return ExitCode::SUCCESS };
        let tools = root.join("target/tools");
        let program = tools.join("bin/cargo-semver-checks");
        if !program.is_file() {
            say("building cargo-semver-checks into target/tools");
            let mut install = Command::new(cargo());
            install.args(["install", "--locked", "--quiet", "--version", VERSION]);
            install.arg("cargo-semver-checks").arg("--root").arg(&tools);
            if !run(&mut install) {
                say("missing: cargo-semver-checks cannot be built: is there a network?");
                return ExitCode::FAILURE;
            }
        }
        let mut check = Command::new(program);
        check.current_dir(root).args(["semver-checks", "--baseline-rev", &baseline]);
        check.args(["--package", "rapporteur-schema"]);
        if run(&mut check) { ExitCode::SUCCESS } else { ExitCode::FAILURE }
    }
}

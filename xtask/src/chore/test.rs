//! `test`: every test.

use std::{
    path::Path,
    process::{Command, ExitCode},
};

use super::{cargo, run};

/// Run every test: units, documentation, and the suite over all crates.
#[derive(Debug, clap::Args)]
pub(crate) struct TestArgs {
    /// Further arguments for `cargo test`
    #[arg(trailing_var_arg = true, allow_hyphen_values = true)]
    args: Vec<String>,
}

impl TestArgs {
    pub(crate) fn run(self, root: &Path) -> ExitCode {
        let mut command = Command::new(cargo());
        command.current_dir(root).args(["test", "--workspace", "--no-fail-fast"]).args(&self.args);
        if run(&mut command) { ExitCode::SUCCESS } else { ExitCode::FAILURE }
    }
}

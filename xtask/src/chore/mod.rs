//! The chores, one module each.

pub(crate) mod bench;
pub(crate) mod conform;
pub(crate) mod counts;
pub(crate) mod deny;
pub(crate) mod docs;
pub(crate) mod fuzz_corpus;
pub(crate) mod lint_wording;
pub(crate) mod looks;
pub(crate) mod pictures;
pub(crate) mod proof;
pub(crate) mod release;
pub(crate) mod schema;
pub(crate) mod test;

use std::process::{Command, ExitStatus};

/// Says something to whoever runs the chore.
#[expect(clippy::print_stderr, reason = "this is how a chore speaks")]
pub(crate) fn say(text: &str) {
    eprintln!("{text}");
}

/// The cargo that runs the chore.
pub(crate) fn cargo() -> std::ffi::OsString {
    std::env::var_os("CARGO").unwrap_or_else(|| "cargo".into())
}

/// Runs a program to its end; says so when it cannot even be started.
pub(crate) fn run(command: &mut Command) -> bool {
    match command.status().map(|status: ExitStatus| status.success()) {
        Ok(success) => success,
        Err(error) => {
            say(&format!("cannot run `{}`: {error}", command.get_program().to_string_lossy()));
            false
        }
    }
}

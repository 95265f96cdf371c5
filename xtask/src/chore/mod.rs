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

use std::{
    path::{Path, PathBuf},
    process::{Command, ExitStatus},
};

/// Says something to whoever runs the chore.
#[expect(clippy::print_stderr, reason = "this is how a chore speaks")]
pub(crate) fn say(text: &str) {
    eprintln!("{text}");
}

/// The cargo that runs the chore.
pub(crate) fn cargo() -> std::ffi::OsString {
    std::env::var_os("CARGO").unwrap_or_else(|| "cargo".into())
}

/// The compiler that belongs to it.
pub(crate) fn rustc() -> std::ffi::OsString {
    std::env::var_os("RUSTC").unwrap_or_else(|| "rustc".into())
}

/// A tool of cargo of this version: the one that is installed, else built into target/tools when
/// it is not there; nothing, and it is said, when it cannot be built.
pub(crate) fn tool(root: &Path, name: &str, version: &str) -> Option<PathBuf> {
    let tools = root.join("target/tools");
    let program = tools.join("bin").join(name);
    let known = |program: &Path| {
        let said = Command::new(program).arg("--version").output();
        said.is_ok_and(|said| said.stdout.trim_ascii().ends_with(version.as_bytes()))
    };
    if known(Path::new(name)) {
        return Some(name.into());
    }
    if !known(&program) {
        say(&format!("{name} {version} is missing: building it into target/tools, for minutes"));
        let mut install = Command::new(cargo());
        install.args(["install", "--locked", "--quiet", "--force", "--version", version, name]);
        if !run(install.arg("--root").arg(&tools)) {
            say(&format!(
                "missing: {name} {version} cannot be built: is there a network? Or install it, so \
                 that it is found"
            ));
            return None;
        }
    }
    Some(program)
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

//! The program as its users meet it: what it prints, where, and how it ends.

#![expect(clippy::unwrap_used, reason = "a test that cannot set up its files has failed")]
#![expect(clippy::print_stdout, reason = "tests say what they skip, and the figures of long runs")]

mod commands;
mod damage;
mod export;
#[cfg(unix)]
mod faults;
mod hostile;
mod import;
mod json;
#[cfg(unix)]
mod pages;
mod parts;
mod select;
mod trust;
mod usage;

use std::{
    path::{Path, PathBuf},
    process::{Command, Output},
};

use tempfile::TempDir;

/// The program, ready to be given arguments.
fn program() -> Command {
    let mut command = Command::new(env!("CARGO_BIN_EXE_rapporteur"));
    command.env("NO_COLOR", "1");
    command
}

/// Runs the program.
fn run(args: &[&str]) -> Output {
    program().args(args).output().unwrap()
}

fn stdout(output: &Output) -> String {
    String::from_utf8(output.stdout.clone()).unwrap()
}

fn stderr(output: &Output) -> String {
    String::from_utf8(output.stderr.clone()).unwrap()
}

fn code(output: &Output) -> i32 {
    output.status.code().unwrap_or(-1)
}

/// The dataset that comes with the repository.
fn built_in() -> PathBuf {
    Path::new(env!("CARGO_MANIFEST_DIR")).join("../../data/china-hr-cooperation")
}

/// A fresh small dataset: the folder that holds it, and its path.
fn starter() -> (TempDir, String) {
    let folder = tempfile::tempdir().unwrap();
    let path = folder.path().join("record").to_str().unwrap().to_owned();
    let made = run(&["new", &path, "--subject", "Exampleland"]);
    assert_eq!(code(&made), 0, "{}", stderr(&made));
    (folder, path)
}

//! `release` and `msrv`: what must hold of the crates before they are published.

use std::{
    path::Path,
    process::{Command, ExitCode},
};

use super::{cargo, run, rustc, say, tool};

/// The version of cargo-semver-checks that is installed when there is none, or another.
const VERSION: &str = "0.51.0";

/// Members of the workspace that nobody is to depend on.
const OURS_ALONE: [&str; 2] = ["xtask", "rapporteur-tests"];

/// What every package holds, beside its sources.
const NEEDED: [&str; 4] = ["Cargo.toml", "README.md", "LICENSE-MIT", "LICENSE-APACHE"];

/// Pack every crate that is published, look at what is in each package, and compare the
/// interfaces with those of an earlier revision.
///
/// The revision is the last tag, or the one that --baseline names; without either nothing is
/// compared, and it is said. cargo-semver-checks is built into target/tools when it is not
/// installed, which takes some minutes, as does the comparison.
#[derive(Debug, clap::Args)]
pub(crate) struct ReleaseArgs {
    /// The revision with whose interfaces those of now are compared, if it is not the last tag
    /// before HEAD: any that git knows
    #[arg(long, value_name = "REV")]
    baseline: Option<String>,
    /// Also build every package from what is in it alone, which takes a while
    #[arg(long)]
    verify: bool,
}

/// The commands of cargo on the crates that are published.
fn on_published(command: &mut Command, root: &Path) {
    command.current_dir(root).arg("--workspace");
    for package in OURS_ALONE {
        command.args(["--exclude", package]);
    }
}

/// What cargo writes; nothing when it fails.
fn said(root: &Path, arguments: &[&str]) -> Option<String> {
    let output = Command::new(cargo()).current_dir(root).args(arguments).output().ok()?;
    output.status.success().then(|| String::from_utf8_lossy(&output.stdout).into_owned())
}

/// What is in the package of each crate that is published.
fn listed(root: &Path) -> Option<Vec<(String, Vec<String>)>> {
    let metadata = said(root, &["metadata", "--no-deps", "--offline", "--format-version", "1"])?;
    let metadata: serde_json::Value = serde_json::from_str(&metadata).ok()?;
    let names = metadata.get("packages")?.as_array()?.iter();
    let names = names.filter_map(|package| package.get("name")?.as_str());
    let mut packages = Vec::new();
    for name in names.filter(|name| !OURS_ALONE.contains(name)) {
        let files = said(root, &["package", "--list", "--allow-dirty", "--package", name])?;
        packages.push((name.to_owned(), files.lines().map(ToOwned::to_owned).collect()));
    }
    Some(packages)
}

impl ReleaseArgs {
    pub(crate) fn run(self, root: &Path) -> ExitCode {
        let mut package = Command::new(cargo());
        package.args(["package", "--allow-dirty", "--quiet"]);
        on_published(&mut package, root);
        if !self.verify {
            package.arg("--no-verify");
        }
        if !run(&mut package) {
            return ExitCode::FAILURE;
        }
        let Some(packages) = listed(root).filter(|packages| !packages.is_empty()) else {
            say("cargo does not say what is in the packages");
            return ExitCode::FAILURE;
        };
        let mut whole = true;
        for (name, files) in &packages {
            say(&format!("{name}: {} files", files.len()));
            for needed in NEEDED.iter().filter(|needed| files.iter().all(|file| file != *needed)) {
                say(&format!("{name}: {needed} is missing from the package"));
                whole = false;
            }
        }
        if !whole {
            return ExitCode::FAILURE;
        }
        say(&format!("{} crates can be packed", packages.len()));
        if let Some(baseline) = self.baseline.or_else(|| last_tag(root)) {
            return compare(root, &baseline);
        }
        say("interfaces are compared with nothing: no release has been tagged; \
             `--baseline REV` names a commit");
        ExitCode::SUCCESS
    }
}

/// What git says in one line; nothing when it fails.
fn git(root: &Path, arguments: &[&str]) -> Option<String> {
    let output = Command::new("git").current_dir(root).args(arguments).output().ok()?;
    let said = String::from_utf8_lossy(&output.stdout).trim().to_owned();
    (output.status.success() && !said.is_empty()).then_some(said)
}

fn last_tag(root: &Path) -> Option<String> {
    git(root, &["describe", "--tags", "--abbrev=0"])
}

/// Compares the interfaces of all crates that are published with those of a revision.
fn compare(root: &Path, baseline: &str) -> ExitCode {
    let commit = format!("{baseline}^{{commit}}");
    let Some(commit) = git(root, &["rev-parse", "--verify", "--quiet", &commit]) else {
        say(&format!("git knows no revision `{baseline}`: name a tag or a commit"));
        return 2.into();
    };
    let Some(program) = tool(root, "cargo-semver-checks", VERSION) else {
        return ExitCode::FAILURE;
    };
    say(&format!("comparing interfaces with those of {baseline} ({commit})"));
    let mut check = Command::new(program);
    check.args(["semver-checks", "--baseline-rev", &commit]);
    on_published(&mut check, root);
    if run(&mut check) {
        return ExitCode::SUCCESS;
    }
    say("an interface has changed in a way that needs another version: CONTRIBUTING.md");
    ExitCode::FAILURE
}

/// Confirm that everything builds with the oldest Rust that Cargo.toml names.
///
/// When that is the Rust in use, every other check has shown it, and nothing is built. Else
/// rustup is asked for it, and the workspace is checked into target/msrv.
#[derive(Debug, clap::Args)]
pub(crate) struct MsrvArgs {
    /// Build even when the Rust in use is that one
    #[arg(long)]
    anyway: bool,
}

/// Whether `rustc 1.95.0 (…)` is Rust 1.95.
fn is_version(said: &str, wanted: &str) -> bool {
    let version = said.split(' ').nth(1).unwrap_or_default();
    version.strip_prefix(wanted).is_some_and(|rest| rest.is_empty() || rest.starts_with('.'))
}

/// The toolchain of Rust 1.95 among those that `rustup toolchain list` names: `1.95-x86_64-…`,
/// or `1.95.0-x86_64-…`.
fn toolchain(installed: &str, wanted: &str) -> Option<String> {
    let names = installed.lines().filter_map(|line| line.split(' ').next());
    let of_version =
        |name: &&str| name.strip_prefix(wanted).is_some_and(|rest| rest.starts_with(['-', '.']));
    names.filter(of_version).max().map(ToOwned::to_owned)
}

impl MsrvArgs {
    pub(crate) fn run(self, root: &Path) -> ExitCode {
        let wanted = env!("CARGO_PKG_RUST_VERSION");
        let said = Command::new(rustc()).current_dir(root).arg("--version").output();
        let said = said.map(|output| String::from_utf8_lossy(&output.stdout).into_owned());
        if !self.anyway && said.is_ok_and(|said| is_version(&said, wanted)) {
            say(&format!("the Rust in use is {wanted}, the oldest that is promised"));
            return ExitCode::SUCCESS;
        }
        let installed = Command::new("rustup").args(["toolchain", "list"]).output();
        let installed =
            installed.map(|output| String::from_utf8_lossy(&output.stdout).into_owned());
        let Some(toolchain) = installed.ok().and_then(|all| toolchain(&all, wanted)) else {
            say(&format!("Rust {wanted} is missing: `rustup toolchain install {wanted}`"));
            return ExitCode::FAILURE;
        };
        let mut check = Command::new("rustup");
        check.current_dir(root).args(["run", &toolchain, "cargo", "check"]);
        check.args(["--workspace", "--all-targets", "--locked", "--target-dir", "target/msrv"]);
        // The cargo that runs this chore says to those that it starts which Rust is meant.
        for name in ["CARGO", "RUSTC", "RUSTDOC", "RUSTUP_TOOLCHAIN"] {
            check.env_remove(name);
        }
        if run(&mut check) {
            say(&format!("Rust {wanted} builds everything"));
            return ExitCode::SUCCESS;
        }
        say(&format!("Rust {wanted} does not build it"));
        ExitCode::FAILURE
    }
}

#[cfg(test)]
mod tests {
    use super::{is_version, toolchain};

    #[test]
    fn a_toolchain_is_found_by_the_beginning_of_its_version() {
        let installed = "stable-x86_64-unknown-linux-gnu (active, default)\n\
                         1.95.0-x86_64-unknown-linux-gnu\n1.950.0-x86_64-unknown-linux-gnu\n";
        let found = toolchain(installed, "1.95");
        assert_eq!(found.as_deref(), Some("1.95.0-x86_64-unknown-linux-gnu"));
        assert_eq!(toolchain(installed, "1.94"), None);
        assert_eq!(toolchain("1.95-aarch64\n", "1.95").as_deref(), Some("1.95-aarch64"));
    }

    #[test]
    fn a_version_is_not_the_beginning_of_another() {
        assert!(is_version("rustc 1.95.0 (59807616e 2026-04-14)", "1.95"));
        assert!(is_version("rustc 1.95.3", "1.95"));
        assert!(!is_version("rustc 1.950.0", "1.95"));
        assert!(!is_version("rustc 1.96.0-nightly", "1.95"));
    }
}

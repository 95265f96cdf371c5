//! `counts`: how many instructions small cases take, beside those that were kept.
//!
//! A clock on a machine that others use says little of a few per cent; the number of instructions
//! that a program executes hardly depends on who else is there. They do depend on the compiler: the
//! numbers are kept with its version, and of another only a warning comes.

use std::{
    collections::BTreeMap,
    fs,
    path::{Path, PathBuf},
    process::{Command, ExitCode},
};

use serde_json::{Value, json};

use super::{cargo, conform::install::on_path, run, rustc, say};

/// Count the instructions of small cases with callgrind, and fail when they have become more.
///
/// Counts with this program as it was built, as CI does, or with the optimised one.
#[derive(Debug, clap::Args)]
pub(crate) struct CountsArgs {
    /// Count with the optimised program, which is built first
    #[arg(long)]
    release: bool,
    /// Keep the numbers in tests/bench/counts.json, with the version of the compiler
    #[arg(long)]
    renew: bool,
}

/// Where the numbers are kept, below the root.
const KEPT: &str = "tests/bench/counts.json";

/// So many per cent more than was kept are too many.
const TOLERANCE: f64 = 5.0;

/// The cases, each with what the program is told; `OUT` is a folder.
const CASES: [(&str, &[&str]); 4] = [
    ("start", &["--help"]),
    ("check", &["check", "data/costa-rica-un-human-rights"]),
    (
        "export jsonld",
        &["export", "data/costa-rica-un-human-rights", "--to", "jsonld", "--out", "OUT"],
    ),
    ("export tei", &["export", "data/costa-rica-un-human-rights", "--to", "tei", "--out", "OUT"]),
];

impl CountsArgs {
    pub(crate) fn run(self, root: &Path) -> ExitCode {
        match self.count(root) {
            Ok(true) => ExitCode::SUCCESS,
            Ok(false) => ExitCode::FAILURE,
            Err(reason) => {
                say(&format!("counts: {reason}"));
                ExitCode::FAILURE
            }
        }
    }

    fn count(&self, root: &Path) -> Result<bool, String> {
        if !on_path("valgrind") {
            return Err(
                "missing: the program `valgrind`; Debian's package `valgrind` has it".into()
            );
        }
        let profile = if self.release { "release" } else { "dev" };
        let program = self.program(root)?;
        let path = root.join(KEPT);
        let kept: Value = match fs::read_to_string(&path) {
            Ok(text) => serde_json::from_str(&text).map_err(|error| format!("{KEPT}: {error}"))?,
            Err(_) => json!({}),
        };
        let compiler = compiler()?;
        let same = kept[profile]["compiler"] == compiler.as_str();
        let mut counts = BTreeMap::new();
        let mut good = true;
        for (name, arguments) in CASES {
            let count = callgrind(root, &program, arguments)?;
            counts.insert(name, count);
            let Some(before) = kept[profile]["counts"][name].as_u64() else {
                say(&format!("{profile}, {name}: {count} instructions; none were kept"));
                good &= self.renew;
                continue;
            };
            let change = percent(before, count);
            say(&format!("{profile}, {name}: {count} instructions, {change:+.2} % of {before}"));
            if change > TOLERANCE && !self.renew {
                if same {
                    good = false;
                    say(&format!(
                        "{name} takes more than {TOLERANCE} % more instructions than before: find out \
                         why, or say so in the commit that renews them with `cargo xtask counts --renew`"
                    ));
                } else {
                    say(&format!(
                        "no failure: they were counted with {}",
                        kept[profile]["compiler"]
                    ));
                }
            }
        }
        if self.renew {
            let mut all = kept;
            all[profile] = json!({"compiler": compiler, "counts": counts});
            let mut text = serde_json::to_string_pretty(&all).map_err(|error| error.to_string())?;
            text.push('\n');
            rapporteur::files::replace(&path, text.as_bytes())
                .map_err(|error| error.to_string())?;
            say(&format!("kept in {KEPT}"));
        }
        Ok(good)
    }

    /// The program of which the instructions are counted. That of CI is this one, which has been
    /// built already and knows the commands.
    fn program(&self, root: &Path) -> Result<PathBuf, String> {
        if !self.release {
            return std::env::current_exe().map_err(|error| error.to_string());
        }
        let mut build = Command::new(cargo());
        build.current_dir(root).args(["build", "--release", "--quiet", "-p", "rapporteur-cli"]);
        if run(&mut build) {
            Ok(root.join("target/release/rapporteur"))
        } else {
            Err("the optimised program cannot be built".into())
        }
    }
}

/// How many per cent more the second is.
#[expect(clippy::cast_precision_loss, reason = "a per cent is enough")]
fn percent(before: u64, now: u64) -> f64 {
    (now as f64 / before.max(1) as f64 - 1.0) * 100.0
}

/// The version of the compiler and what it compiles for.
fn compiler() -> Result<String, String> {
    let output = Command::new(rustc()).arg("-vV").output().map_err(|error| error.to_string())?;
    let text = String::from_utf8_lossy(&output.stdout).into_owned();
    let host = text.lines().find_map(|line| line.strip_prefix("host: ")).unwrap_or_default();
    Ok(format!("{} {host}", text.lines().next().unwrap_or_default()))
}

/// The instructions of a run of the program.
fn callgrind(root: &Path, program: &Path, arguments: &[&str]) -> Result<u64, String> {
    let folder = tempfile::tempdir().map_err(|error| error.to_string())?;
    let profile = folder.path().join("callgrind.out");
    let out = folder.path().join("out");
    let mut command = Command::new("valgrind");
    command.current_dir(root).env_clear();
    // As little as possible from around: what stands in the environment is read too.
    command.env("PATH", std::env::var_os("PATH").unwrap_or_default());
    command.env("RAYON_NUM_THREADS", "1").env("NO_COLOR", "1");
    command.arg("--tool=callgrind").arg(format!("--callgrind-out-file={}", profile.display()));
    command.arg(program);
    for argument in arguments {
        match *argument {
            "OUT" => command.arg(&out),
            other => command.arg(other),
        };
    }
    let output = command.output().map_err(|error| error.to_string())?;
    if !output.status.success() {
        return Err(format!("{arguments:?}: {}", String::from_utf8_lossy(&output.stderr)));
    }
    let text = fs::read_to_string(&profile).map_err(|error| error.to_string())?;
    let total = text.lines().find_map(|line| line.strip_prefix("totals: "));
    total
        .and_then(|total| total.trim().parse().ok())
        .ok_or_else(|| "callgrind says no total".to_owned())
}

//! The same bytes whatever the clock says: an export under two clocks, compared.

use std::{env, fs, path::Path, process::Command};

use rapporteur_tests::tree;

use super::{Outcome, Verdict, run, say};

/// What the clock says at each export: one before a change of century and of the seconds that
/// a ZIP archive counts in, one after what 32 bits can count.
const CLOCKS: [&str; 2] = ["1999-12-31 23:59:58", "2038-02-01 12:00:01"];

/// Exports the built-in dataset in every format under each clock.
pub(super) fn check(work: &Path, lacking: Option<String>) -> Outcome {
    let name = "Every format: the same bytes whatever the clock says".to_owned();
    if let Some(reason) = lacking {
        return Outcome { name, verdict: Verdict::NotRun(reason) };
    }
    say(&format!("\n── {name}"));
    let verdict = match compare(work) {
        Ok(count) => {
            say(&format!("{count} files, the same under each clock"));
            Verdict::Passed
        }
        Err(reason) => {
            say(&reason);
            Verdict::Failed
        }
    };
    Outcome { name, verdict }
}

/// How many files there are, all the same.
fn compare(work: &Path) -> Result<usize, String> {
    let program = env::current_exe().map_err(|e| e.to_string())?;
    let mut exports = Vec::new();
    for (n, clock) in CLOCKS.into_iter().enumerate() {
        let year = Command::new("faketime").args([clock, "date", "+%Y"]).output();
        let year = year.map_err(|e| e.to_string())?.stdout;
        if !clock.as_bytes().starts_with(year.trim_ascii()) || year.trim_ascii().is_empty() {
            return Err(format!("faketime does not turn the clock to {clock}"));
        }
        let out = work.join(format!("clock-{n}"));
        let _ = fs::remove_dir_all(&out);
        let mut export = Command::new("faketime");
        export.arg(clock).arg(&program).args(["export", "--to", "all", "--describe", "--out"]);
        if !run(export.arg(&out)) {
            return Err(format!("the export fails when the clock says {clock}"));
        }
        exports.push(tree(&out)?);
    }
    let [first, second] = &exports[..] else { return Err("not two exports".into()) };
    if first.is_empty() || first.len() != second.len() {
        return Err(format!(
            "{} files under one clock, {} under another",
            first.len(),
            second.len()
        ));
    }
    let other: Vec<String> = first
        .iter()
        .zip(second)
        .filter(|(one, two)| one != two)
        .map(|((name, _), _)| format!("{}: other bytes under another clock", name.display()))
        .collect();
    if other.is_empty() { Ok(first.len()) } else { Err(other.join("\n")) }
}

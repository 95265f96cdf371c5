//! Everything public has an example. The compiler's own lint for this is not stable.

#![expect(clippy::unwrap_used, reason = "a test that cannot read the sources has failed")]

use std::{
    fs,
    path::{Path, PathBuf},
};

fn files(folder: &Path, found: &mut Vec<PathBuf>) {
    for entry in fs::read_dir(folder).unwrap() {
        let path = entry.unwrap().path();
        if path.is_dir() {
            files(&path, found);
        } else {
            found.push(path);
        }
    }
}

/// Whether a line begins something public that has documentation of its own. Members of a
/// struct, variants and what a trait asks for are shown by what they belong to.
fn is_public(line: &str) -> bool {
    // A head of `record!` makes a public struct.
    if line.ends_with(',') && line.contains(", cite ") {
        return true;
    }
    ["fn ", "const ", "struct ", "enum ", "trait ", "type ", "static "]
        .iter()
        .any(|what| line.strip_prefix("pub ").is_some_and(|line| line.starts_with(what)))
}

/// What is public in a file: each line that begins something, and whether there is an
/// example before it. A module is its file.
fn of_file(text: &str) -> Vec<(bool, &str)> {
    let mut found = Vec::new();
    // Whether there was an example, and whether an attribute goes over several lines.
    let (mut has, mut inside) = (false, false);
    for line in text.lines().take_while(|line| !line.starts_with("#[cfg(test)]")) {
        let line = line.trim();
        if line.starts_with("//!") || line.starts_with("///") || line.starts_with("$(#[doc") {
            // In these macros the example comes from where they are called, and is looked for
            // there, or the call does not compile without.
            let elsewhere = ["$(#[doc = $such_doc", "$(#[doc = $record_doc"];
            has |= line.contains("```") || elsewhere.iter().any(|doc| line.starts_with(doc));
        } else if line.starts_with("#[") {
            inside = !line.ends_with(']');
        } else if inside {
            inside = line != ")]";
        } else {
            if is_public(line) {
                found.push((has, line));
            }
            has = false;
        }
    }
    found
}

#[test]
fn nothing_public_comes_without_an_example() {
    let mut sources = Vec::new();
    files(&Path::new(env!("CARGO_MANIFEST_DIR")).join("src"), &mut sources);
    sources.sort();
    let (mut all, mut without) = (0, Vec::new());
    for path in &sources {
        let text = fs::read_to_string(path).unwrap();
        for (has, line) in of_file(&text) {
            all += 1;
            if !has {
                without.push(format!("{}: {line}", path.display()));
            }
        }
        for line in text.lines() {
            let Some(module) = line.strip_prefix("pub mod ") else { continue };
            let name = module.trim_end_matches(';');
            let folder = path.parent().unwrap();
            let file = [folder.join(format!("{name}.rs")), folder.join(name).join("mod.rs")];
            let file = file.into_iter().find(|file| file.exists()).unwrap();
            let text = fs::read_to_string(&file).unwrap();
            all += 1;
            if !text.lines().take_while(|line| line.starts_with("//!")).any(|l| l.contains("```")) {
                without.push(format!("{}: the module", file.display()));
            }
        }
    }
    assert!(all > 250, "{all}");
    assert!(without.is_empty(), "without an example:\n{}", without.join("\n"));
}

#[test]
fn what_lacks_an_example_is_seen() {
    let text = "/// A thing.\n///\n/// ```\n/// one();\n/// ```\n#[error(\n    \"no\"\n)]\npub struct One;\n\
                /// Another.\npub fn two() {}\npub(crate) fn three() {}\n    pub const FOUR: u8 = 4;\n";
    let found: Vec<(bool, &str)> = of_file(text);
    let has: Vec<bool> = found.iter().map(|(has, _)| *has).collect();
    assert_eq!(has, [true, false, false], "{found:?}");
}

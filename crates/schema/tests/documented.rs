//! Public functions have examples. The compiler's own lint for this is not stable.

#![expect(clippy::unwrap_used, reason = "a test that cannot read the sources has failed")]

use std::{
    fs,
    path::{Path, PathBuf},
};

/// So many public functions and methods have no example yet: trivial getters and the like.
/// The number may fall, and must then be lowered here; it may not rise.
const WITHOUT: usize = 59;

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

#[test]
fn no_public_function_comes_without_an_example() {
    let mut sources = Vec::new();
    files(&Path::new(env!("CARGO_MANIFEST_DIR")).join("src"), &mut sources);
    sources.sort();
    let (mut all, mut without) = (0, Vec::new());
    for path in sources {
        let text = fs::read_to_string(&path).unwrap();
        let mut has = false;
        for line in text.lines().take_while(|line| !line.starts_with("#[cfg(test)]")) {
            let line = line.trim();
            if line.starts_with("///") {
                has |= line.contains("```");
                continue;
            }
            if line.starts_with("#[") {
                continue;
            }
            if line.starts_with("pub fn ") || line.starts_with("pub const fn ") {
                all += 1;
                if !has {
                    without.push(format!("{}: {line}", path.display()));
                }
            }
            has = false;
        }
    }
    assert!(all > 130, "{all}");
    assert_eq!(without.len(), WITHOUT, "without an example:\n{}", without.join("\n"));
}

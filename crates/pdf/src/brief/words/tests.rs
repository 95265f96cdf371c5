//! That the words of a brief stand behind the language, and nowhere else.

use std::path::{Path, PathBuf};

/// The files whose words go into a brief: what puts it together and what draws it.
fn files() -> Vec<PathBuf> {
    let src = Path::new(env!("CARGO_MANIFEST_DIR")).join("src");
    let mut files = vec![src.join("charts.rs"), src.join("paint.rs"), src.join("render.rs")];
    for folder in ["brief", "layout"] {
        let entries = std::fs::read_dir(src.join(folder)).unwrap();
        files.extend(entries.map(|entry| entry.unwrap().path()));
    }
    // What is said of a brief that cannot be made is no part of one.
    let other = |file: &PathBuf| {
        file.to_string_lossy().ends_with("tests.rs") || file.ends_with("choice.rs") || file.is_dir()
    };
    files.retain(|file| !other(file));
    files.sort();
    files
}

/// The string literals of a program without its comments, attributes and tests, each
/// with its line.
fn literals(program: &str) -> Vec<(usize, String)> {
    let mut found = Vec::new();
    let mut rest = program.split("#[cfg(test)]\nmod tests {").next().unwrap().char_indices();
    let line = |at: usize| program[..at].matches('\n').count() + 1;
    while let Some((at, c)) = rest.next() {
        let after = &program[at + c.len_utf8()..];
        if c == '/' && after.starts_with('/') || c == '#' && after.starts_with("[expect(") {
            let end = if c == '/' { '\n' } else { ']' };
            rest.by_ref().find(|(_, c)| *c == end);
        } else if c == '\'' {
            // A character, not a lifetime.
            let long = after.starts_with('\\');
            let close = after.char_indices().skip(1).find(|(_, c)| *c == '\'').map(|(n, _)| n);
            if long || close.is_some_and(|n| after[..n].chars().count() == 1) {
                let end = at + 1 + close.unwrap_or_default();
                while rest.next().is_some_and(|(n, _)| n < end) {}
            }
        } else if c == '"' {
            let mut text = String::new();
            while let Some((_, c)) = rest.next() {
                match c {
                    '"' => break,
                    '\\' => text.extend(rest.next().map(|(_, c)| c)),
                    _ => text.push(c),
                }
            }
            found.push((line(at), text));
        }
    }
    found
}

/// Whether a text has a word that goes with others: letters beside a space.
fn has_words(text: &str) -> bool {
    let word = |part: &str| {
        let letters = part.chars().take_while(|c| c.is_ascii_lowercase()).count();
        letters > 1 && part.chars().count() == letters
    };
    let mut inside = 0_usize;
    // What stands in braces is put in by the program.
    let outside: String = text
        .chars()
        .filter(|c| {
            inside += usize::from(*c == '{');
            let out = inside == 0;
            inside -= usize::from(*c == '}' && inside > 0);
            out
        })
        .collect();
    let mut parts = outside.split(|c: char| !c.is_ascii_alphabetic() && c != ' ');
    parts.any(|part| part.contains(' ') && part.split(' ').any(word))
}

#[test]
fn words_are_told_from_names() {
    for text in ["; and others", "counts ", " (name {})", "as of {date}", "web site"] {
        assert!(has_words(text), "{text}");
    }
    for text in ["names", "{name} ({label})", " · ", "un-organ", "BT", "{year}: {label}"] {
        assert!(!has_words(text), "{text}");
    }
    let program = "let a = \"one\"; // \"no\"\nlet b = '\"'; f::<'a>(\"two \\\" three\");";
    let found: Vec<(usize, String)> = literals(program);
    assert_eq!(found, [(1, "one".to_owned()), (2, "two \" three".to_owned())]);
}

/// What the program says to whom it makes the brief for, not the brief to its readers.
const OTHERS: [&str; 2] = ["the dataset is not attached", "there is neither annex nor attachment"];

#[test]
fn no_words_stand_outside_the_language() {
    let mut stray = Vec::new();
    for file in files() {
        let program = std::fs::read_to_string(&file).unwrap();
        for (line, text) in literals(&program) {
            if has_words(&text) && !OTHERS.iter().any(|other| text.contains(other)) {
                let name = file.file_name().unwrap_or_default().to_string_lossy();
                stray.push(format!("{name}:{line}: {text}"));
            }
        }
    }
    assert!(stray.is_empty(), "words for src/brief/words/:\n{}", stray.join("\n"));
}

//! The pages of the repository: every command on them runs, every link leads somewhere.
//!
//! A fenced block `sh` is run by bash, in a copy of the data and examples, with this
//! program on the path; the blocks of a page run one after another. A comment on the line
//! before a block says otherwise:
//!
//! | comment | the block |
//! |---|---|
//! | `<!-- not run: WHY -->` | is not run |
//! | `<!-- ends with N -->` | must end with this code |
//! | `<!-- in: FOLDER -->` | is run in that folder of the copy |
//! | `<!-- file: NAME -->` | is written to that file |
//! | `<!-- steps of: FOLDER -->` | is a job of CI, whose steps are run in that folder |

use std::{
    collections::BTreeSet,
    fs,
    os::unix::fs::PermissionsExt as _,
    path::{Path, PathBuf},
    process::Command,
};

use tempfile::TempDir;

fn root() -> PathBuf {
    Path::new(env!("CARGO_MANIFEST_DIR")).join("../..").canonicalize().unwrap()
}

/// Every page, by its path from the root.
fn pages() -> Vec<String> {
    let root = root();
    let mut pages = Vec::new();
    let mut folders = vec![PathBuf::new()];
    while let Some(folder) = folders.pop() {
        for entry in fs::read_dir(root.join(&folder)).unwrap() {
            let entry = entry.unwrap();
            let name = entry.file_name().to_string_lossy().into_owned();
            let path = folder.join(&name);
            if entry.file_type().unwrap().is_dir() {
                let passed_over =
                    ["target", "dist", "node_modules", "src"].contains(&name.as_str());
                if !passed_over && !name.starts_with('.') {
                    folders.push(path);
                }
            } else if Path::new(&name).extension().is_some_and(|end| end == "md") {
                pages.push(path.to_str().unwrap().to_owned());
            }
        }
    }
    pages.sort();
    pages
}

/// A fenced block.
struct Block {
    /// The line of its fence, counted from 1.
    line: usize,
    language: String,
    /// What the comment before it says.
    mark: Option<String>,
    text: String,
}

fn blocks(page: &str) -> Vec<Block> {
    let mut blocks = Vec::new();
    let mut lines = page.lines().enumerate();
    let mut before = "";
    while let Some((n, line)) = lines.next() {
        if let Some(language) = line.trim_start().strip_prefix("```") {
            let body: Vec<&str> = lines
                .by_ref()
                .map(|(_, line)| line)
                .take_while(|line| line.trim() != "```")
                .collect();
            let mark = before.strip_prefix("<!-- ").and_then(|mark| mark.strip_suffix(" -->"));
            blocks.push(Block {
                line: n + 1,
                language: language.to_owned(),
                mark: mark.map(ToOwned::to_owned),
                text: body.join("\n") + "\n",
            });
        }
        before = line;
    }
    blocks
}

/// The commands of `cargo xtask` that the program has too are those of the program, on the
/// dataset that they mean there; any other fails.
const CARGO: &str = r#"#!/usr/bin/env bash
set -eu
test "$1" = xtask
data=data/china-hr-cooperation
case "$2" in
    export) shift 2; case "${1-}" in data/*) data=$1; shift;; esac; exec rapporteur export "$data" --out dist "$@";;
    audit) exec rapporteur audit dist;;
    show) exec rapporteur show "$3" "$data";;
    compare | coverage | check | fmt) exec rapporteur "$2" "$data";;
    import) shift; exec rapporteur "$@";;
    *) echo "cargo $*: not run in tests; say why on the page" >&2; exit 99;;
esac
"#;

#[expect(clippy::disallowed_methods, reason = "a test's own file")]
fn write(path: &Path, text: &str) {
    fs::create_dir_all(path.parent().unwrap()).unwrap();
    fs::write(path, text).unwrap();
}

fn copy(from: &Path, to: &Path) {
    fs::create_dir_all(to).unwrap();
    for entry in fs::read_dir(from).unwrap() {
        let entry = entry.unwrap();
        let to = to.join(entry.file_name());
        if entry.file_type().unwrap().is_dir() {
            copy(&entry.path(), &to);
        } else {
            fs::copy(entry.path(), to).unwrap();
        }
    }
}

/// What a page works with: the data, the examples, the program.
struct Place {
    _keep: TempDir,
    root: PathBuf,
    bin: PathBuf,
    /// Where the next block begins.
    here: PathBuf,
}

impl Place {
    fn new() -> Self {
        let keep = tempfile::tempdir().unwrap();
        let (root, bin) = (keep.path().join("work"), keep.path().join("bin"));
        for folder in ["data", "docs/example", "crates/rapporteur/examples/import"] {
            copy(&super::pages::root().join(folder), &root.join(folder));
        }
        fs::create_dir_all(&bin).unwrap();
        std::os::unix::fs::symlink(env!("CARGO_BIN_EXE_rapporteur"), bin.join("rapporteur"))
            .unwrap();
        write(&bin.join("cargo"), CARGO);
        fs::set_permissions(bin.join("cargo"), fs::Permissions::from_mode(0o755)).unwrap();
        Self { _keep: keep, here: root.clone(), root, bin }
    }

    /// Runs a script; the code with which it ends, and what it says.
    fn run(&mut self, script: &str, variables: &[(&str, &str)]) -> (i32, String) {
        let state = self.bin.join("here");
        let script = format!("set -euo pipefail\n{script}\npwd > '{}'\n", state.display());
        let path = std::env::var("PATH").unwrap_or_default();
        let output = Command::new("bash")
            .arg("-c")
            .arg(script)
            .current_dir(&self.here)
            .env("PATH", format!("{}:{path}", self.bin.display()))
            .env("NO_COLOR", "1")
            .envs(variables.iter().copied())
            .output()
            .unwrap();
        if let Ok(here) = fs::read_to_string(&state) {
            self.here = here.trim_end().into();
        }
        let said = [output.stdout, output.stderr].concat();
        (output.status.code().unwrap_or(-1), String::from_utf8_lossy(&said).into_owned())
    }
}

/// The scripts of the steps of a job, but of the one that installs the program.
fn steps(job: &str) -> Vec<String> {
    let mut steps: Vec<String> = Vec::new();
    let mut installs = false;
    let mut indent = None;
    for line in job.lines() {
        let deep = line.len() - line.trim_start().len();
        if let Some(at) = indent
            && deep > at
        {
            steps.last_mut().unwrap().push_str(&format!("{}\n", line.trim()));
            continue;
        }
        indent = None;
        if let Some(name) = line.trim().strip_prefix("- name: ") {
            installs = name == "install";
        }
        match line.trim().strip_prefix("run: ") {
            Some(_) if installs => {}
            Some("|") => {
                steps.push(String::new());
                indent = Some(deep);
            }
            Some(script) => steps.push(script.to_owned()),
            None => {}
        }
    }
    steps
}

/// Runs what stands on a page; how many blocks that is, and what failed.
fn run_page(page: &str, failures: &mut Vec<String>) -> usize {
    let text = fs::read_to_string(root().join(page)).unwrap();
    let mut blocks = blocks(&text);
    blocks.retain(|block| block.language == "sh" || block.mark.is_some());
    blocks.retain(|block| block.mark.as_ref().is_none_or(|mark| !mark.starts_with("made:")));
    if blocks.is_empty() {
        return 0;
    }
    let mut place = Place::new();
    let mut ran = 0;
    for Block { line, mark, text, .. } in blocks {
        let mark = mark.unwrap_or_default();
        let (what, which) = mark.split_once(": ").unwrap_or((mark.as_str(), ""));
        let mut expected = 0;
        match what {
            "not run" => {
                assert!(which.len() > 10, "{page}:{line}: say why it is not run");
                continue;
            }
            "file" => {
                write(&place.here.join(which), &text);
                continue;
            }
            "steps of" => {
                let steps = steps(&text);
                assert!(steps.len() > 1, "{page}:{line}: no steps");
                for step in steps {
                    place.here = place.root.join(which);
                    let tag = [("GITHUB_REF_NAME", "v1.0.0")];
                    let (code, said) = place.run(&step, &tag);
                    if code != 0 {
                        failures.push(format!("{page}:{line}: ends with {code}:\n{step}\n{said}"));
                    }
                    ran += 1;
                }
                continue;
            }
            "in" => place.here = place.root.join(which),
            _ => {
                if let Some(code) = mark.strip_prefix("ends with ") {
                    expected = code.parse().unwrap();
                }
            }
        }
        let (code, said) = place.run(&text, &[]);
        if code != expected {
            failures
                .push(format!("{page}:{line}: ends with {code}, not {expected}:\n{text}\n{said}"));
        }
        ran += 1;
    }
    ran
}

#[test]
fn every_command_on_every_page_runs() {
    let mut failures = Vec::new();
    let pages = pages();
    for page in
        ["README.md", "docs/cookbook.md", "docs/first-dataset.md", "crates/import/README.md"]
    {
        assert!(pages.iter().any(|known| known == page), "{page} is gone");
    }
    let ran: usize = std::thread::scope(|scope| {
        let halves: Vec<_> = pages
            .chunks(pages.len().div_ceil(2))
            .map(|pages| {
                scope.spawn(move || {
                    let mut failures = Vec::new();
                    let ran: usize = pages.iter().map(|page| run_page(page, &mut failures)).sum();
                    (ran, failures)
                })
            })
            .collect();
        let mut ran = 0;
        for half in halves {
            let (of_half, failed) = half.join().unwrap();
            ran += of_half;
            failures.extend(failed);
        }
        ran
    });
    assert!(failures.is_empty(), "{}", failures.join("\n"));
    assert!(ran > 30, "{ran} blocks were run");
}

/// The anchor of a heading, as hosts of repositories make it.
fn anchor(heading: &str) -> String {
    let mut anchor = String::new();
    for c in heading.trim().trim_start_matches('#').trim().to_lowercase().chars() {
        match c {
            ' ' | '-' => anchor.push('-'),
            '_' => anchor.push('_'),
            c if c.is_alphanumeric() => anchor.push(c),
            _ => {}
        }
    }
    anchor
}

/// A page without what stands in fenced blocks.
fn prose(page: &str) -> String {
    let mut inside = false;
    let mut prose = String::new();
    for line in page.lines() {
        if line.trim_start().starts_with("```") {
            inside = !inside;
        } else if !inside {
            prose.push_str(line);
            prose.push('\n');
        }
    }
    prose
}

#[test]
fn every_link_leads_somewhere() {
    let root = root();
    let mut broken = Vec::new();
    let mut followed = 0;
    for page in pages() {
        let text = prose(&fs::read_to_string(root.join(&page)).unwrap());
        for part in text.split("](").skip(1) {
            let link = part.split(')').next().unwrap_or_default();
            let elsewhere = ["http://", "https://", "mailto:"];
            // Without a dot, a slash or a hash it is the name of something in the code.
            if elsewhere.iter().any(|scheme| link.starts_with(scheme))
                || !link.contains(['.', '/', '#'])
                || link.contains("::")
            {
                continue;
            }
            followed += 1;
            let (path, fragment) = link.split_once('#').unwrap_or((link, ""));
            let folder = root.join(&page).parent().unwrap().to_owned();
            let target = if path.is_empty() { root.join(&page) } else { folder.join(path) };
            if !target.exists() {
                broken.push(format!("{page}: {link}: there is no such file"));
            } else if !fragment.is_empty() {
                let there = prose(&fs::read_to_string(&target).unwrap());
                let anchors: BTreeSet<String> =
                    there.lines().filter(|line| line.starts_with('#')).map(anchor).collect();
                if !anchors.contains(fragment) {
                    broken.push(format!("{page}: {link}: there is no such heading"));
                }
            }
        }
    }
    assert!(broken.is_empty(), "{}", broken.join("\n"));
    assert!(followed > 60, "{followed} links were followed");
}

/// The table of commands in the README and the one of exit codes do not drift.
#[test]
fn the_readme_names_every_command_and_the_scripts_page_every_schema() {
    use clap::CommandFactory as _;
    let readme = fs::read_to_string(root().join("README.md")).unwrap();
    let scripts = fs::read_to_string(root().join("docs/scripts.md")).unwrap();
    for command in rapporteur_cli::Cli::command().get_subcommands() {
        let name = command.get_name();
        assert!(
            readme.contains(&format!("| `{name}")) || readme.contains(&format!(", `{name} ")),
            "{name}"
        );
        assert!(scripts.contains(&format!("`{name}`")), "{name}");
    }
    for (schema, _) in rapporteur_cli::report::schemas() {
        assert!(scripts.contains(&format!("../schema/{schema}")), "{schema}");
    }
}

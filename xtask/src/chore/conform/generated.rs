//! Generated datasets for the validators: every kind, code, script and shape of
//! reading, which no one dataset has.

use std::{
    fs,
    path::{Path, PathBuf},
};

use rapporteur::{
    FormatName, format,
    schema::{
        Dataset,
        select::{Expression, Passages, select},
    },
};
use rapporteur_cli::{Cli, Context, Exit};
use rapporteur_tests::generate::{self, Texts};

use super::log::say;

/// How many datasets with odd texts, and how many that can be printed.
const ODD: u64 = 6;
const PRINTABLE: u64 = 2;

/// Folders of generated files, one for each kind of validator.
pub(super) struct Generated {
    pub(super) jsonld: PathBuf,
    pub(super) tei: PathBuf,
    pub(super) xlsx: PathBuf,
    pub(super) pdf: PathBuf,
}

impl Generated {
    /// Makes them.
    pub(super) fn make(work: &Path) -> Result<Self, String> {
        let root = work.join("generated");
        // Old files must not be taken for new ones.
        let _ = fs::remove_dir_all(&root);
        let made = Self {
            jsonld: root.join("jsonld"),
            tei: root.join("tei"),
            xlsx: root.join("xlsx"),
            pdf: root.join("pdf"),
        };
        for seed in 0..ODD {
            let dataset = generate::dataset(seed);
            let name = format!("odd-{seed}");
            put(&dataset, FormatName::JsonLd, &made.jsonld.join(format!("{name}.jsonld")))?;
            put(&dataset, FormatName::JsonLdLines, &made.jsonld.join(format!("{name}.ndjsonld")))?;
            put(&dataset, FormatName::NQuads, &made.jsonld.join(format!("{name}.nq")))?;
            put(&dataset, FormatName::Tei, &made.tei.join(format!("{name}.tei.xml")))?;
            put(&dataset, FormatName::Xlsx, &made.xlsx.join(format!("{name}.xlsx")))?;
        }
        for seed in 0..PRINTABLE {
            let dataset = generate::dataset_with(seed, Texts::Printable);
            put(&dataset, FormatName::Pdf, &made.pdf.join(format!("printable-{seed}.pdf")))?;
        }
        Ok(made)
    }
}

/// What of a large dataset is edited in its stead, as a dataset in a folder and a workbook
/// of it: what concerns one state, the first of which there is neither next to nothing nor
/// nearly all.
pub(super) fn part(dataset: &Path, work: &Path) -> Result<(PathBuf, PathBuf), String> {
    use clap::Parser as _;
    let whole = Dataset::open(dataset).map_err(|problems| problems.to_string())?.published();
    let states = whole.organisations().iter().filter(|body| body.kind.code() == "state");
    let mut parts = states.filter_map(|state| {
        let expression: Expression = format!("state={}", state.id).parse().ok()?;
        let part = select(&whole, &expression, Passages::Cited).ok()?;
        Some((expression, part))
    });
    let (expression, part) = parts
        .find(|(_, part)| (100..3_000).contains(&part.len()))
        .ok_or("no state has between 100 and 3,000 records that could be edited")?;
    say(&format!("edited is what `export --where {expression}` picks: {} records", part.len()));
    let folder = work.join("part");
    let _ = fs::remove_dir_all(&folder);
    let (text, book) = (folder.join("part.jsonld"), folder.join("part.xlsx"));
    put(&part, FormatName::JsonLd, &text)?;
    put(&part, FormatName::Xlsx, &book)?;
    let into = folder.join("dataset");
    let [from, to] = [&text, &into].map(|path| path.to_string_lossy().into_owned());
    let cli = Cli::try_parse_from(["rapporteur", "import", &from, "--into", &to]);
    if cli.map_err(|error| error.to_string())?.run(&Context::for_program()) != Exit::Fine {
        return Err("the part cannot be read back".to_owned());
    }
    Ok((into, book))
}

fn put(dataset: &Dataset, name: FormatName, path: &Path) -> Result<(), String> {
    let mut bytes = Vec::new();
    let failed = |error: &dyn std::fmt::Display| format!("{}: {error}", path.display());
    format::write(dataset, &name.with_defaults(), &mut bytes).map_err(|e| failed(&e))?;
    rapporteur::files::replace(path, &bytes).map_err(|e| failed(&e))
}

/// The files in a folder that end so, in order.
pub(super) fn files(folder: &Path, end: &str) -> Vec<PathBuf> {
    let mut files: Vec<PathBuf> = fs::read_dir(folder)
        .map(|entries| entries.flatten().map(|entry| entry.path()).collect())
        .unwrap_or_default();
    files.retain(|path| path.to_string_lossy().ends_with(end));
    files.sort();
    files
}

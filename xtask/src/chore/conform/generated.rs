//! Generated datasets for the validators: every kind, code, script and shape of
//! reading, which no one dataset has.

use std::{
    fs,
    path::{Path, PathBuf},
};

use rapporteur::{FormatName, format, schema::Dataset};
use rapporteur_tests::generate::{self, Texts};

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

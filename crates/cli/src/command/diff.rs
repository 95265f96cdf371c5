//! `diff`

use std::path::{Path, PathBuf};

use rapporteur::{
    apparatus::phrase,
    schema::Dataset,
    tables::edit::{Change, diff},
};

use crate::{
    context::{Context, Exit, incoming, open},
    output,
};

/// Show what differs between two versions of a dataset, record by record and field by
/// field.
///
/// Each is the folder of a dataset, or a file that `export` wrote. Ends with 0 whether
/// they differ or not.
#[derive(Debug, clap::Args)]
pub struct DiffArgs {
    /// The older version
    old: PathBuf,
    /// The newer version
    new: PathBuf,
    /// Write the changes as JSON to standard output
    #[arg(long)]
    json: bool,
}

#[derive(serde::Serialize)]
#[expect(clippy::struct_field_names, reason = "the names are those of the JSON")]
struct Report<'a> {
    report_version: u32,
    old: Version<'a>,
    new: Version<'a>,
    changes: &'a [Change],
}

#[derive(serde::Serialize)]
#[expect(clippy::struct_field_names, reason = "the names are those of the JSON")]
struct Version<'a> {
    dataset: &'a str,
    version: &'a str,
    records: usize,
}

impl<'a> From<&'a Dataset> for Version<'a> {
    fn from(dataset: &'a Dataset) -> Self {
        let meta = &dataset.meta;
        Self { dataset: meta.id.as_str(), version: meta.version.as_str(), records: dataset.len() }
    }
}

impl DiffArgs {
    pub(crate) fn run(self, _: &Context) -> Exit {
        let (old, new) = match (either(&self.old), either(&self.new)) {
            (Ok(old), Ok(new)) => (old, new),
            (Err(exit), _) | (_, Err(exit)) => return exit,
        };
        let changes = diff(&old, &new);
        if self.json {
            return output::json(&Report {
                report_version: 1,
                old: (&old).into(),
                new: (&new).into(),
                changes: &changes,
            });
        }
        let text: String = changes.iter().map(|change| format!("{change}\n")).collect();
        let exit = output::data(&text);
        output::say(&match changes.len() {
            0 => "no difference".to_owned(),
            n => phrase::count(n, "change", "changes"),
        });
        exit
    }
}

/// The dataset of a folder, or of an exported file.
pub(super) fn either(path: &Path) -> Result<Dataset, Exit> {
    if path.is_dir() && !path.join(rapporteur::csv::DESCRIPTOR).exists() {
        return open(path);
    }
    incoming(&[path.to_owned()])?.read().map_err(|error| {
        output::error(&format!("{}: {error}", path.display()));
        Exit::Data
    })
}

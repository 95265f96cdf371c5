//! `diff`

use std::{
    collections::BTreeMap,
    path::{Path, PathBuf},
};

use rapporteur::{
    apparatus::phrase,
    schema::Dataset,
    tables::edit::{Change, Kind, diff},
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
    /// Write the changes as an entry for a changelog, in Markdown
    #[arg(long, conflicts_with = "json")]
    changelog: bool,
}

#[derive(serde::Serialize)]
struct Report<'a> {
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
            return output::report(
                &Report { old: (&old).into(), new: (&new).into(), changes: &changes },
                Exit::Fine,
            );
        }
        if self.changelog {
            return output::data(&changelog(&old, &new, &changes));
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

/// So many records of a register are named one by one in a changelog.
const NAMED: usize = 20;

/// An entry of a changelog: what came, changed and went, register by register.
fn changelog(old: &Dataset, new: &Dataset, changes: &[Change]) -> String {
    let mut text = format!("## {}\n\n", new.meta.version.as_str());
    let (before, after) = (old.len(), new.len());
    text.push_str(&format!(
        "Since {}; {}, before {}.\n",
        old.meta.version.as_str(),
        phrase::count(after, "record", "records"),
        phrase::number(before.into()),
    ));
    let dataset = changes.iter().filter(|change| change.register.is_empty());
    let mut about: Vec<&str> = dataset.filter_map(|change| change.field.as_deref()).collect();
    about.dedup();
    if !about.is_empty() {
        text.push_str(&format!("\n- dataset.json: {}\n", about.join(", ")));
    }
    let whole: BTreeMap<(&str, &str), Kind> = changes
        .iter()
        .filter(|change| !change.register.is_empty() && change.field.is_none())
        .map(|change| ((change.register, change.record.as_str()), change.kind))
        .collect();
    for (kind, title) in
        [(Kind::Added, "Added"), (Kind::Changed, "Changed"), (Kind::Removed, "Removed")]
    {
        let mut records: BTreeMap<&str, BTreeMap<&str, Vec<&str>>> = BTreeMap::new();
        for change in changes.iter().filter(|change| !change.register.is_empty()) {
            let record = (change.register, change.record.as_str());
            let whole = whole.get(&record).copied();
            // A field that came or went is a change of its record, unless all of that did.
            if whole.unwrap_or(Kind::Changed) == kind {
                let fields = records.entry(record.0).or_default().entry(record.1).or_default();
                fields.extend(change.field.as_deref().filter(|_| whole.is_none()));
            }
        }
        if records.is_empty() {
            continue;
        }
        text.push_str(&format!("\n### {title}\n\n"));
        for (register, of_register) in records {
            let named: Vec<String> = of_register
                .iter()
                .take(NAMED)
                .map(|(record, fields)| match fields.as_slice() {
                    [] => format!("`{record}`"),
                    fields => format!("`{record}` ({})", fields.join(", ")),
                })
                .collect();
            let more = of_register.len().saturating_sub(NAMED);
            let more = if more > 0 { format!(" and {more} more") } else { String::new() };
            text.push_str(&format!(
                "- {} {register}: {}{more}\n",
                of_register.len(),
                named.join(", ")
            ));
        }
    }
    text
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

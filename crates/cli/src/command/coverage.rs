//! `coverage`

use std::{collections::BTreeMap, fmt::Write as _, path::PathBuf};

use rapporteur::{
    apparatus::{
        cite,
        coverage::{Row, by_kind, coverage},
    },
    schema::{Dataset, Register, codes::Mechanism},
};

use crate::{
    context::{Context, Exit, open},
    output,
};

/// Show how much each source contributes to each mechanism and to each kind of record,
/// as tables in Markdown.
///
/// The numbers below the names of sources are claims. That a mechanism has no record is
/// no fault of a dataset, unless --require-all says that it is.
#[derive(Debug, clap::Args)]
pub struct CoverageArgs {
    /// The folder of the dataset
    dataset: Option<PathBuf>,
    /// End with 1 when a mechanism has no record, and name those that have none
    #[arg(long)]
    require_all: bool,
    /// Write the numbers as JSON to standard output
    #[arg(long)]
    json: bool,
}

#[derive(serde::Serialize)]
struct Report<'a> {
    mechanisms: Vec<OfMechanism<'a>>,
    kinds: Vec<OfKind<'a>>,
}

#[derive(serde::Serialize)]
struct OfMechanism<'a> {
    mechanism: &'static str,
    label: &'static str,
    #[serde(flatten)]
    numbers: Numbers<'a>,
}

#[derive(serde::Serialize)]
struct OfKind<'a> {
    register: &'static str,
    kind: &'static str,
    #[serde(flatten)]
    numbers: Numbers<'a>,
}

#[derive(serde::Serialize)]
struct Numbers<'a> {
    records: usize,
    readings: usize,
    claims: usize,
    /// Claims that each source supports.
    by_source: &'a BTreeMap<String, usize>,
}

impl<'a> From<&'a Row> for Numbers<'a> {
    fn from(row: &'a Row) -> Self {
        let Row { records, readings, claims, by_source, .. } = row;
        Self { records: *records, readings: *readings, claims: *claims, by_source }
    }
}

impl<'a> Report<'a> {
    fn new(
        mechanisms: &'a BTreeMap<Mechanism, Row>,
        kinds: &'a BTreeMap<(Register, &'static str), Row>,
    ) -> Self {
        Self {
            mechanisms: mechanisms
                .iter()
                .map(|(mechanism, row)| OfMechanism {
                    mechanism: mechanism.code(),
                    label: mechanism.label(),
                    numbers: row.into(),
                })
                .collect(),
            kinds: kinds
                .iter()
                .map(|((register, kind), row)| OfKind {
                    register: register.folder(),
                    kind,
                    numbers: row.into(),
                })
                .collect(),
        }
    }
}

impl CoverageArgs {
    pub(crate) fn run(self, context: &Context) -> Exit {
        let dataset = match open(&context.dataset_or(self.dataset)) {
            Ok(dataset) => dataset,
            Err(exit) => return exit,
        };
        let rows = coverage(&dataset);
        let exit = if self.json {
            output::report(&Report::new(&rows, &by_kind(&dataset)), Exit::Fine)
        } else {
            output::data(&format!("{}\n{}", of_mechanisms(&dataset, &rows), kinds(&dataset)))
        };
        if !self.require_all {
            return exit;
        }
        let empty = rows.iter().filter(|(_, row)| row.records == 0).map(|(m, _)| m.label());
        let empty: Vec<&str> = empty.collect();
        if empty.is_empty() {
            return exit;
        }
        output::error(&format!("no record of: {}", empty.join(", ")));
        Exit::Data
    }
}

/// The table of mechanisms, as Markdown.
pub fn mechanisms(dataset: &Dataset) -> String {
    of_mechanisms(dataset, &coverage(dataset))
}

fn of_mechanisms(dataset: &Dataset, rows: &BTreeMap<Mechanism, Row>) -> String {
    let rows = rows.iter().map(|(mechanism, row)| (mechanism.label().to_owned(), row));
    table(dataset, "mechanism", rows)
}

/// The table of registers and kinds of record, as Markdown.
pub fn kinds(dataset: &Dataset) -> String {
    let rows = by_kind(dataset);
    let rows = rows.iter().map(|((register, kind), row)| {
        (format!("{}: {}", register.folder(), kind.to_lowercase()), row)
    });
    table(dataset, "register and kind", rows)
}

fn table<'a>(
    dataset: &Dataset,
    what: &str,
    rows: impl Iterator<Item = (String, &'a Row)>,
) -> String {
    let sources: Vec<&str> = dataset.sources().iter().map(|source| source.id.as_str()).collect();
    // Writing to a string does not fail.
    let mut text = format!("| {what} | records | readings | claims |");
    for source in &sources {
        let _ = write!(text, " {} |", cite::siglum(dataset, source));
    }
    text.push_str("\n|---|--:|--:|--:|");
    text.push_str(&"--:|".repeat(sources.len()));
    text.push('\n');
    for (name, row) in rows {
        let _ = write!(text, "| {name} | {} | {} | {} |", row.records, row.readings, row.claims);
        for source in &sources {
            let _ = write!(text, " {} |", row.by_source.get(*source).copied().unwrap_or(0));
        }
        text.push('\n');
    }
    text
}

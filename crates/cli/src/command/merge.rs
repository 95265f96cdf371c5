//! `merge`

use std::path::{Path, PathBuf};

use rapporteur::{
    change::write_new,
    layout,
    schema::{
        canonical::Layout,
        select::{Clash, merge},
    },
};

use super::{check::words, diff::either, import::sound};
use crate::{
    context::{Context, Exit, interruptible},
    output,
};

/// Join two datasets into a new one.
///
/// Each is the folder of a dataset, or a file that `export` wrote. The new one says of
/// itself what the first says; subjects and languages are those of both. A record that
/// both have is one: a reading that both have cites the passages of both, readings that
/// differ stay both, each with its own, and a source lists the passages that either lists.
/// Ends with 1, and writes nothing, when a record cannot be joined: one passage is read in
/// two ways, or the editors have arranged it otherwise (kind, notes, identifiers, ...).
#[derive(Debug, clap::Args)]
pub struct MergeArgs {
    /// The first dataset
    a: PathBuf,
    /// The second
    b: PathBuf,
    /// The folder for both together; it must be new or empty
    #[arg(long, value_name = "DIR")]
    out: PathBuf,
    /// Write a report as JSON to standard output
    #[arg(long)]
    json: bool,
}

#[derive(serde::Serialize)]
struct Report<'a> {
    out: &'a Path,
    /// The id of the new dataset; none when the two clash.
    #[serde(skip_serializing_if = "Option::is_none")]
    dataset: Option<&'a str>,
    /// How many records it has.
    #[serde(skip_serializing_if = "Option::is_none")]
    records: Option<usize>,
    /// How many records both had, not alike, that were joined.
    #[serde(skip_serializing_if = "Option::is_none")]
    joined: Option<usize>,
    /// Records that both have, and that cannot be joined.
    clashes: &'a [Clash],
    written: bool,
}

impl MergeArgs {
    pub(crate) fn run(self, _: &Context) -> Exit {
        let taken = std::fs::read_dir(&self.out).is_ok_and(|mut entries| entries.next().is_some());
        if taken || self.out.is_file() {
            output::error(&format!(
                "`{}` is not empty: name a new folder, so that no record is lost",
                self.out.display()
            ));
            return Exit::Usage;
        }
        let (a, b) = match (either(&self.a), either(&self.b)) {
            (Ok(a), Ok(b)) => (a, b),
            (Err(exit), _) | (_, Err(exit)) => return exit,
        };
        let lines = [&self.a, &self.b]
            .into_iter()
            .any(|path| path.is_dir() && layout::layout_of(path) == Layout::Lines);
        let (both, joined) = match merge(a, b) {
            Ok(merged) => (merged.dataset, merged.joined),
            Err(clashes) => {
                for clash in clashes.to_string().lines() {
                    output::error(&clash);
                }
                output::say(
                    "nothing was written: give one record of each pair another id, or make them alike",
                );
                if self.json {
                    let report = Report {
                        out: &self.out,
                        dataset: None,
                        records: None,
                        joined: None,
                        clashes: &clashes.0,
                        written: false,
                    };
                    return output::report(&report, Exit::Data);
                }
                return Exit::Data;
            }
        };
        // Each is sound; together they may break a rule, such as that a label is used once.
        if !sound(&both) {
            return Exit::Data;
        }
        let layout = if lines { Layout::Lines } else { Layout::Files };
        match write_new(&both, &self.out, layout, &interruptible()) {
            Ok(()) => {
                let told = match joined {
                    0 => String::new(),
                    1 => ", 1 record of both joined".to_owned(),
                    n => format!(", {n} records of both joined"),
                };
                output::say(&format!("{}{told} → {}", words(&both.totals()), self.out.display()));
                if self.json {
                    return output::report(
                        &Report {
                            out: &self.out,
                            dataset: Some(both.meta.id.as_str()),
                            records: Some(both.len()),
                            joined: Some(joined),
                            clashes: &[],
                            written: true,
                        },
                        Exit::Fine,
                    );
                }
                Exit::Fine
            }
            Err(error) => {
                output::error(&error);
                Exit::Io
            }
        }
    }
}

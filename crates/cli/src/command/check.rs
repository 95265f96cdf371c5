//! `check`

use std::path::{Path, PathBuf};

use rapporteur::{
    Held,
    apparatus::phrase,
    parts::{Partition, PartsError, facts, join},
    schema::{Problem, Totals, load},
};

use super::parts::failed;
use crate::{
    context::{Context, Exit, exit_for},
    diagnostics, output,
};

/// Say everything that is wrong with a dataset, and where.
///
/// All problems are told in one run, each with file, line and column, the text at fault and
/// what to do. Ends with 1 when there is an error among them, with 0 when there are only
/// warnings.
#[derive(Debug, clap::Args)]
pub struct CheckArgs {
    /// The folder of the dataset
    dataset: Option<PathBuf>,
    /// Of a dataset that was split: check the records of one part, each alone, and write what
    /// they define and what they cite, as sorted lines, into the folder of --out
    #[arg(long, value_name = "I/N", requires = "out")]
    partition: Option<Partition>,
    /// The folder for what a part defines and cites
    #[arg(long, value_name = "DIR", requires = "partition")]
    out: Option<PathBuf>,
    /// Of a dataset that was split: join what all parts define and cite, and say what leads
    /// nowhere
    #[arg(long, value_name = "DIR", conflicts_with = "partition")]
    join: Option<PathBuf>,
    /// Write the problems as JSON to standard output
    #[arg(long)]
    json: bool,
}

#[derive(serde::Serialize)]
struct Report<'a> {
    problems: &'a [Problem],
}

impl CheckArgs {
    pub(crate) fn run(self, context: &Context) -> Exit {
        let folder = context.dataset_or(self.dataset);
        let found = match (self.partition, &self.out, &self.join) {
            (Some(partition), Some(out), _) => {
                facts(&folder, partition, out).map(|(report, problems)| (report.read, problems))
            }
            (_, _, Some(facts)) => {
                join(&folder, facts).map(|joined| (joined.records, joined.problems))
            }
            _ => return whole(&folder, self.json),
        };
        let (records, problems) = match found {
            Ok(found) => found,
            Err(PartsError::Records(problems)) => (0, problems),
            Err(error) => return failed(&error),
        };
        tell(&problems, self.json, || {
            let records = phrase::count(records, "record", "records");
            Some(match self.join {
                Some(_) => format!("{records}: nothing leads nowhere"),
                None => format!("{records}: nothing wrong with each alone"),
            })
        })
    }
}

/// Says what is wrong and, if nothing is, what `fine` says.
fn tell(problems: &[Problem], json: bool, fine: impl FnOnce() -> Option<String>) -> Exit {
    let exit = exit_for(problems);
    if json {
        return output::report(&Report { problems }, exit);
    }
    diagnostics::print(problems);
    if exit == Exit::Fine
        && let Some(words) = fine()
    {
        output::say(&words);
    }
    exit
}

/// Checks a dataset that is all there.
fn whole(folder: &Path, json: bool) -> Exit {
    let loaded = {
        let _held = Held::reading(folder);
        load(folder)
    };
    tell(&loaded.problems, json, || {
        let dataset = loaded.dataset.as_ref()?;
        let found = if loaded.problems.is_empty() { "nothing wrong" } else { "no error" };
        Some(format!("{}: {found}", words(&dataset.totals())))
    })
}

/// What a dataset holds, in words.
pub(super) fn words(totals: &Totals) -> String {
    format!(
        "{}, {}, {}",
        phrase::count(totals.all_records(), "record", "records"),
        phrase::count(totals.readings, "reading", "readings"),
        phrase::count(totals.citations, "citation", "citations"),
    )
}

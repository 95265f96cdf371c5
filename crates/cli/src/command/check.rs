//! `check`

use std::path::PathBuf;

use rapporteur::{
    Held,
    apparatus::phrase,
    schema::{Problem, Totals, load},
};

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
        let loaded = {
            let _held = Held::reading(&folder);
            load(&folder)
        };
        let exit = exit_for(&loaded.problems);
        if self.json {
            let report = Report { problems: &loaded.problems };
            return output::report(&report, exit);
        }
        diagnostics::print(&loaded.problems);
        if let (Exit::Fine, Some(dataset)) = (exit, &loaded.dataset) {
            output::say(&format!("{}: nothing wrong", words(&dataset.totals())));
        }
        exit
    }
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

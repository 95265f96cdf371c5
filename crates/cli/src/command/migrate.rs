//! `migrate`

use std::path::PathBuf;

use rapporteur::{
    layout,
    schema::migrate::{Version, migrate},
};

use crate::{
    context::{Context, Exit, exit_for, hold, interruptible},
    diagnostics, output,
};

/// Bring a dataset to the present version of the model.
///
/// `dataset.json` says which version a dataset follows. One of the present version is not
/// touched. Ends with 1, and writes nothing, when something is wrong with the dataset.
#[derive(Debug, clap::Args)]
pub struct MigrateArgs {
    /// The folder of the dataset
    dataset: Option<PathBuf>,
    /// Write nothing; end with 1 if there is something to do
    #[arg(long)]
    check: bool,
    /// Write a report as JSON to standard output
    #[arg(long)]
    json: bool,
}

#[derive(serde::Serialize)]
struct Report {
    from: String,
    to: String,
    /// What each step does.
    steps: Vec<&'static str>,
    write: Vec<PathBuf>,
    remove: Vec<PathBuf>,
    written: bool,
}

impl MigrateArgs {
    pub(crate) fn run(self, context: &Context) -> Exit {
        let folder = context.dataset_or(self.dataset);
        let held = match hold(&folder, self.check) {
            Ok(held) => held,
            Err(exit) => return exit,
        };
        let migrated = migrate(&folder);
        let exit = exit_for(&migrated.loaded.problems);
        let (Exit::Fine, Some(dataset), Some(from)) =
            (exit, migrated.loaded.dataset, migrated.from)
        else {
            diagnostics::print(&migrated.loaded.problems);
            output::say("nothing was written");
            return if exit == Exit::Fine { Exit::Data } else { exit };
        };
        let to = Version::current();
        let mut changes = layout::Changes::default();
        if from != to {
            changes = match layout::changes(&dataset, &folder, layout::layout_of(&folder)) {
                Ok(changes) => changes,
                Err(error) => {
                    output::error(&error);
                    return Exit::Io;
                }
            };
        }
        if !self.check
            && let Err(error) = held.apply(&changes, &interruptible())
        {
            output::error(&error);
            return Exit::Io;
        }
        let exit = if self.check && from != to { Exit::Data } else { Exit::Fine };
        for step in &migrated.steps {
            output::say(step);
        }
        output::say(&if from == to {
            format!("version {from} of the model is the present one: nothing to do")
        } else if self.check {
            format!("{from} → {to}; nothing was written (--check)")
        } else {
            format!(
                "{from} → {to}; {} written, {} removed",
                changes.write.len(),
                changes.remove.len()
            )
        });
        if self.json {
            let report = Report {
                from: from.to_string(),
                to: to.to_string(),
                steps: migrated.steps,
                write: changes.write.into_iter().map(|(path, _)| path).collect(),
                remove: changes.remove,
                written: !self.check && from != to,
            };
            return output::report(&report, exit);
        }
        exit
    }
}

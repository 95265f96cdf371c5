//! `fmt`

use std::path::PathBuf;

use rapporteur::{
    layout,
    schema::{canonical::Layout, load_normalising},
};

use crate::{
    context::{Context, Exit, exit_for, hold, interruptible},
    diagnostics, output,
};

/// Write a dataset in canonical form.
///
/// What means the same is written in one way: keys in their order, the shortest form,
/// Unicode form NFC. Files that are so already are not touched; nothing is written unless
/// every record can be read.
#[derive(Debug, clap::Args)]
pub struct FmtArgs {
    /// The folder of the dataset
    dataset: Option<PathBuf>,
    /// Change nothing; name the files that would change, and fail if there are any
    #[arg(long)]
    check: bool,
    /// One pretty file a record, or one file of JSON Lines a register; as it is, if not given
    #[arg(long, value_enum)]
    layout: Option<LayoutArg>,
    /// Write a report as JSON to standard output
    #[arg(long)]
    json: bool,
}

#[derive(serde::Serialize)]
struct Report {
    layout: &'static str,
    write: Vec<PathBuf>,
    remove: Vec<PathBuf>,
    written: bool,
}

#[derive(Debug, Clone, Copy, clap::ValueEnum)]
enum LayoutArg {
    /// A file a record: for editing and version control
    Files,
    /// A file of JSON Lines a register: for size and streams
    Lines,
}

impl FmtArgs {
    pub(crate) fn run(self, context: &Context) -> Exit {
        let folder = context.dataset_or(self.dataset);
        let held = match hold(&folder, self.check) {
            Ok(held) => held,
            Err(exit) => return exit,
        };
        let loaded = load_normalising(&folder);
        // A dangling reference need not stop one from tidying up; what cannot be read must.
        let unread: Vec<_> = loaded
            .problems
            .into_iter()
            .filter(|p| p.code.starts_with("E0") || p.code == "E101")
            .collect();
        let exit = exit_for(&unread);
        let (Exit::Fine, Some(dataset)) = (exit, loaded.dataset) else {
            diagnostics::print(&unread);
            output::say("nothing was written: a record that cannot be read would be lost");
            return if exit == Exit::Fine { Exit::Data } else { exit };
        };
        let layout = match self.layout {
            Some(LayoutArg::Files) => Layout::Files,
            Some(LayoutArg::Lines) => Layout::Lines,
            None => layout::layout_of(&folder),
        };
        let changes = match layout::changes(&dataset, &folder, layout) {
            Ok(changes) => changes,
            Err(error) => {
                output::error(&error);
                return Exit::Io;
            }
        };
        let exit = if self.check && !changes.is_empty() { Exit::Data } else { Exit::Fine };
        if self.check {
            for (path, _) in &changes.write {
                output::say(&format!("would write {}", folder.join(path).display()));
            }
            for path in &changes.remove {
                output::say(&format!("would remove {}", folder.join(path).display()));
            }
        } else {
            if let Err(error) = held.apply(&changes, &interruptible()) {
                output::error(&error);
                return Exit::Io;
            }
            output::say(&format!(
                "{} written, {} removed",
                changes.write.len(),
                changes.remove.len()
            ));
        }
        if self.json {
            let report = Report {
                layout: if layout == Layout::Lines { "lines" } else { "files" },
                write: changes.write.into_iter().map(|(path, _)| path).collect(),
                remove: changes.remove,
                written: !self.check,
            };
            return output::report(&report, exit);
        }
        exit
    }
}

//! `verify`

use std::path::PathBuf;

use rapporteur::{
    apparatus::phrase,
    mapped,
    verify::{Verification, verify_with_tables},
};

use super::import::refused;
use crate::{
    context::{Context, Exit, open},
    output,
};

/// Confirm citations against the texts of the sources.
///
/// A text is found by its content, whatever its name. Ends with 1 when a citation
/// cannot be confirmed.
#[derive(Debug, clap::Args)]
pub struct VerifyArgs {
    /// The folder of the dataset
    dataset: Option<PathBuf>,
    /// The folder with the texts of the sources
    #[arg(long, value_name = "DIR")]
    texts: PathBuf,
    /// The mapping by which tables became the dataset: of sources that are tables, the
    /// texts are the tables in the same folder
    #[arg(long, value_name = "MAPPING.json")]
    mapping: Option<PathBuf>,
    /// Write the result as JSON to standard output
    #[arg(long)]
    json: bool,
}

#[derive(serde::Serialize)]
struct Report<'a> {
    #[serde(flatten)]
    result: &'a Verification,
    /// Whether every citation was confirmed and every text found.
    holds: bool,
}

impl VerifyArgs {
    pub(crate) fn run(self, context: &Context) -> Exit {
        let folder = context.dataset_or(self.dataset);
        let dataset = match open(&folder) {
            Ok(dataset) => dataset,
            Err(exit) => return exit,
        };
        let mut tables = Vec::new();
        if let Some(mapping) = &self.mapping {
            let found = mapped::mapping(mapping)
                .map_err(|error| vec![error])
                .and_then(|mapping| mapped::passages(&mapping, &self.texts, &folder, &dataset));
            tables = match found {
                Ok(found) => found,
                Err(errors) => {
                    return errors.iter().map(refused).next_back().unwrap_or(Exit::Usage);
                }
            };
        }
        let result = match verify_with_tables(&dataset, &self.texts, tables) {
            Ok(result) => result,
            Err(error) => {
                output::error(&error);
                return Exit::Io;
            }
        };
        let holds = result.holds();
        let exit = if self.json {
            output::report(&Report { result: &result, holds }, Exit::Fine)
        } else {
            tell(&result)
        };
        if exit == Exit::Fine && !holds { Exit::Data } else { exit }
    }
}

fn tell(result: &Verification) -> Exit {
    let mut text = String::new();
    for source in &result.sources {
        text.push_str(&output::bold(&source.source));
        text.push('\n');
        match &source.file {
            Some(file) => text.push_str(&format!("  text: {}\n", file.display())),
            None => text.push_str("  text: not found in the folder\n"),
        }
        text.push_str(&format!(
            "  passages: {} listed, {} unchanged, {} not cited with a reason\n",
            source.passages, source.unchanged, source.excused
        ));
        let lists = [
            ("changed or gone", &source.changed),
            ("in the text, not listed", &source.unlisted),
            ("not cited by any record", &source.uncited),
        ];
        for (what, keys) in lists {
            if !keys.is_empty() {
                text.push_str(&format!("  {what}: {}\n", keys.join(", ")));
            }
        }
    }
    let exit = output::data(&text);
    let changed = result.sources.iter().any(|source| !source.changed.is_empty());
    output::say(&format!(
        "{} of {} confirmed",
        phrase::number(result.confirmed.into()),
        phrase::count(result.citations, "citation", "citations"),
    ));
    if changed {
        output::say(
            "put back the text that was cited; or, where the new one is right, look at what cites the \
             passage, and take its hash from `rapporteur passages TEXT`",
        );
    }
    exit
}

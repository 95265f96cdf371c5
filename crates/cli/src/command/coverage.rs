//! `coverage`

use std::{fmt::Write as _, path::PathBuf};

use rapporteur::apparatus::{cite, coverage::coverage};

use crate::{
    context::{Context, Exit, open},
    output,
};

/// Show how much each source contributes to each mechanism, as a table in Markdown.
///
/// Ends with 1 when a mechanism has no record.
#[derive(Debug, clap::Args)]
pub struct CoverageArgs {
    /// The folder of the dataset
    dataset: Option<PathBuf>,
}

impl CoverageArgs {
    pub(crate) fn run(self, context: &Context) -> Exit {
        let dataset = match open(&context.dataset_or(self.dataset)) {
            Ok(dataset) => dataset,
            Err(exit) => return exit,
        };
        let rows = coverage(&dataset);
        let sources: Vec<&str> =
            dataset.sources().iter().map(|source| source.id.as_str()).collect();
        // Writing to a string does not fail.
        let mut text = String::from("| mechanism | records | claims |");
        for source in &sources {
            let _ = write!(text, " {} |", cite::siglum(&dataset, source));
        }
        text.push_str("\n|---|--:|--:|");
        text.push_str(&"--:|".repeat(sources.len()));
        text.push('\n');
        let mut empty = Vec::new();
        for (mechanism, row) in &rows {
            let _ = write!(text, "| {} | {} | {} |", mechanism.label(), row.records, row.claims);
            for source in &sources {
                let _ = write!(text, " {} |", row.by_source.get(*source).copied().unwrap_or(0));
            }
            text.push('\n');
            if row.records == 0 {
                empty.push(mechanism.label());
            }
        }
        let exit = output::data(&text);
        if empty.is_empty() {
            return exit;
        }
        output::warning(&format!("no record: {}", empty.join(", ")));
        Exit::Data
    }
}

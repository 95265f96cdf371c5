//! `passages`

use std::path::PathBuf;

use rapporteur::schema::model::{Passage, passage_lines};

use crate::{
    context::{Context, Exit},
    output,
};

/// List the passages of a text: its non-empty lines, with the hashes by which
/// `verify` finds them again. Put the list into the `passages` of a source.
#[derive(Debug, clap::Args)]
pub struct PassagesArgs {
    /// The text of a source, in UTF-8
    text: PathBuf,
}

impl PassagesArgs {
    pub(crate) fn run(self, _: &Context) -> Exit {
        let text = match std::fs::read_to_string(&self.text) {
            Ok(text) => text,
            Err(error) => {
                output::error(&format!("cannot read `{}`: {error}", self.text.display()));
                return Exit::Io;
            }
        };
        let passages: Vec<Passage> = passage_lines(&text)
            .filter_map(|(n, line)| Some(Passage::new(n.to_string().parse().ok()?, line)))
            .collect();
        if passages.is_empty() {
            output::error(&format!("`{}` has no line with text on it", self.text.display()));
            return Exit::Data;
        }
        output::json(&passages)
    }
}

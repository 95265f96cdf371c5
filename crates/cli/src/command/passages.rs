//! `passages`

use std::path::{Path, PathBuf};

use rapporteur::{
    schema::{
        Id, Record, Register, canonical,
        model::{Passage, passage_lines},
    },
    starter,
};

use crate::{
    context::{Context, Exit},
    output,
};

/// List the passages of a text: its non-empty lines, with the hashes by which `verify`
/// finds them again.
///
/// Put the list into the `passages` of a source; or begin with a whole record:
/// `rapporteur passages texts/report-2023.txt --record > sources/report-2023.json`.
#[derive(Debug, clap::Args)]
pub struct PassagesArgs {
    /// The text of a source, in UTF-8
    text: PathBuf,
    /// Write the record of a source to begin with: its id is made of the name of the file,
    /// its title is the first line; correct both, and its kind
    #[arg(long, conflicts_with = "json")]
    record: bool,
    /// Write a report as JSON, in place of the bare list
    #[arg(long)]
    json: bool,
}

#[derive(serde::Serialize)]
struct Report<'a> {
    text: &'a Path,
    passages: &'a [Passage],
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
        if self.record {
            return self.begin(&text, &passages);
        }
        if self.json {
            return output::report(&Report { text: &self.text, passages: &passages }, Exit::Fine);
        }
        output::json(&passages)
    }

    /// Writes the record of a source to begin with.
    fn begin(&self, text: &str, passages: &[Passage]) -> Exit {
        let stem = self.text.file_stem().unwrap_or_default().to_string_lossy();
        let id = starter::slug(&stem).and_then(|slug| slug.parse::<Id>().ok());
        let title = passage_lines(text).next().map_or("", |(_, line)| line.trim());
        let Some(id) = id else {
            output::error(&format!("cannot make an id of `{stem}`: rename the file"));
            return Exit::Usage;
        };
        let record = serde_json::json!({
            "id": id,
            "kind": "report",
            "title": {"en": title},
            "passages": passages,
            "cite": [format!("{id}#1")],
        });
        match Record::from_json(Register::Source, record.to_string().as_bytes()) {
            Ok(record) => {
                let exit = output::data(&canonical::pretty(record.as_ref()));
                output::say(&format!(
                    "save it as sources/{id}.json; correct kind (`rapporteur codes source-kind`), title and \
                     language, and say who speaks in `standpoint`"
                ));
                exit
            }
            Err(error) => {
                output::error(&format!("no record can be made of this text: {error}"));
                Exit::Data
            }
        }
    }
}

//! `show`

use std::path::PathBuf;

use rapporteur::{
    apparatus::{cite, value},
    schema::{Claim, Dataset, RecordRef, claims, draft::Draft, nearest},
};

use crate::{
    context::{Context, Exit, open},
    output::{self, bold, dim, wrap},
};

/// Show a record with its readings and passages.
///
/// Every field has its claims, each with the passages that carry it; where sources differ,
/// the readings stand side by side.
#[derive(Debug, clap::Args)]
pub struct ShowArgs {
    /// The id of the record
    id: String,
    /// The folder of the dataset
    dataset: Option<PathBuf>,
    /// Write the record as JSON to standard output
    #[arg(long)]
    json: bool,
}

impl ShowArgs {
    pub(crate) fn run(self, context: &Context) -> Exit {
        let dataset = match open(&context.dataset_or(self.dataset)) {
            Ok(dataset) => dataset,
            Err(exit) => return exit,
        };
        let Some(record) = dataset.get(&self.id) else {
            output::error(&format!("there is no record `{}`", self.id));
            let ids = || dataset.records().map(|record| record.id().as_str());
            let holding: Vec<&str> =
                ids().filter(|id| id.contains(self.id.as_str())).take(8).collect();
            if !holding.is_empty() {
                output::say(&format!("its letters occur in: {}", holding.join(", ")));
            } else if let Some(near) = nearest(&self.id, ids()) {
                output::say(&format!("did you mean `{near}`?"));
            }
            return Exit::Data;
        };
        if self.json {
            return output::data(&rapporteur::schema::canonical::pretty(record));
        }
        output::data(&describe(&dataset, record))
    }
}

/// How wide the text of a value may be.
const WIDTH: usize = 86;

fn describe(dataset: &Dataset, record: RecordRef<'_>) -> String {
    let mut text = wrap(dataset.label(record.id().as_str(), "en"), 98, "");
    text = bold(text.trim_end()) + "\n";
    let kind = format!("{} · {} · {}", record.register(), record.kind().label(), record.id());
    text.push_str(&format!("{}\n", dim(&kind)));
    if record.access().is_some() {
        text.push_str("restricted: in no export, with whatever points to it\n");
    }
    text.push('\n');
    let claims = claims(record);
    for field in record.fields() {
        if field.def.name == "passages" {
            let passages = field.readings.iter().map(|reading| reading.items.len()).sum::<usize>();
            text.push_str(&format!("{}\n    {passages} passages\n", bold("Passages")));
            continue;
        }
        let differ = field.is_contested();
        let mark = if differ { " — the readings differ" } else { "" };
        text.push_str(&format!("{}{mark}\n", bold(&field.def.label())));
        if !field.def.reported {
            for reading in &field.readings {
                for item in &reading.items {
                    text.push_str(&wrap(&value::plain(dataset, item, "en"), WIDTH, "    "));
                }
            }
            continue;
        }
        let of_field = claims.iter().filter(|claim| claim.field.name == field.def.name);
        text.push_str(&describe_claims(dataset, &of_field.collect::<Vec<_>>()));
    }
    if let Some(cites) = record.cite() {
        text.push_str(&format!("{}\n", bold("Record rests on")));
        text.push_str(&wrap(&cite::labels(dataset, cites), WIDTH, "    "));
    }
    let referring = referring(dataset, record.id().as_str());
    if !referring.is_empty() {
        text.push_str(&format!("{}\n", bold("Referred to by")));
        text.push_str(&wrap(&referring.join(", "), WIDTH, "    "));
    }
    text
}

/// The claims of a field; passages once for all that share them.
fn describe_claims(dataset: &Dataset, claims: &[&Claim<'_>]) -> String {
    let mut text = String::new();
    for (n, claim) in claims.iter().enumerate() {
        let bullet = wrap(&value::claim(dataset, claim, "en"), WIDTH, "    ");
        text.push_str(&bullet);
        for remark in value::remarks(dataset, claim, "en") {
            text.push_str(&wrap(&format!("({remark})"), WIDTH, "      "));
        }
        let next = claims.get(n + 1);
        let shared =
            next.is_some_and(|next| next.cite == claim.cite && next.reading == claim.reading);
        if !shared {
            if claim.open {
                text.push_str("    and others\n");
            }
            text.push_str(
                &wrap(&cite::labels(dataset, claim.cite), WIDTH, "      ")
                    .lines()
                    .map(|line| dim(line) + "\n")
                    .collect::<String>(),
            );
        }
    }
    text
}

/// The records that refer to a record.
fn referring<'a>(dataset: &'a Dataset, id: &str) -> Vec<&'a str> {
    dataset
        .records()
        .filter(|record| {
            Draft::of(*record).fields.iter().flat_map(|field| &field.readings).any(|reading| {
                reading.meta.said_by.as_deref() == Some(id)
                    || reading.items.iter().any(|item| {
                        item.meta.said_by.as_deref() == Some(id)
                            || item.parts.iter().any(|(_, part)| part == id)
                    })
            })
        })
        .map(|record| record.id().as_str())
        .collect()
}

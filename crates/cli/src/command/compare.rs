//! `compare`

use std::{collections::BTreeMap, fmt::Write as _, path::PathBuf};

use rapporteur::apparatus::{Disagreement, Layer, differences, phrase};

use crate::{
    context::{Context, Exit, open},
    output::{self, bold, dim},
};

/// Show where the sources differ: variant readings, reported totals against what
/// is listed, and what the editors noted.
#[derive(Debug, clap::Args)]
pub struct CompareArgs {
    /// The folder of the dataset
    dataset: Option<PathBuf>,
    /// Write the differences as JSON to standard output
    #[arg(long)]
    json: bool,
}

#[derive(serde::Serialize)]
struct Report<'a> {
    differences: &'a [Disagreement],
}

impl CompareArgs {
    pub(crate) fn run(self, context: &Context) -> Exit {
        let dataset = match open(&context.dataset_or(self.dataset)) {
            Ok(dataset) => dataset,
            Err(exit) => return exit,
        };
        let found = differences(&dataset);
        if self.json {
            return output::report(&Report { differences: &found }, Exit::Fine);
        }
        let mut text = String::new();
        for difference in &found {
            describe(&mut text, difference);
        }
        let exit = output::data(&text);
        let mut classes: BTreeMap<&str, usize> = BTreeMap::new();
        for difference in &found {
            let class = difference.class.map_or("not classed", |class| class.code());
            *classes.entry(class).or_default() += 1;
        }
        let classes: Vec<String> =
            classes.into_iter().map(|(class, n)| format!("{class} {n}")).collect();
        output::say(&format!(
            "{}: {}",
            phrase::count(found.len(), "difference", "differences"),
            classes.join(", ")
        ));
        exit
    }
}

fn describe(text: &mut String, difference: &Disagreement) {
    let layer = match difference.layer {
        Layer::Readings => "readings",
        Layer::Total => "total and list",
        Layer::Note => "note",
    };
    let class = difference.class.map_or(String::new(), |class| format!(" · {class}"));
    // Writing to a string does not fail.
    let _ = writeln!(text, "{}", bold(&difference.point));
    let field = difference.field.map(|field| format!(".{field}")).unwrap_or_default();
    let _ = writeln!(text, "  {}", dim(&format!("{}{field} · {layer}{class}", difference.record)));
    for variant in &difference.variants {
        let as_of =
            variant.as_of.as_ref().map(|date| format!(", as of {date}")).unwrap_or_default();
        let spoken = variant.spoken.as_ref().map(|date| format!(" ({date})")).unwrap_or_default();
        let value = output::wrap(&variant.value, 92, "    ");
        let value = value.strip_prefix("    ").unwrap_or(&value);
        let _ = write!(text, "  - {value}");
        let _ = writeln!(text, "      {}", dim(&format!("{}{spoken}{as_of}", variant.source)));
    }
    if let Some(explanation) = &difference.explanation {
        text.push_str(&output::wrap(explanation, 94, "  "));
    }
    text.push('\n');
}

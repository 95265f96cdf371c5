//! `codes`

use rapporteur::schema::{
    codes::{CodeList, EventKind, all_lists},
    nearest,
};

use crate::{
    context::{Context, Exit},
    output::{self, bold},
};

/// List the code lists, or the codes of one with what each means.
///
/// `rapporteur codes` names the lists; `rapporteur codes event-kind` has every kind of event,
/// with what an event of that kind needs; `rapporteur codes --find visit` looks for a word in all
/// of them.
#[derive(Debug, clap::Args)]
pub struct CodesArgs {
    /// The name of a list; all lists, if not given
    list: Option<String>,
    /// Only codes in which this text occurs, or in what they mean
    #[arg(long, value_name = "TEXT")]
    find: Option<String>,
    /// Write the lists as JSON to standard output
    #[arg(long)]
    json: bool,
}

#[derive(serde::Serialize)]
struct Report {
    lists: Vec<List>,
}

#[derive(serde::Serialize)]
#[expect(clippy::struct_field_names, reason = "the names are those of the JSON")]
struct List {
    list: &'static str,
    label: &'static str,
    codes: Vec<Code>,
}

#[derive(serde::Serialize)]
#[expect(clippy::struct_field_names, reason = "the names are those of the JSON")]
struct Code {
    code: &'static str,
    label: &'static str,
    definition: &'static str,
    /// What an event of this kind needs: names of fields, or `participants:ROLE`.
    #[serde(skip_serializing_if = "Vec::is_empty")]
    needs: Vec<&'static str>,
}

fn needs(list: &CodeList, code: &str) -> Vec<&'static str> {
    if list.name != EventKind::LIST.name {
        return Vec::new();
    }
    code.parse::<EventKind>().map(|kind| kind.needs().to_vec()).unwrap_or_default()
}

impl CodesArgs {
    pub(crate) fn run(self, _: &Context) -> Exit {
        let mut lists = all_lists();
        if let Some(name) = &self.list {
            lists.retain(|list| list.name == name);
            if lists.is_empty() {
                let names: Vec<&str> = all_lists().iter().map(|list| list.name).collect();
                output::error(&format!("there is no code list `{}`", name.escape_debug()));
                match nearest(name, names.iter().copied()) {
                    Some(near) => output::say(&format!("did you mean `{near}`?")),
                    None => output::say(&format!("there are: {}", names.join(", "))),
                }
                return Exit::Usage;
            }
        }
        let sought = self.find.as_ref().map(|text| text.to_lowercase());
        let wanted = |text: &str| {
            sought.as_ref().is_none_or(|sought| text.to_lowercase().contains(sought.as_str()))
        };
        let mut found: Vec<List> = lists
            .into_iter()
            .map(|list| List {
                list: list.name,
                label: list.label,
                codes: list
                    .codes
                    .iter()
                    .filter(|row| wanted(row.code) || wanted(row.label) || wanted(row.definition))
                    .map(|row| Code {
                        code: row.code,
                        label: row.label,
                        definition: row.definition,
                        needs: needs(list, row.code),
                    })
                    .collect(),
            })
            .collect();
        found.retain(|list| !list.codes.is_empty());
        let none = found.is_empty();
        if none {
            let sought = self.find.as_deref().unwrap_or_default();
            output::error(&format!("no code has `{sought}` in it"));
        }
        let exit = if none { Exit::Data } else { Exit::Fine };
        if self.json {
            return output::report(&Report { lists: found }, exit);
        }
        if none {
            return exit;
        }
        if self.list.is_none() && self.find.is_none() {
            return output::data(&names(&found));
        }
        output::data(&found.iter().map(described).collect::<String>())
    }
}

/// A line for each list.
fn names(lists: &[List]) -> String {
    let widest = lists.iter().map(|list| list.list.len()).max().unwrap_or_default();
    let line =
        |list: &List| format!("{:widest$}  {:>3}  {}\n", list.list, list.codes.len(), list.label);
    lists.iter().map(line).collect()
}

/// The codes of a list, with what each means.
fn described(list: &List) -> String {
    let mut text = bold(list.list) + "\n";
    for code in &list.codes {
        text.push_str(&format!("  {}\n", bold(code.code)));
        let meaning = format!("{}: {}", code.label, code.definition);
        text.push_str(&output::wrap(&meaning, 92, "      "));
        if !code.needs.is_empty() {
            text.push_str(&format!("      needs {}\n", code.needs.join(", ")));
        }
    }
    text
}

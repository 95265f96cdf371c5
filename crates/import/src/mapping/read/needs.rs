//! What kinds of event need: asked of the mapping, before a thousand records lack it.

use rapporteur_schema::{codes::EventKind, locate::Step};

use super::{
    super::form::Faults,
    members::{items, text},
};
use crate::json::Json;

/// A rule that makes events of a kind.
struct Rule<'j> {
    path: [Step; 4],
    kind: EventKind,
    fields: Option<&'j Json>,
}

/// Finds kinds of event of which no rule gives what they need. Several rules may add to
/// one event, so that each need be met by one of them.
pub(super) fn check(mapping: &Json, faults: &mut Faults<'_>) {
    let mut rules: Vec<Rule<'_>> = Vec::new();
    for (t, table) in items(mapping, "tables").iter().enumerate() {
        for (n, record) in items(table, "records").iter().enumerate() {
            let kind = text(record, "kind").and_then(|kind| kind.parse().ok());
            if let (Some("event"), Some(kind)) = (text(record, "register"), kind) {
                let path = ["tables".into(), t.into(), "records".into(), n.into()];
                rules.push(Rule { path, kind, fields: record.get("fields") });
            }
        }
    }
    for (n, rule) in rules.iter().enumerate() {
        if rules.iter().take(n).any(|earlier| earlier.kind == rule.kind) {
            continue;
        }
        for need in rule.kind.needed() {
            let name = need.field;
            let same = rules.iter().filter(|other| other.kind == rule.kind);
            let mut fields = same.filter_map(|other| other.fields?.get(name));
            if fields.any(|field| need.role.is_none_or(|role| may_have_role(field, role))) {
                continue;
            }
            let help = match need.role {
                None => format!(
                    "if the table does not give it, write \"{name}\": {{\"readings\": [{{\"absent\": \"unknown\"}}]}}"
                ),
                Some(role) => {
                    format!("add {{\"who\": \"{{…}}\", \"role\": \"{role}\"}} to `{name}`")
                }
            };
            faults.at("M004", &rule.path, rule.kind.lacking(need), Some(help));
        }
    }
}

/// Whether a participant may have a role: as it stands, or out of a column.
fn may_have_role(json: &Json, role: &str) -> bool {
    match json {
        Json::Object(members) => members.iter().any(|(key, value)| match (key.as_str(), value) {
            ("role", Json::Text(text)) => text == role || text.contains('{'),
            (_, value) => may_have_role(value, role),
        }),
        Json::List(items) => items.iter().any(|item| may_have_role(item, role)),
        _ => false,
    }
}

//! What differs between two datasets, record by record and field by field.

use std::{
    collections::{BTreeMap, BTreeSet},
    fmt,
};

use rapporteur_schema::{
    Dataset, RecordRef,
    view::{FieldView, ItemView, MetaView},
};
use serde::Serialize;

/// What is done to a record.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize)]
#[serde(rename_all = "lowercase")]
#[non_exhaustive]
pub enum Kind {
    /// It is new.
    Added,
    /// A field of it is another.
    Changed,
    /// It is gone.
    Removed,
}

/// A change of a record, or of one field of it.
#[derive(Debug, Clone, PartialEq, Eq, Serialize)]
#[non_exhaustive]
pub struct Change {
    /// What is done.
    pub kind: Kind,
    /// The folder of its register; empty for `dataset.json`.
    pub register: &'static str,
    /// The record; empty for `dataset.json`.
    pub record: String,
    /// The field; `None` for the record as a whole.
    pub field: Option<String>,
    /// What the field was.
    pub before: Option<String>,
    /// What it becomes.
    pub after: Option<String>,
    /// The cells in which it was changed.
    pub cells: Vec<String>,
}

impl fmt::Display for Change {
    /// `changed events/x: date: 2009 [luo-2019#44] → 2010 [luo-2019#44] (Events!F212)`
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        let kind = match self.kind {
            Kind::Added => "added",
            Kind::Changed => "changed",
            Kind::Removed => "removed",
        };
        match self.register {
            "" => write!(f, "{kind} dataset.json")?,
            register => write!(f, "{kind} {register}/{}", self.record)?,
        }
        if let Some(field) = &self.field {
            write!(f, ": {field}: ")?;
            let say = |text: &Option<String>| text.clone().unwrap_or_else(|| "nothing".to_owned());
            match self.kind {
                Kind::Changed => write!(f, "{} → {}", say(&self.before), say(&self.after))?,
                Kind::Added => f.write_str(&say(&self.after))?,
                Kind::Removed => f.write_str(&say(&self.before))?,
            }
        }
        if !self.cells.is_empty() {
            write!(f, " ({})", self.cells.join(", "))?;
        }
        Ok(())
    }
}

pub(super) fn changes(
    before: &Dataset,
    after: &Dataset,
    cells: &BTreeMap<(String, String), Vec<String>>,
) -> Vec<Change> {
    let cells_of = |id: &str, field: &str| {
        cells.get(&(id.to_owned(), field.to_owned())).cloned().unwrap_or_default()
    };
    let mut changes = Vec::new();
    let json = |dataset: &Dataset| serde_json::to_value(&dataset.meta).unwrap_or_default();
    let (b, a) = (json(before), json(after));
    let names: BTreeSet<&String> =
        [&b, &a].iter().filter_map(|v| v.as_object()).flat_map(|object| object.keys()).collect();
    for name in names.into_iter().filter(|name| b.get(name) != a.get(name)) {
        changes.push(Change {
            kind: Kind::Changed,
            register: "",
            record: String::new(),
            field: Some(name.clone()),
            before: b.get(name).map(ToString::to_string),
            after: a.get(name).map(ToString::to_string),
            cells: cells_of("", name),
        });
    }
    let ids: BTreeSet<(rapporteur_schema::Register, &str)> = [before, after]
        .iter()
        .flat_map(|dataset| dataset.records())
        .map(|record| (record.register(), record.id().as_str()))
        .collect();
    let get = |dataset: &'_ Dataset, register, id: &str| {
        dataset.get(id).filter(|record| record.register() == register).map(parts)
    };
    for (register, id) in ids {
        let (b, a) = (get(before, register, id), get(after, register, id));
        if b == a {
            continue;
        }
        let change = |kind: Kind, field: Option<&str>| Change {
            kind,
            register: register.folder(),
            record: id.to_owned(),
            field: field.map(ToOwned::to_owned),
            before: None,
            after: None,
            cells: cells_of(id, field.unwrap_or_default()),
        };
        match (&b, &a) {
            (None, Some(_)) => changes.push(change(Kind::Added, None)),
            (Some(_), None) => changes.push(change(Kind::Removed, None)),
            _ => {}
        }
        let (b, a) = (b.unwrap_or_default(), a.unwrap_or_default());
        let mut names: Vec<&str> = b.iter().map(|(name, _)| *name).collect();
        names.extend(a.iter().map(|(name, _)| *name).filter(|n| !b.iter().any(|(m, _)| m == n)));
        let order = |name: &str| {
            let fields = register.fields().iter().position(|def| def.name == name);
            (fields.unwrap_or(usize::MAX), name.to_owned())
        };
        names.sort_by_key(|name| order(name));
        for name in names {
            let find = |parts: &[(&str, String)]| {
                parts.iter().find(|(n, _)| *n == name).map(|(_, text)| text.clone())
            };
            let (one, other) = (find(&b), find(&a));
            if one != other {
                let kind = match (b.is_empty(), a.is_empty()) {
                    (true, _) => Kind::Added,
                    (_, true) => Kind::Removed,
                    _ => Kind::Changed,
                };
                changes.push(Change { before: one, after: other, ..change(kind, Some(name)) });
            }
        }
    }
    changes
}

/// A record as its parts, each a text that says all of it.
fn parts(record: RecordRef<'_>) -> Vec<(&'static str, String)> {
    let mut parts = vec![("kind", record.kind().code().to_owned())];
    for field in record.fields() {
        parts.push((field.def.name, said(&field, record)));
    }
    if let Some(cite) = record.cite() {
        parts.push(("cite", crate::words::cites(cite).into_owned()));
    }
    if let Some(access) = record.access() {
        parts.push(("access", access.code().to_owned()));
    }
    parts
}

/// All that a field says: its readings and items, exactly, with their passages and
/// annotations in brackets.
pub(super) fn said(field: &FieldView<'_>, _: RecordRef<'_>) -> String {
    let readings: Vec<String> = field
        .readings
        .iter()
        .map(|reading| {
            let mut items: Vec<String> = match reading.absent {
                Some(absent) => vec![format!("({})", absent.code())],
                None => reading.items.iter().map(item).collect(),
            };
            if reading.open {
                items.push("and others".to_owned());
            }
            let meta = if reading.bare { String::new() } else { annotations(&reading.meta) };
            format!("{}{meta}", items.join("; "))
        })
        .collect();
    readings.join(" | ")
}

fn item(item: &ItemView<'_>) -> String {
    let parts: Vec<String> = match item.parts.as_slice() {
        [(_, only)] => vec![only.to_text()],
        parts => {
            parts.iter().map(|(def, atom)| format!("{}={}", def.name, atom.to_text())).collect()
        }
    };
    format!("{}{}", parts.join(", "), annotations(&item.meta))
}

fn annotations(meta: &MetaView<'_>) -> String {
    let mut notes: Vec<String> =
        meta.cite.iter().map(|cite| crate::words::cites(cite).into_owned()).collect();
    notes.extend(meta.basis.map(|basis| basis.code().to_owned()));
    notes.extend(meta.as_of.map(|date| format!("as of {date}")));
    notes.extend(meta.said_by.map(|by| format!("said by {by}")));
    notes.extend(meta.as_printed.map(|text| format!("printed {text:?}")));
    notes.extend(
        meta.note
            .map(|note| format!("note {}", rapporteur_schema::view::Atom::Text(note).to_text())),
    );
    notes.extend(meta.access.map(|access| access.code().to_owned()));
    if notes.is_empty() { String::new() } else { format!(" [{}]", notes.join("; ")) }
}

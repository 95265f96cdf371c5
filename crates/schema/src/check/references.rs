//! References and citations lead somewhere.

use std::collections::{BTreeMap, BTreeSet};

use super::Finding;
use crate::{
    dataset::Dataset,
    locate::Step,
    model::{RecordRef, targets::Speaker},
    problem::Severity,
    register::Register,
    suggest,
    value::{Cites, Id, RefTarget},
    view::{Atom, AtomType, FieldView, MetaView, ReadingView},
};

pub(super) fn check(dataset: &Dataset, findings: &mut Vec<Finding>) {
    let passages: BTreeMap<&str, BTreeSet<&str>> = dataset
        .sources()
        .iter()
        .map(|source| {
            let keys = source.passages.iter().flat_map(|list| list.iter());
            (source.id.as_str(), keys.map(|passage| passage.key.as_str()).collect())
        })
        .collect();
    let mut checker = Checker { dataset, passages, findings };
    for subject in dataset.meta.subject.iter().flat_map(|list| list.iter()).enumerate() {
        let (n, subject) = subject;
        let path = vec!["subject".into(), n.into()];
        checker.reference(None, path, subject.id(), &[Register::Organisation]);
    }
    for record in dataset.records() {
        checker.record(record);
    }
}

struct Checker<'a> {
    dataset: &'a Dataset,
    passages: BTreeMap<&'a str, BTreeSet<&'a str>>,
    findings: &'a mut Vec<Finding>,
}

/// The path to a reading of a field.
pub(super) fn reading_path(
    field: &FieldView<'_>,
    reading: &ReadingView<'_>,
    n: usize,
) -> Vec<Step> {
    let mut path = vec![Step::from(field.def.name)];
    if !reading.bare {
        path.push("readings".into());
        path.push(n.into());
    }
    path
}

/// The path to an item of a reading.
pub(super) fn item_path(
    field: &FieldView<'_>,
    reading: &ReadingView<'_>,
    n: usize,
    item: usize,
) -> Vec<Step> {
    let mut path = reading_path(field, reading, n);
    if !reading.bare {
        path.push("value".into());
    }
    if field.def.shape.list {
        if reading.open {
            path.push("items".into());
        }
        path.push(item.into());
    }
    path
}

impl Checker<'_> {
    fn add(
        &mut self,
        code: &'static str,
        record: Option<&Id>,
        path: Vec<Step>,
        message: String,
        help: Option<String>,
    ) {
        self.findings.push(Finding {
            code,
            severity: Severity::Error,
            record: record.cloned(),
            path,
            message,
            help,
        });
    }

    fn record(&mut self, record: RecordRef<'_>) {
        let id = record.id();
        if let Some(cite) = record.cite() {
            self.cites(id, &["cite".into()], cite);
        }
        for field in record.fields() {
            for (n, reading) in field.readings.iter().enumerate() {
                if !reading.bare {
                    let path = reading_path(&field, reading, n);
                    self.meta(id, &path, &reading.meta);
                }
                for (i, item) in reading.items.iter().enumerate() {
                    let path = item_path(&field, reading, n, i);
                    if field.def.shape.annotated {
                        self.meta(id, &path, &item.meta);
                    }
                    for (part, atom) in &item.parts {
                        self.atom(id, &path, &field, part.name, part.atom, *atom);
                    }
                }
            }
        }
    }

    fn meta(&mut self, record: &Id, path: &[Step], meta: &MetaView<'_>) {
        let below = |key: &str| [path, &[key.into()]].concat();
        if let Some(cite) = meta.cite {
            self.cites(record, &below("cite"), cite);
        }
        if let Some(by) = meta.said_by {
            self.reference(Some(record), below("said_by"), by, Speaker::REGISTERS);
        }
    }

    fn atom(
        &mut self,
        record: &Id,
        path: &[Step],
        field: &FieldView<'_>,
        part: &str,
        atom_type: AtomType,
        atom: Atom<'_>,
    ) {
        let shape = field.def.shape;
        // A value without parts, or an item that stands as its one part, has no key.
        let below = |key: &str| {
            let scalar = part == "value" || (shape.bare && shape.parts.len() == 1);
            let mut below = path.to_vec();
            if !scalar {
                below.push(part.into());
            }
            if !key.is_empty() {
                below.push(key.into());
            }
            below
        };
        match (atom, atom_type) {
            (Atom::Ref(target), AtomType::Ref(registers)) => {
                self.reference(Some(record), below(""), target, registers);
            }
            (Atom::Counts(counts), _) => {
                let agents: &[Register] = &[Register::Person, Register::Organisation];
                if let Some(target) = &counts.part_of {
                    self.reference(Some(record), below("part_of"), target.id(), &[Register::Event]);
                }
                if let Some(target) = &counts.participant {
                    self.reference(Some(record), below("participant"), target.id(), agents);
                }
                if let Some(target) = &counts.of {
                    self.reference(Some(record), below("of"), target.id(), &Register::ALL);
                }
            }
            _ => {}
        }
    }

    fn reference(
        &mut self,
        record: Option<&Id>,
        path: Vec<Step>,
        target: &Id,
        allowed: &[Register],
    ) {
        let found = self.dataset.get(target.as_str());
        match found {
            Some(found) if allowed.contains(&found.register()) => {}
            Some(found) => {
                let names: Vec<&str> = allowed.iter().map(|r| r.folder()).collect();
                let message = format!(
                    "`{target}` is in the register `{}`; here stands a record of {}",
                    found.register().folder(),
                    names.join(" or ")
                );
                self.add("E103", record, path, message, None);
            }
            None => {
                let ids =
                    allowed.iter().flat_map(|r| self.dataset.register(*r)).map(|r| r.id().as_str());
                let near = suggest::nearest(target.as_str(), ids);
                let folder = match allowed {
                    [only] => only.folder(),
                    [first, second] => &format!("{} or {}", first.folder(), second.folder()),
                    _ => "the register where it belongs",
                };
                let help = match near {
                    Some(near) => format!("did you mean `{near}`? Or add `{target}` to {folder}"),
                    None => format!("add `{target}` to {folder}, or correct the id"),
                };
                self.add(
                    "E102",
                    record,
                    path,
                    format!("there is no record `{target}`"),
                    Some(help),
                );
            }
        }
    }

    fn cites(&mut self, record: &Id, path: &[Step], cites: &Cites) {
        for (n, cite) in cites.iter().enumerate() {
            let path = || [path, &[n.into()]].concat();
            match self.passages.get(cite.source()) {
                None => {
                    let near = suggest::nearest(cite.source(), self.passages.keys().copied());
                    let help =
                        near.map(|near| format!("did you mean `{near}#{}`?", cite.passage()));
                    let message = format!("the citation `{cite}` names a source that is not there");
                    self.add("E104", Some(record), path(), message, help);
                }
                Some(keys) if !keys.contains(cite.passage()) => {
                    let message = format!(
                        "the source `{}` lists no passage `{}`",
                        cite.source(),
                        cite.passage()
                    );
                    let help = format!(
                        "it lists {} passages; `rapporteur passages TEXT` makes the list from its text",
                        keys.len()
                    );
                    self.add("E105", Some(record), path(), message, Some(help));
                }
                Some(_) => {}
            }
        }
    }
}

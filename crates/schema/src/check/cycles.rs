//! Nothing is part of itself.

use std::collections::BTreeMap;

use super::Finding;
use crate::{
    dataset::Dataset,
    model::RecordRef,
    problem::Severity,
    value::Id,
    view::{Atom, FieldView},
};

/// The fields that say of what a record is a part.
const FIELDS: [&str; 2] = ["part_of", "within"];

/// Notes of what a record is a part.
pub(super) fn note<'a>(
    record: RecordRef<'a>,
    fields: &[FieldView<'a>],
    parents: &mut BTreeMap<&'a Id, Vec<&'a Id>>,
) {
    let inside = fields.iter().filter(|field| FIELDS.contains(&field.def.name));
    let items = inside.flat_map(|field| &field.readings).flat_map(|reading| &reading.items);
    for (_, atom) in items.flat_map(|item| &item.parts) {
        if let Atom::Ref(target) = atom {
            parents.entry(record.id()).or_default().push(target);
        }
    }
}

pub(super) fn check(
    dataset: &Dataset,
    parents: &BTreeMap<&Id, Vec<&Id>>,
    findings: &mut Vec<Finding>,
) {
    // 1: on the way from some record; 2: done.
    let mut state: BTreeMap<&Id, u8> = BTreeMap::new();
    for start in parents.keys().copied() {
        // Each entry: a record, and how many of its parents have been looked at.
        let mut way: Vec<(&Id, usize)> = vec![(start, 0)];
        while let Some((id, next)) = way.last_mut() {
            let id = *id;
            if *next == 0 && state.get(id) == Some(&2) {
                way.pop();
                continue;
            }
            state.insert(id, 1);
            let parent = parents.get(id).and_then(|list| list.get(*next)).copied();
            *next += 1;
            match parent {
                None => {
                    state.insert(id, 2);
                    way.pop();
                }
                Some(parent) if state.get(parent) == Some(&1) => {
                    let from = way.iter().position(|(id, _)| *id == parent).unwrap_or(0);
                    let ring: Vec<&str> =
                        way.iter().skip(from).map(|(id, _)| id.as_str()).collect();
                    findings.push(Finding {
                        code: "E107",
                        severity: Severity::Error,
                        record: Some(id.clone()),
                        path: vec![
                            FIELDS
                                .iter()
                                .find(|f| {
                                    dataset.get(id.as_str()).is_some_and(|r| r.field(f).is_some())
                                })
                                .copied()
                                .unwrap_or("part_of")
                                .into(),
                        ],
                        message: format!(
                            "`{id}` is part of itself: {} → {parent}",
                            ring.join(" → ")
                        ),
                        help: Some("take one of these out of `part_of` or `within`".into()),
                    });
                }
                Some(parent) if state.get(parent) == Some(&2) => {}
                Some(parent) => way.push((parent, 0)),
            }
        }
    }
}

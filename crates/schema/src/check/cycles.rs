//! Nothing is part of itself.

use std::collections::BTreeMap;

use super::Finding;
use crate::{dataset::Dataset, problem::Severity, register::Register, value::Id, view::Atom};

/// The fields that say of what a record is a part.
const FIELDS: [&str; 2] = ["part_of", "within"];

pub(super) fn check(dataset: &Dataset, findings: &mut Vec<Finding>) {
    let registers = [Register::Organisation, Register::Place, Register::Work, Register::Event];
    let mut parents: BTreeMap<&Id, Vec<&Id>> = BTreeMap::new();
    for record in registers.into_iter().flat_map(|register| dataset.register(register)) {
        for name in FIELDS {
            let Some(field) = record.field(name) else { continue };
            for (_, atom) in field.readings.iter().flat_map(|r| &r.items).flat_map(|i| &i.parts) {
                if let Atom::Ref(target) = atom {
                    parents.entry(record.id()).or_default().push(target);
                }
            }
        }
    }
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

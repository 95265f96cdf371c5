//! Nothing is part of itself.

use super::{Finding, Known};
use crate::{
    model::RecordRef,
    problem::Severity,
    view::{Atom, FieldView},
};

/// The fields that say of what a record is a part.
const FIELDS: [&str; 2] = ["part_of", "within"];

/// Of which records a record is a part, by their places among the records.
pub(super) fn parents(fields: &[FieldView<'_>], known: &Known<'_>) -> Vec<u32> {
    let inside = fields.iter().filter(|field| FIELDS.contains(&field.def.name));
    let items = inside.flat_map(|field| &field.readings).flat_map(|reading| &reading.items);
    let parts = items.flat_map(|item| &item.parts);
    let targets = parts.filter_map(|(_, atom)| match atom {
        Atom::Ref(target) => known.records.get(target.as_str()).map(|(place, _)| *place),
        _ => None,
    });
    targets.collect()
}

/// A message names so many records of a ring.
const MOST: usize = 12;

/// Whether a record has been looked at.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
enum State {
    New,
    /// On the way from some record.
    OnTheWay,
    Done,
}

/// `parents` has the places of each record's parents, in the order of the records.
pub(super) fn check(records: &[RecordRef<'_>], parents: &[Vec<u32>], findings: &mut Vec<Finding>) {
    let at = |place: u32| usize::try_from(place).unwrap_or(usize::MAX);
    let parents_of = |place: u32| parents.get(at(place)).map_or(&[][..], Vec::as_slice);
    let mut state = vec![State::New; records.len()];
    for start in (0..).take(records.len()).filter(|start| !parents_of(*start).is_empty()) {
        // Each entry: a record, and how many of its parents have been looked at.
        let mut way: Vec<(u32, usize)> = vec![(start, 0)];
        while let Some((place, next)) = way.last_mut() {
            let (place, nth) = (*place, *next);
            let Some(seen) = state.get_mut(at(place)) else { break };
            if *seen == State::Done {
                way.pop();
                continue;
            }
            *seen = State::OnTheWay;
            *next += 1;
            let Some(parent) = parents_of(place).get(nth).copied() else {
                *seen = State::Done;
                way.pop();
                continue;
            };
            match state.get(at(parent)) {
                Some(State::OnTheWay) => {
                    let from = way.iter().position(|(other, _)| *other == parent).unwrap_or(0);
                    let ring = way.iter().skip(from).map(|(place, _)| *place);
                    findings.extend(finding(records, &ring.collect::<Vec<_>>()));
                }
                Some(State::New) => way.push((parent, 0)),
                _ => {}
            }
        }
    }
}

/// What is said of a ring, of which the last record leads back to the first.
fn finding(records: &[RecordRef<'_>], ring: &[u32]) -> Option<Finding> {
    let record = |place: &u32| records.get(usize::try_from(*place).ok()?).copied();
    let (first, last) = (record(ring.first()?)?, record(ring.last()?)?);
    let shown = ring.iter().take(MOST).filter_map(record).map(|record| record.id().as_str());
    let mut names: Vec<&str> = shown.collect();
    let more = format!("{} more", ring.len().saturating_sub(MOST));
    if ring.len() > MOST {
        names.push(&more);
    }
    let field = FIELDS.into_iter().find(|field| last.field(field).is_some());
    Some(Finding {
        code: "E107",
        severity: Severity::Error,
        record: Some(last.id().clone()),
        path: vec![field.unwrap_or("part_of").into()],
        message: format!(
            "`{}` is part of itself: {} → {}",
            last.id(),
            names.join(" → "),
            first.id()
        ),
        help: Some("take one of these out of `part_of` or `within`".into()),
    })
}

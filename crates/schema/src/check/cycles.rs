//! Nothing is part of itself.

use super::{Finding, Known};
use crate::{
    model::RecordRef,
    problem::Severity,
    value::Id,
    view::{Atom, FieldView},
};

/// The fields that say of what a record is a part.
///
/// ```
/// use rapporteur_schema::{Register, check::PARENTS};
/// let events = PARENTS.into_iter().find(|name| Register::Event.field(name).is_some());
/// assert_eq!(events, Some("part_of"));
/// ```
pub const PARENTS: [&str; 2] = ["part_of", "within"];

/// Of which records a record is a part.
pub(super) fn wholes<'a>(fields: &[FieldView<'a>]) -> impl Iterator<Item = &'a Id> {
    let inside = fields.iter().filter(|field| PARENTS.contains(&field.def.name));
    let items = inside.flat_map(|field| &field.readings).flat_map(|reading| &reading.items);
    items.flat_map(|item| &item.parts).filter_map(|(_, atom)| match atom {
        Atom::Ref(target) => Some(*target),
        _ => None,
    })
}

/// The same by their places among the records.
pub(super) fn parents(fields: &[FieldView<'_>], known: &Known<'_>) -> Vec<u32> {
    let places = wholes(fields).filter_map(|id| known.records.get(id.as_str()));
    places.map(|(place, _)| *place).collect()
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
    findings.extend(rings(parents).iter().filter_map(|ring| finding(records, ring)));
}

/// What is part of itself, given the places of the parents of each: each ring as places, of which
/// the last leads back to the first.
///
/// ```
/// use rapporteur_schema::check::rings;
/// assert_eq!(rings(&[vec![1], vec![2], vec![1], vec![0]]), [[1, 2]]);
/// ```
pub fn rings(parents: &[Vec<u32>]) -> Vec<Vec<u32>> {
    let mut rings = Vec::new();
    let at = |place: u32| usize::try_from(place).unwrap_or(usize::MAX);
    let parents_of = |place: u32| parents.get(at(place)).map_or(&[][..], Vec::as_slice);
    let mut state = vec![State::New; parents.len()];
    for start in (0..).take(parents.len()).filter(|start| !parents_of(*start).is_empty()) {
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
                    rings.push(way.iter().skip(from).map(|(place, _)| *place).collect());
                }
                Some(State::New) => way.push((parent, 0)),
                _ => {}
            }
        }
    }
    rings
}

/// What is said of a ring of records, of which the last leads back to the first, and what to do.
///
/// ```
/// use rapporteur_schema::check::part_of_itself;
/// assert_eq!(part_of_itself(&["a", "b"]).0, "`b` is part of itself: a → b → a");
/// ```
pub fn part_of_itself(ring: &[&str]) -> (String, String) {
    let mut names: Vec<&str> = ring.iter().copied().take(MOST).collect();
    let more = format!("{} more", ring.len().saturating_sub(MOST));
    if ring.len() > MOST {
        names.push(&more);
    }
    let (first, last) =
        (ring.first().copied().unwrap_or_default(), ring.last().copied().unwrap_or_default());
    let message = format!("`{last}` is part of itself: {} → {first}", names.join(" → "));
    (message, "take one of these out of `part_of` or `within`".to_owned())
}

/// What is said of a ring, of which the last record leads back to the first.
fn finding(records: &[RecordRef<'_>], ring: &[u32]) -> Option<Finding> {
    let record = |place: &u32| records.get(usize::try_from(*place).ok()?).copied();
    let last = record(ring.last()?)?;
    let ids: Vec<&str> =
        ring.iter().filter_map(record).map(|record| record.id().as_str()).collect();
    let (message, help) = part_of_itself(&ids);
    let field = PARENTS.into_iter().find(|field| last.field(field).is_some());
    Some(Finding {
        code: "E107",
        severity: Severity::Error,
        record: Some(last.id().clone()),
        path: vec![field.unwrap_or("part_of").into()],
        message,
        help: Some(help),
    })
}

//! Reported totals against what the dataset lists.

use std::collections::BTreeMap;

use rapporteur_schema::{
    Cites, Dataset, Date, Decimal, Quantity, RecordRef,
    codes::{Bound, DifferenceClass, EventKind},
    model::{Counts, Event},
    view::Atom,
};

use super::{Disagreement, Layer, Variant, admits, point, variant};
use crate::phrase;

/// The events that the numbers of a dataset count, each by the narrowest of what a number
/// asks for, so that every number does not walk over every event.
#[derive(Default)]
pub(super) struct Counted<'a> {
    /// By what they are part of.
    parts: BTreeMap<&'a str, Vec<&'a Event>>,
    /// By who takes part in them.
    participants: BTreeMap<&'a str, Vec<&'a Event>>,
    /// By what they are.
    kinds: BTreeMap<EventKind, Vec<&'a Event>>,
}

impl<'a> Counted<'a> {
    /// Those that the numbers of these records and events count.
    pub(super) fn new(dataset: &'a Dataset) -> Self {
        let figures = dataset.figures().iter().filter_map(|figure| figure.counts.as_ref());
        let items = dataset.events().iter().flat_map(|event| {
            let lists = event.readings(&event.figures).into_iter().filter_map(|w| w.value);
            lists.flat_map(|list| list.iter()).filter_map(|item| item.counts.as_ref())
        });
        let mut counted = Self::default();
        for counts in figures.chain(items).filter(|counts| counts.of.is_none()) {
            if let Some(part_of) = &counts.part_of {
                counted.parts.entry(part_of.id().as_str()).or_default();
            } else if let Some(participant) = &counts.participant {
                counted.participants.entry(participant.id().as_str()).or_default();
            } else {
                for kind in &counts.events {
                    counted.kinds.entry(*kind).or_default();
                }
            }
        }
        for event in dataset.events() {
            let parents = event.part_of.iter().flat_map(|list| list.iter());
            let who = event.readings(&event.participants).into_iter().filter_map(|w| w.value);
            let who = who.flat_map(|list| list.iter());
            let places = [
                (&mut counted.parts, parents.map(|p| p.id().as_str()).collect::<Vec<_>>()),
                (&mut counted.participants, who.map(|p| p.who.id().as_str()).collect()),
            ];
            for (events, ids) in places {
                for id in ids {
                    if let Some(events) = events.get_mut(id)
                        && events.last().is_none_or(|last| last.id != event.id)
                    {
                        events.push(event);
                    }
                }
            }
            if let Some(events) = counted.kinds.get_mut(&event.kind) {
                events.push(event);
            }
        }
        counted
    }

    /// Those among which are all that a number counts.
    fn among(&self, counts: &Counts) -> Vec<&'a Event> {
        let found = if let Some(part_of) = &counts.part_of {
            self.parts.get(part_of.id().as_str())
        } else if let Some(participant) = &counts.participant {
            self.participants.get(participant.id().as_str())
        } else {
            let all = counts.events.iter().filter_map(|kind| self.kinds.get(kind));
            let mut all: Vec<&Event> = all.flatten().copied().collect();
            all.sort_by_key(|event| &event.id);
            return all;
        };
        found.cloned().unwrap_or_default()
    }
}

/// Reported totals of a record against what the dataset lists.
pub(super) fn totals(
    dataset: &Dataset,
    counted: &Counted<'_>,
    record: RecordRef<'_>,
    found: &mut Vec<Disagreement>,
) {
    let mut check = |counts: &Counts,
                     quantity: &Quantity,
                     field: &'static str,
                     of: Option<String>,
                     side: Variant,
                     as_of: Option<&Date>| {
        let listed = if counts.of.is_some() {
            items(dataset, counts, as_of)
        } else {
            events(counted.among(counts), counts, as_of)
        };
        let n = Decimal::from(listed.len());
        let says_nothing = quantity.n.is_none() && quantity.min.is_none() && quantity.max.is_none()
            || quantity.bound() == Bound::NotCounted;
        if says_nothing || holds(quantity, n) {
            return;
        }
        let names: Vec<&str> = listed.iter().map(|id| dataset.label(id, "en")).collect();
        let shown = if names.is_empty() || names.len() > 12 {
            phrase::number(n)
        } else {
            format!("{}: {}", phrase::number(n), names.join("; "))
        };
        let what = of.map(|of| format!(" ({of})")).unwrap_or_default();
        let lists = Variant {
            source: "what this dataset lists".to_owned(),
            as_of: as_of.map(phrase::date),
            ..variant(dataset, shown, Vec::new())
        };
        found.push(Disagreement {
            layer: Layer::Total,
            // Sources leave things out; they can list more than they report only if
            // they count otherwise.
            class: Some(match quantity.n {
                Some(reported) if n.exceeds(reported) => DifferenceClass::CountingBasis,
                _ => DifferenceClass::Coverage,
            }),
            record: record.id().to_string(),
            records: vec![record.id().to_string()],
            field: Some(field),
            point: format!("{}{what}", point(dataset, record, None)),
            variants: vec![side, lists],
            explanation: None,
            note: None,
        });
    };
    let side = |quantity: &Quantity, cite: &Cites, as_of: Option<&Date>| Variant {
        as_of: as_of.map(phrase::date),
        record: Some(record.id().to_string()),
        ..variant(dataset, phrase::quantity(quantity), cite.iter().cloned().collect())
    };
    if let RecordRef::Figure(figure) = record
        && let Some(counts) = &figure.counts
    {
        for witness in figure.quantity.witnesses(&figure.cite) {
            let Some(quantity) = witness.value else { continue };
            // What the editors worked out is no total that a source reports.
            if witness.meta.is_some_and(|meta| meta.basis().is_of_editors()) {
                continue;
            }
            let as_of = witness.meta.and_then(|meta| meta.as_of.as_ref());
            check(counts, quantity, "quantity", None, side(quantity, witness.cite, as_of), as_of);
        }
    }
    if let RecordRef::Event(event) = record {
        for witness in event.readings(&event.figures) {
            for item in witness.value.into_iter().flat_map(|list| list.iter()) {
                let Some(counts) = &item.counts else { continue };
                if item.meta.basis().is_of_editors() {
                    continue;
                }
                let as_of = item.meta.as_of.as_ref();
                let of = item
                    .of
                    .as_ref()
                    .map_or_else(|| item.measure.label().to_owned(), |of| of.best("en").to_owned());
                let cite = item.cite.as_ref().unwrap_or(witness.cite);
                check(
                    counts,
                    &item.quantity,
                    "figures",
                    Some(of),
                    side(&item.quantity, cite, as_of),
                    as_of,
                );
            }
        }
    }
}

/// Whether a reported number holds for a count.
fn holds(quantity: &Quantity, n: Decimal) -> bool {
    match (quantity.n, quantity.bound()) {
        (Some(given), Bound::MoreThan) => n.exceeds(given),
        (Some(given), Bound::AtLeast) => !given.exceeds(n),
        (Some(given), Bound::LessThan | Bound::Nearly) => given.exceeds(n),
        (Some(given), Bound::AtMost) => !n.exceeds(given),
        _ => admits(quantity, n),
    }
}

/// The ids of what a number counts, of those known at a date.
pub fn listed<'a>(dataset: &'a Dataset, counts: &'a Counts, as_of: Option<&Date>) -> Vec<&'a str> {
    if counts.of.is_some() {
        items(dataset, counts, as_of)
    } else {
        events(dataset.events(), counts, as_of)
    }
}

/// The ids of the items of a record that a number counts.
fn items<'a>(dataset: &'a Dataset, counts: &Counts, as_of: Option<&Date>) -> Vec<&'a str> {
    let (Some(of), Some(items)) = (&counts.of, &counts.items) else { return Vec::new() };
    let field = dataset.get(of.as_str()).and_then(|record| record.field(items.as_str()));
    let mut ids: Vec<&str> = Vec::new();
    let until = as_of.and_then(Date::latest);
    let readings = field.into_iter().flat_map(|f| f.readings);
    for (item, of_reading) in readings.flat_map(|reading| {
        let as_of = reading.meta.as_of;
        reading.items.into_iter().map(move |item| (item, as_of))
    }) {
        // What holds only later was not there to be counted.
        let held = item.meta.as_of.or(of_reading).and_then(Date::earliest);
        if until.is_some_and(|last| held.is_some_and(|day| day > last)) {
            continue;
        }
        let role = match item.part("role") {
            Some(Atom::Code(code)) => Some(code.code()),
            _ => None,
        };
        if counts.role.is_some_and(|wanted| Some(wanted.code()) != role) {
            continue;
        }
        if let Some((_, Atom::Ref(id))) = item.parts.first()
            && !ids.contains(&id.as_str())
        {
            ids.push(id.as_str());
        }
    }
    ids
}

/// The ids of those of some events that a number counts.
fn events<'a>(
    all: impl IntoIterator<Item = &'a Event>,
    counts: &Counts,
    as_of: Option<&Date>,
) -> Vec<&'a str> {
    let mut ids = Vec::new();
    for event in all {
        let parents = event.part_of.iter().flat_map(|list| list.iter());
        let fits = counts.events.contains(&event.kind)
            && counts
                .part_of
                .as_ref()
                .is_none_or(|part| parents.clone().any(|p| p.id() == part.id()))
            && (counts.participant.is_none() && counts.role.is_none()
                || event.readings(&event.participants).iter().any(|w| {
                    w.value.into_iter().flat_map(|list| list.iter()).any(|p| {
                        counts.participant.as_ref().is_none_or(|who| who.id() == p.who.id())
                            && counts.role.is_none_or(|role| role == p.role)
                    })
                }))
            && [counts.period.as_ref(), as_of].into_iter().flatten().all(|period| {
                let until = period.latest();
                let from = if Some(period) == as_of { None } else { period.earliest() };
                event.readings(&event.date).iter().filter_map(|w| w.value).any(|date| {
                    until.is_none_or(|last| date.earliest().is_none_or(|day| day <= last))
                        && from.is_none_or(|first| date.latest().is_none_or(|day| day >= first))
                })
            });
        if fits {
            ids.push(event.id.as_str());
        }
    }
    ids
}

#[cfg(test)]
mod tests {
    use super::*;

    /// Looking where a number asks finds the same as looking everywhere.
    #[test]
    fn the_narrow_look_finds_what_the_wide_one_finds() {
        let folder = concat!(env!("CARGO_MANIFEST_DIR"), "/../../data/china-hr-cooperation");
        let dataset = Dataset::open(folder).unwrap();
        let counted = Counted::new(&dataset);
        let (mut narrow, mut found) = (0, 0);
        for counts in dataset.figures().iter().filter_map(|figure| figure.counts.as_ref()) {
            for as_of in [None, Some("2012".parse().unwrap())] {
                let among = counted.among(counts);
                narrow += usize::from(among.len() < dataset.events().len());
                let wide = listed(&dataset, counts, as_of.as_ref());
                found += wide.len();
                if counts.of.is_none() {
                    assert_eq!(events(among, counts, as_of.as_ref()), wide);
                }
            }
        }
        assert!(narrow > 20 && found > 100, "{narrow} {found}");
    }
}

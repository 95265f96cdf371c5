//! Where an event was held, and who took part.

use std::collections::BTreeSet;

use rapporteur_apparatus::{summary::Entry, value};
use rapporteur_schema::{
    Cite, RecordRef,
    codes::Basis,
    view::{Atom, FieldView, ItemView, ReadingView},
};

use super::{
    data::{Data, LANGUAGE, cites},
    dates::is_concluded,
    events::field,
    line::{self, Line},
    notes::Notes,
};
use crate::block::Style;

/// Where it was held, how, and who took part, those with one role together.
pub(super) fn who(data: &Data<'_>, notes: &mut Notes, record: RecordRef<'_>) -> Line {
    let mut line = Line::new();
    let place = field(data, notes, record, "place");
    if !place.is_empty() {
        line.add(data.words.word.place, Style::Muted);
        line.extend(place.spans());
    }
    let mode = field(data, notes, record, "mode");
    if !mode.is_empty() {
        if !line.is_empty() {
            line.add(", ", Style::Regular);
        }
        line.extend(mode.spans());
    }
    if let Some(mut field) = data.field(record, "participants") {
        // Of several lists those in which whom the brief is about stands.
        let named = |reading: &ReadingView<'_>| {
            let of = |item: &ItemView<'_>| data.names_subject(item) || data.speaks(&item.meta);
            data.speaks(&reading.meta) || reading.items.iter().any(of)
        };
        // Beside one that is printed, or that the editors conclude, stands what the same passages
        // may mean as well.
        let lists: Vec<&ReadingView<'_>> = field.readings.iter().filter(|one| named(one)).collect();
        let own: Vec<BTreeSet<&Cite>> = lists.iter().map(|one| passages(one).collect()).collect();
        let concluded = lists.iter().any(|one| is_concluded(one));
        let printed = |reading: &ReadingView<'_>| {
            let other: BTreeSet<&Cite> = passages(reading).collect();
            !other.is_empty() && (concluded || is_concluded(reading)) && own.contains(&other)
        };
        // And the list of a source that names whom the brief is about elsewhere.
        let listing: Vec<&Cite> = lists.iter().flat_map(|one| passages(one)).collect();
        let other = |reading: &ReadingView<'_>| {
            let by = |cite: &Cite| listing.iter().any(|own| own.source() == cite.source());
            !passages(reading).any(by)
        };
        let keep: Vec<bool> =
            field.readings.iter().map(|one| named(one) || printed(one) || other(one)).collect();
        if data.is_on_one() && !lists.is_empty() {
            let mut keep = keep.into_iter();
            field.readings.retain(|_| keep.next().unwrap_or(true));
        }
        if !line.is_empty() {
            line.add(". ", Style::Regular);
        }
        line.extend(participants(data, notes, record, &field).spans());
        // Who speaks of the event, and not of whom the brief is about.
        if data.is_on_one() {
            let witnesses = data.witnesses(record);
            // Of those who only date it, say, nothing is to be said.
            let all = record.field("participants");
            let lists = all.iter().flat_map(|field| &field.readings);
            let listing: BTreeSet<&str> = lists
                .flat_map(|one| super::credit::of_reading(record, one))
                .map(Cite::source)
                .collect();
            let mut others = cites(record);
            others.retain(|cite| {
                let source = cite.source();
                !witnesses.contains(source) && listing.contains(source)
            });
            if !others.is_empty() {
                let title = data.brief.title(data.dataset);
                let sigla = data.sigla(&others);
                line.add(&data.words.say.not_named_by(&title, &sigla), Style::Muted);
            }
        }
    }
    line
}

fn participants(
    data: &Data<'_>,
    notes: &mut Notes,
    record: RecordRef<'_>,
    field: &FieldView<'_>,
) -> Line {
    line::readings(data, notes, record, field, |line, notes, reading, style| {
        for (n, (role, items)) in
            by_role(&reading.items, data.words.word.participant).into_iter().enumerate()
        {
            if n > 0 {
                line.add("; ", Style::Regular);
            }
            line.add(&format!("{role}: "), Style::Muted);
            let all = different(&items);
            let items = of_interest(data, items);
            let shown = different(&items);
            let few = shown < all;
            for (n, item) in items.into_iter().enumerate() {
                if n > 0 {
                    line.add(", ", Style::Regular);
                }
                let name = match item.parts.first() {
                    Some((_, atom)) => value::atom(data.dataset, *atom, LANGUAGE),
                    None => String::new(),
                };
                line.add(&name, style);
                let mut more: Vec<String> = Vec::new();
                if let Some((_, Atom::Ref(id))) = item.parts.first() {
                    more.extend(data.ground_of_name(id.as_str()));
                }
                if let Some(capacity) = item.part("capacity") {
                    more.push(value::atom(data.dataset, capacity, LANGUAGE));
                }
                // Whose side it takes is said where the editors conclude something of it.
                if let Some(body) = super::opening::body(data, item) {
                    more.push(body);
                } else if let Some(side) = item.part("side").filter(|_| item.meta.basis.is_some()) {
                    let side = value::atom(data.dataset, side, LANGUAGE);
                    more.push(data.words.say.for_side(&side));
                }
                if !more.is_empty() {
                    line.add(&format!(" ({})", more.join("; ")), Style::Muted);
                }
                line::own(data, notes, line, field, &item.meta);
            }
            if few {
                line.add(&data.words.say.among(shown, all), Style::Muted);
            }
        }
    })
}

/// In how many of some events the editors alone name whom the brief on a partner or a person is
/// about, on which ground.
pub(super) fn only_concluded(data: &Data<'_>, entries: &[&Entry<'_>]) -> Vec<(Basis, usize)> {
    let mut all = vec![(Basis::Inferred, 0), (Basis::Proposed, 0)];
    if data.is_on_one() {
        for basis in entries.iter().filter_map(|entry| ground(data, RecordRef::Event(entry.event)))
        {
            for (_, number) in all.iter_mut().filter(|(known, _)| *known == basis) {
                *number += 1;
            }
        }
    }
    all
}

/// On what ground the editors name whom the brief is about in a record, if no source does.
fn ground(data: &Data<'_>, record: RecordRef<'_>) -> Option<Basis> {
    let mut found = None;
    for field in record.fields() {
        for reading in &field.readings {
            for item in &reading.items {
                let named = data.names_subject(item)
                    || field.def.name == "names" && data.is_name_of_subject(item);
                if !named {
                    continue;
                }
                let basis = item.meta.basis.or(reading.meta.basis);
                // What is inferred is nearer to the print than what is proposed.
                match basis.filter(|basis| basis.is_of_editors()) {
                    Some(Basis::Inferred) => found = Some(Basis::Inferred),
                    Some(basis) => found = found.or(Some(basis)),
                    None => return None,
                }
            }
        }
    }
    found
}

/// More names of one role than this are a list.
pub(super) const LIST: usize = 6;

/// Of a long list in a brief on a partner or a person, those whom it is about.
fn of_interest<'i, 'a>(data: &Data<'_>, items: Vec<&'i ItemView<'a>>) -> Vec<&'i ItemView<'a>> {
    if items.len() <= LIST || !data.is_on_one() {
        return items;
    }
    items.into_iter().filter(|item| data.names_subject(item)).collect()
}

/// The passages of a reading.
fn passages<'r>(reading: &ReadingView<'r>) -> impl Iterator<Item = &'r Cite> {
    reading.meta.cite.into_iter().flatten()
}

/// How many different names some items have: one that is printed twice is one.
pub(super) fn different(items: &[&ItemView<'_>]) -> usize {
    let mut known: Vec<&Atom<'_>> = Vec::new();
    for (_, who) in items.iter().filter_map(|item| item.parts.first()) {
        if !known.contains(&who) {
            known.push(who);
        }
    }
    known.len()
}

/// Items by the role that they have, else as participants, roles in the order of their
/// first item.
fn by_role<'i, 'a>(
    items: &'i [ItemView<'a>],
    participant: &'static str,
) -> Vec<(&'static str, Vec<&'i ItemView<'a>>)> {
    let mut roles: Vec<(&'static str, Vec<&ItemView<'_>>)> = Vec::new();
    for item in items {
        let role = match item.part("role") {
            Some(Atom::Code(code)) => code.def.label,
            _ => participant,
        };
        match roles.iter_mut().find(|(known, _)| *known == role) {
            Some((_, list)) => list.push(item),
            None => roles.push((role, vec![item])),
        }
    }
    roles
}

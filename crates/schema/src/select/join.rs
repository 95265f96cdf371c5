//! One record of two that have the same id.

use crate::{
    draft::{Draft, DraftField, DraftItem, DraftMeta, DraftReading},
    model::{Record, RecordRef},
};

/// A record that says what both say; or the fields in which they clash.
///
/// A reading that both have is one, with the citations of both. Readings that differ both
/// stay, if they cite different passages: that one passage says two things is for an editor
/// to settle. What the editors have arranged must be alike.
pub(super) fn join(a: RecordRef<'_>, b: RecordRef<'_>) -> Result<Record, Vec<String>> {
    if a.register() != b.register() {
        return Err(vec!["register".to_owned()]);
    }
    let (a, mut b) = (Draft::of(a), Draft::of(b));
    let mut clashes = Vec::new();
    if a.kind != b.kind {
        clashes.push("kind".to_owned());
    }
    let cite = union(&a.cite, &b.cite);
    let mut fields = Vec::new();
    let mut firsts = a.fields;
    for def in a.register.fields() {
        let first = taken(&mut firsts, def.name);
        let second = taken(&mut b.fields, def.name);
        if first.is_none() && second.is_none() {
            continue;
        }
        let readings = if def.reported {
            let first = explicit(first, &a.cite);
            let second = explicit(second, &b.cite);
            reported(first, second).map(|readings| shortest(readings, &cite))
        } else {
            given(first, second)
        };
        match readings {
            Some(readings) => fields.push(DraftField { name: def.name.to_owned(), readings }),
            None => clashes.push(def.name.to_owned()),
        }
    }
    if a.access != b.access {
        clashes.push("access".to_owned());
    }
    if !clashes.is_empty() {
        return Err(clashes);
    }
    let joined =
        Draft { register: a.register, id: a.id, kind: a.kind, fields, cite, access: a.access };
    joined.finish().map_err(|error| error.reasons)
}

/// The readings of a field, taken out of the fields of a record.
fn taken(fields: &mut Vec<DraftField>, name: &str) -> Option<Vec<DraftReading>> {
    let at = fields.iter().position(|field| field.name == name)?;
    Some(fields.swap_remove(at).readings)
}

/// The items of both, each once, those of the first before.
fn union(a: &[String], b: &[String]) -> Vec<String> {
    let new = b.iter().filter(|item| !a.contains(item));
    a.iter().chain(new).cloned().collect()
}

/// Readings of which each has its own citations, also where the value stood bare.
fn explicit(readings: Option<Vec<DraftReading>>, record: &[String]) -> Vec<DraftReading> {
    let mut readings = readings.unwrap_or_default();
    for reading in readings.iter_mut().filter(|reading| reading.bare) {
        reading.bare = false;
        reading.meta = DraftMeta { cite: record.to_vec(), ..DraftMeta::default() };
    }
    readings
}

/// A bare value in place of a single reading that rests on all that the record cites.
fn shortest(mut readings: Vec<DraftReading>, record: &[String]) -> Vec<DraftReading> {
    if let [only] = readings.as_mut_slice() {
        let of_record = DraftMeta { cite: record.to_vec(), ..DraftMeta::default() };
        if only.absent.is_none() && only.meta == of_record {
            only.bare = true;
            only.meta = DraftMeta::default();
        }
    }
    readings
}

/// What a reading or an item says of itself, but for its citations.
fn uncited(meta: &DraftMeta) -> DraftMeta {
    DraftMeta { cite: Vec::new(), ..meta.clone() }
}

fn same_items(a: &[DraftItem], b: &[DraftItem]) -> bool {
    let same = |(a, b): (&DraftItem, &DraftItem)| {
        a.parts == b.parts && uncited(&a.meta) == uncited(&b.meta)
    };
    a.len() == b.len() && a.iter().zip(b).all(same)
}

/// Whether two readings say the same, whatever they cite.
fn same(a: &DraftReading, b: &DraftReading) -> bool {
    a.open == b.open
        && a.absent == b.absent
        && uncited(&a.meta) == uncited(&b.meta)
        && same_items(&a.items, &b.items)
}

/// One reading of two that say the same.
fn one(mut a: DraftReading, b: &DraftReading) -> DraftReading {
    for (item, other) in a.items.iter_mut().zip(&b.items) {
        if !(item.meta.cite.is_empty() && other.meta.cite.is_empty()) {
            let first = resting_on(item, &a.meta).to_vec();
            item.meta.cite = union(&first, resting_on(other, &b.meta));
        }
    }
    a.meta.cite = union(&a.meta.cite, &b.meta.cite);
    a
}

/// The citations of an item: its own, or those of its reading.
fn resting_on<'a>(item: &'a DraftItem, reading: &'a DraftMeta) -> &'a [String] {
    if item.meta.cite.is_empty() { &reading.cite } else { &item.meta.cite }
}

/// The readings of both; none if one passage says another thing in each.
fn reported(a: Vec<DraftReading>, mut b: Vec<DraftReading>) -> Option<Vec<DraftReading>> {
    // What both have word for word is joined before what only says the same.
    let mut twins: Vec<Option<DraftReading>> = a
        .iter()
        .map(|first| b.iter().position(|second| second == first).map(|at| b.remove(at)))
        .collect();
    for (first, twin) in a.iter().zip(&mut twins).filter(|(_, twin)| twin.is_none()) {
        *twin = b.iter().position(|second| same(first, second)).map(|at| b.remove(at));
    }
    let alone = || a.iter().zip(&twins).filter(|(_, twin)| twin.is_none()).map(|(first, _)| first);
    if alone().any(|first| b.iter().any(|second| share(first, second))) {
        return None;
    }
    let mut readings: Vec<DraftReading> = Vec::new();
    let joined = a.into_iter().zip(twins).map(|(first, twin)| match twin {
        Some(twin) => one(first, &twin),
        None => first,
    });
    for reading in joined.chain(b) {
        if !readings.contains(&reading) {
            readings.push(reading);
        }
    }
    Some(readings)
}

/// Whether two readings rest on one passage.
fn share(a: &DraftReading, b: &DraftReading) -> bool {
    let cites = |reading: &DraftReading| -> Vec<String> {
        let items = reading.items.iter().flat_map(|item| &item.meta.cite);
        reading.meta.cite.iter().chain(items).cloned().collect()
    };
    let others = cites(b);
    cites(a).iter().any(|cite| others.contains(cite))
}

/// What the editors of both have arranged alike, with the citations of both; none if they
/// have not.
fn given(a: Option<Vec<DraftReading>>, b: Option<Vec<DraftReading>>) -> Option<Vec<DraftReading>> {
    let (mut a, b) = (a?, b?);
    if a == b {
        return Some(a);
    }
    if a.len() != b.len() || !a.iter().zip(&b).all(|(a, b)| same(a, b)) {
        return None;
    }
    for (item, other) in a.iter_mut().zip(&b).flat_map(|(a, b)| a.items.iter_mut().zip(&b.items)) {
        if item.meta.cite.is_empty() != other.meta.cite.is_empty() {
            return None;
        }
        item.meta.cite = union(&item.meta.cite, &other.meta.cite);
    }
    Some(a)
}

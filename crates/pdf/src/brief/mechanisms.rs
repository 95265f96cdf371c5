//! What belongs to a mechanism: its events, and what is said and counted of them and of its organs.

use std::collections::{BTreeMap, BTreeSet};

use rapporteur_schema::{
    Dataset, RecordRef, Register,
    codes::{Mechanism, OrganisationKind},
    model::{Counts, Organisation},
    view::Atom,
};

use super::scope::{references, refs, telling};

/// The events of each mechanism, and what is said and counted of them: in one walk, for to ask
/// every record for every mechanism takes its time.
pub(super) fn by_mechanism<'a>(dataset: &'a Dataset) -> BTreeMap<Mechanism, BTreeSet<&'a str>> {
    let mut all: BTreeMap<Mechanism, BTreeSet<&str>> = BTreeMap::new();
    let mut events: BTreeMap<&str, Mechanism> = BTreeMap::new();
    for event in dataset.events() {
        let (id, mechanism) = (event.id.as_str(), event.kind.mechanism());
        events.insert(id, mechanism);
        all.entry(mechanism).or_default().insert(id);
    }
    let organs = organs(dataset);
    for record in telling(dataset).filter(|record| record.register() != Register::Event) {
        let id = record.id().as_str();
        let mut of: BTreeSet<Mechanism> =
            references(record).iter().filter_map(|id| events.get(id).copied()).collect();
        for counts in counts(record) {
            of.extend(counts.events.iter().map(|kind| kind.mechanism()));
            of.extend(counts.of.as_ref().and_then(|of| events.get(of.as_str())));
        }
        // And what is said or counted of the organ from which a mechanism has its name.
        let named = ["about", "to", "by"].into_iter().flat_map(|name| refs(record, name));
        of.extend(named.filter_map(|id| organs.get(id).copied()));
        for mechanism in of {
            all.entry(mechanism).or_default().insert(id);
        }
    }
    // What is said in a text that belongs to a mechanism, such as the report of a review; what is
    // said of a number that does, and the numbers of which that is one.
    let leading = |record: RecordRef<'a>| -> BTreeSet<&'a str> {
        let mut to = refs(record, "about");
        to.retain(|id| dataset.get(id).is_some_and(|one| one.register() == Register::Figure));
        to.extend(refs(record, "work"));
        to
    };
    let others = [Register::Figure, Register::Statement];
    let others = others.into_iter().flat_map(|register| dataset.register(register));
    let others: Vec<(&str, BTreeSet<&str>)> =
        others.map(|one| (one.id().as_str(), leading(one))).collect();
    for records in all.values_mut() {
        loop {
            let before = records.len();
            for (id, to) in &others {
                if to.iter().any(|to| records.contains(to)) {
                    records.insert(id);
                }
            }
            if records.len() == before {
                break;
            }
        }
    }
    all
}

/// The organs of mechanisms: those in whose name that of one stands, those that are part of such
/// an organ, the treaty bodies and the special procedures; other organs of the United Nations are
/// those of a mechanism of their own.
fn organs(dataset: &Dataset) -> BTreeMap<&str, Mechanism> {
    let mut all = BTreeMap::new();
    let is_organ = |organ: &Organisation| {
        matches!(organ.kind, OrganisationKind::UnOrgan | OrganisationKind::UnOffice)
    };
    for organ in dataset.organisations() {
        let mechanism = match organ.kind {
            OrganisationKind::TreatyBody => Some(Mechanism::TreatyBodies),
            OrganisationKind::SpecialProcedure => Some(Mechanism::SpecialProcedures),
            _ if is_organ(organ) => of_name(organ),
            _ => None,
        };
        all.extend(mechanism.map(|mechanism| (organ.id.as_str(), mechanism)));
    }
    loop {
        let before = all.len();
        for organ in dataset.organisations().iter().filter(|organ| is_organ(organ)) {
            let mut parents = organ.part_of.iter().flat_map(|list| list.iter());
            let of = parents.find_map(|parent| all.get(parent.as_str()).copied());
            if let Some(mechanism) = of {
                all.entry(organ.id.as_str()).or_insert(mechanism);
            }
        }
        if all.len() == before {
            break;
        }
    }
    // What is left of the organs is other organs.
    for organ in dataset.organisations() {
        if organ.kind == OrganisationKind::UnOrgan {
            all.entry(organ.id.as_str()).or_insert(Mechanism::UnSessions);
        }
    }
    all
}

/// The mechanism whose name stands in one of an organ.
fn of_name(organ: &Organisation) -> Option<Mechanism> {
    let field = RecordRef::Organisation(organ).field("names")?;
    let items = field.readings.iter().flat_map(|reading| &reading.items);
    let mut names = items.filter_map(|item| match item.part("text") {
        Some(Atom::Plain(name)) => Some(name),
        _ => None,
    });
    names.find_map(|name| {
        Mechanism::ALL.iter().copied().find(|mechanism| name.contains(mechanism.label()))
    })
}

/// What a figure counts.
fn counts(record: RecordRef<'_>) -> Vec<&Counts> {
    match record {
        RecordRef::Figure(figure) => figure.counts.as_deref().into_iter().collect(),
        _ => Vec::new(),
    }
}

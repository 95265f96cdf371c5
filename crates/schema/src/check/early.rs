//! Checking records as they are read, while they are still in a cache of the processor: a dataset
//! in which nothing is wrong need not be walked a second time.
//!
//! What is found here is only that nothing is wrong. If anything may be, [`check`](super::check())
//! looks at the whole and says what it is; so the rules stand in one place.

#[expect(clippy::disallowed_types, reason = "it is only asked, never walked over")]
use std::collections::HashMap;
use std::{
    collections::BTreeMap,
    hash::{BuildHasher as _, BuildHasherDefault, Hasher},
};

use super::{
    Cited, cite_of,
    cycles::{rings, wholes},
    references::{self, Pointers, Way},
    registered::Languages,
    rules,
};
use crate::{
    dataset::Dataset,
    model::RecordRef,
    register::Register,
    value::{Cite, Id},
    view::FieldView,
};

/// The ids that have been read, numbered as they come.
///
/// A table of hashes: whether something refers to an id that is there is found without a look at
/// the id, which may be anywhere in a gigabyte. The seed of the hashes is another in every run: of
/// a million ids, one that is not there is taken for one that is once in 10¹³ runs. Of an id that
/// comes a second time the text is compared.
#[derive(Default)]
pub(crate) struct Ids {
    hasher: foldhash::fast::RandomState,
    #[expect(clippy::disallowed_types, reason = "it is only asked, never walked over")]
    known: HashMap<u64, (u32, Register), BuildHasherDefault<Hashed>>,
    /// Those whose hash another id has already.
    others: BTreeMap<Id, u32>,
    all: Vec<Id>,
}

/// The hasher of what is a hash already.
#[derive(Default)]
pub(crate) struct Hashed(u64);

impl Hasher for Hashed {
    fn finish(&self) -> u64 {
        self.0
    }

    fn write(&mut self, bytes: &[u8]) {
        for byte in bytes {
            self.0 = self.0.rotate_left(8) ^ u64::from(*byte);
        }
    }

    fn write_u64(&mut self, hash: u64) {
        self.0 = hash;
    }
}

impl Ids {
    fn hash(&self, id: &str) -> u64 {
        self.hasher.hash_one(id)
    }

    /// The register of an id that has been read.
    fn register(&self, hash: u64) -> Option<Register> {
        self.known.get(&hash).map(|(_, register)| *register)
    }

    /// The number of an id, if it has been read.
    pub(crate) fn number(&self, id: &str) -> Option<usize> {
        let (number, _) = self.known.get(&self.hash(id))?;
        let number = usize::try_from(*number).ok()?;
        if self.all.get(number)?.as_str() == id {
            return Some(number);
        }
        self.others.get(id).and_then(|number| usize::try_from(*number).ok())
    }

    /// Adds an id; the number that it has already, if it has been read.
    pub(crate) fn add(&mut self, id: &Id, register: Register) -> Option<usize> {
        use std::collections::hash_map::Entry;
        // More than four thousand million records are more than a memory holds.
        let number = u32::try_from(self.all.len()).ok()?;
        let hash = self.hash(id.as_str());
        match self.known.entry(hash) {
            Entry::Vacant(place) => {
                place.insert((number, register));
            }
            Entry::Occupied(_) => {
                if let Some(first) = self.number(id.as_str()) {
                    return Some(first);
                }
                self.others.insert(id.clone(), number);
            }
        }
        self.all.push(id.clone());
        None
    }
}

/// What has been seen of a dataset of which the records are read one after the other.
#[derive(Default)]
pub(crate) struct Early {
    pub(crate) ids: Ids,
    /// Something may be wrong.
    doubtful: bool,
    languages: Languages,
    /// The passages of the sources that have been read, by the citation that names them.
    #[expect(clippy::disallowed_types, reason = "it is only asked, never walked over")]
    passages: HashMap<String, Cited, foldhash::fast::RandomState>,
    /// References to what had not been read yet, by hash, with the registers that are allowed.
    open: Vec<(u64, u16)>,
    /// Citations of what had not been read yet, and whether a source makes them.
    open_cites: Vec<(Cite, bool)>,
    /// Records that are parts of others.
    parts: Vec<(u32, Id)>,
    /// Fields of records that differences speak of.
    fields: Vec<(Id, &'static str)>,
    /// Room for the fields of a record; it is empty.
    room: Vec<FieldView<'static>>,
}

/// An empty list for the fields of another record, in the memory of this one.
fn emptied<'b>(mut fields: Vec<FieldView<'_>>) -> Vec<FieldView<'b>> {
    fields.clear();
    // Of no element comes none; the memory stays.
    fields.into_iter().map_while(|_| None).collect()
}

/// The registers as bits.
fn bit(register: Register) -> u16 {
    1 << (register as u16)
}

impl Early {
    /// Looks at the record that was read last, the id of which has been added.
    pub(crate) fn record(&mut self, record: RecordRef<'_>) {
        if self.doubtful {
            return;
        }
        let mut fields = emptied(std::mem::take(&mut self.room));
        record.fields_into(&mut fields);
        let mut findings = Vec::new();
        rules::check(record, &fields, None, &mut self.languages, &mut findings);
        if let RecordRef::Source(source) = record {
            rules::passages(source, None, &mut findings);
            for passage in source.passages.iter().flat_map(|list| list.iter()) {
                let cited = if passage.uncited.is_some() { Cited::No } else { Cited::Free };
                self.passages.insert(cite_of(source, passage), cited);
            }
        }
        if let RecordRef::Difference(difference) = record {
            let named = difference.about.iter().filter_map(|one| {
                let field = one.field.as_ref()?;
                Some((one.record.id().clone(), field.as_str()))
            });
            self.fields.extend(named);
        }
        self.part_of(&fields);
        let of_source = matches!(record, RecordRef::Source(_));
        let mut seen = Seen { early: self, of_source, sound: findings.is_empty() };
        references::walk(record, &fields, &mut seen);
        self.doubtful = !seen.sound;
        self.room = emptied(fields);
    }

    fn part_of(&mut self, fields: &[FieldView<'_>]) {
        let Some(number) = self.ids.all.len().checked_sub(1).and_then(|n| u32::try_from(n).ok())
        else {
            return;
        };
        self.parts.extend(wholes(fields).map(|whole| (number, whole.clone())));
    }

    /// Whether nothing is wrong with the dataset, now that all of it has been read; no is no
    /// more than a doubt.
    pub(crate) fn is_sound(&self, dataset: &Dataset) -> bool {
        // Two ids of one hash are seldom enough to be looked at once more.
        if self.doubtful || !self.ids.others.is_empty() || self.ids.all.len() != dataset.len() {
            return false;
        }
        let register = |id: &Id| self.ids.register(self.ids.hash(id.as_str()));
        let subjects = dataset.meta.subject.iter().flat_map(|list| list.iter());
        subjects.map(|subject| subject.id()).all(|id| register(id) == Some(Register::Organisation))
            && self.open.iter().all(|(hash, allowed)| {
                self.ids.register(*hash).is_some_and(|is| allowed & bit(is) != 0)
            })
            && self.open_cites.iter().all(|(cite, of_source)| {
                let cited = self.passages.get(cite.as_str());
                cited.is_some_and(|cited| *of_source || *cited == Cited::Free)
            })
            && self.fields.iter().all(|(id, field)| {
                let record = register(id).and_then(|register| dataset.get_in(register, id));
                record.is_some_and(|record| record.field(field).is_some())
            })
            && self.is_without_rings()
    }

    fn is_without_rings(&self) -> bool {
        if self.parts.is_empty() {
            return true;
        }
        let mut parents = vec![Vec::new(); self.ids.all.len()];
        for (part, whole) in &self.parts {
            let place = usize::try_from(*part).ok().and_then(|part| parents.get_mut(part));
            let whole = self.ids.number(whole.as_str()).and_then(|n| u32::try_from(n).ok());
            if let (Some(parents), Some(whole)) = (place, whole) {
                parents.push(whole);
            }
        }
        rings(&parents).is_empty()
    }
}

/// Looks at where a record leads.
struct Seen<'e> {
    early: &'e mut Early,
    /// The record is a source.
    of_source: bool,
    sound: bool,
}

impl Pointers for Seen<'_> {
    fn reference(&mut self, _: Way<'_>, target: &Id, allowed: &[Register]) {
        let hash = self.early.ids.hash(target.as_str());
        if let Some(register) = self.early.ids.register(hash) {
            self.sound &= allowed.contains(&register);
        } else {
            let allowed = allowed.iter().fold(0, |all, one| all | bit(*one));
            self.early.open.push((hash, allowed));
        }
    }

    fn cite(&mut self, _: Way<'_>, cite: &Cite) {
        match self.early.passages.get(cite.as_str()) {
            Some(cited) => self.sound &= self.of_source || *cited == Cited::Free,
            None => self.early.open_cites.push((cite.clone(), self.of_source)),
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::{
        check::{check, of_whole},
        draft::Draft,
        model::Record,
    };

    /// Whether nothing is wrong, found record by record as they are read.
    fn early(dataset: &Dataset) -> bool {
        let mut early = Early::default();
        for record in dataset.records() {
            assert_eq!(early.ids.add(record.id(), record.register()), None);
            early.record(record);
        }
        early.is_sound(dataset)
    }

    fn sound(dataset: &Dataset) -> bool {
        // What is said of a whole is said in any case.
        check(dataset).len() == of_whole(dataset).len()
    }

    fn brazil() -> Dataset {
        Dataset::open("tests/data/brazil-un-human-rights").unwrap()
    }

    #[test]
    fn what_is_found_early_is_what_the_rules_say_at_the_end() {
        let whole = brazil();
        assert!(early(&whole) && sound(&whole));
        let (mut without, mut missed) = (0, 0);
        for gone in whole.records() {
            let rest = whole.clone().into_records();
            let rest = rest.filter(|record| record.as_ref().id() != gone.id());
            let rest = Dataset::from_records(whole.meta.clone(), rest).unwrap();
            assert_eq!(early(&rest), sound(&rest), "without {}", gone.id());
            without += 1;
            missed += usize::from(!sound(&rest));
        }
        assert!(missed > 5 && missed < without, "{missed} of {without} are missed");
    }

    #[test]
    fn changes_that_break_a_rule_are_doubted() {
        let whole = brazil();
        let mut broken = 0;
        for record in whole.records() {
            let draft = Draft::of(record);
            for field in 0..draft.fields.len() {
                // A field goes; every item twice; every part says what another record is called.
                for change in 0..3 {
                    let mut draft = draft.clone();
                    match (change, draft.fields.get_mut(field)) {
                        (0, _) => drop(draft.fields.remove(field)),
                        (1, Some(field)) => field.readings.extend(field.readings.clone()),
                        (_, Some(field)) => field
                            .readings
                            .iter_mut()
                            .flat_map(|reading| &mut reading.items)
                            .flat_map(|item| &mut item.parts)
                            .for_each(|(_, text)| *text = draft.id.clone()),
                        _ => {}
                    }
                    let Ok(changed) = draft.finish() else { continue };
                    let rest = whole.clone().into_records();
                    let rest = rest.filter(|other| other.as_ref().id() != record.id());
                    let all: Vec<Record> = rest.chain([changed]).collect();
                    let changed = Dataset::from_records(whole.meta.clone(), all).unwrap();
                    assert_eq!(early(&changed), sound(&changed), "{change}: {}", record.id());
                    broken += usize::from(!sound(&changed));
                }
            }
        }
        assert!(broken > 20, "{broken}");
    }

    #[test]
    fn an_id_that_comes_again_is_known() {
        let mut ids = Ids::default();
        let id = |n: u32| format!("id-{n}").parse::<Id>().unwrap();
        for n in 0..2000 {
            assert_eq!(ids.add(&id(n), Register::Event), None);
        }
        assert_eq!(ids.add(&id(7), Register::Person), Some(7));
        assert_eq!(ids.number("id-1999"), Some(1999));
        assert_eq!(ids.number("id-2000"), None);
        assert_eq!(ids.register(ids.hash("id-7")), Some(Register::Event));
    }
}

//! What a brief is about: the records that belong to it.

use std::collections::BTreeSet;

use rapporteur_apparatus::{Disagreement, Variant, differences::item_words};
use rapporteur_schema::{
    Dataset, Date, RecordRef, Register,
    codes::{EventKind, Mechanism, OrganisationKind},
    model::Event,
    view::{Atom, ItemView, MetaView},
};

use super::{
    choice::{Brief, Selection, country_codes},
    mechanisms::by_mechanism,
};

/// The registers whose records tell something; the others name what these tell of.
const TELLING: [Register; 4] =
    [Register::Event, Register::Statement, Register::Figure, Register::Work];

/// The records of a brief.
#[derive(Debug, Clone, Default)]
pub(super) struct Scope<'a> {
    /// Events, statements, figures and works.
    pub(super) records: BTreeSet<&'a str>,
    /// Whom or what the brief is about, with what belongs to it.
    pub(super) about: BTreeSet<&'a str>,
    /// Of a brief on a partner or a person, the records that are theirs: said by or to them,
    /// an event of theirs and a few others, a number of them or of such an event.
    pub(super) own: BTreeSet<&'a str>,
}

impl<'a> Scope<'a> {
    pub(super) fn new(dataset: &'a Dataset, brief: &'a Brief) -> Self {
        match brief {
            Brief::Overview => Self {
                records: dataset.records().map(|record| record.id().as_str()).collect(),
                ..Self::default()
            },
            Brief::Mechanism(mechanism) => of_mechanisms(dataset, &[*mechanism]),
            Brief::Partner(id) => {
                let about = belonging(dataset, id.as_str());
                let mut records = naming(dataset, &about);
                rounds(dataset, &mut records);
                let own = owned(dataset, &about);
                records.extend(dataset.register(Register::Figure).filter_map(|figure| {
                    let id = figure.id().as_str();
                    own.contains(id).then_some(id)
                }));
                Self { records, about, own }
            }
            Brief::Person(id) => {
                let about = BTreeSet::from([id.as_str()]);
                let records = naming(dataset, &about);
                let own = if records.is_empty() { BTreeSet::new() } else { owned(dataset, &about) };
                Self { records, about, own }
            }
            Brief::Source(id) => Self {
                records: telling(dataset)
                    .filter(|record| rests_on(*record, &[id.as_str()]))
                    .map(|record| record.id().as_str())
                    .collect(),
                about: BTreeSet::from([id.as_str()]),
                own: BTreeSet::new(),
            },
            Brief::Selection(selection) => selected(dataset, selection),
        }
    }

    pub(super) fn is_empty(&self) -> bool {
        self.records.is_empty()
    }

    pub(super) fn has(&self, id: &str) -> bool {
        self.records.contains(id)
    }

    /// Whether a difference is about a record of the brief.
    pub(super) fn differs(&self, found: &Disagreement) -> bool {
        let ids = || std::iter::once(&found.record).chain(&found.records);
        ids().any(|id| self.records.contains(id.as_str()) || self.about.contains(id.as_str()))
    }

    /// Of a brief on a partner or a person: whether a difference concerns it, and not only a
    /// record in which it is named among others.
    pub(super) fn concerns(&self, dataset: &Dataset, found: &Disagreement) -> bool {
        let about = &self.about;
        let own =
            |id: &str| about.contains(id) || self.records.contains(id) && self.own.contains(id);
        if about.contains(found.record.as_str()) {
            return true;
        }
        // Whom the editors name in what they explain, it is about.
        let explained = found.explanation.as_deref().unwrap_or_default();
        let named = about.iter().filter_map(|id| dataset.get(id));
        let mut named = named.filter(|record| {
            record.register() == Register::Person || record.kind().code() == "state"
        });
        if named.any(|one| is_named_in(one, explained)) {
            return true;
        }
        // And what somebody alone is said to have said.
        let said = |id: &&String| {
            dataset.get(id).is_some_and(|record| {
                let by = refs(record, "by");
                record.register() == Register::Statement
                    && by.len() == 1
                    && by.iter().all(|id| about.contains(id))
            })
        };
        if found.records.iter().any(|id| said(&id)) {
            return true;
        }
        // Of lists of those who took part, what the sides have of the subject.
        let lists = found.variants.iter().filter(|side| side.field == Some("participants"));
        let lists: Vec<Vec<&str>> = lists
            .filter(|side| side.record.as_deref().is_some_and(|id| self.records.contains(id)))
            .map(|side| named_in(dataset, about, side))
            .collect();
        let differing = lists.windows(2).any(|pair| matches!(pair, [a, b] if a != b));
        let sides = found.variants.iter().filter(|side| side.record.is_some());
        if !lists.is_empty() && sides.count() == lists.len() {
            return differing || lists.len() == 1 && own(&found.record);
        }
        // Of a note on several records that tell something, all or, of a partner, half at least.
        let telling = |id: &&String| {
            dataset.get(id).is_some_and(|record| TELLING.contains(&record.register()))
        };
        let some: Vec<&String> = found.records.iter().filter(telling).collect();
        let some = if some.is_empty() { found.records.iter().collect() } else { some };
        let all = some.len();
        let of = some.iter().filter(|id| own(id)).count();
        let person = about
            .iter()
            .any(|id| dataset.get(id).is_some_and(|one| one.register() == Register::Person));
        match all {
            0 => own(&found.record),
            1 => of == 1,
            _ if person => of == all,
            _ => of * 2 >= all,
        }
    }
}

/// Whether a text has a name of a record, as words of its own.
pub(super) fn is_named_in(record: RecordRef<'_>, text: &str) -> bool {
    let Some(field) = record.field("names") else { return false };
    let items = field.readings.iter().flat_map(|reading| &reading.items);
    let mut names = items.filter_map(|item| match item.part("text") {
        // The number of a seat or one letter is no name to go by.
        Some(Atom::Plain(name)) if name.chars().count() > 2 || is_acronym(name) => Some(name),
        _ => None,
    });
    names.any(|name| {
        text.match_indices(name).any(|(at, _)| {
            let before = text.get(..at).and_then(|text| text.chars().next_back());
            let after = text.get(at + name.len()..).and_then(|text| text.chars().next());
            ![before, after].into_iter().flatten().any(char::is_alphanumeric)
        })
    })
}

/// Whether a name is of capitals alone: `US`, but neither `5` nor `Li`.
fn is_acronym(name: &str) -> bool {
    name.chars().count() == 2 && name.chars().all(char::is_uppercase)
}

/// What a side has of some of those who took part.
fn named_in<'f>(dataset: &Dataset, about: &BTreeSet<&str>, side: &'f Variant) -> Vec<&'f str> {
    let record = side.record.as_deref().and_then(|id| dataset.get(id));
    let Some(field) = record.and_then(|record| record.field("participants")) else {
        return Vec::new();
    };
    let items = field.readings.iter().flat_map(|reading| &reading.items);
    let named = items.filter(|item| names(about, item));
    let named: Vec<String> = named.map(|item| item_words(dataset, item)).collect();
    side.items.iter().map(String::as_str).filter(|words| named.iter().any(|n| n == words)).collect()
}

/// Whether an item names one of these.
pub(super) fn names(about: &BTreeSet<&str>, item: &ItemView<'_>) -> bool {
    item.parts.iter().any(|(_, atom)| matches!(atom, Atom::Ref(id) if about.contains(id.as_str())))
}

/// With no more others than this an event is one of those who take part.
const FEW: usize = 3;

/// The records of those whom a brief is about; see [`Scope::own`].
fn owned<'a>(dataset: &'a Dataset, about: &BTreeSet<&str>) -> BTreeSet<&'a str> {
    let subjects = super::data::subjects(dataset);
    let names =
        |record: RecordRef<'a>, name: &str| refs(record, name).iter().any(|id| about.contains(id));
    let mut own: BTreeSet<&str> = BTreeSet::new();
    for record in dataset.register(Register::Event) {
        let parts = refs(record, "participants");
        let others = || {
            let others = parts.iter().filter(|id| !about.contains(*id));
            others.filter(|id| !subjects.contains(*id)).count()
        };
        let part = parts.iter().any(|id| about.contains(id)) && others() <= FEW;
        if part || names(record, "place") || bears(dataset, record, about) {
            own.insert(record.id().as_str());
        }
    }
    // What is part of a series of theirs, to any depth.
    loop {
        let before = own.len();
        for event in dataset.events() {
            let mut parents = event.part_of.iter().flat_map(|list| list.iter());
            if parents.any(|id| own.contains(id.as_str())) {
                own.insert(event.id.as_str());
            }
        }
        if own.len() == before {
            break;
        }
    }
    let mut more: BTreeSet<&str> = BTreeSet::new();
    for record in telling(dataset) {
        let theirs = match record {
            RecordRef::Figure(figure) => {
                let counts = figure.counts.as_ref();
                let parent = counts.and_then(|counts| counts.part_of.as_ref());
                let of = |id: &str| about.contains(id) || own.contains(id);
                names(record, "who")
                    || refs(record, "about").iter().any(|id| of(id))
                    || parent.is_some_and(|id| own.contains(id.as_str()))
            }
            RecordRef::Statement(_) => ["by", "to", "about"].iter().any(|name| names(record, name)),
            RecordRef::Work(_) => ["by", "about"].iter().any(|name| names(record, name)),
            _ => false,
        };
        if theirs {
            more.insert(record.id().as_str());
        }
    }
    own.append(&mut more);
    own
}

/// Whether a name of a record has that of a state or a person of these in it: `The symposium of A
/// and B`. In the names of its organs and declarations the United Nations stand everywhere.
fn bears(dataset: &Dataset, record: RecordRef<'_>, about: &BTreeSet<&str>) -> bool {
    let about = about.iter().filter_map(|id| dataset.get(id));
    let about: Vec<RecordRef<'_>> = about
        .filter(|one| one.register() == Register::Person || one.kind().code() == "state")
        .collect();
    let field = record.field("names");
    let readings = field.iter().flat_map(|field| &field.readings);
    let mut items = readings.flat_map(|reading| &reading.items);
    items.any(|item| match item.part("text") {
        Some(Atom::Plain(name)) => about.iter().any(|one| is_named_in(*one, name)),
        _ => false,
    })
}

/// The records that a field of a record points to.
pub(super) fn refs<'r>(record: RecordRef<'r>, name: &str) -> BTreeSet<&'r str> {
    let mut found = BTreeSet::new();
    let Some(field) = record.field(name) else { return found };
    for item in field.readings.iter().flat_map(|reading| &reading.items) {
        for (_, atom) in &item.parts {
            if let Atom::Ref(id) = atom {
                found.insert(id.as_str());
            }
        }
    }
    found
}

/// The same, of a field whose readings differ those to which every reading points: whose a
/// statement is, say, that may be of one or of another.
pub(super) fn sure_refs<'r>(record: RecordRef<'r>, name: &str) -> BTreeSet<&'r str> {
    let mut found = refs(record, name);
    let field = record.field(name);
    for reading in field.iter().flat_map(|field| &field.readings) {
        let points = |id: &&str| {
            let mut parts = reading.items.iter().flat_map(|item| &item.parts);
            parts.any(|(_, atom)| matches!(atom, Atom::Ref(other) if other.as_str() == *id))
        };
        found.retain(points);
    }
    found
}

/// The records that tell something.
pub(super) fn telling(dataset: &Dataset) -> impl Iterator<Item = RecordRef<'_>> {
    TELLING.into_iter().flat_map(|register| dataset.register(register))
}

/// Every record that a record points to, in whatever field, and those to whom it
/// attributes a value.
pub(super) fn references(record: RecordRef<'_>) -> BTreeSet<&str> {
    let mut found = BTreeSet::new();
    for field in record.fields() {
        for reading in &field.readings {
            found.extend(said(reading.meta));
            for item in &reading.items {
                found.extend(said(item.meta));
                for (_, atom) in &item.parts {
                    if let Atom::Ref(id) = atom {
                        found.insert(id.as_str());
                    }
                }
            }
        }
    }
    found
}

/// To whom a value is attributed.
fn said(meta: MetaView<'_>) -> Option<&str> {
    meta.said_by.map(rapporteur_schema::Id::as_str)
}

/// The events of some mechanisms, and what is said and counted of them.
fn of_mechanisms<'a>(dataset: &'a Dataset, mechanisms: &[Mechanism]) -> Scope<'a> {
    let all = by_mechanism(dataset).into_iter();
    let some = all.filter(|(mechanism, _)| mechanisms.contains(mechanism));
    Scope { records: some.flat_map(|(_, records)| records).collect(), ..Scope::default() }
}

/// An organisation or a place with what is part of it, and with the record of the other
/// register that bears the same country code. Organs, offices and mandates of the United
/// Nations stand for themselves: theirs is not what is told of the organisation.
fn belonging<'a>(dataset: &'a Dataset, id: &'a str) -> BTreeSet<&'a str> {
    let mut all = BTreeSet::from([id]);
    let places = || dataset.register(Register::Place);
    let actors = || dataset.register(Register::Organisation);
    let codes = dataset.get(id).map(country_codes).unwrap_or_default();
    if !codes.is_empty() {
        let same =
            |record: &RecordRef<'_>| country_codes(*record).iter().any(|code| codes.contains(code));
        all.extend(places().chain(actors()).filter(same).map(|record| record.id().as_str()));
    }
    loop {
        let before = all.len();
        for record in places().chain(actors()) {
            let within = match record {
                RecordRef::Organisation(organisation)
                    if !matches!(
                        organisation.kind,
                        OrganisationKind::UnOrgan
                            | OrganisationKind::UnOffice
                            | OrganisationKind::TreatyBody
                            | OrganisationKind::SpecialProcedure
                    ) =>
                {
                    let parents = organisation.part_of.iter().flat_map(|list| list.iter());
                    parents.map(rapporteur_schema::Ref::as_str).any(|id| all.contains(id))
                }
                RecordRef::Place(place) => {
                    place.within.as_ref().is_some_and(|place| all.contains(place.as_str()))
                }
                _ => false,
            };
            if within {
                all.insert(record.id().as_str());
            }
        }
        if all.len() == before {
            return all;
        }
    }
}

/// The telling records that name one of these.
fn naming<'a>(dataset: &'a Dataset, who: &BTreeSet<&str>) -> BTreeSet<&'a str> {
    telling(dataset)
        .filter(|record| references(*record).iter().any(|id| who.contains(id)))
        .map(|record| record.id().as_str())
        .collect()
}

/// Whether a record that tells something names another.
pub(super) fn tells_of(dataset: &Dataset, id: &str) -> bool {
    telling(dataset).any(|record| references(record).contains(id))
}

/// The rounds of the dialogues that are there, which need not name their parties again.
fn rounds<'a>(dataset: &'a Dataset, records: &mut BTreeSet<&'a str>) {
    let series = |event: &Event| {
        matches!(event.kind, EventKind::DialogueSeries | EventKind::ConsultationSeries)
    };
    let all = dataset.events();
    let series: BTreeSet<&str> = all
        .iter()
        .filter(|event| series(event) && records.contains(event.id.as_str()))
        .map(|event| event.id.as_str())
        .collect();
    for event in all {
        let mut parents = event.part_of.iter().flat_map(|list| list.iter());
        if parents.any(|parent| series.contains(parent.as_str())) {
            records.insert(event.id.as_str());
        }
    }
}

/// Whether one of these sources reports a record.
fn rests_on(record: RecordRef<'_>, sources: &[&str]) -> bool {
    super::credit::sources(record).iter().any(|source| sources.contains(source))
}

/// The years that the dates of a record admit.
fn years(record: RecordRef<'_>) -> Option<(i32, i32)> {
    let mut span: Option<(i32, i32)> = None;
    let mut take = |date: &Date| {
        let (first, last) =
            (date.earliest().map(|day| day.year), date.latest().map(|day| day.year));
        if let (Some(first), Some(last)) = (first.or(last), last.or(first)) {
            let (from, to) = span.unwrap_or((first, last));
            span = Some((from.min(first), to.max(last)));
        }
    };
    for field in record.fields() {
        if !matches!(field.def.name, "date" | "period") {
            continue;
        }
        for item in field.readings.iter().flat_map(|reading| &reading.items) {
            if let Some(Atom::Date(date)) = item.part("value") {
                take(date);
            }
        }
    }
    span
}

fn selected<'a>(dataset: &'a Dataset, selection: &'a Selection) -> Scope<'a> {
    let named: BTreeSet<&str> =
        selection.records.iter().map(rapporteur_schema::Id::as_str).collect();
    let mut about = named.clone();
    let conditions = !selection.mechanisms.is_empty()
        || !selection.who.is_empty()
        || !selection.sources.is_empty()
        || selection.from.is_some()
        || selection.to.is_some();
    let mut records: BTreeSet<&str> = telling(dataset)
        .map(|record| record.id().as_str())
        .filter(|id| conditions || named.contains(id))
        .collect();
    let mut keep =
        |some: BTreeSet<&str>| records.retain(|id| some.contains(id) || named.contains(id));
    if !selection.mechanisms.is_empty() {
        keep(of_mechanisms(dataset, &selection.mechanisms).records);
    }
    if !selection.who.is_empty() {
        let who: BTreeSet<&str> =
            selection.who.iter().flat_map(|id| belonging(dataset, id.as_str())).collect();
        let mut some = naming(dataset, &who);
        rounds(dataset, &mut some);
        about.extend(selection.who.iter().map(rapporteur_schema::Id::as_str));
        keep(some);
    }
    let sources: Vec<&str> = selection.sources.iter().map(rapporteur_schema::Id::as_str).collect();
    let within = |record: &RecordRef<'_>| {
        if selection.from.is_none() && selection.to.is_none() {
            return true;
        }
        years(*record).is_some_and(|(first, last)| {
            selection.from.is_none_or(|year| last >= year)
                && selection.to.is_none_or(|year| first <= year)
        })
    };
    keep(
        telling(dataset)
            .filter(|record| sources.is_empty() || rests_on(*record, &sources))
            .filter(within)
            .map(|record| record.id().as_str())
            .collect(),
    );
    Scope { records, about, own: BTreeSet::new() }
}

#[cfg(test)]
mod tests {
    use rapporteur_schema::Record;

    use super::*;

    #[test]
    fn a_point_that_the_editors_explain_by_a_name_is_about_who_bears_it()
    -> Result<(), Box<dyn std::error::Error>> {
        let json = r#"{"id": "a", "kind": "named", "names": [
            {"text": "Anna Li", "lang": "en"}, {"text": "李", "lang": "zh"}], "cite": ["s#1"]}"#;
        let person = Record::from_json(Register::Person, json.as_bytes())?;
        let named = |text: &str| is_named_in(person.as_ref(), text);
        assert!(named("Two bear one office: Anna Li, and another."));
        assert!(!named("Anna Lindt") && !named("Hanna Li") && !named("李 and nobody else"));
        Ok(())
    }

    #[test]
    fn the_brief_on_a_person_has_the_point_that_names_them()
    -> Result<(), Box<dyn std::error::Error>> {
        let folder = concat!(env!("CARGO_MANIFEST_DIR"), "/../../data/china-hr-cooperation");
        let dataset = Dataset::open(folder)?;
        let brief = super::super::Brief::parse(&dataset, "person:matlosa-khabele")?;
        for brief in brief {
            let options = crate::Options { brief, ..crate::Options::default() };
            let data = super::super::data::Data::new(&dataset, &options);
            let mut points = data.disagreements.iter().filter_map(|one| one.explanation.as_deref());
            assert!(points.any(|text| text.contains("Khabele Matlosa")));
        }
        Ok(())
    }
}

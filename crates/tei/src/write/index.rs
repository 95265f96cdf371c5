//! What a writer must know of the whole dataset before it writes the first record.

use std::{
    cell::Cell,
    collections::{BTreeMap, BTreeSet},
};

use rapporteur_schema::{
    Cite, Cites, Dataset, RecordRef, Register, claims,
    codes::DifferenceClass,
    label,
    view::{Atom, FieldView, MetaView},
};

use super::ids;

/// The language of the labels, the heads and the sentences of the document.
pub(crate) const LANGUAGE: &str = "en";

struct Entry<'a> {
    register: Register,
    label: &'a str,
}

struct Witness<'a> {
    siglum: &'a str,
    passages: BTreeSet<&'a str>,
}

/// Labels and pointers, looked up once.
pub(crate) struct Index<'a> {
    pub(crate) dataset: &'a Dataset,
    records: BTreeMap<&'a str, Entry<'a>>,
    sources: BTreeMap<&'a str, Witness<'a>>,
    /// Every language tag that occurs.
    pub(crate) languages: BTreeSet<&'a str>,
    /// Records and fields of which the editors say that readings cannot both be right.
    conflicts: BTreeSet<(&'a str, &'a str)>,
    /// How many readings of reported fields there are.
    pub(crate) readings: usize,
    /// How many pointers lead out of the document.
    dangling: Cell<usize>,
}

impl<'a> Index<'a> {
    pub(crate) fn new(dataset: &'a Dataset) -> Self {
        let mut index = Self {
            dataset,
            records: BTreeMap::new(),
            sources: BTreeMap::new(),
            languages: dataset
                .meta
                .languages
                .iter()
                .map(rapporteur_schema::LanguageTag::as_str)
                .collect(),
            conflicts: BTreeSet::new(),
            readings: 0,
            dangling: Cell::new(0),
        };
        index.languages.insert(LANGUAGE);
        for record in dataset.records() {
            let entry = Entry { register: record.register(), label: label(record, LANGUAGE) };
            index.records.insert(record.id().as_str(), entry);
            index.add(record);
        }
        index
    }

    fn add(&mut self, record: RecordRef<'a>) {
        for field in record.fields() {
            self.readings += if field.def.reported { field.readings.len() } else { 0 };
            for reading in &field.readings {
                self.speak(reading.meta);
                for item in &reading.items {
                    self.speak(item.meta);
                    for (_, atom) in &item.parts {
                        match *atom {
                            Atom::Text(text) => {
                                self.languages.extend(text.iter().map(|(tag, _)| tag.as_str()));
                            }
                            Atom::Language(tag) => {
                                self.languages.insert(tag.as_str());
                            }
                            _ => {}
                        }
                    }
                }
            }
        }
        match record {
            RecordRef::Source(source) => {
                let passages = source.passages.iter().flat_map(|list| list.iter());
                let id = source.id.as_str();
                let siglum = match &source.siglum {
                    Some(siglum) => siglum.as_str(),
                    None => self.label(id),
                };
                let passages = passages.map(|passage| passage.key.as_str()).collect();
                self.sources.insert(id, Witness { siglum, passages });
            }
            RecordRef::Difference(note) if note.kind == DifferenceClass::Conflict => {
                self.conflicts.extend(note.about.iter().filter_map(|pointer| {
                    Some((pointer.record.as_str(), pointer.field.as_ref()?.as_str()))
                }));
            }
            _ => {}
        }
    }

    fn speak(&mut self, meta: MetaView<'a>) {
        let tags = meta.note.into_iter().flat_map(rapporteur_schema::Text::iter);
        self.languages.extend(tags.map(|(tag, _)| tag.as_str()));
    }

    /// What to call a record.
    pub(crate) fn label<'b>(&self, id: &'b str) -> &'b str
    where
        'a: 'b,
    {
        self.records.get(id).map_or(id, |entry| entry.label)
    }

    /// The register of a record, if the dataset holds it.
    pub(crate) fn register(&self, id: &str) -> Option<Register> {
        self.records.get(id).map(|entry| entry.register)
    }

    /// The pointer to a record: `#id`, or `record:id` when the dataset does not hold it.
    pub(crate) fn pointer(&self, id: &str) -> String {
        if self.records.contains_key(id) {
            format!("#{id}")
        } else {
            self.dangling.set(self.dangling.get() + 1);
            format!("{}{id}", ids::OTHER_RECORD)
        }
    }

    /// The pointer to a passage.
    pub(crate) fn passage(&self, cite: &Cite) -> String {
        let known = |witness: &Witness<'_>| witness.passages.contains(cite.passage());
        if self.sources.get(cite.source()).is_some_and(known) {
            format!("#{}", ids::passage(cite.source(), cite.passage()))
        } else {
            self.dangling.set(self.dangling.get() + 1);
            ids::other_passage(cite)
        }
    }

    /// The value of `@source` for citations.
    pub(crate) fn source(&self, cites: Option<&Cites>) -> String {
        let mut all = String::new();
        for cite in cites.into_iter().flatten() {
            if !all.is_empty() {
                all.push(' ');
            }
            all.push_str(&self.passage(cite));
        }
        all
    }

    /// A citation in words.
    pub(crate) fn cite_label(&self, cite: &Cite) -> String {
        let siglum = self.sources.get(cite.source()).map_or(cite.source(), |w| w.siglum);
        format!("{siglum}, passage {}", cite.passage())
    }

    /// Whether the editors say that the readings of a field cannot both be right.
    pub(crate) fn is_conflict(&self, record: &str, field: &str) -> bool {
        self.conflicts.contains(&(record, field))
    }

    /// How many pointers lead out of the document.
    pub(crate) fn dangling(&self) -> usize {
        self.dangling.get()
    }
}

/// A field with the names under which the document holds its readings and items.
pub(crate) struct Walked<'a> {
    pub(crate) view: FieldView<'a>,
    /// The names of the claims of each reading.
    pub(crate) items: Vec<Vec<String>>,
    /// The name of what each reading says about itself, where that is not said
    /// with its one claim.
    pub(crate) own: Vec<Option<String>>,
    pub(crate) contested: bool,
}

impl Walked<'_> {
    /// The name by which a reading as a whole is pointed to.
    pub(crate) fn name(&self, reading: usize) -> &str {
        let own = self.own.get(reading).and_then(Option::as_deref);
        let first = || self.items.get(reading).and_then(|items| items.first()).map(String::as_str);
        own.or_else(first).unwrap_or_default()
    }
}

/// The fields of a record, each claim with its name.
pub(crate) fn walk(record: RecordRef<'_>) -> Vec<Walked<'_>> {
    let id = record.id();
    let mut names = claims(record).into_iter().map(|claim| claim.id);
    let mut out = Vec::new();
    for view in record.fields() {
        let name = view.def.name;
        let mut walked = Walked {
            items: Vec::with_capacity(view.readings.len()),
            own: Vec::with_capacity(view.readings.len()),
            contested: view.is_contested(),
            view,
        };
        for (n, reading) in walked.view.readings.iter().enumerate() {
            let count = if reading.absent.is_some() { 1 } else { reading.items.len() };
            walked.items.push(if walked.view.def.reported {
                names.by_ref().take(count).collect()
            } else {
                (1..=count).map(|item| format!("G.{id}.{name}.{item}")).collect()
            });
            let several = walked.view.def.shape.list && reading.absent.is_none() && !reading.bare;
            walked.own.push(several.then(|| format!("R.{id}.{name}.{}", n + 1)));
        }
        out.push(walked);
    }
    out
}

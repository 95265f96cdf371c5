//! What a writer must know of the whole dataset before it writes the first record.

use std::{
    cell::Cell,
    collections::{BTreeMap, BTreeSet},
};

use rapporteur_schema::{
    Cite, Cites, Dataset, RecordRef, Register, claims_of,
    codes::{Code, DifferenceClass},
    label,
    view::{Atom, FieldView, MetaView, ReadingView},
};

use super::{files::Files, ids};

/// The language of the labels, the heads and the sentences of the document.
pub(crate) const LANGUAGE: &str = "en";

#[derive(Clone, Copy)]
pub(crate) struct Entry<'a> {
    pub(crate) register: Register,
    /// Which record of its register it is.
    position: usize,
    pub(crate) label: &'a str,
}

struct Witness<'a> {
    siglum: &'a str,
    position: usize,
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
    /// In which file each record stands.
    pub(crate) files: Files,
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
            files: Files::default(),
            dangling: Cell::new(0),
        };
        index.languages.insert(LANGUAGE);
        for register in Register::ALL {
            for (position, record) in dataset.register(register).enumerate() {
                let entry = Entry { register, position, label: label(record, LANGUAGE) };
                index.records.insert(record.id().as_str(), entry);
                index.add(record);
            }
        }
        index
    }

    fn add(&mut self, record: RecordRef<'a>) {
        for field in record.fields() {
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
                let position = self.sources.len();
                self.sources.insert(id, Witness { siglum, position, passages });
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

    /// What is known of a record, if the dataset holds it.
    pub(crate) fn entry(&self, id: &str) -> Option<Entry<'a>> {
        self.records.get(id).copied()
    }

    /// Writes the pointer to a record: `#id`, with the file before it if it stands in
    /// another, or `record:id` when the dataset does not hold it.
    pub(crate) fn record(&self, to: &mut String, id: &str) {
        self.pointer(to, id, self.entry(id));
    }

    /// As [`record`](Self::record), with what is known of it at hand.
    pub(crate) fn pointer(&self, to: &mut String, id: &str, entry: Option<Entry<'_>>) {
        if let Some(entry) = entry {
            to.push_str(self.files.of(entry.register, entry.position));
            to.push('#');
        } else {
            self.dangling.set(self.dangling.get() + 1);
            to.push_str(ids::OTHER_RECORD);
        }
        to.push_str(id);
    }

    /// Writes the pointer to something that stands in the same file as a record.
    pub(crate) fn beside(&self, to: &mut String, record: &str, name: &str) {
        if name.is_empty() {
            return;
        }
        if let Some(entry) = self.records.get(record) {
            to.push_str(self.files.of(entry.register, entry.position));
        }
        to.push('#');
        to.push_str(name);
    }

    /// Writes the pointer to a passage.
    pub(crate) fn passage(&self, to: &mut String, cite: &Cite) {
        let witness = self.sources.get(cite.source());
        if let Some(witness) = witness.filter(|witness| witness.passages.contains(cite.passage())) {
            to.push_str(self.files.of(Register::Source, witness.position));
            to.push('#');
            ids::write_passage(to, cite.source(), cite.passage());
        } else {
            self.dangling.set(self.dangling.get() + 1);
            to.push_str(ids::OTHER_PASSAGE);
            to.push_str(cite.as_str());
        }
    }

    /// Writes pointers to passages, as the value of one attribute.
    pub(crate) fn passages(&self, to: &mut String, cites: Option<&Cites>) {
        for (n, cite) in cites.into_iter().flatten().enumerate() {
            if n > 0 {
                to.push(' ');
            }
            self.passage(to, cite);
        }
    }

    /// Writes the pointer to the category of a code.
    pub(crate) fn code(&self, to: &mut String, code: Code) {
        to.push_str(self.files.front());
        to.push_str("#Code.");
        to.push_str(code.list.name);
        to.push('.');
        to.push_str(code.code());
    }

    /// Writes the pointer to the category of a field.
    pub(crate) fn field(&self, to: &mut String, register: &str, field: &str) {
        to.push_str(self.files.front());
        to.push_str("#Field.");
        to.push_str(register);
        to.push('.');
        to.push_str(field);
    }

    /// Writes the pointer to the category of a register.
    pub(crate) fn category(&self, to: &mut String, register: &str) {
        to.push_str(self.files.front());
        to.push_str("#Register.");
        to.push_str(register);
    }

    /// The short name of a source.
    pub(crate) fn siglum<'b>(&self, source: &'b str) -> &'b str
    where
        'a: 'b,
    {
        self.sources.get(source).map_or(source, |witness| witness.siglum)
    }

    /// Whether the editors say that the readings of a field cannot both be right.
    pub(crate) fn is_conflict(&self, record: &str, field: &str) -> bool {
        self.conflicts.contains(&(record, field))
    }

    /// How many pointers lead out of the document; counts afresh from now on.
    pub(crate) fn take_dangling(&self) -> usize {
        self.dangling.take()
    }
}

/// A field with the names under which the document holds its readings and items.
pub(crate) struct Walked<'a> {
    pub(crate) record: &'a str,
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
    let mut fields = record.fields();
    // What holds the values, without them: these go into the claims and come back.
    let shells: Vec<FieldView<'_>> = fields
        .iter_mut()
        .map(|field| {
            if !field.def.reported {
                return field.clone();
            }
            let items: Vec<_> = field
                .readings
                .iter_mut()
                .map(|reading| std::mem::take(&mut reading.items))
                .collect();
            let shell = field.clone();
            for (reading, items) in field.readings.iter_mut().zip(items) {
                reading.items = items;
            }
            shell
        })
        .collect();
    let mut claims = claims_of(record, fields).into_iter().peekable();
    let mut out = Vec::with_capacity(shells.len());
    for view in shells {
        let mut walked = Walked::new(record, view);
        if walked.view.def.reported {
            while let Some(claim) = claims.next_if(|claim| claim.field.name == walked.view.def.name)
            {
                walked.contested = claim.contested;
                if let Some(names) = walked.items.get_mut(claim.reading) {
                    names.push(claim.id);
                }
                let reading = walked.view.readings.get_mut(claim.reading);
                if let (Some(reading), Some(value)) = (reading, claim.value) {
                    reading.items.push(value);
                }
            }
        } else {
            for (reading, names) in walked.view.readings.iter().zip(&mut walked.items) {
                let name = walked.view.def.name;
                names.extend(
                    (1..=reading.items.len()).map(|n| format!("G.{}.{name}.{n}", record.id())),
                );
            }
        }
        out.push(walked);
    }
    out
}

/// The fields of a record for a place that points to readings, if they do not stand
/// bare, and to nothing else.
pub(crate) fn walk_readings(record: RecordRef<'_>) -> Vec<Walked<'_>> {
    let fields = record.fields();
    let pointed = |field: &FieldView<'_>| field.readings.iter().any(|reading| !reading.bare);
    if fields.iter().any(pointed) {
        return walk(record);
    }
    fields.into_iter().map(|view| Walked::new(record, view)).collect()
}

impl<'a> Walked<'a> {
    /// A field of which the claims have no names yet.
    fn new(record: RecordRef<'a>, view: FieldView<'a>) -> Self {
        let id = record.id().as_str();
        let own = |(n, reading): (usize, &ReadingView<'_>)| {
            let several = view.def.shape.list && reading.absent.is_none() && !reading.bare;
            several.then(|| format!("R.{id}.{}.{}", view.def.name, n + 1))
        };
        let own = view.readings.iter().enumerate().map(own).collect();
        let items = vec![Vec::new(); view.readings.len()];
        Self { record: id, items, own, contested: false, view }
    }
}

//! What a writer must know of the whole dataset before it writes the first record.

#[expect(clippy::disallowed_types, reason = "it is only asked, never walked over")]
use std::collections::HashMap;
use std::{cell::Cell, collections::BTreeSet};

use foldhash::fast::RandomState as Hasher;
use rapporteur_schema::{
    Cite, Cites, Dataset, RecordRef, Register, claims_of,
    codes::{Code, DifferenceClass},
    label_of,
    view::{Atom, FieldView, MetaView},
};

use super::{
    files::Files,
    ids,
    names::{Mark, Name},
};

/// The language of the labels, the heads and the sentences of the document.
pub(crate) const LANGUAGE: &str = "en";

#[derive(Clone, Copy)]
pub(crate) struct Entry<'a> {
    pub(crate) label: &'a str,
    /// Which record of its register it is.
    position: u32,
    /// Where the marks of its claims begin.
    marks: u32,
    pub(crate) register: Register,
}

/// Labels and pointers, looked up once.
pub(crate) struct Index<'a> {
    pub(crate) dataset: &'a Dataset,
    #[expect(clippy::disallowed_types, reason = "it is only asked, never walked over")]
    records: HashMap<&'a str, Entry<'a>, Hasher>,
    /// The short names of the sources, in the order of their register.
    sigla: Vec<&'a str>,
    /// In which source of its register each passage is, by source and key.
    #[expect(clippy::disallowed_types, reason = "it is only asked, never walked over")]
    passages: HashMap<(&'a str, &'a str), u32, Hasher>,
    /// What tells the claims of each record apart, record by record.
    marks: Vec<Mark>,
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
    #[expect(clippy::disallowed_types, reason = "it is only asked, never walked over")]
    pub(crate) fn new(dataset: &'a Dataset) -> Self {
        let mut index = Self {
            dataset,
            records: HashMap::with_capacity_and_hasher(dataset.len(), Hasher::default()),
            sigla: Vec::new(),
            passages: HashMap::default(),
            marks: Vec::new(),
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
            for (position, record) in (0..).zip(dataset.register(register)) {
                let id = record.id().as_str();
                let marks = u32::try_from(index.marks.len()).unwrap_or(u32::MAX);
                let fields = record.fields();
                let label = label_of(record, &fields, LANGUAGE);
                index.records.insert(id, Entry { label, position, marks, register });
                index.add(record, fields);
            }
        }
        index
    }

    fn add(&mut self, record: RecordRef<'a>, fields: Vec<FieldView<'a>>) {
        for field in &fields {
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
        self.marks.extend(claims_of(record, fields).iter().map(Mark::of));
        match record {
            RecordRef::Source(source) => {
                let passages = source.passages.iter().flat_map(|list| list.iter());
                let id = source.id.as_str();
                let siglum = match &source.siglum {
                    Some(siglum) => siglum.as_str(),
                    None => self.label(id),
                };
                let position = u32::try_from(self.sigla.len()).unwrap_or(u32::MAX);
                self.passages
                    .extend(passages.map(|passage| ((id, passage.key.as_str()), position)));
                self.sigla.push(siglum);
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
        self.find(id).map_or(id, |entry| entry.label)
    }

    /// What is known of a record, if the dataset holds it.
    pub(crate) fn entry(&self, id: &str) -> Option<Entry<'a>> {
        self.find(id).copied()
    }

    fn find(&self, id: &str) -> Option<&Entry<'a>> {
        self.records.get(id)
    }

    /// What tells the claims of a record apart, in the order in which it has them.
    pub(crate) fn marks(&self, record: &str) -> &[Mark] {
        let begin = self.find(record).map(|entry| entry.marks as usize);
        begin.and_then(|begin| self.marks.get(begin..)).unwrap_or_default()
    }

    /// Writes the pointer to a record: `#id`, with the file before it if it stands in
    /// another, or `record:id` when the dataset does not hold it.
    pub(crate) fn record(&self, to: &mut String, id: &str) {
        self.pointer(to, id, self.entry(id));
    }

    /// As [`record`](Self::record), with what is known of it at hand.
    pub(crate) fn pointer(&self, to: &mut String, id: &str, entry: Option<Entry<'_>>) {
        if let Some(entry) = entry {
            to.push_str(self.files.of(entry.register, entry.position as usize));
            to.push('#');
        } else {
            self.dangling.set(self.dangling.get() + 1);
            to.push_str(ids::OTHER_RECORD);
        }
        to.push_str(id);
    }

    /// Writes the pointer to something that stands in the same file as a record.
    pub(crate) fn beside(&self, to: &mut String, record: &str, name: Name<'_>) {
        if name == Name::None {
            return;
        }
        if let Some(entry) = self.find(record) {
            to.push_str(self.files.of(entry.register, entry.position as usize));
        }
        to.push('#');
        name.write(to);
    }

    /// Writes the pointer to a passage.
    pub(crate) fn passage(&self, to: &mut String, cite: &Cite) {
        let (source, key) = cite.parts();
        if let Some(position) = self.passages.get(&(source, key)) {
            to.push_str(self.files.of(Register::Source, *position as usize));
            to.push('#');
            ids::write_passage(to, source, key);
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
        let entry = self.find(source).filter(|entry| entry.register == Register::Source);
        let siglum = entry.and_then(|entry| self.sigla.get(entry.position as usize));
        siglum.copied().unwrap_or(source)
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

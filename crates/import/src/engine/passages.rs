//! The sources that the tables are, and their passages.

use std::collections::BTreeMap;

use rapporteur_schema::{
    Id, MAX_RECORD_BYTES, PassageKey, Record, Register,
    model::{Sha256, Sha256Stream, normalise_passage, passage_hash},
    view::FieldDef,
};
use serde_json::{Map, Value};

use super::build::PassageNumber;

/// A source, with what its record says.
struct Source {
    id: String,
    kind: String,
    fields: Vec<(&'static FieldDef, Value)>,
    passages: Vec<PassageNumber>,
    keys: BTreeMap<String, PassageNumber>,
}

struct Passage {
    source: u32,
    key: String,
    heading: Vec<String>,
    hash: Hash,
}

enum Hash {
    /// Of one row.
    One(Sha256),
    /// Of several, in their order, a space between.
    Several(Box<Sha256Stream>),
}

/// What a row says of its source and of its passage.
pub(super) struct Cited {
    pub(super) source: String,
    pub(super) kind: String,
    /// The fields of the source's record; asked for when it is new.
    pub(super) fields: Vec<(&'static FieldDef, Value)>,
    pub(super) key: String,
    pub(super) heading: Vec<String>,
}

/// Where the texts of passages go, for whoever keeps them to verify citations with:
/// called with source, key and text.
pub type Texts<'a> = Option<&'a mut dyn FnMut(&str, &str, &str)>;

/// Every passage of every source.
#[derive(Default)]
pub(super) struct Passages {
    sources: Vec<Source>,
    all: Vec<Passage>,
    /// The text of a passage of one row, until it is known whether others join it.
    first: BTreeMap<PassageNumber, String>,
}

impl Passages {
    /// Whether a source is known.
    pub(super) fn knows(&self, source: &str) -> bool {
        self.sources.iter().any(|other| other.id == source)
    }

    /// Why a row's source and passage cannot be.
    pub(super) fn check(cited: &Cited) -> Result<(), String> {
        cited.source.parse::<Id>().map_err(|error| {
            let id = cited.source.escape_debug();
            format!(
                "`{id}` cannot be the id of the source: {error}; write columns as in {{Name|slug}}"
            )
        })?;
        cited.key.parse::<PassageKey>().map_err(|error| format!("the passage: {error}"))?;
        Ok(())
    }

    /// Notes a row that is kept; its passage.
    pub(super) fn note(&mut self, cited: Cited, text: &str, grouped: bool) -> PassageNumber {
        let at = self.sources.iter().position(|source| source.id == cited.source);
        let at = at.unwrap_or_else(|| {
            self.sources.push(Source {
                id: cited.source,
                kind: cited.kind,
                fields: cited.fields,
                passages: Vec::new(),
                keys: BTreeMap::new(),
            });
            self.sources.len() - 1
        });
        let number = PassageNumber::try_from(self.all.len()).unwrap_or(PassageNumber::MAX);
        let Some(source) = self.sources.get_mut(at) else { return number };
        if grouped && let Some(number) = source.keys.get(&cited.key) {
            let number = *number;
            if let Some(passage) = self.all.get_mut(number as usize) {
                let first = self.first.remove(&number);
                passage.join(first, text);
            }
            return number;
        }
        if grouped {
            source.keys.insert(cited.key.clone(), number);
            self.first.insert(number, normalise_passage(text));
        }
        source.passages.push(number);
        self.all.push(Passage {
            source: u32::try_from(at).unwrap_or(u32::MAX),
            key: cited.key,
            heading: cited.heading,
            hash: Hash::One(passage_hash(text)),
        });
        number
    }

    /// The citation of a passage.
    pub(super) fn cite(&self, number: PassageNumber) -> String {
        let passage = self.all.get(number as usize);
        let source = passage.and_then(|passage| self.sources.get(passage.source as usize));
        match (source, passage) {
            (Some(source), Some(passage)) => format!("{}#{}", source.id, passage.key),
            _ => String::new(),
        }
    }

    /// The ids of the sources.
    pub(super) fn ids(&self) -> Vec<String> {
        self.sources.iter().map(|source| source.id.clone()).collect()
    }

    /// The records of the sources, or why one cannot be made.
    pub(super) fn finish(self) -> (Vec<Record>, Vec<String>) {
        let (mut records, mut faults) = (Vec::new(), Vec::new());
        let Self { sources, all, first: _ } = self;
        let mut passages: Vec<Option<Passage>> = all.into_iter().map(Some).collect();
        for source in sources {
            let mut list = Vec::with_capacity(source.passages.len());
            let mut first = None;
            let mut bytes = 0;
            for number in &source.passages {
                let Some(passage) = passages.get_mut(*number as usize).and_then(Option::take)
                else {
                    continue;
                };
                let Passage { key, heading, hash, .. } = passage;
                first.get_or_insert_with(|| format!("{}#{key}", source.id));
                bytes += 100 + key.len() + heading.iter().map(String::len).sum::<usize>();
                let hash = match hash {
                    Hash::One(hash) => hash,
                    Hash::Several(stream) => stream.finish(),
                };
                let mut json = Map::new();
                json.insert("key".into(), key.into());
                if !heading.is_empty() {
                    json.insert("heading".into(), heading.into());
                }
                json.insert("sha256".into(), hash.as_str().into());
                list.push(Value::Object(json));
            }
            if bytes > MAX_RECORD_BYTES {
                faults.push(format!(
                    "the source `{}` has {} passages, more than one record may hold ({} MiB): let `passage` \
                     group rows, as in \"passage\": \"{{column}}\"",
                    source.id,
                    list.len(),
                    MAX_RECORD_BYTES >> 20
                ));
                continue;
            }
            let mut json = Map::new();
            json.insert("id".into(), source.id.clone().into());
            json.insert("kind".into(), source.kind.into());
            for (def, value) in source.fields {
                json.insert(def.name.into(), value);
            }
            json.insert("passages".into(), list.into());
            json.insert("cite".into(), first.into_iter().collect::<Vec<_>>().into());
            let mut value = Value::Object(json);
            cite_readings(&mut value);
            match Record::from_json(Register::Source, value.to_string().as_bytes()) {
                Ok(record) => records.push(record),
                Err(error) => faults.push(format!("the source `{}`: {error}", source.id)),
            }
        }
        (records, faults)
    }
}

/// A reading in a source's record cites what the record cites.
fn cite_readings(record: &mut Value) {
    let cite = record.get("cite").cloned().unwrap_or_default();
    let Some(members) = record.as_object_mut() else { return };
    for value in members.values_mut() {
        let Some(Value::Array(readings)) = value.get_mut("readings") else { continue };
        for reading in readings.iter_mut().filter_map(Value::as_object_mut) {
            reading.insert("cite".into(), cite.clone());
        }
    }
}

impl Passage {
    fn join(&mut self, first: Option<String>, text: &str) {
        if let Some(first) = first {
            let mut stream = Sha256::stream();
            stream.update(first.as_bytes());
            self.hash = Hash::Several(Box::new(stream));
        }
        if let Hash::Several(stream) = &mut self.hash {
            stream.update(b" ");
            stream.update(normalise_passage(text).as_bytes());
        }
    }
}

//! Records in the making: what each row adds, kept small, and put together at the
//! end.
//!
//! A value of a field is parsed once, however many rows have it; a row that adds to
//! a record costs a few bytes.

#[expect(clippy::disallowed_types, reason = "it is only asked, never walked over")]
use std::collections::HashMap;
use std::collections::{BTreeMap, BTreeSet};

use rapporteur_schema::{
    Record, Register,
    draft::{Draft, DraftField, DraftItem, DraftMeta, DraftReading},
    view::FieldDef,
};
use serde_json::{Map, Value};

/// The place of a value among those seen.
type Symbol = u32;
/// The place of a passage among those seen.
pub(super) type PassageNumber = u32;

/// A value of a field, as the model reads it.
struct Seen {
    def: &'static FieldDef,
    draft: DraftField,
}

/// The values of fields seen so far.
#[derive(Default)]
struct Values {
    #[expect(clippy::disallowed_types, reason = "it is only asked, never walked over")]
    places: HashMap<(Register, &'static str, String), Symbol>,
    seen: Vec<Seen>,
}

/// What a row adds to a record.
#[derive(Debug)]
pub(super) struct Addition {
    pub(super) register: Register,
    pub(super) id: String,
    pub(super) kind: String,
    pub(super) fields: Vec<Symbol>,
    /// The rule that adds: where it stands in the mapping.
    pub(super) rule: u32,
    pub(super) many: bool,
    pub(super) first: bool,
}

struct Part {
    value: Symbol,
    passage: PassageNumber,
    rule: u32,
}

struct Building {
    register: Register,
    kind: String,
    id: String,
    /// The rule that began it, and whether rows may add to it.
    rule: u32,
    many: bool,
    /// The passages of the rule that began it.
    cite: Vec<PassageNumber>,
    parts: Vec<Part>,
}

/// Every record in the making.
#[derive(Default)]
pub(super) struct Builder {
    values: Values,
    #[expect(clippy::disallowed_types, reason = "it is only asked, never walked over")]
    places: HashMap<String, usize>,
    records: Vec<Building>,
}

impl Builder {
    /// The value of a field, read by the model; or why it cannot be.
    pub(super) fn value(
        &mut self,
        register: Register,
        def: &'static FieldDef,
        value: &Value,
    ) -> Result<Symbol, String> {
        let key = (register, def.name, value.to_string());
        if let Some(symbol) = self.values.places.get(&key) {
            return Ok(*symbol);
        }
        let draft = read_field(register, def, value.clone())?;
        let symbol =
            u32::try_from(self.values.seen.len()).map_err(|_| "too many values".to_owned())?;
        self.values.seen.push(Seen { def, draft });
        self.values.places.insert(key, symbol);
        Ok(symbol)
    }

    /// Why additions of one row cannot be made; nothing is changed.
    pub(super) fn check(&self, additions: &[Addition]) -> Result<(), String> {
        for (n, addition) in additions.iter().enumerate() {
            let earlier = additions.iter().take(n).find(|other| other.id == addition.id);
            if let Some(earlier) = earlier {
                agree(earlier.register, &earlier.kind, addition)?;
            }
            let Some(record) = self.get(&addition.id) else { continue };
            agree(record.register, &record.kind, addition)?;
            if !(record.many && addition.many) {
                return Err(format!(
                    "another row made the record `{}` already: give the id more columns or {{@nth}}, or say \
                     \"rows\": \"many\" where rows add to one record",
                    addition.id
                ));
            }
            for symbol in &addition.fields {
                self.agrees(record, *symbol)?;
            }
        }
        Ok(())
    }

    /// Fields of the editors' arrangement have one value.
    fn agrees(&self, record: &Building, symbol: Symbol) -> Result<(), String> {
        let Some(new) = self.seen(symbol).filter(|seen| !seen.def.reported && !seen.def.shape.list)
        else {
            return Ok(());
        };
        let other = record.parts.iter().find(|part| {
            part.value != symbol
                && self.seen(part.value).is_some_and(|seen| seen.def.name == new.def.name)
        });
        match other {
            Some(_) => Err(format!(
                "another row gave the record `{}` another `{}`, and no source reports it, so it can have one only",
                record.id, new.def.name
            )),
            None => Ok(()),
        }
    }

    fn seen(&self, symbol: Symbol) -> Option<&Seen> {
        self.values.seen.get(symbol as usize)
    }

    fn get(&self, id: &str) -> Option<&Building> {
        self.places.get(id).and_then(|at| self.records.get(*at))
    }

    /// Keeps what a row adds.
    pub(super) fn add(&mut self, addition: Addition, passage: PassageNumber) {
        let Addition { register, id, kind, fields, rule, many, first } = addition;
        let at = if let Some(at) = self.places.get(&id) {
            *at
        } else {
            self.places.insert(id.clone(), self.records.len());
            self.records.push(Building {
                register,
                kind,
                id,
                rule,
                many,
                cite: vec![passage],
                parts: Vec::new(),
            });
            self.records.len() - 1
        };
        let Some(record) = self.records.get_mut(at) else { return };
        if record.rule == rule && !first && !record.cite.contains(&passage) {
            record.cite.push(passage);
        }
        for value in fields {
            let there = record
                .parts
                .iter()
                .any(|part| part.value == value && (first || part.passage == passage));
            if !there {
                record.parts.push(Part { value, passage, rule });
            }
        }
    }

    /// How many records there are.
    pub(super) fn len(&self) -> usize {
        self.records.len()
    }

    /// Every record, or why one cannot be made. `cite` is the citation of a passage.
    pub(super) fn finish(
        self,
        cite: &dyn Fn(PassageNumber) -> String,
    ) -> (Vec<Record>, Vec<String>) {
        let mut records = Vec::with_capacity(self.records.len());
        let mut faults = Vec::new();
        for building in self.records {
            match finish(&self.values.seen, building, cite).finish() {
                Ok(record) => records.push(record),
                Err(error) => faults.push(error.to_string()),
            }
        }
        (records, faults)
    }
}

fn agree(register: Register, kind: &str, addition: &Addition) -> Result<(), String> {
    if register != addition.register {
        return Err(format!(
            "the id `{}` is of a record of the register `{register}` already; ids are unique over all registers",
            addition.id
        ));
    }
    if kind != addition.kind {
        return Err(format!(
            "another row gave the record `{}` the kind `{kind}`, this one `{}`",
            addition.id, addition.kind
        ));
    }
    Ok(())
}

/// Reads the value of one field as the model does, in a record of no other content.
fn read_field(
    register: Register,
    def: &'static FieldDef,
    value: Value,
) -> Result<DraftField, String> {
    let mut record = Map::new();
    record.insert("id".into(), "x".into());
    let kind = register.kinds().codes.first().map_or("", |code| code.code);
    record.insert("kind".into(), kind.into());
    for needed in register.fields().iter().filter(|other| other.required && other.name != def.name)
    {
        let filler = match needed.name {
            "quantity" => serde_json::json!({"n": 0}),
            "about" => serde_json::json!([{"record": "x"}]),
            _ => serde_json::json!({"en": "x"}),
        };
        record.insert(needed.name.into(), filler);
    }
    let has_readings = value.get("readings").is_some();
    let mut value = value;
    if has_readings && let Some(Value::Array(readings)) = value.get_mut("readings") {
        for reading in readings {
            if let Some(reading) = reading.as_object_mut() {
                reading.insert("cite".into(), serde_json::json!(["x#1"]));
            }
        }
    }
    record.insert(def.name.into(), value);
    record.insert("cite".into(), serde_json::json!(["x#0"]));
    let json = Value::Object(record).to_string();
    let record = Record::from_json(register, json.as_bytes()).map_err(|error| {
        let text = error.to_string();
        let text = text.rfind(" at line ").and_then(|at| text.get(..at)).unwrap_or(&text);
        format!("{}: {text}", def.name)
    })?;
    let draft = Draft::of(record.as_ref());
    let mut field = draft
        .fields
        .into_iter()
        .find(|field| field.name == def.name)
        .ok_or_else(|| format!("{}: nothing is left of it", def.name))?;
    for reading in &mut field.readings {
        reading.meta.cite.clear();
    }
    Ok(field)
}

/// The passages that support a value, in order.
type Support = Vec<PassageNumber>;

/// A record of everything that its rows add.
fn finish(seen: &[Seen], building: Building, cite: &dyn Fn(PassageNumber) -> String) -> Draft {
    let mut cites: Support = building.cite;
    cites.dedup();
    let own: BTreeSet<PassageNumber> = cites.iter().copied().collect();
    let texts =
        |support: &[PassageNumber]| -> Vec<String> { support.iter().map(|n| cite(*n)).collect() };
    // By field, in the order of the model; by value, in the order in which they came.
    let mut fields: BTreeMap<usize, Vec<(Symbol, Support)>> = BTreeMap::new();
    for part in &building.parts {
        let Some(def) = seen.get(part.value as usize).map(|value| value.def) else { continue };
        let order = building.register.fields().iter().position(|other| other.name == def.name);
        let values = fields.entry(order.unwrap_or(usize::MAX)).or_default();
        match values.iter_mut().find(|(value, _)| *value == part.value) {
            Some((_, support)) => support.push(part.passage),
            None => values.push((part.value, vec![part.passage])),
        }
    }
    debug_assert!(building.parts.iter().all(|part| part.rule != u32::MAX));
    let fields = fields
        .into_values()
        .filter_map(|values| {
            let def = seen.get(values.first()?.0 as usize)?.def;
            let drafts: Vec<(&DraftField, Support)> = values
                .into_iter()
                .filter_map(|(value, support)| Some((&seen.get(value as usize)?.draft, support)))
                .collect();
            Some(field(def, &drafts, &own, &texts))
        })
        .collect();
    Draft {
        register: building.register,
        id: building.id,
        kind: building.kind,
        fields,
        cite: texts(&cites),
        access: None,
    }
}

fn is_own(support: &[PassageNumber], own: &BTreeSet<PassageNumber>) -> bool {
    support.len() == own.len() && support.iter().all(|passage| own.contains(passage))
}

fn field(
    def: &'static FieldDef,
    values: &[(&DraftField, Support)],
    own: &BTreeSet<PassageNumber>,
    texts: &dyn Fn(&[PassageNumber]) -> Vec<String>,
) -> DraftField {
    let name = def.name.to_owned();
    let bare = values.iter().all(|(draft, _)| draft.readings.iter().all(|reading| reading.bare));
    if bare && def.shape.list {
        return DraftField { name, readings: vec![list(def, values, own, texts)] };
    }
    if let [(draft, support)] = values
        && bare
        && (!def.reported || is_own(support, own))
    {
        return DraftField { name, readings: draft.readings.clone() };
    }
    // Rows that say it differently are readings, each with its own passages.
    let mut readings = Vec::new();
    for (draft, support) in values {
        for reading in &draft.readings {
            let mut reading = reading.clone();
            reading.bare = false;
            reading.meta.cite = texts(support);
            readings.push(reading);
        }
    }
    DraftField { name, readings }
}

/// One list of all items; an item that other passages support than the list says so.
fn list(
    def: &'static FieldDef,
    values: &[(&DraftField, Support)],
    own: &BTreeSet<PassageNumber>,
    texts: &dyn Fn(&[PassageNumber]) -> Vec<String>,
) -> DraftReading {
    let mut items: Vec<(DraftItem, Support)> = Vec::new();
    #[expect(clippy::disallowed_types, reason = "it is only asked, never walked over")]
    let mut places: HashMap<(Vec<(String, String)>, DraftMetaKey), usize> = HashMap::new();
    let mut open = false;
    for (draft, support) in values {
        for reading in &draft.readings {
            open |= reading.open;
            for item in &reading.items {
                let key = (item.parts.clone(), DraftMetaKey::of(&item.meta));
                if let Some((_, all)) = places.get(&key).and_then(|at| items.get_mut(*at)) {
                    for passage in support {
                        if !all.contains(passage) {
                            all.push(*passage);
                        }
                    }
                } else {
                    places.insert(key, items.len());
                    items.push((item.clone(), support.clone()));
                }
            }
        }
    }
    let mut reading = DraftReading { bare: true, open, ..DraftReading::default() };
    if !def.reported || !def.shape.annotated {
        let support: BTreeSet<PassageNumber> =
            items.iter().flat_map(|(_, all)| all.iter().copied()).collect();
        let support: Support = support.into_iter().collect();
        if def.reported && !is_own(&support, own) {
            reading.bare = false;
            reading.meta.cite = texts(&support);
        }
        reading.items = items.into_iter().map(|(item, _)| item).collect();
        return reading;
    }
    // The passages that support most items carry the list.
    let mut counts: BTreeMap<&[PassageNumber], usize> = BTreeMap::new();
    for (_, support) in &items {
        *counts.entry(support).or_default() += 1;
    }
    let most = counts.iter().max_by_key(|(support, count)| (**count, std::cmp::Reverse(*support)));
    let base: Option<Support> = most
        .filter(|(support, count)| **count * 2 > items.len() && !is_own(support, own))
        .map(|(support, _)| support.to_vec());
    if let Some(base) = &base {
        reading.bare = false;
        reading.meta.cite = texts(base);
    }
    reading.items = items
        .into_iter()
        .map(|(mut item, support)| {
            let same = match &base {
                Some(base) => support == *base,
                None => is_own(&support, own),
            };
            if !same {
                item.meta.cite = texts(&support);
            }
            item
        })
        .collect();
    reading
}

/// What an item says of itself, for telling two items apart.
#[derive(PartialEq, Eq, Hash)]
struct DraftMetaKey([Option<String>; 6]);

impl DraftMetaKey {
    fn of(meta: &DraftMeta) -> Self {
        let DraftMeta { cite: _, as_printed, basis, as_of, said_by, note, access } = meta.clone();
        Self([as_printed, basis, as_of, said_by, note, access])
    }
}

//! The edits, carried out on drafts of the records that they are about.

use std::collections::{BTreeMap, BTreeSet};

use rapporteur_schema::{
    Dataset, RecordRef, Register,
    draft::{Draft, DraftField, DraftItem, DraftMeta, DraftReading},
    model::Record,
    nearest,
    view::{AtomType, FieldDef, PartDef, Shape},
};

use super::{
    EditError,
    valid::{self, Fault},
};
use crate::{exact, words::sheet_of};

/// A record while it is edited.
#[derive(Debug, Clone)]
pub(super) struct Rec {
    pub(super) register: Register,
    pub(super) kind: String,
    pub(super) cite: Vec<String>,
    pub(super) access: Option<String>,
    pub(super) fields: BTreeMap<&'static str, BTreeMap<u32, Rd>>,
}

/// A reading while it is edited; items by their numbers.
#[derive(Debug, Clone, Default)]
pub(super) struct Rd {
    pub(super) bare: bool,
    pub(super) open: bool,
    pub(super) absent: Option<String>,
    pub(super) meta: DraftMeta,
    pub(super) items: BTreeMap<u32, DraftItem>,
}

impl Rec {
    fn of(record: RecordRef<'_>) -> Self {
        let draft = Draft::of(record);
        let mut fields = BTreeMap::new();
        for field in draft.fields {
            let Some(def) = draft.register.field(&field.name) else { continue };
            let readings = (1..).zip(field.readings.into_iter().map(Rd::of)).collect();
            fields.insert(def.name, readings);
        }
        let Draft { register, kind, cite, access, .. } = draft;
        Self { register, kind, cite, access, fields }
    }

    fn draft(self, id: &str) -> Draft {
        let fields = self
            .fields
            .into_iter()
            .map(|(name, readings)| DraftField {
                name: name.to_owned(),
                readings: readings.into_values().map(Rd::draft).collect(),
            })
            .collect();
        let Self { register, kind, cite, access, .. } = self;
        Draft { register, id: id.to_owned(), kind, fields, cite, access }
    }
}

impl Rd {
    fn of(reading: DraftReading) -> Self {
        let DraftReading { bare, open, absent, items, meta } = reading;
        Self { bare, open, absent, meta, items: (1..).zip(items).collect() }
    }

    fn draft(self) -> DraftReading {
        let Self { bare, open, absent, meta, items } = self;
        DraftReading { bare, open, absent, items: items.into_values().collect(), meta }
    }
}

/// What is edited: record, field, reading, item, and which part or annotation.
pub(super) type Slot = (String, &'static str, u32, u32, String);

/// An edit that is wrong; what is wrong with it has been noted.
pub(super) struct Wrong;

/// The records that are edited, and what goes wrong.
pub(super) struct Apply<'a> {
    pub(super) base: &'a Dataset,
    pub(super) language: String,
    pub(super) records: BTreeMap<String, Rec>,
    pub(super) removed: BTreeSet<String>,
    pub(super) errors: Vec<EditError>,
    /// What was given to each slot, and in which cell.
    given: BTreeMap<Slot, (Option<String>, String)>,
    /// The cells of the edits of each field; of the record where there is no field.
    pub(super) cells: BTreeMap<(String, String), Vec<String>>,
}

impl<'a> Apply<'a> {
    pub(super) fn new(base: &'a Dataset, language: String) -> Self {
        Self {
            base,
            language,
            records: BTreeMap::new(),
            removed: BTreeSet::new(),
            errors: Vec::new(),
            given: BTreeMap::new(),
            cells: BTreeMap::new(),
        }
    }

    pub(super) fn error(&mut self, place: &str, fault: Fault) {
        let error =
            EditError { place: Some(place.to_owned()), message: fault.message, help: fault.help };
        if !self.errors.contains(&error) {
            self.errors.push(error);
        }
    }

    /// What an edit is good for; an error is noted.
    pub(super) fn sound<T>(&mut self, place: &str, result: Result<T, Fault>) -> Option<T> {
        result.map_err(|fault| self.error(place, fault)).ok()
    }

    /// Notes in which cell a field was edited.
    pub(super) fn note(&mut self, record: &str, field: &str, place: &str) {
        let cells = self.cells.entry((record.to_owned(), field.to_owned())).or_default();
        if !cells.iter().any(|cell| cell == place) {
            cells.push(place.to_owned());
        }
    }

    /// Whether a record is there, or was added.
    pub(super) fn register_of(&self, id: &str) -> Option<Register> {
        if self.removed.contains(id) {
            return None;
        }
        match self.records.get(id) {
            Some(rec) => Some(rec.register),
            None => self.base.get(id).map(RecordRef::register),
        }
    }

    /// The ids of all records that there will be.
    fn ids(&self) -> impl Iterator<Item = &str> {
        let base = self.base.records().map(|record| record.id().as_str());
        base.filter(|id| !self.removed.contains(*id)).chain(self.records.keys().map(String::as_str))
    }

    /// The record that a row is about, and the field.
    pub(super) fn target(
        &mut self,
        place: [&str; 2],
        id: &str,
        field: &str,
    ) -> Option<(Register, &'static FieldDef)> {
        let Some(register) = self.register_of(id) else {
            let fault = if self.removed.contains(id) {
                Fault::new(format!("the row of the record `{}` was removed", exact::clip(id)))
                    .help("put it back, or remove this row as well")
            } else {
                let near = nearest(id, self.ids()).map(|near| format!("did you mean `{near}`?"));
                Fault::new(format!("there is no record `{}`", exact::clip(id)))
                    .help(near.unwrap_or_else(|| "add it to the sheet of its register".to_owned()))
            };
            self.error(place[0], fault);
            return None;
        };
        let Some(def) = register.field(field) else {
            let names: Vec<&str> = register.fields().iter().map(|def| def.name).collect();
            let help = nearest(field, names.iter().copied()).map_or_else(
                || format!("its fields are: {}", names.join(", ")),
                |near| format!("did you mean `{near}`?"),
            );
            let message = format!("the register {register} has no field `{}`", exact::clip(field));
            self.error(place[1], Fault::new(message).help(help));
            return None;
        };
        Some((register, def))
    }

    /// The record, as it is edited.
    pub(super) fn rec(&mut self, id: &str) -> Option<&mut Rec> {
        if !self.records.contains_key(id) {
            let record = self.base.get(id)?;
            self.records.insert(id.to_owned(), Rec::of(record));
        }
        self.records.get_mut(id)
    }

    fn reading(&mut self, id: &str, field: &'static str, reading: u32) -> Option<&mut Rd> {
        let rec = self.rec(id)?;
        let readings = rec.fields.entry(field).or_default();
        let first = readings.is_empty();
        Some(readings.entry(reading).or_insert_with(|| Rd { bare: first, ..Rd::default() }))
    }

    /// Whether a value may be given to a slot: not when another cell gave it another.
    pub(super) fn claim(&mut self, slot: Slot, value: Option<&str>, place: &str) -> bool {
        self.note(&slot.0, slot.1, place);
        match self.given.get(&slot) {
            None => {
                self.given.insert(slot, (value.map(ToOwned::to_owned), place.to_owned()));
                true
            }
            Some((other, _)) if other.as_deref() == value => true,
            Some((other, first)) => {
                let say = |text: Option<&str>| match text {
                    Some(text) => format!("`{}`", exact::clip(text)),
                    None => "blank".to_owned(),
                };
                let message = format!(
                    "here stands {}, and {first} has {} for the same",
                    say(value),
                    say(other.as_deref())
                );
                self.error(place, Fault::new(message).help("make them agree, or change one only"));
                false
            }
        }
    }

    /// Gives an item a part, or takes it away.
    pub(super) fn part(
        &mut self,
        (id, def, reading, item): (&str, &'static FieldDef, u32, u32),
        part: &'static PartDef,
        cell: Option<&str>,
        place: &str,
    ) {
        let mut texts = Vec::new();
        match cell {
            None if part.required => {
                let fault = Fault::new(format!("`{}` must not be empty", part.name))
                    .help("to take the whole item away, remove its row");
                self.error(place, fault);
                return;
            }
            None => {}
            Some(cell) => {
                let lines = if part.many { exact::lines_back(cell) } else { vec![cell.to_owned()] };
                for line in lines {
                    let valid = valid::atom(part.atom, &line, &self.language);
                    let Some(text) = self.sound(place, valid) else { return };
                    texts.push(text);
                }
            }
        }
        let whole = (!texts.is_empty()).then(|| texts.join("\n"));
        let slot = (id.to_owned(), def.name, reading, item, part.name.to_owned());
        if !self.claim(slot, whole.as_deref(), place) {
            return;
        }
        let Some(rd) = self.reading(id, def.name, reading) else { return };
        rd.absent = None;
        let item = rd.items.entry(item).or_default();
        item.parts.retain(|(name, _)| name != part.name);
        item.parts.extend(texts.into_iter().map(|text| (part.name.to_owned(), text)));
        order(item, def.shape);
    }

    /// Gives an item all its parts at once.
    pub(super) fn whole(
        &mut self,
        (id, def, reading, item): (&str, &'static FieldDef, u32, u32),
        cell: &str,
        place: &str,
    ) {
        let parts = match exact::item_back(cell, def.shape, &self.language) {
            Ok(parts) => parts,
            Err(error) => {
                let fault = if exact::has_sheet(def) {
                    Fault::new(error).help(format!(
                        "change the row of the item on the sheet {}, where each part has a column",
                        sheet_of(def.shape)
                    ))
                } else {
                    Fault::new(error)
                };
                self.error(place, fault);
                return;
            }
        };
        for (name, _) in &parts {
            if !def.shape.parts.iter().any(|part| part.name == name) {
                let message = format!("a {} has no part `{}`", def.shape.name, exact::clip(name));
                self.error(place, Fault::new(message));
                return;
            }
        }
        for part in def.shape.parts {
            let texts: Vec<String> = parts
                .iter()
                .filter(|(name, _)| name == part.name)
                .map(|(_, text)| cell_of(part, text, &self.language))
                .collect();
            let cell = match texts.as_slice() {
                [] => None,
                [only] if !part.many => Some(only.clone()),
                texts => Some(exact::lines(texts.iter().map(String::as_str))),
            };
            let slot = (id.to_owned(), def.name, reading, item, part.name.to_owned());
            if !self.given.contains_key(&slot) && self.has(id, def, reading, item, part, &texts) {
                // Not what was changed.
                continue;
            }
            self.part((id, def, reading, item), part, cell.as_deref(), place);
        }
    }

    /// Whether an item has these texts for a part already.
    fn has(
        &mut self,
        id: &str,
        def: &'static FieldDef,
        reading: u32,
        item: u32,
        part: &PartDef,
        texts: &[String],
    ) -> bool {
        let language = self.language.clone();
        let Some(rec) = self.rec(id) else { return false };
        let Some(item) = rec
            .fields
            .get(def.name)
            .and_then(|readings| readings.get(&reading))
            .and_then(|reading| reading.items.get(&item))
        else {
            return false;
        };
        let there: Vec<String> = item
            .parts
            .iter()
            .filter(|(name, _)| name == part.name)
            .map(|(_, text)| cell_of(part, text, &language))
            .collect();
        there == texts
    }

    /// Takes an item away, or the reason why a reading has no value.
    pub(super) fn remove(
        &mut self,
        (id, def, reading, item): (&str, &'static FieldDef, u32, u32),
        place: &str,
    ) {
        let slot = (id.to_owned(), def.name, reading, item, "row".to_owned());
        let edited = self.given.keys().find(|given| {
            given.0 == id && given.1 == def.name && given.2 == reading && given.3 == item
        });
        if let Some((_, cell)) = edited.filter(|g| g.4 != "row").and_then(|g| self.given.get(g)) {
            let message = format!("the row of an item was removed that {cell} changes");
            self.error(place, Fault::new(message).help("put it back, or remove both rows"));
            return;
        }
        self.claim(slot, None, place);
        if let Some(rd) = self.reading(id, def.name, reading)
            && rd.items.remove(&item).is_none()
            && item == 1
        {
            rd.absent = None;
        }
    }

    /// Says why there is no value, or that there is one again.
    pub(super) fn absent(
        &mut self,
        (id, def, reading): (&str, &'static FieldDef, u32),
        code: Option<&str>,
        place: &str,
    ) {
        if let Some(code) = code {
            let known = valid::code(rapporteur_schema::codes::Absence::LIST, code);
            if self.sound(place, known).is_none() {
                return;
            }
        }
        if !self.claim((id.to_owned(), def.name, reading, 0, "absent".into()), code, place) {
            return;
        }
        self.explicit(id, def.name, reading);
        if let Some(rd) = self.reading(id, def.name, reading) {
            rd.absent = code.map(ToOwned::to_owned);
            if code.is_some() {
                rd.items.clear();
            }
        }
    }

    /// Says whether the list goes on.
    pub(super) fn open(
        &mut self,
        (id, def, reading): (&str, &'static FieldDef, u32),
        open: bool,
        place: &str,
    ) {
        if open && !def.shape.list {
            let message = format!("`{}` is no list that could have other items", def.name);
            self.error(place, Fault::new(message).help("leave the cell blank"));
            return;
        }
        let slot = (id.to_owned(), def.name, reading, 0, "open".into());
        if self.claim(slot, open.then_some("yes"), place)
            && let Some(rd) = self.reading(id, def.name, reading)
        {
            rd.open = open;
        }
    }

    /// Makes a bare reading one that names its passages: those of its record.
    pub(super) fn explicit(&mut self, id: &str, field: &'static str, reading: u32) {
        let Some(rec) = self.rec(id) else { return };
        let cite = rec.cite.clone();
        if let Some(rd) = rec.fields.get_mut(field).and_then(|readings| readings.get_mut(&reading))
            && rd.bare
        {
            rd.bare = false;
            rd.meta = DraftMeta { cite, ..DraftMeta::default() };
        }
    }

    /// The readings and items as they are now: numbers only.
    pub(super) fn items(&mut self, id: &str, field: &'static str, reading: u32) -> Vec<u32> {
        let Some(rec) = self.rec(id) else { return Vec::new() };
        let reading = rec.fields.get(field).and_then(|readings| readings.get(&reading));
        reading.map(|rd| rd.items.keys().copied().collect()).unwrap_or_default()
    }

    /// What a cell says of a reading or an item, as a draft wants it.
    pub(super) fn said(
        &mut self,
        member: &str,
        cell: Option<&str>,
        place: &str,
    ) -> Result<Option<String>, Wrong> {
        let Some(cell) = cell else { return Ok(None) };
        let valid =
            match member {
                "cite" => valid::cites(cell).map(|cites| cites.join(" ")),
                "basis" => valid::code(rapporteur_schema::codes::Basis::LIST, cell)
                    .map(|()| cell.to_owned()),
                "access" => valid::code(rapporteur_schema::codes::Access::LIST, cell)
                    .map(|()| cell.to_owned()),
                "as_of" => valid::atom(AtomType::Date, cell, &self.language),
                "said_by" => valid::atom(AtomType::Ref(&[]), cell, &self.language),
                "note" => valid::atom(AtomType::Text, cell, &self.language),
                _ => valid::atom(AtomType::Plain, cell, &self.language),
            };
        self.sound(place, valid).map(Some).ok_or(Wrong)
    }

    /// Makes records of the drafts. What cannot be one is an error at its place.
    pub(super) fn finish(&mut self, place_of: &dyn Fn(&str) -> Option<String>) -> Vec<Record> {
        let mut done = Vec::new();
        for (id, mut rec) in std::mem::take(&mut self.records) {
            if self.removed.contains(&id) {
                continue;
            }
            for readings in rec.fields.values_mut() {
                readings.retain(|_, rd| !rd.items.is_empty() || rd.absent.is_some());
            }
            rec.fields.retain(|_, readings| !readings.is_empty());
            for readings in rec.fields.values_mut().filter(|readings| readings.len() > 1) {
                for rd in readings.values_mut().filter(|rd| rd.bare) {
                    rd.bare = false;
                    rd.meta = DraftMeta { cite: rec.cite.clone(), ..DraftMeta::default() };
                }
            }
            let broken = self.errors.len();
            if let Err(error) = rec.draft(&id).finish().map(|record| done.push(record)) {
                for reason in error.reasons {
                    let place = self.place(&id, &reason).or_else(|| place_of(&id));
                    let known = self.errors.iter().take(broken).any(|e| e.place == place);
                    if !known {
                        let message = format!("`{id}`: {reason}");
                        self.errors.push(EditError { place, message, help: None });
                    }
                }
            }
        }
        done
    }

    /// The cell of an edit of the field that a message is about.
    fn place(&self, id: &str, message: &str) -> Option<String> {
        let of = |((record, field), cells): (&(String, String), &Vec<String>)| {
            (record == id && !field.is_empty() && message.starts_with(field.as_str()))
                .then(|| cells.first().cloned())?
        };
        self.cells.iter().find_map(of)
    }
}

/// The parts in the order of their shape.
fn order(item: &mut DraftItem, shape: &Shape) {
    let place = |name: &str| shape.parts.iter().position(|part| part.name == name);
    item.parts.sort_by_key(|(name, _)| place(name));
}

/// The text of a part as it stands in a cell.
pub(super) fn cell_of(part: &PartDef, text: &str, language: &str) -> String {
    match part.atom {
        AtomType::Text => match serde_json::from_str::<rapporteur_schema::Text>(text) {
            Ok(parsed) => exact::words(&parsed, language).into_owned(),
            Err(_) => text.to_owned(),
        },
        AtomType::Flag if text == "true" => "yes".to_owned(),
        _ => text.to_owned(),
    }
}

//! Records taken apart into text and put together again.
//!
//! A [`Draft`] is a record as a format carries it: names and text, nothing typed.
//! An importer fills drafts with what it finds in a file; [`Draft::finish`] makes
//! records of them, or says what is wrong. For every record,
//! `Draft::of(record).finish()` gives the same record.
//!
//! ```
//! # let dataset = rapporteur_schema::Dataset::open("tests/data/brazil-un-human-rights")?;
//! use rapporteur_schema::draft::Draft;
//! let record = dataset.get("election-hrc-2023").ok_or("not there")?;
//! let mut draft = Draft::of(record);
//! draft.id = "election-hrc-2026".into();
//! draft.fields.retain(|field| field.name != "figures");
//! assert!(draft.finish()?.as_ref().field("figures").is_none());
//! # Ok::<(), Box<dyn std::error::Error>>(())
//! ```

use serde_json::{Map, Value};

use crate::{
    codes::{Access, Basis},
    model::{InvalidCounts, Record, RecordRef},
    register::Register,
    shape,
    value::{Cites, Date, Id},
    view::{AtomType, FieldDef, FieldView, ItemView, MetaView, PartDef, ReadingView, Shape},
};

/// A record as names and text.
///
/// ```
/// # use rapporteur_schema::{Dataset, draft::Draft};
/// # let dataset = Dataset::open("tests/data/brazil-un-human-rights")?;
/// # let dataset = &dataset;
/// for record in dataset.records() {
///     let again = Draft::of(record).finish().map(|r| r.as_ref() == record);
///     assert_eq!(again, Ok(true));
/// }
/// # Ok::<(), Box<dyn std::error::Error>>(())
/// ```
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Draft {
    /// The register.
    pub register: Register,
    /// The identifier.
    pub id: String,
    /// The code of the kind.
    pub kind: String,
    /// The fields, in any order.
    pub fields: Vec<DraftField>,
    /// The citations of the record.
    pub cite: Vec<String>,
    /// The code of who may see it.
    pub access: Option<String>,
}

/// A field with its readings.
///
/// ```
/// use rapporteur_schema::draft::{DraftField, DraftReading};
/// // A field of which two sources have something: two readings.
/// let mut date = DraftField { name: "date".into(), ..DraftField::default() };
/// date.readings.extend([DraftReading::default(), DraftReading::default()]);
/// assert_eq!(date.readings.len(), 2);
/// ```
#[derive(Debug, Clone, Default, PartialEq, Eq)]
pub struct DraftField {
    /// The name of the field.
    pub name: String,
    /// Its readings, in order; one that is `bare` for a field of the editors'
    /// arrangement.
    pub readings: Vec<DraftReading>,
}

/// A reading.
///
/// ```
/// use rapporteur_schema::draft::{DraftItem, DraftMeta, DraftReading};
/// let reading = DraftReading {
///     items: vec![DraftItem {
///         parts: vec![("value".into(), "2023-10".into())],
///         ..DraftItem::default()
///     }],
///     meta: DraftMeta { cite: vec!["monitor-2024#2".into()], ..DraftMeta::default() },
///     ..DraftReading::default()
/// };
/// assert!(!reading.bare);
/// ```
#[derive(Debug, Clone, Default, PartialEq, Eq)]
pub struct DraftReading {
    /// Whether the value stands bare in the record, supported by the record's own
    /// citations; its own `meta` is then not looked at.
    pub bare: bool,
    /// Whether the source says that there are other items.
    pub open: bool,
    /// The code of why there is no value.
    pub absent: Option<String>,
    /// The items, in order; one for a value that is not a list.
    pub items: Vec<DraftItem>,
    /// What the reading says about itself.
    pub meta: DraftMeta,
}

/// An item of a list, or a value that is not a list.
///
/// ```
/// use rapporteur_schema::draft::DraftItem;
/// let parts = [("who", "brazil"), ("role", "elected")];
/// let participant = DraftItem {
///     parts: parts.map(|(name, text)| (name.to_owned(), text.to_owned())).into(),
///     ..DraftItem::default()
/// };
/// assert_eq!(participant.parts[1].1, "elected");
/// ```
#[derive(Debug, Clone, Default, PartialEq, Eq)]
pub struct DraftItem {
    /// Name and text of each part, the text as
    /// [`Atom::to_text`](crate::view::Atom::to_text) writes it.
    pub parts: Vec<(String, String)>,
    /// What the item says about itself.
    pub meta: DraftMeta,
}

/// What a reading or an item says about itself.
///
/// ```
/// use rapporteur_schema::draft::DraftMeta;
/// let meta = DraftMeta {
///     cite: vec!["monitor-2024#2".into()],
///     as_printed: Some("Febuary 2009".into()),
///     ..DraftMeta::default()
/// };
/// assert_eq!(meta.basis, None);
/// ```
#[derive(Debug, Clone, Default, PartialEq, Eq)]
pub struct DraftMeta {
    /// Its citations.
    pub cite: Vec<String>,
    /// What the source literally has.
    pub as_printed: Option<String>,
    /// The code of its basis.
    pub basis: Option<String>,
    /// The date at which it holds.
    pub as_of: Option<String>,
    /// The id of whom the source itself attributes it to.
    pub said_by: Option<String>,
    /// The editors' note, as JSON text by language.
    pub note: Option<String>,
    /// The code of who may see it.
    pub access: Option<String>,
}

/// Why a draft is not a record: every reason.
///
/// ```
/// use rapporteur_schema::{Register, draft::Draft};
/// let draft = Draft {
///     register: Register::Place,
///     id: "Geneva".into(),
///     kind: "city".into(),
///     fields: vec![],
///     cite: vec!["report-2024#3".into()],
///     access: None,
/// };
/// let error = draft.finish().unwrap_err();
/// assert!(error.reasons[0].contains("lower-case letter"));
/// ```
#[derive(Debug, Clone, PartialEq, Eq, thiserror::Error)]
#[error("the record `{id}` cannot be read: {}", reasons.join("; "))]
pub struct DraftError {
    /// The identifier of the draft.
    pub id: String,
    /// The reasons.
    pub reasons: Vec<String>,
}

impl Draft {
    /// A record taken apart.
    ///
    /// ```
    /// # let dataset = rapporteur_schema::Dataset::open("tests/data/brazil-un-human-rights")?;
    /// use rapporteur_schema::draft::Draft;
    /// let record = dataset.get("accession-iccpr-brazil").ok_or("not there")?;
    /// assert_eq!(Draft::of(record).finish()?.as_ref(), record);
    /// # Ok::<(), Box<dyn std::error::Error>>(())
    /// ```
    pub fn of(record: RecordRef<'_>) -> Self {
        Self {
            register: record.register(),
            id: record.id().to_string(),
            kind: record.kind().code().to_owned(),
            fields: record.fields().iter().map(DraftField::of).collect(),
            cite: texts(record.cite()),
            access: record.access().map(|a| a.code().to_owned()),
        }
    }

    /// The record put together.
    ///
    /// # Errors
    /// Every reason why the draft is not a record of its register: unknown fields
    /// and codes, malformed values, values without citations.
    ///
    /// ```
    /// use rapporteur_schema::{Register, draft::{Draft, DraftField, DraftItem, DraftReading}};
    /// let part = |name: &str, text: &str| (name.to_owned(), text.to_owned());
    /// let name = DraftItem {
    ///     parts: vec![part("text", "Geneva"), part("lang", "en")],
    ///     ..DraftItem::default()
    /// };
    /// let reading = DraftReading { bare: true, items: vec![name], ..DraftReading::default() };
    /// let draft = Draft {
    ///     register: Register::Place,
    ///     id: "geneva".into(),
    ///     kind: "city".into(),
    ///     fields: vec![DraftField { name: "names".into(), readings: vec![reading] }],
    ///     cite: vec!["report-2024#3".into()],
    ///     access: None,
    /// };
    /// assert_eq!(draft.clone().finish()?.as_ref().id().as_str(), "geneva");
    ///
    /// // Every reason at once, in words that can be shown to whoever filled it in.
    /// let wrong = Draft { kind: "citty".into(), cite: vec![], ..draft };
    /// let reasons = wrong.finish().unwrap_err().reasons;
    /// assert!(reasons.iter().any(|reason| reason.contains("did you mean `city`?")));
    /// assert!(reasons.iter().any(|reason| reason.contains("cite")));
    /// # Ok::<(), Box<dyn std::error::Error>>(())
    /// ```
    pub fn finish(self) -> Result<Record, DraftError> {
        let mut reasons = Vec::new();
        let mut json = Map::new();
        json.insert("id".into(), self.id.clone().into());
        json.insert("kind".into(), self.kind.into());
        for field in self.fields {
            let Some(def) = self.register.field(&field.name) else {
                reasons.push(format!(
                    "the register `{}` has no field `{}`",
                    self.register, field.name
                ));
                continue;
            };
            match field.json(def) {
                Ok(value) if json.contains_key(def.name) => {
                    drop(value);
                    reasons.push(format!("the field `{}` is given twice", def.name));
                }
                Ok(value) => {
                    json.insert(def.name.into(), value);
                }
                Err(reason) => reasons.push(format!("{}: {reason}", def.name)),
            }
        }
        if !self.cite.is_empty() {
            json.insert("cite".into(), self.cite.into());
        }
        if let Some(access) = self.access {
            json.insert("access".into(), access.into());
        }
        let text = Value::Object(json).to_string();
        let (record, faults) = shape::read_record(self.register, &text);
        reasons.extend(faults.into_iter().map(|fault| {
            let place = text.get(fault.span.clone()).unwrap_or_default();
            let place: String = place.chars().take(60).collect();
            format!("{} (at `{place}`)", fault.message)
        }));
        match record {
            Some(record) if reasons.is_empty() => Ok(record),
            _ => Err(DraftError { id: self.id, reasons }),
        }
    }
}

fn texts(cites: Option<&Cites>) -> Vec<String> {
    cites.into_iter().flatten().map(ToString::to_string).collect()
}

impl DraftField {
    fn of(field: &FieldView<'_>) -> Self {
        Self {
            name: field.def.name.to_owned(),
            readings: field.readings.iter().map(DraftReading::of).collect(),
        }
    }

    fn json(self, def: &FieldDef) -> Result<Value, String> {
        let mut readings = self.readings;
        let bare = matches!(readings.as_slice(), [only] if only.bare);
        if bare {
            return match readings.pop() {
                Some(reading) => reading.value(def.shape),
                None => Err("no reading".into()),
            };
        }
        if readings.iter().any(|reading| reading.bare) {
            return Err("a bare value stands beside readings".into());
        }
        let readings = readings
            .into_iter()
            .map(|reading| reading.json(def.shape))
            .collect::<Result<Vec<_>, _>>()?;
        Ok(Value::Object(Map::from_iter([("readings".to_owned(), Value::from(readings))])))
    }
}

impl DraftReading {
    fn of(reading: &ReadingView<'_>) -> Self {
        Self {
            bare: reading.bare,
            open: reading.open,
            absent: reading.absent.map(|a| a.code().to_owned()),
            items: reading.items.iter().map(DraftItem::of).collect(),
            meta: if reading.bare { DraftMeta::default() } else { DraftMeta::of(&reading.meta) },
        }
    }

    fn value(self, shape: &Shape) -> Result<Value, String> {
        let open = self.open;
        let mut items =
            self.items.into_iter().map(|item| item.json(shape)).collect::<Result<Vec<_>, _>>()?;
        if !shape.list {
            return match (items.pop(), items.is_empty()) {
                (Some(value), true) => Ok(value),
                _ => Err("there must be one value".into()),
            };
        }
        if open {
            return Ok(serde_json::json!({ "items": items, "open": true }));
        }
        Ok(items.into())
    }

    fn json(mut self, shape: &Shape) -> Result<Value, String> {
        let meta = std::mem::take(&mut self.meta);
        let mut json = Map::new();
        match self.absent.take() {
            Some(absent) if self.items.is_empty() => {
                json.insert("absent".into(), absent.into());
            }
            Some(_) => return Err("a reading has either a value or an `absent`".into()),
            None => {
                json.insert("value".into(), self.value(shape)?);
            }
        }
        meta.json(&mut json)?;
        Ok(json.into())
    }
}

impl DraftItem {
    fn of(item: &ItemView<'_>) -> Self {
        Self {
            parts: item
                .parts
                .iter()
                .map(|(def, atom)| (def.name.to_owned(), atom.to_text()))
                .collect(),
            meta: DraftMeta::of(&item.meta),
        }
    }

    fn json(self, shape: &Shape) -> Result<Value, String> {
        let mut json = Map::new();
        let mut parts = self.parts;
        if shape.bare && self.meta == DraftMeta::default() {
            return match (parts.pop(), parts.is_empty()) {
                (Some((name, text)), true) => part_json(find(shape, &name)?, text),
                _ => Err(format!("a {} has one part", shape.name)),
            };
        }
        for (name, text) in parts {
            let def = find(shape, &name)?;
            let value = part_json(def, text)?;
            if def.many {
                let list = json.entry(name).or_insert_with(|| Value::Array(Vec::new()));
                if let Some(list) = list.as_array_mut() {
                    list.push(value);
                }
            } else if json.insert(name.clone(), value).is_some() {
                return Err(format!("the part `{name}` is given twice"));
            }
        }
        self.meta.json(&mut json)?;
        Ok(json.into())
    }
}

fn find(shape: &Shape, name: &str) -> Result<&'static PartDef, String> {
    shape
        .parts
        .iter()
        .find(|def| def.name == name)
        .ok_or_else(|| format!("a {} has no part `{name}`", shape.name))
}

/// The JSON form of a part, from its text.
fn part_json(def: &PartDef, text: String) -> Result<Value, String> {
    let parse = |text: &str| {
        serde_json::from_str::<Value>(text)
            .map_err(|error| format!("`{text}` is not JSON: {error}"))
    };
    match def.atom {
        AtomType::Text | AtomType::Quantity => parse(&text),
        AtomType::Integer => text
            .parse::<u32>()
            .map(Value::from)
            .map_err(|_| format!("`{}` is not a whole number", text.escape_debug())),
        AtomType::Flag => match text.as_str() {
            "true" => Ok(Value::Bool(true)),
            _ => Err(format!("`{}` is not `true`", text.escape_debug())),
        },
        AtomType::Counts => {
            let counts: crate::model::Counts =
                text.parse().map_err(|error: InvalidCounts| error.to_string())?;
            serde_json::to_value(counts).map_err(|error| error.to_string())
        }
        _ => Ok(Value::String(text)),
    }
}

impl DraftMeta {
    fn of(meta: &MetaView<'_>) -> Self {
        Self {
            cite: texts(meta.cite),
            as_printed: meta.as_printed.map(ToOwned::to_owned),
            basis: meta.basis.map(|basis: Basis| basis.code().to_owned()),
            as_of: meta.as_of.map(Date::to_string),
            said_by: meta.said_by.map(Id::to_string),
            note: meta.note.map(|note| crate::view::Atom::Text(note).to_text()),
            access: meta.access.map(|access: Access| access.code().to_owned()),
        }
    }

    fn json(self, json: &mut Map<String, Value>) -> Result<(), String> {
        let Self { cite, as_printed, basis, as_of, said_by, note, access } = self;
        let texts = [
            ("as_printed", as_printed),
            ("basis", basis),
            ("as_of", as_of),
            ("said_by", said_by),
            ("access", access),
        ];
        for (key, text) in texts {
            if let Some(text) = text {
                json.insert(key.into(), text.into());
            }
        }
        if let Some(note) = note {
            let note: Value = serde_json::from_str(&note)
                .map_err(|error| format!("the note `{note}` is not JSON: {error}"))?;
            json.insert("note".into(), note);
        }
        if !cite.is_empty() {
            json.insert("cite".into(), cite.into());
        }
        Ok(())
    }
}

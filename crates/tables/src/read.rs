//! The way back: tables as a dataset.

use std::collections::BTreeMap;

use rapporteur_schema::{
    Dataset, Register,
    draft::{Draft, DraftField, DraftItem, DraftMeta, DraftReading},
    model::{DatasetMeta, Record},
    view::{FieldDef, Shape},
};

use crate::{
    exact,
    found::{Gathered, Row, Sheets},
    items::{part_column, part_home},
    plan::layout,
    reference::OWN,
    table::{Column, Table},
    words::{item_shapes, sheet_of},
};

/// Why tables are not a dataset, and where.
#[derive(Debug, Clone, PartialEq, Eq, thiserror::Error)]
#[non_exhaustive]
pub enum ReadError {
    /// The bytes are not a file that is read here.
    #[error("not a file that can be read: {0}")]
    File(String),
    /// A table without which there is no dataset is missing.
    #[error(
        "there is no table `{0}`: the file was not written by rapporteur, or the table was removed"
    )]
    NoTable(String),
    /// A column that is read back is missing.
    #[error("{place}: there is no column `{column}` in the row of headers")]
    NoColumn {
        /// The sheet or file.
        place: String,
        /// The header that was not found.
        column: String,
    },
    /// A cell does not hold what its column needs.
    #[error("{place}: {message}")]
    Cell {
        /// The cell: `Readings!E17`, or `readings.csv:17, column reading`.
        place: String,
        /// What is wrong.
        message: String,
    },
    /// The dataset as a whole cannot be put together.
    #[error("the dataset cannot be put together: {0}")]
    Dataset(String),
}

/// Puts a dataset together from all its tables, as [`tables`](crate::tables) made
/// them, in any order of rows and columns.
///
/// # Errors
/// The first thing that is wrong, with the cell in which it stands.
pub fn read(sheets: Sheets) -> Result<Dataset, ReadError> {
    let mut layout = layout();
    for table in &mut layout {
        table.columns.retain(Column::is_read);
    }
    Reader { sheets, layout, language: String::new(), records: BTreeMap::new() }.dataset()
}

/// Whether a dataset is put together of the rows of a table: those of reported items stand
/// among the readings, too.
pub(crate) fn is_read(name: &str) -> bool {
    ["Dataset", FIELD_READINGS, READINGS, GIVEN].contains(&name)
        || Register::ALL.iter().any(|register| register.label() == name)
        || item_shapes().iter().any(|(shape, _, given)| *given && sheet_of(shape) == name)
}

const READINGS: &str = "Readings";
const FIELD_READINGS: &str = "Field_readings";
const GIVEN: &str = "Given_fields";

struct Reader {
    sheets: Sheets,
    /// The tables that there are, without their rows.
    layout: Vec<Table<'static>>,
    /// The language of texts that stand plain.
    language: String,
    records: BTreeMap<String, Building>,
}

/// A record while it is put together.
struct Building {
    register: Register,
    kind: String,
    cite: Vec<String>,
    access: Option<String>,
    fields: BTreeMap<&'static str, Numbered<Reading>>,
    /// Where it stands, for messages.
    place: String,
}

/// Things by their numbers, mostly one: a map makes room for eleven at once, and there
/// are as many of these as there are readings.
struct Numbered<T>(Vec<(u32, T)>);

impl<T> Default for Numbered<T> {
    fn default() -> Self {
        Self(Vec::new())
    }
}

impl<T> Numbered<T> {
    /// Where a number is, or would be.
    fn place(&self, number: u32) -> Result<usize, usize> {
        match self.0.last() {
            // Rows mostly come in order.
            Some((last, _)) if *last < number => Err(self.0.len()),
            _ => self.0.binary_search_by_key(&number, |(n, _)| *n),
        }
    }

    fn put(&mut self, at: usize, number: u32, thing: T) {
        if self.0.is_empty() {
            self.0.reserve_exact(1);
        }
        self.0.insert(at, (number, thing));
    }

    /// Puts a thing under a number; the one that stood there, if one did.
    fn insert(&mut self, number: u32, thing: T) -> Option<T> {
        match self.place(number) {
            Ok(at) => self.0.get_mut(at).map(|(_, there)| std::mem::replace(there, thing)),
            Err(at) => {
                self.put(at, number, thing);
                None
            }
        }
    }

    fn into_values(self) -> impl Iterator<Item = T> {
        self.0.into_iter().map(|(_, thing)| thing)
    }
}

impl<T: Default> Numbered<T> {
    /// The thing under a number, a new one where there is none.
    fn at(&mut self, number: u32) -> Option<&mut T> {
        let at = match self.place(number) {
            Ok(at) => at,
            Err(at) => {
                self.put(at, number, T::default());
                at
            }
        };
        self.0.get_mut(at).map(|(_, thing)| thing)
    }
}

/// A reading while it is put together.
#[derive(Default)]
struct Reading {
    open: bool,
    absent: Option<String>,
    items: Numbered<DraftItem>,
    /// What it says about itself, unless it is bare.
    meta: Option<DraftMeta>,
}

impl Reader {
    fn dataset(mut self) -> Result<Dataset, ReadError> {
        let meta = self.meta()?;
        self.language = meta.languages.first().map_or_else(|| "en".to_owned(), ToString::to_string);
        for register in Register::ALL {
            self.register(register)?;
        }
        self.field_readings()?;
        self.readings()?;
        self.given()?;
        for (shape, _, given) in item_shapes() {
            if given {
                self.items(shape)?;
            }
        }
        let mut records = Vec::with_capacity(self.records.len());
        for (id, building) in self.records {
            records.push(building.finish(id)?);
        }
        Dataset::from_records(meta, records).map_err(|error| ReadError::Dataset(error.to_string()))
    }

    /// The rows of a table.
    fn table(&mut self, name: &str) -> Result<Gathered, ReadError> {
        let Some(table) = self.layout.iter().find(|table| table.name == name) else {
            return Err(ReadError::NoTable(name.to_owned()));
        };
        let gathered = Gathered::take(&mut self.sheets, table)?;
        for (n, column) in table.columns.iter().enumerate() {
            if column.is_key() && !gathered.has(n) {
                let sheet = gathered.heads.first().map_or(name, |head| &head.sheet);
                let place = gathered.style.place(sheet, None, 0);
                return Err(ReadError::NoColumn { place, column: column.name.to_string() });
            }
        }
        for row in &gathered.rows {
            row.check(&gathered, &table.columns)?;
        }
        Ok(gathered)
    }

    fn meta(&mut self) -> Result<DatasetMeta, ReadError> {
        let table = self.table("Dataset")?;
        if table.rows.is_empty() {
            return Err(ReadError::NoTable("Dataset".into()));
        }
        let mut object = serde_json::Map::new();
        for row in &table.rows {
            let member = row.need(&table, "member")?;
            if member.starts_with(OWN) {
                continue;
            }
            let json = row.need(&table, "json")?;
            let value = serde_json::from_str(&json)
                .map_err(|error| row.error(&table, "json", format!("not JSON: {error}")))?;
            if object.insert(member.clone(), value).is_some() {
                return Err(row.error(&table, "member", format!("`{member}` stands twice")));
            }
        }
        serde_json::from_value(object.into()).map_err(|error| ReadError::Dataset(error.to_string()))
    }

    fn register(&mut self, register: Register) -> Result<(), ReadError> {
        let table = self.table(register.label())?;
        for row in &table.rows {
            let id = row.need(&table, "id")?;
            let building = Building {
                register,
                kind: row.need(&table, "kind")?,
                cite: cites(row.get(&table, "cite").as_deref()),
                access: row.get(&table, "access"),
                fields: BTreeMap::new(),
                place: row.place(&table, "id"),
            };
            if let Some(earlier) = self.records.get(&id) {
                let message =
                    format!("the id `{}` is used already, in {}", exact::clip(&id), earlier.place);
                return Err(row.error(&table, "id", message));
            }
            self.records.insert(id, building);
        }
        Ok(())
    }

    /// The reading that a row is about.
    fn reading(
        &mut self,
        table: &Gathered,
        row: &Row,
        reported: bool,
    ) -> Result<Option<(&'static FieldDef, &mut Reading)>, ReadError> {
        let id = row.need(table, "record")?;
        let Some(record) = self.records.get_mut(&id) else {
            let message = format!("there is no record `{}` in the workbook", exact::clip(&id));
            return Err(row.error(table, "record", message));
        };
        let name = row.need(table, "field")?;
        let Some(def) = record.register.field(&name) else {
            let message =
                format!("the register {} has no field `{}`", record.register, exact::clip(&name));
            return Err(row.error(table, "field", message));
        };
        if def.reported != reported {
            return Ok(None);
        }
        let number = if reported { row.number(table, "reading")? } else { 1 };
        Ok(record.fields.entry(def.name).or_default().at(number).map(|reading| (def, reading)))
    }

    fn field_readings(&mut self) -> Result<(), ReadError> {
        let table = self.table(FIELD_READINGS)?;
        let language = self.language.clone();
        for row in &table.rows {
            let meta = row_meta(&table, row, &language, |_| true);
            if let Some((_, reading)) = self.reading(&table, row, true)? {
                reading.meta = Some(meta);
            }
        }
        Ok(())
    }

    fn readings(&mut self) -> Result<(), ReadError> {
        let table = self.table(READINGS)?;
        let language = self.language.clone();
        for row in &table.rows {
            let number = row.number(&table, "item")?;
            let says = row.get(&table, "item_says").unwrap_or_default();
            let says: Vec<&str> = says.split_whitespace().collect();
            let meta = row_meta(&table, row, &language, |name| says.contains(&name));
            let open = row.yes(&table, "open")?;
            let absent = row.get(&table, "absent");
            let Some((def, reading)) = self.reading(&table, row, true)? else {
                let message = "the field is the editors' arrangement and has no readings".into();
                return Err(row.error(&table, "field", message));
            };
            reading.open |= open;
            if absent.is_some() {
                reading.absent = absent;
                continue;
            }
            let parts = value(&table, row, def, &language)?;
            if reading.items.insert(number, DraftItem { parts, meta }).is_some() {
                return Err(row.error(&table, "item", format!("the item {number} stands twice")));
            }
        }
        Ok(())
    }

    fn given(&mut self) -> Result<(), ReadError> {
        let table = self.table(GIVEN)?;
        let language = self.language.clone();
        for row in &table.rows {
            let number = row.number(&table, "item")?;
            let open = row.yes(&table, "open")?;
            let Some((def, reading)) = self.reading(&table, row, false)? else {
                let message = "sources report the field: it stands on the sheet Readings".into();
                return Err(row.error(&table, "field", message));
            };
            reading.open |= open;
            let item =
                DraftItem { parts: value(&table, row, def, &language)?, ..DraftItem::default() };
            if reading.items.insert(number, item).is_some() {
                return Err(row.error(&table, "item", format!("the item {number} stands twice")));
            }
        }
        Ok(())
    }

    /// Given items that have a sheet of their own.
    fn items(&mut self, shape: &'static Shape) -> Result<(), ReadError> {
        let homes: Vec<String> = shape.parts.iter().map(|part| part_home(shape, part)).collect();
        // Where other fields of this shape are reported, their rows have readings.
        let table = self.table(&sheet_of(shape))?;
        let language = self.language.clone();
        for row in &table.rows {
            let number = row.number(&table, "item")?;
            let open = row.yes(&table, "open")?;
            let Some((_, reading)) = self.reading(&table, row, false)? else { continue };
            reading.open |= open;
            let mut parts = Vec::new();
            for (part, home) in shape.parts.iter().zip(&homes) {
                let Some(text) = row.get(&table, home) else {
                    if part.required {
                        let message = format!("`{}` must not be empty", part_column(shape, part));
                        return Err(row.error(&table, home, message));
                    }
                    continue;
                };
                let texts = if part.many { exact::lines_back(&text) } else { vec![text] };
                parts.extend(
                    texts.into_iter().map(|text| {
                        (part.name.to_owned(), exact::part_back(part, &text, &language))
                    }),
                );
            }
            let meta = row_meta(&table, row, &language, |_| shape.annotated);
            if reading.items.insert(number, DraftItem { parts, meta }).is_some() {
                return Err(row.error(&table, "item", format!("the item {number} stands twice")));
            }
        }
        Ok(())
    }
}

fn cites(text: Option<&str>) -> Vec<String> {
    text.unwrap_or_default().split_whitespace().map(ToOwned::to_owned).collect()
}

/// The parts of a value, from its columns `exact` and `value`.
fn value(
    table: &Gathered,
    row: &Row,
    def: &FieldDef,
    language: &str,
) -> Result<Vec<(String, String)>, ReadError> {
    let (column, text) = match row.get(table, "exact") {
        Some(text) => ("exact", text),
        None => ("value", row.need(table, "value")?),
    };
    exact::item_back(&text, def.shape, language).map_err(|error| row.error(table, column, error))
}

/// What a row says about its reading or item, in the columns that count.
fn row_meta(
    table: &Gathered,
    row: &Row,
    language: &str,
    counts: impl Fn(&str) -> bool,
) -> DraftMeta {
    let get = |name: &str| row.get(table, name).filter(|_| counts(name));
    DraftMeta {
        cite: cites(get("cite").as_deref()),
        as_printed: get("as_printed"),
        basis: get("basis"),
        as_of: get("as_of"),
        said_by: get("said_by"),
        note: get("note").map(|note| exact::words_back(&note, language)),
        access: get("access"),
    }
}

impl Building {
    fn finish(self, id: String) -> Result<Record, ReadError> {
        let Self { register, kind, cite, access, fields, place } = self;
        let fields = fields
            .into_iter()
            .map(|(name, readings)| DraftField {
                name: name.to_owned(),
                readings: readings.into_values().map(Reading::draft).collect(),
            })
            .collect();
        let draft = Draft { register, id, kind, fields, cite, access };
        draft.finish().map_err(|error| ReadError::Cell { place, message: error.to_string() })
    }
}

impl Reading {
    fn draft(self) -> DraftReading {
        DraftReading {
            bare: self.meta.is_none(),
            open: self.open,
            absent: self.absent,
            items: self.items.into_values().collect(),
            meta: self.meta.unwrap_or_default(),
        }
    }
}

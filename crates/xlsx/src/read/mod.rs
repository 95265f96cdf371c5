//! The way back: a workbook as a dataset.

mod guard;
mod table;

use std::{collections::BTreeMap, io::Cursor};

use calamine::{Reader as _, Xlsx};
use rapporteur_schema::{
    Dataset, Register,
    draft::{Draft, DraftField, DraftItem, DraftMeta, DraftReading},
    model::{DatasetMeta, Record},
    view::FieldDef,
};

use crate::{
    exact,
    sheets::items::{part_column, part_home},
    words::{item_shapes, sheet_of},
};
use table::{Row, Table};

/// Why a workbook is not a dataset, and where.
#[derive(Debug, Clone, PartialEq, Eq, thiserror::Error)]
#[non_exhaustive]
pub enum ReadError {
    /// The bytes are not a workbook that is read here.
    #[error("not a workbook that can be read: {0}")]
    Workbook(String),
    /// A sheet without which there is no dataset is missing.
    #[error(
        "the workbook has no sheet `{0}`: it was not written by rapporteur, or the sheet was removed"
    )]
    NoSheet(String),
    /// A column that is read back is missing.
    #[error("{sheet}: there is no column `{column}` in the row of headers")]
    NoColumn {
        /// The sheet.
        sheet: String,
        /// The header that was not found.
        column: String,
    },
    /// A cell does not hold what its column needs.
    #[error("{sheet}!{cell}: {message}")]
    Cell {
        /// The sheet.
        sheet: String,
        /// The address of the cell: `J17`.
        cell: String,
        /// What is wrong.
        message: String,
    },
    /// The dataset as a whole cannot be put together.
    #[error("the dataset cannot be put together: {0}")]
    Dataset(String),
}

/// Reads a workbook that [`write()`](crate::write()) made, also after its rows were
/// sorted or it was saved again by another program.
///
/// ```
/// # fn f(dataset: &rapporteur_schema::Dataset) -> Result<(), Box<dyn std::error::Error>> {
/// let mut bytes = Vec::new();
/// rapporteur_xlsx::write(dataset, &rapporteur_xlsx::Options::default(), &mut bytes)?;
/// assert_eq!(&rapporteur_xlsx::read(&bytes)?, dataset);
/// # Ok(())
/// # }
/// ```
///
/// # Errors
/// The first thing that is wrong, with the cell in which it stands.
pub fn read(bytes: &[u8]) -> Result<Dataset, ReadError> {
    guard::check(bytes).map_err(ReadError::Workbook)?;
    let book = Xlsx::new(Cursor::new(bytes))
        .map_err(|error: calamine::XlsxError| ReadError::Workbook(error.to_string()))?;
    Reader { book, language: String::new(), records: BTreeMap::new() }.dataset()
}

struct Reader<'a> {
    book: Xlsx<Cursor<&'a [u8]>>,
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
    fields: BTreeMap<&'static str, BTreeMap<u32, Reading>>,
    /// Where it stands, for messages.
    row: Row,
}

/// A reading while it is put together.
#[derive(Default)]
struct Reading {
    open: bool,
    absent: Option<String>,
    items: BTreeMap<u32, DraftItem>,
    /// What it says about itself, unless it is bare.
    meta: Option<DraftMeta>,
}

/// The columns of what readings and items say about themselves.
const META: [&str; 7] = ["cite", "basis", "as_of", "said_by", "as_printed", "note", "access"];

fn columns<'c>(keys: &[&'c str], more: &[&'c str], meta: bool) -> Vec<&'c str> {
    let mut all = keys.to_vec();
    all.extend(more);
    if meta {
        all.extend(META);
    }
    all
}

impl Reader<'_> {
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

    /// The rows of a sheet and of those that go on from it.
    fn table(&mut self, name: &str, keys: &[&str], wanted: &[&str]) -> Result<Table, ReadError> {
        let further = |sheet: &str| {
            sheet == name
                || sheet
                    .strip_prefix(name)
                    .and_then(|rest| rest.strip_prefix('_'))
                    .is_some_and(|n| !n.is_empty() && n.bytes().all(|b| b.is_ascii_digit()))
        };
        let names: Vec<String> =
            self.book.sheet_names().into_iter().filter(|sheet| further(sheet)).collect();
        let mut table = Table::new(keys, wanted);
        for sheet in names {
            let range = self
                .book
                .worksheet_range(&sheet)
                .map_err(|error| ReadError::Workbook(format!("{sheet}: {error}")))?;
            table.add(&sheet, &range)?;
        }
        table.join()?;
        Ok(table)
    }

    fn meta(&mut self) -> Result<DatasetMeta, ReadError> {
        let table = self.table("Dataset", &["member"], &["member", "json"])?;
        if table.rows.is_empty() {
            return Err(ReadError::NoSheet("Dataset".into()));
        }
        let mut object = serde_json::Map::new();
        for row in &table.rows {
            let member = row.need(&table, "member")?;
            let json = row.need(&table, "json")?;
            let value = serde_json::from_str(json)
                .map_err(|error| row.error(&table, "json", format!("not JSON: {error}")))?;
            if object.insert(member.to_owned(), value).is_some() {
                return Err(row.error(&table, "member", format!("`{member}` stands twice")));
            }
        }
        serde_json::from_value(object.into()).map_err(|error| ReadError::Dataset(error.to_string()))
    }

    fn register(&mut self, register: Register) -> Result<(), ReadError> {
        let wanted = ["id", "kind", "cite", "access"];
        let table = self.table(register.label(), &["id"], &wanted)?;
        for row in &table.rows {
            let id = row.need(&table, "id")?.to_owned();
            let building = Building {
                register,
                kind: row.need(&table, "kind")?.to_owned(),
                cite: cites(row.get(&table, "cite")),
                access: row.get(&table, "access").map(ToOwned::to_owned),
                fields: BTreeMap::new(),
                row: row.place(),
            };
            if let Some(earlier) = self.records.get(&id) {
                let message = format!(
                    "the id `{}` is used already, in {}!A{}",
                    exact::clip(&id),
                    earlier.row.sheet,
                    earlier.row.at
                );
                return Err(row.error(&table, "id", message));
            }
            self.records.insert(id, building);
        }
        Ok(())
    }

    /// The reading that a row is about.
    fn reading(
        &mut self,
        table: &Table,
        row: &Row,
        reported: bool,
    ) -> Result<Option<(&'static FieldDef, &mut Reading)>, ReadError> {
        let id = row.need(table, "record")?;
        let Some(record) = self.records.get_mut(id) else {
            let message = format!("there is no record `{}` in the workbook", exact::clip(id));
            return Err(row.error(table, "record", message));
        };
        let name = row.need(table, "field")?;
        let Some(def) = record.register.field(name) else {
            let message =
                format!("the register {} has no field `{}`", record.register, exact::clip(name));
            return Err(row.error(table, "field", message));
        };
        if def.reported != reported {
            return Ok(None);
        }
        let number = if reported { row.number(table, "reading")? } else { 1 };
        Ok(Some((def, record.fields.entry(def.name).or_default().entry(number).or_default())))
    }

    fn field_readings(&mut self) -> Result<(), ReadError> {
        let keys = ["record", "field", "reading"];
        let table = self.table("Field_readings", &keys, &columns(&keys, &[], true))?;
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
        let keys = ["record", "field", "reading", "item"];
        let more = ["value", "exact", "absent", "open", "item_says"];
        let table = self.table("Readings", &keys, &columns(&keys, &more, true))?;
        let language = self.language.clone();
        for row in &table.rows {
            let number = row.number(&table, "item")?;
            let says: Vec<&str> =
                row.get(&table, "item_says").unwrap_or_default().split_whitespace().collect();
            let meta = row_meta(&table, row, &language, |name| says.contains(&name));
            let open = row.yes(&table, "open")?;
            let absent = row.get(&table, "absent").map(ToOwned::to_owned);
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
        let keys = ["record", "field", "item"];
        let table =
            self.table("Given_fields", &keys, &columns(&keys, &["value", "exact", "open"], false))?;
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
    fn items(&mut self, shape: &'static rapporteur_schema::view::Shape) -> Result<(), ReadError> {
        let keys = ["record", "field", "item"];
        let homes: Vec<String> = shape.parts.iter().map(|part| part_home(shape, part)).collect();
        let mut wanted = columns(&keys, &["open"], shape.annotated);
        wanted.extend(homes.iter().map(String::as_str));
        // Where other fields of this shape are reported, their rows have readings.
        let table = self.table(&sheet_of(shape), &keys, &wanted)?;
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
                        let column = part_column(shape, part);
                        return Err(row.error(
                            &table,
                            home,
                            format!("`{column}` must not be empty"),
                        ));
                    }
                    continue;
                };
                let texts = if part.many { exact::lines_back(text) } else { vec![text.to_owned()] };
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
    table: &Table,
    row: &Row,
    def: &FieldDef,
    language: &str,
) -> Result<Vec<(String, String)>, ReadError> {
    let (column, text) = match row.get(table, "exact") {
        Some(text) => ("exact", text),
        None => ("value", row.need(table, "value")?),
    };
    exact::item_back(text, def.shape, language).map_err(|error| row.error(table, column, error))
}

/// What a row says about its reading or item, in the columns that count.
fn row_meta(table: &Table, row: &Row, language: &str, counts: impl Fn(&str) -> bool) -> DraftMeta {
    let get = |name: &str| row.get(table, name).filter(|_| counts(name));
    let own = |name: &str| get(name).map(ToOwned::to_owned);
    DraftMeta {
        cite: cites(get("cite")),
        as_printed: own("as_printed"),
        basis: own("basis"),
        as_of: own("as_of"),
        said_by: own("said_by"),
        note: get("note").map(|note| exact::words_back(note, language)),
        access: own("access"),
    }
}

impl Building {
    fn finish(self, id: String) -> Result<Record, ReadError> {
        let Self { register, kind, cite, access, fields, row } = self;
        let fields = fields
            .into_iter()
            .map(|(name, readings)| DraftField {
                name: name.to_owned(),
                readings: readings.into_values().map(Reading::draft).collect(),
            })
            .collect();
        let draft = Draft { register, id, kind, fields, cite, access };
        draft.finish().map_err(|error| ReadError::Cell {
            sheet: row.sheet.to_string(),
            cell: format!("A{}", row.at),
            message: error.to_string(),
        })
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

//! Tables as they are found in a file, and where each of their cells stands.

use std::{collections::BTreeMap, rc::Rc};

use crate::{
    exact,
    read::{self, ReadError},
    table::{Column, Table},
};

/// The column of the rows that carry on a text that is too long for one cell.
pub const CONTINUATION: &str = "continuation";

/// The value of a cell of a file.
#[derive(Debug, Clone, PartialEq)]
#[non_exhaustive]
pub enum Value {
    /// Text.
    Text(String),
    /// A number.
    Number(f64),
    /// A true date, as `2014-03-01`, with the time of day if there is one.
    Day(String),
    /// A logical value.
    Flag(bool),
    /// What no cell may hold: an error value, a formula. Says what it is and what to
    /// do about it.
    Fault(String),
}

impl Value {
    /// Whether it is no more than white space.
    pub fn is_blank(&self) -> bool {
        matches!(self, Self::Text(text) if text.trim().is_empty())
    }

    /// The value as text; a message when it is none.
    pub(crate) fn text(&self) -> Result<String, String> {
        Ok(match self {
            Self::Text(text) => text.clone(),
            // Whole numbers are written without decimals.
            Self::Number(n) => n.to_string(),
            Self::Flag(is) => if *is { "yes" } else { "no" }.to_owned(),
            Self::Day(day) => {
                return Err(format!(
                    "the cell holds a date or time ({day}); type it as text, as in 2014-03"
                ));
            }
            Self::Fault(fault) => return Err(fault.clone()),
        })
    }
}

/// A header.
#[derive(Debug, Clone)]
pub struct Heading {
    /// Its text.
    pub text: String,
    /// The place of its column, counted from 0.
    pub column: u32,
}

/// A row under the headers.
#[derive(Debug, Clone)]
pub struct Line {
    /// The number of the row, counted from 1.
    pub at: u32,
    /// A cell for each header, `None` for an empty one; empty ones at the end may be left out.
    pub cells: Vec<Option<Value>>,
}

/// A cell that is no part of the table of its sheet.
#[derive(Debug, Clone)]
#[non_exhaustive]
pub enum Aside {
    /// What stands in the row of headers and is none: a formula.
    Heading {
        /// The place of its column, counted from 0.
        column: u32,
        /// What it is, and what to do about it.
        fault: String,
    },
    /// The first value of a column that has no header.
    Headless {
        /// The number of the row, counted from 1.
        at: u32,
        /// The place of its column, counted from 0.
        column: u32,
    },
}

/// A sheet or file with one table.
#[derive(Debug, Clone, Default)]
pub struct Sheet {
    /// Its name: `Readings`, or `Readings_2` where it goes on from another.
    pub name: String,
    /// The number of the row of headers, counted from 1.
    pub head: u32,
    /// The headers.
    pub header: Vec<Heading>,
    /// The rows.
    pub rows: Vec<Line>,
    /// What stands beside them.
    pub asides: Vec<Aside>,
}

/// How places are called.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
#[non_exhaustive]
pub enum Style {
    /// `Events!F212`
    Workbook,
    /// `events.csv:212, column date`
    Csv,
}

impl Style {
    /// The name of a place: a cell, a row when there is no column, or a sheet when
    /// there is no row.
    pub(crate) fn place(self, sheet: &str, column: Option<(u32, &str)>, row: u32) -> String {
        match (self, column) {
            (Self::Workbook, _) if row == 0 => sheet.to_owned(),
            (Self::Csv, _) if row == 0 => file_name(sheet),
            (Self::Workbook, Some((column, _))) => format!("{sheet}!{}{row}", letters(column)),
            (Self::Workbook, None) => format!("{sheet}!row {row}"),
            (Self::Csv, Some((_, name))) => format!("{}:{row}, column {name}", file_name(sheet)),
            (Self::Csv, None) => format!("{}:{row}", file_name(sheet)),
        }
    }
}

/// The name of the CSV file of a table.
pub fn file_name(table: &str) -> String {
    format!("{}.csv", table.to_lowercase())
}

/// The letters of a column of a workbook, counted from 0: `F`.
pub fn letters(mut column: u32) -> String {
    let mut letters = Vec::new();
    loop {
        letters.push(char::from(b'A' + u8::try_from(column % 26).unwrap_or_default()));
        if column < 26 {
            break;
        }
        column = column / 26 - 1;
    }
    letters.into_iter().rev().collect()
}

/// All tables of a file.
#[derive(Debug, Clone)]
pub struct Sheets {
    /// How their places are called.
    pub style: Style,
    /// The sheets, in any order.
    pub sheets: Vec<Sheet>,
}

/// The name of the table that a sheet holds or goes on with: `Readings` for
/// `Readings_2`.
pub fn base_name(name: &str) -> &str {
    match name.rsplit_once('_') {
        Some((base, n)) if !n.is_empty() && n.bytes().all(|b| b.is_ascii_digit()) => base,
        _ => name,
    }
}

/// Which columns of a sheet a dataset is put together of ([`read`](crate::read())): who
/// reads a file for that alone need not keep the cells of others. `None` for a table of
/// which nothing is needed.
pub fn read_back<'h>(
    table: &Table<'_>,
    header: impl Iterator<Item = &'h str>,
) -> Option<Vec<bool>> {
    let needed = |name: &str| {
        name == CONTINUATION || table.columns.iter().any(|c| c.name == name && c.is_read())
    };
    read::is_read(&table.name).then(|| header.map(needed).collect())
}

/// The rows of one table, from the sheet of its name and those that go on from it.
pub(crate) struct Gathered {
    pub(crate) style: Style,
    /// The columns that are read, the continuation last.
    names: Vec<String>,
    keys: Vec<usize>,
    pub(crate) rows: Vec<Row>,
    /// The sheets: their name, the number of the row of headers, the headers, and
    /// where in it each column stands.
    pub(crate) heads: Vec<Rc<Head>>,
}

/// The head of a sheet.
pub(crate) struct Head {
    pub(crate) sheet: String,
    pub(crate) at: u32,
    pub(crate) header: Vec<Heading>,
    /// What stands beside the table.
    pub(crate) asides: Vec<Aside>,
    /// For each column that is read, which header it is.
    places: Vec<Option<usize>>,
}

/// A row of the columns that are read.
#[derive(Clone)]
pub(crate) struct Row {
    head: Rc<Head>,
    /// Its number, counted from 1.
    pub(crate) at: u32,
    cells: Vec<Option<Value>>,
}

impl Gathered {
    /// Takes the rows of a table out of a file. Columns that are not there read as
    /// blank.
    pub(crate) fn take(sheets: &mut Sheets, table: &Table<'_>) -> Result<Self, ReadError> {
        let mut names: Vec<String> = table.columns.iter().map(|c| c.name.to_string()).collect();
        let keys = table.columns.iter().enumerate().filter(|(_, c)| c.is_key());
        let keys: Vec<usize> = keys.map(|(n, _)| n).collect();
        names.push(CONTINUATION.to_owned());
        let mut gathered =
            Self { style: sheets.style, names, keys, rows: Vec::new(), heads: Vec::new() };
        for sheet in &mut sheets.sheets {
            if base_name(&sheet.name) != table.name {
                continue;
            }
            let header = std::mem::take(&mut sheet.header);
            let place = |name: &String| header.iter().position(|heading| heading.text == *name);
            let places = gathered.names.iter().map(place).collect();
            let (name, at) = (sheet.name.clone(), sheet.head);
            let asides = std::mem::take(&mut sheet.asides);
            let head = Rc::new(Head { sheet: name, at, header, asides, places });
            for line in std::mem::take(&mut sheet.rows) {
                let Line { at, mut cells } = line;
                let mut pick = |place: &Option<usize>| {
                    cells.get_mut((*place)?)?.take().filter(|value| !value.is_blank())
                };
                let cells: Vec<Option<Value>> = head.places.iter().map(&mut pick).collect();
                if cells.iter().any(Option::is_some) {
                    gathered.rows.push(Row { head: Rc::clone(&head), at, cells });
                }
            }
            gathered.heads.push(head);
        }
        gathered.join()?;
        Ok(gathered)
    }

    pub(crate) fn column(&self, name: &str) -> Option<usize> {
        self.names.iter().position(|known| known == name)
    }

    /// Whether every sheet of the table has a column.
    pub(crate) fn has(&self, column: usize) -> bool {
        self.heads.iter().all(|head| head.places.get(column).copied().flatten().is_some())
    }

    /// Joins the rows that carry on a text to those that they carry on.
    fn join(&mut self) -> Result<(), ReadError> {
        let number = self.names.len() - 1;
        if self.rows.iter().all(|row| row.value(number).is_none()) {
            return Ok(());
        }
        let rows = std::mem::take(&mut self.rows);
        let (mut first, mut more) = (Vec::new(), BTreeMap::new());
        for row in rows {
            if row.value(number).is_none() {
                first.push(row);
                continue;
            }
            let n = row.number(self, CONTINUATION)?;
            let pieces: &mut BTreeMap<u32, Row> = more.entry(self.key(&row)).or_default();
            if let Some(twice) = pieces.insert(n, row) {
                let message = "this continuation stands twice: remove one of the rows";
                return Err(twice.error(self, CONTINUATION, message.into()));
            }
        }
        for row in &mut first {
            for (_, piece) in more.remove(&self.key(row)).unwrap_or_default() {
                for (n, next) in piece.cells.into_iter().enumerate() {
                    let key = n == number || self.keys.contains(&n);
                    let (false, Some(next)) = (key, next) else { continue };
                    let Some(cell) = row.cells.get_mut(n) else { continue };
                    let mut text = match cell.take() {
                        Some(Value::Text(text)) => text,
                        Some(other) => other.text().unwrap_or_default(),
                        None => String::new(),
                    };
                    text.push_str(&next.text().unwrap_or_default());
                    *cell = Some(Value::Text(text));
                }
            }
        }
        if let Some(lost) = more.values().flat_map(BTreeMap::values).next() {
            let message =
                "this row carries on a text, but the row that begins it is missing".into();
            return Err(lost.error(self, CONTINUATION, message));
        }
        self.rows = first;
        Ok(())
    }

    /// What names a row: the texts of its keys.
    pub(crate) fn key(&self, row: &Row) -> Vec<String> {
        self.keys
            .iter()
            .map(|key| match row.value(*key) {
                Some(value) => value.text().unwrap_or_default(),
                None => String::new(),
            })
            .collect()
    }
}

impl Row {
    /// The value in a column.
    pub(crate) fn value(&self, column: usize) -> Option<&Value> {
        self.cells.get(column)?.as_ref()
    }

    /// The text in a column; blank where a value is none, which `check` has refused.
    pub(crate) fn get(&self, table: &Gathered, name: &str) -> Option<String> {
        self.value(table.column(name)?)?.text().ok()
    }

    /// Refuses values that are no text.
    pub(crate) fn check(&self, table: &Gathered, columns: &[Column]) -> Result<(), ReadError> {
        for (n, column) in columns.iter().enumerate().filter(|(_, column)| column.back) {
            if let Some(value) = self.value(n) {
                value.text().map_err(|message| self.error(table, &column.name, message))?;
            }
        }
        Ok(())
    }

    pub(crate) fn need(&self, table: &Gathered, name: &str) -> Result<String, ReadError> {
        self.get(table, name)
            .ok_or_else(|| self.error(table, name, format!("`{name}` must not be empty")))
    }

    pub(crate) fn number(&self, table: &Gathered, name: &str) -> Result<u32, ReadError> {
        let text = self.need(table, name)?;
        text.parse().map_err(|_| {
            self.error(table, name, format!("`{}` is not a whole number", exact::clip(&text)))
        })
    }

    pub(crate) fn yes(&self, table: &Gathered, name: &str) -> Result<bool, ReadError> {
        match self.get(table, name).as_deref() {
            None | Some("no") => Ok(false),
            Some("yes") => Ok(true),
            Some(other) => {
                let message = format!("`{}` is neither `yes` nor blank", exact::clip(other));
                Err(self.error(table, name, message))
            }
        }
    }

    /// What to call a cell of the row.
    pub(crate) fn place(&self, table: &Gathered, name: &str) -> String {
        let at = table.column(name).and_then(|n| self.head.places.get(n).copied().flatten());
        let column = at.and_then(|n| self.head.header.get(n)).map(|h| (h.column, name));
        table.style.place(&self.head.sheet, column, self.at)
    }

    pub(crate) fn error(&self, table: &Gathered, name: &str, message: String) -> ReadError {
        ReadError::Cell { place: self.place(table, name), message }
    }
}

//! The rows of a table by the names of their columns, wherever these stand.

use std::{collections::BTreeMap, rc::Rc};

use calamine::{Data, Range};

use super::ReadError;
use crate::{exact, sheet::CONTINUATION};

/// The headers stand within so many rows.
const MOST_HEAD: usize = 20;

/// Some columns of one sheet, or of several that go on from one another.
pub(super) struct Table {
    keys: Vec<String>,
    /// The columns that are read, the continuation last.
    wanted: Vec<String>,
    pub(super) rows: Vec<Row>,
}

/// A row of the columns that are read.
pub(super) struct Row {
    pub(super) sheet: Rc<str>,
    /// Its number, counted from 1.
    pub(super) at: u32,
    cells: Vec<Option<String>>,
    /// The letters of the columns.
    columns: Rc<[Option<u32>]>,
}

impl Table {
    pub(super) fn new(keys: &[&str], wanted: &[&str]) -> Self {
        let mut wanted: Vec<String> = wanted.iter().map(|name| (*name).to_owned()).collect();
        wanted.push(CONTINUATION.to_owned());
        Self {
            keys: keys.iter().map(|name| (*name).to_owned()).collect(),
            wanted,
            rows: Vec::new(),
        }
    }

    fn column(&self, name: &str) -> Option<usize> {
        self.wanted.iter().position(|wanted| wanted == name)
    }

    /// Adds the rows of a sheet.
    pub(super) fn add(&mut self, sheet: &str, range: &Range<Data>) -> Result<(), ReadError> {
        let Some((top, left)) = range.start() else { return Ok(()) };
        let mut rows = range.rows().zip(top + 1..);
        let mut header = None;
        for (row, _) in rows.by_ref().take(MOST_HEAD) {
            let at =
                |name: &String| row.iter().position(|c| matches!(c, Data::String(t) if t == name));
            if self.keys.iter().all(|key| at(key).is_some()) {
                header = Some(self.wanted.iter().map(at).collect::<Vec<Option<usize>>>());
                break;
            }
        }
        let Some(header) = header else {
            let column = self.keys.join("`, `");
            return Err(ReadError::NoColumn { sheet: sheet.to_owned(), column });
        };
        let sheet: Rc<str> = sheet.into();
        let columns: Rc<[Option<u32>]> = header
            .iter()
            .map(|at| at.and_then(|at| u32::try_from(at).ok()).map(|at| at + left))
            .collect();
        for (row, at) in rows {
            let mut cells = Vec::with_capacity(header.len());
            for (n, column) in header.iter().enumerate() {
                let cell = column.and_then(|column| row.get(column));
                let text = text(cell).map_err(|message| ReadError::Cell {
                    sheet: sheet.to_string(),
                    cell: address(columns.get(n).copied().flatten(), at),
                    message,
                })?;
                cells.push(text);
            }
            if cells.iter().any(Option::is_some) {
                let (sheet, columns) = (Rc::clone(&sheet), Rc::clone(&columns));
                self.rows.push(Row { sheet, at, cells, columns });
            }
        }
        Ok(())
    }

    /// Joins the rows that carry on a text to those that they carry on.
    pub(super) fn join(&mut self) -> Result<(), ReadError> {
        if self.rows.iter().all(|row| row.get(self, CONTINUATION).is_none()) {
            return Ok(());
        }
        let rows = std::mem::take(&mut self.rows);
        let (mut first, mut more) = (Vec::new(), BTreeMap::new());
        for row in rows {
            if row.get(self, CONTINUATION).is_none() {
                first.push(row);
                continue;
            }
            let number = row.number(self, CONTINUATION)?;
            let pieces: &mut BTreeMap<u32, Row> = more.entry(self.key(&row)).or_default();
            if let Some(twice) = pieces.insert(number, row) {
                return Err(twice.error(
                    self,
                    CONTINUATION,
                    "this continuation stands twice".into(),
                ));
            }
        }
        for row in &mut first {
            for (_, piece) in more.remove(&self.key(row)).unwrap_or_default() {
                for ((cell, next), name) in row.cells.iter_mut().zip(piece.cells).zip(&self.wanted)
                {
                    let key = name == CONTINUATION || self.keys.contains(name);
                    if let (false, Some(next)) = (key, next) {
                        cell.get_or_insert_default().push_str(&next);
                    }
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

    fn key(&self, row: &Row) -> Vec<String> {
        self.keys.iter().map(|key| row.get(self, key).unwrap_or_default().to_owned()).collect()
    }
}

impl Row {
    /// Where it stands, without what it holds.
    pub(super) fn place(&self) -> Self {
        let (sheet, columns) = (Rc::clone(&self.sheet), Rc::clone(&self.columns));
        Self { sheet, at: self.at, cells: Vec::new(), columns }
    }

    pub(super) fn get(&self, table: &Table, name: &str) -> Option<&str> {
        self.cells.get(table.column(name)?)?.as_deref()
    }

    pub(super) fn need(&self, table: &Table, name: &str) -> Result<&str, ReadError> {
        self.get(table, name)
            .ok_or_else(|| self.error(table, name, format!("`{name}` must not be empty")))
    }

    pub(super) fn number(&self, table: &Table, name: &str) -> Result<u32, ReadError> {
        let text = self.need(table, name)?;
        text.parse().map_err(|_| {
            self.error(table, name, format!("`{}` is not a whole number", exact::clip(text)))
        })
    }

    pub(super) fn yes(&self, table: &Table, name: &str) -> Result<bool, ReadError> {
        match self.get(table, name) {
            None | Some("no") => Ok(false),
            Some("yes") => Ok(true),
            Some(other) => {
                let message = format!("`{}` is neither `yes` nor blank", exact::clip(other));
                Err(self.error(table, name, message))
            }
        }
    }

    pub(super) fn error(&self, table: &Table, name: &str, message: String) -> ReadError {
        let column = table.column(name).and_then(|at| self.columns.get(at).copied().flatten());
        ReadError::Cell { sheet: self.sheet.to_string(), cell: address(column, self.at), message }
    }
}

/// The address of a cell: `J17`; the row alone where the column is missing.
fn address(column: Option<u32>, row: u32) -> String {
    let Some(mut column) = column else { return format!("row {row}") };
    let mut letters = Vec::new();
    loop {
        letters.push(char::from(b'A' + u8::try_from(column % 26).unwrap_or_default()));
        if column < 26 {
            break;
        }
        column = column / 26 - 1;
    }
    format!("{}{row}", letters.into_iter().rev().collect::<String>())
}

/// A cell as text; nothing for an empty one.
fn text(cell: Option<&Data>) -> Result<Option<String>, String> {
    Ok(match cell {
        None | Some(Data::Empty) => None,
        Some(Data::String(text)) => (!text.is_empty()).then(|| text.clone()),
        Some(Data::Int(n)) => Some(n.to_string()),
        // Whole numbers are written without decimals.
        Some(Data::Float(n)) => Some(n.to_string()),
        Some(Data::Bool(is)) => Some(if *is { "yes" } else { "no" }.to_owned()),
        Some(Data::Error(error)) => return Err(format!("the cell holds the error value {error}")),
        Some(other) => {
            return Err(format!(
                "the cell holds a date or time ({other}); type it as text, as in 2014-03"
            ));
        }
    })
}

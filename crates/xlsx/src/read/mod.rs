//! The way back: a workbook as tables.

mod cells;
mod grid;
mod guard;
mod needed;

use std::{collections::BTreeSet, io::Cursor};

use calamine::{Reader as _, Xlsx};
use rapporteur_schema::Dataset;
use rapporteur_tables::{
    ReadError, Table,
    edit::{self, EditErrors, Edited},
    found::{Aside, Heading, Line, Sheet, Sheets, Style, Value, base_name},
    layout,
};

use self::cells::Cells;

pub use self::grid::grid;

/// The headers stand within so many rows.
const MOST_HEAD: usize = 20;

/// Reads a workbook that [`write()`](crate::write()) made, also after its rows were
/// sorted or it was saved again by another program.
///
/// Only columns of which a dataset is put together are looked at; for what somebody changed
/// in any other, see [`read_edited`].
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
    rapporteur_tables::read(sheets(bytes, false)?)
}

/// Reads a workbook that somebody edited, and says what that makes of the `present`
/// dataset: sorted, filtered, with rows added, changed and removed, in any program.
///
/// Nothing is changed blindly: what was edited is found by comparing every cell with
/// what the workbook held when it was made. If the dataset has changed since, the edits
/// are merged into it, as long as they are about other fields; that needs a workbook of
/// the profile [`Edit`](crate::Profile::Edit).
///
/// ```
/// # use rapporteur_schema::Dataset;
/// # fn f(bytes: &[u8], present: &Dataset) -> Result<(), Box<dyn std::error::Error>> {
/// let edited = rapporteur_xlsx::read_edited(bytes, present)?;
/// for change in &edited.changes {
///     println!("{change}");
/// }
/// # Ok(())
/// # }
/// ```
///
/// # Errors
/// Everything that is wrong with the edits, each with its cell and what to do.
pub fn read_edited(bytes: &[u8], present: &Dataset) -> Result<Edited, EditErrors> {
    edit::edit(sheets(bytes, true)?, present)
}

fn file(error: &dyn std::fmt::Display) -> ReadError {
    ReadError::File(error.to_string())
}

type Book<'b> = Xlsx<Cursor<&'b [u8]>>;

/// Opens a workbook that can be read safely.
fn open(bytes: &[u8]) -> Result<Book<'_>, ReadError> {
    guard::check(bytes).map_err(ReadError::File)?;
    Xlsx::new(Cursor::new(bytes)).map_err(|error: calamine::XlsxError| file(&error))
}

/// More cells than this, with the blank ones between, the rows of a sheet may not have.
const MOST_PLACES: usize = 100_000_000;

/// The sheets of a workbook; with `strict`, formulas and merged cells are looked for.
fn sheets(bytes: &[u8], strict: bool) -> Result<Sheets, ReadError> {
    let mut book = open(bytes)?;
    let mut layout = layout();
    if strict {
        layout.push(edit::base_layout());
    }
    let mut sheets = Vec::new();
    for name in book.sheet_names() {
        match layout.iter().find(|table| table.name == base_name(&name)) {
            // A dataset is put together of few columns; the rest of a large file is not held.
            Some(table) if !strict => sheets.extend(needed::sheet(&mut book, &name, table)?),
            Some(table) => {
                let mut sheet = sheet(&name, Cells::of(&mut book, &name, strict)?, table)?;
                for (row, column) in cells::merged(&mut book, &name)? {
                    let fault = "cells are merged here, so that it cannot be told to which row or \
                                 column they belong; unmerge them";
                    spoil(&mut sheet, row, column, fault);
                }
                sheets.push(sheet);
            }
            None if !strict => {}
            None => {
                // What sheet it may have been is told by its headers.
                let cells = Cells::of(&mut book, &name, strict)?;
                let head = layout.iter().filter_map(|table| head(&cells, table));
                let header = head.max_by_key(|head| head.hits).map(|head| head.header);
                let header = header.unwrap_or_default();
                sheets.push(Sheet { name, header, ..Sheet::default() });
            }
        }
    }
    Ok(Sheets { style: Style::Workbook, sheets })
}

/// Puts a fault in the place of the value of a cell.
fn spoil(sheet: &mut Sheet, row: u32, column: u32, fault: &str) {
    let at = sheet.header.iter().position(|heading| heading.column == column);
    let line = sheet.rows.binary_search_by_key(&(row + 1), |line| line.at);
    if let (Some(at), Ok(line)) = (at, line)
        && let Some(line) = sheet.rows.get_mut(line)
    {
        if line.cells.len() <= at {
            line.cells.resize(at + 1, None);
        }
        if let Some(cell) = line.cells.get_mut(at) {
            *cell = Some(Value::Fault(fault.to_owned()));
        }
    }
}

/// A row of headers.
struct Head {
    /// How many of the table's columns it names.
    hits: usize,
    /// Its number, counted from 0.
    row: u32,
    header: Vec<Heading>,
    /// What stands in it and is no header.
    asides: Vec<Aside>,
}

/// The row that names most of the columns of a table.
fn head(cells: &Cells, table: &Table<'_>) -> Option<Head> {
    let heads = cells.rows().take(MOST_HEAD).map(|(row, cells)| {
        let mut asides = Vec::new();
        let header: Vec<Heading> = cells
            .iter()
            .filter_map(|(_, column, value)| match value {
                Value::Text(text) => {
                    Some(Heading { text: text.trim().to_owned(), column: *column })
                }
                Value::Fault(fault) => {
                    asides.push(Aside::Heading { column: *column, fault: fault.clone() });
                    None
                }
                _ => None,
            })
            .collect();
        let hits = header.iter().filter(|h| table.column(&h.text).is_some()).count();
        Head { hits, row, header, asides }
    });
    heads.filter(|head| head.hits > 0).max_by_key(|head| (head.hits, u32::MAX - head.row))
}

fn sheet(name: &str, cells: Cells, table: &Table<'_>) -> Result<Sheet, ReadError> {
    let Some(Head { row, header, mut asides, .. }) = head(&cells, table) else {
        return Ok(Sheet { name: name.to_owned(), ..Sheet::default() });
    };
    let mut rows = Rows::default();
    // Columns without a header, those that are told of: one whose header is at fault is.
    let mut headless: BTreeSet<u32> = BTreeSet::new();
    for aside in &asides {
        if let Aside::Heading { column, .. } = aside {
            headless.insert(*column);
        }
    }
    for (at, found) in cells.into_rows().filter(|(at, _)| *at > row) {
        for (column, value) in found {
            match header.binary_search_by_key(&column, |heading| heading.column) {
                Ok(place) => rows.add(name, at, place, value)?,
                Err(_) if !value.is_blank() && headless.insert(column) => {
                    asides.push(Aside::Headless { at: at + 1, column });
                }
                Err(_) => {}
            }
        }
    }
    Ok(Sheet { name: name.to_owned(), head: row + 1, header, rows: rows.rows, asides })
}

/// The rows under the headers, as they grow.
#[derive(Default)]
struct Rows {
    rows: Vec<Line>,
    places: usize,
}

impl Rows {
    /// Adds a cell, which stands behind all that there are: in a row, counted from 0, under
    /// a header.
    fn add(&mut self, name: &str, row: u32, place: usize, value: Value) -> Result<(), ReadError> {
        if self.rows.last().is_none_or(|line| line.at != row + 1) {
            self.rows.push(Line { at: row + 1, cells: Vec::new() });
        }
        let Some(line) = self.rows.last_mut() else { return Ok(()) };
        self.places += place + 1 - line.cells.len().min(place + 1);
        if self.places > MOST_PLACES {
            return Err(ReadError::File(format!(
                "the sheet `{name}` has rows of more than {MOST_PLACES} cells together, with the \
                 blank ones between; take away columns that are not needed"
            )));
        }
        line.cells.resize(place, None);
        line.cells.push(Some(value));
        Ok(())
    }
}

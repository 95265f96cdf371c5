//! The way back: a workbook as tables.

mod grid;
mod guard;

use std::io::Cursor;

use calamine::{Data, Range, Reader as _, Xlsx};
use rapporteur_schema::Dataset;
use rapporteur_tables::{
    ReadError, Table,
    edit::{self, EditErrors, Edited},
    found::{Heading, Line, Sheet, Sheets, Style, Value, base_name},
    layout,
};

pub use self::grid::grid;

/// The headers stand within so many rows.
const MOST_HEAD: usize = 20;

/// Reads a workbook that [`write()`](crate::write()) made, also after its rows were
/// sorted or it was saved again by another program.
///
/// Only columns that the sheet `Data_dictionary` marks as read back are looked at; for
/// what somebody changed in any other, see [`read_edited`].
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

/// The cells of a sheet.
fn range(book: &mut Book<'_>, name: &str) -> Result<Range<Data>, ReadError> {
    book.worksheet_range(name)
        .map_err(|error| ReadError::File(format!("the sheet `{name}` cannot be read: {error}")))
}

/// The sheets of a workbook; with `strict`, formulas and merged cells are looked for.
fn sheets(bytes: &[u8], strict: bool) -> Result<Sheets, ReadError> {
    let mut book = open(bytes)?;
    let mut layout = layout();
    layout.push(edit::base_layout());
    let mut sheets = Vec::new();
    for name in book.sheet_names() {
        let known = layout.iter().find(|table| table.name == base_name(&name));
        if known.is_none() && !strict {
            continue;
        }
        let range = range(&mut book, &name)?;
        let Some(known) = known else {
            // What sheet it may have been is told by its headers.
            let head = layout.iter().filter_map(|table| head(&range, table));
            let header = head.max_by_key(|head| head.hits).map(|head| head.header);
            let header = header.unwrap_or_default();
            sheets.push(Sheet { name, head: 0, header, rows: Vec::new() });
            continue;
        };
        let mut sheet = sheet(&name, &range, known);
        if strict {
            let formulas = book.worksheet_formula(&name).map_err(|error| file(&error))?;
            let top = formulas.start().unwrap_or_default();
            for (row, column, formula) in formulas.used_cells() {
                let (row, column) = (u32::try_from(row), u32::try_from(column));
                let (Ok(row), Ok(column)) = (row, column) else { continue };
                let fault = format!(
                    "the cell holds the formula `={}`; copy it and paste its value in its place",
                    formula.chars().take(60).collect::<String>()
                );
                spoil(&mut sheet, top.0 + row, top.1 + column, &fault);
            }
            let merged = book.merge_cells_by_sheet_name(&name).map_err(|error| file(&error))?;
            for (row, column) in merged.iter().map(|cells| cells.start) {
                let fault = "cells are merged here, so that it cannot be told to which row or \
                             column they belong; unmerge them";
                spoil(&mut sheet, row, column, fault);
            }
        }
        sheets.push(sheet);
    }
    Ok(Sheets { style: Style::Workbook, sheets })
}

/// Puts a fault in the place of the value of a cell.
fn spoil(sheet: &mut Sheet, row: u32, column: u32, fault: &str) {
    let at = sheet.header.iter().position(|heading| heading.column == column);
    let line = sheet.rows.iter_mut().find(|line| line.at == row + 1);
    if let (Some(at), Some(line)) = (at, line)
        && let Some(cell) = line.cells.get_mut(at)
    {
        *cell = Some(Value::Fault(fault.to_owned()));
    }
}

/// A row of headers.
struct Head {
    /// How many of the table's columns it names.
    hits: usize,
    /// Its row in the range.
    row: usize,
    header: Vec<Heading>,
}

/// The row that names most of the columns of a table.
fn head(range: &Range<Data>, table: &Table<'_>) -> Option<Head> {
    let (_, left) = range.start()?;
    let heads = range.rows().take(MOST_HEAD).enumerate().map(|(row, cells)| {
        let header: Vec<Heading> = cells
            .iter()
            .zip(left..)
            .filter_map(|(cell, column)| match cell {
                Data::String(text) => Some(Heading { text: text.trim().to_owned(), column }),
                _ => None,
            })
            .collect();
        let hits = header.iter().filter(|h| table.column(&h.text).is_some()).count();
        Head { hits, row, header }
    });
    heads.filter(|head| head.hits > 0).max_by_key(|head| (head.hits, usize::MAX - head.row))
}

fn sheet(name: &str, range: &Range<Data>, table: &Table<'_>) -> Sheet {
    let (top, left) = range.start().unwrap_or_default();
    let Some(head) = head(range, table) else {
        return Sheet { name: name.to_owned(), head: 0, header: Vec::new(), rows: Vec::new() };
    };
    let header = head.header;
    let rows = range
        .rows()
        .zip(top + 1..)
        .skip(head.row + 1)
        .map(|(cells, at)| {
            let cell = |heading: &Heading| {
                let at = usize::try_from(heading.column - left).ok()?;
                value(cells.get(at)?)
            };
            Line { at, cells: header.iter().map(cell).collect() }
        })
        .collect();
    let row = u32::try_from(head.row).unwrap_or_default();
    Sheet { name: name.to_owned(), head: top + row + 1, header, rows }
}

fn value(cell: &Data) -> Option<Value> {
    Some(match cell {
        Data::Empty => return None,
        Data::String(text) if text.is_empty() => return None,
        Data::String(text) => Value::Text(text.clone()),
        #[expect(clippy::cast_precision_loss, reason = "the format has no others")]
        Data::Int(n) => Value::Number(*n as f64),
        Data::Float(n) => Value::Number(*n),
        Data::Bool(is) => Value::Flag(*is),
        Data::Error(error) => {
            Value::Fault(format!("the cell holds the error value {error}; type the value again"))
        }
        Data::DateTime(moment) => {
            let (year, month, day, hour, minute, second, _) = moment.to_ymd_hms_milli();
            let date = format!("{year:04}-{month:02}-{day:02}");
            Value::Day(if (hour, minute, second) == (0, 0, 0) {
                date
            } else {
                format!("{date} {hour:02}:{minute:02}:{second:02}")
            })
        }
        Data::DateTimeIso(text) | Data::DurationIso(text) => Value::Day(text.clone()),
    })
}

//! The cells of a sheet, as many as there are: a sheet with two of them, in its first and in
//! its last corner, takes no more memory than they do.

use std::io::Cursor;

use calamine::{Data, DataRef, XlsxCellReader, XlsxError};
use rapporteur_tables::{
    ReadError,
    found::{Value, letters},
};

use super::{Book, file};

/// More cells than this no sheet may have that is read here.
const MOST_CELLS: usize = 100_000_000;
/// The rows and columns of a sheet.
const ROWS: u32 = 1_048_576;
const COLUMNS: u32 = 16_384;

/// A text longer than this, in bytes, no cell may have that is read here: 1 MiB. A cell of
/// the format has 32,767 characters at most.
pub(super) const MOST_TEXT: usize = 1 << 20;

/// A sheet while its cells are read.
pub(super) struct Reading<'r, 'b> {
    reader: XlsxCellReader<'r, Cursor<&'b [u8]>>,
    name: String,
    strict: bool,
    read: usize,
    most: usize,
}

impl<'r, 'b> Reading<'r, 'b> {
    /// Begins with a sheet; `None` for one that has no cells, such as a chart. With `strict`,
    /// a formula is a fault, else its last result is the value of its cell.
    pub(super) fn of(
        book: &'r mut Book<'b>,
        name: &str,
        strict: bool,
    ) -> Result<Option<Self>, ReadError> {
        match book.worksheet_cells_reader(name) {
            Ok(reader) => {
                Ok(Some(Self { reader, name: name.to_owned(), strict, read: 0, most: MOST_CELLS }))
            }
            Err(XlsxError::NotAWorksheet(_)) => Ok(None),
            Err(error) => Err(broken(name, &error)),
        }
    }

    /// The next cell: row and column, counted from 0, and its value, if it has one and it is
    /// wanted; `None` after the last.
    pub(super) fn next(
        &mut self,
        wanted: impl Fn(u32, u32) -> bool,
    ) -> Result<Option<(u32, u32, Option<Value>)>, ReadError> {
        let name = &self.name;
        let ((row, column), formula, cell) = if self.strict {
            // Formulas that cells share are written out for each, which takes its time.
            let cell = self.reader.next_cell_with_formula().map_err(|e| broken(name, &e))?;
            let Some(cell) = cell else { return Ok(None) };
            (cell.pos, cell.formula.filter(|formula| !formula.is_empty()), cell.value)
        } else {
            let cell = self.reader.next_cell().map_err(|error| broken(name, &error))?;
            let Some(cell) = cell else { return Ok(None) };
            (cell.get_position(), None, cell.get_value().clone())
        };
        if row >= ROWS || column >= COLUMNS {
            return Err(ReadError::File(format!(
                "the sheet `{name}` has a cell in row {} and column {}, where the format has none",
                row.saturating_add(1),
                column.saturating_add(1)
            )));
        }
        if !wanted(row, column) {
            return Ok(Some((row, column, None)));
        }
        let found = match formula {
            Some(formula) => Some(Value::Fault(format!(
                "the cell holds the formula `={}`; copy it and paste its value in its place",
                formula.chars().take(60).collect::<String>()
            ))),
            None => value(cell),
        };
        if let Some(Value::Text(text)) = &found
            && text.len() > MOST_TEXT
        {
            return Err(ReadError::File(format!(
                "{name}!{}{}: the cell holds a text of {} MiB, and more than {} MiB are not read; a \
                 cell has 32,767 characters at most",
                letters(column),
                row + 1,
                text.len() >> 20,
                MOST_TEXT >> 20
            )));
        }
        self.read += usize::from(found.is_some());
        if self.read > self.most {
            return Err(ReadError::File(format!(
                "the sheet `{name}` has more than {} cells, more than are read here",
                self.most
            )));
        }
        Ok(Some((row, column, found)))
    }
}

fn broken(name: &str, error: &XlsxError) -> ReadError {
    ReadError::File(format!("the sheet `{name}` cannot be read: {error}"))
}

/// The cells of a sheet that hold something.
#[derive(Default)]
pub(super) struct Cells {
    /// Row and column, counted from 0, and value; in the order of rows and columns.
    cells: Vec<(u32, u32, Value)>,
    /// How many rows they have.
    rows: usize,
}

impl Cells {
    /// The cells of a sheet of a workbook; with `strict`, a formula is a fault, else its last
    /// result is the value of its cell.
    pub(super) fn of(book: &mut Book<'_>, name: &str, strict: bool) -> Result<Self, ReadError> {
        Self::within(book, name, strict, MOST_CELLS)
    }

    fn within(
        book: &mut Book<'_>,
        name: &str,
        strict: bool,
        most: usize,
    ) -> Result<Self, ReadError> {
        let Some(reading) = Reading::of(book, name, strict)? else { return Ok(Self::default()) };
        let mut reading = Reading { most, ..reading };
        let mut all = Self::default();
        let mut ordered = true;
        while let Some((row, column, found)) = reading.next(|_, _| true)? {
            let Some(found) = found else { continue };
            ordered &= all.cells.last().is_none_or(|last| (last.0, last.1) < (row, column));
            all.push(row, column, found);
        }
        // Programs write them in order; of two for one place, the later counts.
        if !ordered {
            all.cells.reverse();
            all.cells.sort_by_key(|(row, column, _)| (*row, *column));
            all.cells.dedup_by_key(|(row, column, _)| (*row, *column));
        }
        Ok(all)
    }

    /// Adds a cell behind all that there are.
    pub(super) fn push(&mut self, row: u32, column: u32, value: Value) {
        self.rows += usize::from(self.last_row() != Some(row));
        self.cells.push((row, column, value));
    }

    /// How many rows have cells, if they came in order.
    pub(super) fn rows_so_far(&self) -> usize {
        self.rows
    }

    /// The row of the last cell.
    pub(super) fn last_row(&self) -> Option<u32> {
        self.cells.last().map(|(row, ..)| *row)
    }

    /// The rows that have cells, in their order: their number, counted from 0, and for each
    /// cell its column, counted from 0, and its value.
    pub(super) fn rows(&self) -> impl Iterator<Item = (u32, &[(u32, u32, Value)])> {
        self.cells
            .chunk_by(|one, next| one.0 == next.0)
            .filter_map(|row| Some((row.first()?.0, row)))
    }

    /// The same rows, which give their values away: each with its number.
    pub(super) fn into_rows(self) -> impl Iterator<Item = (u32, Vec<(u32, Value)>)> {
        let mut cells = self.cells.into_iter().peekable();
        std::iter::from_fn(move || {
            let (at, column, value) = cells.next()?;
            let mut row = vec![(column, value)];
            while let Some((_, column, value)) = cells.next_if(|cell| cell.0 == at) {
                row.push((column, value));
            }
            Some((at, row))
        })
    }
}

/// The value of a cell; `None` for an empty one, which a cell with an empty text is, too.
fn value(cell: DataRef<'_>) -> Option<Value> {
    Some(match Data::from(cell) {
        Data::Empty => return None,
        Data::String(text) if text.is_empty() => return None,
        Data::String(text) => Value::Text(text),
        #[expect(clippy::cast_precision_loss, reason = "the format has no others")]
        Data::Int(n) => Value::Number(n as f64),
        Data::Float(n) => Value::Number(n),
        Data::Bool(is) => Value::Flag(is),
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
        Data::DateTimeIso(text) | Data::DurationIso(text) => Value::Day(text),
    })
}

/// The places at which merged cells begin: row and column, counted from 0.
pub(super) fn merged(book: &mut Book<'_>, name: &str) -> Result<Vec<(u32, u32)>, ReadError> {
    let merged = book.merge_cells_by_sheet_name(name).map_err(|error| file(&error))?;
    Ok(merged.iter().map(|cells| cells.start).collect())
}

#[cfg(test)]
mod tests {
    use std::io::{Read as _, Write as _};

    use rust_xlsxwriter::Workbook;

    use super::*;

    fn text(value: &str) -> Value {
        Value::Text(value.to_owned())
    }

    #[test]
    fn rows_come_in_order_and_are_counted() {
        let mut book = Workbook::new();
        let sheet = book.add_worksheet();
        for (row, column, value) in [(2, 5, "f"), (9, 0, "a"), (2, 1, "b"), (4, 4, "")] {
            sheet.write(row, column, value).unwrap();
        }
        let bytes = book.save_to_buffer().unwrap();
        let mut book = super::super::open(&bytes).unwrap();
        let cells = Cells::of(&mut book, "Sheet1", true).unwrap();
        assert_eq!(
            cells.rows().map(|(at, row)| (at, row.len())).collect::<Vec<_>>(),
            [(2, 2), (9, 1)]
        );
        let rows: Vec<_> = cells.into_rows().collect();
        assert_eq!(rows, [(2, vec![(1, text("b")), (5, text("f"))]), (9, vec![(0, text("a"))])]);
        let error = Cells::within(&mut book, "Sheet1", true, 2).err().unwrap().to_string();
        assert!(error.contains("has more than 2 cells"), "{error}");
    }

    /// A workbook of one sheet, of which these are the rows in XML.
    fn of_rows(rows: &str) -> Vec<u8> {
        let mut book = Workbook::new();
        book.add_worksheet().write(0, 0, "x").unwrap();
        let made = book.save_to_buffer().unwrap();
        let mut parts = zip::ZipArchive::new(Cursor::new(made)).unwrap();
        let mut other = zip::ZipWriter::new(Cursor::new(Vec::new()));
        for n in 0..parts.len() {
            let mut part = parts.by_index(n).unwrap();
            let (name, mut xml) = (part.name().unwrap().into_owned(), String::new());
            part.read_to_string(&mut xml).unwrap();
            if let (true, Some((before, after))) =
                (name.contains("sheet1.xml"), xml.split_once("<sheetData>"))
            {
                let after = after.split_once("</sheetData>").unwrap().1;
                xml = format!("{before}<sheetData>{rows}</sheetData>{after}");
            }
            other.start_file(name, zip::write::SimpleFileOptions::default()).unwrap();
            other.write_all(xml.as_bytes()).unwrap();
        }
        other.finish().unwrap().into_inner()
    }

    fn cell(at: &str, n: u32) -> String {
        format!("<c r=\"{at}\"><v>{n}</v></c>")
    }

    #[test]
    fn rows_in_any_order_are_put_in_order() {
        let rows = [cell("C9", 1), cell("A2", 2), cell("C9", 3), cell("B2", 4)].concat();
        let bytes = of_rows(&format!("<row>{rows}</row>"));
        let mut book = super::super::open(&bytes).unwrap();
        let rows: Vec<_> = Cells::of(&mut book, "Sheet1", false).unwrap().into_rows().collect();
        let n = Value::Number;
        assert_eq!(rows, [(1, vec![(0, n(2.0)), (1, n(4.0))]), (8, vec![(2, n(3.0))])]);
    }

    #[test]
    fn a_cell_where_the_format_has_none_is_told() {
        for at in ["XFE1", "A1048577", "ZZZZZZZ99999999999", "A99999999999999999999", "1A", ""] {
            let bytes = of_rows(&format!("<row>{}</row>", cell(at, 1)));
            let mut book = super::super::open(&bytes).unwrap();
            let error = Cells::of(&mut book, "Sheet1", false).err().map(|error| error.to_string());
            assert!(error.is_some_and(|error| error.contains("Sheet1")), "{at}");
        }
    }
}

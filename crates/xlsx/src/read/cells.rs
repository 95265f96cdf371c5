//! The cells of a sheet, as many as there are: a sheet with two of them, in its first and in
//! its last corner, takes no more memory than they do.

use calamine::{Data, DataRef, XlsxError};
use rapporteur_tables::{ReadError, found::Value};

use super::{Book, file};

/// More cells than this no sheet may have that is read here.
const MOST_CELLS: usize = 100_000_000;
/// The rows and columns of a sheet.
const ROWS: u32 = 1_048_576;
const COLUMNS: u32 = 16_384;

/// The cells of a sheet that hold something.
#[derive(Default)]
pub(super) struct Cells {
    /// Row and column, counted from 0, and value; in the order of rows and columns.
    cells: Vec<(u32, u32, Value)>,
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
        let broken = |error: XlsxError| {
            ReadError::File(format!("the sheet `{name}` cannot be read: {error}"))
        };
        let mut reader = match book.worksheet_cells_reader(name) {
            Ok(reader) => reader,
            // A sheet that is a chart has no cells.
            Err(XlsxError::NotAWorksheet(_)) => return Ok(Self::default()),
            Err(error) => return Err(broken(error)),
        };
        let mut cells: Vec<(u32, u32, Value)> = Vec::new();
        let mut ordered = true;
        while let Some(cell) = reader.next_cell_with_formula().map_err(broken)? {
            let formula = cell.formula.filter(|formula| strict && !formula.is_empty());
            let found = match formula {
                Some(formula) => Some(Value::Fault(format!(
                    "the cell holds the formula `={}`; copy it and paste its value in its place",
                    formula.chars().take(60).collect::<String>()
                ))),
                None => value(cell.value),
            };
            let Some(found) = found else { continue };
            let at = cell.pos;
            if at.0 >= ROWS || at.1 >= COLUMNS {
                return Err(ReadError::File(format!(
                    "the sheet `{name}` has a cell in row {} and column {}, where the format has \
                     none",
                    at.0.saturating_add(1),
                    at.1.saturating_add(1)
                )));
            }
            if cells.len() == most {
                return Err(ReadError::File(format!(
                    "the sheet `{name}` has more than {most} cells, more than are read here"
                )));
            }
            ordered &= cells.last().is_none_or(|(row, column, _)| (*row, *column) < at);
            cells.push((at.0, at.1, found));
        }
        // Programs write them in order; of two for one place, the later counts.
        if !ordered {
            cells.reverse();
            cells.sort_by_key(|(row, column, _)| (*row, *column));
            cells.dedup_by_key(|(row, column, _)| (*row, *column));
        }
        Ok(Self { cells })
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
    use std::io::{Cursor, Read as _, Write as _};

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

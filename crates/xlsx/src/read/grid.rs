//! A workbook that somebody else made: the cells of a sheet.

use calamine::{Data, Reader as _};
use rapporteur_tables::{
    ReadError,
    found::{Value, letters},
};

use super::{open, range, value};

/// The rows of a sheet of any workbook that have something in them, each with its number
/// and its cells as texts from the first column on: dates as ISO 8601, numbers and
/// yes-or-no as they are stored, of formulas their last result.
///
/// `sheet` is its name; without one it is the first.
///
/// # Errors
/// The file is no workbook that can be read safely, or has no such sheet; a cell holds an
/// error value (`#REF!`), with the name of the cell.
pub fn grid(bytes: &[u8], sheet: Option<&str>) -> Result<Vec<(u64, Vec<String>)>, ReadError> {
    let mut book = open(bytes)?;
    let names = book.sheet_names();
    let name = match sheet {
        Some(wanted) => names.iter().find(|name| *name == wanted).ok_or_else(|| {
            let names = names.join("`, `");
            ReadError::File(format!("it has no sheet `{wanted}`; its sheets are `{names}`"))
        })?,
        None => names.first().ok_or_else(|| ReadError::File("it has no sheet".to_owned()))?,
    };
    let range = range(&mut book, name)?;
    let (top, left) = range.start().unwrap_or_default();
    let mut rows = Vec::new();
    for (cells, at) in range.rows().zip(u64::from(top) + 1..) {
        if cells.iter().all(|cell| matches!(cell, Data::Empty)) {
            continue;
        }
        // Columns are counted from A, whatever stands in it.
        let mut row = vec![String::new(); usize::try_from(left).unwrap_or_default()];
        for (cell, column) in cells.iter().zip(left..) {
            row.push(text(cell).map_err(|fault| {
                ReadError::File(format!("{name}!{}{at}: {fault}", letters(column)))
            })?);
        }
        rows.push((at, row));
    }
    Ok(rows)
}

fn text(cell: &Data) -> Result<String, String> {
    Ok(match value(cell) {
        None => String::new(),
        Some(Value::Text(text) | Value::Day(text)) => text,
        Some(Value::Number(n)) => n.to_string(),
        Some(Value::Flag(is)) => is.to_string(),
        Some(Value::Fault(fault)) => return Err(fault),
        Some(_) => return Err("the cell holds what is no text, number or date".to_owned()),
    })
}

#[cfg(test)]
mod tests {
    use rust_xlsxwriter::{ExcelDateTime, Format, Workbook};

    use super::*;

    #[test]
    fn cells_come_as_texts_with_the_numbers_of_their_rows() {
        let mut book = Workbook::new();
        book.add_worksheet().set_name("Notes").unwrap();
        let sheet = book.add_worksheet().set_name("Data").unwrap();
        for (column, name) in ["State", "Day", "Votes"].into_iter().enumerate() {
            sheet.write(2, u16::try_from(column).unwrap() + 1, name).unwrap();
        }
        let day = Format::new().set_num_format("yyyy-mm-dd");
        sheet.write(4, 1, "Peru").unwrap();
        let date = ExcelDateTime::from_ymd(2008, 5, 6).unwrap();
        sheet.write_with_format(4, 2, &date, &day).unwrap();
        sheet.write(4, 3, 0.1 + 0.2).unwrap();
        let bytes = book.save_to_buffer().unwrap();
        let rows = grid(&bytes, Some("Data")).unwrap();
        let row = |n, cells: [&str; 4]| (n, cells.map(str::to_owned).to_vec());
        assert_eq!(
            rows,
            [
                row(3, ["", "State", "Day", "Votes"]),
                row(5, ["", "Peru", "2008-05-06", "0.30000000000000004"])
            ]
        );
        assert_eq!(grid(&bytes, None).unwrap(), []);
        let error = grid(&bytes, Some("data")).unwrap_err().to_string();
        assert!(error.contains("`Notes`, `Data`"), "{error}");
        assert_eq!([letters(0), letters(25), letters(26), letters(701)], ["A", "Z", "AA", "ZZ"]);
    }
}

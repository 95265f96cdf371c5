//! A workbook that somebody else made: the cells of a sheet.

use calamine::Reader as _;
use rapporteur_tables::{
    ReadError,
    found::{Value, letters},
};

use super::{cells::Cells, open};

/// More cells than this, with the blank ones, the rows of a sheet may not have together.
const MOST_PLACES: usize = 50_000_000;

/// The rows of a sheet of any workbook that have more in them than white space, each with its number
/// and its cells as texts from the first column on: dates as ISO 8601, numbers and
/// yes-or-no as they are stored, of formulas their last result.
///
/// `sheet` is its name; without one it is the first.
///
/// # Errors
/// The file is no workbook that can be read safely, or has no such sheet; a cell holds an
/// error value (`#REF!`), or stands so far from the others that the rows would have more than
/// 50 million cells, with the name of the cell.
pub fn grid(bytes: &[u8], sheet: Option<&str>) -> Result<Vec<(u64, Vec<String>)>, ReadError> {
    grid_within(bytes, sheet, MOST_PLACES)
}

fn grid_within(
    bytes: &[u8],
    sheet: Option<&str>,
    most: usize,
) -> Result<Vec<(u64, Vec<String>)>, ReadError> {
    let mut book = open(bytes)?;
    let names = book.sheet_names();
    let name = match sheet {
        Some(wanted) => names.iter().find(|name| *name == wanted).ok_or_else(|| {
            let names = names.join("`, `");
            ReadError::File(format!("it has no sheet `{wanted}`; its sheets are `{names}`"))
        })?,
        None => names.first().ok_or_else(|| ReadError::File("it has no sheet".to_owned()))?,
    };
    let cells = Cells::of(&mut book, name, false)?;
    // Rows in which there is no more than white space are blank.
    let rows = || cells.rows().filter(|(_, row)| !row.iter().all(|(_, _, value)| value.is_blank()));
    // Columns are counted from A, whatever stands in it; all rows have the same.
    let furthest = rows().filter_map(|(at, row)| Some((row.last()?.1, at))).max_by_key(|at| at.0);
    let Some((last, at)) = furthest else { return Ok(Vec::new()) };
    let width = last as usize + 1;
    let places = rows().count().saturating_mul(width);
    if places > most {
        return Err(ReadError::File(format!(
            "{name}!{}{}: this is the last column, and the rows would have more than {most} \
             cells, most of them blank; delete what stands so far from the table",
            letters(last),
            at + 1
        )));
    }
    cells
        .into_rows()
        .filter(|(_, row)| !row.iter().all(|(_, value)| value.is_blank()))
        .map(|(at, cells)| {
            let mut row = vec![String::new(); width];
            for (column, value) in cells {
                let text = text(value).map_err(|fault| {
                    ReadError::File(format!("{name}!{}{}: {fault}", letters(column), at + 1))
                })?;
                if let Some(place) = row.get_mut(column as usize) {
                    *place = text;
                }
            }
            Ok((u64::from(at) + 1, row))
        })
        .collect()
}

fn text(value: Value) -> Result<String, String> {
    Ok(match value {
        Value::Text(text) | Value::Day(text) => text,
        Value::Number(n) => n.to_string(),
        Value::Flag(is) => is.to_string(),
        Value::Fault(fault) => return Err(fault),
        _ => return Err("the cell holds what is no text, number or date".to_owned()),
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
    #[test]
    fn cells_in_the_corners_of_a_sheet_take_no_more_than_two() {
        let mut book = Workbook::new();
        let sheet = book.add_worksheet().set_name("Data").unwrap();
        sheet.write(0, 0, "State").unwrap();
        // Blank, white space, and a format alone are no rows.
        sheet.write(7, 3, "  ").unwrap();
        sheet.write_blank(8, 3, &Format::new().set_bold()).unwrap();
        sheet.write(1_048_575, 16_383, "far").unwrap();
        let bytes = book.save_to_buffer().unwrap();
        let rows = grid(&bytes, None).unwrap();
        let found: Vec<(u64, usize, &str)> = rows
            .iter()
            .map(|(at, cells)| (*at, cells.len(), cells.last().unwrap().as_str()))
            .collect();
        assert_eq!(found, [(1, 16_384, ""), (1_048_576, 16_384, "far")]);
        let error = grid_within(&bytes, None, 20_000).unwrap_err().to_string();
        assert!(error.contains("Data!XFD1048576: this is the last column"), "{error}");
    }
}

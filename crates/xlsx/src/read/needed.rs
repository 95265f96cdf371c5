//! The cells of which a dataset is put together, and no others.

use rapporteur_tables::{
    ReadError, Table,
    found::{Heading, Sheet, read_back},
};

use super::{
    Book, Head, MOST_HEAD, Rows,
    cells::{Cells, Reading},
    head,
};

/// A sheet with the columns that are read back; `None` if the table has none.
///
/// The first rows are held until the headers are known, and of all others the cells under
/// headers that are needed. A sheet whose cells are in no order is read whole first.
pub(super) fn sheet(
    book: &mut Book<'_>,
    name: &str,
    table: &Table<'_>,
) -> Result<Option<Sheet>, ReadError> {
    if read_back(table, [].into_iter()).is_none() {
        return Ok(None);
    }
    match streamed(book, name, table)? {
        Streamed::Sheet(sheet) => Ok(Some(sheet)),
        Streamed::Unordered => {
            let cells = Cells::of(book, name, false)?;
            let found = head(&cells, table).map(|head| Columns::of(table, head));
            let mut rows = Rows::default();
            if let Some(columns) = &found {
                for (row, found) in cells.into_rows().filter(|(row, _)| *row > columns.row) {
                    for (column, value) in found {
                        if let Some(place) = columns.place(column) {
                            rows.add(name, row, place, value)?;
                        }
                    }
                }
            }
            Ok(Some(made(name, found, rows)))
        }
    }
}

enum Streamed {
    Sheet(Sheet),
    /// The cells are not in the order of rows and columns.
    Unordered,
}

fn streamed(book: &mut Book<'_>, name: &str, table: &Table<'_>) -> Result<Streamed, ReadError> {
    let Some(mut reading) = Reading::of(book, name, false)? else {
        return Ok(Streamed::Sheet(made(name, None, Rows::default())));
    };
    let mut first = Cells::default();
    let mut columns: Option<Columns> = None;
    let mut rows = Rows::default();
    let mut last = None;
    loop {
        // Under the headers a value is only made where it is needed.
        let wanted = |row, column| match &columns {
            Some(columns) => row > columns.row && columns.place(column).is_some(),
            None => true,
        };
        let Some((row, column, value)) = reading.next(wanted)? else { break };
        if last.replace((row, column)).is_some_and(|last| last >= (row, column)) {
            return Ok(Streamed::Unordered);
        }
        if let Some(columns) = &columns {
            if let (Some(value), Some(place)) = (value, columns.place(column)) {
                rows.add(name, row, place, value)?;
            }
            continue;
        }
        let Some(value) = value else { continue };
        if first.rows_so_far() >= MOST_HEAD && first.last_row() != Some(row) {
            let Some(found) = head(&first, table).map(|head| Columns::of(table, head)) else {
                return Ok(Streamed::Sheet(made(name, None, rows)));
            };
            add_all(&mut rows, name, std::mem::take(&mut first), &found)?;
            if let (Some(place), true) = (found.place(column), row > found.row) {
                rows.add(name, row, place, value)?;
            }
            columns = Some(found);
            continue;
        }
        first.push(row, column, value);
    }
    if columns.is_none() {
        columns = head(&first, table).map(|head| Columns::of(table, head));
        if let Some(columns) = &columns {
            add_all(&mut rows, name, first, columns)?;
        }
    }
    Ok(Streamed::Sheet(made(name, columns, rows)))
}

fn add_all(rows: &mut Rows, name: &str, cells: Cells, columns: &Columns) -> Result<(), ReadError> {
    for (row, found) in cells.into_rows().filter(|(row, _)| *row > columns.row) {
        for (column, value) in found {
            if let Some(place) = columns.place(column) {
                rows.add(name, row, place, value)?;
            }
        }
    }
    Ok(())
}

fn made(name: &str, columns: Option<Columns>, rows: Rows) -> Sheet {
    let name = name.to_owned();
    match columns {
        Some(Columns { row, header, .. }) => {
            Sheet { name, head: row + 1, header, rows: rows.rows, ..Sheet::default() }
        }
        None => Sheet { name, ..Sheet::default() },
    }
}

/// The columns of a sheet that are read back.
struct Columns {
    /// The row of headers, counted from 0.
    row: u32,
    header: Vec<Heading>,
    /// By column, which header stands over it.
    places: Vec<Option<usize>>,
}

impl Columns {
    fn of(table: &Table<'_>, head: Head) -> Self {
        let needed = read_back(table, head.header.iter().map(|heading| heading.text.as_str()));
        let needed = needed.unwrap_or_default();
        let header = head.header.into_iter().zip(needed).filter(|(_, needed)| *needed);
        let header: Vec<Heading> = header.map(|(heading, _)| heading).collect();
        let mut places = Vec::new();
        for (place, heading) in header.iter().enumerate() {
            let column = heading.column as usize;
            places.resize(places.len().max(column + 1), None);
            if let Some(known) = places.get_mut(column) {
                *known = Some(place);
            }
        }
        Self { row: head.row, header, places }
    }

    fn place(&self, column: u32) -> Option<usize> {
        self.places.get(column as usize).copied().flatten()
    }
}

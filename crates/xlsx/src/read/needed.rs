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
    if let Some(sheet) = streamed(book, name, table)? {
        return Ok(Some(sheet));
    }
    Ok(Some(made(name, begin(name, table, Cells::of(book, name, false)?)?)))
}

/// The sheet as its cells come; `None` if they are not in the order of rows and columns.
fn streamed(
    book: &mut Book<'_>,
    name: &str,
    table: &Table<'_>,
) -> Result<Option<Sheet>, ReadError> {
    let Some(mut reading) = Reading::of(book, name, false)? else {
        return Ok(Some(made(name, None)));
    };
    let mut first = Cells::default();
    let mut begun: Option<(Columns, Rows)> = None;
    let mut last = None;
    loop {
        // Under the headers a value is only made where it is needed.
        let wanted = |row, column| match &begun {
            Some((columns, _)) => columns.place(row, column).is_some(),
            None => true,
        };
        let Some((row, column, value)) = reading.next(wanted)? else { break };
        if last.replace((row, column)).is_some_and(|last| last >= (row, column)) {
            return Ok(None);
        }
        let Some(value) = value else { continue };
        if begun.is_none() && first.rows_so_far() >= MOST_HEAD && first.last_row() != Some(row) {
            begun = begin(name, table, std::mem::take(&mut first))?;
            if begun.is_none() {
                return Ok(Some(made(name, None)));
            }
        }
        match &mut begun {
            Some((columns, rows)) => {
                if let Some(place) = columns.place(row, column) {
                    rows.add(name, row, place, value)?;
                }
            }
            None => first.push(row, column, value),
        }
    }
    if begun.is_none() {
        begun = begin(name, table, first)?;
    }
    Ok(Some(made(name, begun)))
}

/// The columns that the headers among these cells name, and the rows under them; `None` if
/// there are no headers.
fn begin(
    name: &str,
    table: &Table<'_>,
    cells: Cells,
) -> Result<Option<(Columns, Rows)>, ReadError> {
    let Some(head) = head(&cells, table) else { return Ok(None) };
    let columns = Columns::of(table, head);
    let mut rows = Rows::default();
    for (row, found) in cells.into_rows() {
        for (column, value) in found {
            if let Some(place) = columns.place(row, column) {
                rows.add(name, row, place, value)?;
            }
        }
    }
    Ok(Some((columns, rows)))
}

fn made(name: &str, begun: Option<(Columns, Rows)>) -> Sheet {
    let name = name.to_owned();
    match begun {
        Some((Columns { row, header, .. }, Rows { rows, .. })) => {
            Sheet { name, head: row + 1, header, rows, ..Sheet::default() }
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

    /// Under which header a cell stands; `None` for one that is not needed.
    fn place(&self, row: u32, column: u32) -> Option<usize> {
        if row > self.row { self.places.get(column as usize).copied().flatten() } else { None }
    }
}

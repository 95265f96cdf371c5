//! What a sheet of the format can hold, and what does not fit.

use std::borrow::Cow;

use rapporteur_tables::{Cell, Column, Kind, Row, found::CONTINUATION};

/// The header of every table stands in this row, counted from 0.
pub(crate) const HEADER_ROW: u32 = 3;
/// The first row of data, counted from 0.
pub(crate) const FIRST_ROW: u32 = HEADER_ROW + 1;

/// What programs that read the format accept at most.
#[derive(Debug, Clone, Copy)]
pub(crate) struct Limits {
    /// Rows of data in one sheet.
    pub(crate) rows: usize,
    /// UTF-16 units in one cell.
    pub(crate) units: usize,
    /// Line feeds in one cell.
    pub(crate) breaks: usize,
    /// Links in one sheet.
    pub(crate) links: usize,
    /// Sheets with more rows than this are written row by row into a temporary file.
    pub(crate) many_rows: usize,
    /// In workbooks with more rows than this, over all their sheets, the sheets that are
    /// written into temporary files have their texts in their cells and rows without
    /// heights, so that memory does not grow with them; these workbooks are compressed
    /// less, unless told otherwise; and records are looked at once for all sheets.
    pub(crate) very_many_rows: usize,
}

impl Default for Limits {
    fn default() -> Self {
        Self {
            rows: 1_048_576 - FIRST_ROW as usize,
            units: 32_767,
            breaks: 253,
            links: 65_000,
            many_rows: 1_000,
            very_many_rows: 100_000,
        }
    }
}

/// The column that says how rows carry on a text.
pub(crate) fn continuation() -> Column {
    let meaning = "Blank in the row in which a record or claim begins. Where a text is longer \
                   than a cell may be, rows numbered 2, 3 … carry it on: join the pieces in \
                   this order, adding nothing between them.";
    let mut column = Column::number(CONTINUATION, meaning);
    column.back = true;
    column
}

/// Whether a text of a row is too long for a cell.
pub(crate) fn is_long(row: &Row<'_>, limits: &Limits) -> bool {
    row.iter().any(|cell| cell.as_text().is_some_and(|text| split_at(text, limits).is_some()))
}

/// Spreads the texts of a row over as many rows as they need; each ends with the cell
/// of the column [`continuation`].
pub(crate) fn fit<'a>(mut row: Row<'a>, columns: &[Column], limits: &Limits) -> Vec<Row<'a>> {
    let mut rest = carry_on(&mut row, columns, limits);
    row.push(Cell::Blank);
    let mut rows = vec![row];
    let mut number = 2;
    while let Some(mut next) = rest {
        rest = carry_on(&mut next, columns, limits);
        next.push(Cell::count(number));
        number += 1;
        rows.push(next);
    }
    rows
}

/// Cuts what is too long off a row, and gives the row that carries it on.
fn carry_on<'a>(row: &mut Row<'a>, columns: &[Column], limits: &Limits) -> Option<Row<'a>> {
    let mut rest = Vec::new();
    let mut more = false;
    for (column, cell) in columns.iter().zip(row) {
        let at = cell.as_text().and_then(|text| split_at(text, limits));
        rest.push(match (at, &mut *cell) {
            (Some(at), Cell::Text(text) | Cell::Cites(text)) => {
                more = true;
                let (head, tail) = text.split_at_checked(at).unwrap_or((text, ""));
                let tail = Cell::Text(Cow::Owned(tail.to_owned()));
                *text = Cow::Owned(head.to_owned());
                tail
            }
            (_, cell) if column.is_key() => cell.clone(),
            _ => Cell::Blank,
        });
    }
    more.then_some(rest)
}

/// Where a text must be cut to fit into a cell; `None` if it fits.
pub(crate) fn split_at(text: &str, limits: &Limits) -> Option<usize> {
    // A character is at most one UTF-16 unit for each of its bytes.
    if text.len() <= limits.units && text.len() <= limits.breaks {
        return None;
    }
    let (mut units, mut breaks) = (0, 0);
    for (at, c) in text.char_indices() {
        units += c.len_utf16();
        breaks += usize::from(c == '\n');
        if units > limits.units || breaks > limits.breaks {
            // A cut at the very beginning would never end.
            return (at > 0).then_some(at);
        }
    }
    None
}

/// How many letters of running text stand in the width of a digit, on average and
/// with the room that is lost at the ends of lines.
const LETTERS_IN_DIGITS: f64 = 1.25;

/// How many lines a row needs; programs do not all find out when they open a file.
pub(crate) fn lines(row: &[Cell<'_>], columns: &[Column]) -> u32 {
    let of = |(cell, column): (&Cell<'_>, &Column)| match (cell.as_text(), column.kind) {
        (Some(text), Kind::Code | Kind::Words) => {
            lines_of(text, column.shown_width() * LETTERS_IN_DIGITS)
        }
        _ => 1,
    };
    row.iter().zip(columns).map(of).max().unwrap_or(1)
}

fn lines_of(text: &str, width: f64) -> u32 {
    // A text is at most as wide as a digit for each of its bytes.
    let bytes = f64::from(u32::try_from(text.len()).unwrap_or(u32::MAX));
    if bytes <= width.max(7.0) && !text.contains('\n') {
        return 1;
    }
    let mut lines: u32 = 0;
    for line in text.split('\n') {
        let wide: f64 = line.chars().map(|c| if is_wide(c) { 2.0 } else { 1.0 }).sum();
        let mut more = 1;
        let mut room = width;
        while room < wide && more < 100 {
            room += width;
            more += 1;
        }
        lines = lines.saturating_add(more);
    }
    lines
}

/// Whether a character is as wide as two digits: East Asian scripts.
fn is_wide(c: char) -> bool {
    matches!(u32::from(c), 0x1100..=0x115F | 0x2E80..=0xA4CF | 0xAC00..=0xD7A3 | 0xF900..=0xFAFF | 0xFE30..=0xFE6F | 0xFF00..=0xFF60 | 0x1F300..=0x1FAFF | 0x20000..=0x3FFFD)
}

/// Whether a program might take a text for a formula or a command.
pub(crate) fn is_risky(text: &str) -> bool {
    text.starts_with(['=', '+', '-', '@', '\t', '\r', '\''])
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn rows_are_as_high_as_their_texts() {
        // Line feeds count in short texts, too; East Asian letters are wide.
        for (text, width, expected) in [
            ("short", 10.0, 1),
            ("a\nb\nc", 10.0, 3),
            ("exactly10!", 10.0, 1),
            ("eleven long", 10.0, 2),
            ("\u{4E2D}\u{534E}\u{4EBA}\u{6C11}\u{5171}\u{548C}", 10.0, 2),
        ] {
            assert_eq!(lines_of(text, width), expected, "{text}");
        }
    }
}

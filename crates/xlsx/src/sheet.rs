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

/// How much of a line a digit of a column's width is, in thousandths of the height of the
/// font: seven pixels, of which a letter of 11 points has fourteen and two thirds, widened as
/// the columns are, less what programs differ by.
const DIGIT: f64 = 520.0;

/// How many lines a row needs; programs do not all find out when they open a file.
pub(crate) fn lines(row: &[Cell<'_>], columns: &[Column]) -> u32 {
    let of = |(cell, column): (&Cell<'_>, &Column)| match (cell.as_text(), column.kind) {
        (None, _) | (_, Kind::Line) => 1,
        // Programs do not agree on whether a line may be broken after a hyphen.
        (Some(text), _) => {
            let width = column.shown_width();
            let lines = lines_of(text, width, true);
            if text.contains('-') { lines.max(lines_of(text, width, false)) } else { lines }
        }
    };
    row.iter().zip(columns).map(of).max().unwrap_or(1)
}

/// How many lines a text needs in a column so many digits wide: lines are broken after
/// spaces, after hyphens or not, and within words that are longer than a line.
fn lines_of(text: &str, width: f64, hyphens: bool) -> u32 {
    #[expect(
        clippy::cast_possible_truncation,
        clippy::cast_sign_loss,
        reason = "a column has 255 digits at most"
    )]
    let room = (width.clamp(1.0, 255.0) * DIGIT) as usize;
    // No letter is wider than its bytes and a little.
    if text.len() * WIDEST <= room && !text.contains('\n') {
        return 1;
    }
    let mut lines: u32 = 1;
    // What stands on the line; and of it, the word that a break would take to the next.
    let (mut line, mut word) = (0, 0);
    for c in text.chars() {
        if c == '\n' {
            lines = lines.saturating_add(1);
            (line, word) = (0, 0);
            continue;
        }
        let wide = letter(c);
        line += wide;
        word += wide;
        // A space at the end of a line needs no room.
        if line > room && c != ' ' {
            lines = lines.saturating_add(1);
            if word > room {
                word = wide;
            }
            line = word;
        }
        if c == ' ' || (hyphens && c == '-') || is_wide(c) {
            word = 0;
        }
    }
    lines
}

/// The widest letter of [`ARIAL`].
const WIDEST: usize = 1_015;

/// The widths of the characters from the space to the tilde in Arial, and in the fonts that
/// stand in for it, in thousandths of its height.
#[rustfmt::skip]
const ARIAL: [u16; 95] = [
    278, 278, 355, 556, 556, 889, 667, 191, 333, 333, 389, 584, 278, 333, 278, 278,
    556, 556, 556, 556, 556, 556, 556, 556, 556, 556, 278, 278, 584, 584, 584, 556,
    1015, 667, 667, 722, 722, 667, 611, 778, 722, 278, 500, 667, 556, 833, 722, 778,
    667, 778, 722, 667, 611, 722, 667, 944, 667, 667, 611, 278, 278, 278, 469, 556,
    333, 556, 556, 500, 556, 556, 278, 556, 556, 222, 222, 500, 222, 833, 556, 556,
    556, 556, 333, 500, 278, 556, 500, 722, 500, 500, 500, 334, 260, 334, 584,
];

/// How wide a character is, in thousandths of the height of the font.
fn letter(c: char) -> usize {
    let ascii = (c as usize).checked_sub(32).and_then(|at| ARIAL.get(at));
    match ascii {
        Some(width) => usize::from(*width),
        None if is_wide(c) => 1_000,
        None => 600,
    }
}

/// Whether a character is as wide as it is high: East Asian scripts.
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
        // As Excel and LibreOffice break them; line feeds count in short texts, too.
        for (text, width, expected) in [
            ("short", 10.0, 1),
            ("a\nb\nc", 10.0, 3),
            ("illicit", 4.0, 1),
            ("WWWWWWW", 10.0, 2),
            ("eleven long", 10.0, 1),
            ("eleven longer", 10.0, 2),
            ("one-hyphenate", 10.0, 2),
            ("unbrokenunbrokenunbroken", 10.0, 3),
            (
                "Joining of the Convention on the Elimination of Discrimination against Women by \
                 China",
                34.0,
                3,
            ),
            ("\u{4E2D}\u{534E}\u{4EBA}\u{6C11}\u{5171}\u{548C}", 10.0, 2),
        ] {
            assert_eq!(lines_of(text, width, true), expected, "{text}");
        }
    }
}

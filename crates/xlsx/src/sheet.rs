//! A sheet before it is written: columns, rows, and the limits of a cell.

use std::borrow::Cow;

use rapporteur_schema::Day;

/// The header of every table stands in this row, counted from 0.
pub(crate) const HEADER_ROW: u32 = 3;
/// The first row of data, counted from 0.
pub(crate) const FIRST_ROW: u32 = HEADER_ROW + 1;
/// The column of the rows that carry on a text that is too long for one cell.
pub(crate) const CONTINUATION: &str = "continuation";

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
}

impl Default for Limits {
    fn default() -> Self {
        Self { rows: 1_048_576 - FIRST_ROW as usize, units: 32_767, breaks: 253, links: 65_000 }
    }
}

/// The value of a cell.
#[derive(Debug, Clone, PartialEq)]
pub(crate) enum Cell<'a> {
    /// Nothing.
    Blank,
    /// Text, always kept as text.
    Text(Cow<'a, str>),
    /// A number.
    Number(f64),
    /// A day that the format can hold.
    Date(Day),
    /// The id of a record, linked to the row of the record.
    Record(&'a str),
    /// The name of a sheet, linked to the sheet.
    Sheet(Box<str>),
}

impl<'a> Cell<'a> {
    pub(crate) fn text(text: impl Into<Cow<'a, str>>) -> Self {
        let text = text.into();
        if text.is_empty() { Self::Blank } else { Self::Text(text) }
    }

    pub(crate) fn maybe(text: Option<impl Into<Cow<'a, str>>>) -> Self {
        text.map_or(Self::Blank, Self::text)
    }

    pub(crate) fn flag(is: bool) -> Self {
        Self::Text(Cow::Borrowed(if is { "yes" } else { "no" }))
    }

    /// Counts are far below 2⁵³.
    #[expect(clippy::cast_precision_loss, reason = "no dataset has 2⁵³ of anything")]
    pub(crate) fn count(n: usize) -> Self {
        Self::Number(n as f64)
    }

    /// A day as a true date; blank before 1900-03-01, where programs disagree on
    /// what day a number is, and after 9999.
    pub(crate) fn day(day: Option<Day>) -> Self {
        match day {
            Some(day) if (day.year, day.month) >= (1900, 3) && day.year <= 9999 => Self::Date(day),
            _ => Self::Blank,
        }
    }

    pub(crate) fn as_text(&self) -> Option<&str> {
        match self {
            Self::Text(text) => Some(text),
            Self::Record(id) => Some(id),
            Self::Sheet(name) => Some(name),
            _ => None,
        }
    }
}

/// What kind of value a column holds.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(crate) enum Kind {
    /// Ids, codes, dates in EDTF, symbols: text that no program may reinterpret.
    Code,
    /// Text for readers.
    Words,
    /// Text that stands on one line however long it is: addresses.
    Line,
    /// A number.
    Number,
    /// A day.
    Date,
}

impl Kind {
    /// What the dictionary calls it.
    pub(crate) const fn label(self) -> &'static str {
        match self {
            Self::Code | Self::Words | Self::Line => "text",
            Self::Number => "number",
            Self::Date => "date",
        }
    }
}

/// A column.
#[derive(Debug, Clone)]
pub(crate) struct Column {
    /// Its header: a stable identifier.
    pub(crate) name: Cow<'static, str>,
    /// What kind of value it holds.
    pub(crate) kind: Kind,
    /// Its width, in digits of the default font.
    pub(crate) width: f64,
    /// What it means.
    pub(crate) meaning: String,
    /// What it may hold: a code list, a sheet.
    pub(crate) allowed: String,
    /// Whether it is read back; every other column follows from these.
    pub(crate) back: bool,
    /// Whether rows that carry on a text repeat it.
    pub(crate) key: bool,
    /// Whether the header is words that may stand on several lines.
    pub(crate) wrapped: bool,
}

impl Column {
    pub(crate) fn new(
        name: impl Into<Cow<'static, str>>,
        kind: Kind,
        meaning: impl Into<String>,
    ) -> Self {
        let name = name.into();
        let width = match kind {
            Kind::Code | Kind::Line => 20.0,
            Kind::Words => 42.0,
            Kind::Number => 11.0,
            Kind::Date => 13.0,
        };
        Self {
            name,
            kind,
            width,
            meaning: meaning.into(),
            allowed: String::new(),
            back: false,
            key: false,
            wrapped: false,
        }
    }

    pub(crate) fn code(name: impl Into<Cow<'static, str>>, meaning: impl Into<String>) -> Self {
        Self::new(name, Kind::Code, meaning)
    }

    pub(crate) fn words(name: impl Into<Cow<'static, str>>, meaning: impl Into<String>) -> Self {
        Self::new(name, Kind::Words, meaning)
    }

    pub(crate) fn line(name: impl Into<Cow<'static, str>>, meaning: impl Into<String>) -> Self {
        Self::new(name, Kind::Line, meaning)
    }

    pub(crate) fn number(name: impl Into<Cow<'static, str>>, meaning: impl Into<String>) -> Self {
        Self::new(name, Kind::Number, meaning)
    }

    pub(crate) fn date(name: impl Into<Cow<'static, str>>, meaning: impl Into<String>) -> Self {
        Self::new(name, Kind::Date, meaning)
    }

    pub(crate) fn wide(self, width: f64) -> Self {
        Self { width, ..self }
    }

    /// As narrow as its numbers; the header stands on several lines.
    pub(crate) fn wrapped(self, width: f64) -> Self {
        Self { width, wrapped: true, ..self }
    }

    pub(crate) fn allowed(self, allowed: impl Into<String>) -> Self {
        Self { allowed: allowed.into(), ..self }
    }

    pub(crate) fn back(self) -> Self {
        Self { back: true, ..self }
    }

    pub(crate) fn key(self) -> Self {
        Self { key: true, ..self.back() }
    }

    /// The width in which the header, too, can be read beside its filter button.
    #[expect(clippy::cast_precision_loss, reason = "headers are short")]
    pub(crate) fn width(&self) -> f64 {
        if self.wrapped {
            return self.width;
        }
        self.width.max(self.name.len() as f64 * 1.1 + 4.0)
    }
}

/// A table that stands on one sheet, or on several when it has too many rows.
#[derive(Debug, Clone)]
pub(crate) struct Sheet<'a> {
    /// The name of the sheet; further sheets add `_2`, `_3` …
    pub(crate) name: String,
    /// The title in A1.
    pub(crate) title: String,
    /// What one row is, in A2.
    pub(crate) row_is: String,
    /// The columns.
    pub(crate) columns: Vec<Column>,
    /// The rows, each with a cell for every column.
    pub(crate) rows: Vec<Vec<Cell<'a>>>,
    /// What is drawn beside the table.
    pub(crate) chart: Option<Chart>,
    /// Columns whose numbers are shaded, first and last.
    pub(crate) shaded: Option<(u16, u16)>,
}

/// A chart of columns, one series for each column of the table.
#[derive(Debug, Clone)]
pub(crate) struct Chart {
    pub(crate) title: String,
    pub(crate) alt: String,
    pub(crate) x: &'static str,
    pub(crate) y: &'static str,
    /// The column of the categories.
    pub(crate) categories: u16,
    /// The columns of the series, and what the legend calls them.
    pub(crate) series: Vec<(u16, String)>,
    /// How many of the rows are drawn.
    pub(crate) rows: u32,
    pub(crate) width: u32,
}

impl<'a> Sheet<'a> {
    pub(crate) fn new(
        name: impl Into<String>,
        title: impl Into<String>,
        row_is: impl Into<String>,
        columns: Vec<Column>,
    ) -> Self {
        Self {
            name: name.into(),
            title: title.into(),
            row_is: row_is.into(),
            columns,
            rows: Vec::new(),
            chart: None,
            shaded: None,
        }
    }

    /// Spreads texts that are too long for a cell over further rows; says how many
    /// rows were added.
    pub(crate) fn fit(&mut self, limits: &Limits) -> usize {
        let too_long =
            |cell: &Cell<'_>| cell.as_text().is_some_and(|text| split_at(text, limits).is_some());
        if !self.rows.iter().flatten().any(too_long) {
            return 0;
        }
        let meaning = "Blank in the row in which a record or claim begins. Where a text is longer \
                       than a cell may be, rows numbered 2, 3 … carry it on: join the pieces in \
                       this order, adding nothing between them.";
        self.columns.push(Column::number(CONTINUATION, meaning).back());
        let before = self.rows.len();
        let mut rows = Vec::with_capacity(before + 1);
        for mut row in std::mem::take(&mut self.rows) {
            let mut rest = self.carry_on(&mut row, limits);
            row.push(Cell::Blank);
            rows.push(row);
            let mut number = 2;
            while let Some(mut next) = rest {
                rest = self.carry_on(&mut next, limits);
                next.push(Cell::count(number));
                number += 1;
                rows.push(next);
            }
        }
        self.rows = rows;
        self.rows.len() - before
    }

    /// Cuts what is too long off a row, and gives the row that carries it on.
    fn carry_on(&self, row: &mut [Cell<'a>], limits: &Limits) -> Option<Vec<Cell<'a>>> {
        let mut rest = Vec::new();
        let mut more = false;
        for (column, cell) in self.columns.iter().zip(row) {
            let at = cell.as_text().and_then(|text| split_at(text, limits));
            rest.push(match (at, &mut *cell) {
                (Some(at), Cell::Text(text)) => {
                    more = true;
                    let (head, tail) = text.split_at_checked(at).unwrap_or((text, ""));
                    let tail = Cell::Text(Cow::Owned(tail.to_owned()));
                    *text = Cow::Owned(head.to_owned());
                    tail
                }
                (_, cell) if column.key => cell.clone(),
                _ => Cell::Blank,
            });
        }
        more.then_some(rest)
    }
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
            lines_of(text, column.width() * LETTERS_IN_DIGITS)
        }
        _ => 1,
    };
    row.iter().zip(columns).map(of).max().unwrap_or(1)
}

fn lines_of(text: &str, width: f64) -> u32 {
    // A text is at most as wide as two digits for each of its bytes.
    if text.len() < 8 {
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

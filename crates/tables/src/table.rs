//! A table before it is written: columns, rows, and what each column is for.

use std::borrow::Cow;

use rapporteur_schema::{
    Day,
    codes::CodeList,
    view::{AtomType, FieldDef, PartDef},
};

use crate::{registers::atom_of, rows::Of};

/// The value of a cell.
#[derive(Debug, Clone, PartialEq)]
pub enum Cell<'a> {
    /// Nothing.
    Blank,
    /// Text, always kept as text.
    Text(Cow<'a, str>),
    /// A number.
    Number(f64),
    /// A day as a true date.
    Date(Day),
    /// The id of a record, which a format may link to the row of the record.
    Record(&'a str),
    /// The name of a table, which a format may link to the table.
    Table(Cow<'a, str>),
    /// Citations, `source#passage` with spaces between; of one alone, a format may link it to
    /// the row of the passage.
    Cites(Cow<'a, str>),
}

impl<'a> Cell<'a> {
    /// A text; blank when it is empty.
    pub fn text(text: impl Into<Cow<'a, str>>) -> Self {
        let text = text.into();
        if text.is_empty() { Self::Blank } else { Self::Text(text) }
    }

    /// A text that may not be there.
    pub fn maybe(text: Option<impl Into<Cow<'a, str>>>) -> Self {
        text.map_or(Self::Blank, Self::text)
    }

    /// Citations; blank when there are none.
    pub fn cites(text: impl Into<Cow<'a, str>>) -> Self {
        let text = text.into();
        if text.is_empty() { Self::Blank } else { Self::Cites(text) }
    }

    /// `yes` or `no`: never a logical value, which some programs save as a formula.
    pub fn flag(is: bool) -> Self {
        Self::Text(Cow::Borrowed(if is { "yes" } else { "no" }))
    }

    /// A number of things, far below 2⁵³.
    #[expect(clippy::cast_precision_loss, reason = "no dataset has 2⁵³ of anything")]
    pub fn count(n: usize) -> Self {
        Self::Number(n as f64)
    }

    /// A day as a true date; blank before 1900-03-01, where programs disagree on
    /// what day a number is, and after 9999.
    pub fn day(day: Option<Day>) -> Self {
        match day {
            Some(day) if (day.year, day.month) >= (1900, 3) && day.year <= 9999 => Self::Date(day),
            _ => Self::Blank,
        }
    }

    /// The text of the cell, if it holds text.
    pub fn as_text(&self) -> Option<&str> {
        match self {
            Self::Text(text) | Self::Cites(text) | Self::Table(text) => Some(text),
            Self::Record(id) => Some(id),
            _ => None,
        }
    }

    /// The cell as text, as it is compared with what a file holds.
    pub fn to_text(&self) -> Option<Cow<'_, str>> {
        match self {
            Self::Blank => None,
            Self::Number(n) => Some(Cow::Owned(n.to_string())),
            Self::Date(day) => Some(Cow::Owned(day.to_string())),
            other => other.as_text().map(Cow::Borrowed),
        }
    }
}

/// What kind of value a column holds.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
#[non_exhaustive]
pub enum Kind {
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
    /// What the dictionary of columns calls it.
    pub const fn label(self) -> &'static str {
        match self {
            Self::Code | Self::Words | Self::Line => "text",
            Self::Number => "number",
            Self::Date => "date",
        }
    }
}

/// A piece of a quantity that has a column of its own.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord)]
#[non_exhaustive]
pub enum Piece {
    /// The number.
    N,
    /// The least number of a range.
    Min,
    /// The greatest number of a range.
    Max,
    /// How closely it is given.
    Bound,
    /// The unit.
    Unit,
    /// The currency.
    Currency,
    /// What a rate is counted by.
    Per,
    /// The digits, where a number in a cell cannot say them.
    Exact,
}

/// What a column has to do with the dataset: what it means to edit a cell of it.
#[derive(Debug, Clone, Copy, PartialEq)]
#[non_exhaustive]
pub enum Role {
    /// It follows from other columns.
    Derived,
    /// The id of the record that the row is.
    Id,
    /// The id of the record that the row is about.
    Record,
    /// The field that the row is about.
    Field,
    /// Which reading, counted from 1.
    Reading,
    /// Which item, counted from 1.
    Item,
    /// The kind of the record.
    Kind,
    /// Who may see the record.
    Access,
    /// The citations of the record.
    Cite,
    /// The value of a field that is one atom, where its readings agree.
    Value(&'static FieldDef),
    /// A field that is a list, in words.
    List(&'static FieldDef),
    /// A piece of the quantity that the field or part of this name holds.
    Piece(&'static str, Piece),
    /// A part of an item.
    Part(&'static PartDef),
    /// An item in words, or exactly, where the column `exact` is blank.
    Words,
    /// An item exactly.
    Exact,
    /// Why there is no value.
    Absent,
    /// Whether the list goes on.
    Open,
    /// What an item says of itself.
    Says,
    /// What a claim, a reading or an item says about itself: `cite`, `basis` …
    Said(&'static str),
    /// The name of a member of `dataset.json`.
    Member,
    /// The value of a member of `dataset.json`.
    Json,
}

impl Role {
    /// Whether the column is part of what names a row.
    pub const fn is_key(self) -> bool {
        matches!(
            self,
            Self::Id | Self::Record | Self::Field | Self::Reading | Self::Item | Self::Member
        )
    }

    /// Whether a change of a cell in the column is a change of the dataset.
    pub const fn is_editable(self) -> bool {
        !matches!(self, Self::Derived | Self::List(_) | Self::Says)
    }

    /// What kind of value a cell holds that is a field or a part of an item.
    pub fn atom(self) -> Option<AtomType> {
        match self {
            Self::Value(def) => atom_of(def),
            Self::Part(part) => Some(part.atom),
            _ => None,
        }
    }
}

/// A column.
#[derive(Debug, Clone)]
#[non_exhaustive]
pub struct Column {
    /// Its header: a stable identifier.
    pub name: Cow<'static, str>,
    /// What kind of value it holds.
    pub kind: Kind,
    /// Its width, in digits of the default font.
    pub width: f64,
    /// What it means.
    pub meaning: String,
    /// What it may hold, in words: a code list, a table.
    pub allowed: String,
    /// The code list from which every cell is.
    pub codes: Option<&'static CodeList>,
    /// Whether every cell is the id of a record, or blank.
    pub refers: bool,
    /// What it has to do with the dataset.
    pub role: Role,
    /// Whether the dataset as a whole is read back from it; every other column
    /// follows from these.
    pub back: bool,
    /// Whether the header is words that may stand on several lines.
    pub wrapped: bool,
}

impl Column {
    fn new(name: impl Into<Cow<'static, str>>, kind: Kind, meaning: impl Into<String>) -> Self {
        let width = match kind {
            Kind::Code | Kind::Line => 20.0,
            Kind::Words => 42.0,
            Kind::Number => 11.0,
            Kind::Date => 13.0,
        };
        Self {
            name: name.into(),
            kind,
            width,
            meaning: meaning.into(),
            allowed: String::new(),
            codes: None,
            refers: false,
            role: Role::Derived,
            back: false,
            wrapped: false,
        }
    }

    /// A column of ids, codes, dates in EDTF or symbols.
    pub fn code(name: impl Into<Cow<'static, str>>, meaning: impl Into<String>) -> Self {
        Self::new(name, Kind::Code, meaning)
    }

    /// A column of text for readers.
    pub fn words(name: impl Into<Cow<'static, str>>, meaning: impl Into<String>) -> Self {
        Self::new(name, Kind::Words, meaning)
    }

    /// A column of text that stands on one line.
    pub fn line(name: impl Into<Cow<'static, str>>, meaning: impl Into<String>) -> Self {
        Self::new(name, Kind::Line, meaning)
    }

    /// A column of numbers.
    pub fn number(name: impl Into<Cow<'static, str>>, meaning: impl Into<String>) -> Self {
        Self::new(name, Kind::Number, meaning)
    }

    /// A column of days.
    pub fn date(name: impl Into<Cow<'static, str>>, meaning: impl Into<String>) -> Self {
        Self::new(name, Kind::Date, meaning)
    }

    /// The same column with this width.
    #[must_use]
    pub fn wide(self, width: f64) -> Self {
        Self { width, ..self }
    }

    /// The same column, as narrow as its numbers; the header stands on several lines.
    #[must_use]
    pub fn wrapped(self, width: f64) -> Self {
        Self { width, wrapped: true, ..self }
    }

    /// The same column, of citations; two of them fit beside each other.
    #[must_use]
    pub fn cites(self) -> Self {
        Self { width: 30.0, allowed: "key of a row of Passages".to_owned(), ..self }
    }

    /// The same column with what it may hold in words.
    #[must_use]
    pub fn allowed(self, allowed: impl Into<String>) -> Self {
        Self { allowed: allowed.into(), ..self }
    }

    /// The same column with the code list from which every cell is.
    #[must_use]
    pub fn coded(self, list: &'static CodeList) -> Self {
        Self { codes: Some(list), allowed: format!("Codelists: {}", list.name), ..self }
    }

    /// The same column, whose cells are ids of records.
    #[must_use]
    pub fn refers(self, allowed: impl Into<String>) -> Self {
        Self { refers: true, allowed: allowed.into(), width: self.width.max(30.0), ..self }
    }

    /// The same column with a role, from which the dataset is read back.
    #[must_use]
    pub fn back(self, role: Role) -> Self {
        Self { back: true, role, ..self }
    }

    /// The same column with a role.
    #[must_use]
    pub fn role(self, role: Role) -> Self {
        Self { role, ..self }
    }

    /// Whether the column is part of what names a row: rows that carry on a text
    /// repeat it.
    pub const fn is_key(&self) -> bool {
        self.role.is_key()
    }

    /// Whether a dataset is put together of its cells.
    pub(crate) const fn is_read(&self) -> bool {
        self.back || self.is_key()
    }

    /// The width in which the header, too, can be read beside its filter button.
    #[expect(clippy::cast_precision_loss, reason = "headers are short")]
    pub fn shown_width(&self) -> f64 {
        if self.wrapped {
            return self.width;
        }
        self.width.max(self.name.len() as f64 * 1.1 + 4.0)
    }
}

/// A row: a cell for every column.
pub type Row<'a> = Vec<Cell<'a>>;

/// The rows of a table: made already, or made record by record when they are wanted.
#[derive(Debug, Clone)]
#[non_exhaustive]
pub enum Rows<'a> {
    /// Made already.
    Ready(Vec<Row<'a>>),
    /// Made record by record.
    Records(Of),
}

/// A table.
#[derive(Debug, Clone)]
#[non_exhaustive]
pub struct Table<'a> {
    /// Its name: a letter, then letters, digits and underscores.
    pub name: String,
    /// Its title.
    pub title: String,
    /// What one row is.
    pub row_is: String,
    /// The columns.
    pub columns: Vec<Column>,
    /// The rows.
    pub rows: Rows<'a>,
    /// What may be drawn beside it.
    pub chart: Option<Chart>,
    /// Columns whose numbers may be shaded, first and last.
    pub shaded: Option<(u16, u16)>,
}

/// A chart of columns, one series for each column of the table.
#[derive(Debug, Clone)]
#[non_exhaustive]
pub struct Chart {
    /// Its title.
    pub title: String,
    /// What it shows, for those who do not see it.
    pub alt: String,
    /// The name of the axis of the categories.
    pub x: &'static str,
    /// The name of the axis of the numbers.
    pub y: &'static str,
    /// The column of the categories.
    pub categories: u16,
    /// The columns of the series, and what the legend calls them.
    pub series: Vec<(u16, String)>,
    /// How many of the rows are drawn, from the first.
    pub rows: u32,
    /// Its width, in pixels.
    pub width: u32,
    /// Whether the columns lie, so that long categories can be read.
    pub lying: bool,
}

impl<'a> Table<'a> {
    /// A table without rows.
    pub fn new(
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
            rows: Rows::Ready(Vec::new()),
            chart: None,
            shaded: None,
        }
    }

    /// The same table with these rows.
    #[must_use]
    pub fn with(self, rows: Vec<Row<'a>>) -> Self {
        Self { rows: Rows::Ready(rows), ..self }
    }

    /// The same table with rows that are made record by record.
    #[must_use]
    pub(crate) fn of(self, of: Of) -> Self {
        Self { rows: Rows::Records(of), ..self }
    }

    /// Whether an edit of this table can be an edit of the dataset.
    pub fn is_editable(&self) -> bool {
        self.columns.iter().any(|column| column.role.is_key())
            && self.columns.iter().any(|column| column.role.is_editable() && !column.role.is_key())
    }

    /// The place of the column with this header.
    pub fn column(&self, name: &str) -> Option<usize> {
        self.columns.iter().position(|column| column.name == name)
    }
}

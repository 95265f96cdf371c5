//! Tables: rows with named cells, whatever the file.

mod encoding;
mod json;
mod separated;

use serde::Serialize;

pub(crate) use encoding::encoding;
pub use separated::SeparatedTable;

pub use self::json::JsonTable;

/// A table that rows are taken from.
///
/// CSV, TSV and JSON are read here ([`open`]); any other format becomes a table by
/// way of [`Rows`], or of an implementation of this trait.
pub trait Table {
    /// What was found out about the file.
    fn detected(&self) -> &Detected;

    /// The names of the columns that there are, for messages.
    fn columns(&self) -> Vec<String>;

    /// The columns that the cells of each row are to come from, in this order; the
    /// places of those that the table does not have.
    fn select(&mut self, columns: &[String]) -> Vec<usize>;

    /// The names of what [`Row::raw`] holds.
    fn raw_columns(&self) -> Vec<String>;

    /// The next row; `None` after the last.
    fn next_row(&mut self) -> Option<Row>;
}

/// What was found out about a file.
#[derive(Debug, Clone, Default, PartialEq, Eq, Serialize)]
#[non_exhaustive]
pub struct Detected {
    /// `csv`, `json`, `json-lines`, or what another reader calls itself.
    pub format: String,
    /// How the file was compressed.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub compression: Option<&'static str>,
    /// The name of its encoding.
    pub encoding: String,
    /// How that is known: `stated`, `marked` (by a byte order mark) or `detected`.
    pub encoding_is: &'static str,
    /// How its lines end: `LF`, `CRLF`, `CR`, `mixed` or `none`.
    pub line_ends: &'static str,
    /// What separates its cells.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub separator: Option<char>,
}

/// What stands in a cell.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum Cell {
    /// Nothing: an empty cell, `null`, or no such member.
    Empty,
    /// One text.
    One(String),
    /// Several: a list in JSON, or a cell that the mapping splits. An empty text among
    /// them keeps a place at which nothing stands, so that two lists can be paired. None
    /// at all is what the mapping makes of a cell of which it says that it stands for
    /// nothing, or may be empty.
    Many(Vec<String>),
    /// Something that is no value of a table, in words: `an object`.
    Unfit(&'static str),
}

impl Cell {
    /// A cell with this text.
    pub fn of(text: &str) -> Self {
        if text.is_empty() { Self::Empty } else { Self::One(text.to_owned()) }
    }

    /// A cell with these texts, of which some may be empty.
    pub(crate) fn many(texts: Vec<String>) -> Self {
        if texts.iter().all(String::is_empty) { Self::Empty } else { Self::Many(texts) }
    }

    /// Whether the mapping says that it stands for nothing.
    pub(crate) fn stands_for_nothing(&self) -> bool {
        matches!(self, Self::Many(texts) if texts.is_empty())
    }

    /// What stands in it.
    pub(crate) fn texts(&self) -> impl Iterator<Item = &String> {
        let texts = match self {
            Self::Empty | Self::Unfit(_) => &[],
            Self::One(text) => std::slice::from_ref(text),
            Self::Many(texts) => texts.as_slice(),
        };
        texts.iter().filter(|text| !text.is_empty())
    }
}

/// A row of a table.
#[derive(Debug, Clone, PartialEq, Eq)]
#[non_exhaustive]
pub struct Row {
    /// Its number among the rows with data, counted from 1.
    pub number: u64,
    /// The line of the file on which it begins, where lines mean something.
    pub line: Option<u64>,
    /// The cells of the columns that were selected; none where it cannot be told which
    /// they are.
    pub cells: Vec<Cell>,
    /// All of the row as it stands in the file.
    pub raw: Vec<String>,
    /// Why it cannot be read.
    pub fault: Option<String>,
    /// Why it is no row of the table, which is then told and no more.
    pub left_out: Option<String>,
}

impl Row {
    /// The text of the row, of which the passage has the hash: its cells in the
    /// order of the file, a tab between; for JSON see the reference page.
    pub fn text(&self) -> String {
        self.raw.join("\t")
    }

    /// Whether nothing stands in it.
    pub fn is_blank(&self) -> bool {
        self.raw.iter().all(|cell| cell.trim().is_empty())
    }
}

/// Why a file cannot be read as a table.
#[derive(Debug, Clone, PartialEq, Eq, thiserror::Error)]
#[non_exhaustive]
pub enum TableError {
    /// The encoding is unknown.
    #[error("`{}` is not the name of an encoding; write utf-8, utf-16le, utf-16be, windows-1252, macintosh or another name of the WHATWG's list", .0.escape_debug())]
    Encoding(String),
    /// The bytes are not of the encoding.
    #[error(
        "`{file}` is not in {encoding}: line {line} has bytes that do not belong there; it looks like {detected}, so state that, or leave `encoding` out"
    )]
    Malformed {
        /// The file.
        file: String,
        /// The encoding in which it was read.
        encoding: String,
        /// The line of the first such bytes.
        line: usize,
        /// What it looks like.
        detected: String,
    },
    /// The file is no text.
    #[error("`{0}` is no text: it is {1}")]
    NoText(String, &'static str),
    /// The file is text, but no table.
    #[error("`{0}` is no table: it is {1}")]
    NoTable(String, &'static str),
    /// The file cannot be unpacked.
    #[error("`{0}` cannot be unpacked: {1}")]
    Gzip(String, String),
    /// The file has no header.
    #[error(
        "`{0}` is empty: its first line must name the columns, unless the mapping says \"header\": false"
    )]
    NoHeader(String),
    /// Two columns have one name.
    #[error(
        "`{0}` has two columns `{1}`: rename one, or say \"header\": false and call them by number"
    )]
    TwoColumns(String, String),
    /// The file is not JSON.
    #[error("`{file}`:{line}: not JSON: {reason}")]
    Json {
        /// The file.
        file: String,
        /// The line.
        line: usize,
        /// Why.
        reason: String,
    },
    /// The path to the rows leads nowhere.
    #[error(
        "`{file}` has no list at `{path}`: {found}; `rows` is a path such as `items[]` or `a.b[].c[]`"
    )]
    NoRows {
        /// The file.
        file: String,
        /// The path that was given.
        path: String,
        /// What there is instead.
        found: String,
    },
    /// The format is not read here.
    #[error(
        "`{0}` is not a table that can be read: its name ends in none of .csv, .tsv, .tab, .txt, .json, .jsonl and .ndjson (each may be followed by .gz), nor in .xlsx, .xlsm, .xls or .ods; say \"format\" in the mapping"
    )]
    Format(String),
}

/// The formats of tables that a mapping may state.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize)]
#[serde(rename_all = "kebab-case")]
#[non_exhaustive]
pub enum TableFormat {
    /// Text with separated cells: CSV, TSV and the like.
    Csv,
    /// One JSON value.
    Json,
    /// A JSON value a line.
    JsonLines,
    /// A workbook, which the caller reads.
    Xlsx,
}

impl TableFormat {
    /// Its name in a mapping.
    pub const fn name(self) -> &'static str {
        match self {
            Self::Csv => "csv",
            Self::Json => "json",
            Self::JsonLines => "json-lines",
            Self::Xlsx => "xlsx",
        }
    }

    /// Every format.
    pub const ALL: [Self; 4] = [Self::Csv, Self::Json, Self::JsonLines, Self::Xlsx];

    /// The format that the name of a file says.
    ///
    /// ```
    /// use rapporteur_import::table::TableFormat;
    /// assert_eq!(TableFormat::of_file("votes.csv.gz"), Some(TableFormat::Csv));
    /// assert_eq!(TableFormat::of_file("book.xlsx"), Some(TableFormat::Xlsx));
    /// assert_eq!(TableFormat::of_file("notes.doc"), None);
    /// ```
    pub fn of_file(name: &str) -> Option<Self> {
        let name = name.to_ascii_lowercase();
        let name = name.strip_suffix(".gz").unwrap_or(&name);
        Some(match name.rsplit_once('.')?.1 {
            "csv" | "tsv" | "tab" | "txt" => Self::Csv,
            "json" => Self::Json,
            "jsonl" | "ndjson" => Self::JsonLines,
            "xlsx" | "xlsm" | "xls" | "ods" => Self::Xlsx,
            _ => return None,
        })
    }
}

/// How a file is to be read as a table; what is not said is detected.
#[derive(Debug, Clone, Default, PartialEq, Eq)]
#[non_exhaustive]
pub struct Reading {
    /// The format; else the name of the file says it.
    pub format: Option<TableFormat>,
    /// The encoding; else it is detected.
    pub encoding: Option<String>,
    /// What separates cells; else it is detected.
    pub separator: Option<char>,
    /// What encloses cells; else `"`.
    pub quote: Option<char>,
    /// How many lines stand before the header.
    pub skip_lines: usize,
    /// Whether there is no header, and columns are called `1`, `2`, `3`.
    pub no_header: bool,
    /// The path to the rows in JSON.
    pub rows: Option<String>,
    /// The sheet of a workbook, for whoever reads it.
    pub sheet: Option<String>,
}

impl Reading {
    /// The format of a file: what is stated, else what its name says.
    pub fn format_of(&self, name: &str) -> Option<TableFormat> {
        self.format.or_else(|| TableFormat::of_file(name))
    }
}

/// Opens a file as a table.
///
/// ```
/// use rapporteur_import::table::{self, Cell, Reading, Table as _};
/// let bytes = "state;vote\rCôte d’Ivoire;yes\r".as_bytes().to_vec();
/// let mut table = table::open("votes.csv", bytes, &Reading::default())?;
/// assert_eq!((table.detected().line_ends, table.detected().separator), ("CR", Some(';')));
/// assert!(table.select(&["vote".to_owned()]).is_empty());
/// assert_eq!(table.next_row().map(|row| row.cells), Some(vec![Cell::of("yes")]));
/// # Ok::<(), rapporteur_import::table::TableError>(())
/// ```
///
/// # Errors
/// [`TableError`]: the format or encoding is unknown, the bytes are not of it, there
/// is no header, or no list where the rows should be. Rows that cannot be read do
/// not fail the table: they say so themselves ([`Row::fault`]).
pub fn open(name: &str, bytes: Vec<u8>, reading: &Reading) -> Result<Box<dyn Table>, TableError> {
    match reading.format_of(name) {
        Some(TableFormat::Csv) => Ok(Box::new(SeparatedTable::new(name, bytes, reading)?)),
        Some(TableFormat::Json) => Ok(Box::new(JsonTable::new(name, bytes, reading, false)?)),
        Some(TableFormat::JsonLines) => Ok(Box::new(JsonTable::new(name, bytes, reading, true)?)),
        Some(TableFormat::Xlsx) | None => Err(TableError::Format(name.to_owned())),
    }
}

/// A table of rows that another reader supplies, such as a sheet of a workbook.
///
/// ```
/// use rapporteur_import::table::{Cell, Rows, Table as _};
/// let rows = [vec!["Peru".to_owned(), "2008".to_owned()]];
/// let mut table = Rows::new("xlsx", vec!["State".into(), "Year".into()], rows.into_iter());
/// assert_eq!(table.select(&["Year".into(), "Month".into()]), [1]);
/// assert_eq!(table.next_row().map(|row| row.cells), Some(vec![Cell::of("2008"), Cell::Empty]));
/// ```
pub struct Rows<I> {
    detected: Detected,
    header: Vec<String>,
    chosen: Vec<Option<usize>>,
    supply: I,
    number: u64,
}

/// A table of the rows of a sheet, each with its number in the sheet; how to read it
/// says which row has the names of the columns, as of text.
///
/// ```
/// use rapporteur_import::table::{self, Reading, Table as _};
/// let row = |n, cells: [&str; 2]| (n, cells.map(str::to_owned).to_vec());
/// let rows = vec![row(3, ["State", "Year"]), row(4, ["Peru", "2008"])];
/// let mut table = table::of_sheet("book.xlsx", "xlsx", rows, &Reading::default())?;
/// assert_eq!(table.columns(), ["State", "Year"]);
/// assert_eq!(table.next_row().and_then(|row| row.line), Some(4));
/// # Ok::<(), rapporteur_import::table::TableError>(())
/// ```
///
/// # Errors
/// There is no row with names, or two columns have one name.
pub fn of_sheet(
    name: &str,
    format: &str,
    rows: Vec<(u64, Vec<String>)>,
    reading: &Reading,
) -> Result<Box<dyn Table>, TableError> {
    // Rows are counted as a spreadsheet shows them, also those that stand empty.
    let skipped = reading.skip_lines as u64;
    let mut rows = rows.into_iter().filter(move |(at, _)| *at > skipped).peekable();
    let header = if reading.no_header {
        let width = rows.peek().map_or(0, |(_, cells)| cells.len());
        (1..=width).map(|n| n.to_string()).collect()
    } else {
        let (_, first) = rows.next().ok_or_else(|| TableError::NoHeader(name.to_owned()))?;
        named(name, first.iter().map(String::as_str))?
    };
    Ok(Box::new(Rows::of_lines(format, header, rows.map(|(at, cells)| (Some(at), cells)))))
}

/// The columns that the cells of a header name.
fn named<'c>(file: &str, cells: impl Iterator<Item = &'c str>) -> Result<Vec<String>, TableError> {
    let mut header: Vec<String> = Vec::new();
    for (n, column) in cells.enumerate() {
        let column = column.trim();
        // A column without a name, such as of row numbers, is called by its place.
        let column = if column.is_empty() { (n + 1).to_string() } else { column.to_owned() };
        if header.contains(&column) {
            return Err(TableError::TwoColumns(file.to_owned(), column));
        }
        header.push(column);
    }
    Ok(header)
}

impl Rows<()> {
    /// A table with these columns and rows. `format` is what reports call it.
    /// Dates should come as ISO 8601, numbers as they are stored.
    pub fn new<I: Iterator<Item = Vec<String>>>(
        format: &str,
        header: Vec<String>,
        rows: I,
    ) -> Rows<impl Iterator<Item = (Option<u64>, Vec<String>)>> {
        Rows::of_lines(format, header, rows.map(|cells| (None, cells)))
    }
}

impl<I: Iterator<Item = (Option<u64>, Vec<String>)>> Rows<I> {
    fn of_lines(format: &str, header: Vec<String>, rows: I) -> Self {
        let detected = Detected {
            format: format.to_owned(),
            encoding: "UTF-8".to_owned(),
            encoding_is: "stated",
            line_ends: "none",
            ..Detected::default()
        };
        Self { detected, header, chosen: Vec::new(), supply: rows, number: 0 }
    }
}

impl<I: Iterator<Item = (Option<u64>, Vec<String>)>> Table for Rows<I> {
    fn detected(&self) -> &Detected {
        &self.detected
    }

    fn columns(&self) -> Vec<String> {
        self.header.clone()
    }

    fn select(&mut self, columns: &[String]) -> Vec<usize> {
        self.chosen = places(&self.header, columns);
        missing(&self.chosen)
    }

    fn raw_columns(&self) -> Vec<String> {
        self.header.clone()
    }

    fn next_row(&mut self) -> Option<Row> {
        let (line, raw) = self.supply.next()?;
        self.number += 1;
        let fault = (raw.len() > self.header.len()).then(|| too_many(raw.len(), self.header.len()));
        Some(Row {
            number: self.number,
            line,
            cells: cells(&self.chosen, &raw),
            raw,
            fault,
            left_out: None,
        })
    }
}

/// Where each wanted column stands in a header.
fn places(header: &[String], wanted: &[String]) -> Vec<Option<usize>> {
    wanted.iter().map(|name| header.iter().position(|column| column == name)).collect()
}

fn missing(places: &[Option<usize>]) -> Vec<usize> {
    places.iter().enumerate().filter(|(_, place)| place.is_none()).map(|(n, _)| n).collect()
}

fn cells(chosen: &[Option<usize>], raw: &[String]) -> Vec<Cell> {
    let text =
        |place: &Option<usize>| place.and_then(|place| raw.get(place)).map_or("", String::as_str);
    chosen.iter().map(|place| Cell::of(text(place).trim())).collect()
}

fn too_many(cells: usize, columns: usize) -> String {
    format!(
        "the row has {cells} cells, the header names {columns} columns: look for a separator in a cell \
         that is not quoted"
    )
}

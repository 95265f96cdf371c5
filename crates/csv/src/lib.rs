#![doc = include_str!("../README.md")]

mod descriptor;

use std::{io::Write, ops::Range};

use rapporteur_apparatus::Summary;
use rapporteur_schema::Dataset;
use rapporteur_tables::{
    Cell, Column, Context, Role, Row, Table,
    edit::edit,
    found::{Heading, Line, Sheet, Sheets, Style, Value, file_name, read_back},
    layout, tables,
};

pub use rapporteur_tables::{
    ReadError,
    edit::{Change, EditError, EditErrors, Edited},
};

/// The name of the file that describes the others.
pub const DESCRIPTOR: &str = "datapackage.json";

/// How a package is made.
///
/// ```
/// let mut options = rapporteur_csv::Options::default();
/// options.language = "fr".to_owned();
/// ```
#[derive(Debug, Clone, PartialEq, Eq)]
#[non_exhaustive]
pub struct Options {
    /// The language (BCP 47) in which labels and values in words are given, where the
    /// dataset has it.
    pub language: String,
}

impl Default for Options {
    fn default() -> Self {
        Self { language: "en".to_owned() }
    }
}

/// Why a file of a package could not be written.
#[derive(Debug, thiserror::Error)]
#[non_exhaustive]
pub enum Error {
    /// There is no file of this name in the package.
    #[error("the package has no file `{0}`")]
    NoFile(String),
    /// The file could not be written out.
    #[error("the file cannot be written: {0}")]
    Output(#[from] std::io::Error),
    /// A row could not be written out.
    #[error("the table cannot be written: {0}")]
    Csv(#[from] csv::Error),
}

/// A dataset as the files of a package. Rows are made when they are written.
#[derive(Debug)]
pub struct Package<'a> {
    context: Context<'a>,
    tables: Vec<Table<'a>>,
}

impl<'a> Package<'a> {
    /// The package of a dataset.
    pub fn new(dataset: &'a Dataset, options: &'a Options) -> Self {
        let context = Context::new(dataset, &options.language);
        let mut tables = tables(&context);
        tables.insert(0, records(&context));
        Self { context, tables }
    }

    /// The names of its files, the descriptor first.
    pub fn files(&self) -> Vec<String> {
        let tables = self.tables.iter().map(|table| file_name(&table.name));
        std::iter::once(DESCRIPTOR.to_owned()).chain(tables).collect()
    }

    /// Writes one of its [files](Self::files). The same dataset and options give the
    /// same bytes.
    ///
    /// # Errors
    /// When there is no such file, or `out` does not take it.
    pub fn write_file(&self, name: &str, out: &mut dyn Write) -> Result<(), Error> {
        if name == DESCRIPTOR {
            out.write_all(&descriptor::json(&self.context, &self.tables))?;
            return Ok(out.flush()?);
        }
        let table = self.table(name)?;
        let mut writer = begun(table, true, out)?;
        self.context.each_row(table, &mut |row| write_row(&mut writer, row))?;
        Ok(writer.flush()?)
    }

    /// Writes the part of one of its [files](Self::files) that belongs to a range of the
    /// records, counted over the whole dataset: the first part has the header, and
    /// the descriptor is in it as a whole. Parts of ranges that follow one another are, one
    /// after the other, what [`write_file`](Self::write_file) writes.
    ///
    /// # Errors
    /// When there is no such file, or `out` does not take it.
    pub fn write_part(
        &self,
        name: &str,
        records: &Range<usize>,
        first: bool,
        out: &mut dyn Write,
    ) -> Result<(), Error> {
        // Of no records there are no ranges that tell parts apart.
        if name == DESCRIPTOR || self.context.dataset.is_empty() {
            return if first { self.write_file(name, out) } else { Ok(()) };
        }
        let table = self.table(name)?;
        let mut writer = begun(table, first, out)?;
        self.context.each_row_in(table, records, &mut |row| write_row(&mut writer, row))?;
        Ok(writer.flush()?)
    }

    fn table(&self, name: &str) -> Result<&Table<'a>, Error> {
        let table = self.tables.iter().find(|table| file_name(&table.name) == name);
        table.ok_or_else(|| Error::NoFile(name.to_owned()))
    }

    /// What the package holds.
    pub fn summary(&self) -> Summary {
        Summary::of(self.context.dataset)
    }
}

/// A writer for rows of a table, which stand under its header if they are the first.
fn begun<W: Write>(table: &Table<'_>, first: bool, out: W) -> Result<csv::Writer<W>, csv::Error> {
    let mut writer = csv::WriterBuilder::new().terminator(csv::Terminator::CRLF).from_writer(out);
    if first {
        writer.write_record(table.columns.iter().map(|column| column.name.as_bytes()))?;
    }
    Ok(writer)
}

fn write_row<W: Write>(writer: &mut csv::Writer<W>, row: &Row<'_>) -> Result<(), csv::Error> {
    for cell in row {
        match cell {
            Cell::Blank => writer.write_field(b"")?,
            cell => writer.write_field(cell.to_text().unwrap_or_default().as_bytes())?,
        }
    }
    writer.write_record(None::<&[u8]>)
}

/// The table of all records, to which references lead.
fn records<'a>(context: &Context<'a>) -> Table<'a> {
    let columns = vec![
        Column::code("id", "The identifier of the record, unique over the dataset.").role(Role::Id),
        Column::code("register", "The register of the record."),
        Column::code("kind", "What kind of thing it is."),
        Column::words("label", "What to call it."),
    ];
    let rows = context.dataset.records().map(|record| {
        let id = record.id().as_str();
        vec![
            Cell::text(id),
            Cell::text(record.register().name()),
            Cell::text(record.kind().code()),
            Cell::text(context.label(id)),
        ]
    });
    let row_is = "A row is a record, whatever its register.";
    let rows: Vec<Row<'a>> = rows.collect();
    Table::new("Records", "Records: all of them", row_is, columns).with(rows)
}

/// Reads the files of a package, by their names, as a dataset; other files are not
/// looked at.
///
/// # Errors
/// The first thing that is wrong, with the place in which it stands.
pub fn read(files: impl IntoIterator<Item = (String, Vec<u8>)>) -> Result<Dataset, ReadError> {
    rapporteur_tables::read(sheets(files, false)?)
}

/// Reads the files of a package that somebody edited, and says what that makes of the
/// `present` dataset, which must be the one that was exported.
///
/// # Errors
/// Everything that is wrong with the edits, each with its place and what to do.
pub fn read_edited(
    files: impl IntoIterator<Item = (String, Vec<u8>)>,
    present: &Dataset,
) -> Result<Edited, EditErrors> {
    edit(sheets(files, true)?, present)
}

/// The tables of files: `all` their columns, or those that are read back.
fn sheets(
    files: impl IntoIterator<Item = (String, Vec<u8>)>,
    all: bool,
) -> Result<Sheets, ReadError> {
    let layout = layout();
    let mut sheets = Vec::new();
    for (path, bytes) in files {
        let name = path.rsplit(['/', '\\']).next().unwrap_or(&path);
        if let Some(table) = layout.iter().find(|table| file_name(&table.name) == name) {
            sheets.push(sheet(name, table, &bytes, all)?);
        }
    }
    Ok(Sheets { style: Style::Csv, sheets })
}

fn sheet(file: &str, table: &Table<'_>, bytes: &[u8], all: bool) -> Result<Sheet, ReadError> {
    let bytes = bytes.strip_prefix(b"\xEF\xBB\xBF").unwrap_or(bytes);
    let text = std::str::from_utf8(bytes).map_err(|error| {
        let line = 1 + bytes.iter().take(error.valid_up_to()).filter(|b| **b == b'\n').count();
        ReadError::Cell {
            place: format!("{file}:{line}"),
            message: "not UTF-8: save the file as CSV UTF-8".to_owned(),
        }
    })?;
    let mut reader = csv::ReaderBuilder::new().has_headers(false).from_reader(text.as_bytes());
    let broken = |error: &csv::Error| ReadError::Cell {
        place: match error.position() {
            Some(position) => format!("{file}:{}", position.line()),
            None => file.to_owned(),
        },
        message: match error.kind() {
            csv::ErrorKind::UnequalLengths { expected_len, len, .. } => format!(
                "the row has {len} cells and the header {expected_len}: a comma or a quotation mark \
                 is missing or too many"
            ),
            _ => error.to_string(),
        },
    };
    let mut lines = Lines { text, byte: 0, line: 1 };
    let mut header = Vec::new();
    // For each column whether its cells are kept; the rest is only read over.
    let mut kept = Vec::new();
    let mut rows = Vec::new();
    for (n, record) in reader.records().enumerate() {
        let record = record.map_err(|error| broken(&error))?;
        if n == 0 {
            if record.len() == 1 && record.get(0).is_some_and(|only| only.contains([';', '\t'])) {
                let message =
                    "the cells are not divided by commas: save the file as CSV with commas";
                let place = format!("{file}:1");
                return Err(ReadError::Cell { place, message: message.to_owned() });
            }
            kept = match read_back(table, record.iter()) {
                _ if all => vec![true; record.len()],
                Some(columns) => columns,
                None => vec![false; record.len()],
            };
            header = (0..)
                .zip(&record)
                .zip(&kept)
                .filter(|(_, kept)| **kept)
                .map(|((column, text), _)| Heading { text: text.to_owned(), column })
                .collect();
            continue;
        }
        if header.is_empty() {
            continue;
        }
        let at = lines.of(record.position().map_or(0, csv::Position::byte));
        let cells = record
            .iter()
            .zip(&kept)
            .filter(|(_, kept)| **kept)
            .map(|(text, _)| (!text.is_empty()).then(|| Value::Text(text.replace("\r\n", "\n"))))
            .collect();
        rows.push(Line { at, cells });
    }
    Ok(Sheet { name: table.name.clone(), head: 1, header, rows, ..Sheet::default() })
}

/// The lines of a text, counted as it is read. The reader counts a line that ends with
/// CRLF only when it reads on.
struct Lines<'t> {
    text: &'t str,
    byte: usize,
    line: u32,
}

impl Lines<'_> {
    /// The line, counted from 1, of the record that begins at a byte.
    fn of(&mut self, byte: u64) -> u32 {
        let byte = usize::try_from(byte).unwrap_or(usize::MAX).min(self.text.len());
        let bytes = self.text.as_bytes();
        let passed = bytes.get(self.byte..byte).unwrap_or_default();
        let breaks = passed.split(|b| *b == b'\n').count() - 1;
        self.line = self.line.saturating_add(u32::try_from(breaks).unwrap_or(u32::MAX));
        self.byte = byte;
        self.line + u32::from(bytes.get(byte) == Some(&b'\n'))
    }
}

#[cfg(test)]
mod tests;

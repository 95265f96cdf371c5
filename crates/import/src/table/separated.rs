//! Text with separated cells.

use std::io::Cursor;

use super::{
    Cell, Detected, Reading, Row, Table, TableError, cells, encoding, missing, named, places,
    too_many,
};

/// A table of text with separated cells (RFC 4180, with any separator and any line
/// end).
pub struct SeparatedTable {
    detected: Detected,
    header: Vec<String>,
    chosen: Vec<Option<usize>>,
    reader: csv::Reader<Cursor<Vec<u8>>>,
    record: csv::StringRecord,
    first: Option<csv::StringRecord>,
    skipped: u64,
    number: u64,
    separator: u8,
    quote: u8,
}

impl SeparatedTable {
    /// The table that the bytes of a file hold.
    pub fn new(name: &str, bytes: Vec<u8>, reading: &Reading) -> Result<Self, TableError> {
        let (mut text, mut detected) = encoding::decode(name, bytes, reading.encoding.as_deref())?;
        // What Excel takes for a note on the separator, and not for a row.
        let noted = separator_line(&text).filter(|_| reading.skip_lines == 0);
        let skip_lines = reading.skip_lines + usize::from(noted.is_some());
        for _ in 0..skip_lines {
            let end = text.find('\n').map_or(text.len(), |at| at + 1);
            text.drain(..end);
        }
        let first = text.lines().find(|line| !line.trim().is_empty()).unwrap_or_default();
        let separator = match reading.separator.or(noted) {
            Some(separator) => separator,
            None => separator(name, first),
        };
        "csv".clone_into(&mut detected.format);
        detected.separator = Some(separator);
        let byte = |c: char, other: u8| u8::try_from(c).unwrap_or(other);
        let (separator, quote) = (byte(separator, b','), byte(reading.quote.unwrap_or('"'), b'"'));
        let mut reader = csv::ReaderBuilder::new()
            .has_headers(false)
            .flexible(true)
            .delimiter(separator)
            .quote(quote)
            .from_reader(Cursor::new(text.into_bytes()));
        let mut first = csv::StringRecord::new();
        // The text is UTF-8 and in memory: reading it cannot fail.
        if !reader.read_record(&mut first).unwrap_or(false) {
            return Err(TableError::NoHeader(name.to_owned()));
        }
        let mut table = Self {
            detected,
            header: Vec::new(),
            chosen: Vec::new(),
            reader,
            record: csv::StringRecord::new(),
            first: None,
            skipped: skip_lines as u64,
            number: 0,
            separator,
            quote,
        };
        if reading.no_header {
            table.header = (1..=first.len()).map(|n| n.to_string()).collect();
            table.first = Some(first);
            return Ok(table);
        }
        table.header = named(name, first.iter())?;
        Ok(table)
    }
}

/// The separator that a first line `sep=;` states.
fn separator_line(text: &str) -> Option<char> {
    let line = text.lines().next()?;
    let (key, separator) = line.split_once('=')?;
    let mut rest = separator.chars();
    let separator = rest.next().filter(char::is_ascii)?;
    (key.eq_ignore_ascii_case("sep") && rest.next().is_none()).then_some(separator)
}

/// The separator that a first line suggests.
fn separator(name: &str, line: &str) -> char {
    let lower = name.to_ascii_lowercase();
    let name = lower.strip_suffix(".gz").unwrap_or(&lower);
    let ending = name.rsplit_once('.').map(|(_, ending)| ending);
    if matches!(ending, Some("tsv" | "tab")) {
        return '\t';
    }
    let mut quoted = false;
    let outside: String = line
        .chars()
        .filter(|c| {
            quoted ^= *c == '"';
            !quoted
        })
        .collect();
    let count = |separator: char| outside.matches(separator).count();
    // Of equals the last, so the likelier stand later.
    ['|', '\t', ';', ','].into_iter().max_by_key(|separator| count(*separator)).unwrap_or(',')
}

impl SeparatedTable {
    /// Whether in the record that was read last a cell goes on after its closing quotation
    /// mark, or a quotation mark is never closed. The reader takes either as it comes.
    fn stray_quote(&self, begun: Option<&csv::Position>) -> bool {
        let place = |position: &csv::Position| usize::try_from(position.byte()).unwrap_or(0);
        let end = place(self.reader.position());
        let Some(bytes) =
            begun.and_then(|begun| self.reader.get_ref().get_ref().get(place(begun)..end))
        else {
            return false;
        };
        if !bytes.contains(&self.quote) {
            return false;
        }
        let mut bytes = bytes.iter().copied().peekable();
        let mut begins = true;
        while let Some(byte) = bytes.next() {
            if !(begins && byte == self.quote) {
                begins = byte == self.separator || matches!(byte, b'\n' | b'\r');
                continue;
            }
            loop {
                match bytes.next() {
                    None => return true,
                    Some(byte) if byte != self.quote => {}
                    Some(_) if bytes.peek() == Some(&self.quote) => {
                        bytes.next();
                    }
                    Some(_) => break,
                }
            }
            let ends = |next: &u8| *next == self.separator || matches!(next, b'\n' | b'\r');
            if bytes.peek().is_some_and(|next| !ends(next)) {
                return true;
            }
            begins = false;
        }
        false
    }
}

impl Table for SeparatedTable {
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
        let record = match self.first.take() {
            Some(first) => first,
            None => match self.reader.read_record(&mut self.record) {
                Ok(true) => std::mem::take(&mut self.record),
                // Neither the text nor memory can fail to be read.
                Ok(false) | Err(_) => return None,
            },
        };
        self.number += 1;
        let raw: Vec<String> = record.iter().map(str::to_owned).collect();
        let joined = self.stray_quote(record.position());
        let fault = match raw.len() {
            _ if joined => Some(
                "a quotation mark stands where it ends a cell that goes on, or none ends the last: \
                 one that is part of a text must be doubled; rows may be joined in this one"
                    .to_owned(),
            ),
            n if n > self.header.len() => Some(too_many(n, self.header.len())),
            n if n < self.header.len() => Some(format!(
                "the row has {n} cells, the header names {} columns: the row may be cut off, or a \
                 quotation mark is missing",
                self.header.len()
            )),
            _ => None,
        };
        let mut cells = if joined { Vec::new() } else { cells(&self.chosen, &raw) };
        for (cell, place) in cells.iter_mut().zip(&self.chosen) {
            if place.is_some_and(|place| place >= raw.len()) {
                *cell = Cell::Unfit("not there");
            }
        }
        let line = record.position().map(|position| {
            // The reader says where it began to look, which may be before empty lines.
            let at = usize::try_from(position.byte()).unwrap_or(usize::MAX);
            let rest = self.reader.get_ref().get_ref().get(at..).unwrap_or_default();
            let blank = rest.iter().take_while(|byte| matches!(byte, b'\n' | b'\r'));
            position.line() + self.skipped + blank.filter(|byte| **byte == b'\n').count() as u64
        });
        Some(Row { number: self.number, line, cells, raw, fault, left_out: None })
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn rows(name: &str, text: &str, reading: &Reading, columns: &[&str]) -> Vec<Row> {
        let mut table = SeparatedTable::new(name, text.as_bytes().to_vec(), reading).unwrap();
        let columns: Vec<String> = columns.iter().map(|c| (*c).to_owned()).collect();
        assert_eq!(table.select(&columns), Vec::<usize>::new());
        std::iter::from_fn(|| table.next_row()).collect()
    }

    #[test]
    fn quotes_separators_and_line_numbers() {
        let text = "a\tb\n1\t\"x\ty\n\"\"z\"\"\"\n\n2\t\n";
        let rows = rows("t.tsv", text, &Reading::default(), &["b", "a"]);
        assert_eq!(rows[0].cells, [Cell::of("x\ty\n\"z\""), Cell::of("1")]);
        assert_eq!(rows[1].cells, [Cell::Empty, Cell::of("2")]);
        assert_eq!(
            rows.iter().map(|r| (r.number, r.line)).collect::<Vec<_>>(),
            [(1, Some(2)), (2, Some(5))]
        );
    }

    #[test]
    fn rows_of_another_length_say_so() {
        let rows = rows("t.csv", "a,b\n1,2,3\n1\n1,2\n", &Reading::default(), &["a"]);
        let faults: Vec<bool> = rows.iter().map(|r| r.fault.is_some()).collect();
        assert_eq!(faults, [true, true, false]);
    }

    #[test]
    fn quotation_marks_that_join_rows_are_told() {
        let text = "a,b\n1,\"never closed\n2,\"x\"\n3,\"y\"\" z\"\n4,say \"hi\"\n5,\"open\n6,x\n";
        let rows = rows("t.csv", text, &Reading::default(), &["a"]);
        let found: Vec<(String, bool)> =
            rows.iter().map(|row| (row.raw.concat(), row.fault.is_some())).collect();
        assert_eq!(
            found,
            [
                ("1never closed\n2,x\"".to_owned(), true),
                ("3y\" z".to_owned(), false),
                ("4say \"hi\"".to_owned(), false),
                ("5open\n6,x\n".to_owned(), true),
            ]
        );
    }

    #[test]
    fn no_header_skipped_lines_and_other_quotes() {
        let reading = Reading {
            no_header: true,
            skip_lines: 1,
            quote: Some('\''),
            separator: Some('|'),
            ..Reading::default()
        };
        let rows = rows("t.csv", "Title\r\n'a|b'|c\r\n", &reading, &["1", "2"]);
        assert_eq!(rows[0].cells, [Cell::of("a|b"), Cell::of("c")]);
        assert_eq!(rows[0].line, Some(2));
    }

    #[test]
    fn headers_must_be_there_and_differ() {
        let new =
            |text: &str| SeparatedTable::new("t.csv", text.into(), &Reading::default()).map(|_| ());
        assert_eq!(new(""), Err(TableError::NoHeader("t.csv".into())));
        assert_eq!(new("a,a\n"), Err(TableError::TwoColumns("t.csv".into(), "a".into())));
    }

    #[test]
    fn a_line_for_excel_states_the_separator() {
        let rows = rows("t.csv", "SEP=;\r\na,x;b\r\n1;2\r\n", &Reading::default(), &["a,x", "b"]);
        assert_eq!(rows[0].cells, [Cell::of("1"), Cell::of("2")]);
        assert_eq!((rows[0].number, rows[0].line), (1, Some(3)));
        // A header that only looks like it is none.
        let other = SeparatedTable::new("t.csv", b"sep=x;y\n1;2\n".to_vec(), &Reading::default());
        assert_eq!(other.unwrap().columns(), ["sep=x", "y"]);
    }

    #[test]
    fn a_web_page_is_no_table() {
        for page in ["<!DOCTYPE html>\n<html></html>", "\u{feff}\n <HTML lang='en'>", "<html>"] {
            let table = SeparatedTable::new("t.csv", page.into(), &Reading::default());
            let error = table.err().unwrap().to_string();
            assert!(error.starts_with("`t.csv` is no table: it is a web page"), "{error}");
        }
    }
}

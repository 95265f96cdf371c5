//! JSON as a table: the items of a list somewhere in it are the rows.

use std::collections::BTreeSet;

use super::{Cell, Detected, Reading, Row, Table, TableError, encoding};
use crate::json::{self, Json};

/// A step of a path such as `a.b[].c`.
#[derive(Debug, Clone, PartialEq, Eq)]
enum Way {
    Key(String),
    Each,
}

/// The steps of a path; every `[]` goes to the items of a list.
fn way(path: &str) -> Vec<Way> {
    let mut steps = Vec::new();
    for part in path.split('.') {
        let key = part.trim_end_matches("[]");
        if !key.is_empty() {
            steps.push(Way::Key(key.to_owned()));
        }
        steps.extend(std::iter::repeat_n(Way::Each, (part.len() - key.len()) / 2));
    }
    steps
}

/// A table of the items of a list in JSON, or of JSON lines.
///
/// A column is a path that begins in the item, or, if no item has it, in one of the
/// values around the item, innermost first: `amount`, `donor.name`, `a.b[].c`.
pub struct JsonTable {
    detected: Detected,
    file: String,
    text: String,
    lines: bool,
    rows: Vec<Way>,
    /// The columns wanted, with the level at which each begins: 0 is the document.
    chosen: Vec<(Vec<Way>, usize)>,
    known: BTreeSet<String>,
    /// Where the next document begins, and on which line.
    at: usize,
    line: usize,
    current: Option<(Json, Vec<Vec<usize>>, usize, usize)>,
    number: u64,
}

/// So many names of columns are kept for messages.
const MAX_KNOWN: usize = 500;

impl JsonTable {
    /// The table that the bytes of a file hold; `lines` for JSON Lines.
    pub fn new(
        name: &str,
        bytes: Vec<u8>,
        reading: &Reading,
        lines: bool,
    ) -> Result<Self, TableError> {
        let (text, mut detected) = encoding::decode(name, bytes, reading.encoding.as_deref())?;
        if lines { "json-lines" } else { "json" }.clone_into(&mut detected.format);
        let rows = match (&reading.rows, lines) {
            (Some(path), _) => way(path),
            (None, true) => Vec::new(),
            (None, false) => vec![Way::Each],
        };
        let mut table = Self {
            detected,
            file: name.to_owned(),
            text,
            lines,
            rows,
            chosen: Vec::new(),
            known: BTreeSet::new(),
            at: 0,
            line: 0,
            current: None,
            number: 0,
        };
        table.look(reading.rows.as_deref())?;
        Ok(table)
    }

    /// Reads every document once: it must be JSON, and rows must be there.
    fn look(&mut self, path: Option<&str>) -> Result<(), TableError> {
        let mut any = false;
        let mut documents = 0;
        while let Some((line, document)) = self.next_document() {
            let document = document.map_err(|error| TableError::Json {
                file: self.file.clone(),
                line: line + error.line() - 1,
                reason: without_place(&error),
            })?;
            documents += 1;
            for indices in places(&document, &self.rows) {
                any = true;
                let levels = levels(&document, &self.rows, &indices);
                for level in levels {
                    note(level, String::new(), &mut self.known);
                }
            }
            if !any && !self.lines {
                return Err(TableError::NoRows {
                    file: self.file.clone(),
                    path: path.unwrap_or("[]").to_owned(),
                    found: found(&document),
                });
            }
        }
        if documents == 0 && !self.lines {
            let reason = "the file is empty".to_owned();
            return Err(TableError::Json { file: self.file.clone(), line: 1, reason });
        }
        self.rewind();
        Ok(())
    }

    fn rewind(&mut self) {
        (self.at, self.line, self.current, self.number) = (0, 0, None, 0);
    }

    /// The next document and the line on which it begins.
    fn next_document(&mut self) -> Option<(usize, Result<Json, serde_json::Error>)> {
        loop {
            let rest = self.text.get(self.at..).filter(|rest| !rest.is_empty())?;
            let end = if self.lines {
                rest.find('\n').map_or(rest.len(), |at| at + 1)
            } else {
                rest.len()
            };
            let document = rest.get(..end).unwrap_or_default();
            self.at += end;
            self.line += 1;
            if !document.trim().is_empty() {
                return Some((self.line, json::parse(document.trim_end())));
            }
        }
    }
}

/// The message of an error without the position that `serde_json` appends.
fn without_place(error: &serde_json::Error) -> String {
    let text = error.to_string();
    text.rfind(" at line ").and_then(|at| text.get(..at)).unwrap_or(&text).to_owned()
}

fn found(document: &Json) -> String {
    match document {
        Json::Object(members) => {
            let keys: Vec<&str> = members.iter().map(|(key, _)| key.as_str()).take(12).collect();
            format!("the file is an object with {}", keys.join(", "))
        }
        other => format!("the file is {}", other.what()),
    }
}

/// For each row of a document, the places in the lists on the way to it.
fn places(document: &Json, rows: &[Way]) -> Vec<Vec<usize>> {
    fn walk(json: &Json, rows: &[Way], so_far: &mut Vec<usize>, out: &mut Vec<Vec<usize>>) {
        match (rows.split_first(), json) {
            (None, _) => out.push(so_far.clone()),
            (Some((Way::Key(key), rest)), json) => {
                if let Some(member) = json.get(key) {
                    walk(member, rest, so_far, out);
                }
            }
            (Some((Way::Each, rest)), Json::List(items)) => {
                for (n, item) in items.iter().enumerate() {
                    so_far.push(n);
                    walk(item, rest, so_far, out);
                    so_far.pop();
                }
            }
            (Some((Way::Each, _)), _) => {}
        }
    }
    let mut out = Vec::new();
    walk(document, rows, &mut Vec::new(), &mut out);
    out
}

/// The document, then the items on the way to a row, the row itself last.
fn levels<'a>(document: &'a Json, rows: &[Way], indices: &[usize]) -> Vec<&'a Json> {
    let mut levels = vec![document];
    let mut here = document;
    let mut indices = indices.iter();
    for step in rows {
        here = match (step, here) {
            (Way::Key(key), json) => match json.get(key) {
                Some(member) => member,
                None => return levels,
            },
            (Way::Each, Json::List(items)) => match indices.next().and_then(|n| items.get(*n)) {
                Some(item) => {
                    levels.push(item);
                    item
                }
                None => return levels,
            },
            (Way::Each, _) => return levels,
        };
    }
    levels
}

/// Notes the paths to everything that could be a cell.
fn note(json: &Json, path: String, known: &mut BTreeSet<String>) {
    if known.len() >= MAX_KNOWN {
        return;
    }
    match json {
        Json::Object(members) => {
            for (key, member) in members {
                let path = if path.is_empty() { key.clone() } else { format!("{path}.{key}") };
                note(member, path, known);
            }
        }
        Json::List(items) => {
            if let Some(first) = items.first().filter(|_| !path.is_empty()) {
                note(first, format!("{path}[]"), known);
            }
        }
        _ if path.is_empty() => {}
        _ => {
            known.insert(path);
        }
    }
}

/// What a path leads to from a value: nothing at all, or a cell.
fn cell(json: &Json, path: &[Way]) -> Option<Cell> {
    match path.split_first() {
        None => Some(match json {
            Json::Null => Cell::Empty,
            Json::Object(_) => Cell::Unfit("an object"),
            Json::List(items) => many(items.iter().filter_map(|item| cell(item, &[]))),
            scalar => Cell::of(scalar.scalar().unwrap_or_default().trim()),
        }),
        Some((Way::Key(key), rest)) => cell(json.get(key)?, rest),
        Some((Way::Each, rest)) => match json {
            Json::List(items) => Some(many(items.iter().filter_map(|item| cell(item, rest)))),
            Json::Null => Some(Cell::Empty),
            _ => None,
        },
    }
}

fn many(cells: impl Iterator<Item = Cell>) -> Cell {
    let mut texts = Vec::new();
    for cell in cells {
        match cell {
            Cell::Empty => {}
            Cell::One(text) => texts.push(text),
            Cell::Many(more) => texts.extend(more),
            unfit @ Cell::Unfit(_) => return unfit,
        }
    }
    if texts.is_empty() { Cell::Empty } else { Cell::Many(texts) }
}

/// Of an object what is neither list nor object; the row itself whole.
fn row_text(levels: &[&Json]) -> String {
    let Some((row, around)) = levels.split_last() else { return String::new() };
    let mut parts: Vec<String> = Vec::new();
    for level in around {
        if let Json::Object(members) = level {
            let plain = members
                .iter()
                .filter(|(_, value)| !matches!(value, Json::List(_) | Json::Object(_)))
                .cloned();
            parts.push(Json::Object(plain.collect()).to_string());
        }
    }
    parts.push(row.to_string());
    parts.join(" ")
}

impl Table for JsonTable {
    fn detected(&self) -> &Detected {
        &self.detected
    }

    fn columns(&self) -> Vec<String> {
        self.known.iter().cloned().collect()
    }

    fn select(&mut self, columns: &[String]) -> Vec<usize> {
        // A path may begin in the document, or in the item of any list on the way to a
        // row: in the innermost where some row has it. Deciding by row would take the
        // value of something else where a row lacks its own.
        let paths: Vec<Vec<Way>> = columns.iter().map(|column| way(column)).collect();
        let mut level_of: Vec<Option<usize>> = vec![None; columns.len()];
        self.rewind();
        while let Some((_, document)) = self.next_document() {
            let Ok(document) = document else { continue };
            for indices in places(&document, &self.rows) {
                let levels = levels(&document, &self.rows, &indices);
                for (path, found) in paths.iter().zip(&mut level_of) {
                    let from = found.map_or(0, |level| level + 1);
                    let deeper = levels.iter().enumerate().skip(from).rev();
                    if let Some((level, _)) =
                        deeper.into_iter().find(|(_, json)| cell(json, path).is_some())
                    {
                        *found = Some(level);
                    }
                }
            }
        }
        self.rewind();
        // A path from the document along the rows names the item itself.
        self.chosen = paths
            .into_iter()
            .zip(&level_of)
            .map(|(path, level)| along(&self.rows, path, level.unwrap_or(0)))
            .collect();
        level_of.iter().enumerate().filter(|(_, level)| level.is_none()).map(|(n, _)| n).collect()
    }

    fn raw_columns(&self) -> Vec<String> {
        vec!["row".to_owned()]
    }

    fn next_row(&mut self) -> Option<Row> {
        loop {
            if let Some((document, rows, next, line)) = &mut self.current
                && let Some(indices) = rows.get(*next)
            {
                *next += 1;
                self.number += 1;
                let levels = levels(document, &self.rows, indices);
                let cells = self
                    .chosen
                    .iter()
                    .map(|(path, level)| {
                        levels.get(*level).and_then(|json| cell(json, path)).unwrap_or(Cell::Empty)
                    })
                    .collect();
                let row = levels.last();
                let fault = row.filter(|row| !matches!(row, Json::Object(_))).map(|row| {
                    format!("the row is {}, and not an object with named members", row.what())
                });
                let line = self.lines.then_some(*line as u64);
                return Some(Row {
                    number: self.number,
                    line,
                    cells,
                    raw: vec![row_text(&levels)],
                    fault,
                });
            }
            let (line, document) = self.next_document()?;
            // It was read before, when the table was opened.
            let document = document.ok()?;
            let rows = places(&document, &self.rows);
            self.current = Some((document, rows, 0, line));
        }
    }
}

/// A path that begins in the document, as far as it goes along the rows: below the
/// list that it shares with them it begins in that list's item.
fn along(rows: &[Way], path: Vec<Way>, level: usize) -> (Vec<Way>, usize) {
    if level > 0 {
        return (path, level);
    }
    let shared = rows.iter().zip(&path).take_while(|(a, b)| a == b).count();
    let each = rows.iter().take(shared).rposition(|step| *step == Way::Each);
    match each {
        Some(at) => {
            let depth = rows.iter().take(at + 1).filter(|step| **step == Way::Each).count();
            (path.get(at + 1..).unwrap_or_default().to_vec(), depth)
        }
        None => (path, 0),
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    const NESTED: &str = r#"{"meta": {"year": 2020, "symbol": "A/1"}, "donors": [
      {"name": "Peru", "amount": 7, "gifts": [{"fund": "x", "amount": -3}, {"fund": "y"}]},
      {"name": "Chad", "amount": 1, "aka": ["Tchad", "TD"], "gifts": [{"fund": "z", "amount": 1.50}]}]}"#;

    fn rows(path: Option<&str>, text: &str, lines: bool, columns: &[&str]) -> Vec<Row> {
        let reading = Reading { rows: path.map(str::to_owned), ..Reading::default() };
        let mut table = JsonTable::new("t.json", text.into(), &reading, lines).unwrap();
        let columns: Vec<String> = columns.iter().map(|c| (*c).to_owned()).collect();
        assert_eq!(table.select(&columns), Vec::<usize>::new(), "{:?}", table.columns());
        std::iter::from_fn(|| table.next_row()).collect()
    }

    #[test]
    fn rows_below_rows_see_what_is_around_them() {
        let columns = [
            "name",
            "fund",
            "amount",
            "donors[].amount",
            "meta.symbol",
            "aka",
            "donors[].gifts[].fund",
        ];
        let rows = rows(Some("donors[].gifts[]"), NESTED, false, &columns);
        let one = |text: &str| Cell::of(text);
        assert_eq!(
            rows[0].cells,
            [one("Peru"), one("x"), one("-3"), one("7"), one("A/1"), Cell::Empty, one("x")]
        );
        // The second gift has no amount of its own, and must not take its donor's.
        assert_eq!(rows[1].cells[2], Cell::Empty);
        assert_eq!(rows[2].cells[2], one("1.50"));
        assert_eq!(rows[2].cells[5], Cell::Many(vec!["Tchad".into(), "TD".into()]));
        assert_eq!(rows[1].text(), r#"{} {"name":"Peru","amount":7} {"fund":"y"}"#);
    }

    #[test]
    fn lines_and_plain_arrays() {
        let text = "{\"a\":{\"b\":[{\"c\":1},{\"c\":2}]}}\n\n{\"a\":null,\"d\":true}\n";
        let found = rows(None, text, true, &["a.b[].c", "d"]);
        assert_eq!(found[0].cells[0], Cell::Many(vec!["1".into(), "2".into()]));
        assert_eq!((&found[1].cells[1], found[1].line), (&Cell::of("true"), Some(3)));
        let found = rows(None, r#"[{"a":"x"},{"a":{"b":1}}, 3]"#, false, &["a"]);
        assert_eq!(found[1].cells, [Cell::Unfit("an object")]);
        assert!(found[2].fault.is_some());
    }

    #[test]
    fn what_is_not_there_is_told() {
        let reading = Reading { rows: Some("items[]".into()), ..Reading::default() };
        let error =
            JsonTable::new("t.json", NESTED.into(), &reading, false).err().unwrap().to_string();
        assert!(error.contains("items[]") && error.contains("donors"), "{error}");
        let broken = JsonTable::new("t.jsonl", "{}\n{\"a\":\n".into(), &Reading::default(), true);
        assert!(matches!(broken.err(), Some(TableError::Json { line: 2, .. })));
        let mut table = JsonTable::new(
            "t.json",
            NESTED.into(),
            &Reading { rows: Some("donors[]".into()), ..Reading::default() },
            false,
        )
        .unwrap();
        assert_eq!(table.select(&["nmae".into(), "name".into()]), [0]);
    }
}

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
    /// Where the last document began.
    from: usize,
    /// Where the next document begins, and on which line.
    at: usize,
    line: usize,
    current: Option<(Json, Vec<At>, usize, usize)>,
    number: u64,
}

/// What the path to the rows leads to.
#[derive(Debug, Clone)]
struct At {
    /// The places in the lists on the way.
    indices: Vec<usize>,
    /// Where the way ends before a row: a path of the file, and what stands there.
    ends: Option<(String, &'static str)>,
}

/// So many names of columns are kept.
const MAX_KNOWN: usize = 100_000;

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
            from: 0,
            at: 0,
            line: 0,
            current: None,
            number: 0,
        };
        table.look(reading.rows.as_deref())?;
        Ok(table)
    }

    /// Reads every document once: it must be JSON, and rows must be there. Where the first
    /// line is JSON, one that is not is a row that cannot be read.
    fn look(&mut self, path: Option<&str>) -> Result<(), TableError> {
        let mut any = false;
        let mut last = None;
        while let Some((line, document)) = self.next_document() {
            if self.lines && last.is_some() && document.is_err() {
                continue;
            }
            let document = document.map_err(|error| TableError::Json {
                file: self.file.clone(),
                line: line + error.line() - 1,
                reason: without_place(&error) + self.other_form(&error, last.is_none()),
            })?;
            for at in places(&document, &self.rows).iter().filter(|at| at.ends.is_none()) {
                any = true;
                let levels = levels(&document, &self.rows, &at.indices);
                for level in levels {
                    note(level, String::new(), &mut self.known);
                }
            }
            last = Some(found(&document, self.lines));
        }
        match last {
            None if !self.lines => {
                let reason = "the file is empty".to_owned();
                return Err(TableError::Json { file: self.file.clone(), line: 1, reason });
            }
            Some(found) if !any => {
                return Err(TableError::NoRows {
                    file: self.file.clone(),
                    path: path.unwrap_or("[]").to_owned(),
                    found,
                });
            }
            _ => {}
        }
        self.rewind();
        Ok(())
    }

    /// What to do when it is JSON of the other sort.
    fn other_form(&self, error: &serde_json::Error, first: bool) -> &'static str {
        if self.lines && first && json::parse(self.text.trim()).is_ok() {
            "; the file is one value over several lines: say \"format\": \"json\", or write a value a line"
        } else if !self.lines && error.line() > 1 && self.begins_with_a_line() {
            "; the file has a value a line: say \"format\": \"json-lines\""
        } else {
            ""
        }
    }

    /// Whether the first line is a whole value.
    fn begins_with_a_line(&self) -> bool {
        self.text.trim_start().lines().next().is_some_and(|line| json::parse(line.trim()).is_ok())
    }

    /// The line that was read last, which is not JSON.
    fn broken(&mut self, line: usize, error: &serde_json::Error) -> Row {
        self.number += 1;
        let text = self.text.get(self.from..self.at).unwrap_or_default().trim_end();
        let (reason, column) = (without_place(error), error.column());
        Row {
            number: self.number,
            line: Some(line as u64),
            cells: Vec::new(),
            raw: vec![text.to_owned()],
            fault: Some(format!("the line is not JSON: {reason} at character {column}")),
            left_out: None,
        }
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
            self.from = self.at;
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

fn found(document: &Json, lines: bool) -> String {
    let what = if lines { "a line" } else { "the file" };
    match document {
        Json::Object(members) if members.is_empty() => {
            format!("{what} is an object without members")
        }
        Json::Object(members) => {
            let keys: Vec<&str> = members.iter().map(|(key, _)| key.as_str()).take(12).collect();
            format!("{what} is an object with {}", keys.join(", "))
        }
        other => format!("{what} is {}", other.what()),
    }
}

/// The rows of a document; and where, in an item of a list on the way, the way ends: rows may
/// be lost there. An empty list has no rows.
fn places(document: &Json, rows: &[Way]) -> Vec<At> {
    fn walk(
        json: Option<&Json>,
        done: usize,
        rows: &[Way],
        indices: &mut Vec<usize>,
        out: &mut Vec<At>,
    ) {
        match (rows.get(done), json) {
            (None, Some(_)) => out.push(At { indices: indices.clone(), ends: None }),
            (Some(Way::Key(key)), Some(json @ Json::Object(_))) => {
                walk(json.get(key), done + 1, rows, indices, out);
            }
            (Some(Way::Each), Some(Json::List(items))) => {
                for (n, item) in items.iter().enumerate() {
                    indices.push(n);
                    walk(Some(item), done + 1, rows, indices, out);
                    indices.pop();
                }
            }
            // Whether anything leads from the document to rows is told otherwise.
            (_, json) if !indices.is_empty() => {
                let what = json.map_or("nothing", Json::what);
                let ends = Some((path(rows.get(..done).unwrap_or_default()), what));
                out.push(At { indices: indices.clone(), ends });
            }
            _ => {}
        }
    }
    let mut out = Vec::new();
    walk(Some(document), 0, rows, &mut Vec::new(), &mut out);
    out
}

/// A path as it is written.
fn path(steps: &[Way]) -> String {
    let mut path = String::new();
    for step in steps {
        match step {
            Way::Key(key) if path.is_empty() => path.push_str(key),
            Way::Key(key) => path.extend([".", key]),
            Way::Each => path.push_str("[]"),
        }
    }
    path
}

/// A member that stands twice in an object, or in one below it.
fn twice(json: &Json, deep: bool) -> Option<&str> {
    match json {
        Json::Object(members) => {
            let mut seen = BTreeSet::new();
            let own = members.iter().find(|(key, _)| !seen.insert(key.as_str()));
            own.map(|(key, _)| key.as_str()).or_else(|| {
                members.iter().find_map(|(_, member)| match member {
                    Json::List(_) if !deep => None,
                    member => twice(member, deep),
                })
            })
        }
        Json::List(items) => items.iter().find_map(|item| twice(item, deep)),
        _ => None,
    }
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
            // An item without the member keeps its place beside those of other lists.
            Json::List(items) => {
                Some(many(items.iter().map(|item| cell(item, rest).unwrap_or(Cell::Empty))))
            }
            Json::Null => Some(Cell::Empty),
            _ => None,
        },
    }
}

fn many(cells: impl Iterator<Item = Cell>) -> Cell {
    let mut texts = Vec::new();
    for cell in cells {
        match cell {
            Cell::Empty => texts.push(String::new()),
            Cell::One(text) => texts.push(text),
            Cell::Many(more) if more.is_empty() => texts.push(String::new()),
            Cell::Many(more) => texts.extend(more),
            unfit @ Cell::Unfit(_) => return unfit,
        }
    }
    // A list of none says that there is none.
    if texts.is_empty() { Cell::Many(texts) } else { Cell::many(texts) }
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
            for at in places(&document, &self.rows).iter().filter(|at| at.ends.is_none()) {
                let levels = levels(&document, &self.rows, &at.indices);
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
                && let Some(at) = rows.get(*next)
            {
                *next += 1;
                let levels = levels(document, &self.rows, &at.indices);
                let line = self.lines.then_some(*line as u64);
                if let Some((path, what)) = &at.ends {
                    let nothing = matches!(*what, "nothing" | "null");
                    let left_out = nothing.then(|| format!("no list stands at `{path}`"));
                    let fault = (!nothing)
                        .then(|| format!("at `{path}` stands {what}, where a list is expected"));
                    let raw = vec![row_text(&levels)];
                    // It is no row, so that the rows after it keep their numbers.
                    let (number, cells) = (self.number + 1, Vec::new());
                    return Some(Row { number, line, cells, raw, fault, left_out });
                }
                self.number += 1;
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
                let double =
                    levels.iter().rev().enumerate().find_map(|(up, json)| twice(json, up == 0));
                let fault = fault.or_else(|| {
                    Some(format!("the member `{}` stands twice: name one otherwise", double?))
                });
                return Some(Row {
                    number: self.number,
                    line,
                    cells: if fault.is_some() { Vec::new() } else { cells },
                    raw: vec![row_text(&levels)],
                    fault,
                    left_out: None,
                });
            }
            let (line, document) = self.next_document()?;
            let document = match document {
                Ok(document) => document,
                // All that is no line was read before, when the table was opened.
                Err(error) => return self.lines.then(|| self.broken(line, &error)),
            };
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
    fn a_line_that_is_not_json_is_one_row_that_cannot_be_read() {
        let found = rows(None, "{\"a\":1}\nnot json \n{\"a\":3}\n{\"a\":", true, &["a"]);
        let faults: Vec<bool> = found.iter().map(|row| row.fault.is_some()).collect();
        assert_eq!(faults, [false, true, false, true]);
        let (second, last) = (&found[1], &found[3]);
        assert_eq!(
            (second.number, second.line, second.raw.join("")),
            (2, Some(2), "not json".into())
        );
        let why = second.fault.as_deref().unwrap();
        assert!(why.starts_with("the line is not JSON: ") && why.contains("character"), "{why}");
        assert_eq!((last.number, last.line, last.raw.join("")), (4, Some(4), "{\"a\":".into()));
        assert_eq!(found[2].cells, [Cell::of("3")]);
    }

    #[test]
    fn what_ends_before_the_rows_is_told_and_moves_none() {
        let text = r#"{"donors": [
          {"name": "A", "gifts": [{"fund": "x"}]}, {"name": "B"}, {"name": "C", "gifts": null},
          {"name": "D", "gifts": []}, {"name": "E", "gifts": {"fund": "y"}}, 5,
          {"name": "F", "gifts": [{"fund": "z"}]}]}"#;
        let rows = rows(Some("donors[].gifts[]"), text, false, &["fund", "name"]);
        let told: Vec<_> =
            rows.iter().map(|row| (row.left_out.as_deref(), row.fault.as_deref())).collect();
        let nothing = Some("no list stands at `donors[].gifts`");
        assert_eq!(
            told,
            [
                (None, None),
                (nothing, None),
                (nothing, None),
                (None, Some("at `donors[].gifts` stands an object, where a list is expected")),
                (None, Some("at `donors[]` stands a number, where a list is expected")),
                (None, None),
            ]
        );
        assert_eq!((rows[0].number, rows[5].number), (1, 2));
        assert!(rows[3].text().contains(r#""name":"E""#), "{}", rows[3].text());
    }

    #[test]
    fn a_member_that_stands_twice_rejects_the_rows_that_have_it() {
        let text =
            r#"{"a": 1, "rows": [{"x": 1, "y": {"z": 1, "z": 2}}, {"x": 1, "x": 2}, {"x": 3}]}"#;
        let faults = |text| -> Vec<Option<String>> {
            rows(Some("rows[]"), text, false, &["x"]).into_iter().map(|row| row.fault).collect()
        };
        let twice = |name| Some(format!("the member `{name}` stands twice: name one otherwise"));
        assert_eq!(faults(text), [twice("z"), twice("x"), None]);
        // What stands around rows is part of all of them, but not what stands in other lists.
        let around = r#"{"a": 1, "a": 2, "rows": [{"x": 1}], "others": [{"b": 1, "b": 2}]}"#;
        assert_eq!(faults(around), [twice("a")]);
        assert_eq!(faults(&around.replacen("\"a\"", "\"c\"", 1)), [None]);
    }

    #[test]
    fn what_is_not_there_is_told() {
        let reading = Reading { rows: Some("items[]".into()), ..Reading::default() };
        let error =
            JsonTable::new("t.json", NESTED.into(), &reading, false).err().unwrap().to_string();
        assert!(error.contains("items[]") && error.contains("donors"), "{error}");
        // Also of lines, when none has rows.
        let lines = JsonTable::new("t.jsonl", "{\"a\":1}\n\n{}\n".into(), &reading, true);
        let error = lines.err().unwrap().to_string();
        assert!(error.contains("`items[]`: a line is an object without members"), "{error}");
        // What is of the other sort.
        let told = |text: &str, lines| {
            JsonTable::new("t", text.into(), &Reading::default(), lines).err().unwrap().to_string()
        };
        assert!(told("{\n\"a\": 1\n}\n", true).ends_with("or write a value a line"));
        assert!(told("{\"a\":1}\n{\"a\":2}\n", false).ends_with("\"json-lines\""));
        assert!(told("{\n\"a\": 1,\n}\n", true).ends_with("parsing an object"));
        let broken = JsonTable::new("t.jsonl", "\n{\"a\":\n".into(), &Reading::default(), true);
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

//! What was read, what became of it, and what could not be mapped.

use std::{
    collections::{BTreeMap, BTreeSet},
    fmt,
};

use rapporteur_schema::{Record, Register};
use serde::Serialize;

use crate::{
    engine::{How, NameReport},
    table::Detected,
    value::Cleaned,
};

/// What was read of a file.
#[derive(Debug, Clone, PartialEq, Eq, Serialize)]
#[non_exhaustive]
pub struct InputReport {
    /// The table of the mapping that it is.
    pub table: String,
    /// The name of the file.
    pub file: String,
    /// What was found out about the file.
    #[serde(flatten)]
    pub detected: Detected,
    /// Rows read. Always the sum of the next three.
    pub rows: u64,
    /// Rows that made records or added to them.
    pub mapped: u64,
    /// Rows that were left out on purpose.
    pub skipped: u64,
    /// Rows that could not be mapped.
    pub rejected: u64,
    /// Why rows were left out, and how many for each reason.
    pub why_skipped: BTreeMap<String, u64>,
    /// Why rows could not be mapped, and how many for each reason; of many reasons
    /// the first hundred.
    pub why_rejected: BTreeMap<String, u64>,
    /// What was left out of rows that were mapped: items and values for which nothing
    /// stands in a cell that may be empty.
    pub left_out: u64,
    /// What that was, where nothing stands, and how many for each.
    pub why_left_out: BTreeMap<String, u64>,
    /// Columns that the mapping takes where they are there, and that the file does not have.
    pub without: Vec<String>,
}

/// So many reasons are listed of one file; the rows themselves have them all.
const MAX_REASONS: usize = 100;

/// So many of them are shown in words.
const SHOWN: usize = 12;

impl InputReport {
    pub(crate) fn new(table: &str, file: &str, detected: Detected) -> Self {
        Self {
            table: table.to_owned(),
            file: file.to_owned(),
            detected,
            rows: 0,
            mapped: 0,
            skipped: 0,
            rejected: 0,
            why_skipped: BTreeMap::new(),
            why_rejected: BTreeMap::new(),
            left_out: 0,
            why_left_out: BTreeMap::new(),
            without: Vec::new(),
        }
    }

    pub(crate) fn leave_out(&mut self, what: String) {
        self.left_out += 1;
        *self.why_left_out.entry(what).or_default() += 1;
    }

    pub(crate) fn skip(&mut self, why: &str) {
        self.skipped += 1;
        *self.why_skipped.entry(why.to_owned()).or_default() += 1;
    }

    pub(crate) fn reject(&mut self, reason: &str) {
        self.rejected += 1;
        if self.why_rejected.len() < MAX_REASONS || self.why_rejected.contains_key(reason) {
            *self.why_rejected.entry(reason.to_owned()).or_default() += 1;
        }
    }
}

/// What was read and what became of it.
#[derive(Debug, Clone, PartialEq, Eq, Serialize)]
#[non_exhaustive]
pub struct Report {
    /// The identifier of the mapping.
    pub mapping: String,
    /// Each file, in the order in which it was read.
    pub inputs: Vec<InputReport>,
    /// How many records were made, by register.
    pub records: BTreeMap<&'static str, usize>,
    /// The ids of the sources that the files are.
    pub sources: Vec<String>,
    /// Each name, and how it was matched.
    pub names: Vec<NameReport>,
    /// What was changed in texts so that the model can hold them.
    pub cleaned: Cleaned,
}

impl Report {
    pub(crate) fn new(
        mapping: String,
        inputs: Vec<InputReport>,
        made: usize,
        sources: Vec<String>,
        records: &[Record],
        names: Vec<NameReport>,
        cleaned: Cleaned,
    ) -> Self {
        let mut counts: BTreeMap<&'static str, usize> = BTreeMap::new();
        for record in records {
            *counts.entry(record.as_ref().register().folder()).or_default() += 1;
        }
        debug_assert_eq!(made + sources.len(), records.len());
        Self { mapping, inputs, records: counts, sources, names, cleaned }
    }

    /// Rows read, over all files.
    pub fn rows(&self) -> u64 {
        self.inputs.iter().map(|input| input.rows).sum()
    }

    /// Rows that made records or added to them.
    pub fn mapped(&self) -> u64 {
        self.inputs.iter().map(|input| input.mapped).sum()
    }

    /// Rows left out on purpose.
    pub fn skipped(&self) -> u64 {
        self.inputs.iter().map(|input| input.skipped).sum()
    }

    /// Rows that could not be mapped.
    pub fn rejected(&self) -> u64 {
        self.inputs.iter().map(|input| input.rejected).sum()
    }

    /// Names that are doubtful, unknown, or that a reader should look at.
    pub fn doubtful_names(&self) -> impl Iterator<Item = &NameReport> {
        self.names.iter().filter(|name| name.remark.is_some())
    }

    /// The report as JSON, laid out for reading.
    pub fn to_json(&self) -> String {
        // It holds nothing that serde_json refuses.
        let mut text = serde_json::to_string_pretty(self).unwrap_or_default();
        text.push('\n');
        text
    }
}

impl fmt::Display for Report {
    /// The report in words.
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        for input in &self.inputs {
            let Detected { format, encoding, encoding_is, line_ends, compression, separator } =
                &input.detected;
            write!(f, "{} ({}): {format}, {encoding} ({encoding_is})", input.file, input.table)?;
            if *line_ends != "none" {
                let how = if *line_ends == "mixed" { "differently" } else { "in " };
                let which = if *line_ends == "mixed" { "" } else { line_ends };
                write!(f, ", lines end {how}{which}")?;
            }
            if let Some(separator) = separator {
                write!(f, ", cells end in `{}`", separator.escape_debug())?;
            }
            if let Some(compression) = compression {
                write!(f, ", {compression}")?;
            }
            writeln!(
                f,
                "\n  {} {}: {} mapped, {} skipped, {} rejected",
                count(input.rows),
                if input.rows == 1 { "row" } else { "rows" },
                count(input.mapped),
                count(input.skipped),
                count(input.rejected)
            )?;
            for (why, rows) in &input.why_skipped {
                writeln!(f, "  skipped {}: {why}", count(*rows))?;
            }
            // The weightiest first; the rows themselves have them all.
            let mut why: Vec<(&String, &u64)> = input.why_rejected.iter().collect();
            why.sort_by(|a, b| b.1.cmp(a.1).then_with(|| a.0.cmp(b.0)));
            let (shown, others) = why.split_at(why.len().min(SHOWN));
            for (why, rows) in shown {
                writeln!(f, "  rejected {}: {why}", count(**rows))?;
            }
            if !others.is_empty() {
                let said: u64 = shown.iter().map(|(_, rows)| **rows).sum();
                let rows = input.rejected.saturating_sub(said);
                writeln!(f, "  rejected {}: for other reasons", count(rows))?;
            }
            if !input.without.is_empty() {
                let names: Vec<String> =
                    input.without.iter().map(|name| format!("`{}`", name.escape_debug())).collect();
                writeln!(
                    f,
                    "  has no column {}, which the mapping lets it lack",
                    names.join(", ")
                )?;
            }
            for (what, times) in &input.why_left_out {
                writeln!(f, "  left out of rows {}: {what}", phrase(*times))?;
            }
        }
        let records: Vec<String> = self
            .records
            .iter()
            .map(|(folder, n)| match (*n, folder.parse::<Register>()) {
                (1, Ok(register)) => format!("1 {}", register.name()),
                (n, _) => format!("{} {folder}", count(n as u64)),
            })
            .collect();
        writeln!(f, "records: {}", records.join(", "))?;
        let mut matched: BTreeMap<(&str, How), u64> = BTreeMap::new();
        for name in &self.names {
            *matched.entry((&name.table, name.how)).or_default() += 1;
        }
        for ((table, how), names) in matched {
            writeln!(f, "names of {table}: {} {}", count(names), words(how))?;
        }
        for name in self.doubtful_names() {
            let remark = name.remark.as_deref().unwrap_or_default();
            let cells = if name.cells == 1 { "cell" } else { "cells" };
            writeln!(
                f,
                "  {} ({} {cells}): {remark}",
                name.name.escape_debug(),
                count(name.cells)
            )?;
        }
        let Cleaned { control_characters, normalised } = self.cleaned;
        if control_characters > 0 {
            writeln!(
                f,
                "{} cells held control characters, which were taken out",
                count(control_characters)
            )?;
        }
        if normalised > 0 {
            writeln!(f, "{} cells were brought into Unicode form NFC", count(normalised))?;
        }
        Ok(())
    }
}

fn words(how: How) -> &'static str {
    match how {
        How::Alias => "matched by aliases",
        How::Record => "matched by names of records",
        How::States => "matched by the table of states",
        How::Created => "made into records",
        How::Nobody => "stand for nobody",
        How::Doubtful => "doubtful",
        How::Unknown => "unknown",
    }
}

fn phrase(times: u64) -> String {
    if times == 1 { "once".to_owned() } else { format!("{} times", count(times)) }
}

/// A number with commas between groups of three digits.
fn count(n: u64) -> String {
    let digits = n.to_string();
    let mut out = String::new();
    for (at, c) in digits.chars().enumerate() {
        if at > 0 && (digits.len() - at).is_multiple_of(3) {
            out.push(',');
        }
        out.push(c);
    }
    out
}

/// A row that could not be mapped.
#[derive(Debug, Clone, PartialEq, Eq)]
#[non_exhaustive]
pub struct Reject {
    /// The name of its file.
    pub file: String,
    /// Its number among the rows with data.
    pub row: u64,
    /// The line on which it begins, where lines mean something.
    pub line: Option<u64>,
    /// Why it could not be mapped.
    pub reason: String,
    /// The names of its cells.
    pub columns: Vec<String>,
    /// The row, as it stands in the file.
    pub cells: Vec<String>,
}

/// The rejects as CSV (RFC 4180, UTF-8): the file, the row, the line and the reason,
/// then the cells of the row under their own names.
///
/// ```
/// assert_eq!(rapporteur_import::rejects_csv(&[]), "file,row,line,reason\r\n");
/// ```
pub fn rejects_csv(rejects: &[Reject]) -> String {
    let mut columns: Vec<&str> = Vec::new();
    let mut seen: BTreeSet<&str> = BTreeSet::new();
    for reject in rejects {
        columns
            .extend(reject.columns.iter().map(String::as_str).filter(|column| seen.insert(column)));
    }
    let most =
        rejects.iter().map(|r| r.cells.len().saturating_sub(r.columns.len())).max().unwrap_or(0);
    let mut writer =
        csv::WriterBuilder::new().terminator(csv::Terminator::CRLF).from_writer(Vec::new());
    let fixed = ["file", "row", "line", "reason"];
    let more: Vec<String> = (1..=most).map(|n| format!("beyond-{n}")).collect();
    let header =
        fixed.into_iter().chain(columns.iter().copied()).chain(more.iter().map(String::as_str));
    // Writing to memory cannot fail, and every row has as many cells as the header.
    let _ = writer.write_record(header);
    for reject in rejects {
        let line = reject.line.map_or(String::new(), |line| line.to_string());
        let row = reject.row.to_string();
        let own = |column: &&str| {
            let at = reject.columns.iter().position(|other| other == column);
            at.and_then(|at| reject.cells.get(at)).map_or("", String::as_str)
        };
        let beyond = (0..most)
            .map(|n| reject.cells.get(reject.columns.len() + n).map_or("", String::as_str));
        let cells = [reject.file.as_str(), &row, &line, &reject.reason].into_iter();
        let _ = writer.write_record(cells.chain(columns.iter().map(own)).chain(beyond));
    }
    let bytes = writer.into_inner().unwrap_or_default();
    String::from_utf8(bytes).unwrap_or_default()
}

//! Time and memory of writing a workbook, beside the bare library that writes the same
//! cells in its low-memory mode.
//!
//! `cargo bench -p rapporteur-xlsx -- 1000000` makes a dataset with so many readings (20,000
//! if not said). Each run is a process of its own, so that its peak is its own.
//!
//! | line | is |
//! |---|---|
//! | `rows` | the cells made from the dataset and thrown away |
//! | `bare` | the bare library in its low-memory mode; it makes the cells, too |
//! | `read` | cells that were made before the clock started, read from a file and thrown away |
//! | `ready` | the bare library in its low-memory mode, given these cells |
//! | `formats` | the same cells with the formats that make them what they are: ids and codes text, days dates |
//! | `constant` | without formats in its constant-memory mode, which does not share texts |
//! | `ours` | [`rapporteur_xlsx::write`], which makes the cells, and all that is around them |
//!
//! `cargo bench -p rapporteur-xlsx -- 1000000 ready` is that line alone.
#![expect(
    clippy::print_stdout,
    clippy::unwrap_used,
    clippy::many_single_char_names,
    reason = "a benchmark prints, and stops when something is wrong"
)]

use std::{
    env,
    fmt::Write as _,
    fs,
    io::{self, Read as _, Seek as _, Write as _},
    process::Command,
    time::Instant,
};

use rapporteur_schema::{Dataset, Record, Register, model::DatasetMeta};
use rapporteur_tables::{Cell, Context, Kind, Table, tables};
use rapporteur_xlsx::Options;
use rust_xlsxwriter::{ExcelDateTime, Format, FormatAlign};

/// Readings in each made-up record.
const FIELDS: usize = 10;
/// How hard both compress.
const LEVEL: u8 = 3;
/// The format's own limit, less the rows above the table.
const MOST_ROWS: usize = 1_048_572;

fn dataset(readings: usize) -> Dataset {
    let meta: DatasetMeta = serde_json::from_value(serde_json::json!({
        "schema_version": "1.0", "id": "bench", "title": {"en": "Made up"},
        "base": "https://example.org/bench/", "license": "CC0-1.0", "languages": ["en"], "version": "1"
    }))
    .unwrap();
    let json = |register, text: &str| Record::from_json(register, text.as_bytes()).unwrap();
    let mut random = fastrand::Rng::with_seed(7);
    let mut records = Vec::new();
    let mut passages = String::new();
    for n in 0..200 {
        let comma = if n == 0 { "" } else { "," };
        let _ = write!(passages, r#"{comma}{{"key":"{n}","sha256":"{}"}}"#, "0".repeat(64));
    }
    for s in 0..5 {
        records.push(json(Register::Source, &format!(
            r#"{{"id":"source-{s}","kind":"report","siglum":"Source {s}","title":{{"en":"S"}},"published":"2020","languages":["en"],"standpoint":{{"en":"S"}},"passages":[{passages}],"cite":["source-{s}#1"]}}"#
        )));
    }
    for n in 0..1_000 {
        records.push(json(Register::Organisation, &format!(
            r#"{{"id":"org-{n}","kind":"state","names":[{{"text":"Organisation {n}"}}],"cite":["source-1#2"]}}"#
        )));
        records.push(json(Register::Place, &format!(
            r#"{{"id":"place-{n}","kind":"city","names":[{{"text":"Place {n}"}}],"cite":["source-1#2"]}}"#
        )));
    }
    for n in 0..readings / FIELDS {
        let (a, b, p) = (random.u32(..1_000), random.u32(..1_000), random.u32(..1_000));
        let (s, t, q) = (random.u32(..5), random.u32(..5), random.u32(..200));
        let (year, month) = (1950 + random.u32(..75), 1 + random.u32(..12));
        records.push(json(Register::Event, &format!(
            r#"{{"id":"event-{n}","kind":"hrc-session","names":[{{"text":"Event number {n} of the made-up record"}}],"ordinal":{},"date":{{"readings":[{{"value":"{year}-{month:02}","cite":["source-{s}#{q}"]}}]}},"place":["place-{p}"],"mode":"online","participants":[{{"who":"org-{a}","role":"host"}}],"about":[{{"text":{{"en":"Something {b}"}}}}],"figures":[{{"measure":"participants","quantity":{{"n":{b}}}}}],"summary":{{"en":"They met for the {n}th time and spoke about {a} things."}},"outcome":{{"en":"They agreed to meet again."}},"cite":["source-{t}#{q}","source-{t}#{}"]}}"#,
            n % 40,
            (q + 1) % 200
        )));
    }
    Dataset::from_records(meta, records).unwrap()
}

/// The most memory that the process has had, in MB.
fn peak() -> u64 {
    let status = fs::read_to_string("/proc/self/status").unwrap_or_default();
    let line = status.lines().find_map(|line| line.strip_prefix("VmHWM:"));
    let kilobytes = line.and_then(|line| line.split_whitespace().next()?.parse::<u64>().ok());
    kilobytes.unwrap_or(0) / 1024
}

/// The seconds of processor time that the process has used: other programs do not count.
fn used() -> f64 {
    let status = fs::read_to_string("/proc/self/stat").unwrap_or_default();
    let after = status.rsplit(')').next().unwrap_or_default();
    let ticks = after.split_whitespace().skip(11).take(2).filter_map(|n| n.parse::<f64>().ok());
    ticks.sum::<f64>() / 100.0
}

/// All rows, made and thrown away: how many cells.
fn rows_only(dataset: &Dataset) -> usize {
    let context = Context::new(dataset, "en");
    let mut cells = 0;
    for table in tables(&context) {
        let _: Result<(), ()> = context.each_row(&table, &mut |row| {
            cells += row.len();
            Ok(())
        });
    }
    cells
}

/// What a cell holds, as the bare library takes it.
enum Bare<'a> {
    Blank,
    Number(f64),
    Text(&'a str),
}

impl<'a> From<&'a Cell<'_>> for Bare<'a> {
    fn from(cell: &'a Cell<'_>) -> Self {
        match cell {
            Cell::Number(n) => Self::Number(*n),
            Cell::Date(day) => {
                let year = u16::try_from(day.year).unwrap();
                Self::Number(ExcelDateTime::from_ymd(year, day.month, day.day).unwrap().to_excel())
            }
            cell => cell.as_text().map_or(Self::Blank, Self::Text),
        }
    }
}

/// How the library is asked to write.
#[derive(Clone, Copy, PartialEq)]
enum Mode {
    Low,
    LowFormats,
    Constant,
}

/// A workbook of the library with nothing around it: no widths, tables, links; and no formats
/// of columns unless they are asked for.
struct Plain {
    book: rust_xlsxwriter::Workbook,
    mode: Mode,
    /// The kinds of the columns of the table, as [`kinds`] has them.
    kinds: Vec<u8>,
    sheets: usize,
    at: usize,
    cells: usize,
}

impl Plain {
    fn new(mode: Mode) -> Self {
        let mut book = rust_xlsxwriter::Workbook::new();
        book.set_zip_compression_level(LEVEL);
        Self { book, mode, kinds: Vec::new(), sheets: 0, at: MOST_ROWS, cells: 0 }
    }

    fn table(&mut self, kinds: &[u8]) {
        self.at = MOST_ROWS;
        self.kinds = kinds.to_vec();
    }

    fn row<'a>(&mut self, row: impl Iterator<Item = Bare<'a>>) {
        if self.at == MOST_ROWS {
            let made = match self.mode {
                Mode::Constant => self.book.add_worksheet_with_constant_memory(),
                Mode::Low | Mode::LowFormats => self.book.add_worksheet_with_low_memory(),
            };
            let sheet = made.unwrap();
            if self.mode == Mode::LowFormats {
                let format = |kind: u8| match kind {
                    0 => Format::new().set_num_format_index(49).set_text_wrap(),
                    1 => Format::new().set_align(FormatAlign::Right),
                    _ => Format::new().set_num_format("yyyy-mm-dd"),
                };
                for (kind, column) in self.kinds.iter().zip(0_u16..) {
                    sheet.set_column_format(column, &format(*kind)).unwrap();
                }
            }
            (self.at, self.sheets) = (0, self.sheets + 1);
        }
        let sheet = self.book.worksheet_from_index(self.sheets - 1).unwrap();
        let line = u32::try_from(self.at).unwrap();
        for (cell, column) in row.zip(0_u16..) {
            match cell {
                Bare::Blank => {}
                Bare::Number(n) => {
                    sheet.write_number(line, column, n).unwrap();
                }
                Bare::Text(text) => {
                    sheet.write_string(line, column, text).unwrap();
                }
            }
            self.cells += 1;
        }
        self.at += 1;
    }

    fn save(mut self) -> usize {
        self.book.save_to_writer(io::sink()).unwrap();
        self.cells
    }
}

/// The same cells, written by the library with nothing around them; the time to make them
/// is a part.
fn bare(dataset: &Dataset) -> usize {
    let context = Context::new(dataset, "en");
    let mut plain = Plain::new(Mode::Low);
    for table in tables(&context) {
        plain.table(&kinds(&table));
        let _: Result<(), ()> = context.each_row(&table, &mut |row| {
            plain.row(row.iter().map(Bare::from));
            Ok(())
        });
    }
    plain.save()
}

/// For each column, whether it holds text, numbers or days.
fn kinds(table: &Table<'_>) -> Vec<u8> {
    let kind = |kind| match kind {
        Kind::Number => 1,
        Kind::Date => 2,
        _ => 0,
    };
    table.columns.iter().map(|column| kind(column.kind)).collect()
}

/// All cells, made before anything is measured: in a temporary file, so that they take no
/// memory, in a form that takes next to no time to read.
fn prepare(dataset: &Dataset) -> fs::File {
    let context = Context::new(dataset, "en");
    let mut out = io::BufWriter::with_capacity(1 << 20, tempfile::tempfile().unwrap());
    let mut line = Vec::new();
    for table in tables(&context) {
        // No row has so many bytes: a table.
        let kinds = kinds(&table);
        out.write_all(&u32::MAX.to_le_bytes()).unwrap();
        out.write_all(&u32::try_from(kinds.len()).unwrap().to_le_bytes()).unwrap();
        out.write_all(&kinds).unwrap();
        let _: Result<(), ()> = context.each_row(&table, &mut |row| {
            line.clear();
            for cell in row {
                match Bare::from(cell) {
                    Bare::Blank => line.push(0),
                    Bare::Number(n) => {
                        line.push(1);
                        line.extend(n.to_le_bytes());
                    }
                    Bare::Text(text) => {
                        line.push(2);
                        line.extend(u32::try_from(text.len()).unwrap().to_le_bytes());
                        line.extend(text.as_bytes());
                    }
                }
            }
            out.write_all(&u32::try_from(line.len()).unwrap().to_le_bytes()).unwrap();
            out.write_all(&line).unwrap();
            Ok(())
        });
    }
    let mut file = out.into_inner().unwrap();
    file.rewind().unwrap();
    file
}

/// The cells of [`prepare`], row by row.
fn prepared(file: fs::File, mut table: impl FnMut(&[u8]), mut row: impl FnMut(&[u8])) {
    let mut file = io::BufReader::with_capacity(1 << 20, file);
    let (mut length, mut line) = ([0; 4], Vec::new());
    while file.read_exact(&mut length).is_ok() {
        let is_table = u32::from_le_bytes(length) == u32::MAX;
        if is_table {
            file.read_exact(&mut length).unwrap();
        }
        line.resize(u32::from_le_bytes(length) as usize, 0);
        file.read_exact(&mut line).unwrap();
        if is_table {
            table(&line);
        } else {
            row(&line);
        }
    }
}

/// The cells of a row of [`prepare`].
fn decode(mut line: &[u8]) -> impl Iterator<Item = Bare<'_>> {
    std::iter::from_fn(move || {
        let (tag, rest) = line.split_first()?;
        line = rest;
        Some(match tag {
            0 => Bare::Blank,
            1 => {
                let (n, rest) = line.split_first_chunk()?;
                line = rest;
                Bare::Number(f64::from_le_bytes(*n))
            }
            _ => {
                let (length, rest) = line.split_first_chunk()?;
                let (text, rest) = rest.split_at_checked(u32::from_le_bytes(*length) as usize)?;
                line = rest;
                Bare::Text(std::str::from_utf8(text).ok()?)
            }
        })
    })
}

/// The cells of [`prepare`], read and thrown away: how many.
fn only_read(file: fs::File) -> usize {
    let mut cells = 0;
    prepared(file, |_| {}, |line| cells += decode(line).count());
    cells
}

/// The cells of [`prepare`], written by the library with nothing around them.
fn ready(file: fs::File, mode: Mode) -> usize {
    let plain = std::cell::RefCell::new(Plain::new(mode));
    prepared(
        file,
        |kinds| plain.borrow_mut().table(kinds),
        |line| plain.borrow_mut().row(decode(line)),
    );
    plain.into_inner().save()
}

fn main() {
    let args: Vec<String> = env::args().skip(1).filter(|arg| !arg.starts_with("--")).collect();
    let readings = args.first().and_then(|n| n.parse().ok()).unwrap_or(20_000);
    let Some(what) = args.get(1) else {
        println!(
            "{readings} readings; seconds, seconds of processor time, peak MB, of which the dataset alone"
        );
        for what in ["rows", "bare", "read", "ready", "formats", "constant", "ours"] {
            let program = env::current_exe().unwrap();
            let run = Command::new(program).args([&readings.to_string(), what]).output().unwrap();
            assert!(run.status.success(), "{}", String::from_utf8_lossy(&run.stderr));
            print!("{}", String::from_utf8_lossy(&run.stdout));
        }
        return;
    };
    let mut dataset = Some(dataset(readings));
    // What needs only the cells does without the dataset.
    let cells = match what.as_str() {
        "read" | "ready" | "formats" | "constant" => dataset.take().as_ref().map(prepare),
        _ => None,
    };
    let (alone, begin, before) = (peak(), Instant::now(), used());
    let wrote = match (what.as_str(), cells, dataset.as_ref()) {
        ("read", Some(file), _) => only_read(file),
        ("constant", Some(file), _) => ready(file, Mode::Constant),
        ("formats", Some(file), _) => ready(file, Mode::LowFormats),
        (_, Some(file), _) => ready(file, Mode::Low),
        ("rows", _, Some(dataset)) => rows_only(dataset),
        ("bare", _, Some(dataset)) => bare(dataset),
        (_, _, dataset) => {
            let mut options = Options::default();
            // As the bare library, and as larger workbooks have it anyway.
            options.compression = Some(LEVEL);
            rapporteur_xlsx::write(dataset.unwrap(), &options, &mut io::sink()).unwrap().claims
        }
    };
    let (seconds, used) = (begin.elapsed().as_secs_f64(), used() - before);
    let unit = if what == "ours" { "claims" } else { "cells" };
    println!("{what:8} {seconds:8.2} s {used:8.2} s {:6} MB {alone:6} MB   {wrote} {unit}", peak());
}

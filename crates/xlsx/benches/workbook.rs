//! Time and memory of writing a workbook, beside the bare library that writes the same
//! cells in its low-memory mode.
//!
//! `cargo bench -p rapporteur-xlsx -- 1000000` makes a dataset with so many readings (20,000
//! if not said). Each run is a process of its own, so that its peak is its own. Of the bare
//! library and of `write` the time to make the rows is a part; it is also shown alone.
#![expect(
    clippy::print_stdout,
    clippy::unwrap_used,
    clippy::many_single_char_names,
    reason = "a benchmark prints, and stops when something is wrong"
)]

use std::{env, fmt::Write as _, fs, io, process::Command, time::Instant};

use rapporteur_schema::{Dataset, Record, Register, model::DatasetMeta};
use rapporteur_tables::{Cell, Context, tables};
use rapporteur_xlsx::Options;

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

/// The same cells, written by the library with nothing around them.
fn bare(dataset: &Dataset) -> usize {
    let context = Context::new(dataset, "en");
    let mut book = rust_xlsxwriter::Workbook::new();
    book.set_zip_compression_level(LEVEL);
    let mut cells = 0;
    for table in tables(&context) {
        let mut at = 0;
        let mut sheets = 0;
        context
            .each_row(&table, &mut |row| {
                if at == 0 || at == MOST_ROWS {
                    book.add_worksheet_with_low_memory()?;
                    (at, sheets) = (0, sheets + 1);
                }
                let last = book.worksheets().len() - 1;
                let sheet = book.worksheet_from_index(last)?;
                let line = u32::try_from(at).unwrap_or(u32::MAX);
                for (cell, column) in row.iter().zip(0_u16..) {
                    match cell {
                        Cell::Number(n) => {
                            sheet.write_number(line, column, *n)?;
                        }
                        Cell::Date(day) => {
                            sheet.write_number(line, column, f64::from(day.year))?;
                        }
                        cell => {
                            if let Some(text) = cell.as_text() {
                                sheet.write_string(line, column, text)?;
                            }
                        }
                    }
                }
                at += 1;
                cells += row.len();
                Ok::<(), rust_xlsxwriter::XlsxError>(())
            })
            .unwrap();
    }
    book.save_to_writer(io::sink()).unwrap();
    cells
}

fn main() {
    let args: Vec<String> = env::args().skip(1).filter(|arg| !arg.starts_with("--")).collect();
    let readings = args.first().and_then(|n| n.parse().ok()).unwrap_or(20_000);
    let Some(what) = args.get(1) else {
        println!(
            "{readings} readings; seconds, seconds of processor time, peak MB, of which the dataset alone"
        );
        for what in ["rows", "bare", "ours"] {
            let program = env::current_exe().unwrap();
            let run = Command::new(program).args([&readings.to_string(), what]).output().unwrap();
            assert!(run.status.success(), "{}", String::from_utf8_lossy(&run.stderr));
            print!("{}", String::from_utf8_lossy(&run.stdout));
        }
        return;
    };
    let dataset = dataset(readings);
    let (alone, begin, before) = (peak(), Instant::now(), used());
    let wrote = match what.as_str() {
        "rows" => rows_only(&dataset),
        "bare" => bare(&dataset),
        _ => {
            let mut options = Options::default();
            // As the bare library, and as larger workbooks have it anyway.
            options.compression = Some(LEVEL);
            rapporteur_xlsx::write(&dataset, &options, &mut io::sink()).unwrap().claims
        }
    };
    let (seconds, used) = (begin.elapsed().as_secs_f64(), used() - before);
    let unit = if what == "ours" { "claims" } else { "cells" };
    println!("{what:5} {seconds:8.2} s {used:8.2} s {:6} MB {alone:6} MB   {wrote} {unit}", peak());
}

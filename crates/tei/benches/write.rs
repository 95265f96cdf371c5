//! How fast a dataset is written, beside bare quick-xml writing the same events. How much
//! memory it takes: `tests/memory.rs`; lxml and pandoc: `tests/bench/tei.py`.
//!
//! `cargo bench -p rapporteur-tei` for the built-in dataset and one of 100,000 records;
//! `cargo bench -p rapporteur-tei -- 1000 10000` for datasets of these sizes;
//! with the word `alone` they are only written, for a profiler.
//!
//! Bare quick-xml starts from events that are ready: names, attributes and text as they
//! are in memory, nothing to look up, to put into words, to hash or to check. It makes
//! each start tag, escapes and writes. Speeds are the best of several runs, without what
//! other programs take of the processor (on Linux; elsewhere by the clock).

#![expect(clippy::print_stdout, clippy::expect_used, reason = "a benchmark talks and may stop")]

#[path = "../../../tests/bench/clock.rs"]
mod clock;

use std::{
    hint::black_box,
    io::{self, Write},
    path::Path,
    time::{Duration, Instant},
};

use quick_xml::{
    Reader, Writer,
    events::{BytesDecl, BytesEnd, BytesPI, BytesStart, BytesText, Event},
};
use rapporteur_schema::{
    Dataset, Register,
    model::{DatasetMeta, Record},
};
use rapporteur_tei::{Options, Split, read, write};

use clock::used;

/// An event with everything unescaped.
enum Piece {
    Start(String, Vec<(String, String)>),
    Empty(String, Vec<(String, String)>),
    End(String),
    Text(String),
    Instruction(String),
}

fn pieces(document: &str) -> Vec<Piece> {
    let mut reader = Reader::from_str(document);
    let mut all = Vec::new();
    let mut text = String::new();
    loop {
        let event = reader.read_event().expect("our own output is well formed");
        let attributes = |tag: &BytesStart<'_>| {
            let pairs = tag.attributes().map(|a| a.expect("an attribute"));
            pairs
                .map(|a| {
                    let value = a.normalized_value(quick_xml::XmlVersion::Implicit1_0);
                    (a.key.0.to_owned(), value.expect("a value").into_owned())
                })
                .collect()
        };
        match event {
            Event::Text(more) => {
                text.push_str(&more);
                continue;
            }
            Event::GeneralRef(name) => {
                let c = match &*name {
                    "lt" => '<',
                    "gt" => '>',
                    "amp" => '&',
                    "quot" => '"',
                    _ => name.resolve_char_ref().ok().flatten().unwrap_or(' '),
                };
                text.push(c);
                continue;
            }
            _ => {}
        }
        if !text.is_empty() {
            all.push(Piece::Text(std::mem::take(&mut text)));
        }
        match event {
            Event::Start(tag) => all.push(Piece::Start(tag.name().0.to_owned(), attributes(&tag))),
            Event::Empty(tag) => all.push(Piece::Empty(tag.name().0.to_owned(), attributes(&tag))),
            Event::End(tag) => all.push(Piece::End(tag.name().0.to_owned())),
            Event::PI(content) => all.push(Piece::Instruction((*content).to_owned())),
            Event::Eof => return all,
            _ => {}
        }
    }
}

/// Writes events with quick-xml, and nothing else.
fn bare(pieces: &[Piece], out: &mut dyn Write) -> io::Result<()> {
    let mut writer = Writer::new(out);
    writer.write_event(Event::Decl(BytesDecl::new("1.0", Some("UTF-8"), None)))?;
    for piece in pieces {
        let tag = |name: &str, attributes: &[(String, String)]| {
            let pairs = attributes.iter().map(|(key, value)| (key.as_str(), value.as_str()));
            BytesStart::new(name.to_owned()).with_attributes(pairs)
        };
        match piece {
            Piece::Start(name, attributes) => {
                writer.write_event(Event::Start(tag(name, attributes)))?;
            }
            Piece::Empty(name, attributes) => {
                writer.write_event(Event::Empty(tag(name, attributes)))?;
            }
            Piece::End(name) => writer.write_event(Event::End(BytesEnd::new(name)))?,
            Piece::Text(text) => writer.write_event(Event::Text(BytesText::new(text)))?,
            Piece::Instruction(content) => writer.write_event(Event::PI(BytesPI::new(content)))?,
        }
    }
    Ok(())
}

/// The best of several runs, each of both in turn, so that both have the same weather.
fn race(times: usize, mut a: impl FnMut(), mut b: impl FnMut()) -> (Duration, Duration) {
    let mut best = (Duration::MAX, Duration::MAX);
    let clock = Instant::now();
    for _ in 0..times {
        let begun = used(clock);
        a();
        best.0 = best.0.min(used(clock).saturating_sub(begun));
        let begun = used(clock);
        b();
        best.1 = best.1.min(used(clock).saturating_sub(begun));
    }
    best
}

#[expect(clippy::cast_precision_loss, reason = "a speed")]
fn megabytes(bytes: usize, time: Duration) -> f64 {
    bytes as f64 / time.as_secs_f64() / 1e6
}

fn compare(name: &str, dataset: &Dataset, times: usize) {
    let options = Options::default();
    let mut document = Vec::new();
    let summary = write(dataset, &options, &mut document).expect("memory");
    let text = std::str::from_utf8(&document).expect("UTF-8");
    let pieces = pieces(text);
    let mut out = Vec::with_capacity(2 * document.len());
    let mut bare_out = Vec::with_capacity(2 * document.len());
    let (ours, theirs) = race(
        times,
        || {
            out.clear();
            write(black_box(dataset), &options, &mut out).expect("memory");
        },
        || {
            bare_out.clear();
            bare(black_box(&pieces), &mut bare_out).expect("memory");
        },
    );
    let (whole, back) = race(
        times.min(3),
        || {
            let split = Split::new(dataset, &options);
            for part in split.parts() {
                split.write(part, &mut io::sink()).expect("nowhere");
            }
        },
        || {
            black_box(read(black_box(&document)).expect("our own output"));
        },
    );
    let size = document.len();
    println!("{name}: {} records, {size} bytes, {} events", summary.records, pieces.len());
    println!("  written            {:8.0} MB/s  {ours:?}", megabytes(size, ours));
    println!("  bare quick-xml     {:8.0} MB/s  {theirs:?}", megabytes(bare_out.len(), theirs));
    let share = theirs.as_secs_f64() / ours.as_secs_f64();
    println!("  share of bare      {share:8.2}");
    println!("  divided            {:8.0} MB/s  {whole:?}", megabytes(size, whole));
    println!("  read back          {:8.0} MB/s  {back:?}", megabytes(size, back));
}

/// A dataset of about this many records: as the built-in one, mostly events, with
/// people, bodies, places, statements; a tenth of the events have differing dates.
fn generated(records: usize) -> Dataset {
    let meta: DatasetMeta = serde_json::from_str(
        r#"{"schema_version":"1.0","id":"generated","title":{"en":"Generated"},"base":"https://example.org/",
        "license":"CC0-1.0","languages":["en"],"version":"1"}"#,
    )
    .expect("meta");
    let hash = "0123456789abcdef".repeat(4);
    let passages: Vec<String> =
        (1..=200).map(|n| format!(r#"{{"key":"{n}","sha256":"{hash}"}}"#)).collect();
    let source = format!(
        r#"{{"id":"report","kind":"report","siglum":"Report","title":{{"en":"A report"}},"passages":[{}],"cite":["report#1"]}}"#,
        passages.join(",")
    );
    let mut all = vec![Record::from_json(Register::Source, source.as_bytes()).expect("a source")];
    for n in 0..records {
        let (p, q) = (n % 200 + 1, n * 7 % 200 + 1);
        let (register, json) = match n % 10 {
            0 => (
                Register::Person,
                format!(
                    r#"{{"id":"person-{n}","kind":"named","names":[{{"text":"Person & Number {n}","lang":"en"}}],"cite":["report#{p}"]}}"#
                ),
            ),
            1 => (
                Register::Organisation,
                format!(
                    r#"{{"id":"body-{n}","kind":"ngo","names":[{{"text":"Body {n}","lang":"en"}},{{"text":"机构{n}","lang":"zh-Hans"}}],"cite":["report#{p}"]}}"#
                ),
            ),
            2..=4 => (
                Register::Statement,
                format!(
                    r#"{{"id":"statement-{n}","kind":"concern","by":["body-{}"],"text":{{"en":"Somebody voiced concern number {n}, at some length, about a matter of importance."}},"cite":["report#{p}","report#{q}"]}}"#,
                    n / 10 * 10 + 1
                ),
            ),
            _ => {
                let date = if n % 10 == 5 {
                    format!(
                        r#"{{"readings":[{{"value":"20{:02}-05-12","cite":["report#{p}"]}},{{"value":"20{:02}","cite":["report#{q}"]}}]}}"#,
                        n % 25,
                        (n + 1) % 25
                    )
                } else {
                    format!(r#""20{:02}-0{}-1{}""#, n % 25, n % 9 + 1, n % 10)
                };
                (
                    Register::Event,
                    format!(
                        r#"{{"id":"event-{n}","kind":"meeting","names":[{{"text":"Meeting number {n}","lang":"en"}}],"date":{date},"participants":[{{"who":"person-{}","role":"chair"}},{{"who":"body-{}","role":"party"}}],"figures":[{{"measure":"participants","quantity":{{"n":{},"bound":"more-than"}}}}],"cite":["report#{p}"]}}"#,
                        n / 10 * 10,
                        n / 10 * 10 + 1,
                        n % 300
                    ),
                )
            }
        };
        all.push(
            Record::from_json(register, json.as_bytes()).unwrap_or_else(|e| panic!("{e}: {json}")),
        );
    }
    Dataset::from_records(meta, all).expect("no two alike")
}

fn main() {
    let sizes: Vec<usize> = std::env::args().filter_map(|word| word.parse().ok()).collect();
    let default = [10_000, 100_000];
    for size in if sizes.is_empty() { &default[..] } else { &sizes } {
        let dataset = generated(*size);
        if std::env::args().any(|word| word == "alone") {
            (0..30).for_each(|_| drop(write(&dataset, &Options::default(), &mut io::sink())));
            continue;
        }
        compare("generated", &dataset, 5);
    }
    let folder = Path::new(env!("CARGO_MANIFEST_DIR")).join("../../data/china-hr-cooperation");
    if sizes.is_empty() {
        let dataset = Dataset::open(&folder).expect("the built-in dataset");
        compare("built-in", &dataset, 15);
    }
}

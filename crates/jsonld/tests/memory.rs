//! Memory does not grow with the number of records.
#![expect(clippy::unwrap_used, reason = "a test that cannot be built fails")]

use std::io::{self, Write};

use rapporteur_jsonld::{Form, Options, write};
use rapporteur_schema::{Dataset, Register, model::Record};
use serde_json::json;

/// Counts, and keeps nothing.
#[derive(Default)]
struct Counter {
    bytes: usize,
    /// The most that came at once.
    largest: usize,
    writes: usize,
}

impl Write for Counter {
    fn write(&mut self, bytes: &[u8]) -> io::Result<usize> {
        self.bytes += bytes.len();
        self.largest = self.largest.max(bytes.len());
        self.writes += 1;
        Ok(bytes.len())
    }

    fn flush(&mut self) -> io::Result<()> {
        Ok(())
    }
}

fn dataset(records: usize) -> Dataset {
    let meta = serde_json::from_value(json!({
        "schema_version": "1.0", "id": "many", "title": { "en": "Many" },
        "base": "https://example.org/many/", "license": "CC0-1.0", "languages": ["en"], "version": "1",
    }))
    .unwrap();
    let event = |n: usize| {
        let json = json!({
            "id": format!("event-{n:06}"), "kind": "meeting",
            "names": [{ "text": format!("Meeting {n}"), "lang": "en" }],
            "date": { "readings": [
                { "value": "2009-05-12", "cite": ["source-a#1"] },
                { "value": "2009", "cite": ["source-b#2"] },
            ] },
            "summary": { "en": "What was talked about, at some length. ".repeat(5).trim() },
            "cite": ["source-a#1"],
        });
        Record::from_json(Register::Event, json.to_string().as_bytes()).unwrap()
    };
    Dataset::from_records(meta, (0..records).map(event)).unwrap()
}

/// The most memory that the process has had since the last call, where it says so.
#[expect(clippy::disallowed_methods, reason = "a file of the kernel, not of a user")]
fn peak() -> Option<usize> {
    let status = std::fs::read_to_string("/proc/self/status").ok()?;
    let line = status.lines().find_map(|line| line.strip_prefix("VmHWM:"))?;
    let kilobytes: usize = line.trim().trim_end_matches(" kB").parse().ok()?;
    std::fs::write("/proc/self/clear_refs", "5").ok()?;
    Some(kilobytes * 1024)
}

#[test]
fn a_long_stream_takes_no_more_memory_than_a_short_one() {
    let (few, many) = (dataset(300), dataset(12_000));
    for form in Form::ALL {
        let mut options = Options::default();
        options.form = form;
        let count = |dataset: &Dataset| {
            let mut out = Counter::default();
            write(dataset, &options, &mut out).unwrap();
            out
        };
        let short = count(&few);
        peak();
        let before = peak();
        let long = count(&many);
        let after = peak();
        assert!(long.bytes > 15_000_000, "{form:?}: {} bytes", long.bytes);
        // What is ready goes out: no write is larger for there being more to come.
        // Numbers have more digits.
        assert!(long.largest <= short.largest + 50, "{form:?}");
        assert!(long.writes > long.bytes / 100_000, "{form:?}: {} writes", long.writes);
        if let (Some(before), Some(after)) = (before, after) {
            let grown = after.saturating_sub(before);
            assert!(grown < 3_000_000, "{form:?}: {grown} bytes for {} written", long.bytes);
        }
    }
}

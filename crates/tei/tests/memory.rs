//! How much memory writing takes beyond the dataset: an index of names and labels, and
//! what connects records, but never the text of a document.

#![expect(clippy::unwrap_used, reason = "a test that cannot go on may stop")]

use std::io::{self, Write};

use peak_alloc::PeakAlloc;
use rapporteur_schema::{Dataset, Register, model::Record};
use rapporteur_tei::{Options, write};

#[global_allocator]
static PEAK: PeakAlloc = PeakAlloc;

/// Meetings, each part of the one before; a tenth of them with differing dates.
fn dataset(records: usize) -> Dataset {
    let meta = serde_json::json!({
        "schema_version": "1.0", "id": "generated", "title": { "en": "Generated" },
        "base": "https://example.org/", "license": "CC0-1.0", "languages": ["en"], "version": "1",
    });
    let source = serde_json::json!({
        "id": "report", "kind": "report", "siglum": "Report", "title": { "en": "A report" },
        "passages": [{ "key": "1", "sha256": "0".repeat(64) }], "cite": ["report#1"],
    });
    let mut all = vec![(Register::Source, source)];
    all.extend((0..records).map(|n| {
        let year = format!("20{:02}", n % 25);
        let date = if n % 10 == 0 {
            serde_json::json!({ "readings": [
                { "value": year, "cite": ["report#1"] },
                { "value": "1999", "cite": ["report#1"] },
            ] })
        } else {
            year.into()
        };
        let mut json = serde_json::json!({
            "id": format!("meeting-{n}"), "kind": "meeting", "date": date,
            "names": [{ "text": format!("Meeting number {n} of a long series") }],
            "summary": { "en": "They met, and spoke for a while about what there was to speak about." },
            "cite": ["report#1"],
        });
        if n > 0 {
            json["part_of"] = serde_json::json!([format!("meeting-{}", n - 1)]);
        }
        (Register::Event, json)
    }));
    let records = all
        .into_iter()
        .map(|(register, json)| Record::from_json(register, json.to_string().as_bytes()).unwrap());
    Dataset::from_records(serde_json::from_value(meta).unwrap(), records).unwrap()
}

/// The most that is held while a dataset is written, beyond the dataset, and the size of
/// the document, both in bytes.
fn taken(records: usize) -> (usize, usize) {
    struct Counter(usize);
    impl Write for Counter {
        fn write(&mut self, bytes: &[u8]) -> io::Result<usize> {
            self.0 += bytes.len();
            Ok(bytes.len())
        }
        fn flush(&mut self) -> io::Result<()> {
            Ok(())
        }
    }
    let dataset = dataset(records);
    let mut out = Counter(0);
    let before = PEAK.current_usage();
    PEAK.reset_peak_usage();
    write(&dataset, &Options::default(), &mut out).unwrap();
    (PEAK.peak_usage() - before, out.0)
}

#[test]
fn memory_grows_by_an_index_alone() {
    let (few, many) = (2_000, 12_000);
    let ((small, _), (large, document)) = (taken(few), taken(many));
    let each = large.saturating_sub(small) / (many - few);
    let _ = writeln!(
        io::stderr(),
        "{few} records take {small} bytes beyond the dataset, {many} take {large}: {each} each, \
         of {} in the document",
        document / many
    );
    // 64 MB for 100,000 records, and a fifth of the document at most.
    assert!(each < 640, "{each} bytes a record");
    assert!(large * 5 < document, "{large} of {document} bytes");
}

/// `cargo test --release -p rapporteur-tei --test memory -- --ignored --nocapture`
#[test]
#[ignore = "takes long without optimisation"]
fn a_hundred_thousand_records_take_less_than_64_megabytes() {
    let (taken, document) = taken(100_000);
    let _ = writeln!(io::stderr(), "{taken} bytes beyond the dataset; the document has {document}");
    assert!(taken < 64_000_000, "{taken}");
}

//! How much memory a brief takes beyond its dataset, for each page that it has.

#![expect(clippy::unwrap_used, reason = "a test that cannot go on may stop")]

use std::io::{self, Write as _};

use peak_alloc::PeakAlloc;
use rapporteur_pdf::{Brief, Options, Renderer};
use rapporteur_schema::{Dataset, Register, model::Record};

#[global_allocator]
static PEAK: PeakAlloc = PeakAlloc;

/// Meetings, each with two dates, a text and notes.
fn dataset(meetings: usize) -> Dataset {
    let meta = serde_json::json!({
        "schema_version": "1.0", "id": "generated", "title": { "en": "Generated" },
        "base": "https://example.org/", "license": "CC0-1.0", "languages": ["en"], "version": "1",
    });
    let sources = ["a", "b"].map(|id| {
        let source = serde_json::json!({
            "id": id, "kind": "report", "siglum": format!("Report {id}"),
            "title": { "en": "A report" }, "cite": [format!("{id}#1")],
        });
        (Register::Source, source)
    });
    let meetings = (0..meetings).map(|n| {
        let meeting = serde_json::json!({
            "id": format!("meeting-{n}"), "kind": "meeting",
            "names": [{ "text": format!("Meeting {n} on the rights of everybody"), "lang": "en" }],
            "date": { "readings": [
                { "value": format!("20{:02}-05-{:02}", n % 25, n % 28 + 1),
                  "cite": [format!("a#{}", n % 300 + 2)] },
                { "value": format!("20{:02}", n % 25), "cite": [format!("b#{}", n % 200 + 2)] },
            ] },
            "summary": { "en": format!(
                "The delegation considered the {n} recommendations of the report, notwithstanding \
                 reservations, and agreed to go on with what they had begun to do in that year."
            ) },
            "cite": [format!("a#{}", n % 300 + 2)],
        });
        (Register::Event, meeting)
    });
    let records = sources
        .into_iter()
        .chain(meetings)
        .map(|(register, json)| Record::from_json(register, json.to_string().as_bytes()).unwrap());
    Dataset::from_records(serde_json::from_value(meta).unwrap(), records).unwrap()
}

/// The most that is held while a brief is written, beyond the dataset and the fonts, and how
/// many pages it has.
fn taken(renderer: &Renderer, meetings: usize) -> (usize, usize) {
    let dataset = dataset(meetings);
    let mut options = Options::default();
    options.brief = Brief::parse(&dataset, "mechanism:*").unwrap().remove(0);
    let mut bytes = Vec::new();
    // What is kept from brief to brief is not counted.
    renderer.write(&dataset, &options, &mut bytes).unwrap();
    bytes.clear();
    let before = PEAK.current_usage();
    PEAK.reset_peak_usage();
    renderer.write(&dataset, &options, &mut bytes).unwrap();
    let most = PEAK.peak_usage() - before;
    (most, lopdf::Document::load_mem(&bytes).unwrap().get_pages().len())
}

#[test]
fn a_page_of_tables_takes_no_more_than_its_share() {
    let renderer = Renderer::new(&Options::default()).unwrap();
    let ((small, few), (large, many)) = (taken(&renderer, 300), taken(&renderer, 900));
    let each = large.saturating_sub(small) / (many - few);
    let _ = writeln!(
        io::stderr(),
        "{few} pages take {small} bytes beyond the dataset, {many} take {large}: {each} each"
    );
    assert!(many > few + 40, "{few} and {many} pages");
    // A thousand pages in 300 MB.
    assert!(each < 300_000, "{each} bytes a page");
}

//! Datasets at the edges: nothing in them, nothing dated, no English, text that is
//! hostile to layout. Each is written, whole and short, and comes back.

use rapporteur_pdf::{Error, Options, census, read, strings, write};
use rapporteur_schema::{Dataset, Register, canonical, model::Record};

type Failure = Box<dyn std::error::Error>;

fn dataset(title: &str, records: &[(Register, String)]) -> Result<Dataset, Failure> {
    let meta = serde_json::from_str(&format!(
        r#"{{"schema_version": "1.0", "id": "edge", "title": {title}, "base": "https://example.org/",
            "license": "CC0-1.0", "languages": ["en"], "version": "1"}}"#
    ))?;
    let records: Result<Vec<Record>, _> = records
        .iter()
        .map(|(register, json)| Record::from_json(*register, json.as_bytes()))
        .collect();
    Ok(Dataset::from_records(meta, records?)?)
}

fn source() -> (Register, String) {
    let json = r#"{"id": "a", "kind": "book", "title": {"en": "First"}, "cite": ["a#1"]}"#;
    (Register::Source, json.to_owned())
}

/// A meeting of this name, with more fields after it.
fn meeting(id: &str, name: &str, more: &str) -> Result<(Register, String), Failure> {
    let name = serde_json::to_string(name)?;
    let json = format!(
        r#"{{"id": "{id}", "kind": "meeting", "names": [{{"text": {name}}}], {more} "cite": ["a#2"]}}"#
    );
    Ok((Register::Event, json))
}

fn comes_back(dataset: &Dataset) -> Result<(), Failure> {
    for annex in [true, false] {
        let mut options = Options::default();
        options.annex = annex;
        let mut bytes = Vec::new();
        write(dataset, &options, &mut bytes)?;
        assert!(
            canonical::bytes(&read(&bytes)?) == canonical::bytes(dataset),
            "not the same dataset"
        );
    }
    Ok(())
}

#[test]
fn nothing_at_all() -> Result<(), Failure> {
    comes_back(&dataset(r#"{"en": "Nothing"}"#, &[])?)?;
    comes_back(&dataset(r#"{"en": "A source"}"#, &[source()])?)
}

#[test]
fn no_event_has_a_date() -> Result<(), Failure> {
    comes_back(&dataset(r#"{"en": "Undated"}"#, &[source(), meeting("b", "Undated", "")?])?)
}

#[test]
fn no_word_of_english() -> Result<(), Failure> {
    let more = r#""date": "2001", "summary": {"zh-Hans": "只有中文。", "fr": "En français"},"#;
    let events = [source(), meeting("b", "会议", more)?];
    comes_back(&dataset(r#"{"zh-Hans": "只有中文标题"}"#, &events)?)
}

#[test]
fn dates_out_of_the_ordinary() -> Result<(), Failure> {
    let mut records = vec![source()];
    let dates = ["-0044-03-15", "[2017..2020]", "../2018", "Y17000", "201X", "2999"];
    for (n, date) in dates.iter().enumerate() {
        records.push(meeting(&format!("e{n}"), "Meeting", &format!(r#""date": "{date}","#))?);
    }
    comes_back(&dataset(r#"{"en": "Dates"}"#, &records)?)
}

#[test]
fn the_first_and_the_last_year_there_are() -> Result<(), Failure> {
    let dates = ["Y-2147483648", "Y2147483647", "Y-2147483648/Y2147483647", "2019", "9999-12-31"];
    let mut records = vec![source()];
    for (n, date) in dates.iter().enumerate() {
        let more = format!(r#""date": "{date}", "#);
        records.push(meeting(&format!("e{n}"), "Meeting", &more)?);
        let (register, json) = meeting(&format!("f{n}"), "Dialogue", &more)?;
        records.push((register, json.replace("\"meeting\"", "\"dialogue-round\"")));
    }
    let dataset = dataset(r#"{"en": "Far"}"#, &records)?;
    comes_back(&dataset)?;
    let mut bytes = Vec::new();
    write(&dataset, &Options::default(), &mut bytes)?;
    let pages = lopdf::Document::load_mem(&bytes)?.get_pages().len();
    assert!(pages < 10, "{pages} pages");
    Ok(())
}

#[test]
fn text_that_fits_no_line() -> Result<(), Failure> {
    let dated = r#""date": "2001-01-01","#;
    let records = [
        source(),
        meeting("b", &"W".repeat(2000), dated)?,
        meeting("c", &"罗".repeat(900), dated)?,
        meeting("d", &format!("{}end", "word ".repeat(2000)), dated)?,
        meeting("e", "\\ ( ) (( \\) << >> /Name %x endstream endobj <b>&amp;", dated)?,
        meeting(
            "f",
            "tab\there,\nline, soft\u{ad}hyphen, zero\u{200b}width, \u{202e}turned\u{202c}",
            dated,
        )?,
        meeting("g", "مرحبا 123 (نص) abc שלום: x", dated)?,
    ];
    comes_back(&dataset(&format!(r#"{{"en": "{}end"}}"#, "A long title ".repeat(40)), &records)?)
}

#[test]
fn a_character_without_a_glyph_is_named() -> Result<(), Failure> {
    let records = [source(), meeting("b", "Tibetan ཀ, 한", r#""date": "2001","#)?];
    let dataset = dataset(r#"{"en": "Rare"}"#, &records)?;
    let mut bytes = Vec::new();
    let error = write(&dataset, &Options::default(), &mut bytes).err();
    assert!(matches!(error, Some(Error::Glyphs(_))), "{error:?}");
    let said = error.map(|error| error.to_string()).unwrap_or_default();
    for part in ["U+0F40 `ཀ` (Tibetan) in events/b", "U+D55C", "fonts-noto-cjk", "fonts-noto-core"]
    {
        assert!(said.contains(part), "{part}: {said}");
    }
    assert!(bytes.is_empty(), "half a file was written");
    Ok(())
}

#[test]
fn names_from_right_to_left_are_found_on_the_pages_as_they_are_read() -> Result<(), Failure> {
    let names = [
        "الأمينة بنت المثال",
        "דנה לדוגמה (ירושלים)",
        "أحمد المثال Ahmad Example and others, 12/5",
        "The court of دار المثال الطويلة جدا التي لا تتسع لها السطور القصيرة in the          city of מקום אחר של דוגמה ארוכה מאוד and elsewhere",
    ];
    let mut records = vec![source()];
    for (n, name) in names.iter().enumerate() {
        let note = format!(r#""note": {{"en": "Called {name} by some."}},"#);
        records.push(meeting(&format!("b{n}"), name, &note)?);
    }
    let dataset = dataset(r#"{"en": "Names"}"#, &records)?;
    let mut options = Options::default();
    options.annex = true;
    let mut bytes = Vec::new();
    write(&dataset, &options, &mut bytes)?;
    let found = census(&bytes, &dataset)?;
    assert!(found.missing.is_empty(), "{:?}", found.missing);
    let mut pages = String::new();
    strings(&bytes, &mut |text| {
        // Not the attachment, which has them all as they are.
        if !text.contains("schema_version") {
            pages.push_str(&text.replace(['\n', ' '], ""));
            pages.push('\n');
        }
    })?;
    for name in names {
        assert!(pages.contains(&name.replace(' ', "")), "{name}");
    }
    Ok(())
}

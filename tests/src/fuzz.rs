//! What fuzzers feed: a target for each parser, which panics when a promise is broken, a small
//! corpus for each, made from our own data, and mutations of it for those who have no fuzzer.
//!
//! The promise of every target: no panic, no hang; and what is accepted is a dataset like any
//! other, which its canonical form, and the format it came in, give back unchanged.

use std::{
    io::{Cursor, Read as _, Write as _},
    path::Path,
};

use fastrand::Rng;
use rapporteur::{
    Format, FormatName,
    import::{Mapping, table},
    incoming::Incoming,
    manifest::Manifest,
};
use rapporteur_schema::{Dataset, Record, Register, canonical, select::Expression};

/// The names of the targets.
pub const TARGETS: [&str; 11] = [
    "record",
    "dataset",
    "mapping",
    "table",
    "expression",
    "manifest",
    "jsonld",
    "rdf",
    "tei",
    "xlsx",
    "csv",
];

/// The target for the attachment of a brief: slower, and of bytes that mutate badly.
pub const PDF: &str = "pdf";

/// Between the files of a package in one input, and between a name and its content.
const FILE: u8 = 0x1E;
const CONTENT: u8 = 0x1F;

/// Gives an input to a target; whether it was accepted.
pub fn feed(target: &str, data: &[u8]) -> bool {
    match target {
        "record" => {
            let mut accepted = false;
            for register in Register::ALL {
                let Ok(record) = Record::from_json(register, data) else { continue };
                accepted = true;
                let again = canonical::pretty(record.as_ref());
                assert_eq!(Record::from_json(register, again.as_bytes()).unwrap(), record);
            }
            accepted
        }
        "dataset" => canonical::from_bytes(data).is_ok_and(|dataset| whole(&dataset)),
        "mapping" => std::str::from_utf8(data)
            .is_ok_and(|text| Mapping::read(text, Path::new("mapping.json")).is_ok()),
        "table" => {
            ["a.csv", "a.tsv", "a.json", "a.jsonl"].map(|name| rows(name, data)).contains(&true)
        }
        "expression" => std::str::from_utf8(data).is_ok_and(|text| {
            let Ok(expression) = text.parse::<Expression>() else { return false };
            let again = expression.to_string();
            assert_eq!(again.parse::<Expression>().unwrap().to_string(), again, "{text}");
            true
        }),
        "manifest" => Manifest::read(data).is_ok(),
        "jsonld" => back(FormatName::JsonLd, vec![("a.jsonld".into(), data.to_vec())]),
        "rdf" => back(FormatName::TriG, vec![("a.trig".into(), data.to_vec())]),
        "tei" => back(FormatName::Tei, vec![("a.tei.xml".into(), data.to_vec())]),
        "xlsx" => {
            // As a table of others, too.
            let _ = rapporteur::xlsx::grid(data, None);
            back(FormatName::Xlsx, vec![("a.xlsx".into(), data.to_vec())])
        }
        "csv" => back(FormatName::Csv, files(data)),
        "pdf" => back(FormatName::Pdf, vec![("a.pdf".into(), data.to_vec())]),
        other => panic!("there is no target `{other}`"),
    }
}

/// Reads every row of a table.
fn rows(name: &str, data: &[u8]) -> bool {
    let Ok(mut table) = table::open(name, data.to_vec(), &table::Reading::default()) else {
        return false;
    };
    let columns = table.columns();
    let _ = table.select(&columns);
    while let Some(row) = table.next_row() {
        assert!(row.fault.is_some() || row.cells.len() == columns.len());
    }
    true
}

/// Whether canonical bytes give a dataset back.
fn whole(dataset: &Dataset) -> bool {
    let bytes = canonical::bytes(dataset);
    let again = canonical::from_bytes(&bytes).unwrap();
    assert!(&again == dataset && canonical::bytes(&again) == bytes, "canonical form");
    true
}

/// Whether files are accepted; if they are, they are written and read once more.
fn back(format: FormatName, files: Vec<(String, Vec<u8>)>) -> bool {
    let Ok(dataset) = Incoming::new(format, files).read() else { return false };
    whole(&dataset);
    // What breaks a rule of datasets is refused by the commands; what follows is for the rest.
    let errors = rapporteur_schema::check::check(&dataset);
    if errors.iter().any(|one| one.severity == rapporteur_schema::Severity::Error) {
        return true;
    }
    // What was once accepted may hold a character for which a brief has no font.
    if let Ok(files) = write(&format.with_defaults(), &dataset) {
        let again = Incoming::new(format, files).read().unwrap();
        assert!(again == dataset, "{format} gives another dataset back");
    }
    true
}

/// The files of a format.
fn write(format: &Format, dataset: &Dataset) -> Result<Vec<(String, Vec<u8>)>, String> {
    let mut files = Vec::new();
    format.write(dataset, |name, writer| {
        let mut bytes = Vec::new();
        writer(&mut bytes).map_err(|error| error.to_string())?;
        files.push((name.rsplit('/').next().unwrap_or(name).to_owned(), bytes));
        Ok::<_, String>(())
    })?;
    Ok(files)
}

fn files(data: &[u8]) -> Vec<(String, Vec<u8>)> {
    let parts = data.split(|byte| *byte == FILE).filter_map(|part| {
        let at = part.iter().position(|byte| *byte == CONTENT)?;
        Some((String::from_utf8_lossy(&part[..at]).into_owned(), part[at + 1..].to_vec()))
    });
    parts.collect()
}

fn joined(files: &[(String, Vec<u8>)]) -> Vec<u8> {
    let parts: Vec<Vec<u8>> =
        files.iter().map(|(name, bytes)| [name.as_bytes(), &[CONTENT], bytes].concat()).collect();
    parts.join(&FILE)
}

/// Inputs that are accepted, made from a dataset and from the mappings in a folder.
pub fn corpus(target: &str, dataset: &Dataset, mappings: &Path) -> Vec<Vec<u8>> {
    let format = |name: FormatName| write(&name.with_defaults(), dataset).unwrap();
    let one = |name: FormatName| vec![format(name).swap_remove(0).1];
    match target {
        "record" => dataset.records().map(|one| canonical::pretty(one).into_bytes()).collect(),
        "dataset" => vec![canonical::bytes(dataset)],
        "mapping" | "table" => {
            let entries = std::fs::read_dir(mappings).unwrap().map(|entry| entry.unwrap().path());
            let mut paths: Vec<_> = entries.collect();
            paths.sort();
            let end = if target == "mapping" { "json" } else { "csv" };
            paths.retain(|path| path.extension().is_some_and(|e| e == end));
            let mut all: Vec<_> = paths.iter().map(|path| std::fs::read(path).unwrap()).collect();
            if target == "table" {
                all.push(br#"[{"State": "Peru", "Year": 2008}, {"State": "Chile"}]"#.to_vec());
                all.push(b"State\tYear\nPeru\t2008\n\"Chi\tle\"\t\n".to_vec());
            }
            all
        }
        "expression" => ["state=br and (date=2015.. or not kind!=stage)", "id=a or mechanism=upr"]
            .map(|text| text.as_bytes().to_vec())
            .to_vec(),
        "manifest" => {
            let folder = tempfile::tempdir().unwrap();
            let plan = rapporteur::Plan::new([FormatName::JsonLd.with_defaults()]);
            let stop = std::sync::atomic::AtomicBool::new(false);
            let out = folder.path().join("out");
            rapporteur::export(dataset, &plan, &out, &stop, &|_| ()).unwrap();
            vec![std::fs::read(out.join(rapporteur::manifest::MANIFEST)).unwrap()]
        }
        "jsonld" => one(FormatName::JsonLd),
        "rdf" => {
            [FormatName::Turtle, FormatName::TriG, FormatName::NQuads, FormatName::JsonLdLines]
                .into_iter()
                .flat_map(one)
                .collect()
        }
        "tei" => one(FormatName::Tei),
        "xlsx" => one(FormatName::Xlsx),
        "csv" => vec![joined(&format(FormatName::Csv))],
        "pdf" => one(FormatName::Pdf),
        other => panic!("there is no target `{other}`"),
    }
}

/// What breaks parsers, and what is read as something else.
const TOKENS: &[&str] = &[
    "\"",
    "'",
    "<",
    ">",
    "&",
    "{",
    "}",
    "[",
    "]",
    "\\",
    "\\u0000",
    "\\ud800",
    "\0",
    "\n",
    "\r",
    "\t",
    ",",
    ";",
    "null",
    "true",
    "0",
    "-1",
    "1e999",
    "18446744073709551616",
    "0.05",
    "0000-00-00",
    "99999-13-40",
    "Y99999",
    "2004-06~-11",
    "\u{202E}",
    "\u{200B}",
    "\u{FEFF}",
    "e\u{301}",
    "\u{FFFF}",
    "<!--",
    "-->",
    "]]>",
    "<![CDATA[",
    "<!DOCTYPE x>",
    "&#0;",
    "&#x110000;",
    "&x;",
    "<?x?>",
    "\"@id\"",
    "\"@context\":",
    "_:b",
    "<a:b>",
    "^^",
    "@en",
    "\"readings\":",
    "\"absent\":\"unknown\"",
    "#",
    "[[[[[[[[",
    "((((((((",
    "not not ",
    "..",
];

/// A change of an input. Of a workbook, one part is changed, so that the archive stays one.
pub fn mutate(target: &str, input: &[u8], rng: &mut Rng) -> Vec<u8> {
    if target == "xlsx" && rng.u8(0..10) > 0 {
        return workbook(input, rng);
    }
    let mut bytes = input.to_vec();
    for _ in 0..=rng.usize(0..4) {
        step(&mut bytes, rng);
    }
    bytes
}

fn step(bytes: &mut Vec<u8>, rng: &mut Rng) {
    let at = rng.usize(0..=bytes.len());
    let length = rng.usize(0..=(bytes.len() - at).min(40));
    match rng.u8(0..8) {
        0 => bytes.truncate(at),
        1 => {
            bytes.drain(at..at + length);
        }
        2 => {
            let part = bytes[at..at + length].to_vec();
            let to = rng.usize(0..=bytes.len());
            bytes.splice(to..to, part);
        }
        3 if at < bytes.len() => bytes[at] = rng.u8(..),
        4 if at < bytes.len() => bytes[at] ^= 1 << rng.u8(0..8),
        // A part stands in the place of another.
        5 => {
            let from = rng.usize(0..=bytes.len());
            let end = bytes.len().min(from + length);
            let part = bytes[from..end].to_vec();
            bytes.splice(at..at + length, part);
        }
        _ => {
            let token = TOKENS[rng.usize(0..TOKENS.len())].as_bytes().to_vec();
            let over = if rng.bool() { length.min(token.len()) } else { 0 };
            bytes.splice(at..at + over, token);
        }
    }
}

fn workbook(input: &[u8], rng: &mut Rng) -> Vec<u8> {
    let mut book = zip::ZipArchive::new(Cursor::new(input)).unwrap();
    let mut out = zip::ZipWriter::new(Cursor::new(Vec::new()));
    let chosen = rng.usize(0..book.len());
    for n in 0..book.len() {
        let mut part = book.by_index(n).unwrap();
        let name = part.name().unwrap().into_owned();
        let mut bytes = Vec::new();
        part.read_to_end(&mut bytes).unwrap();
        if n == chosen {
            step(&mut bytes, rng);
        }
        let options = zip::write::SimpleFileOptions::default()
            .compression_method(zip::CompressionMethod::Stored);
        out.start_file(name, options).unwrap();
        out.write_all(&bytes).unwrap();
    }
    out.finish().unwrap().into_inner()
}

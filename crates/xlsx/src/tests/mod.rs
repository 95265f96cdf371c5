//! Hand-made datasets, hostile text, the way back, and the limits of the format.

use std::{
    collections::BTreeMap,
    io::{Cursor, Read as _, Write as _},
    path::Path,
};

use calamine::{Data, Reader as _, Xlsx};
use rapporteur_schema::{
    Dataset, Register, canonical,
    model::{DatasetMeta, Record},
};

use crate::{Options, Profile, ReadError, Summary, read, sheet::Limits, write, write_within};

mod edit;

/// Texts that programs are known to spoil.
const HOSTILE: [&str; 24] = [
    "=HYPERLINK(\"http://evil.example\",\"x\")",
    "+1+1",
    "-2",
    "@SUM(A1)",
    "'quoted",
    "a\ttab",
    "a\n=1",
    "_x0041_",
    "_x005F_x0041_",
    "a _x000D_ b",
    "007",
    "1/2",
    "2014-03",
    "NA",
    "TRUE",
    "1E5",
    "-",
    "two  spaces",
    "a\n\nb",
    "{\"en\": \"not JSON\"}",
    "<&>\"']]>",
    "\u{FEFF}bom",
    "罗艳华 𠮷 👩‍👩‍👧 \u{202E}rtl",
    "a | b \\| c",
];

fn meta() -> DatasetMeta {
    serde_json::from_value(serde_json::json!({
        "schema_version": "1.0", "id": "torture", "title": {"en": "=Torture", "fr": "La torture"},
        "description": {"en": "Everything at once"}, "subject": ["alpha"],
        "base": "https://example.org/torture/", "license": "CC0-1.0", "languages": ["en", "fr"],
        "version": "1", "publisher": {"fr": "Éditeur"}, "editors": ["A & B", "C; D"],
        "created": "2020-02", "note": {"en": "A note.\nTwo lines."}
    }))
    .unwrap()
}

fn json(register: Register, json: &serde_json::Value) -> Record {
    Record::from_json(register, json.to_string().as_bytes()).unwrap()
}

/// Every field of every register, in every form that it can have.
#[expect(clippy::too_many_lines, reason = "one record of each register, with everything")]
fn torture() -> Dataset {
    let every = serde_json::json!({
        "as_printed": "=as printed", "basis": "inferred", "as_of": "2018~",
        "said_by": "alpha", "note": {"en": "note", "zh-Hans": "注"}, "access": "restricted",
        "cite": ["s#2", "s#1"]
    });
    let with = |value: serde_json::Value| {
        let mut object = every.as_object().unwrap().clone();
        object.extend(value.as_object().unwrap().clone());
        serde_json::Value::Object(object)
    };
    let given = serde_json::json!({
        "identifiers": {"items": [{"scheme": "other", "value": "007"}, {"scheme": "url", "value": "https://e.org/?a=1&b"}], "open": true},
        "possibly_same_as": [{"record": "alpha", "reason": {"en": "Same.", "fr": "Même."}}],
        "note": {"de": "Nur deutsch"}, "access": "restricted"
    });
    let record = |register, fields: serde_json::Value| {
        let mut object = given.as_object().unwrap().clone();
        object.insert("cite".into(), serde_json::json!(["s#1", "s#2"]));
        object.extend(fields.as_object().unwrap().clone());
        json(register, &object.into())
    };
    let names = serde_json::json!({"readings": [
        {"value": {"items": [
            {"text": "Alpha", "lang": "en"}, {"text": "阿爾法", "lang": "zh-Hant", "kind": "variant"},
            with(serde_json::json!({"text": "=ALPHA", "kind": "acronym"}))
        ], "open": true}, "cite": ["s#1"]},
        with(serde_json::json!({"value": [{"text": "Alfa"}]})),
        {"absent": "withheld", "cite": ["s#2"]}
    ]});
    let mut records = vec![
        record(
            Register::Source,
            serde_json::json!({
                "id": "s", "kind": "report", "siglum": "S 2020", "title": {"en": "T", "fr": "{T}"},
                "authors": ["alpha", with(serde_json::json!({"ref": "p"}))],
                "translators": {"items": ["p"], "open": true}, "publisher": ["alpha"], "host": "e.org",
                "published": {"readings": [{"value": "2018", "cite": ["s#1"]}, {"absent": "unknown", "cite": ["s#2"], "note": {"fr": "Rien"}}]},
                "web": "1899-12-31", "updated": "0500", "languages": ["en", "zh-Hans"],
                "standpoint": {"en": "Its own."},
                "gaps": [{"what": {"en": "A table"}, "cite": ["s#2"]}],
                "passages": [
                    {"key": "1", "heading": ["I. \\n \\ one", "A\nB"], "sha256": "0".repeat(64)},
                    {"key": "2", "sha256": "f".repeat(64), "uncited": "heading"}
                ]
            }),
        ),
        record(Register::Person, serde_json::json!({"id": "p", "kind": "named", "names": names})),
        record(
            Register::Organisation,
            serde_json::json!({"id": "alpha", "kind": "state", "names": [{"text": "Alpha"}], "part_of": {"items": ["alpha"], "open": true}}),
        ),
        record(
            Register::Place,
            serde_json::json!({"id": "x", "kind": "city", "names": [{"text": "X"}], "within": "x"}),
        ),
        record(
            Register::Work,
            serde_json::json!({
                "id": "w", "kind": "resolution", "names": [{"text": "W"}], "symbol": "34/4", "by": ["alpha"], "date": "[2017..2020]",
                "part_of": ["w"], "about": [{"what": "c"}, {"text": {"en": "words"}}, {"what": "p", "text": {"fr": "mots"}}], "summary": {"en": "=1+1"}
            }),
        ),
        record(
            Register::Concept,
            serde_json::json!({"id": "c", "kind": "right", "names": [{"text": "C"}], "definition": {"en": "def"}}),
        ),
        record(
            Register::Event,
            serde_json::json!({
                "id": "e", "kind": "hrc-election", "names": [{"text": "E"}],
                "ordinal": {"readings": [{"value": 5, "cite": ["s#1"]}, {"value": 6, "cite": ["s#2"]}]},
                "date": {"readings": [{"value": "2009-05-12", "cite": ["s#1"]}, {"value": "2009", "cite": ["s#2"]}]},
                "place": ["x"], "mode": "online", "part_of": ["e"],
                "participants": [{"who": "p", "role": "elected", "side": "alpha", "capacity": {"en": "Chair", "fr": "Président"}}, with(serde_json::json!({"who": "alpha", "role": "elector"}))],
                "about": [{"what": "c"}],
                "figures": [
                    {"measure": "votes-for", "quantity": {"n": "167.50", "bound": "more-than", "unit": "votes"}, "of": {"en": "of"}},
                    {"measure": "amount", "quantity": {"n": "12345678901234567890.123", "currency": "USD", "per": "year"}},
                    {"measure": "participants", "quantity": {"min": 3, "max": "5.0"}, "counts": {"events": ["hrc-election"], "participant": "p", "role": "elected", "period": "../2018"}},
                    {"measure": "countries", "quantity": {"bound": "several"}}
                ],
                "summary": {"readings": [{"value": {"en": "One"}, "cite": ["s#1"]}]}, "outcome": {"en": "Two", "fr": "Deux"}
            }),
        ),
        record(
            Register::Statement,
            serde_json::json!({
                "id": "st", "kind": "view", "by": ["p"], "to": ["alpha"], "at": "e", "work": "w", "date": "2010~",
                "about": [{"what": "c"}], "text": {"fr": "Seulement"}, "response": {"en": "{}"}, "contested": true
            }),
        ),
        record(
            Register::Figure,
            serde_json::json!({
                "id": "f", "kind": "rounds", "names": [{"text": "F"}], "who": ["alpha"], "about": [{"what": "c"}],
                "quantity": {"readings": [{"value": {"n": 4}, "cite": ["s#1"]}, with(serde_json::json!({"value": {"n": 3, "bound": "not-counted"}}))]},
                "period": "2014/..", "rule": {"en": "counted"}, "counts": {"items": "participants", "of": "e", "role": "elected"}
            }),
        ),
    ];
    for (n, text) in HOSTILE.iter().enumerate() {
        records.push(json(Register::Person, &serde_json::json!({
            "id": format!("hostile-{n}"), "kind": "named",
            "names": {"readings": [
                {"value": [{"text": text}], "as_printed": text, "note": {"en": text}, "cite": ["s#1"]},
                {"value": [{"text": format!("{text}!")}], "cite": ["s#2"]}
            ]},
            "note": {"en": text}, "identifiers": [{"scheme": "other", "value": text}],
            "possibly_same_as": [{"record": "not-there", "reason": {"en": text}}], "cite": ["s#1"]
        })));
        records.push(json(Register::Difference, &serde_json::json!({
            "id": format!("difference-{n}"), "kind": "misprint", "about": [{"record": "e", "field": "date"}, {"record": "p"}],
            "explanation": {"en": text}
        })));
    }
    Dataset::from_records(meta(), records).unwrap()
}

fn written(dataset: &Dataset, limits: &Limits) -> (Vec<u8>, Summary) {
    let mut bytes = Vec::new();
    let summary = write_within(dataset, &Options::default(), limits, &mut bytes).unwrap();
    (bytes, summary)
}

#[track_caller]
fn assert_same(one: &Dataset, other: &Dataset) {
    let (one, other) = (canonical::bytes(one), canonical::bytes(other));
    let (one, other) = (String::from_utf8(one).unwrap(), String::from_utf8(other).unwrap());
    for (one, other) in one.lines().zip(other.lines()) {
        assert_eq!(one, other);
    }
    assert_eq!(one.len(), other.len());
}

#[test]
fn everything_comes_back() {
    let dataset = torture();
    let (bytes, summary) = written(&dataset, &Limits::default());
    assert_same(&dataset, &read(&bytes).unwrap());
    let totals = Summary::of(&dataset);
    assert_eq!(summary, totals);
    assert_eq!(written(&dataset, &Limits::default()).0, bytes, "not deterministic");
    let cells = cells(&bytes);
    assert!(
        cells
            .values()
            .flatten()
            .flatten()
            .all(|cell| !matches!(cell, Data::Error(_) | Data::Bool(_)))
    );
}

#[test]
fn other_languages_and_options_come_back() {
    let dataset = torture();
    for language in ["fr", "zh-Hans", "xx"] {
        let options = Options {
            language: language.to_owned(),
            charts: false,
            links: false,
            compression: Some(1),
            profile: Profile::Edit,
        };
        let mut bytes = Vec::new();
        write(&dataset, &options, &mut bytes).unwrap();
        assert_same(&dataset, &read(&bytes).unwrap());
    }
}

#[test]
fn a_dataset_without_records_comes_back() {
    let dataset = Dataset::new(meta());
    let (bytes, _) = written(&dataset, &Limits::default());
    assert_same(&dataset, &read(&bytes).unwrap());
}

#[test]
fn the_built_in_dataset_comes_back() {
    let folder = concat!(env!("CARGO_MANIFEST_DIR"), "/../../data/china-hr-cooperation");
    let dataset = rapporteur_schema::load(Path::new(folder)).dataset.unwrap();
    let (bytes, summary) = written(&dataset, &Limits::default());
    assert_same(&dataset, &read(&bytes).unwrap());
    assert_eq!(summary, Summary::of(&dataset));
}

#[test]
fn long_texts_rows_and_links_over_the_limits_go_on_and_are_reported() {
    let mut dataset = torture();
    let long = "Längeres 𠮷 =text\n".repeat(400).trim().to_owned();
    dataset
        .insert(json(Register::Statement, &serde_json::json!({
            "id": "long", "kind": "view", "text": {"en": long, "fr": long}, "note": {"en": long},
            "response": {"readings": [{"value": {"en": long}, "as_printed": long, "note": {"en": long}, "cite": ["s#1"]}]},
            "identifiers": [{"scheme": "other", "value": long}], "cite": ["s#1"]
        })))
        .unwrap();
    let limits = Limits { rows: 50, units: 1_000, breaks: 200, links: 20, ..Limits::default() };
    let (bytes, summary) = written(&dataset, &limits);
    assert_same(&dataset, &read(&bytes).unwrap());
    let notices = summary.notices.join("\n");
    for expected in ["Readings: texts longer", "Readings: more rows", "links are more"] {
        assert!(notices.contains(expected), "{notices}");
    }
    for (sheet, rows) in cells(&bytes) {
        // Three rows above the table, its headers, and its rows; the indexes are not split.
        assert!(
            rows.len() <= 54
                || ["Codelists", "Data_dictionary", "Contents"].contains(&sheet.as_str())
                || sheet.starts_with("Co"),
            "{sheet}"
        );
        let texts = rows.iter().skip(4).flatten().filter_map(|cell| match cell {
            Data::String(text) => Some(text),
            _ => None,
        });
        for text in texts {
            assert!(text.encode_utf16().count() <= 1_000, "{sheet}: {text}");
        }
    }
    // The same when all sheets are written at once.
    let at_once = Limits { many_rows: 20, very_many_rows: 20, ..limits };
    let (together, _) = written(&dataset, &at_once);
    assert_same(&dataset, &read(&together).unwrap());
    assert!(cells(&together) == cells(&bytes));
    // The limits of the format itself, with a text that does not fit into a cell.
    let longer = "x".repeat(70_000);
    let mut dataset = Dataset::new(meta());
    dataset
        .insert(json(
            Register::Statement,
            &serde_json::json!({
                "id": "long", "kind": "view", "text": {"en": longer}, "cite": ["s#1"]
            }),
        ))
        .unwrap();
    let (bytes, _) = written(&dataset, &Limits::default());
    assert_same(&dataset, &read(&bytes).unwrap());
}

/// The cells of every sheet.
fn cells(bytes: &[u8]) -> BTreeMap<String, Vec<Vec<Data>>> {
    let mut book: Xlsx<_> = Xlsx::new(Cursor::new(bytes)).unwrap();
    let names = book.sheet_names();
    names
        .into_iter()
        .map(|name| {
            let range = book.worksheet_range(&name).unwrap();
            (name, range.rows().map(<[Data]>::to_vec).collect())
        })
        .collect()
}

/// A workbook of the same cells, after something was done to the rows of each sheet.
fn rewritten(bytes: &[u8], mut change: impl FnMut(&str, &mut Vec<Vec<Data>>)) -> Vec<u8> {
    let mut book = cells(bytes);
    for (name, rows) in &mut book {
        change(name, rows);
    }
    book_of(&book)
}

/// A workbook of these cells.
fn book_of(cells: &BTreeMap<String, Vec<Vec<Data>>>) -> Vec<u8> {
    book_with(cells, |_| {})
}

/// A workbook of these cells after something was done to it.
fn book_with(
    cells: &BTreeMap<String, Vec<Vec<Data>>>,
    change: impl FnOnce(&mut rust_xlsxwriter::Workbook),
) -> Vec<u8> {
    let mut book = rust_xlsxwriter::Workbook::new();
    let day_format = rust_xlsxwriter::Format::new().set_num_format("yyyy-mm-dd");
    for (name, rows) in cells {
        let sheet = book.add_worksheet();
        sheet.set_name(name).unwrap();
        for (row, at) in rows.iter().zip(0_u32..) {
            for (cell, column) in row.iter().zip(0_u16..) {
                match cell {
                    Data::String(text) => {
                        sheet.write_string(at, column, text).unwrap();
                    }
                    Data::Float(n) => {
                        sheet.write_number(at, column, *n).unwrap();
                    }
                    Data::Bool(is) => {
                        sheet.write_boolean(at, column, *is).unwrap();
                    }
                    Data::DateTime(day) => {
                        sheet
                            .write_number_with_format(at, column, day.as_f64(), &day_format)
                            .unwrap();
                    }
                    _ => {}
                }
            }
        }
    }
    change(&mut book);
    book.save_to_buffer().unwrap()
}

#[test]
fn cells_with_several_passages_are_not_counted_as_links() {
    // More cells of citations than a sheet may have links.
    let notices = |cite: &[&str]| {
        let people = (0..40).map(|n| {
            let given = serde_json::json!({
                "id": format!("p{n}"), "kind": "named", "names": [{"text": "P"}], "cite": cite
            });
            json(Register::Person, &given)
        });
        let dataset = Dataset::from_records(meta(), people).unwrap();
        let (bytes, summary) = written(&dataset, &Limits { links: 30, ..Limits::default() });
        assert_same(&dataset, &read(&bytes).unwrap());
        summary.notices.into_iter().filter(|n| n.starts_with("People:")).collect::<Vec<_>>()
    };
    assert!(notices(&["s#1", "s#2"]).is_empty());
    assert_eq!(notices(&["s#1"]).len(), 1);
}

#[test]
fn sorted_rows_and_moved_columns_come_back() {
    let mut dataset = torture();
    let long = "text\n".repeat(300).trim().to_owned();
    dataset
        .insert(json(
            Register::Statement,
            &serde_json::json!({
                "id": "long", "kind": "view", "text": {"en": long}, "cite": ["s#1"]
            }),
        ))
        .unwrap();
    let (bytes, _) = written(&dataset, &Limits::default());
    let sorted = rewritten(&bytes, |_, rows| {
        rows[4..].reverse();
        for row in rows {
            row.reverse();
        }
    });
    assert_same(&dataset, &read(&sorted).unwrap());
}

/// What reading says when one cell holds something else.
fn spoilt(sheet: &str, column: &str, value: &str) -> ReadError {
    let (bytes, _) = written(&torture(), &Limits::default());
    let bytes = rewritten(&bytes, |name, rows| {
        if name == sheet {
            let at = rows[3].iter().position(|c| *c == Data::String(column.into())).unwrap();
            rows[4][at] = if value.is_empty() { Data::Empty } else { Data::String(value.into()) };
        }
    });
    read(&bytes).unwrap_err()
}

#[test]
fn errors_name_the_cell() {
    for (sheet, column, value, expected) in [
        (
            "Readings",
            "record",
            "nobody",
            "Readings!A5: there is no record `nobody` in the workbook",
        ),
        ("Readings", "reading", "one", "Readings!E5: `one` is not a whole number"),
        ("Readings", "field", "dates", "Readings!D5: the register source has no field `dates`"),
        ("Readings", "open", "maybe", "`maybe` is neither `yes` nor blank"),
        ("Events", "kind", "hrc-elction", "did you mean `hrc-election`?"),
        ("Events", "cite", "", "no value without a citation"),
        ("Identifiers", "value", "", "Identifiers!G5: `value` must not be empty"),
        ("Dataset", "json", "x", "Dataset!B5: not JSON"),
    ] {
        let message = spoilt(sheet, column, value).to_string();
        // Not every message of the model has the same words.
        let found = message.contains(expected) || column == "cite" && message.contains("cite");
        assert!(found, "{message}");
    }
}

#[test]
fn what_is_no_workbook_is_refused() {
    for bytes in [b"".as_slice(), b"PK\x05\x06", b"not a workbook", &[0; 100]] {
        assert!(matches!(read(bytes), Err(ReadError::File(_))), "{bytes:?}");
    }
    let (bytes, _) = written(&Dataset::new(meta()), &Limits::default());
    for cut in [10, 100, bytes.len() / 2, bytes.len() - 1] {
        assert!(read(&bytes[..cut]).is_err());
    }
    let mut other = rust_xlsxwriter::Workbook::new();
    other.add_worksheet();
    let bytes = other.save_to_buffer().unwrap();
    assert_eq!(read(&bytes), Err(ReadError::NoTable("Dataset".into())));
}

#[test]
fn where_sources_differ_no_reading_stands_alone() {
    let (bytes, _) = written(&torture(), &Limits::default());
    let cells = cells(&bytes);
    let events = &cells["Events"];
    let column =
        |name: &str| events[3].iter().position(|c| *c == Data::String(name.into())).unwrap();
    let cell = |name: &str| events[4][column(name)].clone();
    assert_eq!(
        cell("date"),
        Data::String("12 May 2009 (S 2020, passage 1) | 2009 (S 2020, passage 2)".into())
    );
    assert_eq!(
        cell("ordinal"),
        Data::String("5 (S 2020, passage 1) | 6 (S 2020, passage 2)".into())
    );
    assert_eq!(cell("date_start"), Data::Empty);
    assert_eq!(cell("year"), Data::Float(2009.0));
    assert_eq!(cell("sources_differ"), Data::String("yes".into()));
}

/// Where the tables of a workbook stand.
fn table_ranges(bytes: &[u8]) -> BTreeMap<String, (u32, u32)> {
    let mut book: Xlsx<_> = Xlsx::new(Cursor::new(bytes)).unwrap();
    book.load_tables().unwrap();
    let names: Vec<String> = book.table_names().into_iter().cloned().collect();
    names
        .into_iter()
        .map(|name| {
            let table = book.table_by_name(&name).unwrap();
            // Of the data, without the headers.
            (name, (table.data().start().unwrap().0, table.data().end().unwrap().0))
        })
        .collect()
}

/// Whether a reader that goes through a file from its beginning finds where each part ends:
/// the size stands before it, or behind it and that is said.
fn assert_sizes_are_told(bytes: &[u8]) {
    let number = |at: usize, width: usize| {
        bytes[at..at + width].iter().rev().fold(0_u64, |n, byte| n << 8 | u64::from(*byte))
    };
    let mut archive = zip::ZipArchive::new(Cursor::new(bytes)).unwrap();
    for n in 0..archive.len() {
        let part = archive.by_index_raw(n).unwrap();
        let name = part.name().unwrap().into_owned();
        let head = usize::try_from(part.header_start()).unwrap();
        let size = part.compressed_size();
        let body =
            head + 30 + usize::try_from(number(head + 26, 2) + number(head + 28, 2)).unwrap();
        let end = body + usize::try_from(size).unwrap();
        if number(head + 6, 2) & 8 == 0 {
            assert_eq!((number(head + 18, 4), number(head + 22, 4)), (size, part.size()), "{name}");
        } else {
            assert_eq!(&bytes[end..end + 4], b"PK\x07\x08", "{name}");
            assert_eq!(number(end + 8, 4), size, "{name}");
        }
    }
}

#[test]
fn long_sheets_hold_the_same() {
    let dataset = torture();
    let (bytes, summary) = written(&dataset, &Limits::default());
    let short = cells(&bytes);
    for (many_rows, very_many_rows) in [(20, 1_000), (20, 20), (0, 0)] {
        let limits = Limits { many_rows, very_many_rows, ..Limits::default() };
        let (long, said) = written(&dataset, &limits);
        assert_eq!(said, summary);
        assert_eq!(written(&dataset, &limits).0, long, "not deterministic");
        assert_same(&dataset, &read(&long).unwrap());
        assert!(cells(&long) == short);
        assert_sizes_are_told(&bytes);
        assert_sizes_are_told(&long);
        assert_eq!(table_ranges(&long), table_ranges(&bytes));
    }
}

#[test]
fn sheets_whose_rows_stand_in_any_order_hold_the_same() {
    let dataset = torture();
    let (bytes, _) = written(&dataset, &Limits::default());
    let mut parts = zip::ZipArchive::new(Cursor::new(bytes)).unwrap();
    let mut other = zip::ZipWriter::new(Cursor::new(Vec::new()));
    let mut turned = 0;
    for n in 0..parts.len() {
        let mut part = parts.by_index(n).unwrap();
        let name = part.name().unwrap().into_owned();
        let mut bytes = Vec::new();
        part.read_to_end(&mut bytes).unwrap();
        if name.starts_with("xl/worksheets/sheet") {
            let xml = String::from_utf8(bytes).unwrap();
            let (before, rest) = xml.split_once("<sheetData>").unwrap();
            let (rows, after) = rest.split_once("</sheetData>").unwrap();
            let mut rows: Vec<&str> = rows.split_inclusive("</row>").collect();
            rows.reverse();
            turned += usize::from(rows.len() > 4);
            bytes = [before, "<sheetData>", &rows.concat(), "</sheetData>", after].concat().into();
        }
        other.start_file(name, zip::write::SimpleFileOptions::default()).unwrap();
        other.write_all(&bytes).unwrap();
    }
    assert!(turned > 10, "{turned}");
    assert_same(&dataset, &read(&other.finish().unwrap().into_inner()).unwrap());
}

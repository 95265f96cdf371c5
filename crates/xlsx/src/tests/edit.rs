//! Workbooks that somebody edited: what is taken back, and what is refused.

use rapporteur_schema::{Dataset, Register, canonical};
use serde_json::{Value, json};

use super::*;
use crate::{Edited, Profile, read_edited};

type Book = BTreeMap<String, Vec<Vec<Data>>>;

fn text(text: &str) -> Data {
    if text.is_empty() { Data::Empty } else { Data::String(text.into()) }
}

/// A small dataset without faults.
fn small() -> Dataset {
    let cite = json!(["s#1"]);
    let passages: Vec<Value> =
        (1..=4).map(|n| json!({"key": n.to_string(), "sha256": "0".repeat(64)})).collect();
    let records = [
        (
            Register::Source,
            json!({
                "id": "s", "kind": "report", "siglum": "S 2020", "title": {"en": "Report"}, "published": "2020",
                "languages": ["en"], "standpoint": {"en": "Its own."}, "passages": passages, "cite": cite
            }),
        ),
        (
            Register::Organisation,
            json!({"id": "alpha", "kind": "state", "names": [{"text": "Alpha"}], "cite": cite}),
        ),
        (
            Register::Organisation,
            json!({"id": "beta", "kind": "state", "names": [{"text": "Beta"}], "cite": cite}),
        ),
        (
            Register::Event,
            json!({
                "id": "first", "kind": "hrc-session", "names": [{"text": "First round"}], "ordinal": 1,
                "date": "2009-02", "mode": "online",
                "participants": [{"who": "alpha", "role": "participant"}, {"who": "beta", "role": "host"}],
                "figures": [{"measure": "participants", "quantity": {"n": 30}}],
                "summary": {"en": "They met."}, "cite": cite
            }),
        ),
        (
            Register::Event,
            json!({
                "id": "second", "kind": "hrc-session", "names": [{"text": "Second round"}],
                "date": {"readings": [{"value": "2010-05-12", "cite": ["s#1"]}, {"value": "2010", "cite": ["s#2"]}]},
                "participants": [{"who": "alpha", "role": "participant"}], "cite": ["s#2"]
            }),
        ),
        (
            Register::Figure,
            json!({
                "id": "total", "kind": "rounds", "names": [{"text": "Rounds"}], "quantity": {"n": 2},
                "who": ["alpha"], "cite": ["s#3"]
            }),
        ),
    ];
    let records = records.into_iter().map(|(register, value)| super::json(register, &value));
    let mut meta = meta();
    meta.languages = serde_json::from_value(json!(["en"])).unwrap();
    Dataset::from_records(meta, records.collect::<Vec<_>>()).unwrap()
}

fn export(dataset: &Dataset, profile: Profile) -> Vec<u8> {
    let mut bytes = Vec::new();
    let options = Options { profile, ..Options::default() };
    write(dataset, &options, &mut bytes).unwrap();
    bytes
}

/// The workbook of a dataset after something was done to its cells.
fn edited(dataset: &Dataset, profile: Profile, change: impl FnOnce(&mut Book)) -> Vec<u8> {
    let bytes = export(dataset, profile);
    let mut book = cells(&bytes);
    change(&mut book);
    book_of(&book)
}

/// The workbook of these cells after something was done to them.
fn changed(book: &Book, change: impl FnOnce(&mut Book)) -> Vec<u8> {
    let mut book = book.clone();
    change(&mut book);
    book_of(&book)
}

/// A cell of the row with this key in the first columns named.
fn at(book: &Book, sheet: &str, keys: &[(&str, &str)], column: &str) -> (usize, usize) {
    let rows = book.get(sheet).unwrap_or_else(|| panic!("no sheet {sheet}"));
    let place = |name: &str| {
        rows[3].iter().position(|c| *c == text(name)).unwrap_or_else(|| panic!("no {sheet}.{name}"))
    };
    let row = rows.iter().skip(4).position(|row| {
        keys.iter().all(|(name, value)| match &row[place(name)] {
            Data::Float(n) => n.to_string() == *value,
            other => *other == text(value),
        })
    });
    (row.unwrap_or_else(|| panic!("no {sheet} {keys:?}")) + 4, place(column))
}

fn set(book: &mut Book, sheet: &str, keys: &[(&str, &str)], column: &str, value: Data) {
    let (row, column) = at(book, sheet, keys, column);
    book.get_mut(sheet).unwrap()[row][column] = value;
}

fn remove(book: &mut Book, sheet: &str, keys: &[(&str, &str)]) {
    let (row, _) = at(book, sheet, keys, keys[0].0);
    book.get_mut(sheet).unwrap().remove(row);
}

fn add(book: &mut Book, sheet: &str, values: &[(&str, &str)]) {
    let rows = book.get_mut(sheet).unwrap();
    let mut row = vec![Data::Empty; rows[3].len()];
    for (name, value) in values {
        let column =
            rows[3].iter().position(|c| *c == text(name)).unwrap_or_else(|| panic!("{name}"));
        row[column] = match value.parse::<f64>() {
            Ok(n) if ["reading", "item", "value", "ordinal"].contains(name) => Data::Float(n),
            _ => text(value),
        };
    }
    rows.push(row);
}

/// The dataset with one record changed as JSON; `null` takes it away.
fn with(
    dataset: &Dataset,
    register: Register,
    id: &str,
    change: impl FnOnce(&mut Value),
) -> Dataset {
    let mut value = match dataset.get(id) {
        Some(record) => serde_json::from_str(&record.to_json()).unwrap(),
        None => Value::Null,
    };
    change(&mut value);
    let mut records: Vec<Record> =
        dataset.clone().into_records().filter(|r| r.as_ref().id().as_str() != id).collect();
    if !value.is_null() {
        records.push(super::json(register, &value));
    }
    Dataset::from_records(dataset.meta.clone(), records).unwrap()
}

#[track_caller]
fn taken(bytes: &[u8], present: &Dataset) -> Edited {
    read_edited(bytes, present).unwrap_or_else(|errors| panic!("{errors}"))
}

#[track_caller]
fn refused(bytes: &[u8], present: &Dataset) -> String {
    read_edited(bytes, present).map(|edited| edited.changes).unwrap_err().to_string()
}

fn built_in() -> Dataset {
    let folder = concat!(env!("CARGO_MANIFEST_DIR"), "/../../data/china-hr-cooperation");
    rapporteur_schema::load(Path::new(folder)).dataset.unwrap()
}

#[test]
fn unedited_changes_nothing() {
    for dataset in [torture(), small(), built_in(), Dataset::new(meta())] {
        for profile in [Profile::Publish, Profile::Edit] {
            let edited = taken(&export(&dataset, profile), &dataset);
            assert_eq!(edited.changes, []);
            assert_same(&dataset, &edited.dataset);
        }
    }
}

#[test]
fn sorted_rows_and_moved_columns_change_nothing() {
    for dataset in [torture(), small()] {
        let bytes = rewritten(&export(&dataset, Profile::Publish), |_, rows| {
            rows[4..].reverse();
            for row in rows {
                row.reverse();
            }
        });
        let edited = taken(&bytes, &dataset);
        assert_eq!(edited.changes, []);
        assert_same(&dataset, &edited.dataset);
    }
}

/// An edit, and what becomes of a record of the small dataset by it.
struct Good {
    name: &'static str,
    edit: fn(&mut Book),
    register: Register,
    id: &'static str,
    becomes: fn(&mut Value),
}

const FIRST: [(&str, &str); 1] = [("id", "first")];

#[expect(clippy::too_many_lines, reason = "a list of edits")]
fn good() -> Vec<Good> {
    use Register::{Event, Figure, Organisation};
    let good = |name, edit, register, id, becomes| Good { name, edit, register, id, becomes };
    vec![
        good(
            "a date in the sheet of its register",
            |b| set(b, "Events", &FIRST, "date", text("2009-02-14")),
            Event,
            "first",
            |v| v["date"] = json!("2009-02-14"),
        ),
        good(
            "a year that became a number",
            |b| set(b, "Events", &FIRST, "date", Data::Float(2009.0)),
            Event,
            "first",
            |v| v["date"] = json!("2009"),
        ),
        good(
            "a value emptied",
            |b| set(b, "Events", &FIRST, "mode", Data::Empty),
            Event,
            "first",
            |v| drop(v.as_object_mut().unwrap().remove("mode")),
        ),
        good(
            "a value where there was none",
            |b| set(b, "Events", &[("id", "second")], "ordinal", Data::Float(2.0)),
            Event,
            "second",
            |v| v["ordinal"] = json!(2),
        ),
        good(
            "a text, a kind and a citation",
            |b| {
                set(b, "Events", &FIRST, "summary", text("=They met again."));
                set(b, "Events", &FIRST, "kind", text("un-session"));
                set(b, "Events", &FIRST, "cite", text("s#1 s#2"));
            },
            Event,
            "first",
            |v| {
                v["summary"] = json!({"en": "=They met again."});
                v["kind"] = json!("un-session");
                v["cite"] = json!(["s#1", "s#2"]);
            },
        ),
        good(
            "one of two readings",
            |b| {
                set(
                    b,
                    "Readings",
                    &[("record", "second"), ("field", "date"), ("reading", "2")],
                    "value",
                    text("2010-05"),
                );
            },
            Event,
            "second",
            |v| v["date"]["readings"][1]["value"] = json!("2010-05"),
        ),
        good(
            "the exact form of a reading",
            |b| {
                set(
                    b,
                    "Readings",
                    &[("record", "second"), ("field", "date"), ("reading", "1")],
                    "exact",
                    text("2010-05-13"),
                );
            },
            Event,
            "second",
            |v| v["date"]["readings"][0]["value"] = json!("2010-05-13"),
        ),
        good(
            "the passages of a bare value",
            |b| set(b, "Readings", &[("record", "first"), ("field", "date")], "cite", text("s#3")),
            Event,
            "first",
            |v| v["date"] = json!({"readings": [{"value": "2009-02", "cite": ["s#3"]}]}),
        ),
        good(
            "what an item says of itself",
            |b| {
                let key = [("record", "first"), ("field", "participants"), ("item", "2")];
                set(b, "Participants", &key, "cite", text("s#2"));
                set(b, "Participants", &key, "as_printed", text("Betta"));
            },
            Event,
            "first",
            |v| {
                v["participants"][1]["as_printed"] = json!("Betta");
                v["participants"][1]["cite"] = json!(["s#2"]);
            },
        ),
        good(
            "a part of an item, on its sheet",
            |b| {
                set(
                    b,
                    "Participants",
                    &[("record", "first"), ("item", "2")],
                    "role",
                    text("chair"),
                );
            },
            Event,
            "first",
            |v| v["participants"][1]["role"] = json!("chair"),
        ),
        good(
            "a quantity, by its columns",
            |b| {
                set(b, "Figures_in_events", &[("record", "first")], "value", Data::Float(31.0));
                set(b, "Figures_in_events", &[("record", "first")], "bound", text("at-least"));
            },
            Event,
            "first",
            |v| v["figures"][0]["quantity"] = json!({"n": 31, "bound": "at-least"}),
        ),
        good(
            "a quantity in a register",
            |b| set(b, "Figures", &[("id", "total")], "value", Data::Float(3.5)),
            Figure,
            "total",
            |v| v["quantity"] = json!({"n": "3.5"}),
        ),
        good(
            "an item added, without its number",
            |b| add(b, "Participants", &[("record", "second"), ("who", "beta"), ("role", "host")]),
            Event,
            "second",
            |v| {
                v["participants"]
                    .as_array_mut()
                    .unwrap()
                    .push(json!({"who": "beta", "role": "host"}));
            },
        ),
        good(
            "an item added with a passage of its own",
            |b| {
                add(
                    b,
                    "Participants",
                    &[("record", "second"), ("who", "beta"), ("role", "host"), ("cite", "s#4")],
                );
            },
            Event,
            "second",
            |v| {
                v["participants"]
                    .as_array_mut()
                    .unwrap()
                    .push(json!({"who": "beta", "role": "host", "cite": ["s#4"]}));
            },
        ),
        good(
            "a reading added beside a bare value",
            |b| {
                add(
                    b,
                    "Readings",
                    &[
                        ("record", "first"),
                        ("field", "date"),
                        ("reading", "2"),
                        ("item", "1"),
                        ("exact", "2009"),
                        ("cite", "s#4"),
                        ("as_of", "2019"),
                    ],
                );
            },
            Event,
            "first",
            |v| {
                v["date"] = json!({"readings": [
                    {"value": "2009-02", "cite": ["s#1"]},
                    {"value": "2009", "as_of": "2019", "cite": ["s#4"]}
                ]});
            },
        ),
        good(
            "an item removed on both of its sheets",
            |b| {
                remove(b, "Participants", &[("record", "first"), ("item", "1")]);
                remove(
                    b,
                    "Readings",
                    &[("record", "first"), ("field", "participants"), ("item", "1")],
                );
            },
            Event,
            "first",
            |v| drop(v["participants"].as_array_mut().unwrap().remove(0)),
        ),
        good(
            "an item removed on one of its sheets",
            |b| remove(b, "Participants", &[("record", "first"), ("item", "2")]),
            Event,
            "first",
            |v| drop(v["participants"].as_array_mut().unwrap().remove(1)),
        ),
        good(
            "a reading removed, and its row in Field_readings",
            |b| {
                remove(b, "Readings", &[("record", "second"), ("field", "date"), ("reading", "2")]);
                remove(
                    b,
                    "Field_readings",
                    &[("record", "second"), ("field", "date"), ("reading", "2")],
                );
            },
            Event,
            "second",
            |v| drop(v["date"]["readings"].as_array_mut().unwrap().remove(1)),
        ),
        good(
            "a reading without a value",
            |b| {
                let key = [("record", "second"), ("field", "date"), ("reading", "2")];
                set(b, "Readings", &key, "value", Data::Empty);
                set(b, "Readings", &key, "absent", text("unknown"));
            },
            Event,
            "second",
            |v| v["date"]["readings"][1] = json!({"absent": "unknown", "cite": ["s#2"]}),
        ),
        good(
            "the passages of a reading as a whole",
            |b| {
                set(
                    b,
                    "Field_readings",
                    &[("record", "second"), ("reading", "1")],
                    "cite",
                    text("s#1 s#4"),
                );
            },
            Event,
            "second",
            |v| v["date"]["readings"][0]["cite"] = json!(["s#1", "s#4"]),
        ),
        good(
            "a record added by the row of its register alone",
            |b| {
                add(
                    b,
                    "Organisations",
                    &[
                        ("id", "gamma"),
                        ("kind", "state"),
                        ("names", "Gamma\nThe Gammas"),
                        ("cite", "s#2"),
                    ],
                );
            },
            Organisation,
            "gamma",
            |v| {
                *v = json!({"id": "gamma", "kind": "state", "names": [{"text": "Gamma"}, {"text": "The Gammas"}], "cite": ["s#2"]});
            },
        ),
        good(
            "a record added with rows for its lists",
            |b| {
                add(
                    b,
                    "Events",
                    &[
                        ("id", "third"),
                        ("kind", "hrc-session"),
                        ("date", "2011"),
                        ("ordinal", "3"),
                        ("cite", "s#2"),
                    ],
                );
                add(b, "Names", &[("record", "third"), ("text", "Third round"), ("lang", "en")]);
                add(
                    b,
                    "Participants",
                    &[("record", "third"), ("who", "alpha"), ("role", "host"), ("cite", "s#4")],
                );
            },
            Event,
            "third",
            |v| {
                *v = json!({
                    "id": "third", "kind": "hrc-session", "names": [{"text": "Third round", "lang": "en"}], "ordinal": 3,
                    "date": "2011", "participants": {"readings": [{"value": [{"who": "alpha", "role": "host"}], "cite": ["s#4"]}]},
                    "cite": ["s#2"]
                });
            },
        ),
        good(
            "a record removed",
            |b| remove(b, "Events", &FIRST),
            Event,
            "first",
            |v| *v = Value::Null,
        ),
    ]
}

#[test]
fn good_edits_are_taken() {
    let dataset = small();
    let book = cells(&export(&dataset, Profile::Publish));
    for Good { name, edit, register, id, becomes } in good() {
        let expected = with(&dataset, register, id, becomes);
        let bytes = changed(&book, edit);
        let edited = read_edited(&bytes, &dataset).unwrap_or_else(|e| panic!("{name}: {e}"));
        let (one, other) = (canonical::bytes(&expected), canonical::bytes(&edited.dataset));
        let of = |bytes: &[u8]| {
            let text = String::from_utf8(bytes.to_vec()).unwrap();
            text.lines().map(ToOwned::to_owned).collect::<Vec<_>>()
        };
        assert_eq!(of(&one), of(&other), "{name}");
        assert!(edited.changes.iter().all(|c| c.record == id), "{name}: {:?}", edited.changes);
        assert!(!edited.changes.is_empty(), "{name}");
        assert!(!edited.merged, "{name}");
        let cells: Vec<&String> = edited.changes.iter().flat_map(|c| &c.cells).collect();
        assert!(!cells.is_empty(), "{name}: {:?}", edited.changes);
    }
}

#[test]
fn a_text_with_a_passage_of_its_own_is_edited_in_its_cell() {
    let reading = |text: &str| json!({"readings": [{"value": {"en": text}, "note": {"en": "Heard."}, "cite": ["s#3"]}]});
    let dataset =
        |text: &str| with(&small(), Register::Event, "second", |v| v["outcome"] = reading(text));
    let present = dataset("A statement.");
    let bytes = edited(&present, Profile::Edit, |b| {
        set(b, "Events", &[("id", "second")], "outcome", text("A joint statement."));
    });
    assert_same(&dataset("A joint statement."), &taken(&bytes, &present).dataset);
}

#[test]
fn changes_say_what_was_and_what_is() {
    let dataset = small();
    let bytes = edited(&dataset, Profile::Publish, |b| {
        set(b, "Events", &FIRST, "date", text("2009-03"));
        set(b, "Participants", &[("record", "first"), ("item", "2")], "role", text("chair"));
    });
    let said: Vec<String> =
        taken(&bytes, &dataset).changes.iter().map(ToString::to_string).collect();
    assert_eq!(
        said,
        [
            "changed events/first: date: 2009-02 → 2009-03 (Events!G5)",
            "changed events/first: participants: who=alpha, role=participant; who=beta, role=host → \
             who=alpha, role=participant; who=beta, role=chair (Participants!I6)",
        ]
    );
}

#[test]
fn every_text_can_be_typed_and_comes_back() {
    let dataset = small();
    let book = cells(&export(&dataset, Profile::Publish));
    for hostile in HOSTILE {
        let bytes = changed(&book, |b| {
            set(b, "Events", &FIRST, "summary", text(hostile));
            add(b, "Names", &[("record", "first"), ("text", hostile)]);
        });
        let expected = with(&dataset, Register::Event, "first", |v| {
            v["names"].as_array_mut().unwrap().push(json!({"text": hostile}));
            v["summary"] = match serde_json::from_str::<Value>(hostile) {
                // Text in languages may be typed as JSON.
                Ok(Value::Object(object)) => object.into(),
                _ => json!({"en": hostile}),
            };
        });
        match read_edited(&bytes, &dataset) {
            Ok(edited) => assert_same(&expected, &edited.dataset),
            Err(errors) => panic!("{hostile:?}: {errors}"),
        }
    }
}

mod bad;
mod merge;

/// The styles of the headers of a sheet, by column.
fn header_styles(bytes: &[u8], sheet: usize) -> Vec<String> {
    let mut files = zip::ZipArchive::new(Cursor::new(bytes)).unwrap();
    let mut xml = String::new();
    let name = format!("xl/worksheets/sheet{}.xml", sheet + 1);
    files.by_name(&name).unwrap().read_to_string(&mut xml).unwrap();
    let row = xml.split("<row r=\"4\"").nth(1).unwrap().split("</row>").next().unwrap();
    let style =
        |cell: &str| cell.split(" s=\"").nth(1).unwrap().split('"').next().unwrap().to_owned();
    row.split("<c ").skip(1).map(style).collect()
}

#[test]
fn headers_and_the_dictionary_say_the_same_of_what_can_be_typed() {
    let bytes = export(&torture(), Profile::Edit);
    let book: Xlsx<_> = Xlsx::new(Cursor::new(&*bytes)).unwrap();
    let sheets = book.sheet_names();
    let all = cells(&bytes);
    let headers: Vec<Vec<String>> =
        (0..sheets.len()).map(|sheet| header_styles(&bytes, sheet)).collect();
    let mut styles: [BTreeMap<String, usize>; 2] = [BTreeMap::new(), BTreeMap::new()];
    let mut lists = 0;
    for row in all["Data_dictionary"].iter().skip(4) {
        let [sheet, column, .., edits] = row.as_slice() else { panic!() };
        let sheet = sheets.iter().position(|name| name == &sheet.to_string()).unwrap();
        let columns = &all[&sheets[sheet]][3];
        let column = columns.iter().position(|name| name == column).unwrap();
        let edits = edits.to_string();
        let typed = edits.starts_with("taken back") || edits.starts_with("in new rows only");
        lists += usize::from(edits.starts_with("in new rows only; else on"));
        let style = headers[sheet][column].clone();
        *styles[usize::from(typed)].entry(style).or_default() += 1;
    }
    let [grey, blue] = styles;
    assert!(!grey.is_empty() && blue.len() > 1 && lists > 1, "{grey:?} {blue:?} {lists}");
    assert!(grey.keys().all(|style| !blue.contains_key(style)), "{grey:?} {blue:?}");
}

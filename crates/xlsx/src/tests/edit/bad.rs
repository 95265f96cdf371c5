//! Edits that are refused, each with a message that names the cell and what to do.

use calamine::{ExcelDateTime, ExcelDateTimeType};

use super::*;

/// A bad edit of the small dataset, and what is said of it.
type Bad = (&'static str, fn(&mut Book), &'static str);

const DATE: [(&str, &str); 3] = [("record", "second"), ("field", "date"), ("reading", "1")];
const HOST: [(&str, &str); 2] = [("record", "first"), ("item", "2")];

fn day(serial: f64) -> Data {
    Data::DateTime(ExcelDateTime::new(serial, ExcelDateTimeType::DateTime, false))
}

fn double(b: &mut Book, sheet: &str, keys: &[(&str, &str)]) {
    let (row, _) = at(b, sheet, keys, keys[0].0);
    let rows = b.get_mut(sheet).unwrap();
    rows.push(rows[row].clone());
}

fn header(b: &mut Book, sheet: &str, from: &str, to: &str) {
    let cell = b.get_mut(sheet).unwrap()[3].iter_mut().find(|c| **c == text(from)).unwrap();
    *cell = text(to);
}

#[expect(clippy::too_many_lines, reason = "a list of edits")]
fn bad() -> Vec<Bad> {
    vec![
        (
            "a month that is misspelt",
            |b| set(b, "Events", &FIRST, "date", text("Febuary 2009")),
            "Events!G5: `Febuary 2009` is no EDTF date; did you mean 2009-02?",
        ),
        (
            "a date that cannot be guessed",
            |b| set(b, "Readings", &DATE, "exact", text("last spring")),
            "Readings!S18: `last spring` is no EDTF date; write it as in 2019-04-01",
        ),
        (
            "an unknown code",
            |b| set(b, "Participants", &HOST, "role", text("hots")),
            "Participants!I6: `hots` is no code of the list role; did you mean `host`?",
        ),
        (
            "the label of a code in the place of the code",
            |b| set(b, "Events", &FIRST, "kind", text("Dialogue round ")),
            "Events!B5: the text begins or ends with white space; did you mean `Dialogue round`?",
        ),
        (
            "a label",
            |b| set(b, "Participants", &HOST, "role", text("Vice-chair")),
            "did you mean `vice-chair`?",
        ),
        (
            "a dangling id",
            |b| set(b, "Participants", &HOST, "who", text("betta")),
            "Participants!G6: there is no record `betta`; did you mean `beta`?",
        ),
        (
            "an id of the wrong register",
            |b| set(b, "Participants", &HOST, "who", text("s")),
            "Participants!G6: `s` is in the register `sources`",
        ),
        (
            "an id that is used",
            |b| add(b, "Events", &[("id", "alpha"), ("kind", "hrc-session"), ("cite", "s#1")]),
            "Events!A7: the id `alpha` is used already, in Organisations!A5",
        ),
        (
            "an id given twice",
            |b| {
                for _ in 0..2 {
                    add(
                        b,
                        "Organisations",
                        &[("id", "new"), ("kind", "state"), ("names", "N"), ("cite", "s#1")],
                    );
                }
            },
            "Organisations!A8: the row of `new` stands twice, also in Organisations!A7",
        ),
        (
            "an id that is none",
            |b| {
                add(
                    b,
                    "Organisations",
                    &[("id", "New State"), ("kind", "state"), ("names", "N"), ("cite", "s#1")],
                );
            },
            "Organisations!A7: ",
        ),
        (
            "an id that was changed",
            |b| set(b, "Events", &FIRST, "id", text("prime")),
            "Events!A5: the id `first` was changed to `prime`; an id stays the same",
        ),
        (
            "a record without an id",
            |b| add(b, "Events", &[("kind", "hrc-session"), ("cite", "s#1")]),
            "Events!A7: the row has no id",
        ),
        (
            "a number in a cell of text",
            |b| set(b, "Names", &[("record", "alpha")], "text", Data::Float(7.0)),
            "Names!G5: the cell holds the number 7, and text belongs here; zeros in front",
        ),
        (
            "text in a cell of a number",
            |b| set(b, "Figures", &[("id", "total")], "value", text("several")),
            "`several` is not a number; write digits",
        ),
        (
            "a number with a comma",
            |b| set(b, "Figures", &[("id", "total")], "value", text("1,200")),
            "`1,200` is not a number; did you mean 1200?",
        ),
        (
            "a number with a decimal comma",
            |b| set(b, "Figures", &[("id", "total")], "value", text("1.200,5")),
            "`1.200,5` is not a number; did you mean 1200.5?",
        ),
        (
            "a rule broken, with advice for tables",
            |b| {
                set(b, "Events", &FIRST, "kind", text("hrc-election"));
                set(b, "Figures_in_events", &[("record", "first")], "measure", text("votes-for"));
            },
            "say so with a row of the table Readings: record, field, cite, and `unknown` in the \
             column absent",
        ),
        (
            "a needed cell emptied",
            |b| set(b, "Names", &[("record", "alpha")], "text", Data::Empty),
            "Names!G5: `text` must not be empty; to take the whole item away, remove its row",
        ),
        (
            "a record without its kind",
            |b| set(b, "Events", &FIRST, "kind", Data::Empty),
            "Events!B5: `kind` must not be empty",
        ),
        (
            "a header that was emptied",
            |b| header(b, "Events", "date", ""),
            "Events!row 4: there is no column `date`; put the column back",
        ),
        (
            "a header that was changed",
            |b| header(b, "Participants", "role", "roles"),
            "Participants!I4: there is no column `role`; `roles` stands here: change it back",
        ),
        (
            "a header that stands twice",
            |b| header(b, "Events", "label", "date"),
            "Events!G4: the header `date` stands twice",
        ),
        (
            "a sheet that was renamed",
            |b| {
                let rows = b.remove("Events").unwrap();
                b.insert("My events".into(), rows);
            },
            "the sheet `Events` is missing; the sheet `My events` has its headers: call it `Events`",
        ),
        (
            "a sheet that was removed",
            |b| drop(b.remove("Participants")),
            "the sheet `Participants` is missing; a sheet that is removed removes no records",
        ),
        (
            "a day stored as a number",
            |b| set(b, "Events", &FIRST, "date", Data::Float(39_945.0)),
            "Events!G5: the number 39945 is no EDTF date; programs store the day 2009-05-12 so; did you mean 2009-05-12?",
        ),
        (
            "a month that became a day",
            |b| set(b, "Events", &FIRST, "date", day(39_934.0)),
            "Events!G5: a program made the date 2009-05-01 of what was typed, and a date in EDTF, as text, belongs here; did you mean 2009-05-01, or 2009-05 for the whole month?",
        ),
        (
            "text that became a date",
            |b| set(b, "Names", &[("record", "alpha")], "text", day(39_945.0)),
            "Names!G5: a program made the date 2009-05-12 of what was typed, and text belongs here",
        ),
        (
            "text that became a logical value",
            |b| set(b, "Names", &[("record", "alpha")], "text", Data::Bool(true)),
            "Names!G5: a program made the logical value TRUE of what was typed",
        ),
        (
            "white space at the end",
            |b| set(b, "Names", &[("record", "alpha")], "text", text("Alpha ")),
            "Names!G5: the text begins or ends with white space; did you mean `Alpha`?",
        ),
        (
            "a control character",
            |b| set(b, "Names", &[("record", "alpha")], "text", text("Al\u{7}pha")),
            "Names!G5: the text holds the character U+0007 at its character 3",
        ),
        (
            "a claim without a passage",
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
                    ],
                );
            },
            "no claim without a passage: a further reading of a field names its own; name the passages",
        ),
        (
            "a claim whose passage was taken away",
            |b| set(b, "Readings", &DATE, "cite", Data::Empty),
            "Readings!J18: no claim without a passage",
        ),
        (
            "a record whose passages were taken away",
            |b| set(b, "Events", &FIRST, "cite", Data::Empty),
            "no value without a citation; name the passages that report it",
        ),
        (
            "a passage that is not listed",
            |b| set(b, "Events", &FIRST, "cite", text("s#9")),
            "the source `s` lists no passage `9`",
        ),
        (
            "citations with commas",
            |b| set(b, "Events", &FIRST, "cite", text("s#1, s#2")),
            "did you mean `s#1`? Citations stand with a space between",
        ),
        (
            "a row of an unknown record",
            |b| add(b, "Names", &[("record", "frist"), ("text", "First")]),
            "Names!A10: there is no record `frist`; did you mean `first`?",
        ),
        (
            "a row of a record that was removed, changed",
            |b| {
                remove(b, "Events", &FIRST);
                set(b, "Names", &[("record", "first")], "text", text("Prime"));
            },
            "the row of the record `first` was removed; put it back, or remove this row as well",
        ),
        (
            "a record removed to which others refer",
            |b| remove(b, "Organisations", &[("id", "beta")]),
            "Readings!G14: there is no record `beta`",
        ),
        (
            "an unknown field",
            |b| add(b, "Readings", &[("record", "first"), ("field", "dates"), ("exact", "2009")]),
            "the register event has no field `dates`; did you mean `date`?",
        ),
        (
            "a field on the wrong sheet",
            |b| add(b, "Names", &[("record", "first"), ("field", "participants"), ("text", "X")]),
            "`participants` does not stand on this sheet; add the row to the sheet Participants",
        ),
        (
            "a row that stands twice",
            |b| double(b, "Readings", &DATE),
            "the row of `second, date, 1, 1` stands twice, also in Readings!A18; remove one of them",
        ),
        (
            "what follows from others",
            |b| set(b, "Events", &FIRST, "label", text("Prime")),
            "Events!D5: the column `label` follows from others here and is not read back; undo the change",
        ),
        (
            "a list in words",
            |b| set(b, "Events", &FIRST, "names", text("Prime")),
            "Events!E5: the cell shows a list in words, and is not read back; change the rows of `first` on the sheet Names, from Names!",
        ),
        (
            "a cell that shows two readings",
            |b| set(b, "Events", &[("id", "second")], "date", text("2010")),
            "Events!G6: the cell shows what several readings say, and is not read back; change the rows of `second` on the sheet Readings, from Readings!A18 on",
        ),
        (
            "the words of a value that has an exact form",
            |b| set(b, "Readings", &DATE, "value", text("13 May 2010")),
            "Readings!G18: the column `value` follows from others here and is not read back; the exact value stands in the column exact",
        ),
        (
            "two edits of the same that differ",
            |b| {
                set(b, "Events", &FIRST, "ordinal", Data::Float(2.0));
                set(
                    b,
                    "Readings",
                    &[("record", "first"), ("field", "ordinal")],
                    "value",
                    text("3"),
                );
            },
            "here stands `3`, and Events!F5 has `2` for the same; make them agree",
        ),
        (
            "a number of a reading that is none",
            |b| {
                add(
                    b,
                    "Readings",
                    &[("record", "first"), ("field", "date"), ("reading", "0"), ("exact", "2009")],
                );
            },
            "`0` is not a whole number from 1",
        ),
        (
            "neither yes nor blank",
            |b| set(b, "Participants", &HOST, "open", text("maybe")),
            "`maybe` is neither `yes` nor blank",
        ),
        (
            "a language that is none",
            |b| set(b, "Names", &[("record", "alpha")], "lang", text("english language")),
            "is not a well-formed language tag",
        ),
        (
            "JSON of the dataset that is none",
            |b| set(b, "Dataset", &[("member", "license")], "json", text("CC0-1.0")),
            "Dataset!B14: not JSON",
        ),
        (
            "another dataset",
            |b| set(b, "Dataset", &[("member", "id")], "json", text("\"other\"")),
            "the file is of the dataset `other`, and here is `torture`",
        ),
        (
            "a newer program",
            |b| set(b, "Dataset", &[("member", "export.tables")], "json", text("\"99\"")),
            "made by another version of the program",
        ),
        ("no sheet Dataset", |b| drop(b.remove("Dataset")), "there is no table `Dataset`"),
    ]
}

#[test]
fn bad_edits_are_refused() {
    let dataset = small();
    let book = cells(&export(&dataset, Profile::Publish));
    let mut wrong = Vec::new();
    for (name, edit, expected) in bad() {
        let message = refused(&changed(&book, edit), &dataset);
        if !message.contains(expected) {
            wrong.push(format!("{name}:\n  expected {expected}\n  said     {message}"));
        }
    }
    assert!(wrong.is_empty(), "{}", wrong.join("\n"));
}

#[test]
fn all_errors_are_told_in_one_run() {
    let dataset = small();
    let bytes = edited(&dataset, Profile::Publish, |b| {
        set(b, "Events", &FIRST, "date", text("Febuary 2009"));
        set(b, "Events", &FIRST, "kind", text("hrc-sesion"));
        set(b, "Participants", &HOST, "who", text("betta"));
        set(b, "Names", &[("record", "alpha")], "text", Data::Float(7.0));
        add(b, "Names", &[("record", "frist"), ("text", "First")]);
    });
    let errors = read_edited(&bytes, &dataset).unwrap_err().0;
    let places: Vec<&str> = errors.iter().filter_map(|error| error.place.as_deref()).collect();
    for place in ["Events!G5", "Events!B5", "Participants!G6", "Names!G5", "Names!A10"] {
        assert_eq!(places.iter().filter(|p| **p == place).count(), 1, "{place} in {places:?}");
    }
    assert_eq!(places.len(), 5, "{places:?}");
}

#[test]
fn formulas_and_merged_cells_are_refused() {
    let dataset = small();
    let book = cells(&export(&dataset, Profile::Publish));
    let (row, column) = at(&book, "Names", &[("record", "alpha")], "text");
    let (row, column) = (u32::try_from(row).unwrap(), u16::try_from(column).unwrap());
    let bytes = book_with(&book, |book| {
        let sheet = book.worksheet_from_name("Names").unwrap();
        let formula = rust_xlsxwriter::Formula::new("=UPPER(\"a\")").set_result("Alpha");
        sheet.write_formula(row, column, formula).unwrap();
    });
    let message = refused(&bytes, &dataset);
    assert!(message.contains("Names!G5: the cell holds the formula"), "{message}");
    let bytes = book_with(&book, |book| {
        let sheet = book.worksheet_from_name("Names").unwrap();
        let format = rust_xlsxwriter::Format::new();
        sheet.merge_range(row, column, row + 1, column, "Alpha", &format).unwrap();
    });
    let message = refused(&bytes, &dataset);
    assert!(message.contains("Names!G5: cells are merged here"), "{message}");
}

#[test]
fn a_formula_in_the_place_of_a_header_is_told_by_its_cell() {
    let dataset = small();
    let book = cells(&export(&dataset, Profile::Publish));
    let names = &book["Names"];
    let column = names[3].iter().position(|cell| *cell == text("text")).unwrap();
    let bytes = book_with(&book, |book| {
        let sheet = book.worksheet_from_name("Names").unwrap();
        let formula = rust_xlsxwriter::Formula::new("=\"te\"&\"xt\"").set_result("text");
        sheet.write_formula(3, u16::try_from(column).unwrap(), formula).unwrap();
    });
    let message = refused(&bytes, &dataset);
    assert!(
        message.contains("Names!G4: in the row of headers the cell holds the formula `="),
        "{message}"
    );
    // The column that is missing is this one.
    assert!(!message.contains("there is no column"), "{message}");
    // Where nothing is compared, its last result is as good as a text.
    assert_same(&dataset, &read(&bytes).unwrap());
}

#[test]
fn a_value_under_no_header_is_said() {
    let dataset = small();
    let bytes = edited(&dataset, Profile::Publish, |b| {
        let rows = b.get_mut("Names").unwrap();
        let width = rows[3].len();
        for (row, value) in [(4, " "), (5, "Alfa?"), (6, "Beta?")] {
            rows[row].resize(width, Data::Empty);
            rows[row].push(text(value));
        }
    });
    let edited = taken(&bytes, &dataset);
    assert_eq!(edited.changes, []);
    let told: Vec<&String> =
        edited.notices.iter().filter(|notice| notice.contains("has no header")).collect();
    assert_eq!(told.len(), 1, "{told:?}");
    assert!(told[0].starts_with("Names!") && told[0].contains("6: what stands here"), "{told:?}");
}

#[test]
fn other_files_are_refused_by_what_they_are() {
    let dataset = small();
    let mut encrypted = b"\xD0\xCF\x11\xE0\xA1\xB1\x1A\xE1".to_vec();
    encrypted.extend([0; 600]);
    assert!(refused(&encrypted, &dataset).contains("before 2007 (.xls)"));
    encrypted.extend("EncryptedPackage".encode_utf16().flat_map(u16::to_le_bytes));
    assert!(refused(&encrypted, &dataset).contains("protected by a password"));
    assert!(refused(b"id,kind\nx,y\n", &dataset).contains("such as CSV"));
    assert!(refused(b"\x89PNG", &dataset).contains("not a ZIP archive"));
    let bytes = export(&dataset, Profile::Publish);
    for cut in [10, 100, bytes.len() / 2, bytes.len() - 1] {
        assert!(read_edited(&bytes[..cut], &dataset).is_err());
    }
}

#[test]
fn what_the_editor_added_for_themselves_is_not_read_and_said() {
    let dataset = small();
    let bytes = edited(&dataset, Profile::Publish, |b| {
        b.insert("To do".into(), vec![vec![text("Ask Beta")]]);
        for (n, row) in b.get_mut("Events").unwrap().iter_mut().enumerate().skip(3) {
            row.push(text(if n == 3 { "mine" } else { "look again" }));
        }
    });
    let edited = taken(&bytes, &dataset);
    assert_eq!(edited.changes, []);
    let notices = edited.notices.join("\n");
    assert!(notices.contains("the sheet `To do` is not read"), "{notices}");
    assert!(notices.contains("the column `mine` is not read"), "{notices}");
}

#[test]
fn cells_far_away_cost_nothing_and_change_nothing() {
    let dataset = small();
    let book = cells(&export(&dataset, Profile::Publish));
    let bytes = book_with(&book, |book| {
        let sheet = book.worksheet_from_name("Events").unwrap();
        sheet.write(1_048_575, 16_383, "far").unwrap();
        sheet.write(1_000_000, 0, " ").unwrap();
        let sheet = book.worksheet_from_name("Names").unwrap();
        sheet.write_formula(1_048_575, 16_383, "=1+1").unwrap();
    });
    assert_eq!(taken(&bytes, &dataset).changes, []);
    assert_same(&dataset, &read(&bytes).unwrap());
}

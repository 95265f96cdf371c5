//! Empty cells: nothing vanishes untold, and what may be empty is counted.

#![expect(clippy::unwrap_used, reason = "a test fails by panicking")]

use std::path::Path;

use rapporteur_import::{ImportError, Imported, Input, Mapping, Options, import, table};

/// The import of a table by a mapping with these records and, before them, these keys of
/// the table.
fn run(records: &str, keys: &str, file: &str, text: &str) -> Imported {
    let mapping = format!(
        r#"{{"version": 1, "id": "test",
        "codes": {{"votes": {{"Y": "voted-yes", "X": null}}}},
        "names": {{"states": {{"register": "organisation", "states": true, "aliases": {{"(Unknown)": null}}, "create": {{"kind": "state"}}}}}},
        "tables": [{{"name": "rows", "source": {{"id": "list", "kind": "dataset"}}, {keys} "records": {records}}}]}}"#
    );
    let mapping = Mapping::read(&mapping, Path::new("m.json"))
        .unwrap_or_else(|problems| panic!("{problems}"));
    let rows = table::open(file, text.into(), mapping.reading("rows").unwrap()).unwrap();
    let imported =
        import(&mapping, vec![Input::new("rows", file, rows)], &Options::default()).unwrap();
    let input = &imported.report.inputs[0];
    assert_eq!(input.rows, input.mapped + input.skipped + input.rejected);
    assert_eq!(input.left_out, input.why_left_out.values().sum::<u64>());
    imported
}

fn json(imported: &Imported, id: &str) -> String {
    let found = imported.records.iter().find(|record| record.as_ref().id().as_str() == id);
    found.map_or_else(|| panic!("no {id}"), |record| record.as_ref().to_json())
}

fn reasons(imported: &Imported) -> Vec<(u64, &str)> {
    imported.rejects.iter().map(|reject| (reject.row, reject.reason.as_str())).collect()
}

fn left_out(imported: &Imported) -> Vec<(&str, u64)> {
    let left = &imported.report.inputs[0].why_left_out;
    left.iter().map(|(what, times)| (what.as_str(), *times)).collect()
}

const LET: &str = r#""let": {"who": {"column": "State", "names": "states"}, "role": {"column": "Vote", "codes": "votes"}},"#;
const VOTES: &str = "Call,State,Vote\n1,Peru,Y\n1,Chad,\n1,,Y\n1,Mali,X\n1,(Unknown),Y\n";

fn votes(role: &str) -> String {
    format!(
        r#"[{{"register": "event", "id": "vote-{{Call}}", "kind": "un-vote", "rows": "many",
            "fields": {{"participants": [{{"who": "{{who}}", "role": "{role}"}}]}}}}]"#
    )
}

#[test]
fn a_vote_that_lacks_its_state_or_a_state_its_vote_rejects_the_row() {
    let imported = run(&votes("{role}"), LET, "rows.csv", VOTES);
    assert_eq!(
        reasons(&imported),
        [
            (
                2,
                "participants: nothing stands in the column `Vote` (the value `role`), of which `role` is made; \
                 where it may be empty, write {?…} for {…} in the mapping"
            ),
            (
                3,
                "participants: nothing stands in the column `State` (the value `who`), of which `who` is made; \
                 where it may be empty, write {?…} for {…} in the mapping"
            ),
        ]
    );
    // What the mapping says stands for nothing is left out, and told.
    assert_eq!(
        left_out(&imported),
        [
            (
                "`participants` of event: nothing stands in the column `State` (the value `who`), of which `who` is made",
                1
            ),
            (
                "`participants` of event: nothing stands in the column `Vote` (the value `role`), of which `role` is made",
                1
            ),
        ]
    );
    let text = imported.report.to_string();
    assert!(text.contains("5 rows: 3 mapped, 0 skipped, 2 rejected"), "{text}");
    assert!(
        text.contains("left out of rows once: `participants` of event: nothing stands in"),
        "{text}"
    );
    // Chad is in a rejected row, and nowhere else.
    assert!(imported.records.iter().all(|record| record.as_ref().id().as_str() != "chad"));
}

#[test]
fn a_cell_may_be_empty_where_the_mapping_says_so() {
    let imported = run(&votes("{?role}"), LET, "rows.csv", VOTES);
    assert_eq!(reasons(&imported).iter().map(|(row, _)| *row).collect::<Vec<_>>(), [3]);
    assert_eq!(left_out(&imported).iter().map(|(_, times)| times).sum::<u64>(), 3);
    // An empty cell may have a code of its own, also one for nothing.
    for (code, votes_of_chad, left) in [("null", false, 3), ("\"absent\"", true, 2)] {
        let keys =
            LET.replace("\"votes\"", &format!(r#"{{"Y": "voted-yes", "X": null, "": {code}}}"#));
        let imported = run(&votes("{role}"), &keys, "rows.csv", VOTES);
        assert_eq!(imported.report.rejected(), 1, "{:?}", imported.rejects);
        assert_eq!(imported.report.inputs[0].left_out, left);
        let vote = json(&imported, "vote-1");
        assert_eq!(vote.contains(r#"{"who":"chad","role":"absent""#), votes_of_chad, "{vote}");
    }
    // A column that a file may lack may be empty in another.
    let optional = format!(r#""optional": ["Vote"], {LET}"#);
    let imported = run(&votes("{role}"), &optional, "rows.csv", VOTES);
    assert_eq!(imported.report.rejected(), 1);
    let imported = run(&votes("{role}"), &optional, "rows.csv", "Call,State\n1,Peru\n");
    assert_eq!((imported.report.mapped(), imported.report.inputs[0].left_out), (1, 1));
}

#[test]
fn what_stands_beside_an_empty_cell_is_not_lost() {
    let records = |fields: &str| {
        format!(
            r#"[{{"register": "event", "id": "e-{{@row}}", "kind": "meeting", "fields": {{{fields}}}}}]"#
        )
    };
    let csv = "A,B\nx,y\nx,\n,y\n";
    for (fields, rejected) in [
        // A field of one cell is there or not; of two, both.
        (r#""summary": {"en": "{A}"}"#, &[][..]),
        (r#""summary": {"en": "{A}, {B}"}"#, &[2, 3]),
        (r#""summary": {"en": "{A}, {?B}"}"#, &[3]),
        (r#""summary": {"readings": [{"value": {"en": "{A}"}}]}"#, &[]),
        (r#""summary": {"readings": [{"value": {"en": "{A}"}, "as_printed": "{B}"}]}"#, &[3]),
        // Text by language has the languages that there are.
        (r#""summary": {"en": "{A}", "fr": "{B}"}"#, &[]),
        // An item needs its parts, also where nothing else varies.
        (r#""names": [{"text": "{A}", "lang": "en"}]"#, &[3]),
        (r#""names": [{"text": "{?A}", "lang": "en"}]"#, &[]),
        (r#""figures": [{"measure": "amount", "quantity": {"n": "{@row}", "unit": "{A}"}}]"#, &[]),
        (r#""about": [{"text": {"en": "{A}"}}]"#, &[3]),
        (r#""about": [{"what": "{A}", "text": {"en": "{B}"}}]"#, &[]),
        (r#""part_of": ["{A}"]"#, &[3]),
        (r#""part_of": ["{?A}"]"#, &[]),
        // What a choice leaves out is left out on purpose.
        (r#""part_of": [{"when": {"column": "A", "empty": false}, "then": "{A}"}]"#, &[]),
    ] {
        let imported = run(&records(fields), "", "rows.csv", csv);
        let found: Vec<u64> = imported.rejects.iter().map(|reject| reject.row).collect();
        assert_eq!(found, rejected, "{fields}: {:?}", imported.rejects);
    }
    let imported = run(&records(r#""summary": {"en": "{A}, {B}"}"#), "", "rows.csv", csv);
    assert!(
        reasons(&imported)[0].1.starts_with(
            "summary: nothing stands in the column `B`, so that what the column `A` says would be lost"
        ),
        "{:?}",
        imported.rejects
    );
    // An item that needs no cell does not go with one that is empty.
    let fields =
        r#""participants": [{"who": "ohchr", "role": "recipient", "capacity": {"en": "{B}"}}]"#;
    let imported = run(&records(fields), "", "rows.csv", csv);
    assert!(
        json(&imported, "e-2").contains(r#""participants":[{"who":"ohchr","role":"recipient"}]"#)
    );
    // A value that is nothing for the lack of a part is told.
    let keys = r#""let": {"both": "{A} ({B})"},"#;
    let imported = run(&records(r#""summary": {"en": "{both}"}"#), keys, "rows.csv", csv);
    assert_eq!(imported.report.mapped(), 3);
    assert_eq!(
        left_out(&imported),
        [
            ("the value `both`: nothing stands in the column `A`", 1),
            ("the value `both`: nothing stands in the column `B`", 1)
        ]
    );
}

#[test]
fn lists_in_pairs_keep_their_places() {
    let records = r#"[{"register": "event", "id": "e-{@row}", "kind": "meeting", "fields": {
        "figures": [{"measure": "amount", "quantity": {"n": "{n}"}, "of": {"en": "{of}"}}]}}]"#;
    let keys =
        r#""let": {"of": {"column": "Fund", "split": ";"}, "n": {"column": "Sum", "split": ";"}},"#;
    let csv = "Fund,Sum\nA;B,1;2\nA;;C,1;;3\nA;B;,1;2;\nA;;C,1;2;\nA;B,1\n,\"\"\n;,;\n";
    let imported = run(records, keys, "rows.csv", csv);
    for id in ["e-1", "e-3"] {
        assert!(json(&imported, id).contains(
            r#"{"n":1},"of":{"en":"A"}},{"measure":"amount","quantity":{"n":2},"of":{"en":"B"}}]"#
        ));
    }
    // B has no sum, and 2 no fund: 2 is not C's.
    assert!(json(&imported, "e-2").contains(
        r#"{"n":1},"of":{"en":"A"}},{"measure":"amount","quantity":{"n":3},"of":{"en":"C"}}]"#
    ));
    let found: Vec<u64> = imported.rejects.iter().map(|reject| reject.row).collect();
    assert_eq!(found, [4, 5, 7]);

    let keys = r#""rows": "rows[]", "let": {"of": {"column": "gifts[].fund"}, "n": {"column": "gifts[].sum"}},"#;
    let text = r#"{"rows": [
        {"gifts": [{"fund": "A", "sum": 1}, {"fund": "B"}, {"fund": "C", "sum": 3}]},
        {"gifts": [{"fund": "A", "sum": 1}, {"sum": 2}]},
        {"gifts": []}, {}, {"gifts": [{"fund": "A", "sum": 1}, {"note": "none"}]}]}"#;
    let imported = run(records, keys, "rows.json", text);
    let found: Vec<u64> = imported.rejects.iter().map(|reject| reject.row).collect();
    // An empty list says that there is none; no list says nothing.
    assert_eq!(found, [1, 4], "{:?}", imported.rejects);
    // A sum without a fund is a sum.
    assert!(
        json(&imported, "e-2")
            .contains(r#""of":{"en":"A"}},{"measure":"amount","quantity":{"n":2}}]"#)
    );
    assert!(!json(&imported, "e-3").contains("figures"));
    assert!(json(&imported, "e-5").contains(r#"{"n":1},"of":{"en":"A"}}]"#));
}

#[test]
fn a_footer_of_one_cell_may_be_skipped_and_a_row_cut_off_may_not() {
    let keys = format!(
        r#""skip": [{{"when": {{"column": "Call", "contains": "Source"}}, "why": "a footer"}},
                    {{"when": {{"column": "Vote", "empty": true}}, "why": "no vote"}},
                    {{"when": {{"not": {{"column": "Vote", "is": "Y"}}}}, "why": "no yes"}}], {LET}"#
    );
    let csv = "Call,State,Vote\n1,Peru,Y\n1,Chad\nSource: a table\nSource: a, b, c, d\n1,Chad,Y,\n\
               Source,\"a\" b,Y\n1,Mali,\nTotal\nSource,,,,\n";
    let imported = run(&votes("{role}"), &keys, "rows.csv", csv);
    let skipped = &imported.report.inputs[0].why_skipped;
    let found = (skipped.get("a footer"), skipped.get("no vote"), skipped.len());
    assert_eq!(found, (Some(&2), Some(&1), 2));
    // Where more stands in it, cells may stand under the wrong columns.
    let found: Vec<u64> = imported.rejects.iter().map(|reject| reject.row).collect();
    assert_eq!(found, [2, 4, 5, 6, 8]);
}

#[test]
fn columns_taken_together_are_values_with_their_names() {
    let records = r#"[{"register": "event", "id": "vote-{id}", "kind": "un-vote", "fields": {
        "names": [{"text": "{title}", "lang": "en"}],
        "participants": [{"who": "{who}", "role": "{?role}"}]}}]"#;
    let keys = r#""columns": {"unused": "Total"}, "optional": ["Remark"], "let": {
        "title": {"column": "Title"}, "remark": {"column": "Remark"},
        "who": {"headers": "*", "names": "states"},
        "role": {"columns": "*", "codes": {"Y": "voted-yes", "N": "voted-no", "X": null, "-": "absent"}}},"#;
    let csv =
        "id,Peru,Title,Chad,Côte d’Ivoire,Total\n1,Y,a,,N,2\n2,X,b,-,Y,1\n3,,c,,,0\n4,Y,d,?,,1\n";
    let imported = run(records, keys, "rows.csv", csv);
    assert!(json(&imported, "vote-1").contains(
        r#""participants":[{"who":"peru","role":"voted-yes"},{"who":"cote-d-ivoire","role":"voted-no"}]"#
    ));
    assert!(json(&imported, "vote-2").contains(
        r#""participants":[{"who":"chad","role":"absent"},{"who":"cote-d-ivoire","role":"voted-yes"}]"#
    ));
    assert!(!json(&imported, "vote-3").contains("participants"));
    assert_eq!(imported.report.inputs[0].left_out, 5);
    assert_eq!(reasons(&imported).len(), 1);
    assert!(reasons(&imported)[0].1.contains("role: the table of codes of the mapping has no `?`"));
    // Where every cell is to have something, an empty one rejects the row.
    let strict = records.replace("{?role}", "{role}");
    let imported = run(&strict, keys, "rows.csv", csv);
    assert_eq!(imported.report.rejected(), 4);
    // An empty cell of a column may have a code, and a column a name by what * stands for.
    let records = r#"[{"register": "event", "id": "e-{id}", "kind": "meeting", "fields": {
        "figures": [{"measure": "amount", "quantity": {"n": "{n}", "currency": "USD"}, "of": {"en": "Year {year}"}}]}}]"#;
    let keys = r#""let": {"year": {"headers": ["y*", "Before"]},
        "n": {"columns": ["y*", "Before"], "default": "0", "number": {"group": ","}}},"#;
    let imported = run(records, keys, "rows.csv", "id,y2015,y2016,Before,x\n1,\"1,000\",,5,?\n");
    let figures = json(&imported, "e-1");
    for part in [
        r#""n":1000,"currency":"USD"},"of":{"en":"Year 2015"}"#,
        r#""n":0,"currency":"USD"},"of":{"en":"Year 2016"}"#,
        r#""n":5,"currency":"USD"},"of":{"en":"Year Before"}"#,
    ] {
        assert!(figures.contains(part), "{figures}");
    }
    // Members of JSON, too.
    let text = r#"[{"id": 1, "sums": {"2015": 7, "2016": null}}]"#;
    let keys = r#""let": {"year": {"headers": "sums.*"}, "n": {"columns": "sums.*"}},"#;
    let imported = run(&records.replace("{n}", "{?n}"), keys, "rows.json", text);
    assert!(json(&imported, "e-1").contains(
        r#"[{"measure":"amount","quantity":{"n":7,"currency":"USD"},"of":{"en":"Year 2015"}}]"#
    ));
}

#[test]
fn columns_taken_together_that_are_not_there_are_told() {
    let text = r#"{"version": 1, "id": "test", "tables": [{"name": "rows",
  "source": {"id": "list", "kind": "dataset"},
  "let": {"year": {"headers": ["y*", "Before"]}, "two": {"headers": "a*b*"}, "n": {"columns": "x", "column": "x"}},
  "records": [{"register": "concept", "id": "c-{id}", "kind": "theme"}]}]}"#;
    let problems = Mapping::read(text, Path::new("m.json")).unwrap_err().to_string();
    assert!(
        problems.contains("m.json:3:69: error[M008]: `a*b*` has more than one `*`"),
        "{problems}"
    );
    assert!(problems.contains("error[M004]: a value comes from a `column`"), "{problems}");
    let right = text.replace("a*b*", "a*").replace(r#", "column": "x""#, "");
    let mapping = Mapping::read(&right, Path::new("m.json")).unwrap();
    let csv = "id,y2015,x\n";
    let rows = table::open("rows.csv", csv.into(), mapping.reading("rows").unwrap()).unwrap();
    let inputs = vec![Input::new("rows", "rows.csv", rows)];
    let problems = import(&mapping, inputs, &Options::default()).unwrap_err().to_string();
    assert!(
        problems.contains("m.json:3:31: error[M006]: `rows.csv` does not have every one of the columns `y*`, `Before`"),
        "{problems}"
    );
    assert!(problems.contains("the columns `a*`"), "{problems}");
    // Who writes `column` is told; years are names, and no sign of a title above them.
    let single = |column: &str| {
        let let_ = format!(r#"{{"n": {{"column": "{column}"}}}}, "records""#);
        let (head, tail) = right.split_once(r#""let": "#).unwrap();
        let (_, tail) = tail.split_once(r#""records""#).unwrap();
        let text = format!(r#"{head}"let": {let_}{tail}"#);
        let mapping = Mapping::read(&text, Path::new("m.json")).unwrap();
        let csv = "id,2015,2016,2017\n";
        let rows = table::open("rows.csv", csv.into(), mapping.reading("rows").unwrap()).unwrap();
        let inputs = vec![Input::new("rows", "rows.csv", rows)];
        let error = import(&mapping, inputs, &Options::default()).unwrap_err();
        let ImportError::Mapping(problems) = error else { panic!("{error}") };
        problems.as_slice()[0].help.clone().unwrap_or_default()
    };
    assert!(single("20*").contains("write `columns` in place of `column`"), "{}", single("20*"));
    assert!(single("Sum").contains("its columns are: id, 2015, 2016, 2017"), "{}", single("Sum"));
    assert!(!single("Sum").contains("skip_lines"), "{}", single("Sum"));
}

/// The mapping that ships, on small tables of the same shape.
#[test]
fn who_has_no_vote_in_a_roll_call_is_left_out_and_counted() {
    let file = Path::new(env!("CARGO_MANIFEST_DIR"))
        .join("../rapporteur/examples/import/un-ga-votes.json");
    let text = std::fs::read_to_string(file).unwrap();
    let mapping = Mapping::read(&text, Path::new("m.json")).unwrap();
    let tables = [
        (
            "un_roll_calls.csv",
            "rcid,session,importantvote,date,unres,amend,para,short,descr\n1,75,0,2020-12-31,R/75/1,,,,\n",
        ),
        (
            "un_votes.csv",
            "rcid,country,country_code,vote\n1,Peru,PE,yes\n1,Chad,TD,\n1,,PW,no\n1,Mali,ML,abstain\n",
        ),
    ];
    let inputs = tables.map(|(name, text)| {
        let table = mapping.table_for(name).unwrap();
        let rows = table::open(name, text.into(), mapping.reading(table).unwrap()).unwrap();
        Input::new(table, name, rows)
    });
    let imported = import(&mapping, inputs.into(), &Options::default()).unwrap();
    let [calls, votes] = imported.report.inputs.as_slice() else { panic!("{}", imported.report) };
    // Neither short nor long title.
    assert_eq!((calls.mapped, calls.rejected, calls.left_out), (1, 0, 2));
    assert_eq!((votes.rows, votes.mapped, votes.rejected, votes.left_out), (4, 3, 1, 1));
    let vote = json(&imported, "unga-vote-1");
    assert!(vote.contains("peru") && vote.contains("mali") && !vote.contains("chad"), "{vote}");
}

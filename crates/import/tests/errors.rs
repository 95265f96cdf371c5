//! Every error of a mapping, with its place; and every reason to reject a row.

#![expect(clippy::unwrap_used, reason = "a test fails by panicking")]

use std::path::Path;

use rapporteur_import::{
    ImportError, Imported, Input, Mapping, Options, import, mapping_schema, rejects_csv, table,
};

/// A mapping that is right, with parts replaced.
fn text(changes: &[(&str, &str)]) -> String {
    let mut text = r#"{
  "version": 1,
  "id": "test",
  "codes": { "votes": { "yes": "voted-yes", "no": "voted-no", "": null } },
  "names": {
    "states": { "register": "organisation", "states": true, "create": { "kind": "state" } },
    "bodies": { "register": "organisation", "aliases": { "HRC": "hrc" } }
  },
  "tables": [{
    "name": "rows",
    "separator": ",",
    "source": { "id": "list", "kind": "dataset", "fields": { "siglum": "List" } },
    "let": {
      "who": { "column": "State", "names": "states" },
      "role": { "column": "Vote", "codes": "votes" },
      "day": { "column": "Day", "date": ["DD/MM/YYYY", "MM/DD/YYYY"] },
      "n": { "column": "N", "number": { "group": "," } }
    },
    "skip": [{ "when": { "column": "State", "is": "Total" }, "why": "a sum" }],
    "records": [{
      "register": "event",
      "id": "vote-{Id}",
      "kind": "un-vote",
      "fields": {
        "date": "{day}",
        "ordinal": "{N}",
        "participants": [{ "who": "{who}", "role": "{role}" }],
        "figures": [{ "measure": "votes-for", "quantity": { "n": "{n}" } }]
      }
    }]
  }]
}"#
    .to_owned();
    for (from, to) in changes {
        assert!(text.contains(from), "{from}");
        text = text.replacen(from, to, 1);
    }
    text
}

fn read(changes: &[(&str, &str)]) -> Result<Mapping, String> {
    Mapping::read(&text(changes), Path::new("m.json")).map_err(|problems| problems.to_string())
}

#[test]
fn the_mapping_itself_is_right_and_the_schema_says_so() {
    assert!(read(&[]).is_ok());
    let schema: serde_json::Value = serde_json::from_str(&mapping_schema()).unwrap();
    let validator = jsonschema::validator_for(&schema).unwrap();
    let valid = |text: &str| validator.is_valid(&serde_json::from_str(text).unwrap());
    assert!(valid(&text(&[])));
    assert!(!valid(&text(&[("\"separator\"", "\"separatr\"")])));
    assert!(!valid(&text(&[("\"id\": \"test\",", "")])));
    assert!(!valid(&text(&[("\"is\": \"Total\"", "\"is\": 3")])));
    let folder = Path::new(env!("CARGO_MANIFEST_DIR")).join("../rapporteur/examples/import");
    let mut seen = 0;
    for entry in std::fs::read_dir(folder).unwrap() {
        let path = entry.unwrap().path();
        if path.extension().is_some_and(|e| e == "json") {
            let text = std::fs::read_to_string(&path).unwrap();
            assert!(valid(&text), "{}", path.display());
            Mapping::read(&text, &path).unwrap_or_else(|problems| panic!("{problems}"));
            seen += 1;
        }
    }
    assert!(seen >= 3);
}

#[test]
#[expect(clippy::too_many_lines, reason = "it is one list of errors")]
fn every_error_of_a_mapping_has_its_place() {
    let mut wrong = Vec::new();
    for (changes, wanted) in [
        (("\"version\": 1,", "\"version\": 1"), "m.json:3:3: error[M001]: not JSON"),
        (
            ("\"separator\"", "\"separatr\""),
            "m.json:11:5: error[M002]: a table has no key `separatr`",
        ),
        (
            ("\"id\": \"test\",", "\"id\": \"test\", \"id\": \"b\","),
            "m.json:3:3: error[M002]: `id` stands twice",
        ),
        (
            ("\"separator\": \",\"", "\"separator\": 3"),
            "m.json:11:18: error[M003]: here stands text, not a number",
        ),
        (
            (
                "[{ \"when\": { \"column\": \"State\", \"is\": \"Total\" }, \"why\": \"a sum\" }]",
                "[]",
            ),
            "m.json:19:13: error[M003]: here stands a list with at least one item",
        ),
        (
            ("\"name\": \"rows\",", ""),
            "m.json:9:14: error[M004]: the key `name` of the table is missing",
        ),
        (
            ("\"column\": \"Day\", ", ""),
            "m.json:16:14: error[M004]: a value comes from a `column` or from a `template`",
        ),
        (
            ("\"is\": \"Total\"", "\"empty\": false, \"column\": \"B\""),
            "m.json:19:26: error[M002]: `column` stands twice",
        ),
        (
            ("\"codes\": \"votes\"", "\"codes\": \"vote\""),
            "m.json:15:44: error[M005]: the mapping has no table of codes `vote`",
        ),
        (
            ("\"names\": \"states\"", "\"names\": \"state\""),
            "m.json:14:44: error[M005]: the mapping has no table of names `state`",
        ),
        (("\"register\": \"event\"", "\"register\": \"events\""), "ok"),
        (
            ("\"register\": \"event\"", "\"register\": \"evnts\""),
            "m.json:21:19: error[M007]: `evnts` is not a register",
        ),
        (
            ("\"kind\": \"un-vote\"", "\"kind\": \"un-votes\""),
            "m.json:23:15: error[M007]: `un-votes` is not in the code list",
        ),
        (
            ("\"kind\": \"dataset\"", "\"kind\": \"datasets\""),
            "m.json:12:39: error[M007]: `datasets` is not in the code list",
        ),
        (
            ("\"kind\": \"state\"", "\"kind\": \"stat\""),
            "m.json:6:81: error[M007]: `stat` is not in the code list",
        ),
        (
            ("\"date\": \"{day}\"", "\"dat\": \"{day}\""),
            "m.json:25:9: error[M007]: the register `event` has no field `dat`",
        ),
        (
            ("\"role\": \"{role}\"", "\"rle\": \"{role}\""),
            "m.json:27:26: error[M004]: a Participant needs `role`",
        ),
        (
            ("\"role\": \"{role}\"", "\"role\": \"voted\""),
            "m.json:27:52: error[M007]: `voted` is not in the code list",
        ),
        (
            ("\"who\": \"{who}\"", "\"who\": \"Peru\""),
            "m.json:27:35: error[M007]: `Peru`: an id begins with",
        ),
        (
            ("\"quantity\": { \"n\"", "\"quantity\": { \"nn\""),
            "m.json:28:61: error[M007]: a quantity has no `nn`",
        ),
        (
            ("\"date\": \"{day}\"", "\"date\": \"2019-13\""),
            "m.json:25:17: error[M007]: `2019-13` is not a date",
        ),
        (
            ("\"date\": \"{day}\"", "\"cite\": [\"a#1\"]"),
            "m.json:25:9: error[M007]: the register `event` has no field `cite`",
        ),
        (("[{ \"who\"", "{ \"who\""), "m.json"),
        (
            ("\"vote-{Id}\"", "\"vote-{Id\""),
            "m.json:22:13: error[M008]: a brace in `vote-{Id` has no partner",
        ),
        (
            ("\"vote-{Id}\"", "\"vote-{Id|slgu}\""),
            "m.json:22:13: error[M008]: `slgu` is no filter; did you mean `slug`?",
        ),
        (
            ("\"date\": \"{day}\"", "\"date\": \"{@nth}\""),
            "m.json:25:17: error[M008]: `@nth` stands only in the id",
        ),
        (
            ("{day}", "{@rw}"),
            "m.json:25:17: error[M008]: there is no value `@rw`; did you mean `@row`?",
        ),
        (("\"DD/MM/YYYY\"", "\"DD/MM/YY\""), "m.json:16:42: error[M008]: `YY` in the date format"),
        (
            ("\"group\": \",\"", "\"group\": \",,\""),
            "m.json:17:50: error[M008]: here stands one character",
        ),
        (
            ("\"separator\": \",\"", "\"encoding\": \"latin-99\""),
            "m.json:11:17: error[M008]: `latin-99` is not the name of an encoding",
        ),
        (
            ("\"is\": \"Total\"", "\"less\": \"many\""),
            "m.json:19:53: error[M008]: `many` is not a decimal number",
        ),
        (("\"version\": 1", "\"version\": 2"), "m.json:2:14: error[M008]: this is version 2"),
        (("\"HRC\": \"hrc\"", "\"HRC\": \"H R C\""), "m.json:7:65: error[M008]: an id begins with"),
    ] {
        let found = read(&[changes]).err().unwrap_or_else(|| "ok".to_owned());
        if !found.starts_with(wanted) {
            wrong.push(format!("{changes:?}\n  found  {found}\n  wanted {wanted}"));
        }
    }
    assert!(wrong.is_empty(), "{}", wrong.join("\n"));
}

#[test]
fn all_errors_come_in_one_run() {
    let found = read(&[
        ("\"codes\": \"votes\"", "\"codes\": \"vote\""),
        ("\"kind\": \"un-vote\"", "\"kind\": \"un-votes\""),
        ("\"date\": \"{day}\"", "\"dat\": \"{day}\""),
    ]);
    assert_eq!(found.unwrap_err().lines().count(), 3);
    // What has another form hides nothing of the rest, and makes up nothing.
    let found = read(&[
        ("\"separator\": \",\"", "\"separator\": 3"),
        ("{ \"column\": \"State\", \"names\"", "{ \"column\": 5, \"names\""),
        ("\"date\": \"{day}\"", "\"dat\": \"{day}\""),
    ])
    .unwrap_err();
    let codes: Vec<&str> = found.lines().filter_map(|line| line.get(..line.find(']')?)).collect();
    let codes: Vec<&str> = codes.iter().filter_map(|text| text.rsplit('[').next()).collect();
    assert_eq!(codes, ["M003", "M003", "M007"], "{found}");
}

#[test]
fn what_a_kind_of_event_needs_is_asked_of_the_mapping() {
    let found = read(&[("\"kind\": \"un-vote\"", "\"kind\": \"upr-review\"")]).unwrap();
    // The role may come of a column, and `ordinal` stands there.
    assert_eq!(found.tables().count(), 1);
    let review = ("\"kind\": \"un-vote\"", "\"kind\": \"upr-review\"");
    let found = read(&[
        review,
        ("\"ordinal\": \"{N}\",", ""),
        ("\"role\": \"{role}\"", "\"role\": \"recipient\""),
    ])
    .unwrap_err();
    assert_eq!(
        found.lines().collect::<Vec<_>>(),
        [
            "m.json:20:17: error[M004]: an event of the kind `upr-review` needs the field `ordinal`",
            "m.json:20:17: error[M004]: an event of the kind `upr-review` needs a participant with the role `reviewed-state`"
        ]
    );
}

fn run(mapping: &Mapping, csv: &str, options: &Options<'_>) -> Result<Imported, ImportError> {
    let rows =
        table::open("rows.csv", csv.as_bytes().to_vec(), mapping.reading("rows").unwrap()).unwrap();
    import(mapping, vec![Input::new("rows", "rows.csv", rows)], options)
}

const HEADER: &str = "Id,State,Vote,Day,N\n";

#[test]
fn columns_that_are_not_there_are_told_with_their_place() {
    let mapping = read(&[]).unwrap();
    let error = run(&mapping, "Id,Stat,Vote,Day,N\n", &Options::default()).unwrap_err();
    let ImportError::Mapping(problems) = error else { panic!("{error}") };
    let text = problems.to_string();
    assert!(
        text.starts_with("m.json:14:26: error[M006]: `rows.csv` has no column `State`"),
        "{text}"
    );
    assert_eq!(problems.as_slice()[0].help.as_deref(), Some("did you mean `Stat`?"));
    // Every place, once for each column.
    assert_eq!(problems.as_slice().len(), 1);
    // Another case, too, is a slip.
    let error = run(&mapping, "ID,State,Vote,Day,N\n", &Options::default()).unwrap_err();
    let ImportError::Mapping(problems) = error else { panic!("{error}") };
    assert_eq!(problems.as_slice()[0].help.as_deref(), Some("did you mean `ID`?"));
    // A value of `let` is not offered for its own column; a title above the header is seen.
    let mapping = read(&[("\"who\": {", "\"state\": {"), ("{who}", "{state}")]).unwrap();
    let help = |csv: &str| {
        let error = run(&mapping, csv, &Options::default()).unwrap_err();
        let ImportError::Mapping(problems) = error else { panic!("{error}") };
        problems.as_slice()[0].help.clone().unwrap_or_default()
    };
    assert_eq!(help("Id,Land,Vote,Day,N\n"), "its columns are: Id, Land, Vote, Day, N");
    assert!(help("Votes,,,,\nId,State,Vote,Day,N\n").contains("`skip_lines`"));
    let mapping = read(&[]).unwrap();
    let rows = table::open("rows.csv", HEADER.into(), mapping.reading("rows").unwrap()).unwrap();
    let error = import(&mapping, vec![Input::new("row", "rows.csv", rows)], &Options::default())
        .unwrap_err();
    assert!(error.to_string().contains("error[M005]: the mapping has no table `row`"), "{error}");
}

#[test]
fn every_row_is_mapped_skipped_or_rejected_with_its_reason() {
    let mapping = read(&[]).unwrap();
    let rows = [
        ("1,Peru,yes,13/04/2019,7", None),
        ("2,Total,,,", None),
        (",,,,", None),
        ("1,Chad,yes,13/04/2019,7", Some("another row made the record `vote-1` already")),
        (
            "3,Korea,yes,13/04/2019,7",
            Some("column `State`, who: `Korea` is doubtful: it may be republic-of-korea or"),
        ),
        (
            "4,Brasil,yes,13/04/2019,7",
            Some("column `State`, who: no record is called `Brasil`; the nearest state is Brazil"),
        ),
        (
            "5,Peru,maybe,13/04/2019,7",
            Some("column `Vote`, role: the table of codes votes has no `maybe`: add it, with null"),
        ),
        (
            "6,Peru,yes,03/04/2019,7",
            Some(
                "column `Day`, day: `03/04/2019` is doubtful: 2019-04-03 in the format DD/MM/YYYY",
            ),
        ),
        (
            "7,Peru,yes,31/31/2019,7",
            Some(
                "column `Day`, day: `31/31/2019` is not a date in the format DD/MM/YYYY or MM/DD/YYYY: state",
            ),
        ),
        (
            "8,Peru,yes,13/04/2019,\"1,2\"",
            Some("column `N`, n: `1,2` is not a number: its digits are not in groups of three"),
        ),
        ("9,Peru,yes,13/04/2019,7,8", Some("the row has 6 cells, the header names 5 columns")),
        ("10,Peru", Some("the row has 2 cells, the header names 5 columns")),
        (
            ",Peru,yes,13/04/2019,7",
            Some("nothing stands where the id comes from: the column `Id` of the row is empty"),
        ),
        ("Ä,Peru,yes,13/04/2019,7", Some("`vote-Ä` cannot be the id: an id holds only a to z")),
        ("11,Peru,yes,13/04/2019,\"1,000\"", Some("ordinal: `1,000` is not a whole number")),
    ];
    let csv: String = rows.iter().map(|(row, _)| format!("{row}\n")).collect();
    let imported = run(&mapping, &format!("{HEADER}{csv}"), &Options::default()).unwrap();
    let input = &imported.report.inputs[0];
    assert_eq!((input.rows, input.mapped, input.skipped, input.rejected), (15, 1, 2, 12));
    assert_eq!(input.why_skipped.len(), 2);
    for (n, (row, wanted)) in rows.iter().enumerate() {
        let reject = imported.rejects.iter().find(|reject| reject.row == n as u64 + 1);
        match (reject, wanted) {
            (Some(reject), Some(wanted)) => {
                assert!(reject.reason.starts_with(wanted), "{row}: {}", reject.reason);
                assert_eq!(reject.line, Some(n as u64 + 2));
            }
            (None, None) => {}
            (found, _) => panic!("{row}: {found:?}"),
        }
    }
    // A rejected row leaves nothing behind: no Chad, and Peru once.
    let ids: Vec<&str> =
        imported.records.iter().map(|record| record.as_ref().id().as_str()).collect();
    assert_eq!(ids, ["peru", "vote-1", "list"]);
    let csv = rejects_csv(&imported.rejects);
    assert!(csv.starts_with("file,row,line,reason,Id,State,Vote,Day,N,beyond-1\r\n"), "{csv}");
    assert_eq!(csv::Reader::from_reader(csv.as_bytes()).records().flatten().count(), 12);

    let mut strict = Options::default();
    strict.strict = true;
    let csv: String = rows.iter().map(|(row, _)| format!("{row}\n")).collect();
    match run(&mapping, &format!("{HEADER}{csv}"), &strict) {
        Err(ImportError::Strict(imported)) => assert_eq!(imported.report.rejected(), 12),
        other => panic!("{other:?}"),
    }
    assert!(run(&mapping, &format!("{HEADER}{}\n", rows[0].0), &strict).is_ok());
}

#[test]
fn too_many_passages_for_one_record_are_refused_with_advice() {
    let mapping = Mapping::read(
        r#"{"version": 1, "id": "m", "tables": [{"name": "rows",
            "source": {"id": "list", "kind": "dataset"},
            "records": [{"register": "concept", "id": "c", "kind": "theme", "rows": "many", "cite": "first"}]}]}"#,
        Path::new("m.json"),
    )
    .unwrap();
    let rows = (0..170_000).map(|n| vec![n.to_string()]);
    let rows = Box::new(table::Rows::new("test", vec!["n".to_owned()], rows));
    let error =
        import(&mapping, vec![Input::new("rows", "rows", rows)], &Options::default()).unwrap_err();
    assert!(
        error
            .to_string()
            .contains("170000 passages, more than one record may hold (16 MiB): let `passage`"),
        "{error}"
    );
}

#[test]
fn what_is_wrong_with_the_dataset_of_a_mapping_is_told_of_its_member() {
    for (members, wanted) in [
        (
            r#""languages": ["en"], "publisher": "The archive""#,
            "m.json:6:39: error[M007]: invalid type: string",
        ),
        (r#""languages": ["en", "english language"]"#, "m.json:6:25: error[M007]: "),
        (
            r#""languages": ["en"], "publsher": {"en": "The archive"}"#,
            "m.json:6:38: error[M007]: unknown field",
        ),
        (r#""languages": ["en"], "created": "May 2024""#, "m.json:6:37: error[M007]: "),
    ] {
        let dataset = format!(
            "\"id\": \"test\",\n  \"dataset\": {{\n    \"schema_version\": \"1.0\", \"id\": \"a\", \
             \"title\": {{\"en\": \"A\"}}, \"base\": \"https://example.org/a/\",\n    {members}, \
             \"license\": \"NOASSERTION\", \"version\": \"1\"\n  }}"
        );
        let told = read(&[("\"id\": \"test\"", &dataset)]).unwrap_err();
        assert!(told.starts_with(wanted), "{wanted} in {told}");
    }
}

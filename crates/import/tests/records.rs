//! How rows become records, and how an import meets a dataset that is there.

#![expect(clippy::unwrap_used, reason = "a test fails by panicking")]

use std::path::Path;

use rapporteur_import::{
    Baseline, Conflict, Imported, Input, Mapping, Options, Plan, import, import_with_texts, table,
};
use rapporteur_schema::{
    Dataset, DatasetMeta, Record, Register, Severity, check::check, model::passage_hash,
};

fn mapping(records: &str, table: &str) -> Mapping {
    let text = format!(
        r#"{{"version": 1, "id": "test",
        "names": {{"states": {{"register": "organisation", "states": true, "create": {{"kind": "state"}}}},
                   "bodies": {{"register": "organisation", "create": {{"kind": "other", "prefix": "body-"}}}}}},
        "tables": [{{"name": "rows", {table} "records": {records}}}]}}"#
    );
    Mapping::read(&text, Path::new("m.json")).unwrap_or_else(|problems| panic!("{problems}"))
}

fn run(mapping: &Mapping, csv: &str, options: &Options<'_>) -> Imported {
    let rows =
        table::open("rows.csv", csv.as_bytes().to_vec(), mapping.reading("rows").unwrap()).unwrap();
    import(mapping, vec![Input::new("rows", "rows.csv", rows)], options).unwrap()
}

fn json(imported: &Imported, id: &str) -> String {
    let found = imported.records.iter().find(|record| record.as_ref().id().as_str() == id);
    found.map_or_else(|| panic!("no {id}"), |record| record.as_ref().to_json())
}

const SOURCE: &str = r#""source": {"id": "list", "kind": "dataset"},"#;

fn meta() -> DatasetMeta {
    serde_json::from_str(
        r#"{"schema_version":"1.0","id":"d","title":{"en":"D"},"base":"https://example.org/d/",
        "license":"CC0-1.0","languages":["en"],"version":"1"}"#,
    )
    .unwrap()
}

#[test]
fn rows_that_say_the_same_are_cited_together_and_items_keep_their_rows() {
    let mapping = mapping(
        r#"[{"register": "event", "id": "vote-{id}", "kind": "un-vote", "rows": "many",
            "fields": {"date": "{day}", "participants": [{"who": "{who}", "role": "{vote}"}]}}]"#,
        &format!(r#"{SOURCE} "let": {{"who": {{"column": "state", "names": "states"}}}},"#),
    );
    let csv = "id,day,state,vote\n1,2019,Peru,voted-yes\n1,2019,Chad,voted-no\n1,2019-05,Turkey,voted-no\n";
    let imported = run(&mapping, csv, &Options::default());
    assert_eq!(
        json(&imported, "vote-1"),
        concat!(
            r#"{"id":"vote-1","kind":"un-vote","date":{"readings":[{"value":"2019","cite":["list#1","list#2"]},"#,
            r#"{"value":"2019-05","cite":["list#3"]}]},"participants":[{"who":"peru","role":"voted-yes","cite":["list#1"]},"#,
            r#"{"who":"chad","role":"voted-no","cite":["list#2"]},{"who":"turkiye","role":"voted-no","cite":["list#3"]}],"#,
            r#""cite":["list#1","list#2","list#3"]}"#
        )
    );
    assert_eq!(
        json(&imported, "turkiye"),
        concat!(
            r#"{"id":"turkiye","kind":"state","names":[{"text":"Turkey","lang":"en"}],"identifiers":[{"scheme":"#,
            r#""iso3166-1-alpha-2","value":"TR"},{"scheme":"iso3166-1-alpha-3","value":"TUR"},{"scheme":"un-m49","value":"792"}],"#,
            r#""cite":["list#3"]}"#
        )
    );
}

#[test]
fn spellings_become_names_with_their_own_rows() {
    let mapping = mapping(
        r#"[{"register": "statement", "id": "s-{@nth}", "kind": "view",
            "fields": {"by": ["{who}"], "text": {"en": "{text}"}}}]"#,
        &format!(
            r#"{SOURCE} "let": {{"who": {{"column": "state", "names": ["states", "bodies"]}}}},"#
        ),
    );
    let csv = "state,text\nTurkey,a\nTürkiye,b\nTurkey,c\nFlanders,d\nSwizerland,e\n";
    let imported = run(&mapping, csv, &Options::default());
    let turkey = json(&imported, "turkiye");
    assert!(turkey.contains(r#""names":[{"text":"Turkey","lang":"en"},{"text":"Türkiye","lang":"en","kind":"variant","cite":["list#2"]}]"#), "{turkey}");
    // Nobody's name goes to the next table; a slip of a known one does not.
    assert!(json(&imported, "body-flanders").contains("Flanders"));
    assert!(
        imported.rejects[0].reason.contains("much like `switzerland`"),
        "{:?}",
        imported.rejects
    );
    assert_eq!(
        json(&imported, "s-3"),
        r#"{"id":"s-3","kind":"view","by":["turkiye"],"text":{"en":"c"},"cite":["list#3"]}"#
    );
}

#[test]
fn several_values_repeat_an_item_and_nothing_leaves_nothing() {
    let mapping = mapping(
        r#"[{"register": "event", "id": "e-{@row}", "kind": "meeting", "fields": {
            "about": [{"text": {"en": "{topics}"}}, {"text": {"en": "always"}}],
            "names": [{"text": "{?name}", "lang": "en"}],
            "figures": [{"measure": "participants", "quantity": {"n": "{n}", "unit": "people"}}],
            "outcome": {"when": {"column": "n", "more": 5}, "then": {"en": "Many came."}, "else": {"en": "Few came."}}
        }}]"#,
        &format!(
            r#"{SOURCE} "let": {{"topics": {{"column": "topic", "split": [";", "/"]}}, "n": {{"column": "n", "default": "0"}}}},"#
        ),
    );
    let imported = run(&mapping, "topic,name,n\na; b/c,X,12\n,,\n x ,,3\n", &Options::default());
    assert_eq!(
        json(&imported, "e-1"),
        concat!(
            r#"{"id":"e-1","kind":"meeting","names":[{"text":"X","lang":"en"}],"about":[{"text":{"en":"a"}},{"text":{"en":"b"}},"#,
            r#"{"text":{"en":"c"}},{"text":{"en":"always"}}],"figures":[{"measure":"participants","quantity":{"n":12,"unit":"people"}}],"#,
            r#""outcome":{"en":"Many came."},"cite":["list#1"]}"#
        )
    );
    // The second row is blank; the third has no name.
    assert_eq!(imported.report.skipped(), 1);
    assert!(!json(&imported, "e-3").contains("names"));
    assert_eq!(imported.report.inputs[0].left_out, 1);
}

#[test]
fn rows_of_one_passage_have_the_hash_of_all_their_text() {
    let mapping = mapping(
        r#"[{"register": "concept", "id": "c-{id}", "kind": "theme", "rows": "many"}]"#,
        r#""source": {"id": "list", "kind": "dataset", "passage": "{id}", "heading": "Part {id}"},"#,
    );
    let csv = "id,x\n1,co-\n2,b\n1,operation\n";
    let mut texts = Vec::new();
    let rows = table::open("rows.csv", csv.into(), mapping.reading("rows").unwrap()).unwrap();
    let mut keep =
        |source: &str, key: &str, text: &str| texts.push(format!("{source}#{key}: {text}"));
    let inputs = vec![Input::new("rows", "rows.csv", rows)];
    let imported =
        import_with_texts(&mapping, inputs, &Options::default(), Some(&mut keep)).unwrap();
    assert_eq!(texts, ["list#1: 1\tco-", "list#2: 2\tb", "list#1: 1\toperation"]);
    let list = json(&imported, "list");
    for text in ["1\tco- 1\toperation", "2\tb"] {
        assert!(list.contains(passage_hash(text).as_str()), "{list}");
    }
    assert!(list.contains(r#"{"key":"1","heading":["Part 1"],"#), "{list}");
    assert_eq!(json(&imported, "c-1"), r#"{"id":"c-1","kind":"theme","cite":["list#1"]}"#);
}

#[test]
fn names_of_the_dataset_come_first_and_its_records_are_left_alone() {
    let mapping = mapping(
        r#"[{"register": "statement", "id": "s-{@row}", "kind": "view", "fields": {"by": ["{who}"], "text": {"en": "x"}}}]"#,
        &format!(r#"{SOURCE} "let": {{"who": {{"column": "state", "names": "states"}}}},"#),
    );
    let hand = |text: &str| Record::from_json(Register::Organisation, text.as_bytes()).unwrap();
    let source = Record::from_json(
        Register::Source,
        br#"{"id":"hand","kind":"book","passages":[{"key":"1","sha256":"0000000000000000000000000000000000000000000000000000000000000000"}],"cite":["hand#1"]}"#,
    );
    let records = [
        source.unwrap(),
        hand(r#"{"id":"our-congo","kind":"state","names":[{"text":"Congo"}],"cite":["hand#1"]}"#),
        hand(
            r#"{"id":"brasilia","kind":"state","identifiers":[{"scheme":"iso3166-1-alpha-2","value":"BR"}],"cite":["hand#1"]}"#,
        ),
        hand(r#"{"id":"peru-a","kind":"state","names":[{"text":"Peru"}],"cite":["hand#1"]}"#),
        hand(r#"{"id":"peru-b","kind":"state","names":[{"text":"PERU"}],"cite":["hand#1"]}"#),
    ];
    let dataset = Dataset::from_records(meta(), records).unwrap();
    let mut options = Options::default();
    options.existing = Some(&dataset);
    let imported = run(&mapping, "state\nThe Congo\nBrazil\nPeru\nChad\n", &options);
    assert!(json(&imported, "s-1").contains(r#""by":["our-congo"]"#));
    assert!(json(&imported, "s-2").contains(r#""by":["brasilia"]"#));
    assert!(
        imported.rejects[0].reason.contains("peru-a and peru-b have it"),
        "{:?}",
        imported.rejects
    );
    let ids: Vec<&str> =
        imported.records.iter().map(|record| record.as_ref().id().as_str()).collect();
    assert_eq!(ids, ["s-1", "s-2", "chad", "s-4", "list"]);
    let plan = Plan::new(Some(&dataset), imported.records, None);
    let (after, _) = plan.apply(Some(dataset.clone()), meta()).unwrap();
    assert_eq!(after.len(), dataset.len() + 5);
    assert!(check(&after).iter().all(|finding| finding.severity != Severity::Error));
}

/// A dataset made of a table, and what the import remembers.
fn first(mapping: &Mapping, csv: &str) -> (Dataset, Baseline) {
    let imported = run(mapping, csv, &Options::default());
    let (dataset, baseline) = Plan::new(None, imported.records, None).apply(None, meta()).unwrap();
    (dataset, Baseline::parse(&baseline.to_text()).unwrap())
}

fn next(mapping: &Mapping, csv: &str, dataset: &Dataset, baseline: &Baseline) -> Plan {
    let mut options = Options::default();
    options.existing = Some(dataset);
    options.baseline = Some(baseline);
    Plan::new(Some(dataset), run(mapping, csv, &options).records, Some(baseline))
}

#[test]
fn rows_that_moved_are_told() {
    let mapping = mapping(
        r#"[{"register": "statement", "id": "s-{state|slug}", "kind": "view", "fields": {
            "by": ["{who}"], "text": {"en": "{state}"}}}]"#,
        r#""source": {"id": "list", "kind": "dataset"},
           "let": {"who": {"column": "state", "names": "states"}},"#,
    );
    let (dataset, baseline) = first(&mapping, "state\nBrazil\nPeru\n");
    let told = |csv: &str| -> Vec<String> {
        next(&mapping, csv, &dataset, &baseline).moved.iter().map(ToString::to_string).collect()
    };
    // The same again, a row put behind, the last taken out, one changed: none moved.
    for csv in [
        "state\nBrazil\nPeru\n",
        "state\nBrazil\nPeru\nChad\n",
        "state\nBrazil\n",
        "state\nBrazil\nChad\n",
    ] {
        assert_eq!(told(csv), Vec::<String>::new(), "{csv}");
    }
    let moved = told("state\nChad\nBrazil\nPeru\n");
    assert_eq!(moved.len(), 1);
    assert!(
        moved[0].contains("list: 2 rows stand elsewhere than at the last import (1 is now 2)"),
        "{}",
        moved[0]
    );
}

#[test]
fn equal_rows_have_moved_only_where_none_stood_before() {
    let mapping = mapping(
        r#"[{"register": "statement", "id": "s-{state|slug}-{@nth}", "kind": "view", "fields": {
            "by": ["{who}"], "text": {"en": "{state}"}}}]"#,
        r#""source": {"id": "list", "kind": "dataset"},
           "let": {"who": {"column": "state", "names": "states"}},"#,
    );
    let (dataset, baseline) = first(&mapping, "state\nPeru\nChad\nPeru\n");
    let told = |csv: &str| -> Vec<(usize, String, String)> {
        let plan = next(&mapping, csv, &dataset, &baseline);
        plan.moved.into_iter().map(|moved| (moved.rows, moved.from, moved.to)).collect()
    };
    // The second Peru became another: the first stands where it stood.
    assert_eq!(told("state\nPeru\nChad\nMali\n"), []);
    // It went behind the last.
    assert_eq!(told("state\nPeru\nChad\nMali\nPeru\n"), [(1, "3".into(), "4".into())]);
    // Both became others, and one is elsewhere.
    assert_eq!(told("state\nMali\nChad\nMali\nPeru\n"), [(1, "1".into(), "4".into())]);
}

#[test]
fn a_column_that_a_file_may_lack_has_nothing_in_it() {
    let records = r#"[{"register": "statement", "id": "s-{@nth}", "kind": "view", "fields": {
        "text": {"en": "{text}"}, "response": {"en": "{answer}"}}}]"#;
    let mapping = mapping(records, &format!(r#""optional": ["answer"], {SOURCE}"#));
    let with = run(&mapping, "text,answer\na,Accepted\n", &Options::default());
    assert!(json(&with, "s-1").contains(r#""response":{"en":"Accepted"}"#));
    let without = run(&mapping, "text\na\n", &Options::default());
    assert_eq!(
        json(&without, "s-1"),
        json(&with, "s-1").replace(r#""response":{"en":"Accepted"},"#, "")
    );
    // That it lacks it is said: it may only have another name there.
    let lacks = |run: &Imported| run.report.inputs.iter().flat_map(|i| i.without.clone()).collect();
    let (none, one): (Vec<String>, Vec<String>) = (lacks(&with), lacks(&without));
    assert_eq!((none.len(), one.as_slice()), (0, ["answer".to_owned()].as_slice()));
    assert!(without.report.to_string().contains("has no column `answer`"), "{}", without.report);
    let text = format!(
        r#"{{"version": 1, "id": "test", "tables": [{{"name": "rows", "optional": ["anser"], {SOURCE}
            "records": {records}}}]}}"#
    );
    let problems = Mapping::read(&text, Path::new("m.json")).unwrap_err().to_string();
    assert!(problems.contains("M005") && problems.contains("nothing is made of"), "{problems}");
}

#[test]
fn a_code_of_a_state_is_not_its_name() {
    let mapping = mapping(
        r#"[{"register": "statement", "id": "s-{@nth}", "kind": "view", "fields": {
            "by": ["{who}"], "text": {"en": "{text}"}}}]"#,
        r#""source": {"id": "list", "kind": "dataset"},
           "let": {"who": {"column": "state", "names": "states"}},"#,
    );
    let imported = run(&mapping, "state,text\nNA,a\nNamibia,b\nUSA,c\n", &Options::default());
    let namibia = json(&imported, "namibia");
    assert!(
        namibia.contains(
            r#""names":[{"text":"Namibia","lang":"en","as_printed":"NA","basis":"inferred"},{"text":"Namibia","lang":"en","cite":["list#2"]}]"#
        ),
        "{namibia}"
    );
    let order = run(
        &mapping,
        "state,text\nNamibia,a\nNA,b\nRepublic of Namibia,c\nNA,d\n",
        &Options::default(),
    );
    let namibia = json(&order, "namibia");
    assert!(
        namibia.contains(concat!(
            r#"[{"text":"Namibia","lang":"en"},"#,
            r#"{"text":"Namibia","lang":"en","as_printed":"NA","basis":"inferred","cite":["list#2"]},"#,
            r#"{"text":"Republic of Namibia","lang":"en","kind":"variant","cite":["list#3"]}]"#
        )),
        "{namibia}"
    );
    let order =
        run(&mapping, "state,text\nNA,a\nNamibia,b\nRepublic of Namibia,c\n", &Options::default());
    let namibia = json(&order, "namibia");
    assert!(
        namibia.contains(concat!(
            r#"{"text":"Namibia","lang":"en","cite":["list#2"]},"#,
            r#"{"text":"Republic of Namibia","lang":"en","kind":"variant","cite":["list#3"]}]"#
        )),
        "{namibia}"
    );
    // A name that is a code as well is a name.
    let usa = json(&imported, "united-states");
    assert!(usa.contains(r#""names":[{"text":"USA","lang":"en"}]"#), "{usa}");
    let again = Dataset::from_records(meta(), imported.records).unwrap();
    assert!(check(&again).iter().all(|finding| finding.severity != Severity::Error));
}

fn edited(dataset: &Dataset, id: &str, from: &str, to: &str) -> Dataset {
    let records = dataset.records().map(|record| {
        let json = record.to_json();
        let json = if record.id().as_str() == id {
            assert!(json.contains(from), "{json}");
            json.replacen(from, to, 1)
        } else {
            json
        };
        Record::from_json(record.register(), json.as_bytes()).unwrap()
    });
    Dataset::from_records(dataset.meta.clone(), records.collect::<Vec<_>>()).unwrap()
}

#[test]
fn importing_again_updates_and_never_overwrites_an_editor() {
    let mapping = mapping(
        r#"[{"register": "statement", "id": "s-{id}", "kind": "view", "fields": {
            "by": ["{who}"], "date": "{day}", "text": {"en": "{text}"}}}]"#,
        r#""source": {"id": "list", "kind": "dataset", "passage": "{id}"},
           "let": {"who": {"column": "state", "names": "states"}},"#,
    );
    let old = "id,state,day,text\n1,Peru,2019,a\n2,Chad,2019,b\n3,Mali,2019,c\n4,Mali,2019,d\n";
    let (dataset, baseline) = first(&mapping, old);

    let same = next(&mapping, old, &dataset, &baseline);
    assert!(
        same.is_empty() && same.conflicts.is_empty() && same.unchanged == dataset.len(),
        "{same}"
    );

    // An editor changes two records; the table changes three, loses one, gains one.
    let dataset = edited(&dataset, "s-1", r#"{"en":"a"}"#, r#"{"en":"by hand"}"#);
    let dataset = edited(&dataset, "s-2", r#"{"en":"b"}"#, r#"{"en":"by hand too"}"#);
    let new =
        "id,state,day,text\n1,Peru,2020,a\n2,Chad,2019,changed\n3,Mali,2021,c\n5,Mali,2019,e\n";
    let plan = next(&mapping, new, &dataset, &baseline);
    let text = plan.to_string();
    for line in [
        "+ s-5\n",
        "~ s-1.date: \"2019\" → \"2020\"\n",
        "~ s-3.date: \"2019\" → \"2021\"\n",
        "- s-4\n",
        "= s-1.text: {\"en\":\"by hand\"} → {\"en\":\"a\"}",
        "! s-2.text: {\"en\":\"by hand too\"} → {\"en\":\"changed\"}",
        "1 added, 3 changed, 1 removed,",
    ] {
        assert!(text.contains(line), "{line}\nin\n{text}");
    }
    let (after, memory) = plan.apply(Some(dataset), meta()).unwrap();
    let json = |id: &str| after.get(id).map(|record| record.to_json());
    assert_eq!(
        json("s-1").unwrap(),
        r#"{"id":"s-1","kind":"view","by":["peru"],"date":"2020","text":{"en":"by hand"},"cite":["list#1"]}"#
    );
    assert!(json("s-2").unwrap().contains("by hand too"));
    assert_eq!(json("s-4"), None);
    assert!(check(&after).iter().all(|finding| finding.severity != Severity::Error));
    // And again: nothing more happens.
    let again = next(&mapping, new, &after, &memory);
    assert!(again.is_empty() && again.conflicts.is_empty(), "{again}");
    assert_eq!(again.kept.len(), 2);

    // What an editor took away stays away; what he changed is not removed.
    let gone: Vec<Record> = after
        .clone()
        .into_records()
        .filter(|record| record.as_ref().id().as_str() != "s-5")
        .collect();
    let dataset = Dataset::from_records(meta(), gone).unwrap();
    let newest = "id,state,day,text\n1,Peru,2020,a\n3,Mali,2021,c\n5,Mali,2022,e\n";
    let plan = next(&mapping, newest, &dataset, &memory);
    assert!(plan.conflicts.contains(&Conflict::Removed { id: "s-5".into() }), "{plan}");
    assert!(plan.conflicts.contains(&Conflict::Gone { id: "s-2".into() }), "{plan}");
    assert!(plan.added.is_empty());
}

#[test]
fn without_a_memory_nothing_is_overwritten() {
    let mapping = mapping(
        r#"[{"register": "concept", "id": "c-{id}", "kind": "theme", "fields": {"names": [{"text": "{name}"}]}}]"#,
        SOURCE,
    );
    let (dataset, _) = first(&mapping, "id,name\n1,a\n");
    let plan = next(&mapping, "id,name\n1,b\n", &dataset, &Baseline::default());
    assert!(plan.is_empty(), "{plan}");
    assert!(
        matches!(&plan.conflicts[0], Conflict::Field(change) if change.id == "c-1" && change.field == "names")
    );
    assert!(Baseline::parse("something else\n").is_err());
    assert!(Baseline::parse("rapporteur import 1\nNot an id\tx=y\n").is_err());
}

#[test]
fn the_same_tables_give_the_same_bytes_in_any_order_of_files() {
    let mapping = mapping(
        r#"[{"register": "concept", "id": "c-{id}", "kind": "theme", "rows": "many", "fields": {"names": [{"text": "{name}"}]}}]"#,
        r#""source": {"id": "list-{@file}", "kind": "dataset"},"#,
    );
    let open = |name: &str, text: &str| {
        let rows = table::open(name, text.into(), mapping.reading("rows").unwrap()).unwrap();
        Input::new("rows", name, rows)
    };
    let (a, b) = ("id,name\n1,x\n2,y\n", "id,name\n1,z\n1,x\n");
    let one =
        import(&mapping, vec![open("a.csv", a), open("b.csv", b)], &Options::default()).unwrap();
    let two =
        import(&mapping, vec![open("b.csv", b), open("a.csv", a)], &Options::default()).unwrap();
    assert_eq!((&one.records, &one.report), (&two.records, &two.report));
    let first = json(&one, "c-1");
    assert!(
        first.contains(
            r#"{"text":"x","cite":["list-a#1","list-b#2"]},{"text":"z","cite":["list-b#1"]}"#
        ),
        "{first}"
    );
}

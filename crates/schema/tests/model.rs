//! The types refuse what is malformed and keep what is not, to the last digit.

#![expect(clippy::unwrap_used, reason = "a test that cannot set up its data has failed")]

use rapporteur_schema::{
    Cites, Dataset, Date, Decimal, Field, LanguageTag, PlainText, Quantity, Reading, Readings,
    Record, RecordRef, Register, Text, canonical, claims,
    codes::EventKind,
    model::{Counts, Event},
};

fn record(register: Register, json: &str) -> Record {
    Record::from_json(register, json.as_bytes()).unwrap_or_else(|error| panic!("{error}: {json}"))
}

fn place(extra: &str) -> Record {
    let json =
        format!(r#"{{"id":"p","kind":"city","names":[{{"text":"P"}}]{extra},"cite":["s#1"]}}"#);
    record(Register::Place, &json)
}

/// What has a form as text lends it alike.
#[test]
fn whatever_is_text_is_lent_as_text() {
    fn text(value: &impl AsRef<str>) -> &str {
        value.as_ref()
    }
    let key: rapporteur_schema::PassageKey = "12.3".parse().unwrap();
    assert_eq!(text(&key), "12.3");
    let base: rapporteur_schema::model::Iri = "https://example.org/".parse().unwrap();
    assert_eq!(text(&base), "https://example.org/");
    let hash = rapporteur_schema::model::Sha256::of(b"");
    assert!(text(&hash).starts_with("e3b0c442"));
}

#[test]
fn dates_are_as_precise_as_they_are() {
    let cases = [
        ("2019-04-01", Some("2019-04-01"), Some("2019-04-01")),
        ("2019-04", Some("2019-04-01"), Some("2019-04-30")),
        ("2020-02", Some("2020-02-01"), Some("2020-02-29")),
        ("2019", Some("2019-01-01"), Some("2019-12-31")),
        ("201X", Some("2010-01-01"), Some("2019-12-31")),
        ("2009/2012", Some("2009-01-01"), Some("2012-12-31")),
        ("2014/..", Some("2014-01-01"), None),
        ("../2018-08", None, Some("2018-08-31")),
        ("1990/", Some("1990-01-01"), None),
        ("2010~", Some("2010-01-01"), Some("2010-12-31")),
        ("[2017..2020]", Some("2017-01-01"), Some("2020-12-31")),
        ("{2001,2003}", Some("2001-01-01"), Some("2003-12-31")),
        ("-0044", Some("-0044-01-01"), Some("-0044-12-31")),
    ];
    for (text, earliest, latest) in cases {
        let date: Date = text.parse().unwrap();
        assert_eq!(date.as_str(), text);
        assert_eq!(date.earliest().map(|day| day.to_string()).as_deref(), earliest, "{text}");
        assert_eq!(date.latest().map(|day| day.to_string()).as_deref(), latest, "{text}");
    }
    for text in [
        "",
        "2019-4-1",
        "2019-13",
        "2019-02-29",
        "0000-00-00",
        "99999",
        "yesterday",
        "2019/2018/2017",
        "2012/2009",
        "2019-04-01 ",
        "2019‐04‐01",
    ] {
        assert!(text.parse::<Date>().is_err(), "`{text}` was taken for a date");
    }
}

#[test]
fn decimals_keep_every_digit_and_every_zero() {
    for text in ["0", "-5", "0.050", "1.50", "9007199254740993", "123456789012345678901", "0.1"] {
        let n: Decimal = text.parse().unwrap();
        assert_eq!(n.to_string(), text);
        let json = serde_json::to_string(&n).unwrap();
        assert_eq!(serde_json::from_str::<Decimal>(&json).unwrap(), n, "{json}");
    }
    assert_ne!("1.5".parse::<Decimal>().unwrap(), "1.50".parse::<Decimal>().unwrap());
    for text in ["", "-", "-0", "+1", "01", "1.", ".5", "1e3", "1,000", "NaN", "inf", "٣", "1 "] {
        assert!(text.parse::<Decimal>().is_err(), "`{text}` was taken for a number");
    }
    // A JSON number that a reader may round is refused, not rounded.
    for json in ["1.5", "9007199254740993", "123456789012345678901", "1e3"] {
        assert!(serde_json::from_str::<Decimal>(json).is_err(), "{json}");
    }
}

/// Two numbers are in order as they are equal: what is sorted can be searched.
#[test]
fn the_order_of_decimals_and_their_equality_say_the_same() {
    let n = |text: &str| text.parse::<Decimal>().unwrap();
    for (a, b) in [("1.5", "1.50"), ("1.5", "1.5"), ("-2", "1"), ("2", "10"), ("0", "0.0")] {
        let (a, b) = (n(a), n(b));
        assert_eq!(a == b, a.cmp(&b).is_eq(), "{a} {b}");
    }
    assert!(n("1.5") < n("1.50") && n("1.50") < n("1.6"));
    assert!(!n("1.50").exceeds(n("1.5")) && n("1.51").exceeds(n("1.5")));
    // A range of one size, written in two ways, is a range.
    assert!(serde_json::from_str::<Quantity>(r#"{"min": "1.50", "max": "1.5"}"#).is_ok());
}

#[test]
fn a_record_that_a_program_makes_is_written_as_it_is_read() {
    let cite = Cites::new(["a#1".parse().unwrap()]).unwrap();
    let reading = Reading::new("2009".parse().unwrap(), cite.clone());
    let mut event = Event::new("stage".parse().unwrap(), EventKind::Stage, cite);
    event.date = Readings::new([reading]).map(Field::Readings);
    let mut dataset = dataset(vec![event.clone().into()]);
    assert_eq!(
        dataset.events()[0].date,
        Some(Field::Bare("2009".parse().unwrap())),
        "the record's own passages support it"
    );
    event.id = "stage-2".parse().unwrap();
    dataset.insert(event.into()).unwrap();
    for event in dataset.records() {
        let again = Record::from_json(Register::Event, event.to_json().as_bytes()).unwrap();
        assert_eq!(again.as_ref(), event);
    }
}

/// Programs hand datasets from thread to thread, and errors to whoever reports them.
#[test]
fn values_go_between_threads() {
    fn goes<T: Send + Sync + 'static>() {}
    goes::<Dataset>();
    goes::<Record>();
    goes::<rapporteur_schema::Ref<rapporteur_schema::model::targets::Agent>>();
    goes::<rapporteur_schema::Problems>();
    goes::<rapporteur_schema::InvalidDate>();
    goes::<rapporteur_schema::draft::DraftError>();
    goes::<rapporteur_schema::select::Expression>();
}

#[test]
fn quantities_make_sense() {
    for json in [
        r#"{"n":1}"#,
        r#"{"min":1}"#,
        r#"{"min":1,"max":1}"#,
        r#"{"bound":"several"}"#,
        r#"{"n":3,"bound":"not-counted"}"#,
        r#"{"n":"0.5","currency":"USD"}"#,
    ] {
        let quantity: Quantity = serde_json::from_str(json).unwrap();
        assert_eq!(serde_json::to_string(&quantity).unwrap(), json);
    }
    for json in [
        "{}",
        r#"{"unit":"km"}"#,
        r#"{"bound":"more-than"}"#,
        r#"{"n":1,"min":0}"#,
        r#"{"min":2,"max":1}"#,
        r#"{"min":1,"bound":"about"}"#,
        r#"{"n":1,"currency":"ZZZ"}"#,
        r#"{"n":1,"colour":"red"}"#,
    ] {
        assert!(serde_json::from_str::<Quantity>(json).is_err(), "{json}");
    }
}

#[test]
fn text_that_some_format_cannot_carry_is_refused() {
    for text in [
        "a",
        "罗艳华",
        "a\tb",
        "a\nb",
        "\u{1F600}",
        "=1+1",
        "e\u{301}x".replace("e\u{301}", "é").as_str(),
    ] {
        assert_eq!(text.parse::<PlainText>().unwrap().as_str(), text);
    }
    for text in [
        "",
        " a",
        "a\n",
        "a\u{0}b",
        "a\u{1B}b",
        "a\rb",
        "a\u{85}b",
        "a\u{7F}b",
        "a\u{FFFE}b",
        "e\u{301}",
    ] {
        assert!(text.parse::<PlainText>().is_err(), "{text:?} was taken");
    }
    assert_eq!("EN-gb".parse::<LanguageTag>().unwrap().as_str(), "en-GB");
    assert!("english language".parse::<LanguageTag>().is_err());
    assert!(serde_json::from_str::<Text>("{}").is_err());
    assert!(serde_json::from_str::<Text>(r#"{"en":"a","EN":"b"}"#).is_err());
}

#[test]
fn one_meaning_has_one_form() {
    let bare = place("");
    let reading = record(
        Register::Place,
        r#"{"cite":["s#1"],"names":{"readings":[{"cite":["s#1"],"value":{"items":[{"kind":"preferred","text":"P"}],"open":false}}]},"kind":"city","id":"p"}"#,
    );
    assert_eq!(bare, reading);
    assert_eq!(
        bare.as_ref().to_json(),
        r#"{"id":"p","kind":"city","names":[{"text":"P"}],"cite":["s#1"]}"#
    );
    // A reading that says more than the record supports stays a reading.
    let other = record(
        Register::Place,
        r#"{"id":"p","kind":"city","names":{"readings":[{"value":[{"text":"P"}],"cite":["s#2"]}]},"cite":["s#1"]}"#,
    );
    assert!(other.as_ref().to_json().contains("readings"));
}

#[test]
fn pretty_and_compact_say_the_same() {
    let record = record(
        Register::Event,
        r#"{"id":"e","kind":"seminar","names":[{"text":"a \"quoted\" {name}: with, marks","lang":"en"}],"date":{"readings":[{"value":"2019","cite":["s#1"]},{"value":"2020","cite":["s#2"],"note":{"en":"a note that is long enough to break the line on which it stands in two"}}]},"cite":["s#1"]}"#,
    );
    let pretty = canonical::pretty(record.as_ref());
    assert!(pretty.lines().all(|line| line.chars().count() <= 100), "{pretty}");
    assert!(pretty.ends_with("}\n"));
    let again = Record::from_json(Register::Event, pretty.as_bytes()).unwrap();
    assert_eq!(again, record);
}

#[test]
fn readings_agree_only_when_all_do() {
    let field = |json: &str| serde_json::from_str::<Field<Date>>(json).unwrap();
    let same =
        field(r#"{"readings":[{"value":"2019","cite":["a#1"]},{"value":"2019","cite":["b#1"]}]}"#);
    assert!(same.agreed().is_some() && !same.is_contested());
    let differ =
        field(r#"{"readings":[{"value":"2019","cite":["a#1"]},{"value":"2020","cite":["b#1"]}]}"#);
    assert!(differ.agreed().is_none() && differ.is_contested());
    let silent = field(
        r#"{"readings":[{"value":"2019","cite":["a#1"]},{"absent":"unknown","cite":["b#1"]}]}"#,
    );
    assert!(silent.agreed().is_none() && silent.is_contested());
    assert!(serde_json::from_str::<Field<Date>>(r#"{"readings":[]}"#).is_err());
    assert!(
        serde_json::from_str::<Field<Date>>(
            r#"{"readings":[{"value":"2019","cite":["a#1"]}],"x":1}"#
        )
        .is_err()
    );
}

#[test]
fn claims_have_stable_names() {
    let one = place("");
    let two = record(
        Register::Place,
        r#"{"id":"p","kind":"city","names":[{"text":"Q"},{"text":"P"},{"text":"P"}],"cite":["s#1"]}"#,
    );
    let ids =
        |record: &Record| claims(record.as_ref()).into_iter().map(|c| c.id).collect::<Vec<_>>();
    let (first, second) = (ids(&one), ids(&two));
    assert_eq!(first.len(), 1);
    assert_eq!(second.len(), 3);
    assert!(second.contains(&first[0]), "{first:?} in {second:?}");
    assert_eq!(second[2], format!("{}-2", second[1]));
    assert!(first[0].starts_with("p.names."));
}

#[test]
fn counts_have_a_text_form() {
    for text in [
        "events=hrc-election participant=china role=elected period=../2018",
        "events=dialogue-round,consultation-round part_of=dialogue-eu",
        "items=participants of=dialogues role=partner",
    ] {
        assert_eq!(text.parse::<Counts>().unwrap().to_string(), text);
    }
    for json in
        ["{}", r#"{"items":"names"}"#, r#"{"events":["hrc-election"],"items":"names","of":"a"}"#]
    {
        assert!(serde_json::from_str::<Counts>(json).is_err(), "{json}");
    }
}

fn dataset(records: Vec<Record>) -> Dataset {
    let meta = r#"{"schema_version":"1.0","id":"d","title":{"en":"D"},"base":"https://example.org/","license":"CC0-1.0","languages":["en"],"version":"1"}"#;
    Dataset::from_records(serde_json::from_str(meta).unwrap(), records).unwrap()
}

#[test]
fn restricted_matter_is_left_out_with_what_points_to_it() {
    let secret = record(
        Register::Person,
        r#"{"id":"witness","kind":"named","names":[{"text":"A Name"}],"cite":["s#1"],"access":"restricted"}"#,
    );
    let event = record(
        Register::Event,
        r#"{"id":"e","kind":"meeting","date":{"readings":[{"value":"2019","cite":["s#1"]},{"value":"2020-01-01","cite":["s#1"],"access":"restricted"}]},"participants":[{"who":"witness","role":"speaker"},{"who":"org","role":"host","note":{"en":"n"},"access":"restricted"},{"who":"org","role":"chair"}],"cite":["s#1"]}"#,
    );
    let statement = record(
        Register::Statement,
        r#"{"id":"said","kind":"view","by":["witness"],"text":{"en":"words"},"cite":["s#1"]}"#,
    );
    let note = record(
        Register::Difference,
        r#"{"id":"note","kind":"conflict","about":[{"record":"witness"}],"explanation":{"en":"x"}}"#,
    );
    let all = dataset(vec![secret, event, statement, note]);
    assert!(all.has_restricted());
    let published = all.published();
    let text = String::from_utf8(canonical::bytes(&published)).unwrap();
    for word in ["witness", "A Name", "2020-01-01", "restricted"] {
        assert!(!text.contains(word), "`{word}` in {text}");
    }
    // The statement stays, without its speaker; the note, which was about the person, goes.
    assert!(published.get("said").is_some() && published.get("note").is_none());
    let Some(RecordRef::Event(event)) = published.get("e") else { panic!("the event is gone") };
    let participants = event.readings(&event.participants)[0].value.unwrap();
    assert_eq!(participants.len(), 1);
}

#[test]
fn a_dataset_finds_its_records() {
    let all = dataset(vec![
        place(""),
        record(
            Register::Concept,
            r#"{"id":"a","kind":"theme","names":[{"text":"A"}],"cite":["s#1"]}"#,
        ),
    ]);
    assert_eq!(all.len(), 2);
    assert!(matches!(all.get("a"), Some(RecordRef::Concept(_))));
    assert!(all.get("b").is_none());
    assert_eq!(all.label("p", "en"), "P");
    assert_eq!(all.label("nobody", "en"), "nobody");
    let twice = Dataset::from_records(all.meta.clone(), vec![place(""), place("")]);
    assert!(twice.is_err());
    let back = canonical::from_bytes(&canonical::bytes(&all)).unwrap();
    assert_eq!(back, all);
}

#[test]
fn one_field_and_a_label_are_what_all_fields_have() -> Result<(), Box<dyn std::error::Error>> {
    let data = concat!(env!("CARGO_MANIFEST_DIR"), "/tests/data/brazil-un-human-rights");
    let built_in = concat!(env!("CARGO_MANIFEST_DIR"), "/../../data/china-hr-cooperation");
    let mut seen = 0;
    for folder in [data, built_in] {
        let dataset = rapporteur_schema::Dataset::open(folder)?;
        for record in dataset.records() {
            let fields = record.fields();
            assert_eq!(
                rapporteur_schema::label(record, "en"),
                rapporteur_schema::label_of(record, &fields, "en"),
                "{}",
                record.id()
            );
            for def in record.register().fields() {
                let one = record.field(def.name);
                let whole = fields.iter().find(|field| field.def.name == def.name);
                assert_eq!(format!("{one:?}"), format!("{:?}", whole.cloned()), "{}", record.id());
                seen += usize::from(one.is_some());
            }
            assert!(record.field("no such field").is_none());
        }
    }
    assert!(seen > 5000, "{seen}");
    Ok(())
}

//! What breaks other exporters: accepted, it comes back from every format as it was; refused, it
//! is named with its place.

use rapporteur::FormatName;
use rapporteur_schema::{Dataset, DatasetMeta, Record, Register, canonical};
use serde_json::{Value, json};

use crate::{root, roundtrip::through};

fn meta() -> DatasetMeta {
    serde_json::from_value(json!({
        "schema_version": "1.0", "id": "torture", "title": {"en": "Torture"},
        "base": "https://example.org/torture/", "license": "CC0-1.0", "languages": ["en"],
        "version": "1", "created": "2026-05-01"
    }))
    .unwrap()
}

/// A record of a source and one that holds a text wherever text may stand.
fn records(text: &str, n: usize) -> Result<[Record; 2], String> {
    let read = |register: Register, value: &Value| {
        Record::from_json(register, value.to_string().as_bytes()).map_err(|error| error.to_string())
    };
    let cite = format!("source-{n}#1");
    Ok([
        read(
            Register::Source,
            &json!({"id": format!("source-{n}"), "kind": "report", "siglum": format!("S {n}"),
                "title": {"en": text}, "cite": [cite]}),
        )?,
        read(
            Register::Event,
            &json!({"id": format!("event-{n}"), "kind": "forum-edition",
                "names": [{"text": text, "lang": "en"}, {"text": "other", "lang": "fr"}],
                "date": {"readings": [
                    {"value": "2009-05-12", "as_printed": text.replace('\n', " "), "note": {"en": text}, "cite": [cite]},
                    {"absent": "unknown", "cite": [cite]}]},
                "cite": [cite]}),
        )?,
    ])
}

fn through_every_format(dataset: &Dataset, what: &str) {
    for format in FormatName::ALL.into_iter().filter(|format| *format != FormatName::Pdf) {
        through(format, dataset, what);
    }
}

/// Texts that are accepted, all in one dataset.
fn accepted(texts: &[String], what: &str) {
    let all = texts.iter().enumerate().flat_map(|(n, text)| {
        records(text, n).unwrap_or_else(|error| panic!("{what}: {text:?}: {error}"))
    });
    let dataset = Dataset::from_records(meta(), all.collect::<Vec<_>>()).unwrap();
    // Held as they were given.
    let bytes = String::from_utf8(canonical::bytes(&dataset)).unwrap();
    for text in texts {
        let written = serde_json::to_string(text).unwrap();
        assert!(bytes.contains(&written), "{what}: {text:?}");
    }
    through_every_format(&dataset, what);
}

#[test]
fn what_other_exporters_lose() {
    let mut texts: Vec<String> = [
        "=HYPERLINK(\"http://example.org\";\"x\")",
        "=1+1",
        "+1",
        "-1",
        "@SUM(A1)",
        "|calc",
        "'quoted",
        "\u{FEFF}=1",
        "0.05",
        "0.050",
        "1e5",
        "007",
        "123456789012345678901",
        "9007199254740993",
        "NaN",
        "Infinity",
        "TRUE",
        "null",
        "None",
        "NA",
        "N/A",
        "#REF!",
        "#N/A",
        "2020-01-01",
        "1/2",
        "12:30",
        "2004-06?~-1X",
        "a;b",
        "a,b",
        "a|b",
        "a; b; c",
        "a\\;b",
        "\"a\";\"b\"",
        "a\nb",
        "a\n\n\nb",
        "a\tb",
        "two  spaces",
        "</script><script>alert(1)</script>",
        "<!-- a -- b -->",
        "]]>",
        "<![CDATA[x]]>",
        "&amp;&lt;&#65;",
        "<b>x</b>",
        "separator\u{2028}and\u{2029}end",
        "a\u{85}b",
        "a\u{A0}b",
        "a\u{AD}b",
        "zero\u{200B}width",
        "a\u{200D}b",
        "\u{202E}right to left",
        "\u{2066}isolate\u{2069}",
        "\u{1F469}\u{200D}\u{1F52C}",
        "\u{10FFFD}",
        "\u{E000}",
        "e\u{327}\u{323}\u{328}",
        "раураl",
        "_x0041_",
        "_x000D_",
        "{\"@id\": \"x\"}",
        "[1,2]",
        "http://a/b c",
        "C:\\x",
        "$1 \\1 %s {}",
        "\u{1D11E}",
        "ﬁ",
        "İ",
        "ß",
        "Ⅷ",
        "０",
    ]
    .map(rapporteur_tests::generate::nfc)
    .to_vec();
    texts.push("long ".repeat(8_000) + "end");
    texts.push("長".repeat(40_000));
    texts.push("x".repeat(32_767));
    texts.push("x".repeat(32_768));
    texts.push("begin".to_owned() + &"\n".repeat(300) + "end");
    // A control character of the second set, which XML 1.0 advises against.
    let (good, bad): (Vec<String>, Vec<String>) =
        texts.into_iter().partition(|text| records(text, 0).is_ok() || refused(text));
    assert_eq!(bad, ["a\u{85}b"]);
    accepted(&good, "torture");
}

/// Says that a text is refused, and why; for lists of both kinds.
fn refused(text: &str) -> bool {
    let error = records(text, 0).unwrap_err();
    assert!(error.len() > 20, "{text:?}: {error}");
    println!("refused: {text:.60?}: {error}");
    false
}

#[test]
fn what_no_format_can_carry_is_refused() {
    let controls = (0..0x20_u8).map(char::from).filter(|c| !"\n\t".contains(*c));
    for c in controls.chain(['\u{FFFE}', '\u{FFFF}']) {
        let error = records(&format!("be{c}fore"), 0).err();
        let Some(error) = error else { panic!("{c:?} is accepted") };
        let named = format!("U+{:04X}", u32::from(c));
        assert!(error.contains(&named) && error.contains("character 3"), "{c:?}: {error}");
    }
    assert!(records("", 0).is_err());
    let error = records("e\u{301}", 0).unwrap_err();
    assert!(error.contains("NFC"), "{error}");
}

/// Empty and absent, exact numbers, dates and tags of languages.
#[test]
fn values_stay_what_they_are() {
    let event = |date: &str, n: &str, tag: &str| {
        let text = format!(
            "{{\"id\": \"event-0\", \"kind\": \"forum-edition\", \"names\": [{{\"text\": \"a\", \"lang\": \"{tag}\"}}], \
             \"date\": \"{date}\", \"figures\": [{{\"measure\": \"participants\", \"quantity\": {{\"n\": {n}}}}}], \
             \"cite\": [\"source-0#1\"]}}"
        );
        Record::from_json(Register::Event, text.as_bytes()).map_err(|error| error.to_string())
    };
    let good = event("2009-05-12", "1", "en");
    let source = || records("a", 0).unwrap().into_iter().next().unwrap();
    good.as_ref().unwrap_or_else(|error| panic!("{error}"));
    for (date, n, tag) in [
        ("2009-05-12", "\"123456789012345678901\"", "en"),
        ("2009-05-12", "\"0.05\"", "en"),
        ("2009-05-12", "\"0.050\"", "en"),
        ("2009-05-12", "\"-0.10\"", "en"),
        ("2004-06~-11", "1", "en"),
        ("2004-06-XX", "1", "zh-Hans"),
        ("201X", "1", "sr-Latn-RS"),
        ("2004-06-01?/2004-06-20~", "1", "de-CH-1996"),
        ("{2001,2003}", "1", "en-x-private"),
        ("Y99999", "1", "x-private"),
        ("0000", "1", "und"),
        ("9999-12-31", "1", "tlh"),
    ] {
        let record =
            event(date, n, tag).unwrap_or_else(|error| panic!("{date} {n} {tag}: {error}"));
        let dataset = Dataset::from_records(meta(), [source(), record]).unwrap();
        let bytes = String::from_utf8(canonical::bytes(&dataset)).unwrap();
        assert!(bytes.contains(&format!("\"{date}\"")) && bytes.contains(tag), "{bytes}");
        let number = n.trim_matches('"');
        assert!(bytes.contains(number), "{number} in {bytes}");
        through_every_format(&dataset, &format!("{date} {n} {tag}"));
    }
    for (date, n, tag, words) in [
        ("0000-00-00", "1", "en", "0000-00-00"),
        ("99999", "1", "en", "99999"),
        ("99999-01-01", "1", "en", "99999-01-01"),
        ("2023-02-30", "1", "en", "2023-02-30"),
        ("2006-13-45", "1", "en", "2006-13-45"),
        ("", "1", "en", ""),
        ("2009", "1e999", "en", ""),
        ("2009", "NaN", "en", ""),
        ("2009", "\"1,000\"", "en", "1,000"),
        ("2009", "\"\"", "en", ""),
        ("2009", "1", "english language", "english language"),
        ("2009", "1", "", ""),
        ("2009", "1", "e\u{202E}n", ""),
    ] {
        let error = event(date, n, tag).expect_err(&format!("{date} {n} {tag} is accepted"));
        assert!(error.contains(words), "{date} {n} {tag}: {error}");
    }
    // Tags in mixed case have one form, or are refused: never two spellings of one.
    let mixed = event("2009", "1", "ZH-hans-cn");
    match mixed {
        Ok(record) => {
            let other = event("2009", "1", "zh-Hans-CN").unwrap();
            assert_eq!(record, other);
        }
        Err(error) => assert!(error.contains("zh-Hans-CN"), "{error}"),
    }
}

#[test]
fn ids_of_look_alikes_are_refused() {
    let id = |id: &str| {
        let text = json!({"id": id, "kind": "city", "names": [{"text": "a", "lang": "en"}], "cite": ["a#1"]});
        Record::from_json(Register::Place, text.to_string().as_bytes()).map_err(|e| e.to_string())
    };
    assert!(id("paypal").is_ok());
    for (bad, shown) in [
        ("раураl", "р"),
        ("pay\u{200B}pal", "\\u{200b}"),
        ("pay\u{202E}pal", "\\u{202e}"),
        ("\u{FEFF}paypal", "\\u{feff}"),
        ("payp\u{430}l", "\u{430}"),
        ("ｐaypal", "ｐ"),
        ("Paypal", "P"),
        ("pay pal", " "),
        ("../paypal", "."),
        ("", ""),
    ] {
        let error = id(bad).expect_err(bad);
        assert!(error.contains(shown), "{bad:?}: {error}");
    }
}

/// A file or folder of `../shared/data`, or a notice that it is not there. The folder may be
/// elsewhere: `RAPPORTEUR_SHARED`.
fn shared(path: &str) -> Option<std::path::PathBuf> {
    let named = std::env::var_os("RAPPORTEUR_SHARED").map(std::path::PathBuf::from);
    let found = named.unwrap_or_else(|| root().join("../shared")).join("data").join(path);
    if !found.exists() {
        println!("skipped: ../shared/data/{path} is not there");
        return None;
    }
    Some(found)
}

#[test]
fn the_naughty_strings_come_back() {
    let Some(path) = shared("naughty-strings/blns.json") else { return };
    let all: Vec<String> = serde_json::from_slice(&std::fs::read(path).unwrap()).unwrap();
    let (good, bad): (Vec<_>, Vec<_>) = all.into_iter().partition(|text| records(text, 0).is_ok());
    println!("{} naughty strings are accepted, {} refused", good.len(), bad.len());
    assert!(good.len() > 400, "{bad:?}");
    for text in &bad {
        refused(text);
    }
    accepted(&good, "naughty strings");
}

/// Every file of the `JSONTestSuite` as everything that is JSON: refused with its place, or, for
/// a parser of lists, an empty one; and no crash.
#[test]
fn the_json_test_suite_is_survived() {
    let Some(path) = shared("jsontestsuite/test_parsing") else { return };
    let (folder, mut counted) = (tempfile::tempdir().unwrap(), 0);
    let dataset = folder.path().join("record");
    rapporteur::starter::begin(&dataset, &"record".parse().unwrap(), "Exampleland").unwrap();
    for entry in std::fs::read_dir(path).unwrap() {
        let path = entry.unwrap().path();
        let name = path.file_name().unwrap().to_string_lossy().into_owned();
        let bytes = std::fs::read(&path).unwrap();
        counted += 1;
        for at in ["places/brussels.json", "dataset.json", "places.jsonl"] {
            let file = dataset.join(at);
            let old = std::fs::read(&file).ok();
            rapporteur::files::replace(&file, &bytes).unwrap();
            let loaded = rapporteur_schema::load(&dataset);
            let blank = at.ends_with('l') && bytes.trim_ascii().is_empty();
            assert!(loaded.has_errors() || blank, "{name} as {at} is no record");
            let told = loaded.problems.iter().any(|problem| {
                problem.place.file.ends_with(at)
                    && problem.place.line > 0
                    && !problem.message.is_empty()
            });
            assert!(told || blank, "{name} as {at}: {:?}", loaded.problems);
            match old {
                Some(old) => rapporteur::files::replace(&file, &old).unwrap(),
                None => std::fs::remove_file(&file).unwrap(),
            }
        }
        for target in ["record", "dataset", "mapping", "table", "manifest", "jsonld", "rdf"] {
            let accepted = rapporteur_tests::fuzz::feed(target, &bytes);
            assert!(!accepted || target == "table", "{name} as {target}");
        }
    }
    println!("{counted} files of the JSONTestSuite");
    assert!(counted > 300);
}

//! What was restricted is found in files that somebody else might have written badly.

use std::io::{Cursor, Write as _};

use super::*;
use crate::{Format, FormatName, starter};

/// A dataset with a person whom nobody may know, whole and as it may be published.
fn guarded(name: &str) -> (Dataset, Dataset) {
    let folder = tempfile::tempdir().unwrap();
    starter::begin(folder.path(), &"record".parse().unwrap(), "Exampleland").unwrap();
    let person = format!(
        "{{\"id\": \"witness-a\", \"kind\": \"named\", \"access\": \"restricted\", \"names\": \
         [{{\"text\": \"{name}\", \"lang\": \"en\"}}], \"cite\": [\"example-report#4\"]}}"
    );
    crate::files::replace(&folder.path().join("people/witness-a.json"), person.as_bytes()).unwrap();
    let whole = Dataset::open(folder.path()).unwrap();
    let published = whole.clone().published();
    (whole, published)
}

fn secrets(name: &str) -> Secrets {
    let (whole, published) = guarded(name);
    Secrets::of(&whole, &published, &[]).unwrap().unwrap()
}

/// A workbook, as far as a search sees one: a sheet that is hidden.
fn workbook(text: &str) -> Vec<u8> {
    let mut zip = zip::ZipWriter::new(Cursor::new(Vec::new()));
    let options = zip::write::SimpleFileOptions::default();
    zip.start_file("xl/worksheets/sheet9.xml", options).unwrap();
    zip.write_all(format!("<c t=\"inlineStr\"><is><t>{text}</t></is></c>").as_bytes()).unwrap();
    zip.finish().unwrap().into_inner()
}

#[test]
fn escapes_hide_nothing() {
    let secrets = secrets("Zoë O’Neil & 罗");
    let written = [
        ("a.jsonld", "{\"x\": \"Zo\\u00eb O’Neil & \\u7F57\"}"),
        ("a.jsonld", "{\"x\": \"before Zo\\u00EB O\\u2019Neil \\u0026 罗.\"}"),
        ("a.nq", "<s> <p> \"Zo\\U000000EB O’Neil & \\u7f57\" ."),
        ("a.tei.xml", "<p n='Zo&#xEB;&#32;O&#8217;Neil &amp; &#x7F57;'/>"),
        ("a.tei.xml", "<p>ZOË\n  O’NEIL\t&amp; 罗</p>"),
        ("a.csv", "1,\"Zoe\u{308} O’Neil & 罗\""),
        ("a.csv", "1,Zo\u{AD}ë O’Neil\u{A0}& 罗"),
    ];
    for (name, text) in written {
        assert_eq!(secrets.in_file(name, text.as_bytes()).unwrap().len(), 1, "{text}");
    }
    let book = workbook("Zo_x00EB_ O’Neil &amp; 罗");
    let found = secrets.in_file("a.xlsx", &book).unwrap();
    assert_eq!(found.first().unwrap().from, "witness-a.names");
    for text in ["Zoë O’Neill & 罗", "AZoë O’Neil & 罗", "Zoë & 罗"] {
        assert_eq!(secrets.in_file("a.csv", text.as_bytes()).unwrap(), [], "{text}");
    }
}

#[test]
fn identifiers_are_found_as_they_stand() {
    let secrets = secrets("Anna Kowalska");
    let find = |text: &str| secrets.in_file("a.jsonld", text.as_bytes()).unwrap().len();
    assert_eq!(find("https://example.org/record/witness-a"), 1);
    assert_eq!(find("witness-a.names.3f2a"), 1);
    // Another identifier, and words.
    assert_eq!(find("https://example.org/record/witness-a-2"), 0);
    assert_eq!(find("eyewitness-a, Witness-A"), 0);
}

#[test]
fn every_format_is_searched_wherever_it_holds_text() {
    let (whole, published) = guarded("Anna Kowalska");
    let secrets = Secrets::of(&whole, &published, &[]).unwrap().unwrap();
    for name in FormatName::ALL {
        let format = match name.with_defaults() {
            Format::Pdf(mut options) => {
                options.annex = true;
                // On the pages, not in the attachment.
                options.attach = false;
                Format::Pdf(options)
            }
            other => other,
        };
        for (dataset, held) in [(&whole, true), (&published, false)] {
            let mut leaks = Vec::new();
            format
                .write(dataset, |file, write| {
                    let mut bytes = Vec::new();
                    write(&mut bytes).unwrap();
                    leaks.extend(secrets.in_file(file, &bytes).unwrap());
                    Ok::<(), ()>(())
                })
                .unwrap();
            assert_eq!(leaks.iter().any(|leak| leak.from == "witness-a.names"), held, "{name}");
            assert_eq!(leaks.iter().any(|leak| leak.from == "witness-a"), held, "{name}");
        }
    }
}

#[test]
fn what_is_also_open_is_no_secret() {
    let (whole, published) = guarded("Brussels");
    let secrets = Secrets::of(&whole, &published, &[]).unwrap().unwrap();
    assert_eq!(secrets.in_dataset(&published), []);
    let (whole, published) = guarded("Anna Kowalska");
    let accepted = ["anna kowalska".to_owned(), "witness-a".to_owned()];
    assert!(Secrets::of(&whole, &published, &accepted).unwrap().is_none());
    assert!(Secrets::of(&published, &published, &[]).unwrap().is_none());
}

use rapporteur_tei::{Options, ReadError, read};

use crate::{roundtrip::export, torture};

fn document() -> String {
    export(&torture::dataset(), &Options::default()).0
}

fn error(document: &str) -> String {
    read(document.as_bytes()).unwrap_err().to_string()
}

#[test]
fn what_is_no_document_is_refused() {
    assert!(error("").contains("not a TEI document"));
    assert!(error("<TEI/>").contains("not a TEI document"));
    assert!(error("<TEI xmlns='http://www.tei-c.org/ns/1.0'/>").contains("xenoData"));
    assert!(error("<TEI xmlns='http://www.tei-c.org/ns/1.0'>").contains("ends before"));
    assert!(error("<TEI xmlns='http://www.tei-c.org/ns/1.0'></tei>").contains("line 1"));
    assert!(error("<TEI xmlns='http://www.tei-c.org/ns/1.0'/><TEI/>").contains("second element"));
    assert!(matches!(read(b"<TEI>\xFF"), Err(ReadError::NotUtf8 { at: 5 })));
    let deep = format!("<TEI xmlns='http://www.tei-c.org/ns/1.0'>{}", "<a>".repeat(100_000));
    assert!(error(&deep).contains("deep"));
}

#[test]
fn document_types_and_entities_are_refused() {
    let dtd = "<!DOCTYPE TEI [<!ENTITY x SYSTEM 'file:///etc/hostname'>]>\n";
    let (declaration, rest) =
        document().split_once('\n').map(|(a, b)| (a.to_owned(), b.to_owned())).unwrap();
    let message = error(&format!("{declaration}\n{dtd}{rest}"));
    assert!(message.starts_with("line 2, column 1") && message.contains("DOCTYPE"), "{message}");
    let message = error(&document().replacen("<teiHeader>", "<teiHeader>\n&x;", 1));
    assert!(message.contains("`&x;`"), "{message}");
}

#[test]
fn a_fault_in_a_record_is_told_with_its_place() {
    let whole = document();
    let line = whole
        .lines()
        .position(|l| l.contains("corresp=\"#figure-a\"") && l.contains("record"))
        .unwrap()
        + 1;
    let cases = [
        (
            "subtype=\"figure\" corresp=\"#figure-a\"",
            "subtype=\"figures-of\" corresp=\"#figure-a\"",
            "not a register",
        ),
        (
            "ref=\"#Code.measure.votes-for\">Votes in favour</term></note>\n<note type=\"access\"",
            "ref=\"#Code.measure.bogus\">Votes in favour</term></note>\n<note type=\"access\"",
            "bogus",
        ),
        ("<numeric value=\"1.50\"/>", "<numeric value=\"a lot\"/>", "a lot"),
        ("ana=\"#Field.figure.rule", "ana=\"#Field.figure.rules", "no field"),
    ];
    for (from, to, expected) in cases {
        let broken = whole.replace(from, to);
        assert_ne!(whole, broken, "{from}");
        let message = error(&broken);
        assert!(message.contains("`figure-a`") && message.contains(expected), "{message}");
        let told: usize = message
            .strip_prefix("line ")
            .and_then(|rest| rest.split(',').next())
            .and_then(|n| n.parse().ok())
            .unwrap();
        assert!((line..line + 200).contains(&told), "{line}: {message}");
    }
}

#[test]
fn lost_passages_are_noticed() {
    let whole = document();
    let at = whole.find("<item xml:id=\"P.src-a.2\"").unwrap();
    let end = at + whole[at..].find("</item>").unwrap() + "</item>".len();
    let broken = format!("{}{}", &whole[..at], &whole[end..]);
    assert!(error(&broken).contains("passages"), "{}", error(&broken));
}

/// Whatever happens to a document, it is read or refused; nothing panics.
#[test]
fn damage_is_never_a_panic() {
    let whole = document();
    let bytes = whole.as_bytes();
    // A fixed sequence: the same damage every time.
    let mut seed = 1_u64;
    let mut next = |below: usize| {
        seed = seed.wrapping_mul(6_364_136_223_846_793_005).wrapping_add(1_442_695_040_888_963_407);
        usize::try_from(seed >> 33).unwrap() % below
    };
    for _ in 0..300 {
        let mut damaged = bytes.to_vec();
        for _ in 0..=next(3) {
            let (from, length) = (next(damaged.len()), next(60));
            let to = (from + length).min(damaged.len());
            match next(3) {
                0 => drop(damaged.drain(from..to)),
                1 => damaged.truncate(from.max(1)),
                _ => {
                    let piece: Vec<u8> = damaged[from..to].to_vec();
                    let at = next(damaged.len());
                    damaged.splice(at..at, piece);
                }
            }
        }
        let _ = rapporteur_tei::inspect(&damaged);
    }
}

//! Refuses files that could do harm, before any of their parts is read.

use std::io::{Cursor, Read};

use zip::ZipArchive;

use super::cells::MOST_TEXT;

/// More than a workbook of ten million claims needs.
const MOST_ENTRIES: usize = 10_000;
/// What all parts may have together when they are unpacked. A part that has more than the
/// archive says of it is an error of the library that unpacks it.
const MOST_BYTES: u64 = 4 * 1024 * 1024 * 1024;
/// What may stand before the first element of a part.
const MOST_PROLOGUE: u64 = 64 * 1024;

/// Looks through the directory of the archive, and at the beginning of each part.
pub(super) fn check(bytes: &[u8]) -> Result<(), String> {
    check_within(bytes, MOST_BYTES)
}

fn check_within(bytes: &[u8], most: u64) -> Result<(), String> {
    if bytes.starts_with(b"\xD0\xCF\x11\xE0") {
        return Err(old(bytes).to_owned());
    }
    let broken = || {
        let text = std::str::from_utf8(bytes.get(..bytes.len().min(200)).unwrap_or_default());
        match text {
            Ok(text) if text.contains([',', ';', '\t']) && !text.starts_with("PK") => {
                "it is text, such as CSV; save it as an Excel workbook (.xlsx)".to_owned()
            }
            _ => "it is not a ZIP archive, or it is cut off".to_owned(),
        }
    };
    let mut archive = ZipArchive::new(Cursor::new(bytes)).map_err(|_| broken())?;
    if archive.len() > MOST_ENTRIES {
        return Err(format!("it has more than {MOST_ENTRIES} parts"));
    }
    let mut total: u64 = 0;
    for n in 0..archive.len() {
        let part = archive.by_index_raw(n).map_err(|_| broken())?;
        refuse(&String::from_utf8_lossy(part.name_raw()))?;
        total = total.saturating_add(part.size());
    }
    if total > most {
        return Err(format!(
            "unpacked it has {} MiB, and more than {} MiB are not read",
            total >> 20,
            most >> 20
        ));
    }
    for n in 0..archive.len() {
        // A part that cannot be unpacked is told by who needs it.
        let Ok(part) = archive.by_index(n) else { continue };
        let name = String::from_utf8_lossy(part.name_raw()).into_owned();
        let long = part.size() > MOST_TEXT as u64;
        look_through(part, long, &name)?;
    }
    Ok(())
}

/// Looks at the beginning of a part, up to its first element, and, if it is `long`, for a
/// text in it that no cell can hold: the library that unpacks it would hold all of it, and
/// more than once.
fn look_through(mut part: impl Read, long: bool, name: &str) -> Result<(), String> {
    let mut beginning = Vec::new();
    // What cannot be unpacked is told by who needs it.
    if part.by_ref().take(MOST_PROLOGUE).read_to_end(&mut beginning).is_err() {
        return Ok(());
    }
    match prologue(&beginning) {
        Prologue::NotXml => return Ok(()),
        Prologue::Element => {}
        Prologue::Doctype => {
            return Err("it has a part with a document type declaration, which no program writes \
                        into a workbook"
                .into());
        }
        Prologue::Endless => {
            return Err(format!(
                "it has a part that does not begin within {} KiB, which no program writes: `{}`",
                MOST_PROLOGUE >> 10,
                name.escape_debug()
            ));
        }
    }
    if !long {
        return Ok(());
    }
    let mut run = 0_usize;
    let mut piece = beginning;
    loop {
        // Between two signs `<` there is no more than a tag and the text behind it.
        for (n, text) in piece.split(|byte| *byte == b'<').enumerate() {
            run = if n == 0 { run + text.len() } else { text.len() };
            if run > MOST_TEXT {
                return Err(format!(
                    "it has a text of more than {} MiB, in the part `{}`; a cell has 32,767 \
                     characters at most: divide the text into several cells or rows",
                    MOST_TEXT >> 20,
                    name.escape_debug()
                ));
            }
        }
        piece.resize(1 << 16, 0);
        match part.read(&mut piece) {
            Ok(0) | Err(_) => return Ok(()),
            Ok(length) => piece.truncate(length),
        }
    }
}

/// What stands before the first element of a part.
enum Prologue {
    /// It is no XML: a picture.
    NotXml,
    /// Nothing that matters.
    Element,
    Doctype,
    /// More than is looked at.
    Endless,
}

fn prologue(bytes: &[u8]) -> Prologue {
    let mut rest = bytes.strip_prefix(b"\xEF\xBB\xBF").unwrap_or(bytes).trim_ascii_start();
    if !rest.starts_with(b"<") {
        let spaces = rest.is_empty() && bytes.len() as u64 == MOST_PROLOGUE;
        return if spaces { Prologue::Endless } else { Prologue::NotXml };
    }
    loop {
        let end: &[u8] = match rest {
            [b'<', b'?', ..] => b"?>",
            [b'<', b'!', b'-', b'-', ..] => b"-->",
            [b'<', b'!', ..] => return Prologue::Doctype,
            [] if bytes.len() as u64 == MOST_PROLOGUE => return Prologue::Endless,
            _ => return Prologue::Element,
        };
        let Some(at) = rest.windows(end.len()).position(|window| window == end) else {
            // Who needs a part that ends so is told that it is no XML.
            let cut = bytes.len() as u64 == MOST_PROLOGUE;
            return if cut { Prologue::Endless } else { Prologue::Element };
        };
        rest = rest.get(at + end.len()..).unwrap_or_default().trim_ascii_start();
    }
}

/// What a file of the older container is: an encrypted workbook, or one in the format of
/// before 2007.
fn old(bytes: &[u8]) -> &'static str {
    let name: Vec<u8> = "EncryptedPackage".encode_utf16().flat_map(u16::to_le_bytes).collect();
    if bytes.windows(name.len()).any(|window| window == name) {
        "it is protected by a password; open it, take the password away (File, Info, Protect \
         Workbook, Encrypt with Password) and save it"
    } else {
        "it is in the format of Excel before 2007 (.xls); save it as an Excel workbook (.xlsx)"
    }
}

fn refuse(name: &str) -> Result<(), String> {
    let lower = name.to_lowercase();
    if name.starts_with('/') || name.contains('\\') || name.split('/').any(|step| step == "..") {
        return Err(format!("it has a part outside the archive: `{}`", name.escape_debug()));
    }
    if lower.ends_with("vbaproject.bin") {
        return Err("it has macros".into());
    }
    if lower == "content.xml" {
        return Err(
            "it is an OpenDocument file (.ods); save it as an Excel workbook (.xlsx)".into()
        );
    }
    if lower == "xl/workbook.bin" {
        return Err("it is a binary workbook (.xlsb); save it as an Excel workbook (.xlsx)".into());
    }
    if lower.contains("/externallinks/") {
        return Err("it has links to other workbooks".into());
    }
    Ok(())
}

#[cfg(test)]
mod tests {
    use std::io::Write as _;

    use zip::{ZipWriter, write::SimpleFileOptions};

    use super::*;

    fn archive(parts: &[(&str, &[u8])]) -> Vec<u8> {
        let mut zip = ZipWriter::new(Cursor::new(Vec::new()));
        for (name, bytes) in parts {
            zip.start_file(*name, SimpleFileOptions::default()).unwrap();
            zip.write_all(bytes).unwrap();
        }
        zip.finish().unwrap().into_inner()
    }

    #[test]
    fn what_could_do_harm_is_refused() {
        let doctype = b"<?xml version=\"1.0\"?>\n<!DOCTYPE x [<!ENTITY a \"b\">]><x>&a;</x>";
        let blank = |length| vec![b' '; length];
        let late = format!("<!--{}-->\n<?x?><!doctype x><x/>", "-".repeat(3_000));
        for (name, bytes, expected) in [
            ("xl/worksheets/sheet1.xml", b"<a/>".as_slice(), None),
            ("xl/vbaProject.bin", b"x", Some("macros")),
            ("xl/externalLinks/externalLink1.xml", b"x", Some("links to other workbooks")),
            ("../x.xml", b"x", Some("outside the archive")),
            ("xl/workbook.xml", doctype, Some("document type declaration")),
            ("xl/workbook.xml", late.as_bytes(), Some("document type declaration")),
            ("xl/worksheets/sheet1.xml", &blank(200_000), Some("unpacked it has")),
            ("xl/worksheets/sheet1.xml", &blank(70_000), Some("does not begin within 64 KiB")),
            ("xl/media/image1.png", &vec![b'\x89'; 70_000], None),
        ] {
            let result =
                check_within(&archive(&[("[Content_Types].xml", b"<a/>"), (name, bytes)]), 150_000);
            match (result, expected) {
                (Ok(()), None) => {}
                (Err(message), Some(expected)) => assert!(message.contains(expected), "{message}"),
                (result, expected) => panic!("{name}: {result:?}, not {expected:?}"),
            }
        }
    }

    #[test]
    fn a_text_that_no_cell_holds_is_told_before_it_is_unpacked() {
        let text = |length: usize| {
            let cells = ["<t>".to_owned(), "x".repeat(length), "</t>".to_owned()].concat();
            archive(&[("xl/sharedStrings.xml", format!("<sst>{cells}<t/></sst>").as_bytes())])
        };
        check(&text(MOST_TEXT - 3)).unwrap();
        let error = check(&text(MOST_TEXT + 1)).unwrap_err();
        assert!(error.contains("more than 1 MiB, in the part `xl/sharedStrings.xml`"), "{error}");
        // Many short texts are none that is long.
        let many = format!("<sst>{}</sst>", "<t>text</t>".repeat(MOST_TEXT / 4));
        check(&archive(&[("xl/sharedStrings.xml", many.as_bytes())])).unwrap();
    }

    #[test]
    fn a_part_that_is_larger_than_it_says_is_not_unpacked() {
        let mut bytes = archive(&[("a.xml", &vec![b'a'; 100_000])]);
        assert_eq!(check_within(&bytes, 50_000).unwrap_err(), {
            "unpacked it has 0 MiB, and more than 0 MiB are not read"
        });
        // The size stands in the head of the part and in the directory.
        let size = 100_000_u32.to_le_bytes();
        let at: Vec<usize> =
            (0..bytes.len() - 4).filter(|at| bytes[*at..*at + 4] == size).collect();
        assert_eq!(at.len(), 2);
        for at in at {
            bytes[at..at + 4].copy_from_slice(&10_u32.to_le_bytes());
        }
        check_within(&bytes, 50_000).unwrap();
        let mut archive = ZipArchive::new(Cursor::new(bytes)).unwrap();
        let read = archive.by_index(0).unwrap().read_to_end(&mut Vec::new());
        assert!(read.unwrap_err().to_string().contains("larger than its declared"));
    }
}

//! What the bytes of a file say: compression, encoding, line ends.

use std::io::Read;

use encoding_rs::{Encoding, MACINTOSH, UTF_8, UTF_16BE, UTF_16LE, WINDOWS_1252};

use super::{Detected, TableError};

/// The most bytes that a compressed file may unpack to: 4 GiB.
const MAX_UNPACKED: u64 = 4 << 30;

/// A file as text, and what was found out about it.
pub(super) fn decode(
    name: &str,
    bytes: Vec<u8>,
    stated: Option<&str>,
) -> Result<(String, Detected), TableError> {
    let mut detected = Detected::default();
    let bytes = unpack(name, bytes, &mut detected)?;
    // Before it is decoded: a workbook is in no encoding, whichever is stated.
    if let Some(what) = other_format(&bytes) {
        return Err(TableError::NoText(name.to_owned(), what));
    }
    let (encoding, how) = match stated {
        Some(label) => {
            let encoding = encoding(label).ok_or_else(|| TableError::Encoding(label.to_owned()))?;
            (encoding, "stated")
        }
        None => detect(&bytes),
    };
    // A byte order mark speaks of the file and is no part of its first cell.
    let marked = Encoding::for_bom(&bytes).filter(|(found, _)| *found == encoding);
    let body = bytes.get(marked.map_or(0, |(_, length)| length)..).unwrap_or_default();
    let (text, malformed) = encoding.decode_without_bom_handling(body);
    if malformed {
        let line = 1 + text.split('\u{FFFD}').next().unwrap_or_default().matches('\n').count();
        return Err(TableError::Malformed {
            file: name.to_owned(),
            encoding: encoding.name().to_owned(),
            line,
            detected: detect(&bytes).0.name().to_owned(),
        });
    }
    encoding.name().clone_into(&mut detected.encoding);
    detected.encoding_is = how;
    if has_controls(&text) {
        return Err(TableError::NoText(name.to_owned(), "of bytes that no text has"));
    }
    if is_web_page(&text) {
        let what = "a web page (HTML), perhaps a message that came in the place of the table";
        return Err(TableError::NoTable(name.to_owned(), what));
    }
    let mut text = text.into_owned();
    detected.line_ends = line_ends(&text);
    if detected.line_ends == "CR" {
        // What reads lines from here on counts them by line feeds.
        text = text.replace('\r', "\n");
    }
    Ok((text, detected))
}

/// What a file is that is no text, by how it begins.
fn other_format(bytes: &[u8]) -> Option<&'static str> {
    const BEGINNINGS: [(&[u8], &str); 5] = [
        (b"PK\x03\x04", "a workbook or another ZIP file; a workbook has a name that ends in .xlsx"),
        (b"\xD0\xCF\x11\xE0", "an old workbook or document; its name should end in .xls"),
        (b"%PDF-", "a PDF"),
        (b"\x89PNG", "a picture"),
        (b"\xFF\xD8\xFF", "a picture"),
    ];
    BEGINNINGS.iter().find(|(start, _)| bytes.starts_with(start)).map(|(_, what)| *what)
}

/// Whether a text begins as web pages do.
fn is_web_page(text: &str) -> bool {
    let text = text.trim_start();
    ["<!doctype html", "<html"].iter().any(|beginning| {
        text.get(..beginning.len()).is_some_and(|text| text.eq_ignore_ascii_case(beginning))
    })
}

/// Whether a text has more control characters than text has, which is next to none.
fn has_controls(text: &str) -> bool {
    let (mut all, mut controls) = (0_usize, 0_usize);
    for c in text.chars().take(64 * 1024) {
        all += 1;
        controls += usize::from(c.is_control() && !matches!(c, '\t' | '\n' | '\r'));
    }
    controls > 4 && controls * 50 > all
}

fn unpack(name: &str, bytes: Vec<u8>, detected: &mut Detected) -> Result<Vec<u8>, TableError> {
    if !bytes.starts_with(&[0x1F, 0x8B]) {
        return Ok(bytes);
    }
    let mut unpacked = Vec::new();
    let read = flate2::read::MultiGzDecoder::new(bytes.as_slice())
        .take(MAX_UNPACKED + 1)
        .read_to_end(&mut unpacked);
    match read {
        Ok(length) if length as u64 > MAX_UNPACKED => {
            Err(TableError::Gzip(name.to_owned(), "it unpacks to more than 4 GiB".to_owned()))
        }
        Ok(_) => {
            detected.compression = Some("gzip");
            Ok(unpacked)
        }
        Err(error) => Err(TableError::Gzip(name.to_owned(), error.to_string())),
    }
}

/// The encoding with this name; the names of the WHATWG's list, and the usual
/// names of Mac Roman.
pub(crate) fn encoding(label: &str) -> Option<&'static Encoding> {
    let plain: String =
        label.chars().filter(char::is_ascii_alphanumeric).collect::<String>().to_ascii_lowercase();
    if matches!(plain.as_str(), "macroman" | "macosroman" | "macintosh" | "mac" | "xmacroman") {
        return Some(MACINTOSH);
    }
    // What is called Latin 1 is, by that list, Windows-1252.
    Encoding::for_label(label.as_bytes())
}

/// The encoding of some bytes, and how that is known.
pub(super) fn detect(bytes: &[u8]) -> (&'static Encoding, &'static str) {
    if let Some((encoding, _)) = Encoding::for_bom(bytes) {
        return (encoding, "marked");
    }
    if let Some(encoding) = utf16(bytes) {
        return (encoding, "detected");
    }
    if std::str::from_utf8(bytes).is_ok() {
        return (UTF_8, "detected");
    }
    let mut detector = chardetng::EncodingDetector::new(chardetng::Iso2022JpDetection::Deny);
    detector.feed(bytes, true);
    let mut guess = detector.guess(None, chardetng::Utf8Detection::Deny);
    // Other scripts have words of their letters; a sign between ASCII is none. Of Latin letters
    // those are likelier that make words.
    let likelier = || plausibility(bytes, WINDOWS_1252) > plausibility(bytes, guess);
    if guess.is_single_byte() && all_alone(bytes) && (has_other_script(bytes, guess) || likelier())
    {
        guess = WINDOWS_1252;
    }
    if guess.is_single_byte() {
        // The detector does not know Mac Roman; the letters tell it from Windows-1252.
        let mac = plausibility(bytes, MACINTOSH) + i64::from(bare_returns(bytes));
        if mac > plausibility(bytes, guess) && mac > plausibility(bytes, WINDOWS_1252) {
            return (MACINTOSH, "detected");
        }
    }
    (guess, "detected")
}

/// UTF-16 without a byte order mark: text with Latin letters, digits or separators
/// has a zero in every other byte.
fn utf16(bytes: &[u8]) -> Option<&'static Encoding> {
    let sample = bytes.get(..bytes.len().min(4096) & !1).unwrap_or_default();
    if sample.len() < 8 {
        return None;
    }
    let zeros = |odd: usize| sample.iter().skip(odd).step_by(2).filter(|b| **b == 0).count();
    let pairs = sample.len() / 2;
    match (zeros(0) * 10 > pairs * 4, zeros(1) * 10 > pairs * 4) {
        (true, false) => Some(UTF_16BE),
        (false, true) => Some(UTF_16LE),
        _ => None,
    }
}

/// Whether no byte above ASCII stands beside another one.
fn all_alone(bytes: &[u8]) -> bool {
    let pairs = bytes.iter().zip(bytes.iter().skip(1));
    pairs.filter(|(a, b)| !a.is_ascii() && !b.is_ascii()).all(|(a, b)| a == b)
}

/// Whether bytes have letters in an encoding that are not Latin.
fn has_other_script(bytes: &[u8], encoding: &'static Encoding) -> bool {
    let (text, _) = encoding.decode_without_bom_handling(bytes);
    text.chars().any(|c| c.is_alphabetic() && c > '\u{24F}')
}

fn bare_returns(bytes: &[u8]) -> bool {
    bytes.contains(&b'\r') && !bytes.contains(&b'\n')
}

/// How much like words the bytes above ASCII look in an encoding.
fn plausibility(bytes: &[u8], encoding: &'static Encoding) -> i64 {
    let mut score = 0;
    for (at, byte) in bytes.iter().enumerate().filter(|(_, byte)| **byte >= 0x80) {
        let neighbour =
            |at: Option<usize>| at.and_then(|at| bytes.get(at)).copied().unwrap_or(b' ');
        let (before, after) = (neighbour(at.checked_sub(1)), neighbour(at.checked_add(1)));
        let alone = [before, after].iter().all(|other| other.is_ascii() || other == byte);
        let inside = before.is_ascii_alphabetic() || after.is_ascii_alphabetic();
        let (text, malformed) = encoding.decode_without_bom_handling(std::slice::from_ref(byte));
        let Some(c) = text.chars().next() else { continue };
        score += match c {
            _ if malformed || c.is_control() => -5,
            // Signs, where they stand when they are meant. Some are letters for Unicode.
            '€' | '£' | '§' | '½' | '¼' | '¾' | '©' if alone && !inside => 1,
            '«' | '¿' | '¡' if alone && !before.is_ascii_alphanumeric() => 1,
            '»' | '®' | '™' if alone && !after.is_ascii_alphanumeric() => 1,
            '°' | 'º' | 'ª' if alone && before.is_ascii_digit() => 1,
            '°' | 'º' | 'ª' => -1,
            c if c.is_lowercase()
                && !before.is_ascii_alphabetic()
                && after.is_ascii_uppercase() =>
            {
                -2
            }
            c if c.is_lowercase() && inside => 2,
            c if c.is_uppercase() && before.is_ascii_lowercase() => -2,
            c if c.is_uppercase() && inside => 1,
            '‘' | '’' | '“' | '”' | '–' | '—' | '…' | '\u{A0}' => 1,
            c if c.is_alphabetic() => 0,
            _ if before.is_ascii_alphabetic() && after.is_ascii_alphabetic() => -3,
            _ => -1,
        };
    }
    score
}

/// How lines end: `CRLF`, `LF`, `CR`, `mixed`, or `none`.
fn line_ends(text: &str) -> &'static str {
    let both = text.matches("\r\n").count();
    let lf = text.matches('\n').count() - both;
    let cr = text.matches('\r').count() - both;
    match (both > 0, lf > 0, cr > 0) {
        (false, false, false) => "none",
        (true, false, false) => "CRLF",
        (false, true, false) => "LF",
        (false, false, true) => "CR",
        _ => "mixed",
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    const TEXT: &str = "To,From\rCôte d’Ivoire,São Tomé\rTürkiye,Perú – “señor”\r";

    fn detected(bytes: &[u8]) -> (String, Detected) {
        decode("a.csv", bytes.to_vec(), None).unwrap()
    }

    #[test]
    fn each_encoding_is_detected() {
        let mac = MACINTOSH.encode(TEXT).0;
        let windows = TEXT.replace('\r', "\r\n");
        let windows_bytes = WINDOWS_1252.encode(&windows).0;
        let utf16: Vec<u8> = TEXT.encode_utf16().flat_map(u16::to_le_bytes).collect();
        let mut marked = vec![0xFE, 0xFF];
        marked.extend(TEXT.encode_utf16().flat_map(u16::to_be_bytes));
        let wanted = TEXT.replace('\r', "\n");
        for (bytes, encoding, ends) in [
            (mac.as_ref(), "macintosh", "CR"),
            (windows_bytes.as_ref(), "windows-1252", "CRLF"),
            (utf16.as_slice(), "UTF-16LE", "CR"),
            (marked.as_slice(), "UTF-16BE", "CR"),
            (TEXT.as_bytes(), "UTF-8", "CR"),
        ] {
            let (text, found) = detected(bytes);
            assert_eq!((found.encoding.as_str(), found.line_ends), (encoding, ends));
            assert_eq!(text.replace("\r\n", "\n"), wanted, "{encoding}");
        }
    }

    #[test]
    fn signs_of_windows_1252_are_not_taken_for_letters_of_a_mac() {
        for text in [
            "State;Amount\nFrance;1.234,50 €\nSpain;€ 7\n",
            "law;§ 5\nlaw;§§ 7, 8\n",
            "n;1½\nn;¾\n",
            "mot;«Oui»\nmot;« Non »\n",
            "q;¿Qué tal?\nq;¡No, señor!\n",
            "r;ABC® 5\nr;Agfa®\n",
            "no;1º\nno;2ª\nt;20°\n",
            "c;© 2020\np;£5\n",
        ] {
            let windows = WINDOWS_1252.encode(text).0;
            let (read, found) = detected(&windows);
            assert_eq!((read.as_str(), found.encoding.as_str()), (text, "windows-1252"));
        }
        // Words of other scripts stay what they are.
        for (encoding, text) in [
            (encoding_rs::WINDOWS_1251, "имя;сумма\nРоссия;5\nЗамбия;7\nИндия;8\n"),
            (encoding_rs::WINDOWS_874, "ชื่อ;จำนวน\nประเทศไทย;5\nกัมพูชา;7\nลาว;8\n"),
            (encoding_rs::WINDOWS_1253, "χώρα;ποσό\nΕλλάδα;5\nΚύπρος;7\n"),
            (
                encoding_rs::WINDOWS_1250,
                "miasto;kwota\nWrocław;5\nGdańsk;7\nBiałystok;8\nPoznań;2\nChełm;1\n",
            ),
        ] {
            let bytes = encoding.encode(text).0;
            let (read, found) = detected(&bytes);
            assert_eq!((read.as_str(), found.encoding.as_str()), (text, encoding.name()));
        }
        let text = "a;Straße\nb;Malmö\nc;Ægir\nd;Tromsø\ne;Côté\nf;España\ng;§ 5\nh;£7\ni;«Oui»\n";
        let (read, found) = detected(&MACINTOSH.encode(text).0);
        assert_eq!((read.as_str(), found.encoding.as_str()), (text, "macintosh"));
    }

    #[test]
    fn a_stated_encoding_is_held_to() {
        let mac = MACINTOSH.encode(TEXT).0;
        let error = decode("a.csv", mac.to_vec(), Some("utf-8")).unwrap_err();
        let message = error.to_string();
        assert!(message.contains("a.csv") && message.contains("macintosh"), "{message}");
        let (text, found) = decode("a.csv", mac.to_vec(), Some("Mac Roman")).unwrap();
        assert_eq!((found.encoding_is, text.contains("Côte d’Ivoire")), ("stated", true));
        assert!(decode("a.csv", Vec::new(), Some("ebcdic")).is_err());
    }

    #[test]
    fn what_is_no_text_says_what_it_is() {
        let told = |bytes: &[u8]| match decode("a.csv", bytes.to_vec(), None) {
            Err(error) => error.to_string(),
            Ok((text, _)) => format!("read: {text}"),
        };
        assert!(told(b"PK\x03\x04\x14\0\x06\0xl/workbook.xml").contains("ends in .xlsx"));
        assert!(told(b"%PDF-1.7\n").contains("a PDF"));
        // Whichever encoding the mapping states: the bytes of a workbook are in none.
        let workbook = b"PK\x03\x04\x14\0\x06\0\xDF\xA4\xD2\x6C";
        for stated in ["utf-8", "utf-16le", "macintosh"] {
            let error = decode("a.csv", workbook.to_vec(), Some(stated)).unwrap_err().to_string();
            assert!(error.contains("ends in .xlsx"), "{stated}: {error}");
        }
        let bytes: Vec<u8> = (0..=255).cycle().take(4096).collect();
        assert!(told(&bytes).contains("no text"), "{}", told(&bytes));
        // A stray byte is cleaned away later, and is no reason to refuse a table.
        assert_eq!(told(b"a,b\n1,\x00x\n"), "read: a,b\n1,\u{0}x\n");
    }

    #[test]
    fn compressed_files_are_unpacked_and_broken_ones_refused() {
        use std::io::Write as _;
        let mut gz = flate2::write::GzEncoder::new(Vec::new(), flate2::Compression::fast());
        gz.write_all("a,b\n1,2\n".as_bytes()).unwrap();
        let bytes = gz.finish().unwrap();
        let (text, found) = detected(&bytes);
        assert_eq!((text.as_str(), found.compression), ("a,b\n1,2\n", Some("gzip")));
        let half = bytes[..bytes.len() / 2].to_vec();
        assert!(matches!(decode("a.gz", half, None), Err(TableError::Gzip(..))));
    }
}

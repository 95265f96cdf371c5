//! What a reader finds in a brief that was written: the text of its pages, and every
//! other string in the file. Nothing here trusts what wrote it.

use std::collections::BTreeMap;

use lopdf::{Dictionary, Document as Pdf, Encoding, Object, ObjectId, content::Content};
use rapporteur_schema::{Dataset, view::Atom};

use self::said::Said;
use crate::{ReadError, finish, fonts};

mod said;

/// The most that the content of a page is unpacked to.
const MOST: usize = 1 << 27;

/// What was looked for on the pages of a brief.
#[derive(Debug, Clone, Default, PartialEq, Eq)]
#[non_exhaustive]
pub struct Census {
    /// How many identifiers and texts stand on the pages.
    pub found: usize,
    /// Those that do not, each with the record that it is of.
    pub missing: Vec<(String, String)>,
}

/// Looks on the pages of a brief for what they must show of the dataset: its title, and
/// in an annex every record by its identifier, with every text, every name, every note
/// and every quotation of what a source has printed.
///
/// White space, hyphens, dashes and the marks that steer breaks and directions do not count,
/// nor the form of an apostrophe: a text may be broken between lines and pages, and is set
/// with the marks of print. What is drawn from right to left is taken from the text that its
/// element of the structure gives (ISO 32000-1, 14.9.4), if the glyphs drawn are of these
/// characters and no others.
///
/// # Errors
/// When the bytes are no PDF, or a page of it cannot be read.
pub fn census(bytes: &[u8], dataset: &Dataset) -> Result<Census, ReadError> {
    let pdf = load(bytes)?;
    let mut text = String::new();
    for page in pages(&pdf)? {
        bare(&page.body, &mut text);
    }
    let mut census = Census::default();
    let mut look = |record: &str, what: &str| {
        let mut wanted = String::new();
        bare(what, &mut wanted);
        if text.contains(&wanted) {
            census.found += 1;
        } else {
            census.missing.push((record.to_owned(), what.to_owned()));
        }
    };
    look(dataset.meta.id.as_str(), dataset.meta.title.best("en"));
    if !has_annex(&pdf) {
        return Ok(census);
    }
    for record in dataset.records() {
        let id = record.id().as_str();
        look(id, id);
        for field in record.fields() {
            for reading in &field.readings {
                let own = reading.items.iter().map(|item| &item.meta);
                for meta in own.chain([&reading.meta]) {
                    meta.as_printed.iter().for_each(|printed| look(id, printed));
                    let notes = meta.note.iter().flat_map(|note| note.iter());
                    notes.for_each(|(_, words)| look(id, words));
                }
                for (def, atom) in reading.items.iter().flat_map(|item| &item.parts) {
                    match atom {
                        Atom::Text(text) => text.iter().for_each(|(_, words)| look(id, words)),
                        // Of a hash only the beginning is shown.
                        Atom::Plain(words) if def.name != "sha256" => look(id, words),
                        _ => {}
                    }
                }
            }
        }
    }
    Ok(census)
}

/// Every text of a file, wherever it stands: on the pages, in running heads, in
/// alternatives, bookmarks, metadata and attachments.
///
/// # Errors
/// When the bytes are no PDF, or a page of it cannot be read.
pub fn strings(bytes: &[u8], each: &mut dyn FnMut(&str)) -> Result<(), ReadError> {
    let pdf = load(bytes)?;
    for PageText { body, artifacts, drawn } in pages(&pdf)? {
        each(&body);
        each(&artifacts);
        each(&drawn);
    }
    let described = pdf.objects.values().chain(pdf.trailer.iter().map(|(_, object)| object));
    for object in described {
        in_object(object, each);
        let Object::Stream(stream) = object else { continue };
        let kind = stream.dict.get(b"Type").and_then(Object::as_name).unwrap_or_default();
        if kind == b"Metadata" || kind == b"EmbeddedFile" {
            let content = stream.get_plain_content_with_limit(finish::UNPACKED).map_err(failed)?;
            each(&String::from_utf8_lossy(&content));
        }
    }
    Ok(())
}

fn load(bytes: &[u8]) -> Result<Pdf, ReadError> {
    Pdf::load_mem(bytes).map_err(failed)
}

#[expect(clippy::needless_pass_by_value, reason = "it is what an error is mapped with")]
fn failed(error: lopdf::Error) -> ReadError {
    ReadError::Pdf(error.to_string())
}

/// The strings of an object.
fn in_object(object: &Object, each: &mut dyn FnMut(&str)) {
    match object {
        Object::String(..) => {
            if let Ok(text) = lopdf::decode_text_string(object) {
                each(&text);
            }
        }
        Object::Array(items) => items.iter().for_each(|item| in_object(item, each)),
        Object::Dictionary(entries) => in_entries(entries, each),
        Object::Stream(stream) => in_entries(&stream.dict, each),
        _ => {}
    }
}

fn in_entries(entries: &Dictionary, each: &mut dyn FnMut(&str)) {
    entries.iter().for_each(|(_, object)| in_object(object, each));
}

/// Whether a bookmark leads to the annex.
fn has_annex(pdf: &Pdf) -> bool {
    pdf.objects.values().any(|object| {
        let title = object.as_dict().and_then(|entries| entries.get(b"Title"));
        title
            .and_then(lopdf::decode_text_string)
            .is_ok_and(|title| title == crate::brief::annex_title())
    })
}

/// The text of a page.
#[derive(Default)]
struct PageText {
    /// What belongs to the document, as it is read.
    body: String,
    /// What belongs to the page: running heads, numbers.
    artifacts: String,
    /// What is drawn for texts that their elements give, as it is drawn.
    drawn: String,
}

/// A stretch of marked content.
enum Mark {
    /// Something that a reader is not read.
    Artifact,
    /// Glyphs that do not say their text: it is given.
    Says,
    /// Glyphs of an element that gives its text.
    Element(ObjectId),
    /// Anything else.
    Other,
}

/// A piece of what belongs to the document.
enum Piece {
    Text(String),
    /// The glyphs of an element that gives its text.
    Drawn(ObjectId, String),
}

/// The text of every page, in the order of the content.
fn pages(pdf: &Pdf) -> Result<Vec<PageText>, ReadError> {
    let said = Said::of(pdf);
    let mut read = Vec::new();
    // An element may stand on several pages: what it draws is known after the last of them.
    let mut drawn: BTreeMap<ObjectId, String> = BTreeMap::new();
    for page in pdf.page_iter() {
        let (pieces, artifacts) = page_text(pdf, page, &said)?;
        for piece in &pieces {
            if let Piece::Drawn(element, glyphs) = piece {
                drawn.entry(*element).or_default().push_str(glyphs);
            }
        }
        read.push((pieces, artifacts));
    }
    // A text that is not of the glyphs' characters is not believed; each is given once.
    let mut given: BTreeMap<ObjectId, &str> = drawn
        .iter()
        .filter_map(|(element, glyphs)| Some((*element, said.text(*element)?, glyphs)))
        .filter(|(_, text, glyphs)| sorted(text) == sorted(glyphs))
        .map(|(element, text, _)| (element, text))
        .collect();
    let mut texts = Vec::with_capacity(read.len());
    for (pieces, artifacts) in read {
        let mut page = PageText { artifacts, ..PageText::default() };
        for piece in pieces {
            match piece {
                Piece::Text(text) => page.body.push_str(&text),
                Piece::Drawn(element, glyphs) => {
                    match given.get_mut(&element).map(std::mem::take) {
                        Some(text) => page.body.push_str(text),
                        None => page.body.push_str(&glyphs),
                    }
                    page.drawn.push_str(&glyphs);
                    page.drawn.push('\n');
                }
            }
        }
        texts.push(page);
    }
    Ok(texts)
}

/// The characters of a text, without those that are not drawn, in an order that is always
/// the same.
fn sorted(text: &str) -> Vec<char> {
    let mut shown = String::new();
    bare(text, &mut shown);
    let mut shown: Vec<char> = shown.chars().collect();
    shown.sort_unstable();
    shown
}

/// What belongs to the document on a page, and what belongs to the page, as the fonts of the
/// file map glyphs to characters, in the order of the content.
fn page_text(pdf: &Pdf, page: ObjectId, said: &Said) -> Result<(Vec<Piece>, String), ReadError> {
    let fonts = pdf.get_page_fonts(page).map_err(failed)?;
    let mut encodings: Vec<(Vec<u8>, Encoding<'_>)> = Vec::new();
    for (name, font) in fonts {
        encodings.push((name, font.get_font_encoding_with_limit(pdf, MOST).map_err(failed)?));
    }
    let content = pdf.get_page_content_with_limit(page, MOST).map_err(failed)?;
    let (mut pieces, mut artifacts) = (Vec::new(), String::new());
    let mut encoding = None;
    let mut marks: Vec<Mark> = Vec::new();
    for operation in &Content::decode(&content).map_err(failed)?.operations {
        let operands = &operation.operands;
        let artifact = marks.iter().any(|mark| matches!(mark, Mark::Artifact));
        let element = marks.iter().rev().find_map(|mark| match mark {
            Mark::Element(element) => Some(*element),
            _ => None,
        });
        match operation.operator.as_str() {
            "BMC" | "BDC" => {
                let tag = operands.first().and_then(|tag| tag.as_name().ok());
                let entries = operands.get(1).and_then(|entries| entries.as_dict().ok());
                let entry = |key| entries.and_then(|entries| entries.get(key).ok());
                let actual =
                    entry(b"ActualText").and_then(|text| lopdf::decode_text_string(text).ok());
                let number = entry(b"MCID").and_then(|number| number.as_i64().ok());
                let gives = number.and_then(|number| said.element(page, number));
                marks.push(match (actual, gives) {
                    (Some(actual), _) => {
                        out(&mut pieces, &mut artifacts, artifact, element).push_str(&actual);
                        Mark::Says
                    }
                    (None, Some(element)) => Mark::Element(element),
                    (None, None) if tag == Some(b"Artifact") => Mark::Artifact,
                    (None, None) => Mark::Other,
                });
            }
            "EMC" => {
                marks.pop();
            }
            "Tf" => {
                let name = operands.first().and_then(|name| name.as_name().ok());
                encoding = name.and_then(|name| encodings.iter().find(|(key, _)| key == name));
            }
            // Glyphs are shown by these two; a new line is a new text object.
            "Tj" | "TJ" if !marks.iter().any(|mark| matches!(mark, Mark::Says)) => {
                let Some((_, encoding)) = encoding else { continue };
                let out = out(&mut pieces, &mut artifacts, artifact, element);
                for operand in operands {
                    show(operand, encoding, out).map_err(failed)?;
                }
            }
            "ET" => out(&mut pieces, &mut artifacts, artifact, element).push('\n'),
            _ => {}
        }
    }
    Ok((pieces, artifacts))
}

/// Where what comes next belongs.
fn out<'t>(
    pieces: &'t mut Vec<Piece>,
    artifacts: &'t mut String,
    artifact: bool,
    element: Option<ObjectId>,
) -> &'t mut String {
    if artifact {
        return artifacts;
    }
    let goes_on = match (pieces.last(), element) {
        (Some(Piece::Text(_)), None) => true,
        (Some(Piece::Drawn(last, _)), Some(element)) => *last == element,
        _ => false,
    };
    if !goes_on {
        pieces.push(match element {
            Some(element) => Piece::Drawn(element, String::new()),
            None => Piece::Text(String::new()),
        });
    }
    match pieces.last_mut() {
        Some(Piece::Text(text) | Piece::Drawn(_, text)) => text,
        None => artifacts,
    }
}

fn show(operand: &Object, encoding: &Encoding<'_>, out: &mut String) -> Result<(), lopdf::Error> {
    match operand {
        Object::String(bytes, _) => out.push_str(&Pdf::decode_text(encoding, bytes)?),
        Object::Array(items) => {
            for item in items {
                show(item, encoding, out)?;
            }
        }
        _ => {}
    }
    Ok(())
}

/// A text without what the setting of lines may add or take away.
fn bare(text: &str, out: &mut String) {
    let steers =
        |c: char| matches!(c, '-' | '\u{2010}' | '\u{2011}' | '—') || fonts::shows_nothing(c);
    let seen = text.chars().filter(|c| !c.is_whitespace() && !steers(*c));
    // An apostrophe is one, however it is printed.
    out.extend(seen.map(|c| if matches!(c, '‘' | '’') { '\'' } else { c }));
}

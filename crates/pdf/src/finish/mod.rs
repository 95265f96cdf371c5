//! What printpdf does not write: structure, links, bookmarks, metadata, the output
//! intent, the attachment, and fonts that say what their glyphs mean.

mod attachment;
mod file;
mod fonts;
mod metadata;
mod structure;

use lopdf::{Dictionary, Document as Pdf, Object, ObjectId, Stream};

pub(crate) use attachment::{Packed, SUFFIX, UNPACKED, extract};
use file::File;

use crate::{
    Error,
    block::Link,
    layout::{Bookmark, Document, Typeset, page::Spot, theme::Paper},
    paint::Painted,
};

/// Makes the file of what was painted.
pub(crate) fn finish(
    painted: Painted,
    typeset: &Typeset,
    document: &Document<'_>,
) -> Result<Vec<u8>, Error> {
    let Painted { document: mut pdf, fonts } = painted;
    "1.7".clone_into(&mut pdf.version);
    let pages: Vec<ObjectId> = pdf.page_iter().collect();
    fonts::rewrite(&mut pdf, &pages, &fonts)?;
    let links = links(&mut pdf, &pages, typeset)?;
    let structure = structure::write(&mut pdf, &pages, typeset);
    let outlines = outlines(&mut pdf, &pages, typeset);
    let dates = metadata::Dates::of(document.created);
    let xmp = metadata::xmp(document, &typeset.language, &dates);
    let xmp = pdf.add_object(
        Stream::new(dictionary(vec![("Type", name("Metadata")), ("Subtype", name("XML"))]), xmp)
            .with_compression(false),
    );
    let intent = output_intent(&mut pdf);
    let attached = document.attachment.map(|(name, packed)| {
        attachment::attach(&mut pdf, (name, typeset.voice.attachment()), packed, &dates)
    });
    let catalog = pdf.catalog_mut().map_err(|error| broken(&error))?;
    catalog.set("Lang", text(&typeset.language));
    catalog.set("MarkInfo", dictionary(vec![("Marked", true.into())]));
    catalog.set("ViewerPreferences", dictionary(vec![("DisplayDocTitle", true.into())]));
    catalog.set("StructTreeRoot", structure.root);
    catalog.set("Metadata", xmp);
    catalog.set("OutputIntents", vec![Object::Reference(intent)]);
    match outlines {
        Some(outlines) => {
            catalog.set("Outlines", outlines);
            catalog.set("PageMode", name("UseOutlines"));
        }
        None => catalog.set("PageMode", name("UseNone")),
    }
    if let Some((file, label)) = attached {
        catalog.set("AF", vec![Object::Reference(file)]);
        let files = dictionary(vec![("Names", vec![label, file.into()].into())]);
        catalog.set("Names", dictionary(vec![("EmbeddedFiles", files.into())]));
    }
    if let Ok(old) = pdf.trailer.get(b"Info").and_then(Object::as_reference) {
        pdf.objects.remove(&old);
    }
    let info = pdf.add_object(metadata::info(document, &dates));
    pdf.trailer.set("Info", info);
    let id = metadata::id(document.id_hash);
    pdf.trailer.set("ID", vec![id.clone(), id]);
    for object in pdf.objects.values_mut() {
        if let Object::Stream(stream) = object {
            compress(stream).map_err(Error::Write)?;
        }
    }
    file::write(pdf, structure.parents(), |file| {
        annotations(file, &pages, typeset, &links)?;
        structure.elements(file, &links)
    })
}

/// How hard streams are compressed: a level more gains a hundredth of the size and
/// costs a tenth of the time.
const LEVEL: u32 = 6;

/// Bytes, compressed.
fn deflated(content: &[u8]) -> std::io::Result<Vec<u8>> {
    use std::io::Write as _;
    let room = Vec::with_capacity(content.len() / 3);
    let mut encoder = flate2::write::ZlibEncoder::new(room, flate2::Compression::new(LEVEL));
    encoder.write_all(content)?;
    encoder.finish()
}

/// Compresses a stream, if it may be and if it gains by it.
pub(crate) fn compress(stream: &mut Stream) -> std::io::Result<()> {
    if !stream.allows_compression || stream.dict.has(b"Filter") {
        return Ok(());
    }
    let packed = deflated(&stream.content)?;
    if packed.len() + 20 < stream.content.len() {
        stream.dict.set("Filter", name("FlateDecode"));
        stream.set_content(packed);
    }
    Ok(())
}

/// A length without digits that nobody sees.
fn hundredths(length: f32) -> f32 {
    (length * 100.0).round() / 100.0
}

/// A fault in what printpdf wrote.
fn broken(error: &lopdf::Error) -> Error {
    Error::Pdf(error.to_string())
}

fn name(name: &str) -> Object {
    Object::Name(name.as_bytes().to_vec())
}

fn text(text: &str) -> Object {
    lopdf::text_string(text)
}

fn dictionary(entries: Vec<(&'static str, Object)>) -> Dictionary {
    Dictionary::from_iter(entries)
}

fn integer(n: usize) -> Object {
    Object::Integer(i64::try_from(n).unwrap_or(i64::MAX))
}

/// An area, as PDF counts it: left, foot, right, top.
fn area(paper: Paper, (left, top, right, foot): (f32, f32, f32, f32)) -> Object {
    let corners = [left, paper.height - foot, right, paper.height - top];
    Object::Array(corners.iter().map(|at| Object::Real(hundredths(*at))).collect())
}

/// The top of a page, or a place on it.
fn destination(paper: Paper, pages: &[ObjectId], spot: Spot) -> Object {
    let page = pages.get(spot.page).or(pages.first()).map_or(Object::Null, |id| (*id).into());
    let top = Object::Real(hundredths((paper.height - spot.y + 6.0).min(paper.height)));
    vec![page, name("XYZ"), Object::Integer(0), top, Object::Null].into()
}

/// The links of every page: the number of the object of the first one. The objects are made
/// when they are written.
fn links(pdf: &mut Pdf, pages: &[ObjectId], typeset: &Typeset) -> Result<Vec<u32>, Error> {
    let mut all = Vec::with_capacity(pages.len());
    for (page, sheet) in pages.iter().zip(&typeset.canvas.pages) {
        let first = structure::reserve(pdf, sheet.links.len());
        let entry = pdf.get_dictionary_mut(*page).map_err(|error| broken(&error))?;
        if sheet.links.is_empty() {
            entry.remove(b"Annots");
        } else {
            let objects = (first..).take(sheet.links.len());
            let annotations: Vec<Object> = objects.map(|id| Object::Reference((id, 0))).collect();
            entry.set("Annots", annotations);
        }
        all.push(first);
    }
    Ok(all)
}

/// Writes the links as annotations, one after the other.
fn annotations(
    file: &mut File,
    pages: &[ObjectId],
    typeset: &Typeset,
    links: &[u32],
) -> Result<(), Error> {
    // After the pages themselves, each link has its place in the parent tree.
    let mut parent = pages.len();
    for ((page, sheet), first) in pages.iter().zip(&typeset.canvas.pages).zip(links) {
        for (link, number) in sheet.links.iter().zip(*first..) {
            let says = link.says(typeset.voice);
            let spot = match &link.target {
                Link::Uri(_) => None,
                other => match typeset.places.of(other) {
                    Some(spot) => Some(spot),
                    None => return Err(Error::Link(says)),
                },
            };
            file.entries(number, |entry| {
                entry.name("Type", "Annot")?;
                entry.name("Subtype", "Link")?;
                entry.object("Rect", &area(typeset.canvas.paper, link.area))?;
                entry.list("Border", 0..3, |one, _| one.number(0))?;
                entry.number("F", 4)?;
                entry.object("Contents", &text(&says))?;
                if let Link::Uri(uri) = &link.target {
                    entry.dictionary("A", |entry| {
                        entry.name("Type", "Action")?;
                        entry.name("S", "URI")?;
                        entry.object("URI", &Object::string_literal(ascii(uri)))
                    })?;
                } else if let Some(spot) = spot {
                    entry.object("Dest", &destination(typeset.canvas.paper, pages, spot))?;
                }
                entry.number("StructParent", parent)?;
                entry.reference("P", *page)
            })?;
            parent += 1;
        }
    }
    Ok(())
}

/// A URI in ASCII: PDF allows no other in an action.
fn ascii(uri: &str) -> String {
    let mut out = String::with_capacity(uri.len());
    for byte in uri.bytes() {
        if byte.is_ascii_graphic() {
            out.push(char::from(byte));
        } else {
            out.push_str(&format!("%{byte:02X}"));
        }
    }
    out
}

/// The bookmarks, nested as the headings are.
fn outlines(pdf: &mut Pdf, pages: &[ObjectId], typeset: &Typeset) -> Option<ObjectId> {
    let bookmarks: &[Bookmark] = &typeset.bookmarks;
    if bookmarks.is_empty() {
        return None;
    }
    let root = pdf.new_object_id();
    let ids: Vec<ObjectId> = bookmarks.iter().map(|_| pdf.new_object_id()).collect();
    // The parent of each: the nearest one before it of a higher level.
    let mut parents: Vec<Option<usize>> = Vec::with_capacity(bookmarks.len());
    let mut children: Vec<Vec<usize>> = vec![Vec::new(); bookmarks.len()];
    let mut roots: Vec<usize> = Vec::new();
    let mut open: Vec<usize> = Vec::new();
    for (n, bookmark) in bookmarks.iter().enumerate() {
        while open
            .last()
            .and_then(|at| bookmarks.get(*at))
            .is_some_and(|b| b.level >= bookmark.level)
        {
            open.pop();
        }
        parents.push(open.last().copied());
        match open.last().and_then(|parent| children.get_mut(*parent)) {
            Some(children) => children.push(n),
            None => roots.push(n),
        }
        open.push(n);
    }
    let children = |of: Option<usize>| {
        let list = of.map_or(Some(&roots), |n| children.get(n));
        list.map_or(&[] as &[usize], Vec::as_slice)
    };
    let id_of = |n: Option<usize>| n.and_then(|n| ids.get(n)).copied().unwrap_or(root);
    for of in std::iter::once(None).chain((0..bookmarks.len()).map(Some)) {
        let kids = children(of);
        let mut entry = match of.and_then(|n| bookmarks.get(n)) {
            Some(bookmark) => dictionary(vec![
                ("Title", text(&bookmark.title)),
                ("Dest", destination(typeset.canvas.paper, pages, bookmark.spot)),
            ]),
            None => dictionary(vec![("Type", name("Outlines"))]),
        };
        if let (Some(first), Some(last)) = (kids.first(), kids.last()) {
            entry.set("First", id_of(Some(*first)));
            entry.set("Last", id_of(Some(*last)));
            // Sections are shown closed, so that the whole list is seen.
            let shown = i64::try_from(kids.len()).unwrap_or(i64::MAX);
            entry.set("Count", if of.is_none() { shown } else { -shown });
        }
        if let Some(n) = of {
            let parent = parents.get(n).copied().flatten();
            entry.set("Parent", id_of(parent));
            let siblings = children(parent);
            let at = siblings.binary_search(&n).unwrap_or_default();
            if let Some(before) = at.checked_sub(1).and_then(|at| siblings.get(at)) {
                entry.set("Prev", id_of(Some(*before)));
            }
            if let Some(after) = siblings.get(at + 1) {
                entry.set("Next", id_of(Some(*after)));
            }
        }
        pdf.set_object(id_of(of), entry);
    }
    Some(root)
}

/// The colours are those of sRGB.
fn output_intent(pdf: &mut Pdf) -> ObjectId {
    let profile = pdf.add_object(Stream::new(
        dictionary(vec![("N", 3.into())]),
        typst_assets::icc::S_RGB_V4.to_vec(),
    ));
    pdf.add_object(dictionary(vec![
        ("Type", name("OutputIntent")),
        ("S", name("GTS_PDFA1")),
        ("OutputConditionIdentifier", text("sRGB")),
        ("Info", text("sRGB IEC61966-2.1")),
        ("DestOutputProfile", profile.into()),
    ]))
}

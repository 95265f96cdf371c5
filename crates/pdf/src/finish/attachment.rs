//! The dataset that travels with the brief.

use lopdf::{Dictionary, Document as Pdf, Object, ObjectId, Stream};

use super::{compress, dictionary, integer, metadata::Dates, name, text};

/// The end of the name of the attached dataset.
pub(crate) const SUFFIX: &str = ".canonical.txt";

/// The most that an attachment is unpacked to: a file cannot fill the memory.
pub(crate) const UNPACKED: usize = 1 << 30;

/// How deep a tree of names may be.
const DEPTH: usize = 16;

/// A file as it is attached: compressed once, however many briefs carry it.
#[derive(Debug)]
pub(crate) struct Packed {
    /// How many bytes the file has.
    size: usize,
    stream: Stream,
}

impl Packed {
    /// Compresses a file.
    pub(crate) fn new(bytes: &[u8]) -> std::io::Result<Self> {
        let mut stream = Stream::new(Dictionary::new(), bytes.to_vec());
        compress(&mut stream)?;
        Ok(Self { size: bytes.len(), stream })
    }
}

/// Attaches a file with what it is; its object, and its name for the tree of names.
pub(super) fn attach(
    pdf: &mut Pdf,
    (label, says): (&str, &str),
    packed: &Packed,
    dates: &Dates,
) -> (ObjectId, Object) {
    let mut params = dictionary(vec![("Size", integer(packed.size))]);
    if let Some(date) = &dates.pdf {
        params.set("CreationDate", date.clone());
        params.set("ModDate", date.clone());
    }
    let entry = dictionary(vec![
        ("Type", name("EmbeddedFile")),
        ("Subtype", name("text/plain")),
        ("Params", params.into()),
    ]);
    let mut stream = Stream::new(entry, packed.stream.content.clone());
    if let Ok(filter) = packed.stream.dict.get(b"Filter") {
        stream.dict.set("Filter", filter.clone());
    }
    let stream = pdf.add_object(stream);
    let files = dictionary(vec![("F", stream.into()), ("UF", stream.into())]);
    let file = pdf.add_object(dictionary(vec![
        ("Type", name("Filespec")),
        ("F", text(label)),
        ("UF", text(label)),
        ("AFRelationship", name("Source")),
        ("Desc", text(says)),
        ("EF", files.into()),
    ]));
    (file, text(label))
}

/// Takes the attached dataset out of a file: `Ok(None)` if there is none.
pub(crate) fn extract(bytes: &[u8]) -> Result<Option<Vec<u8>>, String> {
    let pdf = Pdf::load_mem(bytes).map_err(|error| error.to_string())?;
    let catalog = pdf.catalog().map_err(|error| error.to_string())?;
    let tree = catalog
        .get_deref(b"Names", &pdf)
        .and_then(Object::as_dict)
        .and_then(|names| names.get_deref(b"EmbeddedFiles", &pdf))
        .and_then(Object::as_dict);
    let Ok(tree) = tree else { return Ok(None) };
    let Some(file) = find(&pdf, tree, DEPTH) else { return Ok(None) };
    let content = file
        .get_deref(b"EF", &pdf)
        .and_then(Object::as_dict)
        .and_then(|files| files.get_deref(b"UF", &pdf).or_else(|_| files.get_deref(b"F", &pdf)))
        .and_then(Object::as_stream)
        .and_then(|stream| stream.get_plain_content_with_limit(UNPACKED));
    content.map(Some).map_err(|error| format!("the attachment cannot be unpacked: {error}"))
}

/// The first file of a tree of names whose name is that of a dataset.
fn find<'p>(pdf: &'p Pdf, tree: &'p Dictionary, depth: usize) -> Option<&'p Dictionary> {
    let depth = depth.checked_sub(1)?;
    if let Ok(names) = tree.get_deref(b"Names", pdf).and_then(Object::as_array) {
        for file in names.iter().skip(1).step_by(2) {
            let Ok((_, Object::Dictionary(file))) = pdf.dereference(file) else { continue };
            let label = file
                .get_deref(b"UF", pdf)
                .or_else(|_| file.get_deref(b"F", pdf))
                .and_then(lopdf::decode_text_string);
            if label.is_ok_and(|label| label.ends_with(SUFFIX)) {
                return Some(file);
            }
        }
    }
    let kids = tree.get_deref(b"Kids", pdf).and_then(Object::as_array).ok()?;
    kids.iter().find_map(|kid| match pdf.dereference(kid) {
        Ok((_, Object::Dictionary(kid))) => find(pdf, kid, depth),
        _ => None,
    })
}

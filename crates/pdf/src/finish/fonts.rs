//! Fonts that say what their glyphs mean and how wide they are.

use lopdf::{Document as Pdf, Object, ObjectId, Stream};

use super::{broken, dictionary, name};
use crate::{Error, paint::PaintedFont};

/// Rewrites the names, the widths and the texts of the fonts, and gives every page
/// the same resources.
pub(super) fn rewrite(
    pdf: &mut Pdf,
    pages: &[ObjectId],
    fonts: &[PaintedFont],
) -> Result<(), Error> {
    let Some(first) = pages.first() else { return Ok(()) };
    let resources = resources(pdf, *first).map_err(|error| broken(&error))?;
    let mut kept = lopdf::Dictionary::new();
    for font in fonts {
        let id = resources
            .get(font.resource.as_bytes())
            .and_then(Object::as_reference)
            .map_err(|error| broken(&error))?;
        rewrite_one(pdf, id, font).map_err(|error| broken(&error))?;
        kept.set(font.resource.clone(), id);
    }
    let kept = pdf.add_object(kept);
    let shared = pdf.add_object(dictionary(vec![("Font", kept.into())]));
    for page in pages {
        let page = pdf.get_dictionary_mut(*page).map_err(|error| broken(&error))?;
        let old = page.get(b"Resources").and_then(Object::as_reference);
        page.set("Resources", shared);
        if let Ok(old) = old {
            drop_resources(pdf, old);
        }
    }
    Ok(())
}

/// Removes resources that no page has any more, and what only they name.
fn drop_resources(pdf: &mut Pdf, id: ObjectId) {
    let Some(Object::Dictionary(old)) = pdf.objects.remove(&id) else { return };
    for (_, kind) in &old {
        if let Ok(kind) = kind.as_reference() {
            pdf.objects.remove(&kind);
        }
    }
}

/// The fonts of a page, by their names.
fn resources(pdf: &Pdf, page: ObjectId) -> Result<lopdf::Dictionary, lopdf::Error> {
    let page = pdf.get_dictionary(page)?;
    let resources = page.get_deref(b"Resources", pdf)?.as_dict()?;
    Ok(resources.get_deref(b"Font", pdf)?.as_dict()?.clone())
}

fn rewrite_one(pdf: &mut Pdf, id: ObjectId, font: &PaintedFont) -> Result<(), lopdf::Error> {
    let full = format!("{}+{}", font.face.tag(), font.name);
    let map = pdf.add_object(Stream::new(lopdf::Dictionary::new(), to_unicode(font).into_bytes()));
    let old = pdf.get_dictionary(id)?.get(b"ToUnicode").and_then(Object::as_reference);
    if let Ok(old) = old {
        pdf.objects.remove(&old);
    }
    let entry = pdf.get_dictionary_mut(id)?;
    entry.set("BaseFont", name(&full));
    entry.set("ToUnicode", map);
    let descendant = entry
        .get_mut(b"DescendantFonts")?
        .as_array_mut()?
        .first_mut()
        .ok_or(lopdf::Error::DictKey("DescendantFonts".into()))?
        .as_dict_mut()?;
    descendant.set("BaseFont", name(&full));
    descendant.set("W", widths(font));
    let descriptor = descendant.get(b"FontDescriptor")?.as_reference()?;
    pdf.get_dictionary_mut(descriptor)?.set("FontName", name(&full));
    Ok(())
}

/// The widths of the glyphs, as runs of neighbours.
fn widths(font: &PaintedFont) -> Object {
    let mut all: Vec<Object> = Vec::new();
    let mut run: Vec<Object> = Vec::new();
    let mut next = None;
    for (glyph, width, _) in &font.glyphs {
        if next != Some(*glyph) && !run.is_empty() {
            all.push(std::mem::take(&mut run).into());
        }
        if run.is_empty() {
            all.push(i64::from(*glyph).into());
        }
        run.push(Object::Real((width * 100.0).round() / 100.0));
        next = glyph.checked_add(1);
    }
    if !run.is_empty() {
        all.push(run.into());
    }
    all.into()
}

/// The table from glyphs to texts.
fn to_unicode(font: &PaintedFont) -> String {
    let mut out = String::from(
        "/CIDInit /ProcSet findresource begin\n12 dict begin\nbegincmap\n\
         /CIDSystemInfo << /Registry (Adobe) /Ordering (UCS) /Supplement 0 >> def\n\
         /CMapName /Adobe-Identity-UCS def\n/CMapType 2 def\n\
         1 begincodespacerange\n<0000> <FFFF>\nendcodespacerange\n",
    );
    // No more than a hundred in a block.
    for block in font.glyphs.chunks(100) {
        out.push_str(&format!("{} beginbfchar\n", block.len()));
        for (glyph, _, text) in block {
            out.push_str(&format!("<{glyph:04X}> <"));
            for unit in text.encode_utf16() {
                out.push_str(&format!("{unit:04X}"));
            }
            out.push_str(">\n");
        }
        out.push_str("endbfchar\n");
    }
    out.push_str("endcmap\nCMapName currentdict /CMap defineresource pop\nend\nend\n");
    out
}

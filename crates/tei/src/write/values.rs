//! Values where they are authoritative: from what stands here, a reader makes the
//! dataset again.

use std::fmt::Write as _;

use rapporteur_apparatus::phrase;
use rapporteur_schema::{
    Cite, Cites, Decimal, Quantity, Text,
    codes::{Basis, Bound, Code},
    view::{Atom, ItemView, MetaView},
};

use super::{dates, index::Index, names::write_number, xml::Xml};

/// The parts of an item, each a typed note.
pub(crate) fn parts(xml: &mut Xml<'_>, index: &Index<'_>, item: &ItemView<'_>) {
    let language = item.parts.iter().find_map(|(_, atom)| match atom {
        Atom::Language(tag) => Some(tag.as_str()),
        _ => None,
    });
    for (def, value) in &item.parts {
        xml.note(def.name);
        match value {
            Atom::Quantity(value) => quantity(xml, value, measured(item)),
            value => atom(xml, index, *value, language.unwrap_or_default()),
        }
        xml.end("note");
        xml.nl();
    }
}

/// The parts of a passage, none of which points to a record.
pub(crate) fn passage_parts(xml: &mut Xml<'_>, index: &Index<'_>, item: &ItemView<'_>) {
    for (def, value) in &item.parts {
        xml.note(def.name);
        match *value {
            Atom::Code(value) => code(xml, index, value),
            other => xml.exact("seg", &[("type", "plain")], &other.to_text()),
        }
        xml.end("note");
        xml.nl();
    }
}

/// One value, so that it can be read back.
fn atom(xml: &mut Xml<'_>, index: &Index<'_>, value: Atom<'_>, language: &str) {
    match value {
        Atom::Text(value) => text(xml, value),
        Atom::Plain(value) => {
            xml.exact("seg", &[("type", "plain"), ("xml:lang", language)], value);
        }
        Atom::Language(tag) => xml.leaf("ident", &[("type", "language")], tag.as_str()),
        Atom::Date(value) => date(xml, value),
        Atom::Quantity(value) => quantity(xml, value, ""),
        Atom::Integer(n) => integer(xml, n),
        Atom::Ref(id) => reference(xml, index, id.as_str()),
        Atom::Code(value) => code(xml, index, value),
        Atom::Flag => xml.leaf("ident", &[("type", "flag")], "true"),
        // What is counted has parts, none of which holds a space; a value of a sort
        // that comes to the model later is kept as its text.
        Atom::Counts(_) => {
            xml.start("fs", &[("type", "counts")]);
            for part in value.to_text().split(' ') {
                let (key, value) = part.split_once('=').unwrap_or((part, part));
                xml.start("f", &[("name", key)]);
                xml.empty("symbol", &[("value", value)]);
                xml.end("f");
            }
            xml.end("fs");
        }
        _ => xml.exact("seg", &[("type", "plain")], &value.to_text()),
    }
}

/// A whole number.
pub(crate) fn integer(xml: &mut Xml<'_>, n: u32) {
    let write = |to: &mut String| write_number(to, n as usize);
    xml.tag("num").written("value", write).leaf_with(|xml| xml.written(write));
}

fn text(xml: &mut Xml<'_>, text: &Text) {
    for (n, (tag, words)) in text.iter().enumerate() {
        if n > 0 {
            xml.nl();
        }
        xml.exact("seg", &[("type", "text"), ("xml:lang", tag.as_str())], words);
    }
}

/// A date with all its attributes, in words.
pub(crate) fn date(xml: &mut Xml<'_>, date: &rapporteur_schema::Date) {
    dates::full(xml.tag("date"), date).leaf_with(|xml| xml.date(date));
}

fn reference(xml: &mut Xml<'_>, index: &Index<'_>, id: &str) {
    let entry = index.entry(id);
    let label = entry.map_or(id, |entry| entry.label);
    xml.tag("ref").written("target", |to| index.pointer(to, id, entry)).leaf(label);
}

fn code(xml: &mut Xml<'_>, index: &Index<'_>, code: Code) {
    term(xml, index, code, code.label());
}

/// A code, in words of the caller's.
pub(crate) fn term(xml: &mut Xml<'_>, index: &Index<'_>, code: Code, words: &str) {
    xml.tag("term").code("ref", index, code).leaf(words);
}

/// A note that holds a code.
pub(crate) fn code_note(xml: &mut Xml<'_>, index: &Index<'_>, kind: &str, value: Code) {
    xml.note(kind);
    code(xml, index, value);
    xml.end("note");
    xml.nl();
}

/// A quantity: in words for readers, with its parts as features for programs.
fn quantity(xml: &mut Xml<'_>, quantity: &Quantity, of: &str) {
    measure(xml, quantity, of);
    xml.raw("<fs type=\"quantity\">");
    let numbers = [("n", quantity.n), ("min", quantity.min), ("max", quantity.max)];
    for (name, number) in numbers {
        if let Some(n) = number {
            xml.tag("f").plain("name", name).open();
            xml.tag("numeric").written("value", |to| decimal(to, Some(n))).empty();
            xml.end("f");
        }
    }
    if let Some(bound) = quantity.bound {
        xml.tag("f").plain("name", "bound").open();
        xml.tag("symbol").plain("value", bound.code()).empty();
        xml.end("f");
    }
    let currency = quantity.currency.as_ref().map(rapporteur_schema::Currency::as_str);
    let words = [
        ("unit", quantity.unit.as_ref().map(rapporteur_schema::PlainText::as_str)),
        ("currency", currency),
        ("per", quantity.per.as_ref().map(rapporteur_schema::PlainText::as_str)),
    ];
    for (name, words) in words {
        if let Some(words) = words {
            xml.start("f", &[("name", name)]);
            xml.exact("string", &[], words);
            xml.end("f");
        }
    }
    xml.end("fs");
}

/// A quantity in words, with what TEI has attributes for; `of` is what it measures.
pub(crate) fn measure(xml: &mut Xml<'_>, quantity: &Quantity, of: &str) {
    // Only an exact number is the quantity; another is a limit, or neither.
    let exact = quantity.n.filter(|_| quantity.bound.is_none());
    let (least, most) = match (quantity.bound, quantity.n) {
        (None, None) => (quantity.min, quantity.max),
        (Some(Bound::AtLeast), n) => (n, None),
        (Some(Bound::AtMost), n) => (None, n),
        _ => (None, None),
    };
    let (kind, unit) = match (&quantity.currency, &quantity.unit) {
        (Some(currency), _) => ("currency", currency.as_str()),
        (None, Some(unit)) if is_word(unit.as_str()) => ("", unit.as_str()),
        _ => ("", ""),
    };
    xml.tag("measure")
        .with("type", kind)
        .written("quantity", |to| decimal(to, exact))
        .with("unit", unit)
        .with("commodity", of)
        .written("atLeast", |to| decimal(to, least))
        .written("atMost", |to| decimal(to, most))
        .leaf_with(|xml| match &quantity {
            // What a source counts in may be any text.
            Quantity { unit: None, per: None, .. } => {
                xml.written(|to| phrase::write_quantity(to, quantity));
            }
            quantity => xml.text(&phrase::quantity(quantity)),
        });
}

/// Writes a number, if there is one.
fn decimal(to: &mut String, n: Option<Decimal>) {
    if let Some(n) = n {
        // Writing to a string does not fail.
        let _ = write!(to, "{n}");
    }
}

/// The code of what a quantity measures, if its item says that.
pub(crate) fn measured<'a>(item: &ItemView<'a>) -> &'a str {
    match item.part("measure") {
        Some(Atom::Code(measure)) => measure.code(),
        _ => "",
    }
}

/// Whether a text is what TEI calls a word, so that an attribute can hold it.
pub(crate) fn is_word(text: &str) -> bool {
    !text.is_empty() && text.chars().all(|c| c.is_alphanumeric() || "-_.%/".contains(c))
}

/// Citations, in words: `Luo 2019, passage 44, 97; Luo 2021, passage 15`, each passage
/// a link.
pub(crate) fn cites(xml: &mut Xml<'_>, index: &Index<'_>, cites: &[Cite]) {
    let mut source = "";
    for (n, cite) in cites.iter().enumerate() {
        let same = n > 0 && source == cite.source();
        if n > 0 {
            xml.raw(if same { ", " } else { "; " });
        }
        xml.tag("ref")
            .with("type", "passage")
            .written("target", |to| index.passage(to, cite))
            .open();
        if !same {
            source = cite.source();
            xml.text(index.siglum(source));
            xml.raw(", passage ");
        }
        xml.text(cite.passage());
        xml.end("ref");
    }
}

/// A note that holds citations.
pub(crate) fn cite_note(xml: &mut Xml<'_>, index: &Index<'_>, all: &Cites) {
    xml.tally.citations += all.len();
    xml.note("cite");
    cites(xml, index, all);
    xml.end("note");
    xml.nl();
}

/// What a reading or an item says about itself, each a typed note.
pub(crate) fn meta(xml: &mut Xml<'_>, index: &Index<'_>, meta: &MetaView<'_>) {
    let note = |xml: &mut Xml<'_>, kind: &str, content: &dyn Fn(&mut Xml<'_>)| {
        xml.note(kind);
        content(xml);
        xml.end("note");
        xml.nl();
    };
    if let Some(printed) = meta.as_printed {
        // What the editors propose to replace is a mistake; the rest is a spelling.
        let name = if meta.basis == Some(Basis::Proposed) { "sic" } else { "orig" };
        note(xml, "as_printed", &|xml| xml.exact(name, &[], printed));
    }
    if let Some(basis) = meta.basis {
        code_note(xml, index, "basis", basis.with_list());
    }
    if let Some(as_of) = meta.as_of {
        note(xml, "as_of", &|xml| date(xml, as_of));
    }
    if let Some(speaker) = meta.said_by {
        note(xml, "said_by", &|xml| reference(xml, index, speaker.as_str()));
    }
    if let Some(words) = meta.note {
        note(xml, "note", &|xml| text(xml, words));
    }
    if let Some(access) = meta.access {
        code_note(xml, index, "access", access.with_list());
    }
    if let Some(all) = meta.cite {
        cite_note(xml, index, all);
    }
}

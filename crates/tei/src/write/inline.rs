//! Values where people read them: in words, with links, every reading with its
//! passages.

use rapporteur_schema::{
    Cites, Register,
    codes::Basis,
    view::{Atom, FieldView, ItemView, MetaView, ReadingView},
};

use super::{
    claims::is_silent,
    dates,
    index::{Index, LANGUAGE},
    names::Walked,
    values,
    xml::Xml,
};

/// A record by name, linked.
pub(crate) fn record(xml: &mut Xml<'_>, index: &Index<'_>, id: &str) {
    let entry = index.entry(id);
    let (name, key) = match entry.map(|entry| entry.register) {
        Some(Register::Person) => ("persName", "ref"),
        Some(Register::Organisation) => ("orgName", "ref"),
        Some(Register::Place) => ("placeName", "ref"),
        _ => ("ref", "target"),
    };
    let label = entry.map_or(id, |entry| entry.label);
    xml.tag(name).written(key, |to| index.pointer(to, id, entry)).leaf(label);
}

/// Citations in brackets.
pub(crate) fn cites(xml: &mut Xml<'_>, index: &Index<'_>, all: &Cites) {
    xml.raw(" (");
    values::cites(xml, index, all);
    xml.raw(")");
}

fn atom(xml: &mut Xml<'_>, index: &Index<'_>, value: Atom<'_>, language: &str) {
    match value {
        Atom::Text(text) => {
            for (n, (tag, words)) in text.iter().enumerate() {
                if n > 0 {
                    xml.raw(" / ");
                }
                if tag.as_str() == LANGUAGE {
                    xml.text(words);
                } else {
                    xml.leaf("foreign", &[("xml:lang", tag.as_str())], words);
                }
            }
        }
        Atom::Plain(text) if !language.is_empty() && language != LANGUAGE => {
            xml.leaf("foreign", &[("xml:lang", language)], text);
        }
        Atom::Plain(text) => xml.text(text),
        Atom::Date(value) => date(xml, value),
        Atom::Quantity(quantity) => values::measure(xml, quantity, ""),
        Atom::Integer(n) => values::integer(xml, n),
        Atom::Ref(id) => record(xml, index, id.as_str()),
        Atom::Code(code) => values::term(xml, index, code, code.label()),
        Atom::Flag => xml.raw("yes"),
        other => xml.text(&other.to_text()),
    }
}

/// A date in words.
pub(crate) fn date(xml: &mut Xml<'_>, date: &rapporteur_schema::Date) {
    dates::short(xml.tag("date"), date).leaf_with(|xml| xml.date(date));
}

/// What a source prints where the editors propose something else.
fn printed_otherwise<'a>(meta: &MetaView<'a>) -> Option<&'a str> {
    meta.as_printed.filter(|_| meta.basis == Some(Basis::Proposed))
}

/// An item without the part that is said elsewhere: its first part, and the others in
/// brackets after it.
pub(crate) fn item_without(xml: &mut Xml<'_>, index: &Index<'_>, item: &ItemView<'_>, said: &str) {
    item_for(xml, index, item, said, None);
}

/// An item; if something else is printed, its first part stands beside that, as the
/// editors' correction.
fn item_for(
    xml: &mut Xml<'_>,
    index: &Index<'_>,
    item: &ItemView<'_>,
    said: &str,
    printed: Option<&str>,
) {
    let printed = printed.or_else(|| printed_otherwise(&item.meta));
    let language = match item.part("lang") {
        Some(Atom::Language(tag)) => tag.as_str(),
        _ => "",
    };
    let mut rest = 0;
    let measured = values::measured(item);
    let parts = item.parts.iter().filter(|(def, _)| def.name != said);
    for (n, (def, value)) in parts.enumerate() {
        // What is counted is for programs; the language is an attribute.
        if matches!(def.name, "lang" | "counts") && n > 0 {
            continue;
        }
        if n > 0 && !measured.is_empty() && def.name == "quantity" {
            xml.raw(": ");
        } else if n > 0 {
            xml.raw(if rest == 0 { " (" } else { "; " });
            rest += 1;
        }
        if let Some(printed) = printed.filter(|_| n == 0) {
            xml.start("choice", &[]);
            xml.leaf("sic", &[], printed);
            // Who sees both still sees two words.
            xml.raw(" ");
            xml.start("corr", &[("resp", "#Editors"), ("evidence", "conjecture")]);
        }
        match value {
            Atom::Quantity(quantity) => values::measure(xml, quantity, measured),
            value => atom(xml, index, *value, language),
        }
        if n == 0 && printed.is_some() {
            xml.end("corr");
            xml.end("choice");
        }
    }
    if rest > 0 {
        xml.raw(")");
    }
    remarks(xml, index, &item.meta);
    if let Some(all) = item.meta.cite {
        cites(xml, index, all);
    }
}

/// What a reading or an item says about itself besides its passages.
pub(crate) fn remarks(xml: &mut Xml<'_>, index: &Index<'_>, meta: &MetaView<'_>) {
    if is_silent(meta) {
        return;
    }
    let mut first = true;
    let mut next = |xml: &mut Xml<'_>| {
        xml.raw(if first { " [" } else { "; " });
        first = false;
    };
    if let Some(printed) = meta.as_printed {
        next(xml);
        xml.raw("printed: ");
        let name = if meta.basis == Some(Basis::Proposed) { "sic" } else { "orig" };
        xml.leaf(name, &[], printed);
    }
    if let Some(basis) = meta.basis {
        next(xml);
        values::term(xml, index, basis.with_list(), &basis.label().to_lowercase());
        if basis != Basis::Stated {
            xml.raw(" by the editors");
        }
    }
    if let Some(as_of) = meta.as_of {
        next(xml);
        xml.raw("as of ");
        date(xml, as_of);
    }
    if let Some(speaker) = meta.said_by {
        next(xml);
        xml.raw("attributed to ");
        record(xml, index, speaker.as_str());
    }
    if let Some(words) = meta.note {
        next(xml);
        xml.raw("note: ");
        atom(xml, index, Atom::Text(words), "");
    }
    if let Some(access) = meta.access {
        next(xml);
        xml.text(access.label());
    }
    xml.raw("]");
}

/// A reading: its items, or why there are none, and what it says about itself.
pub(crate) fn reading(
    xml: &mut Xml<'_>,
    index: &Index<'_>,
    field: &Walked<'_>,
    n: usize,
    reading: &ReadingView<'_>,
) {
    if !reading.bare {
        xml.tag("seg")
            .with("type", "reading")
            .cites("source", index, reading.meta.cite)
            .written("corresp", |to| index.beside(to, field.record, field.name(n)))
            .open();
    }
    if let Some(absent) = reading.absent {
        let words = format!("({})", absent.label().to_lowercase());
        values::term(xml, index, absent.with_list(), &words);
    } else {
        // What is printed in place of the whole value stands beside it.
        let of_all = match reading.items.as_slice() {
            [_] => printed_otherwise(&reading.meta),
            _ => None,
        };
        for (n, one) in reading.items.iter().enumerate() {
            if n > 0 {
                xml.raw("; ");
            }
            item_for(xml, index, one, "", of_all);
        }
    }
    if reading.open {
        xml.raw("; and others");
    }
    if !reading.bare {
        xml.end("seg");
        remarks(xml, index, &reading.meta);
        if let Some(all) = reading.meta.cite {
            cites(xml, index, all);
        }
    }
}

/// All readings of a field, side by side.
pub(crate) fn field(xml: &mut Xml<'_>, index: &Index<'_>, field: &Walked<'_>) {
    if field.contested {
        xml.raw("as each source has it: ");
    }
    readings(xml, index, field, " | ");
}

/// All readings of a field, with this between them.
pub(crate) fn readings(xml: &mut Xml<'_>, index: &Index<'_>, field: &Walked<'_>, between: &str) {
    for (n, one) in field.view.readings.iter().enumerate() {
        if n > 0 {
            xml.raw(between);
        }
        reading(xml, index, field, n, one);
    }
}

/// The date of a record when its readings agree on one.
pub(crate) fn agreed_date<'a>(field: &FieldView<'a>) -> Option<&'a rapporteur_schema::Date> {
    if field.is_contested() {
        return None;
    }
    match field.readings.first()?.items.first()?.part("value") {
        Some(Atom::Date(date)) => Some(date),
        _ => None,
    }
}

//! Values where people read them: in words, with links, every reading with its
//! passages.

use rapporteur_schema::{
    Cites, Register,
    codes::Basis,
    view::{Atom, FieldView, ItemView, MetaView, ReadingView},
};

use super::{
    claims::is_silent,
    dates::Dating,
    ids,
    index::{Index, LANGUAGE, Walked},
    values,
    xml::Xml,
};

/// A record by name, linked.
pub(crate) fn record(xml: &mut Xml<'_>, index: &Index<'_>, id: &str) {
    let pointer = index.pointer(id);
    let (name, key) = match index.register(id) {
        Some(Register::Person) => ("persName", "ref"),
        Some(Register::Organisation) => ("orgName", "ref"),
        Some(Register::Place) => ("placeName", "ref"),
        _ => ("ref", "target"),
    };
    xml.leaf(name, &[(key, &pointer)], index.label(id));
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
        Atom::Date(value) => date(xml, value, &[]),
        Atom::Quantity(quantity) => values::measure(xml, quantity, ""),
        Atom::Integer(n) => {
            let n = n.to_string();
            xml.leaf("num", &[("value", &n)], &n);
        }
        Atom::Ref(id) => record(xml, index, id.as_str()),
        Atom::Code(code) => xml.leaf("term", &[("ref", &ids::code(code))], code.label()),
        Atom::Flag => xml.raw("yes"),
        other => xml.text(&other.to_text()),
    }
}

/// A date in words.
pub(crate) fn date(xml: &mut Xml<'_>, date: &rapporteur_schema::Date, more: &[(&str, &str)]) {
    let words = rapporteur_apparatus::phrase::date(date);
    xml.leaf("date", &Dating::short(date).with(more), &words);
}

/// An item: its first part, and the others in brackets after it.
pub(crate) fn item(xml: &mut Xml<'_>, index: &Index<'_>, item: &ItemView<'_>) {
    let language = match item.part("lang") {
        Some(Atom::Language(tag)) => tag.as_str(),
        _ => "",
    };
    let mut rest = 0;
    let measured = item.part("measure").is_some();
    for (n, (def, value)) in item.parts.iter().enumerate() {
        // What is counted is for programs; the language is an attribute.
        if matches!(def.name, "lang" | "counts") && n > 0 {
            continue;
        }
        if n > 0 && measured && def.name == "quantity" {
            xml.raw(": ");
        } else if n > 0 {
            xml.raw(if rest == 0 { " (" } else { "; " });
            rest += 1;
        }
        atom(xml, index, *value, language);
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
        xml.leaf("term", &[("ref", &ids::code(basis.with_list()))], &basis.label().to_lowercase());
        xml.raw(" by the editors");
    }
    if let Some(as_of) = meta.as_of {
        next(xml);
        xml.raw("as of ");
        date(xml, as_of, &[]);
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

/// The printed form and the proposed one side by side, where TEI has the means:
/// a value of one part that is text or a date.
fn emended(xml: &mut Xml<'_>, index: &Index<'_>, reading: &ReadingView<'_>) -> bool {
    let (Some(printed), Some(Basis::Proposed), [only]) =
        (reading.meta.as_printed, reading.meta.basis, reading.items.as_slice())
    else {
        return false;
    };
    let [(_, value)] = only.parts.as_slice() else { return false };
    xml.start("choice", &[]);
    xml.leaf("sic", &[], printed);
    xml.raw(" ");
    xml.start("corr", &[("resp", "#Editors"), ("evidence", "conjecture")]);
    atom(xml, index, *value, "");
    xml.end("corr");
    xml.end("choice");
    true
}

/// A reading: its items, or why there are none, and what it says about itself.
pub(crate) fn reading(
    xml: &mut Xml<'_>,
    index: &Index<'_>,
    field: &Walked<'_>,
    n: usize,
    reading: &ReadingView<'_>,
) {
    let name = field.name(n);
    let attributes = [
        ("type", "reading"),
        ("source", &*index.source(reading.meta.cite)),
        ("corresp", &if name.is_empty() { String::new() } else { format!("#{name}") }),
    ];
    let attributes = if reading.bare { &attributes[..1] } else { &attributes[..] };
    xml.start("seg", attributes);
    if let Some(absent) = reading.absent {
        let code = absent.with_list();
        xml.leaf(
            "term",
            &[("ref", &ids::code(code))],
            &format!("({})", code.label().to_lowercase()),
        );
    } else if !emended(xml, index, reading) {
        for (n, one) in reading.items.iter().enumerate() {
            if n > 0 {
                xml.raw("; ");
            }
            item(xml, index, one);
        }
    }
    if reading.open {
        xml.raw("; and others");
    }
    xml.end("seg");
    if !reading.bare {
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
    for (n, one) in field.view.readings.iter().enumerate() {
        if n > 0 {
            xml.raw(" | ");
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

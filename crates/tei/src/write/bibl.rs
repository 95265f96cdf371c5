//! Sources and works as bibliographic descriptions.

use std::collections::BTreeSet;

use rapporteur_schema::{
    Register,
    view::{Atom, ItemView, ReadingView},
};

use super::{
    dates, ids,
    index::Index,
    inline,
    names::Walked,
    nest::{Nest, nest},
    registers::Entry,
    values,
    xml::Xml,
};

/// One `biblStruct`.
pub(crate) fn write(xml: &mut Xml<'_>, entry: &Entry<'_, '_>) {
    let id = entry.record.id().as_str();
    entry.begin(xml, "biblStruct", entry.record.kind().code()).open();
    xml.nl();
    xml.start("monogr", &[]);
    xml.nl();
    for name in ["authors", "by"] {
        agents(xml, entry, name, "author", "");
    }
    agents(xml, entry, "translators", "editor", "translator");
    let titled = ["title", "names"].into_iter().filter(|f| entry.names(xml, f, "title")).count();
    if titled == 0 {
        xml.leaf("title", &[], id);
        xml.nl();
    }
    entry.identifiers(xml);
    imprint(xml, entry);
    xml.end("monogr");
    xml.nl();
    entry.notes(xml, &["title", "names", "identifiers", "passages"]);
    if let Some(field) = entry.field("passages").filter(|_| is_source(entry)) {
        for reading in &field.view.readings {
            passages(xml, entry.index, id, reading);
        }
    }
    xml.end("biblStruct");
}

fn is_source(entry: &Entry<'_, '_>) -> bool {
    entry.record.register() == Register::Source
}

/// Whoever stands in a field, each in an element of this name; every reading.
fn agents(xml: &mut Xml<'_>, entry: &Entry<'_, '_>, field: &str, element: &str, role: &str) {
    let Some(field) = entry.field(field) else { return };
    for (n, reading) in field.view.readings.iter().enumerate() {
        for (at, item) in reading.items.iter().enumerate() {
            let Some((_, Atom::Ref(id))) = item.parts.first() else { continue };
            xml.tag(element)
                .with("role", role)
                .cites("source", entry.index, item.meta.cite.or(reading.meta.cite))
                .all_here("corresp", [field.claim(n, at)].into_iter())
                .open();
            inline::record(xml, entry.index, id.as_str());
            xml.end(element);
            xml.nl();
        }
    }
}

/// Publisher and date. There is one `date` at most, since well-known stylesheets
/// fail on two; the other dates are in the notes.
fn imprint(xml: &mut Xml<'_>, entry: &Entry<'_, '_>) {
    xml.start("imprint", &[]);
    xml.nl();
    agents(xml, entry, "publisher", "publisher", "");
    let dates = ["published", "date"].into_iter().find_map(|name| entry.field(name));
    let dated =
        dates.filter(|field| field.view.readings.iter().any(|reading| !reading.items.is_empty()));
    match dated {
        Some(field) => imprint_date(xml, entry, field),
        None => xml.leaf("date", &[("cert", "unknown")], "no date recorded"),
    }
    xml.nl();
    xml.end("imprint");
    xml.nl();
}

fn imprint_date(xml: &mut Xml<'_>, entry: &Entry<'_, '_>, field: &Walked<'_>) {
    let names = || (0..field.view.readings.len()).map(|n| field.name(n));
    if let Some(date) = inline::agreed_date(&field.view) {
        let readings = &field.view.readings;
        let sources = |to: &mut String| {
            for (n, reading) in readings.iter().enumerate() {
                to.push_str(if n > 0 { " " } else { "" });
                entry.index.passages(to, reading.meta.cite);
            }
        };
        let tag = dates::short(xml.tag("date"), date).written("source", sources);
        tag.all_here("corresp", names()).leaf_with(|xml| xml.date(date));
        return;
    }
    // Sources differ: all of them, and no attribute that would choose.
    xml.tag("date").all_here("corresp", names()).open();
    let dates = field.view.readings.iter().flat_map(|reading| &reading.items);
    for (n, item) in dates.enumerate() {
        if n > 0 {
            xml.raw(" | ");
        }
        if let Some((_, Atom::Date(date))) = item.parts.first() {
            xml.date(date);
        }
    }
    xml.end("date");
}

/// The passages of a source: this is their authoritative place.
fn passages(xml: &mut Xml<'_>, index: &Index<'_>, source: &str, reading: &ReadingView<'_>) {
    let attributes = [
        ("xml:id", &*format!("L.{source}")),
        ("type", "passages"),
        ("subtype", if reading.open { "open" } else { "" }),
    ];
    xml.start("note", &attributes);
    xml.start("list", &[("type", "passages")]);
    xml.leaf("head", &[], "Passages, by key, with the SHA-256 of their normalised text");
    xml.nl();
    // Writing to memory does not fail.
    let _ = nest(&reading.items, &mut Passages { xml, index, source, seen: BTreeSet::new() });
    xml.end("list");
    xml.end("note");
    xml.nl();
}

struct Passages<'x, 'o, 'i> {
    xml: &'x mut Xml<'o>,
    index: &'x Index<'i>,
    source: &'x str,
    seen: BTreeSet<String>,
}

impl Nest<ItemView<'_>> for Passages<'_, '_, '_> {
    type Error = std::convert::Infallible;

    fn open(&mut self, first: usize, last: usize) {
        self.xml.start("item", &[]);
        self.xml.start("list", &[("type", "part")]);
        self.xml.leaf("head", &[], &format!("Passages, {first} to {last}"));
        self.xml.nl();
    }

    fn close(&mut self) {
        self.xml.end("list");
        self.xml.end("item");
        self.xml.nl();
    }

    fn one(&mut self, item: &ItemView<'_>) -> Result<(), Self::Error> {
        let key = match item.part("key") {
            Some(Atom::Plain(key)) => key,
            _ => "",
        };
        let name = ids::passage(self.source, key);
        // A key that a source lists twice is a fault that `check` tells of; the
        // document stays valid.
        let name = if self.seen.insert(name.clone()) { name } else { String::new() };
        self.xml.start("item", &[("xml:id", &name), ("n", key)]);
        self.xml.nl();
        values::passage_parts(self.xml, self.index, item);
        self.xml.end("item");
        self.xml.nl();
        Ok(())
    }
}

//! Claims as annotations: the authoritative place of everything but passages.
//!
//! A record is a list of annotations: one that says what the record is, one for
//! each claim, one for each item of the editors' arrangement. A reading that does
//! not stand bare is a list of its own; when it can have several items, an
//! annotation at its head says what the reading says about all of them.

use std::io;

use rapporteur_schema::{
    Cites, RecordRef, Register,
    codes::Basis,
    view::{Atom, FieldDef, ItemView, MetaView, ReadingView},
};

use super::{
    Group,
    index::Index,
    names::{Name, Walked, walk, write_number},
    nest::{MOST, Nest, nest},
    values,
    xml::{Tag, Xml},
};

/// What connects claims and records, noted while these are written.
#[derive(Default)]
pub(crate) struct Found<'a> {
    /// Pointers to the readings of each field of which the editors say that they
    /// cannot both be right.
    exclusive: Vec<String>,
    /// Pointers to the readings of each other field whose readings differ.
    inclusive: Vec<String>,
    /// The editors' arrangement: a record, the field, another record.
    pub(crate) relations: Vec<(&'a str, &'static FieldDef, &'a str)>,
}

/// All claims of some records, register by register.
pub(crate) fn write<'a>(
    xml: &mut Xml<'_>,
    index: &'a Index<'_>,
    groups: &[Group<'a>],
) -> io::Result<Found<'a>> {
    let mut found = Found::default();
    if groups.is_empty() {
        return Ok(found);
    }
    xml.start("listAnnotation", &[("type", "claims"), ("xml:id", "Claims")]);
    xml.leaf("head", &[], "Claims, with the passages that carry them");
    xml.nl();
    for (register, records) in groups {
        let attributes = [("type", "register"), ("subtype", register.folder())];
        xml.start("listAnnotation", &attributes);
        xml.leaf("head", &[], register.label());
        xml.nl();
        nest(records, &mut Records { xml, index, register: *register, found: &mut found })?;
        xml.end("listAnnotation");
        xml.nl();
    }
    xml.end("listAnnotation");
    xml.nl();
    Ok(found)
}

struct Records<'x, 'o, 'a> {
    xml: &'x mut Xml<'o>,
    index: &'a Index<'a>,
    register: Register,
    found: &'x mut Found<'a>,
}

impl<'a> Nest<RecordRef<'a>> for Records<'_, '_, 'a> {
    type Error = io::Error;

    fn open(&mut self, first: usize, last: usize) {
        self.xml.start("listAnnotation", &[("type", "part")]);
        let head = format!("{}, {first} to {last}", self.register.label());
        self.xml.leaf("head", &[], &head);
        self.xml.nl();
    }

    fn close(&mut self) {
        self.xml.end("listAnnotation");
        self.xml.nl();
    }

    fn one(&mut self, record: &RecordRef<'a>) -> io::Result<()> {
        one(self.xml, self.index, *record, self.found);
        self.xml.pass()
    }
}

/// One record.
pub(crate) fn one<'a>(
    xml: &mut Xml<'_>,
    index: &'a Index<'_>,
    record: RecordRef<'a>,
    found: &mut Found<'a>,
) {
    let id = record.id().as_str();
    let register = record.register().name();
    xml.tag("listAnnotation")
        .plain("type", "record")
        .plain("subtype", register)
        .here("corresp", id)
        .open();
    xml.nl();
    xml.tally.records += 1;
    identity(xml, index, record);
    for field in walk(index, record) {
        let writer = Fields { index, id, field: &field, register };
        if register == Register::Source.name() && field.view.def.name == "passages" {
            writer.passages(xml);
            continue;
        }
        for (n, reading) in field.view.readings.iter().enumerate() {
            writer.reading(xml, n, reading);
        }
        found.add(index, &field);
    }
    xml.end("listAnnotation");
    xml.nl();
}

impl<'a> Found<'a> {
    fn add(&mut self, index: &Index<'_>, field: &Walked<'a>) {
        let def = field.view.def;
        if field.contested {
            let mut names = String::new();
            for n in 0..field.view.readings.len() {
                names.push_str(if n > 0 { " #" } else { "#" });
                field.name(n).write(&mut names);
            }
            let conflict = index.is_conflict(field.record, def.name);
            if conflict { &mut self.exclusive } else { &mut self.inclusive }.push(names);
        }
        if def.reported {
            return;
        }
        for item in field.view.readings.iter().flat_map(|reading| &reading.items) {
            if let Some((_, Atom::Ref(to))) = item.parts.first() {
                self.relations.push((field.record, def, to.as_str()));
            }
        }
    }
}

/// What a record is: its kind, its citations, who may see it.
fn identity(xml: &mut Xml<'_>, index: &Index<'_>, record: RecordRef<'_>) {
    let id = record.id().as_str();
    let categories = |to: &mut String| {
        index.category(to, record.register().name());
        to.push(' ');
        index.code(to, record.kind());
    };
    xml.tag("annotation")
        .written("xml:id", |to| {
            to.push_str("A.");
            to.push_str(id);
        })
        .here("target", id)
        .plain("motivation", "classifying")
        .written("ana", categories)
        .cites("source", index, record.cite())
        .open();
    values::code_note(xml, index, "kind", record.kind());
    if let Some(access) = record.access() {
        values::code_note(xml, index, "access", access.with_list());
    }
    if let Some(all) = record.cite() {
        values::cite_note(xml, index, all);
    }
    xml.end("annotation");
    xml.nl();
}

struct Fields<'f, 'i> {
    index: &'f Index<'i>,
    id: &'f str,
    field: &'f Walked<'f>,
    register: &'f str,
}

impl Fields<'_, '_> {
    fn category<'t, 'o>(&self, tag: Tag<'t, 'o>, basis: Option<Basis>) -> Tag<'t, 'o> {
        tag.written("ana", |to| {
            self.index.field(to, self.register, self.field.view.def.name);
            if let Some(basis) = basis {
                to.push(' ');
                self.index.code(to, basis.with_list());
            }
        })
    }

    /// Where the passages of a source stand, and how many they are.
    fn passages(&self, xml: &mut Xml<'_>) {
        let Some(reading) = self.field.view.readings.first() else { return };
        let count = reading.items.len();
        let tag = xml
            .tag("annotation")
            .with("xml:id", &format!("G.{}.passages", self.id))
            .written("n", |to| write_number(to, count))
            .here("target", self.id)
            .with("motivation", "linking");
        self.category(tag, None).with("resp", "#Editors").open();
        let words = rapporteur_apparatus::phrase::count(count, "passage", "passages");
        xml.tag("ref").with("target", &format!("#L.{}", self.id)).leaf(&words);
        xml.end("annotation");
        xml.nl();
    }

    fn reading(&self, xml: &mut Xml<'_>, n: usize, reading: &ReadingView<'_>) {
        let reported = self.field.view.def.reported;
        xml.tally.readings += usize::from(reported);
        let wrapped = !reading.bare || reading.open;
        if wrapped {
            let tag = xml
                .tag("listAnnotation")
                .with("type", if reading.bare { "bare" } else { "reading" })
                .with("subtype", if reading.open { "open" } else { "" });
            self.category(tag, None).open();
            xml.nl();
        }
        if let Some(name) = self.field.own(n) {
            self.about_reading(xml, n, name, reading);
        }
        if reading.absent.is_some() {
            self.claim(xml, (n, 0), reading, None);
        } else {
            let mut items = Items { xml, fields: self, n, next: 0, reading };
            // Writing to memory does not fail.
            let _ = nest(&reading.items, &mut items);
        }
        if wrapped {
            xml.end("listAnnotation");
            xml.nl();
        }
    }

    /// Points to the readings that cannot be right together with this one.
    fn exclude<'t, 'o>(&self, tag: Tag<'t, 'o>, n: usize) -> Tag<'t, 'o> {
        let name = self.field.view.def.name;
        if !self.field.contested || !self.index.is_conflict(self.id, name) {
            return tag;
        }
        let others = (0..self.field.view.readings.len()).filter(|other| *other != n);
        tag.all_here("exclude", others.map(|other| self.field.name(other)))
    }

    /// What a reading says about all its items.
    fn about_reading(
        &self,
        xml: &mut Xml<'_>,
        n: usize,
        name: Name<'_>,
        reading: &ReadingView<'_>,
    ) {
        let items = (0..reading.items.len()).map(|item| self.field.claim(n, item));
        let tag = xml
            .tag("annotation")
            .named("xml:id", name)
            .all_here("target", items)
            .with("motivation", "describing");
        let tag = self
            .category(tag, reading.meta.basis)
            .cites("source", self.index, reading.meta.cite)
            .with("resp", responsible(reading.meta.basis));
        self.exclude(tag, n).open();
        values::meta(xml, self.index, &reading.meta);
        xml.end("annotation");
        xml.nl();
    }

    /// One claim, or one item of the editors' arrangement.
    fn claim(
        &self,
        xml: &mut Xml<'_>,
        (n, at): (usize, usize),
        reading: &ReadingView<'_>,
        item: Option<&ItemView<'_>>,
    ) {
        let own = item.map(|item| item.meta).unwrap_or_default();
        // Without an annotation of its own, what the reading says stands with its claim.
        let alone = self.field.own(n).is_none();
        let cites: Option<&Cites> = own.cite.or(reading.meta.cite);
        let basis = own.basis.or(reading.meta.basis);
        let reported = self.field.view.def.reported;
        xml.tally.claims += usize::from(reported);
        let tag = xml
            .tag("annotation")
            .named("xml:id", self.field.claim(n, at))
            .here("target", self.id)
            .plain("motivation", if reported { "describing" } else { "linking" });
        let tag = self
            .category(tag, basis)
            .cites("source", self.index, cites)
            .with("resp", if reported { responsible(basis) } else { "#Editors" });
        if alone { self.exclude(tag, n) } else { tag }.open();
        match item {
            Some(item) => values::parts(xml, self.index, item),
            None => {
                if let Some(absent) = reading.absent {
                    values::code_note(xml, self.index, "absent", absent.with_list());
                }
            }
        }
        values::meta(xml, self.index, &own);
        if alone && !reading.bare {
            values::meta(xml, self.index, &reading.meta);
        }
        xml.end("annotation");
        xml.nl();
    }
}

struct Items<'x, 'o, 'f, 'i> {
    xml: &'x mut Xml<'o>,
    fields: &'x Fields<'f, 'i>,
    n: usize,
    /// Which item comes next.
    next: usize,
    reading: &'x ReadingView<'f>,
}

impl Nest<ItemView<'_>> for Items<'_, '_, '_, '_> {
    type Error = std::convert::Infallible;

    fn open(&mut self, first: usize, last: usize) {
        self.xml.start("listAnnotation", &[("type", "part")]);
        self.xml.leaf("head", &[], &format!("Items {first} to {last}"));
        self.xml.nl();
    }

    fn close(&mut self) {
        self.xml.end("listAnnotation");
        self.xml.nl();
    }

    fn one(&mut self, item: &ItemView<'_>) -> Result<(), Self::Error> {
        self.fields.claim(self.xml, (self.n, self.next), self.reading, Some(item));
        self.next += 1;
        Ok(())
    }
}

/// Who answers for a value that the source does not state.
fn responsible(basis: Option<Basis>) -> &'static str {
    match basis {
        None | Some(Basis::Stated) => "",
        Some(_) => "#Editors",
    }
}

/// The readings of fields that differ, as alternatives. Only where the editors say
/// that they cannot both be right is one said to exclude the other.
pub(crate) fn alternatives(xml: &mut Xml<'_>, found: &Found<'_>) -> io::Result<()> {
    for (mode, all, desc) in [
        ("excl", &found.exclusive, "Readings that, as the editors say, cannot both be right."),
        ("incl", &found.inclusive, "Readings that differ; each stands as its source has it."),
    ] {
        // In groups, as all long lists.
        for group in all.chunks(MOST) {
            xml.start("altGrp", &[("mode", mode)]);
            xml.leaf("desc", &[], desc);
            xml.nl();
            for names in group {
                xml.empty("alt", &[("target", names), ("mode", mode)]);
                xml.nl();
            }
            xml.end("altGrp");
            xml.nl();
            xml.pass()?;
        }
    }
    Ok(())
}

/// What an annotation has when it says nothing about itself.
pub(crate) fn is_silent(meta: &MetaView<'_>) -> bool {
    let mut rest = *meta;
    rest.cite = None;
    rest == MetaView::default()
}

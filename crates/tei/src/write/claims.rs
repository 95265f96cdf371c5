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
    view::{ItemView, MetaView, ReadingView},
};

use super::{
    ids,
    index::{Index, Walked, walk},
    nest::{MOST, Nest, nest},
    values,
    xml::Xml,
};

/// All claims of a dataset, register by register.
pub(crate) fn write(xml: &mut Xml<'_>, index: &Index<'_>) -> io::Result<()> {
    if index.dataset.is_empty() {
        return Ok(());
    }
    xml.start("listAnnotation", &[("type", "claims"), ("xml:id", "Claims")]);
    xml.leaf("head", &[], "Claims, with the passages that carry them");
    xml.nl();
    for register in Register::ALL {
        let records: Vec<RecordRef<'_>> = index.dataset.register(register).collect();
        if records.is_empty() {
            continue;
        }
        let attributes = [("type", "register"), ("subtype", register.folder())];
        xml.start("listAnnotation", &attributes);
        xml.leaf("head", &[], register.label());
        xml.nl();
        nest(&records, &mut Records { xml, index, register })?;
        xml.end("listAnnotation");
        xml.nl();
    }
    xml.end("listAnnotation");
    xml.nl();
    Ok(())
}

struct Records<'x, 'o, 'i> {
    xml: &'x mut Xml<'o>,
    index: &'x Index<'i>,
    register: Register,
}

impl Nest<RecordRef<'_>> for Records<'_, '_, '_> {
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

    fn one(&mut self, record: &RecordRef<'_>) -> io::Result<()> {
        one(self.xml, self.index, *record);
        self.xml.pass()
    }
}

/// One record.
fn one(xml: &mut Xml<'_>, index: &Index<'_>, record: RecordRef<'_>) {
    let id = record.id().as_str();
    let target = format!("#{id}");
    let register = record.register().name();
    let attributes = [("type", "record"), ("subtype", register), ("corresp", &*target)];
    xml.start("listAnnotation", &attributes);
    xml.nl();
    identity(xml, index, record, &target);
    for field in walk(record) {
        let writer = Fields { index, id, target: &target, field: &field, register };
        if register == Register::Source.name() && field.view.def.name == "passages" {
            writer.passages(xml);
            continue;
        }
        for (n, reading) in field.view.readings.iter().enumerate() {
            writer.reading(xml, n, reading);
        }
    }
    xml.end("listAnnotation");
    xml.nl();
}

/// What a record is: its kind, its citations, who may see it.
fn identity(xml: &mut Xml<'_>, index: &Index<'_>, record: RecordRef<'_>, target: &str) {
    let kind = record.kind();
    let category = format!("#Register.{} {}", record.register().name(), ids::code(kind));
    let attributes = [
        ("xml:id", &*format!("A.{}", record.id())),
        ("target", target),
        ("motivation", "classifying"),
        ("ana", &category),
        ("source", &index.source(record.cite())),
    ];
    xml.start("annotation", &attributes);
    xml.start("note", &[("type", "kind")]);
    xml.leaf("term", &[("ref", &ids::code(kind))], kind.label());
    xml.end("note");
    if let Some(access) = record.access() {
        let code = access.with_list();
        xml.start("note", &[("type", "access")]);
        xml.leaf("term", &[("ref", &ids::code(code))], code.label());
        xml.end("note");
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
    target: &'f str,
    field: &'f Walked<'f>,
    register: &'f str,
}

impl Fields<'_, '_> {
    fn category(&self) -> String {
        ids::field(self.register, self.field.view.def.name)
    }

    /// Where the passages of a source stand, and how many they are.
    fn passages(&self, xml: &mut Xml<'_>) {
        let Some(reading) = self.field.view.readings.first() else { return };
        let count = reading.items.len();
        let attributes = [
            ("xml:id", &*format!("G.{}.passages", self.id)),
            ("n", &count.to_string()),
            ("target", self.target),
            ("motivation", "linking"),
            ("ana", &self.category()),
            ("resp", "#Editors"),
        ];
        xml.start("annotation", &attributes);
        let list = format!("#L.{}", self.id);
        let words = rapporteur_apparatus::phrase::count(count, "passage", "passages");
        xml.leaf("ref", &[("target", &list)], &words);
        xml.end("annotation");
        xml.nl();
    }

    fn reading(&self, xml: &mut Xml<'_>, n: usize, reading: &ReadingView<'_>) {
        let category = self.category();
        let wrapped = !reading.bare || reading.open;
        if wrapped {
            let attributes = [
                ("type", if reading.bare { "bare" } else { "reading" }),
                ("subtype", if reading.open { "open" } else { "" }),
                ("ana", &category),
            ];
            xml.start("listAnnotation", &attributes);
            xml.nl();
        }
        let own = self.field.own.get(n).and_then(Option::as_deref);
        if let Some(name) = own {
            self.about_reading(xml, n, name, reading);
        }
        let names = self.field.items.get(n).map(Vec::as_slice).unwrap_or_default();
        if reading.absent.is_some() {
            let name = names.first().map(String::as_str).unwrap_or_default();
            self.claim(xml, n, name, reading, None);
        } else {
            let items: Vec<(&String, &ItemView<'_>)> = names.iter().zip(&reading.items).collect();
            // Writing to memory does not fail.
            let _ = nest(&items, &mut Items { xml, fields: self, n, reading });
        }
        if wrapped {
            xml.end("listAnnotation");
            xml.nl();
        }
    }

    /// What the readings that cannot be right together with this one are called.
    fn exclude(&self, n: usize) -> String {
        let name = self.field.view.def.name;
        if !self.field.contested || !self.index.is_conflict(self.id, name) {
            return String::new();
        }
        let others = (0..self.field.view.readings.len()).filter(|other| *other != n);
        ids::pointers(others.map(|other| self.field.name(other)))
    }

    /// What a reading says about all its items.
    fn about_reading(&self, xml: &mut Xml<'_>, n: usize, name: &str, reading: &ReadingView<'_>) {
        let items = self.field.items.get(n).map(Vec::as_slice).unwrap_or_default();
        let attributes = [
            ("xml:id", name),
            ("target", &*ids::pointers(items.iter().map(String::as_str))),
            ("motivation", "describing"),
            ("ana", &with_basis(self.category(), reading.meta.basis)),
            ("source", &self.index.source(reading.meta.cite)),
            ("resp", responsible(reading.meta.basis)),
            ("exclude", &self.exclude(n)),
        ];
        xml.start("annotation", &attributes);
        values::meta(xml, self.index, &reading.meta);
        xml.end("annotation");
        xml.nl();
    }

    /// One claim, or one item of the editors' arrangement.
    fn claim(
        &self,
        xml: &mut Xml<'_>,
        n: usize,
        name: &str,
        reading: &ReadingView<'_>,
        item: Option<&ItemView<'_>>,
    ) {
        let own = item.map(|item| item.meta).unwrap_or_default();
        // Without an annotation of its own, what the reading says stands with its claim.
        let alone = self.field.own.get(n).is_some_and(Option::is_none);
        let cites: Option<&Cites> = own.cite.or(reading.meta.cite);
        let basis = own.basis.or(reading.meta.basis);
        let reported = self.field.view.def.reported;
        let attributes = [
            ("xml:id", name),
            ("target", self.target),
            ("motivation", if reported { "describing" } else { "linking" }),
            ("ana", &with_basis(self.category(), basis)),
            ("source", &self.index.source(cites)),
            ("resp", if reported { responsible(basis) } else { "#Editors" }),
            ("exclude", &if alone { self.exclude(n) } else { String::new() }),
        ];
        xml.start("annotation", &attributes);
        match item {
            Some(item) => values::parts(xml, self.index, item),
            None => {
                if let Some(absent) = reading.absent {
                    let code = absent.with_list();
                    xml.start("note", &[("type", "absent")]);
                    xml.leaf("term", &[("ref", &ids::code(code))], code.label());
                    xml.end("note");
                    xml.nl();
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
    reading: &'x ReadingView<'f>,
}

impl Nest<(&String, &ItemView<'_>)> for Items<'_, '_, '_, '_> {
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

    fn one(&mut self, (name, item): &(&String, &ItemView<'_>)) -> Result<(), Self::Error> {
        self.fields.claim(self.xml, self.n, name, self.reading, Some(item));
        Ok(())
    }
}

fn with_basis(category: String, basis: Option<Basis>) -> String {
    match basis {
        Some(basis) => format!("{category} {}", ids::code(basis.with_list())),
        None => category,
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
pub(crate) fn alternatives(xml: &mut Xml<'_>, index: &Index<'_>) -> io::Result<()> {
    for (mode, desc) in [
        ("excl", "Readings that, as the editors say, cannot both be right."),
        ("incl", "Readings that differ; each stands as its source has it."),
    ] {
        // In groups, as all long lists.
        let mut open = 0;
        for record in index.dataset.records() {
            for field in record.fields().iter().filter(|field| field.is_contested()) {
                let id = record.id().as_str();
                if index.is_conflict(id, field.def.name) != (mode == "excl") {
                    continue;
                }
                let walked = walk(record);
                let Some(walked) = walked.iter().find(|w| w.view.def.name == field.def.name) else {
                    continue;
                };
                if open == MOST {
                    xml.end("altGrp");
                    xml.nl();
                    open = 0;
                }
                if open == 0 {
                    xml.start("altGrp", &[("mode", mode)]);
                    xml.leaf("desc", &[], desc);
                    xml.nl();
                }
                open += 1;
                let names = (0..walked.view.readings.len()).map(|n| walked.name(n));
                xml.empty("alt", &[("target", &ids::pointers(names)), ("mode", mode)]);
                xml.nl();
                xml.pass()?;
            }
        }
        if open > 0 {
            xml.end("altGrp");
            xml.nl();
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

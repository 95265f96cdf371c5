//! The registers as TEI has them: persons, organisations, places, events, works.
//!
//! What stands here is for readers and for programs that know TEI. It is made from
//! the same records as the claims, and every reading of every field is in it.

use std::io;

use rapporteur_schema::{
    RecordRef, Register,
    view::{Atom, ItemView},
};

use super::{
    bibl,
    claims::is_silent,
    dates::Dating,
    ids,
    index::{Index, Walked, walk},
    inline,
    nest::{Nest, nest},
    values,
    xml::Xml,
};

/// Whether the registers stand in divisions of the text, or bare in the stand-off.
#[derive(Clone, Copy, PartialEq, Eq)]
pub(crate) enum Place {
    Divisions,
    Bare,
}

/// The element that lists the records of a register, and its `@type`.
fn list(register: Register) -> (&'static str, &'static str) {
    match register {
        Register::Person => ("listPerson", ""),
        Register::Organisation => ("listOrg", ""),
        Register::Place => ("listPlace", ""),
        Register::Event => ("listEvent", ""),
        Register::Source | Register::Work => ("listBibl", register.folder()),
        _ => ("list", register.folder()),
    }
}

/// All registers but the sources, which stand in the header.
pub(crate) fn write(xml: &mut Xml<'_>, index: &Index<'_>, place: Place) -> io::Result<()> {
    for register in Register::ALL.into_iter().filter(|r| *r != Register::Source) {
        let records: Vec<RecordRef<'_>> = index.dataset.register(register).collect();
        if records.is_empty() {
            continue;
        }
        if place == Place::Divisions {
            xml.start("div", &[("type", "register"), ("subtype", register.folder())]);
            xml.leaf("head", &[], register.label());
            xml.nl();
        }
        whole_list(xml, index, register, &records, place == Place::Bare)?;
        if place == Place::Divisions {
            xml.end("div");
            xml.nl();
        }
    }
    relations(xml, index, place)
}

/// One register as a list.
pub(crate) fn whole_list(
    xml: &mut Xml<'_>,
    index: &Index<'_>,
    register: Register,
    records: &[RecordRef<'_>],
    head: bool,
) -> io::Result<()> {
    let (name, kind) = list(register);
    xml.start(name, &[("type", kind)]);
    if head {
        xml.leaf("head", &[], register.label());
    }
    xml.nl();
    nest(records, &mut Records { xml, index, register })?;
    xml.end(name);
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
        let (name, _) = list(self.register);
        if name == "list" {
            self.xml.start("item", &[]);
        }
        self.xml.start(name, &[("type", "part")]);
        let head = format!("{}, {first} to {last}", self.register.label());
        self.xml.leaf("head", &[], &head);
        self.xml.nl();
    }

    fn close(&mut self) {
        let (name, _) = list(self.register);
        self.xml.end(name);
        if name == "list" {
            self.xml.end("item");
        }
        self.xml.nl();
    }

    fn one(&mut self, record: &RecordRef<'_>) -> io::Result<()> {
        let fields = walk(*record);
        let entry = Entry { index: self.index, record: *record, fields: &fields };
        match self.register {
            Register::Person => entry.named(self.xml, "person", "persName"),
            Register::Organisation => entry.named(self.xml, "org", "orgName"),
            Register::Place => entry.named(self.xml, "place", "placeName"),
            Register::Event => entry.event(self.xml),
            Register::Work | Register::Source => bibl::write(self.xml, &entry),
            _ => entry.item(self.xml),
        }
        self.xml.nl();
        self.xml.pass()
    }
}

/// A record with its fields.
pub(crate) struct Entry<'e, 'i> {
    pub(crate) index: &'e Index<'i>,
    pub(crate) record: RecordRef<'e>,
    pub(crate) fields: &'e [Walked<'e>],
}

impl Entry<'_, '_> {
    pub(crate) fn field(&self, name: &str) -> Option<&Walked<'_>> {
        self.fields.iter().find(|field| field.view.def.name == name)
    }

    pub(crate) fn kind(&self) -> String {
        ids::code(self.record.kind())
    }

    pub(crate) fn source(&self) -> String {
        self.index.source(self.record.cite())
    }

    /// The names, in elements of this name; every reading of them.
    pub(crate) fn names(&self, xml: &mut Xml<'_>, field: &str, element: &str) -> bool {
        let Some(field) = self.field(field) else { return false };
        let mut any = false;
        for (reading, claims) in field.view.readings.iter().zip(&field.items) {
            for (item, claim) in reading.items.iter().zip(claims) {
                self.name(xml, element, item, claim, reading.meta.cite);
                any = true;
            }
        }
        any
    }

    fn name(
        &self,
        xml: &mut Xml<'_>,
        element: &str,
        item: &ItemView<'_>,
        claim: &str,
        cite: Option<&rapporteur_schema::Cites>,
    ) {
        let source = self.index.source(item.meta.cite.or(cite));
        let corresp = format!("#{claim}");
        let language = match item.part("lang") {
            Some(Atom::Language(tag)) => tag.as_str(),
            _ => "",
        };
        let kind = match item.part("kind") {
            Some(Atom::Code(code)) => code.code(),
            _ => "",
        };
        let mut write = |language: &str, text: &str| {
            let attributes = [
                ("type", kind),
                ("xml:lang", language),
                ("source", &source),
                ("corresp", &corresp),
            ];
            xml.leaf(element, &attributes, text);
            xml.nl();
        };
        match item.parts.first() {
            Some((_, Atom::Plain(text))) => write(language, text),
            Some((_, Atom::Text(text))) => {
                for (tag, words) in text.iter() {
                    write(tag.as_str(), words);
                }
            }
            _ => {}
        }
    }

    /// Identifiers that others have given.
    pub(crate) fn identifiers(&self, xml: &mut Xml<'_>) {
        let Some(field) = self.field("identifiers") else { return };
        for item in field.view.readings.iter().flat_map(|reading| &reading.items) {
            let text = |name: &str| match item.part(name) {
                Some(Atom::Plain(text)) => text,
                _ => "",
            };
            xml.leaf("idno", &[("type", text("scheme"))], text("value"));
            xml.nl();
        }
    }

    /// A note for each field; those in `without` are said elsewhere in the entry,
    /// unless they say more there than that place can hold.
    pub(crate) fn notes(&self, xml: &mut Xml<'_>, without: &[&str]) {
        for field in self.fields {
            let name = field.view.def.name;
            if without.contains(&name) && !says_more(field) {
                continue;
            }
            let editors = if field.view.def.reported { "" } else { "#Editors" };
            self.note(xml, (name, editors), &field.view.def.label(), |xml| {
                inline::field(xml, self.index, field);
            });
        }
        if let Some(access) = self.record.access() {
            self.note(xml, ("access", "#Editors"), "Access", |xml| xml.text(access.label()));
        }
        if let Some(cites) = self.record.cite() {
            self.note(xml, ("cite", ""), "Reported in", |xml| {
                values::cites(xml, self.index, cites);
            });
        }
    }

    /// A note of a type, for which the editors answer or the sources of the record.
    fn note(
        &self,
        xml: &mut Xml<'_>,
        (kind, responsible): (&str, &str),
        label: &str,
        content: impl FnOnce(&mut Xml<'_>),
    ) {
        xml.start("note", &[("type", kind), ("resp", responsible)]);
        xml.leaf("label", &[], label);
        xml.raw(": ");
        // What a statement says is said by somebody.
        let said = self.record.register() == Register::Statement && kind == "text";
        if said {
            let who = |field: &str| self.field(field).map(|f| self.targets(f)).unwrap_or_default();
            let attributes = [("direct", "false"), ("who", &who("by")), ("toWhom", &who("to"))];
            xml.start("said", &attributes);
        }
        content(xml);
        if said {
            xml.end("said");
        }
        xml.end("note");
        xml.nl();
    }

    /// Pointers to what a field refers to, when its readings agree.
    fn targets(&self, field: &Walked<'_>) -> String {
        if field.contested {
            return String::new();
        }
        let items = field.view.readings.iter().take(1).flat_map(|reading| &reading.items);
        let targets: Vec<String> = items
            .filter_map(|item| match item.parts.first() {
                Some((_, Atom::Ref(id))) => Some(self.index.pointer(id.as_str())),
                _ => None,
            })
            .collect();
        targets.join(" ")
    }

    /// A person, an organisation, a place: names, notes, identifiers.
    fn named(&self, xml: &mut Xml<'_>, element: &str, name: &str) {
        let id = self.record.id().as_str();
        let kind = if element == "person" { "" } else { self.record.kind().code() };
        let attributes =
            [("xml:id", id), ("type", kind), ("ana", &*self.kind()), ("source", &self.source())];
        xml.start(element, &attributes);
        xml.nl();
        self.names(xml, "names", name);
        // In an organisation identifiers stand before notes, in a place after them.
        if element != "place" {
            self.identifiers(xml);
        }
        self.notes(xml, &["names", "identifiers"]);
        if element == "place" {
            self.identifiers(xml);
        }
        xml.end(element);
    }

    fn event(&self, xml: &mut Xml<'_>) {
        let id = self.record.id().as_str();
        let dating = self.field("date").and_then(|field| inline::agreed_date(&field.view));
        let dating = dating.map(Dating::short);
        let place = self.field("place").map(|field| self.targets(field)).unwrap_or_default();
        let (kind, source) = (self.kind(), self.source());
        let own = [
            ("xml:id", id),
            ("type", self.record.kind().code()),
            ("ana", &*kind),
            // The attribute holds one place.
            ("where", if place.contains(' ') { "" } else { &place }),
            ("source", &source),
        ];
        let dated = dating.as_ref().map(|dating| dating.with(&[])).unwrap_or_default();
        let attributes: Vec<(&str, &str)> = own.into_iter().chain(dated).collect();
        xml.start("event", &attributes);
        xml.nl();
        self.identifiers(xml);
        if !self.names(xml, "names", "eventName") {
            xml.leaf("eventName", &[("type", "identifier")], id);
            xml.nl();
        }
        self.notes(xml, &["names", "identifiers", "participants"]);
        if let Some(field) = self.field("participants") {
            self.participants(xml, field);
        }
        xml.end("event");
    }

    /// Who took part: a list for each reading.
    fn participants(&self, xml: &mut Xml<'_>, field: &Walked<'_>) {
        for (n, reading) in field.view.readings.iter().enumerate() {
            let Some(claims) = field.items.get(n).filter(|_| reading.absent.is_none()) else {
                continue;
            };
            xml.start(
                "listPerson",
                &[
                    ("type", "participants"),
                    ("subtype", if reading.open { "open" } else { "" }),
                    ("source", &self.index.source(reading.meta.cite)),
                ],
            );
            if !reading.bare || reading.open {
                xml.start("head", &[]);
                xml.raw(if reading.open {
                    "Participants, others not named"
                } else {
                    "Participants"
                });
                inline::remarks(xml, self.index, &reading.meta);
                if let Some(cites) = reading.meta.cite.filter(|_| !reading.bare) {
                    inline::cites(xml, self.index, cites);
                }
                xml.end("head");
            }
            xml.nl();
            let all: Vec<(&ItemView<'_>, &String)> = reading.items.iter().zip(claims).collect();
            // Writing to memory does not fail.
            let _ = nest(&all, &mut People { xml, index: self.index });
            xml.end("listPerson");
            xml.nl();
        }
    }

    /// A record for which TEI has no element of its own.
    fn item(&self, xml: &mut Xml<'_>) {
        let id = self.record.id().as_str();
        let attributes = [("xml:id", id), ("ana", &*self.kind()), ("source", &self.source())];
        xml.start("item", &attributes);
        let names = ["names", "title"].into_iter().find(|name| self.field(name).is_some());
        if let Some(names) = names {
            xml.nl();
            self.names(xml, names, "name");
        } else {
            xml.leaf("label", &[], self.record.kind().label());
            xml.nl();
        }
        self.notes(xml, &["names", "title", "identifiers"]);
        self.identifiers(xml);
        xml.end("item");
    }
}

/// Whether a field says more than names or lists of people can hold.
fn says_more(field: &Walked<'_>) -> bool {
    let listed = field.view.def.name == "participants";
    field.view.readings.iter().any(|reading| {
        let own = !reading.bare && !is_silent(&reading.meta);
        let items = reading.items.iter().any(|item| !is_silent(&item.meta));
        reading.absent.is_some() || !listed && (own || items || reading.open)
    }) || field.contested && !listed
}

struct People<'x, 'o, 'i> {
    xml: &'x mut Xml<'o>,
    index: &'x Index<'i>,
}

impl Nest<(&ItemView<'_>, &String)> for People<'_, '_, '_> {
    type Error = std::convert::Infallible;

    fn open(&mut self, first: usize, last: usize) {
        self.xml.start("listPerson", &[("type", "part")]);
        self.xml.leaf("head", &[], &format!("Participants, {first} to {last}"));
        self.xml.nl();
    }

    fn close(&mut self) {
        self.xml.end("listPerson");
        self.xml.nl();
    }

    fn one(&mut self, (item, claim): &(&ItemView<'_>, &String)) -> Result<(), Self::Error> {
        let who = match item.parts.first() {
            Some((_, Atom::Ref(id))) => id.as_str(),
            _ => "",
        };
        let role = match item.part("role") {
            Some(Atom::Code(code)) => code.code(),
            _ => "",
        };
        let (element, name) = match self.index.register(who) {
            Some(Register::Person) => ("person", "persName"),
            Some(Register::Organisation) => ("org", "orgName"),
            _ => ("person", "name"),
        };
        let xml = &mut *self.xml;
        let source = self.index.source(item.meta.cite);
        let attributes = [("role", role), ("corresp", &*format!("#{claim}")), ("source", &source)];
        xml.start(element, &attributes);
        xml.leaf(name, &[("ref", &self.index.pointer(who))], self.index.label(who));
        // Whoever it is stands before; the rest in words, since attributes are not shown.
        let mut more = ItemView::clone(item);
        more.parts.retain(|(def, _)| def.name != "who");
        if !more.parts.is_empty() || !is_silent(&more.meta) || more.meta.cite.is_some() {
            xml.raw(" ");
            xml.start("note", &[("type", "part")]);
            inline::item(xml, self.index, &more);
            xml.end("note");
        }
        xml.end(element);
        xml.nl();
        Ok(())
    }
}

/// The editors' arrangement as relations: what is part of what, what lies where,
/// what may be the same.
fn relations(xml: &mut Xml<'_>, index: &Index<'_>, place: Place) -> io::Result<()> {
    let mut all: Vec<(&str, &'static str, String, &str)> = Vec::new();
    for record in index.dataset.records() {
        for field in record.fields() {
            if field.def.reported {
                continue;
            }
            for item in field.readings.iter().flat_map(|reading| &reading.items) {
                if let Some((_, Atom::Ref(to))) = item.parts.first() {
                    let label = field.def.label().to_lowercase();
                    all.push((record.id().as_str(), field.def.name, label, to.as_str()));
                }
            }
        }
    }
    if all.is_empty() {
        return Ok(());
    }
    if place == Place::Divisions {
        xml.start("div", &[("type", "relations")]);
        xml.leaf("head", &[], "Relations");
        xml.nl();
    }
    xml.start("listRelation", &[]);
    xml.nl();
    nest(&all, &mut Relations { xml, index })?;
    xml.end("listRelation");
    xml.nl();
    if place == Place::Divisions {
        xml.end("div");
        xml.nl();
    }
    Ok(())
}

struct Relations<'x, 'o, 'i> {
    xml: &'x mut Xml<'o>,
    index: &'x Index<'i>,
}

impl Nest<(&str, &'static str, String, &str)> for Relations<'_, '_, '_> {
    type Error = io::Error;

    fn open(&mut self, first: usize, last: usize) {
        self.xml.start("listRelation", &[]);
        self.xml.leaf("head", &[], &format!("Relations, {first} to {last}"));
        self.xml.nl();
    }

    fn close(&mut self) {
        self.xml.end("listRelation");
        self.xml.nl();
    }

    fn one(&mut self, one: &(&str, &'static str, String, &str)) -> io::Result<()> {
        let (from, name, label, to) = one;
        let attributes = [
            ("name", *name),
            ("active", &*self.index.pointer(from)),
            ("passive", &*self.index.pointer(to)),
            ("resp", "#Editors"),
        ];
        self.xml.start("relation", &attributes);
        self.xml.start("desc", &[]);
        inline::record(self.xml, self.index, from);
        self.xml.raw(": ");
        self.xml.text(label);
        self.xml.raw(" ");
        inline::record(self.xml, self.index, to);
        self.xml.end("desc");
        self.xml.end("relation");
        self.xml.nl();
        self.xml.pass()
    }
}

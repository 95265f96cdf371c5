//! The registers as TEI has them: persons, organisations, places, events, works.
//!
//! What stands here is for readers and for programs that know TEI. It is made from
//! the same records as the claims, and every reading of every field is in it.

use std::io;

use rapporteur_schema::{
    RecordRef, Register,
    view::{Atom, FieldDef, ItemView},
};

use super::{
    Group, bibl,
    claims::{Found, is_silent},
    dates,
    index::Index,
    inline,
    names::{Name, Walked, walk},
    nest::{Nest, nest},
    values,
    xml::{Tag, Xml},
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
pub(crate) fn write(
    xml: &mut Xml<'_>,
    index: &Index<'_>,
    groups: &[Group<'_>],
    found: &Found<'_>,
    place: Place,
) -> io::Result<()> {
    for (register, records) in groups.iter().filter(|(r, _)| *r != Register::Source) {
        if place == Place::Divisions {
            xml.start("div", &[("type", "register"), ("subtype", register.folder())]);
            xml.leaf("head", &[], register.label());
            xml.nl();
        }
        whole_list(xml, index, *register, records, place == Place::Bare)?;
        if place == Place::Divisions {
            xml.end("div");
            xml.nl();
        }
    }
    relations(xml, index, found, place)
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
        one(self.xml, self.index, *record);
        self.xml.pass()
    }
}

/// The entry of one record.
pub(crate) fn one(xml: &mut Xml<'_>, index: &Index<'_>, record: RecordRef<'_>) {
    let fields = walk(index, record);
    let entry = Entry { index, record, fields: &fields };
    match record.register() {
        Register::Person => entry.named(xml, "person", "persName"),
        Register::Organisation => entry.named(xml, "org", "orgName"),
        Register::Place => entry.named(xml, "place", "placeName"),
        Register::Event => entry.event(xml),
        Register::Work | Register::Source => bibl::write(xml, &entry),
        _ => entry.item(xml),
    }
    xml.nl();
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

    /// The start tag of an entry: what it is and on which passages it rests.
    pub(crate) fn begin<'t, 'o>(
        &self,
        xml: &'t mut Xml<'o>,
        element: &'t str,
        kind: &str,
    ) -> Tag<'t, 'o> {
        xml.tag(element)
            .plain("xml:id", self.record.id().as_str())
            .with("type", kind)
            .code("ana", self.index, self.record.kind())
            .cites("source", self.index, self.record.cite())
    }

    /// The names, in elements of this name; every reading of them.
    pub(crate) fn names(&self, xml: &mut Xml<'_>, field: &str, element: &str) -> bool {
        let Some(field) = self.field(field) else { return false };
        let mut any = false;
        for (n, reading) in field.view.readings.iter().enumerate() {
            for (at, item) in reading.items.iter().enumerate() {
                self.name(xml, element, item, field.claim(n, at), reading.meta.cite);
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
        claim: Name<'_>,
        cite: Option<&rapporteur_schema::Cites>,
    ) {
        let language = match item.part("lang") {
            Some(Atom::Language(tag)) => tag.as_str(),
            _ => "",
        };
        let kind = match item.part("kind") {
            Some(Atom::Code(code)) => code.code(),
            _ => "",
        };
        let mut write = |language: &str, text: &str| {
            xml.tag(element)
                .with("type", kind)
                .with("xml:lang", language)
                .cites("source", self.index, item.meta.cite.or(cite))
                .all_here("corresp", [claim].into_iter())
                .leaf(text);
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
            self.note(
                xml,
                (name, editors),
                |xml| xml.label(field.view.def),
                |xml| inline::field(xml, self.index, field),
            );
        }
        if let Some(access) = self.record.access() {
            let label = |xml: &mut Xml<'_>| xml.raw("Access");
            self.note(xml, ("access", "#Editors"), label, |xml| xml.text(access.label()));
        }
        if let Some(cites) = self.record.cite() {
            let label = |xml: &mut Xml<'_>| xml.raw("Reported in");
            self.note(xml, ("cite", ""), label, |xml| values::cites(xml, self.index, cites));
        }
    }

    /// A note of a type, for which the editors answer or the sources of the record.
    fn note(
        &self,
        xml: &mut Xml<'_>,
        (kind, responsible): (&str, &str),
        label: impl FnOnce(&mut Xml<'_>),
        content: impl FnOnce(&mut Xml<'_>),
    ) {
        xml.start("note", &[("type", kind), ("resp", responsible)]);
        xml.raw("<label>");
        label(xml);
        xml.raw("</label>: ");
        // What a statement says is said by somebody.
        let said = self.record.register() == Register::Statement && kind == "text";
        if said {
            let who = |to: &mut String, field: &str| {
                for (n, id) in self.field(field).into_iter().flat_map(targets).enumerate() {
                    to.push_str(if n > 0 { " " } else { "" });
                    self.index.record(to, id);
                }
            };
            xml.tag("said")
                .with("direct", "false")
                .written("who", |to| who(to, "by"))
                .written("toWhom", |to| who(to, "to"))
                .open();
        }
        content(xml);
        if said {
            xml.end("said");
        }
        xml.end("note");
        xml.nl();
    }

    /// A person, an organisation, a place: names, notes, identifiers.
    fn named(&self, xml: &mut Xml<'_>, element: &str, name: &str) {
        let kind = if element == "person" { "" } else { self.record.kind().code() };
        self.begin(xml, element, kind).open();
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
        let date = self.field("date").and_then(|field| inline::agreed_date(&field.view));
        let place = self.field("place").map(|field| {
            let mut targets = targets(field);
            // The attribute holds one place.
            (targets.next(), targets.next())
        });
        let mut tag = self.begin(xml, "event", self.record.kind().code());
        if let Some((Some(place), None)) = place {
            tag = tag.record("where", self.index, place);
        }
        match date {
            Some(date) => dates::short(tag, date).open(),
            None => tag.open(),
        }
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
            if reading.absent.is_some() {
                continue;
            }
            xml.tag("listPerson")
                .with("type", "participants")
                .with("subtype", if reading.open { "open" } else { "" })
                .cites("source", self.index, reading.meta.cite)
                .open();
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
            let mut people = People { xml, index: self.index, field, reading: n, next: 0 };
            // Writing to memory does not fail.
            let _ = nest(&reading.items, &mut people);
            xml.end("listPerson");
            xml.nl();
        }
    }

    /// A record for which TEI has no element of its own.
    fn item(&self, xml: &mut Xml<'_>) {
        self.begin(xml, "item", "").open();
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

/// What a field refers to, when its readings agree.
fn targets<'f>(field: &'f Walked<'_>) -> impl Iterator<Item = &'f str> {
    let readings = usize::from(!field.contested);
    let items = field.view.readings.iter().take(readings).flat_map(|reading| &reading.items);
    items.filter_map(|item| match item.parts.first() {
        Some((_, Atom::Ref(id))) => Some(id.as_str()),
        _ => None,
    })
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
    field: &'x Walked<'i>,
    reading: usize,
    /// Which item comes next.
    next: usize,
}

impl Nest<ItemView<'_>> for People<'_, '_, '_> {
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

    fn one(&mut self, item: &ItemView<'_>) -> Result<(), Self::Error> {
        let claim = self.field.claim(self.reading, self.next);
        self.next += 1;
        let who = match item.parts.first() {
            Some((_, Atom::Ref(id))) => id.as_str(),
            _ => "",
        };
        let role = match item.part("role") {
            Some(Atom::Code(code)) => code.code(),
            _ => "",
        };
        let entry = self.index.entry(who);
        let (element, name) = match entry.map(|entry| entry.register) {
            Some(Register::Person) => ("person", "persName"),
            Some(Register::Organisation) => ("org", "orgName"),
            _ => ("person", "name"),
        };
        let xml = &mut *self.xml;
        xml.tag(element)
            .with("role", role)
            .all_here("corresp", [claim].into_iter())
            .cites("source", self.index, item.meta.cite)
            .open();
        let label = entry.map_or(who, |entry| entry.label);
        xml.tag(name).written("ref", |to| self.index.pointer(to, who, entry)).leaf(label);
        // Whoever it is stands before; the rest in words, since attributes are not shown.
        let more = item.parts.iter().any(|(def, _)| def.name != "who");
        if more || !is_silent(&item.meta) || item.meta.cite.is_some() {
            xml.raw(" ");
            xml.note("part");
            inline::item_without(xml, self.index, item, "who");
            xml.end("note");
        }
        xml.end(element);
        xml.nl();
        Ok(())
    }
}

/// The editors' arrangement as relations: what is part of what, what lies where,
/// what may be the same.
fn relations(
    xml: &mut Xml<'_>,
    index: &Index<'_>,
    found: &Found<'_>,
    place: Place,
) -> io::Result<()> {
    if found.relations.is_empty() {
        return Ok(());
    }
    if place == Place::Divisions {
        xml.start("div", &[("type", "relations")]);
        xml.leaf("head", &[], "Relations");
        xml.nl();
    }
    xml.start("listRelation", &[]);
    xml.nl();
    nest(&found.relations, &mut Relations { xml, index })?;
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

/// Two records, and the field of the first that refers to the second.
type Relation<'a> = (&'a str, &'static FieldDef, &'a str);

impl Nest<Relation<'_>> for Relations<'_, '_, '_> {
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

    fn one(&mut self, relation: &Relation<'_>) -> io::Result<()> {
        self::relation(self.xml, self.index, *relation);
        self.xml.pass()
    }
}

/// The field that says of two records that they may be one: the editors are not sure.
const UNSURE: &str = "possibly_same_as";

/// One relation.
pub(crate) fn relation(
    xml: &mut Xml<'_>,
    index: &Index<'_>,
    (from, field, to): (&str, &FieldDef, &str),
) {
    xml.tag("relation")
        .with("name", field.name)
        .record("active", index, from)
        .record("passive", index, to)
        .with("cert", if field.name == UNSURE { "low" } else { "" })
        .with("resp", "#Editors")
        .open();
    xml.start("desc", &[]);
    inline::record(xml, index, from);
    xml.raw(": ");
    xml.text(&field.label().to_lowercase());
    xml.raw(" ");
    inline::record(xml, index, to);
    xml.end("desc");
    xml.end("relation");
    xml.nl();
}

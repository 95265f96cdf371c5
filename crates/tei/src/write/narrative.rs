//! The text that people read first: what the dataset is, who speaks in it, what
//! happened under each mechanism year by year, and where sources differ.

use std::{collections::BTreeMap, io};

use rapporteur_apparatus::{Disagreement, differences, summary};
use rapporteur_schema::{
    RecordRef,
    codes::{Code, Mechanism},
    view::{Atom, ItemView},
};

use super::{
    header,
    index::{Index, Walked, walk},
    inline,
    nest::{Nest, nest},
    values,
    xml::Xml,
};

/// What the dataset says of itself, and its sources.
pub(crate) fn about(xml: &mut Xml<'_>, index: &Index<'_>) -> io::Result<()> {
    let meta = &index.dataset.meta;
    xml.start("div", &[("type", "about")]);
    xml.leaf("head", &[], meta.title.best("en"));
    xml.nl();
    let words = format!(
        "Version {}. Every value names the passages that report it; where sources differ, \
         their readings stand side by side.",
        meta.version
    );
    xml.leaf("p", &[], &words);
    xml.nl();
    for text in [&meta.description, &meta.note].into_iter().flatten() {
        header::texts(xml, "p", "", text);
    }
    xml.end("div");
    xml.nl();
    let sources: Vec<RecordRef<'_>> = index.dataset.sources().iter().map(RecordRef::from).collect();
    if sources.is_empty() {
        return Ok(());
    }
    xml.start("div", &[("type", "sources")]);
    xml.leaf("head", &[], "Sources");
    xml.nl();
    let all: Vec<Line<'_>> = sources.into_iter().map(Line::Source).collect();
    lines(xml, index, &all, "Sources")?;
    xml.end("div");
    xml.nl();
    Ok(())
}

/// One paragraph or one item of a list.
enum Line<'a> {
    Source(RecordRef<'a>),
    Event(RecordRef<'a>, &'a [RecordRef<'a>]),
    Difference(&'a Disagreement),
}

/// A list of lines, in parts where there are many.
fn lines(xml: &mut Xml<'_>, index: &Index<'_>, all: &[Line<'_>], label: &str) -> io::Result<()> {
    xml.start("list", &[]);
    xml.nl();
    nest(all, &mut Lines { xml, index, label })?;
    xml.end("list");
    xml.nl();
    Ok(())
}

struct Lines<'x, 'o, 'i> {
    xml: &'x mut Xml<'o>,
    index: &'x Index<'i>,
    label: &'x str,
}

impl Nest<Line<'_>> for Lines<'_, '_, '_> {
    type Error = io::Error;

    fn open(&mut self, first: usize, last: usize) {
        self.xml.start("item", &[]);
        self.xml.start("list", &[]);
        self.xml.leaf("head", &[], &format!("{}, {first} to {last}", self.label));
        self.xml.nl();
    }

    fn close(&mut self) {
        self.xml.end("list");
        self.xml.end("item");
        self.xml.nl();
    }

    fn one(&mut self, line: &Line<'_>) -> io::Result<()> {
        self.xml.start("item", &[]);
        match line {
            Line::Source(record) => source(self.xml, self.index, *record),
            Line::Event(record, said) => event(self.xml, self.index, *record, said),
            Line::Difference(difference) => disagreement(self.xml, self.index, difference),
        }
        self.xml.end("item");
        self.xml.nl();
        self.xml.pass()
    }
}

fn source(xml: &mut Xml<'_>, index: &Index<'_>, record: RecordRef<'_>) {
    inline::record(xml, index, record.id().as_str());
    xml.raw(" (");
    xml.text(record.kind().label());
    xml.raw(")");
    for field in walk(record) {
        if matches!(field.view.def.name, "authors" | "published" | "standpoint" | "gaps") {
            sentence(xml, index, &field);
        }
    }
}

/// A field as a sentence.
fn sentence(xml: &mut Xml<'_>, index: &Index<'_>, field: &Walked<'_>) {
    xml.raw(". ");
    xml.text(&field.view.def.label());
    xml.raw(": ");
    inline::field(xml, index, field);
}

/// Everything that happened, by mechanism and year.
pub(crate) fn narrative(xml: &mut Xml<'_>, index: &Index<'_>) -> io::Result<()> {
    let mut said: BTreeMap<&str, Vec<RecordRef<'_>>> = BTreeMap::new();
    for statement in index.dataset.statements() {
        let mut events: Vec<&str> = statement
            .readings(&statement.at)
            .iter()
            .filter_map(|witness| Some(witness.value?.as_str()))
            .collect();
        events.dedup();
        for event in events {
            said.entry(event).or_default().push(statement.into());
        }
    }
    // Years without a number stand last: every year is less than none.
    let mut told: BTreeMap<Mechanism, BTreeMap<(bool, i32), Vec<Line<'_>>>> = BTreeMap::new();
    for entry in summary::timeline(index.dataset) {
        let year = summary::year(entry.event);
        let said = said.get(entry.event.id.as_str()).map(Vec::as_slice).unwrap_or_default();
        told.entry(entry.mechanism)
            .or_default()
            .entry((year.is_none(), year.unwrap_or_default()))
            .or_default()
            .push(Line::Event(entry.event.into(), said));
    }
    if told.is_empty() {
        return Ok(());
    }
    xml.start("div", &[("type", "narrative")]);
    xml.leaf("head", &[], "What the sources report, by mechanism and year");
    xml.nl();
    for (mechanism, years) in told {
        xml.start("div", &[("type", "mechanism"), ("subtype", mechanism.code())]);
        xml.leaf("head", &[], mechanism.label());
        xml.nl();
        for ((undated, year), events) in years {
            let label = match (undated, year) {
                (true, _) => "Without a year".to_owned(),
                (false, year) if year <= 0 => format!("{} BCE", 1 - i64::from(year)),
                (false, year) => year.to_string(),
            };
            xml.start("div", &[("type", "year")]);
            xml.leaf("head", &[], &label);
            xml.nl();
            lines(xml, index, &events, &label)?;
            xml.end("div");
            xml.nl();
        }
        xml.end("div");
        xml.nl();
    }
    xml.end("div");
    xml.nl();
    Ok(())
}

/// What the entry of an event leaves to the registers.
const UNTOLD: [&str; 6] = ["names", "date", "identifiers", "possibly_same_as", "note", "ordinal"];

fn event(xml: &mut Xml<'_>, index: &Index<'_>, record: RecordRef<'_>, said: &[RecordRef<'_>]) {
    let fields = walk(record);
    if let Some(date) = fields.iter().find(|field| field.view.def.name == "date") {
        inline::field(xml, index, date);
        xml.raw(": ");
    }
    inline::record(xml, index, record.id().as_str());
    for field in fields.iter().filter(|field| !UNTOLD.contains(&field.view.def.name)) {
        if field.view.def.name == "participants" && !field.contested && plain_list(field) {
            by_role(xml, index, field);
        } else {
            sentence(xml, index, field);
        }
    }
    xml.raw(".");
    if let Some(cites) = record.cite() {
        inline::cites(xml, index, cites);
    }
    if said.is_empty() {
        return;
    }
    xml.nl();
    xml.start("list", &[("type", "statements")]);
    xml.nl();
    for statement in said {
        xml.start("item", &[]);
        let fields = walk(*statement);
        let show = |xml: &mut Xml<'_>, name: &str, before: &str| {
            if let Some(field) = fields.iter().find(|field| field.view.def.name == name) {
                xml.raw(before);
                inline::field(xml, index, field);
            }
        };
        xml.leaf(
            "ref",
            &[("target", &index.pointer(statement.id().as_str()))],
            statement.kind().label(),
        );
        show(xml, "by", " by ");
        show(xml, "to", ", to ");
        show(xml, "text", ": ");
        show(xml, "response", " Response: ");
        if let Some(cites) = statement.cite() {
            inline::cites(xml, index, cites);
        }
        xml.end("item");
        xml.nl();
    }
    xml.end("list");
}

/// Whether a list of participants can be told role by role and lose nothing.
fn plain_list(field: &Walked<'_>) -> bool {
    matches!(field.view.readings.as_slice(), [only] if only.bare)
        && field.view.readings.iter().flat_map(|r| &r.items).all(|item| item.part("role").is_some())
}

/// Participants, those of one role together: `Chair: Liu Hua, Pampaloni`.
fn by_role(xml: &mut Xml<'_>, index: &Index<'_>, field: &Walked<'_>) {
    let mut roles: Vec<(Code, Vec<&ItemView<'_>>)> = Vec::new();
    for item in field.view.readings.iter().flat_map(|reading| &reading.items) {
        let Some(Atom::Code(role)) = item.part("role") else { continue };
        match roles.iter_mut().find(|(other, _)| *other == role) {
            Some((_, items)) => items.push(item),
            None => roles.push((role, vec![item])),
        }
    }
    for (role, items) in roles {
        xml.raw(". ");
        xml.text(role.label());
        xml.raw(": ");
        for (n, item) in items.into_iter().enumerate() {
            xml.raw(if n > 0 { ", " } else { "" });
            let mut short = item.clone();
            short.parts.retain(|(def, _)| def.name != "role");
            inline::item(xml, index, &short);
        }
    }
    if field.view.readings.iter().any(|reading| reading.open) {
        xml.raw("; and others");
    }
}

/// Where sources differ, among themselves or with what is listed.
pub(crate) fn where_sources_differ(xml: &mut Xml<'_>, index: &Index<'_>) -> io::Result<()> {
    let found = differences(index.dataset);
    if found.is_empty() {
        return Ok(());
    }
    xml.start("div", &[("type", "differences")]);
    xml.leaf("head", &[], "Where sources differ");
    xml.nl();
    let all: Vec<Line<'_>> = found.iter().map(Line::Difference).collect();
    lines(xml, index, &all, "Differences")?;
    xml.end("div");
    xml.nl();
    Ok(())
}

fn disagreement(xml: &mut Xml<'_>, index: &Index<'_>, found: &Disagreement) {
    xml.leaf("ref", &[("target", &index.pointer(&found.record))], &found.point);
    if let Some(class) = found.class {
        xml.raw(" (");
        xml.text(&class.label().to_lowercase());
        xml.raw(")");
    }
    if !found.variants.is_empty() {
        xml.raw(". ");
    }
    for (n, variant) in found.variants.iter().enumerate() {
        xml.raw(if n > 0 { " | " } else { "" });
        xml.start("seg", &[("type", "reading")]);
        xml.text(&variant.value);
        xml.end("seg");
        if let Some(as_of) = &variant.as_of {
            xml.raw(", as of ");
            xml.text(as_of);
        }
        xml.raw(" (");
        if variant.cite.is_empty() {
            xml.text(&variant.source);
        } else {
            values::cite_list(xml, index, &variant.cite);
        }
        xml.raw(")");
    }
    if let Some(explanation) = &found.explanation {
        xml.raw(". ");
        xml.text(explanation);
    }
    if let Some(note) = &found.note {
        xml.raw(" ");
        xml.leaf("ref", &[("target", &index.pointer(note))], "Editors’ note");
    }
}

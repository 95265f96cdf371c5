//! The text that people read first: what the dataset is, who speaks in it, what
//! happened under each mechanism year by year, and where sources differ.

use std::{collections::BTreeMap, io, ops::Range};

use rapporteur_apparatus::{Disagreement, summary};
use rapporteur_schema::{
    Dataset, RecordRef,
    codes::{Code, Mechanism},
    model::Source,
    view::{Atom, ItemView},
};

use super::{
    header,
    index::{Index, LANGUAGE},
    inline,
    names::{Walked, walk},
    nest::{MOST, Nest, nest},
    values,
    xml::Xml,
};

/// What the dataset says of itself.
pub(crate) fn about(xml: &mut Xml<'_>, index: &Index<'_>) {
    let meta = &index.dataset.meta;
    xml.start("div", &[("type", "about")]);
    xml.leaf("head", &[], meta.title.best(LANGUAGE));
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
}

/// Who speaks in the dataset.
pub(crate) fn sources(xml: &mut Xml<'_>, index: &Index<'_>, sources: &[Source]) -> io::Result<()> {
    if sources.is_empty() {
        return Ok(());
    }
    xml.start("div", &[("type", "sources")]);
    xml.leaf("head", &[], "Sources");
    xml.nl();
    let all: Vec<Line<'_>> = sources.iter().map(|source| Line::Source(source.into())).collect();
    lines(xml, index, &all, "Sources")?;
    xml.end("div");
    xml.nl();
    Ok(())
}

/// One paragraph or one item of a list.
pub(crate) enum Line<'a> {
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
        self::line(self.xml, self.index, line);
        self.xml.pass()
    }
}

/// One line.
pub(crate) fn line(xml: &mut Xml<'_>, index: &Index<'_>, line: &Line<'_>) {
    xml.start("item", &[]);
    match line {
        Line::Source(record) => source(xml, index, *record),
        Line::Event(record, said) => event(xml, index, *record, said),
        Line::Difference(difference) => disagreement(xml, index, difference),
    }
    xml.end("item");
    xml.nl();
}

fn source(xml: &mut Xml<'_>, index: &Index<'_>, record: RecordRef<'_>) {
    inline::record(xml, index, record.id().as_str());
    xml.raw(" (");
    xml.text(record.kind().label());
    xml.raw(")");
    for field in walk(index, record) {
        if matches!(field.view.def.name, "authors" | "published" | "standpoint" | "gaps") {
            sentence(xml, index, &field);
        }
    }
}

/// A field as a sentence.
fn sentence(xml: &mut Xml<'_>, index: &Index<'_>, field: &Walked<'_>) {
    xml.stop();
    xml.raw(" ");
    xml.label(field.view.def);
    xml.raw(": ");
    inline::field(xml, index, field);
}

/// An event with its place in the narrative.
struct Told<'a> {
    mechanism: Mechanism,
    /// Years without a number stand last: every year is less than none.
    year: (bool, i32),
    event: RecordRef<'a>,
}

/// Everything that happened, by mechanism and year, and what was said there.
pub(crate) struct Story<'a> {
    told: Vec<Told<'a>>,
    said: BTreeMap<&'a str, Vec<RecordRef<'a>>>,
}

impl<'a> Story<'a> {
    pub(crate) fn new(dataset: &'a Dataset) -> Self {
        let mut said: BTreeMap<&str, Vec<RecordRef<'_>>> = BTreeMap::new();
        for statement in dataset.statements() {
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
        let mut told: Vec<Told<'_>> = summary::events_in_order(dataset)
            .into_iter()
            .map(|event| {
                let year = summary::year(event);
                Told {
                    mechanism: event.kind.mechanism(),
                    year: (year.is_none(), year.unwrap_or_default()),
                    event: event.into(),
                }
            })
            .collect();
        // Within a year the order of time stays.
        told.sort_by_key(|told| (told.mechanism, told.year));
        Self { told, said }
    }

    /// All events.
    pub(crate) fn all(&self) -> Range<usize> {
        0..self.told.len()
    }

    /// The line about an event, and whether a heading comes before it.
    pub(crate) fn line(&self, n: usize) -> Option<(Line<'_>, bool)> {
        let told = self.told.get(n)?;
        let before = n.checked_sub(1).and_then(|before| self.told.get(before));
        let same =
            |before: &Told<'_>| (before.mechanism, before.year) == (told.mechanism, told.year);
        let said = self.said.get(told.event.id().as_str()).map(Vec::as_slice).unwrap_or_default();
        Some((Line::Event(told.event, said), !before.is_some_and(same)))
    }
}

/// The events of the narrative in this range.
pub(crate) fn narrative(
    xml: &mut Xml<'_>,
    index: &Index<'_>,
    story: &Story<'_>,
    range: Range<usize>,
) -> io::Result<()> {
    let (begun, all) = (range.start, story.told.get(range).unwrap_or_default());
    if all.is_empty() {
        return Ok(());
    }
    xml.start("div", &[("type", "narrative")]);
    xml.leaf("head", &[], "What the sources report, by mechanism and year");
    xml.nl();
    let mut at = begun;
    for told in all.chunk_by(|a, b| a.mechanism == b.mechanism) {
        let Some(Told { mechanism, .. }) = told.first() else { continue };
        xml.start("div", &[("type", "mechanism"), ("subtype", mechanism.code())]);
        let before = at.checked_sub(1).and_then(|before| story.told.get(before));
        let goes_on = before.is_some_and(|before| before.mechanism == *mechanism);
        let more = if goes_on { ", continued" } else { "" };
        xml.leaf("head", &[], &format!("{}{more}", mechanism.label()));
        xml.nl();
        for told in told.chunk_by(|a, b| a.year == b.year) {
            let label = match told.first().map(|told| told.year) {
                Some((false, year)) if year <= 0 => format!("{} BCE", 1 - i64::from(year)),
                Some((false, year)) => year.to_string(),
                _ => "Without a year".to_owned(),
            };
            xml.start("div", &[("type", "year")]);
            xml.leaf("head", &[], &label);
            xml.nl();
            let events = at..at + told.len();
            at = events.end;
            let events: Vec<Line<'_>> =
                events.filter_map(|n| story.line(n)).map(|(line, _)| line).collect();
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
    let fields = walk(index, record);
    xml.start("label", &[]);
    inline::record(xml, index, record.id().as_str());
    xml.end("label");
    if let Some(date) = fields.iter().find(|field| field.view.def.name == "date") {
        xml.raw(", ");
        inline::readings(xml, index, date, " or ");
    }
    for field in fields.iter().filter(|field| !UNTOLD.contains(&field.view.def.name)) {
        if field.view.def.name == "participants" && !field.contested && plain_list(field) {
            by_role(xml, index, field);
        } else {
            sentence(xml, index, field);
        }
    }
    xml.stop();
    if let Some(cites) = record.cite() {
        inline::cites(xml, index, cites);
    }
    // What is longer is said in several lists: some programs take time that grows with the square.
    for said in said.chunks(MOST) {
        statements(xml, index, said);
    }
}

/// A list of what was said at an event.
fn statements(xml: &mut Xml<'_>, index: &Index<'_>, said: &[RecordRef<'_>]) {
    xml.nl();
    xml.start("list", &[("type", "statements")]);
    xml.nl();
    for statement in said {
        xml.start("item", &[]);
        let fields = walk(index, *statement);
        let show = |xml: &mut Xml<'_>, name: &str, before: &str| {
            if let Some(field) = fields.iter().find(|field| field.view.def.name == name) {
                xml.raw(before);
                inline::field(xml, index, field);
            }
        };
        xml.tag("ref")
            .record("target", index, statement.id().as_str())
            .leaf(statement.kind().label());
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
        xml.stop();
        xml.raw(" ");
        xml.text(role.label());
        xml.raw(": ");
        for (n, item) in items.into_iter().enumerate() {
            xml.raw(if n > 0 { ", " } else { "" });
            inline::item_without(xml, index, item, "role");
        }
    }
    if field.view.readings.iter().any(|reading| reading.open) {
        xml.raw("; and others");
    }
}

/// Where sources differ, among themselves or with what is listed.
pub(crate) fn where_sources_differ(
    xml: &mut Xml<'_>,
    index: &Index<'_>,
    found: &[Disagreement],
) -> io::Result<()> {
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
    xml.start("label", &[]);
    xml.tag("ref").record("target", index, &found.record).leaf(&found.point);
    xml.end("label");
    if let Some(class) = found.class {
        xml.raw(" (");
        xml.text(&class.label().to_lowercase());
        xml.raw(")");
    }
    if !found.variants.is_empty() {
        xml.stop();
        xml.raw(" ");
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
            values::cites(xml, index, &variant.cite);
        }
        xml.raw(")");
    }
    if let Some(explanation) = &found.explanation {
        xml.stop();
        xml.raw(" ");
        xml.text(explanation);
    }
    if let Some(note) = &found.note {
        xml.raw(" ");
        xml.tag("ref").record("target", index, note).leaf("Editors’ note");
    }
}

//! A fifth format, in a page: Markdown, with a note for every citation. It carries every
//! record, every reading and every citation of any dataset, and knows no field by name:
//! it walks the general view, as the exporters of Rapporteur do.
//!
//! `cargo run -p rapporteur-schema --example to_markdown -- data/china-hr-cooperation`

use std::{
    collections::BTreeMap,
    error::Error,
    io::{self, BufWriter, Write},
};

use rapporteur_schema::{
    Cites, Dataset, RecordRef,
    view::{FieldView, ItemView, MetaView, ReadingView},
};

fn main() -> Result<(), Box<dyn Error>> {
    let folder = std::env::args_os().nth(1).ok_or("name the folder of a dataset")?;
    // Whoever publishes leaves out what is restricted, first of all.
    let dataset = Dataset::open(folder)?.published();
    let mut out = BufWriter::new(io::stdout().lock());
    write(&dataset, &mut out)?;
    out.flush()?;
    Ok(())
}

/// Writes a dataset as Markdown.
fn write(dataset: &Dataset, out: &mut dyn Write) -> io::Result<()> {
    let mut notes = Notes::default();
    writeln!(out, "# {}\n", escape(dataset.meta.title.best("en")))?;
    for record in dataset.records() {
        writeln!(
            out,
            "## {} `{}`\n",
            escape(dataset.label(record.id().as_str(), "en")),
            record.id()
        )?;
        write!(out, "{}", record.kind().label())?;
        writeln!(out, "{}\n", notes.marks(record.cite()))?;
        for field in record.fields() {
            write_field(record, &field, &mut notes, out)?;
        }
        writeln!(out)?;
    }
    // Each passage once, however often it is cited.
    for (cite, number) in notes.in_order() {
        let (source, passage) = cite.split_once('#').unwrap_or((cite, ""));
        writeln!(out, "[^{number}]: {}, passage {passage}", escape(dataset.label(source, "en")))?;
    }
    Ok(())
}

fn write_field(
    record: RecordRef<'_>,
    field: &FieldView<'_>,
    notes: &mut Notes,
    out: &mut dyn Write,
) -> io::Result<()> {
    let label = field.def.label();
    let differ = if field.is_contested() { " (sources differ)" } else { "" };
    writeln!(out, "- **{label}**{differ}")?;
    for reading in &field.readings {
        writeln!(out, "  - {}", reading_text(record, reading, notes))?;
    }
    Ok(())
}

fn reading_text(record: RecordRef<'_>, reading: &ReadingView<'_>, notes: &mut Notes) -> String {
    let mut parts: Vec<String> = Vec::new();
    if let Some(absent) = reading.absent {
        parts.push(format!("({})", absent.label().to_lowercase()));
    }
    for item in &reading.items {
        parts.push(item_text(item, notes));
    }
    if reading.open {
        parts.push("and others".to_owned());
    }
    // A bare value rests on what the record itself cites.
    let own = if reading.bare { record.cite() } else { reading.meta.cite };
    format!("{}{}{}", parts.join("; "), remarks(&reading.meta), notes.marks(own))
}

fn item_text(item: &ItemView<'_>, notes: &mut Notes) -> String {
    let parts: Vec<String> = item.parts.iter().map(|(_, atom)| escape(&atom.to_text())).collect();
    format!("{}{}{}", parts.join(", "), remarks(&item.meta), notes.marks(item.meta.cite))
}

/// What a reading says of itself, beside its value and its citations.
fn remarks(meta: &MetaView<'_>) -> String {
    let mut all = Vec::new();
    all.extend(meta.as_printed.map(|text| format!("printed “{}”", escape(text))));
    all.extend(meta.basis.map(|basis| basis.code().to_owned()));
    all.extend(meta.as_of.map(|date| format!("as of {date}")));
    all.extend(meta.said_by.map(|id| format!("said by `{id}`")));
    all.extend(meta.note.map(|note| format!("editors: {}", escape(note.best("en")))));
    if all.is_empty() { String::new() } else { format!(" ({})", all.join("; ")) }
}

/// The numbers of the notes: one for each passage, in the order of their first use.
#[derive(Default)]
struct Notes(BTreeMap<String, usize>);

impl Notes {
    fn marks(&mut self, cites: Option<&Cites>) -> String {
        let mut marks = String::new();
        for cite in cites.into_iter().flat_map(|cites| cites.iter()) {
            let next = self.0.len() + 1;
            let number = self.0.entry(cite.as_str().to_owned()).or_insert(next);
            marks.push_str(&format!("[^{number}]"));
        }
        marks
    }

    fn in_order(&self) -> Vec<(&str, usize)> {
        let mut all: Vec<(&str, usize)> =
            self.0.iter().map(|(cite, n)| (cite.as_str(), *n)).collect();
        all.sort_by_key(|(_, number)| *number);
        all
    }
}

/// Text in which Markdown sees nothing but text.
fn escape(text: &str) -> String {
    let mut out = String::with_capacity(text.len());
    for c in text.chars() {
        match c {
            '\n' => out.push(' '),
            c if c.is_ascii_punctuation() && !".,;:()-/'\"%".contains(c) => {
                out.push('\\');
                out.push(c);
            }
            c => out.push(c),
        }
    }
    out
}

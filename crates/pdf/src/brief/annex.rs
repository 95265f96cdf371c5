//! The annex: every record of every register, with every field, every reading,
//! every citation and every remark.
//!
//! It walks the general view of records, so that a field or kind that is added to
//! the model appears here without any change.

use rapporteur_apparatus::{cite, language::Noun, value};
use rapporteur_schema::{
    RecordRef, Register, Text,
    view::{Atom, FieldView, ItemView, MetaView, PartDef, ReadingView},
};

use super::{
    data::{Data, LANGUAGE},
    line::Line,
    notes::Notes,
};
use crate::block::{Block, Style};

/// A paragraph that is longer than this is ended before the next field.
const LONG: usize = 900;
/// A list of this many items without annotations stands on its own.
const MANY: usize = 8;
/// The part that holds a hash.
const HASH: &str = "sha256";
/// How many digits of a hash are shown.
const DIGITS: usize = 16;

/// The annex.
pub(super) fn write(data: &Data<'_>, notes: &mut Notes, out: &mut Vec<Block>) {
    out.push(Block::PageBreak);
    // The briefs that show a choice of the differences have all of them here.
    if data.is_overview() || data.is_of_source() {
        notes.set_one_each(false);
        super::differ::annex(data, notes, out);
    }
    let words = data.words;
    out.push(super::heading(2, words.title.annex, "annex"));
    let differs = Line::new()
        .plain(words.text.annex_intro)
        .put("†", Style::Muted)
        .plain(words.text.annex_given);
    out.push(super::paragraph(differs));
    for register in Register::ALL {
        let records: Vec<RecordRef<'_>> = data.dataset.register(register).collect();
        if records.is_empty() {
            continue;
        }
        let id = format!("annex-{}", register.folder());
        let title = format!("{} ({})", register.label(), records.len());
        out.push(super::heading(3, &title, &id));
        for record in records {
            write_record(data, record, out);
        }
    }
}

fn write_record(data: &Data<'_>, record: RecordRef<'_>, out: &mut Vec<Block>) {
    let mut line = head(data, record);
    let mut lists = Vec::new();
    let named = only_name(record).is_some();
    for field in record.fields() {
        if named && field.def.name == "names" {
            continue;
        }
        let plain_list = field.def.shape.list && !field.def.shape.annotated;
        let many = field.readings.iter().map(|reading| reading.items.len()).max().unwrap_or(0);
        if plain_list && field.def.shape.parts.len() > 1 && many >= MANY {
            compact(data, record, &field, &mut lists);
            continue;
        }
        if line.len() > LONG {
            out.push(super::small(std::mem::take(&mut line)));
        } else {
            line.add(" ", Style::Regular);
        }
        line.extend(write_field(data, record, &field).spans());
    }
    out.push(super::small(line));
    out.extend(lists);
}

/// Name, identifier, kind, who may see it, and on what it rests.
fn head(data: &Data<'_>, record: RecordRef<'_>) -> Line {
    let mut line = Line::new();
    let id = record.id().as_str();
    let named = record
        .field("names")
        .is_some_and(|names| names.readings.iter().any(|reading| !reading.items.is_empty()));
    let mut about = Vec::new();
    if named {
        line.add(data.label(id), Style::Bold);
        if let Some(language) = only_name(record) {
            line.add(&format!(" ({language})"), Style::Regular);
        }
        line.add(" ", Style::Regular);
        about.push(id.to_owned());
    } else {
        line.add(id, Style::Bold);
        line.add(" ", Style::Regular);
    }
    about.push(super::lower_first(record.kind().label()));
    if let Some(access) = record.access() {
        about.push(access.label().to_lowercase());
    }
    if let Some(cites) = record.cite() {
        about.push(cite::labels(data.dataset, cites));
    }
    line.add(&format!("{}.", about.join(" · ")), Style::Muted);
    line
}

/// The language of the name of a record that has one name and nothing to say of it:
/// the head of the record is all there is to know.
fn only_name(record: RecordRef<'_>) -> Option<String> {
    let field = record.field("names")?;
    let [reading] = field.readings.as_slice() else { return None };
    let [item] = reading.items.as_slice() else { return None };
    let plain = reading.bare && !reading.open && item.meta == MetaView::default();
    match item.parts.as_slice() {
        [(_, Atom::Plain(_)), (_, Atom::Language(tag))] if plain => Some(tag.to_string()),
        _ => None,
    }
}

/// The name of a field and what stands in it, readings side by side.
fn write_field(data: &Data<'_>, record: RecordRef<'_>, field: &FieldView<'_>) -> Line {
    let differs = data.differs(record, field.def.name);
    let mut line = Line::new().italic(&format!("{}: ", field.def.label()));
    if !field.def.reported {
        line = Line::new().italic(&field.def.label()).muted("†").italic(": ");
    }
    let style = if differs { Style::Differs } else { Style::Regular };
    for (n, reading) in field.readings.iter().enumerate() {
        if n > 0 {
            line.add("\u{A0}/ ", Style::Muted);
        }
        write_reading(data, reading, style, &mut line);
    }
    let spans = line.spans();
    let ended = spans.iter().rev().find(|span| !span.text.trim().is_empty());
    let stop = !ended.is_some_and(|span| span.text.ends_with(['.', '…', '?', '!']));
    let mut line = Line::new();
    line.extend(spans);
    if stop {
        line.add(".", Style::Regular);
    }
    line
}

fn write_reading(data: &Data<'_>, reading: &ReadingView<'_>, style: Style, line: &mut Line) {
    if let Some(absent) = reading.absent {
        line.add(&format!("({})", absent.label().to_lowercase()), style);
    }
    for (n, item) in reading.items.iter().enumerate() {
        if n > 0 {
            line.add("; ", Style::Regular);
        }
        write_item(data, item, style, line);
        write_meta(data, &item.meta, item.meta.cite.is_some(), line);
    }
    if reading.open {
        line.add(data.language().and_others(), style);
    }
    write_meta(data, &reading.meta, !reading.bare, line);
}

/// Remarks in brackets, passages in square brackets.
fn write_meta(data: &Data<'_>, meta: &MetaView<'_>, with_cites: bool, line: &mut Line) {
    let mut remarks = Vec::new();
    if let Some(printed) = meta.as_printed {
        remarks.push(data.language().printed(printed));
    }
    remarks.extend(data.grounds(meta));
    if let Some(access) = meta.access {
        remarks.push(access.label().to_lowercase());
    }
    if !remarks.is_empty() {
        line.add(&format!(" ({})", remarks.join("; ")), Style::Muted);
    }
    if let Some(note) = meta.note {
        line.add(&format!(" ({}", data.words.word.editors_note), Style::Muted);
        every_language(note, Style::Muted, line);
        line.add(")", Style::Muted);
    }
    if with_cites && let Some(cites) = meta.cite {
        let labels = cite::labels(data.dataset, cites);
        line.add(&format!("\u{A0}[{labels}]"), Style::Muted);
    }
}

/// A text in every language that it has, the one of the brief first.
fn every_language(text: &Text, style: Style, line: &mut Line) {
    let (first, words) = text.best_entry(LANGUAGE);
    line.add_in(words, style, first);
    for (language, words) in text.iter().filter(|(language, _)| language.as_str() != first) {
        line.add(&format!(" [{language}] "), Style::Muted);
        line.add_in(words, style, language.as_str());
    }
}

/// An item with all its parts: the first says what it is, the others stand in
/// brackets; a number stands behind what it counts.
fn write_item(data: &Data<'_>, item: &ItemView<'_>, style: Style, line: &mut Line) {
    let mut parts: Vec<(&'static PartDef, Atom<'_>)> = item.parts.to_vec();
    let language = match item.part("lang") {
        Some(Atom::Language(tag)) => Some(tag.as_str()),
        _ => None,
    };
    if let (Some(Atom::Code(measure)), Some(Atom::Quantity(quantity))) =
        (item.part("measure"), item.part("quantity"))
    {
        line.add(&format!("{}: {}", measure.label(), data.language().quantity(quantity)), style);
        parts.retain(|(def, _)| !matches!(def.name, "measure" | "quantity"));
    } else if !parts.is_empty() {
        let (_, first) = parts.remove(0);
        match (first, language) {
            (Atom::Plain(text), Some(language)) => line.add_in(text, style, language),
            _ => write_atom(data, first, style, line),
        }
    }
    for (n, (def, atom)) in parts.iter().enumerate() {
        line.add(if n == 0 { " (" } else { "; " }, style);
        if matches!(atom, Atom::Counts(_)) {
            line.add(data.words.word.counts, style);
        } else if matches!(atom, Atom::Ref(_) | Atom::Plain(_)) && !matches!(def.name, "value") {
            line.add(&format!("{}: ", super::lower_first(def.label)), style);
        }
        write_atom(data, *atom, style, line);
    }
    if !parts.is_empty() {
        line.add(")", style);
    }
}

fn write_atom(data: &Data<'_>, atom: Atom<'_>, style: Style, line: &mut Line) {
    match atom {
        Atom::Text(text) => every_language(text, style, line),
        Atom::Code(code) if code.list.name != "measure" => {
            line.add(&super::lower_first(code.label()), style);
        }
        _ => line.add(&value::atom(data.dataset, atom, LANGUAGE), style),
    }
}

/// A long list without annotations, such as the passages of a source: a paragraph for
/// the items in a row that have the same of what an item may have several times.
fn compact(data: &Data<'_>, record: RecordRef<'_>, field: &FieldView<'_>, out: &mut Vec<Block>) {
    let items: Vec<&ItemView<'_>> =
        field.readings.iter().flat_map(|reading| &reading.items).collect();
    let hashes = field.def.shape.parts.iter().any(|def| def.name == HASH);
    let shortened = if hashes { data.words.say.digits(DIGITS) } else { String::new() };
    let label = field.def.label();
    let mut head = Line::new().bold(record.id().as_str()).plain(" ").italic(&label).muted("†");
    head.add(
        &format!(" ({}{shortened}): ", data.language().count(items.len(), Noun::Item)),
        Style::Muted,
    );
    let shared = |item: &ItemView<'_>| -> Vec<String> {
        let many = item.parts.iter().filter(|(def, _)| def.many);
        many.map(|(_, atom)| value::atom(data.dataset, *atom, LANGUAGE)).collect()
    };
    let mut line = head;
    for group in items.chunk_by(|a, b| shared(a) == shared(b)) {
        let path = group.first().map(|item| shared(item)).unwrap_or_default();
        if !path.is_empty() {
            line.add(&format!("{}: ", path.join(" › ")), Style::Italic);
        }
        for (n, item) in group.iter().enumerate() {
            if n > 0 {
                line.add("; ", Style::Regular);
            }
            one_of_many(data, item, &mut line);
        }
        line.add(".", Style::Regular);
        out.push(super::small(std::mem::take(&mut line)));
    }
}

/// An item of a long list: its parts in a row, but for those that it shares.
fn one_of_many(data: &Data<'_>, item: &ItemView<'_>, line: &mut Line) {
    let own = item.parts.iter().filter(|(def, _)| !def.many);
    for (n, (def, atom)) in own.enumerate() {
        if n > 0 {
            line.add("\u{A0}", Style::Regular);
        }
        match atom {
            Atom::Plain(hash) if def.name == HASH => {
                line.add(hash.get(..DIGITS).unwrap_or(hash), Style::Muted);
            }
            Atom::Plain(key) if n == 0 => line.add(key, Style::Bold),
            Atom::Code(_) => {
                line.add("(", Style::Regular);
                write_atom(data, *atom, Style::Regular, line);
                line.add(")", Style::Regular);
            }
            _ => write_atom(data, *atom, Style::Regular, line),
        }
    }
}

//! What stands at the end: what the sources do not give, the sources themselves,
//! the notes, and how the brief was made.

use rapporteur_apparatus::phrase::count;
use rapporteur_schema::{
    Dataset, RecordRef, canonical,
    model::{Sha256, Source},
    view::FieldView,
};

use super::{
    data::{Data, put_text},
    line::{self, Line},
    notes::Notes,
};
use crate::block::{Block, Link, Span, Style};

/// The id of the heading of the gaps.
pub(super) const GAPS: &str = "gaps";

/// Gaps, sources, notes, method.
pub(super) fn write(
    data: &Data<'_>,
    notes: &mut Notes,
    options: &crate::Options,
    out: &mut Vec<Block>,
) {
    gaps(data, notes, out);
    sources(data, notes, out);
    out.push(super::heading(2, "Source notes", "notes"));
    out.push(super::paragraph(Line::new().plain(
        "Each note names a passage of a source and the headings under which it stands. The text of \
         the sources is not part of the dataset; whoever has it finds the passage by its key.",
    )));
    out.push(Block::Notes);
    method(data.dataset, options, out);
}

fn gaps(data: &Data<'_>, notes: &mut Notes, out: &mut Vec<Block>) {
    let mut points = Vec::new();
    for source in data.dataset.sources() {
        for gap in source.gaps.iter().flat_map(|list| list.iter()) {
            let name = rapporteur_apparatus::cite::siglum(data.dataset, source.id.as_str());
            let mut line = Line::new().bold(name).plain(". ");
            put_text(&mut line, &gap.what, Style::Regular);
            points.push(line.cited(notes, &gap.cite).spans());
        }
    }
    if points.is_empty() {
        return;
    }
    out.push(super::heading(2, "What the sources do not give", GAPS));
    out.push(super::paragraph(Line::new().plain(
        "What a source promises, points to or has lost. It is not filled in from elsewhere.",
    )));
    out.push(Block::List(points));
}

fn sources(data: &Data<'_>, notes: &mut Notes, out: &mut Vec<Block>) {
    out.push(super::heading(2, "The sources and who is speaking", "sources"));
    for source in data.dataset.sources() {
        let name = rapporteur_apparatus::cite::siglum(data.dataset, source.id.as_str());
        out.push(super::heading(3, name, &format!("source-{}", source.id)));
        out.push(super::paragraph(reference(data, notes, source)));
        if let Some(standpoint) = &source.standpoint {
            let mut line = Line::new().bold("Who is speaking. ");
            put_text(&mut line, standpoint, Style::Regular);
            out.push(super::paragraph(line));
        }
    }
}

/// A source as a bibliography has it: every field but those with a place of their own.
fn reference(data: &Data<'_>, notes: &mut Notes, source: &Source) -> Line {
    let record = RecordRef::Source(source);
    let mut line = Line::new();
    let elsewhere = ["siglum", "standpoint", "gaps", "passages", "identifiers", "note"];
    for field in record.fields() {
        let field: FieldView<'_> = field;
        if elsewhere.contains(&field.def.name) {
            continue;
        }
        let text = line::field(data, notes, record, &field);
        if text.is_empty() {
            continue;
        }
        if field.def.name == "title" {
            let spans = text.spans().into_iter().map(italic);
            line.extend(spans);
        } else {
            if !line.is_empty() {
                line.add(" · ", Style::Muted);
            }
            line.add(&format!("{}: ", word(field.def.name, &field.def.label())), Style::Muted);
            line.extend(text.spans());
        }
    }
    if !line.is_empty() {
        line.add(" · ", Style::Muted);
    }
    line.add(&super::lower_first(source.kind.label()), Style::Regular);
    for identifier in source.identifiers.iter().flat_map(|list| list.iter()) {
        line.add(" · ", Style::Muted);
        line.add(&format!("{}: ", identifier.scheme), Style::Muted);
        let value = identifier.value.as_str();
        let mut span = Span::plain(line::clean(value));
        if value.starts_with("https://") || value.starts_with("http://") {
            span.link = Some(Link::Uri(value.to_owned()));
        }
        line.push(span);
    }
    let passages = source.passages.as_ref().map_or(0, |list| list.len());
    if passages > 0 {
        line.add(&format!(" · {}", count(passages, "passage", "passages")), Style::Regular);
    }
    line.add(".", Style::Regular);
    line.cite(notes, &source.cite);
    line
}

/// What a bibliography calls a field.
fn word(field: &str, label: &str) -> String {
    match field {
        "host" => "web site".to_owned(),
        "web" => "web page dated".to_owned(),
        "updated" => "web page changed".to_owned(),
        _ => super::lower_first(label),
    }
}

/// A run of the title.
fn italic(span: Span) -> Span {
    let style = if span.style == Style::Regular { Style::Italic } else { span.style };
    Span { style, ..span }
}

fn method(dataset: &Dataset, options: &crate::Options, out: &mut Vec<Block>) {
    let meta = &dataset.meta;
    out.push(super::heading(2, "Method and licence", "method"));
    let created = meta.created.as_ref().map(rapporteur_apparatus::phrase::date);
    let of = created.map(|date| format!(" of {date}")).unwrap_or_default();
    let mut line = Line::new().plain(&format!(
        "This brief was made by program from version {}{of} of the dataset “{}” ({}), without any \
         text of its own but these standing sentences. The same version gives the same bytes.",
        meta.version.as_str(),
        meta.title.best(super::data::LANGUAGE),
        meta.id,
    ));
    let by: Vec<&str> = meta.editors.iter().flat_map(|l| l.iter()).map(|e| e.as_str()).collect();
    if !by.is_empty() {
        line.add(
            &format!(" Edited by {}.", rapporteur_apparatus::phrase::list(&by)),
            Style::Regular,
        );
    }
    if let Some(publisher) = &meta.publisher {
        line.add(" Published by ", Style::Regular);
        put_text(&mut line, publisher, Style::Regular);
        line.add(".", Style::Regular);
    }
    line.add(&format!(" Licence: {}.", meta.license.as_str()), Style::Regular);
    out.push(super::paragraph(line));
    out.push(super::paragraph(Line::new().plain(
        "A document is a witness: what it says is recorded with the passage that says it, and what \
         documents say differently stands side by side. Nothing comes from outside the sources but \
         identifiers and the editors’ own notes. Inferred and proposed are values that the editors conclude from a source, or put in the place of damaged print. \
         A date is as precise as its source. A mark says how a record is attested: ● by more than \
         one source, ○ by one, ◆ where sources differ or the editors left a note on a difference.",
    )));
    let hash = Sha256::of(&canonical::bytes(dataset));
    let attached = if options.attach {
        format!(
            "The whole dataset is attached to this file as {}.canonical.txt; “rapporteur import” \
             reads it back.",
            meta.id
        )
    } else {
        "The dataset is not attached to this file.".to_owned()
    };
    let annex = if options.annex {
        "The annex has every record with every reading."
    } else {
        "Statements, works, concepts and places are not listed in this brief."
    };
    out.push(super::paragraph(Line::new().plain(&format!(
        "{attached} {annex} To make the brief again: rapporteur export --to pdf, with the folder \
         of the dataset."
    ))));
    out.push(super::paragraph(
        Line::new().bold("SHA-256 of the dataset in canonical form: ").plain(hash.as_str()),
    ));
}

//! What stands at the end: what the sources do not give, the sources themselves,
//! the notes, and how the brief was made.

use rapporteur_apparatus::language::Noun;
use rapporteur_schema::{
    Cite, RecordRef,
    model::{Sha256, Source},
    view::FieldView,
};

use super::{
    choice::Brief,
    data::{Data, put_text},
    front::siglum,
    line::{self, Line, restyled},
    notes::Notes,
};
use crate::block::{Block, Link, Span, Style};

/// The id of the heading of the gaps.
const GAPS: &str = "gaps";
/// The id of the heading of the sources.
pub(super) const SOURCES: &str = "sources";

/// Gaps, sources, notes, method.
pub(super) fn write(
    data: &Data<'_>,
    notes: &mut Notes,
    (options, hash): (&crate::Options, &Sha256),
    out: &mut Vec<Block>,
) {
    let words = data.words;
    gaps(data, notes, out);
    sources(data, notes, out);
    if !notes.is_empty() {
        out.push(super::heading(2, words.title.notes, "notes"));
        out.push(super::small(Line::new().plain(words.text.notes)));
        out.push(Block::Notes);
    }
    method(data, options, hash, out);
}

/// The gaps of the source that the brief is about.
fn gaps(data: &Data<'_>, notes: &mut Notes, out: &mut Vec<Block>) {
    let Brief::Source(id) = data.brief else { return };
    let Some(source) = data.dataset.source(id.as_str()) else { return };
    let words = data.words;
    let mut points: Vec<(Span, Vec<Span>)> = Vec::new();
    for gap in source.gaps.iter().flat_map(|list| list.iter()) {
        let mut line = Line::new();
        put_text(&mut line, &gap.what, Style::Regular);
        points.push((Span::plain("•"), line.cited(notes, &gap.cite).spans()));
    }
    if points.is_empty() {
        return;
    }
    out.push(super::heading(2, words.title.gaps, GAPS));
    out.push(super::paragraph(Line::new().plain(words.text.gaps)));
    out.push(Block::Entries(points));
}

/// The id of the heading of a source.
pub(super) fn heading_of(source: &Source) -> String {
    format!("source-{}", source.id)
}

/// The sources with their standpoints: in the overview all, in another brief those that
/// it cites; in few words, but for the one that the brief is about.
fn sources(data: &Data<'_>, notes: &mut Notes, out: &mut Vec<Block>) {
    notes.keep_called(out);
    let words = data.words;
    let subject = |source: &Source| matches!(data.brief, Brief::Source(id) if *id == source.id);
    let mut shown: Vec<&Source> = data
        .dataset
        .sources()
        .iter()
        .filter(|source| data.is_overview() || subject(source) || notes.cites(source.id.as_str()))
        .collect();
    // What only helps to date a thing, or says who a speaker is, is no source of the brief.
    let (used, compared) = (data.used(), data.compared());
    shown.retain(|source| {
        let id = source.id.as_str();
        data.is_overview() || subject(source) || used.contains(id) || compared.contains(id)
    });
    if shown.is_empty() {
        return;
    }
    shown.sort_by_cached_key(|source| (siglum(data, source).to_lowercase(), &source.id));
    out.push(super::heading(2, words.title.sources, SOURCES));
    if !data.is_overview() && shown.len() > 1 {
        super::front::editors(data, out);
    }
    // A long list is set small, and so is one that only says where a brief comes from.
    let long = shown.len() > super::front::MANY || !data.is_overview();
    let set = if long { super::small } else { super::paragraph };
    let before = notes.set_one_each(true);
    for source in &shown {
        let whole = subject(source);
        out.push(super::heading(3, siglum(data, source), &heading_of(source)));
        out.push(set(reference(data, notes, source, whole)));
        let mut line = Line::new();
        // That of the source that the brief is about stands on the first page.
        if let Some(standpoint) = source.standpoint.as_ref().filter(|_| !whole) {
            line.add(words.word.standpoint, Style::Bold);
            put_text(&mut line, standpoint, Style::Regular);
        }
        let gaps = source.gaps.as_ref().map_or(0, |gaps| gaps.len());
        if gaps > 0 && data.is_overview() {
            let brief = Brief::Source(source.id.clone()).title(data.dataset);
            if !line.is_empty() {
                line.add(" ", Style::Regular);
            }
            line.add(&words.say.gaps(gaps, &data.language().quoted(&brief)), Style::Muted);
        }
        if !line.is_empty() {
            out.push(set(line));
        }
    }
    notes.set_one_each(before);
    let all = data.dataset.sources().iter();
    let beside = all.filter(|source| {
        notes.cites(source.id.as_str()) && !shown.iter().any(|one| one.id == source.id)
    });
    let beside: Vec<&str> = beside.map(|source| siglum(data, source)).collect();
    if !beside.is_empty() {
        out.push(super::small(Line::new().plain(&words.say.beside_these(&beside))));
    }
}

/// A source as a bibliography has it: every field but those with a place of their own;
/// if not `whole`, who wrote it, its title and its date.
fn reference(data: &Data<'_>, notes: &mut Notes, source: &Source, whole: bool) -> Line {
    let own = matches!(data.brief, Brief::Source(id) if *id == source.id);
    let words = data.words;
    let mut scratch = Notes::new();
    let record = RecordRef::Source(source);
    let mut line = Line::new();
    let elsewhere =
        ["siglum", "standpoint", "gaps", "passages", "identifiers", "note", "languages"];
    for field in record.fields() {
        let field: FieldView<'_> = field;
        let name = field.def.name;
        if elsewhere.contains(&name)
            || !whole
                && !matches!(
                    name,
                    "title" | "authors" | "publisher" | "host" | "published" | "web" | "updated"
                )
        {
            continue;
        }
        let counted = if own { &mut *notes } else { &mut scratch };
        let mut text = line::field(data, counted, record, &field);
        if text.is_empty() {
            continue;
        }
        // That no author is named needs no label.
        if name == "authors" && field.readings.iter().all(|reading| reading.absent.is_some()) {
            line.add(words.word.no_author, Style::Muted);
            continue;
        }
        // One note at the end is enough where the source is one of many things.
        if !own {
            let mut spans = text.spans();
            // Of several readings each that is of another source has its note behind it.
            let several = field.readings.len() > 1;
            spans.retain_mut(|span| {
                let Some(cite) = scratch.cite_of(span) else { return true };
                let keep = several && cite.source() != source.id.as_str();
                if keep {
                    *span = Span::note(notes.number(cite));
                }
                keep
            });
            // That a source says it of itself goes without saying.
            let whose = format!(
                " ({})",
                rapporteur_apparatus::cite::siglum(data.dataset, source.id.as_str())
            );
            for span in &mut spans {
                span.text = span.text.replace(&whose, "");
            }
            // What another says of it does not, and is said once.
            let said = other(data, source, &field);
            let told = spans.iter().any(|span| span.text.contains(&format!("({said})")));
            text = Line::of(spans);
            if !told {
                text.owned(&said);
            }
        }
        if !whole {
            text = without_notes(data, text);
        }
        if !own && field.readings.len() < 2 {
            text.cite(notes, others(source, &field));
        }
        if field.def.name == "title" {
            let spans = text.spans().into_iter().map(|span| restyled(span, Style::Italic));
            line.extend(spans);
        } else {
            if !line.is_empty() {
                line.add(" · ", Style::Muted);
            }
            let name = word(data, field.def.name, &field.def.label());
            let colon = if matches!(field.def.name, "authors" | "translators") { "" } else { ":" };
            line.add(&format!("{name}{colon} "), Style::Muted);
            line.extend(text.spans());
        }
    }
    if !line.is_empty() {
        line.add(" · ", Style::Muted);
    }
    line.add(&super::lower_first(source.kind.label()), Style::Regular);
    for identifier in source.identifiers.iter().flat_map(|list| list.iter()) {
        line.add(" · ", Style::Muted);
        let scheme = identifier.scheme.to_string();
        line.add(&format!("{}: ", word(data, &scheme, &scheme)), Style::Muted);
        let value = identifier.value.as_str();
        let mut span = Span::plain(line::clean(value));
        if value.starts_with("https://") || value.starts_with("http://") {
            span.link = Some(Link::Uri(value.to_owned()));
        }
        line.push(span);
    }
    let passages = source.passages.as_ref().map_or(0, |list| list.len());
    if passages > 0 && whole {
        let number = data.language().count(passages, Noun::Passage);
        line.add(&format!(" · {number}"), Style::Regular);
    }
    line.add(".", Style::Regular);
    line.cite(notes, &source.cite);
    line
}

/// Who says what a field of a source has, if it is not the source; nobody, where several
/// readings say whose each is.
fn other(data: &Data<'_>, source: &Source, field: &FieldView<'_>) -> String {
    let [reading] = field.readings.as_slice() else { return String::new() };
    let cites = reading.items.iter().filter_map(|item| super::credit::of_item(reading, item));
    let all: Vec<&Cite> = cites.flatten().collect();
    if all.iter().any(|cite| cite.source() == source.id.as_str()) {
        return String::new();
    }
    data.language().list(&data.sigla(all))
}

/// The passages of other sources that say what a field of a source has, where it does not say
/// so itself.
fn others<'c>(source: &Source, field: &'c FieldView<'_>) -> Vec<&'c Cite> {
    let readings = field.readings.iter();
    let items = readings.flat_map(|reading| reading.items.iter().map(move |item| (reading, item)));
    let cites = items.filter_map(|(reading, item)| super::credit::of_item(reading, item));
    let own = |cite: &Cite| cite.source() == source.id.as_str();
    cites.filter(|cites| !cites.iter().any(own)).flatten().collect()
}

/// A value of a source without what the editors say of it: in a list of many that would be
/// longer than what it explains. That it is inferred stays.
fn without_notes(data: &Data<'_>, text: Line) -> Line {
    let mut spans = text.spans();
    let word = data.words.word.editors_note;
    for span in spans.iter_mut().filter(|span| span.style == Style::Muted) {
        let Some(at) = span.text.find(word).filter(|_| span.text.ends_with(')')) else { continue };
        let before = span.text.get(..at).unwrap_or_default().trim_end_matches([' ', ';']);
        span.text = match before.trim() {
            "(" => String::new(),
            _ => format!("{before})"),
        };
    }
    spans.retain(|span| !span.text.is_empty());
    Line::of(spans)
}

/// What a bibliography calls a field.
fn word(data: &Data<'_>, field: &str, label: &str) -> String {
    let own = data.words.say.bibliography(field);
    own.map_or_else(|| super::lower_first(label), str::to_owned)
}

/// How the brief was made, in a few small lines.
fn method(data: &Data<'_>, options: &crate::Options, hash: &Sha256, out: &mut Vec<Block>) {
    let words = data.words;
    let meta = &data.dataset.meta;
    let (tag, say) = (data.language().tag(), words.say);
    out.push(super::heading(2, words.title.method, "method"));
    let mut line = Line::new().plain(&say.made(
        meta.version.as_str(),
        &super::front::date_of(data),
        &line::clean(meta.title.best(tag)),
        meta.id.as_str(),
    ));
    let by: Vec<&str> = meta.editors.iter().flat_map(|l| l.iter()).map(|e| e.as_str()).collect();
    if !by.is_empty() {
        line.add(&say.edited(&by), Style::Regular);
    }
    if let Some(publisher) = &meta.publisher {
        line.add(words.word.published_by, Style::Regular);
        put_text(&mut line, publisher, Style::Regular);
        line.add(".", Style::Regular);
    }
    line.add(words.word.licence, Style::Regular);
    line.add(&format!("{}. ", meta.license.as_str()), Style::Regular);
    line.add(&say.attached(meta.id.as_str(), options.attach), Style::Regular);
    line.add(" ", Style::Regular);
    line.add(&say.again(&data.brief.to_string(), options.annex), Style::Regular);
    line.turn();
    out.push(super::small(line.bold(words.word.hash).plain(hash.as_str())));
}

//! Tables of events: when, what happened, where and who, who reports it.

use std::collections::BTreeMap;

use rapporteur_apparatus::{summary::Entry, value};
use rapporteur_schema::{
    Cite, RecordRef,
    view::{Atom, FieldView, ItemView},
};

use super::{
    data::{Data, LANGUAGE, cites, sources},
    engagement::columns,
    line::{self, Line, or_dash},
    notes::Notes,
    totals::marked,
    words::Reports,
};
use crate::block::{Block, Mark, Span, Style};

/// Every event of the brief, in order of time.
pub(super) fn write(data: &Data<'_>, notes: &mut Notes, out: &mut Vec<Block>) {
    if data.timeline.is_empty() {
        return;
    }
    let words = data.words;
    out.push(super::heading(2, words.title.events, "events"));
    let entries: Vec<&Entry<'_>> = data.timeline.iter().collect();
    let text = format!("{} {}", sentences(data, &entries), words.text.events);
    out.push(super::paragraph(Line::new().plain(&text)));
    let column = &words.column;
    let rows = entries.iter().map(|entry| row(data, notes, entry)).collect();
    let columns = columns(&[
        (column.date, 1.7),
        (column.what, 3.7),
        (column.where_who, 2.9),
        (column.sources, 1.6),
    ]);
    let caption = format!("{} {}", words.caption.events, words.text.chart_marks);
    out.push(super::table(caption, columns, rows));
}

/// The first and the last year that the dates of events admit.
pub(super) fn years<'e, 'a: 'e>(
    entries: impl Iterator<Item = &'e Entry<'a>> + Clone,
) -> Option<(i32, i32)> {
    let all = entries.flat_map(|entry| [entry.start, entry.end]).flatten().map(|day| day.year);
    all.clone().min().zip(all.max())
}

/// How many events of what time, and who reports them.
pub(super) fn sentences(data: &Data<'_>, entries: &[&Entry<'_>]) -> String {
    let mut by: BTreeMap<&str, usize> = BTreeMap::new();
    let (mut differ, mut one) = (0, 0);
    for entry in entries {
        let record = RecordRef::Event(entry.event);
        let witnesses = sources(record);
        differ += usize::from(data.mark(record) == Mark::Differs);
        one += usize::from(witnesses.len() == 1);
        for source in witnesses {
            *by.entry(source).or_default() += 1;
        }
    }
    let mut by: Vec<(usize, &str)> = by
        .iter()
        .map(|(source, n)| (*n, rapporteur_apparatus::cite::siglum(data.dataset, source)))
        .collect();
    by.sort_by(|a, b| b.0.cmp(&a.0).then(a.1.cmp(b.1)));
    let span = years(entries.iter().copied());
    data.words.say.reports(&Reports { events: entries.len(), span, by: &by, one, differ })
}

fn row(data: &Data<'_>, notes: &mut Notes, entry: &Entry<'_>) -> Vec<Vec<Span>> {
    let record = RecordRef::Event(entry.event);
    // In the order of the cells, so that notes are numbered as they are met.
    vec![
        or_dash(field(data, notes, record, "date")),
        what(data, notes, entry),
        or_dash(who(data, notes, record)),
        by(data, notes, record),
    ]
}

/// The mark of a record, and the sources with their notes.
pub(super) fn by(data: &Data<'_>, notes: &mut Notes, record: RecordRef<'_>) -> Vec<Span> {
    let mut by = marked(data, record);
    by.extend(notes.by_source(data.dataset, &cites(record)).spans());
    by.spans()
}

/// What a field of a record has, with its notes.
pub(super) fn field(data: &Data<'_>, notes: &mut Notes, record: RecordRef<'_>, name: &str) -> Line {
    match record.field(name) {
        Some(field) => line::field(data, notes, record, &field),
        None => Line::new(),
    }
}

/// Name, kind, what happened, what came of it, and its numbers.
pub(super) fn what(data: &Data<'_>, notes: &mut Notes, entry: &Entry<'_>) -> Vec<Span> {
    named(data, notes, entry, &[])
}

/// The same, with the numbers of the notes of these passages behind the name.
pub(super) fn named(
    data: &Data<'_>,
    notes: &mut Notes,
    entry: &Entry<'_>,
    own: &[Cite],
) -> Vec<Span> {
    let record = RecordRef::Event(entry.event);
    let mut line = Line::new().bold(entry.label).cited(notes, own);
    kind(entry, &mut line);
    for (name, word) in [("summary", ""), ("outcome", data.words.word.outcome), ("figures", "")] {
        let text = field(data, notes, record, name);
        if text.is_empty() {
            continue;
        }
        line.add(". ", Style::Muted);
        line.add(word, Style::Muted);
        line.extend(text.spans());
    }
    aside(data, record, &mut line);
    tidy(line)
}

/// What the editors say of single values that stand in narrow columns.
pub(super) fn aside(data: &Data<'_>, record: RecordRef<'_>, line: &mut Line) {
    let notes = data.notes_aside(record);
    if !notes.is_empty() {
        line.add(". ", Style::Muted);
        line.add(data.words.word.editors, Style::Muted);
        line.add(&format!("{}.", notes.join(". ")), Style::Muted);
    }
}

/// What kind of event it is, unless its name says so.
pub(super) fn kind(entry: &Entry<'_>, line: &mut Line) {
    let kind = entry.event.kind.label();
    if !says_already(entry.label, kind) {
        line.add(&format!(" · {}", super::lower_first(kind)), Style::Muted);
    }
}

/// Takes the full stop that follows a sentence with one of its own.
pub(super) fn tidy(line: Line) -> Vec<Span> {
    let mut spans = line.spans();
    let mut ended = false;
    for span in &mut spans {
        if ended && span.text.starts_with('.') && !span.text.starts_with("..") {
            span.text.remove(0);
        }
        if span.style != Style::NoteNumber && !span.text.is_empty() {
            ended = has_ended(&span.text);
        }
    }
    spans.retain(|span| !span.text.is_empty());
    spans
}

/// Whether a text ends with a sentence: with a stop, that a quotation may hold.
pub(super) fn has_ended(text: &str) -> bool {
    text.trim_end_matches(['”', '’', '"']).ends_with(['.', '…', '?', '!'])
}

/// Whether a name says what kind of thing it is the name of.
fn says_already(name: &str, kind: &str) -> bool {
    let name = name.to_lowercase();
    let words = |text: &str| -> Vec<String> {
        text.to_lowercase()
            .split(|c: char| !c.is_alphanumeric())
            .filter(|word| word.len() > 3)
            .map(str::to_owned)
            .collect()
    };
    let all = words(kind);
    !all.is_empty() && all.iter().any(|word| name.contains(word.as_str()))
}

/// Where it was held, how, and who took part, those with one role together.
pub(super) fn who(data: &Data<'_>, notes: &mut Notes, record: RecordRef<'_>) -> Line {
    let mut line = field(data, notes, record, "place");
    let mode = field(data, notes, record, "mode");
    if !mode.is_empty() {
        if !line.is_empty() {
            line.add(", ", Style::Regular);
        }
        line.extend(mode.spans());
    }
    if let Some(field) = record.field("participants") {
        if !line.is_empty() {
            line.add(". ", Style::Regular);
        }
        line.extend(participants(data, notes, record, &field).spans());
    }
    line
}

fn participants(
    data: &Data<'_>,
    notes: &mut Notes,
    record: RecordRef<'_>,
    field: &FieldView<'_>,
) -> Line {
    line::readings(data, notes, record, field, |line, notes, items, style| {
        for (n, (role, items)) in
            by_role(items, data.words.word.participant).into_iter().enumerate()
        {
            if n > 0 {
                line.add("; ", Style::Regular);
            }
            line.add(&format!("{role}: "), Style::Muted);
            for (n, item) in items.into_iter().enumerate() {
                if n > 0 {
                    line.add(", ", Style::Regular);
                }
                let name = match item.parts.first() {
                    Some((_, atom)) => value::atom(data.dataset, *atom, LANGUAGE),
                    None => String::new(),
                };
                line.add(&name, style);
                if let Some(capacity) = item.part("capacity") {
                    let capacity = value::atom(data.dataset, capacity, LANGUAGE);
                    line.add(&format!(" ({capacity})"), Style::Muted);
                }
                line::own(data, notes, line, field, &item.meta);
            }
        }
    })
}

/// Items by the role that they have, else as participants, roles in the order of their
/// first item.
fn by_role<'i, 'a>(
    items: &'i [ItemView<'a>],
    participant: &'static str,
) -> Vec<(&'static str, Vec<&'i ItemView<'a>>)> {
    let mut roles: Vec<(&'static str, Vec<&ItemView<'_>>)> = Vec::new();
    for item in items {
        let role = match item.part("role") {
            Some(Atom::Code(code)) => code.def.label,
            _ => participant,
        };
        match roles.iter_mut().find(|(known, _)| *known == role) {
            Some((_, list)) => list.push(item),
            None => roles.push((role, vec![item])),
        }
    }
    roles
}

#[cfg(test)]
mod tests {
    use super::{Line, says_already, tidy};

    fn said(line: Line) -> String {
        tidy(line).iter().map(|span| span.text.as_str()).collect()
    }

    #[test]
    fn a_sentence_has_one_full_stop() {
        let begun = |text: &str| Line::new().bold(text);
        assert_eq!(said(begun("A word").muted(". ").plain("Next")), "A word. Next");
        assert_eq!(said(begun("The U.N.").plain(". ").muted("Next")), "The U.N. Next");
        assert_eq!(said(begun("Why?").muted(".").plain("Next")), "Why?Next");
        assert_eq!(said(begun("A “word”").muted(". Next")), "A “word”. Next");
        assert_eq!(said(begun("“A sentence.”").muted(". Next")), "“A sentence.” Next");
    }

    #[test]
    fn a_kind_is_not_said_twice() {
        assert!(says_already("16th human rights dialogue", "Dialogue round"));
        assert!(!says_already("Beijing, 2012", "Forum"));
    }
}

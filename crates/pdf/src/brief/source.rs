//! The brief on a source: who is speaking, what it reports of each mechanism, what it
//! has people say, and where others differ from it. Every event, statement and figure that
//! rests on it stands in it; the annex has the texts, and every point on which it differs.

use rapporteur_apparatus::summary::Entry;
use rapporteur_schema::{
    Cite, RecordRef,
    codes::{EventKind, Mechanism},
    model::Source,
};

use super::{
    data::{Aside, Data, cites, put_text, sign},
    dates::best_date,
    differ, engagement,
    events::{self, field},
    line::{DASH, Line, restyled},
    notes::Notes,
    says, totals,
};
use crate::block::{Block, Mark, Span, Style};

/// Everything between the first page and the back.
pub(super) fn write(data: &Data<'_>, source: &Source, notes: &mut Notes, out: &mut Vec<Block>) {
    coverage(data, source, out);
    engagement::dialogues(data, notes, out);
    engagement::votes(data, notes, out);
    reports(data, source, notes, out);
    statements(data, source, notes, out);
    totals::write(data, notes, out);
    differ::with_others(data, notes, out);
}

/// Who is speaking, for the first page.
pub(super) fn standpoint(data: &Data<'_>, source: &Source, out: &mut Vec<Block>) {
    if let Some(standpoint) = &source.standpoint {
        let mut line = Line::new().bold(data.words.word.standpoint);
        put_text(&mut line, standpoint, Style::Regular);
        out.push(super::paragraph(line));
    }
}

/// On which mechanisms a source speaks, and what it alone reports.
fn coverage(data: &Data<'_>, source: &Source, out: &mut Vec<Block>) {
    // What is told at once need not be counted.
    if data.timeline.len() <= super::opening::SMALL {
        return;
    }
    let words = data.words;
    let claims = rapporteur_apparatus::coverage::coverage(data.dataset);
    let supported = |mechanism: Mechanism| {
        claims.get(&mechanism).and_then(|row| row.by_source.get(source.id.as_str())).copied()
    };
    let lanes = engagement::by_mechanism(data);
    out.push(super::heading(2, words.title.coverage, "coverage"));
    out.extend(engagement::drawing(data, words.title.timeline, &engagement::lanes(data)));
    let number = |n: usize, style: Style| {
        let (text, style) = if n == 0 {
            (DASH.to_owned(), Style::Muted)
        } else {
            (data.language().whole(n), style)
        };
        Line::new().put(&text, style).spans()
    };
    let mut all = [0; 4];
    let mut rows = Vec::new();
    for (mechanism, events) in &lanes {
        let records = || events.iter().map(|entry| RecordRef::Event(entry.event));
        let alone = records().filter(|record| data.mark(*record) == Mark::OneSource).count();
        let differ = records().filter(|record| data.mark(*record) == Mark::Differs).count();
        let claims = supported(*mechanism).unwrap_or_default();
        let numbers = [events.len(), alone, differ, claims];
        let mut row = vec![Line::new().plain(mechanism.label()).spans()];
        for (sum, n) in all.iter_mut().zip(numbers) {
            *sum += n;
            row.push(number(n, Style::Regular));
        }
        rows.push(row);
    }
    let mut row = vec![Line::new().bold(words.column.all).spans()];
    row.extend(all.into_iter().map(|n| number(n, Style::Bold)));
    rows.push(row);
    let column = &words.column;
    let mut columns = vec![super::column(column.mechanism, 4.0)];
    let heads = [column.events, column.only, column.differs, column.claims];
    columns.extend(heads.map(|head| super::numeric(head, 1.1)));
    let differ = data
        .timeline
        .iter()
        .any(|entry| data.mark(RecordRef::Event(entry.event)) == crate::block::Mark::Differs);
    let caption = &words.caption;
    let caption = if differ { caption.coverage_differs } else { caption.coverage };
    out.push(super::table(caption, columns, rows));
}

/// What the source reports, mechanism by mechanism: an entry for each event of which more
/// is told than its name, and one for those of one date of which no more is told.
fn reports(data: &Data<'_>, source: &Source, notes: &mut Notes, out: &mut Vec<Block>) {
    let lanes = engagement::by_mechanism(data);
    if lanes.is_empty() {
        return;
    }
    let words = data.words;
    out.push(super::heading(2, words.title.reports, "reports"));
    out.push(super::small(Line::new().plain(words.text.reports)));
    for (mechanism, events) in &lanes {
        let id = format!("reports-{}", mechanism.code());
        out.push(super::heading(3, mechanism.label(), &id));
        out.push(super::small(Line::new().plain(&events::sentences(data, events))));
        let mut events = events.clone();
        // What ends at a day and has no beginning stands at that day, what has neither last;
        // of one date, what is only named comes after what is told.
        events.sort_by_cached_key(|entry| {
            // What only others date stands where they have it.
            let own = entry.start.is_some() || entry.end.is_some();
            let (start, end) =
                if own { (entry.start, entry.end) } else { best_date(data, entry.event, true) };
            let at = start.or(end);
            let aside = data.notes_aside(RecordRef::Event(entry.event));
            (at.is_none(), at, end, !events::is_told(entry), aside)
        });
        let mut entries: Vec<(Span, Vec<Span>)> = Vec::new();
        // What the names of the last entry have in common.
        let mut before: Option<(Alike, &Entry<'_>)> = None;
        let mut last: Option<EventKind> = None;
        for entry in events {
            let record = RecordRef::Event(entry.event);
            let date = field(data, notes, record, "date").spans();
            let alike = Alike {
                date: date.iter().map(|span| span.text.as_str()).collect(),
                mark: data.mark(record),
                text: events::told(data, notes, entry),
                also: events::is_told(entry)
                    .then(|| attested(data, source, notes, record, Line::new(), true).spans()),
                aside: data.notes_aside(record),
            };
            let again = before.as_ref().is_some_and(|(known, _)| *known == alike);
            if !again {
                explain(data, notes, before.as_ref(), &mut entries);
                last = None;
            }
            let mut line = if again { Line::new() } else { dated(data, record, date) };
            let style = if alike.also.is_some() { Style::Bold } else { Style::Regular };
            line.add(entry.label, style);
            line.cite(notes, &own_cites(source, record));
            if alike.also.is_none() {
                let kind = entry.event.kind;
                if last != Some(kind) {
                    events::kind(entry, &mut line);
                }
                last = Some(kind);
                line = attested(data, source, notes, record, line, false);
            }
            match entries.last_mut() {
                Some((_, spans)) if again => {
                    let mut row = Line::of(std::mem::take(spans)).plain("; ");
                    row.extend(line.spans());
                    *spans = row.spans();
                }
                _ => entries.push((label(data, record), line.spans())),
            }
            before = Some((alike, entry));
        }
        explain(data, notes, before.as_ref(), &mut entries);
        out.push(Block::Entries(entries));
    }
}

/// What events have in common that stand in one entry: all but the name.
#[derive(PartialEq)]
struct Alike {
    date: String,
    mark: Mark,
    text: Vec<Span>,
    /// Who else reports those of which more is told than the name.
    also: Option<Vec<Span>>,
    aside: Vec<Aside>,
}

/// What is told of the names of the last entry, once behind all of them.
fn explain(
    data: &Data<'_>,
    notes: &mut Notes,
    alike: Option<&(Alike, &Entry<'_>)>,
    entries: &mut [(Span, Vec<Span>)],
) {
    let (Some((alike, entry)), Some((_, spans))) = (alike, entries.last_mut()) else { return };
    let mut line = Line::of(std::mem::take(spans));
    if alike.also.is_some() {
        events::kind(entry, &mut line);
    }
    line.extend(alike.text.clone());
    events::noted(data, notes, &alike.aside, &mut line);
    let ended = line.has_ended();
    let mut also = alike.also.clone().unwrap_or_default();
    if let Some(first) = also.first_mut().filter(|first| ended && first.text.starts_with('.')) {
        first.text.remove(0);
    }
    line.extend(also);
    *spans = events::tidy(line);
}

/// The beginning of an entry: the date, and a colon.
fn dated(data: &Data<'_>, record: RecordRef<'_>, date: Vec<Span>) -> Line {
    let none = record
        .field("date")
        .is_none_or(|field| field.readings.iter().all(|reading| reading.items.is_empty()));
    if none {
        return Line::new().muted(data.words.word.undated_entry);
    }
    let mut line = Line::of(date);
    line.add(": ", Style::Regular);
    line
}

/// The mark of a record, as the sign of an entry.
fn label(data: &Data<'_>, record: RecordRef<'_>) -> Span {
    let (sign, style) = sign(data.mark(record));
    Span::new(sign, style)
}

/// The passages of a record that are of this source.
fn own_cites(source: &Source, record: RecordRef<'_>) -> Vec<Cite> {
    let mut own = cites(record);
    own.retain(|cite| cite.source() == source.id.as_str());
    own
}

/// A line about a record with the other sources that report it: after a sentence, or in
/// brackets.
fn attested(
    data: &Data<'_>,
    source: &Source,
    notes: &mut Notes,
    record: RecordRef<'_>,
    mut line: Line,
    sentence: bool,
) -> Line {
    let mut others = cites(record);
    others.retain(|cite| cite.source() != source.id.as_str());
    if !others.is_empty() {
        let also = data.words.word.also;
        let (before, after) = if sentence {
            let stop = if line.has_ended() { "" } else { "." };
            (format!("{stop} {}", super::capital(also)), ".")
        } else {
            (format!(" ({also}"), ")")
        };
        line.add(&before, Style::Muted);
        for span in notes.by_source(data.dataset, &others).spans() {
            line.push(restyled(span, Style::Muted));
        }
        line.add(after, Style::Muted);
    }
    events::see(data, record, &mut line);
    Line::of(events::tidy(line))
}

/// What the source has people say, by subject and speaker.
fn statements(data: &Data<'_>, source: &Source, notes: &mut Notes, out: &mut Vec<Block>) {
    let mut entries: Vec<(Span, Vec<Span>)> = Vec::new();
    for says::Group { over, records, .. } in says::begun(data, notes, out) {
        // One that stands alone has its subject and its speaker before it.
        let mut before = Line::of(over);
        let several = records.len() > 1;
        if several {
            out.extend((!entries.is_empty()).then(|| Block::Entries(std::mem::take(&mut entries))));
            out.push(super::small(std::mem::take(&mut before)));
        }
        for record in records {
            let mut line = std::mem::take(&mut before);
            if !line.is_empty() {
                line.add(". ", Style::Muted);
            }
            line.add(&format!("{}. ", says::kind(data, record)), Style::Muted);
            // What is said is one value: its passages stand behind it.
            line.extend(says::said_by(data, notes, record, &own_cites(source, record)));
            let line = attested(data, source, notes, record, line, true);
            entries.push((label(data, record), line.spans()));
        }
        if several {
            out.push(Block::Entries(std::mem::take(&mut entries)));
        }
    }
    out.extend((!entries.is_empty()).then_some(Block::Entries(entries)));
}

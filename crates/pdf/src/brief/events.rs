//! Tables of events: when, what happened, where and who, who reports it.

use std::collections::BTreeMap;

use rapporteur_apparatus::summary::Entry;
use rapporteur_schema::{Cite, RecordRef, codes::EventKind, model::Event, view::ReadingView};

use super::{
    choice::Brief,
    credit::credited,
    data::{Aside, Data},
    engagement::columns,
    line::{self, Line, or_dash},
    notes::Notes,
    parties::{self, LIST, who},
    totals::marked,
    words::{Named, Reports},
    years,
};
use crate::block::{Block, Mark, Row, Span, Style};

/// Every event of the brief, in order of time; those without a date last.
pub(super) fn write(data: &Data<'_>, notes: &mut Notes, out: &mut Vec<Block>) {
    if data.timeline.is_empty() {
        return;
    }
    let words = data.words;
    out.push(super::heading(2, words.title.events, "events"));
    let mut text = words.text.events.to_owned();
    let long = data.timeline.iter().any(|entry| {
        let lists = entry.event.readings(&entry.event.participants);
        lists.iter().any(|witness| witness.value.is_some_and(|list| list.len() > LIST))
    });
    if long && data.is_on_one() {
        text = format!("{text} {}", words.text.collapsed);
    }
    out.push(super::small(Line::new().plain(&text)));
    let undated = |entry: &Entry<'_>| entry.start.is_none() && entry.end.is_none();
    let some = data.timeline.iter().any(|entry| !undated(entry));
    let mut rows: Vec<Row> = Vec::with_capacity(data.timeline.len());
    let mut before = false;
    for (told, group) in groups(data, notes) {
        let Some(entry) = group.first() else { continue };
        if some && undated(entry) && !before {
            rows.push(Row::head(Line::new().bold(words.word.without_date).spans()));
            before = true;
        }
        let mut row = row(data, notes, told, &group);
        // Under that head, and where no event has a date, it need not be said again.
        if (before || !some)
            && let Some(date) = row.first_mut()
            && matches!(date.as_slice(), [one] if one.text == words.word.not_dated)
        {
            *date = or_dash(Line::new());
        }
        rows.push(row.into());
    }
    let column = &words.column;
    let columns = columns(&[(column.date, 1.5), (column.where_who, 5.5), (column.sources, 2.55)]);
    let naming = data.is_on_one();
    let marks = if naming { words.text.chart_marks_naming } else { words.text.chart_marks };
    out.push(super::table(marks, columns, rows));
}

/// Whether an event may stand in the first sentences of a brief: it is no background, and in
/// the brief on a partner one of its own.
pub(super) fn may_be_told(data: &Data<'_>, entry: &Entry<'_>) -> bool {
    let own =
        !matches!(data.brief, Brief::Partner(_)) || data.is_own(RecordRef::Event(entry.event));
    own && super::overview::happened(entry.event)
}

/// Whether an event may be told as the first or the last of a brief: if a source dates it.
pub(super) fn is_end(data: &Data<'_>, entry: &Entry<'_>) -> bool {
    let stated = |year| years::is_stated(data, entry.event, year);
    may_be_told(data, entry) && years::year(data, entry).is_some_and(stated)
}

/// How many events of what time, and who reports them.
pub(super) fn sentences(data: &Data<'_>, entries: &[&Entry<'_>]) -> String {
    let mut by: BTreeMap<&str, usize> = BTreeMap::new();
    let (mut differ, mut one) = (0, 0);
    for entry in entries {
        let record = RecordRef::Event(entry.event);
        let witnesses = data.witnesses(record);
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
    let span = years::span(data, entries.iter().copied());
    let title = data.brief.title(data.dataset);
    let concluded = parties::only_concluded(data, entries);
    let named = Named { title: &title, concluded: &concluded };
    let named = data.is_on_one().then_some(named);
    let events = entries.len();
    data.words.say.reports(&Reports { events, span, by: &by, one, differ, named })
}

/// The fields that tell what happened, in the order in which they are read.
pub(super) const TOLD: [&str; 3] = ["summary", "outcome", "figures"];

/// Whether more is told of an event than its name, its kind, its date and who took part.
pub(super) fn is_told(entry: &Entry<'_>) -> bool {
    let fields = RecordRef::Event(entry.event).fields();
    fields.iter().any(|field| {
        TOLD.contains(&field.def.name) || field.def.name == "about" && is_of_talks(entry.event)
    })
}

/// Whether an event is one of talks: what it is about is what was said there. What a treaty
/// or a visit is about stands in its name.
fn is_of_talks(event: &Event) -> bool {
    matches!(event.kind, EventKind::DialogueRound | EventKind::ConsultationRound)
}

/// What there is of an event beside its name.
struct Beside {
    date: Vec<Span>,
    text: Vec<Span>,
    by: Vec<Span>,
    who: Vec<Span>,
    kind: &'static str,
    aside: Vec<Aside>,
}

impl Beside {
    /// Whether two events stand in one row: all but the name is alike; of those of which more
    /// is told, all but who took part and on which passages it rests.
    fn is_like(&self, other: &Self) -> bool {
        if self.kind != other.kind || self.aside != other.aside {
            return false;
        }
        let equal = |a: &[Span], b: &[Span]| {
            let words = |spans: &[Span]| -> String {
                let words = spans.iter().filter(|span| span.style != Style::NoteNumber);
                words.map(|span| span.text.as_str()).collect()
            };
            words(a) == words(b)
        };
        if self.text.is_empty() {
            return self.text == other.text
                && self.date == other.date
                && self.by == other.by
                && self.who == other.who;
        }
        equal(&self.text, &other.text)
            && equal(&self.date, &other.date)
            && equal(&self.by, &other.by)
    }
}

/// Events in one row, and what they have in common: all but the name.
type Group<'d, 'a> = (Beside, Vec<&'d Entry<'a>>);

fn row(data: &Data<'_>, notes: &mut Notes, beside: Beside, group: &[&Entry<'_>]) -> Vec<Vec<Span>> {
    let ([first], by) = (group, beside.by.clone()) else {
        let what = together(data, notes, group, &beside);
        return vec![beside.date, what, by_all(data, notes, group)];
    };
    vec![beside.date, what(data, notes, first), by]
}

/// The events of the brief, in order of time; those of one time of which all but the name is
/// alike are one group.
fn groups<'d, 'a>(data: &'d Data<'a>, notes: &mut Notes) -> Vec<Group<'d, 'a>> {
    let mut groups: Vec<Group<'_, '_>> = Vec::new();
    // Where the groups of this time begin.
    let mut from = 0;
    let mut time = None;
    for entry in &data.timeline {
        let at = (entry.start, entry.end);
        if time != Some(at) {
            (time, from) = (Some(at), groups.len());
        }
        let record = RecordRef::Event(entry.event);
        let key = Beside {
            date: date(data, notes, record),
            text: told(data, notes, entry),
            by: by(data, notes, record),
            who: who(data, notes, record).spans(),
            kind: entry.event.kind.label(),
            aside: data.notes_aside(record),
        };
        match groups.iter_mut().skip(from).find(|(known, _)| known.is_like(&key)) {
            Some((_, group)) => group.push(entry),
            None => groups.push((key, vec![entry])),
        }
    }
    groups
}

/// No more names than this stand in bold in one row.
const NAMES: usize = 3;

/// Events that have all but the name in common.
fn together(
    data: &Data<'_>,
    notes: &mut Notes,
    group: &[&Entry<'_>],
    beside: &Beside,
) -> Vec<Span> {
    let mut line = Line::new();
    // Many names in bold would be a wall.
    let style = if group.len() > NAMES { Style::Regular } else { Style::Bold };
    let all: Vec<(&&Entry<'_>, Vec<Span>)> = group
        .iter()
        .map(|entry| (entry, who(data, notes, RecordRef::Event(entry.event)).spans()))
        .collect();
    let alike = all.iter().all(|(_, who)| *who == beside.who);
    for (entry, who) in all {
        if !line.is_empty() {
            line.add("; ", Style::Muted);
        }
        line.add(entry.label, style);
        if !alike {
            line.cite(notes, &data.cites(RecordRef::Event(entry.event)));
            line.add(" (", Style::Muted);
            let words = who.into_iter().filter(|span| span.link.is_none());
            line.extend(words.map(|span| line::restyled(span, Style::Muted)));
            line.add(")", Style::Muted);
        }
    }
    if let Some(entry) = group.first() {
        kind(entry, &mut line);
    }
    line.extend(beside.text.clone());
    more(&mut line, if alike { beside.who.clone() } else { Vec::new() });
    noted(data, notes, &beside.aside, &mut line);
    tidy(line)
}

/// When it was, or that no source says so.
pub(super) fn date(data: &Data<'_>, notes: &mut Notes, record: RecordRef<'_>) -> Vec<Span> {
    let mut date = field(data, notes, record, "date");
    if date.is_empty() {
        date = Line::new().muted(data.words.word.not_dated);
    }
    // What a source has that does not name whom the brief is about.
    for other in data.other_dates(record) {
        let cites = credited(record, "date", &other);
        let whose = data.language().list(&data.sigla(cites.iter().copied()));
        date.add(&format!(" ({whose}: "), Style::Muted);
        for item in &other.items {
            date.extend(data.item(item, Style::Muted));
        }
        let mut grounds = data.grounds(&other.meta);
        grounds.extend(other.items.iter().flat_map(|item| data.grounds(&item.meta)));
        if !grounds.is_empty() {
            date.add(&format!("; {}", grounds.join("; ")), Style::Muted);
        }
        date.cite(notes, cites);
        date.add(")", Style::Muted);
    }
    date.spans()
}

/// The mark of events in one row, and their sources with the notes of all of them.
fn by_all(data: &Data<'_>, notes: &mut Notes, group: &[&Entry<'_>]) -> Vec<Span> {
    let Some(first) = group.first().map(|entry| RecordRef::Event(entry.event)) else {
        return Vec::new();
    };
    let mut all: Vec<Cite> = Vec::new();
    for cite in group.iter().flat_map(|entry| data.cites(RecordRef::Event(entry.event))) {
        if !all.contains(&cite) {
            all.push(cite);
        }
    }
    let mut by = marked(data, first);
    by.extend(notes.by_source(data.dataset, &all).spans());
    see(data, first, &mut by);
    by.spans()
}

/// The mark of a record, and the sources with their notes.
pub(super) fn by(data: &Data<'_>, notes: &mut Notes, record: RecordRef<'_>) -> Vec<Span> {
    let mut by = marked(data, record);
    by.extend(notes.by_source(data.dataset, &data.cites(record)).spans());
    see(data, record, &mut by);
    by.spans()
}

/// The points under which a record stands among the differences of the brief, or that they
/// stand elsewhere.
pub(super) fn see(data: &Data<'_>, record: RecordRef<'_>, line: &mut Line) {
    if let Some(points) = data.points.get(record.id().as_str()) {
        let points: Vec<String> = points.iter().map(|n| data.language().whole(*n)).collect();
        let points: Vec<&str> = points.iter().map(String::as_str).collect();
        line.add(&data.words.say.see_points(&points), Style::Muted);
    } else if !data.is_overview() && data.mark(record) == Mark::Differs {
        let id = record.id().as_str();
        let about = |found: &&rapporteur_apparatus::Disagreement| {
            found.record == id || found.records.iter().any(|one| one == id)
        };
        let annex = data.is_of_source() && data.disagreements.iter().any(|one| about(&one));
        line.add(data.words.say.point_elsewhere(annex), Style::Muted);
    }
}

/// When it was, as every source says it; whose each reading is, unless it is one of those who
/// are named beside it. A day that the name has is not said again, but that the editors
/// conclude it.
pub(super) fn date_of(
    data: &Data<'_>,
    notes: &mut Notes,
    entry: &Entry<'_>,
    sigla: &[&str],
) -> Line {
    let record = RecordRef::Event(entry.event);
    let Some(field) = data.field(record, "date") else { return Line::new() };
    let of = |one: &ReadingView<'_>| super::dates::date_of(one).map(|d| data.language().date(d));
    match field.readings.as_slice() {
        [one] if of(one).is_some_and(|date| entry.label.contains(&date)) => {
            let item = one.items.first().map(|item| data.grounds(&item.meta));
            let mut grounds = data.grounds(&one.meta);
            grounds.extend(item.unwrap_or_default());
            Line::new().muted(&data.words.say.grounds_of_date(&grounds))
        }
        _ => {
            let date = line::dates(data, notes, record, &field, sigla);
            let mut line = Line::new();
            if !date.is_empty() {
                line.add(", ", Style::Regular);
                line.extend(date.spans());
            }
            line
        }
    }
}

/// What a field of a record has, with its notes.
pub(super) fn field(data: &Data<'_>, notes: &mut Notes, record: RecordRef<'_>, name: &str) -> Line {
    match data.field(record, name) {
        Some(field) if matches!(name, "date" | "period") => line::date(data, notes, record, &field),
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
    line.extend(told(data, notes, entry));
    // In the brief of a source it would be as long again.
    if !data.is_short() {
        more(&mut line, who(data, notes, record).spans());
    }
    aside(data, notes, record, &mut line);
    tidy(line)
}

/// What is told of an event: what happened, of talks about what, what came of it, its numbers.
pub(super) fn told(data: &Data<'_>, notes: &mut Notes, entry: &Entry<'_>) -> Vec<Span> {
    let record = RecordRef::Event(entry.event);
    let mut line = Line::new();
    let word = &data.words.word;
    let none = word.no_number;
    let fields = [("summary", ""), ("about", word.on), ("outcome", word.outcome), ("figures", "")];
    for (name, word) in fields {
        let text = field(data, notes, record, name);
        if text.is_empty() || name == "about" && !is_of_talks(entry.event) {
            continue;
        }
        line.add(". ", Style::Muted);
        line.add(word, Style::Muted);
        let mut spans = text.spans();
        // That there is no number begins a sentence.
        if let Some(first) = spans.first_mut().filter(|first| first.text.starts_with(none)) {
            first.text = super::capital(&first.text);
        }
        line.extend(spans);
    }
    line.spans()
}

/// What the editors say of single values that stand in narrow columns.
pub(super) fn aside(data: &Data<'_>, notes: &mut Notes, record: RecordRef<'_>, line: &mut Line) {
    noted(data, notes, &data.notes_aside(record), line);
}

/// Adds what the editors say, if they say something.
pub(super) fn noted(data: &Data<'_>, notes: &mut Notes, asides: &[Aside], line: &mut Line) {
    for (n, aside) in asides.iter().enumerate() {
        let begins = n > 0 || !line.has_ended();
        line.add(if begins { ". " } else { " " }, Style::Muted);
        line.add(if n == 0 { data.words.word.editors } else { "" }, Style::Muted);
        line.add(&aside.said, Style::Muted);
        line.cite(notes, &aside.from);
    }
    if !asides.is_empty() {
        line.add(".", Style::Muted);
    }
}

/// Adds a sentence, if there is one.
fn more(line: &mut Line, said: Vec<Span>) {
    if !said.is_empty() {
        line.add(". ", Style::Muted);
        line.extend(said);
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

//! What is said, by whom, when and where; and the texts that sources speak of.

use std::collections::BTreeSet;

use rapporteur_schema::{Cite, RecordRef, Register};

use super::{
    choice::Brief,
    data::Data,
    engagement::columns,
    events::{by, field, tidy},
    line::{Line, or_dash, restyled},
    notes::Notes,
    scope::{refs, sure_refs},
};
use crate::block::{Block, Row, Span, Style, Table};

/// Statements of one subject and one speaker, with what stands over them: their subject, and who
/// says them when and where.
pub(super) struct Group<'a> {
    pub(super) over: Vec<Span>,
    subject: Vec<Span>,
    spoken: Vec<Span>,
    pub(super) records: Vec<RecordRef<'a>>,
}

/// With more statements than this of one person, most of them on a subject of their own, the
/// subject stands with the statement and not over it.
const MANY: usize = 4;

/// Every statement of the brief: those of one subject together, and of these those of one
/// speaker.
pub(super) fn statements(data: &Data<'_>, notes: &mut Notes, out: &mut Vec<Block>) {
    let groups = begun(data, notes, out);
    if groups.is_empty() {
        return;
    }
    let words = data.words;
    let column = &words.column;
    let mut rows: Vec<Row> = Vec::new();
    let number: usize = groups.iter().map(|group| group.records.len()).sum();
    let person = matches!(data.brief, Brief::Person(_));
    let joined = person && number > MANY && groups.len() * 4 >= number * 3;
    let groups = if joined { by_speaking(groups) } else { groups };
    let mut before: Vec<Span> = Vec::new();
    for Group { over, subject, spoken, records } in groups {
        if !joined {
            rows.push(Row::head(over));
        } else if before != spoken {
            before.clone_from(&spoken);
            let mut head = spoken;
            if let Some(first) = head.first_mut().filter(|one| one.style == Style::Muted) {
                first.text = super::capital(&first.text);
            }
            rows.push(Row::head(head));
        }
        for record in records {
            let kind = Line::new().muted(&kind(data, record)).spans();
            let mut text = Line::new();
            if joined && !subject.is_empty() {
                let muted = |span: &Span| Span { style: Style::Muted, ..span.clone() };
                text.extend(subject.iter().map(muted));
                text.add(". ", Style::Muted);
            }
            text.extend(said(data, notes, record));
            rows.push(vec![kind, tidy(text), by(data, notes, record)].into());
        }
    }
    // With the subject in it a statement needs more room.
    let widths = if joined { [1.6, 6.0, 1.95] } else { [1.75, 5.25, 2.55] };
    let heads = [column.kind, column.says, column.sources];
    let columns: Vec<(&str, f32)> = heads.into_iter().zip(widths).collect();
    let columns = self::columns(&columns);
    out.push(Block::Table(Table { caption: String::new(), columns, rows }));
}

/// Groups of one speaking together, in the order of the first of each; those of which nothing is
/// said of it first.
fn by_speaking(groups: Vec<Group<'_>>) -> Vec<Group<'_>> {
    let mut order: Vec<Vec<Span>> = vec![Vec::new()];
    for group in &groups {
        if !order.contains(&group.spoken) {
            order.push(group.spoken.clone());
        }
    }
    let mut groups = groups;
    groups.sort_by_key(|group| order.iter().position(|spoken| *spoken == group.spoken));
    groups
}

/// The statements of the brief in groups, after the heading over them and how many there
/// are: nothing where there are none.
pub(super) fn begun<'a>(
    data: &Data<'a>,
    notes: &mut Notes,
    out: &mut Vec<Block>,
) -> Vec<Group<'a>> {
    let mut records = data.of(Register::Statement);
    if records.is_empty() {
        return Vec::new();
    }
    let words = data.words;
    out.push(super::heading(2, words.title.says, "statements"));
    out.push(super::small(Line::new().plain(words.text.statements)));
    // What has no date stands in the order in which its source has it.
    records.sort_by_cached_key(|record| {
        let first = record.cite().and_then(|cites| cites.iter().next().cloned());
        let number = first.as_ref().and_then(|cite| cite.passage().parse::<usize>().ok());
        let source = first.as_ref().map(|cite| cite.source().to_owned());
        (when(*record), source, number, first, record.id().as_str())
    });
    let mut groups: Vec<(Vec<Span>, Vec<Group<'a>>)> = Vec::new();
    for record in records {
        let subject = subject(data, record);
        let at = groups.iter().position(|(known, _)| *known == subject).unwrap_or_else(|| {
            groups.push((subject.clone(), Vec::new()));
            groups.len() - 1
        });
        let Some((_, speakers)) = groups.get_mut(at) else { continue };
        let mut over = Line::of(subject.clone());
        // A brief on a person need not say again who speaks.
        let mut spoken = spoken(data, notes, record);
        if !spoken.is_empty() {
            if !over.is_empty() {
                over.add(" · ", Style::Muted);
            } else if let Some(first) = spoken.first_mut().filter(|one| one.style == Style::Muted) {
                first.text = super::capital(&first.text);
            }
            over.extend(spoken.clone());
        }
        if over.is_empty() {
            over.add(words.word.no_subject, Style::Muted);
        }
        let over = over.spans();
        match speakers.iter_mut().find(|group| group.over == over) {
            Some(group) => group.records.push(record),
            None => speakers.push(Group { over, subject, spoken, records: vec![record] }),
        }
    }
    groups.into_iter().flat_map(|(_, groups)| groups).collect()
}

/// What kind of statement it is, and whether others may be expected to dispute it.
pub(super) fn kind(data: &Data<'_>, record: RecordRef<'_>) -> String {
    let contested = matches!(record, RecordRef::Statement(one) if one.contested.is_some());
    let more = if contested { data.words.word.contested } else { "" };
    format!("{}{more}", record.kind().label())
}

/// What a statement is about, in bold.
pub(super) fn subject(data: &Data<'_>, record: RecordRef<'_>) -> Vec<Span> {
    let mut scratch = Notes::new();
    let about = field(data, &mut scratch, record, "about").spans();
    let about = about.into_iter().filter(|span| span.style != Style::NoteNumber);
    let mut line = Line::new();
    for span in about {
        if line.is_empty() {
            line.add(data.words.word.on, Style::Bold);
        }
        line.push(restyled(span, Style::Bold));
    }
    line.spans()
}

/// The texts of the brief, in order of time.
fn in_order<'a>(data: &Data<'a>, register: Register) -> Vec<RecordRef<'a>> {
    let mut records = data.of(register);
    records.sort_by_cached_key(|record| {
        (when(*record), data.label(record.id().as_str()).to_lowercase(), record.id().as_str())
    });
    records
}

/// The first day that the date of a record, or of the event at which it was said, admits;
/// what has none comes last.
fn when(record: RecordRef<'_>) -> (bool, Option<rapporteur_schema::Day>) {
    let day = match record {
        RecordRef::Statement(statement) => {
            let dates = statement.readings(&statement.date).into_iter();
            dates.filter_map(|witness| witness.value?.earliest()).min()
        }
        RecordRef::Work(work) => {
            let dates = work.readings(&work.date).into_iter();
            dates.filter_map(|witness| witness.value?.earliest()).min()
        }
        _ => None,
    };
    (day.is_none(), day)
}

/// Who says it to whom, when, where and in which text; and who says that they say it, if
/// it is not their own text.
fn spoken(data: &Data<'_>, notes: &mut Notes, record: RecordRef<'_>) -> Vec<Span> {
    let speakers = refs(record, "by");
    let alone = matches!(data.brief, Brief::Person(id) if speakers.len() == 1
        && speakers.contains(id.as_str()));
    let mut who = Line::new();
    if !alone {
        who.extend(speaker(data, notes, record).spans());
    }
    let to = field(data, notes, record, "to");
    if !to.is_empty() {
        let word = data.words.word.to;
        let first = who.is_empty();
        who.add(if first { word.trim_start_matches([',', ' ']) } else { word }, Style::Muted);
        who.extend(to.spans());
    }
    for name in ["date", "at", "work"] {
        let text = field(data, notes, record, name);
        if text.is_empty() {
            continue;
        }
        if !who.is_empty() {
            who.add(", ", Style::Muted);
        }
        // The title of a text is not read as one more who speaks.
        if name == "work" {
            who.add(data.words.word.in_text, Style::Muted);
        }
        who.extend(text.spans());
    }
    let sure = sure_refs(record, "by");
    let own = |source: &str| {
        source_authors(data, source).iter().any(|author| sure.contains(author))
            || sure.contains(source)
    };
    let cites = super::data::cites(record);
    // In the brief of a source that goes without saying.
    let alone = matches!(data.brief, Brief::Source(id)
        if cites.iter().all(|cite| cite.source() == id.as_str()));
    if !alone && !cites.is_empty() && !cites.iter().any(|cite| own(cite.source())) {
        if !who.is_empty() {
            who.add(", ", Style::Muted);
        }
        who.add(&data.words.say.as_reported(&data.sigla(&cites)), Style::Muted);
    }
    who.spans()
}

/// Who makes a statement; and who says so, if it is none of those who report the statement.
pub(super) fn speaker(data: &Data<'_>, notes: &mut Notes, record: RecordRef<'_>) -> Line {
    let mut line = field(data, notes, record, "by");
    let of = super::credit::sources(record);
    let field = record.field("by");
    let mut all: Vec<&Cite> = Vec::new();
    for reading in field.iter().flat_map(|field| &field.readings) {
        for item in &reading.items {
            all.extend(super::credit::of_item(reading, item).into_iter().flatten());
        }
    }
    if !line.is_empty() && !all.iter().any(|cite| of.contains(cite.source())) {
        line.owned(&data.language().list(&data.sigla(all.iter().copied())));
        line.cite(notes, all);
    }
    line
}

/// Who wrote a source.
pub(super) fn source_authors<'a>(data: &Data<'a>, source: &str) -> BTreeSet<&'a str> {
    data.dataset.get(source).map(|record| refs(record, "authors")).unwrap_or_default()
}

/// What is said, and what is answered.
pub(super) fn said(data: &Data<'_>, notes: &mut Notes, record: RecordRef<'_>) -> Vec<Span> {
    said_by(data, notes, record, &[])
}

/// The same, with the numbers of passages of one source behind what this source has said.
pub(super) fn said_by(
    data: &Data<'_>,
    notes: &mut Notes,
    record: RecordRef<'_>,
    own: &[Cite],
) -> Vec<Span> {
    let mut text = field(data, notes, record, "text");
    let source = own.first().map(Cite::source);
    let place = text.place_of(|span| source.is_some() && notes.source_of(span) == source);
    let response = field(data, notes, record, "response");
    let mut numbers = notes.spans(own);
    numbers.retain(|number| !response.has_note(number));
    text.insert(place, numbers);
    if !response.is_empty() {
        text.add(". ", Style::Muted);
        text.add(data.words.word.response, Style::Muted);
        text.extend(response.spans());
    }
    super::events::aside(data, notes, record, &mut text);
    or_dash(Line::of(tidy(text)))
}

/// Every text of the brief that sources speak of.
pub(super) fn works(data: &Data<'_>, notes: &mut Notes, out: &mut Vec<Block>) {
    let records = in_order(data, Register::Work);
    if records.is_empty() {
        return;
    }
    let words = data.words;
    out.push(super::heading(2, words.title.works, "works"));
    let column = &words.column;
    let rows = records
        .into_iter()
        .map(|record| -> Vec<Vec<Span>> {
            let date = or_dash(field(data, notes, record, "date"));
            let mut what = Line::new().bold(data.label(record.id().as_str()));
            what.add(&format!(" · {}", super::lower_first(record.kind().label())), Style::Muted);
            for name in ["symbol", "by", "summary"] {
                let text = field(data, notes, record, name);
                if !text.is_empty() {
                    what.add(if name == "summary" { ". " } else { " · " }, Style::Muted);
                    what.extend(text.spans());
                }
            }
            super::events::aside(data, notes, record, &mut what);
            vec![date, tidy(what), by(data, notes, record)]
        })
        .collect();
    let columns = columns(&[(column.date, 1.5), (column.text, 5.5), (column.sources, 2.55)]);
    out.push(super::table("", columns, rows));
}

//! What is said, by whom, when and where; and the texts that sources speak of.

use std::collections::BTreeSet;

use rapporteur_schema::{RecordRef, Register};

use super::{
    choice::Brief,
    data::Data,
    engagement::columns,
    events::{by, field, tidy},
    line::{Line, or_dash, restyled},
    notes::Notes,
    scope::refs,
};
use crate::block::{Block, Row, Span, Style, Table};

/// Statements of one subject and one speaker, with what stands over them.
pub(super) struct Group<'a> {
    pub(super) over: Vec<Span>,
    pub(super) records: Vec<RecordRef<'a>>,
}

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
    for Group { over, records } in groups {
        rows.push(Row::head(over));
        for record in records {
            let kind = Line::new().muted(&kind(data, record)).spans();
            rows.push(vec![kind, said(data, notes, record), by(data, notes, record)].into());
        }
    }
    let columns = columns(&[(column.kind, 1.75), (column.says, 5.25), (column.sources, 2.55)]);
    out.push(Block::Table(Table { caption: String::new(), columns, rows }));
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
        let mut over = Line::of(subject);
        // A brief on a person need not say again who speaks.
        let spoken = spoken(data, notes, record);
        if !spoken.is_empty() {
            if !over.is_empty() {
                over.add(" · ", Style::Muted);
            }
            over.extend(spoken);
        }
        if over.is_empty() {
            over.add(words.word.no_subject, Style::Muted);
        }
        let over = over.spans();
        match speakers.iter_mut().find(|group| group.over == over) {
            Some(group) => group.records.push(record),
            None => speakers.push(Group { over, records: vec![record] }),
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
        who.extend(field(data, notes, record, "by").spans());
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
        who.extend(text.spans());
    }
    let own = |source: &str| {
        source_authors(data, source).iter().any(|author| speakers.contains(author))
            || speakers.contains(source)
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

/// Who wrote a source.
pub(super) fn source_authors<'a>(data: &Data<'a>, source: &str) -> BTreeSet<&'a str> {
    data.dataset.get(source).map(|record| refs(record, "authors")).unwrap_or_default()
}

/// What is said, and what is answered.
pub(super) fn said(data: &Data<'_>, notes: &mut Notes, record: RecordRef<'_>) -> Vec<Span> {
    let mut text = field(data, notes, record, "text");
    let response = field(data, notes, record, "response");
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

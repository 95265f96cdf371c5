//! What is said, by whom, when and where; and the texts that sources speak of.

use rapporteur_apparatus::language::Noun;
use rapporteur_schema::{RecordRef, Register};

use super::{
    data::Data,
    engagement::columns,
    events::{by, field, tidy},
    line::{Line, or_dash, restyled},
    notes::Notes,
};
use crate::block::{Block, Span, Style, Table};

/// A speaker who is named in so few bytes is named in every row.
const SHORT: usize = 48;

/// Every statement of the brief.
pub(super) fn statements(data: &Data<'_>, notes: &mut Notes, out: &mut Vec<Block>) {
    let records = begun(data, out);
    if records.is_empty() {
        return;
    }
    let words = data.words;
    let column = &words.column;
    let mut rows = Vec::with_capacity(records.len());
    let mut before = Vec::new();
    for record in records {
        let (spoken, said) = (spoken(data, notes, record), said(data, notes, record));
        // Who spoke, when and where is not said again and again.
        let mut who = Line::new();
        // A short name is said again: above may be on another page.
        let length: usize = spoken.iter().map(|span| span.text.len()).sum();
        if spoken == before && length > SHORT {
            who.add(words.word.as_above, Style::Muted);
            who.add(" ", Style::Muted);
        } else {
            who.extend(spoken.iter().cloned());
        }
        before = spoken;
        rows.push(vec![with_kind(who, record), said, by(data, notes, record)]);
    }
    out.push(Block::Table(Table {
        caption: words.caption.statements.to_owned(),
        columns: columns(&[(column.who, 2.5), (column.says, 5.5), (column.sources, 1.7)]),
        rows,
    }));
}

/// The statements of the brief, in order of time, after the heading over them and how many
/// there are: nothing where there are none.
pub(super) fn begun<'a>(data: &Data<'a>, out: &mut Vec<Block>) -> Vec<RecordRef<'a>> {
    let records = in_order(data, Register::Statement);
    if !records.is_empty() {
        let words = data.words;
        out.push(super::heading(2, words.title.says, "statements"));
        let number = data.language().count(records.len(), Noun::Statement);
        let text = format!("{number}. {}", words.text.statements);
        out.push(super::paragraph(Line::new().plain(&text)));
    }
    records
}

/// The statements or texts of the brief, in order of time.
fn in_order<'a>(data: &Data<'a>, register: Register) -> Vec<RecordRef<'a>> {
    let mut records = data.of(register);
    records.sort_by_cached_key(|record| (when(*record), record.id().as_str()));
    records
}

/// Who says it, to whom, when and where, and what kind of statement it is.
pub(super) fn who(data: &Data<'_>, notes: &mut Notes, record: RecordRef<'_>) -> Vec<Span> {
    with_kind(Line::of(spoken(data, notes, record)), record)
}

/// Who says it, and what kind of statement it is.
fn with_kind(mut who: Line, record: RecordRef<'_>) -> Vec<Span> {
    who.add(record.kind().label(), Style::Muted);
    who.add(".", Style::Muted);
    who.spans()
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

/// Who says it to whom, when, where and in which text.
fn spoken(data: &Data<'_>, notes: &mut Notes, record: RecordRef<'_>) -> Vec<Span> {
    let mut who = Line::new();
    for span in field(data, notes, record, "by").spans() {
        who.push(restyled(span, Style::Bold));
    }
    let to = field(data, notes, record, "to");
    if !to.is_empty() {
        who.add(data.words.word.to, Style::Muted);
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
    if !who.is_empty() {
        who.add(". ", Style::Muted);
    }
    who.spans()
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
    super::events::aside(data, record, &mut text);
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
    out.push(super::paragraph(Line::new().plain(words.text.works)));
    let column = &words.column;
    let rows = records
        .into_iter()
        .map(|record| {
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
            super::events::aside(data, record, &mut what);
            vec![date, tidy(what), by(data, notes, record)]
        })
        .collect();
    let columns = columns(&[(column.date, 1.5), (column.text, 6.0), (column.sources, 1.9)]);
    out.push(super::table(words.caption.works.to_owned(), columns, rows));
}

//! The briefs on a mechanism, a partner, a person, a source or a selection: each whole
//! for what it is about.

use std::collections::{BTreeMap, BTreeSet};

use rapporteur_apparatus::{Layer, language::Noun};
use rapporteur_schema::{RecordRef, Register, codes::Mechanism, model::Source};

use super::{
    actors,
    choice::Brief,
    data::{Data, sources},
    differ, engagement, events,
    line::Line,
    notes::Notes,
    says, totals,
};
use crate::block::{Block, Style, Table};

/// With fewer records than this there is no table of contents.
const LONG: usize = 30;

/// Everything between the first page and the back.
pub(super) fn write(data: &Data<'_>, notes: &mut Notes, out: &mut Vec<Block>) {
    let words = data.words;
    out.push(super::paragraph(Line::new().plain(&holds(data))));
    super::front::guide(data, out);
    if data.scope.records.len() >= LONG {
        out.push(super::heading(2, words.title.contents, "contents"));
        out.push(Block::Contents);
    }
    match data.brief {
        Brief::Source(id) => {
            if let Some(source) = data.dataset.source(id.as_str()) {
                coverage(data, source, out);
            }
        }
        Brief::Partner(_) | Brief::Person(_) => actors::write(data, notes, out),
        _ => {}
    }
    engagement::write(data, notes, out);
    events::write(data, notes, out);
    says::statements(data, notes, out);
    totals::write(data, notes, out);
    // What a source says of texts stands in the annex.
    if !matches!(data.brief, Brief::Source(_)) {
        says::works(data, notes, out);
    }
    differ::write(data, notes, out);
}

/// What the brief has, or that there is nothing to tell.
fn holds(data: &Data<'_>) -> String {
    if data.scope.is_empty() {
        return data.words.text.nothing.to_owned();
    }
    let language = data.language();
    let mut counts = Vec::new();
    for (register, noun) in [
        (Register::Event, Noun::Event),
        (Register::Statement, Noun::Statement),
        (Register::Figure, Noun::Figure),
        (Register::Work, Noun::Work),
    ] {
        if register == Register::Work && matches!(data.brief, Brief::Source(_)) {
            continue;
        }
        let n = data.of(register).len();
        if n > 0 {
            counts.push(language.count(n, noun));
        }
    }
    let differ = data.disagreements.iter().filter(|d| d.layer != Layer::Total).count();
    if differ > 0 {
        let more = data.words.say.where_they_differ();
        counts.push(format!("{}{more}", language.count(differ, Noun::Point)));
    }
    let whole = data.scope.records.len() > 1 || differ > 0;
    let mut text = data.words.say.holds(&counts, whole);
    if data.disagreements.is_empty() {
        text = format!("{text} {}", data.words.text.differ_none);
    }
    if matches!(data.brief, Brief::Source(_)) && !data.timeline.is_empty() {
        text = format!("{text} {}", data.words.text.elsewhere);
    }
    text
}

/// On which mechanisms a source speaks, and what it alone reports.
fn coverage(data: &Data<'_>, source: &Source, out: &mut Vec<Block>) {
    let words = data.words;
    let mut rows: BTreeMap<Mechanism, (usize, usize)> = BTreeMap::new();
    for entry in &data.timeline {
        let row = rows.entry(entry.mechanism).or_default();
        row.0 += 1;
        let others: BTreeSet<String> = sources(RecordRef::Event(entry.event));
        row.1 += usize::from(others.len() == 1);
    }
    let claims = rapporteur_apparatus::coverage::coverage(data.dataset);
    let supported = |mechanism: &Mechanism| {
        claims.get(mechanism).and_then(|row| row.by_source.get(source.id.as_str())).copied()
    };
    if rows.is_empty() {
        return;
    }
    out.push(super::heading(2, words.title.coverage, "coverage"));
    out.push(super::paragraph(Line::new().plain(words.text.coverage)));
    let number = |n: usize, style: Style| {
        let (text, style) = if n == 0 {
            ("–".to_owned(), Style::Muted)
        } else {
            (data.language().whole(n), style)
        };
        Line::new().put(&text, style).spans()
    };
    let mut all = (0, 0, 0);
    let mut body = Vec::new();
    for (mechanism, (events, only)) in &rows {
        let supports = supported(mechanism).unwrap_or_default();
        all = (all.0 + events, all.1 + only, all.2 + supports);
        body.push(vec![
            Line::new().plain(mechanism.label()).spans(),
            number(*events, Style::Regular),
            number(*only, Style::Regular),
            number(supports, Style::Regular),
        ]);
    }
    body.push(vec![
        Line::new().bold(words.column.all).spans(),
        number(all.0, Style::Bold),
        number(all.1, Style::Bold),
        number(all.2, Style::Bold),
    ]);
    out.push(Block::Table(Table {
        caption: words.caption.coverage.to_owned(),
        columns: vec![
            super::column(words.column.mechanism, 4.0),
            super::numeric(words.column.events, 1.2),
            super::numeric(words.column.only, 1.2),
            super::numeric(words.column.claims, 1.2),
        ],
        rows: body,
    }));
}

//! The overview: the whole dataset in a few pages. What it shows is chosen by rules
//! over the data, said where it stands; the briefs of mechanisms, partners and persons
//! have everything of theirs, and the annex has all.

use std::collections::BTreeMap;

use rapporteur_apparatus::summary::{self, Entry};
use rapporteur_schema::{
    Cite, RecordRef, Register,
    codes::{EventKind, Mechanism},
    view::ReadingView,
};

use super::{
    choice::Brief,
    data::{Data, cites, sources},
    dates, differ,
    engagement::{self, columns},
    events::{self, field, tidy},
    front::to_heading,
    line::{self, Line, or_dash},
    notes::Notes,
    scope::Scope,
    totals,
};
use crate::block::{Block, Mark, Span, Style};

/// How many of a sort stand in a sentence.
const FEW: usize = 3;
/// One event of a mechanism is told, two where it has at least so many.
const MANY: usize = 30;
/// How long an event is told at most, in bytes, where others can be told in fewer.
pub(super) const BRIEF: usize = 170;
/// How many milestones there are, and how many of one mechanism.
const MILESTONES: usize = 10;
const OF_ONE: usize = 2;

/// Everything between the first page and the back.
pub(super) fn write(data: &Data<'_>, notes: &mut Notes, out: &mut Vec<Block>) {
    let words = data.words;
    let points = points(data, notes);
    if !points.is_empty() {
        out.push(super::heading(2, words.title.in_brief, "in-brief"));
        out.push(Block::List(points));
    }
    super::front::guide(data, out);
    out.push(super::heading(2, words.title.contents, "contents"));
    out.push(Block::Contents);
    totals::key(data, notes, out);
    engagement::write(data, notes, out);
    differ::weighty(data, notes, out);
    mechanisms(data, notes, out);
    milestones(data, notes, out);
}

/// The brief in points: each says who says it, with the numbers of its notes.
fn points(data: &Data<'_>, notes: &mut Notes) -> Vec<Vec<Span>> {
    let mut points = Vec::new();
    points.extend(ends_of_time(data, notes));
    points.extend(busiest(data));
    points.extend(rounds(data, notes));
    points.extend(votes(data, notes, false));
    points.extend(differ::foremost(data).map(|found| differ::sentence(data, notes, found)));
    points
}

/// Whether an event is one that happened: what a source gives as background or draws as
/// a period is no engagement.
pub(super) fn happened(event: &rapporteur_schema::model::Event) -> bool {
    !matches!(event.kind, EventKind::HistoricalEvent | EventKind::Stage)
}

/// The first and the last event of those with a year, each where a source dates it.
pub(super) fn ends_of_time(data: &Data<'_>, notes: &mut Notes) -> Option<Vec<Span>> {
    let dated = || data.timeline.iter().filter(|entry| dates::year(entry).is_some());
    let start = dated().map(|entry| entry.start).min()?;
    let end = dated().map(|entry| entry.start).max()?;
    if start == end {
        return None;
    }
    // Of those of one day, one that may be told.
    let told = |at| dated().find(|entry| entry.start == at && events::is_end(data, entry));
    let mut line = Line::new();
    for (first, entry) in [(true, told(start)), (false, told(end))] {
        let Some(entry) = entry else { continue };
        let record = RecordRef::Event(entry.event);
        let dating = dates::dating(data, entry.event)?;
        let own: Vec<Cite> = dating.meta.cite.into_iter().flatten().cloned().collect();
        if !line.is_empty() {
            line.add(" ", Style::Regular);
        }
        let names = data.sigla(&own);
        line.add(&data.words.say.end_of_time(first, &names, entry.label), Style::Regular);
        let field = data.field(record, "date")?;
        let date = line::dates(data, &mut Notes::new(), record, &field, &names).spans();
        line.extend(date.into_iter().filter(|span| span.link.is_none()));
        line.add(".", Style::Regular);
        line.cite(notes, &own);
    }
    (!line.is_empty()).then(|| line.spans())
}

/// The mechanisms with most events.
pub(super) fn busiest(data: &Data<'_>) -> Option<Vec<Span>> {
    let lanes = engagement::by_mechanism(data);
    let mut lanes: Vec<_> =
        lanes.iter().map(|(mechanism, entries)| (entries.len(), *mechanism)).collect();
    lanes.sort_by(|a, b| b.0.cmp(&a.0).then(a.1.cmp(&b.1)));
    let names: Vec<(&str, usize)> =
        lanes.iter().take(FEW).map(|(n, mechanism)| (mechanism.label(), *n)).collect();
    // What is all of it is not most of it.
    let shown: usize = names.iter().map(|(_, n)| n).sum();
    if names.is_empty() || shown == data.timeline.len() {
        return None;
    }
    let mut line = Line::new().plain(&data.words.say.busiest(data.timeline.len(), &names));
    // Without a dated event there is no timeline to lead to.
    if data.is_overview() && engagement::span(data).is_some() {
        line.add(": ", Style::Regular);
        line.push(to_heading(data.words.title.timeline, engagement::TIMELINE));
    }
    line.add(".", Style::Regular);
    Some(line.spans())
}

/// The partner with most rounds.
fn rounds(data: &Data<'_>, notes: &mut Notes) -> Option<Vec<Span>> {
    let partners = summary::dialogues_by_partner_and_year(data.dataset);
    let most = partners.iter().map(engagement::rounds).max()?;
    let leaders: Vec<&summary::PartnerRounds<'_>> =
        partners.iter().filter(|row| engagement::rounds(row) == most).collect();
    if leaders.len() > FEW {
        return None;
    }
    let names: Vec<&str> = leaders.iter().map(|row| row.partner).collect();
    let events = leaders.iter().flat_map(|row| row.years.values().flatten().chain(&row.undated));
    let own: Vec<Cite> = events.flat_map(|event| cites(RecordRef::Event(event))).collect();
    let text = data.words.say.most_rounds(&names, most, &data.sigla(&own));
    Some(Line::new().plain(&text).cited(notes, &own).spans())
}

/// The votes at elections, in order of time; `scoped` leaves out those of other briefs.
pub(super) fn votes(data: &Data<'_>, notes: &mut Notes, scoped: bool) -> Option<Vec<Span>> {
    let mut votes = engagement::elections(data);
    votes.retain(|vote| !scoped || data.scope.has(vote.event.id.as_str()));
    let counted = votes.iter().filter(|vote| !vote.readings.is_empty());
    let number = counted.clone().count();
    let mut line = Line::new().plain(&data.words.say.votes(number));
    for (n, vote) in counted.enumerate() {
        if n > 0 {
            line.add("; ", Style::Regular);
        }
        if let Some(year) = vote.year {
            line.add(&format!("{year}: "), Style::Regular);
        }
        let differs = data.differs(RecordRef::Event(vote.event), "figures");
        let style = if differs { Style::Differs } else { Style::Regular };
        for (n, (quantity, own)) in vote.readings.iter().enumerate() {
            if n > 0 {
                line.add(if differs { "\u{A0}/ " } else { ", " }, Style::Muted);
            }
            let number = data.language().quantity(quantity);
            line.add(&data.words.say.result(&number, engagement::elected(data, vote)), style);
            line.add(&format!(" ({})", data.language().list(&data.sigla(own))), Style::Regular);
            line.cite(notes, own);
        }
    }
    line.add(".", Style::Regular);
    (number > 0).then(|| line.spans())
}

/// How much sources have to tell of an event: those of which more speak first, then
/// those on which they differ, then those of which most is told.
pub(super) fn rank(data: &Data<'_>, entry: &Entry<'_>) -> (usize, bool, usize) {
    let record = RecordRef::Event(entry.event);
    let fields = record.fields();
    let reported = fields.iter().filter(|field| field.def.reported);
    let claims: usize = reported.flat_map(|field| &field.readings).map(ReadingView::claims).sum();
    (usize::MAX - sources(record).len(), data.mark(record) != Mark::Differs, usize::MAX - claims)
}

/// A few sentences on each mechanism, and the events on which most sources speak.
fn mechanisms(data: &Data<'_>, notes: &mut Notes, out: &mut Vec<Block>) {
    let lanes = engagement::by_mechanism(data);
    if lanes.is_empty() {
        return;
    }
    let words = data.words;
    out.push(super::heading(2, words.title.mechanisms, "mechanisms"));
    out.push(super::paragraph(Line::new().plain(words.text.mechanisms)));
    for (mechanism, entries) in &lanes {
        let id = format!("mechanism-{}", mechanism.code());
        out.push(super::heading(3, mechanism.label(), &id));
        let brief = Brief::Mechanism(*mechanism);
        let scope = Scope::new(data.dataset, &brief);
        let of = |register| {
            data.dataset.register(register).filter(|r| scope.has(r.id().as_str())).count()
        };
        let differ = data
            .disagreements
            .iter()
            .filter(|d| scope.differs(d) && differ::between(data.dataset, d))
            .count();
        let mut line = Line::new().plain(&events::sentences(data, entries));
        line.add(" ", Style::Regular);
        let whole = words.say.whole(
            of(Register::Statement),
            differ,
            &data.language().quoted(&brief.title(data.dataset)),
        );
        line.add(&whole, Style::Muted);
        out.push(super::paragraph(line));
        let mut told: Vec<&Entry<'_>> = entries.clone();
        told.retain(|entry| happened(entry.event));
        // In order of time already; of equals the earlier.
        told.sort_by_cached_key(|entry| {
            let long =
                told_of(data, &mut Notes::new(), entry).is_none_or(|(what, _)| what.len() > BRIEF);
            (long, !is_short(entry), rank(data, entry))
        });
        told.truncate(if entries.len() < MANY { 1 } else { 2 });
        told.sort_by_key(|entry| data.timeline.iter().position(|e| e.event.id == entry.event.id));
        let told: Vec<Vec<Span>> = told.into_iter().map(|entry| tell(data, notes, entry)).collect();
        if !told.is_empty() {
            out.push(Block::List(told));
        }
    }
}

/// An event in a sentence or two: its name, its date, who reports it, what happened.
pub(super) fn tell(data: &Data<'_>, notes: &mut Notes, entry: &Entry<'_>) -> Vec<Span> {
    let record = RecordRef::Event(entry.event);
    let mut line = Line::new().bold(entry.label);
    // The brief of a source tells what that source tells.
    let own = match data.brief {
        Brief::Source(id) => data.dataset.source(id.as_str()),
        _ => None,
    };
    let whose = own.map(|source| super::front::siglum(data, source));
    let told = told_of(data, &mut Notes::new(), entry)
        .filter(|(_, names)| whose.is_none_or(|own| names.contains(&own)))
        .and_then(|_| told_of(data, notes, entry));
    let mut cites = data.cites(record);
    cites.retain(|cite| own.is_none_or(|source| cite.source() == source.id.as_str()));
    let names = match &told {
        Some((_, names)) => names.clone(),
        None => data.sigla(&cites),
    };
    let names = whose.map_or(names, |own| vec![own]);
    line.extend(events::date_of(data, notes, entry, &names).spans());
    line.add(". ", Style::Regular);
    if let Some((what, names)) = told {
        line.extend(what.spans());
        let stop = line.has_ended();
        line.add(&format!(" ({})", data.language().list(&names)), Style::Regular);
        if !stop {
            line.add(".", Style::Regular);
        }
    } else {
        line.add(&data.words.say.reported_by(&data.sigla(&cites)), Style::Regular);
        line.cite(notes, &cites);
    }
    tidy(line)
}

/// What is told of an event, and by which sources: what happened, else what came of it, else
/// its numbers. Not what sources tell apart, nor what the editors conclude.
pub(super) fn told_of<'a>(
    data: &Data<'a>,
    notes: &mut Notes,
    entry: &Entry<'_>,
) -> Option<(Line, Vec<&'a str>)> {
    let record = RecordRef::Event(entry.event);
    events::TOLD.into_iter().find_map(|name| {
        let told = record.field(name)?;
        let [reading] = told.readings.as_slice() else { return None };
        let items = || reading.items.iter();
        if reading.items.is_empty()
            || !reading.meta.is_stated()
            || !items().all(|i| i.meta.is_stated())
        {
            return None;
        }
        let own = items().filter_map(|item| item.meta.cite);
        let mut all: Vec<Cite> = own.flatten().cloned().collect();
        if items().any(|item| item.meta.cite.is_none()) {
            all.extend(reading.meta.cite.into_iter().flatten().cloned());
        }
        let mut text = field(data, notes, record, name);
        if text.is_empty() || all.is_empty() {
            return None;
        }
        if reading.bare {
            text.cite(notes, &all);
        }
        let mut names = data.sigla(&all);
        names.sort_unstable();
        Some((text, names))
    })
}

/// Whether an event is dated to two years at most: one of a decade is no milestone.
pub(super) fn is_short(entry: &Entry<'_>) -> bool {
    match (entry.start, entry.end) {
        (Some(start), Some(end)) => end.year - start.year <= 1,
        _ => false,
    }
}

/// The events that are told most of, in order of time.
fn milestones(data: &Data<'_>, notes: &mut Notes, out: &mut Vec<Block>) {
    let mut chosen: Vec<&Entry<'_>> = data
        .timeline
        .iter()
        .filter(|entry| happened(entry.event))
        .filter(|entry| is_short(entry))
        .collect();
    chosen.sort_by_cached_key(|entry| rank(data, entry));
    let mut of: BTreeMap<Mechanism, usize> = BTreeMap::new();
    let mut kept: Vec<&Entry<'_>> = Vec::new();
    for entry in chosen {
        let n = of.entry(entry.mechanism).or_default();
        // Not a thing and a part of it.
        let part = |a: &Entry<'_>, b: &Entry<'_>| {
            let mut parents = a.event.part_of.iter().flat_map(|list| list.iter());
            parents.any(|parent| parent.as_str() == b.event.id.as_str())
        };
        if *n < OF_ONE && !kept.iter().any(|other| part(entry, other) || part(other, entry)) {
            *n += 1;
            kept.push(entry);
        }
    }
    let mut chosen = kept;
    chosen.truncate(MILESTONES);
    if chosen.is_empty() {
        return;
    }
    chosen.sort_by_key(|entry| (entry.start, entry.end, entry.event.id.as_str()));
    let words = data.words;
    out.push(super::heading(2, words.title.chronology, "chronology"));
    out.push(super::paragraph(Line::new().plain(words.text.chronology)));
    let rows = chosen
        .into_iter()
        .map(|entry| -> Vec<Vec<Span>> {
            let record = RecordRef::Event(entry.event);
            vec![
                or_dash(field(data, notes, record, "date")),
                Line::new().bold(entry.label).spans(),
                Line::new().plain(entry.mechanism.label()).spans(),
                events::by(data, notes, record),
            ]
        })
        .collect();
    let column = &words.column;
    let columns = columns(&[
        (column.date, 1.9),
        (column.what, 3.7),
        (column.mechanism, 2.1),
        (column.sources, 1.9),
    ]);
    out.push(super::table(words.text.chart_marks, columns, rows));
}

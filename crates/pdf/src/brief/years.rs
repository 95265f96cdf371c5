//! The years for which records count: one rule for key figures, tables, drawings and sentences.

use std::collections::BTreeMap;

use rapporteur_apparatus::summary::{Entry, PartnerRounds, Votes};
use rapporteur_schema::{
    Date, Day, RecordRef,
    codes::{Basis, EventKind},
    model::Event,
    view::ReadingView,
};

use super::{
    data::Data,
    dates::{VAGUE, date_of, is_concluded, lasts},
    words::Years,
};

/// The year in which an event begins, if one is known: key figures, tables, drawings and sentences
/// count by this one rule. Of a span within which it falls, and of an end alone, none is.
pub(super) fn year(data: &Data<'_>, entry: &Entry<'_>) -> Option<i32> {
    data.years.get(entry.event.id.as_str()).copied()
}

/// The years of the events of a brief, by their ids, worked out once.
pub(super) fn of_events<'a>(data: &Data<'a>) -> BTreeMap<&'a str, i32> {
    let dated = data.timeline.iter().filter(|entry| !is_vague(data, entry));
    dated.filter_map(|entry| Some((entry.event.id.as_str(), entry.start?.year))).collect()
}

/// Puts the rounds of the brief under the years that this brief counts them for; those of other
/// briefs are left out.
pub(super) fn of_rounds(data: &Data<'_>, partners: &mut Vec<PartnerRounds<'_>>) {
    for row in partners.iter_mut() {
        let dated = std::mem::take(&mut row.years).into_values().flatten();
        for event in dated.chain(std::mem::take(&mut row.undated)).collect::<Vec<_>>() {
            if !data.scope.has(event.id.as_str()) {
                continue;
            }
            match data.years.get(event.id.as_str()) {
                Some(year) => row.years.entry(*year).or_default().push(event),
                None => row.undated.push(event),
            }
        }
    }
    partners.retain(|row| !row.years.is_empty() || !row.undated.is_empty());
}

/// Gives elections the years that this brief counts them for, and their order.
pub(super) fn of_votes(data: &Data<'_>, votes: &mut [Votes<'_>]) {
    for vote in votes.iter_mut() {
        vote.year = data.years.get(vote.event.id.as_str()).copied();
    }
    votes.sort_by(|a, b| (a.year, &a.event.id).cmp(&(b.year, &b.event.id)));
}

/// Whether the date of an event is no more than a span of years within which it falls.
fn is_vague(data: &Data<'_>, entry: &Entry<'_>) -> bool {
    let record = RecordRef::Event(entry.event);
    let field = data.field(record, "date");
    let all = field.iter().flat_map(|field| &field.readings);
    // What others say is no year of the source that a brief is on.
    let own: Vec<_> = all.filter(|one| data.owns(record, "date", one)).collect();
    // What sources put into two years next to one another is of the first.
    let of_a_year = own.iter().filter_map(|one| date_of(one)).any(|date| {
        let year = |day: Option<Day>| day.map(|day| day.year);
        date.earliest().is_some() && year(date.earliest()) == year(date.latest())
    });
    let few = if of_a_year { VAGUE } else { 1 };
    match (entry.start, entry.end) {
        (Some(start), Some(end)) => {
            end.year.saturating_sub(start.year) >= few && !is_interval(entry, &own)
        }
        (None, Some(_)) => true,
        _ => false,
    }
}

/// Whether a source has the event last over a time, not merely fall in it: a span that the
/// editors conclude is one within which it falls, and so is one that begins within a decade.
fn is_interval(entry: &Entry<'_>, readings: &[&ReadingView<'_>]) -> bool {
    readings.iter().any(|reading| {
        let own = |date: &&Date| date.earliest() == entry.start && date.latest() == entry.end;
        let date = date_of(reading).filter(own).filter(|date| lasts(date));
        date.is_some_and(|date| !is_concluded(reading) || date.latest().is_none())
    })
}

/// Whether a source says that an event was or began in a year, and not only within some years
/// of which the editors conclude one.
pub(super) fn is_stated(data: &Data<'_>, event: &Event, year: i32) -> bool {
    let record = RecordRef::Event(event);
    let field = data.field(record, "date");
    let mut readings = field.into_iter().flat_map(|field| field.readings);
    readings.any(|reading| {
        let Some(date) = date_of(&reading) else { return false };
        !is_concluded(&reading)
            && data.owns(record, "date", &reading)
            && date.earliest().is_some_and(|day| day.year == year)
            && (lasts(date) || date.latest().is_some_and(|day| day.year == year))
    })
}

/// Whether the editors only put the date of an event in the place of damaged print, and infer
/// none.
fn is_proposed(data: &Data<'_>, event: &Event) -> bool {
    let record = RecordRef::Event(event);
    let field = data.field(record, "date");
    let basis = |reading: &ReadingView<'_>| {
        let first = reading.items.first().and_then(|item| item.meta.basis);
        reading.meta.basis.or(first)
    };
    let own = field.iter().flat_map(|field| &field.readings);
    let mut own = own.filter(|reading| data.owns(record, "date", reading)).filter_map(basis);
    let proposed = own.clone().any(|basis| basis == Basis::Proposed);
    proposed && !own.any(|basis| basis == Basis::Inferred)
}

/// How the editors come to the year of an event, if no source states it.
pub(super) fn concluded(data: &Data<'_>, event: &Event, year: i32) -> Option<Basis> {
    let basis = if is_proposed(data, event) { Basis::Proposed } else { Basis::Inferred };
    (!is_stated(data, event, year)).then_some(basis)
}

/// The years in which events begin: the first and the last, and how many have one.
pub(super) fn span<'e, 'a: 'e>(
    data: &Data<'_>,
    entries: impl Iterator<Item = &'e Entry<'a>>,
) -> Option<Years> {
    let mut found: Option<Years> = None;
    for (entry, year) in entries.filter_map(|entry| Some((entry, year(data, entry)?))) {
        let none = Years {
            from: year,
            to: year,
            dated: 0,
            inferred: 0,
            proposed: 0,
            lasting: false,
            own: data.is_of_source(),
        };
        let one = found.get_or_insert(none);
        (one.from, one.to) = (one.from.min(year), one.to.max(year));
        one.dated += 1;
        one.lasting |= entry.end.is_none_or(|end| end.year > year);
        if let Some(basis) = concluded(data, entry.event, year) {
            one.inferred += 1;
            one.proposed += usize::from(basis == Basis::Proposed);
        }
    }
    found
}

/// Whether a record is of something that lasts: a membership, a term, an office, a stage.
pub(super) fn is_lasting(record: RecordRef<'_>) -> bool {
    let RecordRef::Event(event) = record else { return false };
    matches!(
        event.kind,
        EventKind::HrcMembership
            | EventKind::HrcExpert
            | EventKind::ChrObserver
            | EventKind::ChrMembership
            | EventKind::SubCommissionExpert
            | EventKind::UnMembership
            | EventKind::TreatyBodyTerm
            | EventKind::Stage
    )
}

//! When things were: which reading of a date comes first, which dates agree. For which years
//! they count, [`years`](super::years) says.

use rapporteur_apparatus::differences::date_within;
use rapporteur_schema::{
    Date, Day, RecordRef,
    model::Event,
    view::{Atom, FieldView, ReadingView},
};

use super::data::{Data, NARROW};

/// A beginning within a span of so many years says nothing of when a thing began.
pub(super) const VAGUE: i32 = 2;

/// The span within which something began of which a date says only that: `since the 1990s`.
pub(super) fn beginning(date: &Date) -> Option<(Option<Day>, Option<Day>)> {
    let (from, _) = date.as_str().split_once('/')?;
    let from: Date = from.parse().ok()?;
    let (first, last) = (from.earliest()?, from.latest()?);
    (last.year.saturating_sub(first.year) >= VAGUE).then_some((Some(first), Some(last)))
}

/// Whether a date says that something lasted, and when it began.
pub(super) fn lasts(date: &Date) -> bool {
    date.as_str().contains('/') && beginning(date).is_none()
}

/// Whether a date says of the beginning of something only that it falls within some years.
pub(super) fn is_span(date: &Date) -> bool {
    if date.as_str().contains('/') {
        return beginning(date).is_some();
    }
    match (date.earliest(), date.latest()) {
        (Some(from), Some(to)) => to.year > from.year,
        (from, _) => from.is_none(),
    }
}

/// The reading that dates an event: what a source states before what the editors conclude, and
/// of these the most precise.
pub(super) fn dating<'a>(data: &Data<'_>, event: &'a Event) -> Option<ReadingView<'a>> {
    let field = data.field(RecordRef::Event(event), "date")?;
    let all = field.readings.into_iter().filter(|reading| !reading.items.is_empty());
    all.min_by_key(|reading| rank(data, RecordRef::Event(event), reading))
}

/// The first and the last day of an event: of the reading that is most precise, where they
/// agree; over all, where they do not; in the brief of a source by its own readings, unless
/// those of `all` are asked for. Of one that began some time within a decade or a longer span,
/// that span.
pub(super) fn best_date(data: &Data<'_>, event: &Event, all: bool) -> (Option<Day>, Option<Day>) {
    let record = RecordRef::Event(event);
    let Some(field) = data.field(record, "date") else { return (None, None) };
    let readings = field.readings.iter();
    let own = readings.filter(|reading| all || data.owns(record, "date", reading));
    let some: Vec<(&Date, Clear)> =
        own.filter_map(|reading| Some((date_of(reading)?, clear(reading)))).collect();
    // A decade, and years that the editors conclude, are no beginning where another has one.
    let best = some.iter().map(|(_, clear)| *clear).max();
    let dates: Vec<&Date> =
        some.iter().filter(|(_, clear)| Some(*clear) == best).map(|(date, _)| *date).collect();
    if let Some(best) = finest(&dates) {
        return beginning(best).unwrap_or((best.earliest(), best.latest()));
    }
    let start = dates.iter().filter_map(|date| date.earliest()).min();
    // What one has without an end has none.
    let open = dates.iter().any(|date| date.latest().is_none());
    (start, dates.iter().filter_map(|date| date.latest()).max().filter(|_| !open))
}

/// How well a reading says when a thing was or began.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord)]
enum Clear {
    Vague,
    Concluded,
    Stated,
}

fn clear(reading: &ReadingView<'_>) -> Clear {
    match (is_clear(reading), is_concluded(reading)) {
        (false, _) => Clear::Vague,
        (true, true) => Clear::Concluded,
        (true, false) => Clear::Stated,
    }
}

/// Whether a reading says when a thing was or began, and not only within which years.
fn is_clear(reading: &ReadingView<'_>) -> bool {
    let Some(date) = date_of(reading) else { return false };
    let within = match (date.earliest(), date.latest()) {
        (Some(from), Some(to)) => is_concluded(reading) && to.year > from.year,
        (from, _) => from.is_none(),
    };
    !within && !is_span(date)
}

/// Whether the editors conclude what a reading has.
pub(super) fn is_concluded(reading: &ReadingView<'_>) -> bool {
    let first = reading.items.first();
    !reading.meta.is_stated() || first.is_some_and(|item| !item.meta.is_stated())
}

/// The most precise of some dates, if it lies within all others.
fn finest<'d>(dates: &[&'d Date]) -> Option<&'d Date> {
    let fine = *dates.iter().min_by_key(|date| vagueness(date))?;
    dates.iter().all(|coarse| narrows(fine, coarse)).then_some(fine)
}

/// Whether a date says the same as another, or the same more precisely; of two that last, only
/// if they are one.
pub(super) fn narrows(fine: &Date, coarse: &Date) -> bool {
    let lasts = |date: &Date| date.as_str().contains('/');
    fine == coarse || date_within(fine, coarse) && !(lasts(fine) && lasts(coarse))
}

/// Whether the most precise date of a field lies within all its others; no other field agrees
/// in this way.
pub(super) fn agree(field: &FieldView<'_>) -> bool {
    let dates: Vec<&Date> = field.readings.iter().filter_map(date_of).collect();
    NARROW.contains(&field.def.name) && finest(&dates).is_some()
}

/// How many days a date admits, about; one without a beginning or an end more than any, and
/// of these the one that begins last the fewest.
pub(super) fn vagueness(date: &Date) -> (i64, i64) {
    let number =
        |day: Day| i64::from(day.year) * 372 + i64::from(day.month) * 31 + i64::from(day.day);
    match (date.earliest(), date.latest()) {
        (Some(from), Some(to)) => (number(to) - number(from), 0),
        (Some(from), None) => (i64::MAX - 1, -number(from)),
        (None, Some(to)) => (i64::MAX - 1, number(to)),
        (None, None) => (i64::MAX, 0),
    }
}

/// The date of a reading.
pub(super) fn date_of<'a>(reading: &ReadingView<'a>) -> Option<&'a Date> {
    match reading.items.first()?.part("value")? {
        Atom::Date(date) => Some(date),
        _ => None,
    }
}

/// The order of the readings of a date: what a source has before what the editors conclude, and
/// of these the most precise first; in the brief of a source its own before all.
pub(super) fn rank(
    data: &Data<'_>,
    record: RecordRef<'_>,
    reading: &ReadingView<'_>,
) -> (bool, bool, (i64, i64)) {
    let (foreign, vague) = vague(data, record, reading);
    (foreign, is_concluded(reading), vague)
}

/// How vague the date of a reading is, for their order: in the brief of a source its own
/// come first.
pub(super) fn vague(
    data: &Data<'_>,
    record: RecordRef<'_>,
    reading: &ReadingView<'_>,
) -> (bool, (i64, i64)) {
    let own = data.owns(record, "date", reading);
    (!own, date_of(reading).map_or((i64::MAX, 0), vagueness))
}

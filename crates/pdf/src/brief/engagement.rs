//! Engagement by mechanism, dialogues by partner and year, votes at elections:
//! drawings, each with a table of its numbers.

use std::collections::BTreeMap;

use rapporteur_apparatus::{
    phrase::{self, count, list},
    summary::{self, Entry},
};
use rapporteur_schema::{Day, RecordRef, codes::Mechanism};

use super::{
    data::{Data, cites},
    line::{Line, or_dash},
    notes::Notes,
};
use crate::block::{Bar, Block, Chart, Column, HeatRow, Lane, Mark, Span, Style, Table};

/// The id of the heading of the timeline.
pub(super) const TIMELINE: &str = "engagement";
/// How many columns of years a table of numbers has, beside one for all before them.
const PERIODS: i32 = 6;
/// How many years a heat map shows at most.
const HEAT_YEARS: i32 = 32;

/// The drawings and their tables.
pub(super) fn write(data: &Data<'_>, notes: &mut Notes, out: &mut Vec<Block>) {
    timeline(data, out);
    dialogues(data, notes, out);
    votes(data, notes, out);
}

/// The events of each mechanism that has some, in order of time.
pub(super) fn by_mechanism<'d, 'a>(data: &'d Data<'a>) -> BTreeMap<Mechanism, Vec<&'d Entry<'a>>> {
    let mut lanes: BTreeMap<Mechanism, Vec<&Entry<'_>>> = BTreeMap::new();
    for entry in &data.timeline {
        lanes.entry(entry.mechanism).or_default().push(entry);
    }
    lanes
}

/// `1990 to 2020`, or the one year.
pub(super) fn span_words(from: i32, to: i32) -> String {
    if from == to { from.to_string() } else { format!("{from} to {to}") }
}

/// The years of the first and the last event that has a beginning.
pub(super) fn span(data: &Data<'_>) -> Option<(i32, i32)> {
    let years = || data.timeline.iter().filter_map(|entry| Some(entry.start?.year));
    Some((years().min()?, years().max()?))
}

/// A day as a year with the part of it that has passed.
#[expect(clippy::cast_precision_loss, reason = "a year is small")]
fn year_and_part(day: Day) -> f32 {
    let days = f32::from(day.month.saturating_sub(1)) * 30.5 + f32::from(day.day.saturating_sub(1));
    day.year as f32 + (days / 366.0).min(0.999)
}

/// Where the marks of a lane stand: at the first day, but those that share one vague
/// date, such as a decade, are spread over it.
fn marks(data: &Data<'_>, entries: &[&Entry<'_>]) -> Vec<(f32, Mark)> {
    let mut vague: BTreeMap<(Day, Day), Vec<usize>> = BTreeMap::new();
    let mut marks = Vec::new();
    for entry in entries {
        let Some(start) = entry.start else { continue };
        if let Some(end) = entry.end
            && end.year > start.year
            && !is_interval(entry)
        {
            vague.entry((start, end)).or_default().push(marks.len());
        }
        marks.push((year_and_part(start), data.mark(RecordRef::Event(entry.event))));
    }
    for ((start, end), places) in vague {
        let (from, to) = (year_and_part(start), year_and_part(end));
        let parts = part_of(places.len());
        for (n, place) in places.into_iter().enumerate() {
            if let Some((year, _)) = marks.get_mut(place) {
                *year = from + (to - from) * (part_of(n) + 0.5) / parts;
            }
        }
    }
    marks
}

/// A small number for reckoning.
fn part_of(n: usize) -> f32 {
    f32::from(u16::try_from(n).unwrap_or(u16::MAX))
}

/// Whether a source has the event last over a time, not merely fall in it.
fn is_interval(entry: &Entry<'_>) -> bool {
    let dates = entry.event.readings(&entry.event.date);
    dates.iter().filter_map(|witness| witness.value).any(|date| date.as_str().contains('/'))
}

fn timeline(data: &Data<'_>, out: &mut Vec<Block>) {
    let Some((from, to)) = span(data) else { return };
    let lanes = by_mechanism(data);
    out.push(super::heading(2, "Engagement by mechanism", TIMELINE));
    let undated = data.timeline.iter().filter(|entry| entry.start.is_none()).count();
    let rest = match undated {
        0 => String::new(),
        n => format!(
            " {} whose beginning no source dates {} in the tables alone.",
            count(n, "event", "events"),
            if n == 1 { "stands" } else { "stand" }
        ),
    };
    out.push(super::paragraph(Line::new().plain(&format!(
        "Each mark is an event, at the first day that any of its sources admits; events of one vague \
         date, such as a decade, are spread over it. The shape says how an event is attested: by \
         more than one source (●), by one (○), or differently (◆).{rest}"
    ))));
    let lane = |(mechanism, entries): (&Mechanism, &Vec<&Entry<'_>>)| Lane {
        label: mechanism.label().to_owned(),
        marks: marks(data, entries),
    };
    let chart = Chart::Timeline { from, to, lanes: lanes.iter().map(lane).collect() };
    let numbers: Vec<String> = lanes
        .iter()
        .map(|(mechanism, entries)| format!("{} {}", mechanism.label(), entries.len()))
        .collect();
    let events = count(data.timeline.len(), "event", "events");
    out.push(Block::Figure {
        chart,
        alt: format!(
            "Timeline of {events}, {}, a lane for each mechanism. Events in each: {}. The table \
             after it gives the numbers by period.",
            span_words(from, to),
            numbers.join(", ")
        ),
        caption: Line::new()
            .muted(&format!("Events by mechanism, {}.", span_words(from, to)))
            .spans(),
    });
    out.push(Block::Table(by_period(data, &lanes)));
}

/// The periods of a table of numbers: the last few of equal length, which hold nine
/// in ten of the years given, and one for all that came before.
fn periods(years: &[i32]) -> Vec<(i32, i32)> {
    let (Some(first), Some(last)) = (years.iter().min(), years.iter().max()) else {
        return Vec::new();
    };
    let start = |step: i32| (last.div_euclid(step) - PERIODS + 1) * step;
    let most = |step: i32| {
        let within = years.iter().filter(|year| **year >= start(step)).count();
        within * 10 >= years.len() * 9
    };
    let steps = [1, 2, 5, 10, 20, 50, 100, 200, 500, 1000];
    let step = steps.into_iter().find(|step| most(*step)).unwrap_or(5000);
    let start = start(step);
    let mut periods = Vec::new();
    if *first < start {
        periods.push((*first, start - 1));
    }
    let mut from = start;
    while from <= *last {
        let to = from + step - 1;
        if to >= *first {
            periods.push((from, to));
        }
        from += step;
    }
    periods
}

/// `until 1979` for the first of several, `1990s`, `2010–2014`, `2015`.
fn period_label((from, to): (i32, i32), before: bool) -> String {
    if before {
        return format!("until {to}");
    }
    match to - from {
        0 => from.to_string(),
        9 if from.rem_euclid(10) == 0 => format!("{from}s"),
        _ => format!("{from}–{to}"),
    }
}

fn by_period(data: &Data<'_>, lanes: &BTreeMap<Mechanism, Vec<&Entry<'_>>>) -> Table {
    let years: Vec<i32> =
        data.timeline.iter().filter_map(|entry| Some(entry.start?.year)).collect();
    let periods = periods(&years);
    let length = |(from, to): (i32, i32)| to - from;
    let regular = periods.last().copied().map_or(0, length);
    let mut columns = vec![super::column("Mechanism", 3.2)];
    for (n, period) in periods.iter().enumerate() {
        let before = n == 0 && periods.len() > 1 && length(*period) != regular;
        columns.push(super::numeric(&period_label(*period, before), 1.1));
    }
    columns.push(super::numeric("No year", 0.9));
    columns.push(super::numeric("All", 0.8));
    columns.push(super::numeric("◆", 0.75));
    let row = |label: &str, entries: &[&Entry<'_>], style: Style| {
        let cell = |n: usize| {
            let text = if n == 0 { "–".to_owned() } else { n.to_string() };
            Line::new().put(&text, if n == 0 { Style::Muted } else { style }).spans()
        };
        let year = |entry: &&Entry<'_>| entry.start.map(|day| day.year);
        let mut row = vec![Line::new().put(label, style).spans()];
        for (a, b) in &periods {
            let within = |e: &&&Entry<'_>| year(e).is_some_and(|y| (*a..=*b).contains(&y));
            row.push(cell(entries.iter().filter(within).count()));
        }
        row.push(cell(entries.iter().filter(|e| e.start.is_none()).count()));
        row.push(cell(entries.len()));
        let differs = |e: &&&Entry<'_>| data.mark(RecordRef::Event(e.event)) == Mark::Differs;
        row.push(cell(entries.iter().filter(differs).count()));
        row
    };
    let mut rows: Vec<Vec<Vec<Span>>> = lanes
        .iter()
        .map(|(mechanism, entries)| row(mechanism.label(), entries, Style::Regular))
        .collect();
    let all: Vec<&Entry<'_>> = data.timeline.iter().collect();
    rows.push(row("All", &all, Style::Bold));
    Table {
        caption: "Events by mechanism and the year in which they begin; ◆ counts those on which \
                  sources differ."
            .to_owned(),
        columns,
        rows,
    }
}

fn dialogues(data: &Data<'_>, notes: &mut Notes, out: &mut Vec<Block>) {
    let partners = summary::dialogues_by_partner_and_year(data.dataset);
    if partners.is_empty() {
        return;
    }
    out.push(super::heading(2, "Dialogue rounds by partner and year", "dialogues-by-partner"));
    out.push(super::paragraph(Line::new().plain(
        "Rounds of dialogue and consultation that a source names one by one. Sources also speak of \
         rounds that they only count; those stand among the totals and in the tables of series.",
    )));
    let years = || partners.iter().flat_map(|row| row.years.keys().copied());
    if let (Some(from), Some(to)) = (years().min(), years().max()) {
        // A few rounds far back would leave no room for the others: they stay in the table.
        let from = from.max(to - HEAT_YEARS + 1);
        let rows: Vec<HeatRow> = partners
            .iter()
            .map(|row| HeatRow {
                label: row.partner.to_owned(),
                cells: row
                    .years
                    .range(from..)
                    .map(|(year, events)| {
                        let differs = events
                            .iter()
                            .any(|event| data.mark(RecordRef::Event(event)) == Mark::Differs);
                        (*year, events.len(), differs)
                    })
                    .collect(),
            })
            .collect();
        let say: Vec<String> = partners
            .iter()
            .map(|row| format!("{}: {}", row.partner, years_in_words(&row.years)))
            .collect();
        out.push(Block::Figure {
            chart: Chart::HeatMap { from, to, rows },
            alt: format!(
                "Rounds by partner and year, {}. {}.",
                span_words(from, to),
                say.join(". ")
            ),
            caption: Line::new()
                .muted(&format!("Rounds by partner and year, {}.", span_words(from, to)))
                .spans(),
        });
    }
    let rows = partners
        .iter()
        .map(|row| {
            let mut line = Line::new();
            for (year, events) in &row.years {
                if !line.is_empty() {
                    line.add("; ", Style::Regular);
                }
                let several =
                    if events.len() > 1 { format!(" ({})", events.len()) } else { String::new() };
                line.add(&format!("{year}{several}"), Style::Regular);
                let own: Vec<_> =
                    events.iter().flat_map(|event| cites(RecordRef::Event(event))).collect();
                line.cite(notes, &own);
            }
            for event in &row.undated {
                if !line.is_empty() {
                    line.add("; ", Style::Regular);
                }
                let label = data.label(event.id.as_str());
                line.add(&format!("no year: {label}"), Style::Regular);
                line.cite(notes, &cites(RecordRef::Event(event)));
            }
            let rounds = row.years.values().map(Vec::len).sum::<usize>() + row.undated.len();
            vec![
                Line::new().bold(row.partner).spans(),
                Line::new().plain(&rounds.to_string()).spans(),
                or_dash(line),
            ]
        })
        .collect();
    out.push(Block::Table(Table {
        caption: "Rounds of dialogue and consultation by partner.".to_owned(),
        columns: vec![
            super::column("Partner", 2.0),
            super::numeric("Rounds", 0.8),
            super::column("Years, with the number of rounds where there are several", 5.0),
        ],
        rows,
    }));
}

/// `1 in 2010 and 2 in 2012`, or that there are none with a year.
fn years_in_words<T>(years: &BTreeMap<i32, Vec<T>>) -> String {
    if years.is_empty() {
        return "none with a year".to_owned();
    }
    let parts: Vec<String> =
        years.iter().map(|(year, events)| format!("{} in {year}", events.len())).collect();
    list(&parts)
}

fn votes(data: &Data<'_>, notes: &mut Notes, out: &mut Vec<Block>) {
    let votes = summary::votes_by_election(data.dataset);
    if votes.is_empty() {
        return;
    }
    out.push(super::heading(2, "Votes at elections", "votes"));
    let mut bars = Vec::new();
    let mut years: Vec<Option<i32>> = votes.iter().map(|vote| vote.year).collect();
    years.dedup();
    // The year alone names an election where no two are of one year.
    let by_year = years.len() == votes.len() && years.iter().all(Option::is_some);
    for vote in &votes {
        let name = match vote.year {
            Some(year) if by_year => year.to_string(),
            _ => vote.label.to_owned(),
        };
        let differs = vote.readings.len() > 1;
        for (quantity, own) in &vote.readings {
            let label = if differs {
                let by: Vec<&str> = own.iter().map(rapporteur_schema::Cite::source).collect();
                let by = by.first().copied().unwrap_or_default();
                let siglum = rapporteur_apparatus::cite::siglum(data.dataset, by);
                format!("{name} ({siglum})")
            } else {
                name.clone()
            };
            bars.push(Bar {
                label,
                value: quantity.n.map(rapporteur_schema::Decimal::to_f64),
                text: phrase::quantity(quantity),
                differs,
            });
        }
        if vote.readings.is_empty() {
            bars.push(Bar {
                label: name,
                value: None,
                text: "not stated".to_owned(),
                differs: false,
            });
        }
    }
    let say: Vec<String> = bars.iter().map(|bar| format!("{}: {}", bar.label, bar.text)).collect();
    out.push(Block::Figure {
        chart: Chart::Bars(bars),
        alt: format!("Votes in favour at each election. {}.", say.join(". ")),
        caption: Line::new().muted("Votes in favour, as the sources have them.").spans(),
    });
    let rows = votes
        .iter()
        .map(|vote| {
            let record = RecordRef::Event(vote.event);
            let date = record.field("date");
            let date =
                date.map(|f| super::line::field(data, notes, record, &f)).unwrap_or_default();
            let mut numbers = Line::new();
            let style = if vote.readings.len() > 1 { Style::Differs } else { Style::Regular };
            for (n, (quantity, own)) in vote.readings.iter().enumerate() {
                if n > 0 {
                    numbers.add("\u{A0}/ ", Style::Muted);
                }
                numbers.add(&phrase::quantity(quantity), style);
                numbers.cite(notes, own);
            }
            if vote.readings.is_empty() {
                numbers.add("not stated", Style::Muted);
            }
            vec![
                or_dash(date),
                Line::new().plain(vote.label).spans(),
                numbers.spans(),
                notes.by_source(data.dataset, &cites(record)).spans(),
            ]
        })
        .collect();
    out.push(Block::Table(Table {
        caption: "Votes in favour at elections.".to_owned(),
        columns: vec![
            super::column("Date", 1.6),
            super::column("Election", 3.2),
            super::column("Votes in favour", 1.3),
            super::column("Sources", 1.8),
        ],
        rows,
    }));
}

/// The columns of a table of which the first is the name and the others are texts.
pub(super) fn columns(titles: &[(&str, f32)]) -> Vec<Column> {
    titles.iter().map(|(title, weight)| super::column(title, *weight)).collect()
}

#[cfg(test)]
mod tests {
    use super::{period_label, periods};

    #[test]
    fn periods_cover_every_year_and_are_few() {
        assert_eq!(periods(&[2010, 2011, 2012]), [(2010, 2010), (2011, 2011), (2012, 2012)]);
        assert_eq!(periods(&[]), []);
        let mut years: Vec<i32> = (1975..2024).collect();
        years.push(1949);
        let decades = periods(&years);
        assert_eq!(decades.first(), Some(&(1949, 1969)));
        assert_eq!(decades.last(), Some(&(2020, 2029)));
        assert_eq!(decades.len(), 7);
        assert!(periods(&[-500, 2024]).len() <= 7);
    }

    #[test]
    fn periods_have_short_names() {
        assert_eq!(period_label((2020, 2020), false), "2020");
        assert_eq!(period_label((2020, 2029), false), "2020s");
        assert_eq!(period_label((2020, 2024), false), "2020–2024");
        assert_eq!(period_label((1949, 1969), true), "until 1969");
    }
}

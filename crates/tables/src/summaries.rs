//! Summaries with charts. Their numbers are computed here; no sheet has formulas.

use std::collections::BTreeMap;

use rapporteur_apparatus::{phrase, summary};
use rapporteur_schema::{Date, codes::Mechanism};

use crate::{
    table::{Cell, Chart, Column, Table},
    words::{Context, cites},
};

/// Years without events are shown, too, when they are no more than this.
const MOST_YEARS: i32 = 200;

/// The sheet `Summary_by_year`; `None` if there are no events.
pub(crate) fn by_year<'a>(context: &Context<'a>) -> Option<Table<'a>> {
    let table = summary::by_mechanism_and_year(context.dataset);
    let mechanisms: Vec<Mechanism> = Mechanism::ALL
        .iter()
        .copied()
        .filter(|m| table.counts.contains_key(m) || table.undated.contains_key(m))
        .collect();
    if mechanisms.is_empty() {
        return None;
    }
    let mut columns = vec![
        Column::number(
            "year",
            "The year in which the events begin; blank in the last row, for events to which no \
             source gives a year.",
        )
        .wrapped(9.0),
        Column::number("events", "All events of the year.").wrapped(9.0),
        Column::number(
            "years_differ",
            "Of these, events to which sources give different years; they are counted in the \
             year of their first reading; blank where there are none.",
        )
        .wrapped(12.2),
        Column::number(
            "longer",
            "Of these, events whose date is wider than a year: a decade, or a time of years that \
             begins, or may begin, in this year; blank where there are none.",
        )
        .wrapped(9.0),
    ];
    columns.extend(mechanisms.iter().map(|mechanism| {
        let meaning = format!(
            "Events filed under {} ({}); blank where none is listed.",
            mechanism.label(),
            mechanism.code()
        );
        Column::number(mechanism.label(), meaning).wrapped(11.6)
    }));
    let mut rows = Vec::new();
    let mut sheet = Table::new(
        "Summary_by_year",
        "Events by mechanism and year",
        "A row is a year, with the number of events that begin in it by mechanism; the last row, \
         without a year, has those to which no source gives one. A blank number means none.",
        columns,
    );
    let (differ, longer) = uncertain(context);
    let years = match table.span() {
        Some((first, last)) if last - first <= MOST_YEARS => (first..=last).collect(),
        Some(_) => {
            let mut years: Vec<i32> =
                table.counts.values().flat_map(|years| years.keys().copied()).collect();
            years.sort_unstable();
            years.dedup();
            years
        }
        None => Vec::new(),
    };
    for year in &years {
        let of =
            |m: &Mechanism| table.counts.get(m).and_then(|y| y.get(year)).copied().unwrap_or(0);
        let counts: Vec<usize> = mechanisms.iter().map(of).collect();
        let mut row = vec![
            Cell::Number(f64::from(*year)),
            Cell::count(counts.iter().sum()),
            some(differ.get(year).copied().unwrap_or(0)),
            some(longer.get(year).copied().unwrap_or(0)),
        ];
        row.extend(counts.into_iter().map(some));
        rows.push(row);
    }
    let undated: Vec<usize> =
        mechanisms.iter().map(|m| table.undated.get(m).copied().unwrap_or(0)).collect();
    if undated.iter().any(|n| *n > 0) {
        let mut row =
            vec![Cell::Blank, Cell::count(undated.iter().sum()), Cell::Blank, Cell::Blank];
        row.extend(undated.into_iter().map(some));
        rows.push(row);
    }
    if let (Some(first), Some(last)) = (years.first(), years.last()) {
        sheet.chart = Some(chart_of_years(&mechanisms, *first, *last, years.len()));
    }
    Some(sheet.with(rows))
}

/// The events of each year by mechanism, drawn.
fn chart_of_years(mechanisms: &[Mechanism], first: i32, last: i32, years: usize) -> Chart {
    Chart {
        title: format!(
            "Events by mechanism and year in which they begin, {first} to {last}: those dated to \
             a decade or to a time of years stand at its first"
        ),
        alt: format!(
            "Stacked columns: for each year from {first} to {last} the number of events of each \
             of {} mechanisms that begin in it; events dated to a decade or to a time of years \
             stand at its first. The numbers stand in the table beside the chart.",
            mechanisms.len()
        ),
        x: "Year",
        y: "Events",
        categories: 0,
        series: mechanisms.iter().zip(4..).map(|(m, at)| (at, m.label().to_owned())).collect(),
        rows: u32::try_from(years).unwrap_or(u32::MAX),
        width: 1400,
        lying: false,
    }
}

/// A number, or a blank cell for none, so that the others can be seen.
fn some<'a>(n: usize) -> Cell<'a> {
    if n == 0 { Cell::Blank } else { Cell::count(n) }
}

/// By year, how many of the events counted in it have readings of other years, and
/// how many a date that is wider than a year.
fn uncertain(context: &Context<'_>) -> (BTreeMap<i32, usize>, BTreeMap<i32, usize>) {
    let (mut differ, mut longer) = (BTreeMap::new(), BTreeMap::new());
    for event in context.dataset.events() {
        let Some(year) = summary::year(event) else { continue };
        let readings = event.readings(&event.date);
        let dates: Vec<&Date> = readings.into_iter().filter_map(|reading| reading.value).collect();
        let begins = |date: &Date| Some(date.earliest().or(date.latest())?.year);
        if dates.iter().any(|date| begins(date).is_some_and(|other| other != year)) {
            *differ.entry(year).or_default() += 1;
        }
        if dates.iter().any(|date| date.year().is_none()) {
            *longer.entry(year).or_default() += 1;
        }
    }
    (differ, longer)
}

/// The sheet `Summary_dialogues`; `None` if there are no rounds.
pub(crate) fn dialogues<'a>(context: &Context<'a>) -> Option<Table<'a>> {
    let partners = summary::dialogues_by_partner_and_year(context.dataset);
    let mut years: Vec<i32> = partners.iter().flat_map(|p| p.years.keys().copied()).collect();
    years.sort_unstable();
    years.dedup();
    if partners.is_empty() {
        return None;
    }
    let mut columns = vec![
        Column::words("partner", "The partner of the dialogue or consultations.").wide(30.0),
        Column::code(
            "partner_id",
            "The record of the partner, or of the series where no partner is recorded.",
        )
        .allowed("id of a row of Organisations, People or Events"),
        Column::number("rounds", "All rounds that this dataset lists."),
        Column::number("no_year", "Rounds to which no source gives a year."),
        Column::number("first_year", "The year of the first."),
        Column::number("last_year", "The year of the last."),
    ];
    columns.extend(years.iter().map(|year| {
        Column::number(format!("y{year}"), format!("Rounds in {year}; blank where none is listed."))
            .wrapped(6.5)
    }));
    let mut rows = Vec::new();
    let mut sheet = Table::new(
        "Summary_dialogues",
        "Rounds of dialogues and consultations by partner and year",
        "A row is a partner, with the number of rounds of dialogues and consultations that this \
         dataset lists, by year; a round with several partners is counted with the first. A blank \
         cell means none; a partner without rounds has a dialogue of which no round is listed.",
        columns,
    );
    sheet.shaded = u16::try_from(years.len()).ok().filter(|n| *n > 0).map(|n| (6, 5 + n));
    let columns = sheet.columns.len();
    let further = summary::partners_without_rounds(context.dataset);
    let further = further.into_iter().map(|(name, id)| {
        let mut row = vec![Cell::text(name), Cell::Record(id), Cell::count(0), Cell::count(0)];
        row.resize(columns, Cell::Blank);
        row
    });
    for partner in partners {
        let all: usize = partner.years.values().map(Vec::len).sum();
        let year = |year: Option<&i32>| year.map_or(Cell::Blank, |y| Cell::Number(f64::from(*y)));
        let mut row = vec![
            Cell::text(partner.partner),
            Cell::Record(partner.id),
            Cell::count(all + partner.undated.len()),
            Cell::count(partner.undated.len()),
            year(partner.years.keys().next()),
            year(partner.years.keys().next_back()),
        ];
        row.extend(years.iter().map(|year| {
            partner.years.get(year).map_or(Cell::Blank, |rounds| Cell::count(rounds.len()))
        }));
        rows.push(row);
    }
    rows.extend(further);
    Some(sheet.with(rows))
}

/// The sheet `Summary_votes`; `None` if no vote is recorded.
pub(crate) fn votes<'a>(context: &Context<'a>) -> Option<Table<'a>> {
    let votes = summary::votes(context.dataset);
    if votes.iter().all(|vote| vote.readings.is_empty()) {
        return None;
    }
    let mut rows = Vec::new();
    let mut sheet = Table::new(
        "Summary_votes",
        "Votes in favour, by election or decision",
        "A row is a number of votes in favour as one or more passages report it; where sources \
         give different numbers, each has a row. An election without a number has a row without one.",
        vec![
            Column::code("event", "The event.").allowed("id of a row of Events").wide(20.0),
            Column::number("year", "The year of the event, as its first reading has it.").wide(9.0),
            Column::words("label", "What to call it.").wide(30.0),
            Column::number("votes", "The votes in favour."),
            Column::words("in_words", "The same in words, with how closely it is given.")
                .wide(14.0),
            Column::code("sources_differ", "Whether sources give different numbers.")
                .allowed("yes, no")
                .wide(10.0),
            Column::words("sources", "Who reports it.").wide(20.0),
            Column::code("cite", "The passages: source#passage, with spaces between.")
                .cites()
                .wide(20.0),
        ],
    );
    // The rows that have numbers come first, so that the chart is one range.
    let (with, without): (Vec<_>, Vec<_>) =
        votes.into_iter().partition(|vote| !vote.readings.is_empty());
    let mut drawn = 0;
    for vote in with.iter().chain(&without) {
        let head = || {
            [
                Cell::Record(vote.event.id.as_str()),
                vote.year.map_or(Cell::Blank, |year| Cell::Number(f64::from(year))),
                Cell::text(vote.label),
            ]
        };
        for (quantity, passages) in &vote.readings {
            drawn += 1;
            let mut row = head().to_vec();
            let cite = rapporteur_schema::Cites::new(unique(passages)).ok();
            row.extend([
                quantity.n.map_or(Cell::Blank, |n| Cell::Number(n.to_f64())),
                Cell::text(phrase::quantity(quantity)),
                Cell::flag(vote.readings.len() > 1),
                Cell::text(context.passages(&unique(passages))),
                cite.as_ref().map_or(Cell::Blank, |cite| Cell::cites(cites(cite).into_owned())),
            ]);
            rows.push(row);
        }
        if vote.readings.is_empty() {
            let mut row = head().to_vec();
            row.extend([
                Cell::Blank,
                Cell::text("no number is reported"),
                Cell::flag(false),
                Cell::text(
                    vote.event
                        .cite
                        .iter()
                        .next()
                        .map_or(String::new(), |_| context.passages(&vote.event.cite)),
                ),
                Cell::cites(cites(&vote.event.cite)),
            ]);
            rows.push(row);
        }
    }
    let missing = match without.len() {
        0 => String::new(),
        n => format!(" ({} without a number not drawn)", phrase::count(n, "event", "events")),
    };
    sheet.chart = Some(Chart {
        title: format!("Votes in favour, by election or decision{missing}"),
        alt: format!(
            "Bars: the votes in favour, for each election or decision and each number that \
             sources report{missing}. The numbers stand in the table beside the chart."
        ),
        x: "Election or decision",
        y: "Votes in favour",
        categories: 2,
        series: vec![(3, "Votes in favour".to_owned())],
        rows: drawn,
        width: 900,
        lying: true,
    });
    Some(sheet.with(rows))
}

fn unique(cites: &[rapporteur_schema::Cite]) -> Vec<rapporteur_schema::Cite> {
    let mut unique: Vec<rapporteur_schema::Cite> = Vec::new();
    for cite in cites {
        if !unique.contains(cite) {
            unique.push(cite.clone());
        }
    }
    unique
}

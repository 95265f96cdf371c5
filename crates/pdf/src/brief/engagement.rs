//! Engagement by mechanism, dialogues by partner and year, votes at elections:
//! drawings, each with a table of its numbers.

use std::collections::BTreeMap;

use rapporteur_apparatus::summary::{self, Entry};
use rapporteur_schema::{
    Cite, Day, RecordRef,
    codes::{EventKind, Mechanism, Role},
    model::Event,
};

use super::{
    choice::Brief,
    data::Data,
    line::{DASH, Line, or_dash},
    marks::Marks,
    notes::Notes,
    words::Named,
};
use crate::block::{Bar, Block, Chart, Column, HeatRow, Lane, Mark, Span, Style};

/// The id of the heading of the timeline.
pub(super) const TIMELINE: &str = "engagement";
/// How many columns of years a table of numbers has, beside one for all before them.
const PERIODS: i32 = 6;
/// How many years a heat map shows at most.
const HEAT_YEARS: i32 = 32;
/// With fewer events than this that have a date, a brief that is not the overview has no
/// timeline: its table of events is as clear.
const FEW_EVENTS: usize = 8;
/// The same for rounds of dialogue.
const FEW_ROUNDS: usize = 4;

/// The drawings and their tables.
pub(super) fn write(data: &Data<'_>, notes: &mut Notes, out: &mut Vec<Block>) {
    timeline(data, out);
    super::reviews::write(data, notes, out);
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

/// The events of each lane of a timeline, under its name.
pub(super) type Lanes<'d, 'a> = Vec<(String, Vec<&'d Entry<'a>>)>;

/// The lanes of the timeline: mechanisms, and in the brief of one mechanism the kinds of
/// its events.
pub(super) fn lanes<'d, 'a>(data: &'d Data<'a>) -> Lanes<'d, 'a> {
    if let Brief::Mechanism(_) = data.brief {
        let mut lanes: BTreeMap<_, Vec<&Entry<'_>>> = BTreeMap::new();
        for entry in &data.timeline {
            lanes.entry(entry.event.kind).or_default().push(entry);
        }
        return lanes
            .into_iter()
            .map(|(kind, entries)| (kind.label().to_owned(), entries))
            .collect();
    }
    by_mechanism(data)
        .into_iter()
        .map(|(mechanism, entries)| (mechanism.label().to_owned(), entries))
        .collect()
}

/// The years of the first and the last event that has a beginning; of a vague date the
/// whole span.
pub(super) fn span(data: &Data<'_>) -> Option<(i32, i32)> {
    let last = |entry: &Entry<'_>| {
        let end = entry.end.filter(|_| super::years::year(data, entry).is_none()).or(entry.start)?;
        entry.start.map(|_| end.year)
    };
    let first = data.timeline.iter().filter_map(|entry| Some(entry.start?.year)).min()?;
    Some((first, data.timeline.iter().filter_map(last).max()?))
}

/// A day as a year with the part of it that has passed.
#[expect(clippy::cast_precision_loss, reason = "a year is small")]
fn year_and_part(day: Day) -> f32 {
    let days = f32::from(day.month.saturating_sub(1)) * 30.5 + f32::from(day.day.saturating_sub(1));
    day.year as f32 + (days / 366.0).min(0.999)
}

/// What stands in a lane: marks at the first day of events, and the spans within which
/// events of vague dates fall, such as a decade, each with the number of them.
fn lane(data: &Data<'_>, label: &str, entries: &[&Entry<'_>]) -> Lane {
    let mut vague: BTreeMap<(Day, Day), usize> = BTreeMap::new();
    let mut marks = Vec::new();
    for entry in entries {
        match (entry.start, entry.end) {
            (Some(start), Some(end)) if super::years::year(data, entry).is_none() => {
                *vague.entry((start, end)).or_default() += 1;
            }
            (Some(start), _) => {
                marks.push((year_and_part(start), data.mark(RecordRef::Event(entry.event))));
            }
            _ => {}
        }
    }
    let spans = vague
        .into_iter()
        .map(|((from, to), number)| (year_and_part(from), year_and_part(to), number))
        .collect();
    Lane { label: label.to_owned(), marks, spans }
}

fn timeline(data: &Data<'_>, out: &mut Vec<Block>) {
    let title = match data.brief {
        Brief::Mechanism(_) => data.words.title.timeline_kinds,
        _ => data.words.title.timeline,
    };
    let lanes = lanes(data);
    let drawn = drawing(data, title, &lanes);
    if drawn.is_empty() {
        return;
    }
    out.push(super::heading(2, title, TIMELINE));
    out.extend(drawn);
    out.push(by_period(data, &lanes));
}

/// The drawing with what explains it, where it tells more than a list.
pub(super) fn drawing(data: &Data<'_>, title: &str, lanes: &Lanes<'_, '_>) -> Vec<Block> {
    let Some((from, to)) = span(data) else { return Vec::new() };
    let dated =
        data.timeline.iter().filter(|entry| super::years::year(data, entry).is_some()).count();
    let few = dated < FEW_EVENTS || from == to || lanes.len() < 2;
    if !data.is_overview() && few {
        return Vec::new();
    }
    let (words, language) = (data.words, data.language());
    let undated = data.timeline.iter().filter(|entry| entry.start.is_none()).count();
    let rest =
        if undated == 0 { String::new() } else { words.say.unmarked(undated, data.is_of_source()) };
    let entries: Vec<&Entry<'_>> = data.timeline.iter().collect();
    let title_of_brief = data.brief.title(data.dataset);
    let concluded = super::parties::only_concluded(data, &entries);
    let named = Named { title: &title_of_brief, concluded: &concluded };
    let named = words.say.only_concluded(entries.len(), named);
    let text = super::small(Line::new().plain(&format!("{}{rest}{named}", words.text.timeline)));
    let chart = Chart::Timeline {
        from,
        to,
        lanes: lanes
            .iter()
            .map(|(label, entries)| lane(data, label, entries))
            .filter(|lane| !lane.marks.is_empty() || !lane.spans.is_empty())
            .collect(),
    };
    let numbers: Vec<(String, usize)> =
        lanes.iter().map(|(label, entries)| (label.clone(), entries.len())).collect();
    let figure = Block::Figure {
        chart,
        alt: format!(
            "{title}, {}. {}",
            language.years(from, to),
            words.say.timeline_alt(data.timeline.len(), (from, to), &numbers)
        ),
        caption: Vec::new(),
    };
    vec![text, figure]
}

/// The periods of a table of numbers: the last few of equal length, which hold nine
/// in ten of the years given, and one for all that came before.
fn periods(years: &[i32]) -> Vec<(i32, i32)> {
    let (Some(first), Some(last)) = (years.iter().min(), years.iter().max()) else {
        return Vec::new();
    };
    let start =
        |step: i32| (last.div_euclid(step)).saturating_sub(PERIODS - 1).saturating_mul(step);
    let most = |step: i32| {
        let within = years.iter().filter(|year| **year >= start(step)).count();
        within * 10 >= years.len() * 9
    };
    // Round numbers of years; the last is so long that all are within.
    let mut steps = (0..9).flat_map(|tens| [1, 2, 5].map(|n| n * 10_i32.pow(tens)));
    let step = steps.find(|step| most(*step)).unwrap_or(1_000_000_000);
    let start = start(step);
    let mut periods = Vec::new();
    if *first < start {
        periods.push((*first, start - 1));
    }
    let mut from = Some(start);
    while let Some(begin) = from.filter(|from| from <= last) {
        let to = begin.saturating_add(step - 1);
        if to >= *first {
            periods.push((begin, to));
        }
        from = begin.checked_add(step);
    }
    periods
}

fn by_period(data: &Data<'_>, lanes: &Lanes<'_, '_>) -> Block {
    let years: Vec<i32> =
        data.timeline.iter().filter_map(|entry| super::years::year(data, entry)).collect();
    let periods = periods(&years);
    let length = |(from, to): (i32, i32)| to - from;
    let regular = periods.last().copied().map_or(0, length);
    let names = &data.words.column;
    let first = match data.brief {
        Brief::Mechanism(_) => names.what,
        _ => names.mechanism,
    };
    let mut columns = vec![super::column(first, 4.2)];
    for (n, period) in periods.iter().enumerate() {
        let before = n == 0 && periods.len() > 1 && length(*period) != regular;
        columns.push(super::numeric(&data.words.say.period(*period, before), 1.1));
    }
    columns.push(super::numeric(names.no_year, 0.9));
    columns.push(super::numeric(names.all, 0.8));
    columns.push(super::numeric(names.differs, 0.75));
    let differs = |entry: &Entry<'_>| data.mark(RecordRef::Event(entry.event)) == Mark::Differs;
    let row = |label: &str, entries: &[&Entry<'_>], style: Style| {
        let cell = |n: usize| {
            let text = if n == 0 { DASH.to_owned() } else { n.to_string() };
            Line::new().put(&text, if n == 0 { Style::Muted } else { style }).spans()
        };
        let year = |entry: &Entry<'_>| super::years::year(data, entry);
        let mut row = vec![Line::new().put(label, style).spans()];
        for (a, b) in &periods {
            let within = |e: &&&Entry<'_>| year(e).is_some_and(|y| (*a..=*b).contains(&y));
            row.push(cell(entries.iter().filter(within).count()));
        }
        row.push(cell(entries.iter().filter(|e| year(e).is_none()).count()));
        row.push(cell(entries.len()));
        row.push(cell(entries.iter().filter(|e| differs(e)).count()));
        row
    };
    let mut rows: Vec<Vec<Vec<Span>>> =
        lanes.iter().map(|(label, entries)| row(label, entries, Style::Regular)).collect();
    let all: Vec<&Entry<'_>> = data.timeline.iter().collect();
    if lanes.len() > 1 {
        rows.push(row(names.all, &all, Style::Bold));
    }
    let text = &data.words.text;
    let differ = data.timeline.iter().any(differs);
    super::table(if differ { text.by_period_differs } else { text.by_period }, columns, rows)
}

/// The rounds of the brief, by partner.
pub(super) fn partners<'a>(data: &Data<'a>) -> Vec<summary::PartnerRounds<'a>> {
    let mut partners = summary::dialogues_by_partner_and_year(data.dataset);
    super::years::of_rounds(data, &mut partners);
    partners
}

/// How many rounds a partner has.
pub(super) fn rounds(row: &summary::PartnerRounds<'_>) -> usize {
    row.years.values().map(Vec::len).sum::<usize>() + row.undated.len()
}

pub(super) fn dialogues(data: &Data<'_>, notes: &mut Notes, out: &mut Vec<Block>) {
    let partners = partners(data);
    let number: usize = partners.iter().map(rounds).sum();
    if number == 0 || !data.is_overview() && number < FEW_ROUNDS {
        return;
    }
    let (words, language) = (data.words, data.language());
    let title = words.title.dialogues;
    out.push(super::heading(2, title, "dialogues-by-partner"));
    // The picture is for many; of a few rounds the table is as clear.
    let drawn = data.is_overview() || matches!(data.brief, Brief::Mechanism(_));
    let text = if drawn { words.text.dialogues_drawn } else { words.text.dialogues };
    out.push(super::small(Line::new().plain(text)));
    let years = || partners.iter().flat_map(|row| row.years.keys().copied());
    if drawn && let (Some(from), Some(to)) = (years().min(), years().max()) {
        // A few rounds far back would leave no room for the others: they stay in the table.
        let from = from.max(to.saturating_sub(HEAT_YEARS - 1));
        let differs = |event: &rapporteur_schema::model::Event| {
            data.mark(RecordRef::Event(event)) == Mark::Differs
        };
        let cells = |row: &summary::PartnerRounds<'_>| {
            let years = row.years.range(from..);
            let cell = |(y, all): (&i32, &Vec<&Event>)| {
                (*y, all.len(), short_ordinals(data, *y, all), all.iter().any(|e| differs(e)))
            };
            years.map(cell).collect()
        };
        let rows: Vec<HeatRow> = partners
            .iter()
            .map(|row| HeatRow { label: row.partner.to_owned(), cells: cells(row) })
            .collect();
        let say: Vec<String> = partners
            .iter()
            .map(|row| format!("{}: {}", row.partner, in_words(data, &row.years)))
            .collect();
        out.push(Block::Figure {
            chart: Chart::HeatMap { from, to, rows },
            alt: format!("{title}, {}. {}.", language.years(from, to), say.join(". ")),
            caption: Vec::new(),
        });
    }
    let rows = partners
        .iter()
        .map(|row| -> Vec<Vec<Span>> {
            let mut line = Line::new();
            for (year, events) in &row.years {
                if !line.is_empty() {
                    line.add("; ", Style::Regular);
                }
                let numbers: Vec<String> =
                    events.iter().filter_map(|event| ordinal(data, event)).collect();
                let mut remarks = match (numbers.len(), events.len()) {
                    (n, all) if n == all => vec![numbers.join(", ")],
                    (_, 1) => Vec::new(),
                    (_, all) => vec![language.whole(all)],
                };
                // A year that the editors conclude is none that a source gives.
                let concluded = |event: &&Event| super::years::concluded(data, event, *year);
                let basis = events.iter().find_map(concluded);
                let basis = basis.and_then(|basis| language.basis(basis));
                remarks.splice(0..0, basis.map(str::to_owned));
                let several = match remarks.as_slice() {
                    [] => String::new(),
                    some => format!(" ({})", some.join("; ")),
                };
                line.add(&format!("{year}{several}"), Style::Regular);
                let own: Vec<Cite> =
                    events.iter().flat_map(|event| data.cites(RecordRef::Event(event))).collect();
                line.cite(notes, &own);
            }
            for event in &row.undated {
                if !line.is_empty() {
                    line.add("; ", Style::Regular);
                }
                let label = data.label(event.id.as_str());
                line.add(&format!("{}: {label}", words.word.no_year), Style::Regular);
                line.cite(notes, &data.cites(RecordRef::Event(event)));
            }
            vec![
                Line::new().bold(row.partner).spans(),
                Line::new().plain(&language.whole(rounds(row))).spans(),
                or_dash(line),
            ]
        })
        .collect();
    let columns = vec![
        super::column(words.column.partner, 2.0),
        super::numeric(words.column.rounds, 0.8),
        super::column(words.column.years, 5.0),
    ];
    out.push(super::table("", columns, rows));
}

/// The number of a round, in order: `15th`.
pub(super) fn ordinal(data: &Data<'_>, event: &Event) -> Option<String> {
    let numbers = event.readings(&event.ordinal);
    let number = numbers.into_iter().find_map(|witness| witness.value)?;
    Some(data.language().ordinal(*number))
}

/// What stands in a cell of the picture: the number of the one round, or how many there are;
/// with a question mark where the editors conclude the year.
fn short_ordinals(data: &Data<'_>, year: i32, events: &[&Event]) -> String {
    let stated = |event: &&Event| super::years::is_stated(data, event, year);
    let asked = if events.iter().all(stated) { "" } else { "?" };
    let number = match events {
        [one] => ordinal(data, one).unwrap_or_else(|| data.language().whole(1)),
        all => data.language().whole(all.len()),
    };
    let number = if asked.is_empty() {
        number
    } else {
        number.trim_end_matches(char::is_alphabetic).to_owned()
    };
    format!("{number}{asked}")
}

/// `1 in 2010 and 2 in 2012`, or that there are none with a year.
fn in_words<T>(data: &Data<'_>, years: &BTreeMap<i32, Vec<T>>) -> String {
    if years.is_empty() {
        return data.words.word.undated.to_owned();
    }
    let parts: Vec<String> =
        years.iter().map(|(year, events)| data.words.say.in_year(events.len(), *year)).collect();
    let parts: Vec<&str> = parts.iter().map(String::as_str).collect();
    data.language().list(&parts)
}

/// The elections with their votes: not what else was voted on, and of those to a treaty
/// body none in which nobody stands, as when a restricted name was taken out.
pub(super) fn elections<'a>(data: &Data<'a>) -> Vec<summary::Votes<'a>> {
    let mut votes = summary::votes_by_election(data.dataset);
    votes.retain(|vote| {
        let stood = || {
            let readings = vote.event.readings(&vote.event.participants);
            let parts = readings.into_iter().filter_map(|witness| witness.value);
            parts
                .flat_map(|list| list.iter())
                .any(|part| matches!(part.role, Role::Candidate | Role::Elected | Role::Elector))
        };
        matches!(vote.event.kind, EventKind::HrcElection | EventKind::ChrElection) || stood()
    });
    super::years::of_votes(data, &mut votes);
    votes
}

/// Whether a subject of the dataset was elected: yes, if every source that gives it a part
/// has it elected; no, if it stood and others were; else nobody says, or not the same.
pub(super) fn elected(data: &Data<'_>, vote: &summary::Votes<'_>) -> Option<bool> {
    let subjects = super::data::subjects(data.dataset);
    let mut said: Option<bool> = None;
    for witness in vote.event.readings(&vote.event.participants) {
        let parts = || witness.value.into_iter().flat_map(|list| list.iter());
        let own = |role: Role| {
            parts().any(|part| part.role == role && subjects.contains(&part.who.as_str()))
        };
        let result = if own(Role::Elected) {
            true
        } else if own(Role::Candidate) && parts().any(|part| part.role == Role::Elected) {
            false
        } else {
            continue;
        };
        if said.is_some_and(|said| said != result) {
            return None;
        }
        said = Some(result);
    }
    said
}

/// The marks of the votes of an election.
pub(super) fn marks(data: &Data<'_>, vote: &summary::Votes<'_>) -> Marks {
    let cites = vote.readings.iter().map(|(_, cites)| cites.as_slice());
    Marks::of_numbers(data, RecordRef::Event(vote.event), "figures", cites)
}

/// The bars of the votes: one for each reading where they differ.
fn bars(data: &Data<'_>, votes: &[summary::Votes<'_>]) -> Vec<Bar> {
    let mut bars = Vec::new();
    let mut years: Vec<Option<i32>> = votes.iter().map(|vote| vote.year).collect();
    years.dedup();
    // The year alone names an election where no two are of one year.
    let by_year = years.len() == votes.len() && years.iter().all(Option::is_some);
    for vote in votes {
        let name = match vote.year {
            Some(year) if by_year => year.to_string(),
            _ => vote.label.to_owned(),
        };
        let several = vote.readings.len() > 1;
        let differs = marks(data, vote).differs();
        let elected = elected(data, vote);
        let lost = elected == Some(false);
        let say = |text: String| data.words.say.result(&text, elected);
        for (quantity, own) in &vote.readings {
            let label = if several {
                format!("{name} ({})", data.sigla(own).first().copied().unwrap_or_default())
            } else {
                name.clone()
            };
            bars.push(Bar {
                label,
                value: quantity.n.map(rapporteur_schema::Decimal::to_f64),
                text: say(data.language().quantity(quantity)),
                differs,
                hollow: lost,
            });
        }
        if vote.readings.is_empty() {
            let text = say(data.words.word.not_stated.to_owned());
            bars.push(Bar { label: name, value: None, text, differs: false, hollow: lost });
        }
    }
    bars
}

pub(super) fn votes(data: &Data<'_>, notes: &mut Notes, out: &mut Vec<Block>) {
    let mut votes = elections(data);
    votes.retain(|vote| data.scope.has(vote.event.id.as_str()));
    for vote in &mut votes {
        // What another source counts is no number of this one.
        vote.readings.retain(|(_, own)| data.brief.is_given_by(own));
    }
    let counted = votes.iter().filter(|vote| !vote.readings.is_empty()).count();
    if votes.is_empty() || !data.is_overview() && counted < 2 {
        return;
    }
    let words = data.words;
    let title = words.title.votes;
    out.push(super::heading(2, title, "votes"));
    out.push(super::small(Line::new().plain(words.text.votes)));
    let bars = bars(data, &votes);
    let say: Vec<String> = bars.iter().map(|bar| format!("{}: {}", bar.label, bar.text)).collect();
    out.push(Block::Figure {
        chart: Chart::Bars(bars),
        alt: format!("{} {}.", words.text.votes, say.join(". ")),
        caption: Vec::new(),
    });
    let rows = votes
        .iter()
        .map(|vote| -> Vec<Vec<Span>> {
            let record = RecordRef::Event(vote.event);
            let date = super::events::field(data, notes, record, "date");
            let mut numbers = Line::new();
            let marks = marks(data, vote);
            for (n, (quantity, own)) in vote.readings.iter().enumerate() {
                if n > 0 {
                    numbers.add(marks.between_numbers(), Style::Muted);
                }
                numbers.add(&data.language().quantity(quantity), marks.style());
                numbers.cite(notes, own);
            }
            if vote.readings.is_empty() {
                numbers.add(words.word.not_stated, Style::Muted);
            }
            vec![
                or_dash(date),
                Line::new().plain(vote.label).spans(),
                numbers.spans(),
                Line::new().plain(data.words.say.elected(elected(data, vote))).spans(),
                super::events::by(data, notes, record),
            ]
        })
        .collect();
    let column = &words.column;
    let columns = columns(&[
        (column.date, 1.6),
        (column.election, 2.7),
        (column.votes, 1.2),
        (column.elected, 0.9),
        (column.sources, 2.2),
    ]);
    out.push(super::table("", columns, rows));
}

/// The columns of a table of which the first is the name and the others are texts.
pub(super) fn columns(titles: &[(&str, f32)]) -> Vec<Column> {
    titles.iter().map(|(title, weight)| super::column(title, *weight)).collect()
}

#[cfg(test)]
mod tests {
    use super::periods;

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
}

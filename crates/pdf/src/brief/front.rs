//! What stands on the first page: cover, key figures, the brief in a few points,
//! and how to read it.

use rapporteur_apparatus::{
    Disagreement, Layer,
    phrase::{count, list},
    summary,
};
use rapporteur_schema::{
    Cite, RecordRef,
    codes::{DifferenceClass, EventKind},
    view::FieldView,
};

use super::{
    data::{Data, LANGUAGE, cites},
    differ,
    line::{self, Line},
    notes::Notes,
};
use crate::block::{Block, KeyFigure, Link, Span, Style};

/// How many of a sort stand in the brief points.
const FEW: usize = 3;

/// The cover, the strip of figures, the brief in points and the contents.
pub(super) fn write(data: &Data<'_>, notes: &mut Notes, out: &mut Vec<Block>) {
    out.push(cover(data));
    out.push(Block::KeyFigures(key_figures(data)));
    if restricted(data) {
        out.push(super::paragraph(
            Line::new()
                .put("This brief holds restricted matter. ", Style::Differs)
                .plain("It can endanger people: do not pass it on."),
        ));
    }
    let points = points(data, notes);
    if !points.is_empty() {
        out.push(super::heading(2, "In brief", "in-brief"));
        out.push(Block::List(points));
    }
    out.push(super::paragraph(
        Line::new()
            .bold("Every statement in this brief is a claim by a source, never by the compiler. ")
            .plain(
                "A raised number leads to the source note with the passage. Where sources differ, \
                 what each has stands side by side, and none is chosen.",
            ),
    ));
    if let Some(note) = &data.dataset.meta.note {
        let mut line = Line::new().bold("The editors on the sources. ");
        super::data::put_text(&mut line, note, Style::Regular);
        out.push(super::paragraph(line));
    }
    out.push(super::heading(2, "Contents", "contents"));
    out.push(Block::Contents);
}

fn cover(data: &Data<'_>) -> Block {
    let meta = &data.dataset.meta;
    let sigla: Vec<&str> = data
        .dataset
        .sources()
        .iter()
        .map(|s| rapporteur_apparatus::cite::siglum(data.dataset, s.id.as_str()))
        .collect();
    let mut standfirst = Line::new();
    if let Some(description) = &meta.description {
        super::data::put_text(&mut standfirst, description, Style::Muted);
        standfirst.add(" ", Style::Muted);
    }
    standfirst.add(&made_from(&sigla, meta.version.as_str(), &date_of(data)), Style::Muted);
    Block::Cover {
        kicker: "Overview brief".to_owned(),
        title: line::clean(meta.title.best(LANGUAGE)),
        standfirst: standfirst.spans(),
    }
}

/// Whether anything in the dataset is not for everybody.
fn restricted(data: &Data<'_>) -> bool {
    data.dataset.records().any(|record| {
        record.access().is_some()
            || record.fields().iter().flat_map(|field| &field.readings).any(|reading| {
                reading.meta.access.is_some()
                    || reading.items.iter().any(|item| item.meta.access.is_some())
            })
    })
}

/// `Made from 2 sources, A and B; version 1 of 1 May 2026.`
fn made_from(sigla: &[&str], version: &str, date: &str) -> String {
    let sources = count(sigla.len(), "source", "sources");
    let names = if sigla.is_empty() || sigla.len() > 8 {
        String::new()
    } else {
        format!(", {}", list(sigla))
    };
    let of = if date.is_empty() { String::new() } else { format!(" of {date}") };
    format!("Made from {sources}{names}; version {version}{of}.")
}

/// The date of this version of the dataset, in words.
pub(super) fn date_of(data: &Data<'_>) -> String {
    data.dataset.meta.created.as_ref().map(rapporteur_apparatus::phrase::date).unwrap_or_default()
}

fn key_figures(data: &Data<'_>) -> Vec<KeyFigure> {
    let dataset = data.dataset;
    let totals = dataset.totals();
    let number = |n: usize| {
        rapporteur_apparatus::phrase::number(i64::try_from(n).unwrap_or(i64::MAX).into())
    };
    let figure =
        |n: usize, label: String, differs: bool| KeyFigure { value: number(n), label, differs };
    let mut figures = vec![figure(
        totals.all_records(),
        format!("records from {}", count(dataset.sources().len(), "source", "sources")),
        false,
    )];
    figures.push(figure(totals.claims, "claims, each with its passages".to_owned(), false));
    let span = super::engagement::span(data);
    let years = span.map(|(a, b)| super::engagement::span_words(a, b));
    let years = years.map(|years| format!(", {years}")).unwrap_or_default();
    figures.push(figure(dataset.events().len(), format!("events{years}"), false));
    let round =
        |kind: EventKind| matches!(kind, EventKind::DialogueRound | EventKind::ConsultationRound);
    let rounds = dataset.events().iter().filter(|event| round(event.kind)).count();
    if rounds > 0 {
        let partners = summary::dialogues_by_partner_and_year(dataset).len();
        let with = count(partners, "partner", "partners");
        figures.push(figure(rounds, format!("dialogue rounds with {with}"), false));
    }
    let differ = data.disagreements.iter().filter(|d| d.layer != Layer::Total).count();
    figures.push(figure(differ, "points where sources differ".to_owned(), true));
    figures
}

/// The brief in points: each says who says it, with the numbers of its notes.
fn points(data: &Data<'_>, notes: &mut Notes) -> Vec<Vec<Span>> {
    let mut points = Vec::new();
    points.extend(first_and_last(data, notes));
    points.extend(busiest(data));
    points.extend(rounds(data, notes));
    points.extend(votes(data, notes));
    let conflicts = data.disagreements.iter().filter(|d| {
        d.layer == Layer::Readings
            && matches!(d.class, Some(DifferenceClass::Conflict | DifferenceClass::CountingBasis))
    });
    points.extend(conflicts.take(FEW).map(|found| sides(data, notes, found)));
    let totals = data.disagreements.iter().filter(|d| d.layer == Layer::Total);
    points.extend(totals.take(1).map(|found| sides(data, notes, found)));
    points.extend(missing(data));
    points
}

/// A record's date field with its notes.
fn date_line(data: &Data<'_>, notes: &mut Notes, record: RecordRef<'_>) -> Line {
    let date: Option<FieldView<'_>> = record.field("date");
    date.map(|date| line::field(data, notes, record, &date)).unwrap_or_default()
}

/// The first and the last event in time.
fn first_and_last(data: &Data<'_>, notes: &mut Notes) -> Option<Vec<Span>> {
    // What a source gives as background or draws as a period is no engagement.
    let background =
        |kind: EventKind| matches!(kind, EventKind::HistoricalEvent | EventKind::Stage);
    let dated = || {
        data.timeline.iter().filter(|entry| entry.start.is_some() && !background(entry.event.kind))
    };
    let first = dated().next()?;
    let last = dated().max_by_key(|entry| (entry.start, entry.event.id.as_str()))?;
    let mut line = Line::new();
    let ends = [(first, "earliest"), (last, "latest")];
    for (n, (entry, which)) in ends.into_iter().enumerate() {
        if n == 1 && first.event.id == last.event.id {
            break;
        }
        let record = RecordRef::Event(entry.event);
        let own = cites(record);
        if n > 0 {
            line.add(" ", Style::Regular);
        }
        line.add(&format!("The {which} dated event, in "), Style::Regular);
        line.add(&sigla(data, &own), Style::Regular);
        line.add(&format!(": {}, ", quoted(entry.label)), Style::Regular);
        let date = date_line(data, notes, record).spans();
        line.extend(date.into_iter().filter(|span| span.style != Style::NoteNumber));
        line.add(".", Style::Regular);
        line.cite(notes, &own);
    }
    Some(line.spans())
}

/// A name in quotation marks, if it has none of its own.
fn quoted(name: &str) -> String {
    if name.contains(['“', '"', '„', '«']) { name.to_owned() } else { format!("“{name}”") }
}

/// The sigla of the sources of some passages, in words.
fn sigla(data: &Data<'_>, cites: &[Cite]) -> String {
    let mut names: Vec<&str> = Vec::new();
    for cite in cites {
        let name = rapporteur_apparatus::cite::siglum(data.dataset, cite.source());
        if !names.contains(&name) {
            names.push(name);
        }
    }
    list(&names)
}

/// A run that leads to a heading of the brief.
pub(super) fn to_heading(text: &str, id: &str) -> Span {
    let mut span = Span::plain(text);
    span.link = Some(Link::Heading(id.to_owned()));
    span
}

/// The mechanisms with most events.
fn busiest(data: &Data<'_>) -> Option<Vec<Span>> {
    let lanes = super::engagement::by_mechanism(data);
    let total = data.timeline.len();
    let mut lanes: Vec<_> =
        lanes.iter().map(|(mechanism, entries)| (entries.len(), *mechanism)).collect();
    lanes.sort_by(|a, b| b.0.cmp(&a.0).then(a.1.cmp(&b.1)));
    let names: Vec<String> = lanes
        .iter()
        .take(FEW)
        .map(|(n, mechanism)| format!("{} ({n})", super::lower_first(mechanism.label())))
        .collect();
    if names.is_empty() {
        return None;
    }
    let of = count(total, "event", "events");
    let mut line =
        Line::new().plain(&format!("Of {of} recorded, most are filed under {}", list(&names)));
    // Without a dated event there is no timeline to lead to.
    if super::engagement::span(data).is_some() {
        line.add(": see ", Style::Regular);
        line.push(to_heading("Engagement by mechanism", super::engagement::TIMELINE));
    }
    line.add(".", Style::Regular);
    Some(line.spans())
}

/// The partner with most rounds.
fn rounds(data: &Data<'_>, notes: &mut Notes) -> Option<Vec<Span>> {
    let partners = summary::dialogues_by_partner_and_year(data.dataset);
    let number = |row: &summary::PartnerRounds<'_>| {
        row.years.values().map(Vec::len).sum::<usize>() + row.undated.len()
    };
    let most = partners.iter().map(number).max()?;
    let leaders: Vec<&summary::PartnerRounds<'_>> =
        partners.iter().filter(|row| number(row) == most).collect();
    let names: Vec<&str> = leaders.iter().map(|row| row.partner).collect();
    let events = leaders.iter().flat_map(|row| row.years.values().flatten().chain(&row.undated));
    let own: Vec<Cite> =
        events.flat_map(|event| cites(RecordRef::Event(event))).collect::<Vec<_>>();
    let (partners, each) =
        if names.len() > 1 { ("Partners", " each") } else { ("The partner", "") };
    let text = format!(
        "{partners} with most recorded rounds of dialogue or consultation: {} ({}{each}), in {}.",
        list(&names),
        count(most, "round", "rounds"),
        sigla(data, &own),
    );
    Some(Line::new().plain(&text).cited(notes, &own).spans())
}

/// The votes at elections, in order of time.
fn votes(data: &Data<'_>, notes: &mut Notes) -> Option<Vec<Span>> {
    let votes = summary::votes_by_election(data.dataset);
    let mut line = Line::new().plain("Votes in favour at elections: ");
    let mut some = false;
    for vote in votes.iter().filter(|vote| !vote.readings.is_empty()) {
        if some {
            line.add("; ", Style::Regular);
        }
        some = true;
        if let Some(year) = vote.year {
            line.add(&format!("{year}: "), Style::Regular);
        }
        let style = if vote.readings.len() > 1 { Style::Differs } else { Style::Regular };
        for (n, (quantity, own)) in vote.readings.iter().enumerate() {
            if n > 0 {
                line.add(" or ", Style::Regular);
            }
            line.add(&rapporteur_apparatus::phrase::quantity(quantity), style);
            line.add(&format!(" ({})", sigla(data, own)), Style::Regular);
            line.cite(notes, own);
        }
    }
    line.add(".", Style::Regular);
    some.then(|| line.spans())
}

/// What each side of a difference has.
fn sides(data: &Data<'_>, notes: &mut Notes, found: &Disagreement) -> Vec<Span> {
    let mut line = Line::new();
    line.add("Differs: ", Style::Differs);
    line.add(&format!("{}. ", differ::point(data, found)), Style::Regular);
    for (n, variant) in found.variants.iter().enumerate() {
        if n > 0 {
            line.add("; ", Style::Regular);
        }
        let who = if variant.cite.is_empty() {
            variant.source.clone()
        } else {
            sigla(data, &variant.cite)
        };
        line.add(&format!("{who}: {}", variant.value), Style::Regular);
        if let Some(as_of) = &variant.as_of {
            line.add(&format!(" (as of {as_of})"), Style::Regular);
        }
        line.cite(notes, &variant.cite);
    }
    if !found.variants.last().is_some_and(|v| v.value.ends_with('.')) {
        line.add(".", Style::Regular);
    }
    line.spans()
}

/// What sources promise and do not give.
fn missing(data: &Data<'_>) -> Option<Vec<Span>> {
    let sources = data.dataset.sources();
    let gaps: usize = sources.iter().filter_map(|s| s.gaps.as_ref()).map(|gaps| gaps.len()).sum();
    if gaps == 0 {
        return None;
    }
    let things = count(gaps, "thing", "things");
    let mut line = Line::new()
        .plain(&format!("The sources promise or point to {things} not given in them: see "));
    line.push(to_heading("What the sources do not give", super::back::GAPS));
    line.add(".", Style::Regular);
    Some(line.spans())
}

#[cfg(test)]
mod tests {
    use super::{made_from, quoted};

    #[test]
    fn a_name_is_quoted_once() {
        assert_eq!(quoted("Round"), "“Round”");
        assert_eq!(quoted("“Round”, 2nd"), "“Round”, 2nd");
    }

    #[test]
    fn says_from_what_a_brief_is_made() {
        assert_eq!(
            made_from(&["A", "B"], "1.0", "1 May 2026"),
            "Made from 2 sources, A and B; version 1.0 of 1 May 2026."
        );
        assert_eq!(made_from(&[], "1.0", ""), "Made from 0 sources; version 1.0.");
    }
}

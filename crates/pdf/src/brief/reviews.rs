//! The reviews of states, one a row: the stages of each, and what sources count of it.

use rapporteur_schema::{
    RecordRef,
    codes::{EventKind, Mechanism},
    model::Event,
    view::{Atom, ItemView, ReadingView},
};

use super::{
    choice::Brief,
    credit,
    data::{Data, LANGUAGE},
    engagement::columns,
    line::{self, Line, or_dash},
    marks::Marks,
    notes::Notes,
};
use crate::block::{Block, Span, Style};

/// The reviews of the brief on the mechanism, in order of time.
pub(super) fn write(data: &Data<'_>, notes: &mut Notes, out: &mut Vec<Block>) {
    if !matches!(data.brief, Brief::Mechanism(Mechanism::Upr)) {
        return;
    }
    let reviews: Vec<&Event> = of_kind(data, |event| event.kind == EventKind::UprReview).collect();
    if reviews.is_empty() {
        return;
    }
    let words = data.words;
    let rows: Vec<Vec<Vec<Span>>> =
        reviews.into_iter().map(|review| row(data, notes, review)).collect();
    // Of reviews without stages and without numbers the table of events has as much.
    let dash = |cell: &Vec<Span>| matches!(cell.as_slice(), [one] if one.text == line::DASH);
    if rows.iter().all(|row| row.iter().skip(1).all(dash)) {
        return;
    }
    out.push(super::heading(2, words.title.reviews, "reviews"));
    out.push(super::small(Line::new().plain(words.text.reviews)));
    let column = &words.column;
    let columns = columns(&[(column.review, 2.2), (column.stages, 3.2), (column.counted, 4.2)]);
    out.push(super::table("", columns, rows));
}

/// The events of the brief for which something holds, in order of time.
fn of_kind<'d, 'a: 'd>(
    data: &'d Data<'a>,
    holds: impl Fn(&Event) -> bool + 'd,
) -> impl Iterator<Item = &'a Event> + 'd {
    data.timeline.iter().map(|entry| entry.event).filter(move |event| holds(event))
}

fn row(data: &Data<'_>, notes: &mut Notes, review: &Event) -> Vec<Vec<Span>> {
    let part = |event: &Event| {
        let mut parents = event.part_of.iter().flat_map(|list| list.iter());
        event.id == review.id || parents.any(|parent| parent.as_str() == review.id.as_str())
    };
    let (mut stages, mut counted) = (Line::new(), Line::new());
    for stage in of_kind(data, part) {
        let record = RecordRef::Event(stage);
        let date = when(data, notes, record);
        // That the whole has no date need not be said.
        if stage.id != review.id || !date.is_empty() {
            if !stages.is_empty() {
                stages.turn();
            }
            let whole = stage.id == review.id;
            let name = if whole { data.words.column.review } else { data.label(stage.id.as_str()) };
            stages.add(&format!("{name}: "), Style::Muted);
            if date.is_empty() {
                stages.add(data.words.word.not_dated, Style::Muted);
            }
            stages.extend(date.spans());
        }
        numbers(data, notes, record, &mut counted);
    }
    let mut name = Line::new().bold(data.label(review.id.as_str()));
    let sessions = review.part_of.iter().flat_map(|list| list.iter());
    for session in sessions {
        name.add(&format!(" · {}", data.label(session.as_str())), Style::Muted);
    }
    vec![name.spans(), or_dash(stages), or_dash(counted)]
}

/// When a stage was, with those who say so.
fn when(data: &Data<'_>, notes: &mut Notes, record: RecordRef<'_>) -> Line {
    let Some(field) = data.field(record, "date") else { return Line::new() };
    let mut line = line::dates(data, notes, record, &field, &[]);
    // What rests on the passages of the record has no numbers of its own.
    if !line.is_empty() && field.readings.iter().all(|one| one.bare) {
        let cites = data.cites(record);
        line.owned(&data.language().list(&data.sigla(&cites)));
        line.cite(notes, &cites);
    }
    line
}

/// The numbers of an event, each with who gives it.
fn numbers(data: &Data<'_>, notes: &mut Notes, record: RecordRef<'_>, out: &mut Line) {
    let Some(figures) = data.field(record, "figures") else { return };
    let marks = Marks::of(data, record, &figures);
    for reading in &figures.readings {
        for item in &reading.items {
            let Some(said) = number(data, item) else { continue };
            if !out.is_empty() {
                out.turn();
            }
            out.add(&said, marks.style_of(&figures, reading, item));
            let mut remarks = data.grounds(&item.meta);
            remarks.extend(data.grounds(&reading.meta));
            let cites = credit::of_item(reading, item).into_iter().flatten();
            let names = credit::named_of_item(data, reading, item);
            remarks.extend((!names.is_empty()).then(|| data.language().list(&names)));
            out.add(&format!(" ({})", remarks.join("; ")), Style::Muted);
            out.cite(notes, cites);
        }
        absent(data, notes, reading, out);
    }
}

/// That a source gives no number, where it says so.
fn absent(data: &Data<'_>, notes: &mut Notes, reading: &ReadingView<'_>, out: &mut Line) {
    if reading.absent.is_none() {
        return;
    }
    let cites = reading.meta.cite.into_iter().flatten();
    if !out.is_empty() {
        out.turn();
    }
    let whose = data.language().list(&data.sigla(cites.clone()));
    out.add(&format!("{} ({whose})", data.words.word.no_number), Style::Muted);
    out.cite(notes, cites);
}

/// A number with what it counts: `213 recommendations made`.
fn number(data: &Data<'_>, item: &ItemView<'_>) -> Option<String> {
    let Some(Atom::Quantity(quantity)) = item.part("quantity") else { return None };
    let words = data.language().quantity(quantity);
    let of = match (item.part("of"), item.part("measure")) {
        (Some(of), _) => rapporteur_apparatus::value::atom(data.dataset, of, LANGUAGE),
        (None, Some(Atom::Code(measure))) => super::lower_first(measure.label()),
        _ => String::new(),
    };
    Some(line::clean(format!("{words} {of}").trim_end()))
}

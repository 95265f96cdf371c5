//! Runs of text: how a line of a brief is put together.

use std::collections::BTreeSet;

use rapporteur_schema::{
    Cite, Date, RecordRef,
    view::{Atom, FieldView, ItemView, MetaView, ReadingView},
};

use super::{
    credit::{self, credited},
    data::Data,
    dates::{date_of, narrows, rank, vague},
    marks::Marks,
    notes::Notes,
    years::is_lasting,
};
use crate::block::{Span, Style};

pub(super) use super::runs::{Line, clean, restyled};

/// What stands where nothing does.
pub(super) const DASH: &str = "–";

/// A dash in the place of nothing: an empty cell would be heard as a fault.
pub(super) fn or_dash(line: Line) -> Vec<Span> {
    if line.is_empty() { Line::new().muted(DASH).spans() } else { line.spans() }
}

/// Every reading of a field side by side, with the notes that its readings and
/// items have of their own; what stands bare rests on the notes of its record.
pub(super) fn field(
    data: &Data<'_>,
    notes: &mut Notes,
    record: RecordRef<'_>,
    field: &FieldView<'_>,
) -> Line {
    readings(data, notes, record, field, |line, notes, one, style| {
        values(data, notes, line, (record, field), one, style);
    })
}

/// A date: where the readings differ, side by side; else the most precise, and in brackets
/// those that only say less precisely the same.
pub(super) fn date(
    data: &Data<'_>,
    notes: &mut Notes,
    record: RecordRef<'_>,
    field: &FieldView<'_>,
) -> Line {
    let mut readings: Vec<&ReadingView<'_>> = field.readings.iter().collect();
    readings.sort_by_key(|reading| vague(data, record, reading));
    let readings = merged(readings);
    if readings.len() < 2 && field.readings.len() < 2 || !contains(&readings) {
        return self::field(data, notes, record, field);
    }
    let mut line = Line::new();
    let last = readings.len().saturating_sub(1);
    for (n, equal) in readings.into_iter().enumerate() {
        let mut said = Line::new();
        same(data, notes, &mut said, (record, field), &equal, |said, notes, one| {
            values(data, notes, said, (record, field), one, Style::Regular);
        });
        match n {
            0 => {}
            1 => line.add(" (", Style::Muted),
            _ => line.add("; ", Style::Muted),
        }
        let style = if n == 0 { Style::Regular } else { Style::Muted };
        line.extend(said.spans().into_iter().map(|span| restyled(span, style)));
        if n > 0 && n == last {
            line.add(")", Style::Muted);
        }
    }
    line
}

/// Every reading of a date with whose it is: what a source has before what the editors
/// conclude, and with the same remarks as in the rows.
pub(super) fn dates(
    data: &Data<'_>,
    notes: &mut Notes,
    record: RecordRef<'_>,
    field: &FieldView<'_>,
    known: &[&str],
) -> Line {
    let some = field.readings.iter().filter(|one| !one.items.is_empty());
    let mut all: Vec<&ReadingView<'_>> = some.collect();
    all.sort_by_key(|one| rank(data, record, one));
    let mut groups = merged(all);
    // What one source says again less precisely says no more.
    let mut known_dates: Vec<(&Date, Vec<&str>)> = Vec::new();
    groups.retain(|equal| {
        let Some(date) = equal.first().and_then(|one| date_of(one)) else { return true };
        let credited = equal.iter().flat_map(|one| credited(record, field.def.name, one));
        let whose = data.sigla(credited);
        let again = |(fine, by): &(&Date, Vec<&str>)| narrows(fine, date) && *by == whose;
        let keep = !known_dates.iter().any(again);
        known_dates.push((date, whose));
        keep
    });
    let several = groups.len() > 1;
    let marks = Marks::of(data, record, field);
    let mut line = Line::new();
    for (n, equal) in groups.iter().enumerate() {
        if let Some(before) = n.checked_sub(1).and_then(|n| groups.get(n)) {
            line.add(marks.between(record, before, equal), Style::Muted);
        }
        let mut said = Line::new();
        same(data, notes, &mut said, (record, field), equal, |said, notes, one| {
            values(data, notes, said, (record, field), one, marks.style());
        });
        let whose = whose(data, record, field, equal);
        let bare = equal.iter().any(|one| one.bare);
        // Whose it is, if it is of none of those who are named; what rests on the passages of the
        // record, if others are named than its sources.
        let named = bare || whose.iter().any(|one| known.contains(one));
        let witnesses = data.witnesses(record);
        let own = record.cite().into_iter().flatten();
        let own: Vec<&Cite> = own.filter(|cite| witnesses.contains(cite.source())).collect();
        let of = data.sigla(own.iter().copied());
        let others = bare
            && !known.is_empty()
            && (of.len() != known.len() || of.iter().any(|one| !known.contains(one)));
        if data.is_of_source() {
        } else if others {
            let numbers = notes.spans(own);
            said.owned(&data.language().list(&of));
            said.insert(usize::MAX, numbers);
        } else if several || !named {
            said.owned(&data.language().list(&whose));
        }
        line.extend(said.spans());
    }
    line
}

/// Whose value some equal readings are; nobody's beside those whose it says already.
fn whose<'a>(
    data: &Data<'a>,
    record: RecordRef<'_>,
    field: &FieldView<'_>,
    equal: &[&ReadingView<'_>],
) -> Vec<&'a str> {
    // Of what another remarks on it it is said beside.
    let remarked = |one: &ReadingView<'_>| !data.remarks(field, &one.meta).is_empty();
    let own = equal
        .iter()
        .enumerate()
        .filter(|(n, one)| (*n == 0 || !remarked(one)) && data.owns(record, field.def.name, one));
    let mut names: Vec<&str> = Vec::new();
    for name in own.flat_map(|(_, one)| credit::named(data, record, field.def.name, one)) {
        if !names.contains(&name) {
            names.push(name);
        }
    }
    names
}

/// Readings that have the same stand together, that which states it first.
fn merged<'r, 'a>(readings: Vec<&'r ReadingView<'a>>) -> Vec<Vec<&'r ReadingView<'a>>> {
    let mut groups: Vec<Vec<&ReadingView<'_>>> = Vec::new();
    for one in readings {
        let equal = |other: &ReadingView<'_>| {
            !one.items.is_empty()
                && one.open == other.open
                && one.meta.as_of == other.meta.as_of
                && one.items.len() == other.items.len()
                && one.items.iter().zip(&other.items).all(|(a, b)| {
                    a.parts == b.parts && a.meta.as_of == b.meta.as_of && a.meta.cite == b.meta.cite
                })
        };
        match groups.iter_mut().find(|group| group.iter().any(|other| equal(other))) {
            Some(group) => group.push(one),
            None => groups.push(vec![one]),
        }
    }
    for group in &mut groups {
        group.sort_by_key(|reading| reading.meta.basis.is_some());
    }
    groups
}

/// Readings that have the same: it once, and what the others remark of it.
fn same(
    data: &Data<'_>,
    notes: &mut Notes,
    line: &mut Line,
    (record, field): (RecordRef<'_>, &FieldView<'_>),
    equal: &[&ReadingView<'_>],
    items: impl Fn(&mut Line, &mut Notes, &ReadingView<'_>),
) {
    let Some((first, others)) = equal.split_first() else { return };
    reading(data, notes, line, (record, field), first, |line, notes| items(line, notes, first));
    for other in others {
        let said = data.remarks(field, &other.meta);
        let cites = credited(record, field.def.name, other);
        if !said.is_empty() {
            let whose = data.language().list(&credit::named(data, record, field.def.name, other));
            let whose = if whose.is_empty() { whose } else { format!("{whose}: ") };
            line.add(&format!(" ({whose}{})", said.join("; ")), Style::Muted);
        } else if !other.bare {
            foreign(data, line, cites.iter().copied());
        }
        if !other.bare {
            line.cite(notes, cites);
        }
    }
}

/// Whether all dates but the first only say less precisely what the first says.
fn contains(groups: &[Vec<&ReadingView<'_>>]) -> bool {
    let mut dates = groups.iter().map(|group| group.first().and_then(|one| date_of(one)));
    let Some(Some(fine)) = dates.next() else { return false };
    dates.all(|coarse| coarse.is_some_and(|coarse| narrows(fine, coarse)))
}

/// The items of a reading, one after the other.
fn values(
    data: &Data<'_>,
    notes: &mut Notes,
    line: &mut Line,
    (record, field): (RecordRef<'_>, &FieldView<'_>),
    reading: &ReadingView<'_>,
    style: Style,
) {
    for (n, item) in reading.items.iter().enumerate() {
        if n > 0 {
            line.add("; ", Style::Regular);
        }
        match by(data, record, reading, item) {
            Some(words) => line.add(&words, style),
            None => line.extend(data.item(item, style)),
        }
        if let Some((_, Atom::Ref(id))) = item.parts.first()
            && let Some(ground) = data.ground_of_name(id.as_str())
        {
            line.add(&format!(" ({ground})"), Style::Muted);
        }
        own(data, notes, line, field, &item.meta);
    }
}

/// The date by which something is inferred to have been done. What lasts, as a term does, is
/// until then.
pub(super) fn by(
    data: &Data<'_>,
    record: RecordRef<'_>,
    reading: &ReadingView<'_>,
    item: &ItemView<'_>,
) -> Option<String> {
    let basis = item.meta.basis.or(reading.meta.basis)?;
    let Some(Atom::Date(date)) = item.part("value") else { return None };
    let end: Date = date.as_str().strip_prefix("../")?.parse().ok()?;
    (basis.is_of_editors() && !is_lasting(record))
        .then(|| data.words.say.by_date(&data.language().date(&end)))
}

/// Every reading of a field side by side, those that have the same once, its items as `items`
/// says them in the style that it is given. Between those of which a point says that they
/// differ is a stroke; of others that are not equal it is said whose each is.
pub(super) fn readings(
    data: &Data<'_>,
    notes: &mut Notes,
    record: RecordRef<'_>,
    field: &FieldView<'_>,
    items: impl Fn(&mut Line, &mut Notes, &ReadingView<'_>, Style),
) -> Line {
    let marks = Marks::of(data, record, field);
    let mut line = Line::new();
    let mut all: Vec<&ReadingView<'_>> = field.readings.iter().collect();
    // In the brief of a source its own come first.
    all.sort_by_key(|one| !data.owns(record, field.def.name, one));
    let groups = merged(all);
    let after_a_stop = |line: &Line, sign: &'static str| {
        if sign == "; " && line.has_ended() { " " } else { sign }
    };
    let owners: BTreeSet<Vec<&str>> =
        groups.iter().map(|equal| whose(data, record, field, equal)).collect();
    for (n, equal) in groups.iter().enumerate() {
        if let Some(before) = n.checked_sub(1).and_then(|n| groups.get(n)) {
            let sign = after_a_stop(&line, marks.between(record, before, equal));
            line.add(sign, Style::Muted);
        }
        let mut said = Line::new();
        same(data, notes, &mut said, (record, field), equal, |line, notes, one| {
            items(line, notes, one, marks.style());
        });
        let own = equal.iter().any(|one| !one.bare && !one.items.is_empty());
        if !marks.differs() && owners.len() > 1 && own && !data.is_of_source() {
            said.owned(&data.language().list(&whose(data, record, field, equal)));
        }
        line.extend(said.spans());
    }
    line
}

/// A reading: why it has no value, or its items; its remarks; its notes.
fn reading(
    data: &Data<'_>,
    notes: &mut Notes,
    line: &mut Line,
    (record, field): (RecordRef<'_>, &FieldView<'_>),
    reading: &ReadingView<'_>,
    items: impl FnOnce(&mut Line, &mut Notes),
) {
    if let Some(absent) = reading.absent {
        let said = match field.def.name {
            "date" => data.words.word.not_dated.to_owned(),
            "figures" => data.words.word.no_number.to_owned(),
            _ => data.words.say.absent(absent),
        };
        line.add(&said, Style::Muted);
    }
    items(line, notes);
    if reading.open {
        line.add(data.language().and_others(), Style::Regular);
    }
    remarks(line, &data.remarks(field, &reading.meta));
    if reading.bare {
        // In the brief of a source that does not report the record it is not of that source.
        let others = record.cite().filter(|cite| !data.brief.is_given_by(*cite));
        let alone = reading.items.iter().any(|item| item.meta.cite.is_none());
        if let Some(cite) = others.filter(|_| alone) {
            foreign(data, line, cite);
            line.cite(notes, cite);
        } else if let Some(cites) = record.cite().filter(|_| alone && !data.is_of_source()) {
            // Where others report the record too, it is not of all who are named beside.
            let witnesses = data.witnesses(record);
            let mut all = witnesses.iter();
            if all.any(|one| !cites.iter().any(|cite| cite.source() == *one)) {
                let own = |cite: &&Cite| witnesses.contains(cite.source());
                let own: Vec<&Cite> = cites.iter().filter(own).collect();
                // In the brief on a partner it may be of none of those who are named beside.
                line.cite(notes, if own.is_empty() { cites.iter().collect() } else { own });
            }
        }
        return;
    }
    let credited = credited(record, field.def.name, reading);
    // What the editors conclude from a source and another is not only of the other.
    let all: Vec<&Cite> = reading.meta.cite.into_iter().flatten().collect();
    let own = data.is_of_source() && data.brief.is_given_by(all.iter().copied());
    if !own {
        foreign(data, line, credited.iter().copied());
    }
    // What only helps to conclude it stands with the note that says so.
    let noted = reading.meta.note.is_some() || reading.items.iter().any(|i| i.meta.note.is_some());
    let some = if noted && !own { credited } else { all };
    // At its own values a source has its own notes.
    let given = data.brief.is_given_by(some.iter().copied());
    line.cite(notes, some.into_iter().filter(|one| !given || data.brief.is_given_by([*one])));
}

/// What an item says about itself: remarks, and the notes of its own citations.
pub(super) fn own(
    data: &Data<'_>,
    notes: &mut Notes,
    line: &mut Line,
    field: &FieldView<'_>,
    meta: &MetaView<'_>,
) {
    remarks(line, &data.remarks(field, meta));
    // Who a speaker is, another source may say.
    if let Some(cite) = meta.cite.filter(|_| field.def.name != "by") {
        foreign(data, line, cite);
        let given = data.brief.is_given_by(cite);
        line.cite(notes, cite.iter().filter(|one| !given || data.brief.is_given_by([*one])));
    }
}

/// Whose a value is, in the brief of another source.
fn foreign<'c>(
    data: &Data<'_>,
    line: &mut Line,
    cites: impl IntoIterator<Item = &'c Cite> + Clone,
) {
    remarks(line, data.foreign(cites).as_slice());
}

/// Remarks in brackets, within the sentence if one has ended.
fn remarks(line: &mut Line, remarks: &[String]) {
    if remarks.is_empty() {
        return;
    }
    let stop = line.take_stop();
    line.add(&format!(" ({})", remarks.join("; ")), Style::Muted);
    if stop {
        line.add(".", Style::Regular);
    }
}

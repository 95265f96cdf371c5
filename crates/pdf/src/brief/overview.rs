//! The overview: the whole dataset in a few pages. What it shows is chosen by rules
//! over the data, said where it stands; the briefs of mechanisms, partners and persons
//! have everything of theirs, and the annex has all.

use std::collections::BTreeMap;

use rapporteur_apparatus::summary::{self, Entry};
use rapporteur_schema::{
    Cite, Cites, RecordRef, Register,
    codes::{EventKind, Mechanism},
    view::{Atom, FieldView, ItemView, MetaView, ReadingView},
};

use super::{
    choice::Brief,
    credit::{self, sources},
    data::{Aside, Data, cites},
    dates, differ,
    engagement::{self, columns},
    events::{self, field, tidy},
    front::to_heading,
    line::{self, Line, or_dash},
    notes::Notes,
    opening::NOTE,
    scope::Scope,
    totals, years,
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
    let dated = || data.timeline.iter().filter(|entry| years::year(data, entry).is_some());
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
        let field = data.field(record, "date")?;
        // Whoever states a date of the same first day reports it.
        let day = |one: &ReadingView<'_>| dates::date_of(one).map(|date| date.earliest());
        let same = field.readings.iter().filter(|one| {
            day(one) == day(&dating) && !dates::is_concluded(one) && data.owns(record, "date", one)
        });
        let own: Vec<Cite> = same.filter_map(|one| one.meta.cite).flatten().cloned().collect();
        if !line.is_empty() {
            line.add(" ", Style::Regular);
        }
        let names = data.sigla(&own);
        let others = dated().filter(|other| other.start == entry.start).count() > 1;
        let said = data.words.say.end_of_time(first, &names, entry.label, others);
        line.add(&said, Style::Regular);
        line.extend(line::dates(data, notes, record, &field, &names).spans());
        // What rests on the passages of the record has no numbers of its own.
        if dating.bare {
            line.cite(notes, own.iter().filter(|one| data.brief.is_given_by([*one])));
        }
        line.add(".", Style::Regular);
    }
    (!line.is_empty()).then(|| line.spans())
}

/// The mechanisms with most events.
pub(super) fn busiest(data: &Data<'_>) -> Option<Vec<Span>> {
    let lanes = engagement::by_mechanism(data);
    let mut lanes: Vec<_> =
        lanes.iter().map(|(mechanism, entries)| (entries.len(), *mechanism)).collect();
    lanes.sort_by(|a, b| b.0.cmp(&a.0).then(a.1.cmp(&b.1)));
    // Those that have as many as the last of a few stand with it, or none of them does; what is
    // all of it is not most of it.
    let number = |at: usize| lanes.get(at).map(|(number, _)| *number);
    let mut lengths = [FEW, FEW + 1, FEW - 1, FEW - 2].into_iter();
    let parted = |few: &usize| number(*few).is_some_and(|n| number(few - 1) != Some(n));
    let few = lengths.find(parted)?;
    let names: Vec<(&str, usize)> =
        lanes.iter().take(few).map(|(n, mechanism)| (mechanism.label(), *n)).collect();
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
    // A sum rests on the passages of all that it counts.
    let before = notes.set_one_each(false);
    let said = notes.in_sentence(data.dataset, &text, &own);
    notes.set_one_each(before);
    Some(said.spans())
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
        let marks = engagement::marks(data, vote);
        for (n, (quantity, own)) in vote.readings.iter().enumerate() {
            if n > 0 {
                line.add(marks.between_numbers(), Style::Muted);
            }
            let number = data.language().quantity(quantity);
            line.add(
                &data.words.say.result(&number, engagement::elected(data, vote)),
                marks.style(),
            );
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
    let mut scopes = super::mechanisms::by_mechanism(data.dataset);
    for (mechanism, entries) in &lanes {
        let id = format!("mechanism-{}", mechanism.code());
        out.push(super::heading(3, mechanism.label(), &id));
        let brief = Brief::Mechanism(*mechanism);
        let records = scopes.remove(mechanism).unwrap_or_default();
        let scope = Scope { records, ..Scope::default() };
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
            let told = told_of(data, &mut Notes::new(), entry);
            let long = told.is_none_or(|told| told.text.len() > BRIEF);
            (long, !is_short(entry), rank(data, entry))
        });
        told.truncate(if entries.len() < MANY { 1 } else { 2 });
        told.sort_by_key(|entry| data.timeline.iter().position(|e| e.event.id == entry.event.id));
        let told: Vec<Vec<Span>> = told
            .into_iter()
            .map(|entry| {
                let mut line = Line::of(tell(data, notes, entry));
                noted(data, notes, entry, &mut line);
                line.spans()
            })
            .collect();
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
    let mut cites = data.cites(record);
    if let Brief::Source(id) = data.brief {
        cites.retain(|cite| cite.source() == id.as_str());
    }
    let told = told_of(data, notes, entry);
    let names = told.as_ref().map_or_else(|| data.sigla(&cites), |told| told.names.clone());
    line.extend(events::date_of(data, notes, entry, &names).spans());
    line.add(". ", Style::Regular);
    if let Some(Told { text, names }) = told {
        line.extend(text.spans());
        if !names.is_empty() {
            line.said_by(&data.language().list(&names));
        }
    } else {
        let said = data.words.say.reported_by(&data.sigla(&cites));
        line.extend(notes.in_sentence(data.dataset, &said, &cites).spans());
    }
    tidy(line)
}

/// What is told of an event.
pub(super) struct Told<'a> {
    pub(super) text: Line,
    /// Who tells it, if they all tell all of it: else they stand in the text.
    pub(super) names: Vec<&'a str>,
}

/// What is told of an event, and by which sources: what happened, else what came of it, else
/// its numbers; of an election how it ended. Not what the editors conclude, nor that on which
/// the sources differ; in the brief of a source what that source tells. Behind each thing stand
/// the numbers of its own passages, and whose it is unless all of it is theirs.
pub(super) fn told_of<'a>(
    data: &Data<'a>,
    notes: &mut Notes,
    entry: &Entry<'_>,
) -> Option<Told<'a>> {
    let record = RecordRef::Event(entry.event);
    // How an election ended is what is told of it first.
    let votes = matches!(
        entry.event.kind,
        EventKind::HrcElection | EventKind::ChrElection | EventKind::TreatyBodyElection
    );
    let fields = if votes { ["outcome", "summary", "figures"] } else { events::TOLD };
    let found = fields.into_iter().find_map(|name| {
        let field = data.field(record, name)?;
        let readings = telling(data, record, &field);
        (!readings.is_empty()).then_some((field, readings))
    });
    let mut things: Vec<(Line, Vec<Cite>)> = Vec::new();
    let ended = found.as_ref().is_some_and(|(field, _)| field.def.name == "outcome");
    if votes && !ended {
        things.extend(result(data, notes, entry));
    }
    for (field, reading) in
        found.iter().flat_map(|(field, some)| some.iter().map(move |r| (field, r)))
    {
        let last = reading.items.len().saturating_sub(1);
        for (n, item) in reading.items.iter().enumerate() {
            let Some(own) = own_passages(data, credit::of_item(reading, item)) else {
                continue;
            };
            let mut said = Line::of(data.item(item, Style::Regular));
            line::own(data, notes, &mut said, field, &without_cite(item.meta));
            if n == last {
                line::own(data, notes, &mut said, field, &without_cite(reading.meta));
            }
            said.cite(notes, &own);
            things.push((said, own));
        }
    }
    let whose = |own: &[Cite]| {
        let mut names = data.sigla(own);
        names.sort_unstable();
        names
    };
    let names = whose(&things.first()?.1);
    let alike = things.iter().all(|(_, own)| whose(own) == names);
    let mut text = Line::new();
    let mut ended = false;
    for (said, own) in things {
        if !text.is_empty() {
            text.add(if ended { " " } else { "; " }, Style::Regular);
        }
        text.extend(said.spans());
        ended = text.has_ended();
        if !alike && ended {
            text.said_by(&data.language().list(&whose(&own)));
        } else if !alike {
            text.add(&format!(" ({})", data.language().list(&whose(&own))), Style::Regular);
        }
    }
    if !alike && !ended {
        text.add(".", Style::Regular);
    }
    Some(Told { text, names: if alike { names } else { Vec::new() } })
}

/// The readings of a field that may be told: those that sources state; in the brief of a source
/// its own. Of a list only one, of a text all if the sources do not differ.
fn telling<'r>(
    data: &Data<'_>,
    record: RecordRef<'r>,
    field: &FieldView<'r>,
) -> Vec<ReadingView<'r>> {
    let own = |reading: &&ReadingView<'_>| {
        let cites = |item: &ItemView<'_>| own_passages(data, credit::of_item(reading, item));
        !data.is_of_source() || reading.items.iter().any(|item| cites(item).is_some())
    };
    let all: Vec<ReadingView<'_>> = field.readings.iter().filter(own).cloned().collect();
    let stated = |reading: &ReadingView<'_>| {
        reading.meta.is_stated()
            && !reading.items.is_empty()
            && reading.items.iter().all(|item| credit::is_stated(reading, item))
    };
    let one = field.def.shape.list || data.differs(record, field.def.name);
    if one && all.len() > 1 || !all.iter().all(stated) {
        return Vec::new();
    }
    all
}

/// What a value says of itself but its passages.
const fn without_cite(mut meta: MetaView<'_>) -> MetaView<'_> {
    meta.cite = None;
    meta
}

/// Of the passages of a value those that a brief names for it: all; in the brief of a source
/// those of that source, if it has some.
fn own_passages(data: &Data<'_>, cites: Option<&Cites>) -> Option<Vec<Cite>> {
    let of = |cite: &&Cite| data.brief.is_given_by([*cite]);
    let own: Vec<Cite> = cites.into_iter().flatten().filter(of).cloned().collect();
    (!own.is_empty()).then_some(own)
}

/// Whether whom the dataset is about was elected, with the passages that say so: as every source
/// has it that gives it a part.
fn result(data: &Data<'_>, notes: &mut Notes, entry: &Entry<'_>) -> Option<(Line, Vec<Cite>)> {
    let subjects = super::data::subjects(data.dataset);
    let field = data.field(RecordRef::Event(entry.event), "participants")?;
    let role = |item: &ItemView<'_>| match item.part("role") {
        Some(Atom::Code(role)) => role.def.code,
        _ => "",
    };
    let (mut names, mut own): (Vec<&str>, Vec<Cite>) = (Vec::new(), Vec::new());
    let mut said: Option<bool> = None;
    for reading in &field.readings {
        let others = reading.items.iter().any(|item| role(item) == "elected");
        for item in reading.items.iter().filter(|item| credit::is_stated(reading, item)) {
            let Some(Atom::Ref(who)) = item.part("who") else { continue };
            let elected = match role(item) {
                "elected" => true,
                "candidate" if others => false,
                _ => continue,
            };
            if !subjects.contains(&who.as_str()) {
                continue;
            }
            if said.is_some_and(|said| said != elected) {
                return None;
            }
            said = Some(elected);
            let Some(cites) = own_passages(data, credit::of_item(reading, item)) else {
                continue;
            };
            let name = data.dataset.label(who.as_str(), data.language().tag());
            if !names.contains(&name) {
                names.push(name);
            }
            own.extend(cites);
        }
    }
    let elected = said.filter(|_| !names.is_empty())?;
    // That it was not is concluded from who was; where the sources have an outcome, that is told.
    if !elected && data.field(RecordRef::Event(entry.event), "outcome").is_some() {
        return None;
    }
    let said = Line::new().plain(&data.words.say.was_elected(&names, elected));
    Some((said.cited(notes, &own), own))
}

/// Whether an event is dated to two years at most: one of a decade is no milestone.
pub(super) fn is_short(entry: &Entry<'_>) -> bool {
    match (entry.start, entry.end) {
        (Some(start), Some(end)) => end.year.saturating_sub(start.year) <= 1,
        _ => false,
    }
}

/// Adds what the editors say of an event, if it is short: that it was only announced, say.
fn noted(data: &Data<'_>, notes: &mut Notes, entry: &Entry<'_>, line: &mut Line) {
    let said = data.note(RecordRef::Event(entry.event));
    if let Some(said) = said.filter(|said| said.len() <= NOTE) {
        events::noted(data, notes, &[Aside { said, from: Vec::new() }], line);
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
            let mut what = Line::new().bold(entry.label);
            noted(data, notes, entry, &mut what);
            vec![
                or_dash(field(data, notes, record, "date")),
                what.spans(),
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

//! What stands first in a brief that is not the overview: a few sentences about its subject,
//! each with its source, chosen by rules over the records.

use std::collections::BTreeMap;

use rapporteur_apparatus::{language::Noun, summary::Entry, value};
use rapporteur_schema::{
    Cite, RecordRef, Register,
    view::{Atom, ItemView},
};

use super::{
    choice::Brief,
    data::{Data, LANGUAGE},
    differ, engagement, events,
    line::Line,
    notes::Notes,
    overview,
};
use crate::block::{Span, Style};

/// How many parts of a person, events and rounds stand in the first sentences.
const PARTS: usize = 4;
const TOLD: usize = 2;
const ROUNDS: usize = 8;
/// How many statements of a person stand there.
const SAID: usize = 3;

/// With no more events than this a brief names each at once, and does not count them first.
pub(super) const SMALL: usize = 4;
/// The same of the brief on a partner, whom many events only name.
const PARTNER: usize = 7;
/// How long a note of the editors on an event may be there, in bytes.
const NOTE: usize = 240;

/// The sentences.
pub(super) fn points(data: &Data<'_>, notes: &mut Notes) -> Vec<Vec<Span>> {
    let mut points = Vec::new();
    let entries: Vec<&Entry<'_>> = data.timeline.iter().collect();
    let foremost = differ::foremost(data);
    if let Brief::Person(id) = data.brief {
        points.extend(wrote(data, notes, id.as_str()));
        points.extend(texts(data, notes, id.as_str()));
        points.extend(parts(data, notes, id.as_str()));
        let (own, others): (Vec<_>, Vec<_>) =
            data.of(Register::Statement).into_iter().partition(|one| is_by(*one, id.as_str()));
        points.extend(said(data, notes, &own, true));
        points.extend(spoke(data, &own, true));
        points.extend(said(data, notes, &others, false));
        points.extend(foremost.map(|found| differ::sentence(data, notes, found)));
        return points;
    }
    let statements = data.of(Register::Statement);
    let small = if matches!(data.brief, Brief::Partner(_)) { PARTNER } else { SMALL };
    if entries.len() <= small {
        points.extend(entries.into_iter().map(|entry| named(data, notes, entry)));
        points.extend(said(data, notes, &statements, false));
        points.extend(spoke(data, &statements, false));
        points.extend(foremost.map(|found| differ::sentence(data, notes, found)));
        return points;
    }
    points.push(Line::new().plain(&events::sentences(data, &entries)).spans());
    points.extend(overview::ends_of_time(data, notes));
    if engagement::by_mechanism(data).len() > 2 {
        points.extend(overview::busiest(data));
    }
    points.extend(rounds(data, notes));
    if matches!(data.brief, Brief::Mechanism(_) | Brief::Selection(_)) {
        points.extend(overview::votes(data, notes, true));
    }
    points.extend(told(data, notes));
    if matches!(data.brief, Brief::Partner(_) | Brief::Source(_)) {
        points.extend(spoke(data, &statements, false));
    }
    points.extend(foremost.map(|found| differ::sentence(data, notes, found)));
    points
}

/// An event of a brief that has few: of one on whose long list a partner stands, that; else
/// what happened.
fn named(data: &Data<'_>, notes: &mut Notes, entry: &Entry<'_>) -> Vec<Span> {
    let record = RecordRef::Event(entry.event);
    let field = data.field(record, "participants");
    let field = field.filter(|_| data.is_on_one() && !data.is_own(record));
    let listed = field.iter().flat_map(|field| &field.readings).find_map(|reading| {
        let item = reading.items.iter().find(|item| data.names_subject(item))?;
        let role = item.part("role")?;
        let of_role = reading.items.iter().filter(|other| other.part("role") == Some(role));
        let cites = item.meta.cite.or(reading.meta.cite)?;
        let words = value::atom(data.dataset, role, LANGUAGE);
        let number = of_role.count();
        let note = item.meta.note.or(reading.meta.note).map(|note| note.best(LANGUAGE));
        (number > 1).then(|| (words, number, cites.to_vec(), note.unwrap_or_default()))
    });
    let Some((role, number, cites, note)) = listed else { return whole(data, notes, entry) };
    let mut line = Line::new().bold(entry.label);
    let sigla = data.sigla(&cites);
    line.extend(events::date_of(data, notes, entry, &sigla).spans());
    line.add(". ", Style::Regular);
    let title = data.brief.title(data.dataset);
    line.add(&data.words.say.named_among(&sigla, &title, &role, number), Style::Regular);
    line.cite(notes, &cites);
    noted(data, note, &mut line);
    line.spans()
}

/// An event, with what the editors say of it if that is short: that it was announced alone, say.
fn whole(data: &Data<'_>, notes: &mut Notes, entry: &Entry<'_>) -> Vec<Span> {
    let mut line = Line::of(overview::tell(data, notes, entry));
    asides(data, notes, RecordRef::Event(entry.event), &mut line);
    line.spans()
}

/// What the editors say of an event, if it is short.
fn asides(data: &Data<'_>, notes: &mut Notes, record: RecordRef<'_>, line: &mut Line) {
    let said = data.notes_aside(record);
    if said.iter().map(|one| one.said.len()).sum::<usize>() <= NOTE {
        events::noted(data, notes, &said, line);
    }
}

/// What the editors note, if it is short.
fn noted(data: &Data<'_>, note: &str, line: &mut Line) {
    if !note.is_empty() && note.len() <= NOTE {
        line.add(" ", Style::Regular);
        line.add(data.words.word.editors, Style::Muted);
        line.add(&format!("{}.", note.trim_end_matches('.')), Style::Muted);
    }
}

/// The sources that a person wrote.
fn wrote(data: &Data<'_>, notes: &mut Notes, id: &str) -> Option<Vec<Span>> {
    let sources: Vec<_> = data
        .dataset
        .sources()
        .iter()
        .filter(|source| super::says::source_authors(data, source.id.as_str()).contains(id))
        .collect();
    let sigla: Vec<&str> =
        sources.iter().map(|source| super::front::siglum(data, source)).collect();
    if sigla.is_empty() {
        return None;
    }
    let mut line = Line::new().plain(&data.words.say.wrote(&sigla));
    for source in sources {
        let record = RecordRef::Source(source);
        let authors = record.field("authors");
        let readings = authors.iter().flat_map(|field| &field.readings);
        let items = readings.flat_map(|reading| &reading.items);
        let own: Vec<Cite> = items.filter_map(|item| item.meta.cite).flatten().cloned().collect();
        line.cite(notes, if own.is_empty() { source.cite.iter() } else { own.iter() });
    }
    Some(line.spans())
}

/// The texts that a person wrote and of which sources speak, if they are few.
fn texts(data: &Data<'_>, notes: &mut Notes, id: &str) -> Option<Vec<Span>> {
    let mut texts = data.of(Register::Work);
    texts.retain(|record| is_by(*record, id));
    if texts.is_empty() || texts.len() > SAID {
        return None;
    }
    let mut line = Line::new().bold(data.words.word.wrote);
    for (n, record) in texts.into_iter().enumerate() {
        line.add(if n == 0 { " " } else { "; " }, Style::Regular);
        line.add(data.label(record.id().as_str()), Style::Italic);
        let date = events::field(data, notes, record, "date");
        if !date.is_empty() {
            line.add(", ", Style::Regular);
            line.extend(date.spans());
        }
        let cites = data.cites(record);
        line.add(&format!(" ({}", data.language().list(&data.sigla(&cites))), Style::Regular);
        line.cite(notes, &cites);
        line.add(")", Style::Regular);
    }
    line.add(".", Style::Regular);
    Some(line.spans())
}

/// A part in an event, with the passages that say so and the grounds on which it stands.
struct Held<'d, 'a> {
    entry: &'d Entry<'a>,
    cites: Vec<Cite>,
    grounds: Vec<String>,
}

/// Parts of one sort: as what, in which role, where.
struct Sort<'d, 'a> {
    office: String,
    role: &'static rapporteur_schema::codes::CodeDef,
    held: Vec<Held<'d, 'a>>,
}

/// What a person was in the events of the brief, those of one office together.
fn parts(data: &Data<'_>, notes: &mut Notes, id: &str) -> Vec<Vec<Span>> {
    let mut groups: Vec<Sort<'_, '_>> = Vec::new();
    for entry in &data.timeline {
        let Some(field) = RecordRef::Event(entry.event).field("participants") else { continue };
        for reading in &field.readings {
            for item in &reading.items {
                let Some(Atom::Code(role)) = item.part("role") else { continue };
                if !matches!(item.part("who"), Some(Atom::Ref(who)) if who.as_str() == id) {
                    continue;
                }
                let office = office(data, item);
                let cites = item.meta.cite.or(reading.meta.cite);
                let cites: Vec<Cite> = cites.into_iter().flatten().cloned().collect();
                let mut grounds = data.grounds(&reading.meta);
                grounds.extend(data.grounds(&item.meta));
                let known = |one: &Sort<'_, '_>| one.office == office && one.role == role.def;
                let at = groups.iter().position(known).unwrap_or_else(|| {
                    let held = Vec::new();
                    groups.push(Sort { office: office.clone(), role: role.def, held });
                    groups.len() - 1
                });
                let Some(Sort { held, .. }) = groups.get_mut(at) else { continue };
                match held.iter_mut().find(|one| one.entry.event.id == entry.event.id) {
                    Some(one) => {
                        one.cites.extend(cites);
                        // What one source states is not only concluded.
                        if grounds.is_empty() {
                            one.grounds.clear();
                        }
                    }
                    None => held.push(Held { entry, cites, grounds }),
                }
            }
        }
    }
    // Those of which an office is said tell more.
    groups.sort_by_key(|group| group.office.is_empty());
    groups.into_iter().take(PARTS).map(|group| part(data, notes, &group)).collect()
}

/// As what somebody took part: the office, and the body if the office does not name it; of
/// whom no office is said, for which state or body.
fn office(data: &Data<'_>, item: &ItemView<'_>) -> String {
    let words = |name: &str| item.part(name).map(|atom| value::atom(data.dataset, atom, LANGUAGE));
    let Some(office) = words("capacity") else {
        let side = words("side").map(|side| format!("({})", data.words.say.for_side(&side)));
        return side.unwrap_or_default();
    };
    match body(data, item) {
        Some(body) => format!("{office} ({body})"),
        None => office,
    }
}

/// The body for which somebody with an office took part, unless the office names it: that of
/// which state an officer is, the office mostly says in other words.
pub(super) fn body(data: &Data<'_>, item: &ItemView<'_>) -> Option<String> {
    let Some(Atom::Ref(id)) = item.part("side") else { return None };
    let office = value::atom(data.dataset, item.part("capacity")?, LANGUAGE);
    let body = data.label(id.as_str());
    let long = || body.split(' ').filter(|word| word.chars().count() > 3);
    let known = long().filter(|word| office.contains(word)).count() * 2 >= long().count();
    let state = data.dataset.get(id.as_str()).is_some_and(|side| side.kind().code() == "state");
    (!state && !known).then(|| body.to_owned())
}

/// What somebody did in which events.
fn part(data: &Data<'_>, notes: &mut Notes, group: &Sort<'_, '_>) -> Vec<Span> {
    let Sort { office, role, held } = group;
    let all: Vec<Cite> = held.iter().flat_map(|one| one.cites.clone()).collect();
    let sigla = data.sigla(&all);
    // Who says it stands behind each, where not all say all.
    let apart = held.iter().any(|one| data.sigla(&one.cites).len() != sigla.len());
    let (verb, into) = data.words.say.did(role.code, role.label);
    let mut line = Line::new().bold(&verb);
    if !office.is_empty() {
        line.add(&data.words.say.as_office(office, into == ":"), Style::Regular);
    }
    line.add(into, Style::Regular);
    let more = held.len().saturating_sub(PARTS);
    for (n, Held { entry, cites, grounds }) in held.iter().take(PARTS).enumerate() {
        line.add(if n == 0 { " " } else { "; " }, Style::Regular);
        line.add(entry.label, Style::Regular);
        line.cite(notes, cites);
        let names = data.sigla(cites);
        line.add(&data.words.say.grounds_of_role(grounds), Style::Muted);
        let known = if apart { &names } else { &sigla };
        line.extend(events::date_of(data, notes, entry, known).spans());
        if apart {
            line.add(&format!(" ({})", data.language().list(&names)), Style::Regular);
        }
    }
    if more > 0 {
        line.add(&data.words.say.and_more(more), Style::Regular);
    }
    if !apart {
        line.add(&format!(" ({})", data.language().list(&sigla)), Style::Regular);
    }
    line.add(".", Style::Regular);
    // That a visit was only announced, say.
    if let [Held { entry, .. }] = held.as_slice() {
        asides(data, notes, RecordRef::Event(entry.event), &mut line);
    }
    line.spans()
}

/// Statements, if they are few; whose they are, unless the brief is on the one speaker.
fn said(
    data: &Data<'_>,
    notes: &mut Notes,
    statements: &[RecordRef<'_>],
    own: bool,
) -> Vec<Vec<Span>> {
    if statements.len() > SAID {
        return Vec::new();
    }
    let mut say = |record: &RecordRef<'_>| {
        let mut line = Line::new().bold(&super::says::kind(data, *record));
        if !own {
            let by = events::field(data, notes, *record, "by");
            if !by.is_empty() {
                line.add(", ", Style::Muted);
                line.extend(by.spans());
            }
        }
        let subject = super::says::subject(data, *record);
        if !subject.is_empty() {
            line.add(" · ", Style::Muted);
            line.extend(subject.into_iter().map(|span| Span { style: Style::Muted, ..span }));
        }
        line.add(": ", Style::Regular);
        line.extend(super::says::said(data, notes, *record));
        let all = data.cites(*record);
        let stop = line.has_ended();
        line.add(&format!(" ({}", data.language().list(&data.sigla(&all))), Style::Regular);
        line.cite(notes, &all);
        line.add(if stop { ")" } else { ")." }, Style::Regular);
        line.spans()
    };
    statements.iter().map(&mut say).collect()
}

/// Whether somebody makes a statement, or wrote a text.
fn is_by(record: RecordRef<'_>, id: &str) -> bool {
    super::scope::refs(record, "by").contains(id)
}

/// How many statements there are, who reports them and how many are contested.
fn spoke(data: &Data<'_>, spoken: &[RecordRef<'_>], own: bool) -> Option<Vec<Span>> {
    if spoken.len() <= SAID {
        return None;
    }
    let mut by: BTreeMap<&str, usize> = BTreeMap::new();
    for record in spoken {
        for name in data.sigla(&data.cites(*record)) {
            *by.entry(name).or_default() += 1;
        }
    }
    let number = data.language().count(spoken.len(), Noun::Statement);
    let names: Vec<(&str, usize)> = by.into_iter().collect();
    let contested = spoken
        .iter()
        .filter(|one| matches!(one, RecordRef::Statement(one) if one.contested.is_some()))
        .count();
    let title = data.brief.title(data.dataset);
    let of = own.then_some(title.as_str());
    let said = data.words.say.spoke(&number, of, &names, (spoken.len(), contested));
    Some(Line::new().plain(&said).spans())
}

/// The rounds of dialogue that are named one by one, if they are few.
fn rounds(data: &Data<'_>, notes: &mut Notes) -> Option<Vec<Span>> {
    if !matches!(data.brief, Brief::Partner(_)) {
        return None;
    }
    let partners = engagement::partners(data);
    let mut found: Vec<(Option<i32>, &Entry<'_>)> = partners
        .iter()
        .flat_map(|row| {
            let dated = row.years.iter();
            let dated = dated.flat_map(|(year, events)| events.iter().map(|e| (Some(*year), *e)));
            dated.chain(row.undated.iter().map(|event| (None, *event)))
        })
        .filter_map(|(year, event)| {
            let entry = data.timeline.iter().find(|entry| entry.event.id == event.id)?;
            Some((year, entry))
        })
        .collect();
    if found.is_empty() || found.len() > ROUNDS {
        return None;
    }
    found.sort_by_key(|(year, one)| (year.is_none(), *year, one.event.id.as_str()));
    let mut line = Line::new().plain(data.words.text.named_rounds);
    for (n, (_, entry)) in found.into_iter().enumerate() {
        line.add(if n == 0 { " " } else { "; " }, Style::Regular);
        line.add(entry.label, Style::Regular);
        let cites = data.cites(RecordRef::Event(entry.event));
        line.cite(notes, &cites);
        let names = data.sigla(&cites);
        line.extend(events::date_of(data, notes, entry, &names).spans());
    }
    line.add(".", Style::Regular);
    Some(line.spans())
}

/// The events of which most is told, in a sentence or two: of a partner its own.
fn told(data: &Data<'_>, notes: &mut Notes) -> Vec<Vec<Span>> {
    let mut told: Vec<&Entry<'_>> = data.timeline.iter().collect();
    told.retain(|entry| {
        events::may_be_told(data, entry)
            && overview::told_of(data, &mut Notes::new(), entry)
                .is_some_and(|(text, _)| text.len() <= overview::BRIEF * 2)
    });
    // Of a source what it tells most of, be it alone with that.
    let of_source = data.is_of_source();
    told.sort_by_cached_key(|entry| {
        let (sources, differ, claims) = overview::rank(data, entry);
        let rank = if of_source { (0, false, claims) } else { (sources, differ, claims) };
        (!overview::is_short(entry), rank)
    });
    told.truncate(TOLD);
    told.sort_by_key(|entry| data.timeline.iter().position(|e| e.event.id == entry.event.id));
    told.into_iter().map(|entry| whole(data, notes, entry)).collect()
}

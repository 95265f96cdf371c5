//! What stands first in a brief that is not the overview: a few sentences about its subject,
//! each with its source, chosen by rules over the records.

use std::collections::BTreeMap;

use rapporteur_apparatus::{language::Noun, summary::Entry};
use rapporteur_schema::{Cite, RecordRef, Register, model::Event};

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

/// The sentences.
pub(super) fn points(data: &Data<'_>, notes: &mut Notes) -> Vec<Vec<Span>> {
    let mut points = Vec::new();
    let entries: Vec<&Entry<'_>> = data.timeline.iter().collect();
    if let Brief::Person(id) = data.brief {
        points.extend(wrote(data, notes, id.as_str()));
        points.extend(parts(data, notes, id.as_str()));
        points.extend(said(data, notes, id.as_str()));
        points.extend(spoke(data, id.as_str()));
    } else if !entries.is_empty() {
        points.push(Line::new().plain(&events::sentences(data, &entries)).spans());
    }
    if let Brief::Person(_) = data.brief {
        points.extend(differ::foremost(data).map(|found| differ::sentence(data, notes, found)));
        return points;
    }
    if entries.len() > 1 {
        points.extend(overview::ends_of_time(data, notes));
        if engagement::by_mechanism(data).len() > 2 {
            points.extend(overview::busiest(data));
        }
    }
    points.extend(rounds(data, notes));
    if matches!(data.brief, Brief::Mechanism(_) | Brief::Selection(_)) {
        points.extend(overview::votes(data, notes, true));
    }
    if !matches!(data.brief, Brief::Source(_)) {
        points.extend(told(data, notes));
    }
    points.extend(differ::foremost(data).map(|found| differ::sentence(data, notes, found)));
    points
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

/// Events, each with the passages that say what somebody was in it.
type Held<'d, 'a> = Vec<(&'d Entry<'a>, Vec<Cite>)>;

/// What a person was in the events of the brief, those of one office together.
fn parts(data: &Data<'_>, notes: &mut Notes, id: &str) -> Vec<Vec<Span>> {
    let mut groups: Vec<(Option<String>, &str, Held<'_, '_>)> = Vec::new();
    for entry in &data.timeline {
        for witness in entry.event.readings(&entry.event.participants) {
            for part in witness.value.into_iter().flat_map(|list| list.iter()) {
                if part.who.as_str() != id {
                    continue;
                }
                let office = part.capacity.as_ref().map(|text| text.best(LANGUAGE).to_owned());
                let own = part.cite.as_ref().unwrap_or(witness.cite).to_vec();
                let role = part.role.label();
                let at = groups.iter().position(|(o, r, _)| *o == office && *r == role);
                let at = at.unwrap_or_else(|| {
                    groups.push((office.clone(), role, Vec::new()));
                    groups.len() - 1
                });
                let Some((_, _, found)) = groups.get_mut(at) else { continue };
                match found.iter_mut().find(|(known, _)| known.event.id == entry.event.id) {
                    Some((_, cites)) => cites.extend(own),
                    None => found.push((entry, own)),
                }
            }
        }
    }
    // Those of which an office is said tell more.
    groups.sort_by_key(|(office, _, _)| office.is_none());
    let mut points = Vec::new();
    for (office, role, found) in groups.into_iter().take(PARTS) {
        let all: Vec<Cite> = found.iter().flat_map(|(_, cites)| cites.clone()).collect();
        let sigla = data.sigla(&all);
        // Who says it stands behind each, where not all say all.
        let apart = found.iter().any(|(_, own)| data.sigla(own).len() != sigla.len());
        let mut line = Line::new().bold(role);
        if let Some(office) = office {
            line.add(&format!(" ({office})"), Style::Muted);
        }
        let more = found.len().saturating_sub(PARTS);
        for (n, (entry, own)) in found.into_iter().take(PARTS).enumerate() {
            line.add(if n == 0 { ": " } else { "; " }, Style::Regular);
            line.add(entry.label, Style::Regular);
            line.cite(notes, &own);
            let names = data.sigla(&own);
            let date = events::date_of(data, notes, RecordRef::Event(entry.event), &names);
            if !date.is_empty() && !entry.label.contains(&entry.date) {
                line.add(", ", Style::Regular);
                line.extend(date.spans());
            }
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
        points.push(line.spans());
    }
    points
}

/// What a person says, if it is little.
fn said(data: &Data<'_>, notes: &mut Notes, id: &str) -> Vec<Vec<Span>> {
    let own = spoken_by(data, id);
    if own.len() > SAID {
        return Vec::new();
    }
    let say = |record: RecordRef<'_>| {
        let mut line = Line::new().bold(&super::says::kind(data, record));
        let subject = super::says::subject(data, record);
        if !subject.is_empty() {
            line.add(" · ", Style::Muted);
            line.extend(subject.into_iter().map(|span| Span { style: Style::Muted, ..span }));
        }
        line.add(": ", Style::Regular);
        line.extend(super::says::said(data, notes, record));
        let all = data.cites(record);
        let stop = line.has_ended();
        line.add(&format!(" ({}", data.language().list(&data.sigla(&all))), Style::Regular);
        line.cite(notes, &all);
        line.add(if stop { ")" } else { ")." }, Style::Regular);
        line.spans()
    };
    own.into_iter().map(say).collect()
}

/// The statements of a person.
fn spoken_by<'a>(data: &Data<'a>, id: &str) -> Vec<RecordRef<'a>> {
    let by = |record: &RecordRef<'_>| super::scope::refs(*record, "by").contains(id);
    data.of(Register::Statement).into_iter().filter(by).collect()
}

/// How many statements of a person there are, and who reports them.
fn spoke(data: &Data<'_>, id: &str) -> Option<Vec<Span>> {
    let spoken = spoken_by(data, id);
    if spoken.len() <= SAID {
        return None;
    }
    let mut by: BTreeMap<String, usize> = BTreeMap::new();
    for record in &spoken {
        for name in data.sigla(&data.cites(*record)) {
            *by.entry(name.to_owned()).or_default() += 1;
        }
    }
    let number = data.language().count(spoken.len(), Noun::Statement);
    let names: Vec<(&str, usize)> = by.iter().map(|(name, n)| (name.as_str(), *n)).collect();
    Some(Line::new().plain(&data.words.say.spoke(&number, &names)).spans())
}

/// The rounds of dialogue that are named one by one, if they are few.
fn rounds(data: &Data<'_>, notes: &mut Notes) -> Option<Vec<Span>> {
    if !matches!(data.brief, Brief::Partner(_)) {
        return None;
    }
    let partners = engagement::partners(data);
    let mut found: Vec<(Option<i32>, &Event)> = partners
        .iter()
        .flat_map(|row| {
            let dated = row.years.iter();
            let dated = dated.flat_map(|(year, events)| events.iter().map(|e| (Some(*year), *e)));
            dated.chain(row.undated.iter().map(|event| (None, *event)))
        })
        .collect();
    if found.is_empty() || found.len() > ROUNDS {
        return None;
    }
    found.sort_by_key(|(year, event)| (year.is_none(), *year, event.id.as_str()));
    let mut line = Line::new().plain(data.words.text.named_rounds);
    for (n, (_, event)) in found.into_iter().enumerate() {
        let record = RecordRef::Event(event);
        line.add(if n == 0 { " " } else { "; " }, Style::Regular);
        line.add(data.label(event.id.as_str()), Style::Regular);
        line.cite(notes, &data.cites(record));
        let date = events::best_date(data, notes, record);
        if !date.is_empty() {
            line.add(", ", Style::Regular);
            line.extend(date.spans());
        }
    }
    line.add(".", Style::Regular);
    Some(line.spans())
}

/// The events of which most is told, in a sentence or two: of a partner its own.
fn told(data: &Data<'_>, notes: &mut Notes) -> Vec<Vec<Span>> {
    let mut told: Vec<&Entry<'_>> = data.timeline.iter().collect();
    told.retain(|entry| {
        let record = RecordRef::Event(entry.event);
        let own = !matches!(data.brief, Brief::Partner(_)) || data.is_own(record);
        own && overview::happened(entry.event)
            && overview::told_of(data, &mut Notes::new(), entry)
                .is_some_and(|(text, _)| text.len() <= overview::BRIEF * 2)
    });
    told.sort_by_cached_key(|entry| (!overview::is_short(entry), overview::rank(data, entry)));
    told.truncate(TOLD);
    told.sort_by_key(|entry| data.timeline.iter().position(|e| e.event.id == entry.event.id));
    told.into_iter().map(|entry| overview::tell(data, notes, entry)).collect()
}

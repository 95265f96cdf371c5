//! What stands first in a brief that is not the overview: a few sentences about its subject,
//! each with its source, chosen by rules over the records.

use std::collections::{BTreeMap, BTreeSet};

use rapporteur_apparatus::{language::Noun, summary::Entry, value};
use rapporteur_schema::{
    Cite, RecordRef, Register,
    codes::Basis,
    view::{Atom, ItemView},
};

use super::{
    choice::Brief,
    credit::{self, credited},
    data::{Data, LANGUAGE},
    dates, differ, engagement, events,
    line::Line,
    notes::Notes,
    overview, parties,
    words::Among,
};
use crate::block::{Mark, Span, Style};

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
pub(super) const NOTE: usize = 240;

/// The sentences.
pub(super) fn points(data: &Data<'_>, notes: &mut Notes) -> Vec<Vec<Span>> {
    let mut points = Vec::new();
    let entries: Vec<&Entry<'_>> = data.timeline.iter().collect();
    if let Brief::Person(id) = data.brief {
        points.extend(wrote(data, notes, id.as_str()));
        points.extend(texts(data, notes, id.as_str()));
        points.extend(parts(data, notes, id.as_str()));
        let (own, others): (Vec<_>, Vec<_>) =
            data.of(Register::Statement).into_iter().partition(|one| is_by(*one, id.as_str()));
        points.extend(said(data, notes, &own, true));
        points.extend(spoke(data, &own, true));
        points.extend(said(data, notes, &others, false));
        points.extend(at_odds(data, notes, &entries));
        return points;
    }
    let statements = data.of(Register::Statement);
    let small = if matches!(data.brief, Brief::Partner(_)) { PARTNER } else { SMALL };
    if entries.len() <= small {
        points.extend(entries.iter().map(|entry| named(data, notes, entry)));
        points.extend(said(data, notes, &statements, false));
        points.extend(spoke(data, &statements, false));
        points.extend(at_odds(data, notes, &entries));
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
        points.extend(said(data, notes, &statements, false));
        points.extend(spoke(data, &statements, false));
    }
    points.extend(at_odds(data, notes, &entries));
    points
}

/// The conflict that is told first; without one and without an event on which the sources
/// differ, on what they do: what the first page counts its sentences do not pass over.
fn at_odds(data: &Data<'_>, notes: &mut Notes, entries: &[&Entry<'_>]) -> Option<Vec<Span>> {
    if let Some(found) = differ::foremost(data) {
        return Some(differ::sentence(data, notes, found));
    }
    let differs = |entry: &&Entry<'_>| data.mark(RecordRef::Event(entry.event)) == Mark::Differs;
    differ::counted(data).filter(|_| !entries.iter().any(differs))
}

/// Who has whom the brief is about on a list: in which role, among how many.
struct Listed {
    role: String,
    number: usize,
    cites: Vec<Cite>,
    note: Option<String>,
    /// On what ground the editors have the list, if no source does.
    basis: Option<Basis>,
}

/// Who names whom the brief is about among others: every source with its own number of names.
fn listed(data: &Data<'_>, record: RecordRef<'_>) -> Vec<Listed> {
    let mut all: Vec<Listed> = Vec::new();
    let field = data.field(record, "participants");
    let field = field.filter(|_| data.is_on_one() && !data.is_own(record));
    for reading in field.iter().flat_map(|field| &field.readings) {
        let cites = |item: &ItemView<'_>| {
            let cites = credit::of_item(reading, item).into_iter().flatten();
            cites.cloned().collect::<Vec<Cite>>()
        };
        for item in reading.items.iter().filter(|item| data.names_subject(item)) {
            let Some(role) = item.part("role") else { continue };
            let own = cites(item);
            let sources: BTreeSet<&str> = own.iter().map(Cite::source).collect();
            for source in sources {
                let of = |cite: &&Cite| cite.source() == source;
                let others = reading.items.iter().filter(|other| {
                    other.part("role") == Some(role) && cites(other).iter().any(|one| of(&one))
                });
                let others: Vec<&ItemView<'_>> = others.collect();
                let note = item.meta.note.or(reading.meta.note);
                let one = Listed {
                    role: value::atom(data.dataset, role, LANGUAGE),
                    number: parties::different(&others),
                    cites: own.iter().filter(of).cloned().collect(),
                    note: note.map(|note| note.best(LANGUAGE).to_owned()),
                    basis: (item.meta.basis.or(reading.meta.basis))
                        .filter(|basis| basis.is_of_editors()),
                };
                let same = |known: &&mut Listed| {
                    (&known.role, known.number) == (&one.role, one.number)
                        && known.basis == one.basis
                        && known.cites.iter().any(|cite| of(&cite))
                };
                match all.iter_mut().find(same) {
                    Some(known) => known.cites.extend(one.cites),
                    None => all.push(one),
                }
            }
        }
    }
    all.retain(|one| one.number > 1);
    all
}

/// An event of a brief that has few: of one on whose long list a partner stands, that; else
/// what happened.
fn named(data: &Data<'_>, notes: &mut Notes, entry: &Entry<'_>) -> Vec<Span> {
    let all = listed(data, RecordRef::Event(entry.event));
    if all.is_empty() {
        return whole(data, notes, entry);
    }
    let mut line = Line::new().bold(entry.label);
    let cites = |one: &Listed| one.cites.clone();
    let sigla = data.sigla(all.iter().flat_map(|one| &one.cites));
    line.extend(events::date_of(data, notes, entry, &sigla).spans());
    line.add(".", Style::Regular);
    let title = data.brief.title(data.dataset);
    let mut roles: Vec<&str> = Vec::new();
    for one in &all {
        if !roles.contains(&one.role.as_str()) {
            roles.push(&one.role);
        }
    }
    for role in roles {
        let of = || all.iter().filter(|one| one.role == role);
        let mut by: Vec<Among<'_>> = Vec::new();
        for one in of() {
            let sources = data.sigla(&one.cites);
            let same =
                |known: &&mut Among<'_>| (known.number, known.basis) == (one.number, one.basis);
            match by.iter_mut().find(same) {
                Some(known) => known.sources.extend(sources),
                None => by.push(Among { sources, number: one.number, basis: one.basis }),
            }
        }
        let said = data.words.say.named_among(&by, &title, role);
        let own: Vec<Cite> = of().flat_map(cites).collect();
        line.add(" ", Style::Regular);
        line.extend(notes.in_sentence(data.dataset, &said, &own).spans());
    }
    // One note on what several sources have stands once, under all of them.
    let mut asides: Vec<(&str, Vec<&str>)> = Vec::new();
    for one in &all {
        let Some(note) = one.note.as_deref().filter(|note| note.len() <= NOTE) else { continue };
        let whose = data.sigla(&one.cites);
        match asides.iter_mut().find(|(known, _)| *known == note) {
            Some((_, known)) => {
                let more = whose.into_iter().filter(|name| !known.contains(name));
                let more: Vec<&str> = more.collect();
                known.extend(more);
            }
            None => asides.push((note, whose)),
        }
    }
    let said: Vec<String> = asides
        .iter()
        .map(|(note, whose)| {
            let note = note.trim_end_matches('.');
            // Of several sources, whose.
            if sigla.len() > 1 {
                format!("{}: {note}.", data.language().list(whose))
            } else {
                format!("{note}.")
            }
        })
        .collect();
    if !said.is_empty() {
        line.add(" ", Style::Regular);
        line.add(data.words.word.editors, Style::Muted);
        line.add(&said.join(" "), Style::Muted);
    }
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
    let mut said = data.notes_aside(record);
    let mut length = 0;
    said.retain(|one| {
        length += one.said.len();
        length <= NOTE
    });
    events::noted(data, notes, &said, line);
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
    let mut all: Vec<Cite> = Vec::new();
    for source in sources {
        let record = RecordRef::Source(source);
        let authors = record.field("authors");
        let readings = authors.iter().flat_map(|field| &field.readings);
        let items = readings.flat_map(|reading| &reading.items);
        let own: Vec<Cite> = items.filter_map(|item| item.meta.cite).flatten().cloned().collect();
        all.extend(if own.is_empty() { source.cite.iter().cloned().collect() } else { own });
    }
    Some(notes.in_sentence(data.dataset, &data.words.say.wrote(&sigla), &all).spans())
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
        line.add(" (", Style::Regular);
        line.extend(whose(data, notes, &cites));
        line.add(")", Style::Regular);
    }
    line.add(".", Style::Regular);
    Some(line.spans())
}

/// A part in an event, with the passages that say so and the grounds on which it stands.
struct Held<'d, 'a> {
    entry: &'d Entry<'a>,
    /// Whether a source says so, and not only the editors.
    stated: bool,
    cites: Vec<Cite>,
    /// The passages from which the editors conclude what others state.
    from: Vec<Cite>,
    grounds: Vec<String>,
}

impl Held<'_, '_> {
    /// Adds what another reading has. What a source states is not only concluded, and whoever
    /// states it has it.
    fn add(&mut self, stated: bool, cites: Vec<Cite>, grounds: Vec<String>) {
        match (self.stated, stated) {
            (true, false) => self.from.extend(cites),
            (false, true) => {
                self.from = std::mem::replace(&mut self.cites, cites);
                (self.stated, self.grounds) = (true, grounds);
            }
            _ => {
                self.cites.extend(cites);
                // What one says of itself is not said of all.
                self.grounds.retain(|ground| grounds.contains(ground));
            }
        }
    }
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
                let cites = credit::of_item(reading, item);
                let cites: Vec<Cite> = cites.into_iter().flatten().cloned().collect();
                let mut grounds = data.grounds(&reading.meta);
                grounds.extend(data.grounds(&item.meta));
                let stated = credit::is_stated(reading, item);
                let known = |one: &Sort<'_, '_>| one.office == office && one.role == role.def;
                let at = groups.iter().position(known).unwrap_or_else(|| {
                    let held = Vec::new();
                    groups.push(Sort { office: office.clone(), role: role.def, held });
                    groups.len() - 1
                });
                let Some(Sort { held, .. }) = groups.get_mut(at) else { continue };
                match held.iter_mut().find(|one| one.entry.event.id == entry.event.id) {
                    Some(one) => one.add(stated, cites, grounds),
                    None => held.push(Held { entry, stated, cites, from: Vec::new(), grounds }),
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
    // Who says it stands behind each, where not all say all, or where others date it.
    let apart = held.iter().any(|one| {
        let names = data.sigla(&one.cites);
        names.len() != sigla.len() || is_dated_apart(data, one.entry, &names)
    });
    // What came of an election.
    let outcome = match held.as_slice() {
        [one] if role.code == "elected" => {
            events::field(data, notes, RecordRef::Event(one.entry.event), "outcome")
        }
        _ => Line::new(),
    };
    let told = !outcome.is_empty() && outcome.len() <= NOTE;
    let (verb, into) = data.words.say.did(role.code, role.label, told);
    let mut line = Line::new().bold(&verb);
    if !office.is_empty() {
        line.add(&data.words.say.as_office(office, into == ":"), Style::Regular);
    }
    line.add(into, Style::Regular);
    let more = held.len().saturating_sub(PARTS);
    for (n, Held { entry, cites, from, grounds, .. }) in held.iter().take(PARTS).enumerate() {
        line.add(if n == 0 { " " } else { "; " }, Style::Regular);
        line.add(entry.label, Style::Regular);
        line.cite(notes, cites.iter().chain(from));
        let names = data.sigla(cites);
        line.add(&data.words.say.grounds_of_role(grounds), Style::Muted);
        if apart {
            line.add(&format!(" ({})", data.language().list(&names)), Style::Regular);
        }
        let known = if apart { &names } else { &sigla };
        line.extend(events::date_of(data, notes, entry, known).spans());
    }
    if more > 0 {
        line.add(&data.words.say.and_more(more), Style::Regular);
    }
    if !apart {
        line.add(&format!(" ({})", data.language().list(&sigla)), Style::Regular);
    }
    line.add(".", Style::Regular);
    if told {
        line.add(" ", Style::Regular);
        line.add(data.words.word.outcome, Style::Muted);
        line.extend(outcome.spans());
        line.add(if line.has_ended() { "" } else { "." }, Style::Regular);
    }
    // That a visit was only announced, say.
    if let [Held { entry, .. }] = held.as_slice() {
        asides(data, notes, RecordRef::Event(entry.event), &mut line);
    }
    line.spans()
}

/// The sources of some passages, each with the numbers of its own.
fn whose(data: &Data<'_>, notes: &mut Notes, cites: &[Cite]) -> Vec<Span> {
    let names = data.language().list(&data.sigla(cites));
    notes.in_sentence(data.dataset, &names, cites).spans()
}

/// Whether the date of an event is of others than some sources, or of several readings, which
/// then say whose they are.
fn is_dated_apart(data: &Data<'_>, entry: &Entry<'_>, names: &[&str]) -> bool {
    let record = RecordRef::Event(entry.event);
    let Some(field) = data.field(record, "date") else { return false };
    let own = field.readings.iter().filter(|one| !one.bare && !one.items.is_empty());
    let mut dates = Vec::new();
    for one in own {
        let others = credited(record, "date", one);
        if data.sigla(others).iter().any(|name| !names.contains(name)) {
            return true;
        }
        dates.push(dates::date_of(one));
    }
    dates.windows(2).any(|pair| matches!(pair, [a, b] if a != b))
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
            let by = super::says::speaker(data, notes, *record);
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
        line.add(" (", Style::Regular);
        line.extend(whose(data, notes, &all));
        line.add(if stop { ")" } else { ")." }, Style::Regular);
        line.spans()
    };
    statements.iter().map(&mut say).collect()
}

/// Whether somebody makes a statement, or wrote a text, and no other may have done so.
fn is_by(record: RecordRef<'_>, id: &str) -> bool {
    super::scope::sure_refs(record, "by").contains(id)
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
                .is_some_and(|told| told.text.len() <= overview::BRIEF * 2)
    });
    // Of a source what it tells most of, be it alone with that.
    let of_source = data.is_of_source();
    told.sort_by_cached_key(|entry| {
        let (sources, differ, claims) = overview::rank(data, entry);
        let rank = if of_source { (0, false, claims) } else { (sources, differ, claims) };
        let outcome = data.field(RecordRef::Event(entry.event), "outcome").is_some();
        (!overview::is_short(entry), !outcome, rank)
    });
    told.truncate(TOLD);
    told.sort_by_key(|entry| data.timeline.iter().position(|e| e.event.id == entry.event.id));
    told.into_iter().map(|entry| whole(data, notes, entry)).collect()
}

//! Tables that several formats show: engagement by mechanism and year, votes by
//! election, dialogues by partner and year, and the timeline behind them.

use std::collections::{BTreeMap, BTreeSet};

use rapporteur_schema::{
    Cite, Dataset, Day, Quantity, RecordRef, all_cites,
    codes::{EventKind, Measure, Mechanism, Role},
    model::Event,
};

use crate::phrase;

/// How well attested something is.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord)]
pub enum Standing {
    /// More than one source reports it, and they agree.
    Agreed,
    /// One source reports it.
    OneSource,
    /// Readings of at least one field differ.
    Differ,
}

/// An event on the timeline.
#[derive(Debug, Clone)]
#[non_exhaustive]
pub struct Entry<'a> {
    /// The event.
    pub event: &'a Event,
    /// The mechanism under which it is filed.
    pub mechanism: Mechanism,
    /// Its first possible day, over all readings.
    pub start: Option<Day>,
    /// Its last possible day, over all readings.
    pub end: Option<Day>,
    /// Its date in words, every reading of it: `12 May 2009 or 2009`.
    pub date: String,
    /// What to call it.
    pub label: &'a str,
    /// How well it is attested.
    pub standing: Standing,
}

/// Every event, in order of time; events without a beginning come first within
/// their end, and those without any date last.
pub fn timeline(dataset: &Dataset) -> Vec<Entry<'_>> {
    dated(dataset)
        .into_iter()
        .map(|(start, end, event)| {
            let mut words: Vec<String> = Vec::new();
            for date in event.readings(&event.date).into_iter().filter_map(|w| w.value) {
                let word = phrase::date(date);
                if !words.contains(&word) {
                    words.push(word);
                }
            }
            Entry {
                event,
                mechanism: event.kind.mechanism(),
                start,
                end,
                date: words.join(" or "),
                label: dataset.label(event.id.as_str(), "en"),
                standing: standing(RecordRef::Event(event)),
            }
        })
        .collect()
}

/// Every event in the order of the [`timeline`], for a caller who needs nothing else of
/// it: a fraction of the work.
///
/// ```
/// # use rapporteur_apparatus::summary::{events_in_order, timeline};
/// # fn f(dataset: &rapporteur_schema::Dataset) {
/// let events = events_in_order(dataset).into_iter().map(|event| &event.id);
/// assert!(events.eq(timeline(dataset).iter().map(|entry| &entry.event.id)));
/// # }
/// ```
pub fn events_in_order(dataset: &Dataset) -> Vec<&Event> {
    dated(dataset).into_iter().map(|(_, _, event)| event).collect()
}

/// Every event in the order of the [`timeline`], after its first and its last possible
/// day, over all readings.
fn dated(dataset: &Dataset) -> Vec<(Option<Day>, Option<Day>, &Event)> {
    let mut events: Vec<_> = dataset
        .events()
        .iter()
        .map(|event| {
            let readings = event.readings(&event.date);
            let dates = || readings.iter().filter_map(|witness| witness.value);
            let start = dates().filter_map(|date| date.earliest()).min();
            let end = dates().filter_map(|date| date.latest()).max();
            (start, end, event)
        })
        .collect();
    events.sort_by_key(|&(start, end, event)| {
        let first = start.or(end);
        (first.is_none(), first, end, &event.id)
    });
    events
}

/// How well a record is attested.
pub fn standing(record: RecordRef<'_>) -> Standing {
    if record.fields().iter().any(rapporteur_schema::view::FieldView::is_contested) {
        return Standing::Differ;
    }
    let mut sources: Vec<&str> =
        all_cites(record).into_iter().flatten().map(Cite::source).collect();
    sources.sort_unstable();
    sources.dedup();
    if sources.len() > 1 { Standing::Agreed } else { Standing::OneSource }
}

/// The year in which an event begins: of its first reading that says one.
pub fn year(event: &Event) -> Option<i32> {
    event
        .readings(&event.date)
        .into_iter()
        .filter_map(|w| w.value)
        .find_map(|date| Some(date.earliest().or(date.latest())?.year))
}

/// How many events of each mechanism begin in each year.
#[derive(Debug, Clone, Default, PartialEq, Eq)]
#[non_exhaustive]
pub struct ByYear {
    /// Mechanism, year, number of events.
    pub counts: BTreeMap<Mechanism, BTreeMap<i32, usize>>,
    /// Events whose sources give no year, by mechanism.
    pub undated: BTreeMap<Mechanism, usize>,
}

impl ByYear {
    /// The first and the last year.
    pub fn span(&self) -> Option<(i32, i32)> {
        let years = || self.counts.values().flat_map(|years| years.keys().copied());
        Some((years().min()?, years().max()?))
    }
}

/// Engagement by mechanism and year.
pub fn by_mechanism_and_year(dataset: &Dataset) -> ByYear {
    let mut table = ByYear::default();
    for event in dataset.events() {
        let mechanism = event.kind.mechanism();
        match year(event) {
            Some(year) => *table.counts.entry(mechanism).or_default().entry(year).or_default() += 1,
            None => *table.undated.entry(mechanism).or_default() += 1,
        }
    }
    table
}

/// The votes that a candidate or proposal received, as each source has them.
#[derive(Debug, Clone, PartialEq)]
#[non_exhaustive]
pub struct Votes<'a> {
    /// The event.
    pub event: &'a Event,
    /// What to call it.
    pub label: &'a str,
    /// The year.
    pub year: Option<i32>,
    /// Each number with the passages that have it; more than one when sources differ,
    /// none when no source gives a number.
    pub readings: Vec<(&'a Quantity, Vec<Cite>)>,
}

/// Votes by election: events of the kinds of election, with the votes in favour,
/// in order of time. Decisions that were put to the vote are no elections.
pub fn votes_by_election(dataset: &Dataset) -> Vec<Votes<'_>> {
    let mut votes = votes(dataset);
    votes.retain(|vote| {
        matches!(
            vote.event.kind,
            EventKind::HrcElection | EventKind::ChrElection | EventKind::TreatyBodyElection
        )
    });
    votes
}

/// Votes in favour, in order of time: elections to the Council and to the Commission,
/// whether a source gives a number or not, and whatever else has a number of votes.
pub fn votes(dataset: &Dataset) -> Vec<Votes<'_>> {
    let mut votes: Vec<Votes<'_>> = dataset
        .events()
        .iter()
        .filter(|event| {
            let of_kind = matches!(event.kind, EventKind::HrcElection | EventKind::ChrElection);
            of_kind || has_votes(event)
        })
        .map(|event| {
            let mut readings: Vec<(&Quantity, Vec<Cite>)> = Vec::new();
            for witness in event.readings(&event.figures) {
                for item in witness.value.into_iter().flat_map(|list| list.iter()) {
                    if item.measure != Measure::VotesFor {
                        continue;
                    }
                    let cites = item.cite.as_ref().unwrap_or(witness.cite);
                    match readings.iter_mut().find(|(quantity, _)| **quantity == item.quantity) {
                        Some((_, all)) => all.extend(cites.iter().cloned()),
                        None => readings.push((&item.quantity, cites.to_vec())),
                    }
                }
            }
            let label = dataset.label(event.id.as_str(), "en");
            Votes { event, label, year: year(event), readings }
        })
        .collect();
    votes.sort_by(|a, b| (a.year, &a.event.id).cmp(&(b.year, &b.event.id)));
    votes
}

fn has_votes(event: &Event) -> bool {
    event.readings(&event.figures).iter().any(|witness| {
        let items = witness.value.into_iter().flat_map(|list| list.iter());
        items.map(|item| item.measure).any(|measure| measure == Measure::VotesFor)
    })
}

/// The rounds of dialogues and consultations with one partner.
#[derive(Debug, Clone, PartialEq, Eq)]
#[non_exhaustive]
pub struct PartnerRounds<'a> {
    /// What to call the partner.
    pub partner: &'a str,
    /// The id of the partner, or of the series when no partner is recorded.
    pub id: &'a str,
    /// The rounds of each year.
    pub years: BTreeMap<i32, Vec<&'a Event>>,
    /// Rounds whose sources give no year.
    pub undated: Vec<&'a Event>,
}

/// Rounds of dialogues and consultations by partner and year, sorted by partner.
///
/// The partner is the party of the round, or of its series, that is not the subject
/// of the dataset.
pub fn dialogues_by_partner_and_year(dataset: &Dataset) -> Vec<PartnerRounds<'_>> {
    let mut partners: BTreeMap<(&str, &str), PartnerRounds<'_>> = BTreeMap::new();
    for event in dataset.events() {
        if !is_round(event) {
            continue;
        }
        let series = series(dataset, event);
        let party = std::iter::once(event)
            .chain(series.iter().copied())
            .find_map(|event| party(dataset, event));
        let id =
            party.or_else(|| series.first().map(|s| s.id.as_str())).unwrap_or(event.id.as_str());
        let label = dataset.label(id, "en");
        let row = partners.entry((label, id)).or_insert_with(|| PartnerRounds {
            partner: label,
            id,
            years: BTreeMap::new(),
            undated: Vec::new(),
        });
        match year(event) {
            Some(year) => row.years.entry(year).or_default().push(event),
            None => row.undated.push(event),
        }
    }
    partners.into_values().collect()
}

/// Those with whom the subject of a dataset has a series of dialogues or consultations, but no
/// round that is listed: what to call each, and its record, by name.
///
/// ```
/// # fn f(dataset: &rapporteur_schema::Dataset) {
/// use rapporteur_apparatus::summary;
///
/// for (partner, _) in summary::partners_without_rounds(dataset) {
///     println!("{partner}: a dialogue of which no round is listed");
/// }
/// # }
/// ```
pub fn partners_without_rounds(dataset: &Dataset) -> BTreeSet<(&str, &str)> {
    let rounds = dataset.events().iter().filter(|event| is_round(event));
    let met: BTreeSet<&str> = rounds
        .flat_map(|round| {
            // Where a round does not say with whom it was, its series does.
            let own = parties(dataset, round);
            if own.is_empty() {
                series(dataset, round).iter().flat_map(|series| parties(dataset, series)).collect()
            } else {
                own
            }
        })
        .collect();
    dataset
        .events()
        .iter()
        .filter(|event| {
            matches!(event.kind, EventKind::DialogueSeries | EventKind::ConsultationSeries)
        })
        .flat_map(|series| parties(dataset, series))
        .filter(|id| !met.contains(id))
        .map(|id| (dataset.label(id, "en"), id))
        .collect()
}

fn is_round(event: &Event) -> bool {
    matches!(event.kind, EventKind::DialogueRound | EventKind::ConsultationRound)
}

/// The events of which an event is part.
fn series<'a>(dataset: &'a Dataset, event: &'a Event) -> Vec<&'a Event> {
    let parents = event.part_of.iter().flat_map(|list| list.iter());
    parents
        .filter_map(|parent| match dataset.get(parent.as_str()) {
            Some(RecordRef::Event(series)) => Some(series),
            _ => None,
        })
        .collect()
}

/// The first party of an event that is not the subject of the dataset.
fn party<'a>(dataset: &'a Dataset, event: &'a Event) -> Option<&'a str> {
    parties(dataset, event).into_iter().next()
}

/// The parties of an event that are not the subject of the dataset.
fn parties<'a>(dataset: &'a Dataset, event: &'a Event) -> Vec<&'a str> {
    let subjects: Vec<&str> = dataset
        .meta
        .subject
        .iter()
        .flat_map(|list| list.iter())
        .map(rapporteur_schema::Ref::as_str)
        .collect();
    event
        .readings(&event.participants)
        .into_iter()
        .flat_map(|witness| witness.value.into_iter().flat_map(|list| list.iter()))
        .filter(|p| matches!(p.role, Role::Party | Role::Partner))
        .map(|p| p.who.as_str())
        .filter(|who| !subjects.contains(who))
        .collect()
}

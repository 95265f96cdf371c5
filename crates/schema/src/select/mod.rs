//! Picking records out of a dataset, and joining datasets.
//!
//! What is picked is a valid dataset of its own: with the records go those that they
//! refer to, and so on, and the sources that they cite. **Records are whole**: none
//! loses a field because of the selection. **Sources are trimmed** to the passages
//! that something in the selection cites, unless they are asked for whole
//! ([`Passages`]).
//!
//! ```
//! # let dataset = rapporteur_schema::Dataset::open("tests/data/brazil-un-human-rights")?;
//! use rapporteur_schema::select::{Passages, select};
//! let part = select(&dataset, &"kind=hrc-election".parse()?, Passages::Cited)?;
//! // The elections, with the bodies and the sources that they need: a dataset of its own.
//! assert!(part.get("hrc").is_some() && part.len() < dataset.len());
//! # Ok::<(), Box<dyn std::error::Error>>(())
//! ```

mod expression;
mod join;
mod merge;

use std::collections::{BTreeMap, BTreeSet};

pub use expression::{Expression, InvalidExpression, Key, Span, Wanted};
pub use merge::{Clash, Clashes, Merged, merge};

use crate::{
    Date, Id, List,
    check::all_cites,
    dataset::Dataset,
    model::{Event, Record, RecordRef},
    register::Register,
    view::Atom,
};

/// What a selection does with the passages of its sources.
///
/// ```
/// # let dataset = rapporteur_schema::Dataset::open("tests/data/brazil-un-human-rights")?;
/// use rapporteur_schema::select::{Passages, select};
/// let of_torture = "body=special-rapporteur-torture".parse()?;
/// let cited = select(&dataset, &of_torture, Passages::Cited)?.totals();
/// let all = select(&dataset, &of_torture, Passages::All)?.totals();
/// assert_eq!(cited.records, all.records);
/// # Ok::<(), Box<dyn std::error::Error>>(())
/// ```
#[derive(Debug, Clone, Copy, Default, PartialEq, Eq)]
#[non_exhaustive]
pub enum Passages {
    /// Only those that are cited stay.
    #[default]
    Cited,
    /// All stay, so that the sources are as they were.
    All,
}

/// A value in an expression that the dataset does not have.
///
/// ```
/// # let dataset = rapporteur_schema::Dataset::open("tests/data/brazil-un-human-rights")?;
/// use rapporteur_schema::select::{Passages, select};
/// let error = select(&dataset, &"state=brasil".parse()?, Passages::Cited).unwrap_err();
/// assert!(error.to_string().ends_with("did you mean `brazil`?"));
/// # Ok::<(), Box<dyn std::error::Error>>(())
/// ```
#[derive(Debug, Clone, PartialEq, Eq, thiserror::Error)]
#[error("the dataset has no {what} `{text}`{}", near.as_ref().map_or(String::new(), |near| format!("; did you mean `{near}`?")))]
pub struct UnknownValue {
    what: &'static str,
    text: String,
    near: Option<String>,
}

/// The records of a dataset that an expression picks, with what they need.
///
/// ```
/// # use rapporteur_schema::{Dataset, select::{Passages, select}};
/// # let dataset = Dataset::open("tests/data/brazil-un-human-rights")?;
/// # let dataset = &dataset;
/// let brazil = select(dataset, &"state=br and date=2015..".parse()?, Passages::Cited)?;
/// println!("{} records", brazil.len());
/// # Ok::<(), Box<dyn std::error::Error>>(())
/// ```
///
/// # Errors
/// The expression names a state, a body or a source that the dataset does not have.
/// That nothing is picked is no error: the dataset is then empty.
pub fn select(
    dataset: &Dataset,
    expression: &Expression,
    passages: Passages,
) -> Result<Dataset, UnknownValue> {
    let picked = pick(dataset, expression)?;
    Ok(close(dataset, picked, passages))
}

/// A part of a dataset under an id of its own, with what picked it behind the title in
/// every language: whoever opens it sees that it is not all there is, and nothing takes
/// it for a newer version of the whole.
///
/// ```
/// # use rapporteur_schema::{Dataset, select::{Expression, Passages, named, select}};
/// # let dataset = Dataset::open("tests/data/brazil-un-human-rights")?;
/// # let dataset = &dataset;
/// let expression: Expression = "state=br".parse()?;
/// let part = select(dataset, &expression, Passages::Cited)?;
/// let part = named(part, "brazil".parse()?, &expression);
/// assert!(part.meta.title.best("en").ends_with(" [state=br]"));
/// # Ok::<(), Box<dyn std::error::Error>>(())
/// ```
pub fn named(mut part: Dataset, id: Id, expression: &Expression) -> Dataset {
    part.meta.id = id;
    let titles = part.meta.title.clone();
    for (language, title) in titles.iter() {
        // An expression is text in Unicode form NFC, or its values would not be known.
        if let Ok(title) = format!("{title} [{expression}]").parse() {
            part.meta.title = part.meta.title.with(language.clone(), title);
        }
    }
    part
}

/// The ids of the records that an expression picks, without what they need.
///
/// # Errors
/// As [`select`].
///
/// ```
/// # let dataset = rapporteur_schema::Dataset::open("tests/data/brazil-un-human-rights")?;
/// use rapporteur_schema::select::pick;
/// let elections = pick(&dataset, &"kind=hrc-election and date=2019..".parse()?)?;
/// assert!(elections.contains("election-hrc-2023") && !elections.contains("election-hrc-2016"));
/// // The Council, which they need, was not asked for.
/// assert!(!elections.contains("hrc"));
/// # Ok::<(), Box<dyn std::error::Error>>(())
/// ```
pub fn pick<'a>(
    dataset: &'a Dataset,
    expression: &Expression,
) -> Result<BTreeSet<&'a str>, UnknownValue> {
    let context = Context::new(dataset, expression)?;
    Ok(dataset
        .records()
        .filter(|r| context.holds(expression, *r))
        .map(|r| r.id().as_str())
        .collect())
}

/// How many events and statements have no date and take none from an event, so that no
/// `date=` picks them: of how many the dataset has.
///
/// ```
/// # use rapporteur_schema::{Dataset, select::undated};
/// # let dataset = Dataset::open("tests/data/brazil-un-human-rights")?;
/// # let dataset = &dataset;
/// let (without, all) = undated(dataset);
/// assert!(without <= all);
/// # Ok::<(), Box<dyn std::error::Error>>(())
/// ```
pub fn undated(dataset: &Dataset) -> (usize, usize) {
    let context = Context { dataset, agents: BTreeMap::new() };
    let events = dataset.events().iter().map(RecordRef::from);
    let statements = dataset.statements().iter().map(RecordRef::from);
    let without = events.chain(statements).filter(|record| context.dates(*record).is_empty());
    (without.count(), dataset.events().len() + dataset.statements().len())
}

/// What is looked up once for a whole selection.
struct Context<'a> {
    dataset: &'a Dataset,
    /// For each agent that the expression names: it, and what is part of it.
    agents: BTreeMap<String, BTreeSet<&'a str>>,
}

impl<'a> Context<'a> {
    fn new(dataset: &'a Dataset, expression: &Expression) -> Result<Self, UnknownValue> {
        let mut context = Self { dataset, agents: BTreeMap::new() };
        context.look_up(expression)?;
        Ok(context)
    }

    fn look_up(&mut self, expression: &Expression) -> Result<(), UnknownValue> {
        match expression {
            Expression::And(a, b) | Expression::Or(a, b) => {
                self.look_up(a)?;
                self.look_up(b)
            }
            Expression::Not(inner) => self.look_up(inner),
            Expression::Is { key, wanted: Wanted::Texts(texts), .. } => {
                for text in texts {
                    match key {
                        Key::State | Key::Body => self.agent(*key, text)?,
                        Key::Source if self.dataset.source(text).is_none() => {
                            let ids =
                                self.dataset.sources().iter().map(|source| source.id.as_str());
                            return Err(unknown("source", text, ids));
                        }
                        Key::Id if self.dataset.get(text).is_none() => {
                            let ids = self.dataset.records().map(|record| record.id().as_str());
                            return Err(unknown("record", text, ids));
                        }
                        _ => {}
                    }
                }
                Ok(())
            }
            Expression::Is { .. } => Ok(()),
        }
    }

    fn agent(&mut self, key: Key, text: &str) -> Result<(), UnknownValue> {
        let agents = || {
            let people = self.dataset.register(Register::Person);
            people.chain(self.dataset.register(Register::Organisation))
        };
        let direct = agents().find(|record| record.id().as_str() == text);
        let by_code = || agents().find(|record| key == Key::State && has_code(*record, text));
        let Some(found) = direct.or_else(by_code) else {
            let what = if key == Key::State { "state" } else { "body" };
            return Err(unknown(what, text, agents().map(|record| record.id().as_str())));
        };
        let mut set = BTreeSet::from([found.id().as_str()]);
        loop {
            let before = set.len();
            for organisation in self.dataset.organisations() {
                let whole = organisation.part_of.iter().flat_map(|list| list.iter());
                if whole.into_iter().any(|whole| set.contains(whole.id().as_str())) {
                    set.insert(organisation.id.as_str());
                }
            }
            if set.len() == before {
                break;
            }
        }
        self.agents.insert(text.to_owned(), set);
        Ok(())
    }

    fn holds(&self, expression: &Expression, record: RecordRef<'a>) -> bool {
        match expression {
            Expression::And(a, b) => self.holds(a, record) && self.holds(b, record),
            Expression::Or(a, b) => self.holds(a, record) || self.holds(b, record),
            Expression::Not(inner) => !self.holds(inner, record),
            Expression::Is { key, not, wanted, .. } => self.is(*key, wanted, record) != *not,
        }
    }

    fn is(&self, key: Key, wanted: &Wanted, record: RecordRef<'a>) -> bool {
        let texts = match wanted {
            Wanted::Spans(spans) => {
                return self
                    .dates(record)
                    .iter()
                    .any(|date| spans.iter().any(|span| span.meets(date)));
            }
            Wanted::Texts(texts) => texts,
        };
        let any = |text: &str| texts.iter().any(|wanted| wanted == text);
        match key {
            Key::Register => any(record.register().name()),
            Key::Kind => any(record.kind().code()),
            Key::Id => any(record.id().as_str()),
            Key::State | Key::Body => texts.iter().any(|text| {
                self.agents.get(text).is_some_and(|agents| {
                    agents.contains(record.id().as_str())
                        || references(record).iter().any(|id| agents.contains(*id))
                })
            }),
            Key::Source => {
                any(record.id().as_str())
                    || all_cites(record).into_iter().flatten().any(|cite| any(cite.source()))
            }
            Key::Mechanism => {
                self.event(record).is_some_and(|event| any(event.kind.mechanism().code()))
            }
            Key::Date => false,
        }
    }

    /// The event that a record is, or at which it was said.
    fn event(&self, record: RecordRef<'a>) -> Option<&'a Event> {
        match record {
            RecordRef::Event(event) => Some(event),
            RecordRef::Statement(statement) => {
                let at = statement
                    .readings(&statement.at)
                    .into_iter()
                    .find_map(|reading| reading.value)?;
                match self.dataset.get(at.id().as_str())? {
                    RecordRef::Event(event) => Some(event),
                    _ => None,
                }
            }
            _ => None,
        }
    }

    /// Every date that says when a record is of. A statement without one is of the
    /// time of its event; an event without one of that of which it is part.
    fn dates(&self, record: RecordRef<'a>) -> Vec<&'a Date> {
        let own = own_dates(record);
        if !own.is_empty() {
            return own;
        }
        match record {
            RecordRef::Statement(_) => {
                self.event(record).map_or_else(Vec::new, |event| self.dates(event.into()))
            }
            RecordRef::Event(event) => {
                // Nothing is part of itself in a valid dataset; of another, the way ends here.
                let whole = event.part_of.iter().flat_map(|list| list.iter());
                let whole = whole.filter_map(|whole| self.dataset.get(whole.id().as_str()));
                whole.flat_map(own_dates).collect()
            }
            _ => Vec::new(),
        }
    }
}

fn unknown<'i>(what: &'static str, text: &str, ids: impl Iterator<Item = &'i str>) -> UnknownValue {
    let near = crate::suggest::nearest(text, ids).map(str::to_owned);
    UnknownValue { what, text: text.to_owned(), near }
}

fn has_code(record: RecordRef<'_>, code: &str) -> bool {
    let fields = record.fields();
    let items = fields
        .iter()
        .filter(|field| field.def.name == "identifiers")
        .flat_map(|field| &field.readings)
        .flat_map(|reading| &reading.items);
    items.into_iter().any(|item| {
        matches!(
            (item.part("scheme"), item.part("value")),
            (Some(Atom::Plain(scheme)), Some(Atom::Plain(value)))
                if scheme.starts_with("iso3166-") && value.eq_ignore_ascii_case(code)
        )
    })
}

fn own_dates(record: RecordRef<'_>) -> Vec<&Date> {
    let names = ["date", "period", "published"];
    let fields = record.fields().into_iter().filter(|field| names.contains(&field.def.name));
    let items = fields.flat_map(|field| field.readings).flat_map(|reading| reading.items);
    items
        .flat_map(|item| item.parts)
        .filter_map(|(_, atom)| match atom {
            Atom::Date(date) => Some(date),
            _ => None,
        })
        .collect()
}

/// The ids that a record refers to, wherever it does.
fn references(record: RecordRef<'_>) -> BTreeSet<&str> {
    let mut ids = BTreeSet::new();
    for reading in record.fields().into_iter().flat_map(|field| field.readings) {
        ids.extend(reading.meta.said_by.map(|id| id.as_str()));
        for item in reading.items {
            ids.extend(item.meta.said_by.map(|id| id.as_str()));
            for (_, atom) in item.parts {
                match atom {
                    Atom::Ref(id) => {
                        ids.insert(id.as_str());
                    }
                    Atom::Counts(counts) => {
                        ids.extend(counts.part_of.as_ref().map(|r| r.id().as_str()));
                        ids.extend(counts.participant.as_ref().map(|r| r.id().as_str()));
                        ids.extend(counts.of.as_ref().map(|r| r.id().as_str()));
                    }
                    _ => {}
                }
            }
        }
    }
    ids
}

/// The dataset of some records and whatever they lead to.
fn close<'a>(dataset: &'a Dataset, picked: BTreeSet<&'a str>, passages: Passages) -> Dataset {
    let mut kept: BTreeSet<&str> = BTreeSet::new();
    let mut open: Vec<&str> = picked.into_iter().collect();
    let subjects: Vec<&str> = dataset
        .meta
        .subject
        .iter()
        .flat_map(|list| list.iter())
        .map(|id| id.id().as_str())
        .collect();
    loop {
        while let Some(id) = open.pop() {
            let Some(record) = dataset.get(id) else { continue };
            if kept.insert(id) {
                open.extend(references(record));
                open.extend(all_cites(record).into_iter().flatten().map(|cite| cite.source()));
            }
        }
        // A note on a difference goes along when all that it is about does.
        for note in dataset.differences().iter().filter(|note| !kept.contains(note.id.as_str())) {
            if note.about.iter().all(|pointer| kept.contains(pointer.record.id().as_str())) {
                open.push(note.id.as_str());
            }
        }
        if open.is_empty() {
            break;
        }
    }
    let mut meta = dataset.meta.clone();
    meta.subject = meta
        .subject
        .as_ref()
        .map(|list| list.iter().filter(|id| kept.contains(id.id().as_str())).cloned().collect())
        .and_then(List::new);
    debug_assert!(
        meta.subject.iter().flat_map(|l| l.iter()).all(|s| subjects.contains(&s.id().as_str()))
    );
    let mut cited: BTreeMap<&str, BTreeSet<&str>> = BTreeMap::new();
    for id in &kept {
        let cites = dataset.get(id).map(all_cites).unwrap_or_default();
        for cite in cites.into_iter().flatten() {
            cited.entry(cite.source()).or_default().insert(cite.passage());
        }
    }
    let records =
        dataset.records().filter(|record| kept.contains(record.id().as_str())).map(|record| {
            let mut record = owned(record);
            if passages == Passages::Cited
                && let Record::Source(source) = &mut record
            {
                let keys = cited.get(source.id.as_str());
                source.passages = source
                    .passages
                    .as_ref()
                    .map(|list| {
                        let of = |key: &str| keys.is_some_and(|keys| keys.contains(key));
                        list.iter().filter(|passage| of(passage.key.as_str())).cloned().collect()
                    })
                    .and_then(List::new);
            }
            record
        });
    // The ids were unique before.
    Dataset::from_records(meta.clone(), records).unwrap_or_else(|_| Dataset::new(meta))
}

/// A record of one's own.
fn owned(record: RecordRef<'_>) -> Record {
    match record {
        RecordRef::Source(r) => r.clone().into(),
        RecordRef::Person(r) => r.clone().into(),
        RecordRef::Organisation(r) => r.clone().into(),
        RecordRef::Place(r) => r.clone().into(),
        RecordRef::Work(r) => r.clone().into(),
        RecordRef::Concept(r) => r.clone().into(),
        RecordRef::Event(r) => r.clone().into(),
        RecordRef::Statement(r) => r.clone().into(),
        RecordRef::Figure(r) => r.clone().into(),
        RecordRef::Difference(r) => r.clone().into(),
    }
}

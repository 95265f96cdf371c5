//! Joining two datasets.

use std::{collections::BTreeSet, fmt};

use super::join::join;
use crate::{
    List,
    dataset::Dataset,
    model::{Record, RecordRef, Source},
    value::Id,
};

/// A record that two datasets have, and have differently.
///
/// ```
/// # let dataset = rapporteur_schema::Dataset::open("tests/data/brazil-un-human-rights")?;
/// use rapporteur_schema::{Dataset, select::merge};
/// // The same event, with another summary.
/// let mut event = dataset.events()[0].clone();
/// event.note = Some(rapporteur_schema::Text::new("en".parse()?, "Seen again.".parse()?));
/// let other = Dataset::from_records(dataset.meta.clone(), [event.into()])?;
/// let clashes = merge(dataset, other).unwrap_err();
/// assert_eq!(clashes.0[0].differs, ["note"]);
/// # Ok::<(), Box<dyn std::error::Error>>(())
/// ```
#[derive(Debug, Clone, PartialEq, Eq, serde::Serialize)]
#[non_exhaustive]
pub struct Clash {
    /// The id.
    pub id: Id,
    /// What differs: names of fields, of passages as `passages KEY`, or `register`.
    pub differs: Vec<String>,
}

/// Every record that two datasets have differently.
///
/// ```
/// # let dataset = rapporteur_schema::Dataset::open("tests/data/brazil-un-human-rights")?;
/// use rapporteur_schema::{Dataset, select::merge};
/// let mut event = dataset.events()[0].clone();
/// event.note = Some(rapporteur_schema::Text::new("en".parse()?, "Seen again.".parse()?));
/// let other = Dataset::from_records(dataset.meta.clone(), [event.into()])?;
/// let clashes = merge(dataset, other).unwrap_err();
/// assert!(clashes.to_string().starts_with("both datasets have `"));
/// # Ok::<(), Box<dyn std::error::Error>>(())
/// ```
#[derive(Debug, Clone, PartialEq, Eq, thiserror::Error)]
pub struct Clashes(pub Vec<Clash>);

impl fmt::Display for Clashes {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        for (n, clash) in self.0.iter().enumerate() {
            let end = if n == 0 { "" } else { "\n" };
            write!(
                f,
                "{end}both datasets have `{}`, with another {}",
                clash.id,
                clash.differs.join(", ")
            )?;
        }
        Ok(())
    }
}

/// Two datasets as one.
///
/// ```
/// # let a = rapporteur_schema::Dataset::open("tests/data/brazil-un-human-rights")?;
/// use rapporteur_schema::select::merge;
/// let both = merge(a.clone(), a.clone())?;
/// // They are alike, so that nothing had to be joined.
/// assert_eq!((both.joined, &both.dataset), (0, &a));
/// # Ok::<(), Box<dyn std::error::Error>>(())
/// ```
#[derive(Debug, Clone, PartialEq, Eq)]
#[non_exhaustive]
pub struct Merged {
    /// Both together.
    pub dataset: Dataset,
    /// How many records both had, not alike, that were joined into one.
    pub joined: usize,
}

/// Two datasets as one, which says of itself what the first says; subjects and
/// languages are those of both.
///
/// A record that both have alike is one. Where both have a record and each cites other
/// passages, it is joined: a reading that both have cites the passages of both, and
/// readings that differ stay both, each with its own. A source lists the passages that
/// either lists. No value comes to rest on a passage that did not carry it. What comes
/// first in lists is of the first dataset; but for that, and for what the dataset says of
/// itself, it does not matter which is the first.
///
/// ```
/// # use rapporteur_schema::{Dataset, select::merge};
/// # let a = Dataset::open("tests/data/brazil-un-human-rights")?;
/// # let b = Dataset::new(a.meta.clone());
/// match merge(a, b) {
///     Ok(both) => println!("{} records, {} joined", both.dataset.len(), both.joined),
///     Err(clashes) => eprintln!("{clashes}"),
/// }
/// # Ok::<(), Box<dyn std::error::Error>>(())
/// ```
///
/// # Errors
/// Every record that both have and that cannot be joined: it is of another register, kind
/// or access, the editors have arranged it otherwise (a note, an identifier, of what it is
/// a part), or one passage is read in two ways. Give one another id, or make them alike.
pub fn merge(a: Dataset, b: Dataset) -> Result<Merged, Clashes> {
    let mut clashes = Vec::new();
    let mut meta = a.meta.clone();
    meta.subject = union(meta.subject.as_ref(), b.meta.subject.as_ref());
    if let Some(languages) = union(Some(&meta.languages), Some(&b.meta.languages)) {
        meta.languages = languages;
    }
    let mut joined: Vec<Record> = Vec::new();
    let mut both: BTreeSet<Id> = BTreeSet::new();
    for record in b.into_records() {
        let Some(present) = a.get(record.as_ref().id().as_str()) else {
            joined.push(record);
            continue;
        };
        if present == record.as_ref() {
            continue;
        }
        let one = match (present, &record) {
            (RecordRef::Source(first), Record::Source(second)) => {
                sources(first, second).map(Record::from)
            }
            (present, record) => join(present, record.as_ref()),
        };
        let id = present.id().clone();
        match one {
            Ok(record) => {
                both.insert(id);
                joined.push(record);
            }
            Err(differs) => clashes.push(Clash { id, differs }),
        }
    }
    if !clashes.is_empty() {
        return Err(Clashes(clashes));
    }
    let first = a.into_records().filter(|record| !both.contains(record.as_ref().id()));
    let records: Vec<Record> = first.chain(joined).collect();
    let dataset = Dataset::from_records(meta, records).map_err(|twice| {
        Clashes(vec![Clash { id: twice.id().clone(), differs: vec!["register".to_owned()] }])
    })?;
    Ok(Merged { dataset, joined: both.len() })
}

/// The items of both lists, each once, those of the first before.
fn union<T: Clone + PartialEq>(a: Option<&List<T>>, b: Option<&List<T>>) -> Option<List<T>> {
    let mut items: Vec<T> = a.into_iter().flat_map(|list| list.iter()).cloned().collect();
    for item in b.into_iter().flat_map(|list| list.iter()) {
        if !items.contains(item) {
            items.push(item.clone());
        }
    }
    List::new(items)
}

/// A source with the passages that two datasets list of it; or what differs.
fn sources(a: &Source, b: &Source) -> Result<Source, Vec<String>> {
    let bare = |source: &Source| Source { passages: None, ..source.clone() };
    let (first, second) = (bare(a), bare(b));
    let (first, mut differs) = if first == second {
        (first, Vec::new())
    } else {
        match join((&first).into(), (&second).into()) {
            Ok(Record::Source(joined)) => (*joined, Vec::new()),
            Ok(_) => (first, vec!["register".to_owned()]),
            Err(differs) => (first, differs),
        }
    };
    let mut passages: Vec<_> = a.passages.iter().flat_map(|list| list.iter()).cloned().collect();
    let known = passages.len();
    for passage in b.passages.iter().flat_map(|list| list.iter()) {
        let twin = passages.iter().take(known).position(|other| other.key == passage.key);
        match twin.and_then(|at| passages.get_mut(at)) {
            None => passages.push(passage.clone()),
            Some(other) if other.sha256 != passage.sha256 || other.heading != passage.heading => {
                differs.push(format!("passages {}", passage.key.as_str()));
            }
            // What one dataset does not cite the other may.
            Some(other) if passage.uncited.is_none() => other.uncited = None,
            Some(_) => {}
        }
    }
    if passages.len() > known {
        // In the order of their numbers, where the keys are numbers.
        passages.sort_by_key(|passage| passage.key.as_str().parse::<u64>().unwrap_or(u64::MAX));
    }
    if differs.is_empty() {
        Ok(Source { passages: List::new(passages), ..first })
    } else {
        Err(differs)
    }
}

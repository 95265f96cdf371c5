//! Joining two datasets.

use std::{collections::BTreeSet, fmt};

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

/// Two datasets as one, which says of itself what the first says; subjects and
/// languages are those of both.
///
/// A record that both have alike is one. Of a source, each may list other passages:
/// the source then lists them all.
///
/// ```
/// # use rapporteur_schema::{Dataset, select::merge};
/// # let a = Dataset::open("tests/data/brazil-un-human-rights")?;
/// # let b = Dataset::new(a.meta.clone());
/// match merge(a, b) {
///     Ok(both) => println!("{} records", both.len()),
///     Err(clashes) => eprintln!("{clashes}"),
/// }
/// # Ok::<(), Box<dyn std::error::Error>>(())
/// ```
///
/// # Errors
/// Every record that both have and have differently: give one another id, or make
/// them alike.
pub fn merge(a: Dataset, b: Dataset) -> Result<Dataset, Clashes> {
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
        match (present, record) {
            (RecordRef::Source(first), Record::Source(second)) => match sources(first, &second) {
                Ok(source) => {
                    both.insert(source.id.clone());
                    joined.push(source.into());
                }
                Err(differs) => clashes.push(Clash { id: second.id.clone(), differs }),
            },
            (present, record) => {
                clashes.push(Clash {
                    id: present.id().clone(),
                    differs: differing(present, record.as_ref()),
                });
            }
        }
    }
    if !clashes.is_empty() {
        return Err(Clashes(clashes));
    }
    let first = a.into_records().filter(|record| !both.contains(record.as_ref().id()));
    let joined: Vec<Record> = first.chain(joined).collect();
    Dataset::from_records(meta, joined).map_err(|twice| {
        Clashes(vec![Clash { id: twice.id().clone(), differs: vec!["register".to_owned()] }])
    })
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
    let mut differs =
        if first == second { Vec::new() } else { differing((&first).into(), (&second).into()) };
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

/// The fields that differ, in the order of the model.
fn differing(a: RecordRef<'_>, b: RecordRef<'_>) -> Vec<String> {
    if a.register() != b.register() {
        return vec!["register".to_owned()];
    }
    let json = |record: RecordRef<'_>| {
        serde_json::from_str::<serde_json::Value>(&record.to_json()).unwrap_or_default()
    };
    let (a_json, b_json) = (json(a), json(b));
    let fields = a.register().fields().iter().map(|def| def.name);
    let names = std::iter::once("kind").chain(fields).chain(["cite", "access"]);
    names.filter(|name| a_json.get(name) != b_json.get(name)).map(str::to_owned).collect()
}

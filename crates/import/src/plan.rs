//! What an import would change in a dataset, field by field.
//!
//! Three states are compared: the dataset as it stands, the records as the tables
//! now have them, and what the last import of the same mapping wrote
//! ([`Baseline`]). A field that only the tables changed is updated; one that only
//! the editors changed stays; one that both changed is a conflict: it stays, and is
//! reported.

use std::{
    cell::LazyCell,
    collections::{BTreeMap, BTreeSet, VecDeque},
    fmt,
};

use rapporteur_schema::{
    Dataset, DatasetMeta, DuplicateId, Id, List, Record, RecordRef, Register,
    check::all_cites,
    model::{Sha256, Source},
};
use serde::Serialize;
use serde_json::{Map, Value};

/// What the last import of a mapping wrote: a hash for every field of every record.
///
/// It is kept beside the dataset, in `.import/MAPPING.txt` ([`Baseline::path`]), and
/// is what tells an editor's change from the table's. Without it nothing that stands
/// in the dataset is overwritten.
#[derive(Debug, Clone, Default, PartialEq, Eq)]
pub struct Baseline {
    files: BTreeSet<String>,
    records: BTreeMap<String, BTreeMap<String, String>>,
}

/// A text that is not a baseline.
#[derive(Debug, Clone, PartialEq, Eq, thiserror::Error)]
#[error(
    "line {0} is not of the memory of an import: remove the file, and every difference is a conflict"
)]
pub struct InvalidBaseline(usize);

const HEAD: &str = "rapporteur import 1";

/// What begins the line of a file: no id begins so.
const FILE: &str = "#file\t";

impl Baseline {
    /// Where it is kept in the folder of a dataset.
    pub fn path(mapping: &Id) -> std::path::PathBuf {
        std::path::Path::new(".import").join(format!("{mapping}.txt"))
    }

    /// Reads what [`to_text`](Self::to_text) wrote.
    ///
    /// # Errors
    /// [`InvalidBaseline`] with the line.
    pub fn parse(text: &str) -> Result<Self, InvalidBaseline> {
        let mut lines = text.lines().enumerate();
        if lines.next().is_none_or(|(_, head)| head != HEAD) {
            return Err(InvalidBaseline(1));
        }
        let mut files = BTreeSet::new();
        let mut records = BTreeMap::new();
        for (n, line) in lines {
            if let Some(file) = line.strip_prefix(FILE) {
                files.insert(file.to_owned());
                continue;
            }
            let mut parts = line.split('\t');
            let id =
                parts.next().filter(|id| id.parse::<Id>().is_ok()).ok_or(InvalidBaseline(n + 1))?;
            let fields = parts
                .map(|part| part.split_once('=').map(|(a, b)| (a.to_owned(), b.to_owned())))
                .collect::<Option<BTreeMap<_, _>>>()
                .ok_or(InvalidBaseline(n + 1))?;
            records.insert(id.to_owned(), fields);
        }
        Ok(Self { files, records })
    }

    /// It as text: a line a file, a line a record.
    pub fn to_text(&self) -> String {
        let mut out = format!("{HEAD}\n");
        for file in &self.files {
            out.push_str(&format!("{FILE}{file}\n"));
        }
        for (id, fields) in &self.records {
            out.push_str(id);
            for (field, hash) in fields {
                out.push_str(&format!("\t{field}={hash}"));
            }
            out.push('\n');
        }
        out
    }

    /// The ids of the records.
    pub fn ids(&self) -> impl Iterator<Item = &str> {
        self.records.keys().map(String::as_str)
    }

    /// The names of the files that were read.
    pub fn files(&self) -> impl Iterator<Item = &str> {
        self.files.iter().map(String::as_str)
    }
}

/// The fields of a record as canonical JSON, the register among them.
fn fields(record: RecordRef<'_>) -> BTreeMap<String, String> {
    let json: Value = serde_json::from_str(&record.to_json()).unwrap_or_default();
    let mut fields = BTreeMap::from([("register".to_owned(), record.register().name().to_owned())]);
    if let Value::Object(members) = json {
        fields.extend(
            members.into_iter().filter(|(key, _)| key != "id").map(|(key, v)| (key, v.to_string())),
        );
    }
    fields
}

fn hash(value: &str) -> String {
    Sha256::of(value.as_bytes()).as_str().chars().take(12).collect()
}

/// A field that an import changes, or would.
#[derive(Debug, Clone, PartialEq, Eq, Serialize)]
#[non_exhaustive]
pub struct FieldChange {
    /// The record.
    pub id: String,
    /// The field.
    pub field: String,
    /// Its value in the dataset, as JSON; `None` where it has none.
    pub present: Option<String>,
    /// Its value in the tables.
    pub table: Option<String>,
}

/// Why an editor's change and the tables' are not brought together.
#[derive(Debug, Clone, PartialEq, Eq, Serialize)]
#[serde(rename_all = "kebab-case", tag = "conflict")]
#[non_exhaustive]
pub enum Conflict {
    /// Both changed the field, or it is not known who did: the dataset's stays.
    Field(FieldChange),
    /// The record was removed from the dataset, and the tables have it changed: it
    /// stays away.
    Removed {
        /// The record.
        id: String,
    },
    /// The record is gone from the tables, and was changed in the dataset: it stays.
    Gone {
        /// The record.
        id: String,
    },
}

/// Rows of a source that now stand under other keys, and under their old ones others:
/// what the editors cited by the old key would now cite another row.
#[derive(Debug, Clone, PartialEq, Eq, Serialize)]
#[non_exhaustive]
pub struct Moved {
    /// The source.
    pub source: String,
    /// How many rows.
    pub rows: usize,
    /// The key under which the first of them stood.
    pub from: String,
    /// The key under which it stands.
    pub to: String,
}

impl Moved {
    /// Of a source as the dataset and as the tables have it.
    fn between(present: &Source, table: &Source) -> Option<Self> {
        /// The passages of a source: key and hash.
        fn listed(source: &Source) -> impl Iterator<Item = (&str, &str)> {
            let passages = source.passages.iter().flat_map(|list| list.iter());
            passages.map(|passage| (passage.key.as_str(), passage.sha256.as_str()))
        }
        let old: BTreeMap<&str, &str> = listed(present).collect();
        let new: BTreeMap<&str, &str> = listed(table).collect();
        // Where a row stands now that stood elsewhere: of equal rows, those that stay where
        // they were have moved nowhere, and each other place is of one of them alone.
        let mut places: BTreeMap<&str, VecDeque<&str>> = BTreeMap::new();
        for (key, hash) in listed(table).filter(|(key, hash)| old.get(key) != Some(hash)) {
            places.entry(hash).or_default().push_back(key);
        }
        let mut moved = listed(present).filter_map(|(key, hash)| {
            new.get(key).filter(|there| **there != hash)?;
            Some((key, places.get_mut(hash)?.pop_front()?))
        });
        let (from, to) = moved.next()?;
        let rows = moved.count() + 1;
        Some(Self { source: table.id.to_string(), rows, from: from.to_owned(), to: to.to_owned() })
    }
}

impl fmt::Display for Moved {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(
            f,
            "{}: {} rows stand elsewhere than at the last import ({} is now {}): what editors cite by the old \
             keys is now another row; a column with numbers of its own as `passage` keeps citations true",
            self.source, self.rows, self.from, self.to
        )
    }
}

/// What an import would change in a dataset.
#[derive(Debug, Default, Serialize)]
#[non_exhaustive]
pub struct Plan {
    /// Records that the dataset does not have.
    pub added: Vec<String>,
    /// Fields that change, record by record.
    pub changed: Vec<FieldChange>,
    /// Records that an earlier import made and the tables no longer have.
    pub removed: Vec<String>,
    /// Records that the tables no longer have, but that may be those of rows that
    /// could not be mapped: they stay ([`Plan::sparing`]).
    pub withheld: Vec<String>,
    /// Sources whose rows stand elsewhere than at the last import.
    pub moved: Vec<Moved>,
    /// How many records are the same in both.
    pub unchanged: usize,
    /// Fields that the editors changed and the tables did not: they stay.
    pub kept: Vec<FieldChange>,
    /// What both changed: it stays as the dataset has it.
    pub conflicts: Vec<Conflict>,
    #[serde(skip)]
    write: Vec<Record>,
    #[serde(skip)]
    baseline: Baseline,
}

impl Plan {
    /// Sets records made of tables beside a dataset.
    ///
    /// ```
    /// use rapporteur_import::{Baseline, Plan};
    /// use rapporteur_schema::{Record, Register};
    /// let json = br#"{"id":"peru","kind":"state","cite":["list#1"]}"#;
    /// let record = Record::from_json(Register::Organisation, json)?;
    /// let plan = Plan::new(None, vec![record], None);
    /// assert_eq!((plan.added.as_slice(), plan.is_empty()), (&["peru".to_owned()][..], false));
    /// # Ok::<(), serde_json::Error>(())
    /// ```
    pub fn new(
        existing: Option<&Dataset>,
        records: Vec<Record>,
        baseline: Option<&Baseline>,
    ) -> Self {
        Self::sparing(existing, records, baseline, false)
    }

    /// As [`new`](Self::new); if `rejected`, some rows could not be mapped. Nobody knows
    /// then whether a record is gone from the tables or in one of those rows, and none
    /// is removed.
    pub fn sparing(
        existing: Option<&Dataset>,
        records: Vec<Record>,
        baseline: Option<&Baseline>,
        rejected: bool,
    ) -> Self {
        let empty = Baseline::default();
        let before = baseline.unwrap_or(&empty);
        let mut plan = Self::default();
        let (sources, others): (Vec<_>, Vec<_>) =
            records.into_iter().partition(|record| matches!(record, Record::Source(_)));
        let here = |record: &Record| record.as_ref().id().to_string();
        let all: BTreeSet<String> = sources.iter().chain(&others).map(here).collect();
        for (id, base) in before.records.iter().filter(|(id, _)| !all.contains(*id)) {
            let Some(present) = existing.and_then(|dataset| dataset.get(id)) else { continue };
            if rejected {
                plan.withheld.push(id.clone());
                plan.baseline.records.insert(id.clone(), base.clone());
                continue;
            }
            let now: BTreeMap<String, String> =
                fields(present).iter().map(|(field, value)| (field.clone(), hash(value))).collect();
            if now == *base {
                plan.removed.push(id.clone());
            } else {
                plan.conflicts.push(Conflict::Gone { id: id.clone() });
            }
        }
        plan.all(existing, others, before);
        plan.moved = sources
            .iter()
            .filter_map(|record| {
                let Record::Source(table) = record else { return None };
                Moved::between(existing?.source(table.id.as_str())?, table)
            })
            .collect();
        // Last, when it is known which of the records in the dataset stay.
        let sources = plan.still_cited(existing, sources);
        plan.all(existing, sources, before);
        plan.added.sort();
        plan.changed.sort_by(|a, b| a.id.cmp(&b.id));
        plan
    }

    fn all(&mut self, existing: Option<&Dataset>, records: Vec<Record>, before: &Baseline) {
        for record in records {
            let id = record.as_ref().id().to_string();
            let new = fields(record.as_ref());
            let hashes = new.iter().map(|(field, value)| (field.clone(), hash(value))).collect();
            let base = before.records.get(&id);
            match (existing.and_then(|dataset| dataset.get(&id)), base) {
                (None, None) => {
                    self.added.push(id.clone());
                    self.write.push(record);
                }
                (None, Some(base)) => {
                    // Somebody took it out of the dataset; only a change is worth a word.
                    if *base != hashes {
                        self.conflicts.push(Conflict::Removed { id: id.clone() });
                    }
                }
                (Some(present), base) => self.compare(&id, present, record, &new, base),
            }
            self.baseline.records.insert(id, hashes);
        }
    }

    /// Sources as the tables have them, with those passages beside that the dataset
    /// lists and that records which stay in it still cite.
    fn still_cited(&self, existing: Option<&Dataset>, mut sources: Vec<Record>) -> Vec<Record> {
        let Some(existing) = existing else { return sources };
        // Only asked when a passage is gone from the tables.
        let cited = LazyCell::new(|| {
            let removed: BTreeSet<&str> = self.removed.iter().map(String::as_str).collect();
            let written: BTreeMap<&str, RecordRef<'_>> = self
                .write
                .iter()
                .map(|record| (record.as_ref().id().as_str(), record.as_ref()))
                .collect();
            let mut cited: BTreeSet<(&str, &str)> = BTreeSet::new();
            let source = |record: &RecordRef<'_>| matches!(record, RecordRef::Source(_));
            for record in existing.records().filter(|record| !source(record)) {
                let id = record.id().as_str();
                if !removed.contains(id) {
                    let record = written.get(id).copied().unwrap_or(record);
                    let cites = all_cites(record).into_iter().flatten();
                    cited.extend(cites.map(|cite| (cite.source(), cite.passage())));
                }
            }
            cited
        });
        for record in &mut sources {
            let Record::Source(source) = record else { continue };
            let Some(present) = existing.source(source.id.as_str()) else { continue };
            let mut passages: Vec<_> =
                source.passages.iter().flat_map(|list| list.iter()).cloned().collect();
            let listed: BTreeSet<String> = passages.iter().map(|p| p.key.to_string()).collect();
            let before = passages.len();
            passages.extend(
                present
                    .passages
                    .iter()
                    .flat_map(|list| list.iter())
                    .filter(|p| {
                        !listed.contains(p.key.as_str())
                            && cited.contains(&(source.id.as_str(), p.key.as_str()))
                    })
                    .cloned(),
            );
            if passages.len() > before {
                // In the order of their numbers, where the keys are numbers.
                passages.sort_by_key(|p| p.key.as_str().parse::<u64>().unwrap_or(u64::MAX));
                source.passages = List::new(passages);
            }
        }
        sources
    }

    fn compare(
        &mut self,
        id: &str,
        present: RecordRef<'_>,
        record: Record,
        new: &BTreeMap<String, String>,
        base: Option<&BTreeMap<String, String>>,
    ) {
        let now = fields(present);
        if now == *new {
            self.unchanged += 1;
            return;
        }
        let names: BTreeSet<&String> = now.keys().chain(new.keys()).collect();
        let mut chosen: BTreeMap<&str, &str> = BTreeMap::new();
        let mut changes = 0;
        for name in names {
            let (here, there) = (now.get(name), new.get(name));
            let was = base.and_then(|base| base.get(name));
            let is_was = |value: Option<&String>| value.map(|value| hash(value)).as_ref() == was;
            let change = || FieldChange {
                id: id.to_owned(),
                field: name.clone(),
                present: here.cloned(),
                table: there.cloned(),
            };
            let take = if here == there {
                here
            } else if base.is_some() && is_was(here) && name != "register" {
                self.changed.push(change());
                changes += 1;
                there
            } else if base.is_some() && is_was(there) {
                self.kept.push(change());
                here
            } else {
                self.conflicts.push(Conflict::Field(change()));
                here
            };
            if let Some(value) = take {
                chosen.insert(name, value);
            }
        }
        if changes == 0 {
            return;
        }
        let whole = chosen.len() == new.len()
            && chosen.iter().all(|(k, v)| new.get(*k).is_some_and(|n| n == v));
        if whole {
            self.write.push(record);
            return;
        }
        // Fields of both: what each says was read before.
        let mut json = Map::from_iter([("id".to_owned(), Value::from(id))]);
        for (name, value) in chosen.into_iter().filter(|(name, _)| *name != "register") {
            json.insert(name.to_owned(), serde_json::from_str(value).unwrap_or_default());
        }
        let text = Value::Object(json).to_string();
        if let Ok(record) = Record::from_json(present.register(), text.as_bytes()) {
            self.write.push(record);
        }
    }

    /// Says which files the records are of; the next import is told by
    /// [`Baseline::files`].
    pub fn read_from(&mut self, files: impl IntoIterator<Item = String>) {
        // A line holds a name: no file that is read here has a line feed in its own.
        self.baseline.files = files.into_iter().map(|file| file.replace('\n', " ")).collect();
    }

    /// Whether nothing would change.
    pub fn is_empty(&self) -> bool {
        self.write.is_empty() && self.removed.is_empty()
    }

    /// How many records change.
    pub fn changed_records(&self) -> usize {
        self.changed.iter().map(|change| change.id.as_str()).collect::<BTreeSet<_>>().len()
    }

    /// The dataset as it is to be, and what the import is to remember.
    ///
    /// `meta` is what a new dataset says of itself; one that exists keeps its own.
    ///
    /// # Errors
    /// Two of the records have one id, which an import's never have.
    pub fn apply(
        self,
        existing: Option<Dataset>,
        meta: DatasetMeta,
    ) -> Result<(Dataset, Baseline), DuplicateId> {
        let written: BTreeSet<String> =
            self.write.iter().map(|record| record.as_ref().id().to_string()).collect();
        let removed: BTreeSet<String> = self.removed.into_iter().collect();
        let meta = existing.as_ref().map_or(meta, |dataset| dataset.meta.clone());
        let stay = existing.into_iter().flat_map(Dataset::into_records).filter(|record| {
            let id = record.as_ref().id().as_str();
            !written.contains(id) && !removed.contains(id)
        });
        let dataset = Dataset::from_records(meta, stay.chain(self.write))?;
        Ok((dataset, self.baseline))
    }
}

/// The longest value that is shown, in characters.
const SHOWN: usize = 100;

fn shown(value: Option<&str>) -> String {
    match value {
        None => "nothing".to_owned(),
        Some(value) if value.chars().count() > SHOWN => {
            format!("{} …", value.chars().take(SHOWN).collect::<String>())
        }
        Some(value) => value.to_owned(),
    }
}

impl fmt::Display for FieldChange {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        let (present, table) = (self.present.as_deref(), self.table.as_deref());
        write!(f, "{}.{}: {} → {}", self.id, self.field, shown(present), shown(table))
    }
}

/// So many lines of each sort are shown.
const LINES: usize = 50;

impl fmt::Display for Plan {
    /// The plan in words: `+` added, `~` changed, `-` removed, `=` kept, `!` conflict.
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        fn lines<T>(
            f: &mut fmt::Formatter<'_>,
            items: &[T],
            line: impl Fn(&T) -> String,
        ) -> fmt::Result {
            for item in items.iter().take(LINES) {
                writeln!(f, "{}", line(item))?;
            }
            if items.len() > LINES {
                writeln!(f, "  … and {} more", items.len() - LINES)?;
            }
            Ok(())
        }
        lines(f, &self.added, |id| format!("+ {id}"))?;
        lines(f, &self.changed, |change| format!("~ {change}"))?;
        lines(f, &self.removed, |id| format!("- {id}"))?;
        lines(f, &self.withheld, |id| {
            format!("= {id}: no longer in the tables, or in a row that could not be mapped; stays")
        })?;
        lines(f, &self.kept, |change| format!("= {change} (edited in the dataset; stays)"))?;
        lines(f, &self.conflicts, |conflict| match conflict {
            Conflict::Field(change) => {
                format!("! {change} (edited in both, or not known by whom; stays)")
            }
            Conflict::Removed { id } => {
                format!("! {id}: removed from the dataset, changed in the tables; stays away")
            }
            Conflict::Gone { id } => {
                format!("! {id}: gone from the tables, edited in the dataset; stays")
            }
        })?;
        writeln!(
            f,
            "{} added, {} changed, {} removed, {} unchanged; {} fields kept, {} conflicts",
            self.added.len(),
            self.changed_records(),
            self.removed.len(),
            self.unchanged,
            self.kept.len(),
            self.conflicts.len()
        )
    }
}

/// The records of a register that a plan writes; for whoever wants to look closer.
impl Plan {
    /// The records to write, of one register.
    pub fn writes(&self, register: Register) -> impl Iterator<Item = RecordRef<'_>> {
        self.write.iter().map(Record::as_ref).filter(move |record| record.register() == register)
    }
}

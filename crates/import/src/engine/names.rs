//! Names in cells, matched to records: never by a guess.

use std::collections::{BTreeMap, BTreeSet};

use rapporteur_schema::{Dataset, Id, RecordRef, model::Sha256, view::Atom};
use serde::Serialize;

use crate::{
    mapping::{Mapping, NameTable},
    states::{self, Match, State},
    value::slug,
};

/// How a name was matched.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Serialize)]
#[serde(rename_all = "kebab-case")]
#[non_exhaustive]
pub enum How {
    /// By the mapping's aliases.
    Alias,
    /// By a name of a record that the dataset has.
    Record,
    /// By the built-in table of names of states.
    States,
    /// By the rule that makes records for names.
    Created,
    /// The mapping says that it stands for nobody.
    Nobody,
    /// It could be several records: rows with it are rejected.
    Doubtful,
    /// No record has it: rows with it are rejected.
    Unknown,
}

/// What came of a name.
#[derive(Debug, Clone, PartialEq, Eq, Serialize)]
#[non_exhaustive]
pub struct NameReport {
    /// The table of names.
    pub table: String,
    /// The name, as cells have it.
    pub name: String,
    /// How it was matched.
    pub how: How,
    /// The record.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub id: Option<String>,
    /// In how many cells it stands.
    pub cells: u64,
    /// What a reader should know.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub remark: Option<String>,
}

/// A record to make for a name.
#[derive(Debug, Clone)]
pub(super) struct Creation {
    pub(super) table: usize,
    pub(super) id: String,
    pub(super) name: String,
    pub(super) state: Option<&'static State>,
    /// Whether another spelling made the record already.
    pub(super) variant: bool,
    /// Whether the rows gave it another name before: a code is none.
    pub(super) named: bool,
}

#[derive(Debug, Clone)]
struct Found {
    how: How,
    id: Option<String>,
    remark: Option<String>,
    creation: Option<Creation>,
    cells: u64,
}

/// A record that was made of names.
struct Made {
    table: usize,
    /// The first cell that names it, which may be a code.
    first: String,
    /// The first of its names that is none.
    name: Option<String>,
}

/// The tables of names while rows are read.
pub(super) struct NameStates<'a> {
    mapping: &'a Mapping,
    existing: Option<&'a Dataset>,
    /// Ids of records that an earlier import of this mapping made.
    ours: &'a BTreeSet<String>,
    /// For each table, the records of the dataset by what spellings of their names
    /// have in common.
    records: Vec<BTreeMap<String, BTreeSet<String>>>,
    /// Records of the dataset by their codes of ISO 3166.
    codes: BTreeMap<String, String>,
    found: Vec<BTreeMap<String, Found>>,
    /// What was made of names, by id.
    made: BTreeMap<String, Made>,
    /// Names met in the row at hand.
    pub(super) pending: Vec<(usize, String)>,
}

impl<'a> NameStates<'a> {
    pub(super) fn new(
        mapping: &'a Mapping,
        existing: Option<&'a Dataset>,
        ours: &'a BTreeSet<String>,
    ) -> Self {
        let mut codes = BTreeMap::new();
        let records = mapping
            .names
            .iter()
            .map(|table| {
                let mut names: BTreeMap<String, BTreeSet<String>> = BTreeMap::new();
                let records =
                    existing.into_iter().flat_map(|dataset| dataset.register(table.register));
                // What another table of names made, that one is to find again.
                for record in
                    records.filter(|r| !ours.contains(r.id().as_str()) || made_by(table, *r))
                {
                    for name in names_of(record) {
                        names
                            .entry(states::name_key(name))
                            .or_default()
                            .insert(record.id().to_string());
                    }
                    if table.states {
                        codes.extend(
                            state_codes(record).map(|code| (code, record.id().to_string())),
                        );
                    }
                }
                names
            })
            .collect();
        Self {
            mapping,
            existing,
            ours,
            records,
            codes,
            found: mapping.names.iter().map(|_| BTreeMap::new()).collect(),
            made: BTreeMap::new(),
            pending: Vec::new(),
        }
    }

    /// The id of the record that a name is of; `None` where it stands for nobody.
    ///
    /// The tables are asked in order; the first that has the name answers.
    pub(super) fn resolve(
        &mut self,
        tables: &[usize],
        name: &str,
    ) -> Result<Option<String>, String> {
        let mut near: Option<String> = None;
        for (n, table) in tables.iter().enumerate() {
            let last = n + 1 == tables.len();
            let known = self.found.get(*table).and_then(|found| found.get(name)).cloned();
            let found = known.unwrap_or_else(|| self.look_up(*table, name, near.as_deref()));
            if found.how == How::Unknown && !last {
                near = near.or_else(|| self.close(*table, name));
                continue;
            }
            return self.answer(*table, name, found);
        }
        Ok(None)
    }

    fn answer(
        &mut self,
        table: usize,
        name: &str,
        mut found: Found,
    ) -> Result<Option<String>, String> {
        found.cells += 1;
        let answer = match found.how {
            How::Doubtful | How::Unknown => Err(found.remark.clone().unwrap_or_default()),
            _ => Ok(found.id.clone()),
        };
        if let Some(table) = self.found.get_mut(table) {
            table.insert(name.to_owned(), found);
        }
        self.pending.push((table, name.to_owned()));
        answer
    }

    /// The name of a table that a name is much like.
    fn close(&self, table: usize, name: &str) -> Option<String> {
        // Not to what the import itself made, or it would answer otherwise the next time.
        let records = self.records.get(table).into_iter().flatten();
        let records = records.filter(|(_, ids)| ids.iter().any(|id| !self.ours.contains(id)));
        let records = records.map(|(name, _)| name);
        let states = self.mapping.names.get(table).is_some_and(|table| table.states);
        let states: Vec<&str> = if states { states::name_keys().collect() } else { Vec::new() };
        let states = states.into_iter();
        much_like(name, records.map(|name| name.as_str()).chain(states), 0.8).map(str::to_owned)
    }

    /// The records to make for the names of the row that is about to be kept.
    pub(super) fn creations(&mut self) -> Vec<Creation> {
        let mut out: Vec<Creation> = Vec::new();
        for (table, name) in std::mem::take(&mut self.pending) {
            let creation = self
                .found
                .get_mut(table)
                .and_then(|found| found.get_mut(&name))
                .and_then(|found| found.creation.take());
            let Some(mut creation) = creation else { continue };
            let code = creation.state.filter(|state| state.has_code(&creation.name));
            creation.variant = self.made.contains_key(&creation.id);
            let made = self.made.entry(creation.id.clone()).or_insert_with(|| Made {
                table,
                first: creation.name.clone(),
                name: None,
            });
            // A code stands for the name that the table of states has.
            let text = code.map_or(creation.name.as_str(), |state| state.name);
            creation.named = made.name.as_ref().is_some_and(|name| name != text);
            if code.is_none() && made.name.is_none() {
                made.name = Some(creation.name.clone());
            }
            out.push(creation);
        }
        out
    }

    /// What a name is of, in one table; `near` is a name of an earlier table that it is
    /// much like.
    fn look_up(&self, at: usize, name: &str, near: Option<&str>) -> Found {
        let none = Found { how: How::Unknown, id: None, remark: None, creation: None, cells: 0 };
        let Some(table) = self.mapping.names.get(at) else { return none };
        match alias(table, name) {
            Alias::Not => {}
            Alias::Nobody => return Found { how: How::Nobody, ..none },
            Alias::Record(id) => return self.alias(at, table, id, name),
        }
        let same = self.records.get(at).and_then(|records| records.get(&states::name_key(name)));
        match same.map(|ids| ids.iter().collect::<Vec<_>>()).as_deref() {
            None | Some([]) => {}
            Some([id]) => return self.record(at, id, name, How::Record),
            Some(several) => {
                let ids: Vec<&str> = several.iter().map(|id| id.as_str()).collect();
                let remark = format!(
                    "`{}` is doubtful: {} have it; say in the aliases of `{}` which is meant",
                    name.escape_debug(),
                    ids.join(" and "),
                    table.name
                );
                return Found { how: How::Doubtful, remark: Some(remark), ..none };
            }
        }
        if table.states {
            return self.state(at, table, name);
        }
        match &table.create {
            Some(_) if near.is_some() => {
                let near = near.unwrap_or_default();
                let remark = format!(
                    "`{}` is doubtful: it is much like `{near}`; say in the aliases of the tables of names \
                     which it is",
                    name.escape_debug()
                );
                Found { how: How::Doubtful, remark: Some(remark), ..none }
            }
            Some(create) => {
                let id = short_id(&create.prefix, name);
                self.create(at, table, &id, name, None, How::Created)
            }
            None => {
                let known = self.records.get(at).into_iter().flat_map(|records| records.keys());
                let near =
                    rapporteur_schema::nearest(&states::name_key(name), known.map(String::as_str));
                let near = near
                    .and_then(|near| self.records.get(at)?.get(near)?.iter().next())
                    .map(|id| format!("; the nearest is `{id}`"));
                Found { remark: Some(unknown(table, name, near.as_deref())), ..none }
            }
        }
    }

    fn alias(&self, at: usize, table: &NameTable, id: &Id, name: &str) -> Found {
        let id = id.as_str();
        if self.existing.is_some_and(|dataset| dataset.get(id).is_some()) {
            return self.record(at, id, name, How::Alias);
        }
        if table.create.is_some() {
            let state = if table.states { states::by_id(id) } else { None };
            return self.create(at, table, id, name, state, How::Alias);
        }
        let remark = format!(
            "the alias `{}` of `{}` leads to `{id}`, and the dataset has no such record: add it, or let the \
             table of names `create` it",
            name.escape_debug(),
            table.name
        );
        Found { how: How::Unknown, id: None, remark: Some(remark), creation: None, cells: 0 }
    }

    /// A record that the dataset has; made again if an import made it.
    fn record(&self, table: usize, id: &str, name: &str, how: How) -> Found {
        let creates = self.mapping.names.get(table).is_some_and(|table| table.create.is_some());
        let state =
            self.mapping.names.get(table).filter(|t| t.states).and_then(|_| states::by_id(id));
        let creation = (creates && self.ours.contains(id)).then(|| Creation {
            table,
            id: id.to_owned(),
            name: name.to_owned(),
            state,
            variant: false,
            named: false,
        });
        Found { how, id: Some(id.to_owned()), remark: None, creation, cells: 0 }
    }

    fn state(&self, at: usize, table: &NameTable, name: &str) -> Found {
        let none = Found { how: How::Unknown, id: None, remark: None, creation: None, cells: 0 };
        match states::lookup(name) {
            Match::State(state) => {
                let codes = [state.alpha4, state.alpha2, state.alpha3];
                let present = codes.into_iter().flatten().find_map(|code| self.codes.get(code));
                let present = present.filter(|_| state.alpha4.is_none());
                let here = self.existing.and_then(|dataset| dataset.get(state.id));
                match (here, present) {
                    (Some(record), _) if record.register() == table.register => {
                        self.record(at, state.id, name, How::States)
                    }
                    (_, Some(id)) => self.record(at, id, name, How::States),
                    _ if table.create.is_some() => {
                        self.create(at, table, state.id, name, Some(state), How::States)
                    }
                    _ => {
                        let remark = format!(
                            "`{}` is {}, and the dataset has no record `{}`: add it, or let the table of \
                             names `{}` `create` it",
                            name.escape_debug(),
                            state.name,
                            state.id,
                            table.name
                        );
                        Found { remark: Some(remark), ..none }
                    }
                }
            }
            Match::Doubtful(states) => {
                let ids: Vec<&str> = states.iter().map(|state| state.id).collect();
                let remark = format!(
                    "`{}` is doubtful: it may be {}; say in the aliases of `{}` which is meant",
                    name.escape_debug(),
                    ids.join(" or "),
                    table.name
                );
                Found { how: How::Doubtful, remark: Some(remark), ..none }
            }
            Match::Unknown => {
                let near = states::nearest(name)
                    .map(|state| format!("; the nearest state is {} (`{}`)", state.name, state.id));
                Found { remark: Some(unknown(table, name, near.as_deref())), ..none }
            }
        }
    }

    fn create(
        &self,
        at: usize,
        table: &NameTable,
        id: &str,
        name: &str,
        state: Option<&'static State>,
        how: How,
    ) -> Found {
        let fail = |remark: String| Found {
            how: How::Unknown,
            id: None,
            remark: Some(remark),
            creation: None,
            cells: 0,
        };
        if let Err(error) = id.parse::<Id>() {
            return fail(format!(
                "no id can be made of `{}` ({error}): give it one in the aliases of `{}`",
                name.escape_debug(),
                table.name
            ));
        }
        let present = self.existing.and_then(|dataset| dataset.get(id));
        if present.is_some_and(|_| !self.ours.contains(id)) && how == How::Created {
            return fail(format!(
                "`{}` would be `{id}`, and the dataset has such a record under another name: say in the \
                 aliases of `{}` whether it is that one",
                name.escape_debug(),
                table.name
            ));
        }
        let made = self.made.get(id);
        if let Some(Made { first: other, .. }) = made
            && how == How::Created
            && !states::same(other, name)
        {
            return fail(format!(
                "`{}` and `{}` would both be `{id}`: give one an id in the aliases of `{}`",
                name.escape_debug(),
                other.escape_debug(),
                table.name
            ));
        }
        let near = || {
            let names =
                self.made.values().filter(|made| made.table == at).map(|made| made.first.as_str());
            // Much nearer than for an offer: names of bodies have many words in common.
            let near = much_like(name, names, 0.9)?;
            Some(format!(
                "a record was made of it, and it is much like `{}`: one of the two may be a slip",
                near.escape_debug()
            ))
        };
        let remark = if how == How::Created && made.is_none() { near() } else { None };
        let creation = Creation {
            table: at,
            id: id.to_owned(),
            name: name.to_owned(),
            state,
            variant: false,
            named: false,
        };
        Found { how, id: Some(id.to_owned()), remark, creation: Some(creation), cells: 0 }
    }

    /// What came of every name.
    pub(super) fn report(self) -> Vec<NameReport> {
        let tables = self.mapping.names.iter().zip(self.found);
        tables
            .flat_map(|(table, found)| {
                found.into_iter().map(|(name, found)| NameReport {
                    table: table.name.clone(),
                    name,
                    how: found.how,
                    id: found.id,
                    cells: found.cells,
                    remark: found.remark,
                })
            })
            .collect()
    }
}

/// The name that another is much like: alike in all but a few letters, and in every
/// digit.
fn much_like<'n>(name: &str, others: impl Iterator<Item = &'n str>, least: f64) -> Option<&'n str> {
    let digits = |text: &str| text.chars().filter(char::is_ascii_digit).collect::<String>();
    let (wanted, number) = (states::name_key(name), digits(name));
    others
        .filter(|other| digits(other) == number)
        .map(|other| {
            (strsim::normalized_damerau_levenshtein(&wanted, &states::name_key(other)), other)
        })
        .filter(|(score, _)| *score >= least)
        .max_by(|a, b| a.0.total_cmp(&b.0).then_with(|| b.1.cmp(a.1)))
        .map(|(_, other)| other)
}

/// An id made of a name; of a long one its beginning, and a few digits that keep it
/// apart from others that begin alike.
fn short_id(prefix: &str, name: &str) -> String {
    let id = format!("{prefix}{}", slug(name));
    if id.len() <= Id::MAX_LEN || !id.is_ascii() {
        return id;
    }
    let hash = Sha256::of(states::name_key(name).as_bytes());
    let digits: String = hash.as_str().chars().take(6).collect();
    let start: String = id.chars().take(Id::MAX_LEN - digits.len() - 1).collect();
    format!("{}-{digits}", start.trim_end_matches('-'))
}

/// Whether a table of names is the one that made a record in an earlier import.
fn made_by(table: &NameTable, record: RecordRef<'_>) -> bool {
    let Some(create) = &table.create else { return false };
    let id = record.id();
    let alias = || table.aliases.values().any(|target| target.as_ref() == Some(id));
    let by_name = if table.states {
        states::by_id(id.as_str()).is_some()
    } else {
        id.as_str().starts_with(create.prefix.as_str())
    };
    record.kind().code() == create.kind && (by_name || alias())
}

fn unknown(table: &NameTable, name: &str, near: Option<&str>) -> String {
    format!(
        "no record is called `{}`{}; add it to the aliases of `{}`",
        name.escape_debug(),
        near.unwrap_or_default(),
        table.name
    )
}

/// What the aliases of a table of names say of a name.
enum Alias<'t> {
    /// Nothing.
    Not,
    /// That it stands for nobody.
    Nobody,
    /// Which record it is of.
    Record(&'t Id),
}

/// What the mapping says of a name, however it is spelled.
fn alias<'t>(table: &'t NameTable, name: &str) -> Alias<'t> {
    let exact = table.aliases.get(name);
    let same = || table.aliases.iter().find(|(alias, _)| states::same(alias, name));
    match exact.or_else(|| same().map(|(_, id)| id)) {
        None => Alias::Not,
        Some(None) => Alias::Nobody,
        Some(Some(id)) => Alias::Record(id),
    }
}

/// Every name that a record has, in whatever reading.
fn names_of(record: RecordRef<'_>) -> Vec<&str> {
    let Some(field) = record.field("names") else { return Vec::new() };
    let items = field.readings.into_iter().flat_map(|reading| reading.items);
    items
        .filter_map(|item| match item.part("text") {
            Some(Atom::Plain(text)) => Some(text),
            _ => None,
        })
        .collect()
}

fn state_codes(record: RecordRef<'_>) -> impl Iterator<Item = String> {
    let field = record.field("identifiers");
    let items: Vec<_> = field
        .into_iter()
        .flat_map(|field| field.readings)
        .flat_map(|reading| reading.items)
        .collect();
    items.into_iter().filter_map(|item| match (item.part("scheme"), item.part("value")) {
        (Some(Atom::Plain(scheme)), Some(Atom::Plain(value))) if scheme.starts_with("iso3166-") => {
            Some(value.to_owned())
        }
        _ => None,
    })
}

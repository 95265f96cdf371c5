//! Mappings: how tables become records.

mod fields;
mod form;
pub(crate) mod keys;
mod node;
mod read;
pub(crate) mod schema;
pub(crate) mod template;

use std::{collections::BTreeMap, path::Path};

use rapporteur_schema::{
    Decimal, Id, Problems, Register, locate::Step, model::DatasetMeta, view::FieldDef,
};

pub(crate) use self::{
    node::{Filling, Given, Node},
    template::Template,
};
use crate::{
    table::Reading,
    value::{DateFormat, NumberFormat},
};

/// A mapping: which rows of which tables make which records.
///
/// It is read whole: every problem is told in one run, with its place
/// ([`Mapping::read`]).
///
/// ```
/// use rapporteur_import::Mapping;
/// let json = r#"{
///   "version": 1, "id": "votes",
///   "tables": [{
///     "name": "votes",
///     "source": {"id": "votes", "kind": "dataset"},
///     "records": [{"register": "evnt", "id": "vote-{id}", "kind": "un-vote"}]
///   }]
/// }"#;
/// let problems = Mapping::read(json, "votes.json".as_ref()).unwrap_err();
/// assert!(problems.to_string().starts_with("votes.json:6:30: error[M007]: `evnt` is not a register"));
/// ```
#[derive(Debug, Clone)]
pub struct Mapping {
    pub(crate) id: Id,
    pub(crate) dataset: Option<DatasetMeta>,
    pub(crate) names: Vec<NameTable>,
    pub(crate) tables: Vec<TableRule>,
    /// The text, for the places of what is found wrong later.
    pub(crate) text: String,
    pub(crate) file: std::path::PathBuf,
}

impl Mapping {
    /// Reads a mapping; `file` is its name in messages.
    ///
    /// # Errors
    /// Every problem, with line and column: text that is not JSON (M001), unknown or
    /// repeated keys (M002), values of another form (M003), missing keys (M004), names
    /// of tables of codes or names that the mapping does not have (M005), registers,
    /// fields, parts and codes that the model does not have (M007), templates, dates,
    /// numbers and conditions that cannot be understood (M008).
    pub fn read(text: &str, file: &Path) -> Result<Self, Problems> {
        read::read(text, file)
    }

    /// The identifier of the mapping.
    pub fn id(&self) -> &Id {
        &self.id
    }

    /// What a new dataset is to say of itself, if the mapping says it.
    pub fn dataset(&self) -> Option<&DatasetMeta> {
        self.dataset.as_ref()
    }

    /// The names of its tables, in order.
    pub fn tables(&self) -> impl Iterator<Item = &str> {
        self.tables.iter().map(|table| table.name.as_str())
    }

    /// Which table a file is: the one whose `files` its name matches, or the only
    /// one there is.
    ///
    /// # Errors
    /// A message for the user: no table of the mapping matches, or several do.
    pub fn table_for(&self, file_name: &str) -> Result<&str, String> {
        let matching: Vec<&str> = self
            .tables
            .iter()
            .filter(|table| table.files.iter().any(|pattern| matches(pattern, file_name)))
            .map(|table| table.name.as_str())
            .collect();
        match (matching.as_slice(), self.tables.as_slice()) {
            ([only], _) => Ok(only),
            ([], [only]) => Ok(&only.name),
            ([], _) => {
                let names: Vec<&str> = self.tables().collect();
                Err(format!(
                    "`{file_name}` is none of the tables of the mapping ({}): write NAME={file_name}",
                    names.join(", ")
                ))
            }
            (several, _) => Err(format!(
                "`{file_name}` may be the table {}: write NAME={file_name}",
                several.join(" or ")
            )),
        }
    }

    /// How the files of a table are to be read: give it to
    /// [`table::open`](crate::table::open).
    pub fn reading(&self, table: &str) -> Option<&Reading> {
        self.tables.iter().find(|rule| rule.name == table).map(|rule| &rule.reading)
    }
}

/// What `*` stands for in a pattern that a name is of; the name where it has no `*`.
pub(crate) fn starred<'n>(pattern: &str, name: &'n str) -> Option<&'n str> {
    match pattern.split_once('*') {
        None => (pattern == name).then_some(name),
        Some((before, after)) => name.strip_prefix(before)?.strip_suffix(after),
    }
}

/// Whether a name is of a pattern in which `*` stands for anything.
fn matches(pattern: &str, name: &str) -> bool {
    let Some((before, after)) = pattern.split_once('*') else { return pattern == name };
    let Some(rest) = name.strip_prefix(before) else { return false };
    (0..=rest.len())
        .any(|at| rest.is_char_boundary(at) && matches(after, rest.get(at..).unwrap_or_default()))
}

/// A table of codes: `None` for a value that stands for nothing.
pub(crate) type Codes = BTreeMap<String, Option<String>>;

/// How names are matched to records.
#[derive(Debug, Clone)]
pub(crate) struct NameTable {
    pub(crate) name: String,
    pub(crate) register: Register,
    pub(crate) states: bool,
    pub(crate) aliases: BTreeMap<String, Option<Id>>,
    pub(crate) create: Option<Create>,
}

#[derive(Debug, Clone)]
pub(crate) struct Create {
    pub(crate) kind: String,
    pub(crate) prefix: String,
    pub(crate) lang: String,
    pub(crate) part_of: Option<Id>,
}

/// What a table is, and what its rows become.
#[derive(Debug, Clone)]
pub(crate) struct TableRule {
    pub(crate) name: String,
    pub(crate) files: Vec<String>,
    pub(crate) reading: Reading,
    /// Columns that a file may lack.
    pub(crate) optional: Vec<String>,
    /// The columns wanted, and where the mapping first names each.
    pub(crate) wanted: Vec<(String, Vec<Step>)>,
    /// Columns taken together: names and patterns, and where the mapping has them.
    pub(crate) groups: Vec<(Vec<String>, Vec<Step>)>,
    pub(crate) empty: Vec<String>,
    pub(crate) source: SourceRule,
    pub(crate) lets: Vec<Let>,
    pub(crate) skip: Vec<(Condition, String)>,
    pub(crate) records: Vec<RecordRule>,
}

impl TableRule {
    /// What a value of a row is called, in words.
    pub(crate) fn slot(&self, slot: usize) -> Option<String> {
        if let Some(name) = BUILT_IN.get(slot) {
            return Some(format!("`{name}`"));
        }
        let slot = slot.checked_sub(BUILT_IN.len())?;
        if let Some(made) = self.lets.get(slot) {
            // The name of the column is what one looks for in the table.
            let column = match made.value.from {
                From::Column(column) => column.checked_sub(BUILT_IN.len() + self.lets.len()),
                _ => None,
            };
            return Some(match column.and_then(|column| self.wanted.get(column)) {
                Some((column, _)) => format!("the column `{column}` (the value `{}`)", made.name),
                None => format!("the value `{}`", made.name),
            });
        }
        let (column, _) = self.wanted.get(slot.checked_sub(self.lets.len())?)?;
        Some(format!("the column `{column}`"))
    }
}

/// The values that every row has beside its cells, in their order after the columns.
pub(crate) const BUILT_IN: [&str; 4] = ["@row", "@line", "@file", "@nth"];

#[derive(Debug, Clone)]
pub(crate) struct SourceRule {
    pub(crate) id: Template,
    pub(crate) kind: Template,
    pub(crate) fields: Vec<(&'static FieldDef, Node)>,
    pub(crate) passage: Template,
    pub(crate) heading: Vec<Template>,
}

/// A value made of cells.
#[derive(Debug, Clone)]
pub(crate) struct Let {
    pub(crate) name: String,
    pub(crate) value: Value,
}

#[derive(Debug, Clone)]
pub(crate) struct Value {
    pub(crate) when: Option<Condition>,
    pub(crate) otherwise: Option<Box<Value>>,
    pub(crate) from: From,
    pub(crate) split: Vec<String>,
    pub(crate) replace: Vec<(String, String)>,
    pub(crate) empty: Vec<String>,
    pub(crate) default: Option<String>,
    pub(crate) codes: Option<(String, Codes)>,
    /// The places of the tables of names, in the order in which they are asked.
    pub(crate) names: Vec<usize>,
    pub(crate) date: Vec<DateFormat>,
    pub(crate) number: Option<NumberFormat>,
}

#[derive(Debug, Clone)]
pub(crate) enum From {
    Column(usize),
    Template(Template),
    /// The cells of a group of columns.
    Columns(usize),
    /// Their names.
    Headers(usize),
}

#[derive(Debug, Clone)]
pub(crate) enum Condition {
    All(Vec<Condition>),
    Any(Vec<Condition>),
    Not(Box<Condition>),
    Test(usize, Test),
}

#[derive(Debug, Clone)]
pub(crate) enum Test {
    Is(Vec<String>),
    Empty(bool),
    Contains(String),
    Less(Decimal),
    More(Decimal),
}

/// A record that rows make.
#[derive(Debug, Clone)]
pub(crate) struct RecordRule {
    pub(crate) register: Register,
    pub(crate) when: Option<Condition>,
    pub(crate) id: Template,
    pub(crate) kind: Template,
    pub(crate) fields: Vec<(&'static FieldDef, Node)>,
    /// Whether rows with one id add to one record.
    pub(crate) many: bool,
    /// Whether only the first of rows that say the same is cited.
    pub(crate) first: bool,
}

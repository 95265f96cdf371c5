//! The rules that hold between values and between records. What the types
//! themselves guarantee is not checked again.
//!
//! | code | rule |
//! |---|---|
//! | E101 | an id is used once |
//! | E102 | a reference points to a record that exists |
//! | E103 | a reference points into a register that its field allows |
//! | E104 | a citation names a source that exists |
//! | E105 | a citation names a passage that its source lists |
//! | E106 | an event has what its kind needs |
//! | E107 | nothing is part of itself, directly or through others |
//! | E108 | a difference names fields that the record has |
//! | E109 | a field has no reading twice |
//! | E110 | a source lists a passage once |
//! | E111 | a passage that is marked as not cited is not cited |
//! | E112 | the base IRI ends with `/` or `#` |
//! | W201 | a text holds no invisible or direction-changing characters |
//! | W202 | a dataset says when it was made |
//! | W203 | a language tag begins with a language of ISO 639 |
//! | W204 | a licence is an expression of SPDX, or stands in words |
//! | W205 | in one reading nobody votes in two ways |
//!
//! W203 and W204 need the feature `registries`, which is on if not switched off.
//!
//! ```
//! # let dataset = rapporteur_schema::Dataset::open("tests/data/brazil-un-human-rights")?;
//! // What `load` does with whatever it reads; a dataset made by a program asks for it.
//! assert!(rapporteur_schema::check::check(&dataset).is_empty());
//! # Ok::<(), Box<dyn std::error::Error>>(())
//! ```

mod alone;
mod cycles;
mod early;
mod references;
mod registered;
mod rules;
mod votes;

pub use alone::{Pointer, alone, pointers};
pub use cycles::{PARENTS, part_of_itself, rings};
pub(crate) use early::Early;
pub use references::{elsewhere, nowhere};
pub use rules::{all_cites, cites_in, no_field, wrongly_cited};

#[expect(clippy::disallowed_types, reason = "it is only asked, never walked over")]
use std::collections::HashMap;
use std::{
    collections::{BTreeMap, BTreeSet},
    fmt,
};

use foldhash::fast::RandomState as Hasher;

use crate::{
    dataset::Dataset,
    locate::{Step, pointer},
    model::{Passage, RecordRef, Source},
    problem::Severity,
    register::Register,
    suggest,
    value::Id,
};

/// What references and citations can lead to.
struct Known<'a> {
    /// The records, each with its place among them.
    #[expect(clippy::disallowed_types, reason = "it is only asked, never walked over")]
    records: HashMap<&'a str, (u32, RecordRef<'a>), Hasher>,
    /// The ids of records that are there and cannot be read.
    unread: &'a BTreeSet<String>,
    /// How many passages each source lists.
    sources: BTreeMap<&'a str, usize>,
    /// The passages, by the citation that names them.
    #[expect(clippy::disallowed_types, reason = "it is only asked, never walked over")]
    passages: HashMap<String, Cited, Hasher>,
    /// What was found to be meant by ids that are not there.
    meant: BTreeMap<(String, Vec<Register>), Option<&'a str>>,
}

/// For so many ids that are not there it is looked what may have been meant: each takes a
/// look at every id that is there, and whoever has more has another trouble than slips.
const MAX_MEANT: usize = 200;

/// Whether a passage should be, and is, cited.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
enum Cited {
    /// It may be.
    Free,
    /// It is marked as not cited, and is not.
    No,
    /// It is marked as not cited, and is.
    Wrongly,
}

impl<'a> Known<'a> {
    fn new(dataset: &'a Dataset, unread: &'a BTreeSet<String>) -> Self {
        let listed = |source: &'a Source| source.passages.iter().flat_map(|list| list.iter());
        let passages = dataset.sources().iter().flat_map(|source| {
            listed(source).map(|passage| {
                let cited = if passage.uncited.is_some() { Cited::No } else { Cited::Free };
                (cite_of(source, passage), cited)
            })
        });
        let records = dataset.records().zip(0..);
        Self {
            unread,
            records: records.map(|(record, n)| (record.id().as_str(), (n, record))).collect(),
            sources: dataset.sources().iter().map(|s| (s.id.as_str(), listed(s).count())).collect(),
            passages: passages.collect(),
            meant: BTreeMap::new(),
        }
    }

    /// The record with this id.
    fn record(&self, id: &Id) -> Option<RecordRef<'a>> {
        self.records.get(id.as_str()).map(|(_, record)| *record)
    }

    /// The id in these registers that is most like one that is not there.
    fn meant(&mut self, id: &str, allowed: &[Register]) -> Option<&'a str> {
        let key = (id.to_owned(), allowed.to_vec());
        if let Some(meant) = self.meant.get(&key) {
            return *meant;
        }
        if self.meant.len() >= MAX_MEANT {
            return None;
        }
        let there = self.records.values().map(|(_, record)| record);
        let there = there.filter(|record| allowed.contains(&record.register()));
        let meant = suggest::nearest(id, there.map(|record| record.id().as_str()));
        self.meant.insert(key, meant);
        meant
    }
}

/// The citation that names a passage.
fn cite_of(source: &Source, passage: &Passage) -> String {
    format!("{}#{}", source.id, passage.key)
}

/// A rule that does not hold, and where: record and path in it.
///
/// ```
/// # let dataset = rapporteur_schema::Dataset::open("tests/data/brazil-un-human-rights")?;
/// use rapporteur_schema::{check::check, locate::pointer};
/// // The Council goes: whatever points to it is found, and where.
/// let (meta, all) = (dataset.meta.clone(), dataset.into_records());
/// let rest = all.filter(|record| record.as_ref().id().as_str() != "hrc");
/// let findings = check(&rapporteur_schema::Dataset::from_records(meta, rest)?);
/// assert!(findings.iter().all(|finding| finding.code == "E102"));
/// println!("{} in {:?}", findings[0].message, pointer(&findings[0].path));
/// # Ok::<(), Box<dyn std::error::Error>>(())
/// ```
#[derive(Debug, Clone, PartialEq, Eq)]
#[non_exhaustive]
pub struct Finding {
    /// The code of the rule.
    pub code: &'static str,
    /// How grave it is.
    pub severity: Severity,
    /// The record; `None` for `dataset.json`.
    pub record: Option<Id>,
    /// The path to the value in the record.
    pub path: Vec<Step>,
    /// What is wrong.
    pub message: String,
    /// What to do about it.
    pub help: Option<String>,
}

impl fmt::Display for Finding {
    /// `RECORD/PATH: error[CODE]: MESSAGE`
    ///
    /// ```
    /// use rapporteur_schema::{Record, Register, check::alone};
    /// let json = br#"{"id": "signing", "kind": "signature", "cite": ["report#1"]}"#;
    /// let signing = Record::from_json(Register::Event, json)?;
    /// let told: Vec<String> = alone(signing.as_ref()).iter().map(ToString::to_string).collect();
    /// assert!(told.contains(
    ///     &"signing/kind: error[E106]: an event of the kind `signature` needs the field `about`".to_owned(),
    /// ));
    /// # Ok::<(), Box<dyn std::error::Error>>(())
    /// ```
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        let Self { code, severity, record, path, message, .. } = self;
        let record = record.as_ref().map_or("dataset.json", Id::as_str);
        write!(f, "{record}{}: {severity}[{code}]: {message}", pointer(path))
    }
}

/// Everything in a dataset that breaks a rule, record by record.
///
/// ```
/// # use rapporteur_schema::{Dataset, check::check};
/// # let dataset = Dataset::open("tests/data/brazil-un-human-rights")?;
/// # let dataset = &dataset;
/// for finding in check(dataset) {
///     println!("{}: {}", finding.code, finding.message);
/// }
/// # Ok::<(), Box<dyn std::error::Error>>(())
/// ```
pub fn check(dataset: &Dataset) -> Vec<Finding> {
    check_beside(dataset, &BTreeSet::new())
}

/// What is said of a dataset as a whole, be anything wrong with its records or not.
pub(crate) fn of_whole(dataset: &Dataset) -> Vec<Finding> {
    let mut findings = Vec::new();
    rules::base(dataset, &mut findings);
    registered::of_dataset(dataset, &mut findings);
    findings
}

/// As [`check`], of a dataset beside which stand records that cannot be read: of those it
/// is not said that they are missing.
pub(crate) fn check_beside(dataset: &Dataset, unread: &BTreeSet<String>) -> Vec<Finding> {
    let mut findings = Vec::new();
    let mut known = Known::new(dataset, unread);
    references::subjects(dataset, &mut known, &mut findings);
    findings.extend(of_whole(dataset));
    let mut languages = registered::Languages::default();
    let mut parents = Vec::new();
    let mut fields = Vec::new();
    let records: Vec<RecordRef<'_>> = dataset.records().collect();
    for record in records.iter().copied() {
        fields.clear();
        record.fields_into(&mut fields);
        references::check(record, &fields, &mut known, &mut findings);
        rules::check(record, &fields, Some(&known), &mut languages, &mut findings);
        parents.push(cycles::parents(&fields, &known));
    }
    for source in dataset.sources() {
        rules::passages(source, Some(&known), &mut findings);
    }
    cycles::check(&records, &parents, &mut findings);
    findings
}

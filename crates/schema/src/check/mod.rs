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

mod cycles;
mod references;
mod rules;

pub use rules::{all_cites, cites_in};

#[expect(clippy::disallowed_types, reason = "it is only asked, never walked over")]
use std::collections::HashMap;
use std::collections::{BTreeMap, BTreeSet};

use crate::{
    dataset::Dataset,
    locate::Step,
    model::{RecordRef, Source},
    problem::Severity,
    value::Id,
};

/// What references and citations can lead to.
struct Known<'a> {
    #[expect(clippy::disallowed_types, reason = "it is only asked, never walked over")]
    records: HashMap<&'a str, RecordRef<'a>>,
    /// The ids of records that are there and cannot be read.
    unread: &'a BTreeSet<String>,
    /// The passages of each source.
    passages: BTreeMap<&'a str, BTreeMap<&'a str, Cited>>,
}

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
        let passages = |source: &'a Source| {
            let listed = source.passages.iter().flat_map(|list| list.iter());
            let cited = |uncited: bool| if uncited { Cited::No } else { Cited::Free };
            listed.map(|p| (p.key.as_str(), cited(p.uncited.is_some()))).collect()
        };
        Self {
            unread,
            records: dataset.records().map(|record| (record.id().as_str(), record)).collect(),
            passages: dataset.sources().iter().map(|s| (s.id.as_str(), passages(s))).collect(),
        }
    }
}

/// A rule that does not hold, and where: record and path in it.
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

/// Everything in a dataset that breaks a rule, record by record.
///
/// ```
/// # use rapporteur_schema::{Dataset, check::check};
/// # fn f(dataset: &Dataset) {
/// for finding in check(dataset) {
///     println!("{}: {}", finding.code, finding.message);
/// }
/// # }
/// ```
pub fn check(dataset: &Dataset) -> Vec<Finding> {
    check_beside(dataset, &BTreeSet::new())
}

/// As [`check`], of a dataset beside which stand records that cannot be read: of those it
/// is not said that they are missing.
pub(crate) fn check_beside(dataset: &Dataset, unread: &BTreeSet<String>) -> Vec<Finding> {
    let mut findings = Vec::new();
    let mut known = Known::new(dataset, unread);
    references::subjects(dataset, &known, &mut findings);
    rules::base(dataset, &mut findings);
    let mut parents = BTreeMap::new();
    for record in dataset.records() {
        let fields = record.fields();
        references::check(record, &fields, &mut known, &mut findings);
        rules::check(record, &fields, &known, &mut findings);
        cycles::note(record, &fields, &mut parents);
    }
    for source in dataset.sources() {
        rules::passages(source, &known, &mut findings);
    }
    cycles::check(dataset, &parents, &mut findings);
    findings
}

//! How much each source contributes to each mechanism.

use std::collections::{BTreeMap, BTreeSet};

use rapporteur_schema::{Dataset, RecordRef, claims, codes::Mechanism};

/// Records and claims of one mechanism.
#[derive(Debug, Clone, Default, PartialEq, Eq)]
#[non_exhaustive]
pub struct Row {
    /// Events of the mechanism, and statements made at them.
    pub records: usize,
    /// Claims of these records.
    pub claims: usize,
    /// Claims that each source supports.
    pub by_source: BTreeMap<String, usize>,
}

/// Coverage by mechanism; every mechanism has a row, if an empty one.
pub fn coverage(dataset: &Dataset) -> BTreeMap<Mechanism, Row> {
    let mut rows: BTreeMap<Mechanism, Row> =
        Mechanism::ALL.iter().map(|mechanism| (*mechanism, Row::default())).collect();
    for record in dataset.records() {
        let mechanism = match record {
            RecordRef::Event(event) => Some(event.kind.mechanism()),
            RecordRef::Statement(statement) => {
                statement.readings(&statement.at).into_iter().filter_map(|w| w.value).find_map(
                    |at| match dataset.get(at.as_str()) {
                        Some(RecordRef::Event(event)) => Some(event.kind.mechanism()),
                        _ => None,
                    },
                )
            }
            _ => None,
        };
        let Some(row) = mechanism.and_then(|mechanism| rows.get_mut(&mechanism)) else { continue };
        row.records += 1;
        for claim in claims(record) {
            row.claims += 1;
            let sources: BTreeSet<&str> = claim.cite.sources().into_iter().collect();
            for source in sources {
                *row.by_source.entry(source.to_owned()).or_default() += 1;
            }
        }
    }
    rows
}

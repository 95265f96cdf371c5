//! How much each source contributes to each mechanism.

use std::collections::{BTreeMap, BTreeSet};

use rapporteur_schema::{Dataset, RecordRef, Register, claims_of, codes::Mechanism};

/// Records, readings and claims of one mechanism, or of one kind of record.
#[derive(Debug, Clone, Default, PartialEq, Eq)]
#[non_exhaustive]
pub struct Row {
    /// Records: of a mechanism, its events and the statements made at them.
    pub records: usize,
    /// Readings of their fields that sources report.
    pub readings: usize,
    /// Claims: one for each item of each reading.
    pub claims: usize,
    /// Claims that each source supports.
    pub by_source: BTreeMap<String, usize>,
}

impl Row {
    fn add(&mut self, record: RecordRef<'_>) {
        self.records += 1;
        let fields = record.fields();
        let reported = fields.iter().filter(|field| field.def.reported);
        self.readings += reported.map(|field| field.readings.len()).sum::<usize>();
        for claim in claims_of(record, fields) {
            self.claims += 1;
            let sources: BTreeSet<&str> = claim.cite.sources().into_iter().collect();
            for source in sources {
                *self.by_source.entry(source.to_owned()).or_default() += 1;
            }
        }
    }
}

/// Coverage by register and kind, of the kinds that occur: `(Register, "White paper")`.
///
/// ```
/// # fn f(dataset: &rapporteur_schema::Dataset) {
/// for ((register, kind), row) in rapporteur_apparatus::coverage::by_kind(dataset) {
///     println!("{}, {kind}: {} records", register.folder(), row.records);
/// }
/// # }
/// ```
pub fn by_kind(dataset: &Dataset) -> BTreeMap<(Register, &'static str), Row> {
    let mut rows: BTreeMap<(Register, &'static str), Row> = BTreeMap::new();
    for record in dataset.records() {
        let key = (record.register(), record.kind().label());
        rows.entry(key).or_default().add(record);
    }
    rows
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
        row.add(record);
    }
    rows
}

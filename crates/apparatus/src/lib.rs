#![doc = include_str!("../README.md")]

pub mod cite;
pub mod coverage;
pub mod differences;
pub mod language;
pub mod phrase;
pub mod summary;
pub mod value;

pub use differences::{Disagreement, Layer, Variant, differences};

/// What an exporter wrote, counted while it was written.
#[derive(Debug, Clone, Default, PartialEq, Eq, serde::Serialize)]
pub struct Summary {
    /// Records.
    pub records: usize,
    /// Readings of fields that sources report.
    pub readings: usize,
    /// Claims: one for each item of each reading.
    pub claims: usize,
    /// Citations, wherever they are written in the dataset.
    pub citations: usize,
    /// What a user should know: rows moved to a second sheet, a text continued.
    pub notices: Vec<String>,
}

impl std::ops::AddAssign for Summary {
    fn add_assign(&mut self, other: Self) {
        self.records += other.records;
        self.readings += other.readings;
        self.claims += other.claims;
        self.citations += other.citations;
        self.notices.extend(other.notices);
    }
}

impl Summary {
    /// What a dataset holds, for comparing with what was written.
    pub fn of(dataset: &rapporteur_schema::Dataset) -> Self {
        Self::from(&dataset.totals())
    }
}

impl From<&rapporteur_schema::Totals> for Summary {
    fn from(totals: &rapporteur_schema::Totals) -> Self {
        Self {
            records: totals.all_records(),
            readings: totals.readings,
            claims: totals.claims,
            citations: totals.citations,
            notices: Vec::new(),
        }
    }
}

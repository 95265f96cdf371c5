//! What is worked out of a dataset once for all of its briefs.

use std::collections::{BTreeMap, BTreeSet};

use rapporteur_apparatus::{
    Disagreement, Layer, Summary,
    differences::{differences, reads_differently},
};
use rapporteur_schema::{Dataset, codes::DifferenceClass};

use super::{data::varies, dates::agree, differ};

/// What every brief of a dataset needs and that depends on the dataset alone: a batch has it once.
#[derive(Debug)]
pub(crate) struct Known {
    /// Every point on which sources differ.
    pub(super) disagreements: Vec<Disagreement>,
    /// The records and their fields on which a point says that sources differ, in whatever
    /// brief that stands.
    pub(super) differing: BTreeMap<String, BTreeSet<&'static str>>,
    /// The records that a counted point is about, in whatever brief that stands.
    pub(super) touched: BTreeSet<String>,
    /// Whether anything in it is restricted.
    pub(super) restricted: bool,
    /// How much it holds.
    pub(super) summary: Summary,
}

impl Known {
    pub(crate) fn of(dataset: &Dataset) -> Self {
        let mut disagreements = differences(dataset);
        // Dates of which one lies within all others agree as far as they go.
        for found in disagreements.iter_mut().filter(|found| found.field == Some("date")) {
            let field = dataset.get(&found.record).and_then(|record| record.field("date"));
            if found.layer == Layer::Readings && field.is_some_and(|field| agree(&field)) {
                (found.layer, found.class) = (Layer::Note, Some(DifferenceClass::Coverage));
            }
        }
        // A field differs where its readings stand against one another, and a point that is
        // counted says so. Names stand in no row with a stroke.
        let mut differing: BTreeMap<String, BTreeSet<&str>> = BTreeMap::new();
        let mut touched: BTreeSet<String> = BTreeSet::new();
        for found in &disagreements {
            for (id, name) in differ::disputed(dataset, found) {
                touched.insert(id.to_owned());
                let fields = dataset.get(id).map(|record| record.fields()).unwrap_or_default();
                for field in fields.iter().filter(|field| field.def.name != "names") {
                    // What a point names need not be at odds in every part of it.
                    let meant = match name {
                        Some(name) => name == field.def.name && varies(field),
                        None => reads_differently(field),
                    };
                    if meant && !agree(field) {
                        differing.entry(id.to_owned()).or_default().insert(field.def.name);
                    }
                }
            }
        }
        let (restricted, summary) = (dataset.has_restricted(), Summary::of(dataset));
        Self { disagreements, differing, touched, restricted, summary }
    }
}

//! How often each source stands alone: fields of which sources give different readings,
//! counted by pair of sources, with the fields.
//!
//! `cargo run -p rapporteur-schema --example disagreement -- data/china-hr-cooperation`

#![expect(clippy::print_stdout, reason = "an example talks to its reader")]

use std::{
    collections::{BTreeMap, BTreeSet},
    error::Error,
};

use rapporteur_schema::{Cites, Dataset};

/// The sources of citations.
fn sources(cites: Option<&Cites>) -> BTreeSet<&str> {
    cites.into_iter().flat_map(|cites| cites.iter()).map(|cite| cite.source()).collect()
}

fn main() -> Result<(), Box<dyn Error>> {
    let folder = std::env::args_os().nth(1).ok_or("name the folder of a dataset")?;
    let dataset = Dataset::open(folder)?;

    let mut pairs: BTreeMap<[&str; 2], Vec<String>> = BTreeMap::new();
    for record in dataset.records() {
        // The general view: it knows every field of every record, also ones of tomorrow.
        for field in record.fields().iter().filter(|field| field.is_contested()) {
            let mut found: BTreeSet<[&str; 2]> = BTreeSet::new();
            for (n, a) in field.readings.iter().enumerate() {
                for b in field.readings.iter().skip(n + 1) {
                    for one in sources(a.meta.cite) {
                        for other in sources(b.meta.cite) {
                            found.insert([one.min(other), one.max(other)]);
                        }
                    }
                }
            }
            for pair in found {
                let place = format!("{}.{}", record.id(), field.def.name);
                pairs.entry(pair).or_default().push(place);
            }
        }
    }

    for ([a, b], places) in pairs {
        // A source can differ from itself: in two of its passages.
        println!("{a} | {b}: {}", places.len());
        for place in places {
            println!("    {place}");
        }
    }
    Ok(())
}

//! What has changed between two versions of a dataset, claim by claim: what the newer
//! one says, and the older one did not, and the other way round.
//!
//! `cargo run -p rapporteur-schema --example changes -- OLD NEW`

#![expect(clippy::print_stdout, reason = "an example talks to its reader")]

use std::{collections::BTreeMap, error::Error};

use rapporteur_schema::{Dataset, claims};

/// Every claim by its identifier, in words.
///
/// The identifier of a claim is made from what is claimed and by whom: it stays the same
/// while other claims come and go, so two versions can be compared by it.
fn all_claims(dataset: &Dataset) -> BTreeMap<String, String> {
    let mut all = BTreeMap::new();
    for record in dataset.records() {
        for claim in claims(record) {
            let value = match (&claim.value, claim.absent) {
                (Some(item), _) => {
                    let parts: Vec<String> =
                        item.parts.iter().map(|(_, atom)| atom.to_text()).collect();
                    parts.join(", ")
                }
                (None, absent) => absent.map(|why| why.label().to_owned()).unwrap_or_default(),
            };
            let cites: Vec<&str> = claim.cite.iter().map(|cite| cite.as_str()).collect();
            let place = format!("{}.{}", record.id(), claim.field.name);
            all.insert(claim.id.clone(), format!("{place}: {value} [{}]", cites.join(", ")));
        }
    }
    all
}

fn main() -> Result<(), Box<dyn Error>> {
    let mut arguments = std::env::args_os().skip(1);
    let (Some(old), Some(new)) = (arguments.next(), arguments.next()) else {
        return Err("name the folders of two versions of a dataset".into());
    };
    let (old, new) = (all_claims(&Dataset::open(old)?), all_claims(&Dataset::open(new)?));
    for (id, claim) in &old {
        if !new.contains_key(id) {
            println!("- {claim}");
        }
    }
    for (id, claim) in &new {
        if !old.contains_key(id) {
            println!("+ {claim}");
        }
    }
    Ok(())
}

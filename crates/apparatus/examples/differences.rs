//! Prints every point on which the sources of a dataset differ.
//!
//! `cargo run -p rapporteur-apparatus --example differences -- data/china-hr-cooperation`

#![expect(clippy::print_stdout, reason = "an example talks to its reader")]

use rapporteur_apparatus::differences;
use rapporteur_schema::{Dataset, Problems};

fn main() -> Result<(), Problems> {
    let folder = std::env::args_os().nth(1).unwrap_or_else(|| ".".into());
    for difference in differences(&Dataset::open(folder)?) {
        println!("{:?} {:?} {}", difference.layer, difference.class, difference.point);
        for variant in &difference.variants {
            println!("    {} [{}]", variant.value, variant.source);
        }
        if let Some(explanation) = &difference.explanation {
            println!("  = {explanation}");
        }
    }
    Ok(())
}

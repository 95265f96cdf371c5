//! The events of a mechanism in order of time, every date that a source gives for each.
//!
//! `cargo run -p rapporteur-schema --example timeline -- data/china-hr-cooperation upr`

#![expect(clippy::print_stdout, reason = "an example talks to its reader")]

use std::error::Error;

use rapporteur_schema::{Dataset, codes::Mechanism};

fn main() -> Result<(), Box<dyn Error>> {
    let arguments: Vec<String> = std::env::args().skip(1).collect();
    let [folder, mechanism] = arguments.as_slice() else {
        return Err("name the folder of a dataset, and a mechanism".into());
    };
    let dataset = Dataset::open(folder)?;
    let Ok(mechanism) = mechanism.parse::<Mechanism>() else {
        let codes: Vec<&str> = Mechanism::ALL.iter().map(|mechanism| mechanism.code()).collect();
        return Err(format!("`{mechanism}` is no mechanism: {}", codes.join(", ")).into());
    };

    let mut lines = Vec::new();
    for event in dataset.events().iter().filter(|event| event.kind.mechanism() == mechanism) {
        let dates = event.readings(&event.date);
        // EDTF says `2009`, `2009-02?`, `2009/..`: the first day that is possible sorts them.
        let first = dates.iter().filter_map(|date| date.value?.earliest()).min();
        let dates: Vec<String> = dates
            .iter()
            .filter_map(|date| Some(format!("{} ({})", date.value?, date.cite[0])))
            .collect();
        lines.push((first, event.id.as_str(), dates.join(" or ")));
    }
    // Events that no source dates come last.
    lines.sort_by_key(|(first, id, _)| (first.is_none(), *first, *id));
    for (_, id, dates) in lines {
        println!(
            "{}\t{}",
            if dates.is_empty() { "undated" } else { &dates },
            dataset.label(id, "en")
        );
    }
    Ok(())
}

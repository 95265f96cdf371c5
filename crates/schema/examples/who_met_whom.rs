//! Who took part in the same events, how often, and which sources say so.
//!
//! `cargo run -p rapporteur-schema --example who_met_whom -- data/china-hr-cooperation`

#![expect(clippy::print_stdout, reason = "an example talks to its reader")]

use std::{
    collections::{BTreeMap, BTreeSet},
    error::Error,
};

use rapporteur_schema::Dataset;

fn main() -> Result<(), Box<dyn Error>> {
    let folder = std::env::args_os().nth(1).ok_or("name the folder of a dataset")?;
    let dataset = Dataset::open(folder)?;

    // Two who met: in which events, by which sources.
    let mut meetings: BTreeMap<[&str; 2], (BTreeSet<&str>, BTreeSet<&str>)> = BTreeMap::new();
    for event in dataset.events() {
        // A list of participants can have several readings: each is somebody's word.
        for reading in event.readings(&event.participants) {
            let who: BTreeSet<&str> = reading
                .value
                .into_iter()
                .flat_map(|list| list.iter())
                .map(|participant| participant.who.as_str())
                .collect();
            for (n, a) in who.iter().enumerate() {
                for b in who.iter().skip(n + 1) {
                    let (events, sources) = meetings.entry([a, b]).or_default();
                    events.insert(event.id.as_str());
                    sources.extend(reading.cite.iter().map(|cite| cite.source()));
                }
            }
        }
    }

    let mut meetings: Vec<_> = meetings.into_iter().collect();
    meetings.sort_by_key(|(pair, (events, _))| (std::cmp::Reverse(events.len()), *pair));
    for ([a, b], (events, sources)) in meetings {
        let [a, b] = [a, b].map(|id| dataset.label(id, "en"));
        let sources: Vec<&str> = sources.into_iter().collect();
        println!("{:>4}  {a} – {b}  ({})", events.len(), sources.join(", "));
    }
    Ok(())
}

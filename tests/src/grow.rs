//! A dataset of any size with the shape of a real one.

use std::collections::BTreeSet;

use rapporteur_schema::{
    Dataset, Record, RecordRef, Register,
    draft::{Draft, DraftMeta},
    view::AtomType,
};

/// A dataset of at least so many records, made of copies of one: the same kinds, fields,
/// readings and texts in the same proportions, each copy's records referring to one another.
/// The sources are there once, and every copy cites them.
///
/// # Panics
/// When a copy is no record: a fault of this function.
pub fn grown(dataset: &Dataset, records: usize) -> Dataset {
    let shared: BTreeSet<&str> =
        dataset.sources().iter().map(|source| source.id.as_str()).collect();
    let once: Vec<Record> =
        dataset.register(Register::Source).map(|record| copy(record, 0, &shared)).collect();
    let of_copy = dataset.len() - once.len();
    let copies = records.saturating_sub(once.len()).div_ceil(of_copy.max(1)).max(1);
    let several = (0..copies).flat_map(|n| {
        let records = dataset.records().filter(|r| r.register() != Register::Source);
        records.map(move |record| (n, record))
    });
    let several = several.map(|(n, record)| copy(record, n, &shared));
    match Dataset::from_records(dataset.meta.clone(), once.into_iter().chain(several)) {
        Ok(dataset) => dataset,
        Err(error) => panic!("{error}"),
    }
}

/// The `n`th copy of a record; the first is the record itself.
fn copy(record: RecordRef<'_>, n: usize, shared: &BTreeSet<&str>) -> Record {
    let mut draft = Draft::of(record);
    let rename = |id: &mut String| {
        if n > 0 && !shared.contains(id.as_str()) {
            *id = renamed(id, n);
        }
    };
    let about = |meta: &mut DraftMeta| meta.said_by.iter_mut().for_each(rename);
    rename(&mut draft.id);
    for field in &mut draft.fields {
        let Some(def) = draft.register.field(&field.name) else { continue };
        for reading in &mut field.readings {
            about(&mut reading.meta);
            for item in &mut reading.items {
                about(&mut item.meta);
                for (name, text) in &mut item.parts {
                    match def.shape.parts.iter().find(|part| part.name == name).map(|p| p.atom) {
                        Some(AtomType::Ref(_)) => rename(text),
                        Some(AtomType::Counts) => *text = counted(text, rename),
                        _ => {}
                    }
                }
            }
        }
    }
    match draft.finish() {
        Ok(record) => record,
        Err(error) => panic!("{error}"),
    }
}

/// An id with a number behind it. A long one is cut, with its length and a sum of its
/// letters in place of the rest, so that no two become one.
fn renamed(id: &str, n: usize) -> String {
    if id.len() <= 64 {
        return format!("{id}-copy-{n}");
    }
    let sum = id.bytes().fold(0_u32, |sum, b| sum.wrapping_mul(31).wrapping_add(b.into()));
    format!("{}-{sum:x}-copy-{n}", id.get(..50).unwrap_or(id))
}

/// What a number counts (`part_of=… role=…`), with the ids in it renamed.
fn counted(text: &str, rename: impl Fn(&mut String)) -> String {
    let parts = text.split(' ').map(|part| match part.split_once('=') {
        Some((key @ ("part_of" | "participant" | "of"), id)) => {
            let mut id = id.to_owned();
            rename(&mut id);
            format!("{key}={id}")
        }
        _ => part.to_owned(),
    });
    parts.collect::<Vec<_>>().join(" ")
}

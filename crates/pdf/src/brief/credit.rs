//! Whose a value is: one rule for sentences, rows and notes. A source is credited only with what
//! its own passages report; what the editors conclude from several is nobody's but theirs.

use std::collections::BTreeSet;

use rapporteur_schema::{
    Cite, Cites, RecordRef,
    view::{ItemView, ReadingView},
};

use super::{data::Data, dates::is_concluded};

/// The sources that are named with a reading, by their sigla: those whose it is; of what the editors
/// conclude from several none, for none of them says it.
pub(super) fn named<'a>(
    data: &Data<'a>,
    record: RecordRef<'_>,
    field: &str,
    reading: &ReadingView<'_>,
) -> Vec<&'a str> {
    let names = data.sigla(credited(record, field, reading));
    if is_concluded(reading) && names.len() > 1 { Vec::new() } else { names }
}

/// The same of an item of a reading.
pub(super) fn named_of_item<'a>(
    data: &Data<'a>,
    reading: &ReadingView<'_>,
    item: &ItemView<'_>,
) -> Vec<&'a str> {
    let names = data.sigla(of_item(reading, item).into_iter().flatten());
    if is_stated(reading, item) || names.len() < 2 { names } else { Vec::new() }
}

/// The passages on which a reading rests with all its items.
pub(super) fn of_reading<'r>(
    record: RecordRef<'r>,
    reading: &ReadingView<'r>,
) -> impl Iterator<Item = &'r Cite> {
    let own = reading.meta.cite.or_else(|| record.cite());
    let items: Vec<&Cites> = reading.items.iter().filter_map(|item| item.meta.cite).collect();
    own.filter(|_| items.len() < reading.items.len() || items.is_empty())
        .into_iter()
        .chain(items)
        .flatten()
}

/// The passages on which an item of a reading rests: its own before those of the reading.
pub(super) fn of_item<'r>(reading: &ReadingView<'r>, item: &ItemView<'r>) -> Option<&'r Cites> {
    item.meta.cite.or(reading.meta.cite)
}

/// Whether a source states an item of a reading, and not only the editors conclude it.
pub(super) fn is_stated(reading: &ReadingView<'_>, item: &ItemView<'_>) -> bool {
    reading.meta.is_stated() && item.meta.is_stated()
}

/// The sources that report a record: those of its own passages, and those of the values
/// that they state. From what the editors infer a value, who a speaker is and what a
/// thing is about, makes no source a witness of it.
pub(super) fn sources(record: RecordRef<'_>) -> BTreeSet<&str> {
    let mut found: Vec<&Cites> = record.cite().into_iter().collect();
    for field in record.fields() {
        if matches!(field.def.name, "by" | "about") {
            continue;
        }
        for reading in field.readings.iter().filter(|reading| reading.meta.is_stated()) {
            found.extend(reading.meta.cite.filter(|_| !reading.bare));
            let items = reading.items.iter().filter(|item| item.meta.is_stated());
            found.extend(items.filter_map(|item| item.meta.cite));
        }
    }
    found.into_iter().flatten().map(Cite::source).collect()
}

/// The passages of a reading that are of those whose value it is, as [`crediting`] has them.
pub(super) fn credited<'r>(
    record: RecordRef<'r>,
    field: &str,
    reading: &ReadingView<'r>,
) -> Vec<&'r Cite> {
    let all = reading.meta.cite.into_iter().flatten();
    if is_concluded(reading) { crediting(record, field, all) } else { all.collect() }
}

/// Of the passages from which the editors conclude a value those of the sources whose it is:
/// not of one that only helps to date another source, be it that it does not report the
/// record, be it that it has a reading of its own; all, if none is left.
pub(super) fn crediting<'c>(
    record: RecordRef<'_>,
    field: &str,
    cites: impl IntoIterator<Item = &'c Cite>,
) -> Vec<&'c Cite> {
    let all: Vec<&Cite> = cites.into_iter().collect();
    if all.windows(2).all(|pair| matches!(pair, [a, b] if a.source() == b.source())) {
        return all;
    }
    let of = sources(record);
    let reporting = |cite: &&&Cite| of.contains(cite.source());
    let reported: Vec<&Cite> = all.iter().filter(reporting).copied().collect();
    let all = if reported.is_empty() { all } else { reported };
    let mut alone: BTreeSet<&str> = BTreeSet::new();
    for reading in record.field(field).iter().flat_map(|field| &field.readings) {
        let own: BTreeSet<&str> =
            reading.meta.cite.into_iter().flatten().map(Cite::source).collect();
        alone.extend(own.iter().filter(|_| own.len() == 1));
    }
    let some = |cite: &&&Cite| !alone.contains(cite.source());
    let some: Vec<&Cite> = all.iter().filter(some).copied().collect();
    if some.is_empty() { all } else { some }
}

//! How outputs name sources and passages.

use rapporteur_schema::{Cite, Cites, Dataset, RecordRef};

/// The short name of a source: its siglum, else the title, else its id.
///
/// ```
/// # use rapporteur_schema::Dataset;
/// # fn f(dataset: &Dataset) {
/// assert_eq!(rapporteur_apparatus::cite::siglum(dataset, "luo-2019"), "Luo 2019");
/// # }
/// ```
pub fn siglum<'a>(dataset: &'a Dataset, source: &'a str) -> &'a str {
    match dataset.get(source) {
        Some(RecordRef::Source(found)) => match &found.siglum {
            Some(siglum) => siglum.as_str(),
            None => dataset.label(source, "en"),
        },
        _ => source,
    }
}

/// A citation in words: `Luo 2019, passage 44`.
pub fn label(dataset: &Dataset, cite: &Cite) -> String {
    format!("{}, passage {}", siglum(dataset, cite.source()), cite.passage())
}

/// Several citations in words, the passages of one source together:
/// `Luo 2019, passages 44 and 97; Luo 2021, passage 15`.
pub fn labels(dataset: &Dataset, cites: &[Cite]) -> String {
    labels_by(cites, |source| siglum(dataset, source))
}

/// As [`labels`]; `name` says what to call a source, for a caller who knows without
/// looking it up.
pub fn labels_by<'c>(cites: &'c [Cite], name: impl Fn(&'c str) -> &'c str) -> String {
    let mut sources: Vec<(&str, Vec<String>)> = Vec::new();
    for cite in cites {
        let passage = cite.passage().to_owned();
        match sources.iter_mut().find(|(source, _)| *source == cite.source()) {
            Some((_, passages)) => passages.push(passage),
            None => sources.push((cite.source(), vec![passage])),
        }
    }
    let parts: Vec<String> = sources
        .into_iter()
        .map(|(source, passages)| {
            let word = if passages.len() == 1 { "passage" } else { "passages" };
            format!("{}, {word} {}", name(source), crate::phrase::list(&passages))
        })
        .collect();
    parts.join("; ")
}

/// The sigla of the sources cited, in words: `Luo 2019 and Luo 2021`.
pub fn sources(dataset: &Dataset, cites: &Cites) -> String {
    let names: Vec<String> =
        cites.sources().into_iter().map(|source| siglum(dataset, source).to_owned()).collect();
    crate::phrase::list(&names)
}

//! Source notes: one for each passage, numbered in the order of their first use.

use std::collections::BTreeMap;

use rapporteur_schema::{Cite, Dataset};

use super::line::Line;
use crate::block::{Note, Span, Style};

/// How long a heading may be that stands on one line with its passage, in bytes.
const LINE: usize = 64;

/// The notes that a brief has used so far.
#[derive(Debug, Default)]
pub(super) struct Notes {
    /// Whether of each source that says a thing one passage is enough.
    one_each: bool,
    numbers: BTreeMap<Cite, usize>,
    order: Vec<Cite>,
}

impl Notes {
    pub(super) fn new() -> Self {
        Self::default()
    }

    /// Notes of which a thing has one for each source that says it: one that there is
    /// already, else the first. For the overview; the other briefs name every passage.
    pub(super) fn one_each() -> Self {
        Self { one_each: true, ..Self::default() }
    }

    /// Whether from here on one passage of each source is enough; says how it was before.
    pub(super) fn set_one_each(&mut self, one_each: bool) -> bool {
        std::mem::replace(&mut self.one_each, one_each)
    }

    /// Whether a source has a note.
    pub(super) fn cites(&self, source: &str) -> bool {
        self.order.iter().any(|cite| cite.source() == source)
    }

    pub(super) fn is_empty(&self) -> bool {
        self.order.is_empty()
    }

    /// The number of the note for a passage.
    pub(super) fn number(&mut self, cite: &Cite) -> usize {
        if let Some(number) = self.numbers.get(cite) {
            return *number;
        }
        self.order.push(cite.clone());
        self.numbers.insert(cite.clone(), self.order.len());
        self.order.len()
    }

    /// The raised numbers for some passages, in order, each once; the layout sets commas
    /// between them.
    pub(super) fn spans<'c>(&mut self, cites: impl IntoIterator<Item = &'c Cite>) -> Vec<Span> {
        let mut cites: Vec<&Cite> = cites.into_iter().collect();
        if self.one_each {
            cites = self.of_each_source(&cites);
        }
        let mut numbers: Vec<usize> = cites.into_iter().map(|cite| self.number(cite)).collect();
        numbers.sort_unstable();
        numbers.dedup();
        numbers.into_iter().map(Span::note).collect()
    }

    /// Of the passages of each source one: that which has a note, else the first.
    fn of_each_source<'c>(&self, cites: &[&'c Cite]) -> Vec<&'c Cite> {
        let mut chosen: Vec<&Cite> = Vec::new();
        for cite in cites {
            match chosen.iter_mut().find(|one| one.source() == cite.source()) {
                Some(one) if !self.numbers.contains_key(one) && self.numbers.contains_key(cite) => {
                    *one = cite;
                }
                Some(_) => {}
                None => chosen.push(cite),
            }
        }
        chosen
    }

    /// The sigla of the sources, each with its numbers: `Luo 2019¹˒², Luo 2021³`.
    pub(super) fn by_source(&mut self, dataset: &Dataset, cites: &[Cite]) -> Line {
        let mut sources: Vec<&str> = Vec::new();
        for cite in cites {
            if !sources.contains(&cite.source()) {
                sources.push(cite.source());
            }
        }
        let mut line = Line::new();
        for (n, source) in sources.into_iter().enumerate() {
            if n > 0 {
                line.add("; ", Style::Regular);
            }
            let name = rapporteur_apparatus::cite::siglum(dataset, source);
            line.add(name, Style::Regular);
            line.cite(self, cites.iter().filter(|cite| cite.source() == source));
        }
        line
    }

    /// The notes in order of their numbers.
    pub(super) fn finish(self, data: &super::data::Data<'_>) -> Vec<Note> {
        let dataset = data.dataset;
        let headings = headings(dataset);
        self.order
            .iter()
            .map(|cite| {
                let name = rapporteur_apparatus::cite::siglum(dataset, cite.source());
                let passage = data.words.say.passage(cite.passage());
                let mut line = Line::new().bold(name).plain(&passage);
                // Where a note is a line, the nearest heading is enough to find it, and a long
                // one is left out; the annex has all of them.
                let path = headings.get(cite.as_str()).map(Vec::as_slice).unwrap_or_default();
                let ways = [path.join(" › "), path.last().copied().unwrap_or_default().to_owned()];
                let fits = |heading: &&String| !data.is_short() || heading.len() <= LINE;
                if let Some(heading) = ways.iter().find(fits).filter(|way| !way.is_empty()) {
                    line.add(&format!(". {heading}"), Style::Muted);
                }
                Note { spans: line.spans() }
            })
            .collect()
    }
}

/// The headings under which each passage stands, by citation.
fn headings(dataset: &Dataset) -> BTreeMap<String, Vec<&str>> {
    let mut headings = BTreeMap::new();
    for source in dataset.sources() {
        for passage in source.passages.iter().flat_map(|list| list.iter()) {
            let path = passage.heading.iter().flat_map(|list| list.iter());
            let path: Vec<&str> = path.map(|text| text.as_str()).collect();
            if !path.is_empty() {
                headings.insert(format!("{}#{}", source.id, passage.key.as_str()), path);
            }
        }
    }
    headings
}

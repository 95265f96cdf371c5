//! Source notes: one for each passage, in the order of sources and passages.

use std::collections::{BTreeMap, BTreeSet};

use rapporteur_schema::{Cite, Dataset};

use super::line::Line;
use crate::block::{Block, Link, Note, Span, Style};

/// The notes that a brief has used so far.
#[derive(Debug, Default)]
pub(super) struct Notes {
    /// Whether of each source that says a thing one passage is enough.
    one_each: bool,
    numbers: BTreeMap<Cite, usize>,
    /// In the order of their first use; nothing where no block calls one any more.
    order: Vec<Option<Cite>>,
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
        self.numbers.keys().any(|cite| cite.source() == source)
    }

    /// Forgets the passages that no block calls: what was only tried out has no note.
    pub(super) fn keep_called(&mut self, blocks: &mut [Block]) {
        let spans = blocks.iter_mut().flat_map(runs).flatten();
        let called: BTreeSet<usize> = spans.filter_map(|span| number(span)).collect();
        for (n, cite) in self.order.iter_mut().enumerate() {
            if !called.contains(&(n + 1))
                && let Some(cite) = cite.take()
            {
                self.numbers.remove(&cite);
            }
        }
    }

    pub(super) fn is_empty(&self) -> bool {
        self.numbers.is_empty()
    }

    /// The number of the note for a passage.
    pub(super) fn number(&mut self, cite: &Cite) -> usize {
        if let Some(number) = self.numbers.get(cite) {
            return *number;
        }
        self.order.push(Some(cite.clone()));
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
            let siglum = rapporteur_apparatus::cite::siglum(dataset, source);
            line.add(siglum, Style::Regular);
            line.cite(self, cites.iter().filter(|cite| cite.source() == source));
        }
        line
    }

    /// A sentence that names sources, with the numbers of the passages of each directly behind
    /// its name; of a source that it does not name, the name and the numbers at its end.
    pub(super) fn in_sentence(&mut self, dataset: &Dataset, text: &str, cites: &[Cite]) -> Line {
        let mut sources: Vec<(&str, &str)> = Vec::new();
        for cite in cites {
            let siglum = rapporteur_apparatus::cite::siglum(dataset, cite.source());
            if !sources.iter().any(|(source, _)| *source == cite.source()) {
                sources.push((cite.source(), siglum));
            }
        }
        let mut line = Line::new();
        let mut rest = text;
        while let Some((n, end)) = first_named(rest, &sources) {
            let (source, _) = sources.remove(n);
            let (before, after) = rest.split_at(end);
            line.add(before, Style::Regular);
            line.cite(self, cites.iter().filter(|cite| cite.source() == source));
            rest = after;
        }
        line.add(rest, Style::Regular);
        for (source, siglum) in sources {
            line.owned(siglum);
            line.cite(self, cites.iter().filter(|cite| cite.source() == source));
        }
        line
    }

    /// The source of the passage that has a number.
    pub(super) fn source_of(&self, span: &Span) -> Option<&str> {
        self.cite_of(span).map(Cite::source)
    }

    /// The passage that has a number.
    pub(super) fn cite_of(&self, span: &Span) -> Option<&Cite> {
        let place = number(span)?.checked_sub(1)?;
        self.order.get(place)?.as_ref()
    }

    /// The notes, in the order of their sources and passages, those of one heading under it;
    /// and the numbers of all of them, which the blocks get in place of those of first use.
    pub(super) fn finish(
        mut self,
        data: &super::data::Data<'_>,
        blocks: &mut [Block],
    ) -> Vec<Note> {
        self.keep_called(blocks);
        let dataset = data.dataset;
        let headings = headings(dataset);
        let places = places(dataset);
        let mut order: Vec<(usize, &Cite)> =
            self.order.iter().enumerate().filter_map(|(n, c)| Some((n + 1, c.as_ref()?))).collect();
        order.sort_by_cached_key(|(_, cite)| {
            let place = places.get(cite.as_str()).copied().unwrap_or(usize::MAX);
            let number: usize = cite.passage().parse().unwrap_or(usize::MAX);
            (
                siglum(dataset, cite).to_lowercase(),
                cite.source().to_owned(),
                place,
                number,
                (*cite).clone(),
            )
        });
        let numbers: BTreeMap<usize, usize> =
            order.iter().enumerate().map(|(n, (old, _))| (*old, n + 1)).collect();
        for block in blocks {
            for spans in runs(block) {
                renumber(spans, &numbers);
            }
        }
        let mut before: Option<(&str, &[&str])> = None;
        let mut notes = Vec::with_capacity(order.len());
        for (_, cite) in order {
            let path = headings.get(cite.as_str()).map(Vec::as_slice).unwrap_or_default();
            let mut over = Vec::new();
            match before {
                Some((source, known)) if source == cite.source() && known == path => {}
                // Of a heading, what is not that of the note before.
                Some((source, known)) if source == cite.source() && !path.is_empty() => {
                    let same = known.iter().zip(path).take_while(|(a, b)| a == b).count();
                    let own = path.get(same..).unwrap_or_default().join(" › ");
                    let text = match (same, path.last()) {
                        (0, _) => own,
                        // Back under the heading over those of the notes before.
                        (_, Some(last)) if own.is_empty() => (*last).to_owned(),
                        _ => format!("› {own}"),
                    };
                    over.push(Line::new().muted(&text).spans());
                }
                _ => {
                    let mut line = Line::new().bold(siglum(dataset, cite));
                    if !path.is_empty() {
                        line.add(&format!(". {}", path.join(" › ")), Style::Muted);
                    }
                    over.push(line.spans());
                }
            }
            before = Some((cite.source(), path));
            let text =
                format!("{}{}", siglum(dataset, cite), data.words.say.passage(cite.passage()));
            notes.push(Note { over, spans: Line::new().plain(&text).spans() });
        }
        notes
    }
}

/// Which of some sources a text names first, as a whole word, and where its name ends; of two
/// that begin at one place the longer.
fn first_named(text: &str, sources: &[(&str, &str)]) -> Option<(usize, usize)> {
    let found = sources.iter().enumerate().filter_map(|(n, (_, siglum))| {
        let whole = |at: &usize| {
            let after = text.get(at + siglum.len()..).and_then(|rest| rest.chars().next());
            !after.is_some_and(char::is_alphanumeric)
        };
        let at = text.match_indices(siglum).map(|(at, _)| at).find(whole)?;
        Some((at, usize::MAX - siglum.len(), n))
    });
    let (at, longest, n) = found.min()?;
    Some((n, at + (usize::MAX - longest)))
}

/// The runs of a block that may have numbers of notes.
pub(super) fn runs(block: &mut Block) -> Vec<&mut Vec<Span>> {
    match block {
        Block::Cover { standfirst, .. } => vec![standfirst],
        Block::Paragraph { spans, .. } => vec![spans],
        Block::List(items) => items.iter_mut().collect(),
        Block::Entries(entries) => entries.iter_mut().map(|(_, spans)| spans).collect(),
        Block::Table(table) => table.rows.iter_mut().flat_map(|row| &mut row.cells).collect(),
        Block::Figure { caption, .. } => vec![caption],
        _ => Vec::new(),
    }
}

/// Gives notes their numbers; those of a row in order.
fn renumber(spans: &mut [Span], numbers: &BTreeMap<usize, usize>) {
    for row in spans.chunk_by_mut(|a, b| number(a).is_some() && number(b).is_some()) {
        let found: Option<Vec<usize>> = row.iter().map(number).collect();
        let Some(found) = found else { continue };
        let mut found: Vec<usize> =
            found.iter().map(|old| numbers.get(old).copied().unwrap_or(*old)).collect();
        found.sort_unstable();
        for (span, number) in row.iter_mut().zip(found) {
            *span = Span::note(number);
        }
    }
}

/// The number of a note, if a run is one.
fn number(span: &Span) -> Option<usize> {
    match span.link {
        Some(Link::Note(number)) => Some(number),
        _ => None,
    }
}

/// The short name of the source of a passage.
fn siglum<'c>(dataset: &'c Dataset, cite: &'c Cite) -> &'c str {
    rapporteur_apparatus::cite::siglum(dataset, cite.source())
}

/// The place of each passage in its source, by citation.
fn places(dataset: &Dataset) -> BTreeMap<String, usize> {
    let mut places = BTreeMap::new();
    for source in dataset.sources() {
        for (n, passage) in source.passages.iter().flat_map(|list| list.iter()).enumerate() {
            places.insert(format!("{}#{}", source.id, passage.key.as_str()), n);
        }
    }
    places
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

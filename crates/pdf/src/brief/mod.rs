//! What a brief says, generated from any dataset: blocks without geometry.

mod actors;
mod annex;
mod back;
mod choice;
mod credit;
mod data;
mod dates;
mod differ;
mod engagement;
mod events;
mod front;
mod known;
mod line;
mod marks;
mod mechanisms;
mod notes;
mod opening;
mod overview;
mod parties;
mod reviews;
mod runs;
mod says;
mod scope;
mod scoped;
mod sides;
mod source;
mod totals;
mod words;
mod years;

#[cfg(test)]
mod cited_tests;
#[cfg(test)]
mod law_tests;
#[cfg(test)]
mod note_law_tests;
#[cfg(test)]
mod rule_tests;
#[cfg(test)]
mod shown_tests;
#[cfg(test)]
mod sure_tests;
#[cfg(test)]
mod tests;
#[cfg(test)]
mod told_tests;

use std::sync::Arc;

use rapporteur_apparatus::Summary;
use rapporteur_schema::{Dataset, model::Sha256};

pub use self::choice::{Brief, Selection, UnknownBrief};

pub(crate) use self::known::Known;
use self::{data::Data, line::Line, notes::Notes};
use crate::block::{self, Block, Chart, Column, ParagraphStyle, Row, Span, Table};

/// The brief that the options name: what its sources report, how well it is attested,
/// where they differ; and, in the annex, every record with every reading.
#[cfg(test)]
fn make(
    dataset: &Dataset,
    options: &crate::Options,
    hash: &Sha256,
) -> Result<(block::Brief, Summary), UnknownBrief> {
    make_of(dataset, &Arc::new(Known::of(dataset)), options, hash)
}

/// The same of a dataset of which something is known.
pub(crate) fn make_of(
    dataset: &Dataset,
    known: &Arc<Known>,
    options: &crate::Options,
    hash: &Sha256,
) -> Result<(block::Brief, Summary), UnknownBrief> {
    options.brief.check(dataset)?;
    let brief = compose(&Data::with(dataset, Arc::clone(known), options), options, hash);
    Ok((brief, summary(&known.summary, options)))
}

/// The blocks of a brief, with its notes.
fn compose(data: &Data<'_>, options: &crate::Options, hash: &Sha256) -> block::Brief {
    let dataset = data.dataset;
    let mut notes = if data.is_overview() { Notes::one_each() } else { Notes::new() };
    let mut blocks = Vec::new();
    front::write(data, &mut blocks);
    if data.is_overview() {
        overview::write(data, &mut notes, &mut blocks);
    } else {
        scoped::write(data, &mut notes, &mut blocks);
    }
    back::write(data, &mut notes, (options, hash), &mut blocks);
    if options.annex {
        annex::write(data, &mut notes, &mut blocks);
    }
    blocks.iter_mut().for_each(one_line);
    whole_names(dataset, data.words.word.command, &mut blocks);
    let meta = &dataset.meta;
    let title = options.brief.title(dataset);
    let whole = line::clean(meta.title.best(data::LANGUAGE));
    let notes = notes.finish(data, &mut blocks);
    block::Brief {
        language: data.language().tag().to_owned(),
        voice: data.words.voice,
        head: (title.clone(), data.words.say.head(meta.version.as_str())),
        foot: format!("{} · {}", meta.license.as_str(), data.words.word.made_with),
        title: if data.is_overview() { title } else { format!("{title} – {whole}") },
        blocks,
        notes,
    }
}

/// What the brief carries: everything, when the dataset is attached or the annex
/// stands in it; else nothing that could be counted as the dataset.
fn summary(whole: &Summary, options: &crate::Options) -> Summary {
    let notice = match (options.annex, options.attach) {
        (_, true) => return whole.clone(),
        (true, false) => "the dataset is not attached: the brief cannot be read back",
        (false, false) => {
            "there is neither annex nor attachment: the brief shows a selection of the dataset, \
             which is not counted here"
        }
    };
    let summary = if options.annex { whole.clone() } else { Summary::default() };
    Summary { notices: vec![notice.to_owned()], ..summary }
}

/// Keeps short names of sources, the command and the name of the attached file from being
/// broken at the end of a line.
fn whole_names(dataset: &Dataset, command: &str, blocks: &mut [Block]) {
    let whole = |name: &str| {
        if name.chars().count() > NAME {
            // Of a long one the year is not parted from the word before it.
            let (words, year) = name.rsplit_once(' ').unwrap_or((name, ""));
            return if year.is_empty() { name.to_owned() } else { format!("{words}\u{a0}{year}") };
        }
        name.replace(' ', "\u{a0}").replace('/', "/\u{2060}").replace('-', "-\u{2060}")
    };
    let sigla = dataset.sources().iter().filter_map(|source| source.siglum.as_ref());
    let names: Vec<(&str, String)> = sigla
        .map(|siglum| (siglum.as_str(), whole(siglum.as_str())))
        .filter(|(name, whole)| *name != whole)
        .collect();
    let file = format!("{}.canonical.txt", dataset.meta.id.as_str());
    for span in blocks.iter_mut().flat_map(notes::runs).flatten() {
        if span.link.is_some() || span.text.len() < 4 {
            continue;
        }
        for (name, whole) in &names {
            if span.text.contains(name) {
                span.text = span.text.replace(name, whole);
            }
        }
        if span.text.contains(&file) {
            span.text = span.text.replace(&file, &file.replace('-', "-\u{2060}"));
        }
        if let Some(at) = span.text.find(command) {
            let end = span.text.split_off(at);
            span.text.push_str(&end.replace('-', "-\u{2060}"));
        }
    }
}

/// No longer name of a source, in characters, stays whole.
const NAME: usize = 16;

/// Takes line breaks and tabs out of the texts of a block that are not runs.
fn one_line(block: &mut Block) {
    let clean = |text: &mut String| *text = line::clean(text);
    match block {
        Block::Table(table) => clean(&mut table.caption),
        Block::Figure { chart, alt, .. } => {
            clean(alt);
            match chart {
                Chart::Timeline { lanes, .. } => {
                    for lane in lanes {
                        clean(&mut lane.label);
                    }
                }
                Chart::HeatMap { rows, .. } => {
                    for row in rows {
                        clean(&mut row.label);
                    }
                }
                Chart::Bars(bars) => {
                    for bar in bars {
                        clean(&mut bar.label);
                        clean(&mut bar.text);
                    }
                }
            }
        }
        _ => {}
    }
}

/// A heading.
fn heading(level: u8, text: &str, id: &str) -> Block {
    Block::Heading { level, text: line::clean(text), id: id.to_owned() }
}

/// A paragraph of ordinary text.
fn paragraph(line: Line) -> Block {
    Block::Paragraph { spans: line.spans(), style: ParagraphStyle::Body }
}

/// A paragraph of small text.
fn small(line: Line) -> Block {
    Block::Paragraph { spans: line.spans(), style: ParagraphStyle::Small }
}

/// A column of text.
fn column(title: &str, weight: f32) -> Column {
    Column { title: title.to_owned(), weight, numeric: false }
}

/// A table without the columns in which nothing stands but dashes; the first stays, and
/// two at least.
fn table(caption: &str, mut columns: Vec<Column>, rows: Vec<impl Into<Row>>) -> Block {
    let dash = |cell: &Vec<Span>| matches!(cell.as_slice(), [one] if one.text == line::DASH);
    let mut rows: Vec<Row> = rows.into_iter().map(Into::into).collect();
    let plain = |row: &&mut Row| !row.kind.is_across();
    for n in (0..columns.len()).rev() {
        let empty = rows.iter_mut().filter(plain).all(|row| row.cells.get(n).is_none_or(dash));
        if empty && columns.len() > 2 {
            columns.remove(n);
            for row in rows.iter_mut().filter(plain) {
                row.cells.remove(n);
            }
        }
    }
    Block::Table(Table { caption: caption.to_owned(), columns, rows })
}

/// A column of numbers.
fn numeric(title: &str, weight: f32) -> Column {
    Column { numeric: true, ..column(title, weight) }
}

/// With its first letter small, unless it begins with several capitals.
fn lower_first(text: &str) -> String {
    let mut chars = text.chars();
    match (chars.next(), chars.next()) {
        // A word of one letter is an article.
        (Some(first), Some(second))
            if (second.is_lowercase() || second == ' ') && !is_name(text) =>
        {
            first.to_lowercase().chain(text.chars().skip(1)).collect()
        }
        _ => text.to_owned(),
    }
}

/// Whether every longer word of it has a capital, as in `Human Rights Council`.
fn is_name(text: &str) -> bool {
    let long = || text.split(' ').filter(|word| word.chars().count() > 3);
    long().count() > 1 && long().all(|word| word.starts_with(char::is_uppercase))
}

/// With its first letter as a capital.
fn capital(text: &str) -> String {
    let mut chars = text.chars();
    chars.next().map_or_else(String::new, |first| first.to_uppercase().chain(chars).collect())
}

/// The heading over the annex of a brief, as its bookmark has it.
pub(crate) fn annex_title() -> &'static str {
    words::ENGLISH.title.annex
}

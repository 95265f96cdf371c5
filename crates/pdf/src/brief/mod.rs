//! What a brief says, generated from any dataset: blocks without geometry.

mod actors;
mod annex;
mod back;
mod data;
mod differ;
mod engagement;
mod front;
mod line;
mod mechanism;
mod notes;
mod totals;

#[cfg(test)]
mod tests;

use rapporteur_apparatus::Summary;
use rapporteur_schema::Dataset;

use self::{data::Data, line::Line, notes::Notes};
use crate::block::{Block, Brief, Chart, Column, ParagraphStyle};

/// The overview of a dataset: what its sources report, how well it is attested,
/// where they differ; and, in the annex, every record with every reading.
pub(crate) fn overview(dataset: &Dataset, options: &crate::Options) -> (Brief, Summary) {
    let data = Data::new(dataset, options.annex);
    let mut notes = Notes::new();
    let mut blocks = Vec::new();
    front::write(&data, &mut notes, &mut blocks);
    engagement::write(&data, &mut notes, &mut blocks);
    differ::write(&data, &mut notes, &mut blocks);
    totals::write(&data, &mut notes, &mut blocks);
    mechanism::write(&data, &mut notes, &mut blocks);
    actors::write(&data, &mut notes, &mut blocks);
    back::write(&data, &mut notes, options, &mut blocks);
    if options.annex {
        annex::write(&data, &mut blocks);
    }
    blocks.iter_mut().for_each(one_line);
    let meta = &dataset.meta;
    let title = line::clean(meta.title.best(data::LANGUAGE));
    let brief = Brief {
        language: data::LANGUAGE.to_owned(),
        head: (title.clone(), format!("Claims as attributed · version {}", meta.version.as_str())),
        foot: format!("{} · {} · made with Rapporteur", meta.license.as_str(), meta.id),
        title,
        blocks,
        notes: notes.finish(dataset),
    };
    (brief, summary(dataset, options))
}

/// What the brief carries: everything, when the dataset is attached or the annex
/// stands in it; else nothing that could be counted as the dataset.
fn summary(dataset: &Dataset, options: &crate::Options) -> Summary {
    let notice = match (options.annex, options.attach) {
        (true, true) => return Summary::of(dataset),
        (true, false) => "the dataset is not attached: the brief cannot be read back",
        (false, true) => "there is no annex: the records are in the attachment alone",
        (false, false) => {
            "there is neither annex nor attachment: the brief shows a selection of the dataset, \
             which is not counted here"
        }
    };
    let counted = options.annex || options.attach;
    let summary = if counted { Summary::of(dataset) } else { Summary::default() };
    Summary { notices: vec![notice.to_owned()], ..summary }
}

/// Takes line breaks and tabs out of the texts of a block that are not runs.
fn one_line(block: &mut Block) {
    let clean = |text: &mut String| {
        if text.contains(char::is_control) {
            *text = line::clean(text);
        }
    };
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

/// A column of numbers.
fn numeric(title: &str, weight: f32) -> Column {
    Column { numeric: true, ..column(title, weight) }
}

/// With its first letter small, unless it begins with several capitals.
fn lower_first(text: &str) -> String {
    let mut chars = text.chars();
    match (chars.next(), chars.next()) {
        (Some(first), Some(second)) if second.is_lowercase() && !is_name(text) => {
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

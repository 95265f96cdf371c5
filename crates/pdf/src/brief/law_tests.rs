//! What holds of every brief of the built-in datasets: whom it credits, what it counts, and
//! that nothing which the editors conclude stands as a source's.

use std::collections::BTreeSet;

use rapporteur_apparatus::phrase;
use rapporteur_schema::{Dataset, codes::Basis, model::Event};

use super::{Brief, data::Data, differ, sides};
use crate::{
    Options,
    block::{self, Block, Row, RowKind, Span, Style},
};

type Failure = Box<dyn std::error::Error>;

const BUILT_IN: [&str; 2] = ["china-hr-cooperation", "costa-rica-un-human-rights"];

/// Calls something with every brief of every built-in dataset, and what it is made of; says
/// what is wrong.
fn every(
    wrong: impl Fn(&Data<'_>, &block::Brief, &mut Vec<String>) -> Result<(), Failure>,
) -> Result<(), Failure> {
    let mut all: Vec<String> = Vec::new();
    let mut number = 0;
    for name in BUILT_IN {
        let root = std::path::Path::new(env!("CARGO_MANIFEST_DIR")).join("../../data");
        let dataset = Dataset::open(root.join(name))?;
        for brief in Brief::parse(&dataset, "all")? {
            let options = Options { brief, ..Options::default() };
            let data = Data::new(&dataset, &options);
            let mut found = Vec::new();
            wrong(&data, &super::make(&dataset, &options)?.0, &mut found)?;
            all.extend(found.into_iter().map(|text| format!("{}: {text}", options.brief)));
            number += 1;
        }
    }
    assert!(number > 100, "{number}");
    assert!(all.is_empty(), "{} of {number}:\n{}", all.len(), all.join("\n"));
    Ok(())
}

fn text(spans: &[Span]) -> String {
    spans.iter().map(|span| span.text.as_str()).collect::<String>().replace('\u{a0}', " ")
}

/// Text without the numbers of notes.
fn words(spans: &[Span]) -> String {
    let words = spans.iter().filter(|span| span.style != Style::NoteNumber);
    words.map(|span| span.text.as_str()).collect::<String>().replace('\u{a0}', " ")
}

fn rows(brief: &block::Brief) -> impl Iterator<Item = &Row> {
    brief.blocks.iter().flat_map(|block| match block {
        Block::Table(table) => table.rows.as_slice(),
        _ => &[],
    })
}

/// The numbers of the points, as their heads have them.
fn numbered(brief: &block::Brief) -> Vec<usize> {
    let heads = rows(brief).filter(|row| row.kind == RowKind::Head);
    let text = heads.filter_map(|row| row.cells.first()).map(|cell| text(cell));
    text.filter_map(|text| text.split_once(". ")?.0.parse().ok()).collect()
}

#[test]
fn the_number_on_the_first_page_is_that_of_the_points() -> Result<(), Failure> {
    every(|data, brief, wrong| {
        let tile = brief.blocks.iter().find_map(|block| match block {
            Block::KeyFigures(figures) => Some(figures),
            _ => None,
        });
        let tile = tile.into_iter().flatten().find(|figure| figure.differs);
        let told: usize = tile.map_or(Ok(0), |figure| figure.value.parse())?;
        let points = numbered(brief);
        if points.iter().copied().ne(1..=points.len()) {
            wrong.push(format!("points are numbered {points:?}"));
        }
        // The overview and the brief of a source with many show a choice.
        if !data.is_short() && told != points.len() || told < points.len() {
            wrong.push(format!("{told} told, {} points", points.len()));
        }
        for row in rows(brief) {
            for cell in &row.cells {
                let text = text(cell);
                let Some((_, rest)) = text.split_once("(see point") else { continue };
                let rest = rest.trim_start_matches('s').split(')').next().unwrap_or_default();
                for number in rest.split(',') {
                    let number: usize = number.trim().parse()?;
                    if !points.contains(&number) {
                        wrong.push(format!("leads to point {number}: {text}"));
                    }
                }
            }
        }
        Ok(())
    })
}

#[test]
fn a_mark_says_what_its_row_shows() -> Result<(), Failure> {
    every(|data, brief, wrong| {
        for row in rows(brief).filter(|row| row.kind == RowKind::Plain) {
            let Some(cell) = row.cells.last().map(|cell| words(cell)) else { continue };
            let Some((mark, rest)) = cell.split_once(' ') else { continue };
            let sources = rest.split(" (").next().unwrap_or_default().split("; ").count();
            let point = rest.contains("(see point") || rest.contains("(point in");
            match mark {
                "○" if sources != 1 => wrong.push(format!("one source: {cell}")),
                "●" if sources < 2 => wrong.push(format!("more than one source: {cell}")),
                "◆" if sources < 2 || !(point || data.is_overview()) => {
                    wrong.push(format!("sources differ: {cell}"));
                }
                _ => {}
            }
        }
        Ok(())
    })
}

/// The words of the dates of an event, and whether the editors alone conclude each.
fn dates(event: &Event) -> Vec<(String, bool)> {
    let mut dates: Vec<(String, bool)> = Vec::new();
    for witness in event.readings(&event.date) {
        let Some(date) = witness.value else { continue };
        let basis = witness.meta.map(|meta| meta.basis());
        let concluded = matches!(basis, Some(Basis::Inferred | Basis::Proposed));
        let words = phrase::date(date);
        match dates.iter_mut().find(|(known, _)| *known == words) {
            Some((_, known)) => *known &= concluded,
            None => dates.push((words, concluded)),
        }
    }
    dates
}

#[test]
fn what_the_editors_conclude_says_so_in_the_first_sentences() -> Result<(), Failure> {
    every(|data, brief, wrong| {
        let lists = brief.blocks.iter().filter_map(|block| match block {
            Block::List(items) => Some(items),
            _ => None,
        });
        for bullet in lists.flatten().map(|spans| words(spans)) {
            for entry in data.timeline.iter().filter(|entry| bullet.contains(entry.label)) {
                let Some(rest) = bullet.split(entry.label).nth(1) else { continue };
                for (date, concluded) in dates(entry.event) {
                    let Some(rest) = rest.strip_prefix(&format!(", {date}")) else { continue };
                    let says = rest.starts_with(" (inferred") || rest.starts_with(" (proposed");
                    if concluded && !says {
                        wrong.push(format!("{date} of {}: {bullet}", entry.label));
                    }
                }
            }
        }
        Ok(())
    })
}

#[test]
fn a_side_of_a_point_is_what_its_sources_have() -> Result<(), Failure> {
    every(|data, brief, wrong| {
        let shown: BTreeSet<String> = rows(brief)
            .filter(|row| row.kind == RowKind::Close)
            .filter_map(|row| row.cells.get(1))
            .flat_map(|cell| words(cell).split('\n').map(str::to_owned).collect::<Vec<_>>())
            .collect();
        let points = differ::shown(data).into_iter().flat_map(|(_, found)| found);
        for found in points.filter(|found| !data.is_overview() && found.records.len() == 1) {
            for variant in &found.variants {
                let of = sides::sides(data, found);
                let side = of
                    .iter()
                    .find(|side| side.value == variant.value && side.as_of == variant.as_of);
                let Some(side) = side else { continue };
                // Whoever stands before a value has it, or it is the editors' and says so.
                let has = |cite: &rapporteur_schema::Cite| {
                    variant.cite.iter().any(|own| own.source() == cite.source())
                };
                if !side.cites.iter().all(has) {
                    wrong.push(format!("{}: {:?}", found.point, side));
                }
                let said = ["inferred", "proposed"].iter().any(|word| side.value.contains(word));
                if !variant.stated && !said {
                    wrong.push(format!("{}: {} is the editors’", found.point, side.value));
                }
                let as_of = side.as_of.as_ref().map(|date| format!(" (as of {date})"));
                let line = format!("{}{}", side.value, as_of.unwrap_or_default());
                if !shown.contains(&line.replace('\u{a0}', " ")) {
                    wrong.push(format!("{}: {line} is not there", found.point));
                }
            }
        }
        Ok(())
    })
}

#[test]
fn nothing_is_said_of_what_concerns_others() -> Result<(), Failure> {
    every(|data, _, wrong| {
        let Brief::Person(id) = data.brief else { return Ok(()) };
        for found in data.disagreements.iter().filter(|one| differ::between(data.dataset, one)) {
            let own = |record: &String| {
                data.dataset.get(record).is_some_and(|record| {
                    record.id() == id
                        || record.fields().iter().flat_map(|field| &field.readings).any(|reading| {
                            reading.items.iter().any(|item| data.names_subject(item))
                        })
                })
            };
            if !found.records.iter().any(own) {
                wrong.push(found.point.clone());
            }
        }
        Ok(())
    })
}

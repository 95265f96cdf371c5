//! Blocks with their lines broken: what does not change from pass to pass.

use crate::{
    Error,
    block::{Block, Brief, Chart, ParagraphStyle, Span, Style, Voice},
    charts::{self, Drawing},
    fonts::Shaper,
    layout::{
        blocks::{ONE_COLUMN, contents},
        lines::{Text, set},
        table::Sheet,
        theme::{
            BODY, CELL, FIGURE_CAPTION, FIGURE_LABEL, FIGURE_VALUE, INDENT, KICKER, MEASURE, PART,
            RUST, SECTION, SMALL, STANDFIRST, TITLE, Type, count,
        },
    },
};

/// A block, set.
pub(crate) enum Prepared {
    Cover {
        kicker: Text,
        title: Text,
        standfirst: Text,
    },
    KeyFigures(Vec<(Text, Text)>),
    Heading {
        level: u8,
        text: Text,
        id: String,
        title: String,
    },
    /// The table of contents, about so high, with the title and the id of each section.
    Contents {
        height: f32,
        sections: Vec<(String, String)>,
    },
    Paragraph(Text),
    List(Vec<Text>),
    Entries(Vec<(Text, Text)>),
    Table(Sheet),
    Figure {
        drawing: Drawing,
        alt: String,
        caption: Option<Text>,
    },
    Notes,
    PageBreak,
}

/// Sets every block of a brief, and takes it out.
pub(crate) fn prepare(shaper: &Shaper<'_>, brief: &mut Brief) -> Result<Vec<Prepared>, Error> {
    let blocks = std::mem::take(&mut brief.blocks);
    let Brief { language, voice, .. } = &*brief;
    // The hyphenation patterns are those of English.
    let hyphens = language == "en" || language.starts_with("en-");
    let body = Type { hyphens, ..BODY };
    let mut out = Vec::with_capacity(blocks.len());
    let sections = sections(&blocks);
    for block in blocks {
        out.push(match block {
            Block::Cover { kicker, title, standfirst } => Prepared::Cover {
                kicker: plain(shaper, &kicker.to_uppercase(), KICKER)?,
                title: plain(shaper, &title, TITLE)?,
                standfirst: set(shaper, &standfirst, STANDFIRST, MEASURE)?,
            },
            Block::KeyFigures(figures) => {
                let width = figure_width(figures.len());
                let set_figure = |figure: &crate::block::KeyFigure| {
                    let colour = if figure.differs { RUST } else { FIGURE_VALUE.colour };
                    let value = [Span::plain(figure.value.clone())];
                    let label = [Span::plain(figure.label.clone())];
                    Ok((
                        set(shaper, &value, Type { colour, ..FIGURE_VALUE }, width)?,
                        set(shaper, &label, FIGURE_LABEL, width)?,
                    ))
                };
                Prepared::KeyFigures(figures.iter().map(set_figure).collect::<Result<_, Error>>()?)
            }
            Block::Heading { level, text, id } => Prepared::Heading {
                level,
                text: plain(shaper, &text, if level <= 2 { SECTION } else { PART })?,
                id,
                title: text,
            },
            Block::Contents => {
                let two = sections.listed.len() > ONE_COLUMN;
                let (_, height) = contents(shaper, &sections.listed, two)?;
                Prepared::Contents { height, sections: sections.listed.clone() }
            }
            Block::Paragraph { spans, style } => {
                let kind = if style == ParagraphStyle::Small { SMALL } else { body };
                Prepared::Paragraph(set(shaper, &spans, kind, MEASURE)?)
            }
            Block::List(items) => Prepared::List(
                items
                    .iter()
                    .map(|spans| set(shaper, spans, body, MEASURE - INDENT))
                    .collect::<Result<_, Error>>()?,
            ),
            Block::Entries(entries) => {
                let entry = |(label, spans): &(Span, Vec<Span>)| {
                    let label = set(shaper, std::slice::from_ref(label), CELL, INDENT)?;
                    Ok((label, set(shaper, spans, CELL, MEASURE - INDENT)?))
                };
                Prepared::Entries(entries.iter().map(entry).collect::<Result<_, Error>>()?)
            }
            Block::Table(table) => Prepared::Table(Sheet::set(shaper, *voice, &table)?),
            Block::Figure { chart, alt, caption } => {
                figures(shaper, *voice, (&chart, &alt, &caption), &mut out)?;
                continue;
            }
            Block::Notes => Prepared::Notes,
            Block::PageBreak => Prepared::PageBreak,
        });
    }
    Ok(out)
}

/// The sections of a brief.
#[derive(Default)]
struct Sections {
    all: usize,
    /// The title and the id of each but the one of the contents.
    listed: Vec<(String, String)>,
}

fn sections(blocks: &[Block]) -> Sections {
    let mut sections = Sections::default();
    for (n, block) in blocks.iter().enumerate() {
        let Block::Heading { level: 2, text, id } = block else { continue };
        sections.all += 1;
        if !matches!(blocks.get(n + 1), Some(Block::Contents)) {
            sections.listed.push((text.clone(), id.clone()));
        }
    }
    sections
}

/// The width of one key figure.
pub(crate) fn figure_width(figures: usize) -> f32 {
    MEASURE / count(figures.max(1)) - 20.0
}

fn plain(shaper: &Shaper<'_>, text: &str, kind: Type) -> Result<Text, Error> {
    set(shaper, &[Span::new(text, Style::Regular)], kind, MEASURE)
}

/// A drawing; one of many rows becomes several, each of which stands on a page.
fn figures(
    shaper: &Shaper<'_>,
    voice: &dyn Voice,
    (chart, alt, caption): (&Chart, &str, &[Span]),
    out: &mut Vec<Prepared>,
) -> Result<(), Error> {
    let parts = charts::parts(shaper, voice, chart)?;
    let many = parts.len() > 1;
    let last = parts.len().saturating_sub(1);
    for (n, part) in parts.iter().enumerate() {
        let alt = if many { voice.part(alt, n + 1, parts.len()) } else { alt.to_owned() };
        let caption = if n == last && !caption.is_empty() {
            Some(set(shaper, caption, FIGURE_CAPTION, MEASURE)?)
        } else {
            None
        };
        out.push(Prepared::Figure { drawing: charts::draw(shaper, voice, part)?, alt, caption });
    }
    Ok(())
}

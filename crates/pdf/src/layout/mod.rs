//! From blocks to pages.

mod blocks;
mod flow;
pub(crate) mod lines;
mod notes;
pub(crate) mod page;
mod prepare;
mod table;
#[cfg(test)]
mod tests;
pub(crate) mod theme;

use rapporteur_schema::Day;

pub(crate) use flow::{Bookmark, Places};

use crate::{
    Error, Page,
    block::{Brief, Voice},
    finish,
    finish::Packed,
    fonts::{Fonts, Shaper},
    layout::{
        flow::{Flow, Tight},
        page::Canvas,
        prepare::Prepared,
        theme::Paper,
    },
    paint,
};

/// What the document is, beside what it says.
pub(crate) struct Document<'a> {
    /// In hexadecimal digits; makes the identifier of the file.
    pub(crate) id_hash: &'a str,
    pub(crate) created: Option<Day>,
    pub(crate) title: &'a str,
    pub(crate) author: Option<String>,
    /// The name of the file that travels with it, and the file.
    pub(crate) attachment: Option<(&'a str, &'a Packed)>,
    /// The size of its pages.
    pub(crate) page: Page,
}

/// Pages that are ready to be drawn.
pub(crate) struct Typeset {
    pub(crate) canvas: Canvas,
    pub(crate) places: Places,
    pub(crate) bookmarks: Vec<Bookmark>,
    pub(crate) language: String,
    pub(crate) voice: &'static dyn Voice,
}

/// The number of passes after which page numbers are taken as they are: contents and
/// notes settle in two or three.
const PASSES: usize = 5;

/// Makes the PDF of a brief. Of each stage (blocks, lines, pages, what is drawn) only that is
/// kept which the next one needs: it is the memory of a long brief.
pub(crate) fn typeset(
    fonts: &Fonts,
    brief: Brief,
    document: &Document<'_>,
) -> Result<Vec<u8>, Error> {
    let shaper = Shaper::new(fonts);
    let mut typeset = lay_out(brief, &shaper, document.page)?;
    let missing = shaper.missing();
    if !missing.is_empty() {
        return Err(Error::Glyphs(missing));
    }
    let painted = paint::paint(&mut typeset, &shaper)?;
    drop(shaper);
    finish::finish(painted, &typeset, document)
}

/// A last page that is filled less than this is pulled back, if it can be, in a brief of no
/// more than so many pages.
const LITTLE: f32 = 0.4;
const MOST: usize = 60;

/// Sets a brief; closer, if that spares a last page with a few lines.
fn lay_out(mut brief: Brief, shaper: &Shaper<'_>, page: Page) -> Result<Typeset, Error> {
    let paper = Paper::of(page);
    let blocks = prepare::prepare(shaper, &mut brief)?;
    let (first, end) = pages(&brief, shaper, paper, &blocks, Tight::NOT)?;
    let many = first.canvas.pages.len();
    if (2..=MOST).contains(&many) && end - theme::TOP < paper.text_height() * LITTLE {
        for tight in Tight::MORE {
            let (closer, _) = pages(&brief, shaper, paper, &blocks, tight)?;
            if closer.canvas.pages.len() < many {
                return Ok(closer);
            }
        }
    }
    Ok(first)
}

/// Passes through the blocks until every page number is right; where the last page ends.
fn pages(
    brief: &Brief,
    shaper: &Shaper<'_>,
    paper: Paper,
    blocks: &[Prepared],
    tight: Tight,
) -> Result<(Typeset, f32), Error> {
    let mut known = Places::default();
    let mut pass = 0;
    loop {
        pass += 1;
        let mut flow = Flow::new(shaper, brief, paper, &known, tight);
        flow.run(blocks)?;
        let Flow { canvas, places, bookmarks, y, .. } = flow;
        if places == known || pass == PASSES {
            let language = brief.language.clone();
            let voice = brief.voice;
            return Ok((Typeset { canvas, places, bookmarks, language, voice }, y));
        }
        known = places;
    }
}

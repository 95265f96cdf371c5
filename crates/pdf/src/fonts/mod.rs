//! The fonts of a brief: which face has which character, and how text is shaped.
//!
//! Four cuts are asked for (regular, bold, italic, heading). Each has a row of faces,
//! tried in order for every character: those that come with the program, then those of
//! the folders that the options name, then, when asked, those of the system. A
//! character that none of them has is an error that names it, so that the empty box is
//! never drawn.

mod bidi;
mod files;
mod missing;
mod shape;

use std::{collections::BTreeMap, sync::Arc};

pub(crate) use bidi::{Levels, levels, visual_order};
pub(crate) use files::Fonts;
pub use missing::MissingGlyph;
pub(crate) use missing::list;
pub(crate) use shape::{Shaped, Shaper, shows_nothing};

use crate::Error;

/// The number of a face among those of [`Fonts`].
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord)]
pub(crate) struct Face(pub(crate) u16);

impl Face {
    /// Noto Sans, in which text stands.
    pub(crate) const SANS: Self = Self(0);
    /// `DejaVu Sans`, which has arrows and shapes of one size and weight.
    pub(crate) const SYMBOLS: Self = Self(4);

    fn index(self) -> usize {
        usize::from(self.0)
    }

    /// The six letters that mark a subset, one row of them for each face.
    pub(crate) fn tag(self) -> String {
        let letter = |n: u16| char::from(b'A' + u8::try_from(n % 26).unwrap_or_default());
        ['R', 'A', 'P', letter(self.0 / 676), letter(self.0 / 26), letter(self.0)].iter().collect()
    }
}

/// What is asked of the type.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord)]
pub(crate) enum Cut {
    Regular,
    Bold,
    Italic,
    Heading,
}

impl Cut {
    pub(crate) const ALL: [Self; 4] = [Self::Regular, Self::Bold, Self::Italic, Self::Heading];
}

/// A glyph where it stands; lengths in parts of the type size.
#[derive(Debug, Clone, Copy)]
pub(crate) struct Glyph {
    pub(crate) id: u16,
    /// How far the pen moves, kerning included.
    pub(crate) advance: f32,
    /// How far the font alone would move it.
    pub(crate) nominal: f32,
    /// Where it stands beside the pen.
    pub(crate) offset: (f32, f32),
}

/// Glyphs of one face, from left to right.
#[derive(Debug, Clone)]
pub(crate) struct Run {
    pub(crate) face: Face,
    pub(crate) glyphs: Vec<Glyph>,
    pub(crate) width: f32,
    /// The text, where the glyphs do not say it one after the other.
    pub(crate) actual: Option<Box<str>>,
}

/// A font with these glyphs only, and where each of them stands in it.
pub(crate) fn subset(
    fonts: &Fonts,
    face: Face,
    glyphs: &[u16],
) -> Result<(Vec<u8>, BTreeMap<u16, u16>), Error> {
    let file = fonts.file(face);
    let unusable = || Error::Font(fonts.name(face));
    let (bytes, index) = file.map(|file| (file.bytes(), file.index())).ok_or_else(unusable)?;
    let remapper = subsetter::GlyphRemapper::new_from_glyphs_sorted(glyphs);
    let bytes = subsetter::subset(bytes, index, &remapper).map_err(|_| unusable())?;
    let places = glyphs.iter().filter_map(|glyph| Some((*glyph, remapper.get(*glyph)?))).collect();
    Ok((bytes, places))
}

/// A font file that several briefs share.
pub(crate) type Shared = Arc<files::FontFile>;

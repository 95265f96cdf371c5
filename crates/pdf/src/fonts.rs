//! The fonts of a brief: which face has which character, and how text is shaped.
//!
//! Four cuts are asked for (regular, bold, italic, heading). Each has a row of faces,
//! tried in order for every character; a character that none of them has is an
//! error that names it, so that the empty box is never drawn.

use std::{cell::RefCell, collections::BTreeMap, rc::Rc};

use harfrust::{Buffer, Font, GlyphId, ShapeOptions, ShaperFont};

use crate::Error;

/// A font file.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord)]
pub(crate) enum Face {
    Sans,
    SansBold,
    SansItalic,
    Serif,
    Symbols,
    SymbolsBold,
    Han,
}

impl Face {
    pub(crate) const ALL: [Self; 7] = [
        Self::Sans,
        Self::SansBold,
        Self::SansItalic,
        Self::Serif,
        Self::Symbols,
        Self::SymbolsBold,
        Self::Han,
    ];

    /// The font file.
    pub(crate) fn bytes(self) -> &'static [u8] {
        match self {
            Self::Sans => notosans::REGULAR_TTF,
            Self::SansBold => notosans::BOLD_TTF,
            Self::SansItalic => notosans::ITALIC_TTF,
            Self::Serif => HEADING.get_or_init(heading_bytes),
            Self::Symbols => dejavu::sans::regular(),
            Self::SymbolsBold => dejavu::sans::bold(),
            Self::Han => include_bytes!("../assets/NotoSansCJKsc-subset.otf"),
        }
    }

    /// Its name, as PDF asks for it.
    pub(crate) fn name(self) -> &'static str {
        match self {
            Self::Sans => "NotoSans",
            Self::SansBold => "NotoSans-Bold",
            Self::SansItalic => "NotoSans-Italic",
            Self::Serif => "LibertinusSerif-Semibold",
            Self::Symbols => "DejaVuSans",
            Self::SymbolsBold => "DejaVuSans-Bold",
            Self::Han => "NotoSansCJKsc-Regular",
        }
    }

    /// The six letters that mark a subset, one row of them for each face.
    pub(crate) fn tag(self) -> &'static str {
        match self {
            Self::Sans => "RAPAAA",
            Self::SansBold => "RAPAAB",
            Self::SansItalic => "RAPAAC",
            Self::Serif => "RAPAAD",
            Self::Symbols => "RAPAAE",
            Self::SymbolsBold => "RAPAAF",
            Self::Han => "RAPAAG",
        }
    }

    fn index(self) -> usize {
        self as usize
    }
}

static HEADING: std::sync::OnceLock<&'static [u8]> = std::sync::OnceLock::new();

/// The face for headings, found by its PostScript name among the assets.
fn heading_bytes() -> &'static [u8] {
    typst_assets::fonts()
        .find(|bytes| postscript_name(bytes, "LibertinusSerif-Semibold"))
        .unwrap_or(
            // The assets always have it; another face is better than none.
            notosans::BOLD_TTF,
        )
}

/// Whether a font file carries this PostScript name.
fn postscript_name(bytes: &'static [u8], name: &str) -> bool {
    use harfrust::font::name::NameId;
    Font::new(bytes, 0).is_some_and(|font| {
        let names = font.names();
        let found = names.get(NameId::POSTSCRIPT_NAME).and_then(|found| found.english_or_first());
        found.is_some_and(|found| found.name().chars().eq(name.chars()))
    })
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
    /// The faces, in the order in which they are tried.
    fn faces(self) -> &'static [Face] {
        match self {
            Self::Regular => &[Face::Sans, Face::Symbols, Face::Han],
            Self::Bold => &[Face::SansBold, Face::SymbolsBold, Face::Symbols, Face::Han],
            Self::Italic => &[Face::SansItalic, Face::Sans, Face::Symbols, Face::Han],
            Self::Heading => {
                &[Face::Serif, Face::SansBold, Face::SymbolsBold, Face::Symbols, Face::Han]
            }
        }
    }
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

/// Glyphs of one face.
#[derive(Debug)]
pub(crate) struct Run {
    pub(crate) face: Face,
    pub(crate) glyphs: Vec<Glyph>,
    pub(crate) width: f32,
    pub(crate) rtl: bool,
}

/// A shaped text; its width in parts of the type size.
#[derive(Debug)]
pub(crate) struct Shaped {
    pub(crate) runs: Vec<Run>,
    pub(crate) width: f32,
}

/// The font files, read.
pub(crate) struct Fonts(Vec<Font>);

impl Fonts {
    pub(crate) fn load() -> Result<Self, Error> {
        Face::ALL
            .iter()
            .map(|face| Font::new(face.bytes(), 0).ok_or(Error::Font(face.name())))
            .collect::<Result<_, _>>()
            .map(Self)
    }
}

/// Shapes text, and remembers what it shaped.
pub(crate) struct Shaper<'a> {
    fonts: Vec<ShaperFont<'a, 'static>>,
    units: Vec<f32>,
    cache: RefCell<BTreeMap<(Cut, String), Rc<Shaped>>>,
    texts: RefCell<BTreeMap<(Face, u16), String>>,
}

impl<'a> Shaper<'a> {
    pub(crate) fn new(fonts: &'a Fonts) -> Self {
        Self {
            fonts: fonts.0.iter().map(ShaperFont::new).collect(),
            units: fonts.0.iter().map(|font| f32::from(font.units_per_em().max(1))).collect(),
            cache: RefCell::default(),
            texts: RefCell::default(),
        }
    }

    /// The text that each glyph stands for, for those who copy or listen.
    pub(crate) fn texts(&self) -> BTreeMap<(Face, u16), String> {
        self.texts.borrow().clone()
    }

    /// The width of a glyph in thousandths of the type size.
    pub(crate) fn glyph_width(&self, face: Face, glyph: u16) -> f32 {
        let (Some(font), Some(units)) =
            (self.fonts.get(face.index()), self.units.get(face.index()))
        else {
            return 0.0;
        };
        to_f32(font.glyph_h_advance(GlyphId::new(u32::from(glyph)))) * 1000.0 / units
    }

    /// A text in one cut.
    pub(crate) fn shape(&self, cut: Cut, text: &str) -> Result<Rc<Shaped>, Error> {
        let key = (cut, text.to_owned());
        if let Some(found) = self.cache.borrow().get(&key) {
            return Ok(Rc::clone(found));
        }
        let mut runs: Vec<Run> = Vec::new();
        for (face, rtl, part) in self.faces(cut, text)? {
            runs.push(self.run(face, rtl, &part));
        }
        let shaped = Rc::new(Shaped { width: runs.iter().map(|run| run.width).sum(), runs });
        self.cache.borrow_mut().insert(key, Rc::clone(&shaped));
        Ok(shaped)
    }

    /// The hyphen at the end of a broken line, which is no character of the text.
    pub(crate) fn hyphen(&self, cut: Cut) -> Result<Rc<Shaped>, Error> {
        let face = cut.faces().first().copied().unwrap_or(Face::Sans);
        let (Some(font), Some(&units)) =
            (self.fonts.get(face.index()), self.units.get(face.index()))
        else {
            return self.shape(cut, "-");
        };
        let Some(glyph) = font.nominal_glyph(0xad).filter(|glyph| glyph.to_u32() != 0) else {
            return self.shape(cut, "-");
        };
        let id = u16::try_from(glyph.to_u32()).unwrap_or_default();
        let width = to_f32(font.glyph_h_advance(glyph)) / units;
        self.texts.borrow_mut().entry((face, id)).or_insert_with(|| '\u{ad}'.to_string());
        let glyph = Glyph { id, advance: width, nominal: width, offset: (0.0, 0.0) };
        let run = Run { face, glyphs: vec![glyph], width, rtl: false };
        Ok(Rc::new(Shaped { runs: vec![run], width }))
    }

    /// The width of a text in points.
    pub(crate) fn width(&self, cut: Cut, text: &str, size: f32) -> Result<f32, Error> {
        Ok(self.shape(cut, text)?.width * size)
    }

    /// Parts of a text, each for one face and one direction.
    fn faces(&self, cut: Cut, text: &str) -> Result<Vec<(Face, bool, String)>, Error> {
        let mut parts: Vec<(Face, bool, String)> = Vec::new();
        for c in text.chars() {
            let c = match c {
                // One glyph, one meaning: a space is a space however it was typed.
                '\t' | '\n' | '\r' | '\u{a0}' | '\u{2028}' | '\u{2029}' | '\u{85}' => ' ',
                c => c,
            };
            if invisible(c) {
                continue;
            }
            let rtl = right_to_left(c);
            if let Some((face, same, part)) = parts.last_mut() {
                let joins = *same == rtl || !c.is_alphabetic() && !c.is_whitespace() && is_mark(c);
                if joins && (is_mark(c) || c == ' ') && self.has(*face, c) {
                    part.push(c);
                    continue;
                }
            }
            // Arrows and shapes of one size and weight come from one face.
            let symbol = matches!(c, '\u{2190}'..='\u{21ff}' | '\u{25a0}'..='\u{25ff}');
            let face = symbol
                .then_some(Face::Symbols)
                .into_iter()
                .chain(cut.faces().iter().copied())
                .find(|face| self.has(*face, c))
                .ok_or_else(|| Error::Glyph {
                    character: c,
                    text: text.to_owned(),
                    record: None,
                })?;
            match parts.last_mut() {
                Some((last, same, part)) if *last == face && *same == rtl => part.push(c),
                _ => parts.push((face, rtl, c.to_string())),
            }
        }
        Ok(parts)
    }

    fn has(&self, face: Face, c: char) -> bool {
        self.fonts
            .get(face.index())
            .and_then(|font| font.nominal_glyph(u32::from(c)))
            .is_some_and(|glyph| glyph.to_u32() != 0)
    }

    fn run(&self, face: Face, rtl: bool, text: &str) -> Run {
        let mut run = Run { face, glyphs: Vec::new(), width: 0.0, rtl };
        let (Some(font), Some(&units)) =
            (self.fonts.get(face.index()), self.units.get(face.index()))
        else {
            return run;
        };
        let mut buffer = Buffer::new();
        buffer.push_str(text);
        buffer.guess_segment_properties();
        if harfrust::shape(font, &mut buffer, ShapeOptions::new()).is_err() {
            return run;
        }
        let (infos, positions) = (buffer.glyph_infos(), buffer.glyph_positions());
        self.remember(face, text, infos);
        for (info, position) in infos.iter().zip(positions) {
            let id = u16::try_from(info.glyph_id).unwrap_or_default();
            let nominal = to_f32(font.glyph_h_advance(GlyphId::new(info.glyph_id))) / units;
            let advance = to_f32(position.x_advance) / units;
            run.width += advance;
            run.glyphs.push(Glyph {
                id,
                advance,
                nominal,
                offset: (to_f32(position.x_offset) / units, to_f32(position.y_offset) / units),
            });
        }
        run
    }

    /// Notes which text each glyph stands for. The first text wins: a glyph of these
    /// fonts means one character, or one row of them.
    fn remember(&self, face: Face, text: &str, infos: &[harfrust::GlyphInfo]) {
        let mut texts = self.texts.borrow_mut();
        let mut starts: Vec<usize> = infos.iter().map(|info| info.cluster as usize).collect();
        starts.sort_unstable();
        starts.dedup();
        for (n, start) in starts.iter().enumerate() {
            let end = starts.get(n + 1).copied().unwrap_or(text.len());
            let part = text.get(*start..end).unwrap_or_default();
            let of: Vec<_> = infos.iter().filter(|info| info.cluster as usize == *start).collect();
            let chars: Vec<char> = part.chars().collect();
            for (n, info) in of.iter().enumerate() {
                let id = u16::try_from(info.glyph_id).unwrap_or_default();
                let meant = match (of.len(), chars.get(n).or(chars.last())) {
                    (1, _) => part.to_owned(),
                    (_, Some(c)) => c.to_string(),
                    (_, None) => '\u{fffd}'.to_string(),
                };
                texts.entry((face, id)).or_insert(meant);
            }
        }
    }
}

/// Characters that say something of the text and show nothing.
fn invisible(c: char) -> bool {
    matches!(c,
        '\u{ad}' | '\u{34f}' | '\u{61c}' | '\u{180e}' | '\u{200b}'..='\u{200f}'
        | '\u{202a}'..='\u{202e}' | '\u{2060}'..='\u{206f}' | '\u{fe00}'..='\u{fe0f}'
        | '\u{feff}' | '\u{fff9}'..='\u{fffb}' | '\u{e0000}'..='\u{e0fff}'
        | '\u{0}'..='\u{8}' | '\u{b}' | '\u{c}' | '\u{e}'..='\u{1f}' | '\u{7f}'..='\u{84}'
        | '\u{86}'..='\u{9f}')
}

/// Marks that stand on the letter before them.
fn is_mark(c: char) -> bool {
    matches!(c,
        '\u{300}'..='\u{36f}' | '\u{483}'..='\u{487}' | '\u{591}'..='\u{5bd}'
        | '\u{5bf}'..='\u{5c7}' | '\u{610}'..='\u{61a}' | '\u{64b}'..='\u{65f}' | '\u{670}'
        | '\u{1ab0}'..='\u{1aff}' | '\u{1dc0}'..='\u{1dff}' | '\u{20d0}'..='\u{20ff}'
        | '\u{fe20}'..='\u{fe2f}')
}

/// Letters of scripts that run from right to left.
pub(crate) fn right_to_left(c: char) -> bool {
    matches!(c,
        '\u{590}'..='\u{8ff}' | '\u{fb1d}'..='\u{fdff}' | '\u{fe70}'..='\u{feff}'
        | '\u{10800}'..='\u{10fff}' | '\u{1e800}'..='\u{1efff}')
}

#[expect(clippy::cast_precision_loss, reason = "font units are small")]
fn to_f32(units: i32) -> f32 {
    units as f32
}

/// A font with these glyphs only, and where each of them stands in it.
pub(crate) fn subset(face: Face, glyphs: &[u16]) -> Result<(Vec<u8>, BTreeMap<u16, u16>), Error> {
    let remapper = subsetter::GlyphRemapper::new_from_glyphs_sorted(glyphs);
    let bytes =
        subsetter::subset(face.bytes(), 0, &remapper).map_err(|_| Error::Font(face.name()))?;
    let places = glyphs.iter().filter_map(|glyph| Some((*glyph, remapper.get(*glyph)?))).collect();
    Ok((bytes, places))
}

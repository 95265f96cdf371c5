//! Shaping: from characters to glyphs, word by word, each word once.

use std::{
    cell::{OnceCell, RefCell},
    collections::BTreeMap,
    ops::Range,
    rc::Rc,
};

use harfrust::{
    Buffer, BufferFlags, Direction, GlyphId, Script, ShapeOptions, ShapePlan, ShaperFont,
};
use unicode_script::UnicodeScript as _;

use super::{Cut, Face, Fonts, Glyph, MissingGlyph, Run, bidi, bidi::levels};
use crate::Error;

/// A shaped text; its width in parts of the type size.
#[derive(Debug)]
pub(crate) struct Shaped {
    /// From left to right.
    pub(crate) runs: Vec<Run>,
    pub(crate) width: f32,
}

/// What was shaped in one cut and one direction.
type Cache = RefCell<BTreeMap<Box<str>, Rc<Shaped>>>;

/// Plans of shaping: they depend on the face, the script and the direction alone.
type Plans = RefCell<BTreeMap<(Face, Option<[u8; 4]>, bool), Rc<ShapePlan>>>;

/// Shapes text, and remembers what it shaped.
pub(crate) struct Shaper<'a> {
    fonts: &'a Fonts,
    faces: Vec<OnceCell<ShaperFont<'a, 'static>>>,
    rows: [Vec<Face>; 4],
    plans: Plans,
    buffer: RefCell<Buffer>,
    cache: [[Cache; 2]; 4],
    /// The first face of a cut that has a character; `None` if none has.
    found: RefCell<BTreeMap<(Cut, char), Option<Face>>>,
    texts: RefCell<BTreeMap<(Face, u16), Box<str>>>,
    missing: RefCell<BTreeMap<char, String>>,
}

/// A part of a text for one face and one script.
struct Part {
    face: Face,
    script: unicode_script::Script,
    range: Range<usize>,
}

impl<'a> Shaper<'a> {
    pub(crate) fn new(fonts: &'a Fonts) -> Self {
        Self {
            fonts,
            faces: (0..fonts.len()).map(|_| OnceCell::new()).collect(),
            rows: Cut::ALL.map(|cut| fonts.row(cut)),
            plans: RefCell::default(),
            buffer: RefCell::new(Buffer::new()),
            cache: Default::default(),
            found: RefCell::default(),
            texts: RefCell::default(),
            missing: RefCell::default(),
        }
    }

    pub(crate) fn fonts(&self) -> &'a Fonts {
        self.fonts
    }

    /// The text that each glyph stands for, for those who copy or listen.
    pub(crate) fn texts(&self) -> BTreeMap<(Face, u16), Box<str>> {
        self.texts.borrow().clone()
    }

    /// The characters that no font has, each with a text in which it stands.
    pub(crate) fn missing(&self) -> Vec<MissingGlyph> {
        let missing = self.missing.borrow();
        missing.iter().map(|(c, text)| MissingGlyph::new(*c, text.clone())).collect()
    }

    /// How many characters no font has, so far.
    pub(crate) fn missing_so_far(&self) -> usize {
        self.missing.borrow().len()
    }

    /// Says in which text the characters stand that were found missing in a word of it.
    pub(crate) fn missing_in(&self, text: &str) {
        const BEFORE: usize = 30;
        const AFTER: usize = 30;
        for (c, word) in self.missing.borrow_mut().iter_mut() {
            let Some(at) = text.chars().position(|other| other == *c) else { continue };
            if word.chars().count() > BEFORE || !text.contains(word.as_str()) {
                continue;
            }
            let from = at.saturating_sub(BEFORE);
            let mut round = String::from(if from > 0 { "…" } else { "" });
            round.extend(text.chars().skip(from).take(at - from + AFTER));
            if text.chars().count() > at + AFTER {
                round.push('…');
            }
            *word = round;
        }
    }

    /// The width of a glyph in thousandths of the type size.
    pub(crate) fn glyph_width(&self, face: Face, glyph: u16) -> f32 {
        let Some((font, units)) = self.face(face) else { return 0.0 };
        to_f32(font.glyph_h_advance(GlyphId::new(u32::from(glyph)))) * 1000.0 / units
    }

    fn face(&self, face: Face) -> Option<(&ShaperFont<'a, 'static>, f32)> {
        let font = self.fonts.file(face)?.font();
        let shaper = self.faces.get(face.index())?.get_or_init(|| ShaperFont::new(font));
        Some((shaper, f32::from(font.units_per_em().max(1))))
    }

    /// A text in one cut, its words in the order in which they are seen.
    pub(crate) fn shape(&self, cut: Cut, text: &str) -> Result<Rc<Shaped>, Error> {
        let Some(levels) = levels(text, &[]) else { return self.shape_in(cut, text, false) };
        let parts = levels.stretches(0..text.len());
        let each: Vec<_> = parts.iter().map(|(_, level)| *level).collect();
        let (mut runs, mut width) = (Vec::new(), 0.0);
        for (range, level) in bidi::visual_order(&each).into_iter().filter_map(|n| parts.get(n)) {
            let part = text.get(range.clone()).unwrap_or_default();
            let shaped = self.shape_in(cut, part, level.is_rtl())?;
            runs.extend(shaped.runs.iter().cloned());
            width += shaped.width;
        }
        Ok(Rc::new(Shaped { runs, width }))
    }

    /// A text of one direction in one cut.
    pub(crate) fn shape_in(&self, cut: Cut, text: &str, rtl: bool) -> Result<Rc<Shaped>, Error> {
        let cache = &self.cache[cut as usize][usize::from(rtl)];
        if let Some(found) = cache.borrow().get(text) {
            return Ok(Rc::clone(found));
        }
        let drawn = drawn(text);
        let mut runs = Vec::new();
        for part in self.parts(cut, &drawn, rtl) {
            let text = drawn.get(part.range).unwrap_or_default();
            runs.push(self.run(part.face, part.script, rtl, text)?);
        }
        if rtl {
            runs.reverse();
        }
        let shaped = Rc::new(Shaped { width: runs.iter().map(|run| run.width).sum(), runs });
        cache.borrow_mut().insert(text.into(), Rc::clone(&shaped));
        Ok(shaped)
    }

    /// The hyphen at the end of a broken line, which is no character of the text.
    pub(crate) fn hyphen(&self, cut: Cut) -> Result<Rc<Shaped>, Error> {
        let face = self.rows[cut as usize].first().copied().unwrap_or(Face::SANS);
        let found = self.face(face).and_then(|(font, units)| {
            let glyph = font.nominal_glyph(0xad).filter(|glyph| glyph.to_u32() != 0)?;
            let id = u16::try_from(glyph.to_u32()).ok()?;
            Some((id, to_f32(font.glyph_h_advance(glyph)) / units))
        });
        let Some((id, width)) = found else { return self.shape(cut, "-") };
        self.texts.borrow_mut().entry((face, id)).or_insert_with(|| "\u{ad}".into());
        let glyph = Glyph { id, advance: width, nominal: width, offset: (0.0, 0.0) };
        let run = Run { face, glyphs: vec![glyph], width, actual: None };
        Ok(Rc::new(Shaped { runs: vec![run], width }))
    }

    /// The width of a text in points.
    pub(crate) fn width(&self, cut: Cut, text: &str, size: f32) -> Result<f32, Error> {
        Ok(self.shape(cut, text)?.width * size)
    }

    /// A text in parts, each for one face and one script; without what no font has.
    fn parts(&self, cut: Cut, text: &str, rtl: bool) -> Vec<Part> {
        use unicode_script::Script::{Common, Inherited};
        let mut parts: Vec<Part> = Vec::new();
        let mut before = None;
        for (at, c) in text.char_indices() {
            let end = at + c.len_utf8();
            let script = c.script();
            let general = matches!(script, Common | Inherited);
            // Marks, joiners and spaces stand in the face of what is before them.
            if let Some(last) = parts.last_mut().filter(|last| last.range.end == at)
                && (is_mark(c) || c == ' ' || joiner(c))
                && (general || script == last.script)
                && (joiner(c) || self.has(last.face, c))
                && !(rtl && c == ' ' && before.and_then(mirrored).is_some())
            {
                last.range.end = end;
                continue;
            }
            if joiner(c) {
                continue;
            }
            let Some(face) = self.find(cut, c) else {
                self.missing.borrow_mut().entry(c).or_insert_with(|| text.to_owned());
                continue;
            };
            // A bracket that is turned round says itself what it is.
            let turned = rtl && (mirrored(c).is_some() || before.and_then(mirrored).is_some());
            before = Some(c);
            let joins = |last: &&mut Part| last.range.end == at && last.face == face && !turned;
            match parts.last_mut().filter(joins) {
                Some(last) if general || last.script == script || last.script == Common => {
                    last.range.end = end;
                    if !general {
                        last.script = script;
                    }
                }
                _ => {
                    let script = if general { Common } else { script };
                    parts.push(Part { face, script, range: at..end });
                }
            }
        }
        parts
    }

    /// The first face of a cut that has a character.
    fn find(&self, cut: Cut, c: char) -> Option<Face> {
        if let Some(found) = self.found.borrow().get(&(cut, c)) {
            return *found;
        }
        // Arrows and shapes of one size and weight come from one face.
        let symbol = matches!(c, '\u{2190}'..='\u{21ff}' | '\u{25a0}'..='\u{25ff}');
        let row = self.rows[cut as usize].iter().copied();
        let found =
            symbol.then_some(Face::SYMBOLS).into_iter().chain(row).find(|face| self.has(*face, c));
        self.found.borrow_mut().insert((cut, c), found);
        found
    }

    fn has(&self, face: Face, c: char) -> bool {
        self.face(face)
            .and_then(|(font, _)| font.nominal_glyph(u32::from(c)))
            .is_some_and(|glyph| glyph.to_u32() != 0)
    }

    fn run(
        &self,
        face: Face,
        script: unicode_script::Script,
        rtl: bool,
        text: &str,
    ) -> Result<Run, Error> {
        let mut run = Run { face, glyphs: Vec::new(), width: 0.0, actual: None };
        let Some((font, units)) = self.face(face) else { return Ok(run) };
        let mut buffer = self.buffer.take();
        buffer.clear();
        buffer.push_str(text);
        buffer.set_flags(BufferFlags::REMOVE_DEFAULT_IGNORABLES);
        buffer.set_direction(if rtl { Direction::RightToLeft } else { Direction::LeftToRight });
        let tag = script_tag(script);
        buffer.set_script(tag.and_then(|tag| Script::from_iso15924_tag(harfrust::Tag::new(&tag))));
        let plan = self.plan(face, tag, rtl, &buffer);
        let options = ShapeOptions::new().plan(plan.as_deref());
        harfrust::shape(font, &mut buffer, options)
            .map_err(|_| Error::Font(self.fonts.name(face)))?;
        let (infos, positions) = (buffer.glyph_infos(), buffer.glyph_positions());
        for (info, position) in infos.iter().zip(positions) {
            let id = u16::try_from(info.glyph_id).unwrap_or_default();
            let nominal = to_f32(font.glyph_h_advance(GlyphId::new(info.glyph_id))) / units;
            let shaped = to_f32(position.x_advance) / units;
            // Some fonts take an accent that stands alone for a mark, and set it on the
            // letter beside it.
            let own = || text.get(info.cluster as usize..).and_then(|rest| rest.chars().next());
            let alone = shaped == 0.0 && nominal > 0.0 && own().is_some_and(stands_alone);
            let advance = if alone { nominal } else { shaped };
            run.width += advance;
            run.glyphs.push(Glyph {
                id,
                advance,
                nominal,
                offset: if alone {
                    (0.0, 0.0)
                } else {
                    (to_f32(position.x_offset) / units, to_f32(position.y_offset) / units)
                },
            });
        }
        let said = self.remember(face, font, text, infos, rtl);
        // From right to left, programs that read the text turn it round themselves: they
        // are told single characters alone.
        let told = !rtl || text.chars().nth(1).is_none();
        run.actual = (told && said != text).then(|| text.into());
        self.buffer.replace(buffer);
        Ok(run)
    }

    fn plan(
        &self,
        face: Face,
        tag: Option<[u8; 4]>,
        rtl: bool,
        buffer: &Buffer,
    ) -> Option<Rc<ShapePlan>> {
        let font = self.fonts.file(face)?.font();
        let mut plans = self.plans.borrow_mut();
        let plan = plans.entry((face, tag, rtl)).or_insert_with(|| {
            let (direction, script) = (buffer.direction(), buffer.script());
            Rc::new(ShapePlan::new(font, direction, script, None, &[]))
        });
        Some(Rc::clone(plan))
    }

    /// Notes which text each glyph stands for, and gives what the glyphs say in the
    /// order of reading. The first text of a glyph wins: most mean one character, or
    /// one row of them, wherever they stand.
    fn remember(
        &self,
        face: Face,
        font: &ShaperFont<'_, '_>,
        text: &str,
        infos: &[harfrust::GlyphInfo],
        rtl: bool,
    ) -> String {
        let mut texts = self.texts.borrow_mut();
        let mut said = String::with_capacity(text.len());
        // In the order of reading; glyphs of one cluster have the same beginning.
        let mut order: Vec<(usize, u32)> =
            infos.iter().map(|info| (info.cluster as usize, info.glyph_id)).collect();
        if rtl {
            order.reverse();
        }
        order.sort_by_key(|glyph| glyph.0);
        let mut at = 0;
        while let Some((start, _)) = order.get(at).copied() {
            let glyphs = order.get(at..).unwrap_or_default();
            let same = glyphs.iter().take_while(|glyph| glyph.0 == start).count();
            at += same;
            let end = order.get(at).map_or(text.len(), |next| next.0);
            let part = text.get(start..end).unwrap_or_default();
            let glyphs = glyphs.get(..same).unwrap_or_default();
            for ((_, glyph), meant) in glyphs.iter().zip(meanings(font, glyphs, part)) {
                let id = u16::try_from(*glyph).unwrap_or_default();
                // The glyph of the other bracket means that one, also where it is turned.
                let other = part.chars().next().filter(|_| rtl && same == 1).and_then(mirrored);
                let other = other.filter(|c| {
                    font.nominal_glyph(u32::from(*c)).is_some_and(|own| own.to_u32() == *glyph)
                });
                let meant = other.map_or(meant, String::from);
                said.push_str(texts.entry((face, id)).or_insert_with(|| meant.into()));
            }
        }
        said
    }
}

/// What each glyph of a cluster means: its own character where it is that of one; of
/// the rest one each, the last of them what is left. Where there are more glyphs than
/// characters, the run says its text itself, and something must stand here.
fn meanings(font: &ShaperFont<'_, '_>, glyphs: &[(usize, u32)], part: &str) -> Vec<String> {
    let mut left: Vec<char> = part.chars().filter(|c| !joiner(*c)).collect();
    if glyphs.len() == 1 && !left.is_empty() {
        return vec![left.into_iter().collect()];
    }
    let own = |left: &mut Vec<char>, glyph: u32| {
        let is_own =
            |c: &char| font.nominal_glyph(u32::from(*c)).is_some_and(|own| own.to_u32() == glyph);
        left.iter().position(is_own).map(|place| left.remove(place).to_string())
    };
    let mut out: Vec<Option<String>> =
        glyphs.iter().map(|(_, glyph)| own(&mut left, *glyph)).collect();
    let mut open = out.iter().filter(|meant| meant.is_none()).count();
    for meant in out.iter_mut().filter(|meant| meant.is_none()) {
        let take = if open == 1 { left.len() } else { left.len().min(1) };
        *meant = Some(left.drain(..take).collect());
        open -= 1;
    }
    let something = part.chars().next().unwrap_or('\u{fffd}').to_string();
    let filled = |meant: Option<String>| meant.filter(|meant| !meant.is_empty());
    out.into_iter().map(|meant| filled(meant).unwrap_or_else(|| something.clone())).collect()
}

/// A text as it is drawn: a space is a space however it was typed, so that one glyph
/// has one meaning; what shows nothing is not there.
fn drawn(text: &str) -> String {
    let space =
        |c: char| matches!(c, '\t' | '\n' | '\r' | '\u{a0}' | '\u{2028}' | '\u{2029}' | '\u{85}');
    let kept = text.chars().filter(|c| !invisible(*c));
    kept.map(|c| if space(c) { ' ' } else { c }).collect()
}

fn script_tag(script: unicode_script::Script) -> Option<[u8; 4]> {
    use unicode_script::Script::{Common, Inherited, Unknown};
    if matches!(script, Common | Inherited | Unknown) {
        return None;
    }
    script.short_name().as_bytes().try_into().ok()
}

/// The other one of a pair of brackets, which is drawn in its place from right to left.
fn mirrored(c: char) -> Option<char> {
    const PAIRS: [(char, char); 12] = [
        ('(', ')'),
        ('[', ']'),
        ('{', '}'),
        ('<', '>'),
        ('«', '»'),
        ('‹', '›'),
        ('⟨', '⟩'),
        ('〈', '〉'),
        ('《', '》'),
        ('「', '」'),
        ('（', '）'),
        ('≤', '≥'),
    ];
    PAIRS.into_iter().find_map(|(open, close)| match c {
        _ if c == open => Some(close),
        _ if c == close => Some(open),
        _ => None,
    })
}

/// Characters that tell the letters round them how to join, and show nothing.
fn joiner(c: char) -> bool {
    matches!(c, '\u{200c}' | '\u{200d}' | '\u{34f}')
}

/// Characters for which no glyph is drawn.
pub(crate) fn shows_nothing(c: char) -> bool {
    joiner(c) || invisible(c)
}

/// Characters that say something of the text and show nothing.
fn invisible(c: char) -> bool {
    matches!(c,
        '\u{ad}' | '\u{61c}' | '\u{180e}' | '\u{200b}' | '\u{200e}' | '\u{200f}'
        | '\u{202a}'..='\u{202e}' | '\u{2060}'..='\u{206f}' | '\u{fe00}'..='\u{fe0f}'
        | '\u{feff}' | '\u{fff9}'..='\u{fffb}' | '\u{e0000}'..='\u{e0fff}'
        | '\u{0}'..='\u{8}' | '\u{b}' | '\u{c}' | '\u{e}'..='\u{1f}' | '\u{7f}'..='\u{84}'
        | '\u{86}'..='\u{9f}')
}

/// Accents that stand alone and take room of their own.
fn stands_alone(c: char) -> bool {
    matches!(c, '^' | '`' | '~' | '¨' | '¯' | '´' | '¸' | '\u{2c6}'..='\u{2dd}')
}

/// Marks that stand on the letter before them.
fn is_mark(c: char) -> bool {
    c.script() == unicode_script::Script::Inherited
        || matches!(c,
            '\u{483}'..='\u{487}' | '\u{591}'..='\u{5bd}' | '\u{5bf}'..='\u{5c7}'
            | '\u{610}'..='\u{61a}')
}

#[expect(clippy::cast_precision_loss, reason = "font units are small")]
fn to_f32(units: i32) -> f32 {
    units as f32
}

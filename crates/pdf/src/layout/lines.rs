//! From runs of text to lines of a given width.

use std::{borrow::Cow, ops::Range, rc::Rc};

use unicode_bidi::Level;
use unicode_linebreak::{BreakOpportunity, linebreaks};

use crate::{
    Error,
    block::{Link, Span, Style},
    fonts::{Cut, Levels, Shaped, Shaper, levels, visual_order},
    layout::{
        page::small,
        theme::{Colour, NOTE_NUMBER, Type, styled},
    },
};

/// A piece of a line. There are a thousand and more of them on a page: they are kept small.
#[derive(Debug, Clone)]
pub(crate) struct Segment {
    pub(crate) shaped: Rc<Shaped>,
    /// The number of its span.
    pub(crate) span: u32,
    /// The number of the part of its text that is read in another order than drawn.
    pub(crate) turned: Option<u32>,
    /// From the left of the line.
    pub(crate) x: f32,
    pub(crate) size: f32,
    /// Above the baseline.
    pub(crate) rise: f32,
    pub(crate) colour: Colour,
    level: Level,
    /// It shows nothing.
    blank: bool,
}

impl Segment {
    pub(crate) fn width(&self) -> f32 {
        self.shaped.width * self.size
    }
}

/// A line; its segments in the order of reading.
#[derive(Debug, Clone, Default)]
pub(crate) struct Line {
    pub(crate) segments: Vec<Segment>,
    /// Without the space at its end.
    pub(crate) width: f32,
}

/// A paragraph in lines.
#[derive(Debug, Clone)]
pub(crate) struct Text {
    pub(crate) lines: Vec<Line>,
    /// The spans that are elements of their own, in the order of their numbers.
    apart: Box<[Apart]>,
    pub(crate) kind: Type,
    /// The parts that are read in another order than they are drawn.
    pub(crate) turned: Vec<String>,
    /// Whether it runs from right to left.
    pub(crate) rtl: bool,
    /// How wide the widest word is that had to be broken within; 0 when none had to be.
    pub(crate) needs: f32,
}

/// What is known of a span that leads somewhere or has a language of its own.
#[derive(Debug, Clone)]
pub(crate) struct Apart {
    /// Its number.
    span: u32,
    pub(crate) language: Option<Box<str>>,
    pub(crate) link: Option<Link>,
    /// What it says, where it leads to a heading.
    pub(crate) title: Option<Box<str>>,
}

impl Apart {
    fn of((number, span): (usize, &Cow<'_, Span>)) -> Option<Self> {
        (span.link.is_some() || span.language.is_some()).then(|| Self {
            span: small(number),
            language: span.language.as_deref().map(Into::into),
            link: span.link.clone(),
            title: matches!(span.link, Some(Link::Heading(_))).then(|| span.text.as_str().into()),
        })
    }
}

impl Text {
    /// What is known of a span, if it is an element of its own.
    pub(crate) fn apart(&self, span: u32) -> Option<&Apart> {
        let found = self.apart.binary_search_by_key(&span, |apart| apart.span);
        found.ok().and_then(|n| self.apart.get(n))
    }

    pub(crate) fn height(&self) -> f32 {
        super::theme::count(self.lines.len()) * self.kind.leading
    }
}

/// A stretch of text that is not broken, and the space after it.
struct Unit<'t> {
    parts: Vec<Piece<'t>>,
    space: Vec<Piece<'t>>,
    /// The line ends here whatever its width.
    ends: bool,
}

/// A piece of a text in one style and one direction.
#[derive(Debug, Clone, Copy)]
struct Piece<'t> {
    span: usize,
    text: &'t str,
    level: Level,
    turned: Option<usize>,
}

/// Sets spans in lines of at most `width`.
pub(crate) fn set(
    shaper: &Shaper<'_>,
    spans: &[Span],
    kind: Type,
    width: f32,
) -> Result<Text, Error> {
    let spans = with_commas(spans);
    let text: String = spans.iter().map(|span| span.text.as_str()).collect();
    let ends = ends(&spans);
    let ways = Ways::of(&spans, &ends, &text);
    let missing = shaper.missing_so_far();
    let mut setter = Setter {
        shaper,
        spans: &spans,
        kind,
        width,
        line: Line::default(),
        lines: Vec::new(),
        pen: 0.0,
        hyphens: 0,
        needs: 0.0,
    };
    for unit in units(&spans, &ends, &text, ways.as_ref()) {
        setter.unit(&unit)?;
    }
    setter.end();
    if shaper.missing_so_far() > missing {
        shaper.missing_in(&text);
    }
    let needs = setter.needs;
    let mut lines = setter.lines;
    while lines.len() > 1 && lines.last().is_some_and(|line| line.segments.is_empty()) {
        lines.pop();
    }
    let (mut turned, mut rtl) = (Vec::new(), false);
    if let Some(Ways { levels, turned: ranges }) = ways {
        rtl = levels.base.is_rtl();
        for line in &mut lines {
            reorder(line, levels.base, width);
        }
        let text = |range: &Range<usize>| text.get(range.clone()).unwrap_or_default().to_owned();
        turned = ranges.iter().map(text).collect();
    }
    let apart = spans.iter().enumerate().filter_map(Apart::of).collect();
    Ok(Text { lines, apart, kind, turned, rtl, needs })
}

/// A comma between note numbers that follow one another, so that 1 and 2 are not 12;
/// no number twice in one row.
fn with_commas(spans: &[Span]) -> Vec<Cow<'_, Span>> {
    let mut out: Vec<Cow<'_, Span>> = Vec::with_capacity(spans.len());
    let number = |span: &Span| span.style == Style::NoteNumber && span.link.is_some();
    // Where the row of numbers began that stands at the end.
    let mut row = 0;
    for span in spans.iter().filter(|span| !span.text.is_empty()) {
        if !number(span) {
            out.push(Cow::Borrowed(span));
            row = out.len();
            continue;
        }
        let before = out.get(row..).unwrap_or_default();
        if before.iter().any(|other| other.link == span.link) {
            continue;
        }
        if !before.is_empty() {
            // Two numbers stay together; of more, the row may be broken.
            let many = before.iter().filter(|other| number(other)).count() > 1;
            let comma = if many { ", " } else { ",\u{a0}" };
            out.push(Cow::Owned(Span::new(comma, Style::NoteNumber)));
        }
        out.push(Cow::Borrowed(span));
    }
    out
}

/// Where each span ends in the whole text.
fn ends(spans: &[Cow<'_, Span>]) -> Vec<usize> {
    let mut at = 0;
    let end = |span: &Cow<'_, Span>| {
        at += span.text.len();
        at
    };
    spans.iter().map(end).collect()
}

/// The stretches between the places where a line may end.
fn units<'t>(
    spans: &[Cow<'_, Span>],
    ends: &[usize],
    text: &'t str,
    ways: Option<&Ways>,
) -> Vec<Unit<'t>> {
    let starts_number = |at: usize| {
        let n = ends.partition_point(|end| *end <= at);
        let starts = n == 0 || ends.get(n - 1) == Some(&at);
        let glued = !text.get(..at).unwrap_or_default().ends_with(char::is_whitespace);
        starts && glued && spans.get(n).is_some_and(|span| span.style == Style::NoteNumber)
    };
    let mut units = Vec::new();
    let mut from = 0;
    for (to, kind) in linebreaks(text) {
        let ends_line = kind == BreakOpportunity::Mandatory && to < text.len();
        if !ends_line && to < text.len() && (starts_number(to) || within_range(text, to)) {
            continue;
        }
        let whole = text.get(from..to).unwrap_or_default();
        let word = whole.trim_end();
        let slice = |from: usize, part: &'t str| {
            let mut parts = Vec::new();
            let (mut from, to) = (from, from + part.len());
            while from < to {
                let n = ends.partition_point(|end| *end <= from);
                let end = ends.get(n).copied().unwrap_or(to).min(to);
                let piece = |range: Range<usize>, level| Piece {
                    span: n,
                    turned: ways.and_then(|ways| ways.turned_at(range.start)),
                    text: text.get(range).unwrap_or_default(),
                    level,
                };
                match ways {
                    None => parts.push(piece(from..end, Level::ltr())),
                    Some(ways) => {
                        let stretches = ways.levels.stretches(from..end).into_iter();
                        parts.extend(stretches.map(|(range, level)| piece(range, level)));
                    }
                }
                from = end.max(from + 1);
            }
            parts
        };
        let space = whole.get(word.len()..).unwrap_or_default();
        units.push(Unit {
            parts: slice(from, word),
            space: slice(from + word.len(), space),
            ends: ends_line,
        });
        from = to;
    }
    units
}

/// Whether a place stands behind the dash of a range of numbers: `21–22`.
fn within_range(text: &str, at: usize) -> bool {
    let (before, after) = text.split_at(at);
    let Some(before) = before.strip_suffix('–') else { return false };
    before.ends_with(|c: char| c.is_ascii_digit())
        && after.starts_with(|c: char| c.is_ascii_digit())
}

/// The levels of a text whose words do not all run from left to right, and the parts
/// of it that are read in another order than they are drawn.
struct Ways {
    levels: Levels,
    turned: Vec<Range<usize>>,
}

impl Ways {
    fn of(spans: &[Cow<'_, Span>], ends: &[usize], text: &str) -> Option<Self> {
        let begins = std::iter::once(0).chain(ends.iter().copied());
        let ranges: Vec<Range<usize>> = begins.zip(ends).map(|(from, to)| from..*to).collect();
        // Numbers of notes and words of another language stand for themselves.
        let apart: Vec<Range<usize>> = spans
            .iter()
            .zip(&ranges)
            .filter(|(span, _)| span.language.is_some() || span.style == Style::NoteNumber)
            .map(|(_, range)| range.clone())
            .collect();
        let levels = levels(text, &apart)?;
        let mut turned: Vec<Range<usize>> = Vec::new();
        for range in ranges {
            let mut run: Option<Range<usize>> = None;
            for (part, level) in levels.stretches(range) {
                if level.number() == 0 {
                    turned.extend(run.take());
                    continue;
                }
                run = Some(run.map_or(part.start, |run| run.start)..part.end);
            }
            turned.extend(run);
        }
        // What runs from left to right within a text from right to left is as it is read.
        turned.retain(|run| levels.stretches(run.clone()).iter().any(|(_, level)| level.is_rtl()));
        Some(Self { levels, turned })
    }

    /// The turned part in which a byte stands.
    fn turned_at(&self, byte: usize) -> Option<usize> {
        let n = self.turned.partition_point(|range| range.end <= byte);
        self.turned.get(n).filter(|range| range.contains(&byte)).map(|_| n)
    }
}

struct Setter<'s, 'f> {
    shaper: &'s Shaper<'f>,
    spans: &'s [Cow<'s, Span>],
    kind: Type,
    width: f32,
    line: Line,
    lines: Vec<Line>,
    pen: f32,
    /// How many lines in a row have ended with a hyphen.
    hyphens: usize,
    /// See [`Text::needs`].
    needs: f32,
}

impl Setter<'_, '_> {
    fn style(&self, span: usize) -> (Cut, Colour, f32, f32) {
        let Some(span) = self.spans.get(span) else {
            return (self.kind.cut, self.kind.colour, self.kind.size, 0.0);
        };
        let (cut, colour) = styled(&self.kind, span.style, span.link.is_some());
        if span.style == Style::NoteNumber {
            let size = self.kind.size * NOTE_NUMBER.0;
            (cut, colour, size, self.kind.size * NOTE_NUMBER.1)
        } else {
            (cut, colour, self.kind.size, 0.0)
        }
    }

    fn segment(&self, piece: Piece<'_>) -> Result<Segment, Error> {
        let Piece { span, text, level, turned } = piece;
        let (cut, colour, size, rise) = self.style(span);
        let shaped = self.shaper.shape_in(cut, text, level.is_rtl())?;
        let (span, turned) = (small(span), turned.map(small));
        Ok(Segment { shaped, span, turned, x: 0.0, size, rise, colour, level, blank: false })
    }

    fn unit(&mut self, unit: &Unit<'_>) -> Result<(), Error> {
        self.word(&unit.parts)?;
        let mut space = Vec::with_capacity(unit.space.len());
        for piece in &unit.space {
            // The end of a line is no character to draw.
            let text = piece
                .text
                .trim_end_matches(['\n', '\r', '\u{b}', '\u{c}', '\u{85}', '\u{2028}', '\u{2029}']);
            if !text.is_empty() {
                space.push(Segment { blank: true, ..self.segment(Piece { text, ..*piece })? });
            }
        }
        let width = self.line.width;
        self.push(space);
        self.line.width = width;
        if unit.ends {
            self.end();
        }
        Ok(())
    }

    /// Puts a word on this line or on the next, broken where it must be.
    fn word(&mut self, word: &[Piece<'_>]) -> Result<(), Error> {
        let mut parts = Vec::with_capacity(word.len());
        for piece in word {
            parts.push(self.segment(*piece)?);
        }
        let width: f32 = parts.iter().map(|part| part.width()).sum();
        if self.pen + width <= self.width + 0.01 {
            self.push(parts);
            return Ok(());
        }
        if let Some(rest) = self.hyphenate(word)? {
            return self.word(&[rest]);
        }
        if self.pen > 0.0 {
            self.end();
            self.hyphens = 0;
            return self.word(word);
        }
        self.letters(word)
    }

    fn push(&mut self, segments: Vec<Segment>) {
        for mut segment in segments {
            segment.x = self.pen;
            self.pen += segment.width();
            self.line.segments.push(segment);
        }
        self.line.width = self.pen;
    }

    fn end(&mut self) {
        let mut line = std::mem::take(&mut self.line);
        line.segments.shrink_to_fit();
        self.lines.push(line);
        self.pen = 0.0;
    }

    /// Puts the beginning of a long word on this line and gives back the rest; `None`
    /// if it cannot.
    fn hyphenate<'t>(&mut self, word: &[Piece<'t>]) -> Result<Option<Piece<'t>>, Error> {
        let [piece] = word else { return Ok(None) };
        let text = piece.text;
        let room = self.width - self.pen;
        if !self.kind.hyphens || self.hyphens >= 2 || room < self.kind.size * 3.0 {
            return Ok(None);
        }
        let word = text.trim_matches(|c: char| !c.is_ascii_alphabetic());
        if word.len() < 7 || !word.bytes().all(|b| b.is_ascii_lowercase()) {
            return Ok(None);
        }
        let Some(start) = text.find(word) else { return Ok(None) };
        let (cut, ..) = self.style(piece.span);
        let mut hyphen = self.segment(Piece { text: "-", ..*piece })?;
        hyphen.shaped = self.shaper.hyphen(cut)?;
        let mut fits = None;
        let mut at = start;
        for syllable in hypher::hyphenate_bounded(word, hypher::Lang::English, 3, 3) {
            at += syllable.len();
            if at >= start + word.len() {
                break;
            }
            let Some(head) = text.get(..at) else { break };
            let head = self.segment(Piece { text: head, ..*piece })?;
            if head.width() + hyphen.width() > room {
                break;
            }
            fits = Some((at, head));
        }
        let Some((at, head)) = fits else { return Ok(None) };
        self.push(vec![head, hyphen]);
        self.end();
        self.hyphens += 1;
        Ok(text.get(at..).map(|rest| Piece { text: rest, ..*piece }))
    }

    /// Breaks what is wider than the line: between its pieces, where the numbers of notes
    /// are pieces of their own, with the comma behind them; within one where it must be.
    fn letters(&mut self, word: &[Piece<'_>]) -> Result<(), Error> {
        // The first number of a note does not leave the word that it belongs to.
        if let [first, second, ..] = word
            && self.is_number(second)
        {
            let width = self.segment(*first)?.width() + self.segment(*second)?.width();
            self.needs = self.needs.max(width);
        }
        let word = self.parted(word)?;
        let mut rest = word.as_slice();
        while let Some((first, others)) = rest.split_first() {
            let stop = |piece: &&Piece<'_>| piece.text.starts_with([',', ';', ')', '.']);
            let number = usize::from(match others.first() {
                Some(next) if !self.is_number(first) && self.is_number(next) => {
                    let width = self.segment(*first)?.width() + self.segment(*next)?.width();
                    width <= self.width + 0.01
                }
                _ => false,
            });
            let after = others.get(number..).unwrap_or_default();
            let stops = after.iter().take_while(stop).count();
            let (group, later) = rest.split_at(1 + number + stops);
            rest = later;
            let parts: Vec<Segment> =
                group.iter().map(|piece| self.segment(*piece)).collect::<Result<_, _>>()?;
            let width: f32 = parts.iter().map(|part| part.width()).sum();
            let over = self.pen > 0.0 && self.pen + width > self.width + 0.01;
            // What has room in a line of its own is not broken.
            if over && width <= self.width + 0.01 {
                self.end();
            }
            if self.pen + width <= self.width + 0.01 {
                self.push(parts);
            } else {
                self.needs = self.needs.max(width);
                self.split(group)?;
            }
        }
        Ok(())
    }

    fn is_number(&self, piece: &Piece<'_>) -> bool {
        self.spans.get(piece.span).is_some_and(|span| span.style == Style::NoteNumber)
    }

    /// A word whose first number of a note has no room beside it, parted before its last part
    /// that a space holds to the others.
    fn parted<'t>(&self, word: &[Piece<'t>]) -> Result<Vec<Piece<'t>>, Error> {
        let mut parts = word.to_vec();
        let [first, second, ..] = word else { return Ok(parts) };
        let Some(at) = first.text.rfind('\u{a0}').filter(|_| self.is_number(second)) else {
            return Ok(parts);
        };
        let width = self.segment(*first)?.width() + self.segment(*second)?.width();
        if width > self.width + 0.01 {
            let (head, tail) = first.text.split_at(at + '\u{a0}'.len_utf8());
            parts.splice(0..1, [Piece { text: head, ..*first }, Piece { text: tail, ..*first }]);
        }
        Ok(parts)
    }

    /// Breaks pieces wherever the line ends.
    fn split(&mut self, pieces: &[Piece<'_>]) -> Result<(), Error> {
        for piece in pieces {
            let mut rest = piece.text;
            while !rest.is_empty() {
                let fits = self.fits(Piece { text: rest, ..*piece })?;
                let (part, later) = rest.split_at(fits);
                if !part.is_empty() {
                    let segment = self.segment(Piece { text: part, ..*piece })?;
                    self.push(vec![segment]);
                }
                rest = later;
                if !rest.is_empty() {
                    self.end();
                }
            }
        }
        Ok(())
    }

    /// How many bytes of a piece fit on this line: on an empty one, one letter at least.
    fn fits(&self, piece: Piece<'_>) -> Result<usize, Error> {
        let room = self.width - self.pen;
        let mut ends: Vec<usize> = piece.text.char_indices().skip(1).map(|(at, _)| at).collect();
        ends.push(piece.text.len());
        let width = |end: &usize| {
            let text = piece.text.get(..*end).unwrap_or_default();
            Ok::<_, Error>(self.segment(Piece { text, ..piece })?.width())
        };
        let (mut few, mut many) = (0, ends.len());
        while few < many {
            let middle = few.midpoint(many);
            let Some(end) = ends.get(middle) else { break };
            if width(end)? <= room {
                few = middle + 1;
            } else {
                many = middle;
            }
        }
        let least = usize::from(self.pen <= 0.0);
        let count = few.max(least);
        Ok(count.checked_sub(1).and_then(|n| ends.get(n)).copied().unwrap_or(0))
    }
}

/// Puts the segments of a line in their places from left to right (rule L2); what is at
/// the end of a line and shows nothing stands at the end of its direction (rule L1).
fn reorder(line: &mut Line, base: Level, width: f32) {
    let mut levels: Vec<Level> = line.segments.iter().map(|segment| segment.level).collect();
    let blank = line.segments.iter().rev().take_while(|segment| segment.blank).count();
    levels.iter_mut().rev().take(blank).for_each(|level| *level = base);
    let mut x = 0.0;
    if base.is_rtl() {
        x = width - line.segments.iter().map(|segment| segment.width()).sum::<f32>();
        line.width = width;
    }
    for n in visual_order(&levels) {
        if let Some(segment) = line.segments.get_mut(n) {
            segment.x = x;
            x += segment.width();
        }
    }
}

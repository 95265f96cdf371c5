//! From runs of text to lines of a given width.

use std::rc::Rc;

use unicode_linebreak::{BreakOpportunity, linebreaks};

use crate::{
    Error,
    block::{Span, Style},
    fonts::{Cut, Shaped, Shaper, right_to_left},
    layout::theme::{Colour, NOTE_NUMBER, Type, styled},
};

/// A piece of a line.
#[derive(Debug, Clone)]
pub(crate) struct Segment {
    /// The number of its span.
    pub(crate) span: usize,
    pub(crate) shaped: Rc<Shaped>,
    /// From the beginning of the line.
    pub(crate) x: f32,
    pub(crate) width: f32,
    pub(crate) size: f32,
    /// Above the baseline.
    pub(crate) rise: f32,
    pub(crate) colour: Colour,
}

/// A line.
#[derive(Debug, Clone, Default)]
pub(crate) struct Line {
    pub(crate) segments: Vec<Segment>,
    /// Without the space at its end.
    pub(crate) width: f32,
}

/// A paragraph in lines.
#[derive(Debug, Clone)]
pub(crate) struct Text {
    pub(crate) spans: Vec<Span>,
    pub(crate) lines: Vec<Line>,
    pub(crate) kind: Type,
}

impl Text {
    pub(crate) fn height(&self) -> f32 {
        super::theme::count(self.lines.len()) * self.kind.leading
    }
}

/// A stretch of text that is not broken, and the space after it.
struct Unit<'t> {
    parts: Vec<(usize, &'t str)>,
    space: Vec<(usize, &'t str)>,
    /// The line ends here whatever its width.
    ends: bool,
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
    let mut setter = Setter {
        shaper,
        spans: &spans,
        kind,
        width,
        line: Line::default(),
        lines: Vec::new(),
        pen: 0.0,
        hyphens: 0,
    };
    for unit in units(&spans, &text) {
        setter.unit(&unit).map_err(|error| in_its_text(error, &text))?;
    }
    setter.end();
    let mut lines = setter.lines;
    while lines.len() > 1 && lines.last().is_some_and(|line| line.segments.is_empty()) {
        lines.pop();
    }
    for line in &mut lines {
        reorder(line);
    }
    Ok(Text { spans, lines, kind })
}

/// A missing character, with the beginning of its text and what stands round it.
fn in_its_text(error: Error, text: &str) -> Error {
    const BEGINNING: usize = 60;
    const BEFORE: usize = 30;
    let Error::Glyph { character, record, .. } = error else { return error };
    let at = text.chars().position(|c| c == character).unwrap_or_default();
    let beginning: String = text.chars().take(BEGINNING.min(at)).collect();
    let from = at.saturating_sub(BEFORE).max(beginning.chars().count());
    let between = if from > BEGINNING { " … " } else { "" };
    let round: String = text.chars().skip(from).take(at - from + BEFORE).collect();
    Error::Glyph { character, text: beginning + between + &round, record }
}

/// A comma between note numbers that follow one another, so that 1 and 2 are not 12;
/// no number twice in one row.
fn with_commas(spans: &[Span]) -> Vec<Span> {
    let mut out: Vec<Span> = Vec::with_capacity(spans.len());
    let number = |span: &Span| span.style == Style::NoteNumber && span.link.is_some();
    // Where the row of numbers began that stands at the end.
    let mut row = 0;
    for span in spans.iter().filter(|span| !span.text.is_empty()) {
        if !number(span) {
            out.push(span.clone());
            row = out.len();
            continue;
        }
        let before = out.get(row..).unwrap_or_default();
        if before.iter().any(|other| other.link == span.link) {
            continue;
        }
        if !before.is_empty() {
            out.push(Span::new(", ", Style::NoteNumber));
        }
        out.push(span.clone());
    }
    out
}

/// The stretches between the places where a line may end.
fn units<'t>(spans: &[Span], text: &'t str) -> Vec<Unit<'t>> {
    let mut ends = Vec::with_capacity(spans.len());
    let mut at = 0;
    for span in spans {
        at += span.text.len();
        ends.push(at);
    }
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
        if !ends_line && to < text.len() && starts_number(to) {
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
                if let Some(part) = text.get(from..end) {
                    parts.extend(by_direction(part).into_iter().map(|part| (n, part)));
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

/// A text in stretches of one direction.
fn by_direction(text: &str) -> Vec<&str> {
    let mut parts = Vec::new();
    let mut rest = text;
    while let Some(first) = rest.chars().next() {
        let way = right_to_left(first);
        let end = rest.find(|c| right_to_left(c) != way).unwrap_or(rest.len());
        let (part, later) = rest.split_at(end);
        parts.push(part);
        rest = later;
    }
    parts
}

struct Setter<'s, 'f> {
    shaper: &'s Shaper<'f>,
    spans: &'s [Span],
    kind: Type,
    width: f32,
    line: Line,
    lines: Vec<Line>,
    pen: f32,
    /// How many lines in a row have ended with a hyphen.
    hyphens: usize,
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

    fn segment(&self, span: usize, text: &str) -> Result<Segment, Error> {
        let (cut, colour, size, rise) = self.style(span);
        let shaped = self.shaper.shape(cut, text)?;
        let width = shaped.width * size;
        Ok(Segment { span, shaped, x: 0.0, width, size, rise, colour })
    }

    fn unit(&mut self, unit: &Unit<'_>) -> Result<(), Error> {
        self.word(&unit.parts)?;
        let mut space = Vec::with_capacity(unit.space.len());
        for (span, text) in &unit.space {
            // The end of a line is no character to draw.
            let text = text
                .trim_end_matches(['\n', '\r', '\u{b}', '\u{c}', '\u{85}', '\u{2028}', '\u{2029}']);
            if !text.is_empty() {
                space.push(self.segment(*span, text)?);
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
    fn word(&mut self, word: &[(usize, &str)]) -> Result<(), Error> {
        let mut parts = Vec::with_capacity(word.len());
        for (span, text) in word {
            parts.push(self.segment(*span, text)?);
        }
        let width: f32 = parts.iter().map(|part| part.width).sum();
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
            self.pen += segment.width;
            self.line.segments.push(segment);
        }
        self.line.width = self.pen;
    }

    fn end(&mut self) {
        self.lines.push(std::mem::take(&mut self.line));
        self.pen = 0.0;
    }

    /// Puts the beginning of a long word on this line and gives back the rest; `None`
    /// if it cannot.
    fn hyphenate<'t>(
        &mut self,
        word: &[(usize, &'t str)],
    ) -> Result<Option<(usize, &'t str)>, Error> {
        let [(span, text)] = word else { return Ok(None) };
        let room = self.width - self.pen;
        if !self.kind.hyphens || self.hyphens >= 2 || room < self.kind.size * 3.0 {
            return Ok(None);
        }
        let word = text.trim_matches(|c: char| !c.is_ascii_alphabetic());
        if word.len() < 7 || !word.bytes().all(|b| b.is_ascii_lowercase()) {
            return Ok(None);
        }
        let Some(start) = text.find(word) else { return Ok(None) };
        let (cut, ..) = self.style(*span);
        let mut hyphen = self.segment(*span, "-")?;
        hyphen.shaped = self.shaper.hyphen(cut)?;
        hyphen.width = hyphen.shaped.width * hyphen.size;
        let mut fits = None;
        let mut at = start;
        for syllable in hypher::hyphenate_bounded(word, hypher::Lang::English, 3, 3) {
            at += syllable.len();
            if at >= start + word.len() {
                break;
            }
            let Some(head) = text.get(..at) else { break };
            let head = self.segment(*span, head)?;
            if head.width + hyphen.width > room {
                break;
            }
            fits = Some((at, head));
        }
        let Some((at, head)) = fits else { return Ok(None) };
        self.push(vec![head, hyphen]);
        self.end();
        self.hyphens += 1;
        Ok(text.get(at..).map(|rest| (*span, rest)))
    }

    /// Breaks what is wider than the line wherever it must be.
    fn letters(&mut self, word: &[(usize, &str)]) -> Result<(), Error> {
        for (span, text) in word {
            let mut part = String::new();
            for c in text.chars() {
                part.push(c);
                let width = self.segment(*span, &part)?.width;
                if self.pen + width > self.width && (part.chars().count() > 1 || self.pen > 0.0) {
                    part.pop();
                    if !part.is_empty() {
                        let segment = self.segment(*span, &part)?;
                        self.push(vec![segment]);
                    }
                    self.end();
                    part.clear();
                    part.push(c);
                }
            }
            let segment = self.segment(*span, &part)?;
            self.push(vec![segment]);
        }
        Ok(())
    }
}

/// Turns round the words of a script that runs from right to left.
fn reorder(line: &mut Line) {
    let rtl = |segment: &Segment| {
        let mut runs = segment.shaped.runs.iter();
        runs.next().is_some_and(|run| run.rtl)
    };
    let mut at = 0;
    while let Some(segment) = line.segments.get(at) {
        if !rtl(segment) {
            at += 1;
            continue;
        }
        let mut end = at + 1;
        let mut next = end;
        while let Some(segment) = line.segments.get(next) {
            if rtl(segment) {
                end = next + 1;
            } else if next > end {
                break;
            }
            next += 1;
        }
        let mut x = segment.x;
        if let Some(range) = line.segments.get_mut(at..end) {
            range.reverse();
            for segment in range {
                segment.x = x;
                x += segment.width;
            }
        }
        at = end;
    }
}

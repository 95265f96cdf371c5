//! The source notes: in two columns, those of one heading under it.

use crate::{
    Error,
    block::{Link, Span, Style},
    layout::{
        flow::{Flow, Inline},
        lines::{Text, set},
        page::{Spot, Tree},
        theme::{MEASURE, NOTE},
    },
};

/// The space between the columns.
const GAP: f32 = 18.0;
/// The space over what stands over notes, and after each note.
const OVER: f32 = 5.0;
const AFTER: f32 = 1.0;

/// So many of the last notes stand over what ends the brief.
const HELD: usize = 8;

/// A note, set.
struct SetNote {
    number: usize,
    over: Vec<Text>,
    label: Text,
    text: Text,
}

impl SetNote {
    /// Its height; at the top of a column there is no space over it.
    fn height(&self, first: bool) -> f32 {
        let over: f32 = self.over.iter().map(Text::height).sum();
        let space = if self.over.is_empty() || first { 0.0 } else { OVER };
        space + over + self.text.height() + AFTER
    }
}

impl Flow<'_, '_> {
    /// Sets the notes: on each page the first column is filled, then the second; on the last
    /// they are of one height. What ends the brief after them and needs so much room does not
    /// stand alone on a page: the last notes go with it.
    pub(crate) fn notes(&mut self, need: f32) -> Result<(), Error> {
        let brief = self.brief;
        let width = (MEASURE - GAP) / 2.0;
        let label_width = if brief.notes.len() > 999 { 27.0 } else { 21.0 };
        let mut notes = Vec::with_capacity(brief.notes.len());
        for (n, note) in brief.notes.iter().enumerate() {
            let number = n + 1;
            let mut label = Span::new(number.to_string(), Style::Regular);
            if self.known.uses.contains_key(&number) {
                label.link = Some(Link::Use(number, 0));
            }
            let label = set(self.shaper, &[label], NOTE, label_width)?;
            let mut spans = note.spans.clone();
            spans.extend(self.back_links(number));
            let text = set(self.shaper, &spans, NOTE, width - label_width)?;
            let over = note.over.iter().map(|spans| set(self.shaper, spans, NOTE, width));
            notes.push(SetNote { number, over: over.collect::<Result<_, _>>()?, label, text });
        }
        self.space(6.0);
        let mut rest = notes.as_slice();
        let mut held: &[SetNote] = &[];
        while !rest.is_empty() {
            let room = self.room();
            if held.is_empty() && is_last(rest, room) && !is_last(rest, room - need) {
                let few = HELD.min(rest.len() / 2);
                (rest, held) = rest.split_at(rest.len() - few);
            }
            let mut left = fitting(rest, room);
            if left == 0 && !self.at_top() {
                self.new_page();
                continue;
            }
            // What is higher than a page goes on on the next.
            left = left.max(1);
            let others = rest.get(left..).unwrap_or_default();
            let mut right = fitting(others, room);
            if right == others.len() {
                // As many as fit are known to leave room enough for the others.
                left = halves(rest, room).min(left);
                right = rest.len() - left;
            }
            let top = self.y;
            let (one, later) = rest.split_at(left);
            let (two, later) = later.split_at(right);
            self.column(one, self.left(), label_width);
            let foot = self.y;
            if !two.is_empty() {
                self.y = top;
                self.column(two, self.left() + width + GAP, label_width);
                self.y = self.y.max(foot);
            }
            rest = later;
            if rest.is_empty() {
                rest = std::mem::take(&mut held);
            }
            if !rest.is_empty() {
                self.new_page();
            }
        }
        self.after = 10.0;
        Ok(())
    }

    /// Some notes, one under the other.
    fn column(&mut self, notes: &[SetNote], x: f32, label_width: f32) {
        for (n, note) in notes.iter().enumerate() {
            if n > 0 && !note.over.is_empty() {
                self.y += OVER;
            }
            for text in &note.over {
                let element = self.canvas.tree.add(Tree::ROOT, "P");
                self.text(text, x, element);
            }
            let element = self.canvas.tree.add(Tree::ROOT, "Note");
            if let Some(more) = self.canvas.tree.more(element) {
                more.id = Some(format!("note-{}", note.number));
            }
            let spot = Spot { page: self.canvas.page(), y: self.y };
            self.places.notes.insert(note.number, spot);
            let lbl = self.canvas.tree.add(element, "Lbl");
            if let Some(line) = note.label.lines.first() {
                let at = (x, self.y);
                self.line(line, &note.label, at, lbl, &mut Inline::default());
            }
            let p = self.canvas.tree.add(element, "P");
            self.text(&note.text, x + label_width, p);
            self.y += AFTER;
        }
    }

    /// An arrow and the pages on which a note is used.
    fn back_links(&self, number: usize) -> Vec<Span> {
        /// More pages than this would be a list and not a help.
        const MOST: usize = 40;
        let Some(uses) = self.known.uses.get(&number) else { return Vec::new() };
        let mut spans = vec![Span::new("\u{2002}↑\u{a0}", Style::Muted)];
        let mut pages: Vec<usize> = Vec::new();
        for (n, spot) in uses.iter().enumerate() {
            if pages.last() == Some(&spot.page) {
                continue;
            }
            if pages.len() == MOST {
                spans.push(Span::new(" …", Style::Muted));
                break;
            }
            if !pages.is_empty() {
                spans.push(Span::new(", ", Style::Muted));
            }
            pages.push(spot.page);
            let mut span = Span::new((spot.page + 1).to_string(), Style::Muted);
            span.link = Some(Link::Use(number, n));
            spans.push(span);
        }
        spans
    }
}

/// How many notes stand in a column of this height.
fn fitting(notes: &[SetNote], room: f32) -> usize {
    let mut filled = 0.0;
    let fits = |(n, note): &(usize, &SetNote)| {
        filled += note.height(*n == 0);
        filled <= room + 0.05
    };
    notes.iter().enumerate().take_while(fits).count()
}

/// Whether all notes stand in two columns of this height.
fn is_last(notes: &[SetNote], room: f32) -> bool {
    let left = fitting(notes, room);
    let others = notes.get(left..).unwrap_or_default();
    fitting(others, room) == others.len()
}

/// How many of the last notes stand in the first column, so that both are of one height.
fn halves(notes: &[SetNote], room: f32) -> usize {
    let height = |notes: &[SetNote]| -> f32 {
        notes.iter().enumerate().map(|(n, note)| note.height(n == 0)).sum()
    };
    let all = height(notes);
    let mut filled = 0.0;
    for (n, note) in notes.iter().enumerate() {
        filled += note.height(n == 0);
        let rest = notes.get(n + 1..).unwrap_or_default();
        if filled * 2.0 >= all - note.height(false) / 2.0 && height(rest) <= room + 0.05 {
            return n + 1;
        }
    }
    notes.len()
}

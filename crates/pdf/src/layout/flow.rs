//! Where things stand: page after page, from top to bottom.

use std::collections::BTreeMap;

use crate::{
    Error,
    block::{Brief, Link},
    fonts::Shaper,
    layout::{
        lines::{Apart, Line, Segment, Text},
        page::{Annotation, Canvas, ElementId, Item, Spot},
        prepare::Prepared,
        theme::{BODY, CELL, Colour, INDENT, INK, MEASURE, Paper, RULE, RUNNING, TOP, Type, count},
    },
};

/// What a pass learns of pages, for the next pass and for the links.
#[derive(Debug, Clone, Default, PartialEq)]
pub(crate) struct Places {
    /// Headings by their id.
    pub(crate) headings: BTreeMap<String, Spot>,
    /// Source notes by their number.
    pub(crate) notes: BTreeMap<usize, Spot>,
    /// Where each note is used, by its number.
    pub(crate) uses: BTreeMap<usize, Vec<Spot>>,
}

impl Places {
    /// Where a link leads; `None` for one that leaves the document, and for a broken one.
    pub(crate) fn of(&self, link: &Link) -> Option<Spot> {
        match link {
            Link::Note(number) => self.notes.get(number).copied(),
            Link::Heading(id) => self.headings.get(id).copied(),
            Link::Use(number, n) => self.uses.get(number)?.get(*n).copied(),
            Link::Uri(_) => None,
        }
    }
}

/// A bookmark.
#[derive(Debug, Clone)]
pub(crate) struct Bookmark {
    pub(crate) level: u8,
    pub(crate) title: String,
    pub(crate) spot: Spot,
}

/// One pass through the blocks.
pub(crate) struct Flow<'a, 'f> {
    pub(crate) shaper: &'a Shaper<'f>,
    pub(crate) brief: &'a Brief,
    /// What the pass before learned.
    pub(crate) known: &'a Places,
    pub(crate) places: Places,
    pub(crate) bookmarks: Vec<Bookmark>,
    pub(crate) canvas: Canvas,
    /// The next line begins here.
    pub(crate) y: f32,
    /// The space that what stands above asks for.
    pub(crate) after: f32,
    /// How close it is set.
    pub(crate) tight: Tight,
}

/// How close a brief is set: the last lines of one come back to the page before.
#[derive(Debug, Clone, Copy)]
pub(crate) struct Tight {
    /// The part of the space between blocks that is left.
    pub(crate) space: f32,
    /// How far below its foot the text may go.
    pub(crate) foot: f32,
}

impl Tight {
    /// As it should be.
    pub(crate) const NOT: Self = Self { space: 1.0, foot: 0.0 };
    /// Closer, and closer still.
    pub(crate) const MORE: [Self; 3] = [
        Self { space: 0.85, foot: 5.0 },
        Self { space: 0.65, foot: 10.0 },
        Self { space: 0.5, foot: 14.0 },
    ];
}

/// The elements of the parts of one text that have their own.
#[derive(Debug, Clone, Default)]
pub(crate) struct Inline {
    spans: BTreeMap<u32, ElementId>,
    turned: BTreeMap<u32, ElementId>,
}

impl<'a, 'f> Flow<'a, 'f> {
    pub(crate) fn new(
        shaper: &'a Shaper<'f>,
        brief: &'a Brief,
        paper: Paper,
        known: &'a Places,
        tight: Tight,
    ) -> Self {
        Self {
            shaper,
            brief,
            known,
            places: Places::default(),
            bookmarks: Vec::new(),
            canvas: Canvas::new(paper),
            y: TOP,
            after: 0.0,
            tight,
        }
    }

    /// Places everything.
    pub(crate) fn run(&mut self, blocks: &[Prepared]) -> Result<(), Error> {
        for (n, block) in blocks.iter().enumerate() {
            self.block(block, blocks.get(n + 1..).unwrap_or_default())?;
        }
        self.running()
    }

    pub(crate) fn at_top(&self) -> bool {
        self.y <= TOP + 0.1
    }

    pub(crate) fn room(&self) -> f32 {
        self.canvas.paper.bottom() + self.tight.foot - self.y
    }

    /// Where the text begins on the left.
    pub(crate) fn left(&self) -> f32 {
        self.canvas.paper.margin()
    }

    /// Where it ends on the right.
    pub(crate) fn right(&self) -> f32 {
        self.canvas.paper.right()
    }

    pub(crate) fn new_page(&mut self) {
        self.canvas.add_page();
        self.y = TOP;
        self.after = 0.0;
    }

    /// Leaves space, except at the top of a page.
    pub(crate) fn space(&mut self, before: f32) {
        if !self.at_top() {
            self.y += before.max(self.after) * self.tight.space;
        }
        self.after = 0.0;
    }

    /// The space that `space` would leave.
    pub(crate) fn would_leave(&self, before: f32) -> f32 {
        if self.at_top() { 0.0 } else { before.max(self.after) * self.tight.space }
    }

    /// Sets the lines of a text, over pages if it must, no line alone on a page.
    pub(crate) fn text(&mut self, text: &Text, x: f32, element: ElementId) {
        let mut inline = Inline::default();
        let leading = text.kind.leading;
        let mut rest = text.lines.as_slice();
        while !rest.is_empty() {
            let first = rest.len() == text.lines.len();
            let mut take = lines_in(self.room(), leading).min(rest.len());
            if take < rest.len() {
                if rest.len() - take == 1 && rest.len() > 2 {
                    take = take.saturating_sub(1);
                }
                if first && take < 2 {
                    take = 0;
                }
            }
            if take == 0 && !self.at_top() {
                self.new_page();
                continue;
            }
            let (now, later) = rest.split_at(take.max(1).min(rest.len()));
            for line in now {
                self.line(line, text, (x, self.y), element, &mut inline);
                self.y += leading;
            }
            rest = later;
            if !rest.is_empty() {
                self.new_page();
            }
        }
    }

    /// Draws one line whose top left corner is `at`.
    pub(crate) fn line(
        &mut self,
        line: &Line,
        text: &Text,
        at: (f32, f32),
        element: ElementId,
        inline: &mut Inline,
    ) {
        let baseline = at.1 + text.kind.leading.midpoint(text.kind.size * 0.72);
        let mut segments = line.segments.iter().peekable();
        while let Some(segment) = segments.next() {
            let span = text.apart(segment.span);
            let (owner, begins) = self.owner(span, segment.span, element, inline);
            let link = span.and_then(|span| span.link.as_ref());
            if begins && let Some(Link::Note(number)) = link {
                let spot = Spot { page: self.canvas.page(), y: at.1 };
                self.places.uses.entry(*number).or_default().push(spot);
            }
            let (mut left, mut right) = (segment.x, segment.x + segment.width());
            let place = self.turned(segment, text, owner, inline);
            self.segment(segment, at.0, baseline, place);
            // The words of one span in one line are one area.
            while let Some(next) = segments.next_if(|next| next.span == segment.span) {
                let place = self.turned(next, text, owner, inline);
                self.segment(next, at.0, baseline, place);
                left = left.min(next.x);
                right = right.max(next.x + next.width());
            }
            if let Some(link) = link {
                let top = baseline - segment.rise - segment.size * 0.95;
                let foot = baseline - segment.rise + segment.size * 0.3;
                self.canvas.link(Annotation {
                    area: (at.0 + left, top, at.0 + right.min(line.width.max(left + 1.0)), foot),
                    target: link.clone(),
                    title: span.and_then(|span| span.title.clone()),
                    element: owner,
                });
            }
        }
    }

    fn segment(&mut self, segment: &Segment, left: f32, baseline: f32, owner: ElementId) {
        self.canvas.draw(
            Some(owner),
            Item::Text {
                shaped: segment.shaped.clone(),
                x: left + segment.x,
                y: baseline - segment.rise,
                size: segment.size,
                colour: segment.colour,
            },
        );
    }

    /// The element of a span, made when it is first drawn; whether it was made now.
    fn owner(
        &mut self,
        span: Option<&Apart>,
        number: u32,
        element: ElementId,
        inline: &mut Inline,
    ) -> (ElementId, bool) {
        let Some(span) = span else { return (element, false) };
        if let Some(found) = inline.spans.get(&number) {
            return (*found, false);
        }
        let mut owner = element;
        if let Some(language) = &span.language {
            owner = self.canvas.tree.add(owner, "Span");
            if let Some(element) = self.canvas.tree.more(owner) {
                element.language = Some(language.clone().into_string());
            }
        }
        if let Some(link) = &span.link {
            if matches!(link, Link::Note(_)) {
                owner = self.canvas.tree.add(owner, "Reference");
            }
            owner = self.canvas.tree.add(owner, "Link");
        }
        inline.spans.insert(number, owner);
        (owner, true)
    }

    /// The element of a segment that is read in another order than it is drawn: it says
    /// its text itself.
    fn turned(
        &mut self,
        segment: &Segment,
        text: &Text,
        owner: ElementId,
        inline: &mut Inline,
    ) -> ElementId {
        let Some(number) = segment.turned else { return owner };
        *inline.turned.entry(number).or_insert_with(|| {
            let element = self.canvas.tree.add(owner, "Span");
            if let Some(element) = self.canvas.tree.more(element) {
                element.actual = text.turned.get(number as usize).cloned();
            }
            element
        })
    }

    /// Running heads (not on the first page) and feet.
    fn running(&mut self) -> Result<(), Error> {
        let pages = self.canvas.pages.len();
        let (left, right) = (self.left(), self.right());
        let foot = self.canvas.paper.height - 34.89;
        let brief = self.brief;
        for page in 0..pages {
            if page > 0 {
                let width = self.shaper.width(RUNNING.cut, &brief.head.1, RUNNING.size)?;
                let room = MEASURE - width - 24.0;
                self.run_on(page, &brief.head.0, left, 42.0, room)?;
                self.run_on(page, &brief.head.1, right - width, 42.0, width + 1.0)?;
                let (from, to) = ((left, 50.0), (right, 50.0));
                self.canvas.draw_on(page, None, Item::Line { from, to, width: 0.5, colour: RULE });
            }
            let number = format!("{} / {pages}", page + 1);
            let width = self.shaper.width(RUNNING.cut, &number, RUNNING.size)?;
            self.run_on(page, &number, right - width, foot, width + 1.0)?;
            self.run_on(page, &brief.foot, left, foot, MEASURE - width - 24.0)?;
        }
        Ok(())
    }

    /// One line of a running head, shortened where it is too long.
    fn run_on(&mut self, page: usize, text: &str, x: f32, y: f32, room: f32) -> Result<(), Error> {
        let shaped = shortened(self.shaper, &RUNNING, text, room)?;
        let (size, colour) = (RUNNING.size, RUNNING.colour);
        self.canvas.draw_on(page, None, Item::Text { shaped, x, y, size, colour });
        Ok(())
    }

    /// A single line of decoration.
    pub(crate) fn rule(&mut self, y: f32, width: f32, colour: Colour) {
        let (from, to) = ((self.left(), y), (self.right(), y));
        self.canvas.draw(None, Item::Line { from, to, width, colour });
    }

    /// The points of a list.
    pub(crate) fn list(&mut self, items: &[Text]) -> Result<(), Error> {
        let list = self.canvas.tree.add(crate::layout::page::Tree::ROOT, "L");
        self.space(4.0);
        for (n, item) in items.iter().enumerate() {
            if n > 0 {
                self.y += 4.0;
            }
            let (li, lbl) = self.point(list, item);
            let shaped = self.shaper.shape(BODY.cut, "•")?;
            let baseline = self.y + item.kind.leading.midpoint(item.kind.size * 0.72);
            let (size, colour) = (item.kind.size, INK);
            // Of a text from right to left the point is at the right.
            let x =
                if item.rtl { self.right() - 2.0 - shaped.width * size } else { self.left() + 2.0 };
            self.canvas.draw(Some(lbl), Item::Text { shaped, x, y: baseline, size, colour });
            self.point_body(li, item);
        }
        self.after = CELL.leading * 0.6;
        Ok(())
    }

    /// The entries of a list in small type, each with its sign.
    pub(crate) fn entries(&mut self, entries: &[(Text, Text)]) {
        let list = self.canvas.tree.add(crate::layout::page::Tree::ROOT, "L");
        self.space(3.0);
        for (n, (label, text)) in entries.iter().enumerate() {
            if n > 0 {
                self.y += 2.0;
            }
            let (li, lbl) = self.point(list, text);
            if let Some(line) = label.lines.first() {
                // Of a text from right to left the sign is at the right.
                let x = if text.rtl { self.right() - line.width } else { self.left() };
                self.line(line, label, (x, self.y), lbl, &mut Inline::default());
            }
            self.point_body(li, text);
        }
        self.after = CELL.leading * 0.6;
    }

    /// Begins a point of a list where its first lines have room: its element, and that of
    /// its sign.
    fn point(&mut self, list: ElementId, text: &Text) -> (ElementId, ElementId) {
        if self.room() < count(orphans(text)) * text.kind.leading {
            self.new_page();
        }
        let li = self.canvas.tree.add(list, "LI");
        (li, self.canvas.tree.add(li, "Lbl"))
    }

    /// Sets the text of a point. It keeps its width: one from right to left ends before its
    /// sign.
    fn point_body(&mut self, li: ElementId, text: &Text) {
        let body = self.canvas.tree.add(li, "LBody");
        let from = if text.rtl { self.left() } else { self.left() + INDENT };
        self.text(text, from, body);
    }
}

/// The lines of a text that must stand together at its beginning.
pub(crate) fn orphans(text: &Text) -> usize {
    match text.lines.len() {
        n @ (3 | 4) => n,
        n => n.min(2),
    }
}

/// How many lines stand in a height.
#[expect(
    clippy::cast_possible_truncation,
    clippy::cast_sign_loss,
    reason = "a few dozen lines a page, and never fewer than none"
)]
pub(crate) fn lines_in(height: f32, leading: f32) -> usize {
    ((height + 0.05) / leading).floor().max(0.0) as usize
}

/// A text cut to a width, with an ellipsis if it was cut.
fn shortened(
    shaper: &Shaper<'_>,
    kind: &Type,
    text: &str,
    room: f32,
) -> Result<std::rc::Rc<crate::fonts::Shaped>, Error> {
    let shaped = shaper.shape(kind.cut, text)?;
    if shaped.width * kind.size <= room {
        return Ok(shaped);
    }
    let mut chars: Vec<char> = text.chars().collect();
    while chars.pop().is_some() {
        let kept: String = chars.iter().collect::<String>().trim_end().to_owned() + "…";
        let shaped = shaper.shape(kind.cut, &kept)?;
        if shaped.width * kind.size <= room || chars.is_empty() {
            return Ok(shaped);
        }
    }
    Ok(shaped)
}

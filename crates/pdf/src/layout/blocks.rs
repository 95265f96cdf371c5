//! How each kind of block is placed.

use std::rc::Rc;

use crate::{
    Error,
    block::{Link, Span},
    charts::Drawing,
    fonts::Shaper,
    layout::{
        flow::{Bookmark, Flow, Inline, orphans},
        lines::{Text, set},
        page::{ElementId, Item, Spot, Tree},
        prepare::{Prepared, figure_width},
        theme::{BODY, CONTENTS, INK, MEASURE, MUTED, NOTE, Paper, RULE, TINT, count},
    },
};

/// No more headings than this stand in one column of the contents; the space between two.
pub(crate) const ONE_COLUMN: usize = 6;
const COLUMN_GAP: f32 = 24.0;

/// A text of no more lines than this leads to what follows it, and stays with it.
const LEAD: usize = 8;

impl Flow<'_, '_> {
    /// Places one block; `next` are those that follow.
    pub(crate) fn block(&mut self, block: &Prepared, next: &[Prepared]) -> Result<(), Error> {
        match block {
            Prepared::Cover { kicker, title, standfirst } => self.cover(kicker, title, standfirst),
            Prepared::KeyFigures(figures) => self.key_figures(figures),
            Prepared::Heading { level, text, id, title } => {
                self.heading(*level, text, (id, title), next);
            }
            Prepared::Contents { height, sections } => self.contents(*height, sections)?,
            Prepared::Paragraph(text) => {
                self.space(6.0);
                let mut keep = count(orphans(text)) * text.kind.leading;
                // A few lines that lead to a list stay with its beginning.
                if let Some(Prepared::Entries(_) | Prepared::List(_)) = next.first()
                    && text.lines.len() <= LEAD
                {
                    keep = text.height() + 7.0 + first_need(next, self.canvas.paper, false);
                }
                if self.room() < keep {
                    self.new_page();
                }
                let p = self.canvas.tree.add(Tree::ROOT, "P");
                self.text(text, self.left(), p);
                self.after = 7.0;
            }
            Prepared::List(items) => self.list(items)?,
            Prepared::Entries(entries) => self.entries(entries),
            Prepared::Table(sheet) => self.table(sheet),
            Prepared::Figure { drawing, alt, caption } => {
                self.figure(drawing, alt, caption.as_ref());
            }
            Prepared::Notes => self.notes(after_need(next))?,
            Prepared::PageBreak => {
                if !self.at_top() {
                    self.new_page();
                }
            }
        }
        Ok(())
    }

    fn cover(&mut self, kicker: &Text, title: &Text, standfirst: &Text) {
        for (text, tag, after) in [(kicker, "P", 4.0), (title, "H1", 6.0), (standfirst, "P", 14.0)]
        {
            if text.lines.is_empty() {
                continue;
            }
            let element = self.canvas.tree.add(Tree::ROOT, tag);
            self.text(text, self.left(), element);
            self.y += after;
        }
        self.after = 0.0;
    }

    fn key_figures(&mut self, figures: &[(Text, Text)]) {
        if figures.is_empty() {
            return;
        }
        let heights = figures.iter().map(|(value, label)| value.height() + label.height());
        let height = heights.fold(0.0, f32::max) + 20.0;
        self.space(4.0);
        if self.room() < height {
            self.new_page();
        }
        let top = self.y;
        let strip = Item::Rect { x: self.left(), y: top, width: MEASURE, height, colour: TINT };
        self.canvas.draw(None, strip);
        let step = MEASURE / count(figures.len());
        for n in 1..figures.len() {
            let x = self.left() + step * count(n);
            let (from, to) = ((x, top + 10.0), (x, top + height - 10.0));
            self.canvas.draw(None, Item::Line { from, to, width: 0.75, colour: RULE });
        }
        let list = self.canvas.tree.add(Tree::ROOT, "L");
        debug_assert!(figure_width(figures.len()) <= step);
        for (n, (value, label)) in figures.iter().enumerate() {
            let li = self.canvas.tree.add(list, "LI");
            let body = self.canvas.tree.add(li, "LBody");
            let x = self.left() + step * count(n) + 10.0;
            let mut y = top + 9.0;
            for text in [value, label] {
                // Each is its own run, so that value and label are two words.
                let p = self.canvas.tree.add(body, "P");
                for line in &text.lines {
                    self.line(line, text, (x, y), p, &mut Inline::default());
                    y += text.kind.leading;
                }
            }
        }
        self.y = top + height;
        self.after = 18.0;
    }

    fn heading(&mut self, level: u8, text: &Text, (id, title): (&str, &str), next: &[Prepared]) {
        let (before, after) = if level <= 2 { (24.0, 6.0) } else { (15.0, 4.0) };
        let need = text.height() + after + first_need(next, self.canvas.paper, level <= 2);
        if !self.at_top() && self.room() < self.would_leave(before) + need {
            self.new_page();
        }
        self.space(before);
        let spot = Spot { page: self.canvas.page(), y: self.y };
        self.places.headings.insert(id.to_owned(), spot);
        self.bookmarks.push(Bookmark { level, title: title.to_owned(), spot });
        let tag = match level {
            0..=2 => "H2",
            3 => "H3",
            _ => "H4",
        };
        let element = self.canvas.tree.add(Tree::ROOT, tag);
        self.text(text, self.left(), element);
        self.y += after;
        // What follows keeps to its heading.
        self.after = 0.0;
    }

    fn figure(&mut self, drawing: &Drawing, alt: &str, caption: Option<&Text>) {
        let under = caption.map_or(0.0, |text| text.height() + 6.0);
        if !self.at_top() && self.room() < self.would_leave(8.0) + drawing.least() + under {
            self.new_page();
        }
        self.space(8.0);
        let drawing = drawing.within(self.room() - under);
        let element = self.canvas.tree.add(Tree::ROOT, "Figure");
        let area = (self.left(), self.y, self.right(), self.y + drawing.height);
        if let Some(figure) = self.canvas.tree.more(element) {
            figure.alt = Some(alt.to_owned());
            figure.area = Some(area);
        }
        for item in &drawing.items {
            self.canvas.draw(Some(element), item.clone().moved(self.left(), self.y));
        }
        self.y += drawing.height;
        if let Some(caption) = caption {
            self.y += 6.0;
            let p = self.canvas.tree.add(Tree::ROOT, "P");
            self.text(caption, self.left(), p);
        }
        self.after = 14.0;
    }

    /// The headings of the second level, each with its page; many stand in two columns.
    fn contents(&mut self, height: f32, sections: &[(String, String)]) -> Result<(), Error> {
        let toc = self.canvas.tree.add(Tree::ROOT, "TOC");
        self.space(2.0);
        let page = self.canvas.paper.text_height();
        let two = sections.len() > ONE_COLUMN && height < page * 0.5;
        let rows = if two { sections.len().div_ceil(2) } else { sections.len() };
        let width = if two { (MEASURE - COLUMN_GAP) / 2.0 } else { MEASURE };
        let (texts, height) = contents(self.shaper, sections, two)?;
        let entries = texts.iter().zip(sections.iter().map(|(_, id)| id));
        // It is broken only where it is long.
        if self.room() < height && height < page * 0.5 {
            self.new_page();
        }
        let (top, mut foot) = (self.y, self.y);
        for (n, (text, id)) in entries.enumerate() {
            if n > 0 && n == rows {
                foot = self.y;
                self.y = top;
            }
            let left = self.left() + if n < rows { 0.0 } else { width + COLUMN_GAP };
            if !two && self.room() < text.height() {
                self.new_page();
            }
            let item = self.canvas.tree.add(toc, "TOCI");
            let reference = self.canvas.tree.add(item, "Reference");
            self.text(text, left, reference);
            let page = self.known.headings.get(id).map_or(1, |spot| spot.page + 1);
            let end = left + text.lines.last().map_or(0.0, |line| line.width);
            self.leader((end, left + width), page, reference)?;
            self.y += 1.0;
        }
        self.y = self.y.max(foot);
        self.after = 14.0;
        Ok(())
    }

    /// Dots from the end of a line to the number of its page.
    fn leader(
        &mut self,
        (end, right): (f32, f32),
        page: usize,
        element: ElementId,
    ) -> Result<(), Error> {
        let baseline = self.y - CONTENTS.leading + CONTENTS.leading.midpoint(CONTENTS.size * 0.72);
        let dot = self.shaper.shape(BODY.cut, " .")?;
        let size = 9.0;
        let step = dot.width * size;
        let mut x = right - 30.0;
        let mut dots = 0_usize;
        while x - step > end + 6.0 {
            x -= step;
            dots += 1;
        }
        if dots > 0 {
            let shaped = self.shaper.shape(BODY.cut, &" .".repeat(dots))?;
            let colour = MUTED;
            self.canvas.draw(None, Item::Text { shaped, x, y: baseline, size, colour });
        }
        let shaped = self.shaper.shape(BODY.cut, &page.to_string())?;
        let x = right - shaped.width * CONTENTS.size;
        let shaped = Rc::clone(&shaped);
        let number = Item::Text { shaped, x, y: baseline, size: CONTENTS.size, colour: INK };
        self.canvas.draw(Some(element), number);
        Ok(())
    }
}

/// The room for the number of a page, and for what leads to it.
const PAGES: f32 = 42.0;

/// The lines of a table of contents, and how high it is, in one column or in two.
pub(crate) fn contents(
    shaper: &Shaper<'_>,
    sections: &[(String, String)],
    two: bool,
) -> Result<(Vec<Text>, f32), Error> {
    let rows = if two { sections.len().div_ceil(2) } else { sections.len() };
    let width = if two { (MEASURE - COLUMN_GAP) / 2.0 } else { MEASURE };
    let mut texts = Vec::with_capacity(sections.len());
    for (text, id) in sections {
        let mut span = Span::plain(text.clone());
        span.link = Some(Link::Heading(id.clone()));
        texts.push(set(shaper, &[span], CONTENTS, width - PAGES)?);
    }
    let columns = texts.chunks(rows.max(1));
    let heights = columns.map(|some| some.iter().map(|text| text.height() + 1.0).sum());
    let height = heights.fold(0.0, f32::max);
    Ok((texts, height))
}

/// The height of a heading and a short text that end a brief; nothing, where something else
/// follows.
fn after_need(next: &[Prepared]) -> f32 {
    match next {
        [Prepared::Heading { text: title, .. }, Prepared::Paragraph(text)] => {
            title.height() + text.height() + 40.0
        }
        _ => 0.0,
    }
}

/// The height that must stand under a heading. What `leads` under the heading of a section
/// stays with its first part.
fn first_need(next: &[Prepared], paper: Paper, leads: bool) -> f32 {
    let page = paper.text_height();
    match next.first() {
        None | Some(Prepared::PageBreak) => 0.0,
        Some(Prepared::Heading { text, .. }) => {
            text.height() + 20.0 + first_need(next.get(1..).unwrap_or_default(), paper, false)
        }
        Some(Prepared::Paragraph(text)) => {
            let own = 6.0 + count(orphans(text)) * text.kind.leading;
            // A short text that leads to a drawing or a table stays with it.
            match next.get(1) {
                Some(
                    Prepared::Figure { .. }
                    | Prepared::Table(_)
                    | Prepared::Entries(_)
                    | Prepared::List(_)
                    | Prepared::Paragraph(_)
                    | Prepared::Notes,
                ) if text.lines.len() <= LEAD => {
                    13.0 + text.height()
                        + first_need(next.get(1..).unwrap_or_default(), paper, false)
                }
                Some(Prepared::Heading { .. }) if leads && text.lines.len() <= LEAD => {
                    13.0 + text.height()
                        + first_need(next.get(1..).unwrap_or_default(), paper, false)
                }
                _ => own,
            }
        }
        Some(Prepared::List(items)) => {
            items.first().map_or(0.0, |item| 4.0 + count(orphans(item)) * item.kind.leading)
        }
        Some(Prepared::Entries(entries)) => {
            let some = entries.iter().take(2);
            some.map(|(_, text)| 3.0 + count(orphans(text)) * text.kind.leading).sum()
        }
        Some(Prepared::Table(sheet)) => (sheet.first_need(paper) + 8.0).min(page * 0.5),
        Some(Prepared::Figure { drawing, caption, .. }) => {
            let caption = caption.as_ref().map_or(0.0, |text| text.height() + 6.0);
            (drawing.least() + caption + 10.0).min(page * 0.85)
        }
        Some(Prepared::Notes) => 8.0 * NOTE.leading,
        Some(Prepared::Contents { height, .. }) => height.min(page * 0.5),
        Some(Prepared::Cover { .. } | Prepared::KeyFigures(_)) => 80.0,
    }
}

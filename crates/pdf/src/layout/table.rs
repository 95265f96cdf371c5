//! Tables: the head on every page, rows whole where they fit.

use unicode_linebreak::linebreaks;

use crate::{
    Error,
    block::{RowKind, Span, Style, Table, Voice},
    fonts::Shaper,
    layout::{
        flow::{Flow, Inline, lines_in},
        lines::{Text, set},
        page::{ElementId, Item, Tree},
        theme::{BLUE, CAPTION, CELL, HEAD_CELL, MEASURE, PALE, Paper, RULE, TINT, count},
    },
};

/// The space round the text of a cell.
const ASIDE: f32 = 4.5;
const ABOVE: f32 = 3.5;

/// Of a broken row no fewer lines than this stand on the next page.
const CARRIED: usize = 4;

/// What is higher than this part of a page may be broken.
const LONG: f32 = 0.15;

/// A group of rows that is not higher than this part of a page is not broken.
const GROUP: f32 = 0.13;

/// Of each cell that is said again where a row or a group goes on, no more than so many bytes; of
/// all of it no more than so many lines.
const AGAIN: usize = 120;
const AGAIN_LINES: usize = 3;

/// A head that is higher than this part of a page is not repeated.
const HIGHEST_HEAD: f32 = 0.3;

/// No word makes a column wider than this part of a table.
const WIDEST: f32 = 0.4;

/// A table, set.
pub(crate) struct Sheet {
    caption: Option<Text>,
    heads: Vec<Text>,
    rows: Vec<SetRow>,
    columns: Vec<Place>,
}

/// A row, set.
struct SetRow {
    cells: Vec<Text>,
    kind: RowKind,
    /// What is said again where it goes on on another page.
    again: Option<Text>,
}

/// Where a column stands, from the left of the text.
#[derive(Clone, Copy)]
struct Place {
    x: f32,
    width: f32,
    numeric: bool,
}

/// A cell as wide as the table.
const ACROSS: Place = Place { x: 0.0, width: MEASURE, numeric: false };

/// The elements of the cells of a row, with those of their spans.
type Cells = Vec<(ElementId, Inline)>;

impl Sheet {
    pub(crate) fn set(
        shaper: &Shaper<'_>,
        voice: &dyn Voice,
        table: &Table,
    ) -> Result<Self, Error> {
        let mut least = vec![0.0; table.columns.len()];
        let mut sheet = Self::with(shaper, voice, table, &least)?;
        // A column in which a word had to be broken takes what it needs from the others.
        for _ in 0..3 {
            let mut wider = false;
            for (n, least) in least.iter_mut().enumerate() {
                let within = |row: &&SetRow| !row.kind.is_across();
                let cells = sheet.rows.iter().filter(within).filter_map(|row| row.cells.get(n));
                let texts = cells.chain(sheet.heads.get(n));
                let needs = texts.map(|text| text.needs).fold(0.0, f32::max);
                let needs = (needs + 2.0 * ASIDE + 0.1).min(MEASURE * WIDEST);
                if needs > *least && needs > 2.0 * ASIDE + 0.1 {
                    (*least, wider) = (needs, true);
                }
            }
            if !wider {
                break;
            }
            // The one before goes first: a long table is not held twice.
            drop(sheet);
            sheet = Self::with(shaper, voice, table, &least)?;
        }
        Ok(sheet)
    }

    /// Sets a table of which each column is at least so wide.
    fn with(
        shaper: &Shaper<'_>,
        voice: &dyn Voice,
        table: &Table,
        least: &[f32],
    ) -> Result<Self, Error> {
        let weights: Vec<f32> = table.columns.iter().map(|column| column.weight).collect();
        let mut x = 0.0;
        let mut columns = Vec::with_capacity(table.columns.len());
        for (column, width) in table.columns.iter().zip(widths(&weights, least)) {
            columns.push(Place { x, width, numeric: column.numeric });
            x += width;
        }
        let room = |place: &Place| (place.width - 2.0 * ASIDE).max(12.0);
        let mut heads = Vec::with_capacity(columns.len());
        for (column, place) in table.columns.iter().zip(&columns) {
            let title = [Span::plain(column.title.clone())];
            heads.push(set(shaper, &title, HEAD_CELL, room(place))?);
        }
        let mut rows = Vec::with_capacity(table.rows.len());
        for row in &table.rows {
            let places = if row.kind.is_across() {
                std::slice::from_ref(&ACROSS)
            } else {
                columns.as_slice()
            };
            let mut cells = Vec::with_capacity(places.len());
            for (n, place) in places.iter().enumerate() {
                let spans = row.cells.get(n).map_or(&[] as &[Span], Vec::as_slice);
                cells.push(set(shaper, spans, CELL, room(place))?);
            }
            let again = match row.kind {
                RowKind::Foot | RowKind::Close => None,
                // What is short stays whole.
                RowKind::Plain if height(&cells) < 8.0 * CELL.leading => None,
                RowKind::Plain | RowKind::Head => {
                    let mut spans = named(&row.cells);
                    spans.push(Span::new(format!(" {}", voice.continued()), Style::Muted));
                    let mut again = set(shaper, &spans, CELL, room(&ACROSS))?;
                    again.lines.truncate(AGAIN_LINES);
                    Some(again)
                }
            };
            rows.push(SetRow { cells, kind: row.kind, again });
        }
        let caption = if table.caption.is_empty() {
            None
        } else {
            let spans = [Span::new(table.caption.clone(), Style::Muted)];
            Some(set(shaper, &spans, CAPTION, MEASURE)?)
        };
        Ok(Self { caption, heads, rows, columns })
    }

    /// What must stand on the page on which the table begins: the caption, the head and
    /// a few rows; all of it, if it is short.
    pub(crate) fn first_need(&self, paper: Paper) -> f32 {
        let short = paper.text_height() * LONG;
        let caption = self.caption.as_ref().map_or(0.0, |text| text.height() + 4.0);
        let begin = caption + self.head_height();
        let mut all = begin;
        for row in &self.rows {
            all += height(&row.cells);
            if all > short {
                let few: f32 = self.rows.iter().take(2).map(|row| height(&row.cells)).sum();
                return begin + self.least(0, paper).max(few.min(80.0));
            }
        }
        all
    }

    fn head_height(&self) -> f32 {
        height(&self.heads)
    }

    /// What must stand on the page on which a row begins: the row, or the first lines of a
    /// long one, with what must not be parted from it.
    fn least(&self, n: usize, paper: Paper) -> f32 {
        let page = paper.text_height() - self.head_height();
        let Some(row) = self.rows.get(n) else { return 0.0 };
        let whole = height(&row.cells);
        let long = whole > page * LONG;
        let own = if long { 5.0 * CELL.leading + 2.0 * ABOVE } else { whole };
        let next = self.rows.get(n + 1);
        match (row.kind, next) {
            (RowKind::Head, Some(_)) => {
                // A short group stays whole; of a long one two rows stand under its head.
                let group = self.rows.iter().skip(n + 1);
                let group = group.take_while(|row| row.kind != RowKind::Head);
                let all: f32 = group.map(|row| height(&row.cells)).sum::<f32>() + whole;
                let begin = whole.min(page / 2.0) + self.least(n + 1, paper);
                if all <= page * GROUP { all.max(begin) } else { begin }
            }
            // The last row of a group does not stand apart from the others.
            (RowKind::Close, Some(next))
                if !long
                    && next.kind == RowKind::Close
                    && self.rows.get(n + 2).is_none_or(|row| row.kind != RowKind::Close) =>
            {
                own + self.least(n + 1, paper)
            }
            (RowKind::Plain | RowKind::Close, Some(next))
                if !long && next.kind == RowKind::Foot =>
            {
                own + height(&next.cells).min(3.0 * CELL.leading + 2.0 * ABOVE)
            }
            // The last row does not stand on a page alone.
            (RowKind::Plain, Some(_)) if !long && n + 2 == self.rows.len() => {
                own + self.least(n + 1, paper)
            }
            _ => own,
        }
    }
}

/// The widths of columns: by their weights, but that none is narrower than it must be. What
/// one needs, the others give, each as it has more than it must have.
fn widths(weights: &[f32], least: &[f32]) -> Vec<f32> {
    let total: f32 = weights.iter().map(|weight| weight.max(0.01)).sum();
    let wished = weights.iter().map(|weight| MEASURE * weight.max(0.01) / total);
    let pairs: Vec<(f32, f32)> = wished.zip(least.iter().copied()).collect();
    let lack: f32 = pairs.iter().map(|(wished, least)| (least - wished).max(0.0)).sum();
    // Nobody gives more than half of what he has over.
    let over = |(wished, least): &(f32, f32)| (wished - least.max(wished / 2.0)).max(0.0);
    let spare: f32 = pairs.iter().map(over).sum();
    let share = if spare > 0.0 { (lack / spare).min(1.0) } else { 0.0 };
    let given: f32 = spare * share;
    let met = if lack > 0.0 { given / lack } else { 0.0 };
    let width = |pair: &(f32, f32)| {
        let (wished, least) = *pair;
        wished + (least - wished).max(0.0) * met - over(pair) * share
    };
    pairs.iter().map(width).collect()
}

/// What a row is about: its first cell, and what stands in bold at the beginning of the
/// second; without the numbers of notes and without links, and the beginning of each, if long.
fn named(cells: &[Vec<Span>]) -> Vec<Span> {
    let texts = cells.first().into_iter().flatten();
    let spans: Vec<Span> = texts
        .filter(|span| span.style != Style::NoteNumber)
        .map(|span| Span { link: None, language: None, ..span.clone() })
        .collect();
    let mut spans = shortened(spans);
    let title = cells.get(1).and_then(|cell| cell.first());
    if let Some(title) = title.filter(|span| span.style == Style::Bold) {
        spans.push(Span::new(" · ", Style::Muted));
        spans.extend(shortened(vec![Span { link: None, language: None, ..title.clone() }]));
    }
    spans
}

/// The beginning of what is said again on every page: it must leave room for what goes on.
fn shortened(mut spans: Vec<Span>) -> Vec<Span> {
    let mut left = AGAIN;
    for n in 0..spans.len() {
        let Some(span) = spans.get_mut(n) else { break };
        if let Some(rest) = left.checked_sub(span.text.len()) {
            left = rest;
            continue;
        }
        // As a line would be broken: no letter is parted from its marks.
        let places = linebreaks(&span.text).map(|(at, _)| at);
        let at = places.take_while(|at| *at <= left).last().unwrap_or_default();
        span.text.truncate(at);
        span.text.truncate(span.text.trim_end().len());
        span.text.push('…');
        spans.truncate(n + 1);
        break;
    }
    spans
}

/// The height of a row.
fn height(cells: &[Text]) -> f32 {
    cells.iter().map(Text::height).fold(CELL.leading, f32::max) + 2.0 * ABOVE
}

impl Flow<'_, '_> {
    pub(crate) fn table(&mut self, sheet: &Sheet) {
        if !self.at_top()
            && self.room() < self.would_leave(8.0) + sheet.first_need(self.canvas.paper)
        {
            self.new_page();
        }
        self.space(8.0);
        let table = self.canvas.tree.add(Tree::ROOT, "Table");
        if let Some(caption) = &sheet.caption {
            let element = self.canvas.tree.add(table, "Caption");
            self.text(caption, self.left(), element);
            self.y += 4.0;
        }
        let head = self.canvas.tree.add(table, "THead");
        let row = self.canvas.tree.add(head, "TR");
        let cells =
            sheet.heads.iter().map(|_| (self.canvas.tree.add(row, "TH"), Inline::default()));
        let mut cells: Cells = cells.collect();
        self.head(sheet, Some(&mut cells));
        if sheet.rows.is_empty() {
            self.after = 14.0;
            return;
        }
        let body = self.canvas.tree.add(table, "TBody");
        // Where the rows of this page begin.
        let mut top = self.y;
        let mut group: Option<&Text> = None;
        for (n, row) in sheet.rows.iter().enumerate() {
            if row.kind == RowKind::Head {
                group = None;
            }
            if self.room() < sheet.least(n, self.canvas.paper) && self.y > top + 0.1 {
                top = self.turn(sheet, group);
            }
            if row.kind == RowKind::Head {
                group = row.again.as_ref();
            }
            let element = self.canvas.tree.add(body, "TR");
            let tag = if row.kind == RowKind::Head { "TH" } else { "TD" };
            let mut cells: Cells = Vec::with_capacity(row.cells.len());
            for _ in &row.cells {
                let cell = self.canvas.tree.add(element, tag);
                if row.kind.is_across()
                    && let Some(more) = self.canvas.tree.more(cell)
                {
                    more.across = Some(sheet.columns.len());
                }
                cells.push((cell, Inline::default()));
            }
            self.row(sheet, row, group, &mut cells, &mut top);
            let next = sheet.rows.get(n + 1);
            let close =
                row.kind == RowKind::Close && next.is_some_and(|n| n.kind == RowKind::Close);
            if !close && next.is_none_or(|next| next.kind != RowKind::Foot) {
                self.rule(self.y, 0.5, RULE);
            }
        }
        self.after = 14.0;
    }

    /// A new page with the head of the table, and what of a group is said again; where its
    /// rows begin.
    fn turn(&mut self, sheet: &Sheet, again: Option<&Text>) -> f32 {
        self.new_page();
        if sheet.head_height() <= self.canvas.paper.text_height() * HIGHEST_HEAD {
            self.head(sheet, None);
        }
        if let Some(text) = again {
            self.repeated(text, &ACROSS);
            self.y += text.height() + ABOVE;
        }
        self.y
    }

    /// The head, once with its elements, and on later pages as decoration.
    fn head(&mut self, sheet: &Sheet, mut cells: Option<&mut Cells>) {
        let height = sheet.head_height();
        let (x, y, width) = (self.left(), self.y, MEASURE);
        self.canvas.draw(None, Item::Rect { x, y, width, height, colour: TINT });
        for (n, (text, place)) in sheet.heads.iter().zip(&sheet.columns).enumerate() {
            let cell = cells.as_mut().and_then(|cells| cells.get_mut(n));
            match cell {
                Some((element, inline)) => {
                    let element = *element;
                    self.cell(text, (place, ABOVE), 0..text.lines.len(), element, inline);
                }
                None => self.repeated(text, place),
            }
        }
        self.y += height;
        self.rule(self.y, 0.75, BLUE);
    }

    /// A row, over pages if it must.
    fn row(
        &mut self,
        sheet: &Sheet,
        row: &SetRow,
        group: Option<&Text>,
        cells: &mut Cells,
        top: &mut f32,
    ) {
        let across = std::slice::from_ref(&ACROSS);
        let places = if row.kind.is_across() { across } else { sheet.columns.as_slice() };
        let lines = row.cells.iter().map(|text| text.lines.len()).max().unwrap_or_default().max(1);
        // What belongs to the row above stands nearer to it.
        let above = match row.kind {
            RowKind::Foot => 0.0,
            RowKind::Close => 1.5,
            RowKind::Plain | RowKind::Head => ABOVE,
        };
        let below = if row.kind == RowKind::Close { 1.5 } else { ABOVE };
        let mut from = 0;
        while from < lines {
            let left = lines - from;
            let mut take = lines_in(self.room() - above - below, CELL.leading).min(left);
            // A few lines are not carried over alone.
            if take < left && left - take < CARRIED {
                take = take.min(left.saturating_sub(CARRIED).max(2));
            }
            let take = take.max(1);
            if row.kind == RowKind::Head {
                let height = count(take) * CELL.leading + 2.0 * ABOVE;
                let (x, y, width) = (self.left(), self.y, MEASURE);
                self.canvas.draw(None, Item::Rect { x, y, width, height, colour: PALE });
            }
            for (n, (text, place)) in row.cells.iter().zip(places).enumerate() {
                if let Some((element, inline)) = cells.get_mut(n) {
                    let end = (from + take).min(text.lines.len());
                    let element = *element;
                    self.cell(text, (place, above), from.min(end)..end, element, inline);
                }
            }
            self.y += count(take) * CELL.leading + above + below;
            from += take;
            if from < lines {
                self.rule(self.y, 0.5, RULE);
                // What a broken row is about is said again.
                *top = self.turn(sheet, row.again.as_ref().or(group));
            }
        }
    }

    /// Some lines of a cell.
    fn cell(
        &mut self,
        text: &Text,
        (place, above): (&Place, f32),
        lines: std::ops::Range<usize>,
        element: ElementId,
        inline: &mut Inline,
    ) {
        let mut y = self.y + above;
        for line in text.lines.get(lines).unwrap_or_default() {
            let x = self.left() + start(place, line.width);
            self.line(line, text, (x, y), element, inline);
            y += text.kind.leading;
        }
    }

    /// A cell of a repeated head.
    fn repeated(&mut self, text: &Text, place: &Place) {
        let mut top = self.y + ABOVE;
        for line in &text.lines {
            let baseline = top + text.kind.leading.midpoint(text.kind.size * 0.72);
            for segment in &line.segments {
                let item = Item::Text {
                    shaped: segment.shaped.clone(),
                    x: self.left() + start(place, line.width) + segment.x,
                    y: baseline,
                    size: segment.size,
                    colour: segment.colour,
                };
                self.canvas.draw(None, item);
            }
            top += text.kind.leading;
        }
    }
}

/// Where a line of a cell begins: numbers stand at the right.
fn start(place: &Place, width: f32) -> f32 {
    if place.numeric { place.x + place.width - ASIDE - width } else { place.x + ASIDE }
}

#[cfg(test)]
mod tests {
    use super::{MEASURE, named, widths};
    use crate::block::{Span, Style};

    #[test]
    fn a_row_that_goes_on_says_what_it_is_about_however_long_its_date_is() {
        let dates = "1991 to 2003 (inferred; A 2019); ".repeat(20);
        let title = Span::new("Invitations to special procedures", Style::Bold);
        let cells = [vec![Span::plain(dates)], vec![title, Span::plain("and more")]];
        let text: String = named(&cells).iter().map(|span| span.text.as_str()).collect();
        assert!(text.starts_with("1991 to 2003 (inferred; A 2019);"), "{text}");
        assert!(text.ends_with("… · Invitations to special procedures"), "{text}");
        assert!(text.len() < 200, "{text}");
    }

    #[test]
    fn columns_take_what_they_need_from_those_that_have_it() {
        let near = |a: f32, b: f32| (a - b).abs() < 0.01;
        let as_weighed = widths(&[1.0, 3.0], &[0.0, 0.0]);
        assert!(near(as_weighed[0], MEASURE / 4.0) && near(as_weighed[1], MEASURE * 0.75));
        let wider = widths(&[1.0, 3.0], &[MEASURE / 3.0, 0.0]);
        assert!(near(wider[0], MEASURE / 3.0), "{wider:?}");
        assert!(near(wider.iter().sum(), MEASURE), "{wider:?}");
        // More than there is: what there is, and the table keeps its width.
        let all = widths(&[1.0, 1.0, 1.0], &[MEASURE, 0.0, MEASURE]);
        assert!(near(all.iter().sum(), MEASURE), "{all:?}");
        assert!(all.iter().all(|width| *width > MEASURE / 7.0), "{all:?}");
    }
}

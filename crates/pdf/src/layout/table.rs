//! Tables: the head on every page, rows whole where they fit.

use crate::{
    Error,
    block::{Span, Style, Table},
    fonts::Shaper,
    layout::{
        flow::{Flow, Inline, lines_in},
        lines::{Text, set},
        page::{ElementId, Item, Tree},
        theme::{BLUE, CAPTION, CELL, HEAD_CELL, MEASURE, Paper, RULE, TINT, TOP, count},
    },
};

/// The space round the text of a cell.
const ASIDE: f32 = 4.5;
const ABOVE: f32 = 3.5;

/// A table, set.
pub(crate) struct Sheet {
    caption: Option<Text>,
    heads: Vec<Text>,
    rows: Vec<Vec<Text>>,
    columns: Vec<Place>,
}

/// Where a column stands, from the left of the text.
struct Place {
    x: f32,
    width: f32,
    numeric: bool,
}

/// The elements of the cells of a row, with those of their spans.
type Cells = Vec<(ElementId, Inline)>;

impl Sheet {
    pub(crate) fn set(shaper: &Shaper<'_>, table: &Table) -> Result<Self, Error> {
        let total: f32 = table.columns.iter().map(|column| column.weight.max(0.01)).sum();
        let mut x = 0.0;
        let mut columns = Vec::with_capacity(table.columns.len());
        for column in &table.columns {
            let width = MEASURE * column.weight.max(0.01) / total;
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
            let mut cells = Vec::with_capacity(columns.len());
            for (n, place) in columns.iter().enumerate() {
                let spans = row.get(n).map_or(&[] as &[Span], Vec::as_slice);
                cells.push(set(shaper, spans, CELL, room(place))?);
            }
            rows.push(cells);
        }
        let caption = if table.caption.is_empty() {
            None
        } else {
            let spans = [Span::new(table.caption.clone(), Style::Bold)];
            Some(set(shaper, &spans, CAPTION, MEASURE)?)
        };
        Ok(Self { caption, heads, rows, columns })
    }

    /// What must stand on the page on which the table begins: the caption, the head and
    /// a few rows; all of it, if it is short.
    pub(crate) fn first_need(&self, paper: Paper) -> f32 {
        let short = paper.text_height() * 0.3;
        let caption = self.caption.as_ref().map_or(0.0, |text| text.height() + 4.0);
        let begin = caption + self.head_height();
        let mut all = begin;
        for row in &self.rows {
            all += height(row);
            if all > short {
                let few: f32 = self.rows.iter().take(3).map(|row| height(row)).sum();
                // The head does not stand without the first row, that is whole or begun.
                let first = self.rows.first().map_or(0.0, |row| height(row));
                let page = paper.text_height() - self.head_height();
                let first = if first > page / 3.0 { 6.0 * CELL.leading } else { first };
                return begin + first.max(few.min(130.0));
            }
        }
        all
    }

    fn head_height(&self) -> f32 {
        height(&self.heads)
    }
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
        for (n, row) in sheet.rows.iter().enumerate() {
            let element = self.canvas.tree.add(body, "TR");
            let cell = |_: &Text| (self.canvas.tree.add(element, "TD"), Inline::default());
            let mut cells: Cells = row.iter().map(cell).collect();
            // The last row does not stand on a page alone.
            let last = sheet.rows.get(n + 1).filter(|_| n + 2 == sheet.rows.len());
            self.row(sheet, row, last.map_or(0.0, |row| height(row)), &mut cells);
        }
        self.after = 14.0;
    }

    /// Whether nothing but the head of a table stands on the page.
    fn under_head(&self, sheet: &Sheet) -> bool {
        self.y <= TOP + sheet.head_height() + 0.1
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
                    self.cell(text, place, 0..text.lines.len(), element, inline);
                }
                None => self.repeated(text, place),
            }
        }
        self.y += height;
        self.rule(self.y, 0.75, BLUE);
    }

    /// A row, whole unless it is higher than a third of a page; with it stands, if there
    /// is room for both on a page, what must not stand alone after it.
    fn row(&mut self, sheet: &Sheet, row: &[Text], with: f32, cells: &mut Cells) {
        let whole = height(row);
        let page = self.canvas.paper.text_height() - sheet.head_height();
        let long = whole > page / 3.0;
        let need = if with > page / 3.0 || whole + with > page { whole } else { whole + with };
        // Of a long row, a few lines at least stand at the foot of a page.
        let least = if long { 6.0 * CELL.leading } else { need };
        if self.room() < least && !self.under_head(sheet) {
            self.new_page();
            self.head(sheet, None);
        }
        let lines = row.iter().map(|text| text.lines.len()).max().unwrap_or_default().max(1);
        let mut from = 0;
        while from < lines {
            let left = lines - from;
            let mut take = lines_in(self.room() - 2.0 * ABOVE, CELL.leading).min(left);
            if take < left && left - take < 2 {
                take = take.saturating_sub(1);
            }
            let take = take.max(1);
            for (n, (text, place)) in row.iter().zip(&sheet.columns).enumerate() {
                if let Some((element, inline)) = cells.get_mut(n) {
                    let end = (from + take).min(text.lines.len());
                    let element = *element;
                    self.cell(text, place, from.min(end)..end, element, inline);
                }
            }
            self.y += count(take) * CELL.leading + 2.0 * ABOVE;
            self.rule(self.y, 0.5, RULE);
            from += take;
            if from < lines {
                self.new_page();
                self.head(sheet, None);
            }
        }
    }

    /// Some lines of a cell.
    fn cell(
        &mut self,
        text: &Text,
        place: &Place,
        lines: std::ops::Range<usize>,
        element: ElementId,
        inline: &mut Inline,
    ) {
        let mut y = self.y + ABOVE;
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

//! Drawings: what a chart looks like, as things to draw.

use std::rc::Rc;

use crate::{
    Error,
    block::{Bar, Chart, HeatRow, Lane, Mark},
    fonts::{Cut, Shaped, Shaper},
    layout::{
        page::Item,
        theme::{
            BLUE, CHART, Colour, INK, MEASURE, MUTED, RAMP, RULE, RUST, TEAL, TINT, Type, WHITE,
            count,
        },
    },
};

/// A drawing as wide as the text; its items stand from its top left corner.
pub(crate) struct Drawing {
    pub(crate) items: Vec<Item>,
    pub(crate) height: f32,
}

/// More rows than this do not stand on a page.
const ROWS: usize = 36;
/// The radius of a mark, and the room it takes.
const MARK: f32 = 3.3;
const MARK_ROOM: f32 = 8.0;

/// A chart in parts that each stand on a page.
pub(crate) fn parts(chart: &Chart) -> Vec<Chart> {
    match chart {
        Chart::Timeline { from, to, lanes } if lanes.len() > ROWS / 2 => lanes
            .chunks(ROWS / 2)
            .map(|lanes| Chart::Timeline { from: *from, to: *to, lanes: lanes.to_vec() })
            .collect(),
        Chart::HeatMap { from, to, rows } if rows.len() > ROWS => rows
            .chunks(ROWS)
            .map(|rows| Chart::HeatMap { from: *from, to: *to, rows: rows.to_vec() })
            .collect(),
        Chart::Bars(bars) if bars.len() > ROWS => {
            bars.chunks(ROWS).map(|bars| Chart::Bars(bars.to_vec())).collect()
        }
        chart => vec![chart.clone()],
    }
}

/// Draws a chart.
pub(crate) fn draw(shaper: &Shaper<'_>, chart: &Chart) -> Result<Drawing, Error> {
    let mut pen = Pen { shaper, items: Vec::new() };
    let height = match chart {
        Chart::Timeline { from, to, lanes } => pen.timeline(*from, *to, lanes)?,
        Chart::HeatMap { from, to, rows } => pen.heat_map(*from, *to, rows)?,
        Chart::Bars(bars) => pen.bars(bars)?,
    };
    Ok(Drawing { items: pen.items, height })
}

struct Pen<'s, 'f> {
    shaper: &'s Shaper<'f>,
    items: Vec<Item>,
}

/// Where a text stands at its point.
#[derive(Clone, Copy)]
enum Side {
    Left,
    Middle,
}

impl Pen<'_, '_> {
    fn shaped(&mut self, shaped: Rc<Shaped>, at: (f32, f32), size: f32, colour: Colour) {
        self.items.push(Item::Text { shaped, x: at.0, y: at.1, size, colour });
    }

    /// A text on its baseline; how wide it is.
    fn text(&mut self, text: &str, at: (f32, f32), kind: &Type, side: Side) -> Result<f32, Error> {
        let shaped = self.shaper.shape(kind.cut, text)?;
        let width = shaped.width * kind.size;
        let x = match side {
            Side::Left => at.0,
            Side::Middle => at.0 - width / 2.0,
        };
        self.shaped(shaped, (x, at.1), kind.size, kind.colour);
        Ok(width)
    }

    /// The labels of rows: as wide as they need, but not more than a third.
    fn label_width<'l>(&self, labels: impl Iterator<Item = &'l str>) -> Result<f32, Error> {
        let mut widest: f32 = 40.0;
        for label in labels {
            widest = widest.max(self.shaper.width(CHART.cut, label, CHART.size)?);
        }
        Ok((widest + 10.0).min(MEASURE / 3.0))
    }

    fn label(&mut self, label: &str, baseline: f32, room: f32) -> Result<(), Error> {
        let shaped = crate::layout::shortened(self.shaper, &CHART, label, room - 8.0)?;
        self.shaped(shaped, (0.0, baseline), CHART.size, CHART.colour);
        Ok(())
    }

    fn rect(&mut self, x: f32, y: f32, (width, height): (f32, f32), colour: Colour) {
        self.items.push(Item::Rect { x, y, width, height, colour });
    }

    fn line(&mut self, from: (f32, f32), to: (f32, f32), width: f32, colour: Colour) {
        self.items.push(Item::Line { from, to, width, colour });
    }

    fn mark(&mut self, x: f32, y: f32, mark: Mark) {
        match mark {
            Mark::Agreed => {
                self.items.push(Item::Dot { x, y, radius: MARK, fill: BLUE, ring: None });
            }
            Mark::OneSource => {
                let ring = Some((TEAL, 1.2));
                self.items.push(Item::Dot { x, y, radius: MARK - 0.5, fill: WHITE, ring });
            }
            Mark::Differs => {
                let r = MARK + 1.0;
                let points = vec![(x, y - r), (x + r, y), (x, y + r), (x - r, y)];
                self.items.push(Item::Polygon { points, colour: RUST });
            }
        }
    }

    fn timeline(&mut self, from: i32, to: i32, lanes: &[Lane]) -> Result<f32, Error> {
        let left = self.label_width(lanes.iter().map(|lane| lane.label.as_str()))? + 6.0;
        let right = MEASURE - 8.0;
        let years = Years::new(from, to.saturating_add(1), left, right);
        // The lanes, each as high as the marks that stand over one another in it.
        let placed: Vec<Vec<(f32, usize, Mark)>> =
            lanes.iter().map(|lane| stacked(&lane.marks, &years)).collect();
        let heights: Vec<f32> = placed.iter().map(|marks| lane_height(marks)).collect();
        let foot: f32 = heights.iter().sum();
        for year in years.labels(46.0) {
            let x = years.x(f64::from(year));
            self.line((x, 0.0), (x, foot + 3.0), 0.5, RULE);
            let axis = Type { colour: MUTED, size: 8.0, ..CHART };
            self.text(&year.to_string(), (x, foot + 13.0), &axis, Side::Middle)?;
        }
        let mut top = 0.0;
        for ((lane, marks), height) in lanes.iter().zip(&placed).zip(&heights) {
            let middle = top + height / 2.0;
            self.label(&lane.label, middle + 3.0, left - 6.0)?;
            let rows = marks.iter().map(|(_, row, _)| row + 1).max().unwrap_or(1);
            let first = middle - count(rows - 1) * MARK_ROOM / 2.0;
            for (x, row, mark) in marks {
                self.mark(*x, first + count(*row) * MARK_ROOM, *mark);
            }
            top += height;
            self.line((0.0, top), (MEASURE, top), 0.5, RULE);
        }
        let mut x = 0.0;
        let y = foot + 30.0;
        for (mark, word) in [
            (Mark::Agreed, "more than one source, agreed"),
            (Mark::OneSource, "one source"),
            (Mark::Differs, "sources differ"),
        ] {
            self.mark(x + 4.5, y - 3.0, mark);
            x += 13.0 + self.text(word, (x + 13.0, y), &CHART, Side::Left)? + 22.0;
        }
        Ok(foot + 35.0)
    }

    fn heat_map(&mut self, from: i32, to: i32, rows: &[HeatRow]) -> Result<f32, Error> {
        const HEIGHT: f32 = 15.0;
        let left = self.label_width(rows.iter().map(|row| row.label.as_str()))?;
        let years = Years::new(from, to.saturating_add(1), left, MEASURE);
        let step = years.step();
        let most = rows.iter().flat_map(|row| row.cells.iter().map(|cell| cell.1)).max();
        let size = (step * 0.75).clamp(5.5, 8.0);
        let mut top = 0.0;
        let mut any = false;
        for row in rows {
            self.label(&row.label, top + 10.5, left)?;
            for year in from..=to {
                let cell = row.cells.iter().find(|cell| cell.0 == year);
                let (number, differs) = cell.map_or((0, false), |cell| (cell.1, cell.2));
                any |= differs;
                let level = shade(number, most.unwrap_or_default());
                let x = years.x(f64::from(year));
                let (width, height) = (step - 1.0, HEIGHT - 1.0);
                self.rect(x, top, (width, height), RAMP.get(level).copied().unwrap_or(TINT));
                let colour = match (number, level) {
                    (0, _) => MUTED,
                    (_, 0..=2) => INK,
                    _ => WHITE,
                };
                let text = if number == 0 { "–".to_owned() } else { number.to_string() };
                let kind = Type { size, colour, ..CHART };
                self.text(&text, (x + width / 2.0, top + 10.0), &kind, Side::Middle)?;
                if differs {
                    let side = (step * 0.42).min(5.0);
                    let corner = x + width;
                    let points = vec![(corner - side, top), (corner, top), (corner, top + side)];
                    self.items.push(Item::Polygon { points, colour: RUST });
                }
            }
            top += HEIGHT;
        }
        let axis = Type { colour: MUTED, size: 8.0, ..CHART };
        for year in years.labels(28.0).filter(|year| *year <= to) {
            let x = years.x(f64::from(year)) + (step - 1.0) / 2.0;
            self.text(&year.to_string(), (x, top + 10.0), &axis, Side::Middle)?;
        }
        let y = top + 26.0;
        let mut x = self.text("–  none recorded", (0.0, y), &axis, Side::Left)? + 22.0;
        if any {
            let points = vec![(x, y - 7.0), (x + 6.0, y - 7.0), (x + 6.0, y - 1.0)];
            self.items.push(Item::Polygon { points, colour: RUST });
            x += 10.0;
            self.text("sources differ", (x, y), &axis, Side::Left)?;
        }
        Ok(top + 30.0)
    }

    fn bars(&mut self, bars: &[Bar]) -> Result<f32, Error> {
        const HEIGHT: f32 = 18.0;
        let left = self.label_width(bars.iter().map(|bar| bar.label.as_str()))?;
        let text = |bar: &Bar| {
            let colour = match (bar.differs, bar.value) {
                (true, _) => RUST,
                (false, Some(_)) => INK,
                (false, None) => MUTED,
            };
            let cut = if bar.value.is_some() || bar.differs { Cut::Bold } else { Cut::Regular };
            Type { cut, colour, size: 9.0, ..CHART }
        };
        let mut beside: f32 = 0.0;
        for bar in bars {
            let kind = text(bar);
            beside = beside.max(self.shaper.width(kind.cut, &bar.text, kind.size)?);
        }
        let room = (MEASURE - left - beside - 8.0).max(60.0);
        let values = bars.iter().filter_map(|bar| bar.value).filter(|value| value.is_finite());
        let most = values.fold(0.0, f64::max);
        let mut top = 0.0;
        for bar in bars {
            self.label(&bar.label, top + 12.0, left)?;
            let mut end = left;
            if let Some(value) = bar.value.filter(|value| value.is_finite() && most > 0.0) {
                let length = room * part(value / most);
                let colour = if bar.differs { RUST } else { BLUE };
                self.rect(left, top + 3.0, (length.max(0.75), HEIGHT - 6.0), colour);
                end += length.max(0.75) + 5.0;
            }
            self.text(&bar.text, (end, top + 12.2), &text(bar), Side::Left)?;
            top += HEIGHT;
        }
        self.line((left, 0.0), (left, top), 0.75, INK);
        Ok(top)
    }
}

/// Years along a line.
struct Years {
    from: i32,
    to: i32,
    left: f32,
    right: f32,
}

impl Years {
    fn new(from: i32, to: i32, left: f32, right: f32) -> Self {
        Self { from, to: to.max(from.saturating_add(1)), left, right }
    }

    fn span(&self) -> f64 {
        f64::from(self.to) - f64::from(self.from)
    }

    /// The width of a year.
    fn step(&self) -> f32 {
        (self.right - self.left) * part(1.0 / self.span())
    }

    fn x(&self, year: f64) -> f32 {
        let passed = (year - f64::from(self.from)) / self.span();
        self.left + (self.right - self.left) * part(passed)
    }

    /// Years that have room for a label of this width.
    fn labels(&self, width: f32) -> impl Iterator<Item = i32> {
        let step = self.step();
        let every = [1, 2, 5, 10, 20, 25, 50, 100, 200, 500, 1000]
            .into_iter()
            .find(|every| count(*every) * step >= width)
            .unwrap_or(1000);
        let every = i32::try_from(every).unwrap_or(1000);
        let first = self.from.div_euclid(every) * every;
        let first = if first < self.from { first.saturating_add(every) } else { first };
        let last = self.to;
        std::iter::successors(Some(first), move |year| year.checked_add(every))
            .take_while(move |year| *year <= last)
    }
}

/// Marks with their places: those that would cover one another stand in rows.
fn stacked(marks: &[(f32, Mark)], years: &Years) -> Vec<(f32, usize, Mark)> {
    let mut marks: Vec<(f32, Mark)> = marks
        .iter()
        .map(|(year, mark)| (years.x(f64::from(*year)).clamp(years.left, years.right), *mark))
        .collect();
    marks.sort_by(|a, b| a.0.total_cmp(&b.0));
    let mut rows: Vec<f32> = Vec::new();
    let mut placed = Vec::with_capacity(marks.len());
    for (x, mark) in marks {
        let free = rows.iter().position(|last| x - last >= MARK_ROOM);
        let row = free.unwrap_or(rows.len());
        match rows.get_mut(row) {
            Some(last) => *last = x,
            None => rows.push(x),
        }
        placed.push((x, row, mark));
    }
    placed
}

fn lane_height(marks: &[(f32, usize, Mark)]) -> f32 {
    let rows = marks.iter().map(|(_, row, _)| row + 1).max().unwrap_or(1);
    (count(rows) * MARK_ROOM + 9.0).max(20.0)
}

/// Which of the five blues a number has.
fn shade(number: usize, most: usize) -> usize {
    match (number, most) {
        (0, _) | (_, 0) => 0,
        (number, most) if most <= 4 => number.min(4),
        (number, most) => (number * 4).div_ceil(most).min(4),
    }
}

/// A part of a whole as a length.
#[expect(clippy::cast_possible_truncation, reason = "between 0 and 1, with digits to spare")]
fn part(of: f64) -> f32 {
    of as f32
}

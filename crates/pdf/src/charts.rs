//! Drawings: what a chart looks like, as things to draw.

use std::{borrow::Cow, rc::Rc};

use crate::{
    Error,
    block::{self, Bar, Chart, HeatRow, Lane, Mark, Voice},
    fonts::{Cut, Shaped, Shaper},
    layout::{
        lines::{Text, set},
        page::Item,
        theme::{
            BLUE, CHART, Colour, INK, MEASURE, MUTED, RAMP, RULE, RUST, TEAL, TINT, Type, WHITE,
            count,
        },
    },
};

/// A drawing as wide as the text; its items stand from its top left corner.
#[derive(Clone)]
pub(crate) struct Drawing {
    pub(crate) items: Vec<Item>,
    pub(crate) height: f32,
}

impl Drawing {
    /// By no more than this a drawing is made lower where it nearly fits on a page: its lanes stand
    /// closer, and its letters and marks stay as they are.
    const LEAST: f32 = 0.92;

    /// The least height that it can have.
    pub(crate) fn least(&self) -> f32 {
        self.height * Self::LEAST
    }

    /// The same in a height, which is not less than the least.
    pub(crate) fn within(&self, height: f32) -> Cow<'_, Self> {
        if height >= self.height || self.height <= 0.0 {
            return Cow::Borrowed(self);
        }
        let share = (height / self.height).max(Self::LEAST);
        let items = self.items.iter().map(|item| item.lowered(share)).collect();
        Cow::Owned(Self { items, height: self.height * share })
    }
}

/// The highest drawing that stands on a page under its heading.
const HIGHEST: f32 = 590.0;
/// The least height of a lane, of a row of a heat map, and of a bar with its space.
const LANE_HEIGHT: f32 = 18.0;
const CELL_HEIGHT: f32 = 15.0;
const BAR_HEIGHT: f32 = 18.0;
/// More spans of vague dates than this in a lane are taken together where they overlap.
const SPANS: usize = 2;
/// The room of a span of vague dates.
const BAR_ROOM: f32 = 11.0;
/// The radius of a mark, and the room it takes.
const MARK: f32 = 3.3;
const MARK_ROOM: f32 = 8.0;
/// The same, for a mark with a number in it.
const COUNTED: f32 = 5.7;
const COUNTED_ROOM: f32 = 12.5;
/// More marks than this over one another are counted.
const STACK: usize = 2;
/// More years than this leave no room for a dash in each empty cell.
const DASHES: i32 = 60;

/// A chart in parts that each stand on a page.
pub(crate) fn parts(
    shaper: &Shaper<'_>,
    voice: &dyn Voice,
    chart: &Chart,
) -> Result<Vec<Chart>, Error> {
    let pen = Pen { shaper, voice, items: Vec::new() };
    Ok(match chart {
        Chart::Timeline { from, to, lanes } => {
            let placed = pen.lanes(*from, *to, lanes)?.lanes;
            let heights: Vec<f32> = placed.iter().map(|lane| lane.height).collect();
            split(lanes, &heights)
                .into_iter()
                .map(|lanes| Chart::Timeline { from: *from, to: *to, lanes })
                .collect()
        }
        Chart::HeatMap { from, to, rows } => {
            let labels = pen.labels(rows.iter().map(|row| row.label.as_str()), CELL_HEIGHT)?;
            split(rows, &labels.heights)
                .into_iter()
                .map(|rows| Chart::HeatMap { from: *from, to: *to, rows })
                .collect()
        }
        Chart::Bars(bars) => {
            let labels = pen.labels(bars.iter().map(|bar| bar.label.as_str()), BAR_HEIGHT)?;
            split(bars, &labels.heights).into_iter().map(Chart::Bars).collect()
        }
    })
}

/// Rows in groups of which each stands on a page.
fn split<T: Clone>(rows: &[T], heights: &[f32]) -> Vec<Vec<T>> {
    let mut groups: Vec<Vec<T>> = vec![Vec::new()];
    let total: f32 = heights.iter().sum();
    // Groups of about the same height.
    let most = total / (total / HIGHEST).ceil().max(1.0) + BAR_HEIGHT / 2.0;
    let mut filled = 0.0;
    for (row, height) in rows.iter().zip(heights) {
        if filled + height > most && filled > 0.0 {
            groups.push(Vec::new());
            filled = 0.0;
        }
        filled += height;
        if let Some(group) = groups.last_mut() {
            group.push(row.clone());
        }
    }
    groups
}

/// Draws a chart.
pub(crate) fn draw(
    shaper: &Shaper<'_>,
    voice: &dyn Voice,
    chart: &Chart,
) -> Result<Drawing, Error> {
    let mut pen = Pen { shaper, voice, items: Vec::new() };
    let height = match chart {
        Chart::Timeline { from, to, lanes } => pen.timeline(*from, *to, lanes)?,
        Chart::HeatMap { from, to, rows } => pen.heat_map(*from, *to, rows)?,
        Chart::Bars(bars) => pen.bars(bars)?,
    };
    Ok(Drawing { items: pen.items, height })
}

struct Pen<'s, 'f> {
    shaper: &'s Shaper<'f>,
    voice: &'s dyn Voice,
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
            // What stands at the end of the drawing does not leave it.
            Side::Middle => (at.0 - width / 2.0).min(MEASURE - width).max(0.0),
        };
        self.shaped(shaped, (x, at.1), kind.size, kind.colour);
        Ok(width)
    }

    /// The labels of rows in lines, as wide as they need, but not more than two fifths.
    fn labels<'l>(
        &self,
        labels: impl Iterator<Item = &'l str> + Clone,
        least: f32,
    ) -> Result<Labels, Error> {
        let most = MEASURE * 0.4;
        let mut widest: f32 = 40.0;
        for label in labels.clone() {
            widest = widest.max(self.shaper.width(CHART.cut, label, CHART.size)?);
        }
        let width = (widest + 10.0).min(most);
        let mut texts = Vec::new();
        let mut heights = Vec::new();
        for label in labels {
            let text = set(self.shaper, &[block::Span::plain(label)], CHART, width - 9.0)?;
            heights.push(least.max(count(text.lines.len()) * CHART.leading + 4.0));
            texts.push(text);
        }
        Ok(Labels { texts, heights, width })
    }

    /// A label whose middle is at a height.
    fn label(&mut self, label: &Text, middle: f32) {
        let first = middle - count(label.lines.len()) * CHART.leading / 2.0;
        for (n, line) in label.lines.iter().enumerate() {
            let y = first + count(n) * CHART.leading + CHART.leading.midpoint(CHART.size * 0.72);
            for segment in &line.segments {
                let at = (segment.x, y);
                self.shaped(Rc::clone(&segment.shaped), at, segment.size, segment.colour);
            }
        }
    }

    fn rect(&mut self, x: f32, y: f32, (width, height): (f32, f32), colour: Colour) {
        self.items.push(Item::Rect { x, y, width, height, colour });
    }

    fn line(&mut self, from: (f32, f32), to: (f32, f32), width: f32, colour: Colour) {
        self.items.push(Item::Line { from, to, width, colour });
    }

    /// A mark, with a number in it if it stands for several.
    fn mark(&mut self, at: (f32, f32), mark: Mark, number: usize) -> Result<(), Error> {
        let (x, y) = at;
        let radius = match number {
            0 | 1 => MARK,
            2..=9 => COUNTED,
            _ => COUNTED + 1.1,
        };
        let colour = match mark {
            Mark::Agreed => {
                self.items.push(Item::Dot { x, y, radius, fill: BLUE, ring: None });
                WHITE
            }
            Mark::OneSource => {
                let radius = radius - 0.5;
                let ring = Some((TEAL, 1.2));
                self.items.push(Item::Dot { x, y, radius, fill: WHITE, ring });
                TEAL
            }
            Mark::Differs => {
                let r = if number > 1 { radius + 1.8 } else { radius + 1.0 };
                let points = vec![(x, y - r), (x + r, y), (x, y + r), (x - r, y)];
                self.items.push(Item::Polygon { points, colour: RUST });
                WHITE
            }
        };
        if number > 1 {
            let kind = Type { cut: Cut::Bold, size: 7.5, colour, ..CHART };
            self.text(&number.to_string(), (x, y + 2.7), &kind, Side::Middle)?;
        }
        Ok(())
    }

    /// A span in which events fall, with their number.
    fn within(&mut self, from: f32, to: f32, y: f32, number: usize) -> Result<(), Error> {
        self.line((from, y), (to, y), 1.1, TEAL);
        for end in [from, to] {
            self.line((end, y - 3.0), (end, y + 3.0), 1.1, TEAL);
        }
        let kind = Type { cut: Cut::Bold, size: 7.5, colour: TEAL, ..CHART };
        let text = number.to_string();
        let width = self.shaper.width(kind.cut, &text, kind.size)? + 3.0;
        let middle = from.midpoint(to);
        self.rect(middle - width / 2.0, y - 4.5, (width, 9.0), WHITE);
        self.text(&text, (middle, y + 2.7), &kind, Side::Middle)?;
        Ok(())
    }

    /// The lanes with their marks in place.
    fn lanes(&self, from: i32, to: i32, lanes: &[Lane]) -> Result<Lanes, Error> {
        let labels = self.labels(lanes.iter().map(|lane| lane.label.as_str()), LANE_HEIGHT)?;
        let years = Years::new(from, to.saturating_add(1), labels.width + 10.0, MEASURE - 10.0);
        let lanes = lanes
            .iter()
            .zip(labels.texts)
            .zip(labels.heights)
            .map(|((lane, label), least)| {
                let stack = stacked(&lane.marks, &years);
                let bars = barred(&lane.spans, &years);
                let marks = if stack.places.is_empty() { 0.0 } else { stack.height() - 4.0 };
                let rows = bars.iter().map(|bar| bar.row + 1).max().unwrap_or_default();
                let filled = marks + count(rows) * BAR_ROOM;
                PlacedLane { label, height: (filled + 5.0).max(least), filled, marks, stack, bars }
            })
            .collect();
        Ok(Lanes { years, lanes })
    }

    fn timeline(&mut self, from: i32, to: i32, lanes: &[Lane]) -> Result<f32, Error> {
        let Lanes { years, lanes } = self.lanes(from, to, lanes)?;
        let foot: f32 = lanes.iter().map(|lane| lane.height).sum();
        for year in years.labels(46.0) {
            let x = years.x(f64::from(year));
            self.line((x, 0.0), (x, foot + 3.0), 0.5, RULE);
            let axis = Type { colour: MUTED, size: 8.0, ..CHART };
            self.text(&year.to_string(), (x, foot + 13.0), &axis, Side::Middle)?;
        }
        let mut top = 0.0;
        let (mut counted, mut barred) = (false, false);
        let mut seen = Vec::new();
        for lane in &lanes {
            let middle = top + lane.height / 2.0;
            self.label(&lane.label, middle);
            let room = lane.stack.room;
            let begin = middle - lane.filled / 2.0;
            let first = begin + (lane.marks - count(lane.stack.rows() - 1) * room) / 2.0;
            for place in &lane.stack.places {
                counted |= place.number > 1;
                seen.push(place.mark);
                let at = (place.x, first + count(place.row) * room);
                self.mark(at, place.mark, place.number)?;
            }
            for bar in &lane.bars {
                let y = begin + lane.marks + (count(bar.row) + 0.5) * BAR_ROOM;
                self.within(bar.from, bar.to, y, bar.number)?;
                barred = true;
            }
            top += lane.height;
            self.line((0.0, top), (MEASURE, top), 0.5, RULE);
        }
        let mut x = 0.0;
        let y = foot + 31.0;
        let marks = [Mark::Agreed, Mark::OneSource, Mark::Differs];
        for mark in marks.into_iter().filter(|mark| seen.contains(mark)) {
            let word = self.voice.mark(mark);
            self.mark((x + 4.5, y - 3.0), mark, 1)?;
            x += 13.0 + self.text(word, (x + 13.0, y), &CHART, Side::Left)? + 18.0;
        }
        if counted {
            let mark = marks.into_iter().find(|mark| seen.contains(mark)).unwrap_or(Mark::Agreed);
            self.mark((x + 5.5, y - 3.0), mark, 5)?;
            let word = self.voice.together();
            x += 15.0 + self.text(word, (x + 15.0, y), &CHART, Side::Left)? + 18.0;
        }
        if barred {
            let word = self.voice.within();
            let width = self.shaper.width(CHART.cut, word, CHART.size)?;
            // What has no room beside the others stands under them.
            let (x, y) = if x + 30.0 + width > MEASURE { (0.0, y + 14.0) } else { (x, y) };
            self.within(x + 2.0, x + 24.0, y - 3.0, 5)?;
            self.text(word, (x + 30.0, y), &CHART, Side::Left)?;
            return Ok(y + 5.0);
        }
        Ok(foot + 36.0)
    }

    fn heat_map(&mut self, from: i32, to: i32, rows: &[HeatRow]) -> Result<f32, Error> {
        let labels = self.labels(rows.iter().map(|row| row.label.as_str()), CELL_HEIGHT)?;
        let left = labels.width;
        let years = Years::new(from, to.saturating_add(1), left, MEASURE);
        let step = years.step();
        let most = rows.iter().flat_map(|row| row.cells.iter().map(|cell| cell.1)).max();
        let size = (step * 0.75).clamp(5.5, 8.0);
        let mut top = 0.0;
        let mut any = false;
        for ((row, label), height) in rows.iter().zip(&labels.texts).zip(labels.heights) {
            let middle = top + (height - 1.0) / 2.0;
            self.label(label, middle);
            for year in from..=to {
                let cell = row.cells.iter().find(|cell| cell.0 == year);
                let (number, differs) = cell.map_or((0, false), |cell| (cell.1, cell.3));
                any |= differs;
                if number == 0 && to.saturating_sub(from) > DASHES {
                    continue;
                }
                let level = shade(number, most.unwrap_or_default());
                let x = years.x(f64::from(year));
                let width = (step - 1.0).max(0.5);
                self.rect(x, top, (width, height - 1.0), RAMP.get(level).copied().unwrap_or(TINT));
                let colour = match (number, level) {
                    (0, _) => MUTED,
                    (_, 0..=2) => INK,
                    _ => WHITE,
                };
                let text = cell.map_or("–", |cell| cell.2.as_str());
                let kind = Type { size, colour, ..CHART };
                self.text(text, (x + width / 2.0, middle + size * 0.36), &kind, Side::Middle)?;
                if differs {
                    let side = (step * 0.42).min(5.0);
                    let corner = x + width;
                    let points = vec![(corner - side, top), (corner, top), (corner, top + side)];
                    self.items.push(Item::Polygon { points, colour: RUST });
                }
            }
            top += height;
        }
        let axis = Type { colour: MUTED, size: 8.0, ..CHART };
        for year in years.labels(28.0).filter(|year| *year <= to) {
            let x = years.x(f64::from(year)) + (step - 1.0) / 2.0;
            self.text(&year.to_string(), (x, top + 10.0), &axis, Side::Middle)?;
        }
        let y = top + 26.0;
        let mut x =
            self.text(&format!("–  {}", self.voice.none_recorded()), (0.0, y), &axis, Side::Left)?
                + 22.0;
        if any {
            let points = vec![(x, y - 7.0), (x + 6.0, y - 7.0), (x + 6.0, y - 1.0)];
            self.items.push(Item::Polygon { points, colour: RUST });
            x += 10.0;
            self.text(self.voice.mark(Mark::Differs), (x, y), &axis, Side::Left)?;
        }
        Ok(top + 30.0)
    }

    fn bars(&mut self, bars: &[Bar]) -> Result<f32, Error> {
        let labels = self.labels(bars.iter().map(|bar| bar.label.as_str()), BAR_HEIGHT)?;
        let left = labels.width;
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
        for ((bar, label), height) in bars.iter().zip(&labels.texts).zip(labels.heights) {
            let middle = top + height / 2.0;
            self.label(label, middle);
            let mut end = left + 5.0;
            if let Some(value) = bar.value.filter(|value| value.is_finite() && most > 0.0) {
                let length = room * part(value / most);
                let colour = if bar.differs { RUST } else { BLUE };
                let (width, top) = (length.max(0.75), middle - 6.0);
                if bar.hollow {
                    self.rect(left, top, (width, 12.0), TINT);
                    let (right, foot) = (left + width, top + 12.0);
                    let corners = [(left, top), (right, top), (right, foot), (left, foot)];
                    for (n, from) in corners.iter().enumerate() {
                        let to = corners.get((n + 1) % 4).unwrap_or(from);
                        self.line(*from, *to, 0.75, colour);
                    }
                } else {
                    self.rect(left, top, (width, 12.0), colour);
                }
                end += length.max(0.75);
            }
            self.text(&bar.text, (end, middle + 3.2), &text(bar), Side::Left)?;
            top += height;
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
        // Round numbers: the first that has room. The last is more than any span of years.
        let mut round: Vec<i64> =
            (0..10).flat_map(|tens| [1, 2, 5].map(|n| n * 10_i64.pow(tens))).chain([25]).collect();
        round.sort_unstable();
        let has_room = |every: &i64| {
            i32::try_from(*every)
                .is_ok_and(|every| f64::from(every) * f64::from(step) >= f64::from(width))
        };
        let every = round.into_iter().find(has_room).unwrap_or(i64::from(i32::MAX));
        let (from, last) = (i64::from(self.from), i64::from(self.to));
        let first = from.div_euclid(every) * every;
        let first = if first < from { first + every } else { first };
        std::iter::successors(Some(first), move |year| Some(year + every))
            .take_while(move |year| *year <= last)
            .filter_map(|year| i32::try_from(year).ok())
    }
}

/// The labels of rows, set.
struct Labels {
    texts: Vec<Text>,
    heights: Vec<f32>,
    width: f32,
}

/// The lanes of a timeline, and the years along them.
struct Lanes {
    years: Years,
    lanes: Vec<PlacedLane>,
}

struct PlacedLane {
    label: Text,
    height: f32,
    /// The height of what stands in it, and of the marks alone.
    filled: f32,
    marks: f32,
    stack: Stack,
    bars: Vec<Span>,
}

/// Events that fall somewhere in a span: from left to right, in which row, how many.
struct Span {
    from: f32,
    to: f32,
    row: usize,
    number: usize,
}

/// Spans with their places: those that would cover one another stand in rows.
fn barred(spans: &[(f32, f32, usize)], years: &Years) -> Vec<Span> {
    if spans.len() > SPANS {
        // Too many for rows of their own: those that overlap are taken together.
        let mut merged: Vec<(f32, f32, usize)> = Vec::new();
        for (from, to, number) in spans {
            match merged.last_mut().filter(|(_, end, _)| from <= end) {
                Some((_, end, all)) => {
                    *end = end.max(*to);
                    *all += number;
                }
                None => merged.push((*from, *to, *number)),
            }
        }
        if merged.len() < spans.len() {
            return barred(&merged, years);
        }
    }
    let mut ends: Vec<f32> = Vec::new();
    let place = |year: f32| years.x(f64::from(year)).clamp(years.left, years.right);
    let bar = |(from, to, number): &(f32, f32, usize)| {
        // A short one has room for its number.
        let from = place(*from).min(years.right - 16.0);
        let to = place(*to).max(from + 16.0);
        let row = free_row(&mut ends, from, to, 3.0);
        Span { from, to, row, number: *number }
    };
    spans.iter().map(bar).collect()
}

/// The marks of a lane.
struct Stack {
    places: Vec<Place>,
    /// From row to row.
    room: f32,
}

/// A mark in its place; it may stand for several.
struct Place {
    x: f32,
    row: usize,
    mark: Mark,
    number: usize,
}

impl Stack {
    fn rows(&self) -> usize {
        self.places.iter().map(|place| place.row + 1).max().unwrap_or(1)
    }

    fn height(&self) -> f32 {
        count(self.rows()) * self.room + 4.0
    }
}

/// Marks with their places: those that would cover one another stand in rows, and
/// where there are too many for that, one mark of each kind says how many.
fn stacked(marks: &[(f32, Mark)], years: &Years) -> Stack {
    let mut marks: Vec<(f32, Mark)> = marks
        .iter()
        .map(|(year, mark)| (years.x(f64::from(*year)).clamp(years.left, years.right), *mark))
        .collect();
    marks.sort_by(|a, b| a.0.total_cmp(&b.0));
    let mut rows: Vec<f32> = Vec::new();
    let mut places = Vec::with_capacity(marks.len());
    for (x, mark) in &marks {
        let row = free_row(&mut rows, *x, *x, MARK_ROOM);
        places.push(Place { x: *x, row, mark: *mark, number: 1 });
    }
    if rows.len() <= STACK {
        return Stack { places, room: MARK_ROOM };
    }
    // Groups as wide as a counted mark; each begins where the one before has ended.
    let mut groups: Vec<Vec<(f32, Mark)>> = Vec::new();
    for (x, mark) in marks {
        let fits =
            |group: &[(f32, Mark)]| group.first().is_some_and(|(from, _)| x - from < COUNTED_ROOM);
        match groups.last_mut().filter(|group| fits(group)) {
            Some(group) => group.push((x, mark)),
            None => groups.push(vec![(x, mark)]),
        }
    }
    let mut rows: Vec<f32> = Vec::new();
    places.clear();
    for group in groups {
        for mark in [Mark::Agreed, Mark::OneSource, Mark::Differs] {
            let of = || group.iter().filter(|(_, kind)| *kind == mark);
            let number = of().count();
            // Those of a kind stand at the first of them; one alone so stands where it is.
            if let Some((x, _)) = of().next().copied() {
                let row = free_row(&mut rows, x, x, COUNTED_ROOM - 0.01);
                places.push(Place { x, row, mark, number });
            }
        }
    }
    Stack { places, room: COUNTED_ROOM + 0.5 }
}

/// The first row in which what stands last leaves so much room before a place; it is then
/// taken to another.
fn free_row(rows: &mut Vec<f32>, from: f32, to: f32, room: f32) -> usize {
    let row = rows.iter().position(|last| from - last >= room).unwrap_or(rows.len());
    match rows.get_mut(row) {
        Some(last) => *last = to,
        None => rows.push(to),
    }
    row
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

//! From pages to page operators: the only module that names printpdf.
//!
//! printpdf writes the pages and the font objects. What it cannot say (structure,
//! nested bookmarks, metadata) is left to `finish`.

use std::collections::BTreeMap;

use lopdf::Object;
use printpdf::{
    BuiltinFont, Codepoint, Color, DictItem, FontId, Line, LinePoint, Op, PaintMode, ParsedFont,
    PdfDocument, PdfFont, PdfFontHandle, PdfPage, PdfSaveOptions, Point, Polygon, PolygonRing, Pt,
    Rect, Rgb, TextItem, WindingOrder,
};

use crate::{
    Error,
    fonts::{Face, Run, Shaped, Shaper, subset},
    layout::{
        Typeset,
        page::{Item, Page, Tree},
        theme::{Colour, Paper},
    },
};

/// Pages drawn, and the fonts they are drawn with.
pub(crate) struct Painted {
    pub(crate) document: lopdf::Document,
    pub(crate) fonts: Vec<PaintedFont>,
}

/// A font of the document.
pub(crate) struct PaintedFont {
    pub(crate) face: Face,
    pub(crate) name: String,
    /// Its name among the resources of a page.
    pub(crate) resource: String,
    /// The glyphs in the order of their numbers: number, width, text.
    pub(crate) glyphs: Vec<(u16, f32, Box<str>)>,
}

/// A subset, and where the glyphs of the font stand in it.
struct Embedded {
    id: FontId,
    /// By the number of the glyph in the font.
    places: Vec<Option<u16>>,
}

/// How many pages are drawn at once: what printpdf draws with takes much more room than the
/// page that it makes of it.
const BATCH: usize = 32;

/// Draws every page; what was to be drawn is let go.
pub(crate) fn paint(typeset: &mut Typeset, shaper: &Shaper<'_>) -> Result<Painted, Error> {
    let mut document = PdfDocument::new("");
    let mut embedded = BTreeMap::new();
    let mut fonts = Vec::new();
    let texts = shaper.texts();
    for (face, glyphs) in used(typeset) {
        let glyphs = glyphs.list();
        let name = shaper.fonts().name(face);
        let (bytes, places) = subset(shaper.fonts(), face, &glyphs)?;
        let parsed = ParsedFont::from_bytes(&bytes, 0, &mut Vec::new())
            .ok_or_else(|| Error::Font(name.clone()))?;
        let id = FontId(format!("R{}", face.tag()));
        document.resources.fonts.map.insert(id.clone(), PdfFont::new(parsed));
        let mut listed: Vec<(u16, f32, Box<str>)> = places
            .iter()
            .map(|(old, new)| {
                let text = texts.get(&(face, *old)).cloned().unwrap_or_else(|| "\u{fffd}".into());
                (*new, shaper.glyph_width(face, *old), text)
            })
            .collect();
        listed.sort_by_key(|glyph| glyph.0);
        fonts.push(PaintedFont { face, name, resource: id.0.clone(), glyphs: listed });
        let mut table =
            vec![None; places.keys().next_back().map_or(0, |last| usize::from(*last) + 1)];
        for (old, new) in places {
            if let Some(place) = table.get_mut(usize::from(old)) {
                *place = Some(new);
            }
        }
        embedded.insert(face, Embedded { id, places: table });
    }
    let options = PdfSaveOptions {
        optimize: false,
        subset_fonts: false,
        secure: true,
        image_optimization: None,
    };
    let canvas = &mut typeset.canvas;
    let (paper, tree) = (canvas.paper, &canvas.tree);
    let mut whole: Option<lopdf::Document> = None;
    for batch in canvas.pages.chunks_mut(BATCH) {
        let draw = |page: &mut Page| {
            let drawn = sheet(page, paper, tree, &embedded);
            page.clear();
            drawn
        };
        document.pages = batch.iter_mut().map(draw).collect();
        // printpdf writes the fonts that it finds on the pages: with the first stands one that
        // has all of them, and is taken out again.
        let first = whole.is_none();
        if first {
            document.pages.push(specimen(paper, &embedded));
        }
        let mut part = printpdf::serialize::to_lopdf_doc(&document, &options, &mut Vec::new());
        if first {
            take_last(&mut part).map_err(|error| Error::Pdf(error.to_string()))?;
        }
        pack(&mut part).map_err(Error::Write)?;
        match &mut whole {
            None => whole = Some(part),
            Some(whole) => append(whole, part).map_err(|error| Error::Pdf(error.to_string()))?,
        }
    }
    let whole = whole.unwrap_or_default();
    Ok(Painted { document: whole, fonts })
}

/// A page with a glyph of every font.
fn specimen(paper: Paper, fonts: &BTreeMap<Face, Embedded>) -> PdfPage {
    let mut ops = vec![Op::StartTextSection];
    for font in fonts.values() {
        let Some(glyph) = font.places.iter().flatten().next() else { continue };
        let handle = PdfFontHandle::External(font.id.clone());
        ops.push(Op::SetFont { font: handle, size: Pt(1.0) });
        let items = vec![TextItem::GlyphIds(vec![Codepoint::new(*glyph, 0.0)])];
        ops.push(Op::ShowText { items });
    }
    ops.push(Op::EndTextSection);
    let area = || Rect::from_wh(Pt(paper.width), Pt(paper.height));
    PdfPage { media_box: area(), trim_box: area(), crop_box: area(), ops }
}

/// Takes the last page out of a document, with what only it has.
fn take_last(part: &mut lopdf::Document) -> Result<(), lopdf::Error> {
    let tree = part.catalog()?.get(b"Pages")?.as_reference()?;
    let Some(page) = part.page_iter().last() else { return Ok(()) };
    for content in part.get_page_contents(page) {
        part.objects.remove(&content);
    }
    if let Some(Object::Dictionary(entry)) = part.objects.remove(&page)
        && let Ok(resources) = entry.get(b"Resources").and_then(Object::as_reference)
    {
        part.objects.remove(&resources);
    }
    let pages = part.get_dictionary_mut(tree)?;
    let count = pages.get(b"Count")?.as_i64()?;
    pages.set("Count", count - 1);
    pages.get_mut(b"Kids")?.as_array_mut()?.pop();
    Ok(())
}

/// Compresses what is drawn on the pages.
fn pack(part: &mut lopdf::Document) -> std::io::Result<()> {
    let pages: Vec<lopdf::ObjectId> = part.page_iter().collect();
    for page in pages {
        for content in part.get_page_contents(page) {
            if let Ok(Object::Stream(stream)) = part.get_object_mut(content) {
                crate::finish::compress(stream)?;
            }
        }
    }
    Ok(())
}

/// Adds the pages of one document to those of another, which has the same fonts.
fn append(whole: &mut lopdf::Document, mut part: lopdf::Document) -> Result<(), lopdf::Error> {
    let tree = whole.catalog()?.get(b"Pages")?.as_reference()?;
    let pages: Vec<lopdf::ObjectId> = part.page_iter().collect();
    for page in pages {
        let contents = part.get_page_contents(page);
        let mut entry = part.get_dictionary(page)?.clone();
        let mut moved: Vec<Object> = Vec::with_capacity(contents.len());
        for content in contents {
            if let Some(stream) = part.objects.remove(&content) {
                moved.push(whole.add_object(stream).into());
            }
        }
        entry.set("Contents", moved);
        entry.set("Parent", tree);
        // Every page gets the resources of the first.
        entry.remove(b"Resources");
        let page = whole.add_object(entry);
        let pages = whole.get_dictionary_mut(tree)?;
        let count = pages.get(b"Count")?.as_i64()?;
        pages.set("Count", count + 1);
        pages.get_mut(b"Kids")?.as_array_mut()?.push(page.into());
    }
    Ok(())
}

/// The glyphs of a face that are drawn: a bit for each.
#[derive(Default)]
struct Glyphs(Vec<u64>);

impl Glyphs {
    fn add(&mut self, glyph: u16) {
        let place = usize::from(glyph / 64);
        if self.0.len() <= place {
            self.0.resize(place + 1, 0);
        }
        if let Some(bits) = self.0.get_mut(place) {
            *bits |= 1 << (glyph % 64);
        }
    }

    /// In their order.
    fn list(&self) -> Vec<u16> {
        let words = (0..=u16::MAX).step_by(64).zip(&self.0).filter(|(_, bits)| **bits != 0);
        let each = |(first, bits): (u16, &u64)| {
            let bits = *bits;
            (0..64).filter(move |n| bits >> n & 1 == 1).map(move |n| first + n)
        };
        words.flat_map(each).collect()
    }
}

/// The glyphs of each face that are drawn.
fn used(typeset: &Typeset) -> BTreeMap<Face, Glyphs> {
    let mut used: BTreeMap<Face, Glyphs> = BTreeMap::new();
    for item in typeset.canvas.pages.iter().flat_map(|page| page.items()) {
        if let Item::Text { shaped, .. } = item {
            for run in &shaped.runs {
                let glyphs = used.entry(run.face).or_default();
                run.glyphs.iter().for_each(|glyph| glyphs.add(glyph.id));
            }
        }
    }
    used
}

fn sheet(page: &Page, paper: Paper, tree: &Tree, fonts: &BTreeMap<Face, Embedded>) -> PdfPage {
    let mut brush = Brush {
        fonts,
        height: paper.height,
        // A word is begun, shown and ended.
        ops: Vec::with_capacity(page.items().len() * 2),
        fill: None,
        stroke: None,
        thickness: None,
        font: None,
        word: None,
    };
    let mut mcid = 0;
    for chunk in page.chunks() {
        brush.begin(chunk.element.map(|id| tree.tag(id)), &mut mcid);
        for item in chunk.items {
            brush.item(item);
        }
        brush.flush();
        brush.ops.push(Op::EndMarkedContent);
    }
    let area = || Rect::from_wh(Pt(paper.width), Pt(paper.height));
    PdfPage { media_box: area(), trim_box: area(), crop_box: area(), ops: brush.ops }
}

/// Glyphs of one font on one baseline that follow one another.
struct Word {
    face: Face,
    size: f32,
    colour: Colour,
    start: (f32, f32),
    pen: f32,
    items: Vec<TextItem>,
}

struct Brush<'f> {
    fonts: &'f BTreeMap<Face, Embedded>,
    /// The height of the page.
    height: f32,
    ops: Vec<Op>,
    fill: Option<Colour>,
    stroke: Option<Colour>,
    thickness: Option<f32>,
    font: Option<(Face, f32)>,
    word: Option<Word>,
}

impl Brush<'_> {
    fn begin(&mut self, tag: Option<&str>, mcid: &mut i64) {
        self.ops.push(if let Some(tag) = tag {
            let map = BTreeMap::from([("MCID".to_owned(), DictItem::Int(*mcid))]);
            *mcid += 1;
            Op::BeginMarkedContentWithProperties {
                tag: tag.to_owned(),
                properties: DictItem::Dict { map },
            }
        } else {
            Op::BeginMarkedContent { tag: "Artifact".to_owned() }
        });
    }

    fn item(&mut self, item: &Item) {
        if let Item::Text { shaped, x, y, size, colour } = item {
            self.text(shaped, (*x, *y), *size, *colour);
            return;
        }
        self.flush();
        match item {
            Item::Text { .. } => {}
            Item::Rect { x, y, width, height, colour } => {
                self.fill(*colour);
                self.ops.push(Op::DrawRectangle {
                    rectangle: Rect {
                        x: Pt(*x),
                        y: Pt(self.height - y - height),
                        width: Pt(*width),
                        height: Pt(*height),
                        mode: Some(PaintMode::Fill),
                        winding_order: Some(WindingOrder::NonZero),
                    },
                });
            }
            Item::Line { from, to, width, colour } => {
                self.stroke(*colour, *width);
                let points = vec![corner(self.height, *from), corner(self.height, *to)];
                self.ops.push(Op::DrawLine { line: Line { points, is_closed: false } });
            }
            Item::Polygon { points, colour } => {
                self.fill(*colour);
                let points = points.iter().map(|point| corner(self.height, *point)).collect();
                self.polygon(points, PaintMode::Fill);
            }
            Item::Dot { x, y, radius, fill, ring } => {
                self.fill(*fill);
                let mode = match ring {
                    Some((colour, width)) => {
                        self.stroke(*colour, *width);
                        PaintMode::FillStroke
                    }
                    None => PaintMode::Fill,
                };
                self.polygon(circle(self.height, (*x, *y), *radius), mode);
            }
        }
    }

    fn polygon(&mut self, points: Vec<LinePoint>, mode: PaintMode) {
        let rings = vec![PolygonRing { points }];
        let polygon = Polygon { rings, mode, winding_order: WindingOrder::NonZero };
        self.ops.push(Op::DrawPolygon { polygon });
    }

    fn fill(&mut self, colour: Colour) {
        if self.fill != Some(colour) {
            self.ops.push(Op::SetFillColor { col: color(colour) });
            self.fill = Some(colour);
        }
    }

    fn stroke(&mut self, colour: Colour, width: f32) {
        if self.stroke != Some(colour) {
            self.ops.push(Op::SetOutlineColor { col: color(colour) });
            self.stroke = Some(colour);
        }
        if self.thickness != Some(width) {
            self.ops.push(Op::SetOutlineThickness { pt: Pt(width) });
            self.thickness = Some(width);
        }
    }

    fn text(&mut self, shaped: &Shaped, at: (f32, f32), size: f32, colour: Colour) {
        let mut x = at.0;
        for run in &shaped.runs {
            let Some(font) = self.fonts.get(&run.face) else { continue };
            self.says(run);
            for glyph in &run.glyphs {
                let Some(&Some(gid)) = font.places.get(usize::from(glyph.id)) else { continue };
                let (right, up) = (glyph.offset.0 * size, glyph.offset.1 * size);
                let start = (x + right, at.1 - up);
                x += glyph.advance * size;
                let follows = self.word.as_ref().is_some_and(|word| {
                    word.face == run.face
                        && same(word.size, size)
                        && word.colour == colour
                        && same(word.start.1, start.1)
                        && (word.pen - start.0).abs() < 0.02 * size
                });
                if !follows {
                    self.flush();
                    self.word = Some(Word {
                        face: run.face,
                        size,
                        colour,
                        start,
                        pen: start.0,
                        items: Vec::new(),
                    });
                }
                if let Some(word) = &mut self.word {
                    // What the font would move the pen too far, in thousandths.
                    let back = (glyph.nominal - glyph.advance) * 1000.0 + glyph.offset.0 * 1000.0;
                    let back = if back.abs() < 0.5 { 0.0 } else { back.round() };
                    word.pen += glyph.nominal * size - back * size / 1000.0;
                    match word.items.last_mut() {
                        Some(TextItem::GlyphIds(glyphs)) => glyphs.push(Codepoint::new(gid, back)),
                        _ => word.items.push(TextItem::GlyphIds(vec![Codepoint::new(gid, back)])),
                    }
                }
            }
            if run.actual.is_some() {
                self.flush();
                self.ops.push(Op::EndMarkedContent);
            }
        }
    }

    /// Before glyphs that do not say their text one after the other: the text.
    fn says(&mut self, run: &Run) {
        let Some(actual) = &run.actual else { return };
        self.flush();
        let data = [0xfe, 0xff].into_iter();
        let data = data.chain(actual.encode_utf16().flat_map(u16::to_be_bytes)).collect();
        let text = DictItem::String { data, literal: false };
        self.ops.push(Op::BeginMarkedContentWithProperties {
            tag: "Span".to_owned(),
            properties: DictItem::Dict { map: BTreeMap::from([("ActualText".to_owned(), text)]) },
        });
    }

    /// Writes the glyphs that are waiting.
    fn flush(&mut self) {
        let Some(word) = self.word.take() else { return };
        self.fill(word.colour);
        self.ops.push(Op::StartTextSection);
        if self.font != Some((word.face, word.size)) {
            let font = match self.fonts.get(&word.face) {
                Some(font) => PdfFontHandle::External(font.id.clone()),
                None => PdfFontHandle::Builtin(BuiltinFont::Helvetica),
            };
            self.ops.push(Op::SetFont { font, size: Pt(word.size) });
            self.font = Some((word.face, word.size));
        }
        let pos = Point { x: Pt(word.start.0), y: Pt(self.height - word.start.1) };
        self.ops.push(Op::SetTextCursor { pos });
        self.ops.push(Op::ShowText { items: word.items });
        self.ops.push(Op::EndTextSection);
    }
}

fn same(a: f32, b: f32) -> bool {
    (a - b).abs() < 0.001
}

fn color(colour: Colour) -> Color {
    let [r, g, b] = colour.parts();
    Color::Rgb(Rgb { r, g, b, icc_profile: None })
}

fn corner(height: f32, (x, y): (f32, f32)) -> LinePoint {
    LinePoint { p: Point { x: Pt(x), y: Pt(height - y) }, bezier: false }
}

/// A circle of four curves.
fn circle(height: f32, (x, y): (f32, f32), r: f32) -> Vec<LinePoint> {
    /// How far the handles of a quarter stand from its ends.
    const HANDLE: f32 = 0.552_284_8;
    let k = r * HANDLE;
    let corner = |at| corner(height, at);
    let curve = |x, y| LinePoint { bezier: true, ..corner((x, y)) };
    vec![
        corner((x + r, y)),
        curve(x + r, y + k),
        curve(x + k, y + r),
        corner((x, y + r)),
        curve(x - k, y + r),
        curve(x - r, y + k),
        corner((x - r, y)),
        curve(x - r, y - k),
        curve(x - k, y - r),
        corner((x, y - r)),
        curve(x + k, y - r),
        curve(x + r, y - k),
        corner((x + r, y)),
    ]
}

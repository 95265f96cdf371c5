//! Pages as they are drawn, and the tree of what stands on them.

use std::rc::Rc;

use crate::{
    block::{Link, Voice},
    fonts::Shaped,
    layout::theme::{Colour, Paper},
};

/// Something drawn. Lengths in points, from the top left corner of the page.
#[derive(Debug, Clone)]
pub(crate) enum Item {
    /// Text on its baseline.
    Text {
        shaped: Rc<Shaped>,
        x: f32,
        y: f32,
        size: f32,
        colour: Colour,
    },
    Rect {
        x: f32,
        y: f32,
        width: f32,
        height: f32,
        colour: Colour,
    },
    Line {
        from: (f32, f32),
        to: (f32, f32),
        width: f32,
        colour: Colour,
    },
    Polygon {
        points: Vec<(f32, f32)>,
        colour: Colour,
    },
    Dot {
        x: f32,
        y: f32,
        radius: f32,
        fill: Colour,
        ring: Option<(Colour, f32)>,
    },
}

impl Item {
    /// The same, somewhere else.
    pub(crate) fn moved(mut self, right: f32, down: f32) -> Self {
        match &mut self {
            Self::Text { x, y, .. } | Self::Rect { x, y, .. } | Self::Dot { x, y, .. } => {
                *x += right;
                *y += down;
            }
            Self::Line { from, to, .. } => {
                for point in [from, to] {
                    point.0 += right;
                    point.1 += down;
                }
            }
            Self::Polygon { points, .. } => {
                for point in points {
                    point.0 += right;
                    point.1 += down;
                }
            }
        }
        self
    }

    /// The same at a share of its distance from the top; what fills a height fills that share of it,
    /// and letters and marks keep their form.
    pub(crate) fn lowered(&self, share: f32) -> Self {
        let mut item = self.clone();
        match &mut item {
            Self::Text { y, .. } | Self::Dot { y, .. } => *y *= share,
            Self::Rect { y, height, .. } => {
                *y *= share;
                *height *= share;
            }
            Self::Line { from, to, .. } => {
                from.1 *= share;
                to.1 *= share;
            }
            Self::Polygon { points, .. } => {
                let ys = || points.iter().map(|point| point.1);
                let middle = f32::midpoint(
                    ys().fold(f32::INFINITY, f32::min),
                    ys().fold(f32::NEG_INFINITY, f32::max),
                );
                for point in points {
                    point.1 -= middle * (1.0 - share);
                }
            }
        }
        item
    }
}

/// Things drawn that belong to one element, or to none.
#[derive(Debug, Clone, Copy)]
pub(crate) struct Chunk<'p> {
    /// The element; `None` for what only decorates or repeats.
    pub(crate) element: Option<ElementId>,
    pub(crate) items: &'p [Item],
}

/// A page.
#[derive(Debug, Clone, Default)]
pub(crate) struct Page {
    /// What is drawn, chunk after chunk.
    items: Vec<Item>,
    /// Of each chunk its element, and where it ends among the items.
    ends: Vec<(Option<ElementId>, u32)>,
    /// How many chunks have an element.
    mcids: u32,
    pub(crate) links: Vec<Annotation>,
}

impl Page {
    /// The chunks. Those with an element are numbered in their order (MCID).
    pub(crate) fn chunks(&self) -> impl DoubleEndedIterator<Item = Chunk<'_>> + Clone {
        (0..self.ends.len()).filter_map(|n| {
            let (element, end) = *self.ends.get(n)?;
            let before = n.checked_sub(1).and_then(|n| self.ends.get(n));
            let begin = before.map_or(0, |(_, end)| *end as usize);
            Some(Chunk { element, items: self.items.get(begin..end as usize)? })
        })
    }

    /// What is drawn, without its elements.
    pub(crate) fn items(&self) -> &[Item] {
        &self.items
    }

    /// What is drawn is not needed any more.
    pub(crate) fn clear(&mut self) {
        self.items = Vec::new();
        self.ends = Vec::new();
    }

    /// Takes no more room than it needs, with so many more items.
    fn shrink(&mut self, more: usize) {
        self.items.shrink_to(self.items.len() + more);
        self.ends.shrink_to(self.ends.len() + more);
        self.links.shrink_to_fit();
    }
}

/// An area that leads somewhere.
#[derive(Debug, Clone)]
pub(crate) struct Annotation {
    /// Left, top, right, bottom.
    pub(crate) area: (f32, f32, f32, f32),
    pub(crate) target: Link,
    /// The words of a link to a heading.
    pub(crate) title: Option<Box<str>>,
    pub(crate) element: ElementId,
}

impl Annotation {
    /// What it says to those who do not see it.
    pub(crate) fn says(&self, voice: &dyn Voice) -> String {
        match &self.target {
            Link::Note(number) => voice.to_note(*number),
            Link::Heading(_) => voice.to_section(self.title.as_deref().unwrap_or_default()),
            Link::Uri(uri) => uri.clone(),
            Link::Use(number, _) => voice.to_use(*number),
        }
    }
}

/// The number of an element in its tree.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord)]
pub(crate) struct ElementId(pub(crate) u32);

impl ElementId {
    /// Its place among the elements.
    pub(crate) fn at(self) -> usize {
        self.0 as usize
    }
}

/// A child of an element.
#[derive(Debug, Clone, Copy)]
pub(crate) enum Kid {
    Element(ElementId),
    /// A chunk: its page, and its number there.
    Content {
        page: u32,
        mcid: u32,
    },
    /// A link: its page, and its number there.
    Link {
        page: u32,
        index: u32,
    },
}

/// An element of the structure.
#[derive(Debug, Clone, Default)]
pub(crate) struct Element {
    pub(crate) tag: &'static str,
    pub(crate) parent: Option<ElementId>,
    pub(crate) more: Option<Box<More>>,
    /// The places of its first and its last child among those of all.
    kids: Option<(u32, u32)>,
}

/// What few elements have.
#[derive(Debug, Clone, Default)]
pub(crate) struct More {
    pub(crate) language: Option<String>,
    pub(crate) alt: Option<String>,
    /// The text, where its glyphs do not stand in the order of reading.
    pub(crate) actual: Option<String>,
    pub(crate) id: Option<String>,
    /// Left, top, right, bottom, for a figure.
    pub(crate) area: Option<(f32, f32, f32, f32)>,
    /// How many columns a cell spans, if it is not one.
    pub(crate) across: Option<usize>,
}

/// The elements. There are hundreds of them on a page: their children stand in one list, in
/// which each names the next.
#[derive(Debug, Clone)]
pub(crate) struct Tree {
    /// The first is the document.
    pub(crate) elements: Vec<Element>,
    /// The children, each with the place of the next one of its parent (the last with its own).
    kids: Vec<(Kid, u32)>,
}

impl Tree {
    pub(crate) const ROOT: ElementId = ElementId(0);

    pub(crate) fn new() -> Self {
        let root = Element { tag: "Document", ..Element::default() };
        Self { elements: vec![root], kids: Vec::new() }
    }

    /// A new last child.
    pub(crate) fn add(&mut self, parent: ElementId, tag: &'static str) -> ElementId {
        let id = ElementId(small(self.elements.len()));
        self.elements.push(Element { tag, parent: Some(parent), ..Element::default() });
        self.push(parent, Kid::Element(id));
        id
    }

    pub(crate) fn push(&mut self, parent: ElementId, kid: Kid) {
        let Some(parent) = self.elements.get_mut(parent.at()) else { return };
        let own = small(self.kids.len());
        let first = match parent.kids {
            Some((first, last)) => {
                if let Some((_, next)) = self.kids.get_mut(last as usize) {
                    *next = own;
                }
                first
            }
            None => own,
        };
        parent.kids = Some((first, own));
        self.kids.push((kid, own));
    }

    /// The children of an element, in their order.
    pub(crate) fn kids<'t>(&'t self, element: &Element) -> impl Iterator<Item = Kid> + use<'t> {
        let mut at = element.kids.map(|(first, _)| first);
        std::iter::from_fn(move || {
            let here = at?;
            let (kid, next) = self.kids.get(here as usize)?;
            at = (*next != here).then_some(*next);
            Some(*kid)
        })
    }

    /// The kind of an element.
    pub(crate) fn tag(&self, id: ElementId) -> &'static str {
        self.elements.get(id.at()).map_or("P", |element| element.tag)
    }

    /// What few elements have, of this one.
    pub(crate) fn more(&mut self, id: ElementId) -> Option<&mut More> {
        Some(self.elements.get_mut(id.at())?.more.get_or_insert_default())
    }
}

/// A number of things of which no document has four thousand million.
pub(crate) fn small(n: usize) -> u32 {
    u32::try_from(n).unwrap_or(u32::MAX)
}

/// Where something stands.
#[derive(Debug, Clone, Copy, PartialEq)]
pub(crate) struct Spot {
    pub(crate) page: usize,
    /// From the top of the page.
    pub(crate) y: f32,
}

/// How many things a page gets after all others: its running head and foot.
const RUNNING: usize = 5;

/// All pages, and what stands on them.
#[derive(Debug, Clone)]
pub(crate) struct Canvas {
    pub(crate) paper: Paper,
    pub(crate) pages: Vec<Page>,
    pub(crate) tree: Tree,
}

impl Canvas {
    pub(crate) fn new(paper: Paper) -> Self {
        Self { paper, pages: vec![Page::default()], tree: Tree::new() }
    }

    pub(crate) fn add_page(&mut self) {
        if let Some(full) = self.pages.last_mut() {
            full.shrink(RUNNING);
        }
        self.pages.push(Page::default());
    }

    /// The number of the current page, from 0.
    pub(crate) fn page(&self) -> usize {
        self.pages.len().saturating_sub(1)
    }

    /// Draws something of an element, or a decoration, on the current page.
    pub(crate) fn draw(&mut self, element: Option<ElementId>, item: Item) {
        self.draw_on(self.page(), element, item);
    }

    /// The same, on any page.
    pub(crate) fn draw_on(&mut self, page: usize, element: Option<ElementId>, item: Item) {
        let Some(sheet) = self.pages.get_mut(page) else { return };
        sheet.items.push(item);
        let end = small(sheet.items.len());
        if let Some((_, last)) = sheet.ends.last_mut().filter(|(last, _)| *last == element) {
            *last = end;
            return;
        }
        sheet.ends.push((element, end));
        if let Some(element) = element {
            self.tree.push(element, Kid::Content { page: small(page), mcid: sheet.mcids });
            sheet.mcids += 1;
        }
    }

    /// An area of the current page that leads somewhere.
    pub(crate) fn link(&mut self, annotation: Annotation) {
        let page = self.page();
        if let Some(sheet) = self.pages.get_mut(page) {
            let kid = Kid::Link { page: small(page), index: small(sheet.links.len()) };
            self.tree.push(annotation.element, kid);
            sheet.links.push(annotation);
        }
    }
}

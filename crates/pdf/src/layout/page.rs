//! Pages as they are drawn, and the tree of what stands on them.

use std::rc::Rc;

use crate::{
    block::Link,
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
}

/// Things drawn that belong to one element, or to none.
#[derive(Debug, Clone)]
pub(crate) struct Chunk {
    /// The element; `None` for what only decorates or repeats.
    pub(crate) element: Option<ElementId>,
    pub(crate) items: Vec<Item>,
}

/// A page. The chunks with an element are numbered in their order (MCID).
#[derive(Debug, Clone, Default)]
pub(crate) struct Page {
    pub(crate) chunks: Vec<Chunk>,
    pub(crate) links: Vec<Annotation>,
}

/// An area that leads somewhere.
#[derive(Debug, Clone)]
pub(crate) struct Annotation {
    /// Left, top, right, bottom.
    pub(crate) area: (f32, f32, f32, f32),
    pub(crate) target: Link,
    /// What it says to those who do not see it.
    pub(crate) says: String,
    pub(crate) element: ElementId,
}

/// The number of an element in its tree.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord)]
pub(crate) struct ElementId(pub(crate) usize);

/// A child of an element.
#[derive(Debug, Clone, Copy)]
pub(crate) enum Kid {
    Element(ElementId),
    /// A chunk: its page, and its number there.
    Content {
        page: usize,
        mcid: usize,
    },
    /// A link: its page, and its number there.
    Link {
        page: usize,
        index: usize,
    },
}

/// An element of the structure.
#[derive(Debug, Clone, Default)]
pub(crate) struct Element {
    pub(crate) tag: &'static str,
    pub(crate) parent: Option<ElementId>,
    pub(crate) kids: Vec<Kid>,
    pub(crate) more: Option<Box<More>>,
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

/// The elements; the first is the document.
#[derive(Debug, Clone)]
pub(crate) struct Tree(pub(crate) Vec<Element>);

impl Tree {
    pub(crate) const ROOT: ElementId = ElementId(0);

    pub(crate) fn new() -> Self {
        Self(vec![Element { tag: "Document", ..Element::default() }])
    }

    /// A new last child.
    pub(crate) fn add(&mut self, parent: ElementId, tag: &'static str) -> ElementId {
        let id = ElementId(self.0.len());
        self.0.push(Element { tag, parent: Some(parent), ..Element::default() });
        self.push(parent, Kid::Element(id));
        id
    }

    pub(crate) fn push(&mut self, parent: ElementId, kid: Kid) {
        if let Some(parent) = self.0.get_mut(parent.0) {
            parent.kids.push(kid);
        }
    }

    /// The kind of an element.
    pub(crate) fn tag(&self, id: ElementId) -> &'static str {
        self.0.get(id.0).map_or("P", |element| element.tag)
    }

    /// What few elements have, of this one.
    pub(crate) fn more(&mut self, id: ElementId) -> Option<&mut More> {
        Some(self.0.get_mut(id.0)?.more.get_or_insert_default())
    }
}

/// Where something stands.
#[derive(Debug, Clone, Copy, PartialEq)]
pub(crate) struct Spot {
    pub(crate) page: usize,
    /// From the top of the page.
    pub(crate) y: f32,
}

/// All pages, and what stands on them.
#[derive(Debug, Clone)]
pub(crate) struct Canvas {
    pub(crate) paper: Paper,
    pub(crate) pages: Vec<Page>,
    pub(crate) tree: Tree,
    /// How many chunks with an element each page has.
    mcids: Vec<usize>,
}

impl Canvas {
    pub(crate) fn new(paper: Paper) -> Self {
        Self { paper, pages: vec![Page::default()], tree: Tree::new(), mcids: vec![0] }
    }

    pub(crate) fn add_page(&mut self) {
        self.pages.push(Page::default());
        self.mcids.push(0);
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
        let (Some(sheet), Some(mcids)) = (self.pages.get_mut(page), self.mcids.get_mut(page))
        else {
            return;
        };
        if let Some(last) = sheet.chunks.last_mut().filter(|last| last.element == element) {
            last.items.push(item);
            return;
        }
        sheet.chunks.push(Chunk { element, items: vec![item] });
        if let Some(element) = element {
            self.tree.push(element, Kid::Content { page, mcid: *mcids });
            *mcids += 1;
        }
    }

    /// An area of the current page that leads somewhere.
    pub(crate) fn link(&mut self, annotation: Annotation) {
        let page = self.page();
        if let Some(sheet) = self.pages.get_mut(page) {
            let kid = Kid::Link { page, index: sheet.links.len() };
            self.tree.push(annotation.element, kid);
            sheet.links.push(annotation);
        }
    }
}

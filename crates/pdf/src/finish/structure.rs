//! The tree of elements, for those who listen, search or convert.

use std::io;

use lopdf::{Document as Pdf, Object, ObjectId};

use super::{
    area, dictionary,
    file::{Entries, File},
    integer, name, text,
};
use crate::{
    Error,
    layout::{
        Typeset,
        page::{Element, ElementId, Kid, More, Tree, small},
    },
};

/// The element of a content that has none.
const NOBODY: u32 = u32::MAX;

/// How many entries a leaf of the parent tree has.
const LEAF: usize = 64;

/// The numbers of the objects of the structure. Those of the elements, and of the tables from
/// what is on the pages to its element, are made when they are written.
pub(super) struct Structure<'t> {
    typeset: &'t Typeset,
    pages: &'t [ObjectId],
    pub(super) root: ObjectId,
    /// The first number of the elements, of the contents of the pages, of the leaves of the
    /// parent tree.
    elements: u32,
    contents: u32,
    leaves: u32,
}

/// Takes as many numbers as there are things; the first of them.
pub(super) fn reserve(pdf: &mut Pdf, things: usize) -> u32 {
    let first = pdf.max_id + 1;
    pdf.max_id += small(things);
    first
}

/// Writes the root of the tree and what leads into it.
pub(super) fn write<'t>(
    pdf: &mut Pdf,
    pages: &'t [ObjectId],
    typeset: &'t Typeset,
) -> Structure<'t> {
    let tree = &typeset.canvas.tree;
    let root = pdf.new_object_id();
    let elements = reserve(pdf, tree.elements.len());
    let contents = reserve(pdf, pages.len());
    for (n, page) in pages.iter().enumerate() {
        if let Ok(page) = pdf.get_dictionary_mut(*page) {
            page.set("StructParents", integer(n));
            page.set("Tabs", name("S"));
        }
    }
    // The parent tree: for each page its contents, then for each link its element.
    let links: usize = typeset.canvas.pages.iter().map(|page| page.links.len()).sum();
    let next = pages.len() + links;
    let leaves = reserve(pdf, next.div_ceil(LEAF));
    let structure = Structure { typeset, pages, root, elements, contents, leaves };
    let kids: Vec<Object> =
        (leaves..).take(next.div_ceil(LEAF)).map(|leaf| Object::Reference((leaf, 0))).collect();
    let parents = pdf.add_object(dictionary(vec![("Kids", kids.into())]));
    let mut named: Vec<(&str, ObjectId)> = Vec::new();
    for (n, element) in (0..).zip(&tree.elements) {
        if let Some(name) = element.more.as_ref().and_then(|more| more.id.as_deref()) {
            named.push((name, (elements + n, 0)));
        }
    }
    named.sort_unstable();
    let mut entry = dictionary(vec![
        ("Type", name("StructTreeRoot")),
        ("K", vec![structure.element(Tree::ROOT)].into()),
        ("ParentTree", parents.into()),
        ("ParentTreeNextKey", integer(next)),
    ]);
    if !named.is_empty() {
        entry.set("IDTree", name_tree(pdf, &named));
    }
    pdf.set_object(root, entry);
    structure
}

impl Structure<'_> {
    fn id(&self, id: ElementId) -> ObjectId {
        (self.elements + id.0, 0)
    }

    fn element(&self, id: ElementId) -> Object {
        self.id(id).into()
    }

    /// What leads from the pages and the links to their elements, in the order of its numbers.
    pub(super) fn parents(&self) -> impl Iterator<Item = (u32, Object)> {
        let tree = &self.typeset.canvas.tree;
        // Of each content on a page its element.
        let mut owners: Vec<Vec<u32>> = vec![Vec::new(); self.pages.len()];
        for (n, element) in (0..).zip(&tree.elements) {
            for kid in tree.kids(element) {
                if let Kid::Content { page, mcid } = kid
                    && let Some(owners) = owners.get_mut(page as usize)
                {
                    let mcid = mcid as usize;
                    owners.resize(owners.len().max(mcid + 1), NOBODY);
                    if let Some(place) = owners.get_mut(mcid) {
                        *place = n;
                    }
                }
            }
        }
        let owner =
            move |n: u32| if n == NOBODY { Object::Null } else { self.element(ElementId(n)) };
        let owners = owners.into_iter();
        let contents = owners.map(move |of| Object::Array(of.into_iter().map(owner).collect()));
        let of_pages =
            (self.contents..).take(self.pages.len()).map(|id| Object::Reference((id, 0)));
        let links = self.typeset.canvas.pages.iter().flat_map(|page| &page.links);
        let of_links = links.map(move |link| self.element(link.element));
        let leaves = number_tree(of_pages.chain(of_links));
        (self.contents..).zip(contents).chain((self.leaves..).zip(leaves))
    }

    /// Writes the elements; `links` are the numbers of the first link of each page.
    pub(super) fn elements(&self, file: &mut File, links: &[u32]) -> Result<(), Error> {
        let elements = (self.elements..).zip(&self.typeset.canvas.tree.elements);
        for (number, element) in elements {
            file.entries(number, |entry| self.entry(entry, element, links))?;
        }
        Ok(())
    }

    fn entry(&self, entry: &mut Entries<'_>, element: &Element, links: &[u32]) -> io::Result<()> {
        let tree = &self.typeset.canvas.tree;
        let kids = || tree.kids(element);
        let page = |n: u32| self.pages.get(n as usize).copied().unwrap_or_default();
        let home = kids().find_map(|kid| match kid {
            Kid::Content { page, .. } | Kid::Link { page, .. } => Some(page),
            Kid::Element(_) => None,
        });
        entry.name("Type", "StructElem")?;
        entry.name("S", element.tag)?;
        entry.reference("P", element.parent.map_or(self.root, |id| self.id(id)))?;
        if let Some(home) = home {
            entry.reference("Pg", page(home))?;
        }
        if kids().next().is_some() {
            entry.list("K", kids(), |one, kid| match kid {
                Kid::Element(id) => one.reference(self.id(id)),
                Kid::Content { page, mcid } if Some(page) == home => one.number(mcid),
                Kid::Content { page: at, mcid } => one.dictionary(|entry| {
                    entry.name("Type", "MCR")?;
                    entry.reference("Pg", page(at))?;
                    entry.number("MCID", mcid as usize)
                }),
                Kid::Link { page: at, index } => one.dictionary(|entry| {
                    let first = links.get(at as usize).copied().unwrap_or_default();
                    entry.name("Type", "OBJR")?;
                    entry.reference("Pg", page(at))?;
                    entry.reference("Obj", (first + index, 0))
                }),
            })?;
        }
        let none = More::default();
        let more = element.more.as_deref().unwrap_or(&none);
        for (key, said) in [
            ("Lang", &more.language),
            ("Alt", &more.alt),
            ("ActualText", &more.actual),
            ("ID", &more.id),
        ] {
            if let Some(said) = said {
                entry.object(key, &text(said))?;
            }
        }
        if let Some(bounds) = more.area {
            entry.dictionary("A", |entry| {
                entry.name("O", "Layout")?;
                entry.name("Placement", "Block")?;
                entry.object("BBox", &area(self.typeset.canvas.paper, bounds))
            })?;
        } else if element.tag == "TH" || more.across.is_some() {
            entry.dictionary("A", |entry| {
                entry.name("O", "Table")?;
                if element.tag == "TH" {
                    entry.name("Scope", if more.across.is_some() { "Row" } else { "Column" })?;
                }
                more.across.map_or(Ok(()), |across| entry.number("ColSpan", across))
            })?;
        }
        Ok(())
    }
}

/// The leaves of a tree of numbers, from 0 on.
fn number_tree(mut values: impl Iterator<Item = Object>) -> impl Iterator<Item = Object> {
    let mut first = 0;
    std::iter::from_fn(move || {
        let leaf: Vec<Object> = values.by_ref().take(LEAF).collect();
        if leaf.is_empty() {
            return None;
        }
        let limits = vec![integer(first), integer(first + leaf.len() - 1)];
        let numbers = leaf.into_iter().flat_map(|value| {
            first += 1;
            [integer(first - 1), value]
        });
        let numbers: Vec<Object> = numbers.collect();
        Some(dictionary(vec![("Limits", limits.into()), ("Nums", numbers.into())]).into())
    })
}

/// A tree of names, which are sorted.
fn name_tree(pdf: &mut Pdf, named: &[(&str, ObjectId)]) -> ObjectId {
    let mut kids: Vec<Object> = Vec::new();
    for leaf in named.chunks(LEAF) {
        let names: Vec<Object> =
            leaf.iter().flat_map(|(name, id)| [text(name), Object::from(*id)]).collect();
        let (first, last) = (leaf.first(), leaf.last());
        let limits: Vec<Object> = [first, last].iter().flatten().map(|of| text(of.0)).collect();
        let leaf = dictionary(vec![("Limits", limits.into()), ("Names", names.into())]);
        kids.push(pdf.add_object(leaf).into());
    }
    pdf.add_object(dictionary(vec![("Kids", kids.into())]))
}

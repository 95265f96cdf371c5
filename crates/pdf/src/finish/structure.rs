//! The tree of elements, for those who listen, search or convert.

use lopdf::{Dictionary, Document as Pdf, Object, ObjectId};

use super::{area, dictionary, integer, name, text};
use crate::layout::{
    Typeset,
    page::{Element, ElementId, Kid},
    theme::Paper,
};

/// How many entries a leaf of the parent tree has.
const LEAF: usize = 64;

/// Writes the root of the tree and what leads into it; the root, and the numbers of the
/// elements, whose objects are made when they are written.
pub(super) fn write(
    pdf: &mut Pdf,
    pages: &[ObjectId],
    typeset: &Typeset,
) -> (ObjectId, Vec<ObjectId>) {
    let elements = &typeset.canvas.tree.0;
    let root = pdf.new_object_id();
    let ids: Vec<ObjectId> = elements.iter().map(|_| pdf.new_object_id()).collect();
    let id_of = |id: ElementId| ids.get(id.0).copied().unwrap_or(root);
    let mut contents: Vec<Vec<Object>> = vec![Vec::new(); pages.len()];
    let mut named: Vec<(String, ObjectId)> = Vec::new();
    for (element, id) in elements.iter().zip(&ids) {
        if let Some(name) = element.more.as_ref().and_then(|more| more.id.as_ref()) {
            named.push((name.clone(), *id));
        }
        for kid in &element.kids {
            if let Kid::Content { page, mcid } = kid
                && let Some(contents) = contents.get_mut(*page)
            {
                contents.resize(contents.len().max(mcid + 1), Object::Null);
                if let Some(place) = contents.get_mut(*mcid) {
                    *place = (*id).into();
                }
            }
        }
    }
    // The parent tree: for each page its contents, then for each link its element.
    let mut parents: Vec<Object> = Vec::with_capacity(pages.len());
    for (page, contents) in pages.iter().zip(contents) {
        let n = parents.len();
        parents.push(pdf.add_object(contents).into());
        if let Ok(page) = pdf.get_dictionary_mut(*page) {
            page.set("StructParents", integer(n));
            page.set("Tabs", name("S"));
        }
    }
    for page in &typeset.canvas.pages {
        parents.extend(page.links.iter().map(|link| Object::from(id_of(link.element))));
    }
    let next = parents.len();
    let parents = number_tree(pdf, &parents);
    named.sort();
    let mut tree = dictionary(vec![
        ("Type", name("StructTreeRoot")),
        ("K", vec![Object::from(id_of(ElementId(0)))].into()),
        ("ParentTree", parents.into()),
        ("ParentTreeNextKey", integer(next)),
    ]);
    if !named.is_empty() {
        tree.set("IDTree", name_tree(pdf, &named));
    }
    pdf.set_object(root, tree);
    (root, ids)
}

/// The elements, one after the other.
pub(super) fn entries<'t>(
    typeset: &'t Typeset,
    pages: &'t [ObjectId],
    links: &'t [Vec<ObjectId>],
    (root, ids): (ObjectId, &'t [ObjectId]),
) -> impl Iterator<Item = (u32, Dictionary)> {
    let id_of = move |id: ElementId| ids.get(id.0).copied().unwrap_or(root);
    typeset.canvas.tree.0.iter().zip(ids).map(move |(element, id)| {
        let parent = element.parent.map_or(root, id_of);
        (id.0, entry(element, parent, pages, links, &id_of, typeset.canvas.paper))
    })
}

fn entry(
    element: &Element,
    parent: ObjectId,
    pages: &[ObjectId],
    links: &[Vec<ObjectId>],
    id_of: &dyn Fn(ElementId) -> ObjectId,
    paper: Paper,
) -> Dictionary {
    let page_id = |page: usize| pages.get(page).copied().map_or(Object::Null, Object::from);
    let home = element.kids.iter().find_map(|kid| match kid {
        Kid::Content { page, .. } | Kid::Link { page, .. } => Some(*page),
        Kid::Element(_) => None,
    });
    let kids: Vec<Object> = element
        .kids
        .iter()
        .map(|kid| match kid {
            Kid::Element(id) => id_of(*id).into(),
            Kid::Content { page, mcid } if Some(*page) == home => integer(*mcid),
            Kid::Content { page, mcid } => dictionary(vec![
                ("Type", name("MCR")),
                ("Pg", page_id(*page)),
                ("MCID", integer(*mcid)),
            ])
            .into(),
            Kid::Link { page, index } => dictionary(vec![
                ("Type", name("OBJR")),
                ("Pg", page_id(*page)),
                (
                    "Obj",
                    links
                        .get(*page)
                        .and_then(|links| links.get(*index))
                        .copied()
                        .map_or(Object::Null, Object::from),
                ),
            ])
            .into(),
        })
        .collect();
    let mut entry = dictionary(vec![
        ("Type", name("StructElem")),
        ("S", name(element.tag)),
        ("P", parent.into()),
    ]);
    if let Some(home) = home {
        entry.set("Pg", page_id(home));
    }
    if !kids.is_empty() {
        entry.set("K", kids);
    }
    let mut table = Vec::new();
    if element.tag == "TH" {
        let row = element.more.as_ref().is_some_and(|more| more.across.is_some());
        table.push(("Scope", name(if row { "Row" } else { "Column" })));
    }
    if let Some(more) = &element.more {
        for (key, said) in [("Lang", &more.language), ("Alt", &more.alt)] {
            if let Some(said) = said {
                entry.set(key, text(said));
            }
        }
        for (key, said) in [("ActualText", &more.actual), ("ID", &more.id)] {
            if let Some(said) = said {
                entry.set(key, text(said));
            }
        }
        if let Some(bounds) = more.area {
            entry.set(
                "A",
                dictionary(vec![
                    ("O", name("Layout")),
                    ("Placement", name("Block")),
                    ("BBox", area(paper, bounds)),
                ]),
            );
        }
        if let Some(across) = more.across {
            table.push(("ColSpan", integer(across)));
        }
    }
    if !table.is_empty() {
        table.insert(0, ("O", name("Table")));
        entry.set("A", dictionary(table));
    }
    entry
}

/// A tree of numbers, from 0 on.
fn number_tree(pdf: &mut Pdf, values: &[Object]) -> ObjectId {
    let mut kids: Vec<Object> = Vec::new();
    for (n, leaf) in values.chunks(LEAF).enumerate() {
        let first = n * LEAF;
        let mut numbers = Vec::with_capacity(leaf.len() * 2);
        for (at, value) in leaf.iter().enumerate() {
            numbers.push(integer(first + at));
            numbers.push(value.clone());
        }
        let limits = vec![integer(first), integer(first + leaf.len().saturating_sub(1))];
        let leaf = dictionary(vec![("Limits", limits.into()), ("Nums", numbers.into())]);
        kids.push(pdf.add_object(leaf).into());
    }
    pdf.add_object(dictionary(vec![("Kids", kids.into())]))
}

/// A tree of names, which are sorted.
fn name_tree(pdf: &mut Pdf, named: &[(String, ObjectId)]) -> ObjectId {
    let mut kids: Vec<Object> = Vec::new();
    for leaf in named.chunks(LEAF) {
        let names: Vec<Object> =
            leaf.iter().flat_map(|(name, id)| [text(name), Object::from(*id)]).collect();
        let (first, last) = (leaf.first(), leaf.last());
        let limits: Vec<Object> = [first, last].iter().flatten().map(|of| text(&of.0)).collect();
        let leaf = dictionary(vec![("Limits", limits.into()), ("Names", names.into())]);
        kids.push(pdf.add_object(leaf).into());
    }
    pdf.add_object(dictionary(vec![("Kids", kids.into())]))
}

//! The elements of the structure that give their text themselves.

use std::collections::{BTreeMap, BTreeSet};

use lopdf::{Dictionary, Document as Pdf, Object, ObjectId};

/// Which contents of the pages belong to elements that give their text (`ActualText`:
/// ISO 32000-1, 14.9.4), and these texts.
#[derive(Debug, Default)]
pub(super) struct Said {
    texts: BTreeMap<ObjectId, String>,
    /// By page and number of the content.
    contents: BTreeMap<(ObjectId, i64), ObjectId>,
}

/// An element or a list of what is in it, with what holds for it.
struct Open<'p> {
    object: &'p Object,
    /// The page of contents that name none.
    page: Option<ObjectId>,
    /// The element that gives the text.
    gives: Option<ObjectId>,
}

impl Said {
    /// Goes through the structure of a file. Each object is looked at once, so that a ring of
    /// them ends.
    pub(super) fn of(pdf: &Pdf) -> Self {
        let mut said = Self::default();
        let root = pdf
            .catalog()
            .and_then(|catalog| catalog.get_deref(b"StructTreeRoot", pdf)?.as_dict())
            .and_then(|root| root.get(b"K"));
        let Ok(root) = root else { return said };
        let mut open = vec![Open { object: root, page: None, gives: None }];
        let mut seen = BTreeSet::new();
        while let Some(Open { object, page, gives }) = open.pop() {
            match object {
                Object::Reference(id) => {
                    let Ok(target) = pdf.get_object(*id) else { continue };
                    if !seen.insert(*id) {
                        continue;
                    }
                    match target {
                        Object::Dictionary(entries) => {
                            let actual = gives.is_none().then(|| text(pdf, entries)).flatten();
                            let gives = match actual {
                                Some(actual) => {
                                    said.texts.insert(*id, actual);
                                    Some(*id)
                                }
                                None => gives,
                            };
                            said.entries(entries, page, gives, &mut open);
                        }
                        other => open.push(Open { object: other, page, gives }),
                    }
                }
                Object::Array(items) => {
                    open.extend(items.iter().map(|object| Open { object, page, gives }));
                }
                Object::Dictionary(entries) => said.entries(entries, page, gives, &mut open),
                Object::Integer(number) => said.content(page, *number, gives),
                _ => {}
            }
        }
        said
    }

    /// An element, or a reference to a content of a page.
    fn entries<'p>(
        &mut self,
        entries: &'p Dictionary,
        page: Option<ObjectId>,
        gives: Option<ObjectId>,
        open: &mut Vec<Open<'p>>,
    ) {
        let own = entries.get(b"Pg").and_then(Object::as_reference).ok();
        let page = own.or(page);
        if let Ok(number) = entries.get(b"MCID").and_then(Object::as_i64) {
            self.content(page, number, gives);
        }
        if let Ok(object) = entries.get(b"K") {
            open.push(Open { object, page, gives });
        }
    }

    fn content(&mut self, page: Option<ObjectId>, number: i64, gives: Option<ObjectId>) {
        if let (Some(page), Some(gives)) = (page, gives) {
            self.contents.insert((page, number), gives);
        }
    }

    /// The element that gives the text of a content of a page.
    pub(super) fn element(&self, page: ObjectId, content: i64) -> Option<ObjectId> {
        self.contents.get(&(page, content)).copied()
    }

    /// The text that an element gives.
    pub(super) fn text(&self, element: ObjectId) -> Option<&str> {
        self.texts.get(&element).map(String::as_str)
    }
}

fn text(pdf: &Pdf, entries: &Dictionary) -> Option<String> {
    let actual = entries.get_deref(b"ActualText", pdf).ok()?;
    lopdf::decode_text_string(actual).ok()
}

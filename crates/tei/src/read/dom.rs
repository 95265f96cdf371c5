//! A document as events, and the parts of it that matter as small trees.

use quick_xml::{
    Reader, XmlVersion,
    events::{BytesStart, Event},
};

use super::{Position, ReadError};

/// No document of ours is deeper than a third of this.
const DEEPEST: usize = 96;
const TEI: &str = "http://www.tei-c.org/ns/1.0";

/// An element with what is in it.
#[derive(Debug, Default)]
pub(super) struct Element {
    pub(super) name: String,
    pub(super) at: usize,
    attributes: Vec<(String, String)>,
    children: Vec<Node>,
}

#[derive(Debug)]
enum Node {
    Element(Element),
    Text(String),
}

impl Element {
    /// The value of an attribute; empty if there is none.
    pub(super) fn attribute(&self, name: &str) -> &str {
        self.attributes.iter().find(|(key, _)| key == name).map_or("", |(_, value)| value)
    }

    /// The elements in it.
    pub(super) fn elements(&self) -> impl Iterator<Item = &Self> {
        self.children.iter().filter_map(|node| match node {
            Node::Element(element) => Some(element),
            Node::Text(_) => None,
        })
    }

    /// The text in it. Unless the element says that white space matters, what a
    /// formatter may have made of it is taken back.
    pub(super) fn text(&self) -> String {
        let mut text = String::new();
        self.collect(&mut text);
        if self.attribute("xml:space") == "preserve" {
            return text;
        }
        let words = text.split([' ', '\t', '\n', '\r']).filter(|word| !word.is_empty());
        let mut plain = String::with_capacity(text.len());
        for word in words {
            if !plain.is_empty() {
                plain.push(' ');
            }
            plain.push_str(word);
        }
        plain
    }

    fn collect(&self, text: &mut String) {
        for node in &self.children {
            match node {
                Node::Text(more) => text.push_str(more),
                Node::Element(element) => element.collect(text),
            }
        }
    }

    fn push_text(&mut self, more: &str) {
        match self.children.last_mut() {
            Some(Node::Text(text)) => text.push_str(more),
            _ => self.children.push(Node::Text(more.to_owned())),
        }
    }
}

/// Goes through a document and hands over each element that is `wanted`, whole,
/// with the `xml:id` of the element around it.
pub(super) fn each(
    text: &str,
    wanted: impl Fn(&Element) -> bool,
    mut found: impl FnMut(Element, &str) -> Result<(), ReadError>,
) -> Result<(), ReadError> {
    let mut reader = Reader::from_str(text);
    // The elements that are open; of those that are not wanted, name and id alone.
    let mut open: Vec<Element> = Vec::new();
    let mut inside: Option<usize> = None;
    let mut rooted = false;
    loop {
        let at = usize::try_from(reader.buffer_position()).unwrap_or(text.len());
        let broken = |message: String| ReadError::Xml { position: Position::of(text, at), message };
        let event = reader.read_event().map_err(|error| {
            let at = usize::try_from(reader.error_position()).unwrap_or(at);
            ReadError::Xml { position: Position::of(text, at), message: error.to_string() }
        })?;
        let empty = matches!(event, Event::Empty(_));
        match event {
            Event::Start(tag) | Event::Empty(tag) => {
                let mut element = element(&tag, at).map_err(broken)?;
                if open.is_empty() {
                    root(&element, rooted, text)?;
                    rooted = true;
                }
                if open.len() >= DEEPEST {
                    return Err(broken(format!("elements are nested more than {DEEPEST} deep")));
                }
                if inside.is_none() {
                    if wanted(&element) {
                        inside = Some(open.len());
                    } else {
                        element.attributes.retain(|(key, _)| key == "xml:id");
                    }
                }
                open.push(element);
                if empty {
                    close(&mut open, &mut inside, &mut found)?;
                }
            }
            Event::End(_) => close(&mut open, &mut inside, &mut found)?,
            Event::Text(more) if inside.is_some() => add(&mut open, &more.xml10_content()),
            Event::CData(more) if inside.is_some() => add(&mut open, &more.xml10_content()),
            Event::Text(more) if open.is_empty() && !more.trim().is_empty() => {
                return Err(broken("text stands outside of the document".into()));
            }
            Event::GeneralRef(reference) => {
                let character = match &*reference {
                    "lt" => '<',
                    "gt" => '>',
                    "amp" => '&',
                    "quot" => '"',
                    "apos" => '\'',
                    other => {
                        let character =
                            reference.resolve_char_ref().map_err(|e| broken(e.to_string()))?;
                        character.ok_or_else(|| ReadError::Entity {
                            position: Position::of(text, at),
                            name: other.to_owned(),
                        })?
                    }
                };
                if inside.is_some() {
                    add(&mut open, character.encode_utf8(&mut [0; 4]));
                }
            }
            Event::DocType(_) => {
                return Err(ReadError::Doctype { position: Position::of(text, at) });
            }
            Event::Eof => break,
            _ => {}
        }
    }
    match open.last() {
        Some(element) => Err(ReadError::Xml {
            position: Position::of(text, element.at),
            message: format!("the document ends before `{}` does", element.name),
        }),
        None if rooted => Ok(()),
        None => Err(ReadError::NotTei { position: Position::of(text, text.len()), found: None }),
    }
}

fn add(open: &mut [Element], text: &str) {
    if let Some(element) = open.last_mut() {
        element.push_text(text);
    }
}

fn element(tag: &BytesStart<'_>, at: usize) -> Result<Element, String> {
    let mut element =
        Element { name: tag.local_name().as_ref().to_owned(), at, ..Element::default() };
    for attribute in tag.attributes() {
        let attribute = attribute.map_err(|error| error.to_string())?;
        let value = attribute.normalized_value(XmlVersion::Implicit1_0);
        let value = value.map_err(|error| error.to_string())?;
        element.attributes.push((attribute.key.0.to_owned(), value.into_owned()));
    }
    Ok(element)
}

fn root(element: &Element, again: bool, text: &str) -> Result<(), ReadError> {
    let position = Position::of(text, element.at);
    if again {
        let message = format!("a second element, `{}`, stands beside the first", element.name);
        return Err(ReadError::Xml { position, message });
    }
    let spaces = element.attributes.iter().filter(|(key, _)| key.starts_with("xmlns"));
    let tei = spaces.into_iter().any(|(_, value)| value == TEI);
    if element.name == "TEI" && tei {
        return Ok(());
    }
    Err(ReadError::NotTei { position, found: Some(element.name.clone()) })
}

fn close(
    open: &mut Vec<Element>,
    inside: &mut Option<usize>,
    found: &mut impl FnMut(Element, &str) -> Result<(), ReadError>,
) -> Result<(), ReadError> {
    let Some(element) = open.pop() else { return Ok(()) };
    match *inside {
        Some(depth) if depth == open.len() => {
            *inside = None;
            let around = open.last().map(|parent| parent.attribute("xml:id")).unwrap_or_default();
            found(element, around)
        }
        Some(_) => {
            if let Some(parent) = open.last_mut() {
                parent.children.push(Node::Element(element));
            }
            Ok(())
        }
        None => Ok(()),
    }
}

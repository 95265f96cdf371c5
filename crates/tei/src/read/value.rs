//! Values from where they are authoritative.

use rapporteur_schema::draft::{DraftItem, DraftMeta};
use serde_json::{Map, Value};

use super::dom::Element;
use crate::write::ids;

/// What an annotation holds.
#[derive(Debug, Default)]
pub(super) struct Said {
    pub(super) item: DraftItem,
    pub(super) absent: Option<String>,
    pub(super) kind: Option<String>,
}

/// Reads the typed notes of an annotation or of an item.
pub(super) fn said(element: &Element) -> Result<Said, String> {
    let mut said = Said::default();
    for note in element.elements().filter(|child| child.name == "note") {
        let kind = note.attribute("type");
        let within = |reason: String| format!("note of the type `{kind}`: {reason}");
        let DraftMeta { cite, as_printed, basis, as_of, said_by, note: words, access } =
            &mut said.item.meta;
        let once = |place: &mut Option<String>| match place.replace(value(note).map_err(within)?) {
            Some(_) => Err(within("it stands twice".into())),
            None => Ok(()),
        };
        match kind {
            "cite" => {
                for reference in note.elements().filter(|child| child.name == "ref") {
                    cite.push(citation(reference.attribute("target")).map_err(within)?);
                }
                if cite.is_empty() {
                    return Err(within("it names no passage".into()));
                }
            }
            "as_printed" => once(as_printed)?,
            "basis" => once(basis)?,
            "as_of" => once(as_of)?,
            "said_by" => once(said_by)?,
            "note" => once(words)?,
            "access" => once(access)?,
            "absent" => once(&mut said.absent)?,
            "kind" if is_identity(element) => once(&mut said.kind)?,
            _ => said.item.parts.push((kind.to_owned(), value(note).map_err(within)?)),
        }
    }
    Ok(said)
}

/// Whether an annotation says what a record is.
pub(super) fn is_identity(annotation: &Element) -> bool {
    annotation.attribute("xml:id").starts_with("A.")
}

fn citation(pointer: &str) -> Result<String, String> {
    let name = ids::fragment(pointer).and_then(ids::cite_of);
    name.or_else(|| pointer.strip_prefix(ids::OTHER_PASSAGE).map(ToOwned::to_owned))
        .ok_or_else(|| format!("`{}` does not point to a passage", pointer.escape_debug()))
}

/// The record to which a pointer leads.
pub(super) fn record(pointer: &str) -> Result<String, String> {
    ids::fragment(pointer)
        .or_else(|| pointer.strip_prefix(ids::OTHER_RECORD))
        .map(ToOwned::to_owned)
        .ok_or_else(|| format!("`{}` does not point to a record", pointer.escape_debug()))
}

/// A value, as the text from which the model reads it.
fn value(note: &Element) -> Result<String, String> {
    let features = note.elements().find(|child| child.name == "fs");
    if let Some(features) = features {
        return match features.attribute("type") {
            "quantity" => quantity(features),
            "counts" => counts(features),
            other => Err(format!("features of the type `{}` are not known", other.escape_debug())),
        };
    }
    let Some(first) = note.elements().next() else {
        return Err("it holds no value".into());
    };
    let needed = |name: &str| match first.attribute(name) {
        "" => Err(format!("the element `{}` has no attribute `{name}`", first.name)),
        value => Ok(value.to_owned()),
    };
    match first.name.as_str() {
        "date" => needed("when-custom"),
        "num" => needed("value"),
        "ref" => record(&needed("target")?),
        "term" => {
            let pointer = needed("ref")?;
            ids::code_of(&pointer)
                .map(ToOwned::to_owned)
                .ok_or_else(|| format!("`{}` does not point to a code", pointer.escape_debug()))
        }
        "seg" if first.attribute("type") == "text" => text(note),
        "seg" | "ident" | "orig" | "sic" => Ok(first.text()),
        other => Err(format!("the element `{other}` holds no value")),
    }
}

/// Text by language, as JSON.
fn text(note: &Element) -> Result<String, String> {
    let mut all = Map::new();
    for words in note.elements().filter(|child| child.name == "seg") {
        let language = words.attribute("xml:lang");
        if language.is_empty() {
            return Err("a text does not say in which language it is".into());
        }
        if all.insert(language.to_owned(), words.text().into()).is_some() {
            return Err(format!("the text in `{}` stands twice", language.escape_debug()));
        }
    }
    Ok(Value::Object(all).to_string())
}

fn quantity(features: &Element) -> Result<String, String> {
    let mut json = Map::new();
    for (name, value) in each(features)? {
        if json.insert(name.to_owned(), value.into()).is_some() {
            return Err(format!("the feature `{}` stands twice", name.escape_debug()));
        }
    }
    Ok(Value::Object(json).to_string())
}

fn counts(features: &Element) -> Result<String, String> {
    let parts: Vec<String> =
        each(features)?.into_iter().map(|(name, value)| format!("{name}={value}")).collect();
    Ok(parts.join(" "))
}

/// The features of a structure, each with its value as text.
fn each(features: &Element) -> Result<Vec<(&str, String)>, String> {
    let mut all = Vec::new();
    for feature in features.elements().filter(|child| child.name == "f") {
        let name = feature.attribute("name");
        let value = feature.elements().next().and_then(|value| match value.name.as_str() {
            "numeric" | "symbol" => Some(value.attribute("value").to_owned()),
            "string" => Some(value.text()),
            _ => None,
        });
        match value {
            Some(value) => all.push((name, value)),
            None => return Err(format!("the feature `{}` has no value", name.escape_debug())),
        }
    }
    Ok(all)
}

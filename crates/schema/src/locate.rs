//! Where in a JSON text a value stands.
//!
//! Positions are gone once a record has been read. They are wanted only when
//! something is wrong, so they are found then, by walking the raw text along the
//! path of the value.
//!
//! ```
//! use rapporteur_schema::locate::locate;
//! let text = r#"{"id": "a", "kind": "citty"}"#;
//! let at = locate(text, &["kind".into()]);
//! assert_eq!(&text[at], r#""citty""#);
//! ```

use std::{fmt, ops::Range};

use serde::{
    Deserializer as _,
    de::{MapAccess, SeqAccess, Visitor},
};
use serde_json::value::RawValue;

/// One step of a path into a JSON value.
///
/// ```
/// use rapporteur_schema::locate::{Step, pointer};
/// let path = [Step::from("cite"), Step::from(1)];
/// assert_eq!(pointer(&path), "/cite/1");
/// ```
#[derive(Debug, Clone, PartialEq, Eq)]
#[non_exhaustive]
pub enum Step {
    /// Into the member with this key.
    Key(String),
    /// Into the item at this place, counted from 0.
    Index(usize),
}

impl From<&str> for Step {
    fn from(key: &str) -> Self {
        Self::Key(key.to_owned())
    }
}

impl From<usize> for Step {
    fn from(index: usize) -> Self {
        Self::Index(index)
    }
}

/// The path as a JSON Pointer (RFC 6901).
///
/// ```
/// use rapporteur_schema::locate::pointer;
/// assert_eq!(pointer(&["participants".into(), 0.into(), "who".into()]), "/participants/0/who");
/// ```
pub fn pointer(path: &[Step]) -> String {
    path.iter()
        .map(|step| match step {
            Step::Key(key) => format!("/{}", key.replace('~', "~0").replace('/', "~1")),
            Step::Index(index) => format!("/{index}"),
        })
        .collect()
}

struct Members;

impl<'de> Visitor<'de> for Members {
    type Value = Vec<(Option<String>, &'de RawValue)>;

    fn expecting(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str("an object or a list")
    }

    fn visit_map<A: MapAccess<'de>>(self, mut map: A) -> Result<Self::Value, A::Error> {
        let mut members = Vec::new();
        while let Some((key, value)) = map.next_entry()? {
            members.push((Some(key), value));
        }
        Ok(members)
    }

    fn visit_seq<A: SeqAccess<'de>>(self, mut seq: A) -> Result<Self::Value, A::Error> {
        let mut members = Vec::new();
        while let Some(value) = seq.next_element()? {
            members.push((None, value));
        }
        Ok(members)
    }
}

/// The members of an object, with their keys, or the items of a list; nothing for
/// any other value.
pub(crate) fn members(json: &str) -> Vec<(Option<String>, &RawValue)> {
    let mut json = serde_json::Deserializer::from_str(json);
    json.deserialize_any(Members).unwrap_or_default()
}

/// Where in `text` a part of it stands that was borrowed from it.
pub(crate) fn offset(text: &str, part: &str) -> usize {
    (part.as_ptr() as usize).saturating_sub(text.as_ptr() as usize)
}

/// The bytes of `text` that hold the value at the end of `path`, or the nearest
/// value on the way to it that there is.
///
/// ```
/// use rapporteur_schema::locate::locate;
/// let text = r#"{"id": "a", "cite": ["report#1", "report"]}"#;
/// assert_eq!(&text[locate(text, &["cite".into(), 1.into()])], r#""report""#);
/// // There is no third: the list is the nearest that there is.
/// assert_eq!(&text[locate(text, &["cite".into(), 2.into()])], r#"["report#1", "report"]"#);
/// ```
pub fn locate(text: &str, path: &[Step]) -> Range<usize> {
    let trimmed = text.trim_matches([' ', '\t', '\n', '\r']);
    let mut here: &str = trimmed;
    for step in path {
        let found = members(here).into_iter().enumerate().find_map(|(n, (key, value))| {
            let hit = match step {
                Step::Key(wanted) => key.as_ref() == Some(wanted),
                Step::Index(wanted) => n == *wanted,
            };
            hit.then_some(value)
        });
        match found {
            Some(value) => here = value.get(),
            None => break,
        }
    }
    let start = offset(text, here);
    start..start + here.len()
}

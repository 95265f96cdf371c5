//! JSON as it stands: members in order, no key twice; text without escapes as it stands
//! in the file.

use std::{borrow::Cow, collections::BTreeSet, fmt};

use serde::{
    Deserialize, Deserializer,
    de::{self, MapAccess, SeqAccess, Visitor},
};

/// A JSON value.
#[derive(Debug, Clone, PartialEq)]
pub(super) enum Json<'t> {
    Null,
    Bool(bool),
    /// A whole number.
    Integer(String),
    /// Any other number.
    Float,
    Text(Cow<'t, str>),
    Array(Vec<Json<'t>>),
    Object(Vec<(Cow<'t, str>, Json<'t>)>),
}

impl Json<'_> {
    /// The member of an object.
    pub(super) fn get(&self, key: &str) -> Option<&Self> {
        match self {
            Self::Object(members) => members.iter().find(|(k, _)| k == key).map(|(_, v)| v),
            _ => None,
        }
    }
}

pub(super) struct JsonVisitor;

impl<'t> Visitor<'t> for JsonVisitor {
    type Value = Json<'t>;

    fn expecting(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str("JSON")
    }

    fn visit_unit<E: de::Error>(self) -> Result<Json<'t>, E> {
        Ok(Json::Null)
    }

    fn visit_bool<E: de::Error>(self, value: bool) -> Result<Json<'t>, E> {
        Ok(Json::Bool(value))
    }

    fn visit_i64<E: de::Error>(self, value: i64) -> Result<Json<'t>, E> {
        Ok(Json::Integer(value.to_string()))
    }

    fn visit_u64<E: de::Error>(self, value: u64) -> Result<Json<'t>, E> {
        Ok(Json::Integer(value.to_string()))
    }

    fn visit_f64<E: de::Error>(self, _: f64) -> Result<Json<'t>, E> {
        Ok(Json::Float)
    }

    fn visit_borrowed_str<E: de::Error>(self, text: &'t str) -> Result<Json<'t>, E> {
        Ok(Json::Text(text.into()))
    }

    fn visit_str<E: de::Error>(self, text: &str) -> Result<Json<'t>, E> {
        Ok(Json::Text(text.to_owned().into()))
    }

    fn visit_seq<A: SeqAccess<'t>>(self, mut seq: A) -> Result<Json<'t>, A::Error> {
        let mut items = Vec::new();
        while let Some(item) = seq.next_element()? {
            items.push(item);
        }
        Ok(Json::Array(items))
    }

    fn visit_map<A: MapAccess<'t>>(self, mut map: A) -> Result<Json<'t>, A::Error> {
        let mut members: Vec<(Cow<'t, str>, Json<'t>)> = Vec::new();
        let mut seen = Keys::default();
        while let Some(Key(key)) = map.next_key()? {
            seen.once(members.iter().map(|(key, _)| &**key), &key)?;
            members.push((key, map.next_value()?));
        }
        Ok(Json::Object(members))
    }
}

impl<'t> Deserialize<'t> for Json<'t> {
    fn deserialize<D: Deserializer<'t>>(d: D) -> Result<Self, D::Error> {
        d.deserialize_any(JsonVisitor)
    }
}

/// The key of a member.
#[derive(Deserialize)]
#[serde(transparent)]
pub(super) struct Key<'t>(#[serde(borrow)] pub(super) Cow<'t, str>);

/// The keys of an object that was read so far, if they are too many to look through.
#[derive(Default)]
pub(super) struct Keys(BTreeSet<String>);

impl Keys {
    /// Refuses a key that stands among those `before` it.
    pub(super) fn once<'k, E: de::Error>(
        &mut self,
        before: impl ExactSizeIterator<Item = &'k str>,
        key: &str,
    ) -> Result<(), E> {
        const FEW: usize = 24;
        let mut before = before;
        let twice = if before.len() < FEW {
            before.any(|other| other == key)
        } else {
            if self.0.is_empty() {
                self.0 = before.map(str::to_owned).collect();
            }
            !self.0.insert(key.to_owned())
        };
        if !twice {
            return Ok(());
        }
        let key = key.escape_debug();
        Err(E::custom(format_args!("the key `{key}` stands twice in one object")))
    }
}

//! What in the dataset a reported number counts.

use std::fmt;

use serde::{Deserialize, Deserializer, Serialize, de};

use super::{
    FieldName,
    targets::{Agent, AnEvent, Anything},
};
use crate::{
    codes::{EventKind, Role},
    value::{Date, Ref},
};

/// What in the dataset a reported number counts, so that the number can be set
/// beside what is listed: either events of some kinds, with a participant, in a
/// period; or the items of a list field of one record.
///
/// ```
/// use rapporteur_schema::model::Counts;
/// let counts: Counts = serde_json::from_str(
///     r#"{"events":["hrc-election"],"participant":"china","role":"elected","period":"../2018"}"#,
/// )?;
/// assert_eq!(counts.to_string(), "events=hrc-election participant=china role=elected period=../2018");
/// # Ok::<(), serde_json::Error>(())
/// ```
#[derive(Debug, Clone, Default, PartialEq, Eq, Serialize)]
#[non_exhaustive]
pub struct Counts {
    /// Events of these kinds.
    #[serde(skip_serializing_if = "Vec::is_empty")]
    pub events: Vec<EventKind>,
    /// Events that are part of this one.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub part_of: Option<Ref<AnEvent>>,
    /// Events in which this person or organisation takes part.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub participant: Option<Ref<Agent>>,
    /// The items of this field.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub items: Option<FieldName>,
    /// The record that has the field.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub of: Option<Ref<Anything>>,
    /// The role in which the participant takes part, or that the items have.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub role: Option<Role>,
    /// Events that may have begun within this time.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub period: Option<Date>,
}

/// Why a description of what is counted makes no sense.
///
/// ```
/// use rapporteur_schema::model::Counts;
/// let error = serde_json::from_str::<Counts>(r#"{"items": "participants"}"#).unwrap_err();
/// assert!(error.to_string().starts_with("`items` and `of` belong together"));
/// ```
#[derive(Debug, Clone, PartialEq, Eq, thiserror::Error)]
#[non_exhaustive]
pub enum InvalidCounts {
    /// It says neither `events` nor `items`.
    #[error(
        "`counts` needs `events` (kinds of event) or `items` (the name of a field) and `of` (a record)"
    )]
    Nothing,
    /// It says both.
    #[error("`counts` is either about `events` or about the `items` of a field, not both")]
    Both,
    /// It says `items` without `of`, or `of` without `items`.
    #[error("`items` and `of` belong together in `counts`")]
    Half,
    /// The text form is not `key=value key=value …`.
    #[error("`{}` is not a part of a count: write key=value", .0.escape_debug())]
    Text(Box<str>),
    /// A key that there is not, or a value that is none.
    #[error("{0}")]
    Part(Box<str>),
}

impl Counts {
    fn validate(self) -> Result<Self, InvalidCounts> {
        match (self.events.is_empty(), self.items.is_some(), self.of.is_some()) {
            (_, true, false) | (_, false, true) => Err(InvalidCounts::Half),
            (true, false, false) => Err(InvalidCounts::Nothing),
            (false, true, _) => Err(InvalidCounts::Both),
            _ => Ok(self),
        }
    }
}

impl<'de> Deserialize<'de> for Counts {
    fn deserialize<D: Deserializer<'de>>(d: D) -> Result<Self, D::Error> {
        #[derive(Deserialize)]
        #[serde(
            deny_unknown_fields,
            rename = "Counts",
            expecting = "what is counted, such as {\"events\": [\"dialogue-round\"]}"
        )]
        struct Json {
            #[serde(default)]
            events: Vec<EventKind>,
            part_of: Option<Ref<AnEvent>>,
            participant: Option<Ref<Agent>>,
            items: Option<FieldName>,
            of: Option<Ref<Anything>>,
            role: Option<Role>,
            period: Option<Date>,
        }
        let Json { events, part_of, participant, items, of, role, period } = Json::deserialize(d)?;
        Self { events, part_of, participant, items, of, role, period }
            .validate()
            .map_err(de::Error::custom)
    }
}

impl fmt::Display for Counts {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        let mut parts: Vec<(&str, String)> = Vec::new();
        if !self.events.is_empty() {
            let kinds: Vec<&str> = self.events.iter().map(|kind| kind.code()).collect();
            parts.push(("events", kinds.join(",")));
        }
        let optional = [
            ("part_of", self.part_of.as_ref().map(ToString::to_string)),
            ("participant", self.participant.as_ref().map(ToString::to_string)),
            ("items", self.items.as_ref().map(ToString::to_string)),
            ("of", self.of.as_ref().map(ToString::to_string)),
            ("role", self.role.as_ref().map(ToString::to_string)),
            ("period", self.period.as_ref().map(ToString::to_string)),
        ];
        parts.extend(optional.into_iter().filter_map(|(key, value)| Some((key, value?))));
        for (n, (key, value)) in parts.iter().enumerate() {
            write!(f, "{}{key}={value}", if n == 0 { "" } else { " " })?;
        }
        Ok(())
    }
}

impl std::str::FromStr for Counts {
    type Err = InvalidCounts;

    /// Reads the form that `Display` writes; none of its values holds a space.
    fn from_str(text: &str) -> Result<Self, InvalidCounts> {
        let mut json = serde_json::Map::new();
        for part in text.split(' ') {
            let (key, value) =
                part.split_once('=').ok_or_else(|| InvalidCounts::Text(part.into()))?;
            let value = if key == "events" {
                value.split(',').map(serde_json::Value::from).collect()
            } else {
                serde_json::Value::from(value)
            };
            json.insert(key.to_owned(), value);
        }
        serde_json::from_value(json.into())
            .map_err(|error| InvalidCounts::Part(error.to_string().into()))
    }
}

//! The smallest values of the editors' arrangement.

use serde::{Deserialize, Deserializer, Serialize, Serializer, de};

/// `true`; what is not so is left out.
///
/// ```
/// use rapporteur_schema::model::Flag;
/// assert_eq!(serde_json::to_string(&Flag)?, "true");
/// assert!(serde_json::from_str::<Flag>("false").is_err());
/// # Ok::<(), Box<dyn std::error::Error>>(())
/// ```
#[derive(Debug, Clone, Copy, Default, PartialEq, Eq)]
pub struct Flag;

impl Serialize for Flag {
    fn serialize<S: Serializer>(&self, s: S) -> Result<S::Ok, S::Error> {
        s.serialize_bool(true)
    }
}

impl<'de> Deserialize<'de> for Flag {
    fn deserialize<D: Deserializer<'de>>(d: D) -> Result<Self, D::Error> {
        if bool::deserialize(d)? {
            Ok(Self)
        } else {
            Err(de::Error::custom("leave the field out instead of saying `false`"))
        }
    }
}

/// The name of a field: `date`, `participants`, `possibly_same_as`.
///
/// ```
/// use rapporteur_schema::model::FieldName;
/// let field: FieldName = "possibly_same_as".parse()?;
/// assert_eq!(field.to_string(), "possibly_same_as");
/// # Ok::<(), Box<dyn std::error::Error>>(())
/// ```
#[derive(Debug, Clone, PartialEq, Eq, Hash)]
pub struct FieldName(&'static str);

impl FieldName {
    /// The name as text.
    ///
    /// ```
    /// use rapporteur_schema::model::FieldName;
    /// let field: FieldName = "participants".parse()?;
    /// assert_eq!(field.as_str(), "participants");
    /// assert!("partcipants".parse::<FieldName>().is_err());
    /// # Ok::<(), Box<dyn std::error::Error>>(())
    /// ```
    pub fn as_str(&self) -> &'static str {
        self.0
    }
}

/// A text that is not the name of any field.
///
/// ```
/// use rapporteur_schema::model::FieldName;
/// let error = "votes".parse::<FieldName>().unwrap_err();
/// assert_eq!(error.to_string(), "`votes` is not the name of a field");
/// ```
#[derive(Debug, Clone, PartialEq, Eq, thiserror::Error)]
#[error("`{}` is not the name of a field", .0.escape_debug())]
pub struct UnknownField(Box<str>);

impl std::str::FromStr for FieldName {
    type Err = UnknownField;

    fn from_str(text: &str) -> Result<Self, UnknownField> {
        crate::register::Register::ALL
            .into_iter()
            .find_map(|register| register.field(text))
            .map(|def| Self(def.name))
            .ok_or_else(|| UnknownField(text.into()))
    }
}

crate::from_str::serde_as_text!(FieldName, "the name of a field");

impl crate::view::Atomic for FieldName {
    const NAME: &'static str = "FieldName";
    const TYPE: crate::view::AtomType = crate::view::AtomType::Plain;

    fn atom(&self) -> crate::view::Atom<'_> {
        crate::view::Atom::Plain(self.0)
    }
}

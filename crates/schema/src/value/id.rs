//! Identifiers of records, and references to them.

use std::{
    borrow::Borrow,
    cmp::Ordering,
    fmt,
    hash::{Hash, Hasher},
    marker::PhantomData,
    str::FromStr,
};

use arcstr::ArcStr;

use super::recent::recent;
use crate::{Register, from_str::serde_as_text};

/// The identifier of a record: 1 to 80 lower-case ASCII letters, digits and
/// hyphens, beginning with a letter.
///
/// Such a text is at once a valid XML name (`xml:id`, XML 1.0 section 2.3), one
/// segment of an IRI that needs no escaping (RFC 3987) and a file name on every
/// system; it is unique over the whole dataset.
///
/// ```
/// use rapporteur_schema::Id;
/// let id: Id = "dialogue-germany-16".parse()?;
/// assert_eq!(id.as_str(), "dialogue-germany-16");
/// assert!("16th dialogue".parse::<Id>().is_err());
/// # Ok::<(), rapporteur_schema::InvalidId>(())
/// ```
#[derive(Debug, Clone, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub struct Id(ArcStr);

impl Id {
    /// The longest identifier, in bytes.
    ///
    /// ```
    /// use rapporteur_schema::Id;
    /// assert!("a".repeat(Id::MAX_LEN).parse::<Id>().is_ok());
    /// assert!("a".repeat(Id::MAX_LEN + 1).parse::<Id>().is_err());
    /// ```
    pub const MAX_LEN: usize = 80;

    /// The identifier as text.
    ///
    /// ```
    /// use rapporteur_schema::Id;
    /// let id: Id = "election-hrc-2023".parse()?;
    /// assert_eq!(format!("events/{}.json", id.as_str()), "events/election-hrc-2023.json");
    /// # Ok::<(), Box<dyn std::error::Error>>(())
    /// ```
    pub fn as_str(&self) -> &str {
        &self.0
    }
}

impl Borrow<str> for Id {
    fn borrow(&self) -> &str {
        &self.0
    }
}

impl AsRef<str> for Id {
    fn as_ref(&self) -> &str {
        &self.0
    }
}

/// Why a text is not an identifier.
///
/// ```
/// use rapporteur_schema::{Id, InvalidId};
/// assert_eq!("Geneva".parse::<Id>(), Err(InvalidId::Start('G')));
/// assert_eq!("são-paulo".parse::<Id>(), Err(InvalidId::Character('ã')));
/// ```
#[derive(Debug, Clone, PartialEq, Eq, thiserror::Error)]
#[non_exhaustive]
pub enum InvalidId {
    /// The text is empty.
    #[error("an id must not be empty")]
    Empty,
    /// The text is longer than [`Id::MAX_LEN`].
    #[error("an id has at most 80 characters; this one has {0}")]
    TooLong(usize),
    /// The text begins with something other than a lower-case ASCII letter.
    #[error("an id begins with a lower-case letter a to z, not with `{}`", .0.escape_debug())]
    Start(char),
    /// The text holds a character that an identifier cannot hold.
    #[error("an id holds only a to z, 0 to 9 and hyphens, not `{}`", .0.escape_debug())]
    Character(char),
}

/// Whether a text is an identifier.
pub(super) fn check(text: &str) -> Result<(), InvalidId> {
    let first = text.chars().next().ok_or(InvalidId::Empty)?;
    if !first.is_ascii_lowercase() {
        return Err(InvalidId::Start(first));
    }
    if let Some(bad) =
        text.chars().find(|c| !(c.is_ascii_lowercase() || c.is_ascii_digit() || *c == '-'))
    {
        return Err(InvalidId::Character(bad));
    }
    if text.len() > Id::MAX_LEN {
        return Err(InvalidId::TooLong(text.len()));
    }
    Ok(())
}

impl FromStr for Id {
    type Err = InvalidId;

    fn from_str(text: &str) -> Result<Self, InvalidId> {
        recent!(Id, text, |text: &str| {
            check(text)?;
            Ok(Self(text.into()))
        })
    }
}

serde_as_text!(Id, "an id: lower-case letters, digits and hyphens");

/// Says to which registers a [`Ref`] may point.
///
/// ```
/// use rapporteur_schema::{RefTarget, Register, model::targets::Agent};
/// assert_eq!(Agent::REGISTERS, [Register::Person, Register::Organisation]);
/// ```
pub trait RefTarget {
    /// The registers that hold what is pointed to.
    const REGISTERS: &'static [Register];
}

/// A reference to a record in one of the registers of `T`.
///
/// The type says where the target must be; that it exists is for
/// [`check`](crate::check::check) to say.
///
/// ```
/// use rapporteur_schema::{Ref, model::targets::APlace};
/// let geneva: Ref<APlace> = serde_json::from_str(r#""geneva""#)?;
/// assert_eq!(geneva.id().as_str(), "geneva");
/// # Ok::<(), Box<dyn std::error::Error>>(())
/// ```
pub struct Ref<T>(Id, PhantomData<fn() -> T>);

impl<T> Ref<T> {
    /// Points to the record with this identifier.
    ///
    /// ```
    /// use rapporteur_schema::{Ref, model::targets::AnEvent};
    /// let session: Ref<AnEvent> = Ref::new("upr-session-27".parse()?);
    /// assert_eq!(session.as_str(), "upr-session-27");
    /// # Ok::<(), Box<dyn std::error::Error>>(())
    /// ```
    pub fn new(id: Id) -> Self {
        Self(id, PhantomData)
    }

    /// The identifier of the record pointed to.
    ///
    /// ```
    /// # let dataset = rapporteur_schema::Dataset::open("tests/data/brazil-un-human-rights")?;
    /// use rapporteur_schema::{Record, RecordRef};
    /// // From a review to the session of which it is a part.
    /// let Some(RecordRef::Event(review)) = dataset.get("upr-brazil-2017") else { unreachable!() };
    /// let session = review.part_of.as_ref().ok_or("part of nothing")?[0].id();
    /// assert!(dataset.get(session.as_str()).is_some());
    /// # Ok::<(), Box<dyn std::error::Error>>(())
    /// ```
    pub fn id(&self) -> &Id {
        &self.0
    }

    /// The identifier as text.
    ///
    /// ```
    /// use rapporteur_schema::{Ref, model::targets::Agent};
    /// let state: Ref<Agent> = "brazil".parse()?;
    /// assert_eq!(state.as_str(), "brazil");
    /// # Ok::<(), Box<dyn std::error::Error>>(())
    /// ```
    pub fn as_str(&self) -> &str {
        self.0.as_str()
    }
}

impl<T> Clone for Ref<T> {
    fn clone(&self) -> Self {
        Self(self.0.clone(), PhantomData)
    }
}

impl<T> fmt::Debug for Ref<T> {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(f, "Ref({:?})", self.as_str())
    }
}

impl<T> PartialEq for Ref<T> {
    fn eq(&self, other: &Self) -> bool {
        self.0 == other.0
    }
}

impl<T> Eq for Ref<T> {}

impl<T> PartialOrd for Ref<T> {
    fn partial_cmp(&self, other: &Self) -> Option<Ordering> {
        Some(self.cmp(other))
    }
}

impl<T> Ord for Ref<T> {
    fn cmp(&self, other: &Self) -> Ordering {
        self.0.cmp(&other.0)
    }
}

impl<T> Hash for Ref<T> {
    fn hash<H: Hasher>(&self, state: &mut H) {
        self.0.hash(state);
    }
}

impl<T> From<Id> for Ref<T> {
    fn from(id: Id) -> Self {
        Self::new(id)
    }
}

impl<T> FromStr for Ref<T> {
    type Err = InvalidId;

    fn from_str(text: &str) -> Result<Self, InvalidId> {
        text.parse().map(Self::new)
    }
}

serde_as_text!(Ref<T>, "the id of a record");

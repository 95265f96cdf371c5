//! Citations: which passage of which source reports a value.

use std::{fmt, str::FromStr};

use arcstr::ArcStr;
use serde::{Deserialize, Deserializer, Serialize, de};
use smallvec::SmallVec;
use thin_vec::ThinVec;

use super::{InvalidId, id, recent::recent};
use crate::{from_str::serde_as_text, list::exact};

/// The key of a passage within its source.
///
/// For a source that is kept as plain text it is the number of the non-empty
/// line, counted from 1; another source may use a page, a paragraph number or a
/// table cell. 1 to 80 ASCII letters, digits and `-._~`, so that a citation is
/// also the fragment of an IRI.
///
/// ```
/// use rapporteur_schema::PassageKey;
/// let key: PassageKey = "p.12".parse()?;
/// assert_eq!(format!("report-2024#{key}"), "report-2024#p.12");
/// # Ok::<(), Box<dyn std::error::Error>>(())
/// ```
#[derive(Debug, Clone, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub struct PassageKey(Box<str>);

impl PassageKey {
    /// The key as text.
    ///
    /// ```
    /// use rapporteur_schema::PassageKey;
    /// assert_eq!("12.3".parse::<PassageKey>()?.as_str(), "12.3");
    /// assert!("page 12".parse::<PassageKey>().is_err());
    /// # Ok::<(), Box<dyn std::error::Error>>(())
    /// ```
    pub fn as_str(&self) -> &str {
        &self.0
    }
}

impl AsRef<str> for PassageKey {
    fn as_ref(&self) -> &str {
        &self.0
    }
}

fn key_is_valid(text: &str) -> bool {
    (1..=80).contains(&text.len())
        && text.bytes().all(|b| b.is_ascii_alphanumeric() || b"-._~".contains(&b))
}

impl FromStr for PassageKey {
    type Err = InvalidCite;

    fn from_str(text: &str) -> Result<Self, InvalidCite> {
        if key_is_valid(text) { Ok(Self(text.into())) } else { Err(InvalidCite::Key(text.into())) }
    }
}

serde_as_text!(PassageKey, "the key of a passage");

/// A citation: a source and one of its passages, written `source#passage`.
///
/// ```
/// use rapporteur_schema::Cite;
/// let cite: Cite = "luo-2019#44".parse()?;
/// assert_eq!((cite.source(), cite.passage()), ("luo-2019", "44"));
/// # Ok::<(), rapporteur_schema::InvalidCite>(())
/// ```
#[derive(Clone, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub struct Cite(ArcStr);

impl Cite {
    /// The citation as text.
    ///
    /// ```
    /// use rapporteur_schema::Cite;
    /// assert_eq!("luo-2019#44".parse::<Cite>()?.as_str(), "luo-2019#44");
    /// # Ok::<(), Box<dyn std::error::Error>>(())
    /// ```
    pub fn as_str(&self) -> &str {
        &self.0
    }

    /// The identifier of the source, and the key of the passage.
    ///
    /// ```
    /// use rapporteur_schema::Cite;
    /// assert_eq!("luo-2019#44".parse::<Cite>()?.parts(), ("luo-2019", "44"));
    /// # Ok::<(), Box<dyn std::error::Error>>(())
    /// ```
    pub fn parts(&self) -> (&str, &str) {
        let text = self.as_str();
        let hash = text.bytes().position(|b| b == b'#').unwrap_or(text.len());
        (text.get(..hash).unwrap_or_default(), text.get(hash + 1..).unwrap_or_default())
    }

    /// The identifier of the source.
    ///
    /// ```
    /// use rapporteur_schema::Cite;
    /// assert_eq!("luo-2019#44".parse::<Cite>()?.source(), "luo-2019");
    /// # Ok::<(), Box<dyn std::error::Error>>(())
    /// ```
    pub fn source(&self) -> &str {
        self.parts().0
    }

    /// The key of the passage.
    ///
    /// ```
    /// use rapporteur_schema::Cite;
    /// assert_eq!("luo-2019#44".parse::<Cite>()?.passage(), "44");
    /// # Ok::<(), Box<dyn std::error::Error>>(())
    /// ```
    pub fn passage(&self) -> &str {
        self.parts().1
    }
}

impl AsRef<str> for Cite {
    fn as_ref(&self) -> &str {
        &self.0
    }
}

impl fmt::Debug for Cite {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(f, "Cite({:?})", self.as_str())
    }
}

/// Why a text is not a citation.
///
/// ```
/// use rapporteur_schema::{Cite, InvalidCite};
/// let error = "luo-2019".parse::<Cite>().unwrap_err();
/// assert!(matches!(error, InvalidCite::NoPassage(_)));
/// assert!(error.to_string().contains("write `source#passage`"));
/// ```
#[derive(Debug, Clone, PartialEq, Eq, thiserror::Error)]
#[non_exhaustive]
pub enum InvalidCite {
    /// There is no `#` between source and passage.
    #[error("`{}` is not a citation: write `source#passage`, as in `luo-2019#44`", .0.escape_debug())]
    NoPassage(Box<str>),
    /// What stands before the `#` is not an identifier.
    #[error("the source of the citation `{}` is not an id: {}", .0.escape_debug(), .1)]
    Source(Box<str>, InvalidId),
    /// What stands after the `#` is not a passage key.
    #[error("`{}` is not a passage key: 1 to 80 ASCII letters, digits and - . _ ~", .0.escape_debug())]
    Key(Box<str>),
    /// A list of citations is empty.
    #[error("a list of citations must name at least one passage")]
    Empty,
    /// A list of citations names one passage twice.
    #[error("the citation `{0}` is listed twice")]
    Twice(Box<str>),
}

impl FromStr for Cite {
    type Err = InvalidCite;

    fn from_str(text: &str) -> Result<Self, InvalidCite> {
        recent!(Cite, text, |text: &str| {
            let (source, key) =
                text.split_once('#').ok_or_else(|| InvalidCite::NoPassage(text.into()))?;
            id::check(source).map_err(|error| InvalidCite::Source(source.into(), error))?;
            if !key_is_valid(key) {
                return Err(InvalidCite::Key(key.into()));
            }
            Ok(Self(text.into()))
        })
    }
}

serde_as_text!(Cite, "a citation `source#passage`");

/// One or more citations. There is no way to make an empty one: **a value that
/// has `Cites` has a source.**
///
/// ```
/// use rapporteur_schema::Cites;
/// let cites = Cites::new(["luo-2019#44".parse()?])?;
/// assert_eq!(cites.len(), 1);
/// assert!(Cites::new([]).is_err());
/// # Ok::<(), rapporteur_schema::InvalidCite>(())
/// ```
///
/// In JSON it is a list, of one as of many; what is none is told how one is written:
///
/// ```
/// use rapporteur_schema::Cites;
/// let error = serde_json::from_str::<Cites>(r#""luo-2019#44""#).unwrap_err();
/// assert!(error.to_string().contains(r#"a list of citations in brackets, as in ["luo-2019#44"]"#));
/// ```
#[derive(Debug, Clone, PartialEq, Eq, Hash)]
pub struct Cites(ThinVec<Cite>);

impl Cites {
    /// The citations, in the order in which an editor gave them.
    ///
    /// ```
    /// use rapporteur_schema::{Cites, InvalidCite};
    /// let cites = Cites::new(["luo-2019#44".parse()?, "luo-2021#13".parse()?])?;
    /// assert_eq!(cites.len(), 2);
    /// assert_eq!(Cites::new([]), Err(InvalidCite::Empty));
    /// assert_eq!(Cites::try_from(cites.to_vec())?, cites);
    /// # Ok::<(), Box<dyn std::error::Error>>(())
    /// ```
    pub fn new(cites: impl IntoIterator<Item = Cite>) -> Result<Self, InvalidCite> {
        Self::checked(cites.into_iter().collect())
    }

    fn checked(cites: SmallVec<[Cite; 8]>) -> Result<Self, InvalidCite> {
        if cites.is_empty() {
            return Err(InvalidCite::Empty);
        }
        for (n, cite) in cites.iter().enumerate() {
            if cites.iter().take(n).any(|earlier| earlier == cite) {
                return Err(InvalidCite::Twice(cite.as_str().into()));
            }
        }
        Ok(Self(exact(cites)))
    }

    /// The citations in order.
    ///
    /// ```
    /// use rapporteur_schema::Cites;
    /// let cites = Cites::new(["luo-2019#44".parse()?])?;
    /// assert_eq!(cites.iter().map(|cite| cite.passage()).collect::<Vec<_>>(), ["44"]);
    /// # Ok::<(), Box<dyn std::error::Error>>(())
    /// ```
    pub fn iter(&self) -> std::slice::Iter<'_, Cite> {
        self.0.iter()
    }

    /// The identifiers of the sources cited, each once, in order.
    ///
    /// ```
    /// use rapporteur_schema::Cites;
    /// let cites = Cites::new(["a#1".parse()?, "a#2".parse()?, "b#1".parse()?])?;
    /// assert_eq!(cites.sources(), ["a", "b"]);
    /// # Ok::<(), Box<dyn std::error::Error>>(())
    /// ```
    pub fn sources(&self) -> Vec<&str> {
        let mut sources: Vec<&str> = Vec::new();
        for cite in self {
            if !sources.contains(&cite.source()) {
                sources.push(cite.source());
            }
        }
        sources
    }
}

impl TryFrom<Vec<Cite>> for Cites {
    type Error = InvalidCite;

    fn try_from(cites: Vec<Cite>) -> Result<Self, InvalidCite> {
        Self::new(cites)
    }
}

impl std::ops::Deref for Cites {
    type Target = [Cite];

    fn deref(&self) -> &[Cite] {
        &self.0
    }
}

impl<'a> IntoIterator for &'a Cites {
    type Item = &'a Cite;
    type IntoIter = std::slice::Iter<'a, Cite>;

    fn into_iter(self) -> Self::IntoIter {
        self.0.iter()
    }
}

impl Serialize for Cites {
    fn serialize<S: serde::Serializer>(&self, s: S) -> Result<S::Ok, S::Error> {
        self.0.serialize(s)
    }
}

impl<'de> Deserialize<'de> for Cites {
    fn deserialize<D: Deserializer<'de>>(d: D) -> Result<Self, D::Error> {
        struct Several;

        impl<'de> de::Visitor<'de> for Several {
            type Value = Cites;

            fn expecting(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
                f.write_str(r#"a list of citations in brackets, as in ["luo-2019#44"]"#)
            }

            fn visit_seq<A: de::SeqAccess<'de>>(self, items: A) -> Result<Cites, A::Error> {
                let items = de::value::SeqAccessDeserializer::new(items);
                Cites::checked(SmallVec::deserialize(items)?).map_err(de::Error::custom)
            }
        }

        d.deserialize_seq(Several)
    }
}

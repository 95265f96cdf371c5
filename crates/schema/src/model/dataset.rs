//! What `dataset.json` says of the dataset as a whole.

use std::str::FromStr;

use serde::{Deserialize, Serialize};

use super::targets::AnOrganisation;
use crate::{
    from_str::serde_as_text,
    list::List,
    value::{Date, Id, LanguageTag, PlainText, Ref, Text},
};

/// An absolute IRI (RFC 3987) with the scheme `http`, `https` or `urn`.
///
/// ```
/// use rapporteur_schema::model::Iri;
/// let base: Iri = "https://w3id.org/example/".parse()?;
/// assert_eq!(base.to_string(), "https://w3id.org/example/");
/// # Ok::<(), Box<dyn std::error::Error>>(())
/// ```
#[derive(Debug, Clone, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub struct Iri(Box<str>);

impl Iri {
    /// The IRI as text.
    ///
    /// ```
    /// # let dataset = rapporteur_schema::Dataset::open("tests/data/brazil-un-human-rights")?;
    /// // The address of a record.
    /// let address = format!("{}{}", dataset.meta.base.as_str(), "election-hrc-2023");
    /// assert!(address.starts_with("https://"));
    /// # Ok::<(), Box<dyn std::error::Error>>(())
    /// ```
    pub fn as_str(&self) -> &str {
        &self.0
    }
}

impl AsRef<str> for Iri {
    fn as_ref(&self) -> &str {
        &self.0
    }
}

/// A text that is not an IRI that can be published.
///
/// ```
/// use rapporteur_schema::model::Iri;
/// let error = "ftp://example.org/".parse::<Iri>().unwrap_err();
/// assert!(error.to_string().ends_with("its scheme is ftp"));
/// ```
#[derive(Debug, Clone, PartialEq, Eq, thiserror::Error)]
#[error("`{}` is not an absolute IRI with the scheme http, https or urn: {}", .0.escape_debug(), .1)]
pub struct InvalidIri(Box<str>, Box<str>);

impl FromStr for Iri {
    type Err = InvalidIri;

    fn from_str(text: &str) -> Result<Self, InvalidIri> {
        match oxiri::Iri::parse(text) {
            Ok(iri) if matches!(iri.scheme(), "http" | "https" | "urn") => Ok(Self(text.into())),
            Ok(iri) => {
                Err(InvalidIri(text.into(), format!("its scheme is {}", iri.scheme()).into()))
            }
            Err(error) => Err(InvalidIri(text.into(), error.to_string().into())),
        }
    }
}

serde_as_text!(Iri, "an absolute IRI");

/// What `dataset.json` says of the dataset as a whole.
///
/// ```
/// # let dataset = rapporteur_schema::Dataset::open("tests/data/brazil-un-human-rights")?;
/// let meta = &dataset.meta;
/// assert_eq!((meta.license.as_str(), meta.languages[0].as_str()), ("CC-BY-4.0", "en"));
/// # Ok::<(), Box<dyn std::error::Error>>(())
/// ```
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
#[non_exhaustive]
pub struct DatasetMeta {
    /// The version of the model that the dataset follows: `1.0`.
    pub schema_version: PlainText,
    /// The identifier of the dataset.
    pub id: Id,
    /// Its title.
    pub title: Text,
    /// What it holds, in a sentence or two.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub description: Option<Text>,
    /// Whose record it is: usually one state.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub subject: Option<List<Ref<AnOrganisation>>>,
    /// The IRI under which its records have theirs; ends with `/` or `#`.
    pub base: Iri,
    /// The licence, as an SPDX licence identifier.
    pub license: PlainText,
    /// The languages of the editors' own text.
    pub languages: List<LanguageTag>,
    /// The version of the dataset.
    pub version: PlainText,
    /// Who publishes it.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub publisher: Option<Text>,
    /// Who made it.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub editors: Option<List<PlainText>>,
    /// When this version was made: the date that outputs show, never the clock's.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub created: Option<Date>,
    /// The editors' note on the sources and on how to read the dataset.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub note: Option<Text>,
}

impl DatasetMeta {
    /// The version of the model that this library reads and writes.
    ///
    /// ```
    /// use rapporteur_schema::{migrate::Version, model::DatasetMeta};
    /// let now: Version = DatasetMeta::SCHEMA_VERSION.parse()?;
    /// assert!("1.0".parse::<Version>()?.is_read_by(now));
    /// # Ok::<(), Box<dyn std::error::Error>>(())
    /// ```
    pub const SCHEMA_VERSION: &'static str = "1.0";

    /// What every dataset says of itself: it is of the present version of the model, and of
    /// version `0.1.0` until somebody sets another.
    ///
    /// ```
    /// use rapporteur_schema::{Dataset, List, Text, model::DatasetMeta};
    /// let title = Text::new("en".parse()?, "Uruguay and the United Nations".parse()?);
    /// let base = "https://example.org/uruguay/".parse()?;
    /// let languages = List::new(vec!["en".parse()?]).ok_or("no language")?;
    /// let meta = DatasetMeta::new("uruguay".parse()?, title, base, "CC-BY-4.0".parse()?, languages);
    /// assert!(Dataset::new(meta).is_empty());
    /// # Ok::<(), Box<dyn std::error::Error>>(())
    /// ```
    pub fn new(
        id: Id,
        title: Text,
        base: Iri,
        license: PlainText,
        languages: List<LanguageTag>,
    ) -> Self {
        Self {
            schema_version: PlainText::fixed(Self::SCHEMA_VERSION),
            id,
            title,
            description: None,
            subject: None,
            base,
            license,
            languages,
            version: PlainText::fixed("0.1.0"),
            publisher: None,
            editors: None,
            created: None,
            note: None,
        }
    }
}

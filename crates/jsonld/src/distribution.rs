//! The files in which a dataset is published.

use oxrdf::NamedNode;

use crate::Error;

/// A file in which a dataset is published, for its description.
///
/// ```
/// use rapporteur_jsonld::Distribution;
/// let file = Distribution::new("x.tei.xml", "application/tei+xml", 6_208_802)
///     .at("https://example.org/files/x.tei.xml")?
///     .with_sha256("9f86d081884c7d659a2feaa0c55ad015a3bf4f1b2b0b822cd15d6c15b0f00a08");
/// assert!(Distribution::new("x", "text/plain", 1).at("x y").is_err());
/// # Ok::<(), rapporteur_jsonld::Error>(())
/// ```
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Distribution {
    pub(crate) name: String,
    pub(crate) media_type: String,
    pub(crate) bytes: u64,
    pub(crate) url: Option<String>,
    pub(crate) sha256: Option<String>,
}

impl Distribution {
    /// A file with this name, media type (RFC 6838) and number of bytes.
    pub fn new(name: impl Into<String>, media_type: impl Into<String>, bytes: u64) -> Self {
        Self { name: name.into(), media_type: media_type.into(), bytes, url: None, sha256: None }
    }

    /// The same, with where it can be fetched: an absolute IRI of the web.
    pub fn at(self, url: impl Into<String>) -> Result<Self, Error> {
        let url = url.into();
        if let Err(error) = NamedNode::new(url.as_str()) {
            return Err(Error::iri(&url, &error));
        }
        let lower = url.to_ascii_lowercase();
        if !(lower.starts_with("https://") || lower.starts_with("http://")) {
            return Err(Error::iri(&url, &"it does not begin with https:// or http://"));
        }
        Ok(Self { url: Some(url), ..self })
    }

    /// The same, with its SHA-256 in hexadecimal digits. Another text is not taken.
    #[must_use]
    pub fn with_sha256(self, digest: impl Into<String>) -> Self {
        let digest = digest.into().to_ascii_lowercase();
        let is = digest.len() == 64 && digest.bytes().all(|b| b.is_ascii_hexdigit());
        Self { sha256: is.then_some(digest), ..self }
    }

    /// The media type as IANA's IRI of it, where it is written as one.
    pub(crate) fn media_type_path(&self) -> Option<&str> {
        let fits = |b: u8| b.is_ascii_alphanumeric() || b"!$&-^_.+".contains(&b);
        let (kind, name) = self.media_type.split_once('/')?;
        let is = !kind.is_empty() && !name.is_empty() && kind.bytes().chain(name.bytes()).all(fits);
        (is && !self.media_type.contains('^')).then_some(self.media_type.as_str())
    }

    /// The name as a segment of an IRI.
    pub(crate) fn segment(&self) -> String {
        let mut out = String::with_capacity(self.name.len());
        for byte in self.name.bytes() {
            if byte.is_ascii_alphanumeric() || b"-._~".contains(&byte) {
                out.push(char::from(byte));
            } else {
                out.push_str(&format!("%{byte:02X}"));
            }
        }
        out
    }
}

#[cfg(test)]
mod tests {
    use super::Distribution;

    #[test]
    fn nothing_of_a_file_breaks_an_iri() {
        let file = Distribution::new("a b/<ü>.xml", "text/<x>", 0).with_sha256("zz");
        assert_eq!(file.segment(), "a%20b%2F%3C%C3%BC%3E.xml");
        assert_eq!((file.media_type_path(), file.sha256.as_deref()), (None, None));
        let good = Distribution::new("a", "application/ld+json", 0);
        assert_eq!(good.media_type_path(), Some("application/ld+json"));
        for url in ["javascript:alert(1)", "https://example.org/a b", "x", "https://e/<"] {
            let error = good.clone().at(url).map_err(|error| error.to_string());
            assert!(error.is_err_and(|e| e.contains(url)), "{url}");
        }
    }
}

//! Passages of sources: named and hashed, never copied.

use serde::{Deserialize, Serialize};
use sha2::{Digest, Sha256 as Hasher};
use unicode_normalization::UnicodeNormalization;

use crate::{
    codes::Uncited,
    from_str::serde_as_text,
    list::List,
    value::{PassageKey, PlainText},
    view::{Atomic, Item, ItemView, MetaView, Pair, PartDef, Shape},
};

/// The SHA-256 of something (FIPS 180-4), as 64 lower-case hexadecimal digits.
///
/// ```
/// use rapporteur_schema::model::Sha256;
/// let hash = Sha256::of(b"abc");
/// assert_eq!(hash.as_str().parse(), Ok(hash));
/// ```
#[derive(Debug, Clone, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub struct Sha256(Box<str>);

impl Sha256 {
    /// The hash of these bytes.
    ///
    /// ```
    /// use rapporteur_schema::model::Sha256;
    /// assert!(Sha256::of(b"abc").as_str().starts_with("ba7816bf"));
    /// ```
    pub fn of(bytes: &[u8]) -> Self {
        Self::from_digest(&Hasher::digest(bytes))
    }

    /// The hash of bytes that come piece by piece.
    ///
    /// ```
    /// use rapporteur_schema::model::Sha256;
    /// let mut stream = Sha256::stream();
    /// stream.update(b"a");
    /// stream.update(b"b");
    /// assert_eq!(stream.finish(), Sha256::of(b"ab"));
    /// ```
    pub fn stream() -> Sha256Stream {
        Sha256Stream(Hasher::new())
    }

    fn from_digest(digest: &[u8]) -> Self {
        const DIGITS: &[u8; 16] = b"0123456789abcdef";
        let digit = |n: u8| DIGITS.get(usize::from(n)).map_or('0', |d| char::from(*d));
        let hex: String = digest.iter().flat_map(|b| [digit(b >> 4), digit(b & 15)]).collect();
        Self(hex.into())
    }

    /// The first four bytes of the hash, as a number.
    pub(crate) fn first_word(bytes: &[u8]) -> u32 {
        let digest = Hasher::digest(bytes);
        digest.iter().take(4).fold(0, |word, byte| word << 8 | u32::from(*byte))
    }

    /// The hexadecimal digits.
    ///
    /// ```
    /// use rapporteur_schema::model::passage_hash;
    /// let hash = passage_hash("On 10 October 2023 Ruritania was elected.");
    /// assert_eq!(hash.as_str().len(), 64);
    /// ```
    pub fn as_str(&self) -> &str {
        &self.0
    }
}

impl AsRef<str> for Sha256 {
    fn as_ref(&self) -> &str {
        &self.0
    }
}

/// A [`Sha256`] in the making; see [`Sha256::stream`].
///
/// ```
/// use rapporteur_schema::model::Sha256;
/// let mut stream = Sha256::stream();
/// stream.update(b"ab");
/// let mut other = stream.clone();
/// stream.update(b"c");
/// other.update(b"d");
/// assert_ne!(stream.finish(), other.finish());
/// ```
#[derive(Debug, Clone)]
pub struct Sha256Stream(Hasher);

impl Sha256Stream {
    /// Adds bytes.
    ///
    /// ```
    /// use rapporteur_schema::model::Sha256;
    /// // A file of any size, piece by piece.
    /// let mut stream = Sha256::stream();
    /// for piece in b"a long text".chunks(4) {
    ///     stream.update(piece);
    /// }
    /// assert_eq!(stream.finish(), Sha256::of(b"a long text"));
    /// ```
    pub fn update(&mut self, bytes: &[u8]) {
        self.0.update(bytes);
    }

    /// The hash of all that was added.
    ///
    /// ```
    /// use rapporteur_schema::model::Sha256;
    /// // Of nothing: FIPS 180-4 gives this one.
    /// assert!(Sha256::stream().finish().as_str().starts_with("e3b0c442"));
    /// ```
    pub fn finish(self) -> Sha256 {
        Sha256::from_digest(&self.0.finalize())
    }
}

/// A text that is not a SHA-256 in hexadecimal.
///
/// ```
/// use rapporteur_schema::model::Sha256;
/// // It is written in lower case.
/// assert!("ABCD".parse::<Sha256>().unwrap_err().to_string().contains("64 lower-case"));
/// ```
#[derive(Debug, Clone, PartialEq, Eq, thiserror::Error)]
#[error("`{}` is not a SHA-256: 64 lower-case hexadecimal digits", .0.escape_debug())]
pub struct InvalidSha256(Box<str>);

impl std::str::FromStr for Sha256 {
    type Err = InvalidSha256;

    fn from_str(text: &str) -> Result<Self, InvalidSha256> {
        let hex = |b: u8| b.is_ascii_digit() || (b'a'..=b'f').contains(&b);
        if text.len() == 64 && text.bytes().all(hex) {
            Ok(Self(text.into()))
        } else {
            Err(InvalidSha256(text.into()))
        }
    }
}

serde_as_text!(Sha256, "a SHA-256 in hexadecimal");

/// A passage of a source: where it is, and the hash by which anyone who has the
/// text can find it. The text itself is not part of the dataset.
///
/// ```
/// # let dataset = rapporteur_schema::Dataset::open("tests/data/brazil-un-human-rights")?;
/// let source = dataset.source("un-treaty-collection").ok_or("not there")?;
/// let passages = source.passages.as_ref().ok_or("no passages")?;
/// assert_eq!(passages[0].key.as_str(), "1");
/// assert_eq!(passages[0].sha256.as_str().len(), 64);
/// # Ok::<(), Box<dyn std::error::Error>>(())
/// ```
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
#[non_exhaustive]
pub struct Passage {
    /// The key by which citations name it.
    pub key: PassageKey,
    /// The headings under which it stands, outermost first.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub heading: Option<List<PlainText>>,
    /// The hash of its normalised text, see [`passage_hash`].
    pub sha256: Sha256,
    /// Why no record cites it.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub uncited: Option<Uncited>,
}

impl Passage {
    /// A passage with this key and text.
    ///
    /// ```
    /// use rapporteur_schema::model::{Passage, passage_hash};
    /// let passage = Passage::new("44".parse()?, "On 12 May 2009 …");
    /// assert_eq!(passage.sha256, passage_hash("On 12 May 2009 …"));
    /// # Ok::<(), Box<dyn std::error::Error>>(())
    /// ```
    pub fn new(key: PassageKey, text: &str) -> Self {
        Self { key, heading: None, sha256: passage_hash(text), uncited: None }
    }
}

const PARTS: &[PartDef] = &[
    PartDef {
        name: "key",
        label: "Key",
        definition: "The key by which citations name the passage.",
        atom: <PassageKey as Atomic>::TYPE,
        required: true,
        many: false,
    },
    PartDef {
        name: "heading",
        label: "Under",
        definition: "The headings under which the passage stands, outermost first.",
        atom: <PlainText as Atomic>::TYPE,
        required: false,
        many: true,
    },
    PartDef {
        name: "sha256",
        label: "SHA-256",
        definition: "The SHA-256 of the passage's normalised text.",
        atom: <Sha256 as Atomic>::TYPE,
        required: true,
        many: false,
    },
    PartDef {
        name: "uncited",
        label: "Not cited because",
        definition: "Why no record cites the passage.",
        atom: <Uncited as Atomic>::TYPE,
        required: false,
        many: false,
    },
];

impl Item for Passage {
    const SHAPE: &'static Shape =
        &Shape { name: "Passage", list: true, annotated: false, bare: false, parts: PARTS };

    fn view(&self) -> ItemView<'_> {
        let [key, heading, sha256, uncited] = PARTS else {
            return ItemView { parts: Pair::new(), meta: MetaView::default() };
        };
        let mut parts = Pair::one((key, self.key.atom()));
        if let Some(headings) = &self.heading {
            parts.extend(headings.iter().map(|text| (heading, text.atom())));
        }
        parts.push((sha256, self.sha256.atom()));
        parts.extend(self.uncited.as_ref().map(|reason| (uncited, reason.atom())));
        ItemView { parts, meta: MetaView::default() }
    }
}

/// The text of a passage as it is hashed.
///
/// In this order: Unicode Normalization Form C; soft hyphens (U+00AD) removed; a
/// hyphen that ends a line between two letters removed together with the line
/// break; every run of white space (the Unicode property `White_Space`) made one
/// space; white space at both ends removed.
///
/// ```
/// use rapporteur_schema::model::normalise_passage;
/// assert_eq!(normalise_passage("  co-\noper\u{AD}ation\u{A0} \tnow "), "cooperation now");
/// ```
pub fn normalise_passage(text: &str) -> String {
    let text: Vec<char> = text.nfc().filter(|c| *c != '\u{AD}').collect();
    let mut joined = String::with_capacity(text.len());
    let mut at = 0;
    while let Some(&c) = text.get(at) {
        at += 1;
        if c == '-' && joined.chars().next_back().is_some_and(char::is_alphabetic) {
            let rest = text.get(at..).unwrap_or_default();
            let blank = rest.iter().take_while(|c| c.is_whitespace()).count();
            let breaks = rest.iter().take(blank).any(|c| matches!(c, '\n' | '\r'));
            if breaks && rest.get(blank).is_some_and(|c| c.is_alphabetic()) {
                at += blank;
                continue;
            }
        }
        joined.push(c);
    }
    joined.split_whitespace().collect::<Vec<_>>().join(" ")
}

/// The SHA-256 of the UTF-8 bytes of a passage's normalised text.
///
/// ```
/// use rapporteur_schema::model::passage_hash;
/// // White space and line ends do not count.
/// assert_eq!(passage_hash("two  words\n"), passage_hash("two words"));
/// ```
pub fn passage_hash(text: &str) -> Sha256 {
    Sha256::of(normalise_passage(text).as_bytes())
}

/// The passages of a source that is kept as plain text: its lines that hold more
/// than white space, numbered from 1.
///
/// ```
/// use rapporteur_schema::model::passage_lines;
/// let lines: Vec<_> = passage_lines("Title\n\u{A0}\nBody\n").collect();
/// assert_eq!(lines, [(1, "Title"), (2, "Body")]);
/// ```
pub fn passage_lines(text: &str) -> impl Iterator<Item = (usize, &str)> {
    let text = text.strip_prefix('\u{FEFF}').unwrap_or(text);
    text.split('\n')
        .map(str::trim)
        .filter(|line| !line.is_empty())
        .enumerate()
        .map(|(n, line)| (n + 1, line))
}

//! Text, plain and in languages.

use std::{fmt, str::FromStr};

use arcstr::ArcStr;
use serde::{
    Deserialize, Deserializer, Serialize, Serializer,
    de::{self, MapAccess, Visitor},
};
use smallvec::SmallVec;
use thin_vec::ThinVec;
use unicode_normalization::{IsNormalized, UnicodeNormalization, is_nfc_quick};

use super::recent::recent;
use crate::{from_str::serde_as_text, list::exact, registries};

/// Text that every format can carry: not empty, without white space at either end,
/// in Unicode Normalization Form C (UAX #15), without control characters other than
/// tab and line feed, and without code points that XML 1.0 (section 2.2) cannot hold.
///
/// ```
/// use rapporteur_schema::PlainText;
/// assert!("罗艳华".parse::<PlainText>().is_ok());
/// assert!("a\u{0}b".parse::<PlainText>().is_err());
/// ```
#[derive(Debug, Clone, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub struct PlainText(Box<str>);

impl PlainText {
    /// The text.
    ///
    /// ```
    /// use rapporteur_schema::PlainText;
    /// let name: PlainText = "Juan E. Méndez".parse()?;
    /// assert_eq!(name.as_str(), "Juan E. Méndez");
    /// # Ok::<(), Box<dyn std::error::Error>>(())
    /// ```
    pub fn as_str(&self) -> &str {
        &self.0
    }
}

impl PlainText {
    /// A text of the program's own, which is known to be well formed.
    pub(crate) fn fixed(text: &'static str) -> Self {
        Self(text.into())
    }
}

impl AsRef<str> for PlainText {
    fn as_ref(&self) -> &str {
        &self.0
    }
}

/// Why a text is refused.
///
/// ```
/// use rapporteur_schema::{InvalidText, PlainText};
/// assert_eq!("".parse::<PlainText>(), Err(InvalidText::Empty));
/// assert_eq!(" a".parse::<PlainText>(), Err(InvalidText::Space));
/// ```
#[derive(Debug, Clone, PartialEq, Eq, thiserror::Error)]
#[non_exhaustive]
pub enum InvalidText {
    /// The text is empty.
    #[error("the text is empty: leave the field out, or say why there is no value with `absent`")]
    Empty,
    /// The text begins or ends with white space.
    #[error("the text begins or ends with white space: take it away")]
    Space,
    /// The text holds a character that XML, JSON-LD or spreadsheets cannot carry.
    #[error(
        "the text holds the character U+{:04X} at its character {}, which XML and spreadsheets cannot carry: remove it",
        u32::from(*character), at + 1
    )]
    Character {
        /// The character.
        character: char,
        /// How many characters stand before it.
        at: usize,
    },
    /// The text is not in Unicode Normalization Form C.
    #[error("the text is not in Unicode form NFC: `rapporteur fmt` rewrites it as `{}`", .0.escape_debug())]
    NotNfc(Box<str>),
    /// A language tag is not well formed.
    #[error("`{}` is not a well-formed language tag (BCP 47), such as `en` or `zh-Hans`: {}", .0.escape_debug(), .1)]
    Language(Box<str>, Box<str>),
    /// A text in languages has one language twice.
    #[error("the language `{0}` is given twice")]
    LanguageTwice(Box<str>),
    /// A text in languages has no language.
    #[error("a text needs at least one language, as in {{\"en\": \"…\"}}")]
    NoLanguage,
}

/// A character that cannot stand in every format: the C0 and C1 controls but tab
/// and line feed, and the non-characters at the end of the basic plane.
fn is_refused(c: char) -> bool {
    (c.is_control() && c != '\t' && c != '\n') || matches!(c, '\u{FFFE}' | '\u{FFFF}')
}

impl FromStr for PlainText {
    type Err = InvalidText;

    fn from_str(text: &str) -> Result<Self, InvalidText> {
        if text.is_empty() {
            return Err(InvalidText::Empty);
        }
        if text.starts_with(char::is_whitespace) || text.ends_with(char::is_whitespace) {
            return Err(InvalidText::Space);
        }
        if text.is_ascii() {
            // The usual case, and three times as fast.
            if text.bytes().all(|b| b >= 0x20 && b != 0x7F || b == b'\t' || b == b'\n') {
                return Ok(Self(text.into()));
            }
        }
        if let Some((at, character)) = text.chars().enumerate().find(|(_, c)| is_refused(*c)) {
            return Err(InvalidText::Character { character, at });
        }
        if is_nfc_quick(text.chars()) != IsNormalized::Yes {
            let nfc: String = text.nfc().collect();
            if nfc != text {
                return Err(InvalidText::NotNfc(nfc.into()));
            }
        }
        Ok(Self(text.into()))
    }
}

serde_as_text!(PlainText, "text");

/// A language tag (BCP 47, RFC 5646): well formed, and in the case that RFC 5646
/// section 2.1.1 recommends (`zh-Hans`, `en-GB`).
///
/// ```
/// use rapporteur_schema::LanguageTag;
/// let tag: LanguageTag = "ZH-hans".parse()?;
/// assert_eq!(tag.as_str(), "zh-Hans");
/// // Who writes the name of a language is told its tag.
/// # #[cfg(feature = "registries")]
/// assert!("portuguese".parse::<LanguageTag>().unwrap_err().to_string().ends_with("did you mean `pt`?"));
/// # Ok::<(), rapporteur_schema::InvalidText>(())
/// ```
#[derive(Debug, Clone, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub struct LanguageTag(ArcStr);

impl LanguageTag {
    /// The tag as text.
    ///
    /// ```
    /// use rapporteur_schema::LanguageTag;
    /// // As the standard writes it, however it came.
    /// assert_eq!("PT-br".parse::<LanguageTag>()?.as_str(), "pt-BR");
    /// # Ok::<(), Box<dyn std::error::Error>>(())
    /// ```
    pub fn as_str(&self) -> &str {
        &self.0
    }

    /// The primary language subtag: `zh` of `zh-Hans`.
    ///
    /// ```
    /// use rapporteur_schema::LanguageTag;
    /// let tag: LanguageTag = "zh-Hans".parse()?;
    /// assert_eq!(tag.primary(), "zh");
    /// # Ok::<(), Box<dyn std::error::Error>>(())
    /// ```
    pub fn primary(&self) -> &str {
        self.0.split('-').next().unwrap_or(&self.0)
    }
}

impl AsRef<str> for LanguageTag {
    fn as_ref(&self) -> &str {
        &self.0
    }
}

impl FromStr for LanguageTag {
    type Err = InvalidText;

    fn from_str(text: &str) -> Result<Self, InvalidText> {
        recent!(LanguageTag, text, |text: &str| {
            match oxilangtag::LanguageTag::parse_and_normalize(text) {
                Ok(tag) => Ok(Self(tag.into_inner().into())),
                Err(error) => {
                    let meant = registries::language_meant(text);
                    let meant = meant.map(|meant| format!("; did you mean `{meant}`?"));
                    let reason = format!("{error}{}", meant.unwrap_or_default());
                    Err(InvalidText::Language(text.into(), reason.into()))
                }
            }
        })
    }
}

serde_as_text!(LanguageTag, "a language tag such as `en` or `zh-Hans`");

/// Text in one or more languages, each once, sorted by tag: `{"en": "…"}`.
///
/// ```
/// use rapporteur_schema::Text;
/// let text = Text::new("en".parse()?, "A claim".parse()?);
/// assert_eq!(text.best("fr"), "A claim");
/// # Ok::<(), rapporteur_schema::InvalidText>(())
/// ```
#[derive(Debug, Clone, PartialEq, Eq, Hash)]
pub struct Text(Languages);

type Entry = (LanguageTag, PlainText);

/// Most texts are in one language, and need no list.
#[derive(Debug, Clone, PartialEq, Eq, Hash)]
enum Languages {
    One([Entry; 1]),
    /// Two or more, sorted by tag.
    More(ThinVec<Entry>),
}

impl Text {
    /// A text in one language.
    ///
    /// ```
    /// use rapporteur_schema::Text;
    /// let text = Text::new("en".parse()?, "Elected with 144 votes.".parse()?);
    /// assert_eq!(serde_json::to_string(&text)?, r#"{"en":"Elected with 144 votes."}"#);
    /// # Ok::<(), Box<dyn std::error::Error>>(())
    /// ```
    pub fn new(language: LanguageTag, text: PlainText) -> Self {
        Self(Languages::One([(language, text)]))
    }

    /// The same text with one more language, or with another wording in that language.
    ///
    /// ```
    /// use rapporteur_schema::Text;
    /// let text = Text::new("en".parse()?, "Geneva".parse()?).with("fr".parse()?, "Genève".parse()?);
    /// assert_eq!(text.iter().count(), 2);
    /// # Ok::<(), Box<dyn std::error::Error>>(())
    /// ```
    #[must_use]
    pub fn with(self, language: LanguageTag, text: PlainText) -> Self {
        let mut entries: SmallVec<[Entry; 4]> = match self.0 {
            Languages::One(one) => SmallVec::from_iter(one),
            Languages::More(more) => more.into_iter().collect(),
        };
        match entries.binary_search_by(|(tag, _)| tag.cmp(&language)) {
            Ok(at) => {
                if let Some(entry) = entries.get_mut(at) {
                    entry.1 = text;
                }
            }
            Err(at) => entries.insert(at, (language, text)),
        }
        Self::of(entries)
    }

    fn of(mut entries: SmallVec<[Entry; 4]>) -> Self {
        match entries.pop() {
            Some((language, text)) if entries.is_empty() => Self::new(language, text),
            last => {
                entries.extend(last);
                Self(Languages::More(exact(entries)))
            }
        }
    }

    fn entries(&self) -> &[Entry] {
        match &self.0 {
            Languages::One(one) => one,
            Languages::More(more) => more,
        }
    }

    /// The text in exactly this language.
    ///
    /// ```
    /// use rapporteur_schema::Text;
    /// let text = Text::new("zh-Hans".parse()?, "日内瓦".parse()?);
    /// assert_eq!(text.get("zh-Hans"), Some("日内瓦"));
    /// assert_eq!(text.get("zh"), None);
    /// # Ok::<(), Box<dyn std::error::Error>>(())
    /// ```
    pub fn get(&self, language: &str) -> Option<&str> {
        self.iter().find(|(tag, _)| tag.as_str() == language).map(|(_, text)| text)
    }

    /// The text in this language, else in one with the same primary subtag, else
    /// in English, else in the first language there is. Never empty.
    ///
    /// ```
    /// use rapporteur_schema::Text;
    /// let text = Text::new("zh-Hans".parse()?, "日内瓦".parse()?).with("en".parse()?, "Geneva".parse()?);
    /// assert_eq!((text.best("zh-Hant"), text.best("fr")), ("日内瓦", "Geneva"));
    /// # Ok::<(), Box<dyn std::error::Error>>(())
    /// ```
    pub fn best(&self, language: &str) -> &str {
        self.best_entry(language).1
    }

    /// As [`best`](Self::best), with the tag of the language found.
    ///
    /// ```
    /// use rapporteur_schema::Text;
    /// let text = Text::new("en".parse()?, "Geneva".parse()?);
    /// assert_eq!(text.best_entry("fr"), ("en", "Geneva"));
    /// # Ok::<(), Box<dyn std::error::Error>>(())
    /// ```
    pub fn best_entry(&self, language: &str) -> (&str, &str) {
        let entries = self.entries();
        let in_primary = |primary: &str| entries.iter().find(|(tag, _)| tag.primary() == primary);
        let primary = language.split('-').next().unwrap_or(language);
        let exactly = entries.iter().find(|(tag, _)| tag.as_str() == language);
        exactly
            .or_else(|| in_primary(primary))
            .or_else(|| in_primary("en"))
            .or_else(|| entries.first())
            .map_or(("und", ""), |(tag, text)| (tag.as_str(), text.as_str()))
    }

    /// Language and text, sorted by language.
    ///
    /// ```
    /// use rapporteur_schema::Text;
    /// let text = Text::new("fr".parse()?, "Genève".parse()?).with("en".parse()?, "Geneva".parse()?);
    /// let tags: Vec<&str> = text.iter().map(|(tag, _)| tag.as_str()).collect();
    /// assert_eq!(tags, ["en", "fr"]);
    /// # Ok::<(), Box<dyn std::error::Error>>(())
    /// ```
    pub fn iter(&self) -> impl Iterator<Item = (&LanguageTag, &str)> {
        self.entries().iter().map(|(tag, text)| (tag, text.as_str()))
    }
}

impl Serialize for Text {
    fn serialize<S: Serializer>(&self, s: S) -> Result<S::Ok, S::Error> {
        s.collect_map(self.iter())
    }
}

struct TextVisitor;

impl<'de> Visitor<'de> for TextVisitor {
    type Value = Text;

    fn expecting(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str("text by language, as in {\"en\": \"…\"}")
    }

    fn visit_map<A: MapAccess<'de>>(self, mut map: A) -> Result<Text, A::Error> {
        let mut entries: SmallVec<[Entry; 4]> = SmallVec::new();
        while let Some((tag, text)) = map.next_entry::<LanguageTag, PlainText>()? {
            match entries.binary_search_by(|(other, _)| other.cmp(&tag)) {
                Ok(_) => {
                    return Err(de::Error::custom(InvalidText::LanguageTwice(tag.as_str().into())));
                }
                Err(at) => entries.insert(at, (tag, text)),
            }
        }
        if entries.is_empty() {
            return Err(de::Error::custom(InvalidText::NoLanguage));
        }
        Ok(Text::of(entries))
    }
}

impl<'de> Deserialize<'de> for Text {
    fn deserialize<D: Deserializer<'de>>(d: D) -> Result<Self, D::Error> {
        d.deserialize_map(TextVisitor)
    }
}

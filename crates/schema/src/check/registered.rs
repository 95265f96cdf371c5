//! Language tags and licences that are well formed, and that nobody knows.

use super::{Finding, rules::warning};
use crate::{
    dataset::Dataset,
    locate::Step,
    registries::{is_language, is_licence, language_meant, licence_meant},
    value::{LanguageTag, Text},
    view::Atom,
};

/// The languages that were looked up, so that the same ones are not again and again.
#[derive(Debug, Default)]
pub(super) struct Languages {
    known: Vec<Box<str>>,
}

impl Languages {
    /// The first tag of a value that begins with no language.
    pub(super) fn strange<'a>(&mut self, atom: Atom<'a>) -> Option<&'a LanguageTag> {
        match atom {
            Atom::Language(tag) => Some(tag).filter(|tag| !self.knows(tag)),
            Atom::Text(text) => self.in_text(text),
            _ => None,
        }
    }

    fn in_text<'a>(&mut self, text: &'a Text) -> Option<&'a LanguageTag> {
        text.iter().map(|(tag, _)| tag).find(|tag| !self.knows(tag))
    }

    fn knows(&mut self, tag: &LanguageTag) -> bool {
        let primary = tag.primary();
        if self.known.iter().any(|known| **known == *primary) {
            return true;
        }
        let known = is_language(primary);
        if known {
            self.known.push(primary.into());
        }
        known
    }
}

/// What is said of a tag that begins with no language, and what to do.
pub(super) fn no_language(tag: &LanguageTag) -> (String, String) {
    let primary = tag.primary();
    let message = if tag.as_str() == primary {
        format!("the language tag `{tag}` stands for no language (BCP 47)")
    } else {
        format!("the language tag `{tag}` begins with `{primary}`, which is no language (BCP 47)")
    };
    let help = match language_meant(primary) {
        Some(meant) => {
            let rest = tag.as_str().get(primary.len()..).unwrap_or_default();
            format!("did you mean `{meant}{rest}`?")
        }
        None => "a tag begins with the two letters of a language, or three where it has no two: \
                 `en`, `zh`, `yue`; `und` where it is not known"
            .to_owned(),
    };
    (message, help)
}

/// What `dataset.json` says: its languages, its texts, its licence.
pub(super) fn of_dataset(dataset: &Dataset, findings: &mut Vec<Finding>) {
    let meta = &dataset.meta;
    let mut languages = Languages::default();
    let mut strange: Vec<(Vec<Step>, &LanguageTag)> = Vec::new();
    for (n, tag) in meta.languages.iter().enumerate() {
        if !languages.knows(tag) {
            strange.push((vec!["languages".into(), n.into()], tag));
        }
    }
    let texts = [
        ("title", Some(&meta.title)),
        ("description", meta.description.as_ref()),
        ("publisher", meta.publisher.as_ref()),
        ("note", meta.note.as_ref()),
    ];
    for (key, text) in texts {
        if let Some(tag) = text.and_then(|text| languages.in_text(text)) {
            strange.push((vec![key.into(), tag.as_str().into()], tag));
        }
    }
    for (path, tag) in strange {
        let (message, help) = no_language(tag);
        findings.push(warning("W203", None, path, message, help));
    }
    if let Some((message, help)) = licence(meta.license.as_str()) {
        findings.push(warning("W204", None, vec!["license".into()], message, help));
    }
}

/// What is said of a licence that looks like an SPDX identifier, and is none, and what to do.
/// Words that no list knows are free, as in `ask the publisher`.
fn licence(text: &str) -> Option<(String, String)> {
    if is_licence(text) {
        return None;
    }
    let meant = licence_meant(text);
    if meant.is_none() && text.contains(char::is_whitespace) {
        return None;
    }
    let help = match meant {
        Some(meant) => format!("did you mean `{meant}`?"),
        None => "write the identifier that https://spdx.org/licenses/ has, as in `CC-BY-4.0`, or \
                 say in words what holds"
            .to_owned(),
    };
    Some((format!("`{text}` is no licence of the SPDX list"), help))
}

#[cfg(all(test, feature = "registries"))]
mod tests {
    use super::*;

    #[test]
    fn languages_that_are_registered_pass() {
        for tag in
            ["en", "zh-Hans", "yue", "mul", "und", "x-klingon", "i-default", "qaa", "sr-Latn"]
        {
            let tag: LanguageTag = tag.parse().unwrap();
            assert!(is_language(tag.primary()), "{tag}");
        }
    }

    #[test]
    fn others_are_told_with_what_was_meant() {
        for (tag, wanted) in [
            ("chinese", Some("did you mean `zh`?")),
            ("eng", Some("did you mean `en`?")),
            ("greek", Some("did you mean `el`?")),
            ("zho-Hant", Some("did you mean `zh-Hant`?")),
            ("cn", None),
            ("qzz", None),
        ] {
            let tag: LanguageTag = tag.parse().unwrap();
            assert!(!is_language(tag.primary()), "{tag}");
            let (_, help) = no_language(&tag);
            assert!(help.starts_with(wanted.unwrap_or("a tag begins")), "{tag}: {help}");
        }
    }

    #[test]
    fn a_licence_is_of_the_list_or_in_words() {
        for fine in [
            "CC-BY-4.0",
            "CC0-1.0",
            "MIT OR Apache-2.0",
            "LicenseRef-our-own",
            "ask the publisher",
            "ODbL-1.0",
            "OGL-UK-3.0",
            "etalab-2.0",
        ] {
            assert_eq!(licence(fine), None);
        }
        for (text, meant) in [
            ("CCBY", Some("CC-BY-4.0")),
            ("CC BY 4.0", Some("CC-BY-4.0")),
            ("cc-by-sa", Some("CC-BY-SA-4.0")),
            ("CC0", Some("CC0-1.0")),
            ("Creative Commons Attribution 4.0 International", Some("CC-BY-4.0")),
            ("CC-BY-4,0", Some("CC-BY-4.0")),
            ("proprietary", None),
        ] {
            let (_, help) = licence(text).unwrap();
            let wanted = meant.map_or("write the identifier".to_owned(), |meant| {
                format!("did you mean `{meant}`?")
            });
            assert!(help.starts_with(&wanted), "{text}: {help}");
        }
    }
}

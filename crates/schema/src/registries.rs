//! What registers of others know: languages (ISO 639, as the crate `isolang` has it) and
//! licences (SPDX, as the crate `spdx` has it).

use isolang::Language;

use crate::suggest;

/// Whether a primary subtag stands for a language as RFC 5646 section 2.2.1 has it: two letters
/// where ISO 639 has two, else three; `x` and `i` begin tags of their own kind, and from `qaa`
/// to `qtz` everyone may use as they please.
pub(crate) fn is_language(primary: &str) -> bool {
    match primary.len() {
        1 => true,
        2 => Language::from_639_1(primary).is_some(),
        3 => {
            ("qaa"..="qtz").contains(&primary)
                || Language::from_639_3(primary).is_some_and(|found| found.to_639_1().is_none())
        }
        _ => false,
    }
}

/// The subtag of the language that was meant by a longer code of it, or by its English name.
pub(crate) fn language_meant(primary: &str) -> Option<&'static str> {
    let tag = |found: Language| found.to_639_1().unwrap_or_else(|| found.to_639_3());
    if let Some(found) = Language::from_639_3(primary) {
        return Some(tag(found));
    }
    if primary.len() < 4 {
        return None;
    }
    let named = isolang::languages().find(|l| l.to_name().eq_ignore_ascii_case(primary));
    // `Modern Greek (1453-)` is meant by `greek`.
    let worded = || {
        isolang::languages().find(|l| {
            let mut words = l.to_name().split(' ');
            l.to_639_1().is_some() && words.any(|word| word.eq_ignore_ascii_case(primary))
        })
    };
    named.or_else(worded).map(tag)
}

/// Whether a licence is an expression of SPDX.
pub(crate) fn is_licence(text: &str) -> bool {
    spdx::Expression::parse(text).is_ok()
}

fn letters(text: &str) -> String {
    text.chars().filter(|c| c.is_alphanumeric()).flat_map(char::to_lowercase).collect()
}

/// The identifier of the licence that was meant by other signs between its letters, by its whole
/// name, or without the number of its version: then the newest.
pub(crate) fn licence_meant(text: &str) -> Option<&'static str> {
    let all = spdx::identifiers::LICENSES;
    let wanted = letters(text);
    if wanted.is_empty() {
        return None;
    }
    let same = all
        .iter()
        .find(|license| letters(license.name) == wanted || letters(license.full_name) == wanted);
    let versions = all.iter().filter_map(|license| {
        let name = letters(license.name);
        let version = name.strip_prefix(&wanted)?;
        version.bytes().all(|b| b.is_ascii_digit()).then_some((version.to_owned(), license.name))
    });
    let newest = versions.max().map(|(_, name)| name);
    let near = || {
        let slip = !text.contains(char::is_whitespace);
        suggest::nearest(text, all.iter().map(|license| license.name)).filter(|_| slip)
    };
    same.map(|license| license.name).or(newest).or_else(near)
}

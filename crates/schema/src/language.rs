//! Which languages there are: ISO 639, as the crate `isolang` has it.

use isolang::Language;

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
pub(crate) fn meant(primary: &str) -> Option<&'static str> {
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

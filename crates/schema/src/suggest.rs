//! "Did you mean": the nearest of some known words.

/// The candidate most like `text`, if it is near enough to be a slip of it; of
/// equals the first in the alphabet.
///
/// ```
/// assert_eq!(rapporteur_schema::nearest("partcipants", ["participants", "place"]), Some("participants"));
/// ```
pub fn nearest<'a>(text: &str, candidates: impl IntoIterator<Item = &'a str>) -> Option<&'a str> {
    if text.len() > 200 {
        return None;
    }
    candidates
        .into_iter()
        .map(|candidate| (strsim::jaro_winkler(text, candidate), candidate))
        .filter(|(score, _)| *score > 0.84)
        // Of equals the first in the alphabet, in whatever order they come.
        .max_by(|a, b| a.0.total_cmp(&b.0).then_with(|| b.1.cmp(a.1)))
        .map(|(_, candidate)| candidate)
}

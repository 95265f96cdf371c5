//! The order of citations, which a graph does not keep.

use std::cmp::Ordering;

/// The natural order of citations: by source, then by passage, numbers as numbers.
pub(crate) fn natural(a: (&str, &str), b: (&str, &str)) -> Ordering {
    let number = |key: &str| {
        key.bytes().all(|b| b.is_ascii_digit()).then(|| key.trim_start_matches('0').len())
    };
    a.0.cmp(b.0).then_with(|| match (number(a.1), number(b.1)) {
        (Some(x), Some(y)) => x
            .cmp(&y)
            .then_with(|| a.1.trim_start_matches('0').cmp(b.1.trim_start_matches('0')))
            .then_with(|| a.1.cmp(b.1)),
        (Some(_), None) => Ordering::Less,
        (None, Some(_)) => Ordering::Greater,
        (None, None) => a.1.cmp(b.1),
    })
}

#[cfg(test)]
mod tests {
    use super::natural;

    #[test]
    fn numbers_are_ordered_as_numbers() {
        let mut cites = [("b", "1"), ("a", "x"), ("a", "10"), ("a", "9"), ("a", "09"), ("a", "9b")];
        cites.sort_by(|a, b| natural(*a, *b));
        assert_eq!(
            cites,
            [("a", "09"), ("a", "9"), ("a", "10"), ("a", "9b"), ("a", "x"), ("b", "1")]
        );
    }
}

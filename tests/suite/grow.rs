//! Datasets for the benches have the shape of the one that they are made of.

use rapporteur_schema::{Severity, check::check};
use rapporteur_tests::grow::grown;

#[test]
fn copies_refer_to_one_another_and_break_no_rule() {
    let original = crate::built_in();
    assert_eq!(grown(&original, 1), original, "the first copy is the dataset itself");

    let sources = original.sources().len();
    let large = grown(&original, 3 * original.len() - 2 * sources);
    assert_eq!(large.len() - sources, 3 * (original.len() - sources));
    let findings = check(&large);
    let errors: Vec<&str> = findings
        .iter()
        .filter(|finding| finding.severity == Severity::Error)
        .map(|finding| finding.message.as_str())
        .collect();
    assert!(errors.is_empty(), "{errors:#?}");
    assert_eq!(large.events().len(), 3 * original.events().len());
}

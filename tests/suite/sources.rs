//! The built-in dataset against the texts of its sources, where they are at hand.
//! The texts are not part of the repository.

use rapporteur::verify::verify;

#[test]
#[expect(clippy::print_stderr, reason = "a test that does not run says so")]
fn every_citation_is_confirmed_by_the_texts() {
    let texts = crate::root().join("../shared/sources");
    if !texts.is_dir() {
        eprintln!("skipped: the texts of the sources are not here");
        return;
    }
    let result = verify(&crate::built_in(), &texts).unwrap();
    for source in &result.sources {
        assert!(source.file.is_some(), "no text for {}", source.source);
        assert!(source.changed.is_empty(), "{}: {:?}", source.source, source.changed);
        assert!(source.unlisted.is_empty(), "{}: {:?}", source.source, source.unlisted);
    }
    assert!(result.citations > 1_000);
    assert_eq!(result.confirmed, result.citations);
}

//! Nothing is lost: canonical → format → canonical is the identity.

use rapporteur::{FormatName, incoming::Incoming};
use rapporteur_schema::{Dataset, canonical, draft::Draft};

use crate::{
    generate::{self, Texts},
    shipped,
};

/// How many generated datasets go through each format: so many, of slow formats fewer.
///
/// A longer run, with the same number for each, and figures:
/// `RAPPORTEUR_CASES=10000 cargo test --release -p rapporteur-tests roundtrip -- --nocapture`
fn cases(usual: u64) -> u64 {
    std::env::var("RAPPORTEUR_CASES").ok().and_then(|n| n.parse().ok()).unwrap_or(usual)
}

fn text(dataset: &Dataset) -> String {
    String::from_utf8(canonical::bytes(dataset)).unwrap()
}

/// The first line in which two texts differ.
fn first_difference(a: &str, b: &str) -> String {
    let differ = a.lines().zip(b.lines()).find(|(a, b)| a != b);
    match differ {
        Some((a, b)) => format!("- {a}\n+ {b}"),
        None => format!("{} lines against {}", a.lines().count(), b.lines().count()),
    }
}

/// Writes a dataset in a format and reads it back: the same, or it says what is another.
pub(crate) fn through(format: FormatName, dataset: &Dataset, what: &str) {
    let mut files = Vec::new();
    let written = format.with_defaults().write(dataset, |name, writer| {
        let mut bytes = Vec::new();
        writer(&mut bytes).map_err(|error| error.to_string())?;
        files.push((name.to_owned(), bytes));
        Ok::<_, String>(())
    });
    written.unwrap_or_else(|error| panic!("{what}: {format} cannot be written: {error}"));
    let back = Incoming::new(format, files)
        .read()
        .unwrap_or_else(|error| panic!("{what}: {format} cannot be read back: {error}"));
    let (before, after) = (text(dataset), text(&back));
    assert!(before == after, "{what}: {format} changes\n{}", first_difference(&before, &after));
}

#[test]
fn the_datasets_of_the_repository_through_every_format() {
    for (name, dataset) in shipped() {
        for format in FormatName::ALL {
            through(format, &dataset, &name);
        }
    }
}

fn generated_through(format: FormatName, usual: u64) {
    // A brief needs a font for what it shows; what it carries is the same.
    let texts = if format == FormatName::Pdf { Texts::Printable } else { Texts::Odd };
    let begun = std::time::Instant::now();
    for seed in 0..cases(usual) {
        through(format, &generate::dataset_with(seed, texts), &format!("seed {seed}"));
    }
    println!("{format}: {} datasets in {:?}", cases(usual), begun.elapsed());
}

#[test]
fn generated_datasets_through_jsonld() {
    generated_through(FormatName::JsonLd, 60);
}

#[test]
fn generated_datasets_through_other_forms_of_linked_data() {
    use FormatName::{JsonLdLines, NQuads, TriG, Turtle};
    for format in [JsonLdLines, NQuads, Turtle, TriG] {
        generated_through(format, 5);
    }
}

#[test]
fn generated_datasets_through_tei() {
    generated_through(FormatName::Tei, 60);
}

#[test]
fn generated_datasets_through_xlsx() {
    generated_through(FormatName::Xlsx, 20);
}

#[test]
fn generated_datasets_through_csv() {
    generated_through(FormatName::Csv, 20);
}

#[test]
fn generated_datasets_through_the_attachments_of_briefs() {
    generated_through(FormatName::Pdf, 5);
}

#[test]
fn annexes_of_generated_datasets_show_every_record() {
    let mut options = rapporteur_pdf::Options::default();
    options.annex = true;
    for seed in 0..cases(3) {
        let dataset = generate::dataset_with(seed, Texts::Printable);
        let mut bytes = Vec::new();
        rapporteur_pdf::write(&dataset, &options, &mut bytes).unwrap();
        let found = rapporteur_pdf::census(&bytes, &dataset).unwrap();
        assert!(found.missing.is_empty(), "seed {seed}: {:?}", found.missing);
    }
}

#[test]
fn generated_datasets_through_canonical_bytes_and_drafts() {
    for seed in 0..cases(60) {
        let dataset = generate::dataset(seed);
        let back = canonical::from_bytes(&canonical::bytes(&dataset)).unwrap();
        assert!(back == dataset, "seed {seed}");
        for record in dataset.records() {
            assert_eq!(Draft::of(record).finish().unwrap().as_ref(), record, "seed {seed}");
        }
    }
}

#[test]
fn generated_datasets_through_both_layouts_on_disk() {
    use rapporteur::{Held, layout};
    use std::sync::atomic::AtomicBool;
    for seed in 0..10 {
        let dataset = generate::dataset(seed);
        for layout in [canonical::Layout::Files, canonical::Layout::Lines] {
            let folder = tempfile::tempdir().unwrap();
            let held = Held::writing(folder.path()).unwrap();
            let changes = layout::changes(&dataset, folder.path(), layout).unwrap();
            held.apply(&changes, &AtomicBool::new(false)).unwrap();
            let loaded = rapporteur_schema::load(folder.path());
            let shape: Vec<_> =
                loaded.problems.iter().filter(|problem| problem.code.starts_with("E0")).collect();
            assert!(shape.is_empty(), "seed {seed}: {shape:?}");
            assert!(loaded.dataset.as_ref() == Some(&dataset), "seed {seed}, {layout:?}");
            assert!(layout::changes(&dataset, folder.path(), layout).unwrap().is_empty());
        }
    }
}

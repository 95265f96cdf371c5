//! What was published of version 1.0 of the model stays readable.
//!
//! `tests/data/version-1.0` is a dataset that uses every field of version 1.0, and the list
//! of its codes. It was made once. **It is never changed**: a test that fails here means that
//! a dataset somewhere no longer loads, or that its canonical bytes, and with them the ids of
//! its claims, are others.

use std::{collections::BTreeSet, fs, path::PathBuf};

use rapporteur_schema::{
    Register,
    canonical::{self, Layout},
    codes::all_lists,
    load,
    migrate::{self, Version},
    model::Sha256,
};

fn folder() -> PathBuf {
    PathBuf::from(env!("CARGO_MANIFEST_DIR")).join("tests/data/version-1.0")
}

#[test]
fn a_dataset_of_version_1_0_loads_and_comes_out_with_the_same_bytes() {
    let loaded = load(&folder());
    assert!(!loaded.has_errors(), "{:#?}", loaded.problems);
    let dataset = loaded.dataset.unwrap();
    for (path, bytes) in canonical::files(&dataset, Layout::Lines) {
        let present = fs::read(folder().join(&path)).unwrap();
        assert!(present == bytes, "{} comes out otherwise", path.display());
    }
    let used: BTreeSet<(Register, &str)> = dataset
        .records()
        .flat_map(|record| {
            record.fields().into_iter().map(move |f| (record.register(), f.def.name))
        })
        .collect();
    assert_eq!(used.len(), 86, "every field of version 1.0");
}

#[test]
fn the_fixture_is_as_it_was_made() {
    let mut names: Vec<PathBuf> =
        fs::read_dir(folder()).unwrap().map(|entry| entry.unwrap().path()).collect();
    names.sort();
    let mut all = Vec::new();
    for path in names {
        all.extend(fs::read(path).unwrap());
    }
    let hash = "6e7fe05a83def8f32f6394286439e31e7b8baf5250fded751596f392ed0deee4";
    assert_eq!(Sha256::of(&all).as_str(), hash, "the fixture was changed");
}

#[test]
fn every_code_of_version_1_0_is_still_there() {
    let codes = fs::read_to_string(folder().join("codes.txt")).unwrap();
    let lists = all_lists();
    for line in codes.lines() {
        let (list, code) = line.split_once(' ').unwrap();
        let list = lists.iter().find(|known| known.name == list);
        assert!(list.is_some_and(|list| list.get(code).is_some()), "{line} is gone");
    }
    assert_eq!(codes.lines().count(), 315);
}

#[test]
fn nothing_is_to_be_migrated() {
    let migrated = migrate::migrate(&folder());
    assert_eq!(migrated.from, Some(Version { major: 1, minor: 0 }));
    assert!(migrated.from.unwrap().is_read_by(Version::current()));
    assert_eq!(migrated.steps, Vec::<&str>::new());
    assert!(!migrated.loaded.has_errors());
}

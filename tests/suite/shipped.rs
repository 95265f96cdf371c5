//! What must hold of every dataset in `data`.

use std::{collections::BTreeSet, fs};

use rapporteur::{apparatus::differences, layout};
use rapporteur_schema::{Register, load};

use crate::{folders, root, shipped};

#[test]
fn nothing_is_wrong_and_the_form_is_canonical() {
    for folder in folders() {
        let loaded = load(&folder);
        assert!(loaded.problems.is_empty(), "{folder:?}: {:#?}", loaded.problems);
        let dataset = loaded.dataset.unwrap();
        let changes = layout::changes(&dataset, &folder, layout::layout_of(&folder)).unwrap();
        assert!(changes.is_empty(), "{folder:?}: run `rapporteur fmt`: {changes:?}");
    }
}

#[test]
fn they_are_about_states_and_not_all_about_one() {
    let mut states = BTreeSet::new();
    for (name, dataset) in shipped() {
        assert_eq!(dataset.meta.id.as_str(), name, "a folder has the name of its dataset");
        for subject in dataset.meta.subject.iter().flat_map(|list| list.iter()) {
            let record = dataset.get(subject.as_str()).unwrap();
            assert_eq!(record.register(), Register::Organisation, "{name}: {subject}");
            states.insert(subject.to_string());
        }
    }
    assert!(states.len() > 1, "{states:?}");
}

#[test]
fn every_difference_has_a_class() {
    for (name, dataset) in shipped() {
        let all = differences(&dataset);
        assert!(!all.is_empty(), "{name} has no difference to show");
        for difference in all {
            assert!(difference.class.is_some(), "{name}: {}", difference.point);
        }
    }
}

#[test]
fn the_page_of_the_folder_lists_them() {
    let page = fs::read_to_string(root().join("data/README.md")).unwrap();
    for (name, _) in shipped() {
        assert!(page.contains(&format!("]({name}/README.md)")), "{name} is not on the page");
        assert!(root().join("data").join(&name).join("README.md").is_file(), "{name}");
    }
}

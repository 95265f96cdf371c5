//! The published JSON Schema and the Rust types agree on what is well shaped.

use std::collections::BTreeMap;

use jsonschema::Validator;
use rapporteur_schema::{Record, Register, json_schema};
use serde_json::{Value, json};

use crate::{generate, shipped};

fn validators() -> BTreeMap<Register, Validator> {
    Register::ALL
        .into_iter()
        .map(|register| {
            (register, jsonschema::validator_for(&json_schema::record(register)).unwrap())
        })
        .collect()
}

#[test]
fn every_record_of_the_datasets_of_the_repository_is_valid() {
    let validators = validators();
    for (name, dataset) in shipped() {
        for record in dataset.records() {
            let json: Value = serde_json::from_str(&record.to_json()).unwrap();
            let errors: Vec<String> = validators[&record.register()]
                .iter_errors(&json)
                .map(|error| format!("{}: {error}", error.instance_path()))
                .collect();
            assert!(errors.is_empty(), "{name}: {}: {errors:#?}", record.id());
        }
    }
}

#[test]
fn every_generated_record_is_valid() {
    let validators = validators();
    for seed in 0..20 {
        for record in generate::dataset(seed).records() {
            let json: Value = serde_json::from_str(&record.to_json()).unwrap();
            let valid = validators[&record.register()].is_valid(&json);
            assert!(valid, "seed {seed}: {}", record.to_json());
        }
    }
}

#[test]
fn both_refuse_what_is_badly_shaped() {
    let validators = validators();
    let good = json!({"id": "a", "kind": "hrc-election", "date": "2020", "cite": ["s#1"]});
    let broken = [
        ("unknown field", json!({"colour": "red"})),
        ("unknown code", json!({"kind": "party"})),
        ("no citation", json!({"cite": []})),
        ("citation without passage", json!({"cite": ["s"]})),
        ("id with a capital", json!({"id": "A"})),
        ("empty list", json!({"participants": []})),
        ("reading without citation", json!({"date": {"readings": [{"value": "2020"}]}})),
        (
            "value and absence",
            json!({"date": {"readings": [{"value": "2020", "absent": "none", "cite": ["s#1"]}]}}),
        ),
        ("a list where one value stands", json!({"date": ["2020"]})),
        ("participant without role", json!({"participants": [{"who": "b"}]})),
        ("subject without anything", json!({"about": [{}]})),
        ("text without language", json!({"summary": "words"})),
        ("empty text", json!({"summary": {"en": ""}})),
        ("a number that is not whole", json!({"ordinal": 1.5})),
        ("a field that is null", json!({"date": null})),
    ];
    let validator = &validators[&Register::Event];
    assert!(validator.is_valid(&good));
    for (what, change) in broken {
        let mut json = good.clone();
        for (key, value) in change.as_object().unwrap() {
            json[key] = value.clone();
        }
        assert!(!validator.is_valid(&json), "the schema takes: {what}");
        let read = Record::from_json(Register::Event, json.to_string().as_bytes());
        assert!(read.is_err(), "the types take: {what}");
    }
}

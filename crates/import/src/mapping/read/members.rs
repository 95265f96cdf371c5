//! Members of JSON objects whose form has been checked.

use rapporteur_schema::locate::Step;

use super::super::form::{Faults, below};
use crate::json::Json;

pub(super) fn text<'a>(json: &'a Json, key: &str) -> Option<&'a str> {
    match json.get(key)? {
        Json::Text(text) => Some(text),
        _ => None,
    }
}

/// The texts at a key that has one or a list.
pub(super) fn texts(json: &Json, key: &str) -> Vec<String> {
    match json.get(key) {
        Some(Json::Text(text)) => vec![text.clone()],
        Some(Json::List(items)) => {
            items.iter().filter_map(|item| item.scalar().map(str::to_owned)).collect()
        }
        _ => Vec::new(),
    }
}

pub(super) fn flag(json: &Json, key: &str) -> Option<bool> {
    match json.get(key)? {
        Json::Bool(value) => Some(*value),
        _ => None,
    }
}

pub(super) fn members<'a>(json: &'a Json, key: &str) -> &'a [(String, Json)] {
    match json.get(key) {
        Some(Json::Object(members)) => members,
        _ => &[],
    }
}

pub(super) fn items<'a>(json: &'a Json, key: &str) -> &'a [Json] {
    match json.get(key) {
        Some(Json::List(items)) => items,
        _ => &[],
    }
}

pub(super) fn parsed<T: std::str::FromStr<Err: std::fmt::Display>>(
    json: &Json,
    key: &str,
    path: &[Step],
    code: &'static str,
    faults: &mut Faults<'_>,
) -> Option<T> {
    match text(json, key)?.parse() {
        Ok(value) => Some(value),
        Err(error) => {
            faults.at(code, &below(path, key), error.to_string(), None);
            None
        }
    }
}

//! Whether a mapping has the form that the table of keys says.

use std::{ops::Range, path::PathBuf};

use rapporteur_schema::{
    Place, Problem, Severity,
    locate::{self, Step},
    nearest,
};

use super::keys::{Form, Object};
use crate::json::Json;

/// What is found wrong with a mapping, with its places.
pub(super) struct Faults<'t> {
    pub(super) text: &'t str,
    pub(super) file: PathBuf,
    pub(super) problems: Vec<Problem>,
}

impl Faults<'_> {
    /// Something is wrong with the value at a path.
    pub(super) fn at(
        &mut self,
        code: &'static str,
        path: &[Step],
        message: String,
        help: Option<String>,
    ) {
        let span = locate::locate(self.text, path);
        self.span(code, span, message, help);
    }

    /// Something is wrong with the key of the member at a path.
    pub(super) fn at_key(
        &mut self,
        code: &'static str,
        path: &[Step],
        message: String,
        help: Option<String>,
    ) {
        let value = locate::locate(self.text, path).start;
        let key = match path.last() {
            Some(Step::Key(key)) => serde_json::to_string(key).unwrap_or_default(),
            _ => String::new(),
        };
        let before = self.text.get(..value).unwrap_or_default();
        let span = before.rfind(&key).map_or(value..value, |at| at..at + key.len());
        self.span(code, span, message, help);
    }

    fn span(
        &mut self,
        code: &'static str,
        span: Range<usize>,
        message: String,
        help: Option<String>,
    ) {
        let place = Place::in_text(self.file.clone(), 1, self.text, span);
        self.problems.push(Problem::new(code, Severity::Error, message, help, place));
    }
}

/// A path with one more step.
pub(super) fn below(path: &[Step], step: impl Into<Step>) -> Vec<Step> {
    let mut path = path.to_vec();
    path.push(step.into());
    path
}

/// Checks that a value is an object with the keys of a table of keys, and so on
/// down.
pub(super) fn object(json: &Json, object: &Object, path: &[Step], faults: &mut Faults<'_>) {
    let Json::Object(members) = json else {
        let message = format!("here stands an object ({}), not {}", object.name, json.what());
        faults.at("M003", path, message, None);
        return;
    };
    for (n, (key, value)) in members.iter().enumerate() {
        let here = below(path, key.as_str());
        if members.iter().take(n).any(|(other, _)| other == key) {
            faults.at_key("M002", &here, format!("`{}` stands twice", key.escape_debug()), None);
            continue;
        }
        if let Some(known) = object.keys.iter().find(|known| known.name == key) {
            form(value, &known.form, &here, faults);
            continue;
        }
        let names = || object.keys.iter().map(|known| known.name);
        let help = nearest(key, names()).map_or_else(
            || format!("its keys are: {}", names().collect::<Vec<_>>().join(", ")),
            |near| format!("did you mean `{near}`?"),
        );
        let message = format!("a {} has no key `{}`", object.name, key.escape_debug());
        faults.at_key("M002", &here, message, Some(help));
    }
    for known in object.keys.iter().filter(|known| known.required) {
        if json.get(known.name).is_none() {
            let message = format!("the key `{}` of the {} is missing", known.name, object.name);
            faults.at("M004", path, message, Some(known.definition.to_owned()));
        }
    }
}

fn form(json: &Json, wanted: &Form, path: &[Step], faults: &mut Faults<'_>) {
    let expected = match (wanted, json) {
        (Form::Model, _)
        | (Form::Text | Form::Texts | Form::TextOr(_) | Form::TextOrNull, Json::Text(_))
        | (Form::TextOrNull, Json::Null)
        | (Form::Flag, Json::Bool(_))
        | (Form::Number, Json::Number(_) | Json::Text(_)) => return,
        (Form::Count, Json::Number(text)) if text.parse::<usize>().is_ok() => return,
        (Form::Texts, Json::List(items)) if !items.is_empty() => {
            for (n, item) in items.iter().enumerate() {
                form(item, &Form::Text, &below(path, n), faults);
            }
            return;
        }
        (Form::Choice(choices), Json::Text(text)) => {
            if !choices.contains(&text.as_str()) {
                let message =
                    format!("`{}` is not one of {}", text.escape_debug(), choices.join(", "));
                let help = nearest(text, choices.iter().copied());
                faults.at(
                    "M003",
                    path,
                    message,
                    help.map(|near| format!("did you mean `{near}`?")),
                );
            }
            return;
        }
        (Form::Object(inner), _) => return object(json, inner, path, faults),
        (Form::List(inner), Json::List(items)) if !items.is_empty() => {
            for (n, item) in items.iter().enumerate() {
                form(item, inner, &below(path, n), faults);
            }
            return;
        }
        (Form::Map(inner), Json::Object(members)) => {
            for (n, (key, value)) in members.iter().enumerate() {
                let here = below(path, key.as_str());
                if members.iter().take(n).any(|(other, _)| other == key) {
                    faults.at_key(
                        "M002",
                        &here,
                        format!("`{}` stands twice", key.escape_debug()),
                        None,
                    );
                }
                form(value, inner, &here, faults);
            }
            return;
        }
        (Form::TextOr(inner), _) => return form(json, inner, path, faults),
        (Form::Text | Form::Choice(_), _) => "text",
        (Form::Texts, _) => "text or a list of texts",
        (Form::TextOrNull, _) => "text or null",
        (Form::Flag, _) => "true or false",
        (Form::Count, _) => "a whole number",
        (Form::Number, _) => "a number",
        (Form::List(_), _) => "a list with at least one item",
        (Form::Map(_), _) => "an object",
    };
    faults.at("M003", path, format!("here stands {expected}, not {}", json.what()), None);
}

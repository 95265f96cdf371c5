//! Reading one record, and when it cannot be read, finding every reason why.

use std::ops::Range;

use serde_path_to_error::Segment;

use crate::{
    locate::{self, Step},
    model::{DatasetMeta, Record},
    register::Register,
    suggest,
};

/// Why a text is not a record, and which bytes of it are to blame.
#[derive(Debug)]
pub(crate) struct Fault {
    pub(crate) code: &'static str,
    pub(crate) message: String,
    pub(crate) help: Option<String>,
    pub(crate) span: Range<usize>,
}

pub(crate) const NULL: &str =
    "`null` says nothing: leave the field out, or say why there is no value with `absent`";

/// The paths of every `null` in a value.
pub(crate) fn nulls(value: &serde_json::Value) -> Vec<Vec<Step>> {
    fn walk(value: &serde_json::Value, path: &mut Vec<Step>, found: &mut Vec<Vec<Step>>) {
        match value {
            serde_json::Value::Null => found.push(path.clone()),
            serde_json::Value::Array(items) => {
                for (n, item) in items.iter().enumerate() {
                    path.push(n.into());
                    walk(item, path, found);
                    path.pop();
                }
            }
            serde_json::Value::Object(members) => {
                for (key, member) in members {
                    path.push(key.as_str().into());
                    walk(member, path, found);
                    path.pop();
                }
            }
            _ => {}
        }
    }
    let mut found = Vec::new();
    walk(value, &mut Vec::new(), &mut found);
    found
}

/// At most so many faults are told of one member; a file that is not JSON of ours
/// at all need not be told a thousand times.
const MAX_FAULTS: usize = 50;

pub(crate) fn read_record(register: Register, text: &str) -> (Option<Record>, Vec<Fault>) {
    let error = match Record::from_json(register, text.as_bytes()) {
        Ok(record) => return (Some(record), Vec::new()),
        Err(error) => error,
    };
    if let Some(fault) = syntax(text, &error) {
        return (None, vec![fault]);
    }
    let mut required = vec!["id", "kind"];
    required.extend(register.fields().iter().filter(|def| def.required).map(|def| def.name));
    if register != Register::Difference {
        required.push("cite");
    }
    let known = || {
        let fields = register.fields().iter().map(|def| def.name);
        ["id", "kind", "cite", "access"].into_iter().chain(fields)
    };
    let what = format!("a record of the register `{}`", register.folder());
    let probe = |key: &str, json: &str| Record::probe(register, key, json);
    let faults = faults(text, &error, &what, &required, known, probe);
    (None, faults)
}

pub(crate) fn read_meta(text: &str) -> (Option<DatasetMeta>, Vec<Fault>) {
    let mut json = serde_json::Deserializer::from_str(text);
    let error = match serde_path_to_error::deserialize::<_, DatasetMeta>(&mut json) {
        Ok(meta) => match json.end() {
            Ok(()) => return (Some(meta), Vec::new()),
            Err(error) => {
                return (None, syntax(text, &error).into_iter().collect());
            }
        },
        Err(error) => error,
    };
    if let Some(fault) = syntax(text, error.inner()) {
        return (None, vec![fault]);
    }
    let path = steps(error.path());
    let fault = Fault {
        code: "E005",
        message: message(error.inner()),
        help: Some("see schema/dataset.schema.json for what `dataset.json` may hold".into()),
        span: locate::locate(text, &path),
    };
    (None, vec![fault])
}

/// The one fault of a text that is not JSON.
fn syntax(text: &str, error: &serde_json::Error) -> Option<Fault> {
    // An error of data may hide a text that is broken further on.
    let error = match serde_json::from_str::<serde::de::IgnoredAny>(text) {
        Ok(_) => return None,
        Err(other) if error.is_data() => other,
        Err(other) => other,
    };
    let span = position(text, error.line(), error.column());
    let help = if text.starts_with('\u{FEFF}') {
        Some("the file begins with a byte order mark: save it as UTF-8 without one".to_owned())
    } else if error.is_eof() {
        Some("the text ends too early: a line may have been cut off, or a bracket or quotation mark is missing".to_owned())
    } else {
        None
    };
    Some(Fault { code: "E004", message: format!("not JSON: {}", message(&error)), help, span })
}

/// The byte range of a position that `serde_json` gives: line from 1, and column
/// as the number of bytes read of the line.
fn position(text: &str, line: usize, column: usize) -> Range<usize> {
    let start: usize = text.split_inclusive('\n').take(line.saturating_sub(1)).map(str::len).sum();
    let at = (start + column.saturating_sub(1)).min(text.len());
    let len = text.get(at..).and_then(|rest| rest.chars().next()).map_or(0, char::len_utf8);
    at..at + len
}

/// The message of an error without the position that `serde_json` appends.
fn message(error: &serde_json::Error) -> String {
    let text = error.to_string();
    match text.rfind(" at line ") {
        Some(at) => text.get(..at).unwrap_or(&text).to_owned(),
        None => text,
    }
}

fn steps(path: &serde_path_to_error::Path) -> Vec<Step> {
    path.iter()
        .filter_map(|segment| match segment {
            Segment::Seq { index } => Some(Step::Index(*index)),
            Segment::Map { key } => Some(Step::Key(key.clone())),
            _ => None,
        })
        .collect()
}

type Probed = Option<Result<(), serde_path_to_error::Error<serde_json::Error>>>;

fn faults<'a, K: Iterator<Item = &'a str>>(
    text: &str,
    whole: &serde_json::Error,
    what: &str,
    required: &[&str],
    known: impl Fn() -> K,
    probe: impl Fn(&str, &str) -> Probed,
) -> Vec<Fault> {
    let trimmed = text.trim();
    let mut faults = Vec::new();
    if !trimmed.starts_with('{') {
        let span = locate::locate(text, &[]);
        let message = format!("{what} is a JSON object, in braces");
        return vec![Fault { code: "E005", message, help: None, span }];
    }
    if let Ok(value) = serde_json::from_str::<serde_json::Value>(text) {
        faults.extend(nulls(&value).into_iter().map(|path| Fault {
            code: "E005",
            message: NULL.to_owned(),
            help: None,
            span: locate::locate(text, &path),
        }));
    }
    let members = locate::members(trimmed);
    let mut seen: Vec<&str> = Vec::new();
    for (key, value) in &members {
        let Some(key) = key.as_deref() else { continue };
        let json = value.get();
        let start = locate::offset(text, json);
        if seen.contains(&key) {
            faults.push(Fault {
                code: "E005",
                message: format!("`{}` stands twice in the record", key.escape_debug()),
                help: Some("a field with several readings is one field with `readings`".into()),
                span: key_span(text, key, start),
            });
            continue;
        }
        seen.push(key);
        match probe(key, json) {
            None => {
                let near = suggest::nearest(key, known());
                let names: Vec<&str> = known().collect();
                faults.push(Fault {
                    code: "E005",
                    message: format!("{what} has no field `{}`", key.escape_debug()),
                    help: Some(match near {
                        Some(near) => format!("did you mean `{near}`?"),
                        None => format!("its fields are: {}", names.join(", ")),
                    }),
                    span: key_span(text, key, start),
                });
            }
            Some(Ok(())) => {}
            Some(Err(_)) => member_faults(json, start, &|json| probe(key, json), &mut faults),
        }
    }
    for name in required {
        if !members.iter().any(|(key, _)| key.as_deref() == Some(name)) {
            let open = text.len() - text.trim_start().len();
            faults.push(Fault {
                code: "E005",
                message: format!("the field `{name}` is missing"),
                help: (*name == "cite").then(|| {
                    "no value without a citation: name the passages that support the record, as in \"cite\": [\"luo-2019#44\"]".to_owned()
                }),
                span: open..open + 1,
            });
        }
    }
    if faults.is_empty() {
        let span = position(text, whole.line(), whole.column());
        faults.push(Fault { code: "E005", message: message(whole), help: None, span });
    }
    faults
}

/// The bytes of a key, given where its value begins.
fn key_span(text: &str, key: &str, value: usize) -> Range<usize> {
    let quoted = serde_json::to_string(key).unwrap_or_default();
    match text.get(..value).and_then(|before| before.rfind(&quoted)) {
        Some(at) => at..at + quoted.len(),
        None => value..value,
    }
}

/// Every fault of one member: after each, the item of a list that it is in is
/// taken out, and the member is read again.
fn member_faults(
    json: &str,
    start: usize,
    probe: &dyn Fn(&str) -> Probed,
    faults: &mut Vec<Fault>,
) {
    let mut left = json.to_owned();
    // For each list from which items were taken, which were: by their first places.
    let mut taken: Vec<(Vec<Step>, Vec<usize>)> = Vec::new();
    for _ in 0..MAX_FAULTS {
        let Some(Err(error)) = probe(&left) else { return };
        let path = steps(error.path());
        let original = restore(&path, &taken);
        let span = locate::locate(json, &original);
        faults.push(Fault {
            code: "E005",
            message: message(error.inner()),
            help: None,
            span: start + span.start..start + span.end,
        });
        let Some(list) = path.iter().rposition(|step| matches!(step, Step::Index(_))) else {
            return;
        };
        let Ok(mut value) = serde_json::from_str::<serde_json::Value>(&left) else { return };
        let (Some(parent), Some(Step::Index(index))) = (path.get(..list), path.get(list)) else {
            return;
        };
        let items = value.pointer_mut(&locate::pointer(parent)).and_then(|v| v.as_array_mut());
        match items {
            // An empty list would be a fault of our own making.
            Some(items) if items.len() > 1 && *index < items.len() => items.remove(*index),
            _ => return,
        };
        let Some(Step::Index(first)) = original.get(list) else { return };
        let parent = original.get(..list).unwrap_or_default().to_vec();
        match taken.iter_mut().find(|(path, _)| *path == parent) {
            Some((_, indices)) => indices.push(*first),
            None => taken.push((parent, vec![*first])),
        }
        left = value.to_string();
    }
}

/// A path into what is left, as a path into the original.
fn restore(path: &[Step], taken: &[(Vec<Step>, Vec<usize>)]) -> Vec<Step> {
    let mut original: Vec<Step> = Vec::new();
    for step in path {
        let step = match step {
            Step::Index(index) => {
                let mut gone: Vec<usize> = taken
                    .iter()
                    .filter(|(parent, _)| *parent == original)
                    .flat_map(|(_, indices)| indices.iter().copied())
                    .collect();
                gone.sort_unstable();
                Step::Index(
                    gone.into_iter().fold(*index, |at, g| if g <= at { at + 1 } else { at }),
                )
            }
            key @ Step::Key(_) => key.clone(),
        };
        original.push(step);
    }
    original
}

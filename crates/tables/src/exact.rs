//! Values in cells, so that they can be read back exactly.
//!
//! A text in one language, when it is the first language of the dataset, stands
//! as it is; any other text in languages stands as JSON by language. A value with
//! one part stands as the text of the part, a value with several as a JSON object.

use std::borrow::Cow;

use rapporteur_schema::{
    Text,
    codes::Code,
    view::{Atom, AtomType, FieldDef, ItemView, PartDef, Shape},
};
use serde_json::{Map, Value};

use crate::table::Column;

/// The text of a part.
pub(crate) fn atom<'a>(atom: Atom<'a>, language: &str) -> Cow<'a, str> {
    match atom {
        Atom::Text(text) => words(text, language),
        other => other.text(),
    }
}

/// A text in languages.
pub(crate) fn words<'a>(text: &'a Text, language: &str) -> Cow<'a, str> {
    let mut texts = text.iter();
    match (texts.next(), texts.next()) {
        (Some((tag, text)), None) if tag.as_str() == language && !text.starts_with('{') => {
            Cow::Borrowed(text)
        }
        _ => Atom::Text(text).text(),
    }
}

/// The JSON of what [`words`] wrote.
pub(crate) fn words_back(cell: &str, language: &str) -> String {
    if cell.starts_with('{') {
        return cell.to_owned();
    }
    Value::Object(Map::from_iter([(language.to_owned(), cell.into())])).to_string()
}

/// Several values in one cell, one a line.
pub(crate) fn lines<T: AsRef<str>>(values: impl IntoIterator<Item = T>) -> String {
    let mut out = String::new();
    for (n, value) in values.into_iter().enumerate() {
        if n > 0 {
            out.push('\n');
        }
        for c in value.as_ref().chars() {
            match c {
                '\\' => out.push_str("\\\\"),
                '\n' => out.push_str("\\n"),
                c => out.push(c),
            }
        }
    }
    out
}

/// What [`lines`] wrote.
pub(crate) fn lines_back(cell: &str) -> Vec<String> {
    cell.split('\n')
        .map(|line| {
            let mut out = String::with_capacity(line.len());
            let mut chars = line.chars();
            while let Some(c) = chars.next() {
                match (c, c == '\\') {
                    (_, true) => match chars.next() {
                        Some('n') => out.push('\n'),
                        Some(other) => out.push(other),
                        None => out.push('\\'),
                    },
                    (c, false) => out.push(c),
                }
            }
            out
        })
        .collect()
}

/// An item as one text.
pub(crate) fn item<'a>(item: &ItemView<'a>, shape: &Shape, language: &str) -> Cow<'a, str> {
    if let ([_], [(_, only)]) = (shape.parts, item.parts.as_slice()) {
        return atom(*only, language);
    }
    // Written by hand, so that the parts keep their order whatever map JSON uses.
    let mut out = String::with_capacity(128);
    out.push('{');
    for def in shape.parts {
        let mut atoms = item.parts.iter().filter(|(part, _)| part.name == def.name);
        let Some((_, first)) = atoms.next() else { continue };
        if out.len() > 1 {
            out.push(',');
        }
        push_quoted(&mut out, def.name);
        out.push_str(if def.many { ":[" } else { ":" });
        push_json(&mut out, *first);
        for (_, atom) in atoms {
            out.push(',');
            push_json(&mut out, *atom);
        }
        if def.many {
            out.push(']');
        }
    }
    out.push('}');
    Cow::Owned(out)
}

/// Adds a text as JSON has it.
fn push_quoted(out: &mut String, text: &str) {
    if text.bytes().all(|b| b >= b' ' && b != b'"' && b != b'\\') {
        out.push('"');
        out.push_str(text);
        out.push('"');
    } else {
        out.push_str(&Value::from(text).to_string());
    }
}

fn push_json(out: &mut String, atom: Atom<'_>) {
    match atom {
        Atom::Text(_) | Atom::Quantity(_) => atom.write_text(out),
        _ => push_quoted(out, &atom.text()),
    }
}

/// The parts of what [`item`] wrote, as names and texts.
pub(crate) fn item_back(
    cell: &str,
    shape: &Shape,
    language: &str,
) -> Result<Vec<(String, String)>, String> {
    if let [only] = shape.parts {
        return Ok(vec![(only.name.to_owned(), part_back(only, cell, language))]);
    }
    let value: Value = serde_json::from_str(cell)
        .map_err(|error| format!("`{}` is not a JSON object of parts: {error}", clip(cell)))?;
    let Value::Object(object) = value else {
        return Err(format!("`{}` is not a JSON object of parts", clip(cell)));
    };
    let mut parts = Vec::new();
    for (name, value) in object {
        match value {
            Value::String(text) => parts.push((name, text)),
            Value::Array(values) => parts.extend(values.into_iter().map(|value| match value {
                Value::String(text) => (name.clone(), text),
                other => (name.clone(), other.to_string()),
            })),
            other => parts.push((name, other.to_string())),
        }
    }
    Ok(parts)
}

/// The text of a part, as a draft of a record wants it, from its cell.
pub(crate) fn part_back(def: &PartDef, cell: &str, language: &str) -> String {
    match def.atom {
        AtomType::Text => words_back(cell, language),
        AtomType::Flag if cell == "yes" => "true".to_owned(),
        _ => cell.to_owned(),
    }
}

/// The beginning of a text, for messages.
pub(crate) fn clip(text: &str) -> String {
    let mut clipped: String = text.chars().take(60).collect::<String>().escape_debug().to_string();
    if text.chars().nth(60).is_some() {
        clipped.push('…');
    }
    clipped
}

/// A column of values of a type, with what it may hold.
pub(crate) fn typed(column: Column, atom: AtomType) -> Column {
    match atom {
        AtomType::Code(list) => column.coded(list),
        AtomType::Ref(_) => column.refers(allowed(atom)),
        _ => column.allowed(allowed(atom)),
    }
}

/// What a value of a type may be, for the dictionary of columns.
pub(crate) fn allowed(atom: AtomType) -> String {
    match atom {
        AtomType::Code(list) => format!("Codelists: {}", list.name),
        AtomType::Ref(registers) => {
            let names: Vec<&str> = registers.iter().map(|register| register.label()).collect();
            format!("id of a row of {}", rapporteur_apparatus::phrase::list(&names))
        }
        AtomType::Date => "EDTF (ISO 8601-2)".to_owned(),
        AtomType::Language => "BCP 47".to_owned(),
        AtomType::Flag => "yes".to_owned(),
        _ => String::new(),
    }
}

/// Where a field stands whose items can be read back from a sheet of their own.
pub(crate) fn has_sheet(def: &FieldDef) -> bool {
    def.shape.list && (!def.shape.bare || (def.shape.annotated && !def.reported))
}

/// A code in a cell.
pub(crate) fn code(code: Code) -> &'static str {
    code.code()
}

/// The definition of a field or part, from its documentation.
pub(crate) fn definition(text: &str) -> String {
    text.split_whitespace().collect::<Vec<_>>().join(" ")
}

//! How the files of a table are read: encoding, separators, numbers.

use rapporteur_schema::{Decimal, locate::Step};

use super::{
    super::form::{Faults, below},
    members::{flag, text, texts},
};
use crate::{
    json::Json,
    table::{self, Reading, TableFormat},
    value::NumberFormat,
};

/// The one character that a text is.
pub(super) fn character(
    json: &Json,
    key: &str,
    path: &[Step],
    faults: &mut Faults<'_>,
    ascii: bool,
) -> Option<char> {
    let text = match text(json, key)? {
        "\\t" | "tab" => "\t",
        text => text,
    };
    let mut chars = text.chars();
    match (chars.next(), chars.next()) {
        (Some(c), None) if c.is_ascii() || !ascii => Some(c),
        _ => {
            let what = if ascii { "one character of ASCII" } else { "one character" };
            let message = format!("here stands {what}, not `{}`", text.escape_debug());
            faults.at("M008", &below(path, key), message, None);
            None
        }
    }
}

pub(super) fn number_format(json: &Json, path: &[Step], faults: &mut Faults<'_>) -> NumberFormat {
    let times = json.get("times").and_then(Json::scalar).map(str::to_owned);
    if let Some(times) = &times
        && let Err(error) = times.parse::<Decimal>()
    {
        faults.at("M008", &below(path, "times"), error.to_string(), None);
    }
    NumberFormat {
        decimal: character(json, "decimal", path, faults, false),
        group: character(json, "group", path, faults, false),
        parentheses: flag(json, "parentheses").unwrap_or(false),
        strip: texts(json, "strip"),
        times,
    }
}

pub(super) fn reading(json: &Json, path: &[Step], faults: &mut Faults<'_>) -> Reading {
    let encoding = text(json, "encoding").map(str::to_owned);
    if let Some(label) = &encoding
        && table::encoding(label).is_none()
    {
        let message = table::TableError::Encoding(label.clone()).to_string();
        faults.at("M008", &below(path, "encoding"), message, None);
    }
    let count = |key: &str| match json.get(key) {
        Some(Json::Number(text)) => text.parse().unwrap_or(0),
        _ => 0,
    };
    Reading {
        format: text(json, "format")
            .and_then(|name| TableFormat::ALL.into_iter().find(|format| format.name() == name)),
        encoding,
        separator: character(json, "separator", path, faults, true),
        quote: character(json, "quote", path, faults, true),
        skip_lines: count("skip_lines"),
        no_header: flag(json, "header") == Some(false),
        rows: text(json, "rows").map(str::to_owned),
        sheet: text(json, "sheet").map(str::to_owned),
    }
}

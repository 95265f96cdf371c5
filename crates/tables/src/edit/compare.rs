//! What a file holds, against what it held when it was made.

use std::{borrow::Cow, collections::BTreeMap};

use crate::{
    found::{Gathered, Value},
    table::{Cell, Table},
    words::Context,
};

/// What names a row.
pub(crate) type Key = Vec<String>;

/// A cell that was changed.
#[derive(Debug)]
pub(crate) struct Changed {
    /// The row among those that were found.
    pub(crate) row: usize,
    pub(crate) key: Key,
    /// The column of the table.
    pub(crate) column: usize,
}

/// A table of the file, compared.
pub(crate) struct Compared {
    pub(crate) table: Table<'static>,
    pub(crate) found: Gathered,
    pub(crate) changed: Vec<Changed>,
    /// Rows that were not there.
    pub(crate) added: Vec<usize>,
    /// Rows that are not there any more.
    pub(crate) removed: Vec<Key>,
    /// Rows that stand twice: the row, and the earlier one.
    pub(crate) twice: Vec<(usize, usize)>,
    /// Where each row stands.
    pub(crate) at: BTreeMap<Key, usize>,
}

impl Compared {
    pub(crate) fn new(context: &Context<'_>, table: Table<'static>, found: Gathered) -> Self {
        let mut compared = Self {
            table,
            found,
            changed: Vec::new(),
            added: Vec::new(),
            removed: Vec::new(),
            twice: Vec::new(),
            at: BTreeMap::new(),
        };
        let mut used = vec![false; compared.found.rows.len()];
        for (n, row) in compared.found.rows.iter().enumerate() {
            let key = compared.found.key(row);
            if let Some(first) = compared.at.get(&key).filter(|_| is_complete(&key)) {
                compared.twice.push((n, *first));
                if let Some(used) = used.get_mut(n) {
                    *used = true;
                }
            } else {
                // Of rows whose key lacks a part the first is kept, too.
                compared.at.entry(key).or_insert(n);
            }
        }
        let keys: Vec<usize> = (0..compared.table.columns.len())
            .filter(|n| compared.table.columns.get(*n).is_some_and(|c| c.is_key()))
            .collect();
        let Compared { table, found, changed, removed, at, .. } = &mut compared;
        let present: Vec<usize> = (0..table.columns.len()).filter(|n| found.has(*n)).collect();
        let _: Result<(), ()> = context.each_row(table, &mut |expected| {
            let text = |n: &usize| expected.get(*n).and_then(Cell::to_text).unwrap_or_default();
            let key: Key = keys.iter().map(|n| text(n).into_owned()).collect();
            let Some(row) = at.get(&key).copied() else {
                removed.push(key);
                return Ok(());
            };
            if let Some(used) = used.get_mut(row) {
                *used = true;
            }
            let Some(line) = found.rows.get(row) else { return Ok(()) };
            for column in &present {
                let same = expected.get(*column).is_some_and(|e| same(e, line.value(*column)));
                if !same {
                    changed.push(Changed { row, key: key.clone(), column: *column });
                }
            }
            Ok(())
        });
        compared.added = (0..used.len()).filter(|n| used.get(*n) == Some(&false)).collect();
        compared
    }
}

/// Whether a key has all its parts.
pub(crate) fn is_complete(key: &[String]) -> bool {
    key.iter().all(|part| !part.is_empty())
}

/// Whether a file holds what was written.
pub(crate) fn same(expected: &Cell<'_>, found: Option<&Value>) -> bool {
    match (expected, found) {
        (Cell::Blank, found) => found.is_none(),
        (_, None) => false,
        (Cell::Number(n), Some(Value::Number(m))) => near(*n, *m),
        (Cell::Number(n), Some(Value::Text(text))) => {
            text.parse::<f64>().is_ok_and(|m| near(*n, m))
        }
        (Cell::Date(day), Some(Value::Day(found) | Value::Text(found))) => {
            day.to_string() == *found
        }
        (Cell::Date(day), Some(Value::Number(n))) => {
            super::valid::serial(*n).is_some_and(|found| found == day.to_string())
        }
        (expected, Some(found)) => match (expected.to_text(), found) {
            (Some(expected), Value::Text(text)) => {
                expected == *text || unescaped(&expected) == unescaped(text)
            }
            (Some(expected), Value::Number(n)) => expected == n.to_string(),
            (Some(expected), Value::Flag(is)) => expected == if *is { "yes" } else { "no" },
            _ => false,
        },
    }
}

/// Programs keep about 15 digits.
fn near(one: f64, other: f64) -> bool {
    (one - other).abs() <= one.abs() * 1e-14
}

/// Text in which the escapes of the format, which some programs take literally and
/// others read, are characters, and line ends are line feeds.
pub(crate) fn unescaped(text: &str) -> Cow<'_, str> {
    if !text.contains("_x") && !text.contains('\r') {
        return Cow::Borrowed(text);
    }
    let mut out = String::with_capacity(text.len());
    let mut rest = text;
    while let Some(at) = rest.find("_x") {
        let (before, after) = rest.split_at(at);
        out.push_str(before);
        let digits = after.get(2..6).filter(|_| after.get(6..7) == Some("_"));
        let character =
            digits.and_then(|digits| u32::from_str_radix(digits, 16).ok()).and_then(char::from_u32);
        if let Some(c) = character {
            out.push(c);
            rest = after.get(7..).unwrap_or_default();
        } else {
            out.push_str("_x");
            rest = after.get(2..).unwrap_or_default();
        }
    }
    out.push_str(rest);
    if out.contains("_x") && out.len() < text.len() {
        // An escaped underscore may have been before an escape.
        return Cow::Owned(unescaped(&out).into_owned());
    }
    Cow::Owned(out.replace("\r\n", "\n"))
}

//! Where what a rule is about stands, and cells that follow from others.

use std::collections::BTreeMap;

use rapporteur_schema::{Dataset, Register, locate::Step, view::FieldDef};

use super::{Derived, Tables};

use crate::{
    edit::{
        apply::Apply,
        compare::{is_complete, same},
        valid::Fault,
    },
    words::Context,
};

/// The cell of the id of a record.
pub(in crate::edit) fn place_of(tables: &Tables, id: &str) -> Option<String> {
    Register::ALL.into_iter().find_map(|register| {
        let compared = tables.get(register.label())?;
        let row = compared.at.get(&vec![id.to_owned()])?;
        Some(compared.found.rows.get(*row)?.place(&compared.found, "id"))
    })
}

/// The cell that a rule is about: that of an edit, or that of the claim.
pub(in crate::edit) fn place_of_path(
    tables: &Tables,
    cells: &BTreeMap<(String, String), Vec<String>>,
    id: &str,
    path: &[Step],
) -> Option<String> {
    let field = match path.first() {
        Some(Step::Key(field)) => field.as_str(),
        _ => "",
    };
    let edited = |field: &str| cells.get(&(id.to_owned(), field.to_owned()))?.first().cloned();
    if let Some(cell) = edited(field).filter(|cell| cell.contains(['!', ':'])) {
        return Some(cell);
    }
    let mut numbers = path.iter().skip(1).filter_map(|step| match step {
        Step::Index(n) => u32::try_from(*n).ok(),
        _ => None,
    });
    let readings = matches!(path.get(1), Some(Step::Key(key)) if key == "readings");
    let reading = if readings { numbers.next().unwrap_or(0) + 1 } else { 1 };
    let item = numbers.next().unwrap_or(0) + 1;
    let find = |table: &str, key: Vec<String>| {
        let compared = tables.get(table)?;
        let line = compared.found.rows.get(*compared.at.get(&key)?)?;
        let column =
            ["value", "record"].into_iter().find(|n| compared.found.column(n).is_some())?;
        Some(line.place(&compared.found, column))
    };
    let key = |numbers: &[u32]| {
        let mut key = vec![id.to_owned(), field.to_owned()];
        key.extend(numbers.iter().map(ToString::to_string));
        key
    };
    find("Readings", key(&[reading, item]))
        .or_else(|| find("Given_fields", key(&[item])))
        .or_else(|| edited(""))
        .filter(|cell| cell.contains(['!', ':']))
        .or_else(|| place_of(tables, id))
}

/// The first row of a field of a record on the sheet of its items or readings.
pub(super) fn row_of(tables: &Tables, sheet: &str, id: &str, def: &FieldDef) -> Option<String> {
    let compared = tables.get(sheet)?;
    // The keys of these sheets begin so, which puts the rows of a field together.
    let begin = vec![id.to_owned(), def.name.to_owned()];
    let rows = compared.at.range(begin.clone()..).take_while(|(key, _)| key.starts_with(&begin));
    let first = rows.map(|(_, row)| *row).min()?;
    Some(compared.found.rows.get(first)?.place(&compared.found, "record"))
}

/// Refuses changes of cells that follow from others, unless they follow from the edits.
pub(in crate::edit) fn check_derived(
    apply: &mut Apply<'_>,
    tables: &Tables,
    derived: Vec<Derived>,
    theirs: &Dataset,
    language: &str,
) {
    let mut by_table: BTreeMap<String, BTreeMap<Vec<String>, Vec<Derived>>> = BTreeMap::new();
    for cell in derived {
        by_table
            .entry(cell.table.clone())
            .or_default()
            .entry(cell.key.clone())
            .or_default()
            .push(cell);
    }
    let context = Context::new(theirs, language);
    for (name, mut rows) in by_table {
        let Some(compared) = tables.get(&name) else { continue };
        let keys: Vec<usize> = (0..compared.table.columns.len())
            .filter(|n| compared.table.columns.get(*n).is_some_and(|c| c.is_key()))
            .collect();
        let _: Result<(), ()> = context.each_row(&compared.table, &mut |expected| {
            let key: Vec<String> = keys
                .iter()
                .map(|n| {
                    let text = expected.get(*n).and_then(|cell| cell.to_text());
                    text.unwrap_or_default().into_owned()
                })
                .collect();
            if let Some(cells) = rows.get_mut(&key) {
                cells.retain(|cell| {
                    let found =
                        compared.found.rows.get(cell.row).and_then(|line| line.value(cell.column));
                    !expected.get(cell.column).is_some_and(|e| same(e, found))
                });
            }
            Ok(())
        });
        for cell in rows.into_values().flatten() {
            let Some(line) = compared.found.rows.get(cell.row) else { continue };
            let Some(column) = compared.table.columns.get(cell.column) else { continue };
            if !is_complete(&cell.key) {
                continue;
            }
            let message = cell.message.map_or_else(
                || {
                    format!(
                        "the column `{}` follows from others here and is not read back",
                        column.name
                    )
                },
                str::to_owned,
            );
            apply.error(
                &line.place(&compared.found, &column.name),
                Fault::new(message).help(cell.help),
            );
        }
    }
}

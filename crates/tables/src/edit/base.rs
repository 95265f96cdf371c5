//! The dataset as it was, carried along so that edits can be merged into a later one.

use rapporteur_schema::{Dataset, canonical};

use super::{EditErrors, one};
use crate::{
    found::{Gathered, Sheets},
    table::{Cell, Column, Role, Table},
    words::Context,
};

/// The table `Base`, without its rows.
pub fn base_layout() -> Table<'static> {
    Table::new(
        "Base",
        "The dataset of which this workbook was made",
        "A row is a line of the canonical form of the dataset, needed to merge edits into a dataset \
         that has changed since; nothing here must be changed.",
        vec![
            Column::number("line", "The number of the line, counted from 1.").back(Role::Item),
            Column::words("text", "The line: the register, then the record as JSON.")
                .wide(110.0)
                .back(Role::Json),
        ],
    )
}

/// The table `Base`.
pub fn base_table<'a>(context: &Context<'a>) -> Table<'a> {
    let bytes = canonical::bytes(context.dataset);
    // The canonical form is UTF-8.
    let text = String::from_utf8(bytes).unwrap_or_default();
    let rows = text
        .lines()
        .enumerate()
        // What looks like an escape of the format is safe as an escape of JSON.
        .map(|(n, line)| vec![Cell::count(n + 1), Cell::text(line.replace("_x", "\\u005fx"))])
        .collect();
    base_layout().with(rows)
}

/// The dataset that the table `Base` holds, if there is such a table.
pub(super) fn read(sheets: &mut Sheets) -> Result<Option<Dataset>, EditErrors> {
    let found = Gathered::take(sheets, &base_layout())?;
    if found.rows.is_empty() {
        return Ok(None);
    }
    let mut lines = Vec::with_capacity(found.rows.len());
    for row in &found.rows {
        lines.push((row.number(&found, "line")?, row.need(&found, "text")?));
    }
    lines.sort();
    let lines: Vec<String> = lines.into_iter().map(|(_, line)| line).collect();
    match canonical::from_bytes(lines.join("\n").as_bytes()) {
        Ok(dataset) => Ok(Some(dataset)),
        Err(error) => Err(one(
            format!("the sheet Base cannot be read: {error}"),
            "somebody or some program changed it: begin again with a new export of the profile \
             edit",
        )),
    }
}

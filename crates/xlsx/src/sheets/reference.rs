//! The dataset as a whole, the differences that the tool finds, code lists, and the
//! dictionary of columns.

use rapporteur_apparatus::Layer;
use rapporteur_schema::{Cite, codes};

use super::front::is_read_back;
use crate::{
    sheet::{Cell, Column, Sheet},
    words::Context,
};

/// The sheet `Dataset`: what `dataset.json` says.
pub(crate) fn dataset<'a>(context: &Context<'a>) -> Sheet<'a> {
    let mut sheet = Sheet::new(
        "Dataset",
        "What the dataset says of itself",
        "A row is a member of dataset.json.",
        vec![
            Column::code("member", "The name of the member.").key(),
            Column::words("json", "Its value, as JSON.").wide(110.0).back(),
        ],
    );
    let meta = serde_json::to_value(&context.dataset.meta).unwrap_or_default();
    let mut members: Vec<(String, String)> = meta
        .as_object()
        .into_iter()
        .flatten()
        .map(|(name, value)| (name.clone(), value.to_string()))
        .collect();
    // Whatever map JSON uses in this build.
    members.sort();
    sheet.rows =
        members.into_iter().map(|(name, json)| vec![Cell::text(name), Cell::text(json)]).collect();
    sheet
}

/// The sheet `Differences_found`.
pub(crate) fn differences<'a>(context: &Context<'a>) -> Sheet<'a> {
    let mut sheet = Sheet::new(
        "Differences_found",
        "Where sources differ, as the tool finds it",
        "A row is one side of a difference: readings of a field that differ, a reported total \
         beside what this dataset lists, or what an editors' note is about.",
        vec![
            Column::code("difference", "The number of the difference; its sides have the same.")
                .wide(12.0),
            Column::code("found_as", "How it was found: readings that differ, a total, or a note.")
                .allowed("readings, total, note"),
            Column::code("record", "The record, or the first of several.")
                .allowed("id of a row of the sheet of its register")
                .wide(30.0),
            Column::code("field", "The field, when it is about one field.").wide(14.0),
            Column::words("point", "What it is about.").wide(36.0),
            Column::number("side", "Which side, counted from 1; the order says nothing."),
            Column::words("value", "What this side has."),
            Column::words("source", "Who has it.").wide(30.0),
            Column::code("cite", "The passages: source#passage, with spaces between.")
                .allowed("key of a row of Passages"),
            Column::words("as_of", "The date at which it holds.").wide(16.0),
            Column::words("spoken", "When the source was published or speaks.").wide(18.0),
            Column::code("class", "Why they differ, as the editors or the tool see it.")
                .allowed("Codelists: difference-class")
                .wide(16.0),
            Column::words("explanation", "Why they differ, in a sentence or two.").wide(60.0),
            Column::code("editors_note", "The note on the sheet Differences that is about it.")
                .allowed("id of a row of Differences")
                .wide(30.0),
        ],
    );
    let found = rapporteur_apparatus::differences(context.dataset);
    for (n, difference) in found.into_iter().enumerate() {
        let layer = match difference.layer {
            Layer::Readings => "readings",
            Layer::Total => "total",
            Layer::Note => "note",
        };
        let link = |id: &str| {
            context.dataset.get(id).map_or_else(
                || Cell::text(id.to_owned()),
                |record| Cell::Record(record.id().as_str()),
            )
        };
        let note = difference.note.as_deref().map_or(Cell::Blank, link);
        let row = |side: Cell<'a>, variant: [Cell<'a>; 5]| {
            let mut row = vec![
                Cell::text((n + 1).to_string()),
                Cell::text(layer),
                link(&difference.record),
                Cell::maybe(difference.field),
                Cell::text(difference.point.clone()),
                side,
            ];
            row.extend(variant);
            row.extend([
                Cell::maybe(difference.class.map(|class| class.code())),
                Cell::maybe(difference.explanation.clone()),
                note.clone(),
            ]);
            row
        };
        if difference.variants.is_empty() {
            const BLANK: Cell<'static> = Cell::Blank;
            sheet.rows.push(row(BLANK, [BLANK; 5]));
        }
        for (side, variant) in difference.variants.iter().enumerate() {
            let cites: Vec<&str> = variant.cite.iter().map(Cite::as_str).collect();
            sheet.rows.push(row(
                Cell::count(side + 1),
                [
                    Cell::text(variant.value.clone()),
                    Cell::text(variant.source.clone()),
                    Cell::text(cites.join(" ")),
                    Cell::maybe(variant.as_of.clone()),
                    Cell::maybe(variant.spoken.clone()),
                ],
            ));
        }
    }
    sheet
}

/// The sheet `Codelists`.
pub(crate) fn codelists<'a>() -> Sheet<'a> {
    let mut sheet = Sheet::new(
        "Codelists",
        "Code lists: what the codes mean",
        "A row is a code.",
        vec![
            Column::code("codelist", "The list.").wide(22.0),
            Column::code("code", "The code, as it stands in the sheets.").wide(30.0),
            Column::words("label", "What a reader is shown.").wide(40.0),
            Column::words("definition", "What it means.").wide(90.0),
        ],
    );
    for list in codes::all_lists() {
        for code in list.codes {
            sheet.rows.push(vec![
                Cell::text(list.name),
                Cell::text(code.code),
                Cell::text(code.label),
                Cell::text(code.definition),
            ]);
        }
    }
    sheet
}

/// The sheet `Data_dictionary`, without its rows.
pub(crate) fn dictionary<'a>() -> Sheet<'a> {
    Sheet::new(
        "Data_dictionary",
        "Data dictionary: every column of every sheet",
        "A row is a column. Sheets that go on as _2, _3 … have the columns of the first.",
        vec![
            Column::code("sheet", "The sheet, with a link to it.").wide(22.0),
            Column::code("column", "The header of the column.").wide(26.0),
            Column::code("type", "What its cells hold.").allowed("text, number, date").wide(10.0),
            Column::words("meaning", "What it means.").wide(80.0),
            Column::words("allowed", "What it may hold.").wide(44.0),
            Column::code(
                "read_back",
                "Whether the dataset is read back from it; other columns follow from these.",
            )
            .allowed("yes, no")
            .wide(12.0),
        ],
    )
}

/// The rows of `Data_dictionary`.
pub(crate) fn dictionary_rows<'a>(sheets: &[Sheet<'a>]) -> Vec<Vec<Cell<'a>>> {
    let mut rows = Vec::new();
    for sheet in sheets {
        let back = is_read_back(&sheet.name);
        for column in &sheet.columns {
            rows.push(vec![
                Cell::Sheet(sheet.name.as_str().into()),
                Cell::text(column.name.to_string()),
                Cell::text(column.kind.label()),
                Cell::text(column.meaning.clone()),
                Cell::text(column.allowed.clone()),
                Cell::flag(back && column.back),
            ]);
        }
    }
    rows
}

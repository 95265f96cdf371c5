//! The dataset as a whole, the differences that the tool finds, code lists, and the
//! dictionary of columns.

use rapporteur_apparatus::Layer;
use rapporteur_schema::{Cite, codes};

use crate::{
    table::{Cell, Column, Role, Table},
    words::Context,
};

/// Members of the table `Dataset` that begin so are the export's own.
pub(crate) const OWN: &str = "export.";
/// The member with the SHA-256 of the canonical bytes of the dataset.
pub(crate) const SHA256: &str = "export.sha256";
/// The member with the language of words.
pub(crate) const LANGUAGE: &str = "export.language";
/// The member with the version of the tables.
pub(crate) const TABLES: &str = "export.tables";
/// What the tables of this version of the program are: it changes when the same
/// dataset gives other cells, so that these are not taken for edits.
pub(crate) const TABLES_VERSION: &str = "1";

/// The table `Dataset`, without its rows.
pub(crate) fn dataset_table<'a>() -> Table<'a> {
    Table::new(
        "Dataset",
        "What the dataset says of itself",
        "A row is a member of dataset.json; members that begin with export. are what is needed to \
         take edits back, and must not be changed.",
        vec![
            Column::code("member", "The name of the member.").back(Role::Member),
            Column::words("json", "Its value, as JSON.").wide(110.0).back(Role::Json),
        ],
    )
}

/// The table `Dataset`: what `dataset.json` says.
pub(crate) fn dataset<'a>(context: &Context<'a>) -> Table<'a> {
    let meta = serde_json::to_value(&context.dataset.meta).unwrap_or_default();
    let mut members: Vec<(String, String)> = meta
        .as_object()
        .into_iter()
        .flatten()
        .map(|(name, value)| (name.clone(), value.to_string().replace("_x", "\\u005fx")))
        .collect();
    let own = |name: &str, value: &str| (name.to_owned(), serde_json::json!(value).to_string());
    members.extend([
        own(SHA256, context.hash().as_str()),
        own(LANGUAGE, context.language),
        own(TABLES, TABLES_VERSION),
    ]);
    // Whatever map JSON uses in this build.
    members.sort();
    let rows =
        members.into_iter().map(|(name, json)| vec![Cell::text(name), Cell::text(json)]).collect();
    dataset_table().with(rows)
}

/// The sheet `Differences_found`.
pub(crate) fn differences<'a>(context: &Context<'a>) -> Table<'a> {
    let mut rows = Vec::new();
    let sheet = Table::new(
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
            Column::code("field", "The field, when it is about one field.").wide(17.0),
            Column::words("point", "What it is about.").wide(36.0),
            Column::number("side", "Which side, counted from 1; the order says nothing."),
            Column::words("value", "What this side has."),
            Column::words("source", "Who has it.").wide(30.0),
            Column::code("cite", "The passages: source#passage, with spaces between.").cites(),
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
            rows.push(row(BLANK, [BLANK; 5]));
        }
        for (side, variant) in difference.variants.iter().enumerate() {
            let cites: Vec<&str> = variant.cite.iter().map(Cite::as_str).collect();
            rows.push(row(
                Cell::count(side + 1),
                [
                    Cell::text(variant.value.clone()),
                    Cell::text(variant.source.clone()),
                    Cell::cites(cites.join(" ")),
                    Cell::maybe(variant.as_of.clone()),
                    Cell::maybe(variant.spoken.clone()),
                ],
            ));
        }
    }
    sheet.with(rows)
}

/// The sheet `Codelists`.
pub(crate) fn codelists<'a>() -> Table<'a> {
    let mut rows = Vec::new();
    let sheet = Table::new(
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
            rows.push(vec![
                Cell::text(list.name),
                Cell::text(code.code),
                Cell::text(code.label),
                Cell::text(code.definition),
            ]);
        }
    }
    sheet.with(rows)
}

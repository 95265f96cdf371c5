//! The sheets in front: what the workbook is, what is in it, how to read it.

use std::borrow::Cow;

use rapporteur_apparatus::{Summary, phrase, value};
use rapporteur_schema::{Dataset, RecordRef, Register, view::FieldDef};
use rapporteur_tables::{
    Cell, Column, Context, Role, Row, Table,
    edit::{home_of, only_part},
};

use crate::{Options, Profile, plan::Planned};

/// The sheet `Cover`.
pub(crate) fn cover<'a>(context: &Context<'a>, counted: &Summary, options: &Options) -> Table<'a> {
    let meta = &context.dataset.meta;
    let best = |text: &'a rapporteur_schema::Text| context.best(text);
    let sheet = Table::new(
        "Cover",
        context.best(&meta.title),
        "A row is something to know before reading on.",
        vec![
            Column::words("item", "What the row is about.").wide(30.0).role(Role::Member),
            Column::words("about", "What there is to know.").wide(110.0),
        ],
    );
    let mut rows: Vec<Row<'a>> = Vec::new();
    let mut add = |item: String, about: String| {
        if !about.is_empty() {
            rows.push(vec![Cell::text(item), Cell::text(about)]);
        }
    };
    add("What this is".into(), meta.description.as_ref().map(best).unwrap_or_default().into());
    add("Subject".into(), labels(context));
    for source in context.dataset.register(Register::Source) {
        let RecordRef::Source(found) = source else { continue };
        let mut parts: Vec<String> = ["title", "authors", "publisher", "published"]
            .into_iter()
            .filter_map(|name| source.field(name))
            .map(|field| {
                let words = value::field(context.dataset, &field, context.language);
                format!("{}: {words}", field.def.label())
            })
            .collect();
        let standpoint = found.standpoint.as_ref().map(|text| text.best(context.language));
        parts.push(format!("Standpoint: {}", standpoint.unwrap_or("not described")));
        let name = rapporteur_apparatus::cite::siglum(context.dataset, found.id.as_str());
        add(format!("Source: {name}"), parts.join("\n"));
    }
    add(
        "The editors on the sources".into(),
        meta.note.as_ref().map(best).unwrap_or_default().into(),
    );
    add(
        "How to read a value".into(),
        "Every value is what a source says, not a finding of the editors. The sheet Readings has \
         each claim with the passages that carry it; the column cite names them as \
         source#passage, and the sheets Sources and Passages say what these are."
            .into(),
    );
    add(
        "Where sources differ".into(),
        "No reading is chosen, merged or dropped. In the sheets of the registers a cell then shows \
         every reading with its passages, divided by |, and the column sources_differ says yes; \
         columns that are computed from it (first day, last day, year, number) stay blank where \
         the readings do not share them."
            .into(),
    );
    add(
        "Empty cells".into(),
        "In a column of what sources report, an empty cell means that no source of this dataset \
         reports such a value. Where a source says that there is none, or that there is one \
         without giving it, the column absent on the sheet Readings says so: unknown, none or \
         withheld. In a column that is computed from dates or numbers it means that there is no \
         one day or number to give: the readings do not share it, the date is open, or it is \
         before 1900-03-01. In the summaries it means none. In columns of what the editors add \
         (notes, basis, access) it means that there is nothing to add; Data_dictionary says more \
         on each column."
            .into(),
    );
    add("How to cite".into(), citation(context));
    add("Version".into(), meta.version.as_str().into());
    add("Made".into(), meta.created.as_ref().map(phrase::date).unwrap_or_default());
    add("Publisher".into(), meta.publisher.as_ref().map(best).unwrap_or_default().into());
    let editors: Vec<&str> =
        meta.editors.iter().flat_map(|list| list.iter()).map(|e| e.as_str()).collect();
    add("Editors".into(), phrase::list(&editors));
    add("Licence".into(), meta.license.as_str().into());
    let languages: Vec<&str> = meta.languages.iter().map(|tag| tag.as_str()).collect();
    add("Languages of the editors".into(), languages.join(", "));
    add("Address of the records".into(), meta.base.as_str().into());
    add(
        "Size".into(),
        format!(
            "{}, {}, {}, {}",
            phrase::count(counted.records, "record", "records"),
            phrase::count(counted.readings, "reading", "readings"),
            phrase::count(counted.claims, "claim", "claims"),
            phrase::count(counted.citations, "citation", "citations")
        ),
    );
    add("Version of the model".into(), meta.schema_version.as_str().into());
    add("SHA-256 of the dataset".into(), context.hash().as_str().into());
    about_editing(options, &mut add);
    sheet.with(rows)
}

/// What the workbook is for, and how it is sent back.
fn about_editing(options: &Options, add: &mut dyn FnMut(String, String)) {
    let (purpose, conditions) = match options.profile {
        Profile::Publish => (
            "Reading, filtering, sorting, citing. It has no formulas, no macros, no merged cells \
             and nothing hidden.",
            "as long as the dataset is still the one named above; for a workbook that can be sent \
             back after the dataset has changed, export the profile edit.",
        ),
        Profile::Edit => (
            "Correcting the dataset. Cells for codes have drop-down lists, which show rows of the \
             sheet Codelists: do not sort that one. It has no formulas, no \
             macros and no merged cells; the hidden sheet Base holds the dataset as it was.",
            "also when the dataset has changed meanwhile: what was changed on one side only is \
             merged, what was changed on both sides is named.",
        ),
    };
    add("What this workbook is for".into(), purpose.into());
    add(
        "What can be changed".into(),
        "Every cell of a column that Data_dictionary marks as taken back, and in new rows those \
         that it marks as such (in the profile edit both have blue headers, all others grey \
         ones): sort, filter, change, add and remove rows as you like, with any program. Identifiers of records, names of \
         sheets and headers must stay as they are. What follows from other cells (labels, first \
         and last days, sources) need not be kept up and must not be changed. Contents says of \
         which sheets nothing is taken back: what is changed there is not looked at. To take a \
         value away, empty its cell; to remove an item of a list, a reading or a record, remove \
         its row."
            .into(),
    );
    add(
        "Examples".into(),
        "A date is corrected in the column date of its event, as 2009-05. A person is added with a \
         row on the sheet People (id, kind and cite), and one on the sheet Names (record, field, \
         text, lang). Where a cell of a register shows several readings, divided by |, one of \
         them is corrected on the sheet Readings: filter record and field, and change value or, \
         where it stands there, exact."
            .into(),
    );
    add(
        "How to send it back".into(),
        format!(
            "`rapporteur import FILE.xlsx --into FOLDER --dry-run` shows what was changed, record \
             by record and field by field, and everything that is wrong, by its cell; without \
             --dry-run it is written. This works {conditions}"
        ),
    );
}

fn labels(context: &Context<'_>) -> String {
    let subjects = context.dataset.meta.subject.iter().flat_map(|list| list.iter());
    let labels: Vec<&str> =
        subjects.map(|id| context.dataset.label(id.as_str(), context.language)).collect();
    phrase::list(&labels)
}

fn citation(context: &Context<'_>) -> String {
    let meta = &context.dataset.meta;
    let editors: Vec<&str> =
        meta.editors.iter().flat_map(|list| list.iter()).map(|e| e.as_str()).collect();
    let mut parts = vec![phrase::list(&editors)];
    if editors.is_empty() {
        parts = meta.publisher.iter().map(|text| text.best(context.language).to_owned()).collect();
    }
    parts.push(meta.title.best(context.language).to_owned());
    parts.push(format!("Version {}", meta.version));
    parts.extend(meta.created.as_ref().map(phrase::date));
    parts.push(meta.base.as_str().to_owned());
    format!("{}. For one claim add its identifier and its passages.", parts.join(". "))
}

/// The sheet `Notes`.
pub(crate) fn notes<'a>(notices: &[String]) -> Table<'a> {
    let sheet = Table::new(
        "Notes",
        "Notes on how the sheets are made",
        "A row is a note.",
        vec![
            Column::code("note", "The number of the note.").wide(10.0).role(Role::Member),
            Column::words("applies_to", "The sheets or columns that it is about.").wide(34.0),
            Column::words("text", "The note.").wide(100.0),
        ],
    );
    let fixed = [
        (
            "Every sheet",
            "Title in A1, what one row is in A2, a link to Contents in A3, the headers of one table in row 4, data from row 5. Nothing stands beside or under the table but a chart on the sheets of summaries.",
        ),
        (
            "Every sheet",
            "What the columns mean, what they may hold, and which of their changes are taken back: see Data_dictionary. What the codes mean: see Codelists.",
        ),
        (
            "Registers",
            "Columns that Data_dictionary does not mark as taken back follow from others. To follow a value to its source, filter Readings by the record.",
        ),
        (
            "Registers",
            "Items of a list stand one a line, with their own passages in brackets where they have any. A vertical bar divides readings; one that belongs to a text is written \\|.",
        ),
        (
            "Readings",
            "A list makes a claim for each of its items. A reading that has no value makes one claim, with the reason in the column absent.",
        ),
        (
            "Readings, Given_fields",
            "Text in one language, when that is the first language of the dataset, stands as it is; any other text in languages stands as JSON by language. A quantity stands as JSON in the column exact.",
        ),
        (
            "Dates",
            "Dates are EDTF (ISO 8601-2) text, as precise as the source: 2009, 2009-05, 2009/2012, 2010~, 2014/.. Where readings differ, or the editors say something of a date, the cell of a register has the dates in words, with their passages and remarks in brackets; on Readings each stands as EDTF. The true dates beside them are the first and the last day that such a date may mean, and are blank before 1900-03-01, where spreadsheet programs disagree.",
        ),
        (
            "Summaries",
            "Events are counted, not readings. An event whose readings give different years is counted once, in the year of its first reading, and in the column years_differ. An event that is dated to a decade or to a time of years is counted in the first of these years, and in the column longer.",
        ),
        (
            "Differences_found",
            "The first of the variants is not better than the others. Readings that are only less precise than others are no difference; all of them are on the sheet Readings.",
        ),
        (
            "Links",
            "Links lead to the row in which a record or a passage stood when the workbook was made; after sorting, look for the id instead. A cell that cites several passages has no link: look for them on Passages.",
        ),
    ];
    let notices = notices.iter().map(|notice| ("This workbook", notice.as_str()));
    let mut rows = Vec::new();
    for (n, (about, text)) in fixed.into_iter().chain(notices).enumerate() {
        rows.push(vec![
            Cell::text(format!("note {}", n + 1)),
            Cell::text(about.to_owned()),
            Cell::text(text.to_owned()),
        ]);
    }
    sheet.with(rows)
}

/// The sheet `Contents`, without its rows.
pub(crate) fn contents<'a>() -> Table<'a> {
    Table::new(
        "Contents",
        "Contents",
        "A row is a sheet of this workbook.",
        vec![
            Column::code("sheet", "The name of the sheet, with a link to it.")
                .wide(24.0)
                .role(Role::Member),
            Column::words("title", "Its title.").wide(44.0),
            Column::number("rows", "How many rows of data it has."),
            Column::words("one_row_is", "What one row is.").wide(84.0),
            Column::code("edits", "Whether changes of its cells are taken back into the dataset.")
                .allowed("taken back, not taken back")
                .wide(18.0),
        ],
    )
}

/// The rows of `Contents`.
pub(crate) fn contents_rows<'a>(planned: &[Planned<'a>]) -> Vec<Row<'a>> {
    let mut rows = Vec::new();
    for planned in planned {
        let table = &planned.table;
        for part in &planned.parts {
            let hidden = if planned.hidden { " (hidden)" } else { "" };
            let edits = if is_editable(table) { TAKEN } else { NOT_TAKEN };
            rows.push(vec![
                sheet_cell(planned, &part.name),
                Cell::text(format!("{}{hidden}", part.title)),
                Cell::count(part.rows),
                Cell::text(table.row_is.clone()),
                Cell::text(edits),
            ]);
        }
    }
    rows
}

const TAKEN: &str = "taken back";
const NOT_TAKEN: &str = "not taken back";

/// The name of a sheet, with a link to it unless it is hidden.
fn sheet_cell<'a>(planned: &Planned<'a>, name: &str) -> Cell<'a> {
    let name = name.to_owned();
    if planned.hidden { Cell::text(name) } else { Cell::Table(name.into()) }
}

fn is_register(table: &Table<'_>) -> bool {
    table.columns.iter().any(|column| column.role == Role::Id)
}

/// What comes of a change of a cell.
enum Edits {
    NotTaken,
    Taken,
    /// Where readings differ, the cell of a register shows all of them.
    TakenIfOne,
    InNewRows,
    /// Else on the sheet of the items of this field.
    InNewRowsElse(&'static FieldDef),
    /// Only on the sheet of the items of this field.
    Elsewhere(&'static FieldDef),
    Stays,
    Follows,
}

impl Edits {
    fn of(table: &Table<'_>, column: &Column) -> Self {
        if !is_editable(table) {
            return Self::NotTaken;
        }
        match column.role {
            Role::Member => Self::Stays,
            role if role.is_key() => Self::InNewRows,
            Role::Value(_) | Role::Piece(..) if is_register(table) => Self::TakenIfOne,
            Role::List(def) if only_part(def).is_some() => Self::InNewRowsElse(def),
            Role::List(def) => Self::Elsewhere(def),
            role if role.is_editable() => Self::Taken,
            _ => Self::Follows,
        }
    }

    fn words(&self) -> Cow<'static, str> {
        match self {
            Self::NotTaken => NOT_TAKEN.into(),
            Self::Taken => TAKEN.into(),
            Self::TakenIfOne => "taken back; where readings differ, change them on Readings".into(),
            Self::InNewRows => "in new rows only".into(),
            Self::InNewRowsElse(def) => {
                format!("in new rows only; else on {}", home_of(def)).into()
            }
            Self::Elsewhere(def) => {
                format!("follows from others: must be changed on {}", home_of(def)).into()
            }
            Self::Stays => "must stay as it is".into(),
            Self::Follows => "follows from others: must not be changed".into(),
        }
    }
}

/// Whether something can be typed under the header of a column, if only in new rows.
pub(crate) fn is_typed(table: &Table<'_>, column: &Column) -> bool {
    use Edits::{Elsewhere, Follows, NotTaken, Stays};
    !matches!(Edits::of(table, column), NotTaken | Elsewhere(_) | Stays | Follows)
}

/// Whether a cell of a table may be edited.
pub(crate) fn is_editable(table: &Table<'_>) -> bool {
    table.name != "Base" && table.is_editable()
}

/// The sheet `Data_dictionary`, without its rows.
pub(crate) fn dictionary<'a>() -> Table<'a> {
    Table::new(
        "Data_dictionary",
        "Data dictionary: every column of every sheet",
        "A row is a column. Sheets that go on as _2, _3 … have the columns of the first.",
        vec![
            Column::code("sheet", "The sheet, with a link to it.").wide(22.0),
            Column::code("column", "The header of the column.").wide(26.0),
            Column::code("type", "What its cells hold.").allowed("text, number, date").wide(10.0),
            Column::words("meaning", "What it means.").wide(64.0),
            Column::words("allowed", "What it may hold.").wide(34.0),
            Column::code(
                "edits",
                "What comes of a change of a cell: whether it is taken back into the dataset. \
                 Where the sources differ, the cell of a register shows all readings: then it is \
                 changed on the sheet Readings.",
            )
            .wide(40.0),
        ],
    )
}

/// The rows of `Data_dictionary`.
pub(crate) fn dictionary_rows<'a>(planned: &[Planned<'a>]) -> Vec<Row<'a>> {
    let mut rows = Vec::new();
    for planned in planned {
        let table = &planned.table;
        for column in &table.columns {
            rows.push(vec![
                sheet_cell(planned, &table.name),
                Cell::text(column.name.to_string()),
                Cell::text(column.kind.label()),
                Cell::text(column.meaning.clone()),
                Cell::text(column.allowed.clone()),
                Cell::text(Edits::of(table, column).words()),
            ]);
        }
    }
    rows
}

/// The title of the workbook, short enough for its properties.
pub(crate) fn short_title(dataset: &Dataset, language: &str) -> String {
    dataset.meta.title.best(language).chars().take(200).collect()
}

//! What sources report, claim by claim; what readings say about themselves; and
//! what editors give.

use rapporteur_schema::{
    Claim, codes,
    view::{Atom, FieldDef, FieldView, MetaView},
};

use crate::{
    exact,
    rows::{Of, Which},
    table::{Cell, Column, Role, Row, Table},
    words::{Context, Subject, cites},
};

/// What a claim says about itself, its reading's word and its item's taken together.
pub(crate) fn said_of<'a>(claim: &Claim<'a>) -> MetaView<'a> {
    let mut meta = MetaView::default();
    meta.basis = (claim.basis != rapporteur_schema::codes::Basis::Stated).then_some(claim.basis);
    meta.as_of = claim.as_of;
    meta.said_by = claim.said_by;
    meta.as_printed = claim.as_printed;
    meta.note = claim.note;
    meta.access = claim.access;
    meta
}

/// The annotations of readings and items, as columns; `claim` gives the meaning
/// that they have in the row of a claim.
pub(crate) fn annotation_columns() -> Vec<Column> {
    vec![
        Column::code("basis", "On what ground the value stands; blank when the source states it.")
            .coded(codes::Basis::LIST)
            .wide(10.0)
            .back(Role::Said("basis")),
        Column::code("as_of", "The date at which the source says that the value holds.")
            .allowed("EDTF (ISO 8601-2)")
            .wide(12.0)
            .back(Role::Said("as_of")),
        Column::code("said_by", "To whom the source itself attributes the value.")
            .refers("id of a row of People, Organisations, Sources or Works")
            .back(Role::Said("said_by")),
        Column::words("as_printed", "What the source literally has, where it is damaged or spelled otherwise.")
            .wide(24.0)
            .back(Role::Said("as_printed")),
        Column::words("note", "A note by the editors. In a language other than the first of the dataset, as JSON by language.")
            .wide(34.0)
            .back(Role::Said("note")),
        Column::code("access", "Who may see it.")
            .coded(codes::Access::LIST)
            .wide(11.0)
            .back(Role::Said("access")),
    ]
}

/// The cells of [`annotation_columns`].
pub(crate) fn annotation_cells<'a>(context: &Context<'a>, meta: &MetaView<'a>) -> [Cell<'a>; 6] {
    [
        Cell::maybe(meta.basis.map(|basis| basis.code())),
        Cell::maybe(meta.as_of.map(|date| date.as_str())),
        meta.said_by.map_or(Cell::Blank, |id| Cell::text(id.as_str())),
        Cell::maybe(meta.as_printed),
        Cell::maybe(meta.note.map(|note| context.text(note))),
        Cell::maybe(meta.access.map(|access| access.code())),
    ]
}

/// The columns that say which record, field, reading and item a row is about.
pub(crate) fn place_columns(reading: bool, item: bool) -> Vec<Column> {
    let mut columns = vec![
        Column::code("record", "The record, with a link to its row.")
            .refers("id of a row of the sheet of its register")
            .wide(34.0)
            .back(Role::Record),
        Column::code("register", "The register of the record.").wide(13.0),
        Column::words("label", "What to call the record.").wide(42.0),
        Column::code("field", "The field of the record.").wide(17.0).back(Role::Field),
    ];
    if reading {
        columns.push(
            Column::number("reading", "Which reading of the field, counted from 1.")
                .back(Role::Reading),
        );
    }
    if item {
        columns.push(
            Column::number(
                "item",
                "Which item of the list, counted from 1; 1 for a value that is no list.",
            )
            .back(Role::Item),
        );
    }
    columns
}

/// So many cells a row of a claim or an item has at most, but for odd ones.
const ROOM: usize = 32;

/// The cells of the first four of [`place_columns`], with room for the rest of the row.
pub(crate) fn place_cells<'a>(subject: &Subject<'a>, field: &'static str) -> Vec<Cell<'a>> {
    let mut row = Vec::with_capacity(ROOM);
    row.extend([
        Cell::Record(subject.id),
        Cell::text(subject.register),
        subject.label.clone(),
        Cell::text(field),
    ]);
    row
}

/// The sheet `Readings`, a row a claim, without its rows.
pub(crate) fn readings<'a>() -> Table<'a> {
    let mut columns = place_columns(true, true);
    columns.extend([
        Column::words(
            "value",
            "The value in words; its exact form stands in the column exact. In brackets, and \
             again in the column absent, why there is none.",
        )
        .back(Role::Words),
        Column::code("sources_differ", "Whether the readings of the field differ.")
            .allowed("yes, no")
            .wide(10.0),
        Column::words("sources", "The sources that have it, by their short names.").wide(24.0),
        Column::code(
            "cite",
            "The passages that carry the claim: source#passage, with spaces between.",
        )
        .cites()
        .back(Role::Said("cite")),
    ]);
    columns.extend(annotation_columns());
    columns.extend([
        Column::code("absent", "Why there is no value.")
            .coded(codes::Absence::LIST)
            .back(Role::Absent),
        Column::code("open", "Whether the source says that the list has other items.")
            .allowed("yes, or blank")
            .wide(8.0)
            .back(Role::Open),
        Column::words(
            "exact",
            "The value as the dataset holds it: an id, a code, a date in EDTF, text; where it has \
             parts, a JSON object of them. Blank where it is what stands in the column value.",
        )
        .back(Role::Exact),
        Column::number("number", "The number, where the value is or has one."),
        Column::date("date_start", "The first day that a date may mean."),
        Column::date("date_end", "The last day that a date may mean."),
        Column::code(
            "item_says",
            "Which of cite, basis, as_of, said_by, as_printed, note and access the item says of \
             itself. The others it has from its reading (see Field_readings) or its record.",
        )
        .back(Role::Says),
        Column::line(
            "claim",
            "An identifier of the claim, made of what is claimed and by whom; it stays the same \
             while other claims come and go.",
        )
        .wide(34.0),
    ]);
    Table::new(
        "Readings",
        "Readings: every claim with its source",
        "A row is a claim: that some passages have this value for this field of this record. \
         Where sources differ, each reading has rows of its own.",
        columns,
    )
    .of(Of(Which::Readings))
}

/// The row of a claim.
pub(crate) fn claim_row<'a>(
    context: &Context<'a>,
    subject: &Subject<'a>,
    claim: &Claim<'a>,
) -> Vec<Cell<'a>> {
    let mut row = place_cells(subject, claim.field.name);
    let words = context.claim_words(claim);
    let exact = claim.value.as_ref().map(|item| exact::item(item, claim.field.shape, context.main));
    let exact = Cell::maybe(exact.filter(|exact| *exact != words));
    let (number, start, end) = typed(claim);
    row.extend([
        Cell::count(claim.reading + 1),
        Cell::count(claim.item + 1),
        Cell::text(words),
        Cell::flag(claim.contested),
        Cell::text(context.sources(claim.cite)),
        Cell::cites(cites(claim.cite)),
    ]);
    let own = claim.value.as_ref().map(|item| item.meta).unwrap_or_default();
    row.extend(annotation_cells(context, &said_of(claim)));
    row.extend([
        Cell::maybe(claim.absent.map(|absent| absent.code())),
        if claim.open { Cell::flag(true) } else { Cell::Blank },
        exact,
        number,
        start,
        end,
        Cell::text(says(&own).join(" ")),
        Cell::text(claim.id.clone()),
    ]);
    row
}

/// The number and the days of a value.
fn typed<'a>(claim: &Claim<'a>) -> (Cell<'a>, Cell<'a>, Cell<'a>) {
    let mut cells = (Cell::Blank, Cell::Blank, Cell::Blank);
    for (_, atom) in claim.value.iter().flat_map(|item| &item.parts) {
        match atom {
            Atom::Integer(n) => cells.0 = Cell::Number(f64::from(*n)),
            Atom::Quantity(quantity) => {
                cells.0 = quantity.n.map_or(Cell::Blank, |n| Cell::Number(n.to_f64()));
            }
            Atom::Date(date) => {
                cells.1 = Cell::day(date.earliest());
                cells.2 = Cell::day(date.latest());
            }
            _ => {}
        }
    }
    cells
}

/// The names of what an item says about itself.
fn says(meta: &MetaView<'_>) -> Vec<&'static str> {
    let said = [
        ("cite", meta.cite.is_some()),
        ("basis", meta.basis.is_some()),
        ("as_of", meta.as_of.is_some()),
        ("said_by", meta.said_by.is_some()),
        ("as_printed", meta.as_printed.is_some()),
        ("note", meta.note.is_some()),
        ("access", meta.access.is_some()),
    ];
    said.into_iter().filter(|(_, is)| *is).map(|(name, _)| name).collect()
}

/// The sheet `Field_readings`: a row for each reading that names its passages.
pub(crate) fn field_readings<'a>() -> Table<'a> {
    let mut columns = place_columns(true, false);
    columns.extend([
        Column::number("items", "How many claims the reading makes on the sheet Readings."),
        Column::words("sources", "The sources that have it, by their short names.").wide(24.0),
        Column::code(
            "cite",
            "The passages that carry the reading: source#passage, with spaces between.",
        )
        .cites()
        .back(Role::Said("cite")),
    ]);
    columns.extend(annotation_columns());
    let sheet = Table::new(
        "Field_readings",
        "Readings of whole fields that name passages of their own",
        "A row is a reading of a field as a whole, with what it says about itself. A field that is \
         not here has one reading, which rests on the passages of its record.",
        columns,
    );
    sheet.of(Of(Which::FieldReadings))
}

/// The rows of a record in `Field_readings`.
pub(crate) fn field_reading_rows<'a>(
    context: &Context<'a>,
    subject: &Subject<'a>,
    fields: &[FieldView<'a>],
    add: &mut dyn FnMut(Row<'a>),
) {
    for field in fields.iter().filter(|field| field.def.reported) {
        for (n, reading) in field.readings.iter().enumerate() {
            let Some(cite) = reading.meta.cite.filter(|_| !reading.bare) else { continue };
            let mut row = place_cells(subject, field.def.name);
            row.extend([
                Cell::count(n + 1),
                Cell::count(reading.items.len()),
                Cell::text(context.sources(cite)),
                Cell::cites(cites(cite)),
            ]);
            row.extend(annotation_cells(context, &reading.meta));
            add(row);
        }
    }
}

/// The sheet `Given_fields`: what is the editors' arrangement and has no sheet of
/// its own.
pub(crate) fn given<'a>() -> Table<'a> {
    let mut columns = place_columns(false, true);
    columns.extend([
        Column::words("value", "The value in words; its exact form stands in the column exact.")
            .back(Role::Words),
        Column::words(
            "exact",
            "The value as the dataset holds it: an id, a code, text. Blank where it is what \
             stands in the column value.",
        )
        .back(Role::Exact),
        Column::code("open", "Whether the list is known to have other items.")
            .allowed("yes, or blank")
            .wide(8.0)
            .back(Role::Open),
    ]);
    let sheet = Table::new(
        "Given_fields",
        "Given fields: the editors' arrangement",
        "A row is a value that the editors give and no source reports: of what a record is a \
         part, a note, a short name, who is speaking in a source.",
        columns,
    );
    sheet.of(Of(Which::Given))
}

/// Whether a field stands in `Given_fields`.
pub(crate) fn is_given(def: &FieldDef) -> bool {
    !def.reported && !exact::has_sheet(def)
}

/// The rows of a record in `Given_fields`.
pub(crate) fn given_rows<'a>(
    context: &Context<'a>,
    subject: &Subject<'a>,
    fields: &[FieldView<'a>],
    add: &mut dyn FnMut(Row<'a>),
) {
    for field in fields.iter().filter(|field| is_given(field.def)) {
        for reading in &field.readings {
            for (n, item) in reading.items.iter().enumerate() {
                let words = context.words(item);
                let exact = exact::item(item, field.def.shape, context.main);
                let mut row = place_cells(subject, field.def.name);
                let same = exact == words;
                row.extend([
                    Cell::count(n + 1),
                    Cell::text(words),
                    if same { Cell::Blank } else { Cell::text(exact) },
                    if reading.open { Cell::flag(true) } else { Cell::Blank },
                ]);
                add(row);
            }
        }
    }
}

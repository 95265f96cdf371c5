//! One sheet for each register: a row a record, its fields in words.

use rapporteur_schema::{
    Cite, Date, Quantity, RecordRef, Register, cites_in, codes,
    view::{Atom, AtomType, FieldDef, FieldView},
};

use crate::{
    exact,
    quantity::{quantity_cells, quantity_columns},
    rows::{Of, Which},
    table::{Cell, Column, Role, Table},
    words::{Context, cites, home_of},
};

/// The table of a register.
pub(crate) fn register<'a>(register: Register) -> Table<'a> {
    let row_is = format!(
        "A row is {} Where sources differ, a cell shows all readings, each with its passages, \
         and the sheet Readings has them one by one.",
        lower(register.definition())
    );
    Table::new(register.label(), register.label(), row_is, columns(register))
        .of(Of(Which::Register(register)))
}

/// A sentence as it goes on in another.
fn lower(sentence: &str) -> String {
    let mut letters = sentence.chars();
    letters.next().map_or_else(String::new, |first| first.to_lowercase().chain(letters).collect())
}

/// How a field stands in the sheet of its register.
pub(crate) fn atom_of(def: &FieldDef) -> Option<AtomType> {
    match def.shape.parts {
        [only] if !def.shape.list => Some(only.atom),
        _ => None,
    }
}

/// `date_start` for a field `date`.
fn derived(def: &FieldDef, name: &str) -> String {
    if def.name == "date" && name == "year" { name.into() } else { format!("{}_{name}", def.name) }
}

fn prefix(def: &FieldDef) -> &str {
    if def.name == "quantity" { "" } else { def.name }
}

fn columns(register: Register) -> Vec<Column> {
    let kinds = register.kinds();
    let mut columns = vec![
        Column::code("id", "The identifier of the record, unique over the dataset.")
            .back(Role::Id)
            .wide(34.0),
        Column::code("kind", "What kind of thing it is.").coded(kinds).back(Role::Kind),
    ];
    if register == Register::Event {
        let meaning = "The strand of engagement under which events of this kind are filed.";
        columns.push(Column::code("mechanism", meaning).coded(codes::Mechanism::LIST));
    }
    columns.push(Column::words(
        "label",
        "What to call it: its preferred name, else its title or the beginning of its text, else \
         its id.",
    ));
    for def in register.fields() {
        field_columns(def, &mut columns);
    }
    columns.extend([
        Column::code(
            "sources_differ",
            "Whether the readings of at least one field differ. If so, the cell of that field \
             shows all of them.",
        )
        .allowed("yes, no")
        .wide(10.0),
        Column::words("sources", "Every passage that the record cites, in words.").wide(34.0),
        Column::words(
            "cited_apart",
            "For fields that rest on passages of their own and not on those in the column cite: \
             the field, its passages, and what the reading says about itself.",
        )
        .wide(34.0),
        Column::code(
            "cite",
            "The passages that support every value that names no passages of its own: \
             source#passage, with spaces between.",
        )
        .cites()
        .back(Role::Cite),
        Column::code("access", "Who may see the record.")
            .coded(codes::Access::LIST)
            .back(Role::Access),
        Column::line("iri", "The address under which the record is known.").wide(68.0),
    ]);
    columns
}

fn field_columns(def: &'static FieldDef, columns: &mut Vec<Column>) {
    let meaning = exact::definition(def.definition);
    let name = || def.name.to_owned();
    match atom_of(def) {
        Some(AtomType::Date) => {
            let none =
                "Blank when the sources differ on it, when it is open, and before 1900-03-01.";
            columns.extend([
                Column::code(name(), meaning)
                    .allowed("EDTF (ISO 8601-2)")
                    .wide(26.0)
                    .role(Role::Value(def)),
                Column::date(derived(def, "start"), format!("The first day it may mean. {none}")),
                Column::date(derived(def, "end"), format!("The last day it may mean. {none}")),
                Column::number(
                    derived(def, "year"),
                    "The year in which it begins, or else ends; blank when the sources differ on it.",
                )
                .wide(9.0),
            ]);
        }
        Some(AtomType::Quantity) => {
            columns.push(Column::words(name(), meaning).wide(24.0));
            columns.extend(quantity_columns(prefix(def), def.name));
        }
        Some(AtomType::Integer) => {
            columns.push(Column::number(name(), meaning).role(Role::Value(def)));
        }
        Some(atom @ AtomType::Ref(_)) => columns.extend([
            Column::code(name(), meaning).refers(exact::allowed(atom)).role(Role::Value(def)),
            Column::words(format!("{}_label", def.name), "The same, in words.").wide(28.0),
        ]),
        Some(atom @ (AtomType::Code(_) | AtomType::Flag | AtomType::Plain)) => {
            columns.push(
                Column::code(name(), meaning).allowed(exact::allowed(atom)).role(Role::Value(def)),
            );
        }
        Some(_) => columns.push(Column::words(name(), meaning).role(Role::Value(def))),
        None if exact::has_sheet(def) => {
            let meaning = format!(
                "{meaning} {}",
                match home_of(def).as_ref() {
                    home @ "Passages" => format!("How many there are; the sheet {home} has them."),
                    home => format!(
                        "One a line; a list too long for the cell stands only on the sheet {home}, \
                         which also has them one by one."
                    ),
                }
            );
            columns.push(Column::words(name(), meaning).wide(34.0).role(Role::List(def)));
        }
        None => {
            let meaning =
                format!("{meaning} One a line; one by one on the sheet {}.", home_of(def));
            columns.push(Column::words(name(), meaning).wide(28.0).role(Role::List(def)));
        }
    }
}

/// So many cells a row has at most that are of no field, or of a quantity.
const ROOM: usize = 24;

/// The row of a record.
pub(crate) fn row<'a>(
    context: &Context<'a>,
    record: RecordRef<'a>,
    fields: &[FieldView<'a>],
) -> Vec<Cell<'a>> {
    let id = record.id().as_str();
    let defs = record.register().fields();
    let mut row = Vec::with_capacity(defs.len() * 2 + ROOM);
    row.extend([Cell::text(id), Cell::text(exact::code(record.kind()))]);
    if let RecordRef::Event(event) = record {
        row.push(Cell::text(event.kind.mechanism().code()));
    }
    row.push(Cell::text(context.label(id)));
    let mut differ = false;
    let mut apart: Vec<String> = Vec::new();
    let mut all: Vec<&Cite> = Vec::new();
    for cite in cites_in(record, fields).into_iter().flatten() {
        if !all.contains(&cite) {
            all.push(cite);
        }
    }
    all.sort_by(|a, b| a.source().cmp(b.source()));
    let all: Vec<Cite> = all.into_iter().cloned().collect();
    for def in defs {
        let field = fields.iter().find(|field| field.def.name == def.name);
        if let Some(field) = field {
            differ |= field.is_contested();
            apart.extend(context.apart(field));
        }
        field_cells(context, def, field, &mut row);
    }
    row.extend([
        Cell::flag(differ),
        Cell::text(context.passages(&all)),
        Cell::text(apart.join("\n")),
        record.cite().map_or(Cell::Blank, |cite| Cell::cites(cites(cite))),
        Cell::maybe(record.access().map(|access| access.code())),
        Cell::text(format!("{}{id}", context.dataset.meta.base)),
    ]);
    row
}

/// The one atom on which all readings agree; `None` when they differ or one of them
/// has no value.
pub(crate) fn agreed<'a>(field: &FieldView<'a>) -> Option<Atom<'a>> {
    let mut atoms = field.readings.iter().map(|reading| match reading.items.as_slice() {
        [item] => item.parts.first().map(|(_, atom)| *atom),
        _ => None,
    });
    let first = atoms.next()??;
    atoms.all(|atom| atom == Some(first)).then_some(first)
}

/// What all readings have in common of something derived from them.
fn shared<T: PartialEq>(field: &FieldView<'_>, of: impl Fn(&Date) -> Option<T>) -> Option<T> {
    let mut values =
        field.readings.iter().map(|reading| match reading.items.first()?.parts.first()? {
            (_, Atom::Date(date)) => of(date),
            _ => None,
        });
    let first = values.next()??;
    values.all(|value| value.as_ref() == Some(&first)).then_some(first)
}

fn field_cells<'a>(
    context: &Context<'a>,
    def: &FieldDef,
    field: Option<&FieldView<'a>>,
    row: &mut Vec<Cell<'a>>,
) {
    let atom = field.and_then(agreed);
    let words = || field.map(|field| context.field(field, None));
    // A value on which all readings agree stands alone; else all of them do.
    let exact = |field: Option<&FieldView<'a>>| match atom {
        Some(atom) => Cell::text(exact::atom(atom, context.main)),
        None => Cell::maybe(field.map(|field| context.field(field, None))),
    };
    match atom_of(def) {
        Some(AtomType::Date) => {
            let year = |date: &Date| Some(date.earliest().or(date.latest())?.year);
            row.extend([
                exact(field),
                Cell::day(field.and_then(|field| shared(field, Date::earliest))),
                Cell::day(field.and_then(|field| shared(field, Date::latest))),
                field
                    .and_then(|field| shared(field, year))
                    .map_or(Cell::Blank, |year| Cell::Number(f64::from(year))),
            ]);
        }
        Some(AtomType::Quantity) => {
            let quantity: Option<&'a Quantity> = match atom {
                Some(Atom::Quantity(quantity)) => Some(quantity),
                _ => None,
            };
            row.push(Cell::maybe(words()));
            row.extend(quantity_cells(quantity));
        }
        Some(AtomType::Integer) => row.push(match atom {
            Some(Atom::Integer(n)) => Cell::Number(f64::from(n)),
            _ => Cell::maybe(words()),
        }),
        Some(AtomType::Ref(_)) => match atom {
            Some(Atom::Ref(id)) => {
                row.extend([Cell::Record(id.as_str()), Cell::text(context.label(id.as_str()))]);
            }
            _ => row.extend([Cell::Blank, Cell::maybe(words())]),
        },
        Some(AtomType::Code(_) | AtomType::Plain) => row.push(exact(field)),
        Some(AtomType::Text) => row.push(match atom {
            // Also in languages other than that of the words.
            Some(Atom::Text(text)) => Cell::text(context.text(text)),
            _ => Cell::maybe(words()),
        }),
        None if exact::has_sheet(def) => {
            let sheet = home_of(def);
            row.push(Cell::maybe(field.map(|field| context.field(field, Some(&sheet)))));
        }
        _ => row.push(Cell::maybe(words())),
    }
}

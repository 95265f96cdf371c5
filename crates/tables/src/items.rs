//! One sheet for each sort of list item: names, participants, identifiers …

use rapporteur_schema::{
    Cites, Claim,
    view::{Atom, AtomType, FieldDef, FieldView, ItemView, PartDef, Shape},
};

use crate::{
    exact,
    quantity::{quantity_cells, quantity_columns},
    readings::{annotation_cells, annotation_columns, place_cells, place_columns, said_of},
    rows::{Of, Which},
    table::{Cell, Column, Role, Row, Table},
    words::{Context, Subject, cites, sheet_of, snake},
};

/// The columns that every such sheet has; a part of the same name takes the name of
/// its shape before its own.
const TAKEN: [&str; 17] = [
    "record",
    "register",
    "label",
    "field",
    "reading",
    "item",
    "open",
    "sources_differ",
    "sources",
    "cite",
    "basis",
    "as_of",
    "said_by",
    "as_printed",
    "note",
    "access",
    "claim",
];

/// The name of the column of a part.
pub(crate) fn part_column(shape: &Shape, part: &PartDef) -> String {
    if TAKEN.contains(&part.name) {
        format!("{}_{}", snake(shape.name), part.name)
    } else {
        part.name.to_owned()
    }
}

/// The name of the column from which a given part is read back.
pub(crate) fn part_home(shape: &Shape, part: &PartDef) -> String {
    let column = part_column(shape, part);
    if part.atom == AtomType::Quantity { format!("{column}_exact") } else { column }
}

/// What the sheets of items need to know of a shape.
#[derive(Debug, Clone, Copy)]
pub(crate) struct Sort {
    pub(crate) shape: &'static Shape,
    /// Some of its fields are reported.
    pub(crate) reported: bool,
    /// Some of its fields are the editors' arrangement.
    pub(crate) given: bool,
}

impl Sort {
    /// Whether the items of a field stand in the table.
    pub(crate) fn has(&self, def: &FieldDef) -> bool {
        def.shape.name == self.shape.name && exact::has_sheet(def)
    }
}

/// The table of a shape, as [`item_shapes`](crate::words::item_shapes) gives it.
pub(crate) fn table<'a>((shape, reported, given): (&'static Shape, bool, bool)) -> Table<'a> {
    let name = sheet_of(shape);
    let title = name.replace('_', " ");
    let (of, several) = match (reported, given) {
        (true, false) => (
            "as one reading of a field has it",
            " Where sources give different lists, the column reading keeps them apart.",
        ),
        _ => ("of a record", ""),
    };
    let fields = fields_of(shape).join(", ");
    let row_is = format!("A row is an item {of} (fields: {fields}).{several}");
    let sort = Sort { shape, reported, given };
    Table::new(name, title, row_is, columns(sort)).of(Of(Which::Items(sort)))
}

/// The names of the fields whose items have a shape.
fn fields_of(shape: &Shape) -> Vec<String> {
    let mut names: Vec<String> = Vec::new();
    let registers = rapporteur_schema::Register::ALL;
    for def in registers.into_iter().flat_map(rapporteur_schema::Register::fields) {
        if def.shape.name == shape.name
            && exact::has_sheet(def)
            && !names.iter().any(|n| n == def.name)
        {
            names.push(def.name.to_owned());
        }
    }
    names
}

fn columns(sort: Sort) -> Vec<Column> {
    let Sort { shape, reported, given } = sort;
    let mut columns = place_columns(reported, true);
    for column in &mut columns {
        column.back &= given;
    }
    let home = |column: Column| Column { back: given, ..column };
    for part in shape.parts {
        let name = part_column(shape, part);
        let meaning = exact::definition(part.definition);
        let role = Role::Part(part);
        let column = |name: String| exact::typed(Column::code(name, meaning.clone()), part.atom);
        if part.many {
            let meaning =
                format!("{meaning} One a line; \\n stands for a line break, \\\\ for \\.");
            columns.push(home(Column::words(name, meaning).role(role)));
            continue;
        }
        match part.atom {
            AtomType::Ref(_) => columns.extend([
                home(column(name.clone()).role(role)),
                Column::words(format!("{name}_label"), "The same, in words.").wide(30.0),
            ]),
            AtomType::Quantity => {
                columns.push(Column::words(name.clone(), meaning.clone()).wide(24.0));
                let prefix = if part.name == "quantity" { "" } else { &name };
                columns.extend(quantity_columns(prefix, part.name));
                if given {
                    let meaning = "The quantity as the dataset holds it, as JSON.";
                    columns.push(home(Column::code(part_home(shape, part), meaning)));
                }
            }
            AtomType::Integer => columns.push(home(Column::number(name, meaning).role(role))),
            AtomType::Text => columns.push(home(Column::words(name, meaning).role(role))),
            AtomType::Plain if part.name == "text" => {
                columns.push(home(Column::words(name, meaning).role(role)));
            }
            AtomType::Plain if part.name.contains("256") => {
                columns.push(home(Column::line(name, meaning).wide(68.0).role(role)));
            }
            // Identifiers are often addresses.
            _ if shape.name == "Identifier" && part.name == "value" => {
                columns.push(home(column(name).wide(60.0).role(role)));
            }
            _ => columns.push(home(column(name).role(role))),
        }
    }
    let open = Column::code("open", "Whether the list is known to have other items.");
    columns.push(home(open.allowed("yes, or blank").wide(8.0).role(Role::Open)));
    if reported {
        let differ = Column::code("sources_differ", "Whether the readings of the field differ.");
        columns.push(differ.allowed("yes, no").wide(10.0));
    }
    if shape.annotated {
        columns.push(
            Column::words("sources", "The sources that have it, by their short names.").wide(24.0),
        );
        let cite = "The passages that carry it: source#passage, with spaces between.";
        let cite = Column::code("cite", cite).cites();
        columns.push(home(cite.role(Role::Said("cite"))));
        columns.extend(
            annotation_columns().into_iter().map(|column| Column { back: given, ..column }),
        );
    }
    if reported {
        columns.push(Column::line("claim", "The claim on the sheet Readings.").wide(50.0));
    }
    columns
}

pub(crate) fn reported_rows<'a>(
    context: &Context<'a>,
    sort: Sort,
    subject: &Subject<'a>,
    claims: &[Claim<'a>],
    add: &mut dyn FnMut(Row<'a>),
) {
    for claim in claims.iter().filter(|claim| sort.has(claim.field)) {
        let Some(item) = &claim.value else { continue };
        let mut row = place_cells(subject, claim.field.name);
        row.extend([Cell::count(claim.reading + 1), Cell::count(claim.item + 1)]);
        part_cells(context, sort, item, &mut row);
        row.push(if claim.open { Cell::flag(true) } else { Cell::Blank });
        row.push(Cell::flag(claim.contested));
        if sort.shape.annotated {
            cite_cells(context, Some(claim.cite), &mut row);
            row.extend(annotation_cells(context, &said_of(claim)));
        }
        row.push(Cell::text(claim.id.clone()));
        add(row);
    }
}

pub(crate) fn given_rows<'a>(
    context: &Context<'a>,
    sort: Sort,
    subject: &Subject<'a>,
    fields: &[FieldView<'a>],
    add: &mut dyn FnMut(Row<'a>),
) {
    for field in fields.iter().filter(|field| sort.has(field.def)) {
        let def = field.def;
        for reading in &field.readings {
            for (n, item) in reading.items.iter().enumerate() {
                let mut row = place_cells(subject, def.name);
                if sort.reported {
                    row.push(Cell::count(1));
                }
                row.push(Cell::count(n + 1));
                part_cells(context, sort, item, &mut row);
                row.push(if reading.open { Cell::flag(true) } else { Cell::Blank });
                if sort.reported {
                    row.push(Cell::flag(false));
                }
                if sort.shape.annotated {
                    cite_cells(context, item.meta.cite, &mut row);
                    row.extend(annotation_cells(context, &item.meta));
                }
                if sort.reported {
                    row.push(Cell::Blank);
                }
                add(row);
            }
        }
    }
}

fn cite_cells<'a>(context: &Context<'a>, cite: Option<&'a Cites>, row: &mut Vec<Cell<'a>>) {
    row.push(Cell::maybe(cite.map(|cite| context.sources(cite))));
    row.push(cite.map_or(Cell::Blank, |cite| Cell::cites(cites(cite))));
}

fn part_cells<'a>(context: &Context<'a>, sort: Sort, item: &ItemView<'a>, row: &mut Vec<Cell<'a>>) {
    for part in sort.shape.parts {
        if part.many {
            let parts = item.parts.iter().filter(|(def, _)| def.name == part.name);
            let texts = parts.map(|(_, atom)| exact::atom(*atom, context.main));
            row.push(Cell::text(exact::lines(texts)));
            continue;
        }
        let atom = item.part(part.name);
        match part.atom {
            AtomType::Ref(_) => row.extend(match atom {
                Some(Atom::Ref(id)) => {
                    [Cell::Record(id.as_str()), Cell::text(context.label(id.as_str()))]
                }
                _ => [Cell::Blank, Cell::Blank],
            }),
            AtomType::Quantity => {
                let quantity = match atom {
                    Some(Atom::Quantity(quantity)) => Some(quantity),
                    _ => None,
                };
                row.push(Cell::maybe(quantity.map(rapporteur_apparatus::phrase::quantity)));
                row.extend(quantity_cells(quantity));
                if sort.given {
                    row.push(Cell::maybe(atom.map(|atom| atom.to_text())));
                }
            }
            AtomType::Integer => row.push(match atom {
                Some(Atom::Integer(n)) => Cell::Number(f64::from(n)),
                _ => Cell::Blank,
            }),
            AtomType::Flag => row.push(if atom.is_some() { Cell::flag(true) } else { Cell::Blank }),
            _ => row.push(match atom {
                Some(Atom::Text(text)) => Cell::text(context.text(text)),
                Some(Atom::Plain(text)) => Cell::text(text),
                Some(Atom::Code(code)) => Cell::text(exact::code(code)),
                Some(atom) => Cell::text(atom.to_text()),
                None => Cell::Blank,
            }),
        }
    }
}

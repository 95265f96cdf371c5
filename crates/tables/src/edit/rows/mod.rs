//! From cells and rows that differ to edits of records.

mod items;
mod places;
mod quantity;
mod records;
mod said;

use std::collections::BTreeMap;

use rapporteur_schema::{
    Register,
    view::{AtomType, FieldDef},
};

use super::{
    apply::{Apply, Wrong},
    compare::{Changed, Compared},
    valid::{self, Fault},
};
use crate::{
    exact,
    found::Row,
    table::{Kind, Piece, Role},
    words::sheet_of,
};

pub(in crate::edit) use places::{check_derived, place_of, place_of_path};
use said::{member_of, set_member};

pub(super) type Tables = BTreeMap<String, Compared>;

/// Changed cells that follow from others: right only if they follow from the edits.
pub(super) struct Derived {
    table: String,
    key: Vec<String>,
    column: usize,
    row: usize,
    /// What is wrong, where it is not that the column follows from others.
    message: Option<&'static str>,
    help: String,
}

/// What to do about a changed cell that only follows from others.
const UNDO: &str = "undo the change; it is made where the value stands";

impl Derived {
    fn of(
        compared: &Compared,
        changed: &Changed,
        message: Option<&'static str>,
        help: impl Into<String>,
    ) -> Self {
        Self {
            table: compared.table.name.clone(),
            key: changed.key.clone(),
            column: changed.column,
            row: changed.row,
            message,
            help: help.into(),
        }
    }
}

/// What the columns of quantities were changed to, until all of them are known.
type Pieces = BTreeMap<(String, &'static str, u32, u32, &'static str), Quantity>;

#[derive(Default)]
struct Quantity {
    def: Option<&'static FieldDef>,
    pieces: BTreeMap<Piece, (Option<String>, String)>,
}

/// What a row says of a claim or a reading.
struct Said {
    id: String,
    def: &'static FieldDef,
    reading: u32,
    /// `None` for the reading as a whole.
    item: Option<u32>,
    member: &'static str,
    value: Option<String>,
    place: String,
}

/// A row that was added: one item of a reading.
struct Added {
    id: String,
    def: &'static FieldDef,
    reading: Option<u32>,
    item: Option<u32>,
    table: String,
    row: usize,
}

/// Carries out every edit of the tables.
pub(super) fn carry_out(apply: &mut Apply<'_>, tables: &Tables) -> Vec<Derived> {
    let mut run =
        Run { apply, tables, derived: Vec::new(), pieces: Pieces::new(), said: Vec::new() };
    run.twice();
    run.records();
    for compared in tables.values().filter(|c| c.table.name != "Field_readings") {
        if !is_register(&compared.table.name) {
            run.changed(compared);
        }
    }
    run.added();
    run.quantities();
    run.removed();
    run.says();
    run.field_readings();
    run.derived
}

pub(super) fn is_register(name: &str) -> bool {
    Register::ALL.iter().any(|register| register.label() == name)
}

struct Run<'r, 'a> {
    apply: &'r mut Apply<'a>,
    tables: &'r Tables,
    derived: Vec<Derived>,
    pieces: Pieces,
    said: Vec<Said>,
}

/// What to call a cell.
pub(super) fn place(compared: &Compared, row: &Row, column: usize) -> String {
    let name = compared.table.columns.get(column).map_or("", |column| &column.name);
    row.place(&compared.found, name)
}

/// The place of the column with a role.
pub(super) fn column(compared: &Compared, role: Role) -> Option<usize> {
    compared.table.columns.iter().position(|column| column.role == role)
}

impl Run<'_, '_> {
    /// The text of a cell, when it is what its column needs.
    pub(super) fn text(
        &mut self,
        compared: &Compared,
        row: &Row,
        column: usize,
    ) -> Result<Option<String>, Wrong> {
        let Some(def) = compared.table.columns.get(column) else { return Ok(None) };
        let Some(value) = row.value(column) else { return Ok(None) };
        let text = match (def.kind, def.role) {
            (Kind::Number, _) => valid::number(value),
            (_, Role::Open) => valid::yes(Some(value)).map(|is| if is { "yes" } else { "" }.into()),
            (_, Role::Part(part)) if part.atom == AtomType::Flag => {
                valid::yes(Some(value)).map(|is| if is { "yes" } else { "" }.into())
            }
            (_, Role::Said("as_of")) => valid::text(value, true),
            (_, role) => valid::text(value, role.atom() == Some(AtomType::Date)),
        };
        match text {
            Ok(text) => Ok((!text.is_empty()).then_some(text)),
            Err(fault) => {
                let place = place(compared, row, column);
                self.apply.error(&place, fault);
                Err(Wrong)
            }
        }
    }

    pub(super) fn role_text(
        &mut self,
        compared: &Compared,
        row: &Row,
        role: Role,
    ) -> Option<String> {
        self.text(compared, row, column(compared, role)?).ok().flatten()
    }

    /// Rows that stand twice.
    pub(super) fn twice(&mut self) {
        for compared in self.tables.values() {
            for (row, first) in &compared.twice {
                let rows = &compared.found.rows;
                let (Some(row), Some(first)) = (rows.get(*row), rows.get(*first)) else { continue };
                let key = compared.table.columns.iter().position(|c| c.is_key()).unwrap_or(0);
                let first = place(compared, first, key);
                let place = place(compared, row, key);
                let what = compared.found.key(row).join(", ");
                let fault =
                    Fault::new(format!("the row of `{what}` stands twice, also in {first}"));
                let fault = if is_register(&compared.table.name) {
                    fault.help("remove one of them, or give it an id of its own")
                } else {
                    fault.help("remove one of them, or give it a number of its own")
                };
                self.apply.error(&place, fault);
            }
        }
    }

    /// Rows that are not there any more.
    pub(super) fn removed(&mut self) {
        for compared in self.tables.values() {
            if is_register(&compared.table.name) || compared.table.name == "Field_readings" {
                continue;
            }
            let keys: Vec<Role> = compared
                .table
                .columns
                .iter()
                .filter(|column| column.is_key())
                .map(|column| column.role)
                .collect();
            for key in &compared.removed {
                let part = |role: Role| {
                    keys.iter().position(|other| *other == role).and_then(|at| key.get(at))
                };
                let (Some(id), Some(name)) = (part(Role::Record), part(Role::Field)) else {
                    continue;
                };
                if self.apply.removed.contains(id) {
                    continue;
                }
                let number =
                    |role: Role| part(role).and_then(|text| text.parse::<u32>().ok()).unwrap_or(1);
                let (reading, item) = (number(Role::Reading), number(Role::Item));
                let sheet = compared.table.name.clone();
                let place = format!("{sheet} (removed row of {id}, {name} {reading}.{item})");
                let Some(register) = self.apply.register_of(id) else { continue };
                let Some(def) = register.field(name) else { continue };
                self.apply.remove((id, def, reading, item), &place);
            }
        }
    }
}

/// Whether rows of a field stand in a table.
pub(super) fn belongs(compared: &Compared, def: &FieldDef) -> bool {
    match compared.table.name.as_str() {
        "Readings" => def.reported,
        "Given_fields" => !def.reported && !exact::has_sheet(def),
        name => exact::has_sheet(def) && sheet_of(def.shape) == name,
    }
}

//! Items and claims: cells that were changed, rows that were added.

use std::collections::{BTreeMap, BTreeSet};

use rapporteur_schema::{
    draft::DraftMeta,
    view::{AtomType, FieldDef},
};

use super::{
    Added, Derived, Run, Said, UNDO, belongs, column, is_register, member_of, place, set_member,
};

use crate::{
    edit::{
        compare::Compared,
        valid::{self, Fault},
    },
    exact,
    found::Row,
    table::Role,
    words::home_of,
};

impl<'r> Run<'r, '_> {
    /// The numbers in the keys of a row.
    pub(super) fn numbers(
        &mut self,
        compared: &Compared,
        line: &Row,
    ) -> Option<(Option<u32>, Option<u32>)> {
        let mut number = |role: Role| -> Option<Option<u32>> {
            let Some(at) = column(compared, role) else { return Some(None) };
            let Some(text) = self.text(compared, line, at).ok()? else { return Some(None) };
            match text.parse::<u32>() {
                Ok(n) if n > 0 => Some(Some(n)),
                _ => {
                    let place = place(compared, line, at);
                    let fault = Fault::new(format!(
                        "`{}` is not a whole number from 1",
                        exact::clip(&text)
                    ))
                    .help("number readings and items 1, 2, 3 …, or leave the cell blank");
                    self.apply.error(&place, fault);
                    None
                }
            }
        };
        Some((number(Role::Reading)?, number(Role::Item)?))
    }

    /// The changed cells of a table of items or claims.
    pub(super) fn changed(&mut self, compared: &'r Compared) {
        // Words and exact form make one edit.
        let mut whole: BTreeSet<usize> = BTreeSet::new();
        for changed in &compared.changed {
            let Some(column) = compared.table.columns.get(changed.column) else { continue };
            let Some(line) = compared.found.rows.get(changed.row) else { continue };
            let place = place(compared, line, changed.column);
            if matches!(column.role, Role::Derived | Role::Says) {
                self.derived.push(Derived::of(compared, changed, None, UNDO));
                continue;
            }
            let record = line.place(&compared.found, "record");
            let field = line.place(&compared.found, "field");
            let (Some(id), Some(name)) = (changed.key.first(), changed.key.get(1)) else {
                continue;
            };
            let Some((_, def)) = self.apply.target([&record, &field], id, name) else { continue };
            let Some((reading, item)) = self.numbers(compared, line) else { continue };
            let (reading, item) = (reading.unwrap_or(1), item.unwrap_or(1));
            match column.role {
                Role::Part(part) => {
                    let Ok(text) = self.text(compared, line, changed.column) else { continue };
                    self.apply.part((id, def, reading, item), part, text.as_deref(), &place);
                }
                Role::Piece(of, piece) => {
                    let Ok(text) = self.text(compared, line, changed.column) else { continue };
                    let key = (id.clone(), def.name, reading, item, of);
                    let quantity = self.pieces.entry(key).or_default();
                    quantity.def = Some(def);
                    quantity.pieces.insert(piece, (text, place));
                }
                Role::Words | Role::Exact => {
                    if column.role == Role::Words
                        && role_value(compared, line, Role::Exact)
                        && !compared.changed.iter().any(|other| {
                            other.row == changed.row && is(compared, other.column, Role::Exact)
                        })
                    {
                        let help = "the exact value stands in the column exact of the same row: \
                                    change it there";
                        self.derived.push(Derived::of(compared, changed, None, help));
                        continue;
                    }
                    if role_value(compared, line, Role::Absent) {
                        continue;
                    }
                    if whole.insert(changed.row) {
                        self.item_cell(compared, line, (id, def, reading, item));
                    }
                }
                Role::Absent => {
                    let Ok(text) = self.text(compared, line, changed.column) else { continue };
                    self.apply.absent((id, def, reading), text.as_deref(), &place);
                    if text.is_none() && whole.insert(changed.row) {
                        self.item_cell(compared, line, (id, def, reading, item));
                    }
                }
                Role::Open => {
                    let Ok(text) = self.text(compared, line, changed.column) else { continue };
                    self.apply.open((id, def, reading), text.is_some(), &place);
                }
                Role::Said(member) => {
                    let Ok(text) = self.text(compared, line, changed.column) else { continue };
                    let (id, item) = (id.clone(), Some(item));
                    self.said.push(Said { id, def, reading, item, member, value: text, place });
                }
                _ => {}
            }
        }
    }

    /// An item from the columns `exact` and `value`.
    pub(super) fn item_cell(
        &mut self,
        compared: &Compared,
        line: &Row,
        target: (&str, &'static FieldDef, u32, u32),
    ) {
        for role in [Role::Exact, Role::Words] {
            let Some(at) = column(compared, role) else { continue };
            let place = place(compared, line, at);
            let text = if target.1.shape.parts.iter().any(|part| part.atom == AtomType::Date) {
                match line.value(at).map(|value| valid::text(value, true)).transpose() {
                    Ok(text) => text,
                    Err(fault) => return self.apply.error(&place, fault),
                }
            } else {
                let whole = [AtomType::Integer];
                let number = target.1.shape.parts.iter().any(|part| whole.contains(&part.atom));
                match line
                    .value(at)
                    .map(
                        |value| {
                            if number { valid::number(value) } else { valid::text(value, false) }
                        },
                    )
                    .transpose()
                {
                    Ok(text) => text,
                    Err(fault) => return self.apply.error(&place, fault),
                }
            };
            if let Some(text) = text {
                return self.apply.whole(target, &text, &place);
            }
        }
        let at = column(compared, Role::Words).unwrap_or(0);
        let place = place(compared, line, at);
        let fault = Fault::new("the row has no value")
            .help("give one, say in the column absent why there is none, or remove the row");
        self.apply.error(&place, fault);
    }

    /// Rows that were added to tables of items and claims.
    pub(super) fn added(&mut self) {
        let mut added: Vec<Added> = Vec::new();
        for compared in self.tables.values() {
            if is_register(&compared.table.name) || compared.table.name == "Field_readings" {
                continue;
            }
            for row in &compared.added {
                let Some(line) = compared.found.rows.get(*row) else { continue };
                let record = line.place(&compared.found, "record");
                let field = line.place(&compared.found, "field");
                let (Some(at_record), Some(at_field)) =
                    (column(compared, Role::Record), column(compared, Role::Field))
                else {
                    continue;
                };
                let (Ok(id), Ok(name)) =
                    (self.text(compared, line, at_record), self.text(compared, line, at_field))
                else {
                    continue;
                };
                let Some(id) = id else {
                    let fault = Fault::new("the row does not say which record it is about")
                        .help("give the id of the record, or remove the row");
                    self.apply.error(&record, fault);
                    continue;
                };
                let Some(name) = name.or_else(|| self.only_field(compared, &id)) else {
                    if self.apply.register_of(&id).is_none() {
                        // That there is no such record is the worse error.
                        let _ = self.apply.target([&record, &field], &id, "");
                        continue;
                    }
                    let fault = Fault::new("the row does not say which field it is about")
                        .help("give the name of the field, or remove the row");
                    self.apply.error(&field, fault);
                    continue;
                };
                let Some((_, def)) = self.apply.target([&record, &field], &id, &name) else {
                    continue;
                };
                if !belongs(compared, def) {
                    let fault = Fault::new(format!("`{name}` does not stand on this sheet"))
                        .help(format!("add the row to the sheet {}", home_of(def)));
                    self.apply.error(&field, fault);
                    continue;
                }
                let Some((reading, item)) = self.numbers(compared, line) else { continue };
                let table = compared.table.name.clone();
                added.push(Added { id, def, reading, item, table, row: *row });
            }
        }
        self.add(added);
    }

    /// The one field whose items stand in a table, for a record of some register.
    pub(super) fn only_field(&self, compared: &Compared, id: &str) -> Option<String> {
        let register = self.apply.register_of(id)?;
        let mut fields =
            register.fields().iter().filter(|def| belongs(compared, def) && exact::has_sheet(def));
        let only = fields.next()?;
        fields.next().is_none().then(|| only.name.to_owned())
    }

    pub(super) fn add(&mut self, added: Vec<Added>) {
        // The rows of a reading that was not there are taken together.
        let mut fresh = Fresh::new();
        for add in added {
            let (id, name) = (add.id.clone(), add.def.name);
            let Some(rec) = self.apply.rec(&id) else { continue };
            let readings: Vec<u32> =
                rec.fields.get(name).map(|r| r.keys().copied().collect()).unwrap_or_default();
            let Some(compared) = self.tables.get(&add.table) else { continue };
            let Some(line) = compared.found.rows.get(add.row) else { continue };
            let reading = match (add.reading, readings.as_slice()) {
                (Some(n), _) => n,
                (None, []) => 1,
                (None, [only]) => *only,
                (None, _) => {
                    let place = line.place(&compared.found, "reading");
                    let fault = Fault::new(format!("`{name}` of `{id}` has several readings"))
                        .help("say to which of them the row belongs, or give it a new number");
                    self.apply.error(&place, fault);
                    continue;
                }
            };
            let waiting = fresh.get(&(id.clone(), name, reading)).map_or(0, Vec::len);
            let last = self.apply.items(&id, name, reading).last().copied().unwrap_or(0);
            let next = last + u32::try_from(waiting).unwrap_or(0) + 1;
            let item = add.item.unwrap_or(next);
            let old = self.was(&id, add.def, reading);
            let target = (id.as_str(), add.def, reading, item);
            self.row_item(compared, line, target);
            if old {
                self.row_said(compared, line, target);
            } else {
                fresh.entry((id, name, reading)).or_default().push((item, add));
            }
        }
        for ((id, _, reading), rows) in fresh {
            self.new_reading(&id, reading, &rows);
        }
    }

    /// Whether the base has a reading.
    pub(super) fn was(&self, id: &str, def: &FieldDef, reading: u32) -> bool {
        let Some(record) = self.apply.base.get(id) else { return false };
        let n = usize::try_from(reading).unwrap_or(usize::MAX);
        record.field(def.name).is_some_and(|field| n <= field.readings.len())
    }

    /// The item that a row holds.
    pub(super) fn row_item(
        &mut self,
        compared: &'r Compared,
        line: &Row,
        target: (&str, &'static FieldDef, u32, u32),
    ) {
        let (id, def, reading, item) = target;
        if let Some(at) = column(compared, Role::Open)
            && let Ok(Some(_)) = self.text(compared, line, at)
        {
            let place = place(compared, line, at);
            self.apply.open((id, def, reading), true, &place);
        }
        if let Some(at) = column(compared, Role::Absent)
            && let Ok(Some(code)) = self.text(compared, line, at)
        {
            let place = place(compared, line, at);
            self.apply.absent((id, def, reading), Some(&code), &place);
            return;
        }
        if column(compared, Role::Words).is_some() {
            self.item_cell(compared, line, target);
            return;
        }
        for (n, column) in compared.table.columns.iter().enumerate() {
            let place = place(compared, line, n);
            match column.role {
                Role::Part(part) => {
                    let Ok(text) = self.text(compared, line, n) else { continue };
                    if text.is_some() || part.required {
                        self.apply.part(target, part, text.as_deref(), &place);
                    }
                }
                Role::Piece(of, piece) if line.value(n).is_some() => {
                    let Ok(text) = self.text(compared, line, n) else { continue };
                    let key = (id.to_owned(), def.name, reading, item, of);
                    let quantity = self.pieces.entry(key).or_default();
                    quantity.def = Some(def);
                    quantity.pieces.insert(piece, (text, place));
                }
                _ => {}
            }
        }
    }

    /// What a row says of a new item of a reading that is there.
    pub(super) fn row_said(
        &mut self,
        compared: &'r Compared,
        line: &Row,
        (id, def, reading, item): (&str, &'static FieldDef, u32, u32),
    ) {
        for (member, value, place) in self.row_meta(compared, line) {
            let Some(value) = value else { continue };
            let Some(rec) = self.apply.rec(id) else { return };
            let inherited =
                rec.fields.get(def.name).and_then(|readings| readings.get(&reading)).map(|rd| {
                    if rd.bare {
                        member_of(
                            &DraftMeta { cite: rec.cite.clone(), ..DraftMeta::default() },
                            member,
                        )
                    } else {
                        member_of(&rd.meta, member)
                    }
                });
            if inherited.flatten().as_deref() == Some(value.as_str()) {
                continue;
            }
            let id = id.to_owned();
            self.said.push(Said {
                id,
                def,
                reading,
                item: Some(item),
                member,
                value: Some(value),
                place,
            });
        }
    }

    /// What a row says about itself.
    pub(super) fn row_meta(
        &mut self,
        compared: &'r Compared,
        line: &Row,
    ) -> Vec<(&'static str, Option<String>, String)> {
        let mut all = Vec::new();
        for (n, column) in compared.table.columns.iter().enumerate() {
            let Role::Said(member) = column.role else { continue };
            let place = place(compared, line, n);
            let Ok(text) = self.text(compared, line, n) else { continue };
            let Ok(text) = self.apply.said(member, text.as_deref(), &place) else { continue };
            all.push((member, text, place));
        }
        all
    }

    /// A reading that was not there: what all its rows say it says itself.
    pub(super) fn new_reading(&mut self, id: &str, reading: u32, rows: &[(u32, Added)]) {
        let Some((_, first)) = rows.first() else { return };
        let def = first.def;
        if !def.reported {
            for (item, add) in rows {
                let Some(compared) = self.tables.get(&add.table) else { continue };
                let Some(line) = compared.found.rows.get(add.row) else { continue };
                for (member, value, place) in self.row_meta(compared, line) {
                    if value.is_some() {
                        let (id, item) = (id.to_owned(), Some(*item));
                        self.said.push(Said { id, def, reading, item, member, value, place });
                    }
                }
            }
            return;
        }
        let mut says = Sayings::new();
        for (item, add) in rows {
            let Some(compared) = self.tables.get(&add.table) else { continue };
            let Some(line) = compared.found.rows.get(add.row) else { continue };
            for (member, value, place) in self.row_meta(compared, line) {
                says.entry(member).or_default().push((*item, value, place));
            }
        }
        let Some(rec) = self.apply.rec(id) else { return };
        let own = rec.cite.join(" ");
        let others =
            rec.fields.get(def.name).map_or(0, |r| r.keys().filter(|n| **n != reading).count());
        let mut meta = DraftMeta { cite: rec.cite.clone(), ..DraftMeta::default() };
        let mut bare = others == 0;
        for (member, values) in &says {
            let given: BTreeSet<&str> =
                values.iter().filter_map(|(_, value, _)| value.as_deref()).collect();
            let place = values.first().map(|(_, _, place)| place.clone()).unwrap_or_default();
            match (given.iter().next(), given.len()) {
                (None, _) => {
                    if *member == "cite" && others > 0 {
                        let fault = Fault::new("no claim without a passage: a further reading of a field names its own")
                            .help("name the passages that carry it, as in luo-2019#44 luo-2021#13");
                        self.apply.error(&place, fault);
                    }
                }
                (Some(value), 1) => {
                    let value = (*value).to_owned();
                    bare &= *member == "cite" && value == own;
                    set_member(&mut meta, member, Some(value));
                }
                _ => {
                    for (item, value, place) in values {
                        let (id, item) = (id.to_owned(), Some(*item));
                        let (value, place) = (value.clone(), place.clone());
                        self.said.push(Said { id, def, reading, item, member, value, place });
                    }
                    bare = bare && def.shape.annotated;
                }
            }
        }
        if let Some(rd) = self
            .apply
            .rec(id)
            .and_then(|rec| rec.fields.get_mut(def.name))
            .and_then(|readings| readings.get_mut(&reading))
        {
            rd.bare = bare;
            rd.meta = if bare { DraftMeta::default() } else { meta };
        }
    }
}

/// Whether a column has a role.
fn is(compared: &Compared, column: usize, role: Role) -> bool {
    compared.table.columns.get(column).is_some_and(|column| column.role == role)
}

/// Whether the cell in the column with a role is filled.
fn role_value(compared: &Compared, line: &Row, role: Role) -> bool {
    column(compared, role).is_some_and(|at| line.value(at).is_some())
}

/// What rows say of their items: the item, the value, the cell.
type Sayings = BTreeMap<&'static str, Vec<(u32, Option<String>, String)>>;

/// The rows of readings that were not there, with the numbers of their items.
type Fresh = BTreeMap<(String, &'static str, u32), Vec<(u32, Added)>>;

//! Records that are added, removed and changed in the sheets of their registers.

use std::collections::BTreeMap;

use rapporteur_schema::{
    Id, Register,
    view::{FieldDef, PartDef},
};

use super::{Derived, Run, UNDO, column, place, place_of, places};

use crate::{
    edit::{
        apply::Rec,
        compare::{Changed, Compared},
        valid::{self, Fault},
    },
    exact,
    found::Row,
    registers,
    table::Role,
    words::{home_of, only_part},
};

impl<'r> Run<'r, '_> {
    /// Records that are added, removed and changed in the sheets of their registers.
    pub(super) fn records(&mut self) {
        let registers: Vec<(Register, &'r Compared)> = Register::ALL
            .into_iter()
            .filter_map(|register| Some((register, self.tables.get(register.label())?)))
            .collect();
        for (_, compared) in &registers {
            for key in &compared.removed {
                self.apply.removed.extend(key.first().cloned());
            }
        }
        let mut fresh: Vec<(Register, &'r Compared, usize, String)> = Vec::new();
        let mut places: BTreeMap<String, String> = BTreeMap::new();
        for (register, compared) in &registers {
            for row in &compared.added {
                let Some(line) = compared.found.rows.get(*row) else { continue };
                if let Some(id) = self.new_id(compared, line, &mut places) {
                    fresh.push((*register, compared, *row, id));
                }
            }
        }
        for (register, compared, row, id) in &fresh {
            let Some(line) = compared.found.rows.get(*row) else { continue };
            self.new_record(*register, compared, line, id);
        }
        for (_, compared) in &registers {
            for changed in &compared.changed {
                self.record_cell(compared, changed);
            }
        }
        for (_, compared, row, id) in &fresh {
            let Some(line) = compared.found.rows.get(*row) else { continue };
            self.new_fields(compared, line, id);
        }
        for id in self.apply.removed.clone() {
            self.apply.note(&id, "", "removed row");
        }
    }

    /// The id of a row that was added to a register.
    pub(super) fn new_id(
        &mut self,
        compared: &Compared,
        line: &Row,
        places: &mut BTreeMap<String, String>,
    ) -> Option<String> {
        let at = column(compared, Role::Id)?;
        let place = place(compared, line, at);
        let Some(id) = self.text(compared, line, at).ok()? else {
            let fault = Fault::new("the row has no id")
                .help("give the record an id, such as `dialogue-2024-norway`, or remove the row");
            self.apply.error(&place, fault);
            return None;
        };
        let iri =
            compared.table.column("iri").and_then(|n| line.value(n)).and_then(|v| v.text().ok());
        let was = iri.and_then(|iri| {
            let base = self.apply.base.meta.base.as_str();
            iri.strip_prefix(base).map(ToOwned::to_owned)
        });
        if let Some(was) = was.filter(|was| *was != id && self.apply.removed.contains(was)) {
            let fault = Fault::new(format!("the id `{was}` was changed to `{}`", exact::clip(&id)))
                .help("an id stays the same for ever, since links lead to it: change it back");
            self.apply.error(&place, fault);
            // Neither removed nor new.
            self.apply.removed.remove(&was);
            return None;
        }
        if let Err(error) = id.parse::<Id>() {
            self.apply.error(&place, Fault::new(error.to_string()));
            return None;
        }
        let other = match places.get(&id) {
            Some(other) => Some(other.clone()),
            None if self.apply.base.get(&id).is_some() => {
                Some(place_of(self.tables, &id).unwrap_or_else(|| "another register".to_owned()))
            }
            None => None,
        };
        if let Some(other) = other {
            let fault = Fault::new(format!("the id `{id}` is used already, in {other}"))
                .help("give the new record an id of its own");
            self.apply.error(&place, fault);
            return None;
        }
        places.insert(id.clone(), place);
        Some(id)
    }

    pub(super) fn new_record(
        &mut self,
        register: Register,
        compared: &Compared,
        line: &Row,
        id: &str,
    ) {
        let mut rec = Rec {
            register,
            kind: String::new(),
            cite: Vec::new(),
            access: None,
            fields: BTreeMap::new(),
        };
        let place = line.place(&compared.found, "id");
        self.apply.note(id, "", &place);
        if let Some(kind) = self.role_text(compared, line, Role::Kind) {
            let place = line.place(&compared.found, "kind");
            let known = valid::code(register.kinds(), &kind);
            if self.apply.sound(&place, known).is_some() {
                rec.kind = kind;
            }
        } else {
            let fault = Fault::new("a new record needs a kind")
                .help(format!("the sheet Codelists has them, under {}", register.kinds().name));
            self.apply.error(&line.place(&compared.found, "kind"), fault);
        }
        match self.role_text(compared, line, Role::Cite) {
            Some(cite) => {
                let cites = valid::cites(&cite);
                rec.cite = self
                    .apply
                    .sound(&line.place(&compared.found, "cite"), cites)
                    .unwrap_or_default();
            }
            None if register != Register::Difference => {
                let fault = Fault::new("no value without a citation: a new record needs `cite`")
                    .help("name the passages that report it, as in luo-2019#44 luo-2021#13");
                self.apply.error(&line.place(&compared.found, "cite"), fault);
            }
            None => {}
        }
        rec.access = self.role_text(compared, line, Role::Access);
        self.apply.records.insert(id.to_owned(), rec);
    }

    /// The fields that the row of a new record has.
    pub(super) fn new_fields(&mut self, compared: &Compared, line: &Row, id: &str) {
        for (n, column) in compared.table.columns.iter().enumerate() {
            if line.value(n).is_none() {
                continue;
            }
            let place = place(compared, line, n);
            match column.role {
                Role::Value(def) => {
                    let (Ok(Some(text)), [part]) = (self.text(compared, line, n), def.shape.parts)
                    else {
                        continue;
                    };
                    self.apply.part((id, def, 1, 1), part, Some(&text), &place);
                }
                Role::Piece(of, piece) => {
                    let Some(def) = self.apply.register_of(id).and_then(|r| r.field(of)) else {
                        continue;
                    };
                    let Ok(text) = self.text(compared, line, n) else { continue };
                    let key = (id.to_owned(), def.name, 1, 1, of);
                    let quantity = self.pieces.entry(key).or_default();
                    quantity.def = Some(def);
                    quantity.pieces.insert(piece, (text, place));
                }
                Role::List(def) => self.new_list(id, def, compared, line, n),
                _ => {}
            }
        }
    }

    /// A list in words, for a new record: one item a line, when an item can be one text.
    pub(super) fn new_list(
        &mut self,
        id: &str,
        def: &'static FieldDef,
        compared: &Compared,
        line: &Row,
        n: usize,
    ) {
        let place = place(compared, line, n);
        let Ok(Some(text)) = self.text(compared, line, n) else { return };
        let Some(part) = only_part(def) else {
            let sheet = home_of(def);
            let fault = Fault::new(format!("the items of `{}` have several parts", def.name)).help(
                format!("add a row for each of them to the sheet {sheet}, and empty this cell"),
            );
            self.apply.error(&place, fault);
            return;
        };
        for (item, text) in (1..).zip(text.split('\n').filter(|text| !text.is_empty())) {
            self.apply.part((id, def, 1, item), part, Some(text), &place);
        }
    }

    /// A changed kind, citation or access of a record.
    fn head_cell(
        &mut self,
        compared: &Compared,
        changed: &Changed,
        line: &Row,
        id: &str,
        place: &str,
    ) {
        let Some(column) = compared.table.columns.get(changed.column) else { return };
        let Ok(text) = self.text(compared, line, changed.column) else { return };
        let Some(rec) = self.apply.rec(id) else { return };
        let register = rec.register;
        match (column.role, text) {
            (Role::Kind, None) => {
                self.apply.error(place, Fault::new("`kind` must not be empty"));
            }
            (Role::Kind, Some(kind)) => {
                let known = valid::code(register.kinds(), &kind);
                if self.apply.sound(place, known).is_some()
                    && let Some(rec) = self.apply.rec(id)
                {
                    rec.kind = kind;
                }
            }
            (Role::Cite, None) if register != Register::Difference => {
                let fault = Fault::new("no value without a citation")
                    .help("name the passages that report it, as in luo-2019#44 luo-2021#13");
                self.apply.error(place, fault);
            }
            (Role::Cite, text) => {
                let cites = valid::cites(&text.unwrap_or_default());
                if let Some(cites) = self.apply.sound(place, cites)
                    && let Some(rec) = self.apply.rec(id)
                {
                    rec.cite = cites;
                }
            }
            (_, text) => {
                let said = self.apply.said("access", text.as_deref(), place);
                if let Ok(access) = said
                    && let Some(rec) = self.apply.rec(id)
                {
                    rec.access = access;
                }
            }
        }
        self.apply.note(id, &column.name, place);
    }

    /// A changed cell of the row of a record.
    pub(super) fn record_cell(&mut self, compared: &Compared, changed: &Changed) {
        let Some(column) = compared.table.columns.get(changed.column) else { return };
        let Some(line) = compared.found.rows.get(changed.row) else { return };
        let Some(id) = changed.key.first().cloned() else { return };
        let place = place(compared, line, changed.column);
        let late = |message, help: String| Derived::of(compared, changed, message, help);
        let rows = |def: &FieldDef| {
            let sheet = home_of(def);
            match places::row_of(self.tables, &sheet, &id, def) {
                Some(place) => {
                    format!("change the rows of `{id}` on the sheet {sheet}, from {place} on")
                }
                None => format!("change the rows of `{id}` on the sheet {sheet}"),
            }
        };
        let each_in_rows =
            |def: &FieldDef| format!("{}, where each item and reading has one", rows(def));
        match column.role {
            Role::Kind | Role::Cite | Role::Access => {
                self.head_cell(compared, changed, line, &id, &place);
            }
            Role::List(def) => {
                let message = "the cell shows a list in words, and is not read back";
                self.derived.push(late(Some(message), each_in_rows(def)));
            }
            Role::Value(def) if !self.is_plain(&id, def) => {
                let message = "the cell shows what several readings say, and is not read back";
                self.derived.push(late(Some(message), each_in_rows(def)));
            }
            Role::Value(def) => {
                let Ok(text) = self.text(compared, line, changed.column) else { return };
                let [part] = def.shape.parts else { return };
                self.every_reading(&id, def, part, text.as_deref(), &place);
            }
            Role::Piece(of, piece) => {
                let Some(def) = self.apply.register_of(&id).and_then(|r| r.field(of)) else {
                    return;
                };
                if !self.is_plain(&id, def) {
                    let message = "the cell is blank where sources differ, and is not read back";
                    self.derived.push(late(Some(message), rows(def)));
                    return;
                }
                let Ok(text) = self.text(compared, line, changed.column) else { return };
                let quantity = self.pieces.entry((id, def.name, 0, 1, of)).or_default();
                quantity.def = Some(def);
                quantity.pieces.insert(piece, (text, place));
            }
            _ => self.derived.push(late(None, UNDO.to_owned())),
        }
    }

    /// Whether the cell of a field shows the one value that its readings share.
    pub(super) fn is_plain(&self, id: &str, def: &FieldDef) -> bool {
        let Some(record) = self.apply.base.get(id) else { return true };
        match record.field(def.name) {
            None => true,
            Some(field) => registers::agreed(&field).is_some(),
        }
    }

    /// Gives every reading of a field the same value; takes the field away if there is none.
    pub(super) fn every_reading(
        &mut self,
        id: &str,
        def: &'static FieldDef,
        part: &'static PartDef,
        text: Option<&str>,
        place: &str,
    ) {
        let Some(rec) = self.apply.rec(id) else { return };
        let mut numbers: Vec<u32> =
            rec.fields.get(def.name).map(|r| r.keys().copied().collect()).unwrap_or_default();
        if numbers.is_empty() {
            numbers.push(1);
        }
        let Some(text) = text else {
            if def.required {
                let fault = Fault::new(format!("`{}` must not be empty", def.name))
                    .help("every record of this register has it");
                self.apply.error(place, fault);
                return;
            }
            for reading in numbers {
                self.apply.remove((id, def, reading, 1), place);
            }
            return;
        };
        for reading in numbers {
            self.apply.part((id, def, reading, 1), part, Some(text), place);
        }
    }
}

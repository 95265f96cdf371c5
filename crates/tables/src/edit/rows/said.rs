//! What claims, readings and items say about themselves.

use std::collections::{BTreeMap, BTreeSet};

use rapporteur_schema::{draft::DraftMeta, view::FieldDef};

use super::{Derived, Run, Said, UNDO, place};

use crate::{
    edit::{
        apply::{Rd, Rec},
        valid::Fault,
    },
    table::Role,
};

impl Run<'_, '_> {
    /// What claims say about themselves.
    pub(super) fn says(&mut self) {
        let mut groups: BTreeMap<(String, &'static str, u32, &'static str), Vec<Said>> =
            BTreeMap::new();
        for said in std::mem::take(&mut self.said) {
            let key = (said.id.clone(), said.def.name, said.reading, said.member);
            groups.entry(key).or_default().push(said);
        }
        for ((id, name, reading, member), all) in groups {
            let Some(def) = all.first().map(|said| said.def) else { continue };
            let mut values: BTreeMap<u32, Option<String>> = BTreeMap::new();
            let mut place = String::new();
            for said in &all {
                let Ok(value) = self.apply.said(member, said.value.as_deref(), &said.place) else {
                    continue;
                };
                let item = said.item.unwrap_or(0);
                let slot = (id.clone(), name, reading, item, format!("says {member}"));
                if self.apply.claim(slot, value.as_deref(), &said.place) {
                    values.insert(item, value);
                    place.clone_from(&said.place);
                }
            }
            if values.is_empty() {
                continue;
            }
            self.say(&id, def, reading, member, &values, &place);
        }
    }

    pub(super) fn say(
        &mut self,
        id: &str,
        def: &'static FieldDef,
        reading: u32,
        member: &'static str,
        values: &BTreeMap<u32, Option<String>>,
        place: &str,
    ) {
        let items = self.apply.items(id, def.name, reading);
        let rd = |rec: &'_ Rec| rec.fields.get(def.name).and_then(|r| r.get(&reading)).cloned();
        let Some(rec) = self.apply.rec(id) else { return };
        let record_cite = rec.cite.join(" ");
        let Some(now) = rd(rec) else { return };
        let own = |item: &u32| now.items.get(item).and_then(|i| member_of(&i.meta, member));
        let every = items.iter().all(|item| values.contains_key(item)) || items.is_empty();
        let alike = values.values().collect::<BTreeSet<_>>().len() == 1;
        let none_own = values.keys().all(|item| own(item).is_none());
        let annotated = def.shape.annotated;
        let whole = def.reported
            && every
            && alike
            && none_own
            && (!annotated || !now.bare || items.len() > 1);
        if whole {
            let value = values.values().next().cloned().flatten();
            if member == "cite" && value.is_none() {
                let fault = Fault::new("no claim without a passage")
                    .help("name the passages that carry it, as in luo-2019#44 luo-2021#13");
                self.apply.error(place, fault);
                return;
            }
            if now.bare
                && (member != "cite" && value.is_none()
                    || member == "cite" && value.as_deref() == Some(record_cite.as_str()))
            {
                return;
            }
            self.apply.explicit(id, def.name, reading);
            if let Some(rd) = self.reading(id, def.name, reading) {
                set_member(&mut rd.meta, member, value);
            }
            return;
        }
        if !annotated {
            let fault = Fault::new(format!(
                "the values of `{}` have no `{member}` of their own, only the reading has",
                def.name
            ))
            .help(format!(
                "give all {} rows of the reading the same `{member}`, or change it on the sheet \
                 Field_readings",
                items.len()
            ));
            self.apply.error(place, fault);
            return;
        }
        for (item, value) in values {
            if value.is_none() && own(item).is_none() {
                let fault = if member == "cite" {
                    Fault::new("no claim without a passage")
                        .help("name the passages that carry it, as in luo-2019#44 luo-2021#13")
                } else {
                    Fault::new(format!("`{member}` is said of the whole reading")).help(
                        "empty the cell in all rows of the reading, or on the sheet Field_readings",
                    )
                };
                self.apply.error(place, fault);
                continue;
            }
            if let Some(item) =
                self.reading(id, def.name, reading).and_then(|rd| rd.items.get_mut(item))
            {
                set_member(&mut item.meta, member, value.clone());
            }
        }
    }

    pub(super) fn reading(
        &mut self,
        id: &str,
        field: &'static str,
        reading: u32,
    ) -> Option<&mut Rd> {
        self.apply.rec(id)?.fields.get_mut(field)?.get_mut(&reading)
    }

    /// What readings as a whole say about themselves.
    pub(super) fn field_readings(&mut self) {
        let Some(compared) = self.tables.get("Field_readings") else { return };
        let mut cells: Vec<(usize, usize)> = Vec::new();
        for changed in &compared.changed {
            let Some(column) = compared.table.columns.get(changed.column) else { continue };
            if matches!(column.role, Role::Said(_)) {
                cells.push((changed.row, changed.column));
            } else {
                self.derived.push(Derived::of(compared, changed, None, UNDO));
            }
        }
        for row in &compared.added {
            for (n, column) in compared.table.columns.iter().enumerate() {
                if matches!(column.role, Role::Said(_)) {
                    cells.push((*row, n));
                }
            }
        }
        for (row, n) in cells {
            let Some(line) = compared.found.rows.get(row) else { continue };
            let Some(Role::Said(member)) = compared.table.columns.get(n).map(|c| c.role) else {
                continue;
            };
            let place = place(compared, line, n);
            let [record, field] = ["record", "field"].map(|name| line.place(&compared.found, name));
            let key = compared.found.key(line);
            let [id, name, reading] = key.as_slice() else { continue };
            let Some((_, def)) = self.apply.target([&record, &field], id, name) else { continue };
            let Ok(reading) = reading.parse::<u32>() else {
                let fault = Fault::new("the row does not say which reading it is about")
                    .help("number the readings of a field 1, 2, 3 …");
                self.apply.error(&line.place(&compared.found, "reading"), fault);
                continue;
            };
            if self.apply.items(id, def.name, reading).is_empty()
                && self.reading(id, def.name, reading).is_none_or(|rd| rd.absent.is_none())
            {
                let fault = Fault::new(format!("there is no reading {reading} of `{name}`"))
                    .help("add its value to the sheet Readings, or remove this row");
                self.apply.error(&line.place(&compared.found, "reading"), fault);
                continue;
            }
            let Ok(text) = self.text(compared, line, n) else { continue };
            let Ok(value) = self.apply.said(member, text.as_deref(), &place) else { continue };
            if member == "cite" && value.is_none() {
                let fault = Fault::new("no claim without a passage")
                    .help("name the passages that carry it, as in luo-2019#44 luo-2021#13");
                self.apply.error(&place, fault);
                continue;
            }
            let slot = (id.clone(), def.name, reading, 0, format!("says {member}"));
            if self.apply.claim(slot, value.as_deref(), &place) {
                self.apply.explicit(id, def.name, reading);
                if let Some(rd) = self.reading(id, def.name, reading) {
                    set_member(&mut rd.meta, member, value);
                }
            }
        }
        for key in &compared.removed {
            let [id, name, reading] = key.as_slice() else { continue };
            if self.apply.removed.contains(id) {
                continue;
            }
            let Some(def) = self.apply.register_of(id).and_then(|r| r.field(name)) else {
                continue;
            };
            let Ok(reading) = reading.parse::<u32>() else { continue };
            if self.apply.items(id, def.name, reading).is_empty()
                && self.reading(id, def.name, reading).is_none_or(|rd| rd.absent.is_none())
            {
                continue;
            }
            let fault = Fault::new(format!(
                "the row of the reading {reading} of `{name}` of `{id}` is missing"
            ))
            .help("put it back; to remove the reading, remove its rows on the sheet Readings, too");
            self.apply.error("Field_readings", fault);
        }
    }
}

/// What a reading or an item says about itself, as text.
pub(super) fn member_of(meta: &DraftMeta, member: &str) -> Option<String> {
    match member {
        "cite" => (!meta.cite.is_empty()).then(|| meta.cite.join(" ")),
        "basis" => meta.basis.clone(),
        "as_of" => meta.as_of.clone(),
        "said_by" => meta.said_by.clone(),
        "as_printed" => meta.as_printed.clone(),
        "note" => meta.note.clone(),
        _ => meta.access.clone(),
    }
}

pub(super) fn set_member(meta: &mut DraftMeta, member: &str, value: Option<String>) {
    match member {
        "cite" => {
            meta.cite =
                value.unwrap_or_default().split_whitespace().map(ToOwned::to_owned).collect();
        }
        // What is stated is not said to be.
        "basis" => meta.basis = value.filter(|basis| basis != "stated"),
        "as_of" => meta.as_of = value,
        "said_by" => meta.said_by = value,
        "as_printed" => meta.as_printed = value,
        "note" => meta.note = value,
        _ => meta.access = value,
    }
}

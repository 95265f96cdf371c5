//! Edits of what the dataset says of itself.

use std::collections::BTreeMap;

use rapporteur_schema::{Dataset, DatasetMeta, nearest};
use serde_json::{Map, Value};

use super::{EditErrors, apply::Apply, valid::Fault};
use crate::{
    found::{Gathered, Sheets},
    read::ReadError,
    reference::{OWN, dataset_table},
};

/// The members of the table `Dataset`, with the text and the cell of each.
pub(super) struct Members(BTreeMap<String, (String, String)>);

impl Members {
    /// A member that is text.
    pub(super) fn text(&self, name: &str) -> Option<String> {
        serde_json::from_str(&self.0.get(name)?.0).ok()
    }
}

pub(super) fn members(sheets: &mut Sheets) -> Result<Members, EditErrors> {
    let found = Gathered::take(sheets, &dataset_table())?;
    if found.rows.is_empty() {
        return Err(ReadError::NoTable("Dataset".into()).into());
    }
    let mut members = BTreeMap::new();
    for row in &found.rows {
        let name = row.need(&found, "member")?;
        let json = row.get(&found, "json").unwrap_or_default();
        let place = row.place(&found, "json");
        if members.insert(name.clone(), (json, place)).is_some() {
            let message = format!("`{name}` stands twice: remove one of the rows");
            return Err(row.error(&found, "member", message).into());
        }
    }
    Ok(Members(members))
}

/// `dataset.json` after the edits.
pub(super) fn edited_meta(apply: &mut Apply<'_>, members: &Members, base: &Dataset) -> DatasetMeta {
    let before = serde_json::to_value(&base.meta).unwrap_or_default();
    let mut object = Map::new();
    let mut edited = Vec::new();
    for (name, (json, place)) in &members.0 {
        if name.starts_with(OWN) {
            continue;
        }
        let value: Value = match serde_json::from_str(json) {
            Ok(value) => value,
            Err(error) => {
                let fault = Fault::new(format!("not JSON: {error}"))
                    .help("text stands in quotation marks, text in languages as {\"en\": \"…\"}");
                apply.error(place, fault);
                object.extend(before.get(name).map(|value| (name.clone(), value.clone())));
                continue;
            }
        };
        if before.get(name) != Some(&value) {
            apply.note("", name, place);
            edited.push((name.clone(), place.clone()));
        }
        object.insert(name.clone(), value);
    }
    let names: Vec<&String> = before.as_object().into_iter().flatten().map(|(k, _)| k).collect();
    for name in names.iter().filter(|name| !object.contains_key(name.as_str())) {
        apply.note("", name, "the table Dataset");
    }
    match serde_json::from_value::<DatasetMeta>(object.into()) {
        Ok(meta) => meta,
        Err(error) => {
            let message = error.to_string();
            let of = |(name, _): &&(String, String)| message.contains(&format!("`{name}`"));
            let place = edited.iter().find(of).or(edited.first()).map(|(_, place)| place.as_str());
            let fault = Fault::new(message.clone());
            let strange =
                edited.iter().find(|(name, _)| message.contains(&format!("field `{name}`")));
            let near =
                strange.and_then(|(name, _)| nearest(name, names.iter().map(|n| n.as_str())));
            let fault = match near {
                Some(near) => fault.help(format!("did you mean `{near}`?")),
                None => fault,
            };
            apply.error(place.unwrap_or("Dataset"), fault);
            base.meta.clone()
        }
    }
}

//! Quantities, of which each piece has a column.

use std::collections::BTreeMap;

use rapporteur_schema::view::AtomType;

use super::Run;

use crate::{
    edit::valid::{self, Fault},
    table::Piece,
};

impl Run<'_, '_> {
    /// Quantities whose columns were changed.
    pub(super) fn quantities(&mut self) {
        for ((id, _, reading, item, of), quantity) in std::mem::take(&mut self.pieces) {
            let Some(def) = quantity.def else { continue };
            let Some(part) = def.shape.parts.iter().find(|part| {
                part.atom == AtomType::Quantity && (part.name == of || def.name == of)
            }) else {
                continue;
            };
            let Some(rec) = self.apply.rec(&id) else { continue };
            let there = rec.fields.get(def.name);
            // 0 stands for every reading of a field, in the sheet of its register.
            let readings: Vec<u32> = match there {
                Some(readings) if reading == 0 => readings.keys().copied().collect(),
                _ => vec![reading.max(1)],
            };
            let before = there
                .and_then(|r| r.get(readings.first()?)?.items.get(&item))
                .and_then(|item| item.parts.iter().find(|(name, _)| name == part.name))
                .map(|(_, text)| text.clone());
            let place = quantity.pieces.values().map(|(_, place)| place.clone()).next();
            let place = place.unwrap_or_default();
            match edited(before.as_deref(), &quantity.pieces) {
                Ok(text) => {
                    for reading in readings {
                        match &text {
                            None if reading > 0 && def.name == of => {
                                self.apply.remove((&id, def, reading, item), &place);
                            }
                            text => self.apply.part(
                                (&id, def, reading, item),
                                part,
                                text.as_deref(),
                                &place,
                            ),
                        }
                    }
                }
                Err((place, fault)) => self.apply.error(&place, fault),
            }
        }
    }
}

/// A quantity after some of its columns were changed, as JSON; `None` if nothing is left.
pub(super) fn edited(
    before: Option<&str>,
    pieces: &BTreeMap<Piece, (Option<String>, String)>,
) -> Result<Option<String>, (String, Fault)> {
    use serde_json::{Map, Value};
    let mut object: Map<String, Value> = before
        .and_then(|text| serde_json::from_str::<Value>(text).ok())
        .and_then(|value| value.as_object().cloned())
        .unwrap_or_default();
    let number = |text: &str, place: &str| {
        text.parse::<rapporteur_schema::Decimal>()
            .map_err(|error| (place.to_owned(), Fault::new(error.to_string())))
            .and_then(|n| {
                serde_json::to_value(n)
                    .map_err(|error| (place.to_owned(), Fault::new(error.to_string())))
            })
    };
    let mut last = String::new();
    for (piece, (text, place)) in pieces {
        last.clone_from(place);
        let key = match piece {
            Piece::N => "n",
            Piece::Min => "min",
            Piece::Max => "max",
            Piece::Bound => "bound",
            Piece::Unit => "unit",
            Piece::Currency => "currency",
            Piece::Per => "per",
            Piece::Exact => {
                let Some(text) = text else { continue };
                match text.split_once(" to ") {
                    Some((min, max)) => {
                        object.insert("min".into(), number(min, place)?);
                        object.insert("max".into(), number(max, place)?);
                    }
                    None if object.contains_key("min") && !object.contains_key("max") => {
                        object.insert("min".into(), number(text, place)?);
                    }
                    None if object.contains_key("max") => {
                        object.insert("max".into(), number(text, place)?);
                    }
                    None => {
                        object.insert("n".into(), number(text, place)?);
                    }
                }
                continue;
            }
        };
        match (piece, text) {
            (_, None) => {
                object.remove(key);
            }
            (Piece::N | Piece::Min | Piece::Max, Some(text)) => {
                object.insert(key.into(), number(text, place)?);
            }
            (Piece::Bound, Some(text)) => {
                valid::code(rapporteur_schema::codes::Bound::LIST, text)
                    .map_err(|fault| (place.clone(), fault))?;
                object.insert(key.into(), text.as_str().into());
            }
            (_, Some(text)) => {
                object.insert(key.into(), text.as_str().into());
            }
        }
    }
    if object.contains_key("min") || object.contains_key("max") {
        let plain = object.get("bound").and_then(Value::as_str);
        if plain.is_some_and(|bound| bound == "exactly" || bound == "exact") {
            object.remove("bound");
        }
    }
    let has_number = ["n", "min", "max"].iter().any(|key| object.contains_key(*key));
    let bound = object.get("bound").and_then(Value::as_str).unwrap_or_default();
    if !has_number && (bound.is_empty() || bound == "exact" || bound == "exactly") {
        return Ok(None);
    }
    let text = Value::Object(object).to_string();
    match serde_json::from_str::<rapporteur_schema::Quantity>(&text) {
        Ok(quantity) => Ok(Some(rapporteur_schema::view::Atom::Quantity(&quantity).to_text())),
        Err(error) => {
            let message = error.to_string();
            let message = message.split(" at line ").next().unwrap_or_default().to_owned();
            Err((last, Fault::new(message)))
        }
    }
}

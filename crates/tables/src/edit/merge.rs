//! Three states of a dataset: as it was, as it is, as the edits make it.

use std::collections::{BTreeMap, BTreeSet};

use rapporteur_schema::{
    Dataset, DatasetMeta, RecordRef, Register,
    draft::{Draft, DraftField},
};

use super::{EditError, diff};

type Cells = BTreeMap<(String, String), Vec<String>>;

/// The present dataset with what the edits change, or every conflict.
pub(super) fn merge(
    base: &Dataset,
    ours: &Dataset,
    theirs: &Dataset,
    cells: &Cells,
) -> Result<Dataset, Vec<EditError>> {
    let mut conflicts = Vec::new();
    let meta = merge_meta(base, ours, theirs, cells, &mut conflicts);
    let ids: BTreeSet<&str> = [base, ours, theirs]
        .iter()
        .flat_map(|dataset| dataset.records())
        .map(|record| record.id().as_str())
        .collect();
    let mut records = Vec::new();
    for id in ids {
        let (b, o, t) = (base.get(id), ours.get(id), theirs.get(id));
        let kept = if t == b {
            o
        } else if o == b || o == t {
            t
        } else {
            match (b, o, t) {
                (Some(b), Some(o), Some(t)) => match merge_record(b, o, t, cells, &mut conflicts) {
                    Some(draft) => match draft.finish() {
                        Ok(record) => {
                            records.push(record);
                            continue;
                        }
                        Err(error) => {
                            conflicts.push(conflict(cells, id, "", error.to_string()));
                            None
                        }
                    },
                    None => None,
                },
                (None, Some(_), Some(_)) => {
                    let message = format!("`{id}` was added here as well, and is another record");
                    conflicts.push(conflict(cells, id, "", message));
                    None
                }
                (_, None, _) => {
                    let message =
                        format!("`{id}` was changed in the file and has been removed here");
                    conflicts.push(conflict(cells, id, "", message));
                    None
                }
                (_, _, None) => {
                    let message =
                        format!("`{id}` was removed in the file and has been changed here");
                    conflicts.push(conflict(cells, id, "", message));
                    None
                }
            }
        };
        if let Some(record) = kept {
            match Draft::of(record).finish() {
                Ok(record) => records.push(record),
                Err(error) => conflicts.push(conflict(cells, id, "", error.to_string())),
            }
        }
    }
    if !conflicts.is_empty() {
        return Err(conflicts);
    }
    Dataset::from_records(meta, records)
        .map_err(|error| vec![EditError { place: None, message: error.to_string(), help: None }])
}

fn conflict(cells: &Cells, id: &str, field: &str, message: impl std::fmt::Display) -> EditError {
    let of = |field: &str| cells.get(&(id.to_owned(), field.to_owned()))?.first().cloned();
    EditError {
        place: of(field).or_else(|| of("")),
        message: format!("conflict: {message}"),
        help: Some("look at both, and make the edit in a new export".to_owned()),
    }
}

fn merge_meta(
    base: &Dataset,
    ours: &Dataset,
    theirs: &Dataset,
    cells: &Cells,
    conflicts: &mut Vec<EditError>,
) -> DatasetMeta {
    let json = |dataset: &Dataset| serde_json::to_value(&dataset.meta).unwrap_or_default();
    let (b, o, t) = (json(base), json(ours), json(theirs));
    let names: BTreeSet<&String> = [&b, &o, &t]
        .iter()
        .filter_map(|value| value.as_object())
        .flat_map(|object| object.keys())
        .collect();
    let mut merged = serde_json::Map::new();
    for name in names {
        let (b, o, t) = (b.get(name), o.get(name), t.get(name));
        let kept = if t == b {
            o
        } else if o == b || o == t {
            t
        } else {
            let say = |value: Option<&serde_json::Value>| {
                value.map_or_else(|| "nothing".to_owned(), ToString::to_string)
            };
            let message = format!(
                "`{name}` of the dataset was {}, is {} here and {} in the file",
                say(b),
                say(o),
                say(t)
            );
            conflicts.push(conflict(cells, "", name, message));
            o
        };
        merged.extend(kept.map(|value| (name.clone(), value.clone())));
    }
    serde_json::from_value(merged.into()).unwrap_or_else(|_| ours.meta.clone())
}

fn merge_record(
    b: RecordRef<'_>,
    o: RecordRef<'_>,
    t: RecordRef<'_>,
    cells: &Cells,
    conflicts: &mut Vec<EditError>,
) -> Option<Draft> {
    let id = o.id().as_str();
    let before = conflicts.len();
    let (db, dof, dt) = (Draft::of(b), Draft::of(o), Draft::of(t));
    if dof.register != dt.register {
        let message = format!("`{id}` stands in another register here");
        conflicts.push(conflict(cells, id, "", message));
        return None;
    }
    let register: Register = dof.register;
    let mut merged = Draft { fields: Vec::new(), ..dof.clone() };
    let mut pick = |name: &str, b: &str, o: &str, t: &str| -> bool {
        if t == b || o == t {
            return false;
        }
        if o == b {
            return true;
        }
        let message = format!("`{name}` of `{id}` was {b}, is {o} here and {t} in the file");
        conflicts.push(conflict(cells, id, name, message));
        false
    };
    let joined = |cites: &[String]| format!("`{}`", cites.join(" "));
    let maybe = |text: &Option<String>| format!("`{}`", text.as_deref().unwrap_or_default());
    if pick("kind", &db.kind, &dof.kind, &dt.kind) {
        merged.kind.clone_from(&dt.kind);
    }
    if pick("cite", &joined(&db.cite), &joined(&dof.cite), &joined(&dt.cite)) {
        merged.cite.clone_from(&dt.cite);
    }
    if pick("access", &maybe(&db.access), &maybe(&dof.access), &maybe(&dt.access)) {
        merged.access.clone_from(&dt.access);
    }
    let cite_ours = dof.cite != db.cite;
    let cite_theirs = dt.cite != db.cite;
    for def in register.fields() {
        let of = |draft: &Draft| draft.fields.iter().find(|f| f.name == def.name).cloned();
        let (fb, fo, ft) = (of(&db), of(&dof), of(&dt));
        let bare = |field: &Option<DraftField>| {
            def.reported && field.iter().flat_map(|f| &f.readings).any(|reading| reading.bare)
        };
        let kept = if ft == fb {
            if fo != fb && cite_theirs && !cite_ours && bare(&fo) {
                rests(cells, id, def.name, conflicts);
            }
            fo
        } else if fo == fb || fo == ft {
            // A bare value rests on the passages of its record: both change what it says.
            if fo != ft && cite_ours && !cite_theirs && bare(&ft) {
                rests(cells, id, def.name, conflicts);
            }
            ft
        } else {
            let say = |record: RecordRef<'_>| {
                record.field(def.name).map_or_else(
                    || "nothing".to_owned(),
                    |field| format!("`{}`", diff::said(&field, record)),
                )
            };
            let message = format!(
                "`{}` of `{id}` was {}, is {} here and {} in the file",
                def.name,
                say(b),
                say(o),
                say(t)
            );
            conflicts.push(conflict(cells, id, def.name, message));
            fo
        };
        merged.fields.extend(kept);
    }
    (conflicts.len() == before).then_some(merged)
}

fn rests(cells: &Cells, id: &str, field: &str, conflicts: &mut Vec<EditError>) {
    let message = format!(
        "`{field}` of `{id}` was changed on one side, and the passages of the record, on which it \
         rests, on the other"
    );
    conflicts.push(conflict(cells, id, field, message));
}

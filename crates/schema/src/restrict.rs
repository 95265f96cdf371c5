//! Leaving out what is not for everyone.

use std::collections::BTreeSet;

use crate::{
    codes::Access,
    dataset::Dataset,
    draft::{Draft, DraftItem, DraftMeta, DraftReading},
    model::Record,
    view::{AtomType, FieldDef, Shape},
};

impl Dataset {
    /// Whether a record, a reading or an item is restricted.
    ///
    /// ```
    /// # let dataset = rapporteur_schema::Dataset::open("tests/data/brazil-un-human-rights")?;
    /// assert!(!dataset.has_restricted());
    /// # Ok::<(), Box<dyn std::error::Error>>(())
    /// ```
    pub fn has_restricted(&self) -> bool {
        self.records().any(|record| {
            record.access().is_some()
                || record.fields().iter().flat_map(|field| &field.readings).any(|reading| {
                    reading.meta.access.is_some()
                        || reading.items.iter().any(|item| item.meta.access.is_some())
                })
        })
    }

    /// The dataset as it may be published: without restricted records, readings and
    /// items, and without whatever refers to or cites them. A record that has
    /// nothing left of a field it must have, or no citation, goes as well.
    ///
    /// ```
    /// # let dataset = rapporteur_schema::Dataset::open("tests/data/brazil-un-human-rights")?;
    /// // Nothing in it is restricted: all of it may be published.
    /// assert_eq!(dataset.clone().published(), dataset);
    /// # Ok::<(), Box<dyn std::error::Error>>(())
    /// ```
    #[must_use]
    pub fn published(self) -> Self {
        if !self.has_restricted() {
            return self;
        }
        let meta = self.meta.clone();
        let mut drafts: Vec<Draft> = self.records().map(Draft::of).collect();
        let mut gone: BTreeSet<String> = BTreeSet::new();
        loop {
            let before = gone.len();
            drafts.retain_mut(|draft| {
                let keep = draft.access.as_deref() != Some(Access::Restricted.code())
                    && prune(draft, &gone);
                if !keep {
                    gone.insert(draft.id.clone());
                }
                keep
            });
            if gone.len() == before {
                break;
            }
        }
        let records: Vec<Record> =
            drafts.into_iter().filter_map(|draft| draft.finish().ok()).collect();
        // The ids were unique before.
        let mut published =
            Self::from_records(meta, records).unwrap_or_else(|_| Self::new(self.meta));
        let subjects = published.meta.subject.take();
        published.meta.subject = subjects
            .map(|list| list.iter().filter(|id| !gone.contains(id.as_str())).cloned().collect())
            .and_then(crate::List::new);
        published
    }
}

/// Takes out of a draft what is restricted or points to what is gone; whether
/// enough is left for a record.
fn prune(draft: &mut Draft, gone: &BTreeSet<String>) -> bool {
    prune_cites(&mut draft.cite, gone);
    let had_cites = draft.register != crate::Register::Difference;
    let mut whole = !had_cites || !draft.cite.is_empty();
    let register = draft.register;
    draft.fields.retain_mut(|field| {
        let Some(def) = register.field(&field.name) else { return false };
        field.readings.retain_mut(|reading| prune_reading(reading, def, gone));
        let keep = !field.readings.is_empty();
        whole &= keep || !def.required;
        keep
    });
    whole
}

fn prune_cites(cites: &mut Vec<String>, gone: &BTreeSet<String>) {
    cites.retain(|cite| !gone.contains(cite.split('#').next().unwrap_or_default()));
}

fn prune_meta(meta: &mut DraftMeta, gone: &BTreeSet<String>) -> bool {
    let had = !meta.cite.is_empty();
    prune_cites(&mut meta.cite, gone);
    meta.access.is_none()
        && (!had || !meta.cite.is_empty())
        && meta.said_by.as_ref().is_none_or(|by| !gone.contains(by))
}

fn prune_reading(reading: &mut DraftReading, def: &FieldDef, gone: &BTreeSet<String>) -> bool {
    if !prune_meta(&mut reading.meta, gone) {
        return false;
    }
    reading.items.retain_mut(|item| prune_item(item, def.shape, gone));
    reading.absent.is_some() || !reading.items.is_empty()
}

fn prune_item(item: &mut DraftItem, shape: &Shape, gone: &BTreeSet<String>) -> bool {
    if !prune_meta(&mut item.meta, gone) {
        return false;
    }
    let mut keep = true;
    item.parts.retain(|(name, text)| {
        let Some(def) = shape.parts.iter().find(|def| def.name == name) else { return true };
        let points_away = match def.atom {
            AtomType::Ref(_) => gone.contains(text),
            AtomType::Counts => text
                .split(' ')
                .filter_map(|part| part.split_once('=').map(|(_, value)| value))
                .any(|value| gone.contains(value)),
            _ => false,
        };
        keep &= !(points_away && def.required);
        !points_away
    });
    keep && !item.parts.is_empty()
}

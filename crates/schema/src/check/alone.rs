//! What can be said of a record alone, and what it asks of others: a check in two steps, for
//! datasets of which no program sees all records.

use super::{
    Finding,
    references::{self, Pointers, Way},
    registered, rules,
};
use crate::{
    locate::Step,
    model::RecordRef,
    register::Register,
    value::{Cite, Id},
};

/// What a record leads to.
///
/// ```
/// # let dataset = rapporteur_schema::Dataset::open("tests/data/brazil-un-human-rights")?;
/// use rapporteur_schema::check::{Pointer, pointers};
/// let record = dataset.get("accession-iccpr-brazil").ok_or("not there")?;
/// let mut records = Vec::new();
/// pointers(record, &mut |_, pointer| {
///     if let Pointer::Record(id, registers) = pointer {
///         assert!(!registers.is_empty(), "{id} may be in one of them");
///         records.push(id.to_string());
///     }
/// });
/// assert!(records.contains(&"brazil".to_owned()));
/// # Ok::<(), Box<dyn std::error::Error>>(())
/// ```
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
#[non_exhaustive]
pub enum Pointer<'a> {
    /// A record, in one of these registers.
    Record(&'a Id, &'a [Register]),
    /// A passage of a source.
    Passage(&'a Cite),
    /// A field of a record.
    Field(&'a Id, &'a str),
}

/// What breaks a rule in a record, whatever other records there are: the rules E106, E109, E110,
/// W201, W203 and W205 of [`check`](super::check()). The others are about several records.
///
/// ```
/// # let dataset = rapporteur_schema::Dataset::open("tests/data/brazil-un-human-rights")?;
/// use rapporteur_schema::check::alone;
/// assert!(dataset.records().all(|record| alone(record).is_empty()));
/// # Ok::<(), Box<dyn std::error::Error>>(())
/// ```
pub fn alone(record: RecordRef<'_>) -> Vec<Finding> {
    let mut findings = Vec::new();
    let languages = &mut registered::Languages::default();
    rules::check(record, &record.fields(), None, languages, &mut findings);
    if let RecordRef::Source(source) = record {
        rules::passages(source, None, &mut findings);
    }
    findings
}

/// Gives `each` everything to which a record leads, with the path to it in the record: what the
/// rules E102 to E105, E107, E108 and E111 of [`check`](super::check()) are about.
///
/// ```
/// # let dataset = rapporteur_schema::Dataset::open("tests/data/brazil-un-human-rights")?;
/// use rapporteur_schema::check::{Pointer, pointers};
/// let record = dataset.get("accession-iccpr-brazil").ok_or("not there")?;
/// let mut cited = Vec::new();
/// pointers(record, &mut |_, pointer| {
///     if let Pointer::Passage(cite) = pointer {
///         cited.push(cite.to_string());
///     }
/// });
/// assert!(cited.contains(&"un-treaty-collection#4".to_owned()));
/// # Ok::<(), Box<dyn std::error::Error>>(())
/// ```
pub fn pointers(record: RecordRef<'_>, each: &mut dyn FnMut(Vec<Step>, Pointer<'_>)) {
    references::walk(record, &record.fields(), &mut Each(&mut *each));
    if let RecordRef::Difference(difference) = record {
        for (n, pointer) in difference.about.iter().enumerate() {
            if let Some(field) = &pointer.field {
                let path = vec!["about".into(), n.into(), "field".into()];
                each(path, Pointer::Field(pointer.record.id(), field.as_str()));
            }
        }
    }
}

struct Each<'a>(&'a mut dyn FnMut(Vec<Step>, Pointer<'_>));

impl Pointers for Each<'_> {
    fn reference(&mut self, path: Way<'_>, target: &Id, allowed: &[Register]) {
        (self.0)(path(), Pointer::Record(target, allowed));
    }

    fn cite(&mut self, path: Way<'_>, cite: &Cite) {
        (self.0)(path(), Pointer::Passage(cite));
    }
}

//! References and citations lead somewhere.

use super::{Cited, Finding, Known};
use crate::{
    dataset::Dataset,
    locate::Step,
    model::{RecordRef, targets::Speaker},
    problem::Severity,
    register::Register,
    value::{Cite, Cites, Id, RefTarget},
    view::{Atom, AtomType, FieldView, MetaView, ReadingView, Shape},
};

/// Whom the dataset is about.
pub(super) fn subjects(dataset: &Dataset, known: &mut Known<'_>, findings: &mut Vec<Finding>) {
    for (n, subject) in dataset.meta.subject.iter().flat_map(|list| list.iter()).enumerate() {
        let path = || vec!["subject".into(), n.into()];
        reference(known, findings, None, &path, subject.id(), &[Register::Organisation]);
    }
}

/// The references and citations of a record.
pub(super) fn check(
    record: RecordRef<'_>,
    fields: &[FieldView<'_>],
    known: &mut Known<'_>,
    findings: &mut Vec<Finding>,
) {
    walk(record, fields, &mut Checker { record, known, findings });
}

/// Takes what a record refers to and cites.
pub(super) trait Pointers {
    /// A reference to a record, which must be in one of these registers.
    fn reference(&mut self, path: Way<'_>, target: &Id, allowed: &[Register]);
    /// A citation.
    fn cite(&mut self, path: Way<'_>, cite: &Cite);
}

/// Gives everything that a record refers to and cites to `to`.
pub(super) fn walk(record: RecordRef<'_>, fields: &[FieldView<'_>], to: &mut impl Pointers) {
    Walk { to }.record(record, fields);
}

struct Walk<'p, P> {
    to: &'p mut P,
}

struct Checker<'a, 'k> {
    record: RecordRef<'a>,
    known: &'a mut Known<'k>,
    findings: &'a mut Vec<Finding>,
}

/// The path to a reading of a field.
pub(super) fn reading_path(
    field: &FieldView<'_>,
    reading: &ReadingView<'_>,
    n: usize,
) -> Vec<Step> {
    let mut path = vec![Step::from(field.def.name)];
    if !reading.bare {
        path.push("readings".into());
        path.push(n.into());
    }
    path
}

/// Whether a part has no key: a value without parts, or an item that stands as its one part.
pub(super) fn stands_alone(shape: &Shape, part: &str) -> bool {
    part == "value" || (shape.bare && shape.parts.len() == 1)
}

/// The path to an item of a reading.
pub(super) fn item_path(
    field: &FieldView<'_>,
    reading: &ReadingView<'_>,
    n: usize,
    item: usize,
) -> Vec<Step> {
    let mut path = reading_path(field, reading, n);
    if !reading.bare {
        path.push("value".into());
    }
    if field.def.shape.list {
        if reading.open {
            path.push("items".into());
        }
        path.push(item.into());
    }
    path
}

impl<P: Pointers> Walk<'_, P> {
    fn record(&mut self, record: RecordRef<'_>, fields: &[FieldView<'_>]) {
        if let Some(cite) = record.cite() {
            self.cites(&|| vec!["cite".into()], cite);
        }
        for field in fields {
            for (n, reading) in field.readings.iter().enumerate() {
                if !reading.bare {
                    self.meta(&|| reading_path(field, reading, n), &reading.meta);
                }
                for (i, item) in reading.items.iter().enumerate() {
                    let path = || item_path(field, reading, n, i);
                    if field.def.shape.annotated {
                        self.meta(&path, &item.meta);
                    }
                    for (part, atom) in &item.parts {
                        self.atom(&path, field, part.name, part.atom, *atom);
                    }
                }
            }
        }
    }

    fn meta(&mut self, path: Way<'_>, meta: &MetaView<'_>) {
        let below = |key: &str| {
            let mut below = path();
            below.push(key.into());
            below
        };
        if let Some(cite) = meta.cite {
            self.cites(&|| below("cite"), cite);
        }
        if let Some(by) = meta.said_by {
            self.to.reference(&|| below("said_by"), by, Speaker::REGISTERS);
        }
    }

    fn atom(
        &mut self,
        path: Way<'_>,
        field: &FieldView<'_>,
        part: &str,
        atom_type: AtomType,
        atom: Atom<'_>,
    ) {
        let shape = field.def.shape;
        let below = |key: &str| {
            let mut below = path();
            if !stands_alone(shape, part) {
                below.push(part.into());
            }
            if !key.is_empty() {
                below.push(key.into());
            }
            below
        };
        match (atom, atom_type) {
            (Atom::Ref(target), AtomType::Ref(registers)) => {
                self.to.reference(&|| below(""), target, registers);
            }
            (Atom::Counts(counts), _) => {
                let agents: &[Register] = &[Register::Person, Register::Organisation];
                if let Some(target) = &counts.part_of {
                    self.to.reference(&|| below("part_of"), target.id(), &[Register::Event]);
                }
                if let Some(target) = &counts.participant {
                    self.to.reference(&|| below("participant"), target.id(), agents);
                }
                if let Some(target) = &counts.of {
                    self.to.reference(&|| below("of"), target.id(), &Register::ALL);
                }
            }
            _ => {}
        }
    }

    fn cites(&mut self, path: Way<'_>, cites: &Cites) {
        for (n, cite) in cites.iter().enumerate() {
            let path = || {
                let mut path = path();
                path.push(n.into());
                path
            };
            self.to.cite(&path, cite);
        }
    }
}

impl Pointers for Checker<'_, '_> {
    fn reference(&mut self, path: Way<'_>, target: &Id, allowed: &[Register]) {
        let record = Some(self.record.id());
        reference(self.known, self.findings, record, path, target, allowed);
    }

    fn cite(&mut self, path: Way<'_>, cite: &Cite) {
        let of_source = matches!(self.record, RecordRef::Source(_));
        match self.known.passages.get_mut(cite.as_str()) {
            // What a source says of its own text does not make a passage cited.
            Some(cited) if *cited == Cited::No && !of_source => *cited = Cited::Wrongly,
            Some(_) => {}
            None if self.known.unread.contains(cite.source()) => {}
            None => {
                let (code, message, help) = self.leads_nowhere(cite);
                self.findings.push(error(code, Some(self.record.id()), path(), message, help));
            }
        }
    }
}

impl Checker<'_, '_> {
    /// What is wrong with a citation of a passage that is not there.
    fn leads_nowhere(&mut self, cite: &Cite) -> (&'static str, String, Option<String>) {
        let (source, passage) = cite.parts();
        if let Some(listed) = self.known.sources.get(source) {
            let help = format!(
                "it lists {listed} passages; `rapporteur passages TEXT` makes the list from its text"
            );
            let message = format!("the source `{source}` lists no passage `{passage}`");
            return ("E105", message, Some(help));
        }
        let near = self.known.meant(source, &[Register::Source]);
        let help = near.map(|near| format!("did you mean `{near}#{passage}`?"));
        ("E104", format!("the citation `{cite}` names a source that is not there"), help)
    }
}

/// How to find the path to a value, when something is wrong with it.
pub(super) type Way<'a> = &'a dyn Fn() -> Vec<Step>;

fn error(
    code: &'static str,
    record: Option<&Id>,
    path: Vec<Step>,
    message: String,
    help: Option<String>,
) -> Finding {
    Finding { code, severity: Severity::Error, record: record.cloned(), path, message, help }
}

fn reference(
    known: &mut Known<'_>,
    findings: &mut Vec<Finding>,
    record: Option<&Id>,
    path: Way<'_>,
    target: &Id,
    allowed: &[Register],
) {
    match known.record(target) {
        Some(found) if allowed.contains(&found.register()) => {}
        Some(found) => {
            let message = elsewhere(target.as_str(), found.register(), allowed);
            findings.push(error("E103", record, path(), message, None));
        }
        None if known.unread.contains(target.as_str()) => {}
        None => {
            let near = known.meant(target.as_str(), allowed);
            let (message, help) = nowhere(target.as_str(), allowed);
            let help = match near {
                Some(near) => {
                    format!("did you mean `{near}`? Or {}", add(target.as_str(), allowed))
                }
                None => help,
            };
            findings.push(error("E102", record, path(), message, Some(help)));
        }
    }
}

/// What to do about a record that is not there and should be.
fn add(target: &str, allowed: &[Register]) -> String {
    let folder = match allowed {
        [only] => only.folder(),
        [first, second] => &format!("{} or {}", first.folder(), second.folder()),
        _ => "the register where it belongs",
    };
    format!("add `{target}` to {folder}")
}

/// What is said of a reference to a record that is not there, and what to do.
///
/// ```
/// use rapporteur_schema::{Register, check::nowhere};
/// let (message, help) = nowhere("x", &[Register::Person]);
/// assert_eq!(message, "there is no record `x`");
/// assert_eq!(help, "add `x` to people, or correct the id");
/// ```
pub fn nowhere(target: &str, allowed: &[Register]) -> (String, String) {
    let help = format!("{}, or correct the id", add(target, allowed));
    (format!("there is no record `{target}`"), help)
}

/// What is said of a reference into a register that its field does not allow.
///
/// ```
/// use rapporteur_schema::{Register, check::elsewhere};
/// let message = elsewhere("x", Register::Person, &[Register::Event]);
/// assert_eq!(message, "`x` is in the register `people`; here stands a record of events");
/// ```
pub fn elsewhere(target: &str, found: Register, allowed: &[Register]) -> String {
    let names: Vec<&str> = allowed.iter().map(|r| r.folder()).collect();
    format!(
        "`{target}` is in the register `{}`; here stands a record of {}",
        found.folder(),
        names.join(" or ")
    )
}

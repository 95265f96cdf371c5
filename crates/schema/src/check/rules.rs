//! Rules for single records.

use std::collections::BTreeSet;

use super::{
    Cited, Finding, Known, cite_of,
    references::{item_path, reading_path, stands_alone},
    registered::{self, Languages},
    votes,
};
use crate::{
    dataset::Dataset,
    locate::Step,
    model::{Event, RecordRef, Source},
    problem::Severity,
    value::{Cites, Date, Id},
    view::{Atom, FieldView},
};

/// Rules for the dataset as a whole.
pub(super) fn base(dataset: &Dataset, findings: &mut Vec<Finding>) {
    let base = dataset.meta.base.as_str();
    if !base.ends_with(['/', '#']) {
        findings.push(Finding {
            code: "E112",
            severity: Severity::Error,
            record: None,
            path: vec!["base".into()],
            message: format!("the base IRI `{base}` ends with neither `/` nor `#`"),
            help: Some(format!("the IRIs of records are made by adding to it: write `{base}/`")),
        });
    }
    if dataset.meta.created.as_ref().and_then(Date::earliest).is_none() {
        let lacks = match &dataset.meta.publisher {
            Some(_) => "when it was made",
            None => "when it was made, nor who publishes it",
        };
        let path = dataset.meta.created.iter().map(|_| "created".into()).collect();
        let message = format!("the dataset does not say {lacks}");
        let help = "exports have no date then, though an archive asks for one (`datePublished` of \
                    an RO-Crate): state `created` in dataset.json, as in \"created\": \
                    \"2024-01-31\", and `publisher`";
        findings.push(warning("W202", None, path, message, help.to_owned()));
    }
}

pub(super) fn check(
    record: RecordRef<'_>,
    fields: &[FieldView<'_>],
    known: Option<&Known<'_>>,
    languages: &mut Languages,
    findings: &mut Vec<Finding>,
) {
    for field in fields {
        repeated_readings(record.id(), field, findings);
        invisible(record.id(), field, findings);
        strange(record.id(), field, languages, findings);
    }
    match (record, known) {
        (RecordRef::Event(event), _) => {
            needs(event, fields, findings);
            votes::check(event, fields, findings);
        }
        (RecordRef::Difference(difference), Some(known)) => {
            for (n, pointer) in difference.about.iter().enumerate() {
                let Some(field) = &pointer.field else { continue };
                let Some(other) = known.record(pointer.record.id()) else { continue };
                if other.field(field.as_str()).is_none() {
                    let path = vec!["about".into(), n.into(), "field".into()];
                    let (message, help) = no_field(pointer.record.as_str(), field.as_str());
                    findings.push(error("E108", record.id(), path, message, Some(help)));
                }
            }
        }
        _ => {}
    }
}

/// What is said of a difference about a field that a record has not, and what to do.
///
/// ```
/// use rapporteur_schema::check::no_field;
/// assert_eq!(no_field("x", "date").0, "the record `x` has no field `date`");
/// ```
pub fn no_field(record: &str, field: &str) -> (String, String) {
    let help = "leave `field` out to speak of the record as a whole";
    (format!("the record `{record}` has no field `{field}`"), help.to_owned())
}

/// What is said of a passage that is marked as not cited, and is, and what to do.
///
/// ```
/// use rapporteur_schema::check::wrongly_cited;
/// assert_eq!(wrongly_cited("7").0, "the passage `7` is marked as not cited, and is cited");
/// ```
pub fn wrongly_cited(key: &str) -> (String, String) {
    let message = format!("the passage `{key}` is marked as not cited, and is cited");
    (message, "leave `uncited` out".to_owned())
}

fn error(
    code: &'static str,
    record: &Id,
    path: Vec<Step>,
    message: String,
    help: Option<String>,
) -> Finding {
    Finding { code, severity: Severity::Error, record: Some(record.clone()), path, message, help }
}

pub(super) fn warning(
    code: &'static str,
    record: Option<&Id>,
    path: Vec<Step>,
    message: String,
    help: String,
) -> Finding {
    let (severity, record) = (Severity::Warning, record.cloned());
    Finding { code, severity, record, path, message, help: Some(help) }
}

/// Every list of citations of a record, wherever it is written.
///
/// ```
/// # let dataset = rapporteur_schema::Dataset::open("tests/data/brazil-un-human-rights")?;
/// use rapporteur_schema::all_cites;
/// let record = dataset.get("accession-iccpr-brazil").ok_or("not there")?;
/// assert_eq!(all_cites(record).len(), 1);
/// # Ok::<(), Box<dyn std::error::Error>>(())
/// ```
pub fn all_cites(record: RecordRef<'_>) -> Vec<&Cites> {
    cites_in(record, &record.fields())
}

/// As [`all_cites`], of a record whose [fields](RecordRef::fields) are at hand.
///
/// ```
/// # let dataset = rapporteur_schema::Dataset::open("tests/data/brazil-un-human-rights")?;
/// use std::collections::BTreeSet;
/// use rapporteur_schema::cites_in;
/// // Which sources a record rests on, in a walk that needs its fields for other things too.
/// let record = dataset.get("entry-into-force-crc-brazil").ok_or("not there")?;
/// let fields = record.fields();
/// let sources: BTreeSet<&str> =
///     cites_in(record, &fields).into_iter().flat_map(|cites| cites.sources()).collect();
/// assert_eq!(sources.len(), 2);
/// # Ok::<(), Box<dyn std::error::Error>>(())
/// ```
pub fn cites_in<'a>(record: RecordRef<'a>, fields: &[FieldView<'a>]) -> Vec<&'a Cites> {
    let mut cites: Vec<&Cites> = record.cite().into_iter().collect();
    for reading in fields.iter().flat_map(|field| &field.readings) {
        if !reading.bare {
            cites.extend(reading.meta.cite);
        }
        cites.extend(reading.items.iter().filter_map(|item| item.meta.cite));
    }
    cites
}

fn needs(event: &Event, fields: &[FieldView<'_>], findings: &mut Vec<Finding>) {
    for need in event.kind.needed() {
        let name = need.field;
        let field = fields.iter().find(|field| field.def.name == name);
        let met = field.is_some_and(|field| {
            need.role.is_none_or(|role| {
                field.readings.iter().flat_map(|reading| &reading.items).any(|item| {
                    matches!(item.part("role"), Some(Atom::Code(code)) if code.code() == role)
                })
            })
        });
        if !met {
            let add = match need.role {
                None => format!("add `{name}`"),
                Some(role) => format!("add {{\"who\": …, \"role\": \"{role}\"}} to `{name}`"),
            };
            findings.push(error(
                "E106",
                &event.id,
                vec!["kind".into()],
                event.kind.lacking(need),
                Some(format!(
                    "{add}; if the source does not give it, say so: \"{name}\": {{\"readings\": \
                     [{{\"absent\": \"unknown\", \"cite\": […]}}]}}"
                )),
            ));
        }
    }
}

/// Rules for the passages of a source: whether those are cited that are marked as not cited,
/// when all citations are known.
pub(super) fn passages(source: &Source, known: Option<&Known<'_>>, findings: &mut Vec<Finding>) {
    let mut seen = BTreeSet::new();
    for (n, passage) in source.passages.iter().flat_map(|list| list.iter()).enumerate() {
        let path = |key: &str| vec!["passages".into(), n.into(), key.into()];
        let key = passage.key.as_str();
        if !seen.insert(key) {
            let message = format!("the passage `{key}` is listed twice");
            findings.push(error("E110", &source.id, path("key"), message, None));
        }
        let cited = |known: &Known<'_>| {
            known.passages.get(&cite_of(source, passage)) == Some(&Cited::Wrongly)
        };
        if passage.uncited.is_some() && known.is_some_and(cited) {
            let (message, help) = wrongly_cited(key);
            findings.push(error("E111", &source.id, path("uncited"), message, Some(help)));
        }
    }
}

fn repeated_readings(record: &Id, field: &FieldView<'_>, findings: &mut Vec<Finding>) {
    for (n, reading) in field.readings.iter().enumerate() {
        let twin = field.readings.iter().take(n).position(|other| {
            other.absent == reading.absent
                && other.open == reading.open
                && other.meta == reading.meta
                && other.items.len() == reading.items.len()
                && other
                    .items
                    .iter()
                    .zip(&reading.items)
                    .all(|(a, b)| a.parts == b.parts && a.meta == b.meta)
        });
        if let Some(twin) = twin {
            findings.push(error(
                "E109",
                record,
                reading_path(field, reading, n),
                format!("the reading is the same as reading {} of the field", twin + 1),
                Some("leave one of the two out".into()),
            ));
        }
    }
}

/// Characters that are not seen and can make a text read otherwise than it is:
/// direction controls, zero-width characters, the byte order mark, tags.
fn is_invisible(c: char) -> bool {
    matches!(c,
        '\u{200B}' | '\u{200E}' | '\u{200F}' | '\u{202A}'..='\u{202E}' | '\u{2060}'..='\u{2069}'
        | '\u{FEFF}' | '\u{E0000}'..='\u{E007F}')
}

fn invisible(record: &Id, field: &FieldView<'_>, findings: &mut Vec<Finding>) {
    for (n, reading) in field.readings.iter().enumerate() {
        for (_, atom) in reading.items.iter().flat_map(|item| &item.parts) {
            // Most text is ASCII, which is seen in a tenth of the time.
            let unseen = |text: &str| {
                if text.is_ascii() { None } else { text.chars().find(|c| is_invisible(*c)) }
            };
            let found = match atom {
                Atom::Plain(text) => unseen(text),
                Atom::Text(text) => text.iter().find_map(|(_, text)| unseen(text)),
                _ => None,
            };
            if let Some(c) = found {
                let path = reading_path(field, reading, n);
                let message =
                    format!("the text holds the invisible character U+{:04X}", u32::from(c));
                let help = "remove it, unless the writing system needs it".to_owned();
                findings.push(warning("W201", Some(record), path, message, help));
                return;
            }
        }
    }
}

/// Language tags that begin with no language: of a field the first.
fn strange(
    record: &Id,
    field: &FieldView<'_>,
    languages: &mut Languages,
    findings: &mut Vec<Finding>,
) {
    for (n, reading) in field.readings.iter().enumerate() {
        for (i, item) in reading.items.iter().enumerate() {
            let found = item.parts.iter().find_map(|(part, atom)| {
                languages.strange(*atom).map(|tag| (part.name, *atom, tag))
            });
            let Some((part, atom, tag)) = found else { continue };
            let mut path = item_path(field, reading, n, i);
            if !stands_alone(field.def.shape, part) {
                path.push(part.into());
            }
            if matches!(atom, Atom::Text(_)) {
                path.push(tag.as_str().into());
            }
            let (message, help) = registered::no_language(tag);
            findings.push(warning("W203", Some(record), path, message, help));
            return;
        }
    }
}

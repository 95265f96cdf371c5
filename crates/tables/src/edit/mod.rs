//! Tables that somebody edited, taken back into a dataset.
//!
//! What was edited is found by comparing every cell with what the file held when it was
//! made: with the tables of the dataset of that time, the *base*. So the order of rows
//! means nothing, what nobody touched cannot change, and an edit may be made wherever a
//! value stands. The edits are carried out on the base; if the present dataset is another,
//! what both sides changed is merged, field by field, or named.

mod apply;
mod base;
mod compare;
mod dataset;
mod diff;
mod merge;
mod rows;
mod valid;

use std::{
    collections::{BTreeMap, BTreeSet},
    fmt,
};

use rapporteur_schema::{Dataset, Severity, check::check, nearest};

pub use crate::words::{home_of, only_part};
use crate::{
    found::{Aside, Gathered, Heading, Sheets, base_name},
    plan::layout,
    read::ReadError,
    reference::{LANGUAGE, SHA256, TABLES, TABLES_VERSION},
    table::{Role, Table},
    words::Context,
};
use apply::Apply;
pub use base::{base_layout, base_table};
use compare::Compared;
pub use diff::{Change, Kind};

/// A dataset after edits.
#[derive(Debug, Clone)]
#[non_exhaustive]
pub struct Edited {
    /// The dataset with the edits.
    pub dataset: Dataset,
    /// What the edits change in the present dataset, record by record and field by field.
    pub changes: Vec<Change>,
    /// Whether the dataset had changed since the file was made, so that the edits were
    /// merged into it.
    pub merged: bool,
    /// What a user should know: sheets and columns that are not read.
    pub notices: Vec<String>,
}

/// What is wrong with an edit, where, and what to do.
#[derive(Debug, Clone, PartialEq, Eq, thiserror::Error)]
#[non_exhaustive]
pub struct EditError {
    /// The cell, row or sheet: `Events!F212`.
    pub place: Option<String>,
    /// What is wrong.
    pub message: String,
    /// What to do about it.
    pub help: Option<String>,
}

impl EditError {
    /// An error of the file as a whole.
    pub fn of_file(message: &str) -> Self {
        Self { place: None, message: message.to_owned(), help: None }
    }
}

impl fmt::Display for EditError {
    /// `Events!F212: "Febuary 2009" is no EDTF date; did you mean 2009-02?`
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        if let Some(place) = &self.place {
            write!(f, "{place}: ")?;
        }
        f.write_str(&self.message)?;
        match &self.help {
            Some(help) => write!(f, "; {help}"),
            None => Ok(()),
        }
    }
}

/// Everything that is wrong with some edits.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct EditErrors(pub Vec<EditError>);

impl fmt::Display for EditErrors {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        for (n, error) in self.0.iter().enumerate() {
            write!(f, "{}{error}", if n == 0 { "" } else { "\n" })?;
        }
        Ok(())
    }
}

impl std::error::Error for EditErrors {}

impl From<ReadError> for EditErrors {
    fn from(error: ReadError) -> Self {
        let (place, message) = match error {
            ReadError::Cell { place, message } => (Some(place), message),
            other => (None, other.to_string()),
        };
        Self(vec![EditError { place, message, help: None }])
    }
}

fn one(message: impl Into<String>, help: impl Into<String>) -> EditErrors {
    let (message, help) = (message.into(), Some(help.into()));
    EditErrors(vec![EditError { place: None, message, help }])
}

/// What differs between two datasets, record by record and field by field.
///
/// ```
/// # fn f(old: &rapporteur_schema::Dataset, new: &rapporteur_schema::Dataset) {
/// for change in rapporteur_tables::edit::diff(old, new) {
///     println!("{change}");
/// }
/// # }
/// ```
pub fn diff(before: &Dataset, after: &Dataset) -> Vec<Change> {
    diff::changes(before, after, &BTreeMap::new())
}

/// Takes edited tables back into the `present` dataset.
///
/// # Errors
/// Everything that is wrong with the edits, each with its cell.
pub fn edit(mut sheets: Sheets, present: &Dataset) -> Result<Edited, EditErrors> {
    let mut notices = Vec::new();
    let mut errors = Vec::new();
    let members = dataset::members(&mut sheets)?;
    let written = |name: &str| members.text(name);
    match written(TABLES) {
        Some(version) if version == TABLES_VERSION => {}
        Some(version) => {
            return Err(one(
                format!(
                    "the file was made by another version of the program (its tables are of version \
                     {version}, here they are of version {TABLES_VERSION})"
                ),
                "export it again, or take the edits back with the program that made it",
            ));
        }
        None => {
            return Err(one(
                "the file does not say of which dataset it was made: the rows `export.…` of the \
                 table Dataset are missing",
                "edit a file that this version of the program exported, and leave these rows as \
                 they are",
            ));
        }
    }
    if let Some(id) = written("id").filter(|id| id != present.meta.id.as_str()) {
        return Err(one(
            format!("the file is of the dataset `{id}`, and here is `{}`", present.meta.id),
            "name the folder of the dataset from which it was exported",
        ));
    }
    let base = find_base(&mut sheets, &written(SHA256).unwrap_or_default(), &members, present)?;
    let merged = base.is_some();
    let base = base.as_ref().unwrap_or(present);
    let language = written(LANGUAGE).unwrap_or_else(|| "en".to_owned());
    let context = Context::new(base, &language);

    strangers(&sheets, &mut notices, &mut errors, &context);
    let mut tables = BTreeMap::new();
    for table in layout().into_iter().filter(|table| table.name != "Dataset") {
        if !sheets.sheets.iter().any(|sheet| base_name(&sheet.name) == table.name) {
            // Said above, if it had rows.
            continue;
        }
        let found = match Gathered::take(&mut sheets, &table) {
            Ok(found) => found,
            Err(error) => {
                errors.extend(EditErrors::from(error).0);
                continue;
            }
        };
        if headers(&table, &found, &mut errors, &mut notices) {
            tables.insert(table.name.clone(), Compared::new(&context, table, found));
        }
    }
    let mut apply = Apply::new(base, context.main.to_owned());
    apply.errors = errors;
    let derived = rows::carry_out(&mut apply, &tables);
    let meta = dataset::edited_meta(&mut apply, &members, base);
    let touched: BTreeSet<String> =
        apply.records.keys().cloned().chain(apply.removed.iter().cloned()).collect();
    let place_of = |id: &str| rows::place_of(&tables, id);
    let done = apply.finish(&place_of);
    let theirs = assemble(base, meta, &touched, done);
    rows::check_derived(&mut apply, &tables, derived, &theirs, &language);
    let cells = std::mem::take(&mut apply.cells);
    let mut errors = std::mem::take(&mut apply.errors);

    let result = if merged {
        match merge::merge(base, present, &theirs, &cells) {
            Ok(result) => result,
            Err(conflicts) => {
                errors.extend(conflicts);
                theirs
            }
        }
    } else {
        theirs
    };
    // Rules that the edits break: what was wrong before is not their fault.
    let before = check(present);
    for finding in check(&result) {
        let known = before.iter().any(|f| {
            f.code == finding.code && f.record == finding.record && f.message == finding.message
        });
        if known || finding.severity != Severity::Error {
            continue;
        }
        let id = finding.record.as_ref().map(ToString::to_string).unwrap_or_default();
        let place = rows::place_of_path(&tables, &cells, &id, &finding.path);
        let message = match &finding.record {
            Some(record) if place.is_none() => format!("`{record}`: {}", finding.message),
            _ => finding.message,
        };
        let known = errors.iter().any(|error| error.place.is_some() && error.place == place);
        if !known {
            let help = in_tables(finding.code).map(str::to_owned).or(finding.help);
            errors.push(EditError { place, message, help });
        }
    }
    if !errors.is_empty() {
        return Err(EditErrors(errors));
    }
    let changes = diff::changes(present, &result, &cells);
    Ok(Edited { dataset: result, changes, merged, notices })
}

/// Advice for who edits tables, where that of a rule is for who writes JSON.
fn in_tables(code: &str) -> Option<&'static str> {
    (code == "E106").then_some(
        "if the source does not give it, say so with a row of the table Readings: record, field, \
         cite, and `unknown` in the column absent",
    )
}

/// The dataset of which the file was made; `None` if it is the present one.
fn find_base(
    sheets: &mut Sheets,
    hash: &str,
    members: &dataset::Members,
    present: &Dataset,
) -> Result<Option<Dataset>, EditErrors> {
    let hash_of = rapporteur_schema::canonical::hash;
    if hash_of(present).as_str() == hash {
        return Ok(None);
    }
    if present.has_restricted() {
        let published = present.clone().published();
        if hash_of(&published).as_str() == hash {
            return Ok(Some(published));
        }
    }
    if let Some(base) = base::read(sheets)? {
        if hash_of(&base).as_str() == hash {
            return Ok(Some(base));
        }
        return Err(one(
            "the sheet Base does not hold the dataset of which the file was made",
            "somebody or some program changed it: begin again with a new export of the profile \
             edit",
        ));
    }
    let version = members.text("version").unwrap_or_else(|| "of another time".to_owned());
    Err(one(
        format!(
            "the file was made from another state of the dataset (version {version}, SHA-256 {}…) \
             than is here (version {}, SHA-256 {}…), and does not hold the one that it was made \
             from, so that edits cannot be told from what has changed since",
            hash.get(..12).unwrap_or(hash),
            present.meta.version,
            hash_of(present).as_str().get(..12).unwrap_or_default(),
        ),
        "take the edits back into the dataset that it was made from, or export the profile edit \
         and make them there",
    ))
}

/// Sheets that are missing, and sheets that are not read.
fn strangers(
    sheets: &Sheets,
    notices: &mut Vec<String>,
    errors: &mut Vec<EditError>,
    context: &Context<'_>,
) {
    const FRONT: [&str; 7] =
        ["Cover", "Contents", "Notes", "Codelists", "Data_dictionary", "Differences_found", "Base"];
    let layout = layout();
    let known = |name: &str| layout.iter().any(|table| table.name == base_name(name));
    let others: Vec<&crate::found::Sheet> = sheets
        .sheets
        .iter()
        .filter(|sheet| {
            !known(&sheet.name)
                && !FRONT.contains(&sheet.name.as_str())
                && !sheet.name.starts_with("Summary_")
        })
        .collect();
    let mut taken = Vec::new();
    for table in &layout {
        let there = sheets.sheets.iter().any(|sheet| base_name(&sheet.name) == table.name);
        if there || context.count(table) == 0 {
            continue;
        }
        let hits = |header: &[Heading]| {
            header.iter().filter(|heading| table.column(&heading.text).is_some()).count()
        };
        let like = others
            .iter()
            .filter(|sheet| hits(&sheet.header) * 3 >= table.columns.len() * 2)
            .max_by_key(|sheet| hits(&sheet.header));
        let help = match like {
            Some(sheet) => {
                taken.push(sheet.name.as_str());
                format!(
                    "the sheet `{}` has its headers: call it `{}` again",
                    sheet.name, table.name
                )
            }
            None => "a sheet that is removed removes no records: put it back, and remove its rows \
                     if that is what is meant"
                .to_owned(),
        };
        let message = format!("the sheet `{}` is missing", table.name);
        errors.push(EditError { place: None, message, help: Some(help) });
    }
    for sheet in others.iter().filter(|sheet| !taken.contains(&sheet.name.as_str())) {
        notices.push(format!("the sheet `{}` is not read", sheet.name));
    }
}

/// Whether a table has all columns that it needs. Columns of the editor's own are not read.
fn headers(
    table: &Table<'_>,
    found: &Gathered,
    errors: &mut Vec<EditError>,
    notices: &mut Vec<String>,
) -> bool {
    let mut good = true;
    for head in &found.heads {
        let own = |heading: &&Heading| {
            table.column(&heading.text).is_none() && heading.text != crate::found::CONTINUATION
        };
        let mut unknown = 0;
        for aside in &head.asides {
            match aside {
                Aside::Heading { column, fault } => {
                    good = false;
                    unknown += 1;
                    let place = found.style.place(&head.sheet, Some((*column, "")), head.at);
                    let message = format!("in the row of headers {fault}");
                    errors.push(EditError { place: Some(place), message, help: None });
                }
                Aside::Headless { at, column } => notices.push(format!(
                    "{}: what stands here and below has no header and is not read",
                    found.style.place(&head.sheet, Some((*column, "")), *at)
                )),
            }
        }
        let mut own: Vec<&Heading> =
            head.header.iter().filter(own).filter(|heading| !heading.text.is_empty()).collect();
        if let Some((twice, _)) = head.header.iter().enumerate().find_map(|(n, heading)| {
            let first = head.header.iter().take(n).find(|other| other.text == heading.text)?;
            (table.column(&heading.text).is_some()).then_some((heading, first))
        }) {
            good = false;
            errors.push(EditError {
                place: Some(found.style.place(
                    &head.sheet,
                    Some((twice.column, twice.text.as_str())),
                    head.at,
                )),
                message: format!("the header `{}` stands twice", twice.text),
                help: Some("remove one of the columns".to_owned()),
            });
        }
        for column in table.columns.iter().filter(|c| c.role.is_editable() || c.role == Role::Says)
        {
            if head.header.iter().any(|heading| heading.text == column.name) {
                continue;
            }
            good = false;
            let near = nearest(&column.name, own.iter().map(|h| h.text.as_str()));
            let near = near.and_then(|near| own.iter().position(|h| h.text == near));
            if near.is_none() && unknown > 0 {
                // It may be what has been told above.
                unknown -= 1;
                continue;
            }
            let message = format!("there is no column `{}`", column.name);
            let (at, help) = match near.map(|at| own.remove(at)) {
                Some(heading) => (
                    Some((heading.column, heading.text.as_str())),
                    format!("`{}` stands here: change it back to `{}`", heading.text, column.name),
                ),
                None => (
                    None,
                    "put the column back, with its header; to take values away, empty their cells"
                        .to_owned(),
                ),
            };
            errors.push(EditError {
                place: Some(found.style.place(&head.sheet, at, head.at)),
                message,
                help: Some(help),
            });
        }
        for heading in own {
            notices.push(format!(
                "{}: the column `{}` is not read",
                found.style.place(
                    &head.sheet,
                    Some((heading.column, heading.text.as_str())),
                    head.at
                ),
                heading.text
            ));
        }
    }
    good
}

/// The base with these records in the place of those that were touched.
fn assemble(
    base: &Dataset,
    meta: rapporteur_schema::DatasetMeta,
    touched: &BTreeSet<String>,
    done: Vec<rapporteur_schema::Record>,
) -> Dataset {
    let kept = base
        .clone()
        .into_records()
        .filter(|record| !touched.contains(record.as_ref().id().as_str()));
    // Ids are unique: every record that is done has been touched.
    Dataset::from_records(meta.clone(), kept.chain(done)).unwrap_or_else(|_| Dataset::new(meta))
}

//! `import`

mod mapped;

pub(super) use mapped::refused;

use std::path::PathBuf;

use rapporteur::{
    apparatus::phrase,
    layout,
    schema::{
        Dataset, Date, PlainText, Severity,
        check::{Finding, check},
    },
    tables::edit::{Change, diff},
};

use crate::{
    context::{Context, Exit, hold, incoming, interruptible},
    output,
};

/// Bring tables of others into a dataset, read a dataset back from exported files, or take
/// edits of a workbook into one.
///
/// With --mapping, the files are tables (CSV, TSV, JSON, JSON Lines, XLSX) that anybody may
/// have made; the mapping says which rows make which records. What was found out about
/// each file, how many rows were mapped, left out and rejected, and which names are in
/// doubt is told; then what changes; then it is written. The same import again changes
/// nothing.
///
/// Without --mapping, the files are what `export` wrote. A workbook (or a CSV package) of a
/// dataset that DIR already holds is compared with it cell by cell: what somebody changed,
/// added or removed is shown, record by record and field by field, and then written. Other
/// formats replace the dataset by the one in the file.
#[derive(Debug, clap::Args)]
#[expect(clippy::struct_excessive_bools, reason = "each is a switch of the command line")]
pub struct ImportArgs {
    /// With --mapping: tables, each as FILE or NAME=FILE with the name of a table of the
    /// mapping. Without: what `export` wrote: .jsonld, .ndjsonld, .nq, .ttl, .trig, .tei.xml,
    /// .pdf, .xlsx; the parts of a divided TEI edition; the folder of a CSV package
    #[arg(required = true, value_name = "FILE")]
    files: Vec<PathBuf>,
    /// The folder for the dataset: new, or of the same dataset
    #[arg(long, value_name = "DIR")]
    into: PathBuf,
    /// Show what would change, and write nothing
    #[arg(long)]
    dry_run: bool,
    /// Write a report as JSON to standard output
    #[arg(long)]
    json: bool,
    /// How tables become records: a file of JSON (see schema/import-mapping.schema.json)
    #[arg(long, value_name = "MAPPING.json", help_heading = "Tables of others")]
    mapping: Option<PathBuf>,
    /// Import nothing unless every row can be mapped
    #[arg(long, requires = "mapping", help_heading = "Tables of others")]
    strict: bool,
    /// Write the rows that cannot be mapped, with their reasons, as CSV
    #[arg(long, value_name = "FILE", requires = "mapping", help_heading = "Tables of others")]
    rejects: Option<PathBuf>,
    /// The encoding of the tables, whatever the mapping says: utf-8, utf-16le, windows-1252,
    /// macintosh and others; if it is not stated, it is detected
    #[arg(long, value_name = "NAME", requires = "mapping", help_heading = "Tables of others")]
    encoding: Option<String>,
    /// Tables that an earlier import read may be missing: what only they said is removed
    #[arg(long, requires = "mapping", help_heading = "Tables of others")]
    forget: bool,
    /// When the dataset is made, as EDTF (2024-01-31): exports show this date, and none else
    #[arg(long, value_name = "DATE", requires = "mapping", help_heading = "Tables of others")]
    created: Option<Date>,
    /// Who publishes the dataset
    #[arg(long, value_name = "NAME", requires = "mapping", help_heading = "Tables of others")]
    publisher: Option<PlainText>,
}

#[derive(serde::Serialize)]
struct Report<'a> {
    dataset: &'a str,
    records: usize,
    /// Whether the dataset had changed since the workbook was made.
    merged: bool,
    changes: &'a [Change],
    notices: &'a [String],
    written: bool,
}

/// What is to be written, and what that changes.
struct Outcome {
    dataset: Dataset,
    changes: Vec<Change>,
    merged: bool,
    notices: Vec<String>,
    /// There was no dataset before.
    new: bool,
}

impl ImportArgs {
    pub(crate) fn run(self, _: &Context) -> Exit {
        if let Some(mapping) = &self.mapping {
            return self.mapped(mapping);
        }
        let held = match hold(&self.into, self.dry_run) {
            Ok(held) => held,
            Err(exit) => return exit,
        };
        let outcome = match self.outcome() {
            Ok(outcome) => outcome,
            Err(exit) => return exit,
        };
        if !sound(&outcome.dataset) {
            return Exit::Data;
        }
        let layout = layout::layout_for(&outcome.dataset, &self.into);
        let changes = match layout::changes(&outcome.dataset, &self.into, layout) {
            Ok(changes) => changes,
            Err(error) => {
                output::error(&error);
                return Exit::Io;
            }
        };
        if !self.dry_run
            && let Err(error) = held.apply(&changes, &interruptible())
        {
            output::error(&error);
            return Exit::Io;
        }
        for notice in &outcome.notices {
            output::warning(notice);
        }
        if self.json {
            return output::report(
                &Report {
                    dataset: outcome.dataset.meta.id.as_str(),
                    records: outcome.dataset.len(),
                    merged: outcome.merged,
                    changes: &outcome.changes,
                    notices: &outcome.notices,
                    written: !self.dry_run,
                },
                Exit::Fine,
            );
        }
        let text: String = outcome.changes.iter().map(|change| format!("{change}\n")).collect();
        let exit = output::data(&text);
        let what = if outcome.new {
            "a new dataset".to_owned()
        } else {
            match outcome.changes.len() {
                0 => "no change".to_owned(),
                n => phrase::count(n, "change", "changes"),
            }
        };
        let merged = if outcome.merged {
            ", merged into a dataset that is not as it was when the file was made, or holds more"
        } else {
            ""
        };
        let done = if self.dry_run {
            "nothing was written (--dry-run)".to_owned()
        } else {
            format!(
                "{} written, {} removed in {}",
                phrase::count(changes.write.len(), "file", "files"),
                changes.remove.len(),
                self.into.display()
            )
        };
        output::say(&format!("{} records; {what}{merged}; {done}", outcome.dataset.len()));
        exit
    }

    fn outcome(&self) -> Result<Outcome, Exit> {
        let incoming = incoming(&self.files)?;
        let present = self.present()?;
        let failed = |error: &dyn std::fmt::Display| {
            let names: Vec<String> =
                self.files.iter().map(|path| path.display().to_string()).collect();
            for line in error.to_string().lines() {
                output::error(&format!("{}: {line}", names.join(", ")));
            }
            output::say("nothing was written");
            Exit::Data
        };
        if let Some(present) = present.as_ref().filter(|_| incoming.is_table()) {
            let edited = incoming.edits(present).map_err(|errors| failed(&errors))?;
            return Ok(Outcome {
                dataset: edited.dataset,
                changes: edited.changes,
                merged: edited.merged,
                notices: edited.notices,
                new: false,
            });
        }
        let dataset = incoming.read().map_err(|error| failed(&error))?;
        // Importing into the folder of another dataset would remove that one's records.
        if let Some(present) = present.as_ref().filter(|other| other.meta.id != dataset.meta.id) {
            output::error(&format!(
                "`{}` holds the dataset `{}`, the file holds `{}`: name another folder",
                self.into.display(),
                present.meta.id,
                dataset.meta.id
            ));
            return Err(Exit::Usage);
        }
        if let Some(present) = present.as_ref().filter(|present| present.has_restricted()) {
            output::error(&format!(
                "`{}` holds restricted matter, which the file may lack: import into a new folder and \
                 compare",
                present.meta.id
            ));
            return Err(Exit::Usage);
        }
        let changes = present.as_ref().map(|present| diff(present, &dataset)).unwrap_or_default();
        let new = present.is_none();
        Ok(Outcome { dataset, changes, merged: false, notices: Vec::new(), new })
    }
}

/// So many broken rules are told one by one.
const FINDINGS: usize = 50;

/// Whether a dataset breaks no rule; says which it breaks. What is wrong with many records
/// alike is told once.
pub(super) fn sound(dataset: &Dataset) -> bool {
    let mut findings = check(dataset);
    findings.retain(|finding| finding.severity == Severity::Error);
    let mut alike: Vec<(&Finding, usize)> = Vec::new();
    for finding in &findings {
        let same = |f: &Finding| f.code == finding.code && f.message == finding.message;
        if let Some((_, more)) = alike.iter_mut().find(|(f, _)| same(f)) {
            *more += 1;
        } else if alike.len() < FINDINGS {
            alike.push((finding, 0));
        }
    }
    let mut told = 0;
    for (finding, more) in &alike {
        told += 1 + more;
        let record = finding.record.as_ref().map(ToString::to_string).unwrap_or_default();
        let others = match more {
            0 => String::new(),
            more => format!(" (and {} more so)", phrase::count(*more, "record", "records")),
        };
        output::error(&format!("{}: {record}: {}{others}", finding.code, finding.message));
    }
    if findings.len() > told {
        output::say(&format!("… and {} more", findings.len() - told));
    }
    if !findings.is_empty() {
        output::say("nothing was written");
    }
    findings.is_empty()
}

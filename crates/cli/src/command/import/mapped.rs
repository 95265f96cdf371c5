//! `import --mapping`

use std::path::Path;

use rapporteur::{
    Held,
    apparatus::phrase,
    files,
    import::{ImportError, Plan, Reject, Report, rejects_csv},
    mapped::{self, Mapped, MappedError, Request},
};

use super::{ImportArgs, sound};
use crate::{
    context::{Exit, hold, interruptible, open_held},
    diagnostics, output,
};

#[derive(serde::Serialize)]
struct Told<'a> {
    #[serde(flatten)]
    report: &'a Report,
    changes: &'a Plan,
    written: bool,
}

/// So many rejected rows are shown; a file has them all.
const SHOWN: usize = 10;

impl ImportArgs {
    pub(super) fn mapped(&self, path: &Path) -> Exit {
        let mapping = match mapped::mapping(path) {
            Ok(mapping) => mapping,
            Err(error) => return refused(&error),
        };
        let held = match hold(&self.into, self.dry_run) {
            Ok(held) => held,
            Err(exit) => return exit,
        };
        let present = match self.present() {
            Ok(present) => present,
            Err(exit) => return exit,
        };
        let mut request = Request::default();
        path.clone_into(&mut request.mapping);
        request.tables =
            self.files.iter().map(|file| file.to_string_lossy().into_owned()).collect();
        request.into.clone_from(&self.into);
        request.encoding.clone_from(&self.encoding);
        request.strict = self.strict;
        request.forget = self.forget;
        request.created.clone_from(&self.created);
        request.publisher.clone_from(&self.publisher);
        let mapped = match mapped::read(&request, mapping, present) {
            Ok(mapped) => mapped,
            Err(errors) => return self.failed(&errors),
        };
        output::say(mapped.report.to_string().trim_end());
        if let Err(exit) = self.reject(&mapped.rejects) {
            return exit;
        }
        if mapped.report.mapped() == 0 {
            output::error(&"not one row makes a record: nothing was written");
            return Exit::Data;
        }
        self.write(mapped, &held)
    }

    /// What no import came of.
    fn failed(&self, errors: &[MappedError]) -> Exit {
        let mut exit = Exit::Usage;
        for error in errors {
            if let MappedError::Import(ImportError::Strict(imported)) = error {
                output::say(imported.report.to_string().trim_end());
                if let Err(exit) = self.reject(&imported.rejects) {
                    return exit;
                }
            }
            exit = refused(error);
        }
        output::say("nothing was written");
        exit
    }

    /// Shows the rows that could not be mapped, and writes them where they are wanted:
    /// a file without rows, too, so that none is left of an earlier run.
    fn reject(&self, rejects: &[Reject]) -> Result<(), Exit> {
        for reject in rejects.iter().take(SHOWN) {
            let place = match reject.line {
                Some(line) => format!("{}:{line}", reject.file),
                None => format!("{}, row {}", reject.file, reject.row),
            };
            output::warning(&format!("{place}: {}", reject.reason));
        }
        let count = |one, many| phrase::count(rejects.len(), one, many);
        let Some(path) = &self.rejects else {
            if !rejects.is_empty() {
                output::warning(&format!(
                    "{}; --rejects FILE writes what was rejected, with its reasons",
                    count("row was rejected", "rows were rejected")
                ));
            }
            return Ok(());
        };
        files::replace(path, rejects_csv(rejects).as_bytes()).map_err(|error| {
            output::error(&error);
            Exit::Io
        })?;
        let rows = count("rejected row is", "rejected rows are");
        output::say(&format!("{rows} in {}", path.display()));
        Ok(())
    }

    fn write(&self, mapped: Mapped, held: &Held) -> Exit {
        let text = if self.json {
            let told =
                Told { report: &mapped.report, changes: &mapped.plan, written: !self.dry_run };
            match output::report_text(&told) {
                Ok(text) => text,
                Err(exit) => return exit,
            }
        } else {
            mapped.plan.to_string()
        };
        let moved: Vec<String> = mapped.plan.moved.iter().map(ToString::to_string).collect();
        let ready = match mapped.apply() {
            Ok(ready) => ready,
            Err(error) => return refused(&error),
        };
        // What the rules of the dataset refuse is no news of changes.
        if !sound(&ready.dataset) {
            return Exit::Data;
        }
        let exit = output::data(&text);
        for moved in &moved {
            output::warning(moved);
        }
        if ready.dataset.meta.created.is_none() {
            output::warning(
                &"the dataset does not say when it was made, so that exports have no date: say it \
                  with --created DATE (and by whom it is published, with --publisher NAME), or \
                  in the mapping's `dataset`",
            );
        }
        let records = phrase::count(ready.dataset.len(), "record", "records");
        if self.dry_run {
            output::say(&format!("{records}; nothing was written (--dry-run)"));
            return exit;
        }
        match mapped::write(&ready, held, &interruptible()) {
            Ok((written, removed)) => {
                output::say(&format!(
                    "{records}; {} written, {removed} removed in {}",
                    phrase::count(written, "file", "files"),
                    self.into.display()
                ));
                exit
            }
            Err(error) => {
                output::error(&error);
                Exit::Io
            }
        }
    }

    /// The dataset that is there already, if one is.
    pub(super) fn present(&self) -> Result<Option<rapporteur::schema::Dataset>, Exit> {
        if self.into.join("dataset.json").exists() {
            open_held(&self.into).map(Some)
        } else {
            Ok(None)
        }
    }
}

/// Says why, and how to end.
pub(in crate::command) fn refused(error: &MappedError) -> Exit {
    match error {
        MappedError::Mapping(problems) | MappedError::Import(ImportError::Mapping(problems)) => {
            diagnostics::print(problems.as_slice());
            Exit::Data
        }
        MappedError::File(error) => {
            output::error(error);
            Exit::Io
        }
        MappedError::Which(_) | MappedError::Missing(_) | MappedError::NoDataset(_) => {
            output::error(error);
            Exit::Usage
        }
        MappedError::Import(ImportError::Records(faults)) => {
            for fault in faults {
                output::error(fault);
            }
            Exit::Data
        }
        _ => {
            output::error(error);
            Exit::Data
        }
    }
}

//! `import`

use std::path::PathBuf;

use rapporteur::{
    FormatName, format, layout,
    schema::{Severity, canonical::Layout, check::check},
};

use crate::{
    context::{Context, Exit},
    output,
};

/// Read a dataset back from an exported file.
#[derive(Debug, clap::Args)]
pub struct ImportArgs {
    /// A file that `export` wrote: .jsonld, .tei.xml, .pdf or .xlsx
    file: PathBuf,
    /// The folder for the dataset: new, or of the same dataset
    #[arg(long, value_name = "DIR")]
    into: PathBuf,
}

impl ImportArgs {
    pub(crate) fn run(self, _: &Context) -> Exit {
        let name = self.file.file_name().unwrap_or_default().to_string_lossy().into_owned();
        let Some(format) = FormatName::of_file(&name) else {
            output::error(&format!("`{name}` ends in none of .jsonld, .xml, .pdf and .xlsx"));
            return Exit::Usage;
        };
        let bytes = match std::fs::read(&self.file) {
            Ok(bytes) => bytes,
            Err(error) => {
                output::error(&format!("cannot read `{}`: {error}", self.file.display()));
                return Exit::Io;
            }
        };
        let dataset = match format::read(format, &bytes) {
            Ok(dataset) => dataset,
            Err(error) => {
                output::error(&format!("{}: {error}", self.file.display()));
                return Exit::Data;
            }
        };
        let findings = check(&dataset);
        let errors: Vec<_> = findings.iter().filter(|f| f.severity == Severity::Error).collect();
        for finding in &errors {
            let record = finding.record.as_ref().map(ToString::to_string).unwrap_or_default();
            output::error(&format!("{}: {record}: {}", finding.code, finding.message));
        }
        if !errors.is_empty() {
            output::say("nothing was written");
            return Exit::Data;
        }
        // Importing into the folder of another dataset would remove that one's records.
        let other = rapporteur::schema::load(&self.into).dataset.map(|present| present.meta.id);
        if let Some(other) = other.filter(|other| *other != dataset.meta.id) {
            output::error(&format!(
                "`{}` holds the dataset `{other}`, the file holds `{}`: name another folder",
                self.into.display(),
                dataset.meta.id
            ));
            return Exit::Usage;
        }
        let changes = match layout::changes(&dataset, &self.into, Layout::Files) {
            Ok(changes) => changes,
            Err(error) => {
                output::error(&error);
                return Exit::Io;
            }
        };
        if let Err(error) = layout::apply(&changes, &self.into) {
            output::error(&error);
            return Exit::Io;
        }
        output::say(&format!(
            "{} records; {} files written, {} removed in {}",
            dataset.len(),
            changes.write.len(),
            changes.remove.len(),
            self.into.display()
        ));
        Exit::Fine
    }
}

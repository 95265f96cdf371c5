//! `split`, `pipe` and `merge-parts`: what is done on several machines.

use std::{
    io,
    path::{Path, PathBuf},
};

use rapporteur::{
    Report,
    apparatus::phrase,
    export::ExportError,
    files,
    parts::{
        Filter, Form, MAX_PARTS, Outline, PartManifest, Partition, PartsError, Piece, merge, split,
    },
    schema::Register,
};

use super::export::{ACCEPT, listing, publish, sizes};
use crate::{
    context::{Context, Exit, interruptible, open},
    diagnostics, output,
};

/// Says why something could not be done in parts, and how to end.
pub(super) fn failed(error: &PartsError) -> Exit {
    match error {
        PartsError::Records(problems) => diagnostics::print(problems),
        other => output::error(other),
    }
    match error {
        PartsError::Export(ExportError::Leak(_)) => {
            output::say(ACCEPT);
            Exit::Data
        }
        PartsError::Format { .. } | PartsError::Number { .. } => Exit::Usage,
        PartsError::File(_)
        | PartsError::Io(_)
        | PartsError::JsonLd(rapporteur::jsonld::Error::Io(_))
        | PartsError::Export(ExportError::File(_) | ExportError::Interrupted) => Exit::Io,
        _ => Exit::Data,
    }
}

/// Says what was written of a part.
pub(super) fn tell_part(made: Result<PartManifest, PartsError>, out: &Path, json: bool) -> Exit {
    let manifest = match made {
        Ok(manifest) => manifest,
        Err(error) => return failed(&error),
    };
    for file in &manifest.files {
        for warning in &file.warnings {
            output::warning(&format!("{}: {warning}", file.piece));
        }
    }
    if json {
        return output::report(&manifest, Exit::Fine);
    }
    output::say(&format!(
        "{} {}: part {} of {} → {}",
        manifest.identity.dataset,
        manifest.identity.version,
        manifest.part,
        manifest.identity.of,
        out.display()
    ));
    let files = manifest.files.iter().map(|file| (file.piece.as_str(), file.bytes));
    for line in sizes(files) {
        output::say(&line);
    }
    Exit::Fine
}

/// Split a dataset into files of records, for programs that each export a part.
///
/// Checks the dataset, and writes into the folder files `part-00001-of-00007.records`, each
/// with lines of the canonical form, and `outline.json` with what every part must know of the
/// whole. What is restricted is left out. `rapporteur export DIR --partition I/N`, here or on
/// another machine, then exports a part, and `rapporteur merge-parts` puts parts together.
#[derive(Debug, clap::Args)]
pub struct SplitArgs {
    /// The folder of the dataset
    dataset: Option<PathBuf>,
    /// Into how many parts, 1 to 99,999
    #[arg(long, value_name = "N", value_parser = clap::value_parser!(u32).range(1..=99_999))]
    into: u32,
    /// The folder for the parts
    #[arg(long, value_name = "DIR")]
    out: PathBuf,
    /// Split restricted records as well
    #[arg(long)]
    restricted: bool,
    /// A text of what is restricted that may stand in what is published, as of `export`
    #[arg(long, value_name = "TEXT", conflicts_with = "restricted")]
    accept: Vec<String>,
    /// Write a report as JSON to standard output
    #[arg(long)]
    json: bool,
}

impl SplitArgs {
    pub(crate) fn run(self, context: &Context) -> Exit {
        let mut dataset = match open(&context.dataset_or(self.dataset)) {
            Ok(dataset) => dataset,
            Err(exit) => return exit,
        };
        let secrets = match publish(&mut dataset, self.restricted, &self.accept) {
            Ok(secrets) => secrets,
            Err(exit) => return exit,
        };
        let into = usize::try_from(self.into).unwrap_or(MAX_PARTS);
        match split(&dataset, into, secrets.as_ref(), &self.out) {
            Ok(report) if self.json => output::report(&report, Exit::Fine),
            Ok(report) => {
                output::say(&format!(
                    "{} {}: {} in {} → {}",
                    report.dataset,
                    report.version,
                    phrase::count(report.records, "record", "records"),
                    phrase::count(report.parts.len(), "part", "parts"),
                    self.out.display()
                ));
                Exit::Fine
            }
            Err(error) => failed(&error),
        }
    }
}

/// Which piece of a file is written.
#[derive(Debug, Clone, Copy, PartialEq, Eq, clap::ValueEnum)]
enum Only {
    /// What comes before the records
    Head,
    /// The records
    Records,
    /// What comes after the records
    Tail,
}

/// Write records from standard input in a format to standard output.
///
/// A step of an engine that divides the work itself. A line is a record, as in the files
/// that `rapporteur split` writes. Without --partition only the records are written: `--only
/// head` writes what comes before those of the first part, `--only tail` what comes after those
/// of the last, and both read nothing.
#[derive(Debug, clap::Args)]
pub struct PipeArgs {
    /// The folder that `rapporteur split` wrote, or its `outline.json`
    #[arg(long, value_name = "PATH")]
    outline: PathBuf,
    /// The format
    #[arg(long, value_name = "FORMAT", value_parser = clap::builder::PossibleValuesParser::new(Form::NAMES))]
    to: String,
    /// Standard input has the records of this part, which are seen to be those; the first
    /// part has the head, the last the tail
    #[arg(long, value_name = "I/N", conflicts_with = "only")]
    partition: Option<Partition>,
    /// Which piece of the file to write
    #[arg(long, value_name = "PIECE", value_enum, default_value_t = Only::Records)]
    only: Only,
    /// Every line is nothing but a record of this register, as in `events.jsonl`
    #[arg(long, value_name = "NAME")]
    register: Option<Register>,
    /// Write what was written, with its SHA-256, to a file: the manifest of the part
    #[arg(long, value_name = "FILE", requires = "partition")]
    manifest: Option<PathBuf>,
    /// Write a report as JSON to standard error, since standard output has the data
    #[arg(long)]
    json: bool,
}

impl PipeArgs {
    pub(crate) fn run(self, _: &Context) -> Exit {
        match self.write() {
            Ok(exit) => exit,
            // Whoever reads has had enough.
            Err(
                PartsError::Io(error) | PartsError::JsonLd(rapporteur::jsonld::Error::Io(error)),
            ) if error.kind() == io::ErrorKind::BrokenPipe => Exit::Fine,
            Err(error) => failed(&error),
        }
    }

    fn write(&self) -> Result<Exit, PartsError> {
        let outline = Outline::open(&self.outline)?;
        // One of the names that are allowed.
        let Some(form) = Form::named(&self.to) else { return Ok(Exit::Usage) };
        let piece = match (self.partition, self.only) {
            (Some(partition), _) => Piece::Part(partition),
            (None, Only::Head) => Piece::Head,
            (None, Only::Records) => Piece::Records,
            (None, Only::Tail) => Piece::Tail,
        };
        let mut out = io::stdout().lock();
        let filter = Filter::new(&outline, &form).of_register(self.register);
        let file = filter.run(piece, Path::new("<stdin>"), io::stdin().lock(), &mut out)?;
        if let (Some(path), Some(partition)) = (&self.manifest, self.partition) {
            let manifest = PartManifest::new(&outline, partition, vec![file.clone()]);
            files::replace(path, &manifest.to_bytes()?)?;
        }
        if self.json {
            match output::report_text(&file) {
                Ok(text) => output::say(text.trim_end()),
                Err(exit) => return Ok(exit),
            }
        }
        Ok(Exit::Fine)
    }
}

/// Put the parts of an export together.
///
/// Reads the parts that `rapporteur export --partition` wrote into a folder, and writes the
/// files of the whole export, byte for byte as one run writes them, with their manifest, so
/// that `rapporteur audit` can look at them. Refuses parts that are missing, doubled, of
/// another dataset or not as they were written; then nothing is written.
#[derive(Debug, clap::Args)]
pub struct MergePartsArgs {
    /// The folder of the parts
    parts: PathBuf,
    /// The folder for the files; `dist`, if not given
    #[arg(long, value_name = "DIR")]
    out: Option<PathBuf>,
    /// Write a report as JSON to standard output
    #[arg(long)]
    json: bool,
}

impl MergePartsArgs {
    pub(crate) fn run(self, context: &Context) -> Exit {
        let out = self.out.clone().unwrap_or_else(|| context.out.clone());
        let stop = interruptible();
        let report: Report = match merge(&self.parts, &out, &stop) {
            Ok(report) => report,
            Err(error) => return failed(&error),
        };
        if self.json {
            return output::json(&report);
        }
        for line in listing(&report, &out.display().to_string()) {
            output::say(&line);
        }
        Exit::Fine
    }
}

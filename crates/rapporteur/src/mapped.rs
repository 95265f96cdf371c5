//! Tables of others, brought into a dataset by a mapping.
//!
//! An import has three steps: [`read`] makes records of the tables and sets them beside
//! the dataset; the caller shows the [`Plan`] that comes of it; [`write()`] carries it out,
//! whole or not at all.

use std::{
    collections::BTreeSet,
    fs,
    path::{Path, PathBuf},
    sync::atomic::AtomicBool,
};

use rapporteur_import::{
    Baseline, ImportError, InvalidBaseline, Mapping, Options, Plan, Reject, Report, import,
    table::{self, TableError, TableFormat},
};
use rapporteur_schema::{Dataset, Date, PlainText, Problems, RecordRef, canonical::Layout};

use crate::{
    change::Held,
    files::{FileError, fail},
    layout,
    verify::Text,
};

/// Why tables cannot be brought into a dataset.
#[derive(Debug, thiserror::Error)]
#[non_exhaustive]
pub enum MappedError {
    /// The mapping is wrong.
    #[error("{0}")]
    Mapping(Problems),
    /// A file could not be read or written.
    #[error(transparent)]
    File(#[from] FileError),
    /// Which table a file is cannot be told; or a file is named twice.
    #[error("{0}")]
    Which(String),
    /// A file cannot be read as a table.
    #[error(transparent)]
    Table(#[from] TableError),
    /// A workbook cannot be read as a table.
    #[error("`{0}` cannot be read: {1}")]
    Workbook(String, rapporteur_tables::ReadError),
    /// Of the files that earlier imports read some are not named.
    #[error(
        "the last import by this mapping read also {}: name every file, as one record may come of several; or say --forget, and what only those files said is removed", names(.0)
    )]
    Missing(Vec<String>),
    /// A new dataset, of which the mapping says nothing.
    #[error(
        "`{0}` holds no dataset, and the mapping does not say what a new one says of itself: add `dataset` to the mapping, or make a dataset with `rapporteur new`"
    )]
    NoDataset(PathBuf),
    /// What an earlier import wrote cannot be read.
    #[error("`{0}`: {1}")]
    Baseline(PathBuf, InvalidBaseline),
    /// The tables do not fit the mapping, or the records each other.
    #[error(transparent)]
    Import(#[from] ImportError),
}

fn names(files: &[String]) -> String {
    files.iter().map(|file| format!("`{file}`")).collect::<Vec<_>>().join(", ")
}

/// What is to be imported, and how.
#[derive(Debug, Clone, Default)]
#[non_exhaustive]
pub struct Request {
    /// The file of the mapping.
    pub mapping: PathBuf,
    /// The tables: paths, or `NAME=PATH` with the name of a table of the mapping.
    pub tables: Vec<String>,
    /// The folder of the dataset.
    pub into: PathBuf,
    /// The encoding of the tables, whatever the mapping says of it.
    pub encoding: Option<String>,
    /// Whether a row that cannot be mapped refuses all.
    pub strict: bool,
    /// Whether files that an earlier import read may be missing.
    pub forget: bool,
    /// When the dataset is made, whatever it or the mapping says of it.
    pub created: Option<Date>,
    /// Who publishes it, in its first language, whatever it or the mapping says of it.
    pub publisher: Option<PlainText>,
}

/// What an import would make of a dataset.
#[derive(Debug)]
#[non_exhaustive]
pub struct Mapped {
    /// What was read and what became of it.
    pub report: Report,
    /// The rows that could not be mapped.
    pub rejects: Vec<Reject>,
    /// What would change.
    pub plan: Plan,
    mapping: Mapping,
    into: PathBuf,
    present: Option<Dataset>,
    created: Option<Date>,
    publisher: Option<PlainText>,
}

/// Reads a mapping.
///
/// # Errors
/// The file cannot be read, or what it says is wrong: all of it, each with its place.
pub fn mapping(path: &Path) -> Result<Mapping, MappedError> {
    let bytes = fs::read(path).map_err(fail("read", path))?;
    let text = String::from_utf8(bytes).map_err(|error| {
        let source = std::io::Error::new(std::io::ErrorKind::InvalidData, error.utf8_error());
        FileError { doing: "read", path: path.to_owned(), source }
    })?;
    Mapping::read(&text, path).map_err(MappedError::Mapping)
}

/// Reads tables and sets what they make beside the dataset in the folder, if there is one
/// (`present`). Nothing is written.
///
/// # Errors
/// Everything that is wrong with the tables as files; then, what is wrong between them
/// and the mapping.
pub fn read(
    request: &Request,
    mapping: Mapping,
    present: Option<Dataset>,
) -> Result<Mapped, Vec<MappedError>> {
    let memory = request.into.join(Baseline::path(mapping.id()));
    let baseline = match baseline(&memory) {
        Ok(baseline) => baseline,
        Err(error) => return Err(vec![error]),
    };
    if present.is_none() && mapping.dataset().is_none() {
        return Err(vec![MappedError::NoDataset(request.into.clone())]);
    }
    let (inputs, mut errors) = inputs(request, &mapping);
    let files: BTreeSet<String> = inputs.iter().map(|input| input.file.clone()).collect();
    if errors.is_empty() && !request.forget {
        let before = baseline.iter().flat_map(Baseline::files);
        let missing: Vec<String> =
            before.filter(|file| !files.contains(*file)).map(str::to_owned).collect();
        if !missing.is_empty() {
            errors.push(MappedError::Missing(missing));
        }
    }
    if !errors.is_empty() {
        return Err(errors);
    }
    let mut options = Options::default();
    options.existing = present.as_ref();
    options.baseline = baseline.as_ref();
    options.strict = request.strict;
    let imported = import(&mapping, inputs, &options).map_err(|error| vec![error.into()])?;
    let (report, rejects) = (imported.report, imported.rejects);
    let mut plan =
        Plan::sparing(present.as_ref(), imported.records, baseline.as_ref(), !rejects.is_empty());
    plan.read_from(files);
    let Request { into, created, publisher, .. } = request.clone();
    Ok(Mapped { report, rejects, plan, mapping, into, present, created, publisher })
}

/// The passages of the tables in a folder, to verify citations with: of those that the
/// dataset in `into` was made of, or where it does not remember, of every table there is.
///
/// # Errors
/// As [`read()`]. A row that cannot be mapped is no passage.
pub fn passages(
    mapping: &Mapping,
    folder: &Path,
    into: &Path,
    dataset: &Dataset,
) -> Result<Vec<Text>, Vec<MappedError>> {
    let baseline = baseline(&into.join(Baseline::path(mapping.id()))).map_err(|e| vec![e])?;
    let entries = fs::read_dir(folder).map_err(|error| vec![fail("list", folder)(error).into()])?;
    let mut paths: Vec<PathBuf> = entries.flatten().map(|entry| entry.path()).collect();
    paths.sort();
    let known = |path: &PathBuf| {
        let name = path.file_name().unwrap_or_default().to_string_lossy();
        match &baseline {
            Some(baseline) => baseline.files().any(|file| *file == *name),
            None => TableFormat::of_file(&name).is_some() && mapping.table_for(&name).is_ok(),
        }
    };
    let tables =
        paths.iter().filter(|path| known(path)).map(|p| p.to_string_lossy().into()).collect();
    let request = Request { tables, ..Request::default() };
    let (inputs, errors) = inputs(&request, mapping);
    if !errors.is_empty() {
        return Err(errors);
    }
    let mut options = Options::default();
    options.existing = Some(dataset);
    options.baseline = baseline.as_ref();
    let imported = import(mapping, inputs, &options).map_err(|error| vec![error.into()])?;
    let texts = imported.records.iter().filter_map(|record| match record.as_ref() {
        RecordRef::Source(source) => Some(Text::of_table(folder.to_owned(), source)),
        _ => None,
    });
    Ok(texts.collect())
}

fn baseline(path: &Path) -> Result<Option<Baseline>, MappedError> {
    let text = match fs::read_to_string(path) {
        Ok(text) => text,
        Err(error) if error.kind() == std::io::ErrorKind::NotFound => return Ok(None),
        Err(error) => return Err(fail("read", path)(error).into()),
    };
    match Baseline::parse(&text) {
        Ok(baseline) => Ok(Some(baseline)),
        Err(error) => Err(MappedError::Baseline(path.to_owned(), error)),
    }
}

/// Opens every table; every error.
fn inputs(
    request: &Request,
    mapping: &Mapping,
) -> (Vec<rapporteur_import::Input<'static>>, Vec<MappedError>) {
    let mut inputs: Vec<rapporteur_import::Input<'static>> = Vec::new();
    let mut errors = Vec::new();
    for named in &request.tables {
        match input(named, request.encoding.as_deref(), mapping) {
            Ok(input) if inputs.iter().any(|other| other.file == input.file) => {
                errors.push(MappedError::Which(format!(
                    "two tables have the file name `{}`, by which reports and passages call them: \
                     rename one, or name it once",
                    input.file
                )));
            }
            Ok(input) => inputs.push(input),
            Err(error) => errors.push(error),
        }
    }
    (inputs, errors)
}

fn input(
    named: &str,
    encoding: Option<&str>,
    mapping: &Mapping,
) -> Result<rapporteur_import::Input<'static>, MappedError> {
    // A file may have an equals sign in its name.
    let (table, path) = match named.split_once('=') {
        Some((table, path)) if mapping.tables().any(|known| known == table) => (Some(table), path),
        Some((table, path)) if !Path::new(named).exists() && Path::new(path).exists() => {
            let tables: Vec<&str> = mapping.tables().collect();
            return Err(MappedError::Which(format!(
                "the mapping has no table `{table}`; its tables are {}",
                tables.join(", ")
            )));
        }
        _ => (None, named),
    };
    let path = Path::new(path);
    let file = path.file_name().unwrap_or_default().to_string_lossy().into_owned();
    let table = match table {
        Some(table) => table,
        None => mapping.table_for(&file).map_err(MappedError::Which)?,
    };
    let mut reading = mapping.reading(table).cloned().unwrap_or_default();
    if let Some(encoding) = encoding {
        reading.encoding = Some(encoding.to_owned());
    }
    let bytes = fs::read(path).map_err(fail("read", path))?;
    let rows = if reading.format_of(&file) == Some(TableFormat::Xlsx) {
        let rows = rapporteur_xlsx::grid(&bytes, reading.sheet.as_deref())
            .map_err(|error| MappedError::Workbook(file.clone(), error))?;
        table::of_sheet(&file, "xlsx", rows, &reading)?
    } else {
        table::open(&file, bytes, &reading)?
    };
    Ok(rapporteur_import::Input::new(table, &file, rows))
}

/// A dataset as an import makes it, ready to be written.
#[derive(Debug)]
#[non_exhaustive]
pub struct Ready {
    /// The dataset.
    pub dataset: Dataset,
    into: PathBuf,
    layout: Layout,
    memory: (PathBuf, String),
}

impl Mapped {
    /// Whether there is no dataset yet.
    pub fn is_new(&self) -> bool {
        self.present.is_none()
    }

    /// Carries the plan out, in memory.
    ///
    /// # Errors
    /// Two records have one id, which those of an import never have.
    pub fn apply(self) -> Result<Ready, MappedError> {
        let Self { plan, mapping, into, mut present, created, publisher, .. } = self;
        let mut meta = match (&present, mapping.dataset()) {
            (Some(present), _) => present.meta.clone(),
            (None, Some(meta)) => meta.clone(),
            (None, None) => return Err(MappedError::NoDataset(into)),
        };
        if created.is_some() {
            meta.created = created;
        }
        if let (Some(publisher), Some(language)) = (publisher, meta.languages.first()) {
            meta.publisher = Some(rapporteur_schema::Text::new(language.clone(), publisher));
        }
        if let Some(present) = &mut present {
            present.meta.clone_from(&meta);
        }
        let (dataset, baseline) = plan
            .apply(present, meta)
            .map_err(|error| ImportError::Records(vec![error.to_string()]))?;
        let layout = layout::layout_for(&dataset, &into);
        let memory = (Baseline::path(mapping.id()), baseline.to_text());
        Ok(Ready { dataset, into, layout, memory })
    }
}

/// Writes a dataset and the memory of its import: all of it, or nothing. Returns how many files
/// were written and how many removed. The folder was `held` before its dataset was read.
///
/// # Errors
/// A file cannot be read, written or removed, or `stop` was set from elsewhere.
pub fn write(ready: &Ready, held: &Held, stop: &AtomicBool) -> Result<(usize, usize), FileError> {
    let Ready { dataset, into, layout, memory: (path, text) } = ready;
    let mut changes = layout::changes(dataset, into, *layout)?;
    if fs::read(into.join(path)).ok().as_deref() != Some(text.as_bytes()) {
        changes.write.push((path.clone(), text.clone().into_bytes()));
    }
    held.apply(&changes, stop)?;
    Ok((changes.write.len(), changes.remove.len()))
}

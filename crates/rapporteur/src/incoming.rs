//! What comes back: datasets read from exported files, and edits of them.

use std::{
    fs,
    path::{Path, PathBuf},
};

use rapporteur_schema::Dataset;
use rapporteur_tables::edit::{EditError, EditErrors, Edited};

use crate::{
    files::{FileError, fail},
    format::{FormatName, describes},
};

/// Why a dataset could not be read back.
#[derive(Debug, thiserror::Error)]
#[non_exhaustive]
pub enum ReadError {
    /// JSON-LD and other syntaxes of RDF.
    #[error(transparent)]
    JsonLd(#[from] rapporteur_jsonld::ReadError),
    /// TEI.
    #[error(transparent)]
    Tei(#[from] rapporteur_tei::ReadError),
    /// PDF.
    #[error(transparent)]
    Pdf(#[from] rapporteur_pdf::ReadError),
    /// XLSX and CSV.
    #[error(transparent)]
    Tables(#[from] rapporteur_tables::ReadError),
    /// The files are of several formats, or of one that knows no parts.
    #[error(
        "several files can be read together only if they are the parts of a TEI edition or the tables of a CSV package"
    )]
    Several,
}

/// Files of one format that together hold a dataset.
#[derive(Debug, Clone)]
#[non_exhaustive]
pub struct Incoming {
    /// Their format.
    pub format: FormatName,
    /// Their names and contents.
    pub files: Vec<(String, Vec<u8>)>,
}

/// Why files could not be opened.
#[derive(Debug, thiserror::Error)]
#[non_exhaustive]
pub enum OpenError {
    /// A file could not be read.
    #[error(transparent)]
    File(#[from] FileError),
    /// The end of a name says nothing.
    #[error(
        "`{0}` ends in none of .jsonld, .ndjsonld, .nq, .ttl, .trig, .xml, .pdf, .xlsx and .csv"
    )]
    Unknown(String),
    /// Only a file that says something of others.
    #[error(
        "`{0}` says what an export holds, and holds no dataset: name the export's other files, or its folder"
    )]
    Describes(String),
    /// A dataset as it is, not one that was exported.
    #[error(
        "`{0}` is the folder of a dataset, not of an export: `rapporteur merge` joins two datasets, and `rapporteur diff` compares them"
    )]
    Dataset(String),
    /// Several formats.
    #[error("the files are of several formats: {0}")]
    Mixed(String),
}

impl Incoming {
    /// Files of a format, by their names.
    pub fn new(format: FormatName, files: Vec<(String, Vec<u8>)>) -> Self {
        Self { format, files }
    }

    /// Opens files; of a folder, the files in it; of the descriptor of a CSV package,
    /// those beside it.
    pub fn open(paths: &[PathBuf]) -> Result<Self, OpenError> {
        let mut all: Vec<PathBuf> = Vec::new();
        for path in paths {
            let package = path.file_name().is_some_and(|n| n == rapporteur_csv::DESCRIPTOR);
            let folder = match path.parent() {
                _ if path.is_dir() => Some(path.as_path()),
                Some(parent) if package && parent.as_os_str().is_empty() => Some(Path::new(".")),
                Some(parent) if package => Some(parent),
                _ => None,
            };
            let Some(folder) = folder else {
                all.push(path.clone());
                continue;
            };
            if folder.join("dataset.json").is_file() {
                return Err(OpenError::Dataset(folder.display().to_string()));
            }
            let before = all.len();
            all.extend(files_in(folder)?.into_iter().filter(|path| path.is_file()));
            if all.len() == before {
                // The folder of an export has a folder of its own for a CSV package.
                for package in files_in(folder)?.iter().filter(|path| path.is_dir()) {
                    all.extend(files_in(package)?.into_iter().filter(|path| path.is_file()));
                }
            }
        }
        all.sort();
        all.dedup();
        // Who names all files of an export names what describes them, too.
        let name =
            |path: &PathBuf| path.file_name().unwrap_or_default().to_string_lossy().into_owned();
        let holding = all.iter().any(|path| !describes(&name(path)));
        if holding {
            all.retain(|path| !describes(&name(path)));
        } else if let Some(path) = all.first() {
            return Err(OpenError::Describes(name(path)));
        }
        let mut formats = Vec::new();
        let mut files = Vec::new();
        for path in all {
            let name = name(&path);
            let format = format_of(&path).ok_or_else(|| OpenError::Unknown(name.clone()))?;
            if !formats.contains(&format) {
                formats.push(format);
            }
            files.push((name, fs::read(&path).map_err(fail("read", &path))?));
        }
        match formats.as_slice() {
            [format] => Ok(Self { format: *format, files }),
            [] => Err(OpenError::Unknown(
                paths.iter().map(|p| p.display().to_string()).collect::<Vec<_>>().join(", "),
            )),
            several => Err(OpenError::Mixed(
                several.iter().map(|f| f.name()).collect::<Vec<_>>().join(", "),
            )),
        }
    }

    /// Whether somebody may have edited them cell by cell.
    pub fn is_table(&self) -> bool {
        matches!(self.format, FormatName::Xlsx | FormatName::Csv)
    }

    /// The dataset that they hold.
    pub fn read(self) -> Result<Dataset, ReadError> {
        if self.format == FormatName::Csv {
            return Ok(rapporteur_csv::read(self.files)?);
        }
        if self.format == FormatName::Tei && self.files.len() > 1 {
            return Ok(rapporteur_tei::read_parts(self.files)?);
        }
        match self.files.as_slice() {
            [(_, bytes)] => read(self.format, bytes),
            _ => Err(ReadError::Several),
        }
    }

    /// What the edits in them make of the `present` dataset.
    ///
    /// Tables hold what may be published; what is restricted in the present dataset
    /// stays as it is.
    pub fn edits(self, present: &Dataset) -> Result<Edited, EditErrors> {
        match (self.format, self.files.as_slice()) {
            (FormatName::Csv, _) => rapporteur_csv::read_edited(self.files, present),
            (FormatName::Xlsx, [(_, bytes)]) => rapporteur_xlsx::read_edited(bytes, present),
            _ => Err(EditErrors(vec![EditError::of_file(
                "one workbook, or the tables of one package, are read at a time",
            )])),
        }
    }
}

/// The files and folders in a folder whose names are those of a format.
fn files_in(folder: &Path) -> Result<Vec<PathBuf>, FileError> {
    let entries = fs::read_dir(folder).map_err(fail("read", folder))?;
    let found = entries.flatten().map(|entry| entry.path());
    Ok(found.filter(|path| format_of(path).is_some()).collect())
}

fn format_of(path: &Path) -> Option<FormatName> {
    FormatName::of_file(&path.file_name()?.to_string_lossy())
}

/// Reads a dataset back from a file of a format.
pub fn read(format: FormatName, bytes: &[u8]) -> Result<Dataset, ReadError> {
    Ok(match format {
        FormatName::Tei => rapporteur_tei::read(bytes)?,
        FormatName::Pdf => rapporteur_pdf::read(bytes)?,
        FormatName::Xlsx => rapporteur_xlsx::read(bytes)?,
        FormatName::Csv => return Err(ReadError::Several),
        _ => rapporteur_jsonld::read(bytes)?,
    })
}

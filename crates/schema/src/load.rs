//! Reading a dataset from disk, with every problem in one run.

use std::{
    borrow::Cow,
    collections::BTreeSet,
    fs,
    io::{self, BufRead, Read, Seek, SeekFrom},
    path::{Path, PathBuf},
    sync::Arc,
};

use unicode_normalization::{UnicodeNormalization, is_nfc};

use crate::{
    check::{self, Early, Finding},
    dataset::Dataset,
    locate::{self, Step},
    migrate,
    model::DatasetMeta,
    problem::{Place, Problem, Problems, Severity},
    register::Register,
    shape, suggest,
    value::Id,
};

/// The most bytes that one record, one line or `dataset.json` may have: 16 MiB.
///
/// It bounds the memory that a broken or hostile file can claim.
///
/// ```
/// assert_eq!(rapporteur_schema::MAX_RECORD_BYTES, 16 << 20);
/// ```
pub const MAX_RECORD_BYTES: usize = 16 * 1024 * 1024;

/// The folder in a dataset in which a change is made ready: while it is there, the dataset
/// is between two versions, and does not load (`E009`).
///
/// ```
/// // A program that copies a dataset looks first whether somebody is changing it.
/// let folder = std::path::Path::new("tests/data/brazil-un-human-rights");
/// assert!(!folder.join(rapporteur_schema::PENDING).exists());
/// ```
pub const PENDING: &str = ".rapporteur-change";

/// What came of reading a dataset.
///
/// ```
/// use std::path::Path;
/// let loaded = rapporteur_schema::load(Path::new("tests/data/brazil-un-human-rights"));
/// for problem in &loaded.problems {
///     eprintln!("{problem}");
/// }
/// let dataset = loaded.dataset.ok_or("no dataset.json")?;
/// assert!(loaded.bytes > 10_000 && !dataset.is_empty());
/// # Ok::<(), Box<dyn std::error::Error>>(())
/// ```
#[derive(Debug)]
#[non_exhaustive]
pub struct Loaded {
    /// The dataset: `None` if `dataset.json` cannot be read. Records that cannot be
    /// read are left out of it and stand among the problems.
    pub dataset: Option<Dataset>,
    /// Everything that is wrong, in the order of files and places.
    pub problems: Vec<Problem>,
    /// How many bytes were read.
    pub bytes: u64,
}

impl Loaded {
    /// Whether something is wrong that keeps the dataset from being used.
    ///
    /// ```
    /// use std::path::Path;
    /// assert!(rapporteur_schema::load(Path::new("tests/data/nowhere")).has_errors());
    /// ```
    pub fn has_errors(&self) -> bool {
        self.problems.iter().any(|problem| problem.severity == Severity::Error)
    }
}

/// Where a record was read from.
#[derive(Debug, Clone)]
struct Origin {
    file: Arc<Path>,
    /// The line on which the record begins, counted from 1.
    line: usize,
    /// The byte of the file at which that line begins.
    offset: u64,
}

impl Dataset {
    /// Reads a dataset and checks it; the problems, if there is an error among them.
    ///
    /// ```no_run
    /// use rapporteur_schema::Dataset;
    /// let dataset = Dataset::open("data/china-hr-cooperation")?;
    /// println!("{} records", dataset.len());
    /// # Ok::<(), rapporteur_schema::Problems>(())
    /// ```
    pub fn open(folder: impl AsRef<Path>) -> Result<Self, Problems> {
        let loaded = load(folder.as_ref());
        if loaded.has_errors() {
            return Err(Problems::new(loaded.problems));
        }
        loaded.dataset.ok_or(Problems::new(loaded.problems))
    }
}

/// Reads a dataset and checks it. Never fails as a whole: what is wrong stands
/// among the problems.
///
/// ```
/// use std::path::Path;
/// let loaded = rapporteur_schema::load(Path::new("tests/data/nowhere"));
/// assert!(loaded.dataset.is_none());
/// assert_eq!(loaded.problems[0].code, "E001");
/// ```
pub fn load(folder: &Path) -> Loaded {
    read(folder, false, &[])
}

/// As [`load`], but text that is not in Unicode Normalization Form C is normalised
/// on the way instead of refused: for programs that rewrite the dataset.
///
/// ```
/// use std::path::Path;
/// let loaded = rapporteur_schema::load_normalising(Path::new("tests/data/brazil-un-human-rights"));
/// assert!(!loaded.has_errors());
/// ```
pub fn load_normalising(folder: &Path) -> Loaded {
    read(folder, true, &[])
}

/// As [`load_normalising`], with something done to each record before it is read.
pub(crate) fn load_changed(folder: &Path, steps: &[migrate::Step]) -> Loaded {
    read(folder, true, steps)
}

fn read(folder: &Path, normalise: bool, steps: &[migrate::Step]) -> Loaded {
    let mut loader = Loader {
        folder,
        normalise,
        steps,
        problems: Vec::new(),
        dataset: None,
        early: Early::default(),
        sorted: true,
        origins: Vec::new(),
        unread: BTreeSet::new(),
        bytes: 0,
        buffer: Vec::with_capacity(ROOM),
    };
    loader.dataset = loader.meta().map(Dataset::new);
    for register in Register::ALL {
        loader.register(register);
    }
    loader.strangers();
    loader.finish()
}

/// So many bytes most records have room in.
const ROOM: usize = 32 * 1024;

struct Loader<'a> {
    folder: &'a Path,
    /// Whether to normalise text to NFC.
    normalise: bool,
    /// What brings the records to the present version of the model.
    steps: &'a [migrate::Step],
    problems: Vec<Problem>,
    /// What has been read, unless `dataset.json` cannot be.
    dataset: Option<Dataset>,
    /// The ids that were read, and what has been seen of their records.
    early: Early,
    /// Where each id stands first.
    origins: Vec<Origin>,
    /// Whether the records of each register came in the order of their ids.
    sorted: bool,
    /// The ids of records that cannot be read, as far as those can.
    unread: BTreeSet<String>,
    bytes: u64,
    /// What a file is read into.
    buffer: Vec<u8>,
}

impl Loader<'_> {
    fn error(&mut self, code: &'static str, message: String, help: Option<String>, place: Place) {
        self.problems.push(Problem { code, severity: Severity::Error, message, help, place });
    }

    fn io_error(&mut self, file: &Path, doing: &str, error: &io::Error) {
        let message = format!("cannot {doing} `{}`: {error}", file.display());
        self.error("E001", message, None, Place::in_file(file.to_owned()));
    }

    /// The text of a file, if it can be read, is not too long and is UTF-8.
    fn text(&mut self, file: &Path) -> Option<String> {
        // One buffer for all: to ask the system for the length of each takes as long as to read it.
        let mut bytes = std::mem::take(&mut self.buffer);
        let text = self.read_into(&mut bytes, file);
        bytes.clear();
        self.buffer = bytes;
        text
    }

    fn read_into(&mut self, bytes: &mut Vec<u8>, file: &Path) -> Option<String> {
        let opened = match fs::File::open(file) {
            Ok(opened) => opened,
            Err(error) => {
                self.io_error(file, "open", &error);
                return None;
            }
        };
        let limit = MAX_RECORD_BYTES as u64 + 1;
        if let Err(error) = opened.take(limit).read_to_end(bytes) {
            self.io_error(file, "read", &error);
            return None;
        }
        self.bytes += bytes.len() as u64;
        if bytes.len() > MAX_RECORD_BYTES {
            self.too_long(file, 1, "the file");
            return None;
        }
        self.utf8(file, 1, bytes).map(Cow::into_owned)
    }

    fn too_long(&mut self, file: &Path, line: usize, what: &str) {
        let help =
            "a record is a few kilobytes; look for a missing line end or quotation mark".into();
        let place = Place { line, column: 1, ..Place::in_file(file.to_owned()) };
        self.error("E002", too_long(what), Some(help), place);
    }

    fn utf8<'t>(&mut self, file: &Path, line: usize, bytes: &'t [u8]) -> Option<Cow<'t, str>> {
        match std::str::from_utf8(bytes) {
            Ok(text) if self.normalise && !is_nfc(text) => Some(text.nfc().collect()),
            Ok(text) => Some(text.into()),
            Err(error) => {
                let (message, place) = not_utf8(file, line, bytes, error.valid_up_to());
                let help = "save the file as UTF-8".to_owned();
                self.error("E003", message, Some(help), place);
                None
            }
        }
    }

    fn meta(&mut self) -> Option<DatasetMeta> {
        let file = self.folder.join("dataset.json");
        if !self.folder.is_dir() {
            let message = format!("`{}` is not a folder", self.folder.display());
            let help = "name the folder of a dataset; `rapporteur new DIR` makes one".to_owned();
            self.error("E001", message, Some(help), Place::in_file(self.folder.to_owned()));
            return None;
        }
        if !file.is_file() {
            let message = format!("there is no `dataset.json` in `{}`", self.folder.display());
            let help = "name the folder of a dataset; `rapporteur new DIR` makes one".to_owned();
            self.error("E001", message, Some(help), Place::in_file(file));
            return None;
        }
        let pending = self.folder.join(PENDING);
        if pending.is_dir() {
            let message =
                "a change of this dataset was interrupted before it was complete".to_owned();
            let help = format!(
                "`rapporteur fmt {}` carries it to its end; nothing is lost",
                self.folder.display()
            );
            self.error("E009", message, Some(help), Place::in_file(pending));
        }
        let mut text = self.text(&file)?;
        if let Some(changed) = migrate::changed(self.steps, None, &text) {
            text = changed;
        }
        let (meta, problems) = shape::read_meta(&text);
        self.shape_problems(&file, 1, &text, problems);
        let meta = meta?;
        let version = meta.schema_version.as_str().parse::<migrate::Version>();
        if !version.is_ok_and(|version| version.is_read_by(migrate::Version::current())) {
            let span = locate::locate(&text, &["schema_version".into()]);
            let message = format!(
                "the dataset follows version `{}` of the model; this program reads version {}",
                meta.schema_version,
                DatasetMeta::SCHEMA_VERSION
            );
            let help = Some(migrate::advice(meta.schema_version.as_str()));
            self.error("E008", message, help, Place::in_text(file, 1, &text, span));
        }
        Some(meta)
    }

    fn shape_problems(&mut self, file: &Path, line: usize, text: &str, found: Vec<shape::Fault>) {
        for shape::Fault { code, message, help, span } in found {
            let place = Place::in_text(file.to_owned(), line, text, span);
            self.error(code, message, help, place);
        }
    }

    /// Where the record with this id was read.
    fn origin(&self, id: &Id) -> Option<&Origin> {
        self.origins.get(self.early.ids.number(id.as_str())?)
    }

    /// Reads a record and keeps it; its id, if it can be read.
    fn record(&mut self, register: Register, origin: Origin, text: &str) -> Option<Id> {
        let changed = migrate::changed(self.steps, Some(register), text);
        let text = changed.as_deref().unwrap_or(text);
        let (record, faults) = shape::read_record(register, text);
        self.shape_problems(&origin.file, origin.line, text, faults);
        let Some(record) = record else {
            self.unread.extend(id_of(text));
            return None;
        };
        let id = record.as_ref().id().clone();
        if let Some(first) = self.early.ids.add(&id, register) {
            let first = self.origins.get(first).unwrap_or(&origin);
            let message = format!(
                "the id `{id}` is used already, in {}:{}",
                first.file.display(),
                first.line
            );
            let help = Some("ids are unique over the whole dataset, whatever the register".into());
            let place = place_of(&origin, &["id".into()]);
            self.error("E101", message, help, place);
        } else {
            self.origins.push(origin);
            if let Some(dataset) = &mut self.dataset {
                self.early.record(record.as_ref());
                self.sorted &= dataset.add(record);
            }
        }
        Some(id)
    }

    /// The entries of a folder, sorted by name, so that nothing depends on the disk.
    fn entries(&mut self, folder: &Path) -> Vec<PathBuf> {
        let read = fs::read_dir(folder)
            .and_then(|entries| entries.map(|e| Ok(e?.path())).collect::<io::Result<Vec<_>>>());
        match read {
            Ok(mut entries) => {
                entries.sort();
                entries
            }
            Err(error) => {
                self.io_error(folder, "list", &error);
                Vec::new()
            }
        }
    }

    fn register(&mut self, register: Register) {
        let lines = self.folder.join(format!("{}.jsonl", register.folder()));
        if lines.exists() {
            self.lines(register, &lines);
        }
        let folder = self.folder.join(register.folder());
        if !folder.is_dir() {
            return;
        }
        for path in self.entries(&folder) {
            let name = path.file_name().unwrap_or_default().to_string_lossy().into_owned();
            match path.extension().and_then(|e| e.to_str()) {
                _ if name.starts_with('.') || name == "README.md" => {}
                Some("json") => self.file(register, &path),
                Some("jsonl") => self.lines(register, &path),
                _ => self.problems.push(Problem {
                    code: "W006",
                    severity: Severity::Warning,
                    message: format!(
                        "`{name}` is not read: the files of a register end in .json or .jsonl"
                    ),
                    help: None,
                    place: Place::in_file(path),
                }),
            }
        }
    }

    fn file(&mut self, register: Register, path: &Path) {
        let origin = Origin { file: path.into(), line: 1, offset: 0 };
        let read = self.text(path);
        let read = read.and_then(|text| Some((self.record(register, origin, &text)?, text)));
        let stem = path.file_stem().and_then(|stem| stem.to_str());
        let Some((id, text)) = read else {
            self.unread.extend(stem.map(ToOwned::to_owned));
            return;
        };
        if stem != Some(id.as_str()) {
            let span = locate::locate(&text, &["id".into()]);
            let help = format!("call the file `{id}.json`, or change the id");
            let place = Place::in_text(path.to_owned(), 1, &text, span);
            self.error(
                "E007",
                format!("the id `{id}` is not the name of the file"),
                Some(help),
                place,
            );
        }
    }

    fn lines(&mut self, register: Register, path: &Path) {
        let mut reader = match fs::File::open(path) {
            Ok(file) => io::BufReader::with_capacity(1 << 16, file),
            Err(error) => return self.io_error(path, "open", &error),
        };
        let file: Arc<Path> = path.into();
        let mut line = Vec::new();
        let mut next = 0;
        for number in 1.. {
            let offset = next;
            let whole = match next_line(&mut reader, &mut line) {
                Ok((0, _)) => return,
                Ok((read, whole)) => {
                    self.bytes += read;
                    next += read;
                    whole
                }
                Err(error) => return self.io_error(path, "read", &error),
            };
            if !whole {
                self.too_long(path, number, "the line");
                match skip_line(&mut reader) {
                    Ok(skipped) => {
                        self.bytes += skipped;
                        next += skipped;
                    }
                    Err(error) => return self.io_error(path, "read", &error),
                }
                continue;
            }
            let Some(text) = self.utf8(path, number, &line) else { continue };
            let text = text.trim_end_matches(['\n', '\r']);
            if !text.is_empty() {
                self.record(register, Origin { file: file.clone(), line: number, offset }, text);
            }
        }
    }

    /// Warns of folders and files that look like registers and are not.
    fn strangers(&mut self) {
        // What stands in a folder that is no dataset is nobody's mistake.
        if !self.folder.join("dataset.json").is_file() {
            return;
        }
        for path in self.entries(self.folder) {
            let name = path.file_name().unwrap_or_default().to_string_lossy().into_owned();
            let stem = name.strip_suffix(".jsonl").unwrap_or(&name);
            let known = Register::ALL.iter().any(|r| r.folder() == stem);
            let like_register = path.is_dir() || path.extension().is_some_and(|e| e == "jsonl");
            // A folder of that name is where one keeps the texts of the sources.
            if known || !like_register || name.starts_with('.') || name == "texts" {
                continue;
            }
            // What was exported into the folder of its dataset says that it is an export.
            if path.join("ro-crate-metadata.json").is_file() {
                continue;
            }
            let near = suggest::nearest(stem, Register::ALL.map(Register::folder));
            self.problems.push(Problem {
                code: "W006",
                severity: Severity::Warning,
                message: format!("`{name}` is not a register and is not read"),
                help: Some(near.map_or_else(
                    || {
                        let all = Register::ALL.map(Register::folder).join(", ");
                        format!(
                            "the registers are {all}; what is none of them may have a name with \
                             a dot before it"
                        )
                    },
                    |near| format!("did you mean `{near}`?"),
                )),
                place: Place::in_file(path),
            });
        }
    }

    fn finish(mut self) -> Loaded {
        let mut dataset = self.dataset.take();
        if let Some(dataset) = &mut dataset {
            if self.sorted {
                dataset.shrink();
            } else {
                dataset.sort();
            }
            let findings = if self.unread.is_empty() && self.early.is_sound(dataset) {
                check::of_whole(dataset)
            } else {
                check::check_beside(dataset, &self.unread)
            };
            for finding in findings {
                let Finding { code, severity, record, path, message, help } = finding;
                let known = record.as_ref().and_then(|id| self.origin(id)).cloned();
                let origin = known.unwrap_or_else(|| Origin {
                    file: self.folder.join("dataset.json").into(),
                    line: 1,
                    offset: 0,
                });
                let place = place_of(&origin, &path);
                self.problems.push(Problem { code, severity, message, help, place });
            }
        }
        self.problems.sort_by(|a, b| {
            (&a.place.file, a.place.line, a.place.column, a.code).cmp(&(
                &b.place.file,
                b.place.line,
                b.place.column,
                b.code,
            ))
        });
        Loaded { dataset, problems: self.problems, bytes: self.bytes }
    }
}

/// The id that a text gives itself, which need not be a record otherwise.
fn id_of(text: &str) -> Option<String> {
    let members = locate::members(text.trim());
    let (_, id) = members.iter().find(|(key, _)| key.as_deref() == Some("id"))?;
    serde_json::from_str(id.get()).ok()
}

/// The place of a value, found by reading its file again.
fn place_of(origin: &Origin, path: &[Step]) -> Place {
    let file = origin.file.to_path_buf();
    let is_line = origin.file.extension().is_some_and(|e| e == "jsonl");
    let text = if is_line {
        fs::File::open(&file).ok().and_then(|mut file| {
            file.seek(SeekFrom::Start(origin.offset)).ok()?;
            io::BufReader::new(file).lines().next().and_then(Result::ok)
        })
    } else {
        fs::read_to_string(&file).ok()
    };
    let Some(text) = text else { return Place { line: origin.line, ..Place::in_file(file) } };
    let span = locate::locate(&text, path);
    Place::in_text(file, origin.line, &text, span)
}

/// Reads a line, or as much of it as may be kept: how many bytes those are, none at the end,
/// and whether they are all of it.
pub(crate) fn next_line(reader: &mut impl BufRead, line: &mut Vec<u8>) -> io::Result<(u64, bool)> {
    line.clear();
    let limit = MAX_RECORD_BYTES as u64 + 1;
    let read = reader.take(limit).read_until(b'\n', line)?;
    let whole = read <= MAX_RECORD_BYTES || line.last() == Some(&b'\n');
    Ok((read as u64, whole))
}

/// What is said of a line or file that is too long.
pub(crate) fn too_long(what: &str) -> String {
    format!("{what} is longer than {} MiB", MAX_RECORD_BYTES >> 20)
}

/// What is said of bytes that begin on this line of a file and are UTF-8 up to one of them,
/// and where that is.
pub(crate) fn not_utf8(file: &Path, line: usize, bytes: &[u8], at: usize) -> (String, Place) {
    let byte = bytes.get(at).copied().unwrap_or_default();
    let text = String::from_utf8_lossy(bytes);
    let place = Place::in_text(file.to_owned(), line, &text, at..at + 3);
    (format!("not UTF-8: the byte 0x{byte:02X} does not belong here"), place)
}

/// Reads to the end of the line without keeping it.
pub(crate) fn skip_line(reader: &mut impl BufRead) -> io::Result<u64> {
    let mut skipped = 0;
    loop {
        let buffer = reader.fill_buf()?;
        if buffer.is_empty() {
            return Ok(skipped);
        }
        let end = buffer.iter().position(|b| *b == b'\n');
        let used = end.map_or(buffer.len(), |at| at + 1);
        reader.consume(used);
        skipped += used as u64;
        if end.is_some() {
            return Ok(skipped);
        }
    }
}

//! Where a command runs, and how it ends.

use std::{
    path::{Path, PathBuf},
    process::ExitCode,
    sync::{
        Arc,
        atomic::{AtomicBool, Ordering},
    },
};

use rapporteur::{
    Held,
    incoming::{Incoming, OpenError},
    schema::{Dataset, Loaded, Problem, Severity, load},
};

use crate::{diagnostics, output};

/// What a command is not told on the command line.
#[derive(Debug, Clone)]
#[non_exhaustive]
pub struct Context {
    /// The dataset that is meant when none is named.
    pub dataset: PathBuf,
    /// The folder for exports when none is named.
    pub out: PathBuf,
}

impl Context {
    /// For the installed program: the dataset in the current folder.
    pub fn for_program() -> Self {
        Self { dataset: PathBuf::from("."), out: PathBuf::from("dist") }
    }

    /// For a program that lives in a repository with a built-in dataset.
    pub fn for_repository(root: &Path, dataset: &str) -> Self {
        Self { dataset: root.join("data").join(dataset), out: root.join("dist") }
    }

    /// The dataset that a command names, or the usual one.
    pub(crate) fn dataset_or(&self, named: Option<PathBuf>) -> PathBuf {
        named.unwrap_or_else(|| self.dataset.clone())
    }
}

/// How a command ended.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
#[non_exhaustive]
pub enum Exit {
    /// Fine.
    Fine,
    /// The data has problems.
    Data,
    /// The command was used wrongly.
    Usage,
    /// A file could not be read or written.
    Io,
}

impl Exit {
    /// The exit code.
    pub fn code(self) -> u8 {
        match self {
            Self::Fine => 0,
            Self::Data => 1,
            Self::Usage => 2,
            Self::Io => 3,
        }
    }
}

impl From<Exit> for ExitCode {
    fn from(exit: Exit) -> Self {
        exit.code().into()
    }
}

/// How a run ends that found these problems: with 3 when a file could not be read,
/// else with 1 when something is wrong.
pub(crate) fn exit_for(problems: &[Problem]) -> Exit {
    let error = |p: &&Problem| p.severity == Severity::Error;
    let mut errors = problems.iter().filter(error).peekable();
    if errors.peek().is_none() {
        Exit::Fine
    } else if errors.all(|problem| problem.code == "E001") {
        Exit::Io
    } else {
        Exit::Data
    }
}

/// Reads a dataset that nobody is changing; when something is wrong with it, says what and
/// how to end.
pub(crate) fn open(folder: &Path) -> Result<Dataset, Exit> {
    let _held = Held::reading(folder);
    open_held(folder)
}

/// Holds a dataset so that nobody else changes it, or, for a command that only looks at it,
/// so that nobody does meanwhile; says why when that cannot be.
pub(crate) fn hold(folder: &Path, only_to_look: bool) -> Result<Held, Exit> {
    if only_to_look {
        return Ok(Held::reading(folder));
    }
    Held::writing(folder).map_err(|error| {
        output::error(&error);
        Exit::Io
    })
}

/// What Ctrl-C sets from now on: called when a command begins to write, which must not end
/// before it has removed what it has not completed.
pub(crate) fn interruptible() -> Arc<AtomicBool> {
    let stop = Arc::new(AtomicBool::new(false));
    let told = Arc::clone(&stop);
    // Without a handler what was begun would stay behind until the next command.
    let _ = ctrlc::set_handler(move || told.store(true, Ordering::Relaxed));
    stop
}

/// As [`open`], of a dataset that is held already.
pub(crate) fn open_held(folder: &Path) -> Result<Dataset, Exit> {
    let Loaded { dataset, problems, .. } = load(folder);
    match exit_for(&problems) {
        Exit::Fine => {}
        exit => {
            diagnostics::print(&problems);
            return Err(exit);
        }
    }
    dataset.ok_or_else(|| {
        output::error(&format!("`{}` holds no dataset", folder.display()));
        Exit::Data
    })
}

/// Opens exported files, or says why they cannot be opened.
pub(crate) fn incoming(files: &[PathBuf]) -> Result<Incoming, Exit> {
    Incoming::open(files).map_err(|error| {
        output::error(&error);
        match error {
            OpenError::File(_) => Exit::Io,
            _ => Exit::Usage,
        }
    })
}

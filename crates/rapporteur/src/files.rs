//! Files that are there as a whole or not at all.
//!
//! A program that is killed while it writes leaves half a file; one that writes
//! over a file in place leaves neither the old nor the new one. Here everything is
//! written to a *staging folder* beside the target first, and moved into place,
//! file by file, when all of it is complete. Changes of a dataset go one step further: see
//! [`change`](crate::change).

use std::{
    fs,
    io::{self, Write as _},
    path::{Path, PathBuf},
    sync::atomic::{AtomicBool, Ordering},
};

use tempfile::TempDir;

/// An error of the file system, with the path that it is about.
#[derive(Debug, thiserror::Error)]
#[error("cannot {doing} `{}`: {source}", path.display())]
pub struct FileError {
    /// What was being done.
    pub doing: &'static str,
    /// To which path.
    pub path: PathBuf,
    /// Why it failed.
    pub source: io::Error,
}

/// Adds the path and what was being done to an error of the file system.
pub(crate) fn fail(doing: &'static str, path: &Path) -> impl FnOnce(io::Error) -> FileError {
    let path = path.to_owned();
    move |source| FileError { doing, path, source }
}

/// A folder in which files are made before they are moved into place. It vanishes
/// when it is dropped; one that a killed program left is swept away by the next.
#[derive(Debug)]
pub struct Staging {
    /// Where the files are to go.
    target: PathBuf,
    folder: TempDir,
    /// Held as long as the folder is in use.
    _lock: fs::File,
}

const LOCK: &str = "lock";

/// The folder, below a staging folder, of what is to be moved into place.
pub(crate) const FILES: &str = "files";

impl Staging {
    /// A staging folder for `target`, on the same file system: beside it or, where that
    /// cannot be (the target is a disk of its own, or nobody may write beside it), hidden in
    /// it.
    pub fn beside(target: &Path) -> Result<Self, FileError> {
        let absolute = std::path::absolute(target).map_err(fail("find", target))?;
        let parent = absolute.parent().unwrap_or(&absolute).to_owned();
        if absolute.is_dir() && !same_disk(&absolute, &parent) {
            return Self::inside(&absolute);
        }
        let name = absolute.file_name().unwrap_or_default().to_string_lossy().into_owned();
        fs::create_dir_all(&parent).map_err(fail("make the folder", &parent))?;
        match Self::make(&parent, &format!(".{name}.rapporteur-"), absolute.clone()) {
            Err(error) if absolute.is_dir() && not_allowed(&error.source) => {
                Self::inside(&absolute)
            }
            made => made,
        }
    }

    /// A staging folder hidden in `target`, which must exist.
    pub(crate) fn inside(target: &Path) -> Result<Self, FileError> {
        Self::make(target, ".rapporteur-staged-", target.to_owned())
    }

    fn make(parent: &Path, prefix: &str, target: PathBuf) -> Result<Self, FileError> {
        sweep(parent, prefix);
        let folder = tempfile::Builder::new()
            .prefix(prefix)
            .tempdir_in(parent)
            .map_err(fail("make a folder in", parent))?;
        let path = folder.path().join(LOCK);
        #[expect(clippy::disallowed_methods, reason = "the lock has no content")]
        let lock = fs::File::create(&path).map_err(fail("make", &path))?;
        lock.lock().map_err(fail("lock", &path))?;
        Ok(Self { target, folder, _lock: lock })
    }

    /// A new file in the staging folder; `name` is its path below the target.
    pub fn create(&self, name: &Path) -> Result<io::BufWriter<fs::File>, FileError> {
        let path = self.path(name);
        if let Some(parent) = path.parent() {
            fs::create_dir_all(parent).map_err(fail("make the folder", parent))?;
        }
        #[expect(clippy::disallowed_methods, reason = "this is the staging folder")]
        let file = fs::File::create(&path).map_err(fail("make", &path))?;
        Ok(io::BufWriter::with_capacity(1 << 16, file))
    }

    /// Where a file of the staging folder stands until it is moved into place.
    pub(crate) fn path(&self, name: &Path) -> PathBuf {
        self.folder.path().join(FILES).join(name)
    }

    /// Where a file will stand when it is in place.
    pub(crate) fn target(&self, name: &Path) -> PathBuf {
        self.target.join(name)
    }

    /// Writes a whole file to the staging folder.
    pub fn write(&self, name: &Path, bytes: &[u8]) -> Result<(), FileError> {
        let path = self.target(name);
        let mut file = self.create(name)?;
        file.write_all(bytes).map_err(fail("write", &path))?;
        finish(file, &path)
    }

    /// Moves these files into place, each in one step. The last is the seal: that of an
    /// earlier version is taken away before the first is moved, so that where it stands all
    /// files are of one version. No two programs do this to a folder at once.
    pub fn publish(&self, names: &[PathBuf]) -> Result<(), FileError> {
        let Some(seal) = names.last() else { return Ok(()) };
        fs::create_dir_all(&self.target).map_err(fail("make the folder", &self.target))?;
        // Where the system knows no locks of folders, the seal shows what came of it.
        let _lock = fs::File::open(&self.target).ok().filter(|lock| lock.lock().is_ok());
        let old = self.target.join(seal);
        match fs::remove_file(&old) {
            Err(error) if error.kind() != io::ErrorKind::NotFound => {
                return Err(fail("write", &old)(error));
            }
            _ => {}
        }
        for name in names {
            let (from, to) = (self.path(name), self.target.join(name));
            if let Some(parent) = to.parent() {
                fs::create_dir_all(parent).map_err(fail("make the folder", parent))?;
            }
            fs::rename(&from, &to).map_err(fail("write", &to))?;
        }
        Ok(())
    }

    /// Makes all files the target, in one step; it must not exist yet, or be empty.
    pub(crate) fn publish_folder(&self) -> Result<(), FileError> {
        // Of what is not empty nothing is removed, and the next step fails.
        let _ = fs::remove_dir(&self.target);
        let from = self.folder.path().join(FILES);
        fs::rename(&from, &self.target).map_err(fail("write", &self.target))
    }

    /// Whether it is hidden in its target, which cannot be replaced as a whole then.
    pub(crate) fn is_inside(&self) -> bool {
        self.folder.path().starts_with(&self.target)
    }

    /// Writes something that belongs to the staging folder itself.
    pub(crate) fn note(&self, name: &str, bytes: &[u8]) -> Result<(), FileError> {
        replace(&self.folder.path().join(name), bytes)
    }

    /// Gives the staging folder a name under which it stays, in one step.
    pub(crate) fn keep(self, to: &Path) -> Result<(), FileError> {
        fs::rename(self.folder.path(), to).map_err(fail("write", to))?;
        // It is no longer where it was made, and must not be removed.
        let _ = self.folder.keep();
        Ok(())
    }
}

/// Whether two folders are on one file system, so that a file can be moved between them in
/// one step.
#[cfg(unix)]
fn same_disk(a: &Path, b: &Path) -> bool {
    use std::os::unix::fs::MetadataExt as _;
    match (fs::metadata(a), fs::metadata(b)) {
        (Ok(a), Ok(b)) => a.dev() == b.dev(),
        _ => true,
    }
}

#[cfg(not(unix))]
fn same_disk(_: &Path, _: &Path) -> bool {
    true
}

fn not_allowed(error: &io::Error) -> bool {
    matches!(error.kind(), io::ErrorKind::PermissionDenied | io::ErrorKind::ReadOnlyFilesystem)
}

/// An error when whoever runs the program has interrupted it.
pub(crate) fn heed(stop: &AtomicBool, path: &Path) -> Result<(), FileError> {
    if stop.load(Ordering::Relaxed) {
        let words = "interrupted; nothing was written";
        return Err(fail("write", path)(io::Error::new(io::ErrorKind::Interrupted, words)));
    }
    Ok(())
}

/// Flushes a file of the staging folder to the disk.
pub(crate) fn finish(file: io::BufWriter<fs::File>, path: &Path) -> Result<(), FileError> {
    let file = file.into_inner().map_err(|error| fail("write", path)(error.into_error()))?;
    file.sync_all().map_err(fail("write", path))
}

/// Removes staging folders that nobody holds any more.
fn sweep(parent: &Path, prefix: &str) {
    let Ok(entries) = fs::read_dir(parent) else { return };
    for entry in entries.flatten() {
        let path = entry.path();
        if !entry.file_name().to_string_lossy().starts_with(prefix) {
            continue;
        }
        // A folder whose lock can be had belongs to a program that is gone. One without
        // a lock may just be in the making.
        let abandoned = fs::File::open(path.join(LOCK)).is_ok_and(|lock| lock.try_lock().is_ok());
        if abandoned {
            // Sweeping is a courtesy: that it fails is no reason to fail.
            let _ = fs::remove_dir_all(&path);
        }
    }
}

/// Replaces one file by these bytes, in one step. Who may read it stays as it was.
pub fn replace(path: &Path, bytes: &[u8]) -> Result<(), FileError> {
    let parent = match path.parent() {
        Some(parent) if !parent.as_os_str().is_empty() => parent,
        _ => Path::new("."),
    };
    fs::create_dir_all(parent).map_err(fail("make the folder", parent))?;
    let mut builder = tempfile::Builder::new();
    builder.prefix(".rapporteur-");
    usual_permissions(&mut builder);
    let mut file = builder.tempfile_in(parent).map_err(fail("make a file in", parent))?;
    file.write_all(bytes).map_err(fail("write", path))?;
    file.as_file().sync_all().map_err(fail("write", path))?;
    as_before(path, file.path());
    file.persist(path).map_err(|error| fail("write", path)(error.error))?;
    Ok(())
}

/// Gives a new file the permissions of the one that it is to replace: what only some may
/// read is not opened to all.
pub(crate) fn as_before(old: &Path, new: &Path) {
    if let Ok(meta) = fs::metadata(old) {
        // Where it cannot be done, the file has the permissions that new files have.
        let _ = fs::set_permissions(new, meta.permissions());
    }
}

/// Temporary files are private to their maker, a dataset is not: the user's mask decides.
#[cfg(unix)]
fn usual_permissions(builder: &mut tempfile::Builder<'_, '_>) {
    use std::os::unix::fs::PermissionsExt;
    builder.permissions(fs::Permissions::from_mode(0o666));
}

#[cfg(not(unix))]
fn usual_permissions(_: &mut tempfile::Builder<'_, '_>) {}

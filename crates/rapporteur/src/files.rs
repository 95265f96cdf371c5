//! Files that are there as a whole or not at all.
//!
//! A program that is killed while it writes leaves half a file; one that writes
//! over a file in place leaves neither the old nor the new one. Here everything is
//! written to a *staging folder* beside the target first, and moved into place,
//! file by file, when all of it is complete.

use std::{
    fs,
    io::{self, Write as _},
    path::{Path, PathBuf},
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

impl Staging {
    /// A staging folder beside `target`, on the same file system.
    pub fn beside(target: &Path) -> Result<Self, FileError> {
        let absolute = std::path::absolute(target).map_err(fail("find", target))?;
        let parent = absolute.parent().unwrap_or(&absolute).to_owned();
        let name = absolute.file_name().unwrap_or_default().to_string_lossy().into_owned();
        let prefix = format!(".{name}.rapporteur-");
        fs::create_dir_all(&parent).map_err(fail("make the folder", &parent))?;
        sweep(&parent, &prefix);
        let folder = tempfile::Builder::new()
            .prefix(&prefix)
            .tempdir_in(&parent)
            .map_err(fail("make a folder in", &parent))?;
        let path = folder.path().join(LOCK);
        #[expect(clippy::disallowed_methods, reason = "the lock has no content")]
        let lock = fs::File::create(&path).map_err(fail("make", &path))?;
        lock.lock().map_err(fail("lock", &path))?;
        Ok(Self { target: absolute, folder, _lock: lock })
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
        self.folder.path().join("files").join(name)
    }

    /// Writes a whole file to the staging folder.
    pub fn write(&self, name: &Path, bytes: &[u8]) -> Result<(), FileError> {
        let path = self.target.join(name);
        let mut file = self.create(name)?;
        file.write_all(bytes).map_err(fail("write", &path))?;
        finish(file, &path)
    }

    /// Moves these files into place, each in one step.
    pub fn publish<'a>(&self, names: impl IntoIterator<Item = &'a Path>) -> Result<(), FileError> {
        fs::create_dir_all(&self.target).map_err(fail("make the folder", &self.target))?;
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
    pub fn publish_folder(&self) -> Result<(), FileError> {
        // Of what is not empty nothing is removed, and the next step fails.
        let _ = fs::remove_dir(&self.target);
        let from = self.folder.path().join("files");
        fs::rename(&from, &self.target).map_err(fail("write", &self.target))
    }
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

/// Replaces one file by these bytes, in one step.
pub fn replace(path: &Path, bytes: &[u8]) -> Result<(), FileError> {
    let parent = match path.parent() {
        Some(parent) if !parent.as_os_str().is_empty() => parent,
        _ => Path::new("."),
    };
    fs::create_dir_all(parent).map_err(fail("make the folder", parent))?;
    let mut file = tempfile::Builder::new()
        .prefix(".rapporteur-")
        .tempfile_in(parent)
        .map_err(fail("make a file in", parent))?;
    file.write_all(bytes).map_err(fail("write", path))?;
    file.as_file().sync_all().map_err(fail("write", path))?;
    file.persist(path).map_err(|error| fail("write", path)(error.error))?;
    set_permissions(path);
    Ok(())
}

/// Temporary files are private to their maker; a dataset is not.
#[cfg(unix)]
fn set_permissions(path: &Path) {
    use std::os::unix::fs::PermissionsExt;
    let _ = fs::set_permissions(path, fs::Permissions::from_mode(0o644));
}

#[cfg(not(unix))]
fn set_permissions(_: &Path) {}

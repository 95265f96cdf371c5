//! Changing a dataset on disk: all of a change, or none of it, and one at a time.
//!
//! What is to be written is made in a hidden folder of the dataset first. When it is complete,
//! that folder gets the name [`PENDING`]: with this one step the change is made. Then its
//! files are moved to where they belong and those that are not wanted are removed. A program
//! that is killed before that step has changed nothing; one that is killed after it leaves
//! a change that the next command which writes carries to its end, whatever it is. Until
//! then the dataset does not load, so that nobody publishes half of a change.
//!
//! While a dataset is being changed it is locked, so that no other `rapporteur` reads or
//! changes it. Programs that know nothing of the lock (editors) are caught in another way: a
//! file that was saved after it was read is not written over.

use std::{
    collections::BTreeMap,
    fs,
    io::{self, ErrorKind},
    path::{Component, Path, PathBuf},
    sync::atomic::AtomicBool,
    time::SystemTime,
};

use rapporteur_schema::{Dataset, PENDING, canonical};

use crate::{
    files::{self, FILES, FileError, Staging, fail, heed},
    layout::Changes,
};

/// The list of the files that a change removes.
const REMOVE: &str = "remove.json";

/// What a file was like when it was about to be read: its length and its time.
type Stamp = (u64, Option<SystemTime>);

/// A dataset on disk that nobody else changes as long as this lives.
#[derive(Debug)]
pub struct Held {
    folder: PathBuf,
    stamps: BTreeMap<PathBuf, Stamp>,
    /// The lock is given back when it is dropped. There is none for a folder that does not
    /// exist yet, and where the system knows no locks of folders.
    _lock: Option<fs::File>,
}

impl Held {
    /// To read a dataset: waits until nobody is changing it.
    pub fn reading(folder: &Path) -> Self {
        let lock = fs::File::open(folder).ok().filter(|lock| lock.lock_shared().is_ok());
        Self { folder: folder.to_owned(), stamps: BTreeMap::new(), _lock: lock }
    }

    /// To change a dataset, or to make one: waits until nobody is reading or changing it, and
    /// carries a change to its end that was interrupted. To be called before the dataset is
    /// read.
    ///
    /// # Errors
    /// What was interrupted cannot be completed.
    pub fn writing(folder: &Path) -> Result<Self, FileError> {
        let lock = fs::File::open(folder).ok().filter(|lock| lock.lock().is_ok());
        complete(folder)?;
        Ok(Self { folder: folder.to_owned(), stamps: stamps(folder), _lock: lock })
    }

    /// Makes a change: all of it, or none.
    ///
    /// # Errors
    /// A file cannot be written, was saved by somebody else after it had been read, or
    /// `stop` was set from elsewhere: then nothing has changed. Or what is ready cannot be
    /// moved into place: then the next [`Held::writing`] does it.
    pub fn apply(&self, changes: &Changes, stop: &AtomicBool) -> Result<(), FileError> {
        if changes.is_empty() {
            return Ok(());
        }
        self.unchanged(changes)?;
        if changes.remove.is_empty() && is_new(&self.folder) {
            let staging = Staging::beside(&self.folder)?;
            if !staging.is_inside() {
                stage(&staging, &self.folder, changes, stop)?;
                return staging.publish_folder();
            }
        }
        let staging = Staging::inside(&self.folder)?;
        stage(&staging, &self.folder, changes, stop)?;
        let list = serde_json::to_vec(&changes.remove)
            .map_err(|error| fail("write", &self.folder)(error.into()))?;
        staging.note(REMOVE, &list)?;
        // Making the files took its time.
        self.unchanged(changes)?;
        staging.keep(&self.folder.join(PENDING))?;
        complete(&self.folder)
    }

    /// An error when a file that is to be changed is not the one that was read.
    fn unchanged(&self, changes: &Changes) -> Result<(), FileError> {
        for path in changes.write.iter().map(|(path, _)| path).chain(&changes.remove) {
            if stamp(&self.folder.join(path)).ok() != self.stamps.get(path).copied() {
                let words = "it was changed after it had been read; nothing was written: run the \
                             command again";
                return Err(fail("write", &self.folder.join(path))(io::Error::other(words)));
            }
        }
        Ok(())
    }
}

/// Writes a dataset into a folder that does not exist or is empty, in one step.
///
/// # Errors
/// A file cannot be written, or `stop` was set.
pub fn write_new(
    dataset: &Dataset,
    folder: &Path,
    layout: canonical::Layout,
    stop: &AtomicBool,
) -> Result<(), FileError> {
    let changes = Changes { write: canonical::files(dataset, layout), remove: Vec::new() };
    write_new_files(folder, &changes, stop)
}

/// Writes files into a folder that does not exist or is empty, in one step.
pub(crate) fn write_new_files(
    folder: &Path,
    changes: &Changes,
    stop: &AtomicBool,
) -> Result<(), FileError> {
    let held = Held::writing(folder)?;
    if !is_new(folder) {
        return Err(fail("write", folder)(ErrorKind::DirectoryNotEmpty.into()));
    }
    held.apply(changes, stop)
}

/// Whether there is nothing yet.
fn is_new(folder: &Path) -> bool {
    match fs::read_dir(folder) {
        Ok(mut entries) => entries.next().is_none(),
        Err(error) => error.kind() == ErrorKind::NotFound,
    }
}

fn stage(
    staging: &Staging,
    folder: &Path,
    changes: &Changes,
    stop: &AtomicBool,
) -> Result<(), FileError> {
    for (path, bytes) in &changes.write {
        heed(stop, &folder.join(path))?;
        staging.write(path, bytes)?;
        files::as_before(&folder.join(path), &staging.path(path));
    }
    heed(stop, folder)
}

/// Carries a change to its end that has been made ready. Each step may have been done before.
fn complete(folder: &Path) -> Result<(), FileError> {
    let pending = folder.join(PENDING);
    let list = match fs::read(pending.join(REMOVE)) {
        Ok(list) => list,
        Err(error) if error.kind() == ErrorKind::NotFound => {
            // Without its list it is a change that was made, but for the last tidying up.
            if pending.is_dir() && below(&pending.join(FILES))?.is_empty() {
                fs::remove_dir_all(&pending).map_err(fail("remove", &pending))?;
            }
            return Ok(());
        }
        Err(error) => return Err(fail("read", &pending)(error)),
    };
    let remove: Vec<PathBuf> =
        serde_json::from_slice(&list).map_err(|error| fail("read", &pending)(error.into()))?;
    let new = pending.join(FILES);
    for path in below(&new)? {
        let (from, to) = (new.join(&path), folder.join(&path));
        if let Some(parent) = to.parent() {
            fs::create_dir_all(parent).map_err(fail("make the folder", parent))?;
        }
        fs::rename(&from, &to).map_err(fail("write", &to))?;
    }
    for path in remove {
        // A dataset comes from anywhere: it must not make us remove anything elsewhere.
        if !path.components().all(|part| matches!(part, Component::Normal(_))) {
            let error = io::Error::other("it names a file of another folder");
            return Err(fail("read", &pending.join(REMOVE))(error));
        }
        let path = folder.join(path);
        match fs::remove_file(&path) {
            Err(error) if error.kind() != ErrorKind::NotFound => {
                return Err(fail("remove", &path)(error));
            }
            _ => {}
        }
        // An empty register is not written.
        if let Some(parent) = path.parent().filter(|parent| *parent != folder) {
            let _ = fs::remove_dir(parent);
        }
    }
    // Done.
    fs::remove_file(pending.join(REMOVE)).map_err(fail("remove", &pending))?;
    fs::remove_dir_all(&pending).map_err(fail("remove", &pending))
}

/// The files below a folder, as paths below it, in order. Links are not followed.
fn below(folder: &Path) -> Result<Vec<PathBuf>, FileError> {
    let mut all = Vec::new();
    let mut folders = vec![PathBuf::new()];
    while let Some(relative) = folders.pop() {
        let path = folder.join(&relative);
        let entries = match fs::read_dir(&path) {
            Ok(entries) => entries,
            Err(error) if error.kind() == ErrorKind::NotFound => continue,
            Err(error) => return Err(fail("list", &path)(error)),
        };
        for entry in entries {
            let entry = entry.map_err(fail("list", &path))?;
            let kind = entry.file_type().map_err(fail("list", &path))?;
            let name = relative.join(entry.file_name());
            if kind.is_dir() {
                folders.push(name);
            } else if kind.is_file() {
                all.push(name);
            }
        }
    }
    all.sort();
    Ok(all)
}

/// What the files of a dataset, and those in its folders, are like now.
fn stamps(folder: &Path) -> BTreeMap<PathBuf, Stamp> {
    let entries = |path: &Path| fs::read_dir(path).into_iter().flatten().flatten();
    let mut all: Vec<PathBuf> = entries(folder).map(|entry| entry.path()).collect();
    let inner: Vec<PathBuf> =
        all.iter().flat_map(|path| entries(path)).map(|entry| entry.path()).collect();
    all.extend(inner);
    let stamped = all
        .iter()
        .filter_map(|path| Some((path.strip_prefix(folder).ok()?.to_owned(), stamp(path).ok()?)));
    stamped.collect()
}

fn stamp(path: &Path) -> io::Result<Stamp> {
    let meta = fs::metadata(path)?;
    if !meta.is_file() {
        return Err(io::Error::other("not a file"));
    }
    Ok((meta.len(), meta.modified().ok()))
}

#[cfg(test)]
mod tests {
    use super::*;

    static STOP: AtomicBool = AtomicBool::new(false);

    fn changes(write: &[(&str, &str)], remove: &[&str]) -> Changes {
        Changes {
            write: write.iter().map(|(p, t)| (p.into(), t.as_bytes().to_vec())).collect(),
            remove: remove.iter().map(PathBuf::from).collect(),
        }
    }

    fn save(folder: &Path, path: &str, text: &str) {
        files::replace(&folder.join(path), text.as_bytes()).unwrap();
    }

    fn text(folder: &Path, path: &str) -> Option<String> {
        fs::read_to_string(folder.join(path)).ok()
    }

    #[test]
    fn what_somebody_saves_meanwhile_is_not_written_over() {
        let folder = tempfile::tempdir().unwrap();
        let folder = folder.path();
        save(folder, "events/a.json", "old");
        save(folder, "events/b.json", "old");
        let held = Held::writing(folder).unwrap();
        save(folder, "events/b.json", "an editor's");
        for change in [
            changes(&[("events/a.json", "new"), ("events/b.json", "new")], &[]),
            changes(&[("events/a.json", "new")], &["events/b.json"]),
            // Nobody knew of it when it was made.
            changes(&[("events/a.json", "new"), ("dataset.json", "new")], &[]),
        ] {
            save(folder, "dataset.json", "somebody's");
            let error = held.apply(&change, &STOP).unwrap_err().to_string();
            assert!(error.contains("changed after it had been read"), "{error}");
            assert_eq!(text(folder, "events/a.json").unwrap(), "old");
            assert_eq!(text(folder, "events/b.json").unwrap(), "an editor's");
        }
        drop(held);
        let held = Held::writing(folder).unwrap();
        held.apply(&changes(&[("events/a.json", "new")], &["events/b.json"]), &STOP).unwrap();
        assert_eq!(text(folder, "events/a.json").unwrap(), "new");
        assert_eq!(text(folder, "events/b.json"), None);
    }

    #[test]
    fn a_change_is_carried_to_its_end_wherever_it_was_interrupted() {
        for done in 0..5 {
            let folder = tempfile::tempdir().unwrap();
            let folder = folder.path();
            for name in ["a", "b", "c"] {
                save(folder, &format!("events/{name}.json"), "old");
            }
            let staging = Staging::inside(folder).unwrap();
            let change =
                changes(&[("events/a.json", "new"), ("events/b.json", "new")], &["events/c.json"]);
            stage(&staging, folder, &change, &STOP).unwrap();
            staging.note(REMOVE, br#"["events/c.json"]"#).unwrap();
            staging.keep(&folder.join(PENDING)).unwrap();
            let new = folder.join(PENDING).join(FILES);
            for name in ["a", "b"].iter().take(done) {
                let name = format!("events/{name}.json");
                fs::rename(new.join(&name), folder.join(&name)).unwrap();
            }
            if done >= 3 {
                fs::remove_file(folder.join("events/c.json")).unwrap();
            }
            if done == 4 {
                fs::remove_file(folder.join(PENDING).join(REMOVE)).unwrap();
            }
            let loaded = rapporteur_schema::load(folder);
            // Of an empty folder only this is known; a dataset with it does not load.
            assert!(loaded.has_errors());
            drop(Held::writing(folder).unwrap());
            assert_eq!(text(folder, "events/a.json").unwrap(), "new");
            assert_eq!(text(folder, "events/b.json").unwrap(), "new");
            assert_eq!(text(folder, "events/c.json"), None);
            assert_eq!(fs::read_dir(folder).unwrap().count(), 1);
        }
    }

    #[test]
    fn a_list_that_came_with_a_dataset_removes_nothing_elsewhere() {
        let folder = tempfile::tempdir().unwrap();
        let dataset = folder.path().join("dataset");
        save(folder.path(), "mine.json", "mine");
        for path in ["../mine.json", folder.path().join("mine.json").to_str().unwrap()] {
            save(&dataset, ".rapporteur-change/remove.json", &format!("[{path:?}]"));
            let error = Held::writing(&dataset).unwrap_err().to_string();
            assert!(error.contains("a file of another folder"), "{error}");
            assert_eq!(text(folder.path(), "mine.json").unwrap(), "mine");
        }
    }

    #[test]
    fn a_new_dataset_is_not_written_over_what_is_there() {
        let folder = tempfile::tempdir().unwrap();
        let id = "record".parse().unwrap();
        let made = folder.path().join("made");
        crate::starter::begin(&made, &id, "Exampleland").unwrap();
        let dataset = Dataset::open(&made).unwrap();
        let layout = canonical::Layout::Lines;
        // An empty folder is as good as none.
        let new = folder.path().join("new");
        fs::create_dir(&new).unwrap();
        write_new(&dataset, &new, layout, &STOP).unwrap();
        assert_eq!(Dataset::open(&new).unwrap(), dataset);
        let before = text(&new, "dataset.json");
        save(&new, "dataset.json", "{}");
        write_new(&dataset, &new, layout, &STOP).unwrap_err();
        assert_ne!(text(&new, "dataset.json"), before, "it was written over");
    }

    #[cfg(unix)]
    #[test]
    fn what_only_some_may_read_stays_so() {
        use std::os::unix::fs::PermissionsExt as _;
        let folder = tempfile::tempdir().unwrap();
        let folder = folder.path();
        save(folder, "events/a.json", "old");
        save(folder, "events/b.json", "old");
        let path = folder.join("events/a.json");
        fs::set_permissions(&path, fs::Permissions::from_mode(0o600)).unwrap();
        let mode = || fs::metadata(&path).unwrap().permissions().mode() & 0o777;
        save(folder, "events/a.json", "newer");
        assert_eq!(mode(), 0o600);
        let held = Held::writing(folder).unwrap();
        held.apply(&changes(&[("events/a.json", "newest")], &[]), &STOP).unwrap();
        assert_eq!((mode(), text(folder, "events/a.json").unwrap()), (0o600, "newest".into()));
    }
}

//! Writing a new dataset to disk.

use std::{
    fs,
    io::{self, ErrorKind, Write as _},
    path::{Path, PathBuf},
    process,
};

use crate::{
    canonical::{self, Layout},
    dataset::Dataset,
};

/// Why a dataset could not be written: what was tried, where, and what the system says.
///
/// ```
/// use rapporteur_schema::{Dataset, canonical::Layout};
/// # let dataset = Dataset::open("tests/data/brazil-un-human-rights")?;
/// let error = dataset.save("tests/data/brazil-un-human-rights", Layout::Lines).unwrap_err();
/// assert!(error.path().ends_with("brazil-un-human-rights"));
/// assert!(error.to_string().contains("is not empty"));
/// # Ok::<(), Box<dyn std::error::Error>>(())
/// ```
#[derive(Debug, thiserror::Error)]
#[error("cannot {what} {}: {source}", path.display())]
pub struct SaveError {
    what: &'static str,
    path: PathBuf,
    source: io::Error,
}

impl SaveError {
    /// The file or folder.
    ///
    /// ```
    /// use rapporteur_schema::{Dataset, canonical::Layout};
    /// # let dataset = Dataset::open("tests/data/brazil-un-human-rights")?;
    /// let error = dataset.save("Cargo.toml/inside", Layout::Lines).unwrap_err();
    /// assert!(error.path().starts_with("Cargo.toml"));
    /// # Ok::<(), Box<dyn std::error::Error>>(())
    /// ```
    pub fn path(&self) -> &Path {
        &self.path
    }
}

fn failed(what: &'static str, path: &Path) -> impl FnOnce(io::Error) -> SaveError {
    let path = path.to_owned();
    move |source| SaveError { what, path, source }
}

/// How many names are tried for the folder in which the files are made.
const TRIES: u32 = 100;

impl Dataset {
    /// Writes the dataset as a new folder of canonical files, which [`open`](Self::open) reads.
    ///
    /// The folder must not exist, or be empty. The files are made beside it and are on the disk
    /// before the folder gets its name in one step: it is there whole, or not at all. Of what
    /// stands there already nothing is written over; to change a dataset on disk is what
    /// `rapporteur::change` is for. Records with restricted access are written like all others:
    /// [`published`](Self::published) leaves them out.
    ///
    /// # Errors
    /// The folder is not empty, or the system refuses.
    ///
    /// ```
    /// use rapporteur_schema::{Dataset, canonical::Layout};
    /// # let dataset = Dataset::open("tests/data/brazil-un-human-rights")?;
    /// # let place = tempfile::tempdir()?;
    /// # let folder = place.path().join("copy");
    /// dataset.save(&folder, Layout::Files)?;
    /// assert_eq!(Dataset::open(&folder)?, dataset);
    /// // It is there now, and stays.
    /// assert!(dataset.save(&folder, Layout::Files).is_err());
    /// # Ok::<(), Box<dyn std::error::Error>>(())
    /// ```
    pub fn save(&self, folder: impl AsRef<Path>, layout: Layout) -> Result<(), SaveError> {
        let folder = folder.as_ref();
        let refuse = |kind, words: &str| failed("write", folder)(io::Error::new(kind, words));
        match fs::read_dir(folder) {
            Ok(mut entries) => {
                if entries.next().is_some() {
                    let words = "the folder is not empty; nothing was written";
                    return Err(refuse(ErrorKind::DirectoryNotEmpty, words));
                }
            }
            Err(error) if error.kind() == ErrorKind::NotFound => {}
            Err(error) => return Err(failed("read", folder)(error)),
        }
        let Some(name) = folder.file_name() else {
            return Err(refuse(ErrorKind::InvalidInput, "the path has no name at its end"));
        };
        let parent = match folder.parent() {
            Some(parent) if !parent.as_os_str().is_empty() => parent,
            _ => Path::new("."),
        };
        fs::create_dir_all(parent).map_err(failed("make", parent))?;
        let staging = staging(parent, &name.to_string_lossy())?;
        let done = self.fill(&staging, layout).and_then(|()| {
            // Not every system puts a folder in the place of an empty one. What is not empty
            // is not removed, and the next step fails.
            let _ = fs::remove_dir(folder);
            fs::rename(&staging, folder).map_err(failed("write", folder))
        });
        if done.is_err() {
            // That it cannot be tidied up is no reason for another error.
            let _ = fs::remove_dir_all(&staging);
        }
        done
    }

    fn fill(&self, staging: &Path, layout: Layout) -> Result<(), SaveError> {
        for (path, bytes) in canonical::files(self, layout) {
            let path = staging.join(path);
            if let Some(parent) = path.parent() {
                fs::create_dir_all(parent).map_err(failed("make", parent))?;
            }
            let mut file = fs::File::create_new(&path).map_err(failed("write", &path))?;
            let written = file.write_all(&bytes).and_then(|()| file.sync_all());
            written.map_err(failed("write", &path))?;
        }
        Ok(())
    }
}

/// A new hidden folder, which no other program and no other thread has made.
fn staging(parent: &Path, name: &str) -> Result<PathBuf, SaveError> {
    let path = |n: u32| parent.join(format!(".{name}.{}.{n}", process::id()));
    let taken = |error: &io::Error| error.kind() == ErrorKind::AlreadyExists;
    let mut made = (0..TRIES).map(path).map(|path| (fs::create_dir(&path), path));
    match made.find(|(made, _)| !made.as_ref().is_err_and(taken)) {
        Some((Ok(()), path)) => Ok(path),
        Some((Err(error), path)) => Err(failed("make", &path)(error)),
        None => Err(failed("make a folder in", parent)(ErrorKind::AlreadyExists.into())),
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn dataset() -> Dataset {
        Dataset::open("tests/data/brazil-un-human-rights").unwrap()
    }

    #[test]
    fn both_layouts_read_back_and_leave_nothing_beside() {
        for layout in [Layout::Files, Layout::Lines] {
            let place = tempfile::tempdir().unwrap();
            let parent = place.path().join("not/there");
            dataset().save(parent.join("data"), layout).unwrap();
            assert_eq!(Dataset::open(parent.join("data")).unwrap(), dataset());
            assert_eq!(fs::read_dir(&parent).unwrap().count(), 1);
        }
    }

    #[test]
    fn an_empty_folder_is_filled_and_a_full_one_stays() {
        let place = tempfile::tempdir().unwrap();
        let folder = place.path().join("data");
        fs::create_dir(&folder).unwrap();
        dataset().save(&folder, Layout::Lines).unwrap();
        let before = fs::read(folder.join("events.jsonl")).unwrap();
        let empty = Dataset::new(dataset().meta.clone());
        let error = empty.save(&folder, Layout::Lines).unwrap_err();
        assert!(error.to_string().contains("is not empty; nothing was written"), "{error}");
        assert_eq!(fs::read(folder.join("events.jsonl")).unwrap(), before);
        assert_eq!(fs::read_dir(place.path()).unwrap().count(), 1);
    }

    #[test]
    fn what_a_killed_program_left_is_not_in_the_way() {
        let place = tempfile::tempdir().unwrap();
        let left = place.path().join(format!(".data.{}.0", process::id()));
        fs::create_dir(&left).unwrap();
        let folder = place.path().join("data");
        dataset().save(&folder, Layout::Lines).unwrap();
        assert_eq!(Dataset::open(&folder).unwrap(), dataset());
        assert!(left.is_dir(), "whose it is, is not known");
    }

    #[test]
    fn a_place_that_cannot_be_is_named() {
        let place = tempfile::tempdir().unwrap();
        let file = place.path().join("file");
        fs::File::create_new(&file).unwrap();
        let error = dataset().save(file.join("data"), Layout::Lines).unwrap_err();
        assert!(error.path().starts_with(&file), "{error}");
        assert!(dataset().save("..", Layout::Lines).is_err());
    }
}

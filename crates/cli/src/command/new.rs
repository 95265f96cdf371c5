//! `new`

use std::path::{Path, PathBuf};

use rapporteur::{
    schema::Id,
    starter::{self, StarterError},
};

use crate::{
    context::{Context, Exit},
    output,
};

/// Begin a new dataset: a small, valid one about a state, with a guide beside it.
///
/// Everything in it is invented and there to be replaced. GUIDE.md says how to record;
/// `rapporteur check`, `verify --texts` and `export` work on it as it is.
#[derive(Debug, clap::Args)]
pub struct NewArgs {
    /// The folder to make
    dir: PathBuf,
    /// The state, or whatever else the record is about
    #[arg(long, value_name = "NAME", default_value = "Exampleland")]
    subject: String,
    /// The id of the dataset; made of the name of the folder, if not given
    #[arg(long)]
    id: Option<Id>,
    /// Write the names of the files as JSON to standard output
    #[arg(long)]
    json: bool,
}

#[derive(serde::Serialize)]
struct Report<'a> {
    dataset: &'a str,
    folder: &'a Path,
    files: &'a [PathBuf],
}

impl NewArgs {
    pub(crate) fn run(self, _: &Context) -> Exit {
        let folder_name = self.dir.file_name().unwrap_or_default().to_string_lossy().into_owned();
        let id = self.id.or_else(|| starter::slug(&folder_name)?.parse().ok());
        let Some(id) = id else {
            output::error(&format!("cannot make an id of `{folder_name}`: give one with --id"));
            return Exit::Usage;
        };
        match starter::begin(&self.dir, &id, &self.subject) {
            Ok(files) => {
                output::say(&format!("{} files in {}", files.len(), self.dir.display()));
                output::say(&format!("next: rapporteur check {}", as_word(&self.dir)));
                if self.json {
                    return output::report(
                        &Report { dataset: id.as_str(), folder: &self.dir, files: &files },
                        Exit::Fine,
                    );
                }
                Exit::Fine
            }
            Err(error) => {
                output::error(&error);
                match error {
                    StarterError::File(_) => Exit::Io,
                    _ => Exit::Usage,
                }
            }
        }
    }
}

/// A path as one word of a command line.
fn as_word(path: &Path) -> String {
    let text = path.to_string_lossy();
    let plain = |c: char| c.is_alphanumeric() || "-_./\\:~+,@".contains(c);
    if text.chars().all(plain) {
        text.into_owned()
    } else {
        format!("'{}'", text.replace('\'', r"'\''"))
    }
}

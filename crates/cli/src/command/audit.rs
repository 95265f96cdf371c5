//! `audit`

use std::path::PathBuf;

use rapporteur::{
    Audit,
    apparatus::phrase,
    audit::{AuditError, Part, audit_telling},
    manifest::MANIFEST,
};

use super::progress::{How, Told};
use crate::{
    context::{Context, Exit},
    output,
};

/// Confirm that exported files hold what their manifest says.
///
/// Reads every file of an export back and compares what is found in it with
/// `ro-crate-metadata.json`: sizes and hashes; the number of records, readings, claims
/// and citations; the hash of the dataset. On the pages of a brief with an annex every
/// record and every text is looked for. Ends with 1 when something is not as it should
/// be.
#[derive(Debug, clap::Args)]
pub struct AuditArgs {
    /// The folder that `export` wrote; `dist`, if not given
    dir: Option<PathBuf>,
    /// How to tell of progress, on standard error
    #[arg(long, value_name = "HOW", value_enum, default_value_t)]
    progress: How,
    /// Write the result as JSON to standard output
    #[arg(long)]
    json: bool,
}

impl AuditArgs {
    pub(crate) fn run(self, context: &Context) -> Exit {
        let folder = self.dir.unwrap_or_else(|| context.out.clone());
        if !folder.join(MANIFEST).is_file() {
            output::error(&format!(
                "there is no export in `{}`: it has no `{MANIFEST}`; name the folder that \
                 `rapporteur export` wrote",
                folder.display()
            ));
            return Exit::Io;
        }
        let told = Told::new(self.progress);
        let result = audit_telling(&folder, &mut |step| told.audited(step));
        told.clear();
        let result = match result {
            Ok(result) => result,
            Err(error) => {
                output::error(&error);
                return match error {
                    AuditError::File(_) => Exit::Io,
                    _ => Exit::Data,
                };
            }
        };
        let exit = if self.json { output::json(&result) } else { tell(&result) };
        if exit == Exit::Fine && !result.holds { Exit::Data } else { exit }
    }
}

/// What was found in files, in words.
fn found(part: &Part) -> String {
    let Some(found) = part.found else { return "as listed".to_owned() };
    let counts: Vec<String> = found
        .named()
        .iter()
        .map(|(what, n)| format!("{} {what}", phrase::number((*n).into())))
        .collect();
    let seen = match part.visible {
        Some(texts) => {
            format!("; {} found on its pages", phrase::count(texts, "text", "texts"))
        }
        None => String::new(),
    };
    format!("{}{seen}", counts.join(", "))
}

fn tell(result: &Audit) -> Exit {
    let mut text = String::new();
    for part in &result.parts {
        let files = match part.files.as_slice() {
            [file] => file.clone(),
            [first, .., last] => format!("{first} … {last} ({} files)", part.files.len()),
            [] => String::new(),
        };
        text.push_str(&format!("{}\n  {}\n", output::bold(&files), found(part)));
        for problem in &part.problems {
            text.push_str(&format!("  wrong: {problem}\n"));
        }
    }
    let exit = output::data(&text);
    for name in &result.unlisted {
        output::warning(&format!("{name} is not in the manifest"));
    }
    let wrong: usize = result.parts.iter().map(|part| part.problems.len()).sum();
    output::say(&format!(
        "{} {}, written by {}: {}",
        result.dataset,
        result.version,
        result.generator,
        if result.holds {
            "everything is as the manifest says".to_owned()
        } else {
            phrase::count(wrong, "thing is wrong", "things are wrong")
        }
    ));
    exit
}

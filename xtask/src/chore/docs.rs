//! `docs`: the parts of pages that are made from the dataset and from its exports.
//!
//! A page marks such a part with a comment before and after it:
//! `<!-- made: coverage -->` … `<!-- end -->`.

use std::{fs, path::Path, process::ExitCode};

use rapporteur::{
    FormatName,
    apparatus::{differences, phrase},
    files,
    schema::Dataset,
};
use rapporteur_cli::coverage;

use super::say;

/// Write the generated parts of the pages, or fail if they are out of date.
#[derive(Debug, clap::Args)]
pub(crate) struct DocsArgs {
    /// Change nothing; fail if a page is not as it would be written
    #[arg(long)]
    check: bool,
}

/// The pages that have such parts.
const PAGES: [&str; 2] = ["README.md", "data/china-hr-cooperation/README.md"];

impl DocsArgs {
    pub(crate) fn run(self, root: &Path) -> ExitCode {
        let mut stale = 0;
        for page in PAGES {
            let path = root.join(page);
            let made = fs::read_to_string(&path)
                .map_err(|error| error.to_string())
                .and_then(|text| Ok((made(root, &text)?, text)));
            match made {
                Err(error) => {
                    say(&format!("{page}: {error}"));
                    return 1.into();
                }
                Ok((made, text)) if made == text => {}
                Ok((made, _)) => {
                    stale += 1;
                    if self.check {
                        say(&format!("{page} is out of date"));
                    } else if let Err(error) = files::replace(&path, made.as_bytes()) {
                        say(&error.to_string());
                        return 3.into();
                    } else {
                        say(&format!("wrote {page}"));
                    }
                }
            }
        }
        if self.check && stale > 0 {
            say("run `cargo xtask docs` and commit what it writes");
            return 1.into();
        }
        ExitCode::SUCCESS
    }
}

const BEGIN: &str = "<!-- made: ";
const END: &str = "<!-- end -->";

/// A page with its generated parts made anew.
fn made(root: &Path, page: &str) -> Result<String, String> {
    let dataset = Dataset::open(root.join("data").join(crate::DATASET))
        .map_err(|problems| problems.to_string())?
        .published();
    let mut out = String::with_capacity(page.len());
    let mut rest = page;
    while let Some((before, after)) = rest.split_once(BEGIN) {
        let (name, after) = after.split_once(" -->\n").ok_or("a mark has no end")?;
        let (_, after) = after.split_once(END).ok_or(format!("`{name}` has no end"))?;
        let part = part(&dataset, name)?;
        out.push_str(&format!("{before}{BEGIN}{name} -->\n{part}{END}"));
        rest = after;
    }
    out.push_str(rest);
    Ok(out)
}

fn part(dataset: &Dataset, name: &str) -> Result<String, String> {
    let totals = dataset.totals();
    Ok(match name {
        "totals" => format!(
            "{}, {} of fields, {}\nand {}; {} on which the documents differ.\n",
            phrase::count(totals.all_records(), "record", "records"),
            phrase::count(totals.readings, "reading", "readings"),
            phrase::count(totals.claims, "claim", "claims"),
            phrase::count(totals.citations, "citation", "citations"),
            phrase::count(differences(dataset).len(), "point", "points"),
        ),
        "mechanisms" => coverage::mechanisms(dataset),
        "kinds" => coverage::kinds(dataset),
        "export" => export(dataset)?,
        _ => return Err(format!("there is no generated part `{name}`")),
    })
}

/// What `export` says, with the sizes of the files.
fn export(dataset: &Dataset) -> Result<String, String> {
    let totals = dataset.totals();
    let mut files: Vec<(String, usize)> = Vec::new();
    for name in FormatName::USUAL {
        name.with_defaults().write(dataset, |file, writer| {
            let mut bytes = Vec::new();
            writer(&mut bytes).map_err(|error| error.to_string())?;
            files.push((file.to_owned(), bytes.len()));
            Ok::<_, String>(())
        })?;
    }
    let widest = files.iter().map(|(name, _)| name.len()).max().unwrap_or_default();
    let mut text = format!(
        "```text\n{} {}: {}, {}, {} → dist\n",
        dataset.meta.id,
        dataset.meta.version,
        phrase::count(totals.all_records(), "record", "records"),
        phrase::count(totals.readings, "reading", "readings"),
        phrase::count(totals.citations, "citation", "citations"),
    );
    for (name, bytes) in files {
        let size = phrase::number(i64::try_from(bytes).unwrap_or(i64::MAX).into());
        text.push_str(&format!("  {name:widest$}  {size:>12} bytes\n"));
    }
    text.push_str("```\n");
    Ok(text)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn generated_parts_are_up_to_date() {
        let root = crate::root();
        for page in PAGES {
            let text = fs::read_to_string(root.join(page)).unwrap_or_default();
            let made = made(&root, &text);
            assert!(made.as_ref() == Ok(&text), "{page} is out of date: run `cargo xtask docs`");
            assert!(text.contains(BEGIN), "{page} has no generated part");
        }
    }
}

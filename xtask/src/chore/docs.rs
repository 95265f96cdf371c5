//! `docs`: the parts of pages that are made from the dataset and from its exports.
//!
//! A page marks such a part with a comment before and after it:
//! `<!-- made: coverage -->` … `<!-- end -->`.

use std::{
    fs,
    path::Path,
    process::{Command, ExitCode},
    sync::atomic::AtomicBool,
};

use rapporteur::{
    FormatName, Plan,
    apparatus::{differences, phrase},
    export, files,
    schema::{
        Dataset,
        codes::{EventKind, all_lists},
    },
};
use rapporteur_cli::{coverage, export::listing};

use super::{cargo, looks, say};

/// Write the generated parts of the pages, or fail if they are out of date.
#[derive(Debug, clap::Args)]
pub(crate) struct DocsArgs {
    /// Change nothing; fail if a page is not as it would be written
    #[arg(long)]
    check: bool,
}

/// The pages that have such parts, and the folder of the dataset that each is about.
const PAGES: [(&str, &str); 7] = [
    ("README.md", "data/china-hr-cooperation"),
    ("data/china-hr-cooperation/README.md", "data/china-hr-cooperation"),
    ("data/china-hr-cooperation/CHANGELOG.md", "data/china-hr-cooperation"),
    ("data/costa-rica-un-human-rights/README.md", "data/costa-rica-un-human-rights"),
    ("data/costa-rica-un-human-rights/CHANGELOG.md", "data/costa-rica-un-human-rights"),
    ("docs/data-guide.md", "docs/example"),
    ("docs/codes.md", "docs/example"),
];

impl DocsArgs {
    pub(crate) fn run(self, root: &Path) -> ExitCode {
        let mut stale = 0;
        for (page, about) in PAGES {
            let path = root.join(page);
            let made = fs::read_to_string(&path)
                .map_err(|error| error.to_string())
                .and_then(|text| Ok((made(&subject(root, about)?, &text)?, text)));
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
        match answers(root, self.check) {
            Ok(true) => {}
            Ok(false) => stale += 1,
            Err(error) => {
                say(&format!("{ANSWERS}: {error}"));
                return 1.into();
            }
        }
        if self.check && stale > 0 {
            say("run `cargo xtask docs` and commit what it writes");
            return 1.into();
        }
        ExitCode::SUCCESS
    }
}

/// The page with questions in SPARQL, each with its answer.
const ANSWERS: &str = "crates/jsonld/README.md";

/// The test that asks them; with `RAPPORTEUR_BLESS` it writes what is answered.
const ASKS: [&str; 9] = [
    "test",
    "--quiet",
    "--package",
    "rapporteur-jsonld",
    "--test",
    "suite",
    "--",
    "--exact",
    "queries::the_questions_of_the_readme_have_the_answers_that_stand_there",
];

/// Whether the answers on that page are those of the dataset as it is now; they are written,
/// unless it is only to be checked. What answers SPARQL is no part of this program, so that
/// nobody has to build it for an export: the test is run.
fn answers(root: &Path, check: bool) -> Result<bool, String> {
    let read = || fs::read_to_string(root.join(ANSWERS)).map_err(|error| error.to_string());
    let before = read()?;
    let mut test = Command::new(cargo());
    test.current_dir(root).args(ASKS).env_remove("RAPPORTEUR_BLESS");
    if !check {
        test.env("RAPPORTEUR_BLESS", "1");
    }
    let output = test.output().map_err(|error| error.to_string())?;
    let said = String::from_utf8_lossy(&output.stdout);
    if !said.contains("running 1 test") {
        return Err(String::from_utf8_lossy(&output.stderr).into_owned());
    }
    if read()? != before {
        say(&format!("wrote {ANSWERS}"));
    } else if !output.status.success() {
        say(&format!("{ANSWERS} is out of date"));
    }
    if check || output.status.success() {
        return Ok(output.status.success());
    }
    Err(said.into_owned())
}

const BEGIN: &str = "<!-- made: ";
const END: &str = "<!-- end -->";

/// The dataset that a page is about.
fn subject(root: &Path, about: &str) -> Result<Dataset, String> {
    let dataset = Dataset::open(root.join(about));
    Ok(dataset.map_err(|problems| problems.to_string())?.published())
}

/// A page with its generated parts made anew.
fn made(dataset: &Dataset, page: &str) -> Result<String, String> {
    let mut out = String::with_capacity(page.len());
    let mut rest = page;
    while let Some((before, after)) = rest.split_once(BEGIN) {
        let (name, after) = after.split_once(" -->\n").ok_or("a mark has no end")?;
        let (_, after) = after.split_once(END).ok_or(format!("`{name}` has no end"))?;
        let part = part(dataset, name)?;
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
        "version" => format!(
            "{}: {} from {}; {}.\n",
            dataset.meta.version.as_str(),
            phrase::count(totals.all_records(), "record", "records"),
            phrase::count(dataset.sources().len(), "source", "sources"),
            phrase::count(differences(dataset).len(), "difference", "differences"),
        ),
        "codes" => codes(),
        "mechanisms" => coverage::mechanisms(dataset),
        "kinds" => coverage::kinds(dataset),
        "export" => exported(dataset)?,
        _ if name.starts_with("json ") => looks::json(dataset, name.trim_start_matches("json "))?,
        _ if name.starts_with("looks ") => {
            looks::looks(dataset, name.trim_start_matches("looks "))?
        }
        _ => return Err(format!("there is no generated part `{name}`")),
    })
}

/// Every code list, with what each code means.
fn codes() -> String {
    let mut text = String::new();
    for list in all_lists() {
        text.push_str(&format!("\n## {}\n{}.\n\n", list.name, list.label));
        let events = list.name == EventKind::LIST.name;
        let needs = if events { " needs |" } else { "" };
        text.push_str(&format!("| code | label | means |{needs}\n|---|---|---|"));
        text.push_str(if events { "---|\n" } else { "\n" });
        for row in list.codes {
            text.push_str(&format!("| `{}` | {} | {} |", row.code, row.label, row.definition));
            if let (true, Ok(kind)) = (events, row.code.parse::<EventKind>()) {
                let needs: Vec<String> =
                    kind.needs().iter().map(|need| format!("`{need}`")).collect();
                text.push_str(&format!(" {} |", needs.join(", ")));
            }
            text.push('\n');
        }
    }
    text
}

/// What `export` says. The files are not kept.
fn exported(dataset: &Dataset) -> Result<String, String> {
    let folder = tempfile::tempdir().map_err(|error| error.to_string())?;
    let plan = Plan::new(FormatName::USUAL.map(FormatName::with_defaults));
    let report = export(dataset, &plan, folder.path(), &AtomicBool::new(false), &|_| {})
        .map_err(|error| error.to_string())?;
    Ok(format!("```text\n{}\n```\n", listing(&report, "dist").join("\n")))
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn generated_parts_are_up_to_date() {
        let root = crate::root();
        for (page, about) in PAGES {
            let dataset = subject(&root, about).unwrap_or_else(|problems| panic!("{problems}"));
            let text = fs::read_to_string(root.join(page)).unwrap_or_default();
            let made = made(&dataset, &text);
            assert!(made.as_ref() == Ok(&text), "{page} is out of date: run `cargo xtask docs`");
            assert!(text.contains(BEGIN), "{page} has no generated part");
        }
    }
}

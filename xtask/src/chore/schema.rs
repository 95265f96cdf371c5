//! `schema`: the generated files of `schema/`.

use std::{
    fs,
    path::{Path, PathBuf},
    process::ExitCode,
};

use rapporteur::{files, import, jsonld, schema::json_schema, tei};

use super::say;

/// Write the generated files of `schema/`, or fail if they are out of date.
#[derive(Debug, clap::Args)]
pub(crate) struct SchemaArgs {
    /// Change nothing; fail if a file is not as it would be written
    #[arg(long)]
    check: bool,
}

/// Every generated file, by its path below the root of the repository.
pub(crate) fn generated() -> Vec<(PathBuf, String)> {
    let mut generated: Vec<(PathBuf, String)> = json_schema::files()
        .into_iter()
        .map(|(name, text)| (Path::new("schema").join(name), text))
        .collect();
    generated
        .push((Path::new("schema").join(import::MAPPING_SCHEMA_FILE), import::mapping_schema()));
    generated.extend(
        rapporteur_cli::report::schemas()
            .into_iter()
            .map(|(name, text)| (Path::new("schema").join(name), text)),
    );
    generated.push(("schema/context-v1.jsonld".into(), jsonld::context()));
    generated.push(("schema/vocab.ttl".into(), jsonld::vocabulary()));
    generated.push(("schema/shapes.ttl".into(), jsonld::shapes()));
    generated.push(("schema/rapporteur-tei.rng".into(), tei::relax_ng()));
    generated.push(("schema/rapporteur-tei.sch".into(), tei::schematron()));
    generated
}

impl SchemaArgs {
    pub(crate) fn run(self, root: &Path) -> ExitCode {
        let mut stale = 0;
        for (path, text) in generated() {
            let file = root.join(&path);
            if fs::read_to_string(&file).is_ok_and(|present| present == text) {
                continue;
            }
            stale += 1;
            if self.check {
                say(&format!("{} is out of date", path.display()));
            } else if let Err(error) = files::replace(&file, text.as_bytes()) {
                say(&error.to_string());
                return 3.into();
            } else {
                say(&format!("wrote {}", path.display()));
            }
        }
        if self.check && stale > 0 {
            say("run `cargo xtask schema` and commit what it writes");
            return 1.into();
        }
        ExitCode::SUCCESS
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn generated_files_are_up_to_date() {
        for (path, text) in generated() {
            let present = fs::read_to_string(crate::root().join(&path)).unwrap_or_default();
            assert!(present == text, "{} is out of date: run `cargo xtask schema`", path.display());
        }
    }
}

//! Datasets that follow an earlier version of the model, brought to the present one.
//!
//! `dataset.json` says which version a dataset follows. What may change from one version
//! to the next is written in `docs/versions.md`: a **minor** version only adds, so that a
//! program reads every dataset of its major version up to its own minor one; a **major**
//! version may rename and rearrange, and comes with a [`Step`] that does the same to a
//! dataset.
//!
//! Version 1.0 is the first. [`STEPS`] is therefore empty, and stays the one place to which
//! a step is added; tests walk a dataset through steps made for the purpose.
//!
//! ```
//! use rapporteur_schema::{migrate::Version, model::DatasetMeta};
//! // Whether a dataset of that version can be read as it is.
//! let now: Version = DatasetMeta::SCHEMA_VERSION.parse()?;
//! assert!("1.0".parse::<Version>()?.is_read_by(now));
//! # Ok::<(), Box<dyn std::error::Error>>(())
//! ```

use std::{fmt, path::Path, str::FromStr};

use serde_json::{Map, Value};

use crate::{
    load::{self, Loaded},
    locate,
    model::DatasetMeta,
    register::Register,
};

/// A version of the model: `1.0`.
///
/// ```
/// use rapporteur_schema::migrate::Version;
/// let version: Version = "1.0".parse()?;
/// assert_eq!(version, Version::current());
/// assert!(version < "1.1".parse()?);
/// assert!("1".parse::<Version>().is_err());
/// # Ok::<(), rapporteur_schema::migrate::InvalidVersion>(())
/// ```
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord)]
pub struct Version {
    /// Changes when something is renamed, rearranged or taken away.
    pub major: u32,
    /// Changes when something is added.
    pub minor: u32,
}

impl Version {
    /// The version that this crate reads and writes.
    ///
    /// ```
    /// use rapporteur_schema::{DatasetMeta, migrate::Version};
    /// assert_eq!(Version::current().to_string(), DatasetMeta::SCHEMA_VERSION);
    /// ```
    pub fn current() -> Self {
        // A test holds the constant to its form.
        DatasetMeta::SCHEMA_VERSION.parse().unwrap_or(Self { major: 0, minor: 0 })
    }

    /// Whether a dataset of this version is read by a program of the version `program`
    /// as it stands.
    ///
    /// ```
    /// use rapporteur_schema::migrate::Version;
    /// let version = |major, minor| Version { major, minor };
    /// assert!(version(1, 0).is_read_by(version(1, 2)));
    /// assert!(!version(1, 3).is_read_by(version(1, 2)));
    /// assert!(!version(1, 0).is_read_by(version(2, 0)));
    /// ```
    pub fn is_read_by(self, program: Self) -> bool {
        self.major == program.major && self.minor <= program.minor
    }
}

impl fmt::Display for Version {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(f, "{}.{}", self.major, self.minor)
    }
}

impl FromStr for Version {
    type Err = InvalidVersion;

    fn from_str(text: &str) -> Result<Self, InvalidVersion> {
        let number = |text: &str| {
            let digits = !text.is_empty() && text.bytes().all(|byte| byte.is_ascii_digit());
            if digits { text.parse().ok() } else { None }
        };
        text.split_once('.')
            .and_then(|(major, minor)| Some(Self { major: number(major)?, minor: number(minor)? }))
            .ok_or_else(|| InvalidVersion(text.into()))
    }
}

/// A text that is not a version of the model.
///
/// ```
/// use rapporteur_schema::migrate::Version;
/// let error = "one".parse::<Version>().unwrap_err();
/// assert!(error.to_string().starts_with("`one` is not a version"));
/// ```
#[derive(Debug, Clone, PartialEq, Eq, thiserror::Error)]
#[error("`{}` is not a version of the model: two numbers with a dot, such as 1.0", .0.escape_debug())]
pub struct InvalidVersion(Box<str>);

/// What turns a dataset of one version into one of the next.
///
/// ```
/// use rapporteur_schema::migrate::STEPS;
/// // What there is to do to a dataset, said before it is done.
/// for step in STEPS {
///     println!("{} to {}: {}", step.from, step.to, step.what);
/// }
/// ```
#[derive(Debug, Clone, Copy)]
#[non_exhaustive]
pub struct Step {
    /// The version from which it leads.
    pub from: Version,
    /// The version to which it leads.
    pub to: Version,
    /// What it does, in a sentence.
    pub what: &'static str,
    /// Does it to one record, or, with no register, to `dataset.json`.
    pub change: fn(Option<Register>, &mut Map<String, Value>),
}

/// Every step, in order.
///
/// ```
/// use rapporteur_schema::migrate::STEPS;
/// // Each begins where the one before it ends.
/// assert!(STEPS.windows(2).all(|pair| pair[0].to == pair[1].from));
/// ```
pub const STEPS: &[Step] = &[];

/// A dataset brought to the present version.
///
/// ```
/// use std::path::Path;
/// let migrated = rapporteur_schema::migrate::migrate(Path::new("tests/data/version-1.0"));
/// assert_eq!(migrated.from, Some("1.0".parse()?));
/// assert!(!migrated.loaded.has_errors());
/// # Ok::<(), Box<dyn std::error::Error>>(())
/// ```
#[derive(Debug)]
#[non_exhaustive]
pub struct Migrated {
    /// The version that it followed; `None` when `dataset.json` does not say one.
    pub from: Option<Version>,
    /// What was done, step by step: nothing when it was of the present version.
    pub steps: Vec<&'static str>,
    /// The dataset, and everything that is wrong with it after the last step.
    pub loaded: Loaded,
}

/// Reads a dataset of this version or an earlier one, as one of this version. Nothing is
/// written.
///
/// What cannot be read stands among the problems. Of a dataset to which a step was applied,
/// lines and columns are those of each record as the step left it.
///
/// ```no_run
/// use std::path::Path;
/// let migrated = rapporteur_schema::migrate::migrate(Path::new("data/kenya"));
/// for step in &migrated.steps {
///     println!("{step}");
/// }
/// assert!(!migrated.loaded.has_errors());
/// ```
pub fn migrate(folder: &Path) -> Migrated {
    migrate_by(folder, STEPS)
}

fn migrate_by(folder: &Path, all: &[Step]) -> Migrated {
    let from = version_of(folder);
    let mut at = from.unwrap_or_else(Version::current);
    let mut steps = Vec::new();
    while let Some(step) = all.iter().find(|step| step.from == at && step.to > at) {
        steps.push(*step);
        at = step.to;
    }
    let loaded = load::load_changed(folder, &steps);
    Migrated { from, steps: steps.iter().map(|step| step.what).collect(), loaded }
}

/// The version that a dataset says it follows.
fn version_of(folder: &Path) -> Option<Version> {
    let text = std::fs::read_to_string(folder.join("dataset.json")).ok()?;
    let meta: Value = serde_json::from_str(&text).ok()?;
    meta.get("schema_version")?.as_str()?.parse().ok()
}

/// A record, or `dataset.json`, after some steps; as it stands when it is no JSON object, or
/// has a key twice, which reading it will tell.
pub(crate) fn changed(steps: &[Step], register: Option<Register>, text: &str) -> Option<String> {
    if steps.is_empty() {
        return None;
    }
    let mut keys: Vec<_> = locate::members(text.trim()).into_iter().map(|(key, _)| key).collect();
    keys.sort();
    if keys.windows(2).any(|two| two.first() == two.last()) {
        return None;
    }
    let Ok(Value::Object(mut members)) = serde_json::from_str(text) else { return None };
    for step in steps {
        (step.change)(register, &mut members);
        if register.is_none() {
            members.insert("schema_version".into(), step.to.to_string().into());
        }
    }
    serde_json::to_string_pretty(&members).ok()
}

/// What to do about a dataset of another version.
pub(crate) fn advice(version: &str) -> String {
    let current = Version::current();
    match version.parse::<Version>() {
        Err(error) => error.to_string(),
        Ok(version) if version > current => {
            format!("this program reads versions up to {current}: a newer one is needed")
        }
        Ok(_) if STEPS.is_empty() => format!("{current} is the first version that was published"),
        Ok(_) => "`rapporteur migrate` brings it to the present version".to_owned(),
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn the_constant_is_a_version_and_steps_lead_to_it() {
        assert_eq!(DatasetMeta::SCHEMA_VERSION.parse(), Ok(Version::current()));
        for two in STEPS.windows(2) {
            assert_eq!(two.first().unwrap().to, two.last().unwrap().from);
        }
        assert!(STEPS.last().is_none_or(|step| step.to == Version::current()));
    }

    /// Two steps made for the purpose: a field that had another name, and another form.
    const TRIAL: [Step; 2] = [
        Step {
            from: Version { major: 0, minor: 8 },
            to: Version { major: 0, minor: 9 },
            what: "`type` is now called `kind`",
            change: |register, members| {
                if let (Some(_), Some(kind)) = (register, members.remove("type")) {
                    members.insert("kind".into(), kind);
                }
            },
        },
        Step {
            from: Version { major: 0, minor: 9 },
            to: Version { major: 1, minor: 0 },
            what: "a place has names in a list",
            change: |register, members| {
                if let (Some(Register::Place), Some(name)) = (register, members.remove("name")) {
                    members.insert("names".into(), serde_json::json!([{"text": name}]));
                }
            },
        },
    ];

    fn folder(version: &str, place: &str) -> std::path::PathBuf {
        let name = format!("rapporteur-migrate-{}-{version}", std::process::id());
        let folder = std::env::temp_dir().join(name);
        std::fs::create_dir_all(folder.join("places")).unwrap();
        let meta = format!(
            r#"{{"schema_version":"{version}","id":"d","title":{{"en":"D"}},"base":"https://example.org/",
            "license":"CC0-1.0","languages":["en"],"version":"1"}}"#
        );
        let source = r#"{"type":"report","id":"s","kind":"report","title":{"en":"S"},"passages":
            [{"key":"1","sha256":"ba7816bf8f01cfea414140de5dae2223b00361a396177a9cb410ff61f20015ad"}],"cite":["s#1"]}"#;
        std::fs::create_dir_all(folder.join("sources")).unwrap();
        for (file, text) in [
            ("dataset.json", meta.as_str()),
            ("places/geneva.json", place),
            ("sources/s.json", source),
        ] {
            #[expect(clippy::disallowed_methods, reason = "a test's own file")]
            std::fs::write(folder.join(file), text).unwrap();
        }
        folder
    }

    #[test]
    fn a_dataset_goes_through_every_step_from_its_own_version_on() {
        let old = r#"{"id":"geneva","type":"city","name":"Genève","cite":["s#1"]}"#;
        let eighth = folder("0.8", old);
        let migrated = migrate_by(&eighth, &TRIAL);
        assert_eq!(migrated.from, Some(Version { major: 0, minor: 8 }));
        assert_eq!(migrated.steps, [TRIAL[0].what, TRIAL[1].what]);
        assert!(!migrated.loaded.has_errors(), "{:#?}", migrated.loaded.problems);
        let dataset = migrated.loaded.dataset.unwrap();
        assert_eq!(dataset.meta.schema_version.as_str(), DatasetMeta::SCHEMA_VERSION);
        let geneva = dataset.get("geneva").unwrap();
        assert!(crate::canonical::pretty(geneva).contains("Genève"));

        // What the first step would mend is not mended in one that says it is of 0.9.
        let ninth = folder("0.9", old);
        let migrated = migrate_by(&ninth, &TRIAL);
        assert_eq!(migrated.steps, [TRIAL[1].what]);
        assert!(migrated.loaded.has_errors());

        // Without the steps, neither is read, and it is said why.
        let problems = migrate(&ninth).loaded.problems;
        assert!(problems.iter().any(|problem| problem.code == "E008"), "{problems:#?}");
        for folder in [eighth, ninth] {
            std::fs::remove_dir_all(folder).unwrap();
        }
    }

    #[test]
    fn a_key_that_stands_twice_is_not_lost_on_the_way() {
        let place =
            r#"{"id":"geneva","type":"city","name":"A","name":"B","kind":"city","cite":["s#1"]}"#;
        assert_eq!(changed(&TRIAL, Some(Register::Place), place), None);
        assert!(changed(&[], Some(Register::Place), "{}").is_none());
        assert!(changed(&TRIAL, None, "[]").is_none());
    }
}

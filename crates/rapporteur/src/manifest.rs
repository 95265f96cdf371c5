//! The manifest of an export: what each file is, of which dataset, by which program,
//! with its SHA-256, as [RO-Crate 1.2](https://w3id.org/ro/crate/1.2).
//!
//! ```
//! # use rapporteur::manifest::{Manifest, MANIFEST};
//! assert_eq!(MANIFEST, "ro-crate-metadata.json");
//! let error = Manifest::read(b"{ \"@graph\": [] }").unwrap_err();
//! assert!(error.to_string().contains("describes no crate"));
//! ```

use rapporteur_schema::{DatasetMeta, Text};
use serde::{Deserialize, Serialize};

use crate::export::{FileReport, Report};

/// The name of the manifest in an export folder (RO-Crate 1.2, *RO-Crate Metadata
/// Document*).
pub const MANIFEST: &str = "ro-crate-metadata.json";

/// The version of RO-Crate that the manifest follows.
const CONFORMS_TO: &str = "https://w3id.org/ro/crate/1.2";
const CONTEXT: &str = "https://w3id.org/ro/crate/1.2/context";
const ROOT: &str = "./";
const LICENSE: &str = "#license";
const PUBLISHER: &str = "#publisher";
const CANONICAL: &str = "#canonical";
const PROGRAM: &str = "#rapporteur";
const EXPORT: &str = "#export";
/// Where the program is described.
const HOME: &str = "https://w3id.org/rapporteur";
/// What the SHA-256 of the canonical form is an identifier of.
const CANONICAL_ID: &str = "sha256 of the canonical form of the dataset";

/// How much a dataset holds.
#[derive(Debug, Clone, Copy, Default, PartialEq, Eq, Serialize, Deserialize)]
#[non_exhaustive]
pub struct Counts {
    /// Records.
    pub records: usize,
    /// Readings of fields that sources report.
    pub readings: usize,
    /// Claims: one for each item of each reading.
    pub claims: usize,
    /// Citations, wherever they are written in the dataset.
    pub citations: usize,
}

impl Counts {
    /// Each count with its name.
    pub fn named(self) -> [(&'static str, usize); 4] {
        [
            ("records", self.records),
            ("readings", self.readings),
            ("claims", self.claims),
            ("citations", self.citations),
        ]
    }

    fn set(&mut self, name: &str, value: usize) {
        match name {
            "records" => self.records = value,
            "readings" => self.readings = value,
            "claims" => self.claims = value,
            "citations" => self.citations = value,
            _ => {}
        }
    }
}

impl From<&rapporteur_apparatus::Summary> for Counts {
    fn from(summary: &rapporteur_apparatus::Summary) -> Self {
        Self {
            records: summary.records,
            readings: summary.readings,
            claims: summary.claims,
            citations: summary.citations,
        }
    }
}

/// What a manifest says.
#[derive(Debug, Clone, PartialEq, Eq)]
#[non_exhaustive]
pub struct Manifest {
    /// The name of the dataset.
    pub name: String,
    /// Its version.
    pub version: String,
    /// The program that wrote the files.
    pub generator: String,
    /// The SHA-256 of the canonical bytes of the dataset.
    pub sha256: String,
    /// How much the dataset holds.
    pub counts: Counts,
    /// The files, in the order in which they are listed.
    pub files: Vec<Listed>,
}

/// A file that a manifest lists.
#[derive(Debug, Clone, PartialEq, Eq)]
#[non_exhaustive]
pub struct Listed {
    /// Its path in the folder, with `/` between folders.
    pub name: String,
    /// Its size in bytes.
    pub bytes: u64,
    /// The SHA-256 of its bytes.
    pub sha256: String,
}

/// Why a manifest cannot be read.
#[derive(Debug, thiserror::Error)]
#[non_exhaustive]
pub enum ManifestError {
    /// It is no JSON, or no graph of entities.
    #[error("{MANIFEST}: {0}")]
    Json(#[from] serde_json::Error),
    /// It has no root entity.
    #[error(
        "{MANIFEST} describes no crate: no entity in `@graph` is `about` the folder; export again"
    )]
    Root,
    /// It does not say something that an audit needs.
    #[error("{MANIFEST}: {0}; export again")]
    Missing(String),
}

/// Something of which there is one, or several in an array.
#[derive(Debug, Clone, Serialize, Deserialize)]
#[serde(untagged)]
enum OneOrMany<T> {
    One(T),
    Many(Vec<T>),
}

impl<T> OneOrMany<T> {
    /// What is not one stands in an array; `None` when there is nothing.
    fn of(mut all: Vec<T>) -> Option<Self> {
        match all.len() {
            0 => None,
            1 => all.pop().map(Self::One),
            _ => Some(Self::Many(all)),
        }
    }

    fn all(&self) -> &[T] {
        match self {
            Self::One(one) => std::slice::from_ref(one),
            Self::Many(many) => many,
        }
    }
}

/// A reference to an entity.
#[derive(Debug, Clone, Serialize, Deserialize)]
struct Link {
    #[serde(rename = "@id")]
    id: String,
}

fn link(id: impl Into<String>) -> OneOrMany<Link> {
    OneOrMany::One(Link { id: id.into() })
}

/// An entity of the graph. Only one type of struct, so that the order of the members is
/// the same in every build.
#[derive(Debug, Clone, Default, Serialize, Deserialize)]
#[serde(rename_all = "camelCase", default)]
struct Entity {
    #[serde(rename = "@id")]
    id: String,
    #[serde(rename = "@type", skip_serializing_if = "Option::is_none")]
    class: Option<OneOrMany<String>>,
    #[serde(skip_serializing_if = "Option::is_none")]
    name: Option<serde_json::Value>,
    #[serde(skip_serializing_if = "Option::is_none")]
    description: Option<serde_json::Value>,
    #[serde(skip_serializing_if = "Option::is_none")]
    about: Option<OneOrMany<Link>>,
    #[serde(skip_serializing_if = "Option::is_none")]
    conforms_to: Option<OneOrMany<Link>>,
    #[serde(skip_serializing_if = "Option::is_none")]
    date_published: Option<serde_json::Value>,
    #[serde(skip_serializing_if = "Option::is_none")]
    license: Option<OneOrMany<Link>>,
    #[serde(skip_serializing_if = "Option::is_none")]
    version: Option<serde_json::Value>,
    #[serde(skip_serializing_if = "Option::is_none")]
    url: Option<serde_json::Value>,
    #[serde(skip_serializing_if = "Option::is_none")]
    in_language: Option<OneOrMany<String>>,
    #[serde(skip_serializing_if = "Option::is_none")]
    publisher: Option<OneOrMany<Link>>,
    #[serde(skip_serializing_if = "Option::is_none")]
    author: Option<OneOrMany<Link>>,
    #[serde(skip_serializing_if = "Option::is_none")]
    identifier: Option<serde_json::Value>,
    #[serde(skip_serializing_if = "Option::is_none")]
    size: Option<OneOrMany<Link>>,
    #[serde(skip_serializing_if = "Option::is_none")]
    has_part: Option<OneOrMany<Link>>,
    #[serde(skip_serializing_if = "Option::is_none")]
    mentions: Option<OneOrMany<Link>>,
    #[serde(skip_serializing_if = "Option::is_none")]
    encoding_format: Option<serde_json::Value>,
    #[serde(skip_serializing_if = "Option::is_none")]
    content_size: Option<serde_json::Value>,
    #[serde(skip_serializing_if = "Option::is_none")]
    sha256: Option<String>,
    #[serde(skip_serializing_if = "Option::is_none")]
    instrument: Option<OneOrMany<Link>>,
    #[serde(skip_serializing_if = "Option::is_none")]
    result: Option<OneOrMany<Link>>,
    #[serde(rename = "propertyID", skip_serializing_if = "Option::is_none")]
    property_id: Option<serde_json::Value>,
    #[serde(skip_serializing_if = "Option::is_none")]
    value: Option<serde_json::Value>,
    #[serde(skip_serializing_if = "Option::is_none")]
    unit_text: Option<serde_json::Value>,
}

impl Entity {
    fn new(id: impl Into<String>, class: &str, name: impl Into<String>) -> Self {
        Self {
            id: id.into(),
            class: Some(OneOrMany::One(class.to_owned())),
            name: Some(name.into().into()),
            ..Self::default()
        }
    }

    fn is_a(&self, class: &str) -> bool {
        self.class.as_ref().is_some_and(|classes| classes.all().iter().any(|one| one == class))
    }
}

#[derive(Serialize, Deserialize)]
struct Document {
    #[serde(rename = "@context", default)]
    context: serde_json::Value,
    #[serde(rename = "@graph")]
    graph: Vec<Entity>,
}

/// A text in one language: English, or else the first.
fn words(text: &Text) -> &str {
    text.best("en")
}

/// What a file is, in words.
fn describe(file: &FileReport) -> String {
    let what = file.what;
    match file.warnings.as_slice() {
        [] => format!("{what}."),
        warnings => format!("{what}. {}.", warnings.join("; ")),
    }
}

/// The manifest of what was exported.
pub(crate) fn write(meta: &DatasetMeta, report: &Report) -> Vec<u8> {
    let links =
        |ids: &mut dyn Iterator<Item = String>| OneOrMany::of(ids.map(|id| Link { id }).collect());
    let names = || links(&mut report.files.iter().map(|file| address(&file.name)));
    let counts = report.counts.named();
    let license = meta.license.as_str();
    let license_id = match rapporteur_jsonld::license_iri(license) {
        Some(iri) => iri,
        None => LICENSE.to_owned(),
    };
    let mut graph = vec![
        Entity {
            about: Some(link(ROOT)),
            conforms_to: Some(link(CONFORMS_TO)),
            ..Entity::new(MANIFEST, "CreativeWork", "What is in this folder")
        },
        Entity {
            description: Some(words(meta.description.as_ref().unwrap_or(&meta.title)).into()),
            date_published: meta
                .created
                .as_ref()
                .and_then(rapporteur_schema::Date::earliest)
                .map(|day| day.to_string().into()),
            license: Some(link(&license_id)),
            version: Some(report.version.as_str().into()),
            in_language: OneOrMany::of(meta.languages.iter().map(ToString::to_string).collect()),
            publisher: meta.publisher.as_ref().map(|_| link(PUBLISHER)),
            author: meta
                .editors
                .as_ref()
                .and_then(|all| links(&mut (1..=all.len()).map(|n| format!("#editor-{n}")))),
            identifier: serde_json::to_value(Link { id: CANONICAL.to_owned() }).ok(),
            size: links(&mut counts.iter().map(|(what, _)| format!("#{what}"))),
            has_part: names(),
            mentions: Some(link(EXPORT)),
            ..Entity::new(ROOT, "Dataset", words(&meta.title))
        },
        Entity {
            property_id: Some(CANONICAL_ID.into()),
            value: Some(report.sha256.as_str().into()),
            ..Entity::new(CANONICAL, "PropertyValue", "Canonical form")
        },
    ];
    graph.extend(counts.into_iter().map(|(what, count)| Entity {
        value: Some(count.into()),
        unit_text: Some(what.into()),
        ..Entity::new(format!("#{what}"), "QuantitativeValue", format!("Number of {what}"))
    }));
    graph.push(Entity {
        description: Some(format!("The licence of the dataset: {license}").into()),
        ..Entity::new(license_id, "CreativeWork", license)
    });
    if let Some(publisher) = &meta.publisher {
        graph.push(Entity::new(PUBLISHER, "Organization", words(publisher)));
    }
    for (n, editor) in meta.editors.iter().flat_map(|all| all.iter()).enumerate() {
        graph.push(Entity::new(format!("#editor-{}", n + 1), "Person", editor.as_str()));
    }
    let (program, version) = report.generator.split_once(' ').unwrap_or((&report.generator, ""));
    graph.push(Entity {
        version: Some(version.into()),
        url: Some(HOME.into()),
        ..Entity::new(PROGRAM, "SoftwareApplication", program)
    });
    graph.push(Entity {
        instrument: Some(link(PROGRAM)),
        result: names(),
        ..Entity::new(EXPORT, "CreateAction", "Export of the dataset")
    });
    graph.extend(report.files.iter().map(|file| Entity {
        description: Some(describe(file).into()),
        encoding_format: Some(file.media_type.into()),
        content_size: Some(file.bytes.to_string().into()),
        sha256: Some(file.sha256.clone()),
        ..Entity::new(address(&file.name), "File", file.name.as_str())
    }));
    let document = Document { context: CONTEXT.into(), graph };
    // Serializing to memory cannot fail: every key is a string.
    let mut bytes = serde_json::to_vec_pretty(&document).unwrap_or_default();
    bytes.push(b'\n');
    bytes
}

/// The relative reference (RFC 3986) of a file: a path segment's safe characters stand
/// as they are, the bytes of others as `%` and two digits.
fn address(name: &str) -> String {
    let mut out = String::with_capacity(name.len());
    for byte in name.bytes() {
        if byte.is_ascii_alphanumeric() || b"-._~/".contains(&byte) {
            out.push(char::from(byte));
        } else {
            out.push_str(&format!("%{byte:02X}"));
        }
    }
    out
}

/// The name of the file that a relative reference is of.
fn file_name(address: &str) -> Option<String> {
    let mut bytes = Vec::with_capacity(address.len());
    let mut rest = address.strip_prefix("./").unwrap_or(address).bytes();
    while let Some(byte) = rest.next() {
        bytes.push(if byte == b'%' {
            let digits = [rest.next()?, rest.next()?];
            u8::from_str_radix(std::str::from_utf8(&digits).ok()?, 16).ok()?
        } else {
            byte
        });
    }
    String::from_utf8(bytes).ok()
}

/// A number, or digits.
fn whole(value: Option<&serde_json::Value>) -> Option<u64> {
    match value? {
        serde_json::Value::String(digits) => digits.parse().ok(),
        other => other.as_u64(),
    }
}

fn text(value: Option<&serde_json::Value>) -> String {
    value.and_then(serde_json::Value::as_str).unwrap_or_default().to_owned()
}

impl Manifest {
    /// Reads a manifest, also after another program has written it anew.
    ///
    /// # Errors
    /// When it is no RO-Crate, or does not say what an audit needs.
    pub fn read(bytes: &[u8]) -> Result<Self, ManifestError> {
        let Document { graph, .. } = serde_json::from_slice(bytes)?;
        let find = |id: &str| graph.iter().find(|entity| entity.id == id);
        let root = find(MANIFEST)
            .and_then(|descriptor| descriptor.about.as_ref()?.all().first())
            .and_then(|about| find(&about.id))
            .ok_or(ManifestError::Root)?;
        let missing = |what: String| ManifestError::Missing(what);
        let linked = |links: &Option<OneOrMany<Link>>| {
            links.iter().flat_map(|links| links.all()).filter_map(|link| find(&link.id)).collect()
        };
        let mut counts = Counts::default();
        let sizes: Vec<&Entity> = linked(&root.size);
        for (what, _) in counts.named() {
            let size = sizes.iter().find(|size| text(size.unit_text.as_ref()) == what);
            let value = size.and_then(|size| whole(size.value.as_ref()));
            let value = value.and_then(|value| usize::try_from(value).ok());
            let value = value.ok_or_else(|| missing(format!("it gives no number of {what}")))?;
            counts.set(what, value);
        }
        let sha256 = graph
            .iter()
            .find(|entity| text(entity.property_id.as_ref()) == CANONICAL_ID)
            .map(|entity| text(entity.value.as_ref()))
            .ok_or_else(|| missing("it gives no SHA-256 of the canonical form".into()))?;
        let mut files = Vec::new();
        for link in root.has_part.iter().flat_map(|links| links.all()) {
            let entity = find(&link.id)
                .filter(|entity| entity.is_a("File"))
                .ok_or_else(|| missing(format!("it does not describe its part `{}`", link.id)))?;
            let (Some(name), Some(bytes), Some(sha256)) =
                (file_name(&entity.id), whole(entity.content_size.as_ref()), &entity.sha256)
            else {
                return Err(missing(format!("it gives no size or SHA-256 of `{}`", link.id)));
            };
            files.push(Listed { name, bytes, sha256: sha256.clone() });
        }
        let program = graph.iter().find(|entity| entity.is_a("SoftwareApplication"));
        let generator = program.map(|program| {
            format!("{} {}", text(program.name.as_ref()), text(program.version.as_ref()))
        });
        Ok(Self {
            name: text(root.name.as_ref()),
            version: text(root.version.as_ref()),
            generator: generator.unwrap_or_default(),
            sha256,
            counts,
            files,
        })
    }
}

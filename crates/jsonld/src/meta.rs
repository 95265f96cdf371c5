//! The node of the dataset.

use rapporteur_schema::{DatasetMeta, Text};
use serde_json::Value;

use crate::{
    Distribution, Error, Whole,
    emit::{Emitter, term},
    model::Class,
    sink::Sink,
    word::Word,
};

/// Where the licences of SPDX have their IRIs.
const SPDX: &str = "https://spdx.org/licenses/";

/// Where the media types have their IRIs.
const MEDIA_TYPES: &str = "https://www.iana.org/assignments/media-types/";

/// The IRI of a licence at SPDX, if it is written as an identifier of SPDX.
///
/// ```
/// use rapporteur_jsonld::license_iri;
/// assert_eq!(license_iri("CC0-1.0").as_deref(), Some("https://spdx.org/licenses/CC0-1.0"));
/// assert_eq!(license_iri("ask the publisher"), None);
/// ```
pub fn license_iri(license: &str) -> Option<String> {
    is_spdx(license).then(|| format!("{SPDX}{license}"))
}

/// Whether a licence is written as an identifier of SPDX.
fn is_spdx(license: &str) -> bool {
    license.bytes().all(|b| b.is_ascii_alphanumeric() || b".-+".contains(&b))
}

/// Texts in languages, any number a language.
type Tagged<'t> = Vec<(Option<&'t str>, &'t str)>;

impl<S: Sink> Emitter<'_, S> {
    /// The dataset: what catalogues want to know, and everything that it says of
    /// itself, member by member, as it has it.
    pub(crate) fn dataset(
        &mut self,
        whole: &Whole<'_>,
        files: &[Distribution],
    ) -> Result<(), Error> {
        let class = &self.model.dataset;
        let meta = whole.meta;
        self.sink.open(class, &[self.base]);
        self.plain_text(class, Word::Identifier, meta.id.as_str())?;
        self.texts(class, Word::Title, &meta.title)?;
        self.texts(class, Word::Name, &meta.title)?;
        if let Some(description) = &meta.description {
            self.texts(class, Word::Description, description)?;
            self.texts(class, Word::Summary, description)?;
        }
        let mut subjects: Vec<&str> = Vec::new();
        for subject in meta.subject.iter().flat_map(|list| list.iter()) {
            if !subjects.contains(&subject.as_str()) {
                subjects.push(subject.as_str());
            }
        }
        if !subjects.is_empty() {
            self.records(class, Word::Subject, &subjects)?;
        }
        let license = meta.license.as_str();
        if is_spdx(license) {
            self.sink.begin(term(class, Word::License)?);
            self.sink.iri(&[SPDX, license]);
            self.sink.end();
        } else {
            self.plain_text(class, Word::Rights, license)?;
        }
        self.sink.begin(term(class, Word::Languages)?);
        let mut languages: Vec<&str> = Vec::new();
        for tag in meta.languages.iter() {
            if !languages.contains(&tag.as_str()) {
                languages.push(tag.as_str());
                self.sink.literal(tag.as_str());
            }
        }
        self.sink.end();
        self.plain_text(class, Word::Version, meta.version.as_str())?;
        if let Some(day) = meta.created.as_ref().filter(|date| date.is_exact_day()) {
            self.plain_text(class, Word::Created, day.as_str())?;
        }
        if let Some(publisher) = &meta.publisher {
            self.sink.begin(term(class, Word::Publisher)?);
            let names: Tagged<'_> =
                publisher.iter().map(|(tag, text)| (Some(tag.as_str()), text)).collect();
            self.agent("publisher", &names)?;
            self.sink.end();
        }
        if let Some(editors) = &meta.editors {
            self.sink.begin(term(class, Word::Editors)?);
            for (n, editor) in editors.iter().enumerate() {
                self.agent(&format!("editor-{}", n + 1), &[(None, editor.as_str())])?;
            }
            self.sink.end();
        }
        if let Some(note) = &meta.note {
            self.texts(class, Word::Note, note)?;
        }
        if !whole.sources.is_empty() {
            self.records(class, Word::Sources, &whole.sources)?;
        }
        self.plain_text(class, Word::UriSpace, self.base)?;
        self.sink.begin(term(class, Word::Entities)?);
        self.sink.integer(whole.records);
        self.sink.end();
        if !files.is_empty() {
            self.sink.begin(term(class, Word::Distributions)?);
            let mut names: Vec<&str> = Vec::new();
            for file in files {
                if !names.contains(&file.name.as_str()) {
                    names.push(&file.name);
                    self.file(file)?;
                }
            }
            self.sink.end();
        }
        self.members(class, meta)?;
        self.sink.close();
        Ok(())
    }

    fn file(&mut self, file: &Distribution) -> Result<(), Error> {
        let class = &self.model.file;
        let segment = file.segment();
        self.sink.open(class, &[self.base, "file/", &segment]);
        self.plain_text(class, Word::FileName, &file.name)?;
        if let Some(path) = file.media_type_path() {
            self.sink.begin(term(class, Word::MediaType)?);
            self.sink.iri(&[MEDIA_TYPES, path]);
            self.sink.end();
        }
        self.plain_text(class, Word::EncodingFormat, &file.media_type)?;
        self.plain_text(class, Word::ByteSize, &file.bytes.to_string())?;
        if let Some(url) = &file.url {
            self.sink.begin(term(class, Word::DownloadUrl)?);
            self.sink.iri(&[url]);
            self.sink.end();
        }
        if let Some(digest) = &file.sha256 {
            self.sink.begin(term(class, Word::Checksum)?);
            let class = &self.model.checksum;
            self.sink.open(class, &[self.base, "checksum/", &segment]);
            self.sink.begin(term(class, Word::Algorithm)?);
            self.sink.short(&["spdx:checksumAlgorithm_sha256"]);
            self.sink.end();
            self.plain_text(class, Word::Digest, digest)?;
            self.sink.close();
            self.sink.end();
        }
        self.sink.close();
        Ok(())
    }

    fn plain_text(&mut self, class: &'static Class, name: Word, text: &str) -> Result<(), Error> {
        self.sink.begin(term(class, name)?);
        self.sink.literal(text);
        self.sink.end();
        Ok(())
    }

    fn texts(&mut self, class: &'static Class, name: Word, text: &Text) -> Result<(), Error> {
        self.sink.begin(term(class, name)?);
        self.sink.text(text);
        self.sink.end();
        Ok(())
    }

    fn records(&mut self, class: &'static Class, name: Word, ids: &[&str]) -> Result<(), Error> {
        self.sink.begin(term(class, name)?);
        for id in ids {
            self.sink.iri(&[self.base, "record/", id]);
        }
        self.sink.end();
        Ok(())
    }

    fn agent(&mut self, local: &str, names: &[(Option<&str>, &str)]) -> Result<(), Error> {
        let class = &self.model.agent;
        self.sink.open(class, &[self.base, "agent/", local]);
        self.sink.begin(term(class, Word::Name)?);
        self.sink.tagged(names);
        self.sink.end();
        self.sink.close();
        Ok(())
    }

    /// Every member of `dataset.json`, whatever the schema says that it may have.
    fn members(&mut self, class: &'static Class, meta: &DatasetMeta) -> Result<(), Error> {
        let Value::Object(members) = serde_json::to_value(meta).map_err(Error::Meta)? else {
            return Ok(());
        };
        self.sink.begin(term(class, Word::Metadata)?);
        for (key, value) in &members {
            let (items, open) = match value {
                Value::Array(items) => (Some(items), false),
                Value::Object(object) => {
                    (object.get("items").and_then(Value::as_array), object.contains_key("open"))
                }
                _ => (None, false),
            };
            match items {
                None => self.member(key, None, value, false)?,
                Some(items) => {
                    for (n, item) in items.iter().enumerate() {
                        self.member(key, Some(n), item, open)?;
                    }
                }
            }
        }
        self.sink.end();
        Ok(())
    }

    fn member(
        &mut self,
        key: &str,
        index: Option<usize>,
        value: &Value,
        open: bool,
    ) -> Result<(), Error> {
        let class = &self.model.entry;
        let number = index.map_or_else(String::new, |n| format!(".{}", n + 1));
        self.sink.open(class, &[self.base, "entry/dataset.", key, &number]);
        self.plain_text(class, Word::Key, key)?;
        if let Some(n) = index {
            self.sink.begin(term(class, Word::Position)?);
            self.sink.integer(n + 1);
            self.sink.end();
        }
        match value {
            Value::String(text) => self.plain_text(class, Word::ValuePlain, text)?,
            other => match serde_json::from_value::<Text>(other.clone()) {
                Ok(text) => self.texts(class, Word::ValueText, &text)?,
                Err(error) => return Err(Error::Meta(error)),
            },
        }
        if open {
            self.sink.begin(term(class, Word::Open)?);
            self.sink.yes();
            self.sink.end();
        }
        self.sink.close();
        Ok(())
    }
}

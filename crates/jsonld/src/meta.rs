//! The node of the dataset.

use rapporteur_schema::{Dataset, Text};
use serde_json::Value;

use crate::{
    Error,
    emit::{Emitter, term},
    model::Class,
    sink::Sink,
};

/// Where the licences of SPDX have their IRIs.
pub(crate) const SPDX: &str = "https://spdx.org/licenses/";

/// Texts in languages, any number a language.
type Tagged<'t> = Vec<(Option<&'t str>, &'t str)>;

impl<S: Sink> Emitter<'_, S> {
    /// The dataset: what catalogues want to know, and everything that it says of
    /// itself, member by member, as it has it.
    pub(crate) fn dataset(&mut self, dataset: &Dataset) -> Result<(), Error> {
        let class = &self.model.dataset;
        let meta = &dataset.meta;
        self.sink.open(class, &[self.base]);
        self.plain_text(class, "identifier", meta.id.as_str())?;
        self.texts(class, "title", &meta.title)?;
        self.texts(class, "name", &meta.title)?;
        if let Some(description) = &meta.description {
            self.texts(class, "description", description)?;
            self.texts(class, "summary", description)?;
        }
        let mut subjects: Vec<&str> = Vec::new();
        for subject in meta.subject.iter().flat_map(|list| list.iter()) {
            if !subjects.contains(&subject.as_str()) {
                subjects.push(subject.as_str());
            }
        }
        if !subjects.is_empty() {
            self.records(class, "subject", &subjects)?;
        }
        let license = meta.license.as_str();
        if license.bytes().all(|b| b.is_ascii_alphanumeric() || b".-+".contains(&b)) {
            self.sink.begin(term(class, "license")?);
            self.sink.iri(&[SPDX, license]);
            self.sink.end();
        } else {
            self.plain_text(class, "rights", license)?;
        }
        self.sink.begin(term(class, "languages")?);
        let mut languages: Vec<&str> = Vec::new();
        for tag in meta.languages.iter() {
            if !languages.contains(&tag.as_str()) {
                languages.push(tag.as_str());
                self.sink.literal(tag.as_str());
            }
        }
        self.sink.end();
        self.plain_text(class, "version", meta.version.as_str())?;
        if let Some(day) = meta.created.as_ref().filter(|date| date.is_exact_day()) {
            self.plain_text(class, "created", day.as_str())?;
        }
        if let Some(publisher) = &meta.publisher {
            self.sink.begin(term(class, "publisher")?);
            let names: Tagged<'_> =
                publisher.iter().map(|(tag, text)| (Some(tag.as_str()), text)).collect();
            self.agent("publisher", &names)?;
            self.sink.end();
        }
        if let Some(editors) = &meta.editors {
            self.sink.begin(term(class, "editors")?);
            for (n, editor) in editors.iter().enumerate() {
                self.agent(&format!("editor-{}", n + 1), &[(None, editor.as_str())])?;
            }
            self.sink.end();
        }
        if let Some(note) = &meta.note {
            self.texts(class, "note", note)?;
        }
        let sources: Vec<&str> =
            dataset.sources().iter().map(|source| source.id.as_str()).collect();
        if !sources.is_empty() {
            self.records(class, "sources", &sources)?;
        }
        self.plain_text(class, "uriSpace", self.base)?;
        self.sink.begin(term(class, "entities")?);
        self.sink.integer(dataset.len());
        self.sink.end();
        self.members(class, dataset)?;
        self.sink.close();
        Ok(())
    }

    fn plain_text(
        &mut self,
        class: &'static Class,
        name: &'static str,
        text: &str,
    ) -> Result<(), Error> {
        self.sink.begin(term(class, name)?);
        self.sink.literal(text);
        self.sink.end();
        Ok(())
    }

    fn texts(
        &mut self,
        class: &'static Class,
        name: &'static str,
        text: &Text,
    ) -> Result<(), Error> {
        self.sink.begin(term(class, name)?);
        self.sink.text(text);
        self.sink.end();
        Ok(())
    }

    fn records(
        &mut self,
        class: &'static Class,
        name: &'static str,
        ids: &[&str],
    ) -> Result<(), Error> {
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
        self.sink.begin(term(class, "name")?);
        self.sink.tagged(names);
        self.sink.end();
        self.sink.close();
        Ok(())
    }

    /// Every member of `dataset.json`, whatever the schema says that it may have.
    fn members(&mut self, class: &'static Class, dataset: &Dataset) -> Result<(), Error> {
        let Value::Object(members) = serde_json::to_value(&dataset.meta).map_err(Error::Meta)?
        else {
            return Ok(());
        };
        self.sink.begin(term(class, "metadata")?);
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
        self.plain_text(class, "key", key)?;
        if let Some(n) = index {
            self.sink.begin(term(class, "position")?);
            self.sink.integer(n + 1);
            self.sink.end();
        }
        match value {
            Value::String(text) => self.plain_text(class, "valuePlain", text)?,
            other => match serde_json::from_value::<Text>(other.clone()) {
                Ok(text) => self.texts(class, "valueText", &text)?,
                Err(error) => return Err(Error::Meta(error)),
            },
        }
        if open {
            self.sink.begin(term(class, "open")?);
            self.sink.yes();
            self.sink.end();
        }
        self.sink.close();
        Ok(())
    }
}

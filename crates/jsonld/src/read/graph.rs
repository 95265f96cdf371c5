//! One map of nodes, from the compact form with our context or from the expanded
//! or flattened form.

use std::fmt::Write as _;

use std::{
    collections::{BTreeMap, BTreeSet},
    rc::Rc,
    sync::OnceLock,
};

use super::{ReadError, json::Json};
use crate::{
    CONTEXT_URL, context,
    model::{Class, Kind, Term},
    ns::{RDF_TYPE, expand, namespace},
};

/// A value of a property.
#[derive(Debug, Clone, PartialEq, Eq, PartialOrd, Ord)]
pub(super) enum Value {
    /// A node.
    Iri(Rc<str>),
    /// A literal, with its language if it has one. What its datatype is follows
    /// from the property.
    Literal(Box<str>, Option<Rc<str>>),
}

/// A node with its properties, as absolute IRIs.
#[derive(Debug, Default)]
pub(super) struct Node {
    pub(super) types: Vec<Rc<str>>,
    properties: BTreeMap<Rc<str>, Vec<Value>>,
}

impl Node {
    /// The values of a property that is given in short form.
    pub(super) fn values(&self, short: &str) -> &[Value] {
        self.properties.get(expand(short).as_str()).map(Vec::as_slice).unwrap_or_default()
    }

    /// Whether it has this type, given in short form.
    pub(super) fn is_a(&self, short: &str) -> bool {
        let iri = expand(short);
        self.types.iter().any(|t| **t == *iri)
    }
}

/// The nodes by IRI.
#[derive(Debug, Default)]
pub(super) struct Graph {
    pub(super) nodes: BTreeMap<Rc<str>, Node>,
    names: BTreeSet<Rc<str>>,
}

/// Where the reader is in the JSON, for messages.
struct Path<'p> {
    parent: Option<&'p Path<'p>>,
    step: Step<'p>,
}

enum Step<'p> {
    Key(&'p str),
    Index(usize),
}

impl Path<'_> {
    fn write(&self, out: &mut String) {
        if let Some(parent) = self.parent {
            parent.write(out);
        }
        match self.step {
            Step::Key(key) => {
                if !out.is_empty() {
                    out.push('.');
                }
                out.push_str(&key.escape_debug().to_string());
            }
            Step::Index(n) => {
                let _ = write!(out, "[{n}]");
            }
        }
    }

    fn error(&self, message: impl Into<String>) -> ReadError {
        let mut path = String::new();
        self.write(&mut path);
        ReadError::Form { path, message: message.into() }
    }
}

impl Graph {
    /// Adds what one JSON document says; whether it had our context, which was taken out.
    pub(super) fn add(&mut self, document: Json, compact: bool) -> Result<(), ReadError> {
        let root = Path { parent: None, step: Step::Key("the document") };
        match document {
            Json::Object(members) => self.top(members, compact, &root),
            document => self.document(document, &root),
        }
    }

    /// Makes sets of the values, in one order, whatever the order in the text was.
    pub(super) fn settle(&mut self) {
        self.names.clear();
        for values in self.nodes.values_mut().flat_map(|node| node.properties.values_mut()) {
            values.sort();
            values.dedup();
        }
    }

    /// Adds a statement of which the value is a node.
    pub(super) fn link(&mut self, subject: &str, property: &str, object: &str) {
        let object = self.name(object);
        if property == RDF_TYPE {
            let types = &mut self.subject(subject).types;
            if !types.contains(&object) {
                types.push(object);
            }
        } else {
            self.value(subject, property, Value::Iri(object));
        }
    }

    /// Adds a statement of which the value is a literal.
    pub(super) fn literal(
        &mut self,
        subject: &str,
        property: &str,
        text: &str,
        language: Option<&str>,
    ) {
        let language = language.map(|tag| self.name(tag));
        self.value(subject, property, Value::Literal(text.into(), language));
    }

    fn subject(&mut self, subject: &str) -> &mut Node {
        let subject = self.name(subject);
        self.nodes.entry(subject).or_default()
    }

    fn value(&mut self, subject: &str, property: &str, value: Value) {
        let property = self.name(property);
        self.subject(subject).properties.entry(property).or_default().push(value);
    }

    fn document(&mut self, document: Json, path: &Path<'_>) -> Result<(), ReadError> {
        match document {
            Json::Array(items) => {
                for (n, item) in items.into_iter().enumerate() {
                    self.document(item, &Path { parent: Some(path), step: Step::Index(n) })?;
                }
                Ok(())
            }
            Json::Object(mut members) => {
                let compact = match members.iter().position(|(key, _)| key == "@context") {
                    Some(at) => {
                        let (_, found) = members.remove(at);
                        check_context(&found)?;
                        true
                    }
                    None => false,
                };
                self.top(members, compact, path)
            }
            _ => Err(path.error("a JSON-LD document is an object or an array of objects")),
        }
    }

    /// A top-level object: a graph, or a node.
    fn top(
        &mut self,
        members: Vec<(String, Json)>,
        compact: bool,
        path: &Path<'_>,
    ) -> Result<(), ReadError> {
        if members.iter().all(|(key, _)| key != "@graph") {
            return self.node(members, compact, path).map(drop);
        }
        for (key, value) in members {
            if key != "@graph" {
                return Err(path.error(format!(
                    "`{}` stands beside `@graph`: named graphs are not read",
                    key.escape_debug()
                )));
            }
            let path = Path { parent: Some(path), step: Step::Key("@graph") };
            for (n, item) in many(value).into_iter().enumerate() {
                let path = Path { parent: Some(&path), step: Step::Index(n) };
                match item {
                    Json::Object(members) => drop(self.node(members, compact, &path)?),
                    _ => return Err(path.error("a node is an object")),
                }
            }
        }
        Ok(())
    }

    fn name(&mut self, text: &str) -> Rc<str> {
        if let Some(name) = self.names.get(text) {
            return Rc::clone(name);
        }
        let name: Rc<str> = text.into();
        self.names.insert(Rc::clone(&name));
        name
    }

    /// A node object; its IRI is returned.
    fn node(
        &mut self,
        members: Vec<(String, Json)>,
        compact: bool,
        path: &Path<'_>,
    ) -> Result<Rc<str>, ReadError> {
        let mut id = None;
        let mut types: Vec<String> = Vec::new();
        let mut rest = Vec::new();
        for (key, value) in members {
            match key.as_str() {
                "@id" => id = Some(value),
                "id" if compact => id = Some(value),
                "@type" => types = texts(value, path)?,
                "type" if compact => types = texts(value, path)?,
                "@context" => {
                    return Err(path.error("a context stands inside the document: only the outermost object may have one"));
                }
                "@index" => {}
                _ => rest.push((key, value)),
            }
        }
        let id = match id {
            Some(Json::Text(id)) => self.name(&iri(id, compact, path)?),
            Some(_) => return Err(path.error("the id of a node is text")),
            None => return Err(path.error("a node without an id (a blank node) is not read")),
        };
        let classes: Vec<&'static Class> = if compact {
            types.iter().filter_map(|name| context::class_named(name)).collect()
        } else {
            Vec::new()
        };
        let types: Vec<Rc<str>> = types
            .into_iter()
            .map(|name| match classes.iter().find(|class| class.name == name) {
                Some(class) => Ok(self.name(&expand(class.iri))),
                None => iri(name, compact, path).map(|iri| self.name(&iri)),
            })
            .collect::<Result<_, _>>()?;
        let node = self.nodes.entry(Rc::clone(&id)).or_default();
        for name in types {
            if !node.types.contains(&name) {
                node.types.push(name);
            }
        }
        for (key, value) in rest {
            let path = Path { parent: Some(path), step: Step::Key(&key) };
            let term = classes.iter().find_map(|class| class.term(&key));
            let property = match term {
                Some(term) => term.full.clone(),
                None if key.starts_with('@') => {
                    return Err(path.error(format!("`{}` is not read here", key.escape_debug())));
                }
                None if key.contains(':') => iri(key.clone(), compact, &path)?,
                None if compact && classes.is_empty() => {
                    return Err(path
                        .error("the node has no type of Rapporteur's, so its keys mean nothing"));
                }
                None => return Err(path.error("the context does not define this key")),
            };
            let property = self.name(&property);
            let values = self.values(value, term, compact, &path)?;
            if let Some(node) = self.nodes.get_mut(&id) {
                // A processor may write types as a property.
                if &*property == RDF_TYPE {
                    node.types.extend(values.into_iter().filter_map(|value| match value {
                        Value::Iri(iri) => Some(iri),
                        Value::Literal(..) => None,
                    }));
                } else {
                    node.properties.entry(property).or_default().extend(values);
                }
            }
        }
        Ok(id)
    }

    fn values(
        &mut self,
        json: Json,
        term: Option<&Term>,
        compact: bool,
        path: &Path<'_>,
    ) -> Result<Vec<Value>, ReadError> {
        let mut out = Vec::new();
        for (n, value) in many(json).into_iter().enumerate() {
            let path = Path { parent: Some(path), step: Step::Index(n) };
            match value {
                Json::Null => return Err(path.error("null says nothing: leave the key out")),
                Json::Float => {
                    return Err(path.error("a number that is not whole is written as text"));
                }
                Json::Bool(value) => out.push(Value::Literal(value.to_string().into(), None)),
                Json::Integer(n) => out.push(Value::Literal(n.to_string().into(), None)),
                Json::Text(text) if term.is_some_and(|term| term.kind == Kind::Iri) => {
                    let iri = iri(text, compact, &path)?;
                    out.push(Value::Iri(self.name(&iri)));
                }
                Json::Text(text) => out.push(Value::Literal(text.into(), None)),
                Json::Array(_) => return Err(path.error("a list inside a list is not read")),
                Json::Object(members) => self.object(members, term, compact, &path, &mut out)?,
            }
        }
        Ok(out)
    }

    /// An object as a value: a literal, texts by language, a set, or a node.
    fn object(
        &mut self,
        members: Vec<(String, Json)>,
        term: Option<&Term>,
        compact: bool,
        path: &Path<'_>,
        out: &mut Vec<Value>,
    ) -> Result<(), ReadError> {
        let has = |wanted: &str| members.iter().any(|(key, _)| key == wanted);
        if has("@value") {
            let mut text = None;
            let mut language = None;
            for (key, value) in members {
                match (key.as_str(), value) {
                    ("@value", Json::Text(value)) => text = Some(value),
                    ("@value", Json::Bool(value)) => text = Some(value.to_string()),
                    ("@value", Json::Integer(value)) => text = Some(value.to_string()),
                    ("@language", Json::Text(tag)) => language = Some(self.name(&tag)),
                    ("@type" | "@index", Json::Text(_)) => {}
                    (key, _) => {
                        return Err(path.error(format!(
                            "a literal with this `{}` is not read",
                            key.escape_debug()
                        )));
                    }
                }
            }
            let text = text.ok_or_else(|| path.error("a literal without a value"))?;
            out.push(Value::Literal(text.into(), language));
            return Ok(());
        }
        if has("@list") {
            return Err(path.error("lists (`@list`) are not read: order is said by position"));
        }
        if has("@set") {
            for (key, value) in members {
                if key == "@set" {
                    out.extend(self.values(value, term, compact, path)?);
                }
            }
            return Ok(());
        }
        if compact && term.is_some_and(|term| term.kind == Kind::Text) {
            for (tag, value) in members {
                let language = (tag != "@none").then(|| self.name(&tag));
                for text in texts(value, path)? {
                    out.push(Value::Literal(text.into(), language.clone()));
                }
            }
            return Ok(());
        }
        let id = self.node(members, compact, path)?;
        out.push(Value::Iri(id));
        Ok(())
    }
}

/// A value as the list of its values.
fn many(json: Json) -> Vec<Json> {
    match json {
        Json::Array(items) => items,
        one => vec![one],
    }
}

fn texts(json: Json, path: &Path<'_>) -> Result<Vec<String>, ReadError> {
    many(json)
        .into_iter()
        .map(|item| match item {
            Json::Text(text) => Ok(text),
            _ => Err(path.error("only text can stand here")),
        })
        .collect()
}

/// An absolute IRI, from itself or from its short form.
fn iri(text: String, compact: bool, path: &Path<'_>) -> Result<String, ReadError> {
    if text.starts_with("_:") {
        return Err(path.error(format!("the blank node `{}` is not read", text.escape_debug())));
    }
    match text.split_once(':') {
        None => Err(path.error(format!("`{}` is not an absolute IRI", text.escape_debug()))),
        Some((prefix, local)) if compact && !local.starts_with("//") => match namespace(prefix) {
            Some(ns) => Ok(format!("{ns}{local}")),
            None => Ok(text),
        },
        Some(_) => Ok(text),
    }
}

/// Accepts our context: by its address, or embedded, whole or in an earlier state.
pub(super) fn check_context(found: &Json) -> Result<(), ReadError> {
    static OURS: OnceLock<Json> = OnceLock::new();
    let ours = OURS.get_or_init(|| serde_json::from_str(context::compact()).unwrap_or(Json::Null));
    match found {
        Json::Text(url) if url == CONTEXT_URL => Ok(()),
        Json::Text(url) => Err(ReadError::Context { found: format!("<{}>", url.escape_debug()) }),
        Json::Array(items) => match items.as_slice() {
            [only] => check_context(only),
            _ => Err(ReadError::Context { found: format!("of {} parts", items.len()) }),
        },
        Json::Object(_) => match differs(found, ours) {
            None => Ok(()),
            Some(key) => {
                let found =
                    format!("in the file, which defines `{}` otherwise,", key.escape_debug());
                Err(ReadError::Context { found })
            }
        },
        _ => Err(ReadError::Context { found: "in the file".to_owned() }),
    }
}

/// The first key for which a context says what ours does not say.
fn differs(found: &Json, ours: &Json) -> Option<String> {
    let Json::Object(members) = found else { return None };
    members.iter().find_map(|(key, value)| match (value, ours.get(key)) {
        (_, None) => Some(key.clone()),
        (Json::Object(_), Some(our @ Json::Object(_))) => differs(value, our),
        (value, Some(our)) => (value != our).then(|| key.clone()),
    })
}

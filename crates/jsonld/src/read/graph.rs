//! One map of nodes, from the compact form with our context or from the expanded
//! or flattened form.

use std::{borrow::Cow, cmp::Ordering, fmt::Write as _, sync::OnceLock};

#[expect(clippy::disallowed_types, reason = "it is only asked, never walked over")]
use std::collections::HashMap;

use foldhash::fast::RandomState as Hasher;
use indexmap::IndexSet;

use super::{ReadError, json::Json};
use crate::{
    CONTEXT_URL, context,
    model::{Class, Kind, Term},
    ns::{PREFIXES, RDF_TYPE, namespace},
};

/// An IRI or a language tag: its number among all that were met.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord)]
pub(super) struct Name(u32);

impl Name {
    /// Its number.
    pub(super) fn at(self) -> usize {
        self.0 as usize
    }
}

/// A value of a property. What is not written with escapes is that of the file.
#[derive(Debug, Clone, PartialEq, Eq)]
pub(super) enum Value<'t> {
    /// A node.
    Iri(Name),
    /// A literal, with its language if it has one. What its datatype is follows
    /// from the property.
    Literal(Cow<'t, str>, Option<Name>),
}

/// What is said of a node: property and value, the types among them.
type Statements<'t> = Vec<(Name, Value<'t>)>;

/// The nodes by IRI. Every name is held once, and what is said of nodes is in terms of
/// their numbers: most of a file is names that come again.
#[derive(Debug, Default)]
pub(super) struct Graph<'t> {
    names: IndexSet<Cow<'t, str>, Hasher>,
    /// By the number of the name.
    nodes: Vec<Statements<'t>>,
    /// The properties and types that occur, in short form and in full.
    #[expect(clippy::disallowed_types, reason = "it is only asked, never walked over")]
    terms: HashMap<String, Name, Hasher>,
    /// The property that gives types, once a node has one.
    rdf_type: Option<Name>,
}

/// Where the reader is in the JSON, for messages.
pub(super) struct Path<'p> {
    pub(super) parent: Option<&'p Path<'p>>,
    pub(super) step: Step<'p>,
}

pub(super) enum Step<'p> {
    Key(&'p str),
    Index(usize),
}

/// The outermost object or array.
pub(super) const ROOT: Path<'static> = Path { parent: None, step: Step::Key("the document") };

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

    pub(super) fn error(&self, message: impl Into<String>) -> ReadError {
        let mut path = String::new();
        self.write(&mut path);
        ReadError::Form { path, message: message.into() }
    }
}

/// Members of an object, in their order.
type Members<'t> = Vec<(Cow<'t, str>, Json<'t>)>;

impl<'t> Graph<'t> {
    /// Makes sets of the values, in one order, whatever the order in the text was. After
    /// that the graph can be asked.
    pub(super) fn settle(&mut self) {
        let names = &self.names;
        let text = |name: &Name| names.get_index(name.at()).map(|text| &**text);
        let order = |a: &Value<'_>, b: &Value<'_>| match (a, b) {
            (Value::Iri(a), Value::Iri(b)) if a == b => Ordering::Equal,
            (Value::Iri(a), Value::Iri(b)) => text(a).cmp(&text(b)),
            (Value::Iri(_), Value::Literal(..)) => Ordering::Less,
            (Value::Literal(..), Value::Iri(_)) => Ordering::Greater,
            (Value::Literal(a, at), Value::Literal(b, bt)) => {
                a.cmp(b).then_with(|| at.as_ref().map(text).cmp(&bt.as_ref().map(text)))
            }
        };
        let mut terms = vec![false; names.len()];
        let mut term = |name: Name| {
            if let Some(is) = terms.get_mut(name.at()) {
                *is = true;
            }
        };
        for statements in &mut self.nodes {
            statements.sort_unstable_by(|a, b| a.0.cmp(&b.0).then_with(|| order(&a.1, &b.1)));
            statements.dedup();
            statements.shrink_to_fit();
            for (property, value) in statements {
                term(*property);
                if let (true, Value::Iri(class)) = (Some(*property) == self.rdf_type, value) {
                    term(*class);
                }
            }
        }
        for (at, _) in terms.iter().enumerate().filter(|(_, is)| **is) {
            let (Some(full), Ok(n)) = (names.get_index(at), u32::try_from(at)) else { continue };
            let local = |ns: &str| full.strip_prefix(ns).filter(|local| !local.is_empty());
            let short = PREFIXES
                .iter()
                .filter_map(|(prefix, ns)| local(ns).map(|local| format!("{prefix}:{local}")));
            self.terms.extend(short.map(|short| (short, Name(n))));
            self.terms.insert(full.to_string(), Name(n));
        }
    }

    /// The text of a name.
    pub(super) fn text(&self, name: Name) -> &str {
        self.names.get_index(name.at()).map(|text| &**text).unwrap_or_default()
    }

    /// How many names there are.
    pub(super) fn len(&self) -> usize {
        self.names.len()
    }

    /// The nodes of which something is said, in any order.
    pub(super) fn nodes(&self) -> impl Iterator<Item = Name> {
        let nodes = (0..).map(Name).zip(&self.nodes);
        nodes.filter(|(_, statements)| !statements.is_empty()).map(|(name, _)| name)
    }

    /// Whether anything is said of a node.
    pub(super) fn has(&self, node: Name) -> bool {
        self.nodes.get(node.at()).is_some_and(|statements| !statements.is_empty())
    }

    /// A property or class that occurs, in short form or in full.
    pub(super) fn term(&self, term: &str) -> Option<Name> {
        self.terms.get(term).copied()
    }

    /// The values of a property of a node.
    pub(super) fn values(&self, node: Name, property: Name) -> &[(Name, Value<'t>)] {
        let all = self.nodes.get(node.at()).map(Vec::as_slice).unwrap_or_default();
        let start = all.partition_point(|(name, _)| *name < property);
        let some = all.get(start..).unwrap_or_default();
        let length = some.iter().take_while(|(name, _)| *name == property).count();
        some.get(..length).unwrap_or_default()
    }

    /// Whether a node has a type.
    pub(super) fn is_a(&self, node: Name, class: Name) -> bool {
        let types = self.rdf_type.map(|property| self.values(node, property)).unwrap_or_default();
        types.iter().any(|(_, value)| *value == Value::Iri(class))
    }

    /// Adds a statement of which the value is a node.
    pub(super) fn link(&mut self, subject: String, property: String, object: String) {
        let object = self.name(object.into());
        let is_type = property == RDF_TYPE;
        let property = if is_type { self.type_property() } else { self.name(property.into()) };
        let subject = self.name(subject.into());
        self.say(subject, property, Value::Iri(object));
    }

    /// Adds a statement of which the value is a literal.
    pub(super) fn literal(
        &mut self,
        subject: String,
        property: String,
        text: String,
        language: Option<String>,
    ) {
        let language = language.map(|tag| self.name(tag.into()));
        let (subject, property) = (self.name(subject.into()), self.name(property.into()));
        self.say(subject, property, Value::Literal(text.into(), language));
    }

    fn say(&mut self, subject: Name, property: Name, value: Value<'t>) {
        if let Some(statements) = self.nodes.get_mut(subject.at()) {
            statements.push((property, value));
        }
    }

    fn name(&mut self, text: Cow<'t, str>) -> Name {
        let (at, new) = self.names.insert_full(text);
        if new {
            self.nodes.push(Vec::new());
        }
        // A file of four thousand million names is larger than any that is read.
        Name(u32::try_from(at).unwrap_or(u32::MAX))
    }

    fn type_property(&mut self) -> Name {
        let name = self.rdf_type.unwrap_or_else(|| self.name(RDF_TYPE.into()));
        self.rdf_type = Some(name);
        name
    }

    /// What one document says, or one of several in an array.
    pub(super) fn document(
        &mut self,
        document: Json<'t>,
        path: &Path<'_>,
    ) -> Result<(), ReadError> {
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

    /// A top-level object: a graph, or a node. Its context was taken out.
    pub(super) fn top(
        &mut self,
        members: Members<'t>,
        compact: bool,
        path: &Path<'_>,
    ) -> Result<(), ReadError> {
        if members.iter().all(|(key, _)| key != "@graph") {
            return self.node(members, compact, path).map(drop);
        }
        for (key, value) in members {
            if key != "@graph" {
                return Err(beside(&key, path));
            }
            for (n, item) in many(value).into_iter().enumerate() {
                self.member(item, n, compact, path)?;
            }
        }
        Ok(())
    }

    /// The node with this number in the graph of a document.
    pub(super) fn member(
        &mut self,
        node: Json<'t>,
        n: usize,
        compact: bool,
        path: &Path<'_>,
    ) -> Result<(), ReadError> {
        let path = Path { parent: Some(path), step: Step::Key("@graph") };
        let path = Path { parent: Some(&path), step: Step::Index(n) };
        match node {
            Json::Object(members) => self.node(members, compact, &path).map(drop),
            _ => Err(path.error("a node is an object")),
        }
    }

    /// A node object; its IRI is returned.
    fn node(
        &mut self,
        mut members: Members<'t>,
        compact: bool,
        path: &Path<'_>,
    ) -> Result<Name, ReadError> {
        let mut id = None;
        let mut types: Vec<Cow<'t, str>> = Vec::new();
        for (key, value) in &mut members {
            let mut value = || std::mem::replace(value, Json::Null);
            match &**key {
                "@id" => id = Some(value()),
                "id" if compact => id = Some(value()),
                "@type" => types = texts(value(), path)?,
                "type" if compact => types = texts(value(), path)?,
                "@context" => {
                    return Err(path.error("a context stands inside the document: only the outermost object may have one"));
                }
                _ => {}
            }
        }
        let id = match id {
            Some(Json::Text(id)) => self.name(iri(id, compact, path)?),
            Some(_) => return Err(path.error("the id of a node is text")),
            None => return Err(path.error("a node without an id (a blank node) is not read")),
        };
        let mut classes: Vec<&'static Class> = Vec::new();
        if !types.is_empty() {
            let property = self.type_property();
            for name in types {
                let class = if compact { context::class_named(&name) } else { None };
                let full = match class {
                    Some(class) => class.full.as_str().into(),
                    None => iri(name, compact, path)?,
                };
                classes.extend(class);
                let class = self.name(full);
                self.say(id, property, Value::Iri(class));
            }
        }
        for (key, value) in members {
            match &*key {
                "@id" | "@type" | "@index" => continue,
                "id" | "type" if compact => continue,
                _ => {}
            }
            let path = Path { parent: Some(path), step: Step::Key(&key) };
            let term = classes.iter().find_map(|class| class.term(&key));
            let property = match term {
                Some(term) => term.full.as_str().into(),
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
            // A processor may write types as a property.
            let is_type = property == RDF_TYPE;
            let property = if is_type { self.type_property() } else { self.name(property) };
            let mut values = Vec::new();
            self.values_of(value, term, compact, &path, &mut values)?;
            values.retain(|value| !is_type || matches!(value, Value::Iri(_)));
            if let Some(statements) = self.nodes.get_mut(id.at()) {
                statements.extend(values.into_iter().map(|value| (property, value)));
            }
        }
        Ok(id)
    }

    fn values_of(
        &mut self,
        json: Json<'t>,
        term: Option<&'static Term>,
        compact: bool,
        path: &Path<'_>,
        out: &mut Vec<Value<'t>>,
    ) -> Result<(), ReadError> {
        let Json::Array(items) = json else {
            let path = Path { parent: Some(path), step: Step::Index(0) };
            return self.value(json, term, compact, &path, out);
        };
        out.reserve(items.len());
        for (n, value) in items.into_iter().enumerate() {
            let path = Path { parent: Some(path), step: Step::Index(n) };
            self.value(value, term, compact, &path, out)?;
        }
        Ok(())
    }

    fn value(
        &mut self,
        json: Json<'t>,
        term: Option<&'static Term>,
        compact: bool,
        path: &Path<'_>,
        out: &mut Vec<Value<'t>>,
    ) -> Result<(), ReadError> {
        let text = match json {
            Json::Null => return Err(path.error("null says nothing: leave the key out")),
            Json::Float => return Err(path.error("a number that is not whole is written as text")),
            Json::Bool(true) => "true".into(),
            Json::Bool(false) => "false".into(),
            Json::Integer(n) => n.into(),
            Json::Text(text) if term.is_some_and(|term| term.kind == Kind::Iri) => {
                let iri = self.name(iri(text, compact, path)?);
                out.push(Value::Iri(iri));
                return Ok(());
            }
            Json::Text(text) => text,
            Json::Array(_) => return Err(path.error("a list inside a list is not read")),
            Json::Object(members) => return self.object(members, term, compact, path, out),
        };
        out.push(Value::Literal(text, None));
        Ok(())
    }

    /// An object as a value: a literal, texts by language, a set, or a node.
    fn object(
        &mut self,
        members: Members<'t>,
        term: Option<&'static Term>,
        compact: bool,
        path: &Path<'_>,
        out: &mut Vec<Value<'t>>,
    ) -> Result<(), ReadError> {
        let has = |wanted: &str| members.iter().any(|(key, _)| key == wanted);
        if has("@value") {
            let mut text = None;
            let mut language = None;
            for (key, value) in members {
                match (&*key, value) {
                    ("@value", Json::Text(value)) => text = Some(value),
                    ("@value", Json::Bool(value)) => text = Some(value.to_string().into()),
                    ("@value", Json::Integer(value)) => text = Some(value.into()),
                    ("@language", Json::Text(tag)) => language = Some(self.name(tag)),
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
            out.push(Value::Literal(text, language));
            return Ok(());
        }
        if has("@list") {
            return Err(path.error("lists (`@list`) are not read: order is said by position"));
        }
        if has("@set") {
            for (key, value) in members {
                if key == "@set" {
                    self.values_of(value, term, compact, path, out)?;
                }
            }
            return Ok(());
        }
        if compact && term.is_some_and(|term| term.kind == Kind::Text) {
            for (tag, value) in members {
                let language = (tag != "@none").then(|| self.name(tag));
                for text in texts(value, path)? {
                    out.push(Value::Literal(text, language));
                }
            }
            return Ok(());
        }
        let id = self.node(members, compact, path)?;
        out.push(Value::Iri(id));
        Ok(())
    }
}

/// What is wrong with a member that stands beside a graph.
pub(super) fn beside(key: &str, path: &Path<'_>) -> ReadError {
    path.error(format!(
        "`{}` stands beside `@graph`: named graphs are not read",
        key.escape_debug()
    ))
}

/// A value as the list of its values.
pub(super) fn many(json: Json<'_>) -> Vec<Json<'_>> {
    match json {
        Json::Array(items) => items,
        one => vec![one],
    }
}

fn texts<'t>(json: Json<'t>, path: &Path<'_>) -> Result<Vec<Cow<'t, str>>, ReadError> {
    many(json)
        .into_iter()
        .map(|item| match item {
            Json::Text(text) => Ok(text),
            _ => Err(path.error("only text can stand here")),
        })
        .collect()
}

/// An absolute IRI, from itself or from its short form.
fn iri<'t>(text: Cow<'t, str>, compact: bool, path: &Path<'_>) -> Result<Cow<'t, str>, ReadError> {
    if text.starts_with("_:") {
        return Err(path.error(format!("the blank node `{}` is not read", text.escape_debug())));
    }
    match text.split_once(':') {
        None => Err(path.error(format!("`{}` is not an absolute IRI", text.escape_debug()))),
        Some((prefix, local)) if compact && !local.starts_with("//") => match namespace(prefix) {
            Some(ns) => Ok(format!("{ns}{local}").into()),
            None => Ok(text),
        },
        Some(_) => Ok(text),
    }
}

/// Accepts our context: by its address, or embedded, whole or in an earlier state.
pub(super) fn check_context(found: &Json<'_>) -> Result<(), ReadError> {
    static OURS: OnceLock<Json<'static>> = OnceLock::new();
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
fn differs(found: &Json<'_>, ours: &Json<'_>) -> Option<String> {
    let Json::Object(members) = found else { return None };
    members.iter().find_map(|(key, value)| match (value, ours.get(key)) {
        (_, None) => Some(key.to_string()),
        (Json::Object(_), Some(our @ Json::Object(_))) => differs(value, our),
        (value, Some(our)) => (value != our).then(|| key.to_string()),
    })
}

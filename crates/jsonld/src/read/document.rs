//! Documents of JSON-LD, node by node: only the graph that they make is held, and never
//! the JSON of all of it.

use std::{borrow::Cow, fmt};

use serde::{
    Deserializer,
    de::{self, DeserializeSeed, MapAccess, SeqAccess, Visitor},
};
use serde_json::value::RawValue;

use super::{
    ReadError,
    graph::{Graph, Path, ROOT, Step, beside, check_context},
    json::{Json, JsonVisitor, Key, Keys},
};

/// Reads documents, one after the other, into a graph.
#[derive(Default)]
pub(super) struct Documents<'t> {
    pub(super) graph: Graph<'t>,
    /// The last context that was accepted: a stream has the same one in every line, and
    /// it is taken apart once.
    accepted: &'t str,
    /// What is wrong with the document as linked data; then the error of the reader of
    /// JSON only says that it stopped.
    pub(super) fault: Option<Fault<'t>>,
}

/// Why a document is not read.
pub(super) enum Fault<'t> {
    /// Its form is not right.
    Form(ReadError),
    /// Its context is not JSON.
    Context(serde_json::Error, &'t str),
}

impl<'t> Documents<'t> {
    fn stop<T, E: de::Error>(&mut self, result: Result<T, ReadError>) -> Result<T, E> {
        result.map_err(|error| {
            self.fault = Some(Fault::Form(error));
            E::custom("stopped")
        })
    }

    fn context<E: de::Error>(&mut self, context: &'t str) -> Result<(), E> {
        if context == self.accepted {
            return Ok(());
        }
        let json = serde_json::from_str::<Json<'_>>(context).map_err(|error| {
            self.fault = Some(Fault::Context(error, context));
            E::custom("stopped")
        })?;
        let checked = check_context(&json);
        self.stop(checked)?;
        self.accepted = context;
        Ok(())
    }
}

impl<'t> DeserializeSeed<'t> for &mut Documents<'t> {
    type Value = ();

    fn deserialize<D: Deserializer<'t>>(self, d: D) -> Result<(), D::Error> {
        d.deserialize_any(DocumentVisitor(self))
    }
}

struct DocumentVisitor<'d, 't>(&'d mut Documents<'t>);

impl<'t> Visitor<'t> for DocumentVisitor<'_, 't> {
    type Value = ();

    fn expecting(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str("an object or an array of objects")
    }

    fn visit_seq<A: SeqAccess<'t>>(self, mut seq: A) -> Result<(), A::Error> {
        let mut n = 0;
        while let Some(item) = seq.next_element::<Json<'_>>()? {
            let path = Path { parent: Some(&ROOT), step: Step::Index(n) };
            let added = self.0.graph.document(item, &path);
            self.0.stop(added)?;
            n += 1;
        }
        Ok(())
    }

    fn visit_map<A: MapAccess<'t>>(self, mut map: A) -> Result<(), A::Error> {
        let documents = self.0;
        let (mut compact, mut streamed) = (false, false);
        // What stands before the context waits for it: it says what keys mean.
        let mut members: Vec<(Cow<'t, str>, Json<'t>)> = Vec::new();
        let mut keys: Vec<Cow<'t, str>> = Vec::new();
        let mut seen = Keys::default();
        while let Some(Key(key)) = map.next_key()? {
            seen.once(keys.iter().map(|key| &**key), &key)?;
            if key == "@context" {
                documents.context(map.next_value::<&RawValue>()?.get())?;
                compact = true;
            } else if key == "@graph" && compact && members.is_empty() {
                map.next_value_seed(GraphVisitor(documents))?;
                streamed = true;
            } else {
                members.push((key.clone(), map.next_value()?));
            }
            keys.push(key);
        }
        let added = match members.first() {
            Some((key, _)) if streamed => Err(beside(key, &ROOT)),
            None if streamed => Ok(()),
            _ => documents.graph.top(members, compact, &ROOT),
        };
        documents.stop(added)
    }
}

/// The nodes of a graph with our context.
struct GraphVisitor<'d, 't>(&'d mut Documents<'t>);

impl GraphVisitor<'_, '_> {
    const COMPACT: bool = true;
}

impl<'t> DeserializeSeed<'t> for GraphVisitor<'_, 't> {
    type Value = ();

    fn deserialize<D: Deserializer<'t>>(self, d: D) -> Result<(), D::Error> {
        d.deserialize_any(self)
    }
}

impl<'t> Visitor<'t> for GraphVisitor<'_, 't> {
    type Value = ();

    fn expecting(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str("an array of nodes")
    }

    fn visit_seq<A: SeqAccess<'t>>(self, mut seq: A) -> Result<(), A::Error> {
        let mut n = 0;
        while let Some(node) = seq.next_element::<Json<'_>>()? {
            let added = self.0.graph.member(node, n, Self::COMPACT, &ROOT);
            self.0.stop(added)?;
            n += 1;
        }
        Ok(())
    }

    fn visit_map<A: MapAccess<'t>>(self, map: A) -> Result<(), A::Error> {
        let node = JsonVisitor.visit_map(map)?;
        let added = self.0.graph.member(node, 0, Self::COMPACT, &ROOT);
        self.0.stop(added)
    }
}

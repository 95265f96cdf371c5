//! The way back: linked data to a dataset.
//!
//! In three steps: [`document`] or [`rdf`] reads the text, [`graph`] makes one map of nodes of
//! it, whichever of its forms it has, and [`rebuild`] puts the records together.

mod document;
mod graph;
mod json;
mod rdf;
mod rebuild;

use rapporteur_schema::{Dataset, DuplicateId, draft::DraftError};
use serde::de::{DeserializeSeed as _, IgnoredAny};

use document::Fault;

/// Why a text was not read as a dataset. Each says where.
#[derive(Debug, thiserror::Error)]
#[non_exhaustive]
pub enum ReadError {
    /// The text is not JSON, or has a key twice in one object.
    #[error("not JSON, at line {line}, column {column}: {message}")]
    Json {
        /// The line, from 1.
        line: usize,
        /// The column, from 1.
        column: usize,
        /// What is wrong.
        message: String,
    },
    /// The text is not N-Quads, Turtle or `TriG`, and begins like them.
    #[error("not N-Quads, Turtle or TriG, at line {line}, column {column}: {message}")]
    Rdf {
        /// The line, from 1.
        line: u64,
        /// The column, from 1.
        column: u64,
        /// What is wrong.
        message: String,
    },
    /// The context is not ours, and nothing is ever fetched.
    #[error(
        "the context {found} is not that of Rapporteur: this reader fetches nothing, and reads files with the context embedded, with the context {}, or expanded without any",
        crate::CONTEXT_URL
    )]
    Context {
        /// What was found.
        found: String,
    },
    /// The JSON is not the JSON-LD that is read here, or a statement not one that is
    /// read here.
    #[error("at {path}: {message}")]
    Form {
        /// Where, as in `@graph[3].claims[0]`, or which statement, from 1.
        path: String,
        /// What is wrong.
        message: String,
    },
    /// A node lacks something or has too much of it.
    #[error("the node <{id}>: {message}")]
    Node {
        /// Its IRI.
        id: String,
        /// What is wrong.
        message: String,
    },
    /// There is no node of a dataset, or there are several.
    #[error(
        "the file describes {found} datasets, where it must describe one (a node of type rr:Dataset)"
    )]
    Datasets {
        /// How many there are.
        found: usize,
    },
    /// What the dataset says of itself is not in order.
    #[error("what the dataset <{id}> says of itself cannot be read: {message}")]
    Meta {
        /// Its IRI.
        id: String,
        /// What is wrong.
        message: String,
    },
    /// The file has fewer or more records than the dataset says.
    #[error(
        "the dataset says that it has {expected} records, and the file has {found}: it may have been cut off"
    )]
    Count {
        /// What the dataset says.
        expected: usize,
        /// What is there.
        found: usize,
    },
    /// A record is not in order.
    #[error(transparent)]
    Record(#[from] DraftError),
    /// Two records have the same identifier.
    #[error(transparent)]
    Duplicate(#[from] DuplicateId),
}

/// Reads a dataset from linked data.
///
/// What [`write`](crate::write) wrote is read in every form, told apart by how the
/// text begins, and so is what other processors make of it by expanding, flattening
/// or reordering, or in N-Quads, Turtle or `TriG` of their own: order is taken from
/// `rr:position`, never from the text. Nothing is fetched. Blank nodes, lists,
/// several graphs, and contexts of others are refused.
///
/// ```
/// use rapporteur_jsonld::read;
/// let error = read(br#"{"@context": "https://example.org/other", "@graph": []}"#);
/// assert!(error.is_err_and(|e| e.to_string().contains("fetches nothing")));
/// ```
pub fn read(bytes: &[u8]) -> Result<Dataset, ReadError> {
    let mut graph = if rdf::is_json(bytes) { from_json(bytes)? } else { rdf::graph(bytes)? };
    graph.settle();
    rebuild::dataset(&graph)
}

fn from_json(bytes: &[u8]) -> Result<graph::Graph<'_>, ReadError> {
    let mut documents = document::Documents::default();
    let mut rest = bytes;
    // Asking the reader whether it is at the end makes an error where it is not, and with it
    // counts the lines from the first byte.
    while rest.iter().any(|byte| !matches!(byte, b' ' | b'\n' | b'\t' | b'\r')) {
        let mut reader = serde_json::Deserializer::from_slice(rest);
        let read = documents.deserialize(&mut reader);
        read.map_err(|error| match documents.fault.take() {
            Some(Fault::Form(error)) => error,
            Some(Fault::Context(error, context)) => not_json(&error, context.as_bytes(), bytes),
            None => not_json(&error, rest, bytes),
        })?;
        let read = reader.into_iter::<IgnoredAny>().byte_offset();
        rest = rest.get(read..).unwrap_or_default();
    }
    Ok(documents.graph)
}

/// What is wrong with a part of the text as JSON.
fn not_json(error: &serde_json::Error, part: &[u8], whole: &[u8]) -> ReadError {
    let start = (part.as_ptr() as usize).saturating_sub(whole.as_ptr() as usize);
    let before = whole.get(..start).unwrap_or_default();
    let lines = before.split(|b| *b == b'\n').count() - 1;
    let columns = before.iter().rev().take_while(|b| **b != b'\n').count();
    let text = error.to_string();
    let message = text.rfind(" at line ").and_then(|at| text.get(..at)).unwrap_or(&text);
    ReadError::Json {
        line: lines + error.line(),
        column: error.column() + if error.line() == 1 { columns } else { 0 },
        message: message.to_owned(),
    }
}

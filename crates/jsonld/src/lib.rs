#![doc = include_str!("../README.md")]

mod codes;
mod context;
mod emit;
mod json;
mod mapping;
mod meta;
mod model;
mod nquads;
mod ns;
mod order;
mod plain;
mod read;
mod shapes;
mod sink;
mod vocabulary;

use std::io::Write;

use rapporteur_apparatus::Summary;
use rapporteur_schema::Dataset;

use crate::{emit::Emitter, json::JsonSink, nquads::NquadsSink};

pub use context::{CONTEXT_URL, context};
pub use read::{ReadError, read};
pub use shapes::shapes;
pub use vocabulary::vocabulary;

/// Where a reader finds the context.
#[derive(Debug, Clone, Copy, Default, PartialEq, Eq)]
#[non_exhaustive]
pub enum Context {
    /// In the file itself, so that nothing has to be fetched.
    #[default]
    Embedded,
    /// At [`CONTEXT_URL`].
    Linked,
}

/// How the nodes are laid out.
#[derive(Debug, Clone, Copy, Default, PartialEq, Eq)]
#[non_exhaustive]
pub enum Form {
    /// One JSON-LD document, with one record a line inside its `@graph`.
    #[default]
    Document,
    /// One JSON-LD document a line (NDJSON-LD), each with the context.
    Lines,
}

/// How [`write()`] writes.
///
/// ```
/// use rapporteur_jsonld::{Context, Form, Options};
/// let mut options = Options::default();
/// assert_eq!((options.context, options.form), (Context::Embedded, Form::Document));
/// options.form = Form::Lines;
/// options.context = Context::Linked;
/// ```
#[derive(Debug, Clone, Default, PartialEq, Eq)]
#[non_exhaustive]
pub struct Options {
    /// Where a reader finds the context.
    pub context: Context,
    /// How the nodes are laid out.
    pub form: Form,
}

/// Why a dataset was not written.
#[derive(Debug, thiserror::Error)]
#[non_exhaustive]
pub enum Error {
    /// The output took no more.
    #[error("the output cannot be written: {0}")]
    Io(#[from] std::io::Error),
    /// What the dataset says of itself holds something for which there is no term.
    #[error("what the dataset says of itself cannot be written: {0}")]
    Meta(serde_json::Error),
    /// A field or a part has no term: the tables of this crate are wrong.
    #[error("the class `{class}` has no term for `{term}`: please report this")]
    Term {
        /// The class of nodes.
        class: &'static str,
        /// The missing term.
        term: &'static str,
    },
}

/// Writes a dataset as JSON-LD.
///
/// Memory does not grow with the number of records.
///
/// ```
/// # fn f(dataset: &rapporteur_schema::Dataset) -> Result<(), Box<dyn std::error::Error>> {
/// use rapporteur_jsonld::{Options, read, write};
/// let mut out = Vec::new();
/// let summary = write(dataset, &Options::default(), &mut out)?;
/// println!("{} records, {} claims", summary.records, summary.claims);
/// assert_eq!(&read(&out)?, dataset);
/// # Ok(())
/// # }
/// ```
pub fn write(dataset: &Dataset, options: &Options, out: &mut dyn Write) -> Result<Summary, Error> {
    let context = match options.context {
        Context::Embedded => context::compact(),
        Context::Linked => format!("\"{CONTEXT_URL}\""),
    };
    let mut sink = JsonSink::default();
    let separator: &[u8] = match options.form {
        Form::Document => {
            out.write_all(b"{\"@context\":")?;
            out.write_all(context.as_bytes())?;
            out.write_all(b",\"@graph\":[\n")?;
            b",\n"
        }
        Form::Lines => {
            sink.head = format!("\"@context\":{context},");
            b"\n"
        }
    };
    let mut first = true;
    let summary = walk(dataset, sink, |sink| {
        if !first {
            out.write_all(separator)?;
        }
        first = false;
        out.write_all(sink.out.as_bytes())?;
        sink.out.clear();
        Ok(())
    })?;
    out.write_all(match options.form {
        Form::Document => b"\n]}\n",
        Form::Lines => b"\n",
    })?;
    Ok(summary)
}

/// Writes the same graph as N-Quads, one statement a line, for loading into a
/// store. There are no blank nodes; the lines sorted by byte are the canonical
/// form of the graph (RDFC-1.0).
///
/// ```
/// # fn f(dataset: &rapporteur_schema::Dataset) -> Result<(), rapporteur_jsonld::Error> {
/// let mut out = Vec::new();
/// rapporteur_jsonld::write_nquads(dataset, &mut out)?;
/// # Ok(())
/// # }
/// ```
pub fn write_nquads(dataset: &Dataset, out: &mut dyn Write) -> Result<Summary, Error> {
    walk(dataset, NquadsSink::default(), |sink| {
        out.write_all(sink.out.as_bytes())?;
        sink.out.clear();
        Ok(())
    })
}

/// Walks over the dataset; `flush` is called after each outermost node.
fn walk<S: sink::Sink>(
    dataset: &Dataset,
    sink: S,
    mut flush: impl FnMut(&mut S) -> Result<(), Error>,
) -> Result<Summary, Error> {
    let mut emitter = Emitter::new(sink, dataset.meta.base.as_str());
    emitter.dataset(dataset)?;
    flush(&mut emitter.sink)?;
    for record in dataset.records() {
        emitter.record(record)?;
        flush(&mut emitter.sink)?;
    }
    for list in emitter.used_lists() {
        emitter.code_list(list)?;
        flush(&mut emitter.sink)?;
    }
    Ok(emitter.summary)
}

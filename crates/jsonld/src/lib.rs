#![doc = include_str!("../README.md")]

mod codes;
mod context;
mod description;
mod distribution;
mod emit;
mod json;
mod mapping;
mod meta;
mod model;
mod ns;
mod order;
mod part;
mod plain;
mod rdf;
mod read;
mod shapes;
mod sink;
mod vocabulary;
mod word;

use std::io::Write;

use rapporteur_apparatus::Summary;
use rapporteur_schema::Dataset;

pub use context::{CONTEXT_URL, context};
pub use description::write_description;
pub use distribution::Distribution;
pub use meta::license_iri;
pub use part::{Codes, PartWriter, Share, Whole, codes_of};
pub use read::{ReadError, read};
pub use shapes::shapes;
pub use vocabulary::vocabulary;

/// The name of the file that holds the context, beside files that name it.
pub const CONTEXT_FILE: &str = "context-v1.jsonld";

/// Where a reader finds the context.
#[derive(Debug, Clone, Copy, Default, PartialEq, Eq)]
#[non_exhaustive]
pub enum Context {
    /// In the file itself, so that nothing has to be fetched.
    #[default]
    Embedded,
    /// At [`CONTEXT_URL`]; [`context()`] is what stands there.
    Linked,
}

/// In which syntax the graph is written.
#[derive(Debug, Clone, Copy, Default, PartialEq, Eq)]
#[non_exhaustive]
pub enum Form {
    /// One JSON-LD document, with one record a line inside its `@graph`.
    #[default]
    Document,
    /// One JSON-LD document a line (NDJSON-LD), each with the context or its address.
    Lines,
    /// N-Quads: one statement a line. There are no blank nodes, so the lines sorted
    /// by byte are the canonical form of the graph (RDFC-1.0).
    NQuads,
    /// Turtle: one block a node, with prefixes.
    Turtle,
    /// `TriG`: Turtle with graphs.
    TriG,
}

impl Form {
    /// Every form.
    pub const ALL: [Self; 5] =
        [Self::Document, Self::Lines, Self::NQuads, Self::Turtle, Self::TriG];

    /// The name as it is written on a command line.
    ///
    /// ```
    /// use rapporteur_jsonld::Form;
    /// assert_eq!(Form::NQuads.name(), "nquads");
    /// ```
    pub const fn name(self) -> &'static str {
        match self {
            Self::Document => "document",
            Self::Lines => "lines",
            Self::NQuads => "nquads",
            Self::Turtle => "turtle",
            Self::TriG => "trig",
        }
    }

    /// What comes after the id of the dataset in the name of a file.
    ///
    /// ```
    /// use rapporteur_jsonld::Form;
    /// assert_eq!(Form::Turtle.suffix(), ".ttl");
    /// ```
    pub const fn suffix(self) -> &'static str {
        match self {
            Self::Document => ".jsonld",
            Self::Lines => ".ndjsonld",
            Self::NQuads => ".nq",
            Self::Turtle => ".ttl",
            Self::TriG => ".trig",
        }
    }

    /// The media type (RFC 6838); that of lines is in use, but not registered.
    ///
    /// ```
    /// use rapporteur_jsonld::Form;
    /// assert_eq!(Form::Document.media_type(), "application/ld+json");
    /// ```
    pub const fn media_type(self) -> &'static str {
        match self {
            Self::Document => "application/ld+json",
            Self::Lines => "application/x-ld+ndjson",
            Self::NQuads => "application/n-quads",
            Self::Turtle => "text/turtle",
            Self::TriG => "application/trig",
        }
    }
}

/// A text that is not the name of a form.
#[derive(Debug, Clone, PartialEq, Eq, thiserror::Error)]
#[error(
    "`{0}` is not a form of linked data; the forms are document, lines, nquads, turtle and trig"
)]
pub struct UnknownForm(String);

impl std::str::FromStr for Form {
    type Err = UnknownForm;

    fn from_str(text: &str) -> Result<Self, UnknownForm> {
        Self::ALL
            .into_iter()
            .find(|form| form.name() == text)
            .ok_or_else(|| UnknownForm(text.to_owned()))
    }
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
    /// Where a reader finds the context; for the forms of JSON-LD.
    pub context: Context,
    /// In which syntax the graph is written.
    pub form: Form,
    /// Whether the statements stand in a graph of which the name is the dataset's
    /// base, so that a store can keep them apart from its own; for
    /// [`Form::NQuads`] and [`Form::TriG`]. Otherwise they stand in the default
    /// graph.
    pub named_graph: bool,
    /// The files in which the dataset is published, for its description in DCAT. A
    /// file cannot hold its own digest: these are its siblings.
    pub distributions: Vec<Distribution>,
}

impl Options {
    /// The usual options of a form: a document has the context in it, and the lines of
    /// [`Form::Lines`] name it, since each would have to have all of it.
    ///
    /// ```
    /// use rapporteur_jsonld::{Context, Form, Options};
    /// assert_eq!(Options::of(Form::Document), Options::default());
    /// assert_eq!(Options::of(Form::Lines).context, Context::Linked);
    /// ```
    #[must_use]
    pub fn of(form: Form) -> Self {
        let context = if form == Form::Lines { Context::Linked } else { Context::Embedded };
        Self { context, form, ..Self::default() }
    }

    /// Whether what is written names the context and does not have it: then
    /// [`CONTEXT_FILE`] should stand beside it.
    pub fn names_context(&self) -> bool {
        self.context == Context::Linked && matches!(self.form, Form::Document | Form::Lines)
    }
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
    /// Something would make an IRI that is none.
    #[error("`{iri}` cannot be written as an IRI: {message}")]
    Iri {
        /// The text.
        iri: String,
        /// What is wrong.
        message: String,
    },
    /// A code that is in no list of this version of the model.
    #[error("there is no code `{code}` in a list `{list}`")]
    Code {
        /// The list.
        list: String,
        /// The code.
        code: String,
    },
    /// A language tag is not one of BCP 47.
    #[error("`{tag}` is not a language tag: {message}")]
    Tag {
        /// The text.
        tag: String,
        /// What is wrong.
        message: String,
    },
}

impl Error {
    pub(crate) fn iri(iri: &str, error: &dyn std::fmt::Display) -> Self {
        Self::Iri { iri: iri.to_owned(), message: error.to_string() }
    }
}

/// Writes a dataset as linked data, in the form that the options say.
///
/// Memory does not grow with the number of records.
///
/// ```
/// # fn f(dataset: &rapporteur_schema::Dataset) -> Result<(), Box<dyn std::error::Error>> {
/// use rapporteur_jsonld::{Form, Options, read, write};
/// for form in Form::ALL {
///     let mut options = Options::default();
///     options.form = form;
///     let mut out = Vec::new();
///     let summary = write(dataset, &options, &mut out)?;
///     println!("{} records, {} claims", summary.records, summary.claims);
///     assert_eq!(&read(&out)?, dataset);
/// }
/// # Ok(())
/// # }
/// ```
pub fn write(dataset: &Dataset, options: &Options, out: &mut dyn Write) -> Result<Summary, Error> {
    let whole = Whole::of(dataset);
    let mut writer = PartWriter::begin(&whole, options, Share::ALL, out)?;
    for record in dataset.records() {
        writer.record(record)?;
    }
    // The codes are those that have just been written.
    writer.finish(&Codes::default())
}

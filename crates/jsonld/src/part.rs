//! A part of a dataset as a part of the file of the whole: what parts made apart say, one
//! after the other, is byte for byte what [`write`](crate::write()) writes at once.
//!
//! A record's own node follows from nothing but the record and the base of the dataset. The
//! node of the dataset, which comes first, and the code lists, which come last, need to be
//! told a few things of the whole: [`Whole`] and [`Codes`].

use std::{
    collections::{BTreeMap, BTreeSet},
    io::Write,
};

use rapporteur_apparatus::Summary;
use rapporteur_schema::{Dataset, DatasetMeta, RecordRef, codes::all_lists};

use crate::{
    CONTEXT_URL, Context, Error, Form, Options, context,
    emit::Emitter,
    json::JsonSink,
    rdf::{RdfSink, Serializer},
};

/// What the beginning of a file says of the whole dataset.
///
/// ```
/// # fn f(dataset: &rapporteur_schema::Dataset) {
/// let whole = rapporteur_jsonld::Whole::of(dataset);
/// assert_eq!(whole.records, dataset.len());
/// # }
/// ```
#[derive(Debug, Clone)]
pub struct Whole<'a> {
    /// What it says of itself.
    pub meta: &'a DatasetMeta,
    /// The ids of its sources, in their order.
    pub sources: Vec<&'a str>,
    /// How many records it has.
    pub records: usize,
}

impl<'a> Whole<'a> {
    /// Of a dataset that is all there.
    pub fn of(dataset: &'a Dataset) -> Self {
        Self {
            meta: &dataset.meta,
            sources: dataset.sources().iter().map(|source| source.id.as_str()).collect(),
            records: dataset.len(),
        }
    }
}

/// The codes that occur in records, by the names of their lists: the end of a file says
/// what each of them means.
pub type Codes = BTreeMap<String, BTreeSet<String>>;

/// The codes that occur in some records. Those of a dataset are those of its parts together.
///
/// ```
/// # fn f(dataset: &rapporteur_schema::Dataset) -> Result<(), rapporteur_jsonld::Error> {
/// let codes = rapporteur_jsonld::codes_of(dataset.records())?;
/// assert!(codes["event-kind"].contains("dialogue"));
/// # Ok(())
/// # }
/// ```
pub fn codes_of<'a>(records: impl IntoIterator<Item = RecordRef<'a>>) -> Result<Codes, Error> {
    // What is found while nothing is written is what is found while something is.
    let mut emitter = Emitter::new((), "");
    for record in records {
        emitter.record(record)?;
    }
    let named = emitter
        .codes
        .into_iter()
        .map(|(list, codes)| (list.to_owned(), codes.into_iter().map(ToOwned::to_owned).collect()));
    Ok(named.collect())
}

/// Which share of a file a part is: the first part has the beginning, the last the end.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct Share {
    /// Whether it has what comes before the records.
    pub begin: bool,
    /// Whether it has what comes after the records.
    pub end: bool,
}

impl Share {
    /// All of a file.
    pub const ALL: Self = Self { begin: true, end: true };
}

/// Writes a part of a file, record by record. Memory does not grow with their number.
///
/// ```
/// # fn f(dataset: &rapporteur_schema::Dataset) -> Result<(), rapporteur_jsonld::Error> {
/// use rapporteur_jsonld::{Options, PartWriter, Share, Whole, codes_of, write};
/// let (whole, options) = (Whole::of(dataset), Options::default());
/// let codes = codes_of(dataset.records())?;
/// let mut parts = Vec::new();
/// for (begin, end) in [(true, false), (false, false), (false, true)] {
///     let mut writer = PartWriter::begin(&whole, &options, Share { begin, end }, &mut parts)?;
///     if !begin && !end {
///         for record in dataset.records() {
///             writer.record(record)?;
///         }
///     }
///     writer.finish(&codes)?;
/// }
/// let mut at_once = Vec::new();
/// write(dataset, &options, &mut at_once)?;
/// assert_eq!(parts, at_once);
/// # Ok(())
/// # }
/// ```
pub struct PartWriter<'a> {
    share: Share,
    out: Out<'a>,
}

enum Out<'a> {
    Json(Box<Emitter<'a, JsonSink>>, &'a mut dyn Write, Form),
    Rdf(Box<Emitter<'a, RdfSink>>, Serializer<'a>),
}

impl std::fmt::Debug for PartWriter<'_> {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        f.debug_struct("PartWriter").field("share", &self.share).finish_non_exhaustive()
    }
}

impl<'a> PartWriter<'a> {
    /// Begins a part, and writes the beginning of the file if that is its share.
    pub fn begin(
        whole: &Whole<'a>,
        options: &Options,
        share: Share,
        out: &'a mut dyn Write,
    ) -> Result<Self, Error> {
        let base = whole.meta.base.as_str();
        let mut out = match options.form {
            Form::Document | Form::Lines => {
                let context = match options.context {
                    Context::Embedded => context::compact().to_owned(),
                    Context::Linked => format!("\"{CONTEXT_URL}\""),
                };
                let mut sink = JsonSink::default();
                if options.form == Form::Lines {
                    sink.head = format!("\"@context\":{context},");
                } else if share.begin {
                    out.write_all(b"{\"@context\":")?;
                    out.write_all(context.as_bytes())?;
                    out.write_all(b",\"@graph\":[\n")?;
                }
                Out::Json(Box::new(Emitter::new(sink, base)), out, options.form)
            }
            Form::NQuads | Form::Turtle | Form::TriG => {
                let named = options.named_graph && options.form != Form::Turtle;
                let sink = RdfSink::new(named.then_some(base))?;
                let serializer = match options.form {
                    Form::NQuads => Serializer::lines(out),
                    _ => Serializer::blocks(base, &sink.graph, share, out)?,
                };
                Out::Rdf(Box::new(Emitter::new(sink, base)), serializer)
            }
        };
        if share.begin {
            match &mut out {
                Out::Json(emitter, ..) => emitter.dataset(whole, &options.distributions)?,
                Out::Rdf(emitter, _) => emitter.dataset(whole, &options.distributions)?,
            }
            out.flush(whole.records > 0)?;
        }
        Ok(Self { share, out })
    }

    /// Writes a record. They come in the order of the dataset.
    pub fn record(&mut self, record: RecordRef<'_>) -> Result<(), Error> {
        match &mut self.out {
            Out::Json(emitter, ..) => emitter.record(record)?,
            Out::Rdf(emitter, _) => emitter.record(record)?,
        }
        // The kind of a record is a code: a list of codes, at least, comes after it.
        self.out.flush(true)
    }

    /// Writes the end of the file, if that is its share, with these codes and those of the
    /// records that were written; says what was written.
    pub fn finish(mut self, codes: &Codes) -> Result<Summary, Error> {
        if self.share.end {
            for (list, codes) in codes {
                for code in codes {
                    self.out.note(list, code)?;
                }
            }
            self.out.lists()?;
        }
        match self.out {
            Out::Json(emitter, out, form) => {
                if self.share.end && form == Form::Document {
                    out.write_all(b"]}\n")?;
                }
                Ok(emitter.summary)
            }
            Out::Rdf(emitter, serializer) => {
                let sink = &emitter.sink;
                let opened = !sink.graph.is_default_graph();
                serializer.finish(opened && self.share.end && !sink.wrote)?;
                Ok(emitter.summary)
            }
        }
    }
}

impl Out<'_> {
    /// Writes the outermost node that has been made; whether another comes after it.
    fn flush(&mut self, more: bool) -> Result<(), Error> {
        match self {
            Self::Json(emitter, out, form) => {
                let end = if more && *form == Form::Document { ",\n" } else { "\n" };
                emitter.sink.out.push_str(end);
                out.write_all(emitter.sink.out.as_bytes())?;
                emitter.sink.out.clear();
                Ok(())
            }
            Self::Rdf(emitter, serializer) => emitter.sink.write(serializer),
        }
    }

    fn note(&mut self, list: &str, code: &str) -> Result<(), Error> {
        let found = all_lists()
            .into_iter()
            .find(|known| known.name == list)
            .and_then(|known| Some((known.name, known.get(code)?)));
        let Some((list, def)) = found else {
            return Err(Error::Code { list: list.to_owned(), code: code.to_owned() });
        };
        match self {
            Self::Json(emitter, ..) => emitter.note_code(list, def.code),
            Self::Rdf(emitter, _) => emitter.note_code(list, def.code),
        }
        Ok(())
    }

    /// Writes the lists of codes.
    fn lists(&mut self) -> Result<(), Error> {
        let lists = match self {
            Self::Json(emitter, ..) => emitter.used_lists(),
            Self::Rdf(emitter, _) => emitter.used_lists(),
        };
        for (n, list) in lists.iter().enumerate() {
            match self {
                Self::Json(emitter, ..) => emitter.code_list(list)?,
                Self::Rdf(emitter, _) => emitter.code_list(list)?,
            }
            self.flush(n + 1 < lists.len())?;
        }
        Ok(())
    }
}

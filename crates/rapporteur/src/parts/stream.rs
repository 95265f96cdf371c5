//! Records in, a format out: one after the other, none of them kept.

use std::{
    io::{self, BufRead, Read, Write},
    path::Path,
};

use rapporteur_apparatus::Summary;
use rapporteur_jsonld::{Codes, Context, PartWriter, Share};
use rapporteur_schema::{
    RecordRef, Register, Totals,
    lines::{Line, read_lines},
    model::{Sha256, Sha256Stream},
};

use super::{Outline, PartFile, Partition, PartsError, SplitPart};
use crate::{
    export::Counting,
    format::{Format, FormatName},
    manifest::Counts,
};

/// A format of which a record is written from the record alone.
#[derive(Debug, Clone)]
#[non_exhaustive]
pub enum Form {
    /// Linked data, in any syntax.
    Linked(rapporteur_jsonld::Options),
    /// The canonical form: the bytes of which the hash is that of the dataset.
    Canonical,
}

/// The name of the canonical form, beside those of formats.
const CANONICAL: &str = "canonical";

impl Form {
    /// The names of all.
    pub const NAMES: [&'static str; 6] =
        ["jsonld", "ndjsonld", "nquads", "turtle", "trig", CANONICAL];

    /// The one with this name, with its usual options.
    ///
    /// ```
    /// use rapporteur::parts::Form;
    /// assert!(Form::named("nquads").is_some());
    /// assert!(Form::named("xlsx").is_none());
    /// ```
    pub fn named(name: &str) -> Option<Self> {
        if name == CANONICAL {
            return Some(Self::Canonical);
        }
        Self::of(&name.parse::<FormatName>().ok()?.with_defaults())
    }

    /// That of a format, if it is one.
    pub fn of(format: &Format) -> Option<Self> {
        match format {
            Format::JsonLd(options) => Some(Self::Linked(options.clone())),
            _ => None,
        }
    }

    /// Its name.
    pub fn name(&self) -> &'static str {
        match self {
            Self::Linked(options) => Format::JsonLd(options.clone()).name().name(),
            Self::Canonical => CANONICAL,
        }
    }

    /// The name of the file of a dataset.
    pub fn file_name(&self, dataset: &str) -> String {
        match self {
            Self::Linked(options) => format!("{dataset}{}", options.form.suffix()),
            Self::Canonical => format!("{dataset}.canonical.txt"),
        }
    }

    /// What of it was asked for, in words: the same for all parts of an export.
    pub(crate) fn options(&self) -> String {
        let Self::Linked(options) = self else { return String::new() };
        let mut words = Vec::new();
        if options.names_context() {
            words.push("linked context");
        } else if options.context == Context::Embedded
            && FormatName::JsonLdLines.name() == self.name()
        {
            words.push("embedded context");
        }
        if options.named_graph {
            words.push("named graph");
        }
        words.join(", ")
    }
}

/// Writes a form, record by record.
enum Stream<'a> {
    Linked(PartWriter<'a>),
    Canonical(&'a mut dyn Write, Totals),
}

impl<'a> Stream<'a> {
    fn begin(
        outline: &'a Outline,
        form: &Form,
        share: Share,
        out: &'a mut dyn Write,
    ) -> Result<Self, PartsError> {
        Ok(match form {
            Form::Linked(options) => {
                Self::Linked(PartWriter::begin(&outline.whole(), options, share, out)?)
            }
            Form::Canonical => {
                if share.begin {
                    serde_json::to_writer(&mut *out, &outline.meta).map_err(io::Error::other)?;
                    out.write_all(b"\n")?;
                }
                Self::Canonical(out, Totals::default())
            }
        })
    }

    fn record(&mut self, record: RecordRef<'_>) -> Result<(), PartsError> {
        match self {
            Self::Linked(writer) => writer.record(record)?,
            Self::Canonical(out, totals) => {
                out.write_all(record.register().name().as_bytes())?;
                out.write_all(b" ")?;
                out.write_all(record.to_json().as_bytes())?;
                out.write_all(b"\n")?;
                totals.count(record);
            }
        }
        Ok(())
    }

    fn finish(self, codes: &Codes) -> Result<Summary, PartsError> {
        Ok(match self {
            Self::Linked(writer) => writer.finish(codes)?,
            Self::Canonical(_, totals) => Summary::from(&totals),
        })
    }
}

/// Which piece of a file a [`Filter`] writes.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
#[non_exhaustive]
pub enum Piece {
    /// What comes before the records: none are read.
    Head,
    /// The records alone.
    Records,
    /// What comes after the records: none are read.
    Tail,
    /// A part: the first has the head, the last the tail.
    Part(Partition),
}

impl Piece {
    pub(super) fn share(self) -> Share {
        match self {
            Self::Head => Share { begin: true, end: false },
            Self::Records => Share { begin: false, end: false },
            Self::Tail => Share { begin: false, end: true },
            Self::Part(partition) => partition.share(),
        }
    }
}

/// Records come in, a line each, and a format goes out: a step of an engine.
///
/// ```
/// # fn f(dataset: &rapporteur::schema::Dataset) -> Result<(), rapporteur::parts::PartsError> {
/// use rapporteur::{parts::{Filter, Form, Outline, Piece}, schema::canonical};
/// let outline = Outline::of(dataset, 1)?;
/// let form = Form::named("canonical").ok_or(std::io::Error::other("no such form"))?;
/// let whole = canonical::bytes(dataset);
/// let mut out = Vec::new();
/// let filter = Filter::new(&outline, &form);
/// filter.run(Piece::Head, "-".as_ref(), &b""[..], &mut out)?;
/// let records = &whole[out.len()..];
/// filter.run(Piece::Records, "-".as_ref(), records, &mut out)?;
/// assert_eq!(out, whole);
/// # Ok(())
/// # }
/// ```
#[derive(Debug)]
pub struct Filter<'a> {
    outline: &'a Outline,
    form: &'a Form,
    register: Option<Register>,
}

impl<'a> Filter<'a> {
    /// Of lines of the canonical form.
    pub fn new(outline: &'a Outline, form: &'a Form) -> Self {
        Self { outline, form, register: None }
    }

    /// The same, of lines with nothing but records of this register, if it is one.
    #[must_use]
    pub fn of_register(self, register: Option<Register>) -> Self {
        Self { register, ..self }
    }

    /// Writes a piece to `out`; says what it is. `name` is what the input is called in
    /// messages. Of a [part](Piece::Part) the records must be those of the outline.
    ///
    /// # Errors
    /// When the outline has no such part: then nothing is written. When a line holds no record, or
    /// they are those of another part: what was written up to then is no piece of anything.
    pub fn run(
        &self,
        piece: Piece,
        name: &Path,
        input: impl Read,
        out: &mut dyn Write,
    ) -> Result<PartFile, PartsError> {
        let stop = std::sync::atomic::AtomicBool::new(false);
        let mut out = Counting::new(io::BufWriter::with_capacity(1 << 16, out), &stop);
        let share = piece.share();
        let part = match piece {
            Piece::Part(partition) => Some((partition, self.outline.part(partition, name)?)),
            _ => None,
        };
        let summary = {
            let mut streams = [Stream::begin(self.outline, self.form, share, &mut out)?];
            if !matches!(piece, Piece::Head | Piece::Tail) {
                read(part, name, input, self.register, &mut |line| {
                    streams.iter_mut().try_for_each(|stream| stream.record(line.record.as_ref()))
                })?;
            }
            let [stream] = streams;
            stream.finish(&self.outline.codes)?
        };
        out.flush()?;
        let file = self.form.file_name(&self.outline.identity.dataset);
        let piece = match piece {
            Piece::Part(partition) => format!("{file}.{partition}"),
            _ => file.clone(),
        };
        Ok(described(
            file,
            piece,
            self.form.name(),
            self.form.options(),
            &summary,
            (out.bytes, out.hash),
        ))
    }
}

/// A file of a part.
pub(super) fn described(
    name: String,
    piece: String,
    format: &str,
    options: String,
    summary: &Summary,
    (bytes, hash): (u64, Sha256Stream),
) -> PartFile {
    PartFile {
        name,
        piece,
        format: format.to_owned(),
        options,
        counts: Counts::from(summary),
        bytes,
        sha256: hash.finish().as_str().to_owned(),
        warnings: summary.notices.clone(),
    }
}

/// Hashes what is read.
struct Hashing<R> {
    inner: R,
    hash: Sha256Stream,
}

impl<R: Read> Read for Hashing<R> {
    fn read(&mut self, buffer: &mut [u8]) -> io::Result<usize> {
        let read = self.inner.read(buffer)?;
        self.hash.update(buffer.get(..read).unwrap_or_default());
        Ok(read)
    }
}

/// Reads records, gives them to `each`, and sees whether they are those of a part.
pub(super) fn read(
    part: Option<(Partition, &SplitPart)>,
    name: &Path,
    input: impl Read,
    register: Option<Register>,
    each: &mut dyn FnMut(Line<'_>) -> Result<(), PartsError>,
) -> Result<(), PartsError> {
    let mut input =
        io::BufReader::with_capacity(1 << 16, Hashing { inner: input, hash: Sha256::stream() });
    let problems = read_lines(name, &mut input, register, each)?;
    if !problems.is_empty() {
        return Err(PartsError::Records(problems));
    }
    let Some((partition, expected)) = part else { return Ok(()) };
    // The lines have been read to their end.
    debug_assert!(input.buffer().is_empty() || input.fill_buf().is_ok_and(<[u8]>::is_empty));
    let found = input.into_inner().hash.finish().as_str().to_owned();
    if expected.sha256 == found {
        return Ok(());
    }
    let (part, expected) = (partition.part(), expected.sha256.clone());
    Err(PartsError::Foreign { path: name.to_owned(), part, found, expected })
}

/// Writes a part of several forms from the records of a split dataset, which are read once.
pub(super) fn write_all(
    outline: &Outline,
    partition: Partition,
    name: &Path,
    input: impl Read,
    outs: Vec<(&Form, &mut dyn Write)>,
) -> Result<Vec<Summary>, PartsError> {
    let part = outline.part(partition, name)?;
    let share = partition.share();
    let mut streams = Vec::new();
    for (form, out) in outs {
        streams.push(Stream::begin(outline, form, share, out)?);
    }
    read(Some((partition, part)), name, input, None, &mut |line| {
        streams.iter_mut().try_for_each(|stream| stream.record(line.record.as_ref()))
    })?;
    streams.into_iter().map(|stream| stream.finish(&outline.codes)).collect()
}

/// Writes a part of a form from the records of a dataset that is all there.
pub(super) fn write_some<'d>(
    outline: &Outline,
    form: &Form,
    share: Share,
    records: impl Iterator<Item = RecordRef<'d>>,
    out: &mut dyn Write,
) -> Result<Summary, PartsError> {
    let mut stream = Stream::begin(outline, form, share, out)?;
    for record in records {
        stream.record(record)?;
    }
    stream.finish(&outline.codes)
}

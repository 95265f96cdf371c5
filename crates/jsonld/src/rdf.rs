//! The same graph as statements, through the RDF library.

use std::{
    io::{self, BufWriter, Write},
    iter,
    ops::Range,
};

use oxrdf::{GraphName, Literal, LiteralRef, NamedNode, NamedNodeRef, QuadRef, TermRef};
use oxttl::{
    NQuadsSerializer, TriGSerializer, nquads::WriterNQuadsSerializer, trig::WriterTriGSerializer,
};
use rapporteur_schema::Text;

use crate::{
    Error, Share,
    model::{Class, Kind, Model, Term},
    ns::{EDTF, RDF_TYPE, split},
    sink::Sink,
};

/// The kinds of node that have their IRIs under the base of a dataset. In Turtle
/// and `TriG` each has a prefix.
const KINDS: &[&str] = &[
    "agent", "checksum", "claim", "entry", "file", "part", "passage", "quantity", "reading",
    "record", "selector",
];

/// Collects the statements about an outermost node and the nodes in it; the caller
/// writes and clears them after each.
#[derive(Debug)]
pub(crate) struct RdfSink {
    /// The texts of the statements, one after the other.
    texts: String,
    statements: Vec<Statement>,
    pub(crate) graph: GraphName,
    nodes: Vec<Open>,
    opened: usize,
    /// Beginnings of IRIs that were found to be good.
    beginnings: Vec<String>,
    /// Whether any statement was written.
    pub(crate) wrote: bool,
    /// The first value that RDF cannot hold.
    error: Option<Error>,
}

/// How many beginnings of IRIs are kept; there are about as many in a dataset.
const BEGINNINGS: usize = 32;

/// Whether a piece can stand in the path or the fragment of any IRI: it is made of
/// unreserved characters (RFC 3986) and slashes.
fn is_harmless(piece: &str) -> bool {
    piece.bytes().all(|b| b.is_ascii_alphanumeric() || b"-._~/".contains(&b))
}

/// The first of some pieces, and the others.
fn parted<'p>(pieces: &[&'p str]) -> (&'p str, impl Iterator<Item = &'p str>) {
    let mut pieces = pieces.iter().copied();
    (pieces.next().unwrap_or_default(), pieces)
}

/// Where a text stands among the texts of the sink.
type Piece = Range<usize>;

/// A statement about a node with this number.
#[derive(Debug)]
struct Statement {
    number: usize,
    subject: Piece,
    property: Piece,
    object: Object,
}

/// The value of a statement.
#[derive(Debug, Clone)]
enum Object {
    Iri(Piece),
    Plain(Piece),
    /// With its language.
    Tagged(Piece, Piece),
    /// With its datatype.
    Typed(Piece, NamedNodeRef<'static>),
}

/// A node to which statements are being added.
#[derive(Debug)]
struct Open {
    number: usize,
    name: Piece,
    property: Piece,
    kind: Kind,
}

impl RdfSink {
    /// Statements in the default graph, or in a graph with this name.
    pub(crate) fn new(graph: Option<&str>) -> Result<Self, Error> {
        let graph = match graph {
            Some(name) => NamedNode::new(name).map_err(|e| Error::iri(name, &e))?.into(),
            None => GraphName::DefaultGraph,
        };
        Ok(Self {
            texts: String::new(),
            statements: Vec::new(),
            graph,
            nodes: Vec::new(),
            opened: 0,
            beginnings: Vec::new(),
            wrote: false,
            error: None,
        })
    }

    /// Takes the statements, those about one node together.
    pub(crate) fn write(&mut self, out: &mut Serializer<'_>) -> Result<(), Error> {
        if let Some(error) = self.error.take() {
            return Err(error);
        }
        self.opened = 0;
        self.wrote |= !self.statements.is_empty();
        // The sort is stable: a node's statements keep their order.
        self.statements.sort_by_key(|statement| statement.number);
        let text = |piece: &Piece| self.texts.get(piece.clone()).unwrap_or_default();
        for Statement { subject, property, object, .. } in self.statements.drain(..) {
            // What stands here was looked at when it was taken.
            let object: TermRef<'_> = match &object {
                Object::Iri(iri) => NamedNodeRef::new_unchecked(text(iri)).into(),
                Object::Plain(value) => LiteralRef::new_simple_literal(text(value)).into(),
                Object::Tagged(value, tag) => {
                    LiteralRef::new_language_tagged_literal_unchecked(text(value), text(tag)).into()
                }
                Object::Typed(value, datatype) => {
                    LiteralRef::new_typed_literal(text(value), *datatype).into()
                }
            };
            let subject = NamedNodeRef::new_unchecked(text(&subject));
            let property = NamedNodeRef::new_unchecked(text(&property));
            out.quad(QuadRef::new(subject, property, object, &self.graph))?;
        }
        self.texts.clear();
        Ok(())
    }

    fn piece(&mut self, text: &str) -> Piece {
        let start = self.texts.len();
        self.texts.push_str(text);
        start..self.texts.len()
    }

    /// An IRI, which must be one, in pieces.
    fn name<'p>(&mut self, first: &str, rest: impl Iterator<Item = &'p str>) -> Piece {
        let start = self.texts.len();
        self.texts.push_str(first);
        // After a slash or a mark of number in a good IRI, harmless pieces change nothing.
        let mut simple = first.ends_with(['/', '#']);
        for piece in rest {
            self.texts.push_str(piece);
            simple = simple && is_harmless(piece);
        }
        let name = start..self.texts.len();
        if simple && self.beginnings.iter().any(|known| known == first) {
            return name;
        }
        let iri = self.texts.get(name.clone()).unwrap_or_default();
        match NamedNodeRef::new(iri) {
            Ok(_) if simple && self.beginnings.len() < BEGINNINGS => {
                self.beginnings.push(first.to_owned());
            }
            Ok(_) => {}
            Err(error) => {
                self.error.get_or_insert_with(|| Error::iri(iri, &error));
            }
        }
        name
    }

    fn statement(&mut self, object: Object) {
        if let Some(node) = self.nodes.last() {
            self.statements.push(Statement {
                number: node.number,
                subject: node.name.clone(),
                property: node.property.clone(),
                object,
            });
        }
    }

    fn plain(&mut self, text: &str) {
        let text = self.piece(text);
        self.statement(Object::Plain(text));
    }

    fn in_language(&mut self, tag: &str, text: &str) {
        match Literal::new_language_tagged_literal("", tag) {
            Ok(literal) => {
                let text = self.piece(text);
                // The library writes tags in small letters.
                let tag = self.piece(literal.language().unwrap_or(tag));
                self.statement(Object::Tagged(text, tag));
            }
            Err(error) => {
                self.error.get_or_insert_with(|| Error::Tag {
                    tag: tag.to_owned(),
                    message: error.to_string(),
                });
            }
        }
    }

    fn typed(&mut self, text: &str, datatype: NamedNodeRef<'static>) {
        let text = self.piece(text);
        self.statement(Object::Typed(text, datatype));
    }
}

mod xsd {
    pub(super) use oxrdf::vocab::xsd::{
        BOOLEAN, DATE, DECIMAL, G_YEAR, HEX_BINARY, INTEGER, NON_NEGATIVE_INTEGER,
    };
}

impl Sink for RdfSink {
    fn open(&mut self, class: &'static Class, iri: &[&str]) {
        let (first, rest) = parted(iri);
        let name = self.name(first, rest);
        self.statement(Object::Iri(name.clone()));
        self.opened += 1;
        let property = self.piece(RDF_TYPE);
        self.nodes.push(Open { number: self.opened, name, property, kind: Kind::Iri });
        self.short(&[class.iri]);
        for also in class.also {
            self.short(&[also]);
        }
    }

    fn close(&mut self) {
        self.nodes.pop();
    }

    fn begin(&mut self, term: &Term) {
        // The terms are this crate's own tables, which the tests go through.
        let property = self.piece(&term.full);
        if let Some(node) = self.nodes.last_mut() {
            node.property = property;
            node.kind = term.kind;
        }
    }

    fn end(&mut self) {}

    fn iri(&mut self, pieces: &[&str]) {
        let (first, rest) = parted(pieces);
        let name = self.name(first, rest);
        self.statement(Object::Iri(name));
    }

    fn short(&mut self, pieces: &[&str]) {
        let (first, rest) = parted(pieces);
        // What has no known prefix has no beginning that could be known to be good.
        let (namespace, local) = split(first).unwrap_or(("", first));
        let name = self.name(namespace, iter::once(local).chain(rest));
        self.statement(Object::Iri(name));
    }

    fn literal(&mut self, text: &str) {
        match self.nodes.last().map_or(Kind::Plain, |node| node.kind) {
            Kind::Edtf => self.typed(text, NamedNodeRef::new_unchecked(EDTF)),
            Kind::Day => self.typed(text, xsd::DATE),
            Kind::Year => self.typed(text, xsd::G_YEAR),
            Kind::Decimal => self.typed(text, xsd::DECIMAL),
            Kind::Size => self.typed(text, xsd::NON_NEGATIVE_INTEGER),
            Kind::Hex => self.typed(text, xsd::HEX_BINARY),
            Kind::Iri | Kind::Text | Kind::Plain | Kind::Integer | Kind::Flag => self.plain(text),
        }
    }

    fn integer(&mut self, n: usize) {
        self.typed(itoa::Buffer::new().format(n), xsd::INTEGER);
    }

    fn yes(&mut self) {
        self.typed("true", xsd::BOOLEAN);
    }

    fn text(&mut self, text: &Text) {
        for (tag, text) in text.iter() {
            self.in_language(tag.as_str(), text);
        }
    }

    fn tagged(&mut self, texts: &[(Option<&str>, &str)]) {
        for (tag, text) in texts {
            match tag {
                Some(tag) => self.in_language(tag, text),
                None => self.plain(text),
            }
        }
    }
}

// The library writes each word by itself.
type Out<'o> = BufWriter<Cut<'o>>;

fn buffered(cut: Cut<'_>) -> Out<'_> {
    BufWriter::with_capacity(1 << 16, cut)
}

/// What ends a graph.
const END: &[u8] = b"}\n";

/// Lets through what lies between a beginning and an end that other parts of the same
/// document have.
pub(crate) struct Cut<'o> {
    out: &'o mut dyn Write,
    /// So many bytes are still to be left out.
    skip: usize,
    /// So many of the last bytes are left out.
    keep: usize,
    /// The last bytes, as long as it is not known that more come.
    held: Vec<u8>,
}

impl<'o> Cut<'o> {
    fn nothing(out: &'o mut dyn Write) -> Self {
        Self { out, skip: 0, keep: 0, held: Vec::new() }
    }
}

impl Write for Cut<'_> {
    fn write(&mut self, buffer: &[u8]) -> io::Result<usize> {
        let skipped = self.skip.min(buffer.len());
        self.skip -= skipped;
        let rest = buffer.get(skipped..).unwrap_or_default();
        if self.keep == 0 {
            self.out.write_all(rest)?;
        } else {
            self.held.extend_from_slice(rest);
            let known = self.held.len().saturating_sub(self.keep);
            self.out.write_all(self.held.get(..known).unwrap_or_default())?;
            self.held.drain(..known);
        }
        Ok(buffer.len())
    }

    fn flush(&mut self) -> io::Result<()> {
        self.out.flush()
    }
}

/// Writes statements in a syntax.
pub(crate) enum Serializer<'o> {
    Lines(WriterNQuadsSerializer<Out<'o>>),
    // Turtle is TriG with nothing but the default graph.
    Blocks(Box<WriterTriGSerializer<Out<'o>>>),
}

/// A serializer of blocks with the prefixes of a dataset.
fn prefixed(base: &str) -> Result<TriGSerializer, Error> {
    let mut serializer = TriGSerializer::new();
    let vocabularies = crate::context::used_prefixes(Model::get())
        .into_iter()
        .filter_map(|prefix| Some((prefix, crate::ns::namespace(prefix)?.to_owned())));
    let own = KINDS.iter().map(|kind| (*kind, format!("{base}{kind}/")));
    let xsd = ("xsd", crate::ns::XSD.to_owned());
    for (prefix, namespace) in vocabularies.chain(own).chain([xsd]) {
        serializer = serializer
            .with_prefix(prefix, namespace.as_str())
            .map_err(|error| Error::iri(&namespace, &error))?;
    }
    Ok(serializer)
}

/// How many bytes stand before the first statement of a document: what of it is a line of
/// its own.
fn prologue(serializer: TriGSerializer, graph: &GraphName) -> io::Result<usize> {
    let mut serializer = serializer.for_writer(Vec::new());
    let node = xsd::BOOLEAN;
    serializer.serialize_quad(QuadRef::new(node, node, node, graph))?;
    let whole = serializer.finish()?;
    let graph = if graph.is_default_graph() { &[] } else { END };
    let statement = whole.strip_suffix(graph).unwrap_or(&whole);
    let statement = statement.strip_suffix(b"\n").unwrap_or(statement);
    Ok(statement.iter().rposition(|b| *b == b'\n').map_or(0, |at| at + 1))
}

impl<'o> Serializer<'o> {
    /// N-Quads: a statement a line, with the escapes and language tags of RDFC-1.0.
    pub(crate) fn lines(out: &'o mut dyn Write) -> Self {
        Self::Lines(NQuadsSerializer::new().for_writer(buffered(Cut::nothing(out))))
    }

    /// Turtle or `TriG`: a block a node, with prefixes. What stands before the first
    /// statement and after the last is written where the share has the beginning and the end.
    pub(crate) fn blocks(
        base: &str,
        graph: &GraphName,
        share: Share,
        out: &'o mut dyn Write,
    ) -> Result<Self, Error> {
        let serializer = prefixed(base)?;
        let mut cut = Cut::nothing(out);
        if !share.begin {
            cut.skip = prologue(serializer.clone(), graph)?;
        }
        if !share.end && !graph.is_default_graph() {
            cut.keep = END.len();
        }
        Ok(Self::Blocks(Box::new(serializer.for_writer(buffered(cut)))))
    }

    fn quad(&mut self, quad: QuadRef<'_>) -> io::Result<()> {
        match self {
            Self::Lines(out) => out.serialize_quad(quad),
            Self::Blocks(out) => out.serialize_quad(quad),
        }
    }

    /// Ends; `graph` says that a graph is to be closed that other parts opened, and in
    /// which nothing was written here.
    pub(crate) fn finish(self, graph: bool) -> io::Result<()> {
        let mut out = match self {
            Self::Lines(out) => out.finish(),
            Self::Blocks(out) => out.finish()?,
        };
        if graph {
            out.get_mut().out.write_all(END)?;
        }
        out.flush()
    }
}

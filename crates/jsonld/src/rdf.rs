//! The same graph as statements, through the RDF library.

use std::io::{self, BufWriter, Write};

use oxrdf::{GraphName, Literal, NamedNode, NamedNodeRef, Quad, Term as Object};
use oxttl::{
    NQuadsSerializer, TriGSerializer, nquads::WriterNQuadsSerializer, trig::WriterTriGSerializer,
};
use rapporteur_schema::Text;

use crate::{
    Error,
    model::{Class, Kind, Model, Term},
    ns::{EDTF, expand},
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
    /// Statements, each with the number of the node that it is about.
    statements: Vec<(usize, Quad)>,
    graph: GraphName,
    nodes: Vec<Open>,
    opened: usize,
    /// The first value that RDF cannot hold.
    error: Option<Error>,
}

/// A node to which statements are being added.
#[derive(Debug)]
struct Open {
    number: usize,
    name: NamedNode,
    property: NamedNode,
    kind: Kind,
}

impl RdfSink {
    /// Statements in the default graph, or in a graph with this name.
    pub(crate) fn new(graph: Option<&str>) -> Result<Self, Error> {
        let graph = match graph {
            Some(name) => NamedNode::new(name).map_err(|e| Error::iri(name, &e))?.into(),
            None => GraphName::DefaultGraph,
        };
        Ok(Self { statements: Vec::new(), graph, nodes: Vec::new(), opened: 0, error: None })
    }

    /// Takes the statements, those about one node together.
    pub(crate) fn write(&mut self, out: &mut Serializer<'_>) -> Result<(), Error> {
        if let Some(error) = self.error.take() {
            return Err(error);
        }
        self.opened = 0;
        // The sort is stable: a node's statements keep their order.
        self.statements.sort_by_key(|(number, _)| *number);
        for (_, quad) in self.statements.drain(..) {
            out.quad(&quad)?;
        }
        Ok(())
    }

    fn name(&mut self, iri: String) -> NamedNode {
        match NamedNode::new(iri.as_str()) {
            Ok(name) => name,
            Err(error) => {
                self.error.get_or_insert_with(|| Error::iri(&iri, &error));
                NamedNode::new_unchecked(iri)
            }
        }
    }

    fn statement(&mut self, object: impl Into<Object>) {
        if let Some(node) = self.nodes.last() {
            let quad =
                Quad::new(node.name.clone(), node.property.clone(), object, self.graph.clone());
            self.statements.push((node.number, quad));
        }
    }

    fn in_language(&mut self, tag: &str, text: &str) {
        match Literal::new_language_tagged_literal(text, tag) {
            Ok(literal) => self.statement(literal),
            Err(error) => {
                self.error.get_or_insert_with(|| Error::Tag {
                    tag: tag.to_owned(),
                    message: error.to_string(),
                });
            }
        }
    }

    fn typed(&mut self, text: &str, datatype: NamedNodeRef<'static>) {
        self.statement(Literal::new_typed_literal(text, datatype));
    }
}

mod xsd {
    pub(super) use oxrdf::vocab::xsd::{
        BOOLEAN, DATE, DECIMAL, G_YEAR, HEX_BINARY, INTEGER, NON_NEGATIVE_INTEGER,
    };
}

impl Sink for RdfSink {
    fn open(&mut self, class: &'static Class, iri: &[&str]) {
        let name = self.name(iri.concat());
        self.statement(name.clone());
        self.opened += 1;
        self.nodes.push(Open {
            number: self.opened,
            name,
            property: oxrdf::vocab::rdf::TYPE.into_owned(),
            kind: Kind::Iri,
        });
        self.short(&[class.iri]);
        for also in class.also {
            self.short(&[also]);
        }
    }

    fn close(&mut self) {
        self.nodes.pop();
    }

    fn begin(&mut self, term: &Term) {
        if let Some(node) = self.nodes.last_mut() {
            // The terms are this crate's own tables, which the tests go through.
            node.property = NamedNode::new_unchecked(term.full.as_str());
            node.kind = term.kind;
        }
    }

    fn end(&mut self) {}

    fn iri(&mut self, pieces: &[&str]) {
        let name = self.name(pieces.concat());
        self.statement(name);
    }

    fn short(&mut self, pieces: &[&str]) {
        let name = self.name(expand(&pieces.concat()));
        self.statement(name);
    }

    fn literal(&mut self, text: &str) {
        match self.nodes.last().map_or(Kind::Plain, |node| node.kind) {
            Kind::Edtf => self.typed(text, NamedNodeRef::new_unchecked(EDTF)),
            Kind::Day => self.typed(text, xsd::DATE),
            Kind::Year => self.typed(text, xsd::G_YEAR),
            Kind::Decimal => self.typed(text, xsd::DECIMAL),
            Kind::Size => self.typed(text, xsd::NON_NEGATIVE_INTEGER),
            Kind::Hex => self.typed(text, xsd::HEX_BINARY),
            Kind::Iri | Kind::Text | Kind::Plain | Kind::Integer | Kind::Flag => {
                self.statement(Literal::new_simple_literal(text));
            }
        }
    }

    fn integer(&mut self, n: usize) {
        self.typed(&n.to_string(), xsd::INTEGER);
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
                None => self.statement(Literal::new_simple_literal(*text)),
            }
        }
    }
}

// The library writes each word by itself.
type Out<'o> = BufWriter<&'o mut dyn Write>;

/// Writes statements in a syntax.
pub(crate) enum Serializer<'o> {
    Lines(WriterNQuadsSerializer<Out<'o>>),
    // Turtle is TriG with nothing but the default graph.
    Blocks(Box<WriterTriGSerializer<Out<'o>>>),
}

impl<'o> Serializer<'o> {
    /// N-Quads: a statement a line, with the escapes and language tags of RDFC-1.0.
    pub(crate) fn lines(out: &'o mut dyn Write) -> Self {
        Self::Lines(NQuadsSerializer::new().for_writer(BufWriter::new(out)))
    }

    /// Turtle or `TriG`: a block a node, with prefixes.
    pub(crate) fn blocks(base: &str, out: &'o mut dyn Write) -> Result<Self, Error> {
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
        Ok(Self::Blocks(Box::new(serializer.for_writer(BufWriter::new(out)))))
    }

    fn quad(&mut self, quad: &Quad) -> io::Result<()> {
        match self {
            Self::Lines(out) => out.serialize_quad(quad),
            Self::Blocks(out) => out.serialize_quad(quad),
        }
    }

    pub(crate) fn finish(self) -> io::Result<()> {
        match self {
            Self::Lines(out) => out.finish().flush(),
            Self::Blocks(out) => out.finish()?.flush(),
        }
    }
}

//! N-Quads, Turtle and `TriG` as they stand.

use oxrdf::{GraphName, NamedOrBlankNode, Quad, Term};
use oxttl::{NQuadsParser, TriGParser, TurtleSyntaxError};

use super::{ReadError, graph::Graph};

/// The statements of a text, and the names of the graphs in which they stand.
#[derive(Default)]
struct Statements {
    graph: Graph<'static>,
    /// The graph of the first statement.
    first: Option<GraphName>,
    read: usize,
}

/// Whether a text is JSON and not one of the syntaxes of RDF: it begins with a
/// bracket or with a brace and a key. A graph in `TriG` begins with a brace too.
pub(super) fn is_json(bytes: &[u8]) -> bool {
    let bytes = bytes.strip_prefix(b"\xEF\xBB\xBF").unwrap_or(bytes);
    let mut visible = bytes.iter().filter(|b| !b.is_ascii_whitespace());
    match visible.next() {
        Some(b'{') => !matches!(visible.next(), Some(b'<' | b'_' | b'a'..=b'z' | b'A'..=b'Z')),
        Some(b'<' | b'@' | b'#' | b'_' | b'a'..=b'z' | b'A'..=b'Z' | b':') => {
            // What JSON itself has as words is left to the reader of JSON.
            matches!(bytes.trim_ascii(), b"true" | b"false" | b"null")
        }
        _ => true,
    }
}

/// The graph that N-Quads, Turtle or `TriG` describe.
pub(super) fn graph(bytes: &[u8]) -> Result<Graph<'static>, ReadError> {
    // TriG holds Turtle and N-Triples; N-Quads has a fourth word a line.
    let first = bytes.split(|b| *b == b'\n').find(|line| {
        let line = line.trim_ascii();
        !line.is_empty() && !line.starts_with(b"#")
    });
    let quads = first.is_some_and(|line| NQuadsParser::new().for_slice(line).all(|q| q.is_ok()));
    if !quads {
        return statements(TriGParser::new().for_slice(bytes));
    }
    statements(NQuadsParser::new().for_slice(bytes)).or_else(|error| match error {
        // A first line of Turtle may look like one of N-Quads.
        ReadError::Rdf { line, .. } => {
            statements(TriGParser::new().for_slice(bytes)).map_err(|other| match other {
                ReadError::Rdf { line: reached, .. } if reached <= line => error,
                other => other,
            })
        }
        error => Err(error),
    })
}

fn statements(
    quads: impl Iterator<Item = Result<Quad, TurtleSyntaxError>>,
) -> Result<Graph<'static>, ReadError> {
    let mut statements = Statements::default();
    for quad in quads {
        let quad = quad.map_err(|error| {
            let start = error.location().start;
            ReadError::Rdf {
                line: start.line + 1,
                column: start.column + 1,
                message: error.message().to_owned(),
            }
        })?;
        statements.add(quad)?;
    }
    Ok(statements.graph)
}

impl Statements {
    fn add(&mut self, quad: Quad) -> Result<(), ReadError> {
        self.read += 1;
        let Quad { subject, predicate, object, graph_name } = quad;
        match &self.first {
            None => self.first = Some(graph_name),
            Some(first) if *first == graph_name => {}
            Some(first) => {
                return Err(self.error(format!(
                    "it stands in {}, and the first in {}: a dataset stands in one graph",
                    which(&graph_name),
                    which(first)
                )));
            }
        }
        let NamedOrBlankNode::NamedNode(subject) = subject else {
            return Err(self.error(format!("the blank node `{subject}` is not read")));
        };
        match object {
            Term::NamedNode(iri) => {
                self.graph.link(subject.into_string(), predicate.into_string(), iri.into_string());
            }
            Term::Literal(literal) => self.graph.literal(
                subject.into_string(),
                predicate.into_string(),
                literal.value().to_owned(),
                literal.language().map(str::to_owned),
            ),
            Term::BlankNode(node) => {
                return Err(ReadError::Node {
                    id: subject.into_string(),
                    message: format!("the blank node `{node}` as a value is not read"),
                });
            }
        }
        Ok(())
    }

    fn error(&self, message: String) -> ReadError {
        ReadError::Form { path: format!("statement {}", self.read), message }
    }
}

fn which(name: &GraphName) -> String {
    match name {
        GraphName::DefaultGraph => "the default graph".to_owned(),
        name => format!("the graph {name}"),
    }
}

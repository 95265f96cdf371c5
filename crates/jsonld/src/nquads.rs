//! The N-Quads writer: the same graph, a statement a line.

use std::fmt::Write as _;

use rapporteur_schema::Text;

use crate::{
    model::{Class, Kind, Term},
    ns::{EDTF, RDF_TYPE, XSD, namespace},
    sink::Sink,
};

/// Writes statements into memory; the caller takes what there is after each
/// outermost node. Escapes and language tags are those of RDFC-1.0, so that the
/// sorted lines are the canonical form of the graph.
#[derive(Debug, Default)]
pub(crate) struct NquadsSink {
    /// What has been written.
    pub(crate) out: String,
    /// Subject and property of each open node.
    nodes: Vec<(String, String, Kind)>,
}

impl NquadsSink {
    fn start(&mut self) {
        if let Some((subject, property, _)) = self.nodes.last() {
            self.out.push('<');
            self.out.push_str(subject);
            self.out.push_str("> <");
            self.out.push_str(property);
            self.out.push_str("> ");
        }
    }

    fn quoted(&mut self, text: &str) {
        self.start();
        self.out.push('"');
        escape(text, &mut self.out);
        self.out.push('"');
    }

    fn typed(&mut self, text: &str, namespace: &str, local: &str) {
        self.quoted(text);
        self.out.push_str("^^<");
        self.out.push_str(namespace);
        self.out.push_str(local);
        self.out.push_str("> .\n");
    }

    fn in_language(&mut self, tag: &str, text: &str) {
        self.quoted(text);
        self.out.push('@');
        self.out.push_str(&tag.to_ascii_lowercase());
        self.out.push_str(" .\n");
    }
}

impl Sink for NquadsSink {
    fn open(&mut self, class: &'static Class, iri: &[&str]) {
        if !self.nodes.is_empty() {
            self.iri(iri);
        }
        self.nodes.push((iri.concat(), RDF_TYPE.to_owned(), Kind::Iri));
        self.short(&[class.iri]);
        for also in class.also {
            self.short(&[also]);
        }
    }

    fn close(&mut self) {
        self.nodes.pop();
    }

    fn begin(&mut self, term: &Term) {
        if let Some((_, property, kind)) = self.nodes.last_mut() {
            property.clear();
            property.push_str(&term.full);
            *kind = term.kind;
        }
    }

    fn end(&mut self) {}

    fn iri(&mut self, pieces: &[&str]) {
        self.start();
        self.out.push('<');
        for piece in pieces {
            self.out.push_str(piece);
        }
        self.out.push_str("> .\n");
    }

    fn short(&mut self, pieces: &[&str]) {
        let Some((first, rest)) = pieces.split_first() else { return };
        self.start();
        self.out.push('<');
        match first.split_once(':').and_then(|(p, local)| Some((namespace(p)?, local))) {
            Some((ns, local)) => {
                self.out.push_str(ns);
                self.out.push_str(local);
            }
            None => self.out.push_str(first),
        }
        for piece in rest {
            self.out.push_str(piece);
        }
        self.out.push_str("> .\n");
    }

    fn literal(&mut self, text: &str) {
        let kind = self.nodes.last().map_or(Kind::Plain, |(_, _, kind)| *kind);
        match kind {
            Kind::Edtf => self.typed(text, EDTF, ""),
            Kind::Day => self.typed(text, XSD, "date"),
            Kind::Year => self.typed(text, XSD, "gYear"),
            Kind::Decimal => self.typed(text, XSD, "decimal"),
            Kind::Iri | Kind::Text | Kind::Plain | Kind::Integer | Kind::Flag => {
                self.quoted(text);
                self.out.push_str(" .\n");
            }
        }
    }

    fn integer(&mut self, n: usize) {
        self.typed(&n.to_string(), XSD, "integer");
    }

    fn yes(&mut self) {
        self.typed("true", XSD, "boolean");
    }

    fn text(&mut self, text: &Text) {
        for (tag, text) in text.iter() {
            self.in_language(tag.as_str(), text);
        }
    }

    fn tagged(&mut self, texts: &[(Option<&str>, &str)]) {
        for (tag, text) in texts {
            if let Some(tag) = tag {
                self.in_language(tag, text);
            } else {
                self.quoted(text);
                self.out.push_str(" .\n");
            }
        }
    }
}

/// The escapes of canonical N-Quads.
fn escape(text: &str, out: &mut String) {
    for c in text.chars() {
        match c {
            '"' => out.push_str("\\\""),
            '\\' => out.push_str("\\\\"),
            '\n' => out.push_str("\\n"),
            '\r' => out.push_str("\\r"),
            '\t' => out.push_str("\\t"),
            '\u{8}' => out.push_str("\\b"),
            '\u{C}' => out.push_str("\\f"),
            c if c < ' ' || c == '\u{7F}' => {
                let _ = write!(out, "\\u{:04X}", u32::from(c));
            }
            c => out.push(c),
        }
    }
}

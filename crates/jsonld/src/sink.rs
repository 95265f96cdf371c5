//! Where the walk over a dataset writes to: JSON-LD or N-Quads, from one source.

use rapporteur_schema::Text;

use crate::model::{Class, Term};

/// Takes nodes, properties and values as the walk comes upon them.
///
/// A property is begun, given its values and ended; a value can be a node, which
/// is opened and closed in place. Nothing is kept but where the walk is.
pub(crate) trait Sink {
    /// A node begins. The pieces together are its IRI.
    fn open(&mut self, class: &'static Class, iri: &[&str]);
    /// The node ends.
    fn close(&mut self);
    /// A property of the node begins.
    fn begin(&mut self, term: &Term);
    /// The property ends.
    fn end(&mut self);
    /// A value that is an IRI, in pieces.
    fn iri(&mut self, pieces: &[&str]);
    /// A value that is an IRI in short form, in pieces: `rr:role.`, `chair`.
    fn short(&mut self, pieces: &[&str]);
    /// A value that is a literal of the type that the property has.
    fn literal(&mut self, text: &str);
    /// A value that is a whole number.
    fn integer(&mut self, n: usize);
    /// A value that is `true`.
    fn yes(&mut self);
    /// A value that is text in languages, each language once.
    fn text(&mut self, text: &Text);
    /// Values that are text in languages, any number a language, or in none.
    fn tagged(&mut self, texts: &[(Option<&str>, &str)]);
}

/// Writes nothing: for what a walk comes upon.
impl Sink for () {
    fn open(&mut self, _: &'static Class, _: &[&str]) {}
    fn close(&mut self) {}
    fn begin(&mut self, _: &Term) {}
    fn end(&mut self) {}
    fn iri(&mut self, _: &[&str]) {}
    fn short(&mut self, _: &[&str]) {}
    fn literal(&mut self, _: &str) {}
    fn integer(&mut self, _: usize) {}
    fn yes(&mut self) {}
    fn text(&mut self, _: &Text) {}
    fn tagged(&mut self, _: &[(Option<&str>, &str)]) {}
}

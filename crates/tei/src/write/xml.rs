//! Writing XML by hand: escaping, and nothing that changes mixed content.
//!
//! Text is collected and handed on in large pieces at the end of a record, so
//! that only [`Xml::flush`] and [`Xml::pass`] can fail.

use std::io::{self, Write};

use rapporteur_apparatus::{Summary, phrase};
use rapporteur_schema::{Cites, Date, codes::Code, view::FieldDef};

use super::{index::Index, names::Name};

/// How much is collected before it is handed on, in bytes.
const PIECE: usize = 64 * 1024;

/// Where a document is written to.
pub(crate) struct Xml<'o> {
    out: &'o mut dyn Write,
    text: String,
    handed_on: usize,
    /// What of the dataset has been written, counted where it is authoritative.
    pub(crate) tally: Summary,
}

impl<'o> Xml<'o> {
    pub(crate) fn new(out: &'o mut dyn Write) -> Self {
        let text = String::with_capacity(2 * PIECE);
        Self { out, text, handed_on: 0, tally: Summary::default() }
    }

    /// How many bytes have been written, those not yet handed on among them.
    pub(crate) fn len(&self) -> usize {
        self.handed_on + self.text.len()
    }

    /// Hands on what was collected, if it is much.
    pub(crate) fn pass(&mut self) -> io::Result<()> {
        if self.text.len() < PIECE { Ok(()) } else { self.hand_on() }
    }

    /// Hands on everything.
    pub(crate) fn flush(&mut self) -> io::Result<()> {
        self.hand_on()?;
        self.out.flush()
    }

    fn hand_on(&mut self) -> io::Result<()> {
        self.out.write_all(self.text.as_bytes())?;
        self.handed_on += self.text.len();
        self.text.clear();
        Ok(())
    }

    /// Markup as it is.
    pub(crate) fn raw(&mut self, markup: &str) {
        self.text.push_str(markup);
    }

    /// A line end, where only elements stand.
    pub(crate) fn nl(&mut self) {
        self.text.push('\n');
    }

    /// Text, escaped. What XML cannot hold does not occur in a dataset: the type
    /// of text refuses it.
    pub(crate) fn text(&mut self, text: &str) {
        escape(text, &mut self.text, &IN_TEXT);
    }

    /// Text that is written by a function and needs no escaping.
    pub(crate) fn written(&mut self, text: impl FnOnce(&mut String)) {
        text(&mut self.text);
    }

    /// A date in words. No date holds what must be escaped.
    pub(crate) fn date(&mut self, date: &Date) {
        phrase::write_date(&mut self.text, date);
    }

    /// What readers are shown for a field: its label.
    pub(crate) fn label(&mut self, field: &FieldDef) {
        field.write_label(&mut self.text);
    }

    /// The start of a note of a type that the model names.
    pub(crate) fn note(&mut self, kind: &str) {
        self.tag("note").plain("type", kind).open();
    }

    /// A full stop, unless what stands before it ends a sentence already.
    pub(crate) fn stop(&mut self) {
        // The last character before the end tags that stand at the end.
        let mut text = self.text.as_str();
        while let Some(at) = text.strip_suffix('>').and_then(|_| text.rfind('<')) {
            text = text.get(..at).unwrap_or_default();
        }
        if !text.ends_with(['.', '!', '?', '…']) {
            self.text.push('.');
        }
    }

    /// A tag, to which attributes are given one by one.
    pub(crate) fn tag<'t>(&'t mut self, name: &'t str) -> Tag<'t, 'o> {
        self.text.push('<');
        self.text.push_str(name);
        Tag { xml: self, name }
    }

    fn begin<'t>(&'t mut self, name: &'t str, attributes: &[(&str, &str)]) -> Tag<'t, 'o> {
        let tag = self.tag(name);
        attributes.iter().fold(tag, |tag, (key, value)| tag.with(key, value))
    }

    /// A start tag. An attribute with an empty value is left out: no attribute of
    /// ours may be empty.
    pub(crate) fn start(&mut self, name: &str, attributes: &[(&str, &str)]) {
        self.begin(name, attributes).open();
    }

    /// An end tag.
    pub(crate) fn end(&mut self, name: &str) {
        self.text.push_str("</");
        self.text.push_str(name);
        self.text.push('>');
    }

    /// An element without content.
    pub(crate) fn empty(&mut self, name: &str, attributes: &[(&str, &str)]) {
        self.begin(name, attributes).empty();
    }

    /// An element that holds text alone.
    pub(crate) fn leaf(&mut self, name: &str, attributes: &[(&str, &str)], text: &str) {
        self.begin(name, attributes).leaf(text);
    }

    /// An element that holds text alone, which a reader gets back as it is: where
    /// white space matters the element says so.
    pub(crate) fn exact(&mut self, name: &str, attributes: &[(&str, &str)], text: &str) {
        let tag = self.begin(name, attributes);
        if !is_plain_space(text) {
            tag.xml.text.push_str(" xml:space=\"preserve\"");
        }
        tag.leaf(text);
    }
}

/// A start tag in the making.
#[must_use = "a tag must be closed"]
pub(crate) struct Tag<'t, 'o> {
    xml: &'t mut Xml<'o>,
    name: &'t str,
}

impl Tag<'_, '_> {
    /// An attribute; none if it has no value.
    pub(crate) fn with(self, key: &str, value: &str) -> Self {
        if !value.is_empty() {
            let text = &mut self.xml.text;
            text.push(' ');
            text.push_str(key);
            text.push_str("=\"");
            escape(value, text, &IN_ATTRIBUTE);
            text.push('"');
        }
        self
    }

    /// An attribute whose value is written by a function and needs no escaping.
    pub(crate) fn written(self, key: &str, value: impl FnOnce(&mut String)) -> Self {
        let text = &mut self.xml.text;
        let before = text.len();
        text.push(' ');
        text.push_str(key);
        text.push_str("=\"");
        let begun = text.len();
        value(text);
        if text.len() == begun {
            text.truncate(before);
        } else {
            text.push('"');
        }
        self
    }

    /// The name of something in this document, as a value that needs no escaping.
    pub(crate) fn named(self, key: &str, name: Name<'_>) -> Self {
        self.written(key, |to| name.write(to))
    }

    /// A pointer to a record that stands in this document.
    pub(crate) fn here(self, key: &str, id: &str) -> Self {
        self.written(key, |to| {
            to.push('#');
            to.push_str(id);
        })
    }

    /// Pointers to things in this document.
    pub(crate) fn all_here<'n>(self, key: &str, names: impl Iterator<Item = Name<'n>>) -> Self {
        let names = names.filter(|name| *name != Name::None);
        self.written(key, |to| {
            for (n, name) in names.enumerate() {
                to.push_str(if n > 0 { " #" } else { "#" });
                name.write(to);
            }
        })
    }

    /// A pointer to a record.
    pub(crate) fn record(self, key: &str, index: &Index<'_>, id: &str) -> Self {
        self.written(key, |to| index.record(to, id))
    }

    /// Pointers to passages.
    pub(crate) fn cites(self, key: &str, index: &Index<'_>, cites: Option<&Cites>) -> Self {
        self.written(key, |to| index.passages(to, cites))
    }

    /// A pointer to the category of a code.
    pub(crate) fn code(self, key: &str, index: &Index<'_>, code: Code) -> Self {
        self.written(key, |to| index.code(to, code))
    }

    /// An attribute whose value is there and needs no escaping: an id, a code, a name of
    /// the model's.
    pub(crate) fn plain(self, key: &str, value: &str) -> Self {
        self.written(key, |to| to.push_str(value))
    }

    /// The end of a start tag.
    pub(crate) fn open(self) {
        self.xml.text.push('>');
    }

    /// The end of the tag of an element without content.
    pub(crate) fn empty(self) {
        self.xml.text.push_str("/>");
    }

    /// The end of the tag, the text of the element and its end tag.
    pub(crate) fn leaf(self, text: &str) {
        self.leaf_with(|xml| xml.text(text));
    }

    /// As [`leaf`](Self::leaf), with content that is written by a function.
    pub(crate) fn leaf_with(self, content: impl FnOnce(&mut Xml<'_>)) {
        self.xml.text.push('>');
        content(self.xml);
        self.xml.end(self.name);
    }
}

/// Whether a text stays the same when white space is collapsed and trimmed.
pub(crate) fn is_plain_space(text: &str) -> bool {
    let mut before = b' ';
    for byte in text.bytes() {
        match byte {
            b'\t' | b'\n' | b'\r' => return false,
            b' ' if before == b' ' => return false,
            _ => {}
        }
        before = byte;
    }
    before != b' '
}

/// Which bytes must be escaped.
type Special = [bool; 256];

const fn special(bytes: &[u8]) -> Special {
    let mut table = [false; 256];
    let mut n = 0;
    while n < bytes.len() {
        table[bytes[n] as usize] = true;
        n += 1;
    }
    table
}

static IN_TEXT: Special = special(b"&<>\r");
static IN_ATTRIBUTE: Special = special(b"&<>\r\"\n\t");

fn escape(text: &str, out: &mut String, table: &Special) {
    let is_special = |byte: u8| table.get(usize::from(byte)).copied().unwrap_or_default();
    let mut rest = text;
    while let Some(at) = rest.bytes().position(is_special) {
        let (before, after) = rest.split_at(at);
        out.push_str(before);
        out.push_str(match after.as_bytes().first() {
            Some(b'&') => "&amp;",
            Some(b'<') => "&lt;",
            Some(b'>') => "&gt;",
            Some(b'\r') => "&#13;",
            Some(b'"') => "&quot;",
            Some(b'\n') => "&#10;",
            _ => "&#9;",
        });
        rest = after.get(1..).unwrap_or_default();
    }
    out.push_str(rest);
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn escapes_what_must_be() {
        let mut out = Vec::new();
        let mut xml = Xml::new(&mut out);
        xml.leaf("a", &[("b", "1 < \"2\"\n"), ("c", "")], "]]> & \r");
        let length = xml.len();
        assert!(xml.flush().is_ok());
        assert_eq!((xml.len(), length), (length, out.len()));
        assert_eq!(out, b"<a b=\"1 &lt; &quot;2&quot;&#10;\">]]&gt; &amp; &#13;</a>");
    }

    #[test]
    fn a_sentence_ends_once() {
        let mut out = Vec::new();
        let mut xml = Xml::new(&mut out);
        for text in ["Yes.", "No"] {
            xml.start("a", &[]);
            xml.leaf("b", &[], text);
            xml.stop();
            xml.end("a");
            xml.stop();
        }
        assert!(xml.flush().is_ok());
        assert_eq!(out, b"<a><b>Yes.</b></a><a><b>No</b>.</a>");
    }

    #[test]
    fn an_attribute_without_a_value_is_none() {
        let mut out = Vec::new();
        let mut xml = Xml::new(&mut out);
        let name = |n| if n == 0 { Name::None } else { Name::Reading("x", "y", n) };
        xml.tag("a")
            .named("b", name(0))
            .all_here("c", [name(0)].into_iter())
            .here("d", "x")
            .empty();
        xml.tag("a").named("b", name(1)).all_here("c", [name(1), name(2)].into_iter()).leaf("z");
        assert!(xml.flush().is_ok());
        let second = "<a b=\"R.x.y.1\" c=\"#R.x.y.1 #R.x.y.2\">z</a>";
        assert_eq!(out, format!("<a d=\"#x\"/>{second}").as_bytes());
    }

    #[test]
    fn knows_when_white_space_matters() {
        for plain in ["a", "a b", "a\u{A0}b", ""] {
            assert_eq!(is_plain_space(plain), !plain.is_empty(), "{plain:?}");
        }
        for odd in [" a", "a ", "a  b", "a\nb", "\t"] {
            assert!(!is_plain_space(odd), "{odd:?}");
        }
    }
}

//! Writing XML by hand: escaping, and nothing that changes mixed content.
//!
//! Text is collected and handed on in large pieces at the end of a record, so
//! that only [`Xml::flush`] and [`Xml::pass`] can fail.

use std::io::{self, Write};

/// How much is collected before it is handed on, in bytes.
const PIECE: usize = 64 * 1024;

/// Where a document is written to.
pub(crate) struct Xml<'o> {
    out: &'o mut dyn Write,
    text: String,
}

impl<'o> Xml<'o> {
    pub(crate) fn new(out: &'o mut dyn Write) -> Self {
        Self { out, text: String::with_capacity(2 * PIECE) }
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
        escape(text, &mut self.text, false);
    }

    fn begin(&mut self, name: &str, attributes: &[(&str, &str)]) {
        self.text.push('<');
        self.text.push_str(name);
        for (key, value) in attributes {
            if value.is_empty() {
                continue;
            }
            self.text.push(' ');
            self.text.push_str(key);
            self.text.push_str("=\"");
            escape(value, &mut self.text, true);
            self.text.push('"');
        }
    }

    /// A start tag. An attribute with an empty value is left out: no attribute of
    /// ours may be empty.
    pub(crate) fn start(&mut self, name: &str, attributes: &[(&str, &str)]) {
        self.begin(name, attributes);
        self.text.push('>');
    }

    /// An end tag.
    pub(crate) fn end(&mut self, name: &str) {
        self.text.push_str("</");
        self.text.push_str(name);
        self.text.push('>');
    }

    /// An element without content.
    pub(crate) fn empty(&mut self, name: &str, attributes: &[(&str, &str)]) {
        self.begin(name, attributes);
        self.text.push_str("/>");
    }

    /// An element that holds text alone.
    pub(crate) fn leaf(&mut self, name: &str, attributes: &[(&str, &str)], text: &str) {
        self.start(name, attributes);
        self.text(text);
        self.end(name);
    }

    /// An element that holds text alone, which a reader gets back as it is: where
    /// white space matters the element says so.
    pub(crate) fn exact(&mut self, name: &str, attributes: &[(&str, &str)], text: &str) {
        self.begin(name, attributes);
        if !is_plain_space(text) {
            self.text.push_str(" xml:space=\"preserve\"");
        }
        self.text.push('>');
        self.text(text);
        self.end(name);
    }
}

/// Whether a text stays the same when white space is collapsed and trimmed.
pub(crate) fn is_plain_space(text: &str) -> bool {
    let mut before = ' ';
    for c in text.chars() {
        match c {
            '\t' | '\n' | '\r' => return false,
            ' ' if before == ' ' => return false,
            _ => {}
        }
        before = c;
    }
    before != ' '
}

fn escape(text: &str, out: &mut String, attribute: bool) {
    let mut from = 0;
    for (at, byte) in text.bytes().enumerate() {
        let entity = match byte {
            b'&' => "&amp;",
            b'<' => "&lt;",
            b'>' => "&gt;",
            b'\r' => "&#13;",
            b'"' if attribute => "&quot;",
            b'\n' if attribute => "&#10;",
            b'\t' if attribute => "&#9;",
            _ => continue,
        };
        out.push_str(text.get(from..at).unwrap_or_default());
        out.push_str(entity);
        from = at + 1;
    }
    out.push_str(text.get(from..).unwrap_or_default());
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn escapes_what_must_be() {
        let mut out = Vec::new();
        let mut xml = Xml::new(&mut out);
        xml.leaf("a", &[("b", "1 < \"2\"\n"), ("c", "")], "]]> & \r");
        assert!(xml.flush().is_ok());
        assert_eq!(out, b"<a b=\"1 &lt; &quot;2&quot;&#10;\">]]&gt; &amp; &#13;</a>");
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

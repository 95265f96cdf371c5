//! The JSON-LD writer.

use std::fmt::Write as _;

use std::collections::BTreeMap;

use rapporteur_schema::Text;

use crate::{
    model::{Class, Term},
    sink::Sink,
};

/// Writes nodes as JSON into memory; the caller takes what there is after each
/// outermost node.
#[derive(Debug, Default)]
pub(crate) struct JsonSink {
    /// What has been written.
    pub(crate) out: String,
    /// Text that stands before the members of each outermost node.
    pub(crate) head: String,
    /// Whether a comma is due before the next value, for each open node.
    nodes: Vec<Property>,
}

#[derive(Debug, Clone, Copy, Default)]
struct Property {
    many: bool,
    comma: bool,
}

impl JsonSink {
    fn value(&mut self) {
        if let Some(property) = self.nodes.last_mut() {
            if property.comma {
                self.out.push(',');
            }
            property.comma = true;
        }
    }

    fn quoted(&mut self, pieces: &[&str]) {
        self.value();
        self.out.push('"');
        for piece in pieces {
            escape(piece, &mut self.out);
        }
        self.out.push('"');
    }
}

impl Sink for JsonSink {
    fn open(&mut self, class: &'static Class, iri: &[&str]) {
        self.value();
        self.out.push('{');
        if self.nodes.is_empty() {
            self.out.push_str(&self.head);
        }
        self.nodes.push(Property::default());
        if class.also.is_empty() {
            self.out.push_str("\"type\":\"");
            self.out.push_str(class.name);
            self.out.push('"');
        } else {
            self.out.push_str("\"type\":[\"");
            self.out.push_str(class.name);
            for also in class.also {
                self.out.push_str("\",\"");
                self.out.push_str(also);
            }
            self.out.push_str("\"]");
        }
        self.out.push_str(",\"id\":\"");
        for piece in iri {
            escape(piece, &mut self.out);
        }
        self.out.push('"');
    }

    fn close(&mut self) {
        self.nodes.pop();
        self.out.push('}');
    }

    fn begin(&mut self, term: &Term) {
        self.out.push_str(",\"");
        self.out.push_str(&term.name);
        self.out.push_str("\":");
        // The values of texts by language stand in a map.
        let many = term.many && term.kind != crate::model::Kind::Text;
        if many {
            self.out.push('[');
        }
        if let Some(property) = self.nodes.last_mut() {
            *property = Property { many, comma: false };
        }
    }

    fn end(&mut self) {
        if self.nodes.last().is_some_and(|property| property.many) {
            self.out.push(']');
        }
    }

    fn iri(&mut self, pieces: &[&str]) {
        self.quoted(pieces);
    }

    fn short(&mut self, pieces: &[&str]) {
        self.quoted(pieces);
    }

    fn literal(&mut self, text: &str) {
        self.quoted(&[text]);
    }

    fn integer(&mut self, n: usize) {
        self.value();
        self.out.push_str(&n.to_string());
    }

    fn yes(&mut self) {
        self.value();
        self.out.push_str("true");
    }

    fn text(&mut self, text: &Text) {
        self.value();
        for (n, (tag, text)) in text.iter().enumerate() {
            self.out.push_str(if n == 0 { "{\"" } else { ",\"" });
            self.out.push_str(tag.as_str());
            self.out.push_str("\":\"");
            escape(text, &mut self.out);
            self.out.push('"');
        }
        self.out.push('}');
    }

    fn tagged(&mut self, texts: &[(Option<&str>, &str)]) {
        let mut by_language: BTreeMap<&str, Vec<&str>> = BTreeMap::new();
        for (tag, text) in texts {
            by_language.entry(tag.unwrap_or("@none")).or_default().push(text);
        }
        self.value();
        for (n, (tag, texts)) in by_language.iter().enumerate() {
            self.out.push_str(if n == 0 { "{\"" } else { ",\"" });
            self.out.push_str(tag);
            self.out.push_str("\":[");
            for (n, text) in texts.iter().enumerate() {
                self.out.push_str(if n == 0 { "\"" } else { ",\"" });
                escape(text, &mut self.out);
                self.out.push('"');
            }
            self.out.push(']');
        }
        self.out.push('}');
    }
}

/// Appends a text as the inside of a JSON string. Beyond what JSON asks for, what
/// ends a line for some reader or turns the direction of writing is escaped: the
/// line separators, the C1 controls, the controls of direction, the byte order mark.
pub(crate) fn escape(text: &str, out: &mut String) {
    let mut done = 0;
    let plain = |b: u8| b >= 0x20 && b != b'"' && b != b'\\' && b < 0x7F;
    if text.bytes().all(plain) {
        out.push_str(text);
        return;
    }
    for (at, c) in text.char_indices() {
        let short = match c {
            '"' => "\\\"",
            '\\' => "\\\\",
            '\n' => "\\n",
            '\t' => "\\t",
            '\r' => "\\r",
            '\0'..='\u{1F}'
            | '\u{7F}'..='\u{9F}'
            | '\u{2028}'..='\u{202E}'
            | '\u{2066}'..='\u{2069}'
            | '\u{FEFF}' => "",
            _ => continue,
        };
        out.push_str(text.get(done..at).unwrap_or_default());
        if short.is_empty() {
            let _ = write!(out, "\\u{:04x}", u32::from(c));
        } else {
            out.push_str(short);
        }
        done = at + c.len_utf8();
    }
    out.push_str(text.get(done..).unwrap_or_default());
}

#[cfg(test)]
mod tests {
    use super::escape;

    #[test]
    fn what_ends_a_line_anywhere_is_escaped() {
        let hostile = "a\"\\\n\t\u{0}\u{7F}\u{85}\u{2028}\u{2029}\u{202E}\u{FEFF}罗</script>";
        let mut json = "\"".to_owned();
        escape(hostile, &mut json);
        json.push('"');
        assert_eq!(
            json,
            "\"a\\\"\\\\\\n\\t\\u0000\\u007f\\u0085\\u2028\\u2029\\u202e\\ufeff罗</script>\""
        );
        assert_eq!(serde_json::from_str::<String>(&json).ok().as_deref(), Some(hostile));
    }
}

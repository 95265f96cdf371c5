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

    fn quoted_iri(&mut self, pieces: &[&str]) {
        self.value();
        self.out.push('"');
        for piece in pieces {
            iri(piece, &mut self.out);
        }
        self.out.push('"');
    }
}

impl Sink for JsonSink {
    fn open(&mut self, class: &'static Class, pieces: &[&str]) {
        self.value();
        self.out.push('{');
        if self.nodes.is_empty() {
            self.out.push_str(&self.head);
        }
        self.nodes.push(Property::default());
        self.out.push_str(&class.json);
        for piece in pieces {
            iri(piece, &mut self.out);
        }
        self.out.push('"');
    }

    fn close(&mut self) {
        self.nodes.pop();
        self.out.push('}');
    }

    fn begin(&mut self, term: &Term) {
        self.out.push_str(&term.json);
        let many = term.json.ends_with('[');
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
        self.quoted_iri(pieces);
    }

    fn short(&mut self, pieces: &[&str]) {
        self.quoted_iri(pieces);
    }

    fn literal(&mut self, text: &str) {
        self.value();
        self.out.push('"');
        escape(text, &mut self.out);
        self.out.push('"');
    }

    fn integer(&mut self, n: usize) {
        self.value();
        self.out.push_str(itoa::Buffer::new().format(n));
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
            // One text stands bare: some streaming parsers refuse a list of one here.
            let list = texts.len() > 1;
            self.out.push_str(if list { "\":[" } else { "\":" });
            for (n, text) in texts.iter().enumerate() {
                self.out.push_str(if n == 0 { "\"" } else { ",\"" });
                escape(text, &mut self.out);
                self.out.push('"');
            }
            if list {
                self.out.push(']');
            }
        }
        self.out.push('}');
    }
}

/// Whether a character is a control, ends a line for some reader, or turns the
/// direction of writing.
pub(crate) fn is_risky(c: char) -> bool {
    matches!(c,
        '\0'..='\u{1F}'
        | '\u{7F}'..='\u{9F}'
        | '\u{2028}'..='\u{202E}'
        | '\u{2066}'..='\u{2069}'
        | '\u{FEFF}'
    )
}

/// Whether a byte may begin a character that is escaped.
#[expect(clippy::needless_bitwise_bool, reason = "for whole blocks at once")]
const fn may_be_special(b: u8) -> bool {
    // The lead bytes are those of U+0080 to U+00BF, of U+2000 to U+2FFF, and of U+F000
    // to U+FFFF. No short circuit: a block of bytes is looked at in one step.
    (b < 0x20) | (b == b'"') | (b == b'\\') | (b == 0x7F) | (b == 0xC2) | (b == 0xE2) | (b == 0xEF)
}

/// How many bytes are looked at in one step.
const BLOCK: usize = 16;

/// How many bytes at the beginning stand for themselves, as far as one can see quickly.
fn plain_run(bytes: &[u8]) -> usize {
    let mut run = 0;
    for block in bytes.chunks_exact(BLOCK) {
        if block.iter().fold(false, |any, b| any | may_be_special(*b)) {
            break;
        }
        run += BLOCK;
    }
    let rest = bytes.get(run..).unwrap_or_default();
    run + rest.iter().position(|b| may_be_special(*b)).unwrap_or(rest.len())
}

/// Appends a text as the inside of a JSON string. Beyond what JSON asks for, what
/// ends a line for some reader or turns the direction of writing is escaped: the
/// line separators, the C1 controls, the controls of direction, the byte order mark.
pub(crate) fn escape(text: &str, out: &mut String) {
    let (mut done, mut at) = (0, 0);
    loop {
        at += plain_run(text.as_bytes().get(at..).unwrap_or_default());
        let Some(c) = text.get(at..).and_then(|rest| rest.chars().next()) else { break };
        let short = match c {
            '"' => "\\\"",
            '\\' => "\\\\",
            '\n' => "\\n",
            '\t' => "\\t",
            '\r' => "\\r",
            c if is_risky(c) => "",
            c => {
                at += c.len_utf8();
                continue;
            }
        };
        out.push_str(text.get(done..at).unwrap_or_default());
        if short.is_empty() {
            let _ = write!(out, "\\u{:04x}", u32::from(c));
        } else {
            out.push_str(short);
        }
        at += c.len_utf8();
        done = at;
    }
    out.push_str(text.get(done..).unwrap_or_default());
}

/// Appends a piece of an IRI. Quotes, backslashes and controls cannot occur in one, so
/// that only what stands outside ASCII has to be looked at.
fn iri(piece: &str, out: &mut String) {
    if piece.is_ascii() {
        debug_assert!(!piece.bytes().any(|b| b < 0x20 || b"\"\\\x7F".contains(&b)), "{piece:?}");
        out.push_str(piece);
    } else {
        escape(piece, out);
    }
}

#[cfg(test)]
mod tests {
    use super::escape;

    #[test]
    fn it_is_found_wherever_it_stands() {
        for c in ['"', '\\', '\u{1F}', '\u{7F}', '\u{85}', '\u{2029}', '\u{2068}', '\u{FEFF}'] {
            for before in 0..40 {
                let text = format!("{}{c}{}", "é’中".repeat(before), "x".repeat(before));
                let mut json = String::new();
                escape(&text, &mut json);
                assert!(!json.contains(c) || matches!(c, '"' | '\\'), "{json}");
                let read = serde_json::from_str::<String>(&format!("\"{json}\""));
                assert_eq!(read.ok(), Some(text));
            }
        }
    }

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

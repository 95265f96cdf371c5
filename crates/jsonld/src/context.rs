//! The JSON-LD context.

use std::{
    collections::{BTreeMap, BTreeSet},
    sync::OnceLock,
};

use crate::{
    model::{Class, Kind, Model, Term},
    ns::{EDTF, namespace},
};

/// Where the context of this version is published. Its bytes never change: a new
/// term comes with a new version.
pub const CONTEXT_URL: &str = "https://w3id.org/rapporteur/context-v1.jsonld";

/// The context, laid out for reading: the content of `schema/context-v1.jsonld`.
///
/// It is JSON-LD 1.1, protected, has its terms scoped by type, and uses neither
/// `@vocab` nor `@base` nor `@import`.
///
/// ```
/// let context = rapporteur_jsonld::context();
/// assert!(context.contains("\"@protected\": true") && !context.contains("@vocab"));
/// ```
pub fn context() -> String {
    build(true)
}

/// The same on one line, for embedding.
pub(crate) fn compact() -> &'static str {
    static WHOLE: OnceLock<String> = OnceLock::new();
    let whole = WHOLE.get_or_init(|| build(false));
    // Inside a document only the value of `@context` stands.
    let inner = whole.strip_prefix("{\"@context\":").and_then(|rest| rest.strip_suffix('}'));
    inner.unwrap_or(whole)
}

/// Writes JSON objects of which every value is text, `true`, a number or an object.
struct Layout {
    out: String,
    pretty: bool,
    depth: usize,
    comma: bool,
}

impl Layout {
    fn key(&mut self, key: &str) {
        if self.comma {
            self.out.push(',');
        }
        if self.pretty && self.depth > 0 {
            self.out.push('\n');
            self.out.push_str(&"  ".repeat(self.depth));
        }
        self.out.push('"');
        self.out.push_str(key);
        self.out.push_str(if self.pretty { "\": " } else { "\":" });
        self.comma = true;
    }

    /// A member whose value is given as JSON.
    fn raw(&mut self, key: &str, json: &str) {
        self.key(key);
        self.out.push_str(json);
    }

    fn object(&mut self, key: &str, members: impl FnOnce(&mut Self)) {
        self.key(key);
        self.braces(members);
    }

    fn braces(&mut self, members: impl FnOnce(&mut Self)) {
        self.out.push('{');
        self.depth += 1;
        self.comma = false;
        members(self);
        self.depth -= 1;
        if self.pretty {
            self.out.push('\n');
            self.out.push_str(&"  ".repeat(self.depth));
        }
        self.out.push('}');
        self.comma = true;
    }
}

fn build(pretty: bool) -> String {
    let model = Model::get();
    let mut layout = Layout { out: String::new(), pretty, depth: 0, comma: false };
    layout.braces(|l| {
        l.object("@context", |l| {
            l.raw("@version", "1.1");
            l.raw("@protected", "true");
            l.raw("id", "\"@id\"");
            l.raw("type", "\"@type\"");
            for prefix in used_prefixes(model) {
                let definition = prefix_definition(prefix, pretty);
                l.raw(prefix, &definition);
            }
            for class in model.classes() {
                l.object(class.name, |l| {
                    l.raw("@id", &quoted(class.iri));
                    if !class.terms.is_empty() {
                        l.object("@context", |l| {
                            l.raw("@protected", "true");
                            for term in &class.terms {
                                l.raw(&term.name, &term_definition(term, pretty));
                            }
                        });
                    }
                });
            }
        });
    });
    if pretty {
        layout.out.push('\n');
    }
    layout.out
}

fn quoted(text: &str) -> String {
    format!("\"{text}\"")
}

/// The prefixes that the context or a value uses.
pub(crate) fn used_prefixes(model: &Model) -> BTreeSet<&'static str> {
    let mut prefixes = BTreeSet::new();
    let mut add = |short: &str| {
        let known = short.split_once(':').and_then(|(prefix, _)| {
            crate::ns::PREFIXES.iter().map(|(p, _)| *p).find(|p| *p == prefix)
        });
        prefixes.extend(known);
    };
    for class in model.classes() {
        add(class.iri);
        class.also.iter().for_each(|also| add(also));
        class.terms.iter().for_each(|term| add(&term.iri));
    }
    prefixes
}

// Each prefix is protected by itself too: not every processor extends the
// protection of the whole to a prefix that a later term uses.
fn prefix_definition(prefix: &str, pretty: bool) -> String {
    let ns = namespace(prefix).unwrap_or_default();
    if pretty {
        format!("{{ \"@id\": \"{ns}\", \"@prefix\": true, \"@protected\": true }}")
    } else {
        format!("{{\"@id\":\"{ns}\",\"@prefix\":true,\"@protected\":true}}")
    }
}

fn term_definition(term: &Term, pretty: bool) -> String {
    let mut members = vec![("@id", quoted(&term.iri))];
    match term.kind {
        Kind::Iri => members.push(("@type", quoted("@id"))),
        Kind::Edtf => members.push(("@type", quoted(EDTF))),
        Kind::Day => members.push(("@type", quoted(&crate::ns::expand("xsd:date")))),
        Kind::Year => members.push(("@type", quoted(&crate::ns::expand("xsd:gYear")))),
        Kind::Decimal => members.push(("@type", quoted(&crate::ns::expand("xsd:decimal")))),
        Kind::Size => {
            members.push(("@type", quoted(&crate::ns::expand("xsd:nonNegativeInteger"))));
        }
        Kind::Hex => members.push(("@type", quoted(&crate::ns::expand("xsd:hexBinary")))),
        Kind::Text | Kind::Plain | Kind::Integer | Kind::Flag => {}
    }
    match (term.kind, term.many) {
        (Kind::Text, true) => {
            let both =
                if pretty { "[\"@language\", \"@set\"]" } else { "[\"@language\",\"@set\"]" };
            members.push(("@container", both.to_owned()));
        }
        (Kind::Text, false) => members.push(("@container", quoted("@language"))),
        (_, true) => members.push(("@container", quoted("@set"))),
        (_, false) => {}
    }
    if let [(_, only)] = members.as_slice() {
        return only.clone();
    }
    let (colon, comma) = if pretty { (": ", ", ") } else { (":", ",") };
    let members: Vec<String> =
        members.iter().map(|(key, value)| format!("\"{key}\"{colon}{value}")).collect();
    if pretty {
        format!("{{ {} }}", members.join(comma))
    } else {
        format!("{{{}}}", members.join(comma))
    }
}

/// The class whose name stands in `type`.
pub(crate) fn class_named(name: &str) -> Option<&'static Class> {
    static CLASSES: OnceLock<BTreeMap<&str, &Class>> = OnceLock::new();
    let all = || Model::get().classes().into_iter().map(|class| (class.name, class)).collect();
    CLASSES.get_or_init(all).get(name).copied()
}

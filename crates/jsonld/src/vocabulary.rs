//! The vocabulary, in Turtle.

use std::fmt::Write as _;

use std::collections::{BTreeMap, BTreeSet};

use rapporteur_schema::codes::{EventKind, all_lists};

use crate::{
    mapping::RECORD,
    model::{Class, Kind, Model, Term},
    ns::{EDTF, PREFIXES, RR, words},
};

/// The vocabulary: every class and property that is Rapporteur's own, each with
/// label, definition, domain and range, and the code lists as SKOS concept
/// schemes. The content of `schema/vocab.ttl`.
///
/// ```
/// let turtle = rapporteur_jsonld::vocabulary();
/// assert!(turtle.contains("rr:asPrinted a rdf:Property"));
/// ```
pub fn vocabulary() -> String {
    let model = Model::get();
    let mut out = header("The vocabulary of Rapporteur, in Turtle.");
    let ontology = RR.trim_end_matches('#');
    statement(
        &mut out,
        &format!("<{ontology}>"),
        &[
            ("a", "owl:Ontology".into()),
            ("rdfs:label", literal("The vocabulary of Rapporteur")),
            (
                "skos:definition",
                literal(
                    "Records, the readings that sources have of them, and the claims of which these are made.",
                ),
            ),
        ],
    );
    statement(
        &mut out,
        RECORD,
        &[
            ("a", "rdfs:Class".into()),
            ("rdfs:label", literal("Record")),
            (
                "skos:definition",
                literal(
                    "Whatever the dataset has a record of: a document, a person, a body, a place, a text, an idea, an event, a statement, a figure, or a note on a difference.",
                ),
            ),
            ("rdfs:isDefinedBy", format!("<{ontology}>")),
        ],
    );
    for class in model.classes() {
        if !class.iri.starts_with("rr:") {
            continue;
        }
        let record =
            model.registers.iter().any(|terms| std::ptr::eq(&raw const terms.class, class));
        let mut above: Vec<String> = class.also.iter().map(|also| (*also).to_owned()).collect();
        if record {
            above.insert(0, RECORD.to_owned());
        }
        let mut lines = vec![
            ("a", "rdfs:Class".to_owned()),
            ("rdfs:label", literal(&capital(&words(class.name)))),
            ("skos:definition", literal(class.definition)),
        ];
        if !above.is_empty() {
            lines.push(("rdfs:subClassOf", above.join(" , ")));
        }
        lines.push(("rdfs:isDefinedBy", format!("<{ontology}>")));
        statement(&mut out, class.iri, &lines);
    }
    for (iri, uses) in properties(model) {
        property(&mut out, &iri, &uses, model, ontology);
    }
    codes(&mut out);
    out
}

/// Prefixes, after a line that says what the file is.
pub(crate) fn header(title: &str) -> String {
    let mut out = format!("# {title}\n# Generated: change the schema crate, not this file.\n\n");
    for (prefix, ns) in PREFIXES {
        let _ = writeln!(out, "@prefix {prefix}: <{ns}> .");
    }
    out
}

/// A text of this crate or of a code list as a literal in English.
pub(crate) fn literal(text: &str) -> String {
    format!("\"{}\"@en", text.trim().replace('\\', "\\\\").replace('"', "\\\"").replace('\n', " "))
}

fn statement(out: &mut String, subject: &str, lines: &[(&str, String)]) {
    out.push('\n');
    out.push_str(subject);
    for (n, (property, value)) in lines.iter().enumerate() {
        out.push_str(if n == 0 { " " } else { " ;\n  " });
        out.push_str(property);
        out.push(' ');
        out.push_str(value);
    }
    out.push_str(" .\n");
}

fn capital(text: &str) -> String {
    let mut text = text.to_owned();
    if let Some(first) = text.get_mut(..1) {
        first.make_ascii_uppercase();
    }
    text
}

/// Own properties with every class and term that uses them.
fn properties(model: &Model) -> BTreeMap<String, Vec<(&Class, &Term)>> {
    let mut properties: BTreeMap<String, Vec<(&Class, &Term)>> = BTreeMap::new();
    for class in model.classes() {
        for term in class.terms.iter().filter(|term| term.iri.starts_with("rr:")) {
            properties.entry(term.iri.clone()).or_default().push((class, term));
        }
    }
    // Fields of which nothing stands on the record are named by their claims alone.
    for terms in &model.registers {
        for field in terms.fields.iter().filter(|field| field.term.iri.starts_with("rr:")) {
            let uses = properties.entry(field.term.iri.clone()).or_default();
            if !uses.iter().any(|(class, _)| class.name == terms.class.name) {
                uses.push((&terms.class, &field.term));
            }
        }
    }
    properties
}

fn property(out: &mut String, iri: &str, uses: &[(&Class, &Term)], model: &Model, ontology: &str) {
    let label = words(iri.strip_prefix("rr:").unwrap_or(iri));
    let classes: BTreeSet<&str> = uses.iter().map(|(class, _)| class.iri).collect();
    let definitions: BTreeSet<&str> =
        uses.iter().map(|(_, term)| term.definition.as_str()).collect();
    let definition = if let [only] = definitions.iter().collect::<Vec<_>>().as_slice() {
        (**only).to_owned()
    } else {
        // One property, said of several classes in words of its own for each.
        let mut seen = BTreeSet::new();
        uses.iter()
            .filter(|(class, _)| seen.insert(class.iri))
            .map(|(class, term)| format!("{}: {}", capital(&words(class.name)), term.definition))
            .collect::<Vec<_>>()
            .join(" ")
    };
    let mut lines = vec![
        ("a", "rdf:Property".to_owned()),
        ("rdfs:label", literal(&capital(&label))),
        ("skos:definition", literal(&definition)),
    ];
    let records = |iri: &str| model.registers.iter().any(|terms| terms.class.iri == iri);
    if let [only] = classes.iter().collect::<Vec<_>>().as_slice() {
        lines.push(("rdfs:domain", (**only).to_owned()));
    } else {
        if classes.iter().all(|class| records(class)) {
            lines.push(("rdfs:domain", RECORD.to_owned()));
        }
        let classes: Vec<&str> = classes.iter().copied().collect();
        lines.push(("schema:domainIncludes", classes.join(" , ")));
    }
    let ranges: BTreeSet<String> = uses.iter().filter_map(|(_, term)| range(term)).collect();
    let ranges: Vec<String> = ranges.into_iter().collect();
    match ranges.as_slice() {
        [] => {}
        [only] => lines.push(("rdfs:range", only.clone())),
        more => lines.push(("schema:rangeIncludes", more.join(" , "))),
    }
    lines.push(("rdfs:isDefinedBy", format!("<{ontology}>")));
    statement(out, iri, &lines);
}

fn range(term: &Term) -> Option<String> {
    Some(match term.kind {
        Kind::Iri => term.range?.to_owned(),
        Kind::Text => "rdf:langString".to_owned(),
        Kind::Plain => "xsd:string".to_owned(),
        Kind::Edtf => format!("<{EDTF}>"),
        Kind::Day => "xsd:date".to_owned(),
        Kind::Year => "xsd:gYear".to_owned(),
        Kind::Decimal => "xsd:decimal".to_owned(),
        Kind::Size => "xsd:nonNegativeInteger".to_owned(),
        Kind::Hex => "xsd:hexBinary".to_owned(),
        Kind::Integer => "xsd:integer".to_owned(),
        Kind::Flag => "xsd:boolean".to_owned(),
    })
}

fn codes(out: &mut String) {
    for list in all_lists() {
        let scheme = format!("rr:codes.{}", list.name);
        statement(
            out,
            &scheme,
            &[
                ("a", "skos:ConceptScheme , rr:CodeList".into()),
                ("skos:prefLabel", literal(list.label)),
            ],
        );
        for def in list.codes {
            let mut lines = vec![
                ("a", "skos:Concept , rr:Code".to_owned()),
                ("skos:notation", format!("\"{}\"", def.code)),
                ("skos:prefLabel", literal(def.label)),
                ("skos:definition", literal(def.definition)),
                ("skos:inScheme", scheme.clone()),
                ("skos:topConceptOf", scheme.clone()),
            ];
            if list.name == EventKind::LIST.name
                && let Ok(kind) = def.code.parse::<EventKind>()
            {
                lines
                    .push(("skos:broadMatch", format!("rr:mechanism.{}", kind.mechanism().code())));
            }
            statement(out, &format!("rr:{}.{}", list.name, def.code), &lines);
        }
    }
}

//! The SHACL shapes.

use std::fmt::Write as _;

use crate::{
    mapping::RECORD,
    model::{Class, Kind, Model, Term},
    ns::EDTF,
    vocabulary::{header, literal},
};

/// The shapes to which every exported graph conforms (SHACL core): one closed
/// shape a class, with the type, the number and the target of every property.
/// The content of `schema/shapes.ttl`.
///
/// ```
/// let turtle = rapporteur_jsonld::shapes();
/// assert!(turtle.contains("sh:targetClass rr:Claim"));
/// ```
pub fn shapes() -> String {
    let model = Model::get();
    let mut out = header("The shapes of a dataset of Rapporteur, in SHACL.");
    for class in model.classes() {
        shape(&mut out, class, model);
    }
    out
}

fn shape(out: &mut String, class: &Class, model: &Model) {
    let _ = write!(
        out,
        "\nrr:shape.{} a sh:NodeShape ;\n  sh:targetClass {} ;\n  sh:nodeKind sh:IRI ;\n  sh:closed true ;\n  sh:ignoredProperties ( rdf:type )",
        class.name, class.iri
    );
    for also in class.also {
        let _ = write!(out, " ;\n  sh:property [ sh:path rdf:type ; sh:hasValue {also} ]");
    }
    let mut done: Vec<&str> = Vec::new();
    for term in &class.terms {
        if done.contains(&term.iri.as_str()) {
            continue;
        }
        done.push(&term.iri);
        let same: Vec<&Term> = class.terms.iter().filter(|other| other.iri == term.iri).collect();
        out.push_str(" ;\n  sh:property [ sh:path ");
        out.push_str(&term.iri);
        property(out, &same, model);
        out.push_str(" ]");
    }
    if class.name == model.claim.name {
        either(out, model);
    }
    if class.name == model.quantity.name {
        out.push_str(" ;\n  sh:or ( [ sh:path schema:value ; sh:minCount 1 ] [ sh:path schema:minValue ; sh:minCount 1 ] [ sh:path schema:maxValue ; sh:minCount 1 ] [ sh:path rr:bound ; sh:minCount 1 ] )");
    }
    if model.registers.iter().any(|r| r.class.name == class.name) && class.name != "Difference" {
        // Only the editors' own notes may stand without a source.
        out.push_str(" ;\n  sh:property [ sh:path rr:cite ; sh:minCount 1 ; sh:message ");
        out.push_str(&literal("a record without a citation"));
        out.push_str(" ]");
    }
    out.push_str(" .\n");
}

fn property(out: &mut String, same: &[&Term], model: &Model) {
    let Some(term) = same.first() else { return };
    if same.iter().all(|term| term.required) {
        out.push_str(" ; sh:minCount 1");
    }
    let many = same.iter().any(|term| term.many);
    let text = same.iter().any(|term| term.kind == Kind::Text);
    if !many && !text {
        out.push_str(" ; sh:maxCount 1");
    }
    if text && !many {
        out.push_str(" ; sh:uniqueLang true");
    }
    let mut alternatives: Vec<String> = Vec::new();
    for term in same {
        for constraint in constraints(term, model) {
            if !alternatives.contains(&constraint) {
                alternatives.push(constraint);
            }
        }
    }
    match alternatives.as_slice() {
        [only] => {
            let _ = write!(out, " ; {only}");
        }
        more => {
            out.push_str(" ; sh:or (");
            for one in more {
                let _ = write!(out, " [ {one} ]");
            }
            out.push_str(" )");
        }
    }
    if term.iri == "prov:wasDerivedFrom" {
        out.push_str(" ; sh:message ");
        out.push_str(&literal("each value has a passage that the file describes"));
    }
}

/// What a value must be: one of these.
fn constraints(term: &Term, model: &Model) -> Vec<String> {
    let one = match term.kind {
        Kind::Iri => match term.range {
            Some(RECORD) => {
                return model
                    .registers
                    .iter()
                    .map(|r| format!("sh:class {}", r.class.iri))
                    .collect();
            }
            Some(range) => format!("sh:nodeKind sh:IRI ; sh:class {range}"),
            None => "sh:nodeKind sh:IRI".to_owned(),
        },
        // Names may have no language.
        Kind::Text if term.many => {
            return vec![
                "sh:datatype rdf:langString".to_owned(),
                "sh:datatype xsd:string".to_owned(),
            ];
        }
        Kind::Text => "sh:datatype rdf:langString".to_owned(),
        Kind::Plain => "sh:datatype xsd:string ; sh:minLength 1".to_owned(),
        Kind::Edtf => {
            format!("sh:datatype <{EDTF}> ; sh:pattern \"^[-0-9XYEST./,:+Z~?%{{}}\\\\[\\\\]]+$\"")
        }
        Kind::Day => "sh:datatype xsd:date".to_owned(),
        Kind::Year => "sh:datatype xsd:gYear".to_owned(),
        Kind::Decimal => "sh:datatype xsd:decimal".to_owned(),
        Kind::Integer => "sh:datatype xsd:integer ; sh:minInclusive 0".to_owned(),
        Kind::Flag => "sh:datatype xsd:boolean ; sh:in ( true )".to_owned(),
    };
    vec![one]
}

/// A claim has a value, whole, or says why there is none.
fn either(out: &mut String, model: &Model) {
    let mut alternatives: Vec<(String, Vec<String>)> =
        vec![(String::new(), vec!["rr:absent".to_owned()])];
    for field in model.registers.iter().flat_map(|r| &r.fields).filter(|f| f.def.reported) {
        if alternatives.iter().any(|(name, _)| name == field.def.shape.name) {
            continue;
        }
        let needed: Vec<String> =
            field.parts.iter().filter(|p| p.def.required).map(|p| p.term.iri.clone()).collect();
        if needed.is_empty() {
            for part in &field.parts {
                alternatives.push((field.def.shape.name.to_owned(), vec![part.term.iri.clone()]));
            }
        } else {
            alternatives.push((field.def.shape.name.to_owned(), needed));
        }
    }
    let mut written: Vec<String> = Vec::new();
    for (_, needed) in alternatives {
        let needed: Vec<String> = needed
            .iter()
            .map(|iri| format!("sh:property [ sh:path {iri} ; sh:minCount 1 ]"))
            .collect();
        let one = format!("[ {} ]", needed.join(" ; "));
        if !written.contains(&one) {
            written.push(one);
        }
    }
    out.push_str(" ;\n  sh:or ( ");
    out.push_str(&written.join(" "));
    out.push_str(" ) ;\n  sh:not [ sh:property [ sh:path rr:absent ; sh:minCount 1 ] ; sh:property [ sh:path rr:value ; sh:minCount 1 ] ]");
}

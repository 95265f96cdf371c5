//! The SHACL shapes.

use std::{collections::BTreeSet, fmt::Write as _};

use rapporteur_schema::Register;

use crate::{
    mapping::{RECORD, record_class},
    model::{Class, Kind, Model, Plain, Term},
    ns::EDTF,
    vocabulary::{header, literal},
};

/// The shapes to which every exported graph conforms (SHACL core): one closed
/// shape a class, with the type, the number and the target of every property; one
/// that looks at every node with a property of Rapporteur's, so that a node whose
/// class is missing or misspelt does not pass unseen; and one for readings that
/// differ, of which no value may stand on the record. The content of
/// `schema/shapes.ttl`.
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
    typed(&mut out, model);
    variants(&mut out, model);
    out
}

/// Every node with a property of ours has a class, and none that is unknown here;
/// every record has the class of one register.
fn typed(out: &mut String, model: &Model) {
    let classes = model.classes();
    let known: BTreeSet<&str> =
        classes.iter().flat_map(|class| class.also.iter().copied().chain([class.iri])).collect();
    let terms = classes.iter().flat_map(|class| &class.terms);
    let properties: BTreeSet<&str> =
        terms.map(|term| term.iri.as_str()).filter(|iri| iri.starts_with("rr:")).collect();
    out.push_str("\nrr:shape.typed a sh:NodeShape");
    for property in properties {
        let _ = write!(out, " ;\n  sh:targetSubjectsOf {property}");
    }
    let _ = write!(
        out,
        " ;\n  sh:nodeKind sh:IRI ;\n  sh:property [ sh:path rdf:type ; sh:minCount 1 ; sh:in ( {} ) ; sh:message {} ] .\n",
        words(known),
        literal("a node has a class, and none that is unknown")
    );
    let registers = model.registers.iter().map(|r| r.class.iri);
    let _ = write!(
        out,
        "\nrr:shape.record a sh:NodeShape ;\n  sh:targetSubjectsOf rr:claim ;\n  sh:targetSubjectsOf rr:reading ;\n  sh:targetSubjectsOf rr:cite ;\n  sh:property [ sh:path rdf:type ; sh:qualifiedValueShape [ sh:in ( {} ) ] ; sh:qualifiedMinCount 1 ; sh:qualifiedMaxCount 1 ; sh:message {} ] .\n",
        words(registers),
        literal("a record belongs to one register")
    );
}

/// Where readings of a property differ, the record does not have the property.
fn variants(out: &mut String, model: &Model) {
    let mut plain: BTreeSet<&str> = BTreeSet::new();
    let fields = model.registers.iter().flat_map(|r| &r.fields);
    for field in fields.filter(|f| f.def.reported && f.plain != Plain::Nothing) {
        plain.insert(&field.term.iri);
    }
    out.push_str("\nrr:shape.variant a sh:NodeShape ;\n  sh:targetSubjectsOf rr:differsFrom");
    for iri in plain {
        let _ = write!(
            out,
            " ;\n  sh:or ( [ sh:not [ sh:property [ sh:path rr:property ; sh:hasValue {iri} ] ] ] [ sh:property [ sh:path ( [ sh:inversePath rr:reading ] {iri} ) ; sh:maxCount 0 ] ] )"
        );
    }
    out.push_str(" .\n");
}

fn words<'a>(words: impl IntoIterator<Item = &'a str>) -> String {
    words.into_iter().collect::<Vec<_>>().join(" ")
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
        position(out, model);
    }
    if [model.claim.name, model.reading.name].contains(&class.name) {
        let way = if class.name == model.claim.name { "rr:claim" } else { "rr:reading" };
        let _ = write!(
            out,
            " ;\n  sh:property [ sh:path [ sh:inversePath {way} ] ; sh:minCount 1 ; sh:maxCount 1 ; sh:message {} ]",
            literal("it belongs to one record")
        );
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
    // Validators try one after the other: what is quickly said comes first.
    alternatives.sort_by_key(|one| !one.starts_with("sh:datatype"));
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
        // Which of them a register has is a matter of its claims.
        Kind::Iri if term.iri == "rr:property" => {
            let fields = model.registers.iter().flat_map(|r| &r.fields);
            let all: BTreeSet<&str> = fields.map(|field| field.term.iri.as_str()).collect();
            format!("sh:in ( {} )", words(all))
        }
        Kind::Iri => match term.range {
            Some(RECORD) => {
                let mut of: Vec<Register> = match term.registers {
                    [] => model.registers.iter().map(|r| r.register).collect(),
                    some => some.to_vec(),
                };
                // Validators try one after the other: the most frequent first.
                of.sort_by_key(|r| !matches!(r, Register::Organisation | Register::Event));
                let classes = of.into_iter().map(|r| record_class(r).iri);
                return classes.map(|class| format!("sh:class {class}")).collect();
            }
            Some(range) => {
                let list = term.list.map(|list| format!(" ; sh:pattern \"#{list}[.]\""));
                format!("sh:nodeKind sh:IRI ; sh:class {range}{}", list.unwrap_or_default())
            }
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
        Kind::Size => "sh:datatype xsd:nonNegativeInteger".to_owned(),
        Kind::Hex => "sh:datatype xsd:hexBinary ; sh:pattern \"^[0-9a-f]{64}$\"".to_owned(),
        Kind::Integer => "sh:datatype xsd:integer ; sh:minInclusive 0".to_owned(),
        Kind::Flag => "sh:datatype xsd:boolean ; sh:in ( true )".to_owned(),
    };
    vec![one]
}

/// A claim for a list says which item of it it is.
fn position(out: &mut String, model: &Model) {
    let fields = model.registers.iter().flat_map(|r| &r.fields).filter(|f| f.def.reported);
    let single: BTreeSet<&str> =
        fields.filter(|f| !f.def.shape.list).map(|f| f.term.iri.as_str()).collect();
    let _ = write!(
        out,
        " ;\n  sh:or ( [ sh:property [ sh:path rr:position ; sh:minCount 1 ] ] [ sh:property [ sh:path rr:property ; sh:in ( {} ) ] ] [ sh:property [ sh:path rr:absent ; sh:minCount 1 ] ] )",
        words(single)
    );
}

/// A claim has a value, whole, or says why there is none.
fn either(out: &mut String, model: &Model) {
    let mut alternatives: Vec<(String, Vec<String>)> = Vec::new();
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
    alternatives.push((String::new(), vec!["rr:absent".to_owned()]));
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

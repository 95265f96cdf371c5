//! The terms: which property carries which field and which part.
//!
//! Everything here follows from the registers, their fields and the shapes of
//! their values, and from the small tables of [`crate::mapping`], which say where
//! a vocabulary that others keep has a fitting term. The context, the vocabulary,
//! the shapes, the writer and the reader all work on this model, so they agree.

use std::sync::OnceLock;

use rapporteur_schema::{
    Register,
    view::{AtomType, FieldDef, PartDef, Shape},
};

use crate::{
    mapping::{self, Fixed},
    ns::{camel, expand},
    word::Word,
};

/// How the value of a property is written.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(crate) enum Kind {
    /// An IRI, or a node that stands in place.
    Iri,
    /// Text by language.
    Text,
    /// Text without a language.
    Plain,
    /// A date in EDTF.
    Edtf,
    /// `xsd:date`.
    Day,
    /// `xsd:gYear`.
    Year,
    /// `xsd:decimal`.
    Decimal,
    /// `xsd:nonNegativeInteger`, as text.
    Size,
    /// `xsd:hexBinary`.
    Hex,
    /// `xsd:integer`, as a JSON number.
    Integer,
    /// `xsd:boolean`, as a JSON `true`.
    Flag,
}

/// A key of the JSON and the property that it stands for.
#[derive(Debug, Clone, PartialEq, Eq)]
pub(crate) struct Term {
    /// The key.
    pub(crate) name: String,
    /// The property, in short form: `dcterms:title`.
    pub(crate) iri: String,
    /// The property in full.
    pub(crate) full: String,
    /// How its value is written.
    pub(crate) kind: Kind,
    /// Whether there may be several values.
    pub(crate) many: bool,
    /// Whether every node of the class has it.
    pub(crate) required: bool,
    /// The class of the node to which it leads, in short form.
    pub(crate) range: Option<&'static str>,
    /// The list of which its value is a code.
    pub(crate) list: Option<&'static str>,
    /// The registers of one of which its value is a record; none stands for all.
    pub(crate) registers: &'static [Register],
    /// What it means.
    pub(crate) definition: String,
    /// What stands before its values in JSON: a comma, the key, and a bracket if there
    /// may be several values that do not stand by language.
    pub(crate) json: String,
}

impl Term {
    /// The text before its values.
    pub(crate) fn json(name: &str, kind: Kind, many: bool) -> String {
        let bracket = if many && kind != Kind::Text { "[" } else { "" };
        format!(",\"{name}\":{bracket}")
    }
}

/// A class of nodes, with the terms that its nodes may have.
#[derive(Debug, Clone)]
pub(crate) struct Class {
    /// The word that stands in `type`.
    pub(crate) name: &'static str,
    /// Its IRI in short form.
    pub(crate) iri: &'static str,
    /// Its IRI in full.
    pub(crate) full: String,
    /// Classes of other vocabularies that its nodes also have.
    pub(crate) also: &'static [&'static str],
    /// What its nodes are.
    pub(crate) definition: &'static str,
    /// The terms of its nodes.
    pub(crate) terms: Vec<Term>,
    /// What stands before the IRI of a node in JSON.
    pub(crate) json: String,
    /// Where each [`Word`] stands among the terms; made when these are complete.
    index: Vec<Option<usize>>,
}

impl Class {
    /// The term with this name.
    pub(crate) fn term(&self, name: &str) -> Option<&Term> {
        self.terms.iter().find(|term| term.name == name)
    }

    /// The term with a name that the writer knows.
    pub(crate) fn named(&self, name: Word) -> Option<&Term> {
        self.index.get(name as usize).copied().flatten().and_then(|at| self.terms.get(at))
    }

    fn number(&mut self) {
        let at = |name: &Word| self.terms.iter().position(|term| term.name == name.as_str());
        self.index = Word::ALL.iter().map(at).collect();
    }

    fn add(&mut self, term: Term) {
        if self.term(&term.name).is_none() {
            self.terms.push(term);
        }
    }

    fn new(row: &mapping::ClassRow) -> Self {
        let terms = row.terms.iter().map(Fixed::term).collect();
        let types = match row.also {
            [] => format!("\"{}\"", row.name),
            also => format!("[\"{}\",\"{}\"]", row.name, also.join("\",\"")),
        };
        Self {
            name: row.name,
            iri: row.iri,
            full: expand(row.iri),
            also: row.also,
            definition: row.definition,
            terms,
            json: format!("\"type\":{types},\"id\":\""),
            index: Vec::new(),
        }
    }
}

/// What of a field stands on the record itself, beside its claims.
#[derive(Debug, Clone, PartialEq, Eq)]
pub(crate) enum Plain {
    /// The value: it has one part.
    Value,
    /// The record to which this part points.
    Part(&'static str),
    /// The names, by what they are.
    Names,
    /// The records it is about, and the words.
    Subjects,
    /// The items themselves, as nodes: a list with several parts that is the
    /// editors' arrangement.
    Nodes,
    /// Nothing.
    Nothing,
}

/// A part of the items of a field, and the term that carries it.
#[derive(Debug, Clone)]
pub(crate) struct PartTerm {
    pub(crate) def: &'static PartDef,
    pub(crate) term: Term,
    /// The term of the value in a node of its own, where a part may be several.
    pub(crate) inner: Term,
}

/// A field, the term that carries it on the record, and its parts.
#[derive(Debug, Clone)]
pub(crate) struct FieldTerms {
    pub(crate) def: &'static FieldDef,
    pub(crate) term: Term,
    pub(crate) plain: Plain,
    pub(crate) parts: Vec<PartTerm>,
}

impl FieldTerms {
    /// Whether the field is the editors' arrangement and a single value, which the
    /// record itself carries.
    pub(crate) fn stands_on_record(&self) -> bool {
        !self.def.reported && !self.def.shape.list
    }
}

/// A register, its class and its fields.
#[derive(Debug)]
pub(crate) struct RegisterTerms {
    pub(crate) register: Register,
    pub(crate) class: Class,
    pub(crate) fields: Vec<FieldTerms>,
}

impl RegisterTerms {
    /// The terms of a field that is at hand.
    pub(crate) fn of(&self, def: &'static FieldDef) -> Option<&FieldTerms> {
        // A table may stand twice in a program, but its names are the same.
        self.fields.iter().find(|field| field.def.name == def.name)
    }
}

/// All of it.
#[derive(Debug)]
pub(crate) struct Model {
    pub(crate) registers: Vec<RegisterTerms>,
    pub(crate) dataset: Class,
    pub(crate) agent: Class,
    pub(crate) reading: Class,
    pub(crate) claim: Class,
    pub(crate) entry: Class,
    pub(crate) passage: Class,
    pub(crate) selector: Class,
    pub(crate) quantity: Class,
    pub(crate) part: Class,
    pub(crate) scheme: Class,
    pub(crate) code: Class,
    pub(crate) file: Class,
    pub(crate) checksum: Class,
}

impl Model {
    /// The model. It is made once and never changes.
    pub(crate) fn get() -> &'static Self {
        static MODEL: OnceLock<Model> = OnceLock::new();
        MODEL.get_or_init(Self::make)
    }

    /// Every class, in the order in which they are published.
    pub(crate) fn classes(&self) -> Vec<&Class> {
        let mut classes = vec![&self.dataset];
        classes.extend(self.registers.iter().map(|r| &r.class));
        classes.extend([
            &self.reading,
            &self.claim,
            &self.entry,
            &self.passage,
            &self.selector,
            &self.quantity,
            &self.part,
            &self.scheme,
            &self.code,
            &self.agent,
            &self.file,
            &self.checksum,
        ]);
        classes
    }

    pub(crate) fn register(&self, register: Register) -> Option<&RegisterTerms> {
        self.registers.iter().find(|terms| terms.register == register)
    }

    fn make() -> Self {
        let mut model = Self {
            registers: Vec::new(),
            dataset: Class::new(&mapping::DATASET),
            agent: Class::new(&mapping::AGENT),
            reading: Class::new(&mapping::READING),
            claim: Class::new(&mapping::CLAIM),
            entry: Class::new(&mapping::ENTRY),
            passage: Class::new(&mapping::PASSAGE),
            selector: Class::new(&mapping::SELECTOR),
            quantity: Class::new(&mapping::QUANTITY),
            part: Class::new(&mapping::PART),
            scheme: Class::new(&mapping::SCHEME),
            code: Class::new(&mapping::CODE),
            file: Class::new(&mapping::FILE),
            checksum: Class::new(&mapping::CHECKSUM),
        };
        for register in Register::ALL {
            let mut class = Class::new(mapping::record_class(register));
            for term in class.terms.iter_mut().filter(|term| term.name == "kind") {
                term.list = Some(register.kinds().name);
            }
            let mut fields = Vec::new();
            for def in register.fields() {
                let field = field_terms(register, def);
                for term in plain_terms(&field) {
                    class.add(term);
                }
                let more = match (def.reported, def.shape.list && field.plain != Plain::Nodes) {
                    (true, _) => mapping::REPORTED,
                    (false, true) => mapping::ARRANGED,
                    (false, false) => &[],
                };
                for fixed in more {
                    class.add(fixed.term());
                }
                // A single value of the editors' arrangement stands on the record alone.
                if !field.stands_on_record() {
                    for part in &field.parts {
                        let holder = match (def.reported, def.shape.name) {
                            (true, _) => &mut model.claim,
                            (false, mapping::PASSAGE_SHAPE) => &mut model.passage,
                            (false, _) => &mut model.entry,
                        };
                        // A class that holds the items of many fields requires nothing.
                        let required = part.def.required && holder.name == mapping::PASSAGE.name;
                        holder.add(Term { required, ..part.term.clone() });
                        if part.def.many {
                            model.part.add(part.inner.clone());
                        }
                    }
                }
                fields.push(field);
            }
            model.registers.push(RegisterTerms { register, class, fields });
        }
        for class in model.registers.iter_mut().map(|r| &mut r.class).chain([
            &mut model.dataset,
            &mut model.agent,
            &mut model.reading,
            &mut model.claim,
            &mut model.entry,
            &mut model.passage,
            &mut model.selector,
            &mut model.quantity,
            &mut model.part,
            &mut model.scheme,
            &mut model.code,
            &mut model.file,
            &mut model.checksum,
        ]) {
            class.number();
        }
        model
    }
}

/// The kind in which a value of this type is written.
fn kind(atom: AtomType) -> Kind {
    match atom {
        AtomType::Text => Kind::Text,
        AtomType::Date => Kind::Edtf,
        AtomType::Quantity | AtomType::Ref(_) | AtomType::Code(_) => Kind::Iri,
        AtomType::Integer => Kind::Integer,
        AtomType::Flag => Kind::Flag,
        _ => Kind::Plain,
    }
}

/// The class to which a value of this type leads.
fn range(atom: AtomType) -> Option<&'static str> {
    match atom {
        AtomType::Quantity => Some(mapping::QUANTITY.iri),
        AtomType::Code(_) => Some(mapping::CODE.iri),
        AtomType::Ref(registers) => match registers {
            [only] => Some(mapping::record_class(*only).iri),
            _ => Some(mapping::RECORD),
        },
        _ => None,
    }
}

/// The registers of one of which a value of this type is a record.
fn registers(atom: AtomType) -> &'static [Register] {
    match atom {
        AtomType::Ref(registers) => registers,
        _ => &[],
    }
}

/// The list of which a value of this type is a code.
fn list(atom: AtomType) -> Option<&'static str> {
    match atom {
        AtomType::Code(list) => Some(list.name),
        _ => None,
    }
}

/// The term of a value that has no part of its own name.
fn value_term(atom: AtomType) -> Term {
    let name = match atom {
        AtomType::Text => "valueText",
        AtomType::Language => "valueLanguage",
        AtomType::Date => "valueDate",
        AtomType::Quantity => "valueQuantity",
        AtomType::Integer => "valueInteger",
        AtomType::Ref(_) => "valueRecord",
        AtomType::Code(_) => "valueCode",
        AtomType::Flag => "valueFlag",
        AtomType::Counts => "valueCounts",
        _ => "valuePlain",
    };
    let range = match atom {
        // Several fields share the term, whatever registers they point to.
        AtomType::Ref(_) => Some(mapping::RECORD),
        other => range(other),
    };
    Term {
        json: Term::json(name, kind(atom), false),
        name: name.to_owned(),
        iri: mapping::VALUE.to_owned(),
        full: expand(mapping::VALUE),
        kind: kind(atom),
        many: false,
        required: false,
        range,
        // Several fields share the term, whatever lists they take codes of.
        list: None,
        registers: &[],
        definition: "The value.".to_owned(),
    }
}

fn part_term(shape: &Shape, def: &'static PartDef) -> PartTerm {
    let inner = value_term(def.atom);
    if shape.bare {
        return PartTerm { def, term: inner.clone(), inner };
    }
    let name = camel(&format!("{}_{}", shape.name, def.name));
    let iri =
        mapping::part_iri(shape.name, def.name).map_or_else(|| format!("rr:{name}"), str::to_owned);
    let kind = if def.many { Kind::Iri } else { kind(def.atom) };
    let term = Term {
        json: Term::json(&name, kind, def.many),
        name,
        full: expand(&iri),
        iri,
        kind,
        many: def.many,
        required: def.required,
        range: if def.many { Some(mapping::PART.iri) } else { range(def.atom) },
        list: if def.many { None } else { list(def.atom) },
        registers: registers(def.atom),
        definition: def.definition.trim().to_owned(),
    };
    PartTerm { def, term, inner }
}

fn field_terms(register: Register, def: &'static FieldDef) -> FieldTerms {
    let shape = def.shape;
    let several = shape.parts.len() > 1 || !shape.bare;
    let plain = match shape.name {
        _ if !def.reported && several => Plain::Nodes,
        "Name" => Plain::Names,
        "Subject" => Plain::Subjects,
        _ if !several => Plain::Value,
        _ => match shape.parts.iter().find(|p| matches!(p.atom, AtomType::Ref(_))) {
            Some(part) => Plain::Part(part.name),
            None => Plain::Nothing,
        },
    };
    let parts: Vec<PartTerm> = shape.parts.iter().map(|part| part_term(shape, part)).collect();
    let first = match &plain {
        Plain::Part(name) => shape.parts.iter().find(|p| p.name == *name),
        _ => shape.parts.first(),
    };
    let atom = first.map(|part| part.atom);
    let (kind, range) = match (&plain, atom) {
        (Plain::Nodes, _) if shape.name == mapping::PASSAGE_SHAPE => {
            (Kind::Iri, Some(mapping::PASSAGE.iri))
        }
        (Plain::Nodes, _) => (Kind::Iri, Some(mapping::ENTRY.iri)),
        (Plain::Names, _) => (Kind::Text, None),
        (_, Some(atom)) => (kind(atom), range(atom)),
        (_, None) => (Kind::Plain, None),
    };
    let iri = mapping::field_iri(register, def.name)
        .map_or_else(|| format!("rr:{}", camel(def.name)), str::to_owned);
    let name = camel(def.name);
    let term = Term {
        json: Term::json(&name, kind, shape.list),
        name,
        full: expand(&iri),
        iri,
        kind,
        many: shape.list,
        required: !def.reported && def.required,
        range,
        list: if kind == Kind::Iri { atom.and_then(list) } else { None },
        registers: atom.map_or(&[], registers),
        definition: def.definition.trim().to_owned(),
    };
    FieldTerms { def, term, plain, parts }
}

/// The terms that a field brings to the class of its record.
fn plain_terms(field: &FieldTerms) -> Vec<Term> {
    let mut terms = match field.plain {
        Plain::Nothing => Vec::new(),
        _ => vec![field.term.clone()],
    };
    match field.plain {
        Plain::Names => terms.extend(mapping::NAMES.iter().map(Fixed::term)),
        Plain::Subjects => terms.extend(mapping::SUBJECTS.iter().map(Fixed::term)),
        Plain::Value if field.def.name == mapping::DATE_FIELD && field.term.kind == Kind::Edtf => {
            terms.extend(mapping::DAYS.iter().map(Fixed::term));
        }
        _ => {}
    }
    terms
}

//! Records, out of the map of nodes.

use std::{collections::BTreeSet, rc::Rc};

use rapporteur_schema::{
    Dataset, Register,
    codes::{Absence, Access, Basis, Bound, CodeList},
    draft::{Draft, DraftField, DraftItem, DraftMeta, DraftReading},
    model::{DatasetMeta, Record},
    view::AtomType,
};
use serde_json::{Map, Value as JsonValue};

use super::{
    ReadError,
    graph::{Graph, Node, Value},
};
use crate::{
    mapping::VALUE,
    model::{FieldTerms, Model, PartTerm, Plain, RegisterTerms},
    ns::{RR, expand},
    order::natural,
};

/// The dataset that the nodes describe.
pub(super) fn dataset(graph: &Graph) -> Result<Dataset, ReadError> {
    let found: Vec<At<'_>> =
        graph.nodes.iter().filter(|(_, node)| node.is_a("rr:Dataset")).map(At::from).collect();
    let [about] = found.as_slice() else { return Err(ReadError::Datasets { found: found.len() }) };
    let meta = meta(graph, *about)?;
    let base = meta.base.as_str().to_owned();
    let mut reader = Reader { graph, model: Model::get(), base: &base, used: BTreeSet::new() };
    let mut records: Vec<Record> = Vec::new();
    for at in graph.nodes.iter().map(At::from) {
        let mut registers =
            reader.model.registers.iter().filter(|terms| at.node.is_a(terms.class.iri));
        let Some(terms) = registers.next() else { continue };
        if registers.next().is_some() {
            return Err(at.error("it has the types of two registers"));
        }
        records.push(reader.record(at, terms)?.finish()?);
    }
    reader.all_used()?;
    let expected = about.literal("void:entities")?.and_then(|text| text.parse::<usize>().ok());
    if let Some(expected) = expected.filter(|n| *n != records.len()) {
        return Err(ReadError::Count { expected, found: records.len() });
    }
    Ok(Dataset::from_records(meta, records)?)
}

/// A node and its IRI.
#[derive(Clone, Copy)]
struct At<'g> {
    id: &'g Rc<str>,
    node: &'g Node,
}

impl<'g> From<(&'g Rc<str>, &'g Node)> for At<'g> {
    fn from((id, node): (&'g Rc<str>, &'g Node)) -> Self {
        Self { id, node }
    }
}

impl<'g> At<'g> {
    fn error(&self, message: impl Into<String>) -> ReadError {
        ReadError::Node { id: self.id.to_string(), message: message.into() }
    }

    /// The one value of a property, if it has any.
    fn one(&self, property: &str) -> Result<Option<&'g Value>, ReadError> {
        match self.node.values(property) {
            [] => Ok(None),
            [only] => Ok(Some(only)),
            more => {
                Err(self
                    .error(format!("{} values of {property}, where there may be one", more.len())))
            }
        }
    }

    fn literal(&self, property: &str) -> Result<Option<&'g str>, ReadError> {
        match self.one(property)? {
            None => Ok(None),
            Some(Value::Literal(text, _)) => Ok(Some(text)),
            Some(Value::Iri(iri)) => {
                Err(self.error(format!("<{iri}> as a value of {property}, which is text")))
            }
        }
    }

    fn link(&self, property: &str) -> Result<Option<&'g Rc<str>>, ReadError> {
        match self.one(property)? {
            None => Ok(None),
            Some(Value::Iri(iri)) => Ok(Some(iri)),
            Some(Value::Literal(text, _)) => Err(self.error(format!(
                "`{}` as a value of {property}, which is an IRI",
                text.escape_debug()
            ))),
        }
    }

    fn links(&self, property: &str) -> Result<Vec<&'g Rc<str>>, ReadError> {
        self.node
            .values(property)
            .iter()
            .map(|value| match value {
                Value::Iri(iri) => Ok(iri),
                Value::Literal(text, _) => Err(self.error(format!(
                    "`{}` as a value of {property}, which is an IRI",
                    text.escape_debug()
                ))),
            })
            .collect()
    }

    fn position(&self) -> Result<usize, ReadError> {
        match self.literal("rr:position")? {
            None => Ok(1),
            Some(text) => text.parse().map_err(|_| {
                self.error(format!("the position `{}` is not a number", text.escape_debug()))
            }),
        }
    }

    /// Text in languages, as JSON.
    fn texts(&self, property: &str) -> Result<Option<String>, ReadError> {
        let mut json = Map::new();
        for value in self.node.values(property) {
            let Value::Literal(text, Some(tag)) = value else {
                return Err(self.error(format!("a value of {property} without a language")));
            };
            if json.insert(tag.to_string(), JsonValue::from(&**text)).is_some() {
                return Err(self.error(format!("two values of {property} in the language `{tag}`")));
            }
        }
        Ok((!json.is_empty()).then(|| JsonValue::Object(json).to_string()))
    }
}

/// Nodes in the order of their positions.
fn by_position(mut nodes: Vec<At<'_>>) -> Result<Vec<At<'_>>, ReadError> {
    let mut keyed = Vec::with_capacity(nodes.len());
    for at in nodes.drain(..) {
        keyed.push((at.position()?, at));
    }
    keyed.sort_by_key(|(position, _)| *position);
    for pair in keyed.windows(2) {
        if let [(a, _), (b, at)] = pair
            && a == b
        {
            return Err(at.error(format!("another node of the same list has the position {a} too")));
        }
    }
    Ok(keyed.into_iter().map(|(_, at)| at).collect())
}

fn meta(graph: &Graph, about: At<'_>) -> Result<DatasetMeta, ReadError> {
    let mut lists: Vec<(&str, Vec<At<'_>>)> = Vec::new();
    let mut json = Map::new();
    let content = |at: At<'_>| -> Result<JsonValue, ReadError> {
        if at.node.values(VALUE).iter().any(|value| matches!(value, Value::Literal(_, Some(_)))) {
            let text = at.texts(VALUE)?.unwrap_or_default();
            return serde_json::from_str(&text).map_err(|error| at.error(error.to_string()));
        }
        match at.literal(VALUE)? {
            Some(text) => Ok(text.into()),
            None => Err(at.error("it has no value")),
        }
    };
    for id in about.links("rr:metadata")? {
        let at = graph.nodes.get_key_value(id).map(At::from);
        let at = at
            .ok_or_else(|| about.error(format!("it points to <{id}>, which is not in the file")))?;
        let key = at.literal("rr:key")?.ok_or_else(|| at.error("it has no rr:key"))?;
        if at.node.values("rr:position").is_empty() {
            json.insert(key.to_owned(), content(at)?);
        } else if let Some((_, list)) = lists.iter_mut().find(|(k, _)| *k == key) {
            list.push(at);
        } else {
            lists.push((key, vec![at]));
        }
    }
    for (key, list) in lists {
        let open = list.iter().any(|at| !at.node.values("rr:open").is_empty());
        let items = by_position(list)?.into_iter().map(content).collect::<Result<Vec<_>, _>>()?;
        let value =
            if open { serde_json::json!({ "items": items, "open": true }) } else { items.into() };
        json.insert(key.to_owned(), value);
    }
    serde_json::from_value(json.into())
        .map_err(|error| ReadError::Meta { id: about.id.to_string(), message: error.to_string() })
}

/// The code of a list, from its IRI.
fn code(at: At<'_>, iri: &str, list: &CodeList) -> Result<String, ReadError> {
    iri.strip_prefix(RR)
        .and_then(|rest| rest.strip_prefix(list.name)?.strip_prefix('.'))
        .map(str::to_owned)
        .ok_or_else(|| at.error(format!("<{iri}> is not a code of the list `{}`", list.name)))
}

/// The code of a list that is the value of a property.
fn code_of(at: At<'_>, property: &str, list: &CodeList) -> Result<Option<String>, ReadError> {
    at.link(property)?.map(|iri| code(at, iri, list)).transpose()
}

struct Reader<'g, 'b> {
    graph: &'g Graph,
    model: &'static Model,
    base: &'b str,
    /// The claims, readings, entries and passages that belong to a record.
    used: BTreeSet<Rc<str>>,
}

impl<'g> Reader<'g, '_> {
    fn follow(
        &mut self,
        from: At<'g>,
        property: &str,
        class: &str,
    ) -> Result<Vec<At<'g>>, ReadError> {
        let mut out = Vec::new();
        for id in from.links(property)? {
            let at =
                self.graph.nodes.get_key_value(id).map(At::from).filter(|at| at.node.is_a(class));
            let at = at.ok_or_else(|| {
                from.error(format!(
                    "it points to <{id}>, which the file does not describe as a {class}"
                ))
            })?;
            self.used.insert(Rc::clone(id));
            out.push(at);
        }
        Ok(out)
    }

    /// Nothing that carries data may be left over.
    fn all_used(&self) -> Result<(), ReadError> {
        for at in self.graph.nodes.iter().map(At::from) {
            let matters = ["rr:Claim", "rr:Reading", "rr:Passage", "rr:Part", "rr:Quantity"];
            let entry = at.node.is_a("rr:Entry") && at.node.values("rr:key").is_empty();
            if (entry || matters.iter().any(|class| at.node.is_a(class)))
                && !self.used.contains(at.id)
            {
                return Err(at.error("it belongs to no record of the file"));
            }
        }
        Ok(())
    }

    fn local<'s>(&self, at: At<'_>, iri: &'s str, kind: &str) -> Result<&'s str, ReadError> {
        iri.strip_prefix(self.base)
            .and_then(|rest| rest.strip_prefix(kind))
            .ok_or_else(|| at.error(format!("<{iri}> does not begin with <{}{kind}>", self.base)))
    }

    fn record(&mut self, at: At<'g>, terms: &'static RegisterTerms) -> Result<Draft, ReadError> {
        let register: Register = terms.register;
        let id = self.local(at, at.id, "record/")?.to_owned();
        let kind = code_of(at, "dcterms:type", register.kinds())?;
        let kind = kind.ok_or_else(|| at.error("it has no dcterms:type"))?;
        let claims = self.follow(at, "rr:claim", "rr:Claim")?;
        let readings = self.follow(at, "rr:reading", "rr:Reading")?;
        let entries = self.follow(at, "rr:entry", "rr:Entry")?;
        for node in claims.iter().chain(&readings).chain(&entries) {
            let property = node.link("rr:property")?;
            let property = property.ok_or_else(|| node.error("it has no rr:property"))?;
            if !terms.fields.iter().any(|field| field.term.full == **property) {
                return Err(node.error(format!("no {register} has the property <{property}>")));
            }
        }
        let mut fields = Vec::new();
        for field in &terms.fields {
            let property = field.term.full.as_str();
            let own = |nodes: &[At<'g>]| -> Result<Vec<At<'g>>, ReadError> {
                let mut out = Vec::new();
                for node in nodes {
                    if node.link("rr:property")?.is_some_and(|iri| **iri == *property) {
                        out.push(*node);
                    }
                }
                Ok(out)
            };
            let (claims, readings, entries) = (own(&claims)?, own(&readings)?, own(&entries)?);
            let readings = if field.def.reported {
                self.reported(field, &claims, readings)?
            } else {
                self.arranged(at, field, entries)?
            };
            if !readings.is_empty() {
                fields.push(DraftField { name: field.def.name.to_owned(), readings });
            }
        }
        let access = code_of(at, "dcterms:accessRights", Access::LIST)?;
        Ok(Draft { register, id, kind, fields, cite: self.cites(at, "rr:cite")?, access })
    }

    /// The readings of a field that sources report.
    fn reported(
        &mut self,
        field: &'static FieldTerms,
        claims: &[At<'g>],
        readings: Vec<At<'g>>,
    ) -> Result<Vec<DraftReading>, ReadError> {
        let mut out = Vec::new();
        let mut taken: BTreeSet<&Rc<str>> = BTreeSet::new();
        for reading in by_position(readings)? {
            let mut members = Vec::new();
            for id in reading.links("prov:hadMember")? {
                let member = claims.iter().find(|claim| claim.id == id);
                let member = member.ok_or_else(|| {
                    reading.error(format!(
                        "its member <{id}> is not a claim of the same property and record"
                    ))
                })?;
                if !taken.insert(id) {
                    return Err(member.error("it is a member of two readings"));
                }
                members.push(*member);
            }
            let absent = code_of(reading, "rr:absent", Absence::LIST)?;
            let items =
                if absent.is_some() { Vec::new() } else { self.items(field, members, true)? };
            out.push(DraftReading {
                bare: false,
                open: !reading.node.values("rr:open").is_empty(),
                absent,
                items,
                meta: self.said(reading, None)?,
            });
        }
        let bare: Vec<At<'g>> =
            claims.iter().filter(|claim| !taken.contains(claim.id)).copied().collect();
        if let Some(first) = bare.first() {
            out.push(DraftReading {
                bare: true,
                open: !first.node.values("rr:open").is_empty(),
                absent: None,
                items: self.items(field, bare, true)?,
                meta: DraftMeta::default(),
            });
        }
        Ok(out)
    }

    /// A field that is the editors' arrangement, as one bare reading.
    fn arranged(
        &mut self,
        at: At<'g>,
        field: &'static FieldTerms,
        entries: Vec<At<'g>>,
    ) -> Result<Vec<DraftReading>, ReadError> {
        let property = &field.term.iri;
        let bare = |items, open| {
            Ok(vec![DraftReading {
                bare: true,
                open,
                absent: None,
                items,
                meta: DraftMeta::default(),
            }])
        };
        let nodes = if field.plain == Plain::Nodes {
            let class = field.term.range.unwrap_or("rr:Entry");
            self.follow(at, property, class)?
        } else {
            entries
        };
        if !nodes.is_empty() {
            let open = nodes.iter().any(|node| !node.node.values("rr:open").is_empty());
            let items = self.items(field, nodes, false)?;
            return bare(items, open);
        }
        let Some(part) = field.parts.first() else { return Ok(Vec::new()) };
        match self.atom(at, property, part.def.atom)? {
            None => Ok(Vec::new()),
            Some(text) => {
                let parts = vec![(part.def.name.to_owned(), text)];
                bare(vec![DraftItem { parts, meta: DraftMeta::default() }], false)
            }
        }
    }

    /// The items that some nodes carry. Claims also carry what their reading says,
    /// and name what is their own.
    fn items(
        &mut self,
        field: &'static FieldTerms,
        nodes: Vec<At<'g>>,
        claims: bool,
    ) -> Result<Vec<DraftItem>, ReadError> {
        let mut items = Vec::new();
        for at in by_position(nodes)? {
            let mut parts = Vec::new();
            for part in &field.parts {
                for text in self.part(at, part)? {
                    parts.push((part.def.name.to_owned(), text));
                }
            }
            let own = if claims {
                let own = at.links("rr:own")?;
                Some(own.into_iter().map(|iri| &**iri).collect::<BTreeSet<&str>>())
            } else {
                None
            };
            items.push(DraftItem { parts, meta: self.said(at, own.as_ref())? });
        }
        Ok(items)
    }

    fn part(&mut self, at: At<'g>, part: &'static PartTerm) -> Result<Vec<String>, ReadError> {
        if !part.def.many {
            return Ok(self.atom(at, &part.term.iri, part.def.atom)?.into_iter().collect());
        }
        let nodes = self.follow(at, &part.term.iri, "rr:Part")?;
        let mut out = Vec::new();
        for node in by_position(nodes)? {
            let text = self.atom(node, &part.inner.iri, part.def.atom)?;
            out.push(text.ok_or_else(|| node.error("it has no value"))?);
        }
        Ok(out)
    }

    /// A value as text from which the schema reads it.
    fn atom(
        &mut self,
        at: At<'g>,
        property: &str,
        atom: AtomType,
    ) -> Result<Option<String>, ReadError> {
        match atom {
            AtomType::Text => at.texts(property),
            AtomType::Ref(_) => {
                let Some(iri) = at.link(property)? else { return Ok(None) };
                self.local(at, iri, "record/").map(|id| Some(id.to_owned()))
            }
            AtomType::Code(list) => code_of(at, property, list),
            AtomType::Quantity => match self.follow(at, property, "rr:Quantity")?.as_slice() {
                [] => Ok(None),
                [only] => self.quantity(*only).map(Some),
                _ => Err(at.error(format!("several quantities as values of {property}"))),
            },
            _ => Ok(at.literal(property)?.map(str::to_owned)),
        }
    }

    fn quantity(&self, at: At<'g>) -> Result<String, ReadError> {
        let mut json = Map::new();
        for term in &self.model.quantity.terms {
            let text = if term.name == "bound" {
                code_of(at, &term.iri, Bound::LIST)?
            } else {
                at.literal(&term.iri)?.map(str::to_owned)
            };
            if let Some(text) = text {
                json.insert(term.name.clone(), text.into());
            }
        }
        Ok(JsonValue::Object(json).to_string())
    }

    fn cites(&self, at: At<'g>, property: &str) -> Result<Vec<String>, ReadError> {
        let mut cites: Vec<(&str, &str)> = Vec::new();
        for iri in at.links(property)? {
            let local = self.local(at, iri, "passage/")?;
            let pair = local.split_once('/');
            cites.push(
                pair.ok_or_else(|| at.error(format!("<{iri}> is not a passage of a source")))?,
            );
        }
        cites.sort_by(|a, b| natural(*a, *b));
        let Some(order) = at.literal("rr:citeOrder")? else {
            return Ok(cites.into_iter().map(|(source, key)| format!("{source}#{key}")).collect());
        };
        let ordered: Vec<String> = order.split(' ').map(str::to_owned).collect();
        let named: BTreeSet<(&str, &str)> =
            ordered.iter().filter_map(|cite| cite.split_once('#')).collect();
        if named.len() != cites.len() || !cites.iter().all(|cite| named.contains(cite)) {
            return Err(
                at.error(format!("rr:citeOrder does not name the same passages as {property}"))
            );
        }
        Ok(ordered)
    }

    /// What a node says about itself; of a claim only what is its own.
    fn said(&self, at: At<'g>, own: Option<&BTreeSet<&str>>) -> Result<DraftMeta, ReadError> {
        let is_own = |property: &str| own.is_none_or(|own| own.contains(expand(property).as_str()));
        let mut meta = DraftMeta::default();
        if is_own("prov:wasDerivedFrom") {
            meta.cite = self.cites(at, "prov:wasDerivedFrom")?;
        }
        if is_own("rr:asPrinted") {
            meta.as_printed = at.literal("rr:asPrinted")?.map(str::to_owned);
        }
        if is_own("rr:basis") {
            meta.basis = code_of(at, "rr:basis", Basis::LIST)?;
        }
        if is_own("rr:asOf") {
            meta.as_of = at.literal("rr:asOf")?.map(str::to_owned);
        }
        if is_own("prov:wasAttributedTo") {
            let iri = at.link("prov:wasAttributedTo")?;
            meta.said_by =
                iri.map(|iri| self.local(at, iri, "record/").map(str::to_owned)).transpose()?;
        }
        if is_own("skos:editorialNote") {
            meta.note = at.texts("skos:editorialNote")?;
        }
        if is_own("dcterms:accessRights") {
            meta.access = code_of(at, "dcterms:accessRights", Access::LIST)?;
        }
        Ok(meta)
    }
}

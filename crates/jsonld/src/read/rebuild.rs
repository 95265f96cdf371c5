//! Records, out of the map of nodes.

use std::collections::{BTreeMap, BTreeSet};

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
    graph::{Graph, Name, Value},
};
use crate::{
    mapping::VALUE,
    model::{FieldTerms, Model, PartTerm, Plain, RegisterTerms},
    ns::RR,
    order::natural,
};

/// The dataset that the nodes describe.
pub(super) fn dataset(graph: &Graph<'_>) -> Result<Dataset, ReadError> {
    let class = graph.term("rr:Dataset");
    let is_dataset = |id: &Name| class.is_some_and(|class| graph.is_a(*id, class));
    let found: Vec<At<'_>> = graph.nodes().filter(is_dataset).map(|id| At { graph, id }).collect();
    let [about] = found.as_slice() else { return Err(ReadError::Datasets { found: found.len() }) };
    let meta = meta(*about)?;
    let base = meta.base.as_str().to_owned();
    let model = Model::get();
    let mut reader = Reader { model, base: &base, used: vec![false; graph.len()] };
    let classes = model.registers.iter().filter_map(|terms| {
        let class = graph.term(terms.class.iri)?;
        Some((class, terms))
    });
    let classes: Vec<(Name, &RegisterTerms)> = classes.collect();
    let mut found: Vec<(At<'_>, &RegisterTerms)> = Vec::new();
    for at in graph.nodes().map(|id| At { graph, id }) {
        let mut registers = classes.iter().filter(|(class, _)| graph.is_a(at.id, *class));
        let Some((_, terms)) = registers.next() else { continue };
        if registers.next().is_some() {
            return Err(at.error("it has the types of two registers"));
        }
        found.push((at, terms));
    }
    // Whatever the order in the text was: of two faults the same is told.
    found.sort_unstable_by_key(|(at, _)| at.text());
    let mut records: Vec<Record> = Vec::with_capacity(found.len());
    for (at, terms) in found {
        records.push(reader.record(at, terms)?.finish()?);
    }
    reader.all_used(graph)?;
    let expected = about.literal("void:entities")?.and_then(|text| text.parse::<usize>().ok());
    if let Some(expected) = expected.filter(|n| *n != records.len()) {
        return Err(ReadError::Count { expected, found: records.len() });
    }
    Ok(Dataset::from_records(meta, records)?)
}

/// A node.
#[derive(Clone, Copy)]
struct At<'g> {
    graph: &'g Graph<'g>,
    id: Name,
}

impl<'g> At<'g> {
    /// Its IRI.
    fn text(&self) -> &'g str {
        self.graph.text(self.id)
    }

    fn error(&self, message: impl Into<String>) -> ReadError {
        ReadError::Node { id: self.text().to_owned(), message: message.into() }
    }

    /// The values of a property, in short form or in full.
    fn values(&self, property: &str) -> impl ExactSizeIterator<Item = &'g Value<'g>> {
        let property = self.graph.term(property);
        let values = property.map(|property| self.graph.values(self.id, property));
        values.unwrap_or_default().iter().map(|(_, value)| value)
    }

    /// Whether it has a value of a property.
    fn has(&self, property: &str) -> bool {
        self.values(property).len() > 0
    }

    /// Whether it has a type, in short form.
    fn is_a(&self, class: &str) -> bool {
        self.graph.term(class).is_some_and(|class| self.graph.is_a(self.id, class))
    }

    /// The one value of a property, if it has any.
    fn one(&self, property: &str) -> Result<Option<&'g Value<'g>>, ReadError> {
        let mut values = self.values(property);
        match values.len() {
            0 | 1 => Ok(values.next()),
            more => Err(self.error(format!("{more} values of {property}, where there may be one"))),
        }
    }

    fn literal(&self, property: &str) -> Result<Option<&'g str>, ReadError> {
        match self.one(property)? {
            None => Ok(None),
            Some(Value::Literal(text, _)) => Ok(Some(text)),
            Some(Value::Iri(iri)) => {
                let iri = self.graph.text(*iri);
                Err(self.error(format!("<{iri}> as a value of {property}, which is text")))
            }
        }
    }

    fn link(&self, property: &str) -> Result<Option<Name>, ReadError> {
        self.one(property)?.map(|value| self.iri(property, value)).transpose()
    }

    fn links(&self, property: &str) -> Result<Vec<Name>, ReadError> {
        self.values(property).map(|value| self.iri(property, value)).collect()
    }

    /// A value that is to be a node.
    fn iri(&self, property: &str, value: &Value<'_>) -> Result<Name, ReadError> {
        match value {
            Value::Iri(iri) => Ok(*iri),
            Value::Literal(text, _) => Err(self.error(format!(
                "`{}` as a value of {property}, which is an IRI",
                text.escape_debug()
            ))),
        }
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
        for value in self.values(property) {
            let Value::Literal(text, Some(tag)) = value else {
                return Err(self.error(format!("a value of {property} without a language")));
            };
            let tag = self.graph.text(*tag);
            if json.insert(tag.to_owned(), JsonValue::from(&**text)).is_some() {
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

fn meta(about: At<'_>) -> Result<DatasetMeta, ReadError> {
    let mut lists: Vec<(&str, Vec<At<'_>>)> = Vec::new();
    let mut json = Map::new();
    let content = |at: At<'_>| -> Result<JsonValue, ReadError> {
        if at.values(VALUE).any(|value| matches!(value, Value::Literal(_, Some(_)))) {
            let text = at.texts(VALUE)?.unwrap_or_default();
            return serde_json::from_str(&text).map_err(|error| at.error(error.to_string()));
        }
        match at.literal(VALUE)? {
            Some(text) => Ok(text.into()),
            None => Err(at.error("it has no value")),
        }
    };
    for id in about.links("rr:metadata")? {
        let at = At { id, ..about };
        if !at.graph.has(id) {
            let iri = at.text();
            return Err(about.error(format!("it points to <{iri}>, which is not in the file")));
        }
        let key = at.literal("rr:key")?.ok_or_else(|| at.error("it has no rr:key"))?;
        if !at.has("rr:position") {
            json.insert(key.to_owned(), content(at)?);
        } else if let Some((_, list)) = lists.iter_mut().find(|(k, _)| *k == key) {
            list.push(at);
        } else {
            lists.push((key, vec![at]));
        }
    }
    for (key, list) in lists {
        let open = list.iter().any(|at| at.has("rr:open"));
        let items = by_position(list)?.into_iter().map(content).collect::<Result<Vec<_>, _>>()?;
        let value =
            if open { serde_json::json!({ "items": items, "open": true }) } else { items.into() };
        json.insert(key.to_owned(), value);
    }
    serde_json::from_value(json.into()).map_err(|error| ReadError::Meta {
        id: about.text().to_owned(),
        message: error.to_string(),
    })
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
    at.link(property)?.map(|iri| code(at, at.graph.text(iri), list)).transpose()
}

struct Reader<'b> {
    model: &'static Model,
    base: &'b str,
    /// By name, whether it is a claim, reading, entry or passage that belongs to a record.
    used: Vec<bool>,
}

impl Reader<'_> {
    fn follow<'g>(
        &mut self,
        from: At<'g>,
        property: &str,
        class: &str,
    ) -> Result<Vec<At<'g>>, ReadError> {
        let links = from.links(property)?;
        let mut out = Vec::with_capacity(links.len());
        for id in links {
            let at = At { id, ..from };
            if !at.is_a(class) {
                return Err(from.error(format!(
                    "it points to <{}>, which the file does not describe as a {class}",
                    at.text()
                )));
            }
            if let Some(used) = self.used.get_mut(id.at()) {
                *used = true;
            }
            out.push(at);
        }
        Ok(out)
    }

    /// Nothing that carries data may be left over.
    fn all_used(&self, graph: &Graph<'_>) -> Result<(), ReadError> {
        let matters: Vec<Name> = ["rr:Claim", "rr:Reading", "rr:Passage", "rr:Part", "rr:Quantity"]
            .into_iter()
            .filter_map(|class| graph.term(class))
            .collect();
        let unused = graph.nodes().filter(|id| self.used.get(id.at()) != Some(&true));
        let lost = unused.map(|id| At { graph, id }).filter(|at| {
            matters.iter().any(|class| graph.is_a(at.id, *class))
                || (at.is_a("rr:Entry") && !at.has("rr:key"))
        });
        match lost.min_by_key(At::text) {
            Some(at) => Err(at.error("it belongs to no record of the file")),
            None => Ok(()),
        }
    }

    fn local<'s>(&self, at: At<'_>, iri: &'s str, kind: &str) -> Result<&'s str, ReadError> {
        iri.strip_prefix(self.base)
            .and_then(|rest| rest.strip_prefix(kind))
            .ok_or_else(|| at.error(format!("<{iri}> does not begin with <{}{kind}>", self.base)))
    }

    fn record(&mut self, at: At<'_>, terms: &'static RegisterTerms) -> Result<Draft, ReadError> {
        let register: Register = terms.register;
        let id = self.local(at, at.text(), "record/")?.to_owned();
        let kind = code_of(at, "dcterms:type", register.kinds())?;
        let kind = kind.ok_or_else(|| at.error("it has no dcterms:type"))?;
        let mut claims = self.by_field(at, terms, "rr:claim", "rr:Claim")?;
        let mut readings = self.by_field(at, terms, "rr:reading", "rr:Reading")?;
        let mut entries = self.by_field(at, terms, "rr:entry", "rr:Entry")?;
        let mut fields = Vec::new();
        for field in &terms.fields {
            let property = field.term.full.as_str();
            let own =
                |nodes: &mut BTreeMap<&str, Vec<_>>| nodes.remove(property).unwrap_or_default();
            let (claims, readings) = (own(&mut claims), own(&mut readings));
            let entries = own(&mut entries);
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

    /// The claims, readings or entries of a record, by the property of their field.
    fn by_field<'g>(
        &mut self,
        record: At<'g>,
        terms: &RegisterTerms,
        property: &str,
        class: &str,
    ) -> Result<BTreeMap<&'g str, Vec<At<'g>>>, ReadError> {
        let mut out: BTreeMap<&str, Vec<At<'_>>> = BTreeMap::new();
        for node in self.follow(record, property, class)? {
            let property = node.link("rr:property")?;
            let property = property.ok_or_else(|| node.error("it has no rr:property"))?;
            let property = node.graph.text(property);
            if !out.contains_key(property)
                && !terms.fields.iter().any(|field| field.term.full == property)
            {
                let register = terms.register;
                return Err(node.error(format!("no {register} has the property <{property}>")));
            }
            out.entry(property).or_default().push(node);
        }
        Ok(out)
    }

    /// The readings of a field that sources report.
    fn reported(
        &mut self,
        field: &'static FieldTerms,
        claims: &[At<'_>],
        readings: Vec<At<'_>>,
    ) -> Result<Vec<DraftReading>, ReadError> {
        let mut out = Vec::new();
        let all: BTreeSet<Name> = claims.iter().map(|claim| claim.id).collect();
        let mut taken: BTreeSet<Name> = BTreeSet::new();
        for reading in by_position(readings)? {
            let mut members = Vec::new();
            for id in reading.links("prov:hadMember")? {
                let member = At { id, ..reading };
                if !all.contains(&id) {
                    return Err(reading.error(format!(
                        "its member <{}> is not a claim of the same property and record",
                        member.text()
                    )));
                }
                if !taken.insert(id) {
                    return Err(member.error("it is a member of two readings"));
                }
                members.push(member);
            }
            let absent = code_of(reading, "rr:absent", Absence::LIST)?;
            let items =
                if absent.is_some() { Vec::new() } else { self.items(field, members, true)? };
            out.push(DraftReading {
                bare: false,
                open: reading.has("rr:open"),
                absent,
                items,
                meta: self.said(reading, None)?,
            });
        }
        let bare: Vec<At<'_>> =
            claims.iter().filter(|claim| !taken.contains(&claim.id)).copied().collect();
        if let Some(first) = bare.first() {
            out.push(DraftReading {
                bare: true,
                open: first.has("rr:open"),
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
        at: At<'_>,
        field: &'static FieldTerms,
        entries: Vec<At<'_>>,
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
            let open = nodes.iter().any(|node| node.has("rr:open"));
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
        nodes: Vec<At<'_>>,
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
            let own = if claims { Some(at.links("rr:own")?) } else { None };
            items.push(DraftItem { parts, meta: self.said(at, own.as_deref())? });
        }
        Ok(items)
    }

    fn part(&mut self, at: At<'_>, part: &'static PartTerm) -> Result<Vec<String>, ReadError> {
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
        at: At<'_>,
        property: &str,
        atom: AtomType,
    ) -> Result<Option<String>, ReadError> {
        match atom {
            AtomType::Text => at.texts(property),
            AtomType::Ref(_) => {
                let Some(iri) = at.link(property)? else { return Ok(None) };
                self.local(at, at.graph.text(iri), "record/").map(|id| Some(id.to_owned()))
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

    fn quantity(&self, at: At<'_>) -> Result<String, ReadError> {
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

    fn cites(&self, at: At<'_>, property: &str) -> Result<Vec<String>, ReadError> {
        let mut cites: Vec<(&str, &str)> = Vec::new();
        for iri in at.links(property)? {
            let iri = at.graph.text(iri);
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
    fn said(&self, at: At<'_>, own: Option<&[Name]>) -> Result<DraftMeta, ReadError> {
        // Most claims have nothing of their own.
        if own.is_some_and(<[Name]>::is_empty) {
            return Ok(DraftMeta::default());
        }
        let is_own = |property: &str| {
            let has =
                |own: &[Name]| at.graph.term(property).is_some_and(|name| own.contains(&name));
            own.is_none_or(has)
        };
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
            meta.said_by = iri
                .map(|iri| self.local(at, at.graph.text(iri), "record/").map(str::to_owned))
                .transpose()?;
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

//! The walk over a dataset: records, readings, claims, and what the editors arranged.

use std::collections::{BTreeMap, BTreeSet};

use rapporteur_apparatus::Summary;
use rapporteur_schema::{
    Cites, Claim, Date, Id, RecordRef, Text, claims_in,
    codes::{Access, Basis, Code, CodeDef},
    view::{Atom, FieldView, ItemView, MetaView, PartDef, ReadingView},
};

use crate::{
    Error,
    model::{Class, FieldTerms, Model, PartTerm, Plain, Term},
    order::natural,
    sink::Sink,
    word::Word,
};

/// What a claim, a reading or an entry says about itself.
#[derive(Default)]
#[expect(clippy::struct_field_names, reason = "the names are those of the model")]
struct Said<'a> {
    cite: Option<&'a Cites>,
    as_printed: Option<&'a str>,
    basis: Option<Basis>,
    as_of: Option<&'a Date>,
    said_by: Option<&'a Id>,
    note: Option<&'a Text>,
    access: Option<Access>,
}

impl<'a> From<&MetaView<'a>> for Said<'a> {
    fn from(meta: &MetaView<'a>) -> Self {
        Self {
            cite: meta.cite,
            as_printed: meta.as_printed,
            basis: meta.basis,
            as_of: meta.as_of,
            said_by: meta.said_by,
            note: meta.note,
            access: meta.access,
        }
    }
}

/// The beginnings of the IRIs of nodes, by what they are.
macro_rules! beginnings {
    ($($name:ident),+) => {
        pub(crate) struct At {
            $(pub(crate) $name: String,)+
        }

        impl At {
            fn new(base: &str) -> Self {
                Self { $($name: [base, stringify!($name), "/"].concat(),)+ }
            }
        }
    };
}

beginnings!(claim, entry, part, passage, quantity, reading, record, selector);

/// Writes a dataset into a sink, record by record.
pub(crate) struct Emitter<'a, S> {
    pub(crate) sink: S,
    pub(crate) summary: Summary,
    pub(crate) model: &'static Model,
    pub(crate) base: &'a str,
    /// The beginnings of the IRIs of nodes.
    pub(crate) at: At,
    /// The codes that occurred, by list.
    pub(crate) codes: BTreeMap<&'static str, BTreeSet<&'static str>>,
    /// Codes that were noted already.
    recent: [*const CodeDef; 8],
}

/// The term of a class, which the model has if the tables are right.
pub(crate) fn term(class: &'static Class, name: Word) -> Result<&'static Term, Error> {
    class.named(name).ok_or_else(|| Error::Term { class: class.name, term: name.as_str() })
}

impl<'a, S: Sink> Emitter<'a, S> {
    pub(crate) fn new(sink: S, base: &'a str) -> Self {
        Self {
            sink,
            summary: Summary::default(),
            model: Model::get(),
            base,
            at: At::new(base),
            codes: BTreeMap::new(),
            recent: [std::ptr::null(); 8],
        }
    }

    /// A record with everything that belongs to it: one outermost node.
    pub(crate) fn record(&mut self, record: RecordRef<'_>) -> Result<(), Error> {
        let model = self.model;
        let Some(terms) = model.register(record.register()) else {
            return Err(Error::Term { class: record.register().name(), term: "class" });
        };
        let class = &terms.class;
        self.summary.records += 1;
        self.sink.open(class, &[&self.at.record, record.id().as_str()]);
        self.code_property(term(class, Word::Kind)?, record.kind());
        self.sink.begin(term(class, Word::InDataset)?);
        self.sink.iri(&[self.base]);
        self.sink.end();
        let fields = record.fields();
        let claims = claims_in(record, &fields);
        let mut rest = claims.as_slice();
        let mut of_field: Vec<(&FieldView<'_>, &FieldTerms, &[Claim<'_>])> = Vec::new();
        for field in &fields {
            let Some(field_terms) = terms.of(field.def) else {
                return Err(Error::Term { class: class.name, term: field.def.name });
            };
            let own = rest.iter().take_while(|claim| std::ptr::eq(claim.field, field.def)).count();
            let (own, after) = rest.split_at_checked(own).unwrap_or((rest, &[]));
            rest = after;
            of_field.push((field, field_terms, own));
        }
        for (field, terms, claims) in &of_field {
            self.plain(class, record, field, terms, claims)?;
        }
        if let Some(cite) = record.cite() {
            self.summary.citations += cite.len();
            self.cites(class, cite)?;
        }
        if let Some(access) = record.access() {
            self.code_property(term(class, Word::Access)?, access.with_list());
        }
        self.readings(class, &of_field)?;
        self.claims(class, &of_field)?;
        self.entries(class, record, &of_field)?;
        self.sink.close();
        Ok(())
    }

    fn code(&mut self, code: Code) {
        // Most codes are those that have just occurred.
        let this = std::ptr::from_ref(code.def);
        if !self.recent.contains(&this) {
            self.recent.rotate_right(1);
            self.recent[0] = this;
            self.note_code(code.list.name, code.def.code);
        }
        self.sink.short(&["rr:", code.list.name, ".", code.def.code]);
    }

    pub(crate) fn note_code(&mut self, list: &'static str, code: &'static str) {
        self.codes.entry(list).or_default().insert(code);
    }

    pub(crate) fn code_property(&mut self, term: &Term, code: Code) {
        self.sink.begin(term);
        self.code(code);
        self.sink.end();
    }

    pub(crate) fn literal_property(&mut self, term: &Term, text: &str) {
        self.sink.begin(term);
        self.sink.literal(text);
        self.sink.end();
    }

    fn flag_property(&mut self, term: &Term) {
        self.sink.begin(term);
        self.sink.yes();
        self.sink.end();
    }

    fn position(&mut self, class: &'static Class, index: usize) -> Result<(), Error> {
        self.sink.begin(term(class, Word::Position)?);
        self.sink.integer(index + 1);
        self.sink.end();
        Ok(())
    }

    fn cites(&mut self, class: &'static Class, cite: &Cites) -> Result<(), Error> {
        self.sink.begin(term(class, Word::Cite)?);
        for cite in cite {
            let (source, passage) = cite.parts();
            self.sink.iri(&[&self.at.passage, source, "/", passage]);
        }
        self.sink.end();
        let ordered = cite.windows(2).all(|pair| match pair {
            [a, b] => natural(a.parts(), b.parts()).is_lt(),
            _ => true,
        });
        if !ordered {
            let texts: Vec<&str> = cite.iter().map(rapporteur_schema::Cite::as_str).collect();
            self.literal_property(term(class, Word::CiteOrder)?, &texts.join(" "));
        }
        Ok(())
    }

    fn said(&mut self, class: &'static Class, said: &Said<'_>) -> Result<(), Error> {
        if let Some(cite) = said.cite {
            self.cites(class, cite)?;
        }
        if let Some(text) = said.as_printed {
            self.literal_property(term(class, Word::AsPrinted)?, text);
        }
        if let Some(basis) = said.basis {
            self.code_property(term(class, Word::Basis)?, basis.with_list());
        }
        if let Some(date) = said.as_of {
            self.literal_property(term(class, Word::AsOf)?, date.as_str());
        }
        if let Some(id) = said.said_by {
            self.sink.begin(term(class, Word::SaidBy)?);
            self.sink.iri(&[&self.at.record, id.as_str()]);
            self.sink.end();
        }
        if let Some(note) = said.note {
            self.sink.begin(term(class, Word::Note)?);
            self.sink.text(note);
            self.sink.end();
        }
        if let Some(access) = said.access {
            self.code_property(term(class, Word::Access)?, access.with_list());
        }
        Ok(())
    }

    /// A value; `local` names the nodes of which it may be made.
    pub(crate) fn atom(&mut self, atom: &Atom<'_>, local: &[&str]) -> Result<(), Error> {
        match atom {
            Atom::Text(text) => self.sink.text(text),
            Atom::Plain(text) => self.sink.literal(text),
            Atom::Language(tag) => self.sink.literal(tag.as_str()),
            Atom::Date(date) => self.sink.literal(date.as_str()),
            Atom::Integer(n) => self.sink.integer(usize::try_from(*n).unwrap_or(usize::MAX)),
            Atom::Ref(id) => self.sink.iri(&[&self.at.record, id.as_str()]),
            Atom::Code(code) => self.code(*code),
            Atom::Flag => self.sink.yes(),
            Atom::Quantity(quantity) => {
                let class = &self.model.quantity;
                let local = local.concat();
                self.sink.open(class, &[&self.at.quantity, &local]);
                for (name, n) in
                    [(Word::N, quantity.n), (Word::Min, quantity.min), (Word::Max, quantity.max)]
                {
                    if let Some(n) = n {
                        self.literal_property(term(class, name)?, &n.to_string());
                    }
                }
                if let Some(bound) = quantity.bound {
                    self.code_property(term(class, Word::Bound)?, bound.with_list());
                }
                let currency = quantity.currency.as_ref().map(rapporteur_schema::Currency::as_str);
                let texts = [
                    (Word::Unit, quantity.unit.as_ref().map(AsRef::as_ref)),
                    (Word::Currency, currency),
                    (Word::Per, quantity.per.as_ref().map(AsRef::as_ref)),
                ];
                for (name, text) in texts {
                    if let Some(text) = text {
                        self.literal_property(term(class, name)?, text);
                    }
                }
                self.sink.close();
            }
            other => self.sink.literal(&other.to_text()),
        }
        Ok(())
    }

    /// The parts of an item.
    fn parts(&mut self, item: &ItemView<'_>, parts: &[PartTerm], local: &str) -> Result<(), Error> {
        for part in parts {
            let is = |def: &PartDef| std::ptr::eq(def, part.def) || def.name == part.def.name;
            let atoms = || item.parts.iter().filter(|(def, _)| is(def));
            if atoms().next().is_none() {
                continue;
            }
            self.sink.begin(&part.term);
            for (n, (def, atom)) in atoms().enumerate() {
                if !part.def.many {
                    self.atom(atom, &[local, ".", def.name])?;
                    continue;
                }
                let class = &self.model.part;
                let number = (n + 1).to_string();
                let local = [local, ".", def.name, ".", &number].concat();
                self.sink.open(class, &[&self.at.part, &local]);
                self.position(class, n)?;
                self.sink.begin(&part.inner);
                self.atom(atom, &[&local])?;
                self.sink.end();
                self.sink.close();
            }
            self.sink.end();
        }
        Ok(())
    }

    /// The first and the last day; years that some readers of `xsd:date` cannot
    /// hold are left out.
    pub(crate) fn days(&mut self, earliest: &Term, latest: &Term, date: &Date) {
        for (term, day) in [(earliest, date.earliest()), (latest, date.latest())] {
            if let Some(day) = day.filter(|day| (1..=9999).contains(&day.year)) {
                self.literal_property(term, &day.to_string());
            }
        }
    }

    /// The items of a list of the editors' arrangement that have several parts.
    pub(crate) fn nodes(
        &mut self,
        record: RecordRef<'_>,
        reading: &ReadingView<'_>,
        terms: &FieldTerms,
    ) -> Result<(), Error> {
        self.sink.begin(&terms.term);
        for (n, item) in reading.items.iter().enumerate() {
            let number = (n + 1).to_string();
            let local = [record.id().as_str(), ".", terms.def.name, ".", &number].concat();
            let key = match item.part("key") {
                Some(Atom::Plain(key)) if terms.def.shape.name == crate::mapping::PASSAGE_SHAPE => {
                    key
                }
                _ => {
                    self.entry(&local, n, item, reading.open, terms, None)?;
                    continue;
                }
            };
            let class = &self.model.passage;
            let id = record.id().as_str();
            self.sink.open(class, &[&self.at.passage, id, "/", key]);
            self.position(class, n)?;
            self.sink.begin(term(class, Word::Source)?);
            self.sink.iri(&[&self.at.record, id]);
            self.sink.end();
            self.sink.begin(term(class, Word::Selector)?);
            let selector = &self.model.selector;
            self.sink.open(selector, &[&self.at.selector, id, "/", key]);
            self.literal_property(term(selector, Word::Key)?, key);
            self.sink.close();
            self.sink.end();
            self.parts(item, &terms.parts, &local)?;
            if reading.open {
                self.flag_property(term(class, Word::Open)?);
            }
            self.sink.close();
        }
        self.sink.end();
        Ok(())
    }

    fn entry(
        &mut self,
        local: &str,
        index: usize,
        item: &ItemView<'_>,
        open: bool,
        terms: &FieldTerms,
        property: Option<&str>,
    ) -> Result<(), Error> {
        let class = &self.model.entry;
        self.sink.open(class, &[&self.at.entry, local]);
        if let Some(property) = property {
            self.sink.begin(term(class, Word::Property)?);
            self.sink.short(&[property]);
            self.sink.end();
        }
        self.position(class, index)?;
        self.parts(item, &terms.parts, local)?;
        if open {
            self.flag_property(term(class, Word::Open)?);
        }
        self.summary.citations += item.meta.cite.map_or(0, |cite| cite.len());
        self.said(class, &Said::from(&item.meta))?;
        self.sink.close();
        Ok(())
    }

    /// The readings that do not rest on the citations of the record alone.
    fn readings(
        &mut self,
        record_class: &'static Class,
        fields: &[(&FieldView<'_>, &FieldTerms, &[Claim<'_>])],
    ) -> Result<(), Error> {
        let class = &self.model.reading;
        let mut begun = false;
        for (field, terms, claims) in fields.iter().filter(|(field, ..)| field.def.reported) {
            self.summary.readings += field.readings.len();
            let contested = field.is_contested();
            let first = |n: usize| claims.iter().find(|claim| claim.reading == n);
            for (n, reading) in field.readings.iter().enumerate().filter(|(_, r)| !r.bare) {
                let Some(name) = first(n) else { continue };
                if !begun {
                    self.sink.begin(term(record_class, Word::Readings)?);
                    begun = true;
                }
                self.sink.open(class, &[&self.at.reading, &name.id]);
                self.sink.begin(term(class, Word::Property)?);
                self.sink.short(&[&terms.term.iri]);
                self.sink.end();
                self.position(class, n)?;
                if contested {
                    self.flag_property(term(class, Word::Variant)?);
                    self.sink.begin(term(class, Word::DiffersFrom)?);
                    for (m, other) in field.readings.iter().enumerate() {
                        if let Some(other) = first(m).filter(|_| differ(reading, other)) {
                            self.sink.iri(&[&self.at.reading, &other.id]);
                        }
                    }
                    self.sink.end();
                }
                self.sink.begin(term(class, Word::Members)?);
                for claim in claims.iter().filter(|claim| claim.reading == n) {
                    self.sink.iri(&[&self.at.claim, &claim.id]);
                }
                self.sink.end();
                if reading.open {
                    self.flag_property(term(class, Word::Open)?);
                }
                if let Some(absent) = reading.absent {
                    self.code_property(term(class, Word::Absent)?, absent.with_list());
                }
                self.summary.citations += reading.meta.cite.map_or(0, |cite| cite.len());
                self.said(class, &Said::from(&reading.meta))?;
                self.sink.close();
            }
        }
        if begun {
            self.sink.end();
        }
        Ok(())
    }

    fn claims(
        &mut self,
        record_class: &'static Class,
        fields: &[(&FieldView<'_>, &FieldTerms, &[Claim<'_>])],
    ) -> Result<(), Error> {
        if fields.iter().all(|(_, _, claims)| claims.is_empty()) {
            return Ok(());
        }
        self.sink.begin(term(record_class, Word::Claims)?);
        for (_, terms, claims) in fields {
            for claim in *claims {
                self.claim(claim, terms)?;
            }
        }
        self.sink.end();
        Ok(())
    }

    fn claim(&mut self, claim: &Claim<'_>, terms: &FieldTerms) -> Result<(), Error> {
        let class = &self.model.claim;
        self.summary.claims += 1;
        self.sink.open(class, &[&self.at.claim, &claim.id]);
        self.sink.begin(term(class, Word::Property)?);
        self.sink.short(&[&terms.term.iri]);
        self.sink.end();
        if claim.field.shape.list && claim.value.is_some() {
            self.position(class, claim.item)?;
        }
        if let Some(item) = &claim.value {
            self.parts(item, &terms.parts, &claim.id)?;
            let date = item.parts.iter().find_map(|(_, atom)| match atom {
                Atom::Date(date) => Some(*date),
                _ => None,
            });
            if let Some(date) = date {
                self.days(term(class, Word::Earliest)?, term(class, Word::Latest)?, date);
                let text = date.as_str();
                if text.len() == 4 && text != "0000" && text.bytes().all(|b| b.is_ascii_digit()) {
                    self.literal_property(term(class, Word::Year)?, text);
                }
            }
        }
        if let Some(absent) = claim.absent {
            self.code_property(term(class, Word::Absent)?, absent.with_list());
        }
        if claim.open {
            self.flag_property(term(class, Word::Open)?);
        }
        if claim.contested {
            self.flag_property(term(class, Word::Variant)?);
        }
        self.said(
            class,
            &Said {
                cite: Some(claim.cite),
                as_printed: claim.as_printed,
                basis: Some(claim.basis),
                as_of: claim.as_of,
                said_by: claim.said_by,
                note: claim.note,
                access: claim.access,
            },
        )?;
        let own = claim.value.as_ref().map(|item| item.meta).unwrap_or_default();
        self.summary.citations += own.cite.map_or(0, |cite| cite.len());
        let own = [
            (Word::Cite, own.cite.is_some()),
            (Word::AsPrinted, own.as_printed.is_some()),
            (Word::Basis, own.basis.is_some()),
            (Word::AsOf, own.as_of.is_some()),
            (Word::SaidBy, own.said_by.is_some()),
            (Word::Note, own.note.is_some()),
            (Word::Access, own.access.is_some()),
        ];
        if own.iter().any(|(_, is)| *is) {
            self.sink.begin(term(class, Word::Own)?);
            for (name, _) in own.iter().filter(|(_, is)| *is) {
                self.sink.short(&[&term(class, *name)?.iri]);
            }
            self.sink.end();
        }
        self.sink.close();
        Ok(())
    }

    /// The items of lists of the editors' arrangement whose order the record itself
    /// does not keep.
    fn entries(
        &mut self,
        record_class: &'static Class,
        record: RecordRef<'_>,
        fields: &[(&FieldView<'_>, &FieldTerms, &[Claim<'_>])],
    ) -> Result<(), Error> {
        let mut begun = false;
        for (field, terms, _) in fields {
            let lists = field.def.shape.list && !field.def.reported && terms.plain != Plain::Nodes;
            let Some(reading) = field.readings.first().filter(|_| lists) else { continue };
            let says = reading.items.iter().any(|item| item.meta != MetaView::default());
            if reading.items.len() < 2 && !reading.open && !says {
                continue;
            }
            if !begun {
                self.sink.begin(term(record_class, Word::Entries)?);
                begun = true;
            }
            for (n, item) in reading.items.iter().enumerate() {
                let number = (n + 1).to_string();
                let local = [record.id().as_str(), ".", field.def.name, ".", &number].concat();
                self.entry(&local, n, item, reading.open, terms, Some(&terms.term.iri))?;
            }
        }
        if begun {
            self.sink.end();
        }
        Ok(())
    }
}

/// Whether two readings have different values.
fn differ(a: &ReadingView<'_>, b: &ReadingView<'_>) -> bool {
    a.absent != b.absent
        || a.open != b.open
        || a.items.len() != b.items.len()
        || a.items.iter().zip(&b.items).any(|(a, b)| a.parts != b.parts)
}

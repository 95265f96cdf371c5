//! What of a field stands on the record itself, beside its claims: nothing where
//! readings differ.

use std::collections::BTreeSet;

use rapporteur_schema::{
    Claim, RecordRef,
    codes::Basis,
    view::{Atom, FieldView, ItemView},
};

use crate::{
    Error,
    emit::{Emitter, term},
    model::{Class, FieldTerms, Plain, Term},
    sink::Sink,
    word::Word,
};

impl<S: Sink> Emitter<'_, S> {
    /// What of a field stands on the record itself: nothing where readings differ.
    pub(crate) fn plain(
        &mut self,
        class: &'static Class,
        record: RecordRef<'_>,
        field: &FieldView<'_>,
        terms: &FieldTerms,
        claims: &[Claim<'_>],
    ) -> Result<(), Error> {
        let Some(first) = field.readings.first() else { return Ok(()) };
        if field.is_contested() || first.absent.is_some() {
            return Ok(());
        }
        if terms.plain == Plain::Nodes {
            return self.nodes(record, first, terms);
        }
        // What is the editors' proposal in every reading is not said in plain words.
        let stands: Vec<&ItemView<'_>> = first
            .items
            .iter()
            .enumerate()
            .filter(|(n, _)| {
                let mut bases = claims.iter().filter(|claim| claim.item == *n).peekable();
                bases.peek().is_none() || bases.any(|claim| claim.basis != Basis::Proposed)
            })
            .map(|(_, item)| item)
            .collect();
        match terms.plain {
            Plain::Names => self.names(class, &stands, terms)?,
            Plain::Subjects => {
                self.references(&stands, &terms.term, "what");
                let texts: BTreeSet<(&str, &str)> = stands
                    .iter()
                    .filter(|item| item.part("what").is_none())
                    .filter_map(|item| match item.part("text") {
                        Some(Atom::Text(text)) => {
                            Some(text.iter().map(|(tag, text)| (tag.as_str(), text)))
                        }
                        _ => None,
                    })
                    .flatten()
                    .collect();
                let texts: Vec<_> =
                    texts.into_iter().map(|(tag, text)| (Some(tag), text)).collect();
                self.tagged(term(class, Word::AboutText)?, &texts);
            }
            Plain::Part(part) => self.references(&stands, &terms.term, part),
            Plain::Value => self.values(class, record, &stands, terms, claims)?,
            Plain::Nodes | Plain::Nothing => {}
        }
        Ok(())
    }

    fn tagged(&mut self, term: &Term, texts: &[(Option<&str>, &str)]) {
        if !texts.is_empty() {
            self.sink.begin(term);
            self.sink.tagged(texts);
            self.sink.end();
        }
    }

    fn references(&mut self, items: &[&ItemView<'_>], term: &Term, part: &str) {
        let mut ids: Vec<&str> = Vec::new();
        for item in items {
            if let Some(Atom::Ref(id)) = item.part(part)
                && !ids.contains(&id.as_str())
            {
                ids.push(id.as_str());
            }
        }
        if ids.is_empty() {
            return;
        }
        self.sink.begin(term);
        for id in ids {
            self.sink.iri(&[&self.at.record, id]);
        }
        self.sink.end();
    }

    fn values(
        &mut self,
        class: &'static Class,
        record: RecordRef<'_>,
        items: &[&ItemView<'_>],
        terms: &FieldTerms,
        claims: &[Claim<'_>],
    ) -> Result<(), Error> {
        let mut atoms: Vec<&Atom<'_>> = Vec::new();
        for (_, atom) in items.iter().flat_map(|item| &item.parts) {
            if !atoms.contains(&atom) {
                atoms.push(atom);
            }
        }
        if atoms.is_empty() {
            return Ok(());
        }
        self.sink.begin(&terms.term);
        for atom in &atoms {
            match (atom, claims.first()) {
                // The number is a node of the claim.
                (Atom::Quantity(_), Some(claim)) => {
                    let part = terms.parts.first().map_or("value", |part| part.def.name);
                    self.sink.iri(&[&self.at.quantity, &claim.id, ".", part]);
                }
                _ => self.atom(atom, &[record.id().as_str(), ".", terms.def.name])?,
            }
        }
        self.sink.end();
        if let ([Atom::Date(date)], Some(earliest)) =
            (atoms.as_slice(), class.named(Word::Earliest))
            && terms.def.name == crate::mapping::DATE_FIELD
        {
            self.days(earliest, term(class, Word::Latest)?, date);
        }
        Ok(())
    }

    fn names(
        &mut self,
        class: &'static Class,
        items: &[&ItemView<'_>],
        terms: &FieldTerms,
    ) -> Result<(), Error> {
        let mut preferred: Vec<(Option<&str>, &str)> = Vec::new();
        let mut others: Vec<(Option<&str>, &str)> = Vec::new();
        let mut themes: Vec<(Option<&str>, &str)> = Vec::new();
        for item in items {
            let Some(Atom::Plain(text)) = item.part("text") else { continue };
            let tag = match item.part("lang") {
                Some(Atom::Language(tag)) => Some(tag.as_str()),
                _ => None,
            };
            let list = match item.part("kind") {
                // One preferred name a language, as SKOS asks.
                None if preferred.iter().all(|(other, _)| *other != tag) => &mut preferred,
                Some(Atom::Code(code)) if code.code() == "theme" => &mut themes,
                _ => &mut others,
            };
            if !list.contains(&(tag, text)) {
                list.push((tag, text));
            }
        }
        others.retain(|name| !preferred.contains(name));
        self.tagged(&terms.term, &preferred);
        self.tagged(term(class, Word::AlternateNames)?, &others);
        self.tagged(term(class, Word::Theme)?, &themes);
        Ok(())
    }
}

//! The code lists, with the codes that occur.

use rapporteur_schema::{
    Text,
    codes::{CodeList, EventKind, Mechanism, all_lists},
};

use crate::{
    Error,
    emit::{Emitter, term},
    model::Term,
    sink::Sink,
    word::Word,
};

impl<S: Sink> Emitter<'_, S> {
    /// Whether any code of this list was written.
    pub(crate) fn uses(&self, list: &CodeList) -> bool {
        self.codes.contains_key(list.name)
    }

    /// The lists of which codes were written, after the mechanisms of the kinds of
    /// event among them were added.
    pub(crate) fn used_lists(&mut self) -> Vec<&'static CodeList> {
        let kinds = self.codes.get(EventKind::LIST.name).cloned().unwrap_or_default();
        for kind in kinds {
            if let Ok(kind) = kind.parse::<EventKind>() {
                self.note_code(Mechanism::LIST.name, kind.mechanism().code());
            }
        }
        all_lists().into_iter().filter(|list| self.uses(list)).collect()
    }

    /// A code list with those of its codes that were written: one outermost node.
    pub(crate) fn code_list(&mut self, list: &'static CodeList) -> Result<(), Error> {
        let used = self.codes.get(list.name).cloned().unwrap_or_default();
        let (scheme, class) = (&self.model.scheme, &self.model.code);
        self.sink.open(scheme, &[crate::ns::RR, "codes.", list.name]);
        self.english(term(scheme, Word::Title)?, list.label);
        self.sink.begin(term(scheme, Word::Codes)?);
        for def in list.codes.iter().filter(|def| used.contains(def.code)) {
            self.sink.open(class, &[crate::ns::RR, list.name, ".", def.code]);
            self.literal_property(term(class, Word::Notation)?, def.code);
            self.english(term(class, Word::Label)?, def.label);
            self.english(term(class, Word::Definition)?, def.definition);
            self.sink.begin(term(class, Word::InScheme)?);
            self.sink.short(&["rr:codes.", list.name]);
            self.sink.end();
            if list.name == EventKind::LIST.name
                && let Ok(kind) = def.code.parse::<EventKind>()
            {
                let mechanism = kind.mechanism().with_list();
                self.code_property(term(class, Word::Mechanism)?, mechanism);
            }
            self.sink.close();
        }
        self.sink.end();
        self.sink.close();
        Ok(())
    }

    fn english(&mut self, term: &Term, text: &str) {
        self.sink.begin(term);
        // The labels of the lists are the program's own, one a language.
        if term.many {
            self.sink.tagged(&[(Some("en"), text)]);
        } else if let (Ok(tag), Ok(text)) = ("en".parse(), text.parse()) {
            self.sink.text(&Text::new(tag, text));
        }
        self.sink.end();
    }
}

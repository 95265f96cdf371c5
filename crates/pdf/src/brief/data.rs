//! What every part of a brief looks up.

use std::{
    cell::{OnceCell, RefCell},
    collections::{BTreeMap, BTreeSet},
    sync::Arc,
};

use rapporteur_apparatus::{
    Disagreement, Layer,
    language::Language,
    summary::{Entry, timeline},
    value,
};
use rapporteur_schema::{
    Cite, Dataset, Date, RecordRef, Register, Text, all_cites,
    model::Event,
    view::{Atom, FieldView, ItemView, MetaView, ReadingView},
};

use super::{
    choice::Brief,
    credit::{credited, sources},
    dates::{best_date, date_of, is_span, lasts, narrows},
    known::Known,
    line::Line,
    scope::Scope,
    words::{ENGLISH, Words},
};
use crate::block::{Mark, Span, Style};

/// The language in which briefs are written.
pub(super) const LANGUAGE: &str = "en";

/// The fields that stand in narrow columns: a note would be all that one sees there.
pub(super) const NARROW: [&str; 2] = ["date", "period"];

/// The subjects of a dataset: whose engagement it is about.
pub(super) fn subjects(dataset: &Dataset) -> Vec<&str> {
    let subjects = dataset.meta.subject.iter().flat_map(|list| list.iter());
    subjects.map(rapporteur_schema::Ref::as_str).collect()
}

/// A part in an event.
pub(super) struct Part<'a> {
    pub(super) role: &'static str,
    pub(super) event: &'a Event,
}

/// A dataset with what is worked out of it once.
pub(super) struct Data<'a> {
    pub(super) dataset: &'a Dataset,
    /// Which brief this is.
    pub(super) brief: &'a Brief,
    /// The records that belong to it.
    pub(super) scope: Scope<'a>,
    /// Whether an annex has every record.
    pub(super) annex: bool,
    /// The words of the brief.
    pub(super) words: &'static Words,
    /// The events of the brief in order of time.
    pub(super) timeline: Vec<Entry<'a>>,
    /// The years in which events begin, by their ids, as [`years`](super::years) has them.
    pub(super) years: BTreeMap<&'a str, i32>,
    /// The points of the brief on which sources differ.
    pub(super) disagreements: Vec<Disagreement>,
    /// How many points there are beside on records in which whom the brief is about is only
    /// named among others.
    pub(super) touching: usize,
    /// The numbers of the points that a brief shows, by the records that they are about.
    pub(super) points: BTreeMap<String, BTreeSet<usize>>,
    /// The parts that people and organisations had in events, in order of time.
    pub(super) parts: BTreeMap<&'a str, Vec<Part<'a>>>,
    /// What is known of the dataset, whatever the brief.
    pub(super) known: Arc<Known>,
    /// The sources of the brief, worked out when they are first asked for.
    used: OnceCell<BTreeSet<&'a str>>,
    /// Those that only have a side in its points, worked out in the same way.
    compared: OnceCell<BTreeSet<&'a str>>,
    /// The marks of records, each worked out once.
    marks: RefCell<BTreeMap<String, Mark>>,
}

impl<'a> Data<'a> {
    /// As [`Data::with`], of a dataset of which nothing is known yet.
    #[cfg(test)]
    pub(super) fn new(dataset: &'a Dataset, options: &'a crate::Options) -> Self {
        Self::with(dataset, Arc::new(Known::of(dataset)), options)
    }

    pub(super) fn with(
        dataset: &'a Dataset,
        known: Arc<Known>,
        options: &'a crate::Options,
    ) -> Self {
        let brief = &options.brief;
        let scope = Scope::new(dataset, brief);
        let mut timeline = timeline(dataset);
        let mut parts: BTreeMap<&str, Vec<Part<'_>>> = BTreeMap::new();
        for entry in &timeline {
            for witness in entry.event.readings(&entry.event.participants) {
                for item in witness.value.into_iter().flat_map(|list| list.iter()) {
                    let list = parts.entry(item.who.as_str()).or_default();
                    let role = item.role.label();
                    if !list.iter().any(|p| p.event.id == entry.event.id && p.role == role) {
                        list.push(Part { role, event: entry.event });
                    }
                }
            }
        }
        if *brief != Brief::Overview {
            timeline.retain(|entry| scope.has(entry.event.id.as_str()));
        }
        let of_brief = |found: &&Disagreement| match brief {
            Brief::Overview => true,
            // Of a source, those in which it has a side.
            Brief::Source(id) => {
                let mut cites = found.variants.iter().flat_map(|variant| &variant.cite);
                cites.any(|cite| cite.source() == id.as_str())
            }
            _ => scope.differs(found),
        };
        let mut disagreements: Vec<Disagreement> =
            known.disagreements.iter().filter(of_brief).cloned().collect();
        let mut touching = 0;
        if matches!(brief, Brief::Partner(_) | Brief::Person(_)) {
            let all = disagreements.len();
            disagreements.retain(|found| scope.concerns(dataset, found));
            touching = all - disagreements.len();
        }
        let mut data = Self {
            dataset,
            brief,
            scope,
            annex: options.annex,
            words: &ENGLISH,
            timeline,
            years: BTreeMap::new(),
            disagreements,
            touching,
            points: BTreeMap::new(),
            parts,
            known,
            used: OnceCell::new(),
            compared: OnceCell::new(),
            marks: RefCell::default(),
        };
        let mut timeline = std::mem::take(&mut data.timeline);
        for entry in &mut timeline {
            (entry.start, entry.end) = best_date(&data, entry.event, false);
        }
        timeline.sort_by_cached_key(|entry| {
            let at = entry.start.or(entry.end);
            (at.is_none(), at, entry.end, entry.label.to_lowercase(), entry.event.id.clone())
        });
        data.timeline = timeline;
        data.years = super::years::of_events(&data);
        // Of a source, those of which it has a side, and not only of which it speaks.
        if let Brief::Source(id) = brief {
            let mut all = std::mem::take(&mut data.disagreements);
            all.retain(|found| {
                let sides = super::sides::sides(&data, found);
                let mut cites = sides.iter().flat_map(|side| side.cites.iter().chain(&side.from));
                found.layer == Layer::Total || cites.any(|cite| cite.source() == id.as_str())
            });
            data.disagreements = all;
        }
        if !data.is_overview() {
            data.points = super::differ::numbers(&data);
        }
        data
    }

    /// The language of the brief.
    pub(super) fn language(&self) -> &'static dyn Language {
        self.words.language
    }

    /// Whether this is the overview, which is short: it names of each source the first
    /// passage alone.
    pub(super) fn is_overview(&self) -> bool {
        *self.brief == Brief::Overview
    }

    /// Whether it is a brief that shows a choice of the differences: the overview, and that
    /// of a source.
    pub(super) fn is_short(&self) -> bool {
        matches!(self.brief, Brief::Overview | Brief::Source(_))
    }

    /// The records of a register that belong to the brief.
    pub(super) fn of(&self, register: Register) -> Vec<RecordRef<'a>> {
        let all = self.dataset.register(register);
        all.filter(|record| self.scope.has(record.id().as_str())).collect()
    }

    /// The sigla of the sources of some passages, each once.
    pub(super) fn sigla<'c>(&self, cites: impl IntoIterator<Item = &'c Cite>) -> Vec<&'a str> {
        let mut names: Vec<&str> = Vec::new();
        for cite in cites {
            let Some(source) = self.dataset.source(cite.source()) else { continue };
            let name = rapporteur_apparatus::cite::siglum(self.dataset, source.id.as_str());
            if !names.contains(&name) {
                names.push(name);
            }
        }
        names
    }

    /// Whether a record is one of those whom the brief is about.
    pub(super) fn is_own(&self, record: RecordRef<'_>) -> bool {
        self.scope.own.contains(record.id().as_str())
    }

    /// The sources that report a record; in the brief on a partner or a person those that name
    /// whom the brief is about, where a passage of its own does.
    pub(super) fn witnesses<'r>(&self, record: RecordRef<'r>) -> BTreeSet<&'r str> {
        let all = sources(record);
        if !self.is_on_one() || self.scope.about.contains(record.id().as_str()) {
            return all;
        }
        let mut naming: BTreeSet<&str> = BTreeSet::new();
        let named = |item: &ItemView<'_>| self.is_name_of_subject(item);
        for field in record.fields() {
            let names = field.def.name == "names";
            for reading in &field.readings {
                let by = self.speaks(&reading.meta);
                for item in &reading.items {
                    let subject = || self.names_subject(item) || names && named(item);
                    if by || subject() || self.speaks(&item.meta) {
                        let cites = super::credit::of_item(reading, item);
                        naming.extend(cites.into_iter().flatten().map(Cite::source));
                    }
                }
            }
        }
        let some: BTreeSet<&str> = all.intersection(&naming).copied().collect();
        if some.is_empty() { all } else { some }
    }

    /// Whether it is the brief of a source, in which its own values need not say whose they are.
    pub(super) fn is_of_source(&self) -> bool {
        matches!(self.brief, Brief::Source(_))
    }

    /// Whether the brief is on a partner or a person.
    pub(super) fn is_on_one(&self) -> bool {
        matches!(self.brief, Brief::Partner(_) | Brief::Person(_))
    }

    /// Whether a value is attributed to whom the brief is about.
    pub(super) fn speaks(&self, meta: &MetaView<'_>) -> bool {
        meta.said_by.is_some_and(|by| self.scope.about.contains(by.as_str()))
    }

    /// Whether an item names whom the brief is about.
    pub(super) fn names_subject(&self, item: &ItemView<'_>) -> bool {
        super::scope::names(&self.scope.about, item)
    }

    /// Whether a name has whom the brief is about in it, as that of a dialogue names its sides.
    pub(super) fn is_name_of_subject(&self, item: &ItemView<'_>) -> bool {
        let Some(Atom::Plain(name)) = item.part("text") else { return false };
        let mut about = self.scope.about.iter().filter_map(|id| self.dataset.get(id));
        about.any(|one| super::scope::is_named_in(one, name))
    }

    /// The passages of the sources that report a record, as [`Data::witnesses`] has them.
    pub(super) fn cites(&self, record: RecordRef<'_>) -> Vec<Cite> {
        passages(record, &self.witnesses(record))
    }

    /// A field without the readings of sources that do not report the record, as
    /// [`Data::witnesses`] has them: when Luo dates a list in which a partner does not stand,
    /// that is no date of the partner's.
    pub(super) fn field<'r>(&self, record: RecordRef<'r>, name: &str) -> Option<FieldView<'r>> {
        let mut field = record.field(name)?;
        if self.is_on_one() {
            let mut keep = self.reported(record, &field).into_iter();
            field.readings.retain(|_| keep.next().unwrap_or(true));
        }
        (!field.readings.is_empty()).then_some(field)
    }

    /// Which readings of a field a brief on a partner or a person has: those of the sources that
    /// report the record.
    fn reported(&self, record: RecordRef<'_>, field: &FieldView<'_>) -> Vec<bool> {
        let (name, witnesses) = (field.def.name, self.witnesses(record));
        let of = |reading: &ReadingView<'_>| {
            let cites = credited(record, name, reading);
            cites.iter().any(|cite| witnesses.contains(cite.source()))
        };
        let keep: Vec<bool> = field.readings.iter().map(of).collect();
        if keep.contains(&true) {
            return keep;
        }
        // Where only others date it, a day, a month or a year is that of the event; a span of
        // years may be that of a list of theirs.
        let few = name == "date" && witnesses.len() < sources(record).len();
        let own = |reading: &ReadingView<'_>| {
            !few || date_of(reading).is_some_and(|date| !lasts(date) && !is_span(date))
        };
        field.readings.iter().map(own).collect()
    }

    /// The dates that a brief on a partner or a person leaves out, for they are of sources that do
    /// not name whom it is about: those that do not say the same as one that it has.
    pub(super) fn other_dates<'r>(&self, record: RecordRef<'r>) -> Vec<ReadingView<'r>> {
        let Some(field) = record.field("date").filter(|_| self.is_on_one()) else {
            return Vec::new();
        };
        let keep = self.reported(record, &field);
        let (kept, left): (Vec<_>, Vec<_>) =
            field.readings.into_iter().zip(keep).partition(|(_, keep)| *keep);
        let known: Vec<&Date> = kept.iter().filter_map(|(one, _)| date_of(one)).collect();
        let left = left.into_iter().map(|(one, _)| one).filter(|one| {
            let same = |date| known.iter().any(|own| narrows(own, date) || narrows(date, own));
            date_of(one).is_some_and(|date| !same(date))
        });
        left.collect()
    }

    /// The sources that report what the brief tells.
    pub(super) fn used(&self) -> &BTreeSet<&'a str> {
        self.used.get_or_init(|| {
            let records = self.dataset.records();
            let mut used: BTreeSet<&str> = records
                .filter(|record| self.scope.has(record.id().as_str()))
                .flat_map(|record| self.witnesses(record))
                .collect();
            if let Brief::Source(id) = self.brief {
                used.insert(id.as_str());
            }
            used
        })
    }

    /// The sources that have a side in the points that the brief shows, and that report none
    /// of what it tells.
    pub(super) fn compared(&self) -> &BTreeSet<&'a str> {
        self.compared.get_or_init(|| {
            let used = self.used();
            let shown = super::differ::shown(self).into_iter().flat_map(|(_, found)| found);
            let cites = shown.flat_map(|found| &found.variants).flat_map(|variant| &variant.cite);
            let sources = cites.filter_map(|cite| self.dataset.source(cite.source()));
            sources.map(|source| source.id.as_str()).filter(|id| !used.contains(id)).collect()
        })
    }

    /// What to call a record.
    pub(super) fn label<'b>(&'b self, id: &'b str) -> &'b str {
        self.dataset.label(id, LANGUAGE)
    }

    /// Whether a point says that sources differ on a field of a record: then, and only then,
    /// a stroke stands between its readings, and the record has the mark of a difference.
    pub(super) fn differs(&self, record: RecordRef<'_>, field: &str) -> bool {
        self.mark(record) == Mark::Differs
            && self.known.differing.get(record.id().as_str()).is_some_and(|all| all.contains(field))
    }

    /// Whether a counted point is about something that the brief tells, be it that the point
    /// stands in another brief.
    pub(super) fn is_touched(&self) -> bool {
        self.scope.records.iter().any(|id| self.known.touched.contains(*id))
    }

    /// Whether a reading belongs to the brief: in that of a source, one of that source.
    pub(super) fn owns(
        &self,
        record: RecordRef<'_>,
        field: &str,
        reading: &ReadingView<'_>,
    ) -> bool {
        match reading.meta.cite {
            Some(_) => self.brief.is_given_by(credited(record, field, reading)),
            None => record.cite().is_none_or(|cite| self.brief.is_given_by(cite)),
        }
    }

    /// How well a record is attested: as its mark.
    pub(super) fn mark(&self, record: RecordRef<'_>) -> Mark {
        let id = record.id().as_str();
        if let Some(mark) = self.marks.borrow().get(id) {
            return *mark;
        }
        // Readings of two sources that only word the same otherwise, or less precisely, agree.
        let differs = |name: &&str| {
            let of = |field: FieldView<'_>| field.readings.len() > 1 || varies(&field);
            !self.is_on_one() || self.field(record, name).is_some_and(of)
        };
        let differing = self.known.differing.get(id).is_some_and(|all| all.iter().any(differs));
        let mark = match (self.witnesses(record).len() > 1, differing) {
            (true, true) => Mark::Differs,
            (true, false) => Mark::Agreed,
            (false, _) => Mark::OneSource,
        };
        self.marks.borrow_mut().insert(id.to_owned(), mark);
        mark
    }

    /// An item as runs: names and texts with their language, everything else in words.
    pub(super) fn item(&self, item: &ItemView<'_>, style: Style) -> Vec<Span> {
        let mut line = Line::new();
        match (item.parts.as_slice(), item.part("lang")) {
            ([(_, Atom::Text(text))], _) => put_text(&mut line, text, style),
            ([(_, Atom::Plain(name)), ..], Some(Atom::Language(tag))) => {
                line.add_in(name, style, tag.as_str());
                if let Some(Atom::Code(kind)) = item.part("kind") {
                    line.add(&format!(" ({})", kind.label().to_lowercase()), Style::Muted);
                }
            }
            // Two brackets side by side are one.
            _ => {
                let said = value::plain(self.dataset, item, LANGUAGE);
                line.add(&said.replace(") (", "; "), style);
            }
        }
        line.spans()
    }

    /// On what ground a value stands, where the source does not simply state it:
    /// `inferred` and `proposed` are the editors' doing, as the brief explains.
    pub(super) fn grounds(&self, meta: &MetaView<'_>) -> Vec<String> {
        let mut remarks = Vec::new();
        let language = self.language();
        remarks.extend(meta.basis.and_then(|basis| language.basis(basis)).map(str::to_owned));
        remarks.extend(meta.as_of.map(|date| language.as_of(date)));
        remarks.extend(meta.said_by.map(|by| language.attributed(self.label(by.as_str()))));
        remarks
    }

    /// On what ground the editors have the name by which a person or a body goes, if it is not
    /// as a source has it: of a damaged print, say.
    pub(super) fn ground_of_name(&self, id: &str) -> Option<String> {
        let record = self.dataset.get(id)?;
        let field = record.field("names")?;
        let label = self.label(id);
        let mut items = field.readings.iter().flat_map(|reading| {
            reading.items.iter().map(|item| (item, item.meta.basis.or(reading.meta.basis)))
        });
        let named = |item: &ItemView<'_>| matches!(item.part("text"), Some(Atom::Plain(name)) if name == label);
        let (_, basis) = items.find(|(item, _)| named(item))?;
        let basis = basis.filter(|basis| basis.is_of_editors())?;
        Some(self.words.say.ground_of_name(self.language().basis(basis)?))
    }

    /// Of the brief of a source: whose a value is that this source does not give.
    pub(super) fn foreign<'c>(
        &self,
        cites: impl IntoIterator<Item = &'c Cite> + Clone,
    ) -> Option<String> {
        let given = self.brief.is_given_by(cites.clone());
        (!given).then(|| self.language().list(&self.sigla(cites)))
    }

    /// The grounds of a value, with what the editors say of it; the overview leaves that to
    /// the annex, and what stands in narrow columns to [`Data::notes_aside`].
    pub(super) fn remarks(&self, field: &FieldView<'_>, meta: &MetaView<'_>) -> Vec<String> {
        let mut remarks = self.grounds(meta);
        if !self.is_overview()
            && !NARROW.contains(&field.def.name)
            && let Some(note) = meta.note
        {
            let said = note.best(LANGUAGE).trim_end_matches('.');
            remarks.push(format!("{}{said}", self.words.word.editors_note));
        }
        remarks
    }

    /// What the editors say of a record, without its full stop.
    pub(super) fn note(&self, record: RecordRef<'_>) -> Option<String> {
        let field = record.field("note")?;
        let item = field.readings.first()?.items.first()?;
        let said = value::plain(self.dataset, item, LANGUAGE);
        Some(super::line::clean(said.trim_end_matches('.')))
    }

    /// What the editors say a record may be the same as, each with why.
    pub(super) fn may_be(&self, record: RecordRef<'_>) -> Vec<String> {
        let field = record.field("possibly_same_as");
        let items = field.iter().flat_map(|field| &field.readings).flat_map(|one| &one.items);
        let other = items.filter_map(|item| match (item.part("record"), item.part("reason")) {
            (Some(Atom::Ref(id)), Some(Atom::Text(reason))) => {
                let reason = reason.best(LANGUAGE).trim_end_matches('.');
                let name = self.language().quoted(self.label(id.as_str()));
                Some(super::line::clean(&self.words.say.may_be(&name, reason)))
            }
            _ => None,
        });
        other.collect()
    }

    /// What the editors say of a record, and of its values that stand in narrow columns,
    /// each once.
    pub(super) fn notes_aside(&self, record: RecordRef<'_>) -> Vec<Aside> {
        let mut notes: Vec<Aside> = Vec::new();
        if self.is_overview() {
            return notes;
        }
        let own = self.note(record).into_iter().chain(self.may_be(record));
        notes.extend(own.map(|said| Aside { said, from: Vec::new() }));
        // What is said, of whom, and from which other passages: of several it is said once.
        let mut asides: Vec<(String, Vec<&str>, Vec<Cite>)> = Vec::new();
        let all = sources(record);
        for field in NARROW.into_iter().filter_map(|name| self.field(record, name)) {
            for reading in &field.readings {
                let items = reading.items.iter().map(|item| item.meta.note);
                for note in std::iter::once(reading.meta.note).chain(items).flatten() {
                    let said = super::line::clean(note.best(LANGUAGE).trim_end_matches('.'));
                    let cites = credited(record, field.def.name, reading);
                    // Whose it is, unless it is all of whose the record is.
                    let of: BTreeSet<&str> = cites.iter().map(|cite| cite.source()).collect();
                    let whose = !reading.bare && (field.readings.len() > 1 || of != all);
                    let named = super::credit::named(self, record, field.def.name, reading);
                    let whose = if whose { named } else { Vec::new() };
                    let rest = reading.meta.cite.into_iter().flatten();
                    let from = rest.filter(|cite| !cites.contains(cite)).cloned();
                    let at = asides.iter().position(|(known, ..)| *known == said);
                    let at = at.unwrap_or_else(|| {
                        asides.push((said, Vec::new(), Vec::new()));
                        asides.len() - 1
                    });
                    let Some((_, names, further)) = asides.get_mut(at) else { continue };
                    for name in whose {
                        if !names.contains(&name) {
                            names.push(name);
                        }
                    }
                    further.extend(from);
                }
            }
        }
        for (said, whose, from) in asides {
            if whose.is_empty() {
                if !notes.iter().any(|known| known.said == said) {
                    notes.push(Aside { said, from });
                }
            } else {
                notes.push(Aside {
                    said: format!("{}: {said}", self.language().list(&whose)),
                    from,
                });
            }
        }
        notes
    }
}

/// What the editors say, without its full stop.
#[derive(Debug, Clone, PartialEq, Eq, PartialOrd, Ord)]
pub(super) struct Aside {
    pub(super) said: String,
    /// The passages that only help them to say it.
    pub(super) from: Vec<Cite>,
}

/// Whether the readings of a field have values that are not equal, or the items of one are of
/// several sources that have another value of one thing.
pub(super) fn varies(field: &FieldView<'_>) -> bool {
    let mut some = field.readings.iter().filter(|reading| !reading.items.is_empty());
    let Some(first) = some.next() else { return false };
    let unequal = some.any(|other| {
        let mut pairs = first.items.iter().zip(&other.items);
        first.items.len() != other.items.len() || pairs.any(|(a, b)| a.parts != b.parts)
    });
    unequal || field.readings.iter().any(super::marks::is_at_odds)
}

/// A text in the language of the brief, or in the one that it has.
pub(super) fn put_text(line: &mut Line, text: &Text, style: Style) {
    let (language, words) = text.best_entry(LANGUAGE);
    line.add_in(words, style, language);
}

/// The passages of the sources that report a record, each once, in the order of their
/// first use.
pub(super) fn cites(record: RecordRef<'_>) -> Vec<Cite> {
    passages(record, &sources(record))
}

/// The passages of a record that are of these sources, in the same order.
fn passages(record: RecordRef<'_>, of: &BTreeSet<&str>) -> Vec<Cite> {
    let mut seen = BTreeSet::new();
    let mut cites = Vec::new();
    for cite in all_cites(record).into_iter().flatten() {
        if of.contains(cite.source()) && seen.insert(cite) {
            cites.push(cite.clone());
        }
    }
    cites
}

/// The sign of a mark.
pub(super) fn sign(mark: Mark) -> (&'static str, Style) {
    match mark {
        Mark::Agreed => ("●", Style::Regular),
        Mark::OneSource => ("○", Style::Muted),
        Mark::Differs => ("◆", Style::Differs),
    }
}

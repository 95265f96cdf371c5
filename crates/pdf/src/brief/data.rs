//! What every part of a brief looks up.

use std::{
    cell::{OnceCell, RefCell},
    collections::{BTreeMap, BTreeSet},
};

use rapporteur_apparatus::{
    Disagreement, Layer,
    differences::{date_within, differences, reads_differently},
    language::Language,
    summary::{Entry, timeline},
    value,
};
use rapporteur_schema::{
    Cite, Cites, Dataset, Date, Day, RecordRef, Register, Text, all_cites,
    codes::DifferenceClass,
    model::Event,
    view::{Atom, FieldView, ItemView, MetaView, ReadingView},
};

use super::{
    choice::Brief,
    line::Line,
    scope::Scope,
    words::{ENGLISH, Words},
};
use crate::block::{Mark, Span, Style};

/// The language in which briefs are written.
pub(super) const LANGUAGE: &str = "en";

/// The fields that stand in narrow columns: a note would be all that one sees there.
const NARROW: [&str; 2] = ["date", "period"];

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
    /// The points of the brief on which sources differ.
    pub(super) disagreements: Vec<Disagreement>,
    /// How many points there are beside on records in which whom the brief is about is only
    /// named among others.
    pub(super) touching: usize,
    /// The numbers of the points that a brief shows, by the records that they are about.
    pub(super) points: BTreeMap<String, BTreeSet<usize>>,
    /// The parts that people and organisations had in events, in order of time.
    pub(super) parts: BTreeMap<&'a str, Vec<Part<'a>>>,
    /// The records of which some sources differ on one, in whatever brief that stands.
    differing: BTreeSet<String>,
    /// The records, and fields of records, of which an editors' note says that what sources
    /// have of them is not in dispute: they cover other matter, or name it otherwise.
    undisputed: BTreeSet<(&'a str, Option<&'a str>)>,
    /// The sources of the brief, worked out when they are first asked for.
    used: OnceCell<BTreeSet<&'a str>>,
    /// Those that only have a side in its points, worked out in the same way.
    compared: OnceCell<BTreeSet<&'a str>>,
    /// The marks of records, each worked out once.
    marks: RefCell<BTreeMap<String, Mark>>,
}

impl<'a> Data<'a> {
    pub(super) fn new(dataset: &'a Dataset, options: &'a crate::Options) -> Self {
        let brief = &options.brief;
        let scope = Scope::new(dataset, brief);
        let mut disagreements = differences(dataset);
        // Dates of which one lies within all others agree as far as they go.
        for found in disagreements.iter_mut().filter(|found| found.field == Some("date")) {
            let field = dataset.get(&found.record).and_then(|record| record.field("date"));
            if found.layer == Layer::Readings && field.is_some_and(|field| agree(&field)) {
                (found.layer, found.class) = (Layer::Note, Some(DifferenceClass::Coverage));
            }
        }
        let mut undisputed = BTreeSet::new();
        for note in dataset.differences() {
            let settled = super::differ::settled(note.kind);
            undisputed.extend(note.about.iter().filter(|_| settled).map(|pointer| {
                (pointer.record.as_str(), pointer.field.as_ref().map(|field| field.as_str()))
            }));
        }
        // A record has the mark of a difference where its readings stand against one another,
        // and a point says so.
        let mut differing = BTreeSet::new();
        for found in &disagreements {
            for (id, name) in super::differ::disputed(dataset, found) {
                let fields = dataset.get(id).map(|record| record.fields()).unwrap_or_default();
                let against = fields.iter().any(|field| {
                    name.is_none_or(|name| name == field.def.name)
                        && is_disputed(&undisputed, id, field)
                });
                if against {
                    differing.insert(id.to_owned());
                }
            }
        }
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
            disagreements.retain(|found| match brief {
                // Of a source, those in which it has a side.
                Brief::Source(id) => {
                    let mut cites = found.variants.iter().flat_map(|variant| &variant.cite);
                    cites.any(|cite| cite.source() == id.as_str())
                }
                _ => scope.differs(found),
            });
        }
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
            disagreements,
            touching,
            points: BTreeMap::new(),
            parts,
            differing,
            undisputed,
            used: OnceCell::new(),
            compared: OnceCell::new(),
            marks: RefCell::default(),
        };
        let mut timeline = std::mem::take(&mut data.timeline);
        for entry in &mut timeline {
            (entry.start, entry.end) = best_date(&data, entry.event);
        }
        timeline.sort_by_cached_key(|entry| {
            let at = entry.start.or(entry.end);
            (at.is_none(), at, entry.end, entry.label.to_lowercase(), entry.event.id.clone())
        });
        data.timeline = timeline;
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

    /// The sources that report a record; in the brief on a partner or a person, of an event
    /// on whose participants they speak apart, those that name whom the brief is about.
    pub(super) fn witnesses<'r>(&self, record: RecordRef<'r>) -> BTreeSet<&'r str> {
        let all = sources(record);
        if !self.is_on_one() {
            return all;
        }
        let Some(field) = record.field("participants") else { return all };
        if field.readings.len() < 2 {
            return all;
        }
        let mut naming: BTreeSet<&str> = BTreeSet::new();
        for reading in &field.readings {
            for item in reading.items.iter().filter(|item| self.names_subject(item)) {
                let cites = item.meta.cite.or(reading.meta.cite);
                naming.extend(cites.into_iter().flatten().map(Cite::source));
            }
        }
        if naming.is_empty() { all } else { all.intersection(&naming).copied().collect() }
    }

    /// Whether the brief is on a partner or a person.
    pub(super) fn is_on_one(&self) -> bool {
        matches!(self.brief, Brief::Partner(_) | Brief::Person(_))
    }

    /// Whether an item names whom the brief is about.
    pub(super) fn names_subject(&self, item: &ItemView<'_>) -> bool {
        super::scope::names(&self.scope.about, item)
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
        if self.is_on_one() && field.readings.len() > 1 {
            let witnesses = self.witnesses(record);
            let of = |reading: &ReadingView<'_>| {
                let mut cites = reading.meta.cite.into_iter().flatten();
                cites.any(|cite| witnesses.contains(cite.source()))
            };
            if field.readings.iter().any(of) {
                field.readings.retain(|reading| of(reading));
            }
        }
        Some(field)
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

    /// Whether the readings of a field differ in what they say, and may be disputed.
    pub(super) fn differs(&self, record: &str, field: &FieldView<'_>) -> bool {
        is_disputed(&self.undisputed, record, field)
    }

    /// Whether a reading belongs to the brief: in that of a source, one of that source.
    pub(super) fn owns(&self, reading: &ReadingView<'_>) -> bool {
        reading.meta.cite.is_none_or(|cites| self.brief.is_given_by(cites))
    }

    /// How well a record is attested: as its mark.
    pub(super) fn mark(&self, record: RecordRef<'_>) -> Mark {
        let id = record.id().as_str();
        if let Some(mark) = self.marks.borrow().get(id) {
            return *mark;
        }
        // Readings of two sources that only word the same otherwise, or less precisely, agree.
        let mark = match (self.witnesses(record).len() > 1, self.differing.contains(id)) {
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

    /// Of the brief of a source: whose a value is that this source does not give.
    pub(super) fn foreign(&self, cites: &Cites) -> Option<String> {
        (!self.brief.is_given_by(cites)).then(|| self.language().list(&self.sigla(cites)))
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

    /// What the editors say of a record, and of its values that stand in narrow columns,
    /// each once, without their full stops.
    pub(super) fn notes_aside(&self, record: RecordRef<'_>) -> Vec<String> {
        let mut notes: Vec<String> = Vec::new();
        if self.is_overview() {
            return notes;
        }
        notes.extend(self.note(record));
        for field in record.fields().iter().filter(|field| NARROW.contains(&field.def.name)) {
            for reading in &field.readings {
                let items = reading.items.iter().map(|item| item.meta.note);
                for note in std::iter::once(reading.meta.note).chain(items).flatten() {
                    let said = super::line::clean(note.best(LANGUAGE).trim_end_matches('.'));
                    // Of several readings, whose.
                    let whose = reading.meta.cite.filter(|_| field.readings.len() > 1);
                    let said = match whose {
                        Some(cites) => {
                            let cites = witnessing(record, cites);
                            format!("{}: {said}", self.language().list(&self.sigla(cites)))
                        }
                        None => said,
                    };
                    if !notes.contains(&said) {
                        notes.push(said);
                    }
                }
            }
        }
        notes
    }
}

/// The first and the last day of an event: of the reading that is most precise, where they
/// agree; over all, where they do not; in the brief of a source by its own readings. Of one
/// that began some time within a decade or a longer span, that span.
fn best_date(data: &Data<'_>, event: &Event) -> (Option<Day>, Option<Day>) {
    let Some(field) = data.field(RecordRef::Event(event), "date") else { return (None, None) };
    let all = || field.readings.iter().filter_map(|reading| Some((date_of(reading)?, reading)));
    let mut dates: Vec<&Date> =
        all().filter(|(_, reading)| data.owns(reading)).map(|(date, _)| date).collect();
    if dates.is_empty() {
        dates = all().map(|(date, _)| date).collect();
    }
    if let Some(best) = finest(&dates) {
        return super::events::beginning(best).unwrap_or((best.earliest(), best.latest()));
    }
    // A decade is no beginning where another reading has a year.
    let clear = |date: &&&Date| !super::events::is_span(date);
    let some: Vec<&Date> = dates.iter().filter(clear).copied().collect();
    let dates = if some.is_empty() { dates } else { some };
    let start = dates.iter().filter_map(|date| date.earliest()).min();
    (start, dates.iter().filter_map(|date| date.latest()).max())
}

/// The most precise of some dates, if it lies within all others.
fn finest<'d>(dates: &[&'d Date]) -> Option<&'d Date> {
    let fine = *dates.iter().min_by_key(|date| vagueness(date))?;
    dates.iter().all(|coarse| narrows(fine, coarse)).then_some(fine)
}

/// Whether a date says the same as another, or the same more precisely; of two that last, only
/// if they are one.
pub(super) fn narrows(fine: &Date, coarse: &Date) -> bool {
    let lasts = |date: &Date| date.as_str().contains('/');
    fine == coarse || date_within(fine, coarse) && !(lasts(fine) && lasts(coarse))
}

/// Whether the most precise date of a field lies within all its others; no other field agrees
/// in this way.
fn agree(field: &FieldView<'_>) -> bool {
    let dates: Vec<&Date> = field.readings.iter().filter_map(date_of).collect();
    NARROW.contains(&field.def.name) && finest(&dates).is_some()
}

/// Whether the readings of a field differ in what they say, and no note says that they are
/// not in dispute.
fn is_disputed(
    undisputed: &BTreeSet<(&str, Option<&str>)>,
    record: &str,
    field: &FieldView<'_>,
) -> bool {
    reads_differently(field)
        && !agree(field)
        && !undisputed.contains(&(record, None))
        && !undisputed.contains(&(record, Some(field.def.name)))
}

/// How many days a date admits, about; one without a beginning or an end more than any, and
/// of these the one that begins last the fewest.
pub(super) fn vagueness(date: &Date) -> (i64, i64) {
    let number =
        |day: Day| i64::from(day.year) * 372 + i64::from(day.month) * 31 + i64::from(day.day);
    match (date.earliest(), date.latest()) {
        (Some(from), Some(to)) => (number(to) - number(from), 0),
        (Some(from), None) => (i64::MAX - 1, -number(from)),
        (None, Some(to)) => (i64::MAX - 1, number(to)),
        (None, None) => (i64::MAX, 0),
    }
}

/// The date of a reading.
pub(super) fn date_of<'a>(reading: &ReadingView<'a>) -> Option<&'a Date> {
    match reading.items.first()?.part("value")? {
        Atom::Date(date) => Some(date),
        _ => None,
    }
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

/// The sources that report a record: those of its own passages, and those of the values
/// that they state. From what the editors infer a value, who a speaker is and what a
/// thing is about, makes no source a witness of it.
pub(super) fn sources(record: RecordRef<'_>) -> BTreeSet<&str> {
    let mut found: Vec<&Cites> = record.cite().into_iter().collect();
    for field in record.fields() {
        if matches!(field.def.name, "by" | "about") {
            continue;
        }
        for reading in field.readings.iter().filter(|reading| reading.meta.is_stated()) {
            found.extend(reading.meta.cite.filter(|_| !reading.bare));
            let items = reading.items.iter().filter(|item| item.meta.is_stated());
            found.extend(items.filter_map(|item| item.meta.cite));
        }
    }
    found.into_iter().flatten().map(Cite::source).collect()
}

/// Of the passages of a value those of the sources that report its record; all, if there are
/// none: what only helps to date a source is no witness of what it reports.
pub(super) fn witnessing<'c>(
    record: RecordRef<'_>,
    cites: impl IntoIterator<Item = &'c Cite>,
) -> Vec<&'c Cite> {
    let all: Vec<&Cite> = cites.into_iter().collect();
    let of = sources(record);
    let some: Vec<&Cite> = all.iter().filter(|cite| of.contains(cite.source())).copied().collect();
    if some.is_empty() { all } else { some }
}

/// The sign of a mark.
pub(super) fn sign(mark: Mark) -> (&'static str, Style) {
    match mark {
        Mark::Agreed => ("●", Style::Regular),
        Mark::OneSource => ("○", Style::Muted),
        Mark::Differs => ("◆", Style::Differs),
    }
}

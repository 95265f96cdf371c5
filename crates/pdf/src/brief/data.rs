//! What every part of a brief looks up.

use std::collections::{BTreeMap, BTreeSet};

use rapporteur_apparatus::{
    Disagreement, Layer, differences,
    language::Language,
    summary::{Entry, timeline},
    value,
};
use rapporteur_schema::{
    Cite, Cites, Dataset, Date, Day, RecordRef, Register, Text, all_cites,
    codes::Basis,
    model::Event,
    view::{Atom, FieldView, ItemView, MetaView},
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
    differing_fields: BTreeSet<(String, &'static str)>,
    differing_records: BTreeSet<String>,
}

impl<'a> Data<'a> {
    pub(super) fn new(dataset: &'a Dataset, options: &'a crate::Options) -> Self {
        let brief = &options.brief;
        let scope = Scope::new(dataset, brief);
        let mut disagreements = differences(dataset);
        let mut differing_fields = BTreeSet::new();
        let mut differing_records = BTreeSet::new();
        for found in &disagreements {
            if found.layer == Layer::Total {
                continue;
            }
            if let (Layer::Readings, Some(field)) = (found.layer, found.field) {
                differing_fields.insert((found.record.clone(), field));
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
        // A source that is at odds with itself does not differ from another; what is no point
        // of the brief has no mark of one.
        for found in disagreements.iter().filter(|found| super::differ::between(found)) {
            differing_records.insert(found.record.clone());
            differing_records.extend(found.records.iter().cloned());
        }
        for entry in &mut timeline {
            let differs = differing_fields.contains(&(entry.event.id.to_string(), "date"));
            (entry.start, entry.end) = best_date(entry.event, brief, differs);
        }
        timeline.sort_by_cached_key(|entry| {
            let at = entry.start.or(entry.end);
            (at.is_none(), at, entry.end, entry.label.to_lowercase(), entry.event.id.clone())
        });
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
            differing_fields,
            differing_records,
        };
        if !data.is_short() {
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
    pub(super) fn sigla<'c>(&'c self, cites: &'c [Cite]) -> Vec<&'c str> {
        let mut names: Vec<&str> = Vec::new();
        for cite in cites {
            let name = rapporteur_apparatus::cite::siglum(self.dataset, cite.source());
            if !names.contains(&name) {
                names.push(name);
            }
        }
        names
    }

    /// The sources that report a record; in the brief on a partner or a person, of an event
    /// on whose participants they speak apart, those that name whom the brief is about.
    pub(super) fn witnesses<'r>(&self, record: RecordRef<'r>) -> BTreeSet<&'r str> {
        let all = sources(record);
        let own = matches!(self.brief, Brief::Partner(_) | Brief::Person(_));
        let field = own.then(|| record.field("participants")).flatten();
        let Some(field) = field.filter(|field| field.readings.len() > 1) else { return all };
        let named = |item: &&ItemView<'_>| {
            item.parts.iter().any(
                |(_, atom)| matches!(atom, Atom::Ref(id) if self.scope.about.contains(id.as_str())),
            )
        };
        let mut naming: BTreeSet<&str> = BTreeSet::new();
        for reading in &field.readings {
            for item in reading.items.iter().filter(named) {
                let cites = item.meta.cite.or(reading.meta.cite);
                naming.extend(cites.into_iter().flatten().map(Cite::source));
            }
        }
        if naming.is_empty() { all } else { all.intersection(&naming).copied().collect() }
    }

    /// The sources that report what the brief tells.
    pub(super) fn used(&self) -> BTreeSet<&str> {
        let records = self.dataset.records();
        let mut used: BTreeSet<&str> = records
            .filter(|record| self.scope.has(record.id().as_str()))
            .flat_map(|record| self.witnesses(record))
            .collect();
        if let Brief::Source(id) = self.brief {
            used.insert(id.as_str());
        }
        used
    }

    /// What to call a record.
    pub(super) fn label<'b>(&'b self, id: &'b str) -> &'b str {
        self.dataset.label(id, LANGUAGE)
    }

    /// Whether the readings of a field differ in what they say.
    pub(super) fn differs(&self, record: &str, field: &'static str) -> bool {
        self.differing_fields.contains(&(record.to_owned(), field))
    }

    /// How well a record is attested: as its mark.
    pub(super) fn mark(&self, record: RecordRef<'_>) -> Mark {
        // Readings of two sources that only word the same otherwise, or less precisely, agree.
        match (
            self.witnesses(record).len() > 1,
            self.differing_records.contains(record.id().as_str()),
        ) {
            (true, true) => Mark::Differs,
            (true, false) => Mark::Agreed,
            (false, _) => Mark::OneSource,
        }
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
        let Brief::Source(id) = self.brief else { return None };
        if cites.iter().any(|cite| cite.source() == id.as_str()) {
            return None;
        }
        let cites: Vec<Cite> = cites.iter().cloned().collect();
        Some(self.language().list(&self.sigla(&cites)))
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
                            let cites: Vec<Cite> = cites.iter().cloned().collect();
                            format!("{}: {said}", self.language().list(&self.sigla(&cites)))
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
/// agree; over all, where they do not; in the brief of a source by its own readings.
fn best_date(event: &Event, brief: &Brief, differs: bool) -> (Option<Day>, Option<Day>) {
    let readings = event.readings(&event.date);
    let own = |cites: &Cites| match brief {
        Brief::Source(id) => cites.iter().any(|cite| cite.source() == id.as_str()),
        _ => true,
    };
    let all = || readings.iter().filter_map(|witness| Some((witness.value?, witness.cite)));
    let mut dates: Vec<&Date> =
        all().filter(|(_, cites)| own(cites)).map(|(date, _)| date).collect();
    if dates.is_empty() {
        dates = all().map(|(date, _)| date).collect();
    }
    if differs && dates.len() > 1 {
        let start = dates.iter().filter_map(|date| date.earliest()).min();
        return (start, dates.iter().filter_map(|date| date.latest()).max());
    }
    let best = dates.into_iter().min_by_key(|date| vagueness(date));
    best.map_or((None, None), |date| (date.earliest(), date.latest()))
}

/// How many days a date admits, about; one without a beginning or an end more than any.
pub(super) fn vagueness(date: &Date) -> i64 {
    let number =
        |day: Day| i64::from(day.year) * 372 + i64::from(day.month) * 31 + i64::from(day.day);
    match (date.earliest(), date.latest()) {
        (Some(from), Some(to)) => number(to) - number(from),
        (None, None) => i64::MAX,
        _ => i64::MAX - 1,
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
    let witnesses = sources(record);
    let mut seen = BTreeSet::new();
    let mut cites = Vec::new();
    for cite in all_cites(record).into_iter().flatten() {
        if witnesses.contains(cite.source()) && seen.insert(cite) {
            cites.push(cite.clone());
        }
    }
    cites
}

/// The sources that report a record: those of its own passages, and those of the values
/// that they state. From what the editors infer a value, who a speaker is and what a
/// thing is about, makes no source a witness of it.
pub(super) fn sources(record: RecordRef<'_>) -> BTreeSet<&str> {
    let stated =
        |meta: &MetaView<'_>| !matches!(meta.basis, Some(Basis::Inferred | Basis::Proposed));
    let mut found: Vec<&Cites> = record.cite().into_iter().collect();
    for field in record.fields() {
        if matches!(field.def.name, "by" | "about") {
            continue;
        }
        for reading in field.readings.iter().filter(|reading| stated(&reading.meta)) {
            found.extend(reading.meta.cite.filter(|_| !reading.bare));
            let items = reading.items.iter().filter(|item| stated(&item.meta));
            found.extend(items.filter_map(|item| item.meta.cite));
        }
    }
    found.into_iter().flatten().map(Cite::source).collect()
}

/// The sign of a mark.
pub(super) fn sign(mark: Mark) -> (&'static str, Style) {
    match mark {
        Mark::Agreed => ("●", Style::Regular),
        Mark::OneSource => ("○", Style::Muted),
        Mark::Differs => ("◆", Style::Differs),
    }
}

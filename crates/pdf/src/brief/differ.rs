//! Where the sources differ: every point, side by side.

use std::collections::{BTreeMap, BTreeSet};

use rapporteur_apparatus::{
    Disagreement, Layer, Variant,
    differences::{FURTHER, short_name},
    value,
};
use rapporteur_schema::{
    Cite,
    codes::{Absence, Basis, DifferenceClass},
};

use super::{
    choice::Brief,
    data::{Data, LANGUAGE},
    engagement::columns,
    line::{Line, clean, or_dash, restyled},
    notes::Notes,
};
use crate::block::{Block, Link, Row, RowKind, Span, Style, Table};

/// How long a point may be with its explanation for the table of the overview, in bytes,
/// and how long when it is a conflict.
const BRIEF: usize = 330;
const CONFLICT: usize = 520;

/// Of no more records than this a side of a point may be.
const SIDES: usize = 40;

/// No more points than this are one table, whatever their classes.
const FEW: usize = 12;

/// The classes in the order in which readers need them: what cannot both be right first;
/// and how many points of each the overview shows.
const CLASSES: [(Option<DifferenceClass>, &str, usize); 8] = [
    (Some(DifferenceClass::Conflict), "conflicts", 3),
    (Some(DifferenceClass::CountingBasis), "counting", 2),
    (Some(DifferenceClass::AsOf), "as-of", 1),
    (Some(DifferenceClass::Coverage), "coverage", 1),
    (Some(DifferenceClass::Misprint), "misprints", 1),
    (Some(DifferenceClass::Naming), "naming", 0),
    (Some(DifferenceClass::Translation), "translations", 0),
    (None, "unexplained", 1),
];
/// How many totals that the list does not meet the overview shows.
const TOTALS: usize = 1;

/// Every difference of the brief, whole, by class.
pub(super) fn write(data: &Data<'_>, notes: &mut Notes, out: &mut Vec<Block>) {
    if !data.disagreements.is_empty() {
        // A source that is at odds with itself does not differ from another.
        let title =
            if data.disagreements.iter().any(|one| between(one) || one.layer == Layer::Total) {
                data.words.title.differences
            } else {
                data.words.title.difficulties
            };
        out.push(super::heading(2, title, "differences"));
        every(data, notes, out, "differences");
    }
}

/// The numbers of the points that a brief shows, by the records that they are about.
pub(super) fn numbers(data: &Data<'_>) -> BTreeMap<String, BTreeSet<usize>> {
    let mut numbers: BTreeMap<String, BTreeSet<usize>> = BTreeMap::new();
    let shown = shown(data).into_iter().flat_map(|(_, found)| found);
    for (n, found) in shown.enumerate() {
        for id in std::iter::once(&found.record).chain(&found.records) {
            numbers.entry(id.clone()).or_default().insert(n + 1);
        }
    }
    numbers
}

/// The points by class, those that one note explains after one another.
fn classes<'d>(data: &'d Data<'_>) -> Vec<(Class, Vec<&'d Disagreement>)> {
    let classes = by_class(data).into_iter();
    classes.map(|(class, found)| (class, together(found))).collect()
}

/// The points that the brief shows: of the overview none by number, of a source with many
/// those between it and others. Names, translations, what one covers and another does not,
/// and what the source says now so and now so, are then for the annex.
pub(super) fn shown<'d>(data: &'d Data<'_>) -> Vec<(Class, Vec<&'d Disagreement>)> {
    let mut classes = classes(data);
    if matches!(data.brief, Brief::Source(_)) && data.disagreements.len() > FEW {
        classes.retain(|(class, _)| {
            let set_apart = matches!(
                class.code,
                Some(
                    DifferenceClass::Coverage
                        | DifferenceClass::Naming
                        | DifferenceClass::Translation
                )
            );
            !class.noted && !set_apart
        });
    }
    classes
}

/// Those between a source and others; how many there are beside is said.
pub(super) fn with_others(data: &Data<'_>, notes: &mut Notes, out: &mut Vec<Block>) {
    if data.disagreements.is_empty() {
        return;
    }
    let words = data.words;
    out.push(super::heading(2, words.title.differences, "differences"));
    let mut line = Line::new().plain(&summary(data));
    let classes = shown(data);
    let all = data.disagreements.len();
    let number = classes.iter().map(|(_, found)| found.len()).sum();
    if number < all {
        line.add(" ", Style::Regular);
        line.add(&words.say.differ_rest(number, all, data.annex), Style::Regular);
        if data.annex {
            to_annex(data, &mut line);
        }
    }
    out.push(super::paragraph(line));
    if !classes.is_empty() {
        out.push(super::small(Line::new().plain(words.text.differ_rule)));
    }
    let mut block = Points::new(data, true);
    for (class, found) in classes {
        block.add(notes, Some(&class), &found);
    }
    out.extend(block.finish());
}

/// Leads to every difference in the annex.
fn to_annex(data: &Data<'_>, line: &mut Line) {
    let mut span = Span::plain(data.words.title.every_difference);
    span.link = Some(Link::Heading("every-difference".to_owned()));
    line.add(" ", Style::Regular);
    line.push(span);
    line.add(".", Style::Regular);
}

/// Every difference of the brief, whole, in the annex of one that shows a choice of them.
pub(super) fn annex(data: &Data<'_>, notes: &mut Notes, out: &mut Vec<Block>) {
    if !data.disagreements.is_empty() {
        out.push(super::heading(2, data.words.title.every_difference, "every-difference"));
        every(data, notes, out, "every-difference");
    }
}

fn every(data: &Data<'_>, notes: &mut Notes, out: &mut Vec<Block>, id: &str) {
    let words = data.words;
    let mut text = summary(data);
    if data.touching > 0 {
        let title = data.brief.title(data.dataset);
        text = format!("{text} {}", words.say.differ_touching(data.touching, &title));
    }
    out.push(super::paragraph(Line::new().plain(&text)));
    out.push(super::small(Line::new().plain(words.text.differ_rule)));
    let classes = classes(data);
    let few = classes.iter().map(|(_, found)| found.len()).sum::<usize>() <= FEW;
    let mut block = Points::new(data, !data.is_short());
    for (class, found) in classes {
        if few {
            block.add(notes, Some(&class), &found);
            continue;
        }
        out.push(super::heading(3, class.title(data), &format!("{id}-{}", class.id)));
        out.push(super::small(Line::new().muted(&says_of(data, &class))));
        block.add(notes, None, &found);
        out.extend(block.finish());
    }
    out.extend(block.finish());
}

/// Points one under the other: over each what it is about, under it why.
struct Points<'d, 'a> {
    data: &'d Data<'a>,
    /// Whether they have numbers, by which the tables name them.
    numbered: bool,
    number: usize,
    rows: Vec<Row>,
    /// The explanation of the point before, and its number.
    before: Option<(String, usize)>,
}

impl<'d, 'a> Points<'d, 'a> {
    fn new(data: &'d Data<'a>, numbered: bool) -> Self {
        Self { data, numbered, number: 0, rows: Vec::new(), before: None }
    }

    /// Adds points of a class, which is named unless a heading has it.
    fn add(&mut self, notes: &mut Notes, class: Option<&Class>, found: &[&Disagreement]) {
        let data = self.data;
        for found in found {
            self.number += 1;
            let mut head = Line::new();
            if self.numbered {
                head.add(&format!("{}. ", data.language().whole(self.number)), Style::Bold);
            }
            head.add(point(data, found).trim_end_matches('.'), Style::Bold);
            if let Some(class) = class {
                head.add(" · ", Style::Muted);
                let style = if class.noted { Style::Muted } else { Style::Differs };
                head.add(&super::lower_first(class.title(data)), style);
            }
            self.rows.push(Row::head(head.spans()));
            for (value, variant) in values(data, found).iter().zip(&found.variants) {
                if variant.value == FURTHER {
                    continue;
                }
                let mut side = Line::new();
                who(data, notes, found, variant, &mut side);
                let mut has = Line::new().plain(value);
                if let Some(as_of) = &variant.as_of {
                    has.add(&format!(" ({} {as_of})", data.words.word.as_of), Style::Muted);
                }
                self.rows
                    .push(Row { cells: vec![side.spans(), or_dash(has)], kind: RowKind::Close });
            }
            self.why(notes, found);
        }
    }

    /// Why they differ; of points that have one reason it stands under the first.
    fn why(&mut self, notes: &mut Notes, found: &Disagreement) {
        let Some(explanation) = &found.explanation else {
            self.before = None;
            return;
        };
        let mut line = Line::new().muted(self.data.words.word.editors);
        match &self.before {
            Some((before, number)) if before == explanation => {
                let said = self.data.words.say.as_before(self.numbered.then_some(*number));
                line.add(&said, Style::Muted);
            }
            _ => {
                line.add(explanation, Style::Regular);
                // What the explanation rests on beside the sides.
                let further = found.variants.iter().filter(|variant| variant.value == FURTHER);
                line.cite(notes, further.flat_map(|variant| &variant.cite));
                self.before = Some((explanation.clone(), self.number));
            }
        }
        self.rows.push(Row::foot(line.spans()));
    }

    /// The table of what was added, if there is something.
    fn finish(&mut self) -> Option<Block> {
        let rows = std::mem::take(&mut self.rows);
        let column = &self.data.words.column;
        let columns = columns(&[(column.sources, 2.1), (column.readings, 7.2)]);
        let table = Table { caption: String::new(), columns, rows };
        (!table.rows.is_empty()).then_some(Block::Table(table))
    }
}

/// The most weighty, for the overview: of each class those on which most sources speak,
/// and of these the shortest; none is cut: what is too long for the table is in the other
/// briefs.
pub(super) fn weighty(data: &Data<'_>, notes: &mut Notes, out: &mut Vec<Block>) {
    let words = data.words;
    out.push(super::heading(2, words.title.differences, "differences"));
    out.push(super::paragraph(Line::new().plain(&summary(data))));
    if data.disagreements.is_empty() {
        return;
    }
    let mut chosen: Vec<(Class, Vec<&Disagreement>)> = Vec::new();
    for (class, found) in by_class(data) {
        let mut found = found;
        let conflict = class.code == Some(DifferenceClass::Conflict);
        let most = if conflict { CONFLICT } else { BRIEF };
        let weighed = found.drain(..).map(|one| (length(data, one), one));
        let mut weighed: Vec<(usize, &Disagreement)> =
            weighed.filter(|(length, _)| *length <= most).collect();
        weighed.sort_by_key(|(length, one)| (usize::MAX - speakers(one), *length, &one.record));
        found.extend(weighed.into_iter().take(class.shown).map(|(_, one)| one));
        if !found.is_empty() {
            chosen.push((class, found));
        }
    }
    let shown = chosen.iter().map(|(_, found)| found.len()).sum();
    let mut line = Line::new().plain(&words.say.differ_shown(
        shown,
        data.disagreements.len(),
        &Brief::sorts(data.dataset),
        data.annex,
    ));
    if data.annex {
        to_annex(data, &mut line);
    }
    out.push(super::paragraph(line));
    let mut block = Points::new(data, false);
    for (class, found) in chosen {
        block.add(notes, Some(&class), &found);
    }
    out.extend(block.finish());
}

/// A class that the brief has, its place in the document, and how many of it the
/// overview shows.
pub(super) struct Class {
    code: Option<DifferenceClass>,
    /// Whether it is that of totals, which the code list does not have.
    totals: bool,
    /// Whether it is that of notes where no source stands against another.
    noted: bool,
    id: &'static str,
    shown: usize,
}

impl Class {
    fn title(&self, data: &Data<'_>) -> &'static str {
        match self {
            Self { totals: true, .. } => data.words.title.totals,
            Self { noted: true, .. } => data.words.title.noted,
            _ => data.words.say.class(self.code),
        }
    }
}

/// The differences by class; totals after these, and last what the editors note beside.
fn by_class<'d>(data: &'d Data<'_>) -> Vec<(Class, Vec<&'d Disagreement>)> {
    let all = &data.disagreements;
    let mut out = Vec::new();
    for (class, id, shown) in CLASSES {
        let found: Vec<&Disagreement> =
            all.iter().filter(|d| between(d) && known(d.class) == class).collect();
        out.push((Class { code: class, totals: false, noted: false, id, shown }, found));
    }
    let totals = all.iter().filter(|d| d.layer == Layer::Total).collect();
    let class = Class { code: None, totals: true, noted: false, id: "totals", shown: TOTALS };
    out.push((class, totals));
    let noted = all.iter().filter(|d| d.layer != Layer::Total && !between(d)).collect();
    let class = Class { code: None, totals: false, noted: true, id: "noted", shown: 0 };
    out.push((class, noted));
    out.retain(|(_, found)| !found.is_empty());
    out
}

/// What is said under the title of a class.
fn says_of(data: &Data<'_>, class: &Class) -> String {
    match class.code {
        Some(code) => code.def().definition.to_owned(),
        None if class.totals => data.words.caption.totals.to_owned(),
        None if class.noted => data.words.text.differ_noted.to_owned(),
        None => data.words.text.differ_unexplained.to_owned(),
    }
}

/// How many points there are, and of which classes.
fn summary(data: &Data<'_>) -> String {
    let all = &data.disagreements;
    if all.is_empty() {
        return data.words.text.differ_none.to_owned();
    }
    let totals = all.iter().filter(|d| d.layer == Layer::Total).count();
    let classes: Vec<(DifferenceClass, usize)> = CLASSES
        .iter()
        .filter_map(|(class, _, _)| {
            let class = (*class)?;
            let n = all.iter().filter(|d| between(d) && d.class == Some(class)).count();
            (n > 0).then_some((class, n))
        })
        .collect();
    let differ = all.iter().filter(|d| between(d)).count();
    let mut text = data.words.say.differ(differ, &classes, totals);
    let alone = all.len() - totals - differ;
    if alone > 0 {
        let said = data.words.say.alone(alone, differ > 0);
        text = if text.is_empty() { said } else { format!("{text} {said}") };
    }
    text
}

/// The class, when it is one of those with a place of their own.
fn known(class: Option<DifferenceClass>) -> Option<DifferenceClass> {
    class.filter(|class| CLASSES.iter().any(|(known, _, _)| *known == Some(*class)))
}

/// Whether a point is one between sources: not a total, nor within one source, nor a note of
/// what one covers and another does not.
pub(super) fn between(found: &Disagreement) -> bool {
    let covers = found.layer == Layer::Note && found.class == Some(DifferenceClass::Coverage);
    found.layer != Layer::Total && !covers && speakers(found) > 1
}

/// How many sources have a side.
pub(super) fn speakers(found: &Disagreement) -> usize {
    let cites = found.variants.iter().flat_map(|variant| &variant.cite);
    cites.map(Cite::source).collect::<BTreeSet<_>>().len()
}

/// How long a point is with its sides and its explanation.
fn length(data: &Data<'_>, found: &Disagreement) -> usize {
    let sides: usize = values(data, found).iter().map(String::len).sum();
    sides + found.explanation.as_ref().map_or(0, String::len)
}

/// Without the readings of a field that a note over several records already shows.
pub(super) fn shown_once(found: Vec<Disagreement>) -> Vec<Disagreement> {
    let notes: Vec<Disagreement> =
        found.iter().filter(|one| one.layer == Layer::Note).cloned().collect();
    let shown = |one: &Disagreement| {
        notes.iter().filter(|note| note.note == one.note).any(|note| {
            one.variants.iter().all(|variant| {
                note.variants.iter().any(|other| {
                    let before = other.value.strip_suffix(&variant.value);
                    other.cite == variant.cite
                        && other.as_of == variant.as_of
                        && before.is_some_and(|name| name.is_empty() || name.ends_with(": "))
                })
            })
        })
    };
    let found = found.into_iter();
    found.filter(|one| one.layer != Layer::Readings || one.note.is_none() || !shown(one)).collect()
}

/// Points that one note explains, one after the other, in the place of the first.
fn together(found: Vec<&Disagreement>) -> Vec<&Disagreement> {
    let mut groups: Vec<(Option<&String>, Vec<&Disagreement>)> = Vec::new();
    for found in found {
        let note = found.note.as_ref();
        match groups.iter_mut().find(|(known, _)| note.is_some() && *known == note) {
            Some((_, group)) => group.push(found),
            None => groups.push((note, vec![found])),
        }
    }
    groups.into_iter().flat_map(|(_, group)| group).collect()
}

/// What each side has, in the words of the table: of lists, the items that not all have.
fn values(data: &Data<'_>, found: &Disagreement) -> Vec<String> {
    let apart = if found.layer == Layer::Readings { apart(data, found) } else { BTreeMap::new() };
    let prefix = format!("{}: ", short_name(data.dataset, &found.record));
    found
        .variants
        .iter()
        .map(|variant| {
            let value = apart.get(&variant.value).unwrap_or(&variant.value);
            let value = value.strip_prefix(&prefix).unwrap_or(value);
            let mut value = clean(&bracketed_once(&whole(data, found, value)));
            if let Some(more) = told(data, found, variant) {
                value = format!("{value}: {more}");
            } else if let Some((of, basis)) = origin(data, found, variant) {
                value = data.words.say.side(of, &value);
                if let Some(basis) = basis.and_then(|basis| data.language().basis(basis)) {
                    value = format!("{value} ({basis})");
                }
            }
            let unknown = format!("({})", Absence::Unknown.label().to_lowercase());
            value.replace(&unknown, &data.words.say.absent(Absence::Unknown))
        })
        .collect()
}

/// Of which field a side is, and on what ground its sources have it, if none states it.
fn origin(
    data: &Data<'_>,
    found: &Disagreement,
    variant: &Variant,
) -> Option<(&'static str, Option<Basis>)> {
    let ids = std::iter::once(&found.record).chain(&found.records).take(SIDES);
    let records = ids.filter_map(|id| data.dataset.get(id));
    for field in records.flat_map(|record| record.fields()) {
        if !field.def.reported || found.field.is_some_and(|name| name != field.def.name) {
            continue;
        }
        let mut grounds: Vec<Option<Basis>> = Vec::new();
        for reading in &field.readings {
            let text = value::reading(data.dataset, reading, LANGUAGE);
            let before = variant.value.strip_suffix(&text);
            let is_it = before.is_some_and(|name| name.is_empty() || name.ends_with(": "));
            let mut cites = reading.meta.cite.into_iter().flatten();
            if !text.is_empty() && is_it && cites.any(|cite| variant.cite.contains(cite)) {
                let item = reading.items.first().filter(|_| reading.items.len() == 1);
                grounds.push(reading.meta.basis.or(item.and_then(|item| item.meta.basis)));
            }
        }
        if let Some(first) = grounds.first() {
            let stated = grounds.iter().any(|basis| basis.is_none_or(|b| b == Basis::Stated));
            return Some((field.def.name, first.filter(|_| !stated)));
        }
    }
    None
}

/// Of a side that is only the name of a record: its number, or its date and its numbers, as
/// the sources of this side have them.
fn told(data: &Data<'_>, found: &Disagreement, variant: &Variant) -> Option<String> {
    let named = |id: &&String| short_name(data.dataset, id) == variant.value;
    let id = found.records.iter().find(named).filter(|_| found.layer == Layer::Note)?;
    let record = data.dataset.get(id)?;
    let fields = ["quantity", "date", "figures"].into_iter().filter_map(|name| record.field(name));
    let mut said: Vec<String> = Vec::new();
    for field in fields {
        let all = data.sigla(&variant.cite);
        let mut readings: Vec<String> = Vec::new();
        for reading in field.readings.iter().filter(|reading| !reading.items.is_empty()) {
            let value = value::reading(data.dataset, reading, LANGUAGE);
            let item = reading.items.first().filter(|_| reading.items.len() == 1);
            let basis = reading.meta.basis.or(item.and_then(|item| item.meta.basis));
            let basis = basis.and_then(|basis| data.language().basis(basis));
            // What rests on passages of its own is that of their sources alone.
            let cites = reading.meta.cite.filter(|_| !reading.bare).into_iter().flatten();
            let mut whose = data.sigla(&super::data::witnessing(record, cites));
            let own = whose.is_empty() || whose.iter().any(|name| all.contains(name));
            if !own && !all.is_empty() {
                continue;
            }
            // Whose row it is need not be said.
            if whose.iter().all(|name| all.contains(name)) && whose.len() == all.len() {
                whose.clear();
            }
            let whose = data.language().list(&whose);
            let remarks: Vec<&str> =
                [basis.unwrap_or_default(), &whose].into_iter().filter(|s| !s.is_empty()).collect();
            readings.push(if remarks.is_empty() {
                value
            } else {
                format!("{value} ({})", remarks.join("; "))
            });
        }
        if !readings.is_empty() {
            said.push(readings.join(" / "));
        }
    }
    (!said.is_empty()).then(|| said.join("; "))
}

/// A text in which a long name was shortened, with the name whole.
fn whole(data: &Data<'_>, found: &Disagreement, text: &str) -> String {
    let mut text = text.to_owned();
    if !text.contains('…') {
        return text;
    }
    for id in std::iter::once(&found.record).chain(&found.records) {
        let short = short_name(data.dataset, id);
        if short.ends_with('…') {
            text = text.replace(&short, data.label(id));
        }
    }
    text
}

/// A list of which several items in a row end in the same brackets, with the brackets
/// behind the last of them: `A, B (Partner); C (Party)`.
fn bracketed_once(value: &str) -> String {
    let items: Vec<&str> = value.split("; ").collect();
    let split = |item: &&str| -> Option<(usize, String)> {
        let at = item.rfind(" (")?;
        let bracket = item.get(at..)?;
        (bracket.ends_with(')')).then(|| (at, bracket.to_owned()))
    };
    let mut out = String::new();
    for (n, item) in items.iter().enumerate() {
        let next = items.get(n + 1).and_then(split);
        match split(item) {
            Some((at, bracket)) if next.is_some_and(|(_, other)| other == bracket) => {
                out.push_str(item.get(..at).unwrap_or(item));
                out.push_str(", ");
            }
            _ => {
                out.push_str(item);
                out.push_str("; ");
            }
        }
    }
    out.truncate(out.trim_end_matches("; ").len());
    out
}

/// For the readings of a list: what each has that not all others have, by its full text.
fn apart(data: &Data<'_>, found: &Disagreement) -> BTreeMap<String, String> {
    let mut told = BTreeMap::new();
    let record = data.dataset.get(&found.record);
    let Some(field) = record.zip(found.field).and_then(|(record, name)| record.field(name)) else {
        return told;
    };
    if !field.def.shape.list {
        return told;
    }
    let items: Vec<Vec<String>> = field
        .readings
        .iter()
        .map(|reading| {
            let items = reading.items.iter();
            items.map(|item| value::plain(data.dataset, item, LANGUAGE)).collect()
        })
        .collect();
    for (reading, own) in field.readings.iter().zip(&items) {
        let common = |item: &&String| items.iter().all(|other| other.contains(*item));
        let shared = own.iter().filter(|item| common(item)).count();
        let alone: Vec<&str> =
            own.iter().filter(|item| !common(item)).map(String::as_str).collect();
        if shared == 0 || alone.is_empty() && !reading.open {
            continue;
        }
        let others = if reading.open { data.language().and_others() } else { "" };
        let text = if alone.is_empty() {
            format!("{}{others}", own.join("; "))
        } else {
            let shared: Vec<&str> =
                own.iter().filter(|item| common(item)).map(String::as_str).collect();
            data.words.say.beside(&format!("{}{others}", alone.join("; ")), &shared)
        };
        told.insert(value::reading(data.dataset, reading, LANGUAGE), text);
    }
    told
}

/// Who has a side, with the numbers of the notes: not what only helps to date a source.
fn who(
    data: &Data<'_>,
    notes: &mut Notes,
    found: &Disagreement,
    variant: &Variant,
    line: &mut Line,
) {
    if variant.cite.is_empty() {
        line.add(&super::capital(&variant.source), Style::Bold);
        return;
    }
    let records = std::iter::once(&found.record).chain(&found.records);
    let records: Vec<_> = records.filter_map(|id| data.dataset.get(id)).take(SIDES).collect();
    let of: BTreeSet<&str> =
        records.iter().flat_map(|record| super::data::sources(*record)).collect();
    let mut cites = variant.cite.clone();
    if cites.iter().any(|cite| of.contains(cite.source())) {
        cites.retain(|cite| of.contains(cite.source()));
    }
    for span in notes.by_source(data.dataset, &cites).spans() {
        line.push(restyled(span, Style::Bold));
    }
}

/// What a difference is about: the name of the record, and what of it differs.
pub(super) fn point(data: &Data<'_>, found: &Disagreement) -> String {
    let short = short_name(data.dataset, &found.record);
    let name = data.label(&found.record);
    match found.point.strip_prefix(&short) {
        // The field stands in brackets, as what a total is of does.
        Some(rest) => match rest.strip_prefix(": ") {
            Some(field) => format!("{} ({})", clean(name), clean(field)),
            None => format!("{}{}", clean(name), clean(rest)),
        },
        None => clean(&found.point),
    }
}

/// What each side of a difference has, in a sentence.
pub(super) fn sentence(data: &Data<'_>, notes: &mut Notes, found: &Disagreement) -> Vec<Span> {
    let mut line = Line::new().plain(data.words.text.they_differ).bold(&point(data, found));
    let values = values(data, found);
    let sides = values.iter().zip(&found.variants).filter(|(_, side)| side.value != FURTHER);
    for (n, (value, variant)) in sides.enumerate() {
        line.add(if n == 0 { ": " } else { "; " }, Style::Regular);
        if variant.cite.is_empty() {
            line.add(&variant.source, Style::Regular);
        } else {
            line.add(&data.language().list(&data.sigla(&variant.cite)), Style::Regular);
        }
        line.add(&format!(": {}", value.trim_end_matches('.')), Style::Regular);
        if let Some(as_of) = &variant.as_of {
            line.add(&format!(" ({} {as_of})", data.words.word.as_of), Style::Regular);
        }
        line.cite(notes, &variant.cite);
    }
    line.add(".", Style::Regular);
    line.spans()
}

/// The weightiest point on which two sources or more have another value, if it is short
/// enough for the first page.
pub(super) fn foremost<'d>(data: &'d Data<'_>) -> Option<&'d Disagreement> {
    let place = |found: &Disagreement| {
        let class = known(found.class);
        CLASSES.iter().take(2).position(|(known, _, _)| *known == class && class.is_some())
    };
    let all = data.disagreements.iter().filter(|one| one.layer == Layer::Readings);
    let weighed = all.filter(|one| speakers(one) > 1).filter_map(|one| {
        let place = place(one)?;
        let sides: usize = values(data, one).iter().map(String::len).sum();
        let length = sides + one.explanation.as_ref().map_or(0, String::len);
        let short = sides <= 60 && length <= CONFLICT;
        short.then(|| ((place, usize::MAX - speakers(one), length), one))
    });
    weighed.min_by_key(|(weight, _)| *weight).map(|(_, one)| one)
}

#[cfg(test)]
mod tests {
    use super::bracketed_once;

    #[test]
    fn the_same_brackets_stand_once() {
        assert_eq!(
            bracketed_once("A (Partner); B (Partner); C (Party); D (Chair; E); F"),
            "A, B (Partner); C (Party); D (Chair; E); F"
        );
        assert_eq!(bracketed_once("Words (so); other words"), "Words (so); other words");
        assert_eq!(bracketed_once(""), "");
    }
}

//! Where the sources differ: every point, side by side.

use std::collections::{BTreeMap, BTreeSet};

use rapporteur_apparatus::{
    Disagreement, Layer,
    differences::{FURTHER, short_name},
};
use rapporteur_schema::{Cite, Dataset, RecordRef, codes::DifferenceClass};

use super::{
    choice::Brief,
    data::Data,
    engagement::columns,
    line::{Line, clean, or_dash, restyled},
    notes::Notes,
    sides::{Side, sides, speakers},
};
use crate::block::{Block, Link, Row, RowKind, Span, Style, Table};

/// How long a point may be with its explanation for the table of the overview, in bytes, and
/// how long a conflict for the first page.
const BRIEF: usize = 330;
const CONFLICT: usize = 520;
/// So many conflicts the overview sets out, however long they are.
const CONFLICTS: usize = 12;

/// How long the sides of the point of the first page may be together, in bytes.
const SHORT: usize = 80;

/// No more points than this are one table, whatever their classes.
const FEW: usize = 12;

/// The classes in the order in which readers need them: what cannot both be right first;
/// and how many points of each the overview shows.
const CLASSES: [(Option<DifferenceClass>, &str, usize); 8] = [
    (Some(DifferenceClass::Conflict), "conflicts", CONFLICTS),
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
        out.push(super::heading(2, title(data), "differences"));
        every(data, notes, out, "differences");
    }
}

/// The title over the points: a source that is at odds with itself, or with what the dataset
/// lists, does not differ from another.
fn title(data: &Data<'_>) -> &'static str {
    let all = || data.disagreements.iter();
    let title = &data.words.title;
    if all().any(|one| between(data.dataset, one)) {
        title.differences
    } else if all().all(|one| one.layer == Layer::Total) {
        title.totals
    } else {
        title.difficulties
    }
}

/// The numbers of the points that a brief shows, by the records that they are about.
pub(super) fn numbers(data: &Data<'_>) -> BTreeMap<String, BTreeSet<usize>> {
    let mut numbers: BTreeMap<String, BTreeSet<usize>> = BTreeMap::new();
    let shown = shown(data).into_iter().flat_map(|(_, found)| found);
    let shown = shown.filter(|found| between(data.dataset, found));
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
    if data.is_of_source() && data.disagreements.len() > FEW {
        classes.retain(|(class, _)| !class.noted && !class.code.is_some_and(settled));
    }
    classes
}

/// Those between a source and others; how many there are beside is said.
pub(super) fn with_others(data: &Data<'_>, notes: &mut Notes, out: &mut Vec<Block>) {
    if data.disagreements.is_empty() {
        return;
    }
    let words = data.words;
    out.push(super::heading(2, title(data), "differences"));
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
    before: Option<(String, Option<usize>)>,
}

impl<'d, 'a> Points<'d, 'a> {
    fn new(data: &'d Data<'a>, numbered: bool) -> Self {
        Self { data, numbered, number: 0, rows: Vec::new(), before: None }
    }

    /// Adds points of a class, which is named unless a heading has it.
    fn add(&mut self, notes: &mut Notes, class: Option<&Class>, found: &[&Disagreement]) {
        let data = self.data;
        for found in found {
            let mut head = Line::new();
            // What is no point between sources has no number.
            let numbered = self.numbered && between(data.dataset, found);
            if numbered {
                self.number += 1;
                head.add(&format!("{}. ", data.language().whole(self.number)), Style::Bold);
            }
            head.add(point(data, found).trim_end_matches('.'), Style::Bold);
            if let Some(class) = class {
                head.add(" · ", Style::Muted);
                let quiet = class.noted || class.totals;
                let style = if quiet { Style::Muted } else { Style::Differs };
                head.add(&super::lower_first(class.title(data)), style);
            }
            self.rows.push(Row::head(head.spans()));
            for cells in said(data, notes, found) {
                self.rows.push(Row { cells, kind: RowKind::Close });
            }
            self.why(notes, found, numbered);
        }
    }

    /// Why they differ; of points that have one reason it stands under the first.
    fn why(&mut self, notes: &mut Notes, found: &Disagreement, numbered: bool) {
        let Some(explanation) = &found.explanation else {
            self.before = None;
            return;
        };
        let mut line = Line::new().muted(self.data.words.word.editors);
        match &self.before {
            Some((before, number)) if before == explanation => {
                let said = self.data.words.say.as_before(*number);
                line.add(&said, Style::Muted);
            }
            _ => {
                line.add(explanation, Style::Regular);
                // What the explanation rests on beside the sides.
                let further = found.variants.iter().filter(|variant| variant.value == FURTHER);
                line.cite(notes, further.flat_map(|variant| &variant.cite));
                self.before = Some((explanation.clone(), numbered.then_some(self.number)));
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
    let mut conflicts = 0;
    for (class, found) in by_class(data) {
        let mut found = found;
        let conflict = class.code == Some(DifferenceClass::Conflict);
        if conflict {
            conflicts = found.len();
        }
        if class.shown == 0 {
            continue;
        }
        let short = |one: &&Disagreement| {
            conflict || one.explanation.as_ref().is_none_or(|text| text.len() <= BRIEF)
        };
        let weighed = found.drain(..).filter(short).map(|one| (length(data, one), one));
        let mut weighed: Vec<(usize, &Disagreement)> =
            weighed.filter(|(length, _)| conflict || *length <= BRIEF).collect();
        weighed.sort_by_cached_key(|(length, one)| {
            (usize::MAX - speakers(data.dataset, one).len(), *length, &one.record)
        });
        found.extend(weighed.into_iter().take(class.shown).map(|(_, one)| one));
        if !found.is_empty() {
            chosen.push((class, found));
        }
    }
    let shown = chosen.iter().map(|(_, found)| found.len()).sum();
    let mut line = Line::new().plain(&words.say.differ_shown(
        (shown, data.disagreements.len()),
        (conflicts.min(CONFLICTS), conflicts),
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
    let all = data.disagreements.iter();
    let (totals, others): (Vec<_>, Vec<_>) = all.partition(|d| d.layer == Layer::Total);
    let (differ, noted): (Vec<_>, Vec<_>) =
        others.into_iter().partition(|d| between(data.dataset, d));
    let mut out = Vec::new();
    for (class, id, shown) in CLASSES {
        let found = differ.iter().filter(|d| known(d.class) == class).copied().collect();
        out.push((Class { code: class, totals: false, noted: false, id, shown }, found));
    }
    let class = Class { code: None, totals: true, noted: false, id: "totals", shown: TOTALS };
    out.push((class, totals));
    let class = Class { code: None, totals: false, noted: true, id: "noted", shown: 0 };
    out.push((class, noted));
    out.retain(|(_, found)| !found.is_empty());
    out
}

/// What is said under the title of a class.
fn says_of(data: &Data<'_>, class: &Class) -> String {
    match class.code {
        Some(DifferenceClass::AsOf) => data.words.text.differ_as_of.to_owned(),
        Some(code) => code.def().definition.to_owned(),
        None if class.totals => data.words.caption.totals.to_owned(),
        None if class.noted => data.words.text.differ_noted.to_owned(),
        None => data.words.text.differ_unexplained.to_owned(),
    }
}

/// On how many points the sources differ, if on some.
pub(super) fn counted(data: &Data<'_>) -> Option<Vec<Span>> {
    let classes = by_class(data).into_iter().filter(|(class, _)| !class.totals && !class.noted);
    let classes: Vec<_> = classes.map(|(class, found)| (class.code, found.len())).collect();
    let number: usize = classes.iter().map(|(_, number)| number).sum();
    let classes: Vec<_> = classes.iter().filter_map(|(code, n)| Some(((*code)?, *n))).collect();
    let said = data.words.say.differ(number, &classes, 0);
    (number > 0).then(|| Line::new().plain(&said).spans())
}

/// How many points there are, and of which classes.
fn summary(data: &Data<'_>) -> String {
    if data.disagreements.is_empty() {
        return data.words.text.differ_none.to_owned();
    }
    let (mut differ, mut totals, mut alone) = (0, 0, 0);
    let mut classes: Vec<(DifferenceClass, usize)> = Vec::new();
    for (class, found) in by_class(data) {
        let number = match class {
            Class { totals: true, .. } => &mut totals,
            Class { noted: true, .. } => &mut alone,
            _ => &mut differ,
        };
        *number += found.len();
        classes.extend(class.code.map(|code| (code, found.len())));
    }
    let mut text = data.words.say.differ(differ, &classes, totals);
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
/// what one covers and another does not. What they cover is one where each states another
/// value of one thing.
pub(super) fn between(dataset: &Dataset, found: &Disagreement) -> bool {
    if found.layer == Layer::Total || speakers(dataset, found).len() < 2 {
        return false;
    }
    if found.class != Some(DifferenceClass::Coverage) {
        return !is_within_one(dataset, found);
    }
    let field = found.field.and_then(|name| dataset.get(&found.record)?.field(name));
    let one = field.is_some_and(|field| !field.def.shape.list);
    let stated = found.variants.iter().filter(|side| side.stated && !side.items.is_empty());
    let values: BTreeSet<&str> = stated.map(|side| side.value.as_str()).collect();
    found.layer == Layer::Readings && one && values.len() > 1
}

/// Whether a note on a name, a wording or a print is about one source alone: its own passages
/// are, and another source only names what it is about.
fn is_within_one(dataset: &Dataset, found: &Disagreement) -> bool {
    let print = |class| settled(class) || class == DifferenceClass::Misprint;
    // Two values of one thing are of two sources, whatever explains them.
    let named = found.layer == Layer::Note || found.field == Some("names");
    let note = found.note.as_deref().filter(|_| named && found.class.is_some_and(print));
    let Some(RecordRef::Difference(note)) = note.and_then(|id| dataset.get(id)) else {
        return false;
    };
    let sources: BTreeSet<&str> = note.cite.iter().flatten().map(Cite::source).collect();
    sources.len() == 1
}

/// Whether what is of a class is not in dispute: a name, a wording, what one covers and
/// another does not.
pub(super) const fn settled(class: DifferenceClass) -> bool {
    matches!(
        class,
        DifferenceClass::Coverage | DifferenceClass::Naming | DifferenceClass::Translation
    )
}

/// The fields of records on which a point that is counted says that sources differ. Of a
/// record as a whole any field.
pub(super) fn disputed<'d>(
    dataset: &Dataset,
    found: &'d Disagreement,
) -> Vec<(&'d str, Option<&'static str>)> {
    if !between(dataset, found) {
        return Vec::new();
    }
    let mut all: Vec<(&str, Option<&'static str>)> = Vec::new();
    for side in &found.variants {
        if let Some(id) = side.record.as_deref()
            && !all.contains(&(id, side.field))
        {
            all.push((id, side.field));
        }
    }
    all
}

/// How long a point is with its sides and its explanation.
fn length(data: &Data<'_>, found: &Disagreement) -> usize {
    let sides: usize = sides(data, found).iter().map(|side| side.value.len()).sum();
    sides + found.explanation.as_ref().map_or(0, String::len)
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

/// The lines of a point: who has what; of those who have several things, each on a line.
fn said(data: &Data<'_>, notes: &mut Notes, found: &Disagreement) -> Vec<Vec<Vec<Span>>> {
    let mut groups: Vec<(String, Vec<Side>)> = Vec::new();
    let mut all = sides(data, found);
    // What the dataset lists stands beside the number of the source.
    if found.layer == Layer::Total
        && let [number, listed] = all.as_mut_slice()
        && let Some(other) = listed.other.take()
    {
        let as_of = number.as_of.take().map(|date| format!(" ({} {date})", data.words.word.as_of));
        let as_of = as_of.unwrap_or_default();
        number.value = format!("{}{as_of}; {other}: {}", number.value, listed.value);
        all.truncate(1);
    }
    for side in all {
        let who = match &side.other {
            Some(other) => super::capital(other),
            None => data.sigla(&side.cites).join("; "),
        };
        match groups.iter_mut().find(|(known, _)| *known == who) {
            Some((_, sides)) => sides.push(side),
            None => groups.push((who, vec![side])),
        }
    }
    let mut rows = Vec::with_capacity(groups.len());
    for (who, sides) in groups {
        let one = sides.windows(2).all(|pair| matches!(pair, [a, b] if a.cites == b.cites));
        let mut by = Line::new();
        match sides.first().filter(|side| one && side.other.is_none()) {
            Some(side) => {
                for span in notes.by_source(data.dataset, &side.cites).spans() {
                    by.push(restyled(span, Style::Bold));
                }
            }
            None => by.add(&who, Style::Bold),
        }
        let mut has = Line::new();
        for (n, side) in sides.iter().enumerate() {
            if n > 0 {
                has.turn();
            }
            has.add(&side.value, Style::Regular);
            if let Some(as_of) = &side.as_of {
                has.add(&format!(" ({} {as_of})", data.words.word.as_of), Style::Muted);
            }
            let own = side.cites.iter().filter(|_| !one);
            has.cite(notes, own.chain(&side.from));
        }
        rows.push(vec![by.spans(), or_dash(has)]);
    }
    rows
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
    for (n, side) in sides(data, found).iter().enumerate() {
        line.add(if n == 0 { ": " } else { "; " }, Style::Regular);
        match &side.other {
            Some(other) => line.add(other, Style::Regular),
            None => line.add(&data.language().list(&data.sigla(&side.cites)), Style::Regular),
        }
        line.add(": ", Style::Regular);
        line.add(side.value.trim_end_matches('.'), Style::Differs);
        if let Some(as_of) = &side.as_of {
            line.add(&format!(" ({} {as_of})", data.words.word.as_of), Style::Regular);
        }
        line.cite(notes, side.cites.iter().chain(&side.from));
    }
    line.add(".", Style::Regular);
    line.spans()
}

/// The weightiest conflict, on which two sources or more have another value, if it is short
/// enough for the first page.
pub(super) fn foremost<'d>(data: &'d Data<'_>) -> Option<&'d Disagreement> {
    let conflict = |one: &&Disagreement| {
        one.layer == Layer::Readings && one.class == Some(DifferenceClass::Conflict)
    };
    let all = data.disagreements.iter().filter(conflict);
    let weighed = all.filter(|one| between(data.dataset, one)).filter_map(|one| {
        let sides: usize = sides(data, one).iter().map(|side| side.value.len()).sum();
        let length = sides + one.explanation.as_ref().map_or(0, String::len);
        let short = sides <= SHORT && length <= CONFLICT;
        short.then(|| ((usize::MAX - speakers(data.dataset, one).len(), length), one))
    });
    weighed.min_by_key(|(weight, _)| *weight).map(|(_, one)| one)
}

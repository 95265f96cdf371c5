//! Where the sources differ.
//!
//! Three layers, as one list: variant readings of a field; reported totals against
//! what the dataset lists; and editors' notes, which explain what the other two
//! show and what shows only across records. `compare`, the section in each export
//! and the JSON all come from here.
//!
//! What only rounds, or is less precise and agrees, is no difference; nor are two
//! wordings of a text, unless an editors' note says that they matter.

use rapporteur_schema::{
    Cite, Cites, Dataset, Date, Decimal, Quantity, RecordRef, Register,
    codes::{Bound, DifferenceClass},
    model::{Counts, Difference},
    view::{Atom, FieldView, ItemView, MetaView, ReadingView},
};
use serde::Serialize;

use crate::{cite, language, phrase, value};

/// How a difference was found.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Serialize)]
#[serde(rename_all = "lowercase")]
pub enum Layer {
    /// The readings of one field differ.
    Readings,
    /// A reported total is not what the dataset lists.
    Total,
    /// Editors wrote a note.
    Note,
}

/// One point on which sources differ, among themselves or with what is listed.
#[derive(Debug, Clone, PartialEq, Eq, Serialize)]
#[non_exhaustive]
pub struct Disagreement {
    /// How it was found.
    pub layer: Layer,
    /// Why, as the editors or the tool see it.
    pub class: Option<DifferenceClass>,
    /// The record, or the first of several.
    pub record: String,
    /// All the records.
    pub records: Vec<String>,
    /// The field, when it is about one field.
    pub field: Option<&'static str>,
    /// What it is about, for readers: `Election to the Council, 2009: date`.
    pub point: String,
    /// What each has, side by side.
    pub variants: Vec<Variant>,
    /// Why they differ, in a sentence or two.
    pub explanation: Option<String>,
    /// The editors' note, when there is one: the id of its record.
    pub note: Option<String>,
}

/// One side of a difference.
#[derive(Debug, Clone, PartialEq, Eq, Serialize)]
#[non_exhaustive]
pub struct Variant {
    /// What it has, with the ground on which it stands if the source does not simply state
    /// it: `1979 to 1982 (inferred)`. Of several records each value has the name of its own
    /// before it.
    pub value: String,
    /// The record that has it; none of what the dataset lists.
    #[serde(skip)]
    pub record: Option<String>,
    /// The field that has it, if it is about one.
    #[serde(skip)]
    pub field: Option<&'static str>,
    /// The values one by one, in words, as `value` has them; none of a record as a whole.
    #[serde(skip)]
    pub items: Vec<String>,
    /// Whether a source states it, and not only the editors conclude it.
    #[serde(skip)]
    pub stated: bool,
    /// Who has it, for readers: `Luo 2019, passage 44`; `the dataset lists` for a count.
    pub source: String,
    /// The passages.
    #[serde(serialize_with = "cites_as_text")]
    pub cite: Vec<Cite>,
    /// The date at which it holds.
    pub as_of: Option<String>,
    /// When the source was published or speaks, in words.
    pub spoken: Option<String>,
}

fn cites_as_text<S: serde::Serializer>(cites: &[Cite], s: S) -> Result<S::Ok, S::Error> {
    s.collect_seq(cites)
}

/// Every difference, sorted by record and field.
///
/// ```
/// # use rapporteur_schema::Dataset;
/// # fn f(dataset: &Dataset) {
/// for difference in rapporteur_apparatus::differences(dataset) {
///     println!("{}", difference.point);
///     for variant in &difference.variants {
///         println!("  {} ({})", variant.value, variant.source);
///     }
/// }
/// # }
/// ```
pub fn differences(dataset: &Dataset) -> Vec<Disagreement> {
    let mut found = Vec::new();
    for record in dataset.records() {
        for field in record.fields() {
            if reads_differently(&field) {
                found.push(variants(dataset, record, &field, Layer::Readings));
            }
        }
        totals(dataset, record, &mut found);
    }
    for note in dataset.differences() {
        attach(dataset, note, &mut found);
    }
    found.sort_by(|a, b| (&a.record, a.field, a.layer).cmp(&(&b.record, b.field, b.layer)));
    found
}

/// The name of a record; of a long one, as many words as fit into 120 characters.
pub fn short_name(dataset: &Dataset, id: &str) -> String {
    let name = dataset.label(id, "en");
    let Some((end, _)) = name.char_indices().nth(120) else { return name.to_owned() };
    let cut = name.get(..end).unwrap_or(name);
    let words = cut.rsplit_once(' ').map_or(cut, |(words, _)| words);
    format!("{} …", words.trim_end_matches([',', ';', ':', '.']))
}

/// What is called what: the record's name and its field.
fn point(dataset: &Dataset, record: RecordRef<'_>, field: Option<&str>) -> String {
    let name = short_name(dataset, record.id().as_str());
    match field {
        Some(field) => format!("{name}: {}", field.replace('_', " ")),
        None => name,
    }
}

/// Whether the readings of a field differ in what they say, not only in how
/// precisely or in which words.
///
/// ```
/// # fn f(record: rapporteur_schema::RecordRef<'_>) {
/// let fields = record.fields();
/// let found = fields.iter().filter(|field| rapporteur_apparatus::differences::reads_differently(field));
/// # let _ = found.count();
/// # }
/// ```
pub fn reads_differently(field: &FieldView<'_>) -> bool {
    if !field.is_contested() {
        return false;
    }
    let readings = &field.readings;
    readings.iter().enumerate().any(|(n, a)| readings.iter().take(n).any(|b| !compatible(a, b)))
}

fn compatible(a: &ReadingView<'_>, b: &ReadingView<'_>) -> bool {
    match (a.items.as_slice(), b.items.as_slice()) {
        // An absent value says nothing against another.
        ([], _) | (_, []) => true,
        ([a], [b]) if a.parts.len() == 1 && b.parts.len() == 1 => atoms_agree(a, b),
        (a, b) => {
            a.len() == b.len()
                && a.iter().zip(b).all(|(a, b)| a.parts == b.parts || measures_agree(a, b))
        }
    }
}

fn atoms_agree(a: &ItemView<'_>, b: &ItemView<'_>) -> bool {
    match (a.parts.first(), b.parts.first()) {
        (Some((_, Atom::Date(a))), Some((_, Atom::Date(b)))) => dates_agree(a, b),
        (Some((_, Atom::Quantity(a))), Some((_, Atom::Quantity(b)))) => quantities_agree(a, b),
        // Two wordings in the editors' own words.
        (Some((_, Atom::Text(_))), Some((_, Atom::Text(_)))) => true,
        (a, b) => a.map(|(_, atom)| atom) == b.map(|(_, atom)| atom),
    }
}

/// Two measures of one event, the one perhaps rounding the other.
fn measures_agree(a: &ItemView<'_>, b: &ItemView<'_>) -> bool {
    match (a.part("quantity"), b.part("quantity")) {
        (Some(Atom::Quantity(q)), Some(Atom::Quantity(r))) => {
            a.part("measure") == b.part("measure")
                && a.part("of") == b.part("of")
                && quantities_agree(q, r)
        }
        _ => false,
    }
}

/// Whether a date lies within another: it says the same, or the same more precisely.
///
/// ```
/// use rapporteur_apparatus::differences::date_within;
/// # fn f(day: &rapporteur_schema::Date) -> Result<(), Box<dyn std::error::Error>> {
/// assert!(date_within(&"2009-05-12".parse()?, &"2009".parse()?));
/// assert!(!date_within(&"2009".parse()?, &"2009-05-12".parse()?));
/// # Ok(())
/// # }
/// ```
pub fn date_within(fine: &Date, coarse: &Date) -> bool {
    coarse.earliest().is_none_or(|first| fine.earliest().is_some_and(|day| day >= first))
        && coarse.latest().is_none_or(|last| fine.latest().is_some_and(|day| day <= last))
}

/// Whether one of two dates lies within the other, or the one says when a thing began and
/// the other when it ended.
fn dates_agree(a: &Date, b: &Date) -> bool {
    let ends = |a: &Date, b: &Date| match (a.earliest(), a.latest(), b.earliest(), b.latest()) {
        (Some(begin), None, None, Some(end)) => begin <= end,
        _ => false,
    };
    date_within(a, b) || date_within(b, a) || ends(a, b) || ends(b, a)
}

/// Whether one of two numbers is exact and lies within the bounds of the other.
fn quantities_agree(a: &Quantity, b: &Quantity) -> bool {
    let same_unit = a.unit == b.unit && a.currency == b.currency && a.per == b.per;
    let within = |exact: &Quantity, loose: &Quantity| match (exact.n, exact.bound()) {
        (Some(n), Bound::Exact) => admits(loose, n),
        _ => false,
    };
    a == b || same_unit && (within(a, b) || within(b, a))
}

/// Whether a quantity admits a number. A loose bound is taken as the number to
/// within a fifth of it: nobody says "more than 40" of 137.
fn admits(quantity: &Quantity, n: Decimal) -> bool {
    let Some(given) = quantity.n else {
        let above = quantity.min.is_none_or(|min| !min.exceeds(n));
        let below = quantity.max.is_none_or(|max| !n.exceeds(max));
        let ranged = quantity.min.is_some() || quantity.max.is_some();
        return match quantity.bound() {
            Bound::Dozens => !Decimal::from(20u32).exceeds(n),
            Bound::Several => !Decimal::from(2u32).exceeds(n) && Decimal::from(20u32).exceeds(n),
            _ => ranged && above && below,
        };
    };
    let (n64, given64) = (n.to_f64(), given.to_f64());
    let near = (n64 - given64).abs() <= given64.abs() / 5.0;
    match quantity.bound() {
        Bound::Exact | Bound::Rank | Bound::NotCounted => n == given,
        Bound::MoreThan => n.exceeds(given) && near,
        Bound::AtLeast => !given.exceeds(n) && near,
        Bound::LessThan | Bound::Nearly => given.exceeds(n) && near,
        Bound::AtMost => !n.exceeds(given) && near,
        _ => near,
    }
}

/// The readings of a field, side by side, those that say the same taken together.
fn variants(
    dataset: &Dataset,
    record: RecordRef<'_>,
    field: &FieldView<'_>,
    layer: Layer,
) -> Disagreement {
    let sides = sides(dataset, record, field);
    let as_of = sides.iter().any(|side| side.as_of.is_some());
    Disagreement {
        layer,
        class: as_of.then_some(DifferenceClass::AsOf),
        record: record.id().to_string(),
        records: vec![record.id().to_string()],
        field: Some(field.def.name),
        point: point(dataset, record, Some(field.def.name)),
        variants: sides,
        explanation: None,
        note: None,
    }
}

/// A value on its way to a side: in words, one by one, the date at which it holds, its
/// passages.
struct Value {
    whole: String,
    items: Vec<String>,
    as_of: Option<String>,
    cites: Vec<Cite>,
    stated: bool,
}

/// What each reading has; of a field with one reading, what each citation of its
/// items has: those that say the same taken together.
///
/// ```
/// # fn f(dataset: &rapporteur_schema::Dataset, record: rapporteur_schema::RecordRef<'_>) {
/// for field in record.fields() {
///     for side in rapporteur_apparatus::differences::sides(dataset, record, &field) {
///         println!("{}: {} ({})", field.def.name, side.value, side.source);
///     }
/// }
/// # }
/// ```
pub fn sides(dataset: &Dataset, record: RecordRef<'_>, field: &FieldView<'_>) -> Vec<Variant> {
    let mut found: Vec<Value> = Vec::new();
    let mut add = |value: Value| match found
        .iter_mut()
        .find(|known| known.whole == value.whole && known.as_of == value.as_of)
    {
        Some(known) => {
            known.stated |= value.stated;
            extend_new(&mut known.cites, value.cites);
        }
        None => found.push(value),
    };
    for view in &field.readings {
        let cites: Vec<Cite> = view.meta.cite.into_iter().flatten().cloned().collect();
        let as_of = view.meta.as_of.map(phrase::date);
        let stated = view.meta.is_stated()
            && (view.items.is_empty() || view.items.iter().any(|item| item.meta.is_stated()));
        let said = |item: &ItemView<'_>| item_words(dataset, item);
        if field.readings.len() == 1 && view.items.iter().any(|item| item.meta.cite.is_some()) {
            for (cite, items) in by_citation(view) {
                let items_said: Vec<String> = items.iter().map(|item| said(item)).collect();
                let dated = items.iter().find_map(|item| item.meta.as_of).map(phrase::date);
                add(Value {
                    whole: grounded(dataset, items_said.join("; "), &view.meta),
                    items: items_said,
                    as_of: dated.or_else(|| as_of.clone()),
                    cites: cite
                        .map_or_else(|| cites.clone(), |cite| cite.iter().cloned().collect()),
                    stated: view.meta.is_stated() && items.iter().any(|item| item.meta.is_stated()),
                });
            }
            continue;
        }
        let mut all = cites;
        extend_new(&mut all, view.items.iter().filter_map(|i| i.meta.cite).flatten().cloned());
        let items: Vec<String> = view.items.iter().map(said).collect();
        let words = if view.items.is_empty() {
            value::reading(dataset, view, "en")
        } else {
            let others = if view.open { language::of("en").and_others() } else { "" };
            format!("{}{others}", items.join("; "))
        };
        let mut whole = grounded(dataset, words, &view.meta);
        // Two brackets side by side are one.
        if view.items.len() == 1 {
            whole = whole.replace(") (", "; ");
        }
        add(Value { whole, items, as_of, cites: all, stated });
    }
    let side = |value: Value| Variant {
        as_of: value.as_of,
        items: value.items,
        stated: value.stated,
        record: Some(record.id().to_string()),
        field: Some(field.def.name),
        ..variant(dataset, value.whole, value.cites)
    };
    found.into_iter().map(side).collect()
}

/// An item in words, as [`Variant::items`] has it.
pub fn item_words(dataset: &Dataset, item: &ItemView<'_>) -> String {
    // Two brackets side by side are one.
    grounded(dataset, value::plain(dataset, item, "en"), &item.meta).replace(") (", "; ")
}

/// A value with the ground on which it stands, if the source does not simply state it; of
/// what the editors put in the place of the printed, that as well.
fn grounded(dataset: &Dataset, value: String, meta: &MetaView<'_>) -> String {
    let language = language::of("en");
    let mut grounds: Vec<String> = Vec::new();
    let basis = meta.basis.and_then(|basis| language.basis(basis));
    grounds.extend(basis.map(str::to_owned));
    grounds.extend(basis.and(meta.as_printed).map(|printed| language.printed(printed)));
    grounds.extend(meta.said_by.map(|by| language.attributed(dataset.label(by.as_str(), "en"))));
    if grounds.is_empty() { value } else { format!("{value} ({})", grounds.join("; ")) }
}

/// Adds the passages that are not there yet.
fn extend_new(cites: &mut Vec<Cite>, more: impl IntoIterator<Item = Cite>) {
    for cite in more {
        if !cites.contains(&cite) {
            cites.push(cite);
        }
    }
}

/// The items of a reading, those with the same citations taken together; `None` are
/// the citations of the reading.
fn by_citation<'v, 'a>(
    reading: &'v ReadingView<'a>,
) -> Vec<(Option<&'a Cites>, Vec<&'v ItemView<'a>>)> {
    let mut groups: Vec<(Option<&Cites>, Vec<&ItemView<'_>>)> = Vec::new();
    for item in &reading.items {
        let same = |(cite, items): &&mut (Option<&Cites>, Vec<&ItemView<'_>>)| {
            *cite == item.meta.cite
                && items.first().is_some_and(|first| first.meta.as_of == item.meta.as_of)
        };
        match groups.iter_mut().find(same) {
            Some((_, items)) => items.push(item),
            None => groups.push((item.meta.cite, vec![item])),
        }
    }
    groups
}

/// When a source speaks: its date of publication, else of its web page.
fn spoken(dataset: &Dataset, source: &str) -> Option<String> {
    let source = dataset.source(source)?;
    [&source.published, &source.web, &source.updated].into_iter().find_map(|field| {
        let witness = source.readings(field).into_iter().find_map(|w| w.value)?;
        Some(phrase::date(witness))
    })
}

/// Reported totals of a record against what the dataset lists.
fn totals(dataset: &Dataset, record: RecordRef<'_>, found: &mut Vec<Disagreement>) {
    let mut check = |counts: &Counts,
                     quantity: &Quantity,
                     field: &'static str,
                     of: Option<String>,
                     side: Variant,
                     as_of: Option<&Date>| {
        let listed = listed(dataset, counts, as_of);
        let n = Decimal::from(listed.len());
        let says_nothing = quantity.n.is_none() && quantity.min.is_none() && quantity.max.is_none()
            || quantity.bound() == Bound::NotCounted;
        if says_nothing || holds(quantity, n) {
            return;
        }
        let names: Vec<&str> = listed.iter().map(|id| dataset.label(id, "en")).collect();
        let shown = if names.is_empty() || names.len() > 12 {
            phrase::number(n)
        } else {
            format!("{}: {}", phrase::number(n), names.join("; "))
        };
        let what = of.map(|of| format!(" ({of})")).unwrap_or_default();
        let lists = Variant {
            value: shown,
            source: "what this dataset lists".to_owned(),
            cite: Vec::new(),
            as_of: as_of.map(phrase::date),
            spoken: None,
            record: None,
            field: None,
            items: Vec::new(),
            stated: true,
        };
        found.push(Disagreement {
            layer: Layer::Total,
            // Sources leave things out; they can list more than they report only if
            // they count otherwise.
            class: Some(match quantity.n {
                Some(reported) if n.exceeds(reported) => DifferenceClass::CountingBasis,
                _ => DifferenceClass::Coverage,
            }),
            record: record.id().to_string(),
            records: vec![record.id().to_string()],
            field: Some(field),
            point: format!("{}{what}", point(dataset, record, None)),
            variants: vec![side, lists],
            explanation: None,
            note: None,
        });
    };
    let side = |quantity: &Quantity, cite: &Cites, as_of: Option<&Date>| Variant {
        as_of: as_of.map(phrase::date),
        record: Some(record.id().to_string()),
        ..variant(dataset, phrase::quantity(quantity), cite.iter().cloned().collect())
    };
    if let RecordRef::Figure(figure) = record
        && let Some(counts) = &figure.counts
    {
        for witness in figure.quantity.witnesses(&figure.cite) {
            let Some(quantity) = witness.value else { continue };
            // What the editors worked out is no total that a source reports.
            if witness.meta.is_some_and(|meta| meta.basis().is_of_editors()) {
                continue;
            }
            let as_of = witness.meta.and_then(|meta| meta.as_of.as_ref());
            check(counts, quantity, "quantity", None, side(quantity, witness.cite, as_of), as_of);
        }
    }
    if let RecordRef::Event(event) = record {
        for witness in event.readings(&event.figures) {
            for item in witness.value.into_iter().flat_map(|list| list.iter()) {
                let Some(counts) = &item.counts else { continue };
                if item.meta.basis().is_of_editors() {
                    continue;
                }
                let as_of = item.meta.as_of.as_ref();
                let of = item
                    .of
                    .as_ref()
                    .map_or_else(|| item.measure.label().to_owned(), |of| of.best("en").to_owned());
                let cite = item.cite.as_ref().unwrap_or(witness.cite);
                check(
                    counts,
                    &item.quantity,
                    "figures",
                    Some(of),
                    side(&item.quantity, cite, as_of),
                    as_of,
                );
            }
        }
    }
}

/// Whether a reported number holds for a count.
fn holds(quantity: &Quantity, n: Decimal) -> bool {
    match (quantity.n, quantity.bound()) {
        (Some(given), Bound::MoreThan) => n.exceeds(given),
        (Some(given), Bound::AtLeast) => !given.exceeds(n),
        (Some(given), Bound::LessThan | Bound::Nearly) => given.exceeds(n),
        (Some(given), Bound::AtMost) => !n.exceeds(given),
        _ => admits(quantity, n),
    }
}

/// The ids of what a number counts, of those known at a date.
pub fn listed<'a>(dataset: &'a Dataset, counts: &'a Counts, as_of: Option<&Date>) -> Vec<&'a str> {
    if let (Some(of), Some(items)) = (&counts.of, &counts.items) {
        let field = dataset.get(of.as_str()).and_then(|record| record.field(items.as_str()));
        let mut ids: Vec<&str> = Vec::new();
        let until = as_of.and_then(Date::latest);
        let readings = field.into_iter().flat_map(|f| f.readings);
        for (item, of_reading) in readings.flat_map(|reading| {
            let as_of = reading.meta.as_of;
            reading.items.into_iter().map(move |item| (item, as_of))
        }) {
            // What holds only later was not there to be counted.
            let held = item.meta.as_of.or(of_reading).and_then(Date::earliest);
            if until.is_some_and(|last| held.is_some_and(|day| day > last)) {
                continue;
            }
            let role = match item.part("role") {
                Some(Atom::Code(code)) => Some(code.code()),
                _ => None,
            };
            if counts.role.is_some_and(|wanted| Some(wanted.code()) != role) {
                continue;
            }
            if let Some((_, Atom::Ref(id))) = item.parts.first()
                && !ids.contains(&id.as_str())
            {
                ids.push(id.as_str());
            }
        }
        return ids;
    }
    let mut ids = Vec::new();
    for event in dataset.events() {
        let parents = event.part_of.iter().flat_map(|list| list.iter());
        let fits = counts.events.contains(&event.kind)
            && counts
                .part_of
                .as_ref()
                .is_none_or(|part| parents.clone().any(|p| p.id() == part.id()))
            && (counts.participant.is_none() && counts.role.is_none()
                || event.readings(&event.participants).iter().any(|w| {
                    w.value.into_iter().flat_map(|list| list.iter()).any(|p| {
                        counts.participant.as_ref().is_none_or(|who| who.id() == p.who.id())
                            && counts.role.is_none_or(|role| role == p.role)
                    })
                }))
            && [counts.period.as_ref(), as_of].into_iter().flatten().all(|period| {
                let until = period.latest();
                let from = if Some(period) == as_of { None } else { period.earliest() };
                event.readings(&event.date).iter().filter_map(|w| w.value).any(|date| {
                    until.is_none_or(|last| date.earliest().is_none_or(|day| day <= last))
                        && from.is_none_or(|first| date.latest().is_none_or(|day| day >= first))
                })
            });
        if fits {
            ids.push(event.id.as_str());
        }
    }
    ids
}

/// Adds an editors' note: to the difference that it explains, or as one of its own,
/// which then stands for those whose sides it shows.
fn attach(dataset: &Dataset, note: &Difference, found: &mut Vec<Disagreement>) {
    let explanation = Some(note.explanation.best("en").to_owned());
    let several = note.about.len() > 1;
    let explains = |other: &Disagreement| {
        note.about.iter().any(|pointer| {
            other.record == pointer.record.as_str()
                && match &pointer.field {
                    Some(field) => other.field == Some(field.as_str()),
                    // A note on a record as a whole says nothing of its totals.
                    None => other.layer == Layer::Readings && !several,
                }
        })
    };
    let mut explained = false;
    // The sides of a field stand in a note on several records as well.
    found.retain_mut(|other| {
        if other.layer == Layer::Note || other.note.is_some() || !explains(other) {
            return true;
        }
        if several && other.layer == Layer::Readings {
            return false;
        }
        other.class = Some(note.kind);
        other.explanation.clone_from(&explanation);
        other.note = Some(note.id.to_string());
        explained = true;
        true
    });
    if explained && !several {
        return;
    }
    let mut all: Vec<Variant> = Vec::new();
    let mut records: Vec<String> = Vec::new();
    for pointer in note.about.iter() {
        let Some(record) = dataset.get(pointer.record.as_str()) else { continue };
        if !records.contains(&record.id().to_string()) {
            records.push(record.id().to_string());
        }
        let name = short_name(dataset, pointer.record.as_str());
        let field = pointer.field.as_ref().and_then(|field| record.field(field.as_str()));
        if let Some(field) = field {
            let named = several && record.register() != Register::Statement;
            all.extend(sides(dataset, record, &field).into_iter().map(|side| Variant {
                value: if named { format!("{name}: {}", side.value) } else { side.value },
                ..side
            }));
        } else {
            let cite: Vec<Cite> = record.cite().into_iter().flatten().cloned().collect();
            let side = variant(dataset, name, cite);
            all.push(Variant { record: Some(record.id().to_string()), ..side });
        }
    }
    let further: Vec<Cite> = note
        .cite
        .iter()
        .flatten()
        .filter(|cite| !all.iter().any(|side| side.cite.contains(cite)))
        .cloned()
        .collect();
    if !further.is_empty() {
        all.push(variant(dataset, FURTHER.to_owned(), further));
    }
    let first = note.about.first();
    let record = first.and_then(|pointer| dataset.get(pointer.record.as_str()));
    let field = first
        .filter(|_| !several)
        .and_then(|pointer| pointer.field.as_ref())
        .map(rapporteur_schema::model::FieldName::as_str);
    found.push(Disagreement {
        layer: Layer::Note,
        class: Some(note.kind),
        record: first.map_or_else(|| note.id.to_string(), |p| p.record.to_string()),
        records,
        field,
        point: record.map_or_else(|| note.id.to_string(), |record| point(dataset, record, field)),
        variants: all,
        explanation,
        note: Some(note.id.to_string()),
    });
}

/// The value of a side that is none: the passages of an editors' note that no side has.
pub const FURTHER: &str = "the note rests on further passages";

/// A side, with what is known of its passages.
fn variant(dataset: &Dataset, value: String, cite: Vec<Cite>) -> Variant {
    Variant {
        value,
        source: cite::labels(dataset, &cite),
        spoken: cite.first().and_then(|cite| spoken(dataset, cite.source())),
        cite,
        as_of: None,
        record: None,
        field: None,
        items: Vec::new(),
        stated: true,
    }
}

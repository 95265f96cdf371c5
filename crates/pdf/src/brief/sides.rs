//! What each side of a point has, in the words of its table.

use std::collections::{BTreeMap, BTreeSet};

use rapporteur_apparatus::{
    Disagreement, Layer, Variant,
    differences::{FURTHER, item_words, short_name, sides as sides_of},
    value,
};
use rapporteur_schema::{
    Cite, RecordRef, Register,
    codes::{Absence, DifferenceClass},
    view::{Atom, FieldView, ItemView, ReadingView},
};

use super::{
    credit::crediting,
    data::{Data, LANGUAGE},
    dates::date_of,
    line::clean,
};

/// A side of a point: who has it, and what.
#[derive(Debug, Clone, PartialEq, Eq)]
pub(super) struct Side {
    /// The passages of those who have it.
    pub(super) cites: Vec<Cite>,
    /// Passages of others, from which the editors conclude it.
    pub(super) from: Vec<Cite>,
    /// What has it, if that is no source.
    pub(super) other: Option<String>,
    /// What it is, with its grounds.
    pub(super) value: String,
    /// The date at which it holds.
    pub(super) as_of: Option<String>,
}

/// The sides of a point: of lists what not all have, of several events the part on which they
/// are set side by side; those who say the same together.
pub(super) fn sides(data: &Data<'_>, found: &Disagreement) -> Vec<Side> {
    let mut out: Vec<Side> = Vec::new();
    for (variant, items) in found.variants.iter().zip(chosen(data, found)) {
        if variant.value == FURTHER {
            continue;
        }
        let record = variant.record.as_deref().and_then(|id| data.dataset.get(id));
        match (record, variant.field) {
            (Some(record), Some(name)) if found.layer != Layer::Total => {
                // What is not about the matter of the point is not set out.
                let Some(items) = items else { continue };
                let value = of_field(data, found, variant, record, name, &items);
                add(&mut out, side(record, variant, value));
            }
            (Some(record), None) if found.layer != Layer::Total => {
                for side in of_record(data, found, variant, record) {
                    add(&mut out, side);
                }
            }
            _ => add(
                &mut out,
                Side {
                    cites: variant.cite.clone(),
                    from: Vec::new(),
                    other: variant.cite.is_empty().then(|| variant.source.clone()),
                    value: clean(&variant.value),
                    as_of: variant.as_of.clone(),
                },
            ),
        }
    }
    out
}

/// Adds a side, to the one that says the same if there is one.
fn add(out: &mut Vec<Side>, side: Side) {
    let same = |known: &&mut Side| {
        known.value == side.value && known.as_of == side.as_of && known.other == side.other
    };
    let Some(known) = out.iter_mut().find(same) else {
        out.push(side);
        return;
    };
    for cite in side.cites {
        if !known.cites.contains(&cite) {
            known.cites.push(cite);
        }
    }
    for cite in side.from {
        if !known.from.contains(&cite) {
            known.from.push(cite);
        }
    }
}

/// A side of a record: what the editors conclude is that of the sources that report it.
fn side(record: RecordRef<'_>, variant: &Variant, value: String) -> Side {
    let cites = if variant.stated {
        variant.cite.clone()
    } else {
        let field = variant.field.unwrap_or_default();
        crediting(record, field, &variant.cite).into_iter().cloned().collect()
    };
    // Where the editors say what they conclude, and of what, it stands with that, as in the rows.
    let from = if is_noted(record, variant) {
        Vec::new()
    } else {
        variant.cite.iter().filter(|cite| !cites.contains(cite)).cloned().collect()
    };
    Side { cites, from, other: None, value, as_of: variant.as_of.clone() }
}

/// Whether the editors have a note on the reading that is a side.
fn is_noted(record: RecordRef<'_>, variant: &Variant) -> bool {
    let field = variant.field.and_then(|name| record.field(name));
    let readings = field.iter().flat_map(|field| &field.readings);
    let own = |reading: &&ReadingView<'_>| {
        let mut cites = reading.meta.cite.into_iter().flatten();
        cites.any(|cite| variant.cite.contains(cite))
    };
    readings.filter(own).any(|reading| {
        reading.meta.note.is_some() || reading.items.iter().any(|item| item.meta.note.is_some())
    })
}

/// What a field of a record has, after the name of the record if the point is not about it.
fn of_field(
    data: &Data<'_>,
    found: &Disagreement,
    variant: &Variant,
    record: RecordRef<'_>,
    field: &'static str,
    items: &[&str],
) -> String {
    let id = record.id().as_str();
    let own = variant.value.strip_prefix(&format!("{}: ", short_name(data.dataset, id)));
    let own = own.unwrap_or(&variant.value);
    // What follows the items: that there are others, on what ground they stand.
    let rest = own.strip_prefix(&variant.items.join("; "));
    let said = if variant.items.is_empty() {
        absent(data, record, field, own)
    } else if let Some(date) = by_date(data, record, variant) {
        own.replacen(&date.0, &date.1, 1)
    } else if let ([_], None) = (items, rest) {
        // One item and the ground of its reading stand in one pair of brackets.
        own.to_owned()
    } else {
        let rest = rest.unwrap_or_default();
        let items = match beside(data, found, variant, items) {
            Some(text) => text,
            None => items.join("; "),
        };
        format!("{}{rest}", bracketed_once(&items))
    };
    let named = record.id().as_str() != found.record
        && field != "names"
        && record.register() != Register::Statement;
    let name = data.label(id);
    let said = data.words.say.side(field, record.kind().code(), &said);
    clean(&if named { format!("{name}: {said}") } else { said })
}

/// The words of a date that the editors conclude as an end, and those of a date by which a
/// thing was done, if it does not last.
fn by_date(data: &Data<'_>, record: RecordRef<'_>, side: &Variant) -> Option<(String, String)> {
    let field = record.field(side.field?)?;
    let words = side.items.first()?;
    let reading = field.readings.iter().find(|reading| {
        reading.items.first().is_some_and(|item| item_words(data.dataset, item) == *words)
    })?;
    let by = super::line::by(data, record, reading, reading.items.first()?)?;
    Some((data.language().date(date_of(reading)?), by))
}

/// Why there is no value, and what the editors say of that.
fn absent(data: &Data<'_>, record: RecordRef<'_>, field: &str, words: &str) -> String {
    let unknown = format!("({})", Absence::Unknown.label().to_lowercase());
    match field {
        "date" => undated(data, record),
        _ => words.replace(&unknown, &data.words.say.absent(Absence::Unknown)),
    }
}

/// That a record has no date, and what the editors say of that.
fn undated(data: &Data<'_>, record: RecordRef<'_>) -> String {
    let words = &data.words.word;
    let field = record.field("date");
    let note = field.iter().flat_map(|field| &field.readings).find_map(|one| one.meta.note);
    match note {
        Some(note) => {
            let said = note.best(LANGUAGE).trim_end_matches('.');
            format!("{} ({}{said})", words.not_dated, words.editors_note)
        }
        None => words.not_dated.to_owned(),
    }
}

/// What a record as a whole has to do with the point: its name, and its number, its date or
/// what it says, each as its sources have it.
fn of_record(
    data: &Data<'_>,
    found: &Disagreement,
    variant: &Variant,
    record: RecordRef<'_>,
) -> Vec<Side> {
    let name = clean(data.label(record.id().as_str()));
    let names = matches!(
        found.class,
        Some(DifferenceClass::Naming | DifferenceClass::Translation | DifferenceClass::Misprint)
    );
    let numbers = found.variants.iter().any(|side| {
        matches!(side.field, Some("figures" | "quantity"))
            || side
                .record
                .as_deref()
                .and_then(|id| data.dataset.get(id))
                .is_some_and(|record| record.register() == Register::Figure)
    });
    let fields: &[&str] = match record.register() {
        // A number is the point of it, however its name is translated.
        Register::Figure => &["quantity"],
        _ if names => &["names"],
        Register::Event if numbers => &["date", "figures"],
        Register::Event => &["date"],
        _ => &[],
    };
    let mut out: Vec<Side> = Vec::new();
    for field in fields.iter().filter_map(|name| record.field(name)) {
        let sides = sides_of(data.dataset, record, &field);
        // One name is that of the record.
        if field.def.name == "names" && sides.len() < 2 {
            continue;
        }
        for variant in sides.iter().filter(|side| !side.items.is_empty()) {
            // A date that stands in the name is not said again.
            let value = match (field.def.name, by_date(data, record, variant)) {
                ("names", _) => variant.value.clone(),
                ("date", _) if name.contains(&variant.value) => continue,
                (_, Some((until, by))) => {
                    format!("{name}: {}", variant.value.replacen(&until, &by, 1))
                }
                _ => format!("{name}: {}", bracketed_once(&variant.value)),
            };
            out.push(side(record, variant, clean(&value)));
        }
    }
    // That no source says when it was is what there is to set beside a date.
    let dated = record
        .field("date")
        .is_some_and(|date| date.readings.iter().any(|reading| !reading.items.is_empty()));
    let compared = found.variants.iter().any(|side| side.field == Some("date"));
    // Nor has it a number that could stand beside a number.
    let beside = compared || numbers && out.is_empty();
    let name = if !names && beside && !dated && record.register() == Register::Event {
        format!("{name}: {}", undated(data, record))
    } else {
        name
    };
    let told: BTreeSet<&str> = out.iter().flat_map(|side| &side.cites).map(Cite::source).collect();
    let silent: Vec<Cite> =
        variant.cite.iter().filter(|cite| !told.contains(cite.source())).cloned().collect();
    // What stands on a list of theirs they need not name again.
    let label = data.label(record.id().as_str());
    let again = found.variants.iter().any(|other| {
        let theirs = |cite: &Cite| other.cite.iter().any(|own| own.source() == cite.source());
        other.items.iter().any(|item| item == label) && silent.iter().all(theirs)
    });
    if (!silent.is_empty() || out.is_empty()) && !again {
        out.push(Side {
            cites: silent,
            from: Vec::new(),
            other: None,
            value: name,
            as_of: variant.as_of.clone(),
        });
    }
    out
}

/// An item of a list of those who took part, or of numbers.
struct Part<'v> {
    text: &'v str,
    who: String,
    role: String,
    office: String,
    person: bool,
}

/// Of each side the items that are about the matter of the point.
///
/// A point is about one field, and a field may hold more than what differs: of those who took
/// part, the person who is one thing here and another there, else those of one office, else
/// those of one role; of numbers of one event, those of one measure, of several all. Whoever has
/// none of those who took part about whom the point is has the first that it names.
fn chosen<'d>(data: &Data<'_>, found: &'d Disagreement) -> Vec<Option<Vec<&'d str>>> {
    let all = || -> Vec<Option<Vec<&'d str>>> {
        let items = found.variants.iter().map(|one| &one.items);
        items.map(|items| Some(items.iter().map(String::as_str).collect())).collect()
    };
    let of = |name: &str| found.variants.iter().any(|one| one.field == Some(name));
    let parts: Vec<Vec<Part<'d>>> =
        found.variants.iter().map(|variant| parts(data, variant)).collect();
    // The people whom the explanation names.
    let named = |part: &&Part<'_>| {
        part.person && found.explanation.as_ref().is_some_and(|said| said.contains(&part.who))
    };
    let people = parts.iter().filter(|list| list.iter().any(|part| named(&part))).count();
    let kept: Vec<Vec<&'d str>> = if of("participants") && people > 1 {
        parts.iter().map(|list| list.iter().filter(named).map(|p| p.text).collect()).collect()
    } else if of("participants") {
        let Some(keep) = matter(&parts) else { return all() };
        parts
            .iter()
            .map(|list| list.iter().filter(|part| keep(part)).map(|p| p.text).collect())
            .collect()
    } else if of("figures") {
        // The measures of which more than one number is there.
        let measures = || parts.iter().flatten();
        let several = |part: &&Part<'_>| {
            measures().any(|other| other.role == part.role && other.text != part.text)
        };
        parts.iter().map(|list| list.iter().filter(several).map(|p| p.text).collect()).collect()
    } else {
        return all();
    };
    let few = kept.iter().filter(|list| !list.is_empty()).count() < 2;
    let several = found.records.len() > 1;
    // Who has nothing about the matter has at least what it says first.
    let mut told: BTreeSet<&str> = BTreeSet::new();
    for (variant, _) in found.variants.iter().zip(&kept).filter(|(_, list)| !list.is_empty()) {
        told.extend(variant.cite.iter().map(Cite::source));
    }
    let lists = found.variants.iter().zip(kept);
    lists
        .map(|(variant, list)| {
            let whole = || Some(variant.items.iter().map(String::as_str).collect());
            if !is_listed(variant) || variant.items.is_empty() {
                return whole();
            }
            let figures = variant.field == Some("figures");
            // Numbers of several events are set side by side, whatever they count.
            if figures && several {
                return if is_common(found, variant) { None } else { whole() };
            }
            if !few && !list.is_empty() {
                return Some(list);
            }
            if is_common(found, variant) {
                return None;
            }
            let mut new = variant.cite.iter().map(Cite::source);
            if few || !figures && new.any(|source| told.insert(source)) { whole() } else { None }
        })
        .collect()
}

/// Whether a side is of a list of those who took part, or of numbers.
fn is_listed(variant: &Variant) -> bool {
    matches!(variant.field, Some("participants" | "figures"))
}

/// Whether all who have something in a list have this: it is not what they differ on.
fn is_common(found: &Disagreement, variant: &Variant) -> bool {
    let of = |one: &&Variant| one.record == variant.record && one.field == variant.field;
    let sources = |one: &Variant| -> BTreeSet<String> {
        one.cite.iter().map(|cite| cite.source().to_owned()).collect()
    };
    let own = sources(variant);
    let others = || found.variants.iter().filter(of).filter(|one| sources(one) != own);
    others().count() > 1 && others().all(|one| sources(one).is_subset(&own))
}

/// The items of a side in parts.
fn parts<'d>(data: &Data<'_>, variant: &'d Variant) -> Vec<Part<'d>> {
    if !is_listed(variant) {
        return Vec::new();
    }
    let record = variant.record.as_deref().and_then(|id| data.dataset.get(id));
    let Some(field) = record.zip(variant.field).and_then(|(record, name)| record.field(name))
    else {
        return Vec::new();
    };
    let items: Vec<(String, &ItemView<'_>)> = field
        .readings
        .iter()
        .flat_map(|reading| &reading.items)
        .map(|item| (item_words(data.dataset, item), item))
        .collect();
    let words = |item: &ItemView<'_>, name: &str| {
        item.part(name).map(|atom| value::atom(data.dataset, atom, LANGUAGE)).unwrap_or_default()
    };
    let part = |text: &'d String| {
        let (_, item) = items.iter().find(|(words, _)| words == text)?;
        let role = if variant.field == Some("figures") { "measure" } else { "role" };
        Some(Part {
            text: text.as_str(),
            who: words(item, "who"),
            role: words(item, role),
            office: words(item, "capacity"),
            person: matches!(item.part("who"), Some(Atom::Ref(id))
                if data.dataset.get(id.as_str()).is_some_and(|who| who.register() == Register::Person)),
        })
    };
    variant.items.iter().filter_map(part).collect()
}

/// Of no more than so many it is said in which list they stand and in which not.
const MORE: usize = 3;

/// Which items the lists of those who took part are set side by side for.
fn matter(parts: &[Vec<Part<'_>>]) -> Option<impl Fn(&Part<'_>) -> bool> {
    let pairs = || {
        parts.iter().enumerate().flat_map(move |(n, a)| {
            parts
                .iter()
                .take(n)
                .flat_map(move |b| a.iter().flat_map(move |a| b.iter().map(move |b| (a, b))))
        })
    };
    let who: BTreeSet<String> = pairs()
        .filter(|(a, b)| a.who == b.who && a.text != b.text)
        .map(|(a, _)| a.who.clone())
        .collect();
    let office: BTreeSet<String> = pairs()
        .filter(|(a, b)| a.who != b.who && a.office == b.office && !a.office.is_empty())
        .map(|(a, _)| a.office.clone())
        .collect();
    // The role that most lists have, not all alike.
    let mut roles: BTreeMap<&str, BTreeSet<Vec<&str>>> = BTreeMap::new();
    let mut number: BTreeMap<&str, usize> = BTreeMap::new();
    for list in parts {
        let mut of: BTreeMap<&str, Vec<&str>> = BTreeMap::new();
        for part in list {
            of.entry(&part.role).or_default().push(part.text);
        }
        for (role, names) in of {
            roles.entry(role).or_default().insert(names);
            *number.entry(role).or_default() += 1;
        }
    }
    let several = roles.len() > 1;
    let differing = roles.iter().filter(|(_, lists)| lists.len() > 1).map(|(role, _)| *role);
    let most = differing.max_by_key(|role| (number.get(role).copied(), std::cmp::Reverse(*role)));
    let role = most.filter(|_| several).map(str::to_owned);
    if who.is_empty() && office.is_empty() && role.is_none() {
        return None;
    }
    // Few who stand in one list and not in another are a matter of it too.
    let mut some: BTreeMap<(String, String), usize> = BTreeMap::new();
    for list in parts {
        let of: BTreeSet<(String, String)> =
            list.iter().map(|part| (part.who.clone(), part.role.clone())).collect();
        for one in of {
            *some.entry(one).or_default() += 1;
        }
    }
    let lists = parts.iter().filter(|list| !list.is_empty()).count();
    some.retain(|(_, role), n| {
        let all = number.get(role.as_str()).copied().unwrap_or(lists);
        *n < all
    });
    if some.len() > MORE {
        some.clear();
    }
    Some(move |part: &Part<'_>| {
        if !who.is_empty() {
            who.contains(&part.who) || some.contains_key(&(part.who.clone(), part.role.clone()))
        } else if !office.is_empty() {
            office.contains(&part.office)
        } else {
            role.as_deref() == Some(part.role.as_str())
        }
    })
}

/// For the readings of a list of one record: what this one has that not all others have.
fn beside(
    data: &Data<'_>,
    found: &Disagreement,
    variant: &Variant,
    items: &[&str],
) -> Option<String> {
    let others: Vec<&Variant> = found
        .variants
        .iter()
        .filter(|other| {
            other.record == variant.record
                && other.field == variant.field
                && !other.items.is_empty()
        })
        .collect();
    let list = |field: &FieldView<'_>| field.def.shape.list;
    let record = variant.record.as_deref().and_then(|id| data.dataset.get(id))?;
    let is_list = record.field(variant.field?).as_ref().is_some_and(list);
    if others.len() < 2 || !is_list {
        return None;
    }
    let common = |item: &str| others.iter().all(|other| other.items.iter().any(|i| i == item));
    let (shared, alone): (Vec<&str>, Vec<&str>) = items.iter().partition(|item| common(item));
    if shared.is_empty() || alone.is_empty() {
        return None;
    }
    Some(data.words.say.beside(&alone.join("; "), &shared))
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

/// How many sources have a side: of what the editors conclude those that report the record.
pub(super) fn speakers<'f>(
    dataset: &rapporteur_schema::Dataset,
    found: &'f Disagreement,
) -> BTreeSet<&'f str> {
    let mut all: BTreeSet<&str> = BTreeSet::new();
    // The editors' reading of two sources against one another may rest on passages that are
    // on no side of their own.
    let weighed = matches!(
        found.class,
        Some(DifferenceClass::Conflict | DifferenceClass::CountingBasis | DifferenceClass::AsOf)
    );
    for variant in &found.variants {
        if variant.value == FURTHER && !weighed {
            continue;
        }
        let record = variant.record.as_deref().filter(|_| !variant.stated);
        match record.and_then(|id| dataset.get(id)) {
            Some(record) => {
                let field = variant.field.unwrap_or_default();
                all.extend(crediting(record, field, &variant.cite).into_iter().map(Cite::source));
            }
            None => all.extend(variant.cite.iter().map(Cite::source)),
        }
    }
    all
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

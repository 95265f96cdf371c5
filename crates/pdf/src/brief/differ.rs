//! Where the sources differ: every point, side by side, before the tables.

use std::collections::BTreeMap;

use rapporteur_apparatus::{Disagreement, Layer, Variant, phrase::count, value};
use rapporteur_schema::codes::DifferenceClass;

use super::{
    data::{Data, LANGUAGE},
    engagement::columns,
    line::{Line, clean, or_dash},
    notes::Notes,
};
use crate::block::{Block, Span, Style, Table};

/// The length of a record's name beyond which it is cut at a word.
const LONG: usize = 110;
/// How many characters of a name the list of differences keeps.
const KEPT: usize = 120;
/// The length of a value beyond which it is cut at a word, when the annex has it whole.
const VALUE: usize = 150;
/// How many other sides of an editors' note over several records are shown.
const MOST: usize = 3;

/// The classes in the order in which readers need them: what cannot both be right first.
const CLASSES: [(Option<DifferenceClass>, &str, &str); 8] = [
    (Some(DifferenceClass::Conflict), "Conflicts", "conflicts"),
    (Some(DifferenceClass::CountingBasis), "Other ways of counting", "counting"),
    (Some(DifferenceClass::AsOf), "Other dates of reference", "as-of"),
    (Some(DifferenceClass::Coverage), "What the one has and the other has not", "coverage"),
    (Some(DifferenceClass::Misprint), "Damaged or doubtful print", "misprints"),
    (Some(DifferenceClass::Naming), "Names", "naming"),
    (Some(DifferenceClass::Translation), "Translations", "translations"),
    (None, "Without an explanation so far", "unexplained"),
];

/// The section.
pub(super) fn write(data: &Data<'_>, notes: &mut Notes, out: &mut Vec<Block>) {
    let all = &data.disagreements;
    out.push(super::heading(2, "Where the sources differ", "differences"));
    if all.is_empty() {
        out.push(super::paragraph(Line::new().plain(
            "No two readings in the dataset differ, and no total is contradicted by what it lists.",
        )));
        return;
    }
    let totals: Vec<&Disagreement> = all.iter().filter(|d| d.layer == Layer::Total).collect();
    let points = count(all.len() - totals.len(), "point", "points");
    let reported = count(totals.len(), "reported total", "reported totals");
    let whole = if data.annex { " What is long is cut (…); the annex has it whole." } else { "" };
    out.push(super::paragraph(Line::new().plain(&format!(
        "The dataset shows {points} on which sources differ, and {reported} that what is listed does \
         not meet. Each reading keeps its passage; the editors explain where they can and rule for \
         none. A reading that only says the same less precisely is not counted as different. Of lists, \
         a side shows what not all have; what a note over several records shows is not shown again.\
         {whole}"
    ))));
    for (class, title, id) in CLASSES {
        let found: Vec<&Disagreement> =
            all.iter().filter(|d| d.layer != Layer::Total && known(d.class) == class).collect();
        let found = together(shown_once(found));
        if found.is_empty() {
            continue;
        }
        out.push(super::heading(3, title, &format!("differences-{id}")));
        out.push(table(data, notes, title, class, &found));
    }
    if !totals.is_empty() {
        let title = "Totals and what is listed";
        out.push(super::heading(3, title, "differences-totals"));
        out.push(table(data, notes, title, None, &totals));
    }
}

/// The class, when it is one of those with a place of their own.
fn known(class: Option<DifferenceClass>) -> Option<DifferenceClass> {
    class.filter(|class| CLASSES.iter().any(|(known, _, _)| *known == Some(*class)))
}

fn table(
    data: &Data<'_>,
    notes: &mut Notes,
    title: &str,
    class: Option<DifferenceClass>,
    found: &[&Disagreement],
) -> Block {
    let caption = match class {
        Some(class) => {
            format!("{title}: {}", super::lower_first(class.def().definition))
        }
        None => format!("{title}."),
    };
    let mut before: Option<&String> = None;
    let mut rows = Vec::with_capacity(found.len());
    for found in found {
        let again = found.explanation.is_some() && before == found.explanation.as_ref();
        rows.push(row(data, notes, found, again));
        before = found.explanation.as_ref();
    }
    Block::Table(Table {
        caption,
        columns: columns(&[
            ("Point", 1.8),
            ("One reading", 2.2),
            ("Other readings", 2.8),
            ("Why, as the editors see it", 3.0),
        ]),
        rows,
    })
}

/// Without the readings of a field that a note over several records already shows.
fn shown_once(found: Vec<&Disagreement>) -> Vec<&Disagreement> {
    let notes: Vec<&Disagreement> =
        found.iter().copied().filter(|one| one.layer == Layer::Note).collect();
    let shown = |one: &Disagreement| {
        notes.iter().filter(|note| note.note == one.note).any(|note| {
            one.variants.iter().all(|variant| {
                note.variants.iter().take(MOST).any(|other| {
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

/// A point; `again` when the row above has the same explanation.
fn row(data: &Data<'_>, notes: &mut Notes, found: &Disagreement, again: bool) -> Vec<Vec<Span>> {
    let values = values(data, found);
    let sides: Vec<(&String, &Variant)> = values.iter().zip(&found.variants).collect();
    let (first, others) = sides.split_at(sides.len().min(1));
    let mut why = Line::new();
    if again {
        why.add("As above.", Style::Muted);
    } else if let Some(explanation) = &found.explanation {
        why.add(explanation, Style::Regular);
    }
    let most = if found.layer == Layer::Note && data.annex { MOST } else { usize::MAX };
    vec![
        Line::new().bold(&point(data, found)).spans(),
        show(data, notes, first, most),
        show(data, notes, others, most),
        or_dash(why),
    ]
}

/// What each side has, in the words of the table: of lists, the items that not all
/// have; of long texts, the beginning, when the annex has them whole.
fn values(data: &Data<'_>, found: &Disagreement) -> Vec<String> {
    let apart = if found.layer == Layer::Readings { apart(data, found) } else { BTreeMap::new() };
    let prefix: String = data.label(&found.record).chars().take(KEPT).chain([':', ' ']).collect();
    found
        .variants
        .iter()
        .map(|variant| {
            let value = apart.get(&variant.value).unwrap_or(&variant.value);
            let value = value.strip_prefix(&prefix).unwrap_or(value);
            let value = bracketed_once(value);
            if data.annex { short(&value, VALUE) } else { clean(&value) }
        })
        .collect()
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
        let shared = own.iter().filter(common).count();
        let alone: Vec<&str> =
            own.iter().filter(|item| !common(item)).map(String::as_str).collect();
        if shared == 0 || alone.is_empty() && !reading.open {
            continue;
        }
        let others = if reading.open { "; and others" } else { "" };
        let text = if alone.is_empty() {
            format!("{}{others}", count(shared, "item", "items"))
        } else {
            format!("{}{others} (beside {shared} that all have)", alone.join("; "))
        };
        told.insert(value::reading(data.dataset, reading, LANGUAGE), text);
    }
    told
}

/// Some sides, one after the other.
fn show(
    data: &Data<'_>,
    notes: &mut Notes,
    sides: &[(&String, &Variant)],
    most: usize,
) -> Vec<Span> {
    let mut line = Line::new();
    for (n, (value, variant)) in sides.iter().take(most).enumerate() {
        if n > 0 {
            line.add(" ◆ ", Style::Muted);
        }
        line.add(value, Style::Regular);
        if let Some(as_of) = &variant.as_of {
            line.add(&format!(" (as of {as_of})"), Style::Regular);
        }
        line.add(" — ", Style::Muted);
        if variant.cite.is_empty() {
            line.add(&variant.source, Style::Muted);
        } else {
            line.extend(notes.by_source(data.dataset, &variant.cite).spans());
        }
    }
    let rest = sides.len().saturating_sub(most);
    if rest > 0 {
        line.add(&format!(" ◆ and {rest} more, in the annex"), Style::Muted);
    }
    or_dash(line)
}

/// What a difference is about: the name of the record, cut at a word when it is a
/// whole sentence, and what of it differs.
pub(super) fn point(data: &Data<'_>, found: &Disagreement) -> String {
    let name = data.label(&found.record);
    let kept: String = name.chars().take(KEPT).collect();
    match found.point.strip_prefix(&kept) {
        Some(rest) => {
            let name = short(name, LONG);
            // The field stands in brackets, as what a total is of does.
            match rest.strip_prefix(": ") {
                Some(field) => format!("{name} ({})", clean(field)),
                None => format!("{name}{}", clean(rest)),
            }
        }
        None => clean(&found.point),
    }
}

/// A text, cut at a word where it is longer than so many characters.
pub(super) fn short(text: &str, most: usize) -> String {
    let text = clean(text);
    if text.chars().count() <= most {
        return text;
    }
    let cut: String = text.chars().take(most).collect();
    let end = cut.rfind(' ').unwrap_or(cut.len());
    let cut = cut.get(..end).unwrap_or(&cut).trim_end_matches([',', ';', ':', '.', '–', '—', ' ']);
    format!("{cut} …")
}

#[cfg(test)]
mod tests {
    use super::{bracketed_once, short};

    #[test]
    fn the_same_brackets_stand_once() {
        assert_eq!(
            bracketed_once("A (Partner); B (Partner); C (Party); D (Chair; E); F"),
            "A, B (Partner); C (Party); D (Chair; E); F"
        );
        assert_eq!(bracketed_once("Words (so); other words"), "Words (so); other words");
        assert_eq!(bracketed_once(""), "");
    }

    #[test]
    fn a_long_name_is_cut_at_a_word() {
        assert_eq!(short("one two three", 20), "one two three");
        assert_eq!(short("one two, three four", 10), "one two …");
        assert_eq!(short("罗艳华罗艳华", 3), "罗艳华 …");
    }
}

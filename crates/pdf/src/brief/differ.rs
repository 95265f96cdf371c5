//! Where the sources differ: every point, side by side, before the tables.

use rapporteur_apparatus::{Disagreement, Layer, Variant, phrase::count};
use rapporteur_schema::codes::DifferenceClass;

use super::{
    data::Data,
    engagement::columns,
    line::{Line, clean, or_dash},
    notes::Notes,
};
use crate::block::{Block, Span, Style, Table};

/// The length of a record's name beyond which it is cut at a word.
const LONG: usize = 110;
/// How many characters of a name the list of differences keeps.
const KEPT: usize = 120;

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
    out.push(super::paragraph(Line::new().plain(&format!(
        "The dataset shows {points} on which sources differ, and {reported} that what is listed does \
         not meet. Each reading keeps its passage; the editors explain where they can and rule for \
         none. A reading that only says the same less precisely is not counted as different."
    ))));
    for (class, title, id) in CLASSES {
        let found: Vec<&Disagreement> =
            all.iter().filter(|d| d.layer != Layer::Total && known(d.class) == class).collect();
        let found = together(found);
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
            ("Point", 2.0),
            ("One reading", 2.4),
            ("Other readings", 2.8),
            ("Why, as the editors see it", 2.6),
        ]),
        rows,
    })
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
    let (first, others) = found.variants.split_at(found.variants.len().min(1));
    let mut why = Line::new();
    if again {
        why.add("As above.", Style::Muted);
    } else if let Some(explanation) = &found.explanation {
        why.add(explanation, Style::Regular);
    }
    vec![
        Line::new().bold(&point(data, found)).spans(),
        sides(data, notes, first),
        sides(data, notes, others),
        or_dash(why),
    ]
}

/// Some sides, one after the other.
fn sides(data: &Data<'_>, notes: &mut Notes, variants: &[Variant]) -> Vec<Span> {
    let mut line = Line::new();
    for (n, variant) in variants.iter().enumerate() {
        if n > 0 {
            line.add(" ◆ ", Style::Muted);
        }
        line.add(&variant.value, Style::Regular);
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
    or_dash(line)
}

/// What a difference is about: the name of the record, cut at a word when it is a
/// whole sentence, and what of it differs.
pub(super) fn point(data: &Data<'_>, found: &Disagreement) -> String {
    let name = data.label(&found.record);
    let kept: String = name.chars().take(KEPT).collect();
    match found.point.strip_prefix(&kept) {
        Some(rest) => format!("{}{}", short(name, LONG), clean(rest)),
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
    use super::short;

    #[test]
    fn a_long_name_is_cut_at_a_word() {
        assert_eq!(short("one two three", 20), "one two three");
        assert_eq!(short("one two, three four", 10), "one two …");
        assert_eq!(short("罗艳华罗艳华", 3), "罗艳华 …");
    }
}

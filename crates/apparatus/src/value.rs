//! Values as one readable line.

use rapporteur_schema::{
    Claim, Dataset,
    codes::Basis,
    view::{Atom, FieldView, ItemView, ReadingView},
};

use crate::language;

/// One atom as a reader would say it, ids replaced by names.
pub fn atom(dataset: &Dataset, atom: Atom<'_>, language: &str) -> String {
    match atom {
        Atom::Text(text) => text.best(language).to_owned(),
        Atom::Plain(text) => text.to_owned(),
        Atom::Language(tag) => tag.to_string(),
        Atom::Date(date) => language::of(language).date(date),
        Atom::Quantity(quantity) => language::of(language).quantity(quantity),
        Atom::Integer(n) => n.to_string(),
        Atom::Ref(id) => dataset.label(id.as_str(), language).to_owned(),
        Atom::Code(code) => code.label().to_owned(),
        Atom::Flag => language::of(language).yes().to_owned(),
        Atom::Counts(counts) => counts.to_string(),
        _ => atom.to_text(),
    }
}

/// Any item as one readable line.
///
/// The first parts say what it is; further parts stand in brackets after it:
/// `Liu Hua (Chair; China; Special Representative)`.
pub fn plain(dataset: &Dataset, item: &ItemView<'_>, language: &str) -> String {
    let say = |value: Atom<'_>| atom(dataset, value, language);
    // A number with what it counts reads better the other way round.
    if let (Some(Atom::Code(measure)), Some(Atom::Quantity(quantity))) =
        (item.part("measure"), item.part("quantity"))
    {
        let of = item.part("of").map(|of| format!(" ({})", say(of))).unwrap_or_default();
        return format!("{}: {}{of}", measure.label(), language::of(language).quantity(quantity));
    }
    // Languages and what a number counts are for programs.
    let shown = |name: &str| !matches!(name, "lang" | "counts");
    let mut parts = item.parts.iter().filter(|(def, _)| shown(def.name));
    let Some((_, first)) = parts.next() else { return String::new() };
    let first = say(*first);
    let rest: Vec<String> = parts.map(|(_, value)| say(*value)).collect();
    if rest.is_empty() { first } else { format!("{first} ({})", rest.join("; ")) }
}

/// A reading as one readable line: its items, or why there is no value.
pub fn reading(dataset: &Dataset, reading: &ReadingView<'_>, language: &str) -> String {
    if let Some(absent) = reading.absent {
        return format!("({})", absent.label().to_lowercase());
    }
    let items: Vec<String> =
        reading.items.iter().map(|item| plain(dataset, item, language)).collect();
    let others = if reading.open { language::of(language).and_others() } else { "" };
    format!("{}{others}", items.join("; "))
}

/// A field in one line when its readings agree; every reading with its sources
/// when they differ, so that no output shows one of them alone.
pub fn field(dataset: &Dataset, field: &FieldView<'_>, language: &str) -> String {
    let differ = field.is_contested();
    let mut lines: Vec<String> = Vec::new();
    for view in &field.readings {
        let mut line = reading(dataset, view, language);
        if differ && let Some(cite) = view.meta.cite {
            line = format!("{line} [{}]", crate::cite::sources(dataset, cite));
        }
        if !lines.contains(&line) {
            lines.push(line);
        }
    }
    lines.join(" | ")
}

/// The value of a claim as one readable line.
pub fn claim(dataset: &Dataset, claim: &Claim<'_>, language: &str) -> String {
    match (&claim.value, claim.absent) {
        (Some(item), _) => plain(dataset, item, language),
        (None, Some(absent)) => format!("({})", absent.label().to_lowercase()),
        (None, None) => String::new(),
    }
}

/// What a claim says about itself besides its value and its passages: as printed,
/// proposed by the editors, as of a date, said by somebody, a note.
pub fn remarks(dataset: &Dataset, claim: &Claim<'_>, language: &str) -> Vec<String> {
    let mut remarks = Vec::new();
    if let Some(printed) = claim.as_printed {
        remarks.push(language::of(language).printed(printed));
    }
    match claim.basis {
        Basis::Inferred => remarks.push("inferred by the editors".to_owned()),
        Basis::Proposed => remarks.push("proposed by the editors".to_owned()),
        _ => {}
    }
    if let Some(date) = claim.as_of {
        remarks.push(language::of(language).as_of(date));
    }
    if let Some(by) = claim.said_by {
        remarks.push(language::of(language).attributed(dataset.label(by.as_str(), language)));
    }
    if let Some(note) = claim.note {
        remarks.push(note.best(language).to_owned());
    }
    remarks
}

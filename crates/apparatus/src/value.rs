//! Values as one readable line.

use std::borrow::Cow;

use rapporteur_schema::{
    Claim, Dataset,
    codes::Basis,
    view::{Atom, FieldView, ItemView, ReadingView},
};

use crate::language;

/// One atom as a reader would say it, ids replaced by names.
pub fn atom(dataset: &Dataset, atom: Atom<'_>, language: &str) -> String {
    atom_words(atom, language, |id| dataset.label(id, language)).into_owned()
}

/// As [`atom`], borrowed where the words are in the dataset; `label` says what to call
/// the record of an id, for a caller who knows without looking it up.
pub fn atom_words<'a>(
    atom: Atom<'a>,
    language: &str,
    label: impl Fn(&'a str) -> &'a str,
) -> Cow<'a, str> {
    match atom {
        Atom::Text(text) => Cow::Borrowed(text.best(language)),
        Atom::Plain(text) => Cow::Borrowed(text),
        Atom::Language(tag) => Cow::Borrowed(tag.as_str()),
        Atom::Date(date) => Cow::Owned(language::of(language).date(date)),
        Atom::Quantity(quantity) => Cow::Owned(language::of(language).quantity(quantity)),
        Atom::Integer(n) => Cow::Owned(n.to_string()),
        Atom::Ref(id) => Cow::Borrowed(label(id.as_str())),
        Atom::Code(code) => Cow::Borrowed(code.label()),
        Atom::Flag => Cow::Borrowed(language::of(language).yes()),
        Atom::Counts(counts) => Cow::Owned(counts.to_string()),
        _ => Cow::Owned(atom.to_text()),
    }
}

/// Any item as one readable line.
///
/// The first parts say what it is; further parts stand in brackets after it:
/// `Liu Hua (Chair; China; Special Representative)`.
pub fn plain(dataset: &Dataset, item: &ItemView<'_>, language: &str) -> String {
    item_words(item, language, |id| dataset.label(id, language)).into_owned()
}

/// As [`plain`], borrowed where the words are in the dataset; `label` says what to call
/// the record of an id, for a caller who knows without looking it up.
pub fn item_words<'a>(
    item: &ItemView<'a>,
    language: &str,
    label: impl Fn(&'a str) -> &'a str,
) -> Cow<'a, str> {
    let say = |value: Atom<'a>| atom_words(value, language, &label);
    // A number with what it counts reads better the other way round.
    if let (Some(Atom::Code(measure)), Some(Atom::Quantity(quantity))) =
        (item.part("measure"), item.part("quantity"))
    {
        let of = item.part("of").map(|of| format!(" ({})", say(of))).unwrap_or_default();
        return Cow::Owned(format!(
            "{}: {}{of}",
            measure.label(),
            language::of(language).quantity(quantity)
        ));
    }
    // Languages and what a number counts are for programs.
    let shown = |name: &str| !matches!(name, "lang" | "counts");
    let mut parts = item.parts.iter().filter(|(def, _)| shown(def.name));
    let Some((_, first)) = parts.next() else { return Cow::Borrowed("") };
    let mut words = say(*first);
    let mut mark = " (";
    for (_, value) in parts {
        let words = words.to_mut();
        words.push_str(mark);
        words.push_str(&say(*value));
        mark = "; ";
    }
    if mark == "; " {
        words.to_mut().push(')');
    }
    words
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
    claim_words(claim, language, |id| dataset.label(id, language)).into_owned()
}

/// As [`claim`], borrowed where the words are in the dataset; `label` says what to call the
/// record of an id, for a caller who knows without looking it up.
pub fn claim_words<'a>(
    claim: &Claim<'a>,
    language: &str,
    label: impl Fn(&'a str) -> &'a str,
) -> Cow<'a, str> {
    match (&claim.value, claim.absent) {
        (Some(item), _) => item_words(item, language, label),
        (None, Some(absent)) => Cow::Owned(format!("({})", absent.label().to_lowercase())),
        (None, None) => Cow::Borrowed(""),
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

//! English: the sentences on the points on which sources differ.

use rapporteur_apparatus::language::{English, Language, Noun};
use rapporteur_schema::codes::DifferenceClass;

use super::number_word;
use crate::brief::capital;

/// How many points of each class sources differ on.
pub(super) fn differ(
    this: English,
    points: usize,
    classes: &[(DifferenceClass, usize)],
    totals: usize,
) -> String {
    let named: Vec<String> = classes
        .iter()
        .map(|(class, n)| {
            let (one, many) = match class {
                DifferenceClass::Conflict => ("a conflict", "conflicts"),
                DifferenceClass::CountingBasis => ("of counting", "of counting"),
                DifferenceClass::AsOf => ("of another date or period", "of other dates or periods"),
                DifferenceClass::Coverage => ("of what a source covers", "of what a source covers"),
                DifferenceClass::Misprint => {
                    ("of damaged or doubtful print", "of damaged or doubtful print")
                }
                DifferenceClass::Naming => ("of a name", "of names"),
                DifferenceClass::Translation => ("of translation", "of translation"),
                _ => {
                    return format!(
                        "{} {}",
                        Language::whole(&this, *n),
                        class.label().to_lowercase()
                    );
                }
            };
            match (class, *n) {
                (DifferenceClass::Conflict, 1) => one.to_owned(),
                (_, 1) => format!("one {one}"),
                _ => format!("{} {many}", Language::whole(&this, *n)),
            }
        })
        .collect();
    let named: Vec<&str> = named.iter().map(String::as_str).collect();
    let mut text = match points {
        0 => String::new(),
        1 => "The sources differ on one point".to_owned(),
        n => format!("The sources differ on {}", this.count(n, Noun::Point)),
    };
    if points > 1 && !named.is_empty() {
        text = format!("{text}: {}", this.list(&named));
    }
    if points > 0 {
        text.push('.');
    }
    if totals > 0 {
        let space = if points > 0 { " " } else { "" };
        let them = if totals == 1 { "is not what" } else { "are not what" };
        let number = match totals {
            1 => "one total".to_owned(),
            n => this.count(n, Noun::Total),
        };
        text = format!(
            "{text}{space}{} {them} the dataset lists.",
            capital(&format!("{number} that sources report"))
        );
    }
    text
}

/// What the table of the overview shows.
pub(super) fn shown(
    this: English,
    (shown, all): (usize, usize),
    (set_out, conflicts): (usize, usize),
    sorts: &[&str],
    annex: bool,
) -> String {
    let whole = if annex { " All are in" } else { "" };
    if shown == all {
        return format!("All stand here.{whole}");
    }
    // That of a source shows a choice too.
    let sorts: Vec<String> =
        sorts.iter().filter(|sort| **sort != "source").map(|sort| format!("{sort}s")).collect();
    let sorts: Vec<&str> = sorts.iter().map(String::as_str).collect();
    let briefs = if sorts.is_empty() {
        String::new()
    } else {
        format!(" The briefs of the {} have every one of theirs, whole.", this.list(&sorts))
    };
    let first = match conflicts {
        0 => String::new(),
        1 => "the conflict first, then ".to_owned(),
        2 if set_out == 2 => "both conflicts first, then ".to_owned(),
        n if n == set_out => {
            format!("all {} conflicts first, then ", Language::whole(&this, n))
        }
        n => format!(
            "{} of {} conflicts first, then ",
            Language::whole(&this, set_out),
            Language::whole(&this, n)
        ),
    };
    format!(
        "{} of {} stand here: {first}of the weightier classes, of each those on which most \
         sources speak and which can be told in short.{briefs}{whole}",
        number_word(this, shown),
        Language::whole(&this, all)
    )
}

/// How many points of a source are not shown.
pub(super) fn rest(this: English, shown: usize, all: usize, annex: bool) -> String {
    let end = if annex { ":" } else { " with which this brief can be made." };
    let what = "conflicts between sources, and where another source counts otherwise, speaks \
                of another date or is printed otherwise";
    if shown == 0 {
        return format!(
            "None of these {} is of the kind that stands here ({what}); the annex has them{end}",
            Language::whole(&this, all)
        );
    }
    let rest = all - shown;
    let (stand, rest) = if rest == 1 {
        ("stands", "one".to_owned())
    } else {
        ("stand", Language::whole(&this, rest))
    };
    format!(
        "Of these {}, {} are set out here: {what}. The other {rest} {stand} in the annex{end}",
        Language::whole(&this, all),
        Language::whole(&this, shown),
    )
}

/// A class of differences, for a table.
pub(super) fn class(class: Option<DifferenceClass>) -> &'static str {
    match class {
        Some(DifferenceClass::Conflict) => "Conflict",
        Some(DifferenceClass::CountingBasis) => "Counted by another rule",
        Some(DifferenceClass::AsOf) => "Of another date or period",
        Some(DifferenceClass::Coverage) => "What each covers",
        Some(DifferenceClass::Misprint) => "Damaged or doubtful print",
        Some(DifferenceClass::Naming) => "Names",
        Some(DifferenceClass::Translation) => "Translation",
        Some(class) => class.label(),
        None => "Without an explanation so far",
    }
}

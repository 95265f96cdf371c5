//! The language of what is generated: the seam behind which English stands.
//!
//! An output that writes sentences takes a [`Language`] and never words of its own for
//! dates, numbers, lists and plurals. To add a language, write one more file with a
//! type that implements the trait; nouns are named by what they mean ([`Noun`]), so
//! that a language may decline them as it must. What a code of the code lists is
//! called comes from the lists themselves.
//!
//! ```
//! use rapporteur_apparatus::language::{English, Language, Noun};
//! assert_eq!(English.count(1, Noun::Event), "1 event");
//! assert_eq!(English.count(1440, Noun::Record), "1,440 records");
//! assert_eq!(English.list(&["a", "b", "c"]), "a, b and c");
//! assert_eq!(English.either(&["152", "154"]), "152 or 154");
//! assert_eq!(English.years(2006, 2009), "2006 to 2009");
//! assert_eq!(English.quoted("Round"), "“Round”");
//! ```

use rapporteur_schema::{Date, Decimal, Quantity, codes::Basis};

use crate::phrase;

/// What is counted in sentences.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash)]
#[non_exhaustive]
pub enum Noun {
    /// A record of the dataset.
    Record,
    /// A claim of a source.
    Claim,
    /// A source.
    Source,
    /// A passage of a source.
    Passage,
    /// Something that happened.
    Event,
    /// Something that was said.
    Statement,
    /// A number that a source reports.
    Figure,
    /// A text that sources speak of.
    Work,
    /// A point on which sources differ.
    Point,
    /// A difference that cannot be resolved.
    Conflict,
    /// A total that a source reports.
    Total,
    /// A round of a dialogue.
    Round,
    /// The other side of a dialogue.
    Partner,
    /// A mechanism of engagement.
    Mechanism,
    /// A thing that a source leaves open.
    Gap,
    /// An entry of a list.
    Item,
    /// A part that somebody had in something.
    Part,
}

/// How a language says dates, numbers, lists and plurals.
pub trait Language: Sync {
    /// Its tag (BCP 47), by which texts and names of the dataset are chosen.
    fn tag(&self) -> &'static str;

    /// A date, never more precise than it is.
    fn date(&self, date: &Date) -> String;

    /// A number with its digits in groups.
    fn number(&self, n: Decimal) -> String;

    /// A quantity with its bound, unit and currency: `more than 120`.
    fn quantity(&self, quantity: &Quantity) -> String;

    /// A number in order: `2nd`.
    fn ordinal(&self, n: u32) -> String;

    /// Items in a row: `a, b and c`.
    fn list(&self, items: &[&str]) -> String;

    /// Items of which one holds: `a, b or c`.
    fn either(&self, items: &[&str]) -> String;

    /// A count with its noun: `1 event`, `2 events`.
    fn count(&self, n: usize, noun: Noun) -> String;

    /// The years from one to another, or the one year.
    fn years(&self, from: i32, to: i32) -> String;

    /// A name in quotation marks, if it has none of its own.
    fn quoted(&self, name: &str) -> String;

    /// What follows a list that goes on: `; and others`.
    fn and_others(&self) -> &'static str;

    /// A value as it is printed, where that is another than meant.
    fn printed(&self, text: &str) -> String;

    /// The date at which a value holds.
    fn as_of(&self, date: &Date) -> String;

    /// By whom a value is said, where the source says that somebody else says it.
    fn attributed(&self, name: &str) -> String;

    /// On what ground a value stands that the source does not simply state.
    fn basis(&self, basis: Basis) -> Option<&'static str>;

    /// What stands for a thing that is so.
    fn yes(&self) -> &'static str;

    /// A whole number.
    fn whole(&self, n: usize) -> String {
        self.number(n.into())
    }
}

/// The language of a tag, English where there is no other: what
/// [`value`](crate::value) says of values comes from it.
///
/// ```
/// use rapporteur_apparatus::language::of;
/// assert_eq!(of("en-GB").tag(), "en");
/// ```
pub fn of(_tag: &str) -> &'static dyn Language {
    &English
}

/// English, as it is written in Britain.
#[derive(Debug, Clone, Copy, Default, PartialEq, Eq)]
pub struct English;

impl Noun {
    const fn english(self) -> (&'static str, &'static str) {
        match self {
            Self::Record => ("record", "records"),
            Self::Claim => ("claim", "claims"),
            Self::Source => ("source", "sources"),
            Self::Passage => ("passage", "passages"),
            Self::Event => ("event", "events"),
            Self::Statement => ("statement", "statements"),
            Self::Figure => ("figure", "figures"),
            Self::Work => ("text", "texts"),
            Self::Point => ("point", "points"),
            Self::Conflict => ("conflict", "conflicts"),
            Self::Total => ("total", "totals"),
            Self::Round => ("round", "rounds"),
            Self::Partner => ("partner", "partners"),
            Self::Mechanism => ("mechanism", "mechanisms"),
            Self::Gap => ("gap", "gaps"),
            Self::Item => ("item", "items"),
            Self::Part => ("part", "parts"),
        }
    }
}

impl Language for English {
    fn tag(&self) -> &'static str {
        "en"
    }

    fn date(&self, date: &Date) -> String {
        phrase::date(date)
    }

    fn number(&self, n: Decimal) -> String {
        phrase::number(n)
    }

    fn quantity(&self, quantity: &Quantity) -> String {
        phrase::quantity(quantity)
    }

    fn ordinal(&self, n: u32) -> String {
        phrase::ordinal(n)
    }

    fn list(&self, items: &[&str]) -> String {
        phrase::list(items)
    }

    fn either(&self, items: &[&str]) -> String {
        match items.split_last() {
            Some((last, rest)) if !rest.is_empty() => format!("{} or {last}", rest.join(", ")),
            _ => items.concat(),
        }
    }

    fn count(&self, n: usize, noun: Noun) -> String {
        let (one, many) = noun.english();
        phrase::count(n, one, many)
    }

    fn years(&self, from: i32, to: i32) -> String {
        if from == to { from.to_string() } else { format!("{from} to {to}") }
    }

    fn and_others(&self) -> &'static str {
        "; and others"
    }

    fn printed(&self, text: &str) -> String {
        format!("printed “{text}”")
    }

    fn as_of(&self, date: &Date) -> String {
        format!("as of {}", phrase::date(date))
    }

    fn attributed(&self, name: &str) -> String {
        format!("attributed to {name}")
    }

    fn basis(&self, basis: Basis) -> Option<&'static str> {
        match basis {
            Basis::Inferred => Some("inferred"),
            Basis::Proposed => Some("proposed"),
            _ => None,
        }
    }

    fn yes(&self) -> &'static str {
        "yes"
    }

    fn quoted(&self, name: &str) -> String {
        if name.contains(['“', '"', '„', '«']) {
            name.to_owned()
        } else {
            format!("“{name}”")
        }
    }
}

#[cfg(test)]
mod tests {
    use super::{English, Language, Noun};

    #[test]
    fn lists_and_alternatives() {
        assert_eq!(English.list(&[]), "");
        assert_eq!(English.list(&["a"]), "a");
        assert_eq!(English.list(&["a", "b"]), "a and b");
        assert_eq!(English.either(&[]), "");
        assert_eq!(English.either(&["a"]), "a");
        assert_eq!(English.either(&["a", "b", "c"]), "a, b or c");
    }

    #[test]
    fn plurals() {
        assert_eq!(English.count(0, Noun::Point), "0 points");
        assert_eq!(English.count(1, Noun::Work), "1 text");
        assert_eq!(English.count(2, Noun::Partner), "2 partners");
    }

    #[test]
    fn ordinals() {
        let said: Vec<String> =
            [1, 2, 3, 4, 11, 12, 13, 21, 22, 101, 111].map(|n| English.ordinal(n)).into();
        let wanted =
            ["1st", "2nd", "3rd", "4th", "11th", "12th", "13th", "21st", "22nd", "101st", "111th"];
        assert_eq!(said, wanted);
    }

    #[test]
    fn bounds() -> Result<(), serde_json::Error> {
        for (json, wanted) in [
            (r#"{"n": 110, "bound": "more-than"}"#, "more than 110"),
            (r#"{"n": 3000, "bound": "nearly"}"#, "nearly 3,000"),
            (r#"{"n": 11, "bound": "at-least"}"#, "at least 11"),
            (r#"{"bound": "many"}"#, "many"),
            (r#"{"n": 400000000000, "currency": "CNY"}"#, "CNY 400,000,000,000"),
        ] {
            assert_eq!(English.quantity(&serde_json::from_str(json)?), wanted);
        }
        Ok(())
    }

    #[test]
    fn a_name_is_quoted_once() {
        assert_eq!(English.quoted("“Round”, 2nd"), "“Round”, 2nd");
    }
}

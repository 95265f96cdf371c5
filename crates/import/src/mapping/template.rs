//! Text with columns in braces: `upr-{state}-{Session}`.

use rapporteur_schema::model::Sha256;

use super::BUILT_IN;
use crate::{table::Cell, value::slug};

/// Text with columns in braces.
#[derive(Debug, Clone, PartialEq, Eq)]
pub(crate) struct Template {
    pub(crate) pieces: Vec<Piece>,
}

#[derive(Debug, Clone, PartialEq, Eq)]
pub(crate) enum Piece {
    Text(String),
    Column { slot: usize, optional: bool, filters: Vec<Filter> },
}

/// What is done with a column in a text.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(crate) enum Filter {
    Slug(usize),
    Lower,
    Upper,
    First(usize),
    Pad(usize),
    Hash,
}

const FILTERS: [&str; 6] = ["slug", "lower", "upper", "first", "pad", "hash"];

impl Filter {
    fn parse(text: &str) -> Result<Self, String> {
        let (name, argument) = match text.split_once(':') {
            Some((name, argument)) => (name, Some(argument)),
            None => (text, None),
        };
        let number = || -> Result<Option<usize>, String> {
            argument
                .map(|n| n.parse().map_err(|_| format!("`{n}` in `{text}` is not a whole number")))
                .transpose()
        };
        let needed =
            || number()?.ok_or_else(|| format!("`{name}` needs a number, as in `{name}:3`"));
        match name {
            "slug" => Ok(Self::Slug(number()?.unwrap_or(usize::MAX))),
            "first" => Ok(Self::First(needed()?)),
            "pad" => Ok(Self::Pad(needed()?)),
            "lower" if argument.is_none() => Ok(Self::Lower),
            "upper" if argument.is_none() => Ok(Self::Upper),
            "hash" if argument.is_none() => Ok(Self::Hash),
            _ => {
                let near = rapporteur_schema::nearest(name, FILTERS);
                let offer = near.map(|near| format!("; did you mean `{near}`?"));
                Err(format!(
                    "`{}` is no filter{}",
                    text.escape_debug(),
                    offer.unwrap_or_else(|| format!("; there are {}", FILTERS.join(", ")))
                ))
            }
        }
    }

    fn apply(self, text: &str) -> String {
        match self {
            Self::Slug(most) => {
                let slug: String = slug(text).chars().take(most).collect();
                slug.trim_end_matches('-').to_owned()
            }
            Self::Lower => text.to_lowercase(),
            Self::Upper => text.to_uppercase(),
            Self::First(most) => text.chars().take(most).collect(),
            Self::Pad(width) => format!("{text:0>width$}"),
            Self::Hash => Sha256::of(text.as_bytes()).as_str().chars().take(8).collect(),
        }
    }
}

/// What a template gives for a row.
#[derive(Debug, Clone, PartialEq, Eq)]
pub(crate) enum Filled {
    Nothing(Nothing),
    Text(String),
}

/// That nothing stands where something comes from, and where.
#[derive(Debug, Clone, Default, PartialEq, Eq)]
pub(crate) struct Nothing {
    /// Whether the mapping says that nothing may stand there.
    pub(crate) said: bool,
    /// The columns and values in which nothing stands.
    pub(crate) slots: Vec<usize>,
    /// Those beside them in which something stands.
    pub(crate) beside: Vec<usize>,
    /// The part that was to be made of them.
    pub(crate) part: Option<&'static str>,
}

impl Nothing {
    /// As the mapping says, whatever stands in the row.
    pub(crate) fn meant() -> Self {
        Self { said: true, ..Self::default() }
    }

    /// Whether something would be lost of which the mapping does not say so.
    pub(crate) fn loses(&self) -> bool {
        !self.said && !self.beside.is_empty()
    }

    /// Of both it must be said that nothing may stand there.
    pub(crate) fn add(&mut self, other: Self) {
        if self.said && !other.said {
            self.part = other.part;
        }
        self.said &= other.said;
        for slot in other.slots {
            if !self.slots.contains(&slot) {
                self.slots.push(slot);
            }
        }
    }
}

impl Template {
    /// Reads a template; `slot` says where the value of a column stands, or why the
    /// name cannot be one.
    pub(crate) fn parse(
        text: &str,
        slot: &mut dyn FnMut(&str) -> Result<usize, String>,
    ) -> Result<Self, String> {
        let mut pieces = Vec::new();
        let mut plain = String::new();
        let mut rest = text;
        while let Some(at) = rest.find(['{', '}']) {
            let (before, from) = rest.split_at(at);
            plain.push_str(before);
            if from.starts_with("{{") || from.starts_with("}}") {
                plain.push_str(from.get(..1).unwrap_or_default());
                rest = from.get(2..).unwrap_or_default();
                continue;
            }
            let inner = from.strip_prefix('{').and_then(|inner| inner.split_once('}'));
            let Some((inner, after)) = inner else {
                return Err(format!(
                    "a brace in `{}` has no partner; a brace that is meant as such is written twice",
                    text.escape_debug()
                ));
            };
            if !plain.is_empty() {
                pieces.push(Piece::Text(std::mem::take(&mut plain)));
            }
            let mut parts = inner.split('|');
            let name = parts.next().unwrap_or_default().trim();
            let (name, optional) =
                name.strip_prefix('?').map_or((name, false), |name| (name, true));
            if name.is_empty() {
                return Err(format!("`{}` has braces with no column in them", text.escape_debug()));
            }
            let filters = parts.map(|part| Filter::parse(part.trim())).collect::<Result<_, _>>()?;
            pieces.push(Piece::Column { slot: slot(name)?, optional, filters });
            rest = after;
        }
        plain.push_str(rest);
        if !plain.is_empty() || pieces.is_empty() {
            pieces.push(Piece::Text(plain));
        }
        Ok(Self { pieces })
    }

    /// The text, when no column is in it.
    pub(crate) fn constant(&self) -> Option<&str> {
        match self.pieces.as_slice() {
            [Piece::Text(text)] => Some(text),
            _ => None,
        }
    }

    /// Where the values of its columns stand.
    pub(crate) fn slots(&self) -> impl Iterator<Item = usize> {
        self.pieces.iter().filter_map(|piece| match piece {
            Piece::Column { slot, .. } => Some(*slot),
            Piece::Text(_) => None,
        })
    }

    /// The text for a row; of values that are several the one at `pick`.
    pub(crate) fn fill(&self, values: &[Cell], pick: Option<usize>) -> Result<Filled, String> {
        let mut out = String::new();
        // Where nothing stands: in a cell, or as the mapping says.
        let (mut empty, mut meant, mut may_be) = (Vec::new(), Vec::new(), Vec::new());
        for piece in &self.pieces {
            match piece {
                Piece::Text(text) => out.push_str(text),
                Piece::Column { slot, optional, filters } => {
                    let cell = values.get(*slot).unwrap_or(&Cell::Empty);
                    let value = one(cell, pick)?.map(|value| {
                        filters.iter().fold(value.to_owned(), |value, filter| filter.apply(&value))
                    });
                    match value.filter(|value| !value.is_empty()) {
                        Some(value) => out.push_str(&value),
                        None if *optional => may_be.push(*slot),
                        None if cell.stands_for_nothing() => meant.push(*slot),
                        None => empty.push(*slot),
                    }
                }
            }
        }
        let out = out.trim();
        if !meant.is_empty() {
            return Ok(Filled::Nothing(Nothing { slots: meant, ..Nothing::meant() }));
        }
        if !empty.is_empty() {
            let there = |slot: &usize| {
                let text = values.get(*slot).and_then(|cell| one(cell, pick).ok().flatten());
                *slot >= BUILT_IN.len()
                    && !empty.contains(slot)
                    && text.is_some_and(|t| !t.is_empty())
            };
            let beside = self.slots().filter(there).collect();
            return Ok(Filled::Nothing(Nothing { slots: empty, beside, ..Nothing::default() }));
        }
        if out.is_empty() {
            return Ok(Filled::Nothing(Nothing { slots: may_be, ..Nothing::meant() }));
        }
        Ok(Filled::Text(out.to_owned()))
    }
}

/// The text of a cell; of several the one at `pick`, or the only one that there is.
fn one(cell: &Cell, pick: Option<usize>) -> Result<Option<&str>, String> {
    let texts = match cell {
        Cell::One(text) => return Ok(Some(text)),
        Cell::Empty => return Ok(None),
        Cell::Unfit(what) => return Err(format!("the cell is {what}")),
        Cell::Many(texts) => texts,
    };
    if let Some(pick) = pick {
        return Ok(texts.get(pick).map(String::as_str));
    }
    let mut there = texts.iter().filter(|text| !text.is_empty());
    match (there.next(), there.count()) {
        (first, 0) => Ok(first.map(String::as_str)),
        (first, more) => Err(format!(
            "there are {} values (`{}` …) where one is wanted",
            more + 1,
            first.map_or("", String::as_str).escape_debug()
        )),
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn fill(text: &str, cells: &[Cell]) -> Result<Filled, String> {
        let mut slot = |name: &str| match name {
            "a" => Ok(BUILT_IN.len()),
            "b" => Ok(BUILT_IN.len() + 1),
            other => Err(format!("no {other}")),
        };
        let built_in = vec![Cell::Empty; BUILT_IN.len()];
        Template::parse(text, &mut slot)?.fill(&[built_in.as_slice(), cells].concat(), None)
    }

    #[test]
    fn columns_filters_and_braces() {
        let cells = [Cell::of("Côte d’Ivoire"), Cell::Empty];
        let text = |t: &str| Ok(Filled::Text(t.to_owned()));
        assert_eq!(fill("x-{a|slug}", &cells), text("x-cote-d-ivoire"));
        assert_eq!(fill("{a|slug:5|upper}", &cells), text("COTE"));
        assert_eq!(fill("{{a}} {a|first:4}", &cells), text("{a} Côte"));
        // What is lost with it is known.
        let lost = Nothing {
            slots: vec![BUILT_IN.len() + 1],
            beside: vec![BUILT_IN.len()],
            ..Nothing::default()
        };
        assert_eq!(fill("{a} {b}", &cells), Ok(Filled::Nothing(lost)));
        let said = Nothing { slots: vec![BUILT_IN.len() + 1], ..Nothing::meant() };
        assert_eq!(fill("{?b}", &cells), Ok(Filled::Nothing(said)));
        assert_eq!(fill("{a} {?b}", &cells), text("Côte d’Ivoire"));
        assert_eq!(fill("{a|pad:15}", &[Cell::of("7")]), text("000000000000007"));
        for wrong in ["{a", "a}", "{}", "{a|slgu}", "{a|first}", "{c}", "{a|pad:x}"] {
            assert!(fill(wrong, &cells).is_err(), "{wrong}");
        }
    }

    #[test]
    fn several_values_need_a_list() {
        let cells = [Cell::Many(vec!["x".into(), "y".into()])];
        assert!(fill("{a}", &cells).unwrap_err().contains("2 values"));
    }
}

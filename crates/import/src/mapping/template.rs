//! Text with columns in braces: `upr-{state}-{Session}`.

use rapporteur_schema::model::Sha256;

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
    Nothing,
    Text(String),
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
        for piece in &self.pieces {
            match piece {
                Piece::Text(text) => out.push_str(text),
                Piece::Column { slot, optional, filters } => {
                    let value = match (values.get(*slot).unwrap_or(&Cell::Empty), pick) {
                        (Cell::One(text), _) => Some(text.as_str()),
                        (Cell::Many(texts), Some(pick)) => texts.get(pick).map(String::as_str),
                        (Cell::Many(texts), None) if texts.len() == 1 => {
                            texts.first().map(String::as_str)
                        }
                        (Cell::Many(texts), None) => {
                            return Err(format!(
                                "there are {} values (`{}` …) where one is wanted",
                                texts.len(),
                                texts.first().map_or("", String::as_str).escape_debug()
                            ));
                        }
                        (Cell::Unfit(what), _) => return Err(format!("the cell is {what}")),
                        (Cell::Empty, _) => None,
                    };
                    let value = value.map(|value| {
                        filters.iter().fold(value.to_owned(), |value, filter| filter.apply(&value))
                    });
                    match value.filter(|value| !value.is_empty()) {
                        Some(value) => out.push_str(&value),
                        None if *optional => {}
                        None => return Ok(Filled::Nothing),
                    }
                }
            }
        }
        let out = out.trim();
        Ok(if out.is_empty() { Filled::Nothing } else { Filled::Text(out.to_owned()) })
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn fill(text: &str, cells: &[Cell]) -> Result<Filled, String> {
        let mut slot = |name: &str| match name {
            "a" => Ok(0),
            "b" => Ok(1),
            other => Err(format!("no {other}")),
        };
        Template::parse(text, &mut slot)?.fill(cells, None)
    }

    #[test]
    fn columns_filters_and_braces() {
        let cells = [Cell::of("Côte d’Ivoire"), Cell::Empty];
        let text = |t: &str| Ok(Filled::Text(t.to_owned()));
        assert_eq!(fill("x-{a|slug}", &cells), text("x-cote-d-ivoire"));
        assert_eq!(fill("{a|slug:5|upper}", &cells), text("COTE"));
        assert_eq!(fill("{{a}} {a|first:4}", &cells), text("{a} Côte"));
        assert_eq!(fill("{a} {b}", &cells), Ok(Filled::Nothing));
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

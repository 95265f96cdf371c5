//! The values of a row: its cells, what is built in, and what `let` makes of them.

use rapporteur_schema::Decimal;

use super::names::NameStates;
use crate::{
    mapping::{BUILT_IN, Condition, From, TableRule, Test, Value, template::Filled},
    table::{Cell, Row},
    value::{Cleaned, clean, date},
};

/// The values of a row, where the slots of templates find them; or why the mapping
/// leaves it out; or, as the error, why it cannot be mapped.
pub(super) fn values(
    rule: &TableRule,
    row: &mut Row,
    file: &str,
    names: &mut NameStates<'_>,
    cleaned: &mut Cleaned,
) -> Result<Result<Vec<Cell>, String>, String> {
    let mut values = vec![
        Cell::One(row.number.to_string()),
        row.line.map_or(Cell::Empty, |line| Cell::One(line.to_string())),
        Cell::of(file),
        Cell::Empty,
    ];
    debug_assert_eq!(values.len(), BUILT_IN.len());
    values.resize(BUILT_IN.len() + rule.lets.len(), Cell::Empty);
    for cell in std::mem::take(&mut row.cells) {
        let cell = match cell {
            Cell::One(text) => text_cell(&clean(&text, cleaned), &rule.empty),
            Cell::Many(texts) => several(
                texts
                    .iter()
                    .map(|text| clean(text, cleaned))
                    .filter(|text| !is_empty(text, &rule.empty)),
            ),
            other => other,
        };
        values.push(cell);
    }
    // What is to be left out need not make sense otherwise.
    if let Some(why) = skipped(rule, &values, true)? {
        return Ok(Err(why));
    }
    for (n, made) in rule.lets.iter().enumerate() {
        let value = evaluate(&made.value, &values, names).map_err(|reason| {
            // The name of the column is what one looks for in the table.
            let column = match made.value.from {
                From::Column(slot) => slot.checked_sub(BUILT_IN.len() + rule.lets.len()),
                From::Template(_) => None,
            };
            match column.and_then(|column| rule.wanted.get(column)) {
                Some((column, _)) => format!("column `{column}`, {}: {reason}", made.name),
                None => format!("{}: {reason}", made.name),
            }
        })?;
        if let Some(slot) = values.get_mut(BUILT_IN.len() + n) {
            *slot = value;
        }
    }
    Ok(match skipped(rule, &values, false)? {
        Some(why) => Err(why),
        None => Ok(values),
    })
}

/// Why a row is left out: by rules on its cells alone, which can be asked before
/// anything is made of them, or by the others.
fn skipped(rule: &TableRule, values: &[Cell], cells_alone: bool) -> Result<Option<String>, String> {
    let made = BUILT_IN.len()..BUILT_IN.len() + rule.lets.len();
    for (when, why) in &rule.skip {
        if when.slots().any(|slot| made.contains(&slot)) != cells_alone && when.holds(values)? {
            return Ok(Some(why.clone()));
        }
    }
    Ok(None)
}

fn is_empty(text: &str, empty: &[String]) -> bool {
    text.is_empty() || empty.iter().any(|other| other == text)
}

fn text_cell(text: &str, empty: &[String]) -> Cell {
    if is_empty(text, empty) { Cell::Empty } else { Cell::One(text.to_owned()) }
}

fn several(texts: impl Iterator<Item = String>) -> Cell {
    let texts: Vec<String> = texts.collect();
    if texts.is_empty() { Cell::Empty } else { Cell::Many(texts) }
}

fn evaluate(value: &Value, values: &[Cell], names: &mut NameStates<'_>) -> Result<Cell, String> {
    if let Some(when) = &value.when
        && !when.holds(values)?
    {
        return match &value.otherwise {
            Some(otherwise) => evaluate(otherwise, values, names),
            None => Ok(Cell::Empty),
        };
    }
    let cell = match &value.from {
        From::Column(slot) => values.get(*slot).cloned().unwrap_or(Cell::Empty),
        From::Template(template) => match template.fill(values, None)? {
            Filled::Nothing => Cell::Empty,
            Filled::Text(text) => Cell::One(text),
        },
    };
    let mut texts = match cell {
        Cell::Empty => Vec::new(),
        Cell::One(text) => vec![text],
        Cell::Many(texts) => texts,
        Cell::Unfit(what) => return Err(format!("the cell is {what}")),
    };
    let mut list = texts.len() > 1;
    if !value.split.is_empty() {
        list = true;
        for mark in &value.split {
            texts = texts
                .iter()
                .flat_map(|text| text.split(mark.as_str()))
                .map(|t| t.trim().to_owned())
                .collect();
        }
    }
    for text in &mut texts {
        for (from, to) in &value.replace {
            *text = text.replace(from.as_str(), to);
        }
        *text = text.trim().to_owned();
    }
    texts.retain(|text| !is_empty(text, &value.empty));
    if texts.is_empty() {
        texts.extend(value.default.clone());
    }
    let mut out = Vec::with_capacity(texts.len());
    for text in texts {
        out.extend(step(value, text, names)?);
    }
    Ok(match (out.len(), list) {
        (0, _) => Cell::Empty,
        (1, false) => out.pop().map_or(Cell::Empty, Cell::One),
        _ => Cell::Many(out),
    })
}

/// What codes, names, dates and numbers make of one text.
fn step(
    value: &Value,
    mut text: String,
    names: &mut NameStates<'_>,
) -> Result<Option<String>, String> {
    if let Some((name, codes)) = &value.codes {
        text = match codes.get(&text) {
            Some(Some(code)) => code.clone(),
            Some(None) => return Ok(None),
            None => {
                let near = rapporteur_schema::nearest(&text, codes.keys().map(String::as_str));
                let offer = near.map(|near| format!(" (the nearest is `{near}`)"));
                return Err(format!(
                    "the table of codes {name} has no `{}`{}: add it, with null if it stands for \
                     nothing",
                    text.escape_debug(),
                    offer.unwrap_or_default()
                ));
            }
        };
    }
    if !value.names.is_empty() {
        match names.resolve(&value.names, &text)? {
            Some(id) => text = id,
            None => return Ok(None),
        }
    }
    if !value.date.is_empty() {
        text = date(&text, &value.date)?;
    }
    if let Some(format) = &value.number {
        text = format.read(&text)?;
    }
    Ok(Some(text))
}

impl Condition {
    /// Where the values stand that it asks of.
    pub(crate) fn slots(&self) -> Box<dyn Iterator<Item = usize> + '_> {
        match self {
            Self::All(inner) | Self::Any(inner) => Box::new(inner.iter().flat_map(Self::slots)),
            Self::Not(inner) => inner.slots(),
            Self::Test(slot, _) => Box::new(std::iter::once(*slot)),
        }
    }

    /// Whether it holds for a row.
    pub(crate) fn holds(&self, values: &[Cell]) -> Result<bool, String> {
        match self {
            Self::All(inner) => {
                for condition in inner {
                    if !condition.holds(values)? {
                        return Ok(false);
                    }
                }
                Ok(true)
            }
            Self::Any(inner) => {
                for condition in inner {
                    if condition.holds(values)? {
                        return Ok(true);
                    }
                }
                Ok(false)
            }
            Self::Not(inner) => Ok(!inner.holds(values)?),
            Self::Test(slot, test) => test.holds(values.get(*slot).unwrap_or(&Cell::Empty)),
        }
    }
}

impl Test {
    fn holds(&self, cell: &Cell) -> Result<bool, String> {
        let texts: &[String] = match cell {
            Cell::Empty | Cell::Unfit(_) => &[],
            Cell::One(text) => std::slice::from_ref(text),
            Cell::Many(texts) => texts,
        };
        let compare = |holds: &dyn Fn(Decimal) -> bool| {
            for text in texts {
                match text.parse::<Decimal>() {
                    Ok(number) if holds(number) => return Ok(true),
                    Ok(_) => {}
                    Err(error) => return Err(format!("a condition compares numbers: {error}")),
                }
            }
            Ok(false)
        };
        match self {
            Self::Is(wanted) => Ok(texts.iter().any(|text| wanted.contains(text))),
            Self::Empty(empty) => Ok(texts.is_empty() == *empty),
            Self::Contains(part) => Ok(texts.iter().any(|text| text.contains(part.as_str()))),
            Self::Less(limit) => compare(&|number| limit.exceeds(number)),
            Self::More(limit) => compare(&|number| number.exceeds(*limit)),
        }
    }
}

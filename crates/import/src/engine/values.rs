//! The values of a row: its cells, what is built in, and what `let` makes of them.

use rapporteur_schema::Decimal;

use super::names::NameStates;
use crate::{
    mapping::{
        BUILT_IN, Condition, Filling, From, TableRule, Test, Value, starred,
        template::{Filled, Nothing},
    },
    table::{Cell, Row},
    value::{Cleaned, clean, date},
};

/// Columns that a mapping takes together, as they are in a file.
#[derive(Debug, Default)]
pub(super) struct Wide {
    /// For each group its columns: what it calls them, and where their cells stand.
    groups: Vec<Vec<(String, usize)>>,
}

impl Wide {
    /// Finds them among the columns of a file: the names of all columns whose cells are
    /// wanted, and of the groups those that have none, by their places.
    pub(super) fn of(rule: &TableRule, there: &[String]) -> (Vec<String>, Self, Vec<usize>) {
        let mut wanted: Vec<String> = rule.wanted.iter().map(|(name, _)| name.clone()).collect();
        let explicit = rule.groups.iter().flat_map(|(patterns, _)| patterns);
        let named: Vec<String> = wanted
            .iter()
            .chain(explicit.filter(|pattern| !pattern.contains('*')))
            .cloned()
            .collect();
        let first = BUILT_IN.len() + rule.lets.len();
        let (mut wide, mut without) = (Self::default(), Vec::new());
        for (n, (patterns, _)) in rule.groups.iter().enumerate() {
            let mut found: Vec<(String, usize)> = Vec::new();
            let mut matched = 0;
            for pattern in patterns {
                let before = found.len();
                for column in there {
                    let Some(stands_for) = starred(pattern, column) else { continue };
                    if pattern.contains('*') && named.contains(column) {
                        continue;
                    }
                    let at = wanted.iter().position(|other| other == column).unwrap_or_else(|| {
                        wanted.push(column.clone());
                        wanted.len() - 1
                    });
                    if !found.iter().any(|(_, slot)| *slot == first + at) {
                        found.push((stands_for.to_owned(), first + at));
                    }
                }
                matched += usize::from(found.len() > before);
            }
            if matched < patterns.len() {
                without.push(n);
            }
            wide.groups.push(found);
        }
        (wanted, wide, without)
    }
}

/// Why a row of another length than the header is none of the table, if a rule says so of
/// the one cell that has something. With more it may be a row in which cells stand under
/// the wrong columns.
pub(super) fn skipped_as_it_stands(
    rule: &TableRule,
    row: &Row,
    cleaned: &mut Cleaned,
) -> Result<Option<String>, String> {
    let filled = row.raw.iter().filter(|cell| !cell.trim().is_empty()).count();
    if row.cells.is_empty() || filled > 1 {
        return Ok(None);
    }
    let mut values = vec![Cell::Empty; BUILT_IN.len() + rule.lets.len()];
    let there = values.len();
    values.extend(row.cells.iter().map(|cell| match cell {
        Cell::One(text) => text_cell(&clean(text, cleaned), &rule.empty),
        other => other.clone(),
    }));
    let is_there = |slot: usize| {
        slot >= there && values.get(slot).is_some_and(|cell| !matches!(cell, Cell::Unfit(_)))
    };
    for (when, why) in &rule.skip {
        if when.slots().all(is_there) && when.holds(&values)? {
            return Ok(Some(why.clone()));
        }
    }
    Ok(None)
}

/// The values of a row, where the slots of templates find them; or why the mapping
/// leaves it out; or, as the error, why it cannot be mapped.
///
/// What a value of `let` loses, because nothing stands beside it, is noted in `left`.
pub(super) fn values(
    rule: &TableRule,
    row: &mut Row,
    file: &str,
    names: &mut NameStates<'_>,
    cleaned: &mut Cleaned,
    wide: &Wide,
    left: &mut Vec<String>,
) -> Result<Result<Vec<Cell>, String>, String> {
    let mut values = vec![
        Cell::One(row.number.to_string()),
        row.line.map_or(Cell::Empty, |line| Cell::One(line.to_string())),
        Cell::of(file),
        Cell::Empty,
    ];
    debug_assert_eq!(values.len(), BUILT_IN.len());
    values.resize(BUILT_IN.len() + rule.lets.len(), Cell::Empty);
    for (n, cell) in std::mem::take(&mut row.cells).into_iter().enumerate() {
        let cell = match cell {
            Cell::One(text) => text_cell(&clean(&text, cleaned), &rule.empty),
            Cell::Many(texts) if !texts.is_empty() => Cell::many(
                texts.iter().map(|text| full(clean(text, cleaned), &rule.empty)).collect(),
            ),
            other => other,
        };
        // A column that a file may lack may be empty.
        let may_lack = |(column, _): &(String, _)| rule.optional.contains(column);
        values.push(match cell {
            Cell::Empty if rule.wanted.get(n).is_some_and(may_lack) => Cell::Many(Vec::new()),
            cell => cell,
        });
    }
    // What is to be left out need not make sense otherwise.
    if let Some(why) = skipped(rule, &values, true)? {
        return Ok(Err(why));
    }
    for (n, made) in rule.lets.iter().enumerate() {
        let mut lost = None;
        let value = evaluate(&made.value, Cells { values: &values, wide }, names, &mut lost)
            .map_err(|reason| {
                // The name of the column is what one looks for in the table.
                let column = match made.value.from {
                    From::Column(slot) => slot.checked_sub(BUILT_IN.len() + rule.lets.len()),
                    _ => None,
                };
                match column.and_then(|column| rule.wanted.get(column)) {
                    Some((column, _)) => format!("column `{column}`, {}: {reason}", made.name),
                    None => format!("{}: {reason}", made.name),
                }
            })?;
        if let Some(lost) = lost {
            let place = Filling::new(rule, &values).place(&lost);
            left.push(format!("the value `{}`: {place}", made.name));
        }
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

/// A text, or an empty one where it means nothing.
fn full(text: String, empty: &[String]) -> String {
    if is_empty(&text, empty) { String::new() } else { text }
}

/// What values are made of.
#[derive(Clone, Copy)]
struct Cells<'a> {
    values: &'a [Cell],
    wide: &'a Wide,
}

impl Cells<'_> {
    /// The cells of a group of columns, each a text.
    fn of_group(&self, group: usize) -> Result<Vec<String>, String> {
        let mut texts = Vec::new();
        for (name, slot) in self.wide.groups.get(group).into_iter().flatten() {
            texts.push(match self.values.get(*slot) {
                Some(Cell::One(text)) => text.clone(),
                None | Some(Cell::Empty) => String::new(),
                Some(Cell::Many(texts)) if texts.is_empty() => String::new(),
                Some(Cell::Many(_)) => return Err(format!("a list stands in the column `{name}`")),
                Some(Cell::Unfit(what)) => {
                    return Err(format!("in the column `{name}` the cell is {what}"));
                }
            });
        }
        Ok(texts)
    }
}

fn evaluate(
    value: &Value,
    cells: Cells<'_>,
    names: &mut NameStates<'_>,
    lost: &mut Option<Nothing>,
) -> Result<Cell, String> {
    if let Some(when) = &value.when
        && !when.holds(cells.values)?
    {
        return match &value.otherwise {
            Some(otherwise) => evaluate(otherwise, cells, names, lost),
            // So says the mapping.
            None => Ok(Cell::Many(Vec::new())),
        };
    }
    let cell = match &value.from {
        From::Column(slot) => cells.values.get(*slot).cloned().unwrap_or(Cell::Empty),
        From::Columns(group) => Cell::Many(cells.of_group(*group)?),
        From::Headers(group) => {
            let group = cells.wide.groups.get(*group).into_iter().flatten();
            Cell::Many(group.map(|(name, _)| name.clone()).collect())
        }
        From::Template(template) => match template.fill(cells.values, None)? {
            Filled::Nothing(nothing) if nothing.said => Cell::Many(Vec::new()),
            Filled::Nothing(nothing) => {
                *lost = nothing.loses().then_some(nothing);
                Cell::Empty
            }
            Filled::Text(text) => Cell::One(text),
        },
    };
    let mut meant = cell.stands_for_nothing();
    let mut texts = match cell {
        Cell::Empty => Vec::new(),
        Cell::One(text) => vec![text],
        Cell::Many(texts) => texts,
        Cell::Unfit(what) => return Err(format!("the cell is {what}")),
    };
    let mut list = texts.len() > 1 || matches!(value.from, From::Columns(_) | From::Headers(_));
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
        *text = full(text.trim().to_owned(), &value.empty);
    }
    // Each of several columns has a cell, which may be empty; between two separators nothing
    // stands, which keeps its place.
    let of_columns = matches!(value.from, From::Columns(_));
    if !of_columns && texts.iter().all(String::is_empty) {
        texts = vec![String::new()];
    }
    let may_be_empty = of_columns || texts.len() == 1;
    let coded = value.codes.as_ref().is_some_and(|(_, codes)| codes.contains_key(""));
    let mut out = Vec::with_capacity(texts.len());
    for text in texts {
        let text = match &value.default {
            Some(default) if text.is_empty() && may_be_empty => default.clone(),
            _ => text,
        };
        if text.is_empty() && !(coded && may_be_empty) {
            out.push(text);
            continue;
        }
        let made = step(value, text, names)?;
        meant |= made.is_none();
        out.push(made.unwrap_or_default());
    }
    Ok(match Cell::many(out) {
        Cell::Empty if meant => Cell::Many(Vec::new()),
        Cell::Many(mut texts) if !list && texts.len() == 1 => {
            texts.pop().map_or(Cell::Empty, Cell::One)
        }
        cell => cell,
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
        let mut texts = cell.texts();
        let compare = |holds: &dyn Fn(Decimal) -> bool| {
            for text in cell.texts() {
                match text.parse::<Decimal>() {
                    Ok(number) if holds(number) => return Ok(true),
                    Ok(_) => {}
                    Err(error) => return Err(format!("a condition compares numbers: {error}")),
                }
            }
            Ok(false)
        };
        match self {
            Self::Is(wanted) => Ok(texts.any(|text| wanted.contains(text))),
            Self::Empty(empty) => Ok(texts.next().is_none() == *empty),
            Self::Contains(part) => Ok(texts.any(|text| text.contains(part.as_str()))),
            Self::Less(limit) => compare(&|number| limit.exceeds(number)),
            Self::More(limit) => compare(&|number| number.exceeds(*limit)),
        }
    }
}

//! Parts of records, filled from a row.
//!
//! Where nothing stands in a cell, what is made of it alone is left out; what something
//! else was to stand beside, and every item of a list, is not left out untold: the row
//! cannot be mapped, unless the mapping says that nothing may stand there.

use serde_json::{Map, Value};

use super::{
    Condition, TableRule, Template,
    template::{Filled, Nothing},
};
use crate::table::Cell;

/// A part of a record that is to be filled from a row.
#[derive(Debug, Clone)]
pub(crate) enum Node {
    /// The same in every row.
    Fixed(Value),
    /// Text, as a whole number where the model wants one.
    Text { template: Template, integer: bool },
    /// An object.
    Object { members: Vec<(String, Node)>, needs: Needs },
    /// Items of the model; those whose columns have several values are repeated.
    Items(Vec<Node>),
    /// Any other list.
    List(Vec<Node>),
    /// One or the other.
    When { condition: Condition, then: Box<Node>, otherwise: Option<Box<Node>> },
}

/// The members without which an object is none.
#[derive(Debug, Clone)]
pub(crate) enum Needs {
    /// Any that is not the same in every row, if there is one.
    Cells,
    /// All of these.
    All(Vec<&'static str>),
    /// One of these.
    One(Vec<&'static str>),
}

/// What a row is filled in from.
#[derive(Clone, Copy)]
pub(crate) struct Filling<'a> {
    pub(crate) rule: &'a TableRule,
    pub(crate) values: &'a [Cell],
    /// Of values that are several, the one to take.
    pub(crate) pick: Option<usize>,
}

impl<'a> Filling<'a> {
    /// From a row, before any of several values is picked.
    pub(crate) fn new(rule: &'a TableRule, values: &'a [Cell]) -> Self {
        Self { rule, values, pick: None }
    }

    /// Where nothing stands, in words.
    pub(crate) fn place(&self, nothing: &Nothing) -> String {
        let named = |slots: &[usize]| {
            let names: Vec<String> =
                slots.iter().filter_map(|slot| self.rule.slot(*slot)).collect();
            names.join(" and ")
        };
        let empty = named(&nothing.slots);
        let part =
            nothing.part.map_or_else(String::new, |part| format!(", of which `{part}` is made"));
        if empty.is_empty() {
            return nothing.part.map_or_else(
                || "nothing stands there".to_owned(),
                |part| format!("nothing stands where `{part}` comes from"),
            );
        }
        format!("nothing stands in {empty}{part}")
    }

    /// Why a row cannot be mapped in which nothing stands where something must.
    fn refusal(&self, nothing: &Nothing) -> String {
        let beside: Vec<String> =
            nothing.beside.iter().filter_map(|slot| self.rule.slot(*slot)).collect();
        let lost = match beside.as_slice() {
            [] => String::new(),
            names => format!(", so that what {} says would be lost", names.join(" and ")),
        };
        format!(
            "{}{lost}; where it may be empty, write {{?…}} for {{…}} in the mapping",
            self.place(nothing)
        )
    }
}

/// What a part of a record is for a row.
#[derive(Debug)]
pub(crate) enum Given {
    Value(Value),
    Nothing(Nothing),
}

impl Node {
    /// What it is for a row. Items that are left out, as the mapping says, are noted in
    /// `left`.
    ///
    /// # Errors
    /// Why the row cannot be mapped.
    pub(crate) fn fill(&self, row: Filling<'_>, left: &mut Vec<String>) -> Result<Given, String> {
        match self {
            Self::Fixed(value) => Ok(Given::Value(value.clone())),
            Self::Text { template, integer } => match template.fill(row.values, row.pick)? {
                Filled::Nothing(nothing) if nothing.loses() => Err(row.refusal(&nothing)),
                Filled::Nothing(nothing) => Ok(Given::Nothing(nothing)),
                Filled::Text(text) if *integer => match text.parse::<u32>() {
                    Ok(number) => Ok(Given::Value(number.into())),
                    Err(_) => Err(format!("`{}` is not a whole number", text.escape_debug())),
                },
                Filled::Text(text) => Ok(Given::Value(text.into())),
            },
            Self::Object { members, needs } => object(members, needs, row, left),
            Self::Items(items) => list(items, true, row, left),
            Self::List(items) => list(items, false, row, left),
            Self::When { condition, then, otherwise } => {
                if condition.holds(row.values)? {
                    then.fill(row, left)
                } else {
                    match otherwise {
                        Some(otherwise) => otherwise.fill(row, left),
                        None => Ok(Given::Nothing(Nothing::meant())),
                    }
                }
            }
        }
    }

    /// How many values the columns of an item have, where they have several; `None` in
    /// the list for a place at which all of them have nothing.
    fn several(&self, row: Filling<'_>) -> Result<Option<Vec<Option<usize>>>, String> {
        let mut slots = Vec::new();
        self.slots(&mut slots);
        let mut lists: Vec<&[String]> = Vec::new();
        // What stands behind the last separator may be nothing.
        let full = |texts: &[String]| texts.iter().rposition(|text| !text.is_empty());
        let same = |a: &[String], b: &[String]| a.len() == b.len() || full(a) == full(b);
        for slot in slots {
            if let Some(Cell::Many(texts)) = row.values.get(slot)
                && !texts.is_empty()
            {
                if let Some(other) = lists.iter().find(|other| !same(other, texts)) {
                    return Err(format!(
                        "lists of {} and of {} values stand in one item: they cannot be paired",
                        other.len(),
                        texts.len()
                    ));
                }
                lists.push(texts);
            }
        }
        let blank = |at: usize| lists.iter().all(|list| list.get(at).is_none_or(String::is_empty));
        let places = lists.iter().map(|list| list.len()).max();
        Ok(places.map(|most| (0..most).map(|at| (!blank(at)).then_some(at)).collect()))
    }

    fn slots(&self, slots: &mut Vec<usize>) {
        match self {
            // A list in an item repeats by itself.
            Self::Fixed(_) | Self::List(_) | Self::Items(_) => {}
            Self::Text { template, .. } => slots.extend(template.slots()),
            Self::Object { members, .. } => members.iter().for_each(|(_, node)| node.slots(slots)),
            Self::When { then, otherwise, .. } => {
                then.slots(slots);
                if let Some(otherwise) = otherwise {
                    otherwise.slots(slots);
                }
            }
        }
    }
}

fn object(
    members: &[(String, Node)],
    needs: &Needs,
    row: Filling<'_>,
    left: &mut Vec<String>,
) -> Result<Given, String> {
    let mut object = Map::new();
    let (mut varying, mut varied) = (false, false);
    // What there is nothing of: of the members that are needed, and of the others.
    let mut lacking: Option<Nothing> = None;
    let mut others: Option<Nothing> = None;
    for (key, node) in members {
        let fixed = matches!(node, Node::Fixed(_));
        varying |= !fixed;
        match node.fill(row, left)? {
            Given::Value(value) => {
                varied |= !fixed;
                object.insert(key.clone(), value);
            }
            Given::Nothing(mut nothing) => {
                let listed = match needs {
                    Needs::Cells => None,
                    Needs::All(names) | Needs::One(names) => {
                        names.iter().find(|name| *name == key).copied()
                    }
                };
                if listed.is_some() {
                    nothing.part = listed;
                }
                let noted = if listed.is_some() { &mut lacking } else { &mut others };
                match noted {
                    Some(noted) => noted.add(nothing),
                    None => *noted = Some(nothing),
                }
            }
        }
    }
    let whole = match needs {
        Needs::Cells => !object.is_empty() && (!varying || varied),
        Needs::All(_) => lacking.is_none(),
        Needs::One(names) => names.iter().any(|name| object.contains_key(*name)),
    };
    if whole {
        return Ok(Given::Value(Value::Object(object)));
    }
    let nothing = lacking.or(others).unwrap_or_else(Nothing::meant);
    // Something else stands in it, which would be lost.
    if !nothing.said && varied {
        return Err(row.refusal(&nothing));
    }
    Ok(Given::Nothing(nothing))
}

/// A list; an item of the model that is not whole is not left out untold.
fn list(
    nodes: &[Node],
    items: bool,
    row: Filling<'_>,
    left: &mut Vec<String>,
) -> Result<Given, String> {
    let mut list = Vec::new();
    let mut none: Option<Nothing> = None;
    for node in nodes {
        let picks = match node.several(row)? {
            // Between two separators with nothing between them there is no item.
            Some(places) => places.into_iter().flatten().map(Some).collect(),
            None => vec![None],
        };
        for pick in picks {
            match node.fill(Filling { pick, ..row }, left)? {
                Given::Value(value) => list.push(value),
                Given::Nothing(nothing) => {
                    if items && !nothing.said {
                        return Err(row.refusal(&nothing));
                    }
                    // What a choice leaves out, the mapping leaves out by name.
                    if items && !nothing.slots.is_empty() {
                        left.push(row.place(&nothing));
                    }
                    match &mut none {
                        Some(none) => none.add(nothing),
                        None => none = Some(nothing),
                    }
                }
            }
        }
    }
    if list.is_empty() {
        return Ok(Given::Nothing(none.unwrap_or_else(Nothing::meant)));
    }
    Ok(Given::Value(Value::Array(list)))
}

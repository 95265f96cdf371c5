//! The columns of a quantity.

use rapporteur_schema::Quantity;

use crate::table::{Cell, Column, Piece, Role};

/// Room for the greatest numbers that a cell holds exactly, in digits.
const WIDEST: f64 = 17.0;

/// The columns of a quantity, after its words.
pub(crate) fn quantity_columns(prefix: &str, of: &'static str) -> Vec<Column> {
    let name = |name: &str| {
        if prefix.is_empty() { name.to_owned() } else { format!("{prefix}_{name}") }
    };
    let differ = "blank when the sources differ";
    vec![
        Column::number(name("value"), format!("The number; {differ}, or when a range is given."))
            .wide(WIDEST)
            .role(Role::Piece(of, Piece::N)),
        Column::number(name("min"), format!("The least number of a range; {differ}."))
            .wide(WIDEST)
            .role(Role::Piece(of, Piece::Min)),
        Column::number(name("max"), format!("The greatest number of a range; {differ}."))
            .wide(WIDEST)
            .role(Role::Piece(of, Piece::Max)),
        Column::code(name("bound"), "How closely the number is given.")
            .coded(rapporteur_schema::codes::Bound::LIST)
            .wide(12.0)
            .role(Role::Piece(of, Piece::Bound)),
        Column::code(name("unit"), "The unit, where the measure does not say it.")
            .wide(14.0)
            .role(Role::Piece(of, Piece::Unit)),
        Column::code(name("currency"), "For money, the currency.")
            .allowed("ISO 4217")
            .wide(10.0)
            .role(Role::Piece(of, Piece::Currency)),
        Column::code(name("per"), "For a rate, what it is counted by.")
            .wide(10.0)
            .role(Role::Piece(of, Piece::Per)),
        Column::code(
            name("value_exact"),
            "The number as text, digit by digit, when a number in a cell cannot say it: more \
             than 15 digits, or zeros at the end of decimals.",
        )
        .wide(14.0)
        .role(Role::Piece(of, Piece::Exact)),
    ]
}

/// The cells of [`quantity_columns`].
pub(crate) fn quantity_cells(quantity: Option<&Quantity>) -> [Cell<'_>; 8] {
    const BLANK: Cell<'static> = Cell::Blank;
    let Some(q) = quantity else { return [BLANK; 8] };
    let number = |n: Option<rapporteur_schema::Decimal>| match n {
        Some(n) if n.to_f64().is_finite() => Cell::Number(n.to_f64()),
        _ => Cell::Blank,
    };
    let numbers = [q.n, q.min, q.max];
    let inexact = numbers.iter().flatten().any(|n| format!("{}", n.to_f64()) != n.to_string());
    let digits: Vec<String> = numbers.iter().flatten().map(ToString::to_string).collect();
    [
        number(q.n),
        number(q.min),
        number(q.max),
        Cell::text(q.bound().code()),
        Cell::maybe(q.unit.as_ref().map(|unit| unit.as_str())),
        Cell::maybe(q.currency.as_ref().map(rapporteur_schema::Currency::as_str)),
        Cell::maybe(q.per.as_ref().map(|per| per.as_str())),
        if inexact { Cell::text(digits.join(" to ")) } else { Cell::Blank },
    ]
}

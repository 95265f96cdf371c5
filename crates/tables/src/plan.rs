//! Which tables there are, in which order.

use std::collections::BTreeMap;

use rapporteur_schema::Register;

use crate::{
    items, readings, reference, registers, summaries,
    table::Table,
    words::{Context, item_shapes},
};

/// The order in which the registers stand; sources and differences come later.
const REGISTERS: [Register; 8] = [
    Register::Event,
    Register::Person,
    Register::Organisation,
    Register::Place,
    Register::Work,
    Register::Concept,
    Register::Statement,
    Register::Figure,
];

/// Shapes whose tables stand beside the register that they belong to.
const BESIDE: [&str; 3] = ["Pointer", "Gap", "Passage"];

/// Every table of a dataset, also those without rows.
///
/// Rows that follow from records are made when they are wanted (see
/// [`Context::each_row`]).
pub fn tables<'a>(context: &Context<'a>) -> Vec<Table<'a>> {
    let (beside, apart): (Vec<_>, Vec<_>) =
        item_shapes().into_iter().partition(|(shape, ..)| BESIDE.contains(&shape.name));
    let mut beside: BTreeMap<&str, Table<'a>> =
        beside.into_iter().map(|shape| (shape.0.name, items::table(shape))).collect();
    let mut tables: Vec<Table<'a>> = Vec::new();
    tables.extend(summaries::by_year(context));
    tables.extend(summaries::dialogues(context));
    tables.extend(summaries::votes(context));
    tables.extend(REGISTERS.into_iter().map(registers::register));
    tables.extend(apart.into_iter().map(items::table));
    tables.push(readings::readings());
    tables.push(readings::field_readings());
    tables.push(readings::given());
    tables.push(registers::register(Register::Difference));
    tables.extend(beside.remove("Pointer"));
    tables.push(reference::differences(context));
    tables.push(registers::register(Register::Source));
    tables.extend(beside.remove("Gap"));
    tables.extend(beside.remove("Passage"));
    tables.push(reference::dataset(context));
    tables.push(reference::codelists());
    tables
}

/// Whether a table follows from others as a whole: nothing is read back from it.
pub fn is_derived(name: &str) -> bool {
    name == "Codelists" || name == "Differences_found" || name.starts_with("Summary_")
}

/// The tables from which a dataset is read back, without rows.
pub fn layout() -> Vec<Table<'static>> {
    let mut tables: Vec<Table<'static>> =
        Register::ALL.into_iter().map(registers::register).collect();
    tables.extend(item_shapes().into_iter().map(items::table));
    tables.push(readings::readings());
    tables.push(readings::field_readings());
    tables.push(readings::given());
    tables.push(reference::dataset_table());
    tables
}

#![doc = include_str!("../README.md")]

pub mod edit;
mod exact;
pub mod found;
mod items;
mod plan;
mod quantity;
mod read;
mod readings;
mod reference;
mod registers;
mod rows;
mod summaries;
mod table;
mod words;

pub use edit::base_table;
pub use plan::{is_derived, layout, tables};
pub use read::{ReadError, read};
pub use rows::Of;
pub use table::{Cell, Chart, Column, Kind, Piece, Role, Row, Rows, Table};
pub use words::Context;

#![doc = include_str!("../README.md")]
#![warn(missing_debug_implementations)]

pub mod canonical;
pub mod check;
mod claim;
pub mod codes;
mod dataset;
pub mod draft;
mod few;
mod from_str;
pub mod json_schema;
pub mod lines;
mod list;
mod load;
pub mod locate;
pub mod migrate;
pub mod model;
mod problem;
mod reading;
mod register;
#[cfg(feature = "registries")]
mod registries;
#[cfg(not(feature = "registries"))]
#[path = "no_registries.rs"]
mod registries;
mod restrict;
mod save;
pub mod select;
mod shape;
mod suggest;
mod value;
pub mod view;

pub use check::{all_cites, cites_in};
pub use claim::{Claim, claims, claims_in, claims_of};
pub use dataset::{Dataset, DuplicateId, Records, Totals, label, label_of};
pub use list::{EmptyList, List};
pub use load::{Loaded, MAX_RECORD_BYTES, PENDING, load, load_normalising};
pub use model::{DatasetMeta, Record, RecordRef};
pub use problem::{Excerpt, Place, Problem, Problems, Severity};
pub use reading::{Content, Field, Meta, Reading, Readings, Said, Witness};
pub use register::{Register, UnknownRegister};
pub use save::SaveError;
pub use suggest::nearest;
pub use value::{
    Cite, Cites, Currency, Date, Day, Decimal, Id, InvalidCite, InvalidDate, InvalidId,
    InvalidQuantity, InvalidText, LanguageTag, PassageKey, PlainText, Quantity, Ref, RefTarget,
    Text,
};

#![doc = include_str!("../README.md")]

mod engine;
mod json;
mod mapping;
mod plan;
mod report;
pub mod states;
pub mod table;
mod value;

pub use engine::{
    How, ImportError, Imported, Input, NameReport, Options, Texts, import, import_with_texts,
};
pub use mapping::{
    Mapping,
    schema::{FILE as MAPPING_SCHEMA_FILE, mapping_schema},
};
pub use plan::{Baseline, Conflict, FieldChange, InvalidBaseline, Moved, Plan};
pub use report::{InputReport, Reject, Report, rejects_csv};
pub use value::Cleaned;

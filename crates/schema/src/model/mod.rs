//! The records of the ten registers, and the items of which their lists are made.

mod counts;
mod dataset;
mod item;
mod passage;
mod record;
pub mod targets;

pub use counts::{Counts, InvalidCounts};
pub use dataset::{DatasetMeta, Iri};
pub use item::{
    FieldName, Flag, Gap, Identifier, Measured, Name, Participant, Pointer, Reference, SameAs,
    Subject,
};
pub use passage::{Passage, Sha256, Sha256Stream, normalise_passage, passage_hash, passage_lines};
pub use record::{
    Concept, Difference, Event, Figure, Organisation, Person, Place, Record, RecordRef, Source,
    Statement, Work,
};

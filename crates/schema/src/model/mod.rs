//! The records of the ten registers, and the items of which their lists are made.
//!
//! ```
//! # let dataset = rapporteur_schema::Dataset::open("tests/data/brazil-un-human-rights")?;
//! use rapporteur_schema::model::Event;
//! fn elections(events: &[Event]) -> impl Iterator<Item = &Event> {
//!     events.iter().filter(|event| event.kind.code() == "hrc-election")
//! }
//! assert_eq!(elections(dataset.events()).count(), 4);
//! # Ok::<(), Box<dyn std::error::Error>>(())
//! ```

#[macro_use]
mod define;

mod counts;
mod dataset;
mod item;
mod passage;
mod record;
pub mod targets;

pub use counts::{Counts, InvalidCounts};
pub use dataset::{DatasetMeta, InvalidIri, Iri};
pub use item::{
    FieldName, Flag, Gap, Identifier, Measured, Name, Participant, Pointer, Reference, SameAs,
    Subject, UnknownField,
};
pub use passage::{
    InvalidSha256, Passage, Sha256, Sha256Stream, normalise_passage, passage_hash, passage_lines,
};
pub use record::{
    Concept, Difference, Event, Figure, Organisation, Person, Place, Record, RecordRef, Source,
    Statement, Work,
};

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

mod any;
mod counts;
mod dataset;
mod item;
mod passage;
mod record;
mod small;
pub mod targets;

pub use any::{Record, RecordRef};
pub use counts::{Counts, InvalidCounts};
pub use dataset::{DatasetMeta, InvalidIri, Iri};
pub use item::{Gap, Identifier, Measured, Name, Participant, Pointer, Reference, SameAs, Subject};
pub use passage::{
    InvalidSha256, Passage, Sha256, Sha256Stream, normalise_passage, passage_hash, passage_lines,
};
pub use record::{
    Concept, Difference, Event, Figure, Organisation, Person, Place, Source, Statement, Work,
};
pub use small::{FieldName, Flag, UnknownField};

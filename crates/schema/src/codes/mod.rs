//! Code lists: closed vocabularies, one row a code.
//!
//! Each code has the text that stands in the data, a label for readers and a
//! definition. The lists are published as `schema/codes.json` and as SKOS
//! concept schemes in the JSON-LD export, so **adding a code is adding a row**
//! here and nowhere else.
//!
//! ```
//! use rapporteur_schema::codes::{EventKind, Mechanism};
//!
//! let kind: EventKind = "dialogue-round".parse()?;
//! assert_eq!(kind.label(), "Dialogue round");
//! assert_eq!(kind.mechanism(), Mechanism::Dialogues);
//! # Ok::<(), rapporteur_schema::codes::UnknownCode>(())
//! ```

mod event;
mod list;
mod record;
mod value;

pub use event::{EventKind, Mechanism, Need};
pub use list::{Code, CodeDef, CodeList, UnknownCode, all_lists};
pub use record::{
    ConceptKind, DifferenceClass, OrganisationKind, PersonKind, PlaceKind, SourceKind,
    StatementKind, WorkKind,
};
pub use value::{Absence, Access, Basis, Bound, Measure, Mode, NameKind, Role, Uncited};

#![doc = include_str!("../README.md")]

pub mod audit;
pub mod change;
pub mod export;
pub mod files;
pub mod format;
pub mod incoming;
pub mod layout;
pub mod leak;
pub mod manifest;
pub mod mapped;
pub mod parts;
pub mod starter;
pub mod verify;
pub mod wording;

pub use audit::{Audit, audit};
pub use change::Held;
pub use export::{ExportError, Plan, Progress, Report, export};
pub use format::{Format, FormatName};
pub use leak::Secrets;
pub use rapporteur_apparatus as apparatus;
pub use rapporteur_csv as csv;
pub use rapporteur_import as import;
pub use rapporteur_jsonld as jsonld;
pub use rapporteur_pdf as pdf;
pub use rapporteur_schema as schema;
pub use rapporteur_tables as tables;
pub use rapporteur_tei as tei;
pub use rapporteur_xlsx as xlsx;

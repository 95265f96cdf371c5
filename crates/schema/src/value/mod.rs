//! The values that fields hold. Each type is checked when it is made: a value
//! that exists is well formed.

mod cite;
mod date;
mod id;
mod meant;
mod quantity;
mod recent;
mod text;

pub use cite::{Cite, Cites, InvalidCite, PassageKey};
pub use date::{Date, Day, InvalidDate};
pub use id::{Id, InvalidId, Ref, RefTarget};
pub use quantity::{Currency, Decimal, InvalidQuantity, Quantity};
pub use text::{InvalidText, LanguageTag, PlainText, Text};

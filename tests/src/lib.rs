//! What tests, validators and benches over more than one crate share: datasets made
//! from a seed, and targets of fuzzers. The tests themselves are in `suite/`.

#![expect(clippy::unwrap_used, reason = "only tests and chores of the repository use this")]
#![expect(clippy::missing_panics_doc, reason = "only tests and chores of the repository use this")]

pub mod fuzz;
pub mod generate;
pub mod grow;

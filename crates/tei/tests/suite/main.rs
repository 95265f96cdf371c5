//! What is written is read back, whatever was done to its white space, and what is
//! wrong is told with its place.

#![expect(clippy::unwrap_used, reason = "a test that cannot go on may stop")]

mod errors;
mod parts;
mod roundtrip;
mod torture;

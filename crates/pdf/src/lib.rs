//! Stand-in until the real thing is written over it.
#![allow(missing_docs, clippy::allow_attributes)]
use rapporteur_schema::{Dataset, canonical};
#[derive(Debug, Clone, Default)]
pub struct Options;
#[derive(Debug, thiserror::Error)]
#[error("x")]
pub struct Error;
#[derive(Debug, thiserror::Error)]
#[error("x")]
pub struct ReadError;
pub fn write(d: &Dataset, _: &Options, out: &mut dyn std::io::Write) -> Result<rapporteur_apparatus::Summary, Error> {
    out.write_all(&canonical::bytes(d)).map_err(|_| Error)?;
    Ok(rapporteur_apparatus::Summary::of(d))
}
pub fn read(b: &[u8]) -> Result<Dataset, ReadError> {
    canonical::from_bytes(b).map_err(|_| ReadError)
}

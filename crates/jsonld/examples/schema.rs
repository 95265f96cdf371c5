//! Writes the context, the vocabulary and the shapes into a folder.

use std::{error::Error, fs, path::Path};

#[expect(clippy::disallowed_methods, reason = "an example for trying things")]
fn main() -> Result<(), Box<dyn Error>> {
    let folder = std::env::args().nth(1).ok_or("usage: schema FOLDER")?;
    let folder = Path::new(&folder);
    fs::write(folder.join("context-v1.jsonld"), rapporteur_jsonld::context())?;
    fs::write(folder.join("vocab.ttl"), rapporteur_jsonld::vocabulary())?;
    fs::write(folder.join("shapes.ttl"), rapporteur_jsonld::shapes())?;
    Ok(())
}

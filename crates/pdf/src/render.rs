//! Writing briefs, one or a batch.

use std::{
    collections::BTreeSet,
    io,
    sync::{Arc, Mutex, OnceLock, PoisonError},
};

use rapporteur_apparatus::Summary;
use rapporteur_schema::{Dataset, canonical, model::Sha256};

use crate::{Error, MissingGlyph, Options, brief, finish, fonts::Fonts, layout};

/// Writes briefs with fonts that were read once: for a batch, which several threads
/// may share.
///
/// ```
/// use rapporteur_pdf::{Options, Renderer};
/// # use rapporteur_schema::{Dataset, Register, model::Record};
///
/// # fn main() -> Result<(), Box<dyn std::error::Error>> {
/// # let meta = serde_json::from_str(r#"{
/// #     "schema_version": "1.0", "id": "example", "title": {"en": "An example"},
/// #     "base": "https://example.org/", "license": "CC0-1.0", "languages": ["en"], "version": "1"
/// # }"#)?;
/// # let report = Record::from_json(Register::Source, br#"{
/// #     "id": "report", "kind": "report", "title": {"en": "A report"}, "cite": ["report#1"]
/// # }"#)?;
/// # let dataset = Dataset::from_records(meta, [report])?;
/// let mut options = Options::default();
/// let renderer = Renderer::new(&options)?;
/// let (mut long, mut short) = (Vec::new(), Vec::new());
/// renderer.write(&dataset, &options, &mut short)?;
/// options.annex = true;
/// renderer.write(&dataset, &options, &mut long)?;
/// assert!(short.len() < long.len());
/// # Ok(())
/// # }
/// ```
pub struct Renderer {
    fonts: Fonts,
    /// What the last brief was of: a batch is of one dataset.
    last: Mutex<Option<Arc<Last>>>,
}

/// A dataset, as its briefs need it.
struct Last {
    hash: Sha256,
    known: Arc<brief::Known>,
    /// As it is attached, when a brief has it attached.
    packed: OnceLock<finish::Packed>,
}

impl Last {
    /// The dataset as it is attached.
    fn packed(&self, bytes: &[u8]) -> Result<&finish::Packed, Error> {
        if let Some(packed) = self.packed.get() {
            return Ok(packed);
        }
        let packed = finish::Packed::new(bytes).map_err(Error::Write)?;
        Ok(self.packed.get_or_init(|| packed))
    }
}

impl std::fmt::Debug for Renderer {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        f.debug_struct("Renderer").field("fonts", &self.fonts.len()).finish_non_exhaustive()
    }
}

impl Renderer {
    /// Reads the fonts: those that come with the program, those of
    /// [`Options::font_dirs`], and, with [`Options::system_fonts`], the list of those of
    /// the system. The other options are those of each brief.
    ///
    /// # Errors
    /// [`Error::FontFiles`] names every folder and file of `font_dirs` that cannot be
    /// used.
    pub fn new(options: &Options) -> Result<Self, Error> {
        let fonts = Fonts::load(&options.font_dirs, options.system_fonts)?;
        Ok(Self { fonts, last: Mutex::default() })
    }

    /// Writes a brief of a dataset as a PDF, as [`write`](crate::write) does, with the
    /// fonts of this renderer.
    ///
    /// # Errors
    /// Those of [`write`](crate::write). Nothing is written then.
    pub fn write(
        &self,
        dataset: &Dataset,
        options: &Options,
        out: &mut dyn io::Write,
    ) -> Result<Summary, Error> {
        let bytes = canonical::bytes(dataset);
        let hash = Sha256::of(&bytes);
        let last = self.last(dataset, &hash);
        let attached = options.attach.then(|| last.packed(&bytes)).transpose()?;
        drop(bytes);
        let name = format!("{}{}", dataset.meta.id, finish::SUFFIX);
        let publisher = dataset.meta.publisher.as_ref();
        let mut further: Option<Fonts> = None;
        loop {
            let (brief, summary) = brief::make_of(dataset, &last.known, options, &hash)?;
            let title = brief.title.clone();
            let document = layout::Document {
                id_hash: hash.as_str(),
                created: dataset.meta.created.as_ref().and_then(|date| date.earliest()),
                title: &title,
                author: publisher.map(|text| text.best(&brief.language).to_owned()),
                attachment: attached.map(|packed| (name.as_str(), packed)),
                page: options.page,
            };
            let fonts = further.as_ref().unwrap_or(&self.fonts);
            let missing = match layout::typeset(fonts, brief, &document) {
                Ok(pdf) => {
                    out.write_all(&pdf).map_err(Error::Write)?;
                    return Ok(summary);
                }
                Err(Error::Glyphs(missing)) => missing,
                Err(error) => return Err(error),
            };
            // What the system has is looked for when everything that lacks is known. The brief
            // is made once more: a long one is not kept while its pages are set.
            match fonts.with_system(&missing.iter().map(|one| one.character).collect()) {
                Some(more) => further = Some(more),
                None => return Err(in_their_records(Error::Glyphs(missing), dataset)),
            }
        }
    }

    /// What is known of a dataset with this hash. Others of a batch wait for the first: it is worked
    /// out once.
    fn last(&self, dataset: &Dataset, hash: &Sha256) -> Arc<Last> {
        let mut last = self.last.lock().unwrap_or_else(PoisonError::into_inner);
        if let Some(same) = last.as_ref().filter(|last| last.hash == *hash) {
            return Arc::clone(same);
        }
        let known = Arc::new(brief::Known::of(dataset));
        let new = Arc::new(Last { hash: hash.clone(), known, packed: OnceLock::new() });
        *last = Some(Arc::clone(&new));
        new
    }
}

/// Missing characters, each with the first record in which it stands.
fn in_their_records(error: Error, dataset: &Dataset) -> Error {
    let Error::Glyphs(mut missing) = error else { return error };
    let mut left: BTreeSet<usize> = (0..missing.len()).collect();
    for record in dataset.records() {
        if left.is_empty() {
            break;
        }
        let text = record.to_json();
        left.retain(|n| {
            let Some(one) = missing.get_mut(*n).filter(|one| text.contains(one.character)) else {
                return true;
            };
            one.record = Some(format!("{}/{}", record.register().folder(), record.id()));
            false
        });
    }
    // In the order of the records, so that they are mended one after the other.
    let place = |one: &MissingGlyph| (one.record.is_none(), one.record.clone(), one.character);
    missing.sort_by_key(place);
    Error::Glyphs(missing)
}

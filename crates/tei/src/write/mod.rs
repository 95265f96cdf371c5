//! Writing.

mod bibl;
mod claims;
mod dates;
mod header;
pub(crate) mod ids;
mod index;
mod inline;
mod narrative;
mod nest;
mod registers;
mod values;
mod xml;

use std::io::Write;

use rapporteur_apparatus::Summary;
use rapporteur_schema::Dataset;

use self::{index::Index, registers::Place, xml::Xml};
use crate::{Error, Layout, Options};

const PROLOGUE: &str = concat!(
    "<?xml version=\"1.0\" encoding=\"UTF-8\"?>\n",
    "<?xml-model href=\"https://www.tei-c.org/Vault/P5/4.12.0/xml/tei/custom/schema/relaxng/tei_all.rng\" ",
    "type=\"application/xml\" schematypens=\"http://relaxng.org/ns/structure/1.0\"?>\n",
);

/// Writes a dataset as one TEI P5 document.
///
/// The same dataset and options give the same bytes. What is written is valid
/// against `tei_all` of TEI P5 4.12.0, and [`read`](crate::read) makes the same
/// dataset of it.
///
/// ```
/// # fn export(dataset: &rapporteur_schema::Dataset) -> Result<(), Box<dyn std::error::Error>> {
/// let mut document = Vec::new();
/// let summary = rapporteur_tei::write(dataset, &Default::default(), &mut document)?;
/// println!("{} records, {} claims", summary.records, summary.claims);
/// assert_eq!(&rapporteur_tei::read(&document)?, dataset);
/// # Ok(())
/// # }
/// ```
pub fn write(dataset: &Dataset, options: &Options, out: &mut dyn Write) -> Result<Summary, Error> {
    let index = Index::new(dataset);
    let mut xml = Xml::new(out);
    xml.raw(PROLOGUE);
    xml.start(
        "TEI",
        &[
            ("xmlns", "http://www.tei-c.org/ns/1.0"),
            ("version", "4.12.0"),
            ("xml:id", "Dataset"),
            ("xml:lang", index::LANGUAGE),
        ],
    );
    xml.nl();
    header::write(&mut xml, &index)?;
    let stand_off = options.layout == Layout::StandOff;
    if !dataset.is_empty() {
        xml.start("standOff", &[]);
        xml.nl();
        claims::write(&mut xml, &index)?;
        claims::alternatives(&mut xml, &index)?;
        if stand_off {
            registers::write(&mut xml, &index, Place::Bare)?;
        }
        xml.end("standOff");
        xml.nl();
    }
    xml.start("text", &[]);
    xml.start("body", &[]);
    xml.nl();
    narrative::about(&mut xml, &index)?;
    if options.narrative {
        narrative::narrative(&mut xml, &index)?;
        narrative::where_sources_differ(&mut xml, &index)?;
    }
    if !stand_off {
        registers::write(&mut xml, &index, Place::Divisions)?;
    }
    xml.end("body");
    xml.end("text");
    xml.nl();
    xml.end("TEI");
    xml.nl();
    xml.flush()?;
    Ok(summary(&index))
}

fn summary(index: &Index<'_>) -> Summary {
    let mut summary = Summary::of(index.dataset);
    if index.dangling() > 0 {
        summary.notices.push(format!(
            "{} pointers lead to records or passages that the dataset does not hold; they stand \
             as `record:ID` and `passage:SOURCE#KEY`",
            index.dangling()
        ));
    }
    summary
}

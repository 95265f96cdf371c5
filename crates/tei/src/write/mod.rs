//! Writing.

mod bibl;
mod claims;
mod dates;
mod files;
mod header;
pub(crate) mod ids;
mod index;
mod inline;
mod names;
mod narrative;
mod nest;
pub(crate) mod parts;
mod registers;
mod values;
mod xml;

use std::io::{self, Write};

use rapporteur_apparatus::Summary;
use rapporteur_schema::{Dataset, RecordRef, Register, canonical};

use self::{
    claims::Found, header::Cover, index::Index, narrative::Story, registers::Place, xml::Xml,
};
use crate::{Error, Layout, Options};

/// Some records of a register.
type Group<'a> = (Register, Vec<RecordRef<'a>>);

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
    let groups: Vec<Group<'_>> = Register::ALL
        .into_iter()
        .map(|register| (register, dataset.register(register).collect()))
        .filter(|(_, records): &Group<'_>| !records.is_empty())
        .collect();
    begin(&mut xml, "Dataset");
    let hash = canonical::hash(dataset);
    header::write(&mut xml, &index, &Cover { groups: &groups, hash: &hash, part: None })?;
    let found = stand_off(&mut xml, &index, &groups, options.layout)?;
    begin_text(&mut xml);
    narrative::about(&mut xml, &index);
    narrative::sources(&mut xml, &index, dataset.sources())?;
    if options.narrative {
        let story = Story::new(dataset);
        narrative::narrative(&mut xml, &index, &story, story.all())?;
        let differences = rapporteur_apparatus::differences(dataset);
        narrative::where_sources_differ(&mut xml, &index, &differences)?;
    }
    if options.layout == Layout::Body {
        registers::write(&mut xml, &index, &groups, &found, Place::Divisions)?;
    }
    end(&mut xml)?;
    Ok(summary(&mut xml, &index))
}

fn begin(xml: &mut Xml<'_>, id: &str) {
    xml.raw(PROLOGUE);
    xml.tag("TEI")
        .with("xmlns", "http://www.tei-c.org/ns/1.0")
        .with("version", "4.12.0")
        .with("xml:id", id)
        .with("xml:lang", index::LANGUAGE)
        .open();
    xml.nl();
}

/// The claims, the alternatives among them and, if the layout wants them here, the
/// registers.
fn stand_off<'a>(
    xml: &mut Xml<'_>,
    index: &'a Index<'_>,
    groups: &[Group<'a>],
    layout: Layout,
) -> io::Result<Found<'a>> {
    if groups.is_empty() {
        return Ok(Found::default());
    }
    xml.start("standOff", &[]);
    xml.nl();
    let found = claims::write(xml, index, groups)?;
    claims::alternatives(xml, &found)?;
    if layout == Layout::StandOff {
        registers::write(xml, index, groups, &found, Place::Bare)?;
    }
    xml.end("standOff");
    xml.nl();
    Ok(found)
}

fn begin_text(xml: &mut Xml<'_>) {
    xml.start("text", &[]);
    xml.start("body", &[]);
    xml.nl();
}

fn end(xml: &mut Xml<'_>) -> io::Result<()> {
    xml.end("body");
    xml.end("text");
    xml.nl();
    xml.end("TEI");
    xml.nl();
    xml.flush()
}

/// What was written.
fn summary(xml: &mut Xml<'_>, index: &Index<'_>) -> Summary {
    let mut summary = std::mem::take(&mut xml.tally);
    let dangling = index.take_dangling();
    if dangling > 0 {
        summary.notices.push(format!(
            "{dangling} pointers lead to records or passages that the dataset does not hold; they \
             stand as `record:ID` and `passage:SOURCE#KEY`"
        ));
    }
    summary
}

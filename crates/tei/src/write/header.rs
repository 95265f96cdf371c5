//! The header: what the document is, what it rests on, how it is encoded.

use std::io;

use rapporteur_schema::{
    Dataset, RecordRef, Register, Text, canonical,
    codes::{CodeDef, CodeList, all_lists},
    model::Sha256,
};

use super::{dates::Dating, index::Index, registers, xml::Xml};

/// The header. `totals` are counted while it is written.
pub(crate) fn write(xml: &mut Xml<'_>, index: &Index<'_>) -> io::Result<()> {
    xml.start("teiHeader", &[]);
    xml.nl();
    xml.start("fileDesc", &[]);
    xml.nl();
    title(xml, index.dataset);
    edition(xml, index);
    publication(xml, index.dataset);
    sources(xml, index)?;
    xml.end("fileDesc");
    xml.nl();
    encoding(xml, index);
    meta_data(xml, index.dataset);
    profile(xml, index);
    revision(xml, index.dataset);
    xml.end("teiHeader");
    xml.nl();
    xml.pass()
}

/// A text in an element for each of its languages.
pub(crate) fn texts(xml: &mut Xml<'_>, element: &str, kind: &str, text: &Text) {
    for (tag, words) in text.iter() {
        xml.leaf(element, &[("type", kind), ("xml:lang", tag.as_str())], words);
        xml.nl();
    }
}

fn title(xml: &mut Xml<'_>, dataset: &Dataset) {
    xml.start("titleStmt", &[]);
    xml.nl();
    texts(xml, "title", "main", &dataset.meta.title);
    xml.start("respStmt", &[("xml:id", "Editors")]);
    xml.leaf("resp", &[], "editors of the dataset");
    let editors = dataset.meta.editors.iter().flat_map(|list| list.iter());
    let mut named = false;
    for editor in editors {
        xml.raw(" ");
        xml.leaf("name", &[], editor.as_str());
        named = true;
    }
    if !named {
        xml.raw(" ");
        match &dataset.meta.publisher {
            Some(publisher) => xml.leaf("name", &[], publisher.best("en")),
            None => xml.leaf("name", &[], "not named"),
        }
    }
    xml.end("respStmt");
    xml.nl();
    xml.start("respStmt", &[("xml:id", "Tool")]);
    xml.leaf("resp", &[], "conversion to TEI");
    xml.raw(" ");
    xml.leaf("name", &[("type", "software")], "Rapporteur");
    xml.end("respStmt");
    xml.nl();
    xml.end("titleStmt");
    xml.nl();
}

fn edition(xml: &mut Xml<'_>, index: &Index<'_>) {
    let version = index.dataset.meta.version.as_str();
    xml.start("editionStmt", &[]);
    xml.leaf("edition", &[], &format!("Version {version}"));
    xml.end("editionStmt");
    xml.nl();
    xml.start("extent", &[]);
    for (n, register) in Register::ALL.into_iter().enumerate() {
        let count = index.dataset.register(register).count();
        xml.raw(if n > 0 { ", " } else { "" });
        let attributes = [("unit", register.name()), ("quantity", &*count.to_string())];
        let words = format!("{count} {}", register.label().to_lowercase());
        xml.leaf("measure", &attributes, &words);
    }
    xml.end("extent");
    xml.nl();
}

fn publication(xml: &mut Xml<'_>, dataset: &Dataset) {
    let meta = &dataset.meta;
    xml.start("publicationStmt", &[]);
    xml.nl();
    if let Some(publisher) = &meta.publisher {
        texts(xml, "publisher", "", publisher);
    } else {
        xml.leaf("authority", &[], "The editors of the dataset");
        xml.nl();
    }
    if let Some(created) = &meta.created {
        let words = rapporteur_apparatus::phrase::date(created);
        xml.leaf("date", &Dating::full(created).with(&[]), &words);
        xml.nl();
    }
    xml.leaf("idno", &[("type", "dataset")], meta.id.as_str());
    xml.nl();
    xml.leaf("idno", &[("type", "URI")], meta.base.as_str());
    xml.nl();
    let hash = Sha256::of(&canonical::bytes(dataset));
    xml.leaf("idno", &[("type", "sha256"), ("subtype", "canonical")], hash.as_str());
    xml.nl();
    let licence = meta.license.as_str();
    let spdx = licence.bytes().all(|b| b.is_ascii_alphanumeric() || b"-.+".contains(&b));
    let target =
        if spdx { format!("https://spdx.org/licenses/{licence}.html") } else { String::new() };
    xml.start("availability", &[]);
    xml.leaf("licence", &[("target", &target)], licence);
    xml.end("availability");
    xml.nl();
    xml.end("publicationStmt");
    xml.nl();
}

fn sources(xml: &mut Xml<'_>, index: &Index<'_>) -> io::Result<()> {
    let records: Vec<RecordRef<'_>> = index.dataset.register(Register::Source).collect();
    xml.start("sourceDesc", &[]);
    xml.nl();
    if records.is_empty() {
        xml.leaf("p", &[], "The dataset records no source.");
        xml.nl();
    } else {
        registers::whole_list(xml, index, Register::Source, &records, true)?;
    }
    xml.end("sourceDesc");
    xml.nl();
    xml.pass()
}

const PROJECT: &str = "Made by Rapporteur from a dataset in which every value names the passages \
that report it. The dataset is the maintained form; from this document it can be made again, \
byte for byte.";

const INTERPRETATION: &str = "The annotations in the standOff are the record: one for each claim, \
with its passages in its source attribute. A list of annotations of the type reading holds what \
one source, or several that agree, have for a field; where readings differ, each has its own list, \
and an alt sets them side by side. An exclude attribute stands only where the editors say that two \
readings cannot both be right. No reading is preferred. The registers and the narrative repeat the \
claims for readers, and point to them. A passage is named by its key and the SHA-256 of its text; \
the text itself is not here.";

const NORMALISATION: &str = "All text is in Unicode Normalization Form C.";

const CORRECTION: &str = "What a source prints stands in sic where the editors propose something \
else in its place, and in orig where it is only spelled otherwise.";

const VALUES: &str = "The when-custom attribute holds each date in the Extended Date/Time Format \
(EDTF, ISO 8601-2); the other dating attributes stand beside it where they say the same.";

fn encoding(xml: &mut Xml<'_>, index: &Index<'_>) {
    let paragraph = |xml: &mut Xml<'_>, element: &str, text: &str| {
        xml.start(element, &[]);
        xml.leaf("p", &[], text);
        xml.end(element);
        xml.nl();
    };
    xml.start("encodingDesc", &[]);
    xml.nl();
    paragraph(xml, "projectDesc", PROJECT);
    xml.start("editorialDecl", &[]);
    xml.nl();
    paragraph(xml, "correction", CORRECTION);
    paragraph(xml, "normalization", NORMALISATION);
    paragraph(xml, "interpretation", INTERPRETATION);
    paragraph(xml, "stdVals", VALUES);
    xml.end("editorialDecl");
    xml.nl();
    prefixes(xml, index.dataset);
    taxonomies(xml);
    xml.start("appInfo", &[]);
    let version = env!("CARGO_PKG_VERSION");
    xml.start("application", &[("ident", "rapporteur-tei"), ("version", version)]);
    xml.leaf("label", &[], "Rapporteur, TEI exporter");
    xml.end("application");
    xml.end("appInfo");
    xml.nl();
    xml.end("encodingDesc");
    xml.nl();
}

fn prefixes(xml: &mut Xml<'_>, dataset: &Dataset) {
    let base = dataset.meta.base.as_str();
    xml.start("listPrefixDef", &[]);
    xml.nl();
    let rows = [
        ("record", "([a-z][a-z0-9-]*)", "Records that this document points to and does not hold."),
        (
            "passage",
            "([a-z][a-z0-9-]*#.+)",
            "Passages that this document points to and does not hold.",
        ),
    ];
    for (ident, pattern, meaning) in rows {
        let replacement = format!("{base}$1");
        let attributes =
            [("ident", ident), ("matchPattern", pattern), ("replacementPattern", &*replacement)];
        xml.start("prefixDef", &attributes);
        xml.leaf("p", &[], meaning);
        xml.end("prefixDef");
        xml.nl();
    }
    xml.end("listPrefixDef");
    xml.nl();
}

fn taxonomies(xml: &mut Xml<'_>) {
    xml.start("classDecl", &[]);
    xml.nl();
    xml.start("taxonomy", &[("xml:id", "Fields")]);
    xml.leaf("desc", &[], "Registers and their fields");
    xml.nl();
    for register in Register::ALL {
        xml.start("category", &[("xml:id", &format!("Register.{}", register.name()))]);
        describe(xml, register.label(), register.definition());
        for field in register.fields() {
            let name = format!("Field.{}.{}", register.name(), field.name);
            xml.start("category", &[("xml:id", &name)]);
            describe(xml, &field.label(), field.definition.trim());
            xml.end("category");
            xml.nl();
        }
        xml.end("category");
        xml.nl();
    }
    xml.end("taxonomy");
    xml.nl();
    for list in all_lists() {
        taxonomy(xml, list);
    }
    xml.end("classDecl");
    xml.nl();
}

fn taxonomy(xml: &mut Xml<'_>, list: &CodeList) {
    xml.start("taxonomy", &[("xml:id", &format!("Codes.{}", list.name))]);
    xml.leaf("desc", &[], list.label);
    xml.nl();
    for CodeDef { code, label, definition, .. } in list.codes {
        xml.start("category", &[("xml:id", &format!("Code.{}.{code}", list.name))]);
        describe(xml, label, definition);
        xml.end("category");
        xml.nl();
    }
    xml.end("taxonomy");
    xml.nl();
}

fn describe(xml: &mut Xml<'_>, label: &str, definition: &str) {
    xml.start("catDesc", &[]);
    xml.leaf("term", &[], label);
    xml.raw(": ");
    xml.text(definition);
    xml.end("catDesc");
    xml.nl();
}

/// What the dataset says of itself, whole: the authoritative place.
fn meta_data(xml: &mut Xml<'_>, dataset: &Dataset) {
    // The type holds nothing that serde_json refuses.
    let json = serde_json::to_string(&dataset.meta).unwrap_or_default();
    xml.exact("xenoData", &[("type", "dataset"), ("subtype", "json")], &json);
    xml.nl();
}

fn profile(xml: &mut Xml<'_>, index: &Index<'_>) {
    xml.start("profileDesc", &[]);
    xml.nl();
    if let Some(description) = &index.dataset.meta.description {
        for (tag, words) in description.iter() {
            xml.start("abstract", &[("xml:lang", tag.as_str())]);
            xml.leaf("p", &[], words);
            xml.end("abstract");
            xml.nl();
        }
    }
    xml.start("calendarDesc", &[]);
    xml.start("calendar", &[("xml:id", "Edtf")]);
    xml.leaf("p", &[], "Extended Date/Time Format (EDTF), ISO 8601-2:2019, levels 0 to 2.");
    xml.end("calendar");
    xml.end("calendarDesc");
    xml.nl();
    xml.start("langUsage", &[]);
    xml.nl();
    for tag in &index.languages {
        xml.leaf("language", &[("ident", tag)], tag);
        xml.nl();
    }
    xml.end("langUsage");
    xml.nl();
    xml.end("profileDesc");
    xml.nl();
}

fn revision(xml: &mut Xml<'_>, dataset: &Dataset) {
    let meta = &dataset.meta;
    xml.start("revisionDesc", &[]);
    let dating = meta.created.as_ref().map(Dating::full);
    let more = [("who", "#Tool")];
    let attributes = match &dating {
        Some(dating) => dating.with(&more),
        None => more.to_vec(),
    };
    let text = format!(
        "Made from version {} of the dataset, which follows version {} of the model.",
        meta.version, meta.schema_version
    );
    xml.leaf("change", &attributes, &text);
    xml.end("revisionDesc");
    xml.nl();
}

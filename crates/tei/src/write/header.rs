//! The header: what the document is, what it rests on, how it is encoded.

use std::io;

use rapporteur_schema::{
    Dataset, Register, Text,
    codes::{CodeDef, CodeList, all_lists},
    model::Sha256,
};

use super::{
    Group, dates,
    index::{Index, LANGUAGE},
    registers, values,
    xml::Xml,
};

/// What the header of a document has to say that another document of the same
/// dataset says otherwise.
pub(crate) struct Cover<'c> {
    /// The records that stand in the document.
    pub(crate) groups: &'c [Group<'c>],
    /// The SHA-256 of the dataset.
    pub(crate) hash: &'c Sha256,
    /// Which part of an edition it is, if it is one of several.
    pub(crate) part: Option<PartOf<'c>>,
}

/// Which part of an edition a document is.
pub(crate) struct PartOf<'c> {
    pub(crate) title: &'c str,
    pub(crate) file: &'c str,
    /// Counted from 1.
    pub(crate) number: usize,
    pub(crate) of: usize,
    /// Whether it has what the others point to: taxonomies, what the dataset says of
    /// itself.
    pub(crate) front: bool,
    /// The first file, and the first of those with the sources.
    pub(crate) index: &'c str,
    pub(crate) sources: &'c str,
}

impl Cover<'_> {
    fn front(&self) -> bool {
        self.part.as_ref().is_none_or(|part| part.front)
    }
}

/// The header.
pub(crate) fn write(xml: &mut Xml<'_>, index: &Index<'_>, cover: &Cover<'_>) -> io::Result<()> {
    xml.start("teiHeader", &[]);
    xml.nl();
    xml.start("fileDesc", &[]);
    xml.nl();
    title(xml, index.dataset, cover);
    edition(xml, index, cover);
    publication(xml, index.dataset, cover);
    series(xml, index.dataset, cover);
    sources(xml, index, cover)?;
    xml.end("fileDesc");
    xml.nl();
    encoding(xml, index, cover);
    if cover.front() {
        meta_data(xml, index.dataset);
    }
    profile(xml, index, cover);
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

fn title(xml: &mut Xml<'_>, dataset: &Dataset, cover: &Cover<'_>) {
    xml.start("titleStmt", &[]);
    xml.nl();
    texts(xml, "title", "main", &dataset.meta.title);
    if let Some(part) = &cover.part {
        xml.leaf("title", &[("type", "sub"), ("xml:lang", LANGUAGE)], part.title);
        xml.nl();
    }
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

fn edition(xml: &mut Xml<'_>, index: &Index<'_>, cover: &Cover<'_>) {
    let version = index.dataset.meta.version.as_str();
    xml.start("editionStmt", &[]);
    xml.leaf("edition", &[("n", version)], &format!("Version {version}"));
    xml.end("editionStmt");
    xml.nl();
    xml.start("extent", &[]);
    let counts: Vec<(Register, usize)> = match &cover.part {
        // The first file speaks of all of them.
        None => Register::ALL.map(|r| (r, index.dataset.register(r).count())).to_vec(),
        Some(part) if part.number == 1 => {
            Register::ALL.map(|r| (r, index.dataset.register(r).count())).to_vec()
        }
        Some(_) => cover.groups.iter().map(|(register, all)| (*register, all.len())).collect(),
    };
    for (n, (register, count)) in counts.iter().enumerate() {
        xml.raw(if n > 0 { ", " } else { "" });
        let attributes = [("unit", register.name()), ("quantity", &*count.to_string())];
        let label = register.label().to_lowercase();
        let words = rapporteur_apparatus::phrase::count(*count, register.name(), &label);
        xml.leaf("measure", &attributes, &words);
    }
    if let Some(part) = &cover.part {
        xml.raw(match (part.number, counts.is_empty()) {
            (1, _) => ", in ",
            (_, true) => "One of ",
            _ => "; one of ",
        });
        let files = part.of.to_string();
        let words = format!("{files} files");
        xml.leaf("measure", &[("unit", "file"), ("quantity", &files)], &words);
    }
    xml.end("extent");
    xml.nl();
}

fn publication(xml: &mut Xml<'_>, dataset: &Dataset, cover: &Cover<'_>) {
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
        values::date(xml, created);
        xml.nl();
    }
    xml.leaf("idno", &[("type", "dataset")], meta.id.as_str());
    xml.nl();
    xml.leaf("idno", &[("type", "URI")], meta.base.as_str());
    xml.nl();
    xml.leaf("idno", &[("type", "sha256"), ("subtype", "canonical")], cover.hash.as_str());
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

/// Of which edition a file is a part, for readers and for whoever puts the parts
/// together again.
fn series(xml: &mut Xml<'_>, dataset: &Dataset, cover: &Cover<'_>) {
    let Some(part) = &cover.part else { return };
    xml.start("seriesStmt", &[]);
    xml.nl();
    xml.start("title", &[("level", "s")]);
    xml.leaf("ref", &[("target", part.index)], dataset.meta.title.best(LANGUAGE));
    xml.end("title");
    xml.nl();
    xml.leaf("idno", &[("type", "file")], part.file);
    xml.nl();
    let number = part.number.to_string();
    let words = format!("File {number} of {}", part.of);
    xml.leaf("biblScope", &[("unit", "file"), ("n", &number)], &words);
    xml.nl();
    xml.end("seriesStmt");
    xml.nl();
}

fn sources(xml: &mut Xml<'_>, index: &Index<'_>, cover: &Cover<'_>) -> io::Result<()> {
    let records = cover.groups.iter().find(|(register, _)| *register == Register::Source);
    xml.start("sourceDesc", &[]);
    xml.nl();
    match (records, &cover.part) {
        (Some((register, records)), _) => {
            registers::whole_list(xml, index, *register, records, true)?;
        }
        (None, Some(part)) if !part.front => {
            xml.start("p", &[]);
            xml.raw("The sources are described, passage by passage, in ");
            xml.leaf("ref", &[("target", part.sources)], part.sources);
            xml.raw(".");
            xml.end("p");
            xml.nl();
        }
        _ => {
            xml.leaf("p", &[], "The dataset records no source.");
            xml.nl();
        }
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

fn encoding(xml: &mut Xml<'_>, index: &Index<'_>, cover: &Cover<'_>) {
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
    renditions(xml);
    prefixes(xml, index.dataset);
    if cover.front() {
        taxonomies(xml);
    }
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

/// How what is not obvious is shown, as CSS: programs that turn TEI into web pages take
/// it over.
const RENDITIONS: [(&str, &str); 9] = [
    (
        "div, p, head, list, item, note, person, org, place, event, biblStruct, relation",
        "display: block",
    ),
    ("monogr > title, monogr > author, monogr > editor, imprint", "display: block"),
    (
        "head, label, person > persName, org > orgName, place > placeName, eventName, item > name, \
         monogr > title",
        "font-weight: bold",
    ),
    ("event person > persName, event org > orgName", "font-weight: normal"),
    (
        "person > persName, org > orgName, place > placeName, eventName, item > name",
        "margin-right: 0.8em",
    ),
    ("div, item, person, org, place, event, biblStruct", "margin: 0.6em 0"),
    ("item item, item note, event note, biblStruct note, org note", "margin-left: 1.5em"),
    ("sic", "text-decoration: wavy underline"),
    ("listAnnotation, altGrp", "display: none"),
];

fn renditions(xml: &mut Xml<'_>) {
    xml.start("tagsDecl", &[("partial", "true")]);
    xml.nl();
    for (selector, css) in RENDITIONS {
        xml.leaf("rendition", &[("scheme", "css"), ("selector", selector)], css);
        xml.nl();
    }
    xml.end("tagsDecl");
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

fn profile(xml: &mut Xml<'_>, index: &Index<'_>, cover: &Cover<'_>) {
    xml.start("profileDesc", &[]);
    xml.nl();
    if let Some(description) = index.dataset.meta.description.as_ref().filter(|_| cover.front()) {
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
        xml.leaf("language", &[("ident", tag)], &language(tag));
        xml.nl();
    }
    xml.end("langUsage");
    xml.nl();
    xml.end("profileDesc");
    xml.nl();
}

/// What a language tag means, where it is one of those that often occur; else the tag.
fn language(tag: &str) -> String {
    let mut subtags = tag.split('-');
    let name = match subtags.next() {
        Some("ar") => "Arabic",
        Some("de") => "German",
        Some("en") => "English",
        Some("es") => "Spanish",
        Some("fr") => "French",
        Some("pt") => "Portuguese",
        Some("ru") => "Russian",
        Some("zh") => "Chinese",
        _ => return tag.to_owned(),
    };
    match (subtags.next(), subtags.next()) {
        (None, _) => name.to_owned(),
        (Some("Hans"), None) => format!("{name} in simplified characters"),
        (Some("Hant"), None) => format!("{name} in traditional characters"),
        (Some("Latn"), None) => format!("{name} in Latin letters"),
        _ => format!("{name} ({tag})"),
    }
}

fn revision(xml: &mut Xml<'_>, dataset: &Dataset) {
    let meta = &dataset.meta;
    xml.start("revisionDesc", &[]);
    let text = format!(
        "Made from version {} of the dataset, which follows version {} of the model.",
        meta.version, meta.schema_version
    );
    let tag = xml.tag("change").with("n", meta.version.as_str());
    let tag = match &meta.created {
        Some(created) => dates::full(tag, created),
        None => tag,
    };
    tag.with("who", "#Tool").leaf(&text);
    xml.end("revisionDesc");
    xml.nl();
}

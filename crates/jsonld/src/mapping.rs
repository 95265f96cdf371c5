//! Where a vocabulary that others keep has a fitting term.
//!
//! Only this file names particular fields. A field or part that is not here gets
//! a term of Rapporteur's own vocabulary, named after it.

use rapporteur_schema::Register;

use crate::model::{Kind, Term};

/// A term that does not follow from the registers.
#[derive(Debug)]
pub(crate) struct Fixed {
    pub(crate) name: &'static str,
    pub(crate) iri: &'static str,
    pub(crate) kind: Kind,
    pub(crate) many: bool,
    pub(crate) required: bool,
    pub(crate) range: Option<&'static str>,
    pub(crate) list: Option<&'static str>,
    pub(crate) definition: &'static str,
}

impl Fixed {
    pub(crate) fn term(&self) -> Term {
        Term {
            name: self.name.to_owned(),
            iri: self.iri.to_owned(),
            full: crate::ns::expand(self.iri),
            kind: self.kind,
            many: self.many,
            required: self.required,
            range: self.range,
            list: self.list,
            registers: &[],
            json: Term::json(self.name, self.kind, self.many),
            definition: self.definition.to_owned(),
        }
    }

    const fn new(
        name: &'static str,
        iri: &'static str,
        kind: Kind,
        definition: &'static str,
    ) -> Self {
        Self { name, iri, kind, many: false, required: false, range: None, list: None, definition }
    }

    const fn many(self) -> Self {
        Self { many: true, ..self }
    }

    const fn required(self) -> Self {
        Self { required: true, ..self }
    }

    const fn to(self, range: &'static str) -> Self {
        Self { range: Some(range), ..self }
    }

    /// Leads to a code of the list with this name.
    const fn of(self, list: &'static str) -> Self {
        Self { range: Some("rr:Code"), list: Some(list), ..self }
    }
}

/// A class and the terms that do not follow from the registers.
#[derive(Debug)]
pub(crate) struct ClassRow {
    pub(crate) name: &'static str,
    pub(crate) iri: &'static str,
    pub(crate) also: &'static [&'static str],
    pub(crate) definition: &'static str,
    pub(crate) terms: &'static [Fixed],
}

/// The class of all records.
pub(crate) const RECORD: &str = "rr:Record";
/// The property of every value that has no part of its own name.
pub(crate) const VALUE: &str = "rr:value";
/// The shape of which the items are passages.
pub(crate) const PASSAGE_SHAPE: &str = "Passage";
/// The field whose first and last day stand on the record.
pub(crate) const DATE_FIELD: &str = "date";

/// The property of a field, where others have one that fits.
pub(crate) fn field_iri(register: Register, field: &str) -> Option<&'static str> {
    use Register as R;
    Some(match (register, field) {
        (_, "identifiers") => "schema:identifier",
        (_, "note") => "skos:editorialNote",
        (R::Difference, "about") => "oa:hasTarget",
        (_, "about") => "dcterms:subject",
        (_, "date") => "dcterms:date",
        (R::Person | R::Organisation, "names") => "foaf:name",
        (R::Concept, "names") => "skos:prefLabel",
        (R::Work, "names") | (R::Source, "title") => "dcterms:title",
        (_, "names") => "schema:name",
        (R::Source, "authors") | (R::Work | R::Statement, "by") => "dcterms:creator",
        (R::Source, "translators") => "schema:translator",
        (R::Source, "publisher") => "dcterms:publisher",
        (R::Source, "published") => "dcterms:issued",
        (R::Source, "updated") => "dcterms:modified",
        (R::Source, "languages") => "schema:inLanguage",
        (R::Organisation, "part_of") => "schema:parentOrganization",
        (R::Event, "part_of") => "schema:superEvent",
        (_, "part_of") => "dcterms:isPartOf",
        (R::Place, "within") => "schema:containedInPlace",
        (R::Work, "symbol") => "dcterms:identifier",
        (R::Work, "summary") => "dcterms:abstract",
        (R::Concept, "definition") => "skos:definition",
        (R::Event, "place") => "schema:location",
        (R::Event, "participants") => "lode:involvedAgent",
        (R::Event, "summary") => "dcterms:description",
        (R::Statement, "work") => "dcterms:source",
        (R::Statement, "text") => "schema:text",
        (R::Figure, "period") => "schema:temporalCoverage",
        _ => return None,
    })
}

/// The property of a part, where others have one that fits.
pub(crate) fn part_iri(shape: &str, part: &str) -> Option<&'static str> {
    Some(match (shape, part) {
        ("Identifier", "scheme") => "schema:propertyID",
        ("Identifier", "value") => "schema:value",
        ("Pointer", "record") => "oa:hasSource",
        _ => return None,
    })
}

/// What the claim and the reading say about themselves.
macro_rules! with_meta {
    ($($row:expr),* $(,)?) => {
        &[
            $($row,)*
            CITE_ORDER,
            Fixed::new("asPrinted", "rr:asPrinted", Kind::Plain, "What the source literally has, when it is damaged or spelled otherwise."),
            Fixed::new("basis", "rr:basis", Kind::Iri, "On what ground the value stands.").of("basis"),
            Fixed::new("asOf", "rr:asOf", Kind::Edtf, "The date at which the value holds."),
            Fixed::new("saidBy", "prov:wasAttributedTo", Kind::Iri, "To whom the source itself attributes the value.").to(RECORD),
            Fixed::new("note", "skos:editorialNote", Kind::Text, "A note by the editors; not a claim of any source."),
            Fixed::new("access", "dcterms:accessRights", Kind::Iri, "Who may see it.").of("access"),
        ]
    };
}

const CITE: Fixed =
    Fixed::new("cite", "prov:wasDerivedFrom", Kind::Iri, "A passage that carries the value.")
        .many()
        .to("rr:Passage");
const CITE_ORDER: Fixed = Fixed::new(
    "citeOrder",
    "rr:citeOrder",
    Kind::Plain,
    "The citations in the order in which the editors gave them, where that is not by source and passage.",
);
const PROPERTY: Fixed = Fixed::new(
    "property",
    "rr:property",
    Kind::Iri,
    "The property of the record that the value is for.",
);
const POSITION: Fixed =
    Fixed::new("position", "rr:position", Kind::Integer, "Which one it is, counted from 1.");
const OPEN: Fixed =
    Fixed::new("open", "rr:open", Kind::Flag, "The source says that there are other items.");
const ABSENT: Fixed =
    Fixed::new("absent", "rr:absent", Kind::Iri, "Why there is no value.").of("absence");
const VARIANT: Fixed = Fixed::new(
    "variant",
    "rr:variant",
    Kind::Flag,
    "The readings of the property differ, and this is one of them.",
);

/// The first and the last day of a date.
pub(crate) const DAYS: &[Fixed] = &[
    Fixed::new(
        "earliest",
        "rr:earliest",
        Kind::Day,
        "The first day that the date may mean, derived from it; only from year 1 to 9999.",
    ),
    Fixed::new(
        "latest",
        "rr:latest",
        Kind::Day,
        "The last day that the date may mean, derived from it; only from year 1 to 9999.",
    ),
];

/// What else names stand under.
pub(crate) const NAMES: &[Fixed] = &[
    Fixed::new(
        "alternateNames",
        "schema:alternateName",
        Kind::Text,
        "Other names than the preferred ones.",
    )
    .many(),
    Fixed::new("theme", "rr:theme", Kind::Text, "The theme under which it was held.").many(),
];

/// What it is about in words.
pub(crate) const SUBJECTS: &[Fixed] = &[Fixed::new(
    "aboutText",
    "dc:subject",
    Kind::Text,
    "What it is about, in the editors' words.",
)
.many()];

pub(crate) const DATASET: ClassRow = ClassRow {
    name: "Dataset",
    iri: "rr:Dataset",
    also: &["dcat:Dataset", "schema:Dataset", "void:Dataset"],
    definition: "A dataset of records with their readings and sources.",
    terms: &[
        Fixed::new("identifier", "dcterms:identifier", Kind::Plain, "Its identifier.").required(),
        Fixed::new("title", "dcterms:title", Kind::Text, "Its title.").required(),
        Fixed::new("name", "schema:name", Kind::Text, "Its title, for search engines.").required(),
        Fixed::new("description", "dcterms:description", Kind::Text, "What it holds."),
        Fixed::new(
            "summary",
            "schema:description",
            Kind::Text,
            "What it holds, for search engines.",
        ),
        Fixed::new("subject", "schema:about", Kind::Iri, "Whose record it is.")
            .many()
            .to("rr:Organisation"),
        Fixed::new("license", "dcterms:license", Kind::Iri, "The licence, at SPDX."),
        Fixed::new("rights", "dc:rights", Kind::Plain, "The licence, in words."),
        Fixed::new(
            "languages",
            "schema:inLanguage",
            Kind::Plain,
            "The languages of the editors' own text.",
        )
        .many(),
        Fixed::new("version", "dcat:version", Kind::Plain, "The version of the dataset.")
            .required(),
        Fixed::new("created", "dcterms:created", Kind::Day, "When this version was made."),
        Fixed::new("publisher", "dcterms:publisher", Kind::Iri, "Who publishes it.")
            .to("foaf:Agent"),
        Fixed::new("editors", "dcterms:creator", Kind::Iri, "Who made it.").many().to("foaf:Agent"),
        Fixed::new(
            "note",
            "skos:editorialNote",
            Kind::Text,
            "The editors' note on the sources and on how to read the dataset.",
        ),
        Fixed::new("sources", "dcterms:source", Kind::Iri, "The documents that it rests on.")
            .many()
            .to("rr:Source"),
        Fixed::new(
            "uriSpace",
            "void:uriSpace",
            Kind::Plain,
            "What the IRIs of its nodes begin with.",
        )
        .required(),
        Fixed::new("entities", "void:entities", Kind::Integer, "How many records it has.")
            .required(),
        Fixed::new(
            "distributions",
            "dcat:distribution",
            Kind::Iri,
            "A file in which it is published.",
        )
        .many()
        .to("dcat:Distribution"),
        Fixed::new(
            "metadata",
            "rr:metadata",
            Kind::Iri,
            "What the dataset says of itself, member by member.",
        )
        .many()
        .required()
        .to("rr:Entry"),
    ],
};

pub(crate) const AGENT: ClassRow = ClassRow {
    name: "Agent",
    iri: "foaf:Agent",
    also: &[],
    definition: "Somebody who publishes or makes a dataset.",
    terms: &[Fixed::new("name", "foaf:name", Kind::Text, "A name.").many().required()],
};

pub(crate) const FILE: ClassRow = ClassRow {
    name: "Distribution",
    iri: "dcat:Distribution",
    also: &["schema:DataDownload"],
    definition: "A file in which a dataset is published.",
    terms: &[
        Fixed::new("fileName", "schema:name", Kind::Plain, "The name of the file.").required(),
        Fixed::new("mediaType", "dcat:mediaType", Kind::Iri, "Its media type, at IANA."),
        Fixed::new(
            "encodingFormat",
            "schema:encodingFormat",
            Kind::Plain,
            "Its media type, in words.",
        )
        .required(),
        Fixed::new("byteSize", "dcat:byteSize", Kind::Size, "How many bytes it has.").required(),
        Fixed::new("downloadUrl", "dcat:downloadURL", Kind::Iri, "Where it can be fetched."),
        Fixed::new("checksum", "spdx:checksum", Kind::Iri, "Its digest.").to("spdx:Checksum"),
    ],
};

pub(crate) const CHECKSUM: ClassRow = ClassRow {
    name: "Checksum",
    iri: "spdx:Checksum",
    also: &[],
    definition: "The digest of a file.",
    terms: &[
        Fixed::new("algorithm", "spdx:algorithm", Kind::Iri, "How it is made.").required(),
        Fixed::new("digest", "spdx:checksumValue", Kind::Hex, "The digest.").required(),
    ],
};

pub(crate) const READING: ClassRow = ClassRow {
    name: "Reading",
    iri: "rr:Reading",
    also: &["prov:Collection"],
    definition: "What one or more passages have for a property of a record, where it does not rest on the citations of the record alone.",
    terms: with_meta![
        Fixed { required: true, ..PROPERTY },
        Fixed { required: true, ..POSITION },
        VARIANT,
        Fixed::new(
            "differsFrom",
            "rr:differsFrom",
            Kind::Iri,
            "Another reading, of another value."
        )
        .many()
        .to("rr:Reading"),
        Fixed::new("members", "prov:hadMember", Kind::Iri, "A claim that belongs to the reading.")
            .many()
            .required()
            .to("rr:Claim"),
        OPEN,
        ABSENT,
        Fixed { required: true, ..CITE },
    ],
};

pub(crate) const CLAIM: ClassRow = ClassRow {
    name: "Claim",
    iri: "rr:Claim",
    also: &["prov:Entity"],
    definition: "That some passages have this value for a property of a record: the smallest thing that a source can be asked to answer for. What it says about itself holds for it, whether written for it alone or for its reading.",
    terms: with_meta![
        Fixed { required: true, ..PROPERTY },
        POSITION,
        VARIANT,
        OPEN,
        ABSENT,
        Fixed { required: true, ..CITE },
        Fixed::new(
            "own",
            "rr:own",
            Kind::Iri,
            "A property of the claim that is said of it alone, not of its reading."
        )
        .many(),
        Fixed::new(
            "earliest",
            "rr:earliest",
            Kind::Day,
            "The first day that the date may mean, derived from it; only from year 1 to 9999."
        ),
        Fixed::new(
            "latest",
            "rr:latest",
            Kind::Day,
            "The last day that the date may mean, derived from it; only from year 1 to 9999."
        ),
        Fixed::new("year", "rr:year", Kind::Year, "The year, where the date is a plain year."),
    ],
};

pub(crate) const ENTRY: ClassRow = ClassRow {
    name: "Entry",
    iri: "rr:Entry",
    also: &[],
    definition: "An item of the editors' arrangement: not a claim of any source.",
    terms: &[
        PROPERTY,
        Fixed::new("key", "rr:key", Kind::Plain, "The member of the description of the dataset."),
        POSITION,
        OPEN,
        CITE,
        CITE_ORDER,
        Fixed::new("valueText", VALUE, Kind::Text, "The value."),
        Fixed::new("valuePlain", VALUE, Kind::Plain, "The value."),
    ],
};

pub(crate) const PASSAGE: ClassRow = ClassRow {
    name: "Passage",
    iri: "rr:Passage",
    also: &["oa:SpecificResource"],
    definition: "A passage of a source: named and hashed, not copied.",
    terms: &[
        Fixed { required: true, ..POSITION },
        OPEN,
        Fixed::new("source", "oa:hasSource", Kind::Iri, "The source of which it is a passage.")
            .required()
            .to("rr:Source"),
        Fixed::new("selector", "oa:hasSelector", Kind::Iri, "How it is found in the source.")
            .required()
            .to("oa:FragmentSelector"),
    ],
};

pub(crate) const SELECTOR: ClassRow = ClassRow {
    name: "Selector",
    iri: "oa:FragmentSelector",
    also: &[],
    definition: "The key of a passage in its source.",
    terms: &[Fixed::new("key", "rdf:value", Kind::Plain, "The key.").required()],
};

pub(crate) const QUANTITY: ClassRow = ClassRow {
    name: "Quantity",
    iri: "rr:Quantity",
    also: &["schema:QuantitativeValue"],
    definition: "A number with how closely it is given, and its unit.",
    terms: &[
        Fixed::new("n", "schema:value", Kind::Decimal, "The number."),
        Fixed::new("min", "schema:minValue", Kind::Decimal, "The least number of a range."),
        Fixed::new("max", "schema:maxValue", Kind::Decimal, "The greatest number of a range."),
        Fixed::new(
            "bound",
            "rr:bound",
            Kind::Iri,
            "How closely the number is given; left out for an exact number.",
        )
        .of("bound"),
        Fixed::new("unit", "schema:unitText", Kind::Plain, "The unit."),
        Fixed::new("currency", "schema:currency", Kind::Plain, "The currency (ISO 4217)."),
        Fixed::new("per", "rr:per", Kind::Plain, "For a rate, what it is counted by."),
    ],
};

pub(crate) const PART: ClassRow = ClassRow {
    name: "Part",
    iri: "rr:Part",
    also: &[],
    definition: "One of several values of a part of an item, with its place among them.",
    terms: &[Fixed { required: true, ..POSITION }],
};

pub(crate) const SCHEME: ClassRow = ClassRow {
    name: "CodeList",
    iri: "rr:CodeList",
    also: &["skos:ConceptScheme"],
    definition: "A code list.",
    terms: &[
        Fixed::new("title", "skos:prefLabel", Kind::Text, "What a reader is shown.").required(),
        Fixed::new("codes", "skos:hasTopConcept", Kind::Iri, "A code of the list.")
            .many()
            .required()
            .to("rr:Code"),
    ],
};

pub(crate) const CODE: ClassRow = ClassRow {
    name: "Code",
    iri: "rr:Code",
    also: &["skos:Concept"],
    definition: "A code of a code list.",
    terms: &[
        Fixed::new("notation", "skos:notation", Kind::Plain, "The text that stands in the data.")
            .required(),
        Fixed::new("label", "skos:prefLabel", Kind::Text, "What a reader is shown.").required(),
        Fixed::new("definition", "skos:definition", Kind::Text, "What the code means.").required(),
        Fixed::new("inScheme", "skos:inScheme", Kind::Iri, "The code list.")
            .required()
            .to("rr:CodeList"),
        Fixed::new(
            "mechanism",
            "skos:broadMatch",
            Kind::Iri,
            "The mechanism under which events of this kind are filed.",
        )
        .of("mechanism"),
    ],
};

/// What records have whose fields sources report.
pub(crate) const REPORTED: &[Fixed] = &[
    Fixed::new(
        "readings",
        "rr:reading",
        Kind::Iri,
        "What some passages have for a property of the record.",
    )
    .many()
    .to("rr:Reading"),
    Fixed::new(
        "claims",
        "rr:claim",
        Kind::Iri,
        "A value of a property of the record, with its sources.",
    )
    .many()
    .to("rr:Claim"),
];

/// What records have that have lists of the editors' arrangement.
pub(crate) const ARRANGED: &[Fixed] = &[Fixed::new(
    "entries",
    "rr:entry",
    Kind::Iri,
    "An item of a list of the editors' arrangement, with its place in it.",
)
.many()
.to("rr:Entry")];

/// What every record has beside its fields.
macro_rules! record_class {
    ($constant:ident, $name:literal, $iri:literal, $also:expr, $register:ident) => {
        const $constant: ClassRow = ClassRow {
            name: $name,
            iri: $iri,
            also: $also,
            definition: Register::$register.definition(),
            terms: &[
                Fixed::new("kind", "dcterms:type", Kind::Iri, "What kind of thing it is.")
                    .required()
                    .to("rr:Code"),
                Fixed::new(
                    "inDataset",
                    "void:inDataset",
                    Kind::Iri,
                    "The dataset in which it is recorded.",
                )
                .required()
                .to("rr:Dataset"),
                Fixed::new(
                    "cite",
                    "rr:cite",
                    Kind::Iri,
                    "A passage that supports every bare value of the record.",
                )
                .many()
                .to("rr:Passage"),
                CITE_ORDER,
                Fixed::new("access", "dcterms:accessRights", Kind::Iri, "Who may see it.")
                    .of("access"),
            ],
        };
    };
}

record_class!(SOURCE_CLASS, "Source", "rr:Source", &["schema:CreativeWork", "prov:Entity"], Source);
record_class!(PERSON_CLASS, "Person", "rr:Person", &["foaf:Person", "schema:Person"], Person);
record_class!(
    ORGANISATION_CLASS,
    "Organisation",
    "rr:Organisation",
    &["foaf:Organization", "schema:Organization"],
    Organisation
);
record_class!(PLACE_CLASS, "Place", "rr:Place", &["schema:Place"], Place);
record_class!(WORK_CLASS, "Work", "rr:Work", &["schema:CreativeWork"], Work);
record_class!(CONCEPT_CLASS, "Concept", "rr:Concept", &["skos:Concept"], Concept);
record_class!(EVENT_CLASS, "Event", "rr:Event", &["schema:Event"], Event);
record_class!(STATEMENT_CLASS, "Statement", "rr:Statement", &["schema:CreativeWork"], Statement);
record_class!(FIGURE_CLASS, "Figure", "rr:Figure", &["schema:Observation"], Figure);
record_class!(DIFFERENCE_CLASS, "Difference", "rr:Difference", &["oa:Annotation"], Difference);

/// The class of the records of a register.
pub(crate) const fn record_class(register: Register) -> &'static ClassRow {
    match register {
        Register::Source => &SOURCE_CLASS,
        Register::Person => &PERSON_CLASS,
        Register::Organisation => &ORGANISATION_CLASS,
        Register::Place => &PLACE_CLASS,
        Register::Work => &WORK_CLASS,
        Register::Concept => &CONCEPT_CLASS,
        Register::Event => &EVENT_CLASS,
        Register::Statement => &STATEMENT_CLASS,
        Register::Figure => &FIGURE_CLASS,
        Register::Difference => &DIFFERENCE_CLASS,
    }
}

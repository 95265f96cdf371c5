//! The records of the ten registers.

use serde::{Deserialize, Serialize, de};

use super::{
    Counts, Flag, Gap, Identifier, Measured, Name, Participant, Passage, Pointer, Reference,
    SameAs, Subject,
    define::{GivenValue, RecordCite, Skip, probe_as},
    targets::{APlace, AWork, Agent, AnEvent, AnOrganisation},
};
use crate::{
    codes::{
        Access, Code, CodeList, ConceptKind, DifferenceClass, EventKind, Measure, Mode,
        OrganisationKind, PersonKind, PlaceKind, SourceKind, StatementKind, WorkKind,
    },
    list::List,
    reading::{Field, Witness},
    register::Register,
    value::{Cites, Date, Id, LanguageTag, PlainText, Quantity, Ref, Text},
    view::{self, FieldDef, FieldView, Value},
};

record! {
    /// A witness: a document, what it is, who speaks in it, and its passages.
    ///
    /// ```
    /// # let dataset = rapporteur_schema::Dataset::open("tests/data/brazil-un-human-rights")?;
    /// let source = dataset.source("decree-99710-1990").ok_or("not there")?;
    /// // How outputs cite it, and who is speaking.
    /// println!("{:?}: {:?}", source.siglum, source.standpoint);
    /// assert!(source.passages.is_some());
    /// # Ok::<(), Box<dyn std::error::Error>>(())
    /// ```
    Source, Source, SourceKind, cite Cites {
        /// The short name under which outputs cite it, such as `Luo 2019`: its siglum.
        given siglum: PlainText;
        /// Its title, in the words of the document.
        reported title: Text;
        /// Who wrote it.
        reported authors: List<Reference<Agent>>;
        /// Who translated it.
        reported translators: List<Reference<Agent>>;
        /// Who published it.
        reported publisher: List<Reference<Agent>>;
        /// The web site that carries it.
        reported host: PlainText;
        /// When it was published.
        reported published: Date;
        /// The date that its web page bears.
        reported web: Date;
        /// The date at which its web page says that it was last changed.
        reported updated: Date;
        /// The languages in which it is written.
        given languages: List<LanguageTag>;
        /// Who is speaking, in the editors' words.
        given standpoint: Text;
        /// What it promises or points to and does not give.
        given gaps: List<Gap>;
        /// Its passages, in order.
        given passages: List<Passage>;
    }
}

record! {
    /// A person whom a source names or mentions. Offices are events, so that they
    /// have dates and sources like everything else.
    ///
    /// ```
    /// # let dataset = rapporteur_schema::Dataset::open("tests/data/brazil-un-human-rights")?;
    /// let person = &dataset.people()[0];
    /// let names = person.names.as_ref().and_then(|names| names.agreed()).ok_or("no name")?;
    /// assert_eq!(names[0].text.as_str(), "Juan E. Méndez");
    /// # Ok::<(), Box<dyn std::error::Error>>(())
    /// ```
    Person, Person, PersonKind, cite Cites {
        /// Their names.
        reported names: List<Name>;
    }
}

record! {
    /// A state, an organ, a body or another organised actor.
    ///
    /// ```
    /// # let dataset = rapporteur_schema::Dataset::open("tests/data/brazil-un-human-rights")?;
    /// // The bodies that belong to another.
    /// for body in dataset.organisations().iter().filter(|body| body.part_of.is_some()) {
    ///     println!("{}", dataset.label(body.id.as_str(), "en"));
    /// }
    /// # Ok::<(), Box<dyn std::error::Error>>(())
    /// ```
    Organisation, Organisation, OrganisationKind, cite Cites {
        /// Its names.
        reported names: List<Name>;
        /// The organisations of which it is a part.
        given part_of: List<Ref<AnOrganisation>>;
    }
}

record! {
    /// A venue, a city, a region or the territory of a state.
    ///
    /// ```
    /// # let dataset = rapporteur_schema::Dataset::open("tests/data/brazil-un-human-rights")?;
    /// for place in dataset.places() {
    ///     println!("{}: {}", dataset.label(place.id.as_str(), "en"), place.kind.label());
    /// }
    /// # Ok::<(), Box<dyn std::error::Error>>(())
    /// ```
    Place, Place, PlaceKind, cite Cites {
        /// Its names.
        reported names: List<Name>;
        /// The place in which it lies.
        given within: Ref<APlace>;
    }
}

record! {
    /// A text that sources speak of.
    ///
    /// ```
    /// # let dataset = rapporteur_schema::Dataset::open("tests/data/brazil-un-human-rights")?;
    /// // The treaties that the sources speak of.
    /// let treaties = dataset.works().iter().filter(|work| work.kind.code() == "treaty");
    /// for treaty in treaties {
    ///     println!("{}", dataset.label(treaty.id.as_str(), "en"));
    /// }
    /// # Ok::<(), Box<dyn std::error::Error>>(())
    /// ```
    Work, Work, WorkKind, cite Cites {
        /// Its titles.
        reported names: List<Name>;
        /// Its symbol or number, as in the documents of the United Nations.
        reported symbol: PlainText;
        /// Who wrote, adopted or issued it.
        reported by: List<Reference<Agent>>;
        /// When it was adopted or issued.
        reported date: Date;
        /// The works of which it is a part, or to which it belongs.
        given part_of: List<Ref<AWork>>;
        /// What it is about.
        reported about: List<Subject>;
        /// What it is, in the editors' words.
        reported summary: Text;
    }
}

record! {
    /// An idea, a right, a principle or a theme.
    ///
    /// ```
    /// use rapporteur_schema::{Record, RecordRef, Register};
    /// let record = Record::from_json(Register::Concept, br#"{"id": "right-to-development", "kind": "right", "names": [{"text": "Right to development"}], "cite": ["report-2024#4"]}"#)?;
    /// let RecordRef::Concept(concept) = record.as_ref() else { unreachable!() };
    /// assert!(concept.definition.is_none());
    /// # Ok::<(), Box<dyn std::error::Error>>(())
    /// ```
    Concept, Concept, ConceptKind, cite Cites {
        /// Its names.
        reported names: List<Name>;
        /// What it means, as a source explains it, in the editors' words.
        reported definition: Text;
    }
}

record! {
    /// Something that happens in time, from a single day to a stage of decades.
    ///
    /// ```
    /// # let dataset = rapporteur_schema::Dataset::open("tests/data/brazil-un-human-rights")?;
    /// // When was the state elected, and by whose word?
    /// for event in dataset.events().iter().filter(|event| event.kind.code() == "hrc-election") {
    ///     for date in event.readings(&event.date) {
    ///         println!("{:?}, by {:?}", date.value, date.cite.sources());
    ///     }
    /// }
    /// # Ok::<(), Box<dyn std::error::Error>>(())
    /// ```
    Event, Event, EventKind, cite Cites {
        /// Its names; the theme under which it was held among them.
        reported names: List<Name>;
        /// Its number in its series.
        reported ordinal: u32;
        /// When it happened.
        reported date: Date;
        /// Where it happened.
        reported place: List<Reference<APlace>>;
        /// How it was held.
        reported mode: Mode;
        /// The events of which it is a part: a series, a session, a stage, a review.
        given part_of: List<Ref<AnEvent>>;
        /// Who took part, and as what.
        reported participants: List<Participant>;
        /// What it was about.
        reported about: List<Subject>;
        /// Numbers that are about it.
        reported figures: List<Measured>;
        /// What happened, in the editors' words.
        reported summary: Text;
        /// What came of it, in the editors' words.
        reported outcome: Text;
    }
}

record! {
    /// Something that somebody says. A claim stands only with its speaker.
    ///
    /// ```
    /// use rapporteur_schema::{Record, Register};
    /// // What was said is not optional.
    /// let without = br#"{"id": "a-pledge", "kind": "pledge", "by": ["brazil"], "cite": ["report-2024#4"]}"#;
    /// assert!(Record::from_json(Register::Statement, without).is_err());
    /// ```
    Statement, Statement, StatementKind, cite Cites {
        /// Who says it.
        reported by: List<Reference<Agent>>;
        /// To whom, or of whom, it is said.
        reported to: List<Reference<Agent>>;
        /// The event at which it was said.
        reported at: Ref<AnEvent>;
        /// The text in which it stands.
        reported work: Ref<AWork>;
        /// When it was said.
        reported date: Date;
        /// What it is about.
        reported about: List<Subject>;
        /// What was said, in the editors' words.
        stated text: Text;
        /// The answer to it, in the editors' words.
        reported response: Text;
        /// Whether it is disputed, or says something against a third party.
        given contested: Flag;
    }
}

record! {
    /// A total or measure that a source reports on its own account.
    ///
    /// ```
    /// # let dataset = rapporteur_schema::Dataset::open("tests/data/brazil-un-human-rights")?;
    /// let figure = &dataset.figures()[0];
    /// for number in figure.quantity.witnesses(&figure.cite) {
    ///     println!("{:?}, by {:?}", number.value, number.cite.sources());
    /// }
    /// # Ok::<(), Box<dyn std::error::Error>>(())
    /// ```
    Figure, Figure, Measure, cite Cites {
        /// What the figure is called.
        reported names: List<Name>;
        /// Whose figure it is.
        reported who: List<Reference<Agent>>;
        /// What it is about.
        reported about: List<Subject>;
        /// The number.
        stated quantity: Quantity;
        /// The time that it covers.
        reported period: Date;
        /// How it is counted, as the source says.
        reported rule: Text;
        /// What in this dataset it counts.
        given counts: Box<Counts>;
    }
}

record! {
    /// A note by the editors on readings that differ, within a record or across
    /// records. It explains; it deletes no reading and rules for none.
    ///
    /// ```
    /// # let dataset = rapporteur_schema::Dataset::open("tests/data/brazil-un-human-rights")?;
    /// // What the editors say about readings that differ.
    /// let note = &dataset.differences()[0];
    /// assert_eq!(note.about[0].record.as_str(), "entry-into-force-crc-brazil");
    /// println!("{}", note.explanation.best("en"));
    /// # Ok::<(), Box<dyn std::error::Error>>(())
    /// ```
    Difference, Difference, DifferenceClass, cite Option<Cites> {
        /// The records and fields that differ.
        needed about: List<Pointer>;
        /// Why they differ, as far as the sources let one see.
        needed explanation: Text;
    }
}

/// Refuses `null`, which serde takes for a member that is not there: absence has
/// forms of its own.
fn refuse_null(json: &[u8]) -> serde_json::Result<()> {
    // Text may hold the word; only then is it worth a closer look.
    if memchr::memmem::find(json, b"null").is_none() {
        return Ok(());
    }
    match serde_json::from_slice::<serde_json::Value>(json) {
        Ok(value) if !crate::shape::nulls(&value).is_empty() => {
            Err(serde::de::Error::custom(crate::shape::NULL))
        }
        // What is not JSON is told by whoever reads it next.
        _ => Ok(()),
    }
}

/// Reads a record. Looked at as a whole, text is read in half the time; what is not UTF-8 is
/// told by whoever comes to it.
fn read<T: de::DeserializeOwned>(json: &[u8]) -> serde_json::Result<T> {
    match std::str::from_utf8(json) {
        Ok(text) => serde_json::from_str(text),
        Err(_) => serde_json::from_slice(json),
    }
}

/// Calls something on whichever record it is.
macro_rules! each {
    ($self:expr, $record:ident => $body:expr) => {
        match $self {
            Self::Source($record) => $body,
            Self::Person($record) => $body,
            Self::Organisation($record) => $body,
            Self::Place($record) => $body,
            Self::Work($record) => $body,
            Self::Concept($record) => $body,
            Self::Event($record) => $body,
            Self::Statement($record) => $body,
            Self::Figure($record) => $body,
            Self::Difference($record) => $body,
        }
    };
}

macro_rules! records {
    ($($name:ident),+) => {
        /// A record of any register.
        ///
        /// ```
        /// # let dataset = rapporteur_schema::Dataset::open("tests/data/brazil-un-human-rights")?;
        /// use rapporteur_schema::Record;
        /// // To take a dataset apart, and put another together from the pieces.
        /// let events = dataset.into_records().filter(|record| matches!(record, Record::Event(_)));
        /// assert!(events.count() > 20);
        /// # Ok::<(), Box<dyn std::error::Error>>(())
        /// ```
        #[derive(Debug, Clone, PartialEq, Eq)]
        pub enum Record {
            $(#[doc = concat!("A record of the register [`", stringify!($name), "`].")] $name(Box<$name>),)+
        }

        /// A borrowed record of any register.
        ///
        /// ```
        /// # let dataset = rapporteur_schema::Dataset::open("tests/data/brazil-un-human-rights")?;
        /// use rapporteur_schema::RecordRef;
        /// for record in dataset.records() {
        ///     match record {
        ///         RecordRef::Event(event) => println!("{}: {}", event.id, event.kind.label()),
        ///         RecordRef::Person(person) => println!("{}: a person", person.id),
        ///         _ => {}
        ///     }
        /// }
        /// # Ok::<(), Box<dyn std::error::Error>>(())
        /// ```
        #[derive(Debug, Clone, Copy, PartialEq, Eq)]
        pub enum RecordRef<'a> {
            $(#[doc = concat!("A record of the register [`", stringify!($name), "`].")] $name(&'a $name),)+
        }

        impl Record {
            /// It, borrowed.
            ///
            /// ```
            /// use rapporteur_schema::{Record, Register};
            /// let json = br#"{"id": "geneva", "kind": "city", "names": [{"text": "Geneva", "lang": "en"}], "cite": ["s#1"]}"#;
            /// let record = Record::from_json(Register::Place, json)?;
            /// // What can be asked of any record is asked of the borrowed form.
            /// assert_eq!(record.as_ref().kind().label(), "City");
            /// # Ok::<(), Box<dyn std::error::Error>>(())
            /// ```
            pub fn as_ref(&self) -> RecordRef<'_> {
                match self { $(Self::$name(record) => RecordRef::$name(record),)+ }
            }

            /// Reads a record of a register from JSON.
            ///
            /// What comes out is canonical: of several ways to write the same, the shortest.
            ///
            /// ```
            /// use rapporteur_schema::{Record, Register};
            /// let json = br#"{"id": "geneva", "kind": "city", "names": [{"text": "Geneva", "lang": "en"}], "cite": ["s#1"]}"#;
            /// let record = Record::from_json(Register::Place, json)?;
            /// assert_eq!(record.as_ref().id().as_str(), "geneva");
            /// assert!(Record::from_json(Register::Event, json).is_err(), "no kind of event");
            /// # Ok::<(), Box<dyn std::error::Error>>(())
            /// ```
            pub fn from_json(register: Register, json: &[u8]) -> serde_json::Result<Self> {
                refuse_null(json)?;
                let mut record = match register {
                    $(Register::$name => Self::$name(Box::new(read(json)?)),)+
                };
                record.canonicalise();
                Ok(record)
            }

            /// Reads one member of a record of a register on its own; `None` if the
            /// register has no such member.
            pub(crate) fn probe(
                register: Register,
                key: &str,
                json: &str,
            ) -> Option<Result<(), serde_path_to_error::Error<serde_json::Error>>> {
                match register { $(Register::$name => $name::probe(key, json),)+ }
            }
        }

        $(impl From<$name> for Record {
            fn from(record: $name) -> Self {
                Self::$name(Box::new(record))
            }
        })+

        $(impl<'a> From<&'a $name> for RecordRef<'a> {
            fn from(record: &'a $name) -> Self {
                Self::$name(record)
            }
        })+
    };
}

records!(Source, Person, Organisation, Place, Work, Concept, Event, Statement, Figure, Difference);

impl Record {
    /// The shortest form that says the same.
    pub(crate) fn canonicalise(&mut self) {
        each!(self, record => record.canonicalise());
    }
}

impl<'a> RecordRef<'a> {
    /// The identifier.
    ///
    /// ```
    /// # let dataset = rapporteur_schema::Dataset::open("tests/data/brazil-un-human-rights")?;
    /// let record = dataset.get("accession-iccpr-brazil").ok_or("not there")?;
    /// assert_eq!(record.id().as_str(), "accession-iccpr-brazil");
    /// # Ok::<(), Box<dyn std::error::Error>>(())
    /// ```
    pub fn id(self) -> &'a Id {
        each!(self, record => &record.id)
    }

    /// The register.
    ///
    /// ```
    /// # let dataset = rapporteur_schema::Dataset::open("tests/data/brazil-un-human-rights")?;
    /// use rapporteur_schema::Register;
    /// let record = dataset.get("accession-iccpr-brazil").ok_or("not there")?;
    /// assert_eq!(record.register(), Register::Event);
    /// # Ok::<(), Box<dyn std::error::Error>>(())
    /// ```
    pub fn register(self) -> Register {
        match self {
            Self::Source(_) => Register::Source,
            Self::Person(_) => Register::Person,
            Self::Organisation(_) => Register::Organisation,
            Self::Place(_) => Register::Place,
            Self::Work(_) => Register::Work,
            Self::Concept(_) => Register::Concept,
            Self::Event(_) => Register::Event,
            Self::Statement(_) => Register::Statement,
            Self::Figure(_) => Register::Figure,
            Self::Difference(_) => Register::Difference,
        }
    }

    /// The kind, with its list.
    ///
    /// ```
    /// # let dataset = rapporteur_schema::Dataset::open("tests/data/brazil-un-human-rights")?;
    /// let record = dataset.get("accession-iccpr-brazil").ok_or("not there")?;
    /// assert_eq!(record.kind().label(), "Accession to a treaty");
    /// # Ok::<(), Box<dyn std::error::Error>>(())
    /// ```
    pub fn kind(self) -> Code {
        each!(self, record => record.kind.with_list())
    }

    /// The passages that support every bare value; `None` only in differences.
    ///
    /// ```
    /// # let dataset = rapporteur_schema::Dataset::open("tests/data/brazil-un-human-rights")?;
    /// let record = dataset.get("accession-iccpr-brazil").ok_or("not there")?;
    /// let cites = record.cite().ok_or("no citation")?;
    /// assert_eq!(cites[0].as_str(), "un-treaty-collection#4");
    /// # Ok::<(), Box<dyn std::error::Error>>(())
    /// ```
    pub fn cite(self) -> Option<&'a Cites> {
        each!(self, record => record.cite.cites())
    }

    /// Who may see the record.
    ///
    /// ```
    /// # let dataset = rapporteur_schema::Dataset::open("tests/data/brazil-un-human-rights")?;
    /// let record = dataset.get("accession-iccpr-brazil").ok_or("not there")?;
    /// assert_eq!(record.access(), None);
    /// # Ok::<(), Box<dyn std::error::Error>>(())
    /// ```
    pub fn access(self) -> Option<Access> {
        each!(self, record => record.access)
    }

    /// The fields that the record has, in the order in which they are written.
    ///
    /// ```
    /// # let dataset = rapporteur_schema::Dataset::open("tests/data/brazil-un-human-rights")?;
    /// let record = dataset.get("accession-iccpr-brazil").ok_or("not there")?;
    /// let names: Vec<&str> = record.fields().iter().map(|field| field.def.name).collect();
    /// assert_eq!(names, ["date", "participants", "about"]);
    /// # Ok::<(), Box<dyn std::error::Error>>(())
    /// ```
    pub fn fields(self) -> Vec<FieldView<'a>> {
        let mut fields = Vec::new();
        self.fields_into(&mut fields);
        fields
    }

    /// Appends what [`fields`](Self::fields) returns: for whoever looks at many records
    /// and would have the same memory serve for all.
    ///
    /// ```
    /// # let dataset = rapporteur_schema::Dataset::open("tests/data/brazil-un-human-rights")?;
    /// # let dataset = &dataset;
    /// let mut fields = Vec::new();
    /// let mut readings = 0;
    /// for record in dataset.records() {
    ///     fields.clear();
    ///     record.fields_into(&mut fields);
    ///     readings += fields.iter().map(|field| field.readings.len()).sum::<usize>();
    /// }
    /// println!("{readings} readings");
    /// # Ok::<(), Box<dyn std::error::Error>>(())
    /// ```
    pub fn fields_into(self, to: &mut Vec<FieldView<'a>>) {
        each!(self, record => record.view(to));
    }

    /// The field with this name, if the record has it.
    ///
    /// ```
    /// # let dataset = rapporteur_schema::Dataset::open("tests/data/brazil-un-human-rights")?;
    /// let record = dataset.get("accession-iccpr-brazil").ok_or("not there")?;
    /// let date = record.field("date").ok_or("no date")?;
    /// assert_eq!(date.readings.len(), 1);
    /// assert!(record.field("place").is_none());
    /// # Ok::<(), Box<dyn std::error::Error>>(())
    /// ```
    pub fn field(self, name: &str) -> Option<FieldView<'a>> {
        self.fields().into_iter().find(|field| field.def.name == name)
    }

    /// The record as one line of canonical JSON, without a line end.
    ///
    /// ```
    /// # let dataset = rapporteur_schema::Dataset::open("tests/data/brazil-un-human-rights")?;
    /// let record = dataset.get("accession-iccpr-brazil").ok_or("not there")?;
    /// assert!(record.to_json().starts_with(r#"{"id":"accession-iccpr-brazil","kind":"accession""#));
    /// # Ok::<(), Box<dyn std::error::Error>>(())
    /// ```
    pub fn to_json(self) -> String {
        // The types hold nothing that serde_json refuses.
        each!(self, record => serde_json::to_string(record)).unwrap_or_default()
    }
}

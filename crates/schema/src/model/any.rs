//! A record of any register.

use serde::de;

use super::{
    Concept, Difference, Event, Figure, Organisation, Person, Place, Source, Statement, Work,
    define::RecordCite,
};
use crate::{
    codes::{Access, Code},
    register::Register,
    value::{Cites, Id},
    view::FieldView,
};

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
        each!(self, record => record.view_one(name))
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

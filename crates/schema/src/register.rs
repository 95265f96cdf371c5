//! The ten registers of a dataset.

use std::{fmt, str::FromStr};

use crate::{
    codes::CodeList,
    model::{
        Concept, Difference, Event, Figure, Organisation, Person, Place, Source, Statement, Work,
    },
    view::FieldDef,
};

/// A register: the records of one sort.
///
/// ```
/// use rapporteur_schema::Register;
/// assert_eq!("events".parse::<Register>()?, Register::Event);
/// assert_eq!(Register::Event.to_string(), "event");
/// # Ok::<(), Box<dyn std::error::Error>>(())
/// ```
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub enum Register {
    /// The witnesses: documents that report.
    Source,
    /// People.
    Person,
    /// States, organs, bodies, ministries, associations, firms.
    Organisation,
    /// Cities, venues, regions.
    Place,
    /// Treaties, resolutions, reports and other texts that are spoken of.
    Work,
    /// Ideas, rights, themes.
    Concept,
    /// Whatever happens in time.
    Event,
    /// What somebody says or thinks.
    Statement,
    /// Totals and measures that are reported on their own account.
    Figure,
    /// Editors' notes on readings that differ.
    Difference,
}

impl Register {
    /// Every register, in the order in which a dataset is written.
    ///
    /// ```
    /// use rapporteur_schema::Register;
    /// assert_eq!(Register::ALL.map(Register::folder)[..2], ["sources", "people"]);
    /// ```
    pub const ALL: [Self; 10] = [
        Self::Source,
        Self::Person,
        Self::Organisation,
        Self::Place,
        Self::Work,
        Self::Concept,
        Self::Event,
        Self::Statement,
        Self::Figure,
        Self::Difference,
    ];

    /// Its name: `event`.
    ///
    /// ```
    /// assert_eq!(rapporteur_schema::Register::Person.name(), "person");
    /// ```
    pub const fn name(self) -> &'static str {
        match self {
            Self::Source => "source",
            Self::Person => "person",
            Self::Organisation => "organisation",
            Self::Place => "place",
            Self::Work => "work",
            Self::Concept => "concept",
            Self::Event => "event",
            Self::Statement => "statement",
            Self::Figure => "figure",
            Self::Difference => "difference",
        }
    }

    /// The name of its folder or file on disk: `events`.
    ///
    /// ```
    /// assert_eq!(rapporteur_schema::Register::Person.folder(), "people");
    /// ```
    pub const fn folder(self) -> &'static str {
        match self {
            Self::Source => "sources",
            Self::Person => "people",
            Self::Organisation => "organisations",
            Self::Place => "places",
            Self::Work => "works",
            Self::Concept => "concepts",
            Self::Event => "events",
            Self::Statement => "statements",
            Self::Figure => "figures",
            Self::Difference => "differences",
        }
    }

    /// What a reader is shown: `Events`.
    ///
    /// ```
    /// assert_eq!(rapporteur_schema::Register::Person.label(), "People");
    /// ```
    pub const fn label(self) -> &'static str {
        match self {
            Self::Source => "Sources",
            Self::Person => "People",
            Self::Organisation => "Organisations",
            Self::Place => "Places",
            Self::Work => "Works",
            Self::Concept => "Concepts",
            Self::Event => "Events",
            Self::Statement => "Statements",
            Self::Figure => "Figures",
            Self::Difference => "Differences",
        }
    }

    /// What a record of it is, in one sentence.
    ///
    /// ```
    /// use rapporteur_schema::Register;
    /// // A list of what a dataset can hold, for a page of help.
    /// for register in Register::ALL {
    ///     println!("{}: {}", register.label(), register.definition());
    /// }
    /// ```
    pub const fn definition(self) -> &'static str {
        match self {
            Self::Source => "A document whose reports the dataset records.",
            Self::Person => "A person whom a source names or mentions.",
            Self::Organisation => {
                "A state, an organ, a body, an association or another organised actor."
            }
            Self::Place => "A venue, a city, a region or the territory of a state.",
            Self::Work => "A text that sources speak of: a treaty, a resolution, a report.",
            Self::Concept => "An idea, a right, a principle or a theme.",
            Self::Event => {
                "Something that happens in time, from a single day to a stage of decades."
            }
            Self::Statement => "Something that somebody says: a view, a concern, a pledge.",
            Self::Figure => "A total or measure that a source reports on its own account.",
            Self::Difference => "A note by the editors on readings that differ.",
        }
    }

    /// The fields of its records, in the order in which they are written. `id` and
    /// `kind` come before them; `cite` and `access` after.
    ///
    /// ```
    /// use rapporteur_schema::Register;
    /// assert!(Register::Event.fields().iter().any(|def| def.name == "participants" && def.reported));
    /// ```
    pub const fn fields(self) -> &'static [FieldDef] {
        match self {
            Self::Source => Source::FIELDS,
            Self::Person => Person::FIELDS,
            Self::Organisation => Organisation::FIELDS,
            Self::Place => Place::FIELDS,
            Self::Work => Work::FIELDS,
            Self::Concept => Concept::FIELDS,
            Self::Event => Event::FIELDS,
            Self::Statement => Statement::FIELDS,
            Self::Figure => Figure::FIELDS,
            Self::Difference => Difference::FIELDS,
        }
    }

    /// The code list of the kinds of its records.
    ///
    /// ```
    /// assert_eq!(rapporteur_schema::Register::Event.kinds().name, "event-kind");
    /// ```
    pub const fn kinds(self) -> &'static CodeList {
        match self {
            Self::Source => Source::KINDS,
            Self::Person => Person::KINDS,
            Self::Organisation => Organisation::KINDS,
            Self::Place => Place::KINDS,
            Self::Work => Work::KINDS,
            Self::Concept => Concept::KINDS,
            Self::Event => Event::KINDS,
            Self::Statement => Statement::KINDS,
            Self::Figure => Figure::KINDS,
            Self::Difference => Difference::KINDS,
        }
    }

    /// The field with this name.
    ///
    /// ```
    /// use rapporteur_schema::Register;
    /// assert!(Register::Place.field("within").is_some());
    /// assert!(Register::Place.field("date").is_none());
    /// ```
    pub fn field(self, name: &str) -> Option<&'static FieldDef> {
        self.fields().iter().find(|def| def.name == name)
    }
}

impl fmt::Display for Register {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str(self.name())
    }
}

/// A text that is not the name of a register.
///
/// ```
/// use rapporteur_schema::Register;
/// let error = "happenings".parse::<Register>().unwrap_err();
/// assert!(error.to_string().contains("the registers are source, person"));
/// ```
#[derive(Debug, Clone, PartialEq, Eq, thiserror::Error)]
#[error("`{}` is not a register; the registers are source, person, organisation, place, work, concept, event, statement, figure and difference", .0.escape_debug())]
pub struct UnknownRegister(String);

impl FromStr for Register {
    type Err = UnknownRegister;

    fn from_str(text: &str) -> Result<Self, UnknownRegister> {
        Self::ALL
            .into_iter()
            .find(|r| r.name() == text || r.folder() == text)
            .ok_or_else(|| UnknownRegister(text.to_owned()))
    }
}

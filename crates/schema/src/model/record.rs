//! The records of the ten registers: one row a field.

use serde::{Deserialize, Serialize};

use super::{
    Counts, Flag, Gap, Identifier, Measured, Name, Participant, Passage, Pointer, Reference,
    SameAs, Subject,
    define::{GivenValue, RecordCite, Skip, probe_as},
    targets::{APlace, AWork, Agent, AnEvent, AnOrganisation},
};
use crate::{
    codes::{
        Access, CodeList, ConceptKind, DifferenceClass, EventKind, Measure, Mode, OrganisationKind,
        PersonKind, PlaceKind, SourceKind, StatementKind, WorkKind,
    },
    list::List,
    reading::{Field, Witness},
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
    Source, Source, SourceKind, cite Cites,
    /// ```
    /// use rapporteur_schema::{Cites, List, codes::SourceKind, model::{Passage, Source}};
    /// // A source rests on a passage of its own.
    /// let cite = Cites::new(["report-2024#3".parse()?])?;
    /// let mut source = Source::new("report-2024".parse()?, SourceKind::Report, cite);
    /// source.passages = List::new(vec![Passage::new("3".parse()?, "Geneva, 3 May 2024")]);
    /// assert!(source.passages.is_some());
    /// # Ok::<(), Box<dyn std::error::Error>>(())
    /// ```
    new() {
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
    Person, Person, PersonKind, cite Cites,
    /// ```
    /// use rapporteur_schema::{Cites, Field, List, codes::PersonKind, model::{Name, Person}};
    /// let cite = Cites::new(["report-2024#3".parse()?])?;
    /// let mut record = Person::new("juan-mendez".parse()?, PersonKind::Named, cite);
    /// record.names = List::new(vec![Name::new("Juan E. Méndez".parse()?)]).map(Field::Bare);
    /// assert_eq!(record.kind.label(), PersonKind::Named.label());
    /// # Ok::<(), Box<dyn std::error::Error>>(())
    /// ```
    new() {
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
    Organisation, Organisation, OrganisationKind, cite Cites,
    /// ```
    /// use rapporteur_schema::{Cites, Field, List, codes::OrganisationKind, model::{Name, Organisation}};
    /// let cite = Cites::new(["report-2024#3".parse()?])?;
    /// let mut record = Organisation::new("uruguay".parse()?, OrganisationKind::State, cite);
    /// record.names = List::new(vec![Name::new("Uruguay".parse()?)]).map(Field::Bare);
    /// assert_eq!(record.kind.label(), OrganisationKind::State.label());
    /// # Ok::<(), Box<dyn std::error::Error>>(())
    /// ```
    new() {
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
    Place, Place, PlaceKind, cite Cites,
    /// ```
    /// use rapporteur_schema::{Cites, Field, List, codes::PlaceKind, model::{Name, Place}};
    /// let cite = Cites::new(["report-2024#3".parse()?])?;
    /// let mut record = Place::new("montevideo".parse()?, PlaceKind::City, cite);
    /// record.names = List::new(vec![Name::new("Montevideo".parse()?)]).map(Field::Bare);
    /// assert_eq!(record.kind.label(), PlaceKind::City.label());
    /// # Ok::<(), Box<dyn std::error::Error>>(())
    /// ```
    new() {
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
    Work, Work, WorkKind, cite Cites,
    /// ```
    /// use rapporteur_schema::{Cites, Field, List, codes::WorkKind, model::{Name, Work}};
    /// let cite = Cites::new(["report-2024#3".parse()?])?;
    /// let mut record = Work::new("crc".parse()?, WorkKind::Treaty, cite);
    /// record.names = List::new(vec![Name::new("Convention on the Rights of the Child".parse()?)]).map(Field::Bare);
    /// assert_eq!(record.kind.label(), WorkKind::Treaty.label());
    /// # Ok::<(), Box<dyn std::error::Error>>(())
    /// ```
    new() {
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
    Concept, Concept, ConceptKind, cite Cites,
    /// ```
    /// use rapporteur_schema::{Cites, Field, List, codes::ConceptKind, model::{Name, Concept}};
    /// let cite = Cites::new(["report-2024#3".parse()?])?;
    /// let mut record = Concept::new("right-to-health".parse()?, ConceptKind::Right, cite);
    /// record.names = List::new(vec![Name::new("Right to health".parse()?)]).map(Field::Bare);
    /// assert_eq!(record.kind.label(), ConceptKind::Right.label());
    /// # Ok::<(), Box<dyn std::error::Error>>(())
    /// ```
    new() {
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
    Event, Event, EventKind, cite Cites,
    /// ```
    /// # let mut dataset = rapporteur_schema::Dataset::open("tests/data/brazil-un-human-rights")?;
    /// use rapporteur_schema::{Cites, Field, List, Ref, check::check, codes::{EventKind, Role}, model::{Event, Participant}};
    /// let cite = Cites::new(["ga-hrc-elections#5".parse()?])?;
    /// let mut event = Event::new("election-hrc-2026".parse()?, EventKind::HrcElection, cite);
    /// event.date = Some(Field::Bare("2026-10".parse()?));
    /// dataset.insert(event.clone().into())?;
    /// // Who was elected?
    /// let missing = &check(&dataset)[0];
    /// assert_eq!(missing.code, "E106");
    /// println!("{}", missing.message);
    ///
    /// let elected = Participant::new(Ref::new("brazil".parse()?), Role::Elected);
    /// event.participants = List::new(vec![elected]).map(Field::Bare);
    /// # Ok::<(), Box<dyn std::error::Error>>(())
    /// ```
    new() {
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
    Statement, Statement, StatementKind, cite Cites,
    /// ```
    /// use rapporteur_schema::{Cites, Field, Text, codes::StatementKind, model::Statement};
    /// let cite = Cites::new(["report-2024#3".parse()?])?;
    /// let text = Text::new("en".parse()?, "It will ratify the Convention.".parse()?);
    /// let pledge =
    ///     Statement::new("pledge-crc".parse()?, StatementKind::Pledge, Field::Bare(text), cite);
    /// assert!(pledge.by.is_none());
    /// # Ok::<(), Box<dyn std::error::Error>>(())
    /// ```
    new(text: Field<Text>) {
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
    Figure, Figure, Measure, cite Cites,
    /// ```
    /// use rapporteur_schema::{Cites, Field, Quantity, codes::Measure, model::Figure};
    /// let cite = Cites::new(["report-2024#3".parse()?])?;
    /// let number = Field::Bare(Quantity::exact(42_u32));
    /// let figure =
    ///     Figure::new("recommendations-2024".parse()?, Measure::Recommendations, number, cite);
    /// assert_eq!(figure.quantity.agreed(), Some(&Quantity::exact(42_u32)));
    /// # Ok::<(), Box<dyn std::error::Error>>(())
    /// ```
    new(quantity: Field<Quantity>) {
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
    Difference, Difference, DifferenceClass, cite Option<Cites>,
    /// ```
    /// use rapporteur_schema::{List, Ref, Text, codes::DifferenceClass, model::{Difference, Pointer}};
    /// let votes = Pointer::new(Ref::new("election-hrc-2023".parse()?), Some("figures".parse()?));
    /// let about = List::new(vec![votes]).ok_or("about nothing")?;
    /// let why = Text::new("en".parse()?, "One counts the first round.".parse()?);
    /// // The editors' own note rests on no passage.
    /// let note =
    ///     Difference::new("difference-votes".parse()?, DifferenceClass::Conflict, about, why, None);
    /// assert!(note.cite.is_none());
    /// # Ok::<(), Box<dyn std::error::Error>>(())
    /// ```
    new(about: List<Pointer>, explanation: Text) {
        /// The records and fields that differ.
        needed about: List<Pointer>;
        /// Why they differ, as far as the sources let one see.
        needed explanation: Text;
    }
}

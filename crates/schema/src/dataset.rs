//! A dataset in memory.

use std::{collections::BTreeMap, fmt};

use crate::{
    model::{
        Concept, DatasetMeta, Difference, Event, Figure, Organisation, Person, Place, Record,
        RecordRef, Source, Statement, Work,
    },
    register::Register,
    value::{Id, Text},
    view::Atom,
};

/// A dataset: what it says of itself, and the records of its registers, each
/// register sorted by id.
///
/// ```
/// # let dataset = rapporteur_schema::Dataset::open("tests/data/brazil-un-human-rights")?;
/// println!("{}, version {}", dataset.meta.title.best("en"), dataset.meta.version);
/// for event in dataset.events() {
///     println!("{}: {}", event.id, event.kind.label());
/// }
/// # Ok::<(), Box<dyn std::error::Error>>(())
/// ```
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Dataset {
    /// What the dataset says of itself.
    pub meta: DatasetMeta,
    sources: Vec<Source>,
    people: Vec<Person>,
    organisations: Vec<Organisation>,
    places: Vec<Place>,
    works: Vec<Work>,
    concepts: Vec<Concept>,
    events: Vec<Event>,
    statements: Vec<Statement>,
    figures: Vec<Figure>,
    differences: Vec<Difference>,
}

/// How much a dataset holds.
///
/// ```
/// # let dataset = rapporteur_schema::Dataset::open("tests/data/brazil-un-human-rights")?;
/// use rapporteur_schema::Register;
/// let totals = dataset.totals();
/// assert_eq!(totals.records[&Register::Event], dataset.events().len());
/// assert!(totals.contested > 0, "points on which the sources differ");
/// # Ok::<(), Box<dyn std::error::Error>>(())
/// ```
#[derive(Debug, Clone, Default, PartialEq, Eq)]
#[non_exhaustive]
pub struct Totals {
    /// Records, by register; every register is there, if only with 0.
    pub records: BTreeMap<Register, usize>,
    /// Readings of fields that sources report: one for a bare value.
    pub readings: usize,
    /// Claims: one for each item of each reading (see [`Claim`](crate::Claim)).
    pub claims: usize,
    /// Citations, counted wherever they are written.
    pub citations: usize,
    /// Fields of which the readings differ.
    pub contested: usize,
}

impl Totals {
    /// Records over all registers.
    ///
    /// ```
    /// # let dataset = rapporteur_schema::Dataset::open("tests/data/brazil-un-human-rights")?;
    /// assert_eq!(dataset.totals().all_records(), dataset.len());
    /// # Ok::<(), Box<dyn std::error::Error>>(())
    /// ```
    pub fn all_records(&self) -> usize {
        self.records.values().sum()
    }

    /// Counts one more record, for totals of records that are never in memory together.
    ///
    /// ```
    /// # let dataset = rapporteur_schema::Dataset::open("tests/data/brazil-un-human-rights")?;
    /// let mut totals = rapporteur_schema::Totals::default();
    /// dataset.records().for_each(|record| totals.count(record));
    /// assert_eq!(totals.claims, dataset.totals().claims);
    /// # Ok::<(), Box<dyn std::error::Error>>(())
    /// ```
    pub fn count(&mut self, record: RecordRef<'_>) {
        let own = |cite: Option<&crate::Cites>| cite.map_or(0, |cite| cite.len());
        *self.records.entry(record.register()).or_default() += 1;
        self.citations += own(record.cite());
        for field in record.fields() {
            self.contested += usize::from(field.is_contested());
            for reading in &field.readings {
                if field.def.reported {
                    self.readings += 1;
                    self.claims += reading.claims();
                }
                self.citations += if reading.bare { 0 } else { own(reading.meta.cite) };
                self.citations += reading.items.iter().map(|i| own(i.meta.cite)).sum::<usize>();
            }
        }
    }
}

/// Two records have the same identifier.
///
/// ```
/// # let dataset = rapporteur_schema::Dataset::open("tests/data/brazil-un-human-rights")?;
/// use rapporteur_schema::Record;
/// let again = Record::from(dataset.events()[0].clone());
/// let mut dataset = dataset;
/// let error = dataset.insert(again).unwrap_err();
/// assert_eq!(error.id(), &dataset.events()[0].id);
/// # Ok::<(), Box<dyn std::error::Error>>(())
/// ```
#[derive(Debug, Clone, PartialEq, Eq, thiserror::Error)]
#[error("there is a record with the id `{0}` already")]
pub struct DuplicateId(Id);

impl DuplicateId {
    /// The identifier that two records have.
    ///
    /// ```
    /// # let mut dataset = rapporteur_schema::Dataset::open("tests/data/brazil-un-human-rights")?;
    /// let again = dataset.places()[0].clone();
    /// let error = dataset.insert(again.into()).unwrap_err();
    /// assert_eq!(error.id().as_str(), "place-brazil");
    /// # Ok::<(), Box<dyn std::error::Error>>(())
    /// ```
    pub fn id(&self) -> &Id {
        &self.0
    }
}

/// The records of a dataset, one after another: see [`Dataset::records`].
///
/// ```
/// # let dataset = rapporteur_schema::Dataset::open("tests/data/brazil-un-human-rights")?;
/// use rapporteur_schema::Records;
/// let records: Records<'_> = (&dataset).into_iter();
/// assert_eq!(records.count(), dataset.len());
/// # Ok::<(), Box<dyn std::error::Error>>(())
/// ```
pub struct Records<'a>(Box<dyn Iterator<Item = RecordRef<'a>> + 'a>);

impl fmt::Debug for Records<'_> {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.debug_struct("Records").finish_non_exhaustive()
    }
}

impl<'a> Iterator for Records<'a> {
    type Item = RecordRef<'a>;

    fn next(&mut self) -> Option<RecordRef<'a>> {
        self.0.next()
    }

    fn size_hint(&self) -> (usize, Option<usize>) {
        self.0.size_hint()
    }
}

#[expect(clippy::into_iter_without_iter, reason = "it is called `records`")]
impl<'a> IntoIterator for &'a Dataset {
    type Item = RecordRef<'a>;
    type IntoIter = Records<'a>;

    fn into_iter(self) -> Records<'a> {
        Records(Box::new(self.records()))
    }
}

macro_rules! registers {
    ($($register:ident, $member:ident: $record:ident;)+) => {
        impl Dataset {
            /// A dataset without records.
            ///
            /// ```
            /// # let dataset = rapporteur_schema::Dataset::open("tests/data/brazil-un-human-rights")?;
            /// use rapporteur_schema::Dataset;
            /// let empty = Dataset::new(dataset.meta.clone());
            /// assert!(empty.is_empty());
            /// # Ok::<(), Box<dyn std::error::Error>>(())
            /// ```
            pub fn new(meta: DatasetMeta) -> Self {
                Self { meta, $($member: Vec::new(),)+ }
            }

            /// A dataset of these records, in any order. Of several ways to write the same,
            /// each takes the shortest.
            ///
            /// ```
            /// # let dataset = rapporteur_schema::Dataset::open("tests/data/brazil-un-human-rights")?;
            /// use rapporteur_schema::Dataset;
            /// let meta = dataset.meta.clone();
            /// let again = Dataset::from_records(meta, dataset.clone().into_records())?;
            /// assert_eq!(again, dataset);
            /// # Ok::<(), Box<dyn std::error::Error>>(())
            /// ```
            pub fn from_records(
                meta: DatasetMeta,
                records: impl IntoIterator<Item = Record>,
            ) -> Result<Self, DuplicateId> {
                let mut dataset = Self::new(meta);
                for mut record in records {
                    record.canonicalise();
                    dataset.add(record);
                }
                dataset.sort();
                let mut ids: Vec<&Id> = dataset.records().map(RecordRef::id).collect();
                ids.sort_unstable();
                let twice = ids.windows(2).find_map(|pair| match pair {
                    [a, b] if a == b => Some((*a).clone()),
                    _ => None,
                });
                match twice {
                    Some(id) => Err(DuplicateId(id)),
                    None => Ok(dataset),
                }
            }

            /// Adds a record of which the id is new at the end of its register, and says
            /// whether it belongs there; if one does not, the registers must be
            /// [sorted](Self::sort) before anything else is done.
            pub(crate) fn add(&mut self, record: Record) -> bool {
                match record { $(Record::$record(record) => {
                    let last = self.$member.last();
                    let sorted = last.is_none_or(|last| last.id < record.id);
                    self.$member.push(*record);
                    sorted
                })+ }
            }

            /// Sorts the registers by id, and gives back what memory they do not need.
            pub(crate) fn sort(&mut self) {
                $(self.$member.sort_unstable_by(|a, b| a.id.cmp(&b.id));)+
                self.shrink();
            }

            /// Gives back what memory the registers do not need.
            pub(crate) fn shrink(&mut self) {
                $(self.$member.shrink_to_fit();)+
            }

            /// Adds a record; of several ways to write the same, it takes the shortest.
            ///
            /// ```
            /// # let dataset = rapporteur_schema::Dataset::open("tests/data/brazil-un-human-rights")?;
            /// use rapporteur_schema::{Dataset, Record, Register};
            /// let mut some = Dataset::new(dataset.meta.clone());
            /// let city = br#"{"id": "geneva", "kind": "city", "names": [{"text": "Geneva", "lang": "en"}], "cite": ["s#1"]}"#;
            /// some.insert(Record::from_json(Register::Place, city)?)?;
            /// assert_eq!(some.label("geneva", "en"), "Geneva");
            /// assert!(some.insert(Record::from_json(Register::Place, city)?).is_err());
            /// # Ok::<(), Box<dyn std::error::Error>>(())
            /// ```
            pub fn insert(&mut self, mut record: Record) -> Result<(), DuplicateId> {
                if self.get(record.as_ref().id().as_str()).is_some() {
                    return Err(DuplicateId(record.as_ref().id().clone()));
                }
                record.canonicalise();
                match record { $(Record::$record(record) => {
                    let at = self.$member.partition_point(|other| other.id < record.id);
                    self.$member.insert(at, *record);
                })+ }
                Ok(())
            }

            /// The record with this identifier, whatever its register.
            ///
            /// ```
            /// # let dataset = rapporteur_schema::Dataset::open("tests/data/brazil-un-human-rights")?;
            /// let record = dataset.get("accession-iccpr-brazil").ok_or("not there")?;
            /// assert_eq!(record.kind().code(), "accession");
            /// assert!(dataset.get("nobody").is_none());
            /// # Ok::<(), Box<dyn std::error::Error>>(())
            /// ```
            pub fn get(&self, id: &str) -> Option<RecordRef<'_>> {
                $(if let Ok(at) = self.$member.binary_search_by(|r| r.id.as_str().cmp(id)) {
                    return self.$member.get(at).map(RecordRef::$record);
                })+
                None
            }

            /// The record of a register with this identifier.
            pub(crate) fn get_in(&self, register: Register, id: &Id) -> Option<RecordRef<'_>> {
                match register {
                    $(Register::$register => {
                        let at = self.$member.binary_search_by(|record| record.id.cmp(id)).ok()?;
                        self.$member.get(at).map(RecordRef::$record)
                    })+
                }
            }

            /// The records of a register, sorted by id.
            ///
            /// ```
            /// # let dataset = rapporteur_schema::Dataset::open("tests/data/brazil-un-human-rights")?;
            /// use rapporteur_schema::Register;
            /// let events = dataset.register(Register::Event);
            /// assert_eq!(events.count(), dataset.events().len());
            /// # Ok::<(), Box<dyn std::error::Error>>(())
            /// ```
            pub fn register(&self, register: Register) -> Box<dyn Iterator<Item = RecordRef<'_>> + '_> {
                match register {
                    $(Register::$register => Box::new(self.$member.iter().map(RecordRef::$record)),)+
                }
            }

            /// The records, consumed.
            ///
            /// ```
            /// # let dataset = rapporteur_schema::Dataset::open("tests/data/brazil-un-human-rights")?;
            /// let all = dataset.len();
            /// assert_eq!(dataset.into_records().count(), all);
            /// # Ok::<(), Box<dyn std::error::Error>>(())
            /// ```
            pub fn into_records(self) -> impl Iterator<Item = Record> {
                std::iter::empty()
                    $(.chain(self.$member.into_iter().map(|r| Record::$record(Box::new(r)))))+
            }

            $(
                #[doc = concat!("The records of the register, sorted by id: [`", stringify!($record), "`].")]
                ///
                /// ```
                /// # let dataset = rapporteur_schema::Dataset::open("tests/data/brazil-un-human-rights")?;
                #[doc = concat!("for record in dataset.", stringify!($member), "() {")]
                ///     println!("{}", record.id);
                /// }
                #[doc = concat!("assert!(dataset.", stringify!($member), "().is_sorted_by_key(|record| &record.id));")]
                /// # Ok::<(), Box<dyn std::error::Error>>(())
                /// ```
                pub fn $member(&self) -> &[$record] {
                    &self.$member
                }
            )+
        }
    };
}

registers! {
    Source, sources: Source;
    Person, people: Person;
    Organisation, organisations: Organisation;
    Place, places: Place;
    Work, works: Work;
    Concept, concepts: Concept;
    Event, events: Event;
    Statement, statements: Statement;
    Figure, figures: Figure;
    Difference, differences: Difference;
}

impl Dataset {
    /// Every record: register by register, each sorted by id.
    ///
    /// ```
    /// # let dataset = rapporteur_schema::Dataset::open("tests/data/brazil-un-human-rights")?;
    /// for record in &dataset {
    ///     println!("{}/{}", record.register().folder(), record.id());
    /// }
    /// assert!(dataset.records().all(|record| record.cite().is_some() || record.register().name() == "difference"));
    /// # Ok::<(), Box<dyn std::error::Error>>(())
    /// ```
    pub fn records(&self) -> impl Iterator<Item = RecordRef<'_>> {
        Register::ALL.into_iter().flat_map(|register| self.register(register))
    }

    /// How many records there are.
    ///
    /// ```
    /// # let dataset = rapporteur_schema::Dataset::open("tests/data/brazil-un-human-rights")?;
    /// assert_eq!(dataset.len(), dataset.records().count());
    /// # Ok::<(), Box<dyn std::error::Error>>(())
    /// ```
    pub fn len(&self) -> usize {
        Register::ALL.into_iter().map(|register| self.register(register).count()).sum()
    }

    /// Whether there are no records.
    ///
    /// ```
    /// # let dataset = rapporteur_schema::Dataset::open("tests/data/brazil-un-human-rights")?;
    /// assert!(!dataset.is_empty());
    /// # Ok::<(), Box<dyn std::error::Error>>(())
    /// ```
    pub fn is_empty(&self) -> bool {
        self.records().next().is_none()
    }

    /// The source with this identifier.
    ///
    /// ```
    /// # let dataset = rapporteur_schema::Dataset::open("tests/data/brazil-un-human-rights")?;
    /// assert!(dataset.source("un-treaty-collection").is_some());
    /// // It is there, and no source.
    /// assert!(dataset.source("brazil").is_none());
    /// # Ok::<(), Box<dyn std::error::Error>>(())
    /// ```
    pub fn source(&self, id: &str) -> Option<&Source> {
        match self.get(id)? {
            RecordRef::Source(source) => Some(source),
            _ => None,
        }
    }

    /// What to call a record in a language: its preferred name, else its first
    /// name, its title or the beginning of its text, else its id. What is returned
    /// is a value of the dataset; the id is the last resort.
    ///
    /// ```
    /// # let dataset = rapporteur_schema::Dataset::open("tests/data/brazil-un-human-rights")?;
    /// assert_eq!(dataset.label("brazil", "en"), "Brazil");
    /// # Ok::<(), Box<dyn std::error::Error>>(())
    /// ```
    pub fn label<'a>(&'a self, id: &'a str, language: &str) -> &'a str {
        let Some(record) = self.get(id) else { return id };
        label(record, language)
    }

    /// How much the dataset holds.
    ///
    /// ```
    /// # let dataset = rapporteur_schema::Dataset::open("tests/data/brazil-un-human-rights")?;
    /// let totals = dataset.totals();
    /// println!("{} readings, {} citations", totals.readings, totals.citations);
    /// assert!(totals.claims >= totals.readings);
    /// # Ok::<(), Box<dyn std::error::Error>>(())
    /// ```
    pub fn totals(&self) -> Totals {
        let mut totals = Totals {
            records: Register::ALL.into_iter().map(|register| (register, 0)).collect(),
            ..Totals::default()
        };
        for record in self.records() {
            totals.count(record);
        }
        totals
    }
}

/// What to call a record in a language; see [`Dataset::label`].
///
/// ```
/// # let dataset = rapporteur_schema::Dataset::open("tests/data/brazil-un-human-rights")?;
/// use rapporteur_schema::label;
/// let brazil = dataset.get("brazil").ok_or("not there")?;
/// assert_eq!(label(brazil, "pt"), "Brazil");
/// # Ok::<(), Box<dyn std::error::Error>>(())
/// ```
pub fn label<'a>(record: RecordRef<'a>, language: &str) -> &'a str {
    // What a record has of these comes first among its fields.
    let fields = ["names", "title", "text", "explanation"];
    let field = fields.into_iter().find_map(|name| record.field(name));
    label_of(record, field.as_slice(), language)
}

/// As [`label`], of a record whose [fields](RecordRef::fields) are at hand.
///
/// ```
/// # let dataset = rapporteur_schema::Dataset::open("tests/data/brazil-un-human-rights")?;
/// use rapporteur_schema::label_of;
/// let record = dataset.get("juan-mendez").ok_or("not there")?;
/// let fields = record.fields();
/// println!("{}: {} fields", label_of(record, &fields, "en"), fields.len());
/// assert_eq!(label_of(record, &fields, "en"), "Juan E. Méndez");
/// # Ok::<(), Box<dyn std::error::Error>>(())
/// ```
pub fn label_of<'a>(
    record: RecordRef<'a>,
    fields: &[crate::view::FieldView<'a>],
    language: &str,
) -> &'a str {
    let first =
        fields.iter().find(|f| matches!(f.def.name, "names" | "title" | "text" | "explanation"));
    let Some(field) = first else { return record.id().as_str() };
    let items = || field.readings.iter().flat_map(|reading| &reading.items);
    if field.def.name != "names" {
        return match items().next().and_then(|item| item.part("value")) {
            Some(Atom::Text(text)) => Text::best(text, language),
            _ => record.id().as_str(),
        };
    }
    let primary = language.split('-').next().unwrap_or(language);
    // Better names first: preferred ones, and among them those in the language.
    let rank = |item: &crate::view::ItemView<'_>| {
        let kind = match item.part("kind") {
            None => 0,
            Some(Atom::Code(code)) if code.code() == "variant" => 2,
            Some(Atom::Code(code)) if code.code() == "theme" => 5,
            Some(_) => 4,
        };
        let other_language = match item.part("lang") {
            Some(Atom::Language(tag)) => {
                tag.primary() != primary && !tag.as_str().ends_with("-Latn")
            }
            _ => false,
        };
        kind + usize::from(other_language)
    };
    items()
        .min_by_key(|item| rank(item))
        .and_then(|item| match item.part("text") {
            Some(Atom::Plain(text)) => Some(text),
            _ => None,
        })
        .unwrap_or_else(|| record.id().as_str())
}

//! Records seen alike: every record is fields, every field is readings, every
//! reading is items, every item is parts.
//!
//! Exporters, importers, checks and schemas work on this view, so that **a field
//! or a kind that is added to the model needs no change in them**. Programs that
//! want one field of one kind of record use the typed structs instead.
//!
//! ```
//! # use rapporteur_schema::{Dataset, view::Atom};
//! # let dataset = Dataset::open("tests/data/brazil-un-human-rights")?;
//! # let dataset = &dataset;
//! for record in dataset.records() {
//!     for field in record.fields() {
//!         for reading in &field.readings {
//!             for item in &reading.items {
//!                 for (part, atom) in &item.parts {
//!                     if let Atom::Date(date) = atom {
//!                         println!("{} {} {}: {date}", record.id(), field.def.name, part.name);
//!                     }
//!                 }
//!             }
//!         }
//!     }
//! }
//! # Ok::<(), Box<dyn std::error::Error>>(())
//! ```

pub use crate::few::{Few, Items, Pair, Place};
use crate::{
    codes::{Absence, Access, Basis, Code, CodeList},
    list::List,
    model::{Counts, Flag, Sha256},
    reading::{Field, Meta},
    register::Register,
    value::{Cites, Date, Id, LanguageTag, PassageKey, PlainText, Quantity, Ref, RefTarget, Text},
};

/// What kind of value a part holds.
///
/// ```
/// use rapporteur_schema::{Register, view::AtomType};
/// // What may stand where a field points to a record.
/// let within = Register::Place.field("within").ok_or("no such field")?;
/// assert_eq!(within.shape.parts[0].atom, AtomType::Ref(&[Register::Place]));
/// # Ok::<(), Box<dyn std::error::Error>>(())
/// ```
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
#[non_exhaustive]
pub enum AtomType {
    /// Text in languages.
    Text,
    /// Text without a language.
    Plain,
    /// A language tag.
    Language,
    /// A date in EDTF.
    Date,
    /// A number with its bound and unit.
    Quantity,
    /// A whole number.
    Integer,
    /// A reference to a record in one of these registers.
    Ref(&'static [Register]),
    /// A code of this list.
    Code(&'static CodeList),
    /// `true`, or absent.
    Flag,
    /// What in the dataset a number counts.
    Counts,
}

/// One value that has no parts.
///
/// ```
/// # let dataset = rapporteur_schema::Dataset::open("tests/data/brazil-un-human-rights")?;
/// use std::collections::BTreeSet;
/// use rapporteur_schema::view::Atom;
/// // Every record that an event refers to, wherever in it.
/// let record = dataset.get("election-hrc-2023").ok_or("not there")?;
/// let mut to: BTreeSet<&str> = BTreeSet::new();
/// for field in record.fields() {
///     for item in field.readings.iter().flat_map(|reading| &reading.items) {
///         to.extend(item.parts.iter().filter_map(|(_, atom)| match atom {
///             Atom::Ref(id) => Some(id.as_str()),
///             _ => None,
///         }));
///     }
/// }
/// assert!(to.into_iter().eq(["brazil", "hrc", "un-general-assembly"]));
/// # Ok::<(), Box<dyn std::error::Error>>(())
/// ```
#[derive(Debug, Clone, Copy, PartialEq)]
#[non_exhaustive]
pub enum Atom<'a> {
    /// Text in languages.
    Text(&'a Text),
    /// Text without a language.
    Plain(&'a str),
    /// A language tag.
    Language(&'a LanguageTag),
    /// A date in EDTF.
    Date(&'a Date),
    /// A number with its bound and unit.
    Quantity(&'a Quantity),
    /// A whole number.
    Integer(u32),
    /// A reference to a record.
    Ref(&'a Id),
    /// A code with its list.
    Code(Code),
    /// `true`.
    Flag,
    /// What in the dataset a number counts.
    Counts(&'a Counts),
}

/// A part of an item; a value that is not a list has the one part `value`.
///
/// ```
/// use rapporteur_schema::Register;
/// let field = Register::Event.field("participants").ok_or("no such field")?;
/// let needed: Vec<&str> =
///     field.shape.parts.iter().filter(|part| part.required).map(|part| part.name).collect();
/// assert_eq!(needed, ["who", "role"]);
/// # Ok::<(), Box<dyn std::error::Error>>(())
/// ```
#[derive(Debug, PartialEq, Eq)]
#[non_exhaustive]
pub struct PartDef {
    /// Its key in JSON.
    pub name: &'static str,
    /// What a reader is shown, in English.
    pub label: &'static str,
    /// What it means.
    pub definition: &'static str,
    /// What kind of value it holds.
    pub atom: AtomType,
    /// Whether every item has it.
    pub required: bool,
    /// Whether an item may have several.
    pub many: bool,
}

/// How the value of a field is built.
///
/// ```
/// use rapporteur_schema::Register;
/// let shape = Register::Event.field("participants").ok_or("no such field")?.shape;
/// assert!(shape.list && shape.annotated);
/// assert_eq!(shape.name, "Participant");
/// # Ok::<(), Box<dyn std::error::Error>>(())
/// ```
#[derive(Debug, PartialEq, Eq)]
#[non_exhaustive]
pub struct Shape {
    /// The name of the type, as in `schema/dataset.schema.json`.
    pub name: &'static str,
    /// Whether the value is a list of items.
    pub list: bool,
    /// Whether the items of the list may say of themselves what readings say
    /// (`cite`, `basis` …).
    pub annotated: bool,
    /// Whether an item that has no more than its first part stands in JSON as that
    /// part alone.
    pub bare: bool,
    /// The parts of an item.
    pub parts: &'static [PartDef],
}

/// A field of a register.
///
/// ```
/// use rapporteur_schema::Register;
/// // What sources report of a work, and what the editors arrange.
/// let (reported, given): (Vec<_>, Vec<_>) =
///     Register::Work.fields().iter().partition(|field| field.reported);
/// assert!(reported.iter().any(|field| field.name == "symbol"));
/// assert!(given.iter().any(|field| field.name == "part_of"));
/// ```
#[derive(Debug, PartialEq, Eq)]
#[non_exhaustive]
pub struct FieldDef {
    /// Its key in JSON.
    pub name: &'static str,
    /// What it means, in a sentence or two.
    pub definition: &'static str,
    /// How its value is built.
    pub shape: &'static Shape,
    /// Whether sources report it. The other fields are the editors' arrangement.
    pub reported: bool,
    /// Whether every record of the register has it.
    pub required: bool,
}

impl FieldDef {
    /// What a reader is shown: the name with spaces for underscores and a capital.
    ///
    /// ```
    /// use rapporteur_schema::Register;
    /// let field = Register::Event.field("part_of").ok_or("no such field")?;
    /// assert_eq!(field.label(), "Part of");
    /// # Ok::<(), Box<dyn std::error::Error>>(())
    /// ```
    pub fn label(&self) -> String {
        let mut label = String::with_capacity(self.name.len());
        self.write_label(&mut label);
        label
    }

    /// Appends what [`label`](Self::label) returns.
    ///
    /// ```
    /// use rapporteur_schema::Register;
    /// // The head of a table of places.
    /// let mut head = String::new();
    /// for field in &Register::Place.fields()[..2] {
    ///     field.write_label(&mut head);
    ///     head.push(';');
    /// }
    /// assert_eq!(head, "Names;Within;");
    /// ```
    pub fn write_label(&self, to: &mut String) {
        let begun = to.len();
        for (n, word) in self.name.split('_').enumerate() {
            if n > 0 {
                to.push(' ');
            }
            to.push_str(word);
        }
        if let Some(first) = to.get_mut(begun..=begun) {
            first.make_ascii_uppercase();
        }
    }
}

/// A field of one record, with all its readings.
///
/// ```
/// # let dataset = rapporteur_schema::Dataset::open("tests/data/brazil-un-human-rights")?;
/// let record = dataset.get("entry-into-force-crc-brazil").ok_or("not there")?;
/// for field in record.fields() {
///     println!("{}: {} readings", field.def.label(), field.readings.len());
/// }
/// # Ok::<(), Box<dyn std::error::Error>>(())
/// ```
#[derive(Debug, Clone)]
#[non_exhaustive]
pub struct FieldView<'a> {
    /// Which field it is.
    pub def: &'static FieldDef,
    /// Its readings; exactly one when the field is the editors' arrangement.
    pub readings: Few<ReadingView<'a>>,
}

/// A reading, of any type.
///
/// ```
/// # let dataset = rapporteur_schema::Dataset::open("tests/data/brazil-un-human-rights")?;
/// let record = dataset.get("election-hrc-2023").ok_or("not there")?;
/// let date = record.field("date").ok_or("no date")?;
/// // It stands bare, and rests on the passages of the record.
/// assert!(date.readings[0].bare);
/// assert_eq!(date.readings[0].meta.cite, record.cite());
/// # Ok::<(), Box<dyn std::error::Error>>(())
/// ```
#[derive(Debug, Clone)]
#[non_exhaustive]
pub struct ReadingView<'a> {
    /// The items of the value: one, for a value that is not a list; none when the
    /// value is absent.
    pub items: Few<ItemView<'a>>,
    /// Whether the source says that there are other items.
    pub open: bool,
    /// Why there is no value.
    pub absent: Option<Absence>,
    /// What the reading says about itself.
    pub meta: MetaView<'a>,
    /// Whether the value stands bare in the record, supported by the record's own
    /// citations.
    pub bare: bool,
}

/// An item of a list, or a value that is not a list.
///
/// ```
/// # let dataset = rapporteur_schema::Dataset::open("tests/data/brazil-un-human-rights")?;
/// let record = dataset.get("election-hrc-2023").ok_or("not there")?;
/// let participants = record.field("participants").ok_or("nobody")?;
/// for item in &participants.readings[0].items {
///     let parts = item.parts.iter().map(|(def, atom)| format!("{}: {}", def.label, atom.text()));
///     println!("{}", parts.collect::<Vec<_>>().join(", "));
/// }
/// # Ok::<(), Box<dyn std::error::Error>>(())
/// ```
#[derive(Debug, Clone)]
#[non_exhaustive]
pub struct ItemView<'a> {
    /// Its parts, in the order of the definition; a part that may be several
    /// stands once for each.
    pub parts: Pair<(&'static PartDef, Atom<'a>)>,
    /// What the item says about itself, over what its reading says.
    pub meta: MetaView<'a>,
}

impl<'a> ItemView<'a> {
    /// The first part with this name.
    ///
    /// ```
    /// # let dataset = rapporteur_schema::Dataset::open("tests/data/brazil-un-human-rights")?;
    /// use rapporteur_schema::view::Atom;
    /// let record = dataset.get("election-hrc-2023").ok_or("not there")?;
    /// let participants = record.field("participants").ok_or("nobody")?;
    /// let first = &participants.readings[0].items[0];
    /// let Some(Atom::Code(role)) = first.part("role") else { unreachable!() };
    /// assert_eq!(role.code(), "elected");
    /// // Nobody says for whom.
    /// assert_eq!(first.part("side"), None);
    /// # Ok::<(), Box<dyn std::error::Error>>(())
    /// ```
    pub fn part(&self, name: &str) -> Option<Atom<'a>> {
        self.parts.iter().find(|(def, _)| def.name == name).map(|(_, atom)| *atom)
    }
}

/// What a reading or an item says about itself.
///
/// ```
/// # let dataset = rapporteur_schema::Dataset::open("tests/data/brazil-un-human-rights")?;
/// let record = dataset.get("entry-into-force-crc-brazil").ok_or("not there")?;
/// let date = record.field("date").ok_or("no date")?;
/// let cites = date.readings[1].meta.cite.ok_or("no citation")?;
/// assert_eq!(cites[0].as_str(), "decree-99710-1990#2");
/// # Ok::<(), Box<dyn std::error::Error>>(())
/// ```
#[derive(Debug, Clone, Copy, Default, PartialEq)]
#[non_exhaustive]
pub struct MetaView<'a> {
    /// The passages that carry it: always there in a reading of a reported field;
    /// in an item only when it has citations of its own.
    pub cite: Option<&'a Cites>,
    /// What the source literally has.
    pub as_printed: Option<&'a str>,
    /// On what ground the value stands, when the source does not state it.
    pub basis: Option<Basis>,
    /// The date at which the value holds.
    pub as_of: Option<&'a Date>,
    /// To whom the source itself attributes it.
    pub said_by: Option<&'a Id>,
    /// A note by the editors.
    pub note: Option<&'a Text>,
    /// Who may see it.
    pub access: Option<Access>,
}

impl<'a> MetaView<'a> {
    pub(crate) fn new(meta: Option<&'a Meta>, cite: Option<&'a Cites>) -> Self {
        let Some(meta) = meta.filter(|meta| !meta.is_empty()) else {
            return Self { cite, ..Self::default() };
        };
        Self {
            cite,
            as_printed: meta.as_printed.as_ref().map(PlainText::as_str),
            basis: meta.basis,
            as_of: meta.as_of.as_ref(),
            said_by: meta.said_by.as_ref().map(Ref::id),
            note: meta.note.as_ref(),
            access: meta.access,
        }
    }

    /// Whether a source states the value, and not only the editors
    /// [conclude or propose](Basis::is_of_editors) it.
    ///
    /// ```
    /// use rapporteur_schema::{codes::Basis, view::MetaView};
    /// let mut meta = MetaView::default();
    /// assert!(meta.is_stated());
    /// meta.basis = Some(Basis::Inferred);
    /// assert!(!meta.is_stated());
    /// ```
    pub fn is_stated(&self) -> bool {
        !self.basis.is_some_and(Basis::is_of_editors)
    }
}

/// A type that a field can have.
///
/// ```
/// use rapporteur_schema::{Date, view::Value};
/// let date: Date = "2009-05-12".parse()?;
/// assert!(!Date::SHAPE.list);
/// assert_eq!(date.items().len(), 1);
/// # Ok::<(), Box<dyn std::error::Error>>(())
/// ```
pub trait Value: PartialEq {
    /// How it is built.
    const SHAPE: &'static Shape;

    /// Its items: one, unless it is a list.
    fn items(&self) -> Few<ItemView<'_>>;

    /// Whether it is a list that is known to be incomplete.
    fn is_open(&self) -> bool {
        false
    }
}

/// A value that is rare and large, and takes no room where it is not.
impl<T: Atomic> Atomic for Box<T> {
    const NAME: &'static str = T::NAME;
    const TYPE: AtomType = T::TYPE;

    fn atom(&self) -> Atom<'_> {
        T::atom(self)
    }
}

/// A value that has no parts.
///
/// ```
/// use rapporteur_schema::{Date, view::{Atom, Atomic}};
/// let date: Date = "2009-05-12".parse()?;
/// assert_eq!((Date::NAME, date.atom()), ("Date", Atom::Date(&date)));
/// # Ok::<(), Box<dyn std::error::Error>>(())
/// ```
pub trait Atomic: PartialEq {
    /// The name of the type, as in `schema/dataset.schema.json`.
    const NAME: &'static str;
    /// What kind of value it is.
    const TYPE: AtomType;

    /// It, as an atom.
    fn atom(&self) -> Atom<'_>;
}

macro_rules! atomic {
    ($($type:ty: $name:literal, $atom:expr, |$v:ident| $view:expr;)+) => {$(
        impl Atomic for $type {
            const NAME: &'static str = $name;
            const TYPE: AtomType = $atom;

            fn atom(&self) -> Atom<'_> {
                let $v = self;
                $view
            }
        }
    )+};
}

atomic! {
    Text: "Text", AtomType::Text, |v| Atom::Text(v);
    PlainText: "PlainText", AtomType::Plain, |v| Atom::Plain(v.as_str());
    Id: "Id", AtomType::Plain, |v| Atom::Plain(v.as_str());
    PassageKey: "PassageKey", AtomType::Plain, |v| Atom::Plain(v.as_str());
    Sha256: "Sha256", AtomType::Plain, |v| Atom::Plain(v.as_str());
    LanguageTag: "LanguageTag", AtomType::Language, |v| Atom::Language(v);
    Date: "Date", AtomType::Date, |v| Atom::Date(v);
    Quantity: "Quantity", AtomType::Quantity, |v| Atom::Quantity(v);
    u32: "Integer", AtomType::Integer, |v| Atom::Integer(*v);
    Counts: "Counts", AtomType::Counts, |v| Atom::Counts(v);
    Flag: "Flag", AtomType::Flag, |_v| Atom::Flag;
}

macro_rules! atomic_codes {
    ($($type:ident),+) => {$(
        impl Atomic for crate::codes::$type {
            const NAME: &'static str = stringify!($type);
            const TYPE: AtomType = AtomType::Code(Self::LIST);

            fn atom(&self) -> Atom<'_> {
                Atom::Code(self.with_list())
            }
        }
    )+};
}

atomic_codes!(
    Access,
    ConceptKind,
    DifferenceClass,
    EventKind,
    Measure,
    Mode,
    NameKind,
    OrganisationKind,
    PersonKind,
    PlaceKind,
    Role,
    SourceKind,
    StatementKind,
    Uncited,
    WorkKind
);

impl<T: RefTarget> Atomic for Ref<T> {
    const NAME: &'static str = "Ref";
    const TYPE: AtomType = AtomType::Ref(T::REGISTERS);

    fn atom(&self) -> Atom<'_> {
        Atom::Ref(self.id())
    }
}

/// The one part of a value that has no parts.
const fn value_part(atom: AtomType) -> PartDef {
    PartDef {
        name: "value",
        label: "Value",
        definition: "The value.",
        atom,
        required: true,
        many: false,
    }
}

impl<T: Atomic> Value for T {
    const SHAPE: &'static Shape = &Shape {
        name: T::NAME,
        list: false,
        annotated: false,
        bare: true,
        parts: &[value_part(T::TYPE)],
    };

    fn items(&self) -> Few<ItemView<'_>> {
        let [def] = <Self as Value>::SHAPE.parts else { return Few::new() };
        Few::one(ItemView { parts: Pair::one((def, self.atom())), meta: MetaView::default() })
    }
}

/// A type that a list can hold.
///
/// ```
/// use rapporteur_schema::{model::Name, view::Item};
/// let name = Name::new("Brazil".parse()?);
/// assert_eq!(name.view().parts.len(), 1);
/// assert_eq!(<Name as Item>::SHAPE.name, "Name");
/// # Ok::<(), Box<dyn std::error::Error>>(())
/// ```
pub trait Item: PartialEq {
    /// How a list of it is built.
    const SHAPE: &'static Shape;

    /// It, as parts.
    fn view(&self) -> ItemView<'_>;
}

impl<T: Atomic> Item for T {
    const SHAPE: &'static Shape = &Shape {
        name: T::NAME,
        list: true,
        annotated: false,
        bare: true,
        parts: &[value_part(T::TYPE)],
    };

    fn view(&self) -> ItemView<'_> {
        let [def] = <Self as Item>::SHAPE.parts else {
            return ItemView { parts: Few::new(), meta: MetaView::default() };
        };
        ItemView { parts: Pair::one((def, self.atom())), meta: MetaView::default() }
    }
}

impl<T: Item> Value for List<T> {
    const SHAPE: &'static Shape = T::SHAPE;

    fn items(&self) -> Few<ItemView<'_>> {
        self.iter().map(Item::view).collect()
    }

    fn is_open(&self) -> bool {
        self.open
    }
}

/// A part of an item: always there, or only sometimes.
pub(crate) trait PartValue {
    const TYPE: AtomType;
    const REQUIRED: bool;

    fn part(&self) -> Option<Atom<'_>>;
}

impl<T: Atomic> PartValue for T {
    const TYPE: AtomType = T::TYPE;
    const REQUIRED: bool = true;

    fn part(&self) -> Option<Atom<'_>> {
        Some(self.atom())
    }
}

impl<T: Atomic> PartValue for Option<T> {
    const TYPE: AtomType = T::TYPE;
    const REQUIRED: bool = false;

    fn part(&self) -> Option<Atom<'_>> {
        self.as_ref().map(Atomic::atom)
    }
}

/// The view of a field that sources report.
pub(crate) fn reported<'a, T: Value>(
    def: &'static FieldDef,
    field: &'a Field<T>,
    record: &'a Cites,
) -> FieldView<'a> {
    let bare = matches!(field, Field::Bare(_));
    let readings = field
        .each_witness(record)
        .map(|witness| ReadingView {
            items: witness.value.map(Value::items).unwrap_or_default(),
            open: witness.value.is_some_and(Value::is_open),
            absent: witness.absent,
            meta: MetaView::new(witness.meta, Some(witness.cite)),
            bare,
        })
        .collect();
    FieldView { def, readings }
}

/// The view of a field that is the editors' arrangement.
pub(crate) fn given<'a, T: Value>(def: &'static FieldDef, value: &'a T) -> FieldView<'a> {
    let reading = ReadingView {
        items: value.items(),
        open: value.is_open(),
        absent: None,
        meta: MetaView::default(),
        bare: true,
    };
    FieldView { def, readings: Few::one(reading) }
}

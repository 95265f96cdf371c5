//! How a register is written down: one row a field, and what follows from the rows.

use serde::Deserialize;

use crate::{
    list::List,
    reading::Field,
    value::{Cites, Text},
    view::{self, FieldDef, FieldView, Value},
};

/// The type of a member, by what kind of field it is.
macro_rules! member {
    (reported $type:ty) => { Option<Field<$type>> };
    (stated $type:ty) => { Field<$type> };
    (given $type:ty) => { Option<$type> };
    (needed $type:ty) => { $type };
}

/// What a new record has in a member: nothing, or what it was given.
macro_rules! new_member {
    (reported $member:ident) => {
        None
    };
    (given $member:ident) => {
        None
    };
    ($mode:ident $member:ident) => {
        $member
    };
}

macro_rules! is_reported {
    (reported) => {
        true
    };
    (stated) => {
        true
    };
    (given) => {
        false
    };
    (needed) => {
        false
    };
}

macro_rules! is_required {
    (reported) => {
        false
    };
    (stated) => {
        true
    };
    (given) => {
        false
    };
    (needed) => {
        true
    };
}

macro_rules! view_member {
    (reported $out:ident, $def:expr, $member:expr, $cite:expr) => {
        if let (Some(field), Some(cite)) = ($member, $cite) {
            $out.push(view::reported($def, field, cite));
        }
    };
    (stated $out:ident, $def:expr, $member:expr, $cite:expr) => {
        if let Some(cite) = $cite {
            $out.push(view::reported($def, $member, cite));
        }
    };
    (given $out:ident, $def:expr, $member:expr, $cite:expr) => {
        if let Some(value) = $member {
            $out.push(view::given($def, value));
        }
    };
    (needed $out:ident, $def:expr, $member:expr, $cite:expr) => {
        $out.push(view::given($def, $member));
    };
}

macro_rules! canonicalise_member {
    (reported $member:expr, $cite:expr) => {
        if let (Some(field), Some(cite)) = ($member, $cite) {
            field.canonicalise(cite);
        }
    };
    (stated $member:expr, $cite:expr) => {
        if let Some(cite) = $cite {
            $member.canonicalise(cite);
        }
    };
    (given $member:expr, $cite:expr) => {};
    (needed $member:expr, $cite:expr) => {};
}

/// Whether a member has nothing to write.
pub(super) trait Skip {
    fn skip(&self) -> bool {
        false
    }
}

impl<T> Skip for Option<T> {
    fn skip(&self) -> bool {
        self.is_none()
    }
}

impl<T> Skip for Field<T> {}
impl<T> Skip for List<T> {}
impl Skip for Text {}
impl Skip for Cites {}

/// How the citations of a record are held: all records have some, but the
/// editors' own notes.
pub(super) trait RecordCite {
    fn cites(&self) -> Option<&Cites>;
}

impl RecordCite for Cites {
    fn cites(&self) -> Option<&Cites> {
        Some(self)
    }
}

impl RecordCite for Option<Cites> {
    fn cites(&self) -> Option<&Cites> {
        self.as_ref()
    }
}

/// Defines a register's record: **one row a field**. From the rows follow the
/// struct, its JSON, its view, its schema and the check of its shape.
///
/// `reported` and `stated` fields are what sources say (bare or readings), the
/// latter in every record; `given` and `needed` are the editors' arrangement.
macro_rules! record {
    (
        $(#[doc = $record_doc:literal])+
        $name:ident, $register:ident, $kind:ident, cite $cite:ty,
        $(#[doc = $such_doc:literal])+
        new($($need:ident: $need_type:ty),*) {
            $($(#[doc = $field_doc:literal])+ $mode:ident $field:ident: $type:ty;)+
        }
    ) => {
        $(#[doc = $record_doc])+
        #[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
        #[serde(deny_unknown_fields)]
        #[non_exhaustive]
        pub struct $name {
            /// The identifier, unique over the dataset.
            pub id: Id,
            /// What kind of thing it is.
            pub kind: $kind,
            $(
                $(#[doc = $field_doc])+
                #[serde(skip_serializing_if = "Skip::skip")]
                pub $field: member!($mode $type),
            )+
            /// Identifiers that others have given to it.
            #[serde(skip_serializing_if = "Option::is_none")]
            pub identifiers: Option<List<Identifier>>,
            /// Records that may be about the same thing.
            #[serde(skip_serializing_if = "Option::is_none")]
            pub possibly_same_as: Option<List<SameAs>>,
            /// A note by the editors; not a claim of any source.
            #[serde(skip_serializing_if = "Option::is_none")]
            pub note: Option<Text>,
            /// The passages that support every bare value of the record.
            #[serde(skip_serializing_if = "Skip::skip")]
            pub cite: $cite,
            /// Who may see the record.
            #[serde(skip_serializing_if = "Option::is_none")]
            pub access: Option<Access>,
        }

        impl $name {
            /// The fields of the register, in the order in which they are written.
            ///
            /// ```
            #[doc = concat!("use rapporteur_schema::model::", stringify!($name), ";")]
            #[doc = concat!("for field in ", stringify!($name), "::FIELDS {")]
            ///     println!("{}: {}", field.name, field.definition);
            /// }
            #[doc = concat!("# assert!(", stringify!($name), "::FIELDS.len() > 3);")]
            /// ```
            pub const FIELDS: &'static [FieldDef] = &[
                $(FieldDef {
                    name: stringify!($field),
                    definition: concat!($($field_doc),+),
                    shape: <$type as Value>::SHAPE,
                    reported: is_reported!($mode),
                    required: is_required!($mode),
                },)+
                FieldDef {
                    name: "identifiers",
                    definition: " Identifiers that others have given to it.",
                    shape: <List<Identifier> as Value>::SHAPE,
                    reported: false,
                    required: false,
                },
                FieldDef {
                    name: "possibly_same_as",
                    definition: " Records that may be about the same thing.",
                    shape: <List<SameAs> as Value>::SHAPE,
                    reported: false,
                    required: false,
                },
                FieldDef {
                    name: "note",
                    definition: " A note by the editors; not a claim of any source.",
                    shape: <Text as Value>::SHAPE,
                    reported: false,
                    required: false,
                },
            ];

            /// The code list of the kinds.
            ///
            /// ```
            #[doc = concat!("use rapporteur_schema::model::", stringify!($name), ";")]
            #[doc = concat!("let kinds: Vec<&str> = ", stringify!($name), "::KINDS.codes.iter().map(|row| row.code).collect();")]
            /// assert!(!kinds.is_empty());
            /// ```
            pub const KINDS: &'static CodeList = <$kind>::LIST;

            /// A record with what every record of the register has. The rest is set on it;
            /// whether it fits a dataset is for [`check`](crate::check::check) to say.
            ///
            $(#[doc = $such_doc])+
            pub fn new(id: Id, kind: $kind, $($need: $need_type,)* cite: $cite) -> Self {
                Self {
                    id,
                    kind,
                    $($field: new_member!($mode $field),)+
                    identifiers: None,
                    possibly_same_as: None,
                    note: None,
                    cite,
                    access: None,
                }
            }

            /// Every reading of a field of this record, with its citations.
            ///
            /// ```
            /// # let dataset = rapporteur_schema::Dataset::open("tests/data/brazil-un-human-rights")?;
            /// use rapporteur_schema::RecordRef;
            /// let Some(RecordRef::Event(event)) = dataset.get("entry-into-force-crc-brazil") else {
            ///     unreachable!()
            /// };
            /// // What each source has, none of them merged or dropped.
            /// for reading in event.readings(&event.date) {
            ///     let date = reading.value.ok_or("no value")?;
            ///     println!("{date} according to {}", reading.cite[0].source());
            /// }
            /// assert_eq!(event.readings(&event.date).len(), 2);
            /// # Ok::<(), Box<dyn std::error::Error>>(())
            /// ```
            pub fn readings<'a, T: PartialEq>(
                &'a self,
                field: &'a Option<Field<T>>,
            ) -> Vec<Witness<'a, T>> {
                match (field, self.cite.cites()) {
                    (Some(field), Some(cite)) => field.witnesses(cite),
                    _ => Vec::new(),
                }
            }

            pub(super) fn view<'a>(&'a self, out: &mut Vec<FieldView<'a>>) {
                out.reserve(Self::FIELDS.len());
                let mut defs = Self::FIELDS.iter();
                $(if let Some(def) = defs.next() {
                    let member = view_ref!($mode &self.$field);
                    view_member!($mode out, def, member, self.cite.cites());
                })+
                for (def, view) in defs.zip([
                    self.identifiers.as_ref().map(|v| v as &dyn GivenValue),
                    self.possibly_same_as.as_ref().map(|v| v as &dyn GivenValue),
                    self.note.as_ref().map(|v| v as &dyn GivenValue),
                ]) {
                    out.extend(view.map(|value| value.given(def)));
                }
            }

            /// One field alone, without making those before it.
            pub(super) fn view_one<'a>(&'a self, name: &str) -> Option<FieldView<'a>> {
                let out = &mut Vec::with_capacity(1);
                let mut defs = Self::FIELDS.iter();
                $(if let Some(def) = defs.next().filter(|def| def.name == name) {
                    let member = view_ref!($mode &self.$field);
                    view_member!($mode out, def, member, self.cite.cites());
                    return out.pop();
                })+
                let (n, def) = defs.enumerate().find(|(_, def)| def.name == name)?;
                let value: &'a dyn GivenValue = match n {
                    0 => self.identifiers.as_ref()?,
                    1 => self.possibly_same_as.as_ref()?,
                    _ => self.note.as_ref()?,
                };
                Some(value.given(def))
            }

            pub(super) fn canonicalise(&mut self) {
                $({
                    let member = canonicalise_ref!($mode &mut self.$field);
                    canonicalise_member!($mode member, self.cite.cites());
                    let _ = member;
                })+
            }

            /// Reads one member on its own, to report every problem of a record that
            /// cannot be read as a whole.
            pub(super) fn probe(key: &str, json: &str) -> Option<Result<(), serde_path_to_error::Error<serde_json::Error>>> {
                Some(match key {
                    "id" => probe_as::<Id>(json),
                    "kind" => probe_as::<$kind>(json),
                    $(stringify!($field) => probe_as::<member!($mode $type)>(json),)+
                    "identifiers" => probe_as::<Option<List<Identifier>>>(json),
                    "possibly_same_as" => probe_as::<Option<List<SameAs>>>(json),
                    "note" => probe_as::<Option<Text>>(json),
                    "cite" => probe_as::<$cite>(json),
                    "access" => probe_as::<Option<Access>>(json),
                    _ => return None,
                })
            }
        }
    };
}

macro_rules! view_ref {
    (reported &$($member:tt)+) => { $($member)+.as_ref() };
    (given &$($member:tt)+) => { $($member)+.as_ref() };
    ($mode:ident &$($member:tt)+) => { &$($member)+ };
}

macro_rules! canonicalise_ref {
    (reported &mut $($member:tt)+) => { $($member)+.as_mut() };
    (stated &mut $($member:tt)+) => { &mut $($member)+ };
    ($mode:ident &mut $($member:tt)+) => { () };
}

/// A value of the editors' arrangement, whatever its type.
pub(super) trait GivenValue {
    fn given(&self, def: &'static FieldDef) -> FieldView<'_>;
}

impl<T: Value> GivenValue for T {
    fn given(&self, def: &'static FieldDef) -> FieldView<'_> {
        view::given(def, self)
    }
}

pub(super) fn probe_as<'de, T: Deserialize<'de>>(
    json: &'de str,
) -> Result<(), serde_path_to_error::Error<serde_json::Error>> {
    let mut json = serde_json::Deserializer::from_str(json);
    serde_path_to_error::deserialize::<_, T>(&mut json).map(|_| ())
}

//! Readings: what each source has for a field.
//!
//! A field that sources report is either one bare value, which the citations of
//! its record support, or a list of readings, each with citations of its own. In
//! both cases there is no value without a citation: a record cannot be made
//! without [`Cites`], and neither can a [`Reading`].

use std::{fmt, marker::PhantomData};

use serde::{
    Deserialize, Deserializer, Serialize, Serializer,
    de::{
        self, MapAccess, SeqAccess, Visitor,
        value::{MapAccessDeserializer, SeqAccessDeserializer},
    },
    ser::SerializeStruct,
};

use smallvec::SmallVec;
use thin_vec::ThinVec;

use crate::{
    codes::{Absence, Access, Basis},
    list::{EmptyList, exact},
    model::targets::Speaker,
    value::{Cites, Date, PlainText, Ref, Text},
};

/// What a reading or the item of a list says about itself. Most say nothing, and take
/// no memory for it.
///
/// What is said is read as from a [`Said`]:
///
/// ```
/// use rapporteur_schema::{Meta, Said};
/// assert!(Meta::default().as_printed.is_none());
/// let mut said = Said::default();
/// said.as_printed = Some("Febuary".parse()?);
/// let meta = Meta::from(said);
/// assert_eq!(meta.as_printed.as_ref().map(|text| text.as_str()), Some("Febuary"));
/// # Ok::<(), rapporteur_schema::InvalidText>(())
/// ```
#[derive(Debug, Clone, Default, PartialEq, Eq)]
pub struct Meta(Option<Box<Said>>);

impl std::ops::Deref for Meta {
    type Target = Said;

    fn deref(&self) -> &Said {
        static NOTHING: Said = Said {
            as_printed: None,
            basis: None,
            as_of: None,
            said_by: None,
            note: None,
            access: None,
        };
        self.0.as_deref().unwrap_or(&NOTHING)
    }
}

impl From<Said> for Meta {
    fn from(said: Said) -> Self {
        Self((said != Said::default()).then(|| Box::new(said)))
    }
}

/// What can be said of a reading or of the item of a list.
///
/// ```
/// use rapporteur_schema::{Meta, Said, codes::Basis};
/// let mut said = Said::default();
/// said.basis = Some(Basis::Inferred);
/// assert_eq!(Meta::from(said).basis(), Basis::Inferred);
/// ```
#[derive(Debug, Clone, Default, PartialEq, Eq)]
#[non_exhaustive]
pub struct Said {
    /// What the source literally has, when it is damaged or spelled otherwise.
    pub as_printed: Option<PlainText>,
    /// On what ground the value stands; absent when the source states it.
    pub basis: Option<Basis>,
    /// The date at which the source says that the value holds.
    pub as_of: Option<Date>,
    /// To whom the source itself attributes the value.
    pub said_by: Option<Ref<Speaker>>,
    /// A note by the editors.
    pub note: Option<Text>,
    /// Who may see it.
    pub access: Option<Access>,
}

impl Meta {
    /// Whether it says nothing.
    ///
    /// ```
    /// assert!(rapporteur_schema::Meta::default().is_empty());
    /// ```
    pub fn is_empty(&self) -> bool {
        self.0.is_none()
    }

    /// On what ground the value stands.
    ///
    /// ```
    /// use rapporteur_schema::{Meta, codes::Basis};
    /// assert_eq!(Meta::default().basis(), Basis::Stated);
    /// ```
    pub fn basis(&self) -> Basis {
        self.basis.unwrap_or(Basis::Stated)
    }
}

/// A value, or why there is none.
///
/// ```
/// use rapporteur_schema::{Content, Date, Reading};
/// // A source that says that it does not know is a reading too.
/// let reading: Reading<Date> = serde_json::from_str(r#"{"absent": "unknown", "cite": ["a#1"]}"#)?;
/// assert!(matches!(reading.content, Content::Absent(_)));
/// # Ok::<(), Box<dyn std::error::Error>>(())
/// ```
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum Content<T> {
    /// The value.
    Value(T),
    /// Why there is no value.
    Absent(Absence),
}

impl<T> Content<T> {
    /// The value, if there is one.
    ///
    /// ```
    /// use rapporteur_schema::{Content, codes::Absence};
    /// assert_eq!(Content::Value(5).value(), Some(&5));
    /// assert_eq!(Content::<u8>::Absent(Absence::Unknown).value(), None);
    /// ```
    pub fn value(&self) -> Option<&T> {
        match self {
            Self::Value(value) => Some(value),
            Self::Absent(_) => None,
        }
    }
}

/// What one or more passages have for a field.
///
/// ```
/// use rapporteur_schema::{Date, Reading};
/// let reading: Reading<Date> = serde_json::from_str(
///     r#"{"value": "2009-02", "as_printed": "Febuary 2009", "cite": ["monitor-2024#2"]}"#,
/// )?;
/// assert_eq!(reading.meta.as_printed.as_ref().map(|text| text.as_str()), Some("Febuary 2009"));
/// // Without a citation there is no reading.
/// assert!(serde_json::from_str::<Reading<Date>>(r#"{"value": "2009-02"}"#).is_err());
/// # Ok::<(), Box<dyn std::error::Error>>(())
/// ```
#[derive(Debug, Clone, PartialEq, Eq)]
#[non_exhaustive]
pub struct Reading<T> {
    /// The value, or why there is none.
    pub content: Content<T>,
    /// What the reading says about itself.
    pub meta: Meta,
    /// The passages that carry it.
    pub cite: Cites,
}

impl<T> Reading<T> {
    /// A reading that the passages state.
    ///
    /// ```
    /// use rapporteur_schema::{Cites, Quantity, Reading};
    /// let cites = Cites::new(["luo-2019#44".parse()?])?;
    /// let votes = Reading::new(Quantity::exact(167_u32), cites);
    /// assert!(votes.meta.is_empty());
    /// # Ok::<(), Box<dyn std::error::Error>>(())
    /// ```
    pub fn new(value: T, cite: Cites) -> Self {
        Self { content: Content::Value(value), meta: Meta::default(), cite }
    }

    /// A reading that says why there is no value.
    ///
    /// ```
    /// use rapporteur_schema::{Cites, Date, Reading, codes::Absence};
    /// let cites = Cites::new(["luo-2019#44".parse()?])?;
    /// let unknown = Reading::<Date>::absent(Absence::Unknown, cites);
    /// assert_eq!(unknown.content.value(), None);
    /// # Ok::<(), Box<dyn std::error::Error>>(())
    /// ```
    pub fn absent(absence: Absence, cite: Cites) -> Self {
        Self { content: Content::Absent(absence), meta: Meta::default(), cite }
    }
}

macro_rules! serialize_meta {
    ($s:ident, $meta:expr) => {
        let meta: &Meta = $meta;
        if let Some(v) = &meta.as_printed {
            $s.serialize_field("as_printed", v)?;
        }
        if let Some(v) = &meta.basis {
            $s.serialize_field("basis", v)?;
        }
        if let Some(v) = &meta.as_of {
            $s.serialize_field("as_of", v)?;
        }
        if let Some(v) = &meta.said_by {
            $s.serialize_field("said_by", v)?;
        }
        if let Some(v) = &meta.note {
            $s.serialize_field("note", v)?;
        }
        if let Some(v) = &meta.access {
            $s.serialize_field("access", v)?;
        }
    };
}
pub(crate) use serialize_meta;

/// What was read about a reading or an item. `stated` is said by leaving the basis out.
macro_rules! read_meta {
    ($json:ident) => {
        $crate::reading::Meta::from($crate::reading::Said {
            as_printed: $json.as_printed,
            basis: $json.basis.filter(|basis| *basis != $crate::codes::Basis::Stated),
            as_of: $json.as_of,
            said_by: $json.said_by,
            note: $json.note,
            access: $json.access,
        })
    };
}
pub(crate) use read_meta;

impl<T: Serialize> Serialize for Reading<T> {
    fn serialize<S: Serializer>(&self, s: S) -> Result<S::Ok, S::Error> {
        let mut s = s.serialize_struct("Reading", 8)?;
        match &self.content {
            Content::Value(value) => s.serialize_field("value", value)?,
            Content::Absent(absence) => s.serialize_field("absent", absence)?,
        }
        serialize_meta!(s, &self.meta);
        s.serialize_field("cite", &self.cite)?;
        s.end()
    }
}

impl<'de, T: Deserialize<'de>> Deserialize<'de> for Reading<T> {
    fn deserialize<D: Deserializer<'de>>(d: D) -> Result<Self, D::Error> {
        #[derive(Deserialize)]
        #[serde(
            deny_unknown_fields,
            rename = "Reading",
            expecting = "a reading, such as {\"value\": …, \"cite\": [\"source#1\"]}"
        )]
        struct Json<T> {
            value: Option<T>,
            absent: Option<Absence>,
            as_printed: Option<PlainText>,
            basis: Option<Basis>,
            as_of: Option<Date>,
            said_by: Option<Ref<Speaker>>,
            note: Option<Text>,
            access: Option<Access>,
            cite: Cites,
        }
        let json = Json::<T>::deserialize(d)?;
        let content = match (json.value, json.absent) {
            (Some(value), None) => Content::Value(value),
            (None, Some(absence)) => Content::Absent(absence),
            _ => {
                return Err(de::Error::custom(
                    "a reading has either a `value` or an `absent`, and not both",
                ));
            }
        };
        Ok(Self { content, meta: read_meta!(json), cite: json.cite })
    }
}

/// One or more readings of a field; never none.
///
/// ```
/// use rapporteur_schema::{Cites, Quantity, Reading, Readings};
/// let by = |votes: u32, cite: &str| -> Result<_, Box<dyn std::error::Error>> {
///     Ok(Reading::new(Quantity::exact(votes), Cites::new([cite.parse()?])?))
/// };
/// let votes = Readings::new([by(143, "ministry-2024#3")?, by(141, "monitor-2024#2")?]);
/// assert_eq!(votes.ok_or("none")?.len(), 2);
/// assert_eq!(Readings::<Quantity>::new([]), None);
/// # Ok::<(), Box<dyn std::error::Error>>(())
/// ```
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Readings<T>(ThinVec<Reading<T>>);

impl<T> Readings<T> {
    /// The readings in the order in which an editor gave them; `None` if there are none.
    ///
    /// ```
    /// use rapporteur_schema::{Cites, Date, Field, Reading, Readings};
    /// let cited = |text: &str| Cites::new([text.parse().ok()?]).ok();
    /// let day = Reading::new("2009-05-12".parse::<Date>()?, cited("luo-2019#44").ok_or("no citation")?);
    /// let year = Reading::new("2009".parse::<Date>()?, cited("luo-2021#13").ok_or("no citation")?);
    /// let field = Field::Readings(Readings::new([day, year]).ok_or("no reading")?);
    /// assert!(field.is_contested());
    /// # Ok::<(), Box<dyn std::error::Error>>(())
    /// ```
    pub fn new(readings: impl IntoIterator<Item = Reading<T>>) -> Option<Self> {
        Self::of(readings.into_iter().collect())
    }

    fn of(readings: SmallVec<[Reading<T>; 8]>) -> Option<Self> {
        (!readings.is_empty()).then(|| Self(exact(readings)))
    }
}

impl<T> TryFrom<Vec<Reading<T>>> for Readings<T> {
    type Error = EmptyList;

    fn try_from(readings: Vec<Reading<T>>) -> Result<Self, EmptyList> {
        Self::new(readings).ok_or(EmptyList)
    }
}

impl<T> std::ops::Deref for Readings<T> {
    type Target = [Reading<T>];

    fn deref(&self) -> &[Reading<T>] {
        &self.0
    }
}

/// A field that sources report.
///
/// In JSON a bare value stands as it is; readings stand in an object with the one
/// key `readings`, so that they cannot be mistaken for a list that is a value.
///
/// ```
/// use rapporteur_schema::{Date, Field};
/// let bare: Field<Date> = serde_json::from_str(r#""2009-05-12""#)?;
/// let two: Field<Date> = serde_json::from_str(
///     r#"{"readings":[{"value":"2009-05-12","cite":["luo-2019#44"]},
///                     {"value":"2009","cite":["luo-2021#15"]}]}"#,
/// )?;
/// assert!(!bare.is_contested() && two.is_contested());
/// # Ok::<(), serde_json::Error>(())
/// ```
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum Field<T> {
    /// One value, supported by the citations of the record.
    Bare(T),
    /// What each source has.
    Readings(Readings<T>),
}

impl<T> From<T> for Field<T> {
    /// A value that rests on the citations of its record.
    ///
    /// ```
    /// use rapporteur_schema::{Date, Field};
    /// let date: Field<Date> = "2009-05-12".parse::<Date>()?.into();
    /// assert!(!date.is_contested());
    /// # Ok::<(), Box<dyn std::error::Error>>(())
    /// ```
    fn from(value: T) -> Self {
        Self::Bare(value)
    }
}

impl<T: PartialEq> Field<T> {
    /// The value, when every reading has the same one and none of them is the
    /// editors' own proposal alone.
    ///
    /// ```
    /// use rapporteur_schema::{Date, Field};
    /// let bare: Field<Date> = serde_json::from_str(r#""2009-05-12""#)?;
    /// assert_eq!(bare.agreed().map(Date::as_str), Some("2009-05-12"));
    /// # Ok::<(), Box<dyn std::error::Error>>(())
    /// ```
    pub fn agreed(&self) -> Option<&T> {
        match self {
            Self::Bare(value) => Some(value),
            Self::Readings(readings) => {
                let first = readings.first()?.content.value()?;
                readings.iter().all(|r| r.content.value() == Some(first)).then_some(first)
            }
        }
    }

    /// Whether there are readings that differ.
    ///
    /// ```
    /// use rapporteur_schema::{Date, Field};
    /// let two: Field<Date> = serde_json::from_str(
    ///     r#"{"readings": [{"value": "2009", "cite": ["a#1"]}, {"value": "2010", "cite": ["b#1"]}]}"#,
    /// )?;
    /// assert!(two.is_contested());
    /// # Ok::<(), Box<dyn std::error::Error>>(())
    /// ```
    pub fn is_contested(&self) -> bool {
        self.agreed().is_none()
            && match self {
                Self::Bare(_) => false,
                Self::Readings(readings) => readings.len() > 1,
            }
    }

    /// Every reading with the citations that support it, the record's own where
    /// the value is bare.
    ///
    /// ```
    /// use rapporteur_schema::{Cites, Date, Field};
    /// let bare: Field<Date> = serde_json::from_str(r#""2009""#)?;
    /// let of_record = Cites::new(["luo-2019#44".parse()?])?;
    /// assert_eq!(bare.witnesses(&of_record)[0].cite, &of_record);
    /// # Ok::<(), Box<dyn std::error::Error>>(())
    /// ```
    pub fn witnesses<'a>(&'a self, record: &'a Cites) -> Vec<Witness<'a, T>> {
        self.each_witness(record).collect()
    }

    /// What [`witnesses`](Self::witnesses) returns, one by one.
    pub(crate) fn each_witness<'a>(
        &'a self,
        record: &'a Cites,
    ) -> impl Iterator<Item = Witness<'a, T>> {
        let (bare, readings): (_, &[Reading<T>]) = match self {
            Self::Bare(value) => (Some(value), &[]),
            Self::Readings(readings) => (None, readings),
        };
        let bare = bare.map(|value| Witness {
            value: Some(value),
            absent: None,
            meta: None,
            cite: record,
        });
        bare.into_iter().chain(readings.iter().map(|reading| Witness {
            value: reading.content.value(),
            absent: match reading.content {
                Content::Value(_) => None,
                Content::Absent(absence) => Some(absence),
            },
            meta: Some(&reading.meta),
            cite: &reading.cite,
        }))
    }

    /// The shortest form that says the same: a bare value in place of a single
    /// reading that adds nothing to what `record` supports.
    pub(crate) fn canonicalise(&mut self, record: &Cites) {
        let bare = match self {
            Self::Readings(readings) => {
                matches!(readings.0.as_slice(), [only] if only.meta.is_empty()
                    && only.cite == *record && only.content.value().is_some())
            }
            Self::Bare(_) => false,
        };
        if !bare {
            return;
        }
        if let Self::Readings(readings) = self
            && let Some(Reading { content: Content::Value(value), .. }) = readings.0.pop()
        {
            *self = Self::Bare(value);
        }
    }
}

/// A reading as a reader of the dataset wants it: with its citations at hand,
/// wherever they are written.
///
/// ```
/// # let dataset = rapporteur_schema::Dataset::open("tests/data/brazil-un-human-rights")?;
/// use rapporteur_schema::RecordRef;
/// let Some(RecordRef::Event(event)) = dataset.get("entry-into-force-crc-brazil") else {
///     unreachable!()
/// };
/// let witnesses = event.readings(&event.date);
/// assert_eq!(witnesses[1].value.map(|date| date.as_str()), Some("1990-10-23"));
/// assert_eq!(witnesses[1].cite.sources(), ["decree-99710-1990"]);
/// # Ok::<(), Box<dyn std::error::Error>>(())
/// ```
#[derive(Debug, Clone, Copy)]
#[non_exhaustive]
pub struct Witness<'a, T> {
    /// The value, if there is one.
    pub value: Option<&'a T>,
    /// Why there is no value.
    pub absent: Option<Absence>,
    /// What the reading says about itself.
    pub meta: Option<&'a Meta>,
    /// The passages that carry it.
    pub cite: &'a Cites,
}

impl<T: Serialize> Serialize for Field<T> {
    fn serialize<S: Serializer>(&self, s: S) -> Result<S::Ok, S::Error> {
        match self {
            Self::Bare(value) => value.serialize(s),
            Self::Readings(readings) => {
                let mut s = s.serialize_struct("Readings", 1)?;
                s.serialize_field("readings", readings.0.as_slice())?;
                s.end()
            }
        }
    }
}

/// A map of which the first key has been read already.
struct Rewound<'de, A> {
    first: Option<String>,
    rest: A,
    of: PhantomData<&'de ()>,
}

impl<'de, A: MapAccess<'de>> MapAccess<'de> for Rewound<'de, A> {
    type Error = A::Error;

    fn next_key_seed<K: de::DeserializeSeed<'de>>(
        &mut self,
        seed: K,
    ) -> Result<Option<K::Value>, A::Error> {
        match self.first.take() {
            Some(key) => seed.deserialize(de::value::StringDeserializer::new(key)).map(Some),
            None => self.rest.next_key_seed(seed),
        }
    }

    fn next_value_seed<V: de::DeserializeSeed<'de>>(
        &mut self,
        seed: V,
    ) -> Result<V::Value, A::Error> {
        self.rest.next_value_seed(seed)
    }
}

struct FieldVisitor<T>(PhantomData<T>);

impl<'de, T: Deserialize<'de>> Visitor<'de> for FieldVisitor<T> {
    type Value = Field<T>;

    fn expecting(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str("a value, or {\"readings\": [...]}")
    }

    fn visit_str<E: de::Error>(self, text: &str) -> Result<Field<T>, E> {
        T::deserialize(de::value::StrDeserializer::new(text)).map(Field::Bare)
    }

    fn visit_bool<E: de::Error>(self, value: bool) -> Result<Field<T>, E> {
        T::deserialize(de::value::BoolDeserializer::new(value)).map(Field::Bare)
    }

    fn visit_i64<E: de::Error>(self, value: i64) -> Result<Field<T>, E> {
        T::deserialize(de::value::I64Deserializer::new(value)).map(Field::Bare)
    }

    fn visit_u64<E: de::Error>(self, value: u64) -> Result<Field<T>, E> {
        T::deserialize(de::value::U64Deserializer::new(value)).map(Field::Bare)
    }

    fn visit_f64<E: de::Error>(self, value: f64) -> Result<Field<T>, E> {
        T::deserialize(de::value::F64Deserializer::new(value)).map(Field::Bare)
    }

    fn visit_seq<A: SeqAccess<'de>>(self, seq: A) -> Result<Field<T>, A::Error> {
        T::deserialize(SeqAccessDeserializer::new(seq)).map(Field::Bare)
    }

    fn visit_map<A: MapAccess<'de>>(self, mut map: A) -> Result<Field<T>, A::Error> {
        let first: Option<String> = map.next_key()?;
        if first.as_deref() != Some("readings") {
            let map = Rewound { first, rest: map, of: PhantomData };
            return T::deserialize(MapAccessDeserializer::new(map)).map(Field::Bare);
        }
        let readings: SmallVec<[Reading<T>; 8]> = map.next_value()?;
        let readings = Readings::of(readings)
            .ok_or_else(|| de::Error::custom("`readings` must hold at least one reading"))?;
        match map.next_key::<String>()? {
            None => Ok(Field::Readings(readings)),
            Some(key) => Err(de::Error::custom(format_args!(
                "unknown field `{}` beside `readings`",
                key.escape_debug()
            ))),
        }
    }
}

impl<'de, T: Deserialize<'de>> Deserialize<'de> for Field<T> {
    fn deserialize<D: Deserializer<'de>>(d: D) -> Result<Self, D::Error> {
        d.deserialize_any(FieldVisitor(PhantomData))
    }
}

//! Lists that take no more memory than they hold, and the list that a field has.

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

/// A list in exactly the memory that it needs: most lists of a dataset have one item,
/// and never another.
pub(crate) fn exact<T>(
    items: impl IntoIterator<Item = T, IntoIter: ExactSizeIterator>,
) -> ThinVec<T> {
    let items = items.into_iter();
    let mut list = ThinVec::with_capacity(items.len());
    list.extend(items);
    list
}

/// A list of at least one item, which may be known to be incomplete.
///
/// In JSON an array, or `{"items": [...], "open": true}` when the source says
/// that there are others.
///
/// ```
/// use rapporteur_schema::List;
/// let some: List<u8> = serde_json::from_str(r#"{"items": [1, 2], "open": true}"#)?;
/// assert!(some.open && some[..] == [1, 2]);
/// assert!(serde_json::from_str::<List<u8>>("[]").is_err());
/// # Ok::<(), Box<dyn std::error::Error>>(())
/// ```
#[derive(Debug, Clone, PartialEq, Eq)]
#[non_exhaustive]
pub struct List<T> {
    /// The items, in the order of the source; never empty.
    items: ThinVec<T>,
    /// Whether the source says that there are others.
    pub open: bool,
}

/// A list that must not be empty was to be made of nothing.
///
/// ```
/// use rapporteur_schema::{EmptyList, List};
/// let error: EmptyList = List::<u8>::try_from(vec![]).unwrap_err();
/// assert_eq!(error.to_string(), "the list is empty: leave the field out");
/// ```
#[derive(Debug, Clone, Copy, PartialEq, Eq, thiserror::Error)]
#[error("{EMPTY}")]
#[non_exhaustive]
pub struct EmptyList;

impl<T> List<T> {
    /// A list of these items; `None` if there are none.
    ///
    /// ```
    /// use rapporteur_schema::List;
    /// assert_eq!(List::new(vec![1, 2]).map(|list| list.len()), Some(2));
    /// assert_eq!(List::<u8>::new(vec![]), None);
    /// // With `?`:
    /// let list: List<u8> = vec![1, 2].try_into()?;
    /// # Ok::<(), rapporteur_schema::EmptyList>(())
    /// ```
    pub fn new(items: Vec<T>) -> Option<Self> {
        Self::of(exact(items))
    }

    fn of(items: ThinVec<T>) -> Option<Self> {
        (!items.is_empty()).then_some(Self { items, open: false })
    }

    /// The same list, marked as incomplete.
    ///
    /// ```
    /// use rapporteur_schema::List;
    /// let list = List::new(vec![1, 2]).ok_or("empty")?.and_others();
    /// assert_eq!(serde_json::to_string(&list)?, r#"{"items":[1,2],"open":true}"#);
    /// # Ok::<(), Box<dyn std::error::Error>>(())
    /// ```
    #[must_use]
    pub fn and_others(self) -> Self {
        Self { open: true, ..self }
    }

    /// One more item at the end.
    ///
    /// ```
    /// use rapporteur_schema::List;
    /// let mut list = List::new(vec!["a"]).ok_or("empty")?;
    /// list.push("b");
    /// assert_eq!(list[..], ["a", "b"]);
    /// # Ok::<(), Box<dyn std::error::Error>>(())
    /// ```
    pub fn push(&mut self, item: T) {
        self.items.push(item);
    }
}

impl<T> TryFrom<Vec<T>> for List<T> {
    type Error = EmptyList;

    fn try_from(items: Vec<T>) -> Result<Self, EmptyList> {
        Self::new(items).ok_or(EmptyList)
    }
}

impl<T> std::ops::Deref for List<T> {
    type Target = [T];

    fn deref(&self) -> &[T] {
        &self.items
    }
}

impl<T: Serialize> Serialize for List<T> {
    fn serialize<S: Serializer>(&self, s: S) -> Result<S::Ok, S::Error> {
        if !self.open {
            return s.collect_seq(&self.items);
        }
        let mut s = s.serialize_struct("List", 2)?;
        s.serialize_field("items", self.items.as_slice())?;
        s.serialize_field("open", &true)?;
        s.end()
    }
}

struct ListVisitor<T>(PhantomData<T>);

impl<'de, T: Deserialize<'de>> Visitor<'de> for ListVisitor<T> {
    type Value = List<T>;

    fn expecting(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str("a list in brackets, or {\"items\": [...], \"open\": true}")
    }

    fn visit_seq<A: SeqAccess<'de>>(self, seq: A) -> Result<List<T>, A::Error> {
        let items = SmallVec::<[T; 8]>::deserialize(SeqAccessDeserializer::new(seq))?;
        List::of(exact(items)).ok_or_else(|| de::Error::custom(EMPTY))
    }

    fn visit_map<A: MapAccess<'de>>(self, map: A) -> Result<List<T>, A::Error> {
        #[derive(Deserialize)]
        #[serde(deny_unknown_fields, rename = "List")]
        struct Json<T> {
            items: Vec<T>,
            #[serde(default)]
            open: bool,
        }
        let json = Json::deserialize(MapAccessDeserializer::new(map))?;
        let list = List::new(json.items).ok_or_else(|| de::Error::custom(EMPTY))?;
        Ok(List { open: json.open, ..list })
    }
}

const EMPTY: &str = "the list is empty: leave the field out";

impl<'de, T: Deserialize<'de>> Deserialize<'de> for List<T> {
    fn deserialize<D: Deserializer<'de>>(d: D) -> Result<Self, D::Error> {
        d.deserialize_any(ListVisitor(PhantomData))
    }
}

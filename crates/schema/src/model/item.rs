//! The items of lists.

use std::fmt;

use serde::{
    Deserialize, Deserializer, Serialize, Serializer,
    de::{self, MapAccess, Visitor, value::MapAccessDeserializer},
    ser::SerializeStruct,
};

use super::{
    Counts, FieldName,
    targets::{Agent, AnOrganisation, Anything, Speaker},
};
use crate::{
    codes::{Access, Basis, Measure, NameKind, Role},
    reading::{Meta, read_meta, serialize_meta},
    value::{Cites, Date, Id, LanguageTag, PlainText, Quantity, Ref, RefTarget, Text},
    view::{Item, ItemView, MetaView, PartDef, PartValue, Shape},
};

/// Defines an item: parts that every item has, parts that some have, and after
/// them what an item says about itself.
macro_rules! item {
    ($(
        $(#[doc = $doc:literal])+
        $name:ident {
            $($(#[doc = $need_doc:literal])+ $need:ident: $need_type:ty, $need_label:literal;)*
        } and {
            $($(#[doc = $may_doc:literal])+ $may:ident: $may_type:ty, $may_label:literal;)*
        } such as {
            $(#[doc = $such_doc:literal])+
        }
    )+) => {$(
        $(#[doc = $doc])+
        ///
        $(#[doc = $such_doc])+
        #[derive(Debug, Clone, PartialEq, Eq)]
        #[non_exhaustive]
        pub struct $name {
            $($(#[doc = $need_doc])+ pub $need: $need_type,)*
            $($(#[doc = $may_doc])+ pub $may: Option<$may_type>,)*
            /// What the item says about itself.
            pub meta: Meta,
            /// The passages that support the item, when they are not those of its field.
            pub cite: Option<Cites>,
        }

        impl $name {
            /// An item with the parts that every such item has.
            ///
            $(#[doc = $such_doc])+
            pub fn new($($need: $need_type),*) -> Self {
                Self { $($need,)* $($may: None,)* meta: Meta::default(), cite: None }
            }
        }

        impl Item for $name {
            const SHAPE: &'static Shape = &Shape {
                name: stringify!($name),
                list: true,
                annotated: true,
                bare: false,
                parts: &[
                    $(part::<$need_type>(stringify!($need), $need_label, concat!($($need_doc),+)),)*
                    $(part::<Option<$may_type>>(stringify!($may), $may_label, concat!($($may_doc),+)),)*
                ],
            };

            fn view(&self) -> ItemView<'_> {
                let atoms = [$(self.$need.part(),)* $(self.$may.part(),)*];
                let parts = Self::SHAPE.parts.iter().zip(atoms);
                ItemView {
                    parts: parts.filter_map(|(def, atom)| Some((def, atom?))).collect(),
                    meta: MetaView::new(Some(&self.meta), self.cite.as_ref()),
                }
            }
        }

        impl Serialize for $name {
            fn serialize<S: Serializer>(&self, s: S) -> Result<S::Ok, S::Error> {
                let mut s = s.serialize_struct(stringify!($name), 16)?;
                $(s.serialize_field(stringify!($need), &self.$need)?;)*
                $(if let Some(value) = &self.$may {
                    s.serialize_field(stringify!($may), value)?;
                })*
                serialize_meta!(s, &self.meta);
                if let Some(cite) = &self.cite {
                    s.serialize_field("cite", cite)?;
                }
                s.end()
            }
        }

        impl<'de> Deserialize<'de> for $name {
            fn deserialize<D: Deserializer<'de>>(d: D) -> Result<Self, D::Error> {
                #[derive(Deserialize)]
                #[serde(
                    deny_unknown_fields,
                    rename = "item",
                    expecting = "an item, which is an object in braces"
                )]
                struct Json {
                    $($need: $need_type,)*
                    $($may: Option<$may_type>,)*
                    as_printed: Option<PlainText>,
                    basis: Option<Basis>,
                    as_of: Option<Date>,
                    said_by: Option<Ref<Speaker>>,
                    note: Option<Text>,
                    access: Option<Access>,
                    cite: Option<Cites>,
                }
                let json = Json::deserialize(d)?;
                Self {
                    $($need: json.$need,)*
                    $($may: json.$may,)*
                    meta: read_meta!(json),
                    cite: json.cite,
                }
                .validate()
                .map_err(de::Error::custom)
            }
        }
    )+};
}

const fn part<T: PartValue>(
    name: &'static str,
    label: &'static str,
    definition: &'static str,
) -> PartDef {
    PartDef { name, label, definition, atom: T::TYPE, required: T::REQUIRED, many: false }
}

item! {
    /// A name, with its language and what it is to the thing named.
    Name {
        /// The name itself.
        text: PlainText, "Name";
    } and {
        /// The language and, where it matters, the script of the name.
        lang: LanguageTag, "Language";
        /// What the name is to the thing named; absent for a preferred name.
        kind: NameKind, "Kind";
    } such as {
        /// ```
        /// use rapporteur_schema::model::Name;
        /// let mut name = Name::new("Conselho de Direitos Humanos".parse()?);
        /// name.lang = Some("pt".parse()?);
        /// assert_eq!(
        ///     serde_json::to_string(&name)?,
        ///     r#"{"text":"Conselho de Direitos Humanos","lang":"pt"}"#,
        /// );
        /// # Ok::<(), Box<dyn std::error::Error>>(())
        /// ```
    }

    /// Somebody's part in an event.
    Participant {
        /// The person or organisation.
        who: Ref<Agent>, "Who";
        /// What they did or were in the event.
        role: Role, "Role";
    } and {
        /// The party for whom they took part.
        side: Ref<AnOrganisation>, "Side";
        /// The office or description under which the source names them.
        capacity: Text, "Capacity";
    } such as {
        /// ```
        /// use rapporteur_schema::{Ref, codes::Role, model::Participant};
        /// let elected = Participant::new(Ref::new("brazil".parse()?), Role::Elected);
        /// assert_eq!(serde_json::to_string(&elected)?, r#"{"who":"brazil","role":"elected"}"#);
        /// # Ok::<(), Box<dyn std::error::Error>>(())
        /// ```
    }

    /// What an event, a statement or a figure is about: a record, words, or both.
    Subject {} and {
        /// The record that it is about.
        what: Ref<Anything>, "What";
        /// What it is about, in the editors' words.
        text: Text, "In words";
    } such as {
        /// ```
        /// use rapporteur_schema::{Text, model::Subject};
        /// let mut subject = Subject::new();
        /// subject.text = Some(Text::new("en".parse()?, "the rights of the child".parse()?));
        /// assert_eq!(
        ///     serde_json::to_string(&subject)?,
        ///     r#"{"text":{"en":"the rights of the child"}}"#,
        /// );
        /// # Ok::<(), Box<dyn std::error::Error>>(())
        /// ```
    }

    /// A number that is about an event.
    Measured {
        /// What is counted or measured.
        measure: Measure, "Measure";
        /// The number.
        quantity: Quantity, "Quantity";
    } and {
        /// What is counted, where the measure alone does not say it.
        of: Text, "Of";
        /// What in this dataset the number counts.
        counts: Box<Counts>, "Counts";
    } such as {
        /// ```
        /// use rapporteur_schema::{Quantity, codes::Measure, model::Measured};
        /// let votes = Measured::new(Measure::VotesFor, Quantity::exact(144_u32));
        /// assert_eq!(serde_json::to_string(&votes)?, r#"{"measure":"votes-for","quantity":{"n":144}}"#);
        /// # Ok::<(), Box<dyn std::error::Error>>(())
        /// ```
    }
}

impl Name {
    /// What the name is to the thing named.
    ///
    /// ```
    /// use rapporteur_schema::{codes::NameKind, model::Name};
    /// let name = Name::new("Human Rights Council".parse()?);
    /// // It is preferred without having to say so.
    /// assert_eq!((name.kind, name.kind()), (None, NameKind::Preferred));
    /// # Ok::<(), Box<dyn std::error::Error>>(())
    /// ```
    pub fn kind(&self) -> NameKind {
        self.kind.unwrap_or(NameKind::Preferred)
    }

    // `preferred` is said by leaving the kind out.
    #[expect(clippy::unnecessary_wraps, reason = "one signature for all items")]
    fn validate(self) -> Result<Self, &'static str> {
        Ok(Self { kind: self.kind.filter(|kind| *kind != NameKind::Preferred), ..self })
    }
}

impl Participant {
    #[expect(clippy::unnecessary_wraps, reason = "one signature for all items")]
    fn validate(self) -> Result<Self, &'static str> {
        Ok(self)
    }
}

impl Subject {
    fn validate(self) -> Result<Self, &'static str> {
        if self.what.is_none() && self.text.is_none() {
            return Err("an item of `about` needs `what` (a record), `text`, or both");
        }
        Ok(self)
    }
}

impl Measured {
    #[expect(clippy::unnecessary_wraps, reason = "one signature for all items")]
    fn validate(self) -> Result<Self, &'static str> {
        Ok(self)
    }
}

/// A reference in a list that sources report. In JSON the id alone, or an object
/// `{"ref": "…", "cite": [...]}` when it says something about itself.
///
/// ```
/// use rapporteur_schema::model::{Reference, targets::Agent};
/// // One of the authors rests on a passage of its own.
/// let author: Reference<Agent> =
///     serde_json::from_str(r#"{"ref": "juan-mendez", "cite": ["report-2024#1"]}"#)?;
/// assert_eq!(author.target.as_str(), "juan-mendez");
/// assert!(author.cite.is_some());
/// # Ok::<(), Box<dyn std::error::Error>>(())
/// ```
#[derive(Debug)]
#[non_exhaustive]
pub struct Reference<T> {
    /// The record pointed to.
    pub target: Ref<T>,
    /// What the item says about itself.
    pub meta: Meta,
    /// The passages that support the item, when they are not those of its field.
    pub cite: Option<Cites>,
}

impl<T> Clone for Reference<T> {
    fn clone(&self) -> Self {
        Self { target: self.target.clone(), meta: self.meta.clone(), cite: self.cite.clone() }
    }
}

impl<T> PartialEq for Reference<T> {
    fn eq(&self, other: &Self) -> bool {
        self.target == other.target && self.meta == other.meta && self.cite == other.cite
    }
}

impl<T> Eq for Reference<T> {}

impl<T> Reference<T> {
    /// Points to the record with this identifier.
    ///
    /// ```
    /// use rapporteur_schema::model::{Reference, targets::Agent};
    /// let publisher: Reference<Agent> = Reference::new("un-general-assembly".parse()?);
    /// // It says nothing about itself, so that its id is enough.
    /// assert_eq!(serde_json::to_string(&publisher)?, r#""un-general-assembly""#);
    /// # Ok::<(), Box<dyn std::error::Error>>(())
    /// ```
    pub fn new(id: Id) -> Self {
        Self { target: Ref::new(id), meta: Meta::default(), cite: None }
    }
}

impl<T: RefTarget> Item for Reference<T> {
    const SHAPE: &'static Shape = &Shape {
        name: "Reference",
        list: true,
        annotated: true,
        bare: true,
        parts: &[part::<Ref<T>>("ref", "Record", "The record pointed to.")],
    };

    fn view(&self) -> ItemView<'_> {
        let parts = Self::SHAPE.parts.iter().zip(self.target.part()).collect();
        ItemView { parts, meta: MetaView::new(Some(&self.meta), self.cite.as_ref()) }
    }
}

impl<T> Serialize for Reference<T> {
    fn serialize<S: Serializer>(&self, s: S) -> Result<S::Ok, S::Error> {
        if self.meta.is_empty() && self.cite.is_none() {
            return self.target.serialize(s);
        }
        let mut s = s.serialize_struct("Reference", 8)?;
        s.serialize_field("ref", &self.target)?;
        serialize_meta!(s, &self.meta);
        if let Some(cite) = &self.cite {
            s.serialize_field("cite", cite)?;
        }
        s.end()
    }
}

struct ReferenceVisitor<T>(std::marker::PhantomData<T>);

impl<'de, T> Visitor<'de> for ReferenceVisitor<T> {
    type Value = Reference<T>;

    fn expecting(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str("the id of a record, or {\"ref\": \"…\", \"cite\": [...]}")
    }

    fn visit_str<E: de::Error>(self, text: &str) -> Result<Reference<T>, E> {
        text.parse().map(Reference::new).map_err(E::custom)
    }

    fn visit_map<A: MapAccess<'de>>(self, map: A) -> Result<Reference<T>, A::Error> {
        #[derive(Deserialize)]
        #[serde(deny_unknown_fields, rename = "reference")]
        struct Json {
            r#ref: Id,
            as_printed: Option<PlainText>,
            basis: Option<Basis>,
            as_of: Option<Date>,
            said_by: Option<Ref<Speaker>>,
            note: Option<Text>,
            access: Option<Access>,
            cite: Option<Cites>,
        }
        let json = Json::deserialize(MapAccessDeserializer::new(map))?;
        Ok(Reference { target: Ref::new(json.r#ref), meta: read_meta!(json), cite: json.cite })
    }
}

impl<'de, T> Deserialize<'de> for Reference<T> {
    fn deserialize<D: Deserializer<'de>>(d: D) -> Result<Self, D::Error> {
        d.deserialize_any(ReferenceVisitor(std::marker::PhantomData))
    }
}

/// Defines an item of the editors' arrangement, which says nothing about itself.
macro_rules! plain_item {
    ($(
        $(#[doc = $doc:literal])+
        $name:ident {
            $($(#[doc = $part_doc:literal])+ $part:ident: $type:ty, $label:literal;)+
        } such as {
            $(#[doc = $such_doc:literal])+
        }
    )+) => {$(
        $(#[doc = $doc])+
        ///
        $(#[doc = $such_doc])+
        #[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
        #[serde(deny_unknown_fields)]
        #[non_exhaustive]
        pub struct $name {
            $(
                $(#[doc = $part_doc])+
                #[serde(skip_serializing_if = "no_part")]
                pub $part: $type,
            )+
        }

        impl $name {
            /// An item with these parts.
            ///
            $(#[doc = $such_doc])+
            pub fn new($($part: $type),+) -> Self {
                Self { $($part),+ }
            }
        }

        impl Item for $name {
            const SHAPE: &'static Shape = &Shape {
                name: stringify!($name),
                list: true,
                annotated: false,
                bare: false,
                parts: &[$(part::<$type>(stringify!($part), $label, concat!($($part_doc),+)),)+],
            };

            fn view(&self) -> ItemView<'_> {
                let atoms = [$(self.$part.part()),+];
                let parts = Self::SHAPE.parts.iter().zip(atoms);
                ItemView {
                    parts: parts.filter_map(|(def, atom)| Some((def, atom?))).collect(),
                    meta: MetaView::default(),
                }
            }
        }
    )+};
}

fn no_part<T: PartValue>(part: &T) -> bool {
    part.part().is_none()
}

plain_item! {
    /// An identifier that others have given to the thing recorded.
    Identifier {
        /// Who gives such identifiers: `iso3166-1-alpha-2`, `wikidata`, `doi`, `url` …
        scheme: Id, "Scheme";
        /// The identifier.
        value: PlainText, "Identifier";
    } such as {
        /// ```
        /// use rapporteur_schema::model::Identifier;
        /// let code = Identifier::new("iso3166-1-alpha-2".parse()?, "BR".parse()?);
        /// assert_eq!(
        ///     serde_json::to_string(&code)?,
        ///     r#"{"scheme":"iso3166-1-alpha-2","value":"BR"}"#,
        /// );
        /// # Ok::<(), Box<dyn std::error::Error>>(())
        /// ```
    }

    /// A record that may be about the same thing; the two stay two.
    SameAs {
        /// The other record.
        record: Ref<Anything>, "Record";
        /// Why the editors think so, and why they are not sure.
        reason: Text, "Reason";
    } such as {
        /// ```
        /// use rapporteur_schema::{Ref, Text, model::SameAs};
        /// let why = Text::new("en".parse()?, "One name, and no year of birth in either.".parse()?);
        /// let other = SameAs::new(Ref::new("juan-mendez".parse()?), why);
        /// assert_eq!(other.record.as_str(), "juan-mendez");
        /// # Ok::<(), Box<dyn std::error::Error>>(())
        /// ```
    }

    /// A record, or one of its fields.
    Pointer {
        /// The record.
        record: Ref<Anything>, "Record";
        /// The name of the field.
        field: Option<FieldName>, "Field";
    } such as {
        /// ```
        /// use rapporteur_schema::{Ref, model::Pointer};
        /// let record = Ref::new("entry-into-force-crc-brazil".parse()?);
        /// let date = Pointer::new(record, Some("date".parse()?));
        /// assert_eq!(
        ///     serde_json::to_string(&date)?,
        ///     r#"{"record":"entry-into-force-crc-brazil","field":"date"}"#,
        /// );
        /// # Ok::<(), Box<dyn std::error::Error>>(())
        /// ```
    }
}

/// What a source promises or points to and does not give.
///
/// ```
/// use rapporteur_schema::model::Gap;
/// let gap: Gap = serde_json::from_str(
///     r#"{"what": {"en": "The table of votes in an annex."}, "cite": ["report-2024#7"]}"#,
/// )?;
/// assert_eq!(gap.what.best("en"), "The table of votes in an annex.");
/// # Ok::<(), Box<dyn std::error::Error>>(())
/// ```
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
#[non_exhaustive]
pub struct Gap {
    /// What is missing.
    pub what: Text,
    /// The passages that point to it.
    pub cite: Cites,
}

impl Gap {
    /// What is missing, and the passages that point to it.
    ///
    /// ```
    /// use rapporteur_schema::{Cites, Text, model::Gap};
    /// let what = Text::new("en".parse()?, "The table of votes in an annex.".parse()?);
    /// let gap = Gap::new(what, Cites::new(["report-2024#7".parse()?])?);
    /// assert_eq!(gap.cite.sources(), ["report-2024"]);
    /// # Ok::<(), Box<dyn std::error::Error>>(())
    /// ```
    pub fn new(what: Text, cite: Cites) -> Self {
        Self { what, cite }
    }
}

impl Item for Gap {
    const SHAPE: &'static Shape = &Shape {
        name: "Gap",
        list: true,
        annotated: true,
        bare: false,
        parts: &[part::<Text>("what", "What", "What is missing.")],
    };

    fn view(&self) -> ItemView<'_> {
        ItemView {
            parts: Self::SHAPE.parts.iter().zip(self.what.part()).collect(),
            meta: MetaView::new(None, Some(&self.cite)),
        }
    }
}

impl Default for Subject {
    fn default() -> Self {
        Self::new()
    }
}

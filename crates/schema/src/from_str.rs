//! Reading a type that has a text form through serde without an extra copy.

use std::{fmt, marker::PhantomData, str::FromStr};

use serde::de::{Deserializer, Error, Visitor};

struct FromStrVisitor<T> {
    expecting: &'static str,
    of: PhantomData<T>,
}

impl<T: FromStr<Err: fmt::Display>> Visitor<'_> for FromStrVisitor<T> {
    type Value = T;

    fn expecting(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str(self.expecting)
    }

    fn visit_str<E: Error>(self, text: &str) -> Result<T, E> {
        text.parse().map_err(E::custom)
    }
}

/// Deserialises a value whose JSON form is a string that `T` parses.
pub(crate) fn deserialize<'de, T, D>(d: D, expecting: &'static str) -> Result<T, D::Error>
where
    T: FromStr<Err: fmt::Display>,
    D: Deserializer<'de>,
{
    d.deserialize_str(FromStrVisitor { expecting, of: PhantomData })
}

/// Serde for a newtype over text: `Display` out, `FromStr` in.
macro_rules! serde_as_text {
    ($name:ident $(<$g:ident>)?, $expecting:literal) => {
        impl $(<$g>)? ::serde::Serialize for $name $(<$g>)? {
            fn serialize<S: ::serde::Serializer>(&self, s: S) -> Result<S::Ok, S::Error> {
                s.serialize_str(self.as_str())
            }
        }

        impl<'de $(, $g)?> ::serde::Deserialize<'de> for $name $(<$g>)? {
            fn deserialize<D: ::serde::Deserializer<'de>>(d: D) -> Result<Self, D::Error> {
                $crate::from_str::deserialize(d, $expecting)
            }
        }

        impl $(<$g>)? ::std::fmt::Display for $name $(<$g>)? {
            fn fmt(&self, f: &mut ::std::fmt::Formatter<'_>) -> ::std::fmt::Result {
                f.write_str(self.as_str())
            }
        }
    };
}
pub(crate) use serde_as_text;

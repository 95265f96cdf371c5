//! Dates as precise as a source gives them.

use std::{fmt, str::FromStr};

use arcstr::ArcStr;
use edtf_core::{Bound, BoundDate, Edtf};

use super::{meant, recent::recent};
use crate::from_str::serde_as_text;

/// A date in the Extended Date/Time Format (EDTF, ISO 8601-2:2019 Annex A,
/// levels 0 to 2): `2019-04-01`, `2015`, `201X`, `2009/2012`, `2010~`, `2014/..`.
///
/// The text is kept as written: two dates are equal when their texts are.
/// Earliest and latest day are derived, for sorting and for formats that need them.
///
/// ```
/// use rapporteur_schema::Date;
/// let date: Date = "2016".parse()?;
/// assert_eq!(date.earliest().map(|day| day.to_string()).as_deref(), Some("2016-01-01"));
/// assert_eq!(date.latest().map(|day| day.to_string()).as_deref(), Some("2016-12-31"));
/// assert!("2016-02-30".parse::<Date>().is_err());
/// # Ok::<(), rapporteur_schema::InvalidDate>(())
/// ```
#[derive(Debug, Clone, PartialEq, Eq, Hash)]
pub struct Date {
    text: ArcStr,
    earliest: Packed,
    latest: Packed,
}

/// A day, none, or a sign that it has to be looked up, in four bytes.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash)]
struct Packed(u32);

impl Packed {
    const NONE: Self = Self(0);
    /// The year is too far away for four bytes: the text says what it is.
    const FAR: Self = Self(u32::MAX);
    /// What is added to a year, so that it is a number of 23 bits without a sign.
    const YEAR_ZERO: i32 = 1 << 22;

    fn new(day: Option<Day>) -> Self {
        let Some(Day { year, month, day }) = day else { return Self::NONE };
        let year = year.checked_add(Self::YEAR_ZERO).and_then(|year| u32::try_from(year).ok());
        match year {
            // The last year is that of `FAR`.
            Some(year) if year < (1 << 23) - 1 => {
                Self(year << 9 | u32::from(month & 15) << 5 | u32::from(day & 31))
            }
            _ => Self::FAR,
        }
    }

    fn day(self, far: impl FnOnce() -> Option<Day>) -> Option<Day> {
        match self {
            Self::NONE => None,
            Self::FAR => far(),
            Self(packed) => Some(Day {
                year: i32::try_from(packed >> 9).ok()? - Self::YEAR_ZERO,
                month: u8::try_from(packed >> 5 & 15).ok()?,
                day: u8::try_from(packed & 31).ok()?,
            }),
        }
    }
}

/// A day in the proleptic Gregorian calendar; year 0 is the year before year 1.
///
/// ```
/// use rapporteur_schema::Date;
/// let earlier = "2009-05-12".parse::<Date>()?.latest();
/// let later = "2009-06".parse::<Date>()?.earliest();
/// assert!(earlier < later);
/// assert_eq!(later.map(|day| (day.year, day.month, day.day)), Some((2009, 6, 1)));
/// # Ok::<(), Box<dyn std::error::Error>>(())
/// ```
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash)]
#[non_exhaustive]
pub struct Day {
    /// The astronomical year.
    pub year: i32,
    /// The month, 1 to 12.
    pub month: u8,
    /// The day of the month, 1 to 31.
    pub day: u8,
}

impl fmt::Display for Day {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        let sign = if self.year < 0 { "-" } else { "" };
        write!(f, "{sign}{:04}-{:02}-{:02}", self.year.abs(), self.month, self.day)
    }
}

impl Date {
    /// The date as written.
    ///
    /// ```
    /// use rapporteur_schema::Date;
    /// assert_eq!("2009/2012".parse::<Date>()?.as_str(), "2009/2012");
    /// # Ok::<(), Box<dyn std::error::Error>>(())
    /// ```
    pub fn as_str(&self) -> &str {
        &self.text
    }

    /// The first day that the date may mean; `None` if it has no beginning.
    ///
    /// ```
    /// use rapporteur_schema::Date;
    /// let decade: Date = "201X".parse()?;
    /// assert_eq!(decade.earliest().map(|day| day.to_string()).as_deref(), Some("2010-01-01"));
    /// let until: Date = "../2018-08".parse()?;
    /// assert_eq!(until.earliest(), None);
    /// # Ok::<(), Box<dyn std::error::Error>>(())
    /// ```
    pub fn earliest(&self) -> Option<Day> {
        self.earliest.day(|| day(self.expression()?.bounds().earliest))
    }

    /// The last day that the date may mean; `None` if it has no end.
    ///
    /// ```
    /// use rapporteur_schema::Date;
    /// let month: Date = "2016-02".parse()?;
    /// assert_eq!(month.latest().map(|day| day.to_string()).as_deref(), Some("2016-02-29"));
    /// # Ok::<(), Box<dyn std::error::Error>>(())
    /// ```
    pub fn latest(&self) -> Option<Day> {
        self.latest.day(|| day(self.expression()?.bounds().latest))
    }

    /// The year, when the whole date lies within one.
    ///
    /// ```
    /// use rapporteur_schema::Date;
    /// assert_eq!("2019-04".parse::<Date>()?.year(), Some(2019));
    /// assert_eq!("2009/2012".parse::<Date>()?.year(), None);
    /// # Ok::<(), Box<dyn std::error::Error>>(())
    /// ```
    pub fn year(&self) -> Option<i32> {
        match (self.earliest(), self.latest()) {
            (Some(first), Some(last)) if first.year == last.year => Some(first.year),
            _ => None,
        }
    }

    /// Whether the date is one single day without qualification.
    ///
    /// ```
    /// use rapporteur_schema::Date;
    /// assert!("2019-04-01".parse::<Date>()?.is_exact_day());
    /// assert!(!"2019-04-01~".parse::<Date>()?.is_exact_day());
    /// # Ok::<(), Box<dyn std::error::Error>>(())
    /// ```
    pub fn is_exact_day(&self) -> bool {
        self.text.len() == 10
            && self.earliest != Packed::NONE
            && self.earliest == self.latest
            && self.text.bytes().all(|b| b.is_ascii_digit() || b == b'-')
    }

    /// The parsed expression, for callers that need its structure.
    ///
    /// `None` never happens for a `Date` that exists; it is there so that nothing
    /// can panic.
    ///
    /// ```
    /// use rapporteur_schema::Date;
    /// assert!("2010~".parse::<Date>()?.expression().is_some());
    /// # Ok::<(), Box<dyn std::error::Error>>(())
    /// ```
    pub fn expression(&self) -> Option<Edtf> {
        Edtf::parse(&self.text).ok()
    }
}

impl AsRef<str> for Date {
    fn as_ref(&self) -> &str {
        &self.text
    }
}

/// Why a text is not a date.
///
/// ```
/// use rapporteur_schema::Date;
/// let error = "12 May 2009".parse::<Date>().unwrap_err();
/// assert!(error.to_string().ends_with("did you mean 2009-05-12?"));
/// let error = "last spring".parse::<Date>().unwrap_err();
/// assert!(error.to_string().contains("write it as in 2019-04-01"));
/// ```
#[derive(Debug, Clone, PartialEq, Eq, thiserror::Error)]
#[error(
    "`{}` is not a date in EDTF (ISO 8601-2): {reason}, at its character {}; {}",
    text.escape_debug(), at + 1, self.advice()
)]
pub struct InvalidDate {
    text: Box<str>,
    at: usize,
    reason: Box<str>,
}

impl InvalidDate {
    /// How many characters of the text stand before the place where it goes wrong.
    ///
    /// ```
    /// use rapporteur_schema::Date;
    /// let error = "2009-13-01".parse::<Date>().unwrap_err();
    /// assert_eq!(error.offset(), 5);
    /// ```
    pub fn offset(&self) -> usize {
        self.at
    }

    /// The date that was probably meant: of a day and a month in words, of a time of a day, of
    /// a range with a dash. Of `05/06/2009` it cannot be told.
    ///
    /// ```
    /// use rapporteur_schema::Date;
    /// let meant = |text: &str| text.parse::<Date>().unwrap_err().meant();
    /// assert_eq!(meant("14 October 2021"), Some("2021-10-14".parse()?));
    /// assert_eq!(meant("2009–2012"), Some("2009/2012".parse()?));
    /// assert_eq!(meant("05/06/2009"), None);
    /// # Ok::<(), rapporteur_schema::InvalidDate>(())
    /// ```
    pub fn meant(&self) -> Option<Date> {
        meant::meant(&self.text)
    }

    fn advice(&self) -> String {
        match self.meant() {
            Some(date) => format!("did you mean {date}?"),
            None => "write it as in 2019-04-01, 2019-04, 2019, 201X, 2009/2012 or 2010~".to_owned(),
        }
    }
}

fn day(bound: Bound) -> Option<Day> {
    match bound {
        Bound::Date(BoundDate { year, month, day }) => {
            Some(Day { year: i32::try_from(year).ok()?, month, day })
        }
        _ => None,
    }
}

impl FromStr for Date {
    type Err = InvalidDate;

    fn from_str(text: &str) -> Result<Self, InvalidDate> {
        recent!(Date, text, |text: &str| match Edtf::parse(text) {
            Ok(edtf) => {
                let bounds = edtf.bounds();
                Ok(Self {
                    text: text.into(),
                    earliest: Packed::new(day(bounds.earliest)),
                    latest: Packed::new(day(bounds.latest)),
                })
            }
            Err(error) => Err(InvalidDate {
                text: text.into(),
                at: text.get(..error.offset).map_or(0, |before| before.chars().count()),
                reason: error.message.into(),
            }),
        })
    }
}

serde_as_text!(Date, "a date in EDTF, as text");

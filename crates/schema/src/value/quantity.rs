//! Numbers as exact as a source gives them.

use std::{
    cmp::Ordering,
    fmt,
    hash::{Hash, Hasher},
    str::FromStr,
};

use serde::{
    Deserialize, Deserializer, Serialize, Serializer,
    de::{self, Visitor},
};

use super::PlainText;
use crate::{codes::Bound, from_str::serde_as_text};

/// An exact decimal number of at most 28 digits; never a binary fraction.
///
/// In JSON it is a number when it is a whole number that every reader keeps
/// exactly (at most 2⁵³ in size, RFC 8259 section 6), else text: `120`, `"1.5"`.
/// Trailing zeros are kept, since they say how precise the source is.
///
/// ```
/// use rapporteur_schema::Decimal;
/// let n: Decimal = "0.050".parse()?;
/// assert_eq!(n.to_string(), "0.050");
/// assert!("1e3".parse::<Decimal>().is_err());
/// # Ok::<(), rapporteur_schema::InvalidQuantity>(())
/// ```
#[derive(Debug, Clone, Copy, Eq)]
pub struct Decimal(rust_decimal::Decimal);

impl PartialEq for Decimal {
    /// Numbers are equal when they are written alike: `1.5` and `1.50` are two readings.
    fn eq(&self, other: &Self) -> bool {
        self.0 == other.0 && self.0.scale() == other.0.scale()
    }
}

impl PartialOrd for Decimal {
    fn partial_cmp(&self, other: &Self) -> Option<Ordering> {
        Some(self.cmp(other))
    }
}

impl Ord for Decimal {
    /// By size; of numbers of one size, the one written with fewer decimals comes first, so
    /// that the order and equality say the same. Whether one number exceeds another is asked
    /// with [`exceeds`](Self::exceeds).
    fn cmp(&self, other: &Self) -> Ordering {
        self.0.cmp(&other.0).then_with(|| self.0.scale().cmp(&other.0.scale()))
    }
}

impl Hash for Decimal {
    fn hash<H: Hasher>(&self, state: &mut H) {
        // As equality says: 1.5 and 1.50 are two.
        (self.0.mantissa(), self.0.scale()).hash(state);
    }
}

impl Decimal {
    /// Whole numbers up to this size stand as JSON numbers.
    const MAX_JSON_INTEGER: i64 = 1 << 53;

    /// The number as a binary fraction, for charts and cells; may be rounded.
    ///
    /// ```
    /// use rapporteur_schema::Decimal;
    /// assert_eq!("1.50".parse::<Decimal>()?.to_f64(), 1.5);
    /// # Ok::<(), Box<dyn std::error::Error>>(())
    /// ```
    pub fn to_f64(self) -> f64 {
        self.0.to_string().parse().unwrap_or(f64::NAN)
    }

    /// The number, when it is whole and small enough that JSON, a spreadsheet and
    /// every programming language keep it exactly.
    ///
    /// ```
    /// use rapporteur_schema::Decimal;
    /// assert_eq!(Decimal::from(167_u32).to_integer(), Some(167));
    /// assert_eq!("1.5".parse::<Decimal>()?.to_integer(), None);
    /// # Ok::<(), Box<dyn std::error::Error>>(())
    /// ```
    pub fn to_integer(self) -> Option<i64> {
        if self.0.scale() != 0 {
            return None;
        }
        let n: i64 = self.0.to_string().parse().ok()?;
        (-Self::MAX_JSON_INTEGER..=Self::MAX_JSON_INTEGER).contains(&n).then_some(n)
    }

    /// Whether it is greater, however the two are written.
    ///
    /// ```
    /// use rapporteur_schema::Decimal;
    /// let (short, long): (Decimal, Decimal) = ("1.5".parse()?, "1.50".parse()?);
    /// // Two readings, of one size.
    /// assert!(short != long && !short.exceeds(long) && !long.exceeds(short));
    /// assert!("2".parse::<Decimal>()?.exceeds(long));
    /// # Ok::<(), Box<dyn std::error::Error>>(())
    /// ```
    pub fn exceeds(self, other: Self) -> bool {
        self.0 > other.0
    }

    /// Adds, when the sum can be held.
    ///
    /// ```
    /// use rapporteur_schema::Decimal;
    /// let sum = "0.1".parse::<Decimal>()?.checked_add("0.2".parse()?);
    /// assert_eq!(sum, Some("0.3".parse()?));
    /// # Ok::<(), Box<dyn std::error::Error>>(())
    /// ```
    pub fn checked_add(self, other: Self) -> Option<Self> {
        self.0.checked_add(other.0).map(Self)
    }
}

impl From<u32> for Decimal {
    fn from(n: u32) -> Self {
        Self(n.into())
    }
}

impl From<u64> for Decimal {
    fn from(n: u64) -> Self {
        Self(n.into())
    }
}

impl From<usize> for Decimal {
    fn from(n: usize) -> Self {
        Self(n.into())
    }
}

impl From<i64> for Decimal {
    fn from(n: i64) -> Self {
        Self(n.into())
    }
}

impl fmt::Display for Decimal {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        self.0.fmt(f)
    }
}

/// Why something is not a number or a quantity.
///
/// ```
/// use rapporteur_schema::{Decimal, InvalidQuantity};
/// // A separator could be either: nobody guesses.
/// assert_eq!("1,200".parse::<Decimal>(), Err(InvalidQuantity::Number("1,200".into())));
/// ```
#[derive(Debug, Clone, PartialEq, Eq, thiserror::Error)]
#[non_exhaustive]
pub enum InvalidQuantity {
    /// The text is not a decimal number.
    #[error("`{}` is not a decimal number: write digits, with a full stop before decimals, as in 1200 or 1.5", .0.escape_debug())]
    Number(Box<str>),
    /// The number has more digits than can be kept.
    #[error("`{}` has more than 28 digits", .0.escape_debug())]
    TooLong(Box<str>),
    /// A JSON number that is not a whole number.
    #[error(
        "write a number with decimals, or with more than 15 digits, as text, as in \"1.5\", so that no digit is lost"
    )]
    Fraction,
    /// A quantity has no number, and its bound needs one.
    #[error(
        "a quantity needs `n`, or `min` or `max`, unless its bound is `several`, `many`, `dozens` or `not-counted`"
    )]
    NoNumber,
    /// A quantity has both `n` and a range.
    #[error("a quantity has either `n` or `min` and `max`, not both")]
    NumberAndRange,
    /// A range is empty.
    #[error("`min` is greater than `max`")]
    EmptyRange,
    /// A bound with a range.
    #[error("a range says its bounds itself: leave `bound` out")]
    BoundAndRange,
    /// Not a currency of ISO 4217.
    #[error("`{}` is not a currency code of ISO 4217, such as USD", .0.escape_debug())]
    Currency(Box<str>),
}

fn is_decimal(text: &str) -> bool {
    let digits = text.strip_prefix('-').unwrap_or(text);
    let (whole, fraction) = digits.split_once('.').unwrap_or((digits, "0"));
    let all_digits = |t: &str| !t.is_empty() && t.bytes().all(|b| b.is_ascii_digit());
    all_digits(whole) && all_digits(fraction) && (whole == "0" || !whole.starts_with('0'))
}

impl FromStr for Decimal {
    type Err = InvalidQuantity;

    fn from_str(text: &str) -> Result<Self, InvalidQuantity> {
        if !is_decimal(text) {
            return Err(InvalidQuantity::Number(text.into()));
        }
        let n = rust_decimal::Decimal::from_str_exact(text)
            .map_err(|_| InvalidQuantity::TooLong(text.into()))?;
        // A negative zero has no meaning and no canonical form.
        if n.is_zero() && text.starts_with('-') {
            return Err(InvalidQuantity::Number(text.into()));
        }
        Ok(Self(n))
    }
}

impl Serialize for Decimal {
    fn serialize<S: Serializer>(&self, s: S) -> Result<S::Ok, S::Error> {
        match self.to_integer() {
            Some(n) => s.serialize_i64(n),
            None => s.collect_str(self),
        }
    }
}

struct DecimalVisitor;

impl Visitor<'_> for DecimalVisitor {
    type Value = Decimal;

    fn expecting(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str("a whole number, or a decimal number as text")
    }

    fn visit_i64<E: de::Error>(self, n: i64) -> Result<Decimal, E> {
        if (-Decimal::MAX_JSON_INTEGER..=Decimal::MAX_JSON_INTEGER).contains(&n) {
            Ok(Decimal(n.into()))
        } else {
            Err(E::custom(InvalidQuantity::Fraction))
        }
    }

    fn visit_u64<E: de::Error>(self, n: u64) -> Result<Decimal, E> {
        i64::try_from(n)
            .map_err(|_| E::custom(InvalidQuantity::Fraction))
            .and_then(|n| self.visit_i64(n))
    }

    fn visit_f64<E: de::Error>(self, _: f64) -> Result<Decimal, E> {
        Err(E::custom(InvalidQuantity::Fraction))
    }

    fn visit_str<E: de::Error>(self, text: &str) -> Result<Decimal, E> {
        text.parse().map_err(E::custom)
    }
}

impl<'de> Deserialize<'de> for Decimal {
    fn deserialize<D: Deserializer<'de>>(d: D) -> Result<Self, D::Error> {
        d.deserialize_any(DecimalVisitor)
    }
}

/// A currency code of ISO 4217.
///
/// ```
/// use rapporteur_schema::Quantity;
/// let gift: Quantity = serde_json::from_str(r#"{"n": 20000, "currency": "USD"}"#)?;
/// assert_eq!(gift.currency.as_ref().map(|currency| currency.name()), Some("United States dollar"));
/// # Ok::<(), Box<dyn std::error::Error>>(())
/// ```
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash)]
pub struct Currency(iso_currency::Currency);

impl Currency {
    /// The three-letter code.
    ///
    /// ```
    /// use rapporteur_schema::Currency;
    /// assert_eq!("CHF".parse::<Currency>()?.as_str(), "CHF");
    /// assert!("francs".parse::<Currency>().is_err());
    /// # Ok::<(), Box<dyn std::error::Error>>(())
    /// ```
    pub fn as_str(&self) -> &'static str {
        self.0.code()
    }

    /// The name of the currency in English.
    ///
    /// ```
    /// use rapporteur_schema::Currency;
    /// let franc: Currency = "CHF".parse()?;
    /// assert_eq!(franc.name(), "Swiss franc");
    /// # Ok::<(), Box<dyn std::error::Error>>(())
    /// ```
    pub fn name(&self) -> &str {
        self.0.name()
    }
}

impl FromStr for Currency {
    type Err = InvalidQuantity;

    fn from_str(text: &str) -> Result<Self, InvalidQuantity> {
        iso_currency::Currency::from_code(text)
            .map(Self)
            .ok_or_else(|| InvalidQuantity::Currency(text.into()))
    }
}

serde_as_text!(Currency, "a currency code of ISO 4217");

/// A number with how closely it is given, its unit, and for money its currency.
///
/// ```
/// use rapporteur_schema::{Quantity, codes::Bound};
/// let quantity: Quantity = serde_json::from_str(r#"{"n":120,"bound":"more-than"}"#)?;
/// assert_eq!(quantity.bound(), Bound::MoreThan);
/// assert!(serde_json::from_str::<Quantity>(r#"{"bound":"more-than"}"#).is_err());
/// # Ok::<(), serde_json::Error>(())
/// ```
#[derive(Debug, Clone, PartialEq, Eq, Hash, Serialize)]
#[non_exhaustive]
pub struct Quantity {
    /// The number, unless a range is given.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub n: Option<Decimal>,
    /// The least number of a range.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub min: Option<Decimal>,
    /// The greatest number of a range.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub max: Option<Decimal>,
    /// How closely the number is given; absent for an exact number.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub bound: Option<Bound>,
    /// The unit, in words or as a symbol of the SI; absent where the measure says it.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub unit: Option<PlainText>,
    /// For money, the currency.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub currency: Option<Currency>,
    /// For a rate, what it is counted by: `year`.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub per: Option<PlainText>,
}

impl Quantity {
    /// An exact number.
    ///
    /// ```
    /// use rapporteur_schema::Quantity;
    /// assert_eq!(serde_json::to_string(&Quantity::exact(167_u32))?, r#"{"n":167}"#);
    /// # Ok::<(), Box<dyn std::error::Error>>(())
    /// ```
    pub fn exact(n: impl Into<Decimal>) -> Self {
        Self {
            n: Some(n.into()),
            min: None,
            max: None,
            bound: None,
            unit: None,
            currency: None,
            per: None,
        }
    }

    /// How closely the number is given.
    ///
    /// ```
    /// use rapporteur_schema::{Quantity, codes::Bound};
    /// assert_eq!(Quantity::exact(3_u32).bound(), Bound::Exact);
    /// # Ok::<(), Box<dyn std::error::Error>>(())
    /// ```
    pub fn bound(&self) -> Bound {
        self.bound.unwrap_or(Bound::Exact)
    }

    /// The least and the greatest value that the quantity commits to, each
    /// `None` where it commits to none; `more-than 110` has a least value of 110,
    /// itself excluded.
    ///
    /// ```
    /// use rapporteur_schema::Quantity;
    /// let more: Quantity = serde_json::from_str(r#"{"n": 110, "bound": "more-than"}"#)?;
    /// assert_eq!(more.range(), (Some(110_u32.into()), None));
    /// # Ok::<(), Box<dyn std::error::Error>>(())
    /// ```
    pub fn range(&self) -> (Option<Decimal>, Option<Decimal>) {
        match (self.n, self.bound()) {
            (None, _) => (self.min, self.max),
            (Some(n), Bound::Exact | Bound::Rank | Bound::NotCounted) => (Some(n), Some(n)),
            (Some(n), Bound::MoreThan | Bound::AtLeast) => (Some(n), None),
            (Some(n), Bound::LessThan | Bound::AtMost | Bound::Nearly) => (None, Some(n)),
            (Some(_), _) => (None, None),
        }
    }

    fn validate(self) -> Result<Self, InvalidQuantity> {
        let range = self.min.is_some() || self.max.is_some();
        if self.n.is_some() && range {
            return Err(InvalidQuantity::NumberAndRange);
        }
        if range && self.bound.is_some() {
            return Err(InvalidQuantity::BoundAndRange);
        }
        if let (Some(min), Some(max)) = (self.min, self.max)
            && min.exceeds(max)
        {
            return Err(InvalidQuantity::EmptyRange);
        }
        let needs_number = !matches!(
            self.bound(),
            Bound::Several | Bound::Many | Bound::Dozens | Bound::NotCounted
        );
        if self.n.is_none() && !range && needs_number {
            return Err(InvalidQuantity::NoNumber);
        }
        // `exact` is said by leaving the bound out.
        Ok(Self { bound: self.bound.filter(|b| *b != Bound::Exact), ..self })
    }
}

impl<'de> Deserialize<'de> for Quantity {
    fn deserialize<D: Deserializer<'de>>(d: D) -> Result<Self, D::Error> {
        #[derive(Deserialize)]
        #[serde(
            deny_unknown_fields,
            rename = "Quantity",
            expecting = "a quantity, such as {\"n\": 120}"
        )]
        struct Json {
            n: Option<Decimal>,
            min: Option<Decimal>,
            max: Option<Decimal>,
            bound: Option<Bound>,
            unit: Option<PlainText>,
            currency: Option<Currency>,
            per: Option<PlainText>,
        }
        let Json { n, min, max, bound, unit, currency, per } = Json::deserialize(d)?;
        Self { n, min, max, bound, unit, currency, per }.validate().map_err(de::Error::custom)
    }
}

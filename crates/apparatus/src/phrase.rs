//! Dates, numbers and lists in words. English; another language would be another
//! module with the same functions.

use std::fmt::Write as _;

use edtf_core::{
    Date as Edtf, DateField, Edtf as Expression, IntervalEndpoint, SetElement, SetKind, Year,
    YearKind,
};
use rapporteur_schema::{Date, Decimal, Quantity, codes::Bound};

/// The months in English, in order.
pub const MONTHS: [&str; 12] = [
    "January",
    "February",
    "March",
    "April",
    "May",
    "June",
    "July",
    "August",
    "September",
    "October",
    "November",
    "December",
];

/// A date as a reader would say it, never more precise than it is.
///
/// ```
/// use rapporteur_apparatus::phrase::date;
/// let say = |text: &str| text.parse().map(|d| date(&d)).unwrap_or_default();
/// assert_eq!(say("2019-04-01"), "1 April 2019");
/// assert_eq!(say("2012-12-12/2012-12-13"), "12–13 December 2012");
/// assert_eq!(say("2009/2012"), "2009 to 2012");
/// assert_eq!(say("2010~"), "about 2010");
/// assert_eq!(say("2014/.."), "since 2014");
/// assert_eq!(say("../2018-08"), "until August 2018");
/// assert_eq!(say("201X"), "the 2010s");
/// assert_eq!(say("[2004..2010]"), "some time between 2004 and 2010");
/// assert_eq!(say("[..2018-12]"), "some time up to December 2018");
/// assert_eq!(say("[1994..]"), "some time from 1994 on");
/// assert_eq!(say("0044-03"), "March 44");
/// ```
pub fn date(date: &Date) -> String {
    let mut words = String::new();
    write_date(&mut words, date);
    words
}

/// Appends what [`date`] returns.
pub fn write_date(to: &mut String, date: &Date) {
    if !write_plain_date(to, date.as_str()) {
        to.push_str(&other_date(date));
    }
}

/// Appends a year, a month or a day in words, if the text is one that needs no closer look.
fn write_plain_date(to: &mut String, text: &str) -> bool {
    fn digits(text: &str, count: usize) -> Option<usize> {
        let plain = text.len() == count && text.bytes().all(|b| b.is_ascii_digit());
        plain.then(|| text.parse().ok()).flatten()
    }
    let mut parts = text.splitn(3, '-');
    let Some(year) = parts.next().and_then(|year| digits(year, 4)).filter(|year| *year > 0) else {
        return false;
    };
    let month = match parts.next() {
        None => None,
        Some(month) => match digits(month, 2).and_then(|n| MONTHS.get(n.checked_sub(1)?)) {
            Some(name) => Some(*name),
            None => return false,
        },
    };
    match parts.next().map(|day| digits(day, 2)) {
        None => {}
        // The type of dates has seen to it that there is such a day.
        Some(Some(day)) => {
            write_integer(to, day);
            to.push(' ');
        }
        Some(None) => return false,
    }
    if let Some(month) = month {
        to.push_str(month);
        to.push(' ');
    }
    write_integer(to, year);
    true
}

fn write_integer(to: &mut String, n: usize) {
    // Writing to a string does not fail.
    let _ = write!(to, "{n}");
}

/// A date that is not just a year, a month or a day.
fn other_date(date: &Date) -> String {
    match date.expression() {
        Some(Expression::Date(day)) => point(&day),
        Some(Expression::DateTime(time)) => {
            let clock = &time.time;
            format!("{}, {:02}:{:02}", point(&time.date), clock.hour, clock.minute)
        }
        Some(Expression::Interval(interval)) => {
            span(&interval.start, &interval.end).unwrap_or_else(|| date.to_string())
        }
        Some(Expression::Set(set)) => {
            let parts: Vec<String> = set.elements.iter().map(element).collect();
            match set.kind {
                SetKind::OneMember if parts.len() == 1 => match set.elements.as_slice() {
                    [SetElement::Range(from, to)] => {
                        format!("some time between {} and {}", point(from), point(to))
                    }
                    [SetElement::OnOrBefore(to)] => format!("some time up to {}", point(to)),
                    [SetElement::OnOrAfter(from)] => format!("some time from {} on", point(from)),
                    _ => format!("some time in {}", parts.concat()),
                },
                SetKind::OneMember => either(&parts),
                SetKind::AllMembers => list(&parts),
            }
        }
        None => date.to_string(),
    }
}

fn either(parts: &[String]) -> String {
    match parts.split_last() {
        Some((last, rest)) if !rest.is_empty() => format!("{} or {last}", rest.join(", ")),
        _ => parts.concat(),
    }
}

fn element(element: &SetElement) -> String {
    match element {
        SetElement::Date(date) => point(date),
        SetElement::OnOrBefore(date) => format!("until {}", point(date)),
        SetElement::OnOrAfter(date) => format!("from {}", point(date)),
        SetElement::Range(from, to) => format!("{} to {}", point(from), point(to)),
    }
}

fn span(start: &IntervalEndpoint, end: &IntervalEndpoint) -> Option<String> {
    use IntervalEndpoint::{Date, Open, Unknown};
    Some(match (start, end) {
        (Date(from), Date(to)) => days(from, to),
        (Date(from), Open) => format!("since {}", point(from)),
        (Date(from), Unknown) => format!("from {} (end not stated)", point(from)),
        (Open, Date(to)) => format!("until {}", point(to)),
        (Unknown, Date(to)) => format!("until {} (beginning not stated)", point(to)),
        (Open | Unknown, Open | Unknown) => "at an unstated time".to_owned(),
        _ => return None,
    })
}

/// From one date to another, the part that they share said once.
fn days(from: &Edtf, to: &Edtf) -> String {
    let plain = |date: &Edtf| {
        let exact = !date.is_uncertain() && !date.is_approximate() && !date.has_unspecified();
        let month = date.month.and_then(DateField::value).filter(|m| (1..=12).contains(m))?;
        exact.then_some((date.year.value()?, month, date.day.map(DateField::value)))
    };
    if let (Some((year, month, day)), Some((year2, month2, day2))) = (plain(from), plain(to))
        && year == year2
    {
        match (day.flatten(), day2.flatten()) {
            (Some(a), Some(b)) if month == month2 => {
                return format!("{a}–{b} {} {year}", month_name(month));
            }
            (Some(a), Some(b)) => {
                return format!("{a} {} to {b} {} {year}", month_name(month), month_name(month2));
            }
            (None, None) if day.is_none() && day2.is_none() => {
                return format!("{} to {} {year}", month_name(month), month_name(month2));
            }
            _ => {}
        }
    }
    format!("{} to {}", point(from), point(to))
}

fn month_name(month: u8) -> &'static str {
    MONTHS.get(usize::from(month).wrapping_sub(1)).copied().unwrap_or("an unknown month of")
}

fn year_words(year: Year) -> String {
    if let YearKind::Standard { negative: false, digits } = year.kind {
        return match digits {
            [Some(a), Some(b), Some(c), Some(d)] => format!(
                "{}",
                u32::from(a) * 1000 + u32::from(b) * 100 + u32::from(c) * 10 + u32::from(d)
            ),
            [Some(a), Some(b), Some(c), None] => format!("the {a}{b}{c}0s"),
            [Some(a), Some(b), None, None] => format!("the {a}{b}00s"),
            _ => "an unknown year".to_owned(),
        };
    }
    match year.value() {
        // Astronomical year 0 is 1 BCE.
        Some(year) if year <= 0 => format!("{} BCE", 1 - year),
        Some(year) => year.to_string(),
        None => "a distant year".to_owned(),
    }
}

const SEASONS: [&str; 4] = ["spring", "summer", "autumn", "winter"];

fn point(date: &Edtf) -> String {
    let year = year_words(date.year);
    let words = match (date.month, date.day) {
        (None, _) => year,
        (Some(month), day) => match (month.value(), day.map(DateField::value)) {
            (Some(m @ 1..=12), None) => format!("{} {year}", month_name(m)),
            (Some(m @ 1..=12), Some(Some(d))) => format!("{d} {} {year}", month_name(m)),
            (Some(m @ 1..=12), Some(None)) => format!("a day in {} {year}", month_name(m)),
            (Some(m @ 21..=24), _) => {
                let season = SEASONS.get(usize::from(m) - 21).copied().unwrap_or_default();
                format!("{season} {year}")
            }
            (None, _) => format!("a month of {year}"),
            (Some(m), _) => format!("part {m} of {year}"),
        },
    };
    match (date.is_approximate(), date.is_uncertain()) {
        (true, true) => format!("perhaps about {words}"),
        (true, false) => format!("about {words}"),
        (false, true) => format!("perhaps {words}"),
        (false, false) => words,
    }
}

/// A number with its digits in groups of three: `1,234,567.5`.
pub fn number(n: Decimal) -> String {
    let mut words = String::new();
    write_number(&mut words, n);
    words
}

/// Appends what [`number`] returns.
fn write_number(to: &mut String, n: Decimal) {
    let begun = to.len();
    // Writing to a string does not fail.
    let _ = write!(to, "{n}");
    if to.get(begun..).is_some_and(|digits| digits.starts_with('-')) {
        to.replace_range(begun..=begun, "−");
    }
    let digits = to.get(begun..).unwrap_or_default();
    let sign = digits.len() - digits.trim_start_matches('−').len();
    let whole = digits.find('.').unwrap_or(digits.len());
    let mut at = begun + whole;
    while at > begun + sign + 3 {
        at -= 3;
        to.insert(at, ',');
    }
}

/// A quantity with its bound, unit and currency.
///
/// ```
/// use rapporteur_apparatus::phrase::quantity;
/// let say = |json: &str| serde_json::from_str(json).map(|q| quantity(&q)).unwrap_or_default();
/// assert_eq!(say(r#"{"n":120,"bound":"more-than"}"#), "more than 120");
/// assert_eq!(say(r#"{"n":20000,"currency":"USD","per":"year"}"#), "USD 20,000 a year");
/// assert_eq!(say(r#"{"min":3,"max":5,"unit":"years"}"#), "3 to 5 years");
/// assert_eq!(say(r#"{"n":2,"bound":"rank"}"#), "2nd");
/// assert_eq!(say(r#"{"n":"-1234567.5","unit":"%"}"#), "−1,234,567.5%");
/// ```
pub fn quantity(quantity: &Quantity) -> String {
    let mut words = String::new();
    write_quantity(&mut words, quantity);
    words
}

/// Appends what [`quantity`] returns.
pub fn write_quantity(to: &mut String, quantity: &Quantity) {
    let amount = |to: &mut String, n: Decimal| {
        if let Some(currency) = &quantity.currency {
            to.push_str(currency.as_str());
            to.push(' ');
        }
        write_number(to, n);
    };
    match (quantity.n, quantity.min, quantity.max) {
        (Some(n), ..) => match quantity.bound() {
            Bound::Exact => amount(to, n),
            Bound::NotCounted => {
                amount(to, n);
                to.push_str(" (counted by the editors)");
            }
            Bound::Rank => match n.to_integer().and_then(|n| u32::try_from(n).ok()) {
                Some(n) => to.push_str(&ordinal(n)),
                None => amount(to, n),
            },
            bound => {
                to.push_str(bound.label());
                to.push(' ');
                amount(to, n);
            }
        },
        (None, Some(min), Some(max)) => {
            amount(to, min);
            to.push_str(" to ");
            write_number(to, max);
        }
        (None, Some(min), None) => {
            to.push_str("at least ");
            amount(to, min);
        }
        (None, None, Some(max)) => {
            to.push_str("at most ");
            amount(to, max);
        }
        (None, None, None) => to.push_str(quantity.bound().label()),
    }
    if let Some(unit) = &quantity.unit {
        to.push_str(if unit.as_str() == "%" { "" } else { " " });
        to.push_str(unit.as_str());
    }
    if let Some(per) = &quantity.per {
        to.push_str(" a ");
        to.push_str(per.as_str());
    }
}

/// Items in a row: `a, b and c`.
pub fn list<T: AsRef<str>>(items: &[T]) -> String {
    let items: Vec<&str> = items.iter().map(AsRef::as_ref).collect();
    match items.split_last() {
        Some((last, rest)) if !rest.is_empty() => format!("{} and {last}", rest.join(", ")),
        _ => items.concat(),
    }
}

/// A number in order: `1st`, `22nd`, `113th`.
pub fn ordinal(n: u32) -> String {
    let suffix = match (n % 100, n % 10) {
        (11..=13, _) => "th",
        (_, 1) => "st",
        (_, 2) => "nd",
        (_, 3) => "rd",
        _ => "th",
    };
    format!("{n}{suffix}")
}

/// Whether a character is not seen, and only steers breaks and directions: soft hyphen, zero
/// width spaces and joiners, marks of direction, byte order mark. Whoever looks for a text in
/// what was typeset looks without them.
///
/// ```
/// use rapporteur_apparatus::phrase::is_unseen;
/// assert!(is_unseen('\u{AD}') && is_unseen('\u{200F}') && !is_unseen('-'));
/// ```
pub fn is_unseen(c: char) -> bool {
    matches!(c, '\u{AD}' | '\u{200B}'..='\u{200F}' | '\u{202A}'..='\u{202E}'
        | '\u{2060}'..='\u{2069}' | '\u{FEFF}')
}

/// A count with its noun: `1 record`, `2 records`.
pub fn count(n: usize, one: &str, many: &str) -> String {
    let number = number(n.into());
    format!("{number} {}", if n == 1 { one } else { many })
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn plain_dates_are_said_as_the_expression_says_them() {
        for text in ["2019-04-01", "2019-12-31", "2019-04", "2019", "0044", "0999-01", "9999-10-10"]
        {
            let date: Date = text.parse().expect("a date");
            let mut words = String::new();
            assert!(write_plain_date(&mut words, text), "{text}");
            assert_eq!(words, other_date(&date), "{text}");
        }
        for text in
            ["0000", "-0044", "2010-21", "201X", "2019-04-XX", "2010~", "2009/2012", "Y17E7"]
        {
            let mut words = String::new();
            assert!(!write_plain_date(&mut words, text) && words.is_empty(), "{text}");
        }
    }

    #[test]
    fn digits_stand_in_groups_of_three() {
        let say = |text: &str| number(text.parse().expect("a number"));
        let said: Vec<String> =
            ["0", "12", "123", "1234", "123456", "1234567.8901", "-12", "-123", "-1234.5"]
                .into_iter()
                .map(say)
                .collect();
        let expected =
            ["0", "12", "123", "1,234", "123,456", "1,234,567.8901", "−12", "−123", "−1,234.5"];
        assert_eq!(said, expected);
    }
}

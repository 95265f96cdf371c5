//! Whether what was typed into a cell is a value of its type, and what was meant.

use rapporteur_schema::{Cite, Date, LanguageTag, PlainText, Quantity, Text, view::AtomType};

use crate::{exact, found::Value};

/// What is wrong with a cell, and what to do.
#[derive(Debug, Clone, PartialEq, Eq)]
pub(crate) struct Fault {
    pub(crate) message: String,
    pub(crate) help: Option<String>,
}

impl Fault {
    pub(crate) fn new(message: impl Into<String>) -> Self {
        Self { message: message.into(), help: None }
    }

    pub(crate) fn help(self, help: impl Into<String>) -> Self {
        Self { help: Some(help.into()), ..self }
    }
}

/// What programs make of a day that is typed into a cell without the format *Text*: the
/// number of days since 1899-12-30.
pub(crate) fn serial(n: f64) -> Option<String> {
    if n.fract() != 0.0 || !(61.0..2_958_466.0).contains(&n) {
        return None;
    }
    #[expect(clippy::cast_possible_truncation, reason = "it is whole and small")]
    let days = n as i64 - 25_569;
    // From days since 1970-01-01 to a date of the proleptic Gregorian calendar.
    let z = days + 719_468;
    let era = z.div_euclid(146_097);
    let doe = z.rem_euclid(146_097);
    let yoe = (doe - doe / 1_460 + doe / 36_524 - doe / 146_096) / 365;
    let doy = doe - (365 * yoe + yoe / 4 - yoe / 100);
    let mp = (5 * doy + 2) / 153;
    let day = doy - (153 * mp + 2) / 5 + 1;
    let month = if mp < 10 { mp + 3 } else { mp - 9 };
    let year = yoe + era * 400 + i64::from(month <= 2);
    Some(format!("{year:04}-{month:02}-{day:02}"))
}

/// The text of a cell that is to hold text, as it was typed.
pub(crate) fn text(value: &Value, date: bool) -> Result<String, Fault> {
    let typed = "give the cell the format Text and type it again";
    match value {
        Value::Text(text) => spaces(text).map(|()| text.clone()),
        Value::Number(n) if date && n.fract() == 0.0 && (1_000.0..=9_999.0).contains(n) => {
            // A year is the same with and without the format.
            Ok(n.to_string())
        }
        Value::Number(n) if date => Err(match serial(*n) {
            Some(day) => Fault::new(format!("the number {n} is no EDTF date"))
                .help(format!("programs store the day {day} so; did you mean {day}? {typed}")),
            None => Fault::new(format!("the number {n} is no EDTF date")).help(typed),
        }),
        Value::Number(n) => {
            Err(Fault::new(format!("the cell holds the number {n}, and text belongs here"))
                .help(format!("zeros in front or decimals at the end may be gone: {typed}")))
        }
        Value::Day(day) => {
            let month = day.get(..7).unwrap_or(day);
            let meant = if day.get(7..10) == Some("-01") {
                format!("did you mean {day}, or {month} for the whole month?")
            } else {
                format!("did you mean {day}?")
            };
            let what = if date { "a date in EDTF, as text," } else { "text" };
            Err(Fault::new(format!(
                "a program made the date {day} of what was typed, and {what} belongs here"
            ))
            .help(format!("{meant} {typed}")))
        }
        Value::Flag(is) => Err(Fault::new(format!(
            "a program made the logical value {} of what was typed, and text belongs here",
            if *is { "TRUE" } else { "FALSE" }
        ))
        .help(typed)),
        Value::Fault(fault) => Err(Fault::new(fault.clone())),
    }
}

fn spaces(text: &str) -> Result<(), Fault> {
    let trimmed = text.trim();
    if trimmed.len() == text.len() {
        return Ok(());
    }
    Err(Fault::new("the text begins or ends with white space")
        .help(format!("did you mean `{}`?", exact::clip(trimmed))))
}

/// A number without what sets its digits apart, and with a full stop before decimals, as far as
/// it can be told: `1,200`, `1.200,5`, `1 200,50`.
fn plain_digits(text: &str) -> String {
    let mut digits: String =
        text.chars().filter(|c| !c.is_whitespace() && !matches!(c, '\'' | '’')).collect();
    let after = |digits: &str| digits.rsplit(',').next().map_or(0, str::len);
    match (digits.rfind('.'), digits.rfind(',')) {
        // The last of them stands before the decimals.
        (Some(stop), Some(comma)) if comma > stop => digits = digits.replace('.', ""),
        // One comma, and not three digits after it.
        (None, Some(_)) if digits.matches(',').count() == 1 && after(&digits) != 3 => {}
        _ => return digits.replace(',', ""),
    }
    digits.replace(',', ".")
}

/// The text of a cell that is to hold a number.
pub(crate) fn number(value: &Value) -> Result<String, Fault> {
    match value {
        Value::Number(n) => Ok(n.to_string()),
        Value::Text(text) => {
            let digits = plain_digits(text);
            match digits.parse::<f64>() {
                Ok(n) if n.is_finite() && digits == *text => Ok(digits),
                Ok(n) if n.is_finite() => {
                    Err(Fault::new(format!("`{}` is not a number", exact::clip(text)))
                        .help(format!("did you mean {digits}?")))
                }
                _ => Err(Fault::new(format!("`{}` is not a number", exact::clip(text)))
                    .help("write digits, with a full stop before decimals")),
            }
        }
        Value::Day(day) => {
            Err(Fault::new(format!("the cell holds the date {day}, and a number belongs here"))
                .help("give the cell the format General and type the number again"))
        }
        other => other.text().map_err(Fault::new),
    }
}

/// `yes`, or nothing.
pub(crate) fn yes(value: Option<&Value>) -> Result<bool, Fault> {
    match value {
        None | Some(Value::Flag(false)) => Ok(false),
        Some(Value::Flag(true)) => Ok(true),
        Some(Value::Text(text)) if text == "no" => Ok(false),
        Some(Value::Text(text)) if text == "yes" => Ok(true),
        Some(other) => {
            let text = other.text().unwrap_or_default();
            Err(Fault::new(format!("`{}` is neither `yes` nor blank", exact::clip(&text))))
        }
    }
}

/// Citations: `source#passage`, with spaces between.
pub(crate) fn cites(text: &str) -> Result<Vec<String>, Fault> {
    let mut cites: Vec<String> = Vec::new();
    for cite in text.split_whitespace() {
        if let Err(error) = cite.parse::<Cite>() {
            let bare = cite.trim_end_matches([',', ';']);
            let fault = Fault::new(error.to_string());
            return Err(if bare != cite && bare.parse::<Cite>().is_ok() {
                fault.help(format!(
                    "did you mean `{bare}`? Citations stand with a space between, and nothing else"
                ))
            } else {
                fault
            });
        }
        if cites.iter().any(|other| other == cite) {
            return Err(Fault::new(format!("`{cite}` is cited twice")).help("remove one of them"));
        }
        cites.push(cite.to_owned());
    }
    Ok(cites)
}

/// A code of a list.
pub(crate) fn code(list: &rapporteur_schema::codes::CodeList, text: &str) -> Result<(), Fault> {
    if list.get(text).is_some() {
        return Ok(());
    }
    let lower = text.to_lowercase();
    let by_label = list.codes.iter().find(|code| code.label.to_lowercase() == lower);
    let near = by_label.map(|code| code.code).or_else(|| list.nearest(&lower));
    let fault = Fault::new(format!("`{}` is no code of the list {}", exact::clip(text), list.name));
    Err(match near {
        Some(near) => fault.help(format!("did you mean `{near}`?")),
        None => fault.help("the sheet Codelists has all of them"),
    })
}

/// A text that a part of this type was given, as a draft wants it.
pub(crate) fn atom(atom: AtomType, text: &str, language: &str) -> Result<String, Fault> {
    let clipped = exact::clip(text);
    match atom {
        AtomType::Date => {
            let Err(error) = text.parse::<Date>() else { return Ok(text.to_owned()) };
            let fault = Fault::new(format!("`{clipped}` is no EDTF date"));
            Err(match error.meant() {
                Some(date) => fault.help(format!("did you mean {date}?")),
                None => {
                    fault.help("write it as in 2019-04-01, 2019-04, 2019, 201X, 2009/2012 or 2010~")
                }
            })
        }
        AtomType::Code(list) => code(list, text).map(|()| text.to_owned()),
        AtomType::Text => {
            let json = exact::words_back(text, language);
            match serde_json::from_str::<Text>(&json) {
                Ok(_) => Ok(json),
                Err(error) => Err(Fault::new(plain_error(&error))),
            }
        }
        AtomType::Quantity => match serde_json::from_str::<Quantity>(text) {
            Ok(_) => Ok(text.to_owned()),
            Err(error) => Err(Fault::new(plain_error(&error))),
        },
        AtomType::Integer => match text.parse::<u32>() {
            Ok(n) => Ok(n.to_string()),
            Err(_) => Err(Fault::new(format!("`{clipped}` is not a whole number"))),
        },
        AtomType::Flag => match text {
            "yes" | "true" => Ok("true".to_owned()),
            _ => Err(Fault::new(format!("`{clipped}` is neither `yes` nor blank"))),
        },
        AtomType::Language => match text.parse::<LanguageTag>() {
            Ok(tag) => Ok(tag.to_string()),
            Err(error) => Err(Fault::new(error.to_string())),
        },
        AtomType::Ref(_) => match text.parse::<rapporteur_schema::Id>() {
            Ok(_) => Ok(text.to_owned()),
            Err(error) => Err(Fault::new(error.to_string())),
        },
        _ => match text.parse::<PlainText>() {
            Ok(_) => Ok(text.to_owned()),
            Err(error) => Err(Fault::new(error.to_string())),
        },
    }
}

/// The message of an error of JSON without the position in a text that nobody sees.
fn plain_error(error: &serde_json::Error) -> String {
    let text = error.to_string();
    match text.rfind(" at line ") {
        Some(at) => text.get(..at).unwrap_or(&text).to_owned(),
        None => text,
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn serial_numbers_are_days() {
        assert_eq!(serial(39_945.0).as_deref(), Some("2009-05-12"));
        assert_eq!(serial(61.0).as_deref(), Some("1900-03-01"));
        assert_eq!(serial(2.5), None);
    }
}

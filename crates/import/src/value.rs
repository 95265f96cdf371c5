//! Cells as values: dates in stated formats, numbers, slugs, clean text.

use rapporteur_schema::{Date, Decimal};
use unicode_normalization::{UnicodeNormalization as _, is_nfc};

/// A piece of a date format.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
enum Part {
    /// `YYYY`
    Year,
    /// `MM`, or `M` for one digit or two.
    Month { padded: bool },
    /// `MMM` (three letters) or `MMMM` (in full), in English.
    MonthName { full: bool },
    /// `DD`, or `D` for one digit or two.
    Day { padded: bool },
    /// `HH`, `mm`, `ss`: read and left out, for the model's dates have days.
    Time,
    /// Any other character: itself.
    Literal(char),
}

/// A stated format of dates, such as `DD/MM/YYYY` or `D MMMM YYYY`; `edtf` for what
/// is in EDTF already.
#[derive(Debug, Clone, PartialEq, Eq)]
pub(crate) struct DateFormat {
    text: String,
    /// `None`: EDTF.
    parts: Option<Vec<Part>>,
}

const MONTHS: [&str; 12] = [
    "january",
    "february",
    "march",
    "april",
    "may",
    "june",
    "july",
    "august",
    "september",
    "october",
    "november",
    "december",
];

impl DateFormat {
    /// Reads a format.
    pub(crate) fn parse(text: &str) -> Result<Self, String> {
        if text == "edtf" {
            return Ok(Self { text: text.to_owned(), parts: None });
        }
        let mut parts = Vec::new();
        let mut rest = text;
        while let Some(c) = rest.chars().next() {
            // What stands between apostrophes stands for itself.
            if let Some((word, after)) =
                rest.strip_prefix('\'').and_then(|quoted| quoted.split_once('\''))
                && !word.is_empty()
            {
                parts.extend(word.chars().map(Part::Literal));
                rest = after;
                continue;
            }
            let run: usize = rest.chars().take_while(|other| *other == c).map(char::len_utf8).sum();
            let part = match (c, run) {
                ('Y', 4) => Part::Year,
                ('M', 1) => Part::Month { padded: false },
                ('M', 2) => Part::Month { padded: true },
                ('M', 3) => Part::MonthName { full: false },
                ('M', 4) => Part::MonthName { full: true },
                ('D', 1) => Part::Day { padded: false },
                ('D', 2) => Part::Day { padded: true },
                ('H' | 'm' | 's', 2) => Part::Time,
                ('Y' | 'M' | 'D', _) => {
                    let why = " (a year of two digits does not say its century)";
                    return Err(meaningless(c, run, text, if c == 'Y' { why } else { "" }));
                }
                ('y' | 'm' | 'd', _) if !in_word(text, rest, run) => {
                    let why = if c == 'm' { "; mm is for minutes" } else { "" };
                    return Err(meaningless(c, run, text, &format!(", in capital letters{why}")));
                }
                _ => Part::Literal(c),
            };
            let used = if matches!(part, Part::Literal(_)) { c.len_utf8() } else { run };
            rest = rest.get(used..).unwrap_or_default();
            parts.push(part);
        }
        let count = |wanted: fn(&Part) -> bool| parts.iter().filter(|part| wanted(part)).count();
        let years = count(|p| matches!(p, Part::Year));
        let months = count(|p| matches!(p, Part::Month { .. } | Part::MonthName { .. }));
        let days = count(|p| matches!(p, Part::Day { .. }));
        if years != 1 || months > 1 || days > 1 || (days == 1 && months == 0) {
            return Err(format!(
                "the date format `{text}` must have YYYY once, and a month once where it has a day"
            ));
        }
        Ok(Self { text: text.to_owned(), parts: Some(parts) })
    }

    /// The date that a text says in this format, as EDTF.
    fn read(&self, text: &str) -> Option<String> {
        let Some(parts) = &self.parts else {
            return text.parse::<Date>().ok().map(|date| date.to_string());
        };
        let (mut year, mut month, mut day) = (None, None, None);
        let mut rest = text;
        for part in parts {
            match part {
                Part::Literal(c) => rest = rest.strip_prefix(*c)?,
                Part::Year => year = Some(digits(&mut rest, 4, 4)?),
                Part::Month { padded } => {
                    month = Some(digits(&mut rest, 1 + usize::from(*padded), 2)?);
                }
                Part::Day { padded } => day = Some(digits(&mut rest, 1 + usize::from(*padded), 2)?),
                Part::Time => {
                    digits(&mut rest, 2, 2)?;
                }
                Part::MonthName { full } => {
                    let length =
                        rest.chars().take_while(|c| c.is_alphabetic()).map(char::len_utf8).sum();
                    let name = rest.get(..length)?.to_lowercase();
                    rest = rest.get(length..)?;
                    // With a full stop after it, or `Sept`, three letters are still told apart.
                    let short = |whole: &str| {
                        name.len() >= 3 && name.len() <= 4 && whole.starts_with(&name)
                    };
                    let found =
                        MONTHS.iter().position(|m| if *full { *m == name } else { short(m) })?;
                    month = Some(found + 1);
                }
            }
        }
        if !rest.is_empty() {
            return None;
        }
        let date = match (year?, month, day) {
            (year, Some(month), Some(day)) => format!("{year:04}-{month:02}-{day:02}"),
            (year, Some(month), None) => format!("{year:04}-{month:02}"),
            (year, None, _) => format!("{year:04}"),
        };
        date.parse::<Date>().is_ok().then_some(date)
    }
}

fn meaningless(c: char, run: usize, format: &str, why: &str) -> String {
    format!(
        "`{}` in the date format `{format}` means nothing: write YYYY, MM, M, MMM, MMMM, DD or D{why}; a letter that stands for itself goes between apostrophes",
        c.to_string().repeat(run)
    )
}

/// Whether a run of one letter, with which the rest of a text begins, is in a word.
fn in_word(text: &str, rest: &str, run: usize) -> bool {
    let before = text.get(..text.len() - rest.len()).and_then(|before| before.chars().last());
    let after = rest.get(run..).and_then(|after| after.chars().next());
    before.into_iter().chain(after).any(char::is_alphabetic)
}

/// Takes digits off the beginning of a text: as many as there are, within limits.
fn digits(rest: &mut &str, least: usize, most: usize) -> Option<usize> {
    let length = rest.bytes().take(most).take_while(u8::is_ascii_digit).count();
    let number = rest.get(..length)?.parse().ok()?;
    *rest = rest.get(length..)?;
    (length >= least).then_some(number)
}

/// The date that a text says in one of the formats stated.
///
/// When two of them fit and mean different days, it is not known which is meant.
pub(crate) fn date(text: &str, formats: &[DateFormat]) -> Result<String, String> {
    let mut found: Vec<(&str, String)> = Vec::new();
    for format in formats {
        if let Some(date) = format.read(text)
            && !found.iter().any(|(_, other)| *other == date)
        {
            found.push((&format.text, date));
        }
    }
    match found.as_slice() {
        [(_, date)] => Ok(date.clone()),
        [] => {
            let formats: Vec<&str> = formats.iter().map(|format| format.text.as_str()).collect();
            Err(format!(
                "`{}` is not a date in the format {}: state its format too, or say that it is empty",
                text.escape_debug(),
                formats.join(" or ")
            ))
        }
        [(a, first), (b, second), ..] => Err(format!(
            "`{}` is doubtful: {first} in the format {a}, {second} in the format {b}",
            text.escape_debug()
        )),
    }
}

/// How the numbers of a column are written.
#[derive(Debug, Clone, Default, PartialEq, Eq)]
pub(crate) struct NumberFormat {
    /// The decimal mark; else a full stop.
    pub(crate) decimal: Option<char>,
    /// What stands between groups of three digits.
    pub(crate) group: Option<char>,
    /// Whether `(5)` is minus five.
    pub(crate) parentheses: bool,
    /// What may stand before or after the digits.
    pub(crate) strip: Vec<String>,
    /// What the number is to be multiplied with, such as 1000.
    pub(crate) times: Option<String>,
}

impl NumberFormat {
    /// The number as the model writes it.
    pub(crate) fn read(&self, text: &str) -> Result<String, String> {
        let fail = |why: &str| Err(format!("`{}` is not a number: {why}", text.escape_debug()));
        let mut body = text.trim();
        let mut negative = false;
        if self.parentheses
            && let Some(inner) = body.strip_prefix('(').and_then(|b| b.strip_suffix(')'))
        {
            (negative, body) = (true, inner.trim());
        }
        let sign = |body: &mut &str, negative: &mut bool| {
            if let Some(rest) = body.strip_prefix(['-', '−', '–']) {
                (*negative, *body) = (!*negative, rest.trim_start());
            } else if let Some(rest) = body.strip_prefix('+') {
                *body = rest.trim_start();
            }
        };
        sign(&mut body, &mut negative);
        for affix in &self.strip {
            body = body.strip_prefix(affix.as_str()).unwrap_or(body);
            body = body.strip_suffix(affix.as_str()).unwrap_or(body).trim();
        }
        if !negative {
            sign(&mut body, &mut negative);
        }
        let mark = self.decimal.unwrap_or('.');
        let (whole, fraction) = match body.split_once(mark) {
            Some((whole, fraction)) => (whole, Some(fraction)),
            None => (body, None),
        };
        let plain = match self.group {
            Some(group) => {
                // A narrow no-break space groups digits as a space does.
                let same =
                    |c: char| c == group || (group == ' ' && matches!(c, '\u{A0}' | '\u{202F}'));
                let groups: Vec<&str> = whole.split(same).collect();
                let sound = groups.iter().skip(1).all(|g| g.len() == 3)
                    && (groups.len() == 1
                        || groups.first().is_some_and(|g| (1..=3).contains(&g.len())));
                if !sound {
                    return fail("its digits are not in groups of three");
                }
                groups.concat()
            }
            None => whole.to_owned(),
        };
        let all_digits = |t: &str| !t.is_empty() && t.bytes().all(|b| b.is_ascii_digit());
        if !all_digits(&plain) || !fraction.is_none_or(all_digits) {
            return fail(&format!(
                "expected digits, with `{mark}` before decimals{}",
                self.group.map_or(String::new(), |g| format!(" and `{g}` between groups of three"))
            ));
        }
        let whole = plain.trim_start_matches('0');
        let mut number = if whole.is_empty() { "0".to_owned() } else { whole.to_owned() };
        if let Some(fraction) = fraction {
            number = format!("{number}.{fraction}");
        }
        if negative && number.bytes().any(|b| (b'1'..=b'9').contains(&b)) {
            number.insert(0, '-');
        }
        if let Some(times) = &self.times {
            number = multiply(&number, times)
                .ok_or_else(|| format!("`{number}` times {times} is too large"))?;
        }
        number.parse::<Decimal>().map(|n| n.to_string()).map_err(|error| error.to_string())
    }
}

/// The exact product, without zeros that only the multiplication brought.
fn multiply(a: &str, b: &str) -> Option<String> {
    let a = rust_decimal::Decimal::from_str_exact(a).ok()?;
    let b = rust_decimal::Decimal::from_str_exact(b).ok()?;
    a.checked_mul(b).map(|product| product.normalize().to_string())
}

/// A text as lower-case letters, digits and hyphens: `Côte d’Ivoire` gives
/// `cote-d-ivoire`. Empty where it has no letter or digit of ASCII.
pub(crate) fn slug(text: &str) -> String {
    let mut slug = String::new();
    for c in text.nfd().filter(|c| !('\u{300}'..='\u{36F}').contains(c)) {
        match c {
            c if c.is_ascii_alphanumeric() => slug.push(c.to_ascii_lowercase()),
            'ß' => slug.push_str("ss"),
            'æ' | 'Æ' => slug.push_str("ae"),
            'œ' | 'Œ' => slug.push_str("oe"),
            'ø' | 'Ø' => slug.push('o'),
            'ł' | 'Ł' => slug.push('l'),
            'đ' | 'Đ' | 'ð' | 'Ð' => slug.push('d'),
            'ı' => slug.push('i'),
            'þ' | 'Þ' => slug.push_str("th"),
            _ if !slug.is_empty() && !slug.ends_with('-') => slug.push('-'),
            _ => {}
        }
    }
    slug.truncate(slug.trim_end_matches('-').len());
    slug
}

/// What was changed in texts so that the model can hold them.
#[derive(Debug, Clone, Copy, Default, PartialEq, Eq, serde::Serialize)]
#[non_exhaustive]
pub struct Cleaned {
    /// Cells from which control characters were taken.
    pub control_characters: u64,
    /// Cells that were not in Unicode Normalization Form C.
    pub normalised: u64,
}

/// A text as the model holds it: NFC, no control characters but tab and line feed,
/// no white space at the ends.
pub(crate) fn clean(text: &str, cleaned: &mut Cleaned) -> String {
    let refused = |c: char| {
        (c.is_control() && c != '\t' && c != '\n') || matches!(c, '\u{FFFE}' | '\u{FFFF}')
    };
    let text = text.trim();
    if text.is_ascii() && !text.contains(refused) {
        return text.to_owned();
    }
    let mut out = text.replace("\r\n", "\n").replace('\r', "\n");
    if out.contains(refused) {
        cleaned.control_characters += 1;
        out.retain(|c| !refused(c));
    }
    if !is_nfc(&out) {
        cleaned.normalised += 1;
        out = out.nfc().collect();
    }
    out.trim().to_owned()
}

#[cfg(test)]
mod tests {
    use super::*;

    fn formats(texts: &[&str]) -> Vec<DateFormat> {
        texts.iter().map(|text| DateFormat::parse(text).unwrap()).collect()
    }

    #[test]
    fn dates_in_stated_formats() {
        for (format, text, wanted) in [
            ("DD/MM/YYYY", "03/04/2019", "2019-04-03"),
            ("D/M/YYYY", "3/4/2019", "2019-04-03"),
            ("D MMMM YYYY", "29 February 2012", "2012-02-29"),
            ("MMM D, YYYY", "Sept 9, 1970", "1970-09-09"),
            ("YYYY", "2015", "2015"),
            ("MM-YYYY", "11-2015", "2015-11"),
            ("el DD de MM, YYYY", "el 02 de 11, 2015", "2015-11-02"),
            ("YYYY-MM-DDTHH:mm:ssZ", "2021-03-08T23:59:12Z", "2021-03-08"),
            ("YYYYMMDD", "19460101", "1946-01-01"),
            ("D MMM YYYY 'd'", "22 Feb 1993 d", "1993-02-22"),
            ("'Day 'D' of 'MMMM YYYY", "Day 2 of May 1990", "1990-05-02"),
            ("edtf", "201X", "201X"),
        ] {
            assert_eq!(date(text, &formats(&[format])), Ok(wanted.to_owned()), "{format}");
        }
        for (format, text) in
            [("DD/MM/YYYY", "31/02/2019"), ("DD/MM/YYYY", "3/04/2019"), ("YYYY", "20155")]
        {
            assert!(date(text, &formats(&[format])).is_err(), "{text}");
        }
    }

    #[test]
    fn a_date_that_two_formats_read_differently_is_doubtful() {
        let both = formats(&["DD/MM/YYYY", "MM/DD/YYYY"]);
        assert!(date("03/04/2019", &both).unwrap_err().contains("doubtful"));
        assert_eq!(date("13/04/2019", &both), Ok("2019-04-13".into()));
        assert_eq!(date("04/04/2019", &both), Ok("2019-04-04".into()));
    }

    #[test]
    fn formats_that_say_nothing_are_refused() {
        for format in [
            "YY",
            "DD/YYYY",
            "DD/MM",
            "YYYY YYYY",
            "MMMMM YYYY",
            "dd/MM/YYYY",
            "D.m.YYYY",
            "YYYY yy",
            "",
        ] {
            assert!(DateFormat::parse(format).is_err(), "{format}");
        }
    }

    #[test]
    fn numbers_as_written() {
        let plain = NumberFormat::default();
        let swiss = NumberFormat { group: Some('’'), ..NumberFormat::default() };
        let french =
            NumberFormat { decimal: Some(','), group: Some(' '), ..NumberFormat::default() };
        let books = NumberFormat {
            group: Some(','),
            parentheses: true,
            strip: vec!["US$".into(), "%".into()],
            ..NumberFormat::default()
        };
        let thousands = NumberFormat { times: Some("1000".into()), ..NumberFormat::default() };
        for (format, text, wanted) in [
            (&plain, "0012", "12"),
            (&plain, "-3.50", "-3.50"),
            (&plain, "−0", "0"),
            (&swiss, "1’234’567", "1234567"),
            (&french, "1\u{202F}234,5", "1234.5"),
            (&books, "(US$ 1,234)", "-1234"),
            (&books, "-US$1", "-1"),
            (&books, "12%", "12"),
            (&thousands, "1.2345", "1234.5"),
        ] {
            assert_eq!(format.read(text), Ok(wanted.to_owned()), "{text}");
        }
        for (format, text) in
            [(&plain, "1,2"), (&books, "12,34"), (&books, ",123"), (&plain, "1e3"), (&plain, "")]
        {
            assert!(format.read(text).is_err(), "{text}");
        }
    }

    #[test]
    fn slugs_and_clean_text() {
        assert_eq!(slug("Côte d’Ivoire"), "cote-d-ivoire");
        assert_eq!(slug(" São Tomé & Príncipe "), "sao-tome-principe");
        assert_eq!(slug("罗"), "");
        let mut cleaned = Cleaned::default();
        assert_eq!(clean(" a\u{8}b\r\ne\u{301} ", &mut cleaned), "ab\né");
        assert_eq!((cleaned.control_characters, cleaned.normalised), (1, 1));
    }
}

//! The date that somebody may have meant who wrote something else.

use super::Date;

/// The months, as English and most programs write them.
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

/// The month that a word names, also when it is cut or misspelt.
fn month(word: &str) -> Option<usize> {
    if word.chars().count() < 3 || !word.chars().all(char::is_alphabetic) {
        return None;
    }
    if let Some(at) = MONTHS.iter().position(|month| month.starts_with(word)) {
        return Some(at + 1);
    }
    let near = |month: &str| strsim::jaro_winkler(word, month);
    let best = MONTHS.iter().enumerate().max_by(|a, b| near(a.1).total_cmp(&near(b.1)));
    best.filter(|(_, month)| near(month) > 0.88).map(|(at, _)| at + 1)
}

/// The date in EDTF that somebody may have meant.
pub(super) fn meant(text: &str) -> Option<Date> {
    // Whoever writes more than this has not mistaken the form of a date.
    if text.len() > 100 {
        return None;
    }
    let lower = text.trim().to_lowercase();
    // A range with a dash, or with a word between.
    for between in ["–", "—", " to ", " - ", "-"] {
        if let Some((from, to)) = lower.split_once(between) {
            let (from, to) = (one(from.trim()), one(to.trim()));
            if let (Some(from), Some(to)) = (from, to)
                && (between != "-" || from.len() == 4 && to.len() == 4)
            {
                return valid(format!("{from}/{to}")).as_deref().and_then(date);
            }
        }
    }
    one(&lower).as_deref().and_then(date)
}

fn date(text: &str) -> Option<Date> {
    text.parse().ok()
}

fn valid(text: String) -> Option<String> {
    date(&text).is_some().then_some(text)
}

fn one(text: &str) -> Option<String> {
    if let Some(date) = valid(text.to_uppercase()) {
        return Some(date);
    }
    for about in ["c. ", "c.", "ca. ", "ca ", "circa ", "about ", "around "] {
        if let Some(date) = text.strip_prefix(about).and_then(|rest| one(rest.trim())) {
            return valid(format!("{date}~"));
        }
    }
    if let Some(decade) = text.strip_suffix("0s").filter(|decade| decade.len() == 3) {
        return valid(format!("{decade}X"));
    }
    // The time of a day is not kept.
    let text = text.split_once('t').map_or(text, |(day, time)| {
        if time.starts_with(|c: char| c.is_ascii_digit()) { day } else { text }
    });
    let words: Vec<&str> =
        text.split(|c: char| !c.is_alphanumeric()).filter(|word| !word.is_empty()).collect();
    let ordinal = |word: &str| {
        let digits = word.trim_end_matches(|c: char| c.is_alphabetic());
        digits.parse::<u32>().ok().filter(|_| word.len() - digits.len() <= 2)
    };
    let found = words.iter().find_map(|word| month(word));
    let numbers: Vec<u32> = words.iter().filter_map(|word| ordinal(word)).collect();
    let date = match (found, numbers.as_slice()) {
        (Some(month), [year]) if *year > 31 => format!("{year:04}-{month:02}"),
        (Some(month), [day, year] | [year, day]) if *year > 31 && *day <= 31 => {
            format!("{year:04}-{month:02}-{day:02}")
        }
        (None, [year, month, day]) if *year > 31 => format!("{year:04}-{month:02}-{day:02}"),
        // Which of two small numbers is the day cannot be told, unless one is too great
        // for a month.
        (None, [day, month, year]) if *year > 31 && (*day > 12 || day == month) => {
            format!("{year:04}-{month:02}-{day:02}")
        }
        (None, [month, day, year]) if *year > 31 && *day > 12 => {
            format!("{year:04}-{month:02}-{day:02}")
        }
        (None, [year, month] | [month, year]) if *year > 31 && *month <= 12 => {
            format!("{year:04}-{month:02}")
        }
        _ => return None,
    };
    valid(date)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn dates_are_guessed_only_where_one_is_meant() {
        for (text, date) in [
            ("Febuary 2009", Some("2009-02")),
            ("14 October 2021", Some("2021-10-14")),
            ("12 May 2009", Some("2009-05-12")),
            ("May 12th, 2009", Some("2009-05-12")),
            ("2009-5-1", Some("2009-05-01")),
            ("2009.05", Some("2009-05")),
            ("13/05/2009", Some("2009-05-13")),
            ("05/13/2009", Some("2009-05-13")),
            ("05/06/2009", None),
            ("c. 2010", Some("2010~")),
            ("2009–2012", Some("2009/2012")),
            ("2009-05-12T10:00", Some("2009-05-12")),
            ("1990s", Some("199X")),
            ("soon", None),
            ("30 February 2009", None),
        ] {
            assert_eq!(meant(text).as_ref().map(Date::as_str), date, "{text}");
        }
    }
}

//! Dates in the attributes that TEI has for them.

use rapporteur_schema::{Date, Day};

/// The dating attributes of a date: those of W3C XML Schema where they suffice,
/// and the EDTF itself in `@when-custom`.
pub(crate) struct Dating {
    /// Names and values; an empty value is no attribute.
    pub(crate) attributes: [(&'static str, String); 4],
}

impl Dating {
    /// All attributes: what the authoritative place of a date has.
    pub(crate) fn full(date: &Date) -> Self {
        let [a, b] = w3c(date);
        Self {
            attributes: [
                a,
                b,
                ("when-custom", date.as_str().to_owned()),
                ("datingMethod", "#Edtf".to_owned()),
            ],
        }
    }

    /// As few attributes as say it all.
    pub(crate) fn short(date: &Date) -> Self {
        let [a, b] = w3c(date);
        if a.0 == "when" && !a.1.is_empty() {
            let none = || ("when-custom", String::new());
            return Self { attributes: [a, b, none(), none()] };
        }
        Self::full(date)
    }

    /// The attributes, borrowed, with room for the caller's own.
    pub(crate) fn with<'a>(&'a self, more: &[(&'a str, &'a str)]) -> Vec<(&'a str, &'a str)> {
        let own = self.attributes.iter().map(|(key, value)| (*key, value.as_str()));
        own.chain(more.iter().copied()).collect()
    }
}

/// Whether a text is a year, a month or a day as W3C XML Schema has them.
fn is_simple(text: &str) -> bool {
    let mut parts = text.split('-');
    let digits = |part: Option<&str>, n: usize| {
        part.filter(|p| p.len() == n && p.bytes().all(|b| b.is_ascii_digit()))
            .map(ToOwned::to_owned)
    };
    let Some(year) = digits(parts.next(), 4) else { return false };
    if year == "0000" {
        return false;
    }
    let month = parts.next();
    let day = parts.next();
    if month.is_some() && !digits(month, 2).is_some_and(|m| ("01"..="12").contains(&m.as_str())) {
        return false;
    }
    // The type of dates has seen to it that there is such a day.
    (day.is_none() || digits(day, 2).is_some()) && parts.next().is_none()
}

fn day(day: Option<Day>) -> String {
    day.filter(|day| (1..=9999).contains(&day.year)).map(|day| day.to_string()).unwrap_or_default()
}

/// The attributes of W3C XML Schema for a date; empty values where there are none
/// that say what it says. What is approximate or uncertain has none.
fn w3c(date: &Date) -> [(&'static str, String); 2] {
    let text = date.as_str();
    if is_simple(text) {
        return [("when", text.to_owned()), ("when", String::new())];
    }
    let nothing = [("from", String::new()), ("to", String::new())];
    if let Some((from, to)) = text.split_once('/') {
        let side = |side: &str| match side {
            "" | ".." => Some(String::new()),
            side if is_simple(side) => Some(side.to_owned()),
            _ => None,
        };
        return match (side(from), side(to)) {
            (Some(from), Some(to)) => [("from", from), ("to", to)],
            _ => nothing,
        };
    }
    let qualified = text.contains(['~', '?', '%', 'T']);
    if !qualified && (text.contains('X') || text.starts_with('[')) {
        return [("notBefore", day(date.earliest())), ("notAfter", day(date.latest()))];
    }
    nothing
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn attributes_say_what_the_date_says() {
        let say = |text: &str| {
            let date: Date = text.parse().expect("a date");
            let parts = w3c(&date).into_iter().filter(|(_, v)| !v.is_empty());
            parts.map(|(k, v)| format!("{k}={v}")).collect::<Vec<_>>().join(" ")
        };
        assert_eq!(say("2019-04-01"), "when=2019-04-01");
        assert_eq!(say("2019-04"), "when=2019-04");
        assert_eq!(say("2009/2012-03"), "from=2009 to=2012-03");
        assert_eq!(say("2014/.."), "from=2014");
        assert_eq!(say("../2018-08"), "to=2018-08");
        assert_eq!(say("201X"), "notBefore=2010-01-01 notAfter=2019-12-31");
        assert_eq!(say("[2017..2020]"), "notBefore=2017-01-01 notAfter=2020-12-31");
        for no in ["2010~", "2010?", "2010-21", "2010~/2012", "0000", "-0044", "{2010,2012}"] {
            assert_eq!(say(no), "", "{no}");
        }
    }
}

//! Dates in the attributes that TEI has for them.

use std::borrow::Cow;

use rapporteur_schema::{Date, Day};

use super::xml::Tag;

/// All attributes of a date: those of W3C XML Schema where they suffice, and the EDTF
/// itself in `@when-custom`. This is what the authoritative place of a date has.
pub(crate) fn full<'t, 'o>(tag: Tag<'t, 'o>, date: &Date) -> Tag<'t, 'o> {
    custom(plain(tag, &w3c(date)), date)
}

/// As few attributes as say it all.
pub(crate) fn short<'t, 'o>(tag: Tag<'t, 'o>, date: &Date) -> Tag<'t, 'o> {
    let attributes = w3c(date);
    let tag = plain(tag, &attributes);
    match &attributes {
        [("when", when), _] if !when.is_empty() => tag,
        _ => custom(tag, date),
    }
}

fn plain<'t, 'o>(tag: Tag<'t, 'o>, attributes: &W3c<'_>) -> Tag<'t, 'o> {
    attributes.iter().fold(tag, |tag, (key, value)| tag.with(key, value))
}

fn custom<'t, 'o>(tag: Tag<'t, 'o>, date: &Date) -> Tag<'t, 'o> {
    // What the source or the editors are not sure of.
    let doubt = if date.as_str().contains(['?', '%']) { "low" } else { "" };
    tag.plain("when-custom", date.as_str()).plain("datingMethod", "#Edtf").with("cert", doubt)
}

/// Names and values; an empty value is no attribute.
type W3c<'a> = [(&'static str, Cow<'a, str>); 2];

/// Whether a text is a year, a month or a day as W3C XML Schema has them.
fn is_simple(text: &str) -> bool {
    let digits = |part: &str, n: usize| part.len() == n && part.bytes().all(|b| b.is_ascii_digit());
    let mut parts = text.split('-');
    let year = parts.next().unwrap_or_default();
    if !digits(year, 4) || year == "0000" {
        return false;
    }
    let month = parts.next();
    // The type of dates has seen to it that there is such a day.
    month.is_none_or(|month| digits(month, 2) && ("01"..="12").contains(&month))
        && parts.next().is_none_or(|day| digits(day, 2))
        && parts.next().is_none()
}

fn day<'a>(day: Option<Day>) -> Cow<'a, str> {
    let day = day.filter(|day| (1..=9999).contains(&day.year));
    day.map(|day| day.to_string()).unwrap_or_default().into()
}

/// The attributes of W3C XML Schema for a date; empty values where there are none
/// that say what it says. What is approximate or uncertain has none.
fn w3c(date: &Date) -> W3c<'_> {
    let text = date.as_str();
    if is_simple(text) {
        return [("when", text.into()), ("when", "".into())];
    }
    let nothing = [("from", "".into()), ("to", "".into())];
    if let Some((from, to)) = text.split_once('/') {
        let side = |side| match side {
            "" | ".." => Some(""),
            side if is_simple(side) => Some(side),
            _ => None,
        };
        return match (side(from), side(to)) {
            (Some(from), Some(to)) => [("from", from.into()), ("to", to.into())],
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

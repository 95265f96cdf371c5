//! English: the sentences that depend on what they tell.

mod points;

use rapporteur_apparatus::language::{English, Language, Noun};
use rapporteur_schema::{
    Dataset,
    codes::{Absence, Basis, DifferenceClass},
};

use super::super::{Among, Grounds, Named, Reports, Sentences, Years};
use crate::brief::{
    capital,
    choice::{Brief, Selection},
    lower_first,
};

impl Sentences for English {
    fn head(&self, version: &str) -> String {
        format!("Claims as attributed · version {version}")
    }

    fn passage(&self, key: &str) -> String {
        format!(", passage {key}")
    }

    fn kicker(&self, brief: &Brief) -> String {
        let kind = match brief {
            Brief::Overview => "Overview brief",
            Brief::Mechanism(_) => "Mechanism brief",
            Brief::Partner(_) => "Partner brief",
            Brief::Person(_) => "Person brief",
            Brief::Source(_) => "Source brief",
            Brief::Selection(_) => "Brief on a selection",
        };
        kind.to_owned()
    }

    fn selection(&self, dataset: &Dataset, selection: &Selection) -> String {
        let tag = self.tag();
        let mut parts: Vec<String> = Vec::new();
        let mechanisms: Vec<&str> = selection.mechanisms.iter().map(|m| m.label()).collect();
        if !mechanisms.is_empty() {
            parts.push(self.list(&mechanisms));
        }
        let label = |id: &rapporteur_schema::Id| dataset.label(id.as_str(), tag).to_owned();
        let who: Vec<String> = selection.who.iter().map(label).collect();
        if !who.is_empty() {
            let who: Vec<&str> = who.iter().map(String::as_str).collect();
            parts.push(self.either(&who));
        }
        let sources: Vec<&str> = selection
            .sources
            .iter()
            .map(|id| rapporteur_apparatus::cite::siglum(dataset, id.as_str()))
            .collect();
        if !sources.is_empty() {
            parts.push(self.in_sources(&sources));
        }
        match (selection.from, selection.to) {
            (Some(from), Some(to)) => parts.push(self.years(from, to)),
            (Some(from), None) => parts.push(format!("from {from}")),
            (None, Some(to)) => parts.push(format!("until {to}")),
            (None, None) => {}
        }
        if !selection.records.is_empty() {
            parts.push(self.count(selection.records.len(), Noun::Record));
        }
        capital(&parts.join(", "))
    }

    fn made_from(&self, sources: &[&str], version: &str, date: &str) -> String {
        let number = self.count(sources.len(), Noun::Source);
        let names = if sources.is_empty() || sources.len() > 8 {
            String::new()
        } else {
            format!(", {}", self.list(sources))
        };
        format!("Made from {number}{names}; {}.", edition(version, date))
    }

    fn drawn_from(
        &self,
        used: &[&str],
        compared: &[&str],
        all: Option<usize>,
        (version, date): (&str, &str),
    ) -> String {
        let Some(all) = all else { return format!("{}.", capital(&edition(version, date))) };
        let names = if used.is_empty() || used.len() > 8 {
            String::new()
        } else {
            format!(": {}", self.list(used))
        };
        let sources = self.count(all, Noun::Source);
        let number = match used.len() {
            n if n == all && n > 1 => format!("all its {sources}"),
            n => format!("{} of its {sources}", Language::whole(self, n)),
        };
        let beside = match compared {
            [] => String::new(),
            names => format!("; for comparison also {}", self.list(names)),
        };
        format!("Drawn from {number}{names}{beside}; {}.", edition(version, date))
    }

    fn part_of(&self, title: &str) -> String {
        format!("From the dataset {}.", self.quoted(title))
    }

    fn report(&self, sources: &[&str]) -> String {
        let verb = if sources.len() > 1 { "report" } else { "reports" };
        format!("{} {verb}", self.list(sources))
    }

    fn in_sources(&self, sources: &[&str]) -> String {
        format!("in {}", self.list(sources))
    }

    fn reports(&self, numbers: &Reports<'_>) -> String {
        let Reports { events, span, by, one, differ, named } = *numbers;
        let years = match span {
            Some(Years { from, to, dated, inferred: 0, lasting, .. }) if dated == events => {
                match (lasting, from == to) {
                    (false, true) => format!(" of {from}"),
                    (true, true) => format!(" beginning in {from}"),
                    (false, false) => format!(" from {from} to {to}"),
                    (true, false) => format!(" beginning from {from} to {to}"),
                }
            }
            Some(years) if years.are_one_inferred(events) => {
                let of = if events == 2 { " both of" } else { " of" };
                let comma = if events == 1 { "" } else { "," };
                format!("{comma}{of} {} ({})", years.from, concluded(years))
            }
            Some(years) => format!(" ({})", with_year(*self, events, years)),
            None => String::new(),
        };
        let names: Vec<&str> = by.iter().map(|(_, name)| *name).collect();
        let all = by.iter().all(|(n, _)| *n == events);
        let who = match by {
            _ if events == 1 => format!(", which {}", self.report(&names)),
            [(_, name)] => format!(", which {name} alone reports"),
            _ if all => {
                let each = if names.len() == 2 { "both" } else { "all" };
                format!(", which {} {each} report", self.list(&names))
            }
            _ => {
                let parts: Vec<String> = by
                    .iter()
                    .map(|(number, name)| format!("{name} ({})", Language::whole(self, *number)))
                    .collect();
                let parts: Vec<&str> = parts.iter().map(String::as_str).collect();
                format!(", reported by {}", self.list(&parts))
            }
        };
        let number = in_words(*self, events, Noun::Event);
        let mut text = format!("{number}{years}{who}.");
        let mut rest: Vec<String> = Vec::new();
        if one > 0 && events > 1 && by.len() > 1 {
            rest.push(match (one, named) {
                (n, None) if n == events => "each rests on one source".to_owned(),
                (1, None) => "one rests on one source".to_owned(),
                (n, None) => {
                    format!("of these, {} rest on one source each", Language::whole(self, n))
                }
                // Others may report the event without naming whom the brief is about.
                (n, Some(Named { title, .. })) => {
                    let title = with_article(title);
                    let number = match n {
                        n if n == events => "each".to_owned(),
                        1 => "one".to_owned(),
                        n => Language::whole(self, n),
                    };
                    format!("in {number}, one source alone names {title}")
                }
            });
        }
        if differ > 0 {
            rest.push(match differ {
                1 if events == 1 => "the sources differ on it".to_owned(),
                1 => "on one the sources differ".to_owned(),
                n if n == events => "on each the sources differ".to_owned(),
                n => format!("on {} the sources differ", Language::whole(self, n)),
            });
        }
        if !rest.is_empty() {
            text = format!("{text} {}.", capital(&rest.join("; ")));
        }
        if let Some(named) = named {
            text.push_str(&self.only_concluded(events, named));
        }
        text
    }

    fn only_concluded(&self, events: usize, named: Named<'_>) -> String {
        let title = with_article(named.title);
        let some = named.concluded.iter().filter(|(_, n)| *n > 0);
        some.filter_map(|(basis, n)| {
            let basis = self.basis(*basis)?;
            Some(match *n {
                n if n == events && n == 1 => format!(" There {title} is only {basis}."),
                n if n == events => format!(" In each, {title} is only {basis}."),
                1 => format!(" In one, {title} is only {basis}."),
                n => format!(" In {}, {title} is only {basis}.", Language::whole(self, n)),
            })
        })
        .collect()
    }

    fn end_of_time(&self, first: bool, sources: &[&str], name: &str, others: bool) -> String {
        let which = if first { "earliest" } else { "latest" };
        let event = if others {
            format!("one of the {which} dated events")
        } else {
            format!("the {which} dated event")
        };
        format!("{} {event}, {}: ", self.report(sources), self.quoted(name))
    }

    fn busiest(&self, events: usize, mechanisms: &[(&str, usize)]) -> String {
        let names: Vec<String> = mechanisms
            .iter()
            .map(|(name, n)| format!("{} ({})", lower_first(name), Language::whole(self, *n)))
            .collect();
        let names: Vec<&str> = names.iter().map(String::as_str).collect();
        let of = self.count(events, Noun::Event);
        // What is no more than half of all is not most of it.
        let shown: usize = mechanisms.iter().map(|(_, n)| n).sum();
        let are = match names.len() {
            _ if shown * 2 > events => "most are filed under",
            1 => "the largest group is",
            _ => "the largest groups are",
        };
        format!("Of {of} recorded, {are} {}", self.list(&names))
    }

    fn most_rounds(&self, partners: &[&str], rounds: usize, sources: &[&str]) -> String {
        let number = self.count(rounds, Noun::Round);
        let each = if partners.len() > 1 { " each" } else { "" };
        let verb = if sources.len() > 1 { "report" } else { "reports" };
        format!(
            "Most rounds of dialogue or consultation that are named one by one: {}, {number}{each}, \
             which {} {verb}.",
            self.list(partners),
            self.list(sources),
        )
    }

    fn votes(&self, elections: usize) -> String {
        if elections == 1 {
            "Votes in favour at an election: "
        } else {
            "Votes in favour at elections: "
        }
        .to_owned()
    }

    fn differ(&self, points: usize, classes: &[(DifferenceClass, usize)], totals: usize) -> String {
        points::differ(*self, points, classes, totals)
    }

    fn differ_shown(
        &self,
        shown: (usize, usize),
        conflicts: (usize, usize),
        sorts: &[&str],
        annex: bool,
    ) -> String {
        points::shown(*self, shown, conflicts, sorts, annex)
    }

    fn differ_rest(&self, shown: usize, all: usize, annex: bool) -> String {
        points::rest(*self, shown, all, annex)
    }

    fn grounds_of_role(&self, grounds: &[String]) -> String {
        if grounds.is_empty() { String::new() } else { format!(" (role {})", grounds.join("; ")) }
    }

    fn grounds_of_date(&self, grounds: &[String]) -> String {
        if grounds.is_empty() { String::new() } else { format!(" (date {})", grounds.join("; ")) }
    }

    fn side(&self, field: &str, kind: &str, value: &str) -> String {
        let number = match kind.rsplit_once('-').map_or(kind, |(_, last)| last) {
            "round" => "number of the round",
            "session" => "number of the session",
            "report" => "number of the report",
            "edition" => "number of the edition",
            "meeting" => "number of the meeting",
            _ => "number",
        };
        match (field, value.rsplit_once(": ")) {
            ("ordinal", Some((name, value))) => format!("{name}: {number} {value}"),
            ("ordinal", None) => format!("{number}: {value}"),
            // A name is not said twice.
            ("names", Some((name, again))) if name == again => name.to_owned(),
            _ => value.to_owned(),
        }
    }

    fn no_name(&self, absent: &str) -> String {
        format!("name {absent}")
    }

    fn beside(&self, items: &str, shared: &[&str]) -> String {
        if shared.len() > 3 {
            return format!("{items}; and {} that all name", Language::whole(self, shared.len()));
        }
        format!("{items}; beside {}", self.list(shared))
    }

    fn differ_touching(&self, points: usize, title: &str) -> String {
        let more = match points {
            1 => "One more point is".to_owned(),
            n => format!("{} more points are", number_word(*self, n)),
        };
        format!(
            "{more} about records that only name {} among others: the briefs of the mechanisms \
             have them.",
            with_article(title)
        )
    }

    fn may_be(&self, name: &str, reason: &str) -> String {
        format!("May be the same as {name}. {reason}")
    }

    fn parts(&self, events: usize, concluded: &[(Basis, usize)]) -> String {
        let mut said = Language::whole(self, events);
        for (basis, n) in concluded.iter().filter(|(_, n)| *n > 0) {
            let Some(basis) = self.basis(*basis) else { continue };
            if *n == events {
                said = format!("{said}, {basis}");
            } else {
                said = format!("{said}, {} {basis}", Language::whole(self, *n));
            }
        }
        said
    }

    fn ground_of_name(&self, ground: &str) -> String {
        format!("name {ground}")
    }

    fn not_named_by(&self, title: &str, sources: &[&str]) -> String {
        let verb = if sources.len() == 1 { "does" } else { "do" };
        format!(" ({} {verb} not list {})", self.list(sources), with_article(title))
    }

    fn alone(&self, points: usize, more: bool) -> String {
        let more = if more { " more" } else { "" };
        match points {
            1 => format!(
                "On one{more} point the editors note a difficulty within one source, or what one \
                 covers and another does not."
            ),
            n => format!(
                "On {}{more} points the editors note a difficulty within one source, or what one \
                 covers and another does not.",
                Language::whole(self, n)
            ),
        }
    }

    fn by_date(&self, date: &str) -> String {
        format!("by {date}")
    }

    fn point_elsewhere(&self, annex: bool) -> &'static str {
        if annex { " (point in the annex)" } else { " (point in the mechanism’s brief)" }
    }

    fn see_points(&self, points: &[&str]) -> String {
        let word = if points.len() == 1 { "point" } else { "points" };
        format!(" (see {word}\u{a0}{})", points.join(",\u{a0}"))
    }

    fn as_before(&self, point: Option<usize>) -> String {
        match point {
            Some(n) => format!("as under point {}.", Language::whole(self, n)),
            None => "as before.".to_owned(),
        }
    }

    fn absent(&self, absent: Absence) -> String {
        match absent {
            Absence::Unknown => "not given".to_owned(),
            other => other.label().to_lowercase(),
        }
    }

    fn for_side(&self, side: &str) -> String {
        format!("for {}", with_article(side))
    }

    fn among(&self, shown: usize, all: usize) -> String {
        let all = Language::whole(self, all);
        if shown == 0 { format!("{all} named") } else { format!(" (among {all} named)") }
    }

    fn as_reported(&self, sources: &[&str]) -> String {
        format!("as {}", self.report(sources))
    }

    fn wrote(&self, sources: &[&str]) -> String {
        format!("Author of {}.", self.list(sources))
    }

    fn dated(&self, events: usize, years: Years) -> String {
        // There is little room.
        let years = Years { own: false, ..years };
        if years.dated == events && years.inferred == 0 {
            return format!(", {}", span(*self, years));
        }
        if years.are_one_inferred(events) {
            return format!(" of {} ({})", years.from, concluded(years));
        }
        format!("; {}", with_year(*self, events, years))
    }

    fn beside_these(&self, sources: &[&str]) -> String {
        let is = if sources.len() == 1 { "is" } else { "are" };
        format!("{} {is} cited beside these for single values only.", self.list(sources))
    }

    fn reported_by(&self, sources: &[&str]) -> String {
        format!("Reported by {}.", self.list(sources))
    }

    fn and_more(&self, events: usize) -> String {
        format!("; and {}", self.count(events, Noun::Event).replacen(' ', " more ", 1))
    }

    fn spoke(
        &self,
        statements: &str,
        of: Option<&str>,
        by: &[(&str, usize)],
        (all, contested): (usize, usize),
    ) -> String {
        let of = of.map(|name| format!(" of {name}")).unwrap_or_default();
        let said = match by {
            [(name, 1)] => format!("{name} reports one statement{of}."),
            [(name, _)] => format!("{name} reports {statements}{of}."),
            _ => {
                let names: Vec<String> = by
                    .iter()
                    .map(|(name, n)| format!("{name} ({})", Language::whole(self, *n)))
                    .collect();
                let names: Vec<&str> = names.iter().map(String::as_str).collect();
                format!("{}{of}, reported by {}.", capital(statements), self.list(&names))
            }
        };
        match contested {
            0 => said,
            1 => format!("{said} One of them is contested."),
            n if n == all => format!("{said} All of them are contested."),
            n => format!("{said} Of these {} are contested.", Language::whole(self, n)),
        }
    }

    fn named_among(&self, by: &[Among<'_>], title: &str, role: &str) -> String {
        let parts: Vec<String> = by
            .iter()
            .enumerate()
            .map(|(n, Among { sources, number, basis })| {
                let verb = match (n, sources.len()) {
                    (0, 1) => format!(" names {}", with_article(title)),
                    (0, _) => format!(" each name {}", with_article(title)),
                    (_, 1) => String::new(),
                    _ => " each".to_owned(),
                };
                let all = Language::whole(self, *number);
                let how = basis.and_then(|basis| self.basis(basis));
                let how = how.map(|how| format!(" ({how})")).unwrap_or_default();
                format!("{}{verb} among {all}{how}", self.list(sources))
            })
            .collect();
        let parts: Vec<&str> = parts.iter().map(String::as_str).collect();
        format!("{} ({}).", parts.join("; "), lower_first(role)).replace(") (", "; ")
    }

    fn was_elected(&self, names: &[&str], elected: bool) -> String {
        let verb = if names.len() > 1 { "were" } else { "was" };
        let not = if elected { "" } else { " not" };
        format!("{} {verb}{not} elected.", self.list(names))
    }

    fn did(&self, role: &str, label: &str, told: bool) -> (String, &'static str) {
        let (verb, into) = match role {
            "chair" => ("Chaired", ""),
            "vice-chair" => ("Was vice-chair", " of"),
            "host" => ("Hosted", ""),
            "organiser" => ("Organised", ""),
            "participant" => ("Took part", " in"),
            "observer" => ("Observed", ""),
            "speaker" => ("Spoke", " at"),
            "delegation" => ("Was of the delegation", " at"),
            "head-of-delegation" => ("Led a delegation", " at"),
            "candidate" => ("Stood", " at"),
            "elected" if told => ("Was elected", ":"),
            "elected" => ("Was elected or re-elected", ":"),
            "member" => ("Was a member", ":"),
            "alternate-member" => ("Was an alternate member", ":"),
            "party" => ("Was a side", " of"),
            "holder" => ("Held an office", ":"),
            "visitor" => ("Visited", ":"),
            "predecessor" => ("Was followed in office", ":"),
            "successor" => ("Followed in office", ":"),
            "initiator" => ("Initiated", ":"),
            "inviter" => ("Invited", ":"),
            "invitee" => ("Was invited", ":"),
            "nominator" => ("Nominated", ":"),
            "proposer" => ("Proposed", ":"),
            "addressee" => ("Was addressed", ":"),
            _ => return (label.to_owned(), ":"),
        };
        (verb.to_owned(), into)
    }

    fn as_office(&self, office: &str, colon: bool) -> String {
        // What is no title has no capital within a sentence.
        let former = ["Former ", "Formerly "].iter().any(|word| office.starts_with(word));
        let office = &if former { lower_first(office) } else { office.to_owned() };
        match (office.starts_with('('), colon) {
            (true, _) => format!(" {office}"),
            (false, true) => format!(", as {office}"),
            (false, false) => format!(", as {office},"),
        }
    }

    fn digits(&self, digits: usize) -> String {
        format!("; of each hash the first {digits} of 64 digits")
    }

    fn bibliography(&self, field: &str) -> Option<&'static str> {
        Some(match field {
            "authors" => "by",
            "translators" => "translated by",
            "host" => "web site",
            "web" => "web page dated",
            "updated" => "web page changed",
            "url" => "at",
            "un-symbol" => "UN symbol",
            "doi" => "DOI",
            "isbn" => "ISBN",
            "issn" => "ISSN",
            _ => return None,
        })
    }

    fn elected(&self, elected: Option<bool>) -> &'static str {
        match elected {
            Some(true) => "yes",
            Some(false) => "no",
            None => "not said",
        }
    }

    fn result(&self, votes: &str, elected: Option<bool>) -> String {
        if elected == Some(false) { format!("{votes}, not elected") } else { votes.to_owned() }
    }

    fn class(&self, class: Option<DifferenceClass>) -> &'static str {
        points::class(class)
    }

    fn gaps(&self, gaps: usize, brief: &str) -> String {
        let things = match gaps {
            1 => "one thing that it does not give".to_owned(),
            n => format!("{} things that it does not give", Language::whole(self, n)),
        };
        format!("It promises or points to {things}; the brief {brief} names what.")
    }

    fn whole(&self, statements: usize, points: usize, brief: &str) -> String {
        let mut has = Vec::new();
        if statements > 0 {
            has.push(self.count(statements, Noun::Statement));
        }
        if points > 0 {
            has.push(format!("{} of difference", self.count(points, Noun::Point)));
        }
        let has: Vec<&str> = has.iter().map(String::as_str).collect();
        let with = if has.is_empty() { String::new() } else { format!(": {}", self.list(&has)) };
        format!("More in the brief {brief}{with}.")
    }

    fn period(&self, (from, to): (i32, i32), before: bool) -> String {
        if before {
            return format!("until {to}");
        }
        match to - from {
            0 => from.to_string(),
            9 if from.rem_euclid(10) == 0 => format!("{from}s"),
            _ => format!("{from}–{to}"),
        }
    }

    fn in_year(&self, n: usize, year: i32) -> String {
        format!("{} in {year}", Language::whole(self, n))
    }

    fn where_they_differ(&self) -> &'static str {
        " where sources differ"
    }

    fn unmarked(&self, events: usize, own: bool) -> String {
        let stand = if events == 1 { "stands" } else { "stand" };
        let number = self.count(events, Noun::Event);
        let known = if own { "this source gives no beginning" } else { "no beginning is known" };
        format!(" {number} of which {known} {stand} in the tables alone.")
    }

    fn timeline_alt(&self, events: usize, years: (i32, i32), lanes: &[(String, usize)]) -> String {
        let lanes: Vec<String> = lanes.iter().map(|(name, n)| format!("{name} {n}")).collect();
        format!(
            "Timeline of {}, {}, a lane for each kind. Events in each: {}. The table after it gives \
             the numbers by period.",
            self.count(events, Noun::Event),
            self.years(years.0, years.1),
            lanes.join(", ")
        )
    }

    fn made(&self, version: &str, date: &str, title: &str, id: &str) -> String {
        format!(
            "Made by program from {} of the dataset {} ({id}), without any text of its own but its \
             standing sentences.",
            edition(version, date),
            self.quoted(title)
        )
    }

    fn edited(&self, editors: &[&str]) -> String {
        format!(" Edited by {}.", self.list(editors))
    }

    fn attached(&self, id: &str, attached: bool) -> String {
        if attached {
            format!("The whole dataset is attached as {id}.canonical.txt.")
        } else {
            "The dataset is not attached.".to_owned()
        }
    }

    fn again(&self, brief: &str, annex: bool) -> String {
        let (has, option) = if annex {
            ("The annex has every record with every reading. ", " --annex")
        } else {
            ("", "")
        };
        format!("{has}To make it again: rapporteur export DATASET --to pdf --brief {brief}{option}")
    }
}

/// A name within a sentence, with its article if it takes one: `the United States`.
fn with_article(name: &str) -> String {
    const HEADS: [&str; 25] = [
        "Bahamas",
        "Bank",
        "Commission",
        "Committee",
        "Comoros",
        "Council",
        "Emirates",
        "Federation",
        "Gambia",
        "Group",
        "Islands",
        "Kingdom",
        "Maldives",
        "Mission",
        "Nations",
        "Netherlands",
        "Office",
        "Organisation",
        "Organization",
        "Philippines",
        "Republic",
        "See",
        "Seychelles",
        "States",
        "Union",
    ];
    let head = name.split([',', '(']).next().unwrap_or_default();
    let head = head.split(" of ").next().unwrap_or_default().trim_end();
    let last = head.rsplit(' ').next().unwrap_or_default();
    let state = head == "State" || HEADS.contains(&last);
    if state { format!("the {name}") } else { name.to_owned() }
}

/// Of how many events the year is known in which they begin, and by whom: `12 with a year,
/// 3 of these inferred, 1990 to 2018`.
fn with_year(english: English, events: usize, years: Years) -> String {
    let span = span(english, years);
    let dated = Language::whole(&english, years.dated);
    let how = concluded(years);
    let inferred = match years.inferred {
        0 => String::new(),
        1 if years.dated == 1 => format!(", {how}"),
        n if n == years.dated => format!(", all {how}"),
        n => format!(", {} of these {how}", Language::whole(&english, n)),
    };
    if years.dated == events && (years.inferred == 0 || years.inferred == years.dated) {
        return format!("{span}{inferred}");
    }
    let known = if years.dated == events { "all".to_owned() } else { dated };
    let year = if years.own { "dated here" } else { "with a year" };
    format!("{known} {year}{inferred}, {span}")
}

/// The first and the last year; of events that last, those in which they begin.
fn span(english: English, years: Years) -> String {
    let span = english.years(years.from, years.to);
    match (years.lasting, years.from == years.to) {
        (false, _) => span,
        (true, false) => format!("beginning {span}"),
        (true, true) => format!("beginning in {span}"),
    }
}

/// On what ground the editors conclude some years.
const fn concluded(years: Years) -> &'static str {
    match years.grounds() {
        Grounds::Inferred => "inferred",
        Grounds::Proposed => "proposed",
        Grounds::Both => "inferred or proposed",
    }
}

/// A number at the beginning of a sentence: a word up to twelve.
fn number_word(english: English, n: usize) -> String {
    const WORDS: [&str; 13] = [
        "No", "One", "Two", "Three", "Four", "Five", "Six", "Seven", "Eight", "Nine", "Ten",
        "Eleven", "Twelve",
    ];
    WORDS.get(n).map_or_else(|| Language::whole(&english, n), |word| (*word).to_owned())
}

/// A number with its noun at the beginning of a sentence.
fn in_words(english: English, n: usize, noun: Noun) -> String {
    let counted = english.count(n, noun);
    let noun = counted.split_once(' ').map_or("", |(_, noun)| noun);
    format!("{} {noun}", number_word(english, n))
}

/// The version of a dataset, with its date if it has one: `version 1.0 of 1 May 2026`.
fn edition(version: &str, date: &str) -> String {
    let of = if date.is_empty() { String::new() } else { format!(" of {date}") };
    format!("version {version}{of}")
}

#[cfg(test)]
mod tests;

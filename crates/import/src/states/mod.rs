//! Names of states: members of the United Nations, observers, states that no longer
//! exist, and some others that its documents name.
//!
//! Codes come from ISO 3166-1 and ISO 3166-3 by way of `rust_iso3166`; the names are
//! this crate's own table. A name is found or not: nothing is guessed. Names that
//! mean more than one state, such as *Korea*, are [`Match::Doubtful`].

mod data;

use std::{collections::BTreeMap, sync::OnceLock};

use rust_iso3166::{CountryCode, iso3166_3::CountryCode3};
use serde::Serialize;
use unicode_normalization::UnicodeNormalization as _;

/// How a state stands with the United Nations.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize)]
#[serde(rename_all = "lowercase")]
#[non_exhaustive]
pub enum Status {
    /// A member.
    Member,
    /// A non-member state that is an observer.
    Observer,
    /// A state that no longer exists.
    Former,
    /// None of these; its name stands in documents all the same. No position is
    /// taken on what it is.
    Other,
}

/// A state, or what a table of states may name.
#[derive(Debug, Clone, PartialEq, Eq, Serialize)]
#[non_exhaustive]
pub struct State {
    /// The id that its record has: `cote-d-ivoire`.
    pub id: &'static str,
    /// Its short name in English.
    pub name: &'static str,
    /// How it stands with the United Nations.
    pub status: Status,
    /// The code of two letters.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub alpha2: Option<&'static str>,
    /// The code of three letters.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub alpha3: Option<&'static str>,
    /// The code of three digits, which is also that of the UN's M49.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub numeric: Option<String>,
    /// For one that no longer exists, the code of four letters of ISO 3166-3.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub alpha4: Option<&'static str>,
}

impl State {
    /// Its identifiers, as scheme and value.
    pub fn identifiers(&self) -> Vec<(&'static str, String)> {
        let owned = |text: &&'static str| (*text).to_owned();
        let mut out = Vec::new();
        if let Some(code) = &self.alpha4 {
            out.push(("iso3166-3", owned(code)));
            return out;
        }
        out.extend(self.alpha2.as_ref().map(|code| ("iso3166-1-alpha-2", owned(code))));
        out.extend(self.alpha3.as_ref().map(|code| ("iso3166-1-alpha-3", owned(code))));
        out.extend(self.numeric.clone().map(|code| ("un-m49", code)));
        out
    }

    /// Whether a text is one of its codes, and not one of its names.
    ///
    /// ```
    /// let brazil = rapporteur_import::states::by_id("brazil").unwrap();
    /// assert!(brazil.has_code("BRA") && !brazil.has_code("Brazil"));
    /// ```
    pub fn has_code(&self, text: &str) -> bool {
        !tables().names.contains_key(&key(text))
            && matches!(by_code(text), Match::State(state) if state.id == self.id)
    }
}

/// What a text is the name of.
#[derive(Debug, Clone, PartialEq, Eq)]
#[non_exhaustive]
pub enum Match {
    /// This state.
    State(&'static State),
    /// One of these: the text alone does not say which.
    Doubtful(Vec<&'static State>),
    /// No state that the table has.
    Unknown,
}

struct Tables {
    states: Vec<State>,
    /// By the key of a name: places in `states`.
    names: BTreeMap<String, Vec<usize>>,
    /// By code, in capitals.
    codes: BTreeMap<String, Vec<usize>>,
}

fn tables() -> &'static Tables {
    static TABLES: OnceLock<Tables> = OnceLock::new();
    TABLES.get_or_init(build)
}

fn build() -> Tables {
    let mut tables = Tables { states: Vec::new(), names: BTreeMap::new(), codes: BTreeMap::new() };
    for (id, code, status, names) in data::ROWS {
        let now = if code.len() == 2 { rust_iso3166::from_alpha2(code) } else { None };
        let then = if code.len() == 4 { rust_iso3166::iso3166_3::from_code(code) } else { None };
        let state = state(id, names.first().unwrap_or(id), *status, now, then);
        let at = tables.states.len();
        for name in *names {
            let places = tables.names.entry(key(name)).or_default();
            if !places.contains(&at) {
                places.push(at);
            }
        }
        note_codes(&state, at, &mut tables.codes);
        tables.states.push(state);
    }
    // Former codes of states that still are: `BU` of Myanmar, `ZR` of the Congo.
    for then in rust_iso3166::iso3166_3::ALL {
        let Some(at) = tables.names.get(&key(then.name)).and_then(|places| places.first().copied())
        else {
            continue;
        };
        for code in [then.former.alpha2, then.former.alpha3, then.code] {
            let places = tables.codes.entry(code.to_owned()).or_default();
            if places.is_empty() {
                places.push(at);
            }
        }
    }
    // Territories and whatever else has a code, by that code and the name in ISO 3166-1.
    for code in rust_iso3166::ALL {
        if tables.codes.contains_key(code.alpha2) {
            continue;
        }
        let id: &'static str = Box::leak(crate::value::slug(code.name).into_boxed_str());
        let state = state(id, code.name, Status::Other, Some(*code), None);
        let at = tables.states.len();
        tables.names.entry(key(code.name)).or_default().push(at);
        note_codes(&state, at, &mut tables.codes);
        tables.states.push(state);
    }
    let place = |states: &[State], id: &str| states.iter().position(|state| state.id == id);
    for (name, ids) in data::DOUBTFUL {
        let places = ids.iter().filter_map(|id| place(&tables.states, id)).collect();
        tables.names.insert(key(name), places);
    }
    for (code, ids) in data::DOUBTFUL_CODES {
        let places = ids.iter().filter_map(|id| place(&tables.states, id)).collect();
        tables.codes.insert((*code).to_owned(), places);
    }
    tables
}

fn state(
    id: &'static str,
    name: &'static str,
    status: Status,
    now: Option<CountryCode>,
    then: Option<CountryCode3>,
) -> State {
    let code = now.or(then.map(|then| then.former));
    State {
        id,
        name,
        status,
        alpha2: code.map(|code| code.alpha2),
        alpha3: code.map(|code| code.alpha3),
        numeric: code.filter(|code| code.numeric > 0).map(|code| format!("{:03}", code.numeric)),
        alpha4: then.map(|then| then.code),
    }
}

fn note_codes(state: &State, at: usize, codes: &mut BTreeMap<String, Vec<usize>>) {
    let texts = [state.alpha2, state.alpha3, state.alpha4].into_iter().flatten().map(str::to_owned);
    for code in texts.chain(state.numeric.clone()) {
        codes.entry(code).or_default().push(at);
    }
}

/// What two spellings of one name have in common: its words without case,
/// diacritics, punctuation and little words, sorted.
fn key(name: &str) -> String {
    let mut plain = String::new();
    for c in name.nfd().filter(|c| !('\u{300}'..='\u{36F}').contains(c)) {
        match c {
            '\'' | '’' | '‘' | 'ʼ' | '`' | '´' | '.' => {}
            'ı' => plain.push('i'),
            c if c.is_alphanumeric() => plain.extend(c.to_lowercase()),
            _ => plain.push(' '),
        }
    }
    let mut words: Vec<&str> = plain
        .split_whitespace()
        .filter(|word| !matches!(*word, "the" | "of" | "and"))
        .map(|word| match word {
            "st" => "saint",
            "dem" => "democratic",
            "rep" => "republic",
            "is" | "isl" => "islands",
            "fed" => "federal",
            word => word,
        })
        .collect();
    words.sort_unstable();
    words.join(" ")
}

fn matched(places: Option<&Vec<usize>>, states: &'static [State]) -> Match {
    let mut found: Vec<&'static State> =
        places.into_iter().flatten().filter_map(|at| states.get(*at)).collect();
    match (found.pop(), found.is_empty()) {
        (None, _) => Match::Unknown,
        (Some(only), true) => Match::State(only),
        (Some(last), _) => {
            found.push(last);
            Match::Doubtful(found)
        }
    }
}

/// What a text is the name of. A text of two or three capital letters may also be a
/// code of ISO 3166: `NA` is Namibia.
///
/// ```
/// use rapporteur_import::states::{Match, lookup};
/// let id = |text: &str| match lookup(text) {
///     Match::State(state) => state.id,
///     Match::Doubtful(_) => "doubtful",
///     _ => "unknown",
/// };
/// assert_eq!(id("CÔTE D’IVOIRE"), "cote-d-ivoire");
/// assert_eq!(id("Korea, Republic of"), "republic-of-korea");
/// assert_eq!(id("NA"), "namibia");
/// assert_eq!(id("Korea"), "doubtful");
/// assert_eq!(id("Atlantis"), "unknown");
/// ```
pub fn lookup(text: &str) -> Match {
    let tables = tables();
    let key = key(text);
    if key.is_empty() {
        return Match::Unknown;
    }
    if let Some((_, ids)) = data::DOUBTFUL.iter().find(|(name, _)| self::key(name) == key) {
        return Match::Doubtful(ids.iter().filter_map(|id| by_id(id)).collect());
    }
    match matched(tables.names.get(&key), &tables.states) {
        Match::Unknown => by_code(text),
        found => found,
    }
}

/// The state with a code of ISO 3166-1 (two or three letters, three digits) or
/// ISO 3166-3 (four letters), in capitals; a code that has meant two is doubtful.
pub fn by_code(code: &str) -> Match {
    let tables = tables();
    let capital = |b: u8| b.is_ascii_uppercase() || b.is_ascii_digit();
    if !(2..=4).contains(&code.len()) || !code.bytes().all(capital) {
        return Match::Unknown;
    }
    matched(tables.codes.get(code), &tables.states)
}

/// The state whose record has this id.
pub fn by_id(id: &str) -> Option<&'static State> {
    tables().states.iter().find(|state| state.id == id)
}

/// Every state of the table.
pub fn all() -> &'static [State] {
    &tables().states
}

/// The name most like a text, when one is near enough to be worth offering.
pub fn nearest(text: &str) -> Option<&'static State> {
    let tables = tables();
    let wanted = key(text);
    let near = rapporteur_schema::nearest(&wanted, tables.names.keys().map(String::as_str))?;
    match matched(tables.names.get(near), &tables.states) {
        Match::State(state) => Some(state),
        _ => None,
    }
}

/// The keys of every name that the table has.
pub(crate) fn name_keys() -> impl Iterator<Item = &'static str> {
    tables().names.keys().map(String::as_str)
}

/// Whether two names are spellings of one.
pub(crate) fn same(a: &str, b: &str) -> bool {
    key(a) == key(b)
}

/// What spellings of one name have in common.
pub(crate) fn name_key(name: &str) -> String {
    key(name)
}

#[cfg(test)]
mod tests {
    use super::*;

    fn id(text: &str) -> String {
        match lookup(text) {
            Match::State(state) => state.id.to_owned(),
            Match::Doubtful(states) => {
                format!("? {}", states.iter().map(|s| s.id).collect::<Vec<_>>().join(" "))
            }
            Match::Unknown => "-".to_owned(),
        }
    }

    #[test]
    fn the_members_and_observers_are_all_there() {
        let count = |status| all().iter().filter(|state| state.status == status).count();
        assert_eq!((count(Status::Member), count(Status::Observer)), (193, 2));
        let bare: Vec<_> = all()
            .iter()
            .filter(|s| matches!(s.status, Status::Member | Status::Observer))
            .filter(|s| s.alpha2.is_none() || s.alpha3.is_none() || s.numeric.is_none())
            .collect();
        assert!(bare.is_empty(), "{bare:?}");
    }

    #[test]
    fn no_name_leads_to_two_but_the_doubtful() {
        let doubtful: Vec<String> = data::DOUBTFUL.iter().map(|(name, _)| key(name)).collect();
        let twice: Vec<_> = tables()
            .names
            .iter()
            .filter(|(name, places)| places.len() > 1 && !doubtful.contains(name))
            .collect();
        assert!(twice.is_empty(), "{twice:?}");
        // And no row of names is hidden by a doubtful one.
        for (id, _, _, names) in data::ROWS {
            for name in *names {
                assert_eq!(super::tests::id(name), *id, "{name}");
            }
        }
        let mut ids: Vec<&str> = all().iter().map(|state| state.id).collect();
        ids.sort_unstable();
        let before = ids.len();
        ids.dedup();
        assert_eq!(ids.len(), before);
        assert!(ids.iter().all(|id| id.parse::<rapporteur_schema::Id>().is_ok()));
    }

    #[test]
    fn spellings_of_un_documents() {
        for (text, wanted) in [
            ("NA", "namibia"),
            ("Korea", "? republic-of-korea democratic-peoples-republic-of-korea"),
            ("Congo", "? congo democratic-republic-of-the-congo"),
            ("The Congo", "? congo democratic-republic-of-the-congo"),
            ("Republic of Congo", "congo"),
            ("Congo - Kinshasa", "democratic-republic-of-the-congo"),
            ("Democratic Republic of Congo", "democratic-republic-of-the-congo"),
            ("Korea (Republic of)", "republic-of-korea"),
            ("Turkey", "turkiye"),
            ("Türkiye", "turkiye"),
            ("TÜRKIYE", "turkiye"),
            ("Czech Rep.", "czechia"),
            ("VIETNAM", "viet-nam"),
            ("Lao PDR", "lao-peoples-democratic-republic"),
            ("Lao People’s Democratic Republic", "lao-peoples-democratic-republic"),
            ("Cote d'Ivoire", "cote-d-ivoire"),
            ("Côte d´Ivoire", "cote-d-ivoire"),
            ("Cote dIvoire", "cote-d-ivoire"),
            ("United Kingdom of Great Britain & Northern Ireland", "united-kingdom"),
            ("UK", "united-kingdom"),
            ("Macedonia FYR", "north-macedonia"),
            ("The former Yugoslav Republic of Macedonia", "north-macedonia"),
            ("Swaziland", "eswatini"),
            ("Burma", "myanmar"),
            ("Soviet Union", "ussr"),
            ("Byelorussian SSR", "belarus"),
            ("Zaire", "democratic-republic-of-the-congo"),
            ("GDR", "german-democratic-republic"),
            ("Germany, Federal Republic of", "germany"),
            ("St. Vincent & the Grenadines", "saint-vincent-and-the-grenadines"),
            ("Bolivia (Plurinational State of)", "bolivia"),
            ("Micronesia (Federated States of)", "micronesia"),
            ("Sao Tome & Principe", "sao-tome-and-principe"),
            ("Iran (Islamic Republic of)", "iran"),
            ("England", "? united-kingdom"),
            ("Republic of China", "? china taiwan"),
            ("ZR", "democratic-republic-of-the-congo"),
            ("SU", "ussr"),
            ("DDR", "german-democratic-republic"),
            ("CS", "? czechoslovakia serbia-and-montenegro"),
            ("076", "brazil"),
            ("na", "-"),
            ("", "-"),
            ("N/A", "-"),
        ] {
            assert_eq!(id(text), wanted, "{text}");
        }
    }

    #[test]
    fn a_slip_is_offered_and_not_taken() {
        assert_eq!(id("Brasil"), "-");
        assert_eq!(nearest("Brasil").map(|state| state.id), Some("brazil"));
        assert_eq!(nearest("Q"), None);
    }
}

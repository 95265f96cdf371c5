//! Which brief: from text, to text, and all that a dataset has something for.

use std::{collections::BTreeSet, fmt};

use rapporteur_schema::{
    Cite, Dataset, Id, RecordRef, Register,
    codes::{Mechanism, OrganisationKind, Role},
    model::Event,
    nearest,
};

use super::{scope::tells_of, words::ENGLISH};

/// Which brief is written.
///
/// A brief is a choice of what a dataset holds, made for one reader: what it shows is
/// whole, and the dataset that is attached to it is always the whole one.
///
/// ```
/// use rapporteur_pdf::Brief;
/// use rapporteur_schema::{Dataset, Register, codes::Mechanism, model::Record};
///
/// # fn main() -> Result<(), Box<dyn std::error::Error>> {
/// # let meta = serde_json::from_str(r#"{
/// #     "schema_version": "1.0", "id": "example", "title": {"en": "An example"},
/// #     "base": "https://example.org/", "license": "CC0-1.0", "languages": ["en"], "version": "1"
/// # }"#)?;
/// let brazil = Record::from_json(Register::Organisation, br#"{
///     "id": "brazil", "kind": "state", "names": [{"text": "Brazil", "lang": "en"}],
///     "identifiers": [{"scheme": "iso3166-1-alpha-2", "value": "BR"}], "cite": ["report#1"]
/// }"#)?;
/// let report = Record::from_json(Register::Source, br#"{
///     "id": "report", "kind": "report", "title": {"en": "A report"}, "cite": ["report#1"]
/// }"#)?;
/// let dataset = Dataset::from_records(meta, [brazil, report])?;
///
/// let briefs = Brief::parse(&dataset, "overview,mechanism:upr,partner:br,source:*")?;
/// let named: Vec<String> = briefs.iter().map(Brief::to_string).collect();
/// assert_eq!(named, ["overview", "mechanism:upr", "partner:brazil", "source:report"]);
/// let files: Vec<String> = briefs.iter().map(|brief| brief.suffix(&dataset)).collect();
/// assert_eq!(files, ["overview", "mechanism-upr", "partner-br", "source-report"]);
/// assert_eq!(briefs[1], Brief::Mechanism(Mechanism::Upr));
/// assert_eq!(briefs[2].title(&dataset), "Brazil");
///
/// let error = Brief::parse(&dataset, "partner:brasil").unwrap_err();
/// assert!(error.to_string().contains("did you mean `partner:brazil`?"), "{error}");
/// # Ok(())
/// # }
/// ```
#[derive(Debug, Clone, Default, PartialEq, Eq)]
#[non_exhaustive]
pub enum Brief {
    /// The dataset in a few pages: key figures, charts, the most weighty differences, a
    /// few sentences for each mechanism, milestones, the sources. `overview`
    #[default]
    Overview,
    /// A strand of engagement, whole. `mechanism:upr`
    Mechanism(Mechanism),
    /// A state, an organisation or a place, with what belongs to it. `partner:br`,
    /// `partner:african-union`
    Partner(Id),
    /// A person. `person:ID`
    Person(Id),
    /// A source: what it reports, and where others differ from it. `source:ID`
    Source(Id),
    /// Any selection. `where:mechanism=upr+from=2009+to=2014`
    Selection(Selection),
}

/// A selection of events, statements, figures and works: those that meet every
/// condition that is set, and the records that are named.
///
/// As text it is `where:` and conditions with `+` between them: `mechanism=`, `who=`,
/// `source=`, `from=`, `to=`, `record=`, `title=`. Of several conditions with the same
/// key, one must be met.
///
/// ```
/// # fn f(dataset: &rapporteur_schema::Dataset) -> Result<(), rapporteur_pdf::UnknownBrief> {
/// use rapporteur_pdf::Brief;
/// let briefs = Brief::parse(dataset, "where:who=un+from=2009+to=2014+title=The UN, 2009 to 2014")?;
/// # Ok(())
/// # }
/// ```
#[derive(Debug, Clone, Default, PartialEq, Eq)]
pub struct Selection {
    /// What the brief is called; without it, the conditions in words.
    pub title: Option<String>,
    /// Of these mechanisms.
    pub mechanisms: Vec<Mechanism>,
    /// That name one of these people, organisations, places or other records.
    pub who: Vec<Id>,
    /// That rest on one of these sources.
    pub sources: Vec<Id>,
    /// Not before this year; what has no date is left out.
    pub from: Option<i32>,
    /// Not after this year; what has no date is left out.
    pub to: Option<i32>,
    /// These records, whatever the conditions.
    pub records: Vec<Id>,
}

/// A text that names no brief of a dataset, and what it could be.
#[derive(Debug, Clone, PartialEq, Eq)]
#[non_exhaustive]
pub struct UnknownBrief {
    /// The text.
    pub text: String,
    /// What is wrong with it.
    pub why: String,
    /// What would be understood in its place.
    pub known: Vec<String>,
}

impl UnknownBrief {
    fn new(text: &str, why: impl Into<String>, known: Vec<String>) -> Self {
        Self { text: text.to_owned(), why: why.into(), known }
    }
}

impl fmt::Display for UnknownBrief {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(f, "`{}` is no brief of this dataset: {}", self.text.escape_debug(), self.why)?;
        if let Some(near) = nearest(&self.text, self.known.iter().map(String::as_str)) {
            write!(f, "; did you mean `{near}`?")?;
        }
        if !self.known.is_empty() {
            write!(f, "\n  there are: {}", self.known.join(", "))?;
        }
        Ok(())
    }
}

impl std::error::Error for UnknownBrief {}

/// The sorts of briefs that are named by what they are about.
const SORTS: [&str; 4] = ["mechanism", "partner", "person", "source"];
/// The conditions of a selection.
const KEYS: [&str; 7] = ["title", "mechanism", "who", "source", "from", "to", "record"];

impl Brief {
    /// The briefs that a text names, each once: one or several of the forms that the
    /// variants show, with commas between them. `mechanism:*`, `partner:*`, `person:*` and
    /// `source:*` name all of a sort for which the dataset has something to tell, `all`
    /// names these and the overview. States may be named by their codes of two or three
    /// letters.
    ///
    /// # Errors
    /// [`UnknownBrief`] lists what there is: the forms, or the mechanisms, partners,
    /// persons and sources of this dataset.
    pub fn parse(dataset: &Dataset, text: &str) -> Result<Vec<Self>, UnknownBrief> {
        let mut found: Vec<Self> = Vec::new();
        let mut asked = false;
        for part in parts(text) {
            asked = true;
            let more = match part.split_once(':') {
                _ if part == "all" => Self::all(dataset),
                Some((sort, "*")) if SORTS.contains(&sort) => {
                    let all: Vec<Self> = Self::of_sort(dataset, sort).collect();
                    if all.is_empty() {
                        let why = "the dataset has something to tell of none; one that is asked \
                                   for by its name is made all the same";
                        return Err(UnknownBrief::new(part, why, forms()));
                    }
                    all
                }
                _ => vec![Self::one(dataset, part)?],
            };
            for brief in more {
                if !found.contains(&brief) {
                    found.push(brief);
                }
            }
        }
        if asked { Ok(found) } else { Err(UnknownBrief::new(text, "nothing is named", forms())) }
    }

    /// Every brief for which a dataset has something to tell, the overview first.
    ///
    /// Partners are here the states, the groups of states and the organisations of
    /// states, but for the subjects of the dataset, that are a side of a dialogue or of
    /// another event between two. A brief on any other organisation, or on a place, is
    /// made when it is asked for.
    pub fn all(dataset: &Dataset) -> Vec<Self> {
        let others = SORTS.iter().flat_map(|sort| Self::of_sort(dataset, sort));
        std::iter::once(Self::Overview).chain(others).collect()
    }

    /// The sorts of briefs of which a dataset has some.
    pub(super) fn sorts(dataset: &Dataset) -> Vec<&'static str> {
        let some = |sort: &&str| Self::of_sort(dataset, sort).next().is_some();
        SORTS.into_iter().filter(some).collect()
    }

    /// Those of a sort, each worked out when it is asked for.
    fn of_sort<'d>(dataset: &'d Dataset, sort: &str) -> Box<dyn Iterator<Item = Self> + 'd> {
        match sort {
            "mechanism" => {
                let some: BTreeSet<Mechanism> =
                    dataset.events().iter().map(|event| event.kind.mechanism()).collect();
                Box::new(some.into_iter().map(Self::Mechanism))
            }
            "partner" => Box::new(partners(dataset)),
            "person" => Box::new(
                ids(dataset, &[Register::Person])
                    .filter(|id| tells_of(dataset, id.as_str()))
                    .map(Self::Person),
            ),
            _ => Box::new(ids(dataset, &[Register::Source]).map(Self::Source)),
        }
    }

    /// The one brief that a text names.
    fn one(dataset: &Dataset, text: &str) -> Result<Self, UnknownBrief> {
        if text == "overview" {
            return Ok(Self::Overview);
        }
        let (sort, name) = text.split_once(':').unwrap_or((text, ""));
        let (register, why): (&'static [Register], _) = match sort {
            "mechanism" => {
                return name.parse().map(Self::Mechanism).map_err(|_| {
                    let known = Mechanism::ALL.iter().map(|m| format!("mechanism:{m}")).collect();
                    UnknownBrief::new(text, "there is no such mechanism", known)
                });
            }
            "where" => return Selection::parse(dataset, text, name).map(Self::Selection),
            "partner" => (
                &[Register::Organisation, Register::Place],
                "no organisation or place has this id or country code",
            ),
            "person" => (&[Register::Person], "no person has this id"),
            "source" => (&[Register::Source], "no source has this id"),
            _ => return Err(UnknownBrief::new(text, "it has none of the forms", forms())),
        };
        let found = match sort {
            "partner" => partner(dataset, name),
            _ => id(dataset, name, register),
        };
        let of = |id: Id| match sort {
            "partner" => Self::Partner(id),
            "person" => Self::Person(id),
            _ => Self::Source(id),
        };
        found.map(of).ok_or_else(|| {
            let known = ids(dataset, register).map(|id| format!("{sort}:{id}")).collect();
            UnknownBrief::new(text, why, known)
        })
    }

    /// That the dataset has what the brief is about, for one that was not parsed.
    pub(crate) fn check(&self, dataset: &Dataset) -> Result<(), UnknownBrief> {
        match self {
            Self::Overview | Self::Mechanism(_) => Ok(()),
            _ => Self::one(dataset, &self.to_string()).map(|_| ()),
        }
    }

    /// What distinguishes the file of this brief from those of the others: `overview`,
    /// `mechanism-upr`, `partner-br`, `person-ID`, `source-ID`, and for a selection its
    /// title or its conditions.
    pub fn suffix(&self, dataset: &Dataset) -> String {
        let text = match self {
            Self::Partner(id) => format!("partner:{}", short(dataset, id)),
            Self::Selection(Selection { title: Some(title), .. }) => format!("where:{title}"),
            _ => self.to_string(),
        };
        let mut out = String::new();
        for c in text.chars() {
            let plain = c.is_ascii_alphanumeric();
            if plain || !out.ends_with('-') {
                out.push(if plain { c.to_ascii_lowercase() } else { '-' });
            }
        }
        out.trim_matches('-').to_owned()
    }

    /// Whether these passages give what belongs to it: for the brief of a source, one of that
    /// source; for another, any.
    pub(super) fn is_given_by<'c>(&self, cites: impl IntoIterator<Item = &'c Cite>) -> bool {
        match self {
            Self::Source(id) => cites.into_iter().any(|cite| cite.source() == id.as_str()),
            _ => true,
        }
    }

    /// What it is about: the title of the dataset, or the name of the mechanism, of the
    /// partner, the person, the source or the selection.
    pub fn title(&self, dataset: &Dataset) -> String {
        let language = ENGLISH.language.tag();
        let title = match self {
            Self::Overview => dataset.meta.title.best(language),
            Self::Mechanism(mechanism) => mechanism.label(),
            Self::Partner(id) | Self::Person(id) => dataset.label(id.as_str(), language),
            Self::Source(id) => rapporteur_apparatus::cite::siglum(dataset, id.as_str()),
            Self::Selection(Selection { title: Some(title), .. }) => title,
            Self::Selection(selection) => {
                return super::line::clean(&ENGLISH.say.selection(dataset, selection));
            }
        };
        super::line::clean(title)
    }
}

/// How it is written for [`Brief::parse`].
impl fmt::Display for Brief {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        match self {
            Self::Overview => f.write_str("overview"),
            Self::Mechanism(mechanism) => write!(f, "mechanism:{mechanism}"),
            Self::Partner(id) => write!(f, "partner:{id}"),
            Self::Person(id) => write!(f, "person:{id}"),
            Self::Source(id) => write!(f, "source:{id}"),
            Self::Selection(selection) => write!(f, "where:{selection}"),
        }
    }
}

impl Selection {
    fn parse(dataset: &Dataset, whole: &str, text: &str) -> Result<Self, UnknownBrief> {
        let bad = |why: String| {
            let known = KEYS.iter().map(|key| format!("where:{key}=…")).collect();
            UnknownBrief::new(whole, why, known)
        };
        let mut selection = Self::default();
        for condition in text.split('+').map(str::trim).filter(|part| !part.is_empty()) {
            let (key, value) = condition.split_once('=').unwrap_or((condition, ""));
            let record = |registers: &[Register]| {
                let record = id(dataset, value, registers);
                record
                    .or_else(|| partner(dataset, value).filter(|_| registers.len() > 1))
                    .ok_or_else(|| bad(format!("`{condition}`: the dataset has no such record")))
            };
            let year = || {
                let year = value.parse().map(Some);
                year.map_err(|_| bad(format!("`{condition}`: a year is a number, such as 2009")))
            };
            match key {
                "title" if !value.is_empty() => selection.title = Some(value.to_owned()),
                "mechanism" => selection.mechanisms.push(value.parse().map_err(
                    |error: rapporteur_schema::codes::UnknownCode| {
                        bad(format!("`{condition}`: {error}"))
                    },
                )?),
                "who" => selection.who.push(record(&Register::ALL)?),
                "source" => selection.sources.push(record(&[Register::Source])?),
                "record" => selection.records.push(record(&Register::ALL)?),
                "from" => selection.from = year()?,
                "to" => selection.to = year()?,
                _ => return Err(bad(format!("`{condition}` is no condition"))),
            }
        }
        if (Self { title: None, ..selection.clone() }) == Self::default() {
            return Err(bad("it has no condition".to_owned()));
        }
        Ok(selection)
    }
}

impl fmt::Display for Selection {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        let mut parts: Vec<String> = Vec::new();
        parts.extend(self.mechanisms.iter().map(|m| format!("mechanism={m}")));
        parts.extend(self.who.iter().map(|id| format!("who={id}")));
        parts.extend(self.sources.iter().map(|id| format!("source={id}")));
        parts.extend(self.from.map(|year| format!("from={year}")));
        parts.extend(self.to.map(|year| format!("to={year}")));
        parts.extend(self.records.iter().map(|id| format!("record={id}")));
        parts.extend(self.title.iter().map(|title| format!("title={title}")));
        f.write_str(&parts.join("+"))
    }
}

/// The parts between the commas. In a selection, a comma that no brief follows belongs
/// to its title.
fn parts(text: &str) -> Vec<&str> {
    let begins = |rest: &str| {
        let word = rest.trim_start();
        let word = word.get(..word.find([':', ',']).unwrap_or(word.len())).unwrap_or(word).trim();
        matches!(word, "overview" | "all" | "where") || SORTS.contains(&word)
    };
    let mut parts = Vec::new();
    let mut from = 0;
    for (at, _) in text.match_indices(',') {
        let part = text.get(from..at).unwrap_or_default();
        let title = part.trim_start().starts_with("where:");
        if !title || text.get(at + 1..).is_some_and(begins) {
            parts.push(part.trim());
            from = at + 1;
        }
    }
    parts.push(text.get(from..).unwrap_or_default().trim());
    parts.retain(|part| !part.is_empty());
    parts
}

/// What may be written.
fn forms() -> Vec<String> {
    let mut forms = vec!["overview".to_owned(), "all".to_owned()];
    for (sort, name) in SORTS.iter().zip(["CODE", "ID-or-country-code", "ID", "ID"]) {
        forms.push(format!("{sort}:{name}"));
        forms.push(format!("{sort}:*"));
    }
    forms.push("where:mechanism=CODE+who=ID+from=YEAR".to_owned());
    forms
}

/// A record of some registers by its id.
fn id(dataset: &Dataset, text: &str, registers: &[Register]) -> Option<Id> {
    let record = dataset.get(text)?;
    registers.contains(&record.register()).then(|| record.id().clone())
}

/// The ids of the records of some registers.
fn ids<'d>(dataset: &'d Dataset, registers: &'static [Register]) -> impl Iterator<Item = Id> + 'd {
    let records = registers.iter().flat_map(|register| dataset.register(*register));
    records.map(|record| record.id().clone())
}

/// The country codes of an organisation or a place.
pub(super) fn country_codes(record: RecordRef<'_>) -> Vec<&str> {
    let list = match record {
        RecordRef::Organisation(organisation) => &organisation.identifiers,
        RecordRef::Place(place) => &place.identifiers,
        _ => return Vec::new(),
    };
    let list = list.iter().flat_map(|list| list.iter());
    list.filter(|identifier| identifier.scheme.as_str().starts_with("iso3166"))
        .map(|identifier| identifier.value.as_str())
        .collect()
}

/// An organisation, else a place, by its id or by a country code.
fn partner(dataset: &Dataset, text: &str) -> Option<Id> {
    id(dataset, text, &[Register::Organisation, Register::Place]).or_else(|| {
        let all = dataset.register(Register::Organisation).chain(dataset.register(Register::Place));
        let mut coded = all.filter(|record| {
            country_codes(*record).iter().any(|code| code.eq_ignore_ascii_case(text))
        });
        coded.next().map(|record| record.id().clone())
    })
}

/// The country code of two letters in the place of an id, where it means no other record.
fn short(dataset: &Dataset, id: &Id) -> String {
    let codes = dataset.get(id.as_str()).map(country_codes).unwrap_or_default();
    let two = codes.into_iter().find(|code| code.len() == 2).map(str::to_ascii_lowercase);
    two.filter(|code| dataset.get(code).is_none() && partner(dataset, code).as_ref() == Some(id))
        .unwrap_or_else(|| id.to_string())
}

/// The parties and partners of an event.
fn sides(event: &Event) -> BTreeSet<&str> {
    let readings = event.readings(&event.participants).into_iter();
    readings
        .flat_map(|witness| witness.value.into_iter().flat_map(|list| list.iter()))
        .filter(|part| matches!(part.role, Role::Party | Role::Partner))
        .map(|part| part.who.as_str())
        .collect()
}

/// The states and their groups and organisations, but for the subjects of the dataset,
/// that are a side of a dialogue or consultation, or of another event with no more than
/// two sides.
fn partners(dataset: &Dataset) -> impl Iterator<Item = Brief> {
    let mut named: BTreeSet<&str> = BTreeSet::new();
    for event in dataset.events() {
        let sides = sides(event);
        if event.kind.mechanism() == Mechanism::Dialogues || sides.len() <= 2 {
            named.extend(sides);
        }
    }
    let subjects = super::data::subjects(dataset);
    let of_states = |kind: OrganisationKind| {
        matches!(
            kind,
            OrganisationKind::State
                | OrganisationKind::StateGroup
                | OrganisationKind::Intergovernmental
        )
    };
    dataset
        .organisations()
        .iter()
        .filter(move |o| of_states(o.kind) && named.contains(o.id.as_str()))
        .filter(move |o| !subjects.contains(&o.id.as_str()))
        .map(|o| Brief::Partner(o.id.clone()))
}

#[cfg(test)]
mod tests {
    use super::parts;

    #[test]
    fn a_comma_in_a_title_divides_nothing() {
        assert_eq!(parts("overview, mechanism:upr,"), ["overview", "mechanism:upr"]);
        assert_eq!(
            parts("where:who=un+title=The UN, 2009,partner:br"),
            ["where:who=un+title=The UN, 2009", "partner:br"]
        );
        assert!(parts(" , ").is_empty());
    }
}

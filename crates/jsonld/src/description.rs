//! The description of a dataset for search engines, in the terms of schema.org.

use std::{collections::BTreeSet, io::Write};

use rapporteur_schema::{
    Dataset, Date, Day, Field, List, RecordRef, Text,
    codes::EventKind,
    model::{Reference, Source, targets::Agent},
};
use serde::Serialize;

use crate::{Distribution, Error, license_iri};

/// Writes a description of the dataset for a web page: a JSON-LD document of its
/// own in the terms of schema.org, as dataset search engines read it.
///
/// It is made to stand between `<script type="application/ld+json">` and
/// `</script>`: neither the end of a script nor the beginning of a comment can occur
/// in it, since `<`, `>` and `&` are written as escapes. What the sources disagree
/// on is left out of it. The files in which the dataset is published are given by
/// the caller, and stand in the order in which they are given.
///
/// ```
/// # let meta = serde_json::from_str(r#"{"schema_version":"1.0","id":"x","title":{"en":"<X>"},
/// #   "base":"https://example.org/x/","license":"CC0-1.0","languages":["en"],"version":"1"}"#)?;
/// # let dataset = rapporteur_schema::Dataset::new(meta);
/// use rapporteur_jsonld::{Distribution, write_description};
/// let file = Distribution::new("x.jsonld", "application/ld+json", 5_120);
/// let mut out = Vec::new();
/// write_description(&dataset, &[file], &mut out)?;
/// let text = String::from_utf8(out)?;
/// assert!(text.contains("\"name\": \"\\u003cX\\u003e\"") && !text.contains('<'));
/// # Ok::<(), Box<dyn std::error::Error>>(())
/// ```
pub fn write_description(
    dataset: &Dataset,
    files: &[Distribution],
    out: &mut dyn Write,
) -> Result<(), Error> {
    let description = Description::of(dataset, files);
    let json = serde_json::to_string_pretty(&description).map_err(Error::Meta)?;
    out.write_all(for_script(&json).as_bytes())?;
    out.write_all(b"\n")?;
    Ok(())
}

/// JSON with everything escaped that means something to a reader of HTML, or that
/// [`crate::json::escape`] escapes; all of it stands inside strings.
fn for_script(json: &str) -> String {
    let mut out = String::with_capacity(json.len());
    for c in json.chars() {
        match c {
            '<' | '>' | '&' => out.push_str(&format!("\\u{:04x}", u32::from(c))),
            '\n' => out.push(c),
            c if crate::json::is_risky(c) => out.push_str(&format!("\\u{:04x}", u32::from(c))),
            c => out.push(c),
        }
    }
    out
}

/// Text in one language stands bare, text in several with their tags.
#[derive(Serialize)]
#[serde(untagged)]
enum Words<'a> {
    One(&'a str),
    Several(Vec<Tagged<'a>>),
}

#[derive(Serialize)]
struct Tagged<'a> {
    #[serde(rename = "@language")]
    language: &'a str,
    #[serde(rename = "@value")]
    value: &'a str,
}

impl<'a> From<&'a Text> for Words<'a> {
    fn from(text: &'a Text) -> Self {
        let all: Vec<Tagged<'a>> = text
            .iter()
            .map(|(language, value)| Tagged { language: language.as_str(), value })
            .collect();
        match all.as_slice() {
            [only] => Self::One(only.value),
            _ => Self::Several(all),
        }
    }
}

/// Something with a type, a name and perhaps an IRI.
#[derive(Serialize)]
struct Named<'a> {
    #[serde(rename = "@type")]
    class: &'static str,
    #[serde(rename = "@id", skip_serializing_if = "Option::is_none")]
    id: Option<String>,
    name: Words<'a>,
}

/// A licence is an address where SPDX has one, and otherwise what it says.
#[derive(Serialize)]
#[serde(untagged)]
enum License<'a> {
    Iri(String),
    Words(Named<'a>),
}

#[derive(Serialize)]
#[serde(rename_all = "camelCase")]
struct Work<'a> {
    #[serde(rename = "@type")]
    class: &'static str,
    #[serde(rename = "@id")]
    id: String,
    name: Words<'a>,
    #[serde(skip_serializing_if = "Vec::is_empty")]
    author: Vec<Named<'a>>,
    #[serde(skip_serializing_if = "Vec::is_empty")]
    publisher: Vec<Named<'a>>,
    #[serde(skip_serializing_if = "Option::is_none")]
    date_published: Option<&'a str>,
    #[serde(skip_serializing_if = "Vec::is_empty")]
    in_language: Vec<&'a str>,
}

#[derive(Serialize)]
struct Variable {
    #[serde(rename = "@type")]
    class: &'static str,
    name: &'static str,
    description: &'static str,
    #[serde(rename = "propertyID")]
    id: String,
}

#[derive(Serialize)]
#[serde(rename_all = "camelCase")]
struct File<'a> {
    #[serde(rename = "@type")]
    class: &'static str,
    name: &'a str,
    encoding_format: &'a str,
    #[serde(skip_serializing_if = "Option::is_none")]
    content_url: Option<&'a str>,
    content_size: String,
    #[serde(skip_serializing_if = "Option::is_none")]
    sha256: Option<&'a str>,
}

#[derive(Serialize)]
#[serde(rename_all = "camelCase")]
struct Description<'a> {
    #[serde(rename = "@context")]
    context: &'static str,
    #[serde(rename = "@type")]
    class: &'static str,
    #[serde(rename = "@id")]
    id: &'a str,
    url: &'a str,
    identifier: &'a str,
    name: Words<'a>,
    #[serde(rename = "description", skip_serializing_if = "Option::is_none")]
    holds: Option<Words<'a>>,
    version: &'a str,
    #[serde(skip_serializing_if = "Option::is_none")]
    date_modified: Option<&'a str>,
    in_language: Vec<&'a str>,
    license: License<'a>,
    #[serde(skip_serializing_if = "Vec::is_empty")]
    creator: Vec<Named<'a>>,
    #[serde(skip_serializing_if = "Option::is_none")]
    publisher: Option<Named<'a>>,
    #[serde(skip_serializing_if = "Vec::is_empty")]
    about: Vec<Named<'a>>,
    #[serde(skip_serializing_if = "Vec::is_empty")]
    keywords: Vec<&'static str>,
    #[serde(skip_serializing_if = "Option::is_none")]
    temporal_coverage: Option<String>,
    #[serde(skip_serializing_if = "Vec::is_empty")]
    spatial_coverage: Vec<Named<'a>>,
    #[serde(skip_serializing_if = "Vec::is_empty")]
    variable_measured: Vec<Variable>,
    #[serde(skip_serializing_if = "Vec::is_empty")]
    citation: Vec<Work<'a>>,
    #[serde(skip_serializing_if = "Vec::is_empty")]
    distribution: Vec<File<'a>>,
}

impl<'a> Description<'a> {
    fn of(dataset: &'a Dataset, files: &'a [Distribution]) -> Self {
        let meta = &dataset.meta;
        let language = meta.languages.iter().next().map_or("en", |tag| tag.as_str());
        let publisher =
            meta.publisher.as_ref().map(|text| named("Organization", None, Words::from(text)));
        let mut creator: Vec<Named<'a>> = meta
            .editors
            .iter()
            .flat_map(|list| list.iter())
            .map(|editor| named("Person", None, Words::One(editor.as_str())))
            .collect();
        if creator.is_empty() {
            creator.extend(
                meta.publisher.iter().map(|text| named("Organization", None, Words::from(text))),
            );
        }
        let subjects: Vec<&str> =
            meta.subject.iter().flat_map(|list| list.iter()).map(|id| id.as_str()).collect();
        let license = meta.license.as_str();
        Self {
            context: "https://schema.org/",
            class: "Dataset",
            id: meta.base.as_str(),
            url: meta.base.as_str(),
            identifier: meta.id.as_str(),
            name: Words::from(&meta.title),
            holds: meta.description.as_ref().map(Words::from),
            version: meta.version.as_str(),
            date_modified: meta.created.as_ref().filter(|d| is_calendar(d)).map(Date::as_str),
            in_language: meta.languages.iter().map(|tag| tag.as_str()).collect(),
            license: match license_iri(license) {
                Some(iri) => License::Iri(iri),
                None => License::Words(named("CreativeWork", None, Words::One(license))),
            },
            creator,
            publisher,
            about: subjects
                .iter()
                .map(|id| {
                    let name = Words::One(dataset.label(id, language));
                    named("Organization", Some(record(dataset, id)), name)
                })
                .collect(),
            keywords: keywords(dataset),
            temporal_coverage: temporal(dataset),
            spatial_coverage: subjects
                .iter()
                .map(|id| named("Place", None, Words::One(dataset.label(id, language))))
                .collect(),
            variable_measured: variables(dataset),
            citation: dataset.sources().iter().map(|s| source(dataset, s, language)).collect(),
            distribution: files.iter().map(file).collect(),
        }
    }
}

fn named<'a>(class: &'static str, id: Option<String>, name: Words<'a>) -> Named<'a> {
    Named { class, id, name }
}

fn record(dataset: &Dataset, id: &str) -> String {
    format!("{}record/{id}", dataset.meta.base.as_str())
}

/// Whether a date is one of ISO 8601 too: a day, a month or a year.
fn is_calendar(date: &Date) -> bool {
    let text = date.as_str().as_bytes();
    matches!(text.len(), 4 | 7 | 10)
        && text.iter().enumerate().all(|(n, b)| match n {
            4 | 7 => *b == b'-',
            _ => b.is_ascii_digit(),
        })
        && date.earliest().is_some_and(|day| day.year > 0)
}

/// The mechanisms under which its events are filed.
fn keywords(dataset: &Dataset) -> Vec<&'static str> {
    let kinds: BTreeSet<EventKind> = dataset.events().iter().map(|event| event.kind).collect();
    let mut out: Vec<&str> = Vec::new();
    for kind in kinds {
        let word = kind.mechanism().label();
        if !out.contains(&word) {
            out.push(word);
        }
    }
    out
}

/// From the first to the last year in which events are dated, over all readings.
fn temporal(dataset: &Dataset) -> Option<String> {
    let dates: Vec<&Date> = dataset
        .events()
        .iter()
        .flat_map(|event| event.readings(&event.date))
        .filter_map(|witness| witness.value)
        .collect();
    let years = |day: Option<Day>| day.map(|day| day.year).filter(|year| (1..=9999).contains(year));
    let first = dates.iter().filter_map(|date| years(date.earliest())).min()?;
    let last = dates.iter().filter_map(|date| years(date.latest())).max()?;
    Some(format!("{first:04}/{last:04}"))
}

/// What its figures measure.
fn variables(dataset: &Dataset) -> Vec<Variable> {
    let mut out: Vec<Variable> = Vec::new();
    let used: BTreeSet<_> = dataset.figures().iter().map(|figure| figure.kind).collect();
    for measure in used {
        let def = measure.def();
        let id = format!("{}{}.{}", crate::ns::RR, measure.with_list().list.name, def.code);
        out.push(Variable {
            class: "PropertyValue",
            name: def.label,
            description: def.definition,
            id,
        });
    }
    out
}

fn source<'a>(dataset: &'a Dataset, source: &'a Source, language: &str) -> Work<'a> {
    let agents = |field: &'a Option<Field<List<Reference<Agent>>>>| -> Vec<Named<'a>> {
        let agreed = field.iter().filter_map(|field| field.agreed());
        agreed
            .flat_map(|list| list.iter())
            .map(|reference| {
                let id = reference.target.as_str();
                let class = match dataset.get(id) {
                    Some(RecordRef::Person(_)) => "Person",
                    _ => "Organization",
                };
                named(class, Some(record(dataset, id)), Words::One(dataset.label(id, language)))
            })
            .collect()
    };
    let title = source.title.as_ref().and_then(|title| title.agreed());
    Work {
        class: "CreativeWork",
        id: record(dataset, source.id.as_str()),
        name: title.map_or(Words::One(source.id.as_str()), Words::from),
        author: agents(&source.authors),
        publisher: agents(&source.publisher),
        date_published: source
            .published
            .as_ref()
            .and_then(|date| date.agreed())
            .filter(|date| is_calendar(date))
            .map(Date::as_str),
        in_language: source
            .languages
            .iter()
            .flat_map(|list| list.iter())
            .map(|tag| tag.as_str())
            .collect(),
    }
}

fn file(file: &Distribution) -> File<'_> {
    File {
        class: "DataDownload",
        name: &file.name,
        encoding_format: &file.media_type,
        content_url: file.url.as_deref(),
        content_size: format!("{} B", file.bytes),
        sha256: file.sha256.as_deref(),
    }
}

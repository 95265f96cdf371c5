//! The formats, behind one type.

use std::{fmt, io, str::FromStr, sync::Arc};

use rapporteur_apparatus::Summary;
use rapporteur_jsonld::Form;
use rapporteur_schema::{Dataset, nearest};

use crate::{export::DESCRIPTION, manifest::MANIFEST};

/// A format with its options: what one file of an export is made of, or several that
/// belong together. The `match`es on it are the
/// registry: a further format does not compile until each of them knows it.
#[derive(Debug, Clone)]
#[non_exhaustive]
pub enum Format {
    /// Linked data: JSON-LD 1.1 or another syntax of RDF.
    JsonLd(rapporteur_jsonld::Options),
    /// TEI P5, one document.
    Tei(rapporteur_tei::Options),
    /// TEI P5, divided into documents that a browser can show.
    TeiParts(rapporteur_tei::Options),
    /// A brief as tagged PDF, with the dataset attached.
    Pdf(rapporteur_pdf::Options),
    /// One of several briefs, with fonts that were read once.
    Brief(Arc<rapporteur_pdf::Renderer>, rapporteur_pdf::Options),
    /// A workbook.
    Xlsx(rapporteur_xlsx::Options),
    /// A Frictionless data package of CSV files, in a folder of its own.
    Csv(rapporteur_csv::Options),
}

/// The name of a format.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash)]
#[non_exhaustive]
pub enum FormatName {
    /// JSON-LD 1.1, one document.
    JsonLd,
    /// JSON-LD 1.1, one document a line.
    JsonLdLines,
    /// N-Quads.
    NQuads,
    /// Turtle.
    Turtle,
    /// `TriG`.
    TriG,
    /// TEI P5.
    Tei,
    /// PDF.
    Pdf,
    /// XLSX.
    Xlsx,
    /// CSV, as a data package.
    Csv,
}

/// Whether a file of this name stands beside what an export wrote and says something of
/// it, but holds no dataset.
pub(crate) fn describes(name: &str) -> bool {
    [MANIFEST, rapporteur_jsonld::CONTEXT_FILE].contains(&name) || name.ends_with(DESCRIPTION)
}

impl FormatName {
    /// Every format, in the order in which they are exported.
    pub const ALL: [Self; 9] = [
        Self::JsonLd,
        Self::JsonLdLines,
        Self::NQuads,
        Self::Turtle,
        Self::TriG,
        Self::Tei,
        Self::Pdf,
        Self::Xlsx,
        Self::Csv,
    ];

    /// Those that are exported when none is named: one for each kind of reader.
    pub const USUAL: [Self; 4] = [Self::JsonLd, Self::Tei, Self::Pdf, Self::Xlsx];

    /// The syntax of RDF, if it is linked data.
    const fn form(self) -> Option<Form> {
        match self {
            Self::JsonLd => Some(Form::Document),
            Self::JsonLdLines => Some(Form::Lines),
            Self::NQuads => Some(Form::NQuads),
            Self::Turtle => Some(Form::Turtle),
            Self::TriG => Some(Form::TriG),
            Self::Tei | Self::Pdf | Self::Xlsx | Self::Csv => None,
        }
    }

    /// The name of a syntax of RDF.
    fn of_form(form: Form) -> Option<Self> {
        Self::ALL.into_iter().find(|name| name.form() == Some(form))
    }

    /// The name as it is written on the command line.
    pub const fn name(self) -> &'static str {
        match self {
            Self::JsonLd => "jsonld",
            Self::JsonLdLines => "ndjsonld",
            Self::NQuads => "nquads",
            Self::Turtle => "turtle",
            Self::TriG => "trig",
            Self::Tei => "tei",
            Self::Pdf => "pdf",
            Self::Xlsx => "xlsx",
            Self::Csv => "csv",
        }
    }

    /// The media type (RFC 6838) of what it writes.
    pub const fn media_type(self) -> &'static str {
        match self {
            Self::Tei => "application/tei+xml",
            Self::Pdf => "application/pdf",
            Self::Xlsx => "application/vnd.openxmlformats-officedocument.spreadsheetml.sheet",
            Self::Csv => "text/csv",
            linked => match linked.form() {
                Some(form) => form.media_type(),
                None => "application/octet-stream",
            },
        }
    }

    /// What it writes, in words.
    pub const fn description(self) -> &'static str {
        match self {
            Self::JsonLd => "Linked data: one JSON-LD 1.1 document",
            Self::JsonLdLines => "Linked data: a JSON-LD 1.1 document a line",
            Self::NQuads => "Linked data: N-Quads",
            Self::Turtle => "Linked data: Turtle",
            Self::TriG => "Linked data: TriG",
            Self::Tei => "An edition in TEI P5",
            Self::Pdf => "A brief as tagged PDF, with the dataset attached",
            Self::Xlsx => "A workbook",
            Self::Csv => "A table of a Frictionless data package, or its descriptor",
        }
    }

    /// The format with its usual options.
    pub fn with_defaults(self) -> Format {
        match self {
            Self::Tei => Format::Tei(rapporteur_tei::Options::default()),
            Self::Pdf => Format::Pdf(rapporteur_pdf::Options::default()),
            Self::Xlsx => Format::Xlsx(rapporteur_xlsx::Options::default()),
            Self::Csv => Format::Csv(rapporteur_csv::Options::default()),
            linked => {
                Format::JsonLd(rapporteur_jsonld::Options::of(linked.form().unwrap_or_default()))
            }
        }
    }

    /// The format of a file, by the end of its name. What an export writes beside the data
    /// (its manifest, the context of linked data, the description for search engines) holds
    /// no dataset.
    ///
    /// ```
    /// use rapporteur::FormatName;
    /// assert_eq!(FormatName::of_file("record.jsonld"), Some(FormatName::JsonLd));
    /// assert_eq!(FormatName::of_file("ro-crate-metadata.json"), None);
    /// ```
    pub fn of_file(name: &str) -> Option<Self> {
        if describes(name) {
            return None;
        }
        let lower = name.to_ascii_lowercase();
        let ends = |end: &str| lower.ends_with(end);
        let linked = Form::ALL.into_iter().find(|form| ends(form.suffix()));
        if let Some(form) = linked {
            Self::of_form(form)
        } else if ends(".csv") || ends(rapporteur_csv::DESCRIPTOR) {
            Some(Self::Csv)
        } else if ends(".json") {
            Some(Self::JsonLd)
        } else if ends(".ndjson") || ends(".jsonl") {
            Some(Self::JsonLdLines)
        } else if ends(".xml") || ends(".tei") {
            Some(Self::Tei)
        } else if ends(".pdf") {
            Some(Self::Pdf)
        } else if ends(".xlsx") {
            Some(Self::Xlsx)
        } else {
            None
        }
    }
}

impl fmt::Display for FormatName {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str(self.name())
    }
}

/// A text that is not the name of a format.
#[derive(Debug, Clone, PartialEq, Eq, thiserror::Error)]
#[error("`{0}` is not a format; {advice}", advice = formats(.0))]
pub struct UnknownFormat(String);

/// The format that may have been meant, or all there are.
fn formats(text: &str) -> String {
    let names = FormatName::ALL.map(FormatName::name);
    let plain = text.to_ascii_lowercase().replace(['-', '_', '.'], "");
    nearest(&plain, names).map_or_else(
        || format!("the formats are {}", names.join(", ")),
        |name| format!("did you mean `{name}`?"),
    )
}

impl FromStr for FormatName {
    type Err = UnknownFormat;

    fn from_str(text: &str) -> Result<Self, UnknownFormat> {
        Self::ALL
            .into_iter()
            .find(|format| format.name() == text)
            .ok_or_else(|| UnknownFormat(text.to_owned()))
    }
}

/// Why a format could not be written.
#[derive(Debug, thiserror::Error)]
#[non_exhaustive]
pub enum WriteError {
    /// JSON-LD.
    #[error(transparent)]
    JsonLd(#[from] rapporteur_jsonld::Error),
    /// TEI.
    #[error(transparent)]
    Tei(#[from] rapporteur_tei::Error),
    /// PDF.
    #[error(transparent)]
    Pdf(#[from] rapporteur_pdf::Error),
    /// XLSX.
    #[error(transparent)]
    Xlsx(#[from] rapporteur_xlsx::Error),
    /// CSV.
    #[error(transparent)]
    Csv(#[from] rapporteur_csv::Error),
}

impl Format {
    /// Its name.
    pub fn name(&self) -> FormatName {
        match self {
            Self::JsonLd(options) => {
                FormatName::of_form(options.form).unwrap_or(FormatName::JsonLd)
            }
            Self::Tei(_) | Self::TeiParts(_) => FormatName::Tei,
            Self::Pdf(_) | Self::Brief(..) => FormatName::Pdf,
            Self::Xlsx(_) => FormatName::Xlsx,
            Self::Csv(_) => FormatName::Csv,
        }
    }

    /// Writes each file of the format: `each` is given its name, and what writes it.
    pub fn write<E>(
        &self,
        dataset: &Dataset,
        mut each: impl FnMut(&str, Writer<'_>) -> Result<(), E>,
    ) -> Result<(), E> {
        let id = &dataset.meta.id;
        match self {
            Self::JsonLd(options) => each(&format!("{id}{}", options.form.suffix()), &|out| {
                Ok(rapporteur_jsonld::write(dataset, options, out)?)
            }),
            Self::Tei(options) => each(&format!("{id}.tei.xml"), &|out| {
                Ok(rapporteur_tei::write(dataset, options, out)?)
            }),
            Self::TeiParts(options) => {
                let split = rapporteur_tei::Split::new(dataset, options);
                split
                    .parts()
                    .iter()
                    .try_for_each(|part| each(&part.file, &|out| Ok(split.write(part, out)?)))
            }
            Self::Pdf(options) => each(&brief_name(dataset, options), &|out| {
                Ok(rapporteur_pdf::write(dataset, options, out)?)
            }),
            Self::Brief(renderer, options) => each(&brief_name(dataset, options), &|out| {
                Ok(renderer.write(dataset, options, out)?)
            }),
            Self::Xlsx(options) => each(&format!("{id}.xlsx"), &|out| {
                Ok(rapporteur_xlsx::write(dataset, options, out)?)
            }),
            Self::Csv(options) => {
                let package = rapporteur_csv::Package::new(dataset, options);
                package.files().iter().enumerate().try_for_each(|(n, file)| {
                    each(&format!("{id}.csv/{file}"), &|out| {
                        package.write_file(file, out)?;
                        // The files hold the dataset together.
                        Ok(if n == 0 { package.summary() } else { Summary::default() })
                    })
                })
            }
        }
    }
}

/// The name of the file of a brief.
fn brief_name(dataset: &Dataset, options: &rapporteur_pdf::Options) -> String {
    format!("{}.{}.pdf", dataset.meta.id, options.brief.suffix(dataset))
}

/// What writes a file, and says what it wrote.
pub type Writer<'a> = &'a dyn Fn(&mut dyn io::Write) -> Result<Summary, WriteError>;

/// Writes a dataset in a format of one file; of several, one after the other.
pub fn write(
    dataset: &Dataset,
    format: &Format,
    out: &mut dyn io::Write,
) -> Result<Summary, WriteError> {
    let mut all = Summary::default();
    format.write(dataset, |_, writer| {
        all += writer(out)?;
        Ok::<_, WriteError>(())
    })?;
    Ok(all)
}

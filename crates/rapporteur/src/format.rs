//! The formats, behind one type.

use std::{fmt, io, str::FromStr};

use rapporteur_apparatus::Summary;
use rapporteur_schema::Dataset;

/// A format with its options. The `match`es on it are the registry: a fifth format
/// does not compile until each of them knows it.
#[derive(Debug, Clone)]
#[non_exhaustive]
pub enum Format {
    /// JSON-LD 1.1.
    JsonLd(rapporteur_jsonld::Options),
    /// TEI P5.
    Tei(rapporteur_tei::Options),
    /// A brief as tagged PDF, with the dataset attached.
    Pdf(rapporteur_pdf::Options),
    /// A workbook.
    Xlsx(rapporteur_xlsx::Options),
}

/// The name of a format.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash)]
#[non_exhaustive]
pub enum FormatName {
    /// JSON-LD 1.1.
    JsonLd,
    /// TEI P5.
    Tei,
    /// PDF.
    Pdf,
    /// XLSX.
    Xlsx,
}

impl FormatName {
    /// Every format, in the order in which they are exported.
    pub const ALL: [Self; 4] = [Self::JsonLd, Self::Tei, Self::Pdf, Self::Xlsx];

    /// The name as it is written on the command line.
    pub const fn name(self) -> &'static str {
        match self {
            Self::JsonLd => "jsonld",
            Self::Tei => "tei",
            Self::Pdf => "pdf",
            Self::Xlsx => "xlsx",
        }
    }

    /// What comes after the id of the dataset in the name of the file.
    pub const fn suffix(self) -> &'static str {
        match self {
            Self::JsonLd => ".jsonld",
            Self::Tei => ".tei.xml",
            Self::Pdf => ".overview.pdf",
            Self::Xlsx => ".xlsx",
        }
    }

    /// The media type (RFC 6838) of what it writes.
    pub const fn media_type(self) -> &'static str {
        match self {
            Self::JsonLd => "application/ld+json",
            Self::Tei => "application/tei+xml",
            Self::Pdf => "application/pdf",
            Self::Xlsx => "application/vnd.openxmlformats-officedocument.spreadsheetml.sheet",
        }
    }

    /// The format with its usual options.
    pub fn with_defaults(self) -> Format {
        match self {
            Self::JsonLd => Format::JsonLd(rapporteur_jsonld::Options::default()),
            Self::Tei => Format::Tei(rapporteur_tei::Options::default()),
            Self::Pdf => Format::Pdf(rapporteur_pdf::Options::default()),
            Self::Xlsx => Format::Xlsx(rapporteur_xlsx::Options::default()),
        }
    }

    /// The format of a file, by the end of its name.
    pub fn of_file(name: &str) -> Option<Self> {
        let lower = name.to_ascii_lowercase();
        let ends = |end: &str| lower.ends_with(end);
        if ends(".jsonld") || ends(".ndjsonld") || ends(".json") {
            Some(Self::JsonLd)
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
#[error("`{0}` is not a format; the formats are jsonld, tei, pdf and xlsx")]
pub struct UnknownFormat(String);

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
}

/// Why a file could not be read back.
#[derive(Debug, thiserror::Error)]
#[non_exhaustive]
pub enum ReadError {
    /// JSON-LD.
    #[error(transparent)]
    JsonLd(#[from] rapporteur_jsonld::ReadError),
    /// TEI.
    #[error(transparent)]
    Tei(#[from] rapporteur_tei::ReadError),
    /// PDF.
    #[error(transparent)]
    Pdf(#[from] rapporteur_pdf::ReadError),
    /// XLSX.
    #[error(transparent)]
    Xlsx(#[from] rapporteur_xlsx::ReadError),
}

impl Format {
    /// Its name.
    pub fn name(&self) -> FormatName {
        match self {
            Self::JsonLd(_) => FormatName::JsonLd,
            Self::Tei(_) => FormatName::Tei,
            Self::Pdf(_) => FormatName::Pdf,
            Self::Xlsx(_) => FormatName::Xlsx,
        }
    }
}

/// Writes a dataset in a format.
pub fn write(
    dataset: &Dataset,
    format: &Format,
    out: &mut dyn io::Write,
) -> Result<Summary, WriteError> {
    Ok(match format {
        Format::JsonLd(options) => rapporteur_jsonld::write(dataset, options, out)?,
        Format::Tei(options) => rapporteur_tei::write(dataset, options, out)?,
        Format::Pdf(options) => rapporteur_pdf::write(dataset, options, out)?,
        Format::Xlsx(options) => rapporteur_xlsx::write(dataset, options, out)?,
    })
}

/// Reads a dataset back from a file of a format.
pub fn read(format: FormatName, bytes: &[u8]) -> Result<Dataset, ReadError> {
    Ok(match format {
        FormatName::JsonLd => rapporteur_jsonld::read(bytes)?,
        FormatName::Tei => rapporteur_tei::read(bytes)?,
        FormatName::Pdf => rapporteur_pdf::read(bytes)?,
        FormatName::Xlsx => rapporteur_xlsx::read(bytes)?,
    })
}

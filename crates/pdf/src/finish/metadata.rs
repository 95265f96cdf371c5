//! What the file says of itself.

use lopdf::{Dictionary, Object, StringFormat};
use rapporteur_schema::Day;

use super::{dictionary, text};
use crate::layout::Document;

/// The program that makes the file.
const PROGRAM: &str = concat!("Rapporteur ", env!("CARGO_PKG_VERSION"));

/// A day in the two forms that PDF asks for. There is no clock: it is the day of the
/// dataset.
pub(super) struct Dates {
    pub(super) pdf: Option<Object>,
    xmp: Option<String>,
}

impl Dates {
    pub(super) fn of(day: Option<Day>) -> Self {
        let Some(day) = day.filter(|day| (0..=9999).contains(&day.year)) else {
            return Self { pdf: None, xmp: None };
        };
        let (y, m, d) = (day.year, day.month, day.day);
        Self {
            pdf: Some(text(&format!("D:{y:04}{m:02}{d:02}000000Z"))),
            xmp: Some(format!("{y:04}-{m:02}-{d:02}T00:00:00Z")),
        }
    }
}

/// The old form of the metadata.
pub(super) fn info(document: &Document<'_>, dates: &Dates) -> Dictionary {
    let mut info = dictionary(vec![
        ("Title", text(document.title)),
        ("Creator", text(PROGRAM)),
        ("Producer", text(PROGRAM)),
    ]);
    if let Some(author) = &document.author {
        info.set("Author", text(author));
    }
    if let Some(date) = &dates.pdf {
        info.set("CreationDate", date.clone());
        info.set("ModDate", date.clone());
    }
    info
}

/// The identifier of the file: 16 bytes of the hash.
pub(super) fn id(hash: &str) -> Object {
    let digits: Vec<u8> =
        hash.chars().filter_map(|c| c.to_digit(16)).filter_map(|d| u8::try_from(d).ok()).collect();
    let mut bytes: Vec<u8> = digits
        .chunks(2)
        .map(|pair| pair.iter().fold(0, |byte: u8, digit| (byte << 4) | digit))
        .take(16)
        .collect();
    bytes.resize(16, 0);
    Object::String(bytes, StringFormat::Hexadecimal)
}

/// The metadata as XMP.
pub(super) fn xmp(document: &Document<'_>, language: &str, dates: &Dates) -> Vec<u8> {
    let mut out = String::from(
        "<?xpacket begin=\"\u{feff}\" id=\"W5M0MpCehiHzreSzNTczkc9d\"?>\n\
         <x:xmpmeta xmlns:x=\"adobe:ns:meta/\">\n\
         <rdf:RDF xmlns:rdf=\"http://www.w3.org/1999/02/22-rdf-syntax-ns#\">\n\
         <rdf:Description rdf:about=\"\" xmlns:dc=\"http://purl.org/dc/elements/1.1/\" \
         xmlns:xmp=\"http://ns.adobe.com/xap/1.0/\" xmlns:pdf=\"http://ns.adobe.com/pdf/1.3/\" \
         xmlns:pdfaid=\"http://www.aiim.org/pdfa/ns/id/\" \
         xmlns:pdfuaid=\"http://www.aiim.org/pdfua/ns/id/\">\n\
         <dc:format>application/pdf</dc:format>\n",
    );
    out.push_str(&format!(
        "<dc:title><rdf:Alt><rdf:li xml:lang=\"x-default\">{}</rdf:li></rdf:Alt></dc:title>\n",
        escaped(document.title)
    ));
    if let Some(author) = &document.author {
        out.push_str(&format!(
            "<dc:creator><rdf:Seq><rdf:li>{}</rdf:li></rdf:Seq></dc:creator>\n",
            escaped(author)
        ));
    }
    out.push_str(&format!(
        "<dc:language><rdf:Bag><rdf:li>{}</rdf:li></rdf:Bag></dc:language>\n\
         <xmp:CreatorTool>{PROGRAM}</xmp:CreatorTool>\n<pdf:Producer>{PROGRAM}</pdf:Producer>\n",
        escaped(language)
    ));
    if let Some(date) = &dates.xmp {
        for property in ["CreateDate", "ModifyDate", "MetadataDate"] {
            out.push_str(&format!("<xmp:{property}>{date}</xmp:{property}>\n"));
        }
    }
    out.push_str(
        "<pdfaid:part>3</pdfaid:part>\n<pdfaid:conformance>A</pdfaid:conformance>\n\
         <pdfuaid:part>1</pdfuaid:part>\n</rdf:Description>\n",
    );
    out.push_str(EXTENSION);
    out.push_str("</rdf:RDF>\n</x:xmpmeta>\n<?xpacket end=\"w\"?>");
    out.into_bytes()
}

/// PDF/A knows no `pdfuaid`: it has to be told of it.
const EXTENSION: &str = "<rdf:Description rdf:about=\"\" \
xmlns:pdfaExtension=\"http://www.aiim.org/pdfa/ns/extension/\" \
xmlns:pdfaSchema=\"http://www.aiim.org/pdfa/ns/schema#\" \
xmlns:pdfaProperty=\"http://www.aiim.org/pdfa/ns/property#\">
<pdfaExtension:schemas><rdf:Bag><rdf:li rdf:parseType=\"Resource\">
<pdfaSchema:schema>PDF/UA identification</pdfaSchema:schema>
<pdfaSchema:namespaceURI>http://www.aiim.org/pdfua/ns/id/</pdfaSchema:namespaceURI>
<pdfaSchema:prefix>pdfuaid</pdfaSchema:prefix>
<pdfaSchema:property><rdf:Seq><rdf:li rdf:parseType=\"Resource\">
<pdfaProperty:name>part</pdfaProperty:name>
<pdfaProperty:valueType>Integer</pdfaProperty:valueType>
<pdfaProperty:category>internal</pdfaProperty:category>
<pdfaProperty:description>The part of ISO 14289 that the file follows</pdfaProperty:description>
</rdf:li></rdf:Seq></pdfaSchema:property>
</rdf:li></rdf:Bag></pdfaExtension:schemas>
</rdf:Description>
";

/// A text for XML.
fn escaped(text: &str) -> String {
    let mut out = String::with_capacity(text.len());
    for c in text.chars() {
        match c {
            '&' => out.push_str("&amp;"),
            '<' => out.push_str("&lt;"),
            '>' => out.push_str("&gt;"),
            '"' => out.push_str("&quot;"),
            c if c.is_control() || matches!(c, '\u{fffe}' | '\u{ffff}') => out.push(' '),
            c => out.push(c),
        }
    }
    out
}

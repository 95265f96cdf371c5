//! Namespaces, and the short form of the IRIs in them.

/// The namespace of the vocabulary of Rapporteur.
pub(crate) const RR: &str = "https://w3id.org/rapporteur/ns#";

/// The datatype of dates in EDTF.
pub(crate) const EDTF: &str = "http://id.loc.gov/datatypes/edtf/EDTF";

/// `rdf:type`.
pub(crate) const RDF_TYPE: &str = "http://www.w3.org/1999/02/22-rdf-syntax-ns#type";

/// The datatypes of XML Schema.
pub(crate) const XSD: &str = "http://www.w3.org/2001/XMLSchema#";

/// Prefix and namespace. All stand in the vocabulary and the shapes.
pub(crate) const PREFIXES: &[(&str, &str)] = &[
    ("dc", "http://purl.org/dc/elements/1.1/"),
    ("dcat", "http://www.w3.org/ns/dcat#"),
    ("dcterms", "http://purl.org/dc/terms/"),
    ("foaf", "http://xmlns.com/foaf/0.1/"),
    ("lode", "http://linkedevents.org/ontology/"),
    ("oa", "http://www.w3.org/ns/oa#"),
    ("owl", "http://www.w3.org/2002/07/owl#"),
    ("prov", "http://www.w3.org/ns/prov#"),
    ("rdf", "http://www.w3.org/1999/02/22-rdf-syntax-ns#"),
    ("rdfs", "http://www.w3.org/2000/01/rdf-schema#"),
    ("rr", RR),
    ("schema", "https://schema.org/"),
    ("sh", "http://www.w3.org/ns/shacl#"),
    ("skos", "http://www.w3.org/2004/02/skos/core#"),
    ("spdx", "http://spdx.org/rdf/terms#"),
    ("void", "http://rdfs.org/ns/void#"),
    ("xsd", XSD),
];

/// The namespace of a prefix.
pub(crate) fn namespace(prefix: &str) -> Option<&'static str> {
    PREFIXES.iter().find(|(p, _)| *p == prefix).map(|(_, ns)| *ns)
}

/// The namespace and the rest of `dcterms:title`; nothing without a known prefix.
pub(crate) fn split(short: &str) -> Option<(&'static str, &str)> {
    let (prefix, local) = short.split_once(':')?;
    Some((namespace(prefix)?, local))
}

/// `dcterms:title` in full; a text without a known prefix stays as it is.
pub(crate) fn expand(short: &str) -> String {
    match split(short) {
        Some((ns, local)) => format!("{ns}{local}"),
        None => short.to_owned(),
    }
}

/// `part_of` as `partOf`, and with a stem before it, `PassageKey` as `passageKey`.
pub(crate) fn camel(words: &str) -> String {
    let mut out = String::with_capacity(words.len());
    let mut upper = false;
    for c in words.chars() {
        match c {
            '_' | '-' => upper = true,
            c if upper => {
                out.push(c.to_ascii_uppercase());
                upper = false;
            }
            c if out.is_empty() => out.push(c.to_ascii_lowercase()),
            c => out.push(c),
        }
    }
    out
}

/// `partOf` as `part of`, for labels.
pub(crate) fn words(camel: &str) -> String {
    let mut out = String::with_capacity(camel.len() + 4);
    for c in camel.chars() {
        if c.is_ascii_uppercase() && !out.is_empty() {
            out.push(' ');
        }
        out.push(c.to_ascii_lowercase());
    }
    out
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn names_are_joined_and_taken_apart() {
        assert_eq!(camel("possibly_same_as"), "possiblySameAs");
        assert_eq!(camel("SameAs_reason"), "sameAsReason");
        assert_eq!(words("sameAsReason"), "same as reason");
        assert_eq!(expand("dcterms:title"), "http://purl.org/dc/terms/title");
        assert_eq!(expand("urn:x"), "urn:x");
    }
}

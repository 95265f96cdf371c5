//! Our profile of TEI: a grammar and rules that allow just what this crate writes.
//!
//! The grammar is kept by hand, in pieces, in `assets/profile`; what it says of codes,
//! registers and fields comes from the tables of the model.

use std::collections::BTreeSet;

use rapporteur_schema::{
    Register,
    codes::{CodeList, all_lists},
};

const OPEN: &str = r#"<?xml version="1.0" encoding="UTF-8"?>
<!-- TEI as Rapporteur writes it: a subset of tei_all, TEI P5 4.12.0. Generated; the rules are in rapporteur-tei.sch. -->
<grammar ns="http://www.tei-c.org/ns/1.0" xmlns="http://relaxng.org/ns/structure/1.0"
  xmlns:a="http://relaxng.org/ns/compatibility/annotations/1.0"
  datatypeLibrary="http://www.w3.org/2001/XMLSchema-datatypes">
"#;

/// The pieces of the grammar, with their headings.
const PIECES: [(&str, &str); 5] = [
    ("Names and pointers", include_str!("../assets/profile/names.rng")),
    ("The header", include_str!("../assets/profile/header.rng")),
    ("Claims: the authoritative record", include_str!("../assets/profile/claims.rng")),
    ("The text", include_str!("../assets/profile/text.rng")),
    ("Registers", include_str!("../assets/profile/registers.rng")),
];

/// The code lists that the grammar names one by one.
const NAMED: [&str; 9] = [
    "role",
    "measure",
    "mechanism",
    "name-kind",
    "organisation-kind",
    "place-kind",
    "event-kind",
    "source-kind",
    "work-kind",
];

/// The grammar of what [`write`](crate::write) writes, in RELAX NG (XML syntax): every
/// layout, and the files of a divided edition. It says in words what each part is for.
///
/// ```
/// let grammar = rapporteur_tei::relax_ng();
/// assert!(grammar.contains("<value>hrc-election</value>"));
/// ```
pub fn relax_ng() -> String {
    let mut grammar = String::from(OPEN);
    for (heading, piece) in PIECES {
        grammar.push_str(&format!("\n  <!-- {heading} -->\n{piece}"));
    }
    grammar.push_str("\n  <!-- Codes, registers and fields, from the tables of the model -->\n");
    let registers = Register::ALL.map(|r| (r.name().to_owned(), r.definition()));
    choice(&mut grammar, "register", "The registers.", registers);
    let folders = Register::ALL.map(|r| (r.folder().to_owned(), r.definition()));
    choice(&mut grammar, "folder", "The registers, by the names of their folders.", folders);
    let fields = Register::ALL.into_iter().flat_map(Register::fields);
    let names: BTreeSet<&str> = fields.clone().map(|field| field.name).collect();
    let plain = |names: BTreeSet<&'static str>| names.into_iter().map(|n| (n.to_owned(), ""));
    choice(&mut grammar, "field-name", "The fields of all registers.", plain(names));
    let parts: BTreeSet<&str> =
        fields.flat_map(|field| field.shape.parts).map(|part| part.name).collect();
    choice(&mut grammar, "part-name", "The parts of the values of all fields.", plain(parts));
    let lists = all_lists();
    let list_rows =
        |list: &'static CodeList| list.codes.iter().map(|row| (row.code.to_owned(), row.label));
    for name in NAMED {
        if let Some(list) = lists.iter().find(|list| list.name == name) {
            let about = format!("{}.", list.label);
            choice(&mut grammar, &format!("code.{name}"), &about, list_rows(list));
        }
    }
    let all = lists.iter().flat_map(|list| {
        list.codes.iter().map(|row| (format!("Code.{}.{}", list.name, row.code), row.label))
    });
    choice(&mut grammar, "code-id", "The codes of all lists, as the taxonomies name them.", all);
    grammar.push_str("</grammar>\n");
    grammar
}

/// The rules that a grammar cannot say, in Schematron (ISO, query binding `xslt2`), each
/// with a sentence that says why.
///
/// ```
/// assert!(rapporteur_tei::schematron().contains("A claim names its witness"));
/// ```
pub fn schematron() -> String {
    include_str!("../assets/profile/rules.sch").to_owned()
}

fn choice(
    grammar: &mut String,
    name: &str,
    about: &str,
    rows: impl IntoIterator<Item = (String, &'static str)>,
) {
    grammar.push_str(&format!("  <define name=\"{name}\">\n"));
    grammar.push_str(&format!("    <a:documentation>{}</a:documentation>\n", escaped(about)));
    grammar.push_str("    <choice>\n");
    for (value, meaning) in rows {
        grammar.push_str(&format!("      <value>{value}</value>"));
        if !meaning.is_empty() {
            grammar.push_str(&format!("<a:documentation>{}</a:documentation>", escaped(meaning)));
        }
        grammar.push('\n');
    }
    grammar.push_str("    </choice>\n  </define>\n");
}

fn escaped(text: &str) -> String {
    text.replace('&', "&amp;").replace('<', "&lt;")
}

#[cfg(test)]
mod tests {
    use std::collections::BTreeSet;

    use super::*;

    #[test]
    fn every_name_in_the_grammar_is_defined_and_used() {
        let grammar = relax_ng();
        let names = |before: &str| -> BTreeSet<String> {
            let pieces = grammar.split(before).skip(1);
            pieces.filter_map(|piece| piece.split('"').next()).map(ToOwned::to_owned).collect()
        };
        let (defined, used) = (names("<define name=\""), names("<ref name=\""));
        assert!(defined.len() > 60);
        assert_eq!(defined, used);
    }

    #[test]
    fn every_rule_says_why() {
        let rules = schematron();
        let messages = rules.split("<sch:assert ").skip(1);
        for message in messages {
            let words = message.split_once('>').map(|(_, words)| words).unwrap_or_default();
            let words = words.split("</sch:assert>").next().unwrap_or_default();
            assert!(words.len() > 20 && words.trim_end().ends_with('.'), "{words}");
        }
    }
}

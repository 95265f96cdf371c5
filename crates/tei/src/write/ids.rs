//! Names of the things in a document, and pointers to them.
//!
//! A record keeps its identifier, a claim the one that the model makes for it;
//! both begin with a lower-case letter. Everything that the document adds begins
//! with a capital, so that the two can never meet:
//!
//! | xml:id | is |
//! |---|---|
//! | `P.SOURCE.KEY` | a passage |
//! | `L.SOURCE` | the list of the passages of a source |
//! | `A.RECORD` | what a record is: kind, citations, access |
//! | `R.RECORD.FIELD.1` | what a reading says about itself |
//! | `G.RECORD.FIELD.1` | an item of the editors' arrangement |
//! | `Code.LIST.CODE`, `Field.REGISTER.FIELD`, `Register.REGISTER` | a category |

use std::fmt::Write as _;

use rapporteur_schema::{Cite, codes::Code};

/// What `~`, which no XML name can hold, is written as; an underscore, which a
/// passage key cannot hold but may one day, as two.
const TILDE: &str = "_t";

/// The name of a passage.
pub(crate) fn passage(source: &str, key: &str) -> String {
    let key = key.replace('_', "__").replace('~', TILDE);
    format!("P.{source}.{key}")
}

/// The citation of which [`passage`] is the name.
pub(crate) fn cite_of(name: &str) -> Option<String> {
    let (source, key) = name.strip_prefix("P.")?.split_once('.')?;
    let mut cite = format!("{source}#");
    let mut rest = key.chars();
    while let Some(c) = rest.next() {
        cite.push(match (c, if c == '_' { rest.next() } else { None }) {
            ('_', Some('_')) => '_',
            ('_', Some('t')) => '~',
            ('_', _) => return None,
            (c, _) => c,
        });
    }
    Some(cite)
}

/// The pointer to the category of a code.
pub(crate) fn code(code: Code) -> String {
    format!("#Code.{}.{}", code.list.name, code.code())
}

/// The code to which [`code`] points.
pub(crate) fn code_of(pointer: &str) -> Option<&str> {
    pointer.strip_prefix("#Code.")?.split_once('.').map(|(_, code)| code)
}

/// The pointer to the category of a field.
pub(crate) fn field(register: &str, field: &str) -> String {
    format!("#Field.{register}.{field}")
}

/// The prefix under which a record that the document does not hold is named.
pub(crate) const OTHER_RECORD: &str = "record:";
/// The prefix under which a passage that the document does not hold is named.
pub(crate) const OTHER_PASSAGE: &str = "passage:";

/// A citation of a passage that the document does not hold, as a pointer.
pub(crate) fn other_passage(cite: &Cite) -> String {
    format!("{OTHER_PASSAGE}{}", cite.as_str())
}

/// Several pointers, each preceded by `#`, as the value of one attribute.
pub(crate) fn pointers<'a>(names: impl IntoIterator<Item = &'a str>) -> String {
    let mut all = String::new();
    for name in names {
        let space = if all.is_empty() { "" } else { " " };
        // Writing to a string does not fail.
        let _ = write!(all, "{space}#{name}");
    }
    all
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn passages_come_back() {
        for (source, key) in [("luo-2019", "44"), ("s", "a.b~c-_t~"), ("s", "~")] {
            let name = passage(source, key);
            assert_eq!(cite_of(&name), Some(format!("{source}#{key}")), "{name}");
            assert!(!name.contains('~'));
        }
        assert_eq!(cite_of("P.s.a_x"), None);
        assert_eq!(cite_of("luo-2019"), None);
    }
}

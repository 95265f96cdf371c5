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

/// What `~`, which no XML name can hold, is written as; an underscore, which a
/// passage key cannot hold but may one day, as two.
const TILDE: &str = "_t";

/// Writes the name of a passage.
pub(crate) fn write_passage(to: &mut String, source: &str, key: &str) {
    to.push_str("P.");
    to.push_str(source);
    to.push('.');
    if !key.contains(['_', '~']) {
        to.push_str(key);
        return;
    }
    for c in key.chars() {
        match c {
            '_' => to.push_str("__"),
            '~' => to.push_str(TILDE),
            c => to.push(c),
        }
    }
}

/// The name of a passage.
pub(crate) fn passage(source: &str, key: &str) -> String {
    let mut name = String::new();
    write_passage(&mut name, source, key);
    name
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

/// What a pointer names in its document, whatever the file in which that stands.
/// Pointers with a scheme (`record:…`) name nothing in any file.
pub(crate) fn fragment(pointer: &str) -> Option<&str> {
    pointer.split_once('#').filter(|(file, _)| !file.contains(':')).map(|(_, name)| name)
}

/// The code to whose category a pointer leads.
pub(crate) fn code_of(pointer: &str) -> Option<&str> {
    fragment(pointer)?.strip_prefix("Code.")?.split_once('.').map(|(_, code)| code)
}

/// The field to whose category a pointer leads.
pub(crate) fn field_of(pointer: &str) -> Option<&str> {
    fragment(pointer)?.strip_prefix("Field.")?.split_once('.').map(|(_, name)| name)
}

/// The prefix under which a record that the document does not hold is named.
pub(crate) const OTHER_RECORD: &str = "record:";
/// The prefix under which a passage that the document does not hold is named.
pub(crate) const OTHER_PASSAGE: &str = "passage:";

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

    #[test]
    fn a_pointer_may_lead_to_another_file() {
        assert_eq!(code_of("x.tei.xml#Code.role.chair"), Some("chair"));
        assert_eq!(field_of("#Field.event.date"), Some("date"));
        assert_eq!(fragment("record:x#y"), None);
        assert_eq!(fragment("x"), None);
    }
}

//! Characters that no font has, and what would bring them.

use std::{collections::BTreeSet, fmt};

use unicode_script::{Script, UnicodeScript as _};

/// A character that none of the fonts has.
///
/// ```
/// use rapporteur_pdf::{Error, Options, write};
/// use rapporteur_schema::{Dataset, Register, model::Record};
///
/// # fn main() -> Result<(), Box<dyn std::error::Error>> {
/// # let meta = serde_json::from_str(r#"{
/// #     "schema_version": "1.0", "id": "example", "title": {"en": "An example"},
/// #     "base": "https://example.org/", "license": "CC0-1.0", "languages": ["en"], "version": "1"
/// # }"#)?;
/// let report = Record::from_json(Register::Source, r#"{
///     "id": "report", "kind": "report", "siglum": "Report", "title": {"en": "On 𓀀"},
///     "cite": ["report#1"]
/// }"#.as_bytes())?;
/// let dataset = Dataset::from_records(meta, [report])?;
/// match write(&dataset, &Options::default(), &mut Vec::new()) {
///     Err(Error::Glyphs(missing)) => {
///         assert_eq!(missing[0].character, '𓀀');
///         assert_eq!(missing[0].script, "Egyptian_Hieroglyphs");
///         assert_eq!(missing[0].package, Some("fonts-noto-core"));
///     }
///     other => panic!("{other:?}"),
/// }
/// # Ok(())
/// # }
/// ```
#[derive(Debug, Clone, PartialEq, Eq)]
#[non_exhaustive]
pub struct MissingGlyph {
    /// The character.
    pub character: char,
    /// Its script, by the name that Unicode gives it.
    pub script: &'static str,
    /// The text round it, as it stands in the brief.
    pub text: String,
    /// The first record that has the character: its register and id.
    pub record: Option<String>,
    /// The package of Debian with a font that has it, if one does.
    pub package: Option<&'static str>,
}

impl MissingGlyph {
    pub(crate) fn new(character: char, text: String) -> Self {
        let script = character.script();
        Self {
            character,
            script: script.full_name(),
            text,
            record: None,
            package: package(character, script),
        }
    }
}

impl fmt::Display for MissingGlyph {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        let Self { character, script, text, record, package } = self;
        write!(f, "U+{:04X} `{character}` ({script}) in ", u32::from(*character))?;
        if let Some(record) = record {
            write!(f, "{record}: ")?;
        }
        write!(f, "`{text}`; ")?;
        match package {
            Some(package) => write!(f, "the package `{package}` of Debian has a font with it"),
            None => f.write_str("no usual font has it: is it meant?"),
        }
    }
}

/// Every missing character on a line of its own, and what to do.
pub(crate) fn list(missing: &[MissingGlyph]) -> String {
    let what = match missing.len() {
        1 => "no font has this character".to_owned(),
        n => format!("no font has these {n} characters"),
    };
    let lines: String = missing.iter().map(|one| format!("\n  {one}")).collect();
    let packages: BTreeSet<&str> = missing.iter().filter_map(|one| one.package).collect();
    let packages: Vec<&str> = packages.into_iter().collect();
    let debian = if packages.is_empty() {
        String::new()
    } else {
        format!(" (Debian: `apt-get install {}`)", packages.join(" "))
    };
    format!(
        "{what}:{lines}\n  install such a font{debian} and name its folder with --font-dir DIR \
         (Options::font_dirs), or use those of the system with --system-fonts \
         (Options::system_fonts)"
    )
}

/// The package of Debian that has a font with outlines for a character.
fn package(c: char, script: Script) -> Option<&'static str> {
    // The areas for private use, and what is no character.
    let meaningless = matches!(c,
        '\u{e000}'..='\u{f8ff}' | '\u{f0000}'.. | '\u{fdd0}'..='\u{fdef}' | '\u{fffe}'..='\u{ffff}');
    let picture = matches!(c, '\u{1f000}'..='\u{1faff}' | '\u{2600}'..='\u{27bf}');
    match script {
        _ if meaningless => None,
        Script::Han | Script::Hiragana | Script::Katakana | Script::Hangul | Script::Bopomofo => {
            Some("fonts-noto-cjk")
        }
        // The emoji of Noto are coloured pictures, which no brief can embed.
        _ if picture => Some("fonts-symbola"),
        Script::Unknown => None,
        Script::Common if matches!(c, '\u{3000}'..='\u{33ff}' | '\u{fe30}'..='\u{ffef}') => {
            Some("fonts-noto-cjk")
        }
        _ => Some("fonts-noto-core"),
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn each_character_has_its_package() {
        for (character, script, package) in [
            ('\u{1000}', "Myanmar", Some("fonts-noto-core")),
            ('한', "Hangul", Some("fonts-noto-cjk")),
            ('々', "Han", Some("fonts-noto-cjk")),
            ('〓', "Common", Some("fonts-noto-cjk")),
            ('\u{1f600}', "Common", Some("fonts-symbola")),
            ('\u{e000}', "Unknown", None),
            ('\u{10ffff}', "Unknown", None),
        ] {
            let missing = MissingGlyph::new(character, String::new());
            assert_eq!((missing.script, missing.package), (script, package), "{character:?}");
        }
    }

    #[test]
    fn the_list_names_all_of_them_and_the_options() {
        let one = MissingGlyph::new('한', "a 한 b".into());
        let two = MissingGlyph {
            record: Some("events/b".into()),
            ..MissingGlyph::new('ཀ', "ཀ".into())
        };
        let said = list(&[one, two]);
        for part in ["these 2", "U+D55C `한` (Hangul) in `a 한 b`", "U+0F40", "events/b: `ཀ`"] {
            assert!(said.contains(part), "{said}");
        }
        assert!(said.contains("`apt-get install fonts-noto-cjk fonts-noto-core`"), "{said}");
        assert!(said.contains("--font-dir") && said.contains("--system-fonts"), "{said}");
    }
}

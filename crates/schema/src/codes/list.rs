//! What every code list has in common.

use std::fmt;

/// One row of a code list.
///
/// ```
/// use rapporteur_schema::codes::Role;
/// let row = Role::Elected.def();
/// assert_eq!((row.code, row.label), ("elected", "Elected"));
/// assert_eq!(row.definition, "Was elected or re-elected.");
/// ```
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
#[non_exhaustive]
pub struct CodeDef {
    /// The text that stands in the data: lower case, words joined by hyphens.
    pub code: &'static str,
    /// What a reader is shown, in English.
    pub label: &'static str,
    /// What the code means, in one sentence.
    pub definition: &'static str,
}

/// A closed vocabulary.
///
/// ```
/// use rapporteur_schema::codes::all_lists;
/// for list in all_lists() {
///     println!("{}: {} codes", list.label, list.codes.len());
/// }
/// ```
#[derive(Debug, PartialEq, Eq)]
#[non_exhaustive]
pub struct CodeList {
    /// The name of the list, as in `schema/codes.json`: `event-kind`.
    pub name: &'static str,
    /// What a reader is shown, in English.
    pub label: &'static str,
    /// The rows, in the order in which they are published.
    pub codes: &'static [CodeDef],
}

impl CodeList {
    /// The row with this code.
    ///
    /// ```
    /// use rapporteur_schema::codes::Role;
    /// assert_eq!(Role::LIST.get("chair").map(|row| row.label), Some("Chair"));
    /// ```
    pub fn get(&self, code: &str) -> Option<&'static CodeDef> {
        self.codes.iter().find(|row| row.code == code)
    }

    /// The codes that have a word of `text` in them, for one who knows what is meant
    /// and not how it is called here: `country-visit` finds `mandate-visit`.
    fn sharing_a_word(&self, text: &str) -> Vec<&'static str> {
        let text = text.to_lowercase();
        let words: Vec<&str> =
            text.split(|c: char| !c.is_alphanumeric()).filter(|word| word.len() > 3).collect();
        let shares = |code: &&str| code.split('-').any(|word| words.contains(&word));
        self.codes.iter().map(|row| row.code).filter(shares).take(SHOWN).collect()
    }

    /// The code most like `text`, when one is near enough to be worth offering.
    ///
    /// ```
    /// use rapporteur_schema::codes::Role;
    /// assert_eq!(Role::LIST.nearest("obsever"), Some("observer"));
    /// ```
    pub fn nearest(&self, text: &str) -> Option<&'static str> {
        crate::suggest::nearest(text, self.codes.iter().map(|row| row.code))
    }
}

/// A code together with the list that defines it, for code that handles any list.
///
/// ```
/// # let dataset = rapporteur_schema::Dataset::open("tests/data/brazil-un-human-rights")?;
/// // Whatever register a record is in, its kind is asked in one way.
/// let mut kinds: Vec<&str> = dataset.records().map(|record| record.kind().label()).collect();
/// kinds.dedup();
/// assert!(kinds.contains(&"Accession to a treaty"));
/// # Ok::<(), Box<dyn std::error::Error>>(())
/// ```
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
#[non_exhaustive]
pub struct Code {
    /// The list.
    pub list: &'static CodeList,
    /// The row.
    pub def: &'static CodeDef,
}

impl Code {
    pub(crate) const fn new(list: &'static CodeList, def: &'static CodeDef) -> Self {
        Self { list, def }
    }

    /// The text that stands in the data.
    ///
    /// ```
    /// # let dataset = rapporteur_schema::Dataset::open("tests/data/brazil-un-human-rights")?;
    /// // Any record of any register, without its type being known.
    /// let record = dataset.get("election-hrc-2023").ok_or("not there")?;
    /// assert_eq!(record.kind().code(), "hrc-election");
    /// # Ok::<(), Box<dyn std::error::Error>>(())
    /// ```
    pub const fn code(self) -> &'static str {
        self.def.code
    }

    /// What a reader is shown, in English.
    ///
    /// ```
    /// # let dataset = rapporteur_schema::Dataset::open("tests/data/brazil-un-human-rights")?;
    /// let record = dataset.get("juan-mendez").ok_or("not there")?;
    /// assert_eq!(record.kind().label(), "Named person");
    /// # Ok::<(), Box<dyn std::error::Error>>(())
    /// ```
    pub const fn label(self) -> &'static str {
        self.def.label
    }
}

impl fmt::Display for Code {
    /// As it stands in the data.
    ///
    /// ```
    /// # let dataset = rapporteur_schema::Dataset::open("tests/data/brazil-un-human-rights")?;
    /// let record = dataset.get("election-hrc-2023").ok_or("not there")?;
    /// assert_eq!(format!("{}: {}", record.id(), record.kind()), "election-hrc-2023: hrc-election");
    /// # Ok::<(), Box<dyn std::error::Error>>(())
    /// ```
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str(self.code())
    }
}

/// A text that is not in the list it was looked up in.
///
/// ```
/// use rapporteur_schema::codes::Role;
/// let error = "obsever".parse::<Role>().unwrap_err();
/// assert_eq!(error.to_string(), "`obsever` is not in the code list `role`; did you mean `observer`?");
///
/// // Half of a code is no slip of another.
/// use rapporteur_schema::codes::Measure;
/// let error = "states".parse::<Measure>().unwrap_err();
/// assert!(error.to_string().ends_with("did you mean `stages` or `states-represented`?"));
///
/// // A kind of another register: the record stands in the wrong folder.
/// use rapporteur_schema::codes::PersonKind;
/// let error = "hrc-election".parse::<PersonKind>().unwrap_err();
/// assert!(error.to_string().ends_with("; it is in the code list `event-kind`"));
/// ```
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct UnknownCode {
    list: &'static CodeList,
    text: String,
}

impl UnknownCode {
    pub(crate) fn new(list: &'static CodeList, text: &str) -> Self {
        Self { list, text: text.to_owned() }
    }

    /// The list in which the text was looked up.
    ///
    /// ```
    /// use rapporteur_schema::codes::Role;
    /// let error = "obsever".parse::<Role>().unwrap_err();
    /// // Everything that could have been meant.
    /// assert!(error.list().codes.iter().any(|row| row.code == "observer"));
    /// ```
    pub fn list(&self) -> &'static CodeList {
        self.list
    }

    /// The text that was not found.
    ///
    /// ```
    /// use rapporteur_schema::codes::Role;
    /// let error = "obsever".parse::<Role>().unwrap_err();
    /// assert_eq!(error.text(), "obsever");
    /// assert!(error.to_string().ends_with("did you mean `observer`?"));
    /// ```
    pub fn text(&self) -> &str {
        &self.text
    }
}

/// So many codes are offered in place of one that is not there.
const SHOWN: usize = 12;

impl fmt::Display for UnknownCode {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(f, "`{}` is not in the code list `{}`", self.text.escape_debug(), self.list.name)?;
        // A record in the folder of another register has a kind of that register.
        if self.list.name.ends_with("-kind") {
            let mut kinds = all_lists().into_iter().filter(|list| list.name.ends_with("-kind"));
            if let Some(other) = kinds.find(|list| list.get(&self.text).is_some()) {
                return write!(f, "; it is in the code list `{}`", other.name);
            }
        }
        if let Some(near) = self.list.nearest(&self.text) {
            write!(f, "; did you mean `{near}`")?;
            // A word that stands in a code is as likely to be half of it as a slip of another.
            let half = |code: &&str| *code != near && code.split('-').any(|word| word == self.text);
            for code in self.list.codes.iter().map(|row| row.code).filter(half).take(SHOWN) {
                write!(f, " or `{code}`")?;
            }
            return f.write_str("?");
        }
        let mut shown = self.list.sharing_a_word(&self.text);
        let words = if shown.is_empty() {
            shown.extend(self.list.codes.iter().map(|row| row.code).take(SHOWN));
            "; its codes are: "
        } else {
            "; did you mean one of "
        };
        write!(f, "{words}{}", shown.join(", "))?;
        if shown.len() == self.list.codes.len() {
            return Ok(());
        }
        let (all, list) = (self.list.codes.len(), self.list.name);
        write!(f, ", … (`rapporteur codes {list}` lists all {all})")
    }
}

impl std::error::Error for UnknownCode {}

/// Defines one list: an enum with a variant a row, and its way from and to text.
///
/// A row is `Variant = "code", "Label", "Definition."`, and after it, for lists
/// that need it, `=> extra` tokens that a caller's own macro reads.
macro_rules! code_list {
    (
        $(#[$meta:meta])*
        $name:ident, $list:literal, $label:literal {
            $($variant:ident = $code:literal, $row_label:literal, $definition:literal;)+
        }
    ) => {
        $(#[$meta])*
        ///
        /// ```
        #[doc = concat!("use rapporteur_schema::codes::", stringify!($name), ";")]
        /// // As it stands in the data, and as a reader is shown it.
        #[doc = concat!("let code: ", stringify!($name), " = ", stringify!($name), "::LIST.codes[0].code.parse()?;")]
        #[doc = concat!("assert_eq!(code.label(), ", stringify!($name), "::LIST.codes[0].label);")]
        /// # Ok::<(), rapporteur_schema::codes::UnknownCode>(())
        /// ```
        #[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash)]
        #[non_exhaustive]
        pub enum $name {
            $(#[doc = concat!("`", $code, "`: ", $definition)] $variant,)+
        }

        impl $name {
            /// The list with all its rows.
            ///
            /// ```
            #[doc = concat!("use rapporteur_schema::codes::", stringify!($name), ";")]
            #[doc = concat!("for row in ", stringify!($name), "::LIST.codes {")]
            ///     println!("{}: {}", row.code, row.definition);
            /// }
            /// ```
            pub const LIST: &'static $crate::codes::CodeList = &$crate::codes::CodeList {
                name: $list,
                label: $label,
                codes: &[$($crate::codes::CodeDef {
                    code: $code, label: $row_label, definition: $definition,
                },)+],
            };

            /// Every code, in the order of the list.
            ///
            /// ```
            #[doc = concat!("use rapporteur_schema::codes::", stringify!($name), ";")]
            #[doc = concat!("assert_eq!(", stringify!($name), "::ALL.len(), ", stringify!($name), "::LIST.codes.len());")]
            /// ```
            pub const ALL: &'static [Self] = &[$(Self::$variant,)+];

            /// The row of this code.
            ///
            /// ```
            #[doc = concat!("use rapporteur_schema::codes::", stringify!($name), ";")]
            #[doc = concat!("for code in ", stringify!($name), "::ALL {")]
            ///     println!("{}: {}", code.def().label, code.def().definition);
            /// }
            /// ```
            pub fn def(self) -> &'static $crate::codes::CodeDef {
                // Rows and variants are written by the same macro in the same order.
                Self::LIST.codes.get(self as usize).unwrap_or(&Self::LIST.codes[0])
            }

            /// The text that stands in the data.
            ///
            /// ```
            #[doc = concat!("use rapporteur_schema::codes::", stringify!($name), ";")]
            #[doc = concat!("for code in ", stringify!($name), "::ALL {")]
            ///     assert_eq!(code.code().parse(), Ok(*code));
            /// }
            /// ```
            pub fn code(self) -> &'static str {
                self.def().code
            }

            /// What a reader is shown, in English.
            ///
            /// ```
            #[doc = concat!("use rapporteur_schema::codes::", stringify!($name), ";")]
            #[doc = concat!("for code in ", stringify!($name), "::ALL {")]
            ///     println!("{} stands for: {}", code.code(), code.label());
            /// }
            /// ```
            pub fn label(self) -> &'static str {
                self.def().label
            }

            /// The code together with its list.
            ///
            /// ```
            #[doc = concat!("use rapporteur_schema::codes::", stringify!($name), ";")]
            #[doc = concat!("let code = ", stringify!($name), "::ALL[0].with_list();")]
            #[doc = concat!("assert_eq!((code.list, code.code()), (", stringify!($name), "::LIST, ", stringify!($name), "::ALL[0].code()));")]
            /// ```
            pub fn with_list(self) -> $crate::codes::Code {
                $crate::codes::Code::new(Self::LIST, self.def())
            }
        }

        impl ::std::str::FromStr for $name {
            type Err = $crate::codes::UnknownCode;

            fn from_str(text: &str) -> Result<Self, Self::Err> {
                match text {
                    $($code => Ok(Self::$variant),)+
                    _ => Err($crate::codes::UnknownCode::new(Self::LIST, text)),
                }
            }
        }

        impl ::std::fmt::Display for $name {
            fn fmt(&self, f: &mut ::std::fmt::Formatter<'_>) -> ::std::fmt::Result {
                f.write_str(self.code())
            }
        }

        impl ::serde::Serialize for $name {
            fn serialize<S: ::serde::Serializer>(&self, s: S) -> Result<S::Ok, S::Error> {
                s.serialize_str(self.code())
            }
        }

        impl<'de> ::serde::Deserialize<'de> for $name {
            fn deserialize<D: ::serde::Deserializer<'de>>(d: D) -> Result<Self, D::Error> {
                $crate::from_str::deserialize(d, concat!("a code of the list `", $list, "`"))
            }
        }
    };
}
pub(crate) use code_list;

/// Every code list of the model, in the order in which they are published.
///
/// ```
/// use rapporteur_schema::codes::all_lists;
/// assert!(all_lists().iter().any(|list| list.name == "event-kind"));
/// ```
pub fn all_lists() -> Vec<&'static CodeList> {
    use super::{
        Absence, Access, Basis, Bound, ConceptKind, DifferenceClass, EventKind, Measure, Mechanism,
        Mode, NameKind, OrganisationKind, PersonKind, PlaceKind, Role, SourceKind, StatementKind,
        Uncited, WorkKind,
    };
    vec![
        SourceKind::LIST,
        PersonKind::LIST,
        OrganisationKind::LIST,
        PlaceKind::LIST,
        WorkKind::LIST,
        ConceptKind::LIST,
        EventKind::LIST,
        Mechanism::LIST,
        StatementKind::LIST,
        DifferenceClass::LIST,
        Role::LIST,
        Measure::LIST,
        Bound::LIST,
        Mode::LIST,
        NameKind::LIST,
        Basis::LIST,
        Absence::LIST,
        Access::LIST,
        Uncited::LIST,
    ]
}

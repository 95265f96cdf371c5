//! What is wrong, where, and what to do.

use std::{fmt, ops::Range, path::PathBuf};

use serde::Serialize;

/// How grave a problem is.
///
/// ```
/// use rapporteur_schema::Severity;
/// assert!(Severity::Error < Severity::Warning, "errors come first");
/// ```
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Serialize)]
#[serde(rename_all = "lowercase")]
#[non_exhaustive]
pub enum Severity {
    /// The dataset cannot be used as it is.
    Error,
    /// The dataset can be used; something in it deserves a look.
    Warning,
}

/// A problem in a dataset, with its place.
///
/// ```
/// use std::path::Path;
/// let loaded = rapporteur_schema::load(Path::new("tests/data/nowhere"));
/// let problem = &loaded.problems[0];
/// // For people, and for programs.
/// eprintln!("{problem}");
/// assert_eq!(serde_json::to_value(problem)?["code"], "E001");
/// # Ok::<(), Box<dyn std::error::Error>>(())
/// ```
#[derive(Debug, Clone, PartialEq, Eq, Serialize)]
#[non_exhaustive]
pub struct Problem {
    /// A code that never changes its meaning and is never used again: `E102`.
    pub code: &'static str,
    /// How grave it is.
    pub severity: Severity,
    /// What is wrong.
    pub message: String,
    /// What to do about it.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub help: Option<String>,
    /// Where it is.
    #[serde(flatten)]
    pub place: Place,
}

impl Problem {
    /// A problem, for programs that read other files beside a dataset's and report
    /// what is wrong with them in the same way.
    ///
    /// ```
    /// use rapporteur_schema::{Place, Problem, Severity};
    /// let place = Place::in_text("map.json".into(), 1, r#"{"tabels": []}"#, 1..9);
    /// let problem = Problem::new("M002", Severity::Error, "no key `tabels`".into(), None, place);
    /// assert_eq!(problem.to_string(), "map.json:1:2: error[M002]: no key `tabels`");
    /// ```
    pub fn new(
        code: &'static str,
        severity: Severity,
        message: String,
        help: Option<String>,
        place: Place,
    ) -> Self {
        Self { code, severity, message, help, place }
    }
}

/// A place in a file.
///
/// ```
/// use rapporteur_schema::Place;
/// let place = Place::in_text("events.jsonl".into(), 7, "{}\n{]", 4..5);
/// assert_eq!((place.line, place.column), (8, 2));
/// ```
#[derive(Debug, Clone, Default, PartialEq, Eq, Serialize)]
#[non_exhaustive]
pub struct Place {
    /// The file.
    pub file: PathBuf,
    /// The line, counted from 1.
    pub line: usize,
    /// The column, counted in characters from 1.
    pub column: usize,
    /// The text of the line around the place.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub excerpt: Option<Excerpt>,
}

/// Part of a line, with a place in it.
///
/// ```
/// use rapporteur_schema::Place;
/// let place = Place::in_text("a.json".into(), 1, "{\"when\": 2009}", 1..7);
/// let excerpt = place.excerpt.ok_or("nothing to show")?;
/// println!("{}\n{:>width$}", excerpt.text, "^", width = excerpt.marked.start + 1);
/// assert_eq!(&excerpt.text[excerpt.marked], "\"when\"");
/// # Ok::<(), Box<dyn std::error::Error>>(())
/// ```
#[derive(Debug, Clone, PartialEq, Eq, Serialize)]
#[non_exhaustive]
pub struct Excerpt {
    /// The text of the line, or of its part around the place.
    pub text: String,
    /// The bytes of `text` that are meant.
    pub marked: Range<usize>,
}

/// The longest excerpt, in characters.
const EXCERPT: usize = 120;

impl Place {
    /// A place in a file, with nothing to show.
    ///
    /// ```
    /// use rapporteur_schema::Place;
    /// let place = Place::in_file("dataset.json".into());
    /// assert_eq!((place.line, place.column, place.excerpt), (1, 1, None));
    /// ```
    pub fn in_file(file: PathBuf) -> Self {
        Self { file, line: 1, column: 1, excerpt: None }
    }

    /// The place of some bytes of a text that begins on line `first_line` of a file.
    ///
    /// ```
    /// use rapporteur_schema::Place;
    /// let text = "{\n  \"date\": \"Febuary 2009\"\n}\n";
    /// let at = text.find("Febuary").ok_or("not there")?;
    /// let place = Place::in_text("event.json".into(), 1, text, at..at + "Febuary".len());
    /// assert_eq!((place.line, place.column), (2, 12));
    /// let excerpt = place.excerpt.ok_or("nothing to show")?;
    /// assert_eq!(&excerpt.text[excerpt.marked], "Febuary");
    /// # Ok::<(), Box<dyn std::error::Error>>(())
    /// ```
    pub fn in_text(file: PathBuf, first_line: usize, text: &str, span: Range<usize>) -> Self {
        let floor = |mut at: usize| {
            at = at.min(text.len());
            while !text.is_char_boundary(at) {
                at -= 1;
            }
            at
        };
        let (start, end) = (floor(span.start), floor(span.end.max(span.start)));
        let before = text.get(..start).unwrap_or_default();
        let line = first_line + before.matches('\n').count();
        let line_start = before.rfind('\n').map_or(0, |at| at + 1);
        let line_end =
            text.get(start..).and_then(|t| t.find('\n')).map_or(text.len(), |n| start + n);
        let whole = text.get(line_start..line_end).unwrap_or_default();
        let whole = whole.strip_suffix('\r').unwrap_or(whole);
        let column = before.get(line_start..).unwrap_or_default().chars().count() + 1;
        let marked =
            start - line_start..end.min(line_end).min(line_start + whole.len()) - line_start;
        Self { file, line, column, excerpt: Some(excerpt(whole, &marked)) }
    }
}

/// The part of a line around the bytes `marked` of it.
fn excerpt(line: &str, marked: &Range<usize>) -> Excerpt {
    let marked =
        marked.start.min(line.len())..marked.end.clamp(marked.start.min(line.len()), line.len());
    if line.len() <= EXCERPT {
        return Excerpt { text: line.to_owned(), marked };
    }
    let before: Vec<char> =
        line.get(..marked.start).unwrap_or_default().chars().rev().take(EXCERPT / 3).collect();
    let cut = before.len() < line.get(..marked.start).unwrap_or_default().chars().count();
    let mut text: String = if cut { "… ".into() } else { String::new() };
    text.extend(before.iter().rev());
    let start = text.len();
    let rest = line.get(marked.start..).unwrap_or_default();
    text.extend(rest.chars().take(EXCERPT * 2 / 3));
    let shown = text.len() - start;
    let end = start + marked.len().min(shown);
    if shown < rest.len() {
        text.push_str(" …");
    }
    Excerpt { text, marked: start..end }
}

impl fmt::Display for Problem {
    /// `FILE:LINE:COLUMN: error[CODE]: MESSAGE`
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        let Self { code, severity, message, place, .. } = self;
        let Place { file, line, column, .. } = place;
        write!(f, "{}:{line}:{column}: {severity}[{code}]: {message}", file.display())
    }
}

impl fmt::Display for Severity {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str(match self {
            Self::Error => "error",
            Self::Warning => "warning",
        })
    }
}

/// Everything that is wrong with a dataset.
///
/// ```
/// use rapporteur_schema::Dataset;
/// // Everything that is wrong, a line each.
/// let problems = Dataset::open("tests/data/nowhere").unwrap_err();
/// assert_eq!(problems.to_string().lines().count(), problems.iter().count());
/// ```
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Problems(Vec<Problem>);

impl Problems {
    /// These problems, for programs that read other files beside a dataset's.
    ///
    /// ```
    /// use rapporteur_schema::{Place, Problem, Problems, Severity};
    /// let place = Place::in_file("map.json".into());
    /// let problem = Problem::new("M001", Severity::Error, "no table".into(), None, place);
    /// assert_eq!(Problems::new(vec![problem]).to_string(), "map.json:1:1: error[M001]: no table");
    /// ```
    pub fn new(problems: Vec<Problem>) -> Self {
        Self(problems)
    }

    /// The problems, in the order of files and places.
    ///
    /// ```
    /// use rapporteur_schema::Dataset;
    /// let problems = Dataset::open("tests/data/nowhere").unwrap_err();
    /// assert_eq!(problems.as_slice()[0].code, "E001");
    /// ```
    pub fn as_slice(&self) -> &[Problem] {
        &self.0
    }

    /// The problems, one after another.
    ///
    /// ```
    /// use rapporteur_schema::Dataset;
    /// let problems = Dataset::open("tests/data/nowhere").unwrap_err();
    /// for problem in problems.iter() {
    ///     eprintln!("{}: {}", problem.place.file.display(), problem.message);
    /// }
    /// ```
    pub fn iter(&self) -> std::slice::Iter<'_, Problem> {
        self.0.iter()
    }

    /// The problems, to keep.
    ///
    /// ```
    /// use rapporteur_schema::Dataset;
    /// let problems = Dataset::open("tests/data/nowhere").unwrap_err();
    /// assert_eq!(problems.into_vec().len(), 1);
    /// ```
    pub fn into_vec(self) -> Vec<Problem> {
        self.0
    }
}

impl IntoIterator for Problems {
    type Item = Problem;
    type IntoIter = std::vec::IntoIter<Problem>;

    fn into_iter(self) -> Self::IntoIter {
        self.0.into_iter()
    }
}

impl<'a> IntoIterator for &'a Problems {
    type Item = &'a Problem;
    type IntoIter = std::slice::Iter<'a, Problem>;

    fn into_iter(self) -> Self::IntoIter {
        self.iter()
    }
}

impl fmt::Display for Problems {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        for (n, problem) in self.0.iter().enumerate() {
            write!(f, "{}{problem}", if n == 0 { "" } else { "\n" })?;
        }
        Ok(())
    }
}

impl std::error::Error for Problems {}

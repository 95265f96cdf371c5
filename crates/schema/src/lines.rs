//! Records that come a line each, of which none is kept: for streams of any length.
//!
//! ```
//! use rapporteur_schema::{Register, lines::read_lines};
//! let text = br#"{"id": "geneva", "kind": "city", "names": [{"text": "Geneva", "lang": "en"}], "cite": ["s#1"]}"#;
//! let mut records = 0;
//! let problems = read_lines("places.jsonl".as_ref(), &text[..], Some(Register::Place), &mut |_| {
//!     records += 1;
//!     Ok::<_, std::io::Error>(())
//! })?;
//! assert_eq!((records, problems.len()), (1, 0));
//! # Ok::<(), std::io::Error>(())
//! ```

use std::{
    io::{self, BufRead},
    path::Path,
};

use crate::{
    load::{next_line, not_utf8, skip_line, too_long},
    model::Record,
    problem::{Place, Problem, Severity},
    register::Register,
    shape,
};

/// A record with the line on which it stands.
///
/// ```
/// use rapporteur_schema::{Register, lines::read_lines};
/// let text = b"\nplace {\"id\": \"bern\", \"kind\": \"city\", \"names\": [{\"text\": \"Bern\", \"lang\": \"de\"}], \"cite\": [\"s#1\"]}";
/// read_lines("-".as_ref(), &text[..], None, &mut |line| {
///     // The line, and where on it the record begins: behind the name of the register.
///     assert_eq!((line.number, line.column, line.offset), (2, 7, 1));
///     assert_eq!(line.record.as_ref().register(), Register::Place);
///     assert!(line.json.starts_with('{') && line.text.starts_with("place {"));
///     Ok::<_, std::io::Error>(())
/// })?;
/// # Ok::<(), std::io::Error>(())
/// ```
#[derive(Debug)]
#[non_exhaustive]
pub struct Line<'a> {
    /// The record.
    pub record: Record,
    /// The number of the line, counted from 1.
    pub number: usize,
    /// The record as it stands there, as JSON.
    pub json: &'a str,
    /// The line as it stands there, without its end.
    pub text: &'a str,
    /// The byte at which the line begins.
    pub offset: u64,
    /// In which column, counted in characters from 1, it begins.
    pub column: usize,
}

/// Reads records, a line each, and gives each of them to `each`; what is wrong with lines
/// that hold none comes back, as [`load`](crate::load()) says it. `file` is the name under
/// which they are told of.
///
/// A line is a line of the [canonical form](crate::canonical::bytes) (the register, a space,
/// the record) or, where `register` names the register of all of them, the record alone, as
/// in the files of lines of a dataset. Empty lines say nothing. Memory is that of a line, and of
/// the problems.
///
/// ```
/// use rapporteur_schema::{Register, lines::read_lines};
/// let text = br#"place {"id": "geneva", "kind": "city", "names": [{"text": "Geneva", "lang": "en"}], "cite": ["s#1"]}
/// place {"id": "rome"}"#;
/// let mut ids = Vec::new();
/// let problems = read_lines("-".as_ref(), &text[..], None, &mut |line| {
///     ids.push((line.number, line.record.as_ref().id().to_string()));
///     Ok::<_, std::io::Error>(())
/// })?;
/// assert_eq!(ids, [(1, "geneva".to_owned())]);
/// assert_eq!((problems[0].code, problems[0].place.line), ("E005", 2));
/// # Ok::<(), std::io::Error>(())
/// ```
///
/// # Errors
/// The first error of `each`, or of reading.
pub fn read_lines<E: From<io::Error>>(
    file: &Path,
    mut reader: impl BufRead,
    register: Option<Register>,
    each: &mut dyn FnMut(Line<'_>) -> Result<(), E>,
) -> Result<Vec<Problem>, E> {
    let mut problems = Vec::new();
    let mut line = Vec::new();
    let mut next = 0;
    for number in 1.. {
        let offset = next;
        let (read, whole) = next_line(&mut reader, &mut line)?;
        if read == 0 {
            break;
        }
        next += read;
        if !whole {
            next += skip_line(&mut reader)?;
            let place = Place { line: number, ..Place::in_file(file.to_owned()) };
            let help = "a record is a few kilobytes; look for a missing line end";
            problems.push(error("E002", too_long("the line"), Some(help.into()), place));
            continue;
        }
        let text = match std::str::from_utf8(&line) {
            Ok(text) => text.trim_end_matches(['\n', '\r']),
            Err(wrong) => {
                let (message, place) = not_utf8(file, number, &line, wrong.valid_up_to());
                problems.push(error("E003", message, Some("write UTF-8".into()), place));
                continue;
            }
        };
        if text.trim().is_empty() {
            continue;
        }
        let named = match register {
            Some(register) => Some((register, text)),
            None => text
                .split_once(' ')
                .and_then(|(name, json)| Some((name.parse::<Register>().ok()?, json))),
        };
        let Some((register, json)) = named else {
            let name = text.find([' ', '{']).unwrap_or(text.len()).max(1);
            let place = Place::in_text(file.to_owned(), number, text, 0..name);
            let message = "the line does not begin with the name of a register".to_owned();
            let help = "write `event {…}`, as `rapporteur split` does; lines of one register, as those \
                        of events.jsonl, are read with --register";
            problems.push(error("E010", message, Some(help.into()), place));
            continue;
        };
        let before = text.len() - json.len();
        let (record, faults) = shape::read_record(register, json);
        for shape::Fault { code, message, help, span } in faults {
            let span = span.start + before..span.end + before;
            let place = Place::in_text(file.to_owned(), number, text, span);
            problems.push(error(code, message, help, place));
        }
        if let Some(record) = record {
            each(Line { record, number, json, text, offset, column: before + 1 })?;
        }
    }
    Ok(problems)
}

fn error(code: &'static str, message: String, help: Option<String>, place: Place) -> Problem {
    Problem::new(code, Severity::Error, message, help, place)
}

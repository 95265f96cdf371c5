//! Data to standard output, words to standard error.

use std::{
    fmt::Display,
    io::{self, Write},
};

use crate::{context::Exit, report::REPORT_VERSION};

/// Writes data to standard output. A reader that has had enough is no error.
pub(crate) fn data(text: &str) -> Exit {
    let mut out = anstream::stdout().lock();
    match out.write_all(text.as_bytes()).and_then(|()| out.flush()) {
        Ok(()) => Exit::Fine,
        Err(error) if error.kind() == io::ErrorKind::BrokenPipe => Exit::Fine,
        Err(_) => Exit::Io,
    }
}

/// Writes a JSON document to standard output.
pub(crate) fn json(value: &impl serde::Serialize) -> Exit {
    as_json(value).map_or_else(|exit| exit, |text| data(&text))
}

/// A report, with the version of its form before all else.
#[derive(serde::Serialize)]
struct Versioned<'a, T> {
    report_version: u32,
    #[serde(flatten)]
    report: &'a T,
}

/// Writes a report as JSON and ends as the command does, unless it cannot be written.
pub(crate) fn report(value: &impl serde::Serialize, exit: Exit) -> Exit {
    match report_text(value).map(|text| data(&text)) {
        Ok(Exit::Fine) => exit,
        Ok(other) | Err(other) => other,
    }
}

/// A report as JSON, for a command that has something to do before it says it.
pub(crate) fn report_text(value: &impl serde::Serialize) -> Result<String, Exit> {
    as_json(&Versioned { report_version: REPORT_VERSION, report: value })
}

fn as_json(value: &impl serde::Serialize) -> Result<String, Exit> {
    serde_json::to_string_pretty(value).map(|text| text + "\n").map_err(|problem| {
        error(&problem);
        Exit::Io
    })
}

/// Writes a line of words to standard error.
pub(crate) fn say(text: &str) {
    // There is nowhere left to complain to.
    let _ = writeln!(anstream::stderr(), "{text}");
}

/// Says what went wrong.
pub(crate) fn error(problem: &impl Display) {
    say(&format!("\x1b[1;31merror\x1b[0m: {problem}"));
}

/// Says what one should know.
pub(crate) fn warning(text: &impl Display) {
    say(&format!("\x1b[1;33mwarning\x1b[0m: {text}"));
}

/// Text with emphasis, where the terminal has it.
pub(crate) fn bold(text: &str) -> String {
    format!("\x1b[1m{text}\x1b[0m")
}

/// Text that may be passed over, where the terminal can show it.
pub(crate) fn dim(text: &str) -> String {
    format!("\x1b[2m{text}\x1b[0m")
}

/// Words broken into lines of at most `width` characters, each with `indent` before it.
pub(crate) fn wrap(text: &str, width: usize, indent: &str) -> String {
    let mut lines: Vec<String> = Vec::new();
    for word in text.split_whitespace() {
        match lines.last_mut() {
            Some(line) if line.chars().count() + 1 + word.chars().count() <= width => {
                line.push(' ');
                line.push_str(word);
            }
            _ => lines.push(word.to_owned()),
        }
    }
    lines.iter().map(|line| format!("{indent}{line}\n")).collect()
}

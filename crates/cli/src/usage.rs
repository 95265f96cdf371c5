//! What to say to somebody who used the program wrongly.

use clap::error::{ContextKind, ContextValue, ErrorKind};

/// What people call commands that are called otherwise here.
const COMMANDS: [(&str, &[&str]); 12] = [
    ("export", &["build", "convert", "publish", "generate", "make", "write"]),
    ("check", &["validate", "lint", "test"]),
    ("fmt", &["format", "canonicalise", "canonicalize", "tidy"]),
    ("new", &["init", "create", "begin", "start"]),
    ("import", &["load", "read", "ingest", "map"]),
    ("merge", &["join", "combine", "concat"]),
    ("compare", &["differences", "conflicts", "disagreements"]),
    ("codes", &["vocabulary", "codelist", "codelists", "kinds"]),
    ("show", &["get", "view", "cat", "display"]),
    ("coverage", &["stats", "summary", "count"]),
    ("migrate", &["upgrade", "update"]),
    ("passages", &["hash", "source", "lines"]),
];

/// What people call options that are called otherwise here.
const OPTIONS: [(&str, &[&str]); 5] = [
    ("--to", &["--format", "--formats", "--as-format", "--type"]),
    ("--out", &["--output", "--dir", "--output-dir", "--dest"]),
    ("--where", &["--filter", "--query", "--select", "--only"]),
    ("--dry-run", &["--check", "--preview", "--no-write"]),
    ("--json", &["--message-format", "--machine", "--porcelain"]),
];

fn known(names: &[(&'static str, &[&str])], text: &str) -> Option<&'static str> {
    names.iter().find(|(_, others)| others.contains(&text)).map(|(name, _)| *name)
}

/// An error of usage, with what was probably meant.
///
/// ```
/// use clap::Parser as _;
/// let error = rapporteur_cli::Cli::try_parse_from(["rapporteur", "validate"]).unwrap_err();
/// assert!(rapporteur_cli::advise(error).to_string().contains("'check'"));
/// ```
pub fn advise(mut error: clap::Error) -> clap::Error {
    let text = |error: &clap::Error, kind| match error.get(kind) {
        Some(ContextValue::String(text)) => Some(text.clone()),
        _ => None,
    };
    match error.kind() {
        ErrorKind::InvalidSubcommand => {
            let meant = text(&error, ContextKind::InvalidSubcommand);
            if let Some(name) = meant.and_then(|text| known(&COMMANDS, &text)) {
                let names = ContextValue::Strings(vec![name.to_owned()]);
                let _ = error.insert(ContextKind::SuggestedSubcommand, names);
            }
        }
        ErrorKind::UnknownArgument => {
            // "To pass it as a value" is good advice for nobody here.
            let _ = error.insert(ContextKind::Suggested, ContextValue::None);
            let meant = text(&error, ContextKind::InvalidArg);
            if let Some(name) = meant.and_then(|text| known(&OPTIONS, &text)) {
                let name = ContextValue::String(name.to_owned());
                let _ = error.insert(ContextKind::SuggestedArg, name);
            }
        }
        _ => {}
    }
    error
}

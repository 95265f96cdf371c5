//! `completions` and `man`: help where people look for it.

use std::path::{Path, PathBuf};

use clap::{
    Arg, Command, CommandFactory as _, ValueHint,
    builder::{PossibleValue, PossibleValuesParser},
};
use clap_complete::Shell;
use rapporteur::{
    FormatName, files,
    schema::{Register, codes::all_lists},
};

use crate::{
    Cli,
    context::{Context, Exit},
    output,
};

/// Write what a shell needs to complete commands and options.
///
/// For bash: `rapporteur completions bash > ~/.local/share/bash-completion/completions/rapporteur`;
/// for zsh, a file `_rapporteur` in a folder of `$fpath`; for fish,
/// `~/.config/fish/completions/rapporteur.fish`.
#[derive(Debug, clap::Args)]
pub struct CompletionsArgs {
    /// The shell
    shell: Shell,
}

impl CompletionsArgs {
    pub(crate) fn run(self, _: &Context) -> Exit {
        let mut script = Vec::new();
        let mut command = hinted(Cli::command());
        clap_complete::generate(self.shell, &mut command, "rapporteur", &mut script);
        output::data(&String::from_utf8_lossy(&script))
    }
}

/// The command with what a shell may offer for each value: folders for a folder, the words of
/// a list, and no files where a text is wanted.
fn hinted(command: Command) -> Command {
    command.mut_args(hint).mut_subcommands(hinted)
}

fn hint(arg: Arg) -> Arg {
    if !arg.get_action().takes_values() {
        return arg;
    }
    let words = |words: Vec<PossibleValue>| PossibleValuesParser::new(words);
    let name = arg.get_value_names().and_then(|names| names.first()).map(|name| name.as_str());
    match name {
        Some("DIR" | "DATASET" | "SPLIT") => arg.value_hint(ValueHint::DirPath),
        Some("FORMATS") => {
            let described =
                |format: FormatName| PossibleValue::new(format.name()).help(format.description());
            let mut formats = FormatName::ALL.map(described).to_vec();
            formats.push(PossibleValue::new("all").help("every format"));
            arg.value_parser(words(formats))
        }
        Some("LIST") => {
            let lists = all_lists().into_iter();
            let lists = lists.map(|list| PossibleValue::new(list.name).help(list.label)).collect();
            arg.value_parser(words(lists))
        }
        Some("NAME") if arg.get_id() == "register" => {
            arg.value_parser(words(Register::ALL.map(|r| PossibleValue::new(r.name())).to_vec()))
        }
        _ => {
            let open =
                arg.get_value_hint() == ValueHint::Unknown && arg.get_possible_values().is_empty();
            if open { arg.value_hint(ValueHint::Other) } else { arg }
        }
    }
}

/// The day on which what the pages say last changed, as manual pages have it at their foot.
const CHANGED: &str = "2026-11-23";

/// A page as man wants it. What makes pages puts a blank line between two breaks where values
/// are listed, which is white space three times over.
fn page(command: Command) -> std::io::Result<Vec<u8>> {
    let mut page = Vec::new();
    let program = concat!("Rapporteur ", env!("CARGO_PKG_VERSION"));
    let man = clap_mangen::Man::new(command).date(CHANGED).source(program);
    man.manual("Rapporteur").render(&mut page)?;
    Ok(String::from_utf8_lossy(&page).replace("\n.br\n\n.br\n", "\n.sp\n").into_bytes())
}

/// Write manual pages: one of the program, and one of each command.
///
/// `man -l rapporteur-export.1` shows one; `~/.local/share/man/man1` is where man looks for
/// them.
#[derive(Debug, clap::Args)]
pub struct ManArgs {
    /// The folder for the pages
    #[arg(value_name = "DIR")]
    out: PathBuf,
    /// Write the names of the files as JSON to standard output
    #[arg(long)]
    json: bool,
}

#[derive(serde::Serialize)]
struct Report<'a> {
    folder: &'a Path,
    files: Vec<String>,
}

impl ManArgs {
    pub(crate) fn run(self, _: &Context) -> Exit {
        let program = Cli::command().disable_help_subcommand(true);
        let mut pages = vec![("rapporteur".to_owned(), program.clone())];
        for command in program.get_subcommands() {
            let name = format!("rapporteur-{}", command.get_name());
            let typed = format!("rapporteur {}", command.get_name());
            pages.push((name.clone(), command.clone().name(name).bin_name(typed)));
        }
        let mut files = Vec::new();
        for (name, command) in pages {
            files.push(format!("{name}.1"));
            let path = self.out.join(format!("{name}.1"));
            let written = match page(command) {
                Ok(page) => files::replace(&path, &page).map_err(|error| error.to_string()),
                Err(error) => Err(error.to_string()),
            };
            if let Err(error) = written {
                output::error(&error);
                return Exit::Io;
            }
        }
        output::say(&format!("manual pages written to {}", self.out.display()));
        if self.json {
            return output::report(&Report { folder: &self.out, files }, Exit::Fine);
        }
        Exit::Fine
    }
}

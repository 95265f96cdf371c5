//! `completions` and `man`: help where people look for it.

use std::path::{Path, PathBuf};

use clap::CommandFactory as _;
use clap_complete::Shell;
use rapporteur::files;

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
        clap_complete::generate(self.shell, &mut Cli::command(), "rapporteur", &mut script);
        output::data(&String::from_utf8_lossy(&script))
    }
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
            pages.push((name.clone(), command.clone().name(name)));
        }
        let mut files = Vec::new();
        for (name, command) in pages {
            let mut page = Vec::new();
            let written = clap_mangen::Man::new(command).render(&mut page);
            files.push(format!("{name}.1"));
            let path = self.out.join(format!("{name}.1"));
            let written = match written {
                Ok(()) => files::replace(&path, &page).map_err(|error| error.to_string()),
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

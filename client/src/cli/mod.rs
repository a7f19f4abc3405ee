//! What can be typed.

pub mod commands;
pub mod render;

use std::{ffi::OsString, process::ExitCode};

use clap::{CommandFactory, FromArgMatches, Parser, Subcommand};
use sourdine_platform::memory;
use sourdine_protocol::text::Language;

use self::{
    commands::{
        Outcome,
        audit::AuditOptions,
        clean::Clean,
        completions::CompletionsOptions,
        confirm::ConfirmOptions,
        desk::DeskCommand,
        man::ManOptions,
        observatory::ObservatoryCommand,
        open::{Close, Open},
        publish::Publish,
        pull::PullOptions,
        roster::RosterCommand,
        show::Show,
        triage::TriageCommand,
        vet::VetCommand,
        workplace::{DeskOptions, Workplace},
    },
    render::{Terminal, preferred},
};

/// The editors' side of Sourdine: what sources sent, what becomes of it, what is published
#[derive(Debug, Parser)]
#[command(name = "sourdine", version, propagate_version = true)]
pub struct Cli {
    /// The language of messages: fr or en
    #[arg(long, global = true, value_name = "LANGUAGE")]
    pub lang: Option<Language>,
    /// Answer in JSON
    #[arg(long, global = true)]
    pub json: bool,
    /// Where the desk is
    #[command(flatten)]
    pub desk: DeskOptions,
    /// What to do
    #[command(subcommand)]
    pub command: Command,
}

/// What to do.
#[derive(Debug, Subcommand)]
pub enum Command {
    /// Found a desk, join one, make a token
    #[command(subcommand)]
    Desk(DeskCommand),
    /// Whom sources seal to: show, add, remove, sign, export, accept
    #[command(subcommand)]
    Roster(RosterCommand),
    /// List what was pulled
    Inbox,
    /// Read what an envelope holds, in memory
    Show(Show),
    /// Open letters into a folder in memory
    Open(Open),
    /// Wipe opened letters
    Close(Close),
    /// Fetch what sources sent, still sealed: needs no key
    Pull(PullOptions),
    /// Tell the server that what was opened here is safe, so that it may delete it
    Confirm(ConfirmOptions),
    /// See whether a server serves sources exactly what its release and its roster make
    Audit(AuditOptions),
    /// What the desk knows: cases with their letters, states, tags, notes
    #[command(subcommand)]
    Triage(TriageCommand),
    /// Make copies of documents that do not tell who made them
    Clean(Clean),
    /// Have two editors sign exactly what will be published
    #[command(subcommand)]
    Vet(VetCommand),
    /// Put into the observatory what two editors signed
    Publish(Publish),
    /// Make, build and show the public observatory
    #[command(subcommand)]
    Observatory(ObservatoryCommand),
    /// Write what a shell needs to complete commands
    Completions(CompletionsOptions),
    /// Write the manual pages
    Man(ManOptions),
}

/// Reads what was typed and does it.
pub fn main(typed: impl IntoIterator<Item = OsString>) -> ExitCode {
    let typed: Vec<OsString> = typed.into_iter().collect();
    let help = Terminal::new(preferred(language_typed(&typed)), false);
    let parsed = all(&help).try_get_matches_from(typed);
    match parsed.and_then(|matches| Cli::from_arg_matches(&matches)) {
        Ok(cli) => {
            let terminal = Terminal::new(preferred(cli.lang), cli.json);
            let workplace = Workplace::new(&terminal, &cli.desk);
            let done = guarded(&cli.command, &workplace);
            match done {
                Ok(()) => ExitCode::SUCCESS,
                Err(failure) => terminal.refuse(&failure),
            }
        }
        Err(error) => {
            // With both outputs gone, the exit code is all that is left to say.
            drop(error.print());
            u8::try_from(error.exit_code()).map_or(ExitCode::FAILURE, ExitCode::from)
        }
    }
}

/// Any command may hold keys or letters.
fn guarded(command: &Command, workplace: &Workplace<'_>) -> Outcome {
    memory::guard()?;
    run(command, workplace)
}

fn run(command: &Command, workplace: &Workplace<'_>) -> Outcome {
    let terminal = workplace.terminal;
    match command {
        Command::Desk(command) => commands::desk::run(command, workplace),
        Command::Roster(command) => commands::roster::run(command, workplace),
        Command::Inbox => commands::inbox::run(workplace),
        Command::Show(show) => commands::show::run(show, workplace),
        Command::Open(open) => commands::open::run(open, workplace),
        Command::Close(close) => commands::open::close(close, workplace),
        Command::Pull(options) => commands::pull::run(options, workplace),
        Command::Confirm(options) => commands::confirm::run(options, workplace),
        Command::Audit(options) => commands::audit::run(options, workplace),
        Command::Observatory(command) => commands::observatory::run(command, terminal),
        Command::Completions(options) => commands::completions::run(options, all(terminal)),
        Command::Man(options) => commands::man::run(options, all(terminal), terminal),
        Command::Triage(command) => commands::triage::run(command, workplace),
        Command::Clean(wanted) => commands::clean::run(wanted, workplace),
        Command::Vet(command) => commands::vet::run(command, workplace),
        Command::Publish(wanted) => commands::publish::run(wanted, workplace),
    }
}

/// Everything that can be typed, explained in the person's language.
fn all(terminal: &Terminal) -> clap::Command {
    localised(Cli::command(), "help", terminal)
}

/// The language that `--help` is asked in, known before all else is read.
fn language_typed(typed: &[OsString]) -> Option<Language> {
    let typed: Vec<&str> = typed.iter().filter_map(|word| word.to_str()).collect();
    let after = typed
        .iter()
        .position(|word| *word == "--lang")
        .and_then(|at| typed.get(at + 1))
        .copied();
    after
        .or_else(|| typed.iter().find_map(|word| word.strip_prefix("--lang=")))
        .and_then(|code| code.parse().ok())
}

/// Puts the help of every command and argument in the person's language, where the texts have it: `help-observatory-build`, `help-observatory-build--to`.
fn localised(mut command: clap::Command, key: &str, terminal: &Terminal) -> clap::Command {
    if let Some(text) = terminal.find(key) {
        command = command.about(text);
    }
    command = command.mut_args(|arg| {
        let own = terminal.find(&format!("{key}--{}", arg.get_id()));
        match own.or_else(|| terminal.find(&format!("help--{}", arg.get_id()))) {
            Some(text) => arg.help(text),
            None => arg,
        }
    });
    command.mut_subcommands(|sub| {
        let key = format!("{key}-{}", sub.get_name());
        localised(sub, &key, terminal)
    })
}

#[cfg(test)]
mod tests {
    use super::*;

    fn check(command: &clap::Command, key: &str, terminal: &Terminal) {
        assert!(terminal.find(key).is_some(), "{key}");
        for arg in command
            .get_arguments()
            .filter(|arg| !matches!(arg.get_id().as_str(), "help" | "version"))
        {
            let own = format!("{key}--{}", arg.get_id());
            assert!(
                terminal.find(&own).is_some()
                    || terminal.find(&format!("help--{}", arg.get_id())).is_some(),
                "{own}"
            );
        }
        for sub in command.get_subcommands() {
            check(sub, &format!("{key}-{}", sub.get_name()), terminal);
        }
    }

    #[test]
    fn every_command_is_explained_in_both_languages() {
        Cli::command().debug_assert();
        for language in Language::ALL {
            check(&Cli::command(), "help", &Terminal::new(language, false));
        }
    }
}

//! The command line: reads what was typed, calls the use-case in [`app`](crate::app), and renders
//! its report.

mod args;
mod commands;
mod help;
mod render;
mod session;
mod shared_args;
mod typed_lines;
mod value;

use std::{ffi::OsString, process::ExitCode};

use clap::{CommandFactory, FromArgMatches};
use sourdine_l10n::{command_line, preferred};
use sourdine_platform::memory;

use self::{
    args::{Cli, Command},
    render::refuse,
    session::{Outcome, Session},
};
use crate::{l10n::Localizer, messages::CATALOG};

/// Runs the program with these arguments.
pub fn main(typed: impl IntoIterator<Item = OsString>) -> ExitCode {
    let typed: Vec<OsString> = typed.into_iter().collect();
    let language = preferred(command_line::typed_language(&typed));
    let Ok(texts) = CATALOG.texts(language) else {
        return ExitCode::FAILURE;
    };
    let parsed = command_line::ready(Cli::command(), texts).try_get_matches_from(typed);
    match parsed.and_then(|matches| Cli::from_arg_matches(&matches)) {
        Ok(cli) => {
            let localizer = Localizer::new(preferred(cli.lang));
            match guarded(&cli, &localizer) {
                Ok(()) => ExitCode::SUCCESS,
                Err(error) => refuse(&error, &localizer, cli.json),
            }
        }
        Err(error) => command_line::report(&error, texts),
    }
}

/// Any command may hold keys or letters.
fn guarded(cli: &Cli, localizer: &Localizer) -> Outcome {
    memory::guard()?;
    let session = Session::new(&cli.desk, localizer, cli.json);
    run(&cli.command, &session)
}

fn run(command: &Command, session: &Session<'_>) -> Outcome {
    match command {
        Command::Desk(command) => commands::desk::run(command, session),
        Command::Roster(command) => commands::roster::run(command, session),
        Command::Inbox => commands::inbox::run(session),
        Command::Show(args) => commands::show::run(args, session),
        Command::Open(args) => commands::open::run(args, session),
        Command::Close(args) => commands::close::run(args, session),
        Command::Pull(args) => commands::pull::run(args, session),
        Command::UnlockServer(args) => commands::unlock_server::run(args, session),
        Command::Confirm(args) => commands::confirm::run(args, session),
        Command::Audit(args) => commands::audit::run(args, session),
        Command::Triage(command) => commands::triage::run(command, session),
        Command::Inspect(args) => commands::inspect::run(args, session),
        Command::Preview(args) => commands::preview::run(args, session),
        Command::Redact(args) => commands::redact::run(args, session),
        Command::Clean(args) => commands::clean::run(args, session),
        Command::Vet(command) => commands::vet::run(command, session),
        Command::Publish(args) => commands::publish::run(args, session),
        Command::Observatory(command) => commands::observatory::run(command, session),
        Command::Completions(args) => {
            commands::completions::run(args, help::command(session.localizer), session)
        }
        Command::Man(args) => commands::man::run(args, help::command(session.localizer), session),
    }
}

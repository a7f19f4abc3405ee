//! `sourdine desk names show | add | remove`.

mod change;

use clap::Subcommand;

use crate::{
    app::names::{NamesChange, show},
    cli::session::{Outcome, Session},
};

#[derive(Debug, Subcommand)]
pub(in crate::cli) enum NamesCommand {
    /// Show the names that may not be public
    Show,
    /// Put names on the list
    Add(change::NamesArgs),
    /// Take names off the list
    Remove(change::NamesArgs),
}

pub(super) fn run(command: &NamesCommand, session: &Session<'_>) -> Outcome {
    match command {
        NamesCommand::Show => session.show(&show(&session.context())?),
        NamesCommand::Add(args) => change::run(args, NamesChange::Add, session),
        NamesCommand::Remove(args) => change::run(args, NamesChange::Remove, session),
    }
}

//! `sourdine desk names show | add | remove | adopt | join | give-up`.

mod change;
mod mend;

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
    /// Let an event of the list count that came too late from an editor who left
    Adopt(mend::NamesAdoptArgs),
    /// Say that both branches of your own chain of events are yours
    Join,
    /// Say that events of the list which others name are lost for good
    GiveUp(mend::NamesGiveUpArgs),
}

pub(super) fn run(command: &NamesCommand, session: &Session<'_>) -> Outcome {
    match command {
        NamesCommand::Show => session.show(&show(&session.context())?),
        NamesCommand::Add(args) => change::run(args, NamesChange::Add, session),
        NamesCommand::Remove(args) => change::run(args, NamesChange::Remove, session),
        NamesCommand::Adopt(args) => mend::adopt(args, session),
        NamesCommand::Join => mend::join(session),
        NamesCommand::GiveUp(args) => mend::give_up(args, session),
    }
}

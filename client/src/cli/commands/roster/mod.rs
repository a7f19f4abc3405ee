//! `sourdine roster show | add | remove | notices | sign | export | accept`.

mod accept;
mod add;
mod export;
mod notices;
mod remove;
mod show;
mod sign;
mod signing;

use clap::Subcommand;

use crate::cli::session::{Outcome, Session};

#[derive(Debug, Subcommand)]
pub(in crate::cli) enum RosterCommand {
    /// Show whom sources seal to, and until when
    Show,
    /// Put an editor on the roster, from their card, and sign it
    Add(add::RosterAddArgs),
    /// Take an editor off the roster, and sign it: nothing sealed afterwards opens for them
    Remove(remove::RemoveArgs),
    /// Write down what sources read about the desk, or sign it
    Notices(notices::NoticesArgs),
    /// Sign the roster anew, for a longer time
    Sign(signing::SigningArgs),
    /// Write the signed roster, for the operator and the other editors
    Export(export::ExportArgs),
    /// Take over a roster that the desk signed
    Accept(accept::AcceptArgs),
}

pub(in crate::cli) fn run(command: &RosterCommand, session: &Session<'_>) -> Outcome {
    match command {
        RosterCommand::Show => show::run(session),
        RosterCommand::Add(args) => add::run(args, session),
        RosterCommand::Remove(args) => remove::run(args, session),
        RosterCommand::Notices(args) => notices::run(args, session),
        RosterCommand::Sign(args) => sign::run(args, session),
        RosterCommand::Export(args) => export::run(args, session),
        RosterCommand::Accept(args) => accept::run(args, session),
    }
}

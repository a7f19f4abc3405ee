//! `sourdine vet draft | check | allow | sign | withdraw | show`.

mod allow;
mod check;
mod draft;
mod show;
mod sign;
mod withdraw;

use clap::Subcommand;

use crate::cli::session::{Outcome, Session};

#[derive(Debug, Subcommand)]
pub(in crate::cli) enum VetCommand {
    /// Write the beginning of an entry from what the case knows, or take out the one that was
    /// signed last
    Draft(draft::DraftArgs),
    /// Look through an entry and its documents for what should not be public
    Check(check::VetCheckArgs),
    /// Allow what was found, for a reason that the other editors read
    Allow(allow::AllowArgs),
    /// Look at exactly what will be published, and sign it
    Sign(sign::SignArgs),
    /// Take back your signature over the entry
    Withdraw(withdraw::WithdrawArgs),
    /// Show who signed what, and whether two editors did
    Show(show::VetShowArgs),
}

pub(in crate::cli) fn run(command: &VetCommand, session: &Session<'_>) -> Outcome {
    match command {
        VetCommand::Draft(args) => draft::run(args, session),
        VetCommand::Check(args) => check::run(args, session),
        VetCommand::Allow(args) => allow::run(args, session),
        VetCommand::Sign(args) => sign::run(args, session),
        VetCommand::Withdraw(args) => withdraw::run(args, session),
        VetCommand::Show(args) => show::run(args, session),
    }
}

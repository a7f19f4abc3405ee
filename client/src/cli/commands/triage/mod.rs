//! `sourdine triage list | show | new | add | set | machines | revoke | state | …`.

mod add;
mod adopt;
mod give_up;
mod join;
mod list;
mod machines;
mod new;
mod reseal;
mod revoke;
mod set;
mod show;
mod state;
mod take_over;

use clap::Subcommand;

use crate::cli::session::{Outcome, Session};

#[derive(Debug, Subcommand)]
pub(in crate::cli) enum TriageCommand {
    /// Show all cases, in the order of the work
    List,
    /// Show what is known of a case, and what was done
    Show(show::TriageShowArgs),
    /// Open a case, with the opened letters that belong to it
    New(new::TriageNewArgs),
    /// Put opened letters into a case
    Add(add::TriageAddArgs),
    /// Say where a case stands, what it is called, where it is, what is used there; note something
    Set(set::SetArgs),
    /// Let an event count that came too late from an editor who left
    Adopt(adopt::AdoptArgs),
    /// Say that both branches of your own chain of events are yours
    Join(join::JoinArgs),
    /// Say that events which others name are lost for good: who signed before has to sign again
    GiveUp(give_up::GiveUpArgs),
    /// Give eight words for all that is known of the desk, to compare with another editor by voice
    State,
    /// Show the machines that signed in the cases
    Machines,
    /// Revoke a machine of yours that was lost: of it counts what is here, or what you name
    Revoke(revoke::RevokeArgs),
    /// Seal all cases and their documents to today's roster
    Reseal,
    /// Take over the cases of release 0.1: what was said in them counts, as unsigned
    TakeOver,
}

pub(in crate::cli) fn run(command: &TriageCommand, session: &Session<'_>) -> Outcome {
    match command {
        TriageCommand::List => list::run(session),
        TriageCommand::Show(args) => show::run(args, session),
        TriageCommand::New(args) => new::run(args, session),
        TriageCommand::Add(args) => add::run(args, session),
        TriageCommand::Set(args) => set::run(args, session),
        TriageCommand::Adopt(args) => adopt::run(args, session),
        TriageCommand::Join(args) => join::run(args, session),
        TriageCommand::GiveUp(args) => give_up::run(args, session),
        TriageCommand::State => state::run(session),
        TriageCommand::Machines => machines::run(session),
        TriageCommand::Revoke(args) => revoke::run(args, session),
        TriageCommand::TakeOver => take_over::run(session),
        TriageCommand::Reseal => reseal::run(session),
    }
}

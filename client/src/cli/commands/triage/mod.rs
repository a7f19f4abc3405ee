//! `sourdine triage list | show | new | add | set | reseal`.

mod add;
mod list;
mod new;
mod reseal;
mod set;
mod show;

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
    /// Seal all cases and their documents to today's roster
    Reseal,
}

pub(in crate::cli) fn run(command: &TriageCommand, session: &Session<'_>) -> Outcome {
    match command {
        TriageCommand::List => list::run(session),
        TriageCommand::Show(args) => show::run(args, session),
        TriageCommand::New(args) => new::run(args, session),
        TriageCommand::Add(args) => add::run(args, session),
        TriageCommand::Set(args) => set::run(args, session),
        TriageCommand::Reseal => reseal::run(session),
    }
}

//! `sourdine triage revoke`.

use clap::Args;

use crate::{
    app::machines::{RevokeOptions, revoke},
    cli::session::{Outcome, Session},
};

#[derive(Args, Debug)]
pub(in crate::cli) struct RevokeArgs {
    /// The machine, by the beginning of its key
    machine: String,
    /// The last event that you signed with it, where there are later ones
    #[arg(long, value_name = "EVENT")]
    last: Vec<String>,
    /// A case in which you signed nothing with it
    #[arg(long, value_name = "CASE")]
    nothing_in: Vec<String>,
    /// Do not ask
    #[arg(long)]
    yes: bool,
}

pub(super) fn run(args: &RevokeArgs, session: &Session<'_>) -> Outcome {
    let questions = session.questions(args.yes);
    let options = RevokeOptions {
        machine: args.machine.clone(),
        last: args.last.clone(),
        nothing_in: args.nothing_in.clone(),
    };
    let report = revoke(&session.context_with(&questions), &options)?;
    session.show(&report)?;
    report.verdict()
}

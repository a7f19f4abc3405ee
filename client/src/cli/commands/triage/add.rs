//! `sourdine triage add`.

use clap::Args;

use crate::{
    app::triage::add,
    cli::session::{Outcome, Session},
};

#[derive(Args, Debug)]
pub(in crate::cli) struct TriageAddArgs {
    /// The case, by the beginning of its name
    case: String,
    /// The letters, by the beginnings of their names
    #[arg(value_name = "ENVELOPE", required = true)]
    envelopes: Vec<String>,
}

pub(super) fn run(args: &TriageAddArgs, session: &Session<'_>) -> Outcome {
    session.show(&add(&session.context(), &args.case, &args.envelopes)?)
}

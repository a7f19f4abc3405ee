//! `sourdine triage show`.

use clap::Args;

use crate::{
    app::triage::show,
    cli::session::{Outcome, Session},
};

#[derive(Args, Debug)]
pub(in crate::cli) struct TriageShowArgs {
    /// The case, by the beginning of its name
    case: String,
}

pub(super) fn run(args: &TriageShowArgs, session: &Session<'_>) -> Outcome {
    session.show(&show(&session.context(), &args.case)?)
}

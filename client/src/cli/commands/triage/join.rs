//! `sourdine triage join`.

use clap::Args;

use crate::{
    app::mend::{Mending, mend},
    cli::session::{Outcome, Session},
};

#[derive(Args, Debug)]
pub(in crate::cli) struct JoinArgs {
    /// The case, by the beginning of its name
    case: String,
}

pub(super) fn run(args: &JoinArgs, session: &Session<'_>) -> Outcome {
    session.show(&mend(&session.context(), &args.case, Mending::Join)?)
}

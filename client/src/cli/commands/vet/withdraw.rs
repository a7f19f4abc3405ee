//! `sourdine vet withdraw`.

use clap::Args;

use crate::{
    app::vet::withdraw,
    cli::session::{Outcome, Session},
};

#[derive(Args, Debug)]
pub(in crate::cli) struct WithdrawArgs {
    /// The case, by the beginning of its name
    case: String,
}

pub(super) fn run(args: &WithdrawArgs, session: &Session<'_>) -> Outcome {
    session.show(&withdraw(&session.context(), &args.case)?)
}

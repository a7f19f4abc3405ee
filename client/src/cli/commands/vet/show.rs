//! `sourdine vet show`.

use clap::Args;

use crate::{
    app::vet::show,
    cli::session::{Outcome, Session},
};

#[derive(Args, Debug)]
pub(in crate::cli) struct VetShowArgs {
    /// The case, by the beginning of its name
    case: String,
}

pub(super) fn run(args: &VetShowArgs, session: &Session<'_>) -> Outcome {
    session.show(&show(&session.context(), &args.case)?)
}

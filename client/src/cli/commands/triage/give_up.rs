//! `sourdine triage give-up`.

use clap::Args;

use crate::{
    app::mend::{Mending, mend},
    cli::session::{Outcome, Session},
};

#[derive(Args, Debug)]
pub(in crate::cli) struct GiveUpArgs {
    /// The case, by the beginning of its name
    case: String,
    /// Do not ask
    #[arg(long)]
    yes: bool,
}

pub(super) fn run(args: &GiveUpArgs, session: &Session<'_>) -> Outcome {
    let questions = session.questions(args.yes);
    session.show(&mend(
        &session.context_with(&questions),
        &args.case,
        Mending::GiveUp,
    )?)
}

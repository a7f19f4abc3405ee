//! `sourdine triage adopt`.

use clap::Args;

use crate::{
    app::mend::{Mending, mend},
    cli::session::{Outcome, Session},
};

#[derive(Args, Debug)]
pub(in crate::cli) struct AdoptArgs {
    /// The case, by the beginning of its name
    case: String,
    /// The events, by the beginnings of their names
    #[arg(required = true)]
    events: Vec<String>,
}

pub(super) fn run(args: &AdoptArgs, session: &Session<'_>) -> Outcome {
    session.show(&mend(
        &session.context(),
        &args.case,
        Mending::Adopt(&args.events),
    )?)
}

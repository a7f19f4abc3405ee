//! `sourdine desk names adopt | join | give-up`.

use clap::Args;

use crate::{
    app::{mend::Mending, names::mend},
    cli::session::{Outcome, Session},
};

#[derive(Args, Debug)]
pub(in crate::cli) struct NamesAdoptArgs {
    /// The events, by the beginnings of their names
    #[arg(required = true)]
    events: Vec<String>,
}

#[derive(Args, Debug)]
pub(in crate::cli) struct NamesGiveUpArgs {
    /// Do not ask
    #[arg(long)]
    yes: bool,
}

pub(super) fn adopt(args: &NamesAdoptArgs, session: &Session<'_>) -> Outcome {
    session.show(&mend(&session.context(), Mending::Adopt(&args.events))?)
}

pub(super) fn join(session: &Session<'_>) -> Outcome {
    session.show(&mend(&session.context(), Mending::Join)?)
}

pub(super) fn give_up(args: &NamesGiveUpArgs, session: &Session<'_>) -> Outcome {
    let questions = session.questions(args.yes);
    session.show(&mend(&session.context_with(&questions), Mending::GiveUp)?)
}

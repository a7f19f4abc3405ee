//! `sourdine roster add`.

use std::path::PathBuf;

use clap::Args;

use super::signing::SigningArgs;
use crate::{
    app::roster::add,
    cli::session::{Outcome, Session},
};

#[derive(Args, Debug)]
pub(in crate::cli) struct RosterAddArgs {
    /// The editor's card
    card: PathBuf,
    #[command(flatten)]
    signing: SigningArgs,
}

pub(super) fn run(args: &RosterAddArgs, session: &Session<'_>) -> Outcome {
    let questions = session.questions(args.signing.yes);
    let context = session.context_with(&questions);
    session.show(&add(&context, &args.card, &(&args.signing).into())?)
}

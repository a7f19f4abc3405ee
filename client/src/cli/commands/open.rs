//! `sourdine open`.

use clap::Args;

use crate::{
    app::open::open,
    cli::session::{Outcome, Session},
};

#[derive(Args, Debug)]
pub(in crate::cli) struct OpenArgs {
    /// The envelopes, or the beginnings of their names
    #[arg(required = true)]
    envelopes: Vec<String>,
}

pub(in crate::cli) fn run(args: &OpenArgs, session: &Session<'_>) -> Outcome {
    session.show(&open(&session.context(), &args.envelopes)?)
}

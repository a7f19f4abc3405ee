//! `sourdine close`.

use clap::Args;

use crate::{
    app::close::{CloseOptions, close},
    cli::session::{Outcome, Session},
};

#[derive(Args, Debug)]
pub(in crate::cli) struct CloseArgs {
    /// The envelopes, or the beginnings of their names
    #[arg(required_unless_present = "all")]
    envelopes: Vec<String>,
    /// All that was opened on this machine
    #[arg(long, conflicts_with = "envelopes")]
    all: bool,
}

pub(in crate::cli) fn run(args: &CloseArgs, session: &Session<'_>) -> Outcome {
    let options = if args.all {
        CloseOptions::All
    } else {
        CloseOptions::Some(args.envelopes.clone())
    };
    session.show(&close(&session.context(), &options)?)
}

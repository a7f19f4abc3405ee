//! `sourdine show`.

use clap::Args;

use crate::{
    app::show::show,
    cli::session::{Outcome, Session},
};

#[derive(Args, Debug)]
pub(in crate::cli) struct ShowArgs {
    /// The envelope, or the beginning of its name
    envelope: String,
}

pub(in crate::cli) fn run(args: &ShowArgs, session: &Session<'_>) -> Outcome {
    session.show(&show(&session.context(), &args.envelope)?)
}

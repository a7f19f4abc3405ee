//! `sourdine observatory new`.

use std::path::PathBuf;

use clap::Args;

use crate::{
    app::observatory::new,
    cli::session::{Outcome, Session},
};

#[derive(Args, Debug)]
pub(in crate::cli) struct ObservatoryNewArgs {
    /// The observatory's folder
    folder: PathBuf,
}

pub(super) fn run(args: &ObservatoryNewArgs, session: &Session<'_>) -> Outcome {
    session.show(&new(&session.context(), &args.folder)?)
}

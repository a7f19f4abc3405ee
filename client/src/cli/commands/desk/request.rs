//! `sourdine desk request`.

use std::path::PathBuf;

use clap::Args;

use crate::{
    app::access::request,
    cli::session::{Outcome, Session},
};

#[derive(Args, Debug)]
pub(in crate::cli) struct RequestArgs {
    /// Where to write it [default: request-EDITOR.json in the desk's folder]
    file: Option<PathBuf>,
}

pub(super) fn run(args: &RequestArgs, session: &Session<'_>) -> Outcome {
    session.show(&request(&session.context(), args.file.as_deref())?)
}

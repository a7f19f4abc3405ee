//! `sourdine roster export`.

use std::path::PathBuf;

use clap::Args;

use crate::{
    app::roster::export,
    cli::session::{Outcome, Session},
};

#[derive(Args, Debug)]
pub(in crate::cli) struct ExportArgs {
    /// Where to write it [default: standard output]
    file: Option<PathBuf>,
}

pub(super) fn run(args: &ExportArgs, session: &Session<'_>) -> Outcome {
    session.show(&export(&session.context(), args.file.as_deref())?)
}

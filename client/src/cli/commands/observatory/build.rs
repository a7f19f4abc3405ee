//! `sourdine observatory build`.

use std::path::PathBuf;

use clap::Args;

use crate::{
    app::observatory::build,
    cli::session::{Outcome, Session},
};

#[derive(Args, Debug)]
pub(in crate::cli) struct BuildArgs {
    /// The observatory's folder
    pub(super) folder: PathBuf,
    /// Where the site goes [default: `site` in the folder]
    #[arg(long)]
    pub(super) to: Option<PathBuf>,
}

pub(super) fn run(args: &BuildArgs, session: &Session<'_>) -> Outcome {
    session.show(&build(&args.folder, args.to.as_deref())?)
}

//! `sourdine roster accept`.

use std::path::PathBuf;

use clap::Args;

use crate::{
    app::roster::accept,
    cli::session::{Outcome, Session},
};

#[derive(Args, Debug)]
pub(in crate::cli) struct AcceptArgs {
    /// The signed roster
    file: PathBuf,
    /// The desk's fingerprint, as the founding editor told it; needed once
    #[arg(long)]
    fingerprint: Option<String>,
}

pub(super) fn run(args: &AcceptArgs, session: &Session<'_>) -> Outcome {
    let context = session.context();
    session.show(&accept(&context, &args.file, args.fingerprint.as_deref())?)
}

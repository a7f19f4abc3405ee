//! `sourdine roster accept`.

use std::path::PathBuf;

use clap::Args;

use crate::{
    app::roster_accept::{AcceptOptions, accept},
    cli::session::{Outcome, Session},
};

#[derive(Args, Debug)]
pub(in crate::cli) struct AcceptArgs {
    /// The signed roster
    file: PathBuf,
    /// The desk's fingerprint, as the founding editor told it; needed once
    #[arg(long)]
    fingerprint: Option<String>,
    /// Change over to another desk, whose fingerprint is given: its roster replaces the one that is
    /// here
    #[arg(long, requires = "fingerprint")]
    another_desk: bool,
    /// Do not ask whether the fingerprints of new editors were compared
    #[arg(long)]
    yes: bool,
}

pub(super) fn run(args: &AcceptArgs, session: &Session<'_>) -> Outcome {
    let questions = session.questions(args.yes);
    let context = session.context_with(&questions);
    let options = AcceptOptions {
        file: args.file.clone(),
        fingerprint: args.fingerprint.clone(),
        another_desk: args.another_desk,
    };
    session.show(&accept(&context, &options)?)
}

//! `sourdine desk join`.

use std::path::PathBuf;

use clap::Args;

use crate::{
    app::access::{JoinOptions, join},
    cli::session::{Outcome, Session},
};

#[derive(Args, Debug)]
pub(in crate::cli) struct JoinArgs {
    /// The operator's answer
    file: PathBuf,
    /// Take these addresses in place of those that desk.toml names
    #[arg(long)]
    replace: bool,
}

pub(super) fn run(args: &JoinArgs, session: &Session<'_>) -> Outcome {
    let options = JoinOptions {
        answer: args.file.clone(),
        replace: args.replace,
    };
    session.show(&join(&session.context(), &options)?)
}

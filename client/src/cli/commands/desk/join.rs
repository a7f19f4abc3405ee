//! `sourdine desk join`.

use clap::Args;

use crate::{
    app::desk::join,
    cli::session::{Outcome, Session},
};

#[derive(Args, Debug)]
pub(in crate::cli) struct JoinArgs {
    /// The editor's name: a-z, 0-9 and hyphens
    #[arg(long)]
    editor: String,
}

pub(super) fn run(args: &JoinArgs, session: &Session<'_>) -> Outcome {
    session.show(&join(&session.context(), &args.editor)?)
}

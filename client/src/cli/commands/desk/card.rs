//! `sourdine desk card`.

use clap::Args;

use crate::{
    app::desk::card,
    cli::session::{Outcome, Session},
};

#[derive(Args, Debug)]
pub(in crate::cli) struct CardArgs {
    /// The editor's name: a-z, 0-9 and hyphens
    #[arg(long)]
    editor: String,
}

pub(super) fn run(args: &CardArgs, session: &Session<'_>) -> Outcome {
    session.show(&card(&session.context(), &args.editor)?)
}

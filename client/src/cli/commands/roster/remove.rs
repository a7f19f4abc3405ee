//! `sourdine roster remove`.

use clap::Args;

use super::signing::SigningArgs;
use crate::{
    app::roster::remove,
    cli::session::{Outcome, Session},
};

#[derive(Args, Debug)]
pub(in crate::cli) struct RemoveArgs {
    /// The editor's name
    editor: String,
    #[command(flatten)]
    signing: SigningArgs,
}

pub(super) fn run(args: &RemoveArgs, session: &Session<'_>) -> Outcome {
    let questions = session.questions(args.signing.yes);
    let context = session.context_with(&questions);
    session.show(&remove(&context, &args.editor, &(&args.signing).into())?)
}

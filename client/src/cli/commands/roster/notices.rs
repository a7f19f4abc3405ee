//! `sourdine roster notices`.

use std::path::PathBuf;

use clap::Args;

use super::signing::SigningArgs;
use crate::{
    app::notices::{sign, template},
    cli::session::{Outcome, Session},
};

#[derive(Args, Debug)]
pub(in crate::cli) struct NoticesArgs {
    /// The notices to sign [default: write today's to standard output, to be edited]
    file: Option<PathBuf>,
    #[command(flatten)]
    signing: SigningArgs,
}

pub(super) fn run(args: &NoticesArgs, session: &Session<'_>) -> Outcome {
    let questions = session.questions(args.signing.yes);
    let context = session.context_with(&questions);
    match &args.file {
        Some(file) => session.show(&sign(&context, file, &(&args.signing).into())?),
        None => session.show(&template(&context)?),
    }
}

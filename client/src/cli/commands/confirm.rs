//! `sourdine confirm`.

use clap::Args;

use crate::{
    app::confirm::{ConfirmOptions, confirm},
    cli::{
        session::{Outcome, Session, runtime},
        shared_args::ServerArgs,
    },
};

#[derive(Args, Debug)]
pub(in crate::cli) struct ConfirmArgs {
    /// The envelopes: their ids, or how they begin
    #[arg(required = true)]
    ids: Vec<String>,
    /// They are worthless, pulled or not: free them as soon as a second editor says so
    #[arg(long)]
    discard: bool,
    /// Do not ask before discarding what was not opened
    #[arg(long)]
    yes: bool,
    #[command(flatten)]
    server: ServerArgs,
}

pub(in crate::cli) fn run(args: &ConfirmArgs, session: &Session<'_>) -> Outcome {
    let options = ConfirmOptions {
        envelopes: args.ids.clone(),
        discard: args.discard,
        server: (&args.server).into(),
    };
    let questions = session.questions(args.yes);
    let context = session.context_with(&questions);
    let report = runtime()?.block_on(confirm(&context, &options))?;
    session.show(&report)?;
    report.verdict()
}

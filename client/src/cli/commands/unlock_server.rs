//! `sourdine unlock-server`.

use clap::Args;

use crate::{
    app::unlock_server::unlock_server,
    cli::{
        session::{Outcome, Session, runtime},
        shared_args::ServerArgs,
    },
};

#[derive(Args, Debug)]
pub(in crate::cli) struct UnlockServerArgs {
    #[command(flatten)]
    server: ServerArgs,
    /// Say that the operator told you, by voice or in person, that they started the server
    #[arg(long)]
    operator_confirmed: bool,
}

pub(in crate::cli) fn run(args: &UnlockServerArgs, session: &Session<'_>) -> Outcome {
    let questions = session.questions(args.operator_confirmed);
    let context = session.context_with(&questions);
    let server = (&args.server).into();
    let report = runtime()?.block_on(unlock_server(&context, &server))?;
    session.show(&report)
}

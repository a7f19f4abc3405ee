//! `sourdine publish CASE`.

use std::path::PathBuf;

use clap::Args;

use crate::{
    app::{EntryId, publish::publish},
    cli::session::{Outcome, Session},
};

#[derive(Args, Debug)]
pub(in crate::cli) struct PublishArgs {
    /// The case, by the beginning of its name
    case: String,
    /// The observatory's folder [default: the one in desk.toml]
    #[arg(long, value_name = "DIR")]
    observatory: Option<PathBuf>,
    /// Let a new publication key sign this entry too, of which no case knows
    #[arg(long, value_name = "ENTRY")]
    sign_anew: Vec<EntryId>,
    /// Do not ask
    #[arg(long)]
    yes: bool,
}

pub(in crate::cli) fn run(args: &PublishArgs, session: &Session<'_>) -> Outcome {
    let questions = session.questions(args.yes);
    session.show(&publish(
        &session.context_with(&questions),
        &args.case,
        args.observatory.as_deref(),
        &args.sign_anew,
    )?)
}

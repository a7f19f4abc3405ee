//! `sourdine vet sign`.

use std::path::PathBuf;

use clap::Args;

use crate::{
    app::vet::{SignOptions, sign},
    cli::session::{Outcome, Session},
};

#[derive(Args, Debug)]
pub(in crate::cli) struct SignArgs {
    /// The case, by the beginning of its name
    case: String,
    /// The entry's file [default: the entry that another editor signed]
    #[arg(long, value_name = "FILE")]
    entry: Option<PathBuf>,
    /// Where the preview is written [default: memory, until you have answered]
    #[arg(long, value_name = "DIR")]
    preview: Option<PathBuf>,
    /// The observatory for which it is meant [default: the one in desk.toml]
    #[arg(long, value_name = "DIR")]
    observatory: Option<PathBuf>,
    /// Do not ask
    #[arg(long)]
    yes: bool,
}

pub(super) fn run(args: &SignArgs, session: &Session<'_>) -> Outcome {
    let options = SignOptions {
        case: args.case.clone(),
        entry: args.entry.clone(),
        preview: args.preview.clone(),
        observatory: args.observatory.clone(),
    };
    let questions = session.questions(args.yes);
    let report = sign(&session.context_with(&questions), &options)?;
    session.show(&report)?;
    report.verdict()
}

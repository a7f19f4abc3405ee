//! `sourdine vet check`.

use std::path::PathBuf;

use clap::Args;

use crate::{
    app::lints::{CheckOptions, check},
    cli::session::{Outcome, Session},
};

#[derive(Args, Debug)]
pub(in crate::cli) struct VetCheckArgs {
    /// The case, by the beginning of its name
    case: String,
    /// The entry's file [default: the entry signed last]
    #[arg(long, value_name = "FILE")]
    entry: Option<PathBuf>,
}

pub(super) fn run(args: &VetCheckArgs, session: &Session<'_>) -> Outcome {
    let options = CheckOptions {
        case: args.case.clone(),
        entry: args.entry.clone(),
    };
    let report = check(&session.context(), &options)?;
    session.show(&report)?;
    report.verdict()
}

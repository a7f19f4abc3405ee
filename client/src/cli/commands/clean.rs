//! `sourdine clean CASE FILE…`.

use std::path::PathBuf;

use clap::Args;

use crate::{
    app::clean::clean,
    cli::session::{Outcome, Session},
};

#[derive(Args, Debug)]
pub(in crate::cli) struct CleanArgs {
    /// The case, by the beginning of its name
    case: String,
    /// Files: a path, or LETTER:NAME for a file of an opened letter of the case
    #[arg(value_name = "FILE", required = true)]
    files: Vec<PathBuf>,
}

pub(in crate::cli) fn run(args: &CleanArgs, session: &Session<'_>) -> Outcome {
    let report = clean(&session.context(), &args.case, &args.files)?;
    session.check_written()?;
    session.show(&report)?;
    report.verdict()
}

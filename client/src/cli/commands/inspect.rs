//! `sourdine inspect FILE…`.

use std::path::PathBuf;

use clap::Args;

use super::wishes::PasswordArgs;
use crate::{
    app::inspect::inspect,
    cli::session::{Outcome, Session},
};

#[derive(Args, Debug)]
pub(in crate::cli) struct InspectArgs {
    /// Files: a path, or LETTER:NAME for a file of an opened letter
    #[arg(value_name = "FILE", required = true)]
    files: Vec<PathBuf>,
    /// The files are copies of one document: say where they differ from the first
    #[arg(long)]
    compare: bool,
    #[command(flatten)]
    passwords: PasswordArgs,
}

pub(in crate::cli) fn run(args: &InspectArgs, session: &Session<'_>) -> Outcome {
    let report = inspect(
        &session.context(),
        &args.files,
        args.compare,
        args.passwords.passwords_from.as_deref(),
    )?;
    session.show(&report)?;
    report.verdict()
}

//! `sourdine vet allow`.

use std::path::PathBuf;

use clap::Args;

use crate::{
    app::lints::{AllowOptions, allow},
    cli::{
        session::{Outcome, Session},
        typed_lines::{self, STANDARD_INPUT},
        value,
    },
};

#[derive(Args, Debug)]
pub(in crate::cli) struct AllowArgs {
    /// The case, by the beginning of its name
    case: String,
    /// The findings, by the beginnings of their names
    #[arg(value_name = "FINDING", required = true)]
    findings: Vec<String>,
    /// The entry's file [default: the entry signed last]
    #[arg(long, value_name = "FILE")]
    entry: Option<PathBuf>,
    /// Why it may be public; - reads a line from standard input, or asks on a terminal
    #[arg(long, value_name = "TEXT", default_value = STANDARD_INPUT, allow_hyphen_values = true)]
    reason: String,
}

pub(super) fn run(args: &AllowArgs, session: &Session<'_>) -> Outcome {
    let reason = typed_lines::one(&args.reason, "allow-ask-reason", session)?;
    let options = AllowOptions {
        case: args.case.clone(),
        findings: args.findings.clone(),
        entry: args.entry.clone(),
        reason: value::line("--reason", &reason)?,
    };
    session.show(&allow(&session.context(), &options)?)
}

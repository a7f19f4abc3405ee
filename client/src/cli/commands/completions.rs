//! `sourdine completions`: what a shell needs to complete what is typed.

use clap::Args;
use clap_complete::{Shell, generate};

use crate::cli::{Outcome, session::Session};

const PROGRAM: &str = "sourdine";

#[derive(Args, Debug)]
pub(in crate::cli) struct CompletionsArgs {
    /// The shell
    shell: Shell,
}

pub(in crate::cli) fn run(
    args: &CompletionsArgs,
    mut command: clap::Command,
    session: &Session<'_>,
) -> Outcome {
    let mut script = Vec::new();
    generate(args.shell, &mut command, PROGRAM, &mut script);
    Ok(session.out().write(&script)?)
}

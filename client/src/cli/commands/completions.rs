//! `sourdine completions`: what a shell needs to complete what is typed.

use std::io::{self, Write};

use clap::Args;
use clap_complete::{Shell, generate};

use super::Outcome;

const PROGRAM: &str = "sourdine";

/// For which shell.
#[derive(Args, Debug)]
pub struct CompletionsOptions {
    /// The shell
    pub shell: Shell,
}

/// Writes the shell's script to standard output.
///
/// # Errors
/// When standard output is gone.
pub fn run(options: &CompletionsOptions, mut command: clap::Command) -> Outcome {
    let mut script = Vec::new();
    generate(options.shell, &mut command, PROGRAM, &mut script);
    Ok(io::stdout().write_all(&script)?)
}

//! The `sourdine` program.

use std::process::ExitCode;

fn main() -> ExitCode {
    sourdine::cli::main(std::env::args_os())
}

//! `sourdine observatory new | build | serve`.

mod build;
mod new;
mod serve;

use clap::Subcommand;

use crate::cli::session::{Outcome, Session};

#[derive(Debug, Subcommand)]
pub(in crate::cli) enum ObservatoryCommand {
    /// Make a new observatory with its first eight entries
    New(new::ObservatoryNewArgs),
    /// Build the static site
    Build(build::BuildArgs),
    /// Build the site and show it on this machine
    Serve(serve::ServeArgs),
}

pub(in crate::cli) fn run(command: &ObservatoryCommand, session: &Session<'_>) -> Outcome {
    match command {
        ObservatoryCommand::New(args) => new::run(args, session),
        ObservatoryCommand::Build(args) => build::run(args, session),
        ObservatoryCommand::Serve(args) => serve::run(args, session),
    }
}

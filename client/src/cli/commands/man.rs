//! `sourdine man`: a manual page for each command.

use std::{fs, path::PathBuf};

use clap::Args;
use clap_mangen::generate_to;
use serde::Serialize;

use crate::{
    cli::session::{Outcome, Session},
    l10n::Message,
};

#[derive(Args, Debug)]
pub(in crate::cli) struct ManArgs {
    /// The folder for the pages, as in ~/.local/share/man/man1
    #[arg(long, value_name = "DIR")]
    to: PathBuf,
}

#[derive(Serialize)]
struct ManReport<'a> {
    folder: &'a PathBuf,
    pages: usize,
}

/// Writes the pages, in the language of the help that they are made from.
pub(in crate::cli) fn run(
    args: &ManArgs,
    command: clap::Command,
    session: &Session<'_>,
) -> Outcome {
    fs::create_dir_all(&args.to)?;
    let report = ManReport {
        folder: &args.to,
        pages: count(&command),
    };
    generate_to(command, &args.to)?;
    let message = Message::new("man-written")
        .with_count("pages", report.pages)
        .with("folder", args.to.display());
    Ok(session.out().give(&report, &message)?)
}

fn count(command: &clap::Command) -> usize {
    let below: usize = command.get_subcommands().map(count).sum();
    1 + below
}

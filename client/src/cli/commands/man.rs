//! `sourdine man`: a manual page for each command.

use std::{
    fs,
    path::{Path, PathBuf},
};

use clap::Args;
use clap_mangen::generate_to;
use serde::Serialize;

use super::Outcome;
use crate::cli::render::{Message, Terminal};

/// Where to.
#[derive(Args, Debug)]
pub struct ManOptions {
    /// The folder for the pages, as in ~/.local/share/man/man1
    #[arg(long, value_name = "DIR")]
    pub to: PathBuf,
}

#[derive(Serialize)]
struct Written<'a> {
    folder: &'a Path,
    pages: usize,
}

/// Writes the pages, in the language of the help that they are made from.
///
/// # Errors
/// When the folder cannot be written.
pub fn run(options: &ManOptions, command: clap::Command, terminal: &Terminal) -> Outcome {
    fs::create_dir_all(&options.to)?;
    let written = Written {
        folder: &options.to,
        pages: pages(&command),
    };
    generate_to(command, &options.to)?;
    let message = Message::new("man-written")
        .with("pages", written.pages)
        .with("folder", options.to.display());
    Ok(terminal.give(&written, &message)?)
}

fn pages(command: &clap::Command) -> usize {
    let below: usize = command.get_subcommands().map(pages).sum();
    1 + below
}

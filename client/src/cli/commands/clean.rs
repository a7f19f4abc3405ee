//! `sourdine clean CASE FILE…`, `sourdine clean CASE --all`.

use std::path::PathBuf;

use clap::Args;

use crate::{
    app::{
        TextLayer,
        clean::{Wanted, clean},
    },
    cli::session::{Outcome, Session},
};

#[derive(Args, Debug)]
pub(in crate::cli) struct CleanArgs {
    /// The case, by the beginning of its name
    case: String,
    /// Files: a path, or LETTER:NAME for a file of an opened letter of the case
    #[arg(
        value_name = "FILE",
        required_unless_present = "all",
        conflicts_with = "all"
    )]
    files: Vec<PathBuf>,
    /// Clean all files of all letters of the case
    #[arg(long)]
    all: bool,
    /// Leave out the text layer of a PDF: the words that can be read in its pages
    #[arg(long)]
    no_text_layer: bool,
}

pub(in crate::cli) fn run(args: &CleanArgs, session: &Session<'_>) -> Outcome {
    let text_layer = if args.no_text_layer {
        TextLayer::Omit
    } else {
        TextLayer::Add
    };
    let wanted = if args.all {
        Wanted::All
    } else {
        Wanted::Files(&args.files)
    };
    let report = clean(&session.context(), &args.case, &wanted, text_layer)?;
    session.check_written()?;
    session.show(&report)?;
    report.verdict()
}

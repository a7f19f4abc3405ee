//! `sourdine clean CASE FILE…`, `sourdine clean CASE --all`.

use std::path::PathBuf;

use clap::Args;

use super::wishes::{PageArgs, PasswordArgs, TrackArgs};
use crate::{
    app::{
        Wishes,
        clean::{CleanOptions, Wanted, clean},
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
    /// Make tables (CSV) of the cells that are seen of a workbook, one for each sheet, and no pages
    #[arg(long)]
    csv: bool,
    #[command(flatten)]
    pages: PageArgs,
    #[command(flatten)]
    tracks: TrackArgs,
    #[command(flatten)]
    passwords: PasswordArgs,
}

pub(in crate::cli) fn run(args: &CleanArgs, session: &Session<'_>) -> Outcome {
    let wanted = if args.all {
        Wanted::All
    } else {
        Wanted::Files(&args.files)
    };
    let options = CleanOptions {
        case: &args.case,
        wanted,
        passwords: args.passwords.passwords_from.as_deref(),
        as_tables: args.csv,
        wishes: Wishes {
            tracks: (&args.tracks).into(),
            ..args.pages.wishes()
        },
    };
    let report = clean(&session.context(), &options)?;
    session.check_written()?;
    session.show(&report)?;
    report.verdict()
}

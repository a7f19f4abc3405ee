//! `sourdine preview FILE`.

use std::path::PathBuf;

use clap::Args;

use super::wishes::{PasswordArgs, TrackArgs};
use crate::{
    app::preview::{PreviewOptions, preview},
    cli::session::{Outcome, Session},
};

#[derive(Args, Debug)]
pub(in crate::cli) struct PreviewArgs {
    /// The file: a path, or LETTER:NAME for a file of an opened letter
    file: PathBuf,
    /// Where the first contact sheet goes; without, into memory beside the opened letter
    #[arg(long, value_name = "FILE")]
    output: Option<PathBuf>,
    /// Show this page by itself, with the hundredths by which a box is said
    #[arg(long, value_name = "NUMBER")]
    page: Option<u32>,
    /// Do not count the words on pages, which takes a second or two for each
    #[arg(long)]
    no_words: bool,
    /// The first line of a text to show
    #[arg(long, value_name = "LINE", default_value_t = 1)]
    from: usize,
    /// How many lines of a text to show
    #[arg(long, value_name = "COUNT", default_value_t = 100)]
    lines: usize,
    #[command(flatten)]
    tracks: TrackArgs,
    #[command(flatten)]
    passwords: PasswordArgs,
}

pub(in crate::cli) fn run(args: &PreviewArgs, session: &Session<'_>) -> Outcome {
    let options = PreviewOptions {
        file: &args.file,
        output: args.output.as_deref(),
        counts_words: !args.no_words,
        page: args.page,
        tracks: (&args.tracks).into(),
        passwords: args.passwords.passwords_from.as_deref(),
        from_line: args.from,
        lines: args.lines,
    };
    session.show(&preview(&session.context(), &options)?)
}

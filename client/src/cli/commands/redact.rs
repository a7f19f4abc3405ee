//! `sourdine redact CASE FILE`.

use std::path::PathBuf;

use clap::Args;

use super::wishes::{PageArgs, PasswordArgs};
use crate::{
    app::clean::redact::{RedactOptions, redact},
    cli::session::{Outcome, Session},
};

#[derive(Args, Debug)]
pub(in crate::cli) struct RedactArgs {
    /// The case, by the beginning of its name
    case: String,
    /// The file: a path, or LETTER:NAME for a file of an opened letter of the case
    file: PathBuf,
    /// A black box, in hundredths of the page: from its left, from its top, how wide, how high
    #[arg(
        long = "box",
        value_name = "PAGE:X,Y,WIDTH,HEIGHT",
        allow_hyphen_values = true
    )]
    boxes: Vec<String>,
    /// Black out a text wherever it can be read, in capitals or not
    #[arg(long = "text", value_name = "WORDS")]
    texts: Vec<String>,
    /// The same for each line of a file, so that no shell remembers it
    #[arg(long, value_name = "FILE")]
    texts_from: Option<PathBuf>,
    #[command(flatten)]
    pages: PageArgs,
    #[command(flatten)]
    passwords: PasswordArgs,
}

pub(in crate::cli) fn run(args: &RedactArgs, session: &Session<'_>) -> Outcome {
    let options = RedactOptions {
        case: &args.case,
        file: &args.file,
        boxes: &args.boxes,
        texts: &args.texts,
        list: args.texts_from.as_deref(),
        passwords: args.passwords.passwords_from.as_deref(),
        wishes: args.pages.wishes(),
    };
    let report = redact(&session.context(), &options)?;
    session.check_written()?;
    session.show(&report)?;
    report.verdict()
}

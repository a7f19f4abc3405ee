//! `sourdine desk join`.

use std::path::PathBuf;

use clap::Args;

use crate::{
    app::{
        access::{JoinOptions, join},
        desk::card,
    },
    cli::session::{Outcome, Session},
};

#[derive(Args, Debug)]
pub(in crate::cli) struct JoinArgs {
    /// The operator's answer
    #[arg(required_unless_present = "editor")]
    file: Option<PathBuf>,
    /// As release 0.1 called `desk card`: its guides still say so.
    #[arg(long, hide = true, conflicts_with = "file")]
    editor: Option<String>,
    /// Take these addresses in place of those that desk.toml names
    #[arg(long)]
    replace: bool,
}

pub(super) fn run(args: &JoinArgs, session: &Session<'_>) -> Outcome {
    let context = session.context();
    if let Some(editor) = &args.editor {
        return session.show(&card(&context, editor)?);
    }
    let options = JoinOptions {
        answer: args.file.clone().unwrap_or_default(),
        replace: args.replace,
    };
    session.show(&join(&context, &options)?)
}

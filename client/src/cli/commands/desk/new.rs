//! `sourdine desk new`.

use clap::Args;

use crate::{
    app::{
        desk::{NewDeskOptions, new},
        roster::{ROSTER_DAYS, ROSTER_DAYS_MAX},
    },
    cli::session::{Outcome, Session},
};

#[derive(Args, Debug)]
pub(in crate::cli) struct DeskNewArgs {
    /// What sources will read: the desk's name
    #[arg(long)]
    name: String,
    /// The first editor: a-z, 0-9 and hyphens
    #[arg(long)]
    editor: String,
    /// For how many days the roster is good
    #[arg(long, default_value_t = ROSTER_DAYS, value_parser = clap::value_parser!(u32).range(1..=i64::from(ROSTER_DAYS_MAX)))]
    days: u32,
}

pub(super) fn run(args: &DeskNewArgs, session: &Session<'_>) -> Outcome {
    let options = NewDeskOptions {
        name: args.name.clone(),
        editor: args.editor.clone(),
        days: args.days,
    };
    session.show(&new(&session.context(), &options)?)
}

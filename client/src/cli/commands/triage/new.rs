//! `sourdine triage new`.

use clap::Args;

use crate::{
    app::triage::{NewCaseOptions, new},
    cli::{
        session::{Outcome, Session},
        value,
    },
};

#[derive(Args, Debug)]
pub(in crate::cli) struct TriageNewArgs {
    /// The letters, by the beginnings of their names
    #[arg(value_name = "ENVELOPE", required_unless_present = "title")]
    envelopes: Vec<String>,
    /// What editors call the case
    #[arg(long)]
    title: Option<String>,
}

pub(super) fn run(args: &TriageNewArgs, session: &Session<'_>) -> Outcome {
    let title = args.title.as_deref();
    let options = NewCaseOptions {
        letters: args.envelopes.clone(),
        title: title
            .map(|title| value::line("--title", title))
            .transpose()?,
    };
    session.show(&new(&session.context(), &options)?)
}

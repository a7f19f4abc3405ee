//! `sourdine vet draft`.

use std::path::PathBuf;

use clap::Args;

use crate::{
    app::vet::{DraftOptions, draft},
    cli::{
        session::{Outcome, Session},
        value,
    },
};

#[derive(Args, Debug)]
pub(in crate::cli) struct DraftArgs {
    /// The case, by the beginning of its name
    case: String,
    /// The name of a new entry [default: the entry signed last, to be corrected]
    #[arg(long, value_name = "ENTRY-ID")]
    id: Option<String>,
    /// Where to write it [default: standard output]
    #[arg(long, value_name = "FILE")]
    to: Option<PathBuf>,
}

pub(super) fn run(args: &DraftArgs, session: &Session<'_>) -> Outcome {
    let id = args.id.as_deref();
    let options = DraftOptions {
        case: args.case.clone(),
        id: id.map(|id| value::entry_id("--id", id)).transpose()?,
        to: args.to.clone(),
    };
    session.show(&draft(&session.context(), &options)?)
}

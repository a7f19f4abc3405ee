//! `sourdine observatory build`.

use std::path::PathBuf;

use clap::Args;

use crate::{
    app::{
        AppError,
        observatory::{BuildOptions, build, state_folder},
    },
    cli::{
        session::{Outcome, Session},
        value,
    },
};

#[derive(Args, Debug)]
pub(in crate::cli) struct BuildArgs {
    /// The observatory's folder
    folder: PathBuf,
    /// Where the site goes [default: `site` in the folder]
    #[arg(long)]
    to: Option<PathBuf>,
    /// Make a marked preview of anything, vetted or not, in a folder of its own
    #[arg(long, requires = "to", conflicts_with = "without")]
    unvetted: bool,
    /// An entry that the desk took back, though it was built before
    #[arg(long, value_name = "ENTRY-ID")]
    without: Vec<String>,
}

impl BuildArgs {
    pub(super) fn options(&self) -> Result<BuildOptions, AppError> {
        let without = self.without.iter();
        let without = without.map(|id| value::entry_id("--without", id));
        Ok(BuildOptions {
            folder: self.folder.clone(),
            to: self.to.clone(),
            unvetted: self.unvetted,
            without: without.collect::<Result<_, _>>()?,
            state: state_folder(),
        })
    }
}

pub(super) fn run(args: &BuildArgs, session: &Session<'_>) -> Outcome {
    session.show(&build(&session.context(), &args.options()?)?)
}

//! How a roster is signed.

use std::path::PathBuf;

use clap::Args;

use crate::app::roster::{ROSTER_DAYS, ROSTER_DAYS_MAX, SigningOptions};

#[derive(Args, Debug)]
pub(in crate::cli) struct SigningArgs {
    /// The desk's key [default: desk-key.age in the desk's folder]
    #[arg(long, value_name = "FILE")]
    desk_key: Option<PathBuf>,
    /// For how many days it is good
    #[arg(long, default_value_t = ROSTER_DAYS, value_parser = clap::value_parser!(u32).range(1..=i64::from(ROSTER_DAYS_MAX)))]
    days: u32,
    /// The number of the newest roster, as another editor has it: where the cases do not open here
    #[arg(long, value_name = "NUMBER")]
    newest: Option<u64>,
    /// Do not ask
    #[arg(long)]
    pub(super) yes: bool,
}

impl From<&SigningArgs> for SigningOptions {
    fn from(args: &SigningArgs) -> Self {
        Self {
            desk_key: args.desk_key.clone(),
            days: args.days,
            newest: args.newest,
        }
    }
}

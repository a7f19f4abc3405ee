//! `sourdine pull`.

use std::{path::PathBuf, time::Duration};

use clap::Args;

use crate::{
    app::{
        pull::{CIRCUITS_MAX, PullOptions, pull},
        waiting::waiting,
    },
    cli::{
        session::{Outcome, Session, runtime},
        shared_args::ServerArgs,
    },
    l10n::Explain,
};

/// For how many hours to go on without headway, unless told otherwise.
const HOURS: u32 = 6;
/// The most hours that can be asked for: a month.
const HOURS_MAX: i64 = 744;
const HOUR_SECONDS: u64 = 3_600;

#[derive(Args, Debug)]
pub(in crate::cli) struct PullArgs {
    #[command(flatten)]
    server: ServerArgs,
    /// Where envelopes go [default: inbox in the desk's folder]
    #[arg(long, value_name = "DIR")]
    to: Option<PathBuf>,
    /// For how many hours to go on where nothing comes
    #[arg(long, default_value_t = HOURS, value_parser = clap::value_parser!(u32).range(0..=HOURS_MAX))]
    hours: u32,
    /// How often in a row to try again [default: as often as the hours allow]
    #[arg(long)]
    retries: Option<u32>,
    /// How many of tor's circuits to use at once at most; several envelopes or more than 2 MiB use
    /// more than one
    #[arg(long, default_value_t = CIRCUITS_MAX as u64, value_parser = clap::value_parser!(u64).range(1..=CIRCUITS_MAX as u64))]
    circuits: u64,
    /// Only list what waits and was not pulled
    #[arg(long)]
    list: bool,
}

/// The person stopped it.
#[derive(Clone, Copy, Debug, Eq, PartialEq, Explain, thiserror::Error)]
#[explain("error-pull-stopped")]
struct StoppedError;

pub(in crate::cli) fn run(args: &PullArgs, session: &Session<'_>) -> Outcome {
    let options = PullOptions {
        server: (&args.server).into(),
        to: args.to.clone(),
        patience: Duration::from_secs(u64::from(args.hours) * HOUR_SECONDS),
        retries: args.retries,
        circuits: usize::try_from(args.circuits).unwrap_or(CIRCUITS_MAX),
    };
    let context = session.context();
    if args.list {
        let listing = waiting(&context, &options.server, options.to);
        let report = runtime()?.block_on(listing)?;
        return session.show(&report);
    }
    let report = runtime()?.block_on(async {
        tokio::select! {
            report = pull(&context, &options) => report,
            _ = tokio::signal::ctrl_c() => Err(StoppedError.into()),
        }
    })?;
    session.show(&report)?;
    report.verdict()
}

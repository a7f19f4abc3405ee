//! `sourdine audit`.

use std::{path::PathBuf, time::Duration};

use clap::Args;

use crate::{
    app::audit::{AuditOptions, DeskOptions, ManifestOptions, PERSON_PAUSE, Pauses, Plan, audit},
    cli::session::{Outcome, Session, runtime},
};

/// Most looks at each answer.
const LOOKS_MAX: u64 = 1_000;
/// Most visits at once.
const AT_ONCE_MAX: u64 = 32;
/// Longest pause that can be asked for, in seconds: a day.
const PAUSE_MAX: u64 = 86_400;

#[derive(Args, Debug)]
pub(in crate::cli) struct AuditArgs {
    /// The sources' door: http://….onion, or http://127.0.0.1:port [default: as desk.toml says]
    address: Option<String>,
    /// Tor's SOCKS port: socks5h://127.0.0.1:9050 [default: as desk.toml says, else 9050 or 9150 of
    /// this machine, where tor is found]
    #[arg(long, value_name = "ADDRESS")]
    proxy: Option<String>,
    #[command(flatten)]
    manifest: ManifestArgs,
    #[command(flatten)]
    roster: RosterArgs,
    /// How often each way through the pages is gone, each time over another circuit: with 16, a lie
    /// to one visit in ten is found, and it takes ten to twenty minutes over Tor
    #[arg(long, default_value_t = Plan::default().looks as u64, value_parser = clap::value_parser!(u64).range(1..=LOOKS_MAX))]
    looks: u64,
    /// Send letters too, and see what their senders are told: leaves one for each way in which a
    /// letter is sent, which says that it is an audit’s and may be discarded
    #[arg(long)]
    letters: bool,
    /// How many visits are under way at once
    #[arg(long, default_value_t = Plan::default().at_once as u64, value_parser = clap::value_parser!(u64).range(1..=AT_ONCE_MAX))]
    at_once: u64,
    /// The longest pause of a visit, in seconds; the others are drawn below it. 0: no pauses at all.
    /// The longer, the more like a person, and the longer it takes
    #[arg(long, value_name = "SECONDS", default_value_t = PERSON_PAUSE.as_secs(), value_parser = clap::value_parser!(u64).range(..=PAUSE_MAX))]
    pauses: u64,
    /// How often to try again what does not come
    #[arg(long, default_value_t = Plan::default().retries)]
    retries: u32,
}

/// What the release says.
#[derive(Args, Debug)]
struct ManifestArgs {
    /// The release's manifest [default: that of the release that this program belongs to]
    #[arg(long, value_name = "FILE")]
    manifest: Option<PathBuf>,
    /// Who must have signed the manifest, beside which is its signature (.asc): an OpenPGP
    /// certificate
    #[arg(long, value_name = "FILE", requires = "manifest")]
    signed_by: Option<PathBuf>,
    /// Believe the manifest as it is: you made it yourself
    #[arg(long, requires = "manifest", conflicts_with = "signed_by")]
    unsigned: bool,
}

/// The desk that must have signed the roster.
#[derive(Args, Debug)]
struct RosterArgs {
    /// The desk's roster, as an editor gave it to you [default: the one that was accepted here]
    #[arg(long, value_name = "FILE")]
    roster: Option<PathBuf>,
    /// The desk's fingerprint, as an editor told it [default: the one that was accepted here]
    #[arg(long)]
    fingerprint: Option<String>,
}

pub(in crate::cli) fn run(args: &AuditArgs, session: &Session<'_>) -> Outcome {
    let options = AuditOptions {
        address: args.address.clone(),
        proxy: args.proxy.clone(),
        manifest: manifest(&args.manifest),
        desk: DeskOptions {
            roster: args.roster.roster.clone(),
            fingerprint: args.roster.fingerprint.clone(),
        },
        plan: Plan {
            looks: usize::try_from(args.looks).unwrap_or(usize::MAX),
            letters: args.letters,
            at_once: usize::try_from(args.at_once).unwrap_or(1),
            retries: args.retries,
            pauses: Pauses {
                person: Duration::from_secs(args.pauses),
            },
            ..Plan::default()
        },
    };
    let report = runtime()?.block_on(audit(&session.context(), &options))?;
    session.show(&report)?;
    report.verdict(session.localizer)
}

fn manifest(args: &ManifestArgs) -> ManifestOptions {
    match (args.manifest.clone(), args.signed_by.clone()) {
        (None, _) => ManifestOptions::BuiltIn,
        (Some(file), Some(by)) => ManifestOptions::Signed { file, by },
        (Some(file), None) if args.unsigned => ManifestOptions::Unsigned(file),
        (Some(file), None) => ManifestOptions::Unverified(file),
    }
}

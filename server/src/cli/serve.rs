//! `serve`: serves sources and editors until stopped.

use std::{path::Path, process::ExitCode, sync::Arc};

use sourdine_l10n::{self as l10n, Message};
use sourdine_protocol::day::Day;
use tokio::signal::unix::{SignalKind, signal};

use super::error::CliError;
use crate::{
    Listeners,
    config::Config,
    http::listener::{Address, Listener},
    platform::{clock, memory::Swap},
    run as run_server,
    vault::SlotVault,
};

/// Threads that may wait for the disk at once.
const BLOCKING_THREADS: usize = 16;
const WORKER_THREADS: usize = 2;

pub(super) fn run(path: &Path, swap: Swap) -> Result<ExitCode, CliError> {
    if swap == Swap::Possible {
        l10n::eprint(&l10n::text(&Message::new("memory-swapped")));
    }
    let config = Config::read(path)?;
    let settings = config.settings()?;
    let vault = Arc::new(SlotVault::open(&config.vault, config.retention)?);
    if let Some(day) = vault.newest_day() {
        date_no_earlier_than(day);
    }
    let runtime = tokio::runtime::Builder::new_multi_thread()
        .worker_threads(WORKER_THREADS)
        .max_blocking_threads(BLOCKING_THREADS)
        .enable_all()
        .build()?;
    runtime.block_on(async {
        let mut terminate = signal(SignalKind::terminate())?;
        let mut interrupt = signal(SignalKind::interrupt())?;
        let listeners = Listeners {
            sources: listen(&config.sources).await?,
            editors: listen(&config.editors).await?,
        };
        let message = Message::new("serving")
            .with("sources", shown(&config.sources, &listeners.sources))
            .with("editors", shown(&config.editors, &listeners.editors));
        l10n::print(&message)?;
        let shutdown = async move {
            tokio::select! {
                _ = terminate.recv() => {}
                _ = interrupt.recv() => {}
            }
        };
        run_server(settings, vault, listeners, shutdown).await?;
        Ok(ExitCode::SUCCESS)
    })
}

/// What arrives while the clock is behind would be past its retention as soon as the
/// clock is set right.
fn date_no_earlier_than(day: Day) {
    clock::believe(day);
    let now = clock::reading();
    if now < day {
        let message = Message::new("clock-behind")
            .with("before", day)
            .with("now", now);
        l10n::eprint(&l10n::text(&message));
    }
}

async fn listen(address: &Address) -> Result<Listener, CliError> {
    Listener::bind(address)
        .await
        .map_err(|source| CliError::Listen {
            address: address.to_string(),
            source,
        })
}

/// The address, with the port that 0 became.
fn shown(address: &Address, listener: &Listener) -> String {
    listener
        .local_address()
        .map_or_else(|| address.to_string(), |bound| format!("http://{bound}/"))
}

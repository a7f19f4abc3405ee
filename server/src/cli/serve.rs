//! `serve`: serves sources and editors until stopped.

use std::{path::Path, process::ExitCode, sync::Arc};

use sourdine_l10n::{self as l10n, Message};
use sourdine_protocol::{day::Day, envelope::hybrid::HybridRecipient};
use tokio::signal::unix::{SignalKind, signal};

use super::{
    check::{WRONG, after_level},
    error::CliError,
};
use crate::{
    Listeners, Settings, StartError,
    check::{
        examine,
        finding::Level,
        observed::{folder_of, socket_folder},
    },
    config::Config,
    http::listener::{Address, Listener},
    platform::{
        clock,
        confinement::{Reach, confine},
        memory::Guarded,
    },
    run as run_server,
    vault::{OpenedVault, SealedVault, SlotVault, Vault, VaultError},
};

/// Threads that may wait for the disk at once.
const BLOCKING_THREADS: usize = 16;
const WORKER_THREADS: usize = 2;

pub(super) fn run(path: &Path, guarded: Guarded) -> Result<ExitCode, CliError> {
    let Some((config, settings)) = examined(path, guarded) else {
        return Ok(ExitCode::from(WRONG));
    };
    // The vault's index starts threads.
    confine(&reach(&config))?;
    let (vault, settings) = with_vault(&config, settings)?;
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
        if settings.sealed.is_some() {
            l10n::print(&Message::new("serving-sealed"))?;
        }
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

/// To whom the master key is sealed: the roster's editors, also after its last day, since a host
/// that restarts then has to be opened too.
fn editors(settings: &Settings) -> Result<Vec<HybridRecipient>, CliError> {
    let roster = settings.roster.unchecked().map_err(StartError::from)?;
    let editors = roster.editors.into_iter();
    Ok(editors.map(|editor| editor.recipient).collect())
}

/// The vault, open if its master key is on this host; else sealed, until an editor unlocks it.
fn with_vault(config: &Config, settings: Settings) -> Result<(Arc<dyn Vault>, Settings), CliError> {
    let recipients = editors(&settings)?;
    let (paths, retention) = (&config.vault, config.retention);
    if !paths.master.exists() {
        let on_open = Box::new(|opened: &OpenedVault| welcome(opened, l10n::warn_deferred));
        let sealed = SealedVault::new(paths.clone(), retention, recipients, on_open);
        let late = sealed.late();
        let sealed = Some(Arc::new(sealed));
        return Ok((late, Settings { sealed, ..settings }));
    }
    let opened = SlotVault::open_for(paths, retention, &recipients)?;
    welcome(&opened, l10n::warn);
    Ok((Arc::new(opened.vault), settings))
}

/// What follows from what is found in a vault.
fn welcome(opened: &OpenedVault, warn: impl Fn(&VaultError)) {
    if let Err(error) = &opened.unlock {
        warn(error);
    }
    if let Some(day) = opened.vault.newest_day() {
        date_no_earlier_than(day);
    }
}

/// What the server reaches while it serves.
fn reach(config: &Config) -> Reach {
    let doors = [&config.sources, &config.editors];
    let port = |address: &&Address| match address {
        Address::Unix(_) => None,
        Address::Loopback(address) => Some(address.port()),
    };
    let key = &config.vault.master;
    Reach {
        vault: config.vault.folder.clone(),
        key: folder_of(key).filter(|folder| folder.is_dir()),
        sockets: doors.into_iter().filter_map(socket_folder).collect(),
        ports: doors.iter().filter_map(port).collect(),
    }
}

/// Tells all that is wrong and all that is warned of; nothing is served where something is wrong.
fn examined(path: &Path, guarded: Guarded) -> Option<(Config, Settings)> {
    let examination = examine(path, guarded);
    for finding in &examination.findings {
        match finding.level() {
            Level::Wrong => l10n::warn(finding),
            Level::Warning => l10n::eprint(&l10n::text(&after_level(finding))),
            Level::Note => {}
        }
    }
    let (config, roster) = examination.startable()?;
    let settings = config.settings(roster);
    Some((config, settings))
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
    Listener::bind(address).await.map_err(|source| {
        let shown = address.to_string();
        match address {
            Address::Unix(_) => CliError::ListenUnix {
                address: shown,
                source,
            },
            Address::Loopback(_) => CliError::ListenTcp {
                address: shown,
                source,
            },
        }
    })
}

/// The address, with the port that 0 became.
fn shown(address: &Address, listener: &Listener) -> String {
    listener
        .local_address()
        .map_or_else(|| address.to_string(), |bound| format!("http://{bound}/"))
}

//! The submission server: sources hand in what the editors alone can open, editors fetch it.
//!
//! There are two doors, each with a socket of its own; they share the vault and nothing else. At
//! the sources' door ([`doors::sources`]) every answer is a constant, and tor names the circuit
//! of each connection ([`http::proxy_line`]). At the editors' door ([`doors::editors`]) every
//! request shows a token. A submission goes one way: a connection ([`http::connection`]) brings a
//! request to its door, the door hands the body to the intake ([`intake`]), which writes sealed
//! bytes into a deposit of the [`vault`], and the answer leaves when they are on the disk. No
//! request is ever logged.
//!
//! [`run`] is the whole server, given its [`Settings`] and [`Listeners`]; `main.rs` reads a
//! file and calls it.

mod check;
pub mod cli;
pub mod config;
pub mod doors;
pub mod http;
mod intake;
mod limits;
mod maintenance;
pub mod messages;
pub mod platform;
mod setup;
pub mod vault;

use std::{future::Future, path::PathBuf, sync::Arc};

use sourdine_l10n::{self as l10n, Explain};
use sourdine_protocol::{
    day::Day,
    roster::{RosterError, SignedRoster},
    wire::TOKEN_HASH_BYTES,
};
use tokio::sync::watch;

use crate::{
    doors::{
        editors::{self, EditorsDoor},
        sources::{
            self, SourcesDoor,
            pages::{PageError, PageSettings, Pages},
        },
    },
    http::{
        connection::{self, ClientIdentity},
        listener::Listener,
    },
    intake::Intake,
    limits::{
        circuits::CircuitTable,
        fairness::{CONNECTION_QUANTUM, WAITING_CONNECTIONS_MAX, table::Limits},
        limiter::Limiter,
    },
    platform::{clock, memory, open_files, service_manager},
    vault::{SealedVault, Vault},
};

/// Everything a running server depends on besides the vault.
pub struct Settings {
    /// The language of `GET /`.
    pub language: sourdine_protocol::text::Language,
    pub roster: SignedRoster,
    /// The hashes of the editors' tokens.
    pub editors: Vec<[u8; TOKEN_HASH_BYTES]>,
    /// The hashes of the couriers' tokens: a courier may only fetch.
    pub couriers: Vec<[u8; TOKEN_HASH_BYTES]>,
    /// The largest submission, in bytes of its files.
    pub submission_max_bytes: u64,
    /// How many connections the sources' door serves at once.
    pub connections_max: usize,
    /// The vault, where it may wait for its master key still.
    pub sealed: Option<Arc<SealedVault>>,
}

/// Most connections that the editors' door serves at once: tor lets no others in than editors.
const EDITORS_CONNECTIONS_MAX: usize = 128;

pub struct Listeners {
    pub sources: Listener,
    pub editors: Listener,
}

impl Listeners {
    /// The paths of the Unix sockets.
    fn sockets(&self) -> Vec<PathBuf> {
        let both = [&self.sources, &self.editors].into_iter();
        both.filter_map(Listener::socket).collect()
    }
}

#[derive(Debug, Explain, thiserror::Error)]
pub enum StartError {
    #[explain("clock-before-release", day)]
    Clock(Day),
    #[explain(transparent)]
    Roster(#[from] RosterError),
    #[explain(transparent)]
    Pages(#[from] PageError),
}

/// Serves both doors until `shutdown` resolves, then lets what is under way end.
/// Once it serves, only `shutdown` stops it.
pub async fn run(
    settings: Settings,
    vault: Arc<dyn Vault>,
    listeners: Listeners,
    shutdown: impl Future<Output = ()> + Send,
) -> Result<(), StartError> {
    check_clock(clock::reading())?;
    let roster = settings.roster.unchecked()?;
    // A build that breaks its own manifest's rules serves nothing.
    drop(sources::manifest::manifest()?);
    let pages = Pages::render(PageSettings {
        roster: &settings.roster,
        submission_max_bytes: settings.submission_max_bytes,
    })?;
    let intake = Intake::new(Arc::clone(&vault), roster, settings.submission_max_bytes);
    let admission = intake.admission();
    let sources = sources::router(Arc::new(SourcesDoor::new(pages, settings.language, intake)));
    let editors = editors::router(Arc::new(EditorsDoor::new(
        Arc::clone(&vault),
        settings.editors,
        settings.couriers,
        settings.roster.to_json()?,
        settings.sealed.clone(),
    )));

    // To open a vault takes more memory than to serve it.
    memory::trim();
    let sockets = listeners.sockets();
    let circuits = Arc::<CircuitTable>::default();
    let identity = identity(&listeners.sources, &circuits);

    let for_sources = connections(settings.connections_max);
    let for_editors = connections(EDITORS_CONNECTIONS_MAX);
    l10n::defer_begin();
    let (stop, stopping) = watch::channel(false);
    let doors = async {
        tokio::join!(
            connection::serve(
                listeners.sources,
                sources,
                for_sources.clone(),
                identity,
                stopping.clone()
            ),
            connection::serve(
                listeners.editors,
                editors,
                for_editors.clone(),
                ClientIdentity::Unknown,
                stopping.clone()
            ),
            maintenance::run(Arc::clone(&vault), sockets, stopping.clone()),
            maintenance::await_key_file(settings.sealed, stopping.clone()),
            circuits.keep_forgetting(stopping.clone(), || {
                for_sources.forget();
                for_editors.forget();
                admission.forget();
                // What a crowd left free would stay with the allocator.
                memory::trim();
            }),
        )
    };
    service_manager::ready();
    tokio::join!(doors, async {
        shutdown.await;
        stop.send_replace(true);
    });
    maintenance::shutdown(vault).await;
    Ok(())
}

fn identity(sources: &Listener, circuits: &Arc<CircuitTable>) -> ClientIdentity {
    if sources.is_behind_tor() {
        ClientIdentity::ByCircuit(Arc::clone(circuits))
    } else {
        ClientIdentity::Unknown
    }
}

/// A limiter of connections, smaller where the system gives fewer sockets: no door may take those
/// of the other.
fn connections(most: usize) -> Limiter {
    let files = open_files::connections_max();
    let held = most.min(files / 4).max(1);
    Limiter::new(Limits {
        held,
        waiting: WAITING_CONNECTIONS_MAX.min(files / 8).max(1),
        quantum: CONNECTION_QUANTUM,
    })
}

/// What arrives while the clock says 1970 would be past its retention once the clock is set right.
fn check_clock(today: Day) -> Result<(), StartError> {
    if today < clock::RELEASED {
        return Err(StartError::Clock(today));
    }
    Ok(())
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_clock_from_before_the_release_starts_nothing() {
        check_clock(clock::RELEASED).unwrap();
        for wrong in [Day(0), Day(clock::RELEASED.0 - 1)] {
            let error = check_clock(wrong).unwrap_err();
            assert_eq!(error.message().key(), "clock-before-release");
            assert!(error.to_string().contains(&wrong.to_string()));
        }
    }
}

//! Why a command failed.

use std::{io, path::PathBuf};

use sourdine_l10n::Explain;

use crate::{
    StartError,
    config::{ConfigError, MIB},
    doors::sources::pages::PageError,
    platform::confinement::ConfinementError,
    setup::error::SetupError,
    vault::VaultError,
};

#[derive(Debug, Explain, thiserror::Error)]
pub(super) enum CliError {
    #[explain(transparent)]
    Config(#[from] ConfigError),
    #[explain(transparent)]
    Vault(#[from] VaultError),
    #[explain(transparent)]
    Setup(#[from] SetupError),
    #[explain(transparent)]
    Start(#[from] StartError),
    #[explain(transparent)]
    Pages(#[from] PageError),
    #[explain("no-socket")]
    ListenUnix { address: String, source: io::Error },
    #[explain("no-port")]
    ListenTcp { address: String, source: io::Error },
    #[explain("config-unwritten")]
    ConfigUnwritten { path: PathBuf, source: io::Error },
    #[explain(transparent)]
    Confinement(#[from] ConfinementError),
    /// Root would own the vault of another user's server.
    #[explain("init-as-root", owner)]
    InitAsRoot { path: PathBuf, owner: u32 },
    #[explain("init-no-room", size = size / MIB, free = free / MIB)]
    NoRoom { path: PathBuf, size: u64, free: u64 },
    #[explain(transparent)]
    System(#[from] io::Error),
}

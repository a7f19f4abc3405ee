//! Why a command failed.

use std::io;

use sourdine_l10n::Explain;

use crate::{StartError, config::ConfigError, doors::sources::pages::PageError, vault::VaultError};

#[derive(Debug, Explain, thiserror::Error)]
pub(super) enum CliError {
    #[explain(transparent)]
    Config(#[from] ConfigError),
    #[explain(transparent)]
    Vault(#[from] VaultError),
    #[explain(transparent)]
    Start(#[from] StartError),
    #[explain(transparent)]
    Pages(#[from] PageError),
    #[explain("no-socket")]
    Listen { address: String, source: io::Error },
    #[explain(transparent)]
    System(#[from] io::Error),
}

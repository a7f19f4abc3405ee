//! The master key: that it is there, or that an editor can bring it, and where it lies.

use super::{
    finding::Finding,
    observed::{Observed, Place, SeenKey},
};
use crate::{
    config::Config,
    vault::{MASTER_KEY_BYTES, VaultError},
};

pub(crate) fn judge(config: &Config, observed: &Observed) -> Option<Finding> {
    let path = config.vault.master.clone();
    match observed.key {
        SeenKey::NoFolder | SeenKey::Missing if observed.unlock => Some(Finding::Sealed { path }),
        SeenKey::NoFolder => Some(Finding::Vault(VaultError::NoFolder(path))),
        // `init` makes it, with the vault.
        SeenKey::Missing if observed.slots.is_none() => None,
        SeenKey::Missing => Some(Finding::Vault(VaultError::NoMaster(path))),
        SeenKey::There { bytes, .. } if bytes != MASTER_KEY_BYTES as u64 => {
            Some(Finding::Vault(VaultError::NotAMaster(path)))
        }
        SeenKey::There {
            place: Place::Disk, ..
        } => Some(Finding::KeyOnDisk { path }),
        SeenKey::There {
            place: Place::Memory,
            ..
        } => Some(Finding::KeyInMemory { path }),
    }
}

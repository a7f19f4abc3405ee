//! The vault: that it is there, as large as the configuration says, and that the disk has room.

use super::{finding::Finding, observed::Observed};
use crate::{
    config::{Config, MIB},
    vault::{SLOT_BYTES, VaultError},
};

/// Room that the index needs to be written anew, and that the host needs to go on.
const FREE_MIN_BYTES: u64 = 64 * MIB;

pub(crate) fn judge(config: &Config, observed: &Observed) -> Vec<Finding> {
    let mut findings = Vec::new();
    let folder = config.vault.folder.clone();
    let wanted = match observed.slots {
        None => {
            findings.push(Finding::Vault(VaultError::NoVault(folder.clone())));
            config.vault_bytes.saturating_add(FREE_MIN_BYTES)
        }
        Some(made) => {
            if made / SLOT_BYTES as u64 != config.vault_bytes / SLOT_BYTES as u64 {
                findings.push(Finding::VaultSize {
                    config: config.path.clone(),
                    line: config.vault_bytes_line,
                    now: config.vault_bytes,
                    made,
                });
            }
            FREE_MIN_BYTES
        }
    };
    if let Some(free) = observed.free.filter(|free| *free < wanted) {
        findings.push(Finding::DiskSmall {
            path: folder,
            free,
            wanted,
        });
    }
    findings
}

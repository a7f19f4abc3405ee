//! The vault: that it is there, as large as the configuration says, and that the disk has room.

use super::{finding::Finding, observed::Observed};
use crate::{
    config::{Config, MIB},
    vault::VaultError,
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
            // A vault has a whole number of MiB. Any other was cut, which its key table tells.
            let is_whole = made.is_multiple_of(MIB);
            if is_whole && made != config.vault_bytes {
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

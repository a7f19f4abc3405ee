//! Where the key table lies.

use super::{error::VaultError, format::keys::KeyTable, master::MasterKey};

/// Holds the key table, sealed by the master key.
pub(crate) trait KeyStore: Send + Sync {
    /// Puts the master key of the next generation where `replace` and the next start find it.
    fn prepare(&self, master: &MasterKey) -> Result<(), VaultError>;

    /// Puts `table`, sealed by the prepared `master`, in the place of every older generation.
    /// Wherever that is cut, the old or the new table opens at the next start.
    fn replace(&self, table: &KeyTable, master: &MasterKey) -> Result<(), VaultError>;
}

//! What the vault says when it cannot.

use std::{io, path::PathBuf};

use sourdine_l10n::Explain;

use super::format::layout::{CONFIRMATIONS_MAX, VAULT_MIN_BYTES, VAULT_VERSION};

/// What went wrong, and what to do about it.
#[derive(Debug, Explain, thiserror::Error)]
pub enum VaultError {
    // The world's doing.
    /// No free slot is left, but those that cover rewrites need.
    #[explain("vault-full")]
    Full,
    /// There is no such envelope, or no more.
    #[explain("vault-unknown")]
    Unknown,
    /// The editor's machine holds other bytes than the vault.
    #[explain("vault-other-hash")]
    OtherHash,
    /// An envelope of no bytes.
    #[explain("vault-empty")]
    Empty,
    /// The vault is opened later than the doors.
    #[explain("vault-not-open")]
    NotOpen,

    // The operator's to mend.
    /// Another process holds the vault.
    #[explain("vault-in-use", path)]
    InUse(PathBuf),
    /// Creating would overwrite.
    #[explain("vault-exists", path)]
    Exists(PathBuf),
    /// A size that makes no vault.
    #[explain("vault-size", size, min = VAULT_MIN_BYTES)]
    Size(u64),
    /// A retention that cannot be kept.
    #[explain("config-quorum", _quorum, max = CONFIRMATIONS_MAX)]
    Quorum(usize),
    /// No vault was made there.
    #[explain("vault-none", path)]
    NoVault(PathBuf),
    /// The master key is elsewhere.
    #[explain("vault-no-master", path)]
    NoMaster(PathBuf),
    /// A folder that the configuration names.
    #[explain("vault-no-folder", path)]
    NoFolder(PathBuf),
    /// The file that should hold the master key holds something else.
    #[explain("vault-not-a-master", path)]
    NotAMaster(PathBuf),
    /// Neither generation of the key table opens.
    #[explain("vault-key-table", path)]
    KeyTable(PathBuf),
    /// Another release made it, or has upgraded it.
    #[explain("vault-other-version", known = VAULT_VERSION)]
    OtherVersion { path: PathBuf, found: u32 },
    /// The slot file and its key table do not belong together.
    #[explain("vault-wrong-size")]
    WrongSize {
        /// The slot file.
        path: PathBuf,
        /// Its length.
        found: u64,
        /// The length that it was made with.
        expected: u64,
    },
    /// A slot that belongs to an envelope does not authenticate.
    #[explain("vault-damaged")]
    Damaged {
        /// Which slot, counted from 0.
        slot: u32,
    },
    /// A write was lost, so that nothing after it can be promised.
    #[explain("vault-broken")]
    Broken,

    // The system's.
    /// The disk or its file system.
    #[explain("vault-io")]
    Io {
        /// What was being done.
        doing: &'static str,
        /// What the system said.
        source: io::Error,
    },
    /// The system has no random numbers.
    #[explain("vault-random", reason)]
    Random(#[from] getrandom::Error),
    /// The cipher refused what can never be too long for it.
    #[explain("vault-cipher")]
    Cipher,
}

impl VaultError {
    /// The same, where that something is not there is told apart.
    pub(crate) fn io_or(
        doing: &'static str,
        missing: impl FnOnce() -> Self,
    ) -> impl FnOnce(io::Error) -> Self {
        move |source| {
            if source.kind() == io::ErrorKind::NotFound {
                missing()
            } else {
                Self::Io { doing, source }
            }
        }
    }

    /// For `map_err` behind a call to the disk.
    pub(crate) fn io(doing: &'static str) -> impl FnOnce(io::Error) -> Self {
        move |source| Self::Io { doing, source }
    }
}

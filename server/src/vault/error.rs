//! Why a call to the vault failed. The texts say what to do about it (server/locales).

use std::{io, path::PathBuf};

use sourdine_l10n::Explain;
use sourdine_protocol::unlock::UnlockError;

use super::format::{
    cipher::SealError,
    layout::{CONFIRMATIONS_MAX, VAULT_MIN_BYTES, VAULT_VERSION},
};

#[derive(Debug, Explain, thiserror::Error)]
pub enum VaultError {
    // For sources and editors.
    /// No free slot is left, but those that cover rewrites need.
    #[explain("vault-full")]
    Full,
    /// There is no such envelope, or no more.
    #[explain("vault-unknown")]
    Unknown,
    /// The editor's machine holds other bytes than the vault.
    #[explain("vault-other-hash")]
    OtherHash,
    #[explain("vault-empty")]
    Empty,
    /// The vault is opened later than the doors.
    #[explain("vault-not-open")]
    NotOpen,

    // For the operator to mend.
    #[explain("vault-in-use", path)]
    InUse(PathBuf),
    #[explain("vault-exists", path)]
    Exists(PathBuf),
    #[explain("vault-size", size, min = VAULT_MIN_BYTES)]
    Size(u64),
    #[explain("config-quorum", _quorum, max = CONFIRMATIONS_MAX)]
    Quorum(usize),
    #[explain("vault-none", path)]
    NoVault(PathBuf),
    #[explain("vault-no-master", path)]
    NoMaster(PathBuf),
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
    #[explain("vault-unlock-version", found, known)]
    UnlockVersion {
        path: PathBuf,
        found: u32,
        known: u32,
    },
    /// Neither area of the file `unlock` holds a sealed master key.
    #[explain("vault-no-unlock", path)]
    NoUnlock(PathBuf),
    /// It is not known which master key the file `unlock` holds, so that a re-key could leave none.
    #[explain("vault-unlock-unsure", path)]
    UnlockUnsure(PathBuf),
    #[explain("vault-unlock-seal")]
    UnlockSeal(#[source] UnlockError),
    /// The slot file and its key table do not belong together.
    #[explain("vault-wrong-size")]
    WrongSize {
        path: PathBuf,
        found: u64,
        /// The length that it was made with.
        expected: u64,
    },
    /// A slot that belongs to an envelope does not authenticate.
    #[explain("vault-damaged")]
    Damaged { slot: u32 },
    /// A write was lost, so that nothing after it can be promised.
    #[explain("vault-broken")]
    Broken,

    // From the system.
    #[explain("vault-io")]
    Io {
        doing: &'static str,
        source: io::Error,
    },
    #[explain("vault-random", reason)]
    Random(#[from] getrandom::Error),
    /// The cipher refused what can never be too long for it.
    #[explain("vault-cipher")]
    Cipher,
}

impl From<SealError> for VaultError {
    fn from(error: SealError) -> Self {
        match error {
            SealError::Random(error) => Self::Random(error),
            SealError::Refused => Self::Cipher,
        }
    }
}

impl VaultError {
    /// For `map_err` behind a call to the disk that finds nothing there.
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

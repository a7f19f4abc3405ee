//! What the vault says when it cannot.

use std::{io, path::PathBuf};

/// What went wrong, and what to do about it.
#[derive(Debug, thiserror::Error)]
pub enum VaultError {
    // The world's doing.
    /// No free slot is left, but those that cover rewrites need.
    #[error(
        "the vault is full: let the editors confirm and discard what they have, or make a larger vault"
    )]
    Full,
    /// There is no such envelope, or no more.
    #[error("there is no such envelope in the vault: fetch the list again")]
    Unknown,
    /// The editor's machine holds other bytes than the vault.
    #[error("the hash is not this envelope's: fetch the envelope again")]
    OtherHash,
    /// An envelope of no bytes.
    #[error("an envelope cannot be empty: nothing was stored")]
    Empty,

    // The operator's to mend.
    /// Another process holds the vault.
    #[error("another process has the vault {0} open: stop it first")]
    InUse(PathBuf),
    /// Creating would overwrite.
    #[error("{0} is there already: move it away, or choose another folder")]
    Exists(PathBuf),
    /// A size that makes no vault.
    #[error("a vault of {0} bytes cannot be: choose a size from {min} bytes on", min = super::format::layout::VAULT_MIN_BYTES)]
    Size(u64),
    /// A retention that cannot be kept.
    #[error("a quorum of {0} cannot be: choose 1 to {max} editors", max = super::CONFIRMATIONS_MAX)]
    Quorum(usize),
    /// No vault was made there.
    #[error("there is no vault at {0}: make it with `sourdine-server init`")]
    NoVault(PathBuf),
    /// The master key is elsewhere.
    #[error("the master key is not at {0}: put your copy back, then start again")]
    NoMaster(PathBuf),
    /// A folder that the configuration names.
    #[error("the folder of {0} is not there: make it, or name another in the configuration")]
    NoFolder(PathBuf),
    /// The file that should hold the master key holds something else.
    #[error("{0} is not a master key: it should hold 32 bytes and nothing else")]
    NotAMaster(PathBuf),
    /// Neither generation of the key table opens.
    #[error(
        "the key table {0} does not open: the master key is another vault's or an older one, or both copies of the table are damaged"
    )]
    KeyTable(PathBuf),
    /// The slot file and its key table do not belong together.
    #[error(
        "the vault {path} has {found} bytes and its key table knows {expected}: a file is missing, cut or another vault's; restore it"
    )]
    WrongSize {
        /// The slot file.
        path: PathBuf,
        /// Its length.
        found: u64,
        /// The length that it was made with.
        expected: u64,
    },
    /// A slot that belongs to an envelope does not authenticate.
    #[error(
        "slot {slot} is damaged: run `sourdine-server verify` to see what is lost, and look at the disk"
    )]
    Damaged {
        /// Which slot, counted from 0.
        slot: u32,
    },
    /// A write was lost, so that nothing after it can be promised.
    #[error(
        "the disk lost a write: look at the disk, run `sourdine-server verify`, then start the server again"
    )]
    Broken,

    // The system's.
    /// The disk or its file system.
    #[error("{doing} failed ({source}): look at the disk and its permissions")]
    Io {
        /// What was being done.
        doing: &'static str,
        /// What the system said.
        source: io::Error,
    },
    /// The system has no random numbers.
    #[error("the system gave no random numbers ({0}): the vault cannot work without")]
    Random(#[from] getrandom::Error),
    /// The cipher refused what can never be too long for it.
    #[error("the cipher refused to seal: this is a fault of ours, please report it")]
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

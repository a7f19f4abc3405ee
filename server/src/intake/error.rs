//! Why a submission was not taken.

use sourdine_l10n as l10n;
use sourdine_protocol::envelope::SealError;

use crate::vault::VaultError;

/// Each door says what these mean to its own side.
#[derive(Clone, Copy, Debug, Eq, PartialEq)]
pub(crate) enum IntakeError {
    // The sender's side.
    /// Not a form, an envelope or a piece as docs/protocol.md has them.
    Malformed,
    /// There is no upload under this token, or not any more.
    UnknownUpload,
    /// The sender fell silent.
    TooSlow,
    /// More bytes than one submission may have.
    TooLarge,
    /// Neither a file nor a message of which anything can be seen.
    Empty,
    MessageTooLong,
    TooManyFiles,

    // The server's side, for now.
    /// Admission would take longer than a browser waits.
    Busy,
    /// Another submission needed the place.
    Evicted,
    /// A newer request for the same upload took over.
    Superseded,
    VaultFull,
    VaultNotOpen,

    /// The vault, the sealer or this program failed. The operator has been told.
    Failed,
}

impl IntakeError {
    /// What an error of the vault means to the sender; the operator is told more.
    pub(crate) fn of_vault(error: &VaultError) -> Self {
        match error {
            VaultError::Full => Self::VaultFull,
            VaultError::Empty => Self::Malformed,
            VaultError::NotOpen => Self::VaultNotOpen,
            VaultError::Unknown
            | VaultError::OtherHash
            | VaultError::InUse(_)
            | VaultError::Exists(_)
            | VaultError::Size(_)
            | VaultError::Quorum(_)
            | VaultError::NoVault(_)
            | VaultError::NoMaster(_)
            | VaultError::NoFolder(_)
            | VaultError::NotAMaster(_)
            | VaultError::KeyTable(_)
            | VaultError::OtherVersion { .. }
            | VaultError::UnlockVersion { .. }
            | VaultError::NoUnlock(_)
            | VaultError::UnlockUnsure(_)
            | VaultError::UnlockSeal(_)
            | VaultError::WrongSize { .. }
            | VaultError::Damaged { .. }
            | VaultError::Broken
            | VaultError::Io { .. }
            | VaultError::Random(_)
            | VaultError::Cipher => {
                l10n::warn_deferred(error);
                Self::Failed
            }
        }
    }

    pub(crate) fn of_sealing(error: SealError) -> Self {
        match error {
            SealError::Io(error) => error
                .downcast::<VaultError>()
                .map_or(Self::Failed, |error| Self::of_vault(&error)),
            SealError::MessageTooLong => Self::MessageTooLong,
            SealError::TooManyFiles => Self::TooManyFiles,
            SealError::Empty => Self::Empty,
            SealError::MessageNotText | SealError::Archive(_) => Self::Malformed,
            SealError::Recipients | SealError::Key | SealError::Manifest(_) => Self::Failed,
        }
    }
}

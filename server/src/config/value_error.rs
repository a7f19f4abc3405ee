//! A value of the configuration that reads, and cannot be.

use std::ops::Range;

use sourdine_l10n::Explain;

use crate::vault::CONFIRMATIONS_MAX;

/// Longest path of a Unix socket, in bytes: `sun_path` has 108, the last of them zero (unix(7)).
pub(super) const SOCKET_PATH_MAX_BYTES: usize = 107;

/// What is wrong, and where.
pub(super) type Misplaced = (Range<usize>, ValueError);

#[derive(Clone, Copy, Debug, Eq, PartialEq, Explain, thiserror::Error)]
pub enum ValueError {
    #[explain("config-address")]
    Address,
    #[explain("config-port")]
    Port,
    #[explain("config-socket-path", max = SOCKET_PATH_MAX_BYTES)]
    SocketPath,
    #[explain("config-not-loopback")]
    NotLoopback,
    #[explain("config-same-address")]
    SameAddress,
    #[explain("config-vault-size")]
    VaultSize,
    #[explain("config-quorum", max = CONFIRMATIONS_MAX)]
    Quorum,
    /// More than there are tokens of editors.
    #[explain("config-quorum-large")]
    QuorumOverEditors { quorum: usize, editors: usize },
    #[explain("config-retention")]
    Retention,
    /// Retention would delete what the hold is to keep.
    #[explain("config-hold")]
    HoldOverKeep { hold: u32, keep: u32 },
    /// None, or more than the vault holds.
    #[explain("config-submission")]
    Submission,
    #[explain("config-connections")]
    Connections,
    #[explain("config-token-hash")]
    TokenHash,
    /// Two blocks with one token.
    #[explain("config-token-twice")]
    TokenTwice,
}

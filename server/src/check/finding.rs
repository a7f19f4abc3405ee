//! What is told of a host: what is wrong, why it matters, how to mend it.

use std::path::PathBuf;

use sourdine_l10n::Explain;
use sourdine_protocol::day::Day;

use super::seen_file::Mode;
use crate::{
    config::{ConfigError, MIB},
    vault::VaultError,
};

/// How bad a finding is. The order is that in which findings are told.
#[derive(Clone, Copy, Debug, Eq, Ord, PartialEq, PartialOrd)]
pub(crate) enum Level {
    /// The server does not start.
    Wrong,
    /// The server starts, and says so.
    Warning,
    /// Worth knowing, and nothing to mend.
    Note,
}

#[derive(Debug, Explain, thiserror::Error)]
pub(crate) enum Finding {
    #[explain(transparent)]
    Config(ConfigError),
    #[explain(transparent)]
    Vault(VaultError),

    // The roster.
    #[explain("check-roster-signature")]
    RosterSignature { path: PathBuf },
    #[explain("check-roster-future")]
    RosterFuture { signed: Day, today: Day },
    #[explain("check-roster-ended", day)]
    RosterEnded { day: Day },
    #[explain("check-roster-ends")]
    RosterEnds {
        day: Day,
        days: u32,
        /// From this many days before on it is warned of.
        warning: u32,
    },
    #[explain("check-roster-until")]
    RosterUntil { day: Day },
    #[explain("clock-before-release", day)]
    Clock(Day),

    // The doors.
    #[explain("check-no-editor")]
    NoEditor,
    #[explain("check-more-tokens")]
    MoreTokens { tokens: usize, editors: usize },

    #[explain("check-no-socket-folder")]
    NoSocketFolder { path: PathBuf },
    #[explain("check-tcp")]
    Tcp { address: String },

    // The master key.
    #[explain("check-key-open")]
    KeyOpen { path: PathBuf, mode: Mode },
    #[explain("check-key-on-disk")]
    KeyOnDisk { path: PathBuf },
    #[explain("check-key-in-memory")]
    KeyInMemory { path: PathBuf },

    #[explain("check-sealed")]
    Sealed { path: PathBuf },

    // Files and folders.
    #[explain("check-others-write")]
    OthersWrite { path: PathBuf, mode: Mode },
    #[explain("check-group-writes")]
    GroupWrites { path: PathBuf, mode: Mode },
    #[explain("check-others-read")]
    OthersRead { path: PathBuf, mode: Mode },
    #[explain("check-owner-of-secret")]
    OwnerOfSecret {
        path: PathBuf,
        owner: u32,
        server: u32,
    },
    #[explain("check-owner")]
    Owner {
        path: PathBuf,
        owner: u32,
        server: u32,
    },
    #[explain("check-unreadable")]
    Unreadable {
        path: PathBuf,
        mode: Mode,
        server: u32,
    },
    #[explain("check-closed-socket-folder")]
    ClosedSocketFolder { path: PathBuf, mode: Mode },

    // The vault.
    #[explain("check-vault-size", now = now / MIB, made = made / MIB)]
    VaultSize {
        config: PathBuf,
        line: usize,
        now: u64,
        made: u64,
    },
    #[explain("check-disk-small", free = free / MIB, wanted = wanted / MIB)]
    DiskSmall {
        path: PathBuf,
        free: u64,
        wanted: u64,
    },

    // Memory.
    #[explain("memory-swapped")]
    MemorySwapped,
    #[explain("check-key-swapped")]
    KeySwapped,
    #[explain("check-dumps")]
    Dumps,
}

impl Finding {
    pub(crate) const fn level(&self) -> Level {
        match self {
            Self::Config(_)
            | Self::Vault(_)
            | Self::RosterSignature { .. }
            | Self::Clock(_)
            | Self::KeyOpen { .. }
            | Self::OthersWrite { .. }
            | Self::OwnerOfSecret { .. }
            | Self::Unreadable { .. }
            | Self::NoSocketFolder { .. }
            | Self::VaultSize { .. }
            | Self::Dumps => Level::Wrong,
            Self::RosterFuture { .. }
            | Self::RosterEnded { .. }
            | Self::RosterEnds { .. }
            | Self::NoEditor
            | Self::KeyOnDisk { .. }
            | Self::GroupWrites { .. }
            | Self::OthersRead { .. }
            | Self::Owner { .. }
            | Self::ClosedSocketFolder { .. }
            | Self::DiskSmall { .. }
            | Self::MemorySwapped
            | Self::KeySwapped => Level::Warning,
            Self::RosterUntil { .. }
            | Self::MoreTokens { .. }
            | Self::KeyInMemory { .. }
            | Self::Sealed { .. }
            | Self::Tcp { .. } => Level::Note,
        }
    }
}

//! A file or a folder of the configuration's, as it was seen.

use std::{fmt, path::PathBuf};

const PERMISSIONS: u32 = 0o7777;

/// The permissions of a file, shown as `chmod` takes them.
#[derive(Clone, Copy, Debug, Eq, PartialEq)]
pub(crate) struct Mode(u32);

impl Mode {
    pub(crate) const fn of(mode: u32) -> Self {
        Self(mode & PERMISSIONS)
    }

    pub(crate) const fn has(self, bits: u32) -> bool {
        self.0 & bits != 0
    }
}

impl fmt::Display for Mode {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(f, "{:04o}", self.0)
    }
}

/// What a file is for.
#[derive(Clone, Copy, Debug, Eq, PartialEq)]
pub(crate) enum Role {
    Config,
    Roster,
    /// Where the configuration or the roster lies: who writes there puts another in its place.
    SettingsFolder,
    MasterKey,
    KeyFolder,
    VaultFolder,
    Slots,
    KeyTable,
    SocketFolder,
}

/// A file or a folder that is there.
#[derive(Clone, Debug)]
pub(crate) struct SeenFile {
    pub(crate) role: Role,
    pub(crate) path: PathBuf,
    pub(crate) owner: u32,
    pub(crate) mode: Mode,
}

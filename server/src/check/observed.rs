//! What there is on the host, read once. No secret is read: of the master key only where it lies,
//! how long it is and who may read it.

use std::{
    collections::BTreeSet,
    fs,
    os::unix::fs::MetadataExt,
    path::{Path, PathBuf},
};

use rustix::fs::{statfs, statvfs};
use sourdine_protocol::{
    day::Day,
    roster::{Roster, SignedRoster},
};

use super::{
    seen_file::{Mode, Role, SeenFile},
    signature::{self, Verdict},
};
use crate::{
    config::Config,
    http::listener::Address,
    platform::{clock, memory::Guarded},
    vault::SlotVault,
};

/// The numbers that `statfs` gives for file systems in memory (linux/magic.h).
const TMPFS_MAGIC: u64 = 0x0102_1994;
const RAMFS_MAGIC: u64 = 0x8584_58f6;

/// A host, as the configuration names its parts.
pub(crate) struct Observed {
    /// What the clock says, right or wrong.
    pub(crate) today: Day,
    /// The user that the server runs as: the owner of the vault.
    pub(crate) server: u32,
    pub(crate) files: Vec<SeenFile>,
    pub(crate) key: SeenKey,
    /// Whether the master key is sealed to the editors beside the vault.
    pub(crate) unlock: bool,
    /// The length of the file of slots, if a vault was made.
    pub(crate) slots: Option<u64>,
    /// Bytes that are free where the vault is, or will be.
    pub(crate) free: Option<u64>,
    /// None where it could not be read.
    pub(crate) roster: Option<SeenRoster>,
    /// The folders of sockets, each with whether it is there.
    pub(crate) socket_folders: Vec<(PathBuf, bool)>,
    pub(crate) guarded: Guarded,
}

/// The master key's file.
#[derive(Clone, Copy, Debug, Eq, PartialEq)]
pub(crate) enum SeenKey {
    /// Not even its folder is there.
    NoFolder,
    Missing,
    /// It is there, and is this long.
    There {
        bytes: u64,
        place: Place,
    },
}

/// Where a file lies.
#[derive(Clone, Copy, Debug, Eq, PartialEq)]
pub(crate) enum Place {
    /// Gone when the host is off.
    Memory,
    Disk,
}

/// A roster that could be read.
pub(crate) struct SeenRoster {
    pub(crate) signature: Verdict,
    pub(crate) expires: Day,
    pub(crate) editors: usize,
}

impl Observed {
    pub(crate) fn of(
        path: &Path,
        config: &Config,
        roster: Option<(&SignedRoster, &Roster)>,
        guarded: Guarded,
    ) -> Self {
        let vault = &config.vault;
        let slots = fs::metadata(vault.slots()).ok();
        let server = slots
            .as_ref()
            .map_or_else(|| rustix::process::geteuid().as_raw(), MetadataExt::uid);
        let mut named = vec![
            (Role::Config, path.to_path_buf()),
            (Role::Roster, config.roster.clone()),
            (Role::MasterKey, vault.master.clone()),
            (Role::VaultFolder, vault.folder.clone()),
            (Role::Slots, vault.slots()),
            (Role::KeyTable, vault.keys()),
            (Role::KeyTable, vault.unlock()),
        ];
        named.extend(folder_of(&vault.master).map(|folder| (Role::KeyFolder, folder)));
        let settings = settings_folders(&[path, &config.roster]);
        named.extend(
            settings
                .into_iter()
                .map(|folder| (Role::SettingsFolder, folder)),
        );
        let mut folders: Vec<PathBuf> = [&config.sources, &config.editors]
            .into_iter()
            .filter_map(socket_folder)
            .collect();
        folders.dedup();
        named.extend(
            folders
                .iter()
                .map(|folder| (Role::SocketFolder, folder.clone())),
        );
        Self {
            today: clock::reading(),
            server,
            files: named.into_iter().filter_map(seen_file).collect(),
            key: seen_key(&vault.master),
            unlock: SlotVault::has_unlock(vault),
            slots: slots.map(|found| found.len()),
            free: free_bytes(&vault.folder),
            roster: roster.map(|(signed, roster)| SeenRoster {
                signature: signature::verify(signed, roster),
                expires: roster.expires,
                editors: roster.editors.len(),
            }),
            socket_folders: folders
                .into_iter()
                .map(|folder| (folder.clone(), folder.is_dir()))
                .collect(),
            guarded,
        }
    }
}

/// Bytes that are free for a folder, which may not be there yet.
pub(crate) fn free_bytes(folder: &Path) -> Option<u64> {
    let there = folder.ancestors().find(|above| above.exists())?;
    let found = statvfs(there).ok()?;
    Some(found.f_bavail.saturating_mul(found.f_frsize))
}

/// Whether a file lies where a switch of the host's power ends it.
pub(crate) fn place_of(path: &Path) -> Place {
    let in_memory = statfs(path).is_ok_and(|found| {
        let kind = u64::try_from(found.f_type).unwrap_or_default();
        [TMPFS_MAGIC, RAMFS_MAGIC].contains(&kind)
    });
    if in_memory {
        Place::Memory
    } else {
        Place::Disk
    }
}

fn seen_file((role, path): (Role, PathBuf)) -> Option<SeenFile> {
    let found = fs::metadata(&path).ok()?;
    Some(SeenFile {
        role,
        path,
        owner: found.uid(),
        mode: Mode::of(found.mode()),
    })
}

fn seen_key(path: &Path) -> SeenKey {
    match fs::metadata(path) {
        Ok(found) => SeenKey::There {
            bytes: found.len(),
            place: place_of(path),
        },
        Err(_) if folder_of(path).is_some_and(|folder| folder.is_dir()) => SeenKey::Missing,
        Err(_) => SeenKey::NoFolder,
    }
}

/// The folders of these files, and of what links in their place lead to, each once.
fn settings_folders(files: &[&Path]) -> BTreeSet<PathBuf> {
    let named = files.iter().map(|path| path.to_path_buf());
    let led_to = files.iter().filter_map(|path| fs::canonicalize(path).ok());
    let folders = named.chain(led_to).filter_map(|path| folder_of(&path));
    folders
        .map(|folder| fs::canonicalize(&folder).unwrap_or(folder))
        .collect()
}

/// The folder of a file: the current one where the path names none.
pub(crate) fn folder_of(path: &Path) -> Option<PathBuf> {
    let folder = path.parent()?;
    let here = folder.as_os_str().is_empty();
    Some(if here {
        PathBuf::from(".")
    } else {
        folder.to_path_buf()
    })
}

/// The folder of a Unix socket.
pub(crate) fn socket_folder(address: &Address) -> Option<PathBuf> {
    match address {
        Address::Unix(path) => folder_of(path),
        Address::Loopback(_) => None,
    }
}

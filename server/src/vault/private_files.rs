//! The vault's own files: private, and durable with their names.

use std::{
    fs::{self, DirBuilder, File, OpenOptions},
    io::{self, ErrorKind, Write},
    os::unix::fs::{DirBuilderExt, OpenOptionsExt},
    path::{Path, PathBuf},
};

use super::error::VaultError;

pub(crate) fn beside(path: &Path, ending: &str) -> PathBuf {
    let mut name = path.as_os_str().to_owned();
    name.push(ending);
    PathBuf::from(name)
}

/// A new file of mode 0600.
pub(crate) fn private_file(path: &Path) -> Result<File, VaultError> {
    open_private(path).map_err(refused(path))
}

fn open_private(path: &Path) -> io::Result<File> {
    OpenOptions::new()
        .read(true)
        .write(true)
        .create_new(true)
        .mode(0o600)
        .open(path)
}

fn refused(path: &Path) -> impl FnOnce(io::Error) -> VaultError {
    move |error| {
        if error.kind() == ErrorKind::AlreadyExists {
            return VaultError::Exists(path.to_path_buf());
        }
        let missing = || VaultError::NoFolder(path.to_path_buf());
        VaultError::io_or("creating a file of the vault", missing)(error)
    }
}

/// A new file of mode 0600 that holds these bytes whenever the power goes, or is not there: it is
/// written under another name first.
pub(crate) fn create_whole(
    path: &Path,
    doing: &'static str,
    bytes: &[u8],
) -> Result<(), VaultError> {
    if fs::symlink_metadata(path).is_ok() {
        return Err(VaultError::Exists(path.to_path_buf()));
    }
    replace_whole(path, doing, bytes)
}

/// The same, in the place of a file that may be there.
pub(crate) fn replace_whole(
    path: &Path,
    doing: &'static str,
    bytes: &[u8],
) -> Result<(), VaultError> {
    let unfinished = beside(path, ".new");
    remove(&unfinished).map_err(VaultError::io("removing a file that was never finished"))?;
    let mut file = open_private(&unfinished).map_err(refused(path))?;
    let written = file
        .write_all(bytes)
        .and_then(|()| file.sync_all())
        .and_then(|()| fs::rename(&unfinished, path));
    if written.is_err() {
        // The next try removes it if this one cannot.
        drop(remove(&unfinished));
    }
    written.map_err(VaultError::io(doing))?;
    sync_folder_of(path)
}

/// A folder that its owner alone enters, and those above it where they are missing.
/// Their names are durable.
pub(crate) fn make_folder(path: &Path) -> Result<(), VaultError> {
    let made: Vec<&Path> = path
        .ancestors()
        .skip(1)
        .take_while(|above| !above.as_os_str().is_empty() && !above.exists())
        .collect();
    DirBuilder::new()
        .recursive(true)
        .mode(0o700)
        .create(path)
        .map_err(VaultError::io("making the vault's folder"))?;
    // A file is as lost as its folder: without this, what a new vault acknowledged could go with a
    // power cut.
    made.into_iter()
        .rev()
        .chain([path])
        .try_for_each(sync_folder_of)
}

/// Makes the names in a file's folder durable.
pub(crate) fn sync_folder_of(path: &Path) -> Result<(), VaultError> {
    let folder = path
        .parent()
        .filter(|folder| !folder.as_os_str().is_empty());
    let folder = File::open(folder.unwrap_or_else(|| Path::new(".")));
    folder
        .and_then(|folder| folder.sync_all())
        .or_else(|error| {
            // Some RAM-only file systems have nothing to sync.
            let nothing_to_sync = [ErrorKind::InvalidInput, ErrorKind::Unsupported];
            if nothing_to_sync.contains(&error.kind()) {
                Ok(())
            } else {
                Err(error)
            }
        })
        .map_err(VaultError::io("syncing a folder"))
}

/// Removes a file that may not be there.
pub(crate) fn remove(path: &Path) -> io::Result<()> {
    match fs::remove_file(path) {
        Err(error) if error.kind() == ErrorKind::NotFound => Ok(()),
        other => other,
    }
}

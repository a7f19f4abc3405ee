//! Files that this editor alone reads: mode 0600, written whole under another name, put in place by one rename.

use std::{
    fs::{self, DirBuilder},
    io::{self, Read, Write},
    os::unix::fs::{DirBuilderExt, PermissionsExt},
    path::Path,
};

use zeroize::Zeroizing;

use crate::{
    courier::make_timeless,
    observatory::files::{open_bounded, sync_folder},
};

/// Longest private file that is read whole, in bytes: a signed roster of 32 editors is the longest.
pub(super) const PRIVATE_FILE_MAX_BYTES: u64 = 1_048_576;

/// Makes a folder that nobody else enters, and those above it.
///
/// # Errors
/// When it cannot be made.
pub(super) fn make_folder(path: &Path) -> io::Result<()> {
    DirBuilder::new().recursive(true).mode(0o700).create(path)
}

/// Writes a file anew; after a power cut there is the old or the new, whole.
///
/// # Errors
/// When it cannot be written.
pub(super) fn replace(path: &Path, bytes: &[u8]) -> io::Result<()> {
    let folder = folder_of(path);
    let file = written(folder, bytes)?;
    file.persist(path).map_err(|error| error.error)?;
    sync_folder(folder)
}

/// Writes a file that must not be there yet.
///
/// # Errors
/// When it is there, or cannot be written.
pub(super) fn create(path: &Path, bytes: &[u8]) -> io::Result<()> {
    let folder = folder_of(path);
    let file = written(folder, bytes)?;
    file.persist_noclobber(path).map_err(|error| error.error)?;
    sync_folder(folder)
}

/// Reads a file whole into memory that is wiped.
///
/// # Errors
/// When it is no regular file, too long, or cannot be read.
pub(super) fn read(path: &Path) -> io::Result<Zeroizing<Vec<u8>>> {
    let file = open_bounded(path, PRIVATE_FILE_MAX_BYTES)?;
    // Room for all of it at once: a buffer that grows leaves unwiped copies behind.
    let room = usize::try_from(file.metadata()?.len()).unwrap_or(0) + 1;
    let mut bytes = Zeroizing::new(Vec::with_capacity(room));
    file.take(PRIVATE_FILE_MAX_BYTES).read_to_end(&mut bytes)?;
    Ok(bytes)
}

/// Takes the time off a file that was written otherwise.
pub(super) fn forget_time(path: &Path) -> io::Result<()> {
    make_timeless(&fs::File::open(path)?)
}

fn folder_of(path: &Path) -> &Path {
    path.parent()
        .filter(|folder| !folder.as_os_str().is_empty())
        .unwrap_or_else(|| Path::new("."))
}

fn written(folder: &Path, bytes: &[u8]) -> io::Result<tempfile::NamedTempFile> {
    let mut file = tempfile::Builder::new()
        .prefix(".writing-")
        .permissions(fs::Permissions::from_mode(0o600))
        .tempfile_in(folder)?;
    file.write_all(bytes)?;
    // When an editor opened what, or changed a key, is nobody's business.
    make_timeless(file.as_file())?;
    file.as_file().sync_all()?;
    Ok(file)
}

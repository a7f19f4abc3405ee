//! Reading and writing files, private ones above all.
//!
//! A file is opened once, without following a link, and what is checked is the opened file: a link
//! or a pipe put in its place meanwhile is refused, not read. A private file has mode 0600. What is
//! written whole appears under its name by one rename, so that after a power cut the old or the new
//! is there.

use std::{
    fs::{self, DirBuilder, File, OpenOptions, Permissions},
    io::{self, Read, Write},
    os::unix::fs::{DirBuilderExt, OpenOptionsExt, PermissionsExt},
    path::Path,
};

use rustix::fs::{OFlags, Timespec, Timestamps, futimens};
use sha2::{Digest, Sha256};
use sourdine_protocol::text::Sha256Hex;
use zeroize::Zeroizing;

const COPY_BYTES: usize = 65_536;
/// Only the owner reads and writes.
const FILE_MODE: u32 = 0o600;
/// What group and others may do with a file.
const OTHERS: u32 = 0o077;
/// Only the owner enters.
const DIR_MODE: u32 = 0o700;
/// Prefix of a file that is not complete. A run that was cut leaves one, which nothing reads.
const UNFINISHED: &str = ".writing-";
/// The epoch, not the day: the day would tell which files were written together. The change time
/// (ctime) cannot be set, so a private folder belongs on an encrypted disk.
const EPOCH: Timestamps = Timestamps {
    last_access: Timespec {
        tv_sec: 0,
        tv_nsec: 0,
    },
    last_modification: Timespec {
        tv_sec: 0,
        tv_nsec: 0,
    },
};

/// What happens to the modification time of a file that is written.
#[derive(Clone, Copy, Debug, Eq, PartialEq)]
pub enum Times {
    /// The time of writing stays.
    Kept,
    /// The time is set to the epoch: when an editor opened a letter or changed a key is private.
    Removed,
}

/// Opens a regular file of at most `max_bytes` for reading.
///
/// Errors: `InvalidInput` for a link, a pipe or a device; `FileTooLarge` for a longer file; or the
/// error of the system.
pub fn open_regular(path: &Path, max_bytes: u64) -> io::Result<File> {
    let file = open_checked(OpenOptions::new().read(true), path)?;
    if file.metadata()?.len() > max_bytes {
        return Err(io::Error::new(
            io::ErrorKind::FileTooLarge,
            "larger than any that Sourdine publishes",
        ));
    }
    Ok(file)
}

/// Opens a regular file to overwrite what is in it.
pub fn open_to_overwrite(path: &Path) -> io::Result<File> {
    open_checked(OpenOptions::new().write(true), path)
}

/// Opens a file for reading and writing, and makes a private one if it is not there. A file that is
/// there keeps its mode: in a shared folder it may be a colleague's.
pub fn open_or_create(path: &Path) -> io::Result<File> {
    let mut options = OpenOptions::new();
    options.read(true).write(true).create(true).truncate(false);
    open_checked(options.mode(FILE_MODE), path)
}

/// Makes an opened file private, whatever its mode was.
pub fn make_private(file: &File) -> io::Result<()> {
    file.set_permissions(Permissions::from_mode(FILE_MODE))
}

/// Reads a regular file whole.
pub fn read_regular(path: &Path, max_bytes: u64) -> io::Result<Vec<u8>> {
    let mut bytes = Vec::new();
    open_regular(path, max_bytes)?
        .take(max_bytes)
        .read_to_end(&mut bytes)?;
    Ok(bytes)
}

/// Reads a regular file whole into memory that is wiped.
pub fn read_secret(path: &Path, max_bytes: u64) -> io::Result<Zeroizing<Vec<u8>>> {
    read_secret_part(&open_regular(path, max_bytes)?, max_bytes)
}

/// Reads an opened file, up to `max_bytes` of it, into memory that is wiped.
pub fn read_secret_part(file: &File, max_bytes: u64) -> io::Result<Zeroizing<Vec<u8>>> {
    // A buffer that grows leaves unwiped copies behind.
    let capacity = usize::try_from(file.metadata()?.len().min(max_bytes)).unwrap_or(0) + 1;
    let mut bytes = Zeroizing::new(Vec::with_capacity(capacity));
    file.take(max_bytes).read_to_end(&mut bytes)?;
    Ok(bytes)
}

/// Whether group and others may do nothing with an opened file.
pub fn is_private(file: &File) -> io::Result<bool> {
    Ok(file.metadata()?.permissions().mode() & OTHERS == 0)
}

/// Creates an empty private file.
///
/// Errors: `AlreadyExists` if anything has this name, or the error of the system.
pub fn create_new(path: &Path) -> io::Result<File> {
    let mut options = OpenOptions::new();
    options.read(true).write(true).create_new(true);
    options.mode(FILE_MODE).open(path)
}

/// Writes a private file that must not be there yet, whole or not at all.
pub fn write_new(path: &Path, bytes: &[u8]) -> io::Result<()> {
    let dir = dir_of(path);
    let file = unfinished(dir, Times::Removed, |file| file.write_all(bytes))?;
    file.persist_noclobber(path).map_err(|error| error.error)?;
    sync_dir(dir)
}

/// Writes a private file in place of the one that is there. After a power cut the old or the
/// new is there, whole.
///
/// Fails when `write` fails or the file cannot be put in place; then the old one stays.
pub fn replace_atomically(
    path: &Path,
    times: Times,
    write: impl FnOnce(&mut File) -> io::Result<()>,
) -> io::Result<()> {
    let dir = dir_of(path);
    let file = unfinished(dir, times, write)?;
    file.persist(path).map_err(|error| error.error)?;
    sync_dir(dir)
}

/// Writes a new file that anybody may read, and makes the folder that it is in.
pub fn publish_new(path: &Path, mut bytes: &[u8]) -> io::Result<()> {
    publish_from(path, &mut bytes)
}

/// The same, with what a reader gives.
pub fn publish_from(path: &Path, from: &mut dyn Read) -> io::Result<()> {
    if let Some(dir) = path.parent() {
        fs::create_dir_all(dir)?;
    }
    let mut file = OpenOptions::new().write(true).create_new(true).open(path)?;
    io::copy(from, &mut file)?;
    file.sync_all()
}

/// Copies, and returns the number of bytes and their hash.
pub fn copy_hashed(from: &mut dyn Read, to: &mut dyn Write) -> io::Result<(u64, Sha256Hex)> {
    let mut to = Hashed::new(to);
    let mut piece = vec![0; COPY_BYTES];
    loop {
        let read = from.read(&mut piece)?;
        let Some(bytes) = piece.get(..read).filter(|bytes| !bytes.is_empty()) else {
            return Ok((to.size(), to.sha256()));
        };
        to.write_all(bytes)?;
    }
}

/// A reader or a writer that hashes what goes through it.
pub struct Hashed<T> {
    inner: T,
    hasher: Sha256,
    size: u64,
}

impl<T> Hashed<T> {
    pub fn new(inner: T) -> Self {
        Self {
            inner,
            hasher: Sha256::new(),
            size: 0,
        }
    }

    /// How many bytes went through.
    pub const fn size(&self) -> u64 {
        self.size
    }

    /// The hash of the bytes that went through.
    pub fn sha256(&self) -> Sha256Hex {
        Sha256Hex::from_digest(self.hasher.clone().finalize().into())
    }

    pub fn into_inner(self) -> T {
        self.inner
    }

    fn note(&mut self, bytes: &[u8]) {
        self.hasher.update(bytes);
        self.size += bytes.len() as u64;
    }
}

impl<T: Read> Read for Hashed<T> {
    fn read(&mut self, to: &mut [u8]) -> io::Result<usize> {
        let read = self.inner.read(to)?;
        self.note(to.get(..read).unwrap_or_default());
        Ok(read)
    }
}

impl<T: Write> Write for Hashed<T> {
    fn write(&mut self, bytes: &[u8]) -> io::Result<usize> {
        let written = self.inner.write(bytes)?;
        self.note(bytes.get(..written).unwrap_or_default());
        Ok(written)
    }

    fn flush(&mut self) -> io::Result<()> {
        self.inner.flush()
    }
}

/// Makes a private folder, and those above it.
pub fn make_dir(path: &Path) -> io::Result<()> {
    DirBuilder::new()
        .recursive(true)
        .mode(DIR_MODE)
        .create(path)
}

/// Makes a rename inside this folder survive a power cut.
pub fn sync_dir(path: &Path) -> io::Result<()> {
    File::open(path)?.sync_all()
}

/// Sets the times of a file or folder to the epoch.
pub fn remove_times(file: &File) -> io::Result<()> {
    Ok(futimens(file, &EPOCH)?)
}

/// Opens without following a link or waiting for a pipe, and refuses what is no regular file.
fn open_checked(options: &mut OpenOptions, path: &Path) -> io::Result<File> {
    let not_regular = || io::Error::new(io::ErrorKind::InvalidInput, "not a regular file");
    let flags = (OFlags::NOFOLLOW | OFlags::NONBLOCK | OFlags::NOCTTY).bits();
    let flags = i32::try_from(flags).map_err(io::Error::other)?;
    let opened = options.custom_flags(flags).open(path);
    let file = opened.map_err(|error| {
        // A link, and a socket or a pipe without a reader.
        let refused = [rustix::io::Errno::LOOP, rustix::io::Errno::NXIO];
        match error.raw_os_error() {
            Some(code) if refused.iter().any(|errno| errno.raw_os_error() == code) => not_regular(),
            _ => error,
        }
    })?;
    if file.metadata()?.is_file() {
        Ok(file)
    } else {
        Err(not_regular())
    }
}

fn dir_of(path: &Path) -> &Path {
    path.parent()
        .filter(|dir| !dir.as_os_str().is_empty())
        .unwrap_or_else(|| Path::new("."))
}

/// A file written to its end and synchronised, under another name.
fn unfinished(
    dir: &Path,
    times: Times,
    write: impl FnOnce(&mut File) -> io::Result<()>,
) -> io::Result<tempfile::NamedTempFile> {
    let mut file = tempfile::Builder::new()
        .prefix(UNFINISHED)
        .permissions(Permissions::from_mode(FILE_MODE))
        .tempfile_in(dir)?;
    write(file.as_file_mut())?;
    if times == Times::Removed {
        remove_times(file.as_file())?;
    }
    file.as_file().sync_all()?;
    Ok(file)
}

#[cfg(test)]
mod tests {
    use std::{
        os::unix::{
            fs::{MetadataExt, symlink},
            net::UnixListener,
        },
        path::PathBuf,
        sync::atomic::{AtomicBool, Ordering},
        thread,
    };

    use super::*;

    const MAX: u64 = 1000;

    fn stage() -> (tempfile::TempDir, PathBuf) {
        let home = tempfile::tempdir().unwrap();
        let path = home.path().join("identity.age");
        (home, path)
    }

    fn is_refused(opened: &io::Result<File>) -> bool {
        opened
            .as_ref()
            .is_err_and(|error| error.kind() == io::ErrorKind::InvalidInput)
    }

    #[test]
    fn only_a_regular_file_is_opened() {
        let (home, path) = stage();
        let secret = home.path().join("secret");
        write_new(&secret, b"secret").unwrap();
        symlink(&secret, &path).unwrap();
        for open in [open_to_overwrite, open_or_create, |path: &Path| {
            open_regular(path, MAX)
        }] {
            assert!(is_refused(&open(&path)), "a link");
            assert!(is_refused(&open(Path::new("/dev/null"))), "a device");
        }
        assert!(create_new(&path).is_err() && write_new(&path, b"new").is_err());
        fs::remove_file(&path).unwrap();
        let _listener = UnixListener::bind(&path).unwrap();
        assert!(is_refused(&open_regular(&path, MAX)), "a socket");
        fs::remove_file(&path).unwrap();
        rustix::fs::mknodat(
            rustix::fs::CWD,
            &path,
            rustix::fs::FileType::Fifo,
            rustix::fs::Mode::from(FILE_MODE),
            0,
        )
        .unwrap();
        assert!(
            is_refused(&open_regular(&path, MAX)),
            "a pipe: not waited for"
        );
        assert!(is_refused(&open_to_overwrite(&path)), "a pipe to write to");
        assert_eq!(*read_secret(&secret, MAX).unwrap(), b"secret");
    }

    #[test]
    fn a_file_that_is_there_keeps_its_mode_and_a_new_one_is_private() {
        let (_home, path) = stage();
        let mode = |file: &File| file.metadata().unwrap().mode() & 0o777;
        assert_eq!(mode(&open_or_create(&path).unwrap()), FILE_MODE);
        fs::set_permissions(&path, Permissions::from_mode(0o640)).unwrap();
        let file = open_or_create(&path).unwrap();
        assert_eq!(mode(&file), 0o640, "it may be a colleague's");
        make_private(&file).unwrap();
        assert_eq!(mode(&file), FILE_MODE);
    }

    #[test]
    fn a_file_that_is_too_long_is_refused() {
        let (_home, path) = stage();
        write_new(&path, &[7; 1001]).unwrap();
        let error = open_regular(&path, MAX).unwrap_err();
        assert_eq!(error.kind(), io::ErrorKind::FileTooLarge);
        assert_eq!(read_regular(&path, MAX + 1).unwrap().len(), 1001);
    }

    #[test]
    fn a_link_swapped_in_between_is_never_followed() {
        let (home, path) = stage();
        let (own, link) = (home.path().join("own"), home.path().join("link"));
        let secret = home.path().join("secret");
        write_new(&own, b"own").unwrap();
        write_new(&secret, b"secret").unwrap();
        symlink(&secret, &link).unwrap();
        fs::hard_link(&own, &path).unwrap();
        let done = AtomicBool::new(false);
        thread::scope(|scope| {
            scope.spawn(|| {
                while !done.load(Ordering::Relaxed) {
                    for other in [&link, &own] {
                        let fresh = home.path().join("fresh");
                        drop(fs::remove_file(&fresh));
                        rustix::fs::linkat(
                            rustix::fs::CWD,
                            other,
                            rustix::fs::CWD,
                            &fresh,
                            rustix::fs::AtFlags::empty(),
                        )
                        .unwrap();
                        fs::rename(&fresh, &path).unwrap();
                    }
                }
            });
            let (mut read, mut refused) = (0, 0);
            while read < 1000 || refused < 1000 {
                match read_regular(&path, MAX) {
                    Ok(bytes) => {
                        assert_eq!(bytes, b"own");
                        read += 1;
                    }
                    Err(error) => {
                        assert_eq!(error.kind(), io::ErrorKind::InvalidInput);
                        refused += 1;
                    }
                }
            }
            done.store(true, Ordering::Relaxed);
        });
    }

    #[test]
    fn replacing_leaves_the_old_or_the_new() {
        let (home, path) = stage();
        let put = |bytes: &'static [u8]| {
            replace_atomically(&path, Times::Removed, |file| file.write_all(bytes)).unwrap();
        };
        put(b"old");
        let broken = replace_atomically(&path, Times::Kept, |file| {
            file.write_all(b"half")?;
            Err(io::ErrorKind::StorageFull.into())
        });
        assert_eq!(broken.unwrap_err().kind(), io::ErrorKind::StorageFull);
        assert_eq!(read_regular(&path, MAX).unwrap(), b"old");
        let (old, new) = (vec![b'o'; 1000], vec![b'n'; 1000]);
        let done = AtomicBool::new(false);
        thread::scope(|scope| {
            scope.spawn(|| {
                while !done.load(Ordering::Relaxed) {
                    for bytes in [&old, &new] {
                        let write = |file: &mut File| file.write_all(bytes);
                        replace_atomically(&path, Times::Removed, write).unwrap();
                    }
                }
            });
            for _ in 0..1000 {
                let bytes = read_regular(&path, MAX).unwrap();
                assert!(bytes == old || bytes == new || bytes == b"old");
            }
            done.store(true, Ordering::Relaxed);
        });
        let seen = fs::metadata(&path).unwrap();
        assert_eq!((seen.mode() & 0o777, seen.mtime()), (FILE_MODE, 0));
        assert_eq!(fs::read_dir(home.path()).unwrap().count(), 1);
    }

    #[test]
    fn replacing_a_link_leaves_what_it_leads_to() {
        let (home, path) = stage();
        let elsewhere = home.path().join("elsewhere");
        write_new(&elsewhere, b"elsewhere").unwrap();
        symlink(&elsewhere, &path).unwrap();
        replace_atomically(&path, Times::Kept, |file| file.write_all(b"own")).unwrap();
        assert_eq!(read_regular(&elsewhere, MAX).unwrap(), b"elsewhere");
        assert_eq!(read_regular(&path, MAX).unwrap(), b"own");
    }
}

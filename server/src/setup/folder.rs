//! A folder that root writes in, also where it belongs to another user: that user may put a link
//! in the place of any name, so every name is opened within the opened folder, and no link is
//! followed.

use std::{
    fs::File,
    io::{self, Read, Write},
    os::fd::OwnedFd,
    path::{Path, PathBuf},
};

use rustix::{
    fs::{AtFlags, Gid, Mode, OFlags, RenameFlags, Uid},
    io::Errno,
};

use super::error::SetupError;

/// How a file is named until it is whole. A run that was cut leaves one, which the next removes.
const UNFINISHED: &str = ".setup-unfinished";

/// Who owns a file, and what its mode is.
#[derive(Clone, Copy)]
pub(crate) struct Access {
    pub(crate) owner: Owner,
    pub(crate) mode: u32,
}

#[derive(Clone, Copy)]
pub(crate) struct Owner {
    pub(crate) user: u32,
    pub(crate) group: u32,
}

pub(crate) struct Folder {
    opened: OwnedFd,
    path: PathBuf,
}

impl Folder {
    /// Opens a folder; None where there is none.
    pub(crate) fn open(path: &Path) -> Result<Option<Self>, SetupError> {
        let flags = OFlags::DIRECTORY | OFlags::NOFOLLOW | OFlags::CLOEXEC;
        match rustix::fs::open(path, flags, Mode::empty()) {
            Ok(opened) => Ok(Some(Self {
                opened,
                path: path.to_owned(),
            })),
            Err(Errno::NOENT) => Ok(None),
            Err(error) => Err(refused(path.to_owned(), error)),
        }
    }

    /// Opens a folder within this one; None where there is none.
    pub(crate) fn within(&self, name: &str) -> Result<Option<Self>, SetupError> {
        let flags = OFlags::DIRECTORY | OFlags::NOFOLLOW | OFlags::CLOEXEC;
        let path = self.path.join(name);
        match rustix::fs::openat(&self.opened, name, flags, Mode::empty()) {
            Ok(opened) => Ok(Some(Self { opened, path })),
            Err(Errno::NOENT) => Ok(None),
            Err(error) => Err(refused(path, error)),
        }
    }

    /// The same, made where it is missing.
    pub(crate) fn make_within(&self, name: &str, access: Access) -> Result<Self, SetupError> {
        if let Some(there) = self.within(name)? {
            return Ok(there);
        }
        let path = self.path.join(name);
        let at = |error| refused(path.clone(), error);
        rustix::fs::mkdirat(&self.opened, name, Mode::from_raw_mode(access.mode)).map_err(at)?;
        let made = self.within(name)?;
        let made = made.ok_or_else(|| refused(path.clone(), Errno::NOENT))?;
        give(&made.opened, access).map_err(at)?;
        Ok(made)
    }

    /// The owner of the folder.
    pub(crate) fn owner(&self) -> Result<Owner, SetupError> {
        let found = rustix::fs::fstat(&self.opened);
        let found = found.map_err(|error| refused(self.path.clone(), error))?;
        Ok(Owner {
            user: found.st_uid,
            group: found.st_gid,
        })
    }

    /// What a regular file holds, up to `max` bytes of it; None where there is none.
    pub(crate) fn read(&self, name: &str, max: u64) -> Result<Option<Vec<u8>>, SetupError> {
        let flags = OFlags::RDONLY | OFlags::NOFOLLOW | OFlags::NONBLOCK | OFlags::CLOEXEC;
        let path = self.path.join(name);
        let file = match rustix::fs::openat(&self.opened, name, flags, Mode::empty()) {
            Ok(opened) => File::from(opened),
            Err(Errno::NOENT) => return Ok(None),
            Err(error) => return Err(refused(path, error)),
        };
        let mut bytes = Vec::new();
        let read = file.metadata().and_then(|found| {
            if found.is_file() {
                file.take(max).read_to_end(&mut bytes)
            } else {
                Err(io::ErrorKind::InvalidInput.into())
            }
        });
        read.map_err(|source| SetupError::File { path, source })?;
        Ok(Some(bytes))
    }

    /// Writes a file that is there whole or not at all. Gives whether it was missing: one that
    /// holds these very bytes stays as it is, and one that holds others is refused.
    pub(crate) fn put(&self, name: &str, bytes: &[u8], access: Access) -> Result<bool, SetupError> {
        let path = self.path.join(name);
        match self.read(name, bytes.len() as u64 + 1)? {
            Some(there) if there == bytes => return Ok(false),
            Some(_) => return Err(SetupError::Stands(path)),
            None => {}
        }
        let at = |source| SetupError::File { path, source };
        self.write(name, bytes, access).map_err(at)?;
        Ok(true)
    }

    fn write(&self, name: &str, bytes: &[u8], access: Access) -> io::Result<()> {
        match rustix::fs::unlinkat(&self.opened, UNFINISHED, AtFlags::empty()) {
            Ok(()) | Err(Errno::NOENT) => {}
            Err(error) => return Err(error.into()),
        }
        let flags =
            OFlags::WRONLY | OFlags::CREATE | OFlags::EXCL | OFlags::NOFOLLOW | OFlags::CLOEXEC;
        let private = Mode::RUSR | Mode::WUSR;
        let mut file = File::from(rustix::fs::openat(
            &self.opened,
            UNFINISHED,
            flags,
            private,
        )?);
        file.write_all(bytes)?;
        give(&file, access)?;
        file.sync_all()?;
        rustix::fs::renameat_with(
            &self.opened,
            UNFINISHED,
            &self.opened,
            name,
            RenameFlags::NOREPLACE,
        )?;
        rustix::fs::fsync(&self.opened)?;
        Ok(())
    }
}

fn give(opened: impl rustix::fd::AsFd, access: Access) -> rustix::io::Result<()> {
    let (user, group) = (access.owner.user, access.owner.group);
    rustix::fs::fchown(
        &opened,
        Some(Uid::from_raw(user)),
        Some(Gid::from_raw(group)),
    )?;
    rustix::fs::fchmod(&opened, Mode::from_raw_mode(access.mode))
}

fn refused(path: PathBuf, error: Errno) -> SetupError {
    SetupError::File {
        path,
        source: error.into(),
    }
}

#[cfg(test)]
mod tests {
    use std::{
        fs,
        os::unix::fs::{MetadataExt, PermissionsExt, symlink},
    };

    use super::*;

    fn own(folder: &Folder, mode: u32) -> Access {
        Access {
            owner: folder.owner().unwrap(),
            mode,
        }
    }

    #[test]
    fn a_file_is_written_once_and_never_changed() {
        let place = tempfile::tempdir().unwrap();
        let folder = Folder::open(place.path()).unwrap().unwrap();
        let path = place.path().join("a");
        assert!(folder.put("a", b"one", own(&folder, 0o640)).unwrap());
        let before = fs::metadata(&path).unwrap();
        assert_eq!(before.permissions().mode() & 0o7777, 0o640);
        assert!(!folder.put("a", b"one", own(&folder, 0o600)).unwrap());
        for other in [&b"two"[..], b"on", b"one more", b""] {
            let refused = folder.put("a", other, own(&folder, 0o640));
            assert!(matches!(refused, Err(SetupError::Stands(_))), "{other:?}");
        }
        let after = fs::metadata(&path).unwrap();
        assert_eq!((before.ino(), before.mode()), (after.ino(), after.mode()));
        assert_eq!(fs::read(&path).unwrap(), b"one");
        assert_eq!(fs::read_dir(place.path()).unwrap().count(), 1);
    }

    #[test]
    fn what_a_cut_run_left_is_removed() {
        let place = tempfile::tempdir().unwrap();
        let folder = Folder::open(place.path()).unwrap().unwrap();
        let elsewhere = place.path().join("elsewhere");
        symlink(&elsewhere, place.path().join(UNFINISHED)).unwrap();
        assert!(folder.put("a", b"whole", own(&folder, 0o600)).unwrap());
        assert!(!elsewhere.exists(), "the link was not followed");
        assert_eq!(fs::read(place.path().join("a")).unwrap(), b"whole");
    }

    #[test]
    fn no_link_is_followed() {
        let place = tempfile::tempdir().unwrap();
        let target = tempfile::tempdir().unwrap();
        File::create_new(target.path().join("a")).unwrap();
        symlink(target.path(), place.path().join("sub")).unwrap();
        symlink(target.path().join("a"), place.path().join("a")).unwrap();
        symlink(target.path().join("b"), place.path().join("b")).unwrap();
        let folder = Folder::open(place.path()).unwrap().unwrap();
        assert!(folder.within("sub").is_err());
        assert!(folder.make_within("sub", own(&folder, 0o700)).is_err());
        assert!(folder.read("a", 9).is_err());
        for name in ["a", "b"] {
            assert!(folder.put(name, b"x", own(&folder, 0o600)).is_err());
        }
        assert!(Folder::open(&place.path().join("sub")).is_err());
        assert_eq!(fs::read_dir(target.path()).unwrap().count(), 1);
        assert_eq!(fs::metadata(target.path().join("a")).unwrap().len(), 0);
    }

    #[test]
    fn a_folder_is_made_with_its_mode_and_a_pipe_is_not_waited_for() {
        let place = tempfile::tempdir().unwrap();
        let folder = Folder::open(place.path()).unwrap().unwrap();
        assert!(folder.within("sub").unwrap().is_none());
        assert!(Folder::open(&place.path().join("sub")).unwrap().is_none());
        folder.make_within("sub", own(&folder, 0o700)).unwrap();
        let mode = fs::metadata(place.path().join("sub"))
            .unwrap()
            .permissions();
        assert_eq!(mode.mode() & 0o7777, 0o700);
        let made = std::process::Command::new("mkfifo")
            .arg(place.path().join("pipe"))
            .status();
        assert!(made.unwrap().success());
        assert!(folder.read("pipe", 9).is_err());
    }
}

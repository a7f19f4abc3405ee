//! The publication key's secret: an age file in the shared folder of cases, sealed to the editors.
//!
//! Its name begins with no case's id, so it is never taken for a case. The founding editor's folder
//! keeps a copy, since the folder of cases is often named only after the desk was founded.

use std::{
    fs,
    io::{self, Write},
    path::{Path, PathBuf},
};

use age::Identity;
use sequoia_openpgp::Fingerprint;
use sourdine_l10n::Explain;
use sourdine_platform::files::{self, Times};
use sourdine_protocol::envelope::hybrid::HybridRecipient;

use crate::desk::{
    FileError,
    openpgp::{KeyError, PublicationKey},
    sealed::{self, AGE, SealedError},
};

const PREFIX: &str = "publication-key.";
/// Longest OpenPGP key that is read from its sealed file, in bytes.
const KEY_MAX_BYTES: u64 = 65_536;

#[derive(Debug, Explain, thiserror::Error)]
pub enum KeyFileError {
    /// The key that the roster names is not in the folder of cases.
    #[explain("error-publication-key-missing", path)]
    Missing(PathBuf),
    #[explain(transparent)]
    Sealed(#[from] SealedError),
    #[explain(transparent)]
    File(#[from] FileError),
    #[explain(transparent)]
    Key(#[from] KeyError),
    /// The file does not open for this editor: it is sealed to others, or was damaged.
    #[explain("error-publication-key-closed", path)]
    Closed(PathBuf),
    /// The file holds another key than its name says.
    #[explain("error-publication-key-other", path)]
    Other(PathBuf),
}

/// The file of the key with this fingerprint, in a folder.
pub fn file(folder: &Path, fingerprint: &Fingerprint) -> PathBuf {
    let digits = fingerprint.to_hex().to_lowercase();
    folder.join(format!("{PREFIX}{digits}.{AGE}"))
}

/// Seals a key to these recipients, in a folder.
pub fn seal(
    folder: &Path,
    key: &PublicationKey,
    recipients: &[HybridRecipient],
) -> Result<(), KeyFileError> {
    let path = file(folder, &key.certificate().fingerprint());
    let secret = key.expose()?;
    sealed::seal(&path, recipients, &mut secret.as_slice())?;
    let failed = FileError::at(&path);
    let file = files::open_regular(&path, u64::MAX).map_err(failed)?;
    Ok(files::remove_times(&file).map_err(failed)?)
}

/// Seals the key with this fingerprint to other recipients, if it is there and opens.
pub fn reseal(
    folder: &Path,
    fingerprint: &Fingerprint,
    identity: &dyn Identity,
    recipients: &[HybridRecipient],
) -> Result<(), KeyFileError> {
    match open(folder, fingerprint, identity) {
        Ok(key) => seal(folder, &key, recipients),
        Err(KeyFileError::Missing(_) | KeyFileError::Closed(_)) => Ok(()),
        Err(error) => Err(error),
    }
}

/// Opens the key with this fingerprint.
pub fn open(
    folder: &Path,
    fingerprint: &Fingerprint,
    identity: &dyn Identity,
) -> Result<PublicationKey, KeyFileError> {
    let path = file(folder, fingerprint);
    if !path.exists() {
        return Err(KeyFileError::Missing(path));
    }
    let secret = match sealed::open_bytes(&path, &[identity], KEY_MAX_BYTES) {
        Ok(secret) => secret,
        Err(SealedError::File(error)) => return Err(error.into()),
        Err(_) => return Err(KeyFileError::Closed(path)),
    };
    let key = PublicationKey::from_bytes(&secret)?;
    if key.certificate().fingerprint() == *fingerprint {
        Ok(key)
    } else {
        Err(KeyFileError::Other(path))
    }
}

/// Puts the keys of one folder into another that lacks them. One that cannot be put there is told
/// as missing by what needs it.
pub fn lend(from: &Path, to: &Path) -> Result<(), FileError> {
    let items = match fs::read_dir(from) {
        Ok(items) => items,
        Err(error) if error.kind() == io::ErrorKind::NotFound => return Ok(()),
        Err(error) => return Err(FileError::at(from)(error)),
    };
    for item in items {
        let name = item.map_err(FileError::at(from))?.file_name();
        let is_key = |name: &str| name.starts_with(PREFIX) && name.ends_with(AGE);
        let (source, target) = (from.join(&name), to.join(&name));
        if name.to_str().is_some_and(is_key) && !target.exists() {
            let sealed = files::read_regular(&source, KEY_MAX_BYTES);
            drop(sealed.and_then(|sealed| files::write_new(&target, &sealed)));
        }
    }
    Ok(())
}

/// Puts the founding editor's own copy of a key over one in the shared folder that does not open.
pub fn mend(from: &Path, to: &Path, fingerprint: &Fingerprint, identity: &dyn Identity) {
    let own = file(from, fingerprint);
    let is_whole = || open(from, fingerprint, identity).is_ok();
    if own.exists() && open(to, fingerprint, identity).is_err() && is_whole() {
        let sealed = files::read_regular(&own, KEY_MAX_BYTES);
        // Where it cannot be put there, what needs it says so.
        drop(sealed.and_then(|sealed| {
            let write = |target: &mut fs::File| target.write_all(&sealed);
            files::replace_atomically(&file(to, fingerprint), Times::Removed, write)
        }));
    }
}

/// Removes a key that signs nothing any more.
pub fn remove(folder: &Path, fingerprint: &Fingerprint) -> Result<(), FileError> {
    let path = file(folder, fingerprint);
    match fs::remove_file(&path) {
        Err(error) if error.kind() != io::ErrorKind::NotFound => Err(FileError::at(&path)(error)),
        Ok(()) | Err(_) => Ok(()),
    }
}

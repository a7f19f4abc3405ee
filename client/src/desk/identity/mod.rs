//! An editor's identity: the key that opens what sources sealed, kept in an age file under a
//! passphrase.
//!
//! The file can be used without Sourdine: with Go age 1.3 or later, `age -d identity.age` shows the
//! identity, and `age -d -i identity.age` opens envelopes.

pub mod editor;

use std::{
    io::{self, Read, Write},
    path::{Path, PathBuf},
};

use age::{
    DecryptError, Decryptor, Encryptor,
    secrecy::{ExposeSecret, SecretString},
};
use sourdine_l10n::Explain;
use sourdine_platform::files;
use sourdine_protocol::envelope::hybrid::HybridIdentity;
use zeroize::Zeroizing;

use super::{FileError, PRIVATE_FILE_MAX_BYTES};

/// scrypt's work factor, as a power of two. Each guess takes a second and 256 MiB; age
/// itself chooses this value.
pub const WORK_FACTOR: u8 = 18;
/// Largest work factor that is accepted when a file is opened, as a power of two: 4 GiB a guess.
pub const WORK_FACTOR_MAX: u8 = 22;
/// Shortest passphrase for a new identity, in characters.
pub const PASSPHRASE_MIN_CHARS: usize = 12;

/// Why an identity was not made or not unlocked.
#[derive(Debug, Explain, thiserror::Error)]
pub enum IdentityError {
    #[explain("error-identity-missing", path)]
    Missing(PathBuf),
    #[explain("error-passphrase", path)]
    Passphrase(PathBuf),
    #[explain("error-passphrase-short", least = PASSPHRASE_MIN_CHARS)]
    Short,
    /// The file is no identity file under a passphrase.
    #[explain("error-identity-malformed", path)]
    Malformed(PathBuf),
    #[explain(transparent)]
    File(#[from] FileError),
}

/// Writes a new identity under a passphrase. A file that exists is refused.
pub fn create(
    path: &Path,
    identity: &HybridIdentity,
    passphrase: &SecretString,
) -> Result<(), IdentityError> {
    let line = identity.to_secret_string();
    let text = Zeroizing::new(format!(
        "# public key: {}\n{}\n",
        identity.to_recipient(),
        line.expose_secret()
    ));
    lock(path, text.as_bytes(), passphrase)
}

pub fn unlock(path: &Path, passphrase: &SecretString) -> Result<HybridIdentity, IdentityError> {
    let text = unlock_bytes(path, passphrase)?;
    let malformed = || IdentityError::Malformed(path.to_owned());
    let text = std::str::from_utf8(&text).map_err(|_| malformed())?;
    let mut lines = text.lines().map(str::trim);
    lines
        .find(|line| !line.is_empty() && !line.starts_with('#'))
        .and_then(|line| line.parse().ok())
        .ok_or_else(malformed)
}

/// Refuses a passphrase that is too short for a new secret.
pub fn check_new_passphrase(passphrase: &SecretString) -> Result<(), IdentityError> {
    if passphrase.expose_secret().chars().count() < PASSPHRASE_MIN_CHARS {
        return Err(IdentityError::Short);
    }
    Ok(())
}

/// Writes a secret under a passphrase. A file that exists is refused.
pub fn lock(path: &Path, secret: &[u8], passphrase: &SecretString) -> Result<(), IdentityError> {
    check_new_passphrase(passphrase)?;
    let failed = FileError::at(path);
    let mut recipient = age::scrypt::Recipient::new(passphrase.clone());
    recipient.set_work_factor(WORK_FACTOR);
    let recipients = std::iter::once(&recipient as &dyn age::Recipient);
    let encryptor = Encryptor::with_recipients(recipients)
        .map_err(|error| failed(io::Error::other(error.to_string())))?;
    let mut sealed = Vec::new();
    let write = || -> io::Result<()> {
        let mut writer = encryptor.wrap_output(&mut sealed)?;
        writer.write_all(secret)?;
        writer.finish().map(drop)
    };
    write().map_err(failed)?;
    Ok(files::write_new(path, &sealed).map_err(failed)?)
}

/// Opens a secret that is under a passphrase, into memory that is wiped.
pub fn unlock_bytes(
    path: &Path,
    passphrase: &SecretString,
) -> Result<Zeroizing<Vec<u8>>, IdentityError> {
    let sealed = files::read_secret(path, PRIVATE_FILE_MAX_BYTES).map_err(|error| {
        if error.kind() == io::ErrorKind::NotFound {
            IdentityError::Missing(path.to_owned())
        } else {
            FileError::at(path)(error).into()
        }
    })?;
    let malformed = || IdentityError::Malformed(path.to_owned());
    let decryptor = Decryptor::new(sealed.as_slice()).map_err(|_| malformed())?;
    if !decryptor.is_scrypt() {
        return Err(malformed());
    }
    let mut identity = age::scrypt::Identity::new(passphrase.clone());
    identity.set_max_work_factor(WORK_FACTOR_MAX);
    let key: &dyn age::Identity = &identity;
    let opened = decryptor.decrypt(std::iter::once(key));
    let mut opened = opened.map_err(|error| match error {
        DecryptError::DecryptionFailed
        | DecryptError::KeyDecryptionFailed
        | DecryptError::NoMatchingKeys => IdentityError::Passphrase(path.to_owned()),
        DecryptError::ExcessiveWork { .. }
        | DecryptError::InvalidHeader
        | DecryptError::InvalidMac
        | DecryptError::Io(_)
        | DecryptError::UnknownFormat => malformed(),
    })?;
    let mut secret = Zeroizing::new(Vec::with_capacity(sealed.len()));
    opened.read_to_end(&mut secret).map_err(|_| malformed())?;
    Ok(secret)
}
